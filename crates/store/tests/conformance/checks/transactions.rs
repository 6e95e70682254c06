//! Transactions: appends and conflicts, all or nothing, writers at once.

use super::{LEDGER, code};
use crate::writing::{append, assert_whole, at, commit_one, is_appended, vector};
use cunbang_ledger::LogHead;
use cunbang_store::{FeedScope, Incident, Position, Store, StoreError, Stored, Write, WriteOutcome};
use cunbang_world::devices::Device;
use cunbang_world::document as name;
use cunbang_world::tree::{COUNTY, NEIGHBOUR, TOWNSHIP, VILLAGE, unit};
use std::sync::Arc;

pub(crate) async fn appends_conflicts_and_repeats(store: Arc<dyn Store>) {
    let mut clerk = Device::new(1, VILLAGE);
    let (first, second, third) = (clerk.write(LEDGER, 2), clerk.write(LEDGER, 1), clerk.write(LEDGER, 3));
    let log = *first.log();
    assert_eq!(store.head(&log).await.unwrap(), None);
    // A gap.
    let empty = LogHead::empty(&log);
    assert_eq!(commit_one(&*store, append(&second)).await, WriteOutcome::Conflict { head: empty });
    assert_eq!(store.head(&log).await.unwrap(), None);
    // In order.
    assert!(is_appended(commit_one(&*store, append(&first)).await));
    assert!(is_appended(commit_one(&*store, append(&second)).await));
    let head = store.head(&log).await.unwrap().unwrap();
    assert_eq!((head.log, head.head, &head.signature), (log, *second.after(), second.signature()));
    // Again, each and all.
    for known in [&first, &second] {
        assert_eq!(commit_one(&*store, append(known)).await, WriteOutcome::AlreadyHere);
    }
    assert!(is_appended(commit_one(&*store, append(&third)).await));
    // The same numbers with other content.
    clerk.forget(LEDGER);
    let branch = clerk.write(LEDGER, 1);
    assert_eq!(commit_one(&*store, append(&branch)).await, WriteOutcome::Conflict { head: *third.after() });
    let stored = store.segments(&log, 0).await.unwrap();
    assert_eq!(stored.len(), 3);
    assert_eq!(stored[0].entries().unwrap(), first.entries());
    assert_eq!((stored[2].first, stored[2].last, stored[2].received_at), (3, 3, at(1)));
    assert_whole(&*store).await;
}

pub(crate) async fn a_conflict_harms_nothing_else(store: Arc<dyn Store>) {
    let (mut clerk, mut other) = (Device::new(1, VILLAGE), Device::new(2, NEIGHBOUR));
    let (first, second) = (clerk.write(LEDGER, 1), clerk.write(LEDGER, 1));
    let neighbours = other.write("ledger/330522103202/2026Q3", 1);
    let stored = |segment: &cunbang_ledger::VerifiedSegment| Stored {
        document: segment.log().document,
        vector: vector(&format!("{}:1", segment.log().writer)),
        body: vec![1],
    };
    let outcomes = store
        .commit(vec![
            Write::Snapshot(stored(&second)),
            append(&second),
            Write::Projection(stored(&second)),
            append(&neighbours),
            Write::Projection(stored(&neighbours)),
            Write::Setting { name: "epoch".to_owned(), value: Some(vec![7]) },
        ])
        .await
        .unwrap();
    assert_eq!(outcomes[0], WriteOutcome::Skipped);
    assert_eq!(outcomes[1], WriteOutcome::Conflict { head: *first.before() });
    assert_eq!(outcomes[2], WriteOutcome::Skipped);
    assert!(is_appended(outcomes[3]));
    assert_eq!(outcomes[4..], [WriteOutcome::Done; 2]);
    assert_eq!(store.projection(&second.log().document).await.unwrap(), None);
    assert_eq!(store.snapshot(&second.log().document).await.unwrap(), None);
    assert_eq!(store.projection(&neighbours.log().document).await.unwrap(), Some(stored(&neighbours)));
    assert_eq!(store.setting("epoch").await.unwrap(), Some(vec![7]));
    assert_whole(&*store).await;
}

pub(crate) async fn a_transaction_is_whole_or_not_at_all(store: Arc<dyn Store>) {
    let mut clerk = Device::new(1, VILLAGE);
    let township = Device::new(9, TOWNSHIP);
    let segment = clerk.write(LEDGER, 2);
    let writes = || {
        vec![
            Write::Setting { name: "a".to_owned(), value: Some(vec![1]) },
            Write::Append {
                segment: segment.clone(),
                via: None,
                receipt: Some(township.receipt(&segment, at(2))),
                received_at: at(2),
            },
            Write::Incident(Incident { at: at(0), kind: "k".to_owned(), message: "m".to_owned() }),
            code(1, 100),
        ]
    };
    assert_eq!(commit_one(&*store, code(1, 100)).await, WriteOutcome::Done);
    assert!(matches!(store.commit(writes()).await, Err(StoreError::CodeKnown)));
    let twice = vec![Write::Setting { name: "a".to_owned(), value: Some(vec![1]) }, code(2, 9), code(2, 9)];
    assert!(matches!(store.commit(twice).await, Err(StoreError::CodeKnown)));
    assert_eq!(store.setting("a").await.unwrap(), None);
    assert_eq!(store.head(segment.log()).await.unwrap(), None);
    assert_eq!(store.feed_end().await.unwrap(), Position::START);
    assert_eq!(store.receipts(&segment.log().document).await.unwrap(), []);
    assert_eq!(store.incidents(10).await.unwrap(), []);
    assert_eq!(store.enrolment_codes().await.unwrap().len(), 1);
    let mut good = writes();
    good.pop();
    assert!(is_appended(store.commit(good).await.unwrap()[1]));
    assert_eq!(store.feed_end().await.unwrap().number, 2);
    assert_eq!(store.commit(Vec::new()).await.unwrap(), []);
    assert_whole(&*store).await;
}

pub(crate) async fn writers_at_once(store: Arc<dyn Store>) {
    let mut tasks = Vec::new();
    for seed in 1..=6 {
        let store = store.clone();
        tasks.push(tokio::spawn(async move {
            let mut device = Device::new(seed, VILLAGE);
            let township = Device::new(50, TOWNSHIP);
            for _ in 0..5 {
                let segment = device.write(LEDGER, 1);
                let receipt = Some(township.receipt(&segment, at(1)));
                let write = Write::Append { segment, via: Some(device.id()), receipt, received_at: at(1) };
                assert!(is_appended(commit_one(&*store, write).await));
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    let scope = FeedScope { unit: unit(COUNTY) };
    let rows = store.feed(0, &scope, 1000).await.unwrap();
    assert!(rows.iter().map(|row| row.position.number).eq(1..=60));
    assert_whole(&*store).await;
}

pub(crate) async fn a_commit_given_up_is_whole_or_nothing(store: Arc<dyn Store>) {
    for polls in 0..24u8 {
        let mut device = Device::new(polls, VILLAGE);
        let segment = device.write(LEDGER, 1);
        let receipt = Some(Device::new(50, TOWNSHIP).receipt(&segment, at(1)));
        let write = Write::Append { segment: segment.clone(), via: None, receipt, received_at: at(1) };
        let mut commit = store.commit(vec![write]);
        for _ in 0..polls {
            if futures::poll!(&mut commit).is_ready() {
                break;
            }
            // Lets the database get on with it.
            tokio::task::yield_now().await;
            store.setting("nothing").await.unwrap();
        }
        drop(commit);
        // The next writer finds the database free, and either nothing or all of it.
        let outcome = commit_one(&*store, append(&segment)).await;
        assert!(is_appended(outcome) || outcome == WriteOutcome::AlreadyHere, "{outcome:?}");
        let receipts = store.receipts(&name(LEDGER)).await.unwrap();
        let receipted = receipts.iter().any(|receipt| receipt.log == *segment.log());
        assert_eq!(receipted, outcome == WriteOutcome::AlreadyHere, "{polls}");
    }
    assert_whole(&*store).await;
}
