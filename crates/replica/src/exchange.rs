//! Exchange: what this node has for another, and what both agree has been acknowledged.

use crate::error::ReplicaError;
use crate::feed::join_runs;
use crate::pieces::Pieces;
use crate::recovery::ReceiptFor;
use crate::replica::{Replica, blocking};
use cunbang_identity::DeviceCertificate;
use cunbang_ledger::limits::{MAX_ENTRIES_PER_FRAME, MAX_FRAME_BYTES};
use cunbang_ledger::{Entry, LogHead, LogId, Receipt, Refusal, frame};
use cunbang_model::{DocumentName, Role, Timestamp};
use cunbang_store::{Agreement, Holder, Selection, SharedLogs, StoredSegment, Write};
use std::collections::btree_map;
use std::collections::{BTreeMap, BTreeSet};

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

/// An acknowledgement by an upstream.
#[derive(Debug, Clone)]
pub struct Acknowledgement {
    /// The log.
    pub log: LogId,
    /// How many of its entries are durable there.
    pub number: u64,
    /// The receipt, verified.
    pub receipt: Option<Receipt>,
}

/// An acknowledgement, compared with the store.
#[derive(Debug, Clone)]
pub struct Judged {
    /// The acknowledgement.
    pub one: Acknowledgement,
    /// How many entries the node had acknowledged before.
    pub known: u64,
    /// What its receipt is for; `None` if it has no receipt.
    pub receipt_for: Option<ReceiptFor>,
    /// Whether this node has yet to push the entries, with its own receipts for them: they reached the upstream by
    /// another way.
    pub is_due: bool,
}

impl Replica {
    /// The logs whose acknowledged counts this device and an upstream must agree on.
    pub fn shared_with_upstream(&self, upstream: &DeviceCertificate) -> SharedLogs {
        if self.role() == Role::Node {
            SharedLogs::GoingUp { under: self.unit(), to: upstream.unit, upper: upstream.device }
        } else {
            SharedLogs::WrittenBy(self.device())
        }
    }

    /// The logs whose acknowledged counts a peer below and this node must agree on.
    pub fn shared_with_peer(&self, peer: &DeviceCertificate) -> SharedLogs {
        if peer.role == Role::Node {
            SharedLogs::GoingUp { under: peer.unit, to: self.unit(), upper: self.device() }
        } else {
            SharedLogs::WrittenBy(peer.device)
        }
    }

    /// A single number for everything an upstream has acknowledged of the shared logs.
    pub async fn agreement_of(&self, upstream: &DeviceCertificate) -> Result<Agreement, ReplicaError> {
        let shared = self.shared_with_upstream(upstream);
        Ok(self.store().agreement(&Holder::Upstream(upstream.device), &shared).await?)
    }

    /// A single number for everything this node has of the logs shared with a peer below. A log with damaged
    /// entries counts as far as it is whole, so that the peer gives the rest back.
    pub async fn agreement_with(&self, peer: &DeviceCertificate) -> Result<Agreement, ReplicaError> {
        let shared = self.shared_with_peer(peer);
        let mut agreement = self.store().agreement(&Holder::Here, &shared).await?;
        for (log, whole) in self.whole_until().into_iter().filter(|(log, _)| shared.holds(log)) {
            let here = self.entry_count(&log).await?;
            agreement = agreement.with(Agreement::of(&log, here)).with(Agreement::of(&log, whole));
        }
        Ok(agreement)
    }

    /// How far this node has each log shared with a peer below. This reads every log; to check only whether both
    /// sides agree, use [`Self::agreement_with`].
    pub async fn heads_shared_with(&self, peer: &DeviceCertificate) -> Result<Vec<(LogId, u64)>, ReplicaError> {
        let heads = self.heads_among(&self.shared_with_peer(peer)).await?;
        Ok(self.as_far_as_whole(heads))
    }

    pub(crate) async fn heads_among(&self, shared: &SharedLogs) -> Result<Vec<(LogId, u64)>, ReplicaError> {
        let heads = match shared {
            SharedLogs::WrittenBy(device) => self.store().heads_of_device(device).await?,
            SharedLogs::GoingUp { under, .. } => self.store().heads(&Selection::under(*under)).await?,
        };
        let heads = heads.into_iter().filter(|head| shared.holds(&head.log));
        Ok(heads.map(|head| (head.log, head.head.number)).collect())
    }

    /// How much of each shared log an upstream has acknowledged.
    pub async fn acknowledged_by(&self, upstream: &DeviceCertificate) -> Result<BTreeMap<LogId, u64>, ReplicaError> {
        let shared = self.shared_with_upstream(upstream);
        let acknowledged = self.store().acknowledged(&upstream.device).await?;
        let acknowledged = acknowledged.into_iter().filter(|one| one.number > 0 && shared.holds(&one.log));
        Ok(acknowledged.map(|one| (one.log, one.number)).collect())
    }

    /// How many entries of a log this node has.
    pub async fn entry_count(&self, log: &LogId) -> Result<u64, ReplicaError> {
        Ok(self.store().head(log).await?.map_or(0, |head| head.head.number))
    }

    pub(crate) async fn acknowledged_of(&self, upstream: &DeviceCertificate, log: &LogId) -> Result<u64, ReplicaError> {
        let acknowledged = self.store().acknowledgement(&upstream.device, log).await?;
        Ok(acknowledged.map_or(0, |one| one.number))
    }

    /// The entries that an upstream has not acknowledged, joined into pushes as the dependencies between logs allow,
    /// and cut into pieces.
    pub async fn pending_for(&self, upstream: &DeviceCertificate) -> Result<Vec<OutgoingPush>, ReplicaError> {
        self.outgoing(upstream, &BTreeSet::new(), &[], &BTreeSet::new(), Pieces::whole()).await
    }

    /// Like [`Self::pending_for`], without some documents, and with logs to give back, each after this many of its
    /// entries. These are sorted in among this device's own, in order of dependencies. Of logs in `apart` each stored
    /// segment is a push by itself, with its own signature: the other side puts it between those that it has.
    pub async fn outgoing(
        &self,
        upstream: &DeviceCertificate,
        except: &BTreeSet<DocumentName>,
        give_back: &[(LogId, u64)],
        apart: &BTreeSet<LogId>,
        mut pieces: Pieces,
    ) -> Result<Vec<OutgoingPush>, ReplicaError> {
        let own = self.device();
        let only = (self.role() != Role::Node).then_some(&own);
        let mut pending = self.store().pending(&upstream.device, upstream.unit, only).await?;
        pending.retain(|segment| !except.contains(&segment.log.document));
        let mut known: BTreeMap<LogId, u64> = give_back.iter().copied().collect();
        for segment in &pending {
            if let btree_map::Entry::Vacant(vacant) = known.entry(segment.log) {
                vacant.insert(self.acknowledged_of(upstream, &segment.log).await?);
            }
        }
        let mixed: BTreeSet<DocumentName> = give_back.iter().map(|(log, _)| log.document).collect();
        pending.retain(|segment| !mixed.contains(&segment.log.document));
        for document in mixed {
            let segments = self.store().document_segments(&document).await?.into_iter();
            pending.extend(segments.filter(|one| known.get(&one.log).is_some_and(|known| one.last > *known)));
        }
        hold_back_damaged(&mut pending);
        let mut pushes = Vec::new();
        for run in join_runs(pending) {
            let log = run[0].log;
            if log.writer.device == own && self.is_forked(&log).await? {
                continue;
            }
            let most = if apart.contains(&log) { 1 } else { run.len() };
            for part in run.chunks(most) {
                self.pack_run(part, known.entry(log).or_default(), &mut pieces, &mut pushes).await?;
            }
        }
        Ok(pushes)
    }

    /// Packs consecutive segments of a log. `known` is how much of the log the other side has once it has taken in what
    /// was packed before: pushes arrive in their order, so each builds on those before it.
    async fn pack_run(
        &self,
        run: &[StoredSegment],
        known: &mut u64,
        pieces: &mut Pieces,
        pushes: &mut Vec<OutgoingPush>,
    ) -> Result<(), ReplicaError> {
        let log = run[0].log;
        let is_node = self.role() == Role::Node;
        let level = if is_node { 9 } else { frame::WIRE_LEVEL };
        // What a terminal gives back of others' logs goes whole, as the receipts that vouch for it are for the end.
        let is_cut = is_node || log.writer.device == self.device();
        let mut parts: Vec<(&StoredSegment, Vec<Entry>)> = Vec::with_capacity(run.len());
        let mut plain_bytes = Vec::with_capacity(run.len());
        let mut from = run[0].first.max(*known + 1);
        for segment in run {
            let more: Vec<Entry> = segment.entries()?.into_iter().filter(|entry| entry.number >= from).collect();
            from = from.max(segment.last + 1);
            if !more.is_empty() {
                plain_bytes.push(frame::encode(&log.document, &log.writer, &more).len());
                parts.push((segment, more));
            }
        }
        let mut start = 0;
        while start < parts.len() {
            let mut count = most_in_a_frame(&parts[start..], &plain_bytes[start..]);
            if is_cut {
                count = count.min(pieces.cut(&plain_bytes[start..]));
            }
            let push = loop {
                let piece = &parts[start..start + count];
                let entries: Vec<Entry> = piece.iter().flat_map(|(_, entries)| entries).cloned().collect();
                let push = self.pack(&log, entries, piece[count - 1].0, *known, level).await?;
                match pieces.cut_again(count, push.packed.len()).filter(|_| is_cut) {
                    Some(fewer) => count = fewer,
                    None => break push,
                }
            };
            start += count;
            *known = push.head.number;
            pieces.add(push.packed.len());
            pushes.push(push);
        }
        Ok(())
    }

    async fn pack(
        &self,
        log: &LogId,
        entries: Vec<Entry>,
        last: &StoredSegment,
        known: u64,
        level: i32,
    ) -> Result<OutgoingPush, ReplicaError> {
        let first = entries.first().map_or(0, |entry| entry.number);
        // The dictionary is what the other side has by then.
        let mut with_dictionary = first == known + 1 && known > 0;
        let mut tail = Vec::new();
        if with_dictionary {
            let range = frame::dictionary_range(first);
            let mut before = self.store().segments(log, range.start - 1).await?;
            before.retain(|segment| segment.first < first);
            // A dictionary that is damaged here is none.
            with_dictionary = !before.iter().any(|segment| segment.is_damaged);
            for segment in before.iter().filter(|_| with_dictionary) {
                tail.extend(segment.entries()?.into_iter().filter(|entry| range.contains(&entry.number)));
            }
        }
        let log = *log;
        let packed = blocking(move || -> Result<Vec<u8>, Refusal> {
            let dictionary = frame::dictionary(&log.document, &log.writer, &tail);
            frame::pack(&frame::encode(&log.document, &log.writer, &entries), &dictionary, level)
        })
        .await??;
        Ok(OutgoingPush { log, first, head: last.head, packed, dictionary: with_dictionary, signature: last.signature })
    }

    /// The receipts that an upstream should get with these pushes. A node passes on those of its own unit, for entries
    /// that the upstream has not acknowledged yet, and those of the upstream's, which then has lost the entries and them;
    /// of whichever device: a computer that was replaced had its receipts. A terminal shows those that it holds of other
    /// nodes: they show since when its entries are above, whatever a node on the way says, and that entries of a device
    /// that was revoked meanwhile had been received.
    pub async fn receipts_to_pass_on(
        &self,
        upstream: &DeviceCertificate,
        pushes: &[OutgoingPush],
    ) -> Result<Vec<Receipt>, ReplicaError> {
        let (units, is_node) = ([self.unit(), upstream.unit], self.role() == Role::Node);
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
                if concerned && (units.contains(&receipt.unit) || !is_node) {
                    passed.push(receipt);
                }
            }
        }
        Ok(passed)
    }

    /// Compares acknowledgements with the store. A receipt with a wrong signature is an error. `pushed` says that they
    /// answer this device's own pushes.
    pub async fn judge(
        &self,
        upstream: &DeviceCertificate,
        acknowledged: Vec<Acknowledgement>,
        pushed: bool,
    ) -> Result<Vec<Judged>, ReplicaError> {
        let mut judged = Vec::with_capacity(acknowledged.len());
        let pending = if pushed || self.role() != Role::Node {
            Vec::new()
        } else {
            self.store().pending(&upstream.device, upstream.unit, None).await?
        };
        for one in acknowledged {
            let receipt_for = match &one.receipt {
                Some(receipt) => {
                    if receipt.log != one.log
                        || receipt.number != one.number
                        || !receipt.is_signed_by(&upstream.public_key)
                    {
                        return Err(ReplicaError::ReceiptFault { log: Box::new(one.log), by: upstream.unit });
                    }
                    Some(self.compare_receipt(receipt).await?)
                }
                None => None,
            };
            let known = self.acknowledged_of(upstream, &one.log).await?;
            let is_due = pending.iter().any(|segment| segment.log == one.log && segment.first <= one.number);
            judged.push(Judged { one, known, receipt_for, is_due });
        }
        Ok(judged)
    }

    /// Stores what an upstream acknowledged, with its receipts.
    pub async fn keep_acknowledged(
        &self,
        upstream: &DeviceCertificate,
        judged: Vec<Judged>,
    ) -> Result<(), ReplicaError> {
        let mut writes = Vec::new();
        let mut furthest: BTreeMap<LogId, u64> = BTreeMap::new();
        for Judged { one: Acknowledgement { log, number, receipt }, known, .. } in judged {
            let receipt_time = receipt.as_ref().map_or(Timestamp::UNIX_EPOCH, |receipt| receipt.received_at);
            writes.extend(receipt.map(|receipt| Write::Receipt { receipt, via: Some(upstream.device) }));
            let reached = furthest.entry(log).or_insert(known);
            if number > *reached {
                *reached = number;
                writes.push(Write::Acknowledged { upstream: upstream.device, log, number, receipt_time });
            }
        }
        if !writes.is_empty() {
            self.commit(writes).await?;
        }
        Ok(())
    }
}

/// How many of these segments of a log one frame can hold, at least one. A frame within the unpacked limit is also
/// within the packed one.
fn most_in_a_frame(parts: &[(&StoredSegment, Vec<Entry>)], plain_bytes: &[usize]) -> usize {
    let (mut bytes, mut entries) = (0, 0);
    let fitting = parts.iter().zip(plain_bytes).take_while(|((_, more), more_bytes)| {
        bytes += **more_bytes;
        entries += more.len();
        bytes <= MAX_FRAME_BYTES - 1024 && entries <= MAX_ENTRIES_PER_FRAME
    });
    fitting.count().max(1)
}

/// Takes out what is damaged, and what comes after it in the same document: it may build on it.
fn hold_back_damaged(pending: &mut Vec<StoredSegment>) {
    let mut held_back: BTreeSet<DocumentName> = BTreeSet::new();
    pending.retain(|segment| {
        if segment.is_damaged {
            held_back.insert(segment.log.document);
        }
        !held_back.contains(&segment.log.document)
    });
}
