//! The history of a document's logs: which change is which entry, what each entry builds on, and which keys it put.

use crate::change::{RowText, change_point};
use crate::clock::Clock;
use crate::encoding::Encoder;
use crate::entry::{ChangeIndex, ChangePoint, Entry, OperationId, Point, PutPoint};
use crate::log::{Hash, LogHead, LogId, Writer};
use crate::refusal::{Refusal, RefusalCode};
use cunbang_model::DocumentName;
use std::collections::{BTreeMap, HashMap};

/// The entries of all logs of a document, by point and by hash.
#[derive(Debug, Clone)]
pub struct History {
    document: DocumentName,
    heads: BTreeMap<Writer, LogHead>,
    changes: HashMap<Point, (ChangePoint, Clock)>,
    /// The keys that each log's entries put, in order; only of entries that were added as such.
    puts: HashMap<Writer, Vec<PutKeys>>,
    points: HashMap<Hash, Point>,
    actors: HashMap<automerge::ActorId, Writer>,
}

/// The keys that an entry put, by counter from its first operation.
#[derive(Debug, Clone)]
pub(crate) struct PutKeys {
    number: u64,
    first_operation: u64,
    keys: Box<[Box<str>]>,
}

impl PutKeys {
    pub(crate) fn of(entry: &Entry) -> Self {
        let keys = entry.puts.iter().map(|put| put.row.key().into_boxed_str()).collect();
        Self { number: entry.number, first_operation: entry.first_operation, keys }
    }

    /// The keys, in order.
    pub(crate) fn keys(&self) -> &[Box<str>] {
        &self.keys
    }

    /// Finds an operation among a log's entries.
    pub(crate) fn find(entries: &[Self], counter: u64) -> Option<PutPoint<'_>> {
        let after = entries.partition_point(|entry| entry.first_operation <= counter);
        let entry = entries.get(after.checked_sub(1)?)?;
        let place = usize::try_from(counter - entry.first_operation).ok()?;
        Some(PutPoint { number: entry.number, key: entry.keys.get(place)? })
    }
}

impl History {
    /// The history of a document without entries.
    pub fn new(document: DocumentName) -> Self {
        Self {
            document,
            heads: BTreeMap::new(),
            changes: HashMap::new(),
            puts: HashMap::new(),
            points: HashMap::new(),
            actors: HashMap::new(),
        }
    }

    /// The document.
    pub fn document(&self) -> DocumentName {
        self.document
    }

    /// Registers a writer before its first entry.
    pub fn introduce(&mut self, writer: Writer) {
        self.actors.entry(writer.actor()).or_insert(writer);
    }

    /// Adds the next entry of a log.
    pub fn add(&mut self, writer: &Writer, entry: &Entry) -> Result<(), Refusal> {
        self.check_next(writer, entry)?;
        let keys = PutKeys::of(entry);
        let change = Encoder::new(*writer).change_point(entry, &keys, self)?;
        self.note(writer, &entry.seen, change);
        self.puts.entry(*writer).or_default().push(keys);
        Ok(())
    }

    /// Adds the next entry of a log, whose rows have these texts, and returns its change.
    pub(crate) fn add_change(
        &mut self,
        writer: &Writer,
        entry: &Entry,
        texts: impl Iterator<Item = RowText>,
    ) -> Result<automerge::Change, Refusal> {
        self.check_next(writer, entry)?;
        self.introduce(*writer);
        let change = entry.to_change_of(writer, self, texts)?;
        self.note(writer, &entry.seen, change_point(&change));
        Ok(change)
    }

    fn check_next(&self, writer: &Writer, entry: &Entry) -> Result<(), Refusal> {
        let head = self.head(writer);
        if entry.number == head.number + 1 {
            return Ok(());
        }
        Err(Refusal::new(
            RefusalCode::Gap,
            format!("{} by {writer}: entry {} after {}", self.document, entry.number, head.number),
        ))
    }

    pub(crate) fn note(&mut self, writer: &Writer, seen: &[Point], change: ChangePoint) {
        let head = self.head(writer).after(change.change_hash, change.next_operation);
        let point = Point { writer: *writer, number: head.number };
        let clock = Clock::of(writer, seen, self);
        self.introduce(*writer);
        self.heads.insert(*writer, head);
        self.points.insert(change.change_hash, point);
        self.changes.insert(point, (change, clock));
    }

    /// The point of a change.
    pub(crate) fn point_of(&self, change_hash: &Hash) -> Option<Point> {
        self.points.get(change_hash).copied()
    }

    /// The writer behind an Automerge actor.
    pub(crate) fn writer_of(&self, actor: &automerge::ActorId) -> Option<Writer> {
        self.actors.get(actor).copied()
    }

    /// The entry that holds an operation.
    pub(crate) fn entry_of(&self, operation: &OperationId) -> Option<Point> {
        let writer = operation.writer;
        let ends_after = |number: u64| {
            self.changes
                .get(&Point { writer, number })
                .is_none_or(|(change, _)| change.next_operation > operation.counter)
        };
        let (mut low, mut high) = (1, self.head(&writer).number);
        while low < high {
            let middle = u64::midpoint(low, high);
            if ends_after(middle) { high = middle } else { low = middle + 1 }
        }
        let point = Point { writer, number: low };
        (self.changes.contains_key(&point) && ends_after(low)).then_some(point)
    }

    /// The head of a log; the empty head if the log is unknown.
    pub fn head(&self, writer: &Writer) -> LogHead {
        self.heads
            .get(writer)
            .copied()
            .unwrap_or_else(|| LogHead::empty(&LogId { document: self.document, writer: *writer }))
    }

    /// The heads of all logs.
    pub fn heads(&self) -> &BTreeMap<Writer, LogHead> {
        &self.heads
    }
}

impl ChangeIndex for History {
    fn change_at(&self, point: &Point) -> Option<ChangePoint> {
        self.changes.get(point).map(|(change, _)| *change)
    }

    fn clock_at(&self, point: &Point) -> Option<Clock> {
        self.changes.get(point).map(|(_, clock)| clock.clone())
    }

    fn put_of(&self, operation: &OperationId) -> Option<PutPoint<'_>> {
        PutKeys::find(self.puts.get(&operation.writer)?, operation.counter)
    }
}
