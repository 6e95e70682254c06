//! Damage 损坏: what the store gives back that is not what was written to it.
//!
//! So are rows of entries that are gone: the store puts them back as damaged. Projections and snapshots are made again
//! from the entries as soon as they are read. Entries and receipts can only come from other nodes: what is known to be
//! damaged is named to people, is neither served nor counted, and is asked for again. A node above is asked for everything once; a node below is told that this node has the log
//! only up to the damage, and is asked once for what this node itself had signed. What comes is taken in by [`crate::mend`].

use crate::error::ReplicaError;
use crate::replica::Replica;
use cunbang_identity::DeviceCertificate;
use cunbang_language::{Language, say};
use cunbang_ledger::{Entry, LogId, Receipt};
use cunbang_model::{DeviceId, DocumentName, Role};
use cunbang_store::{DamagedEntries, Incident, Selection, StoredSegment, Write};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The setting with the documents of which something is damaged, so that every process knows of what one found.
const DAMAGED: &str = "damaged";
/// The setting with how many rows that the feed lacks were told last.
const LACKING_TOLD: &str = "lacking_told";
/// The setting with how many rows that the feed lacks a person knows of.
const LACKING_KNOWN: &str = "lacking_known";

/// Something that only another node can give back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Lost {
    Entries(LogId, u64, u64),
    Receipt(LogId, DeviceId, u64),
    /// Rows that the feed once had, of whatever document.
    Rows(u64),
}

impl Lost {
    fn document(&self) -> Option<DocumentName> {
        match self {
            Self::Entries(log, ..) | Self::Receipt(log, ..) => Some(log.document),
            Self::Rows(_) => None,
        }
    }
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Entries(log, first, last) => write!(f, "entries {first} to {last} of {log}"),
            Self::Receipt(log, node, number) => write!(f, "the receipt of {node} for entry {number} of {log}"),
            Self::Rows(rows) => f.write_str(&say!("damage-rows", rows = rows)),
        }
    }
}

/// An entry that was brought, and its device's signature of the log up to it, where it was the last of a push.
#[derive(Debug, Clone)]
pub(crate) struct Brought {
    pub(crate) entry: Entry,
    pub(crate) signature: Option<[u8; 64]>,
}

/// What this process has come across.
#[derive(Debug, Default)]
pub(crate) struct Damage {
    receipts: Mutex<BTreeSet<(LogId, DeviceId, u64)>>,
    /// How many rows the feed lacks, beside those that a person knows of.
    rows: AtomicU64,
    /// What was brought of damaged segments: it may come in several pieces, cut otherwise than here.
    parked: Mutex<BTreeMap<LogId, BTreeMap<u64, Brought>>>,
    /// What was asked of which node above. Nobody is asked twice for what it may not have.
    asked: Mutex<BTreeSet<(DeviceId, Lost)>>,
    /// What those who follow this process's changes were told of.
    told: Mutex<BTreeSet<Lost>>,
}

impl Damage {
    fn receipts(&self) -> MutexGuard<'_, BTreeSet<(LogId, DeviceId, u64)>> {
        self.receipts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn asked(&self) -> MutexGuard<'_, BTreeSet<(DeviceId, Lost)>> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn told(&self) -> MutexGuard<'_, BTreeSet<Lost>> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps what is brought of damaged segments of one log, and gives all that was. It is bounded by what is
    /// damaged, and proven only when it is whole.
    pub(crate) fn park(
        &self,
        damaged: &[DamagedEntries],
        brought: Vec<Entry>,
        signature: [u8; 64],
    ) -> BTreeMap<u64, Brought> {
        let Some(log) = damaged.first().map(|one| one.log) else { return BTreeMap::new() };
        let is_wanted = |number: u64| damaged.iter().any(|one| (one.first..=one.last).contains(&number));
        let mut parked = self.parked.lock().unwrap_or_else(PoisonError::into_inner);
        let of_log = parked.entry(log).or_default();
        let last = brought.last().map(|entry| entry.number);
        for entry in brought {
            let number = entry.number;
            let earlier = of_log.get(&number).and_then(|known| known.signature);
            let signature = if Some(number) == last { Some(signature) } else { earlier };
            of_log.insert(number, Brought { entry, signature });
        }
        of_log.retain(|number, _| is_wanted(*number));
        of_log.clone()
    }

    /// Forgets what was brought of logs that are whole again.
    pub(crate) fn forget_parked(&self, damaged: &[DamagedEntries]) {
        let mut parked = self.parked.lock().unwrap_or_else(PoisonError::into_inner);
        parked.retain(|log, _| damaged.iter().any(|one| one.log == *log));
    }

    /// Notes that a receipt is not here that this node had stored with what it is for.
    fn note_absent(&self, log: LogId, node: DeviceId, number: u64) {
        if self.receipts().insert((log, node, number)) {
            tracing::error!(%log, number, "this node's own receipt is not in its store any more");
            metrics::counter!(cunbang_store::figures::DAMAGED, "table" => "receipts").increment(1);
        }
    }

    /// Notes a receipt whose signature does not hold.
    pub(crate) fn note_receipt(&self, receipt: &Receipt) {
        let Receipt { log, node, number, .. } = receipt;
        if self.receipts().insert((*log, *node, *number)) {
            tracing::error!(%log, %node, number, "the signature of a stored receipt does not hold: it is not used");
            metrics::counter!(cunbang_store::figures::DAMAGED, "table" => "receipts").increment(1);
        }
    }
}

impl Replica {
    fn lost(&self) -> BTreeSet<Lost> {
        let entries = self.store().damaged().into_iter().map(|one| Lost::Entries(one.log, one.first, one.last));
        let receipts = self.damage().receipts();
        let receipts = receipts.iter().map(|(log, node, number)| Lost::Receipt(*log, *node, *number));
        let rows = Some(self.damage().rows.load(Ordering::SeqCst)).filter(|rows| *rows > 0);
        entries.chain(receipts).chain(rows.map(Lost::Rows)).collect()
    }

    /// What is damaged and only other nodes can give back, for people.
    pub fn damaged(&self) -> Vec<String> {
        self.lost().iter().map(ToString::to_string).collect()
    }

    /// The logs with damaged entries, each with how many entries it has before them.
    pub fn whole_until(&self) -> BTreeMap<LogId, u64> {
        let mut whole = BTreeMap::new();
        for damaged in self.store().damaged() {
            let until = whole.entry(damaged.log).or_insert(u64::MAX);
            *until = (damaged.first - 1).min(*until);
        }
        whole
    }

    /// Counts logs as far as they are whole.
    pub(crate) fn as_far_as_whole(&self, mut heads: Vec<(LogId, u64)>) -> Vec<(LogId, u64)> {
        let whole = self.whole_until();
        for (log, number) in &mut heads {
            *number = whole.get(log).map_or(*number, |whole| (*number).min(*whole));
        }
        heads
    }

    /// Whether something is damaged of which a node above was not asked yet.
    pub fn is_to_ask(&self, upstream: DeviceId) -> bool {
        let lost = self.lost();
        let asked = self.damage().asked();
        lost.into_iter().any(|lost| !asked.contains(&(upstream, lost)))
    }

    /// Whether this node's own receipts are damaged that a device below may have and was not asked for yet.
    pub fn is_to_ask_below(&self, peer: &DeviceCertificate) -> bool {
        let lost = self.own_receipts_lost_to(peer);
        let asked = self.damage().asked();
        lost.into_iter().any(|lost| !asked.contains(&(peer.device, lost)))
    }

    /// Notes that a device below is asked for this node's own receipts.
    pub fn note_asked_below(&self, peer: &DeviceCertificate) {
        let lost = self.own_receipts_lost_to(peer);
        self.damage().asked().extend(lost.into_iter().map(|lost| (peer.device, lost)));
    }

    fn own_receipts_lost_to(&self, peer: &DeviceCertificate) -> Vec<Lost> {
        let own = self.device();
        let may_have = |one: &Lost| match one {
            Lost::Receipt(log, node, _) => *node == own && log.document.unit().is_within(&peer.unit),
            Lost::Rows(_) => true,
            Lost::Entries(..) => false,
        };
        self.lost().into_iter().filter(may_have).collect()
    }

    /// Asks the other nodes once more for what they did not have when they were asked: they may have it now.
    pub fn ask_again(&self) {
        self.damage().asked().clear();
    }

    /// Notes that a node above is asked for everything.
    pub fn note_asked(&self, upstream: DeviceId) {
        let lost = self.lost();
        self.damage().asked().extend(lost.into_iter().map(|lost| (upstream, lost)));
    }

    /// Whether this node stored receipts with the entries of a log: what an earlier device of the node wrote has none.
    fn has_given_receipts_for(&self, log: &LogId) -> bool {
        let writer = self.org().certificate(log.writer.device).map(|writer| (writer.unit, writer.role));
        self.gives_receipts_for(log) && writer != Some((self.unit(), Role::Node))
    }

    /// Those of some segments for which this node stored a receipt that is not here. The receipt of another device of its
    /// unit is one too: its store may have been another's.
    fn unreceipted(&self, segments: &[StoredSegment], receipts: &[Receipt]) -> Vec<(LogId, u64)> {
        let has_receipt = |segment: &&StoredSegment| {
            receipts.iter().any(|receipt| {
                receipt.unit == self.unit() && receipt.log == segment.log && receipt.number == segment.last
            })
        };
        let without =
            segments.iter().filter(|segment| self.has_given_receipts_for(&segment.log) && !has_receipt(segment));
        without.map(|segment| (segment.log, segment.last)).collect()
    }

    /// Notes which of this node's own receipts for some segments of a document are not here.
    pub(crate) fn note_unreceipted(&self, segments: &[StoredSegment], receipts: &[Receipt]) -> Vec<(LogId, u64)> {
        let absent = self.unreceipted(segments, receipts);
        for (log, number) in &absent {
            self.damage().note_absent(*log, self.device(), *number);
        }
        absent
    }

    /// Looks whether the receipts for the selected documents are whole: whether this node's own are here, and whether the
    /// signatures of all hold. Of those that are lost the other nodes are asked; returned is for which logs.
    pub async fn look_at_receipts(&self, selection: &Selection) -> Result<BTreeSet<LogId>, ReplicaError> {
        self.part_receipts(self.store().receipts_of_documents(selection).await?).await?;
        if self.role() == Role::Node {
            let mut ends = self.store().unreceipted(self.unit(), selection).await?;
            ends.retain(|(log, _)| self.has_given_receipts_for(log));
            for (log, number) in ends {
                self.damage().note_absent(log, self.device(), number);
            }
        }
        self.look_for_damage().await?;
        // What a node on no list signed decides nothing, and is no loss.
        let (org, own) = (self.org(), self.device());
        let decides = |node: &DeviceId| *node == own || org.certificate(*node).is_some();
        let lost = self.damage().receipts();
        let of_these = lost.iter().filter(|(log, node, _)| decides(node) && selection.holds(&log.document));
        Ok(of_these.map(|(log, ..)| *log).collect())
    }

    /// Looks whether rows were taken out of the feed, beside those that a person knows of. Entries among them are damaged
    /// from now on, and asked for like others. Returned is of how many rows nobody can tell which they were: the other
    /// nodes are asked for their receipts.
    pub async fn look_for_lacking_rows(&self) -> Result<u64, ReplicaError> {
        let known = self.number_in(LACKING_KNOWN).await?;
        let mut lacks = self.store().feed_lacks().await?.saturating_sub(known);
        if lacks > self.damage().rows.load(Ordering::SeqCst) && !self.store().place_gone().await?.is_empty() {
            lacks = self.store().feed_lacks().await?.saturating_sub(known);
        }
        self.damage().rows.store(lacks, Ordering::SeqCst);
        if lacks != self.number_in(LACKING_TOLD).await? {
            let value = (lacks > 0).then(|| lacks.to_string().into_bytes());
            let mut writes = vec![Write::Setting { name: LACKING_TOLD.to_owned(), value }];
            if lacks > 0 {
                let message = Language::in_both(|| say!("damage-rows", rows = lacks));
                writes.push(Write::Incident(Incident { at: self.now(), kind: "damaged".to_owned(), message }));
            }
            self.commit(writes).await?;
        }
        Ok(lacks)
    }

    /// Notes that a person knows of the rows that the feed lacks: what could be given back came as new rows.
    pub(crate) async fn note_lacking_known(&self) -> Result<(), ReplicaError> {
        let lacks = self.store().feed_lacks().await?;
        let value = (lacks > 0).then(|| lacks.to_string().into_bytes());
        self.commit(vec![Write::Setting { name: LACKING_KNOWN.to_owned(), value }]).await?;
        self.look_for_lacking_rows().await?;
        Ok(())
    }

    async fn number_in(&self, setting: &str) -> Result<u64, ReplicaError> {
        let value = self.store().setting(setting).await?.unwrap_or_default();
        Ok(String::from_utf8_lossy(&value).parse().unwrap_or_default())
    }

    /// Looks again at what was found damaged, here or by another process: notes it, so that people and other
    /// processes learn of it, or that it is whole again.
    pub async fn look_for_damage(&self) -> Result<(), ReplicaError> {
        let noted = self.store().setting(DAMAGED).await?;
        let noted: BTreeSet<DocumentName> = String::from_utf8_lossy(&noted.unwrap_or_default())
            .split_whitespace()
            .filter_map(|name| name.parse().ok())
            .collect();
        let documents: BTreeSet<DocumentName> =
            self.lost().iter().filter_map(Lost::document).chain(noted.iter().copied()).collect();
        if documents.is_empty() && self.damage().told().is_empty() && self.lost().is_empty() {
            return Ok(());
        }
        for document in &documents {
            let segments = self.store().document_segments(document).await?;
            let receipts = self.store().receipts(document).await?;
            self.note_unreceipted(&segments, &receipts);
            let (sound, unsound) = self.part_receipts(receipts).await?;
            let is_unsound = |(log, node, number): &(LogId, DeviceId, u64)| {
                unsound.iter().any(|receipt| receipt.log == *log && receipt.node == *node && receipt.number == *number)
            };
            let absent: BTreeSet<(LogId, u64)> = self.unreceipted(&segments, &sound).into_iter().collect();
            let is_absent = |(log, node, number): &(LogId, DeviceId, u64)| {
                *node == self.device() && absent.contains(&(*log, *number))
            };
            let is_lost = |one: &(LogId, DeviceId, u64)| is_unsound(one) || is_absent(one);
            self.damage().receipts().retain(|one| one.0.document != *document || is_lost(one));
        }
        self.damage().forget_parked(&self.store().damaged());
        let lost = self.lost();
        // Another process may have noted it, and cannot tell the links of this one.
        let told = std::mem::replace(&mut *self.damage().told(), lost.clone());
        if told != lost {
            self.tell_changes();
        }
        let now: BTreeSet<DocumentName> = lost.iter().filter_map(Lost::document).collect();
        if now == noted {
            return Ok(());
        }
        let text = now.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        let value = (!now.is_empty()).then(|| text.into_bytes());
        let mut writes = vec![Write::Setting { name: DAMAGED.to_owned(), value }];
        let incident =
            |kind: &str, message: String| Write::Incident(Incident { at: self.now(), kind: kind.to_owned(), message });
        let is_news = |lost: &&Lost| lost.document().is_some_and(|document| !noted.contains(&document));
        for lost in lost.iter().filter(is_news) {
            writes.push(incident(
                "damaged",
                format!("{lost}: what the store gives back is not what was written. It is asked for at the other nodes; look at the disk, and make a backup"),
            ));
        }
        for document in noted.difference(&now) {
            writes.push(incident("mended", format!("{document}: what was damaged is whole again")));
        }
        self.commit(writes).await?;
        Ok(())
    }
}
