//! What lies below a township or county: its villages' seals, and the scores of the units under it.

use crate::measuring::{Circumstances, Measured, percent, quotient};
use crate::outcome::Reason;
use crate::rule::Reach;
use cunbang_model::{Date, Decimal, UnitCode};
use std::borrow::Cow;

/// Whether a village's seal was received in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sealing {
    InTime,
    /// Received on this day.
    Late(Date),
    /// Decided to count without a seal.
    Never,
    /// May still come.
    Open,
}

/// The score of a unit below, for the mean of its parent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ChildScore {
    pub(crate) unit: UnitCode,
    pub(crate) score: Option<Decimal>,
    pub(crate) least: Decimal,
    pub(crate) most: Decimal,
    pub(crate) is_pending: bool,
    pub(crate) members: Decimal,
}

impl Circumstances<'_, '_> {
    /// The share of villages whose seal was received in time.
    pub(crate) fn sealed(&self) -> Measured {
        let mut reasons = Vec::new();
        let (mut in_time, mut open) = (0_usize, 0_usize);
        for (unit, sealing) in self.seals {
            let note: Cow<'static, str> = match sealing {
                Sealing::InTime => {
                    in_time += 1;
                    continue;
                }
                Sealing::Late(day) => format!("seal received {day}").into(),
                Sealing::Never => "no seal".into(),
                Sealing::Open => {
                    open += 1;
                    "no seal yet".into()
                }
            };
            reasons.push(Reason { unit: self.names_units.then_some(*unit), note, ..Reason::default() });
        }
        let total = Decimal::from(self.seals.len());
        let value = percent(Decimal::from(in_time), total);
        if value.is_some() {
            reasons.push(Reason::remark(format!("{in_time} of {}", self.seals.len())));
        }
        let reach = (open > 0).then_some(Reach { low: value, high: percent(Decimal::from(in_time + open), total) });
        Measured { value, reach, reasons }
    }

    /// The mean of the scores below.
    pub(crate) fn children(&self, by_members: bool) -> Measured {
        // A unit from which no member is known yet weighs as much as the others do on average.
        let known: Vec<Decimal> =
            self.children.iter().map(|child| child.members).filter(|members| !members.is_zero()).collect();
        let usual = quotient(known.iter().copied().sum(), Decimal::from(known.len())).unwrap_or(Decimal::ONE);
        let weight = |child: &ChildScore| {
            if !by_members {
                Decimal::ONE
            } else if child.members.is_zero() && (child.is_pending || known.is_empty()) {
                usual
            } else {
                child.members
            }
        };
        let mean = |score: &dyn Fn(&ChildScore) -> Option<Decimal>| {
            let (mut sum, mut weights) = (Decimal::ZERO, Decimal::ZERO);
            for child in self.children {
                if let Some(score) = score(child) {
                    sum += score * weight(child);
                    weights += weight(child);
                }
            }
            quotient(sum, weights)
        };
        let reasons = self
            .children
            .iter()
            .map(|child| {
                let score = child.score.map_or_else(|| "not received".to_owned(), |score| score.to_string());
                let note = if by_members { format!("{score} × {}", weight(child).round_dp(2)) } else { score };
                Reason { unit: Some(child.unit), note: note.into(), ..Reason::default() }
            })
            .collect();
        let is_open = self.children.iter().any(|child| child.is_pending);
        Measured {
            value: mean(&|child| child.score),
            reach: is_open
                .then(|| Reach { low: mean(&|child| Some(child.least)), high: mean(&|child| Some(child.most)) }),
            reasons,
        }
    }
}
