//! Receipts 回执: those this node issues, and those of others that it keeps.

use crate::error::ReplicaError;
use crate::ingest::{Source, goes_up};
use crate::meter::Meter;
use crate::put_back::PutBack;
use crate::recovery::ReceiptFor;
use crate::replica::Replica;
use crate::restored::note_returned;
use cunbang_identity::DeviceCertificate;
use cunbang_language::{Language, say};
use cunbang_ledger::{Hash, History, LogHead, LogId, Receipt};
use cunbang_model::{DocumentName, Role, UnitCode, access, clock};
use cunbang_store::{Incident, Write};
use rayon::prelude::*;
use std::collections::{BTreeMap, btree_map};
use std::sync::Arc;

impl Replica {
    /// This node's receipt for a log up to a head: the earliest one that covers it, or a new one.
    pub async fn receipt_for(&self, log: &LogId, head: &LogHead) -> Result<Option<Receipt>, ReplicaError> {
        if !self.gives_receipts_for(log) {
            return Ok(None);
        }
        let own = self.device();
        let receipts = self.store().receipts(&log.document).await?;
        let newest = receipts
            .into_iter()
            .filter(|receipt| receipt.node == own && receipt.log == *log && receipt.number <= head.number)
            .filter(|receipt| self.is_own_and_sound(receipt))
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

    /// Whether this node gives receipts for a log, and stores them with its entries.
    pub(crate) fn gives_receipts_for(&self, log: &LogId) -> bool {
        self.role() == Role::Node && log.writer.device != self.device() && goes_up(log.document.kind())
    }

    /// Whether this node has signed a receipt, at whatever time.
    pub(crate) fn has_signed(&self, receipt: &Receipt) -> bool {
        receipt.node == self.device() && is_sound(receipt, self.identity().certificate())
    }

    /// Whether a stored receipt is as this node signed it. One that was altered in the store is handed to nobody: it would
    /// cut off whoever gets it.
    pub(crate) fn is_own_and_sound(&self, receipt: &Receipt) -> bool {
        let is_sound = is_sound(receipt, self.identity().certificate());
        if !is_sound {
            self.damage().note_receipt(receipt);
        }
        is_sound
    }

    /// This node's receipts for a log that reach from an entry up to another. An answer that was lost had one of them.
    pub async fn own_receipts(&self, log: &LogId, from: u64, to: u64) -> Result<Vec<Receipt>, ReplicaError> {
        let mut receipts = self.store().receipts(&log.document).await?;
        receipts.retain(|receipt| {
            receipt.node == self.device()
                && receipt.log == *log
                && (from..=to).contains(&receipt.number)
                && self.is_own_and_sound(receipt)
        });
        Ok(receipts)
    }

    /// The hash of a stored entry, which covers all before it.
    pub(crate) async fn entry_hash(&self, log: &LogId, number: u64) -> Result<Option<Hash>, ReplicaError> {
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
    pub async fn compare_receipt(&self, receipt: &Receipt) -> Result<ReceiptFor, ReplicaError> {
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
        self.keep_receipts_for(source, receipts, &Arc::default()).await
    }

    /// Like [`Self::keep_receipts`], and measures what it costs.
    pub async fn keep_receipts_for(
        &self,
        source: Source<'_>,
        mut receipts: Vec<Receipt>,
        meter: &Arc<Meter>,
    ) -> Result<(), ReplicaError> {
        let via = source.certificate();
        // Receipts for documents that do not come here are nobody's fault, and nothing to keep.
        receipts.retain(|receipt| access::may_hold(self.unit(), &receipt.log.document));
        // Signatures first: without one, a receipt is worth no look at what is stored.
        let judged = {
            let (org, via, identity) = (self.org(), via.clone(), self.identity());
            let work = move || {
                let judge = |receipt: Receipt| {
                    let known = [&via, identity.certificate()].into_iter().find(|one| one.device == receipt.node);
                    let signer = known.or_else(|| org.certificate(receipt.node));
                    let is_sound = signer.is_some_and(|signer| is_sound(&receipt, signer));
                    (receipt, is_sound)
                };
                receipts.into_iter().map(judge).collect::<Vec<_>>()
            };
            self.calculate_for(meter, work).await?
        };
        let is_from_below = matches!(source, Source::Below(_)) && self.role() == Role::Node;
        let mut given_back = None;
        let mut writes = Vec::new();
        let mut known: BTreeMap<DocumentName, Vec<Receipt>> = BTreeMap::new();
        for (receipt, is_sound) in judged {
            let is_for = if is_sound { self.compare_receipt(&receipt).await? } else { ReceiptFor::NothingHere };
            // For this device's own logs, and of this node's own receipts, one counts only if it matches the stored
            // entries.
            let (is_own, is_of_own_log) = (receipt.node == self.device(), receipt.log.writer.device == self.device());
            let counts = is_sound && (!(is_own || is_of_own_log) || is_for == ReceiptFor::WhatIsHere);
            if counts {
                let of_document = match known.entry(receipt.log.document) {
                    btree_map::Entry::Occupied(occupied) => occupied.into_mut(),
                    btree_map::Entry::Vacant(vacant) => {
                        vacant.insert(self.store().receipts(&receipt.log.document).await?)
                    }
                };
                // That this node gave a second one after its store was put back is no contradiction.
                if !is_own && !of_document.iter().any(|other| other.signature == receipt.signature) {
                    let contradiction = of_document.iter().find_map(|other| contradiction(other, &receipt));
                    let other_content = (is_for == ReceiptFor::OtherContent).then(|| other_content(&receipt));
                    if let Some((kind, mut message)) = contradiction.or(other_content)
                        && self.noted.say(receipt.node, self.now()).is_some()
                    {
                        message.extend(self.put_back_of(receipt.node).await?.map(|since| because(receipt.unit, since)));
                        let incident = Incident { at: self.now(), kind: kind.to_owned(), message };
                        writes.push(Write::Incident(incident));
                    }
                    of_document.push(receipt.clone());
                    // This unit's device of before is not here to hand it up, and above it may be lost as well.
                    if is_from_below && receipt.unit == self.unit() && is_for == ReceiptFor::WhatIsHere {
                        given_back = Some(receipt.entry_hash);
                    }
                }
                writes.push(Write::Receipt { receipt, via: Some(via.device) });
            } else if !is_own && let Some(unsaid) = self.said.say(via.device, self.now()) {
                // A store that was put back knows neither all entries nor all signers: nobody is to blame for that.
                let is_known = self.org().certificate(receipt.node).is_some() || via.device == receipt.node;
                let why = match (is_sound, is_known) {
                    (true, _) => "it is for entries that are not here",
                    (false, false) => "who signed it is not known here",
                    (false, true) => "its signature or its unit is not right",
                };
                tracing::warn!(log = %receipt.log, node = %receipt.node, unsaid, why, "a receipt was not kept");
            }
        }
        writes.extend(given_back.map(|hash| note_returned(&hash)));
        if !writes.is_empty() {
            self.commit(writes).await?;
        }
        Ok(())
    }
}

/// The incident that a node signed two different receipts for the same entries; both are kept.
fn contradiction(known: &Receipt, other: &Receipt) -> Option<(&'static str, String)> {
    let is_for_the_same = (known.node, known.log, known.number) == (other.node, other.log, other.number);
    let says_the_same = known.entry_hash == other.entry_hash
        && known.received_at.as_millisecond() == other.received_at.as_millisecond();
    if !is_for_the_same || says_the_same {
        return None;
    }
    let Receipt { node, unit, log, number, .. } = other;
    let message = Language::in_both(|| {
        if known.entry_hash == other.entry_hash {
            say!(
                "receipts-two-times",
                node = node,
                unit = unit,
                log = log,
                number = number,
                one = known.received_at,
                other = other.received_at
            )
        } else {
            say!("receipts-two-contents", node = node, unit = unit, log = log, number = number)
        }
    });
    Some(("contradicting_receipts", message))
}

/// The incident that a node signed for other entries than those that are here.
fn other_content(receipt: &Receipt) -> (&'static str, String) {
    let Receipt { node, unit, log, number, .. } = receipt;
    let message =
        Language::in_both(|| say!("receipts-other-content", node = node, unit = unit, log = log, number = number));
    ("receipt_for_other_content", message)
}

/// Why an honest node may sign what contradicts it.
fn because(unit: UnitCode, put_back: PutBack) -> String {
    Language::in_both(|| match put_back {
        PutBack::Seen(at) => {
            let at = clock::COUNTY_OFFSET.to_datetime(at).strftime("%Y-%m-%d %H:%M");
            say!("receipts-because-seen", unit = unit, at = at)
        }
        PutBack::Once => say!("receipts-because", unit = unit),
    })
}

/// Whether a node may have given a receipt, and signed it.
pub(crate) fn is_sound(receipt: &Receipt, signer: &DeviceCertificate) -> bool {
    signer.role == Role::Node
        && signer.unit == receipt.unit
        && access::may_hold(signer.unit, &receipt.log.document)
        && receipt.is_signed_by(&signer.public_key)
}
