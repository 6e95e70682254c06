//! Documents that many ask for, at hand: what units above the villages publish and rule by is read with nearly every page,
//! and of a large county it is large.

use crate::error::ReplicaError;
use crate::reading;
use crate::replica::Replica;
use cunbang_ledger::{Projection, VersionVector};
use cunbang_model::DocumentName;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// How many are kept: the bulletins of some years, and what everybody goes by.
const KEPT: usize = 24;

/// The documents that were asked for last, the newest last.
#[derive(Debug, Default)]
pub(crate) struct AtHand(Mutex<VecDeque<Arc<Projection>>>);

impl AtHand {
    /// A document as it stands; what is at hand where nothing of it came since.
    pub(crate) async fn projection(
        &self,
        replica: &Replica,
        name: DocumentName,
    ) -> Result<Arc<Projection>, ReplicaError> {
        let vector = reading::vector_of(&**replica.store(), &name).await?;
        if let Some(known) = self.take(name, &vector) {
            return Ok(known);
        }
        let read = Arc::new(reading::projection(replica, name).await?);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|known| known.document() != name);
        if kept.len() >= KEPT {
            kept.pop_front();
        }
        kept.push_back(Arc::clone(&read));
        Ok(read)
    }

    fn take(&self, name: DocumentName, vector: &VersionVector) -> Option<Arc<Projection>> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = kept.iter().position(|known| known.document() == name)?;
        let known = kept.remove(place).filter(|known| known.vector() == vector)?;
        kept.push_back(Arc::clone(&known));
        Some(known)
    }

    /// Forgets everything: what is asked for next is read from the store.
    pub(crate) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
