//! A county on this machine, built like a real one: every node and terminal has its own folder, store, key and
//! certificate, enrols with a one-time code, and talks over mutual TLS on loopback.
//!
//! [`Stage::set`] sets it up; [`play`] runs it through quarters of a [`crate::Plan`], each village on its
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
pub use play::{Act, Played, Script};
pub use scene::Scene;
pub use stage::{COUNTY_OPERATOR, Means, Setting, Stage};
pub use station::Station;
pub use terminal::{OpenTerminal, Terminal, ledger};

use std::sync::Arc;

/// Watches the progress of long work.
pub trait Watcher: std::fmt::Debug + Send + Sync {
    /// Work begins with this many steps. The returned function is called after each step and dropped when the
    /// work is done.
    fn begins(&self, steps: u64, what: &str) -> Arc<dyn Fn() + Send + Sync>;
}

/// A watcher that does nothing.
#[derive(Debug, Clone, Copy)]
pub struct Unwatched;

impl Watcher for Unwatched {
    fn begins(&self, _: u64, _: &str) -> Arc<dyn Fn() + Send + Sync> {
        Arc::new(|| {})
    }
}
