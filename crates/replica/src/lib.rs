//! What a node of any level keeps and exchanges: a village's terminal, a township, a county.
//!
//! A [`Replica`] has a store, an identity and a clock. It records rows into documents ([`record`]), takes in
//! what others wrote ([`ingest`]; [`push`] decodes and verifies, `writers` says who may have written it), serves others what it has ([`exchange`], in
//! [`pieces`]; [`feed`]), issues and keeps [`receipts`], and recomputes derived data ([`doctor`]).
//!
//! Where a log has two branches, whoever has met both tells others ([`forks`]).
//!
//! It notices that a store has been rolled back, by comparing it with a mark kept outside it ([`high_water`]) and
//! with its peers ([`restored`]; decisions are in [`recovery`]). It remembers which stored entries turned out to be
//! damaged (`damage`), and replaces them by the same entries from a peer (`mend`). Which peers' stores were put back it
//! keeps in mind ([`put_back`]).
//!
//! A node states what it publishes in a [`public_log`], and signs `checkpoints` of it; everyone below compares. What
//! a unit has stated in two ways ([`contradictions`]) is a trouble until a person has acknowledged it.
//!
//! It keeps when each device below was last in step (`contacts`).
//!
//! What it no longer knows of its enrolment codes after that makes them void (`codes`). What nodes above
//! say of its own enrolment it keeps too (`standing`).
//!
//! It must not know schemes, SQL, protobuf or the web: what a row is worth is `ranking`'s business, who may ask
//! for what is `desk`'s, the store is a trait, and network data arrives as plain values.
//!
//! Data flows one way: rows → [`cunbang_ledger::Document`] → [`cunbang_ledger::VerifiedSegment`] → store →
//! projections. What others wrote enters as a segment, through verification.

mod at_hand;
mod binding;
mod bounds;
mod checkpoints;
mod clocks;
mod codes;
pub mod committer;
mod contact_above;
mod contact_below;
pub mod contradictions;
mod damage;
pub mod devices;
pub mod doctor;
pub mod exchange;
pub mod feed;
pub mod forks;
pub mod high_water;
pub mod ingest;
mod mend;
pub mod meter;
mod nodes_above;
pub mod org;
pub mod pieces;
pub mod public_log;
pub mod push;
pub mod put_back;
pub mod reading;
pub mod receipts;
pub mod record;
pub mod recovery;
pub mod restored;
mod saying;
mod standing;
pub mod unreceived;

mod error;
mod replica;
mod writers;

pub use codes::Doubt;
pub use contradictions::{Acknowledged, Contradiction};
pub use doctor::{DoctorProgress, DoctorReport};
pub use error::{ReplicaError, Rooted};
pub use exchange::{Acknowledgement, OutgoingPush};
pub use high_water::{HighWater, HighWaterKeeper, MissingEntries, NamedUnits};
pub use ingest::{Answer, Source};
pub use meter::{Meter, Spent};
pub use org::{OrgNews, OrgReading, OrgView};
pub use pieces::Pieces;
pub use public_log::PublicLogState;
pub use push::Push;
pub use put_back::PutBack;
pub use replica::{Replica, blocking};
