//! A push: entries of one log as someone sent them, decoded and verified against what this node has.
//!
//! This module does not touch the store: the caller passes in what is needed and stores the result.

use cunbang_ledger::verify::{check_alone, needs_history, verify_frame};
use cunbang_ledger::{Entry, History, LogHead, LogId, Refusal, RefusalCode, VerifiedSegment, frame, verify};
use cunbang_store::{ForkEvidence, StoreError, StoredSegment};
use std::sync::Arc;

/// Entries of one log, as someone sent them.
#[derive(Debug, Clone)]
pub struct Push {
    /// The log.
    pub log: LogId,
    /// Number of the first entry.
    pub first: u64,
    /// The entries, packed as a frame.
    pub packed: Vec<u8>,
    /// Whether the frame was packed with the preceding tail of the log as dictionary.
    pub dictionary: bool,
    /// The device's signature of the last entry's hash.
    pub signature: [u8; 64],
    /// The writer's certificate, if the sender thinks that this node may not have it.
    pub certificate: Option<Vec<u8>>,
}

/// The result of decoding and verifying.
pub(crate) enum Verified {
    Fresh(Box<VerifiedSegment>),
    /// This node already has all of it.
    Known(LogHead),
    /// It has a valid signature, but differs from the stored entries with the same numbers.
    Fork(Box<ForkEvidence>),
}

/// A push and what is needed to verify it.
pub(crate) struct Work {
    pub(crate) push: Arc<Push>,
    /// The writer's public key.
    pub(crate) public_key: [u8; 32],
    /// The stored head of the log.
    pub(crate) head: LogHead,
    /// Stored entries of the log, as far as needed.
    pub(crate) own_entries: Vec<Entry>,
}

/// Why a push was not verified.
pub(crate) enum Needs {
    /// It is faulty.
    Refused(Refusal),
    /// It builds on other logs, so the document's whole history is needed.
    History,
    /// What is here cannot be read.
    Whole(StoreError),
}

impl From<Refusal> for Needs {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<StoreError> for Needs {
    fn from(error: StoreError) -> Self {
        Self::Whole(error)
    }
}

impl Work {
    /// Decodes and verifies the push. `segments`, if given, is the document's whole history.
    pub(crate) fn verify(&self, segments: Option<&[StoredSegment]>) -> Result<Verified, Needs> {
        let log = self.push.log;
        let entries = self.read()?;
        let first = entries.first().map_or(0, |entry| entry.number);
        if first != self.push.first {
            return Err(Refusal::new(
                RefusalCode::Malformed,
                format!("{log}: the first entry is {first}, but was announced as {}", self.push.first),
            )
            .into());
        }
        if segments.is_none() && (first <= self.head.number || needs_history(&log.writer, &entries)) {
            check_alone(&log, &entries)?;
            return Err(Needs::History);
        }
        let mut history = History::new(log.document);
        history.introduce(log.writer);
        for segment in segments.unwrap_or_default() {
            for entry in segment.entries()? {
                history.add(&segment.log.writer, &entry)?;
            }
        }
        if first == self.head.number + 1 {
            let Push { packed, dictionary, signature, .. } = &*self.push;
            let segment = if *dictionary {
                verify(&log, &self.public_key, &self.head, entries, signature, &history)?
            } else {
                // The only copy of the frame, for the store.
                verify_frame(&log, &self.public_key, &self.head, entries, packed.clone(), signature, &history)?
            };
            return Ok(Verified::Fresh(Box::new(segment)));
        }
        self.verify_overlap(&history, entries, segments.unwrap_or_default())
    }

    /// Verifies entries whose numbers are partly stored already. Either those are the same and only the rest is
    /// new, or the log has forked.
    fn verify_overlap(
        &self,
        history: &History,
        entries: Vec<Entry>,
        segments: &[StoredSegment],
    ) -> Result<Verified, Needs> {
        let log = self.push.log;
        let first = self.push.first;
        let stored = |number: u64| self.own_entries.iter().find(|entry| entry.number == number);
        let differs =
            entries.iter().find(|entry| entry.number <= self.head.number && stored(entry.number) != Some(*entry));
        let Some(differs) = differs.map(|entry| entry.number) else {
            let last = entries.last().map_or(0, |entry| entry.number);
            if last <= self.head.number {
                return Ok(Verified::Known(self.head));
            }
            let fresh = entries.into_iter().filter(|entry| entry.number > self.head.number).collect();
            let segment = verify(&log, &self.public_key, &self.head, fresh, &self.push.signature, history)?;
            return Ok(Verified::Fresh(Box::new(segment)));
        };
        // The other branch is evidence only if the device really signed it, so its chain is followed from the fork.
        let mut before = History::new(log.document);
        for segment in segments {
            for entry in segment.entries()? {
                if segment.log != log || entry.number < first {
                    before.add(&segment.log.writer, &entry).ok();
                }
            }
        }
        before.introduce(log.writer);
        let base = before.head(&log.writer);
        let segment = verify(&log, &self.public_key, &base, entries, &self.push.signature, &before)?;
        let evidence = ForkEvidence {
            at: cunbang_model::Timestamp::UNIX_EPOCH,
            log,
            number: differs,
            frame: segment.frame().to_vec(),
            signature: self.push.signature,
        };
        Ok(Verified::Fork(Box::new(evidence)))
    }

    pub(crate) fn read(&self) -> Result<Vec<Entry>, Refusal> {
        let Push { log, packed, .. } = &*self.push;
        let dictionary = if self.push.dictionary {
            let range = frame::dictionary_range(self.push.first);
            let place = |number| self.own_entries.partition_point(|entry| entry.number < number);
            let tail = self.own_entries.get(place(range.start)..place(range.end)).unwrap_or_default();
            frame::dictionary(&log.document, &log.writer, tail)
        } else {
            Vec::new()
        };
        frame::decode(&log.document, &log.writer, &frame::unpack(packed, &dictionary)?)
    }
}
