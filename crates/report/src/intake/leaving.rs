//! Members who left: how lists say so, in the column of their status or one beside it.
//!
//! A member who left stays on paper, and has to leave the standing of the period: else every meeting has somebody who
//! is not marked. Why somebody left is not kept beyond what the roster needs: moved, deceased, or no longer on it.

use super::cell::{Cell, compact};
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
        for text in ["拟转出", "未转出", "正式党员", "正常", "外出务工", ""] {
            assert_eq!(said(text), None, "{text}");
        }
    }
}
