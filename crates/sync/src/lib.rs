//! Sync 同步: the exchange between nodes, enrolment and reports, over gRPC with mutual TLS.
//!
//! [`machine`] holds both halves of an exchange as values: events in, effects out, no sockets, no store, no
//! time and no chance. [`half`] does over a replica what they ask for. The [`server`] and the [`client`]
//! only bring messages and send what comes out. Only this crate sees generated types ([`proto`]); [`wire`] turns them into the
//! ledger's and back. [`connection`] is the transport: who is at the other end is read from the TLS
//! handshake, once for each connection, and checked against revocations at every call.
//!
//! This crate knows no HTML and writes no SQL.

pub mod client;
pub mod connection;
pub mod enrolment;
pub mod error;
pub mod half;
pub mod machine;
pub mod proto;
pub mod report;
pub mod server;
pub mod wire;

mod exchange;
mod link;
mod metering;

pub use client::{LinkState, Upstream, UpstreamAddress};
pub use enrolment::{Enrolment, enrol, renew};
pub use error::SyncError;
pub use machine::SyncReport;
pub use server::{Limits, ServeOptions, Serving, serve};
