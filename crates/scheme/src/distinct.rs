//! What counts once 只计一次: of several rows of one week, month, quarter, half-year or value one counts; and rounds 轮次, of
//! which each has one number.

use crate::PeriodKind;
use crate::evidence::{Entry, Subject, day_of};
use crate::figure_measure::numeral;
use crate::fraction::Fraction;
use crate::measure::{Distinct, Measure};
use crate::measuring::{Circumstances, day, number, with_room};
use crate::numeral::Numeral;
use crate::once::{SAID_ALREADY, Standing, once_each};
use crate::outcome::Reason;
use crate::spread::{IN_PART_OF_A_WEEK, OUTSIDE, half_of, quarter_of};
use crate::whole::{Factor, Whole, is_in_whole_week, monday_of, whole};
use cunbang_model::{Date, Decimal, Period, Value};
use smol_str::format_smolstr;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// How reasons say that a row cannot be told to be of one part of the year.
const IN_NO_QUARTER: &str = "of a period that lies in no quarter, does not count 所属期间不在一个季度内，不计";
const IN_NO_HALF: &str = "of a period that lies in no half-year, does not count 所属期间不在一个半年内，不计";

/// What counts once, of several rows that have it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Taken<'e> {
    Period(Period),
    Day(Date),
    Text(Cow<'e, str>),
}

impl<'e> Taken<'e> {
    /// Of a row; its day is that in a column, where one is named.
    fn of(entry: &'e Entry<'e>, distinct: Distinct, on: Option<usize>) -> Option<Self> {
        let day_on = || on.map_or_else(|| day_of(entry), |column| day(entry, column));
        match distinct {
            Distinct::Month => day_on().map(|day| Self::Period(Period::month_of(day))),
            Distinct::Week => day_on().map(|day| Self::Day(monday_of(day))),
            Distinct::Quarter if on.is_some() => day_on().map(|day| Self::Period(Period::quarter_of(day))),
            Distinct::Half if on.is_some() => day_on().map(|day| Self::Period(PeriodKind::Half.around(day))),
            Distinct::Quarter => quarter_of(entry).map(Self::Period),
            Distinct::Half => half_of(entry).map(Self::Period),
            Distinct::Column(column) => entry.row.cells()[column].as_ref().map(Self::of_cell),
        }
    }

    fn of_cell(value: &'e Value) -> Self {
        match value {
            Value::Text(text) => Self::Text(Cow::Borrowed(text)),
            other => Self::Text(Cow::Owned(other.to_string())),
        }
    }
}

/// How a reason says that a row is of no part; none where an empty cell says it.
fn of_no_part(distinct: Distinct) -> Option<&'static str> {
    match distinct {
        Distinct::Quarter => Some(IN_NO_QUARTER),
        Distinct::Half => Some(IN_NO_HALF),
        _ => None,
    }
}

impl Circumstances<'_, '_> {
    /// How many different parts or values there are.
    pub(crate) fn count_distinct(
        &self,
        measure: &Measure,
        distinct: Distinct,
        rows: &[&Entry<'_>],
        each: Option<Fraction>,
    ) -> (Option<Fraction>, Vec<Reason>) {
        let mut reasons = with_room(rows.len());
        let by_whole_weeks = distinct == Distinct::Week && measure.of.contains(&Factor::WholeWeek);
        let on = |entry: &Entry<'_>| measure.distinct_on.map_or_else(|| day_of(entry), |column| day(entry, column));
        let nothing = || each.map(|_| Fraction::ZERO);
        let incomplete = Self::incomplete(measure, distinct, rows);
        // What each row is taken for, or why it is not, where anything says so.
        let taken = rows.iter().copied().map(|entry| {
            if measure.distinct_on.is_some() && !on(entry).is_some_and(|day| self.period.contains_day(day)) {
                return Err(Some(if on(entry).is_some() { OUTSIDE } else { "not done" }));
            }
            let value = Taken::of(entry, distinct, measure.distinct_on).ok_or(of_no_part(distinct))?;
            // Expected are whole weeks, and so whole weeks alone count.
            let is_whole = |day: Date| is_in_whole_week(day, self.period);
            if by_whole_weeks && !on(entry).is_some_and(is_whole) {
                Err(Some(IN_PART_OF_A_WEEK))
            } else if incomplete.contains(&value) {
                Err(Some("not of every kind that is asked for: does not count 应有的几类不全，不计"))
            } else {
                Ok(value)
            }
        });
        let taken: Vec<Result<Taken<'_>, Option<&str>>> = taken.collect();
        let claims = rows.iter().zip(&taken).filter_map(|(entry, taken)| Some((entry.same_as(), taken.as_ref().ok()?)));
        let mut standings = once_each(claims, 1).into_iter();
        let mut count = Decimal::ZERO;
        for (entry, taken) in rows.iter().zip(&taken) {
            let standing = if taken.is_ok() { standings.next() } else { None };
            let note = match standing {
                Some(Standing::Counts) => {
                    count += Decimal::ONE;
                    reasons.push(self.reason(entry, each, ""));
                    continue;
                }
                Some(Standing::SaidAlready) => Some(SAID_ALREADY),
                Some(Standing::NoRoom) => Some("counted already"),
                None => taken.as_ref().err().copied().flatten(),
            };
            reasons.extend(note.map(|note| self.reason(entry, nothing(), note)));
        }
        (Some(Fraction::from(count)), reasons)
    }

    /// The parts in which not each of the words is there that the conditions ask for in a column; none where no column is
    /// named.
    fn incomplete<'e>(measure: &Measure, distinct: Distinct, rows: &[&'e Entry<'e>]) -> BTreeSet<Taken<'e>> {
        let Some(column) = measure.with_all else { return BTreeSet::new() };
        let asked: BTreeSet<&str> = measure.words_asked(column).collect();
        let mut there: BTreeMap<Taken<'e>, BTreeSet<&str>> = BTreeMap::new();
        for entry in rows {
            let word = if let Some(Value::Text(word)) = &entry.row.cells()[column] { Some(&**word) } else { None };
            if let (Some(part), Some(word)) = (Taken::of(entry, distinct, measure.distinct_on), word) {
                there.entry(part).or_default().insert(word);
            }
        }
        there.into_iter().filter(|(_, words)| words.len() < asked.len()).map(|(part, _)| part).collect()
    }

    /// The sum of what each round has: of several rows of one the greatest, so that one that is left out raises nothing. What
    /// is divided by the rounds that were expected is their mean, and a round that is missing is nothing in it.
    pub(crate) fn rounds(
        &self,
        measure: &Measure,
        (column, distinct): (usize, Distinct),
        subject: &Subject<'_>,
        rows: &[&Entry<'_>],
    ) -> (Option<Fraction>, Vec<Reason>) {
        let mut reasons = with_room(rows.len());
        let mut greatest: BTreeMap<Taken<'_>, (Decimal, &Entry<'_>)> = BTreeMap::new();
        for entry in rows {
            let Some(round) = Taken::of(entry, distinct, None) else {
                reasons.extend(of_no_part(distinct).map(|note| self.reason(entry, None, note)));
                continue;
            };
            let points = number(entry, column);
            let other = match greatest.get(&round) {
                Some((most, _)) if *most >= points => Some(*entry),
                _ => greatest.insert(round, (points, entry)).map(|(_, other)| other),
            };
            let note = "another of the same round has more 同一轮另有更高的，此条不取";
            reasons.extend(other.map(|other| self.reason(other, None, note)));
        }
        let there = greatest.len();
        let sum: Decimal = greatest.values().map(|(points, _)| *points).sum();
        reasons.extend(greatest.into_values().map(|(points, entry)| self.reason(entry, None, numeral(points))));
        if let Whole::Known(expected) = whole(&measure.of, measure, subject, self.period) {
            let expected = Numeral(expected.normalize());
            reasons.push(Reason::remark(format_smolstr!("{there} of {expected} expected 应有")));
        }
        ((there > 0).then(|| Fraction::from(sum)), reasons)
    }
}
