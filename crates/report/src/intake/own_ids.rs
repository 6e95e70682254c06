//! Numbers of a clerk's own: a column 编号 or 序号 whose values tell the rows apart, and do not only count them, holds
//! ids. A row keeps its id then when its text or day is corrected.
//!
//! A count is none, however it is written: in digits of any width, with gaps where rows were deleted, and out of order
//! where the sheet was sorted anew. Taken for ids, it would give one member's deeds to another in the next sheet.

use super::cell::folded;
use super::ids;
use super::no_rows::passed_over;
use super::recognise::{Header, Heading};
use super::sheet::Sheet;
use crate::header::without_brackets;
use std::collections::HashSet;

/// What people write above such a column.
const HEADERS: [&str; 12] =
    ["编号", "序号", "号", "登记号", "登记编号", "记录编号", "台账编号", "档案号", "流水号", "id", "no.", "no"];
/// Of these, what says that rows are counted: small numbers below it are no ids, in whichever order.
const COUNTS: [&str; 4] = ["序号", "号", "no.", "no"];
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
    let named = |at: usize| without_brackets(header.text(at)).to_lowercase();
    let at = (0..header.headings.len())
        .filter(|at| header.headings[*at] == Heading::Other)
        .filter(|at| HEADERS.contains(&named(*at).as_str()))
        .find(|at| are_ids(&written(header, sheet, *at), COUNTS.contains(&named(*at).as_str())))?;
    header.headings[at] = Heading::Column(column, None);
    Some(at)
}

/// What stands in a column of each row.
fn written(header: &Header, sheet: &Sheet, at: usize) -> Vec<String> {
    let below = sheet.lines.iter().skip(header.line + 1).filter(|line| line.filled() > 1);
    below.filter(|line| passed_over(header, line, false).is_none()).map(|line| folded(&line.at(at).shown())).collect()
}

fn are_ids(written: &[String], only_counts: bool) -> bool {
    let is_id = |text: &String| {
        !text.is_empty()
            && text.chars().count() <= LONGEST_ID
            && !text.contains(|character: char| character.is_whitespace() || character == '/')
    };
    let different: HashSet<&String> = written.iter().collect();
    !written.is_empty()
        && different.len() == written.len()
        && written.iter().all(is_id)
        && !are_counted(written, only_counts)
}

/// Whether rows are only counted: 1, 2, 3, or on the next page 21, 22, 23, and some may be missing. Where the header
/// `only_counts`, their order says nothing.
fn are_counted(written: &[String], only_counts: bool) -> bool {
    let numbers: Option<Vec<u64>> = written.iter().map(|text| count(text)).collect();
    numbers.is_some_and(|numbers| {
        let (is_up, is_down) = (numbers.is_sorted(), numbers.iter().rev().is_sorted());
        numbers.iter().all(|number| *number < LEAST_OF_REGISTER) && (only_counts || is_up || is_down)
    })
}

/// The number of a row as it is counted: `3`, `3、`, `(3)`, `③`, `三`.
fn count(text: &str) -> Option<u64> {
    let text = text.trim_matches(|sign: char| matches!(sign, '、' | '.' | ',' | '(' | ')' | '。' | '第' | '号'));
    let mut characters = text.chars();
    if let (Some(circled @ '①'..='⑳'), None) = (characters.next(), characters.next()) {
        return Some(u64::from(u32::from(circled) - u32::from('①')) + 1);
    }
    text.parse().ok().or_else(|| chinese(text))
}

/// A number below a hundred in Chinese digits: `三`, `十二`, `二十`.
fn chinese(text: &str) -> Option<u64> {
    let digit = |text: &str| {
        let place = ["一", "二", "三", "四", "五", "六", "七", "八", "九"].iter().position(|one| *one == text)?;
        u64::try_from(place + 1).ok()
    };
    match text.split_once('十') {
        None => digit(text),
        Some((tens, units)) => {
            let tens = if tens.is_empty() { 1 } else { digit(tens)? };
            Some(tens * 10 + if units.is_empty() { 0 } else { digit(units)? })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_of_rows_is_no_id() {
        let texts = |written: &[&str]| written.iter().map(|text| folded(text)).collect::<Vec<_>>();
        let said = |written: &[&str]| are_ids(&texts(written), false);
        assert!(said(&["Y-07-01", "Y-07-02"]) && said(&["2026001", "2026002"]) && said(&["3", "17", "5"]));
        for no in [
            &["1", "2", "3"][..],
            &["21", "22"],
            &["１", "2", "3", "４"],
            &["1", "2", "4", "7"],
            &["3", "2", "1"],
            &["1、", "2、"],
            &["①", "②"],
            &["九", "十", "十一", "二十"],
            &["a", "a"],
            &["a", ""],
            &["a b", "c"],
            &["1"],
            &[],
        ] {
            assert!(!said(no), "{no:?}");
        }
        // A sheet that was sorted by name keeps the count of the one before.
        assert!(!are_ids(&texts(&["3", "17", "５"]), true) && are_ids(&texts(&["Y-07-01", "2026001"]), true));
    }
}
