//! How rows are read 记录读法: as they are written, checked, strictly, as attested, or vetted.
//!
//! Each reads more closely than the one before, and a scheme says which: a text from before comes to what it came to. Read
//! strictly, what a unit says of itself alone lowers nothing that is asked of it:
//!
//! - that members joined late counts as far as the county's count of members bears it out, and not otherwise;
//! - a meeting that was not held for a reason that is none, such as `无`, counts neither as held nor as one with a reason;
//! - what a recheck did not find fixed is not, whatever day is stated of it;
//! - of what is spread over weeks, months or quarters only what was done within the period counts;
//! - a share of the members is taken of the lesser of roster and county's count, where the county states one.
//!
//! Read as attested 印证, what a unit leaves out or leaves blank helps it no more than what it writes:
//!
//! - a deed of which nobody is named who confirmed it is not confirmed, and members are reviewed by others who are named;
//! - reviews are of a hundred points: others are none;
//! - of figures that a unit states of itself the greatest counts, of a period or of its parts together, and a negative one as
//!   nothing; those that units above state go before them (see `own_figures.rs`);
//! - votes and ballots of a part of a period are among those of the whole;
//! - what rests on ranks is not proposed where the list of candidates is withheld for want of what was received.
//!
//! Vetted 审核, what is written otherwise comes to no more than what it says:
//!
//! - deeds, posts, commitments and tasks of one member, or of one village, and one day whose texts have letters and digits that
//!   look the same count once, of whatever kind they are (see `once.rs`);
//! - a reason that begins with `无故`, or says only that a meeting was not held or was forgotten, is none;
//! - a deed that is confirmed by `无`, or by its member as 同志 or 书记, is not;
//! - a deed that is confirmed on a day after the one on which it was received is not;
//! - of what is taken of months and a figure that units above state, a month counts no more than that figure;
//! - a meeting without a reason at which nobody is marked as having been there was not held (see `held.rs`).

use crate::doubtful::{is_of_nobody, is_of_oneself, is_out_of_scale, without_void_confirmation};
use crate::persons::Member;
use cunbang_model::period::half_width;
use cunbang_model::{Period, Row, Table};
use std::borrow::Cow;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization as _;
use unicode_security::skeleton;

/// How closely rows are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(crate) enum RowReading {
    #[default]
    AsWritten,
    Checked,
    Strict,
    Attested,
    Vetted,
}

impl RowReading {
    /// The words in which a scheme says it.
    pub(crate) const WORDS: [(&str, Self); 5] = [
        ("as_written", Self::AsWritten),
        ("checked", Self::Checked),
        ("strict", Self::Strict),
        ("attested", Self::Attested),
        ("vetted", Self::Vetted),
    ];

    /// The word in which a scheme says it.
    pub(crate) fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, reading)| *reading == self).map_or("", |(word, _)| *word)
    }

    /// Whether rows that cannot count as they stand do not.
    pub(crate) fn checks(self) -> bool {
        self >= Self::Checked
    }

    /// Whether rows are read strictly.
    pub(crate) fn is_strict(self) -> bool {
        self >= Self::Strict
    }

    /// Whether what is left out or blank helps no more than what is written.
    pub(crate) fn is_attested(self) -> bool {
        self >= Self::Attested
    }

    /// Whether rows come to no more than what they say, however it is written.
    pub(crate) fn is_vetted(self) -> bool {
        self >= Self::Vetted
    }

    /// Whether it is a meeting that was not held for a reason that is none, read so.
    pub(crate) fn finds_no_reason(self, row: &Row) -> bool {
        let is_none = if self.is_vetted() { is_no_reason } else { is_blank };
        self.is_strict() && row.table() == Table::Meetings && row.text("reason_not_held").is_some_and(is_none)
    }

    /// Whether what is said of who confirmed a deed is enough.
    pub(crate) fn names_who_confirmed(self, confirmed_by: Option<&str>) -> bool {
        match confirmed_by {
            None => !self.is_attested(),
            Some(by) => !(self.is_vetted() && is_nobody(by)),
        }
    }

    /// The row as it counts; none where it does not.
    pub(crate) fn counted(self, row: &Row) -> Option<Cow<'_, Row>> {
        match row.table() {
            _ if !self.checks() => Some(Cow::Borrowed(row)),
            Table::Reviews if is_of_oneself(row) => None,
            Table::Reviews if self.is_attested() && (is_of_nobody(row) || is_out_of_scale(row)) => None,
            Table::Meetings if self.finds_no_reason(row) => None,
            Table::Findings if self.is_strict() && is_not_found_fixed(row) => {
                Some(without(row, |column| column == "fixed_on"))
            }
            _ => Some(without_void_confirmation(row, self)),
        }
    }
}

/// The row without some of its cells.
pub(crate) fn without(row: &Row, is_gone: impl Fn(&str) -> bool) -> Cow<'_, Row> {
    let columns = row.table().columns().iter().zip(row.cells());
    let cells = columns.map(|(column, cell)| cell.clone().filter(|_| !is_gone(column.name)));
    Row::from_values(row.table(), cells).map_or(Cow::Borrowed(row), Cow::Owned)
}

/// A text's letters and digits, of one width and case: what people would call the same.
pub(crate) fn letters_and_digits(text: &str) -> String {
    text.nfkc().filter(|one| one.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// A text's letters and digits as they look: 囗, ロ and 口 are one.
pub(crate) fn as_seen(text: &str) -> String {
    skeleton(&letters_and_digits(text)).nfkc().flat_map(char::to_lowercase).collect()
}

/// Whether a text states no reason: whatever stands there in its place, that there was none, or no more than that a meeting
/// was not held.
pub fn is_no_reason(text: &str) -> bool {
    /// How texts begin that say that there was none.
    const WITHOUT: [&str; 18] = [
        "无特殊",
        "无故",
        "無故",
        "无正当",
        "无合理",
        "无理由",
        "无原因",
        "无任何",
        "没理由",
        "没原因",
        "没有理由",
        "没有原因",
        "没有正当",
        "没有任何理由",
        "没有任何原因",
        "withoutreason",
        "noreason",
        "forno",
    ];
    /// Of what a text consists that says only that a meeting was not held.
    const NOT_HELD: [&str; 64] = [
        "没有",
        "没能",
        "没",
        "未能",
        "未",
        "无",
        "不",
        "忘记",
        "忘",
        "遗忘",
        "遗漏",
        "漏",
        "取消",
        "停",
        "原因",
        "因",
        "故",
        "略",
        "召开",
        "开展",
        "举行",
        "举办",
        "组织",
        "开",
        "办",
        "会议",
        "会",
        "主题党日",
        "党员活动日",
        "党日",
        "活动",
        "党员",
        "支部",
        "书记",
        "本",
        "当",
        "上",
        "这",
        "该",
        "此",
        "次",
        "个",
        "月",
        "份",
        "期",
        "及时",
        "按时",
        "按",
        "了",
        "的",
        "已",
        "被",
        "就",
        "曾",
        "明",
        "详",
        "知",
        "说",
        "一",
        "meeting",
        "not",
        "held",
        "forgotten",
        "forgot",
    ];
    /// Texts that say only that there was something.
    const VAGUE: [&str; 16] = [
        "其他",
        "其它",
        "有事",
        "忙",
        "太忙",
        "没空",
        "没时间",
        "没通知",
        "未通知",
        "不清楚",
        "不想开",
        "没开成",
        "没有开成",
        "未开成",
        "有原因",
        "other",
    ];
    if is_blank(text) || VAGUE.contains(&letters_and_digits(text).as_str()) {
        return true;
    }
    let said: String = letters_and_digits(text).chars().filter(|one| one.is_alphabetic()).collect();
    let is_without = WITHOUT.iter().any(|begins| said.starts_with(begins)) && !said.starts_with("无故障");
    let mut rest = said.as_str();
    while let Some(word) = NOT_HELD.iter().find(|word| rest.starts_with(**word)) {
        rest = &rest[word.len()..];
    }
    is_without || rest.is_empty()
}

/// Whether a text stands there in the place of one that says something.
fn is_blank(text: &str) -> bool {
    const NONE: [&str; 27] = [
        "",
        "无",
        "無",
        "没",
        "没有",
        "暂无",
        "无原因",
        "无理由",
        "没原因",
        "没理由",
        "没有原因",
        "没有理由",
        "无故",
        "空",
        "未说明",
        "没说明",
        "不详",
        "不明",
        "未知",
        "none",
        "no",
        "na",
        "nil",
        "null",
        "noreason",
        "unknown",
        "x",
    ];
    let said: String = text.chars().map(half_width).filter(|one| one.is_alphabetic()).collect();
    NONE.contains(&said.to_lowercase().as_str())
}

/// Whether a text names nobody, or says only that somebody did. An id may be of digits alone.
pub(crate) fn is_nobody(text: &str) -> bool {
    const NOBODY: [&str; 12] =
        ["本人", "自己", "同上", "某某", "某", "待定", "待补", "已确认", "确认", "是", "有", "yes"];
    let said = letters_and_digits(text);
    said.is_empty() || NOBODY.contains(&said.as_str()) || (is_blank(text) && said.chars().any(char::is_alphabetic))
}

/// Whether it is a finding of which a day is stated on which it was fixed, and that a recheck did not find so.
pub(crate) fn is_not_found_fixed(row: &Row) -> bool {
    row.table() == Table::Findings
        && row.date("fixed_on").is_some()
        && row.text("result").is_some_and(|result| result != "fixed")
}

/// Lets nobody have joined later than the period began, unless the county's count bears it out: the others who count are
/// as many as that. Gives the ids of those of whom it is not borne out.
pub(crate) fn bear_out_joinings(
    members: &mut BTreeMap<String, Member>,
    counts: impl Fn(&Member) -> bool,
    period: Period,
    county_count: Option<u32>,
) -> Vec<String> {
    let is_late = |member: &Member| member.joined.is_some_and(|joined| joined > period.first_day());
    let (late, others): (Vec<_>, Vec<_>) = members.values().filter(|one| counts(one)).partition(|one| is_late(one));
    if late.is_empty() || county_count.is_some_and(|count| others.len() >= count as usize) {
        return Vec::new();
    }
    let mut not_borne_out = Vec::new();
    for (id, member) in members.iter_mut().filter(|(_, member)| is_late(member)) {
        if counts(member) {
            not_borne_out.push(id.clone());
        }
        member.joined = None;
    }
    not_borne_out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_states_no_reason() {
        for none in [
            "无",
            " 无 ",
            "-",
            "——",
            "/",
            "没有",
            "没有。",
            "（无）",
            "Ｎ／Ａ",
            "n/a",
            "None",
            "无故",
            "无原因",
            "0",
            "×",
        ] {
            assert!(is_no_reason(none), "{none}");
        }
        for reason in ["台风", "无场地", "没有通电", "道路无法通行", "flood", "no power", "12月补开"]
        {
            assert!(!is_no_reason(reason), "{reason}");
        }
    }

    #[test]
    fn who_confirms_may_be_an_id_of_digits() {
        for one in ["6", "008", "m1", "王芳", "支部", "op-k7m2qx"] {
            assert!(!is_nobody(one), "{one}");
        }
        for none in ["", " ", "-", "无", "（无）", "本人", "自己", "同上", "已确认", "n/a"] {
            assert!(is_nobody(none), "{none}");
        }
    }

    #[test]
    fn what_says_only_that_it_was_not_held_states_no_reason() {
        for none in [
            "无故未召开",
            "无故未开",
            "无 故 取消",
            "无正当理由",
            "没有原因",
            "没有任何理由。",
            "没开",
            "未开",
            "未召开",
            "本月未开展主题党日",
            "忘了",
            "忘记了",
            "遗忘",
            "书记忘了",
            "原因不明",
            "略",
            "其他",
            "有事。",
            "没有开成",
            "无特殊原因",
            "活动取消",
            "Not held.",
            "forgot",
            "without reason",
        ] {
            assert!(is_no_reason(none) && !is_blank(none) || none == "没有原因", "{none}");
        }
        for reason in [
            "农忙",
            "镇里有事，改到八月",
            "党员不在",
            "书记住院",
            "会议室停电",
            "因疫情取消",
            "村里办丧事",
            "无故障车辆可用",
            "上级会议冲突",
            "没开通公路",
            "未到期",
            "改期到八月",
            "meeting room flooded",
        ] {
            assert!(!is_no_reason(reason), "{reason}");
        }
    }
}
