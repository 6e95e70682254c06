//! Rounds 巡检: the doctor's questions, asked of one document after another while the node works, so that what
//! nobody happens to read is looked at too.

use super::{DoctorFault, Found, Known};
use crate::error::ReplicaError;
use crate::replica::Replica;
use cunbang_model::DocumentName;
use cunbang_store::Selection;
use std::sync::Arc;

/// How often a document is looked at before something wrong with it is believed: others write meanwhile.
const LOOKS: usize = 2;

impl Replica {
    /// The documents that are here, for rounds.
    pub async fn documents_to_look_at(&self) -> Result<Vec<DocumentName>, ReplicaError> {
        Ok(self.store().documents(&Selection::under(self.root())).await?)
    }

    /// Looks at one document: its chains, signatures, receipts, and what was worked out from them, which is made
    /// again where it is wrong. Of what is damaged the other nodes are asked, and [`Self::damaged`] names it; what
    /// is wrong besides is returned.
    pub async fn look_at(&self, document: DocumentName) -> Result<Vec<DoctorFault>, ReplicaError> {
        let forked = Arc::new(self.forked().await?);
        let mut faults = Vec::new();
        for _ in 0..LOOKS {
            let stored = self.read_stored(document, &forked).await?;
            // Read later than the entries, whose writers are listed before they write.
            let known = Known { org: self.org(), own: self.identity(), org_damage: self.org_damage() };
            let examined = self.calculate(move || stored.examine(&known)).await?;
            for receipt in &examined.unsound {
                self.damage().note_receipt(receipt);
            }
            let (mut lost, mut writes) = (false, Vec::new());
            faults.clear();
            for Found { place, what, remedy, is_asked_for } in examined.faults {
                lost |= is_asked_for;
                match remedy {
                    Some(remedy) => writes.push(remedy),
                    None if is_asked_for => {}
                    None => faults.push(DoctorFault { place, what, repaired: false }),
                }
            }
            if lost {
                self.look_for_damage().await?;
            }
            if !writes.is_empty() {
                tracing::warn!(%document, "{}", cunbang_language::say!("warn-derived-made-again"));
                self.documents.lock().await.clear();
                self.commit(writes).await?;
                continue;
            }
            if faults.is_empty() {
                break;
            }
        }
        Ok(faults)
    }

    fn org_damage(&self) -> Option<cunbang_store::DamagedEntries> {
        self.store().damaged().into_iter().find(|damaged| damaged.log.document.lists_units(self.root()))
    }
}
