//! Inspections at hand: the findings, ballots and figures of a period, and who wrote each row. Nearly every page above the
//! villages asks for those of all villages, and between two looks only a few of them go on: those are read again.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::inspection::lives::{Lives, lives, versions};
use crate::reading::until_change::UntilChange;
use cunbang_ledger::{LogId, Projection, Receipt, VersionVector};
use cunbang_model::{DeviceId, DocumentKind, DocumentName, Period, Role, UnitCode};
use cunbang_replica::{blocking, reading};
use cunbang_store::Selection;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

/// Once so many documents are kept, all make room for what is read next: those of two quarters of a large county.
const MOST: usize = 8 * 1024;
/// Up to how many documents are read one by one.
const FEW: usize = 16;

/// Inspections that were read lately.
#[derive(Debug, Default)]
pub(crate) struct Inspections {
    read: Mutex<HashMap<DocumentName, Arc<Projection>>>,
    lived: Mutex<HashMap<DocumentName, (Basis, Arc<Lives>)>>,
    asked: UntilChange<(Period, UnitCode, bool), Arc<LivesOfAll>>,
}

/// The rows of inspections, each with who wrote it and what became of it.
pub(crate) type LivesOfAll = BTreeMap<DocumentName, Arc<Lives>>;

/// Everything on which the lives of a document's rows rest.
#[derive(Debug, PartialEq, Eq)]
struct Basis {
    /// How far its logs went.
    vector: VersionVector,
    /// Whose devices wrote them.
    units: BTreeMap<LogId, UnitCode>,
    /// The receipts for them, by which it is said when they came.
    receipts: Vec<Receipt>,
    /// What was known of those who signed the receipts.
    signers: Vec<Option<(Role, UnitCode, [u8; 32])>>,
}

/// Keeps what was read; where there is too much, what was kept before makes room.
fn keep<T>(kept: &Mutex<HashMap<DocumentName, T>>, fresh: impl IntoIterator<Item = (DocumentName, T)>) {
    let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.len() >= MOST {
        kept.clear();
    }
    kept.extend(fresh);
}

impl Inspections {
    /// Forgets everything.
    pub(crate) fn clear(&self) {
        self.read.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.lived.lock().unwrap_or_else(PoisonError::into_inner).clear();
        self.asked.clear();
    }

    /// Those of some documents that went just so far.
    fn current(&self, vectors: &BTreeMap<DocumentName, VersionVector>) -> BTreeMap<DocumentName, Arc<Projection>> {
        let read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        let of = |(name, vector): (&DocumentName, &VersionVector)| {
            let known = read.get(name).filter(|known| known.vector() == vector)?;
            Some((*name, Arc::clone(known)))
        };
        vectors.iter().filter_map(of).collect()
    }

    fn lives_on(&self, document: &DocumentName, basis: &Basis) -> Option<Arc<Lives>> {
        let kept = self.lived.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(document).filter(|(then, _)| then == basis).map(|(_, lives)| Arc::clone(lives))
    }
}

impl Desk {
    /// The rows of all inspections of a period at and under a unit, as they stand.
    pub(crate) async fn inspections(
        &self,
        period: Period,
        under: UnitCode,
    ) -> Result<BTreeMap<DocumentName, Arc<Projection>>, DeskError> {
        let store = &**self.replica().store();
        let mut vectors: BTreeMap<DocumentName, VersionVector> = BTreeMap::new();
        for head in store.heads(&Selection::new(DocumentKind::Inspection, under, period)).await? {
            vectors.entry(head.log.document).or_default().0.insert(head.log.writer, head.head.number);
        }
        let mut all = self.inspections.current(&vectors);
        vectors.retain(|name, _| !all.contains_key(name));
        let mut fresh = BTreeMap::new();
        if vectors.len() <= FEW {
            for name in vectors.into_keys() {
                fresh.insert(name, Arc::new(reading::projection(self.replica(), name).await?));
            }
        } else {
            let read = reading::projections(self.replica(), DocumentKind::Inspection, under, Some(period)).await?;
            fresh.extend(read.into_iter().map(|(name, projection)| (name, Arc::new(projection))));
        }
        keep(&self.inspections.read, fresh.iter().map(|(name, projection)| (*name, Arc::clone(projection))));
        all.extend(fresh);
        Ok(all)
    }

    /// The inspections at and under a unit for a period in which more than one unit wrote, or all.
    pub(crate) async fn inspections_lived(
        &self,
        period: Period,
        under: UnitCode,
        of_several: bool,
    ) -> Result<Arc<LivesOfAll>, DeskError> {
        let as_of = self.as_of().await?;
        let asked = (period, under, of_several);
        if let Some(known) = self.inspections.asked.take(as_of, &asked) {
            return Ok(known);
        }
        let (store, selection) =
            (self.replica().store(), Selection::new(DocumentKind::Inspection, under, Some(period)));
        let mut logs: BTreeMap<DocumentName, Vec<(LogId, u64)>> = BTreeMap::new();
        for head in store.heads(&selection).await? {
            logs.entry(head.log.document).or_default().push((head.log, head.head.number));
        }
        if of_several {
            logs.retain(|_, logs| {
                let units: BTreeSet<Option<UnitCode>> =
                    logs.iter().map(|(log, _)| self.unit_of_device(log.writer.device)).collect();
                units.len() > 1
            });
        }
        let mut receipts: HashMap<DocumentName, Vec<Receipt>> = HashMap::new();
        if logs.len() <= FEW {
            for document in logs.keys() {
                receipts.insert(*document, store.receipts(document).await?);
            }
        } else {
            for receipt in store.receipts_of_documents(&selection).await? {
                receipts.entry(receipt.log.document).or_default().push(receipt);
            }
        }
        let mut all = LivesOfAll::new();
        for (document, logs) in logs {
            let receipts = receipts.remove(&document).unwrap_or_default();
            all.insert(document, self.lives_of(document, &logs, receipts).await?);
        }
        Ok(self.inspections.asked.put(as_of, asked, Arc::new(all)))
    }

    /// The rows of a village's inspections, each with who wrote it and what became of it.
    pub(crate) async fn lives(&self, document: DocumentName) -> Result<Arc<Lives>, DeskError> {
        let store = self.replica().store();
        let heads = store.heads_of_document(&document).await?;
        let logs: Vec<(LogId, u64)> = heads.into_iter().map(|head| (head.log, head.head.number)).collect();
        self.lives_of(document, &logs, store.receipts(&document).await?).await
    }

    /// The same, given the logs with how far they go, and the receipts for them.
    async fn lives_of(
        &self,
        document: DocumentName,
        logs: &[(LogId, u64)],
        receipts: Vec<Receipt>,
    ) -> Result<Arc<Lives>, DeskError> {
        let replica = self.replica();
        let mut vector = VersionVector::default();
        vector.0.extend(logs.iter().map(|(log, number)| (log.writer, *number)));
        let units = logs.iter().filter_map(|(log, _)| Some((*log, self.unit_of_device(log.writer.device)?))).collect();
        let signers = receipts.iter().map(|receipt| self.signer(receipt.node)).collect();
        let basis = Basis { vector, units, receipts, signers };
        if let Some(known) = self.inspections.lives_on(&document, &basis) {
            return Ok(known);
        }
        let segments = replica.store().document_segments(&document).await?;
        let (sound, _) = replica.part_receipts(basis.receipts.clone()).await?;
        let (units, root) = (basis.units.clone(), replica.root());
        let found = blocking(move || versions(&segments, &sound, &units, root).map(lives)).await??;
        let found = Arc::new(found);
        keep(&self.inspections.lived, [(document, (basis, Arc::clone(&found)))]);
        Ok(found)
    }

    /// The unit of a device, as the lists here have it.
    fn unit_of_device(&self, device: DeviceId) -> Option<UnitCode> {
        self.signer(device).map(|(_, unit, _)| unit)
    }

    /// What is known of a device: what it is for, its unit, its key.
    fn signer(&self, device: DeviceId) -> Option<(Role, UnitCode, [u8; 32])> {
        let (org, own) = (self.replica().org(), self.replica().identity());
        let own = Some(own.certificate()).filter(|own| own.device == device);
        org.certificate(device).or(own).map(|one| (one.role, one.unit, one.public_key))
    }
}
