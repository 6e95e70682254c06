//! The history of a document's logs by hash: which change is which entry, and what each entry had seen.

use crate::change::{RowText, change_point};
use crate::encoding::Encoder;
use crate::entry::{ChangeIndex, ChangePoint, Entry, Point};
use crate::log::{Hash, LogHead, LogId, Writer};
use crate::refusal::{Refusal, RefusalCode};
use cunbang_model::DocumentName;
use std::collections::{BTreeMap, HashMap, HashSet};

/// The entries of all logs of a document, by point and by hash.
#[derive(Debug, Clone)]
pub struct History {
    document: DocumentName,
    heads: BTreeMap<Writer, LogHead>,
    changes: HashMap<Point, (ChangePoint, Vec<Point>)>,
    points: HashMap<Hash, Point>,
    actors: HashMap<automerge::ActorId, Writer>,
}

impl History {
    /// The history of a document without entries.
    pub fn new(document: DocumentName) -> Self {
        Self {
            document,
            heads: BTreeMap::new(),
            changes: HashMap::new(),
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
        let change = Encoder::new(*writer).change_point(entry, self)?;
        self.note(writer, entry.seen.clone(), change);
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
        self.note(writer, entry.seen.clone(), change_point(&change));
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

    pub(crate) fn note(&mut self, writer: &Writer, seen: Vec<Point>, change: ChangePoint) {
        let head = self.head(writer).after(change.change_hash, change.next_operation);
        let point = Point { writer: *writer, number: head.number };
        self.introduce(*writer);
        self.heads.insert(*writer, head);
        self.points.insert(change.change_hash, point);
        self.changes.insert(point, (change, seen));
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

    fn point_of(&self, change_hash: &Hash) -> Option<Point> {
        self.points.get(change_hash).copied()
    }

    fn writer_of(&self, actor: &automerge::ActorId) -> Option<Writer> {
        self.actors.get(actor).copied()
    }

    fn implies(&self, seen: &[Point], wanted: &Point) -> bool {
        let mut open: Vec<Point> = seen.to_vec();
        let mut done = HashSet::new();
        while let Some(point) = open.pop() {
            if point.writer == wanted.writer && point.number >= wanted.number {
                return true;
            }
            if done.insert(point)
                && let Some((_, seen)) = self.changes.get(&point)
            {
                open.extend_from_slice(seen);
            }
        }
        false
    }
}
