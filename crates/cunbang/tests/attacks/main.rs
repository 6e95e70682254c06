//! Attacks on a county of real processes: each says what the attacker has, does what it can with that, and holds the
//! promise that all the same stands. How a node keeps a promise is not looked at here.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod clerk;
mod county;
mod place;
#[path = "../main/program/mod.rs"]
mod program;
mod public_log;
mod revoked;
mod stolen_terminal;
mod stranger;
mod township;
mod unlisted;
mod upstream;
mod wire;
