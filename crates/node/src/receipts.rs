//! Receipts 回执: those that this node gives, and those of others that it keeps.

use crate::error::NodeError;
use crate::ingest::{Source, goes_up};
use crate::node::Node;
use cunbang_ledger::{LogHead, LogId, Receipt};
use cunbang_model::{Role, access};
use cunbang_store::Write;

impl Node {
    /// This node's receipt for a log up to a head: the earliest that says so, or a new one.
    pub async fn receipt_for(&self, log: &LogId, head: &LogHead) -> Result<Option<Receipt>, NodeError> {
        if self.role() != Role::Node || log.writer.device == self.device() || !goes_up(log.document.kind()) {
            return Ok(None);
        }
        let own = self.device();
        let receipts = self.store().receipts(&log.document).await?;
        let newest = receipts
            .into_iter()
            .filter(|receipt| receipt.node == own && receipt.log == *log && receipt.number <= head.number)
            .max_by_key(|receipt| receipt.number);
        if let Some(receipt) = newest.filter(|receipt| receipt.number == head.number) {
            return Ok(Some(receipt));
        }
        let identity = self.identity();
        let receipt = Receipt::sign(self.unit(), own, *log, head.number, head.entry_hash, self.now(), &|message| {
            identity.key().sign(message)
        });
        self.commit(vec![Write::Receipt { receipt: receipt.clone(), via: None }]).await?;
        Ok(Some(receipt))
    }

    /// Whether a receipt for this device's own log is for entries that another copy of this store wrote
    /// under the same numbers: it says nothing about what stands here.
    async fn is_for_other_content(&self, receipt: &Receipt) -> Result<bool, NodeError> {
        if receipt.log.writer.device != self.device() {
            return Ok(false);
        }
        let segments = self.store().segments(&receipt.log, receipt.number.saturating_sub(1)).await?;
        let at = segments.iter().find(|segment| segment.last == receipt.number);
        Ok(at.is_some_and(|segment| segment.head.entry_hash != receipt.entry_hash))
    }

    /// Keeps receipts of other nodes that came with a sync, if they are what they say.
    pub async fn keep_receipts(&self, source: Source<'_>, receipts: Vec<Receipt>) -> Result<(), NodeError> {
        let org = self.org();
        let via = source.certificate();
        let mut writes = Vec::new();
        for receipt in receipts {
            let signer = if receipt.node == via.device { Some(via) } else { org.certificate(receipt.node) };
            let holds = signer.is_some_and(|signer| {
                signer.role == Role::Node
                    && signer.unit == receipt.unit
                    && access::may_hold(signer.unit, &receipt.log.document)
                    && receipt.is_signed_by(&signer.public_key)
            });
            let ours =
                access::may_hold(self.unit(), &receipt.log.document) && !self.is_for_other_content(&receipt).await?;
            if holds && ours {
                writes.push(Write::Receipt { receipt, via: Some(via.device) });
            } else {
                tracing::warn!(log = %receipt.log, node = %receipt.node, "a receipt that does not hold was left out");
            }
        }
        if !writes.is_empty() {
            self.commit(writes).await?;
        }
        Ok(())
    }
}
