//! The hashes of logs, which say what stands in the entries that a run rests on.

use crate::assessment::gather::Heads;
use crate::error::DeskError;
use cunbang_ledger::{Hash, History, LogId, VersionVector, Writer};
use cunbang_model::{DocumentKind, DocumentName, Period};
use cunbang_ranking::Held;
use cunbang_store::{Head, Store, StoredSegment};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// The hash of each log of some documents, as far as these go. They are what a run of a period rests on, given the heads of
/// the ledgers and inspections of that period.
pub(crate) async fn hashes_of(
    store: &dyn Store,
    period: Period,
    of_period: Heads,
    documents: &BTreeMap<DocumentName, Arc<Held>>,
) -> Result<BTreeMap<LogId, Hash>, DeskError> {
    const BY_QUARTER: [DocumentKind; 2] = [DocumentKind::Ledger, DocumentKind::Inspection];
    let mut heads: Vec<Head> = of_period.ledgers;
    heads.extend(of_period.inspections);
    let quarters = period.quarters();
    let is_of_period = |name: &DocumentName| name.period().is_some_and(|quarter| quarters.contains(&quarter));
    for name in documents.keys().filter(|name| !BY_QUARTER.contains(&name.kind()) || !is_of_period(name)) {
        heads.extend(store.heads_of_document(name).await?);
    }
    let heads: HashMap<LogId, Head> = heads.into_iter().map(|head| (head.log, head)).collect();
    let mut hashes = BTreeMap::new();
    for (name, held) in documents {
        let vector = held.projection.vector();
        let at_heads = vector.0.iter().map(|(writer, number)| {
            let log = LogId { document: *name, writer: *writer };
            let head = heads.get(&log).filter(|head| head.head.number == *number)?;
            Some((log, head.head.entry_hash))
        });
        if let Some(found) = at_heads.collect::<Option<Vec<_>>>() {
            hashes.extend(found);
        } else {
            // More came since, or the run rests on a part alone.
            hashes.extend(hashes_at(*name, &store.document_segments(name).await?, vector)?);
        }
    }
    Ok(hashes)
}

/// The hash of each log of a document at a vector, from all of its entries, each after those it has seen.
fn hashes_at(
    name: DocumentName,
    segments: &[StoredSegment],
    vector: &VersionVector,
) -> Result<Vec<(LogId, Hash)>, DeskError> {
    let mut history = History::new(name);
    for segment in segments {
        let until = vector.0.get(&segment.log.writer).copied().unwrap_or(0);
        for entry in segment.entries()?.iter().filter(|entry| entry.number <= until) {
            history.add(&segment.log.writer, entry)?;
        }
    }
    let heads = history.heads().iter();
    Ok(heads.map(|(writer, head)| (LogId { document: name, writer: *writer }, head.entry_hash)).collect())
}

/// The hash of a log after so many entries; none where there are not so many, or they do not hold together.
pub(crate) fn hash_after(name: DocumentName, segments: &[StoredSegment], writer: &Writer, number: u64) -> Option<Hash> {
    let mut history = History::new(name);
    for segment in segments {
        for entry in segment.entries().ok()? {
            history.add(&segment.log.writer, &entry).ok()?;
            if segment.log.writer == *writer && entry.number == number {
                return Some(history.head(writer).entry_hash);
            }
        }
    }
    None
}
