//! What can go wrong between two nodes.

use cunbang_node::NodeError;
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
    Node(#[from] NodeError),
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
pub(crate) fn status_of(error: &NodeError) -> Status {
    match error {
        NodeError::Refused(refusal) => Status::permission_denied(refusal.to_string()),
        NodeError::NotPermitted { .. } => Status::permission_denied(error.to_string()),
        NodeError::Invalid(message) => Status::failed_precondition(message.clone()),
        NodeError::Scheme(_) | NodeError::Rules(_) | NodeError::Assess(_) => {
            Status::failed_precondition(error.to_string())
        }
        NodeError::Busy(_) | NodeError::Stopping => Status::unavailable(error.to_string()),
        NodeError::Store(_) | NodeError::Document(_) | NodeError::Evidence(_) => {
            tracing::error!(%error, "internal");
            Status::internal("the node could not store or read; its log says why")
        }
    }
}
