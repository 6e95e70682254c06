//! Settled bounds: where a scheme holds what came to stay, no completion of what is missing leaves them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_model::{Row, UnitCode};
use cunbang_scheme::{Bounds, Inputs, OutcomeRow, ReceiptState, Scheme};
use cunbang_world::inputs::{self, check_within, county, input, outcome, row_of, scheme, sealed_on};
use cunbang_world::rows::lines as rows;
use cunbang_world::tree::{township, village};

const RULES: &str = r#"[village]
settled = true
floor = 0
[[village.groups]]
id = "base"
kind = "base"
[[village.groups]]
id = "deducted"
kind = "deducted"
[[village.indicators]]
id = "theme_days"
title = "theme days"
group = "base"
max = 30
measure = { kind = "count", table = "meetings", where = ["kind = theme_day", "reason_not_held is empty"], distinct = "month", per = "month" }
points = { kind = "linear", from = 0, to = 1 }
[[village.indicators]]
id = "steps"
title = "steps"
group = "base"
max = 30
measure = { kind = "timeliness", table = "tasks", where = ["task starts step-"], date = "done_on", due = "due", of = ["4"] }
points = { kind = "linear", from = 0, to = 100 }
[[village.indicators]]
id = "deeds"
title = "deeds"
group = "base"
max = 40
measure = { kind = "count", table = "deeds", per = "member" }
points = { kind = "linear", from = 0, to = 2 }
[[village.indicators]]
id = "unkept"
title = "unkept"
group = "deducted"
max = 20
measure = { kind = "count", table = "tasks", where = ["task starts hard-", "not done_on <= due"] }
points = { kind = "deduct", each = 7 }
[[village.indicators]]
id = "without"
title = "months without a lecture"
group = "deducted"
max = 15
measure = { kind = "missing", table = "meetings", where = ["kind = lecture"], distinct = "month", of = ["months"] }
points = { kind = "deduct", each = 5 }
[township]
settled = true
[[township.indicators]]
id = "villages"
title = "mean"
max = 60
measure = { kind = "children", weight = "equal" }
points = { kind = "linear", from = 0, to = 100 }
[[township.indicators]]
id = "lectures"
title = "lectures"
max = 40
measure = { kind = "count", table = "meetings", where = ["kind = lecture"], rows = "villages" }
points = { kind = "per", each = 5 }
"#;

/// What a village may write, each line alone or not at all.
const LINES: [&str; 8] = [
    "standing member=m{} status=full ×3",
    "meetings meeting=t7 kind=theme_day date=2026-07-05",
    "meetings meeting=t8 kind=theme_day date=2026-08-05",
    "meetings meeting=l7 kind=lecture date=2026-07-06",
    "tasks task=step-1 due=2026-08-01 done_on=2026-08-01",
    "tasks task=step-2 due=2026-08-01",
    "tasks task=hard-1 due=2026-08-01",
    "deeds deed=d{} member=m1 date=2026-07-01 kind=integrity ×4",
];

/// Rows under the same keys, with their empty cells filled in.
const FILLED: [(usize, &str); 2] = [
    (5, "tasks task=step-2 due=2026-08-01 done_on=2026-07-30"),
    (6, "tasks task=hard-1 due=2026-08-01 done_on=2026-08-01"),
];

fn written(which: usize, filled: bool) -> Vec<Row> {
    let line = |index: usize| {
        let later = FILLED.iter().find(|(of, _)| filled && *of == index).map(|(_, line)| *line);
        later.unwrap_or(LINES[index])
    };
    (0..LINES.len()).filter(|index| which & (1 << index) != 0).flat_map(|index| rows(village(1), line(index))).collect()
}

fn two_villages(other: Vec<Row>, receipt: ReceiptState) -> Inputs {
    let first = "standing member=m{} status=full ×3\nmeetings meeting=l7 kind=lecture date=2026-07-06";
    county(vec![input(rows(village(0), first), sealed_on("2026-10-05")), input(other, receipt)])
}

/// Of whom something may still come.
fn open() -> [UnitCode; 2] {
    [village(1), township(0)]
}

fn bounds(scheme: &Scheme, inputs: &Inputs) -> [Bounds; 2] {
    inputs::bounds(&outcome(scheme, inputs), open())
}

#[test]
fn no_completion_of_what_is_missing_leaves_the_bounds() {
    let scheme = scheme(RULES);
    let all = 1 << LINES.len();
    let ends: Vec<[[OutcomeRow; 2]; 2]> = (0..all)
        .map(|which| {
            [false, true].map(|filled| {
                let outcome = outcome(&scheme, &two_villages(written(which, filled), sealed_on("2026-10-05")));
                open().map(|unit| row_of(&outcome, unit).clone())
            })
        })
        .collect();
    for early in 1..all {
        let bounds = bounds(&scheme, &two_villages(written(early, false), ReceiptState::Partial));
        for late in (0..all).filter(|late| late & early == early) {
            for (row, bounds) in ends[late].iter().flat_map(|rows| rows.iter().zip(bounds)) {
                check_within(&bounds, row, &format!("{early:08b} {late:08b}"));
            }
        }
    }
}

#[test]
fn what_came_narrows_them_and_a_withdrawal_is_the_exception() {
    // Deductions of a point at most, so that what is given shows.
    let text = RULES.replace("max = 20\n", "max = 1\n").replace("max = 15\n", "max = 1\n");
    let (settled, open) = (scheme(&text), scheme(&text.replace("settled = true\n", "")));
    let came = written(0b11110, false);
    let least = |scheme: &Scheme, rows: Vec<Row>| {
        bounds(scheme, &two_villages(rows, ReceiptState::Partial)).map(|bounds| bounds.worst_score.to_string())
    };
    // 20.00 for two theme days and 7.50 for a step, less a point for each of the two deductions.
    assert_eq!(least(&settled, came.clone())[0], "25.50");
    assert_eq!(least(&open, came.clone())[0], "0.00");
    let withdrawn = came.into_iter().map(|row| row.withdrawn("误录")).collect();
    assert_eq!(least(&settled, withdrawn)[0], "0.00");
}

#[test]
fn of_a_township_too() {
    let settled = scheme(RULES);
    let least = |which: usize| {
        bounds(&settled, &two_villages(written(which, false), ReceiptState::Partial))[1].worst_score.to_string()
    };
    // The first village has 0.00; each lecture that is written down gives 5.00.
    assert_eq!((least(0b10), least(0b1000)), ("5.00".to_owned(), "10.00".to_owned()));
}

#[test]
fn a_month_that_is_over_is_not_settled() {
    let scheme = scheme(RULES);
    let august_only = two_villages(written(0b100, false), ReceiptState::Partial);
    // July's theme day may have been held far from any network: its row still counts when it comes.
    assert_eq!(bounds(&scheme, &august_only)[0].best_score.to_string(), "100.00");
}
