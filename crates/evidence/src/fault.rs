//! What is wrong with an evidence file: the first thing found, by name.

use cunbang_ledger::{LogId, Refusal};
use cunbang_model::{DeviceId, DocumentName};
use cunbang_ranking::AssessError;
use cunbang_ranking::record::InputFault;
use std::path::PathBuf;

/// Why an evidence file does not prove its run.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceFault {
    /// The file cannot be read.
    #[error("{}: 文件无法读取 the file cannot be read: {source}", .path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// It broke off while it was read, or cannot be unpacked.
    #[error("after line {line}: it cannot be read further: {source}")]
    Read {
        /// The last line that was read.
        line: usize,
        /// Why not.
        source: std::io::Error,
    },
    /// A line is not what an evidence file holds.
    #[error("line {line}: {what}")]
    Line {
        /// Its number, from 1.
        line: usize,
        /// What was found, and what was expected.
        what: String,
    },
    /// A line is longer than any that an evidence file holds.
    #[error(
        "第 {line} 行过长，上限 {0} MiB line {line} is longer than {0} MiB, the most that this program reads: no evidence file holds such a line",
        .most_bytes / 1024 / 1024
    )]
    LongLine {
        /// Its number, from 1.
        line: usize,
        /// The longest that is read.
        most_bytes: usize,
    },
    /// A packed file unpacks to far more than evidence does.
    #[error(
        "第 {line} 行处解压后过大 at line {line}: the file unpacks to more than a hundred times its size, which no evidence does; unpack it yourself if you trust it"
    )]
    Swollen {
        /// The line at which it was too much.
        line: usize,
    },
    /// The file holds more than is read of a stranger's.
    #[error(
        "第 {line} 行处超过上限，解压后最多读 {0} MiB at line {line}: the file holds more than {0} MiB unpacked, the most that is read; if you trust who made it, and the machine has ten times that memory, allow more with --most-mib",
        .most_bytes / 1024 / 1024
    )]
    Large {
        /// The line at which it was too much.
        line: usize,
        /// The most that is read.
        most_bytes: u64,
    },
    /// The file has more of something than any evidence has.
    #[error(
        "过多 more than {most} 个 {what}: 依据文件不会有这么多，不再读下去 no evidence has so many, and the file is not read further"
    )]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// How many are read.
        most: u64,
    },
    /// It does not begin as an evidence file does.
    #[error(
        "不是依据文件 this is not an evidence file: line 1 is not the header that `cunbang evidence` writes; name the file that it wrote"
    )]
    NotEvidence,
    /// Something that every evidence file has is not there.
    #[error("there is no {0}: the file is not whole")]
    Lacks(&'static str),
    /// The run was made by another version of the engine.
    #[error("the run was made by {stated:?}, this program has {own:?}: verify with the version that made it")]
    Engine {
        /// Who made it.
        stated: String,
        /// This program's.
        own: String,
    },
    /// The authority is not the one that the reader expects.
    #[error(
        "the authority in the file has the fingerprint {found}, expected {expected}: it is another county's, or someone made up"
    )]
    Authority {
        /// Hex SHA-256 of the one in the file.
        found: String,
        /// Hex SHA-256 expected.
        expected: String,
    },
    /// A certificate does not hold.
    #[error("the certificate of {device}: {what}")]
    Certificate {
        /// The device, or its line where it cannot be told.
        device: String,
        /// What is wrong.
        what: String,
    },
    /// A log or a receipt of a device whose certificate is not in the file.
    #[error("{what}: the certificate of device {device} is not in the file")]
    UnknownDevice {
        /// What needs it.
        what: String,
        /// The device.
        device: DeviceId,
    },
    /// A device that the county does not list.
    #[error(
        "文件中的设备 {device} 不在县的设备名单中 device {device} wrote in this file or receipted it, and the county's documents do not list it"
    )]
    NotListed {
        /// The device.
        device: DeviceId,
    },
    /// A device wrote what it may not write.
    #[error("{log}: a device of its unit and role may not write this document")]
    NotPermitted {
        /// The log.
        log: LogId,
    },
    /// A row is not what was signed.
    #[error("row {row} of {}, entry {entry} by {}: its content is not what was signed", .log.document, .log.writer)]
    Row {
        /// The row's key.
        row: String,
        /// The log that holds it.
        log: LogId,
        /// The number of the entry that holds it.
        entry: u64,
    },
    /// An entry is not what was signed, and its rows do not tell which of them.
    #[error(
        "entry {entry} of {log}: its content (operator, time, what it had seen, or one of its rows: {rows}) is not what was signed"
    )]
    Entry {
        /// The log.
        log: LogId,
        /// The entry's number.
        entry: u64,
        /// Its rows' keys.
        rows: String,
    },
    /// A log does not hold together, or its signature does not hold.
    #[error("{log}: {refusal}")]
    Log {
        /// The log.
        log: LogId,
        /// What does not hold.
        refusal: Refusal,
    },
    /// Entries that the run rests on are not in the file.
    #[error("{log}: entries {} to {expected} are missing", .found + 1)]
    Missing {
        /// The log.
        log: LogId,
        /// How many entries there are in the file.
        found: u64,
        /// How many the run rests on.
        expected: u64,
    },
    /// A log on which the run does not rest.
    #[error("{log}: the run does not rest on this log")]
    Extra {
        /// The log.
        log: LogId,
    },
    /// A receipt does not hold.
    #[error("the receipt of {node} for {log} up to entry {number}: {what}")]
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
    #[error("the record's {field}: stated {stated}, and the documents in the file come to {computed}")]
    Record {
        /// The field.
        field: String,
        /// What the record states.
        stated: String,
        /// What follows from the documents.
        computed: String,
    },
    /// The id is not that of the record.
    #[error("the run's id is stated as {stated}, and its record has {computed}")]
    RunId {
        /// The id stated.
        stated: String,
        /// The hash of the record.
        computed: String,
    },
    /// It is the evidence of another run than the one asked for.
    #[error(
        "文件所证为另一次排名 it proves run {found}, and not {wanted}: get the evidence of the run that the bulletin names"
    )]
    OtherRun {
        /// The run that it proves.
        found: String,
        /// The run asked for, or the beginning of its id.
        wanted: String,
    },
    /// Nobody who may do so states that the file is as it was made.
    #[error("末行声明不成立 the statement at the end, by device {device}: {what}")]
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
    #[error("the outcome, {place}, {field}: stated {stated}, and the documents come to {computed}")]
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
    #[error("{document}: its logs do not fit together: {what}")]
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
            Self::TooMany { what, .. } => (*what).to_owned(),
            Self::NotEvidence => "line 1".to_owned(),
            Self::Lacks(part) => (*part).to_owned(),
            Self::Authority { .. } => "authority".to_owned(),
            Self::Certificate { device, .. } => format!("device {device}"),
            Self::UnknownDevice { device, .. } | Self::NotListed { device } => format!("device {device}"),
            Self::Row { row, log, entry } => format!("{log}, entry {entry}, row {row}"),
            Self::Entry { log, entry, .. } => format!("{log}, entry {entry}"),
            Self::NotPermitted { log } | Self::Log { log, .. } | Self::Missing { log, .. } | Self::Extra { log } => {
                log.to_string()
            }
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
