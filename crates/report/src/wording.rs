//! Display words: Chinese first, English beside it.

use cunbang_language::{Language, Named};
use cunbang_model::Table;
use cunbang_scheme::{IndicatorInfo, Level, OutcomeRow, Told, ToldVillages, remark};

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
    /// Both, or one where they are the same.
    pub(crate) fn both(self) -> String {
        if self.chinese == self.english { self.chinese } else { self.to_string() }
    }

    /// Whether English says something else.
    pub(crate) fn differ(&self) -> bool {
        self.chinese != self.english
    }

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

/// What people are told of a row.
pub(crate) fn told(told: Told) -> Words {
    words(Language::Chinese.with(|| told.in_words()), Language::English.with(|| told.in_words()))
}

/// The same of a row in a table of its level: of a unit above villages with what the county decided on these.
pub(crate) fn status(row: &OutcomeRow, villages: &ToldVillages<'_>) -> Words {
    let said = || villages.status(row.unit, row.told());
    words(Language::Chinese.with(said), Language::English.with(said))
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

/// A remark of an outcome, such as `3 of 6 expected 应有`. Remarks that a later engine may add stay as they are.
pub(crate) fn remark(note: &str) -> Words {
    let said = || remark::said(note, str::to_owned);
    words(Language::Chinese.with(said), Language::English.with(said))
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

/// What people call a line of a score sheet that is no indicator, in their language.
pub fn adjustment_title(id: &str) -> String {
    let Words { chinese, english } = indicator(id, Level::Village, &[]);
    cunbang_language::Named::new(&chinese, &english).to_string()
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
            ("at most 10", "最多 10 分"),
            ("2026Q1: 87.5", "2026Q1：87.5"),
            ("not marked 未登记: m3", "未登记：m3"),
        ] {
            assert_eq!(remark(note).chinese, expected, "{note}");
        }
    }
}
