//! Comparing stored projections and snapshots with what the entries come to.

use crate::binding::unbound;
use crate::error::ReplicaError;
use crate::record::vector_of;
use cunbang_language::say;
use cunbang_ledger::{Document, Entry, History, Projection, VersionVector, Writer};
use cunbang_model::DocumentName;
use cunbang_store::Stored;

/// The first difference between Automerge's values and a projection's.
pub(super) fn differs(projection: &Projection, document: &Document) -> Option<String> {
    if vector_of(document) != *projection.vector() {
        return Some(say!("derived-vectors", entries = vector_of(document), projection = projection.vector()));
    }
    let values = match document.values() {
        Ok(values) => values,
        Err(error) => return Some(error.to_string()),
    };
    let texts = projection.texts();
    if values.len() != texts.len() {
        return Some(say!("derived-keys", keys = values.len(), projection = texts.len()));
    }
    values.into_iter().find_map(|(key, rows)| {
        let differs = texts.get(&key) != Some(&rows);
        differs.then(|| say!("derived-values", key = key, values = rows.join(" ")))
    })
}

/// What is wrong with a stored projection. Being behind is not a fault: it is updated when it is read.
pub(super) fn compare_projection(stored: &Stored, projection: &Projection) -> Option<String> {
    if stored.is_damaged() {
        return Some(say!("derived-not-written"));
    }
    let body = unbound(&stored.body);
    if !Projection::is_current(body) {
        // A program of another release wrote it; this one rebuilds it when it is read.
        return None;
    }
    let decoded = match Projection::decode(stored.document, body) {
        Ok(decoded) => decoded,
        Err(refusal) => return Some(say!("derived-unreadable", error = refusal)),
    };
    if *decoded.vector() != stored.vector {
        return Some(say!("derived-claims", said = stored.vector, is = decoded.vector()));
    }
    if decoded.vector() != projection.vector() {
        let is_ahead = !projection.vector().covers(decoded.vector());
        return is_ahead.then(|| say!("derived-ahead", is = decoded.vector(), logs = projection.vector()));
    }
    if decoded == *projection {
        return None;
    }
    let key = decoded
        .rows()
        .find(|standing| projection.get(standing.row.table(), &standing.row.id()) != Some(standing))
        .or_else(|| projection.rows().find(|standing| decoded.get(standing.row.table(), &standing.row.id()).is_none()));
    Some(match key {
        Some(standing) => say!("derived-differs", key = standing.row.key()),
        None => say!("derived-differs-in-conflicts"),
    })
}

/// What is wrong with a stored snapshot. It may be behind, but its rows must match its version vector.
pub(super) fn compare_snapshot(
    stored: &Stored,
    projection: &Projection,
    entries: &[(Writer, Entry)],
) -> Option<String> {
    if stored.is_damaged() {
        return Some(say!("derived-not-written"));
    }
    let document = match Document::load(stored.document, &stored.body, stored.vector.0.keys().copied()) {
        Ok(document) => document,
        Err(error) => return Some(say!("derived-unreadable", error = error)),
    };
    let vector = vector_of(&document);
    if vector != stored.vector {
        return Some(say!("derived-claims", said = stored.vector, is = vector));
    }
    if !projection.vector().covers(&vector) {
        return Some(say!("derived-ahead", is = vector, logs = projection.vector()));
    }
    let mut history = History::new(stored.document);
    match at(stored.document, entries, &vector, &mut history) {
        Err(error) => Some(say!("derived-irreproducible", is = vector, error = error)),
        Ok(_) if history.heads() != document.history().heads() => Some(say!("derived-other-entries")),
        Ok(then) => differs(&then, &document).map(|difference| say!("derived-has", difference = difference)),
    }
}

fn at(
    name: DocumentName,
    entries: &[(Writer, Entry)],
    vector: &VersionVector,
    history: &mut History,
) -> Result<Projection, ReplicaError> {
    let mut projection = Projection::new(name);
    for (writer, entry) in entries {
        if vector.0.get(writer).is_some_and(|until| entry.number <= *until) {
            history.add(writer, entry)?;
            projection.apply(writer, entry)?;
        }
    }
    Ok(projection)
}
