//! Numbers of a clerk's own: a column 编号 or 序号 whose values tell the rows apart, and are not just counted down the
//! sheet, holds ids. A row keeps its id then when its text or day is corrected.

use super::ids;
use super::recognise::{Header, Heading};
use super::rows::passed_over;
use super::sheet::Sheet;
use crate::header::without_brackets;
use std::collections::HashSet;

/// What people write above such a column.
const HEADERS: [&str; 12] =
    ["编号", "序号", "号", "登记号", "登记编号", "记录编号", "台账编号", "档案号", "流水号", "id", "no.", "no"];
/// Numbers from here on that follow each other are a register's own, as 2026001, and no count of rows.
const LEAST_OF_REGISTER: u64 = 1_000;
const LONGEST_ID: usize = 64;

/// Takes such a column as the table's ids, where the header names no other. Gives its place.
pub(crate) fn adopt(header: &mut Header, sheet: &Sheet) -> Option<usize> {
    let own = *header.table.key().first()?;
    let column = header.table.column_index(own)?;
    if !ids::is_made(header.table, own) || header.has(own) {
        return None;
    }
    let is_named = |at: &usize| HEADERS.contains(&without_brackets(header.text(*at)).to_lowercase().as_str());
    let at = (0..header.headings.len())
        .filter(|at| header.headings[*at] == Heading::Other)
        .filter(is_named)
        .find(|at| are_ids(&written(header, sheet, *at)))?;
    header.headings[at] = Heading::Column(column, None);
    Some(at)
}

/// What stands in a column of each row.
fn written(header: &Header, sheet: &Sheet, at: usize) -> Vec<String> {
    let below = sheet.lines.iter().skip(header.line + 1).filter(|line| line.filled() > 1);
    below.filter(|line| passed_over(header, line, false).is_none()).map(|line| line.at(at).shown()).collect()
}

fn are_ids(written: &[String]) -> bool {
    let is_id = |text: &String| {
        !text.is_empty()
            && text.chars().count() <= LONGEST_ID
            && !text.contains(|character: char| character.is_whitespace() || character == '/')
    };
    let different: HashSet<&String> = written.iter().collect();
    !written.is_empty() && different.len() == written.len() && written.iter().all(is_id) && !are_counted(written)
}

/// Whether rows are only counted: 1, 2, 3, or on the next page 21, 22, 23.
fn are_counted(written: &[String]) -> bool {
    let numbers: Option<Vec<u64>> = written.iter().map(|text| text.parse().ok()).collect();
    numbers.is_some_and(|numbers| {
        numbers.first().is_some_and(|first| *first < LEAST_OF_REGISTER)
            && numbers.windows(2).all(|pair| pair[1] == pair[0] + 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_of_rows_is_no_id() {
        let said = |written: &[&str]| are_ids(&written.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>());
        assert!(said(&["Y-07-01", "Y-07-02"]) && said(&["2026001", "2026002"]) && said(&["3", "17", "5"]));
        for no in [&["1", "2", "3"][..], &["21", "22"], &["a", "a"], &["a", ""], &["a b", "c"], &["1"], &[]] {
            assert!(!said(no), "{no:?}");
        }
    }
}
