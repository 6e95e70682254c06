//! From documents to a ranking run: what counts of them, the run's record, and what a bulletin shows.
//!
//! Everything here is a function of its arguments. This crate may know no store, no network, no clock and
//! no tokio: whoever has the [`Material`], gathered from a store or read from an evidence file, comes to
//! the same bytes.
//!
//! Data takes one way. [`receipts`] says which receipts are believed, [`revoked`] what counts of a revoked device,
//! [`sealed`] which rows of a ledger count, [`mod@returned`] since when where they were corrected, [`listed`] which units, [`rules`] which scheme is in force, [`publicity`] since when it was
//! public;
//! [`assess()`] makes of them a [`RunRecord`], whose hash is the run's id, and an outcome. [`coverage`]
//! says of the same material what is here and what is not. [`sheet`] makes of a run a score sheet for each unit, which
//! comes down to it. [`notes`] says what was done to units and rules over a period. [`bulletin`] turns a run into the rows that are
//! published, and those back into what people read; [`announced`] adds what a notice tells besides; [`decision`] does so for what the county decides on
//! villages that were not received, [`past`] reads what earlier bulletins say, where the rules look back, and [`mod@earlier`] which
//! rows of earlier periods weigh in this one.

pub mod above;
pub mod announced;
pub mod assess;
pub mod bulletin;
pub mod coverage;
pub mod decision;
pub mod delayed;
pub mod earlier;
pub mod engine;
pub mod listed;
pub mod misdated;
pub mod notes;
pub mod past;
pub mod publicity;
mod readings;
pub mod receipts;
pub mod record;
pub mod returned;
pub mod revoked;
pub mod rules;
pub mod sealed;
pub mod sheet;

pub use assess::{AssessError, Assessment, Material, assess, assess_by, assess_with};
pub use bulletin::Published;
pub use coverage::Coverage;
pub use engine::Engine;
pub use listed::{ListChange, ListReading, UnitChange, UnitPut};
pub use notes::RunNotes;
pub use publicity::PublicSince;
pub use readings::without_reading;
pub use receipts::{Receipts, Revoked};
pub use record::{RankingRun, ReceiptUsed, RunRecord, SchemeUsed};
pub use rules::{RulesChange, RulesError, SchemeInForce};
pub use sealed::Held;
pub use sheet::{PublishedSheet, ReasonGroup, SheetLine};
