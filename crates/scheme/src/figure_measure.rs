//! Measuring figures 统计数: what a measure rests on that is stated, and not written row by row.
//!
//! Of several about parts of the period the latest counts, where the figure is a state, such as how many households there
//! are. Where the scheme says that figures add up (`figures = "total"`), as of what was due, they are summed; and one of a
//! longer period stands for those of its parts. What a unit states of itself see `own_figures.rs`.

use crate::evidence::{Entry, Subject};
use crate::fraction::Fraction;
use crate::measure::{Combine, Measure, MeasureKind};
use crate::measuring::Circumstances;
use crate::numeral::Numeral;
use crate::outcome::Reason;
use crate::own_figures::{StatedRow, are_own, greatest, greatest_together, stated_of};
use crate::whole::{Factor, comes_later, figure_of, figures, is_part_of, latest_of};
use cunbang_model::{Decimal, Period, Table, UnitCode};
use smol_str::{SmolStr, format_smolstr};
use std::collections::BTreeSet;

impl Circumstances<'_, '_> {
    /// The latest of a figure in per cent of the latest of another.
    pub(crate) fn figure_ratio(&self, measure: &Measure, subject: &Subject<'_>) -> (Option<Fraction>, Vec<Reason>) {
        let MeasureKind::FigureRatio { part, whole, missing_part_is_zero } = &measure.kind else {
            return (None, Vec::new());
        };
        // What units above state of the part goes before the village's own word.
        let adds_up = measure.figures_add_up;
        let above = || figures(subject, subject.rows_of(measure.table_of_figures()), part, adds_up);
        let table = measure.table_of_part();
        let own = || {
            if are_own(table, subject) {
                own_of_all(subject, part, adds_up)
            } else {
                figures(subject, subject.rows_of(table), part, adds_up)
            }
        };
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
        subject: &Subject<'_>,
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
        if subject.reading.is_attested() {
            // Of two that end on one day that of the longer period goes before that of its part.
            figures.sort_by(|one, other| {
                let by_day = one.0.belongs_to().cmp(&other.0.belongs_to());
                by_day.then_with(|| is_part_of(other.0, one.0).cmp(&is_part_of(one.0, other.0)))
            });
        }
        let mut passed_over = self.of_another_period(measure, indicator, subject);
        if measure.table.is_some_and(|table| are_own(table, subject)) && combine != Combine::Average {
            return self.own_figure(subject, (indicator, combine), each, (figures, passed_over));
        }
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

    /// What a unit states of itself, or units above of it instead.
    fn own_figure(
        &self,
        subject: &Subject<'_>,
        (indicator, combine): (&str, Combine),
        each: Option<Fraction>,
        (own, mut reasons): (Vec<StatedRow<'_>>, Vec<Reason>),
    ) -> (Option<Fraction>, Vec<Reason>) {
        let (mut sum, mut is_stated) = (Decimal::ZERO, false);
        for unit in subject.units() {
            let above = stated_of(subject, Table::StatedFigures, indicator, unit);
            let of_unit: Vec<StatedRow<'_>> =
                own.iter().filter(|(.., entry)| entry.row.unit() == unit).copied().collect();
            let is_above = !above.is_empty();
            is_stated |= is_above || !of_unit.is_empty();
            let note_of = |value: Decimal| if each.is_none() { numeral(value) } else { SmolStr::default() };
            if is_above {
                for (period, value, entry) in &above {
                    let whole = above.iter().map(|(whole, ..)| *whole).find(|whole| is_part_of(*period, *whole));
                    let later = || above.iter().any(|(other, ..)| comes_later(*other, *period));
                    let is_passed_over = if combine == Combine::Latest { later() } else { whole.is_some() };
                    if is_passed_over {
                        let whole = whole.map(|whole| self.within_figure(entry, whole));
                        reasons
                            .push(whole.unwrap_or_else(|| self.reason(entry, None, "a later one holds 以较晚的为准")));
                    } else {
                        sum += *value;
                        reasons.push(self.reason(
                            entry,
                            each.map(|each| each * Fraction::from(*value)),
                            note_of(*value),
                        ));
                    }
                }
                let note = "stated above instead 以上级核定的为准";
                reasons.extend(of_unit.iter().map(|(.., entry)| self.reason(entry, None, note)));
                continue;
            }
            let (places, most) = match combine {
                Combine::Latest => greatest(&of_unit, |_| true)
                    .map_or_else(Default::default, |(place, most)| (BTreeSet::from([place]), most)),
                _ => greatest_together(&of_unit),
            };
            sum += most.max(Decimal::ZERO);
            for (place, (_, value, entry)) in of_unit.iter().enumerate() {
                let counts = places.contains(&place);
                reasons.push(if !counts {
                    let note = format_smolstr!("{}: {ANOTHER_IS_GREATER}", numeral(*value));
                    self.reason(entry, None, note)
                } else if *value < Decimal::ZERO {
                    self.reason(entry, None, format_smolstr!("{}: counts as nothing 负数按0计", numeral(*value)))
                } else {
                    self.reason(entry, each.map(|each| each * Fraction::from(*value)), note_of(*value))
                });
            }
        }
        (is_stated.then(|| Fraction::from(sum)), reasons)
    }

    /// Figures of a longer period than this, or of one that lies in it in part: they do not count, and that is said.
    fn of_another_period(&self, measure: &Measure, indicator: &str, subject: &Subject<'_>) -> Vec<Reason> {
        let is_of_table = |entry: &&Entry<'_>| Some(entry.row.table()) == measure.table;
        let others = subject.of_other_periods().filter(is_of_table);
        let reasons = others.filter_map(|entry| {
            let (figure, period, _) = figure_of(&entry.row)?;
            let note =
                || format_smolstr!("of {period} and not of {0}: does not count 所属期间不是{0}，不计", self.period);
            (figure == indicator).then(|| self.reason(entry, None, note()))
        });
        reasons.collect()
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

/// How a reason says that another row of the same counts.
const ANOTHER_IS_GREATER: &str = "another of the same is greater 另有较大的，取较大的";

/// Of each unit what it states of a figure; none where a unit states nothing.
fn own_of_all<'e>(subject: &Subject<'e>, id: &str, adds_up: bool) -> Option<Vec<(&'e Entry<'e>, Decimal)>> {
    let mut all = Vec::new();
    for unit in subject.units() {
        let rows = stated_of(subject, Table::Measures, id, unit);
        let places = if adds_up {
            greatest_together(&rows).0
        } else {
            greatest(&rows, |_| true).into_iter().map(|(place, _)| place).collect()
        };
        if rows.is_empty() {
            return None;
        }
        all.extend(places.into_iter().map(|place| (rows[place].2, rows[place].1.max(Decimal::ZERO))));
    }
    Some(all)
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
