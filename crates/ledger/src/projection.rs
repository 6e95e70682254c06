//! Projections: the rows of a document, computed from its logs without Automerge.
//!
//! A document is a flat map, and each key is a multi-value register: a put replaces the values that it
//! supersedes and stays beside the others. A property test compares this rule with Automerge's own.
//!
//! Keys with a row that this program cannot read are kept apart and count once it can read them. A stored
//! projection records the schema release that built it; a program of another release rebuilds it.

use crate::entry::{Entry, OperationId};
use crate::frame;
use crate::log::Writer;
use crate::refusal::{Refusal, RefusalCode};
use crate::rows::{RowReader, RowWriter};
use crate::varint::{ReadError, Reader, write_unsigned};
use cunbang_model::schema::RELEASE;
use cunbang_model::{Carried, DeviceId, DocumentName, Row, Table};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

/// The state of a document: how many entries of each log it has.
#[derive(Debug, Clone, PartialEq, Eq, Default, PartialOrd, Ord)]
pub struct VersionVector(pub BTreeMap<Writer, u64>);

impl VersionVector {
    /// Whether this state includes everything in `other`.
    pub fn covers(&self, other: &Self) -> bool {
        other.0.iter().all(|(writer, number)| self.0.get(writer).is_some_and(|have| have >= number))
    }

    /// Raises a log's count to `number`, if it is lower.
    pub fn raise(&mut self, writer: Writer, number: u64) {
        let until = self.0.entry(writer).or_insert(0);
        *until = number.max(*until);
    }

    /// The total number of entries.
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

/// A current value of a key, and who put it there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The operation that put it.
    pub operation: OperationId,
    /// The number of the entry that holds it.
    pub entry: u64,
    /// The row.
    pub row: Row,
}

/// A value whose row may be unreadable.
#[derive(Debug, Clone, PartialEq, Eq)]
struct CarriedValue {
    operation: OperationId,
    entry: u64,
    row: Carried,
}

impl CarriedValue {
    fn read(&self) -> Option<Standing> {
        let row = self.row.row()?.clone();
        Some(Standing { operation: self.operation, entry: self.entry, row })
    }
}

impl From<Standing> for CarriedValue {
    fn from(standing: Standing) -> Self {
        Self { operation: standing.operation, entry: standing.entry, row: standing.row.into() }
    }
}

/// The rows of a document at a version vector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Projection {
    document: DocumentName,
    vector: VersionVector,
    /// Values by table and id. Of conflicting values, the winning one comes first, as in Automerge.
    values: BTreeMap<(Table, String), Vec<Standing>>,
    /// Keys with at least one unreadable value, by the table's name and id.
    unread: BTreeMap<(String, String), Vec<CarriedValue>>,
}

/// Puts a value under a key: it replaces those it supersedes and stays beside the others.
fn stand<T>(values: &mut Vec<T>, value: T, supersedes: &[OperationId], operation: impl Fn(&T) -> OperationId) {
    values.retain(|value| !supersedes.contains(&operation(value)));
    values.push(value);
    if values.len() > 1 {
        values.sort_by_cached_key(|value| {
            let operation = operation(value);
            std::cmp::Reverse((operation.counter, operation.writer.actor()))
        });
    }
}

impl Projection {
    /// The projection of a document without entries.
    pub fn new(document: DocumentName) -> Self {
        Self { document, vector: VersionVector::default(), values: BTreeMap::new(), unread: BTreeMap::new() }
    }

    /// The document.
    pub fn document(&self) -> DocumentName {
        self.document
    }

    /// The state that the projection shows.
    pub fn vector(&self) -> &VersionVector {
        &self.vector
    }

    /// Applies the next entry of a log. Entries of different logs may come in any order, as long as each comes
    /// after the entries it has seen.
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
            let operation = OperationId { counter, writer: *writer };
            match &put.row {
                Carried::Read(row) if self.unread.is_empty() => {
                    let values = self.values.entry((row.table(), row.id())).or_default();
                    let standing = Standing { operation, entry: entry.number, row: row.clone() };
                    stand(values, standing, &put.supersedes, |value| value.operation);
                }
                row => self
                    .apply_unread(CarriedValue { operation, entry: entry.number, row: row.clone() }, &put.supersedes),
            }
        }
        Ok(())
    }

    /// Like [`Projection::apply`], for a put that cannot be read or whose key has an unreadable value.
    fn apply_unread(&mut self, new: CarriedValue, supersedes: &[OperationId]) {
        let (table, id) = (new.row.table_name().to_owned(), new.row.id());
        let known = Table::from_name(&table);
        let mut values = self.unread.remove(&(table.clone(), id.clone())).unwrap_or_default();
        if let Some(known) = known {
            let readable = self.values.remove(&(known, id.clone())).unwrap_or_default();
            values.extend(readable.into_iter().map(CarriedValue::from));
        }
        stand(&mut values, new, supersedes, |value| value.operation);
        self.put_back(table, id, values);
    }

    /// Stores a key's values as readable if all of them are, and as unread otherwise.
    fn put_back(&mut self, table: String, id: String, values: Vec<CarriedValue>) {
        let read: Option<Vec<Standing>> = values.iter().map(CarriedValue::read).collect();
        match (Table::from_name(&table), read) {
            (Some(table), Some(read)) => {
                self.values.insert((table, id), read);
            }
            _ => {
                self.unread.insert((table, id), values);
            }
        }
    }

    /// The keys, as `table/id`, with a row that this program cannot read. A newer program wrote it; it counts
    /// after an update.
    pub fn unread(&self) -> impl Iterator<Item = String> {
        self.unread.keys().map(|(table, id)| format!("{table}/{id}"))
    }

    /// The canonical JSON of the values of every key, in Automerge's key order.
    pub fn texts(&self) -> BTreeMap<String, Vec<String>> {
        let read = self.values.iter().map(|((table, id), values)| {
            (format!("{table}/{id}"), values.iter().map(|value| value.row.to_json()).collect())
        });
        let unread = self.unread.iter().map(|((table, id), values)| {
            (format!("{table}/{id}"), values.iter().map(|value| value.row.to_json()).collect())
        });
        read.chain(unread).collect()
    }

    /// One row per key: of conflicting values, the winning one.
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

    /// A row by table and id.
    pub fn get(&self, table: Table, id: &str) -> Option<&Standing> {
        self.values.get(&(table, id.to_owned()))?.first()
    }

    /// The values of every key that has more than one: someone has to choose.
    pub fn conflicts(&self) -> impl Iterator<Item = &[Standing]> {
        self.values.values().filter(|values| values.len() > 1).map(Vec::as_slice)
    }

    /// All values of a key, in the order of [`Projection::conflicts`].
    pub fn values(&self, table: Table, id: &str) -> &[Standing] {
        self.values.get(&(table, id.to_owned())).map_or(&[], Vec::as_slice)
    }

    /// Packs the projection for the store.
    pub fn encode(&self) -> Result<Vec<u8>, Refusal> {
        let mut numbers = Vec::new();
        let mut rows = RowWriter::default();
        write_unsigned(&mut numbers, self.vector.0.len() as u64);
        for (writer, number) in &self.vector.0 {
            numbers.extend_from_slice(writer.device.as_bytes());
            write_unsigned(&mut numbers, u64::from(writer.incarnation));
            write_unsigned(&mut numbers, *number);
        }
        let indexes: BTreeMap<&Writer, usize> =
            self.vector.0.keys().enumerate().map(|(index, writer)| (writer, index)).collect();
        write_unsigned(&mut numbers, self.values.values().map(Vec::len).sum::<usize>() as u64);
        write_unsigned(&mut numbers, self.unread.values().map(Vec::len).sum::<usize>() as u64);
        let mut write = |operation: &OperationId, entry: u64, row: &Carried| {
            let writer = indexes.get(&operation.writer).copied().unwrap_or_default();
            write_unsigned(&mut numbers, writer as u64);
            write_unsigned(&mut numbers, operation.counter);
            write_unsigned(&mut numbers, entry);
            rows.write(&mut numbers, &self.document, row);
        };
        for standing in self.values.values().flatten() {
            write(&standing.operation, standing.entry, &Carried::Read(standing.row.clone()));
        }
        for value in self.unread.values().flatten() {
            write(&value.operation, value.entry, &value.row);
        }
        let plain = rows.finish(&numbers);
        let mut packed = Vec::new();
        write_unsigned(&mut packed, VERSION);
        write_unsigned(&mut packed, u64::from(RELEASE));
        write_unsigned(&mut packed, plain.len() as u64);
        let body = zstd::bulk::compress(&plain, frame::STORE_LEVEL)
            .map_err(|error| Refusal::new(RefusalCode::TooLarge, error.to_string()))?;
        packed.extend(body);
        Ok(packed)
    }

    /// Whether these bytes were written by a program of this release. If not, rebuild the projection from the
    /// logs: rows that were unread then may count now.
    pub fn is_current(packed: &[u8]) -> bool {
        read_origin(&mut Reader(packed)).is_ok_and(|origin| origin == (VERSION, u64::from(RELEASE)))
    }

    /// Unpacks the output of [`Projection::encode`], read from this machine's own store. If this fails, rebuild
    /// the projection from the logs.
    pub fn decode(document: DocumentName, packed: &[u8]) -> Result<Self, Refusal> {
        let damaged = |error: ReadError| {
            Refusal::new(RefusalCode::Malformed, format!("stored projection of {document}: {error}"))
        };
        let mut input = Reader(packed);
        if read_origin(&mut input).map_err(damaged)? != (VERSION, u64::from(RELEASE)) {
            return Err(damaged(ReadError("a program of another release made it")));
        }
        let length = input.count(1 << 28).map_err(damaged)?;
        let plain = zstd::bulk::decompress(input.0, length).map_err(|_| damaged(ReadError("cannot be unpacked")))?;
        Self::read(document, &plain).map_err(damaged)
    }

    fn read(document: DocumentName, plain: &[u8]) -> Result<Self, ReadError> {
        let (mut rows, mut numbers) = RowReader::begin(&document, plain)?;
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
        let (read, unread) = (numbers.count(1 << 24)?, numbers.count(1 << 24)?);
        for index in 0..read + unread {
            let writer = numbers.count(writers.len().saturating_sub(1))?;
            let operation = OperationId {
                writer: *writers.get(writer).ok_or(ReadError("a value names an unknown writer"))?,
                counter: numbers.unsigned()?,
            };
            let entry = numbers.unsigned()?;
            match rows.read(&mut numbers).map_err(|_| ReadError("a row cannot be read"))? {
                Carried::Read(row) if index < read => {
                    let key = (row.table(), row.id());
                    projection.values.entry(key).or_default().push(Standing { operation, entry, row });
                }
                Carried::Unread(_) if index < read => return Err(ReadError("a row cannot be read")),
                // Other values of the same key may be readable.
                row => {
                    let new = CarriedValue { operation, entry, row };
                    let key = (new.row.table_name().to_owned(), new.row.id());
                    projection.unread.entry(key).or_default().push(new);
                }
            }
        }
        Ok(projection)
    }
}

/// The version of the stored format. Those of version 1 may stand in a store without a checksum, and are rebuilt.
const VERSION: u64 = 2;

fn read_origin(input: &mut Reader<'_>) -> Result<(u64, u64), ReadError> {
    Ok((input.unsigned()?, input.unsigned()?))
}
