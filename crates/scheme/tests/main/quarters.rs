//! Each quarter has its ledger, in which ids begin anew: in a half-year or a year no row is lost to another of its id.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_model::{Row, Table};
use cunbang_scheme::{IndicatorResult, Inputs, Level, PeriodKind, ReceiptState, Scheme, VillageInput, pack};
use cunbang_world::inputs::{county, outcome, period_of, sealed_on};
use cunbang_world::rows::lines;
use cunbang_world::tree::village;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::sync::Arc;

const RULES: &str = r#"name = "test"
title = "测试"
period = "year"
deadline_days = 20

[village]
[[village.groups]]
id = "base"
kind = "base"
[[village.indicators]]
id = "held"
title = "主题党日"
group = "base"
max = 12
measure = { kind = "count", table = "meetings", where = ["kind = theme_day"] }
points = { kind = "linear", from = 0, to = 12 }
[[village.indicators]]
id = "attendance"
title = "出勤"
group = "base"
max = 100
measure = { kind = "marks", weights = { present = 1, remote = 1, late = 1, left_early = 1, leave = 0, absent = 0 } }
points = { kind = "linear", from = 0, to = 100 }
[[village.groups]]
id = "taken"
kind = "deducted"
[[village.indicators]]
id = "findings"
title = "督查"
group = "taken"
max = 50
measure = { kind = "sum", table = "findings", column = "points" }
points = { kind = "deduct", each = 1 }
"#;

/// A village of ledgers that are sealed, document by document.
fn of_documents(documents: Vec<Vec<Row>>) -> VillageInput {
    let receipt: ReceiptState = sealed_on("2027-01-05");
    VillageInput { rows: documents.into_iter().map(Arc::new).collect(), ..VillageInput::new(Vec::new(), receipt) }
}

fn indicator(scheme: &Scheme, inputs: &Inputs, id: &str) -> IndicatorResult {
    let outcome = outcome(scheme, inputs);
    let row = &outcome.rows(Level::Village)[0];
    row.indicators.iter().find(|result| result.id == id).unwrap().clone()
}

/// Three meetings and a finding in each quarter, called alike; one of the two members comes in every other quarter.
#[test]
fn twelve_meetings_of_a_year_are_twelve() {
    let documents = (0..4).flat_map(|quarter| {
        let month = |number: u32| format!("2026-{:02}-15", 3 * quarter + number);
        let mark = if quarter % 2 == 0 { "present" } else { "absent" };
        let meetings = (1..=3).map(|number| {
            format!(
                "meetings meeting=t{number} kind=theme_day date={}\nattendance meeting=t{number} member=m1 mark={mark}\n\
                 attendance meeting=t{number} member=m2 mark=present\n",
                month(number)
            )
        });
        let ledger = lines(
            village(0),
            &format!("standing member=m1 status=full\nstanding member=m2 status=full\n{}", meetings.collect::<String>()),
        );
        let inspection = lines(village(0), &format!("findings finding=f1 date={} due=2026-12-30 points=2.5", month(2)));
        [ledger, inspection]
    });
    let scheme = Scheme::parse(RULES).unwrap();
    let mut inputs = county(vec![of_documents(documents.collect())]);
    inputs.period = period_of(&scheme);
    assert_eq!(indicator(&scheme, &inputs, "held").measure, Some(12.into()));
    assert_eq!(indicator(&scheme, &inputs, "attendance").measure, Some(75.into()));
    let findings = indicator(&scheme, &inputs, "findings");
    assert_eq!(findings.points, Some((-10).into()));
    // Each row behind it is told apart.
    let told: BTreeSet<String> =
        findings.reasons.iter().map(|reason| format!("{} {}", reason.quarter.unwrap(), reason.row)).collect();
    let expected = ["2026Q1", "2026Q2", "2026Q3", "2026Q4"].map(|quarter| format!("{quarter} findings/f1"));
    assert_eq!(told, BTreeSet::from(expected));
}

/// Where ids differ, nothing says of which quarter a row is: outcomes of before stand.
#[test]
fn what_the_id_tells_bears_no_quarter() {
    let scheme = Scheme::parse(RULES).unwrap();
    let documents = vec![
        lines(village(0), "findings finding=f1 date=2026-02-15 due=2026-12-30 points=2"),
        lines(village(0), "findings finding=f2 date=2026-05-15 due=2026-12-30 points=2"),
        // The same row twice is one row.
        lines(village(0), "findings finding=f2 date=2026-05-15 due=2026-12-30 points=2"),
    ];
    let mut inputs = county(vec![of_documents(documents)]);
    inputs.period = period_of(&scheme);
    let findings = indicator(&scheme, &inputs, "findings");
    assert_eq!(findings.points, Some((-4).into()));
    assert!(findings.reasons.iter().all(|reason| reason.quarter.is_none()), "{findings:?}");
}

/// The columns by which rows of tables with ids of their own are called.
const IDS: [(Table, &str); 6] = [
    (Table::Meetings, "meeting"),
    (Table::Attendance, "meeting"),
    (Table::Deeds, "deed"),
    (Table::Commitments, "commitment"),
    (Table::Tasks, "task"),
    (Table::Findings, "finding"),
];

/// The same row a quarter later, and with another id if asked.
fn later(row: &Row, another: bool) -> Row {
    let mut json = row.to_json();
    for (before, after) in
        [("2026-07", "2026-10"), ("2026-08", "2026-11"), ("2026-09", "2026-12"), ("2026Q3", "2026Q4")]
    {
        json = json.replace(before, after);
    }
    if let Some((_, column)) = IDS.iter().find(|(table, _)| *table == row.table() && another) {
        let mut cells: serde_json::Value = serde_json::from_str(&json).unwrap();
        let id = format!("{}-again", cells[*column].as_str().unwrap());
        cells[*column] = id.into();
        json = cells.to_string();
    }
    Row::from_json(row.table(), &json).unwrap()
}

/// Its rows, without marks for meetings that another quarter alone may have.
fn of_own_meetings(village: &VillageInput) -> Vec<Row> {
    let rows = || village.rows.iter().flat_map(|rows| rows.iter());
    let held: BTreeSet<&str> =
        rows().filter(|row| row.table() == Table::Meetings).filter_map(|row| row.text("meeting")).collect();
    let is_own =
        |row: &&Row| row.table() != Table::Attendance || row.text("meeting").is_some_and(|id| held.contains(id));
    rows().filter(is_own).cloned().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    /// Ids that begin anew in the next quarter give every village of every pack the points that other ids would.
    #[test]
    fn ids_may_begin_anew(inputs in crate::any::any_county(), next in crate::any::any_county()) {
        let with = |another: bool| {
            let mut inputs = inputs.clone();
            for (unit, village) in &mut inputs.villages {
                let own = of_own_meetings(&next.villages[unit]);
                let first = of_own_meetings(village);
                village.rows = vec![Arc::new(first), Arc::new(own.iter().map(|row| later(row, another)).collect())];
            }
            inputs
        };
        let longer = pack::list().iter().map(|pack| Scheme::parse(pack.text).unwrap());
        for scheme in longer.filter(|scheme| matches!(scheme.period_kind(), PeriodKind::Half | PeriodKind::Year)) {
            let points = |another: bool| {
                let mut inputs = with(another);
                inputs.period = period_of(&scheme);
                let outcome = outcome(&scheme, &inputs);
                let of_row = |row: &cunbang_scheme::OutcomeRow| {
                    let results = row.indicators.iter().map(|result| (result.id.to_string(), result.points, result.measure));
                    (row.unit, row.member.clone(), row.score, row.rank, results.collect::<Vec<_>>())
                };
                outcome.levels.values().flatten().map(of_row).collect::<Vec<_>>()
            };
            for (same, other) in points(false).into_iter().zip(points(true)) {
                prop_assert_eq!(same, other, "{}", scheme.name());
            }
        }
    }
}
