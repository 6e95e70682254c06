//! Replica errors.

use crate::high_water::{self, MissingEntries, NamedUnits};
use cunbang_language::{Language, say};
use cunbang_ledger::{DocumentError, LogId, Refusal};
use cunbang_model::{DeviceId, DocumentName, Role, RowError, Timestamp, UnitCode, clock};
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
    #[error("{}", say!("replica-other-root", root = .root, known = .of.said(*.known)))]
    OtherRoot {
        /// The root that it is told.
        root: UnitCode,
        /// What knows better.
        of: Rooted,
        /// The root that this knows.
        known: UnitCode,
    },
    /// This device may not write to the document.
    #[error("{}", say!("replica-not-permitted", role = .role.named(), unit = .unit, document = .document))]
    NotPermitted {
        /// Its role.
        role: Role,
        /// Its unit.
        unit: UnitCode,
        /// The document.
        document: DocumentName,
    },
    /// The log kept changing meanwhile: two processes use the same identity.
    #[error("{}", say!("replica-busy", what = .0))]
    Busy(DocumentName),
    /// The node stopped during the work.
    #[error("{}", say!("replica-stopping"))]
    Stopping,
    /// The node has no `org` document yet.
    #[error("{}", say!("replica-no-units"))]
    NoUnits,
    /// What was published cannot be stated in the public log.
    #[error("{}", say!("replica-public-log", what = .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")))]
    PublicLog(Vec<RowError>),
    /// A setting of the store is not readable.
    #[error("{}", say!("replica-damaged-setting", what = format!("{:?}", .0)))]
    DamagedSetting(&'static str),
    /// This node's store is older than what the node has written, and the node waits until others give that back.
    #[error("{}", say!("replica-behind", missing = high_water::listed(.missing)))]
    Behind {
        /// What is missing.
        missing: Vec<MissingEntries>,
    },
    /// The store of the node at the top came from a backup, and nodes below were not here since.
    #[error("{}", say!("troubles-not-here-since-restored", day = clock::county_date(*.at), units = .units.names.join(Language::first().pick("、", ", ")), more = .units.more))]
    NotHereSinceRestored {
        /// When it came from the backup.
        at: Timestamp,
        /// The units of those nodes.
        units: NamedUnits,
    },
    /// The high-water mark beside the store cannot be read or written.
    #[error("{}", say!("replica-high-water", what = cunbang_language::of_machine(.0)))]
    HighWater(Arc<std::io::Error>),
    /// The system's randomness for a new incarnation failed.
    #[error(transparent)]
    NoRandomness(#[from] cunbang_model::NoRandomness),
    /// An upstream's receipt has a wrong signature or is for something else.
    #[error("{}", say!("replica-receipt-fault", log = .log, by = .by))]
    ReceiptFault {
        /// The log.
        log: Box<LogId>,
        /// The unit that issued it.
        by: UnitCode,
    },
    /// The device's row is not valid in the `org` document.
    #[error("{}", say!("replica-unlistable", device = .device, what = .faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")))]
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
    fn said(self, known: UnitCode) -> String {
        match self {
            Self::Authority => say!("replica-rooted-by-authority", known = known),
            Self::Store => say!("replica-rooted-by-store", known = known),
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
