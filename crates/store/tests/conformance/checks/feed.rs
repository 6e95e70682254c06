//! The feed.

use super::LEDGER;
use crate::writing::{append, assert_whole, at};
use cunbang_store::{Feed, FeedItem, FeedScope, Position, Store, Write, WriteOutcome};
use cunbang_world::devices::Device;
use cunbang_world::tree::{COUNTY, FAR_VILLAGE, NEIGHBOUR, TOWNSHIP, VILLAGE, unit};
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
    let rows = store.feed(0, &scope, 100).await.unwrap();
    for (max_bytes, at_once) in [(1, 1), (rows[0].bytes(), 1), (rows[0].bytes() + 1, 2), (usize::MAX, 5)] {
        let page = store.feed_page(0, &scope, 100, max_bytes).await.unwrap();
        assert_eq!((page.rows.len(), page.more), (at_once, at_once < 5), "{max_bytes} bytes");
        let (mut all, mut more) = (page.rows, page.more);
        while more {
            let after = all.last().unwrap().position.number;
            let page = store.feed_page(after, &scope, 100, max_bytes).await.unwrap();
            all.extend(page.rows);
            more = page.more;
        }
        assert_eq!(all, rows, "{max_bytes} bytes");
    }
    assert_eq!(store.feed(10, &scope, 2).await.unwrap(), []);
    let documents = store.feed_documents(6, 3).await.unwrap();
    let (near, away) = (LEDGER.parse().unwrap(), "ledger/330522104201/2026Q3".parse().unwrap());
    assert_eq!(documents, [(7, near), (8, away), (9, near)]);
    assert_eq!(store.feed_documents(9, 3).await.unwrap(), [(10, away)]);
    assert_eq!(store.feed(0, &scope, 0).await.unwrap(), []);
}

pub(crate) async fn a_reader_far_behind_reads_the_same(store: Arc<dyn Store>) {
    let memory = cunbang_store::MemoryStore::new();
    let (mut county, mut township) = (Device::new(1, COUNTY), Device::new(2, TOWNSHIP));
    for number in 0..60 {
        let village = format!("330522103{:03}", 180 + number);
        let mut clerk = Device::new(100 + number, &village);
        let first = clerk.write(&format!("ledger/{village}/2026Q3"), 1);
        let receipt = township.receipt(&first, at(3));
        let mut writes = vec![
            Write::Append { segment: first, via: Some(clerk.id()), receipt: Some(receipt), received_at: at(3) },
            append(&clerk.write(&format!("roster/{village}"), 1)),
            append(&clerk.write(&format!("ledger/{village}/2026Q3"), 1)),
        ];
        if number % 7 == 0 {
            writes.push(append(&county.write("org/330522", 1)));
            writes.push(append(&township.write("bulletin/330522103/2026Q3", 1)));
            writes.push(append(&county.write(&format!("inspection/{village}/2026Q3"), 1)));
            writes.push(append(&township.write("ledger/330522103201-001/2026Q3", 1)));
        }
        store.commit(writes.clone()).await.unwrap();
        memory.commit(writes).await.unwrap();
    }
    let end = store.feed_end().await.unwrap().number;
    assert!(end > 240);
    for of in [COUNTY, TOWNSHIP, VILLAGE, NEIGHBOUR, FAR_VILLAGE, "330522103201-001", "330522-014", "33"] {
        let scope = FeedScope { unit: unit(of) };
        for after in (0..=end).step_by(9) {
            for limit in [1, 5, 1000] {
                let (own, other) = (store.feed(after, &scope, limit), memory.feed(after, &scope, limit));
                assert_eq!(own.await.unwrap(), other.await.unwrap(), "{of}, {limit} after {after}");
            }
        }
    }
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
