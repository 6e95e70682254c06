//! The order in which a document's pieces are taken: each after what it builds on, whatever order they come in.
//!
//! A log waits for one point at a time, and what was found is not looked for again.

use crate::log::Piece;
use cunbang_ledger::{ChangeIndex, History, Point, Writer};
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

/// The pieces that were not taken yet.
pub(crate) struct Waiting {
    of_log: BTreeMap<Writer, Queue>,
    /// Logs whose first piece may be ready.
    to_look_at: BTreeSet<Writer>,
    /// Logs whose first piece waits for another log.
    blocked_by: HashMap<Writer, Vec<Writer>>,
}

#[derive(Default)]
struct Queue {
    pieces: VecDeque<Piece>,
    /// The first entry of the first piece, and the first of what it has seen, that was not found yet.
    looked_up_to: (usize, usize),
}

impl Waiting {
    /// Pieces in any order.
    pub(crate) fn of(mut pieces: Vec<Piece>) -> Self {
        pieces.sort_by_key(|piece| (piece.log.writer, piece.first));
        let mut of_log: BTreeMap<Writer, Queue> = BTreeMap::new();
        for piece in pieces {
            of_log.entry(piece.log.writer).or_default().pieces.push_back(piece);
        }
        let to_look_at = of_log.keys().copied().collect();
        Self { of_log, to_look_at, blocked_by: HashMap::new() }
    }

    /// The next piece that builds on nothing that is not there. Where there is none, the first of those that are left
    /// comes all the same, and says what it lacks.
    pub(crate) fn next(&mut self, history: &History) -> Option<Piece> {
        while let Some(writer) = self.to_look_at.pop_first() {
            let Some(queue) = self.of_log.get_mut(&writer) else { continue };
            match queue.missing(writer, history) {
                Some(point) if point.writer == writer => {}
                Some(point) => self.blocked_by.entry(point.writer).or_default().push(writer),
                None => return self.take(writer),
            }
        }
        let first = *self.of_log.first_key_value()?.0;
        self.take(first)
    }

    /// Looks again at what waits for a log.
    pub(crate) fn went_on(&mut self, writer: Writer) {
        self.to_look_at.insert(writer);
        self.to_look_at.extend(self.blocked_by.remove(&writer).unwrap_or_default());
    }

    fn take(&mut self, writer: Writer) -> Option<Piece> {
        let queue = self.of_log.get_mut(&writer)?;
        queue.looked_up_to = (0, 0);
        let piece = queue.pieces.pop_front();
        if queue.pieces.is_empty() {
            self.of_log.remove(&writer);
        }
        piece
    }
}

impl Queue {
    /// The first point that the first piece builds on and that is not there.
    fn missing(&mut self, writer: Writer, history: &History) -> Option<Point> {
        let piece = self.pieces.front()?;
        let head = history.head(&writer).number;
        if piece.first != head + 1 {
            return Some(Point { writer, number: head });
        }
        let (mut entry, mut place) = self.looked_up_to;
        while let Some(seen) = piece.seen_by(entry) {
            while let Some(point) = seen.get(place) {
                if point.writer != writer && history.change_at(point).is_none() {
                    self.looked_up_to = (entry, place);
                    return Some(*point);
                }
                place += 1;
            }
            (entry, place) = (entry + 1, 0);
        }
        None
    }
}
