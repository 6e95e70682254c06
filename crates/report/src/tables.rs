//! The result of an import: rows and where they come from.

use crate::fault::Place;
use cunbang_model::{Row, Table};
use std::collections::BTreeMap;

/// A row and where it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedRow {
    /// The row.
    pub row: Row,
    /// Its file, sheet and row number.
    pub place: Place,
}

/// Something that the reader skipped on purpose and people may want to know about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Where it was.
    pub place: Place,
    /// What was skipped, as a sentence.
    pub text: String,
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

    /// All rows without their places, table by table.
    pub fn into_rows(self) -> impl Iterator<Item = Row> {
        self.rows.into_values().flatten().map(|placed| placed.row)
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.values().map(Vec::len).sum()
    }

    /// Whether there are no rows.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What was skipped on purpose.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }
}
