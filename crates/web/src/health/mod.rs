//! The health page 状态页: what a node tells the people and machines that watch it.
//!
//! It has three addresses: `/health` for machines (JSON; 200 if the node is healthy, or 503 with the reasons),
//! `/metrics` for Prometheus, and `/` for people (one small page without scripts). All are read-only, so there
//! is no login. The page is bound to loopback unless the configuration says otherwise, answers only requests
//! to one of its own addresses, and allows the browser nothing but its own style sheet.
//!
//! The data comes from a [`StatusSource`] as a [`Status`] of plain values, or as metrics text.

mod page;
mod serve;
mod status;

pub use serve::{serve, serve_on};
pub use status::{Event, Link, LinkState, Status, StatusSource};
