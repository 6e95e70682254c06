//! What is kept and not counted: rows of a newer program, with a table, a column, a word or a kind of document
//! that this one does not know. They are verified, stored and relayed as all others, and count after an update.

use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_ledger::Projection;
use cunbang_model::{DocumentName, Period};
use cunbang_replica::reading;
use cunbang_store::Selection;
use serde::Serialize;
use std::collections::BTreeSet;

/// What a document holds of a newer program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UnreadRows {
    /// The document.
    pub document: DocumentName,
    /// Rows that do not count.
    pub rows: usize,
    /// Rows that count, but for columns that are not known here.
    pub rows_in_part: usize,
}

impl UnreadRows {
    fn of(projection: &Projection) -> Option<Self> {
        let rows = projection.unread().count();
        let rows_in_part = projection.rows().filter(|standing| !standing.row.later_cells().is_empty()).count();
        let document = projection.document();
        (rows + rows_in_part > 0).then_some(Self { document, rows, rows_in_part })
    }
}

impl Desk {
    /// What is kept here and not counted, of every document that holds something of that sort, and is not damaged.
    pub async fn unread(&self) -> Result<Vec<UnreadRows>, DeskError> {
        let (store, root) = (self.replica().store(), self.replica().root());
        let mut found = Vec::new();
        let mut quarters = BTreeSet::new();
        for document in store.documents(&Selection::under(root)).await? {
            match document.period() {
                // A quarter's documents are read together: a county has hundreds of each kind.
                Some(quarter @ Period::Quarter(..)) => {
                    quarters.insert((document.kind(), quarter));
                }
                _ => found.extend(self.unread_in(document).await?),
            }
        }
        for (kind, quarter) in quarters {
            match reading::projections(self.replica(), kind, root, Some(quarter)).await {
                Ok(projections) => found.extend(projections.values().filter_map(UnreadRows::of)),
                // One that is damaged does not hide what is in the others.
                Err(error) if error.is_damage() => {
                    for document in store.documents(&Selection::new(kind, root, Some(quarter))).await? {
                        found.extend(self.unread_in(document).await?);
                    }
                }
                Err(error) => return Err(error.into()),
            }
        }
        found.sort_by_key(|one| one.document);
        Ok(found)
    }
    async fn unread_in(&self, document: DocumentName) -> Result<Option<UnreadRows>, DeskError> {
        match self.replica().projection(document).await {
            Ok(projection) => Ok(UnreadRows::of(&projection)),
            Err(error) if error.is_damage() => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}
