//! Random writes: every database does what memory does, and its agreement is that of its logs.

use crate::cluster::{self, Schema};
use crate::writing::{assert_whole, at};
use cunbang_model::DeviceId;
use cunbang_store::{Agreement, FeedScope, Holder, MemoryStore, Selection, SharedLogs, Store, Write};
use cunbang_world::devices::Device;
use cunbang_world::document as name;
use cunbang_world::tree::{TOWNSHIP, VILLAGE, unit};
use proptest::prelude::*;

/// A thing that may happen to a store.
#[derive(Debug, Clone)]
enum Event {
    /// A device writes to one of its documents, and its upstream gets the segment later, or twice, or never.
    Write { device: usize, document: usize, committed: u8, via: Option<usize>, receipted: bool },
    /// An upstream acknowledges a part of some log.
    Acknowledge { device: usize, document: usize, number: u64 },
}

const DOCUMENTS: [&str; 7] = [
    "ledger/330522103201/2026Q3",
    "ledger/330522104201/2026Q4",
    "roster/330522103201",
    "roster/330522",
    "inspection/330522103/2026Q3",
    "bulletin/330522103/2026Q3",
    "org/330522",
];

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        4 => (0..3usize, 0..DOCUMENTS.len(), 0..3u8, proptest::option::of(0..3usize), any::<bool>())
            .prop_map(|(device, document, committed, via, receipted)| Event::Write { device, document, committed, via, receipted }),
        1 => (0..3usize, 0..DOCUMENTS.len(), 0..4u64)
            .prop_map(|(device, document, number)| Event::Acknowledge { device, document, number }),
    ]
}

/// The batches of writes that some events come to.
fn batches(events: &[Event]) -> Vec<Vec<Write>> {
    let mut devices = [Device::new(1, VILLAGE), Device::new(2, VILLAGE), Device::new(3, TOWNSHIP)];
    let ids = [devices[0].id(), devices[1].id(), devices[2].id()];
    let mut batches = Vec::new();
    let mut batch = Vec::new();
    for event in events {
        match event {
            Event::Write { device, document, committed, via, receipted } => {
                let segment = devices[*device].write(DOCUMENTS[*document], 1);
                let receipt = receipted.then(|| devices[2].receipt(&segment, at(3)));
                for _ in 0..*committed {
                    let (segment, receipt) = (segment.clone(), receipt.clone());
                    batch.push(Write::Append { segment, via: via.map(|via| ids[via]), receipt, received_at: at(3) });
                }
            }
            Event::Acknowledge { device, document, number } => {
                let log =
                    cunbang_ledger::LogId { document: name(DOCUMENTS[*document]), writer: devices[*device].writer() };
                batch.push(Write::Acknowledged { upstream: ids[2], log, number: *number, receipt_time: at(5) });
            }
        }
        if batch.len() > 3 {
            batches.push(std::mem::take(&mut batch));
        }
    }
    batches.push(batch);
    batches
}

async fn assert_alike(one: &dyn Store, other: &dyn Store) {
    let upstream = Device::new(3, TOWNSHIP).id();
    assert_eq!(one.feed_end().await.unwrap(), other.feed_end().await.unwrap());
    assert_eq!(one.acknowledged(&upstream).await.unwrap(), other.acknowledged(&upstream).await.unwrap());
    for of in ["33", "330522", TOWNSHIP, VILLAGE, "330522104201"] {
        let (scope, selection) = (FeedScope { unit: unit(of) }, Selection::under(unit(of)));
        assert_eq!(one.feed(0, &scope, 500).await.unwrap(), other.feed(0, &scope, 500).await.unwrap());
        assert_eq!(one.feed(3, &scope, 2).await.unwrap(), other.feed(3, &scope, 2).await.unwrap());
        assert_eq!(one.heads(&selection).await.unwrap(), other.heads(&selection).await.unwrap());
        assert_eq!(
            one.receipts_of_documents(&selection).await.unwrap(),
            other.receipts_of_documents(&selection).await.unwrap()
        );
        for by in [TOWNSHIP, "330522"] {
            assert_eq!(
                one.unreceipted(unit(by), &selection).await.unwrap(),
                other.unreceipted(unit(by), &selection).await.unwrap()
            );
        }
        assert_eq!(
            one.pending(&upstream, unit(of), None).await.unwrap(),
            other.pending(&upstream, unit(of), None).await.unwrap()
        );
    }
    for store in [one, other] {
        assert_agreement(store, &[upstream]).await;
        assert_whole(store).await;
    }
}

/// The agreement that a store keeps is the one that its heads and acknowledgements come to.
pub(crate) async fn assert_agreement(store: &dyn Store, upstreams: &[DeviceId]) {
    let heads = store.heads(&Selection::under(unit("33"))).await.unwrap();
    let mut shared: Vec<_> = heads.iter().map(|head| SharedLogs::WrittenBy(head.log.writer.device)).collect();
    for under in ["33", "330522", TOWNSHIP, "330522104", VILLAGE] {
        for to in ["33", "330522", TOWNSHIP, VILLAGE] {
            let (under, to) = (unit(under), unit(to));
            shared.extend(upstreams.iter().map(|upper| SharedLogs::GoingUp { under, to, upper: *upper }));
        }
    }
    for logs in shared {
        let here = heads.iter().filter(|head| logs.holds(&head.log));
        let expected: Agreement = here.map(|head| (&head.log, head.head.number)).collect();
        assert_eq!(store.agreement(&Holder::Here, &logs).await.unwrap(), expected, "{logs:?}");
        for upstream in upstreams {
            let acknowledged = store.acknowledged(upstream).await.unwrap();
            let theirs = acknowledged.iter().filter(|one| logs.holds(&one.log));
            let expected: Agreement = theirs.map(|one| (&one.log, one.number)).collect();
            let kept = store.agreement(&Holder::Upstream(*upstream), &logs).await.unwrap();
            assert_eq!(kept, expected, "{logs:?}");
        }
    }
}

async fn does_what_memory_does(database: &dyn Store, events: &[Event]) {
    let memory = MemoryStore::new();
    for batch in batches(events) {
        assert_eq!(memory.commit(batch.clone()).await.unwrap(), database.commit(batch).await.unwrap());
    }
    assert_alike(&memory, database).await;
}

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn sqlite_does_what_memory_does(events in proptest::collection::vec(event(), 1..24)) {
        runtime().block_on(async {
            let folder = tempfile::tempdir().unwrap();
            let url = format!("sqlite:{}", folder.path().join("store.sqlite").display());
            let store = cunbang_store::open(&url).await.unwrap();
            does_what_memory_does(&*store, &events).await;
            store.close().await;
        });
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn postgres_does_what_memory_does(events in proptest::collection::vec(event(), 1..24)) {
        let _running = cluster::running();
        runtime().block_on(async {
            let schema = Schema::new().await;
            let store = cunbang_store::open(&schema.url()).await.unwrap();
            does_what_memory_does(&*store, &events).await;
            store.close().await;
            schema.drop().await;
        });
    }
}
