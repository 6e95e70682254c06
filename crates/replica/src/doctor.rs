//! The doctor 体检: recomputes everything that can be derived from the entries, and compares it with what is
//! stored.
//!
//! Entries are the truth, so the chain and signatures of every log are verified again. The document is then
//! rebuilt twice, once by Automerge and once as a [`Projection`]. Both are compared with each other, with the
//! stored projection and with the stored snapshot. Wrong derived data can be rebuilt; a broken log must come
//! from a backup, or from the nodes that have it.

mod derived;
mod receipts;
mod rounds;

use crate::binding::Binding;
use crate::error::ReplicaError;
use crate::org::OrgView;
use crate::record::snapshot;
use crate::replica::Replica;
use crate::replica::blocking;
use cunbang_identity::{DeviceCertificate, Identity};
use cunbang_language::say;
use cunbang_ledger::{Document, Entry, Hash, History, LogHead, LogId, Projection, Receipt, Writer, verify};
use cunbang_model::{DeviceId, DocumentKind, DocumentName, access};
use cunbang_store::{DamagedEntries, Head, Selection, Stored, StoredSegment, Write};
use derived::{compare_projection, compare_snapshot, differs};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::sync::Arc;

/// How many remarks are made at most: more of them say no more.
const MAX_REMARKS: usize = 100;

/// The progress of an examination.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DoctorProgress {
    /// Documents examined.
    pub done: usize,
    /// Documents in total.
    pub of: usize,
}

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoctorFault {
    /// What is affected: a document, a log, a part of the store.
    pub place: String,
    /// What was found, what was expected, and what to do.
    pub what: String,
    /// Whether it has been repaired.
    pub repaired: bool,
}

impl fmt::Display for DoctorFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let repaired = if self.repaired { say!("doctor-is-repaired") } else { String::new() };
        write!(f, "{}: {}{repaired}", self.place, self.what)
    }
}

impl From<cunbang_store::Fault> for DoctorFault {
    fn from(fault: cunbang_store::Fault) -> Self {
        Self { place: fault.place, what: say!("doctor-restore", what = fault.what), repaired: false }
    }
}

/// The result of an examination.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DoctorReport {
    /// Documents examined.
    pub documents: usize,
    /// Logs whose chain and signatures were verified.
    pub logs: usize,
    /// Entries in them.
    pub entries: u64,
    /// Stored projections that were compared.
    pub projections: usize,
    /// Stored snapshots that were compared.
    pub snapshots: usize,
    /// Receipts whose signatures were verified.
    pub receipts: usize,
    /// Rows written by a newer program. They are kept and relayed, and count after an update.
    pub unread_rows: usize,
    /// Everything that is wrong.
    pub faults: Vec<DoctorFault>,
    /// What others did that is kept and decides nothing. The store is well with it; people may want to ask.
    pub remarks: Vec<String>,
}

impl DoctorReport {
    /// Whether there are no faults, or all were repaired.
    pub fn is_healthy(&self) -> bool {
        self.faults.iter().all(|fault| fault.repaired)
    }
}

impl Replica {
    /// Examines the store. With `repair`, rebuilds wrong projections and snapshots.
    pub async fn doctor(
        &self,
        repair: bool,
        progress: &mut (dyn FnMut(DoctorProgress) + Send),
    ) -> Result<DoctorReport, ReplicaError> {
        let mut report = DoctorReport::default();
        report.faults.extend(self.store().integrity_check().await?.into_iter().map(DoctorFault::from));
        self.look_for_missing().await?;
        report.faults.extend(self.missing().into_iter().map(|missing| DoctorFault {
            place: missing.document.to_string(),
            what: say!("doctor-missing", first = missing.here + 1, last = missing.written),
            repaired: false,
        }));
        let (replayed, org_damage) = self.replayed_org().await?;
        let known = Arc::new(Known {
            org: Arc::new(OrgView::of(replayed.iter(), self.identity().authorities())),
            own: self.identity(),
            org_damage,
        });
        let forked = Arc::new(self.forked().await?);
        let documents = self.store().documents(&Selection::under(self.root())).await?;
        for (done, name) in documents.iter().enumerate() {
            progress(DoctorProgress { done, of: documents.len() });
            let stored = self.read_stored(*name, &forked).await?;
            let known = Arc::clone(&known);
            let examined = blocking(move || stored.examine(&known)).await?;
            self.note(&mut report, examined, repair).await?;
        }
        progress(DoctorProgress { done: documents.len(), of: documents.len() });
        if repair && !report.faults.is_empty() {
            self.reload_org().await?;
            self.note_lacking_known().await?;
        }
        // So that the other processes and the next start know of it.
        self.look_for_damage().await?;
        Ok(report)
    }

    /// Logs of which another branch is known to exist.
    async fn forked(&self) -> Result<HashSet<LogId>, ReplicaError> {
        Ok(self.store().forks(usize::MAX).await?.into_iter().map(|fork| fork.log).collect())
    }

    /// Reads what the store has of a document. Others may be writing meanwhile, so derived data is read before the
    /// heads, and the heads before the entries: nothing then appears to be ahead of its source.
    async fn read_stored(
        &self,
        name: DocumentName,
        forked: &Arc<HashSet<LogId>>,
    ) -> Result<StoredDocument, ReplicaError> {
        let projection = self.store().projection(&name).await?;
        let snapshot = self.store().snapshot(&name).await?;
        let heads = self.store().heads_of_document(&name).await?;
        let receipts = self.store().receipts(&name).await?;
        let mut segments = self.store().document_segments(&name).await?;
        segments
            .retain(|segment| heads.iter().any(|head| head.log == segment.log && segment.first <= head.head.number));
        let unreceipted = self.note_unreceipted(&segments, &receipts);
        let forked = Arc::clone(forked);
        Ok(StoredDocument { name, segments, heads, receipts, unreceipted, forked, projection, snapshot })
    }

    /// The `org` documents, rebuilt from their entries as far as possible, and the first place where that was not
    /// possible.
    async fn replayed_org(&self) -> Result<(Vec<Projection>, Option<DamagedEntries>), ReplicaError> {
        let (mut replayed, mut damage) = (Vec::new(), None);
        let names = self.store().documents(&Selection::new(DocumentKind::Org, self.root(), None)).await?;
        for name in names.into_iter().filter(|name| name.lists_units(self.root())) {
            let mut projection = Projection::new(name);
            for segment in self.store().document_segments(&name).await? {
                let entries = segment.entries();
                if entries.is_err() {
                    damage.get_or_insert(segment.place());
                }
                for entry in entries.unwrap_or_default() {
                    // Broken entries are reported when the document is examined.
                    let _ = projection.apply(&segment.log.writer, &entry);
                }
            }
            replayed.push(projection);
        }
        Ok((replayed, damage))
    }

    async fn note(&self, report: &mut DoctorReport, examined: Examined, repair: bool) -> Result<(), ReplicaError> {
        report.documents += 1;
        report.logs += examined.logs;
        report.entries += examined.entries;
        report.unread_rows += examined.unread_rows;
        report.receipts += examined.receipts;
        report.projections += usize::from(examined.had_projection);
        report.snapshots += usize::from(examined.had_snapshot);
        let room = MAX_REMARKS.saturating_sub(report.remarks.len());
        report.remarks.extend(examined.remarks.into_iter().take(room));
        for receipt in &examined.unsound {
            self.damage().note_receipt(receipt);
        }
        let mut writes = Vec::new();
        for Found { place, what, remedy, .. } in examined.faults {
            let repaired = repair && remedy.is_some();
            writes.extend(remedy.filter(|_| repair));
            report.faults.push(DoctorFault { place, what, repaired });
        }
        if !writes.is_empty() {
            // Documents that this device has open may have been loaded from the wrong data.
            self.documents.lock().await.clear();
            self.commit(writes).await?;
        }
        Ok(())
    }
}

/// The devices whose signatures can be checked.
struct Known {
    org: Arc<OrgView>,
    own: Arc<Identity>,
    /// Where the list of the devices is damaged.
    org_damage: Option<DamagedEntries>,
}

impl Known {
    fn certificate(&self, device: DeviceId) -> Option<&DeviceCertificate> {
        let own = Some(self.own.certificate()).filter(|own| own.device == device);
        own.or_else(|| self.org.certificate(device))
    }

    /// What is to be said of a device that is not known.
    fn unlisted(&self, device: DeviceId) -> String {
        match &self.org_damage {
            Some(damage) => say!("doctor-list-damaged", device = device, damage = damage),
            None => say!("doctor-unlisted", device = device),
        }
    }
}

/// Everything that the store has of one document.
struct StoredDocument {
    name: DocumentName,
    segments: Vec<StoredSegment>,
    heads: Vec<Head>,
    receipts: Vec<Receipt>,
    /// The last entries of segments for which this node's own receipt is not here.
    unreceipted: Vec<(LogId, u64)>,
    /// Logs of which another branch is known to exist.
    forked: Arc<HashSet<LogId>>,
    projection: Option<Stored>,
    snapshot: Option<Stored>,
}

#[derive(Default)]
struct Examined {
    logs: usize,
    entries: u64,
    unread_rows: usize,
    receipts: usize,
    had_projection: bool,
    had_snapshot: bool,
    /// Receipts whose signatures do not hold.
    unsound: Vec<Receipt>,
    faults: Vec<Found>,
    /// See [`DoctorReport::remarks`].
    remarks: Vec<String>,
}

/// What is wrong, where, and the write that repairs it, if there is one.
struct Found {
    place: String,
    what: String,
    remedy: Option<Write>,
    /// Whether [`Replica::damaged`] names it too: other nodes are asked for it.
    is_asked_for: bool,
}

impl Examined {
    fn fault(&mut self, place: impl fmt::Display, what: impl fmt::Display, remedy: Option<Write>) {
        self.faults.push(Found { place: place.to_string(), what: what.to_string(), remedy, is_asked_for: false });
    }

    fn remark(&mut self, place: impl fmt::Display, what: impl fmt::Display) {
        if self.remarks.len() < MAX_REMARKS {
            self.remarks.push(format!("{place}: {what}"));
        }
    }

    /// Something that only other nodes can give back, and are asked for.
    fn lost(&mut self, place: impl fmt::Display, what: impl fmt::Display) {
        self.faults.push(Found { place: place.to_string(), what: what.to_string(), remedy: None, is_asked_for: true });
    }
}

impl StoredDocument {
    fn examine(&self, known: &Known) -> Examined {
        let mut examined = Examined { logs: self.heads.len(), ..Examined::default() };
        let mut hashes = HashMap::new();
        let followed = self.follow(known, &mut hashes, &mut examined);
        self.examine_receipts(known, &hashes, &mut examined);
        let Some(entries) = followed else { return examined };
        examined.entries = entries.len() as u64;
        let (projection, document) = match rebuild(self.name, &entries) {
            Ok(rebuilt) => rebuilt,
            Err(error) => {
                examined.fault(self.name, say!("doctor-cannot-rebuild", error = error), None);
                return examined;
            }
        };
        examined.unread_rows = projection.unread().count();
        if let Some(difference) = differs(&projection, &document) {
            examined.fault(self.name, say!("doctor-bug", difference = difference), None);
        }
        if let Some(stored) = &self.projection {
            examined.had_projection = true;
            if let Some(what) = compare_projection(stored, &projection) {
                let remedy = Binding::of(&known.own).bind(&projection).ok().map(Write::Projection);
                examined.fault(self.name, say!("doctor-projection", what = what), remedy);
            }
        }
        if let Some(stored) = &self.snapshot {
            examined.had_snapshot = true;
            if let Some(what) = compare_snapshot(stored, &projection, &entries) {
                examined.fault(self.name, say!("doctor-snapshot", what = what), Some(snapshot(&document)));
            }
        }
        examined
    }

    /// Verifies chains and signatures. Returns the entries, each after those it has seen, or `None` if a log is
    /// broken.
    /// `hashes` is given the hash of every entry that is verified.
    fn follow(
        &self,
        known: &Known,
        hashes: &mut HashMap<(Writer, u64), Hash>,
        examined: &mut Examined,
    ) -> Option<Vec<(Writer, Entry)>> {
        let mut history = History::new(self.name);
        let mut followed = Vec::new();
        for segment in &self.segments {
            let log = segment.log;
            let place = format!("{log}, entries {} to {}", segment.first, segment.last);
            let Some(device) = known.certificate(log.writer.device) else {
                examined.fault(place, known.unlisted(log.writer.device), None);
                return None;
            };
            if !access::may_write(device.role, device.unit, &self.name) {
                examined.fault(
                    place,
                    say!("doctor-not-permitted", role = device.role.named(), unit = device.unit),
                    None,
                );
                return None;
            }
            let before = history.head(&log.writer);
            let entries = match segment.entries() {
                Ok(entries) => entries,
                Err(error) if segment.is_damaged => {
                    examined.lost(place, error);
                    return None;
                }
                Err(error) => {
                    examined.fault(place, error, None);
                    return None;
                }
            };
            let checked =
                verify(&log, &device.public_key, &before, entries, &segment.signature, &history).and_then(|verified| {
                    for entry in verified.entries() {
                        history.add(&log.writer, entry)?;
                        hashes.insert((log.writer, entry.number), history.head(&log.writer).entry_hash);
                    }
                    Ok(verified)
                });
            match checked {
                Ok(verified) if *verified.after() == segment.head => {
                    followed.extend(verified.entries().iter().map(|entry| (log.writer, entry.clone())));
                }
                Ok(_) => {
                    examined.fault(place, say!("doctor-not-to-head"), None);
                    return None;
                }
                Err(refusal) => {
                    examined.fault(place, say!("doctor-refused", refusal = refusal), None);
                    return None;
                }
            }
        }
        let stored: BTreeMap<Writer, LogHead> = self.heads.iter().map(|head| (head.log.writer, head.head)).collect();
        if stored != *history.heads() {
            let writers = stored.keys().chain(history.heads().keys());
            for writer in writers.filter(|writer| stored.get(*writer) != history.heads().get(*writer)) {
                let log = LogId { document: self.name, writer: *writer };
                examined.fault(log, say!("doctor-not-to-head"), None);
            }
            return None;
        }
        Some(followed)
    }
}

fn rebuild(name: DocumentName, entries: &[(Writer, Entry)]) -> Result<(Projection, Document), ReplicaError> {
    let mut projection = Projection::new(name);
    for (writer, entry) in entries {
        projection.apply(writer, entry)?;
    }
    let mut document = Document::new(name);
    document.apply_entries(entries.iter().map(|(writer, entry)| (*writer, entry)))?;
    Ok((projection, document))
}
