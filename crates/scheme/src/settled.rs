//! Settled parts 已定部分: how far a measure can still go where what came is held to stay.
//!
//! More rows may come, and empty cells of those that are here may be filled in. A count of them then only grows, and so
//! does what is there of a whole that is fixed. What is divided by members, meetings or figures is not settled: these may
//! grow too. Nor is a share of the rows that were written, where the next one may fail.

use crate::evidence::Subject;
use crate::filter::Filter;
use crate::fraction::Fraction;
use crate::measure::{Measure, MeasureKind};
use crate::rule::Reach;
use crate::whole::{Factor, latest_of};
use cunbang_model::Decimal;

impl Measure {
    /// Narrows how far it may go, from what it comes to now.
    pub(crate) fn settled(&self, value: Fraction, subject: &Subject<'_>, open: Reach) -> Reach {
        let is_fixed = |factor: &Factor| {
            matches!(factor, Factor::Month | Factor::Week | Factor::WholeWeek | Factor::Weekday(_) | Factor::Number(_))
        };
        let meets: &[Filter] = if let MeasureKind::Rate { meets } = &self.kind { meets } else { &[] };
        let lasts = self.filters.iter().chain(meets).all(Filter::lasts)
            && self.of.iter().all(is_fixed)
            && self.keeps_its_persons(subject);
        if !lasts {
            return open;
        }
        match &self.kind {
            MeasureKind::Count { .. } => Reach { low: Some(value), ..open },
            MeasureKind::Sum { .. } if self.bottom().is_some() => Reach { low: Some(value), ..open },
            MeasureKind::Rate { .. } | MeasureKind::Timeliness { .. } if self.is_share_of_expected() => {
                Reach { low: Some(value), ..open }
            }
            MeasureKind::Missing { .. } => Reach { low: Some(Fraction::ZERO), high: Some(value) },
            _ => open,
        }
    }

    /// Whether rows that enter now enter whoever comes to stand on the roster. Without one all do, until there is one.
    fn keeps_its_persons(&self, subject: &Subject<'_>) -> bool {
        let names_members = self.table.is_some_and(|table| table.column_index("member").is_some());
        !names_members || !self.is_of_counted_members() || subject.has_rosters()
    }
    /// Whether the unit itself may still state the part of a share whose whole was stated above.
    pub(crate) fn has_open_part(&self, subject: &Subject<'_>) -> bool {
        let MeasureKind::FigureRatio { part, whole, .. } = &self.kind else { return false };
        let stated = |id: &str| latest_of(subject, subject.rows_of(self.table_of_figures()), id);
        self.table_of_part() != self.table_of_figures()
            && stated(whole).is_some_and(|all| all.iter().any(|(_, value)| *value > Decimal::ZERO))
            && stated(part).is_none()
    }
}
