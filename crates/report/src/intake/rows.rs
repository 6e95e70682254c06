//! Reads one sheet: matches its header with the table's columns, parses each row and reports every fault.

use crate::fault::{Fault, Place, Source};
use crate::harmless::as_meant;
use crate::header::{Header, column_at, letters};
use crate::import::Reading;
use crate::tables::{Note, PlacedRow};
use crate::template;
use crate::workbook::Cell;
use cunbang_model::schema::known_words;
use cunbang_model::{ColumnKind, Row, Table};

/// The most rows read from one file or sheet.
const MOST_ROWS: usize = 5_000_000;

/// Reads the rows of one table from one file or sheet.
pub(crate) struct SheetReading<'a> {
    reading: &'a mut Reading,
    table: Table,
    source: Source,
    header: Option<Header>,
    rows: usize,
}

impl<'a> SheetReading<'a> {
    pub(crate) fn new(reading: &'a mut Reading, table: Table, source: Source) -> Self {
        Self { reading, table, source, header: None, rows: 0 }
    }

    pub(crate) fn record(&mut self, row: u32, cells: &[Cell<'_>]) {
        if cells.iter().all(Cell::is_empty) {
            return;
        }
        let place = self.source.row(row);
        let Some(header) = &self.header else {
            if row > 1 {
                self.reading.fault(
                    &self.source.row(1),
                    "",
                    format!("the names of the columns in the first row; it is empty, and row {row} is not"),
                );
            }
            let texts: Vec<String> =
                cells.iter().map(|cell| cell.text(ColumnKind::Text(0)).unwrap_or_default()).collect();
            self.header = Some(Header::read(self.table, &place, &texts, &mut self.reading.faults));
            return;
        };
        self.rows += 1;
        if self.rows > MOST_ROWS {
            if self.rows == MOST_ROWS + 1 {
                self.reading.fault(&place, "", format!("at most {MOST_ROWS} rows in one file: split it"));
            }
            return;
        }
        let mut texts: Vec<(&'static str, String)> = Vec::with_capacity(cells.len());
        let mut unreadable: Vec<&'static str> = Vec::new();
        for (index, cell) in cells.iter().enumerate() {
            if cell.is_empty() {
                continue;
            }
            match header.at(index) {
                Ok(Some(column)) => {
                    let column = column_at(self.table, column);
                    match cell.text(column.kind) {
                        Ok(text) => {
                            texts.push((column.name, self.word(column.name, column.kind, as_meant(text.trim()))));
                        }
                        Err((value, expected)) => {
                            unreadable.push(column.name);
                            self.reading.faults.push(Fault::new(&place, Some(column.name), &value, expected));
                        }
                    }
                }
                Ok(None) => {}
                Err(()) => {
                    let value = cell.text(ColumnKind::Text(0)).unwrap_or_else(|(value, _)| value);
                    self.reading.faults.push(Fault::new(
                        &place,
                        Some(&letters(index)),
                        &value,
                        "nothing, as this column has no name in the first row",
                    ));
                }
            }
        }
        if texts.is_empty() && unreadable.is_empty() {
            return;
        }
        if template::is_example(self.table, &texts) {
            self.reading.tables.notes.push(Note { place, text: "the template's example row was skipped".to_owned() });
            return;
        }
        let pairs = texts.iter().map(|(name, text)| (*name, text.as_str()));
        match Row::from_cells(self.table, pairs) {
            Ok(_) if !unreadable.is_empty() => {}
            Ok(row) => self.keep(row, place),
            Err(faults) => {
                for fault in faults {
                    if header.lacks(fault.column) || unreadable.contains(&fault.column) {
                        continue;
                    }
                    let column = (fault.column != "row").then_some(fault.column);
                    self.reading.faults.push(Fault::new(&place, column, &fault.value, fault.expected));
                }
            }
        }
    }

    /// The word of a choice as the drop-down lists write it, `present 出席` → `present`; and so
    /// of an open list.
    fn word(&self, name: &str, kind: ColumnKind, text: &str) -> String {
        let words: &[(&str, &str)] = match kind {
            ColumnKind::Choice(words) => words,
            ColumnKind::YesNo => &[("yes", "是"), ("no", "否")],
            _ => known_words(self.table, name),
        };
        let parts: Vec<&str> = text.split_whitespace().collect();
        let word = words.iter().find(|(word, chinese)| match parts.as_slice() {
            [one] => one == word || one == chinese,
            [one, two] => one == word && two == chinese,
            _ => false,
        });
        word.map_or(text, |(word, _)| *word).to_owned()
    }

    fn keep(&mut self, row: Row, place: Place) {
        let id = row.id();
        if let Some(first) = self.reading.seen.get(&(self.table, row.unit(), id.clone())) {
            let column = self.table.key().last().copied();
            let expected =
                format!("an id that is used once in the {} of {}: {first} has it already", self.table, row.unit());
            self.reading.faults.push(Fault::new(&place, column, &id, expected));
            return;
        }
        self.reading.seen.insert((self.table, row.unit(), id), place.clone());
        self.reading.tables.rows.entry(self.table).or_default().push(PlacedRow { row, place });
    }

    pub(crate) fn finish(self) {
        if self.header.is_none() {
            self.reading.fault(&self.source.row(1), "", "the names of the columns in the first row: it is empty");
        }
        self.reading.tables.rows.entry(self.table).or_default();
    }
}
