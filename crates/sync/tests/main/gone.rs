//! Rows of segments that are taken out of a node's database come back from above and below, to the place where they were.
#![allow(clippy::unwrap_used)]

use crate::county::{County, deed, ledger, link, record, texts};
use crate::mending::{Line, OnDisk};
use cunbang_model::{DocumentName, Role};
use cunbang_replica::Replica;
use cunbang_store::StoredSegment;
use cunbang_world::tree::{COUNTY, TOWNSHIP, VILLAGE, unit};
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use std::sync::Arc;

/// Takes rows of a document's segments out of a store, and what was worked out from them.
async fn take_out(disk: &OnDisk, document: &DocumentName, which: &str) -> u64 {
    let mut connection = SqliteConnection::connect(disk.path.to_str().unwrap()).await.unwrap();
    let (kind, unit) = (document.kind().number(), document.unit());
    let logs = format!("SELECT id FROM logs WHERE kind = {kind} AND unit = '{unit}'");
    let sql = format!("DELETE FROM segments WHERE log_id IN ({logs}) AND {which}");
    let taken = sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap().rows_affected();
    let sql = format!("DELETE FROM projections WHERE unit = '{unit}'");
    sqlx::query(AssertSqlSafe(sql)).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    taken
}

/// The node finds that something is gone, and names the log.
async fn is_noticed(node: &Replica, document: &DocumentName) {
    node.notice_others().await.unwrap();
    let damaged = node.damaged();
    assert!(damaged.iter().any(|one| one.contains(&document.to_string())), "{damaged:?}");
    assert!(node.projection(*document).await.is_err(), "it is not told as if it were whole");
}

/// The node has everything again, at the places where it was: tags and signatures hold from one end to the other.
async fn is_as_before(node: &Replica, document: &DocumentName, before: &[StoredSegment]) {
    node.notice_others().await.unwrap();
    assert_eq!(node.damaged(), Vec::<String>::new());
    let report = node.doctor(false, &mut |_| {}).await.unwrap();
    assert_eq!(report.faults, []);
    let after = node.store().document_segments(document).await.unwrap();
    let places = |segments: &[StoredSegment]| -> Vec<_> {
        segments.iter().map(|one| (one.place(), one.head, one.frame.clone())).collect()
    };
    assert_eq!(places(&after), places(before));
    assert_eq!(node.store().feed_lacks().await.unwrap(), 0);
    assert_eq!(node.writer().incarnation, 0);
}

const ROWS: [&str; 6] =
    ["last_entry = 1", "last_entry = 2", "last_entry = 3", "last_entry < 3", "last_entry > 1", "last_entry > 0"];

/// A line whose township passed on each row as it came.
async fn line_of_rows() -> Line {
    let line = Line::of(&[]).await;
    for id in ["a", "b", "c"] {
        record(&line.terminal, &[deed(id, id)]).await;
        line.below.sync().await.unwrap();
        line.up.sync().await.unwrap();
    }
    line
}

#[tokio::test]
async fn the_node_above_gives_back_what_is_gone() {
    for which in ROWS {
        let line = line_of_rows().await;
        let before = line.disk.store.document_segments(&ledger()).await.unwrap();
        assert!(take_out(&line.disk, &ledger(), which).await > 0);
        is_noticed(&line.township, &ledger()).await;
        line.up.sync().await.unwrap();
        is_as_before(&line.township, &ledger(), &before).await;
        assert_eq!(texts(&line.township).await, ["a", "b", "c"], "{which}");
    }
}

/// Above, several rows are one, and only its end is signed there: the device that wrote them has the others' signatures.
#[tokio::test]
async fn what_is_one_row_above_comes_back_from_below() {
    let line = Line::new().await;
    line.up.sync().await.unwrap();
    let before = line.disk.store.document_segments(&ledger()).await.unwrap();
    assert_eq!(line.county.county.store().document_segments(&ledger()).await.unwrap().len(), 1);
    assert!(take_out(&line.disk, &ledger(), "last_entry = 1").await > 0);
    is_noticed(&line.township, &ledger()).await;
    line.up.sync().await.unwrap();
    assert_eq!(line.township.damaged().len(), 1);
    line.below.sync().await.unwrap();
    is_as_before(&line.township, &ledger(), &before).await;
}

/// The terminal joins what it pushes, and is asked for its parts.
#[tokio::test]
async fn the_device_below_gives_back_what_is_gone() {
    for which in ROWS {
        let line = Line::new().await;
        let before = line.disk.store.document_segments(&ledger()).await.unwrap();
        assert!(take_out(&line.disk, &ledger(), which).await > 0);
        is_noticed(&line.township, &ledger()).await;
        line.below.sync().await.unwrap();
        is_as_before(&line.township, &ledger(), &before).await;
        assert_eq!(texts(&line.township).await, ["a", "b", "c"], "{which}");
        // What goes on meanwhile goes on.
        record(&line.terminal, &[deed("d", "d")]).await;
        line.below.sync().await.unwrap();
        line.up.sync().await.unwrap();
        assert_eq!(texts(&line.county.county).await, ["a", "b", "c", "d"], "{which}");
    }
}

/// Two devices write in turns, so that each builds on the other: what comes back stands between what it builds on and
/// what builds on it.
#[tokio::test]
async fn what_builds_on_another_log_comes_back_in_order() {
    for which in ["feed % 2 = 0", "feed % 3 = 0", "last_entry = 2", "feed > 0"] {
        let line = Line::new().await;
        let other = line.county.device(VILLAGE, Role::Terminal).await;
        line.up.sync().await.unwrap();
        let beside = link(&other, &line.serving, TOWNSHIP);
        for round in 0..3 {
            beside.sync().await.unwrap();
            record(&other, &[deed("a", &format!("a{round}"))]).await;
            beside.sync().await.unwrap();
            line.below.sync().await.unwrap();
            record(&line.terminal, &[deed("a", &format!("b{round}"))]).await;
            line.below.sync().await.unwrap();
        }
        line.up.sync().await.unwrap();
        let before = line.disk.store.document_segments(&ledger()).await.unwrap();
        assert!(take_out(&line.disk, &ledger(), which).await > 0, "{which}");
        is_noticed(&line.township, &ledger()).await;
        for _ in 0..3 {
            line.up.sync().await.unwrap();
            line.below.sync().await.unwrap();
            beside.sync().await.unwrap();
        }
        is_as_before(&line.township, &ledger(), &before).await;
        assert_eq!(texts(&line.township).await, ["b2", "b", "c"], "{which}");
    }
}

/// A terminal has no receipts beside its own rows: the head of the log and its hole say where they were.
#[tokio::test]
async fn a_terminal_gets_back_what_is_gone() {
    for which in ROWS {
        let county = County::new().await;
        let (_township, serving, up) = county.township().await;
        let disk = OnDisk::new().await;
        let identity = county.identity(VILLAGE, Role::Terminal);
        let terminal = county.device_over(Arc::clone(&disk.store), identity).await;
        up.sync().await.unwrap();
        let below = link(&terminal, &serving, TOWNSHIP);
        for id in ["a", "b", "c"] {
            record(&terminal, &[deed(id, id)]).await;
            below.sync().await.unwrap();
        }
        assert!(take_out(&disk, &ledger(), which).await > 0);
        is_noticed(&terminal, &ledger()).await;
        below.sync().await.unwrap();
        terminal.notice_others().await.unwrap();
        assert_eq!(terminal.damaged(), Vec::<String>::new(), "{which}");
        assert_eq!(texts(&terminal).await, ["a", "b", "c"], "{which}");
        assert_eq!(terminal.doctor(false, &mut |_| {}).await.unwrap().faults, [], "{which}");
        assert_eq!(terminal.writer().incarnation, 0);
    }
}

/// Above, several rows are one: the device that wrote them signs again what it had signed.
#[tokio::test]
async fn a_terminal_gets_back_what_went_up_as_one() {
    for which in ROWS {
        let county = County::new().await;
        let (township, serving, up) = county.township().await;
        let disk = OnDisk::new().await;
        let identity = county.identity(VILLAGE, Role::Terminal);
        let terminal = county.device_over(Arc::clone(&disk.store), identity).await;
        up.sync().await.unwrap();
        for id in ["a", "b", "c"] {
            record(&terminal, &[deed(id, id)]).await;
        }
        let below = link(&terminal, &serving, TOWNSHIP);
        below.sync().await.unwrap();
        assert_eq!(township.store().document_segments(&ledger()).await.unwrap().len(), 1);
        let signatures = |segments: Vec<StoredSegment>| -> Vec<_> {
            segments.into_iter().map(|one| (one.place(), one.head, one.signature)).collect()
        };
        let before = signatures(disk.store.document_segments(&ledger()).await.unwrap());
        assert!(take_out(&disk, &ledger(), which).await > 0);
        is_noticed(&terminal, &ledger()).await;
        let faults = terminal.doctor(false, &mut |_| {}).await.unwrap().faults;
        assert!(faults.iter().all(|fault| fault.to_string().contains("damaged")), "{faults:?}");
        below.sync().await.unwrap();
        terminal.notice_others().await.unwrap();
        assert_eq!(terminal.damaged(), Vec::<String>::new(), "{which}");
        assert_eq!(signatures(disk.store.document_segments(&ledger()).await.unwrap()), before, "{which}");
        assert_eq!(terminal.doctor(false, &mut |_| {}).await.unwrap().faults, [], "{which}");
        assert_eq!(texts(&terminal).await, ["a", "b", "c"], "{which}");
    }
}

#[tokio::test]
async fn what_only_the_county_writes_comes_from_the_county() {
    let line = Line::new().await;
    let org = DocumentName::org(unit(COUNTY));
    let before = line.disk.store.document_segments(&org).await.unwrap();
    assert!(take_out(&line.disk, &org, "last_entry > 0").await > 0);
    line.township.notice_others().await.unwrap();
    assert!(!line.township.damaged().is_empty());
    line.up.sync().await.unwrap();
    line.township.notice_others().await.unwrap();
    let after = line.disk.store.document_segments(&org).await.unwrap();
    assert!(after.iter().all(|one| !one.is_damaged));
    assert_eq!(after.last().unwrap().head, before.last().unwrap().head);
    let whole = line.county.county.projection(org).await.unwrap();
    assert_eq!(line.township.projection(org).await.unwrap().texts(), whole.texts());
    // Several rows came back as one: the numbers of the others stay free until a person knows of it.
    assert!(line.township.damaged().iter().all(|one| !one.contains("org/")), "{:?}", line.township.damaged());
    line.township.doctor(true, &mut |_| {}).await.unwrap();
    assert_eq!(line.township.damaged(), Vec::<String>::new());
}

/// A county has nobody above it.
#[tokio::test]
async fn a_county_gets_back_what_is_gone_from_its_townships() {
    for which in ROWS {
        let disk = OnDisk::new().await;
        let nodes = cunbang_world::county::County::of_seed(77, Arc::clone(&disk.store)).await;
        let county = County::of(nodes).await;
        let (_township, serving, up) = county.township().await;
        let terminal = county.device(VILLAGE, Role::Terminal).await;
        up.sync().await.unwrap();
        let below = link(&terminal, &serving, TOWNSHIP);
        for id in ["a", "b", "c"] {
            record(&terminal, &[deed(id, id)]).await;
            below.sync().await.unwrap();
            up.sync().await.unwrap();
        }
        let before = disk.store.document_segments(&ledger()).await.unwrap();
        assert!(take_out(&disk, &ledger(), which).await > 0);
        is_noticed(&county.county, &ledger()).await;
        up.sync().await.unwrap();
        is_as_before(&county.county, &ledger(), &before).await;
        assert_eq!(texts(&county.county).await, ["a", "b", "c"], "{which}");
    }
}

/// Up to one that nobody has yet, everything is there, and it is said what is missing.
#[tokio::test]
async fn what_nobody_has_stays_named() {
    let line = Line::new().await;
    assert!(take_out(&line.disk, &ledger(), "last_entry = 2").await > 0);
    line.up.sync().await.unwrap();
    let at_county = line.county.county.store().document_segments(&ledger()).await.unwrap();
    assert!(at_county.iter().all(|one| one.last < 2), "nothing is passed on that others could not follow");
    line.township.notice_others().await.unwrap();
    assert_eq!(line.township.damaged().len(), 1, "{:?}", line.township.damaged());
}
