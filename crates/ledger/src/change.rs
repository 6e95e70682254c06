//! Between entries and Automerge changes, both ways.
//!
//! [`Entry::to_change`] is the definition: a change is a function of its entry. The way back exists for
//! what Automerge has just made on this device, and for changes that come as bytes; it accepts only a
//! change that its entry encodes to again, byte for byte.

use crate::entry::{ChangeIndex, ChangePoint, Entry, OperationId, Point, Put};
use crate::limits::{MAX_CHANGE_BYTES, MAX_OPERATOR_BYTES, MAX_PUTS_PER_ENTRY, MAX_SEEN_LOGS};
use crate::log::{Hash, Writer};
use crate::refusal::{Refusal, RefusalCode};
use crate::varint::{ReadError, Reader};
use automerge::{Change, ChangeHash, ExpandedChange, ScalarValue, legacy};
use cunbang_model::{Row, Table};
use std::num::NonZeroU64;

impl Entry {
    /// The Automerge change of this entry of `writer`. Refused where it builds on a change that the
    /// index does not know.
    pub fn to_change(&self, writer: &Writer, index: &dyn ChangeIndex) -> Result<Change, Refusal> {
        let dependencies = self.dependencies(index)?.into_iter().map(|hash| ChangeHash(hash.0)).collect();
        let operations = self
            .puts
            .iter()
            .map(|put| legacy::Op {
                action: legacy::OpType::Put(ScalarValue::Str(put.row.to_json().into())),
                obj: legacy::ObjectId::Root,
                key: legacy::Key::Map(put.row.key().into()),
                pred: put.supersedes.iter().map(|id| legacy::OpId::new(id.counter, &id.writer.actor())).collect(),
                insert: false,
            })
            .collect();
        let first_operation = NonZeroU64::new(self.first_operation)
            .ok_or_else(|| Refusal::new(RefusalCode::BrokenChain, "operation counter 0: they start at 1"))?;
        Ok(Change::from(ExpandedChange {
            operations,
            actor_id: writer.actor(),
            hash: None,
            seq: self.number,
            start_op: first_operation,
            time: self.claimed_at_seconds,
            message: Some(self.operator.clone()),
            deps: dependencies,
            extra_bytes: Vec::new(),
            author: None,
        }))
    }

    /// The hashes of the changes that it builds on, in the order of the points.
    pub(crate) fn dependencies(&self, index: &dyn ChangeIndex) -> Result<Vec<Hash>, Refusal> {
        let of_point = |point: &Point| {
            let known = index.change_at(point).ok_or_else(|| unknown_point(point))?;
            Ok(known.change_hash)
        };
        self.seen.iter().map(of_point).collect()
    }

    /// The entry behind a change that this process itself made.
    pub(crate) fn from_change(change: &Change, writer: &Writer, index: &dyn ChangeIndex) -> Result<Self, Refusal> {
        let shape = |what: &str| Refusal::new(RefusalCode::Shape, format!("change {}: {what}", change.seq()));
        if *change.actor_id() != writer.actor() {
            return Err(Refusal::new(
                RefusalCode::ForeignActor,
                format!("change {} has actor {}, the log's is {}", change.seq(), change.actor_id(), writer.actor()),
            ));
        }
        if change.is_empty() || change.len() > MAX_PUTS_PER_ENTRY {
            return Err(Refusal::new(
                RefusalCode::TooLarge,
                format!("change {} has {} operations: expected 1 to {MAX_PUTS_PER_ENTRY}", change.seq(), change.len()),
            ));
        }
        let operator = change.message().unwrap_or_default();
        if operator.is_empty() || operator.len() > MAX_OPERATOR_BYTES || change.deps().len() > MAX_SEEN_LOGS {
            return Err(Refusal::new(
                RefusalCode::TooLarge,
                format!(
                    "change {}: operator of {} bytes, {} dependencies: expected 1 to {MAX_OPERATOR_BYTES} and at most {MAX_SEEN_LOGS}",
                    change.seq(),
                    operator.len(),
                    change.deps().len()
                ),
            ));
        }
        let mut seen = Vec::with_capacity(change.deps().len());
        for hash in change.deps() {
            let point = index
                .point_of(&Hash(hash.0))
                .ok_or_else(|| Refusal::new(RefusalCode::UnknownDependency, format!("change {hash} is not here")))?;
            seen.push(point);
        }
        seen.sort_unstable();
        let expanded = change.decode();
        let mut puts = Vec::with_capacity(expanded.operations.len());
        for operation in &expanded.operations {
            let legacy::Key::Map(key) = &operation.key else {
                return Err(shape("an operation on a list: only puts on the root map are rows"));
            };
            let (legacy::OpType::Put(ScalarValue::Str(json)), legacy::ObjectId::Root, false) =
                (&operation.action, &operation.obj, operation.insert)
            else {
                return Err(shape(&format!("key {key:?}: only puts of strings on the root map are rows")));
            };
            let table = key
                .split_once('/')
                .and_then(|(table, _)| Table::from_name(table))
                .ok_or_else(|| shape(&format!("key {key:?} names no known table")))?;
            let row = Row::from_json(table, json)
                .map_err(|error| Refusal::new(RefusalCode::Row, format!("{key}: {error}")))?;
            if row.key() != **key {
                return Err(shape(&format!("key {key:?} holds the row {:?}", row.key())));
            }
            let mut supersedes = Vec::with_capacity(operation.pred.len());
            for operation in operation.pred.iter() {
                supersedes.push(OperationId {
                    counter: operation.counter(),
                    writer: index.writer_of(operation.actor()).ok_or_else(|| {
                        Refusal::new(
                            RefusalCode::UnknownDependency,
                            format!("{key} supersedes a value of actor {}, who is not here", operation.actor()),
                        )
                    })?,
                });
            }
            puts.push(Put { row, supersedes });
        }
        Ok(Self {
            number: change.seq(),
            operator: operator.to_owned(),
            claimed_at_seconds: change.timestamp(),
            seen,
            first_operation: change.start_op().get(),
            puts,
        })
    }

    /// The entry behind a change that came as bytes: one uncompressed chunk. The operations that it
    /// claims are counted before Automerge reads it, panics are caught, and the entry must encode to
    /// the very same bytes, so that nothing hides in them.
    pub fn from_change_bytes(bytes: &[u8], writer: &Writer, index: &dyn ChangeIndex) -> Result<Self, Refusal> {
        let malformed = |what: &str| Refusal::new(RefusalCode::Malformed, format!("change: {what}"));
        if bytes.len() > MAX_CHANGE_BYTES {
            return Err(Refusal::new(
                RefusalCode::TooLarge,
                format!("a change of {} bytes: expected at most {MAX_CHANGE_BYTES}", bytes.len()),
            ));
        }
        let claimed = claimed_operations(bytes).map_err(malformed)?;
        if claimed > MAX_PUTS_PER_ENTRY as u64 {
            return Err(Refusal::new(
                RefusalCode::TooLarge,
                format!(
                    "a change of {} bytes claims {claimed} operations: expected at most {MAX_PUTS_PER_ENTRY}",
                    bytes.len()
                ),
            ));
        }
        let attempt = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            let change = Change::try_from(bytes).map_err(|error| malformed(&error.to_string()))?;
            let entry = Self::from_change(&change, writer, index)?;
            if entry.to_change(writer, index)?.raw_bytes() == bytes {
                Ok(entry)
            } else {
                Err(Refusal::new(
                    RefusalCode::Shape,
                    "the change holds more than its rows say, or is not encoded canonically",
                ))
            }
        }));
        attempt.unwrap_or_else(|_| Err(malformed("the document engine could not read it")))
    }
}

fn unknown_point(point: &Point) -> Refusal {
    Refusal::new(RefusalCode::UnknownDependency, format!("entry {} of {} is not here", point.number, point.writer))
}

/// What an entry's change means for what follows it.
pub(crate) fn change_point(change: &Change) -> ChangePoint {
    ChangePoint { change_hash: Hash(change.hash().0), next_operation: change.max_op() + 1 }
}

/// The largest number of operations, or of values in any of its columns, that an uncompressed change
/// chunk claims to hold: read from the run lengths alone, without making any of them. A hundred bytes
/// can claim millions. The error says what cannot be read.
pub fn claimed_operations(chunk: &[u8]) -> Result<u64, &'static str> {
    count_claims(chunk).map_err(|error| error.0)
}

fn count_claims(chunk: &[u8]) -> Result<u64, ReadError> {
    const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
    const CHANGE_CHUNK: u8 = 1;
    let mut input = Reader(chunk);
    if input.take(4)? != MAGIC {
        return Err(ReadError("no change chunk: the first four bytes are others"));
    }
    input.take(4)?;
    if input.take(1)? != [CHANGE_CHUNK] {
        return Err(ReadError("not an uncompressed change chunk"));
    }
    if input.unsigned()? != input.0.len() as u64 {
        return Err(ReadError("the stated length is not the length"));
    }
    for _ in 0..input.unsigned()? {
        input.take(32)?;
    }
    input.prefixed()?;
    input.unsigned()?;
    input.unsigned()?;
    input.signed()?;
    input.prefixed()?;
    for _ in 0..input.unsigned()? {
        input.prefixed()?;
    }
    let mut columns = Vec::new();
    for _ in 0..input.unsigned()? {
        columns.push((input.unsigned()?, input.unsigned()?));
    }
    let mut most = 0;
    for (specification, length) in columns {
        let length = usize::try_from(length).map_err(|_| ReadError("a column is longer than the chunk"))?;
        let data = input.take(length)?;
        most = most.max(claimed_values(specification, data)?);
    }
    Ok(most)
}

/// How many values a column claims; for a column of group sizes, the sum of the sizes where larger.
fn claimed_values(specification: u64, data: &[u8]) -> Result<u64, ReadError> {
    const DEFLATED: u64 = 8;
    if specification & DEFLATED != 0 {
        return Err(ReadError("a compressed column"));
    }
    let mut input = Reader(data);
    let mut count = 0_u64;
    let mut grouped = 0_u64;
    match specification & 7 {
        4 => {
            while !input.0.is_empty() {
                count = count.saturating_add(input.unsigned()?);
            }
        }
        7 => {}
        kind => {
            while !input.0.is_empty() {
                let run = input.signed()?;
                let (times, values) = match run {
                    0 => (input.unsigned()?, 0),
                    1.. => (run.unsigned_abs(), 1),
                    _ => (1, run.unsigned_abs()),
                };
                count = count.saturating_add(times.saturating_mul(values.max(1)));
                for _ in 0..values {
                    match kind {
                        3 => {
                            input.signed()?;
                        }
                        5 => {
                            input.prefixed()?;
                        }
                        0 => grouped = grouped.saturating_add(times.saturating_mul(input.unsigned()?)),
                        _ => {
                            input.unsigned()?;
                        }
                    }
                }
            }
        }
    }
    Ok(count.max(grouped))
}
