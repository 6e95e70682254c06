//! Every remark of the engine in both languages, and none that is missing here.

use super::*;
use cunbang_model::schema::{Mark, Word as _};
use std::path::Path;

const SAID: &[(&str, &str, &str)] = &[
    ("does not count", "不计", "does not count"),
    ("counted already", "已计过", "counted already"),
    (
        "says the same as another, which counts 与另一条内容相同，只计一次",
        "与另一条内容相同，只计一次",
        "says the same as another, which counts",
    ),
    ("not below 0", "扣完为止，不计负分", "not below zero"),
    ("does not count in this period 本期不考", "本期不考", "does not count in this period"),
    ("not asked of this kind of unit 不考此类单位", "不考此类单位", "not asked of this kind of unit"),
    (
        "not applicable: full marks",
        "不适用：按考评办法，没有可计的记录得满分",
        "not applicable: by the scheme, nothing to measure gives full marks",
    ),
    (
        "not applicable: no points",
        "没有可计的记录：按考评办法不得分",
        "nothing is recorded that could be measured: by the scheme that gives no points",
    ),
    ("no seal", "没有上报", "no seal"),
    ("no seal yet", "尚未上报", "no seal yet"),
    ("seal received 2026-10-20", "上报收到于 2026-10-20", "seal received 2026-10-20"),
    ("not received", "未收到", "not received"),
    ("not done", "没有完成", "not done"),
    ("not done, due 2026-09-30", "没有完成，期限 2026-09-30", "not done, due 2026-09-30"),
    ("2026-10-02, due 2026-09-30", "2026-10-02 完成，期限 2026-09-30", "2026-10-02, due 2026-09-30"),
    (
        "due 2026-10-30, after the period: does not count yet 未到期，暂不计入",
        "期限 2026-10-30，本期不计",
        "due 2026-10-30, does not count in this period",
    ),
    ("remote where presence is asked", "线上参加，按办法须到场", "took part remotely where presence is asked"),
    ("leave", "假", "leave"),
    ("not marked 未登记", "未登记", "not marked"),
    ("not marked 未登记: 3", "未登记 3 人", "3 not marked"),
    (
        crate::held::NOBODY_MARKED,
        "没有人登记到会，不算召开；请登记到会的人，没有召开的写明原因",
        "nobody is marked present, so it does not count as held: mark who came, or state why it was not held",
    ),
    (
        crate::held::NOBODY_NAMED,
        "没有人登记到会，也没有写明主持人，不算召开；请登记到会的人或者写明主持人，没有召开的写明原因",
        "nobody is marked present or named who chaired it, so it does not count as held: mark who came or name who chaired it, or state why it was not held",
    ),
    ("not marked 未登记: 0071, 0072", "未登记：陈建国、0072", "not marked: 陈建国, 0072"),
    ("0071 is not a counted member in this period 不计入", "陈建国本期不计分", "陈建国 is not counted in this period"),
    ("0071 had not joined by then 当时尚未入党，不计", "陈建国当时尚未入党，不计", "陈建国 had not joined by then"),
    (
        "joined after what was expected 当时尚未入党，不考",
        "当时尚未入党，不考",
        "joined after what was expected: does not apply",
    ),
    (
        "missing beside others of its group: no points",
        "同组其他指标有数而它没有：不得分",
        "missing, while others of its group are there: no points",
    ),
    (
        "members unknown: no roster, and no count by the county 党员数不明",
        "没有名册，县里也没有党员数，按人数计的算不出",
        "no roster, and no count by the county: what is counted by member cannot be worked out",
    ),
    ("12.5", "12.5", "12.5"),
    ("9 of 11", "应计 11，实计 9", "9 of 11"),
    ("0 of 192 expected 应有", "应有 192，实有 0", "0 of 192 expected"),
    (
        "after 2026-08-31, by when it was due: does not count 逾期不计",
        "期限 2026-08-31 之后的，不计",
        "after 2026-08-31, by when it was due: does not count",
    ),
    ("3 of 4.4 expected 应有", "应有约 4，实有 3，为应有数的 68.2%", "3 of about 4 expected: 68.2% of that"),
    ("1 of 0.4 expected 应有", "应有不足 1，实有 1，为应有数的 250%", "1 of less than 1 expected: 250% of that"),
    ("7 of 9 items have their star 得星项数", "适用的 9 项中 7 项得星", "7 of 9 items that apply have their star"),
    (
        "counted members × the figure 12 × 2: not stated 未提供",
        "没有提供：党员数 × 统计数“12” × 2",
        "not stated: counted members × the figure 12 × 2",
    ),
    (
        "months of the period × the figure households: not stated 未提供",
        "没有核定应走访户数",
        "households to visit were not stated",
    ),
    ("stated: none due 应办 0", "核定数为 0", "stated: none was due"),
    (
        "in a week that lies in the period in part 不足一周，不计",
        "所在的一周不全在本期内，不计",
        "in a week that lies in the period in part, does not count",
    ),
    (
        "another meeting of the same month or period had more 另有出勤更多的会议，此次不取",
        "另一次会议出勤不少于此次，此次不取",
        "another meeting had as many or more: this one does not count",
    ),
    ("of at least 40 expected 按不少于40计", "按不少于 40 计", "taken of at least 40"),
    ("each of at least 40, as stated 每次按不少于40计", "每次按不少于 40 计", "each taken of at least 40"),
    (
        "80 of 100 applicable: scaled to the full weight",
        "适用的指标共 80 分，按比例折算为 100 分",
        "80 of 100 points apply: scaled to the whole",
    ),
    ("at most 20", "最多 20 分", "up to 20 points"),
    ("at most 40 in this group", "本组最多 40 分", "up to 40 points in this group"),
    ("nothing of the score is left", "得分归零", "nothing of the score is left"),
    ("no score is lower", "不低于此分", "no score is lower"),
    ("no stars were decided", "没有评定星级", "no stars were decided"),
    ("12 votes", "12 票", "12 votes"),
    (
        "8 votes, while a member without 5 stars had 12",
        "8 票，而未得 5 星的党员中有 12 票的",
        "8 votes, while a member without 5 stars had 12",
    ),
    (
        "0071, 0072 are equal at 9 votes, 1 of them may have 5 stars: the meeting decides 票数相同，由会议决定",
        "陈建国、0072 票数相同（9 票），其中 1 人可为 5 星：由会议决定",
        "陈建国, 0072 are equal at 9 votes, 1 of them may have 5 stars: the meeting decides",
    ),
    (
        "1 of 55 members have 5 stars as the meeting decided, 11 to 13 may: too few 偏少",
        "55 名党员中 1 人为 5 星，按规定应有 11 至 13 人：偏少",
        "1 of 55 members have 5 stars, 11 to 13 may: too few",
    ),
    (
        "14 of 55 members have 5 stars by votes, 11 to 13 may: too many 超额",
        "55 名党员中 14 人为 5 星，按规定应有 11 至 13 人：超额",
        "14 of 55 members have 5 stars, 11 to 13 may: too many",
    ),
    (
        "12 of 55 members have 5 stars by votes, 11 to 13 may: within 符合",
        "55 名党员中 12 人为 5 星，按规定应有 11 至 13 人：符合",
        "12 of 55 members have 5 stars, 11 to 13 may: as it should be",
    ),
    (
        "1 of 9 members have 5 stars by votes, 2 to 2 may: too few 偏少",
        "9 名党员中 1 人为 5 星，按规定应有 2 人：偏少",
        "1 of 9 members have 5 stars, 2 may: too few",
    ),
    (
        "8 on the roster, 55 by the county's count 名册8人，县里统计55人",
        "名册 8 人，县里统计 55 人",
        "8 on the roster, 55 by the county's count",
    ),
    (
        "said to have joined late, which no count of the county bears out 入党日期无县里人数印证，照常计: 0071, 0072",
        "所填入党日期无县里人数印证，照常计：陈建国、0072",
        "said to have joined late, which no count of the county bears out: expected all the same: 陈建国, 0072",
    ),
    (
        "of a period that lies in no half-year, does not count 所属期间不在一个半年内，不计",
        "所属期间不在一个半年内，不计",
        "of a period that lies in no half-year: does not count",
    ),
    (
        "done outside the period: does not count 不在本期内，不计",
        "不在本期内完成，不计",
        "done outside the period: does not count",
    ),
    (
        "not of every kind that is asked for: does not count 应有的几类不全，不计",
        "应有的几类不全，不计",
        "not of every kind that is asked for: does not count",
    ),
    (
        "another of the same round has more 同一轮另有更高的，此条不取",
        "同一轮另有更高的，此条不取",
        "another of the same round has more: this one does not count",
    ),
    (
        "2026Q3: not received 未收到, may be one 可能，计入",
        "2026Q3：未收到，按可能计入",
        "2026Q3: not received; counts as one that may be",
    ),
    ("not a step of the rules 不是办法中的步骤", "不是办法中的步骤", "not a step of the rules"),
    ("yellow 黄灯：缺“考察表”", "黄灯：缺“考察表”", "yellow 黄灯：缺“考察表”"),
    (
        "beyond the steps stated 超出核定步数，不计，请核查: 9 支部委员会讨论确定发展对象 red 红灯：前一步“8 征求意见”未登记",
        "超出核定步数，不计，请核查：9 支部委员会讨论确定发展对象，红灯：前一步“8 征求意见”未登记",
        "beyond the steps that were stated, does not count; to be looked into: 9 支部委员会讨论确定发展对象, red \
         红灯：前一步“8 征求意见”未登记",
    ),
    ("green 绿灯", "绿灯", "green 绿灯"),
    ("87.50 × 55", "87.50 × 55", "87.50 × 55"),
    ("not received × 55", "未收到 × 55", "not received × 55"),
    (
        "87.50 × 55, provisional 暂定",
        "87.50 × 55（暂定，按已收到的计）",
        "87.50 × 55, provisional: by what came so far",
    ),
    (
        "87.50 × 55.25 (some members unknown: estimated 部分党员数不明，按平均估算)",
        "87.50 × 55.25（部分党员数不明，按平均估算）",
        "87.50 × 55.25 (some members unknown: estimated)",
    ),
    (
        "87.50 × 55 (members unknown: the mean of the others 党员数不明，取平均)",
        "87.50 × 55（党员数不明，取平均）",
        "87.50 × 55 (members unknown: the mean of the others)",
    ),
    (
        "87.50 × 1 (members unknown, here and of all others: each alike 党员数均不明，同等计算)",
        "87.50 × 1（党员数均不明，同等计算）",
        "87.50 × 1 (members unknown, here and of all others: each alike)",
    ),
    ("2026Q1: 87.5", "2026Q1：87.5", "2026Q1: 87.5"),
    ("2026Q2: nothing published 未通报", "2026Q2：没有通报", "2026Q2: nothing was published"),
    ("2026Q2: not stated 未提供", "2026Q2：没有提供", "2026Q2: not stated"),
    ("2026Q3: provisional 暂定", "2026Q3：暂定", "2026Q3: provisional"),
    ("2026Q3: not received 未收到", "2026Q3：未收到", "2026Q3: not received"),
    ("2026: excused 免考", "2026：免考", "2026: excused"),
    (
        "2026Q3: not received 未收到, counts 0 until the county decides 县里认定前按0计",
        "2026Q3：未收到，县里认定前按 0 计",
        "2026Q3: not received; counts 0 until the county decides on it",
    ),
    (
        "2026Q3: provisional 暂定, counts 0 until the county decides 县里认定前按0计",
        "2026Q3：暂定，县里认定前按 0 计",
        "2026Q3: provisional; counts 0 until the county decides on it",
    ),
    (
        "more than the part of its week, month or quarter 超出当周（月、季）应有数，不计",
        "超出当周（月、季度）应有数，不计",
        "more than the part of its week, month or quarter: does not count",
    ),
    (
        "of a period that lies in no quarter, does not count 所属期间不在一个季度内，不计",
        "所属期间不在一个季度内，不计",
        "of a period that lies in no quarter: does not count",
    ),
    (
        "not counted: steps/0071/18 不计",
        "另有“发展党员步骤”表的记录，不计",
        "does not count, as there is a row of steps",
    ),
    (
        "14 of 55 members have it, 13 may: does not count 超额，不计",
        "55 名党员中有 14 人，最多 13 人：超额，不计",
        "14 of 55 members have it, 13 may: does not count",
    ),
    (
        "4 of 3: more than all, taken as all 多于全部，按全部计",
        "4 多于全部 3，按全部计",
        "4 of 3: more than all, taken as all",
    ),
    ("5 in all, added up 各期合计", "各期合计 5", "5 in all, added up"),
    ("in that of 2026Q3 already 已含在该期内", "已含在 2026Q3 的数内", "in that of 2026Q3 already"),
    (
        "not held for a stated reason: all count as present 已说明未召开原因，视同到会",
        "已说明未召开原因，视同到会",
        "not held for a stated reason: all count as present",
    ),
    ("stated above instead 以上级核定的为准", "以上级核定的为准", "stated above instead"),
    ("a later one holds 以较晚的为准", "以较晚的为准", "a later one holds"),
    (
        "3: another of the same is greater 另有较大的，取较大的",
        "3：另有较大的，取较大的",
        "3: another of the same is greater",
    ),
    ("-9: counts as nothing 负数按0计", "-9：负数按 0 计", "-9: counts as nothing"),
    (
        "of 2026 and not of 2026Q3: does not count 所属期间不是2026Q3，不计",
        "属于 2026，不是 2026Q3，不计",
        "of 2026 and not of 2026Q3: does not count",
    ),
    (
        "counted with those of a longer period, or of its parts 与同期其他票数重复，不计",
        "与同期其他票数重复，不计",
        "counted with those of a longer period, or of its parts",
    ),
    (
        "3: not a month of this period, which counts as a whole 不是本期内的月份，按整期计",
        "3：不是本期内的月份，按整期计",
        "3: not a month of this period, which counts as a whole",
    ),
    (
        "14 members were given 5 stars, 13 may have them: votes decide 评定超额，按推荐票确定",
        "评定 5 星 14 人，最多 13 人：超额，按推荐票确定",
        "14 members were given 5 stars, 13 may have them: the votes decide",
    ),
];

#[test]
fn remarks_are_said_in_the_readers_language() {
    let name_of = |member: &str| if member == "0071" { "陈建国".to_owned() } else { member.to_owned() };
    assert_eq!(SAID.iter().map(|(remark, ..)| *remark).collect::<Vec<_>>(), EVERY);
    for (remark, chinese, english) in SAID {
        assert_eq!(Language::Chinese.with(|| said(remark, name_of)), *chinese);
        assert_eq!(Language::English.with(|| said(remark, name_of)), *english);
        assert!(!chinese.contains(|one: char| one.is_ascii_alphabetic() && one != 'Q'), "{chinese}");
    }
    assert_eq!(said("something new", name_of), "something new");
    for (mark, chinese) in Mark::WORDS {
        assert!(Language::Chinese.with(|| said(mark, name_of)).chars().all(|one| !one.is_ascii()), "{mark} {chinese}");
    }
}

/// The sources of this crate without their tests.
fn sources(folder: &Path, found: &mut Vec<String>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.file_name().is_some_and(|name| name != "tests.rs" && name != "remark.rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push(text.split("#[cfg(test)]").next().unwrap_or_default().to_owned());
        }
    }
}

/// What stands from here to the end of the call, or of what is declared.
fn span(text: &str) -> &str {
    let (is_let, is_item) = (text.starts_with("let "), text.starts_with("fn "));
    let (mut depth, mut quoted, mut escaped) = (0_i32, false, false);
    for (at, one) in text.char_indices() {
        match one {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '(' | '{' | '[' if !quoted => depth += 1,
            ')' | '}' | ']' if !quoted => {
                depth -= 1;
                if depth < 0 || (depth == 0 && !is_let && (!is_item || one == '}')) {
                    return &text[..at];
                }
            }
            ';' if !quoted && depth == 0 => return &text[..at],
            _ => {}
        }
    }
    text
}

/// The texts in quotation marks, with what is filled in as `{}`.
fn texts(code: &str) -> Vec<String> {
    let parts = code.split('"').skip(1).step_by(2);
    let unfilled = |text: &str| {
        let mut parts = text.split('{');
        let mut whole = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            whole.push_str("{}");
            whole.push_str(part.split_once('}').map_or(part, |(_, after)| after));
        }
        whole
    };
    parts.map(unfilled).collect()
}

/// Whether a remark may come of a text, whatever is filled in.
fn may_be(remark: &str, text: &str) -> bool {
    let parts: Vec<&str> = text.split("{}").collect();
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return false };
    let mut rest = remark;
    for part in &parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    remark.starts_with(first) && remark.ends_with(last)
}

/// What the engine says of rows is found where it says it, so that a remark that is new has to be said here too.
#[test]
fn no_remark_of_the_engine_is_missing() {
    let mut all = Vec::new();
    sources(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")), &mut all);
    let begin = [
        "Reason::remark(",
        ".reason(",
        "adjusted.push(",
        "adjust(",
        "let note",
        "let why = if",
        "let verdict",
        "let source",
        "let score = child",
        "fn why_unknown",
    ];
    let mut found = std::collections::BTreeSet::new();
    for text in &all {
        for word in begin {
            for (at, _) in text.match_indices(word) {
                found.extend(texts(span(&text[at..])));
            }
        }
    }
    // Ids of lines, what stands between parts, and parts alone.
    let apart = ["", "{}", ", ", " × ", "veto", "floor", "：", "；", "、", "remote", "absent"];
    found.retain(|text| !apart.contains(&text.as_str()));
    assert!(found.len() > 45, "{found:?}");
    for text in &found {
        let whole = |remark: &&&str| may_be(remark, text);
        let part = |remark: &&&str| remark.contains(text.as_str());
        assert!(EVERY.iter().find(whole).or_else(|| EVERY.iter().find(part)).is_some(), "{text:?} has no example");
    }
}
