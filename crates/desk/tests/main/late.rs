//! What units above register late: a finding is not overdue at birth, and what came after the deadline or after a list is
//! called so wherever it counts.
#![allow(clippy::unwrap_used)]

use cunbang_desk::assessment::changes::{Cause, RunName};
use cunbang_desk::{Became, Desk, LateRow, Level, Viewer};
use cunbang_model::{Date, Role, Row, Table};
use cunbang_world::QUARTER;
use cunbang_world::county::{County, down, seal, up, write};
use cunbang_world::rows::{deed, line};
use cunbang_world::tree::{TOWNSHIP, VILLAGES, unit};
use std::sync::Arc;

const VILLAGE: &str = VILLAGES[0];

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn finding(id: &str, cells: &str) -> Row {
    line(unit(VILLAGE), &format!("findings finding={id} date=2026-07-05 points=2 {cells}"))
}

fn viewer(desk: &Desk) -> Viewer {
    Viewer::operator(desk.replica(), "组织部")
}

async fn sealed() -> (County, Arc<Desk>, Arc<Desk>) {
    let county = County::with_rules().await;
    let township = county.device(TOWNSHIP, Role::Node).await;
    let terminal = county.terminal(VILLAGE).await;
    down(&county.desk, &terminal).await;
    write(&terminal, &["d1", "d2", "d3"].map(|id| deed(VILLAGE, id))).await;
    county.at("2026-10-05T01:00:00Z");
    seal(&terminal).await;
    up(&terminal, &county.desk).await;
    down(&county.desk, &township).await;
    (county, township, terminal)
}

#[tokio::test]
async fn a_finding_is_not_overdue_when_it_is_written() {
    let (_, township, _) = sealed().await;
    let keep = async |row: Row| township.record("督查组", row, None).await;
    let refused = keep(finding("f1", "due=2026-08-01")).await.unwrap_err().to_string();
    assert!(refused.contains("2026-10-05"), "the day of writing, and a way out: {refused}");
    assert!(township.check_import(None, &[finding("f1", "due=2026-08-01")], None).await.is_err());
    // Whoever told the village says when; nobody is told before it was found, after it was due, or tomorrow.
    for wrong in ["2026-07-04", "2026-08-02"] {
        assert!(keep(finding("f1", &format!("due=2026-08-01 told_on={wrong}"))).await.is_err(), "{wrong}");
    }
    assert!(keep(finding("f1", "due=2026-12-01 told_on=2026-10-06")).await.is_err());
    keep(finding("f1", "due=2026-08-01 told_on=2026-07-06")).await.unwrap();
    // From today on, or put right in time.
    keep(finding("f2", "due=2026-10-05")).await.unwrap();
    keep(finding("f3", "due=2026-08-01 fixed_on=2026-07-30")).await.unwrap();
    // What stands is followed whatever the day; another day that has passed is refused.
    keep(finding("f2", "due=2026-10-05 fixed_on=2026-10-04")).await.unwrap();
    assert!(keep(finding("f2", "due=2026-09-05")).await.is_err());
}

/// What a recheck found fixed has a day: that on which it was put right, or that of the recheck.
#[tokio::test]
async fn a_finding_that_is_fixed_has_a_day() {
    let (_, township, _) = sealed().await;
    let keep = async |row: Row| township.record("督查组", row, None).await;
    let refused = keep(finding("f1", "due=2026-12-01 result=fixed")).await.unwrap_err().to_string();
    assert!(refused.contains("fixed_on") && refused.contains("回访日期"), "the column, and a way out: {refused}");
    assert!(township.check_import(None, &[finding("f1", "due=2026-12-01 result=fixed")], None).await.is_err());
    keep(finding("f1", "due=2026-12-01 result=fixed rechecked_on=2026-10-04")).await.unwrap();
    keep(finding("f2", "due=2026-12-01 result=fixed fixed_on=2026-10-03")).await.unwrap();
    keep(finding("f3", "due=2026-12-01 result=extended")).await.unwrap();
    // Put right in time by the day of the recheck.
    keep(finding("f4", "due=2026-08-01 result=fixed rechecked_on=2026-07-31")).await.unwrap();
    assert!(keep(finding("f5", "due=2026-08-01 result=fixed rechecked_on=2026-08-02")).await.is_err());
}

async fn late(desk: &Desk) -> Vec<LateRow> {
    desk.late_rows(&viewer(desk), QUARTER, unit(VILLAGE)).await.unwrap()
}

#[tokio::test]
async fn what_came_after_the_deadline_or_a_list_is_called_so() {
    let (county, township, terminal) = sealed().await;
    township.record("督查组", finding("in_time", "due=2026-12-20"), None).await.unwrap();
    up(&township, &county.desk).await;
    let before = county.run().await;
    county.desk.publish("组织部", Some(&before.id), true).await.unwrap();
    assert!(late(&county.desk).await.is_empty());
    county.at("2026-10-08T01:00:00Z");
    let ballots = line(unit(VILLAGE), "satisfaction period=2026Q3 target=committee ballots=9 satisfied=3");
    township.record("督查组", ballots, None).await.unwrap();
    up(&township, &county.desk).await;
    // The township's clock says that this was in time; the county's receipt does not.
    let inspector = county.device(TOWNSHIP, Role::Inspector).await;
    down(&county.desk, &inspector).await;
    inspector.record("王督查", finding("f9", "due=2026-12-20"), None).await.unwrap();
    county.at("2026-11-20T01:00:00Z");
    up(&inspector, &county.desk).await;
    let told: Vec<_> =
        late(&county.desk).await.into_iter().map(|one| (one.id, one.deadline, one.published_on)).collect();
    let published = Some(day("2026-10-05"));
    assert_eq!(
        told,
        [("f9".to_owned(), Some(day("2026-10-10")), published), ("2026Q3/committee".to_owned(), None, published)]
    );
    // To follow a finding later is no lateness; to raise its points is.
    township.record("督查组", finding("in_time", "due=2026-12-20 fixed_on=2026-11-19"), None).await.unwrap();
    up(&township, &county.desk).await;
    assert_eq!(late(&county.desk).await.len(), 2);
    let raised =
        line(unit(VILLAGE), "findings finding=in_time date=2026-07-05 points=9 due=2026-12-20 fixed_on=2026-11-19");
    township.record("督查组", raised, None).await.unwrap();
    up(&township, &county.desk).await;
    let all = late(&county.desk).await;
    let one = all.iter().find(|one| one.id == "in_time").unwrap();
    assert_eq!((one.by, &one.became), (unit(TOWNSHIP), &Became::Changed(vec!["points".to_owned()])));
    assert!(one.said().contains("督查组") && one.said().contains("2026-11-20"), "{}", one.said());
    // The sheet's rows say so, at the county and in the village.
    let after = county.run().await;
    let viewer = viewer(&county.desk);
    assert!(county.desk.late_rows_of_run(&viewer, &before).await.unwrap().is_empty(), "it rests on none of them");
    assert_eq!(county.desk.late_rows_of_run(&viewer, &after).await.unwrap().len(), 3);
    let marked = |sheet: &cunbang_desk::ScoreSheetView| {
        let rows = sheet.lines.iter().flat_map(|line| &line.reasons).flat_map(|reason| &reason.rows);
        rows.filter(|row| row.late.is_some()).map(|row| row.id.clone()).collect::<Vec<_>>()
    };
    let sheet = county.desk.sheet_in_run(&viewer, unit(VILLAGE), QUARTER, &after.id).await.unwrap();
    assert_eq!(marked(&sheet), ["f9", "in_time"]);
    county.desk.publish("组织部", Some(&after.id), true).await.unwrap();
    down(&county.desk, &terminal).await;
    let own = Viewer::operator(terminal.replica(), "会计");
    let sheet = terminal.score_sheet(&own, unit(VILLAGE), QUARTER).await.unwrap();
    assert_eq!(marked(&sheet), ["f9", "in_time"]);
    // And what moved the list says so as a cause.
    let named = |run: &cunbang_ranking::RankingRun| RunName { period: Some(QUARTER), run: run.id.clone() };
    let changes = county.desk.changes(&viewer, &named(&before), &named(&after), Level::Village).await.unwrap();
    let line = changes.lines.iter().find(|line| line.unit == unit(VILLAGE)).unwrap();
    let causes = line.causes.iter().filter(|cause| matches!(cause, Cause::Late(_))).count();
    assert_eq!(causes, 3, "{:?}", line.causes);
    // What is written late and taken back counts for nothing, and is not named.
    let wanted = cunbang_desk::writing::withdraw::Withdrawal {
        table: Table::Findings,
        unit: Some(unit(VILLAGE)),
        id: "f9",
        period: Some(QUARTER),
        reason: "误记",
    };
    // Nor is what somebody else made of it told as if who recorded it had.
    down(&county.desk, &township).await;
    let made_five =
        cunbang_world::rows::line(unit(VILLAGE), "findings finding=f9 date=2026-07-05 points=5 due=2026-12-20");
    township.record("党建办", made_five, None).await.unwrap();
    up(&township, &county.desk).await;
    let all = late(&county.desk).await;
    let one = all.iter().find(|one| one.id == "f9").unwrap();
    assert_eq!((one.operator.as_str(), &one.became), ("党建办", &Became::Changed(vec!["points".to_owned()])));
    township.take_back("督查组", wanted).await.unwrap();
    up(&township, &county.desk).await;
    assert!(late(&county.desk).await.iter().all(|one| one.id != "f9"));
}

/// Of what the county's own node writes nobody above gives a receipt. Where it says that it wrote before a list that it
/// published, and the list has it not, it is said to be dated back: on the page, in the run and in the notice.
#[tokio::test]
async fn what_the_county_itself_dates_back_is_told_where_a_list_has_it_not() {
    let (county, _, _) = sealed().await;
    county.desk.record("县督查", finding("honest", "due=2026-12-20"), None).await.unwrap();
    county.at("2026-10-12T01:00:00Z");
    let published = county.run().await;
    county.desk.publish("组织部", Some(&published.id), true).await.unwrap();
    assert!(late(&county.desk).await.is_empty(), "written in time, and the list has it");
    // Its clock is set back, before the deadline.
    county.at("2026-10-06T01:00:00Z");
    county.desk.record("县督查", finding("back", "due=2026-12-20"), None).await.unwrap();
    county.at("2026-10-20T01:00:00Z");
    let told = late(&county.desk).await;
    let [one] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((one.id.as_str(), one.by), ("back", county.desk.replica().unit()));
    assert_eq!((one.deadline, one.published_on), (Some(day("2026-10-10")), Some(day("2026-10-12"))));
    let said = one.said();
    assert!(said.contains("2026-10-06") && said.contains("2026-10-12"), "what it says, and what is so: {said}");
    let (viewer, after) = (viewer(&county.desk), county.run().await);
    assert!(county.desk.late_rows_of_run(&viewer, &published).await.unwrap().is_empty());
    assert_eq!(county.desk.late_rows_of_run(&viewer, &after).await.unwrap().len(), 1);
    // The list that has it does not take that back.
    county.desk.publish("组织部", Some(&after.id), true).await.unwrap();
    assert_eq!(late(&county.desk).await.len(), 1);
    let notice = county.desk.notice(&viewer, QUARTER, Some(&after.id)).await.unwrap();
    let registered: Vec<_> = notice.registered_late.iter().map(|one| (one.on, one.after_list)).collect();
    assert_eq!(registered, [(day("2026-10-12"), true)]);
}
