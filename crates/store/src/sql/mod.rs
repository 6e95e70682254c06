//! The store in a database: SQLite or PostgreSQL, told apart only in [`open`], [`session`],
//! [`database`], [`migration`] and for backups.

mod commit;
mod database;
mod decode;
mod enrolment;
mod failure;
mod keep;
mod maintenance;
mod migration;
mod open;
mod session;
mod statement;

use crate::check::Fault;
use crate::error::StoreError;
use crate::feed::{FeedRow, FeedScope, Position};
use crate::keeping::{
    Acknowledgement, CodeTaken, EnrolmentCode, ForkEvidence, Incident, Quarantined, RunHead, Stored, StoredRun,
};
use crate::segment::{Head, StoredSegment, in_milliseconds};
use crate::selection::Selection;
use crate::store::Store;
use crate::write::{Write, WriteOutcome};
use async_trait::async_trait;
use commit::Commit;
use cunbang_ledger::{LogId, Receipt};
use cunbang_model::{DeviceId, DocumentName, Period, Timestamp, UnitCode, access};
use database::Database;
use decode::{DocumentColumns, LogColumns, SelectionColumns, end_of_units, integer, lengths_right_under, limit};
use enrolment::TakeCode;
use failure::Failure;
use session::{Record, Value, damaged};
use std::path::Path;
use std::sync::Arc;

const READING: &str = "reading from the store";

/// Opens `sqlite:` and `postgres:` URLs.
pub(crate) async fn open(url: &str) -> Result<Arc<dyn Store>, StoreError> {
    Ok(Arc::new(SqlStore { database: open::open(url).await? }))
}

/// A store in a database.
#[derive(Debug)]
struct SqlStore {
    database: Database,
}

impl SqlStore {
    /// Reads the rows of one statement.
    async fn read<T>(
        &self,
        sql: &'static str,
        values: &[Value<'_>],
        row: fn(&Record) -> Result<T, Failure>,
    ) -> Result<Vec<T>, StoreError> {
        let rows = async {
            let mut session = self.database.reader().await?;
            session.fetch(sql, values).await?.iter().map(row).collect::<Result<Vec<T>, Failure>>()
        };
        rows.await.map_err(|failure| failure.explain(READING, 1))
    }

    async fn read_one<T>(
        &self,
        sql: &'static str,
        values: &[Value<'_>],
        row: fn(&Record) -> Result<T, Failure>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.read(sql, values, row).await?.pop())
    }
}

#[async_trait]
impl Store for SqlStore {
    async fn commit(&self, writes: Vec<Write>) -> Result<Vec<WriteOutcome>, StoreError> {
        if writes.is_empty() {
            return Ok(Vec::new());
        }
        self.database.run(&Commit { writes }).await
    }

    async fn head(&self, log: &LogId) -> Result<Option<Head>, StoreError> {
        self.read_one(statement::HEAD, &LogColumns::of(log).values(), decode::head).await
    }

    async fn heads_of_document(&self, document: &DocumentName) -> Result<Vec<Head>, StoreError> {
        self.read(statement::HEADS_OF_DOCUMENT, &DocumentColumns::of(document).values(), decode::head).await
    }

    async fn heads_of_device(&self, device: &DeviceId) -> Result<Vec<Head>, StoreError> {
        self.read(statement::HEADS_OF_DEVICE, &[Value::Bytes(device.as_bytes())], decode::head).await
    }

    async fn heads(&self, selection: &Selection) -> Result<Vec<Head>, StoreError> {
        self.read(statement::HEADS, &SelectionColumns::of(selection).values(), decode::head).await
    }

    async fn documents(&self, selection: &Selection) -> Result<Vec<DocumentName>, StoreError> {
        self.read(statement::DOCUMENTS, &SelectionColumns::of(selection).values(), decode::document).await
    }

    async fn segments(&self, log: &LogId, after: u64) -> Result<Vec<StoredSegment>, StoreError> {
        let columns = LogColumns::of(log);
        let mut values = columns.values().to_vec();
        values.push(Value::Integer(integer(after)));
        self.read(statement::SEGMENTS, &values, decode::segment).await
    }

    async fn document_segments(&self, document: &DocumentName) -> Result<Vec<StoredSegment>, StoreError> {
        self.read(statement::DOCUMENT_SEGMENTS, &DocumentColumns::of(document).values(), decode::segment).await
    }

    async fn segments_of_documents(&self, selection: &Selection) -> Result<Vec<StoredSegment>, StoreError> {
        self.read(statement::SEGMENTS_OF_DOCUMENTS, &SelectionColumns::of(selection).values(), decode::segment).await
    }

    async fn feed(&self, after: u64, scope: &FeedScope, count: usize) -> Result<Vec<FeedRow>, StoreError> {
        let unit = scope.unit;
        let mut above = unit.and_ancestors().map(Some).chain(std::iter::repeat(None));
        let ancestors: [Option<UnitCode>; UnitCode::MAX_LEVELS] = std::array::from_fn(|_| above.next().flatten());
        let end = end_of_units(unit);
        let [national, with_suffix] = lengths_right_under(unit);
        let mut rows = Vec::new();
        let mut after = after;
        while rows.len() < count {
            let wanted = count - rows.len();
            let mut values = vec![Value::Integer(integer(after))];
            values.extend(ancestors.iter().map(|code| Value::Text(code.as_ref().map_or("", UnitCode::as_str))));
            values.extend([
                Value::Text(unit.as_str()),
                Value::Text(&end),
                Value::Integer(national),
                Value::Integer(with_suffix),
                Value::Integer(limit(wanted)),
            ]);
            let mut page = self.read(statement::FEED, &values, decode::feed_row).await?;
            let is_last = page.len() < wanted;
            after = page.last().map_or(after, |row| row.position.number);
            // The statement says the same in SQL; this is the rule itself.
            page.retain(|row| scope.holds(&row.item.document()));
            rows.extend(page);
            if is_last {
                break;
            }
        }
        Ok(rows)
    }

    async fn feed_end(&self) -> Result<Position, StoreError> {
        let end = self.read_one(statement::FEED_END, &[], |row| decode::position(row, 0)).await?;
        end.ok_or_else(|| damaged("feed_end", "its row is missing").explain(READING, 1))
    }

    async fn feed_at(&self, number: u64) -> Result<Option<Position>, StoreError> {
        if number == 0 {
            return Ok(Some(Position::START));
        }
        self.read_one(statement::FEED_AT, &[Value::Integer(integer(number))], |row| decode::position(row, 0)).await
    }

    async fn pending(
        &self,
        upstream: &DeviceId,
        upstream_unit: UnitCode,
        only_device: Option<&DeviceId>,
    ) -> Result<Vec<StoredSegment>, StoreError> {
        let end = end_of_units(upstream_unit);
        let [national, with_suffix] = lengths_right_under(upstream_unit);
        let (first, last) =
            only_device.map_or((&[0; 16], &[0xff; 16]), |device| (device.as_bytes(), device.as_bytes()));
        let values = [
            Value::Bytes(upstream.as_bytes()),
            Value::Text(upstream_unit.as_str()),
            Value::Text(&end),
            Value::Integer(national),
            Value::Integer(with_suffix),
            Value::Bytes(first),
            Value::Bytes(last),
        ];
        let mut pending = self.read(statement::PENDING, &values, decode::segment).await?;
        pending.retain(|segment| access::may_hold(upstream_unit, &segment.log.document));
        Ok(pending)
    }

    async fn acknowledged(&self, upstream: &DeviceId) -> Result<Vec<Acknowledgement>, StoreError> {
        let row = |row: &Record| {
            Ok(Acknowledgement {
                log: decode::log(row)?,
                number: row.number(5)?,
                receipt_time: decode::timestamp(row, 6)?,
            })
        };
        self.read(statement::ACKNOWLEDGED, &[Value::Bytes(upstream.as_bytes())], row).await
    }

    async fn receipts(&self, document: &DocumentName) -> Result<Vec<Receipt>, StoreError> {
        self.read(statement::RECEIPTS, &DocumentColumns::of(document).values(), decode::receipt).await
    }

    async fn receipts_of_documents(&self, selection: &Selection) -> Result<Vec<Receipt>, StoreError> {
        self.read(statement::RECEIPTS_OF_DOCUMENTS, &SelectionColumns::of(selection).values(), decode::receipt).await
    }

    async fn setting(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        self.read_one(statement::SETTING, &[Value::Text(name)], |row| row.bytes(0)).await
    }

    async fn snapshot(&self, document: &DocumentName) -> Result<Option<Stored>, StoreError> {
        self.read_one(statement::SNAPSHOT, &DocumentColumns::of(document).values(), decode::stored).await
    }

    async fn projection(&self, document: &DocumentName) -> Result<Option<Stored>, StoreError> {
        self.read_one(statement::PROJECTION, &DocumentColumns::of(document).values(), decode::stored).await
    }

    async fn projections(&self, selection: &Selection) -> Result<Vec<Stored>, StoreError> {
        self.read(statement::PROJECTIONS, &SelectionColumns::of(selection).values(), decode::stored).await
    }

    async fn quarantined(&self, count: usize) -> Result<Vec<Quarantined>, StoreError> {
        self.read(statement::QUARANTINED, &[Value::Integer(limit(count))], decode::quarantined).await
    }

    async fn forks(&self, count: usize) -> Result<Vec<ForkEvidence>, StoreError> {
        self.read(statement::FORKS, &[Value::Integer(limit(count))], decode::fork).await
    }

    async fn incidents(&self, count: usize) -> Result<Vec<Incident>, StoreError> {
        self.read(statement::INCIDENTS, &[Value::Integer(limit(count))], decode::incident).await
    }

    async fn runs(&self, period: Option<Period>) -> Result<Vec<RunHead>, StoreError> {
        match period {
            None => self.read(statement::ALL_RUNS, &[], decode::run_head).await,
            Some(period) => self.read(statement::RUNS, &[Value::Text(&period.to_string())], decode::run_head).await,
        }
    }

    async fn run(&self, id: &str) -> Result<Option<StoredRun>, StoreError> {
        let row = |row: &Record| {
            let RunHead { id, period, made_at } = decode::run_head(row)?;
            Ok(StoredRun { id, period, made_at, record: row.bytes(3)?, outcome: row.bytes(4)? })
        };
        self.read_one(statement::RUN, &[Value::Text(id)], row).await
    }

    async fn take_enrolment_code(&self, secret_hash: &[u8; 32], now: Timestamp) -> Result<CodeTaken, StoreError> {
        self.database.run(&TakeCode { secret_hash, now: in_milliseconds(now) }).await
    }

    async fn enrolment_codes(&self) -> Result<Vec<EnrolmentCode>, StoreError> {
        self.read(statement::CODES, &[], decode::enrolment_code).await
    }

    async fn backup(&self, to: &Path) -> Result<(), StoreError> {
        maintenance::backup(&self.database, to).await
    }

    async fn integrity_check(&self) -> Result<Vec<Fault>, StoreError> {
        maintenance::check(&self.database).await.map_err(|failure| failure.explain("checking the store", 1))
    }

    async fn close(&self) {
        self.database.close().await;
    }
}
