//! Rows in frames and stored projections: a head and a column mask for each row, and the texts.
//!
//! | part | what it holds |
//! |---|---|
//! | head | the table's number, or 0 and the index of a definition; whether it has a unit; whether it is withdrawn |
//! | mask | which columns after the first have a cell: bit 0 is column 2 |
//! | texts | the unit if it is not the document's, the cells by number, the reason for a withdrawal |
//!
//! Tables and columns newer than the baseline are defined once, at the front: number, name, key.

use crate::limits::{MAX_DEFINITIONS, MAX_KEY_COLUMNS};
use crate::refusal::{Refusal, RefusalCode};
use crate::varint::{ReadError, Reader, write_prefixed, write_unsigned};
use cunbang_model::raw_row::{Described, RawRow};
use cunbang_model::schema::{BASELINE, Definition, MAX_COLUMNS, Shape};
use cunbang_model::{Carried, DocumentName, Table};

const CELL_END: char = '\u{1f}';
const ROW_END: char = '\u{1e}';
const WITHDRAWN: u64 = 1;
const OTHER_UNIT: u64 = 2;
const TABLE_SHIFT: u32 = 2;

/// Packs rows: numbers in one block, texts in another.
#[derive(Default)]
pub(crate) struct RowWriter {
    definitions: Vec<Definition>,
    texts: String,
}

impl RowWriter {
    /// Writes the row's numbers to `numbers` and keeps its texts for [`Self::finish`].
    pub(crate) fn write(&mut self, numbers: &mut Vec<u8>, document: &DocumentName, row: &Carried) {
        let index = row.definition().map(|definition| self.index_of(definition));
        let other_unit = row.unit() != document.unit();
        let withdrawn = row.withdrawal();
        let table = if index.is_some() { 0 } else { u64::from(row.table_number()) };
        let flag = |set: bool, bit: u64| if set { bit } else { 0 };
        write_unsigned(
            numbers,
            table << TABLE_SHIFT | flag(other_unit, OTHER_UNIT) | flag(withdrawn.is_some(), WITHDRAWN),
        );
        if let Some(index) = index {
            write_unsigned(numbers, index as u64);
        }
        let mut mask = 0_u64;
        let mut separate = false;
        row.for_each_cell(|number, text| {
            if number > 1 {
                mask |= 1 << (number - 2);
            } else if !other_unit {
                return;
            }
            Self::push(&mut self.texts, &mut separate, text);
        });
        if let Some(reason) = withdrawn {
            Self::push(&mut self.texts, &mut separate, reason);
        }
        self.texts.push(ROW_END);
        write_unsigned(numbers, mask);
    }

    fn push(texts: &mut String, separate: &mut bool, text: &str) {
        if std::mem::replace(separate, true) {
            texts.push(CELL_END);
        }
        texts.push_str(text);
    }

    fn index_of(&mut self, definition: Definition) -> usize {
        if let Some(index) = self.definitions.iter_mut().position(|known| known.join(&definition)) {
            return index;
        }
        self.definitions.push(definition);
        self.definitions.len() - 1
    }

    /// The packed rows: definitions and `numbers` as one block, then the texts.
    pub(crate) fn finish(self, numbers: &[u8]) -> Vec<u8> {
        let mut block = Vec::with_capacity(numbers.len() + 1);
        write_unsigned(&mut block, self.definitions.len() as u64);
        for definition in &self.definitions {
            let shape = definition.shape();
            write_unsigned(&mut block, u64::from(shape.number()));
            write_prefixed(&mut block, shape.name().as_bytes());
            write_unsigned(&mut block, shape.key().len() as u64);
            shape.key().iter().for_each(|column| write_unsigned(&mut block, u64::from(*column)));
            write_unsigned(&mut block, definition.columns().len() as u64);
            for (number, name) in definition.columns() {
                write_unsigned(&mut block, u64::from(*number));
                write_prefixed(&mut block, name.as_bytes());
            }
        }
        block.extend_from_slice(numbers);
        let mut plain = Vec::with_capacity(block.len() + self.texts.len() + 4);
        write_prefixed(&mut plain, &block);
        plain.extend_from_slice(self.texts.as_bytes());
        plain
    }
}

/// Unpacks rows.
pub(crate) struct RowReader<'a> {
    document: DocumentName,
    definitions: Vec<Definition>,
    texts: std::str::SplitTerminator<'a, char>,
}

impl<'a> RowReader<'a> {
    /// Splits the output of [`RowWriter::finish`] into a reader of its rows and the numbers.
    pub(crate) fn begin(document: &DocumentName, plain: &'a [u8]) -> Result<(Self, Reader<'a>), ReadError> {
        let mut input = Reader(plain);
        let mut numbers = Reader(input.prefixed()?);
        let texts = std::str::from_utf8(input.0).map_err(|_| ReadError("its cells are not UTF-8"))?;
        let mut definitions = Vec::new();
        for _ in 0..numbers.count(MAX_DEFINITIONS)? {
            definitions.push(read_definition(&mut numbers)?);
        }
        let texts = texts.split_terminator(ROW_END);
        Ok((Self { document: *document, definitions, texts }, numbers))
    }

    /// The next row. Fails on a row that is malformed or that no program may write.
    pub(crate) fn read(&mut self, numbers: &mut Reader<'_>) -> Result<Carried, Refusal> {
        let document = self.document;
        let malformed =
            |error: ReadError| Refusal::new(RefusalCode::Malformed, format!("a row of {document}: {error}"));
        let head = numbers.unsigned().map_err(malformed)?;
        let table =
            u16::try_from(head >> TABLE_SHIFT).map_err(|_| malformed(ReadError("its table number is out of range")))?;
        let described = if table == 0 {
            let index = numbers.count(self.definitions.len()).map_err(malformed)?;
            let definition = self.definitions.get(index);
            Described::Defined(definition.ok_or_else(|| malformed(ReadError("its definition is missing")))?)
        } else {
            let table = Table::from_number(table).filter(|table| table.since() == BASELINE);
            Described::Baseline(table.ok_or_else(|| malformed(ReadError("its table is not defined")))?)
        };
        let mask = numbers.unsigned().map_err(malformed)?;
        let text = self.texts.next().ok_or_else(|| malformed(ReadError("its texts are missing")))?;
        let mut texts = text.split(CELL_END);
        let missing = || malformed(ReadError("a text is missing"));
        let unit = document.unit();
        let other_unit = head & OTHER_UNIT != 0;
        let mut cells = [(0, ""); MAX_COLUMNS];
        cells[0] = (1, if other_unit { texts.next().ok_or_else(missing)? } else { unit.as_str() });
        let mut count = 1;
        for number in (2..=64_u16).filter(|number| mask >> (number - 2) & 1 == 1) {
            cells[count] = (number, texts.next().ok_or_else(missing)?);
            count += 1;
        }
        let withdrawn = if head & WITHDRAWN == 0 { None } else { Some(texts.next().ok_or_else(missing)?) };
        // A row without texts is written as one empty text.
        let is_empty = count == 1 && !other_unit && withdrawn.is_none();
        let surplus = texts.next();
        if mask >> (MAX_COLUMNS - 1) != 0 || if is_empty { surplus != Some("") } else { surplus.is_some() } {
            return Err(malformed(ReadError("the number of its texts does not match its columns")));
        }
        let row = RawRow { described, cells: &cells[..count], withdrawn };
        row.carry(&document).map_err(|error| Refusal::new(RefusalCode::Row, format!("a row of {document}: {error}")))
    }

    /// Goes past the next row without looking at its texts.
    pub(crate) fn pass_over(&mut self, numbers: &mut Reader<'_>) -> Result<(), ReadError> {
        if numbers.unsigned()? >> TABLE_SHIFT == 0 {
            numbers.count(self.definitions.len())?;
        }
        numbers.unsigned()?;
        self.texts.next().map(drop).ok_or(ReadError("its texts are missing"))
    }

    /// Whether all rows have been read.
    pub(crate) fn is_done(&mut self) -> bool {
        self.texts.next().is_none()
    }
}

fn read_definition(numbers: &mut Reader<'_>) -> Result<Definition, ReadError> {
    let number =
        |numbers: &mut Reader<'_>| u16::try_from(numbers.unsigned()?).map_err(|_| ReadError("a number is too large"));
    let wrong = |_| ReadError("a definition is not valid");
    let table = number(numbers)?;
    let name = numbers.text()?;
    let mut key = Vec::new();
    for _ in 0..numbers.count(MAX_KEY_COLUMNS)? {
        key.push(number(numbers)?);
    }
    let shape = Shape::new(table, name, &key).map_err(wrong)?;
    let mut columns = Vec::new();
    for _ in 0..numbers.count(MAX_COLUMNS)? {
        let column = number(numbers)?;
        columns.push((column, numbers.text()?.into()));
    }
    Definition::new(shape, columns).map_err(wrong)
}
