//! What a transaction gives places in the feed: segments and receipts, in the order of the batch, under the lock of the
//! feed's end. Their rows are written together at the end.

use super::decode::{self, device_bytes, integer, milliseconds};
use super::failure::Failure;
use super::session::{Session, Value};
use super::statement;
use crate::feed::{Mark, Position};
use crate::write::is_worth_keeping;
use cunbang_ledger::{Receipt, VerifiedSegment};
use cunbang_model::{DeviceId, Timestamp};
use std::collections::HashMap;

/// A segment and its place.
struct NewSegment<'w> {
    at: Position,
    log_id: i64,
    segment: &'w VerifiedSegment,
    via: Option<&'w DeviceId>,
    received_at: Timestamp,
    frame: Vec<u8>,
}

/// A receipt and its place.
struct NewReceipt<'w> {
    at: Position,
    log_id: i64,
    receipt: &'w Receipt,
    via: Option<&'w DeviceId>,
}

/// Which entries a receipt is for, and whose it is.
type For = (i64, DeviceId, u64);

/// A receipt that is here.
struct Known {
    signature: [u8; 64],
    entry_hash: [u8; 32],
    received_at: i64,
    unit: String,
}

/// What has got its place so far.
pub(super) struct Arrivals<'w> {
    end: Position,
    segments: Vec<NewSegment<'w>>,
    receipts: Vec<NewReceipt<'w>>,
    known: HashMap<For, Vec<Known>>,
}

impl<'w> Arrivals<'w> {
    /// Begins at the feed's end, which is locked. `receipts` are all that may come: of which write, with the log's row.
    pub(super) async fn begin(
        session: &mut Session,
        end: Position,
        receipts: &[(usize, i64, &'w Receipt)],
    ) -> Result<Self, Failure> {
        let mut known: HashMap<For, Vec<Known>> =
            receipts.iter().map(|(_, log_id, receipt)| ((*log_id, receipt.node, receipt.number), Vec::new())).collect();
        let mut values = Vec::with_capacity(known.len() * 3);
        for (log_id, node, number) in known.keys() {
            values.extend([Value::Integer(*log_id), Value::Bytes(node.as_bytes()), Value::Integer(integer(*number))]);
        }
        let rows = statement::SAME_RECEIPTS.fetch(session, &values).await?;
        drop(values);
        for row in rows {
            let of = (row.integer(0)?, DeviceId::from_bytes(row.array(1)?), row.number(2)?);
            known.entry(of).or_default().push(Known {
                signature: row.array(3)?,
                entry_hash: row.array(4)?,
                received_at: row.integer(5)?,
                unit: row.text(6)?,
            });
        }
        Ok(Self { end, segments: Vec::new(), receipts: Vec::new(), known })
    }

    /// Gives a segment its place.
    pub(super) fn add_segment(
        &mut self,
        log_id: i64,
        segment: &'w VerifiedSegment,
        via: Option<&'w DeviceId>,
        received_at: Timestamp,
    ) -> Position {
        let after = segment.after();
        let at = self.end.next(&Mark::Segment { log: segment.log(), entry_hash: &after.entry_hash });
        let first = segment.before().number + 1;
        let about = decode::about_segment(segment.log(), first, after, segment.signature(), received_at);
        let frame = about.seal(segment.frame());
        self.segments.push(NewSegment { at, log_id, segment, via, received_at, frame });
        self.end = at;
        at
    }

    /// Gives a receipt its place. Returns false where it was here before or is one too many. See
    /// [`crate::write::Write::Receipt`].
    pub(super) async fn add_receipt(
        &mut self,
        session: &mut Session,
        log_id: i64,
        receipt: &'w Receipt,
        via: Option<&'w DeviceId>,
    ) -> Result<bool, Failure> {
        let known = self.known.entry((log_id, receipt.node, receipt.number)).or_default();
        let received_at = receipt.received_at.as_millisecond();
        let mut times = Vec::with_capacity(known.len());
        for one in &mut *known {
            let is_content_same = one.entry_hash == receipt.entry_hash.0
                && one.received_at == received_at
                && one.unit == receipt.unit.as_str();
            match (one.signature == receipt.signature, is_content_same) {
                (true, true) => return Ok(false),
                (false, false) => times.push(one.received_at),
                _ => {
                    *one = Known::of(receipt);
                    self.mend_receipt(session, log_id, receipt).await?;
                    return Ok(false);
                }
            }
        }
        if !is_worth_keeping(&times, received_at) {
            return Ok(false);
        }
        known.push(Known::of(receipt));
        self.end = self.end.next(&Mark::Receipt { signature: &receipt.signature });
        self.receipts.push(NewReceipt { at: self.end, log_id, receipt, via });
        Ok(true)
    }

    /// Sets right what is stored of a receipt, by this transaction too.
    async fn mend_receipt(&mut self, session: &mut Session, log_id: i64, receipt: &Receipt) -> Result<(), Failure> {
        self.write_receipts(session).await?;
        let values = [
            Value::Integer(log_id),
            Value::Integer(integer(receipt.number)),
            Value::Bytes(&receipt.entry_hash.0),
            Value::Bytes(&receipt.signature),
            milliseconds(receipt.received_at),
            Value::Text(receipt.unit.as_str()),
            Value::Bytes(receipt.node.as_bytes()),
        ];
        session.execute(statement::MEND_RECEIPT, &values).await?;
        tracing::warn!(log = %receipt.log, node = %receipt.node, "a damaged receipt was set right");
        Ok(())
    }

    async fn write_segments(&mut self, session: &mut Session) -> Result<(), Failure> {
        let mut values = Vec::with_capacity(self.segments.len() * 12);
        for NewSegment { at, log_id, segment, via, received_at, frame } in &self.segments {
            let after = segment.after();
            values.extend([
                Value::Integer(integer(at.number)),
                Value::Integer(*log_id),
                Value::Integer(integer(segment.before().number + 1)),
                Value::Integer(integer(after.number)),
                Value::Bytes(&after.entry_hash.0),
                Value::Bytes(&after.change_hash.0),
                Value::Integer(integer(after.next_operation)),
                Value::Bytes(segment.signature()),
                milliseconds(*received_at),
                Value::Bytes(&at.tag),
                Value::Bytes(device_bytes(*via)),
                Value::Bytes(frame),
            ]);
        }
        statement::ADD_SEGMENTS.execute(session, &values).await?;
        self.segments.clear();
        Ok(())
    }

    async fn write_receipts(&mut self, session: &mut Session) -> Result<(), Failure> {
        let mut values = Vec::with_capacity(self.receipts.len() * 10);
        for NewReceipt { at, log_id, receipt, via } in &self.receipts {
            values.extend([
                Value::Integer(integer(at.number)),
                Value::Integer(*log_id),
                Value::Integer(integer(receipt.number)),
                Value::Bytes(&receipt.entry_hash.0),
                Value::Bytes(&receipt.signature),
                milliseconds(receipt.received_at),
                Value::Bytes(receipt.node.as_bytes()),
                Value::Text(receipt.unit.as_str()),
                Value::Bytes(&at.tag),
                Value::Bytes(device_bytes(*via)),
            ]);
        }
        statement::ADD_RECEIPTS.execute(session, &values).await?;
        self.receipts.clear();
        Ok(())
    }

    /// Writes what has got its place. Returns the feed's end.
    pub(super) async fn write(mut self, session: &mut Session) -> Result<Position, Failure> {
        self.write_segments(session).await?;
        self.write_receipts(session).await?;
        Ok(self.end)
    }
}

impl Known {
    fn of(receipt: &Receipt) -> Self {
        Self {
            signature: receipt.signature,
            entry_hash: receipt.entry_hash.0,
            received_at: receipt.received_at.as_millisecond(),
            unit: receipt.unit.to_string(),
        }
    }
}
