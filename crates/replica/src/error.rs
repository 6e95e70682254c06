//! What a replica could not do.

use cunbang_ledger::{DocumentError, Refusal};
use cunbang_model::{DocumentName, Role, UnitCode};
use cunbang_store::StoreError;

/// Why a use case failed. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ReplicaError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A document failed.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// Something was refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// This device may not write there.
    #[error("this device, a {role} of {unit}, may not write {document}")]
    NotPermitted {
        /// Its role.
        role: Role,
        /// Its unit.
        unit: UnitCode,
        /// The document.
        document: DocumentName,
    },
    /// Others kept writing the same log: two processes with one identity are at work.
    #[error("{0}: other processes kept writing it at the same time; try again")]
    Busy(DocumentName),
    /// The node stopped while the work was under way.
    #[error("the node is stopping")]
    Stopping,
    /// What was asked for makes no sense here, and what to do instead.
    #[error("{0}")]
    Invalid(String),
}
