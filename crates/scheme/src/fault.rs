//! Faults of a scheme's text: where, what stands there, what was expected.

use cunbang_language::{Language, Said, say, to_say};
use cunbang_model::Decimal;
use cunbang_model::period::half_width;
use std::cell::RefCell;
use std::fmt;

/// One mistake in a scheme's text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct SchemeFault {
    /// Line, from 1.
    pub line: usize,
    /// Character in the line, from 1.
    pub column: usize,
    /// Place, value and what was expected.
    pub message: Said,
}

impl fmt::Display for SchemeFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&say!("scheme-fault-at", line = self.line, column = self.column, message = self.message))
    }
}

/// The faults found so far, by byte offset.
#[derive(Debug)]
pub(crate) struct Faults<'t> {
    text: &'t str,
    /// Whether a text is put now; of one that has been in force nothing is doubted.
    is_new: bool,
    found: RefCell<Vec<(usize, Said)>>,
}

impl<'t> Faults<'t> {
    pub(crate) const fn new(text: &'t str, is_new: bool) -> Self {
        Self { text, is_new, found: RefCell::new(Vec::new()) }
    }

    /// Notes what can be read and scored, and is a slip all the same.
    pub(crate) fn doubt(&self, at: usize, message: Said) {
        if self.is_new {
            self.add(at, message);
        }
    }

    pub(crate) fn add(&self, at: usize, message: Said) {
        self.found.borrow_mut().push((at, message));
    }

    /// Whether the text is put now.
    pub(crate) const fn is_new(&self) -> bool {
        self.is_new
    }

    pub(crate) fn count(&self) -> usize {
        self.found.borrow().len()
    }

    /// The faults in the order of the text, each once.
    pub(crate) fn into_list(self) -> Vec<SchemeFault> {
        let mut found = self.found.into_inner();
        found.sort();
        found.dedup();
        found
            .into_iter()
            .map(|(at, message)| {
                let mut end = at.min(self.text.len());
                while !self.text.is_char_boundary(end) {
                    end -= 1;
                }
                let before = &self.text[..end];
                let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
                SchemeFault {
                    line: before.matches('\n').count() + 1,
                    column: before[line_start..].chars().count() + 1,
                    message,
                }
            })
            .collect()
    }
}

/// `; did you mean …?` if a known word is near, or else the list of them.
pub(crate) fn suggestion<'w>(word: &str, known: impl IntoIterator<Item = &'w str>) -> Said {
    let known: Vec<&str> = known.into_iter().collect();
    let nearest = known
        .iter()
        .map(|candidate| (strsim::damerau_levenshtein(word, candidate), *candidate))
        .filter(|(distance, candidate)| {
            *distance <= 1 + candidate.len() / 4 || (word.len() >= 3 && candidate.starts_with(word))
        })
        .min();
    match nearest {
        Some((_, candidate)) => to_say!("scheme-near-word", word = candidate),
        None => to_say!("scheme-near-list", words = listed(known.iter().copied())),
    }
}

/// `; did you mean …?` if a text is a number in full-width signs, such as `６０`.
pub(crate) fn half_width_number(text: &str) -> Option<Said> {
    let meant: String = text.chars().map(half_width).collect();
    let is_meant = meant != text && meant.parse::<Decimal>().is_ok();
    is_meant.then(|| to_say!("scheme-near-word", word = meant))
}

/// That a text is no number, and which was probably meant.
pub(crate) fn not_a_number(text: &str) -> Said {
    let near = half_width_number(text).unwrap_or_default();
    to_say!("scheme-not-a-number", number = quoted(text), near = near)
}

/// Words of schemes one after another, as the language of the moment lists them.
pub(crate) fn listed<'w>(words: impl IntoIterator<Item = &'w str>) -> String {
    let words = words.into_iter();
    match Language::first() {
        Language::Chinese => words.map(|word| format!("`{word}`")).collect::<Vec<_>>().join("、"),
        Language::English => words.collect::<Vec<_>>().join(", "),
    }
}

/// What a scheme states, in quotes.
pub(crate) fn quoted(text: &str) -> String {
    format!("{text:?}")
}
