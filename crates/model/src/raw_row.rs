//! Rows as they stand in a log, read where this program knows everything in them, else kept as they came.

use crate::canonical::MAX_ROW_BYTES;
use crate::carried::{Carried, PlainCell, Unread, UnreadRow};
use crate::draft::Draft;
use crate::schema::{Definition, MAX_COLUMNS, Shape, Table, is_baseline};
use crate::value::Reading;
use crate::{DocumentName, Row, RowError};

/// What a row's table and columns are.
#[derive(Debug, Clone, Copy)]
pub enum Described<'a> {
    /// A table and columns of the baseline, which every program knows.
    Baseline(Table),
    /// As a definition says.
    Defined(&'a Definition),
}

/// A row as it stands in a log, its texts not looked at yet.
#[derive(Debug, Clone)]
pub struct RawRow<'a> {
    /// Its table and columns.
    pub described: Described<'a>,
    /// Column numbers and texts, by number; the first column is the unit.
    pub cells: &'a [(u16, &'a str)],
    /// The reason, if it was withdrawn.
    pub withdrawn: Option<&'a str>,
}

impl RawRow<'_> {
    /// The row, read if this program knows all of it. Refused is only what no program may write: a row of
    /// another unit than the document's, a column without a name, control characters, a key that cannot be one.
    pub fn carry(self, document: &DocumentName) -> Result<Carried, RowError> {
        let bytes: usize = self.cells.iter().map(|(_, text)| text.len()).sum();
        if bytes > MAX_ROW_BYTES || self.cells.iter().any(|(_, text)| text.is_empty()) {
            return Err(RowError::new("row", "", format!("at most {MAX_ROW_BYTES} bytes, and no empty cells")));
        }
        let (table, is_known) = match self.described {
            Described::Baseline(table) => (Some(table), true),
            Described::Defined(definition) => {
                let table = definition.shape().known();
                (table, table.is_some_and(|table| agrees(table, definition)))
            }
        };
        let mut fault = None;
        if let (Some(table), true) = (table, is_known) {
            match self.read(table).and_then(|row| document.check_row(&row).map(|()| row)) {
                Ok(row) => return Ok(Carried::Read(row)),
                Err(error) => fault = Some(error),
            }
        }
        self.keep(document, fault).map(Carried::Unread)
    }

    fn read(&self, table: Table) -> Result<Row, RowError> {
        let last = table.columns().last().map_or(0, |column| column.number);
        let mut draft = Draft::new(table);
        for (number, text) in self.cells {
            match table.column_with_number(*number) {
                Some(index) => draft.put(index, text, Reading::Canonical)?,
                None if *number < last => {
                    let expected = "columns of later releases behind those of earlier ones";
                    return Err(RowError::new("row", table.name(), expected));
                }
                None => {
                    check_text(text)?;
                    let name = self.name_of(*number)?.into();
                    draft.put_later(PlainCell { number: *number, name, text: (*text).into() });
                }
            }
        }
        if let Some(reason) = self.withdrawn {
            draft.withdraw(reason, Reading::Canonical)?;
        }
        draft.finish_first()
    }

    fn keep(self, document: &DocumentName, fault: Option<RowError>) -> Result<UnreadRow, RowError> {
        let shape = match self.described {
            Described::Baseline(table) => Shape::of(table),
            Described::Defined(definition) => definition.shape().clone(),
        };
        if self.cells.len() > MAX_COLUMNS || !self.cells.is_sorted_by(|a, b| a.0 < b.0) {
            return Err(RowError::new("row", shape.name(), "at most 64 columns, in the order of their numbers"));
        }
        let unit = match self.cells.first() {
            Some((1, text)) => text.parse().map_err(|_| RowError::new("unit", text, "a unit code"))?,
            _ => return Err(RowError::new("unit", "", "a unit code")),
        };
        document.check_unit(unit)?;
        let mut texts = self.cells.iter().map(|(_, text)| *text).chain(self.withdrawn);
        texts.try_for_each(check_text)?;
        for (number, text) in self.cells.iter().filter(|(number, _)| shape.key().contains(number)) {
            let fits =
                text.chars().count() <= 64 && !text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '/');
            if !fits {
                let expected = format!("at most 64 characters without spaces or '/' in key column {number}");
                return Err(RowError::new("row", text, expected));
            }
        }
        let mut cells = Vec::with_capacity(self.cells.len());
        for (number, text) in self.cells {
            cells.push(PlainCell { number: *number, name: self.name_of(*number)?.into(), text: (*text).into() });
        }
        let withdrawn = self.withdrawn.map(Into::into);
        Ok(Unread { shape, unit, cells, withdrawn, fault }.into())
    }

    /// The name of a column: the definition's, or that of the baseline.
    fn name_of(&self, number: u16) -> Result<&str, RowError> {
        let (table, defined) = match self.described {
            Described::Baseline(table) => (Some(table), None),
            Described::Defined(definition) => (definition.shape().known(), definition.column(number)),
        };
        let baseline = || {
            let table = table?;
            let column = &table.columns()[table.column_with_number(number)?];
            is_baseline(table, column).then_some(column.name)
        };
        defined
            .or_else(baseline)
            .ok_or_else(|| RowError::new("row", &number.to_string(), "a column that is defined with the row"))
    }
}

/// Whether a definition calls the columns that are known by their names, and no others by them.
fn agrees(table: Table, definition: &Definition) -> bool {
    definition.columns().iter().all(|(number, name)| {
        let by_number = table.column_with_number(*number).map(|index| table.columns()[index].name);
        by_number.map_or_else(|| table.column_index(name).is_none(), |known| known == &**name)
    })
}

/// No control characters but line breaks and tabs: they separate cells, and JSON does not hold them.
fn check_text(text: &str) -> Result<(), RowError> {
    let fits = !text.is_empty() && !text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
    if fits { Ok(()) } else { Err(RowError::new("row", text, "text without control characters")) }
}
