//! Reading documents through stored projections, which are updated from the logs when needed.

use crate::error::ReplicaError;
use crate::replica::blocking;
use cunbang_ledger::{Projection, VersionVector};
use cunbang_model::{DocumentKind, DocumentName, Period, UnitCode};
use cunbang_store::{Selection, Store, Stored, StoredSegment, Write};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::time::Duration;
use tokio::time::timeout;

/// How long a reader waits for what it made to be kept.
const KEEP_TIMEOUT: Duration = Duration::from_secs(2);

/// How far a document goes.
pub async fn vector_of(store: &dyn Store, document: &DocumentName) -> Result<VersionVector, ReplicaError> {
    let mut vector = VersionVector::default();
    for head in store.heads_of_document(document).await? {
        vector.0.insert(head.log.writer, head.head.number);
    }
    Ok(vector)
}

/// The rows of a document. A stored projection that is behind or damaged is rebuilt from the logs and stored.
pub async fn projection(store: &dyn Store, document: DocumentName) -> Result<Projection, ReplicaError> {
    let vector = vector_of(store, &document).await?;
    if let Some(kept) = store.projection(&document).await?
        && let Ok(projection) = Projection::decode(document, &kept.body)
        && *projection.vector() == vector
    {
        return Ok(projection);
    }
    let projection = replay(document, &store.document_segments(&document).await?)?;
    keep(store, std::slice::from_ref(&projection)).await?;
    Ok(projection)
}

/// The rows of all documents of a kind at and under a unit, for a period. Current stored projections are used
/// as they are; others are rebuilt from their logs and stored.
pub async fn projections(
    store: &dyn Store,
    kind: DocumentKind,
    under: UnitCode,
    period: Option<Period>,
) -> Result<BTreeMap<DocumentName, Projection>, ReplicaError> {
    let selection = Selection::new(kind, under, period);
    let mut vectors: BTreeMap<DocumentName, VersionVector> = BTreeMap::new();
    for head in store.heads(&selection).await? {
        vectors.entry(head.log.document).or_default().0.insert(head.log.writer, head.head.number);
    }
    let mut kept = store.projections(&selection).await?;
    kept.retain(|kept| vectors.get(&kept.document) == Some(&kept.vector));
    let decoded: Vec<_> = blocking(move || {
        let decode = |kept: Stored| {
            let projection = Projection::decode(kept.document, &kept.body).ok()?;
            (*projection.vector() == kept.vector).then_some((kept.document, projection))
        };
        kept.into_par_iter().filter_map(decode).collect()
    })
    .await?;
    let mut current: BTreeMap<DocumentName, Projection> = decoded.into_iter().collect();
    let mut made = Vec::new();
    for document in vectors.keys().filter(|document| !current.contains_key(document)) {
        made.push(replay(*document, &store.document_segments(document).await?)?);
    }
    keep(store, &made).await?;
    current.extend(made.into_iter().map(|projection| (projection.document(), projection)));
    Ok(current)
}

/// Builds a projection from segments, each after those it has seen.
pub fn replay(document: DocumentName, segments: &[StoredSegment]) -> Result<Projection, ReplicaError> {
    let mut projection = Projection::new(document);
    for segment in segments {
        for entry in segment.entries()? {
            projection.apply(&segment.log.writer, &entry)?;
        }
    }
    Ok(projection)
}

/// Like [`replay`], as far as the entries are not damaged.
pub(crate) fn replay_whole(document: DocumentName, segments: &[StoredSegment]) -> Result<Projection, ReplicaError> {
    let whole = segments.iter().take_while(|segment| segment.entries().is_ok()).count();
    replay(document, &segments[..whole])
}

/// The rows of a document as they were at a version vector.
pub fn replay_to(
    document: DocumentName,
    segments: &[StoredSegment],
    vector: &VersionVector,
) -> Result<Projection, ReplicaError> {
    let mut projection = Projection::new(document);
    for segment in segments {
        let until = vector.0.get(&segment.log.writer).copied().unwrap_or(0);
        for entry in segment.entries()? {
            if entry.number <= until {
                projection.apply(&segment.log.writer, &entry)?;
            }
        }
    }
    Ok(projection)
}

/// Keeps projections for the next reader. Whoever reads now has them, and need not wait for a store that is full or
/// acknowledges nothing.
async fn keep(store: &dyn Store, projections: &[Projection]) -> Result<(), ReplicaError> {
    let mut writes = Vec::with_capacity(projections.len());
    for projection in projections {
        writes.push(Write::Projection(Stored {
            document: projection.document(),
            vector: projection.vector().clone(),
            body: projection.encode()?,
        }));
    }
    if writes.is_empty() {
        return Ok(());
    }
    match timeout(KEEP_TIMEOUT, store.commit(writes)).await {
        Ok(Ok(_)) => {}
        Ok(Err(error)) => tracing::debug!(%error, "projections were not kept"),
        Err(_) => tracing::debug!("projections were not kept: the store acknowledges nothing"),
    }
    Ok(())
}
