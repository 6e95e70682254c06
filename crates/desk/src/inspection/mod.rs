//! Inspection 督查: what was received, what was found, and whether a seal is accepted.

pub mod alterations;
pub(crate) mod at_hand;
pub mod coverage;
mod effect_said;
pub mod finding_costs;
pub mod finding_effect;
pub mod findings;
pub mod late;
pub mod lives;
pub mod questions;
pub mod seal_reviews;
pub mod since_seal;
pub mod stated_figures;
