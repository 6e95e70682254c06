//! Kinds of unit: what is asked of some of them only, and what is proposed of some of them only.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_model::{Unit, UnitKind, UnitTree};
use cunbang_scheme::{Inputs, Level, OutcomeRow, Scheme};
use cunbang_world::inputs::{county, input, outcome, scheme, sealed_on};
use cunbang_world::rows::lines as rows;
use cunbang_world::tree::village;

const RULES: &str = r#"[village]
kinds = ["village", "office"]
[[village.indicators]]
id = "deeds"
title = "deeds"
max = 10
measure = { kind = "count", table = "deeds" }
points = { kind = "per", each = 1 }
[[village.indicators]]
id = "services"
title = "services"
kinds = ["office"]
max = 30
measure = { kind = "count", table = "tasks", where = ["task starts service-"] }
points = { kind = "per", each = 10 }
[[village.consequences]]
id = "no_merit"
title = "取消评优资格 no merit"
when = ["score < 20", "kind = office, enterprise"]
"#;

fn rules() -> Scheme {
    scheme(RULES)
}

fn first(kind: UnitKind, text: &str) -> OutcomeRow {
    let mut inputs: Inputs = county(vec![input(rows(village(0), text), sealed_on("2026-10-01"))]);
    let units = inputs.units.iter().map(|unit| match unit.kind {
        UnitKind::Village => Unit { kind, ..unit.clone() },
        _ => unit.clone(),
    });
    inputs.units = UnitTree::new(units.collect::<Vec<_>>()).unwrap();
    outcome(&rules(), &inputs).rows(Level::Village)[0].clone()
}

#[test]
fn an_indicator_counts_for_its_kinds_alone() {
    let text = "tasks task=service-{} due=2026-08-01 ×2\ndeeds deed=d1 member=m1 date=2026-07-01 kind=integrity";
    let office = first(UnitKind::Office, text);
    assert_eq!(office.score.unwrap().to_string(), "21.00");
    let village = first(UnitKind::Village, text);
    assert_eq!(village.score.unwrap().to_string(), "1.00", "and nothing is scaled for what is not asked");
    assert_eq!((village.indicators[1].points, village.indicators[1].measure), (None, None));
    assert_eq!(village.indicators[1].reasons[0].note, "not asked of this kind of unit 不考此类单位");
    assert_eq!(village.indicators.len(), 2);
}

#[test]
fn a_consequence_is_of_its_kinds_alone() {
    let proposed = |kind| first(kind, "deeds deed=d1 member=m1 date=2026-07-01 kind=integrity").consequences.len();
    assert_eq!((proposed(UnitKind::Office), proposed(UnitKind::Village)), (1, 0));
}

#[test]
fn kinds_are_said() {
    let scheme = rules();
    assert_eq!(scheme.indicators()[1].measure, "of office alone: number of tasks, where task starts service-");
    let words = scheme.in_words(Level::Village).unwrap();
    assert!(words.indicators[1].measure.ends_with("（限机关支部）"), "{}", words.indicators[1].measure);
    assert_eq!(words.consequences, ["得分低于20且属于机关支部、企业支部的，建议取消评优资格。"]);
}

#[test]
fn unknown_kinds_are_told() {
    for (from, to, message) in [
        ("kind = office, enterprise", "kind = ofice", "unknown kind of unit `ofice`"),
        ("kinds = [\"office\"]", "kinds = [\"township\"]", "`village.indicators.kinds` is \"township\""),
    ] {
        let text = format!("name = \"x\"\ntitle = \"x\"\nperiod = \"quarter\"\n{}", RULES.replace(from, to));
        let faults = Scheme::parse(&text).unwrap_err();
        crate::wrong::check_chinese(&faults);
        assert!(faults.iter().any(|fault| fault.message.to_string().contains(message)), "{faults:?}");
    }
}
