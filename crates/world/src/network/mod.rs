//! A county on this machine as a real one is: every node and every terminal with a folder, a store, a key and
//! a certificate of its own, enrolled by one-time codes, over mutual TLS on loopback.
//!
//! [`Stage::set`] sets it up; [`play`] has it live through quarters of a [`crate::Plan`], each village on its
//! [`crate::Course`]; [`count`] counts what arrived.

pub mod count;
pub mod play;

mod crowd;
mod error;
mod inspection;
mod scene;
mod stage;
mod station;
mod terminal;

pub use error::WorldError;
pub use play::{Played, Script};
pub use scene::Scene;
pub use stage::{COUNTY_OPERATOR, Means, Setting, Stage};
pub use station::Station;
pub use terminal::{OpenTerminal, Terminal, ledger};

use std::sync::Arc;

/// Who watches long work.
pub trait Watcher: std::fmt::Debug + Send + Sync {
    /// Work begins: how many steps it has, and what it is. What comes back is called after each step, and
    /// dropped when all is done.
    fn begins(&self, steps: u64, what: &str) -> Arc<dyn Fn() + Send + Sync>;
}

/// Nobody watches.
#[derive(Debug, Clone, Copy)]
pub struct Unwatched;

impl Watcher for Unwatched {
    fn begins(&self, _: u64, _: &str) -> Arc<dyn Fn() + Send + Sync> {
        Arc::new(|| {})
    }
}
