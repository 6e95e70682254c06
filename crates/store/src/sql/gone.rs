//! Rows of segments that were taken out of the table.
//!
//! A log's head says how many entries there were; the feed says at which numbers a row is missing, as no number is ever
//! left out; this node's receipt, which stands right after the segment that it was given for, says where that ended and
//! with which hash; and the tags say whether a row is at its place. So the row is put back without its entries, as
//! one that is damaged: whatever asks the other nodes for damaged entries then asks for these.

use super::checksum::{MARK, note_damage};
use super::database::Work;
use super::decode::{self, integer, milliseconds};
use super::failure::Failure;
use super::session::{Record, Session, Value, damaged};
use super::statement;
use crate::feed::{Mark, Position};
use crate::segment::{DamagedEntries, NO_HASH};
use cunbang_ledger::{Hash, LogHead, LogId};
use cunbang_model::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// Puts back, as damaged, what rows of segments were taken out, as far as can be told where they stood.
pub(super) struct PlaceGone;

impl Work for PlaceGone {
    type Output = Vec<DamagedEntries>;
    const NAME: &'static str = "place_gone";
    const DOING: &'static str = "writing to the store";

    async fn run(&self, session: &mut Session) -> Result<Self::Output, Failure> {
        let end = session.fetch_one(statement::LOCK_FEED, &[]).await?;
        let end = decode::position(&end.ok_or_else(|| damaged("feed_end", "its row is missing"))?, 0)?;
        let logs = BrokenLog::all(session).await?;
        if logs.is_empty() {
            return Ok(Vec::new());
        }
        let mut places = Places::read(session, end).await?;
        let mut rows = Vec::new();
        for log in &logs {
            rows.extend(log.by_receipts(session, &mut places).await?);
        }
        for log in &logs {
            rows.extend(log.what_is_left(session, &rows, &mut places).await?);
        }
        let mut back = Vec::with_capacity(rows.len());
        for row in &rows {
            statement::ADD_SEGMENTS.execute(session, &row.values()).await?;
            let place = DamagedEntries { log: row.log, first: row.first, last: row.head.number };
            note_damage("segments", place);
            back.push(place);
        }
        Ok(back)
    }
}

/// A row that is put back.
struct Row {
    log_id: i64,
    log: LogId,
    at: Position,
    first: u64,
    head: LogHead,
    signature: [u8; 64],
    received_at: Timestamp,
}

impl Row {
    /// In the order of [`statement::ADD_SEGMENTS`]. The frame is none that anything was packed into.
    fn values(&self) -> Vec<Value<'_>> {
        vec![
            Value::Integer(integer(self.at.number)),
            Value::Integer(self.log_id),
            Value::Integer(integer(self.first)),
            Value::Integer(integer(self.head.number)),
            Value::Bytes(&self.head.entry_hash.0),
            Value::Bytes(&self.head.change_hash.0),
            Value::Integer(integer(self.head.next_operation)),
            Value::Bytes(&self.signature),
            milliseconds(self.received_at),
            Value::Bytes(&self.at.tag),
            Value::Bytes(decode::device_bytes(None)),
            Value::Bytes(&[MARK]),
        ]
    }
}

/// The feed's numbers: which are taken, with their tags, and which are free.
struct Places {
    tags: BTreeMap<u64, [u8; 8]>,
    free: BTreeSet<u64>,
    end: Position,
}

impl Places {
    /// Tags are kept beside free numbers alone.
    async fn read(session: &mut Session, end: Position) -> Result<Self, Failure> {
        let mut places = Self { tags: BTreeMap::new(), free: BTreeSet::new(), end };
        let mut last = Position::START;
        let each = |record: &Record| {
            let next = decode::position(record, 0)?;
            places.note_between(last, next);
            last = next;
            Ok(true)
        };
        session.fetch_while(statement::FEED_TAGS, &[], each).await?;
        places.note_between(last, Position { number: end.number + 1, tag: [0; 8] });
        Ok(places)
    }

    fn note_between(&mut self, last: Position, next: Position) {
        if last.number + 1 < next.number {
            self.tags.insert(last.number, last.tag);
            self.tags.insert(next.number, next.tag);
            self.free.extend(last.number + 1..next.number);
        }
    }

    /// Where a segment would stand at a free number, if the tag before is known.
    fn position(&self, number: u64, log: &LogId, entry_hash: &Hash) -> Option<Position> {
        let before = number.checked_sub(1)?;
        let tag = *self.tags.get(&before)?;
        (tag != [0; 8] || before == 0)
            .then(|| Position { number: before, tag }.next(&Mark::Segment { log, entry_hash }))
    }

    /// Whether a segment stood at a number, by the tag of what follows it; none where nobody can tell.
    async fn stood(&self, session: &mut Session, at: Option<Position>) -> Result<Option<bool>, Failure> {
        let Some(at) = at else { return Ok(None) };
        if at.number == self.end.number {
            return Ok(Some(at.tag == self.end.tag));
        }
        let values = [Value::Integer(integer(at.number + 1))];
        if let Some(next) = session.fetch_one(statement::SEGMENT_MARK_AT, &values).await? {
            let (log, entry_hash) = (decode::log(&next)?, Hash(next.array(5)?));
            if entry_hash == NO_HASH {
                return Ok(None);
            }
            return Ok(Some(at.next(&Mark::Segment { log: &log, entry_hash: &entry_hash }).tag == next.array(6)?));
        }
        if let Some(next) = session.fetch_one(statement::RECEIPT_MARK_AT, &values).await? {
            return Ok(Some(at.next(&Mark::Receipt { signature: &next.array(0)? }).tag == next.array(1)?));
        }
        Ok(None)
    }

    fn take(&mut self, at: Position) {
        self.free.remove(&at.number);
        self.tags.insert(at.number, at.tag);
    }
}

/// A log with fewer entries in its segments than its head counts.
struct BrokenLog {
    id: i64,
    log: LogId,
    head: LogHead,
    signature: [u8; 64],
    /// What is here of it: first and last entry, number in the feed, when it came.
    here: Vec<(u64, u64, u64, Timestamp)>,
}

impl BrokenLog {
    async fn all(session: &mut Session) -> Result<Vec<Self>, Failure> {
        let mut logs = Vec::new();
        for record in session.fetch(statement::BROKEN_LOGS, &[]).await? {
            let mut log = Self {
                id: record.integer(10)?,
                log: decode::log(&record)?,
                head: decode::log_head(&record, 5)?,
                signature: record.array(9)?,
                here: Vec::new(),
            };
            for record in session.fetch(statement::SEGMENT_PLACES, &[Value::Integer(log.id)]).await? {
                let came = decode::timestamp(&record, 3)?;
                log.here.push((record.number(0)?, record.number(1)?, record.number(2)?, came));
            }
            logs.push(log);
        }
        Ok(logs)
    }

    /// The entries that are in no segment: the first and the last of each hole.
    fn holes(&self, known: &[Row]) -> Vec<(u64, u64)> {
        let of_log = known.iter().filter(|row| row.log_id == self.id);
        let mut here: Vec<(u64, u64)> = self.here.iter().map(|(first, last, ..)| (*first, *last)).collect();
        here.extend(of_log.map(|row| (row.first, row.head.number)));
        here.sort_unstable();
        let (mut holes, mut next) = (Vec::new(), 1);
        for (first, last) in here {
            if next < first {
                holes.push((next, first - 1));
            }
            next = next.max(last + 1);
        }
        if next <= self.head.number {
            holes.push((next, self.head.number));
        }
        holes
    }

    /// The head after an entry, as far as it is known: of the last one everything is.
    fn head_at(&self, number: u64, entry_hash: Hash) -> (LogHead, [u8; 64]) {
        if number == self.head.number && entry_hash == self.head.entry_hash {
            return (self.head, self.signature);
        }
        (LogHead { number, entry_hash, change_hash: NO_HASH, next_operation: 0 }, [0; 64])
    }

    /// The rows that this node's receipts tell of. A receipt is for all of a log up to its entry; it was given for
    /// the segment right before it in the feed.
    async fn by_receipts(&self, session: &mut Session, places: &mut Places) -> Result<Vec<Row>, Failure> {
        let mut ends: BTreeMap<u64, (Hash, Timestamp, Position)> = BTreeMap::new();
        let holes = self.holes(&[]);
        for record in session.fetch(statement::RECEIPT_PLACES, &[Value::Integer(self.id)]).await? {
            let (number, entry_hash, feed) = (record.number(0)?, Hash(record.array(1)?), record.number(3)?);
            let is_missing = holes.iter().any(|(first, last)| (*first..=*last).contains(&number));
            if !is_missing || !places.free.contains(&(feed - 1)) || ends.contains_key(&number) {
                continue;
            }
            let at = places.position(feed - 1, &self.log, &entry_hash);
            match (places.stood(session, at).await?, at) {
                (Some(true), Some(at)) => {
                    places.take(at);
                    ends.insert(number, (entry_hash, decode::timestamp(&record, 2)?, at));
                }
                (Some(false), _) => {}
                // What stood before it is gone as well.
                _ => {
                    let at = Position { number: feed - 1, tag: at.map_or([0; 8], |at| at.tag) };
                    places.take(at);
                    ends.insert(number, (entry_hash, decode::timestamp(&record, 2)?, at));
                }
            }
        }
        let mut rows = Vec::new();
        for (first, last) in holes {
            let mut next = first;
            for (number, (entry_hash, received_at, at)) in ends.range(first..=last) {
                let (head, signature) = self.head_at(*number, *entry_hash);
                let (log_id, log, received_at, at) = (self.id, self.log, *received_at, *at);
                rows.push(Row { log_id, log, at, first: next, head, signature, received_at });
                next = number + 1;
            }
        }
        Ok(rows)
    }

    /// What no receipt tells of, at free numbers between those of the log's rows around it: a row for each entry where
    /// just as many numbers are free, and otherwise one for each hole.
    async fn what_is_left(
        &self,
        session: &mut Session,
        known: &[Row],
        places: &mut Places,
    ) -> Result<Vec<Row>, Failure> {
        let mut here = self.here.clone();
        let of_log = known.iter().filter(|row| row.log_id == self.id);
        here.extend(of_log.map(|row| (row.first, row.head.number, row.at.number, row.received_at)));
        let mut rows = Vec::new();
        for (first, last) in self.parts(known, places, &here) {
            let (numbers, received_at) = between(&here, first, last, places.end.number);
            let entry_hash = if last == self.head.number { self.head.entry_hash } else { NO_HASH };
            let mut chosen: Option<Position> = None;
            for number in places.free.range(numbers).copied() {
                let at = places.position(number, &self.log, &entry_hash).filter(|_| entry_hash != NO_HASH);
                match places.stood(session, at).await? {
                    Some(true) => {
                        chosen = at;
                        break;
                    }
                    Some(false) => {}
                    None => {
                        chosen = chosen.or(Some(Position { number, tag: at.map_or([0; 8], |at| at.tag) }));
                    }
                }
            }
            if let Some(at) = chosen {
                places.take(at);
                here.push((first, last, at.number, received_at));
                let (head, signature) = self.head_at(last, entry_hash);
                rows.push(Row { log_id: self.id, log: self.log, at, first, head, signature, received_at });
            }
        }
        Ok(rows)
    }

    /// The holes, entry by entry where that makes as many rows as numbers are free there.
    fn parts(&self, known: &[Row], places: &Places, here: &[(u64, u64, u64, Timestamp)]) -> Vec<(u64, u64)> {
        let mut parts = Vec::new();
        for (first, last) in self.holes(known) {
            let (numbers, _) = between(here, first, last, places.end.number);
            let entries = usize::try_from(last - first + 1).unwrap_or(usize::MAX);
            if places.free.range(numbers).count() == entries {
                parts.extend((first..=last).map(|entry| (entry, entry)));
            } else {
                parts.push((first, last));
            }
        }
        parts
    }
}

/// The numbers in the feed between the rows of a log around some of its entries, and about when these came.
fn between(here: &[(u64, u64, u64, Timestamp)], first: u64, last: u64, end: u64) -> (std::ops::Range<u64>, Timestamp) {
    let before = here.iter().filter(|(_, until, ..)| *until < first).max_by_key(|(_, until, ..)| *until);
    let after = here.iter().filter(|(from, ..)| *from > last).min_by_key(|(from, ..)| *from);
    let from = before.map_or(1, |(_, _, feed, _)| feed + 1);
    let until = after.map_or(end + 1, |(_, _, feed, _)| *feed);
    let received_at = after.or(before).map_or(Timestamp::UNIX_EPOCH, |(.., came)| *came);
    (from..until.max(from), received_at)
}
