//! The names of columns: as the template and the exports write them, and as people do.

use crate::intake::cell::compact;
use crate::usual_headers::{CONFIRMING, USUAL};
use cunbang_model::schema::WITHDRAWN;
use cunbang_model::{Column, ColumnKind, Table};

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
pub(crate) fn column_named(table: Table, text: &str) -> Option<usize> {
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

/// The column that people mean by a header, where it is not its name.
pub(crate) fn column_meant(table: Table, text: &str) -> Option<usize> {
    let written = without_brackets(text);
    usual(table, &written).or_else(|| confirming(table, &written)).or_else(|| dated(table, &written))
}

fn usual(table: Table, written: &str) -> Option<usize> {
    let of_table =
        |(of, _, words): &&(Option<Table>, &str, &[&str])| of.is_none_or(|of| of == table) && words.contains(&written);
    // What is said of this table goes before what is said of any.
    let mut found: Vec<_> = USUAL.iter().filter(of_table).collect();
    found.sort_by_key(|(of, ..)| of.is_none());
    let exact = columns_with_withdrawal(table).position(|column| column.chinese == written || column.name == written);
    exact.or_else(|| found.into_iter().find_map(|(_, column, _)| table.column_index(column)))
}

/// The column of a confirmation whose header begins with who confirms.
fn confirming(table: Table, written: &str) -> Option<usize> {
    if table != Table::Deeds {
        return None;
    }
    let rest = CONFIRMING.iter().find_map(|who| written.strip_prefix(who))?;
    let of_confirmation = |index: &usize| matches!(column_at(table, *index).name, "confirmed_on" | "confirmed_by");
    usual(table, rest).filter(of_confirmation)
}

/// The column of days whose header says `时间` for `日期`.
fn dated(table: Table, written: &str) -> Option<usize> {
    let head = written.strip_suffix("时间")?;
    let index = usual(table, &format!("{head}日期"))?;
    (column_at(table, index).kind == ColumnKind::Date).then_some(index)
}

/// A header without what stands in brackets, stars, colons and white space.
pub(crate) fn without_brackets(text: &str) -> String {
    let text = compact(text);
    let head = text.split(['(', '[', '【']).next().unwrap_or_default();
    head.chars().filter(|character| !matches!(character, '★' | '*' | ':')).collect()
}

/// Whether a header is of a column that identifies a person beyond the name, as lists in offices often have.
pub(crate) fn is_personal(text: &str) -> bool {
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
    fn what_people_write_above_a_column_is_read() {
        for (table, text, column) in [
            (Table::Members, "党员姓名", "name"),
            (Table::Deeds, "姓 名", "member"),
            (Table::Meetings, "会议时间", "date"),
            (Table::Attendance, "会议时间", "meeting"),
            (Table::Measures, "数值（万元）", "value"),
            (Table::Deeds, "日期：", "date"),
        ] {
            assert_eq!(column_meant(table, text), table.column_index(column), "{table} {text}");
        }
        for text in ["书记点评时间", "支部书记点评日期", "确认时间", "书记确认", "点评时间（年月日）", "党支部审核时间"]
        {
            assert_eq!(column_meant(Table::Deeds, text), Table::Deeds.column_index("confirmed_on"), "{text}");
        }
        for text in ["点评人", "书记点评人", "确认人（书记）", "审核人"] {
            assert_eq!(column_meant(Table::Deeds, text), Table::Deeds.column_index("confirmed_by"), "{text}");
        }
        for (table, text) in [
            (Table::Deeds, "序号"),
            (Table::Deeds, "书记姓名"),
            (Table::Deeds, "登记时间"),
            (Table::Deeds, "备注"),
            (Table::Commitments, "承诺时间"),
            (Table::Members, "转正时间"),
        ] {
            assert_eq!(column_meant(table, text), None, "{table} {text}");
        }
    }

    /// What is said of a table goes before what is said of any: in each of the two a word means one column.
    #[test]
    fn no_header_means_two_columns_of_a_table() {
        for (table, column, _) in USUAL {
            let tables: Vec<Table> = table.map_or_else(|| Table::spreadsheets().collect(), |table| vec![table]);
            assert!(tables.iter().any(|table| table.column_index(column).is_some()), "{column}");
        }
        for table in Table::spreadsheets() {
            for own in [true, false] {
                let mut meant: std::collections::BTreeMap<&str, &str> = std::collections::BTreeMap::new();
                let said = USUAL.iter().filter(|(of, column, _)| {
                    table.column_index(column).is_some() && if own { *of == Some(table) } else { of.is_none() }
                });
                for (_, column, words) in said {
                    for word in *words {
                        let other = meant.insert(word, column);
                        assert_eq!(other, None, "{table} {word}: {column}");
                        // A column's own name is read first.
                        let named = table.columns().iter().find(|known| known.chinese == *word);
                        assert!(!own || named.is_none_or(|named| named.name == *column), "{table} {word}");
                    }
                }
            }
        }
    }

    #[test]
    fn columns_have_letters() {
        let named: Vec<String> = [0, 25, 26, 701, 702].into_iter().map(letters).collect();
        assert_eq!(named, ["A", "Z", "AA", "ZZ", "AAA"]);
    }
}
