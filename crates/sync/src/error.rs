//! What can go wrong between two nodes.

use cunbang_desk::DeskError;
use cunbang_replica::ReplicaError;
use tonic::{Code, Status};

/// Why a sync or a call did not come about. What was acknowledged before stays acknowledged.
#[derive(Debug, thiserror::Error)]
pub enum SyncError {
    /// Nobody answers there.
    #[error("{address} cannot be reached: {reason}. Work goes on offline; it is sent when the network is back")]
    Unreachable {
        /// Host and port.
        address: String,
        /// What the network said.
        reason: String,
    },
    /// The other side is not who it should be, or does not accept this device's certificate.
    #[error("no secure connection with {address}: {reason}")]
    Tls {
        /// Host and port.
        address: String,
        /// What failed.
        reason: String,
    },
    /// The other side refuses this device.
    #[error("refused: {0}")]
    Refused(String),
    /// The other side has too much to do.
    #[error("the other side is busy; try again in {retry_after_seconds} s")]
    Busy {
        /// When to come back.
        retry_after_seconds: u64,
    },
    /// The other side says something that makes no sense.
    #[error("the other side broke the protocol: {0}")]
    Protocol(String),
    /// The connection broke.
    #[error("the connection broke: {0}; what was not acknowledged is sent again next time")]
    Broken(String),
    /// This node could not do its part.
    #[error(transparent)]
    Node(#[from] ReplicaError),
    /// The configuration cannot work.
    #[error("{0}")]
    Configuration(String),
}

/// The header that tells when to come back, in seconds.
pub(crate) const RETRY_AFTER: &str = "retry-after";

impl From<Status> for SyncError {
    fn from(status: Status) -> Self {
        match status.code() {
            Code::PermissionDenied
            | Code::Unauthenticated
            | Code::InvalidArgument
            | Code::NotFound
            | Code::FailedPrecondition => Self::Refused(status.message().to_owned()),
            Code::ResourceExhausted => Self::Busy {
                retry_after_seconds: status
                    .metadata()
                    .get(RETRY_AFTER)
                    .and_then(|value| value.to_str().ok()?.parse().ok())
                    .unwrap_or(30),
            },
            _ => Self::Broken(format!("{}: {}", status.code(), status.message())),
        }
    }
}

/// What a caller is told of a fault on this side.
pub(crate) fn status_of_desk(error: &DeskError) -> Status {
    match error {
        DeskError::Replica(error) => status_of(error),
        DeskError::Evidence(_) => {
            tracing::error!(%error, "internal");
            Status::internal("the node could not store or read; its log says why")
        }
        DeskError::Invalid(_)
        | DeskError::Scheme(_)
        | DeskError::Rules(_)
        | DeskError::Assess(_)
        | DeskError::Record(_) => Status::failed_precondition(error.to_string()),
    }
}

/// What a caller is told of a fault of what this side keeps.
pub(crate) fn status_of(error: &ReplicaError) -> Status {
    match error {
        ReplicaError::Refused(refusal) => Status::permission_denied(refusal.to_string()),
        ReplicaError::NotPermitted { .. } => Status::permission_denied(error.to_string()),
        ReplicaError::Invalid(message) => Status::failed_precondition(message.clone()),
        ReplicaError::Busy(_) | ReplicaError::Stopping => Status::unavailable(error.to_string()),
        ReplicaError::Store(_) | ReplicaError::Document(_) => {
            tracing::error!(%error, "internal");
            Status::internal("the node could not store or read; its log says why")
        }
    }
}
