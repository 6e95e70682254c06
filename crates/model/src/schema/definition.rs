//! Definitions: what a row says of its own table and columns, for programs that know less.
//!
//! Whatever was declared after the baseline travels with its definition. So an older program can tell a
//! row's key and its canonical JSON, and with them the hash that its writer signed, of tables and columns
//! that it has never heard of.

use super::{BASELINE, Column, Table};
use crate::RowError;

/// Most columns of a table that a row may hold.
pub const MAX_COLUMNS: usize = 64;
/// Longest name of a table or column, in bytes.
const MAX_NAME_BYTES: usize = 32;

/// A table's number, name and key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Shape {
    number: u16,
    name: Box<str>,
    key: Box<[u16]>,
}

/// A table, and those of its columns that came after the baseline and are used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Definition {
    shape: Shape,
    /// By number.
    columns: Vec<(u16, Box<str>)>,
}

fn wrong(value: &str, expected: &str) -> RowError {
    RowError::new("definition", value, expected)
}

fn check_name(name: &str) -> Result<(), RowError> {
    let fits = !name.is_empty()
        && name.len() <= MAX_NAME_BYTES
        && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    if fits { Ok(()) } else { Err(wrong(name, "a name of at most 32 letters a to z, digits and underscores")) }
}

fn check_number(number: u16) -> Result<(), RowError> {
    let fits = (1..=MAX_COLUMNS).contains(&usize::from(number));
    if fits { Ok(()) } else { Err(wrong(&number.to_string(), "a column number from 1 to 64")) }
}

impl Shape {
    /// A table as a newer program describes it.
    pub fn new(number: u16, name: &str, key: &[u16]) -> Result<Self, RowError> {
        check_name(name)?;
        if number == 0 || key.is_empty() || key.len() > 8 {
            return Err(wrong(name, "a table number above 0 and one to eight key columns"));
        }
        key.iter().try_for_each(|column| check_number(*column))?;
        Ok(Self { number, name: name.into(), key: key.into() })
    }

    /// A table as this program knows it.
    pub(crate) fn of(table: Table) -> Self {
        let number_of = |name: &&str| table.columns().iter().find(|column| column.name == *name).map(|c| c.number);
        Self {
            number: table.number(),
            name: table.name().into(),
            key: table.key().iter().filter_map(number_of).collect(),
        }
    }

    /// Its number.
    pub fn number(&self) -> u16 {
        self.number
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The numbers of its key columns.
    pub fn key(&self) -> &[u16] {
        &self.key
    }

    /// The table, if this program knows it, and by the same name and key.
    pub(crate) fn known(&self) -> Option<Table> {
        Table::from_number(self.number).filter(|table| {
            let columns = table.columns();
            let numbers = table.key().iter().filter_map(|key| columns.iter().find(|column| column.name == *key));
            table.name() == &*self.name && numbers.map(|column| column.number).eq(self.key.iter().copied())
        })
    }
}

/// Whether every program knows a column: no definition is needed for it.
pub(crate) fn is_baseline(table: Table, column: &Column) -> bool {
    table.since() == BASELINE && column.since == BASELINE
}

impl Definition {
    /// A definition as it came; columns by number.
    pub fn new(shape: Shape, columns: Vec<(u16, Box<str>)>) -> Result<Self, RowError> {
        for (number, name) in &columns {
            check_number(*number)?;
            check_name(name)?;
            let is_taken = columns.iter().any(|(other, same)| other != number && same == name);
            if is_taken || &**name == super::WITHDRAWN.name {
                return Err(wrong(name, "a name of its own for each column"));
            }
        }
        if !columns.is_sorted_by(|a, b| a.0 < b.0) {
            return Err(wrong(shape.name(), "columns in the order of their numbers, each once"));
        }
        Ok(Self { shape, columns })
    }

    /// The table.
    pub fn shape(&self) -> &Shape {
        &self.shape
    }

    /// Its columns, by number.
    pub fn columns(&self) -> &[(u16, Box<str>)] {
        &self.columns
    }

    /// The name that a column has by this definition.
    pub(crate) fn column(&self, number: u16) -> Option<&str> {
        self.columns.iter().find(|(of, _)| *of == number).map(|(_, name)| &**name)
    }

    /// Takes in what another definition says, if both agree.
    pub fn join(&mut self, other: &Self) -> bool {
        let disagrees =
            |(number, name): &(u16, Box<str>)| self.columns.iter().any(|(own, same)| (own == number) != (same == name));
        if self.shape != other.shape || other.columns.iter().any(disagrees) {
            return false;
        }
        for column in &other.columns {
            if let Err(place) = self.columns.binary_search_by_key(&column.0, |(number, _)| *number) {
                self.columns.insert(place, column.clone());
            }
        }
        true
    }
}
