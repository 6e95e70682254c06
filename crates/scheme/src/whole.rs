//! The whole 分母: what a count is divided by, or a share is taken of, where the rows themselves do not say.
//!
//! A share of the rows that were written rewards whoever writes fewer. So a scheme may say what was to be expected:
//! `of = ["members", "months"]` is one for each counted member and each month. Its factors are multiplied.

use crate::evidence::{Entry, Subject};
use crate::fault::{quoted, suggestion};
use crate::filter::Filter;
use crate::reading::{Section, is_id};
use cunbang_language::{Language, Named, to_say};
use cunbang_model::{Date, Decimal, Period, Table, UnitCode, record};
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
}

const WORDS: [&str; 4] = ["members", "months", "weeks", "meetings"];

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
                None if text.value == "meetings" => Some(Self::Meeting),
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
                    to_say!(
                        "scheme-factor-unknown",
                        key = key,
                        value = quoted(text.value),
                        near = suggestion(text.value, WORDS)
                    ),
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

/// What the factors come to together, over a subject's rows. `filters` are the measure's own.
pub(crate) fn whole(factors: &[Factor], filters: &[Filter], subject: &Subject<'_>, period: Period) -> Whole {
    let mut product = Decimal::ONE;
    for factor in factors {
        let number = match factor {
            Factor::Member => match subject.member_count_of(filters, period) {
                None | Some(0) => return Whole::WithoutMembers,
                Some(members) => Decimal::from(members),
            },
            Factor::Month => Decimal::from(period.month_count()),
            Factor::Week => Decimal::from(week_count(period)),
            Factor::Meeting => Decimal::from(held(subject).count()),
            Factor::Number(number) => *number,
            Factor::Figure(id) => match stated(subject, id) {
                Some(figure) => figure,
                None => return Whole::NotStated,
            },
        };
        if number <= Decimal::ZERO {
            return if matches!(factor, Factor::Figure(_)) { Whole::Nothing } else { Whole::NotStated };
        }
        product *= number;
    }
    Whole::Known(product)
}

fn held<'s>(subject: &'s Subject<'_>) -> impl Iterator<Item = &'s &'s Entry<'s>> {
    subject.rows_of(Table::Meetings).iter().filter(|entry| entry.row.get("reason_not_held").is_none())
}

/// The latest figure of each unit, summed; none where a unit has none.
fn stated(subject: &Subject<'_>, id: &str) -> Option<Decimal> {
    let latest = latest_of(subject, subject.rows_of(Table::Measures), id)?;
    Some(latest.iter().map(|(_, value)| *value).sum())
}

/// The latest of these rows about a figure, and what it states, unit by unit; none where a unit has none.
pub(crate) fn latest_of<'e>(
    subject: &Subject<'_>,
    rows: &[&'e Entry<'e>],
    id: &str,
) -> Option<Vec<(&'e Entry<'e>, Decimal)>> {
    let mut latest: BTreeMap<UnitCode, (Date, &Entry<'_>, Decimal)> = BTreeMap::new();
    for entry in rows {
        let Some(record::Measure { indicator, period, value, .. }) = entry.row.record() else { continue };
        let day = period.belongs_to();
        let is_newer = latest.get(&entry.row.unit()).is_none_or(|(other, ..)| *other <= day);
        if indicator == id && is_newer {
            latest.insert(entry.row.unit(), (day, entry, value));
        }
    }
    let has_all = subject.units().all(|unit| latest.contains_key(&unit));
    has_all.then(|| latest.into_values().map(|(_, entry, value)| (entry, value)).collect())
}

/// The Monday of a day's week.
pub(crate) fn monday_of(day: Date) -> Date {
    let after = i32::from(day.weekday().to_monday_zero_offset());
    day.checked_sub(after.days()).unwrap_or(day)
}

/// How many weeks begin in a period.
fn week_count(period: Period) -> i32 {
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
