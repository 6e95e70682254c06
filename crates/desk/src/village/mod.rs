//! A village of its own 本村: what is due, what it is worth, its seal, its place and its score sheet, and its objection.

pub(crate) mod alone;
pub mod checklist;
pub mod development;
pub mod doubtful_rows;
pub mod elsewhere;
pub mod gaps;
pub mod member_points;
pub mod objections;
pub mod outlook;
pub mod place;
pub mod published_basis;
pub mod rectifications;
pub mod score_sheet;
pub mod seal;
pub mod slip;
pub mod stars;
pub mod unfinished;
pub mod village_home;
