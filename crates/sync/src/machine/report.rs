//! What an exchange came to.

use cunbang_ledger::{LogId, Refusal};

/// What an exchange came to.
#[derive(Debug, Clone, Default)]
pub struct SyncReport {
    /// Entries that the upstream acknowledged as durable.
    pub acknowledged_entries: u64,
    /// Entries that came down and were kept.
    pub pulled_entries: u64,
    /// Receipts that came down.
    pub receipts: u64,
    /// What the upstream refused, and what was refused here.
    pub refused: Vec<(LogId, Refusal)>,
    /// Entries that the upstream had acknowledged and lost; they were sent again.
    pub lost_by_upstream: u64,
    /// This device's store was an older copy: it writes new logs from now on.
    pub new_incarnation: bool,
}

impl SyncReport {
    /// Adds what another exchange came to.
    pub fn add(&mut self, other: Self) {
        self.acknowledged_entries += other.acknowledged_entries;
        self.pulled_entries += other.pulled_entries;
        self.receipts += other.receipts;
        self.refused.extend(other.refused);
        self.lost_by_upstream += other.lost_by_upstream;
        self.new_incarnation |= other.new_incarnation;
    }
}
