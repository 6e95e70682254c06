//! Mending: damaged entries are replaced by the same entries, when someone sends them again.

use crate::damage::Brought;
use crate::error::ReplicaError;
use crate::ingest::{Answer, Source};
use crate::push::{Push, Work};
use crate::replica::Replica;
use cunbang_identity::Identity;
use cunbang_ledger::{Entry, History, LogHead, LogId, Refusal, RefusalCode, VerifiedSegment, verify, verify_own};
use cunbang_store::{DamagedEntries, StoreError, StoredSegment, Write, WriteOutcome};
use std::collections::BTreeMap;
use std::sync::Arc;

impl Replica {
    /// Replaces what a push brings of the entries that are damaged here. What it brings beyond them, and what does
    /// not lead to the stored head, is left to ingest. Returns the answer to a push that brings damaged entries and by which
    /// they are not mended yet: from above it is a piece that the rest follows, and is kept until then; whoever pushes
    /// from below is asked for the others, each with its signature.
    pub(crate) async fn mend(
        &self,
        source: Source<'_>,
        push: &Arc<Push>,
        vouched: &[cunbang_ledger::Receipt],
    ) -> Result<Option<Answer>, ReplicaError> {
        let mut damaged = self.store().damaged();
        damaged.retain(|one| one.log == push.log);
        if damaged.iter().all(|one| one.last < push.first) {
            return Ok(None);
        }
        let Ok(writer) = self.check_writer(source, push, vouched) else { return Ok(None) };
        let head = self.store().head(&push.log).await?.map_or_else(|| LogHead::empty(&push.log), |head| head.head);
        let mut own_entries = Vec::new();
        if push.dictionary {
            own_entries = match self
                .own_entries(&push.log, push.first, &LogHead { number: push.first.saturating_sub(1), ..head }, false)
                .await
            {
                Ok(entries) => entries,
                Err(ReplicaError::Store(error)) if matches!(*error, StoreError::DamagedEntries { .. }) => {
                    return Ok(None);
                }
                Err(error) => return Err(error),
            };
        }
        let work = Work { push: Arc::clone(push), public_key: writer.public_key, head, own_entries };
        let segments = self.store().document_segments(&push.log.document).await?;
        let Ok(entries) = work.read() else { return Ok(None) };
        let last = entries.last().map_or(push.first, |entry| entry.number);
        let is_piece = (push.first..=last).all(|number| is_among(number, &damaged));
        let brought = self.damage().park(&damaged, entries, push.signature);
        let own = Some(self.identity()).filter(|identity| identity.certificate().device == push.log.writer.device);
        let mended = self.calculate(move || mended(&work, &brought, &segments, &damaged, own.as_deref())).await?;
        for segment in mended {
            let place = DamagedEntries {
                log: *segment.log(),
                first: segment.before().number + 1,
                last: segment.after().number,
            };
            if self.commit(vec![Write::Mend(segment)]).await?.first() == Some(&WriteOutcome::Done) {
                tracing::warn!(%place, via = %source.certificate().device, "{}", cunbang_language::say!("warn-mended"));
            }
        }
        // The store notes what it reads.
        self.store().document_segments(&push.log.document).await?;
        self.look_for_damage().await?;
        let mut still = self.store().damaged();
        still.retain(|one| one.log == push.log);
        let Some(one) = (push.first..=last).find_map(|number| still.iter().find(|one| is_in(number, one))) else {
            return Ok(None);
        };
        if is_piece && matches!(source, Source::Above(_)) {
            return Ok(Some(Answer::Taken(None)));
        }
        let DamagedEntries { log, first, last } = *one;
        Ok(Some(self.ask_for_damaged(&push.log, &StoreError::DamagedEntries { log: Box::new(log), first, last })))
    }

    /// The answer to a push that cannot be read or verified, as entries are damaged here: the sender may have them.
    pub(crate) fn ask_for_damaged(&self, log: &LogId, error: &StoreError) -> Answer {
        let refusal = Refusal::new(RefusalCode::Gap, error.to_string());
        let lacking = self.whole_until().into_iter().filter(|(damaged, _)| damaged.document == log.document);
        Answer::Refused { refusal, lacking: lacking.collect() }
    }
}

/// The damaged segments that can be made of what was brought, verified as the stored signatures say. They are followed from
/// the document's beginning up to the first that stays damaged. Of a row that was gone only the numbers are known: it is
/// mended where what follows in its log comes to the hash that it has here, so that no other branch gets in. The device
/// that wrote the log signs again itself where the signature is gone, as nodes above may have several rows as one.
fn mended(
    work: &Work,
    brought: &BTreeMap<u64, Brought>,
    segments: &[StoredSegment],
    damaged: &[DamagedEntries],
    own: Option<&Identity>,
) -> Vec<VerifiedSegment> {
    let (mut mended, mut unconfirmed) = (Vec::new(), Vec::new());
    let log = &work.push.log;
    let mut history = History::new(log.document);
    for stored in segments {
        history.introduce(stored.log.writer);
        let entries = match stored.entries() {
            Ok(entries) => entries,
            Err(_) if damaged.contains(&stored.place()) => {
                let entries: Vec<Entry> =
                    brought.range(stored.first..=stored.last).map(|(_, one)| one.entry.clone()).collect();
                let before = history.head(&log.writer);
                // The stored signature may be what is damaged, or gone.
                let signed = brought.get(&stored.last).and_then(|last| last.signature);
                let by_signature = [Some(stored.signature), signed].into_iter().flatten().find_map(|signature| {
                    verify(log, &work.public_key, &before, entries.clone(), &signature, &history).ok()
                });
                let by_itself = |identity: &Identity| {
                    let sign = |message: &[u8]| identity.key().sign(message);
                    verify_own(log, &before, entries.clone(), &sign, &history).ok()
                };
                let verified = by_signature.or_else(|| own.and_then(by_itself));
                let is_this = |head: &LogHead| {
                    head.number == stored.last
                        && (head.entry_hash == stored.head.entry_hash || !stored.knows_its_hash())
                };
                let Some(verified) = verified.filter(|verified| is_this(verified.after())) else { return mended };
                if stored.knows_its_hash() {
                    mended.append(&mut unconfirmed);
                    mended.push(verified);
                } else {
                    unconfirmed.push(verified);
                }
                entries
            }
            Err(_) => return mended,
        };
        for entry in &entries {
            if history.add(&stored.log.writer, entry).is_err() {
                return mended;
            }
        }
        if stored.log == *log && !stored.is_damaged && !unconfirmed.is_empty() {
            if history.head(&log.writer).entry_hash != stored.head.entry_hash {
                return mended;
            }
            mended.append(&mut unconfirmed);
        }
    }
    mended
}

fn is_in(number: u64, damaged: &DamagedEntries) -> bool {
    (damaged.first..=damaged.last).contains(&number)
}

fn is_among(number: u64, damaged: &[DamagedEntries]) -> bool {
    damaged.iter().any(|one| is_in(number, one))
}
