//! Periods: months `2026-07`, quarters `2026Q3`, half-years `2026H2`, years `2026`.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A period of a scheme.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Period {
    /// A calendar month: year, month 1–12.
    Month(i16, i8),
    /// A quarter: year, 1–4.
    Quarter(i16, i8),
    /// A half-year: year, 1–2.
    Half(i16, i8),
    /// A calendar year.
    Year(i16),
}

impl Period {
    /// The quarter in which a day lies: the period of a ledger document.
    pub fn quarter_of(day: Date) -> Self {
        Self::Quarter(day.year(), (day.month() - 1) / 3 + 1)
    }

    /// The month in which a day lies.
    pub fn month_of(day: Date) -> Self {
        Self::Month(day.year(), day.month())
    }

    fn parts(self) -> (i16, i8, i8) {
        match self {
            Self::Month(year, month) => (year, month, 1),
            Self::Quarter(year, quarter) => (year, quarter * 3 - 2, 3),
            Self::Half(year, half) => (year, half * 6 - 5, 6),
            Self::Year(year) => (year, 1, 12),
        }
    }

    /// How many months it has: 1, 3, 6 or 12.
    pub fn month_count(self) -> i8 {
        self.parts().2
    }

    /// Its first day.
    pub fn first_day(self) -> Date {
        let (year, month, _) = self.parts();
        Date::constant(year, month, 1)
    }

    /// Its last day.
    pub fn last_day(self) -> Date {
        let (year, month, months) = self.parts();
        Date::constant(year, month + months - 1, 1).last_of_month()
    }

    /// Whether a day lies in it.
    pub fn contains_day(self, day: Date) -> bool {
        self.first_day() <= day && day <= self.last_day()
    }

    /// Whether another period lies wholly in this one.
    pub fn contains(self, other: Self) -> bool {
        self.first_day() <= other.first_day() && other.last_day() <= self.last_day()
    }

    /// The quarters in it, or, of a month, the quarter around it: the ledgers that a period's score needs.
    pub fn quarters(self) -> Vec<Self> {
        let (year, month, months) = self.parts();
        let first = (month - 1) / 3 + 1;
        let last = (month + months - 2) / 3 + 1;
        (first..=last).map(|quarter| Self::Quarter(year, quarter)).collect()
    }

    /// The months in it.
    pub fn months(self) -> Vec<Self> {
        let (year, month, months) = self.parts();
        (month..month + months).map(|month| Self::Month(year, month)).collect()
    }

    /// The period of the same length before this one.
    #[must_use]
    pub fn previous(self) -> Self {
        match self {
            Self::Month(year, 1) => Self::Month(year - 1, 12),
            Self::Month(year, month) => Self::Month(year, month - 1),
            Self::Quarter(year, 1) => Self::Quarter(year - 1, 4),
            Self::Quarter(year, quarter) => Self::Quarter(year, quarter - 1),
            Self::Half(year, 1) => Self::Half(year - 1, 2),
            Self::Half(year, half) => Self::Half(year, half - 1),
            Self::Year(year) => Self::Year(year - 1),
        }
    }

    /// The period of the same length after this one.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Month(year, 12) => Self::Month(year + 1, 1),
            Self::Month(year, month) => Self::Month(year, month + 1),
            Self::Quarter(year, 4) => Self::Quarter(year + 1, 1),
            Self::Quarter(year, quarter) => Self::Quarter(year, quarter + 1),
            Self::Half(year, 2) => Self::Half(year + 1, 1),
            Self::Half(year, half) => Self::Half(year, half + 1),
            Self::Year(year) => Self::Year(year + 1),
        }
    }
}

impl PartialOrd for Period {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Period {
    /// By first day, the longer period first.
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.first_day().cmp(&other.first_day()).then(other.month_count().cmp(&self.month_count()))
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Month(year, month) => f.pad(&format!("{year:04}-{month:02}")),
            Self::Quarter(year, quarter) => f.pad(&format!("{year:04}Q{quarter}")),
            Self::Half(year, half) => f.pad(&format!("{year:04}H{half}")),
            Self::Year(year) => f.pad(&format!("{year:04}")),
        }
    }
}

impl fmt::Debug for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Period({self})")
    }
}

/// A text that is no period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a period: expected a month 2026-07, a quarter 2026Q3, a half-year 2026H2 or a year 2026")]
pub struct PeriodError(String);

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || PeriodError(text.chars().take(64).collect());
        let (year, rest) = text.split_at_checked(4).ok_or_else(error)?;
        if !year.bytes().all(|b| b.is_ascii_digit()) {
            return Err(error());
        }
        let year: i16 = year.parse().map_err(|_| error())?;
        let number = |digits: &str, count: usize, most: i8| {
            (digits.len() == count && digits.bytes().all(|b| b.is_ascii_digit()))
                .then(|| digits.parse::<i8>().ok())
                .flatten()
                .filter(|number| (1..=most).contains(number))
                .ok_or_else(error)
        };
        if !(1900..=2999).contains(&year) {
            return Err(error());
        }
        match rest.split_at_checked(1) {
            None => Ok(Self::Year(year)),
            Some(("-", month)) => Ok(Self::Month(year, number(month, 2, 12)?)),
            Some(("Q", quarter)) => Ok(Self::Quarter(year, number(quarter, 1, 4)?)),
            Some(("H", half)) => Ok(Self::Half(year, number(half, 1, 2)?)),
            Some(_) => Err(error()),
        }
    }
}

impl Serialize for Period {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Period {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_days_and_neighbours() {
        for (text, first, last, previous, next) in [
            ("2026-07", "2026-07-01", "2026-07-31", "2026-06", "2026-08"),
            ("2026Q3", "2026-07-01", "2026-09-30", "2026Q2", "2026Q4"),
            ("2024Q1", "2024-01-01", "2024-03-31", "2023Q4", "2024Q2"),
            ("2026H2", "2026-07-01", "2026-12-31", "2026H1", "2027H1"),
            ("2026", "2026-01-01", "2026-12-31", "2025", "2027"),
        ] {
            let period: Period = text.parse().unwrap();
            assert_eq!(period.to_string(), text);
            assert_eq!(period.first_day().to_string(), first);
            assert_eq!(period.last_day().to_string(), last);
            assert_eq!(period.previous().to_string(), previous);
            assert_eq!(period.next().to_string(), next);
        }
        for wrong in ["", "26Q3", "2026Q5", "2026-13", "2026-7", "2026H3", "2026q1", "２０２６", "+026"] {
            assert!(wrong.parse::<Period>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn ledgers_of_a_period() {
        let quarters =
            |text: &str| text.parse::<Period>().unwrap().quarters().iter().map(Period::to_string).collect::<Vec<_>>();
        assert_eq!(quarters("2026-08"), ["2026Q3"]);
        assert_eq!(quarters("2026Q3"), ["2026Q3"]);
        assert_eq!(quarters("2026H2"), ["2026Q3", "2026Q4"]);
        assert_eq!(quarters("2026").len(), 4);
    }
}
