//! Periods: months `2026-07`, quarters `2026Q3`, half-years `2026H2`, years `2026`.

use cunbang_language::say;
use jiff::civil::Date;
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

    /// Writes it as `Display` does: rows' keys hold periods, and a country's rows are many millions.
    pub(crate) fn write(self, out: &mut impl fmt::Write) -> fmt::Result {
        let (year, letter, digits) = match self {
            Self::Month(year, month) => (year, b'-', [month / 10, month % 10]),
            Self::Quarter(year, quarter) => (year, b'Q', [quarter, 0]),
            Self::Half(year, half) => (year, b'H', [half, 0]),
            Self::Year(year) => (year, b' ', [0, 0]),
        };
        let Some(rest) = u16::try_from(year).ok().filter(|year| *year <= 9999) else {
            return match self {
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
            Self::Month(..) => 7,
            Self::Quarter(..) | Self::Half(..) => 6,
            Self::Year(_) => 4,
        };
        out.write_str(std::str::from_utf8(&text[..length]).unwrap_or_default())
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

impl Period {
    /// Reads a period as people write it: `2026q3`, `2026年第三季度`, `2026年度`, `2026年上半年`, `2026.9`, `202609`,
    /// with full-width digits and spaces. A text without a year (`三季度`, `9月`) needs `year`, that of the period
    /// being imported. What is not understood is refused, never read as something near.
    ///
    /// ```
    /// use cunbang_model::Period;
    /// assert_eq!(Period::from_people("2026年第三季度", None), Ok(Period::Quarter(2026, 3)));
    /// assert_eq!(Period::from_people("三季度", Some(2026)), Ok(Period::Quarter(2026, 3)));
    /// assert!(Period::from_people("2026年秋", None).is_err());
    /// ```
    pub fn from_people(text: &str, year: Option<i16>) -> Result<Self, PeriodError> {
        let plain: String = text.chars().map(half_width).filter(|c| !c.is_whitespace()).collect();
        let plain = plain.to_ascii_uppercase();
        let digits = plain.bytes().take_while(u8::is_ascii_digit).count();
        let named = (digits >= 4).then(|| plain.split_at(4));
        let (part, year) = match named {
            Some((year, rest)) => (part_after_year(rest), year.parse().ok()),
            None => (part_of_year(&plain), year),
        };
        let part = part.ok_or_else(|| PeriodError::not_a_period(text))?;
        let year = year.ok_or_else(|| PeriodError::NoYear(text.chars().take(64).collect()))?;
        if !YEARS.contains(&year) {
            return Err(PeriodError::not_a_period(text));
        }
        Ok(match part {
            Part::Whole => Self::Year(year),
            Part::Half(half) => Self::Half(year, half),
            Part::Quarter(quarter) => Self::Quarter(year, quarter),
            Part::Month(month) => Self::Month(year, month),
        })
    }
}

/// The years that may stand in records.
const YEARS: std::ops::RangeInclusive<i16> = 1900..=2999;

/// A part of a year, the year left open.
enum Part {
    Whole,
    Half(i8),
    Quarter(i8),
    Month(i8),
}

/// The ASCII character that a full-width one stands for; others as they are.
pub fn half_width(character: char) -> char {
    const OFFSET: u32 = 0xFEE0;
    match character {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(character) - OFFSET).unwrap_or(character),
        '\u{3000}' => ' ',
        _ => character,
    }
}

/// What follows a year: `年第三季度`, `Q3`, `-09`, `09`, or nothing.
fn part_after_year(rest: &str) -> Option<Part> {
    if rest.is_empty() {
        return Some(Part::Whole);
    }
    if let Some(rest) = rest.strip_prefix("年度").or_else(|| rest.strip_prefix('年')) {
        return if rest.is_empty() { Some(Part::Whole) } else { part_of_year(rest) };
    }
    if let Some(month) = rest.strip_prefix(['-', '.', '/']) {
        return number(month, 12).map(Part::Month);
    }
    if rest.len() == 2 && rest.bytes().all(|b| b.is_ascii_digit()) {
        return number(rest, 12).map(Part::Month);
    }
    part_of_year(rest).filter(|_| rest.starts_with(['Q', 'H']))
}

/// A part of a year by itself: `Q3`, `H1`, `第三季度`, `上半年`, `9月`.
fn part_of_year(text: &str) -> Option<Part> {
    if let Some(quarter) = text.strip_prefix('Q') {
        return number(quarter, 4).map(Part::Quarter);
    }
    if let Some(half) = text.strip_prefix('H') {
        return number(half, 2).map(Part::Half);
    }
    match text {
        "上半年" => return Some(Part::Half(1)),
        "下半年" => return Some(Part::Half(2)),
        _ => {}
    }
    if let Some(month) = text.strip_suffix("月份").or_else(|| text.strip_suffix('月')) {
        return number(month, 12).map(Part::Month);
    }
    let quarter = text.strip_suffix("季度")?;
    number(quarter.strip_prefix('第').unwrap_or(quarter), 4).map(Part::Quarter)
}

/// A number from 1 to `most`, in digits or in Chinese.
fn number(text: &str, most: i8) -> Option<i8> {
    const CHINESE: [&str; 12] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];
    let number = match CHINESE.iter().position(|word| *word == text) {
        Some(index) => i8::try_from(index + 1).ok(),
        None => text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten(),
    };
    number.filter(|number| text.len() <= 6 && (1..=most).contains(number))
}

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
            Some(("Q", quarter)) => Ok(Self::Quarter(year, digits(quarter, 1, 4)?)),
            Some(("H", half)) => Ok(Self::Half(year, digits(half, 1, 2)?)),
            _ => Err(error()),
        }
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
        ] {
            assert!(wrong.parse::<Period>().is_err(), "{wrong}");
        }
    }

    /// The forms of the table of spreadsheet formats; a year of 0 means that none is known.
    #[test]
    fn periods_as_people_write_them() {
        for (text, year, expect) in [
            ("2026Q3", 0, "2026Q3"),
            ("2026q3", 0, "2026Q3"),
            ("2026年第三季度", 0, "2026Q3"),
            ("2026年3季度", 0, "2026Q3"),
            ("2026年第3季度", 0, "2026Q3"),
            (" ２０２６年 第３季度 ", 0, "2026Q3"),
            ("三季度", 2026, "2026Q3"),
            ("第三季度", 2026, "2026Q3"),
            ("2026", 0, "2026"),
            ("2026年", 0, "2026"),
            ("2026年度", 0, "2026"),
            ("2026年上半年", 0, "2026H1"),
            ("2026年下半年", 0, "2026H2"),
            ("2026H1", 0, "2026H1"),
            ("2026h2", 0, "2026H2"),
            ("下半年", 2026, "2026H2"),
            ("2026-09", 0, "2026-09"),
            ("2026年9月", 0, "2026-09"),
            ("2026年09月份", 0, "2026-09"),
            ("2026年十二月", 0, "2026-12"),
            ("2026.9", 0, "2026-09"),
            ("2026/9", 0, "2026-09"),
            ("202609", 0, "2026-09"),
            ("２０２６０９", 0, "2026-09"),
            ("9月", 2026, "2026-09"),
            // The text's own year goes before that of the import.
            ("2025年第三季度", 2026, "2025Q3"),
        ] {
            let year = (year != 0).then_some(year);
            assert_eq!(
                Period::from_people(text, year).map(|period| period.to_string()),
                Ok(expect.to_owned()),
                "{text}"
            );
        }
        for unclear in [
            "",
            "秋季",
            "2026年秋",
            "2026年第五季度",
            "2026年13月",
            "2026-13",
            "20269",
            "2026091",
            "26年三季度",
            "2026年9",
            "20260901",
            "2026年第三季度末",
            "季度",
            "月",
            "第月",
            "2026Q",
            "2026上半年",
            "1800年",
            "2026.9.1",
            "0月",
            "十三月",
            "+9月",
        ] {
            assert!(
                matches!(Period::from_people(unclear, Some(2026)), Err(PeriodError::NotAPeriod(_))),
                "{unclear}: {:?}",
                Period::from_people(unclear, Some(2026))
            );
        }
        for yearless in ["三季度", "9月", "上半年"] {
            assert!(matches!(Period::from_people(yearless, None), Err(PeriodError::NoYear(_))), "{yearless}");
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
