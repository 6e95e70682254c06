//! Errors between two nodes.

use cunbang_desk::{DeskError, Sort};
use cunbang_language::say;
use cunbang_ledger::Refusal;
use cunbang_model::shown::in_line;
use cunbang_replica::ReplicaError;
use cunbang_store::{StoreError, StoreErrorKind};
use std::time::Duration;
use tonic::metadata::MetadataValue;
use tonic::{Code, Status};

/// Why a sync or a call failed. What was acknowledged before stays acknowledged.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// The address cannot be reached.
    #[error("{}", say!("sync-unreachable", address = .address, reason = .reason))]
    Unreachable {
        /// Host and port.
        address: String,
        /// The network error.
        reason: String,
    },
    /// The other side closed the connection before either had said who it is.
    #[error("{}", say!("sync-turned-away", address = .address, reason = .reason))]
    TurnedAway {
        /// Host and port.
        address: String,
        /// The network error.
        reason: String,
    },
    /// The other side is not who it should be, or rejects this device's certificate.
    #[error("{}", say!("sync-tls", address = .address, reason = .reason))]
    Tls {
        /// Host and port.
        address: String,
        /// What failed.
        reason: String,
    },
    /// The other side refuses this device.
    #[error("{}", say!("sync-refused", what = .0))]
    Refused(String),
    /// The other side refuses this device as revoked.
    #[error("{}", say!("sync-revoked", what = .0))]
    Revoked(String),
    /// The other side is overloaded or out of disk space.
    #[error("{}", say!("sync-busy", reason = .reason, retry_after_seconds = .retry_after_seconds))]
    Busy {
        /// What it said.
        reason: String,
        /// When to try again.
        retry_after_seconds: u64,
    },
    /// The other side sent something invalid.
    #[error("{}", say!("sync-protocol", what = .0))]
    Protocol(String),
    /// The connection was lost.
    #[error("{}", say!("sync-broken", what = .0))]
    Broken(String),
    /// This node failed.
    #[error(transparent)]
    Node(#[from] ReplicaError),
    /// The configuration is not valid.
    #[error("{0}")]
    Configuration(String),
}

/// The header that says when to try again, in seconds.
pub(crate) const RETRY_AFTER: &str = "retry-after";
/// The header in which a node says that it refuses a device because it was revoked.
const REVOKED: &str = "revoked";
/// When to try again if the node's disk is full: someone must free space first.
const FULL_RETRY_SECONDS: u64 = 60;
/// When to try again if the node waits to hear what it has written.
const BEHIND_RETRY_SECONDS: u64 = 60;
const SEE_LOG: &str = "the node could not read or write its data; its log says why";

impl SyncError {
    /// When the other side has room again, if it said so.
    pub fn comes_again_in(&self) -> Option<Duration> {
        match self {
            Self::Busy { retry_after_seconds, .. } => Some(Duration::from_secs(*retry_after_seconds)),
            _ => None,
        }
    }
}

impl From<Status> for SyncError {
    fn from(status: Status) -> Self {
        // Whatever the other side says is shown to people.
        let said = in_line(status.message());
        match status.code() {
            Code::PermissionDenied if status.metadata().contains_key(REVOKED) => Self::Revoked(said.into_owned()),
            Code::PermissionDenied
            | Code::Unauthenticated
            | Code::InvalidArgument
            | Code::NotFound
            | Code::FailedPrecondition => Self::Refused(said.into_owned()),
            Code::ResourceExhausted => Self::Busy {
                reason: said.into_owned(),
                retry_after_seconds: status
                    .metadata()
                    .get(RETRY_AFTER)
                    .and_then(|value| value.to_str().ok()?.parse().ok())
                    .unwrap_or(30),
            },
            _ => Self::Broken(format!("{}: {}", status.code(), said)),
        }
    }
}

/// The status for a device that was revoked.
pub(crate) fn revoked(refusal: &Refusal) -> Status {
    let mut status = Status::permission_denied(refusal.to_string());
    status.metadata_mut().insert(REVOKED, MetadataValue::from(1));
    status
}

/// The status for a device that comes while this node waits to hear what it has written.
pub(crate) fn not_yet_served() -> Status {
    let mut status = Status::resource_exhausted(say!("sync-not-yet-served"));
    status.metadata_mut().insert(RETRY_AFTER, MetadataValue::from(BEHIND_RETRY_SECONDS));
    status
}

/// The status for a failure of this node's desk.
pub(crate) fn status_of_desk(error: &DeskError) -> Status {
    if let Some(error) = error.of_store() {
        return status_of_store(error);
    }
    if matches!(error, DeskError::Replica(ReplicaError::Behind { .. } | ReplicaError::NotHereSinceRestored { .. })) {
        return not_yet_served();
    }
    match error.sort() {
        Sort::Input => Status::invalid_argument(error.to_string()),
        Sort::NotFound => Status::not_found(error.to_string()),
        Sort::NotYet => Status::failed_precondition(error.to_string()),
        Sort::NotPermitted => Status::permission_denied(error.to_string()),
        Sort::Busy => Status::unavailable(error.to_string()),
        Sort::Failed => {
            // Details from a database or a disk are for the node's operators, not for callers.
            tracing::error!(%error, "internal");
            Status::internal(SEE_LOG)
        }
    }
}

/// The status for a failure of this node's replica.
pub(crate) fn status_of(error: ReplicaError) -> Status {
    status_of_desk(&error.into())
}

/// The status for a failure of this node's store: what the caller can do, without the database's details.
///
/// | the store | status |
/// |---|---|
/// | full | RESOURCE_EXHAUSTED, with a retry hint |
/// | busy, unreachable | UNAVAILABLE |
/// | anything else | INTERNAL |
fn status_of_store(error: &StoreError) -> Status {
    tracing::error!(%error, kind = error.kind().as_str(), "the store failed");
    match error.kind() {
        StoreErrorKind::Full => {
            let mut status = Status::resource_exhausted(
                "the node's disk is full: it kept nothing of this; try again once there is space",
            );
            status.metadata_mut().insert(RETRY_AFTER, MetadataValue::from(FULL_RETRY_SECONDS));
            status
        }
        StoreErrorKind::Busy | StoreErrorKind::Unreachable => {
            Status::unavailable("the node cannot reach its store at the moment: try again later")
        }
        StoreErrorKind::Permission | StoreErrorKind::Damaged | StoreErrorKind::Request | StoreErrorKind::Other => {
            Status::internal(SEE_LOG)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(error: StoreError, code: Code) -> Status {
        let status = status_of(error.into());
        assert_eq!(status.code(), code, "{status}");
        assert!(!status.message().contains("53100"), "no database details: {status}");
        status
    }

    #[test]
    fn what_the_other_side_says_is_one_line_that_can_be_shown() {
        for code in [Code::PermissionDenied, Code::ResourceExhausted, Code::Internal] {
            let said =
                SyncError::from(Status::new(code, "no\nledger/330522103202/2026Q3 ✓✓✓\u{1b}[A\u{202e}")).to_string();
            assert!(said.contains("no\\nledger/330522103202/2026Q3 ✓✓✓\\u001b[A\\u202e"), "{said}");
        }
    }

    #[test]
    fn a_store_that_failed_is_told_by_what_the_peer_can_do() {
        let message = || "error 53100 at /var/lib".to_owned();
        let full = check(StoreError::Full { doing: "writing" }, Code::ResourceExhausted);
        let told = SyncError::from(full);
        assert!(matches!(told, SyncError::Busy { retry_after_seconds: FULL_RETRY_SECONDS, .. }), "{told}");
        assert!(told.to_string().contains("disk is full"), "{told}");
        check(StoreError::Locked { doing: "writing" }, Code::Unavailable);
        check(StoreError::Contended { doing: "writing", attempts: 12 }, Code::Unavailable);
        check(StoreError::Unreachable { doing: "writing", message: message() }, Code::Unavailable);
        check(StoreError::Permission { doing: "writing", message: message() }, Code::Internal);
        check(StoreError::Damaged { place: "logs".to_owned(), what: message() }, Code::Internal);
        check(StoreError::Database { doing: "writing", message: message() }, Code::Internal);
    }
}
