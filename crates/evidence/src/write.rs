//! Writing evidence files, from plain values.

use crate::statement::{Hashing, RunningHash, Statement};
use crate::{
    CertificateLine, DefinitionText, EntryLine, HEADER, HeaderLine, LogLine, OutcomeLine, ReceiptLine, RowLine,
    SuccessionLine, VERSION, operation_text, point_text, row_hash, time_text,
};
use cunbang_identity::Succession;
use cunbang_ledger::{Entry, Hash, History, LogHead, LogId, Receipt, Refusal, Sign, VersionVector};
use cunbang_model::{DeviceId, DocumentName};
use cunbang_ranking::{RankingRun, ReceiptUsed};
use cunbang_scheme::parallel;
use data_encoding::BASE64;
use serde::Serialize;
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::io::{self, Write};

/// Rows in a piece of a log, by the bytes of their JSON: a frame of them stays within its limit.
const MAX_PIECE_BYTES: usize = 1024 * 1024;

/// Why an evidence file could not be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The file takes no more, or what is to be quoted is not JSON.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A log does not hold together.
    #[error(transparent)]
    Log(#[from] Refusal),
}

/// Consecutive entries of a log under one signature.
#[derive(Debug, Clone)]
pub struct SignedEntries {
    /// The log.
    pub log: LogId,
    /// The entries.
    pub entries: Vec<Entry>,
    /// The log's head after the last.
    pub head: LogHead,
    /// The device's signature of that head.
    pub signature: [u8; 64],
}

impl SignedEntries {
    fn first(&self) -> Option<u64> {
        self.entries.first().map(|entry| entry.number)
    }
}

/// A document's logs, and how far a run rests on them.
#[derive(Debug, Clone)]
pub struct DocumentLogs {
    /// The document.
    pub document: DocumentName,
    /// How many entries of each log the run rests on.
    pub vector: VersionVector,
    /// The signed entries, each after what they have seen.
    pub segments: Vec<SignedEntries>,
}

/// An evidence file under way.
#[derive(Debug)]
pub struct EvidenceWriter<W> {
    out: Hashing<W>,
    run: RankingRun,
}

impl<W: Write> EvidenceWriter<W> {
    /// Begins a file with the run's record and the certificates on which everything in it rests, DER. The
    /// authority is the one that the record names; where it followed another or was followed, statements say so.
    pub fn begin<'a>(
        out: W,
        run: RankingRun,
        authority: &[u8],
        successions: impl IntoIterator<Item = &'a Succession>,
        devices: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<Self, WriteError> {
        let mut out = Hashing { out, hash: RunningHash::default() };
        let record = raw(run.record.to_canonical_json())?;
        let header = HeaderLine {
            kind: HEADER.into(),
            version: VERSION,
            run: (&run.id).into(),
            made_at: run.made_at,
            record: &record,
        };
        write_line(&mut out, &header)?;
        write_line(&mut out, &certificate_line("authority", authority))?;
        for succession in successions {
            let statement = BASE64.encode(&succession.to_bytes()).into();
            write_line(&mut out, &SuccessionLine { kind: "succession".into(), statement })?;
        }
        for device in devices {
            write_line(&mut out, &certificate_line("device", device))?;
        }
        Ok(Self { out, run })
    }

    /// Writes the logs of documents, as far as the run rests on them. It computes on all processors.
    pub fn logs(&mut self, documents: Vec<DocumentLogs>) -> Result<(), WriteError> {
        for text in parallel::map(documents, log_lines) {
            self.out.write_all(&text?)?;
        }
        Ok(())
    }

    /// Ends the file with the receipts that the run names, in one order wherever they come from, with its
    /// outcome, and with the statement of the node that makes the file. Its certificate must have been among
    /// those of the beginning.
    pub fn finish(mut self, mut receipts: Vec<Receipt>, node: DeviceId, sign: Sign<'_>) -> Result<W, WriteError> {
        receipts.sort_by_cached_key(ReceiptUsed::of);
        for receipt in &receipts {
            write_line(&mut self.out, &receipt_line(receipt))?;
        }
        let outcome = raw(self.run.outcome.to_canonical_json())?;
        write_line(&mut self.out, &OutcomeLine { kind: "outcome".into(), outcome: &outcome })?;
        let statement = Statement::sign(&self.run.id, self.out.hash.hash(), node, sign);
        write_line(&mut self.out, &statement.line())?;
        self.out.flush()?;
        Ok(self.out.out)
    }
}

pub(crate) fn write_line(out: &mut impl Write, line: &impl Serialize) -> Result<(), WriteError> {
    let mut text = serde_json::to_vec(line).map_err(io::Error::from)?;
    text.push(b'\n');
    Ok(out.write_all(&text)?)
}

fn raw(json: String) -> Result<Box<RawValue>, WriteError> {
    Ok(RawValue::from_string(json).map_err(io::Error::from)?)
}

pub(crate) fn certificate_line(kind: &'static str, der: &[u8]) -> CertificateLine<'static> {
    CertificateLine { kind: kind.into(), certificate: BASE64.encode(der).into() }
}

pub(crate) fn receipt_line(receipt: &Receipt) -> ReceiptLine<'static> {
    ReceiptLine {
        kind: "receipt".into(),
        unit: receipt.unit,
        node: receipt.node,
        document: receipt.log.document.to_string(),
        writer: receipt.log.writer.to_string(),
        number: receipt.number,
        entry_hash: receipt.entry_hash.to_string(),
        received_at: ReceiptUsed::of(receipt).received_at,
        signature: BASE64.encode(&receipt.signature),
    }
}

/// The lines of a document's logs up to a vector: in pieces, each after what it builds on.
fn log_lines(logs: DocumentLogs) -> Result<Vec<u8>, WriteError> {
    let mut history = History::new(logs.document);
    let mut text = Vec::new();
    let mut piece = Piece::default();
    for segment in up_to(logs.segments, &logs.vector) {
        let writer = segment.log.writer;
        if piece.last.as_ref().is_some_and(|last| last.log.writer != writer) || piece.lines.len() > MAX_PIECE_BYTES {
            std::mem::take(&mut piece).write(&mut text)?;
        }
        for entry in &segment.entries {
            history.add(&writer, entry)?;
            let hash = history.head(&writer).entry_hash;
            piece.add(entry, &hash)?;
        }
        piece.last = Some(segment);
    }
    piece.write(&mut text)?;
    Ok(text)
}

/// The segments that hold everything up to a vector, whole: with what the rest of a segment builds on.
fn up_to(mut segments: Vec<SignedEntries>, vector: &VersionVector) -> Vec<SignedEntries> {
    let mut wanted = vector.clone();
    let begins_within = |wanted: &VersionVector, segment: &SignedEntries| {
        let until = wanted.0.get(&segment.log.writer).copied().unwrap_or(0);
        segment.first().is_some_and(|first| first <= until)
    };
    for segment in segments.iter().rev() {
        if begins_within(&wanted, segment) {
            wanted.raise(segment.log.writer, segment.head.number);
            for point in segment.entries.iter().flat_map(|entry| &entry.seen) {
                wanted.raise(point.writer, point.number);
            }
        }
    }
    segments.retain(|segment| begins_within(&wanted, segment));
    segments
}

/// Consecutive segments of one log, under the signature of the last.
#[derive(Default)]
struct Piece {
    last: Option<SignedEntries>,
    entries: u64,
    lines: Vec<u8>,
}

impl Piece {
    fn add(&mut self, entry: &Entry, hash: &Hash) -> Result<(), WriteError> {
        let mut rows = Vec::with_capacity(entry.puts.len());
        for put in &entry.puts {
            let json = put.row.to_json();
            rows.push(RowLine {
                table: put.row.table_name().to_owned().into(),
                hash: row_hash(&json),
                definition: put.row.definition().as_ref().map(DefinitionText::of),
                row: Cow::Owned(raw(json)?),
                supersedes: put.supersedes.iter().map(operation_text).collect(),
            });
        }
        let line = EntryLine {
            kind: "entry".into(),
            number: entry.number,
            release: entry.release,
            operator: (&entry.operator).into(),
            claimed_at: time_text(entry.claimed_at_seconds),
            seen: entry.seen.iter().map(point_text).collect(),
            first_operation: entry.first_operation,
            hash: hash.to_string(),
            rows,
        };
        self.entries += 1;
        write_line(&mut self.lines, &line)
    }

    fn write(self, text: &mut Vec<u8>) -> Result<(), WriteError> {
        let Some(last) = self.last else { return Ok(()) };
        let line = LogLine {
            kind: "log".into(),
            document: last.log.document.to_string(),
            writer: last.log.writer.to_string(),
            first: last.head.number + 1 - self.entries,
            entries: self.entries,
            entry_hash: last.head.entry_hash.to_string(),
            signature: BASE64.encode(&last.signature),
        };
        write_line(text, &line)?;
        text.extend_from_slice(&self.lines);
        Ok(())
    }
}
