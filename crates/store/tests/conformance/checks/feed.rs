//! The feed, receipts, and what is still to go to upstreams.

use super::LEDGER;
use crate::writing::{append, append_via, assert_whole, at, commit_one, is_appended};
use cunbang_model::DocumentKind;
use cunbang_store::{FeedItem, FeedScope, Position, Selection, Store, Write, WriteOutcome};
use cunbang_world::devices::Device;
use cunbang_world::tree::{COUNTY, FAR_VILLAGE, NEIGHBOUR, OTHER_TOWNSHIP, TOWNSHIP, VILLAGE, unit};
use std::sync::Arc;

/// The documents in a unit's part of the feed.
async fn feed_of(store: &dyn Store, of: &str) -> Vec<String> {
    let rows = store.feed(0, &FeedScope { unit: unit(of) }, 1000).await.unwrap();
    rows.iter()
        .map(|row| {
            let mark = if matches!(row.item, FeedItem::Receipt(_)) { "receipt " } else { "" };
            format!("{mark}{}", row.item.document())
        })
        .collect()
}

pub(crate) async fn the_feed_goes_to_whom_it_concerns(store: Arc<dyn Store>) {
    let (mut clerk, mut far) = (Device::new(1, VILLAGE), Device::new(3, FAR_VILLAGE));
    let (mut county, mut township) = (Device::new(9, COUNTY), Device::new(8, TOWNSHIP));
    let ledger = clerk.write(LEDGER, 1);
    let segments = [
        county.write("org/330522", 1),
        county.write("scheme/330522", 1),
        clerk.write("roster/330522103201", 1),
        far.write("roster/330522104201", 1),
        far.write("ledger/330522104201/2026Q3", 1),
        county.write("inspection/330522103201/2026Q3", 1),
        township.write("bulletin/330522103/2026Q3", 1),
        county.write("bulletin/330522/2026Q3", 1),
        county.write("roster/330522103", 1),
        county.write("org/33", 1),
        county.write("org/330523", 1),
        township.write("roster/330522103-001", 1),
        township.write("ledger/330522-014/2026Q3", 1),
    ];
    let mut writes: Vec<_> = segments.iter().map(append).collect();
    let receipt = township.receipt(&ledger, at(3));
    writes.push(Write::Append { segment: ledger, via: Some(clerk.id()), receipt: Some(receipt), received_at: at(3) });
    store.commit(writes).await.unwrap();

    assert_eq!(
        feed_of(&*store, VILLAGE).await,
        [
            "org/330522",
            "scheme/330522",
            "roster/330522103201",
            "inspection/330522103201/2026Q3",
            "bulletin/330522103/2026Q3",
            "bulletin/330522/2026Q3",
            "org/33",
            "ledger/330522103201/2026Q3",
            "receipt ledger/330522103201/2026Q3",
        ]
    );
    assert_eq!(
        feed_of(&*store, NEIGHBOUR).await,
        ["org/330522", "scheme/330522", "bulletin/330522103/2026Q3", "bulletin/330522/2026Q3", "org/33"]
    );
    assert_eq!(
        feed_of(&*store, TOWNSHIP).await,
        [
            "org/330522",
            "scheme/330522",
            "roster/330522103201",
            "inspection/330522103201/2026Q3",
            "bulletin/330522103/2026Q3",
            "bulletin/330522/2026Q3",
            "roster/330522103",
            "org/33",
            "roster/330522103-001",
            "ledger/330522103201/2026Q3",
            "receipt ledger/330522103201/2026Q3",
        ]
    );
    assert_eq!(
        feed_of(&*store, COUNTY).await,
        [
            "org/330522",
            "scheme/330522",
            "ledger/330522104201/2026Q3",
            "inspection/330522103201/2026Q3",
            "bulletin/330522/2026Q3",
            "roster/330522103",
            "org/33",
            "ledger/330522-014/2026Q3",
            "ledger/330522103201/2026Q3",
            "receipt ledger/330522103201/2026Q3",
        ]
    );
    // Levels above a county and outside of it.
    assert_eq!(feed_of(&*store, "33").await.len(), 8);
    assert_eq!(feed_of(&*store, "330523").await, ["org/33", "org/330523"]);
    let rows = store.feed(0, &FeedScope { unit: unit(VILLAGE) }, 1000).await.unwrap();
    let via: Vec<_> = rows.iter().map(|row| row.via).collect();
    assert_eq!(via[7..], [Some(clerk.id()), None]);
    assert_whole(&*store).await;
}

pub(crate) async fn the_feed_comes_in_pages(store: Arc<dyn Store>) {
    let (mut clerk, mut far) = (Device::new(1, VILLAGE), Device::new(3, FAR_VILLAGE));
    for _ in 0..5 {
        let writes = [clerk.write(LEDGER, 1), far.write("ledger/330522104201/2026Q3", 1)];
        store.commit(writes.iter().map(append).collect()).await.unwrap();
    }
    let scope = FeedScope { unit: unit(TOWNSHIP) };
    let mut numbers = Vec::new();
    let mut after = 0;
    loop {
        let page = store.feed(after, &scope, 2).await.unwrap();
        numbers.extend(page.iter().map(|row| row.position.number));
        after = page.last().map_or(after, |row| row.position.number);
        if page.len() < 2 {
            break;
        }
    }
    assert_eq!(numbers, [1, 3, 5, 7, 9]);
    assert_eq!(store.feed(10, &scope, 2).await.unwrap(), []);
    assert_eq!(store.feed(0, &scope, 0).await.unwrap(), []);
}

pub(crate) async fn tags_tell_histories_apart(store: Arc<dyn Store>) {
    assert_eq!(store.feed_end().await.unwrap(), Position::START);
    assert_eq!(store.feed_at(0).await.unwrap(), Some(Position::START));
    let mut clerk = Device::new(1, VILLAGE);
    let township = Device::new(8, TOWNSHIP);
    let (first, second) = (clerk.write(LEDGER, 1), clerk.write(LEDGER, 1));
    let receipt = township.receipt(&first, at(2));
    let outcomes =
        store.commit(vec![append(&first), Write::Receipt { receipt, via: None }, append(&second)]).await.unwrap();
    let WriteOutcome::Appended(last) = outcomes[2] else { panic!("{outcomes:?}") };
    assert_eq!(store.feed_end().await.unwrap(), last);
    let mut tags = Vec::new();
    for number in 0..=3 {
        let position = store.feed_at(number).await.unwrap().unwrap();
        assert_eq!(position.number, number);
        tags.push(position.tag);
    }
    assert_eq!(store.feed_at(4).await.unwrap(), None);
    assert_eq!(tags[3], last.tag);
    tags.sort_unstable();
    tags.dedup();
    assert_eq!(tags.len(), 4);
    // Another history of the same length ends elsewhere.
    let other = cunbang_store::MemoryStore::new();
    other.commit(vec![append(&first), append(&second)]).await.unwrap();
    assert_eq!(other.feed_at(1).await.unwrap(), store.feed_at(1).await.unwrap());
    assert_ne!(other.feed_at(2).await.unwrap(), store.feed_at(2).await.unwrap());
}

pub(crate) async fn receipts_are_kept_and_passed_on(store: Arc<dyn Store>) {
    let mut clerk = Device::new(1, VILLAGE);
    let (township, county) = (Device::new(8, TOWNSHIP), Device::new(9, COUNTY));
    let (first, second) = (clerk.write(LEDGER, 1), clerk.write(LEDGER, 1));
    let own = township.receipt(&first, at(2));
    let later = township.receipt(&first, at(20));
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
    for known in [later, above.clone(), own.clone()] {
        assert_eq!(commit_one(&*store, Write::Receipt { receipt: known, via: None }).await, WriteOutcome::AlreadyHere);
    }
    let expected = [own, above, ahead];
    assert_eq!(store.receipts(&document).await.unwrap(), expected);
    let selection = Selection::new(DocumentKind::Ledger, unit(COUNTY), None);
    assert_eq!(store.receipts_of_documents(&selection).await.unwrap(), expected);
    assert!(expected.iter().all(|receipt| !receipt.is_signed_by(&[0; 32])));
    assert_eq!(store.feed_end().await.unwrap().number, 4);
    // A log of which only a receipt is here is no log yet.
    let neighbours = Device::new(2, NEIGHBOUR).write("ledger/330522103202/2026Q3", 1);
    let only = Write::Receipt { receipt: county.receipt(&neighbours, at(9)), via: Some(county.id()) };
    assert_eq!(commit_one(&*store, only).await, WriteOutcome::Done);
    assert_eq!(store.head(neighbours.log()).await.unwrap(), None);
    assert_eq!(store.documents(&selection).await.unwrap(), [document]);
    assert!(is_appended(commit_one(&*store, append(&neighbours)).await));
    assert!(is_appended(commit_one(&*store, append(&second)).await));
    assert_whole(&*store).await;
}

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
