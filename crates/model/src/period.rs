//! Periods: weeks `2026W37`, months `2026-07`, quarters `2026Q3`, half-years `2026H2`, years `2026`.
//!
//! Weeks are those of ISO 8601: they begin on a Monday, and a week belongs to the year, half-year, quarter and month in
//! which its Thursday lies. So 2026W53 is the last week of 2026, though it ends on 3 January 2027. A year has 52 of them,
//! or 53, a quarter 12 to 14, a month four or five.

mod people;

use cunbang_language::say;
use jiff::ToSpan;
use jiff::civil::Date;
use people::number;
pub use people::{half_width, numeral_digit, years_in_digits};
use std::fmt;
use std::str::FromStr;

/// A period of a scheme.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum Period {
    /// A week of ISO 8601: the year that it is counted in, week 1–53.
    Week(i16, i8),
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

    /// The week in which a day lies.
    pub fn week_of(day: Date) -> Self {
        let week = day.iso_week_date();
        Self::Week(week.year(), week.week())
    }

    /// A week, where the year has it: not every one has a fifty-third.
    fn week(year: i16, week: i8) -> Option<Self> {
        let period = Self::Week(year, week);
        (Self::week_of(Self::monday(year, week)) == period).then_some(period)
    }

    /// The Monday of a week.
    fn monday(year: i16, week: i8) -> Date {
        // 4 January lies in the first week of every year.
        let in_first = Date::constant(year, 1, 4);
        let days = 7 * (i32::from(week) - 1) - i32::from(in_first.weekday().to_monday_zero_offset());
        in_first.checked_add(days.days()).unwrap_or(in_first)
    }

    /// The year, the first month and the number of months; of a week the month in which its Thursday lies, and none.
    fn parts(self) -> (i16, i8, i8) {
        match self {
            Self::Week(..) => {
                let thursday = self.belongs_to();
                (thursday.year(), thursday.month(), 0)
            }
            Self::Month(year, month) => (year, month, 1),
            Self::Quarter(year, quarter) => (year, quarter * 3 - 2, 3),
            Self::Half(year, half) => (year, half * 6 - 5, 6),
            Self::Year(year) => (year, 1, 12),
        }
    }

    /// Writes it as `Display` does: rows' keys hold periods, and a country's rows are many millions.
    pub(crate) fn write(self, out: &mut impl fmt::Write) -> fmt::Result {
        let (year, letter, digits) = match self {
            Self::Week(year, week) => (year, b'W', [week / 10, week % 10]),
            Self::Month(year, month) => (year, b'-', [month / 10, month % 10]),
            Self::Quarter(year, quarter) => (year, b'Q', [quarter, 0]),
            Self::Half(year, half) => (year, b'H', [half, 0]),
            Self::Year(year) => (year, b' ', [0, 0]),
        };
        let Some(rest) = u16::try_from(year).ok().filter(|year| *year <= 9999) else {
            return match self {
                Self::Week(year, week) => write!(out, "{year:04}W{week:02}"),
                Self::Month(year, month) => write!(out, "{year:04}-{month:02}"),
                Self::Quarter(year, quarter) => write!(out, "{year:04}Q{quarter}"),
                Self::Half(year, half) => write!(out, "{year:04}H{half}"),
                Self::Year(year) => write!(out, "{year:04}"),
            };
        };
        let digit = |number: u16| b'0' + u8::try_from(number % 10).unwrap_or_default();
        let [first, second] = digits.map(|number| b'0' + number.unsigned_abs());
        let text = [digit(rest / 1000), digit(rest / 100), digit(rest / 10), digit(rest), letter, first, second];
        let length = match self {
            Self::Week(..) | Self::Month(..) => 7,
            Self::Quarter(..) | Self::Half(..) => 6,
            Self::Year(_) => 4,
        };
        out.write_str(std::str::from_utf8(&text[..length]).unwrap_or_default())
    }

    /// How many months it has: 1, 3, 6 or 12; none where it is a week.
    pub fn month_count(self) -> i8 {
        self.parts().2
    }

    /// Its first day.
    pub fn first_day(self) -> Date {
        if let Self::Week(year, week) = self {
            return Self::monday(year, week);
        }
        let (year, month, _) = self.parts();
        Date::constant(year, month, 1)
    }

    /// Its last day.
    pub fn last_day(self) -> Date {
        if let Self::Week(year, week) = self {
            let monday = Self::monday(year, week);
            return monday.checked_add(6.days()).unwrap_or(monday);
        }
        let (year, month, months) = self.parts();
        Date::constant(year, month + months - 1, 1).last_of_month()
    }

    /// The day by which it belongs to longer periods: a week's Thursday, of others the last day.
    pub fn belongs_to(self) -> Date {
        if let Self::Week(year, week) = self {
            let monday = Self::monday(year, week);
            return monday.checked_add(3.days()).unwrap_or(monday);
        }
        self.last_day()
    }

    /// Whether a day lies in it.
    pub fn contains_day(self, day: Date) -> bool {
        self.first_day() <= day && day <= self.last_day()
    }

    /// Whether another period belongs to this one: a week where its Thursday lies in it, others where they lie wholly in
    /// it.
    pub fn contains(self, other: Self) -> bool {
        if let (Self::Week(..), false) = (other, matches!(self, Self::Week(..))) {
            return self.contains_day(other.belongs_to());
        }
        self.first_day() <= other.first_day() && other.last_day() <= self.last_day()
    }

    /// The quarters in it, or, of a month, the quarter around it: the ledgers that a period's score needs. A week that
    /// begins in one quarter and ends in the next has both.
    pub fn quarters(self) -> Vec<Self> {
        if let Self::Week(..) = self {
            let mut quarters = vec![Self::quarter_of(self.first_day()), Self::quarter_of(self.last_day())];
            quarters.dedup();
            return quarters;
        }
        let (year, month, months) = self.parts();
        let first = (month - 1) / 3 + 1;
        let last = (month + months - 2) / 3 + 1;
        (first..=last).map(|quarter| Self::Quarter(year, quarter)).collect()
    }

    /// The months in it; of a week, the one to which it belongs.
    pub fn months(self) -> Vec<Self> {
        let (year, month, months) = self.parts();
        (month..month + months.max(1)).map(|month| Self::Month(year, month)).collect()
    }

    /// The weeks that belong to it.
    pub fn weeks(self) -> Vec<Self> {
        let first = Self::week_of(self.first_day());
        let first = if self.contains(first) { first } else { first.next() };
        let weeks = std::iter::successors(Some(first), |week| Some(week.next()));
        weeks.take_while(|week| self.contains(*week)).collect()
    }

    /// The period of the same length before this one.
    #[must_use]
    pub fn previous(self) -> Self {
        match self {
            Self::Week(..) => Self::week_of(self.first_day().yesterday().unwrap_or(Date::MIN)),
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
            Self::Week(..) => Self::week_of(self.last_day().tomorrow().unwrap_or(Date::MAX)),
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
        if f.width().is_some() || f.precision().is_some() {
            let mut text = String::with_capacity(7);
            self.write(&mut text)?;
            return f.pad(&text);
        }
        self.write(f)
    }
}

impl fmt::Debug for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Period({self})")
    }
}

/// Why a text is not read as a period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PeriodError {
    /// It is not understood.
    #[error("{}", say!("period-not-one", text = format!("{:?}", .0)))]
    NotAPeriod(String),
    /// It names a part of a year, and no year is known.
    #[error("{}", say!("period-no-year", text = format!("{:?}", .0)))]
    NoYear(String),
}

impl PeriodError {
    fn not_a_period(text: &str) -> Self {
        Self::NotAPeriod(text.chars().take(64).collect())
    }
}

/// The most weeks that a year has.
const MOST_WEEKS: i8 = 53;

/// The years that may stand in records.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2999;

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || PeriodError::not_a_period(text);
        let (year, rest) = text.split_at_checked(4).ok_or_else(error)?;
        if !year.bytes().all(|b| b.is_ascii_digit()) {
            return Err(error());
        }
        let year = year.parse().ok().filter(|year| YEARS.contains(year)).ok_or_else(error)?;
        let digits = |digits: &str, count: usize, most: i8| {
            (digits.len() == count && digits.is_ascii()).then(|| number(digits, most)).flatten().ok_or_else(error)
        };
        if rest.is_empty() {
            return Ok(Self::Year(year));
        }
        match rest.split_at_checked(1) {
            Some(("-", month)) => Ok(Self::Month(year, digits(month, 2, 12)?)),
            Some(("W", week)) => Self::week(year, digits(week, 2, MOST_WEEKS)?).ok_or_else(error),
            Some(("Q", quarter)) => Ok(Self::Quarter(year, digits(quarter, 1, 4)?)),
            Some(("H", half)) => Ok(Self::Half(year, digits(half, 1, 2)?)),
            _ => Err(error()),
        }
    }
}

/// A period as people say it, such as 2026年第三季度.
pub fn period_said(period: Period) -> String {
    match period {
        Period::Quarter(year, quarter) => say!("period-quarter", year = year.to_string(), quarter = quarter),
        Period::Week(year, week) => say!("period-week", year = year.to_string(), week = week),
        Period::Month(year, month) => say!("period-month", year = year.to_string(), month = month),
        Period::Half(year, half) => say!("period-half", year = year.to_string(), half = half),
        Period::Year(year) => say!("period-year", year = year.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_days_and_neighbours() {
        for (text, first, last, previous, next) in [
            ("2026W37", "2026-09-07", "2026-09-13", "2026W36", "2026W38"),
            ("2026W01", "2025-12-29", "2026-01-04", "2025W52", "2026W02"),
            ("2026W53", "2026-12-28", "2027-01-03", "2026W52", "2027W01"),
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
        for wrong in [
            "",
            "26Q3",
            "2026Q5",
            "2026-13",
            "2026-7",
            "2026H3",
            "2026q1",
            "２０２６",
            "+026",
            "2026年",
            "2026年第三季度",
            "2026W7",
            "2026W00",
            "2026W54",
            // Fifty-two weeks.
            "2025W53",
            "2026-W37",
        ] {
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
        assert_eq!(quarters("2026W37"), ["2026Q3"]);
        assert_eq!(quarters("2026W27"), ["2026Q2", "2026Q3"]);
    }

    #[test]
    fn a_week_belongs_where_its_thursday_lies() {
        let is_in = |week: &str, longer: &str| longer.parse::<Period>().unwrap().contains(week.parse().unwrap());
        // 29 June to 5 July.
        assert!(is_in("2026W27", "2026Q3") && is_in("2026W27", "2026-07") && !is_in("2026W27", "2026Q2"));
        // 28 December to 3 January.
        assert!(is_in("2026W53", "2026") && is_in("2026W53", "2026-12") && !is_in("2026W53", "2027"));
        assert!(is_in("2026W37", "2026W37") && !is_in("2026W37", "2026W38"));
        assert!(!"2026W37".parse::<Period>().unwrap().contains("2026-09".parse().unwrap()));
        for year in 1900..=2999 {
            // Each week belongs to one quarter and to one month, and the year has no others.
            let year = Period::Year(year);
            let weeks = year.weeks();
            assert!((52..=53).contains(&weeks.len()), "{year}");
            assert_eq!(weeks.iter().map(|week| week.belongs_to().year()).min(), Some(year.first_day().year()));
            for parts in [year.quarters(), year.months()] {
                assert_eq!(parts.iter().flat_map(|part| part.weeks()).collect::<Vec<_>>(), weeks, "{year}");
            }
            for quarter in year.quarters() {
                assert!((12..=14).contains(&quarter.weeks().len()), "{quarter}");
            }
            for (number, week) in weeks.iter().enumerate() {
                assert_eq!(week.to_string(), format!("{year}W{:02}", number + 1));
                assert_eq!((week.next().previous(), week.weeks()), (*week, vec![*week]));
                assert!(*week < week.next());
            }
        }
    }

    #[test]
    fn periods_stand_in_the_order_of_their_days() {
        let mut periods: Vec<Period> =
            ["2024W01", "2024-01", "2024Q1", "2024W02", "2024"].map(|text| text.parse().unwrap()).to_vec();
        periods.sort();
        let sorted: Vec<String> = periods.iter().map(Period::to_string).collect();
        assert_eq!(sorted, ["2024", "2024Q1", "2024-01", "2024W01", "2024W02"]);
    }
}
