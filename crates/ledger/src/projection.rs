//! Projections: the rows that a document holds, worked out from its logs alone.
//!
//! A document is a flat map whose keys are registers: a put takes the place of the values that it
//! supersedes and stands beside those that it does not know. That rule is short enough to follow
//! without the document, and a property test holds it against Automerge's own.

use crate::entry::{Entry, OperationId};
use crate::frame;
use crate::log::Writer;
use crate::refusal::{Refusal, RefusalCode};
use crate::varint::{ReadError, Reader, write_prefixed, write_unsigned};
use cunbang_model::{DeviceId, DocumentName, Row, Table};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// How many entries of each log: the state of a document.
#[derive(Debug, Clone, PartialEq, Eq, Default, PartialOrd, Ord)]
pub struct VersionVector(pub BTreeMap<Writer, u64>);

impl VersionVector {
    /// Whether everything in `other` is in this one too.
    pub fn covers(&self, other: &Self) -> bool {
        other.0.iter().all(|(writer, number)| self.0.get(writer).is_some_and(|have| have >= number))
    }

    /// Takes in the entries of a log up to a number.
    pub fn raise(&mut self, writer: Writer, number: u64) {
        let until = self.0.entry(writer).or_insert(0);
        *until = number.max(*until);
    }

    /// How many entries in all.
    pub fn entry_count(&self) -> u64 {
        self.0.values().sum()
    }
}

impl fmt::Display for VersionVector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (writer, number)) in self.0.iter().enumerate() {
            write!(f, "{}{writer}:{number}", if index > 0 { " " } else { "" })?;
        }
        Ok(())
    }
}

impl FromStr for VersionVector {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut vector = BTreeMap::new();
        for part in text.split_whitespace() {
            let parsed = part
                .rsplit_once(':')
                .and_then(|(writer, number)| Some((writer.parse::<Writer>().ok()?, number.parse::<u64>().ok()?)));
            let (writer, number) = parsed.ok_or_else(|| format!("{part:?}: expected device.incarnation:number"))?;
            vector.insert(writer, number);
        }
        Ok(Self(vector))
    }
}

/// A value under a key, and who put it there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The operation that put it.
    pub operation: OperationId,
    /// The number of the entry that holds it.
    pub entry: u64,
    /// The row.
    pub row: Row,
}

/// The rows of a document at a version vector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Projection {
    document: DocumentName,
    vector: VersionVector,
    /// By table and id; values that stand beside each other, Automerge's choice first.
    values: BTreeMap<(Table, String), Vec<Standing>>,
}

impl Projection {
    /// The projection of a document without entries.
    pub fn new(document: DocumentName) -> Self {
        Self { document, vector: VersionVector::default(), values: BTreeMap::new() }
    }

    /// The document.
    pub fn document(&self) -> DocumentName {
        self.document
    }

    /// The state that it shows.
    pub fn vector(&self) -> &VersionVector {
        &self.vector
    }

    /// Takes in the next entry of a log. Entries of different logs may come in any order that keeps
    /// each after what it has seen.
    pub fn apply(&mut self, writer: &Writer, entry: &Entry) -> Result<(), Refusal> {
        let number = self.vector.0.entry(*writer).or_insert(0);
        if entry.number != *number + 1 {
            return Err(Refusal::new(
                RefusalCode::Gap,
                format!("{} by {writer}: entry {} after {number}", self.document, entry.number),
            ));
        }
        *number = entry.number;
        for (put, counter) in entry.puts.iter().zip(entry.first_operation..) {
            let values = self.values.entry((put.row.table(), put.row.id())).or_default();
            values.retain(|value| !put.supersedes.contains(&value.operation));
            let operation = OperationId { counter, writer: *writer };
            values.push(Standing { operation, entry: entry.number, row: put.row.clone() });
            if values.len() > 1 {
                values.sort_by_cached_key(|value| {
                    std::cmp::Reverse((value.operation.counter, value.operation.writer.actor()))
                });
            }
        }
        Ok(())
    }

    /// The rows, one for each key: where several stand, the one that every Automerge shows.
    pub fn rows(&self) -> impl Iterator<Item = &Standing> {
        self.values.values().filter_map(|values| values.first())
    }

    /// The rows of a table.
    pub fn table(&self, table: Table) -> impl Iterator<Item = &Standing> {
        self.values
            .range((table, String::new())..)
            .take_while(move |((of, _), _)| *of == table)
            .filter_map(|(_, values)| values.first())
    }

    /// The row of a table with an id.
    pub fn get(&self, table: Table, id: &str) -> Option<&Standing> {
        self.values.get(&(table, id.to_owned()))?.first()
    }

    /// All values of keys under which several stand: someone has to choose.
    pub fn conflicts(&self) -> impl Iterator<Item = &[Standing]> {
        self.values.values().filter(|values| values.len() > 1).map(Vec::as_slice)
    }

    /// All values under a key, in the order of [`Projection::conflicts`].
    pub fn values(&self, table: Table, id: &str) -> &[Standing] {
        self.values.get(&(table, id.to_owned())).map_or(&[], Vec::as_slice)
    }

    /// Packs it for the store.
    pub fn encode(&self) -> Result<Vec<u8>, Refusal> {
        let mut numbers = Vec::new();
        let mut cells = String::new();
        write_unsigned(&mut numbers, self.vector.0.len() as u64);
        for (writer, number) in &self.vector.0 {
            numbers.extend_from_slice(writer.device.as_bytes());
            write_unsigned(&mut numbers, u64::from(writer.incarnation));
            write_unsigned(&mut numbers, *number);
        }
        let places: BTreeMap<&Writer, usize> =
            self.vector.0.keys().enumerate().map(|(place, writer)| (writer, place)).collect();
        write_unsigned(&mut numbers, self.values.values().map(|values| values.len() as u64).sum());
        for standing in self.values.values().flatten() {
            numbers.push(standing.row.table().number());
            let place = places.get(&standing.operation.writer).copied().unwrap_or_default();
            write_unsigned(&mut numbers, place as u64);
            write_unsigned(&mut numbers, standing.operation.counter);
            write_unsigned(&mut numbers, standing.entry);
            frame::write_cells(&mut cells, &self.document, &standing.row);
        }
        let mut plain = Vec::with_capacity(numbers.len() + cells.len() + 4);
        write_prefixed(&mut plain, &numbers);
        plain.extend_from_slice(cells.as_bytes());
        let mut packed = Vec::new();
        write_unsigned(&mut packed, plain.len() as u64);
        let body = zstd::bulk::compress(&plain, frame::STORE_LEVEL)
            .map_err(|error| Refusal::new(RefusalCode::TooLarge, error.to_string()))?;
        packed.extend(body);
        Ok(packed)
    }

    /// Unpacks what [`Projection::encode`] packed. It comes from this machine's own store; what cannot
    /// be read is to be rebuilt from the logs.
    pub fn decode(document: DocumentName, packed: &[u8]) -> Result<Self, Refusal> {
        let damaged = |error: ReadError| {
            Refusal::new(RefusalCode::Malformed, format!("stored projection of {document}: {error}"))
        };
        let mut input = Reader(packed);
        let length = input.count(1 << 28).map_err(damaged)?;
        let plain = zstd::bulk::decompress(input.0, length).map_err(|_| damaged(ReadError("it cannot be unpacked")))?;
        Self::read(document, &plain).map_err(damaged)
    }

    fn read(document: DocumentName, plain: &[u8]) -> Result<Self, ReadError> {
        let mut input = Reader(plain);
        let mut numbers = Reader(input.prefixed()?);
        let cells = std::str::from_utf8(input.0).map_err(|_| ReadError("its cells are not UTF-8"))?;
        let mut projection = Self::new(document);
        let mut writers = Vec::new();
        for _ in 0..numbers.count(1 << 16)? {
            let writer = Writer {
                device: DeviceId::from_bytes(numbers.array()?),
                incarnation: u32::try_from(numbers.unsigned()?)
                    .map_err(|_| ReadError("an incarnation is too large"))?,
            };
            projection.vector.0.insert(writer, numbers.unsigned()?);
            writers.push(writer);
        }
        let count = numbers.count(1 << 24)?;
        let mut rows = cells.split_terminator('\u{1e}');
        let mut values = Vec::with_capacity(count);
        for _ in 0..count {
            let table = Table::from_number(numbers.byte()?).ok_or(ReadError("a table is not known"))?;
            let place = numbers.count(writers.len().saturating_sub(1))?;
            let operation = OperationId {
                writer: *writers.get(place).ok_or(ReadError("a writer is not known"))?,
                counter: numbers.unsigned()?,
            };
            let entry = numbers.unsigned()?;
            let text = rows.next().ok_or(ReadError("rows are missing"))?;
            let row = frame::read_cells(&document, table, text).map_err(|_| ReadError("a row is not one"))?;
            values.push(((table, row.id()), Standing { operation, entry, row }));
        }
        for (key, standing) in values {
            projection.values.entry(key).or_default().push(standing);
        }
        Ok(projection)
    }
}
