//! Reading TOML sections: every key is asked for once, a key that nobody asks for is a fault, and each fault
//! has its line and column.
//!
//! Numbers are read from their text, never through binary floating point.

use crate::fault::{Faults, suggestion};
use cunbang_model::Decimal;
use std::cell::RefCell;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value with the byte offset where it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Located<T> {
    pub(crate) value: T,
    pub(crate) at: usize,
}

/// A table of the text, and which of its keys were asked for.
#[derive(Debug)]
pub(crate) struct Section<'a> {
    /// What it is, for messages: `village.indicators`.
    pub(crate) path: String,
    /// Where it begins.
    pub(crate) at: usize,
    pub(crate) faults: &'a Faults<'a>,
    table: &'a DeTable<'a>,
    asked: RefCell<Vec<&'static str>>,
}

/// The largest number a scheme may state: with the bounds of the tables' own numbers, no sum or product
/// in the engine can leave the range of a decimal.
const MOST: i64 = 1_000_000;

impl<'a> Section<'a> {
    pub(crate) fn new(path: impl Into<String>, at: usize, table: &'a DeTable<'a>, faults: &'a Faults<'a>) -> Self {
        Self { path: path.into(), at, faults, table, asked: RefCell::default() }
    }

    /// The value of a key, if it is there.
    fn ask(&self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.asked.borrow_mut().push(key);
        self.table.get(key)
    }

    fn inside(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    fn wrong(&self, key: &str, value: &Spanned<DeValue<'_>>, expected: &str) {
        self.faults.add(
            value.span().start,
            format!("`{}` is {}: expected {expected}", self.inside(key), shown(value.get_ref())),
        );
    }

    /// Notes that a key is missing.
    pub(crate) fn missing(&self, key: &str, expected: &str) {
        self.faults.add(self.at, format!("`{}` is missing: expected {expected}", self.inside(key)));
    }

    /// Whether the key stands there at all.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Where the value of a key stands, if it is there.
    pub(crate) fn place_of(&self, key: &'static str) -> Option<usize> {
        self.ask(key).map(|value| value.span().start)
    }

    /// An optional text.
    pub(crate) fn text(&self, key: &'static str) -> Option<Located<&'a str>> {
        let value = self.ask(key)?;
        match value.get_ref() {
            DeValue::String(text) if !text.trim().is_empty() => {
                Some(Located { value: text.as_ref(), at: value.span().start })
            }
            _ => {
                self.wrong(key, value, "a text in quotes");
                None
            }
        }
    }

    /// A text that must be there.
    pub(crate) fn required_text(&self, key: &'static str) -> Option<Located<&'a str>> {
        if !self.has(key) {
            self.missing(key, "a text in quotes");
        }
        self.text(key)
    }

    /// An id that must be there: lower-case letters, digits, `_` and `-`, at most 40.
    pub(crate) fn required_id(&self) -> Option<Located<&'a str>> {
        let id = self.required_text("id")?;
        if is_id(id.value) {
            return Some(id);
        }
        self.faults.add(
            id.at,
            format!(
                "`{}` is {:?}: expected at most 40 lower-case letters, digits, `_` and `-`",
                self.inside("id"),
                id.value
            ),
        );
        None
    }

    /// An optional number.
    pub(crate) fn number(&self, key: &'static str) -> Option<Located<Decimal>> {
        let value = self.ask(key)?;
        let text = match value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
            DeValue::Float(number) => number.as_str(),
            _ => {
                self.wrong(key, value, "a number");
                return None;
            }
        };
        let number =
            text.parse::<Decimal>().ok().filter(|number| number.abs() <= Decimal::from(MOST) && number.scale() <= 6);
        if number.is_none() {
            self.wrong(key, value, &format!("a plain decimal of at most {MOST} and six decimal places"));
        }
        number.map(|number| Located { value: number, at: value.span().start })
    }

    /// A number that must be there.
    pub(crate) fn required_number(&self, key: &'static str) -> Option<Located<Decimal>> {
        if !self.has(key) {
            self.missing(key, "a number");
        }
        self.number(key)
    }

    /// An optional number within bounds, both included.
    pub(crate) fn number_within(&self, key: &'static str, least: Decimal, most: Decimal) -> Option<Located<Decimal>> {
        let number = self.number(key)?;
        if number.value >= least && number.value <= most {
            return Some(number);
        }
        self.faults.add(
            number.at,
            format!("`{}` is {}: expected a number from {least} to {most}", self.inside(key), number.value),
        );
        None
    }

    /// An optional whole number from `least` to `most`.
    pub(crate) fn whole(&self, key: &'static str, least: u16, most: u16) -> Option<Located<u16>> {
        let value = self.ask(key)?;
        let number = match value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str().parse::<u16>().ok(),
            _ => None,
        };
        let number = number.filter(|number| (least..=most).contains(number));
        if number.is_none() {
            self.wrong(key, value, &format!("a whole number from {least} to {most}"));
        }
        number.map(|number| Located { value: number, at: value.span().start })
    }

    /// An optional list of texts; a single text is a list of one.
    pub(crate) fn texts(&self, key: &'static str) -> Option<Vec<Located<&'a str>>> {
        let value = self.ask(key)?;
        let mut texts = Vec::new();
        match value.get_ref() {
            DeValue::String(text) => texts.push(Located { value: text.as_ref(), at: value.span().start }),
            DeValue::Array(items) => {
                for item in items {
                    match item.get_ref() {
                        DeValue::String(text) => {
                            texts.push(Located { value: text.as_ref(), at: item.span().start });
                        }
                        _ => self.wrong(key, item, "a list of texts in quotes"),
                    }
                }
            }
            _ => self.wrong(key, value, "a list of texts in quotes"),
        }
        Some(texts)
    }

    /// An optional table inside this one.
    pub(crate) fn section(&self, key: &'static str) -> Option<Self> {
        let value = self.ask(key)?;
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong(key, value, "a table");
            return None;
        };
        Some(Self::new(self.inside(key), value.span().start, table, self.faults))
    }

    /// A table that must be there.
    pub(crate) fn required_section(&self, key: &'static str, expected: &str) -> Option<Self> {
        if !self.has(key) {
            self.missing(key, expected);
        }
        self.section(key)
    }

    /// The tables of an optional list of tables.
    pub(crate) fn sections(&self, key: &'static str) -> Vec<Self> {
        let Some(value) = self.ask(key) else {
            return Vec::new();
        };
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong(key, value, "a list of tables");
            return Vec::new();
        };
        let mut sections = Vec::new();
        for item in items {
            match item.get_ref() {
                DeValue::Table(table) => {
                    sections.push(Self::new(self.inside(key), item.span().start, table, self.faults));
                }
                _ => self.wrong(key, item, "a list of tables"),
            }
        }
        sections
    }

    /// The keys and numbers of an optional table whose keys are the scheme's own.
    pub(crate) fn numbers(&self, key: &'static str) -> Option<Vec<(Located<&'a str>, Decimal)>> {
        let value = self.ask(key)?;
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong(key, value, "a table of numbers");
            return None;
        };
        let mut numbers = Vec::new();
        for (name, number) in table {
            let text = match number.get_ref() {
                DeValue::Integer(number) if number.radix() == 10 => Some(number.as_str()),
                DeValue::Float(number) => Some(number.as_str()),
                _ => None,
            };
            let parsed = text
                .and_then(|text| text.parse::<Decimal>().ok())
                .filter(|number| number.abs() <= Decimal::from(MOST) && number.scale() <= 6);
            match parsed {
                Some(parsed) => {
                    numbers.push((Located { value: name.get_ref().as_ref(), at: name.span().start }, parsed));
                }
                None => self.wrong(key, number, "a number"),
            }
        }
        Some(numbers)
    }

    /// Whether a key is true; false where it is not there.
    pub(crate) fn yes_no(&self, key: &'static str) -> bool {
        let Some(value) = self.ask(key) else { return false };
        if let DeValue::Boolean(yes) = value.get_ref() {
            return *yes;
        }
        self.wrong(key, value, "true or false");
        false
    }

    /// One of some words, where the key is there.
    pub(crate) fn choice<T: Copy>(&self, key: &'static str, words: &[(&str, T)]) -> Option<T> {
        let text = self.text(key)?;
        self.chosen(key, text, words)
    }

    /// One of some words; the key must be there.
    pub(crate) fn required_choice<T: Copy>(&self, key: &'static str, words: &[(&str, T)]) -> Option<T> {
        if !self.has(key) {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.missing(key, &format!("one of: {}", known.join(", ")));
        }
        self.choice(key, words)
    }

    /// One of some words, from a text already read.
    pub(crate) fn chosen<T: Copy>(&self, key: &str, text: Located<&str>, words: &[(&str, T)]) -> Option<T> {
        let found = words.iter().find(|(word, _)| *word == text.value);
        if found.is_none() {
            self.faults.add(
                text.at,
                format!(
                    "`{}` is {:?}{}",
                    self.inside(key),
                    text.value,
                    suggestion(text.value, words.iter().map(|(word, _)| *word))
                ),
            );
        }
        found.map(|(_, choice)| *choice)
    }

    /// Notes the keys that nobody asked for.
    pub(crate) fn finish(&self) {
        let asked = self.asked.borrow();
        for name in self.table.keys() {
            let word: &str = name.get_ref();
            if !asked.contains(&word) {
                let owner = if self.path.is_empty() { "the scheme".to_owned() } else { format!("`{}`", self.path) };
                self.faults.add(
                    name.span().start,
                    format!("unknown key `{word}` in {owner}{}", suggestion(word, asked.iter().copied())),
                );
            }
        }
    }
}

/// Whether a text may be an id in a scheme.
pub(crate) fn is_id(text: &str) -> bool {
    (1..=40).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-'))
}

fn shown(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("{:?}", text.chars().take(60).collect::<String>()),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(yes) => yes.to_string(),
        DeValue::Datetime(moment) => moment.to_string(),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}
