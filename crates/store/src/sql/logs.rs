//! Logs.

use super::SqlStore;
use super::decode::{self, DocumentColumns, LogColumns, SelectionColumns, integer};
use super::gone::PlaceGone;
use super::session::{Record, Value};
use super::statement;
use crate::error::StoreError;
use crate::logs::Logs;
use crate::segment::{DamagedEntries, Head, StoredSegment};
use crate::selection::Selection;
use async_trait::async_trait;
use cunbang_ledger::{LogId, Receipt};
use cunbang_model::{DeviceId, DocumentName, Period, Timestamp, UnitCode};
use std::sync::PoisonError;

#[async_trait]
impl Logs for SqlStore {
    async fn head(&self, log: &LogId) -> Result<Option<Head>, StoreError> {
        self.read_one("head", statement::HEAD, &LogColumns::of(log).values(), decode::head).await
    }

    async fn heads_of_document(&self, document: &DocumentName) -> Result<Vec<Head>, StoreError> {
        let values = DocumentColumns::of(document);
        self.read("heads_of_document", statement::HEADS_OF_DOCUMENT, &values.values(), decode::head).await
    }

    async fn heads_of_device(&self, device: &DeviceId) -> Result<Vec<Head>, StoreError> {
        let values = [Value::Bytes(device.as_bytes())];
        self.read("heads_of_device", statement::HEADS_OF_DEVICE, &values, decode::head).await
    }

    async fn bytes_written_in(&self, device: &DeviceId, period: Option<Period>) -> Result<u64, StoreError> {
        let period = period.map(|period| period.to_string()).unwrap_or_default();
        let values = [Value::Bytes(device.as_bytes()), Value::Text(&period)];
        let sum = self.read_one("bytes_written_in", statement::BYTES_WRITTEN_IN, &values, |row| row.number(0)).await?;
        Ok(sum.unwrap_or_default())
    }

    async fn bytes_written_since(&self, device: &DeviceId, since: Timestamp) -> Result<u64, StoreError> {
        let values = [Value::Bytes(device.as_bytes()), Value::Integer(since.as_millisecond())];
        let sum =
            self.read_one("bytes_written_since", statement::BYTES_WRITTEN_SINCE, &values, |row| row.number(0)).await?;
        Ok(sum.unwrap_or_default())
    }

    async fn heads(&self, selection: &Selection) -> Result<Vec<Head>, StoreError> {
        self.read("heads", statement::HEADS, &SelectionColumns::of(selection).values(), decode::head).await
    }

    async fn documents(&self, selection: &Selection) -> Result<Vec<DocumentName>, StoreError> {
        let values = SelectionColumns::of(selection);
        self.read("documents", statement::DOCUMENTS, &values.values(), decode::document).await
    }

    async fn segments(&self, log: &LogId, after: u64) -> Result<Vec<StoredSegment>, StoreError> {
        let columns = LogColumns::of(log);
        let mut values = columns.values().to_vec();
        values.push(Value::Integer(integer(after)));
        self.read_segments("segments", statement::SEGMENTS, &values).await
    }

    async fn document_segments(&self, document: &DocumentName) -> Result<Vec<StoredSegment>, StoreError> {
        let values = DocumentColumns::of(document);
        self.read_segments("document_segments", statement::DOCUMENT_SEGMENTS, &values.values()).await
    }

    async fn segments_of_documents(&self, selection: &Selection) -> Result<Vec<StoredSegment>, StoreError> {
        let values = SelectionColumns::of(selection);
        self.read_segments("segments_of_documents", statement::SEGMENTS_OF_DOCUMENTS, &values.values()).await
    }

    fn damaged(&self) -> Vec<DamagedEntries> {
        self.damaged.lock().unwrap_or_else(PoisonError::into_inner).iter().copied().collect()
    }

    async fn place_gone(&self) -> Result<Vec<DamagedEntries>, StoreError> {
        let placed = self.database.run(&PlaceGone).await?;
        self.damaged.lock().unwrap_or_else(PoisonError::into_inner).extend(placed.iter().copied());
        Ok(placed)
    }

    async fn receipts(&self, document: &DocumentName) -> Result<Vec<Receipt>, StoreError> {
        let values = DocumentColumns::of(document);
        self.read("receipts", statement::RECEIPTS, &values.values(), decode::receipt).await
    }

    async fn receipts_of_documents(&self, selection: &Selection) -> Result<Vec<Receipt>, StoreError> {
        let values = SelectionColumns::of(selection);
        self.read("receipts_of_documents", statement::RECEIPTS_OF_DOCUMENTS, &values.values(), decode::receipt).await
    }

    async fn unreceipted(&self, unit: UnitCode, selection: &Selection) -> Result<Vec<(LogId, u64)>, StoreError> {
        let columns = SelectionColumns::of(selection);
        let mut values = columns.values().to_vec();
        values.push(Value::Text(unit.as_str()));
        let end = |record: &Record| Ok((decode::log(record)?, record.number(5)?));
        self.read("unreceipted", statement::UNRECEIPTED, &values, end).await
    }
}
