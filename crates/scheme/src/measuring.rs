//! Measuring: a measure over a subject's rows, with the rows that made it what it is.
//!
//! Reasons are kept to what leads back to the points: every row of a count or sum; of a rate the rows that
//! lowered it, and how many there were.

use crate::below::{ChildScore, Sealing};
use crate::evidence::{Entry, Subject, day_of};
use crate::measure::{Combine, Distinct, Measure, MeasureKind, Per};
use crate::outcome::Reason;
use crate::rule::Reach;
use cunbang_model::{Date, Decimal, Period, UnitCode};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// What was measured.
#[derive(Debug, Clone)]
pub(crate) struct Measured {
    /// Rates in per cent; none where there is nothing to measure.
    pub(crate) value: Option<Decimal>,
    /// Where it may still come to lie; none where it is settled.
    pub(crate) reach: Option<Reach>,
    pub(crate) reasons: Vec<Reason>,
}

/// What an indicator is measured on.
#[derive(Debug)]
pub(crate) struct Circumstances<'s, 'e> {
    pub(crate) period: Period,
    /// The subject's own rows.
    pub(crate) own: &'s Subject<'e>,
    /// The rows of all villages under it.
    pub(crate) villages: &'s Subject<'e>,
    /// The seals of the villages under it (of a village: its own).
    pub(crate) seals: &'s [(UnitCode, Sealing)],
    /// The scores of the units under it.
    pub(crate) children: &'s [ChildScore],
    /// Whether more rows of its own, or of its villages, may come.
    pub(crate) own_is_open: bool,
    pub(crate) villages_are_open: bool,
    /// Whether reasons name the unit of their rows.
    pub(crate) names_units: bool,
}

impl Circumstances<'_, '_> {
    /// Measures; `each` is what one unit of the measure gives, where rows give points by themselves.
    pub(crate) fn measure(&self, measure: &Measure, each: Option<Decimal>) -> Measured {
        match &measure.kind {
            MeasureKind::Sealed => self.sealed(),
            MeasureKind::Children { by_members } => self.children(*by_members),
            _ => self.over_rows(measure, each),
        }
    }

    fn over_rows(&self, measure: &Measure, each: Option<Decimal>) -> Measured {
        let (subject, is_open) = match measure.rows {
            crate::measure::RowsOf::Own => (self.own, self.own_is_open),
            crate::measure::RowsOf::Villages => (self.villages, self.villages_are_open),
        };
        let divisor = match measure.per {
            Per::Whole => Decimal::ONE,
            Per::Month => Decimal::from(self.period.month_count()),
            Per::Member => subject.members,
        };
        let rows: Vec<&Entry> = measure
            .table
            .map_or(&[][..], |table| subject.rows_of(table))
            .iter()
            .copied()
            .filter(|entry| measure.filters.iter().all(|filter| filter.meets(entry, self.period)))
            .collect();
        let each = each.filter(|_| !divisor.is_zero()).map(|each| each / divisor);
        let (value, reasons) = self.evaluate(measure, &rows, each);
        let value = value.filter(|_| !divisor.is_zero()).map(|value| value / divisor);
        let reach = (is_open && measure.is_from_ledger()).then_some(match value {
            Some(value) if measure.only_rises() => Reach { low: Some(value), high: None },
            _ => Reach { low: None, high: measure.top() },
        });
        Measured { value, reach, reasons }
    }

    fn evaluate(&self, measure: &Measure, rows: &[&Entry], each: Option<Decimal>) -> (Option<Decimal>, Vec<Reason>) {
        let listed = |amount: Decimal, entry: &Entry| self.reason(entry, each.map(|each| each * amount), "");
        match &measure.kind {
            MeasureKind::Count { distinct: None } => {
                let reasons = rows.iter().map(|entry| listed(Decimal::ONE, entry)).collect();
                (Some(Decimal::from(rows.len())), reasons)
            }
            MeasureKind::Count { distinct: Some(distinct) } => self.count_distinct(*distinct, rows, each),
            MeasureKind::Sum { column } => {
                let mut sum = Decimal::ZERO;
                let mut reasons = Vec::with_capacity(rows.len());
                for entry in rows {
                    let amount = number(entry, *column);
                    sum += amount;
                    let note = if each.is_none() { amount.to_string() } else { String::new() };
                    reasons.push(self.reason(entry, each.map(|each| each * amount), note));
                }
                (Some(sum), reasons)
            }
            MeasureKind::Average { column } => {
                let sum: Decimal = rows.iter().map(|entry| number(entry, *column)).sum();
                let reasons =
                    rows.iter().map(|entry| self.reason(entry, None, number(entry, *column).to_string())).collect();
                (quotient(sum, Decimal::from(rows.len())), reasons)
            }
            MeasureKind::Rate { meets } => {
                self.rate(rows, "does not count", |entry| meets.iter().all(|filter| filter.meets(entry, self.period)))
            }
            MeasureKind::Timeliness { done, due } => self.timeliness(*done, *due, rows),
            MeasureKind::Ratio { part, whole } => {
                let parts: Decimal = rows.iter().map(|entry| number(entry, *part)).sum();
                let wholes: Decimal = rows.iter().map(|entry| number(entry, *whole)).sum();
                let reasons = rows
                    .iter()
                    .map(|entry| {
                        self.reason(entry, None, format!("{} of {}", number(entry, *part), number(entry, *whole)))
                    })
                    .collect();
                (percent(parts, wholes), reasons)
            }
            MeasureKind::Marks { column, weights, no_remote_at, sum } => {
                self.marks(rows, *column, weights, no_remote_at, *sum, each)
            }
            MeasureKind::Figure { indicator, combine } => self.figure(rows, indicator, *combine, each),
            MeasureKind::Sealed | MeasureKind::Children { .. } => (None, Vec::new()),
        }
    }

    fn count_distinct(
        &self,
        distinct: Distinct,
        rows: &[&Entry],
        each: Option<Decimal>,
    ) -> (Option<Decimal>, Vec<Reason>) {
        let mut seen = BTreeSet::new();
        let mut reasons = Vec::with_capacity(rows.len());
        for entry in rows {
            let value = match distinct {
                Distinct::Month => day_of(entry).map(|day| Period::month_of(day).to_string()),
                Distinct::Column(column) => entry.row.cells()[column].as_ref().map(ToString::to_string),
            };
            let Some(value) = value else { continue };
            if seen.insert(value) {
                reasons.push(self.reason(entry, each, ""));
            } else {
                reasons.push(self.reason(entry, each.map(|_| Decimal::ZERO), "counted already"));
            }
        }
        (Some(Decimal::from(seen.len())), reasons)
    }

    fn rate(
        &self,
        rows: &[&Entry],
        note: &'static str,
        counts: impl Fn(&Entry) -> bool,
    ) -> (Option<Decimal>, Vec<Reason>) {
        let failing: Vec<Reason> =
            rows.iter().filter(|entry| !counts(entry)).map(|entry| self.reason(entry, None, note)).collect();
        let met = rows.len() - failing.len();
        with_total(met, rows.len(), failing)
    }

    fn timeliness(&self, done: usize, due: usize, rows: &[&Entry]) -> (Option<Decimal>, Vec<Reason>) {
        let mut late = Vec::new();
        for entry in rows {
            match (day(entry, done), day(entry, due)) {
                (Some(done), Some(due)) if done <= due => {}
                (Some(done), Some(due)) => {
                    late.push(self.reason(entry, None, format!("{done}, due {due}")));
                }
                (_, due) => {
                    let due = due.map_or_else(String::new, |due| format!(", due {due}"));
                    late.push(self.reason(entry, None, format!("not done{due}")));
                }
            }
        }
        with_total(rows.len() - late.len(), rows.len(), late)
    }

    fn marks(
        &self,
        rows: &[&Entry],
        column: usize,
        weights: &[(String, Decimal)],
        no_remote_at: &[String],
        as_sum: bool,
        each: Option<Decimal>,
    ) -> (Option<Decimal>, Vec<Reason>) {
        let weight_of =
            |mark: &str| weights.iter().find(|(word, _)| word == mark).map_or(Decimal::ZERO, |(_, weight)| *weight);
        let full = weight_of("present");
        let mut sum = Decimal::ZERO;
        let mut reasons = Vec::new();
        for entry in rows {
            let Some(cunbang_model::Value::Text(mark)) = &entry.row.cells()[column] else {
                continue;
            };
            let needs_presence = &**mark == "remote"
                && entry
                    .meeting
                    .as_ref()
                    .and_then(|meeting| meeting.text("kind"))
                    .is_some_and(|kind| no_remote_at.iter().any(|word| word == kind));
            let weight = weight_of(if needs_presence { "absent" } else { mark });
            sum += weight;
            if as_sum {
                if !weight.is_zero() {
                    reasons.push(self.reason(entry, each.map(|each| each * weight), mark.to_string()));
                }
            } else if weight < full {
                let note = if needs_presence { "remote where presence is asked".to_owned() } else { mark.to_string() };
                reasons.push(self.reason(entry, None, note));
            }
        }
        if as_sum {
            return (Some(sum), reasons);
        }
        let total = Decimal::from(rows.len());
        if !rows.is_empty() {
            reasons.push(Reason::remark(format!("{} of {}", sum.normalize(), rows.len())));
        }
        (percent(sum, total), reasons)
    }

    fn figure(
        &self,
        rows: &[&Entry],
        indicator: &str,
        combine: Combine,
        each: Option<Decimal>,
    ) -> (Option<Decimal>, Vec<Reason>) {
        let mut figures: Vec<(Period, Decimal, &Entry)> = rows
            .iter()
            .filter(|entry| entry.row.text("indicator") == Some(indicator))
            .filter_map(|entry| Some((entry.row.period("period")?, entry.row.number("value")?, *entry)))
            .collect();
        figures.sort_by_key(|figure| (figure.0.last_day(), figure.0));
        if combine == Combine::Latest
            && let Some(last) = figures.pop()
        {
            figures = vec![last];
        }
        let sum: Decimal = figures.iter().map(|figure| figure.1).sum();
        let gives = each.filter(|_| combine != Combine::Average);
        let reasons = figures
            .iter()
            .map(|(_, value, entry)| {
                let note = if gives.is_none() { value.to_string() } else { String::new() };
                self.reason(entry, gives.map(|each| each * value), note)
            })
            .collect();
        let count = Decimal::from(figures.len());
        let value = match combine {
            Combine::Average => quotient(sum, count),
            Combine::Sum | Combine::Latest => (!figures.is_empty()).then_some(sum),
        };
        (value, reasons)
    }

    fn reason(&self, entry: &Entry, points: Option<Decimal>, note: impl Into<Cow<'static, str>>) -> Reason {
        Reason {
            unit: self.names_units.then(|| entry.row.unit()),
            row: entry.key.clone(),
            points: points.map(|points| points.round_dp(4).normalize()),
            note: note.into(),
        }
    }
}

fn with_total(met: usize, total: usize, mut reasons: Vec<Reason>) -> (Option<Decimal>, Vec<Reason>) {
    if total > 0 {
        reasons.push(Reason::remark(format!("{met} of {total}")));
    }
    (percent(Decimal::from(met), Decimal::from(total)), reasons)
}

fn number(entry: &Entry, column: usize) -> Decimal {
    match &entry.row.cells()[column] {
        Some(cunbang_model::Value::Number(number)) => **number,
        _ => Decimal::ZERO,
    }
}

fn day(entry: &Entry, column: usize) -> Option<Date> {
    match &entry.row.cells()[column] {
        Some(cunbang_model::Value::Date(day)) => Some(*day),
        _ => None,
    }
}

pub(crate) fn quotient(part: Decimal, whole: Decimal) -> Option<Decimal> {
    (!whole.is_zero()).then(|| part / whole)
}

pub(crate) fn percent(part: Decimal, whole: Decimal) -> Option<Decimal> {
    quotient(Decimal::ONE_HUNDRED * part, whole)
}
