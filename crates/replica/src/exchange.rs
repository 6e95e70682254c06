//! Exchange: what this node has for another, and what both agree was acknowledged.

use crate::error::ReplicaError;
use crate::feed::join_runs;
use crate::receipts::ReceiptFor;
use crate::replica::Replica;
use cunbang_identity::DeviceCertificate;
use cunbang_ledger::limits::{MAX_ENTRIES_PER_FRAME, MAX_FRAME_BYTES};
use cunbang_ledger::{Entry, LogHead, LogId, Receipt, Refusal, frame};
use cunbang_model::{DocumentName, Role, Timestamp};
use cunbang_store::{Agreement, Holder, Selection, SharedLogs, StoredSegment, Write};
use std::collections::BTreeMap;

/// Entries of one log, packed for an upstream.
#[derive(Debug, Clone)]
pub struct OutgoingPush {
    /// The log.
    pub log: LogId,
    /// Number of the first entry.
    pub first: u64,
    /// The head after the last entry.
    pub head: LogHead,
    /// The packed frame.
    pub packed: Vec<u8>,
    /// Whether it was packed with the tail of the log as dictionary.
    pub dictionary: bool,
    /// The writer's signature of the head.
    pub signature: [u8; 64],
}

/// What an upstream acknowledged.
#[derive(Debug, Clone)]
pub struct Acknowledgement {
    /// The log.
    pub log: LogId,
    /// How many of its entries are durable there.
    pub number: u64,
    /// The receipt, checked.
    pub receipt: Option<Receipt>,
}

impl Replica {
    /// Which logs a peer and this node must agree on: of a terminal or an inspector those that it
    /// wrote, of a node those of its units that go up.
    fn shared_with(&self, peer: &DeviceCertificate) -> SharedLogs {
        if peer.role == Role::Node {
            SharedLogs::GoingUp { under: peer.unit, to: self.unit(), upper: self.device() }
        } else {
            SharedLogs::WrittenBy(peer.device)
        }
    }

    /// The same logs, as the lower of the two sides names them.
    fn shared_with_upstream(&self, upstream: &DeviceCertificate) -> SharedLogs {
        if self.role() == Role::Node {
            SharedLogs::GoingUp { under: self.unit(), to: upstream.unit, upper: upstream.device }
        } else {
            SharedLogs::WrittenBy(self.device())
        }
    }

    /// How far this node has the logs that it shares with a peer below.
    pub async fn agreement_with(&self, peer: &DeviceCertificate) -> Result<Agreement, ReplicaError> {
        Ok(self.store().agreement(&Holder::Here, &self.shared_with(peer)).await?)
    }

    /// How far an upstream has acknowledged the logs that it shares with this node.
    pub async fn agreement_of(&self, upstream: &DeviceCertificate) -> Result<Agreement, ReplicaError> {
        let shared = self.shared_with_upstream(upstream);
        Ok(self.store().agreement(&Holder::Upstream(upstream.device), &shared).await?)
    }

    /// The logs that a peer and this node must agree on, for when they do not: this reads all of them.
    pub async fn heads_shared_with(&self, peer: &DeviceCertificate) -> Result<Vec<(LogId, u64)>, ReplicaError> {
        let heads = if peer.role == Role::Node {
            self.store().heads(&Selection::under(peer.unit)).await?
        } else {
            self.store().heads_of_device(&peer.device).await?
        };
        Ok(heads
            .into_iter()
            .filter(|head| self.is_shared(&head.log, peer))
            .map(|head| (head.log, head.head.number))
            .collect())
    }

    pub(crate) fn is_shared(&self, log: &LogId, peer: &DeviceCertificate) -> bool {
        self.shared_with(peer).holds(log)
    }

    /// What an upstream has acknowledged of the logs that both must agree on: all of it.
    pub async fn acknowledged_by(&self, upstream: &DeviceCertificate) -> Result<BTreeMap<LogId, u64>, ReplicaError> {
        let acknowledged = self.store().acknowledged(&upstream.device).await?;
        Ok(acknowledged
            .into_iter()
            .filter(|one| one.number > 0 && self.must_agree_on(&one.log, upstream))
            .map(|one| (one.log, one.number))
            .collect())
    }

    /// How many entries of one log an upstream has acknowledged.
    pub async fn acknowledged_of(&self, upstream: &DeviceCertificate, log: &LogId) -> Result<u64, ReplicaError> {
        let acknowledged = self.store().acknowledgement(&upstream.device, log).await?;
        Ok(acknowledged.map_or(0, |one| one.number))
    }

    pub(crate) fn must_agree_on(&self, log: &LogId, upstream: &DeviceCertificate) -> bool {
        self.shared_with_upstream(upstream).holds(log)
    }

    /// What is to be pushed to an upstream: the entries that it has not acknowledged, joined into as few
    /// pieces as limits and the order of what builds on what allow.
    pub async fn pending_for(&self, upstream: &DeviceCertificate) -> Result<Vec<OutgoingPush>, ReplicaError> {
        let own = self.device();
        let only = (self.role() != Role::Node).then_some(&own);
        let pending = self.store().pending(&upstream.device, upstream.unit, only).await?;
        if pending.is_empty() {
            return Ok(Vec::new());
        }
        let mut pushes = Vec::new();
        for run in join_runs(pending) {
            let log = run[0].log;
            if log.writer.device == own && self.is_forked(&log).await? {
                continue;
            }
            let known = self.acknowledged_of(upstream, &log).await?;
            pushes.extend(self.pack_run(&run, known).await?);
        }
        Ok(pushes)
    }

    pub(crate) async fn pack_run(&self, run: &[StoredSegment], known: u64) -> Result<Vec<OutgoingPush>, ReplicaError> {
        let log = run[0].log;
        let mut pushes: Vec<OutgoingPush> = Vec::new();
        let level = if self.role() == Role::Node { 9 } else { frame::WIRE_LEVEL };
        let mut from = run[0].first.max(known + 1);
        let mut entries: Vec<Entry> = Vec::new();
        let mut plain_bytes = 0;
        let mut last = None;
        for segment in run {
            let more: Vec<Entry> = segment.entries()?.into_iter().filter(|entry| entry.number >= from).collect();
            let more_bytes = frame::encode(&log.document, &log.writer, &more).len();
            // A frame that fits unpacked fits packed.
            if !entries.is_empty()
                && (plain_bytes + more_bytes > MAX_FRAME_BYTES - 1024
                    || entries.len() + more.len() > MAX_ENTRIES_PER_FRAME)
            {
                pushes.extend(self.pack(&log, std::mem::take(&mut entries), last, known, level).await?);
                plain_bytes = 0;
            }
            plain_bytes += more_bytes;
            from = segment.last + 1;
            entries.extend(more);
            last = Some(segment);
        }
        pushes.extend(self.pack(&log, entries, last, known, level).await?);
        Ok(pushes)
    }

    async fn pack(
        &self,
        log: &LogId,
        entries: Vec<Entry>,
        last: Option<&StoredSegment>,
        known: u64,
        level: i32,
    ) -> Result<Option<OutgoingPush>, ReplicaError> {
        let (Some(first), Some(last)) = (entries.first().map(|entry| entry.number), last) else {
            return Ok(None);
        };
        // Only what the other side has acknowledged can serve both as dictionary.
        let with_dictionary = first == known + 1 && known > 0;
        let mut tail = Vec::new();
        if with_dictionary {
            let range = frame::dictionary_range(first);
            for segment in self.store().segments(log, range.start - 1).await? {
                tail.extend(segment.entries()?.into_iter().filter(|entry| range.contains(&entry.number)));
            }
        }
        let log = *log;
        let packed = tokio::task::spawn_blocking(move || -> Result<Vec<u8>, Refusal> {
            let dictionary = frame::dictionary(&log.document, &log.writer, &tail);
            frame::pack(&frame::encode(&log.document, &log.writer, &entries), &dictionary, level)
        })
        .await
        .map_err(|_| ReplicaError::Stopping)??;
        Ok(Some(OutgoingPush {
            log,
            first,
            head: last.head,
            packed,
            dictionary: with_dictionary,
            signature: last.signature,
        }))
    }

    /// This node's own receipts that an upstream should have: for entries it has not acknowledged yet.
    pub async fn receipts_to_pass_on(&self, pushes: &[OutgoingPush]) -> Result<Vec<Receipt>, ReplicaError> {
        if self.role() != Role::Node {
            return Ok(Vec::new());
        }
        let mut passed = Vec::new();
        let mut by_document: BTreeMap<DocumentName, Vec<&OutgoingPush>> = BTreeMap::new();
        for push in pushes {
            by_document.entry(push.log.document).or_default().push(push);
        }
        for (document, pushes) in by_document {
            for receipt in self.store().receipts(&document).await? {
                let concerned = pushes.iter().any(|push| {
                    push.log == receipt.log && receipt.number >= push.first && receipt.number <= push.head.number
                });
                if receipt.node == self.device() && concerned {
                    passed.push(receipt);
                }
            }
        }
        Ok(passed)
    }

    /// Keeps what an upstream acknowledged: only a receipt whose signature holds counts.
    pub async fn acknowledge(
        &self,
        upstream: &DeviceCertificate,
        acknowledged: Vec<Acknowledgement>,
    ) -> Result<(), ReplicaError> {
        let mut writes = Vec::new();
        for one in acknowledged {
            let at = match one.receipt {
                Some(receipt) => {
                    if receipt.log != one.log
                        || receipt.number != one.number
                        || !receipt.is_signed_by(&upstream.public_key)
                    {
                        return Err(ReplicaError::Invalid(format!(
                            "{}: the receipt of {} does not hold; the entries stay marked as not received",
                            one.log, upstream.unit
                        )));
                    }
                    match self.compare_receipt(&receipt).await? {
                        ReceiptFor::WhatIsHere => {}
                        ReceiptFor::OtherContent => {
                            self.note_own_fork(upstream, &one.log).await?;
                            continue;
                        }
                        ReceiptFor::NothingHere => continue,
                    }
                    let at = receipt.received_at;
                    writes.push(Write::Receipt { receipt, via: Some(upstream.device) });
                    at
                }
                None => Timestamp::UNIX_EPOCH,
            };
            let known = self.store().acknowledgement(&upstream.device, &one.log).await?;
            if known.is_none_or(|known| known.number < one.number) {
                writes.push(Write::Acknowledged {
                    upstream: upstream.device,
                    log: one.log,
                    number: one.number,
                    receipt_time: at,
                });
            }
        }
        if !writes.is_empty() {
            self.commit(writes).await?;
        }
        Ok(())
    }
}
