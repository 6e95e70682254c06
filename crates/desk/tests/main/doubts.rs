//! Nothing is lost on the way in: what stands here beside what comes, what is asked, and what is said.
#![allow(clippy::unwrap_used)]

use cunbang_desk::village::gaps::What;
use cunbang_desk::writing::doubts::{Answers, Doubtful, Incoming, LookedOver, Resembling};
use cunbang_desk::writing::import::ImportError;
use cunbang_desk::writing::references::Wrong;
use cunbang_desk::writing::withdraw::Withdrawal;
use cunbang_desk::{Desk, DeskError, NewRules};
use cunbang_model::{Decimal, DocumentName, Period, Row, Table};
use cunbang_scheme::pack;
use cunbang_store::MemoryStore;
use cunbang_world::QUARTER;
use cunbang_world::county::{County, down};
use cunbang_world::rows::row;
use cunbang_world::tree::VILLAGES;
use std::sync::Arc;

const VILLAGE: &str = VILLAGES[0];

fn of(table: Table, cells: &[(&str, &str)]) -> Row {
    row(table, &[&[("unit", VILLAGE)], cells].concat())
}

fn member(id: &str, name: &str) -> Row {
    of(Table::Members, &[("member", id), ("name", name), ("status", "full")])
}

fn deed(id: &str, day: &str, text: &str) -> Row {
    of(Table::Deeds, &[("deed", id), ("member", "m1"), ("date", day), ("kind", "integrity"), ("text", text)])
}

fn confirmed(id: &str, day: &str, text: &str) -> Row {
    let cells = [("deed", id), ("member", "m1"), ("date", day), ("kind", "integrity"), ("text", text)];
    of(Table::Deeds, &[&cells[..], &[("confirmed_on", day), ("confirmed_by", "支部")]].concat())
}

fn meeting(id: &str, day: &str) -> Row {
    of(Table::Meetings, &[("meeting", id), ("kind", "theme_day"), ("date", day), ("title", "主题党日")])
}

/// Rows with all their columns.
fn whole(rows: &[Row]) -> Vec<Incoming> {
    let columns = |row: &Row| row.table().columns().iter().map(|column| column.name).collect();
    rows.iter().map(|row| Incoming { row: row.clone(), columns: columns(row), is_planned: false }).collect()
}

async fn looked(desk: &Desk, rows: &[Row], answers: Answers) -> LookedOver {
    desk.look_over(&whole(rows), None, answers).await.unwrap()
}

async fn terminal() -> (County, Arc<Desk>) {
    let county = County::over(Arc::new(MemoryStore::new())).await;
    county.desk.put_scheme("组织部", NewRules::since(pack::find("standard").unwrap().text, QUARTER)).await.unwrap();
    let terminal = county.terminal(VILLAGE).await;
    down(&county.desk, &terminal).await;
    county.at("2026-09-30T02:00:00Z");
    (county, terminal)
}

async fn standing(desk: &Desk, quarter: &str) -> Vec<String> {
    let name: DocumentName = format!("ledger/{VILLAGE}/{quarter}").parse().unwrap();
    let projection = desk.replica().projection(name).await.unwrap();
    let rows = projection.table(Table::Standing).filter(|standing| !standing.row.is_withdrawn());
    rows.map(|standing| standing.row.id()).collect()
}

#[tokio::test]
async fn deeds_that_nobody_confirmed_are_said_with_what_they_cost() {
    let (_county, terminal) = terminal().await;
    let rows = [member("m1", "陈建国"), deed("d1", "2026-07-03", "修路"), confirmed("d2", "2026-07-03", "修桥")];
    terminal.import("会计", &rows, None).await.unwrap();
    let gaps = terminal.open_gaps().await.unwrap();
    let gap = gaps.iter().find(|gap| matches!(gap.what, What::Unconfirmed { .. })).unwrap();
    assert_eq!(gap.what.asked_about(), ["deeds/d1"]);
    assert!(gap.points.is_some_and(|points| points > Decimal::ZERO), "{gap}");
    terminal.import("会计", &[confirmed("d1", "2026-07-03", "修路")], None).await.unwrap();
    assert!(!terminal.open_gaps().await.unwrap().iter().any(|gap| matches!(gap.what, What::Unconfirmed { .. })));
}

#[tokio::test]
async fn who_leaves_the_roster_leaves_the_standing() {
    let (county, terminal) = terminal().await;
    let roster = [member("m1", "陈建国"), member("m2", "王芳"), member("m3", "李四")];
    terminal.import("会计", &roster, None).await.unwrap();
    // By an import.
    terminal.import("会计", &[roster[0].clone(), roster[1].clone().withdrawn("转出")], None).await.unwrap();
    assert_eq!(standing(&terminal, "2026Q3").await, ["m1", "m3"]);
    // By a command.
    let wanted = |table, id, period| Withdrawal { table, unit: None, id, period, reason: "转出" };
    let withdrawn = terminal.take_back("会计", wanted(Table::Members, "m3", None)).await.unwrap();
    assert_eq!(withdrawn.standing.map(|ledger| ledger.period()), Some(Some(QUARTER)));
    assert_eq!(standing(&terminal, "2026Q3").await, ["m1"]);
    county.at("2026-10-11T02:00:00Z");
    terminal.import("会计", &[deed("d1", "2026-10-09", "修路")], None).await.unwrap();
    assert_eq!(standing(&terminal, "2026Q4").await, ["m1"], "nobody who left is carried over");
    // In an earlier quarter somebody stands until that is named.
    terminal.take_back("会计", wanted(Table::Members, "m1", None)).await.unwrap();
    assert_eq!((standing(&terminal, "2026Q3").await.len(), standing(&terminal, "2026Q4").await.len()), (1, 0));
    terminal.take_back("会计", wanted(Table::Standing, "m1", Some(QUARTER))).await.unwrap();
    assert!(standing(&terminal, "2026Q3").await.is_empty());
}

#[tokio::test]
async fn the_same_roster_does_not_bring_back_who_left_the_standing() {
    let (_county, terminal) = terminal().await;
    let roster = [member("m1", "陈建国"), member("m2", "王芳")];
    terminal.import("会计", &roster, None).await.unwrap();
    terminal.withdraw("会计", Table::Standing, None, "m2", "借调").await.unwrap();
    let imported = terminal.import("会计", &roster, None).await.unwrap();
    assert_eq!((imported.written, imported.stay_out.as_slice()), (0, &["m2".to_owned()][..]));
    assert_eq!(standing(&terminal, "2026Q3").await, ["m1"]);
}

/// Whoever has a village's key can withdraw its quarter; the same files bring all of it back, standing too.
#[tokio::test]
async fn a_quarter_that_was_withdrawn_as_a_whole_comes_back_with_its_standing() {
    let (_county, terminal) = terminal().await;
    let roster = [member("m1", "陈建国"), member("m2", "王芳"), member("m3", "李明")];
    let rows = [&roster[..], &[deed("d1", "2026-07-03", "修路")]].concat();
    terminal.import("会计", &rows, None).await.unwrap();
    terminal.withdraw("会计", Table::Standing, None, "m2", "借调").await.unwrap();
    terminal.take_back_all("会计", QUARTER, None, "作废").await.unwrap();
    assert!(standing(&terminal, "2026Q3").await.is_empty());
    let alone = terminal.import("会计", &roster, None).await.unwrap();
    assert_eq!(alone.stay_out.len(), 3, "the roster alone brings nobody back");
    let imported = terminal.import("会计", &rows, None).await.unwrap();
    assert_eq!(imported.stay_out, ["m2"], "who had left before stays out");
    assert_eq!(standing(&terminal, "2026Q3").await, ["m1", "m3"]);
}

#[tokio::test]
async fn what_was_withdrawn_stays_so_unless_one_says_otherwise() {
    let (_county, terminal) = terminal().await;
    let mark = of(Table::Attendance, &[("meeting", "t1"), ("member", "m1"), ("mark", "present")]);
    let rows = [meeting("t1", "2026-07-10"), mark, deed("d1", "2026-07-03", "修路"), deed("d2", "2026-07-03", "修桥")];
    terminal.import("会计", &rows, None).await.unwrap();
    terminal.withdraw("会计", Table::Meetings, None, "t1", "没有开").await.unwrap();
    terminal.withdraw("会计", Table::Deeds, None, "d1", "重复").await.unwrap();
    let left = looked(&terminal, &rows, Answers::default()).await.stay_withdrawn;
    assert!(left.iter().all(|one| one.was_here || one.index == 1), "{left:?}");
    let unseen = of(Table::Attendance, &[("meeting", "t1"), ("member", "m2"), ("mark", "present")]);
    let unseen = looked(&terminal, &[rows[0].clone(), unseen], Answers::default()).await.stay_withdrawn;
    assert_eq!(unseen.iter().map(|one| one.was_here).collect::<Vec<_>>(), [true, false], "it was never here");
    let mut left: Vec<(usize, &str)> = left.iter().map(|one| (one.index, one.reason.as_str())).collect();
    left.sort_unstable();
    // Nor does a mark of the meeting.
    assert_eq!(left, [(0, "没有开"), (1, "没有开"), (2, "重复")]);
    let restored = looked(&terminal, &rows, Answers { restore_withdrawn: true, ..Answers::default() }).await;
    assert_eq!((restored.restored, restored.stay_withdrawn.len()), (3, 0), "the mark went with its meeting");
}

/// A plan that was undone, and the sheet of marks of the same days: what the plan alone said stays undone.
#[tokio::test]
async fn what_was_undone_does_not_come_back_in_columns_that_the_file_lacks() {
    let (_county, terminal) = terminal().await;
    terminal.import_from("会计", &[meeting("t1", "2026-07-10")], None, "计划.xlsx").await.unwrap();
    terminal.undo("会计", None).await.unwrap();
    let row = of(Table::Meetings, &[("meeting", "t1"), ("kind", "theme_day"), ("date", "2026-07-10")]);
    let incoming = [Incoming { row, columns: vec!["meeting", "kind", "date"], is_planned: false }];
    let restore = Answers { restore_withdrawn: true, ..Answers::default() };
    let looked = terminal.look_over(&incoming, None, restore).await.unwrap();
    assert_eq!((looked.restored, looked.rows[0].text("title")), (1, None));
    // What was withdrawn by hand, with a reason, stands again as it was.
    let mut kept = meeting("t2", "2026-08-10");
    terminal.import("会计", &[kept.clone()], None).await.unwrap();
    terminal.withdraw("会计", Table::Meetings, None, "t2", "没有开").await.unwrap();
    kept = of(Table::Meetings, &[("meeting", "t2"), ("kind", "theme_day"), ("date", "2026-08-10")]);
    let incoming = [Incoming { row: kept, columns: vec!["meeting", "kind", "date"], is_planned: false }];
    let looked = terminal.look_over(&incoming, None, restore).await.unwrap();
    assert_eq!(looked.rows[0].text("title"), Some("主题党日"));
}

#[tokio::test]
async fn a_column_that_did_not_come_is_kept_and_an_empty_cell_empties() {
    let (_county, terminal) = terminal().await;
    terminal.import("会计", &[confirmed("d1", "2026-07-03", "修路")], None).await.unwrap();
    let again = deed("d1", "2026-07-03", "修路到村口");
    let without =
        Incoming { row: again.clone(), columns: vec!["deed", "member", "date", "kind", "text"], is_planned: false };
    let kept = terminal.look_over(&[without], None, Answers::default()).await.unwrap();
    assert_eq!((kept.rows[0].date("confirmed_on"), kept.emptied.len()), (Some("2026-07-03".parse().unwrap()), 0));
    assert_eq!(kept.rows[0].text("text"), Some("修路到村口"));
    let emptied = looked(&terminal, &[again], Answers::default()).await;
    assert_eq!(emptied.rows[0].date("confirmed_on"), None);
    assert_eq!((emptied.emptied[0].column, emptied.emptied[0].was.as_str()), ("confirmed_on", "2026-07-03"));
}

#[tokio::test]
async fn a_deed_that_was_corrected_is_not_doubled_unsaid() {
    let (_county, terminal) = terminal().await;
    let stored =
        [confirmed("d-aaaaaaaaaa", "2026-07-03", "修路"), deed("d-bbbbbbbbbb", "2026-08-03", "帮独居老人收稻")];
    terminal.import("会计", &stored, None).await.unwrap();
    let corrected =
        [deed("d-cccccccccc", "2026-07-04", "修路"), deed("d-dddddddddd", "2026-08-03", "帮独居老人收割水稻")];
    let asked = looked(&terminal, &corrected, Answers::default()).await.doubts;
    let asked: Vec<(usize, &str, Doubtful)> = asked.into_iter().map(|one| (one.index, one.column, one.what)).collect();
    let resembles =
        |id: &str, column, text: &str| Doubtful::Resembles { id: id.to_owned(), column, text: text.to_owned() };
    assert_eq!(
        asked,
        [
            (0, "date", resembles("d-aaaaaaaaaa", "date", "2026-07-03")),
            (1, "text", resembles("d-bbbbbbbbbb", "text", "帮独居老人收稻")),
        ]
    );
    let answers = Answers { resembling: Some(Resembling::Corrected), ..Answers::default() };
    let taken = looked(&terminal, &corrected, answers).await;
    let ids: Vec<String> = taken.rows.iter().map(Row::id).collect();
    assert_eq!((ids, taken.doubts.len()), (vec!["d-aaaaaaaaaa".to_owned(), "d-bbbbbbbbbb".to_owned()], 0));
    assert!(taken.rows[0].date("confirmed_on").is_some(), "what was filled in later stays");
    let answers = Answers { resembling: Some(Resembling::New), ..Answers::default() };
    assert!(looked(&terminal, &corrected, answers).await.doubts.is_empty());
    // Who comes with the rows is another; so is a deed of another month, or one that says something else.
    let both = [stored[0].clone(), deed("d-cccccccccc", "2026-07-04", "修路")];
    assert!(looked(&terminal, &both, Answers::default()).await.doubts.is_empty());
    let others = [deed("d-eeeeeeeeee", "2026-09-03", "修路"), deed("d-ffffffffff", "2026-08-03", "调解邻里纠纷")];
    assert!(looked(&terminal, &others[..1], Answers::default()).await.doubts.is_empty());
    assert!(looked(&terminal, &others[1..], Answers::default()).await.doubts.is_empty());
    // The same row with an id of its own since is the same row.
    let numbered = looked(&terminal, &[confirmed("Y-1", "2026-07-03", "修路")], Answers::default()).await;
    assert_eq!((numbered.rows[0].id().as_str(), numbered.doubts.len()), ("d-aaaaaaaaaa", 0));
}

#[tokio::test]
async fn days_of_another_age_are_asked_about_and_a_quarter_can_be_taken_back() {
    let (_county, terminal) = terminal().await;
    let rows = [deed("d1", "2206-10-03", "修路"), deed("d2", "2026-07-03", "修桥"), deed("d3", "2020-07-03", "修井")];
    let far = looked(&terminal, &rows, Answers::default()).await.doubts;
    let quarters: Vec<(usize, Doubtful)> = far.into_iter().map(|one| (one.index, one.what)).collect();
    let far_off = |quarter: &str| Doubtful::FarOff { quarter: quarter.parse().unwrap() };
    assert_eq!(quarters, [(0, far_off("2206Q4")), (2, far_off("2020Q3"))]);
    assert!(looked(&terminal, &rows, Answers { far_dates: true, ..Answers::default() }).await.doubts.is_empty());
    // A day by which something is due may lie ahead, but not for ever.
    let due = |day| of(Table::Commitments, &[("commitment", "c1"), ("member", "m1"), ("text", "x"), ("due", day)]);
    assert!(looked(&terminal, &[due("2027-06-30")], Answers::default()).await.doubts.is_empty());
    assert_eq!(looked(&terminal, &[due("2206-06-30")], Answers::default()).await.doubts.len(), 1);

    terminal.import("会计", &rows[..2], None).await.unwrap();
    let wrong: Period = "2206Q4".parse().unwrap();
    assert_eq!(terminal.standing_rows(wrong, None).await.unwrap().len(), 1);
    let counts = terminal.take_back_all("会计", wrong, None, "年份写错").await.unwrap();
    assert_eq!(counts.into_iter().collect::<Vec<_>>(), [(Table::Deeds, 1)]);
    assert!(terminal.standing_rows(wrong, None).await.unwrap().is_empty());
    assert!(terminal.take_back_all("会计", wrong, None, "年份写错").await.is_err());
    assert!(terminal.open_gaps().await.unwrap().iter().all(|gap| gap.period != wrong));
    assert_eq!(terminal.standing_rows(QUARTER, Some(Table::Deeds)).await.unwrap()[0].1.len(), 1);
}

#[tokio::test]
async fn rows_of_another_quarter_are_named_each() {
    let (_county, terminal) = terminal().await;
    let rows = [deed("d1", "2026-06-03", "修路"), deed("d2", "2026-07-03", "修桥")];
    let looked = terminal.look_over(&whole(&rows), Some(QUARTER), Answers::default()).await.unwrap();
    let what = Doubtful::OtherQuarter { own: "2026Q2".parse().unwrap(), named: QUARTER };
    let doubt = &looked.doubts[0];
    assert_eq!((looked.doubts.len(), doubt.index, doubt.column, &doubt.what), (1, 0, "date", &what));
}

#[tokio::test]
async fn a_name_that_is_nearly_another_is_asked_about() {
    let (_county, terminal) = terminal().await;
    terminal.import("会计", &[member("m1", "陈建国"), member("m2", "王芳")], None).await.unwrap();
    let asked = async |rows: &[Row]| {
        let doubts = looked(&terminal, rows, Answers::default()).await.doubts;
        doubts.into_iter().map(|one| (one.index, one.what)).collect::<Vec<_>>()
    };
    let near = |id: &str, name: &str| Doubtful::NearMember { id: id.to_owned(), name: name.to_owned() };
    assert_eq!(asked(&[member("m8", "陈建囯"), member("m2", "王芳")]).await, [(0, near("m1", "陈建国"))]);
    assert_eq!(asked(&[member("m9", "王芳")]).await, [(0, near("m2", "王芳"))], "the same name under another id");
    // Both come, so they are two.
    assert!(asked(&[member("m1", "陈建国"), member("m8", "陈建囯")]).await.is_empty());
    assert!(asked(&[member("m8", "赵六")]).await.is_empty());
}

#[tokio::test]
async fn a_member_who_comes_by_another_name_is_asked_about() {
    let (_county, terminal) = terminal().await;
    terminal.import("会计", &[member("1", "沈阿妹"), member("m2", "王 芳")], None).await.unwrap();
    let rows = [member("1", "丁新来"), member("m2", "王芳")];
    let doubts = looked(&terminal, &rows, Answers::default()).await.doubts;
    let what = Doubtful::Renamed { id: "1".to_owned(), name: "沈阿妹".to_owned() };
    assert_eq!((doubts.len(), doubts[0].index, doubts[0].column, &doubts[0].what), (1, 0, "name", &what));
    let renamed = Answers { renamed: true, ..Answers::default() };
    assert!(looked(&terminal, &rows, renamed).await.doubts.is_empty());
    // Who leaves may be called anything.
    assert!(looked(&terminal, &[rows[0].clone().withdrawn("转出")], Answers::default()).await.doubts.is_empty());
}

#[tokio::test]
async fn a_row_that_had_its_place_in_the_sheet_for_an_id_is_found_again() {
    let (_county, terminal) = terminal().await;
    let former = [member("m1", "陈建国"), deed("１", "2026-07-03", "修路"), deed("3", "2026-07-04", "修桥")];
    terminal.import("会计", &former, None).await.unwrap();
    let made = [deed("d-abcdefghij", "2026-07-03", "修路"), deed("d-abcdefghik", "2026-07-04", "修桥")];
    let ids: Vec<String> = looked(&terminal, &made, Answers::default()).await.rows.iter().map(Row::id).collect();
    assert_eq!(ids, ["１", "3"]);
    // A register's own numbers are others.
    let own = [deed("7", "2026-07-03", "修路")];
    assert_eq!(looked(&terminal, &own, Answers::default()).await.rows[0].id(), "7");
}

#[tokio::test]
async fn what_comes_after_the_seal_is_a_supplement() {
    let (county, terminal) = terminal().await;
    county.at("2026-10-05T01:00:00Z");
    terminal.import("会计", &[deed("d1", "2026-07-03", "修路")], None).await.unwrap();
    terminal.seal("书记", QUARTER, false).await.unwrap();
    assert!(terminal.import("会计", &[deed("d1", "2026-07-03", "修路")], None).await.unwrap().supplements.is_empty());
    let more = [deed("d2", "2026-07-04", "修桥")];
    assert_eq!(terminal.check_import(None, &more, None).await.unwrap().supplements, [QUARTER]);
    assert_eq!(terminal.import("会计", &more, None).await.unwrap().supplements, [QUARTER]);
}

#[tokio::test]
async fn a_kind_of_deed_that_nobody_has_is_a_fault() {
    let (_county, terminal) = terminal().await;
    let of_kind = |kind| {
        of(Table::Deeds, &[("deed", "d1"), ("member", "m1"), ("date", "2026-07-03"), ("kind", kind), ("text", "修路")])
    };
    let wrong = async |kind| match terminal.import("会计", &[of_kind(kind)], None).await {
        Err(DeskError::Import(ImportError::References(faults))) => faults.into_iter().map(|one| one.wrong).next(),
        other => panic!("{other:?}"),
    };
    assert_eq!(wrong("弘扬正汽").await, Some(Wrong::NotInScheme("弘扬正气".to_owned())));
    let Some(Wrong::NoSuchKind(kinds)) = wrong("其他好事").await else { panic!("no such kind") };
    assert!(kinds.iter().any(|kind| kind == "服务群众"), "{kinds:?}");
}

/// What a plan has for days that have passed was intended: whether it was held is asked, once, and what is of another
/// quarter is passed over.
#[tokio::test]
async fn a_plan_says_what_was_intended() {
    let (_county, terminal) = terminal().await;
    terminal.import("会计", &[member("m1", "陈建国")], Some(QUARTER)).await.unwrap();
    let rows = [meeting("t7", "2026-07-15"), meeting("t8", "2026-08-15"), meeting("t5", "2026-05-15")];
    let plan: Vec<Incoming> = whole(&rows).into_iter().map(|one| Incoming { is_planned: true, ..one }).collect();
    let looked = terminal.look_over(&plan, Some(QUARTER), Answers::default()).await.unwrap();
    assert_eq!(looked.planned_elsewhere, [(2, "2026Q2".parse().unwrap())]);
    let asked: Vec<(usize, &str)> = looked.doubts.iter().map(|doubt| (doubt.index, doubt.column)).collect();
    assert_eq!(asked, [(0, "date"), (1, "date")], "{:?}", looked.doubts);
    assert!(looked.doubts.iter().all(|doubt| doubt.what == Doubtful::Planned), "{:?}", looked.doubts);
    // What is confirmed, and what is here, is asked about no more.
    let held = Answers { held: true, ..Answers::default() };
    assert_eq!(terminal.look_over(&plan, Some(QUARTER), held).await.unwrap().doubts, []);
    terminal.import("会计", &rows[..1], Some(QUARTER)).await.unwrap();
    let again = terminal.look_over(&plan, Some(QUARTER), Answers::default()).await.unwrap();
    assert_eq!(again.doubts.iter().map(|doubt| doubt.index).collect::<Vec<_>>(), [1]);
    // The same rows of a record are what was done.
    assert_eq!(looked_at_record(&terminal, &rows[..2]).await, []);
}

async fn looked_at_record(desk: &Desk, rows: &[Row]) -> Vec<cunbang_desk::writing::doubts::Doubt> {
    desk.look_over(&whole(rows), Some(QUARTER), Answers::default()).await.unwrap().doubts
}
