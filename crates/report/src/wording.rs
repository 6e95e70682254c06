//! Display words: Chinese first, English beside it.

use cunbang_language::Named;
use cunbang_model::{Period, Table};
use cunbang_scheme::{IndicatorInfo, Level, Status};

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

/// A remark of an outcome in Chinese. Remarks that a later engine may add stay as they are.
pub(crate) fn note_in_chinese(note: &str) -> String {
    let is_number = |text: &str| text.parse::<cunbang_model::Decimal>().is_ok();
    match note {
        "not applicable: full marks" => return "不适用，按满分计".to_owned(),
        "not applicable: no points" => return "不适用，不得分".to_owned(),
        "not below 0" => return "扣完为止".to_owned(),
        "nothing of the score is left" => return "一票否决，不得分".to_owned(),
        "no score is lower" => return "按最低分计".to_owned(),
        _ => {}
    }
    if let Some((period, said)) = note.split_once(": ").filter(|(period, _)| period.parse::<Period>().is_ok()) {
        return format!("{period}：{}", note_in_chinese(said));
    }
    if let Some((scaled, _)) = note.split_once(" applicable: scaled to the full weight")
        && let Some((part, whole)) = scaled.split_once(" of ")
    {
        return format!("适用指标满分{part}，折算为{whole}");
    }
    if let Some((part, whole)) = note.split_once(" of ").filter(|(part, whole)| is_number(part) && is_number(whole)) {
        return format!("应计{whole}，实计{part}");
    }
    if let Some(most) = note.strip_prefix("at most ") {
        let (most, of) = most.strip_suffix(" in this group").map_or((most, "最多"), |most| (most, "本组最多"));
        return format!("{of}{most}分");
    }
    // Others are said in both languages, the Chinese last.
    match note.find(|character: char| !character.is_ascii()) {
        Some(at) => note[at..].trim().to_owned(),
        None => note.to_owned(),
    }
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
            ("0.5 of 12", "应计12，实计0.5"),
            ("not applicable: no points", "不适用，不得分"),
            ("85 of 100 applicable: scaled to the full weight", "适用指标满分85，折算为100"),
            ("at most 10", "最多10分"),
            ("2026Q1: 87.5", "2026Q1：87.5"),
            ("2026Q2: nothing published 未通报", "2026Q2：未通报"),
            ("at most 40 in this group", "本组最多40分"),
            ("members unknown: no roster, and no count by the county 党员数不明", "党员数不明"),
            ("not marked 未登记: 3", "未登记: 3"),
        ] {
            assert_eq!(note_in_chinese(note), expected, "{note}");
        }
    }
}
