//! What was written down in an earlier quarter and falls due in this one counts in this one's run, and in its evidence.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_desk::{Desk, NewRules, RunOptions};
use cunbang_evidence::verify_evidence;
use cunbang_model::{Decimal, DocumentKind, DocumentName, Period, Role, Row, Table};
use cunbang_ranking::RankingRun;
use cunbang_scheme::{Inputs, Level, Names, ReceiptState, Scheme, VillageInput, rank};
use cunbang_world::county::{County, down, up};
use cunbang_world::rows::{finding_due, lines, row};
use cunbang_world::tree::{TOWNSHIP, VILLAGES, small, unit};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Two steps, each with a material within a month; findings fixed by their day.
const RULES: &str = r#"
name = "due"
title = "到期考评"
period = "quarter"
deadline_days = 10
rows = "checked"

[steps]
within_months = 1
[[steps.stages]]
name = "申请入党"
steps = [
  { code = "1", name = "递交入党申请书", materials = ["入党申请书"] },
  { code = "2", name = "党组织派人谈话", materials = ["谈话记录"] },
]

[village]
[[village.groups]]
id = "base"
kind = "base"
[[village.groups]]
id = "deducted"
kind = "deducted"
[[village.indicators]]
id = "fixed"
title = "fixed"
group = "base"
max = 10
missing = "full"
measure = { kind = "timeliness", table = "findings", date = "fixed_on", due = "due" }
points = { kind = "linear", from = 0, to = 100 }
[[village.indicators]]
id = "yellow"
title = "reminders"
group = "deducted"
max = 20
measure = { kind = "steps", light = "yellow", of = ["figure steps"], figures = "total", stated_by = "above" }
points = { kind = "deduct", each = 2 }
"#;

const FIRST: Period = Period::Quarter(2026, 3);
const SECOND: Period = Period::Quarter(2026, 4);

fn figure(period: &str) -> Row {
    row(Table::StatedFigures, &[("unit", VILLAGES[0]), ("period", period), ("figure", "steps"), ("stated", "1")])
}

fn marker(day: &str) -> String {
    format!("meetings meeting=t{day} kind=theme_day date={day}\n")
}

async fn write(terminal: &Desk, county: &County, rows: &[Row], quarter: Period) {
    terminal.import("会计", rows, Some(quarter)).await.unwrap();
    up(terminal, &county.desk).await;
}

/// Steps and findings of the third quarter, of which the materials and the day fall due in the fourth.
fn of_first() -> Vec<Row> {
    let text = format!(
        "steps member=m1 step=1 done_on=2026-09-20
         steps member=m2 step=1 done_on=2026-09-21
         materials member=m2 step=1 material=入党申请书 handed_in=2026-09-28
         standing member=m1 status=applicant
         standing member=m2 status=applicant
         {}",
        marker("2026-09-01")
    );
    lines(unit(VILLAGES[0]), &text)
}

fn of_second() -> Vec<Row> {
    let text = format!(
        "steps member=m3 step=1 done_on=2026-10-10\nstanding member=m3 status=applicant\n{}",
        marker("2026-11-01")
    );
    lines(unit(VILLAGES[0]), &text)
}

/// A county whose first village did and sealed both quarters, with a finding of the first that is due in the second.
async fn played() -> (County, Arc<Desk>) {
    let county = County::new().await;
    county.desk.put_scheme("组织部", NewRules::since(RULES, FIRST)).await.unwrap();
    let terminal = county.terminal(VILLAGES[0]).await;
    let township = county.device(TOWNSHIP, Role::Node).await;
    down(&county.desk, &township).await;
    county.at("2026-09-30T02:00:00Z");
    let finding = finding_due(VILLAGES[0], "f1", ("2026-09-02", "2026-11-01"), "1");
    township.import("督查组", &[finding, figure("2026Q3")], None).await.unwrap();
    up(&township, &county.desk).await;
    write(&terminal, &county, &of_first(), FIRST).await;
    terminal.seal("书记", FIRST, true).await.unwrap();
    up(&terminal, &county.desk).await;
    county.at("2026-12-31T02:00:00Z");
    township.import("督查组", &[figure("2026Q4")], None).await.unwrap();
    up(&township, &county.desk).await;
    write(&terminal, &county, &of_second(), SECOND).await;
    terminal.seal("书记", SECOND, true).await.unwrap();
    up(&terminal, &county.desk).await;
    (county, terminal)
}

async fn run(county: &County, period: Period) -> RankingRun {
    county.desk.run(period, RunOptions::default()).await.unwrap()
}

/// Points of what was fixed, how many steps remind, and the rows behind these.
fn first_village(run: &RankingRun) -> (Option<Decimal>, Option<Decimal>, Vec<String>) {
    let row = run.outcome.rows(Level::Village).iter().find(|row| row.unit == unit(VILLAGES[0])).unwrap();
    let rows = row.indicators[1].reasons.iter().map(|reason| reason.row.to_string()).filter(|row| !row.is_empty());
    (row.indicators[0].points, row.indicators[1].measure, rows.collect())
}

fn document(kind: DocumentKind, quarter: Period) -> String {
    DocumentName::quarterly(kind, unit(VILLAGES[0]), quarter).unwrap().to_string()
}

#[tokio::test]
async fn a_step_of_an_earlier_quarter_counts_in_the_later_run_and_its_evidence() {
    let (county, terminal) = played().await;
    let first = run(&county, FIRST).await;
    // Nothing is due yet.
    assert_eq!(first_village(&first), (None, Some(Decimal::ZERO), vec![]));
    assert_eq!(first.record.engine, "cunbang-engine 1", "nothing of earlier quarters weighs in it");

    let second = run(&county, SECOND).await;
    // The step of September lacks its material, which was due in October; the one of October does as well. The finding
    // was due in November, and is not fixed.
    let (fixed, reminders, rows) = first_village(&second);
    assert_eq!((fixed, reminders), (Some(Decimal::new(0, 2)), Some(Decimal::TWO)), "{rows:?}");
    assert!(rows.contains(&"steps/m1/1".to_owned()) && !rows.contains(&"steps/m2/1".to_owned()), "{rows:?}");
    assert_eq!(second.record.engine, "cunbang-engine 1, rows of earlier periods");
    for kind in [DocumentKind::Ledger, DocumentKind::Inspection] {
        assert!(second.record.inputs.contains_key(&document(kind, FIRST)), "{kind:?}");
    }
    let late = second.record.late_seals("2027-01-10".parse().unwrap());
    assert!(late.is_empty() && second.record.first_seals().len() == 1);

    // Whoever has the evidence alone comes to the same, and to nothing without what the quarter before holds.
    let file = county.desk.write_evidence(&second.id, Vec::new()).await.unwrap();
    let verified = verify_evidence(file.as_slice(), None).unwrap();
    assert_eq!((verified.run, verified.outcome), (second.id.clone(), second.outcome.clone()));
    let text = String::from_utf8(file).unwrap();
    let without: String = text
        .split_inclusive('\n')
        .scan(false, |is_of_earlier, line| {
            if line.starts_with(r#"{"kind":"log""#) {
                *is_of_earlier = line.contains(&document(DocumentKind::Ledger, FIRST));
            } else if !line.starts_with(r#"{"kind":"entry""#) {
                *is_of_earlier = false;
            }
            Some(if *is_of_earlier { "" } else { line })
        })
        .collect();
    assert_ne!(without, text);
    let fault = verify_evidence(without.as_bytes(), None).unwrap_err().to_string();
    assert!(fault.contains(&document(DocumentKind::Ledger, FIRST)), "{fault}");

    // From files, where all rows lie side by side, it is the same.
    let mut rows = of_first();
    rows.extend(of_second());
    rows.push(finding_due(VILLAGES[0], "f1", ("2026-09-02", "2026-11-01"), "1"));
    rows.push(figure("2026Q4"));
    let receipt = ReceiptState::Sealed { received_at: "2026-12-31T02:00:00Z".parse().unwrap() };
    let inputs = Inputs {
        units: small(),
        period: SECOND,
        villages: BTreeMap::from([(unit(VILLAGES[0]), VillageInput::new(rows, receipt))]),
        township_rows: BTreeMap::new(),
        county_counts: BTreeMap::new(),
        offices: BTreeMap::new(),
        past: cunbang_scheme::Past::default(),
        names: Names::default(),
    };
    assert_eq!(rank(&Scheme::parse(RULES).unwrap(), &inputs).unwrap(), second.outcome);

    // Nobody takes back after the seal what falls due later.
    let step = of_first().into_iter().find(|row| row.table() == Table::Steps).unwrap();
    write(&terminal, &county, &[step.withdrawn("误录")], FIRST).await;
    let again = run(&county, SECOND).await;
    assert_eq!(first_village(&again), first_village(&second));
    // Once it is sealed anew without the step, that is what the village answers for.
    terminal.seal("书记", FIRST, true).await.unwrap();
    up(&terminal, &county.desk).await;
    assert_eq!(first_village(&run(&county, SECOND).await).1, Some(Decimal::ONE));
    let file = county.desk.write_evidence(&again.id, Vec::new()).await.unwrap();
    assert_eq!(verify_evidence(file.as_slice(), None).unwrap().run, again.id);
}

/// Earlier rows say nothing of whether the quarter came.
#[tokio::test]
async fn who_sent_only_an_earlier_quarter_is_not_received() {
    let county = County::new().await;
    county.desk.put_scheme("组织部", NewRules::since(RULES, FIRST)).await.unwrap();
    let terminal = county.terminal(VILLAGES[0]).await;
    county.at("2026-09-30T02:00:00Z");
    // Without members none are carried over: the later ledger holds figures alone.
    let steps = of_first().into_iter().filter(|row| row.table() == Table::Steps).collect::<Vec<_>>();
    write(&terminal, &county, &steps, FIRST).await;
    county.at("2026-12-31T02:00:00Z");
    let figures = lines(unit(VILLAGES[0]), "measures period=2026Q4 indicator=income value=3");
    write(&terminal, &county, &figures, SECOND).await;
    let second = run(&county, SECOND).await;
    let row = second.outcome.rows(Level::Village).iter().find(|row| row.unit == unit(VILLAGES[0])).unwrap();
    assert_eq!(row.status, cunbang_scheme::Status::NotReceived);
    assert!(second.record.inputs.contains_key(&document(DocumentKind::Ledger, FIRST)));
}
