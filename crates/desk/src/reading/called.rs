//! A row as people call it: by its id, or by what stands in it that no other row has, such as a member's name, or the
//! day or title of a meeting.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::{ViewError, Viewer};
use crate::reading::rows::{ListedRow, RowFilter};
use cunbang_model::{Carried, Period, Table, UnitCode};

/// How many rows are named where several may be meant.
const MOST_NAMED: usize = 10;

impl Desk {
    /// The row that is called so in a table of a unit (the usual one unless another is named), of a period or of all.
    /// An id goes first, then what stands in a cell or is a member's name, then what is found by its words. Fails where
    /// several may be meant, and names them.
    pub async fn row_called(
        &self,
        viewer: &Viewer,
        table: Table,
        unit: Option<UnitCode>,
        called: &str,
        period: Option<Period>,
    ) -> Result<ListedRow, DeskError> {
        let by_id = match self.row(viewer, table, unit, called, period).await {
            Err(error) if matches!(error, DeskError::Record(_)) => error,
            found => return found,
        };
        let filter = RowFilter { search: called.to_owned(), ..RowFilter::default() };
        let found = self.rows(viewer, table, unit, period, &filter).await?.rows;
        let (exact, mut others): (Vec<ListedRow>, Vec<ListedRow>) =
            found.into_iter().partition(|row| stands_in(row, called));
        let mut may_be = if exact.is_empty() { std::mem::take(&mut others) } else { exact };
        match may_be.len() {
            0 => Err(by_id),
            1 => Ok(may_be.swap_remove(0)),
            count => {
                let rows = may_be.iter().take(MOST_NAMED).map(|row| format!("{} {}", row.id, row.said()));
                Err(ViewError::SeveralRows { called: called.to_owned(), count, rows: rows.collect() }.into())
            }
        }
    }
}

/// Whether a text is all that stands in one of a row's cells, or the name of a member in it.
fn stands_in(row: &ListedRow, text: &str) -> bool {
    let carried = Carried::from(row.row.clone());
    carried.texts().iter().any(|(_, cell)| cell == text) || row.members.values().any(|name| name == text)
}
