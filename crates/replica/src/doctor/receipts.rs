//! Receipts, as the doctor looks at them.

use super::{Examined, Known, StoredDocument};
use crate::receipts::is_sound;
use cunbang_language::say;
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
        for (log, number) in &self.unreceipted {
            let unit = known.own.certificate().unit;
            let place = say!("doctor-receipt", log = log, unit = unit, number = number);
            examined.lost(place, say!("doctor-receipt-absent"));
        }
        for receipt in &self.receipts {
            let place = say!("doctor-receipt", log = receipt.log, unit = receipt.unit, number = receipt.number);
            let Some(signer) = known.certificate(receipt.node) else {
                let what = known.unlisted(receipt.node);
                // Where the list is whole, it proves nothing, and is not used.
                if known.org_damage.is_some() {
                    examined.fault(place, what, None);
                } else {
                    examined.remark(place, say!("doctor-receipt-undecided", what = what));
                }
                continue;
            };
            if !is_sound(receipt, signer) {
                let what = say!("doctor-receipt-unsound");
                examined.lost(place, what);
                examined.unsound.push(receipt.clone());
            } else if !self.forked.contains(&receipt.log)
                && hashes.get(&(receipt.log.writer, receipt.number)).is_some_and(|hash| *hash != receipt.entry_hash)
            {
                if receipt.node == known.own.certificate().device {
                    let what = say!("doctor-receipt-own");
                    examined.fault(place, what, None);
                } else {
                    examined.remark(place, say!("doctor-receipt-other"));
                }
            }
        }
    }
}
