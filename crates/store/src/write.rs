//! Writes: what one transaction may do.

use crate::accounts::{Contact, OperatorRole, Session};
use crate::archive::{ForkEvidence, Incident, Quarantined, Stored, StoredRun};
use crate::feed::Position;
use crate::publication::StoredPublication;
use cunbang_ledger::{LogHead, LogId, Receipt, VerifiedSegment};
use cunbang_model::{DeviceId, Role, Timestamp, UnitCode};

/// One write of a transaction.
#[derive(Debug, Clone)]
#[allow(clippy::large_enum_variant)] // a batch is mostly appends
pub enum Write {
    /// Appends entries to a log. What the entries build on must be stored, or come earlier in the batch.
    Append {
        /// The entries.
        segment: VerifiedSegment,
        /// The device whose connection they came over; none where they were written here.
        via: Option<DeviceId>,
        /// Our own receipt for them. It is kept only if they are appended, and then takes the feed's
        /// next place after them.
        receipt: Option<Receipt>,
        /// When they came.
        received_at: Timestamp,
    },
    /// Replaces a stored segment that is damaged by the same entries. Only one of the same log, with the same
    /// numbers and the same hash of the last entry, where that is known, is replaced; it keeps its place in the feed.
    Mend(VerifiedSegment),
    /// Keeps a receipt that came from elsewhere, and puts it into the feed. Where a node signed several for the same
    /// entries that contradict each other, a few are kept, and always the one with the earliest time.
    Receipt {
        /// The receipt.
        receipt: Receipt,
        /// The device whose connection it came over; none where it was made here.
        via: Option<DeviceId>,
    },
    /// Notes how far an upstream has a log. The number may also go down: a restored upstream has less
    /// than it once acknowledged, and is then sent the rest again, whoever it had first come from.
    Acknowledged {
        /// The upstream's device.
        upstream: DeviceId,
        /// The log.
        log: LogId,
        /// How many of its entries are there.
        number: u64,
        /// The time in its receipt.
        receipt_time: Timestamp,
    },
    /// Sets or removes a setting of this node.
    Setting {
        /// Its name.
        name: String,
        /// Its value; none removes it.
        value: Option<Vec<u8>>,
    },
    /// Keeps a document's snapshot in place of the one before.
    Snapshot(Stored),
    /// Keeps a document's projection in place of the one before.
    Projection(Stored),
    /// Keeps a refused piece.
    Quarantine(Quarantined),
    /// Keeps another branch of a log, once.
    Fork(ForkEvidence),
    /// Notes an incident.
    Incident(Incident),
    /// Keeps a ranking run; one with the same id is the same run and stays as it is, unless it is damaged.
    Run(StoredRun),
    /// Keeps a ranking run in place of what is kept under its id, whatever that is.
    MendRun(StoredRun),
    /// Keeps a published list in columns. What it says of the publication takes the place of what was known; lines that are
    /// here stay as they are.
    Publication(StoredPublication),
    /// Keeps a published list in columns in place of all that is kept of it, lines too.
    MendPublication(StoredPublication),
    /// Forgets what is kept in columns of a run that was never published.
    DropPublication {
        /// The run's id.
        run: String,
    },
    /// Keeps a new enrolment code. That its secret is known already is an error, and fails the whole
    /// transaction.
    EnrolmentCode {
        /// SHA-256 of the secret.
        secret_hash: [u8; 32],
        /// The unit that the device will belong to.
        unit: UnitCode,
        /// What the device will be.
        role: Role,
        /// What people call the device.
        label: String,
        /// From when on it no longer works.
        expires_at: Timestamp,
    },
    /// Cancels an enrolment code that was neither used nor cancelled; any other is
    /// [`AlreadyHere`](WriteOutcome::AlreadyHere) and stays as it is.
    CancelCode {
        /// SHA-256 of the secret.
        secret_hash: [u8; 32],
        /// When.
        at: Timestamp,
        /// Why.
        reason: String,
    },
    /// Notes that a device was here. A time before the one that is known changes nothing.
    Contact(Contact),
    /// Keeps a new operator, or takes up again one who was disabled. Nothing is written where one with the name
    /// works already.
    Operator {
        /// The name.
        name: String,
        /// The password's hash as a PHC string.
        password_hash: String,
        /// When.
        added_at: Timestamp,
        /// What the operator is there for.
        role: OperatorRole,
        /// What binds the password's hash.
        password_seal: Vec<u8>,
        /// What binds the rest.
        state_seal: Vec<u8>,
    },
    /// Gives an operator who works another role. Nothing is written where nobody else who works would be in charge.
    OperatorRole {
        /// The name.
        name: String,
        /// The new role.
        role: OperatorRole,
        /// What binds it.
        state_seal: Vec<u8>,
    },
    /// Gives an operator another password, and forgets failed attempts with the former one.
    Password {
        /// The operator's name.
        operator: String,
        /// The new password's hash as a PHC string.
        password_hash: String,
        /// What binds it.
        password_seal: Vec<u8>,
    },
    /// Disables an operator and ends that operator's sessions. Nothing is written where nobody else who works is in
    /// charge, or this one does not work.
    DisableOperator {
        /// The name.
        name: String,
        /// What binds that.
        state_seal: Vec<u8>,
    },
    /// Keeps what binds an account of a program that bound none.
    SealOperator {
        /// The name.
        name: String,
        /// What binds the password's hash.
        password_seal: Vec<u8>,
        /// What binds the rest.
        state_seal: Vec<u8>,
    },
    /// Notes how many attempts of an operator to log in have failed in a row. Nothing is written where others came in
    /// between, so that attempts that are made at once are all counted.
    FailedAttempts {
        /// The operator's name.
        operator: String,
        /// How many there were before; none where that does not matter.
        before: Option<u32>,
        /// How many there are now.
        now: u32,
        /// Until when no further one is looked at.
        locked_until: Option<Timestamp>,
    },
    /// Keeps a new session.
    Session(Session),
    /// Notes when something was last asked for in a session, and whether it waits for the password. Nothing is
    /// written where the session has ended.
    SessionSeen {
        /// SHA-256 of the token.
        token_hash: [u8; 32],
        /// When.
        seen_at: Timestamp,
        /// Whether it waits for the password.
        is_locked: bool,
    },
    /// Ends sessions.
    EndSessions(EndedSessions),
}

/// Which sessions end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EndedSessions {
    /// The one with this SHA-256 of its token.
    One([u8; 32]),
    /// All of an operator, but for one of them.
    Of {
        /// The operator's name.
        operator: String,
        /// SHA-256 of the token of the one that stays.
        except: Option<[u8; 32]>,
    },
    /// Those that began before the one moment, or in which nothing was asked for since the other.
    Old {
        /// The first.
        began_before: Timestamp,
        /// The second.
        seen_before: Timestamp,
    },
    /// All.
    All,
}

/// How many receipts of one node for the same entries are kept whatever their times.
const CONTRADICTING_RECEIPTS: usize = 4;

/// Whether a receipt is kept beside others of its node for the same entries, given all their times.
pub(crate) fn is_worth_keeping(times: &[i64], at: i64) -> bool {
    times.len() < CONTRADICTING_RECEIPTS || times.iter().all(|known| at < *known)
}

/// What came of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WriteOutcome {
    /// The entries were appended; they stand at this place of the feed.
    Appended(Position),
    /// The entries, or the receipt, the run or the fork, were here before (or enough forks of that log
    /// are kept), or what the write is about is not as it expects: nothing was written.
    AlreadyHere,
    /// The log's head is not the one that the entries follow. Nothing of them was written; the other
    /// writes of the transaction were.
    Conflict {
        /// The log's head here; that of an empty log where there is none.
        head: LogHead,
    },
    /// A snapshot or projection of a document, one of whose appends in the same transaction met a
    /// conflict: it would show entries that are not here, so it was not kept.
    Skipped,
    /// Written.
    Done,
}
