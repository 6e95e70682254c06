//! Restored and copied stores 恢复: detects that one side's store has been rolled back, and recovers what it
//! lost from whoever still has it.
//!
//! Three signs reveal it: the two sides disagree on what was acknowledged; a feed position belongs to another
//! feed; receipts cover more than the store has. A terminal with a rolled-back store continues in a new
//! incarnation. If another copy went on writing in the old one, the log has two branches: it is marked, is no
//! longer sent to anyone, and waits for `cunbang rejoin`.
//!
//! [`crate::recovery`] decides what follows from the facts; this module collects them and carries out the
//! decisions.

use crate::codes::Doubt;
use crate::error::ReplicaError;
use crate::put_back::note_put_back_of;
use crate::recovery::{Author, Loss, Shown, TwoSides};
use crate::replica::Replica;
use cunbang_identity::DeviceCertificate;
use cunbang_language::{Language, say};
use cunbang_ledger::{Hash, LogId, Receipt};
use cunbang_model::{DocumentKind, DocumentName, Rights, Role, Timestamp, UnitCode, access};
use cunbang_store::{Head, Incident, Selection, StoredSegment, Write};
use std::cmp::Reverse;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// The setting that changes when a device below gives back what comes from above.
const RETURNED: &str = "returned";

/// The write that notes that entries which come from above were given back from below, up to this hash.
pub(crate) fn note_returned(hash: &Hash) -> Write {
    Write::Setting { name: RETURNED.to_owned(), value: Some(hash.0.to_vec()) }
}

impl Replica {
    /// What devices below have given back last of what comes from above. The nodes above may lack it too: whenever
    /// this changes, they are to be asked for everything, so that they say what they lack.
    pub async fn returned(&self) -> Result<Option<Vec<u8>>, ReplicaError> {
        Ok(self.store().setting(RETURNED).await?)
    }

    /// How far this node has further logs that a peer may have but need not: it can give back what this node lost
    /// of them.
    pub async fn heads_known_to(&self, peer: &DeviceCertificate) -> Result<Vec<(LogId, u64)>, ReplicaError> {
        let mut heads = self.store().heads_of_device(&self.device()).await?;
        if peer.role != Role::Node {
            heads.extend(self.heads_of_others(peer.unit, peer).await?);
        }
        Ok(self.as_far_as_whole(heads.into_iter().map(|head| (head.log, head.head.number)).collect()))
    }

    /// The heads of logs about a unit and for it that the peer may have, written by neither this device nor the peer.
    /// Enrolments, revocations, schemes and bulletins are among them: after a restore, a terminal may be the only one
    /// that has them.
    async fn heads_of_others(&self, unit: UnitCode, peer: &DeviceCertificate) -> Result<Vec<Head>, ReplicaError> {
        let mut heads = self.store().heads(&Selection::under(unit)).await?;
        let is_published = |kind: &&DocumentKind| matches!(kind.rights(), Rights::Directory | Rights::Notice);
        for kind in DocumentKind::ALL.iter().filter(is_published).copied() {
            let for_it = self.store().heads(&Selection::new(kind, self.root(), None)).await?;
            heads.extend(for_it.into_iter().filter(|head| !head.log.document.unit().is_within(&unit)));
        }
        heads.retain(|head| {
            let writer = head.log.writer.device;
            let is_for_it = access::may_read(peer.role, peer.unit, &head.log.document);
            writer != self.device() && writer != peer.device && is_for_it
        });
        Ok(heads)
    }

    /// How far each log goes on this device and at an upstream that sent its heads.
    pub async fn both_sides(
        &self,
        upstream: &DeviceCertificate,
        theirs: &BTreeMap<LogId, u64>,
    ) -> Result<Vec<TwoSides>, ReplicaError> {
        let shared = self.shared_with_upstream(upstream);
        let acknowledged = self.acknowledged_by(upstream).await?;
        let mut own_numbers: BTreeMap<LogId, u64> = self.heads_among(&shared).await?.into_iter().collect();
        for log in theirs.keys() {
            if let Entry::Vacant(vacant) = own_numbers.entry(*log) {
                vacant.insert(self.entry_count(log).await?);
            }
        }
        let present = self.writer();
        let mut sides = Vec::with_capacity(own_numbers.len());
        for (log, here) in own_numbers {
            let author = match log.writer {
                writer if writer.device != present.device => Author::Other,
                _ if self.is_forked(&log).await? => Author::Forked,
                writer if writer == present => Author::Present,
                _ => Author::Earlier,
            };
            sides.push(TwoSides {
                log,
                here,
                there: theirs.get(&log).copied().unwrap_or(0),
                acknowledged: acknowledged.get(&log).copied().unwrap_or(0),
                shared: shared.holds(&log),
                author,
            });
        }
        Ok(sides)
    }

    /// How far this device has logs that it may give back to an upstream although they are not its to push: the
    /// upstream's own, and at a terminal those of its unit's other devices.
    pub async fn returnable_to(&self, upstream: &DeviceCertificate) -> Result<Vec<(LogId, u64)>, ReplicaError> {
        let mut heads = self.store().heads_of_device(&upstream.device).await?;
        if self.role() != Role::Node {
            heads.extend(self.heads_of_others(self.unit(), upstream).await?);
        }
        Ok(heads.into_iter().map(|head| (head.log, head.head.number)).collect())
    }

    /// The receipts that are handed back to an upstream because its store was put back, or some of them are damaged there:
    /// those of its unit and those of this device's, which it may have lost as well, of whichever device: one that was
    /// replaced signs no others. Those of the newest periods come first, as their rankings may still come. A line that
    /// breaks must bear them at once.
    pub async fn receipts_to_hand_back(&self, upstream: &DeviceCertificate) -> Result<Vec<Receipt>, ReplicaError> {
        const AT_MOST: usize = 1024;
        let mut held = self.store().receipts_of_documents(&Selection::under(self.unit())).await?;
        held.retain(|receipt| [upstream.unit, self.unit()].contains(&receipt.unit));
        held.sort_by_key(|receipt| (Reverse(receipt.log.document.period()), receipt.received_at));
        held.truncate(AT_MOST);
        Ok(held)
    }

    /// An upstream's receipts for documents of which it has less than it acknowledged.
    pub async fn receipts_of(
        &self,
        upstream: &DeviceCertificate,
        theirs: &BTreeMap<LogId, u64>,
    ) -> Result<Vec<Receipt>, ReplicaError> {
        let mut acknowledged = self.acknowledged_by(upstream).await?;
        acknowledged.retain(|log, number| *number > theirs.get(log).copied().unwrap_or(0));
        let documents: BTreeSet<DocumentName> = acknowledged.keys().map(|log| log.document).collect();
        let mut receipts = Vec::new();
        for document in documents {
            receipts.extend(self.store().receipts(&document).await?);
        }
        receipts.retain(|receipt| receipt.node == upstream.device && acknowledged.contains_key(&receipt.log));
        Ok(receipts)
    }

    /// Lowers the acknowledged counts of logs to these numbers. Entries lost by the upstream are recorded as an
    /// incident.
    pub async fn send_again(
        &self,
        upstream: &DeviceCertificate,
        logs: Vec<(LogId, u64)>,
        lost: u64,
    ) -> Result<(), ReplicaError> {
        let mut writes: Vec<Write> =
            logs.into_iter().map(|(log, number)| acknowledged_only(upstream, log, number)).collect();
        if lost > 0 {
            writes.push(note_put_back_of(upstream.device, self.now()));
            writes.push(Write::Incident(Incident {
                at: self.now(),
                kind: "upstream_restored".to_owned(),
                message: format!(
                    "{} had acknowledged {lost} entries that it no longer has: it was restored from a backup, or they are damaged there; they are sent again",
                    upstream.unit
                ),
            }));
        }
        self.commit(writes).await?;
        Ok(())
    }

    /// Resets what an upstream is believed to have of a log. A push that continued from there was not readable or
    /// valid, so the upstream has something else. The next push begins with the first entry.
    pub async fn doubt_acknowledged(&self, upstream: &DeviceCertificate, log: &LogId) -> Result<(), ReplicaError> {
        if self.acknowledged_of(upstream, log).await? > 0 {
            self.commit(vec![acknowledged_only(upstream, *log, 0)]).await?;
        }
        Ok(())
    }

    /// Compares this node's own receipts, shown by a peer, with the store. Receipts that it did not sign prove
    /// nothing.
    pub async fn look_up_shown(&self, receipts: &[Receipt]) -> Result<Shown, ReplicaError> {
        let identity = self.identity();
        let own = identity.certificate();
        let mut shown = Shown::default();
        for receipt in receipts {
            if receipt.node == own.device && receipt.is_signed_by(&own.public_key) {
                shown.receipts.push((receipt.number, self.entry_count(&receipt.log).await?));
            }
        }
        if shown.receipts.iter().any(|(number, here)| number > here) {
            let writer = self.writer();
            let written = self.store().heads_of_device(&writer.device).await?;
            shown.has_written = written.iter().any(|head| head.log.writer == writer);
        }
        Ok(shown)
    }

    /// Records that a peer below proved a loss of acknowledged entries, and starts a new incarnation if that was
    /// decided.
    pub async fn note_loss(&self, peer: &DeviceCertificate, loss: Loss) -> Result<(), ReplicaError> {
        self.commit(vec![Write::Incident(Incident {
            at: self.now(),
            kind: "restored".to_owned(),
            message: format!(
                "this node lost {} entries that it had acknowledged to {} of {}: it was restored from a backup; they were given back",
                loss.entries, peer.device, peer.unit
            ),
        })])
        .await?;
        let why = "this node was restored from a backup";
        match (self.knows_that_it_was_put_back().await?, loss.new_incarnation) {
            (false, true) => return self.begin_put_back(why).await,
            (false, false) => self.void_codes(Doubt::All).await?,
            // What was done since it knew is not in doubt.
            (true, true) => self.start_incarnation_with(why, None).await?,
            (true, false) => return Ok(()),
        }
        self.note_put_back().await
    }

    /// What this node has of a log instead of the other branch that was refused: a device believes only its own signature
    /// that its log has two branches.
    pub async fn shown_branch(&self, log: &LogId) -> Result<Option<StoredSegment>, ReplicaError> {
        let forks = self.store().forks(usize::MAX).await?;
        let Some(number) = forks.into_iter().find(|fork| fork.log == *log).map(|fork| fork.number) else {
            return Ok(None);
        };
        let segments = self.store().segments(log, number.saturating_sub(1)).await?;
        Ok(segments.into_iter().next().filter(|segment| !segment.is_damaged))
    }

    /// Whether another branch of a log is here, signed by its writer.
    async fn has_other_branch(&self, log: &LogId) -> Result<bool, ReplicaError> {
        Ok(self.store().forks(usize::MAX).await?.iter().any(|fork| fork.log == *log))
    }

    /// Records that an upstream has different entries under this device's own numbers: this store is a copy of
    /// another that went on writing. Nothing is lost: refused entries stay in the store and are shown as not
    /// received. The log is no longer sent to anyone, so that no two nodes get different branches. That an upstream says
    /// so is not enough: it must have shown the other branch.
    async fn note_own_fork(&self, upstream: &DeviceCertificate, log: &LogId) -> Result<(), ReplicaError> {
        if log.writer.device != self.device() || self.is_forked(log).await? || !self.has_other_branch(log).await? {
            return Ok(());
        }
        let incident = Incident {
            at: self.now(),
            kind: "own_fork".to_owned(),
            message: Language::in_both(|| {
                let label = self.identity().certificate().label.clone();
                say!("restored-own-fork", unit = upstream.unit, log = log, label = label)
            }),
        };
        let mark = Write::Setting { name: fork_mark(log), value: Some(vec![1]) };
        self.commit(vec![mark, Write::Incident(incident)]).await?;
        Ok(())
    }

    /// Records that another branch of a log exists at an upstream, or that this device has another branch of the
    /// upstream's own log than the upstream.
    pub async fn note_fork(&self, upstream: &DeviceCertificate, log: &LogId) -> Result<(), ReplicaError> {
        if log.writer.device == upstream.device {
            let name = branches_mark(upstream);
            self.commit(vec![Write::Setting { name, value: Some(vec![1]) }]).await?;
        }
        self.note_own_fork(upstream, log).await
    }

    /// An upstream's own logs of which this device has another branch, as far as the upstream has not been told.
    pub async fn branches_to_tell(&self, upstream: &DeviceCertificate) -> Result<Vec<LogId>, ReplicaError> {
        let name = branches_mark(upstream);
        if self.store().setting(&name).await?.is_none() {
            return Ok(Vec::new());
        }
        let mut logs = BTreeSet::new();
        for fork in self.store().forks(usize::MAX).await? {
            if fork.log.writer.device == upstream.device && self.store().setting(&told_mark(&fork.log)).await?.is_none()
            {
                logs.insert(fork.log);
            }
        }
        if logs.is_empty() {
            self.commit(vec![Write::Setting { name, value: None }]).await?;
        }
        Ok(logs.into_iter().collect())
    }

    /// Records that a log's writer knows of this device's branch of it.
    pub async fn note_branch_told(&self, log: &LogId) -> Result<(), ReplicaError> {
        self.commit(vec![Write::Setting { name: told_mark(log), value: Some(vec![1]) }]).await?;
        Ok(())
    }

    /// Records that this device's own logs were left, as another store had another branch of them: whoever still
    /// has that branch is the one to be mended.
    pub(crate) async fn note_left(&self, logs: Vec<LogId>) -> Result<(), ReplicaError> {
        let left = |log: LogId| Write::Setting { name: left_mark(&log), value: Some(vec![1]) };
        self.commit(logs.into_iter().map(left).collect()).await?;
        Ok(())
    }

    /// Records that a device below has another branch of this node's own log: this store was put back, and nobody
    /// noticed before it was written to. Whatever is written from now on has logs of its own.
    pub(crate) async fn note_branch_below(&self, peer: &DeviceCertificate, log: &LogId) -> Result<(), ReplicaError> {
        let is_known = self.is_forked(log).await? || self.store().setting(&left_mark(log)).await?.is_some();
        if log.writer.device != self.device() || is_known {
            return Ok(());
        }
        let incident = Incident {
            at: self.now(),
            kind: "own_fork".to_owned(),
            message: Language::in_both(|| {
                let (device, unit, label) = (peer.device, peer.unit, &peer.label);
                say!("restored-own-fork-at-top", device = device, unit = unit, label = label, log = log)
            }),
        };
        let mark = Write::Setting { name: fork_mark(log), value: Some(vec![1]) };
        let is_present = log.writer == self.writer();
        self.void_codes(if is_present { Doubt::All } else { Doubt::BeforeIncarnation }).await?;
        self.commit(vec![mark, Write::Incident(incident)]).await?;
        if is_present {
            self.begin_put_back("another branch of this node's own log is at other nodes").await?;
        }
        Ok(())
    }

    /// Whether two branches of any log are known here.
    pub async fn has_forks(&self) -> Result<bool, ReplicaError> {
        Ok(!self.store().forks(1).await?.is_empty())
    }

    /// The documents with a log of this device of which another branch is known to exist elsewhere.
    pub async fn own_forks(&self) -> Result<BTreeSet<DocumentName>, ReplicaError> {
        let mut documents = BTreeSet::new();
        for fork in self.store().forks(usize::MAX).await? {
            if fork.log.writer.device == self.device() && self.is_forked(&fork.log).await? {
                documents.insert(fork.log.document);
            }
        }
        Ok(documents)
    }

    /// Whether an upstream is known to have another branch of this device's own log.
    pub(crate) async fn is_forked(&self, log: &LogId) -> Result<bool, ReplicaError> {
        Ok(self.store().setting(&fork_mark(log)).await?.is_some())
    }
}

/// The write that sets a log's acknowledged count to a number.
fn acknowledged_only(upstream: &DeviceCertificate, log: LogId, number: u64) -> Write {
    Write::Acknowledged { upstream: upstream.device, log, number, receipt_time: Timestamp::UNIX_EPOCH }
}

/// The name of the setting that marks a log with another branch elsewhere.
fn fork_mark(log: &LogId) -> String {
    format!("fork/{log}")
}

/// The name of the setting that says that an upstream's own logs have other branches here.
fn branches_mark(upstream: &DeviceCertificate) -> String {
    format!("branches/{}", upstream.device)
}

/// The name of the setting that says that a log's writer knows of this device's branch of it.
fn told_mark(log: &LogId) -> String {
    format!("told/{log}")
}

/// The name of the setting that marks an own log of which another branch was left for the one that is here.
fn left_mark(log: &LogId) -> String {
    format!("left/{log}")
}
