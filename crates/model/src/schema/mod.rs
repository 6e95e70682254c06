//! The schema: every table, column, word of choice and document kind, declared once and numbered.
//!
//! Spreadsheets, templates, frames, documents, reference checks and help follow from the declarations in
//! `tables.rs`, `words.rs` and `kinds.rs`; a new table is one declaration there. Numbers are never reused.
//! `schema.txt` beside this crate's manifest records all of them, and a test fails when one that is
//! recorded changes; `CUNBANG_RECORD_SCHEMA=1 cargo test -p cunbang-model schema` adds what is new.
//!
//! A device in a village is updated years after the county, so programs of different **releases** meet. What a
//! release knows is what was declared `since` it or before. What it does not know it carries along
//! ([`crate::Carried`]) and counts after an update. With the feature `earlier` the program is one of the
//! baseline: the tests use it to see an old and a new one together.

mod column;
mod declare;
mod definition;
mod kinds;
#[cfg(test)]
mod recorded;
mod tables;
mod words;

pub use column::{Column, ColumnKind, Placement, WITHDRAWN};
pub(crate) use definition::is_baseline;
pub use definition::{Definition, MAX_COLUMNS, Shape};
pub use kinds::{DocumentKind, LaterKind, Rights};
pub use tables::{Table, record};
pub use words::*;

use crate::{Date, Decimal, Period, Row, RowError, UnitCode, Value};
use std::fmt;

/// The first release that was deployed. Every program knows what it declared.
pub const BASELINE: u32 = 1;
/// The release of this program's schema: the highest `since` that it knows.
pub const RELEASE: u32 = if cfg!(feature = "earlier") { BASELINE } else { 2 };

/// A choice: words that may stand in a column.
pub trait Word: Copy + Sized {
    /// The words that this release knows, English and Chinese.
    const WORDS: &'static [(&'static str, &'static str)];
    /// The English word.
    fn word(self) -> &'static str;
    /// From the English word.
    fn from_word(word: &str) -> Option<Self>;

    /// The Chinese word.
    fn chinese(self) -> &'static str {
        let own = self.word();
        Self::WORDS.iter().find(|(word, _)| *word == own).map_or(own, |(_, chinese)| chinese)
    }
}

/// A row as the program reads and writes it: one struct for each table, in [`record`].
pub trait Record: Sized {
    /// Its table.
    const TABLE: Table;

    /// Reads a row of the table; none of another table.
    fn of(row: &Row) -> Option<Self>;

    /// Its cells in the order of the columns.
    fn into_cells(self) -> Vec<Option<Value>>;

    /// The row, if what stands in it is acceptable.
    fn into_row(self) -> Result<Row, Vec<RowError>> {
        Row::from_values(Self::TABLE, self.into_cells())
    }
}

/// A field of a record.
pub trait Cell: Sized {
    /// From the cell of a row.
    fn read(cell: Option<&Value>) -> Option<Self>;
    /// To the cell of a row.
    fn write(self) -> Option<Value>;
}

impl<T: Cell> Cell for Option<T> {
    fn read(cell: Option<&Value>) -> Option<Self> {
        match cell {
            None => Some(None),
            there => T::read(there).map(Some),
        }
    }

    fn write(self) -> Option<Value> {
        self.and_then(T::write)
    }
}

macro_rules! cells {
    ($($type:ty: $pattern:pat => $read:expr, |$own:ident| $write:expr;)*) => {
        $(impl Cell for $type {
            fn read(cell: Option<&Value>) -> Option<Self> {
                match cell? { $pattern => $read, _ => None }
            }

            fn write(self) -> Option<Value> {
                let $own = self;
                Some($write)
            }
        })*
    };
}

cells! {
    UnitCode: Value::Unit(unit) => Some(**unit), |unit| Value::Unit(Box::new(unit));
    String: Value::Text(text) => Some(text.to_string()), |text| Value::Text(text.into());
    Date: Value::Date(date) => Some(*date), |date| Value::Date(date);
    Period: Value::Period(period) => Some(*period), |period| Value::Period(period);
    Decimal: Value::Number(number) => Some(**number), |number| Value::Number(Box::new(number.normalize()));
    i64: Value::Number(number) => i64::try_from(**number).ok(), |number| Value::Number(Box::new(number.into()));
    bool: Value::YesNo(yes) => Some(*yes), |yes| Value::YesNo(yes);
}

impl<W: Word> Cell for W {
    fn read(cell: Option<&Value>) -> Option<Self> {
        match cell? {
            Value::Text(word) => W::from_word(word),
            _ => None,
        }
    }

    fn write(self) -> Option<Value> {
        Some(Value::Text(self.word().into()))
    }
}

impl Table {
    /// The tables that spreadsheets may hold (formats.md), in its order.
    pub fn spreadsheets() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|table| table.is_spreadsheet())
    }

    /// The table with a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|table| table.name() == name)
    }

    /// The table with a number.
    pub fn from_number(number: u16) -> Option<Self> {
        // Numbers have had no gaps so far: the table is mostly where its number says.
        let place = usize::from(number).checked_sub(1)?;
        let there = Self::ALL.get(place).copied().filter(|table| table.number() == number);
        there.or_else(|| Self::ALL.iter().copied().find(|table| table.number() == number))
    }

    /// Its number, never reused.
    pub const fn number(self) -> u16 {
        self as u16
    }

    /// Where a column stands.
    pub fn column_index(self, name: &str) -> Option<usize> {
        self.columns().iter().position(|column| column.name == name)
    }

    /// Where the column with a number stands.
    pub fn column_with_number(self, number: u16) -> Option<usize> {
        let columns = self.columns();
        let place = usize::from(number).checked_sub(1)?;
        if columns.get(place).is_some_and(|column| column.number == number) {
            return Some(place);
        }
        columns.iter().position(|column| column.number == number)
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_numbers_and_keys_hold_together() {
        let mut names = BTreeSet::new();
        for table in Table::ALL.iter().copied() {
            assert!(names.insert(table.name()));
            assert_eq!(Table::from_name(table.name()), Some(table));
            assert_eq!(Table::from_number(table.number()), Some(table));
            for key in table.key() {
                assert!(table.column_index(key).is_some(), "{table} {key}");
            }
            let columns: BTreeSet<_> = table.columns().iter().map(|column| column.name).collect();
            assert_eq!(columns.len(), table.columns().len());
            assert!(!columns.contains(WITHDRAWN.name), "{table}");
            for (place, column) in table.columns().iter().enumerate() {
                assert_eq!(table.column_with_number(column.number), Some(place), "{table}.{}", column.name);
            }
            let placed = match table.placement() {
                Placement::Lasting | Placement::Writer => None,
                Placement::Day(column) | Placement::Period(column) | Placement::With(column) => Some(column),
            };
            assert!(placed.is_none_or(|column| table.column_index(column).is_some()), "{table}");
            assert_eq!(table.document().is_quarterly(), Some(table.placement() != Placement::Lasting), "{table}");
        }
    }

    #[test]
    fn what_came_later_stands_last_and_may_be_missing() {
        for table in Table::ALL.iter().copied() {
            let (declared, _) = table.declared_columns();
            assert!(declared.is_sorted_by(|a, b| a.since <= b.since && a.number < b.number), "{table}");
            assert!(declared.iter().all(|column| column.number <= 64), "{table}: frames hold 64 columns");
            assert_eq!((declared[0].number, declared[0].kind), (1, ColumnKind::Unit), "{table}");
            for column in declared.iter().filter(|column| column.since > table.since()) {
                assert!(!column.required, "{table}.{}: older programs write rows without it", column.name);
            }
        }
        let since: Vec<u32> = Table::ALL.iter().map(|table| table.since()).collect();
        assert!(since.is_sorted());
        assert_eq!(since.last(), Some(&RELEASE));
    }

    #[test]
    fn records_and_rows_are_the_same() {
        let row = Row::from_cells(
            Table::Meetings,
            [("unit", "330522103201"), ("meeting", "t1"), ("kind", "主题党日"), ("date", "2026-07-15")],
        )
        .unwrap();
        let meeting = record::Meeting::of(&row).unwrap();
        assert_eq!((meeting.kind, meeting.title.as_deref()), (MeetingKind::ThemeDay, None));
        assert!(record::Deed::of(&row).is_none());
        assert_eq!(meeting.clone().into_row().unwrap(), row);
        let faults = record::Meeting { meeting: "a b".to_owned(), ..meeting }.into_row().unwrap_err();
        assert_eq!(faults[0].column, "meeting");
    }
}
