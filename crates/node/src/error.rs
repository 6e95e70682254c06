//! What a node could not do.

use crate::assess::AssessError;
use crate::rules::RulesError;
use cunbang_ledger::{DocumentError, Refusal};
use cunbang_model::{DocumentName, Role, RowError, UnitCode};
use cunbang_scheme::SchemeFault;
use cunbang_store::StoreError;

/// Why a use case failed. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum NodeError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
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
    Evidence(#[from] std::io::Error),
    /// What was asked for makes no sense here, and what to do instead.
    #[error("{0}")]
    Invalid(String),
}

impl NodeError {
    /// What a person typed makes no row.
    #[allow(clippy::needless_pass_by_value)] // for `map_err`
    pub(crate) fn rows(faults: Vec<RowError>) -> Self {
        Self::Invalid(listed(&faults))
    }
}

fn listed(faults: &[impl std::fmt::Display]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
