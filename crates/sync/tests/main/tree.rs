//! Villages, townships and a county that sync over real TLS on loopback.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::county;

use county::{County, deed, ledger, link, marks, record, texts};
use cunbang_desk::Desk;
use cunbang_ledger::RefusalCode;
use cunbang_model::{DocumentName, Role, Table};
use cunbang_store::MemoryStore;
use cunbang_sync::SyncError;
use cunbang_world::tree::{COUNTY, NEIGHBOUR, TOWNSHIP, VILLAGE, unit};
use std::sync::Arc;

#[tokio::test(flavor = "multi_thread")]
async fn rows_go_up_and_receipts_come_down() {
    let county = County::new().await;
    let (township, serving, up) = county.township().await;
    let village = county.device(VILLAGE, Role::Terminal).await;
    let to_township = link(&village, &serving, TOWNSHIP);
    record(&village, &[deed("d1", "帮扶"), deed("d2", "调解")]).await;
    assert_eq!(marks(&village).await, []);

    up.sync().await.unwrap();
    let report = to_township.sync().await.unwrap();
    assert_eq!((report.acknowledged_entries, report.refused.len()), (1, 0), "{report:?}");
    assert!(village.org().units().is_some(), "the tree came down");
    assert_eq!(marks(&village).await, [(TOWNSHIP.to_owned(), 1)]);
    assert_eq!(texts(&township).await, ["帮扶", "调解"]);
    assert_eq!(texts(&county.county).await, Vec::<String>::new());

    let report = up.sync().await.unwrap();
    assert_eq!((report.acknowledged_entries, report.refused.len()), (1, 0), "{report:?}");
    assert_eq!(texts(&county.county).await, ["帮扶", "调解"]);
    to_township.sync().await.unwrap();
    assert_eq!(marks(&village).await, [(COUNTY.to_owned(), 1), (TOWNSHIP.to_owned(), 1)]);

    // The county also has the township's receipt, which decides what was in time.
    let receipts = county.county.store().receipts(&ledger()).await.unwrap();
    assert!(receipts.iter().any(|receipt| receipt.unit == unit(TOWNSHIP)));

    // Ten more, packed with the tail of the log as dictionary.
    for number in 10..20 {
        record(&village, &[deed(&format!("d{number}"), "清理河道")]).await;
    }
    let report = to_township.sync().await.unwrap();
    assert_eq!((report.acknowledged_entries, report.sent_entries), (10, 10));
    let report = to_township.sync().await.unwrap();
    assert_eq!((report.acknowledged_entries, report.sent_entries), (0, 0));
    // What another terminal wrote is acknowledged too, and was not sent from here.
    let second = county.device(VILLAGE, Role::Terminal).await;
    record(&second, &[deed("d30", "修桥")]).await;
    up.sync().await.unwrap();
    assert_eq!(link(&second, &serving, TOWNSHIP).sync().await.unwrap().sent_entries, 1);
    let report = to_township.sync().await.unwrap();
    assert_eq!((report.acknowledged_entries, report.sent_entries), (1, 0), "{report:?}");
    assert_eq!(texts(&township).await.len(), 13);
}

/// A township that has not heard of a new device takes what it writes once it has: others must not build on what the
/// county may not know.
#[tokio::test(flavor = "multi_thread")]
async fn a_device_is_taken_where_it_was_heard_of() {
    let county = County::new().await;
    let (township, serving, up) = county.township().await;
    let village = county.device(VILLAGE, Role::Terminal).await;
    let near = link(&village, &serving, TOWNSHIP);
    record(&village, &[deed("d1", "帮扶")]).await;
    let report = near.sync().await.unwrap();
    assert_eq!(
        report.refused.iter().map(|(_, refusal)| refusal.code).collect::<Vec<_>>(),
        [RefusalCode::UnknownDevice]
    );
    assert_eq!(texts(&township).await, Vec::<String>::new());
    up.sync().await.unwrap();
    let report = near.sync().await.unwrap();
    assert_eq!((report.acknowledged_entries, report.refused.len()), (1, 0), "{report:?}");
    up.sync().await.unwrap();
    assert_eq!(texts(&county.county).await, ["帮扶"]);
    // Nobody below introduces a device that the county does not list, with whatever certificate.
    let unlisted = county.open(Arc::new(MemoryStore::new()), county.identity(VILLAGE, Role::Terminal)).await;
    record(&unlisted, &[deed("d2", "冒写")]).await;
    for (node, name) in [(&serving, TOWNSHIP), (&county.serving, COUNTY)] {
        let report = link(&unlisted, node, name).sync().await.unwrap();
        assert_eq!(report.refused[0].1.code, RefusalCode::UnknownDevice, "{report:?}");
    }
    let incidents = county.county.store().incidents(10).await.unwrap();
    let naming: Vec<_> = incidents.iter().filter(|one| one.kind == "unlisted_device").collect();
    assert_eq!(naming.len(), 1, "{incidents:?}");
    assert!(naming[0].message.contains(&unlisted.device().to_string()), "{incidents:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn names_stay_below_the_county() {
    let county = County::new().await;
    let (township, serving, up) = county.township().await;
    let village = county.device(VILLAGE, Role::Terminal).await;
    up.sync().await.unwrap();
    let member = cunbang_model::Row::from_cells(
        cunbang_model::Table::Members,
        [("unit", VILLAGE), ("member", "m1"), ("name", "王二"), ("status", "full")],
    )
    .unwrap();
    Desk::new(Arc::clone(&village)).import("王书记", &[member], Some("2026Q3".parse().unwrap())).await.unwrap();
    link(&village, &serving, TOWNSHIP).sync().await.unwrap();
    up.sync().await.unwrap();
    let roster = DocumentName::roster(unit(VILLAGE));
    let there = township.projection(roster).await.unwrap();
    let rows = [Table::Members, Table::Operators].map(|table| there.table(table).count());
    assert_eq!(rows, [1, 1], "the member, and who typed it in");
    assert_eq!(county.county.projection(roster).await.unwrap().rows().count(), 0);
    assert_eq!(county.county.projection(ledger()).await.unwrap().rows().count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_terminals_of_a_village_meet_at_the_township() {
    let county = County::new().await;
    let (township, serving, up) = county.township().await;
    let first = county.device(VILLAGE, Role::Terminal).await;
    let second = county.device(VILLAGE, Role::Terminal).await;
    up.sync().await.unwrap();
    let (first_link, second_link) = (link(&first, &serving, TOWNSHIP), link(&second, &serving, TOWNSHIP));
    record(&first, &[deed("d1", "原文")]).await;
    first_link.sync().await.unwrap();
    second_link.sync().await.unwrap();
    assert_eq!(texts(&second).await, ["原文"]);
    record(&first, &[deed("d1", "甲")]).await;
    record(&second, &[deed("d1", "乙")]).await;
    first_link.sync().await.unwrap();
    let report = second_link.sync().await.unwrap();
    assert_eq!(report.refused.len(), 0, "{report:?}");
    first_link.sync().await.unwrap();
    for node in [&first, &second, &township] {
        let projection = node.projection(ledger()).await.unwrap();
        assert_eq!(projection.conflicts().count(), 1);
        assert_eq!(projection.vector().entry_count(), 3);
    }
    // Choosing a value resolves the conflict everywhere.
    record(&first, &[deed("d1", "商定")]).await;
    first_link.sync().await.unwrap();
    second_link.sync().await.unwrap();
    up.sync().await.unwrap();
    for node in [&second, &township, &county.county] {
        assert_eq!(texts(node).await, ["商定"]);
        assert_eq!(node.projection(ledger()).await.unwrap().conflicts().count(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_upstream_changes_nothing_but_the_way() {
    let county = County::new().await;
    let (township, serving, up) = county.township().await;
    let village = county.device(VILLAGE, Role::Terminal).await;
    let (near, far) = (link(&village, &serving, TOWNSHIP), link(&village, &county.serving, COUNTY));
    record(&village, &[deed("d1", "帮扶")]).await;
    assert_eq!(far.sync().await.unwrap().acknowledged_entries, 1);
    up.sync().await.unwrap();
    assert_eq!(texts(&township).await, ["帮扶"], "the county passed it down");
    record(&village, &[deed("d2", "调解")]).await;
    let report = near.sync().await.unwrap();
    assert_eq!(report.refused.len(), 0, "{report:?}");
    up.sync().await.unwrap();
    far.sync().await.unwrap();
    near.sync().await.unwrap();
    assert_eq!(texts(&county.county).await, ["帮扶", "调解"]);
    assert_eq!(marks(&village).await, [(COUNTY.to_owned(), 2), (TOWNSHIP.to_owned(), 2)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_that_stays_carries_news_both_ways() {
    let county = County::new().await;
    let (township, serving, up) = county.township().await;
    let village = county.device(VILLAGE, Role::Terminal).await;
    let near = link(&village, &serving, TOWNSHIP);
    let (village_state, mut village_news) = tokio::sync::watch::channel(cunbang_sync::LinkState::default());
    let (township_state, _) = tokio::sync::watch::channel(cunbang_sync::LinkState::default());
    let up = tokio::spawn(async move { up.stay(township_state).await });
    let down = tokio::spawn(async move { near.stay(village_state).await });
    village_news.wait_for(|state| state.in_step).await.unwrap();
    record(&village, &[deed("d1", "帮扶")]).await;
    // It reaches the county, and the county's receipt reaches the village, without anything else.
    let mut changes = village.changes();
    let arrived = async {
        while marks(&village).await.len() < 2 {
            changes.changed().await.unwrap();
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), arrived).await.unwrap();
    assert_eq!(texts(&county.county).await, ["帮扶"]);
    assert_eq!(texts(&township).await, ["帮扶"]);

    // A revocation at the county ends the open stream.
    county.revoke(village.device()).await;
    let ended =
        village_news.wait_for(|state| state.trouble.as_ref().is_some_and(|why| why.to_string().contains("revoked")));
    tokio::time::timeout(std::time::Duration::from_mins(1), ended).await.unwrap().unwrap();
    up.abort();
    down.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_and_revoked_devices_are_refused() {
    let county = County::new().await;
    let (_, serving, up) = county.township().await;
    let village = county.device(VILLAGE, Role::Terminal).await;
    up.sync().await.unwrap();
    let near = link(&village, &serving, TOWNSHIP);
    record(&village, &[deed("d1", "帮扶")]).await;
    near.sync().await.unwrap();
    county.revoke(village.device()).await;
    up.sync().await.unwrap();
    record(&village, &[deed("d2", "调解")]).await;
    assert!(matches!(near.sync().await, Err(SyncError::Revoked(why)) if why.contains("revoked")));
    // The county has what it wrote before, vouched for by the township.
    assert_eq!(texts(&county.county).await, ["帮扶"]);

    // Another county's terminal.
    let other = County::new().await;
    let stranger = other.device(VILLAGE, Role::Terminal).await;
    assert!(matches!(link(&stranger, &serving, TOWNSHIP).sync().await, Err(SyncError::Tls { .. })));
    // The other township's name, used for this one.
    let village = county.device(NEIGHBOUR, Role::Terminal).await;
    assert!(matches!(link(&village, &serving, COUNTY).sync().await, Err(SyncError::Tls { .. })));
    // A village may not push another's ledger, whoever delivers it.
    let rows = vec![(ledger(), vec![deed("d9", "冒写")])];
    assert!(village.record("某", rows).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_township_gets_back_what_it_lost() {
    let county = County::new().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("township.sqlite");
    let url = format!("sqlite:{}", path.display());
    let identity = county.identity(TOWNSHIP, Role::Node);
    let store = cunbang_store::open(&url).await.unwrap();
    let township = county.device_over(store, identity.clone()).await;
    let serving = county::serving(&township, None, None).await;
    let village = county.device(VILLAGE, Role::Terminal).await;
    link(&township, &county.serving, COUNTY).sync().await.unwrap();
    record(&village, &[deed("d1", "一")]).await;
    link(&village, &serving, TOWNSHIP).sync().await.unwrap();
    let backup = folder.path().join("backup.sqlite");
    township.store().backup(&backup).await.unwrap();
    record(&village, &[deed("d2", "二")]).await;
    record(&village, &[deed("d3", "三")]).await;
    link(&village, &serving, TOWNSHIP).sync().await.unwrap();
    assert_eq!(marks(&village).await, [(TOWNSHIP.to_owned(), 3)]);
    serving.shutdown().await;
    township.store().close().await;
    drop(township);

    let store = cunbang_store::open(&format!("sqlite:{}", backup.display())).await.unwrap();
    let township = county.open(store, identity).await;
    assert_eq!(texts(&township).await, ["一"]);
    let serving = county::serving(&township, None, None).await;
    let report = link(&village, &serving, TOWNSHIP).sync().await.unwrap();
    assert_eq!(report.lost_by_upstream, 2, "{report:?}");
    assert_eq!(texts(&township).await, ["一", "二", "三"]);
    let incidents = township.store().incidents(10).await.unwrap();
    assert!(incidents.iter().any(|incident| incident.kind == "restored"), "{incidents:?}");
    let incidents = village.store().incidents(10).await.unwrap();
    assert!(incidents.iter().any(|incident| incident.kind == "upstream_restored"), "{incidents:?}");
    // The county gets all of it from the restored township.
    let report = link(&township, &county.serving, COUNTY).sync().await.unwrap();
    assert_eq!(report.refused.len(), 0, "{report:?}");
    assert_eq!(texts(&county.county).await, ["一", "二", "三"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_terminal_starts_a_new_incarnation() {
    let county = County::new().await;
    let folder = tempfile::tempdir().unwrap();
    let open = |name: &str| cunbang_store_url(folder.path(), name);
    let identity = county.identity(VILLAGE, Role::Terminal);
    let village = county.device_over(cunbang_store::open(&open("a.sqlite")).await.unwrap(), identity.clone()).await;
    let link_of = |node: &Arc<cunbang_replica::Replica>| link(node, &county.serving, COUNTY);
    record(&village, &[deed("d1", "一")]).await;
    link_of(&village).sync().await.unwrap();
    village.store().backup(&folder.path().join("b.sqlite")).await.unwrap();
    record(&village, &[deed("d2", "二")]).await;
    link_of(&village).sync().await.unwrap();
    drop(village);

    let store = cunbang_store::open(&open("b.sqlite")).await.unwrap();
    let village = county.open(store, identity).await;
    let report = link_of(&village).sync().await.unwrap();
    assert!(report.new_incarnation, "{report:?}");
    assert_eq!(texts(&village).await, ["一", "二"], "its own lost entry came back");
    record(&village, &[deed("d3", "三")]).await;
    let report = link_of(&village).sync().await.unwrap();
    assert_eq!((report.acknowledged_entries, report.refused.len()), (1, 0), "{report:?}");
    assert_eq!(texts(&county.county).await, ["一", "二", "三"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_copies_of_one_store_are_evidence_not_a_merge() {
    let county = County::new().await;
    let folder = tempfile::tempdir().unwrap();
    let open = |name: &str| cunbang_store_url(folder.path(), name);
    let identity = county.identity(VILLAGE, Role::Terminal);
    let village = county.device_over(cunbang_store::open(&open("a.sqlite")).await.unwrap(), identity.clone()).await;
    record(&village, &[deed("d1", "一")]).await;
    link(&village, &county.serving, COUNTY).sync().await.unwrap();
    village.store().backup(&folder.path().join("b.sqlite")).await.unwrap();
    let store = cunbang_store::open(&open("b.sqlite")).await.unwrap();
    let copy = county.open(store, identity).await;
    record(&village, &[deed("d2", "甲")]).await;
    record(&copy, &[deed("d2", "乙")]).await;
    link(&village, &county.serving, COUNTY).sync().await.unwrap();
    let report = link(&copy, &county.serving, COUNTY).sync().await.unwrap();
    assert_eq!(report.refused[0].1.code, RefusalCode::Fork, "{report:?}");
    assert_eq!(texts(&county.county).await, ["一", "甲"]);
    let forks = county.county.store().forks(10).await.unwrap();
    assert_eq!((forks.len(), forks[0].number), (1, 2));
}

fn cunbang_store_url(folder: &std::path::Path, name: &str) -> String {
    format!("sqlite:{}", folder.join(name).display())
}
