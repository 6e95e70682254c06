//! Rows as logs carry them: read where this program knows everything in them, else as they came.
//!
//! A row of a table that this program does not know, or with a word that it does not know, is kept with its
//! columns' numbers, names and texts. From them follow its key and its canonical JSON, so that it can be
//! verified, stored and passed on; it counts once the program knows it.

use crate::row::{Draft, MAX_ROW_BYTES, push_json_cell};
use crate::schema::{Column, Definition, MAX_COLUMNS, Shape, Table, is_baseline};
use crate::value::Reading;
use crate::{DocumentName, Row, RowError, UnitCode};
use serde::de::{Deserializer as _, MapAccess, Visitor};
use std::borrow::Cow;
use std::fmt;
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
struct Unread {
    shape: Shape,
    unit: UnitCode,
    /// By number; the first is the unit.
    cells: Vec<PlainCell>,
    withdrawn: Option<Box<str>>,
    fault: Option<RowError>,
}

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
        Ok(UnreadRow(Arc::new(Unread { shape, unit, cells, withdrawn, fault })))
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

    /// Adds its canonical JSON to a text.
    pub fn push_json(&self, json: &mut String) {
        match self {
            Self::Read(row) => row.push_json(json),
            Self::Unread(row) => {
                let mut separator = '{';
                for cell in &row.0.cells {
                    push_json_cell(json, &mut separator, &cell.name, &cell.text);
                }
                if let Some(reason) = &row.0.withdrawn {
                    push_json_cell(json, &mut separator, crate::schema::WITHDRAWN.name, reason);
                }
                json.push('}');
            }
        }
    }

    /// Its canonical JSON.
    pub fn to_json(&self) -> String {
        let mut json = String::with_capacity(160);
        self.push_json(&mut json);
        json
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

    /// Parses canonical JSON; `definition` where the row needs one.
    pub fn from_json(
        table: &str,
        definition: Option<&Definition>,
        document: &DocumentName,
        json: &str,
    ) -> Result<Self, RowError> {
        let faulty = |expected: String| RowError::new("row", json, expected);
        if json.len() > MAX_ROW_BYTES {
            return Err(faulty(format!("at most {MAX_ROW_BYTES} bytes")));
        }
        let baseline = Table::from_name(table);
        let described = match definition {
            Some(definition) => Described::Defined(definition),
            None => Described::Baseline(baseline.ok_or_else(|| faulty("a table that is known or defined".to_owned()))?),
        };
        let mut deserializer = serde_json::Deserializer::from_str(json);
        let texts = deserializer
            .deserialize_map(TextsVisitor)
            .and_then(|texts| deserializer.end().map(|()| texts))
            .map_err(|error| faulty(format!("a JSON object of strings: {error}")))?;
        let mut cells = Vec::with_capacity(texts.len());
        let mut withdrawn = None;
        for (name, text) in &texts {
            if name == crate::schema::WITHDRAWN.name {
                withdrawn = Some(text.as_str());
                continue;
            }
            let defined = definition.and_then(|definition| {
                definition.columns().iter().find(|(_, of)| **of == **name).map(|(number, _)| *number)
            });
            let known = || baseline.and_then(|table| Some(table.columns()[table.column_index(name)?].number));
            let number =
                defined.or_else(known).ok_or_else(|| RowError::new("row", name, format!("a column of {table}")))?;
            cells.push((number, text.as_str()));
        }
        let carried = RawRow { described, cells: &cells, withdrawn }.carry(document)?;
        let canonical = carried.to_json();
        if canonical == json { Ok(carried) } else { Err(faulty(format!("canonical JSON: {canonical}"))) }
    }
}

impl From<Row> for Carried {
    fn from(row: Row) -> Self {
        Self::Read(row)
    }
}

struct TextsVisitor;

impl<'de> Visitor<'de> for TextsVisitor {
    type Value = Vec<(String, String)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object of strings")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut texts: Self::Value = Vec::new();
        while let Some((name, text)) = map.next_entry::<Cow<'de, str>, Cow<'de, str>>()? {
            if texts.len() > MAX_COLUMNS {
                return Err(serde::de::Error::custom("too many columns"));
            }
            texts.push((name.into_owned(), text.into_owned()));
        }
        Ok(texts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
