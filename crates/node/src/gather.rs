//! Gathering: the material of a run, from the store.

use crate::assess::Material;
use crate::error::NodeError;
use crate::reading;
use crate::sealed::{Held, part_of, rewind_to};
use cunbang_ledger::{Entry, LogId, Point, Projection, VersionVector, Writer};
use cunbang_model::{DocumentKind, DocumentName, Period, Table, UnitCode};
use cunbang_store::{Selection, Store, StoredSegment};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

/// Ledgers and inspections that were read lately, parsed: after one village's push only its ledger is read
/// again.
#[derive(Debug, Default)]
pub struct Shelf(Mutex<HashMap<(DocumentName, Period), Arc<Held>>>);

impl Shelf {
    /// How many documents are kept at most: some quarters of a county.
    const MOST: usize = 1024;

    /// Forgets everything.
    pub fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn take(
        &self,
        vectors: &BTreeMap<DocumentName, VersionVector>,
        period: Period,
    ) -> BTreeMap<DocumentName, Arc<Held>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let current = vectors.iter().filter_map(|(name, vector)| {
            let held = kept.get(&(*name, part_of_document(name, period)))?;
            (held.projection.vector() == vector).then(|| (*name, Arc::clone(held)))
        });
        current.collect()
    }

    fn put(&self, documents: &BTreeMap<DocumentName, Arc<Held>>, period: Period) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() + documents.len() > Self::MOST {
            kept.clear();
        }
        for (name, held) in documents {
            kept.insert((*name, part_of_document(name, period)), Arc::clone(held));
        }
    }
}

fn part_of_document(name: &DocumentName, period: Period) -> Period {
    part_of(period, name.period().unwrap_or(period))
}

/// Gathers what a run of a period rests on, for the units at and under `under`. `authority` is the
/// SHA-256 of the certificate authority's certificate.
pub async fn gather(
    store: &dyn Store,
    shelf: &Shelf,
    authority: [u8; 32],
    root: UnitCode,
    under: UnitCode,
    period: Period,
) -> Result<Material, NodeError> {
    let mut documents = quarterly(store, shelf, DocumentKind::Ledger, under, period).await?;
    documents.extend(quarterly(store, shelf, DocumentKind::Inspection, under, period).await?);
    let mut others = Vec::new();
    for name in [DocumentName::org(root), DocumentName::scheme(root)] {
        let projection = reading::projection(store, name).await?;
        if !projection.vector().0.is_empty() {
            others.push(projection);
        }
    }
    let mut scheme_times = BTreeMap::new();
    for segment in store.document_segments(&DocumentName::scheme(root)).await? {
        for entry in segment.entries()? {
            scheme_times.insert(Point { writer: segment.log.writer, number: entry.number }, entry.claimed_at_seconds);
        }
    }
    for quarter in period.quarters() {
        if let Some(name) = DocumentName::quarterly(DocumentKind::Bulletin, root, quarter) {
            others.extend(decisions(store, name).await?);
        }
    }
    documents
        .extend(others.into_iter().map(|projection| (projection.document(), Arc::new(Held::new(projection, None)))));
    let receipts = receipts(store, under, period).await?;
    Ok(Material { period, root, under, authority, documents, scheme_times, receipts })
}

/// The documents of a kind and a period, as they stand and at their seals.
async fn quarterly(
    store: &dyn Store,
    shelf: &Shelf,
    kind: DocumentKind,
    under: UnitCode,
    period: Period,
) -> Result<BTreeMap<DocumentName, Arc<Held>>, NodeError> {
    const FEW: usize = 16;
    let mut vectors: BTreeMap<DocumentName, VersionVector> = BTreeMap::new();
    for head in store.heads(&Selection::new(kind, under, period)).await? {
        vectors.entry(head.log.document).or_default().0.insert(head.log.writer, head.head.number);
    }
    let mut documents = shelf.take(&vectors, period);
    vectors.retain(|name, _| !documents.contains_key(name));
    let mut read = BTreeMap::new();
    if vectors.len() <= FEW {
        for name in vectors.into_keys() {
            read.insert(name, reading::projection(store, name).await?);
        }
    } else {
        read = reading::projections(store, kind, under, Some(period)).await?;
        read.retain(|name, _| vectors.contains_key(name));
    }
    for (name, projection) in read {
        let at_seal = match rewind_to(&projection, part_of_document(&name, period)) {
            Some(covers) => Some(reading::replay_to(name, &store.document_segments(&name).await?, &covers)?),
            None => None,
        };
        documents.insert(name, Arc::new(Held::new(projection, at_seal)));
    }
    shelf.put(&documents, period);
    Ok(documents)
}

/// A bulletin as far as it holds decisions, and what those build on: so that publishing a run, which
/// writes into the same bulletin, does not change what the next run rests on.
async fn decisions(store: &dyn Store, name: DocumentName) -> Result<Option<Projection>, NodeError> {
    let projection = reading::projection(store, name).await?;
    let mut wanted = VersionVector::default();
    for standing in projection.table(Table::Decisions) {
        for value in projection.values(Table::Decisions, &standing.row.id()) {
            raise(&mut wanted, value.operation.writer, value.entry);
        }
    }
    if wanted.0.is_empty() {
        return Ok(None);
    }
    let segments = store.document_segments(&name).await?;
    let mut entries: Vec<(Writer, Entry)> = Vec::new();
    for segment in &segments {
        entries.extend(segment.entries()?.into_iter().map(|entry| (segment.log.writer, entry)));
    }
    // Each entry stands after what it has seen: backwards, everything is wanted before its turn comes.
    for (writer, entry) in entries.iter().rev() {
        if wanted.0.get(writer).is_some_and(|until| entry.number <= *until) {
            for point in &entry.seen {
                raise(&mut wanted, point.writer, point.number);
            }
        }
    }
    Ok(Some(reading::replay_to(name, &segments, &wanted)?))
}

fn raise(vector: &mut VersionVector, writer: Writer, number: u64) {
    let until = vector.0.entry(writer).or_insert(0);
    *until = number.max(*until);
}

/// The receipts for the period's ledgers, as far as what they are for is here. One for another branch of a
/// log than the one that is here says nothing about what is here.
async fn receipts(
    store: &dyn Store,
    under: UnitCode,
    period: Period,
) -> Result<Vec<cunbang_ledger::Receipt>, NodeError> {
    let selection = Selection::new(DocumentKind::Ledger, under, period);
    let heads: HashMap<LogId, _> =
        store.heads(&selection).await?.into_iter().map(|head| (head.log, head.head)).collect();
    let mut receipts = store.receipts_of_documents(&selection).await?;
    receipts.retain(|receipt| {
        heads.get(&receipt.log).is_some_and(|head| {
            head.number > receipt.number || (head.number == receipt.number && head.entry_hash == receipt.entry_hash)
        })
    });
    Ok(receipts)
}

/// The segments of a document that hold everything up to a vector, each with its entries, and whole:
/// with what the rest of a segment builds on.
pub(crate) fn up_to(
    segments: Vec<StoredSegment>,
    vector: &VersionVector,
) -> Result<Vec<(StoredSegment, Vec<Entry>)>, NodeError> {
    let mut opened = Vec::with_capacity(segments.len());
    for segment in segments {
        let entries = segment.entries()?;
        opened.push((segment, entries));
    }
    let mut wanted = vector.clone();
    for (segment, entries) in opened.iter().rev() {
        let until = wanted.0.get(&segment.log.writer).copied().unwrap_or(0);
        if segment.first <= until {
            raise(&mut wanted, segment.log.writer, segment.last);
            for point in entries.iter().flat_map(|entry| &entry.seen) {
                raise(&mut wanted, point.writer, point.number);
            }
        }
    }
    opened.retain(|(segment, _)| wanted.0.get(&segment.log.writer).is_some_and(|until| segment.first <= *until));
    Ok(opened)
}
