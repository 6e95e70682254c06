//! Receipts 回执: those this node issues, and those of others that it keeps.

use crate::error::ReplicaError;
use crate::ingest::{Source, goes_up};
use crate::recovery::ReceiptFor;
use crate::replica::Replica;
use cunbang_identity::DeviceCertificate;
use cunbang_ledger::{Hash, History, LogHead, LogId, Receipt};
use cunbang_model::{Role, access};
use cunbang_store::Write;
use rayon::prelude::*;

impl Replica {
    /// This node's receipt for a log up to a head: the earliest one that covers it, or a new one.
    pub async fn receipt_for(&self, log: &LogId, head: &LogHead) -> Result<Option<Receipt>, ReplicaError> {
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

    /// The hash of a stored entry, which covers all before it.
    async fn entry_hash(&self, log: &LogId, number: u64) -> Result<Option<Hash>, ReplicaError> {
        match self.store().head(log).await? {
            Some(head) if head.head.number == number => return Ok(Some(head.head.entry_hash)),
            Some(head) if head.head.number > number && number > 0 => {}
            _ => return Ok(None),
        }
        let segments = self.store().segments(log, number - 1).await?;
        if let Some(ends_there) = segments.iter().find(|segment| segment.last == number) {
            return Ok(Some(ends_there.head.entry_hash));
        }
        // The entry is inside a segment: follow the chain up to it.
        let mut history = History::new(log.document);
        for segment in self.store().document_segments(&log.document).await? {
            for entry in segment.entries()? {
                history.add(&segment.log.writer, &entry)?;
                if segment.log == *log && entry.number == number {
                    return Ok(Some(history.head(&log.writer).entry_hash));
                }
            }
        }
        Ok(None)
    }

    /// Compares a receipt with the stored entries.
    pub(crate) async fn compare_receipt(&self, receipt: &Receipt) -> Result<ReceiptFor, ReplicaError> {
        Ok(ReceiptFor::judge(receipt, self.entry_hash(&receipt.log, receipt.number).await?))
    }

    /// Parts stored receipts: those that a node in the `org` documents, or this one, may have given and signed;
    /// and the others, which prove nothing. Of these, what a known node is said to have signed is damaged.
    pub async fn part_receipts(&self, receipts: Vec<Receipt>) -> Result<(Vec<Receipt>, Vec<Receipt>), ReplicaError> {
        let (identity, org) = (self.identity(), self.org());
        let (sound, unsound): (Vec<Receipt>, Vec<Receipt>) = self
            .calculate(move || {
                receipts.into_par_iter().partition(|receipt| {
                    let own = Some(identity.certificate()).filter(|own| own.device == receipt.node);
                    own.or_else(|| org.certificate(receipt.node)).is_some_and(|signer| is_sound(receipt, signer))
                })
            })
            .await?;
        for receipt in &unsound {
            self.damage().note_receipt(receipt);
        }
        Ok((sound, unsound))
    }

    /// Stores valid receipts of other nodes that arrived with a sync.
    pub async fn keep_receipts(&self, source: Source<'_>, receipts: Vec<Receipt>) -> Result<(), ReplicaError> {
        let org = self.org();
        let via = source.certificate();
        let mut writes = Vec::new();
        for receipt in receipts {
            let signer = if receipt.node == via.device { Some(via) } else { org.certificate(receipt.node) };
            let holds = signer.is_some_and(|signer| is_sound(&receipt, signer));
            // For this device's own logs, a receipt counts only if it matches the stored entries.
            let ours = access::may_hold(self.unit(), &receipt.log.document)
                && (receipt.log.writer.device != self.device()
                    || self.compare_receipt(&receipt).await? == ReceiptFor::WhatIsHere);
            if holds && ours {
                writes.push(Write::Receipt { receipt, via: Some(via.device) });
            } else {
                tracing::warn!(log = %receipt.log, node = %receipt.node, "an invalid receipt was ignored");
            }
        }
        if !writes.is_empty() {
            self.commit(writes).await?;
        }
        Ok(())
    }
}

/// Whether a node may have given a receipt, and signed it.
pub(crate) fn is_sound(receipt: &Receipt, signer: &DeviceCertificate) -> bool {
    signer.role == Role::Node
        && signer.unit == receipt.unit
        && access::may_hold(signer.unit, &receipt.log.document)
        && receipt.is_signed_by(&signer.public_key)
}
