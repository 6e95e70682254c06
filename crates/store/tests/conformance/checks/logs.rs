//! Logs: heads, documents, segments, receipts.

use super::LEDGER;
use crate::writing::{append, assert_whole, at, commit_one, is_appended};
use cunbang_ledger::{Receipt, VerifiedSegment};
use cunbang_model::{DocumentKind, Period};
use cunbang_store::{Selection, Store, Write, WriteOutcome};
use cunbang_world::devices::Device;
use cunbang_world::document as name;
use cunbang_world::tree::{COUNTY, FAR_VILLAGE, NEIGHBOUR, OTHER_TOWNSHIP, TOWNSHIP, VILLAGE, unit};
use std::sync::Arc;

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

/// Beside the frame, a store may keep a few bytes of its own.
pub(crate) async fn what_a_device_wrote_is_measured(store: Arc<dyn Store>) {
    let (mut clerk, mut second) = (Device::new(1, VILLAGE), Device::new(2, VILLAGE));
    let (third, fourth, lasting) = (
        [clerk.write(LEDGER, 5), clerk.write(LEDGER, 1)],
        clerk.write("ledger/330522103201/2026Q4", 3),
        clerk.write("roster/330522103201", 1),
    );
    let others = second.write(LEDGER, 9);
    let early = |segment| Write::Append { segment, via: None, receipt: None, received_at: at(0) };
    let [first, late] = third.clone();
    store.commit(vec![early(first), early(fourth.clone()), early(others)]).await.unwrap();
    store.commit([late, lasting.clone()].iter().map(append).collect()).await.unwrap();
    let frames =
        |segments: &[VerifiedSegment]| segments.iter().map(|segment| segment.frame().len() as u64).sum::<u64>();
    let is_about = |bytes: u64, segments: &[VerifiedSegment]| {
        (frames(segments)..=frames(segments) + 16 * segments.len() as u64).contains(&bytes)
    };
    let in_period = async |period: Option<&str>| {
        store.bytes_written_in(&clerk.id(), period.map(|period| period.parse().unwrap())).await.unwrap()
    };
    assert!(is_about(in_period(Some("2026Q3")).await, &third));
    assert!(is_about(in_period(Some("2026Q4")).await, &[fourth]));
    assert!(is_about(in_period(None).await, std::slice::from_ref(&lasting)));
    assert_eq!(in_period(Some("2027Q1")).await, 0);
    let since = async |moment| store.bytes_written_since(&clerk.id(), moment).await.unwrap();
    assert!(is_about(since(at(1)).await, &[third[1].clone(), lasting]));
    assert!(since(at(0)).await > since(at(1)).await);
    assert_eq!(store.bytes_written_since(&Device::new(3, VILLAGE).id(), at(0)).await.unwrap(), 0);
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

pub(crate) async fn only_the_same_entries_mend(store: Arc<dyn Store>) {
    let mut clerk = Device::new(1, VILLAGE);
    let pieces = [clerk.write(LEDGER, 2), clerk.write(LEDGER, 1)];
    let both = clerk.joined(&pieces);
    let log = *both.log();
    assert_eq!(
        commit_one(&*store, Write::Mend(pieces[0].clone())).await,
        WriteOutcome::Conflict { head: cunbang_ledger::LogHead::empty(&log) },
        "nothing is here to mend"
    );
    store.commit(pieces.iter().map(append).collect()).await.unwrap();
    let whole = store.document_segments(&log.document).await.unwrap();
    assert!(whole.iter().all(|segment| !segment.is_damaged));
    for piece in &pieces {
        assert_eq!(commit_one(&*store, Write::Mend(piece.clone())).await, WriteOutcome::AlreadyHere);
    }
    clerk.forget(LEDGER);
    let branch = clerk.write(LEDGER, 1);
    for other in [both, branch] {
        let outcome = commit_one(&*store, Write::Mend(other)).await;
        assert_eq!(outcome, WriteOutcome::Conflict { head: *pieces[1].after() });
    }
    assert_eq!(store.document_segments(&log.document).await.unwrap(), whole);
    assert_eq!(store.damaged(), []);
    assert_eq!(store.feed_end().await.unwrap().number, 2);
    assert_whole(&*store).await;
}

pub(crate) async fn receipts_are_kept_and_passed_on(store: Arc<dyn Store>) {
    let mut clerk = Device::new(1, VILLAGE);
    let (township, county) = (Device::new(8, TOWNSHIP), Device::new(9, COUNTY));
    let (first, second) = (clerk.write(LEDGER, 1), clerk.write(LEDGER, 1));
    let own = township.receipt(&first, at(2));
    let above = county.receipt(&first, at(5));
    // A receipt may come before what it is for.
    let ahead = county.receipt(&second, at(6));
    let document = first.log().document;
    store
        .commit(vec![
            Write::Append { segment: first.clone(), via: None, receipt: Some(own.clone()), received_at: at(2) },
            Write::Receipt { receipt: above.clone(), via: Some(county.id()) },
            Write::Receipt { receipt: ahead.clone(), via: Some(county.id()) },
        ])
        .await
        .unwrap();
    let keep = |receipt: &Receipt| commit_one(&*store, Write::Receipt { receipt: receipt.clone(), via: None });
    for known in [&above, &own] {
        assert_eq!(keep(known).await, WriteOutcome::AlreadyHere);
    }
    // Those that contradict another of their node stand beside it; of many, the earliest is always among them.
    let contradicting = [20, 21, 22].map(|time| township.receipt(&first, at(time)));
    for receipt in &contradicting {
        assert_eq!(keep(receipt).await, WriteOutcome::Done);
        assert_eq!(keep(receipt).await, WriteOutcome::AlreadyHere);
    }
    assert_eq!(keep(&township.receipt(&first, at(23))).await, WriteOutcome::AlreadyHere, "one too many");
    let earliest = township.receipt(&first, at(1));
    assert_eq!(keep(&earliest).await, WriteOutcome::Done);
    let [second_time, third_time, fourth_time] = contradicting;
    let expected = [own, above, ahead, second_time, third_time, fourth_time, earliest];
    assert_eq!(store.receipts(&document).await.unwrap(), expected);
    let selection = Selection::new(DocumentKind::Ledger, unit(COUNTY), None);
    assert_eq!(store.receipts_of_documents(&selection).await.unwrap(), expected);
    assert!(expected.iter().all(|receipt| !receipt.is_signed_by(&[0; 32])));
    assert_eq!(store.feed_end().await.unwrap().number, 8);
    // A log of which only a receipt is here is no log yet.
    let neighbours = Device::new(2, NEIGHBOUR).write("ledger/330522103202/2026Q3", 1);
    let only = Write::Receipt { receipt: county.receipt(&neighbours, at(9)), via: Some(county.id()) };
    assert_eq!(commit_one(&*store, only).await, WriteOutcome::Done);
    assert_eq!(store.head(neighbours.log()).await.unwrap(), None);
    assert_eq!(store.documents(&selection).await.unwrap(), [document]);
    assert!(is_appended(commit_one(&*store, append(&neighbours)).await));
    assert!(is_appended(commit_one(&*store, append(&second)).await));
    let without = |of| {
        let store = store.clone();
        async move { store.unreceipted(unit(of), &selection).await.unwrap() }
    };
    let (next, others) = ((*second.log(), second.after().number), (*neighbours.log(), neighbours.after().number));
    let first = (*first.log(), first.after().number);
    assert_eq!(without(TOWNSHIP).await, [others, next]);
    assert!(!without(COUNTY).await.contains(&first));
    assert_eq!(without(OTHER_TOWNSHIP).await, [first, others, next]);
    assert_whole(&*store).await;
}
