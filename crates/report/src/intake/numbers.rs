//! Numbers with thousands separators, and with the units that people write behind them.

use super::cell::{Cell, compact, digits_of};
use super::dates::Taken;
use super::numerals;
use super::problem::Problem;
use super::taken::How;
use cunbang_model::{ColumnKind, Decimal, Table};
use cunbang_scheme::figure_units;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Words for what is counted that mean the same behind a number.
const COUNTED: [&[&str]; 11] = [
    &["户"],
    &["人", "名"],
    &["次"],
    &["个"],
    &["项", "条", "件"],
    &["对"],
    &["年"],
    &["步"],
    &["分"],
    &["票", "张"],
    &["亩"],
];

/// The unit of a column of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Measured {
    /// Nobody says.
    Unsaid,
    Yuan,
    TenThousandYuan,
    PerCent,
    /// What is counted, with any of these words.
    Counted(&'static [&'static str]),
}

impl Measured {
    /// What the header says in brackets, `村集体收入（万元）`.
    pub(crate) fn in_header(header: &str) -> Option<Self> {
        let header = compact(header);
        let (_, bracket) = header.split_once(['(', '[', '【'])?;
        Self::of_word(bracket.trim_end_matches([')', ']', '】']).trim_start_matches("单位:"))
    }

    fn of_word(unit: &str) -> Option<Self> {
        match unit {
            "万元" => Some(Self::TenThousandYuan),
            "元" => Some(Self::Yuan),
            "%" | "百分比" => Some(Self::PerCent),
            counted => COUNTED.iter().find(|words| words.contains(&counted)).map(|words| Self::Counted(words)),
        }
    }

    /// The unit of a figure: of one that the packs know by itself, of others as their title in the rules says in brackets.
    fn of_figure(figure: &str, titles: &BTreeMap<String, String>) -> Self {
        match figure_units(figure) {
            [] => titles.get(figure).and_then(|title| Self::in_header(title)).unwrap_or(Self::Unsaid),
            [first, ..] if !COUNTED.iter().any(|words| words.contains(first)) => {
                Self::of_word(first).unwrap_or(Self::Unsaid)
            }
            words => Self::Counted(words),
        }
    }

    /// The unit that a column of a table has by itself. A figure's depends on which it is; `titles` are those of the rules'
    /// own figures.
    pub(crate) fn of(table: Table, column: &str, figure: Option<&str>, titles: &BTreeMap<String, String>) -> Self {
        match (table, column) {
            (Table::Measures, "value") | (Table::StatedFigures, "stated") => {
                figure.map_or(Self::Unsaid, |figure| Self::of_figure(figure, titles))
            }
            (_, "households" | "visited") => Self::Counted(&["户"]),
            (_, "votes" | "ballots" | "satisfied") => Self::Counted(&["票", "张"]),
            (_, "points") => Self::Counted(&["分"]),
            (_, "members") => Self::Counted(&["人", "名"]),
            (_, "services") => Self::Counted(&["件", "项", "次"]),
            (_, "stars") => Self::Counted(&["星", "颗", "颗星", "星级", "星党员", "星级党员"]),
            _ => Self::Unsaid,
        }
    }

    /// A number in a column of this unit, where it stands without one and the figure is counted in another: with the unit
    /// behind it.
    pub(crate) fn on_plain(self, cell: &Cell, own: Self) -> Cow<'_, Cell> {
        let shown = compact(&cell.shown());
        let is_plain = |shown: &str| shown.chars().all(|one| matches!(one, '0'..='9' | '.' | ',' | '-' | '+' | '万'));
        if self == own || shown.is_empty() || !is_plain(&shown) {
            return Cow::Borrowed(cell);
        }
        Cow::Owned(Cell::Text(format!("{shown}{}", self.word()).into()))
    }

    fn word(self) -> &'static str {
        match self {
            Self::Unsaid => "",
            Self::Yuan => "元",
            Self::TenThousandYuan => "万元",
            Self::PerCent => "%",
            Self::Counted(words) => words.first().copied().unwrap_or_default(),
        }
    }
}

/// A name without the unit in brackets behind it, where one stands there: `村集体收入（万元）`.
pub(crate) fn without_unit(cell: &Cell) -> Option<Cell> {
    let shown = compact(&cell.shown());
    let (name, _) = shown.split_once('(').filter(|_| Measured::in_header(&shown).is_some())?;
    Some(Cell::Text(name.into()))
}

/// Reads a number in the column's unit.
pub(crate) fn number(cell: &Cell, kind: ColumnKind, unit: Measured) -> Result<Taken, Problem> {
    let not_that = || Problem::NotThat { kind, near: None };
    let text = match cell {
        Cell::Number(number) => {
            let shown = digits_of(*number);
            // A cell that shows 85% holds 0.85.
            if unit == Measured::PerCent && *number > 0.0 && *number <= 1.0 {
                let hundredfold = digits_of(*number * 100.0);
                return Err(Problem::TwoReadings(format!("{hundredfold}%").into(), format!("{shown}%").into()));
            }
            return Ok((shown, None));
        }
        Cell::Text(text) => compact(text),
        _ => return Err(not_that()),
    };
    if let Measured::Counted(words) = unit
        && words.contains(&"星")
        && let Some(stars) = stars(&text)
    {
        return stars.map(|stars| (stars, Some(How::Stars)));
    }
    let text = in_numerals_per_cent(&text).unwrap_or(text);
    match numerals::leading(&text) {
        None => in_unit(&text, kind, unit),
        Some(numeral) => {
            let numerals::Numeral { digits, rest } = numeral?;
            // `一万二千` of ten thousand yuan, or yuan?
            if unit == Measured::TenThousandYuan && rest.is_empty() && text.contains(['万', '萬']) {
                let yuan = in_unit(&format!("{digits}元"), kind, unit)?.0;
                return Err(Problem::TwoReadings(format!("{yuan} 万元").into(), format!("{digits} 万元").into()));
            }
            let rest = rest.replace('萬', "万");
            let (number, how) = in_unit(&format!("{digits}{rest}"), kind, unit)?;
            Ok((number, Some(how.filter(|how| *how == How::Converted).unwrap_or(How::Numeral))))
        }
    }
}

/// `百分之八十五` as people write it otherwise.
fn in_numerals_per_cent(text: &str) -> Option<String> {
    text.strip_prefix("百分之").map(|rest| format!("{rest}%"))
}

/// As many stars as are drawn; none where the text draws none. Empty ones beside or instead of full ones may be stars that were
/// given, or that were not.
fn stars(text: &str) -> Option<Result<String, Problem>> {
    const MOST_DRAWN: usize = 10;
    let (full, empty) = (text.matches(['★', '⭐']).count(), text.matches('☆').count());
    let others = text.chars().filter(|one| !matches!(one, '★' | '⭐' | '☆' | '\u{FE0F}')).count();
    if full + empty == 0 || others > 0 || full + empty > MOST_DRAWN {
        return None;
    }
    Some(match empty {
        0 => Ok(full.to_string()),
        _ => Err(Problem::TwoReadings(full.to_string().into(), (full + empty).to_string().into())),
    })
}

/// Digits with what stands behind them, in the column's unit.
fn in_unit(text: &str, kind: ColumnKind, unit: Measured) -> Result<Taken, Problem> {
    let not_that = || Problem::NotThat { kind, near: None };
    let end = text.find(|character: char| !matches!(character, '0'..='9' | '.' | ',' | '-' | '+'));
    let (digits, written) = text.split_at(end.unwrap_or(text.len()));
    let digits = plain_digits(digits.strip_prefix('+').unwrap_or(digits)).ok_or_else(not_that)?;
    if digits.is_empty() {
        return Err(not_that());
    }
    let other_unit = || Problem::Unit { written: written.into(), expected: unit.word().into() };
    match (written, unit) {
        ("", _) => Ok((digits, None)),
        ("万元", Measured::TenThousandYuan) | ("元", Measured::Yuan) | ("%", Measured::PerCent) => {
            Ok((digits, Some(How::Unit)))
        }
        (word, Measured::Counted(words)) if words.contains(&word) => Ok((digits, Some(How::Unit))),
        // Ten thousand of ten thousand yuan, or of yuan?
        ("万", Measured::TenThousandYuan) => {
            let more = times(&digits, 10_000).ok_or_else(not_that)?;
            Err(Problem::TwoReadings(format!("{digits} 万元").into(), format!("{more} 万元").into()))
        }
        ("万", Measured::PerCent) => Err(other_unit()),
        ("万", _) | ("万元", Measured::Yuan) => {
            Ok((times(&digits, 10_000).ok_or_else(not_that)?, Some(How::Converted)))
        }
        ("元", Measured::TenThousandYuan) => {
            let number: Decimal = digits.parse().map_err(|_| not_that())?;
            let parts = number.checked_div(Decimal::from(10_000)).ok_or_else(not_that)?;
            Ok((parts.normalize().to_string(), Some(How::Converted)))
        }
        // Words, and not a unit.
        (word, _) if word.chars().count() > 4 => Err(not_that()),
        _ => Err(other_unit()),
    }
}

/// Digits without thousands separators; none where the commas part no thousands.
fn plain_digits(text: &str) -> Option<String> {
    if !text.contains(',') {
        return Some(text.to_owned());
    }
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, fraction)| (whole, Some(fraction)));
    let mut groups = whole.strip_prefix('-').unwrap_or(whole).split(',');
    let first = groups.next()?;
    let are_thousands = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    let has_more = fraction.is_some_and(|fraction| fraction.contains(','));
    (are_thousands && !has_more).then(|| text.replace(',', ""))
}

fn times(digits: &str, factor: i64) -> Option<String> {
    let number: Decimal = digits.parse().ok()?;
    Some(number.checked_mul(Decimal::from(factor))?.normalize().to_string())
}
