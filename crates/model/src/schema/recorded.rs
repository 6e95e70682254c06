//! The record of the schema: what was once released never changes.

use super::ColumnKind;
use super::Word;
use super::kinds::DECLARED_KINDS;
use super::tables::DECLARED;
use super::words::{ALL_WORDS, UNIT_KINDS};
use crate::Role;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

/// One line for everything that is numbered. What a line says is what programs in villages rely on.
fn lines() -> Vec<String> {
    let mut lines = Vec::new();
    for kind in DECLARED_KINDS {
        let (Some(name), Some(quarterly), Some(since)) = (kind.name(), kind.is_quarterly(), kind.since()) else {
            continue;
        };
        let rhythm = if quarterly { "quarterly" } else { "lasting" };
        lines.push(format!("kind {} {name} {rhythm} since {since}", kind.number()));
    }
    for table in DECLARED {
        let key = table.key().join(",");
        lines.push(format!(
            "table {} {} in {} placed {:?} key {key} since {}",
            table.number(),
            table.name(),
            table.document(),
            table.placement(),
            table.since()
        ));
        for column in table.declared_columns().0 {
            let need = if column.required { "must" } else { "may" };
            let kind = match column.kind {
                // The words have lines of their own.
                ColumnKind::Choice(_) => "Choice".to_owned(),
                kind => format!("{kind:?}"),
            };
            let mut line = format!("column {}.{} {table}.{}", table.number(), column.number, column.name);
            let _ = write!(line, " {need} {kind} since {}", column.since);
            lines.push(line);
        }
    }
    for (choice, number, word, _, since) in ALL_WORDS {
        lines.push(format!("word {choice} {number} {word} since {since}"));
    }
    // Their enums are declared beside what they are for; their words have numbers all the same.
    for (choice, words) in [("UnitKind", UNIT_KINDS), ("Role", Role::WORDS)] {
        let numbered = (1..).zip(words).map(|(number, (word, _))| format!("word {choice} {number} {word}"));
        lines.extend(numbered);
    }
    lines
}

/// What a line is about: its first two words, the number for kinds, tables and columns; of a word three.
fn subject(line: &str) -> String {
    let count = if line.starts_with("word ") { 3 } else { 2 };
    line.split(' ').take(count).collect::<Vec<_>>().join(" ")
}

#[test]
fn what_is_recorded_does_not_change() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema.txt");
    let recorded = std::fs::read_to_string(&path).unwrap_or_default();
    let recorded: Vec<&str> = recorded.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    let declared = lines();
    let subjects: BTreeSet<String> = declared.iter().map(|line| subject(line)).collect();
    assert_eq!(subjects.len(), declared.len(), "a number is used twice");
    for line in &recorded {
        assert!(
            declared.iter().any(|own| own == line),
            "{line:?} was released and stands in no declaration any more: programs in villages rely on it"
        );
    }
    let new: Vec<&String> = declared.iter().filter(|line| !recorded.contains(&line.as_str())).collect();
    if new.is_empty() {
        return;
    }
    assert!(
        std::env::var_os("CUNBANG_RECORD_SCHEMA").is_some(),
        "not recorded yet: {new:#?}\nRun CUNBANG_RECORD_SCHEMA=1 cargo test -p cunbang-model schema, and commit schema.txt"
    );
    let mut text = String::from("# Everything numbered that was ever declared. Lines are added, never changed.\n");
    for line in recorded.iter().copied().chain(new.iter().map(|line| line.as_str())) {
        text.push_str(line);
        text.push('\n');
    }
    std::fs::write(&path, text).unwrap();
}
