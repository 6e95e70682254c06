//! What a replica could not do.

use cunbang_ledger::{DocumentError, LogId, Refusal};
use cunbang_model::{DeviceId, DocumentName, Role, RowError, UnitCode};
use cunbang_store::StoreError;
use std::sync::Arc;

/// Why something was not kept, read or exchanged. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ReplicaError {
    /// The store failed. Shared, as one transaction holds what several callers wrote.
    #[error(transparent)]
    Store(Arc<StoreError>),
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
    /// The `org` document has not come yet.
    #[error("the unit tree is not here yet: at the county, `cunbang import units.csv`; elsewhere, `cunbang sync`")]
    NoUnits,
    /// A setting of the store cannot be read.
    #[error("the store's setting {0:?} is damaged: restore the store from a backup")]
    DamagedSetting(&'static str),
    /// The machine has no randomness for a new incarnation.
    #[error(transparent)]
    NoRandomness(#[from] cunbang_model::NoRandomness),
    /// An upstream's receipt is not signed by it, or is for something else.
    #[error("{}: the receipt of {by} does not hold; the entries stay marked as not received", .log)]
    ReceiptFault {
        /// The log.
        log: Box<LogId>,
        /// The unit that gave it.
        by: UnitCode,
    },
    /// A device cannot be listed in the `org` document.
    #[error("device {device} cannot be listed: {}", .faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Unlistable {
        /// The device.
        device: DeviceId,
        /// What is wrong with its row.
        faults: Vec<RowError>,
    },
}

impl From<StoreError> for ReplicaError {
    fn from(error: StoreError) -> Self {
        Self::Store(Arc::new(error))
    }
}
