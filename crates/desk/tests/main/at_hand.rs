//! What was read of inspections, receipts and rankings is at hand for as long as nothing comes, whoever stores it.
#![allow(clippy::unwrap_used)]

use cunbang_desk::assessment::overview::Area;
use cunbang_desk::{Desk, Viewer};
use cunbang_model::{DocumentKind, DocumentName, Role};
use cunbang_store::{MemoryStore, Store};
use cunbang_world::QUARTER;
use cunbang_world::county::{County, down, seal, up, write};
use cunbang_world::rows::{deed, line};
use cunbang_world::tree::{COUNTY, OTHER_TOWNSHIP, TOWNSHIP, VILLAGES, unit};
use std::sync::Arc;

const VILLAGE: &str = VILLAGES[0];

fn viewer(desk: &Desk) -> Viewer {
    Viewer::operator(desk.replica(), "组织部")
}

/// The points of the findings that stand, how many alterations are told of them, and how many rows are in dispute.
async fn seen(desk: &Desk) -> (Vec<String>, usize, usize) {
    let viewer = viewer(desk);
    let found = desk.findings(&viewer, QUARTER, unit(COUNTY), None).await.unwrap();
    let notes = desk.finding_notes(&viewer, (QUARTER, QUARTER), unit(COUNTY)).await.unwrap();
    let disputed = desk.notes_of(QUARTER).await.unwrap().disputed;
    let points = found.iter().map(|one| one.finding.points.to_string()).collect();
    (points, notes.values().map(|one| one.alterations.len()).sum(), disputed.len())
}

/// A page of this process may be asked for before it noticed what another one stored.
#[tokio::test]
async fn what_another_process_stored_of_findings_is_seen_at_once() {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let county = County::over_with_rules(Arc::clone(&store)).await;
    let township = county.device(TOWNSHIP, Role::Node).await;
    down(&county.desk, &township).await;
    let found = |points: u8| {
        let cells = format!("findings finding=c1 date=2026-09-10 due=2026-12-20 points={points}");
        line(unit(VILLAGE), &cells)
    };
    county.desk.import("组织部", &[found(2)], Some(QUARTER)).await.unwrap();
    for _ in 0..2 {
        assert_eq!(seen(&county.desk).await, (vec!["2".to_owned()], 0, 0));
    }
    // Another program of the township's writes one by the same id, and sends it to the county's other process.
    let document = DocumentName::quarterly(DocumentKind::Inspection, unit(VILLAGE), QUARTER).unwrap();
    township.replica().record("钱干部", vec![(document, vec![found(0)])]).await.unwrap();
    let other = county.again(store).await;
    up(&township, &other).await;
    let now = seen(&county.desk).await;
    assert_eq!(now, seen(&other).await, "both processes say the same");
    assert_eq!((now.1, now.2), (1, 1), "{now:?}");
}

/// The lines of a ranking that was looked at before are those that stand now.
#[tokio::test]
async fn a_ranking_is_shown_as_it_stands_after_another_was_published() {
    let county = County::with_rules().await;
    let viewer = viewer(&county.desk);
    let scores = async || {
        let standings = county.desk.standings(&viewer, QUARTER, unit(COUNTY), "").await.unwrap().unwrap();
        let of = standings.villages.iter().find(|placed| placed.line.unit == unit(VILLAGE)).unwrap();
        (standings.run.id.clone(), of.line.score.map(|score| score.to_string()))
    };
    let terminal = county.terminal(VILLAGE).await;
    down(&county.desk, &terminal).await;
    let mut shown = Vec::new();
    for ids in [&["d1"][..], &["d2", "d3"]] {
        let deeds: Vec<_> = ids.iter().map(|id| deed(VILLAGE, id)).collect();
        write(&terminal, &deeds).await;
        seal(&terminal).await;
        up(&terminal, &county.desk).await;
        let run = county.run().await;
        // What was published before stands beside the draft.
        shown.extend(if shown.is_empty() { None } else { Some(scores().await) });
        county.desk.publish("组织部", Some(&run.id), true).await.unwrap();
        for _ in 0..2 {
            shown.push(scores().await);
        }
        assert!(shown.last().is_some_and(|last| last.0 == run.id), "{shown:?}");
    }
    let told: Vec<Option<&str>> = shown.iter().map(|(_, score)| score.as_deref()).collect();
    assert_eq!(told, ["1.00", "1.00", "1.00", "3.00", "3.00"].map(Some));
}

/// A line that was kept for one part of the tree, or for one who sees more, is shown to nobody else.
#[tokio::test]
async fn a_part_of_a_ranking_is_not_shown_as_another() {
    let county = County::with_rules().await;
    let run = county.run().await;
    let all = viewer(&county.desk);
    let shown = async |viewer: &Viewer, under: &str| {
        let standings = county.desk.standings(viewer, QUARTER, unit(under), "").await.unwrap();
        standings.map(|standings| (standings.villages.len(), standings.townships.len()))
    };
    for _ in 0..2 {
        assert_eq!(shown(&all, COUNTY).await, Some((4, 2)));
        assert_eq!(shown(&all, TOWNSHIP).await, Some((2, 1)));
        assert_eq!(shown(&all.clone().of_published(), COUNTY).await, None, "a draft is not for everybody");
    }
    county.desk.publish("组织部", Some(&run.id), true).await.unwrap();
    assert_eq!(shown(&all.of_published(), COUNTY).await, Some((4, 2)));
}

/// Each finding and each village stands in the township in which it lies, and in the whole.
#[tokio::test]
async fn an_overview_counts_each_township_by_itself() {
    let county = County::with_rules().await;
    for (village, id) in [(VILLAGES[0], "f1"), (VILLAGES[1], "f2"), (VILLAGES[2], "f3")] {
        let cells = format!("findings finding={id} date=2026-09-10 due=2099-12-20 points=1");
        county.desk.import("组织部", &[line(unit(village), &cells)], Some(QUARTER)).await.unwrap();
    }
    let overview = county.desk.overview(&viewer(&county.desk), QUARTER).await.unwrap();
    let numbers = |area: &Area| (area.unit, area.villages, area.not_received, area.open);
    assert_eq!(numbers(&overview.whole), (unit(COUNTY), 4, 4, 3));
    let areas: Vec<_> = overview.areas.iter().map(numbers).collect();
    assert_eq!(areas, [(unit(TOWNSHIP), 2, 2, 2), (unit(OTHER_TOWNSHIP), 2, 2, 1)]);
}
