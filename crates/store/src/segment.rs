//! Segments of logs as they are stored, and the heads they lead to.

use cunbang_ledger::{Entry, LogHead, LogId, Refusal, VerifiedSegment, frame};
use cunbang_model::Timestamp;

/// How far a log goes here, and its device's signature of that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The log.
    pub log: LogId,
    /// Its head; its number is at least 1.
    pub head: LogHead,
    /// The device's signature of the head.
    pub signature: [u8; 64],
}

/// A run of entries of one log, as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredSegment {
    /// The log.
    pub log: LogId,
    /// Number of its first entry, from 1.
    pub first: u64,
    /// Number of its last entry.
    pub last: u64,
    /// The entries, packed without dictionary.
    pub frame: Vec<u8>,
    /// The head after its last entry.
    pub head: LogHead,
    /// The device's signature of that head.
    pub signature: [u8; 64],
    /// When it came, by this node's clock, in whole milliseconds.
    pub received_at: Timestamp,
}

impl StoredSegment {
    /// What is stored of a verified segment.
    pub(crate) fn of(segment: &VerifiedSegment, received_at: Timestamp) -> Self {
        Self {
            log: *segment.log(),
            first: segment.before().number + 1,
            last: segment.after().number,
            frame: segment.frame().to_vec(),
            head: *segment.after(),
            signature: *segment.signature(),
            received_at: in_milliseconds(received_at),
        }
    }

    /// Unpacks its entries.
    pub fn entries(&self) -> Result<Vec<Entry>, Refusal> {
        let plain = frame::unpack(&self.frame, &[])?;
        frame::decode(&self.log.document, &self.log.writer, &plain)
    }
}

/// Whether everything in `segment` is stored already, given the log's head and those of its stored
/// segments that reach past the segment's beginning. The hash decides where a stored segment ends with
/// the same number; where the pieces were cut otherwise, the entries are compared one by one.
pub(crate) fn is_here(segment: &VerifiedSegment, head: &LogHead, stored: &[StoredSegment]) -> bool {
    let after = segment.after();
    if after.number > head.number {
        return false;
    }
    if let Some(same) = stored.iter().find(|stored| stored.last == after.number) {
        return same.head == *after;
    }
    let mut kept = Vec::new();
    for stored in stored.iter().filter(|stored| stored.first <= after.number) {
        match stored.entries() {
            Ok(entries) => kept.extend(entries),
            Err(_) => return false,
        }
    }
    let first = segment.before().number + 1;
    let kept = kept.iter().filter(|entry| (first..=after.number).contains(&entry.number));
    kept.eq(segment.entries())
}

/// Cuts a time to what the databases keep.
pub(crate) fn in_milliseconds(at: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond()).unwrap_or(at)
}
