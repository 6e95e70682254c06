//! Verification: turns entries that someone sent into entries that can be trusted.

use crate::clock::{Clock, implies};
use crate::encoding::Encoder;
use crate::entry::{ChangeIndex, ChangePoint, Entry, OperationId, Point, PutPoint};
use crate::history::PutKeys;
use crate::limits::{MAX_OPERATION, check_limits};
use crate::log::{LogHead, LogId, Writer};
use crate::refusal::{Refusal, RefusalCode};
use crate::{Sign, frame, implied, signature_holds};
use cunbang_model::Carried;
use cunbang_model::schema::RELEASE;
use std::collections::HashSet;

/// Consecutive entries of one log, written on this device or verified. A store accepts only these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedSegment {
    log: LogId,
    before: LogHead,
    after: LogHead,
    entries: Vec<Entry>,
    frame: Vec<u8>,
    signature: [u8; 64],
}

impl VerifiedSegment {
    /// A segment that this device wrote and signed itself.
    pub fn written(
        log: LogId,
        before: LogHead,
        after: LogHead,
        entries: Vec<Entry>,
        sign: Sign<'_>,
    ) -> Result<Self, Refusal> {
        entries.iter().try_for_each(|entry| check_limits(&log, entry))?;
        let signature = sign(&after.signed_message());
        Self::packed(log, before, after, entries, signature)
    }

    fn packed(
        log: LogId,
        before: LogHead,
        after: LogHead,
        entries: Vec<Entry>,
        signature: [u8; 64],
    ) -> Result<Self, Refusal> {
        let plain = frame::encode(&log.document, &log.writer, &entries);
        let frame = frame::pack(&plain, &[], frame::STORE_LEVEL)?;
        Ok(Self { log, before, after, entries, frame, signature })
    }

    /// The log.
    pub fn log(&self) -> &LogId {
        &self.log
    }

    /// The head before the first entry.
    pub fn before(&self) -> &LogHead {
        &self.before
    }

    /// The head after the last entry.
    pub fn after(&self) -> &LogHead {
        &self.after
    }

    /// Its entries.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The frame, packed without a dictionary, as the store keeps it.
    pub fn frame(&self) -> &[u8] {
        &self.frame
    }

    /// The device's signature of [`Self::after`].
    pub fn signature(&self) -> &[u8; 64] {
        &self.signature
    }
}

/// Whether verifying these entries needs the document's whole [`crate::History`]. That is so only if they build on
/// entries of other writers or say something of earlier ones; otherwise the head they follow is enough.
pub fn needs_history(writer: &Writer, entries: &[Entry]) -> bool {
    entries.iter().any(|entry| {
        entry.seen.iter().any(|point| point.writer != *writer || point.number + 1 != entry.number)
            || (entry.number > 1 && entry.seen.is_empty())
    }) || implied::needs_history(writer, entries)
}

/// Refuses what can't be verified whatever came before: what such entries say of themselves and of one another. It
/// costs nothing to speak of, and comes before the document's history is read.
pub fn check_alone(log: &LogId, entries: &[Entry]) -> Result<(), Refusal> {
    let mut least = 1;
    for entry in entries {
        let number = entry.number;
        let broken =
            |what: String| Err(Refusal::new(RefusalCode::BrokenChain, format!("entry {number} of {log}: {what}")));
        check_order(log, entry)?;
        if number > 1 && entry.seen.is_empty() {
            return broken("it must have seen its own previous entry".to_owned());
        }
        if let Some(later) = entry.seen.iter().find(|point| point.writer == log.writer && point.number >= number) {
            return broken(format!("it has seen entry {}, which comes later", later.number));
        }
        if entry.first_operation < least || entry.next_operation() > MAX_OPERATION {
            return broken(format!("operations begin at {}, expected {least} or more", entry.first_operation));
        }
        least = entry.next_operation();
        check_rows(log, entry)?;
    }
    Ok(())
}

/// Checks that an entry lists what it has seen as it must.
fn check_order(log: &LogId, entry: &Entry) -> Result<(), Refusal> {
    if entry.seen.is_sorted_by(|a, b| a.writer < b.writer) {
        return Ok(());
    }
    let what = "the entries it has seen must list each log once, in order";
    Err(Refusal::new(RefusalCode::BrokenChain, format!("entry {} of {log}: {what}", entry.number)))
}

/// Checks the rows of an entry, each by itself, and that each is there once.
fn check_rows(log: &LogId, entry: &Entry) -> Result<(), Refusal> {
    let refuse = |code, what: String| Err(Refusal::new(code, format!("entry {} of {log}: {what}", entry.number)));
    let mut keys = HashSet::new();
    for put in &entry.puts {
        check_row(log, entry, &put.row)
            .or_else(|what| refuse(RefusalCode::Row, format!("{}: {what}", put.row.key())))?;
        if entry.puts.len() > 1 && !keys.insert(put.row.key()) {
            return refuse(RefusalCode::Shape, format!("{} stands twice", put.row.key()));
        }
    }
    Ok(())
}

/// Verifies entries against the head that they must follow and the device's key: numbers, dependencies,
/// operation counters, rows, the hash chain and the signature.
pub fn verify(
    log: &LogId,
    public_key: &[u8],
    before: &LogHead,
    entries: Vec<Entry>,
    signature: &[u8; 64],
    index: &dyn ChangeIndex,
) -> Result<VerifiedSegment, Refusal> {
    let after = follow(log, public_key, before, &entries, signature, index)?;
    VerifiedSegment::packed(*log, *before, after, entries, *signature)
}

/// Like [`verify`], for entries of a log of this device whose signature is gone: the device signs again what it had signed,
/// which gives the same signature. Only for entries that something else proves to be those that were written.
pub fn verify_own(
    log: &LogId,
    before: &LogHead,
    entries: Vec<Entry>,
    sign: Sign<'_>,
    index: &dyn ChangeIndex,
) -> Result<VerifiedSegment, Refusal> {
    let after = end(log, before, &entries, index)?;
    VerifiedSegment::packed(*log, *before, after, entries, sign(&after.signed_message()))
}

/// Like [`verify`], for entries just read from a frame packed without a dictionary. The frame is kept as it
/// is, not packed again.
pub fn verify_frame(
    log: &LogId,
    public_key: &[u8],
    before: &LogHead,
    entries: Vec<Entry>,
    frame: Vec<u8>,
    signature: &[u8; 64],
    index: &dyn ChangeIndex,
) -> Result<VerifiedSegment, Refusal> {
    let after = follow(log, public_key, before, &entries, signature, index)?;
    Ok(VerifiedSegment { log: *log, before: *before, after, entries, frame, signature: *signature })
}

/// Follows the chain through the entries to the head at its end.
fn end(log: &LogId, before: &LogHead, entries: &[Entry], index: &dyn ChangeIndex) -> Result<LogHead, Refusal> {
    let mut chain = Chain { index, writer: log.writer, before: *before, made: Vec::new(), puts: Vec::new() };
    let mut encoder = Encoder::new(log.writer);
    let mut head = *before;
    check_is_here(log, entries, &chain)?;
    for entry in entries {
        let keys = PutKeys::of(entry);
        check_entry(log, &head, entry, &keys, &chain)?;
        let point = encoder.change_point(entry, &keys, &chain)?;
        head = head.after(point.change_hash, point.next_operation);
        let clock = Clock::of(&log.writer, &entry.seen, &chain);
        chain.made.push((point, clock));
        chain.puts.push(keys);
    }
    if entries.is_empty() {
        return Err(Refusal::new(RefusalCode::Malformed, format!("{log}: no entries")));
    }
    Ok(head)
}

/// Follows the chain through the entries and checks the signature of its end.
fn follow(
    log: &LogId,
    public_key: &[u8],
    before: &LogHead,
    entries: &[Entry],
    signature: &[u8; 64],
    index: &dyn ChangeIndex,
) -> Result<LogHead, Refusal> {
    let head = end(log, before, entries, index)?;
    if !signature_holds(public_key, &head.signed_message(), signature) {
        return Err(Refusal::new(
            RefusalCode::BadSignature,
            format!("{log}: the signature does not match entries {} to {}", before.number + 1, head.number),
        ));
    }
    Ok(head)
}

/// Refuses entries that build on others that this node lacks, and lists all of those. This check comes first,
/// because nothing else can be said about entries whose history is incomplete.
fn check_is_here(log: &LogId, entries: &[Entry], chain: &Chain<'_>) -> Result<(), Refusal> {
    let mut missing: Vec<Point> = Vec::new();
    let mut first = None;
    for entry in entries {
        for point in &entry.seen {
            if point.writer != log.writer && chain.change_at(point).is_none() {
                first.get_or_insert((entry.number, *point));
                missing.push(*point);
            }
        }
    }
    let Some((number, point)) = first else { return Ok(()) };
    missing.sort_unstable();
    missing.dedup_by_key(|point| point.writer);
    let message = format!(
        "entry {number} of {log} builds on entry {} of {}, which this node does not have",
        point.number, point.writer
    );
    Err(Refusal { missing, ..Refusal::new(RefusalCode::UnknownDependency, message) })
}

fn check_entry(log: &LogId, head: &LogHead, entry: &Entry, keys: &PutKeys, chain: &Chain<'_>) -> Result<(), Refusal> {
    let number = entry.number;
    let refuse = |code, what: String| Err(Refusal::new(code, format!("entry {number} of {log}: {what}")));
    if number != head.number + 1 {
        return refuse(RefusalCode::Gap, format!("expected number {}", head.number + 1));
    }
    check_order(log, entry)?;
    let previous = Point { writer: log.writer, number: number - 1 };
    if number > 1 && !implies(chain, &entry.seen, &previous) {
        return refuse(RefusalCode::BrokenChain, "it must have seen its own previous entry".to_owned());
    }
    let mut expected = head.next_operation;
    for point in &entry.seen {
        let Some(known) = chain.change_at(point) else {
            // Only points of its own log get here; points of other logs were checked before.
            return refuse(RefusalCode::BrokenChain, format!("it has seen entry {}, which comes later", point.number));
        };
        expected = expected.max(known.next_operation);
    }
    if entry.first_operation != expected || entry.next_operation() > MAX_OPERATION {
        return refuse(
            RefusalCode::BrokenChain,
            format!("operations begin at {}, expected {expected}", entry.first_operation),
        );
    }
    check_rows(log, entry)?;
    for (put, key) in entry.puts.iter().zip(keys.keys()) {
        implied::check(put, key, &entry.seen, previous, chain)
            .or_else(|what| refuse(RefusalCode::BrokenChain, format!("{key} {what}")))?;
    }
    Ok(())
}

/// Checks that a row may be in this log. A row that this program cannot read is accepted only from a newer one.
fn check_row(log: &LogId, entry: &Entry, row: &Carried) -> Result<(), String> {
    if let Carried::Read(row) = row {
        log.document.check_row(row).map_err(|error| error.to_string())?;
        if row.later_cells().is_empty() {
            return Ok(());
        }
    }
    if entry.release > RELEASE {
        return Ok(());
    }
    Err(row
        .fault()
        .map_or_else(|| format!("a table or column that release {} does not have", entry.release), ToString::to_string))
}

/// The document's index, extended by the entries under verification.
struct Chain<'a> {
    index: &'a dyn ChangeIndex,
    writer: Writer,
    before: LogHead,
    made: Vec<(ChangePoint, Clock)>,
    puts: Vec<PutKeys>,
}

impl Chain<'_> {
    /// An entry under verification.
    fn made_at(&self, point: &Point) -> Option<&(ChangePoint, Clock)> {
        let after = point.number.checked_sub(self.before.number + 1).filter(|_| point.writer == self.writer)?;
        self.made.get(usize::try_from(after).ok()?)
    }
}

impl ChangeIndex for Chain<'_> {
    fn change_at(&self, point: &Point) -> Option<ChangePoint> {
        let before = self.before;
        if point.writer != self.writer || point.number < before.number {
            return self.index.change_at(point);
        }
        if point.number == before.number {
            let change = ChangePoint { change_hash: before.change_hash, next_operation: before.next_operation };
            return (point.number > 0).then_some(change);
        }
        self.made_at(point).map(|(change, _)| *change)
    }

    fn clock_at(&self, point: &Point) -> Option<Clock> {
        if point.writer != self.writer || point.number <= self.before.number {
            return self.index.clock_at(point);
        }
        self.made_at(point).map(|(_, clock)| clock.clone())
    }

    fn put_of(&self, operation: &OperationId) -> Option<PutPoint<'_>> {
        let is_of_log = operation.writer == self.writer;
        let made = is_of_log.then(|| PutKeys::find(&self.puts, operation.counter)).flatten();
        made.or_else(|| self.index.put_of(operation))
    }
}
