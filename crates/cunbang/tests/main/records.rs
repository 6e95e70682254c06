//! What stands in a folder of records that `cunbang rank` takes: who is received, who has left, what was merged, and what
//! earlier periods came to.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::program::{run, village, write_records};
use serde_json::Value;
use std::path::Path;

const RANK: [&str; 7] = ["rank", "--units", "gaotai", "--records", "records", "--period", "2026Q3"];

/// A ranking as JSON, and what was said.
fn ranked(here: &Path, more: &[&str]) -> (Value, String) {
    let arguments: Vec<&str> = RANK.into_iter().chain(more.iter().copied()).chain(["--format", "json"]).collect();
    let (json, said) = run(here, 0, &arguments);
    (serde_json::from_str(&json).unwrap(), said)
}

fn add(here: &Path, table: &str, lines: &str) {
    let path = here.join("records").join(table);
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    std::fs::write(path, format!("{text}{lines}\n")).unwrap();
}

fn row<'j>(outcome: &'j Value, unit: &str) -> &'j Value {
    outcome["levels"]["village"].as_array().unwrap().iter().find(|row| row["unit"] == unit).unwrap()
}

#[test]
fn a_village_with_any_row_of_the_period_is_received() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    write_records(&here.join("records"), 0..3);
    let [day, figure, stated] = [village(3), village(4), village(5)];
    std::fs::write(
        here.join("records/not_held.csv"),
        format!("unit,meeting,kind,date,reason_not_held\n{day},t7,theme_day,2026-07-15,无\n"),
    )
    .unwrap();
    add(here, "measures.csv", &format!("unit,period,indicator,value\n{figure},2026Q3,collective_income,3"));
    add(here, "stated_figures.csv", &format!("unit,period,figure,stated\n{stated},2026Q3,tasks,3"));
    let (outcome, _) = ranked(here, &[]);
    assert_eq!(row(&outcome, &day)["status"], "received");
    assert_eq!(row(&outcome, &figure)["status"], "received");
    assert_eq!(row(&outcome, &stated)["status"], "not_received", "the county wrote that, and not the village");
}

/// Who belongs to a village and who claims which post makes nobody received, and it is said why.
#[test]
fn a_village_of_which_only_members_and_posts_stand_there_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    write_records(&here.join("records"), 0..3);
    let (_, said) = ranked(here, &[]);
    assert!(!said.contains("members or posts"), "{said}");
    add(here, "members.csv", &format!("{},m0,党员,full", village(3)));
    std::fs::write(
        here.join("records/posts.csv"),
        format!("unit,post,member,title,claimed\n{},p1,m0,河长,2026-07-01\n", village(3)),
    )
    .unwrap();
    let (outcome, said) = ranked(here, &[]);
    let row = row(&outcome, &village(3));
    assert_eq!(row["status"], "not_received");
    let line = said.lines().find(|line| line.contains("members or posts")).expect(&said);
    assert!(line.contains(row["name"].as_str().unwrap()), "{said}");
}

/// Found by somebody who was told of every meeting that it did not count as held, whoever had been there.
#[test]
fn of_meetings_that_somebody_attended_nobody_is_warned() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    write_records(&here.join("records"), 0..3);
    let (_, said) = ranked(here, &[]);
    assert!(!said.contains("nobody is marked present"), "{said}");
    std::fs::write(
        here.join("records/alone.csv"),
        format!("unit,meeting,kind,date\n{},alone,theme_day,2026-07-15\n", village(1)),
    )
    .unwrap();
    let (_, said) = ranked(here, &[]);
    let warned: Vec<&str> = said.lines().filter(|line| line.contains("nobody is marked present")).collect();
    assert!(matches!(warned.as_slice(), [line] if line.contains("meetings/alone")), "{said}");
}

/// Of earlier results those are taken that the rules mean, and that nobody altered.
#[test]
fn a_result_of_another_scheme_or_an_altered_one_is_no_past() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    write_records(&here.join("records"), 0..3);
    let year =
        ["rank", "--units", "gaotai", "--records", "records", "--period", "2026", "--scheme", "dazhou", "--past"];
    let past = |code, file| run(here, code, &year.into_iter().chain([file]).collect::<Vec<_>>());
    let write = |file: &str, outcome: &Value| std::fs::write(here.join(file), outcome.to_string()).unwrap();
    write("standard.json", &ranked(here, &[]).0);
    let (_, said) = past(2, "standard.json");
    assert!(said.contains("standard") && said.contains("dazhou-quarter") && said.contains("2026Q3"), "{said}");
    let (mut quarter, _) = ranked(here, &["--scheme", "dazhou-quarter"]);
    write("quarter.json", &quarter);
    past(0, "quarter.json");
    let first = &mut quarter["levels"]["village"][0];
    let was = first["score"].as_str().unwrap().to_owned();
    first["score"] = "99.00".into();
    write("altered.json", &quarter);
    let (_, said) = past(2, "altered.json");
    assert!(said.contains("99.00") && said.contains(&was) && said.contains("altered.json"), "{said}");
}

/// Who left is named in what is older; that is no slip, and they do not count, as at a terminal.
#[test]
fn rows_of_a_member_who_moved_away_are_no_fault() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    write_records(&here.join("records"), 0..3);
    let members = here.join("records/members.csv");
    let text = std::fs::read_to_string(&members).unwrap();
    let unit = village(0);
    let line = text.lines().find(|line| line.starts_with(&format!("{unit},m5,"))).unwrap();
    std::fs::write(&members, text.replace(line, &line.replace("full", "转出"))).unwrap();
    let (outcome, said) = ranked(here, &[]);
    assert!(said.contains("转出") && !said.contains("m1"), "{said}");
    let reasons = row(&outcome, &unit)["indicators"].to_string();
    assert!(reasons.contains("attendance/t7/m5") && reasons.contains("m5 is not a counted member"), "{reasons}");
    assert!(
        !outcome["levels"]["member"]
            .as_array()
            .unwrap()
            .iter()
            .any(|row| row["unit"] == *unit && row["member"] == "m5")
    );
    // An id that nobody ever had is one still.
    add(here, "deeds.csv", &format!("{unit},dX,m9,2026-08-01,serving_others,帮扶,,"));
    let (_, said) = run(here, 2, &RANK);
    assert!(said.contains("m9"), "{said}");
}

/// A village that was merged into another is not ranked, and says where that is stated; the others are.
#[test]
fn rows_of_a_unit_that_was_withdrawn_are_left_out_and_said() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let units = "code,name,kind,withdrawn\n999001,试县,county,\n999001101,甲乡,township,\n999001101201,一村,village,\n999001101202,二村,village,2026年8月并入一村\n";
    std::fs::write(here.join("units.csv"), units).unwrap();
    std::fs::create_dir(here.join("records")).unwrap();
    add(
        here,
        "meetings.csv",
        "unit,meeting,kind,date\n一村,t1,theme_day,2026-07-15\n二村,t1,theme_day,2026-07-15\n999001101202,t2,committee,2026-07-16",
    );
    add(here, "members.csv", "unit,member,name,status\n999001101202,m1,张三,full");
    let rank = ["rank", "--units", "units.csv", "--records", "records", "--period", "2026Q3", "--format", "json"];
    let (json, said) = run(here, 0, &rank);
    let outcome: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(outcome["levels"]["village"].as_array().unwrap().len(), 1);
    for part in ["999001101202 二村", "units.csv", "2026年8月并入一村", "3"] {
        assert!(said.contains(part), "{part}: {said}");
    }
}
