//! What a row looks like that somebody types: each column by its names, whether it may be left out, and what may stand in
//! it, with an example.

use crate::header::columns_with_withdrawal;
use crate::intake::may_be_missing;
use crate::template::{YES_NO, example, tab};
use cunbang_language::{Language, say};
use cunbang_model::schema::known_words;
use cunbang_model::{Column, ColumnKind, Table};

/// The names in examples: of whom a row is about, and of whoever confirms it.
const NAMES: [(&str, &str); 2] = [("示例-1", "张三"), ("示例-2", "李四")];
/// The longest list of words that is written out.
const MOST_WORDS: usize = 12;

/// A column as somebody is told of it who types a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnInWords {
    /// Its name in documents.
    pub name: &'static str,
    /// Its Chinese header.
    pub chinese: &'static str,
    /// Whether a row cannot do without it.
    pub is_needed: bool,
    /// What may stand in it.
    pub meaning: String,
}

/// The columns of a table as they are typed, those that a row needs first.
pub fn columns_in_words(table: Table) -> Vec<ColumnInWords> {
    let columns = table.columns().iter().map(|column| ColumnInWords {
        name: column.name,
        chinese: column.chinese,
        is_needed: column.required && !may_be_missing(table, column),
        meaning: meaning(table, column),
    });
    let (needed, others): (Vec<_>, Vec<_>) = columns.partition(|column| column.is_needed);
    needed.into_iter().chain(others).collect()
}

/// The columns of a table in a line, those that a row needs with a star.
pub fn columns_in_a_line(table: Table) -> String {
    let called = columns_in_words(table).into_iter().map(|column| {
        let star = if column.is_needed { "★" } else { "" };
        match Language::first() {
            Language::Chinese => format!("{} {}{star}", column.chinese, column.name),
            Language::English => format!("{}{star}", column.name),
        }
    });
    called.collect::<Vec<_>>().join(Language::first().pick("、", ", "))
}

/// The column of a table that somebody may have meant by a name that is nearly its own.
pub fn column_near(table: Table, typed: &str) -> Option<&'static str> {
    let typed = typed.trim().to_lowercase();
    let is_near = |known: &str| {
        let (short, long) = if known.len() < typed.len() { (known, typed.as_str()) } else { (typed.as_str(), known) };
        short.chars().count() > 1 && (long.starts_with(short) || long.ends_with(short))
    };
    let mut near = columns_with_withdrawal(table).filter(|column| is_near(column.name) || is_near(column.chinese));
    let found = near.next().filter(|_| near.next().is_none())?;
    Some(Language::first().pick(found.chinese, found.name))
}

/// A row as it may be typed: `kind=主题党日 date=2026-07-01`.
pub fn example_cells(table: Table) -> String {
    let cells = example(table).into_iter().filter_map(|(name, text)| {
        let column = table.columns().iter().find(|column| column.name == name)?;
        if may_be_missing(table, column) {
            return None;
        }
        let text = match column.refers_to {
            Some(Table::Meetings) => "2026-07-15".to_owned(),
            _ if text.starts_with("示例-") => {
                NAMES.iter().find(|(id, _)| *id == text).map_or(NAMES[0].1, |(_, name)| *name).to_owned()
            }
            _ => word(table, column, &text).unwrap_or(text),
        };
        // A shell parts words at spaces and marks.
        let is_plain = text.chars().all(|one| one.is_alphanumeric() || matches!(one, '-' | '.' | '_'));
        let name = Language::first().pick(column.chinese, column.name);
        Some(if is_plain { format!("{name}={text}") } else { format!("{name}='{text}'") })
    });
    cells.collect::<Vec<_>>().join(" ")
}

/// The words of a choice, each with its Chinese.
const fn words(table: Table, column: &Column) -> &'static [(&'static str, &'static str)] {
    match column.kind {
        ColumnKind::Choice(words) => words,
        ColumnKind::YesNo => &YES_NO,
        _ => known_words(table, column.name),
    }
}

/// A word of a choice, in the reader's language.
fn word(table: Table, column: &Column, text: &str) -> Option<String> {
    let (word, chinese) = words(table, column).iter().find(|(word, _)| *word == text)?;
    Some(Language::first().pick(*chinese, *word).to_owned())
}

fn meaning(table: Table, column: &Column) -> String {
    let words = words(table, column);
    let listed = || {
        let more = if words.len() > MOST_WORDS { "…" } else { "" };
        let shown = words.iter().take(MOST_WORDS).map(|(word, chinese)| Language::first().pick(*chinese, *word));
        let shown: Vec<&str> = shown.collect();
        format!("{}{more}", shown.join(Language::first().pick("、", ", ")))
    };
    let said = match (column.kind, column.refers_to) {
        (_, Some(Table::Members)) => say!("typed-member"),
        (_, Some(Table::Meetings)) => say!("typed-meeting"),
        (_, Some(other)) => say!("typed-refers", table = tab(other)),
        (ColumnKind::Choice(_), _) => say!("typed-choice", words = listed()),
        (ColumnKind::Id, _) if may_be_missing(table, column) => say!("typed-made-id"),
        (ColumnKind::Id | ColumnKind::Text(_), _) if !words.is_empty() => say!("typed-known", words = listed()),
        (ColumnKind::Id, _) => say!("typed-id"),
        (ColumnKind::Unit, _) if may_be_missing(table, column) => say!("typed-own-unit"),
        (ColumnKind::Unit, _) => say!("typed-unit"),
        (ColumnKind::Text(most), _) => say!("typed-text", most = most),
        (ColumnKind::Date, _) => say!("typed-date"),
        (ColumnKind::Month, _) => say!("typed-month"),
        (ColumnKind::Period, _) => say!("typed-period"),
        (ColumnKind::Number(least, most), _) => say!("typed-number", least = least, most = most),
        (ColumnKind::Whole(least, most), _) => say!("typed-whole", least = least, most = most),
        (ColumnKind::YesNo, _) => say!("typed-yes-no"),
    };
    let note = column.note.map(|(chinese, english)| {
        let semicolon = Language::first().pick("；", "; ");
        format!("{semicolon}{}", Language::first().pick(chinese, english))
    });
    format!("{said}{}", note.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_says_its_columns_with_their_choices_and_a_row_that_could_be_typed() {
        Language::Chinese.with(|| {
            let meetings = columns_in_words(Table::Meetings);
            let needed: Vec<&str> = meetings.iter().filter(|one| one.is_needed).map(|one| one.chinese).collect();
            assert_eq!(needed, ["会议类型", "日期"]);
            assert!(meetings[0].meaning.contains("主题党日、"), "{:?}", meetings[0]);
            assert!(meetings[1].meaning.contains("9月1日"), "{:?}", meetings[1]);
            assert!(example_cells(Table::Meetings).starts_with("会议类型=主题党日 日期=2026-07-01"));
            assert!(
                columns_in_a_line(Table::Attendance).starts_with("会议编号 meeting★、党员编号 member★、出勤 mark★")
            );
        });
        for table in Table::spreadsheets() {
            for language in [Language::Chinese, Language::English] {
                language.with(|| {
                    assert!(!example_cells(table).contains("示例-"), "{table}: {}", example_cells(table));
                    assert!(columns_in_words(table).iter().all(|column| !column.meaning.is_empty()));
                });
            }
        }
    }

    #[test]
    fn a_column_that_is_nearly_another_is_offered() {
        Language::Chinese.with(|| {
            assert_eq!(column_near(Table::Meetings, "类型"), Some("会议类型"));
            assert_eq!(column_near(Table::Deeds, "confirmed"), None, "two begin so");
            assert_eq!(column_near(Table::Meetings, "地点"), None);
        });
    }
}
