//! The header row: matches the sheet's columns with the table's.

use crate::fault::{Fault, ImportFaults, Place};
use cunbang_model::schema::WITHDRAWN;
use cunbang_model::{Column, Table};

/// For each column of the sheet, the table's column; `None` if the header is empty or unknown.
pub(crate) struct Header {
    columns: Vec<Heading>,
    missing: Vec<&'static str>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Heading {
    Column(usize),
    /// No header: the cells below must be empty.
    Nameless,
    /// Already reported: the cells below are ignored.
    Faulty,
}

impl Header {
    /// Reads the header row and adds its faults to `faults`.
    pub(crate) fn read(table: Table, place: &Place, texts: &[String], faults: &mut ImportFaults) -> Self {
        let mut columns: Vec<Heading> = Vec::with_capacity(texts.len());
        for text in texts {
            let text = text.trim();
            if text.is_empty() {
                columns.push(Heading::Nameless);
                continue;
            }
            let heading = match column_named(table, text) {
                None => {
                    let expected = if is_personal(text) {
                        "no such column: 个人信息不予保存，请删除此列 what identifies a person beyond the name is never kept; take the column out".to_owned()
                    } else {
                        format!("a column of {table}: {}", names(table))
                    };
                    faults.push(Fault::new(place, Some(text), text, expected));
                    Heading::Faulty
                }
                Some(index) => {
                    let heading = Heading::Column(index);
                    if let Some(first) = columns.iter().position(|other| *other == heading) {
                        let column = column_at(table, index);
                        faults.push(Fault::new(
                            place,
                            Some(column.name),
                            text,
                            format!(
                                "each column once: {} {} is column {} already",
                                column.name,
                                column.chinese,
                                letters(first)
                            ),
                        ));
                        Heading::Faulty
                    } else {
                        heading
                    }
                }
            };
            columns.push(heading);
        }
        let mut missing = Vec::new();
        for (index, column) in table.columns().iter().enumerate() {
            if column.required && !columns.contains(&Heading::Column(index)) {
                missing.push(column.name);
                faults.push(Fault::new(
                    place,
                    Some(column.name),
                    "",
                    format!("a column {} {}, which {table} requires", column.name, column.chinese),
                ));
            }
        }
        Self { columns, missing }
    }

    /// The table's column for a column of the sheet, or an error if the cell must be empty.
    pub(crate) fn at(&self, index: usize) -> Result<Option<usize>, ()> {
        match self.columns.get(index) {
            Some(Heading::Column(column)) => Ok(Some(*column)),
            Some(Heading::Faulty) => Ok(None),
            Some(Heading::Nameless) | None => Err(()),
        }
    }

    /// Whether a required column is missing. That is reported once, not for each row.
    pub(crate) fn lacks(&self, column: &str) -> bool {
        self.missing.contains(&column)
    }
}

/// The columns that a sheet may have: the table's, then the reason for a withdrawal.
pub(crate) fn columns_with_withdrawal(table: Table) -> impl Iterator<Item = &'static Column> {
    table.columns().iter().chain(std::iter::once(&WITHDRAWN))
}

/// The column at an index of that list.
pub(crate) fn column_at(table: Table, index: usize) -> &'static Column {
    table.columns().get(index).unwrap_or(&WITHDRAWN)
}

/// The column that a header names: by its English name, its Chinese header, or both as the template writes
/// them, with or without the star for required.
fn column_named(table: Table, text: &str) -> Option<usize> {
    let mut found = None;
    let is_between = |c: char| c.is_whitespace() || matches!(c, '★' | '*' | '(' | ')' | '（' | '）' | '/');
    for word in text.split(is_between).filter(|word| !word.is_empty()) {
        let index = columns_with_withdrawal(table)
            .position(|column| column.name.eq_ignore_ascii_case(word) || column.chinese == word)?;
        match found {
            Some(other) if other != index => return None,
            _ => found = Some(index),
        }
    }
    found
}

/// Whether a header is of a column that identifies a person beyond the name, as lists in offices often have.
fn is_personal(text: &str) -> bool {
    const WORDS: [&str; 17] = [
        "身份证",
        "证件号",
        "电话",
        "手机",
        "住址",
        "地址",
        "银行",
        "卡号",
        "账号",
        "帐号",
        "微信",
        "邮箱",
        "户口",
        "phone",
        "mobile",
        "address",
        "bank",
    ];
    let text = text.to_lowercase();
    WORDS.iter().any(|word| text.contains(word))
}

/// A column's header as in the template and the exports: `unit 单位`.
pub(crate) fn heading(column: &Column) -> String {
    format!("{} {}", column.name, column.chinese)
}

fn names(table: Table) -> String {
    let names: Vec<String> = table.columns().iter().map(heading).collect();
    names.join(", ")
}

/// The letters that spreadsheet programs use for a column: A for the first, AA for the 27th.
pub(crate) fn letters(index: usize) -> String {
    let mut rest = index + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_header_names_its_column_alone() {
        for table in Table::ALL.iter().copied() {
            for (index, column) in columns_with_withdrawal(table).enumerate() {
                for text in [
                    column.name.to_owned(),
                    column.chinese.to_owned(),
                    heading(column),
                    format!("{} {}★", column.chinese, column.name.to_uppercase()),
                    format!("* {}（{}）", column.chinese, column.name),
                ] {
                    assert_eq!(column_named(table, &text), Some(index), "{table} {text}");
                }
            }
        }
        assert_eq!(column_named(Table::Deeds, "unit 日期"), None);
        assert_eq!(column_named(Table::Deeds, "colour"), None);
        assert_eq!(column_named(Table::Deeds, "★"), None);
    }

    #[test]
    fn no_table_has_a_personal_column() {
        for table in Table::ALL.iter().copied() {
            assert!(!columns_with_withdrawal(table).any(|column| is_personal(&heading(column))), "{table}");
        }
        for text in ["身份证号码", "联系电话", "手机号", "家庭住址", "银行卡号", "Phone number"] {
            assert!(is_personal(text) && column_named(Table::Members, text).is_none(), "{text}");
        }
    }

    #[test]
    fn columns_have_letters() {
        let named: Vec<String> = [0, 25, 26, 701, 702].into_iter().map(letters).collect();
        assert_eq!(named, ["A", "Z", "AA", "ZZ", "AAA"]);
    }
}
