//! The store 库: what a node keeps, and keeps for good.
//!
//! One [`Store`] trait, three backends: SQLite for terminals and townships, PostgreSQL for a county
//! of several replicas, memory for trials. The logs' segments are the truth; heads, snapshots and
//! projections can be rebuilt from them. This crate is not allowed to know what a row means, what
//! crosses the wire or what a page shows: it takes only [`cunbang_ledger::VerifiedSegment`]s, and
//! nobody else sees SQL.
//!
//! Data takes one way in: a caller collects [`Write`]s and hands them to [`Store::commit`], which
//! makes them durable in one transaction before it returns. What arrived (segments and receipts) gets
//! a place in the **feed**, one numbered sequence in which a reader's cursor never skips anything:
//! numbers are taken from one row that stays locked until the transaction that took them is over
//! ([`feed`] says more). Data goes out as heads, segments, feed pages and receipts.
//!
//! [`open`] chooses the backend by a URL. The SQL is one text for both databases, in
//! `sql/statement.rs`; only the migrations exist twice.

pub mod check;
pub mod error;
pub mod feed;
pub mod keeping;
mod memory;
pub mod segment;
pub mod selection;
mod sql;
pub mod store;
pub mod write;

pub use check::Fault;
pub use error::StoreError;
pub use feed::{FeedItem, FeedRow, FeedScope, Position};
pub use keeping::{
    Acknowledgement, CodeTaken, EnrolmentCode, ForkEvidence, Incident, Quarantined, RunHead, Stored, StoredRun,
};
pub use memory::MemoryStore;
pub use segment::{Head, StoredSegment};
pub use selection::Selection;
pub use store::Store;
pub use write::{Write, WriteOutcome};

use std::sync::Arc;

/// Opens a store, and makes it where there is none yet.
///
/// | URL | backend |
/// |---|---|
/// | `sqlite:PATH` | the SQLite file at `PATH`; its folder must exist |
/// | `postgres://…` or `postgresql://…` | that PostgreSQL database |
/// | `memory:` | nothing but memory: gone when dropped |
pub async fn open(url: &str) -> Result<Arc<dyn Store>, StoreError> {
    if url == "memory:" {
        return Ok(Arc::new(MemoryStore::new()));
    }
    sql::open(url).await
}
