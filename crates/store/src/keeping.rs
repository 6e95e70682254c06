//! What a store keeps beside the logs: snapshots, evidence, incidents, runs, enrolment codes.

use cunbang_ledger::{LogId, RefusalCode, VersionVector};
use cunbang_model::{DeviceId, DocumentName, Period, Role, Timestamp, UnitCode};

/// How many refused pieces are kept of each device; older ones make room.
pub const QUARANTINED_PER_DEVICE: usize = 100;
/// How much of a refused piece is kept, in bytes; the rest is cut off.
pub const MAX_QUARANTINED_BYTES: usize = 1024 * 1024;
/// How many other branches are kept of one log; the first are the evidence, later ones add nothing.
pub const FORKS_PER_LOG: usize = 100;
/// How many incidents are kept; older ones make room.
pub const MAX_INCIDENTS: usize = 10_000;

/// A snapshot or projection of a document: made from its logs, and as good as its vector says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The document.
    pub document: DocumentName,
    /// The entries it was made from.
    pub vector: VersionVector,
    /// Its bytes.
    pub body: Vec<u8>,
}

/// What an upstream has receipted to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acknowledgement {
    /// The log.
    pub log: LogId,
    /// How many of its entries.
    pub number: u64,
    /// The time in the upstream's receipt, in whole milliseconds.
    pub receipt_time: Timestamp,
}

/// A piece that was validly sent by a device and yet refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quarantined {
    /// When it came.
    pub at: Timestamp,
    /// Who sent it, where that is known.
    pub device: Option<DeviceId>,
    /// The document it was for, where that is known.
    pub document: Option<DocumentName>,
    /// Why it was refused.
    pub code: RefusalCode,
    /// The reason in words.
    pub message: String,
    /// What came; at most [`MAX_QUARANTINED_BYTES`].
    pub bytes: Vec<u8>,
}

/// Another branch of a log: a second, different entry under a number that is here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForkEvidence {
    /// When it came.
    pub at: Timestamp,
    /// The log.
    pub log: LogId,
    /// The first number at which the branches differ.
    pub number: u64,
    /// The other branch's entries, packed without dictionary.
    pub frame: Vec<u8>,
    /// The device's signature of the other branch.
    pub signature: [u8; 64],
}

/// Something that the people who run the node should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incident {
    /// When it was noticed.
    pub at: Timestamp,
    /// A word for the kind, as in `upstream_restored`.
    pub kind: String,
    /// What happened, to what, and what to do.
    pub message: String,
}

/// A ranking run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRun {
    /// Hash of its canonical inputs.
    pub id: String,
    /// The period ranked.
    pub period: Period,
    /// When it was made.
    pub made_at: Timestamp,
    /// Its inputs, as the node encodes them.
    pub record: Vec<u8>,
    /// Its table, as the node encodes it.
    pub outcome: Vec<u8>,
}

/// A ranking run in a list: without its bodies, which are large.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunHead {
    /// Hash of its canonical inputs.
    pub id: String,
    /// The period ranked.
    pub period: Period,
    /// When it was made.
    pub made_at: Timestamp,
}

/// A one-time code with which a device may enrol. Only the hash of its secret is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolmentCode {
    /// SHA-256 of the secret.
    pub secret_hash: [u8; 32],
    /// The unit that the device will belong to.
    pub unit: UnitCode,
    /// What the device will be.
    pub role: Role,
    /// What people call the device.
    pub label: String,
    /// From when on it no longer works.
    pub expires_at: Timestamp,
    /// When it was used, if it was.
    pub used_at: Option<Timestamp>,
}

/// What came of trying an enrolment code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeTaken {
    /// It was good, and is used up from now on.
    Taken {
        /// The unit that the device belongs to.
        unit: UnitCode,
        /// What the device is.
        role: Role,
        /// What people call the device.
        label: String,
    },
    /// There is no such code.
    Unknown,
    /// It has expired.
    Expired,
    /// It was used before.
    UsedUp,
}
