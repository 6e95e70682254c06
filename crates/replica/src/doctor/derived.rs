//! Comparing stored projections and snapshots with what the entries come to.

use crate::error::ReplicaError;
use crate::record::vector_of;
use cunbang_ledger::{Document, Entry, History, Projection, VersionVector, Writer};
use cunbang_model::DocumentName;
use cunbang_store::Stored;

/// The first difference between Automerge's values and a projection's.
pub(super) fn differs(projection: &Projection, document: &Document) -> Option<String> {
    if vector_of(document) != *projection.vector() {
        return Some(format!("the entries {}, but the projection has {}", vector_of(document), projection.vector()));
    }
    let values = match document.values() {
        Ok(values) => values,
        Err(error) => return Some(error.to_string()),
    };
    let texts = projection.texts();
    if values.len() != texts.len() {
        return Some(format!("{} keys, but the projection has {}", values.len(), texts.len()));
    }
    values.into_iter().find_map(|(key, rows)| {
        let differs = texts.get(&key) != Some(&rows);
        differs.then(|| format!("other values than the projection for {key}: {}", rows.join(" ")))
    })
}

/// What is wrong with a stored projection. Being behind is not a fault: it is updated when it is read.
pub(super) fn compare_projection(stored: &Stored, projection: &Projection) -> Option<String> {
    if stored.is_damaged() {
        return Some("is not what was written".to_owned());
    }
    if !Projection::is_current(&stored.body) {
        // A program of another release wrote it; this one rebuilds it when it is read.
        return None;
    }
    let decoded = match Projection::decode(stored.document, &stored.body) {
        Ok(decoded) => decoded,
        Err(refusal) => return Some(format!("cannot be read: {refusal}")),
    };
    if *decoded.vector() != stored.vector {
        return Some(format!("claims to be of {}, but is of {}", stored.vector, decoded.vector()));
    }
    if decoded.vector() != projection.vector() {
        let is_ahead = !projection.vector().covers(decoded.vector());
        return is_ahead.then(|| {
            format!("is of {}, which is more than the logs have ({})", decoded.vector(), projection.vector())
        });
    }
    if decoded == *projection {
        return None;
    }
    let key = decoded
        .rows()
        .find(|standing| projection.get(standing.row.table(), &standing.row.id()) != Some(standing))
        .or_else(|| projection.rows().find(|standing| decoded.get(standing.row.table(), &standing.row.id()).is_none()));
    Some(match key {
        Some(standing) => format!("differs from the entries at {}", standing.row.key()),
        None => "differs from the entries in conflicting values".to_owned(),
    })
}

/// What is wrong with a stored snapshot. It may be behind, but its rows must match its version vector.
pub(super) fn compare_snapshot(
    stored: &Stored,
    projection: &Projection,
    entries: &[(Writer, Entry)],
) -> Option<String> {
    if stored.is_damaged() {
        return Some("is not what was written".to_owned());
    }
    let document = match Document::load(stored.document, &stored.body, stored.vector.0.keys().copied()) {
        Ok(document) => document,
        Err(error) => return Some(format!("cannot be read: {error}")),
    };
    let vector = vector_of(&document);
    if vector != stored.vector {
        return Some(format!("claims to be of {}, but is of {vector}", stored.vector));
    }
    if !projection.vector().covers(&vector) {
        return Some(format!("is of {vector}, which is more than the logs have ({})", projection.vector()));
    }
    let mut history = History::new(stored.document);
    match at(stored.document, entries, &vector, &mut history) {
        Err(error) => Some(format!("is of {vector}, a state that the entries cannot reproduce: {error}")),
        Ok(_) if history.heads() != document.history().heads() => Some("has other entries than the log".to_owned()),
        Ok(then) => {
            differs(&then, &document).map(|difference| format!("differs from the entries: it has {difference}"))
        }
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
