//! Sync 同步: the exchange between nodes, enrolment and reports, over gRPC with mutual TLS.
//!
//! [`machine`] has both halves of an exchange as pure state machines: events in, effects out, without sockets,
//! store, time or randomness. [`half`] carries out their effects on a replica. The [`server`] and the
//! [`client`] only carry messages. This is the only crate that sees generated types ([`proto`]); [`wire`]
//! converts between them and the ledger's types. [`connection`] is the transport: it identifies the peer once
//! per connection, from the TLS handshake, and every call checks the peer against revocations.
//!
//! What keeps a crowd from harming a node is in `listener` (which connections begin a handshake, and which give way), `places` (which
//! messages are worked out now, and when others are to come), `newest` (how much one device may have open), `budget` (how much it may cost), `answers` (what
//! waits for a device to be read), `news` (whom a new entry concerns) and `pauses` (when a
//! client comes again).
//!
//! This crate knows no HTML and writes no SQL.

pub mod client;
pub mod code_look;
pub mod connection;
pub mod enrolment;
pub mod error;
pub mod half;
pub mod machine;
pub mod proto;
pub mod report;
pub mod server;
pub mod wire;

mod answers;
mod buckets;
mod budget;
mod exchange;
mod link;
mod listener;
mod metering;
mod network;
mod newest;
mod news;
mod pauses;
mod places;
mod seldom;

pub use buckets::Rate;
pub use budget::{Allowance, MAX_PUSHES_PER_MESSAGE, MAX_RECEIPTS_PER_MESSAGE, MAX_WANTED_PER_MESSAGE};
pub use client::{LinkState, Upstream, UpstreamAddress};
pub use code_look::{LookedAt, look};
pub use enrolment::{AuthoritySource, Enrolment, enrol, renew};
pub use error::SyncError;
pub use machine::SyncReport;
pub use pauses::Pauses;
pub use server::{Limits, ServeOptions, Serving, serve};
