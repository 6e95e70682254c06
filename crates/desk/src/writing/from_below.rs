//! What a unit above wrote of a village 上级登记 stays as that unit wrote it: a unit below it says that a finding was put
//! right, and nothing else. Whoever finds it wrong tells the unit that wrote it.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::inspection::lives::{Life, Lives};
use crate::writing::record::RecordError;
use cunbang_model::{DocumentKind, DocumentName, Row, UnitCode};
use std::sync::Arc;

impl Desk {
    /// The rows of a village's inspections, where some rows go there; nothing of another document.
    pub(crate) async fn lives_for(&self, document: DocumentName) -> Result<Arc<Lives>, DeskError> {
        match document.kind() {
            DocumentKind::Inspection => self.lives(document).await,
            _ => Ok(Arc::default()),
        }
    }

    /// Refuses rows that would change what a unit above this one wrote of a village, or take it back.
    pub(crate) async fn check_from_below<'a>(
        &self,
        document: DocumentName,
        rows: impl Iterator<Item = &'a Row>,
    ) -> Result<(), DeskError> {
        let lives = self.lives_for(document).await?;
        for row in rows {
            if let Some(life) = self.not_ours(&lives, row) {
                return Err(self.written_above(document.unit(), row, life).into());
            }
        }
        Ok(())
    }

    fn written_above(&self, village: UnitCode, row: &Row, life: &Life) -> RecordError {
        let units = self.replica().org().units().cloned();
        let name = |unit: UnitCode| units.as_deref().map_or_else(|| unit.to_string(), |units| units.name(unit));
        RecordError::WrittenAbove {
            row: row.key(),
            village: name(village),
            table: row.table(),
            by: name(life.owner),
            operator: life.operator.clone(),
        }
    }
}
