//! Ranking a county: ranks, statuses, decisions, bounds, candidates, stars, townships.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_language::Language;
use cunbang_model::{Decimal, UnitKind};
use cunbang_scheme::{
    Decision, Inputs, Level, Outcome, OutcomeRow, RankError, ReceiptState, Status, VillageInput, rank,
};
use cunbang_world::inputs::{county, decided, input, outcome, rows_of, scheme, sealed_on, shipped};
use cunbang_world::period;
use cunbang_world::rows::{line as row, lines as rows};
use cunbang_world::tree::{township, village};
use std::fmt::Write;

/// Villages score as many points as they have deeds, up to 100.
const DEEDS: &str = r#"[village]
[[village.indicators]]
id = "deeds"
title = "deeds"
max = 100
measure = { kind = "count", table = "deeds" }
points = { kind = "per", each = 1 }
"#;

fn deeds(number: usize, count: usize) -> VillageInput {
    let line = format!("deeds deed=d{{}} member=m1 date=2026-07-01 kind=integrity ×{count}");
    input(if count == 0 { Vec::new() } else { rows(village(number), &line) }, sealed_on("2026-10-05"))
}

fn villages(counts: &[usize]) -> Vec<VillageInput> {
    counts.iter().enumerate().map(|(number, count)| deeds(number, *count)).collect()
}

fn of(outcome: &Outcome, number: usize) -> &OutcomeRow {
    outcome.unit(village(number)).unwrap()
}

/// `score rank rank_in_parent status`, then bounds `best worst best_rank worst_rank`.
fn shown(row: &OutcomeRow) -> String {
    let number = |n: Option<u32>| n.map_or_else(|| "-".to_owned(), |n| n.to_string());
    let mut text = format!(
        "{} {} {} {}",
        row.score.map_or_else(|| "-".to_owned(), |score| score.to_string()),
        number(row.rank),
        number(row.rank_in_parent),
        row.status.as_str()
    );
    if let Some(b) = row.bounds {
        write!(text, " | {} {} {} {}", b.best_score, b.worst_score, b.best_rank, b.worst_rank).unwrap();
    }
    text
}

#[test]
fn ranks_in_county_and_township() {
    let mut counts = vec![9, 8, 8, 7];
    counts.extend([1; 6]);
    counts.extend([8, 10]); // the second township
    let outcome = outcome(&scheme(DEEDS), &county(villages(&counts)));
    for (number, expect) in [
        (0, "9.00 2 1 received"),
        (1, "8.00 3 2 received"),
        (2, "8.00 3 2 received"),
        (3, "7.00 6 4 received"),
        (4, "1.00 7 5 received"),
        (10, "8.00 3 2 received"),
        (11, "10.00 1 1 received"),
    ] {
        assert_eq!(shown(of(&outcome, number)), expect, "village {number}");
    }
    let ranks: Vec<_> = outcome.rows(Level::Village).iter().map(|row| row.rank.unwrap()).collect();
    assert!(ranks.is_sorted());
    assert!(outcome.candidates.is_none() && outcome.levels.len() == 1);
}

#[test]
fn silence_is_not_zero() {
    let mut all = villages(&[50, 40, 0, 30, 20, 10]);
    all[3].receipt = ReceiptState::Partial;
    all[4] = input(Vec::new(), ReceiptState::Nothing);
    all[5].decision = Some(Decision::Excuse("flood".to_owned()));
    let outcome = outcome(&scheme(DEEDS), &county(all));
    for (number, expect) in [
        (0, "50.00 1 1 received"),
        (1, "40.00 2 2 received"),
        (2, "0.00 3 3 received"),
        (3, "30.00 - - provisional | 100.00 0.00 1 4"),
        (4, "- - - not_received | 100.00 0.00 1 4"),
        (5, "- - - excused"),
    ] {
        assert_eq!(shown(of(&outcome, number)), expect, "village {number}");
    }
    assert!(of(&outcome, 5).indicators.is_empty());
    assert_eq!(of(&outcome, 5).decision.as_ref().unwrap().reason, "flood");
    let order: Vec<_> = outcome.rows(Level::Village).iter().map(|row| row.unit).collect();
    assert_eq!(order, [0, 1, 2, 3, 4, 5].map(village));
}

#[test]
fn a_village_that_nobody_mentions_was_not_received() {
    let mut inputs = county(villages(&[5, 6]));
    inputs.villages.remove(&village(1));
    assert_eq!(of(&outcome(&scheme(DEEDS), &inputs), 1).status, Status::NotReceived);
}

#[test]
fn the_county_decides_on_what_was_not_received() {
    let partial = |decision| {
        decided(
            rows(village(0), "deeds deed=d{} member=m1 date=2026-07-01 kind=integrity ×7"),
            ReceiptState::Partial,
            decision,
        )
    };
    for (decision, expect) in [
        (Decision::Take("x".to_owned()), "7.00 1 1 received"),
        (Decision::NotCarriedOut("x".to_owned()), "0.00 1 1 received"),
        (Decision::Excuse("x".to_owned()), "- - - excused"),
    ] {
        let outcome = outcome(&scheme(DEEDS), &county(vec![partial(decision)]));
        assert_eq!(shown(of(&outcome, 0)), expect);
    }
    let line = format!("decisions period=2026Q3 subject={} decision=not_carried_out reason=no", village(3));
    let (unit, when, decision) = Decision::from_row(&row("330522".parse().unwrap(), &line)).unwrap();
    assert_eq!((unit, when), (village(3), period("2026Q3")));
    assert_eq!(decision, Decision::NotCarriedOut("no".to_owned()));
}

#[test]
fn not_carried_out_is_the_worst_that_silence_could_come_to() {
    let finding = "findings finding=f1 date=2026-07-01 due=2026-07-20 points=3 fixed_on=2026-07-19";
    let with = |decision: Option<Decision>| {
        let input = VillageInput { decision, ..VillageInput::new(rows(village(0), finding), ReceiptState::Nothing) };
        outcome(&shipped("standard"), &county(vec![input]))
    };
    let silent = with(None);
    let bounds = of(&silent, 0).bounds.unwrap();
    assert_eq!(bounds.best_score.to_string(), "97.00"); // 100, less the finding's 3: what is stated of it counts as it stands
    assert_eq!(bounds.worst_score.to_string(), "0.00");
    assert_eq!(of(&with(Some(Decision::NotCarriedOut("x".to_owned()))), 0).score.unwrap().to_string(), "0.00");
}

#[test]
fn spreadsheets_have_no_seals() {
    let only_posts = "standing member=m1 status=full\nposts post=p1 member=m1 claimed=2026-07-01";
    let posts = input(rows(village(0), only_posts), ReceiptState::Spreadsheet);
    let mut one_deed = deeds(1, 1);
    one_deed.receipt = ReceiptState::Spreadsheet;
    let outcome = outcome(&scheme(DEEDS), &county(vec![posts, one_deed]));
    assert_eq!(of(&outcome, 0).status, Status::NotReceived);
    assert_eq!(of(&outcome, 1).status, Status::Received);
}

/// Whatever a village wrote of the period, it is here: also a theme day not held that counts for nothing.
#[test]
fn any_row_of_the_period_in_spreadsheets_is_received() {
    for (text, expect) in [
        ("meetings meeting=t1 kind=theme_day date=2026-07-05 reason_not_held=无", Status::Received),
        ("measures period=2026Q3 indicator=collective_income value=3", Status::Received),
        ("meetings meeting=t1 kind=theme_day date=2026-06-05 reason_not_held=无", Status::NotReceived),
        ("measures period=2026Q2 indicator=collective_income value=3", Status::NotReceived),
        ("stated_figures period=2026Q3 figure=tasks stated=3", Status::NotReceived),
        ("findings finding=f1 date=2026-07-01 due=2026-07-20 points=3", Status::NotReceived),
        ("standing member=m1 status=full", Status::NotReceived),
    ] {
        let inputs = county(vec![input(rows(village(0), text), ReceiptState::Spreadsheet)]);
        for scheme in [shipped("standard"), scheme(DEEDS)] {
            assert_eq!(of(&outcome(&scheme, &inputs), 0).status, expect, "{text}");
        }
    }
}

/// The deeds of each village, and which are candidates.
fn check_candidates(counts: &[usize], rule: &str, expect: &[usize]) -> Outcome {
    let outcome =
        outcome(&scheme(&format!("{DEEDS}[village.candidates]\nshare = 0.05\n{rule}")), &county(villages(counts)));
    let mut found: Vec<_> = outcome.candidates().map(|row| row.unit).collect();
    found.sort_unstable();
    assert_eq!(found, expect.iter().copied().map(village).collect::<Vec<_>>());
    outcome
}

#[test]
fn candidates_are_the_last_share_of_the_county() {
    let of_221: Vec<usize> = (0..221).map(|number| 100_usize.saturating_sub(number / 3)).collect();
    // 5 % of 221 is 11.05: eleven; the eleventh from below shares its score with none above the cut.
    let outcome = check_candidates(&of_221, "", &(210..221).collect::<Vec<_>>());
    let summary = outcome.candidates.as_ref().unwrap();
    assert_eq!((summary.eligible, summary.count, summary.share.to_string().as_str()), (221, 11, "0.05"));
    let of_17: Vec<usize> = (3..20).collect();
    check_candidates(&of_17, "", &[0]);
    check_candidates(&of_17, "minimum = 3", &[0, 1, 2]);
}

#[test]
fn a_tie_at_the_cut_lists_all() {
    check_candidates(&[9, 5, 7, 5, 8, 5], "", &[1, 3, 5]);
    check_candidates(&[4, 5, 7, 5, 8, 5], "", &[0]);
}

#[test]
fn the_share_is_not_apportioned_among_townships() {
    let mut counts = vec![50; 40];
    counts[11..13].copy_from_slice(&[3, 4]); // both in the second township
    check_candidates(&counts, "", &[11, 12]);
}

#[test]
fn a_pending_village_is_no_candidate_but_is_said_to_be_open() {
    let mut all = villages(&[10, 20, 30, 40, 50]);
    all[2].receipt = ReceiptState::Partial; // its rows may still be withdrawn
    all[4] = input(Vec::new(), ReceiptState::Nothing);
    let scheme = scheme(&format!("{DEEDS}[village.candidates]\nshare = 0.05\n"));
    let outcome = outcome(&scheme, &county(all));
    let summary = outcome.candidates.as_ref().unwrap();
    assert_eq!((summary.eligible, summary.count), (3, 1));
    assert_eq!(summary.pending, [village(2), village(4)]);
    assert_eq!(of(&outcome, 4).candidate, Some(false));
    assert_eq!(of(&outcome, 0).candidate, Some(true));
}

/// Nobody from the ceiling on is a candidate, however far behind.
#[test]
fn nobody_is_a_candidate_from_the_ceiling_on() {
    let candidates = |ceiling: &str| {
        let scheme = scheme(&format!(
            "[village]\n[[village.indicators]]\nid = \"deeds\"\ntitle = \"x\"\nmax = 10
            measure = {{ kind = \"count\", table = \"deeds\" }}\npoints = {{ kind = \"per\", each = 1 }}
            [village.candidates]\nshare = 0.5\n{ceiling}"
        ));
        let villages = [9, 8, 7, 3].iter().enumerate().map(|(number, deeds)| {
            let text = format!("deeds deed=d{{}} member=m1 date=2026-07-05 kind=integrity ×{deeds}");
            input(rows(village(number), &text), sealed_on("2026-10-05"))
        });
        outcome(&scheme, &county(villages.collect())).candidates().count()
    };
    assert_eq!(candidates(""), 2);
    assert_eq!(candidates("ceiling = 7"), 1);
    assert_eq!(candidates("ceiling = 3"), 0);
}

#[test]
fn only_named_kinds_are_eligible() {
    let mut inputs = county(villages(&[1, 2, 3]));
    let changed = inputs.units.iter().cloned().map(|mut unit| {
        if unit.code == village(0) {
            unit.kind = UnitKind::Community;
        }
        unit
    });
    inputs.units = cunbang_model::UnitTree::new(changed).unwrap();
    let text = format!("{DEEDS}[village.candidates]\nshare = 0.05\nkinds = [\"village\"]\n");
    let outcome = outcome(&scheme(&text), &inputs);
    assert_eq!(of(&outcome, 0).candidate, Some(false));
    assert_eq!(of(&outcome, 1).candidate, Some(true));
    assert_eq!(of(&outcome, 0).kind, "community");
    assert_eq!(outcome.candidates.unwrap().eligible, 2);
}

#[test]
fn tie_breakers_come_in_their_order() {
    let text = r#"[village]
tie_breakers = ["meetings"]
[[village.indicators]]
id = "meetings"
title = "meetings"
measure = { kind = "count", table = "meetings" }
points = { kind = "shown" }
"#;
    let text = format!("{text}{}", DEEDS.replace("[village]\n", ""));
    let mut all = villages(&[5, 5, 5]);
    rows_of(&mut all[1]).push(row(village(1), "meetings meeting=t1 kind=lecture date=2026-07-01"));
    let outcome = outcome(&scheme(&text), &county(all));
    assert_eq!(shown(of(&outcome, 1)), "5.00 1 1 received");
    assert_eq!(shown(of(&outcome, 0)), "5.00 2 2 received");
    assert_eq!(shown(of(&outcome, 2)), "5.00 2 2 received");
}

// Townships.

const TOWNSHIPS: &str = r#"[township]
[[township.indicators]]
id = "villages"
title = "mean"
max = 80
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
max = 10
measure = { kind = "timeliness", table = "findings", date = "fixed_on", due = "due", rows = "villages" }
points = { kind = "linear", from = 0, to = 100 }
"#;

fn with_members(number: usize, count: usize, members: usize, sealed: &str) -> VillageInput {
    let mut input = deeds(number, count);
    rows_of(&mut input).extend(rows(village(number), &format!("standing member=m{{}} status=full ×{members}")));
    input.receipt = sealed_on(sealed);
    input
}

#[test]
fn a_township_is_scored_from_its_villages() {
    // Sealed in time up to the 10th; the mean by members is (100 × 30 + 40 × 10) / 40 = 85.
    let mut all = vec![with_members(0, 100, 30, "2026-10-10"), with_members(1, 40, 10, "2026-10-11")];
    let text = format!("{DEEDS}{TOWNSHIPS}");
    let base = outcome(&scheme(&text), &county(all.clone()));
    let row = base.unit(township(0)).unwrap();
    let lines: Vec<_> =
        row.indicators.iter().map(|line| (line.id.as_str(), line.points.map(|p| p.to_string()))).collect();
    assert_eq!(
        lines,
        [
            ("villages", Some("68.00".to_owned())),
            ("sealing", Some("5.00".to_owned())),
            ("fixed", None),
            ("base", Some("8.11".to_owned())), // 73 of 90, scaled to 100
        ]
    );
    assert_eq!(shown(row), "81.11 1 1 received");
    assert_eq!(row.indicators[1].reasons[0].unit, Some(village(1)));
    assert_eq!(row.indicators[1].reasons[0].note, "seal received 2026-10-11");
    let findings = "findings finding=f1 date=2026-07-01 due=2026-07-20 points=1 fixed_on=2026-07-20
        findings finding=f2 date=2026-07-01 due=2026-07-20 points=1";
    rows_of(&mut all[1]).extend(rows(village(1), findings));
    let outcome = outcome(&scheme(&text), &county(all));
    let row = outcome.unit(township(0)).unwrap();
    assert_eq!(shown(row), "78.00 1 1 received");
    assert_eq!(row.indicators[2].reasons[0].row, "findings/f2");
}

#[test]
fn a_township_with_a_pending_village_is_provisional() {
    let mut all = vec![with_members(0, 100, 30, "2026-10-10"), with_members(1, 40, 10, "2026-10-09")];
    all[1].receipt = ReceiptState::Partial;
    let text = format!("{DEEDS}{TOWNSHIPS}");
    let of_two = outcome(&scheme(&text), &county(all.clone()));
    let row = of_two.unit(township(0)).unwrap();
    assert_eq!(row.status, Status::Provisional);
    let bounds = row.bounds.unwrap();
    assert_eq!(
        (bounds.best_score.to_string(), bounds.worst_score.to_string()),
        ("100.00".to_owned(), "5.56".to_owned()) // 5 of 90 for sealing
    );
    assert!(row.rank.is_none() && row.score.is_some());
    all[1].decision = Some(Decision::Excuse("x".to_owned()));
    let excused = outcome(&scheme(&text), &county(all.clone()));
    assert_eq!(shown(excused.unit(township(0)).unwrap()), "100.00 1 1 received");
    all[0] = input(Vec::new(), ReceiptState::Nothing);
    let silent = outcome(&scheme(&text), &county(all.clone()));
    assert_eq!(silent.unit(township(0)).unwrap().status, Status::NotReceived);
    all[0].decision = Some(Decision::Excuse("x".to_owned()));
    let none = outcome(&scheme(&text), &county(all));
    assert_eq!(shown(none.unit(township(0)).unwrap()), "- - - excused");
}

// Errors, dates and the outcome's own text.

#[test]
fn periods_and_units_that_do_not_fit() {
    let mut inputs = county(villages(&[1]));
    inputs.period = period("2026H2");
    let error = rank(&scheme(DEEDS), &inputs).unwrap_err();
    assert_eq!(
        Language::English.with(|| error.to_string()),
        "scheme test ranks periods of one quarter such as 2026Q3, and 2026H2 is a half: choose such a period or another scheme"
    );
    let mut inputs = county(villages(&[1]));
    inputs.villages.insert(village(77), deeds(77, 1));
    assert_eq!(rank(&scheme(DEEDS), &inputs).unwrap_err(), RankError::UnknownUnit(village(77)));
    let mut inputs = county(villages(&[1]));
    inputs.villages.insert(township(0), deeds(0, 1));
    assert_eq!(rank(&scheme(DEEDS), &inputs).unwrap_err(), RankError::NotBasic(township(0)));
}

#[test]
fn deadlines() {
    let scheme = shipped("standard");
    assert_eq!(scheme.due(period("2026Q3")).to_string(), "2026-10-10");
    assert_eq!(scheme.deadline(period("2026Q3")).to_string(), "2026-10-12");
    assert_eq!(scheme.backward_share(), Some("0.05".parse::<Decimal>().unwrap()));
}

#[test]
fn canonical_json_reads_back_and_has_the_promised_keys() {
    let mut all = villages(&[3, 4]);
    all[1].receipt = ReceiptState::Partial;
    let outcome = outcome(&shipped("standard"), &county(all));
    let json = outcome.to_canonical_json();
    let back: Outcome = serde_json::from_str(&json).unwrap();
    assert_eq!(back, outcome);
    assert_eq!(back.hash(), outcome.hash());
    let value: serde_json::Value = serde_json::from_str(&json).unwrap();
    let keys = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&value), ["period", "scheme", "levels", "coverage", "candidates"]);
    assert_eq!(keys(&value["levels"]), ["member", "village", "township"]);
    let row = &value["levels"]["village"][0];
    assert_eq!(
        keys(row),
        [
            "unit",
            "name",
            "kind",
            "parent",
            "score",
            "rank",
            "rank_in_parent",
            "stars",
            "status",
            "candidate",
            "indicators"
        ]
    );
    assert_eq!(keys(&row["indicators"][0]), ["id", "points", "measure", "reasons"]);
    assert_eq!(
        keys(&value["levels"]["village"][1]["bounds"]),
        ["best_score", "worst_score", "best_rank", "worst_rank"]
    );
}

#[test]
fn rows_that_count_for_nothing() {
    let kept = deeds(0, 3);
    let mut noisy = kept.clone();
    rows_of(&mut noisy).extend(rows(
        village(0),
        "deeds deed=old member=m1 date=2026-06-30 kind=integrity
         deeds deed=gone member=m1 date=2026-07-01 kind=integrity withdrawn=twice",
    ));
    rows_of(&mut noisy).push(row(village(5), "deeds deed=d1 member=m1 date=2026-07-01 kind=integrity"));
    rows_of(&mut noisy).push(row(village(0), "deeds deed=d1 member=m2 date=2026-07-03 kind=enterprise")); // a conflict
    let score = |input| of(&outcome(&scheme(DEEDS), &county(vec![input])), 0).score;
    assert_eq!(score(noisy), score(kept));
}

#[test]
fn a_town_that_is_the_root_ranks_its_villages() {
    let mut inputs: Inputs = county(villages(&[1, 2]));
    let units = inputs.units.iter().filter(|unit| unit.kind != UnitKind::County).cloned();
    inputs.units = cunbang_model::UnitTree::new(units).unwrap();
    let outcome = outcome(&scheme(&format!("{DEEDS}{TOWNSHIPS}")), &inputs);
    assert_eq!(of(&outcome, 0).parent, Some(township(0)));
    assert_eq!(outcome.unit(township(0)).unwrap().parent, None);
}
