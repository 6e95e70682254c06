//! Display words: Chinese first, English beside it.

use cunbang_language::{Language, Named};
use cunbang_model::Table;
use cunbang_scheme::{IndicatorInfo, Level, Status, remarks};

/// A word in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) chinese: String,
    pub(crate) english: String,
}

pub(crate) fn words(chinese: impl Into<String>, english: impl Into<String>) -> Words {
    Words { chinese: chinese.into(), english: english.into() }
}

impl Words {
    /// The Chinese, or the English where there is none.
    pub(crate) fn chinese_first(self) -> String {
        if self.chinese.is_empty() { self.english } else { self.chinese }
    }
}

impl std::fmt::Display for Words {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.chinese.is_empty(), self.english.is_empty()) {
            (false, false) => write!(f, "{} {}", self.chinese, self.english),
            _ => write!(f, "{}{}", self.chinese, self.english),
        }
    }
}

/// Splits a title such as `主题党日 Theme days held` before its first English word.
pub(crate) fn split_title(title: &str) -> Words {
    let title = Named::of_title(title);
    words(title.chinese, title.english)
}

pub(crate) fn status(status: Status) -> Words {
    match status {
        Status::Received => words("已收到", "received"),
        Status::Provisional => words("暂定", "provisional"),
        Status::NotReceived => words("未收到", "not received"),
        Status::Excused => words("免考", "excused"),
    }
}

/// What an outcome row is about: a kind of unit, or a member's status.
pub(crate) fn kind(word: &str) -> Words {
    let chinese = match word {
        "province" => "省",
        "prefecture" => "地市",
        "county" => "县",
        "township" => "乡镇",
        "village" => "村",
        "community" => "社区",
        "office" => "机关支部",
        "enterprise" => "企业支部",
        "council" => "居民议事会",
        "applicant" => "入党申请人",
        "activist" => "积极分子",
        "candidate" => "发展对象",
        "probationary" => "预备党员",
        "full" => "正式党员",
        _ => "",
    };
    words(chinese, word)
}

pub(crate) fn decision(word: &str) -> Words {
    match word {
        "take" => words("按已收到", "taken as received"),
        "excuse" => words("免考", "excused"),
        "not_carried_out" => words("视为未开展", "counted as not carried out"),
        other => words("", other),
    }
}

/// A remark of an outcome in the language that is heard, and where both are in Chinese.
pub(crate) fn note(note: &str) -> String {
    Language::first().with(|| remarks::said(note, str::to_owned))
}

/// A remark of an outcome in Chinese. Remarks that a later engine may add stay as they are.
pub(crate) fn note_in_chinese(note: &str) -> String {
    Language::Chinese.with(|| remarks::said(note, str::to_owned))
}

/// The table of a row's key, in words: `deeds/d1` → 闪光言行.
pub(crate) fn table_of(key: &str) -> Words {
    let name = key.split('/').next().unwrap_or_default();
    words(Table::from_name(name).map_or("", Table::chinese), name)
}

/// The title of a score sheet line: an indicator, or an adjustment.
pub(crate) fn indicator(id: &str, level: Level, indicators: &[IndicatorInfo]) -> Words {
    match (id, indicators.iter().find(|info| info.id == id && info.level == level)) {
        (_, Some(info)) => split_title(&info.title),
        ("veto", None) => words("一票否决", "veto"),
        ("floor", None) => words("最低分", "floor"),
        ("stars", None) => words("星级核对", "check of stars"),
        ("roster", None) => words("名册核对", "check of the roster"),
        ("base", None) => words("基础分调整", "base, adjusted"),
        ("added", None) => words("加分封顶", "added, capped"),
        ("deducted", None) => words("扣分封顶", "deducted, capped"),
        (id, None) => words("调整", id),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_taken_apart() {
        assert_eq!(split_title("主题党日 Theme days held"), words("主题党日", "Theme days held"));
        assert_eq!(split_title("强村富民"), words("强村富民", ""));
        assert_eq!(split_title("Visits"), words("", "Visits"));
        assert_eq!(table_of("deeds/d1").to_string(), "闪光言行 deeds");
    }

    #[test]
    fn remarks_in_chinese() {
        for (note, expected) in [
            ("0.5 of 12", "应计 12，实计 0.5"),
            ("not applicable: no points", "没有可计的记录：按考评办法不得分"),
            ("85 of 100 applicable: scaled to the full weight", "适用的指标共 85 分，按比例折算为 100 分"),
            ("at most 10", "最多 10 分"),
            ("2026Q1: 87.5", "2026Q1：87.5"),
            ("2026Q2: nothing published 未通报", "2026Q2：没有通报"),
            ("at most 40 in this group", "本组最多 40 分"),
            (
                "members unknown: no roster, and no count by the county 党员数不明",
                "没有名册，县里也没有党员数，按人数计的算不出",
            ),
            ("not marked 未登记: m3", "未登记：m3"),
            ("not done, due 2026-09-30", "没有完成，期限 2026-09-30"),
        ] {
            assert_eq!(note_in_chinese(note), expected, "{note}");
            assert_eq!(super::note(note), expected, "where nobody chose a language");
        }
    }
}
