//! Members who left: how lists say so, in the column of their status or one beside it.
//!
//! A member who left stays on paper, and has to leave the standing of the period: else every meeting has somebody who
//! is not marked. Why somebody left is not kept beyond what the roster needs: moved, deceased, or no longer on it.

use super::cell::{Cell, compact};
use super::fault::Place;
use super::files::Reading;
use super::recognise::{Header, Heading};
use super::sheet::Line;
use super::taken::Passed;
use crate::header::without_brackets;

/// What people write above such a column, where there is one beside that of the status.
const HEADERS: [&str; 9] =
    ["状态", "党员状态", "在册状态", "在册情况", "变动情况", "异动情况", "组织关系", "组织关系情况", "去向"];
/// The reasons that are kept, and the words for each.
const REASONS: [(&str, &[&str]); 3] = [
    ("转出", &["转出", "调出", "迁出", "转走", "调走", "迁走", "转往", "转至", "转到"]),
    ("离世", &["去世", "离世", "逝世", "过世", "病故", "亡故", "身故", "死亡", "已故"]),
    ("不在册", &["出党", "退党", "脱党", "除名", "开除党籍", "不在册", "劝退"]),
];
/// What stands before such a word where it has not come to that.
const NOT_YET: [&str; 8] = ["未", "不", "没", "拟", "待", "申请", "正在", "准备"];
/// What people write above remarks.
const REMARKS: [&str; 6] = ["备注", "备考", "说明", "附注", "情况说明", "备注说明"];
/// What makes of such a word in a remark something about others than the member, or about how the member came.
const OF_OTHERS: [&str; 10] = ["属", "父", "母", "妻", "丈夫", "配偶", "爱人", "子女", "转入", "本村"];
const PRESENT: [&str; 8] = ["正常", "在册", "在籍", "在", "在党", "有效", "未变动", "无变动"];

/// Whether a column says of members whether they are still there.
pub(crate) fn is_header(text: &str) -> bool {
    HEADERS.contains(&without_brackets(text).as_str())
}

/// Why somebody left, if a cell says that somebody did.
pub(crate) fn reason(cell: &Cell) -> Option<&'static str> {
    let text = compact(&cell.shown());
    if text == "不在册" {
        return Some("不在册");
    }
    if NOT_YET.iter().any(|word| text.starts_with(word)) {
        return None;
    }
    let says = |words: &[&str]| words.iter().any(|word| text.contains(word));
    REASONS.iter().find(|(_, words)| says(words)).map(|(reason, _)| *reason)
}

/// Whether a column is for remarks, in which some say that a member left.
pub(crate) fn is_remarks(text: &str) -> bool {
    REMARKS.contains(&without_brackets(text).as_str())
}

/// Why somebody left, if a remark begins with that, behind a day if there is one: `已故`, `2026年8月转出到东川村`. A remark may
/// as well be about others, `父亲已故`, or about what is long past.
pub(crate) fn reason_in_remark(cell: &Cell) -> Option<&'static str> {
    let text = compact(&cell.shown());
    let is_of_day = |one: char| one.is_ascii_digit() || "年月日号.-/,、，于".contains(one);
    let said = text.trim_start_matches(is_of_day);
    let behind = said.strip_prefix("因病").unwrap_or(said);
    let behind = behind.strip_prefix('已').unwrap_or(behind);
    if OF_OTHERS.iter().any(|word| said.contains(word)) {
        return None;
    }
    let begins = |words: &[&str]| words.iter().any(|word| said.starts_with(word) || behind.starts_with(word));
    REASONS.iter().find(|(_, words)| begins(words)).map(|(reason, _)| *reason)
}

/// Why somebody left, by the columns beside that of the status, and the place of the one that says so first. What stands
/// there else and may mean it is told.
pub(crate) fn said(
    reading: &mut Reading<'_>,
    header: &Header,
    line: &Line,
    place: &Place,
) -> Option<(usize, &'static str)> {
    let mut left = None;
    for (at, heading) in header.headings.iter().enumerate() {
        let cell = line.at(at);
        let (reason, is_plain) = match heading {
            Heading::Leaving => (reason(cell), is_present(cell)),
            // What else stands in remarks is nobody's business.
            Heading::Remarks => (reason_in_remark(cell), reason(cell).is_none()),
            _ => continue,
        };
        left = left.or_else(|| Some((at, reason?)));
        if reason.is_none() && !is_plain {
            reading.note(&place.column(at), Passed::State { text: cell.shown() });
        }
    }
    left
}

/// Whether a cell says that nothing changed.
pub(crate) fn is_present(cell: &Cell) -> bool {
    cell.is_empty() || PRESENT.contains(&compact(&cell.shown()).as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_left_is_told_from_who_may() {
        let said = |text: &str| reason(&Cell::Text(text.into()));
        assert_eq!(said("8月转出到东川村"), Some("转出"));
        assert_eq!(said("因病去世"), Some("离世"), "of what is nobody's business");
        assert_eq!(said("开除党籍"), Some("不在册"));
        let remarked = |text: &str| reason_in_remark(&Cell::Text(text.into()));
        for (text, reason) in
            [("已故", "离世"), ("因病去世", "离世"), ("已转出", "转出"), ("2026年8月转出到东川村", "转出")]
        {
            assert_eq!(remarked(text), Some(reason), "{text}");
        }
        for text in ["父亲已故", "已故党员家属", "由东川村转到本村", "拟转出", "外出务工", "2019年6月转正", ""]
        {
            assert_eq!(remarked(text), None, "{text}");
        }
        for text in ["拟转出", "未转出", "正式党员", "正常", "外出务工", ""] {
            assert_eq!(said(text), None, "{text}");
        }
    }
}
