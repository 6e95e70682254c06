//! Damage 损坏: what the store gives back that is not what was written to it.
//!
//! Projections and snapshots are made again from the entries as soon as they are read. Entries and receipts can
//! only come from other nodes: what is known to be damaged is named to people, is neither served nor counted, and
//! is asked for again.

use crate::replica::Replica;
use cunbang_ledger::{LogId, Receipt};
use cunbang_model::DeviceId;
use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

/// What this process has come across.
#[derive(Debug, Default)]
pub(crate) struct Damage {
    receipts: Mutex<BTreeSet<(LogId, DeviceId, u64)>>,
}

impl Damage {
    /// Notes a receipt whose signature does not hold.
    pub(crate) fn note_receipt(&self, receipt: &Receipt) {
        let Receipt { log, node, number, .. } = receipt;
        let mut receipts = self.receipts.lock().unwrap_or_else(PoisonError::into_inner);
        if receipts.insert((*log, *node, *number)) {
            tracing::error!(%log, %node, number, "the signature of a stored receipt does not hold: it is not used");
            metrics::counter!(cunbang_store::figures::DAMAGED, "table" => "receipts").increment(1);
        }
    }
}

impl Replica {
    /// The stored receipts that this process found to be altered.
    pub fn damaged_receipts(&self) -> Vec<(LogId, DeviceId, u64)> {
        self.damage().receipts.lock().unwrap_or_else(PoisonError::into_inner).iter().copied().collect()
    }
}
