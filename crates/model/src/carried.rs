//! Rows as logs carry them: read where this program knows everything in them, else as they came.
//!
//! A row of a table that this program does not know, or with a word that it does not know, is kept with its
//! columns' numbers, names and texts. From them follow its key and its canonical JSON, so that it can be
//! verified, stored and passed on; it counts once the program knows it.

use crate::schema::{Column, Definition, Shape, is_baseline};
use crate::{Row, RowError, UnitCode};
use std::sync::Arc;

/// A cell of a column by number and name, as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainCell {
    /// The column's number.
    pub number: u16,
    /// The column's name.
    pub name: Box<str>,
    /// What stands there; never empty.
    pub text: Box<str>,
}

/// A row in a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Carried {
    /// It can be read.
    Read(Row),
    /// It is kept as it came.
    Unread(UnreadRow),
}

/// A row that is kept as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnreadRow(Arc<Unread>);

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Unread {
    pub(crate) shape: Shape,
    pub(crate) unit: UnitCode,
    /// By number; the first is the unit.
    pub(crate) cells: Vec<PlainCell>,
    pub(crate) withdrawn: Option<Box<str>>,
    pub(crate) fault: Option<RowError>,
}

impl From<Unread> for UnreadRow {
    fn from(unread: Unread) -> Self {
        Self(Arc::new(unread))
    }
}

impl UnreadRow {
    /// Its cells by number; the first is the unit.
    pub fn cells(&self) -> &[PlainCell] {
        &self.0.cells
    }
}

impl Carried {
    /// The row, if it can be read.
    pub fn row(&self) -> Option<&Row> {
        match self {
            Self::Read(row) => Some(row),
            Self::Unread(_) => None,
        }
    }

    /// Why a row of a table that is known cannot be read.
    pub fn fault(&self) -> Option<&RowError> {
        match self {
            Self::Read(_) => None,
            Self::Unread(row) => row.0.fault.as_ref(),
        }
    }

    /// The name of its table.
    pub fn table_name(&self) -> &str {
        match self {
            Self::Read(row) => row.table().name(),
            Self::Unread(row) => row.0.shape.name(),
        }
    }

    /// The number of its table.
    pub fn table_number(&self) -> u16 {
        match self {
            Self::Read(row) => row.table().number(),
            Self::Unread(row) => row.0.shape.number(),
        }
    }

    /// The unit that it is about.
    pub fn unit(&self) -> UnitCode {
        match self {
            Self::Read(row) => row.unit(),
            Self::Unread(row) => row.0.unit,
        }
    }

    /// The reason, if it was withdrawn.
    pub fn withdrawal(&self) -> Option<&str> {
        match self {
            Self::Read(row) => row.withdrawal(),
            Self::Unread(row) => row.0.withdrawn.as_deref(),
        }
    }

    /// Its id within its table and document: the key columns joined by `/`, empty ones as `-`.
    pub fn id(&self) -> String {
        let mut id = String::with_capacity(24);
        self.push_id(&mut id);
        id
    }

    /// Its key in its document: `table/id`.
    pub fn key(&self) -> String {
        let mut key = String::with_capacity(32);
        key.push_str(self.table_name());
        key.push('/');
        self.push_id(&mut key);
        key
    }

    fn push_id(&self, out: &mut String) {
        match self {
            Self::Read(row) => row.push_id(out),
            Self::Unread(row) => {
                for (place, number) in row.0.shape.key().iter().enumerate() {
                    if place > 0 {
                        out.push('/');
                    }
                    out.push_str(row.0.cells.iter().find(|cell| cell.number == *number).map_or("-", |cell| &cell.text));
                }
            }
        }
    }

    /// Column numbers and texts of its cells, by number.
    pub fn for_each_cell(&self, mut each: impl FnMut(u16, &str)) {
        match self {
            Self::Read(row) => {
                let mut text = String::new();
                for (column, cell) in row.table().columns().iter().zip(row.cells()) {
                    if let Some(value) = cell {
                        text.clear();
                        value.push_to(&mut text);
                        each(column.number, &text);
                    }
                }
                row.later_cells().iter().for_each(|cell| each(cell.number, &cell.text));
            }
            Self::Unread(row) => row.0.cells.iter().for_each(|cell| each(cell.number, &cell.text)),
        }
    }

    /// What must be said of its table and columns, as they came after the baseline; none where every program
    /// knows them.
    pub fn definition(&self) -> Option<Definition> {
        let (shape, table, columns): (_, _, Vec<(u16, Box<str>)>) = match self {
            Self::Read(row) => {
                let table = row.table();
                let later = row.later_cells();
                let beyond = |column: &&Column| !is_baseline(table, column);
                if later.is_empty() && !table.columns().iter().any(|column| beyond(&column)) {
                    return None;
                }
                let there = table.columns().iter().zip(row.cells()).filter(|(_, cell)| cell.is_some());
                let beyond = there.map(|(column, _)| column).filter(beyond);
                let mut columns: Vec<_> = beyond.map(|column| (column.number, column.name.into())).collect();
                columns.extend(later.iter().map(|cell| (cell.number, cell.name.clone())));
                (Shape::of(table), Some(table), columns)
            }
            Self::Unread(row) => {
                let table = row.0.shape.known();
                let is_baseline = |cell: &&PlainCell| {
                    table.is_some_and(|table| {
                        let index = table.column_with_number(cell.number);
                        index
                            .map(|index| &table.columns()[index])
                            .is_some_and(|column| column.name == &*cell.name && is_baseline(table, column))
                    })
                };
                let beyond = row.0.cells.iter().filter(|cell| !is_baseline(cell));
                (row.0.shape.clone(), table, beyond.map(|cell| (cell.number, cell.name.clone())).collect())
            }
        };
        let is_baseline = columns.is_empty() && table.is_some_and(|table| table.since() == crate::schema::BASELINE);
        // What is carried was checked when it came.
        (!is_baseline).then(|| Definition::new(shape, columns).ok()).flatten()
    }
}

impl From<Row> for Carried {
    fn from(row: Row) -> Self {
        Self::Read(row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::raw_row::{Described, RawRow};
    use crate::{DocumentName, Table};

    fn document() -> DocumentName {
        "ledger/330522103201/2026Q3".parse().unwrap()
    }

    fn defined(number: u16, name: &str, key: &[u16], columns: &[(u16, &str)]) -> Definition {
        let columns = columns.iter().map(|(number, name)| (*number, (*name).into())).collect();
        Definition::new(Shape::new(number, name, key).unwrap(), columns).unwrap()
    }

    const UNIT: &str = "330522103201";
    const VISIT: [(u16, &str); 4] = [(1, UNIT), (2, "2026-07"), (3, "120"), (4, "96")];

    fn carry<'a>(described: Described<'a>, cells: &'a [(u16, &'a str)]) -> Result<Carried, RowError> {
        RawRow { described, cells, withdrawn: None }.carry(&document())
    }

    #[test]
    fn a_table_of_a_later_release_keeps_its_key_and_json() {
        let later = defined(900, "mentors", &[3, 2], &[(1, "unit"), (2, "mentor"), (3, "member"), (7, "note")]);
        let cells = [(1, UNIT), (2, "m1"), (7, "说\"好\"话")];
        let raw = RawRow { described: Described::Defined(&later), cells: &cells, withdrawn: Some("写错了") };
        let carried = raw.carry(&document()).unwrap();
        assert!(carried.row().is_none() && carried.fault().is_none());
        assert_eq!(carried.key(), "mentors/-/m1");
        let json = r#"{"unit":"330522103201","mentor":"m1","note":"说\"好\"话","withdrawn":"写错了"}"#;
        assert_eq!(carried.to_json(), json);
        assert_eq!(Carried::from_json("mentors", Some(&later), &document(), json).unwrap(), carried);
        let used = carried.definition().unwrap();
        assert_eq!(used.shape(), later.shape());
        assert_eq!(used.columns().len(), 3, "the member's column is not used");
    }

    #[test]
    fn a_later_column_of_a_known_table_counts_with_what_is_known() {
        let later = defined(12, "visits", &[2], &[(9, "by_car")]);
        let cells = [VISIT.as_slice(), &[(9, "3")]].concat();
        let carried = carry(Described::Defined(&later), &cells).unwrap();
        let row = carried.row().unwrap();
        assert_eq!(row.number("visited"), Some(96.into()));
        assert_eq!(carried.to_json(), row.to_json());
        assert!(row.to_json().ends_with(r#""visited":"96","by_car":"3"}"#), "{}", row.to_json());
        assert_eq!(carried.definition().unwrap(), later);
        let mut numbers = Vec::new();
        carried.for_each_cell(|number, _| numbers.push(number));
        assert_eq!(numbers, [1, 2, 3, 4, 9]);
        assert!(row.clone().withdrawn("错").to_json().contains("by_car"), "withdrawing keeps it");
    }

    #[test]
    fn a_row_that_cannot_be_read_is_kept_with_the_reason() {
        let kind = [(1, UNIT), (2, "t1"), (3, "retreat"), (4, "2026-07-15")];
        let carried = carry(Described::Baseline(Table::Meetings), &kind).unwrap();
        assert_eq!(carried.fault().unwrap().column, "kind");
        assert_eq!(carried.key(), "meetings/t1");
        assert!(carried.definition().is_none(), "every program knows its table and columns");
        // The number of a known table under another name is another table's.
        let other = defined(12, "walks", &[2], &[(1, "unit"), (2, "walk")]);
        let carried = carry(Described::Defined(&other), &[(1, UNIT), (2, "w1")]).unwrap();
        assert_eq!((carried.row(), carried.key().as_str()), (None, "walks/w1"));
    }

    #[test]
    fn what_no_program_may_write_is_refused() {
        let later = defined(900, "mentors", &[2], &[(1, "unit"), (2, "mentor"), (3, "note")]);
        for cells in [
            vec![(1, "330522103202"), (2, "m1")],
            vec![(1, "x"), (2, "m1")],
            vec![(2, "m1")],
            vec![(1, UNIT), (2, "a/b")],
            vec![(1, UNIT), (2, "a b")],
            vec![(1, UNIT), (2, "m1"), (3, "a\u{1f}b")],
            vec![(1, UNIT), (2, "m1"), (3, "")],
            vec![(1, UNIT), (2, "m1"), (4, "nameless")],
            vec![(1, UNIT), (3, "x"), (2, "m1")],
        ] {
            assert!(carry(Described::Defined(&later), &cells).is_err(), "{cells:?}");
        }
        // A column after the baseline needs its definition.
        assert!(carry(Described::Baseline(Table::Visits), &[VISIT.as_slice(), &[(9, "3")]].concat()).is_err());
        assert!(Shape::new(900, "Mentors", &[1]).is_err() && Shape::new(0, "x", &[1]).is_err());
        let twice = vec![(2, "a".into()), (3, "a".into())];
        assert!(Definition::new(Shape::new(900, "x", &[2]).unwrap(), twice).is_err());
    }
}
