//! Tables, columns, choices and lists as messages name them.

use cunbang_language::{Language, Named, say};
pub(crate) use cunbang_model::period_said;
use cunbang_model::schema::known_words;
use cunbang_model::{Column, ColumnKind, Expected, Table};
use std::fmt;

/// The question whether something near was meant; nothing where nothing is near.
pub(crate) fn is_it(near: Option<&str>) -> String {
    near.map(|near| say!("did-you-mean", near = near)).unwrap_or_default()
}

/// What stands in a list, one after the other.
pub(crate) fn listed<T: fmt::Display>(items: impl Iterator<Item = T>) -> String {
    let items: Vec<String> = items.map(|item| item.to_string()).collect();
    items.join(Language::first().pick("、", ", "))
}

/// What has commas of its own.
pub(crate) fn apart(items: &[String]) -> String {
    items.join(Language::first().pick("；", "; "))
}

pub(crate) const fn table_name(table: Table) -> Named<'static> {
    Named::new(table.chinese(), table.name())
}

/// The column's header in Chinese, its name in English.
pub(crate) const fn column_name(column: &'static Column) -> Named<'static> {
    Named::new(column.chinese, column.name)
}

pub(crate) fn unit_kind(kind: &str) -> String {
    let words = crate::wording::kind(kind);
    Named::new(&words.chinese, &words.english).to_string()
}

/// A kind of deed by its Chinese name or its word, as far as it is one of the county's list.
pub(crate) fn kind_of_deed(kind: &str) -> Named<'_> {
    let known = known_words(Table::Deeds, "kind").iter().find(|(word, chinese)| *word == kind || *chinese == kind);
    known.map_or(Named::new(kind, ""), |(word, chinese)| Named::new(chinese, word))
}

pub(crate) fn choices(words: &'static [(&'static str, &'static str)]) -> String {
    listed(words.iter().map(|(word, chinese)| Named::new(chinese, word)))
}

pub(crate) fn needed_by(table: Table) -> String {
    listed(table.columns().iter().filter(|column| column.required).map(column_name))
}

/// What may stand in a column of a file, where a unit may go by its name.
pub(crate) fn expected(kind: ColumnKind) -> String {
    match kind {
        ColumnKind::Unit => say!("expected-unit-or-name"),
        _ => Expected::Of(kind).to_string(),
    }
}
