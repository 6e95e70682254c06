//! The health page 状态页: what a node says of itself to the people and machines that watch it.
//!
//! Three addresses: `/health` for machines (JSON; 200 where the node is well, 503 where it is not, with
//! the reasons), `/metrics` for Prometheus, and `/` for people (one small page without scripts). They
//! only show; nothing can be changed here, so there is no login. The page is bound to loopback unless the
//! configuration says otherwise, answers only requests that name it by an address of its own ([`host`]),
//! and forbids the browser everything but its own style.
//!
//! This crate knows no documents and no SQL: what there is to show comes from a [`StatusSource`], as a
//! [`Status`] of plain values, and as text that the source has rendered. Data takes one way: source →
//! [`Status`] → JSON or page.

pub mod host;
mod page;
mod serve;
pub mod status;

pub use serve::{PageError, Serving, serve};
pub use status::{Event, Link, LinkState, Status, StatusSource};
