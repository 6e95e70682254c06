//! Entries: each is one Automerge change, described in our own terms.

use crate::clock::Clock;
use crate::log::{Hash, Writer};
use cunbang_model::Carried;

/// An operation: a counter and its writer. Automerge orders concurrent values by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OperationId {
    /// Lamport counter, from 1.
    pub counter: u64,
    /// The writer.
    pub writer: Writer,
}

/// A point in a log: its first `number` entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Point {
    /// The log's writer.
    pub writer: Writer,
    /// How many of the log's entries.
    pub number: u64,
}

/// A row to put into the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Put {
    /// The row, parsed or carried unparsed. Its key follows from it.
    pub row: Carried,
    /// The values of the same key that it replaces; empty for a new row.
    pub supersedes: Vec<OperationId>,
}

/// One entry of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number in the log, from 1. This is also Automerge's sequence number.
    pub number: u64,
    /// The schema release of the program that wrote it. Rows of a newer release are kept even if this program
    /// cannot read them; unreadable rows of the same or an older release are refused.
    pub release: u32,
    /// The person at the device. Stored as Automerge's message.
    pub operator: String,
    /// The device's clock, in seconds since 1970. Shown, but not trusted.
    pub claimed_at_seconds: i64,
    /// The newest points that the writer had seen, without those that others imply: Automerge's dependencies.
    /// They include the writer's own previous entry unless another point implies it.
    pub seen: Vec<Point>,
    /// The counter of the first put.
    pub first_operation: u64,
    /// The rows it puts, in order; at least one.
    pub puts: Vec<Put>,
}

impl Entry {
    /// The counter after its last put.
    pub fn next_operation(&self) -> u64 {
        // A hostile frame may say any number; it is refused by its size.
        self.first_operation.saturating_add(self.puts.len() as u64)
    }
}

/// What the index knows about an entry's change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangePoint {
    /// Automerge's hash of the change.
    pub change_hash: Hash,
    /// The counter after its last operation.
    pub next_operation: u64,
}

/// Where an operation is: the number of its entry, and the key of the row that it put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PutPoint<'a> {
    /// The entry.
    pub number: u64,
    /// The key, as `table/id`.
    pub key: &'a str,
}

/// Looks up the changes of a document's logs.
pub trait ChangeIndex {
    /// The change at a point.
    fn change_at(&self, point: &Point) -> Option<ChangePoint>;
    /// What the entry at a point builds on.
    fn clock_at(&self, point: &Point) -> Option<Clock>;
    /// Where an operation is.
    fn put_of(&self, operation: &OperationId) -> Option<PutPoint<'_>>;
}
