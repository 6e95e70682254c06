//! The whole 分母: what a count is divided by, or a share is taken of, where the rows themselves do not say.
//!
//! A share of the rows that were written rewards whoever writes fewer. So a scheme may say what was to be expected:
//! `of = ["members", "months"]` is one for each counted member and each month. Its factors are multiplied.

use crate::evidence::{Entry, Subject};
use crate::fault::{half_width_number, quoted, suggestion};
use crate::filter::WEEKDAYS;
use crate::measure::{Measure, MeasureKind};
use crate::persons::Persons;
use crate::reading::{Section, is_id};
use cunbang_language::{Language, Named, Said, to_say};
use cunbang_model::{Date, Decimal, Period, Row, Table, UnitCode};
use jiff::ToSpan;
use std::collections::BTreeMap;

/// One factor of a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Factor {
    /// Each counted member, of those who meet the measure's conditions on members.
    Member,
    /// Each month of the period.
    Month,
    /// Each week of the period: each Monday in it.
    Week,
    /// Each week that lies in the period as a whole, from Monday to Sunday.
    WholeWeek,
    /// Each such day of the week in the period, Monday being 0.
    Weekday(usize),
    /// Each meeting that was held.
    Meeting,
    /// A figure that the county states, its latest in the period.
    Figure(String),
    /// A number that the scheme states.
    Number(Decimal),
}

/// What a whole comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Whole {
    Known(Decimal),
    /// Nobody says how many members there are, or there are none.
    WithoutMembers,
    /// A figure was not stated; or nothing was there to be divided by.
    NotStated,
    /// A figure says that nothing was expected.
    Nothing,
    /// Nobody was expected: they joined after.
    NotYet,
}

const WORDS: [&str; 12] = [
    "members",
    "months",
    "weeks",
    "whole_weeks",
    "meetings",
    "mondays",
    "tuesdays",
    "wednesdays",
    "thursdays",
    "fridays",
    "saturdays",
    "sundays",
];

/// What a factor that is none was probably meant to be.
fn near(text: &str) -> Said {
    if text.parse::<Decimal>().is_ok() {
        Said::default()
    } else {
        half_width_number(text).unwrap_or_else(|| suggestion(text, WORDS))
    }
}

impl Factor {
    /// Reads `of`.
    pub(crate) fn parse_all(section: &Section<'_>) -> Vec<Self> {
        Self::parse_list(section, "of")
    }

    /// Reads the factors under a key.
    pub(crate) fn parse_list(section: &Section<'_>, key: &'static str) -> Vec<Self> {
        let mut factors = Vec::new();
        for text in section.texts(key).unwrap_or_default() {
            let factor = match text.value.split_once(char::is_whitespace) {
                None if text.value == "members" => Some(Self::Member),
                None if text.value == "months" => Some(Self::Month),
                None if text.value == "weeks" => Some(Self::Week),
                None if text.value == "whole_weeks" => Some(Self::WholeWeek),
                None if text.value == "meetings" => Some(Self::Meeting),
                None if weekday(text.value).is_some() => weekday(text.value).map(Self::Weekday),
                None => text.value.parse().ok().filter(|number| is_plain(*number)).map(Self::Number),
                Some(("figure", id)) if is_id(id.trim()) => Some(Self::Figure(id.trim().to_owned())),
                _ => None,
            };
            match factor {
                Some(factor) if factors.contains(&factor) => {
                    section.faults.add(text.at, to_say!("scheme-named-twice", key = key, value = quoted(text.value)));
                }
                Some(factor) => factors.push(factor),
                None => section.faults.add(
                    text.at,
                    to_say!("scheme-factor-unknown", key = key, value = quoted(text.value), near = near(text.value)),
                ),
            }
        }
        factors
    }

    /// In words, for `scheme show`.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Member => "counted members".to_owned(),
            Self::Month => "months of the period".to_owned(),
            Self::Week => "weeks of the period".to_owned(),
            Self::WholeWeek => "whole weeks of the period".to_owned(),
            Self::Weekday(day) => format!("{}s of the period", english_weekday(*day)),
            Self::Meeting => "meetings held".to_owned(),
            Self::Figure(id) => format!("the figure {id}"),
            Self::Number(number) => number.normalize().to_string(),
        }
    }

    /// In the reader's language.
    pub(crate) fn in_words(&self) -> String {
        let english = match self {
            Self::Figure(id) => format!("the figure {}", crate::figure::called(id, Language::English)),
            other => other.describe(),
        };
        Named::new(&self.in_chinese(), &english).to_string()
    }

    /// In Chinese.
    pub(crate) fn in_chinese(&self) -> String {
        match self {
            Self::Member => "党员数".to_owned(),
            Self::Month => "月数".to_owned(),
            Self::Week => "周数（本期内的周一数）".to_owned(),
            Self::WholeWeek => "整周数（周一至周日都在本期内）".to_owned(),
            Self::Weekday(day) => format!("本期内的{}数", WEEKDAYS[*day].1),
            Self::Meeting => "实开会议数".to_owned(),
            Self::Figure(id) => format!("统计数“{}”", crate::figure::called(id, Language::Chinese)),
            Self::Number(number) => number.normalize().to_string(),
        }
    }
}

/// Whether a number can be a factor: above 0, small enough that no product leaves the range of fractions.
fn is_plain(number: Decimal) -> bool {
    number > Decimal::ZERO && number <= Decimal::from(10_000) && number.scale() <= 2
}

/// What the factors come to together, over a subject's rows, for a measure.
pub(crate) fn whole(factors: &[Factor], measure: &Measure, subject: &Subject<'_>, period: Period) -> Whole {
    let mut product = Decimal::ONE;
    for factor in factors {
        let number = match factor {
            Factor::Member => match subject.member_count_of(&measure.filters, period) {
                None | Some(0) => return Whole::WithoutMembers,
                Some(members) => Decimal::from(members),
            },
            Factor::Month => Decimal::from(period.month_count()),
            Factor::Week => Decimal::from(week_count(period)),
            Factor::WholeWeek => Decimal::from(whole_week_count(period)),
            Factor::Weekday(day) => Decimal::from(weekday_count(period, *day)),
            Factor::Meeting => Decimal::from(held(subject).count()),
            Factor::Number(number) => *number,
            Factor::Figure(id) => match stated(subject, measure, id) {
                Some(figure) => figure,
                None => return Whole::NotStated,
            },
        };
        if number <= Decimal::ZERO {
            return if matches!(factor, Factor::Figure(_)) { Whole::Nothing } else { Whole::NotStated };
        }
        product *= number;
    }
    let not_yet = before_joining(factors, measure, subject, period);
    match product - not_yet {
        _ if not_yet.is_zero() => Whole::Known(product),
        rest if rest > Decimal::ZERO => Whole::Known(rest),
        _ => Whole::NotYet,
    }
}

/// How much of an expected attendance lies before members joined: of each month, or of the period, those are expected who had
/// joined by the first meeting in it; where none was held, by its end, so that a meeting that is left out spares nobody.
fn before_joining(factors: &[Factor], measure: &Measure, subject: &Subject<'_>, period: Period) -> Decimal {
    let MeasureKind::Marks(marks) = &measure.kind else { return Decimal::ZERO };
    let (of_months, of_meetings) = (factors.contains(&Factor::Month), factors.contains(&Factor::Meeting));
    let by_members = factors.contains(&Factor::Member);
    let mut lost = 0_usize;
    for (unit, persons) in subject.all_persons() {
        if !by_members && !matches!(persons, Persons::One(..)) {
            continue;
        }
        let joinings = persons.joinings(&measure.filters, period);
        let Some(latest) = joinings.iter().max().filter(|day| **day > period.first_day()) else { continue };
        let of_unit = held(subject).filter(|entry| entry.row.unit() == unit);
        let is_looked_at = |row: &Row| measure.filters.iter().all(|filter| filter.meets_meeting(row, period));
        let mut days: Vec<Date> =
            of_unit.filter(|entry| is_looked_at(&entry.row)).filter_map(|entry| entry.row.day()).collect();
        days.sort_unstable();
        let first_in = |part: Period| {
            let first = days.iter().find(|day| part.contains_day(**day)).copied();
            first.unwrap_or_else(|| part.last_day().min(period.last_day()))
        };
        let expected_on: Vec<Date> = if of_meetings {
            days.clone()
        } else if of_months {
            months_of(period, *latest).map(first_in).collect()
        } else if marks.best_of.is_some() && by_members {
            vec![first_in(period)]
        } else {
            Vec::new()
        };
        lost += joinings.iter().map(|joined| expected_on.iter().filter(|day| *day < joined).count()).sum::<usize>();
    }
    let others =
        factors.iter().filter_map(|factor| if let Factor::Number(number) = factor { Some(*number) } else { None });
    others.fold(Decimal::from(lost), |product, number| product * number)
}

/// The months of a period, up to that of a day.
fn months_of(period: Period, last: Date) -> impl Iterator<Item = Period> {
    let first = Period::month_of(period.first_day());
    std::iter::successors(Some(first), |month| Some(Period::month_of(month.last_day().tomorrow().ok()?)))
        .take_while(move |month| month.first_day() <= last.min(period.last_day()))
}

fn held<'s>(subject: &'s Subject<'_>) -> impl Iterator<Item = &'s &'s Entry<'s>> {
    subject.rows_of(Table::Meetings).iter().filter(|entry| entry.row.get("reason_not_held").is_none())
}

/// What each unit states of a figure, summed; none where a unit states nothing.
fn stated(subject: &Subject<'_>, measure: &Measure, id: &str) -> Option<Decimal> {
    let rows = subject.rows_of(measure.table_of_figures());
    let stated = figures(subject, rows, id, measure.figures_add_up)?;
    Some(stated.iter().map(|(_, value)| *value).sum())
}

/// What a row states of a figure: its name, the period, the number.
pub(crate) fn figure_of(row: &Row) -> Option<(&str, Period, Decimal)> {
    let (figure, value) = columns_of_figures(row.table());
    Some((row.text(figure)?, row.period("period")?, row.number(value)?))
}

/// The columns in which a table of figures names one, and states it.
pub(crate) fn columns_of_figures(table: Table) -> (&'static str, &'static str) {
    if table == Table::StatedFigures { ("figure", "stated") } else { ("indicator", "value") }
}

/// The latest of these rows about a figure, and what it states, unit by unit; none where a unit has none.
pub(crate) fn latest_of<'e>(
    subject: &Subject<'_>,
    rows: &[&'e Entry<'e>],
    id: &str,
) -> Option<Vec<(&'e Entry<'e>, Decimal)>> {
    let mut latest: BTreeMap<UnitCode, (Period, &Entry<'_>, Decimal)> = BTreeMap::new();
    let is_attested = subject.reading.is_attested();
    for entry in rows {
        let Some((indicator, period, value)) = figure_of(&entry.row) else { continue };
        let is_newer = latest.get(&entry.row.unit()).is_none_or(|(other, ..)| {
            if is_attested { !comes_later(*other, period) } else { other.belongs_to() <= period.belongs_to() }
        });
        if indicator == id && is_newer {
            latest.insert(entry.row.unit(), (period, entry, value));
        }
    }
    let has_all = subject.units().all(|unit| latest.contains_key(&unit));
    has_all.then(|| latest.into_values().map(|(_, entry, value)| (entry, value)).collect())
}

/// Whether what is stated of one period goes before what is stated of another: it ends later, or on the same day and holds it.
pub(crate) fn comes_later(one: Period, other: Period) -> bool {
    let (day, of_other) = (one.belongs_to(), other.belongs_to());
    day > of_other || (day == of_other && is_part_of(other, one))
}

/// Whether a period is a part of a longer one.
pub(crate) fn is_part_of(period: Period, whole: Period) -> bool {
    period != whole && whole.contains(period)
}

/// These rows about a figure, and what each states, unit by unit; none where a unit has none. Of a state the latest; of what
/// adds up all but those of a part of a period that has its own.
pub(crate) fn figures<'e>(
    subject: &Subject<'_>,
    rows: &[&'e Entry<'e>],
    id: &str,
    adds_up: bool,
) -> Option<Vec<(&'e Entry<'e>, Decimal)>> {
    if !adds_up {
        return latest_of(subject, rows, id);
    }
    let of_row = |entry: &&'e Entry<'e>| {
        let (figure, period, value) = figure_of(&entry.row)?;
        (figure == id).then_some((*entry, period, value))
    };
    let all: Vec<(&Entry<'_>, Period, Decimal)> = rows.iter().filter_map(of_row).collect();
    let has = |unit: UnitCode| all.iter().any(|(entry, ..)| entry.row.unit() == unit);
    if !subject.units().all(has) {
        return None;
    }
    let is_within_another = |entry: &Entry<'_>, period: Period| {
        all.iter().any(|(other, whole, _)| other.row.unit() == entry.row.unit() && is_part_of(period, *whole))
    };
    let taken = all.iter().filter(|(entry, period, _)| !is_within_another(entry, *period));
    Some(taken.map(|(entry, _, value)| (*entry, *value)).collect())
}

/// The Monday of a day's week.
pub(crate) fn monday_of(day: Date) -> Date {
    let after = i32::from(day.weekday().to_monday_zero_offset());
    day.checked_sub(after.days()).unwrap_or(day)
}

/// The number of a day of the week from its plural, `tuesdays`.
fn weekday(text: &str) -> Option<usize> {
    let word = text.strip_suffix('s')?;
    WEEKDAYS.iter().position(|(known, _)| *known == word)
}

/// A day of the week as English writes it.
fn english_weekday(day: usize) -> String {
    let word = WEEKDAYS[day].0;
    word[..1].to_uppercase() + &word[1..]
}

/// Whether the week of a day lies in a period as a whole.
pub(crate) fn is_in_whole_week(day: Date, period: Period) -> bool {
    let monday = monday_of(day);
    let sunday = monday.checked_add(6.days()).unwrap_or(Date::MAX);
    period.contains_day(monday) && period.contains_day(sunday)
}

/// How many weeks lie in a period as a whole.
pub(crate) fn whole_week_count(period: Period) -> i64 {
    let first = period.first_day();
    let before = (7 - i64::from(first.weekday().to_monday_zero_offset())) % 7;
    (days_in(period) - before).max(0) / 7
}

/// How often a day of the week, Monday being 0, lies in a period.
fn weekday_count(period: Period, day: usize) -> i64 {
    let first = i64::from(period.first_day().weekday().to_monday_zero_offset());
    let before = (7 + i64::try_from(day).unwrap_or(0) - first) % 7;
    (days_in(period) - before + 6) / 7
}

fn days_in(period: Period) -> i64 {
    i64::from((period.last_day() - period.first_day()).get_days()) + 1
}

/// How many weeks begin in a period.
pub(crate) fn week_count(period: Period) -> i32 {
    let (first, last) = (period.first_day(), period.last_day());
    let mut monday = monday_of(first);
    if monday < first {
        monday = monday.checked_add(7.days()).unwrap_or(last);
    }
    let mut count = 0;
    while monday <= last {
        count += 1;
        let Ok(next) = monday.checked_add(7.days()) else { break };
        monday = next;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counted day by day.
    #[test]
    fn weekdays_and_whole_weeks_are_those_of_the_calendar() {
        for period in ["2025Q1", "2026Q3", "2026-08", "2026-02", "2024-02", "2026", "2024H1", "2026-06"] {
            let period: Period = period.parse().unwrap();
            let mut days = vec![period.first_day()];
            while let Some(next) =
                days.last().and_then(|day| day.tomorrow().ok()).filter(|day| period.contains_day(*day))
            {
                days.push(next);
            }
            for (weekday, _) in WEEKDAYS.iter().enumerate() {
                let offset = |day: &&Date| usize::try_from(day.weekday().to_monday_zero_offset()) == Ok(weekday);
                let there = days.iter().filter(offset).count();
                assert_eq!(weekday_count(period, weekday), i64::try_from(there).unwrap(), "{period} {weekday}");
            }
            let mondays: std::collections::BTreeSet<Date> =
                days.iter().filter(|day| is_in_whole_week(**day, period)).map(|day| monday_of(*day)).collect();
            assert_eq!(whole_week_count(period), i64::try_from(mondays.len()).unwrap(), "{period}");
        }
        assert_eq!(weekday_count("2025Q1".parse().unwrap(), 1), 12);
        assert_eq!(whole_week_count("2026-08".parse().unwrap()), 4);
    }

    #[test]
    fn a_week_belongs_where_its_monday_lies() {
        for (period, weeks) in [("2026Q3", 13), ("2026-06", 5), ("2026-02", 4), ("2026", 52), ("2024", 53)] {
            assert_eq!(week_count(period.parse().unwrap()), weeks, "{period}");
        }
        let day = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!(monday_of(day("2026-07-05")), day("2026-06-29"));
        assert_eq!(monday_of(day("2026-06-29")), day("2026-06-29"));
    }
}
