//! What upstreams have, what is still to go to them, and agreement.

use super::LEDGER;
use crate::random::assert_agreement;
use crate::writing::{append, append_via, assert_whole, at, commit_one};
use cunbang_ledger::LogId;
use cunbang_model::DocumentKind;
use cunbang_store::{Agreement, Holder, SharedLogs, Store, Write, WriteOutcome};
use cunbang_world::devices::Device;
use cunbang_world::tree::{COUNTY, FAR_VILLAGE, OTHER_TOWNSHIP, TOWNSHIP, VILLAGE, unit};
use std::sync::Arc;

pub(crate) async fn pending_for_each_upstream(store: Arc<dyn Store>) {
    use DocumentKind::{Ledger, Roster};
    let (mut clerk, mut second) = (Device::new(1, VILLAGE), Device::new(2, VILLAGE));
    let (mut county, township) = (Device::new(9, COUNTY), Device::new(8, TOWNSHIP));
    let segments = [
        append(&clerk.write(LEDGER, 1)),
        append(&clerk.write(LEDGER, 1)),
        append(&clerk.write("roster/330522103201", 1)),
        append_via(&second.write(LEDGER, 1), Some(township.id())),
        append_via(&county.write("org/330522", 1), Some(township.id())),
        append(&county.write("bulletin/330522/2026Q3", 1)),
    ];
    store.commit(segments.to_vec()).await.unwrap();
    let pending = |upstream, of: &'static str, only| {
        let store = store.clone();
        async move {
            let pending = store.pending(&upstream, unit(of), only).await.unwrap();
            pending
                .iter()
                .map(|segment| (segment.log.document.kind(), segment.log.writer.device, segment.last))
                .collect::<Vec<_>>()
        }
    };
    let (own, others) = (clerk.id(), second.id());
    assert_eq!(pending(township.id(), TOWNSHIP, None).await, [(Ledger, own, 1), (Ledger, own, 2), (Roster, own, 1)]);
    assert_eq!(pending(county.id(), COUNTY, None).await, [(Ledger, own, 1), (Ledger, own, 2), (Ledger, others, 1)]);
    assert_eq!(pending(county.id(), COUNTY, Some(&own)).await, [(Ledger, own, 1), (Ledger, own, 2)]);
    assert_eq!(pending(county.id(), OTHER_TOWNSHIP, None).await, []);

    let log = store
        .heads_of_device(&own)
        .await
        .unwrap()
        .into_iter()
        .find(|head| head.log.document.kind() == Ledger)
        .unwrap()
        .log;
    let acknowledge = |number| Write::Acknowledged { upstream: township.id(), log, number, receipt_time: at(7) };
    assert_eq!(commit_one(&*store, acknowledge(1)).await, WriteOutcome::Done);
    assert_eq!(pending(township.id(), TOWNSHIP, None).await, [(Ledger, own, 2), (Roster, own, 1)]);
    assert_eq!(commit_one(&*store, acknowledge(2)).await, WriteOutcome::Done);
    assert_eq!(pending(township.id(), TOWNSHIP, None).await, [(Roster, own, 1)]);
    assert_eq!(pending(county.id(), COUNTY, None).await.len(), 3);
    let acknowledged = store.acknowledged(&township.id()).await.unwrap();
    assert_eq!(
        acknowledged.iter().map(|it| (it.log, it.number, it.receipt_time)).collect::<Vec<_>>(),
        [(log, 2, at(7))]
    );
    assert_eq!(store.acknowledged(&county.id()).await.unwrap(), []);
    assert_eq!(store.acknowledgement(&township.id(), &log).await.unwrap(), acknowledged.first().copied());
    assert_eq!(store.acknowledgement(&county.id(), &log).await.unwrap(), None);
}

pub(crate) async fn a_restored_upstream_gets_what_it_lost(store: Arc<dyn Store>) {
    let (mut clerk, mut second) = (Device::new(1, VILLAGE), Device::new(2, VILLAGE));
    let township = Device::new(8, TOWNSHIP).id();
    let (own, others) = (clerk.write(LEDGER, 1), second.write(LEDGER, 1));
    store.commit(vec![append(&own), append_via(&others, Some(township))]).await.unwrap();
    let noted = |log, number| Write::Acknowledged { upstream: township, log, number, receipt_time: at(0) };
    commit_one(&*store, noted(*own.log(), 1)).await;
    assert_eq!(store.pending(&township, unit(TOWNSHIP), None).await.unwrap(), []);
    store.commit(vec![noted(*own.log(), 0), noted(*others.log(), 0)]).await.unwrap();
    assert_eq!(store.pending(&township, unit(TOWNSHIP), None).await.unwrap().len(), 2);
    store.commit(vec![noted(*own.log(), 1), noted(*others.log(), 1)]).await.unwrap();
    assert_eq!(store.pending(&township, unit(TOWNSHIP), None).await.unwrap(), []);
}

/// A node and its upstream come to the same number exactly where they hold the same.
pub(crate) async fn agreement_follows_every_step(store: Arc<dyn Store>) {
    let (mut clerk, mut far) = (Device::new(1, VILLAGE), Device::new(3, FAR_VILLAGE));
    let (mut inspector, county) = (Device::new(8, TOWNSHIP), Device::new(9, COUNTY));
    let (own, up) = (
        SharedLogs::WrittenBy(clerk.id()),
        SharedLogs::GoingUp { under: unit(TOWNSHIP), to: unit(COUNTY), upper: county.id() },
    );
    let here = |logs| {
        let store = store.clone();
        async move { store.agreement(&Holder::Here, &logs).await.unwrap() }
    };
    assert_eq!(here(own).await, Agreement::default());
    let (first, second) = (clerk.write(LEDGER, 1), clerk.write(LEDGER, 1));
    let roster = clerk.write("roster/330522103201", 1);
    let finding = inspector.write("inspection/330522103201/2026Q3", 1);
    let elsewhere = far.write("ledger/330522104201/2026Q3", 1);
    store.commit([&first, &roster, &finding, &elsewhere].map(append).to_vec()).await.unwrap();
    let ledger = *first.log();
    let of = |logs: &[(&LogId, u64)]| logs.iter().copied().collect::<Agreement>();
    assert_eq!(here(own).await, of(&[(&ledger, 1), (roster.log(), 1)]));
    // The roster goes no further than the township.
    assert_eq!(here(up).await, of(&[(&ledger, 1), (finding.log(), 1)]));
    // Twice, in one transaction, and once more in vain.
    let third = clerk.write(LEDGER, 2);
    store.commit([&second, &third, &second].map(append).to_vec()).await.unwrap();
    assert_eq!(here(up).await, of(&[(&ledger, 3), (finding.log(), 1)]));

    // What the upstream has acknowledged, up and down.
    let noted = |log: LogId, number| Write::Acknowledged { upstream: county.id(), log, number, receipt_time: at(7) };
    let theirs = |logs| {
        let (store, holder) = (store.clone(), Holder::Upstream(county.id()));
        async move { store.agreement(&holder, &logs).await.unwrap() }
    };
    store.commit(vec![noted(ledger, 1), noted(ledger, 3), noted(*finding.log(), 1)]).await.unwrap();
    assert_eq!(theirs(up).await, here(up).await);
    commit_one(&*store, noted(ledger, 2)).await;
    assert_eq!(theirs(up).await, of(&[(&ledger, 2), (finding.log(), 1)]));
    store.commit(vec![noted(ledger, 0), noted(*finding.log(), 0)]).await.unwrap();
    assert_eq!(theirs(up).await, Agreement::default());
    // Before an entry is here at all.
    let ahead = clerk.write("ledger/330522103201/2026Q4", 1);
    commit_one(&*store, noted(*ahead.log(), 1)).await;
    assert_eq!(theirs(own).await, of(&[(ahead.log(), 1)]));
    assert_agreement(&*store, &[county.id()]).await;
    assert_whole(&*store).await;
}

/// Acknowledgements of one log that come at once, from several connections.
pub(crate) async fn acknowledged_at_once(store: Arc<dyn Store>) {
    let mut clerk = Device::new(1, VILLAGE);
    let township = Device::new(8, TOWNSHIP).id();
    let segments = [LEDGER, "ledger/330522103201/2026Q4", "roster/330522103201"].map(|name| clerk.write(name, 1));
    store.commit(segments.iter().map(append).collect()).await.unwrap();
    let mut tasks = Vec::new();
    for number in 1..=12 {
        let (store, mut logs) = (store.clone(), segments.iter().map(|segment| *segment.log()).collect::<Vec<_>>());
        if number % 2 == 0 {
            logs.reverse();
        }
        tasks.push(tokio::spawn(async move {
            let noted = |log| Write::Acknowledged { upstream: township, log, number, receipt_time: at(7) };
            store.commit(logs.into_iter().map(noted).collect()).await.unwrap();
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    assert_agreement(&*store, &[township]).await;
    assert_whole(&*store).await;
}
