//! The store 库: what a node keeps, and keeps for good.
//!
//! One [`Store`], three backends: SQLite for terminals and townships, PostgreSQL for a county of several
//! replicas, memory for trials. The logs' segments are the truth; heads, snapshots, projections and the
//! agreement can be rebuilt from them. This crate must not know what a row means, what crosses the wire
//! or what a page shows: it takes only [`cunbang_ledger::VerifiedSegment`]s, and nobody else sees SQL.
//!
//! A store is read through **ports**, one for each subject:
//!
//! | port | what it reads |
//! |---|---|
//! | [`Logs`] | heads, documents, segments, receipts |
//! | [`Feed`] | what arrived, in one numbered sequence |
//! | [`Upstreams`] | what is still to go up, what was acknowledged, [agreement](agreement) |
//! | [`Archive`] | snapshots, projections, refused pieces, forks, incidents, ranking runs |
//! | [`Settings`] | small values of the node's own |
//! | [`Accounts`] | enrolment codes, last contacts, operators, sessions |
//! | [`Files`] | backup, check, close |
//! | [`Turns`] | what one at a time does, of all who share the store |
//!
//! Data takes one way in: a caller collects [`Write`]s and hands them to [`Store::commit`], which makes
//! them durable in one transaction before it returns. What arrived (segments and receipts) gets a place
//! in the **feed**, in which a reader's cursor never skips anything: numbers are taken from one row that
//! stays locked until the transaction that took them is over ([`feed`] says more).
//!
//! [`open`] chooses the backend by a URL. The SQL is one text for both databases, in `sql/statement.rs`;
//! only the migrations exist twice.
//!
//! # To add something
//!
//! A **query**: the method on its port (`logs.rs`, …); its statement in `sql/statement.rs`, its columns
//! in `sql/decode.rs`; the implementations beside the others of the port, in `sql/` and `memory/`. It
//! gets the method's name as its own, under which it is [measured](figures). A check in
//! `tests/conformance/checks/`, in the file of the port, then runs on all three stores.
//!
//! A **write**: a variant of [`Write`], its step in `sql/commit.rs` (if it concerns a log) or
//! `sql/keep.rs`, and in `memory/state.rs`.
//!
//! A **migration**: a text at the end of both lists in `sql/migration.rs`. None is ever changed once a
//! version with it was released; a test compares the tables that the two databases come to.
//!
//! A **port**: a file with its trait and the types it speaks of, the trait among [`Store`]'s, a file of
//! checks.

pub mod accounts;
pub mod agreement;
pub mod archive;
pub mod check;
pub mod error;
pub mod feed;
pub mod figures;
pub mod files;
pub mod logs;
mod memory;
mod publication;
pub mod segment;
pub mod selection;
pub mod settings;
mod sql;
pub mod store;
pub mod turns;
pub mod upstreams;
pub mod write;

pub use accounts::{Accounts, Cancelled, CodeTaken, Contact, EnrolmentCode, Operator, OperatorRole, Session};
pub use agreement::{Agreement, Holder, SharedLogs};
pub use archive::{Archive, ForkEvidence, Incident, QUARANTINED_PER_DEVICE, Quarantined, RunHead, Stored, StoredRun};
pub use check::Fault;
pub use error::{StoreError, StoreErrorKind};
pub use feed::{Feed, FeedItem, FeedPage, FeedRow, FeedScope, Position};
pub use files::{BackupFormat, Files};
pub use logs::Logs;
pub use memory::MemoryStore;
pub use publication::{StoredPublication, StoredResult};
pub use segment::{DamagedEntries, Head, StoredSegment};
pub use selection::Selection;
pub use settings::Settings;
pub use store::Store;
pub use turns::{Turn, Turns};
pub use upstreams::{Acknowledgement, Upstreams};
pub use write::{EndedSessions, Write, WriteOutcome};

use std::path::Path;
use std::sync::Arc;

/// Opens a store, and makes it if there is none yet.
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

/// Restores a [`BackupFormat::PostgresDump`] into the PostgreSQL database of a URL. The database must
/// not have a store yet. A [`BackupFormat::Sqlite`] needs no restoring: the file is a store.
pub async fn restore_dump(url: &str, dump: &Path) -> Result<(), StoreError> {
    sql::restore_dump(url, dump).await
}
