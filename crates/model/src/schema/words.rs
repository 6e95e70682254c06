//! The words of choice columns: numbered, never reused; new ones stand last, with the release that
//! brought them.

use super::declare::{first, words};
use super::{RELEASE, Table, Word};
use crate::{Role, UnitKind};

words! {
    /// A member's status 身份.
    MemberStatus {
        1 Applicant "applicant" "入党申请人",
        2 Activist "activist" "积极分子",
        3 Candidate "candidate" "发展对象",
        4 Probationary "probationary" "预备党员",
        5 Full "full" "正式党员",
    }
    /// A kind of meeting 会议类型.
    MeetingKind {
        1 ThemeDay "theme_day" "主题党日",
        2 Congress "congress" "党员大会",
        3 Committee "committee" "支委会",
        4 Group "group" "党小组会",
        5 Lecture "lecture" "党课",
        6 QuarterlyReview "quarterly_review" "季度考评会",
        7 WeeklyAnalysis "weekly_analysis" "每周分析会",
        8 Appraisal "appraisal" "民主评议会",
        9 EveningStudy "evening_study" "夜学" since 2,
    }
    /// An attendance mark 出勤.
    Mark {
        1 Present "present" "出席",
        2 Remote "remote" "线上",
        3 Leave "leave" "请假",
        4 Late "late" "迟到",
        5 LeftEarly "left_early" "早退",
        6 Absent "absent" "缺席",
    }
    /// A stage of the reviews 评议环节.
    ReviewStage {
        1 Own "self" "自评",
        2 Mutual "mutual" "互评",
        3 Committee "committee" "商评",
        4 General "general" "总评",
        5 ThirdParty "third_party" "第三方评议" since 2,
    }
    /// What became of a finding 整改结果.
    FindingResult {
        1 Fixed "fixed" "已整改",
        2 Extended "extended" "延期",
        3 Escalated "escalated" "升级",
    }
    /// The level of a published result 层级.
    ResultLevel {
        1 Village "village" "村",
        2 Township "township" "乡镇",
        3 County "county" "县",
        4 Prefecture "prefecture" "地市" since 2,
        5 Province "province" "省" since 2,
    }
    /// What was received of a unit 状态.
    ResultStatus {
        1 Received "received" "已收到",
        2 Provisional "provisional" "暂定",
        3 NotReceived "not_received" "未收到",
        4 Excused "excused" "免考",
    }
    /// What the county decided on a village that was not received 认定.
    Ruling {
        1 Take "take" "按已收到",
        2 Excuse "excuse" "免考",
        3 NotCarriedOut "not_carried_out" "视为未开展",
    }
    /// What came of an objection 答复.
    ReplyOutcome {
        1 Upheld "upheld" "采纳" since 2,
        2 PartlyUpheld "partly_upheld" "部分采纳" since 2,
        3 Dismissed "dismissed" "不予采纳" since 2,
    }
    /// Whether a village is listed as a candidate whatever still comes, or may be 后进可能.
    ResultProspect {
        1 Certain "certain" "确定" since 2,
        2 Possible "possible" "可能" since 2,
    }
    /// What office somebody holds in a unit 职务.
    OfficeRole {
        1 Secretary "secretary" "书记" since 2,
        2 VillageHead "village_head" "村主任" since 2,
        3 OrganisationMember "organisation_member" "组织委员" since 2,
        4 Mentor "mentor" "导师" since 2,
        5 Inspector "inspector" "督查员" since 2,
        6 GroupLeader "group_leader" "组长" since 2,
    }
    /// What came of looking at a seal 审核结果.
    SealOutcome {
        1 Accepted "accepted" "接受" since 2,
        2 Returned "returned" "退回" since 2,
    }
    /// What was decided on a consequence that the rules propose 结果运用认定.
    ConsequenceVerdict {
        1 Confirmed "confirmed" "已认定" since 2,
        2 NotApplied "not_applied" "不予执行" since 2,
        3 CarriedOut "carried_out" "已执行" since 2,
    }
}

/// The words for [`UnitKind`], the first four from the baseline and the others since release 2.
pub(super) const UNIT_KINDS: &[(&str, &str)] = &[
    ("county", "县"),
    ("township", "乡镇"),
    ("village", "村"),
    ("community", "社区"),
    ("prefecture", "地市"),
    ("province", "省"),
    ("group", "党小组"),
    ("office", "机关支部"),
    ("enterprise", "企业支部"),
    ("council", "居民议事会"),
];

impl Word for UnitKind {
    const WORDS: &'static [(&'static str, &'static str)] =
        first(UNIT_KINDS, if RELEASE < 2 { 4 } else { UNIT_KINDS.len() });

    fn word(self) -> &'static str {
        self.as_str()
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::from_word(word)
    }
}

impl Word for Role {
    const WORDS: &'static [(&'static str, &'static str)] =
        &[("node", "节点"), ("terminal", "终端"), ("inspector", "督查员"), ("reader", "查阅者")];

    fn word(self) -> &'static str {
        self.as_str()
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::from_word(word)
    }
}

/// The ten kinds of shining deed 闪光言行 of Changxing (domain.md 1). A scheme may name others, so the
/// column is no choice.
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

/// The figures that the schemes of this program count. A scheme may name others.
const FIGURES: [(&str, &str); 23] = [
    ("collective_income", "村集体收入"),
    ("bonus_items", "加分项目"),
    ("hard_targets", "硬指标数"),
    ("households", "应走访户数"),
    ("groups", "联系组数"),
    ("grids", "网格数"),
    ("pairs", "结对数"),
    ("steps", "应办步骤数"),
    ("org_duties", "组织责任清单条数"),
    ("livelihood_duties", "民生责任清单条数"),
    ("leader_duties", "负责人责任清单条数"),
    ("list_items", "清单事项数"),
    ("oral_report", "述职评分"),
    ("plan_met", "计划完成率"),
    ("yellow_reminders", "黄灯提醒次数"),
    ("red_stops", "红灯叫停次数"),
    ("years_without", "连续未发展党员年数"),
    ("households_share", "参与户比例"),
    ("households_taking_part", "参与户数"),
    ("resident_households", "常住户数"),
    ("checks", "抽查次数"),
    ("present_at_checks", "抽查在岗次数"),
    ("mutual_score", "互评分"),
];

/// The words of an open list that are known, English and Chinese. A scheme may add to them.
pub const fn known_words(table: Table, column: &str) -> &'static [(&'static str, &'static str)] {
    match (table, column.as_bytes()) {
        (Table::Deeds, b"kind") => &CHANGXING_DEED_KINDS,
        (Table::Measures, b"indicator") | (Table::StatedFigures, b"figure") => &FIGURES,
        _ => &[],
    }
}
