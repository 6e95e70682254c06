//! Reading evidence files: lines sorted by what they are about; entries stay text until their log's turn.

use crate::bounds::{
    DEVICES, MAX_ENTRY_BYTES, MAX_HEADER_BYTES, MAX_LINE_BYTES, MAX_PIECE_BYTES, MAX_SMALL_BYTES, RECEIPTS_OF_LOG,
    SUCCESSIONS,
};
use crate::statement::{RunningHash, Statement};
use crate::{
    CertificateLine, EvidenceFault, HEADER, HeaderLine, LogLine, OutcomeLine, ReceiptLine, SuccessionLine, VERSION,
};
use cunbang_identity::Succession;
use cunbang_language::say;
use cunbang_ledger::{Hash, LogId, Receipt};
use cunbang_model::{DocumentName, Timestamp};
use cunbang_ranking::RunRecord;
use data_encoding::BASE64;
use serde::Deserialize;
use std::borrow::Cow;
use std::cell::Cell;
use std::collections::{BTreeMap, HashMap};
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

/// What a packed file may unpack to, however small it is.
const MAX_SMALL_FILE_BYTES: u64 = 32 * 1024 * 1024;
/// How many times its size a packed file may unpack to beyond that. Evidence unpacks to some ten times.
const MAX_UNPACKED_PER_PACKED: u64 = 100;

const ENTRY: &str = r#"{"kind":"entry""#;

/// An evidence file, its entries not parsed yet.
#[derive(Debug)]
pub(crate) struct EvidenceFile {
    pub(crate) run: String,
    /// When the run was first made at the node that made the file.
    pub(crate) made_at: Timestamp,
    pub(crate) record: RunRecord,
    /// The certificate authority's certificate.
    pub(crate) authority: Vec<u8>,
    /// On which authority follows which.
    pub(crate) successions: Vec<Succession>,
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
    /// The number of the line after its own, which is its first entry's.
    pub(crate) first_line: usize,
    /// The lines of its entries.
    pub(crate) text: String,
}

impl PieceText {
    /// The lines of its entries, with their numbers.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (self.first_line..).zip(self.text.lines())
    }

    fn add(&mut self, number: usize, line: &str) -> Result<(), EvidenceFault> {
        if self.text.len() + line.len() >= MAX_PIECE_BYTES {
            return Err(EvidenceFault::LongLine { line: number, most_bytes: MAX_PIECE_BYTES });
        }
        self.text.push_str(line);
        self.text.push('\n');
        Ok(())
    }
}

#[derive(Deserialize)]
struct Kind<'a> {
    #[serde(borrow)]
    kind: Cow<'a, str>,
}

/// What has been read so far.
#[derive(Default)]
struct Reading {
    header: Option<(String, Timestamp, RunRecord)>,
    authority: Option<Vec<u8>>,
    successions: Vec<Succession>,
    devices: Vec<Vec<u8>>,
    pieces: Vec<PieceText>,
    /// Whether the line before was of the last piece.
    is_within_piece: bool,
    receipts: Vec<Receipt>,
    receipts_of_log: HashMap<LogId, u64>,
    outcome: Option<String>,
    /// Of all bytes up to the line that is read.
    before: RunningHash,
    statement: Option<Statement>,
}

/// Reads a file, packed or not, that has at most so many bytes unpacked.
pub(crate) fn read(input: impl Read, most_bytes: u64) -> Result<EvidenceFile, EvidenceFault> {
    const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
    let unreadable = |source| EvidenceFault::Read { line: 0, source };
    let packed_bytes = Rc::new(Cell::new(0));
    let mut input = BufReader::with_capacity(1 << 16, Counted { input, bytes: Rc::clone(&packed_bytes) });
    if input.fill_buf().map_err(unreadable)?.starts_with(&ZSTD) {
        let unpacked = zstd::stream::read::Decoder::with_buffer(input).map_err(unreadable)?;
        read_lines(BufReader::with_capacity(1 << 16, unpacked), most_bytes, || {
            MAX_SMALL_FILE_BYTES.saturating_add(packed_bytes.get().saturating_mul(MAX_UNPACKED_PER_PACKED))
        })
    } else {
        read_lines(input, most_bytes, || u64::MAX)
    }
}

/// Counts what is read.
struct Counted<R> {
    input: R,
    bytes: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.bytes.set(self.bytes.get() + read as u64);
        Ok(read)
    }
}

/// The next line, with its end; nothing at the end of the file. It has at most so many bytes, and `left` says
/// how many the whole file may still have.
fn next_line(
    input: &mut impl BufRead,
    number: usize,
    most_bytes: usize,
    left: impl Fn() -> u64,
) -> Result<Vec<u8>, EvidenceFault> {
    // What is allowed is looked at before each step: what a packed file may hold grows as it is read.
    const STEP: u64 = 1 << 20;
    let mut line = Vec::new();
    loop {
        let read = input.by_ref().take(STEP).read_until(b'\n', &mut line);
        let is_over = read.map_err(|source| EvidenceFault::Read { line: number - 1, source })? == 0;
        if line.len() > most_bytes {
            return Err(EvidenceFault::LongLine { line: number, most_bytes });
        }
        if line.len() as u64 > left() {
            return Err(EvidenceFault::Swollen { line: number });
        }
        if is_over || line.ends_with(b"\n") {
            return Ok(line);
        }
    }
}

/// Reads the lines of a file that may have as many bytes as `most` says by now.
fn read_lines(mut input: impl BufRead, most_bytes: u64, most: impl Fn() -> u64) -> Result<EvidenceFile, EvidenceFault> {
    let mut reading = Reading::default();
    let mut total: u64 = 0;
    for number in 1.. {
        let line = next_line(&mut input, number, MAX_LINE_BYTES, || most().saturating_sub(total))?;
        if line.is_empty() {
            break;
        }
        total += line.len() as u64;
        if total > most_bytes {
            return Err(EvidenceFault::Large { line: number, most_bytes });
        }
        let mut up_to_here = reading.before.clone();
        up_to_here.update(&line);
        let wrong = |what: &str| match reading.header {
            Some(_) => EvidenceFault::Line { line: number, what: what.to_owned() },
            None => EvidenceFault::NotEvidence,
        };
        let mut line = String::from_utf8(line).map_err(|_| wrong(&say!("evidence-line-utf8")))?;
        if line.pop() != Some('\n') {
            return Err(wrong(&say!("evidence-line-breaks-off")));
        }
        reading.take(number, &line)?;
        reading.before = up_to_here;
    }
    let (run, made_at, record) = reading.header.ok_or(EvidenceFault::NotEvidence)?;
    let mut logs: BTreeMap<DocumentName, Vec<PieceText>> = BTreeMap::new();
    for piece in reading.pieces {
        logs.entry(piece.log.document).or_default().push(piece);
    }
    Ok(EvidenceFile {
        run,
        made_at,
        record,
        authority: reading.authority.ok_or(EvidenceFault::Lacks("authority's certificate"))?,
        successions: reading.successions,
        devices: reading.devices,
        logs,
        receipts: reading.receipts,
        outcome: reading.outcome.ok_or(EvidenceFault::Lacks("outcome"))?,
        statement: reading.statement.ok_or(EvidenceFault::Lacks("statement of the node that made it"))?,
    })
}

impl Reading {
    fn take(&mut self, number: usize, line: &str) -> Result<(), EvidenceFault> {
        let wrong = |what: String| EvidenceFault::Line { line: number, what };
        let not_json = |error: serde_json::Error| wrong(unreadable(&error));
        let within = |most_bytes: usize| {
            if line.len() <= most_bytes { Ok(()) } else { Err(EvidenceFault::LongLine { line: number, most_bytes }) }
        };
        if self.header.is_none() {
            within(MAX_HEADER_BYTES)?;
            let header: HeaderLine<'_> = serde_json::from_str(line)
                .ok()
                .filter(|header: &HeaderLine<'_>| header.kind == HEADER)
                .ok_or(EvidenceFault::NotEvidence)?;
            if header.version != VERSION {
                return Err(wrong(say!("evidence-line-version", found = header.version, own = VERSION)));
            }
            let record = header.record.get();
            let parsed: RunRecord = serde_json::from_str(record)
                .map_err(|error| wrong(say!("evidence-line-record", what = unreadable(&error))))?;
            if parsed.to_canonical_json() != record {
                return Err(wrong(say!("evidence-line-record-spelling")));
            }
            self.header = Some((header.run.into_owned(), header.made_at, parsed));
            return Ok(());
        }
        if self.statement.is_some() {
            return Err(wrong(say!("evidence-line-after-statement")));
        }
        let kind = if line.starts_with(ENTRY) {
            Kind { kind: "entry".into() }
        } else {
            serde_json::from_str(line).map_err(not_json)?
        };
        match &*kind.kind {
            "outcome" => {}
            "entry" => within(MAX_ENTRY_BYTES)?,
            _ => within(MAX_SMALL_BYTES)?,
        }
        let was_within = std::mem::replace(&mut self.is_within_piece, matches!(&*kind.kind, "log" | "entry"));
        match &*kind.kind {
            "authority" if self.authority.is_none() => self.authority = Some(certificate(line, number)?),
            "succession" => {
                self.successions.push(succession(line, number)?);
                SUCCESSIONS.check(self.successions.len())?;
            }
            "device" => {
                self.devices.push(certificate(line, number)?);
                DEVICES.check(self.devices.len())?;
            }
            "log" => {
                let log: LogLine<'_> = serde_json::from_str(line).map_err(not_json)?;
                let piece = piece_of(&log, number + 1);
                self.pieces.push(piece.ok_or_else(|| wrong(say!("evidence-line-log")))?);
            }
            "entry" => match self.pieces.last_mut().filter(|_| was_within) {
                Some(piece) => piece.add(number, line)?,
                None => return Err(wrong(say!("evidence-line-stray-entry"))),
            },
            "receipt" => {
                let receipt: ReceiptLine<'_> = serde_json::from_str(line).map_err(not_json)?;
                let receipt = receipt_of(&receipt).ok_or_else(|| wrong(say!("evidence-line-receipt")))?;
                let of_log = self.receipts_of_log.entry(receipt.log).or_default();
                *of_log += 1;
                RECEIPTS_OF_LOG.check(*of_log)?;
                self.receipts.push(receipt);
            }
            "outcome" if self.outcome.is_none() => {
                let outcome: OutcomeLine<'_> = serde_json::from_str(line).map_err(not_json)?;
                self.outcome = Some(outcome.outcome.get().to_owned());
            }
            "statement" => self.statement = Some(Statement::parse(line, self.before.hash()).map_err(wrong)?),
            other => {
                return Err(wrong(say!("evidence-line-kind", kind = format!("{other:?}"))));
            }
        }
        Ok(())
    }
}

/// Why a line is not what it should be: with the column alone, as the line is named beside it.
pub(crate) fn unreadable(error: &serde_json::Error) -> String {
    let said = error.to_string();
    let said = said.rsplit_once(" at line ").map_or(said.as_str(), |(said, _)| said);
    say!("evidence-line-unreadable", column = error.column(), said = said)
}

pub(crate) fn certificate(line: &str, number: usize) -> Result<Vec<u8>, EvidenceFault> {
    let wrong = |what: String| EvidenceFault::Line { line: number, what };
    let parsed: CertificateLine<'_> = serde_json::from_str(line).map_err(|error| wrong(unreadable(&error)))?;
    BASE64.decode(parsed.certificate.as_bytes()).map_err(|_| wrong(say!("evidence-line-certificate")))
}

fn succession(line: &str, number: usize) -> Result<Succession, EvidenceFault> {
    let wrong = |what: String| EvidenceFault::Line { line: number, what };
    let parsed: SuccessionLine<'_> = serde_json::from_str(line).map_err(|error| wrong(unreadable(&error)))?;
    let bytes = BASE64.decode(parsed.statement.as_bytes());
    let bytes = bytes.map_err(|_| wrong(say!("evidence-line-succession")))?;
    Succession::from_bytes(&bytes).map_err(|error| wrong(error.to_string()))
}

fn piece_of(line: &LogLine<'_>, first_line: usize) -> Option<PieceText> {
    Some(PieceText {
        log: log_of(&line.document, &line.writer)?,
        first: line.first,
        count: line.entries,
        entry_hash: Hash::from_hex(&line.entry_hash)?,
        signature: signature_of(&line.signature)?,
        first_line,
        text: String::new(),
    })
}

pub(crate) fn receipt_of(line: &ReceiptLine<'_>) -> Option<Receipt> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn a_line_without_end_is_refused() {
        let mut endless = BufReader::new(io::repeat(b'x'));
        let fault = next_line(&mut endless, 7, 3 << 20, || u64::MAX).unwrap_err();
        assert!(matches!(fault, EvidenceFault::LongLine { line: 7, .. }));
        let said = fault.to_string();
        assert!(said.contains("上限 3 MiB") && said.contains("line 7 is longer than 3 MiB"), "{said}");
        let mut lines = BufReader::new(b"one\ntwo".as_slice());
        assert_eq!(next_line(&mut lines, 1, 4, || 4).unwrap(), b"one\n");
        assert_eq!(next_line(&mut lines, 2, 4, || 4).unwrap(), b"two");
        assert!(next_line(&mut lines, 3, 4, || 4).unwrap().is_empty());
    }

    #[test]
    fn a_small_file_does_not_unpack_to_a_large_one() {
        let mut packer = zstd::stream::Encoder::new(Vec::new(), 3).unwrap();
        for _ in 0..200 {
            packer.write_all(&vec![b'x'; 1 << 20]).unwrap();
        }
        let file = packer.finish().unwrap();
        assert!(file.len() < 1 << 18, "{}", file.len());
        let fault = read(file.as_slice(), u64::MAX).unwrap_err();
        assert!(matches!(fault, EvidenceFault::Swollen { line: 1 }), "{fault}");
    }
}
