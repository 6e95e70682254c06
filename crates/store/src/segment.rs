//! Segments of logs as they are stored, and the heads they lead to.

use crate::error::StoreError;
use cunbang_ledger::{Entry, Hash, LogHead, LogId, RefusalCode, VerifiedSegment, frame};
use cunbang_model::Timestamp;
use std::fmt;

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
    /// Whether what is stored is not what was written. It must not be sent to anyone, and its entries cannot be
    /// read.
    pub is_damaged: bool,
}

/// Stands for the hash of an entry that nobody can tell.
pub(crate) const NO_HASH: Hash = Hash([0; 32]);

/// Entries that are not what was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DamagedEntries {
    /// The log.
    pub log: LogId,
    /// The number of the first.
    pub first: u64,
    /// The number of the last.
    pub last: u64,
}

impl fmt::Display for DamagedEntries {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, entries {} to {}", self.log, self.first, self.last)
    }
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
            is_damaged: false,
        }
    }

    /// Whether the hash of its last entry is known: of a row that was gone, nobody may be able to tell it before the
    /// entries are back.
    pub fn knows_its_hash(&self) -> bool {
        self.head.entry_hash != NO_HASH
    }

    /// Its log and the numbers of its entries, as of one that is damaged.
    pub fn place(&self) -> DamagedEntries {
        DamagedEntries { log: self.log, first: self.first, last: self.last }
    }

    /// Unpacks its entries. What cannot be unpacked is damaged.
    pub fn entries(&self) -> Result<Vec<Entry>, StoreError> {
        self.entries_from(self.first)
    }

    /// Unpacks its entries from a number on; the rows of those before it are not looked at.
    pub fn entries_from(&self, from: u64) -> Result<Vec<Entry>, StoreError> {
        let DamagedEntries { log, first, last } = self.place();
        if !self.is_damaged {
            let entries = frame::unpack(&self.frame, &[])
                .and_then(|plain| frame::decode_from(&log.document, &log.writer, &plain, from));
            match entries {
                Ok(entries) => return Ok(entries),
                // A newer program wrote it: this one must be updated.
                Err(refusal) if refusal.code == RefusalCode::TooNew => {
                    return Err(StoreError::Damaged { place: log.to_string(), what: refusal.to_string() });
                }
                Err(refusal) => tracing::error!(%log, first, last, %refusal, "stored entries cannot be read"),
            }
        }
        Err(StoreError::DamagedEntries { log: Box::new(log), first, last })
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
