//! Whether logs, heads, feed and agreement fit together: the same questions for every backend.

use crate::agreement::Parts;
use crate::feed::{Mark, Position};
use crate::segment::Head;
use cunbang_language::say;
use cunbang_ledger::{LogHead, LogId};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Something in a store that cannot be as it should.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Where: a log, a place of the feed, a table.
    pub place: String,
    /// What was found there, and what was expected.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.what)
    }
}

/// What the examination needs of a row of the feed.
pub(crate) enum Place {
    Segment { log: LogId, first: u64, last: u64, head: LogHead, signature: [u8; 64] },
    Receipt { signature: [u8; 64] },
}

/// Whether nobody can tell the tag of a place: what stood there or before it was taken out, and its entries are not back.
/// That is a fault of its own, told where damage is.
fn is_of_gone(at: &Position) -> bool {
    at.number > 0 && at.tag == [0; 8]
}

/// Walks the feed from its start and keeps what must fit.
#[derive(Default)]
pub(crate) struct Examination {
    at: Position,
    reached: BTreeMap<LogId, (LogHead, [u8; 64])>,
    faults: Vec<Fault>,
}

impl Examination {
    fn fault(&mut self, place: impl fmt::Display, what: String) {
        self.faults.push(Fault { place: place.to_string(), what });
    }

    /// The last place seen.
    pub(crate) fn at(&self) -> Position {
        self.at
    }

    /// Takes the next row of the feed.
    pub(crate) fn see(&mut self, position: Position, place: &Place) {
        let expected = self.at.next(&match place {
            Place::Segment { log, head, .. } => Mark::Segment { log, entry_hash: &head.entry_hash },
            Place::Receipt { signature } => Mark::Receipt { signature },
        });
        if position.number != expected.number {
            self.fault("feed", say!("check-number", number = position.number, before = self.at.number));
        } else if position.tag != expected.tag && ![self.at, position].iter().any(is_of_gone) {
            self.fault(format_args!("feed, number {}", position.number), say!("check-tag"));
        }
        self.at = position;
        if let Place::Segment { log, first, last, head, signature } = place {
            let before = self.reached.get(log).map_or(0, |(head, _)| head.number);
            if *first != before + 1 || *last < *first || head.number != *last {
                self.fault(log, say!("check-entries", first = first, last = last, before = before));
            }
            self.reached.insert(*log, (*head, *signature));
        }
    }

    /// Compares with the heads and the end of the feed, and tells what was found.
    pub(crate) fn finish(mut self, heads: &[Head], end: Position) -> Vec<Fault> {
        if end != self.at {
            self.fault("feed", say!("check-end", number = self.at.number, said = end.number));
        }
        let mut reached = std::mem::take(&mut self.reached);
        for head in heads {
            match reached.remove(&head.log) {
                Some(last) if last == (head.head, head.signature) => {}
                Some((last, _)) => {
                    self.fault(head.log, say!("check-head", said = head.head.number, number = last.number));
                }
                None => self.fault(head.log, say!("check-no-segments", said = head.head.number)),
            }
        }
        for log in reached.into_keys() {
            self.fault(log, say!("check-no-head"));
        }
        self.faults
    }
}

/// Compares the agreement's parts as they are kept with what they should be.
pub(crate) fn compare_parts(kept: &Parts, expected: &Parts) -> Vec<Fault> {
    let of = |parts: &Parts, key| parts.0.get(key).copied().unwrap_or_default();
    let keys: BTreeSet<_> = kept.0.keys().chain(expected.0.keys()).collect();
    keys.into_iter()
        .filter(|key| of(kept, key) != of(expected, key))
        .map(|key| Fault {
            place: key.to_string(),
            what: say!(
                "check-agreement",
                kept = format!("{:016x}", of(kept, key).0),
                expected = format!("{:016x}", of(expected, key).0)
            ),
        })
        .collect()
}
