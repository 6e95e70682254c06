//! Restored and copied stores 恢复: finding out that one of two sides has an older store than it had, and
//! getting back what it lost from whoever still has it.
//!
//! Three things give it away: the two sides do not agree on what was acknowledged, a feed position that is
//! none of this feed's, and receipts for more than is here. A terminal whose store was put back goes on in a
//! new incarnation; where another copy went on in the old one, the log has two branches: it is marked, goes
//! to nobody any more, and waits for `cunbang rejoin`.

use crate::error::ReplicaError;
use crate::exchange::OutgoingPush;
use crate::feed::join_runs;
use crate::replica::Replica;
use cunbang_identity::DeviceCertificate;
use cunbang_ledger::{LogId, Receipt};
use cunbang_model::{DocumentName, Role, Timestamp, UnitCode, access};
use cunbang_store::{Head, Incident, Selection, Write};
use std::collections::{BTreeMap, BTreeSet};

/// What comparing with an upstream came to.
#[derive(Debug, Default)]
pub struct Compared {
    /// Entries that it had acknowledged and no longer has.
    pub lost: u64,
    /// Logs of which it has more than it has receipted to us.
    pub receipts_wanted: Vec<LogId>,
    /// It has entries of this device's own that this store lacks.
    pub own_entries_are_missing: bool,
    /// Some of them are of the log that this store would go on writing.
    pub own_store_is_older: bool,
}

impl Replica {
    /// How far further logs go here that a peer may hold without having to: it can give back what this
    /// node lost of them.
    pub async fn heads_known_to(&self, peer: &DeviceCertificate) -> Result<Vec<(LogId, u64)>, ReplicaError> {
        let mut heads = self.store().heads_of_device(&self.device()).await?;
        if peer.role != Role::Node {
            heads.extend(self.heads_of_others(peer.unit, peer).await?);
        }
        Ok(heads.into_iter().map(|head| (head.log, head.head.number)).collect())
    }

    /// The heads of a unit's logs that neither this device nor the peer writes, and the peer may hold.
    async fn heads_of_others(&self, unit: UnitCode, peer: &DeviceCertificate) -> Result<Vec<Head>, ReplicaError> {
        let mut heads = self.store().heads(&Selection::under(unit)).await?;
        heads.retain(|head| {
            let writer = head.log.writer.device;
            writer != self.device() && writer != peer.device && access::may_hold(peer.unit, &head.log.document)
        });
        Ok(heads)
    }

    /// How far the logs go here that an upstream must have as well.
    async fn heads_to_agree_on(&self, upstream: &DeviceCertificate) -> Result<Vec<(LogId, u64)>, ReplicaError> {
        let heads = if self.role() == Role::Node {
            self.store().heads(&Selection::under(self.unit())).await?
        } else {
            self.store().heads_of_device(&self.device()).await?
        };
        let heads = heads.into_iter().map(|head| (head.log, head.head.number));
        Ok(heads.filter(|(log, _)| self.must_agree_on(log, upstream)).collect())
    }

    /// Takes back what an upstream was believed to have of a log: a push that went on from there could
    /// not be read or verified, so something else stands there. The next push begins with the first entry.
    pub async fn doubt_acknowledged(&self, upstream: &DeviceCertificate, log: &LogId) -> Result<(), ReplicaError> {
        if self.acknowledged_of(upstream, log).await? > 0 {
            let nothing = Write::Acknowledged {
                upstream: upstream.device,
                log: *log,
                number: 0,
                receipt_time: Timestamp::UNIX_EPOCH,
            };
            self.commit(vec![nothing]).await?;
        }
        Ok(())
    }

    /// Compares what an upstream says it has with what it has acknowledged. Logs of which it has less
    /// are to be sent again, and the loss is an incident; logs of which it has more come back, so that
    /// their receipts can be asked for. An upstream that has more of this device's own log than this
    /// store has shows that the store is an older copy.
    pub async fn compare_heads(
        &self,
        upstream: &DeviceCertificate,
        theirs: &BTreeMap<LogId, u64>,
    ) -> Result<Compared, ReplicaError> {
        let acknowledged = self.acknowledged_by(upstream).await?;
        let mut compared = Compared::default();
        let mut writes = Vec::new();
        for (log, here) in self.heads_to_agree_on(upstream).await? {
            let have = theirs.get(&log).copied().unwrap_or(0);
            let known = acknowledged.get(&log).copied();
            if have < here && known.is_none_or(|known| known > have) {
                // Noted even where nothing was acknowledged: entries that came down from it go up again.
                writes.push(Write::Acknowledged {
                    upstream: upstream.device,
                    log,
                    number: known.map_or(0, |_| have),
                    receipt_time: Timestamp::UNIX_EPOCH,
                });
                compared.lost += known.unwrap_or(have) - have;
            }
        }
        if compared.lost > 0 {
            writes.push(Write::Incident(Incident {
                at: self.now(),
                kind: "upstream_restored".to_owned(),
                message: format!(
                    "{} had acknowledged {} entries that it no longer has: it was restored from a backup; they are sent again",
                    upstream.unit, compared.lost
                ),
            }));
        }
        for (log, have) in theirs {
            let here = self.store().head(log).await?.map_or(0, |head| head.head.number);
            if log.writer.device == self.device() && self.is_forked(log).await? {
                // Known not to fit: `cunbang rejoin` is what helps, not asking again.
            } else if *have > here && log.writer.device == self.device() {
                compared.own_entries_are_missing = true;
                compared.own_store_is_older |= log.writer == self.writer();
            } else if *have > acknowledged.get(log).copied().unwrap_or(0)
                && *have <= here
                && self.must_agree_on(log, upstream)
            {
                compared.receipts_wanted.push(*log);
            }
        }
        if !writes.is_empty() {
            self.commit(writes).await?;
        }
        Ok(compared)
    }

    /// What an upstream lost and this node still holds, though it is not this node's to push: the
    /// upstream's own logs, and at a terminal those of its unit's other devices.
    pub async fn give_back(
        &self,
        upstream: &DeviceCertificate,
        theirs: &BTreeMap<LogId, u64>,
    ) -> Result<Vec<OutgoingPush>, ReplicaError> {
        let mut heads = self.store().heads_of_device(&upstream.device).await?;
        if self.role() != Role::Node {
            heads.extend(self.heads_of_others(self.unit(), upstream).await?);
        }
        let known = |log: &LogId| theirs.get(log).copied().unwrap_or(0);
        heads.retain(|head| known(&head.log) < head.head.number);
        let logs: BTreeSet<LogId> = heads.iter().map(|head| head.log).collect();
        let documents: BTreeSet<DocumentName> = logs.iter().map(|log| log.document).collect();
        let mut pushes = Vec::new();
        for document in documents {
            let mut lost = self.store().document_segments(&document).await?;
            lost.retain(|segment| logs.contains(&segment.log) && segment.last > known(&segment.log));
            for run in join_runs(lost) {
                pushes.extend(self.pack_run(&run, known(&run[0].log)).await?);
            }
        }
        Ok(pushes)
    }

    /// An upstream's receipts for logs of which it now has less: the proof of what it had.
    pub async fn receipts_of(
        &self,
        upstream: &DeviceCertificate,
        theirs: &BTreeMap<LogId, u64>,
    ) -> Result<Vec<Receipt>, ReplicaError> {
        let mut newest: BTreeMap<LogId, Receipt> = BTreeMap::new();
        for log in self.acknowledged_by(upstream).await?.into_keys() {
            for receipt in self.store().receipts(&log.document).await? {
                let beyond = receipt.node == upstream.device
                    && receipt.log == log
                    && receipt.number > theirs.get(&log).copied().unwrap_or(0);
                if beyond && newest.get(&log).is_none_or(|known| known.number < receipt.number) {
                    newest.insert(log, receipt);
                }
            }
        }
        Ok(newest.into_values().collect())
    }

    /// Looks at receipts of this node's own that a peer shows: those for more than is here prove that
    /// this node lost what it had acknowledged. That is noted, and a new incarnation begins, as this
    /// device's own logs may have been cut short too.
    pub async fn face_own_receipts(&self, peer: &DeviceCertificate, receipts: &[Receipt]) -> Result<(), ReplicaError> {
        let own = self.identity();
        let mut lost = 0;
        for receipt in receipts {
            if receipt.node == own.certificate().device && receipt.is_signed_by(&own.certificate().public_key) {
                let here = self.store().head(&receipt.log).await?.map_or(0, |head| head.head.number);
                lost += receipt.number.saturating_sub(here);
            }
        }
        if lost > 0 {
            self.note_loss(peer, lost).await?;
            let writer = self.writer();
            let written = self.store().heads_of_device(&writer.device).await?;
            if written.iter().any(|head| head.log.writer == writer) {
                self.start_incarnation("this node was restored from a backup").await?;
            }
        }
        Ok(())
    }

    /// Notes that an upstream has other entries under numbers of this device's own: this store is a copy
    /// of another that went on. Nothing is lost: what was refused stays here and is shown as not received.
    /// The log goes to nobody else any more, so that not one has the one branch and one the other.
    pub async fn note_own_fork(&self, upstream: &DeviceCertificate, log: &LogId) -> Result<(), ReplicaError> {
        if log.writer.device != self.device() || self.is_forked(log).await? {
            return Ok(());
        }
        let incident = Incident {
            at: self.now(),
            kind: "own_fork".to_owned(),
            message: format!(
                "{} has other entries of {log}: another copy of this store went on writing. Run `cunbang rejoin`: it takes up the other copy's entries and records this one's again",
                upstream.unit
            ),
        };
        let mark = Write::Setting { name: fork_mark(log), value: Some(vec![1]) };
        self.commit(vec![mark, Write::Incident(incident)]).await?;
        Ok(())
    }

    /// Whether an upstream is known to have another branch of a log of this device's own.
    pub(crate) async fn is_forked(&self, log: &LogId) -> Result<bool, ReplicaError> {
        Ok(self.store().setting(&fork_mark(log)).await?.is_some())
    }

    /// Notes that a peer below brought back what this node had acknowledged and lost.
    async fn note_loss(&self, peer: &DeviceCertificate, entries: u64) -> Result<(), ReplicaError> {
        self.commit(vec![Write::Incident(Incident {
            at: self.now(),
            kind: "restored".to_owned(),
            message: format!(
                "{entries} entries that this node had acknowledged to {} of {} were not here any more, and were given back: this node was restored from a backup",
                peer.device, peer.unit
            ),
        })])
        .await?;
        Ok(())
    }
}

/// The setting that marks a log of which another branch is elsewhere.
fn fork_mark(log: &LogId) -> String {
    format!("fork/{log}")
}
