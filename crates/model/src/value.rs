//! Values: what may stand in a cell, parsed by the kind of its column.

use crate::expected::Expected;
use crate::shown::unseen_in;
use crate::{ColumnKind, Decimal, Period, UnitCode};
use cunbang_language::{Language, say};
use jiff::civil::Date;
use std::fmt;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Text, an id, or one word of a choice.
    Text(Box<str>),
    /// A unit.
    Unit(Box<UnitCode>),
    /// A day.
    Date(Date),
    /// A month or another period.
    Period(Period),
    /// A number; whole numbers too.
    Number(Box<Decimal>),
    /// Yes or no.
    YesNo(bool),
}

impl Value {
    /// Adds it to a text, as `Display` writes it.
    pub(crate) fn push_to(&self, out: &mut String) {
        match self {
            Self::Text(text) => out.push_str(text),
            Self::Unit(unit) => out.push_str(unit.as_str()),
            other => {
                // A String takes everything.
                let _ = fmt::Write::write_fmt(out, format_args!("{other}"));
            }
        }
    }

    /// Whether this is how `Display` writes it.
    fn is_spelled(&self, text: &str) -> bool {
        match self {
            Self::Unit(unit) => return unit.as_str() == text,
            // Of the spellings that are a day of these years, the one with hyphens.
            Self::Date(_) => {
                let is_digit = |(place, byte): (usize, u8)| matches!(place, 4 | 7) || byte.is_ascii_digit();
                return text.len() == 10
                    && text.as_bytes()[4] == b'-'
                    && text.as_bytes()[7] == b'-'
                    && text.bytes().enumerate().all(is_digit);
            }
            _ => {}
        }
        let mut rest = Rest(text);
        fmt::Write::write_fmt(&mut rest, format_args!("{self}")).is_ok() && rest.0.is_empty()
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(text),
            Self::Unit(unit) => write!(f, "{unit}"),
            Self::Date(date) => write!(f, "{date}"),
            Self::Period(period) => write!(f, "{period}"),
            Self::Number(number) => write!(f, "{number}"),
            Self::YesNo(yes) => f.write_str(if *yes { "yes" } else { "no" }),
        }
    }
}

/// What is left of a text, as long as what is written is how it begins.
struct Rest<'a>(&'a str);

impl fmt::Write for Rest<'_> {
    fn write_str(&mut self, part: &str) -> fmt::Result {
        self.0 = self.0.strip_prefix(part).ok_or(fmt::Error)?;
        Ok(())
    }
}

/// What is wrong with a row: the column, the value that stands there, and what was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", say!("row-fault", column = .column, value = format!("{:?}", .value), expected = .expected))]
pub struct RowError {
    /// The column's name, or `row` where the whole is meant.
    pub column: &'static str,
    /// The value found, shortened to 80 characters.
    pub value: String,
    /// What was expected instead.
    pub expected: Expected,
}

impl RowError {
    pub(crate) fn new(column: &'static str, value: &str, expected: impl Into<Expected>) -> Self {
        Self { column, value: value.chars().take(80).collect(), expected: expected.into() }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// As people write: Chinese words for choices, numbers in any usual form.
    Lenient,
    /// As [`Row::to_json`] writes.
    Canonical,
}

/// What is expected in a column of a kind, in English: for templates, which say the other half themselves.
pub fn expectation(kind: ColumnKind) -> String {
    Language::English.with(|| Expected::Of(kind).to_string())
}

pub(crate) fn parse_value(
    name: &'static str,
    kind: ColumnKind,
    text: &str,
    reading: Reading,
) -> Result<Value, RowError> {
    let wrong = || RowError::new(name, text, Expected::Of(kind));
    let value = match kind {
        ColumnKind::Unit => Value::Unit(Box::new(text.parse().map_err(|_| wrong())?)),
        ColumnKind::Id => {
            check_seen(name, text, false, reading)?;
            let is_plain = text.len() <= 64 && text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'/');
            let fits = is_plain
                || (text.chars().count() <= 64
                    && !text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '/'));
            Value::Text(fits.then_some(text).ok_or_else(wrong)?.into())
        }
        ColumnKind::Text(most) => {
            check_seen(name, text, true, reading)?;
            let fits = (text.len() <= most || text.chars().count() <= most)
                && !has_control(text)
                && text.trim().len() == text.len();
            Value::Text(fits.then_some(text).ok_or_else(wrong)?.into())
        }
        ColumnKind::Date => {
            let date: Date = (text.len() == 10).then(|| text.parse().ok()).flatten().ok_or_else(wrong)?;
            Value::Date((1900..=2999).contains(&date.year()).then_some(date).ok_or_else(wrong)?)
        }
        ColumnKind::Month => match period(text, reading) {
            Some(month @ Period::Month(..)) => Value::Period(month),
            _ => return Err(wrong()),
        },
        ColumnKind::Period => Value::Period(period(text, reading).ok_or_else(wrong)?),
        ColumnKind::Number(least, most) => {
            let number = parse_number(text, 4).ok_or_else(wrong)?;
            let fits = number >= Decimal::from(least) && number <= Decimal::from(most);
            Value::Number(Box::new(fits.then_some(number).ok_or_else(wrong)?))
        }
        ColumnKind::Whole(least, most) => {
            let number = parse_number(text, 0).ok_or_else(wrong)?;
            let fits = number >= Decimal::from(least) && number <= Decimal::from(most);
            Value::Number(Box::new(fits.then_some(number).ok_or_else(wrong)?))
        }
        ColumnKind::YesNo => match (text, reading) {
            ("yes", _) | ("是", Reading::Lenient) => Value::YesNo(true),
            ("no", _) | ("否", Reading::Lenient) => Value::YesNo(false),
            _ => return Err(wrong()),
        },
        ColumnKind::Choice(words) => {
            let word =
                words.iter().find(|(word, chinese)| *word == text || (reading == Reading::Lenient && *chinese == text));
            Value::Text(word.ok_or_else(wrong)?.0.into())
        }
    };
    if reading == Reading::Canonical && !matches!(value, Value::Text(_)) && !value.is_spelled(text) {
        return Err(wrong());
    }
    Ok(value)
}

/// Refuses what people type or import with characters that cannot be seen and change what is. What was signed before
/// stays readable, and is shown with escapes.
fn check_seen(name: &'static str, text: &str, has_lines: bool, reading: Reading) -> Result<(), RowError> {
    if reading == Reading::Canonical {
        return Ok(());
    }
    let Some(character) = unseen_in(text, has_lines) else { return Ok(()) };
    Err(RowError::new(name, text, Expected::WithoutUnseen(character)))
}

/// Whether a text has control characters other than line breaks and tabs: those of ASCII, or from U+0080 to U+009F.
pub(crate) fn has_control(text: &str) -> bool {
    let mut before = 0;
    text.bytes().any(|byte| {
        let of_ascii = byte < 0x20 && !matches!(byte, b'\n' | b'\r' | b'\t');
        let is_later = before == 0xC2 && byte < 0xA0;
        before = byte;
        of_ascii || byte == 0x7F || is_later
    })
}

fn period(text: &str, reading: Reading) -> Option<Period> {
    match reading {
        Reading::Lenient => Period::from_people(text, None).ok(),
        Reading::Canonical => text.parse().ok(),
    }
}

/// A plain decimal number with at most `places` decimal places, without trailing zeros kept.
fn parse_number(text: &str, places: u32) -> Option<Decimal> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.is_empty() || digits.len() > 24 || !digits.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
        return None;
    }
    let number: Decimal = text.parse().ok()?;
    let number = number.normalize();
    let number = if number.is_zero() { Decimal::ZERO } else { number };
    (number.scale() <= places).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_read(kind: ColumnKind, text: &str) -> bool {
        parse_value("column", kind, text, Reading::Canonical).is_ok()
    }

    /// What is told by bytes is what the rules say of characters.
    #[test]
    fn every_character_is_judged_as_such() {
        for character in '\0'..=char::MAX {
            let text = format!("好{character}x");
            let is_line = matches!(character, '\n' | '\r' | '\t');
            assert_eq!(has_control(&text), character.is_control() && !is_line, "{character:?}");
            let may_be_in_id = !character.is_whitespace() && !character.is_control() && character != '/';
            for text in [text, format!("a{character}1")] {
                assert_eq!(is_read(ColumnKind::Id, &text), may_be_in_id, "{character:?}");
            }
        }
        assert!(is_read(ColumnKind::Id, &"a".repeat(64)) && is_read(ColumnKind::Id, &"好".repeat(64)));
        assert!(!is_read(ColumnKind::Id, &"a".repeat(65)) && !is_read(ColumnKind::Id, &"好".repeat(65)));
    }

    #[test]
    fn a_day_has_one_spelling() {
        assert!(is_read(ColumnKind::Date, "2026-07-03") && is_read(ColumnKind::Date, "1900-02-28"));
        for other in ["2026-7-003", "20260703T0", "2026-07-3 ", "2026/07/03", "+2026-07-3", "2026-02-30", "1899-12-31"]
        {
            assert!(!is_read(ColumnKind::Date, other), "{other}");
        }
    }
}
