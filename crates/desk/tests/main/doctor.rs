//! The doctor finds what is damaged, and makes good what can be made from the entries.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_ledger::{Document, Projection};
use cunbang_model::{DocumentKind, DocumentName};
use cunbang_replica::DoctorReport;
use cunbang_store::{Stored, Write};
use cunbang_world::QUARTER;
use cunbang_world::county::{County, seal, up, write};
use cunbang_world::rows::{deed, deed_on};
use cunbang_world::tree::{VILLAGES, unit};

async fn examine(county: &County, repair: bool) -> DoctorReport {
    let mut seen = Vec::new();
    let report = county.desk.doctor(repair, &mut |progress| seen.push(progress.done)).await.unwrap();
    assert_eq!(seen.len(), report.documents + 1);
    report
}

async fn county_with_ledger() -> (County, DocumentName) {
    let county = County::with_rules().await;
    let terminals = [county.terminal(VILLAGES[0]).await, county.terminal(VILLAGES[0]).await];
    for (terminal, text) in terminals.iter().zip(["帮扶", "调解"]) {
        write(terminal, &[deed_on(VILLAGES[0], "d1", "2026-07-03", text), deed(VILLAGES[0], text)]).await;
        up(terminal, &county.desk).await;
    }
    let other = county.terminal(VILLAGES[1]).await;
    write(&other, &[deed(VILLAGES[1], "d1")]).await;
    seal(&other).await;
    up(&other, &county.desk).await;
    county.run().await;
    let name = DocumentName::quarterly(DocumentKind::Ledger, unit(VILLAGES[0]), QUARTER).unwrap();
    (county, name)
}

#[tokio::test]
async fn a_sound_store_is_healthy() {
    let (county, _) = county_with_ledger().await;
    let report = examine(&county, false).await;
    assert_eq!(report.faults, []);
    assert_eq!((report.documents, report.logs), (5, 6));
    assert!(report.projections >= 3);
}

#[tokio::test]
async fn a_damaged_projection_is_found_and_made_anew() {
    let (county, name) = county_with_ledger().await;
    let store = county.desk.replica().store();
    let sound = store.projection(&name).await.unwrap().unwrap();
    let mut bent = sound.body.clone();
    let middle = bent.len() / 2;
    bent[middle] ^= 0x40;
    // One that can be read, and shows something else.
    let mut other = Projection::new(name);
    for segment in store.document_segments(&name).await.unwrap() {
        for mut entry in segment.entries().unwrap() {
            entry.puts[0].row = deed_on(VILLAGES[0], "d1", "2026-07-03", "另一").into();
            other.apply(&segment.log.writer, &entry).unwrap();
        }
    }
    for (body, says) in [(bent, "projection"), (other.encode().unwrap(), "differs from the entries at deeds/d1")] {
        let damaged = Stored { document: name, vector: sound.vector.clone(), body };
        store.commit(vec![Write::Projection(damaged)]).await.unwrap();
        let found = examine(&county, false).await;
        assert_eq!(found.faults.len(), 1, "{found:?}");
        assert!(found.faults[0].what.contains(says), "{}", found.faults[0]);
        assert!(!found.is_healthy());
        assert!(examine(&county, true).await.is_healthy());
        assert_eq!(examine(&county, false).await.faults, []);
        assert_eq!(store.projection(&name).await.unwrap().unwrap(), sound);
    }
}

/// Found by somebody who copied what one node had worked out into the store of another, which believed it.
#[tokio::test]
async fn a_projection_of_another_node_is_not_believed() {
    let (county, name) = county_with_ledger().await;
    let replica = county.desk.replica();
    let store = replica.store();
    let rows = replica.projection(name).await.unwrap();
    let sound = store.projection(&name).await.unwrap().unwrap();
    let incidents = async || {
        let all = store.incidents(64).await.unwrap();
        all.into_iter().filter(|one| one.kind == "projection_altered").count()
    };
    let mut other = Projection::new(name);
    for segment in store.document_segments(&name).await.unwrap() {
        for mut entry in segment.entries().unwrap() {
            entry.puts[0].row = deed_on(VILLAGES[0], "d1", "2026-07-03", "另一").into();
            other.apply(&segment.log.writer, &entry).unwrap();
        }
    }
    // What says the same, and an earlier program stored, is stored anew and nothing is said of it; what says something else
    // is never read, with the code of the former or without.
    let code = sound.body[rows.encode().unwrap().len()..].to_vec();
    let bodies =
        [(rows.encode().unwrap(), 0), (other.encode().unwrap(), 1), ([other.encode().unwrap(), code].concat(), 2)];
    for (body, expected) in bodies {
        let put = Stored { document: name, vector: sound.vector.clone(), body };
        store.commit(vec![Write::Projection(put)]).await.unwrap();
        assert_eq!(replica.projection(name).await.unwrap(), rows);
        assert_eq!(store.projection(&name).await.unwrap().unwrap(), sound);
        assert_eq!(incidents().await, expected);
    }
    // Many are read at once.
    let put = Stored { document: name, vector: sound.vector.clone(), body: other.encode().unwrap() };
    store.commit(vec![Write::Projection(put)]).await.unwrap();
    let read = cunbang_replica::reading::projections(replica, name.kind(), name.unit(), name.period()).await.unwrap();
    assert_eq!((read.get(&name), incidents().await), (Some(&rows), 3));
}

#[tokio::test]
async fn a_damaged_snapshot_is_found_and_made_anew() {
    let (county, name) = county_with_ledger().await;
    let store = county.desk.replica().store();
    let segments = store.document_segments(&name).await.unwrap();
    let mut document = Document::new(name);
    let mut vector = cunbang_ledger::VersionVector::default();
    for segment in &segments[..1] {
        let entries = segment.entries().unwrap();
        document.apply_entries(entries.iter().map(|entry| (segment.log.writer, entry))).unwrap();
        vector.0.insert(segment.log.writer, segment.last);
    }
    let body = document.save();
    let behind = Stored { document: name, vector, body: body.clone() };
    store.commit(vec![Write::Snapshot(behind.clone())]).await.unwrap();
    let report = examine(&county, false).await;
    assert_eq!((report.snapshots, report.faults), (1, Vec::new()), "one that is behind is sound");
    let current = store.projection(&name).await.unwrap().unwrap().vector;
    for damaged in [
        Stored { body: body[..body.len() - 3].to_vec(), ..behind.clone() },
        Stored { vector: current, ..behind.clone() },
    ] {
        store.commit(vec![Write::Snapshot(damaged)]).await.unwrap();
        let found = examine(&county, false).await;
        assert_eq!(found.faults.len(), 1, "{found:?}");
        assert!(found.faults[0].what.contains("the stored snapshot"), "{}", found.faults[0]);
        assert!(examine(&county, true).await.is_healthy());
        assert_eq!(examine(&county, false).await.faults, []);
    }
}
