//! Scores as they stand in cells.

use crate::intake::cell::{Cell, compact, digits_of};
use cunbang_model::Decimal;

/// Greater than any score.
const MOST: i64 = 1_000_000;

/// The number in a cell: `92.5`, `92.5分`, `-3`, `－3`; none where it holds something else.
pub(crate) fn number(cell: &Cell) -> Option<Decimal> {
    let text = match cell {
        Cell::Number(number) => digits_of(*number),
        Cell::Text(text) => {
            let text = compact(text).replace(['−', '–'], "-");
            text.strip_suffix('分').unwrap_or(&text).trim_start_matches('+').to_owned()
        }
        _ => return None,
    };
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
    let number = text.parse::<Decimal>().ok().filter(|_| is_plain && text.bytes().any(|byte| byte.is_ascii_digit()));
    number.filter(|number| number.abs() <= Decimal::from(MOST))
}

/// Whether a cell is empty, or holds a sign or word for it.
pub(crate) fn is_nothing(cell: &Cell) -> bool {
    const WORDS: [&str; 12] = ["-", "--", "—", "——", "/", "\\", "无", "未报", "未上报", "未收到", "缺", "空"];
    cell.is_empty() || matches!(cell, Cell::Text(text) if WORDS.contains(&compact(text).as_str()))
}

/// The points that a header states in it: 20 of `主题党日（20分）`; not of `每次扣2分`.
pub(crate) fn points_in(header: &str) -> Option<Decimal> {
    let said = before(header, '分').or_else(|| following(header, "满分")).or_else(|| following(header, "分值"));
    said.filter(|_| !header.contains(['每', '次']))
}

/// The number that stands alone in a header's brackets: 20 of `党建(20)`; not the year of `党建(2025)`.
pub(crate) fn bare_points_in(header: &str) -> Option<Decimal> {
    let inside = header.rsplit_once(['(', '[', '【'])?.1.strip_suffix([')', ']', '】'])?;
    let is_points = |points: &Decimal| *points > Decimal::ZERO && *points <= Decimal::ONE_THOUSAND;
    inside.parse().ok().filter(is_points)
}

/// The number behind a word: 20 of `党建(满分:20)`.
fn following(header: &str, word: &str) -> Option<Decimal> {
    let rest = header.split_once(word)?.1.trim_start_matches([':', '为', '=']);
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    rest[..end].parse().ok().filter(|number: &Decimal| *number > Decimal::ZERO)
}

/// The weight that a header states: 0.3 of `日常（30%）`.
pub(crate) fn weight_in(header: &str) -> Option<Decimal> {
    before(header, '%').map(|per_cent| per_cent / Decimal::ONE_HUNDRED)
}

fn before(header: &str, sign: char) -> Option<Decimal> {
    let mut ends = header.match_indices(sign).map(|(at, _)| &header[..at]);
    let head = ends.find(|head| head.ends_with(|last: char| last.is_ascii_digit()))?;
    let from = head
        .rfind(|c: char| !c.is_ascii_digit() && c != '.')
        .map_or(0, |at| at + head[at..].chars().next().map_or(0, char::len_utf8));
    head[from..].parse().ok().filter(|number: &Decimal| *number > Decimal::ZERO)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_read_as_people_write_them() {
        let read = |text: &str| number(&Cell::Text(text.into())).map(|number| number.to_string());
        assert_eq!(read(" ９２.5 分").as_deref(), Some("92.5"));
        assert_eq!(read("－3").as_deref(), Some("-3"));
        assert_eq!(read("良好"), None);
        assert_eq!(read("-"), None);
        assert_eq!(points_in("主题党日(20分)"), Some(20.into()));
        assert_eq!(points_in("分类(7.5分)"), Some("7.5".parse().unwrap()));
        assert_eq!(points_in("扣分(每次2分)"), None);
        for header in ["党建(满分20)", "党建(满分:20)", "党建(分值20)", "党建满分20"] {
            assert_eq!(points_in(header), Some(20.into()), "{header}");
        }
        assert_eq!(bare_points_in("党建(20)"), Some(20.into()));
        assert_eq!((bare_points_in("党建(2025)"), bare_points_in("党建(一)")), (None, None));
        assert_eq!(points_in("加分"), None);
        assert_eq!(weight_in("日常(30%)"), Some("0.3".parse().unwrap()));
    }
}
