//! The names of columns: as the template and the exports write them, and as people do.

use crate::intake::cell::compact;
use cunbang_model::schema::WITHDRAWN;
use cunbang_model::{Column, Table};

/// The columns that a sheet may have: the table's, then the reason for a withdrawal.
pub(crate) fn columns_with_withdrawal(table: Table) -> impl Iterator<Item = &'static Column> {
    table.columns().iter().chain(std::iter::once(&WITHDRAWN))
}

/// The column at an index of that list.
pub(crate) fn column_at(table: Table, index: usize) -> &'static Column {
    table.columns().get(index).unwrap_or(&WITHDRAWN)
}

/// The column that a header names: by its English name, its Chinese header, or both as the template writes
/// them, with or without the star for required.
pub(crate) fn column_named(table: Table, text: &str) -> Option<usize> {
    let mut found = None;
    let is_between = |c: char| c.is_whitespace() || matches!(c, '★' | '*' | '(' | ')' | '（' | '）' | '/');
    for word in text.split(is_between).filter(|word| !word.is_empty()) {
        let index = columns_with_withdrawal(table)
            .position(|column| column.name.eq_ignore_ascii_case(word) || column.chinese == word)?;
        match found {
            Some(other) if other != index => return None,
            _ => found = Some(index),
        }
    }
    found
}

/// What people write above a column instead of its name: the table (any where there is none), the column, and words.
const USUAL: &[(Option<Table>, &str, &[&str])] = &[
    (Some(Table::Units), "code", &["编码", "区划代码", "单位代码", "统计代码", "统计用区划代码", "行政区划代码"]),
    (Some(Table::Units), "name", &["单位名称", "单位", "村名", "村"]),
    (Some(Table::Units), "kind", &["单位类型", "类别"]),
    (Some(Table::Units), "parent", &["上级", "上级单位", "所属乡镇"]),
    (Some(Table::Units), "members", &["党员人数", "党员总数"]),
    (
        None,
        "unit",
        &["村", "村名", "所属村", "行政村", "支部", "党支部", "所在支部", "所在党支部", "单位名称", "单位代码"],
    ),
    (Some(Table::Members), "name", &["党员姓名", "名字"]),
    (Some(Table::Members), "member", &["编号"]),
    (Some(Table::Members), "status", &["党员类别", "党员类型", "人员类别", "党员身份", "政治面貌"]),
    (Some(Table::Members), "joined", &["入党时间", "入党年月日"]),
    (Some(Table::Members), "floating", &["是否流动党员", "是否流动", "流动"]),
    (None, "group", &["所在党小组", "所属党小组", "小组", "组别"]),
    (None, "member", &["党员", "姓名", "党员姓名", "承诺人", "认领人", "被评议人", "被推荐人"]),
    (None, "meeting", &["会议", "会议日期", "会议时间", "会议名称"]),
    (Some(Table::Meetings), "kind", &["类型", "会议类别", "会议种类", "会议形式"]),
    (Some(Table::Meetings), "date", &["会议日期", "会议时间", "召开时间", "召开日期", "开会时间", "开会日期"]),
    (Some(Table::Meetings), "title", &["会议主题", "议题", "会议议题", "内容", "活动主题", "会议内容", "活动内容"]),
    (Some(Table::Meetings), "chair", &["主持"]),
    (Some(Table::Meetings), "reason_not_held", &["未召开的原因", "未开原因"]),
    (None, "date", &["时间", "发生时间", "发生日期", "检查日期", "检查时间", "督查日期", "督查时间"]),
    (Some(Table::Attendance), "mark", &["出勤情况", "考勤情况", "到会情况", "签到", "标记"]),
    (Some(Table::Deeds), "kind", &["类型", "言行类别", "闪光言行类别"]),
    (Some(Table::Deeds), "text", &["事迹", "主要事迹", "闪光言行", "言行内容", "具体内容"]),
    (
        Some(Table::Deeds),
        "confirmed_on",
        &[
            "确认时间",
            "点评日期",
            "点评时间",
            "点评确认日期",
            "点评确认时间",
            "审核日期",
            "审核时间",
            "核实日期",
            "核实时间",
            "认定日期",
            "认定时间",
            // With a day or a yes in them, as `confirmation` reads them.
            "是否确认",
            "是否点评",
            "是否审核",
            "是否核实",
            "确认",
            "点评",
            "审核",
            "核实",
            "点评确认",
            "确认情况",
            "点评情况",
            "审核情况",
            "核实情况",
        ],
    ),
    (Some(Table::Deeds), "confirmed_by", &["点评人", "审核人", "核实人", "点评确认人"]),
    (Some(Table::Commitments), "text", &["承诺内容", "承诺事项", "承诺"]),
    (Some(Table::Commitments), "kept_on", &["践诺时间", "兑现日期", "兑现时间", "完成日期", "完成时间"]),
    (None, "due", &["完成时限", "时限", "截止日期", "完成期限"]),
    (Some(Table::Posts), "title", &["岗位", "服务岗位"]),
    (Some(Table::Posts), "claimed", &["认领时间"]),
    (Some(Table::Tasks), "title", &["任务名称", "工作任务", "任务内容"]),
    (Some(Table::Tasks), "done_on", &["完成时间"]),
    (Some(Table::Visits), "month", &["走访月份"]),
    (Some(Table::Visits), "households", &["总户数", "应走访", "应走访户数"]),
    (Some(Table::Visits), "visited", &["走访户数", "已走访户数", "实际走访"]),
    (Some(Table::Measures), "indicator", &["指标名称"]),
    (Some(Table::Measures), "value", &["数据", "指标值", "完成数"]),
    (Some(Table::Findings), "clause", &["检查项目", "督查项目", "对应条款"]),
    (Some(Table::Findings), "text", &["存在问题", "问题", "问题内容", "问题描述"]),
    (Some(Table::Findings), "points", &["扣分值"]),
    (Some(Table::Findings), "due", &["整改时限"]),
    (Some(Table::Findings), "fixed_on", &["整改完成日期", "整改时间"]),
    (Some(Table::Findings), "result", &["整改结果", "整改情况"]),
    (Some(Table::Satisfaction), "ballots", &["发票数", "发放票数", "收回票数"]),
    (Some(Table::Satisfaction), "satisfied", &["满意票数"]),
    (None, "period", &["季度", "考评周期", "年度"]),
    (None, "votes", &["得票", "得票数", "推荐票数"]),
    (None, "stars", &["星级", "评定星级"]),
    (None, "points", &["得分", "评分"]),
];

/// The column that people mean by a header, where it is not its name.
pub(crate) fn column_meant(table: Table, text: &str) -> Option<usize> {
    let written = without_brackets(text);
    let of_table = |(of, _, words): &&(Option<Table>, &str, &[&str])| {
        of.is_none_or(|of| of == table) && words.contains(&written.as_str())
    };
    // What is said of this table goes before what is said of any.
    let mut found: Vec<_> = USUAL.iter().filter(of_table).collect();
    found.sort_by_key(|(of, ..)| of.is_none());
    let exact = columns_with_withdrawal(table).position(|column| column.chinese == written || column.name == written);
    exact.or_else(|| found.into_iter().find_map(|(_, column, _)| table.column_index(column)))
}

/// A header without what stands in brackets, stars, colons and white space.
pub(crate) fn without_brackets(text: &str) -> String {
    let text = compact(text);
    let head = text.split(['(', '[', '【']).next().unwrap_or_default();
    head.chars().filter(|character| !matches!(character, '★' | '*' | ':')).collect()
}

/// Whether a header is of a column that identifies a person beyond the name, as lists in offices often have.
pub(crate) fn is_personal(text: &str) -> bool {
    const WORDS: [&str; 17] = [
        "身份证",
        "证件号",
        "电话",
        "手机",
        "住址",
        "地址",
        "银行",
        "卡号",
        "账号",
        "帐号",
        "微信",
        "邮箱",
        "户口",
        "phone",
        "mobile",
        "address",
        "bank",
    ];
    let text = text.to_lowercase();
    WORDS.iter().any(|word| text.contains(word))
}

/// A column's header as in the template and the exports: `unit 单位`.
pub(crate) fn heading(column: &Column) -> String {
    format!("{} {}", column.name, column.chinese)
}

/// The letters that spreadsheet programs use for a column: A for the first, AA for the 27th.
pub(crate) fn letters(index: usize) -> String {
    let mut rest = index + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or_default();
        letters.push(char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_header_names_its_column_alone() {
        for table in Table::ALL.iter().copied() {
            for (index, column) in columns_with_withdrawal(table).enumerate() {
                for text in [
                    column.name.to_owned(),
                    column.chinese.to_owned(),
                    heading(column),
                    format!("{} {}★", column.chinese, column.name.to_uppercase()),
                    format!("* {}（{}）", column.chinese, column.name),
                ] {
                    assert_eq!(column_named(table, &text), Some(index), "{table} {text}");
                }
            }
        }
        assert_eq!(column_named(Table::Deeds, "unit 日期"), None);
        assert_eq!(column_named(Table::Deeds, "colour"), None);
        assert_eq!(column_named(Table::Deeds, "★"), None);
    }

    #[test]
    fn no_table_has_a_personal_column() {
        for table in Table::ALL.iter().copied() {
            assert!(!columns_with_withdrawal(table).any(|column| is_personal(&heading(column))), "{table}");
        }
        for text in ["身份证号码", "联系电话", "手机号", "家庭住址", "银行卡号", "Phone number"] {
            assert!(is_personal(text) && column_named(Table::Members, text).is_none(), "{text}");
        }
    }

    #[test]
    fn what_people_write_above_a_column_is_read() {
        for (table, text, column) in [
            (Table::Members, "党员姓名", "name"),
            (Table::Deeds, "姓 名", "member"),
            (Table::Meetings, "会议时间", "date"),
            (Table::Attendance, "会议时间", "meeting"),
            (Table::Measures, "数值（万元）", "value"),
            (Table::Deeds, "日期：", "date"),
        ] {
            assert_eq!(column_meant(table, text), table.column_index(column), "{table} {text}");
        }
        for (table, column, _) in USUAL {
            let tables: Vec<Table> = table.map_or_else(|| Table::spreadsheets().collect(), |table| vec![table]);
            assert!(tables.iter().any(|table| table.column_index(column).is_some()), "{column}");
        }
        assert_eq!(column_meant(Table::Deeds, "序号"), None);
    }

    #[test]
    fn columns_have_letters() {
        let named: Vec<String> = [0, 25, 26, 701, 702].into_iter().map(letters).collect();
        assert_eq!(named, ["A", "Z", "AA", "ZZ", "AAA"]);
    }
}
