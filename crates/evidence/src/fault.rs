//! What is wrong with an evidence file: the first thing found, by name.

use cunbang_language::{Named, say};
use cunbang_ledger::{LogId, Refusal};
use cunbang_model::{DeviceId, DocumentName};
use cunbang_ranking::AssessError;
use cunbang_ranking::record::InputFault;
use std::path::PathBuf;

/// Why an evidence file does not prove its run.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceFault {
    /// The file cannot be read.
    #[error("{}", say!("evidence-file", path = .path.display(), source = cunbang_language::of_machine(.source)))]
    File {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// It broke off while it was read, or cannot be unpacked.
    #[error("{}", say!("evidence-read", line = .line, source = cunbang_language::of_machine(.source)))]
    Read {
        /// The last line that was read.
        line: usize,
        /// Why not.
        source: std::io::Error,
    },
    /// A line is not what an evidence file holds.
    #[error("{}", say!("evidence-line", line = .line, what = .what))]
    Line {
        /// Its number, from 1.
        line: usize,
        /// What was found, and what was expected.
        what: String,
    },
    /// A line is longer than any that an evidence file holds.
    #[error("{}", say!("evidence-long-line", line = .line, most_bytes = .most_bytes / 1024 / 1024))]
    LongLine {
        /// Its number, from 1.
        line: usize,
        /// The longest that is read.
        most_bytes: usize,
    },
    /// A packed file unpacks to far more than evidence does.
    #[error("{}", say!("evidence-swollen", line = .line))]
    Swollen {
        /// The line at which it was too much.
        line: usize,
    },
    /// The file holds more than is read of a stranger's.
    #[error("{}", say!("evidence-large", line = .line, most_bytes = .most_bytes / 1024 / 1024))]
    Large {
        /// The line at which it was too much.
        line: usize,
        /// The most that is read.
        most_bytes: u64,
    },
    /// The file has more of something than any evidence has.
    #[error("{}", say!("evidence-too-many", most = .most, what = .what))]
    TooMany {
        /// What there is too much of.
        what: Named<'static>,
        /// How many are read.
        most: u64,
    },
    /// It does not begin as an evidence file does.
    #[error("{}", say!("evidence-not-evidence"))]
    NotEvidence,
    /// Something that every evidence file has is not there.
    #[error("{}", say!("evidence-lacks", what = .0))]
    Lacks(&'static str),
    /// The run was made by another version of the engine.
    #[error("{}", say!("evidence-engine", stated = format!("{:?}", .stated), own = format!("{:?}", .own)))]
    Engine {
        /// Who made it.
        stated: String,
        /// This program's.
        own: String,
    },
    /// The authority is not the one that the reader expects.
    #[error("{}", say!("evidence-authority", found = .found, expected = .expected))]
    Authority {
        /// Hex SHA-256 of the one in the file.
        found: String,
        /// Hex SHA-256 expected.
        expected: String,
    },
    /// A certificate does not hold.
    #[error("{}", say!("evidence-certificate", device = .device, what = .what))]
    Certificate {
        /// The device, or its line where it cannot be told.
        device: String,
        /// What is wrong.
        what: String,
    },
    /// A log or a receipt of a device whose certificate is not in the file.
    #[error("{}", say!("evidence-unknown-device", what = .what, device = .device))]
    UnknownDevice {
        /// What needs it.
        what: String,
        /// The device.
        device: DeviceId,
    },
    /// A device that the county does not list.
    #[error("{}", say!("evidence-not-listed", device = .device))]
    NotListed {
        /// The device.
        device: DeviceId,
    },
    /// A device wrote what it may not write.
    #[error("{}", say!("evidence-not-permitted", log = .log))]
    NotPermitted {
        /// The log.
        log: LogId,
    },
    /// A row is not what was signed.
    #[error("{}", say!("evidence-row", row = .row, document = .log.document, entry = .entry, writer = .log.writer))]
    Row {
        /// The row's key.
        row: String,
        /// The log that holds it.
        log: LogId,
        /// The number of the entry that holds it.
        entry: u64,
    },
    /// An entry is not what was signed, and its rows do not tell which of them.
    #[error("{}", say!("evidence-entry", entry = .entry, log = .log, left = if .rows.is_empty() { "none" } else { "some" }, rows = .rows))]
    Entry {
        /// The log.
        log: LogId,
        /// The entry's number.
        entry: u64,
        /// Its rows' keys.
        rows: String,
    },
    /// A log does not hold together, or its signature does not hold.
    #[error("{}", say!("evidence-log", log = .log, refusal = .refusal))]
    Log {
        /// The log.
        log: LogId,
        /// What does not hold.
        refusal: Refusal,
    },
    /// Entries that the run rests on are not in the file.
    #[error("{}", say!("evidence-missing", log = .log, found = .found + 1, expected = .expected))]
    Missing {
        /// The log.
        log: LogId,
        /// How many entries there are in the file.
        found: u64,
        /// How many the run rests on.
        expected: u64,
    },
    /// An entry stands in the file twice, or after a later one.
    #[error("{}", say!("evidence-twice", log = .log, entry = .entry))]
    Twice {
        /// The log.
        log: LogId,
        /// The entry's number.
        entry: u64,
    },
    /// A piece of a log has more entries than its line says.
    #[error("{}", say!("evidence-more", log = .log, stated = .stated, found = .found))]
    More {
        /// The log.
        log: LogId,
        /// The number of its last entry, as its line says.
        stated: u64,
        /// That of the last that is there.
        found: u64,
    },
    /// A log on which the run does not rest.
    #[error("{}", say!("evidence-extra", log = .log))]
    Extra {
        /// The log.
        log: LogId,
    },
    /// A receipt does not hold.
    #[error("{}", say!("evidence-receipt", node = .node, log = .log, number = .number, what = .what))]
    Receipt {
        /// Who gave it.
        node: DeviceId,
        /// For which log.
        log: LogId,
        /// For how many entries.
        number: u64,
        /// What is wrong.
        what: &'static str,
    },
    /// The record does not say what the file's documents come to.
    #[error("{}", say!("evidence-record", field = .field, stated = .stated, computed = .computed))]
    Record {
        /// The field.
        field: String,
        /// What the record states.
        stated: String,
        /// What follows from the documents.
        computed: String,
    },
    /// The id is not that of the record.
    #[error("{}", say!("evidence-run-id", stated = .stated, computed = .computed))]
    RunId {
        /// The id stated.
        stated: String,
        /// The hash of the record.
        computed: String,
    },
    /// It is the evidence of another run than the one asked for.
    #[error("{}", say!("evidence-other-run", found = .found, wanted = .wanted))]
    OtherRun {
        /// The run that it proves.
        found: String,
        /// The run asked for, or the beginning of its id.
        wanted: String,
    },
    /// Nobody who may do so states that the file is as it was made.
    #[error("{}", say!("evidence-statement", device = .device, what = .what))]
    Statement {
        /// The device that is said to have made the file.
        device: DeviceId,
        /// What is wrong.
        what: String,
    },
    /// The documents cannot be assessed.
    #[error(transparent)]
    Assess(#[from] AssessError),
    /// The outcome is not the one that follows.
    #[error("{}", say!("evidence-outcome", place = .place, field = .field, stated = .stated, computed = .computed))]
    Outcome {
        /// Level and unit.
        place: String,
        /// The field.
        field: String,
        /// What is stated.
        stated: String,
        /// What follows.
        computed: String,
    },
    /// The record names an input that cannot be read.
    #[error(transparent)]
    Input(#[from] InputFault),
    /// Entries of one document build on each other in a circle, or on entries that are not in the file.
    #[error("{}", say!("evidence-order", document = .document, what = .what))]
    Order {
        /// The document.
        document: DocumentName,
        /// What does not.
        what: String,
    },
}

impl EvidenceFault {
    /// Where in the file it is wrong, as far as one place can be named: a line, a log, a part.
    pub fn place(&self) -> String {
        match self {
            Self::File { path, .. } => path.display().to_string(),
            Self::Read { line, .. } => format!("after line {line}"),
            Self::Line { line, .. }
            | Self::LongLine { line, .. }
            | Self::Swollen { line }
            | Self::Large { line, .. } => format!("line {line}"),
            Self::TooMany { what, .. } => what.to_string(),
            Self::NotEvidence => "line 1".to_owned(),
            Self::Lacks(part) => (*part).to_owned(),
            Self::Authority { .. } => "authority".to_owned(),
            Self::Certificate { device, .. } => format!("device {device}"),
            Self::UnknownDevice { device, .. } | Self::NotListed { device } => format!("device {device}"),
            Self::Row { row, log, entry } => format!("{log}, entry {entry}, row {row}"),
            Self::Entry { log, entry, .. } | Self::Twice { log, entry } => format!("{log}, entry {entry}"),
            Self::NotPermitted { log }
            | Self::Log { log, .. }
            | Self::Missing { log, .. }
            | Self::More { log, .. }
            | Self::Extra { log } => log.to_string(),
            Self::Receipt { node, log, .. } => format!("receipt of {node} for {log}"),
            Self::Record { field, .. } => format!("record, {field}"),
            Self::Engine { .. } | Self::RunId { .. } | Self::OtherRun { .. } | Self::Input(_) => "record".to_owned(),
            Self::Statement { .. } => "statement".to_owned(),
            Self::Assess(_) => "documents".to_owned(),
            Self::Outcome { place, field, .. } => format!("outcome, {place}, {field}"),
            Self::Order { document, .. } => document.to_string(),
        }
    }
}
