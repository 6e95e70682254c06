//! The tables 表: what a village keeps, column by column.
//!
//! One description serves every reader and writer: spreadsheets, templates, documents, schemes.

use crate::document::DocumentKind;
use std::fmt;

/// What may stand in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// A unit code.
    Unit,
    /// The writer's own id: 1 to 64 characters, no white space, control characters or `/`.
    Id,
    /// Text of at most so many characters, without control characters other than line breaks.
    Text(usize),
    /// A day, `2026-07-01`.
    Date,
    /// A month, `2026-07`.
    Month,
    /// A month, quarter, half-year or year.
    Period,
    /// A decimal number within bounds, at most four decimal places.
    Number(i64, i64),
    /// A whole number within bounds.
    Whole(i64, i64),
    /// `yes` or `no` (是, 否).
    YesNo,
    /// One of these words; the Chinese word may stand for each.
    Choice(&'static [(&'static str, &'static str)]),
}

/// A column of a table.
#[derive(Debug, PartialEq, Eq)]
pub struct Column {
    /// The name in the header row and in documents.
    pub name: &'static str,
    /// The Chinese header that may stand for it.
    pub chinese: &'static str,
    /// What may stand in it.
    pub kind: ColumnKind,
    /// Whether it may not be empty.
    pub required: bool,
}

const fn must(name: &'static str, chinese: &'static str, kind: ColumnKind) -> Column {
    Column { name, chinese, kind, required: true }
}

const fn may(name: &'static str, chinese: &'static str, kind: ColumnKind) -> Column {
    Column { name, chinese, kind, required: false }
}

const UNIT: Column = must("unit", "单位", ColumnKind::Unit);
const MEMBER: Column = must("member", "党员编号", ColumnKind::Id);
const PERIOD: Column = must("period", "周期", ColumnKind::Period);
/// Every table ends with it: a row is never removed, but may be withdrawn 撤回 with a reason.
const WITHDRAWN: Column = may("withdrawn", "撤回原因", ColumnKind::Text(200));
const COUNT: ColumnKind = ColumnKind::Whole(0, 1_000_000);
const POINTS: ColumnKind = ColumnKind::Number(-1000, 1000);
const STANDING: ColumnKind = ColumnKind::Choice(&[
    ("applicant", "入党申请人"),
    ("activist", "积极分子"),
    ("candidate", "发展对象"),
    ("probationary", "预备党员"),
    ("full", "正式党员"),
]);

/// The ten kinds of shining deed 闪光言行 of Changxing (domain.md 1). A scheme may name others.
pub const CHANGXING_DEED_KINDS: [(&str, &str); 10] = [
    ("enterprise", "创业致富"),
    ("hard_work", "艰苦创业"),
    ("common_interest", "服从大局"),
    ("good_neighbours", "睦邻友好"),
    ("serving_others", "服务群众"),
    ("helping_poor", "扶困解难"),
    ("settling_disputes", "化解矛盾"),
    ("keeping_peace", "维护稳定"),
    ("new_customs", "树立新风"),
    ("integrity", "弘扬正气"),
];

macro_rules! tables {
    ($( $(#[$doc:meta])* $variant:ident $name:literal $chinese:literal in $document:ident key [$($key:literal),*]
        { $($column:expr),* $(,)? } )*) => {
        /// A table.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Table { $( $(#[$doc])* $variant ),* }

        impl Table {
            /// All tables. Their order is part of the log encoding: new ones go to the end.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name in files and documents.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// The Chinese title.
            pub const fn chinese(self) -> &'static str {
                match self { $(Self::$variant => $chinese),* }
            }

            /// The kind of document its rows stand in.
            pub const fn document(self) -> DocumentKind {
                match self { $(Self::$variant => DocumentKind::$document),* }
            }

            /// The columns that make a row's id, within its document.
            pub const fn key(self) -> &'static [&'static str] {
                match self { $(Self::$variant => &[$($key),*]),* }
            }

            /// The columns, in the order of canonical JSON; the last is always `withdrawn`.
            pub fn columns(self) -> &'static [Column] {
                match self { $(Self::$variant => {
                    static COLUMNS: &[Column] = &[$($column,)* WITHDRAWN];
                    COLUMNS
                }),* }
            }
        }
    };
}

tables! {
    /// 单位: the tree.
    Units "units" "单位" in Org key ["code"] {
        must("code", "代码", ColumnKind::Unit),
        must("name", "名称", ColumnKind::Text(100)),
        must("kind", "类型", ColumnKind::Choice(&[
            ("county", "县"), ("township", "乡镇"), ("village", "村"), ("community", "社区"),
            ("prefecture", "地市"), ("province", "省"), ("group", "党小组"), ("office", "机关支部"),
            ("enterprise", "企业支部"), ("council", "居民议事会"),
        ])),
        // Where it is named, the code must bear it out.
        may("parent", "上级代码", ColumnKind::Unit),
    }
    /// 党员: who the members are.
    Members "members" "党员" in Roster key ["member"] {
        UNIT, MEMBER,
        must("name", "姓名", ColumnKind::Text(100)),
        must("status", "身份", STANDING),
        may("joined", "入党日期", ColumnKind::Date),
        may("group", "党小组", ColumnKind::Id),
        may("floating", "流动党员", ColumnKind::YesNo),
    }
    /// 岗位: service posts claimed.
    Posts "posts" "设岗定责" in Ledger key ["post"] {
        UNIT,
        must("post", "岗位编号", ColumnKind::Id),
        MEMBER,
        must("title", "岗位名称", ColumnKind::Text(200)),
        must("claimed", "认领日期", ColumnKind::Date),
    }
    /// 会议: meetings.
    Meetings "meetings" "会议" in Ledger key ["meeting"] {
        UNIT,
        must("meeting", "会议编号", ColumnKind::Id),
        must("kind", "会议类型", ColumnKind::Choice(&[
            ("theme_day", "主题党日"), ("congress", "党员大会"), ("committee", "支委会"),
            ("group", "党小组会"), ("lecture", "党课"), ("quarterly_review", "季度考评会"),
            ("weekly_analysis", "每周分析会"), ("appraisal", "民主评议会"),
        ])),
        must("date", "日期", ColumnKind::Date),
        may("title", "主题", ColumnKind::Text(200)),
        may("chair", "主持人", ColumnKind::Text(100)),
        may("reason_not_held", "未召开原因", ColumnKind::Text(500)),
    }
    /// 考勤: attendance marks.
    Attendance "attendance" "考勤" in Ledger key ["meeting", "member"] {
        UNIT,
        must("meeting", "会议编号", ColumnKind::Id),
        MEMBER,
        must("mark", "出勤", ColumnKind::Choice(&[
            ("present", "出席"), ("remote", "远程"), ("leave", "请假"),
            ("late", "迟到"), ("left_early", "早退"), ("absent", "缺席"),
        ])),
    }
    /// 闪光言行: deeds.
    Deeds "deeds" "闪光言行" in Ledger key ["deed"] {
        UNIT,
        must("deed", "言行编号", ColumnKind::Id),
        MEMBER,
        must("date", "日期", ColumnKind::Date),
        must("kind", "类别", ColumnKind::Id),
        must("text", "内容", ColumnKind::Text(2000)),
        may("confirmed_on", "确认日期", ColumnKind::Date),
        may("confirmed_by", "确认人", ColumnKind::Text(100)),
    }
    /// 承诺: commitments, and whether they were kept 践诺.
    Commitments "commitments" "承诺" in Ledger key ["commitment"] {
        UNIT,
        must("commitment", "承诺编号", ColumnKind::Id),
        may("member", "党员编号", ColumnKind::Id),
        must("text", "内容", ColumnKind::Text(2000)),
        must("due", "期限", ColumnKind::Date),
        may("kept_on", "践诺日期", ColumnKind::Date),
    }
    /// 评议: reviews.
    Reviews "reviews" "评议" in Ledger key ["period", "stage", "member", "reviewer"] {
        UNIT, PERIOD,
        must("stage", "环节", ColumnKind::Choice(&[
            ("self", "自评"), ("mutual", "互评"), ("committee", "商评"), ("general", "总评"),
        ])),
        MEMBER,
        may("reviewer", "评议人", ColumnKind::Id),
        must("points", "分数", POINTS),
    }
    /// 推荐: recommendations for stars.
    Nominations "nominations" "推荐票" in Ledger key ["period", "member"] {
        UNIT, PERIOD, MEMBER,
        must("votes", "票数", COUNT),
    }
    /// 星级: what the meeting decided.
    Awards "awards" "星级" in Ledger key ["period", "member"] {
        UNIT, PERIOD, MEMBER,
        must("stars", "星数", ColumnKind::Whole(0, 5)),
    }
    /// 任务: tasks.
    Tasks "tasks" "任务" in Ledger key ["task"] {
        UNIT,
        must("task", "任务编号", ColumnKind::Id),
        must("title", "任务", ColumnKind::Text(200)),
        must("due", "期限", ColumnKind::Date),
        may("done_on", "完成日期", ColumnKind::Date),
    }
    /// 走访: visits to households, counted.
    Visits "visits" "走访" in Ledger key ["month"] {
        UNIT,
        must("month", "月份", ColumnKind::Month),
        must("households", "户数", COUNT),
        must("visited", "已走访", COUNT),
    }
    /// 指标: figures that come from elsewhere.
    Measures "measures" "指标数据" in Ledger key ["period", "indicator"] {
        UNIT, PERIOD,
        must("indicator", "指标", ColumnKind::Id),
        must("value", "数值", ColumnKind::Number(-1_000_000_000, 1_000_000_000)),
    }
    /// 问题: what inspections found.
    Findings "findings" "督查问题" in Inspection key ["finding"] {
        UNIT,
        must("finding", "问题编号", ColumnKind::Id),
        must("date", "日期", ColumnKind::Date),
        must("clause", "条款", ColumnKind::Text(100)),
        must("text", "内容", ColumnKind::Text(2000)),
        must("points", "扣分", POINTS),
        must("due", "整改期限", ColumnKind::Date),
        may("fixed_on", "整改日期", ColumnKind::Date),
        may("rechecked_on", "回访日期", ColumnKind::Date),
        may("result", "结果", ColumnKind::Choice(&[
            ("fixed", "已整改"), ("extended", "延期"), ("escalated", "升级"),
        ])),
    }
    /// 满意度: ballots on organisations and offices.
    Satisfaction "satisfaction" "满意度" in Inspection key ["period", "target"] {
        UNIT, PERIOD,
        must("target", "对象", ColumnKind::Id),
        must("ballots", "票数", COUNT),
        must("satisfied", "满意票", COUNT),
    }
    /// 党员状况: a member's standing in the quarter, without the name.
    Standing "standing" "党员状况" in Ledger key ["member"] {
        UNIT, MEMBER,
        must("status", "身份", STANDING),
        may("group", "党小组", ColumnKind::Id),
        may("floating", "流动党员", ColumnKind::YesNo),
    }
    /// 上报: the village's statement that a period is complete.
    Seals "seals" "上报" in Ledger key ["seal"] {
        UNIT,
        must("seal", "上报编号", ColumnKind::Id),
        PERIOD,
        // The logs it covers, `device.incarnation:number` joined by spaces.
        must("covers", "涵盖", ColumnKind::Text(4000)),
    }
    /// 设备: enrolled devices.
    Devices "devices" "设备" in Org key ["device"] {
        UNIT,
        must("device", "设备", ColumnKind::Id),
        must("role", "角色", ColumnKind::Choice(&[
            ("node", "节点"), ("terminal", "终端"), ("inspector", "督查员"), ("reader", "查阅者"),
        ])),
        must("label", "名称", ColumnKind::Text(100)),
        // The certificate, DER in base64.
        must("certificate", "证书", ColumnKind::Text(4000)),
        must("enrolled_on", "注册日期", ColumnKind::Date),
    }
    /// 吊销: devices whose writing and reading ended.
    Revocations "revocations" "吊销" in Org key ["device"] {
        UNIT,
        must("device", "设备", ColumnKind::Id),
        must("revoked_on", "吊销日期", ColumnKind::Date),
        must("reason", "原因", ColumnKind::Text(200)),
    }
    /// 考评办法: the scheme in force, its text whole.
    Schemes "schemes" "考评办法" in Scheme key ["scheme"] {
        UNIT,
        must("scheme", "办法", ColumnKind::Id),
        // First and last period it is in force for; open-ended where `until` is empty.
        must("from", "起始周期", ColumnKind::Period),
        may("until", "截止周期", ColumnKind::Period),
        must("text", "文本", ColumnKind::Text(60_000)),
    }
    /// 通报: a published ranking run.
    Runs "runs" "排名" in Bulletin key ["run"] {
        UNIT,
        must("run", "排名编号", ColumnKind::Id),
        PERIOD,
        must("scheme", "办法", ColumnKind::Id),
        must("scheme_hash", "办法指纹", ColumnKind::Id),
        // Hash of the canonical JSON of the outcome.
        must("outcome", "结果指纹", ColumnKind::Id),
        must("published_on", "发布日期", ColumnKind::Date),
    }
    /// 排名结果: one unit's line of a published run.
    Results "results" "排名结果" in Bulletin key ["run", "subject"] {
        UNIT,
        must("run", "排名编号", ColumnKind::Id),
        must("subject", "被考评单位", ColumnKind::Unit),
        must("level", "层级", ColumnKind::Choice(&[
            ("village", "村"), ("township", "乡镇"), ("county", "县"), ("prefecture", "地市"), ("province", "省"),
        ])),
        must("status", "状态", ColumnKind::Choice(&[
            ("received", "已收到"), ("provisional", "暂定"), ("not_received", "未收到"), ("excused", "免考"),
        ])),
        may("score", "得分", POINTS),
        may("rank", "名次", COUNT),
        may("rank_in_parent", "上级内名次", COUNT),
        may("stars", "星级", ColumnKind::Whole(0, 5)),
        may("candidate", "后进候选", ColumnKind::YesNo),
        may("best_rank", "最好名次", COUNT),
        may("worst_rank", "最差名次", COUNT),
    }
    /// 认定: what the county decided on a village that was not received, with its reason.
    Decisions "decisions" "认定" in Bulletin key ["period", "subject"] {
        UNIT, PERIOD,
        must("subject", "被认定单位", ColumnKind::Unit),
        must("decision", "认定", ColumnKind::Choice(&[
            ("take", "按已收到"), ("excuse", "免考"), ("not_carried_out", "视为未开展"),
        ])),
        must("reason", "理由", ColumnKind::Text(500)),
    }
}

impl Table {
    /// The tables that spreadsheets may hold (formats.md), in its order.
    pub const SPREADSHEETS: [Self; 15] = [
        Self::Units,
        Self::Members,
        Self::Posts,
        Self::Meetings,
        Self::Attendance,
        Self::Deeds,
        Self::Commitments,
        Self::Reviews,
        Self::Nominations,
        Self::Awards,
        Self::Tasks,
        Self::Visits,
        Self::Measures,
        Self::Findings,
        Self::Satisfaction,
    ];

    /// The table with a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|table| table.name() == name)
    }

    /// The table with a number, its place in [`Table::ALL`].
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.get(usize::from(number)).copied()
    }

    /// Its place in [`Table::ALL`].
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// Where a column stands.
    pub fn column_index(self, name: &str) -> Option<usize> {
        self.columns().iter().position(|column| column.name == name)
    }

    /// The columns that spreadsheets hold: all but `withdrawn`.
    pub fn spreadsheet_columns(self) -> &'static [Column] {
        let columns = self.columns();
        &columns[..columns.len() - 1]
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_and_keys_hold_together() {
        let mut names = BTreeSet::new();
        for table in Table::ALL.iter().copied() {
            assert!(names.insert(table.name()));
            assert_eq!(Table::from_name(table.name()), Some(table));
            assert_eq!(Table::from_number(table.number()), Some(table));
            for key in table.key() {
                assert!(table.column_index(key).is_some(), "{table} {key}");
            }
            let columns: BTreeSet<_> = table.columns().iter().map(|c| c.name).collect();
            assert_eq!(columns.len(), table.columns().len());
        }
    }
}
