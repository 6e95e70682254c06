//! The use cases of a node, of any level: a village's terminal, a township, a county.
//!
//! A [`Node`] has a store, an identity and a clock, and does what people and other nodes ask of it:
//! records rows ([`record`]), takes in what others wrote ([`ingest`], of which [`push`] is the reading and
//! verifying), says what it has for others ([`exchange`], and [`restored`] where a store is older than it
//! was), enrols devices ([`enrol`]), seals periods ([`seal`]), ranks ([`run`]) and lets anyone recompute
//! it ([`evidence`]). It knows no SQL, no protobuf and no web: the store is a trait, and what comes from
//! the network comes as plain values.
//!
//! Data takes one way: rows → [`cunbang_ledger::Document`] → [`cunbang_ledger::VerifiedSegment`] →
//! store → projections → scores. What others wrote joins at the segment, through verification.

pub mod assess;
pub mod committer;
pub mod coverage;
pub mod decide;
pub mod doctor;
pub mod enrol;
pub mod evidence;
pub mod exchange;
pub mod feed;
pub mod gather;
pub mod import;
pub mod ingest;
pub mod org;
pub mod publish;
pub mod push;
pub mod reading;
pub mod receipts;
pub mod record;
pub mod restored;
pub mod rules;
pub mod run;
pub mod seal;
pub mod sealed;
pub mod unreceived;

mod error;
mod node;

pub use assess::Assessment;
pub use coverage::Coverage;
pub use doctor::{DoctorProgress, DoctorReport};
pub use error::NodeError;
pub use evidence::{EvidenceFault, Verified, verify_evidence};
pub use exchange::{Acknowledgement, OutgoingPush};
pub use ingest::{Answer, Source};
pub use node::Node;
pub use org::OrgView;
pub use publish::Published;
pub use push::{Push, PushBody};
pub use rules::SchemePut;
pub use run::{RankingRun, RunOptions, RunRecord};
