//! Scores: how indicators come together in groups and stages, with caps, vetoes and every point's rows.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_scheme::{Level, OutcomeRow};
use cunbang_world::inputs::{county, input, outcome, scheme, sealed_on};
use cunbang_world::rows::lines as rows;
use cunbang_world::tree::village;
use std::fmt::Write;

/// The village's score, and the points of its lines.
fn sheet(levels: &str, village_rows: &str) -> (String, Vec<String>) {
    let inputs = county(vec![input(rows(village(0), village_rows), sealed_on("2026-10-05"))]);
    let outcome = outcome(&scheme(levels), &inputs);
    let row = &outcome.rows(Level::Village)[0];
    assert_adds_up(row);
    let lines = row
        .indicators
        .iter()
        .map(|line| format!("{} {}", line.id, line.points.map_or_else(|| "-".to_owned(), |points| points.to_string())));
    (row.score.unwrap().to_string(), lines.collect())
}

fn assert_adds_up(row: &OutcomeRow) {
    let sum: cunbang_model::Decimal = row.indicators.iter().filter_map(|line| line.points).sum();
    assert_eq!(Some(sum), row.score, "{row:#?}");
}

const TWO: &str = r#"[village]
[[village.groups]]
id = "base"
kind = "base"
[[village.groups]]
id = "added"
kind = "added"
cap = 4
[[village.groups]]
id = "stop"
kind = "veto"
[[village.indicators]]
id = "fixed"
title = "fixed"
group = "base"
max = 60
measure = { kind = "timeliness", table = "findings", date = "fixed_on", due = "due" }
points = { kind = "linear", from = 0, to = 100 }
[[village.indicators]]
id = "deeds"
title = "deeds"
group = "base"
max = 40
measure = { kind = "count", table = "deeds" }
points = { kind = "per", each = 10 }
[[village.indicators]]
id = "bonus"
title = "bonus"
group = "added"
max = 10
measure = { kind = "figure", indicator = "bonus_items" }
points = { kind = "value" }
[[village.indicators]]
id = "falsified"
title = "falsified"
group = "stop"
measure = { kind = "count", table = "findings", where = ["clause = falsified"] }
points = { kind = "veto" }
"#;

#[test]
fn skipped_weight_goes_to_the_rest_of_the_group() {
    let (score, lines) = sheet(TWO, "deeds deed=d{} member=m1 date=2026-07-01 kind=integrity ×3");
    assert_eq!(score, "75.00");
    assert_eq!(lines, ["fixed -", "deeds 30.00", "bonus -", "falsified -", "base 45.00"]);
}

#[test]
fn groups_have_caps_and_vetoes_leave_nothing() {
    let rows = "findings finding=f0 date=2026-07-01 due=2026-08-01 points=0 fixed_on=2026-08-01
        measures period=2026Q3 indicator=bonus_items value=7.5";
    let (score, lines) = sheet(TWO, rows);
    assert_eq!(score, "64.00");
    assert_eq!(lines, ["fixed 60.00", "deeds 0.00", "bonus 7.50", "falsified -", "added -3.50"]);
    let (score, lines) = sheet(
        TWO,
        &format!(
            "{rows}\nfindings finding=f1 date=2026-07-01 due=2026-07-09 fixed_on=2026-07-09 clause=falsified points=0"
        ),
    );
    assert_eq!(score, "0.00");
    assert_eq!(lines.last().unwrap(), "veto -64.00");
}

#[test]
fn stages_weigh_their_indicators() {
    // Dazhou 达州: 30 % routine, 50 % year-end, 20 % oral report.
    let mut levels = String::from("[village]\ntie_breakers = [\"stage:year_end\"]\n");
    for (stage, weight) in [("routine", "0.3"), ("year_end", "0.5"), ("oral", "0.2")] {
        writeln!(levels, "[[village.stages]]\nid = \"{stage}\"\nweight = {weight}").unwrap();
    }
    for stage in ["routine", "year_end", "oral"] {
        writeln!(
            levels,
            "[[village.indicators]]\nid = \"points_{stage}\"\ntitle = \"x\"\nstage = \"{stage}\"\nmax = 100\nmissing = \"zero\"\n\
             measure = {{ kind = \"figure\", indicator = \"{stage}\" }}\npoints = {{ kind = \"value\" }}"
        )
        .unwrap();
    }
    let rows = "measures period=2026Q3 indicator=routine value=85.55
        measures period=2026Q3 indicator=year_end value=90
        measures period=2026Q3 indicator=oral value=77.7";
    let (score, lines) = sheet(&levels, rows);
    assert_eq!(lines, ["points_routine 25.67", "points_year_end 45.00", "points_oral 15.54"]);
    assert_eq!(score, "86.21");
}

#[test]
fn every_point_leads_back_to_its_rows() {
    let levels = r#"[village]
[[village.indicators]]
id = "deeds"
title = "deeds"
max = 25
measure = { kind = "count", table = "deeds", where = ["confirmed_on is set"] }
points = { kind = "per", each = 10 }
[[village.indicators]]
id = "tasks"
title = "tasks"
max = 10
measure = { kind = "timeliness", table = "tasks", date = "done_on", due = "due" }
points = { kind = "linear", from = 0, to = 100 }
"#;
    let village_rows = "deeds deed=d{} member=m1 date=2026-07-01 kind=integrity confirmed_on=2026-07-02 ×3
        deeds deed=e1 member=m1 date=2026-07-01 kind=integrity
        tasks task=t1 due=2026-08-01 done_on=2026-08-03
        tasks task=t2 due=2026-08-01 done_on=2026-08-01";
    let inputs = county(vec![input(rows(village(0), village_rows), sealed_on("2026-10-05"))]);
    let outcome = outcome(&scheme(levels), &inputs);
    let json = serde_json::to_value(&outcome.rows(Level::Village)[0].indicators).unwrap();
    assert_eq!(
        json,
        serde_json::json!([
            { "id": "deeds", "points": "25.00", "measure": "3", "reasons": [
                { "row": "deeds/d1", "points": "10" },
                { "row": "deeds/d2", "points": "10" },
                { "row": "deeds/d3", "points": "10" },
                { "note": "at most 25" },
            ]},
            { "id": "tasks", "points": "5.00", "measure": "50", "reasons": [
                { "row": "tasks/t1", "note": "2026-08-03, due 2026-08-01" },
                { "note": "1 of 2" },
            ]},
        ])
    );
}

#[test]
fn an_indicator_in_some_periods_only() {
    let big_meeting = |parts: &str| {
        scheme(&format!(
            "[village]\n[[village.indicators]]\nid = \"big\"\ntitle = \"x\"\nmax = 40\nin = {parts}
            measure = {{ kind = \"count\", table = \"meetings\" }}\npoints = {{ kind = \"per\", each = 40 }}
            [[village.indicators]]\nid = \"deeds\"\ntitle = \"x\"\nmax = 60
            measure = {{ kind = \"count\", table = \"deeds\" }}\npoints = {{ kind = \"per\", each = 60 }}"
        ))
    };
    let inputs = county(vec![input(
        rows(village(0), "deeds deed=d1 member=m1 date=2026-07-05 kind=integrity"),
        sealed_on("2026-10-05"),
    )]);
    let score = |parts: &str| outcome(&big_meeting(parts), &inputs).rows(Level::Village)[0].clone();
    assert_eq!(score("[\"Q3\"]").score.unwrap().to_string(), "60.00");
    let out = score("[\"Q2\", \"Q4\"]");
    // Not a full score scaled up: in this period the scheme gives 60.
    assert_eq!(out.score.unwrap().to_string(), "60.00");
    assert_eq!((out.indicators[0].points, out.indicators[0].measure), (None, None));
    assert_eq!(out.indicators[0].reasons[0].note, "does not count in this period 本期不考");
}

#[test]
fn vetoes_below_a_line_and_of_what_is_missing() {
    let vetoed = |points: &str, rows_of_village: &str| {
        let scheme = scheme(&format!(
            "[village]\n[[village.groups]]\nid = \"base\"\nkind = \"base\"\n[[village.groups]]\nid = \"v\"\nkind = \"veto\"
            [[village.indicators]]\nid = \"deeds\"\ntitle = \"x\"\ngroup = \"base\"\nmax = 10
            measure = {{ kind = \"count\", table = \"deeds\" }}\npoints = {{ kind = \"per\", each = 10 }}
            [[village.indicators]]\nid = \"share\"\ntitle = \"x\"\ngroup = \"v\"
            measure = {{ kind = \"figure\", indicator = \"share\" }}\npoints = {{ kind = \"veto\", {points} }}"
        ));
        let text = format!("deeds deed=d1 member=m1 date=2026-07-05 kind=integrity\n{rows_of_village}");
        let inputs = county(vec![input(rows(village(0), &text), sealed_on("2026-10-05"))]);
        outcome(&scheme, &inputs).rows(Level::Village)[0].score.unwrap().to_string()
    };
    // Shanyang: at least 70 % of the households.
    let share = |value: &str| format!("measures period=2026Q3 indicator=share value={value}");
    assert_eq!(vetoed("below = 70", &share("69.9")), "0.00");
    assert_eq!(vetoed("below = 70", &share("70")), "10.00");
    assert_eq!(vetoed("below = 70", ""), "10.00");
    assert_eq!(vetoed("below = 70, missing = \"veto\"", ""), "0.00");
    assert_eq!(vetoed("at = 2", &share("2")), "0.00");
}
