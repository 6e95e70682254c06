//! Sync 同步: the exchange between nodes, enrolment and reports, over gRPC with mutual TLS.
//!
//! [`machine`] is the protocol as a value: messages in, steps out, no sockets and no time. The
//! [`server`] and the [`client`] only feed it: they bring messages, let the node do the steps and send
//! what it answers. Only this crate sees generated types ([`proto`]); [`wire`] turns them into the
//! ledger's and back. [`connection`] is the transport: who is at the other end is read from the TLS
//! handshake, once for each connection, and checked against revocations at every call.
//!
//! This crate knows no HTML and writes no SQL.

pub mod client;
pub mod connection;
pub mod enrolment;
pub mod error;
pub mod machine;
pub mod proto;
pub mod report;
pub mod server;
pub mod wire;

mod cursor;
mod exchange;
mod link;

pub use client::{LinkState, SyncReport, Upstream, UpstreamAddress};
pub use enrolment::{Enrolment, enrol, renew};
pub use error::SyncError;
pub use server::{Limits, ServeOptions, Serving, serve};
