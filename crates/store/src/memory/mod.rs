//! The store in memory: nothing is kept when it is dropped. It does the obvious thing in the obvious
//! way, and is what the databases are compared with.

mod people;
mod state;

use crate::accounts::{Accounts, CodeTaken, Contact, EnrolmentCode, Operator, Session};
use crate::agreement::{Agreement, Holder, SharedLogs};
use crate::archive::{Archive, ForkEvidence, Incident, Quarantined, RunHead, Stored, StoredRun};
use crate::check::{Examination, Fault, Place};
use crate::error::StoreError;
use crate::feed::{Feed, FeedItem, FeedRow, FeedScope, Position};
use crate::files::{BackupFormat, Files};
use crate::logs::Logs;
use crate::publication::StoredPublication;
use crate::segment::{Head, StoredSegment, in_milliseconds};
use crate::selection::Selection;
use crate::settings::Settings;
use crate::store::Store;
use crate::turns::{Turn, Turns};
use crate::upstreams::{Acknowledgement, Upstreams};
use crate::write::{Write, WriteOutcome};
use async_trait::async_trait;
use cunbang_ledger::{LogId, Receipt};
use cunbang_model::{DeviceId, DocumentName, Period, Timestamp, UnitCode, access};
use state::State;
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A store in memory.
#[derive(Debug, Default)]
pub struct MemoryStore {
    state: Mutex<State>,
    turns: Arc<tokio::sync::Mutex<()>>,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// Another store that holds what this one holds now: what a backup and its restoring come to.
    #[must_use]
    pub fn copy(&self) -> Self {
        Self { state: Mutex::new(self.state().clone()), turns: Arc::default() }
    }

    /// Takes the content of another store in place of its own: what a database put back under a running node
    /// comes to.
    pub fn put_back(&self, other: &Self) {
        let content = other.state().clone();
        *self.state() = content;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A panic while it was held can only have been one of the allocator: every change of the state
        // is made of steps that do not fail.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn newest<T: Clone>(kept: &[T], limit: usize) -> Vec<T> {
    kept.iter().rev().take(limit).cloned().collect()
}

#[async_trait]
impl Store for MemoryStore {
    async fn commit(&self, writes: Vec<Write>) -> Result<Vec<WriteOutcome>, StoreError> {
        let mut state = self.state();
        state.check_codes(&writes)?;
        let mut outcomes = Vec::with_capacity(writes.len());
        let mut conflicts = BTreeSet::new();
        let mut later = Vec::new();
        for (index, write) in writes.into_iter().enumerate() {
            outcomes.push(WriteOutcome::Done);
            match write {
                Write::Append { segment, via, receipt, received_at } => {
                    outcomes[index] = state.append(&segment, via, receipt, received_at);
                    if matches!(outcomes[index], WriteOutcome::Conflict { .. }) {
                        conflicts.insert(segment.log().document);
                    }
                }
                Write::Receipt { .. } => outcomes[index] = state.keep(write, &conflicts),
                // After the appends, as the databases do it: a conflict further back counts too.
                other => later.push((index, other)),
            }
        }
        for (index, write) in later {
            outcomes[index] = state.keep(write, &conflicts);
        }
        Ok(outcomes)
    }
}

#[async_trait]
impl Logs for MemoryStore {
    async fn head(&self, log: &LogId) -> Result<Option<Head>, StoreError> {
        Ok(self.state().heads.get(log).copied())
    }

    async fn heads_of_document(&self, document: &DocumentName) -> Result<Vec<Head>, StoreError> {
        Ok(self.state().heads.values().filter(|head| head.log.document == *document).copied().collect())
    }

    async fn heads_of_device(&self, device: &DeviceId) -> Result<Vec<Head>, StoreError> {
        Ok(self.state().heads.values().filter(|head| head.log.writer.device == *device).copied().collect())
    }

    async fn bytes_written_in(&self, device: &DeviceId, period: Option<Period>) -> Result<u64, StoreError> {
        let state = self.state();
        let of_device = state.all_segments().map(|(_, segment)| segment);
        let of_device = of_device.filter(|segment| segment.log.writer.device == *device);
        let in_period = of_device.filter(|segment| segment.log.document.period() == period);
        Ok(in_period.map(|segment| segment.frame.len() as u64).sum())
    }

    async fn bytes_written_since(&self, device: &DeviceId, since: Timestamp) -> Result<u64, StoreError> {
        let state = self.state();
        let of_device = state.all_segments().map(|(_, segment)| segment);
        let of_device = of_device.filter(|segment| segment.log.writer.device == *device);
        Ok(of_device.filter(|segment| segment.received_at >= since).map(|segment| segment.frame.len() as u64).sum())
    }

    async fn heads(&self, selection: &Selection) -> Result<Vec<Head>, StoreError> {
        Ok(self.state().heads.values().filter(|head| selection.holds(&head.log.document)).copied().collect())
    }

    async fn documents(&self, selection: &Selection) -> Result<Vec<DocumentName>, StoreError> {
        let mut documents: Vec<_> = self.state().heads.keys().map(|log| log.document).collect();
        documents.dedup();
        documents.retain(|document| selection.holds(document));
        Ok(documents)
    }

    async fn segments(&self, log: &LogId, after: u64) -> Result<Vec<StoredSegment>, StoreError> {
        Ok(self.state().segments_after(log, after))
    }

    async fn document_segments(&self, document: &DocumentName) -> Result<Vec<StoredSegment>, StoreError> {
        let state = self.state();
        let of_document = |segment: &&StoredSegment| segment.log.document == *document;
        Ok(state.all_segments().map(|(_, segment)| segment).filter(of_document).cloned().collect())
    }

    async fn segments_of_documents(&self, selection: &Selection) -> Result<Vec<StoredSegment>, StoreError> {
        let state = self.state();
        let selected = |segment: &&StoredSegment| selection.holds(&segment.log.document);
        Ok(state.all_segments().map(|(_, segment)| segment).filter(selected).cloned().collect())
    }

    async fn receipts(&self, document: &DocumentName) -> Result<Vec<Receipt>, StoreError> {
        let state = self.state();
        Ok(state.all_receipts().filter(|receipt| receipt.log.document == *document).cloned().collect())
    }

    async fn receipts_of_documents(&self, selection: &Selection) -> Result<Vec<Receipt>, StoreError> {
        let state = self.state();
        Ok(state.all_receipts().filter(|receipt| selection.holds(&receipt.log.document)).cloned().collect())
    }
}

#[async_trait]
impl Feed for MemoryStore {
    async fn feed(&self, after: u64, scope: &FeedScope, limit: usize) -> Result<Vec<FeedRow>, StoreError> {
        let state = self.state();
        let after = usize::try_from(after).unwrap_or(usize::MAX);
        let rows = state.feed.iter().skip(after);
        Ok(rows.filter(|row| scope.holds(&row.item.document())).take(limit).cloned().collect())
    }

    async fn feed_documents(&self, after: u64, limit: usize) -> Result<Vec<(u64, DocumentName)>, StoreError> {
        let state = self.state();
        let rows = state.feed.iter().skip(usize::try_from(after).unwrap_or(usize::MAX)).take(limit);
        Ok(rows.map(|row| (row.position.number, row.item.document())).collect())
    }

    async fn feed_end(&self) -> Result<Position, StoreError> {
        Ok(self.state().end())
    }

    async fn feed_at(&self, number: u64) -> Result<Option<Position>, StoreError> {
        let Some(before) = number.checked_sub(1) else {
            return Ok(Some(Position::START));
        };
        let place = usize::try_from(before).unwrap_or(usize::MAX);
        Ok(self.state().feed.get(place).map(|row| row.position))
    }
}

#[async_trait]
impl Upstreams for MemoryStore {
    async fn pending(
        &self,
        upstream: &DeviceId,
        upstream_unit: UnitCode,
        only_device: Option<&DeviceId>,
    ) -> Result<Vec<StoredSegment>, StoreError> {
        let state = self.state();
        let goes_up = |row: &FeedRow, segment: &StoredSegment| {
            let document = &segment.log.document;
            let acknowledged = state.acknowledged.get(&(*upstream, segment.log)).map(|(number, _)| *number);
            document.kind().rights().goes_up()
                && access::may_hold(upstream_unit, document)
                && only_device.is_none_or(|device| *device == segment.log.writer.device)
                && segment.last > acknowledged.unwrap_or(0)
                && (row.via != Some(*upstream) || acknowledged.is_some())
        };
        let pending = state.all_segments().filter(|(row, segment)| goes_up(row, segment));
        Ok(pending.map(|(_, segment)| segment.clone()).collect())
    }

    async fn acknowledgement(&self, upstream: &DeviceId, log: &LogId) -> Result<Option<Acknowledgement>, StoreError> {
        let acknowledged = self.state().acknowledged.get(&(*upstream, *log)).copied();
        Ok(acknowledged.map(|(number, receipt_time)| Acknowledgement { log: *log, number, receipt_time }))
    }

    async fn acknowledged(&self, upstream: &DeviceId) -> Result<Vec<Acknowledgement>, StoreError> {
        let state = self.state();
        let of_upstream = state.acknowledged.iter().filter(|((of, _), _)| of == upstream);
        Ok(of_upstream
            .map(|((_, log), (number, receipt_time))| Acknowledgement {
                log: *log,
                number: *number,
                receipt_time: *receipt_time,
            })
            .collect())
    }

    async fn agreement(&self, holder: &Holder, logs: &SharedLogs) -> Result<Agreement, StoreError> {
        let state = self.state();
        Ok(match holder {
            Holder::Here => {
                let heads = state.heads.values().filter(|head| logs.holds(&head.log));
                heads.map(|head| (&head.log, head.head.number)).collect()
            }
            Holder::Upstream(upstream) => {
                let acknowledged = state.acknowledged.iter().filter(|((of, log), _)| of == upstream && logs.holds(log));
                acknowledged.map(|((_, log), (number, _))| (log, *number)).collect()
            }
        })
    }
}

#[async_trait]
impl Archive for MemoryStore {
    async fn snapshot(&self, document: &DocumentName) -> Result<Option<Stored>, StoreError> {
        Ok(self.state().snapshots.get(document).cloned())
    }

    async fn projection(&self, document: &DocumentName) -> Result<Option<Stored>, StoreError> {
        Ok(self.state().projections.get(document).cloned())
    }

    async fn projections(&self, selection: &Selection) -> Result<Vec<Stored>, StoreError> {
        let state = self.state();
        Ok(state.projections.values().filter(|stored| selection.holds(&stored.document)).cloned().collect())
    }

    async fn quarantined(&self, limit: usize) -> Result<Vec<Quarantined>, StoreError> {
        Ok(newest(&self.state().quarantine, limit))
    }

    async fn forks(&self, limit: usize) -> Result<Vec<ForkEvidence>, StoreError> {
        Ok(newest(&self.state().forks, limit))
    }

    async fn incidents(&self, limit: usize) -> Result<Vec<Incident>, StoreError> {
        Ok(newest(&self.state().incidents, limit))
    }

    async fn runs(&self, period: Option<Period>) -> Result<Vec<RunHead>, StoreError> {
        let state = self.state();
        let of_period = state.runs.values().filter(|run| period.is_none_or(|period| run.period == period));
        let mut runs: Vec<_> =
            of_period.map(|run| RunHead { id: run.id.clone(), period: run.period, made_at: run.made_at }).collect();
        runs.sort_by(|a, b| b.made_at.cmp(&a.made_at).then_with(|| a.id.cmp(&b.id)));
        Ok(runs)
    }

    async fn run(&self, id: &str) -> Result<Option<StoredRun>, StoreError> {
        Ok(self.state().runs.get(id).cloned())
    }

    async fn publications(&self) -> Result<Vec<String>, StoreError> {
        Ok(self.state().publications.keys().cloned().collect())
    }

    async fn publication(&self, run: &str) -> Result<Option<StoredPublication>, StoreError> {
        Ok(self.state().publications.get(run).cloned())
    }
}

#[async_trait]
impl Settings for MemoryStore {
    async fn setting(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.state().settings.get(name).cloned())
    }
}

#[async_trait]
impl Accounts for MemoryStore {
    async fn take_enrolment_code(&self, secret_hash: &[u8; 32], now: Timestamp) -> Result<CodeTaken, StoreError> {
        let mut state = self.state();
        let now = in_milliseconds(now);
        Ok(match state.codes.get_mut(secret_hash) {
            None => CodeTaken::Unknown,
            Some(code) if code.used_at.is_some() => CodeTaken::UsedUp,
            Some(EnrolmentCode { cancelled: Some(cancelled), .. }) => CodeTaken::Cancelled(cancelled.clone()),
            Some(code) if code.expires_at <= now => CodeTaken::Expired,
            Some(code) => {
                code.used_at = Some(now);
                CodeTaken::Taken { unit: code.unit, role: code.role, label: code.label.clone() }
            }
        })
    }

    async fn enrolment_code(&self, secret_hash: &[u8; 32]) -> Result<Option<EnrolmentCode>, StoreError> {
        Ok(self.state().codes.get(secret_hash).cloned())
    }

    async fn enrolment_codes(&self) -> Result<Vec<EnrolmentCode>, StoreError> {
        let mut codes: Vec<_> = self.state().codes.values().cloned().collect();
        codes.sort_by_key(|code| code.expires_at);
        Ok(codes)
    }

    async fn contacts(&self) -> Result<Vec<Contact>, StoreError> {
        Ok(self.state().contacts.iter().map(|(device, at)| Contact { device: *device, at: *at }).collect())
    }

    async fn operators(&self) -> Result<Vec<Operator>, StoreError> {
        Ok(self.state().people.operators())
    }

    async fn operator(&self, name: &str) -> Result<Option<Operator>, StoreError> {
        Ok(self.state().people.operator(name))
    }

    async fn session(&self, token_hash: &[u8; 32]) -> Result<Option<Session>, StoreError> {
        Ok(self.state().people.session(token_hash))
    }
}

#[async_trait]
impl Turns for MemoryStore {
    async fn turn(&self) -> Result<Turn, StoreError> {
        Ok(Turn::of(Arc::clone(&self.turns).lock_owned().await))
    }
}

#[async_trait]
impl Files for MemoryStore {
    async fn backup(&self, _to: &Path) -> Result<BackupFormat, StoreError> {
        Err(StoreError::Unsupported {
            what: "backup",
            instead: "a store in memory is gone when the program ends; use sqlite:PATH",
        })
    }

    async fn integrity_check(&self) -> Result<Vec<Fault>, StoreError> {
        let state = self.state();
        let mut examination = Examination::default();
        for row in &state.feed {
            let place = match &row.item {
                FeedItem::Segment(segment) => Place::Segment {
                    log: segment.log,
                    first: segment.first,
                    last: segment.last,
                    head: segment.head,
                    signature: segment.signature,
                },
                FeedItem::Receipt(receipt) => Place::Receipt { signature: receipt.signature },
            };
            examination.see(row.position, &place);
        }
        let heads: Vec<_> = state.heads.values().copied().collect();
        Ok(examination.finish(&heads, state.end()))
    }

    async fn close(&self) {}
}
