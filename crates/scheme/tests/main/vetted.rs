//! Rows vetted: what is written otherwise comes to no more than what it says; and what settles equal scores at the floor.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_scheme::{Inputs, Level, OutcomeRow, Scheme};
use cunbang_world::inputs::{county, input, outcome, row_of, rules, sealed_on, shipped};
use cunbang_world::rows::lines as rows;
use cunbang_world::tree::village;

fn with(scheme: &Scheme, period: &str, villages: &[String]) -> Vec<OutcomeRow> {
    let inputs = villages.iter().enumerate().map(|(at, text)| input(rows(village(at), text), sealed_on("2027-01-05")));
    let mut inputs: Inputs = county(inputs.collect());
    inputs.period = period.parse().unwrap();
    let outcome = outcome(scheme, &inputs);
    (0..villages.len()).map(|at| row_of(&outcome, village(at)).clone()).collect()
}

fn ranked(pack: &str, period: &str, villages: &[String]) -> Vec<(String, u32)> {
    let rows = with(&shipped(pack), period, villages);
    rows.into_iter().map(|row| (row.score.unwrap().to_string(), row.rank.unwrap())).collect()
}

/// The same village by the pack as it is, and with rows read as attested.
fn points(pack: &str, period: &str, id: &str, text: &str) -> [String; 2] {
    let scheme = shipped(pack);
    let former = rules(&scheme.text().replace("rows = \"vetted\"", "rows = \"attested\""));
    [scheme, former].map(|scheme| {
        let row = with(&scheme, period, &[text.to_owned()]).remove(0);
        let line = row.indicators.iter().find(|line| line.id == id).unwrap();
        line.points.or(line.measure).unwrap().to_string()
    })
}

const TEN: &str = "standing member=m{} status=full ×10\n";

/// Suqian: red is a veto.
#[test]
fn the_vetoed_stand_behind_all_others() {
    let first = "stated_figures period=2026 figure=steps stated=2
        steps member=m1 step=1 done_on=2026-07-01
        materials member=m1 step=1 material=入党申请书 handed_in=2026-07-01\n";
    let stopped = format!(
        "{first}steps member=m1 step=3 done_on=2026-07-20\nmaterials member=m1 step=3 material=推荐意见 handed_in=2026-07-20"
    );
    let late = "stated_figures period=2026 figure=steps stated=2
        steps member=m1 step=1 done_on=2026-07-01
        steps member=m1 step=2 done_on=2026-07-20"
        .to_owned();
    let both = ranked("suqian", "2026", &[stopped.clone(), late.clone()]);
    assert_eq!(both, [("0.00".to_owned(), 2), ("0.00".to_owned(), 1)]);
    let former = rules(&shipped("suqian").text().replace("vetoed = \"last\"", "").replace("\"score:uncut\", ", ""));
    let ranks: Vec<_> = with(&former, "2026", &[stopped, late]).into_iter().map(|row| row.rank).collect();
    assert_eq!(ranks, [Some(1), Some(2)], "as it was");
}

/// Jinyun: inspections rank. What was found beyond the floor is not forgotten.
#[test]
fn of_equal_scores_who_lost_more_stands_behind() {
    let found = |points: u8| format!("findings finding=f1 date=2026-07-01 due=2026-12-20 points={points}");
    let of = |villages: &[String]| ranked("jinyun-inspection", "2026Q3", villages);
    let two = "findings finding=f{} date=2026-07-01 due=2026-12-20 points=50.5 ×2".to_owned();
    let expect = [("0.00".to_owned(), 2), ("0.00".to_owned(), 1)];
    assert_eq!(of(&[found(120), found(101)]), expect);
    assert_eq!(of(&[found(120), two]), expect);
    // By the standard scheme an honest nothing stands before less than nothing.
    let hard = "findings finding=h{} date=2026-07-01 due=2026-12-20 clause=硬指标一 points=0 ×3".to_owned();
    assert_eq!(ranked("standard", "2026Q3", &[hard, TEN.to_owned()]), expect);
}

/// Changxing: of one member and one day the same counts once.
#[test]
fn the_same_deed_otherwise_written_is_one() {
    let deed = |id: usize, kind: &str, text: &str| {
        format!(
            "deeds deed=d{id} member=m1 date=2026-07-03 kind={kind} text={text} confirmed_on=2026-07-20 confirmed_by=m2\n"
        )
    };
    let written = [
        "清理村口河道",
        "清理村囗河道",
        "清理村ロ河道",
        "清理村⼝河道",
        "清理村口河道。",
        "清理村口河道！",
        "（清理村口河道）",
        "清理村口-河道",
    ];
    let same: String = (0..).zip(written).map(|(id, text)| deed(id, "integrity", text)).collect();
    let kinds: String =
        (0..).zip(["integrity", "common_interest", "hard_work"]).map(|(id, kind)| deed(id, kind, "ＡＢ1")).collect();
    let once = points("changxing", "2026Q3", "confirmed", &format!("{TEN}{}", deed(1, "integrity", "清理村口河道")));
    assert_eq!(points("changxing", "2026Q3", "confirmed", &format!("{TEN}{same}"))[0], once[0]);
    let kinds = format!("{kinds}{}", deed(9, "serving_others", "ab１"));
    let [now, then] = points("changxing", "2026Q3", "confirmed", &format!("{TEN}{kinds}"));
    assert_eq!((&now, then.as_str()), (&once[0], "3.33"), "each of four kinds");
    let other = format!("{TEN}{}{}", deed(1, "integrity", "清理河道"), deed(2, "integrity", "清理渠道"));
    assert_ne!(points("changxing", "2026Q3", "confirmed", &other)[0], once[0]);
    let posts = "posts post=p1 member=m1 title=政策宣传岗 claimed=2026-01-10\nposts post=p2 member=m1 title=政策-宣传岗 claimed=2026-01-10";
    let [now, then] = points("changxing", "2026Q3", "posts", &format!("{TEN}{posts}"));
    assert_ne!(now, then);
}

/// A deed that is written under several kinds is of one of them; which, no row that is left out makes better.
#[test]
fn one_deed_is_of_one_kind() {
    let deed = |id: usize, kind: &str, text: &str| {
        format!(
            "deeds deed=d{id} member=m1 date=2026-07-03 kind={kind} text={text} confirmed_on=2026-07-20 confirmed_by=m2\n"
        )
    };
    let kinds = |text: &str| {
        let mut inputs = county(vec![input(rows(village(0), &format!("{TEN}{text}")), sealed_on("2026-10-05"))]);
        inputs.period = "2026Q3".parse().unwrap();
        let outcome = outcome(&shipped("changxing"), &inputs);
        let row = outcome.rows(Level::Member).iter().find(|row| row.member.as_deref() == Some("m1")).unwrap();
        row.indicators[1].measure.unwrap().to_string()
    };
    let of_two = [deed(1, "integrity", "x"), deed(2, "hard_work", "x.")];
    assert_eq!(kinds(&of_two.concat()), "1");
    let beside = deed(3, "integrity", "y");
    assert_eq!(kinds(&format!("{}{beside}", of_two.concat())), "2");
    assert_eq!(kinds(&format!("{}{beside}", of_two[1])), "2");
    assert_eq!(kinds(&format!("{}{beside}", of_two[0])), "1");
}

/// Tasks and commitments that say the same count once.
#[test]
fn a_copied_task_or_commitment_is_one() {
    let pledge = "commitments commitment=c{} member=m1 text=带动两户 due=2026-09-30 kept_on=2026-09-1{} ×4";
    let [now, then] = points("standard", "2026Q3", "commitments", &format!("{TEN}{pledge}"));
    assert_eq!((now.as_str(), then.as_str()), ("3.75", "15.00"));
    let tasks = "tasks task=six-{} title=走访 due=2026-09-30 done_on=2026-09-20 ×60";
    let [now, then] = points("gaomi", "2026", "six", &format!("{TEN}{tasks}"));
    assert_eq!((now.as_str(), then.as_str()), ("1.00", "60.00"));
    let apart = "tasks task=six-{} title=走访{} due=2026-09-30 done_on=2026-09-20 ×60";
    assert_eq!(points("gaomi", "2026", "six", &format!("{TEN}{apart}"))[0], "60.00");
    // What was done late is no better for a copy that was done in time, and no worse.
    let late = "tasks task=six-a title=走访 due=2026-09-10 done_on=2026-09-20
        tasks task=six-b title=走访 due=2026-09-10 done_on=2026-09-09";
    assert_eq!(points("gaomi", "2026", "six", &format!("{TEN}{late}"))[0], "1.00");
}

/// Jinyun: a theme day missed without reason costs.
#[test]
fn that_it_was_not_held_is_no_reason() {
    let not_held =
        |reason: &str| format!("{TEN}meetings meeting=t1 kind=theme_day date=2026-08-08 reason_not_held={reason}");
    for (reason, expect) in [("无故未召开", "1"), ("没开", "1"), ("忘记了", "1"), ("台风", "0")] {
        let [now, then] = points("jinyun-month", "2026-08", "not_held", &not_held(reason));
        assert_eq!((now.as_str(), then.as_str()), (expect, "0"), "{reason}");
    }
}

/// What was still to come when it was received was not done.
#[test]
fn a_confirmation_from_after_the_receipt_is_none() {
    let of = |on: &str| {
        let text = format!(
            "{TEN}deeds deed=d1 member=m1 date=2026-09-28 kind=integrity text=x confirmed_on={on} confirmed_by=m2"
        );
        let mut inputs = county(vec![input(rows(village(0), &text), sealed_on("2026-10-05"))]);
        inputs.period = "2026Q3".parse().unwrap();
        let row = row_of(&outcome(&shipped("changxing"), &inputs), village(0)).clone();
        row.indicators.iter().find(|line| line.id == "confirmed").unwrap().points.unwrap().to_string()
    };
    assert_eq!([of("2026-10-05"), of("2026-10-06")], ["0.83", "0.00"]);
}

/// A reason that is blanked makes no meeting held.
#[test]
fn a_meeting_without_anybody_was_not_held() {
    let day = "meetings meeting=t1 kind=theme_day date=2026-08-08";
    let of = |pack: &str, period: &str, id: &str, rest: &str| points(pack, period, id, &format!("{TEN}{rest}"));
    let held = |rest: &str| of("standard", "2026Q3", "theme_days_held", rest);
    assert_eq!(held(&format!("{day} reason_not_held=台风")), ["0.00", "0.00"]);
    assert_eq!(held(day), ["0.00", "5.00"]);
    let away = "attendance meeting=t1 member=m1 mark=absent\nattendance meeting=t1 member=m2 mark=leave";
    assert_eq!(held(&format!("{day} chair=m1\n{away}")), ["0.00", "5.00"], "who was there is asked here");
    assert_eq!(held(&format!("{day}\nattendance meeting=t1 member=m1 mark=late")), ["5.00", "5.00"]);
    // Caota's weekly analysis has a chair, and nobody counts who else came.
    let week = |rest: &str| {
        of(
            "caota-week",
            "2026W37",
            "tuesday",
            &format!("meetings meeting=t1 kind=weekly_analysis date=2026-09-08 {rest}"),
        )
    };
    let [full, none] = ["40.00", "0.00"];
    assert_eq!(week("chair=m1"), [full, full]);
    assert_eq!(week(""), [none, full]);
    assert_eq!(week("chair=无"), [none, full]);
    assert_eq!(week("reason_not_held=台风 chair=m1"), [none, none]);
    assert_eq!(week("\nattendance meeting=t1 member=m1 mark=present"), [full, full]);
}

/// A month of visits stands for no other.
#[test]
fn a_month_counts_no_more_than_is_stated() {
    let stated = "stated_figures period=2026Q3 figure=households stated=405\n";
    let of = |visits: &str| points("standard", "2026Q3", "visits", &format!("{stated}{visits}"));
    assert_eq!(of("visits month=2026-07 households=5000 visited=5000"), ["3.33", "10.00"]);
    let each = "visits month=2026-07 households=405 visited=405\nvisits month=2026-08 households=405 visited=405";
    assert_eq!(of(each), ["6.67", "6.67"]);
}

/// What confirms a deed is the word of another.
#[test]
fn nobody_and_the_member_with_a_title_confirm_nothing() {
    let deed = |by: &str| {
        let deed = "deeds deed=d1 member=甲大明 date=2026-07-03 kind=integrity confirmed_on=2026-07-20";
        format!("{TEN}standing member=甲大明 status=full\n{deed} confirmed_by={by}")
    };
    let of = |by: &str| points("changxing", "2026Q3", "confirmed", &deed(by));
    for by in ["无", "-", "甲大明同志", "甲大明书记"] {
        let [now, then] = of(by);
        assert_eq!((now.as_str(), then.as_str()), ("0.00", "0.76"), "{by}");
    }
    assert_eq!(of("支部")[0], "0.76");
}
