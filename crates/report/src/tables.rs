//! The result of an import: rows and where they come from.

use crate::intake::fault::{Fault, Place};
use crate::intake::problem::Problem;
use crate::intake::taken::Note;
use cunbang_model::{Period, Row, Table};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A row and where it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedRow {
    /// The row.
    pub row: Row,
    /// Its file, sheet and row number; the cell, where a row is one mark of a grid.
    pub place: Place,
    /// The quarter that its id belongs to, where ids begin anew in each; of a mark of attendance, its meeting's.
    pub quarter: Option<Period>,
    /// Whether it stands in a plan: what was intended, which is not what was done.
    pub is_planned: bool,
    /// In which column of the sheet each column of the table stands.
    pub(crate) columns: Columns,
}

/// In which column of a sheet each column of a table stands, by its index.
pub(crate) type Columns = Arc<[Option<usize>]>;

impl PlacedRow {
    /// The place of one of its cells; of the row, where the sheet has no such column.
    pub fn cell(&self, column: &str) -> Place {
        let index = self.row.table().column_index(column);
        let at = index.and_then(|index| self.columns.get(index).copied().flatten());
        at.map_or_else(|| self.place.clone(), |at| self.place.column(at))
    }

    /// The columns that its sheet has, empty or not in this row.
    pub fn given_columns(&self) -> Vec<&'static str> {
        let columns = self.row.table().columns().iter().zip(self.columns.iter());
        columns.filter(|(_, at)| at.is_some()).map(|(column, _)| column.name).collect()
    }

    /// A fault of one of its cells.
    pub fn fault(&self, column: &str, value: &str, problem: Problem) -> Fault {
        let known = self.row.table().columns().iter().find(|known| known.name == column);
        Fault::new(&self.cell(column), known, value, problem)
    }
}

/// The rows of an import by table, each table's in the order found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tables {
    pub(crate) rows: BTreeMap<Table, Vec<PlacedRow>>,
    pub(crate) notes: Vec<Note>,
}

impl Tables {
    /// The rows of a table; empty where the table was not given.
    pub fn table(&self, table: Table) -> &[PlacedRow] {
        self.rows.get(&table).map_or(&[], Vec::as_slice)
    }

    /// Whether the table was given, even if only as a header.
    pub fn has(&self, table: Table) -> bool {
        self.rows.contains_key(&table)
    }

    /// All rows with their places, in the order of [`Table::ALL`].
    pub fn placed(&self) -> impl Iterator<Item = &PlacedRow> {
        self.rows.values().flatten()
    }

    /// All rows, table by table.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.placed().map(|placed| &placed.row)
    }

    /// All rows without their places, table by table, each with the quarter that its id belongs to.
    pub fn into_rows_by_quarter(self) -> impl Iterator<Item = (Option<Period>, Row)> {
        self.rows.into_values().flatten().map(|placed| (placed.quarter, placed.row))
    }

    /// All rows without their places, table by table.
    pub fn into_rows(self) -> impl Iterator<Item = Row> {
        self.rows.into_values().flatten().map(|placed| placed.row)
    }

    /// Replaces the rows, in the order in which [`Tables::placed`] gives them.
    pub fn replace(&mut self, rows: impl IntoIterator<Item = Row>) {
        for (placed, row) in self.rows.values_mut().flatten().zip(rows) {
            placed.row = row;
        }
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.values().map(Vec::len).sum()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What was passed over.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }
}
