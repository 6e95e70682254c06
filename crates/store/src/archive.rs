//! The archive: what is kept beside the logs. Snapshots and projections can be made from the logs
//! again; refused pieces, forks, incidents and ranking runs can't.

use crate::error::StoreError;
use crate::publication::StoredPublication;
use crate::selection::Selection;
use async_trait::async_trait;
use cunbang_ledger::{LogId, RefusalCode, VersionVector};
use cunbang_model::{DeviceId, DocumentName, Period, Timestamp};

/// How many refused pieces are kept of each device; older ones make room.
pub const QUARANTINED_PER_DEVICE: usize = 100;
/// How much of a refused piece is kept, in bytes; the rest is cut off.
pub const MAX_QUARANTINED_BYTES: usize = 1024 * 1024;
/// How many other branches are kept of one log; the first are the evidence, later ones add nothing.
pub const FORKS_PER_LOG: usize = 100;
/// How many incidents are kept; older ones make room.
pub const MAX_INCIDENTS: usize = 10_000;

/// A snapshot or projection of a document: made from its logs, and as good as its vector says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The document.
    pub document: DocumentName,
    /// The entries it was made from.
    pub vector: VersionVector,
    /// Its bytes; none where what is stored is not what was written.
    pub body: Vec<u8>,
}

impl Stored {
    /// Whether what is stored is not what was written. It can be made again from the entries.
    pub fn is_damaged(&self) -> bool {
        self.body.is_empty()
    }
}

/// A piece that was validly sent by a device and yet refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// When it came.
    pub at: Timestamp,
    /// Who sent it, where that is known.
    pub device: Option<DeviceId>,
    /// The document it was for, where that is known.
    pub document: Option<DocumentName>,
    /// Why it was refused.
    pub code: RefusalCode,
    /// The reason in words.
    pub message: String,
    /// What came; at most [`MAX_QUARANTINED_BYTES`].
    pub bytes: Vec<u8>,
}

/// Another branch of a log: a second, different entry under a number that is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForkEvidence {
    /// When it came.
    pub at: Timestamp,
    /// The log.
    pub log: LogId,
    /// The first number at which the branches differ.
    pub number: u64,
    /// The other branch's entries, packed without dictionary.
    pub frame: Vec<u8>,
    /// The device's signature of the other branch.
    pub signature: [u8; 64],
}

/// Something that the people who run the node should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incident {
    /// When it was noticed.
    pub at: Timestamp,
    /// A word for the kind, as in `upstream_restored`.
    pub kind: String,
    /// What happened, to what, and what to do.
    pub message: String,
}

/// A ranking run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRun {
    /// Hash of its canonical inputs.
    pub id: String,
    /// The period ranked.
    pub period: Period,
    /// When it was made.
    pub made_at: Timestamp,
    /// Its inputs, as the node encodes them.
    pub record: Vec<u8>,
    /// Its table, as the node encodes it; none where what is stored is not what was written.
    pub outcome: Vec<u8>,
}

impl StoredRun {
    /// Whether what is stored is not what was written. The run can be made again, under the same id.
    pub fn is_damaged(&self) -> bool {
        self.outcome.is_empty()
    }
}

/// A ranking run in a list: without its bodies, which are large.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunHead {
    /// Hash of its canonical inputs.
    pub id: String,
    /// The period ranked.
    pub period: Period,
    /// When it was made.
    pub made_at: Timestamp,
}

/// Reads the archive. Each of its records has a [`Write`](crate::Write) of its own.
#[async_trait]
pub trait Archive: Send + Sync {
    /// The snapshot of a document.
    async fn snapshot(&self, document: &DocumentName) -> Result<Option<Stored>, StoreError>;
    /// The projection of a document.
    async fn projection(&self, document: &DocumentName) -> Result<Option<Stored>, StoreError>;
    /// The projections of the selected documents, in the order of their names.
    async fn projections(&self, selection: &Selection) -> Result<Vec<Stored>, StoreError>;

    /// The newest refused pieces, newest first.
    async fn quarantined(&self, limit: usize) -> Result<Vec<Quarantined>, StoreError>;
    /// The newest other branches of logs, newest first.
    async fn forks(&self, limit: usize) -> Result<Vec<ForkEvidence>, StoreError>;
    /// The newest incidents, newest first.
    async fn incidents(&self, limit: usize) -> Result<Vec<Incident>, StoreError>;

    /// The ranking runs of a period, or of all, newest first.
    async fn runs(&self, period: Option<Period>) -> Result<Vec<RunHead>, StoreError>;
    /// The ranking run with an id.
    async fn run(&self, id: &str) -> Result<Option<StoredRun>, StoreError>;
    /// The ids of the published runs of which anything is kept in columns, in their order.
    async fn publications(&self) -> Result<Vec<String>, StoreError>;
    /// What is kept in columns of a published run.
    async fn publication(&self, run: &str) -> Result<Option<StoredPublication>, StoreError>;
}
