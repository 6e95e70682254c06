//! What a node of any level keeps and exchanges: a village's terminal, a township, a county.
//!
//! A [`Replica`] has a store, an identity and a clock. It records rows into documents ([`record`]), takes
//! in what others wrote ([`ingest`], of which [`push`] is the reading and verifying), says what it has for
//! others ([`exchange`], [`feed`]), gives and keeps [`receipts`], finds out when a store is older than it
//! was ([`restored`]; what follows from that is decided in [`recovery`]), and works out again what can be
//! worked out again ([`doctor`]).
//!
//! It may know no scheme, no SQL, no protobuf and no web: what a row is worth is `ranking`'s business, who
//! may ask for what is `desk`'s, the store is a trait, and what comes from the network comes as plain
//! values.
//!
//! Data takes one way: rows → [`cunbang_ledger::Document`] → [`cunbang_ledger::VerifiedSegment`] → store →
//! projections. What others wrote joins at the segment, through verification.

pub mod committer;
pub mod devices;
pub mod doctor;
pub mod exchange;
pub mod feed;
pub mod ingest;
pub mod org;
pub mod push;
pub mod reading;
pub mod receipts;
pub mod record;
pub mod recovery;
pub mod restored;
pub mod unreceived;

mod error;
mod replica;

pub use doctor::{DoctorProgress, DoctorReport};
pub use error::ReplicaError;
pub use exchange::{Acknowledgement, OutgoingPush};
pub use ingest::{Answer, Source};
pub use org::{OrgNews, OrgReading, OrgView};
pub use push::Push;
pub use replica::{Replica, blocking};
