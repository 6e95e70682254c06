//! A store whose calls take time: between any two of them, others may get their turn, and the process may be
//! killed. What nodes store is noted.

use crate::faults::{Counts, Fault as Injected};
use crate::time::Time;
use crate::witness::Witness;
use async_trait::async_trait;
use cunbang_ledger::{LogId, Receipt};
use cunbang_model::{DeviceId, DocumentName, Period, Timestamp, UnitCode};
use cunbang_store::{
    Accounts, Acknowledgement, Agreement, Archive, BackupFormat, CodeTaken, Contact, EnrolmentCode, Fault, Feed,
    FeedRow, FeedScope, Files, ForkEvidence, Head, Holder, Incident, Logs, Operator, Position, Quarantined, RunHead,
    Selection, Session, Settings, SharedLogs, Store, StoreError, Stored, StoredPublication, StoredRun, StoredSegment,
    Turn, Turns, Upstreams, Write, WriteOutcome,
};
use cunbang_world::Chance;
use std::fmt;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// A running process. Once it is over, nothing that it had begun goes on.
#[derive(Debug, Default)]
pub struct Life {
    is_over: AtomicBool,
    commits: AtomicUsize,
}

impl Life {
    /// Ends it.
    pub fn end(&self, counts: &Counts) {
        self.is_over.store(true, Ordering::SeqCst);
        if self.commits.load(Ordering::SeqCst) > 0 {
            counts.count(Injected::CrashInCommit);
        }
    }

    fn is_over(&self) -> bool {
        self.is_over.load(Ordering::SeqCst)
    }
}

/// A store whose calls take time.
pub struct SlowStore {
    pub store: Arc<dyn Store>,
    pub time: Time,
    pub life: Arc<Life>,
    pub chance: Mutex<Chance>,
    /// While the process starts, nothing else goes on.
    pub is_opening: AtomicBool,
    /// How many of a hundred calls take time.
    pub slow_per_cent: Arc<AtomicU64>,
    /// Set for a node: what it stores, it gives receipts for.
    pub witness: Option<Arc<Witness>>,
}

impl fmt::Debug for SlowStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SlowStore").finish_non_exhaustive()
    }
}

impl SlowStore {
    async fn pause(&self) {
        const LONGEST_MS: u64 = 400;
        self.time.move_on();
        let pause = {
            let mut chance = self.chance.lock().unwrap();
            let slow =
                !self.is_opening.load(Ordering::SeqCst) && chance.happens(self.slow_per_cent.load(Ordering::SeqCst));
            slow.then(|| chance.between(1, LONGEST_MS))
        };
        if let Some(milliseconds) = pause {
            self.time.sleep(milliseconds).await;
        }
        if self.life.is_over() {
            std::future::pending::<()>().await;
        }
    }
}

macro_rules! slow {
    ($($port:ident { $($query:ident($($argument:ident: $type:ty),*) -> $answer:ty;)* })*) => { $(
        #[async_trait]
        impl $port for SlowStore {
            $(async fn $query(&self, $($argument: $type),*) -> Result<$answer, StoreError> {
                self.pause().await;
                let _outside = self.time.outside();
                self.store.$query($($argument),*).await
            })*
        }
    )* };
}

every_query!(slow);

#[async_trait]
impl Files for SlowStore {
    async fn backup(&self, to: &Path) -> Result<BackupFormat, StoreError> {
        self.store.backup(to).await
    }

    async fn integrity_check(&self) -> Result<Vec<Fault>, StoreError> {
        self.store.integrity_check().await
    }

    async fn close(&self) {
        let _outside = self.time.outside();
        self.store.close().await;
    }
}

#[async_trait]
impl Turns for SlowStore {
    async fn turn(&self) -> Result<Turn, StoreError> {
        self.store.turn().await
    }
}

#[async_trait]
impl Store for SlowStore {
    async fn commit(&self, writes: Vec<Write>) -> Result<Vec<WriteOutcome>, StoreError> {
        self.life.commits.fetch_add(1, Ordering::SeqCst);
        self.pause().await;
        let noted: Vec<_> =
            writes.iter().map(|write| self.witness.as_ref().and_then(|_| Witness::note(write))).collect();
        let outcomes = {
            let _outside = self.time.outside();
            self.store.commit(writes).await
        };
        if let (Some(witness), Ok(outcomes)) = (&self.witness, &outcomes) {
            for (note, outcome) in noted.into_iter().zip(outcomes) {
                if let Some(note) = note.filter(|_| matches!(outcome, WriteOutcome::Appended(_))) {
                    witness.keep(note);
                }
            }
        }
        // It is durable, and the answer is still on its way.
        self.pause().await;
        self.life.commits.fetch_sub(1, Ordering::SeqCst);
        outcomes
    }
}
