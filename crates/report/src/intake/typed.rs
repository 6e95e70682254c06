//! Which row it is of which some cells are typed: who types one of a row that is here types no more than its key and what is
//! new.

use super::cell::Cell;
use super::files::{Reading, Wanted};
use super::home::Home;
use super::limits::Limits;
use super::lookup;
use super::rows::{Written, read_cell};
use crate::header::{column_at, column_meant, column_named};
use cunbang_model::{Column, Row, Table, UnitCode};

/// The column of a table that is typed by any of its names.
pub fn column_typed(table: Table, typed: &str) -> Option<&'static Column> {
    column_named(table, typed).or_else(|| column_meant(table, typed)).map(|index| column_at(table, index))
}

/// The unit and the id of the row that typed cells are of; none where they do not name all of its key, or where that cannot
/// be read.
pub fn read_key(table: Table, cells: &[(String, String)], home: &Home) -> Option<(UnitCode, String)> {
    let reading = Reading::new(home, Wanted::Spreadsheets, Limits::NODE);
    let typed = |column: &Column| {
        let mut of_column = cells.iter().filter(|(name, _)| column_typed(table, name).is_some_and(|one| one == column));
        of_column.next().map_or(Cell::Empty, |(_, written)| Cell::Text(written.as_str().into()))
    };
    let (unit, _) = lookup::unit(home, table, &typed(&table.columns()[0])).ok()?;
    let mut written = Written { unit: Some(unit), ..Written::default() };
    for column in table.columns() {
        // What the key does not hold may be anything that can stand there.
        let text = if column.name == table.columns()[0].name {
            unit.to_string()
        } else if !table.key().contains(&column.name) {
            if !column.required {
                continue;
            }
            column.example?.to_owned()
        } else {
            match typed(column) {
                Cell::Empty if column.required => return None,
                Cell::Empty => continue,
                cell => read_cell(&reading, table, column, &cell, &written, None).ok()?.0,
            }
        };
        written.texts.push((column.name, text));
    }
    let row = Row::from_cells(table, written.texts.iter().map(|(name, text)| (*name, text.as_str()))).ok()?;
    Some((unit, row.id()))
}
