//! What an exchange achieved.

use cunbang_ledger::{LogId, Refusal};

/// Clocks that differ by no more than this agree.
pub const CLOCK_TOLERANCE_SECONDS: i64 = 300;

/// What an exchange came to.
#[derive(Debug, Clone, Default)]
pub struct SyncReport {
    /// Entries that the upstream acknowledged as durable.
    pub acknowledged_entries: u64,
    /// Of these, entries that were sent in the exchange; of the others the upstream knew already.
    pub sent_entries: u64,
    /// Entries that came down and were stored.
    pub pulled_entries: u64,
    /// Receipts that came down.
    pub receipts: u64,
    /// What the upstream refused, and what this device refused.
    pub refused: Vec<(LogId, Refusal)>,
    /// Entries that the upstream had acknowledged and then lost; they were sent again.
    pub lost_by_upstream: u64,
    /// By how many seconds the upstream's clock is ahead of this device's, at least; negative where it is behind,
    /// 0 where the two agree as far as can be told, none where they were not compared.
    pub clock_ahead_seconds: Option<i64>,
    /// This device's store was an older copy: it writes new logs from now on.
    pub new_incarnation: bool,
}

impl SyncReport {
    /// Adds the results of another exchange.
    pub fn add(&mut self, other: Self) {
        self.acknowledged_entries += other.acknowledged_entries;
        self.sent_entries += other.sent_entries;
        self.pulled_entries += other.pulled_entries;
        self.receipts += other.receipts;
        self.refused.extend(other.refused);
        self.lost_by_upstream += other.lost_by_upstream;
        self.clock_ahead_seconds = other.clock_ahead_seconds.or(self.clock_ahead_seconds);
        self.new_incarnation |= other.new_incarnation;
    }

    /// By how much the upstream's clock is ahead, where that is too much.
    pub fn clock_fault_seconds(&self) -> Option<i64> {
        self.clock_ahead_seconds.filter(|ahead| ahead.abs() > CLOCK_TOLERANCE_SECONDS)
    }
}
