//! What villages keep records of: deeds and reviews always, the rest as the rules ask for it.

use cunbang_model::Table;
use cunbang_scheme::{Asked, PeriodKind, Scheme, Steps};
use std::sync::Arc;

/// What villages keep records of.
#[derive(Debug, Clone)]
pub struct Kept {
    /// What the rules ask for.
    pub(super) asked: Arc<[Asked]>,
    /// How long the periods of the rules are.
    pub(super) kind: PeriodKind,
    /// The steps of developing members, where the rules have any.
    pub(super) steps: Option<Arc<Steps>>,
    /// Whether the clerk also records deeds before the review, and again when they are confirmed.
    pub(super) notes_early: bool,
}

impl Kept {
    /// The records that a scheme asks for. `thrifty` skips notes that only add entries for the same rows.
    pub fn by(scheme: &Scheme, thrifty: bool) -> Self {
        Self {
            asked: scheme.asked().into(),
            kind: scheme.period_kind(),
            steps: scheme.steps().cloned().map(Arc::new),
            notes_early: !thrifty,
        }
    }

    /// Whether the rules look at a table.
    pub fn asks(&self, table: Table) -> bool {
        self.asked.iter().any(|asked| asked.table == table)
    }
}
