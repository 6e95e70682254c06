//! Stars by items: each item of a group has a star of its own, and how many have theirs gives the subject's stars.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_language::Language;
use cunbang_scheme::{Level, Scheme, remark};
use cunbang_world::inputs::{county, input, outcome, scheme, sealed_on, shipped};
use cunbang_world::rows::lines as rows;
use cunbang_world::tree::village;

const ITEMS: &str = r#"[village]
[[village.groups]]
id = "items"
title = "三项基础 items"
kind = "base"
[[village.groups]]
id = "deducted"
kind = "deducted"
[[village.indicators]]
id = "deeds"
title = "deeds"
group = "items"
max = 10
measure = { kind = "count", table = "deeds" }
points = { kind = "per", each = 5 }
[[village.indicators]]
id = "fixed"
title = "fixed"
group = "items"
max = 10
missing = "skip"
measure = { kind = "timeliness", table = "findings", date = "fixed_on", due = "due" }
points = { kind = "linear", from = 0, to = 100 }
[[village.indicators]]
id = "posts"
title = "posts"
group = "items"
max = 10
measure = { kind = "count", table = "posts" }
points = { kind = "per", each = 10 }
[[village.indicators]]
id = "found"
title = "found"
group = "deducted"
max = 30
measure = { kind = "sum", table = "findings", column = "points" }
points = { kind = "deduct", each = 1 }
[village.stars]
by = "items"
group = "items"
reached = 0.8
bands = [{ from = 100, stars = 5 }, { from = 66, stars = 3 }, { from = 50, stars = 2 }]
"#;

const TWO_DEEDS: &str = "deeds deed=d{} member=m1 date=2026-08-01 kind=integrity ×2\n";

fn stars(text: &str) -> (Option<u8>, String) {
    let inputs = county(vec![input(rows(village(0), text), sealed_on("2026-10-05"))]);
    let outcome = outcome(&scheme(ITEMS), &inputs);
    let row = &outcome.rows(Level::Village)[0];
    let line = row.indicators.iter().find(|line| line.id == "stars").unwrap();
    assert_eq!(line.points, None);
    let said = Language::English.with(|| remark::said(&line.reasons[0].note, str::to_owned));
    (row.stars, said)
}

#[test]
fn a_star_for_each_item_that_came_near_its_full_marks() {
    let said = |held: usize, of: usize| format!("{held} of {of} items that apply have their star");
    assert_eq!(stars(&format!("{TWO_DEEDS}posts post=p1 member=m1 claimed=2026-08-01")), (Some(5), said(2, 2)));
    let late = "findings finding=f1 date=2026-08-01 due=2026-08-10 points=0 fixed_on=2026-08-12\n";
    assert_eq!(stars(&format!("{TWO_DEEDS}{late}posts post=p1 member=m1 claimed=2026-08-01")), (Some(3), said(2, 3)));
    assert_eq!(stars(TWO_DEEDS), (Some(2), said(1, 2)));
    // What is short of the share has no star, and what inspections take costs none.
    assert_eq!(stars("deeds deed=d1 member=m1 date=2026-08-01 kind=integrity"), (Some(0), said(0, 2)));
    let found = "findings finding=f1 date=2026-08-01 due=2026-08-20 points=25 fixed_on=2026-08-10";
    assert_eq!(stars(&format!("{TWO_DEEDS}{found}")).0, Some(3));
}

#[test]
fn the_rules_say_how_items_have_stars() {
    let said = |scheme: &Scheme, language: Language| language.with(|| scheme.summary()).join("\n");
    let jungar = shipped("jungar-10x");
    let chinese = said(&jungar, Language::Chinese);
    assert!(chinese.contains("“十项基础”中得分达到满分 80% 的指标各得一颗项目星"), "{chinese}");
    let english = said(&jungar, Language::English);
    assert!(english.contains("has a star of its own from 80% of its full marks on"), "{english}");
    let wrong = ITEMS.replace("group = \"items\"\nreached", "group = \"item\"\nreached");
    let text = format!("name = \"x\"\ntitle = \"x\"\nperiod = \"quarter\"\n{wrong}");
    let faults = Scheme::parse(&text).unwrap_err();
    assert!(faults.len() == 1 && faults[0].message.to_string().contains("items"), "{faults:?}");
    let without =
        format!("name = \"x\"\ntitle = \"x\"\nperiod = \"quarter\"\n{}", ITEMS.replace("reached = 0.8\n", ""));
    assert_eq!(Scheme::parse(&without).unwrap_err().len(), 1);
}
