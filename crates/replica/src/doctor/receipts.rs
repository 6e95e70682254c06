//! Receipts, as the doctor looks at them.

use super::{Examined, Known, StoredDocument};
use crate::receipts::{OTHER_CONTENT, is_sound};
use cunbang_ledger::{Hash, Writer};
use std::collections::HashMap;

impl StoredDocument {
    /// Verifies that every receipt was signed by the node that gave it, and is for the entry that is here.
    pub(super) fn examine_receipts(
        &self,
        known: &Known,
        hashes: &HashMap<(Writer, u64), Hash>,
        examined: &mut Examined,
    ) {
        examined.receipts = self.receipts.len();
        for receipt in &self.receipts {
            let place = format!("{}, receipt of {} for entry {}", receipt.log, receipt.unit, receipt.number);
            let Some(signer) = known.certificate(receipt.node) else {
                let what = known.unlisted(receipt.node);
                // Where the list is whole, it proves nothing, and is not used.
                if known.org_damage.is_some() {
                    examined.fault(place, what, None);
                } else {
                    examined.remark(place, format!("{what}. Until then the receipt decides nothing"));
                }
                continue;
            };
            if !is_sound(receipt, signer) {
                let what = "its signature does not hold: it is not used; nodes that have it send it again, or restore the store from a backup";
                examined.lost(place, what);
                examined.unsound.push(receipt.clone());
            } else if !self.forked.contains(&receipt.log)
                && hashes.get(&(receipt.log.writer, receipt.number)).is_some_and(|hash| *hash != receipt.entry_hash)
            {
                if receipt.node == known.own.certificate().device {
                    let what = "this node signed it, for another entry than the one that is here: the store was put back or altered; synchronise, and see `cunbang status`";
                    examined.fault(place, what, None);
                } else {
                    examined
                        .remark(place, format!("it is for another entry than the one that is here. {OTHER_CONTENT}"));
                }
            }
        }
    }
}
