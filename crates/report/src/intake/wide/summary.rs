//! Rows below and above the villages that are none.

/// Whether a row that begins with this text sums up others, or is a note or a signature below the table.
pub(crate) fn is_summary(text: &str) -> bool {
    const BEGINNINGS: [&str; 31] = [
        "合计",
        "总计",
        "小计",
        "共计",
        "平均",
        "均值",
        "均分",
        "最高",
        "最低",
        "全镇",
        "全乡",
        "全县",
        "全街道",
        "汇总",
        "备注",
        "注:",
        "注1",
        "说明",
        "填表",
        "制表",
        "审核",
        "填报",
        "统计",
        "复核",
        "打分",
        "考核组",
        "日期",
        "负责人",
        "领导",
        "单位负责人",
        "签字",
    ];
    BEGINNINGS.iter().any(|beginning| text.starts_with(beginning)) || is_full_marks(text) || is_weights(text)
}

/// Whether a row states the full marks of the columns.
pub(crate) fn is_full_marks(text: &str) -> bool {
    ["满分", "满分值", "分值", "标准分", "标准分值", "基准分", "满分(分)"].contains(&text)
}

/// Whether a row states the weights of the columns.
pub(crate) fn is_weights(text: &str) -> bool {
    ["权重", "权数", "比重", "占比", "权重(%)"].contains(&text)
}
