//! What was expected where something else stands.

use crate::{Column, ColumnKind, Decimal, Table};
use cunbang_language::{Language, Named, say};
use std::fmt;

/// What was expected where something else stands: said in the language in which it is heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// What may stand in a column of this kind.
    Of(ColumnKind),
    /// A reason of at most so many characters.
    Reason(usize),
    /// At most what stands in another column.
    AtMost(&'static Column, Decimal),
    /// Text without this character, which nobody sees.
    WithoutUnseen(char),
    /// The name of a column.
    ColumnOf(Table),
    /// What programs write for each other; people meet it only where something is damaged.
    Form(Box<str>),
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&match self {
            Self::Of(kind) => of_kind(*kind),
            Self::Reason(most) => say!("expected-reason", most = most),
            Self::AtMost(column, value) => {
                say!("expected-at-most", column = Named::new(column.chinese, column.name), value = value)
            }
            Self::WithoutUnseen(character) => {
                say!("expected-without-unseen", character = format!("U+{:04X}", u32::from(*character)))
            }
            Self::ColumnOf(table) => say!("expected-column-of", table = Named::new(table.chinese(), table.name())),
            Self::Form(said) => return f.write_str(said),
        })
    }
}

impl From<String> for Expected {
    fn from(said: String) -> Self {
        Self::Form(said.into())
    }
}

impl From<&str> for Expected {
    fn from(said: &str) -> Self {
        Self::Form(said.into())
    }
}

fn of_kind(kind: ColumnKind) -> String {
    match kind {
        ColumnKind::Unit => say!("expected-unit"),
        ColumnKind::Id => say!("expected-id"),
        ColumnKind::Text(most) => say!("expected-text", most = most),
        ColumnKind::Date => say!("expected-date"),
        ColumnKind::Month => say!("expected-month"),
        ColumnKind::Period => say!("expected-period"),
        ColumnKind::Number(least, most) => say!("expected-number", least = least, most = most),
        ColumnKind::Whole(least, most) => say!("expected-whole", least = least, most = most),
        ColumnKind::YesNo => say!("expected-yes-no"),
        ColumnKind::Choice(words) => say!("expected-choice", choices = choices(words)),
    }
}

/// Words of a choice, one after the other, in the language that is heard.
fn choices(words: &[(&str, &str)]) -> String {
    let named = words.iter().map(|(word, chinese)| Named::new(chinese, word).to_string());
    named.collect::<Vec<_>>().join(Language::first().pick("、", ", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Row;

    #[test]
    fn a_fault_of_a_row_in_the_language_that_is_heard() {
        let cells = [("unit", "330522103201"), ("month", "2026-07"), ("visited", "4"), ("households", "3")];
        let fault = &Row::from_cells(Table::Visits, cells).unwrap_err()[0];
        let chinese = "visited：\"4\"：应为不超过户数（3）的数";
        let english = "visited: \"4\": expected at most households, which is 3";
        assert_eq!(fault.to_string(), format!("{chinese} {english}"));
        assert_eq!(Language::Chinese.with(|| fault.to_string()), chinese);
        assert_eq!(Language::English.with(|| fault.to_string()), english);
    }
}
