//! Words of choice, as people write them for the program's own.

use super::cell::{Cell, compact};
use super::dates::Taken;
use super::problem::Problem;
use super::taken::How;
use crate::harmless::as_meant;
use cunbang_model::ColumnKind;
use cunbang_scheme::nearest;

/// What is written for a word beside its own two: a column's name, the word, and what is written.
const USUAL: &[(&str, &str, &[&str])] = &[
    ("mark", "present", &["√", "✓", "✔", "到", "已到", "到会", "参加", "出勤", "签到", "实到", "是"]),
    ("mark", "leave", &["○", "〇", "◯", "假", "事假", "病假", "公假", "请"]),
    ("mark", "late", &["迟"]),
    ("mark", "left_early", &["退"]),
    ("mark", "absent", &["×", "✗", "✘", "x", "缺", "缺勤", "旷", "旷会", "未到", "无故缺席", "否"]),
    ("mark", "remote", &["远程", "远程参加", "网上", "视频", "微信", "电话", "线上参加"]),
    ("status", "full", &["正式", "中共党员"]),
    ("status", "probationary", &["预备", "中共预备党员"]),
    ("status", "candidate", &["发展对象人选"]),
    ("status", "activist", &["入党积极分子", "积极"]),
    ("status", "applicant", &["申请人", "入党申请"]),
    ("kind", "theme_day", &["党员活动日", "固定主题党日", "党日活动", "主题党日活动"]),
    ("kind", "congress", &["支部党员大会", "全体党员大会", "支部大会"]),
    ("kind", "committee", &["支部委员会", "支委会议", "支部委员会会议"]),
    ("kind", "group", &["小组会", "党小组会议"]),
    ("kind", "lecture", &["上党课", "讲党课"]),
    ("kind", "quarterly_review", &["季度评议会", "季度考评"]),
    ("kind", "weekly_analysis", &["周分析会", "每周例会"]),
    ("kind", "appraisal", &["组织生活会", "民主评议", "民主评议党员"]),
    ("kind", "evening_study", &["夜学活动"]),
    ("kind", "county", &["旗", "市", "区"]),
    ("kind", "township", &["镇", "乡", "街道", "苏木", "乡镇街道"]),
    ("kind", "village", &["行政村", "嘎查"]),
    ("kind", "community", &["居委会"]),
    ("stage", "self", &["自我评价", "自我评议"]),
    ("stage", "mutual", &["互相评议", "党员互评"]),
    ("stage", "committee", &["支委评议", "支委会评议"]),
    ("stage", "general", &["综合评议", "总评议"]),
    (
        "indicator",
        "collective_income",
        &["集体收入", "集体经济收入", "村级集体收入", "村集体经济收入", "村级集体经济收入", "集体经济", "村集体经济"],
    ),
    ("indicator", "bonus_items", &["加分项", "加分项建议分", "加分"]),
    ("result", "fixed", &["已整改完成", "整改到位", "完成", "已完成"]),
    ("result", "extended", &["延期整改"]),
    ("result", "escalated", &["上报", "升级处理"]),
];

/// The signs that legends explain.
pub(crate) const SIGNS: [char; 18] =
    ['√', '✓', '✔', '○', '〇', '◯', '×', '✗', '✘', '△', '▲', '☆', '★', '◎', '●', '⊙', '□', '■'];
/// Of these, the one that means leave where nothing explains it, which is said each time.
const CIRCLES: [&str; 3] = ["○", "〇", "◯"];

const YES: [&str; 12] = ["yes", "y", "true", "是", "有", "√", "✓", "✔", "○", "〇", "1", "对"];
const NO: [&str; 11] = ["no", "n", "false", "否", "无", "×", "✗", "✘", "x", "0", "不是"];

/// Reads a word of choice, or of an open list of which some words are known.
pub(crate) fn choice(
    cell: &Cell,
    column: &str,
    kind: ColumnKind,
    known: &'static [(&'static str, &'static str)],
) -> Result<Taken, Problem> {
    let text = match cell {
        Cell::Text(_) | Cell::Number(_) => cell.shown(),
        _ => return Err(Problem::NotThat { kind, near: None }),
    };
    if let Some(word) = word_of(&text, known) {
        return Ok((word.to_owned(), None));
    }
    let written = compact(&text).to_lowercase();
    if let Some(word) = usual(column, &written, known) {
        let how = if column == "mark" && CIRCLES.contains(&written.as_str()) { How::Circle } else { How::Word };
        return Ok((word.to_owned(), Some(how)));
    }
    if column == "mark" && !written.is_empty() && written.chars().all(|sign| SIGNS.contains(&sign)) {
        return Err(Problem::Sign);
    }
    if !matches!(kind, ColumnKind::Choice(_)) {
        return Ok((as_meant(&text).to_owned(), None));
    }
    let words = known.iter().flat_map(|(word, chinese)| [*chinese, *word]);
    Err(Problem::NotThat { kind, near: nearest(&written, words).map(str::to_owned) })
}

/// The word that is written by itself, in Chinese, or as the drop-down lists do, `present 出席`.
fn word_of(text: &str, known: &'static [(&'static str, &'static str)]) -> Option<&'static str> {
    let mut found = None;
    for part in text.split_whitespace() {
        let is_it = |(word, chinese): &&(&str, &str)| word.eq_ignore_ascii_case(part) || *chinese == part;
        let (word, _) = known.iter().find(is_it)?;
        if found.is_some_and(|other| other != *word) {
            return None;
        }
        found = Some(*word);
    }
    found.or_else(|| {
        let written = compact(text);
        known.iter().find(|(word, chinese)| *word == written || *chinese == written).map(|(word, _)| *word)
    })
}

fn usual(column: &str, written: &str, known: &'static [(&'static str, &'static str)]) -> Option<&'static str> {
    let written_there = |(of, _, written_for): &&(&str, &str, &[&str])| *of == column && written_for.contains(&written);
    let found = USUAL.iter().filter(written_there).map(|(_, word, _)| *word);
    found.into_iter().find(|word| known.iter().any(|(one, _)| one == word))
}

/// Reads yes or no.
pub(crate) fn yes_no(cell: &Cell) -> Result<Taken, Problem> {
    let text = match cell {
        Cell::YesNo(yes) => return Ok((if *yes { "yes" } else { "no" }.to_owned(), None)),
        Cell::Text(_) | Cell::Number(_) => cell.shown(),
        _ => return Err(Problem::NotThat { kind: ColumnKind::YesNo, near: None }),
    };
    if let Some(word) = word_of(&text, &[("yes", "是"), ("no", "否")]) {
        return Ok((word.to_owned(), None));
    }
    let written = compact(&text).to_lowercase();
    if YES.contains(&written.as_str()) {
        Ok(("yes".to_owned(), Some(How::Word)))
    } else if NO.contains(&written.as_str()) {
        Ok(("no".to_owned(), Some(How::Word)))
    } else {
        Err(Problem::NotThat { kind: ColumnKind::YesNo, near: None })
    }
}

/// Reads a mark of attendance.
pub(crate) fn mark(cell: &Cell) -> Result<Taken, Problem> {
    use cunbang_model::Word;
    use cunbang_model::schema::Mark;
    let cell = Cell::Text(cell.shown().into());
    choice(&cell, "mark", ColumnKind::Choice(Mark::WORDS), Mark::WORDS)
}
