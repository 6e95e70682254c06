//! What is written down and cannot count: confirmations that are none, rows that say the same twice, reviews of oneself; and
//! what stands fast though a village is silent.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_scheme::{Inputs, OutcomeRow, ReceiptState};
use cunbang_world::inputs::{county, input, outcome, row_of, sealed_on, shipped};
use cunbang_world::rows::lines as rows;
use cunbang_world::tree::village;

fn of(pack: &str, period: &str, text: &str) -> OutcomeRow {
    let mut inputs: Inputs = county(vec![input(rows(village(0), text), sealed_on("2027-01-05"))]);
    inputs.period = period.parse().unwrap();
    row_of(&outcome(&shipped(pack), &inputs), village(0)).clone()
}

fn points(row: &OutcomeRow, id: &str) -> String {
    let line = row.indicators.iter().find(|line| line.id == id).unwrap();
    line.points.or(line.measure).unwrap().to_string()
}

const TEN: &str = "standing member=m{} status=full ×10\n";

/// Changxing: the secretary confirms deeds on the spot, at the meeting.
#[test]
fn thirty_times_the_same_is_once_and_a_confirmation_from_before_is_none() {
    let same = "deeds deed=d{} member=m1 date=2026-08-20 kind=serving_others text=扫地 confirmed_on=";
    let posts = "posts post=p{} member=m1 title=同一岗位 claimed=2020-01-01 ×17\n";
    let before = of("changxing", "2026Q3", &format!("{TEN}{posts}{same}2026-01-01 confirmed_by=m2 ×30"));
    assert_eq!(["presented", "confirmed", "posts"].map(|id| points(&before, id)), ["0.67", "0.00", "1.19"]);
    let by_oneself = of("changxing", "2026Q3", &format!("{TEN}{same}2026-09-10 confirmed_by=m1 ×30"));
    assert_eq!(points(&by_oneself, "confirmed"), "0.00");
    let once = of("changxing", "2026Q3", &format!("{TEN}{same}2026-09-10 confirmed_by=m2 ×30"));
    assert_eq!(points(&once, "confirmed"), "0.83");
    let honest =
        "deeds deed=d{} member=m{} date=2026-08-20 kind=serving_others confirmed_on=2026-09-10 confirmed_by=m0 ×10";
    let honest = of("changxing", "2026Q3", &format!("{TEN}{honest}"));
    assert_eq!(["presented", "confirmed"].map(|id| points(&honest, id)), ["6.67", "8.33"]);
}

/// Of two that say the same the one that was confirmed counts, so that leaving out the other changes nothing.
#[test]
fn of_the_same_the_confirmed_one_counts() {
    let text = format!(
        "{TEN}deeds deed=a member=m1 date=2026-08-20 kind=integrity text=x
        deeds deed=b member=m1 date=2026-08-20 kind=integrity text=x confirmed_on=2026-08-21 confirmed_by=m2"
    );
    assert_eq!(points(&of("changxing", "2026Q3", &text), "confirmed"), "0.83");
}

/// Xuanhua: members score each other.
#[test]
fn nobody_is_an_other_to_oneself() {
    let review =
        |reviewer: &str| format!("{TEN}reviews period=2026H2 stage=mutual member=m1 reviewer={reviewer} points=100");
    assert_eq!(points(&of("xuanhua-341", "2026H2", &review("m1")), "mutual_held"), "0.00");
    assert_eq!(points(&of("xuanhua-341", "2026H2", &review("m2")), "mutual_held"), "1.50");
}

/// One member's promises stand for no other's.
#[test]
fn ten_commitments_of_one_are_those_of_one() {
    for (pack, period, id, full) in [
        ("xuanhua-341", "2026H2", "commitments", ["3.00", "30.00"]),
        ("jinyun-year", "2026", "member_duties", ["2.00", "20.00"]),
        ("jungar-10x", "2026", "commitments", ["1.00", "10.00"]),
    ] {
        let promises = |whose: &str| {
            format!("{TEN}commitments commitment=c{{}} member={whose} due=2026-09-30 kept_on=2026-09-15 ×10")
        };
        let found = [promises("m1"), promises("m{}")].map(|text| points(&of(pack, period, &text), id));
        assert_eq!(found, full, "{pack}");
    }
}

/// Zhangye: villages without a new member for two years or more are listed, also one that is silent.
#[test]
fn a_silent_village_is_listed_by_the_countys_figure() {
    for (receipt, rest) in [
        (ReceiptState::Nothing, ""),
        (ReceiptState::Spreadsheet, "meetings meeting=z kind=committee date=2026-03-03"),
        (ReceiptState::Partial, "meetings meeting=z kind=committee date=2026-03-03"),
    ] {
        let listed = |years: u8| {
            let text = format!("stated_figures period=2026 figure=years_without stated={years}\n{rest}");
            let mut inputs = county(vec![input(rows(village(0), &text), receipt)]);
            inputs.period = "2026".parse().unwrap();
            let outcome = outcome(&shipped("zhangye"), &inputs);
            let row = row_of(&outcome, village(0));
            assert_eq!(row.score, None);
            row.consequences.iter().map(|one| (one.id.clone(), one.reasons[0].row.to_string())).collect::<Vec<_>>()
        };
        assert_eq!(listed(3), [("listed".to_owned(), "stated_figures/2026/years_without".to_owned())]);
        assert_eq!(listed(1), []);
    }
}

/// Steps beyond those stated are told.
#[test]
fn steps_beyond_those_stated_are_told_by_name() {
    let row = of(
        "suqian",
        "2026",
        "stated_figures period=2026 figure=steps stated=1
        steps member=m1 step=1 done_on=2026-07-01
        materials member=m1 step=1 material=入党申请书 handed_in=2026-07-01
        steps member=m2 step=9 done_on=2026-07-01",
    );
    let red = row.indicators.iter().find(|line| line.id == "red").unwrap();
    let told: Vec<String> = red.reasons.iter().map(|one| format!("{} {}", one.row, one.note)).collect();
    let beyond: Vec<&String> = told.iter().filter(|one| one.contains("beyond the steps stated")).collect();
    assert_eq!(beyond.len(), 1, "{told:?}");
    assert!(beyond[0].starts_with("steps/m2/9 "), "{told:?}");
    assert!(beyond[0].contains("9 支部委员会讨论确定发展对象 red 红灯"), "{told:?}");
}

/// Texts from before come to what they came to.
#[test]
fn without_the_word_rows_count_as_written() {
    let pack = cunbang_scheme::pack::find("changxing").unwrap();
    let former = cunbang_world::inputs::rules(&pack.text.replace("rows = \"vetted\"", "rows = \"as_written\""));
    let same = "deeds deed=d{} member=m1 date=2026-08-20 kind=integrity text=x confirmed_on=2026-01-01 ×30";
    let mut inputs = county(vec![input(rows(village(0), &format!("{TEN}{same}")), sealed_on("2027-01-05"))]);
    inputs.period = "2026Q3".parse().unwrap();
    assert_eq!(points(row_of(&outcome(&former, &inputs), village(0)), "confirmed"), "20.00");
}
