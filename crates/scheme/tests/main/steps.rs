//! Steps of developing members: their order, their spans, their materials, and that leaving one out never helps.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_language::Language;
use cunbang_model::{Date, Row, Table};
use cunbang_scheme::steps::{Course, Remark, Window};
use cunbang_scheme::{Level, Light, Scheme};
use cunbang_world::inputs::{self, county, input, outcome, period_of, rows_of, sealed_on};
use cunbang_world::period;
use cunbang_world::rows::{line, lines};
use cunbang_world::tree::village;
use proptest::prelude::*;
use std::collections::BTreeSet;

const RULES: &str = r#"name = "test"
title = "测试"
period = "year"
deadline_days = 20

[steps]
within_months = 1
[[steps.stages]]
name = "申请入党"
steps = [
  { code = "1", name = "申请", materials = ["申请书"] },
  { code = "2", name = "谈话", materials = ["记录"], least_days = 10 },
]
[[steps.stages]]
name = "确定积极分子"
steps = [
  { code = "3", name = "推荐" },
  { code = "4", name = "考察", materials = ["考察表", "鉴定"], after = "2", least_months = 12 },
]

[village]
floor = 0
[[village.groups]]
id = "base"
kind = "base"
[[village.groups]]
id = "deducted"
kind = "deducted"
[[village.groups]]
id = "vetoes"
kind = "veto"
[[village.indicators]]
id = "green"
title = "绿灯"
group = "base"
max = 100
measure = { kind = "steps", light = "green", of = ["4"] }
points = { kind = "linear", from = 0, to = 100 }
[[village.indicators]]
id = "yellow"
title = "黄灯"
group = "deducted"
max = 20
measure = { kind = "steps", light = "yellow", of = ["4"] }
points = { kind = "deduct", each = 1 }
[[village.indicators]]
id = "red"
title = "红灯"
group = "vetoes"
measure = { kind = "steps", light = "red", of = ["4"] }
points = { kind = "veto", at = 4 }
"#;

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn rules() -> Scheme {
    inputs::rules(RULES)
}

/// The light of a step in 2026, and why, of rows about one member: steps as `1 2026-03-01 [2025-12-01]`, materials as
/// `1 申请书 2026-03-01`.
fn judged(code: &str, text: &str) -> (Light, Vec<Remark>) {
    let scheme = rules();
    let steps = scheme.steps().unwrap();
    let mut course = Course::default();
    for words in text.split(", ").map(|part| part.split(' ').collect::<Vec<_>>()) {
        let row = match words.as_slice() {
            [step, done] => format!("steps member=m1 step={step} done_on={done}"),
            [step, done, before] if done.starts_with("20") => {
                format!("steps member=m1 step={step} done_on={done} previous_on={before}")
            }
            [step, material, on] => format!("materials member=m1 step={step} material={material} handed_in={on}"),
            other => panic!("{other:?}"),
        };
        course.note(&line(village(0), &row));
    }
    let year = period("2026");
    let window = Window { first: year.first_day(), written_from: None, last: year.last_day(), received_late: None };
    let judged = steps.judge(&course, steps.find(code).unwrap().0, window).unwrap();
    (judged.light, judged.remarks)
}

#[test]
fn a_step_in_its_turn_with_its_materials_passes() {
    for (code, rows) in [
        ("1", "1 2026-03-01, 1 申请书 2026-04-01"),
        ("2", "1 2026-03-01, 2 2026-03-11, 2 记录 2026-03-11"),
        ("2", "1 2026-03-01, 2 2026-03-11 2026-03-01, 2 记录 2026-03-11"),
        ("2", "2 2026-01-05 2025-12-20, 2 记录 2026-01-05"),
        // It follows the step that it names, and not the one above it.
        ("4", "4 2026-08-01 2025-08-01, 4 考察表 2026-08-01, 4 鉴定 2026-08-01"),
        // What may still come is not missing.
        ("1", "1 2026-12-15"),
    ] {
        assert_eq!(judged(code, rows), (Light::Green, Vec::new()), "{rows}");
    }
}

#[test]
fn a_material_that_is_missing_or_late_reminds() {
    let day = |text| Some(date(text));
    assert_eq!(
        judged("1", "1 2026-03-01, 1 申请书 2026-04-02"),
        (Light::Yellow, vec![Remark::Late("申请书".to_owned(), date("2026-04-02"), date("2026-04-01"))])
    );
    assert_eq!(
        judged("4", "4 2026-08-01 2025-08-01, 4 鉴定 2026-08-01"),
        (Light::Yellow, vec![Remark::Missing("考察表".to_owned(), day("2026-09-01"))])
    );
}

#[test]
fn a_step_out_of_its_turn_is_stopped() {
    for (code, rows, why) in [
        ("2", "2 2026-03-11, 2 记录 2026-03-11", Remark::WithoutBefore(0)),
        ("3", "1 2026-03-01, 3 2026-03-11", Remark::WithoutBefore(1)),
        ("2", "1 2026-03-01, 2 2026-03-10", Remark::TooSoon(date("2026-03-11"))),
        ("2", "2 2026-01-05 2025-12-30", Remark::TooSoon(date("2026-01-09"))),
        ("4", "4 2026-07-31 2025-08-01", Remark::TooSoon(date("2026-08-01"))),
        // A day of this year must be that of a row.
        ("2", "2 2026-03-11 2026-01-01", Remark::NotOn(0, date("2026-01-01"))),
        ("2", "1 2026-02-01, 2 2026-03-11 2026-01-01", Remark::NotOn(0, date("2026-01-01"))),
        // After one that was stopped.
        ("3", "1 2026-03-01, 2 2026-03-10, 3 2026-03-20", Remark::Stopped(1)),
    ] {
        let (light, remarks) = judged(code, rows);
        assert_eq!((light, &remarks[0]), (Light::Red, &why), "{rows}");
    }
}

fn measure(text: &str, received: &str) -> [String; 3] {
    let mut inputs = county(vec![input(lines(village(0), text), sealed_on(received))]);
    let scheme = rules();
    inputs.period = period_of(&scheme);
    let outcome = outcome(&scheme, &inputs);
    let row = outcome.unit(village(0)).unwrap();
    ["green", "yellow", "red"].map(|id| {
        let line = row.indicators.iter().find(|line| line.id == id).unwrap();
        line.measure.unwrap().to_string()
    })
}

#[test]
fn what_was_expected_and_not_taken_is_as_good_as_stopped() {
    let two = "steps member=m1 step=1 done_on=2026-03-01
        materials member=m1 step=1 material=申请书 handed_in=2026-03-01
        steps member=m1 step=2 done_on=2026-03-11";
    // One is green and one yellow of four.
    assert_eq!(measure(two, "2027-01-10"), ["25", "3", "2"]);
    assert_eq!(measure("", "2027-01-10"), ["0", "4", "4"]);
    // Another member's first step does not stand before this one's second.
    let other = "steps member=m2 step=1 done_on=2026-03-01
        steps member=m1 step=2 done_on=2026-03-11
        steps member=m1 step=99 done_on=2026-03-11";
    assert_eq!(measure(other, "2027-01-10"), ["0", "4", "3"]);
}

#[test]
fn what_stands_under_a_late_seal_was_handed_in_late() {
    let text = "steps member=m1 step=1 done_on=2026-03-01
        materials member=m1 step=1 material=申请书 handed_in=2026-03-01
        steps member=m1 step=2 done_on=2026-03-11
        materials member=m1 step=2 material=记录 handed_in=2026-03-11
        steps member=m1 step=3 done_on=2026-12-31";
    assert_eq!(measure(text, "2027-01-20"), ["75", "1", "1"], "the last day");
    // The third has no materials to be late with.
    assert_eq!(measure(text, "2027-01-21"), ["25", "3", "1"]);
}

#[test]
fn faults_of_steps_have_their_places() {
    for (from, to, message) in [
        (r#"after = "2""#, r#"after = "4""#, "the step \"4\" follows itself"),
        (r#"after = "2""#, r#"after = "9""#, "no step \"9\" comes before this one"),
        (r#"code = "3""#, r#"code = "2""#, "there are two steps \"2\""),
        (r#"code = "3""#, r#"code = "3 a""#, "`code` is \"3 a\""),
        (r#""鉴定""#, r#""考察表""#, "`materials` names \"考察表\" twice"),
        (r#""鉴定""#, r#""a/b""#, "`materials` has \"a/b\""),
        (r#"materials = ["申请书"]"#, "least_days = 3", "nothing comes before the first step"),
        (r#"light = "red""#, r#"light = "blue""#, "`village.indicators.measure.light` is \"blue\""),
        (r#"kind = "steps""#, r#"kind = "count", table = "steps""#, "unknown key `light`"),
        ("[steps]\nwithin_months = 1", "[steps]\nwithin = 1", "unknown key `within`"),
    ] {
        assert!(RULES.contains(from), "{from}");
        let faults = Scheme::parse(&RULES.replacen(from, to, 1)).unwrap_err();
        crate::wrong::check_chinese(&faults);
        assert!(
            faults.iter().any(|fault| fault.message.to_string().contains(message) && fault.line > 5),
            "{to}: {faults:#?}"
        );
    }
    let (head, rest) = RULES.split_once("[steps]").unwrap();
    let (steps, levels) = rest.split_once("[village]").unwrap();
    let without = Scheme::parse(&format!("{head}[village]{levels}")).unwrap_err();
    assert!(without[0].message.to_string().contains("the scheme has no steps to look at"), "{without:#?}");
    let count = r#"[village]
[[village.indicators]]
id = "deeds"
title = "言行"
max = 10
measure = { kind = "count", table = "deeds" }
points = { kind = "per", each = 1 }
"#;
    let unused = Scheme::parse(&format!("{head}[steps]{steps}{count}")).unwrap_err();
    assert!(unused[0].message.to_string().contains("no indicator looks at [steps]"), "{unused:#?}");
}

#[test]
fn the_rules_say_steps_in_words() {
    let scheme = rules();
    let english: Vec<&str> = scheme.indicators().iter().map(|info| info.measure.as_str()).collect();
    assert_eq!(
        english,
        [
            "steps with a green light in per cent, of 4 (those that count over that: more than expected make up for others; at most 100)",
            "steps short of a green light, of 4 (what is short of it, not below 0)",
            "steps with a red light, or not taken, of 4 (what is short of it, not below 0)"
        ]
    );
    let words = scheme.in_words(Level::Village).unwrap();
    let chinese: Vec<&str> = words.indicators.iter().map(|one| one.measure.as_str()).collect();
    assert_eq!(
        chinese,
        [
            "亮绿灯的步骤占比（%），以4为应有数（符合的实有数除以应有数，多出的可抵不符合的，最多计100%）",
            "未亮绿灯的步骤数，以4为应有数（应有数减去实有数，不小于0）",
            "亮红灯或未办的步骤数，以4为应有数（应有数减去实有数，不小于0）"
        ]
    );
    assert!(words.scoring.contains(
        &"发展党员分2个阶段4个步骤依次办理，每步材料在1个月内交齐；缺材料或超期的亮黄灯，次序不对或时间不到的亮红灯。".to_owned()
    ));
    let summary = Language::English.with(|| scheme.summary());
    assert_eq!(summary[3], "steps: 4 in 2 stages; materials are handed in within 1 month");
    assert_eq!(summary[5], "steps, 确定积极分子: 3 推荐; 4 考察 (考察表, 鉴定, at least 12 months after 2)");
    let summary = Language::Chinese.with(|| scheme.summary());
    assert_eq!(summary[3], "步骤：2 个阶段，4 个步骤；材料在1个月内提交");
    assert_eq!(summary[5], "步骤，确定积极分子：3 推荐；4 考察（考察表、鉴定、距 2 至少1年）");
    assert_eq!(scheme.words(Table::Steps, "step").len(), 4);
    assert!(scheme.words(Table::Materials, "material").contains("考察表"));
}

/// Rows about two members, near enough to each other that all lights occur.
fn any_row() -> impl Strategy<Value = Row> {
    (any::<bool>(), 1_u8..=2, 1_u8..=4, 0_u8..4, 0_u8..4).prop_map(|(is_step, member, step, day, before)| {
        let text = if is_step {
            let done = ["2026-03-01", "2026-03-11", "2026-03-12", "2026-12-20"][usize::from((day + step) % 4)];
            let before = ["", " previous_on=2025-03-01", " previous_on=2026-03-01", " previous_on=2026-03-11"]
                [usize::from(before)];
            format!("steps member=m{member} step={step} done_on={done}{before}")
        } else {
            let title =
                ["申请书", "记录", "考察表", "鉴定"][usize::from(if step > 2 { 2 + before % 2 } else { step - 1 })];
            let on = ["2026-03-11", "2026-04-12", "2026-03-20", "2026-12-31"][usize::from(day)];
            format!("materials member=m{member} step={step} material={title} handed_in={on}")
        };
        line(village(0), &text)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    /// Deleting rows never gives a better light to another, so that neither points, nor stops, nor the score improve.
    #[test]
    fn leaving_a_step_or_material_out_never_helps(
        rows in proptest::collection::vec(any_row(), 1..24),
        kept in proptest::collection::vec(any::<bool>(), 24),
        is_late in any::<bool>(),
        looks_back in any::<bool>(),
    ) {
        let looking_back = RULES.replace("within_months = 1", "within_months = 1\nearlier = \"steps_before\"");
        let scheme = if looks_back { inputs::rules(&looking_back) } else { rules() };
        let received = sealed_on(if is_late { "2027-02-01" } else { "2027-01-10" });
        let mut inputs = county(vec![input(rows.clone(), received)]);
        inputs.period = period_of(&scheme);
        let with = outcome(&scheme, &inputs);
        // Of two rows under one key one counts: they go together.
        let keys: BTreeSet<String> = rows.iter().map(Row::key).collect();
        let gone: BTreeSet<String> = keys.into_iter().zip(kept).filter(|(_, kept)| !kept).map(|(key, _)| key).collect();
        rows_of(inputs.villages.get_mut(&village(0)).unwrap()).retain(|row| !gone.contains(&row.key()));
        let without = outcome(&scheme, &inputs);
        let (then, now) = (with.unit(village(0)).unwrap(), without.unit(village(0)).unwrap());
        prop_assert!(now.score <= then.score, "{:?} without, {:?} with", now.score, then.score);
        for (line, earlier) in now.indicators.iter().zip(then.indicators.iter()).take(3) {
            let (now, then) = (line.measure.unwrap(), earlier.measure.unwrap());
            let is_better = if line.id == "green" { now > then } else { now < then };
            prop_assert!(!is_better, "{}: {now} without, {then} with", line.id);
        }
    }
}
