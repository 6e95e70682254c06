//! Measuring figures 统计数: what a measure rests on that is stated, and not written row by row.
//!
//! Of several about parts of the period the latest counts, where the figure is a state, such as how many households there
//! are. Where the scheme says that figures add up (`figures = "total"`), as of what was due, they are summed; and one of a
//! longer period stands for those of its parts.

use crate::evidence::{Entry, Subject};
use crate::fraction::Fraction;
use crate::measure::{Combine, Measure, MeasureKind};
use crate::measuring::Circumstances;
use crate::numeral::Numeral;
use crate::outcome::Reason;
use crate::whole::{Factor, figure_of, figures, is_part_of, latest_of};
use cunbang_model::{Decimal, Period, Table, UnitCode};
use smol_str::{SmolStr, format_smolstr};

impl Circumstances<'_, '_> {
    /// The latest of a figure in per cent of the latest of another.
    pub(crate) fn figure_ratio(&self, measure: &Measure, subject: &Subject<'_>) -> (Option<Fraction>, Vec<Reason>) {
        let MeasureKind::FigureRatio { part, whole, missing_part_is_zero } = &measure.kind else {
            return (None, Vec::new());
        };
        // What units above state of the part goes before the village's own word.
        let adds_up = measure.figures_add_up;
        let above = || figures(subject, subject.rows_of(measure.table_of_figures()), part, adds_up);
        let own = || figures(subject, subject.rows_of(measure.table_of_part()), part, adds_up);
        let parts = above().or_else(own);
        let wholes = figures(subject, subject.rows_of(measure.table_of_figures()), whole, adds_up);
        let reason = |(entry, value): &(&Entry<'_>, Decimal)| self.reason(entry, None, numeral(value.normalize()));
        let mut reasons: Vec<Reason> = parts.iter().chain(&wholes).flatten().map(reason).collect();
        let sum = |figures: Option<Vec<(&Entry<'_>, Decimal)>>| -> Option<Decimal> {
            Some(figures?.iter().map(|(_, value)| *value).sum())
        };
        let (parts, wholes) = (sum(parts), sum(wholes));
        if measure.is_from_above && wholes.is_some_and(|whole| whole <= Decimal::ZERO) {
            reasons.extend(self.none_due(&[Factor::Figure(whole.clone())], subject));
        } else if *missing_part_is_zero || measure.is_from_above {
            reasons.extend(parts.is_none().then(|| not_stated(part)));
            reasons.extend(wholes.is_none().then(|| not_stated(whole)));
        }
        if let (Some(part), Some(whole), true) = (parts, wholes, adds_up)
            && part > whole
            && whole > Decimal::ZERO
        {
            let (part, whole) = (Numeral(part.normalize()), Numeral(whole.normalize()));
            reasons.push(Reason::remark(format_smolstr!(
                "{part} of {whole}: more than all, taken as all 多于全部，按全部计"
            )));
        }
        let parts = if *missing_part_is_zero { parts.or(Some(Decimal::ZERO)) } else { parts };
        let share = parts.zip(wholes).and_then(|(part, whole)| Fraction::percent(part, whole));
        (share.map(|share| share.clamp(Fraction::ZERO, Fraction::ALL)), reasons)
    }

    /// The figures by which the county says that nothing was due.
    pub(crate) fn none_due(&self, of: &[Factor], subject: &Subject<'_>) -> Vec<Reason> {
        let ids = of.iter().filter_map(|factor| if let Factor::Figure(id) = factor { Some(id) } else { None });
        let all = subject.rows_of(Table::StatedFigures);
        let latest = ids.filter_map(|id| latest_of(subject, all, id)).flatten();
        let none = latest.filter(|(_, value)| *value <= Decimal::ZERO);
        none.map(|(entry, _)| self.reason(entry, None, NONE_DUE)).collect()
    }

    pub(crate) fn figure(
        &self,
        measure: &Measure,
        rows: &[&Entry<'_>],
        (indicator, combine): (&str, Combine),
        each: Option<Fraction>,
    ) -> (Option<Fraction>, Vec<Reason>) {
        let mut figures: Vec<(Period, Decimal, &Entry<'_>)> = rows
            .iter()
            .filter_map(|entry| Some((figure_of(&entry.row)?, *entry)))
            .filter(|((figure, ..), _)| *figure == indicator)
            .map(|((_, period, value), entry)| (period, value, entry))
            .collect();
        figures.sort_by_key(|figure| (figure.0.belongs_to(), figure.0));
        let mut passed_over = Vec::new();
        if measure.figures_add_up {
            let all: Vec<(UnitCode, Period)> =
                figures.iter().map(|(period, _, entry)| (entry.row.unit(), *period)).collect();
            figures.retain(|(period, _, entry)| {
                let whole = all.iter().find(|(unit, whole)| *unit == entry.row.unit() && is_part_of(*period, *whole));
                passed_over.extend(whole.map(|(_, whole)| self.within_figure(entry, *whole)));
                whole.is_none()
            });
        }
        if combine == Combine::Latest
            && let Some(last) = figures.pop()
        {
            figures = vec![last];
        }
        let sum: Decimal = figures.iter().map(|figure| figure.1).sum();
        let gives = each.filter(|_| combine != Combine::Average);
        let mut reasons: Vec<Reason> = figures
            .iter()
            .map(|(_, value, entry)| {
                let note = if gives.is_none() { numeral(*value) } else { SmolStr::default() };
                self.reason(entry, gives.map(|each| each * Fraction::from(*value)), note)
            })
            .collect();
        reasons.append(&mut passed_over);
        let count = Decimal::from(figures.len());
        let value = match combine {
            Combine::Average => Fraction::quotient(sum, count),
            Combine::Sum | Combine::Latest => (!figures.is_empty()).then(|| Fraction::from(sum)),
        };
        (value, reasons)
    }

    /// What the figures of a whole come to that add up, row by row, and those that stand in a longer period's.
    pub(crate) fn added_up(&self, measure: &Measure, subject: &Subject<'_>) -> Vec<Reason> {
        let mut reasons = Vec::new();
        for id in measure.stated_figures() {
            let rows = subject.rows_of(measure.table_of_figures());
            let Some(taken) = figures(subject, rows, id, true) else { continue };
            let stated = rows.iter().filter_map(|entry| Some((*entry, figure_of(&entry.row)?)));
            let stated: Vec<_> = stated.filter(|(_, (figure, ..))| *figure == id).collect();
            if stated.len() <= subject.units().count() {
                continue;
            }
            for (entry, (_, period, value)) in &stated {
                let others = stated.iter().filter(|(other, _)| other.row.unit() == entry.row.unit());
                let whole = others.map(|(_, (_, whole, _))| *whole).find(|whole| is_part_of(*period, *whole));
                reasons.push(match whole {
                    Some(whole) => self.within_figure(entry, whole),
                    None => self.reason(entry, None, numeral(value.normalize())),
                });
            }
            let sum: Decimal = taken.iter().map(|(_, value)| *value).sum();
            reasons.push(Reason::remark(format_smolstr!("{} in all, added up 各期合计", Numeral(sum.normalize()))));
        }
        reasons
    }

    /// A figure of a part of what another is of.
    fn within_figure(&self, entry: &Entry<'_>, whole: Period) -> Reason {
        self.reason(entry, None, format_smolstr!("in that of {whole} already 已含在该期内"))
    }
}

/// How a reason says that nothing was due.
const NONE_DUE: &str = "stated: none due 应办 0";

/// Whether a reason says that nothing was due.
pub(crate) fn is_none_due(reason: &Reason) -> bool {
    reason.note == NONE_DUE
}

/// A figure that nobody stated.
pub(crate) fn not_stated(id: &str) -> Reason {
    Reason::remark(format_smolstr!("{}: not stated 未提供", Factor::Figure(id.to_owned()).describe()))
}

pub(crate) fn numeral(number: Decimal) -> SmolStr {
    format_smolstr!("{}", Numeral(number))
}
