//! The tables 表, each declared once: number, name, document, quarter, key, columns.
//!
//! A declaration reads
//!
//! ```text
//! NUMBER Variant Record "name" "中文" in Kind placed How key (columns) [within part whole] [in spreadsheets] [since N] {
//!     NUMBER must|may name: Kind "中文" [-> Table it refers to] [eg "example"] [note "中文" "English"] [since N],
//! }
//! ```
//!
//! Numbers are never changed or reused; what a later release adds stands last and is marked with it. A
//! column added later may be empty, as older programs write rows without it. Column 1 is the unit that
//! the row is about, in every table.

use super::declare::tables;
use super::words::{
    ConsequenceVerdict, FindingResult, Mark, MeetingKind, MemberStatus, OfficeRole, ReplyOutcome, ResultLevel,
    ResultProspect, ResultStatus, ReviewStage, Ruling, SealOutcome,
};
use crate::{Role, UnitKind};

tables! {
    /// 单位: the tree.
    1 Units Unit "units" "单位" in Org placed Lasting key (code) in spreadsheets {
        1 must code: Unit "代码",
        2 must name: Text(100) "名称" eg "示例村",
        3 must kind: Choice(UnitKind) "类型" eg "village",
        4 may parent: Unit "上级代码" note "代码看不出上级时填" "named, it must be one that the code bears out" since 2,
        5 may members: Whole(0, 1_000_000) "党员数" note "县里掌握的党员数" "the county's own count of members" since 2,
    }
    /// 党员: who the members are.
    2 Members Member "members" "党员" in Roster placed Lasting key (member) in spreadsheets {
        1 must unit: Unit "单位",
        2 must member: Id "党员编号" eg "示例-1",
        3 must name: Text(100) "姓名" eg "张三",
        4 must status: Choice(MemberStatus) "身份" eg "full",
        5 may joined: Date "入党日期" eg "2001-07-01",
        6 may group: Id "党小组" eg "第一组",
        7 may floating: YesNo "流动党员" eg "no",
    }
    /// 岗位: service posts claimed.
    3 Posts Post "posts" "设岗定责" in Ledger placed Day by claimed key (post) in spreadsheets {
        1 must unit: Unit "单位",
        2 must post: Id "岗位编号" eg "示例-1",
        3 must member: Id "党员编号" -> Members eg "示例-1",
        4 must title: Text(200) "岗位名称" eg "政策宣传岗",
        5 must claimed: Date "认领日期" eg "2026-01-10",
    }
    /// 会议: meetings.
    4 Meetings Meeting "meetings" "会议" in Ledger placed Day by date key (meeting) in spreadsheets {
        1 must unit: Unit "单位",
        2 must meeting: Id "会议编号" eg "示例-1",
        3 must kind: Choice(MeetingKind) "会议类型" eg "theme_day",
        4 must date: Date "日期" eg "2026-07-01",
        5 may title: Text(200) "主题" eg "七一主题党日",
        6 may chair: Text(100) "主持人" eg "示例-1" note "填党员或经办人；不是本村的人，填单位" "a member or an operator; for anyone else the office",
        7 may reason_not_held: Text(500) "未召开原因" note "未召开时填" "only where the meeting was not held",
    }
    /// 考勤: attendance marks.
    5 Attendance Attendance "attendance" "考勤" in Ledger placed With by meeting key (meeting, member) in spreadsheets {
        1 must unit: Unit "单位",
        2 must meeting: Id "会议编号" -> Meetings eg "示例-1",
        3 must member: Id "党员编号" -> Members eg "示例-1",
        4 must mark: Choice(Mark) "出勤" eg "present",
    }
    /// 闪光言行: deeds.
    6 Deeds Deed "deeds" "闪光言行" in Ledger placed Day by date key (deed) in spreadsheets {
        1 must unit: Unit "单位",
        2 must deed: Id "言行编号" eg "示例-1",
        3 must member: Id "党员编号" -> Members eg "示例-1",
        4 must date: Date "日期" eg "2026-07-03",
        5 must kind: Id "类别" eg "serving_others",
        6 must text: Text(2000) "内容" eg "帮助村里清理河道半天",
        7 may confirmed_on: Date "确认日期" eg "2026-07-20",
        8 may confirmed_by: Text(100) "确认人" eg "示例-2" note "填党员或经办人；不是本村的人，填单位" "a member or an operator; for anyone else the office",
    }
    /// 承诺: commitments, and whether they were kept 践诺.
    7 Commitments Commitment "commitments" "承诺" in Ledger placed Day by due key (commitment) in spreadsheets {
        1 must unit: Unit "单位",
        2 must commitment: Id "承诺编号" eg "示例-1",
        3 may member: Id "党员编号" -> Members eg "示例-1" note "空着表示组织的承诺" "empty: the organisation's own",
        4 must text: Text(2000) "内容" eg "年内带动两户种植芦笋",
        5 must due: Date "期限" eg "2026-09-30",
        6 may kept_on: Date "践诺日期" eg "2026-09-15",
    }
    /// 评议: reviews.
    8 Reviews Review "reviews" "评议" in Ledger placed Period by period key (period, stage, member, reviewer) in spreadsheets {
        1 must unit: Unit "单位",
        2 must period: Period "周期" eg "2026Q3",
        3 must stage: Choice(ReviewStage) "环节" eg "mutual",
        4 must member: Id "党员编号" -> Members eg "示例-1",
        5 may reviewer: Id "评议人" -> Members eg "示例-2" note "商评、总评空着" "empty for committee and general",
        6 must points: Number(-1000, 1000) "分数" eg "92.5",
    }
    /// 推荐: recommendations for stars.
    9 Nominations Nomination "nominations" "推荐票" in Ledger placed Period by period key (period, member) in spreadsheets {
        1 must unit: Unit "单位",
        2 must period: Period "周期" eg "2026Q3",
        3 must member: Id "党员编号" -> Members eg "示例-1",
        4 must votes: Whole(0, 1_000_000) "票数" eg "31",
    }
    /// 星级: what the meeting decided.
    10 Awards Award "awards" "星级" in Ledger placed Period by period key (period, member) in spreadsheets {
        1 must unit: Unit "单位",
        2 must period: Period "周期" eg "2026Q3",
        3 must member: Id "党员编号" -> Members eg "示例-1",
        4 must stars: Whole(0, 5) "星数" eg "5",
    }
    /// 任务: tasks.
    11 Tasks Task "tasks" "任务" in Ledger placed Day by due key (task) in spreadsheets {
        1 must unit: Unit "单位",
        2 must task: Id "任务编号" eg "示例-1",
        3 must title: Text(200) "任务" eg "完成党费收缴",
        4 must due: Date "期限" eg "2026-09-30",
        5 may done_on: Date "完成日期" eg "2026-09-20",
    }
    /// 走访: visits to households, counted.
    12 Visits Visit "visits" "走访" in Ledger placed Period by month key (month) within visited households in spreadsheets {
        1 must unit: Unit "单位",
        2 must month: Month "月份" eg "2026-07",
        3 must households: Whole(0, 1_000_000) "户数" eg "120",
        4 must visited: Whole(0, 1_000_000) "已走访" eg "96",
        5 may services: Whole(0, 1_000_000) "服务需求" note "走访时提出的服务需求件数" "services asked for during the visits" since 2,
    }
    /// 指标: figures that come from elsewhere.
    13 Measures Measure "measures" "指标数据" in Ledger placed Period by period key (period, indicator) in spreadsheets {
        1 must unit: Unit "单位",
        2 must period: Period "周期" eg "2026Q3",
        3 must indicator: Id "指标" eg "collective_income" note "如 collective_income（村集体收入，万元）、bonus_items（加分项建议分）" "such as collective_income (in 10,000 yuan) or bonus_items (points proposed)",
        4 must value: Number(-1_000_000_000, 1_000_000_000) "数值" eg "12.5",
    }
    /// 问题: what inspections found.
    14 Findings Finding "findings" "督查问题" in Inspection placed Day by date key (finding) in spreadsheets {
        1 must unit: Unit "单位",
        2 must finding: Id "问题编号" eg "示例-1",
        3 must date: Date "日期" eg "2026-08-12",
        4 must clause: Text(100) "条款" eg "主题党日",
        5 must text: Text(2000) "内容" eg "会议记录不全",
        6 must points: Number(0, 1000) "扣分" eg "1" note "不填负数" "never negative: a finding gives nothing back",
        7 must due: Date "整改期限" eg "2026-08-31",
        8 may fixed_on: Date "整改日期" eg "2026-08-25",
        9 may rechecked_on: Date "回访日期" eg "2026-09-02",
        10 may result: Choice(FindingResult) "结果" eg "fixed",
        /// The day on which the village was told of it, where that was before it was written down.
        11 may told_on: Date "告知日期" eg "2026-08-12" note "登记时整改期限已过的必填" "needed where it is due before it is written down" since 2,
    }
    /// 满意度: ballots on organisations and offices.
    15 Satisfaction Satisfaction "satisfaction" "满意度" in Inspection placed Period by period key (period, target) within satisfied ballots in spreadsheets {
        1 must unit: Unit "单位",
        2 must period: Period "周期" eg "2026Q3",
        3 must target: Id "对象" eg "committee",
        4 must ballots: Whole(0, 1_000_000) "票数" eg "80",
        5 must satisfied: Whole(0, 1_000_000) "满意票" eg "76",
    }
    /// 党员状况: a member's standing in the quarter, without the name.
    16 Standing Standing "standing" "党员状况" in Ledger placed Writer key (member) {
        1 must unit: Unit "单位",
        2 must member: Id "党员编号",
        3 must status: Choice(MemberStatus) "身份",
        4 may group: Id "党小组",
        5 may floating: YesNo "流动党员",
        /// Only where it lies in the ledger's quarter or after it: of whom it lies before, rules need no day.
        6 may joined: Date "入党日期" since 2,
    }
    /// 上报: the village's statement that a period is complete.
    17 Seals Seal "seals" "上报" in Ledger placed Period by period key (seal) {
        1 must unit: Unit "单位",
        2 must seal: Id "上报编号",
        3 must period: Period "周期",
        /// The logs it covers, `device.incarnation:number` joined by spaces.
        4 must covers: Text(4000) "涵盖",
    }
    /// 设备: enrolled devices.
    18 Devices Device "devices" "设备" in Org placed Lasting key (device) {
        1 must unit: Unit "单位",
        2 must device: Id "设备",
        3 must role: Choice(Role) "角色",
        4 must label: Text(100) "名称",
        /// DER in base64.
        5 must certificate: Text(4000) "证书",
        6 must enrolled_on: Date "注册日期",
    }
    /// 吊销: devices whose writing and reading ended.
    19 Revocations Revocation "revocations" "吊销" in Org placed Lasting key (device) {
        1 must unit: Unit "单位",
        2 must device: Id "设备",
        3 must revoked_on: Date "吊销日期",
        4 must reason: Text(200) "原因",
    }
    /// 考评办法: the scheme in force, its text whole.
    20 Schemes Scheme "schemes" "考评办法" in Scheme placed Lasting key (scheme) {
        1 must unit: Unit "单位",
        2 must scheme: Id "办法",
        /// The first period it is in force for.
        3 must from: Period "起始周期",
        /// The last one; open-ended where empty.
        4 may until: Period "截止周期",
        5 must text: Text(60_000) "文本",
    }
    /// 通报: a published ranking run.
    21 Runs Run "runs" "排名" in Bulletin placed Period by period key (run) {
        1 must unit: Unit "单位",
        2 must run: Id "排名编号",
        3 must period: Period "周期",
        4 must scheme: Id "办法",
        5 must scheme_hash: Id "办法指纹",
        /// The hash of the outcome's canonical JSON.
        6 must outcome: Id "结果指纹",
        7 must published_on: Date "发布日期",
        /// When the run was made, in UTC: what its unit had received before that, it rests on.
        8 may made_at: Text(40) "计算时间" since 2,
        /// The last day on which villages may object, where the unit chose one that its rules do not state.
        9 may objections_until: Date "申辩截止日期" since 2,
        /// What the notice of the run tells and no line does, for those below: JSON, as `cunbang_ranking::announced` has it.
        10 may notice: Text(60_000) "通报所载" since 2,
    }
    /// 排名结果: one unit's line of a published run.
    22 Results PublishedResult "results" "排名结果" in Bulletin placed Writer key (run, subject) {
        1 must unit: Unit "单位",
        2 must run: Id "排名编号",
        3 must subject: Unit "被考评单位",
        4 must level: Choice(ResultLevel) "层级",
        5 must status: Choice(ResultStatus) "状态",
        6 may score: Number(-1000, 1000) "得分",
        7 may rank: Whole(0, 1_000_000) "名次",
        8 may rank_in_parent: Whole(0, 1_000_000) "上级内名次",
        9 may stars: Whole(0, 5) "星级",
        10 may candidate: YesNo "后进候选",
        11 may best_rank: Whole(0, 1_000_000) "最好名次",
        12 may worst_rank: Whole(0, 1_000_000) "最差名次",
        /// Of a village: how many entries of each log of its ledger the run rests on.
        13 may rests_on: Text(8000) "所据条数" since 2,
        /// The hash of the unit's score sheet of this run, which has come down in a document of its own.
        14 may sheet: Id "得分单指纹" since 2,
        /// Of a village: whether it is a candidate for certain, or may still become or cease to be one.
        15 may prospect: Choice(ResultProspect) "确定或可能" since 2,
        /// Of a village whose seal came late: the day on which it came.
        16 may late_on: Date "逾期上报日期" since 2,
        /// Of such a village: how many of the rows that count came after the last day of sealing.
        17 may late_rows: Whole(0, 1_000_000) "逾期记录数" since 2,
        /// What the notice of the run tells of the unit besides: JSON, as `cunbang_ranking::announced` has it.
        18 may notice: Text(60_000) "通报所载" since 2,
    }
    /// 认定: what the county decided on a village that was not received, with its reason.
    23 Decisions Decision "decisions" "认定" in Bulletin placed Period by period key (period, subject) {
        1 must unit: Unit "单位",
        2 must period: Period "周期",
        3 must subject: Unit "被认定单位",
        4 must decision: Choice(Ruling) "认定",
        5 must reason: Text(500) "理由",
        /// Of what is taken: how much of each quarter's ledger had come by then, as `2026Q3 device.incarnation:number …; …`.
        6 may covers: Text(16_000) "认定时已收到" since 2,
    }
    /// 申辩: what a village says against its place in a ranking.
    24 Objections Objection "objections" "申辩" in Appeal placed Period by period key (objection) in spreadsheets since 2 {
        1 must unit: Unit "单位" since 2,
        2 must objection: Id "申辩编号" eg "示例-1" since 2,
        3 must period: Period "周期" eg "2026Q3" since 2,
        4 must text: Text(2000) "内容" eg "八月主题党日已补记，请核对" since 2,
        5 must filed_on: Date "提出日期" eg "2026-10-12" since 2,
        6 may run: Id "排名编号" note "针对哪次排名，可空" "the ranking run that it is about; may be empty" since 2,
    }
    /// 答复: what the county or township answers an objection.
    25 Replies Reply "replies" "申辩答复" in Bulletin placed Period by period key (subject, objection) since 2 {
        1 must unit: Unit "单位" since 2,
        2 must subject: Unit "申辩单位" since 2,
        3 must objection: Id "申辩编号" since 2,
        4 must period: Period "周期" since 2,
        5 must outcome: Choice(ReplyOutcome) "答复" since 2,
        6 must text: Text(2000) "理由" since 2,
        7 must replied_on: Date "答复日期" since 2,
    }
    /// 根证书: which certificate authority of the county follows which, as the former one's key was lost.
    26 Authorities Authority "authorities" "根证书" in Org placed Lasting key (authority) since 2 {
        1 must unit: Unit "单位" since 2,
        /// The SHA-256 of its certificate, in hexadecimal digits.
        2 must authority: Id "指纹" since 2,
        3 must follows: Id "前任指纹" since 2,
        4 must since: Date "启用日期" since 2,
        5 must reason: Text(200) "原因" since 2,
        /// What the county's node and the new authority sign, in base64.
        6 must statement: Text(8000) "声明" since 2,
    }
    /// 公开记录: a leaf of the unit's public log: how far one log of a published document goes.
    27 Leaves PublicLeaf "leaves" "公开记录" in Log placed Lasting key (leaf) since 2 {
        1 must unit: Unit "单位" since 2,
        /// Its place among the leaves, from 0.
        2 must leaf: Whole(0, 1_000_000_000) "序号" since 2,
        3 must document: Text(64) "文档" since 2,
        4 must writer: Id "写入者" since 2,
        /// How many entries the log has.
        5 must number: Whole(1, 1_000_000_000_000) "条数" since 2,
        /// The hash of the last of them, which covers all before it.
        6 must hash: Id "指纹" since 2,
    }
    /// 见证: the first countersignature of a checkpoint that covers a leaf.
    28 Witnesses PublicWitness "witnesses" "见证" in Log placed Lasting key (leaf) since 2 {
        1 must unit: Unit "单位" since 2,
        2 must leaf: Whole(0, 1_000_000_000) "序号" since 2,
        /// The device that countersigned.
        3 must witness: Id "见证设备" since 2,
        /// The signed checkpoint, as text.
        4 must checkpoint: Text(4000) "检查点" since 2,
    }
    /// 得分单: a unit's place in a published run, with those above and below it.
    29 Sheets Sheet "sheets" "得分单" in Sheet placed Period by period key (run) since 2 {
        1 must unit: Unit "单位" since 2,
        2 must run: Id "排名编号" since 2,
        3 must period: Period "周期" since 2,
        /// The unit that published the run.
        4 must publisher: Unit "发布单位" since 2,
        5 must status: Choice(ResultStatus) "状态" since 2,
        6 may score: Number(-1000, 1000) "得分" since 2,
        7 may rank: Whole(0, 1_000_000) "名次" since 2,
        /// How many have a rank.
        8 may ranked: Whole(0, 1_000_000) "参加排名数" since 2,
        9 may rank_in_parent: Whole(0, 1_000_000) "上级内名次" since 2,
        10 may ranked_in_parent: Whole(0, 1_000_000) "上级内参加排名数" since 2,
        11 may stars: Whole(0, 5) "星级" since 2,
        12 may candidate: YesNo "后进候选" since 2,
        /// The score from which on the unit is off the list of candidates, whatever the tie-breakers say.
        13 may off_the_list_from: Number(-1000, 1000) "不列后进分数" since 2,
        14 may above: Unit "上一名" since 2,
        15 may above_score: Number(-1000, 1000) "上一名得分" since 2,
        16 may below: Unit "下一名" since 2,
        17 may below_score: Number(-1000, 1000) "下一名得分" since 2,
        /// Between which scores it may still come to lie, while something can change it.
        18 may best_score: Number(-1000, 1000) "最高可得" since 2,
        19 may worst_score: Number(-1000, 1000) "最低可得" since 2,
    }
    /// 得分明细: an indicator of a score sheet, with the rows that gave or cost its points.
    30 SheetLines SheetLine "sheet_lines" "得分明细" in Sheet placed Writer key (run, indicator) since 2 {
        1 must unit: Unit "单位" since 2,
        2 must run: Id "排名编号" since 2,
        3 must indicator: Id "指标" since 2,
        /// Its place in the sheet, from 0.
        4 must place: Whole(0, 10_000) "序号" since 2,
        5 may points: Number(-1000, 1000) "得分" since 2,
        /// The most that it can give or take.
        6 may most: Number(-1000, 1000) "满分" since 2,
        7 may measure: Text(40) "数值" since 2,
        /// The points of the unit above, and of that below, as earlier programs wrote them; nobody is shown them.
        8 may above: Number(-1000, 1000) "上一名得分" since 2,
        9 may below: Number(-1000, 1000) "下一名得分" since 2,
        /// Rows that counted alike together, as JSON: `ranking` reads and writes it.
        10 may reasons: Text(20_000) "依据" since 2,
    }
    /// 经办人: who works at a village's devices and is no member. Entries go up and name the id alone.
    31 Operators OperatorName "operators" "经办人" in Roster placed Lasting key (operator) since 2 {
        1 must unit: Unit "单位" since 2,
        2 must operator: Id "经办人编号" since 2,
        3 must name: Text(128) "姓名" since 2,
        4 must since: Date "启用日期" since 2,
    }
    /// 整改反馈: what a village says it did about a finding. Whether it is put right, the recheck decides.
    32 Rectifications Rectification "rectifications" "整改反馈" in Appeal placed Period by period key (finding) since 2 {
        1 must unit: Unit "单位" since 2,
        2 must finding: Id "问题编号" since 2,
        /// The quarter of the inspection.
        3 must period: Period "周期" since 2,
        4 must text: Text(2000) "整改情况" since 2,
        5 must filed_on: Date "反馈日期" since 2,
    }
    /// 上报审核: whether the unit above accepts what a village sealed, or returns it for correction. It changes no score;
    /// the village corrects and seals again, and until the day that was set for it that counts from when the seal that
    /// was returned had been received.
    33 SealReviews SealReview "seal_reviews" "上报审核" in Inspection placed Period by period key (reviewer, period) since 2 {
        1 must unit: Unit "单位" since 2,
        2 must reviewer: Unit "审核单位" since 2,
        3 must period: Period "周期" since 2,
        4 must outcome: Choice(SealOutcome) "审核结果" since 2,
        5 may reason: Text(500) "理由" since 2,
        /// What the seals covered that were looked at.
        6 must covers: Text(4000) "涵盖" since 2,
        7 must reviewed_on: Date "审核日期" since 2,
        /// The last day on which a corrected seal counts from when the returned one was received.
        8 may correct_by: Date "改正期限" since 2,
        /// What the returned seals covered whose time is kept. It stays when the corrected seal is looked at.
        9 may returned: Text(4000) "退回的上报" since 2,
        /// The day of the last return whose time is kept. It stays when the corrected seal is looked at.
        10 may returned_on: Date "退回日期" since 2,
    }
    /// 任职: who holds which office of a unit, and when, by ids alone. The unit above appoints, and states it.
    34 Offices Office "offices" "任职" in Org placed Lasting key (unit, office) in spreadsheets since 2 {
        1 must unit: Unit "单位" since 2,
        2 must office: Id "任职编号" eg "示例-1" since 2,
        3 must person: Id "人员编号" eg "示例-1" note "填党员编号，不填姓名" "the member's id, not the name" since 2,
        4 must role: Choice(OfficeRole) "职务" eg "secretary" since 2,
        5 must from: Date "任职日期" eg "2026-01-10" since 2,
        6 may until: Date "离任日期" note "在任的空着" "empty while in office" since 2,
    }
    /// 发展党员步骤: a step of developing a member that was taken. The steps are the scheme's own.
    35 Steps Step "steps" "发展党员步骤" in Ledger placed Day by done_on key (member, step) in spreadsheets since 2 {
        1 must unit: Unit "单位" since 2,
        2 must member: Id "党员编号" -> Members eg "示例-1" since 2,
        3 must step: Id "步骤" eg "2" note "填考评办法中的步骤序号" "the step's code in the rules" since 2,
        4 must done_on: Date "完成日期" eg "2026-07-20" since 2,
        /// What was taken before, in a period whose rows are not looked at any more.
        5 may previous_on: Date "上一步日期" eg "2026-07-01" note "上一步不在本考评周期内的必填" "the day of the step before, where that was in an earlier period" since 2,
    }
    /// 发展党员材料: that a step's material was handed in: its title and the day, and no file.
    36 Materials Material "materials" "发展党员材料" in Ledger placed Day by handed_in key (member, step, material) in spreadsheets since 2 {
        1 must unit: Unit "单位" since 2,
        2 must member: Id "党员编号" -> Members eg "示例-1" since 2,
        3 must step: Id "步骤" eg "2" note "填考评办法中的步骤序号" "the step's code in the rules" since 2,
        4 must material: Id "材料" eg "谈话记录" note "填考评办法中的材料名称" "the material's title in the rules" since 2,
        5 must handed_in: Date "提交日期" eg "2026-07-25" since 2,
    }
    /// 结果运用认定: what the unit that published a run decided on a consequence that the rules proposed of a unit, of one
    /// of its members or of somebody who holds an office there, by their ids. It is no part of what a run rests on.
    37 ConsequenceDecisions ConsequenceDecision "consequence_decisions" "结果运用认定" in Sheet placed Period by period key (run, member, office, consequence) since 2 {
        1 must unit: Unit "单位" since 2,
        2 must run: Id "排名编号" since 2,
        3 must period: Period "周期" since 2,
        4 must decider: Unit "认定单位" since 2,
        5 must consequence: Id "结果运用" since 2,
        6 must verdict: Choice(ConsequenceVerdict) "认定" since 2,
        7 may member: Id "党员编号" since 2,
        8 may office: Id "任职编号" since 2,
        9 may person: Id "人员编号" since 2,
        10 may role: Choice(OfficeRole) "职务" since 2,
        11 may reason: Text(500) "理由" since 2,
        12 may amount: Number(-1_000_000_000, 1_000_000_000) "数额" since 2,
        /// The keys of the rows that the proposal rests on, joined by spaces; before those of another unit its code and `:`.
        13 may rests_on: Text(4000) "依据" since 2,
        14 must decided_on: Date "认定日期" since 2,
        15 may carried_out_on: Date "执行日期" since 2,
    }
    /// 上级核定数: figures that units above a village state of it: what was due of it, how many households there are, a score
    /// that others gave. No village can write one, or leave one out.
    38 StatedFigures StatedFigure "stated_figures" "上级核定数" in Inspection placed Period by period key (period, figure) in spreadsheets since 2 {
        1 must unit: Unit "单位" since 2,
        2 must period: Period "周期" eg "2026Q3" since 2,
        3 must figure: Id "核定事项" eg "households" note "如 households（应走访户数）；写 0 表示核定为没有" "such as households; 0 states that nothing was due" since 2,
        4 must stated: Number(-1_000_000_000, 1_000_000_000) "核定数" eg "120" since 2,
    }
}
