//! Reading evidence files: lines sorted by what they are about; entries stay text until their log's turn.

use crate::statement::{RunningHash, Statement};
use crate::{
    CertificateLine, EvidenceFault, HEADER, HeaderLine, LogLine, OutcomeLine, ReceiptLine, SuccessionLine, VERSION,
};
use cunbang_identity::Succession;
use cunbang_ledger::{Hash, LogId, Receipt};
use cunbang_model::DocumentName;
use cunbang_ranking::RunRecord;
use data_encoding::BASE64;
use serde::Deserialize;
use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read};
use std::rc::Rc;

/// The longest line. The outcome of a county of 221 villages, every reason for 12,000 members in it, takes some
/// ten megabytes; that is as much as any line is likely to take.
const MAX_LINE_BYTES: usize = 256 * 1024 * 1024;
/// What a packed file may unpack to, however small it is.
const MAX_SMALL_FILE_BYTES: u64 = 64 * 1024 * 1024;
/// How many times its size a packed file may unpack to beyond that. Evidence unpacks to some ten times.
const MAX_UNPACKED_PER_PACKED: u64 = 100;

const ENTRY: &str = r#"{"kind":"entry""#;

/// An evidence file, its entries not parsed yet.
#[derive(Debug)]
pub(crate) struct EvidenceFile {
    pub(crate) run: String,
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
    successions: Vec<Succession>,
    devices: Vec<Vec<u8>>,
    pieces: Vec<PieceText>,
    receipts: Vec<Receipt>,
    outcome: Option<String>,
    /// Of all bytes up to the line that is read.
    before: RunningHash,
    statement: Option<Statement>,
}

/// Reads a file, packed or not, in memory that the file's own size bounds.
pub(crate) fn read(input: impl Read) -> Result<EvidenceFile, EvidenceFault> {
    const ZSTD: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];
    let unreadable = |source| EvidenceFault::Read { line: 0, source };
    let packed_bytes = Rc::new(Cell::new(0));
    let mut input = BufReader::with_capacity(1 << 16, Counted { input, bytes: Rc::clone(&packed_bytes) });
    if input.fill_buf().map_err(unreadable)?.starts_with(&ZSTD) {
        let unpacked = zstd::stream::read::Decoder::with_buffer(input).map_err(unreadable)?;
        read_lines(BufReader::with_capacity(1 << 16, unpacked), || {
            MAX_SMALL_FILE_BYTES.saturating_add(packed_bytes.get().saturating_mul(MAX_UNPACKED_PER_PACKED))
        })
    } else {
        read_lines(input, || u64::MAX)
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
fn read_lines(mut input: impl BufRead, most: impl Fn() -> u64) -> Result<EvidenceFile, EvidenceFault> {
    let mut reading = Reading::default();
    let mut total: u64 = 0;
    for number in 1.. {
        let line = next_line(&mut input, number, MAX_LINE_BYTES, || most().saturating_sub(total))?;
        if line.is_empty() {
            break;
        }
        total += line.len() as u64;
        let mut up_to_here = reading.before.clone();
        up_to_here.update(&line);
        let wrong = |what: &str| match reading.header {
            Some(_) => EvidenceFault::Line { line: number, what: what.to_owned() },
            None => EvidenceFault::NotEvidence,
        };
        let mut line = String::from_utf8(line).map_err(|_| wrong("it is not UTF-8"))?;
        if line.pop() != Some('\n') {
            return Err(wrong("the file breaks off within it"));
        }
        reading.take(number, line)?;
        reading.before = up_to_here;
    }
    let (run, record) = reading.header.ok_or(EvidenceFault::NotEvidence)?;
    let mut logs: BTreeMap<DocumentName, Vec<PieceText>> = BTreeMap::new();
    for piece in reading.pieces {
        logs.entry(piece.log.document).or_default().push(piece);
    }
    Ok(EvidenceFile {
        run,
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
    fn take(&mut self, number: usize, line: String) -> Result<(), EvidenceFault> {
        let wrong = |what: String| EvidenceFault::Line { line: number, what };
        let not_json = |error: serde_json::Error| wrong(format!("it cannot be read: {error}"));
        if self.header.is_none() {
            let header: HeaderLine<'_> = serde_json::from_str(&line)
                .ok()
                .filter(|header: &HeaderLine<'_>| header.kind == HEADER)
                .ok_or(EvidenceFault::NotEvidence)?;
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
            "succession" => self.successions.push(succession(&line, number)?),
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
                    "kind {other:?}: expected one authority, one outcome, successions, devices, logs, entries, receipts, and one statement at the end"
                )));
            }
        }
        Ok(())
    }
}

pub(crate) fn certificate(line: &str, number: usize) -> Result<Vec<u8>, EvidenceFault> {
    let wrong = |what: String| EvidenceFault::Line { line: number, what };
    let parsed: CertificateLine<'_> = serde_json::from_str(line).map_err(|error| wrong(error.to_string()))?;
    BASE64
        .decode(parsed.certificate.as_bytes())
        .map_err(|error| wrong(format!("a certificate that is not base64: {error}")))
}

fn succession(line: &str, number: usize) -> Result<Succession, EvidenceFault> {
    let wrong = |what: String| EvidenceFault::Line { line: number, what };
    let parsed: SuccessionLine<'_> = serde_json::from_str(line).map_err(|error| wrong(error.to_string()))?;
    let bytes = BASE64.decode(parsed.statement.as_bytes());
    let bytes = bytes.map_err(|error| wrong(format!("a statement that is not base64: {error}")))?;
    Succession::from_bytes(&bytes).map_err(|error| wrong(error.to_string()))
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
        let fault = read(file.as_slice()).unwrap_err();
        assert!(matches!(fault, EvidenceFault::Swollen { line: 1 }), "{fault}");
    }
}
