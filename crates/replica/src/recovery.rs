//! Recovery 恢复 as decisions: a store that is older than it was, here or above, and what follows from it.
//!
//! Facts go in, decisions come out. Nothing here reads a store, a clock or chance, so that every case
//! is a line of a table in the tests. [`crate::restored`] reads the facts and carries the decisions out.

use cunbang_ledger::{Hash, LogId, Receipt, RefusalCode};
use std::collections::BTreeMap;

/// Who writes a log, as this device sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    /// Another device.
    Other,
    /// This device, in an earlier incarnation.
    Earlier,
    /// This device, now.
    Present,
    /// This device; and another branch of the log is known to be elsewhere.
    Forked,
}

/// One log as a device and the node above it have it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TwoSides {
    /// The log.
    pub log: LogId,
    /// How many entries this device has.
    pub here: u64,
    /// How many the node above has.
    pub there: u64,
    /// How many the node above has acknowledged.
    pub acknowledged: u64,
    /// Whether the node above must have what is here.
    pub shared: bool,
    /// Who writes it.
    pub author: Author,
}

/// What a device does once it has compared itself with the node above.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Logs to push again, each with the number of entries that count as acknowledged from now on.
    pub send_again: Vec<(LogId, u64)>,
    /// Entries that the node above had acknowledged and no longer has.
    pub lost: u64,
    /// Logs of which it has more than it has acknowledged.
    pub receipts_wanted: Vec<LogId>,
    /// It has entries of this device's own that this store lacks.
    pub own_entries_are_missing: bool,
    /// Some of them are of a log that this store would go on writing.
    pub own_store_is_older: bool,
}

/// Compares log by log. An upstream that has less than it acknowledged was restored: it gets the rest
/// again. One that has more of this device's own log than this store was not: the store here is older.
pub fn compare(logs: &[TwoSides]) -> Comparison {
    let mut comparison = Comparison::default();
    for side in logs {
        let TwoSides { log, here, there, acknowledged, .. } = *side;
        if side.shared && there < here && (acknowledged == 0 || acknowledged > there) {
            // Where nothing was acknowledged too: entries that once came down from it go up again.
            comparison.send_again.push((log, acknowledged.min(there)));
            comparison.lost += acknowledged.saturating_sub(there);
        }
        match side.author {
            // Asking again does not help: `cunbang rejoin` does.
            Author::Forked => {}
            Author::Earlier | Author::Present if there > here => {
                comparison.own_entries_are_missing = true;
                comparison.own_store_is_older |= side.author == Author::Present;
            }
            _ if side.shared && there > acknowledged && there <= here => comparison.receipts_wanted.push(log),
            _ => {}
        }
    }
    comparison
}

/// Of the logs that a device may give back, those of which the node above has less than is here, each with
/// the number of entries that are there.
pub fn give_back(here: &[(LogId, u64)], theirs: &BTreeMap<LogId, u64>) -> Vec<(LogId, u64)> {
    let sides = here.iter().map(|(log, here)| (*log, *here, theirs.get(log).copied().unwrap_or(0)));
    sides.filter(|(_, here, there)| there < here).map(|(log, _, there)| (log, there)).collect()
}

/// Of an upstream's receipts, the newest for each log of which it now has less: the proof of what it had.
pub fn proofs_of_loss(receipts: impl IntoIterator<Item = Receipt>, theirs: &BTreeMap<LogId, u64>) -> Vec<Receipt> {
    let mut newest: BTreeMap<LogId, Receipt> = BTreeMap::new();
    for receipt in receipts {
        let is_lost = receipt.number > theirs.get(&receipt.log).copied().unwrap_or(0);
        if is_lost && newest.get(&receipt.log).is_none_or(|known| known.number < receipt.number) {
            newest.insert(receipt.log, receipt);
        }
    }
    newest.into_values().collect()
}

/// A node's own receipts, as a device below shows them to it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// For each receipt whose signature is this node's: up to which entry it is, and how many are here.
    pub receipts: Vec<(u64, u64)>,
    /// Whether this node has written in its present incarnation.
    pub has_written: bool,
}

/// What a node lost, as its own receipts prove.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loss {
    /// Entries that it acknowledged and no longer has.
    pub entries: u64,
    /// Its own logs may have been cut short as well: it goes on in a new incarnation.
    pub new_incarnation: bool,
}

/// What the receipts prove, if they prove a loss.
pub fn face(shown: &Shown) -> Option<Loss> {
    let entries: u64 = shown.receipts.iter().map(|(number, here)| number.saturating_sub(*here)).sum();
    (entries > 0).then_some(Loss { entries, new_incarnation: shown.has_written })
}

/// What a receipt is for, as seen from a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReceiptFor {
    /// Entries that are here.
    WhatIsHere,
    /// Entries that another copy of the writer's store wrote under the same numbers.
    OtherContent,
    /// Entries that are not here: it may be for the one or the other.
    NothingHere,
}

impl ReceiptFor {
    /// Judged by the hash of the entry with the receipt's number here, if there is one.
    pub fn judge(receipt: &Receipt, here: Option<Hash>) -> Self {
        match here {
            Some(here) if here == receipt.entry_hash => Self::WhatIsHere,
            Some(_) => Self::OtherContent,
            None => Self::NothingHere,
        }
    }
}

/// What a refusal asks of the side that sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterRefusal {
    /// Nothing: the other side lacks what comes before, and a comparison sends it.
    Compare,
    /// Another branch of the log is there.
    NoteFork,
    /// What was acknowledged is not what stands there: the next push begins with the first entry.
    Doubt,
    /// It was refused for what is not there yet: sent again as soon as something changed.
    Retry,
    /// It stays refused.
    Leave,
}

impl AfterRefusal {
    /// Of a push by the node above.
    pub const fn of(code: RefusalCode) -> Self {
        match code {
            RefusalCode::Gap => Self::Compare,
            RefusalCode::Fork => Self::NoteFork,
            RefusalCode::Malformed | RefusalCode::BrokenChain | RefusalCode::BadSignature => Self::Doubt,
            RefusalCode::UnknownDevice | RefusalCode::UnknownDependency => Self::Retry,
            _ => Self::Leave,
        }
    }
}
