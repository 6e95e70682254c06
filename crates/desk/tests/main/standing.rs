//! Standing carries over, references are checked against the ledger as it will be, and what would not count is said.
#![allow(clippy::unwrap_used)]

use cunbang_desk::village::gaps::What;
use cunbang_desk::writing::import::ImportError;
use cunbang_desk::writing::references::Wrong;
use cunbang_desk::{Desk, DeskError, NewRules};
use cunbang_model::schema::{MemberStatus, Word as _};
use cunbang_model::{Decimal, DocumentName, Period, Row, Table};
use cunbang_scheme::pack;
use cunbang_store::MemoryStore;
use cunbang_world::QUARTER;
use cunbang_world::county::{County, down};
use cunbang_world::rows::row;
use cunbang_world::tree::VILLAGES;
use std::sync::Arc;

const VILLAGE: &str = VILLAGES[0];

fn member(id: &str, name: &str, status: &str) -> Row {
    row(Table::Members, &[("unit", VILLAGE), ("member", id), ("name", name), ("status", status)])
}

fn deed(id: &str, member: &str, day: &str) -> Row {
    let cells = [
        ("unit", VILLAGE),
        ("deed", id),
        ("member", member),
        ("date", day),
        ("kind", "integrity"),
        ("text", "修路"),
        ("confirmed_on", day),
        ("confirmed_by", "支部"),
    ];
    row(Table::Deeds, &cells)
}

async fn terminal() -> (County, Arc<Desk>) {
    let county = County::over(Arc::new(MemoryStore::new())).await;
    let standard = pack::find("standard").unwrap();
    county.desk.put_scheme("组织部", NewRules::since(standard.text, QUARTER)).await.unwrap();
    county.at("2026-09-30T02:00:00Z");
    let terminal = county.terminal(VILLAGE).await;
    down(&county.desk, &terminal).await;
    (county, terminal)
}

/// The members' standing in a quarter's ledger: `m1 full`.
async fn standing(desk: &Desk, quarter: &str) -> Vec<String> {
    let name: DocumentName = format!("ledger/{VILLAGE}/{quarter}").parse().unwrap();
    let projection = desk.replica().projection(name).await.unwrap();
    let rows = projection.table(Table::Standing).filter(|standing| !standing.row.is_withdrawn());
    let mut lines: Vec<String> =
        rows.map(|one| format!("{} {}", one.row.id(), one.row.text("status").unwrap())).collect();
    lines.sort_unstable();
    lines
}

#[tokio::test]
async fn a_quarter_begins_with_the_standing_of_the_last() {
    let (county, terminal) = terminal().await;
    let present = Period::quarter_of(cunbang_model::clock::county_date(terminal.replica().now()));
    assert_eq!(present, QUARTER);
    // A roster without a quarter is the present one's.
    let roster = [member("m1", "陈建国", "full"), member("m2", "王芳", "probationary")];
    terminal.import("王会计", &roster, None).await.unwrap();
    assert_eq!(standing(&terminal, "2026Q3").await, ["m1 full", "m2 probationary"]);

    county.at("2026-10-11T02:00:00Z");
    let imported = terminal.import("王会计", &[deed("d1", "m1", "2026-10-09")], None).await.unwrap();
    assert_eq!(standing(&terminal, "2026Q4").await, ["m1 full", "m2 probationary"]);
    let [carried] = imported.carried.as_slice() else { panic!("{imported:?}") };
    assert_eq!((carried.from, carried.members), (Some(QUARTER), 2));
    // Once it is there it is not carried again, and what changes is changed in its own quarter alone.
    let imported = terminal.import("王会计", &[member("m2", "王芳", "full")], None).await.unwrap();
    assert!(imported.carried.is_empty());
    assert_eq!(standing(&terminal, "2026Q4").await, ["m1 full", "m2 full"]);
    assert_eq!(standing(&terminal, "2026Q3").await, ["m1 full", "m2 probationary"]);

    // Who was withdrawn from the roster is not carried further, and what the import says anew is not carried either.
    terminal.withdraw("王会计", Table::Members, None, "m1", "转出").await.unwrap();
    county.at("2027-01-11T02:00:00Z");
    let joined = [member("m3", "李四", "applicant"), deed("d2", "m2", "2027-01-09")];
    let tried = terminal.check_import(None, &joined, None).await.unwrap();
    assert_eq!((tried.carried[0].from, tried.carried[0].members), (Some("2026Q4".parse().unwrap()), 1));
    assert!(standing(&terminal, "2027Q1").await.is_empty(), "a check keeps nothing");
    terminal.import("王会计", &joined, None).await.unwrap();
    assert_eq!(standing(&terminal, "2027Q1").await, ["m2 full", "m3 applicant"]);
}

#[tokio::test]
async fn what_rows_name_is_there_or_offered() {
    let (_county, terminal) = terminal().await;
    terminal.import("王会计", &[deed("d1", "m9", "2026-07-09")], None).await.unwrap();
    terminal
        .import("王会计", &[member("m1", "陈建国", "full"), member("zhang-3", "张三", "full")], None)
        .await
        .unwrap();
    let meeting = |id: &str| {
        row(Table::Meetings, &[("unit", VILLAGE), ("meeting", id), ("kind", "theme_day"), ("date", "2026-07-15")])
    };
    let mark = |meeting: &str, member: &str| {
        let cells = [("unit", VILLAGE), ("meeting", meeting), ("member", member), ("mark", "present")];
        row(Table::Attendance, &cells)
    };
    terminal.import("王会计", &[meeting("theme-7")], None).await.unwrap();
    let wrong = async |rows: &[Row]| match terminal.import("王会计", rows, None).await {
        Err(DeskError::Import(ImportError::References(faults))) => {
            faults.into_iter().map(|fault| (fault.index, fault.column, fault.wrong)).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    // The meeting of a single row is found in the ledger, and with it the quarter.
    terminal.record("王会计", mark("theme-7", "zhang-3"), None).await.unwrap();
    let near = |text: &str| Some(text.to_owned());
    assert_eq!(wrong(&[mark("theme-7", "zhang-4")]).await, [(0, "member", Wrong::NoMember(near("zhang-3")))]);
    assert_eq!(
        wrong(&[deed("d2", "m1", "2026-07-09"), mark("theme-8", "m1")]).await,
        [(1, "meeting", Wrong::NoMeeting(near("theme-7")))]
    );
    terminal.import("王会计", &[mark("theme-8", "m1"), meeting("theme-8")], None).await.unwrap();
    let cells = [
        ("unit", VILLAGE),
        ("deed", "d3"),
        ("member", "m1"),
        ("date", "2026-07-03"),
        ("kind", "integrty"),
        ("text", "修路"),
    ];
    assert_eq!(wrong(&[row(Table::Deeds, &cells)]).await, [(0, "kind", Wrong::NotInScheme("integrity".to_owned()))]);
}

#[tokio::test]
async fn what_would_not_count_is_said_with_its_cost() {
    let (_county, terminal) = terminal().await;
    assert!(terminal.open_gaps().await.unwrap().is_empty(), "nothing was begun");
    terminal.import("王会计", &[deed("d1", "m9", "2026-07-09")], None).await.unwrap();
    let gaps = terminal.gaps(&[QUARTER]).await.unwrap();
    let of_members: Vec<_> =
        gaps.iter().filter(|gap| matches!(gap.what, What::NoStanding { .. } | What::NoMembers)).collect();
    let [gap] = of_members.as_slice() else { panic!("{gaps:?}") };
    assert_eq!(gap.what, What::NoStanding { members: vec!["m9".to_owned()], rows: 1 });
    assert!(gap.points.is_some_and(|points| points > Decimal::ZERO), "{gaps:?}");
    terminal.import("王会计", &[member("m9", "陈建国", "full")], None).await.unwrap();
    let gaps = terminal.open_gaps().await.unwrap();
    assert!(!gaps.iter().any(|gap| matches!(gap.what, What::NoStanding { .. })), "{gaps:?}");
    assert_eq!(terminal.status(false).await.unwrap().gaps, gaps);
}

/// A deed of somebody whose standing does not count is kept and gives nothing, and so does the confirmation of one's own.
#[tokio::test]
async fn what_counts_for_nothing_is_told_with_its_cost() {
    let (_county, terminal) = terminal().await;
    let people = [member("m1", "陈建国", "full"), member("m2", "王芳", "full"), member("m8", "施建平", "candidate")];
    terminal.import("王会计", &people, Some(QUARTER)).await.unwrap();
    let confirmed = |id: &str, who: &str, by: &str| {
        let cells = [("unit", VILLAGE), ("deed", id), ("member", who), ("date", "2026-07-09"), ("kind", "integrity")];
        let rest = [("text", id), ("confirmed_on", "2026-07-20"), ("confirmed_by", by)];
        row(Table::Deeds, &[&cells[..], &rest[..]].concat())
    };
    let mut rows = vec![confirmed("d1", "m1", "m2"), confirmed("d2", "m8", "m2"), confirmed("d3", "m2", "m2")];
    let viewer = cunbang_desk::Viewer::operator(terminal.replica(), "王会计");
    // The preview says so before anything is kept.
    let to_be = terminal.gaps_of_import(&viewer, Some("王会计"), &rows, None).await.unwrap();
    assert!(to_be.iter().any(|one| one.gap.what.concerns("deeds/d2") && one.gap.what.is_void()), "{to_be:?}");
    terminal.import("王会计", &rows, None).await.unwrap();
    let gaps = terminal.gaps(&[QUARTER]).await.unwrap();
    let of = |key: &str| gaps.iter().find(|gap| gap.what.is_void() && gap.what.concerns(key));
    let other = of("deeds/d2").unwrap_or_else(|| panic!("{gaps:?}"));
    let status = MemberStatus::Candidate.word();
    assert_eq!(other.what, What::NotCounted { rows: vec!["deeds/d2".to_owned()], status, chinese: "发展对象" });
    assert!(of("deeds/d1").is_none(), "{gaps:?}");
    let own = of("deeds/d3").unwrap_or_else(|| panic!("{gaps:?}"));
    let cost = own.points.unwrap_or_else(|| panic!("{gaps:?}"));
    // That is what it gives once another has confirmed it.
    let score = async || terminal.what_it_would_take(&viewer, QUARTER).await.unwrap().unwrap().score.unwrap();
    let before = score().await;
    rows[2] = confirmed("d3", "m2", "m1");
    terminal.import("王会计", &rows[2..], None).await.unwrap();
    assert_eq!(score().await - before, cost);
    // And the deed of the one who does not count gives nothing: without it the score is the same.
    let with = score().await;
    terminal.withdraw("王会计", Table::Deeds, None, "d2", "试").await.unwrap();
    assert_eq!(score().await, with);
}

/// What a village fills in for a quarter that is over lists its members as they stood then; taken in again it changes
/// neither that quarter nor what the roster says today.
#[tokio::test]
async fn a_sheet_of_an_older_quarter_is_of_then_and_changes_nothing() {
    let (county, terminal) = terminal().await;
    let roster = [member("m1", "陈建国", "full"), member("m2", "王芳", "probationary")];
    terminal.import("王会计", &roster, Some(QUARTER)).await.unwrap();
    let meeting = |id: &str, day: &str| {
        row(Table::Meetings, &[("unit", VILLAGE), ("meeting", id), ("kind", "theme_day"), ("date", day)])
    };
    terminal.import("王会计", &[meeting("t7", "2026-07-15")], None).await.unwrap();
    county.at("2026-10-11T02:00:00Z");
    let later = [member("m2", "王芳", "full"), meeting("t10", "2026-10-10")];
    terminal.import("王会计", &later, Some(QUARTER.next())).await.unwrap();
    let of = |rows: Vec<Row>| {
        let said = |row: &Row| format!("{} {}", row.id(), row.text("status").or(row.text("date")).unwrap_or("-"));
        let mut said: Vec<String> = rows.iter().map(said).collect();
        said.sort_unstable();
        said
    };
    let then = terminal.of_quarter(QUARTER).await.unwrap();
    assert_eq!(of(then.clone()), ["m1 full", "m2 probationary", "t7 -"]);
    assert_eq!(of(terminal.of_quarter(QUARTER.next()).await.unwrap()), ["m1 full", "m2 full", "t10 -"]);
    let viewer = cunbang_desk::Viewer::operator(terminal.replica(), "王会计");
    let compared = terminal.preview(&viewer, &then, Some(QUARTER)).await.unwrap();
    assert_eq!((compared.new, compared.changed.len(), compared.same), (0, 0, 3), "{compared:?}");
    let imported = terminal.import("王会计", &then, Some(QUARTER)).await.unwrap();
    assert_eq!(imported.written, 0);
    assert_eq!(standing(&terminal, "2026Q3").await, ["m1 full", "m2 probationary"]);
    assert_eq!(standing(&terminal, "2026Q4").await, ["m1 full", "m2 full"]);
    let roster: DocumentName = format!("roster/{VILLAGE}").parse().unwrap();
    let roster = terminal.replica().projection(roster).await.unwrap();
    assert_eq!(roster.get(Table::Members, "m2").unwrap().row.text("status"), Some("full"));
}
