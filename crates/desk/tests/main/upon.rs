//! What is written upon what was seen: rows and marks that somebody else changed meanwhile; objections and answers.
#![allow(clippy::unwrap_used)]

use cunbang_desk::village::objections::ObjectionError;
use cunbang_desk::writing::marks::MarkChange;
use cunbang_desk::writing::record::RecordError;
use cunbang_desk::writing::upon::Written;
use cunbang_desk::writing::withdraw::Withdrawal;
use cunbang_desk::{Desk, DeskError, Viewer};
use cunbang_model::schema::{Mark, ReplyOutcome};
use cunbang_model::{Row, Table};
use cunbang_world::QUARTER;
use cunbang_world::county::{County, down, up, write};
use cunbang_world::rows::{deed_on, line, lines, row};
use cunbang_world::tree::{VILLAGES, unit};
use std::sync::Arc;

const VILLAGE: &str = VILLAGES[0];

async fn terminal() -> (County, Arc<Desk>) {
    let county = County::with_rules().await;
    let terminal = county.terminal(VILLAGE).await;
    down(&county.desk, &terminal).await;
    (county, terminal)
}

fn task(done_on: &str) -> Row {
    line(unit(VILLAGE), &format!("tasks task=t1 title=收缴党费 due=2026-09-30 done_on={done_on}"))
}

async fn upon(desk: &Desk, row: Row, seen: &str) -> Written {
    desk.record_upon("王会计", row, Some(QUARTER), seen).await.unwrap()
}

async fn kept(desk: &Desk, row: Row, seen: &str) -> String {
    match upon(desk, row, seen).await {
        Written::Kept { version } => version,
        Written::Changed(clash) => panic!("{clash:?}"),
    }
}

#[tokio::test]
async fn what_was_changed_meanwhile_is_not_written_over() {
    let (_county, desk) = terminal().await;
    let first = kept(&desk, task("2026-09-01"), "").await;
    // Each change is made from the one before.
    let second = kept(&desk, task("2026-09-02"), &first).await;
    assert_ne!(first, second);
    let Written::Changed(clash) = upon(&desk, task("2026-09-03"), &first).await else { panic!("written over") };
    assert_eq!((&clash.standing, &clash.row), (&task("2026-09-02"), &task("2026-09-03")));
    assert_eq!(clash.written.as_ref().map(cunbang_desk::Authorship::person), Some("王会计"));
    let viewer = Viewer::operator(desk.replica(), "王会计");
    let stands = desk.row(&viewer, Table::Tasks, None, "t1", Some(QUARTER)).await.unwrap();
    assert_eq!((stands.row, stands.version.as_str()), (task("2026-09-02"), second.as_str()));
    // A row that is new to whoever writes it writes over nothing either; what it says already is no change.
    assert!(matches!(upon(&desk, task("2026-09-03"), "").await, Written::Changed(_)));
    assert_eq!(kept(&desk, task("2026-09-02"), &first).await, second);
    // Whoever has seen what stands may take the other.
    kept(&desk, task("2026-09-03"), &clash.version).await;
    // Nor is anything withdrawn that was not seen.
    let withdrawal = Withdrawal { table: Table::Tasks, unit: None, id: "t1", period: Some(QUARTER), reason: "重复" };
    let unseen = desk.take_back_upon("王会计", withdrawal, &first).await.unwrap_err();
    assert!(matches!(unseen, DeskError::Record(RecordError::Changed { .. })), "{unseen}");
    // What was withdrawn is nothing for whoever did not see it, and a change for whoever did.
    let seen = desk.row(&viewer, Table::Tasks, None, "t1", Some(QUARTER)).await.unwrap().version;
    desk.withdraw("李文书", Table::Tasks, None, "t1", "重复").await.unwrap();
    let Written::Changed(clash) = upon(&desk, task("2026-09-04"), &seen).await else { panic!("restored unseen") };
    assert_eq!(clash.standing.withdrawal(), Some("重复"));
    kept(&desk, task("2026-09-04"), "").await;
}

#[tokio::test]
async fn a_mark_is_made_upon_the_one_that_was_seen() {
    let (_county, desk) = terminal().await;
    let rows = lines(
        unit(VILLAGE),
        "standing member=m1 status=full
         standing member=m2 status=full
         meetings meeting=t8 kind=theme_day date=2026-08-15
         attendance meeting=t8 member=m1 mark=leave",
    );
    write(&desk, &rows).await;
    let change = |member: &str, was, mark| MarkChange { member: member.to_owned(), was, mark };
    let mark = async |changes: &[MarkChange]| desk.mark("王会计", QUARTER, "t8", changes, "改为未登记").await.unwrap();
    let marks = async || {
        let viewer = Viewer::operator(desk.replica(), "王会计");
        let view = desk.meeting(&viewer, unit(VILLAGE), QUARTER, "t8").await.unwrap().unwrap();
        view.people.into_iter().map(|(_, mark)| mark).collect::<Vec<_>>()
    };
    // Of two, the one that had been changed is left as it is, and named.
    let clashes = mark(&[change("m1", None, Some(Mark::Present)), change("m2", None, Some(Mark::Late))]).await;
    assert_eq!(clashes.len(), 1);
    assert_eq!((clashes[0].member.as_str(), clashes[0].now), ("m1", Some(Mark::Leave)));
    assert_eq!(marks().await, [Some(Mark::Leave), Some(Mark::Late)]);
    // What whoever sends it did not touch is nobody's change.
    assert!(mark(&[change("m1", Some(Mark::Present), Some(Mark::Present))]).await.is_empty());
    assert!(
        mark(&[change("m1", Some(Mark::Leave), Some(Mark::Absent)), change("m2", Some(Mark::Late), None)])
            .await
            .is_empty()
    );
    assert_eq!(marks().await, [Some(Mark::Absent), None]);
}

#[tokio::test]
async fn an_objection_names_rows_by_table_and_id_and_not_by_the_numbers_in_it() {
    let (county, desk) = terminal().await;
    let member = |id: &str| {
        row(Table::Members, &[("unit", VILLAGE), ("member", id), ("name", &format!("姓名{id}")), ("status", "full")])
    };
    let rows = [member("m1"), member("15"), member("20"), member("28"), deed_on(VILLAGE, "d2", "2026-07-03", "修路")];
    desk.import("王会计", &rows, None).await.unwrap();
    desk.object("王会计", QUARTER, "8月20日、28日两次会都开了，应得 15 分").await.unwrap();
    county.at("2026-10-02T02:00:00Z");
    desk.object("王会计", QUARTER, "应计一分\n所述记录：deeds/d2、standing/15").await.unwrap();
    up(&desk, &county.desk).await;
    let viewer = Viewer::operator(county.desk.replica(), "组织部");
    let mut named: Vec<_> =
        county.desk.objections_here(&viewer, QUARTER).await.unwrap().into_iter().map(|one| one.rows).collect();
    named.sort_by_key(Vec::len);
    let of = |table, id: &str| (table, id.to_owned());
    assert_eq!(named, [vec![], vec![of(Table::Deeds, "d2"), of(Table::Standing, "15")]]);
}

#[tokio::test]
async fn an_objection_goes_up_and_its_answer_comes_down() {
    let (county, desk) = terminal().await;
    let viewer = Viewer::operator(desk.replica(), "王会计");
    for row in ["findings/none", "attendance/t99/m1"] {
        let refused = desk.object("王会计", QUARTER, &format!("不应扣分\n所述记录：{row}。")).await.unwrap_err();
        assert!(matches!(&refused, DeskError::Objection(ObjectionError::NoRow(of)) if of == row), "{refused}");
        assert!(refused.to_string().contains(row), "{refused}");
    }
    let empty = desk.object("王会计", QUARTER, " ").await.unwrap_err();
    assert!(matches!(empty, DeskError::Objection(ObjectionError::Empty)), "{empty}");
    let objection = desk.object("王会计", QUARTER, "八月主题党日已补记").await.unwrap();
    assert_eq!(desk.object("王会计", QUARTER, "八月主题党日已补记 ").await.unwrap(), objection);
    let answer = async |objection: &str| {
        let text = "核对无误，退回一分";
        county.desk.answer_objection("组织部", unit(VILLAGE), QUARTER, objection, ReplyOutcome::Upheld, text).await
    };
    let unknown = answer(&objection).await.unwrap_err();
    assert!(matches!(unknown, DeskError::Objection(ObjectionError::NoSuchObjection { .. })), "{unknown}");
    up(&desk, &county.desk).await;
    answer(&objection).await.unwrap();
    down(&county.desk, &desk).await;
    let seen = desk.objections(&viewer, unit(VILLAGE), QUARTER).await.unwrap();
    assert_eq!((seen.len(), seen[0].objection.text.as_str()), (1, "八月主题党日已补记"));
    assert_eq!((seen[0].replies[0].0.outcome, seen[0].replies[0].1.as_str()), (ReplyOutcome::Upheld, "长兴县"));
    // Another village's objections are not seen there.
    assert!(desk.objections(&viewer, unit(VILLAGES[1]), QUARTER).await.is_err());
    // A village answers nobody.
    let own = desk.answer_objection("王会计", unit(VILLAGE), QUARTER, &objection, ReplyOutcome::Upheld, "x").await;
    assert!(own.is_err());
}
