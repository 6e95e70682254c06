//! Seals 上报: a village's statement that a period is complete.

use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_ledger::VersionVector;
use cunbang_model::{DocumentKind, DocumentName, Period, Row, Table};
use cunbang_ranking::sealed::part_of;
use std::collections::BTreeMap;

impl Desk {
    /// Seals a period: in the ledger of each of its quarters (of a month: of the quarter around
    /// it, and only for that month), a row that names what it covers. Sealing
    /// again covers what came since. Gives the version vectors sealed.
    pub async fn seal(
        &self,
        operator: &str,
        period: Period,
    ) -> Result<BTreeMap<DocumentName, VersionVector>, DeskError> {
        let unit = self.replica().unit();
        let mut sealed = BTreeMap::new();
        let mut rows = Vec::new();
        for quarter in period.quarters() {
            let document = DocumentName::quarterly(DocumentKind::Ledger, unit, quarter)
                .ok_or_else(|| DeskError::Invalid(format!("{quarter} is no quarter")))?;
            let projection = self.replica().projection(document).await?;
            if let Some(conflict) = projection.conflicts().next() {
                return Err(DeskError::Invalid(format!(
                    "{document}: {} stands with {} different values: choose one before the period is sealed (`cunbang status` lists them)",
                    conflict[0].row.key(),
                    conflict.len()
                )));
            }
            let number = projection.table(Table::Seals).count() + 1;
            let covers = projection.vector().clone();
            let part = part_of(period, quarter);
            let row = Row::from_cells(
                Table::Seals,
                [
                    ("unit", unit.as_str()),
                    ("seal", format!("{part}-{number}-{}", &self.replica().device().to_string()[..8]).as_str()),
                    ("period", part.to_string().as_str()),
                    ("covers", if covers.0.is_empty() { "-".to_owned() } else { covers.to_string() }.as_str()),
                ],
            )
            .map_err(|faults| DeskError::Invalid(format!("the seal cannot be written: {faults:?}")))?;
            rows.push((document, vec![row]));
            sealed.insert(document, covers);
        }
        self.replica().record(operator, rows).await?;
        Ok(sealed)
    }
}
