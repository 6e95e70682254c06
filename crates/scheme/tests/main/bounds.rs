//! Bounds hold for every completion: small counties of which everything that may still come is tried.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_model::Row;
use cunbang_scheme::{Bounds, Decision, Inputs, Level, Outcome, Prospect, ReceiptState, Scheme, VillageInput};
use cunbang_world::inputs::{self, check_within, county, decided, input, outcome, row_of, scheme, sealed_on, shipped};
use cunbang_world::rows::lines as rows;
use cunbang_world::tree::{township, village};

/// A village by deeds per member, hard targets and findings per member; a township by the mean of its villages by
/// members, sealing, and its villages' findings.
const RULES: &str = r#"[village]
floor = 0
[[village.groups]]
id = "base"
kind = "base"
[[village.groups]]
id = "deducted"
kind = "deducted"
[[village.indicators]]
id = "deeds"
title = "deeds"
group = "base"
max = 60
measure = { kind = "count", table = "deeds", per = "member" }
points = { kind = "linear", from = 0, to = 2 }
[[village.indicators]]
id = "kept"
title = "kept"
group = "base"
max = 10
measure = { kind = "timeliness", table = "commitments", date = "kept_on", due = "due" }
points = { kind = "linear", from = 100, to = 0 }
[[village.indicators]]
id = "satisfied"
title = "satisfied"
group = "base"
max = 30
measure = { kind = "ratio", table = "satisfaction", part = "satisfied", whole = "ballots" }
points = { kind = "linear", from = 0, to = 100 }
[[village.indicators]]
id = "hard"
title = "hard"
group = "deducted"
max = 20
measure = { kind = "count", table = "tasks", where = ["not done_on <= due"] }
points = { kind = "deduct", each = 7 }
[[village.indicators]]
id = "found"
title = "found"
group = "deducted"
max = 20
measure = { kind = "sum", table = "findings", column = "points", per = "member" }
points = { kind = "deduct", each = 3 }
[township]
[[township.indicators]]
id = "villages"
title = "mean"
max = 70
measure = { kind = "children", weight = "members" }
points = { kind = "linear", from = 0, to = 100 }
[[township.indicators]]
id = "sealing"
title = "sealing"
max = 10
measure = { kind = "sealed" }
points = { kind = "linear", from = 0, to = 100 }
[[township.indicators]]
id = "fixed"
title = "fixed"
max = 20
measure = { kind = "timeliness", table = "findings", date = "fixed_on", due = "due", rows = "villages" }
points = { kind = "linear", from = 0, to = 100 }
"#;

/// Everything that a village may come to be: nobody to very many members, and each kind of row or none of it.
fn completions(number: usize) -> Vec<Vec<Row>> {
    let parts = [
        &["", "standing member=m{} status=full ×1", "standing member=m{} status=full ×5", MANY][..],
        &[
            "",
            "deeds deed=d{} member=m1 date=2026-07-01 kind=integrity ×1",
            "deeds deed=d{} member=m1 date=2026-07-01 kind=integrity ×900",
        ],
        &[
            "",
            "commitments commitment=c1 due=2026-08-01 kept_on=2026-08-01",
            "commitments commitment=c1 due=2026-08-01",
        ],
        &["", "tasks task=t{} due=2026-08-01 ×3"],
    ];
    let mut all = vec![Vec::new()];
    for alternatives in parts {
        all = all
            .iter()
            .flat_map(|rows_before| {
                alternatives.iter().map(move |text| [rows_before.clone(), rows(village(number), text)].concat())
            })
            .collect();
    }
    all
}

const MANY: &str = "standing member=m{} status=full ×400";

fn bounds(scheme: &Scheme, inputs: &Inputs) -> [Bounds; 2] {
    inputs::bounds(&outcome(scheme, inputs), [village(1), township(0)])
}

/// Tries every completion of the second village; gives the least and greatest score of it and of the township.
fn try_all(scheme: &Scheme, inputs: &Inputs, inspected: &[Row]) -> [(String, String); 2] {
    let [of_village, of_township] = bounds(scheme, inputs);
    let (mut of_unit, mut above) = (Vec::new(), Vec::new());
    for rows in completions(1) {
        for sealed in ["2026-10-01", "2026-12-01"] {
            let mut inputs = inputs.clone();
            let rows = [rows.clone(), inspected.to_vec()].concat();
            inputs.villages.insert(village(1), input(rows, sealed_on(sealed)));
            let last = outcome(scheme, &inputs);
            for (unit, bounds, seen) in [(village(1), of_village, &mut of_unit), (township(0), of_township, &mut above)]
            {
                let row = row_of(&last, unit);
                check_within(&bounds, row, sealed);
                seen.push(row.score.unwrap());
            }
        }
    }
    [of_unit, above].map(|scores: Vec<cunbang_model::Decimal>| {
        (scores.iter().min().unwrap().to_string(), scores.iter().max().unwrap().to_string())
    })
}

fn inspected() -> Vec<Row> {
    rows(
        village(1),
        "findings finding=f1 date=2026-07-01 due=2026-07-20 points=0.5 fixed_on=2026-07-10
         satisfaction period=2026Q3 target=committee ballots=10 satisfied=5",
    )
}

fn first_village() -> VillageInput {
    let text = "standing member=m{} status=full ×30
        deeds deed=d{} member=m1 date=2026-07-01 kind=integrity ×20
        findings finding=f1 date=2026-07-01 due=2026-07-20 points=1";
    input(rows(village(0), text), sealed_on("2026-10-05"))
}

#[test]
fn of_a_silent_village_and_its_township() {
    let scheme = scheme(RULES);
    let inputs = county(vec![first_village(), input(inspected(), ReceiptState::Nothing)]);
    let [of_village, of_township] = try_all(&scheme, &inputs, &inspected());
    // An unknown weight comes as near to its limit as there are members.
    let [village_bounds, township_bounds] = bounds(&scheme, &inputs);
    assert_eq!(of_village, ("0.00".to_owned(), village_bounds.best_score.to_string()));
    assert_eq!(township_bounds.best_score.to_string(), "79.50");
    assert!(of_township.1.parse::<f64>().unwrap() > 70.0, "{of_township:?}");
}

#[test]
fn of_a_village_whose_rows_are_withdrawn_again() {
    let scheme = scheme(RULES);
    for here in completions(1) {
        let early = [here, inspected()].concat();
        let inputs = county(vec![first_village(), input(early, ReceiptState::Partial)]);
        let [village_bounds, township_bounds] = bounds(&scheme, &inputs);
        let silent = county(vec![first_village(), input(inspected(), ReceiptState::Nothing)]);
        // What came is no promise: the bounds are those of silence.
        assert_eq!([village_bounds, township_bounds], bounds(&scheme, &silent));
    }
}

#[test]
fn beside_a_village_whose_members_nobody_knows() {
    let scheme = scheme(RULES);
    let unknown = decided(Vec::new(), ReceiptState::Nothing, Decision::NotCarriedOut("x".to_owned()));
    let inputs = county(vec![unknown, input(inspected(), ReceiptState::Nothing)]);
    try_all(&scheme, &inputs, &inspected());
}

/// A first village that had all it could, beside a silent one in which half of those asked were not satisfied.
fn beside_a_better_one(second: VillageInput) -> Inputs {
    let text = "standing member=m{} status=full ×3
        deeds deed=d{} member=m1 date=2026-07-01 kind=integrity ×6
        commitments commitment=c1 due=2026-08-01
        satisfaction period=2026Q3 target=committee ballots=10 satisfied=10";
    county(vec![input(rows(village(0), text), sealed_on("2026-10-05")), second])
}

/// The one case in which a score from what came lies outside the bounds: a mean of equal weights leaves out a village of
/// which nothing is here, as if it were excused. That decision is not foreseen; to it alone the score belongs.
#[test]
fn a_mean_of_equal_weights_leaves_the_silent_out_as_if_they_were_excused() {
    let silent = beside_a_better_one(input(inspected(), ReceiptState::Nothing));
    let excused = decided(inspected(), ReceiptState::Nothing, Decision::Excuse("洪水".to_owned()));
    let excused = beside_a_better_one(excused);
    // Findings and seals aside: the mean alone.
    let mean_alone = &RULES[..RULES.find("[[township.indicators]]\nid = \"sealing\"").unwrap()];
    for (weight, is_outside) in [("equal", true), ("members", false)] {
        let scheme = scheme(&mean_alone.replace("weight = \"members\"", &format!("weight = \"{weight}\"")));
        let (now, then) = (outcome(&scheme, &silent), outcome(&scheme, &excused));
        let row = row_of(&now, township(0));
        assert_eq!(row.score, row_of(&then, township(0)).score, "{weight}");
        assert_eq!(row.bounds.unwrap().best_score < row.score.unwrap(), is_outside, "{weight}: {row:?}");
    }
}

#[test]
fn of_equal_weights() {
    let scheme = scheme(&RULES.replace("weight = \"members\"", "weight = \"equal\""));
    let inputs = county(vec![first_village(), input(inspected(), ReceiptState::Nothing)]);
    let [_, (least, most)] = try_all(&scheme, &inputs, &inspected());
    let [_, township_bounds] = bounds(&scheme, &inputs);
    assert_eq!((least, most), (township_bounds.worst_score.to_string(), township_bounds.best_score.to_string()));
}

/// Ranks lie within their bounds, and on the list is for certain who is on it whatever comes, where a veto and what was deducted
/// beyond the floor settle equal scores.
#[test]
fn where_a_veto_and_what_was_deducted_settle_equal_scores() {
    const STOPPED: &str = r#"
[[village.groups]]
id = "stopped"
kind = "veto"
[[village.indicators]]
id = "stop"
title = "stop"
group = "stopped"
measure = { kind = "count", table = "tasks", where = ["not done_on <= due"] }
points = { kind = "veto", at = 1 }
[village.candidates]
share = 0.5
[township]"#;
    let text = RULES
        .replace("floor = 0", "floor = 0\nvetoed = \"last\"\ntie_breakers = [\"score:uncut\"]")
        .replace("\n[township]", STOPPED);
    let scheme = scheme(&text);
    let of = |number: usize, text: &str| input(rows(village(number), text), sealed_on("2026-10-05"));
    let members = "standing member=m{} status=full ×1";
    let found = |points: u8| format!("{members}\nfindings finding=f1 date=2026-07-01 due=2026-07-20 points={points}");
    let villages = vec![
        first_village(),
        input(inspected(), ReceiptState::Nothing),
        of(2, &found(1)),
        of(3, &found(90)),
        of(4, &format!("{members}\ntasks task=t1 due=2026-08-01")),
        of(
            5,
            &format!(
                "{members}\ndeeds deed=d{{}} member=m1 date=2026-07-01 kind=integrity ×9\ntasks task=t1 due=2026-08-01"
            ),
        ),
    ];
    let inputs = county(villages);
    let ranks = |outcome: &Outcome| [2, 3, 4, 5].map(|number| row_of(outcome, village(number)).rank.unwrap());
    assert_eq!(ranks(&outcome(&scheme, &inputs)), [2, 3, 5, 4], "who lost more stands behind, and the vetoed last");
    try_all(&scheme, &inputs, &inspected());
    let prospects = scheme.prospects(&outcome(&scheme, &inputs));
    assert!(
        prospects.values().any(|one| *one == Prospect::Certain)
            && prospects.values().any(|one| *one == Prospect::Possible)
    );
    for completion in completions(1) {
        let mut inputs = inputs.clone();
        inputs.villages.insert(village(1), input([completion, inspected()].concat(), sealed_on("2026-10-01")));
        let last = outcome(&scheme, &inputs);
        let listed: Vec<_> = last.candidates().map(|row| row.unit).collect();
        for row in last.rows(Level::Village) {
            match prospects.get(&row.unit) {
                Some(Prospect::Certain) => assert!(listed.contains(&row.unit), "{}", row.unit),
                Some(Prospect::Possible) => {}
                None => assert!(!listed.contains(&row.unit), "{}", row.unit),
            }
        }
    }
}

/// Two villages of Shanyang, both with a project of 100 households: the first has 80 of them and 70 of 100 votes, the second
/// 90 of 100 votes, and has not said yet how many households took part.
fn of_shanyang(second: &str, receipt: ReceiptState) -> Inputs {
    let of = |number: usize, votes: u8, own: &str| {
        let votes = ["居民", "组织", "第三方"]
            .map(|target| format!("satisfaction period=2026 target={target} ballots=100 satisfied={votes}"));
        let text = format!("stated_figures period=2026 figure=resident_households stated=100\n{own}");
        rows(village(number), &format!("{}\n{text}", votes.join("\n")))
    };
    let first = "meetings meeting=z kind=committee date=2026-03-03
        measures period=2026 indicator=households_taking_part value=80";
    let mut inputs = county(vec![input(of(0, 70, first), sealed_on("2027-01-05")), input(of(1, 90, second), receipt)]);
    inputs.period = "2026".parse().unwrap();
    inputs
}

/// A veto by a figure that the village itself states is not settled while the village may still state it.
#[test]
fn of_a_veto_that_the_village_may_still_lift() {
    let scheme = shipped("shanyang");
    let [of_village, of_township] = bounds(&scheme, &of_shanyang("", ReceiptState::Nothing));
    assert_eq!(
        (of_village.worst_score.to_string(), of_village.best_score.to_string()),
        ("0.00".into(), "90.00".into())
    );
    assert_eq!((of_village.best_rank, of_village.worst_rank), (1, 2));
    assert_eq!(
        (of_township.worst_score.to_string(), of_township.best_score.to_string()),
        ("0.00".into(), "90.00".into())
    );
    let mut seen = std::collections::BTreeSet::new();
    for taking_part in 0..=10 {
        let own = format!("measures period=2026 indicator=households_taking_part value={}", taking_part * 10);
        for own in ["meetings meeting=z kind=committee date=2026-03-03".to_owned(), own] {
            let last = outcome(&scheme, &of_shanyang(&own, sealed_on("2027-01-05")));
            for (unit, bounds) in [(village(1), of_village), (township(0), of_township)] {
                check_within(&bounds, row_of(&last, unit), &own);
            }
            seen.insert(row_of(&last, village(1)).score.unwrap().to_string());
        }
    }
    assert_eq!(seen.into_iter().collect::<Vec<_>>(), ["0.00", "90.00"]);
}

/// Of whom nothing is stated any score may come.
#[test]
fn of_whom_nothing_is_stated() {
    for name in ["shanyang", "linshu"] {
        let scheme = shipped(name);
        let mut inputs = county(vec![input(Vec::new(), ReceiptState::Nothing)]);
        inputs.period = cunbang_world::inputs::period_of(&scheme);
        let [of_village] = inputs::bounds(&outcome(&scheme, &inputs), [village(0)]);
        let ends = [of_village.worst_score, of_village.best_score].map(|score| score.to_string());
        assert_eq!(ends, ["0.00", "100.00"], "{name}");
    }
}
