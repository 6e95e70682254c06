//! Seals 上报: a village's statement that a period is complete.

use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_ledger::{Standing, VersionVector, Writer};
use cunbang_model::{DocumentKind, DocumentName, Period, Row, Table, UnitCode};
use cunbang_ranking::sealed::{is_sealed_whole, part_of};

/// Why a period was not sealed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// A row has several values.
    #[error(
        "{document}: {row} stands with {values} different values: choose one before the period is sealed (`cunbang status` lists them)"
    )]
    Conflict {
        /// The ledger.
        document: DocumentName,
        /// The row's key.
        row: String,
        /// How many values it has.
        values: usize,
    },
}

/// A quarter's ledger, sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealedLedger {
    /// The ledger.
    pub document: DocumentName,
    /// What is covered.
    pub covers: VersionVector,
    /// Whether a seal was made; none is where nothing came since the last one, which stands.
    pub is_new: bool,
}

impl Desk {
    /// Seals a period: in the ledger of each of its quarters (of a month: of the quarter around it, and only
    /// for that month), a row that names what it covers. Sealing again covers what came since.
    pub async fn seal(&self, operator: &str, period: Period) -> Result<Vec<SealedLedger>, DeskError> {
        let (unit, writer) = (self.replica().unit(), self.replica().writer());
        let mut sealed = Vec::new();
        let mut rows = Vec::new();
        for quarter in period.quarters() {
            let document = ledger(unit, quarter);
            self.replica().check_may_write(&document)?;
            let projection = self.replica().projection(document).await?;
            // Seals themselves join.
            let of_rows = |values: &&[Standing]| values[0].row.table() != Table::Seals;
            if let Some(conflict) = projection.conflicts().find(of_rows) {
                let (row, values) = (conflict[0].row.key(), conflict.len());
                return Err(SealError::Conflict { document, row, values }.into());
            }
            let covers = projection.vector().clone();
            let part = part_of(period, quarter);
            let is_new = !is_sealed_whole(&projection, part);
            if is_new {
                let cells = [
                    ("unit", unit.as_str()),
                    ("seal", &seal_id(part, &writer, covers.0.get(&writer).copied().unwrap_or(0) + 1)),
                    ("period", &part.to_string()),
                    ("covers", &if covers.0.is_empty() { "-".to_owned() } else { covers.to_string() }),
                ];
                rows.push((document, vec![Row::from_cells(Table::Seals, cells).map_err(DeskError::Rows)?]));
            }
            sealed.push(SealedLedger { document, covers, is_new });
        }
        self.replica().record(operator, rows).await?;
        Ok(sealed)
    }
}

/// No two seals have one id, whoever makes them from whichever copy of a store: no two entries of a writer
/// have one number.
fn seal_id(part: Period, writer: &Writer, entry: u64) -> String {
    let device = writer.device.to_string();
    match writer.incarnation {
        0 => format!("{part}-{}-{entry}", &device[..8]),
        incarnation => format!("{part}-{}-{incarnation:x}-{entry}", &device[..8]),
    }
}

#[allow(clippy::expect_used)] // ledgers are quarterly, and a period consists of quarters or lies in one
fn ledger(unit: UnitCode, quarter: Period) -> DocumentName {
    DocumentName::quarterly(DocumentKind::Ledger, unit, quarter).expect("a quarterly document of a quarter")
}
