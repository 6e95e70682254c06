//! The logs of one document in an evidence file: from text to rows that their devices signed.

use crate::bounds::{CROSSINGS, LOGS, SEALS};
use crate::order::Waiting;
use crate::read::{PieceText, unreadable};
use crate::{EntryLine, EvidenceFault, RowLine, parse_operation, parse_point, parse_time, row_hash};
use cunbang_identity::DeviceCertificate;
use cunbang_language::say;
use cunbang_ledger::{Entry, Hash, History, LogId, Point, Projection, Put, VersionVector, Writer, verify};
use cunbang_model::{Carried, DeviceId, DocumentName, Table, access};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};

/// A document whose logs hold.
pub(crate) struct CheckedDocument {
    document: DocumentName,
    /// Each after what it has seen.
    entries: Vec<(Writer, Entry)>,
    /// The hash of each log after each of its entries.
    hashes: BTreeMap<Writer, Vec<Hash>>,
}

/// An entry, and what its line says of it.
struct Stated {
    entry: Entry,
    hash: Hash,
    /// Keys of rows whose own hash differs.
    altered: Vec<String>,
}

/// A piece of a log, parsed.
pub(crate) struct Piece {
    pub(crate) log: LogId,
    pub(crate) first: u64,
    entry_hash: Hash,
    signature: [u8; 64],
    entries: Vec<Stated>,
}

impl Piece {
    /// What its entry in a place has seen.
    pub(crate) fn seen_by(&self, place: usize) -> Option<&[Point]> {
        self.entries.get(place).map(|stated| stated.entry.seen.as_slice())
    }
}

impl CheckedDocument {
    /// Checks the pieces of a document's logs, in whatever order they come.
    pub(crate) fn check(
        document: DocumentName,
        pieces: Vec<PieceText>,
        devices: &HashMap<DeviceId, DeviceCertificate>,
        crossings: &AtomicU64,
    ) -> Result<Self, EvidenceFault> {
        let mut waiting = Vec::with_capacity(pieces.len());
        for piece in pieces {
            // Its text is let go before the next one is parsed.
            waiting.push(parse_piece(&piece)?);
        }
        check_bounds(&waiting, crossings)?;
        let mut history = History::new(document);
        for piece in &waiting {
            history.introduce(piece.log.writer);
        }
        let mut checked = Self { document, entries: Vec::new(), hashes: BTreeMap::new() };
        let mut waiting = Waiting::of(waiting);
        while let Some(piece) = waiting.next(&history) {
            let writer = piece.log.writer;
            checked.take(piece, &mut history, devices)?;
            waiting.went_on(writer);
        }
        Ok(checked)
    }

    fn take(
        &mut self,
        piece: Piece,
        history: &mut History,
        devices: &HashMap<DeviceId, DeviceCertificate>,
    ) -> Result<(), EvidenceFault> {
        let log = piece.log;
        let device = devices
            .get(&log.writer.device)
            .ok_or_else(|| EvidenceFault::UnknownDevice { what: log.to_string(), device: log.writer.device })?;
        if !access::may_write(device.role, device.unit, &self.document) {
            return Err(EvidenceFault::NotPermitted { log });
        }
        let before = history.head(&log.writer);
        let mut entries = Vec::with_capacity(piece.entries.len());
        for stated in piece.entries {
            let number = stated.entry.number;
            history.add(&log.writer, &stated.entry).map_err(|refusal| match stated.altered.first() {
                Some(row) => EvidenceFault::Row { row: row.clone(), log, entry: number },
                None => EvidenceFault::Log { log, refusal },
            })?;
            let hash = history.head(&log.writer).entry_hash;
            if let Some(row) = stated.altered.first() {
                return Err(EvidenceFault::Row { row: row.clone(), log, entry: number });
            }
            if hash != stated.hash {
                return Err(altered_entry(log, &stated.entry));
            }
            self.hashes.entry(log.writer).or_default().push(hash);
            entries.push(stated.entry);
        }
        let segment = verify(&log, &device.public_key, &before, entries, &piece.signature, history)
            .map_err(|refusal| EvidenceFault::Log { log, refusal })?;
        if segment.after().entry_hash != piece.entry_hash {
            return Err(EvidenceFault::Order {
                document: self.document,
                what: format!("the log by {} is said to end with another entry than it does", log.writer),
            });
        }
        self.entries.extend(segment.entries().iter().map(|entry| (log.writer, entry.clone())));
        Ok(())
    }

    /// The logs, and how many entries each has.
    pub(crate) fn logs(&self) -> impl Iterator<Item = (LogId, u64)> {
        self.hashes
            .iter()
            .map(|(writer, hashes)| (LogId { document: self.document, writer: *writer }, hashes.len() as u64))
    }

    pub(crate) fn row_count(&self) -> usize {
        self.entries.iter().map(|(_, entry)| entry.puts.len()).sum()
    }

    pub(crate) fn entries(&self) -> &[(Writer, Entry)] {
        &self.entries
    }

    /// The logs, with the hash of each after each of its entries.
    pub(crate) fn hashes(&self) -> impl Iterator<Item = (LogId, Vec<Hash>)> {
        self.hashes.iter().map(|(writer, hashes)| (LogId { document: self.document, writer: *writer }, hashes.clone()))
    }

    /// The hash of a log after so many entries.
    pub(crate) fn hash_at(&self, writer: &Writer, number: u64) -> Option<Hash> {
        let place = usize::try_from(number.checked_sub(1)?).ok()?;
        self.hashes.get(writer)?.get(place).copied()
    }

    /// The rows at a vector.
    pub(crate) fn at(&self, vector: &VersionVector) -> Result<Projection, EvidenceFault> {
        let mut projection = Projection::new(self.document);
        for (writer, entry) in &self.entries {
            if vector.0.get(writer).is_some_and(|until| entry.number <= *until) {
                projection.apply(writer, entry).map_err(|refusal| EvidenceFault::Log {
                    log: LogId { document: self.document, writer: *writer },
                    refusal,
                })?;
            }
        }
        Ok(projection)
    }
}

/// Refuses what would take much memory or time for each byte of the file. `crossings` counts over all documents.
fn check_bounds(pieces: &[Piece], crossings: &AtomicU64) -> Result<(), EvidenceFault> {
    let writers: HashSet<Writer> = pieces.iter().map(|piece| piece.log.writer).collect();
    LOGS.check(writers.len())?;
    let puts = |piece: &Piece| {
        let rows = piece.entries.iter().flat_map(|stated| &stated.entry.puts);
        rows.filter(|put| put.row.table_number() == Table::Seals.number()).count()
    };
    SEALS.check(pieces.iter().map(puts).sum::<usize>())?;
    let across = |piece: &Piece| {
        let is_other = |point: &Point| point.writer != piece.log.writer;
        piece.entries.iter().filter(|stated| stated.entry.seen.iter().any(is_other)).count()
    };
    let here = pieces.iter().map(across).sum::<usize>() as u64 * writers.len() as u64;
    CROSSINGS.check(crossings.fetch_add(here, Ordering::Relaxed) + here)
}

fn altered_entry(log: LogId, entry: &Entry) -> EvidenceFault {
    const SHOWN: usize = 5;
    if let [only] = entry.puts.as_slice() {
        return EvidenceFault::Row { row: only.row.key(), log, entry: entry.number };
    }
    let mut rows: Vec<String> = entry.puts.iter().take(SHOWN).map(|put| put.row.key()).collect();
    if entry.puts.len() > SHOWN {
        rows.push(say!("evidence-more-rows", more = entry.puts.len() - SHOWN));
    }
    EvidenceFault::Entry { log, entry: entry.number, rows: rows.join(", ") }
}

fn parse_piece(piece: &PieceText) -> Result<Piece, EvidenceFault> {
    let mut entries = Vec::new();
    for (line, text) in piece.lines() {
        let stated: EntryLine<'_> = serde_json::from_str(text).map_err(|error| EvidenceFault::Line {
            line,
            what: say!("evidence-line-entry", log = piece.log, what = unreadable(&error)),
        })?;
        entries.push(parse_entry(&piece.log, line, stated)?);
    }
    check_numbers(piece, &entries)?;
    if entries.len() as u64 != piece.count {
        return Err(EvidenceFault::Missing {
            log: piece.log,
            found: (piece.first + entries.len() as u64).saturating_sub(1),
            expected: (piece.first + piece.count).saturating_sub(1),
        });
    }
    Ok(Piece { log: piece.log, first: piece.first, entry_hash: piece.entry_hash, signature: piece.signature, entries })
}

/// The entries of a piece follow each other by number, none twice, and are as many as its line says.
fn check_numbers(piece: &PieceText, entries: &[Stated]) -> Result<(), EvidenceFault> {
    let log = piece.log;
    for (expected, stated) in (piece.first..).zip(entries) {
        let number = stated.entry.number;
        if number < expected {
            return Err(EvidenceFault::Twice { log, entry: number });
        }
        if number > expected {
            return Err(EvidenceFault::Missing { log, found: expected - 1, expected: number - 1 });
        }
    }
    let stated = (piece.first + piece.count).saturating_sub(1);
    let found = (piece.first + entries.len() as u64).saturating_sub(1);
    if found > stated { Err(EvidenceFault::More { log, stated, found }) } else { Ok(()) }
}

fn parse_entry(log: &LogId, line: usize, stated: EntryLine<'_>) -> Result<Stated, EvidenceFault> {
    let wrong = |what: String| EvidenceFault::Line {
        line,
        what: say!("evidence-line-of-entry", entry = stated.number, log = log, what = what),
    };
    let mut altered = Vec::new();
    let mut puts = Vec::with_capacity(stated.rows.len());
    for row in &stated.rows {
        let is_altered = row.hash != row_hash(row.row.get());
        let definition = row.definition.as_ref().map(|definition| definition.parse(&row.table)).transpose();
        let parsed = definition
            .and_then(|known| Carried::from_json(&row.table, known.as_ref(), &log.document, row.row.get()))
            .map_err(|error| {
                let key = key_of(row);
                if is_altered {
                    EvidenceFault::Row { row: key, log: *log, entry: stated.number }
                } else {
                    wrong(say!("evidence-line-row", row = key, what = error))
                }
            })?;
        if is_altered {
            altered.push(parsed.key());
        }
        let supersedes: Option<Vec<_>> = row.supersedes.iter().map(|text| parse_operation(text)).collect();
        puts.push(Put { row: parsed, supersedes: supersedes.ok_or_else(|| wrong(say!("evidence-line-supersedes")))? });
    }
    let seen: Option<Vec<_>> = stated.seen.iter().map(|text| parse_point(text)).collect();
    Ok(Stated {
        hash: Hash::from_hex(&stated.hash).ok_or_else(|| wrong(say!("evidence-line-hash")))?,
        entry: Entry {
            number: stated.number,
            release: stated.release,
            claimed_at_seconds: parse_time(&stated.claimed_at).ok_or_else(|| wrong(say!("evidence-line-time")))?,
            seen: seen.ok_or_else(|| wrong(say!("evidence-line-seen")))?,
            first_operation: stated.first_operation,
            operator: stated.operator.into_owned(),
            puts,
        },
        altered,
    })
}

/// The key of a row that is refused, as far as it can be told.
fn key_of(row: &RowLine<'_>) -> String {
    let cells: BTreeMap<String, serde_json::Value> = serde_json::from_str(row.row.get()).unwrap_or_default();
    let columns = Table::from_name(&row.table).map(Table::key).unwrap_or_default();
    let id: Vec<&str> =
        columns.iter().map(|column| cells.get(*column).and_then(|cell| cell.as_str()).unwrap_or("-")).collect();
    format!("{}/{}", row.table, id.join("/"))
}
