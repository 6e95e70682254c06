//! Logs: appends, conflicts, transactions, heads, segments.

use super::{LEDGER, code};
use crate::writing::{append, assert_whole, at, commit_one, is_appended, vector};
use cunbang_ledger::LogHead;
use cunbang_model::{DocumentKind, Period};
use cunbang_store::{FeedScope, Incident, Position, Selection, Store, StoreError, Stored, Write, WriteOutcome};
use cunbang_world::devices::Device;
use cunbang_world::document as name;
use cunbang_world::tree::{COUNTY, FAR_VILLAGE, NEIGHBOUR, OTHER_TOWNSHIP, TOWNSHIP, VILLAGE, unit};
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

pub(crate) async fn pieces_cut_otherwise_are_recognised(store: Arc<dyn Store>) {
    let mut clerk = Device::new(1, VILLAGE);
    let pieces: Vec<_> = (0..5).map(|_| clerk.write(LEDGER, 1)).collect();
    let log = *pieces[0].log();
    let (start, middle) = (clerk.joined(&pieces[..2]), clerk.joined(&pieces[2..]));
    let outcomes = store.commit(vec![append(&start), append(&middle), append(&pieces[3])]).await.unwrap();
    assert!(is_appended(outcomes[0]) && is_appended(outcomes[1]));
    assert_eq!(outcomes[2], WriteOutcome::AlreadyHere);
    for known in pieces.iter().chain([&clerk.joined(&pieces[1..4]), &clerk.joined(&pieces)]) {
        assert_eq!(commit_one(&*store, append(known)).await, WriteOutcome::AlreadyHere);
    }
    // More than what is here, from the middle of it: the caller must cut it at the head.
    let sixth = clerk.write(LEDGER, 1);
    let over = clerk.joined(&[pieces[3].clone(), pieces[4].clone(), sixth.clone()]);
    assert_eq!(commit_one(&*store, append(&over)).await, WriteOutcome::Conflict { head: *pieces[4].after() });
    assert!(is_appended(commit_one(&*store, append(&sixth)).await));
    let numbers = |after| {
        let store = store.clone();
        async move {
            let segments = store.segments(&log, after).await.unwrap();
            segments.iter().map(|segment| (segment.first, segment.last)).collect::<Vec<_>>()
        }
    };
    assert_eq!(numbers(0).await, [(1, 2), (3, 5), (6, 6)]);
    assert_eq!(numbers(2).await, [(3, 5), (6, 6)]);
    assert_eq!(numbers(4).await, [(3, 5), (6, 6)]);
    assert_eq!(numbers(6).await, []);
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

pub(crate) async fn heads_and_documents(store: Arc<dyn Store>) {
    let (mut clerk, mut second) = (Device::new(1, VILLAGE), Device::new(2, VILLAGE));
    let (mut far, mut county) = (Device::new(3, FAR_VILLAGE), Device::new(9, COUNTY));
    let segments = [
        clerk.write("ledger/330522103201/2026Q3", 1),
        clerk.write("ledger/330522103201/2026Q4", 1),
        second.write("ledger/330522103201/2026Q3", 1),
        far.write("ledger/330522104201/2026Q3", 1),
        clerk.write("roster/330522103201", 1),
        county.write("org/330522", 1),
        county.write("inspection/330522103/2026Q3", 1),
    ];
    store.commit(segments.iter().map(append).collect()).await.unwrap();
    let ledger = name(LEDGER);
    let mut writers = [clerk.writer(), second.writer()];
    writers.sort_unstable();
    let heads = store.heads_of_document(&ledger).await.unwrap();
    assert_eq!(heads.iter().map(|head| head.log.writer).collect::<Vec<_>>(), writers);
    let of_clerk = store.heads_of_device(&clerk.id()).await.unwrap();
    let names: Vec<_> = of_clerk.iter().map(|head| head.log.document.to_string()).collect();
    assert_eq!(names, ["roster/330522103201", "ledger/330522103201/2026Q3", "ledger/330522103201/2026Q4"]);

    for (kind, under, period, expected) in [
        (
            Some(DocumentKind::Ledger),
            COUNTY,
            Some("2026Q3"),
            vec!["ledger/330522103201/2026Q3", "ledger/330522104201/2026Q3"],
        ),
        (
            Some(DocumentKind::Ledger),
            TOWNSHIP,
            Some("2026H2"),
            vec!["ledger/330522103201/2026Q3", "ledger/330522103201/2026Q4"],
        ),
        (Some(DocumentKind::Ledger), TOWNSHIP, Some("2026-08"), vec!["ledger/330522103201/2026Q3"]),
        (None, OTHER_TOWNSHIP, None, vec!["ledger/330522104201/2026Q3"]),
        (None, TOWNSHIP, Some("2026Q3"), vec!["ledger/330522103201/2026Q3", "inspection/330522103/2026Q3"]),
        (Some(DocumentKind::Org), COUNTY, None, vec!["org/330522"]),
        (None, VILLAGE, Some("2025"), vec![]),
    ] {
        let selection = Selection::new(kind, unit(under), period.map(|period| period.parse::<Period>().unwrap()));
        let documents = store.documents(&selection).await.unwrap();
        let names: Vec<_> = documents.iter().map(ToString::to_string).collect();
        assert_eq!(names, expected, "{selection:?}");
        let heads = store.heads(&selection).await.unwrap();
        assert!(heads.iter().all(|head| documents.contains(&head.log.document)));
        let mut of_heads: Vec<_> = heads.iter().map(|head| head.log.document).collect();
        of_heads.dedup();
        assert_eq!(of_heads, documents);
    }
    assert_eq!(store.heads(&Selection::under(unit(COUNTY))).await.unwrap().len(), 7);
}

pub(crate) async fn segments_in_causal_order(store: Arc<dyn Store>) {
    let (mut clerk, mut second) = (Device::new(2, VILLAGE), Device::new(1, VILLAGE));
    let mut far = Device::new(3, FAR_VILLAGE);
    let segments = [
        clerk.write(LEDGER, 1),
        second.write(LEDGER, 1),
        far.write("ledger/330522104201/2026Q3", 1),
        clerk.write(LEDGER, 1),
    ];
    store.commit(segments[..2].iter().map(append).collect()).await.unwrap();
    store.commit(segments[2..].iter().map(append).collect()).await.unwrap();
    let logs = |stored: Vec<cunbang_store::StoredSegment>| {
        stored.iter().map(|segment| (segment.log.writer.device, segment.last)).collect::<Vec<_>>()
    };
    let expected = [(clerk.id(), 1), (second.id(), 1), (far.id(), 1), (clerk.id(), 2)];
    let selection = Selection::new(DocumentKind::Ledger, unit(COUNTY), "2026Q3".parse::<Period>().unwrap());
    assert_eq!(logs(store.segments_of_documents(&selection).await.unwrap()), expected);
    assert_eq!(logs(store.document_segments(&name(LEDGER)).await.unwrap()), [expected[0], expected[1], expected[3]]);
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
