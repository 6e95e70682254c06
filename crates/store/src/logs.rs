//! The logs: how far each goes, its entries, and the receipts for them.

use crate::error::StoreError;
use crate::segment::{DamagedEntries, Head, StoredSegment};
use crate::selection::Selection;
use async_trait::async_trait;
use cunbang_ledger::{LogId, Receipt};
use cunbang_model::{DeviceId, DocumentName, Period, Timestamp, UnitCode};
use std::collections::BTreeSet;

/// Reads logs. [`Write::Append`](crate::Write::Append) and [`Write::Receipt`](crate::Write::Receipt)
/// add to them.
#[async_trait]
pub trait Logs: Send + Sync {
    /// How far a log goes, or `None` if nothing of it is here.
    async fn head(&self, log: &LogId) -> Result<Option<Head>, StoreError>;
    /// The heads of a document's logs, in the order of the logs.
    async fn heads_of_document(&self, document: &DocumentName) -> Result<Vec<Head>, StoreError>;
    /// The heads of the logs that a device writes, in the order of the logs.
    async fn heads_of_device(&self, device: &DeviceId) -> Result<Vec<Head>, StoreError>;
    /// How many bytes the frames take that a device wrote in documents of a period, or where none is named in those
    /// that last.
    async fn bytes_written_in(&self, device: &DeviceId, period: Option<Period>) -> Result<u64, StoreError>;
    /// How many bytes the frames take that a device wrote and that came since a moment.
    async fn bytes_written_since(&self, device: &DeviceId, since: Timestamp) -> Result<u64, StoreError>;
    /// The heads of the logs of the selected documents, in the order of the logs.
    async fn heads(&self, selection: &Selection) -> Result<Vec<Head>, StoreError>;
    /// The selected documents that have entries, in the order of their names.
    async fn documents(&self, selection: &Selection) -> Result<Vec<DocumentName>, StoreError>;

    /// The segments of a log that reach past its first `after` entries, in order. The first of them
    /// may begin before that.
    async fn segments(&self, log: &LogId, after: u64) -> Result<Vec<StoredSegment>, StoreError>;
    /// The segments of a document's logs, in feed order: each after what it builds on.
    async fn document_segments(&self, document: &DocumentName) -> Result<Vec<StoredSegment>, StoreError>;
    /// The segments of the logs of the selected documents, in feed order.
    async fn segments_of_documents(&self, selection: &Selection) -> Result<Vec<StoredSegment>, StoreError>;

    /// The segments of which a read of this process found, when it last read them, that they are not what was
    /// written. Where a store cannot tell, there are none.
    fn damaged(&self) -> Vec<DamagedEntries> {
        Vec::new()
    }

    /// Puts back as damaged what segments are gone, as far as can be told where they stood. Call it where
    /// [`Feed::feed_lacks`](crate::Feed::feed_lacks) says that rows are missing: it reads every log. Where nothing can be
    /// gone, there are none.
    async fn place_gone(&self) -> Result<Vec<DamagedEntries>, StoreError> {
        Ok(Vec::new())
    }

    /// The receipts for a document's logs, in the order in which they came.
    async fn receipts(&self, document: &DocumentName) -> Result<Vec<Receipt>, StoreError>;
    /// The receipts for the logs of the selected documents, in the order in which they came.
    async fn receipts_of_documents(&self, selection: &Selection) -> Result<Vec<Receipt>, StoreError>;

    /// The last entries of those segments of the selected documents for which no receipt of a unit's node is here. A
    /// node stores both together.
    async fn unreceipted(&self, unit: UnitCode, selection: &Selection) -> Result<Vec<(LogId, u64)>, StoreError> {
        let receipts = self.receipts_of_documents(selection).await?.into_iter();
        let given: BTreeSet<(LogId, u64)> =
            receipts.filter(|receipt| receipt.unit == unit).map(|receipt| (receipt.log, receipt.number)).collect();
        let segments = self.segments_of_documents(selection).await?.into_iter();
        Ok(segments.map(|segment| (segment.log, segment.last)).filter(|end| !given.contains(end)).collect())
    }
}
