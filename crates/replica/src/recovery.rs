//! Recovery 恢复 as pure decisions: what to do when a store here or above has been rolled back.
//!
//! Facts go in, decisions come out. This module reads no store, clock or randomness, so that each case is a
//! line in a table of tests. [`crate::restored`] collects the facts and carries out the decisions.

use cunbang_ledger::{Hash, LogId, Receipt, RefusalCode};
use std::collections::BTreeMap;

/// Who writes a log, from this device's point of view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Author {
    /// Another device.
    Other,
    /// This device, in an earlier incarnation.
    Earlier,
    /// This device, in its present incarnation.
    Present,
    /// This device, but another branch of the log is known to exist elsewhere.
    Forked,
}

/// One log as this device and the node above have it.
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
    /// Whether the node above must have this device's entries.
    pub shared: bool,
    /// Who writes it.
    pub author: Author,
}

/// What a device does after comparing itself with the node above.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Logs to push again, each with the number of entries that still count as acknowledged.
    pub send_again: Vec<(LogId, u64)>,
    /// How many entries the node above had acknowledged and lost.
    pub lost: u64,
    /// Logs of which the node above has more than it acknowledged.
    pub receipts_wanted: Vec<LogId>,
    /// Logs of others of which the node above has more, each with that number. Its feed brings the rest, unless this
    /// device once had it and sent it: then this store is an older one.
    pub lacking_here: Vec<(LogId, u64)>,
    /// The node above has entries of this device that this store lacks.
    pub own_entries_are_missing: bool,
    /// Some of those are in the log that this store is about to continue.
    pub own_store_is_older: bool,
}

/// Compares log by log. An upstream with less than it acknowledged was restored, so it gets the rest again. If
/// an upstream has more of this device's own log than this store, this store is the older one.
pub fn compare(logs: &[TwoSides]) -> Comparison {
    let mut comparison = Comparison::default();
    for side in logs {
        let TwoSides { log, here, there, acknowledged, .. } = *side;
        if side.shared && there < here && (acknowledged == 0 || acknowledged > there) {
            // This also covers logs without acknowledgements: entries that once came down go up again.
            comparison.send_again.push((log, acknowledged.min(there)));
            comparison.lost += acknowledged.saturating_sub(there);
        }
        match side.author {
            // Asking again does not help; `cunbang rejoin` does.
            Author::Forked => {}
            Author::Earlier | Author::Present if there > here => {
                comparison.own_entries_are_missing = true;
                comparison.own_store_is_older |= side.author == Author::Present;
            }
            Author::Other if side.shared && there > here => comparison.lacking_here.push((log, there)),
            _ if side.shared && there > acknowledged && there <= here => comparison.receipts_wanted.push(log),
            _ => {}
        }
    }
    comparison
}

/// The logs to give back: those of which the node above has less than this device, each with the number of
/// entries it has.
pub fn give_back(here: &[(LogId, u64)], theirs: &BTreeMap<LogId, u64>) -> Vec<(LogId, u64)> {
    let sides = here.iter().map(|(log, here)| (*log, *here, theirs.get(log).copied().unwrap_or(0)));
    sides.filter(|(_, here, there)| there < here).map(|(log, _, there)| (log, there)).collect()
}

/// The newest upstream receipt for each log of which the upstream now has less: proof of what it once had.
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

/// A node's own receipts, shown to it by a device below.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// For each receipt that this node really signed: the entry it covers up to, and how many the node has.
    pub receipts: Vec<(u64, u64)>,
    /// Whether this node has written anything in its present incarnation.
    pub has_written: bool,
}

/// What a node lost, as proven by its own receipts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loss {
    /// How many entries it had acknowledged and lost.
    pub entries: u64,
    /// Its own logs may have lost entries too, so it continues in a new incarnation.
    pub new_incarnation: bool,
}

/// The loss that the receipts prove, if any.
pub fn face(shown: &Shown) -> Option<Loss> {
    let entries: u64 = shown.receipts.iter().map(|(number, here)| number.saturating_sub(*here)).sum();
    (entries > 0).then_some(Loss { entries, new_incarnation: shown.has_written })
}

/// What a receipt is for, compared with the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReceiptFor {
    /// The entries in the store.
    WhatIsHere,
    /// Entries with the same numbers, written by another copy of the writer's store.
    OtherContent,
    /// Entries that are not in the store: it may be either of the two.
    NothingHere,
}

impl ReceiptFor {
    /// Compares the receipt with the hash of the stored entry with the same number, if there is one.
    pub fn judge(receipt: &Receipt, here: Option<Hash>) -> Self {
        match here {
            Some(here) if here == receipt.entry_hash => Self::WhatIsHere,
            Some(_) => Self::OtherContent,
            None => Self::NothingHere,
        }
    }
}

/// What the sender has to do after a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AfterRefusal {
    /// The other side lacks earlier entries; a comparison will send them.
    Compare,
    /// The other side has another branch of the log.
    NoteFork,
    /// The acknowledged entries are not what the other side has: the next push starts from the first entry.
    Doubt,
    /// The other side lacks something that this builds on: send it again after a change.
    Retry,
    /// Leave it: the refusal is final.
    Leave,
}

impl AfterRefusal {
    /// After a refusal by the node above.
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
