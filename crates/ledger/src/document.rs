//! Documents: an Automerge document together with the history of its logs.

use crate::change::{RowText, change_point};
use crate::clock::implies;
use crate::entry::{ChangeIndex, Entry, OperationId, Point, Put};
use crate::history::History;
use crate::limits::{MAX_OPERATOR_BYTES, MAX_PUTS_PER_ENTRY, MAX_SEEN_LOGS, MAX_SUPERSEDED};
use crate::log::{Hash, LogId, Writer};
use crate::projection::VersionVector;
use crate::refusal::{Refusal, RefusalCode};
use crate::verify::VerifiedSegment;
use crate::{Sign, implied};
use automerge::{Automerge, AutomergeError, ObjId, ROOT, ReadDoc};
use cunbang_language::say;
use cunbang_model::schema::RELEASE;
use cunbang_model::{DocumentName, Row, RowError, Timestamp};
use std::collections::{BTreeSet, HashSet};

/// Why a document operation failed.
#[derive(Debug, thiserror::Error)]
pub enum DocumentError {
    /// Automerge failed.
    #[error("{}", say!("ledger-document-automerge", document = .document, source = .source))]
    Automerge {
        /// The document.
        document: DocumentName,
        /// Automerge's error.
        source: Box<AutomergeError>,
    },
    /// The snapshot does not match the logs and must be rebuilt.
    #[error("{}", say!("ledger-document-stale", what = .0))]
    Stale(DocumentName),
    /// The row does not belong in this document.
    #[error("{}", say!("ledger-document-row", document = .document, key = .key, source = .source))]
    Row {
        /// The document.
        document: DocumentName,
        /// The row's key.
        key: String,
        /// What is wrong.
        source: Box<RowError>,
    },
    /// The operator's name is empty or too long.
    #[error("{}", say!("ledger-document-operator", what = .0, max_operator_bytes = .MAX_OPERATOR_BYTES))]
    Operator(usize),
    /// An entry was refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// A document on a device that writes to it.
#[derive(Debug, Clone)]
pub struct Document {
    automerge: Automerge,
    history: History,
}

/// A row to put.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entered {
    /// The row.
    pub row: Row,
    /// The values to replace; those that are already gone are ignored. `None` replaces every current value of
    /// the key. Values that the writer had not seen stay beside the new one.
    pub over: Option<BTreeSet<OperationId>>,
}

impl From<Row> for Entered {
    fn from(row: Row) -> Self {
        Self { row, over: None }
    }
}

/// A row to put, with its texts: they are made once.
struct Fresh<'a> {
    entered: &'a Entered,
    text: RowText,
}

/// Changes that are made and not yet applied, and the keys that they put.
#[derive(Default)]
struct Pending {
    changes: Vec<automerge::Change>,
    keys: HashSet<String>,
}

impl Document {
    /// A document without entries.
    pub fn new(name: DocumentName) -> Self {
        Self { automerge: Automerge::new(), history: History::new(name) }
    }

    /// The document's name.
    pub fn name(&self) -> DocumentName {
        self.history.document()
    }

    /// The history of the document's logs.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Opens a snapshot written by [`Document::save`]. `writers` are the writers whose logs it should contain.
    /// If this fails with [`DocumentError::Stale`], rebuild the document from its entries.
    pub fn load(
        name: DocumentName,
        snapshot: &[u8],
        writers: impl IntoIterator<Item = Writer>,
    ) -> Result<Self, DocumentError> {
        let loaded = std::panic::catch_unwind(|| Automerge::load(snapshot));
        let Ok(Ok(automerge)) = loaded else {
            return Err(DocumentError::Stale(name));
        };
        let mut history = History::new(name);
        for writer in writers {
            history.introduce(writer);
        }
        for change in automerge.get_changes(&[]) {
            let writer = history.writer_of(change.actor_id()).ok_or(DocumentError::Stale(name))?;
            let mut seen = Vec::with_capacity(change.deps().len());
            for hash in change.deps() {
                let point = history.point_of(&Hash(hash.0));
                seen.push(point.ok_or(DocumentError::Stale(name))?);
            }
            if change.seq() != history.head(&writer).number + 1 {
                return Err(DocumentError::Stale(name));
            }
            history.note(&writer, &seen, change_point(&change));
        }
        Ok(Self { automerge, history })
    }

    /// The document as an Automerge file, which any Automerge implementation can open.
    pub fn save(&self) -> Vec<u8> {
        self.automerge.save()
    }

    /// Like [`Self::enter`], for rows that replace every current value of their keys.
    pub fn record(
        &mut self,
        writer: Writer,
        operator: &str,
        claimed_at: Timestamp,
        rows: &[Row],
        sign: Sign<'_>,
    ) -> Result<Option<VerifiedSegment>, DocumentError> {
        let rows: Vec<Entered> = rows.iter().cloned().map(Entered::from).collect();
        self.enter(writer, operator, claimed_at, &rows, sign)
    }

    /// Puts rows as the next entries of the writer's log, split where the limit for one entry requires it.
    /// Rows that are already the only value of their key are skipped; `None` means that nothing was new. If
    /// `rows` has a key more than once, the last row wins.
    pub fn enter(
        &mut self,
        writer: Writer,
        operator: &str,
        claimed_at: Timestamp,
        rows: &[Entered],
        sign: Sign<'_>,
    ) -> Result<Option<VerifiedSegment>, DocumentError> {
        let segments = self.enter_in_pieces(writer, operator, claimed_at, rows, rows.len().max(1), sign)?;
        Ok(segments.into_iter().next())
    }

    /// Like [`Self::enter`], with a segment and so a signature for each so many rows. Automerge goes through the whole
    /// document for each change that it is given by itself, so the changes are given to it together.
    pub fn enter_in_pieces(
        &mut self,
        writer: Writer,
        operator: &str,
        claimed_at: Timestamp,
        rows: &[Entered],
        rows_per_piece: usize,
        sign: Sign<'_>,
    ) -> Result<Vec<VerifiedSegment>, DocumentError> {
        let mut pending = Pending::default();
        let mut segments = Vec::new();
        for piece in rows.chunks(rows_per_piece.max(1)) {
            // A row that comes again replaces the one of before, which must stand by then.
            if piece.iter().any(|entered| pending.keys.contains(&entered.row.key())) {
                self.apply_pending(&mut pending)?;
            }
            segments.extend(self.enter_piece(writer, operator, claimed_at, piece, &mut pending, sign)?);
        }
        self.apply_pending(&mut pending)?;
        Ok(segments)
    }

    fn enter_piece(
        &mut self,
        writer: Writer,
        operator: &str,
        claimed_at: Timestamp,
        rows: &[Entered],
        pending: &mut Pending,
        sign: Sign<'_>,
    ) -> Result<Option<VerifiedSegment>, DocumentError> {
        if operator.is_empty() || operator.len() > MAX_OPERATOR_BYTES {
            return Err(DocumentError::Operator(operator.len()));
        }
        let document = self.name();
        for Entered { row, .. } in rows {
            document.check_row(row).map_err(|source| DocumentError::Row {
                document,
                key: row.key(),
                source: Box::new(source),
            })?;
        }
        let before = self.history.head(&writer);
        let mut last = Vec::with_capacity(rows.len());
        let mut indexes = std::collections::HashMap::with_capacity(rows.len());
        for entered in rows {
            let key = entered.row.key();
            if let Some(&index) = indexes.get(&key) {
                last[index] = entered;
            } else {
                indexes.insert(key, last.len());
                last.push(entered);
            }
        }
        let with_texts = last.into_iter().map(|entered| {
            let text = RowText { key: entered.row.key(), json: entered.row.to_json() };
            Fresh { entered, text }
        });
        let mut fresh: Vec<Fresh<'_>> = with_texts.filter(|fresh| !self.stands(fresh)).collect();
        let mut entries = Vec::new();
        while !fresh.is_empty() {
            let rest = fresh.split_off(fresh.len().min(MAX_PUTS_PER_ENTRY));
            entries.push(self.commit(writer, operator, claimed_at, fresh, pending)?);
            fresh = rest;
        }
        if entries.is_empty() {
            return Ok(None);
        }
        let after = self.history.head(&writer);
        let log = LogId { document, writer };
        Ok(Some(VerifiedSegment::written(log, before, after, entries, sign)?))
    }

    /// Whether the row is already stored: as the only value of its key, or, where it says which values it replaces, beside
    /// others than those.
    fn stands(&self, fresh: &Fresh<'_>) -> bool {
        let Ok(values) = self.automerge.get_all(ROOT, fresh.text.key.as_str()) else { return false };
        let is_same = |value: &automerge::Value<'_>| value.as_str() == Some(&fresh.text.json);
        let Some(over) = &fresh.entered.over else {
            return values.len() == 1 && values.iter().all(|(value, _)| is_same(value));
        };
        // One that is to be replaced by this very value, and still stands beside it, is not replaced yet.
        let is_to_go = |id: &ObjId| {
            let ObjId::Id(counter, actor, _) = id else { return false };
            let writer = self.history.writer_of(actor);
            writer.is_some_and(|writer| over.contains(&OperationId { counter: *counter, writer }))
        };
        values.iter().any(|(value, _)| is_same(value))
            && !values.iter().any(|(value, id)| !is_same(value) && is_to_go(id))
    }

    /// Builds the next entry and its change. The change is built from the entry, as it is everywhere else.
    /// Automerge's own transaction would write a removal when the new row equals the value shown among
    /// conflicting ones.
    fn commit(
        &mut self,
        writer: Writer,
        operator: &str,
        claimed_at: Timestamp,
        rows: Vec<Fresh<'_>>,
        pending: &mut Pending,
    ) -> Result<Entry, DocumentError> {
        let document = self.name();
        let mut supersedes = Vec::with_capacity(rows.len());
        for Fresh { entered: Entered { over, .. }, text } in &rows {
            let mut replaced = self.standing(&text.key)?;
            replaced.retain(|id| over.as_ref().is_none_or(|over| over.contains(id)));
            replaced.truncate(MAX_SUPERSEDED);
            supersedes.push(replaced);
        }
        let replaced = supersedes.iter().flatten().filter_map(|id| self.history.entry_of(id));
        let head = self.history.head(&writer);
        // An entry that has seen all heads is the only head itself.
        let (seen, saw_all) = if pending.changes.is_empty() {
            let seen = self.choose_seen(&writer, &replaced.collect())?;
            let saw_all = seen.len() == self.automerge.get_heads().len();
            (seen, saw_all)
        } else {
            (vec![Point { writer, number: head.number }], true)
        };
        let previous = Point { writer, number: head.number };
        let mut first_operation = head.next_operation;
        for point in &seen {
            let change = self.history.change_at(point).ok_or(DocumentError::Stale(document))?;
            first_operation = first_operation.max(change.next_operation);
        }
        let mut puts = Vec::with_capacity(rows.len());
        for (Fresh { entered, text }, mut supersedes) in rows.iter().zip(supersedes) {
            supersedes.retain(|id| {
                let entry = self.history.entry_of(id);
                entry.is_some_and(|entry| implies(&self.history, &seen, &entry))
            });
            let put = Put { row: entered.row.clone().into(), supersedes };
            implied::check_covers(&put, &seen, previous, &self.history).map_err(|what| {
                Refusal::new(RefusalCode::BrokenChain, format!("{}: {} {what}", self.name(), text.key))
            })?;
            puts.push(put);
        }
        let entry = Entry {
            number: previous.number + 1,
            release: RELEASE,
            operator: operator.to_owned(),
            claimed_at_seconds: claimed_at.as_second(),
            seen,
            first_operation,
            puts,
        };
        pending.keys.extend(rows.iter().map(|fresh| fresh.text.key.clone()));
        let change = self.history.add_change(&writer, &entry, rows.into_iter().map(|fresh| fresh.text))?;
        pending.changes.push(change);
        if !saw_all {
            self.apply_pending(pending)?;
        }
        Ok(entry)
    }

    fn apply_pending(&mut self, pending: &mut Pending) -> Result<(), DocumentError> {
        let Pending { changes, .. } = std::mem::take(pending);
        if changes.is_empty() { Ok(()) } else { self.apply_changes(changes) }
    }

    /// The values that stand under a key, in the order in which Automerge lists them in a change.
    fn standing(&self, key: &str) -> Result<Vec<OperationId>, DocumentError> {
        let document = self.name();
        let values = self
            .automerge
            .get_all(ROOT, key)
            .map_err(|source| DocumentError::Automerge { document, source: Box::new(source) })?;
        let mut standing = Vec::with_capacity(values.len());
        for (_, id) in values {
            let ObjId::Id(counter, actor, _) = id else {
                return Err(DocumentError::Stale(document));
            };
            let writer = self.history.writer_of(&actor).ok_or(DocumentError::Stale(document))?;
            standing.push(OperationId { counter, writer });
        }
        standing.sort_by_cached_key(|id| (id.counter, id.writer.actor()));
        Ok(standing)
    }

    /// The heads that the writer's next entry names as seen: all of them, unless there are more than an entry may
    /// name. Then those come first that imply its own previous entry and the entries that it has to have seen, and the
    /// others are left to the entries that follow.
    fn choose_seen(&self, writer: &Writer, needed: &BTreeSet<Point>) -> Result<Vec<Point>, DocumentError> {
        let mut heads = Vec::new();
        for hash in self.automerge.get_heads() {
            heads.push(self.history.point_of(&Hash(hash.0)).ok_or(DocumentError::Stale(self.name()))?);
        }
        heads.sort_unstable();
        if heads.len() <= MAX_SEEN_LOGS {
            return Ok(heads);
        }
        let previous = Point { writer: *writer, number: self.history.head(writer).number };
        let mut chosen: Vec<Point> = Vec::new();
        for wanted in std::iter::once(&previous).filter(|point| point.number > 0).chain(needed) {
            if chosen.len() < MAX_SEEN_LOGS && !implies(&self.history, &chosen, wanted) {
                chosen.extend(heads.iter().find(|head| implies(&self.history, &[**head], wanted)));
            }
        }
        heads.retain(|head| !chosen.contains(head));
        chosen.extend(heads.into_iter().take(MAX_SEEN_LOGS - chosen.len()));
        chosen.sort_unstable();
        Ok(chosen)
    }

    /// What the writer's next entry will have seen. It is everything that is here, unless there are more heads than
    /// an entry may name.
    pub fn reach(&self, writer: &Writer) -> Result<VersionVector, DocumentError> {
        let mut reach = VersionVector::default();
        for point in self.choose_seen(writer, &BTreeSet::new())? {
            reach.raise(point.writer, point.number);
            for implied in self.history.clock_at(&point).unwrap_or_default().points() {
                reach.raise(implied.writer, implied.number);
            }
        }
        Ok(reach)
    }

    /// Applies verified entries of other logs, each after the entries it has seen.
    pub fn apply(&mut self, segments: &[VerifiedSegment]) -> Result<(), DocumentError> {
        let entries = segments
            .iter()
            .flat_map(|segment| segment.entries().iter().map(move |entry| (segment.log().writer, entry)));
        self.apply_entries(entries)
    }

    /// Applies entries from this machine's own store.
    pub fn apply_entries<'a>(
        &mut self,
        entries: impl IntoIterator<Item = (Writer, &'a Entry)>,
    ) -> Result<(), DocumentError> {
        let mut changes = Vec::new();
        for (writer, entry) in entries {
            if entry.number > self.history.head(&writer).number {
                changes.push(self.history.add_change(&writer, entry, entry.texts())?);
            }
        }
        self.apply_changes(changes)
    }

    fn apply_changes(&mut self, changes: Vec<automerge::Change>) -> Result<(), DocumentError> {
        let document = self.name();
        self.automerge
            .apply_changes(changes)
            .map_err(|source| DocumentError::Automerge { document, source: Box::new(source) })?;
        if self.automerge.get_missing_deps(&[]).is_empty() { Ok(()) } else { Err(DocumentError::Stale(document)) }
    }

    /// All values of every key as canonical JSON, as Automerge holds them: the winning value first.
    pub fn values(&self) -> Result<Vec<(String, Vec<String>)>, DocumentError> {
        let document = self.name();
        let mut all = Vec::new();
        for key in self.automerge.keys(ROOT) {
            let values = self
                .automerge
                .get_all(ROOT, key.as_str())
                .map_err(|source| DocumentError::Automerge { document, source: Box::new(source) })?;
            let texts: Option<Vec<String>> =
                values.iter().rev().map(|(value, _)| value.as_str().map(str::to_owned)).collect();
            all.push((key, texts.ok_or(DocumentError::Stale(document))?));
        }
        Ok(all)
    }
}
