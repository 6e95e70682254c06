//! A county's rules 考评办法 as data: records → scores with reasons → ranks → backward candidates.
//!
//! Everything here is a function of its arguments. This crate may know no documents, no files, no
//! clock, no randomness and no binary floating point: quotients stay fractions until the one rounding, that of
//! each indicator's points (the total adds these), and the same rows give the same bytes in whatever order they come. That is what lets anyone who is
//! given the rows recompute a county's list and compare it byte for byte.
//!
//! Data takes one way. A text of TOML becomes a checked [`Scheme`], or a list of all its
//! [`SchemeFault`]s with line and column. [`Inputs`] hold what is known of each village for a period.
//! [`rank()`] gathers each village's evidence, measures its indicators, turns measures into points with
//! the rows that gave or cost them, sums the points, ranks the subjects of every [`Level`], and proposes what the
//! scheme says is to follow; a
//! [`Ranker`] does the same again and again, and works out anew only what changed. What comes out is an
//! [`Outcome`]; its canonical JSON and hash are what a county publishes. The schemes that ship with the
//! program are in [`pack`]; the language of a scheme is described in [`language`]; [`draw()`] picks units for
//! unannounced inspections so that anyone can check the pick.

use cunbang_model::Period;

mod asked;
mod asks;
mod assessed;
mod attendance;
mod below;
mod candidate;
mod chinese;
mod comparison;
mod consequence;
mod deadlines;
mod distinct;
mod doubtful;
pub mod draw;
mod due;
mod earlier;
mod evidence;
mod excluding;
mod extent;
pub mod fault;
mod figure;
mod figure_measure;
mod filter;
mod fraction;
mod full_width;
mod held;
mod indicator;
pub mod input;
pub mod language;
mod level;
mod level_check;
mod losses;
mod marked;
mod measure;
mod measure_check;
mod measure_reading;
mod measure_words;
mod measuring;
mod near;
mod needed;
mod numeral;
mod office;
mod once;
mod order;
pub mod outcome;
mod own_figures;
pub mod pack;
pub mod parallel;
mod part;
mod past;
mod past_measure;
mod persons;
mod prospect;
mod rank;
mod ranker;
mod reading;
pub mod remark;
mod row_reading;
mod rule;
mod rules;
pub mod scheme;
mod settled;
mod sheet;
mod spread;
mod stars;
pub mod steps;
mod summary;
mod tabulated;
mod told_villages;
mod unread;
mod unstated;
mod until;
mod village;
mod village_sheets;
mod weight;
mod whole;

pub use asked::{Asked, Fixed, Taken, Wanted};
pub use asks::StarLimit;
pub use chinese::{IndicatorInWords, RulesInWords};
pub use doubtful::{Doubt, Doubtful};
pub use draw::draw;
pub use earlier::EarlierRows;
pub use fault::SchemeFault;
pub use figure::{figure_title, figure_units};
pub use indicator::{GroupKind, IndicatorInfo};
pub use input::{CorrectedSeal, Decision, Inputs, Names, ReceiptState, VillageInput};
pub use level::{Level, PeriodKind};
pub use losses::MOST_LOSSES;
pub use near::nearest;
pub use needed::Cuts;
pub use office::OfficeHeld;
pub use outcome::{
    Bounds, CandidateSummary, Coverage, DecisionNote, IndicatorResult, OfficeHolder, OfficeRow, Outcome, OutcomeRow,
    ProposedConsequence, Reason, SchemeName, Status, Told,
};
pub use past::{Past, PastResult};
pub use prospect::Prospect;
pub use rank::RankError;
pub use ranker::{Ranker, rank};
pub use row_reading::is_no_reason;
pub use scheme::{ConsequenceInfo, Scheme};
pub use steps::{Light, Steps};
pub use summary::Stated;
pub use tabulated::{CountedAs, ScoreColumn, Tabulated};
pub use told_villages::{ToldVillage, ToldVillages};
pub use unread::{Unread, UnreadRow};
pub use whole::Factor;

/// The number of the engine: part of what a ranking run rests on. It changes only when the same inputs could
/// come to another outcome, not with a release, so that evidence verifies for as long as the rules are the
/// same. `tests/main/engine.rs` pins outcomes of every pack; where one changes, this number must change too.
///
/// 1 took rows of one id for one row wherever they stood, so that of two quarters' ledgers in a year one row was lost;
/// 2 keeps those of different quarters apart.
pub const ENGINE: u32 = 2;

/// The number that a period's outcome bears. Where one ledger has all of it, as of a month or a quarter, 1 and 2 cannot
/// differ, and the lower one says that every program which knows it comes to the same.
pub fn engine_of(period: Period) -> u32 {
    if period.quarters().len() > 1 { ENGINE } else { 1 }
}

/// Hex SHA-256.
pub(crate) fn sha256_hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let digest = ring::digest::digest(&ring::digest::SHA256, bytes);
    digest.as_ref().iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
