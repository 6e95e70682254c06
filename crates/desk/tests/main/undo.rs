//! Undoing what was recorded at one go, and what is left as somebody changed it since.
#![allow(clippy::unwrap_used)]

use cunbang_desk::writing::marks::MarkChange;
use cunbang_desk::writing::record::RecordError;
use cunbang_desk::writing::undo::WhyLeft;
use cunbang_desk::{Desk, DeskError, OperationKind, RowFilter, Viewer};
use cunbang_model::schema::Mark;
use cunbang_model::{Row, Table};
use cunbang_store::Write;
use cunbang_world::QUARTER;
use cunbang_world::county::{County, down, up};
use cunbang_world::rows::{deed_on, row};
use cunbang_world::tree::{VILLAGES, unit};
use std::sync::Arc;

const VILLAGE: &str = VILLAGES[0];

fn deed(id: &str, text: &str) -> Row {
    deed_on(VILLAGE, id, "2026-07-03", text)
}

fn member(id: &str) -> Row {
    row(Table::Members, &[("unit", VILLAGE), ("member", id), ("name", &format!("姓名{id}")), ("status", "full")])
}

async fn terminal() -> (County, Arc<Desk>) {
    let county = County::with_rules().await;
    let terminal = county.terminal(VILLAGE).await;
    down(&county.desk, &terminal).await;
    (county, terminal)
}

/// The deeds that stand, with their texts.
async fn deeds(desk: &Desk) -> Vec<(String, String)> {
    let viewer = Viewer::operator(desk.replica(), "王会计");
    let view =
        desk.rows(&viewer, Table::Deeds, Some(unit(VILLAGE)), Some(QUARTER), &RowFilter::default()).await.unwrap();
    view.rows.iter().map(|one| (one.id.clone(), one.row.text("text").unwrap().to_owned())).collect()
}

fn pairs(expect: &[(&str, &str)]) -> Vec<(String, String)> {
    expect.iter().map(|(id, text)| ((*id).to_owned(), (*text).to_owned())).collect()
}

/// What was written later rests on what an undoing would take back; what goes back itself does not.
#[tokio::test]
async fn what_rests_on_an_import_is_told_before_it_goes_back() {
    let (county, terminal) = terminal().await;
    let roster = [member("m1"), member("m2")];
    terminal.import_from("王会计", &roster, Some(QUARTER), "名册.xlsx").await.unwrap();
    let import = terminal.operations().await.unwrap()[0].id.clone();
    let resting = async || {
        let preview = terminal.undo_preview(Some(&import)).await.unwrap();
        terminal.resting_on(&preview).await.unwrap().into_iter().collect::<Vec<_>>()
    };
    assert_eq!(resting().await, [], "its own standings go back with it");
    county.at("2026-10-01T02:00:00Z");
    let meeting = row(
        Table::Meetings,
        &[("unit", VILLAGE), ("meeting", "t7"), ("kind", "theme_day"), ("date", "2026-07-15"), ("chair", "m2")],
    );
    let mark =
        |id: &str| row(Table::Attendance, &[("unit", VILLAGE), ("meeting", "t7"), ("member", id), ("mark", "present")]);
    terminal.import("王会计", &[meeting, mark("m1"), mark("m2"), deed("d1", "修路")], None).await.unwrap();
    assert_eq!(resting().await, [(Table::Meetings, 1), (Table::Attendance, 2), (Table::Deeds, 1)]);
    terminal.undo("王会计", Some(&import)).await.unwrap();
    let redo = terminal.operations().await.unwrap()[0].id.clone();
    let preview = terminal.undo_preview(Some(&redo)).await.unwrap();
    assert!(terminal.resting_on(&preview).await.unwrap().is_empty(), "what comes back takes nothing away");
}

#[tokio::test]
async fn an_import_goes_back_as_a_whole_and_can_come_again() {
    let (county, terminal) = terminal().await;
    terminal.record("王会计", deed("d1", "修路"), None).await.unwrap();
    county.at("2026-10-01T02:00:00Z");
    let rows = [member("m1"), member("m2"), deed("d1", "改过"), deed("d2", "修桥"), deed("d3", "扫雪")];
    terminal.import_from("王会计", &rows, None, "台账.xlsx").await.unwrap();
    county.at("2026-10-01T03:00:00Z");
    terminal.record("李书记", deed("d3", "扫街"), None).await.unwrap();

    let operations = terminal.operations().await.unwrap();
    for one in &operations {
        assert_eq!(one.by_table.values().sum::<usize>(), one.rows, "{one:?}");
    }
    let listed: Vec<_> =
        operations.iter().map(|one| (one.kind, one.title.as_str(), one.rows, one.rows_that_stand)).collect();
    assert_eq!(
        listed,
        [
            (OperationKind::Record, "deeds/d3", 1, 1),
            (OperationKind::Import, "台账.xlsx", 7, 6),
            (OperationKind::Record, "deeds/d1", 1, 0),
        ],
        "with the standing that goes with each member"
    );
    let import = operations[1].id.clone();
    assert_eq!(import, "20261001-100000", "in the county's time");

    county.at("2026-10-01T04:00:00Z");
    let preview = terminal.undo_preview(Some(&import)).await.unwrap();
    assert_eq!(
        deeds(&terminal).await,
        pairs(&[("d1", "改过"), ("d2", "修桥"), ("d3", "扫街")]),
        "a look changes nothing"
    );
    let undone = terminal.undo("王会计", Some(&import)).await.unwrap();
    assert_eq!(undone, preview);
    assert_eq!(undone.back.len(), 6);
    assert_eq!(
        undone.left.iter().map(|one| (one.row.as_str(), one.why)).collect::<Vec<_>>(),
        [("deeds/d3", WhyLeft::ChangedSince)]
    );
    assert_eq!(deeds(&terminal).await, pairs(&[("d1", "修路"), ("d3", "扫街")]));
    let viewer = Viewer::operator(terminal.replica(), "王会计");
    let gone = terminal.row(&viewer, Table::Deeds, None, "d2", None).await.unwrap();
    assert_eq!(gone.withdrawn.as_deref(), Some("撤销导入 台账.xlsx"));

    // Undoing is an operation too, and what was undone is not undone twice.
    let error = terminal.undo("王会计", Some(&import)).await.unwrap_err();
    assert!(matches!(error, DeskError::Record(RecordError::NothingToUndo { .. })), "{error}");
    let undoing = terminal.operations().await.unwrap()[0].clone();
    assert_eq!((undoing.kind, undoing.title.as_str()), (OperationKind::Undo, import.as_str()));
    county.at("2026-10-01T05:00:00Z");
    terminal.undo("王会计", Some(&undoing.id)).await.unwrap();
    assert_eq!(deeds(&terminal).await, pairs(&[("d1", "改过"), ("d2", "修桥"), ("d3", "扫街")]));
}

#[tokio::test]
async fn the_last_thing_goes_back_first_and_a_withdrawal_too() {
    let (county, terminal) = terminal().await;
    let error = terminal.undo("王会计", None).await.unwrap_err();
    assert!(matches!(error, DeskError::Record(RecordError::NoOperation { named: None })), "{error}");
    terminal.record("王会计", deed("d1", "修路"), None).await.unwrap();
    county.at("2026-10-01T02:00:00Z");
    terminal.record("王会计", deed("d2", "修桥"), None).await.unwrap();
    county.at("2026-10-01T02:00:01Z");
    terminal.withdraw("王会计", Table::Deeds, None, "d1", "重复").await.unwrap();
    terminal.undo("王会计", None).await.unwrap();
    assert_eq!(deeds(&terminal).await, pairs(&[("d1", "修路"), ("d2", "修桥")]));
    // Who undoes once more may mean the same thing: what would go back further is named first.
    let error = terminal.undo("王会计", None).await.unwrap_err();
    let DeskError::Record(RecordError::UndoneAlready { operation, title, .. }) = &error else { panic!("{error}") };
    assert!(title.contains("d2"), "{title}");
    assert_eq!(deeds(&terminal).await, pairs(&[("d1", "修路"), ("d2", "修桥")]));
    terminal.undo("王会计", Some(operation)).await.unwrap();
    assert_eq!(deeds(&terminal).await, pairs(&[("d1", "修路")]));
    // A seal is nothing that is taken back.
    county.at("2026-10-05T02:00:00Z");
    terminal.seal("书记", QUARTER, false).await.unwrap();
    let last = &terminal.operations().await.unwrap()[0];
    assert_eq!(last.operator_name.as_deref(), Some("王会计"), "not the secretary, who sealed");
}

#[tokio::test]
async fn what_another_terminal_changed_is_left_and_what_only_the_log_tells_is_found() {
    let county = County::with_rules().await;
    let (first, second) = (county.terminal(VILLAGE).await, county.terminal(VILLAGE).await);
    for terminal in [&first, &second] {
        down(&county.desk, terminal).await;
    }
    first.import_from("王会计", &[deed("d1", "修路"), deed("d2", "修桥")], None, "台账.xlsx").await.unwrap();
    up(&first, &county.desk).await;
    down(&county.desk, &second).await;
    second.record("李书记", deed("d2", "修了两座桥"), None).await.unwrap();
    up(&second, &county.desk).await;
    down(&county.desk, &first).await;
    assert_eq!(second.operations().await.unwrap().len(), 1, "each device takes back what it wrote itself");
    // As after a loss: the notes are gone, the log is not.
    let lost = Write::Setting { name: "operations".to_owned(), value: None };
    first.replica().commit(vec![lost]).await.unwrap();
    let operations = first.operations().await.unwrap();
    assert_eq!((operations.len(), operations[0].kind, operations[0].rows), (1, OperationKind::Other, 2));
    let undone = first.undo("王会计", None).await.unwrap();
    assert_eq!((undone.back.len(), undone.left.len()), (1, 1));
    assert_eq!(deeds(&first).await, pairs(&[("d2", "修了两座桥")]));
}

/// A ledger begins with the members' standing. Where the import that brought it was undone, the next one brings it again.
#[tokio::test]
async fn after_an_undone_import_a_ledger_begins_anew() {
    let (county, terminal) = terminal().await;
    terminal.import("王会计", &[member("m1"), deed_on(VILLAGE, "d0", "2026-05-03", "修路")], None).await.unwrap();
    county.at("2026-10-01T02:00:00Z");
    let carried = terminal.import("王会计", &[deed("d1", "修路")], None).await.unwrap().carried;
    assert_eq!(carried.len(), 1);
    county.at("2026-10-01T03:00:00Z");
    terminal.undo("王会计", None).await.unwrap();
    county.at("2026-10-01T04:00:00Z");
    let again = terminal.import("王会计", &[deed("d1", "修路")], None).await.unwrap().carried;
    assert_eq!(again, carried);
}

/// Each operation says what it wrote itself, whatever stands now.
#[tokio::test]
async fn an_operation_says_what_it_wrote() {
    let (county, terminal) = terminal().await;
    let visits = |visited: &str| {
        row(Table::Visits, &[("unit", VILLAGE), ("month", "2026-07"), ("households", "60"), ("visited", visited)])
    };
    terminal.record("王会计", visits("45"), None).await.unwrap();
    county.at("2026-10-01T02:00:00Z");
    terminal.record("王会计", visits("50"), None).await.unwrap();
    county.at("2026-10-01T03:00:00Z");
    terminal.import_from("李书记", &[visits("55")], None, "走访.xlsx").await.unwrap();
    let operations = terminal.operations().await.unwrap();
    let said: Vec<_> = operations.iter().map(|one| (one.title.as_str(), one.said.as_deref())).collect();
    assert_eq!(
        said,
        [
            ("走访.xlsx", None),
            ("visits/2026-07", Some("2026年7月 户数 60 已走访 50")),
            ("visits/2026-07", Some("2026年7月 户数 60 已走访 45")),
        ]
    );
}

/// A block of rows that was pasted is one operation, however long it took, and an import is found whatever was typed
/// after it.
#[tokio::test]
async fn a_pasted_block_is_one_operation_and_an_import_stays_findable() {
    let (county, terminal) = terminal().await;
    terminal.import_from("王会计", &[deed("d1", "修路"), deed("d2", "修桥")], None, "台账.xlsx").await.unwrap();
    for number in 0..80 {
        county.at(&format!("2026-10-01T02:{:02}:{:02}Z", number / 60, number % 60));
        let pasted = deed(&format!("p{number}"), "扫雪");
        terminal.record_upon_in("王会计", pasted, None, "", Some("一次粘贴")).await.unwrap();
    }
    for number in 0..300 {
        county.at(&format!("2026-10-01T03:{:02}:{:02}Z", number / 60, number % 60));
        terminal.record("王会计", deed(&format!("s{number}"), "扫街"), None).await.unwrap();
    }
    let operations = terminal.operations().await.unwrap();
    assert_eq!(operations.len(), 302);
    let pasted = operations.iter().find(|one| one.rows == 80).unwrap_or_else(|| panic!("{operations:?}"));
    let import = operations.last().unwrap();
    assert_eq!((import.kind, import.title.as_str()), (OperationKind::Import, "台账.xlsx"));
    assert_eq!(terminal.undo("王会计", Some(&pasted.id)).await.unwrap().back.len(), 80);
    assert_eq!(terminal.undo("王会计", Some(&import.id)).await.unwrap().back.len(), 2);
}

/// What one person marks at one meeting in a sitting goes back as one, corrections and all; what another marks, what is
/// marked at another meeting, after an undoing or much later does not.
#[tokio::test]
async fn marks_of_a_sitting_are_one_operation() {
    let (county, terminal) = terminal().await;
    let meeting = |id: &str, day: &str| {
        row(Table::Meetings, &[("unit", VILLAGE), ("meeting", id), ("kind", "theme_day"), ("date", day)])
    };
    let rows = [member("m1"), member("m2"), member("m3"), meeting("t7", "2026-07-15"), meeting("t8", "2026-08-15")];
    terminal.import_from("王会计", &rows, None, "台账.xlsx").await.unwrap();
    let mark = async |at: &str, who: &str, meeting: &str, member: &str, was: Option<Mark>, mark: Option<Mark>| {
        county.at(&format!("2026-10-01T{at}Z"));
        let change = MarkChange { member: member.to_owned(), was, mark };
        let clashes = terminal.mark(who, QUARTER, meeting, &[change], "误登").await.unwrap();
        assert_eq!(clashes, []);
    };
    let marks = async || {
        let viewer = Viewer::operator(terminal.replica(), "王会计");
        let filter = RowFilter::default();
        let view = terminal.rows(&viewer, Table::Attendance, None, Some(QUARTER), &filter).await.unwrap();
        view.rows.iter().map(|one| format!("{} {}", one.id, one.row.text("mark").unwrap())).collect::<Vec<_>>()
    };
    let (present, leave) = (Some(Mark::Present), Some(Mark::Leave));
    mark("02:00:00", "王会计", "t8", "m1", None, leave).await;
    mark("02:20:00", "王会计", "t8", "m2", None, leave).await;
    mark("02:20:10", "王会计", "t8", "m2", leave, present).await;
    mark("02:20:20", "王会计", "t8", "m1", leave, None).await;
    terminal.record("王会计", deed("d1", "修路"), None).await.unwrap();
    county.at("2026-10-01T02:30:00Z");
    assert_eq!(terminal.mark_everyone("王会计", QUARTER, "t8").await.unwrap(), 2);
    mark("02:31:00", "王会计", "t7", "m1", None, present).await;
    mark("02:32:00", "李书记", "t8", "m3", present, leave).await;

    let listed = async || {
        let operations = terminal.operations().await.unwrap();
        let line = |one: &cunbang_desk::Operation| {
            (one.kind, one.title.clone(), one.said.clone().unwrap_or_default(), one.rows, one.rows_that_stand)
        };
        operations.iter().map(line).collect::<Vec<_>>()
    };
    let line =
        |title: &str, said: &str, rows, stand| (OperationKind::Record, title.to_owned(), said.to_owned(), rows, stand);
    assert_eq!(
        listed().await[..4],
        [
            line("meetings/t8", "8月15日 8-15 主题党日 theme_day", 1, 1),
            line("meetings/t7", "7月15日 7-15 主题党日 theme_day", 1, 1),
            line("deeds/d1", "姓名m1 7月3日 弘扬正气 修路", 1, 1),
            line("meetings/t8", "8月15日 8-15 主题党日 theme_day", 3, 2),
        ]
    );
    assert_eq!(marks().await, ["t7/m1 present", "t8/m1 present", "t8/m2 present", "t8/m3 leave"]);
    let sitting = terminal.operations().await.unwrap()[3].id.clone();
    let undone = terminal.undo("王会计", Some(&sitting)).await.unwrap();
    assert_eq!((undone.back.len(), undone.left.len()), (2, 1), "{undone:?}");
    assert_eq!(marks().await, ["t7/m1 present", "t8/m3 leave"]);

    // After it was undone one begins anew, and half an hour later, too.
    mark("02:33:00", "王会计", "t8", "m1", None, present).await;
    mark("02:34:00", "王会计", "t8", "m2", None, present).await;
    mark("03:04:01", "王会计", "t8", "m1", present, leave).await;
    let rows: Vec<_> = listed().await.iter().take(3).map(|one| (one.0, one.3)).collect();
    assert_eq!(rows, [(OperationKind::Record, 1), (OperationKind::Record, 2), (OperationKind::Undo, 2)]);
    terminal.undo("王会计", None).await.unwrap();
    assert_eq!(marks().await, ["t7/m1 present", "t8/m1 present", "t8/m2 present", "t8/m3 leave"]);
}
