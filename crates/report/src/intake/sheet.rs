//! A sheet of cells, each where it stands.

use super::cell::Cell;
use super::fault::{Fault, Source};
use super::limits::Room;

/// The rows of a sheet that hold anything, in order.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    pub(crate) source: Source,
    /// What the sheet, or the file where it has none, is called.
    pub(crate) name: String,
    pub(crate) is_hidden: bool,
    pub(crate) lines: Vec<Line>,
    /// The cells that are merged into one.
    pub(crate) merged: Vec<Merged>,
}

/// A row of a sheet.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    /// Its number, from 1.
    pub(crate) row: u32,
    pub(crate) cells: Vec<Cell>,
}

/// Cells merged into one: rows and columns from 0, ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Merged {
    pub(crate) rows: (u32, u32),
    pub(crate) columns: (u32, u32),
}

impl Merged {
    /// Whether a cell lies in it.
    pub(crate) fn holds(&self, row: u32, column: u32) -> bool {
        (self.rows.0..=self.rows.1).contains(&row) && (self.columns.0..=self.columns.1).contains(&column)
    }
}

impl Sheet {
    /// Takes cells as merged, and puts the value of those that are merged down a column into each of their rows. Each
    /// of these rows is a cell more.
    pub(crate) fn fill_down(&mut self, merged: Vec<Merged>, room: &mut Room) -> Result<(), Fault> {
        for region in merged.iter().filter(|region| region.rows.1 > region.rows.0) {
            let column = usize::try_from(region.columns.0).unwrap_or(usize::MAX);
            let at = |row: u32| self.lines.binary_search_by_key(&row.saturating_add(1), |line| line.row);
            let Ok(first) = at(region.rows.0) else { continue };
            let Some(value) = self.lines[first].cells.get(column).filter(|cell| !cell.is_empty()).cloned() else {
                continue;
            };
            for line in self.lines[first + 1..].iter_mut().take_while(|line| line.row <= region.rows.1 + 1) {
                let text = if let Cell::Text(text) = &value { &**text } else { "" };
                room.cell(column, text)
                    .map_err(|problem| Fault::new(&self.source.row(line.row).column(column), None, text, problem))?;
                if line.cells.len() <= column {
                    line.cells.resize(column + 1, Cell::Empty);
                }
                if line.cells[column].is_empty() {
                    line.cells[column] = value.clone();
                }
            }
        }
        self.merged = merged;
        Ok(())
    }
}

impl Line {
    pub(crate) fn is_empty(&self) -> bool {
        self.cells.iter().all(Cell::is_empty)
    }

    /// How many cells hold something.
    pub(crate) fn filled(&self) -> usize {
        self.cells.iter().filter(|cell| !cell.is_empty()).count()
    }

    /// The first cell that holds something.
    pub(crate) fn first_text(&self) -> String {
        self.cells.iter().find(|cell| !cell.is_empty()).map(Cell::shown).unwrap_or_default()
    }

    pub(crate) fn at(&self, column: usize) -> &Cell {
        self.cells.get(column).unwrap_or(&Cell::Empty)
    }
}
