//! Rejoining: what becomes of rows that nobody received, when the store is taken anew from above because
//! another copy of it went on writing.

use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_model::{DocumentName, Row, Table};

/// What this device wrote and no node has receipted, to be recorded again after everything was fetched anew.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unreceived {
    rows: Vec<(DocumentName, Vec<Row>)>,
    seals: usize,
}

impl Unreceived {
    /// How many rows are to be recorded again.
    pub fn row_count(&self) -> usize {
        self.rows.iter().map(|(_, rows)| rows.len()).sum()
    }

    /// How many seals were among them. They are not recorded again: they name what they cover by entries that
    /// are left behind, so the period has to be sealed anew.
    pub fn seals(&self) -> usize {
        self.seals
    }
}

impl Desk {
    /// What is lost with this store unless it is recorded again.
    pub async fn unreceived(&self) -> Result<Unreceived, DeskError> {
        let mut unreceived = Unreceived::default();
        for (document, mut rows) in self.replica().unreceived_rows().await? {
            let before = rows.len();
            rows.retain(|row| row.table() != Table::Seals);
            unreceived.seals += before - rows.len();
            if !rows.is_empty() {
                unreceived.rows.push((document, rows));
            }
        }
        Ok(unreceived)
    }

    /// Records those rows as new entries; all of them, or none. Gives how many were new.
    pub async fn record_again(&self, operator: &str, unreceived: Unreceived) -> Result<usize, DeskError> {
        Ok(self.replica().record(operator, unreceived.rows).await?)
    }
}
