//! What can go wrong with a county on disk and network.

use cunbang_desk::DeskError;
use cunbang_identity::{AuthorityError, CodeError, FilesError, KeyError};
use cunbang_ledger::{LogId, Refusal};
use cunbang_model::UnitCode;
use cunbang_replica::ReplicaError;
use cunbang_store::StoreError;
use cunbang_sync::SyncError;
use std::path::PathBuf;

/// Why the county could not be set up, or did not live on.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    /// A folder could not be made.
    #[error("{folder}: cannot be made: {source}")]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A node refused what another sent; in a made-up county everything is to be taken.
    #[error("{unit}: {pieces} pieces were refused, the first of {log}: {refusal}")]
    Refused {
        /// Whose they are.
        unit: UnitCode,
        /// How many.
        pieces: usize,
        /// The first one's log.
        log: Box<LogId>,
        /// Why the first one was.
        refusal: Box<Refusal>,
    },
    /// Something that a play needs is not there.
    #[error("{0}")]
    Missing(String),
    /// A task ended before its work was done.
    #[error("the work was not done: {0}")]
    Unfinished(#[from] tokio::task::JoinError),
    /// A store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A replica.
    #[error(transparent)]
    Replica(#[from] ReplicaError),
    /// A desk.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// An exchange.
    #[error(transparent)]
    Sync(#[from] SyncError),
    /// The files of an identity.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// The county's authority.
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    /// A key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// An enrolment code.
    #[error(transparent)]
    Code(#[from] CodeError),
}

impl WorldError {
    pub(super) fn missing(what: impl Into<String>) -> Self {
        Self::Missing(what.into())
    }
}
