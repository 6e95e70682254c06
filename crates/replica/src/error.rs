//! Replica errors.

use crate::high_water::{self, MissingEntries};
use cunbang_ledger::{DocumentError, LogId, Refusal};
use cunbang_model::{DeviceId, DocumentName, Role, RowError, UnitCode};
use cunbang_store::{StoreError, StoreErrorKind};
use std::sync::Arc;

/// Why an operation failed. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ReplicaError {
    /// The store failed. Shared, because one transaction may hold the writes of several callers.
    #[error(transparent)]
    Store(Arc<StoreError>),
    /// A document operation failed.
    #[error(transparent)]
    Document(#[from] DocumentError),
    /// Something was refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The device is told to be in another county than it is in.
    #[error("根单位不符：本机设为 {root}，{} this device is told that the unit at the top of the tree is {root}, but {}: set `root` in cunbang.toml right, or name the folder that belongs to {root}", .of.chinese(*.known), .of.english(*.known))]
    OtherRoot {
        /// The root that it is told.
        root: UnitCode,
        /// What knows better.
        of: Rooted,
        /// The root that this knows.
        known: UnitCode,
    },
    /// This device may not write to the document.
    #[error("this device, {} of {unit}, may not write {document}", .role.with_article())]
    NotPermitted {
        /// Its role.
        role: Role,
        /// Its unit.
        unit: UnitCode,
        /// The document.
        document: DocumentName,
    },
    /// The log kept changing meanwhile: two processes use the same identity.
    #[error("{0}: other processes keep writing to it; try again")]
    Busy(DocumentName),
    /// The node stopped during the work.
    #[error("the node is stopping")]
    Stopping,
    /// The node has no `org` document yet.
    #[error("the unit tree is not here yet: at the county, `cunbang import units.csv`; elsewhere, `cunbang sync`")]
    NoUnits,
    /// What was published cannot be stated in the public log.
    #[error("the public log cannot state what was published: {}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    PublicLog(Vec<RowError>),
    /// A setting of the store is not readable.
    #[error("the store's setting {0:?} is damaged: restore the store from a backup")]
    DamagedSetting(&'static str),
    /// This node's store is older than what the node has written, and the node waits until others give that back.
    #[error(
        "this node's store is older than what the node has written: it lacks {}. The nodes below give it back when they connect; until then nothing is recorded here but revocations. What nobody has any more: `cunbang resume`",
        high_water::listed(.missing)
    )]
    Behind {
        /// What is missing.
        missing: Vec<MissingEntries>,
    },
    /// The high-water mark beside the store cannot be read or written.
    #[error("the high-water mark: {0}")]
    HighWater(Arc<std::io::Error>),
    /// The system's randomness for a new incarnation failed.
    #[error(transparent)]
    NoRandomness(#[from] cunbang_model::NoRandomness),
    /// An upstream's receipt has a wrong signature or is for something else.
    #[error("{}: the receipt of {by} is not valid; the entries stay marked as not received", .log)]
    ReceiptFault {
        /// The log.
        log: Box<LogId>,
        /// The unit that issued it.
        by: UnitCode,
    },
    /// The device's row is not valid in the `org` document.
    #[error("device {device} cannot be listed: {}", .faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Unlistable {
        /// The device.
        device: DeviceId,
        /// What is wrong with its row.
        faults: Vec<RowError>,
    },
}

/// What knows in which county a device is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rooted {
    /// The authority that issued its certificate.
    Authority,
    /// The store, from when it was opened before.
    Store,
}

impl Rooted {
    fn chinese(self, known: UnitCode) -> String {
        match self {
            Self::Authority => format!("而其证书由 {known} 的根证书签发"),
            Self::Store => format!("而其数据库属于 {known}"),
        }
    }

    fn english(self, known: UnitCode) -> String {
        match self {
            Self::Authority => format!("its certificate is from the authority of {known}"),
            Self::Store => format!("its store belongs to {known}"),
        }
    }
}

impl ReplicaError {
    /// Whether what is stored is not what was written.
    pub fn is_damage(&self) -> bool {
        matches!(self, Self::Store(error) if error.kind() == StoreErrorKind::Damaged)
    }
}

impl From<StoreError> for ReplicaError {
    fn from(error: StoreError) -> Self {
        Self::Store(Arc::new(error))
    }
}
