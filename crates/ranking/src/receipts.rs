//! Receipts 回执 as a ranking believes them: since when something was here.
//!
//! The earliest receipt that reaches an entry counts, whoever handed it in, and whenever: so nobody who holds a
//! receipt back, or signs another one later, makes a village late. Of a node that was revoked, a receipt counts only if the
//! county had given its own for the same before the revocation.

use cunbang_ledger::{LogId, Projection, Receipt, VersionVector};
use cunbang_model::{DeviceId, Timestamp, UnitCode};
use std::collections::{BTreeMap, HashMap};

/// When devices were revoked, by the county's clock.
pub type Revoked = BTreeMap<DeviceId, Timestamp>;

/// Receipts by the log that they are for.
#[derive(Debug)]
pub struct Receipts<'a> {
    by_log: HashMap<LogId, Vec<&'a Receipt>>,
    root: UnitCode,
    revoked: &'a Revoked,
}

impl<'a> Receipts<'a> {
    /// Receipts whose signatures hold, in any order. `root` is the unit at the top of the tree.
    pub fn of(receipts: &'a [Receipt], root: UnitCode, revoked: &'a Revoked) -> Self {
        let mut by_log: HashMap<LogId, Vec<&Receipt>> = HashMap::new();
        for receipt in receipts {
            by_log.entry(receipt.log).or_default().push(receipt);
        }
        Self { by_log, root, revoked }
    }

    /// When a device was revoked.
    pub(crate) fn revoked_at(&self, device: DeviceId) -> Option<Timestamp> {
        self.revoked.get(&device).copied()
    }

    /// Whether a revoked device wrote in a document.
    pub fn concern_revoked(&self, projection: &Projection) -> bool {
        self.concern_writers(projection.vector())
    }

    /// The same of the writers of a vector.
    pub fn concern_writers(&self, vector: &VersionVector) -> bool {
        vector.0.keys().any(|writer| self.revoked.contains_key(&writer.device))
    }

    fn reaching(&self, log: &LogId, entry: u64) -> impl Iterator<Item = &'a Receipt> {
        let of_log = self.by_log.get(log).map(Vec::as_slice).unwrap_or_default();
        of_log.iter().copied().filter(move |receipt| receipt.number >= entry)
    }

    /// The earliest receipt, by a node above the log's unit, that reaches an entry and is not before a moment.
    pub(crate) fn earliest(&self, log: &LogId, entry: u64, not_before: Option<Timestamp>) -> Option<&'a Receipt> {
        let village = log.document.unit();
        first(self.reaching(log, entry).filter(|receipt| {
            village.is_below(&receipt.unit)
                && not_before.is_none_or(|moment| receipt.received_at >= moment)
                && self.is_believed(receipt)
        }))
    }

    /// The county's own earliest receipt that reaches an entry.
    pub(crate) fn of_county(&self, log: &LogId, entry: u64) -> Option<&'a Receipt> {
        first(self.reaching(log, entry).filter(|receipt| self.is_of_county(receipt)))
    }

    /// The county's own receipt that reaches furthest of those it had given when it revoked a device.
    pub(crate) fn furthest_before(&self, log: &LogId, revoked_at: Timestamp) -> Option<&'a Receipt> {
        let given =
            self.reaching(log, 0).filter(|receipt| self.is_of_county(receipt) && receipt.received_at <= revoked_at);
        given.max_by_key(|receipt| (receipt.number, std::cmp::Reverse(receipt.received_at)))
    }

    fn is_of_county(&self, receipt: &Receipt) -> bool {
        receipt.unit == self.root && !self.revoked.contains_key(&receipt.node)
    }

    fn is_believed(&self, receipt: &Receipt) -> bool {
        let Some(revoked_at) = self.revoked_at(receipt.node) else { return true };
        let county = self.of_county(&receipt.log, receipt.number);
        receipt.received_at <= revoked_at && county.is_some_and(|county| county.received_at <= revoked_at)
    }

    /// The newest receipt, by whomever, for a log of the document.
    pub(crate) fn newest(&self, projection: &Projection) -> Option<&'a Receipt> {
        let document = projection.document();
        let logs = projection.vector().0.keys().map(|writer| LogId { document, writer: *writer });
        logs.filter_map(|log| self.by_log.get(&log)).flatten().max_by_key(|receipt| receipt.received_at).copied()
    }
}

fn first<'a>(receipts: impl Iterator<Item = &'a Receipt>) -> Option<&'a Receipt> {
    receipts.min_by_key(|receipt| (receipt.received_at.as_millisecond(), receipt.node, receipt.number))
}
