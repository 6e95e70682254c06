//! Documents of earlier quarters whose findings and steps may weigh in a run's period; see [`cunbang_ranking::earlier`].

use super::{Heads, Shelf, inspections, sound_receipts};
use crate::error::DeskError;
use cunbang_ledger::{Projection, Receipt, VersionVector};
use cunbang_model::{DocumentKind, DocumentName, Period, UnitCode};
use cunbang_ranking::earlier::{may_weigh, weighing};
use cunbang_ranking::sealed::{SealReading, is_whole};
use cunbang_ranking::{Held, Receipts, Revoked};
use cunbang_replica::{Replica, reading};
use cunbang_scheme::EarlierRows;
use cunbang_store::Selection;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError};

/// Such documents, and the receipts by which it is said what counts of revoked devices in them.
pub(super) type Earlier = (BTreeMap<DocumentName, Arc<Held>>, Vec<Receipt>);

/// Gathers what some schemes ask of earlier quarters.
pub(super) async fn earlier(
    replica: &Arc<Replica>,
    shelf: &Shelf,
    (under, period): (UnitCode, Period),
    asked: &[EarlierRows],
    revoked: &Revoked,
) -> Result<Earlier, DeskError> {
    let store = &**replica.store();
    let kinds = [
        (DocumentKind::Ledger, asked.iter().any(|one| one.asks_steps())),
        (DocumentKind::Inspection, asked.iter().any(|one| one.asks_findings())),
    ];
    let quarters: BTreeSet<Period> = asked.iter().flat_map(|one| one.quarters(period)).collect();
    let (mut held, mut found) = (BTreeMap::new(), Vec::new());
    for quarter in quarters {
        let of_quarter = if kinds[0].1 && !revoked.is_empty() {
            let heads = Heads::read(store, under, quarter).await?;
            let receipts = store.receipts_of_documents(&Selection::new(DocumentKind::Ledger, under, quarter)).await?;
            sound_receipts(replica, shelf, heads.for_what_is_here(receipts)).await?
        } else {
            Vec::new()
        };
        let believed = Receipts::of(&of_quarter, replica.root(), revoked);
        for (kind, _) in kinds.iter().filter(|(_, is_asked)| *is_asked) {
            held.extend(of_kind(replica, shelf, Selection::new(*kind, under, quarter), &believed).await?);
        }
        found.extend(of_quarter);
    }
    let weighs: BTreeSet<DocumentName> = asked
        .iter()
        .flat_map(|one| weighing(*one, period, held.iter().map(|(name, held): (_, &Arc<Held>)| (*name, &**held))))
        .collect();
    held.retain(|name, _| weighs.contains(name));
    found.retain(|receipt| weighs.contains(&receipt.log.document) && revoked.contains_key(&receipt.log.writer.device));
    Ok((held, found))
}

/// Those of the selected documents that hold such rows; from the shelf where nothing of them came since.
async fn of_kind(
    replica: &Arc<Replica>,
    shelf: &Shelf,
    selection: Selection,
    receipts: &Receipts<'_>,
) -> Result<BTreeMap<DocumentName, Arc<Held>>, DeskError> {
    const FEW: usize = 16;
    let store = &**replica.store();
    let mut vectors: BTreeMap<DocumentName, VersionVector> = BTreeMap::new();
    for head in store.heads(&selection).await? {
        vectors.entry(head.log.document).or_default().0.insert(head.log.writer, head.head.number);
    }
    let mut held = BTreeMap::new();
    vectors.retain(|name, vector| {
        let kept = shelf.earlier.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned();
        let kept = kept.filter(|(then, _)| then == vector && !receipts.concern_writers(vector));
        let is_unknown = kept.is_none();
        held.extend(kept.and_then(|(_, held)| held).map(|held| (*name, held)));
        is_unknown
    });
    let read = if vectors.len() > FEW {
        let mut read = reading::projections(
            replica,
            selection.kind.unwrap_or(DocumentKind::Ledger),
            selection.under,
            selection.period,
        )
        .await?;
        read.retain(|name, _| vectors.contains_key(name));
        read
    } else {
        let mut read = BTreeMap::new();
        for name in vectors.into_keys() {
            read.insert(name, reading::projection(replica, name).await?);
        }
        read
    };
    for (name, projection) in read {
        let vector = projection.vector().clone();
        let one = Arc::new(hold(replica, name, projection, receipts).await?);
        let weighs = may_weigh(&one).then(|| Arc::clone(&one));
        if !receipts.concern_writers(&vector) {
            let mut kept = shelf.earlier.lock().unwrap_or_else(PoisonError::into_inner);
            kept.insert(name, (vector, weighs.clone()));
        }
        held.extend(weighs.map(|held| (name, held)));
    }
    Ok(held)
}

async fn hold(
    replica: &Replica,
    name: DocumentName,
    projection: Projection,
    receipts: &Receipts<'_>,
) -> Result<Held, DeskError> {
    let Some(quarter) = name.period().filter(|_| name.kind() == DocumentKind::Ledger) else {
        return inspections(replica, projection).await;
    };
    let store = &**replica.store();
    let is_whole = is_whole(&projection, quarter, receipts);
    let segments = if is_whole { Vec::new() } else { store.document_segments(&name).await? };
    Ok(Held::ledger(projection, quarter, SealReading::Present, receipts, |vector| {
        reading::replay_to(name, &segments, vector)
    })?)
}
