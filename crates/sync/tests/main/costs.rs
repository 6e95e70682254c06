//! The cost of an exchange in store reads depends on what has changed, not on how much has ever been stored.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::county;

use async_trait::async_trait;
use county::by_hand;
use cunbang_ledger::{LogId, Receipt};
use cunbang_model::{DeviceId, DocumentName, Period, Role, Row, Timestamp, UnitCode};
use cunbang_replica::{Answer, Push, Replica, Source};
use cunbang_store::{
    Accounts, Acknowledgement, Agreement, Archive, BackupFormat, CodeTaken, Contact, EnrolmentCode, Fault, Feed,
    FeedRow, FeedScope, Files, ForkEvidence, Head, Holder, Incident, Logs, MemoryStore, Operator, Position,
    Quarantined, RunHead, Selection, Session, Settings, SharedLogs, Store, StoreError, Stored, StoredPublication,
    StoredRun, StoredSegment, Turn, Turns, Upstreams, Write, WriteOutcome,
};
use cunbang_world::devices::Office;
use cunbang_world::rows;
use cunbang_world::tree::{COUNTY, TOWNSHIP, VILLAGE, unit};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

/// A store that counts, for each query, how often it is called and how many rows it returns.
#[derive(Debug, Default)]
struct Counted {
    store: MemoryStore,
    read: Mutex<Read>,
}

impl Counted {
    fn count(&self, query: &'static str, rows: usize) {
        let mut read = self.read.lock().unwrap();
        let (times, sum) = read.entry(query).or_default();
        *times += 1;
        *sum += rows;
    }

    /// What was read since the last call.
    fn take(&self) -> Read {
        std::mem::take(&mut self.read.lock().unwrap())
    }
}

/// How many rows a result has.
trait Rows {
    fn rows(&self) -> usize;
}

impl<T> Rows for Vec<T> {
    fn rows(&self) -> usize {
        self.len()
    }
}

impl<T> Rows for Option<T> {
    fn rows(&self) -> usize {
        usize::from(self.is_some())
    }
}

macro_rules! one_row {
    ($($answer:ty),*) => { $(impl Rows for $answer { fn rows(&self) -> usize { 1 } })* };
}
one_row!(u64, Position, Agreement, CodeTaken, BackupFormat);

macro_rules! counted {
    ($($port:ident { $($query:ident($($argument:ident: $type:ty),*) -> $answer:ty;)* })*) => { $(
        #[async_trait]
        impl $port for Counted {
            $(async fn $query(&self, $($argument: $type),*) -> Result<$answer, StoreError> {
                let answer = self.store.$query($($argument),*).await?;
                self.count(stringify!($query), answer.rows());
                Ok(answer)
            })*
        }
    )* };
}

every_query!(counted);

#[async_trait]
impl Files for Counted {
    async fn backup(&self, to: &Path) -> Result<BackupFormat, StoreError> {
        self.store.backup(to).await
    }

    async fn integrity_check(&self) -> Result<Vec<Fault>, StoreError> {
        self.store.integrity_check().await
    }

    async fn close(&self) {
        self.store.close().await;
    }
}

#[async_trait]
impl Turns for Counted {
    async fn turn(&self) -> Result<Turn, StoreError> {
        self.store.turn().await
    }
}

#[async_trait]
impl Store for Counted {
    async fn commit(&self, writes: Vec<Write>) -> Result<Vec<WriteOutcome>, StoreError> {
        self.store.commit(writes).await
    }
}

/// For each query, how often it was called and how many rows it returned.
type Read = BTreeMap<&'static str, (usize, usize)>;

/// A device with a counting store.
async fn open(office: &Office, of: &str, role: Role) -> (Arc<Counted>, Arc<Replica>) {
    let store = Arc::new(Counted::default());
    let identity = office.identity(of, role);
    let counted: Arc<dyn Store> = Arc::<Counted>::clone(&store);
    let node = Replica::open(counted, office.clock(), office.randomness(), identity, unit(COUNTY)).await.unwrap();
    (store, node)
}

/// One row in each of this many documents: a village's ledgers of many quarters, or a township's findings in
/// many villages.
fn written(role: Role, documents: usize) -> Vec<(DocumentName, Vec<Row>)> {
    let row = |number: usize| {
        if role == Role::Node {
            let village = format!("{TOWNSHIP}{number:03}");
            return (format!("inspection/{village}/2026Q3"), rows::finding(&village, "f1", "1"));
        }
        let (year, quarter) = (2000 + number / 4, number % 4 + 1);
        let date = format!("{year}-{:02}-03", quarter * 3);
        (format!("ledger/{VILLAGE}/{year}Q{quarter}"), rows::deed_on(VILLAGE, "d1", &date, "帮扶"))
    };
    (0..documents).map(row).map(|(document, row)| (document.parse().unwrap(), vec![row])).collect()
}

/// What the stores of a device and of the node above read in an exchange when both have this many documents:
/// first with nothing new, then with one more row.
async fn read(role: Role, documents: usize) -> [(Read, Read); 2] {
    let (of, above) = if role == Role::Node { (TOWNSHIP, COUNTY) } else { (VILLAGE, TOWNSHIP) };
    let office = Office::new(1);
    let (lower_store, lower) = open(&office, of, role).await;
    let (upper_store, upper) = open(&office, above, Role::Node).await;
    let county = if above == COUNTY { Arc::clone(&upper) } else { open(&office, COUNTY, Role::Node).await.1 };
    for node in [&county, &upper, &lower] {
        county.list_device(node.identity().certificate()).await.unwrap();
    }
    if above != COUNTY {
        assert_eq!(by_hand::sync(&upper, &county).await.refused, []);
    }
    let written = written(role, documents);
    let first = written[0].0;
    lower.record("王书记", written).await.unwrap();
    if role == Role::Terminal {
        // No terminal may begin so many periods; a node passes up what it has.
        let node = office.identity(TOWNSHIP, Role::Node);
        for segment in lower.store().segments_of_documents(&Selection::under(unit(VILLAGE))).await.unwrap() {
            let push = Push {
                log: segment.log,
                first: segment.first,
                packed: segment.frame,
                dictionary: false,
                signature: segment.signature,
                certificate: Some(lower.identity().certificate().der.clone()),
            };
            let answer = upper.ingest(Source::Below(node.certificate()), push, &[]).await.unwrap();
            assert!(matches!(answer, Answer::Taken(_)), "{answer:?}");
        }
    }
    assert_eq!(by_hand::sync(&lower, &upper).await.acknowledged_entries, documents as u64);

    let exchange = async || {
        lower_store.take();
        upper_store.take();
        let report = by_hand::sync(&lower, &upper).await;
        assert_eq!(report.refused, []);
        (report.acknowledged_entries, (lower_store.take(), upper_store.take()))
    };
    let (acknowledged, nothing_new) = exchange().await;
    assert_eq!(acknowledged, 0);
    let changed = match role {
        Role::Node => rows::finding(&format!("{TOWNSHIP}000"), "f1", "2"),
        _ => rows::deed_on(VILLAGE, "d1", "2000-03-03", "调解"),
    };
    lower.record("王书记", vec![(first, vec![changed])]).await.unwrap();
    let (acknowledged, one_row) = exchange().await;
    assert_eq!(acknowledged, 1);
    [nothing_new, one_row]
}

#[tokio::test(flavor = "multi_thread")]
async fn an_exchange_reads_what_changed() {
    for role in [Role::Terminal, Role::Node] {
        let few = read(role, 10).await;
        assert_eq!(few, read(role, 1000).await, "{role}: reads do not grow with the amount stored");
        let rows = |read: &Read| -> usize { read.values().map(|(_, rows)| rows).sum() };
        let [(lower, upper), _] = &few;
        assert!(rows(lower) <= 6 && rows(upper) <= 6, "{role}, nothing new: {few:?}");
    }
}
