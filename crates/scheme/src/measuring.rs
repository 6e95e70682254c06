//! Measuring: a measure over a subject's rows, with the rows that made it what it is.
//!
//! Reasons are kept to what leads back to the points: every row of a count or sum; of a rate the rows that
//! lowered it, and how many there were; and rows that do not count because of whom they are about.

use crate::below::{ChildScore, Sealing};
use crate::evidence::{Entry, Subject};
use crate::figure_measure::{not_stated, numeral};
use crate::filter::Filter;
use crate::fraction::Fraction;
use crate::measure::{Measure, MeasureKind, Otherwise, RowsOf};
use crate::numeral::Numeral;
use crate::once::different;
use crate::outcome::Reason;
use crate::own_figures::{StatedRow, greatest_together};
use crate::past::PastOfUnit;
use crate::rule::Reach;
use crate::spread::quarter_of;
use crate::steps::Light;
use crate::whole::{Factor, Whole, is_part_of, whole};
use cunbang_model::{Date, Decimal, Period, Table, UnitCode, UnitKind, Value};
use smol_str::{SmolStr, format_smolstr};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// What was measured.
#[derive(Debug, Clone)]
pub(crate) struct Measured {
    /// Rates in per cent; none where there is nothing to measure.
    pub(crate) value: Option<Fraction>,
    /// Whether it gives the least it can: there is something to measure, but nobody says of how many members; or a
    /// figure was not stated that the scheme holds to be owed.
    pub(crate) gives_least: bool,
    /// Whether it does not apply whatever the scheme says of what is missing: to whoever was not there yet, or as what was
    /// found is not due yet.
    pub(crate) is_spared: bool,
    /// Where it may still come to lie; none where it is settled.
    pub(crate) reach: Option<Reach>,
    pub(crate) reasons: Vec<Reason>,
}

/// What an indicator is measured on.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools)] // each is a fact of its own
pub(crate) struct Circumstances<'s, 'e> {
    pub(crate) period: Period,
    /// The kind of unit, of one that keeps a ledger.
    pub(crate) kind: Option<UnitKind>,
    /// The subject's own rows.
    pub(crate) own: &'s Subject<'e>,
    /// The rows of all villages under it.
    pub(crate) villages: &'s Subject<'e>,
    /// The seals of the villages under it (of a village: its own).
    pub(crate) seals: &'s [(UnitCode, Sealing)],
    /// The scores of the units under it.
    pub(crate) children: &'s [ChildScore],
    /// Of a member: all rows of its village.
    pub(crate) all_of_unit: Option<&'s Subject<'e>>,
    /// What was published of it for earlier periods.
    pub(crate) past: Option<&'s PastOfUnit>,
    /// Whether more rows of its own, or of its villages, may come.
    pub(crate) own_is_open: bool,
    pub(crate) villages_are_open: bool,
    /// Whether what came is held to stay, as the scheme says.
    pub(crate) what_came_stays: bool,
    /// Whether reasons name the unit of their rows.
    pub(crate) names_units: bool,
}

impl Circumstances<'_, '_> {
    /// Measures; `each` is what one unit of the measure gives, where rows give points by themselves.
    pub(crate) fn measure(&self, measure: &Measure, each: Option<Fraction>) -> Measured {
        match &measure.kind {
            MeasureKind::Sealed => self.sealed(),
            MeasureKind::Children { by_members } => self.children(*by_members),
            MeasureKind::Past(past) => self.past(past, each),
            _ => self.over_rows(measure, each),
        }
    }

    fn over_rows(&self, measure: &Measure, each: Option<Fraction>) -> Measured {
        let (subject, is_open) = match measure.rows {
            RowsOf::Own => (self.own, self.own_is_open),
            RowsOf::Villages => (self.villages, self.villages_are_open),
        };
        let whole = whole(&measure.of, measure, subject, self.period);
        let divisor = if let Whole::Known(divisor) = whole { Some(Fraction::from(divisor)) } else { None };
        let each = each.zip(divisor).map(|(each, divisor)| each / divisor);
        let mut passed_over = Vec::new();
        let mut rows = Cow::Borrowed(measure.table.map_or(&[][..], |table| subject.rows_of(table)));
        if !matches!(measure.kind, MeasureKind::Marks { .. }) {
            keep(&mut rows, |entry| measure.filters.iter().all(|filter| filter.meets(entry, self.period)));
            if measure.asks_whether_fixed() {
                passed_over = self.only_due(measure, subject, &mut rows);
            }
            if measure.table == Some(Table::Meetings) {
                keep(&mut rows, |entry| {
                    passed_over.extend(entry.not_held.map(|note| self.reason(entry, None, note)));
                    entry.not_held.is_none()
                });
            }
            if let Some(until) = &measure.until {
                passed_over.extend(self.only_until(until, subject, &mut rows));
            }
            if measure.table == Some(Table::Satisfaction) && subject.reading.is_attested() {
                let periods: Vec<_> = rows.iter().filter_map(|entry| asked_of(entry)).collect();
                keep(&mut rows, |entry| {
                    let whole = asked_of(entry).and_then(|(unit, target, period)| {
                        let of_same = periods.iter().filter(|other| (other.0, other.1) == (unit, target));
                        of_same.map(|other| other.2).find(|whole| is_part_of(period, *whole))
                    });
                    let note = |whole| format_smolstr!("in that of {whole} already 已含在该期内");
                    passed_over.extend(whole.map(|whole| self.reason(entry, None, note(whole))));
                    whole.is_none()
                });
            }
            if let Some(unless) = &measure.unless {
                keep(&mut rows, |entry| {
                    let other = self.row_that_excludes(unless, subject, entry);
                    let counts = other.is_none();
                    passed_over.extend(
                        other.map(|other| self.reason(entry, None, format_smolstr!("not counted: {other} 不计"))),
                    );
                    counts
                });
            }
            if let Some(quota) = &measure.quota {
                let beyond = self.beyond_quota(quota, measure);
                keep(&mut rows, |entry| {
                    let other = quarter_of(entry).and_then(|quarter| beyond.get(&quarter));
                    passed_over.extend(other.map(|(there, members, most)| {
                        let note = format_smolstr!(
                            "{there} of {members} members have it, {most} may: does not count 超额，不计"
                        );
                        self.reason(entry, None, note)
                    }));
                    other.is_none()
                });
            }
            if measure.is_of_counted_members() {
                keep(&mut rows, |entry| {
                    let other = entry.row.text("member").filter(|id| !subject.persons(entry.row.unit()).include(id));
                    passed_over.extend(other.map(|id| self.not_counted(entry, id)));
                    other.is_none()
                });
            }
        }
        let is_waiting =
            subject.reading.checks() && measure.asks_whether_fixed() && rows.is_empty() && !passed_over.is_empty();
        let (total, mut reasons) = self.evaluate(measure, subject, &rows, each);
        reasons.append(&mut passed_over);
        if measure.figures_add_up && !measure.of.is_empty() {
            reasons.append(&mut self.added_up(measure, subject));
        }
        if let (Some(total), Whole::Known(expected)) = (total, whole)
            && (measure.is_share_of_expected() || measure.is_shortfall())
        {
            let (there, expected) = (total.shortened(2), Numeral(expected.normalize()));
            reasons.push(Reason::remark(format_smolstr!("{} of {expected} expected 应有", Numeral(there))));
        }
        let is_missing = measure.is_shortfall();
        let is_nothing = total.is_some_and(Fraction::is_zero) && !is_missing;
        let value = match divisor {
            Some(divisor) if measure.is_share_of_expected() => {
                total.map(|met| (met * Fraction::from(Decimal::ONE_HUNDRED) / divisor).min(Fraction::ALL))
            }
            Some(expected) if is_missing => total.map(|there| (expected - there).max(Fraction::ZERO)),
            Some(divisor) => total.map(|total| total / divisor),
            None if whole == Whole::Nothing && measure.is_from_above => {
                reasons.extend(self.none_due(&measure.of, subject));
                None
            }
            None if whole == Whole::Nothing && measure.unstated_is_least => is_missing.then_some(Fraction::ZERO),
            None if whole == Whole::NotYet => {
                reasons.push(Reason::remark(SmolStr::new_static("joined after what was expected 当时尚未入党，不考")));
                None
            }
            None if matches!(whole, Whole::NotStated | Whole::Nothing) => {
                let missing = measure.of.iter().map(Factor::describe).collect::<Vec<_>>().join(" × ");
                reasons.push(Reason::remark(format_smolstr!("{missing}: not stated 未提供")));
                None
            }
            // Nothing is nothing, of however many.
            None => total.filter(|_| is_nothing),
        };
        // Who was to come to meetings that were held is not known either.
        let lacks_invited = matches!(&measure.kind, MeasureKind::Marks(marks) if !marks.sum)
            && subject.member_count().is_none()
            && !subject.rows_of(Table::Meetings).is_empty();
        // Nor is it how many ballots make a vote.
        let lacks_turnout = total.is_some() && self.whole_at_least(measure, subject) == Whole::WithoutMembers;
        let value = value.filter(|_| !lacks_invited && !lacks_turnout);
        let value = match &measure.kind {
            MeasureKind::Lights { light: Light::Red, steps } if measure.is_from_above && is_missing => {
                let stated = if let Whole::Known(expected) = whole { expected } else { Decimal::ZERO };
                self.stopped(value, stated, steps, subject, &rows, &mut reasons)
            }
            MeasureKind::Lights { light: Light::Yellow, steps } if is_missing => {
                let (late, of_earlier) = self.without_materials(steps, subject);
                reasons.extend(of_earlier);
                value.map(|value| value - -Fraction::from(Decimal::from(late)))
            }
            MeasureKind::Figure { indicator, .. } if measure.is_from_above && value.is_none() => {
                reasons.push(not_stated(indicator));
                None
            }
            _ => value,
        };
        let is_without_members = whole == Whole::WithoutMembers && total.is_some() && !is_nothing;
        let is_unstated = measure.unstated_is_least && measure.lacks_figure(value, whole);
        let lacks_members = lacks_invited || lacks_turnout || is_without_members;
        if lacks_members {
            reasons.push(Reason::remark(SmolStr::new_static(NO_MEMBERS)));
        }
        let members_are_open =
            measure.of.contains(&Factor::Member) && !is_nothing && (is_open || self.villages_are_open);
        let is_open =
            is_open && (measure.is_from_ledger() || measure.has_open_whole() || measure.has_open_part(subject));
        let reach = (is_open || members_are_open).then(|| {
            let open = Reach { low: None, high: measure.top().map(Fraction::from) };
            match value.filter(|_| self.what_came_stays && !members_are_open) {
                Some(value) => measure.settled(value, subject, open),
                None => open,
            }
        });
        let is_spared = (whole == Whole::NotYet && total.is_some()) || is_waiting;
        Measured { value, gives_least: lacks_members || is_unstated, is_spared, reach, reasons }
    }

    /// A row about somebody who is not a counted member.
    pub(crate) fn not_counted(&self, entry: &Entry<'_>, member: &str) -> Reason {
        self.reason(entry, None, format_smolstr!("{member} is not a counted member in this period 不计入"))
    }

    fn evaluate(
        &self,
        measure: &Measure,
        subject: &Subject<'_>,
        rows: &[&Entry<'_>],
        each: Option<Fraction>,
    ) -> (Option<Fraction>, Vec<Reason>) {
        let gives = |amount: Decimal| each.map(|each| each * Fraction::from(amount));
        match &measure.kind {
            MeasureKind::Count { distinct: None } => {
                let beyond = self.beyond_spread(measure, subject, rows);
                let mut reasons = with_room(rows.len());
                reasons.extend(rows.iter().enumerate().map(|(place, entry)| {
                    if let Some(note) = beyond.get(&place) {
                        self.reason(entry, each.map(|_| Fraction::ZERO), *note)
                    } else {
                        self.reason(entry, each, "")
                    }
                }));
                (Some(Fraction::from(Decimal::from(rows.len() - beyond.len()))), reasons)
            }
            MeasureKind::Count { distinct: Some(distinct) } => self.count_distinct(measure, *distinct, rows, each),
            MeasureKind::Missing { distinct: None } => {
                let beyond = self.beyond_spread(measure, subject, rows);
                let note = |place: usize| beyond.get(&place).copied().unwrap_or_default();
                let reasons =
                    rows.iter().enumerate().map(|(place, entry)| self.reason(entry, None, note(place))).collect();
                (Some(Fraction::from(Decimal::from(rows.len() - beyond.len()))), reasons)
            }
            MeasureKind::Missing { distinct: Some(distinct) } => self.count_distinct(measure, *distinct, rows, None),
            MeasureKind::Sum { column } => {
                let mut sum = Decimal::ZERO;
                let mut reasons = with_room(rows.len());
                let within_others = within_others(subject, rows, *column);
                let most = self.most_of_a_month(measure, subject);
                for (place, entry) in rows.iter().enumerate() {
                    if within_others.contains(&place) {
                        let nothing = each.map(|_| Fraction::ZERO);
                        reasons.push(self.reason(entry, nothing, WITHIN_OTHERS));
                        continue;
                    }
                    let stated = number(entry, *column);
                    let amount = most.map_or(stated, |most| stated.min(most));
                    sum += amount;
                    let note = match most {
                        Some(most) if stated > most => format_smolstr!(
                            "{} of {}: more than all, taken as all 多于全部，按全部计",
                            Numeral(stated.normalize()),
                            Numeral(most.normalize())
                        ),
                        _ if each.is_none() => numeral(amount),
                        _ => SmolStr::default(),
                    };
                    reasons.push(self.reason(entry, gives(amount), note));
                }
                (Some(Fraction::from(sum)), reasons)
            }
            MeasureKind::Average { column, rounds: Some(distinct) } => {
                self.rounds(measure, (*column, *distinct), subject, rows)
            }
            MeasureKind::Average { column, rounds: None } => {
                let sum: Decimal = rows.iter().map(|entry| number(entry, *column)).sum();
                let reasons =
                    rows.iter().map(|entry| self.reason(entry, None, numeral(number(entry, *column)))).collect();
                (Fraction::quotient(sum, Decimal::from(rows.len())), reasons)
            }
            MeasureKind::Rate { meets } => share(measure, rows, self.failing(measure, meets, subject, rows)),
            MeasureKind::Timeliness { done, due, otherwise } => {
                let late = self.late(measure, subject, (*done, *due, otherwise.as_ref()), rows);
                share(measure, rows, late)
            }
            MeasureKind::Ratio { part, whole } => {
                let parts: Decimal = rows.iter().map(|entry| number(entry, *part)).sum();
                let wholes: Decimal = rows.iter().map(|entry| number(entry, *whole)).sum();
                let mut reasons = with_room(rows.len());
                reasons.extend(rows.iter().map(|entry| {
                    let (part, whole) = (Numeral(number(entry, *part)), Numeral(number(entry, *whole)));
                    self.reason(entry, None, format_smolstr!("{part} of {whole}"))
                }));
                if measure.is_share_of_expected() {
                    return of_the_greatest(rows, *whole, parts, self.least_whole(measure, subject), reasons);
                }
                let least = self.least_whole(measure, subject).filter(|least| !rows.is_empty() && *least > wholes);
                if let Some(least) = least {
                    let least = least.normalize();
                    reasons.push(Reason::remark(format_smolstr!("of at least {least} expected 按不少于{least}计")));
                }
                (Fraction::percent(parts, least.unwrap_or(wholes)), reasons)
            }
            MeasureKind::Marks(marks) => self.marks(measure, marks, subject, rows, each),
            MeasureKind::Lights { light, steps } => self.lights(measure, *light, steps, subject, rows, each),
            MeasureKind::Figure { indicator, combine } => {
                self.figure(measure, subject, rows, (indicator, *combine), each)
            }
            MeasureKind::FigureRatio { .. } => self.figure_ratio(measure, subject),
            MeasureKind::Sealed | MeasureKind::Children { .. } | MeasureKind::Past(_) => (None, Vec::new()),
        }
    }

    /// The most that a row of a month counts for, vetted: what units above state of a month, so that one stands for no other.
    fn most_of_a_month(&self, measure: &Measure, subject: &Subject<'_>) -> Option<Decimal> {
        let is_by_month = measure.of.contains(&Factor::Month)
            && measure.of.iter().any(|factor| matches!(factor, Factor::Figure(_)))
            && measure.is_from_above
            && subject.units().count() == 1;
        match whole(&measure.of, measure, subject, self.period) {
            Whole::Known(expected) if subject.reading.is_vetted() && is_by_month => {
                Some(expected / Decimal::from(self.period.month_count()))
            }
            _ => None,
        }
    }

    fn whole_at_least(&self, measure: &Measure, subject: &Subject<'_>) -> Whole {
        whole(&measure.whole_at_least, measure, subject, self.period)
    }

    /// What a ratio's whole is at least, where that is said and known.
    fn least_whole(&self, measure: &Measure, subject: &Subject<'_>) -> Option<Decimal> {
        match self.whole_at_least(measure, subject) {
            Whole::Known(number) if !measure.whole_at_least.is_empty() => Some(number),
            _ => None,
        }
    }

    /// Why rows do not count.
    fn failing(&self, measure: &Measure, meets: &[Filter], subject: &Subject<'_>, rows: &[&Entry<'_>]) -> Vec<Reason> {
        let counts = |entry: &Entry<'_>| meets.iter().all(|filter| filter.meets(entry, self.period));
        let (met, failing): (Vec<&Entry<'_>>, Vec<&Entry<'_>>) = rows.iter().partition(|entry| counts(entry));
        let mut failing: Vec<Reason> =
            failing.into_iter().map(|entry| self.reason(entry, None, "does not count")).collect();
        let beyond = self.beyond_spread(measure, subject, &met);
        failing.extend(beyond.into_iter().map(|(place, note)| self.reason(met[place], None, note)));
        failing
    }

    fn late(
        &self,
        measure: &Measure,
        subject: &Subject<'_>,
        (done, due, otherwise): (usize, usize, Option<&Otherwise>),
        rows: &[&Entry<'_>],
    ) -> Vec<Reason> {
        let mut late = Vec::new();
        let mut in_time = Vec::new();
        for entry in rows {
            match (self.done_on(entry, done, otherwise), day(entry, due)) {
                (Some(done), Some(due)) if done <= due => in_time.push(*entry),
                (Some(done), Some(due)) => {
                    late.push(self.reason(entry, None, format_smolstr!("{done}, due {due}")));
                }
                (_, due) => {
                    let note = due.map_or_else(|| "not done".into(), |due| format_smolstr!("not done, due {due}"));
                    late.push(self.reason(entry, None, note));
                }
            }
        }
        let beyond = self.beyond_spread(measure, subject, &in_time);
        late.extend(beyond.into_iter().map(|(place, note)| self.reason(in_time[place], None, note)));
        late
    }

    /// The day on which a row says that it was done, or that which stands in for it.
    pub(crate) fn done_on(&self, entry: &Entry<'_>, done: usize, otherwise: Option<&Otherwise>) -> Option<Date> {
        let stands_in = |otherwise: &Otherwise| {
            let is_so = otherwise.filters.iter().all(|filter| filter.meets(entry, self.period));
            day(entry, otherwise.column).filter(|_| is_so)
        };
        day(entry, done).or_else(|| otherwise.and_then(stands_in))
    }

    pub(crate) fn reason(&self, entry: &Entry<'_>, points: Option<Fraction>, note: impl Into<SmolStr>) -> Reason {
        Reason {
            unit: self.names_units.then(|| entry.row.unit()),
            row: entry.key.clone(),
            quarter: entry.quarter.filter(|_| entry.is_told_by_quarter),
            points: points.map(|points| points.shortened(4)),
            note: note.into(),
        }
    }
}

/// Keeps the rows of which that holds; mostly it holds of all, and then nothing is copied. Each is asked once.
pub(crate) fn keep<'e>(rows: &mut Cow<'_, [&'e Entry<'e>]>, mut is_kept: impl FnMut(&'e Entry<'e>) -> bool) {
    if let Cow::Owned(rows) = rows {
        return rows.retain(|entry| is_kept(entry));
    }
    let Some(first) = rows.iter().position(|entry| !is_kept(entry)) else { return };
    let rest = rows[first + 1..].iter().copied().filter(|entry| is_kept(entry));
    let kept = rows[..first].iter().copied().chain(rest).collect();
    *rows = Cow::Owned(kept);
}

/// Whom ballots are about, and of which period they are.
fn asked_of<'e>(entry: &'e Entry<'_>) -> Option<(UnitCode, &'e str, Period)> {
    Some((entry.row.unit(), entry.row.text("target")?, entry.row.period("period")?))
}

/// How a reason says that votes are among others.
const WITHIN_OTHERS: &str = "counted with those of a longer period, or of its parts 与同期其他票数重复，不计";

/// Rows as they are stated, and the places of each among all.
type Placed<'a> = (Vec<usize>, Vec<StatedRow<'a>>);

/// Which votes, by their place, are not counted beside others of the same member: those of a period and of its parts are of the
/// same, and the greater count.
fn within_others(subject: &Subject<'_>, rows: &[&Entry<'_>], column: usize) -> BTreeSet<usize> {
    let are_votes = rows.iter().all(|entry| entry.row.table() == Table::Nominations);
    if !subject.reading.is_attested() || !are_votes {
        return BTreeSet::new();
    }
    let mut of_members: BTreeMap<(UnitCode, &str), Placed<'_>> = BTreeMap::new();
    for (place, entry) in rows.iter().enumerate() {
        if let (Some(member), Some(period)) = (entry.row.text("member"), entry.row.period("period")) {
            let of_member = of_members.entry((entry.row.unit(), member)).or_default();
            of_member.0.push(place);
            of_member.1.push((period, number(entry, column), *entry));
        }
    }
    let beside = of_members.into_values().flat_map(|(places, stated)| {
        let counted = greatest_together(&stated).0;
        places.into_iter().enumerate().filter(move |(one, _)| !counted.contains(one)).map(|(_, place)| place)
    });
    beside.collect()
}

/// How a reason says that nobody says how many members there are.
pub(crate) const NO_MEMBERS: &str = "members unknown: no roster, and no count by the county 党员数不明";

/// Room for the reasons of so many rows, and a remark on the whole; none where there are none.
pub(crate) fn with_room(rows: usize) -> Vec<Reason> {
    if rows == 0 { Vec::new() } else { Vec::with_capacity(rows + 1) }
}

/// The share of rows, in per cent, of which some fail; or, where the whole is stated, how many do not.
fn share(measure: &Measure, rows: &[&Entry<'_>], mut failing: Vec<Reason>) -> (Option<Fraction>, Vec<Reason>) {
    let (met, count) = (rows.len() - failing.len(), different(rows));
    if count > 0 && !measure.is_share_of_expected() {
        failing.push(Reason::remark(format_smolstr!("{met} of {count}")));
    }
    let met = Decimal::from(met);
    let value = if measure.is_share_of_expected() {
        Some(Fraction::from(met))
    } else {
        Fraction::percent(met, Decimal::from(count))
    };
    (value, failing)
}

/// A ratio's part where the whole is expected: so many times the greatest whole that a row states, or a figure.
fn of_the_greatest(
    rows: &[&Entry<'_>],
    whole: usize,
    parts: Decimal,
    least: Option<Decimal>,
    mut reasons: Vec<Reason>,
) -> (Option<Fraction>, Vec<Reason>) {
    let of_rows = rows.iter().map(|entry| number(entry, whole)).max();
    if let Some(least) = least.filter(|least| of_rows.is_some_and(|of_rows| of_rows < *least)) {
        let note = format_smolstr!("each of at least {0}, as stated 每次按不少于{0}计", least.normalize());
        reasons.push(Reason::remark(note));
    }
    let greatest = of_rows.max(least);
    (Some(greatest.and_then(|greatest| Fraction::quotient(parts, greatest)).unwrap_or(Fraction::ZERO)), reasons)
}

pub(crate) fn number(entry: &Entry<'_>, column: usize) -> Decimal {
    match &entry.row.cells()[column] {
        Some(Value::Number(number)) => **number,
        _ => Decimal::ZERO,
    }
}

pub(crate) fn day(entry: &Entry<'_>, column: usize) -> Option<Date> {
    match &entry.row.cells()[column] {
        Some(Value::Date(day)) => Some(*day),
        _ => None,
    }
}
