//! Lines that are no rows: headers that come again, totals, and notes below a table.

use super::cell::{Cell, compact};
use super::choices;
use super::recognise::{Header, Heading};
use super::sheet::Line;
use super::taken::Passed;
use crate::header::column_at;
use cunbang_model::ColumnKind;

/// Rows of totals begin with one of these.
const TOTALS: [&str; 6] = ["合计", "小计", "总计", "共计", "累计", "total"];
/// What is counted beneath a grid of marks has one of these in its name.
const COUNTED: [&str; 8] = ["人数", "应到", "实到", "到会", "出勤", "缺席", "请假", "出席"];
/// Notes begin with one of these, and a colon.
const NOTES: [&str; 16] = [
    "注",
    "备注",
    "说明",
    "填表说明",
    "填表人",
    "填报人",
    "填表日期",
    "填报日期",
    "填报时间",
    "制表",
    "制表人",
    "审核",
    "审核人",
    "负责人",
    "单位负责人",
    "图例",
];

/// Lines in which people sign have one of these, and brackets or a colon.
const SIGNED: [&str; 5] = ["签字", "签名", "签章", "盖章", "公章"];

/// Whether a line is one in which people sign: `党支部书记（签字）：`.
fn is_signed(plain: &str) -> bool {
    SIGNED.iter().any(|word| plain.contains(word)) && plain.contains([':', '('])
}

/// Whether a line is no row of the table, and what it is then.
pub(crate) fn passed_over(header: &Header, line: &Line, is_below: bool) -> Option<Passed> {
    if header.is_again(line) {
        return Some(Passed::HeaderAgain);
    }
    let text = line.first_text();
    let plain = compact(&text).to_lowercase();
    let begins =
        |word: &str| plain.strip_prefix(word).is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '(']));
    if TOTALS.iter().any(|word| begins(word)) {
        return Some(Passed::Total { text });
    }
    let is_note = NOTES.iter().any(|word| plain.strip_prefix(word).is_some_and(|rest| rest.starts_with([':', '1'])));
    let is_note = is_note || is_signed(&plain);
    (is_note || (is_below && line.filled() == 1 && !is_choice(header, line))).then_some(Passed::Note { text })
}

/// Whether all that stands in a line is a word that its column is for, such as a member's status: a row whose other cells
/// were forgotten, and no note.
fn is_choice(header: &Header, line: &Line) -> bool {
    let Some(at) = line.cells.iter().position(|cell| !cell.is_empty()) else { return false };
    let Some(Heading::Column(column, _)) = header.headings.get(at) else { return false };
    let column = column_at(header.table, *column);
    match column.kind {
        ColumnKind::Choice(words) => choices::choice(line.at(at), column.name, column.kind, words).is_ok(),
        _ => false,
    }
}

/// Whether a line of a grid is nobody's, and what it is then.
pub(crate) fn passed_over_grid(line: &Line, member: &Cell) -> Option<Passed> {
    let text = line.first_text();
    let name = compact(&member.shown()).to_lowercase();
    let plain = compact(&text).to_lowercase();
    // Beneath the members stands how many came, column by column.
    let is_count = |cell: &&Cell| {
        let shown = compact(&cell.shown());
        shown.chars().any(|one| one.is_ascii_digit())
            && shown.chars().all(|one| one.is_ascii_digit() || matches!(one, '.' | '%' | '/' | '人' | '次' | '名'))
    };
    let others = || line.cells.iter().filter(|cell| !cell.is_empty() && *cell != member);
    let counts = || COUNTED.iter().any(|word| name.contains(word)) && others().all(|cell| is_count(&cell));
    if TOTALS.iter().any(|word| plain.starts_with(word) || name.starts_with(word)) || counts() {
        return Some(Passed::Total { text });
    }
    (member.is_empty()
        || is_signed(&plain)
        || NOTES.iter().any(|word| plain.strip_prefix(word).is_some_and(|rest| rest.starts_with(':'))))
    .then_some(Passed::Note { text })
}
