//! The rows of a table as they are listed, searched and put back, and the choice between several values of one.
#![allow(clippy::unwrap_used)]

use cunbang_desk::node::status::Mark;
use cunbang_desk::village::seal::SealError;
use cunbang_desk::writing::record::RecordError;
use cunbang_desk::{Chosen, Desk, DeskError, ListedRow, OperationKind, RowFilter, RowsView, ShownWithdrawn, Viewer};
use cunbang_model::{Role, Row, Table};
use cunbang_world::QUARTER;
use cunbang_world::county::{County, down, up, write};
use cunbang_world::rows::{deed_on, row};
use cunbang_world::tree::{COUNTY, TOWNSHIP, VILLAGES, unit};
use std::sync::Arc;

const VILLAGE: &str = VILLAGES[0];

fn operator(desk: &Desk) -> Viewer {
    Viewer::operator(desk.replica(), "王会计")
}

fn member(id: &str, name: &str) -> Row {
    row(Table::Members, &[("unit", VILLAGE), ("member", id), ("name", name), ("status", "full")])
}

#[tokio::test]
async fn a_row_goes_by_its_id_or_by_what_no_other_row_has() {
    let (_county, terminal) = terminal().await;
    let meeting = |id: &str, day: &str, title: &str| {
        let cells = [("unit", VILLAGE), ("meeting", id), ("kind", "theme_day"), ("date", day), ("title", title)];
        row(Table::Meetings, &cells)
    };
    let rows = [
        member("m1", "陈建国"),
        member("m2", "沈阿妹"),
        member("m3", "沈阿妹"),
        member("m4", "陈建"),
        meeting("t7", "2026-07-15", "七月主题党日"),
        meeting("t8", "2026-08-15", "八月主题党日"),
    ];
    write(&terminal, &rows).await;
    let called =
        async |table: Table, text: &str| terminal.row_called(&operator(&terminal), table, None, text, None).await;
    for (table, text, id) in [
        (Table::Members, "m2", "m2"),
        (Table::Members, "陈建国", "m1"),
        // Another's name begins so, and this one's is it.
        (Table::Members, "陈建", "m4"),
        (Table::Meetings, "8月15日", "t8"),
        (Table::Meetings, "2026-07-15", "t7"),
        (Table::Meetings, "七月", "t7"),
    ] {
        assert_eq!(called(table, text).await.unwrap().id, id, "{text}");
    }
    let asked = called(Table::Members, "沈阿妹").await.unwrap_err().to_string();
    assert!(asked.contains("m2 沈阿妹") && asked.contains("m3 沈阿妹"), "{asked}");
    assert!(matches!(called(Table::Meetings, "九月").await, Err(DeskError::Record(RecordError::NoSuchRow { .. }))));
}

async fn terminal() -> (County, Arc<Desk>) {
    let county = County::with_rules().await;
    let terminal = county.terminal(VILLAGE).await;
    down(&county.desk, &terminal).await;
    (county, terminal)
}

async fn deeds(desk: &Desk, filter: &RowFilter) -> RowsView {
    desk.rows(&operator(desk), Table::Deeds, Some(unit(VILLAGE)), Some(QUARTER), filter).await.unwrap()
}

fn ids(view: &RowsView) -> Vec<&str> {
    view.rows.iter().map(|row| row.id.as_str()).collect()
}

fn searched(text: &str) -> RowFilter {
    RowFilter { search: text.to_owned(), ..RowFilter::default() }
}

#[tokio::test]
async fn rows_are_listed_by_day_with_names_writers_and_marks() {
    let (county, terminal) = terminal().await;
    let rows = [
        member("m1", "陈建国"),
        deed_on(VILLAGE, "d10", "2026-08-05", "修桥"),
        deed_on(VILLAGE, "d2", "2026-07-03", "修路"),
    ];
    terminal.import_from("陈建国", &rows, None, "台账.xlsx").await.unwrap();
    up(&terminal, &county.desk).await;
    terminal.record("王会计", deed_on(VILLAGE, "d11", "2026-08-05", "扫雪"), None).await.unwrap();
    let all = deeds(&terminal, &RowFilter::default()).await;
    assert_eq!((all.count, ids(&all)), (3, vec!["d2", "d10", "d11"]));
    let ListedRow { members, written, mark, key, in_conflict, .. } = &all.rows[0];
    assert_eq!((key.as_str(), *mark, *in_conflict), ("deeds/d2", Mark::ReceivedByRoot, false));
    assert_eq!(members.get("m1").map(String::as_str), Some("陈建国"));
    let written = written.as_ref().unwrap();
    assert_eq!((written.operator.as_str(), written.person()), ("m1", "陈建国"), "signed by id, shown by name");
    assert_eq!((written.device, written.unit), (terminal.replica().device(), Some(unit(VILLAGE))));
    assert_eq!(all.rows[2].mark, Mark::Saved);

    for (search, found) in [
        ("修", vec!["d2", "d10"]),
        ("陈建国 8月5日", vec!["d10", "d11"]),
        ("2026-08-05 扫", vec!["d11"]),
        ("Ｄ１０", vec!["d10"]),
        ("没有", vec![]),
    ] {
        assert_eq!(ids(&deeds(&terminal, &searched(search)).await), found, "{search}");
    }
    let (viewer, august, all_of_it) = (operator(&terminal), "2026-08".parse().unwrap(), RowFilter::default());
    let august = terminal.rows(&viewer, Table::Deeds, None, Some(august), &all_of_it).await.unwrap();
    assert_eq!(ids(&august), ["d10", "d11"]);
    let page = RowFilter { start: 1, count: Some(1), ..RowFilter::default() };
    let page = deeds(&terminal, &page).await;
    assert_eq!((page.count, ids(&page)), (3, vec!["d10"]));

    // The county has the rows and no names.
    let at_county = deeds(&county.desk, &RowFilter::default()).await;
    assert_eq!(ids(&at_county), ["d2", "d10"]);
    assert!(
        at_county.rows[0].members.is_empty() && at_county.rows[0].written.as_ref().unwrap().operator_name.is_none()
    );
    let json = serde_json::to_value(&all).unwrap();
    assert_eq!((json["table"].as_str(), json["rows"][0]["row"]["text"].as_str()), (Some("deeds"), Some("修路")));
}

#[tokio::test]
async fn rows_are_seen_by_those_to_whom_they_come_and_names_by_fewer() {
    let (county, terminal) = terminal().await;
    write(&terminal, &[member("m1", "陈建国"), deed_on(VILLAGE, "d1", "2026-07-03", "修路")]).await;
    let see = async |code: &str, role, table| {
        let device = county.device(code, role).await;
        let viewer = Viewer::device(device.replica().identity().certificate());
        terminal.rows(&viewer, table, Some(unit(VILLAGE)), None, &RowFilter::default()).await
    };
    for (code, role, rows, names, roster) in [
        (COUNTY, Role::Reader, true, false, false),
        (TOWNSHIP, Role::Inspector, true, true, true),
        (TOWNSHIP, Role::Reader, true, false, false),
        (VILLAGES[1], Role::Terminal, false, false, false),
    ] {
        let seen = see(code, role, Table::Deeds).await.ok();
        assert_eq!(seen.is_some(), rows, "{role} of {code}");
        assert_eq!(seen.is_some_and(|seen| !seen.rows[0].members.is_empty()), names, "{role} of {code}");
        assert_eq!(see(code, role, Table::Members).await.is_ok(), roster, "{role} of {code}");
    }
}

#[tokio::test]
async fn a_withdrawn_row_is_hidden_until_asked_for_and_can_be_put_back() {
    let (_county, terminal) = terminal().await;
    write(&terminal, &[deed_on(VILLAGE, "d1", "2026-07-03", "修路"), deed_on(VILLAGE, "d2", "2026-07-04", "修桥")])
        .await;
    terminal.withdraw("王会计", Table::Deeds, None, "d1", "重复登记").await.unwrap();
    assert_eq!(ids(&deeds(&terminal, &RowFilter::default()).await), ["d2"]);
    let too = |withdrawn| RowFilter { withdrawn, ..RowFilter::default() };
    assert_eq!(ids(&deeds(&terminal, &too(ShownWithdrawn::Too)).await), ["d1", "d2"]);
    let only = deeds(&terminal, &too(ShownWithdrawn::Only)).await;
    assert_eq!((ids(&only), only.rows[0].withdrawn.as_deref()), (vec!["d1"], Some("重复登记")));

    let error = terminal.reinstate("王会计", Table::Deeds, None, "d2", None).await.unwrap_err();
    assert!(matches!(error, DeskError::Record(RecordError::NotWithdrawn { .. })), "{error}");
    terminal.reinstate("王会计", Table::Deeds, None, "d1", None).await.unwrap();
    let back = terminal.row(&operator(&terminal), Table::Deeds, None, "d1", None).await.unwrap();
    assert_eq!(back.row, deed_on(VILLAGE, "d1", "2026-07-03", "修路"));
    let history = terminal.history(&operator(&terminal), Table::Deeds, None, "d1", None).await.unwrap();
    assert_eq!(history.versions.len(), 3, "both stay in the history");
}

/// Two terminals of one village that have written one deed without knowing of each other.
async fn in_conflict() -> (County, Arc<Desk>, Arc<Desk>) {
    let county = County::with_rules().await;
    let (first, second) = (county.terminal(VILLAGE).await, county.terminal(VILLAGE).await);
    for terminal in [&first, &second] {
        down(&county.desk, terminal).await;
    }
    first.record("王会计", deed_on(VILLAGE, "d1", "2026-07-03", "修路"), None).await.unwrap();
    second.record("李书记", deed_on(VILLAGE, "d1", "2026-07-03", "修桥"), None).await.unwrap();
    up(&second, &county.desk).await;
    down(&county.desk, &first).await;
    (county, first, second)
}

#[tokio::test]
async fn a_conflict_shows_each_value_with_its_writer_and_one_is_chosen() {
    let (county, first, second) = in_conflict().await;
    let found = first.conflict_views(&operator(&first), None).await.unwrap();
    let [conflict] = found.as_slice() else { panic!("{found:#?}") };
    assert_eq!(
        (conflict.table, conflict.id.as_str(), &conflict.differs[..]),
        (Table::Deeds, "d1", &["text".to_owned()][..])
    );
    let of = |desk: &Desk| {
        let device = desk.replica().device();
        conflict.values.iter().find(|one| one.written.as_ref().unwrap().device == device).unwrap()
    };
    let (own, other) = (of(&first), of(&second));
    assert_eq!(own.written.as_ref().unwrap().person(), "王会计");
    assert_eq!((own.mark, other.mark), (Mark::Saved, Mark::ReceivedByRoot));
    assert_eq!(other.written.as_ref().unwrap().device, second.replica().device());
    // Both terminals bear the label that codes give.
    let label = |desk: &Desk| {
        let (certificate, id) = (desk.replica().identity().certificate().clone(), desk.replica().device().to_string());
        format!("{}（{}）", certificate.label, &id[..8])
    };
    for (value, desk) in [(own, &first), (other, &second)] {
        assert_eq!(value.written.as_ref().unwrap().label, Some(label(desk)));
    }
    let Err(DeskError::Seal(SealError::Conflict { row, said, .. })) = first.check_sealable(QUARTER, false).await else {
        panic!("it can be sealed")
    };
    assert_eq!(row, "deeds/d1");
    assert!(said.contains("7月3日") && !said.contains("修") && !said.contains("d1"), "{said}");
    let listed = deeds(&first, &RowFilter { only_conflicts: true, ..searched("修桥") }).await;
    assert_eq!((ids(&listed), listed.rows[0].in_conflict), (vec!["d1"], true), "either value is found");

    // The township may look and not choose.
    let township = county.device(TOWNSHIP, Role::Node).await;
    let error = township.resolve("党建办", Table::Deeds, Some(unit(VILLAGE)), "d1", None, &Chosen::Number(1)).await;
    assert!(error.is_err());
    let resolve = async |chosen: Chosen| first.resolve("王会计", Table::Deeds, None, "d1", None, &chosen).await;
    let error = resolve(Chosen::Number(3)).await.unwrap_err();
    assert!(matches!(error, DeskError::Record(RecordError::NoSuchValue { values: 2, .. })), "{error}");
    resolve(Chosen::Version(other.version.clone())).await.unwrap();
    assert!(first.conflict_views(&operator(&first), None).await.unwrap().is_empty());
    let row = first.row(&operator(&first), Table::Deeds, None, "d1", None).await.unwrap();
    assert_eq!(row.row.text("text"), Some("修桥"));
    let history = first.history(&operator(&first), Table::Deeds, None, "d1", None).await.unwrap();
    assert_eq!(history.versions.len(), 3, "the other stays in the history");
    let error = resolve(Chosen::Number(1)).await.unwrap_err();
    assert!(matches!(error, DeskError::Record(RecordError::NoConflict { .. })), "{error}");
}

#[tokio::test]
async fn a_third_value_stands_in_the_place_of_both() {
    let (_county, first, _) = in_conflict().await;
    let third = deed_on(VILLAGE, "d1", "2026-07-03", "修路修桥");
    first.resolve("王会计", Table::Deeds, None, "d1", None, &Chosen::Written(third.clone())).await.unwrap();
    assert_eq!(first.row(&operator(&first), Table::Deeds, None, "d1", None).await.unwrap().row, third);
    let other = deed_on(VILLAGE, "d2", "2026-07-03", "别的");
    let chosen = Chosen::Written(other);
    assert!(
        first.resolve("王会计", Table::Deeds, None, "d1", None, &chosen).await.is_err(),
        "another row is no value of it"
    );
    let operations = first.operations().await.unwrap();
    assert_eq!((operations[0].kind, operations[0].title.as_str()), (OperationKind::Resolve, "deeds/d1"));
}

/// Ids are for programs: where a row is told to people, the meeting that it names stands by its day, kind and title.
#[tokio::test]
async fn a_mark_names_its_meeting_as_people_do() {
    let (county, terminal) = terminal().await;
    let id = "theme_day-0815-2";
    let cells =
        [("unit", VILLAGE), ("meeting", id), ("kind", "theme_day"), ("date", "2026-08-15"), ("title", "清理河道")];
    let mark = [("unit", VILLAGE), ("meeting", id), ("member", "m1"), ("mark", "late")];
    write(&terminal, &[member("m1", "陈建国"), row(Table::Meetings, &cells), row(Table::Attendance, &mark)]).await;
    up(&terminal, &county.desk).await;
    let viewer = Viewer::operator(county.desk.replica(), "组织部");
    let key = format!("attendance/{id}/m1");
    let listed = county
        .desk
        .row(&viewer, Table::Attendance, Some(unit(VILLAGE)), &format!("{id}/m1"), Some(QUARTER))
        .await
        .unwrap();
    assert_eq!(listed.said(), "8月15日 主题党日 清理河道 m1 迟到");
    let told = county.desk.said_of(&viewer, &[(listed.document, key.as_str())]).await.unwrap();
    assert_eq!(told[&(listed.document, key.clone())], listed.said());
    let named = [(unit(VILLAGE), None, key.clone()), (unit(VILLAGE), None, "deeds/none".to_owned())];
    let told = county.desk.rows_in_words(&viewer, QUARTER, named).await.unwrap();
    assert_eq!(told.into_iter().collect::<Vec<_>>(), [((unit(VILLAGE), None, key), listed.said())]);
    // In the village everyone has a name.
    let own = terminal.row(&operator(&terminal), Table::Attendance, None, &format!("{id}/m1"), None).await.unwrap();
    assert_eq!(own.said(), "8月15日 主题党日 清理河道 陈建国 迟到");
}
