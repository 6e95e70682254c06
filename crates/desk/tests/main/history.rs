//! The history of a row: what two terminals of a village wrote, who may see it, and a document whole.
#![allow(clippy::unwrap_used)]

use cunbang_desk::Rejoined;
use cunbang_desk::node::status::Mark;
use cunbang_desk::reading::history::{HistoryView, Version};
use cunbang_desk::writing::import::ImportError;
use cunbang_desk::writing::record::RecordError;
use cunbang_desk::{Desk, DeskError, Password, Sort, ViewError, Viewer};
use cunbang_model::{DocumentName, Period, Role, Row, Table};
use cunbang_store::{MemoryStore, Position};
use cunbang_world::QUARTER;
use cunbang_world::county::{County, down, seal, up, write};
use cunbang_world::rows::{deed_on, row};
use cunbang_world::tree::{COUNTY, TOWNSHIP, VILLAGES, unit};
use std::collections::BTreeSet;
use std::sync::Arc;

const VILLAGE: &str = VILLAGES[0];

fn operator(desk: &Desk) -> Viewer {
    Viewer::operator(desk.replica(), "王会计")
}

fn deed(text: &str) -> Row {
    deed_on(VILLAGE, "d1", "2026-07-03", text)
}

async fn history(desk: &Desk, viewer: &Viewer) -> Result<HistoryView, DeskError> {
    desk.history(viewer, Table::Deeds, Some(unit(VILLAGE)), "d1", Some(QUARTER)).await
}

/// Whose version it is, what it replaces, whether it stands, and its mark.
fn line(version: &Version) -> (&str, &[usize], bool, Mark) {
    (version.person(), &version.replaces, version.stands, version.mark)
}

/// A village with two terminals. The first's deed reaches the county and the second; then the second rewrites it
/// while the first withdraws it, and the second's version comes to the first by way of the county.
async fn county_with_two_terminals() -> (County, Arc<Desk>, Arc<Desk>) {
    let county = County::with_rules().await;
    let (first, second) = (county.terminal(VILLAGE).await, county.terminal(VILLAGE).await);
    for terminal in [&first, &second] {
        down(&county.desk, terminal).await;
    }
    first.record("王会计", deed("修路"), None).await.unwrap();
    up(&first, &county.desk).await;
    down(&county.desk, &second).await;
    county.at("2026-07-11T02:00:00Z");
    second.record("李书记", deed("修桥"), None).await.unwrap();
    first.withdraw("王会计", Table::Deeds, None, "d1", "重复登记").await.unwrap();
    up(&second, &county.desk).await;
    down(&county.desk, &first).await;
    (county, first, second)
}

#[tokio::test]
async fn every_version_of_a_row_is_shown_with_its_writer_and_receipts() {
    let (county, first, second) = county_with_two_terminals().await;
    let seen = history(&first, &operator(&first)).await.unwrap();
    assert_eq!((seen.document.to_string(), seen.row.as_str()), (format!("ledger/{VILLAGE}/2026Q3"), "deeds/d1"));
    let [recorded, a, b] = seen.versions.as_slice() else { panic!("{:#?}", seen.versions) };
    assert_eq!(line(recorded), ("王会计", &[][..], false, Mark::ReceivedByRoot));
    assert_eq!((recorded.device, recorded.unit), (first.replica().device(), Some(unit(VILLAGE))));
    assert_eq!(recorded.written_at.unwrap().to_string(), "2026-09-30T02:00:00Z");
    assert_eq!(recorded.receipts.iter().map(|receipt| receipt.unit.as_str()).collect::<Vec<_>>(), [COUNTY]);
    assert!(recorded.changes.is_empty() && recorded.withdrawn.is_none());

    // Two that do not know of each other both stand.
    let (rewritten, withdrawn) = if a.person() == "王会计" { (b, a) } else { (a, b) };
    // The other terminal's roster has not come by way of the county: of its operator there is the id.
    assert!(rewritten.operator.starts_with("op-"), "{}", rewritten.operator);
    assert_eq!(line(rewritten), (rewritten.operator.as_str(), &[1][..], true, Mark::ReceivedByRoot));
    assert_eq!(rewritten.device, second.replica().device());
    let change = &rewritten.changes[..];
    assert_eq!(change.len(), 1, "{change:?}");
    let change = &change[0];
    assert_eq!(
        (change.column.as_str(), &change.before[..], change.after.as_deref()),
        ("text", &["修路".to_owned()][..], Some("修桥"))
    );
    assert_eq!(line(withdrawn), ("王会计", &[1][..], true, Mark::Saved));
    assert_eq!(withdrawn.withdrawn.as_deref(), Some("重复登记"));
    assert!(withdrawn.receipts.is_empty());

    // Whoever chooses takes the place of both, and all nodes show the same.
    first.record("王会计", deed("修桥"), None).await.unwrap();
    up(&first, &county.desk).await;
    let seen = history(&first, &operator(&first)).await.unwrap();
    let last = seen.versions.last().unwrap();
    assert_eq!(line(last), ("王会计", &[2, 3][..], true, Mark::ReceivedByRoot));
    let columns: Vec<&str> = last.changes.iter().map(|change| change.column.as_str()).collect();
    assert_eq!(columns, ["text", "withdrawn"]);
    assert_eq!(seen.versions.iter().filter(|version| version.stands).count(), 1);
    let at_county = history(&county.desk, &operator(&county.desk)).await.unwrap();
    let order =
        |view: &HistoryView| view.versions.iter().map(|one| (one.device, one.values.clone())).collect::<Vec<_>>();
    assert_eq!(order(&at_county), order(&seen));

    let json = serde_json::to_value(&seen).unwrap();
    let version = &json["versions"][0];
    assert_eq!((version["values"]["text"].as_str(), version["mark"].as_str()), (Some("修路"), Some("✓✓✓")));
    assert_eq!(json["document"], format!("ledger/{VILLAGE}/2026Q3"));
}

#[tokio::test]
async fn a_history_and_a_document_are_seen_by_those_to_whom_they_come() {
    let (county, first, _) = county_with_two_terminals().await;
    let member = row(Table::Members, &[("unit", VILLAGE), ("member", "m1"), ("name", "陈建国"), ("status", "full")]);
    write(&first, &[member]).await;
    let viewer =
        async |code: &str, role| Viewer::device(county.device(code, role).await.replica().identity().certificate());
    let ledger = format!("ledger/{VILLAGE}/2026Q3").parse().unwrap();
    for (code, role, sees) in [
        (COUNTY, Role::Reader, true),
        (TOWNSHIP, Role::Inspector, true),
        (VILLAGE, Role::Terminal, true),
        (VILLAGES[1], Role::Terminal, false),
        (VILLAGES[2], Role::Terminal, false),
    ] {
        let viewer = viewer(code, role).await;
        let answers = [history(&county.desk, &viewer).await.err(), county.desk.document(&viewer, ledger).await.err()];
        for error in answers {
            assert_eq!(error.is_none(), sees, "{code}: {error:?}");
            if let Some(error) = error {
                assert!(matches!(error, DeskError::View(ViewError::NotForUnit { .. })), "{error}");
                assert_eq!(error.sort(), Sort::NotPermitted);
            }
        }
    }
    // Names stay with the village and its township.
    let names = async |viewer: &Viewer| first.history(viewer, Table::Members, Some(unit(VILLAGE)), "m1", None).await;
    assert!(names(&viewer(COUNTY, Role::Reader).await).await.is_err());
    assert_eq!(names(&operator(&first)).await.unwrap().versions.len(), 1);
    // A program that only reads gets none, wherever it is, and of everything else what its unit does.
    for code in [TOWNSHIP, VILLAGE] {
        let reader = county.device(code, Role::Reader).await.replica().identity().certificate().clone();
        let error = names(&Viewer::device(&reader)).await.unwrap_err();
        assert!(matches!(error, DeskError::View(ViewError::NotForReaders { .. })), "{error}");
        assert_eq!(error.sort(), Sort::NotPermitted);
        let roster = format!("roster/{VILLAGE}").parse().unwrap();
        assert!(first.document(&Viewer::device(&reader), roster).await.is_err());
        let inspector = county.device(code, Role::Inspector).await.replica().identity().certificate().clone();
        for (device, sees) in [(reader, false), (inspector, true)] {
            let page = first.replica().feed_for(&device, Position::START, 0, usize::MAX, false).await.unwrap();
            assert_eq!(page.segments.iter().any(|segment| segment.log.document == roster), sees, "{}", device.role);
            assert!(page.segments.iter().any(|segment| segment.log.document == ledger));
            assert_eq!(page.position, first.replica().store().feed_end().await.unwrap());
        }
    }
    let rows = first.document(&operator(&first), format!("roster/{VILLAGE}").parse().unwrap()).await.unwrap();
    assert_eq!(rows.rows().unwrap()["members/m1"][0]["name"], "陈建国");
}

#[tokio::test]
async fn a_members_name_does_not_go_up_in_a_ledger() {
    let (_county, first, _) = county_with_two_terminals().await;
    let member = row(Table::Members, &[("unit", VILLAGE), ("member", "m1"), ("name", "陈建国"), ("status", "full")]);
    let meeting = |chair: &str| {
        let cells =
            [("unit", VILLAGE), ("meeting", "t7"), ("kind", "theme_day"), ("date", "2026-07-15"), ("chair", chair)];
        row(Table::Meetings, &cells)
    };
    let refused = async |rows: &[Row]| {
        let error = first.import("王会计", rows, None).await.unwrap_err();
        assert!(matches!(error, DeskError::Import(ImportError::Name { .. })), "{error}");
        assert!(error.to_string().contains("填党员编号 m1") && !error.to_string().contains("陈建国"), "{error}");
    };
    refused(&[member.clone(), meeting("陈建国")]).await;
    first.import("王会计", &[member, meeting("m1")], None).await.unwrap();
    // The roster is known from before; of whoever is not in it, the office may be named.
    refused(&[meeting("陈建国")]).await;
    first.import("王会计", &[meeting("镇党委")], None).await.unwrap();
    let error = first.import("王会计", &[meeting("镇党委李书记")], None).await.unwrap_err();
    assert!(error.to_string().contains("先加入名册"), "{error}");
}

/// Whoever works at the village's devices signs by an id, and may be named by it; the name comes to the township alone.
#[tokio::test]
async fn an_operators_name_does_not_go_up() {
    let county = County::with_rules().await;
    let township = county.device(TOWNSHIP, Role::Node).await;
    let terminals = [county.terminal(VILLAGE).await, county.terminal(VILLAGE).await];
    down(&county.desk, &township).await;
    let chaired = |id: &str, chair: &str| {
        let cells = [("unit", VILLAGE), ("meeting", id), ("kind", "theme_day"), ("date", "2026-07-15")];
        row(Table::Meetings, &[&cells[..], &[("chair", chair)]].concat())
    };
    terminals[0].add_operator("王会计", &Password::from("清理村口河道垃圾".to_owned())).await.unwrap();
    terminals[0].add_operator("李文书", &Password::from("清理村口河道垃圾".to_owned())).await.unwrap();
    // Who may log in has no id yet; who records gets one.
    terminals[0].record("李文书", chaired("t1", "王会计"), None).await.unwrap();
    terminals[0].record("王会计", chaired("t2", "李文书"), None).await.unwrap();
    terminals[0].seal("李文书", QUARTER, true).await.unwrap();
    assert_eq!(terminals[0].operations().await.unwrap().len(), 2, "who has which id is nothing to be undone");
    up(&terminals[0], &township).await;
    up(&township, &county.desk).await;
    // At the village's other terminal the same person has the same id.
    down(&township, &terminals[1]).await;
    terminals[1].record("王会计", chaired("t3", "王会计"), None).await.unwrap();
    up(&terminals[1], &township).await;
    up(&township, &county.desk).await;

    let ledger: DocumentName = format!("ledger/{VILLAGE}/2026Q3").parse().unwrap();
    let segments = county.desk.replica().store().document_segments(&ledger).await.unwrap();
    let entries: Vec<_> = segments.iter().flat_map(|segment| segment.entries().unwrap()).collect();
    let said = format!("{entries:?}");
    assert!(entries.len() >= 4 && !said.contains("王会计") && !said.contains("李文书"), "{said}");
    let signers: BTreeSet<&str> = entries.iter().map(|entry| entry.operator.as_str()).collect();
    assert!(signers.len() == 2 && signers.iter().all(|signer| signer.starts_with("op-")), "{signers:?}");

    for (desk, shown) in [(&terminals[1], "王会计"), (&township, "王会计")] {
        let seen = desk.row(&operator(desk), Table::Meetings, Some(unit(VILLAGE)), "t2", None).await.unwrap();
        assert_eq!(seen.written.unwrap().person(), shown);
        assert_eq!(seen.members.values().collect::<Vec<_>>(), ["李文书"]);
        let history = desk.history(&operator(desk), Table::Meetings, Some(unit(VILLAGE)), "t3", None).await.unwrap();
        assert_eq!((history.versions[0].person(), history.persons.values().next().unwrap().as_str()), (shown, shown));
    }
    let at_county = county.desk.row(&operator(&county.desk), Table::Meetings, Some(unit(VILLAGE)), "t2", None).await;
    let at_county = at_county.unwrap();
    assert!(at_county.members.is_empty() && signers.contains(at_county.written.unwrap().person()));
}

/// What was written with a name before stays as it is, and can be read and changed in other columns.
#[tokio::test]
async fn a_name_that_stands_already_is_left() {
    let (_county, first, _) = county_with_two_terminals().await;
    let chaired = |title: &str| {
        let cells = [("unit", VILLAGE), ("meeting", "t7"), ("kind", "theme_day"), ("date", "2026-07-15")];
        row(Table::Meetings, &[&cells[..], &[("title", title), ("chair", "镇党委李书记")]].concat())
    };
    let ledger = format!("ledger/{VILLAGE}/2026Q3").parse().unwrap();
    first.replica().record("老会计", vec![(ledger, vec![chaired("主题党日")])]).await.unwrap();
    first.record("王会计", chaired("七月主题党日"), None).await.unwrap();
    let seen = first.history(&operator(&first), Table::Meetings, None, "t7", None).await.unwrap();
    let signed: Vec<&str> = seen.versions.iter().map(Version::person).collect();
    assert_eq!(signed, ["老会计", "王会计"]);
}

#[tokio::test]
async fn what_is_not_here_is_said() {
    let (county, first, _) = county_with_two_terminals().await;
    let of = async |id: &str, period: &str| {
        let period: Period = period.parse().unwrap();
        first.history(&operator(&first), Table::Deeds, None, id, Some(period)).await
    };
    assert!(of("d1", "2026").await.is_ok() && of("d1", "2026-08").await.is_ok());
    for (id, period) in [("d9", "2026Q3"), ("d1", "2026Q2")] {
        let error = of(id, period).await.unwrap_err();
        assert!(matches!(error, DeskError::Record(RecordError::NoSuchRow { .. })), "{error}");
    }
    let nothing =
        county.desk.document(&operator(&county.desk), format!("ledger/{VILLAGE}/2026Q2").parse().unwrap()).await;
    assert_eq!(nothing.unwrap_err().sort(), Sort::NotFound);
}

#[tokio::test]
async fn what_no_node_has_is_recorded_again_beside_what_its_writer_had_not_seen() {
    let county = County::with_rules().await;
    let (terminal, second) = (county.terminal(VILLAGE).await, county.terminal(VILLAGE).await);
    let ledger: DocumentName = format!("ledger/{VILLAGE}/2026Q3").parse().unwrap();
    terminal.record("王会计", deed("修路"), None).await.unwrap();
    up(&terminal, &county.desk).await;
    terminal.record("王会计", deed("修桥"), None).await.unwrap();
    terminal.record("赵会计", deed_on(VILLAGE, "d2", "2026-07-04", "清河"), None).await.unwrap();
    seal(&terminal).await;
    down(&county.desk, &second).await;
    second.record("李会计", deed("修塘"), None).await.unwrap();
    up(&second, &county.desk).await;

    let left = Arc::clone(terminal.replica().store());
    let identity = terminal.replica().identity();
    let again = county.open(Arc::new(MemoryStore::new()), (*identity).clone()).await;
    again.replica().start_incarnation("rejoined").await.unwrap();
    down(&county.desk, &again).await;
    let mut entries = Vec::new();
    for _ in 0..2 {
        let rejoined = again.record_again("王会计", &*left).await.unwrap();
        let outcomes: Vec<(&str, Rejoined)> = rejoined.iter().map(|one| (one.row.as_str(), one.outcome)).collect();
        assert_eq!(outcomes[..2], [("deeds/d1", Rejoined::Beside), ("deeds/d2", Rejoined::Recorded)]);
        assert_eq!((outcomes.len(), outcomes[2].1), (3, Rejoined::SealAgain));
        let projection = again.replica().projection(ledger).await.unwrap();
        let mut texts: Vec<_> =
            projection.values(Table::Deeds, "d1").iter().filter_map(|value| value.row.text("text")).collect();
        texts.sort_unstable();
        assert_eq!(texts, ["修塘", "修桥"], "what both had seen is gone, what only one had seen stands");
        entries.push(projection.vector().entry_count());
    }
    assert_eq!(entries[0], entries[1], "done once more, it does nothing");
    let found = again.history(&operator(&again), Table::Deeds, None, "d2", Some(QUARTER)).await.unwrap();
    let writers: Vec<&str> = found.versions.iter().map(Version::person).collect();
    assert_eq!(writers, ["赵会计"], "a row stays with whoever wrote it, whoever records it again");
}
