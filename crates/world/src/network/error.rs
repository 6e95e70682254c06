//! Errors of a county on disk and network.

use cunbang_desk::DeskError;
use cunbang_identity::{AuthorityError, CodeError, FilesError, KeyError};
use cunbang_language::say;
use cunbang_ledger::{LogId, Refusal};
use cunbang_model::UnitCode;
use cunbang_replica::ReplicaError;
use cunbang_store::StoreError;
use cunbang_sync::SyncError;
use std::path::PathBuf;

/// Why the county could not be set up or played.
#[derive(Debug, thiserror::Error)]
pub enum WorldError {
    /// A folder could not be created.
    #[error("{}", say!("world-folder", folder = .folder.display(), source = .source))]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A node refused what another sent. In a made-up county, everything must be accepted.
    #[error("{}", say!("world-refused", unit = .unit, pieces = .pieces, log = .log, refusal = .refusal))]
    Refused {
        /// The unit that sent them.
        unit: UnitCode,
        /// How many were refused.
        pieces: usize,
        /// The log of the first.
        log: Box<LogId>,
        /// Why the first was refused.
        refusal: Box<Refusal>,
    },
    /// Something that the play needs is missing.
    #[error("{0}")]
    Missing(String),
    /// A task ended before its work was done.
    #[error("{}", say!("world-unfinished", what = .0))]
    Unfinished(#[from] tokio::task::JoinError),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The replica failed.
    #[error(transparent)]
    Replica(#[from] ReplicaError),
    /// The desk failed.
    #[error(transparent)]
    Desk(#[from] DeskError),
    /// An exchange failed.
    #[error(transparent)]
    Sync(#[from] SyncError),
    /// An identity's files could not be read or written.
    #[error(transparent)]
    Files(#[from] FilesError),
    /// The certificate authority failed.
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    /// A key could not be made or read.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// An enrolment code is not valid.
    #[error(transparent)]
    Code(#[from] CodeError),
}

impl WorldError {
    pub(super) fn missing(what: impl Into<String>) -> Self {
        Self::Missing(what.into())
    }
}
