//! Reading evidence files: lines sorted by what they are about; entries stay text until their log's turn.

use crate::statement::{RunningHash, Statement};
use crate::{CertificateLine, EvidenceFault, HEADER, HeaderLine, LogLine, OutcomeLine, ReceiptLine, VERSION};
use cunbang_ledger::{Hash, LogId, Receipt};
use cunbang_model::DocumentName;
use cunbang_ranking::RunRecord;
use data_encoding::BASE64;
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read};

const ENTRY: &str = r#"{"kind":"entry""#;

/// An evidence file, its entries not parsed yet.
#[derive(Debug)]
pub(crate) struct EvidenceFile {
    pub(crate) run: String,
    pub(crate) record: RunRecord,
    /// The certificate authority's certificate.
    pub(crate) authority: Vec<u8>,
    /// The devices' certificates.
    pub(crate) devices: Vec<Vec<u8>>,
    pub(crate) logs: BTreeMap<DocumentName, Vec<PieceText>>,
    pub(crate) receipts: Vec<Receipt>,
    /// The outcome's JSON as it stands.
    pub(crate) outcome: String,
    /// Who states all this.
    pub(crate) statement: Statement,
}

/// A piece of a log.
#[derive(Debug)]
pub(crate) struct PieceText {
    pub(crate) log: LogId,
    pub(crate) first: u64,
    pub(crate) count: u64,
    pub(crate) entry_hash: Hash,
    pub(crate) signature: [u8; 64],
    /// Its entries, with the numbers of their lines.
    pub(crate) lines: Vec<(usize, String)>,
}

#[derive(Deserialize)]
struct Kind<'a> {
    #[serde(borrow)]
    kind: Cow<'a, str>,
}

/// What has been read so far.
#[derive(Default)]
struct Reading {
    header: Option<(String, RunRecord)>,
    authority: Option<Vec<u8>>,
    devices: Vec<Vec<u8>>,
    pieces: Vec<PieceText>,
    receipts: Vec<Receipt>,
    outcome: Option<String>,
    /// Of all bytes up to the line that is read.
    before: RunningHash,
    statement: Option<Statement>,
}

/// Reads a file, packed or not.
pub(crate) fn read(input: impl Read) -> Result<EvidenceFile, EvidenceFault> {
    const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
    let unreadable = |source| EvidenceFault::Read { line: 0, source };
    let mut input = BufReader::with_capacity(1 << 16, input);
    if input.fill_buf().map_err(unreadable)?.starts_with(&ZSTD) {
        let unpacked = zstd::stream::read::Decoder::with_buffer(input).map_err(unreadable)?;
        read_lines(BufReader::with_capacity(1 << 16, unpacked))
    } else {
        read_lines(input)
    }
}

fn read_lines(mut input: impl BufRead) -> Result<EvidenceFile, EvidenceFault> {
    let mut reading = Reading::default();
    for number in 1.. {
        let mut line = String::new();
        let length = input.read_line(&mut line).map_err(|source| EvidenceFault::Read { line: number - 1, source })?;
        if length == 0 {
            break;
        }
        let mut up_to_here = reading.before.clone();
        up_to_here.update(line.as_bytes());
        if line.pop() != Some('\n') {
            return Err(EvidenceFault::Line { line: number, what: "the file breaks off within it".to_owned() });
        }
        reading.take(number, line)?;
        reading.before = up_to_here;
    }
    let (run, record) = reading.header.ok_or(EvidenceFault::Lacks("header"))?;
    let mut logs: BTreeMap<DocumentName, Vec<PieceText>> = BTreeMap::new();
    for piece in reading.pieces {
        logs.entry(piece.log.document).or_default().push(piece);
    }
    Ok(EvidenceFile {
        run,
        record,
        authority: reading.authority.ok_or(EvidenceFault::Lacks("authority's certificate"))?,
        devices: reading.devices,
        logs,
        receipts: reading.receipts,
        outcome: reading.outcome.ok_or(EvidenceFault::Lacks("outcome"))?,
        statement: reading.statement.ok_or(EvidenceFault::Lacks("statement of the node that made it"))?,
    })
}

impl Reading {
    fn take(&mut self, number: usize, line: String) -> Result<(), EvidenceFault> {
        let wrong = |what: String| EvidenceFault::Line { line: number, what };
        let not_json = |error: serde_json::Error| wrong(format!("it cannot be read: {error}"));
        if self.header.is_none() {
            let header: HeaderLine<'_> = serde_json::from_str(&line)
                .ok()
                .filter(|header: &HeaderLine<'_>| header.kind == HEADER)
                .ok_or_else(|| wrong(format!("expected the header of a {HEADER:?} file")))?;
            if header.version != VERSION {
                return Err(wrong(format!(
                    "version {}, this program reads version {VERSION}: verify with a newer one",
                    header.version
                )));
            }
            let record = header.record.get();
            let parsed: RunRecord =
                serde_json::from_str(record).map_err(|error| wrong(format!("the run's record: {error}")))?;
            if parsed.to_canonical_json() != record {
                return Err(wrong("the run's record is not in its one spelling".to_owned()));
            }
            self.header = Some((header.run.into_owned(), parsed));
            return Ok(());
        }
        if self.statement.is_some() {
            return Err(wrong("nothing may follow the statement".to_owned()));
        }
        if line.starts_with(ENTRY) {
            let piece = self.pieces.last_mut().ok_or_else(|| wrong("an entry before its log's line".to_owned()))?;
            piece.lines.push((number, line));
            return Ok(());
        }
        let kind: Kind<'_> = serde_json::from_str(&line).map_err(not_json)?;
        match &*kind.kind {
            "authority" if self.authority.is_none() => self.authority = Some(certificate(&line, number)?),
            "device" => self.devices.push(certificate(&line, number)?),
            "log" => {
                let log: LogLine<'_> = serde_json::from_str(&line).map_err(not_json)?;
                self.pieces.push(piece_of(&log).ok_or_else(|| wrong("a log's line that cannot be read".to_owned()))?);
            }
            "entry" => {
                let piece = self.pieces.last_mut().ok_or_else(|| wrong("an entry before its log's line".to_owned()))?;
                piece.lines.push((number, line));
            }
            "receipt" => {
                let receipt: ReceiptLine<'_> = serde_json::from_str(&line).map_err(not_json)?;
                self.receipts
                    .push(receipt_of(&receipt).ok_or_else(|| wrong("a receipt that cannot be read".to_owned()))?);
            }
            "outcome" if self.outcome.is_none() => {
                let outcome: OutcomeLine<'_> = serde_json::from_str(&line).map_err(not_json)?;
                self.outcome = Some(outcome.outcome.get().to_owned());
            }
            "statement" => self.statement = Some(Statement::parse(&line, self.before.hash()).map_err(wrong)?),
            other => {
                return Err(wrong(format!(
                    "kind {other:?}: expected one authority, one outcome, devices, logs, entries, receipts, and one statement at the end"
                )));
            }
        }
        Ok(())
    }
}

fn certificate(line: &str, number: usize) -> Result<Vec<u8>, EvidenceFault> {
    let wrong = |what: String| EvidenceFault::Line { line: number, what };
    let parsed: CertificateLine<'_> = serde_json::from_str(line).map_err(|error| wrong(error.to_string()))?;
    BASE64
        .decode(parsed.certificate.as_bytes())
        .map_err(|error| wrong(format!("a certificate that is not base64: {error}")))
}

fn piece_of(line: &LogLine<'_>) -> Option<PieceText> {
    Some(PieceText {
        log: log_of(&line.document, &line.writer)?,
        first: line.first,
        count: line.entries,
        entry_hash: Hash::from_hex(&line.entry_hash)?,
        signature: signature_of(&line.signature)?,
        lines: Vec::new(),
    })
}

fn receipt_of(line: &ReceiptLine<'_>) -> Option<Receipt> {
    Some(Receipt {
        unit: line.unit,
        node: line.node,
        log: log_of(&line.document, &line.writer)?,
        number: line.number,
        entry_hash: Hash::from_hex(&line.entry_hash)?,
        received_at: line.received_at,
        signature: signature_of(&line.signature)?,
    })
}

fn log_of(document: &str, writer: &str) -> Option<LogId> {
    Some(LogId { document: document.parse().ok()?, writer: writer.parse().ok()? })
}

fn signature_of(text: &str) -> Option<[u8; 64]> {
    BASE64.decode(text.as_bytes()).ok()?.try_into().ok()
}
