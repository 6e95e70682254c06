//! Telling people how it goes.

use crate::printing;
use cunbang_model::{Clock, Timestamp};
use std::sync::Arc;

/// Tells people how it goes.
pub(super) struct Telling {
    pub(super) clock: Arc<dyn Clock>,
    pub(super) began: Timestamp,
}

impl Telling {
    pub(super) fn seconds(&self) -> String {
        let milliseconds = self.clock.now().as_millisecond() - self.began.as_millisecond();
        format!("{}.{}", milliseconds / 1000, milliseconds % 1000 / 100)
    }

    pub(super) fn step(&self, what: &str) -> anyhow::Result<()> {
        printing::text(&format!("{:>7} s  {what}", self.seconds()))
    }

    #[allow(clippy::unused_self)] // what is told goes through one place
    pub(super) fn say(&self, what: &str) -> anyhow::Result<()> {
        printing::text(what)
    }
}
