//! What the logs of units above the villages tell besides how things stand: who wrote each entry, and what was published and
//! taken back. It is read once as long as nothing comes, as nearly every page asks for it.

use crate::assessment::publications::PublicationEvent;
use crate::reading::authorship::Entries;
use cunbang_ledger::VersionVector;
use cunbang_model::DocumentName;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How many logs are remembered: the bulletins of some years.
const KEPT: usize = 32;

/// What a log tells.
#[derive(Debug)]
pub(crate) struct Told<T>(Mutex<HashMap<DocumentName, (VersionVector, Arc<T>)>>);

impl<T> Default for Told<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T> Told<T> {
    /// What was read of a log, where it went just so far then.
    pub(crate) fn take(&self, name: &DocumentName, vector: &VersionVector) -> Option<Arc<T>> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(name).filter(|(then, _)| then == vector).map(|(_, told)| Arc::clone(told))
    }

    /// Keeps what was read of a log that went so far.
    pub(crate) fn put(&self, name: DocumentName, vector: VersionVector, told: &Arc<T>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(name, (vector, Arc::clone(told)));
    }

    fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// What was read lately.
#[derive(Debug, Default)]
pub(crate) struct Histories {
    /// Who wrote the entries of a log.
    pub(crate) entries: Told<Entries>,
    /// What was published and taken back in a bulletin.
    pub(crate) events: Told<Vec<PublicationEvent>>,
}

impl Histories {
    /// Forgets everything.
    pub(crate) fn clear(&self) {
        self.entries.clear();
        self.events.clear();
    }
}
