//! Entries: one Automerge change each, said in our own terms.

use crate::log::{Hash, Writer};
use cunbang_model::Carried;

/// One operation: a counter and who made it. Automerge orders concurrent values by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OperationId {
    /// Lamport counter, from 1.
    pub counter: u64,
    /// Who made it.
    pub writer: Writer,
}

/// A point in a log: its first `number` entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Point {
    /// The log's writer.
    pub writer: Writer,
    /// How many of its entries.
    pub number: u64,
}

/// A row put into the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Put {
    /// The row, read or kept as it came; its key follows from it.
    pub row: Carried,
    /// The values under the same key that it takes the place of; empty for a new row.
    pub supersedes: Vec<OperationId>,
}

/// An entry of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its number in the log, from 1; Automerge's sequence number too.
    pub number: u64,
    /// The schema release of the program that wrote it. What a newer one wrote is kept where it cannot be
    /// read; what one wrote that is no newer is refused.
    pub release: u32,
    /// Who sat at the device; Automerge's message.
    pub operator: String,
    /// The device's clock, in seconds since 1970: shown, not trusted.
    pub claimed_at_seconds: i64,
    /// The newest points the writer had seen that imply all others: Automerge's dependencies. Its own
    /// previous entry stands here unless another point implies it.
    pub seen: Vec<Point>,
    /// Counter of the first put.
    pub first_operation: u64,
    /// What it puts, in order; at least one.
    pub puts: Vec<Put>,
}

impl Entry {
    /// The counter after its last put.
    pub fn next_operation(&self) -> u64 {
        self.first_operation + self.puts.len() as u64
    }
}

/// What is known of an entry's change elsewhere in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChangePoint {
    /// Automerge's hash of the change.
    pub change_hash: Hash,
    /// The counter after its last operation.
    pub next_operation: u64,
}

/// Looks up the changes of a document's logs.
pub trait ChangeIndex {
    /// The change at a point.
    fn change_at(&self, point: &Point) -> Option<ChangePoint>;
    /// The point of a change.
    fn point_of(&self, change_hash: &Hash) -> Option<Point>;
    /// The writer behind an Automerge actor.
    fn writer_of(&self, actor: &automerge::ActorId) -> Option<Writer>;
    /// Whether whoever has seen these points has seen `wanted`.
    fn implies(&self, seen: &[Point], wanted: &Point) -> bool;
}
