//! What a store in memory holds, and how writes change it.

use super::people::People;
use crate::accounts::{Cancelled, Contact, EnrolmentCode};
use crate::archive::{
    FORKS_PER_LOG, ForkEvidence, Incident, MAX_INCIDENTS, MAX_QUARANTINED_BYTES, QUARANTINED_PER_DEVICE, Quarantined,
    Stored, StoredRun,
};
use crate::error::StoreError;
use crate::feed::{FeedItem, FeedRow, Position};
use crate::publication::StoredPublication;
use crate::segment::{Head, StoredSegment, in_milliseconds, is_here};
use crate::write::{Write, WriteOutcome, is_worth_keeping};
use cunbang_ledger::{LogHead, LogId, Receipt, VerifiedSegment};
use cunbang_model::{DeviceId, DocumentName, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug, Clone, Default)]
pub(super) struct State {
    pub(super) heads: BTreeMap<LogId, Head>,
    /// The row with number `n` stands at `n - 1`.
    pub(super) feed: Vec<FeedRow>,
    /// Where a log's segments stand in `feed`.
    pub(super) segments: BTreeMap<LogId, Vec<usize>>,
    /// Those of a node for the same entries.
    pub(super) receipts: BTreeMap<(LogId, DeviceId, u64), Vec<Receipt>>,
    pub(super) acknowledged: BTreeMap<(DeviceId, LogId), (u64, Timestamp)>,
    pub(super) settings: BTreeMap<String, Vec<u8>>,
    pub(super) snapshots: BTreeMap<DocumentName, Stored>,
    pub(super) projections: BTreeMap<DocumentName, Stored>,
    pub(super) quarantine: Vec<Quarantined>,
    pub(super) forks: Vec<ForkEvidence>,
    pub(super) incidents: Vec<Incident>,
    pub(super) runs: BTreeMap<String, StoredRun>,
    pub(super) publications: BTreeMap<String, StoredPublication>,
    pub(super) codes: BTreeMap<[u8; 32], EnrolmentCode>,
    pub(super) people: People,
    pub(super) contacts: BTreeMap<DeviceId, Timestamp>,
}

impl State {
    pub(super) fn end(&self) -> Position {
        self.feed.last().map_or(Position::START, |row| row.position)
    }

    pub(super) fn push(&mut self, via: Option<DeviceId>, item: FeedItem) -> Position {
        let position = self.end().next(&item.mark());
        self.feed.push(FeedRow { position, via, item });
        position
    }

    pub(super) fn push_receipt(&mut self, via: Option<DeviceId>, mut receipt: Receipt) -> bool {
        receipt.received_at = in_milliseconds(receipt.received_at);
        let same = self.receipts.entry((receipt.log, receipt.node, receipt.number)).or_default();
        let times: Vec<i64> = same.iter().map(|known| known.received_at.as_millisecond()).collect();
        let fresh = !same.contains(&receipt) && is_worth_keeping(&times, receipt.received_at.as_millisecond());
        if fresh {
            same.push(receipt.clone());
            self.push(via, FeedItem::Receipt(receipt));
        }
        fresh
    }

    pub(super) fn segment_at(&self, place: usize) -> Option<&StoredSegment> {
        match &self.feed.get(place)?.item {
            FeedItem::Segment(segment) => Some(segment),
            FeedItem::Receipt(_) => None,
        }
    }

    pub(super) fn segments_after(&self, log: &LogId, after: u64) -> Vec<StoredSegment> {
        let places = self.segments.get(log).map(Vec::as_slice).unwrap_or_default();
        let segments = places.iter().filter_map(|place| self.segment_at(*place));
        segments.filter(|segment| segment.last > after).cloned().collect()
    }

    pub(super) fn all_segments(&self) -> impl Iterator<Item = (&FeedRow, &StoredSegment)> {
        self.feed.iter().filter_map(|row| match &row.item {
            FeedItem::Segment(segment) => Some((row, segment)),
            FeedItem::Receipt(_) => None,
        })
    }

    pub(super) fn all_receipts(&self) -> impl Iterator<Item = &Receipt> {
        self.feed.iter().filter_map(|row| match &row.item {
            FeedItem::Receipt(receipt) => Some(receipt),
            FeedItem::Segment(_) => None,
        })
    }

    pub(super) fn append(
        &mut self,
        segment: &VerifiedSegment,
        via: Option<DeviceId>,
        receipt: Option<Receipt>,
        received_at: Timestamp,
    ) -> WriteOutcome {
        let log = *segment.log();
        let head = self.heads.get(&log).map_or_else(|| LogHead::empty(&log), |head| head.head);
        if head != *segment.before() {
            let stored = self.segments_after(&log, segment.before().number);
            return if is_here(segment, &head, &stored) {
                WriteOutcome::AlreadyHere
            } else {
                WriteOutcome::Conflict { head }
            };
        }
        self.heads.insert(log, Head { log, head: *segment.after(), signature: *segment.signature() });
        let position = self.push(via, FeedItem::Segment(StoredSegment::of(segment, received_at)));
        self.segments.entry(log).or_default().push(self.feed.len() - 1);
        if let Some(receipt) = receipt {
            self.push_receipt(None, receipt);
        }
        WriteOutcome::Appended(position)
    }

    pub(super) fn mend(&mut self, segment: &VerifiedSegment) -> WriteOutcome {
        let (log, after) = (segment.log(), segment.after());
        for place in self.segments.get(log).into_iter().flatten() {
            if let Some(FeedRow { item: FeedItem::Segment(kept), .. }) = self.feed.get_mut(*place)
                && kept.first == segment.before().number + 1
                && kept.last == after.number
                && kept.head.entry_hash == after.entry_hash
            {
                let received_at = kept.received_at;
                let mended = StoredSegment::of(segment, received_at);
                if kept.frame == mended.frame {
                    return WriteOutcome::AlreadyHere;
                }
                *kept = mended;
                return WriteOutcome::Done;
            }
        }
        let head = self.heads.get(log).map_or_else(|| LogHead::empty(log), |head| head.head);
        WriteOutcome::Conflict { head }
    }

    pub(super) fn quarantine(&mut self, mut refused: Quarantined) {
        refused.at = in_milliseconds(refused.at);
        refused.bytes.truncate(MAX_QUARANTINED_BYTES);
        let device = refused.device;
        self.quarantine.push(refused);
        if self.quarantine.iter().filter(|kept| kept.device == device).count() > QUARANTINED_PER_DEVICE
            && let Some(oldest) = self.quarantine.iter().position(|kept| kept.device == device)
        {
            self.quarantine.remove(oldest);
        }
    }

    pub(super) fn fork(&mut self, mut fork: ForkEvidence) -> WriteOutcome {
        fork.at = in_milliseconds(fork.at);
        let same_log = || self.forks.iter().filter(|kept| kept.log == fork.log);
        if same_log().any(|kept| kept.number == fork.number && kept.frame == fork.frame) {
            return WriteOutcome::AlreadyHere;
        }
        if same_log().count() >= FORKS_PER_LOG {
            return WriteOutcome::AlreadyHere;
        }
        self.forks.push(fork);
        WriteOutcome::Done
    }

    /// Everything but an append. What could fail was looked at before.
    pub(super) fn keep(&mut self, write: Write, conflicts: &BTreeSet<DocumentName>) -> WriteOutcome {
        match write {
            Write::Append { .. } => {}
            Write::Mend(segment) => return self.mend(&segment),
            Write::Receipt { receipt, via } => {
                if !self.push_receipt(via, receipt) {
                    return WriteOutcome::AlreadyHere;
                }
            }
            Write::Acknowledged { upstream, log, number, receipt_time } => {
                self.acknowledged.insert((upstream, log), (number, in_milliseconds(receipt_time)));
            }
            Write::Setting { name, value: Some(value) } => {
                self.settings.insert(name, value);
            }
            Write::Setting { name, value: None } => {
                self.settings.remove(&name);
            }
            Write::Snapshot(stored) | Write::Projection(stored) if conflicts.contains(&stored.document) => {
                return WriteOutcome::Skipped;
            }
            Write::Snapshot(stored) => {
                self.snapshots.insert(stored.document, stored);
            }
            Write::Projection(stored) => {
                self.projections.insert(stored.document, stored);
            }
            Write::Quarantine(refused) => self.quarantine(refused),
            Write::Fork(fork) => return self.fork(fork),
            Write::Incident(mut incident) => {
                incident.at = in_milliseconds(incident.at);
                self.incidents.push(incident);
                let surplus = self.incidents.len().saturating_sub(MAX_INCIDENTS);
                self.incidents.drain(..surplus);
            }
            Write::Run(mut run) => {
                if self.runs.contains_key(&run.id) {
                    return WriteOutcome::AlreadyHere;
                }
                run.made_at = in_milliseconds(run.made_at);
                self.runs.insert(run.id.clone(), run);
            }
            Write::MendRun(mut run) => {
                run.made_at = in_milliseconds(run.made_at);
                self.runs.insert(run.id.clone(), run);
            }
            Write::MendPublication(mut publication) => {
                publication.results.sort_by_key(|line| line.unit);
                self.publications.insert(publication.run.clone(), publication);
            }
            Write::DropPublication { run } => {
                self.publications.remove(&run);
            }
            Write::Publication(mut publication) => {
                publication.results.sort_by_key(|line| line.unit);
                let mut known =
                    self.publications.remove(&publication.run).map(|known| known.results).unwrap_or_default();
                for line in &mut known {
                    if let Some(told) = publication.results.iter().find(|told| told.unit == line.unit) {
                        line.prospect.clone_from(&told.prospect);
                    }
                }
                publication.results.retain(|line| known.iter().all(|known| known.unit != line.unit));
                publication.results.extend(known);
                publication.results.sort_by_key(|line| line.unit);
                self.publications.insert(publication.run.clone(), publication);
            }
            Write::EnrolmentCode { secret_hash, unit, role, label, expires_at } => {
                let expires_at = in_milliseconds(expires_at);
                let (used_at, cancelled) = (None, None);
                let code = EnrolmentCode { secret_hash, unit, role, label, expires_at, used_at, cancelled };
                self.codes.insert(secret_hash, code);
            }
            Write::CancelCode { secret_hash, at, reason } => {
                let is_open = |code: &&mut EnrolmentCode| code.used_at.is_none() && code.cancelled.is_none();
                let Some(code) = self.codes.get_mut(&secret_hash).filter(is_open) else {
                    return WriteOutcome::AlreadyHere;
                };
                code.cancelled = Some(Cancelled { at: in_milliseconds(at), reason });
            }
            Write::Contact(Contact { device, at }) => {
                let known = self.contacts.entry(device).or_insert(Timestamp::UNIX_EPOCH);
                *known = (*known).max(in_milliseconds(at));
            }
            of_people @ (Write::Operator { .. }
            | Write::Password { .. }
            | Write::OperatorRole { .. }
            | Write::DisableOperator { .. }
            | Write::SealOperator { .. }
            | Write::FailedAttempts { .. }
            | Write::Session(_)
            | Write::SessionSeen { .. }
            | Write::EndSessions(_)) => {
                if !self.people.keep(of_people) {
                    return WriteOutcome::AlreadyHere;
                }
            }
        }
        WriteOutcome::Done
    }

    /// The only thing that fails a transaction here: looked for first, so that nothing is half done.
    pub(super) fn check_codes(&self, writes: &[Write]) -> Result<(), StoreError> {
        let mut fresh = BTreeSet::new();
        for write in writes {
            if let Write::EnrolmentCode { secret_hash, .. } = write
                && (self.codes.contains_key(secret_hash) || !fresh.insert(*secret_hash))
            {
                return Err(StoreError::CodeKnown);
            }
        }
        Ok(())
    }
}
