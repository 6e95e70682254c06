//! Reading documents through stored projections, which are updated from the logs when needed.

use crate::binding::unbound;
use crate::error::ReplicaError;
use crate::replica::{Replica, blocking};
use cunbang_language::{Language, say};
use cunbang_ledger::{Projection, VersionVector};
use cunbang_model::{DocumentKind, DocumentName, Period, UnitCode};
use cunbang_store::{Incident, Selection, Store, Stored, StoredSegment, Write};
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

/// The rows of a document. A stored projection that is behind or damaged, or that is not as this node stored it, is rebuilt
/// from the logs and stored.
pub async fn projection(replica: &Replica, document: DocumentName) -> Result<Projection, ReplicaError> {
    let store = &**replica.store();
    let vector = vector_of(store, &document).await?;
    let stored = store.projection(&document).await?;
    if let Some(kept) = stored.as_ref().filter(|kept| replica.binding().holds(kept))
        && let Ok(projection) = Projection::decode(document, unbound(&kept.body))
        && *projection.vector() == vector
    {
        return Ok(projection);
    }
    let projection = replay(document, &store.document_segments(&document).await?)?;
    let altered = stored.filter(|kept| is_altered(kept, &projection)).map(|kept| kept.document);
    keep(replica, std::slice::from_ref(&projection), altered.as_slice()).await?;
    Ok(projection)
}

/// Whether a stored projection goes as far as the entries do and says something else. One that an earlier program stored, or
/// the node with another key, is bound to nobody here and says the same.
fn is_altered(kept: &Stored, made: &Projection) -> bool {
    let there = Projection::decode(kept.document, unbound(&kept.body));
    there.is_ok_and(|there| there.vector() == made.vector() && there != *made)
}

/// The rows of all documents of a kind at and under a unit, for a period. Current stored projections are used
/// as they are; others are rebuilt from their logs and stored.
pub async fn projections(
    replica: &Replica,
    kind: DocumentKind,
    under: UnitCode,
    period: Option<Period>,
) -> Result<BTreeMap<DocumentName, Projection>, ReplicaError> {
    let store = &**replica.store();
    let selection = Selection::new(kind, under, period);
    let mut vectors: BTreeMap<DocumentName, VersionVector> = BTreeMap::new();
    for head in store.heads(&selection).await? {
        vectors.entry(head.log.document).or_default().0.insert(head.log.writer, head.head.number);
    }
    let mut kept = store.projections(&selection).await?;
    kept.retain(|kept| vectors.get(&kept.document) == Some(&kept.vector));
    let binding = replica.binding();
    let decoded: Vec<_> = blocking(move || {
        let decode = |kept: Stored| {
            let is_bound = binding.holds(&kept);
            let projection = Projection::decode(kept.document, unbound(&kept.body)).ok().filter(|_| is_bound);
            let projection = projection.filter(|projection| *projection.vector() == kept.vector);
            projection.map(|projection| (kept.document, projection)).ok_or(kept)
        };
        kept.into_par_iter().map(decode).collect()
    })
    .await?;
    let mut current: BTreeMap<DocumentName, Projection> = BTreeMap::new();
    let mut doubtful: BTreeMap<DocumentName, Stored> = BTreeMap::new();
    for one in decoded {
        match one {
            Ok((document, projection)) => drop(current.insert(document, projection)),
            Err(kept) => drop(doubtful.insert(kept.document, kept)),
        }
    }
    let (mut made, mut altered) = (Vec::new(), Vec::new());
    for document in vectors.keys().filter(|document| !current.contains_key(document)) {
        let projection = replay(*document, &store.document_segments(document).await?)?;
        altered.extend(doubtful.get(document).filter(|kept| is_altered(kept, &projection)).map(|kept| kept.document));
        made.push(projection);
    }
    keep(replica, &made, &altered).await?;
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

/// Keeps projections for the next reader, and that some stood there altered. Whoever reads now has them, and need not wait for
/// a store that is full or acknowledges nothing.
async fn keep(replica: &Replica, projections: &[Projection], altered: &[DocumentName]) -> Result<(), ReplicaError> {
    let (store, binding) = (replica.store(), replica.binding());
    let mut writes = Vec::with_capacity(projections.len() + altered.len());
    for projection in projections {
        writes.push(Write::Projection(binding.bind(projection)?));
    }
    for document in altered {
        let message = Language::in_both(|| say!("projection-altered", document = document));
        tracing::warn!(%document, "a stored projection was not as this node stored it, and was made again");
        writes.push(Write::Incident(Incident { at: replica.now(), kind: "projection_altered".to_owned(), message }));
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
