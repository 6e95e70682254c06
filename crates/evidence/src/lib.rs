//! Evidence files 依据: a run with everything it rests on, for anyone to recompute.
//!
//! This crate may know no store, no network and no tokio, so that it can be built and audited alone.
//! [`EvidenceWriter`] takes plain values; where they come from is the caller's business.
//!
//! A file is JSON Lines, UTF-8, possibly under zstd (recognised by its first bytes). The first line is the
//! header, the last one the statement; between them, lines come in whatever order the node that made the file
//! gave them, but the entries of a log follow the log's line.
//!
//! | `kind` | what the line holds |
//! |---|---|
//! | `cunbang evidence` | `version` 1, the `run`'s id, its `record` |
//! | `authority` | the certificate authority's `certificate`, DER in base64; everything rests on it |
//! | `succession` | where the county's authority was replaced: the `statement`, in base64, of the county's node and of the new authority on which of them follows which; with it the certificates of each hold |
//! | `device` | the `certificate` of a device that wrote a log or gave a receipt |
//! | `log` | `document`, `writer`, number of the `first` of its `entries`, `entry_hash` after the last, the device's `signature` of that. A log may come in several pieces |
//! | `entry` | `number`, the schema `release` of the program that wrote it, `operator`, `claimed_at`, what was `seen` (`writer:number`), `first_operation`, `hash` of the log up to here, and the `rows`: `table`, a `hash` that finds an altered row, the `row` itself, what it `supersedes` (`counter@writer`), and the `definition` of a table or column that came after the baseline |
//! | `receipt` | a node's signed statement of when a seal came |
//! | `outcome` | the `outcome` as it was published |
//! | `statement` | the `device` that made the file, a node of the unit ranked or of one above it, and its `signature` of the run's id and the SHA-256 of all bytes before this line |
//!
//! The statement is what an outsider relies on: logs are signed one by one, so without it one could be taken
//! out together with its place in the record, and the rest would still hold.
//!
//! [`verify_evidence`] needs nothing but the file. It follows every chain and signature, rebuilds the rows,
//! and recomputes record, id and outcome with the code that made them ([`cunbang_ranking::assess()`]).

mod bounds;
mod difference;
mod fault;
mod file;
mod held;
mod log;
mod omission;
mod order;
mod read;
mod statement;
mod trusted;
mod verify;
mod write;

pub use bounds::USUAL_BYTES;
pub use fault::EvidenceFault;
pub use file::EvidenceOutput;
pub use omission::{Discrepancy, HeldReceipts, Omission, read_receipts, write_receipts};
pub use verify::{Verified, recompute, verify_evidence, verify_evidence_file, verify_evidence_file_within};
pub use write::{DocumentLogs, EvidenceWriter, SignedEntries, WriteError};

use bounds::{at_most, few_columns};
use cunbang_ledger::limits::{MAX_KEY_COLUMNS, MAX_PUTS_PER_ENTRY, MAX_SEEN_LOGS, MAX_SUPERSEDED};
use cunbang_ledger::{Hash, OperationId, Point, Writer};
use cunbang_model::schema::{Definition, Shape};
use cunbang_model::{DeviceId, RowError, Timestamp, UnitCode};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::collections::BTreeMap;

const HEADER: &str = "cunbang evidence";
const VERSION: u32 = 1;

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HeaderLine<'a> {
    #[serde(borrow)]
    kind: Cow<'a, str>,
    version: u32,
    #[serde(borrow)]
    run: Cow<'a, str>,
    /// When the run was first made at the node that made the file.
    made_at: Timestamp,
    #[serde(borrow)]
    record: &'a RawValue,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct CertificateLine<'a> {
    #[serde(borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    certificate: Cow<'a, str>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SuccessionLine<'a> {
    #[serde(borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    statement: Cow<'a, str>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LogLine<'a> {
    #[serde(borrow)]
    kind: Cow<'a, str>,
    document: String,
    writer: String,
    first: u64,
    entries: u64,
    entry_hash: String,
    signature: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EntryLine<'a> {
    #[serde(borrow)]
    kind: Cow<'a, str>,
    number: u64,
    release: u32,
    #[serde(borrow)]
    operator: Cow<'a, str>,
    claimed_at: String,
    #[serde(deserialize_with = "at_most::<_, _, MAX_SEEN_LOGS>")]
    seen: Vec<String>,
    first_operation: u64,
    hash: String,
    #[serde(borrow, deserialize_with = "at_most::<_, _, MAX_PUTS_PER_ENTRY>")]
    rows: Vec<RowLine<'a>>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RowLine<'a> {
    #[serde(borrow)]
    table: Cow<'a, str>,
    hash: String,
    row: Cow<'a, RawValue>,
    #[serde(deserialize_with = "at_most::<_, _, MAX_SUPERSEDED>")]
    supersedes: Vec<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    definition: Option<DefinitionText>,
}

/// What a row says of its table and of those of its columns that came after the baseline.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DefinitionText {
    number: u16,
    #[serde(deserialize_with = "at_most::<_, _, MAX_KEY_COLUMNS>")]
    key: Vec<u16>,
    #[serde(deserialize_with = "few_columns")]
    columns: BTreeMap<u16, String>,
}

impl DefinitionText {
    fn of(definition: &Definition) -> Self {
        let columns = definition.columns().iter().map(|(number, name)| (*number, name.to_string()));
        let shape = definition.shape();
        Self { number: shape.number(), key: shape.key().to_vec(), columns: columns.collect() }
    }

    fn parse(&self, table: &str) -> Result<Definition, RowError> {
        let columns = self.columns.iter().map(|(number, name)| (*number, name.as_str().into()));
        Definition::new(Shape::new(self.number, table, &self.key)?, columns.collect())
    }
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReceiptLine<'a> {
    #[serde(borrow)]
    kind: Cow<'a, str>,
    unit: UnitCode,
    node: DeviceId,
    document: String,
    writer: String,
    number: u64,
    entry_hash: String,
    received_at: Timestamp,
    signature: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OutcomeLine<'a> {
    #[serde(borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    outcome: &'a RawValue,
}

/// What finds an altered row in an entry: the beginning of the SHA-256 of its JSON.
fn row_hash(json: &str) -> String {
    let mut hash = Hash::of(&[json.as_bytes()]).to_string();
    hash.truncate(16);
    hash
}

fn point_text(point: &Point) -> String {
    format!("{}:{}", point.writer, point.number)
}

fn parse_point(text: &str) -> Option<Point> {
    let (writer, number) = text.rsplit_once(':')?;
    Some(Point { writer: writer.parse().ok()?, number: number.parse().ok()? })
}

fn operation_text(operation: &OperationId) -> String {
    format!("{}@{}", operation.counter, operation.writer)
}

fn parse_operation(text: &str) -> Option<OperationId> {
    let (counter, writer) = text.split_once('@')?;
    Some(OperationId { counter: counter.parse().ok()?, writer: writer.parse::<Writer>().ok()? })
}

/// A claimed time for people; seconds since 1970 where a device claimed one outside the calendar.
fn time_text(seconds: i64) -> String {
    Timestamp::from_second(seconds).map_or_else(|_| seconds.to_string(), |at| at.to_string())
}

fn parse_time(text: &str) -> Option<i64> {
    text.parse::<Timestamp>().map(Timestamp::as_second).ok().or_else(|| text.parse().ok())
}
