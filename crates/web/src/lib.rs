//! What a node shows in a browser: the [`pages`] at which people work, and the [`health`] page for those who watch it.
//!
//! Both are adapters. The pages translate forms into commands and views of `desk`, and what comes back into HTML;
//! what may be done and what a row means is decided there. Neither knows documents, SQL or gRPC; of the node's
//! connections they see what [`pages::Links`] tells. Every word on a page comes from `language`, in its reader's.
//!
//! Data flows one way: request → checks on every request ([`host`], `pages::guard`) → who asks (`pages::visitor`) →
//! a command or view of the desk → a template.

pub mod changes;
pub mod consequences;
pub mod health;
pub mod host;
pub mod intake;
pub mod notice;
pub mod pages;
mod serving;

pub use serving::{PageError, Serving};
