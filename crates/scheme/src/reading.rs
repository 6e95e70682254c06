//! Reading TOML sections: every key is asked for once, a key that nobody asks for is a fault, and each fault
//! has its line and column.
//!
//! Numbers are read from their text, never through binary floating point.

use crate::fault::{Faults, listed, quoted, suggestion};
use cunbang_language::{Said, to_say};
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

    fn wrong(&self, key: &str, value: &Spanned<DeValue<'_>>, expected: &Said) {
        let place = self.inside(key);
        let message = match value.get_ref() {
            DeValue::Array(_) => to_say!("scheme-value-is-list", place = place, expected = expected),
            DeValue::Table(_) => to_say!("scheme-value-is-table", place = place, expected = expected),
            value => to_say!("scheme-value-wrong", place = place, value = shown(value), expected = expected),
        };
        self.faults.add(value.span().start, message);
    }

    /// Notes that a key is missing.
    pub(crate) fn missing(&self, key: &str, expected: &Said) {
        self.faults.add(self.at, to_say!("scheme-key-missing", place = self.inside(key), expected = expected));
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
                self.wrong(key, value, &to_say!("scheme-expected-text"));
                None
            }
        }
    }

    /// A text that must be there.
    pub(crate) fn required_text(&self, key: &'static str) -> Option<Located<&'a str>> {
        if !self.has(key) {
            self.missing(key, &to_say!("scheme-expected-text"));
        }
        self.text(key)
    }

    /// An id that must be there: lower-case letters, digits, `_` and `-`, at most 40.
    pub(crate) fn required_id(&self) -> Option<Located<&'a str>> {
        let id = self.required_text("id")?;
        if is_id(id.value) {
            return Some(id);
        }
        let (value, expected) = (quoted(id.value), to_say!("scheme-expected-id"));
        self.faults
            .add(id.at, to_say!("scheme-value-wrong", place = self.inside("id"), value = value, expected = expected));
        None
    }

    /// An optional number.
    pub(crate) fn number(&self, key: &'static str) -> Option<Located<Decimal>> {
        let value = self.ask(key)?;
        let text = match value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str(),
            DeValue::Float(number) => number.as_str(),
            _ => {
                self.wrong(key, value, &to_say!("scheme-expected-number"));
                return None;
            }
        };
        let number =
            text.parse::<Decimal>().ok().filter(|number| number.abs() <= Decimal::from(MOST) && number.scale() <= 6);
        if number.is_none() {
            self.wrong(key, value, &to_say!("scheme-expected-decimal", most = MOST));
        }
        number.map(|number| Located { value: number, at: value.span().start })
    }

    /// A number that must be there.
    pub(crate) fn required_number(&self, key: &'static str) -> Option<Located<Decimal>> {
        if !self.has(key) {
            self.missing(key, &to_say!("scheme-expected-number"));
        }
        self.number(key)
    }

    /// An optional number within bounds, both included.
    pub(crate) fn number_within(&self, key: &'static str, least: Decimal, most: Decimal) -> Option<Located<Decimal>> {
        let number = self.number(key)?;
        if number.value >= least && number.value <= most {
            return Some(number);
        }
        let expected = to_say!("scheme-expected-number-within", least = least, most = most);
        self.faults.add(
            number.at,
            to_say!("scheme-value-wrong", place = self.inside(key), value = number.value, expected = expected),
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
            self.wrong(key, value, &to_say!("scheme-expected-whole", least = least, most = most));
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
                        _ => self.wrong(key, item, &to_say!("scheme-expected-texts")),
                    }
                }
            }
            _ => self.wrong(key, value, &to_say!("scheme-expected-texts")),
        }
        Some(texts)
    }

    /// An optional table inside this one.
    pub(crate) fn section(&self, key: &'static str) -> Option<Self> {
        let value = self.ask(key)?;
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong(key, value, &to_say!("scheme-expected-table"));
            return None;
        };
        Some(Self::new(self.inside(key), value.span().start, table, self.faults))
    }

    /// A table that must be there.
    pub(crate) fn required_section(&self, key: &'static str, expected: impl FnOnce() -> Said) -> Option<Self> {
        if !self.has(key) {
            self.missing(key, &expected());
        }
        self.section(key)
    }

    /// The tables of an optional list of tables.
    pub(crate) fn sections(&self, key: &'static str) -> Vec<Self> {
        let Some(value) = self.ask(key) else {
            return Vec::new();
        };
        let DeValue::Array(items) = value.get_ref() else {
            self.wrong(key, value, &to_say!("scheme-expected-tables"));
            return Vec::new();
        };
        let mut sections = Vec::new();
        for item in items {
            match item.get_ref() {
                DeValue::Table(table) => {
                    sections.push(Self::new(self.inside(key), item.span().start, table, self.faults));
                }
                _ => self.wrong(key, item, &to_say!("scheme-expected-tables")),
            }
        }
        sections
    }

    /// The keys and numbers of an optional table whose keys are the scheme's own.
    pub(crate) fn numbers(&self, key: &'static str) -> Option<Vec<(Located<&'a str>, Decimal)>> {
        let value = self.ask(key)?;
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong(key, value, &to_say!("scheme-expected-numbers"));
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
                None => self.wrong(key, number, &to_say!("scheme-expected-number")),
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
        self.wrong(key, value, &to_say!("scheme-expected-true-false"));
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
            let known = || words.iter().map(|(word, _)| *word);
            self.missing(key, &to_say!("scheme-expected-one-of", words = listed(known())));
        }
        self.choice(key, words)
    }

    /// One of some words, from a text already read.
    pub(crate) fn chosen<T: Copy>(&self, key: &str, text: Located<&str>, words: &[(&str, T)]) -> Option<T> {
        let found = words.iter().find(|(word, _)| *word == text.value);
        if found.is_none() {
            let (value, near) = (quoted(text.value), suggestion(text.value, words.iter().map(|(word, _)| *word)));
            self.faults
                .add(text.at, to_say!("scheme-choice-unknown", place = self.inside(key), value = value, near = near));
        }
        found.map(|(_, choice)| *choice)
    }

    /// Notes the keys that nobody asked for.
    pub(crate) fn finish(&self) {
        let mut asked = self.asked.borrow().clone();
        asked.sort_unstable();
        asked.dedup();
        for name in self.table.keys() {
            let word: &str = name.get_ref();
            if !asked.contains(&word) {
                let near = suggestion(word, asked.iter().copied());
                let message = if self.path.is_empty() {
                    to_say!("scheme-key-unknown-at-top", key = word, near = near)
                } else {
                    to_say!("scheme-key-unknown", key = word, section = self.path, near = near)
                };
                self.faults.add(name.span().start, message);
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
        DeValue::String(text) => quoted(&text.chars().take(60).collect::<String>()),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(yes) => yes.to_string(),
        DeValue::Datetime(moment) => moment.to_string(),
        // These are said, and not shown.
        DeValue::Array(_) | DeValue::Table(_) => String::new(),
    }
}
