//! The store as its callers see it.

use crate::check::Fault;
use crate::error::StoreError;
use crate::feed::{FeedRow, FeedScope, Position};
use crate::keeping::{
    Acknowledgement, CodeTaken, EnrolmentCode, ForkEvidence, Incident, Quarantined, RunHead, Stored, StoredRun,
};
use crate::segment::{Head, StoredSegment};
use crate::selection::Selection;
use crate::write::{Write, WriteOutcome};
use async_trait::async_trait;
use cunbang_ledger::{LogId, Receipt};
use cunbang_model::{DeviceId, DocumentName, Period, Timestamp, UnitCode};
use std::fmt::Debug;
use std::path::Path;

/// A store. All times are kept in whole milliseconds.
#[async_trait]
pub trait Store: Send + Sync + Debug {
    /// Does all writes in one transaction, or none. When it returns, they are durable. Outcomes come in
    /// the order of the writes; an append that meets a conflict does not harm the others.
    async fn commit(&self, writes: Vec<Write>) -> Result<Vec<WriteOutcome>, StoreError>;

    /// How far a log goes; none where nothing of it is here.
    async fn head(&self, log: &LogId) -> Result<Option<Head>, StoreError>;
    /// The heads of all logs of a document, in the order of the logs.
    async fn heads_of_document(&self, document: &DocumentName) -> Result<Vec<Head>, StoreError>;
    /// The heads of all logs that a device writes, in the order of the logs.
    async fn heads_of_device(&self, device: &DeviceId) -> Result<Vec<Head>, StoreError>;
    /// The heads of all logs of the selected documents, in the order of the logs.
    async fn heads(&self, selection: &Selection) -> Result<Vec<Head>, StoreError>;
    /// The selected documents that have entries, in the order of their names.
    async fn documents(&self, selection: &Selection) -> Result<Vec<DocumentName>, StoreError>;

    /// The segments of a log that reach past its first `after` entries, in order. The first of them
    /// may begin before that.
    async fn segments(&self, log: &LogId, after: u64) -> Result<Vec<StoredSegment>, StoreError>;
    /// The segments of all logs of a document, in feed order: each after what it builds on.
    async fn document_segments(&self, document: &DocumentName) -> Result<Vec<StoredSegment>, StoreError>;
    /// The segments of all logs of the selected documents, in feed order.
    async fn segments_of_documents(&self, selection: &Selection) -> Result<Vec<StoredSegment>, StoreError>;

    /// At most `limit` rows of the feed after number `after` that are in the reader's part, in order.
    /// Fewer than `limit` means that there are no more for now.
    async fn feed(&self, after: u64, scope: &FeedScope, limit: usize) -> Result<Vec<FeedRow>, StoreError>;
    /// The last place of the feed.
    async fn feed_end(&self) -> Result<Position, StoreError>;
    /// The place with a number, if the feed goes that far. A reader whose remembered tag differs has
    /// read another history and must begin at 0.
    async fn feed_at(&self, number: u64) -> Result<Option<Position>, StoreError>;

    /// The segments that are still to go to an upstream, in feed order: of rosters, ledgers and
    /// inspections that a device of the upstream's unit may hold, past what it has acknowledged, and
    /// not come from it (unless it has since acknowledged less of that log). With `only_device`, of
    /// that device's own logs alone.
    async fn pending(
        &self,
        upstream: &DeviceId,
        upstream_unit: UnitCode,
        only_device: Option<&DeviceId>,
    ) -> Result<Vec<StoredSegment>, StoreError>;
    /// What an upstream has acknowledged, in the order of the logs.
    async fn acknowledged(&self, upstream: &DeviceId) -> Result<Vec<Acknowledgement>, StoreError>;

    /// All receipts for a document's logs, in the order in which they came.
    async fn receipts(&self, document: &DocumentName) -> Result<Vec<Receipt>, StoreError>;
    /// All receipts for the logs of the selected documents, in the order in which they came.
    async fn receipts_of_documents(&self, selection: &Selection) -> Result<Vec<Receipt>, StoreError>;

    /// The value of a setting.
    async fn setting(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError>;
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

    /// Uses an enrolment code up, if it is good at `now`. Of several callers at once, one gets it.
    async fn take_enrolment_code(&self, secret_hash: &[u8; 32], now: Timestamp) -> Result<CodeTaken, StoreError>;
    /// All enrolment codes, the first to expire first.
    async fn enrolment_codes(&self) -> Result<Vec<EnrolmentCode>, StoreError>;

    /// Writes a copy of the whole store, as of one moment, to a new file.
    async fn backup(&self, to: &Path) -> Result<(), StoreError>;
    /// Looks for damage: in the database itself, and whether logs, heads and feed fit together.
    async fn integrity_check(&self) -> Result<Vec<Fault>, StoreError>;
    /// Closes the store; calls after that fail.
    async fn close(&self);
}
