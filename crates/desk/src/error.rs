//! What a desk could not do.

use cunbang_evidence::WriteError;
use cunbang_ledger::Refusal;
use cunbang_model::RowError;
use cunbang_ranking::record::InputFault;
use cunbang_ranking::{AssessError, RulesError};
use cunbang_replica::ReplicaError;
use cunbang_scheme::SchemeFault;
use cunbang_store::StoreError;

/// Why a command or a view failed. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// What the node keeps could not be read or written.
    #[error(transparent)]
    Replica(#[from] ReplicaError),
    /// A text is no scheme; all its faults.
    #[error("the scheme has {} faults: {}", .0.len(), listed(.0))]
    Scheme(Vec<SchemeFault>),
    /// There is no scheme for a period.
    #[error(transparent)]
    Rules(#[from] RulesError),
    /// A period cannot be assessed.
    #[error(transparent)]
    Assess(#[from] AssessError),
    /// An evidence file could not be written.
    #[error("the evidence file cannot be written: {0}")]
    Evidence(#[from] WriteError),
    /// The record of a stored run cannot be read.
    #[error(transparent)]
    Record(#[from] InputFault),
    /// What was asked for makes no sense here, and what to do instead.
    #[error("{0}")]
    Invalid(String),
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

impl DeskError {
    /// What a person typed makes no row.
    #[allow(clippy::needless_pass_by_value)] // for `map_err`
    pub(crate) fn rows(faults: Vec<RowError>) -> Self {
        Self::Invalid(listed(&faults))
    }
}

fn listed(faults: &[impl std::fmt::Display]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
