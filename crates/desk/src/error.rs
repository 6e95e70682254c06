//! What a desk could not do, and what sort of failure that is.

use crate::assessment::consequences::ConsequenceError;
use crate::assessment::decide::DecideError;
use crate::assessment::evidence::EvidenceError;
use crate::assessment::publish::PublishError;
use crate::assessment::register::RegisterError;
use crate::assessment::rules::SchemeError;
use crate::assessment::run::RunError;
use crate::inspection::seal_reviews::SealReviewError;
use crate::node::enrol::EnrolError;
use crate::people::audit::AuditError;
use crate::people::operators::OperatorError;
use crate::people::viewer::ViewError;
use crate::village::objections::ObjectionError;
use crate::village::rectifications::RectificationError;
use crate::village::seal::SealError;
use crate::writing::import::ImportError;
use crate::writing::record::RecordError;
use cunbang_ledger::Refusal;
use cunbang_model::RowError;
use cunbang_ranking::{AssessError, RulesError};
use cunbang_replica::ReplicaError;
use cunbang_store::StoreError;

/// Why a command or a view failed. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// What the node keeps could not be read or written.
    #[error(transparent)]
    Replica(#[from] ReplicaError),
    /// What was written makes no rows; all faults.
    #[error("{}", listed(.0))]
    Rows(Vec<RowError>),
    /// Rows could not be recorded or withdrawn.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// Rows could not be imported.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// A period could not be sealed.
    #[error(transparent)]
    Seal(#[from] SealError),
    /// An objection could not be made or answered.
    #[error(transparent)]
    Objection(#[from] ObjectionError),
    /// Nothing could be said about a finding.
    #[error(transparent)]
    Rectification(#[from] RectificationError),
    /// A seal could not be reviewed.
    #[error(transparent)]
    SealReview(#[from] SealReviewError),
    /// Nothing could be decided on a consequence.
    #[error(transparent)]
    Consequence(#[from] ConsequenceError),
    /// Nothing could be decided.
    #[error(transparent)]
    Decide(#[from] DecideError),
    /// A notice could not be registered so.
    #[error(transparent)]
    Register(#[from] RegisterError),
    /// A run could not be published or taken back.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// A scheme could not be put.
    #[error(transparent)]
    Scheme(#[from] SchemeError),
    /// There is no scheme for a period.
    #[error(transparent)]
    Rules(#[from] RulesError),
    /// A period cannot be assessed.
    #[error(transparent)]
    Assess(#[from] AssessError),
    /// A run could not be made or found.
    #[error(transparent)]
    Run(#[from] RunError),
    /// An evidence file could not be written.
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
    /// A device was not enrolled, renewed or revoked.
    #[error(transparent)]
    Enrol(#[from] EnrolError),
    /// Nothing was done about an operator, or nobody was let in.
    #[error(transparent)]
    Operator(#[from] OperatorError),
    /// What was audited could not be read.
    #[error(transparent)]
    Audit(#[from] AuditError),
    /// Something is not to be seen, or not here.
    #[error(transparent)]
    View(#[from] ViewError),
}

/// What sort of failure an error is: what an exit code and a status of the network can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// What was asked for cannot be: correct it.
    Input,
    /// What was named is not here.
    NotFound,
    /// Something else has to be done first.
    NotYet,
    /// It is not for this person or device.
    NotPermitted,
    /// It may work in a moment.
    Busy,
    /// The store, the disk or the machine failed.
    Failed,
}

impl DeskError {
    /// What sort of failure this is.
    pub fn sort(&self) -> Sort {
        match self {
            Self::Replica(error) => sort_of(error),
            Self::Rows(_) | Self::Record(_) | Self::Import(_) | Self::Scheme(_) => Sort::Input,
            Self::Rules(_) | Self::Assess(_) | Self::Seal(_) => Sort::NotYet,
            Self::Objection(error) => error.sort(),
            Self::Rectification(error) => error.sort(),
            Self::SealReview(error) => error.sort(),
            Self::Consequence(error) => error.sort(),
            Self::Decide(error) => error.sort(),
            Self::Publish(error) => error.sort(),
            Self::Register(error) => error.sort(),
            Self::Run(error) => error.sort(),
            Self::Evidence(error) => error.sort(),
            Self::Enrol(error) => error.sort(),
            Self::Operator(error) => error.sort(),
            Self::Audit(_) => Sort::Failed,
            Self::View(error) => error.sort(),
        }
    }

    /// The store's error, where it was the store that failed.
    pub fn of_store(&self) -> Option<&StoreError> {
        match self {
            Self::Replica(ReplicaError::Store(error)) => Some(error),
            _ => None,
        }
    }
}

/// What sort of failure of a replica this is.
fn sort_of(error: &ReplicaError) -> Sort {
    match error {
        ReplicaError::Refused(_) | ReplicaError::NotPermitted { .. } | ReplicaError::ReceiptFault { .. } => {
            Sort::NotPermitted
        }
        ReplicaError::OtherRoot { .. } => Sort::Input,
        ReplicaError::NoUnits => Sort::NotYet,
        ReplicaError::Behind { .. }
        | ReplicaError::NotHereSinceRestored { .. }
        | ReplicaError::Busy(_)
        | ReplicaError::Stopping => Sort::Busy,
        ReplicaError::Store(_)
        | ReplicaError::Document(_)
        | ReplicaError::DamagedSetting(_)
        | ReplicaError::NoRandomness(_)
        | ReplicaError::HighWater(_)
        | ReplicaError::PublicLog(_)
        | ReplicaError::Unlistable { .. } => Sort::Failed,
    }
}

impl From<StoreError> for DeskError {
    fn from(error: StoreError) -> Self {
        Self::Replica(error.into())
    }
}

impl From<Refusal> for DeskError {
    fn from(refusal: Refusal) -> Self {
        Self::Replica(refusal.into())
    }
}

pub(crate) fn listed(faults: &[impl std::fmt::Display]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// Each on a line of its own.
pub(crate) fn lines(faults: &[impl std::fmt::Display]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
