//! Recording rows: what people at this device write.

use crate::error::ReplicaError;
use crate::replica::Replica;
use cunbang_ledger::{Document, Entered, LogId, VersionVector};
use cunbang_model::{DocumentName, Row, access};
use cunbang_store::{Stored, Write, WriteOutcome};
use std::borrow::Cow;
use std::collections::{HashMap, hash_map};
use std::future::ready;

/// How many documents are kept open.
const MAX_OPEN_DOCUMENTS: usize = 64;
/// After this many entries, a new snapshot is stored, so that opening stays fast.
const ENTRIES_PER_SNAPSHOT: u64 = 32;
/// How many rows of a spreadsheet one signature covers. Where a line breaks, a log is sent in pieces that end where
/// there is one.
const ROWS_PER_SIGNATURE: usize = 64;
/// How often to retry when another process with the same identity wrote first.
const MAX_TRIES: usize = 5;

/// What was written into a log at one go: its entries from one number to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The log.
    pub log: LogId,
    /// The number of the first entry.
    pub first: u64,
    /// The number of the last entry.
    pub last: u64,
}

/// Makes a setting's new value from the one before and from what was written.
pub type Note<'a> = dyn Fn(Option<Vec<u8>>, &[Span]) -> Vec<u8> + Send + Sync + 'a;

/// A setting that is kept in the transaction that records rows: both are durable, or neither is.
#[derive(Clone, Copy)]
pub struct Noted<'a> {
    /// Its name.
    pub setting: &'a str,
    /// Its new value. It may be asked several times: where another
    /// process wrote first, the spans of the first try are somebody else's.
    pub note: &'a Note<'a>,
}

/// Rows, by document.
type RowsOfDocuments = [(DocumentName, Vec<Entered>)];

impl Replica {
    /// Fails if this device may not write the document.
    pub fn check_may_write(&self, document: &DocumentName) -> Result<(), ReplicaError> {
        let (role, unit) = (self.role(), self.unit());
        if access::may_write(role, unit, document) {
            return Ok(());
        }
        Err(ReplicaError::NotPermitted { role, unit, document: *document })
    }

    /// Records rows into documents in one transaction. When this returns, the rows are durable; on an error,
    /// nothing has changed. Returns the number of new rows.
    pub async fn record(&self, operator: &str, rows: Vec<(DocumentName, Vec<Row>)>) -> Result<usize, ReplicaError> {
        let entered =
            rows.into_iter().map(|(document, rows)| (document, rows.into_iter().map(Entered::from).collect()));
        self.enter(operator, entered.collect()).await
    }

    /// Like [`Self::record`], for rows that say which values they replace.
    pub async fn enter(&self, operator: &str, rows: Vec<(DocumentName, Vec<Entered>)>) -> Result<usize, ReplicaError> {
        self.enter_noting(operator, rows, None).await
    }

    /// Like [`Self::enter`], and keeps a note of what was written.
    pub async fn enter_noting(
        &self,
        operator: &str,
        rows: Vec<(DocumentName, Vec<Entered>)>,
        noted: Option<Noted<'_>>,
    ) -> Result<usize, ReplicaError> {
        for (document, _) in &rows {
            self.check_may_write(document)?;
        }
        self.enter_again_and_again(operator, noted, || ready(Ok((None, Cow::Borrowed(&rows[..]))))).await
    }

    /// Records rows of one document that are worked out from what the document holds, with the vector up to which
    /// that was read. They are recorded upon exactly that; if more has come meanwhile, they are worked out again.
    pub(crate) async fn enter_upon<F, W>(
        &self,
        operator: &str,
        name: DocumentName,
        work_out: F,
    ) -> Result<usize, ReplicaError>
    where
        F: Fn() -> W,
        W: Future<Output = Result<(VersionVector, Vec<Entered>), ReplicaError>>,
    {
        self.check_may_write(&name)?;
        let work_out = &work_out;
        let rows = || async move {
            let (upon, rows) = work_out().await?;
            Ok((Some(upon), Cow::Owned(vec![(name, rows)])))
        };
        self.enter_again_and_again(operator, None, rows).await
    }

    /// Records what `work_out` gives, until nobody was faster. The vector, if any, is what the rows rest on.
    async fn enter_again_and_again<'a, F, W>(
        &self,
        operator: &str,
        noted: Option<Noted<'_>>,
        work_out: F,
    ) -> Result<usize, ReplicaError>
    where
        F: Fn() -> W,
        W: Future<Output = Result<(Option<VersionVector>, Cow<'a, RowsOfDocuments>), ReplicaError>>,
    {
        let mut documents = self.documents.lock().await;
        let mut contended = None;
        for _ in 0..MAX_TRIES {
            let (upon, rows) = work_out().await?;
            if rows.iter().all(|(_, rows)| rows.is_empty()) {
                return Ok(0);
            }
            self.check_may_record(rows.iter().flat_map(|(_, rows)| rows).map(|entered| &entered.row))?;
            if let Some(count) = self.recorded(&mut documents, operator, &rows, upon.as_ref(), noted).await? {
                return Ok(count);
            }
            contended = rows.first().map(|(document, _)| *document);
        }
        Err(contended.map_or(ReplicaError::Stopping, ReplicaError::Busy))
    }

    /// Tries to record; what was opened and did not reach the store is dropped.
    async fn recorded(
        &self,
        documents: &mut HashMap<DocumentName, Document>,
        operator: &str,
        rows: &[(DocumentName, Vec<Entered>)],
        upon: Option<&VersionVector>,
        noted: Option<Noted<'_>>,
    ) -> Result<Option<usize>, ReplicaError> {
        let recorded = self.try_record(documents, operator, rows, upon, noted).await;
        if !matches!(recorded, Ok(Some(_))) {
            documents.clear();
        }
        recorded
    }

    /// `None` if another process with the same identity wrote first, the store was put back meanwhile, or a document
    /// is not what the rows were worked out from.
    async fn try_record(
        &self,
        documents: &mut HashMap<DocumentName, Document>,
        operator: &str,
        rows: &[(DocumentName, Vec<Entered>)],
        upon: Option<&VersionVector>,
        noted: Option<Noted<'_>>,
    ) -> Result<Option<usize>, ReplicaError> {
        let identity = self.identity();
        let now = self.now();
        let mut writes = Vec::new();
        let mut count = 0;
        let (mut before, mut after) = (Vec::new(), Vec::new());
        let mut spans = Vec::new();
        for (name, rows) in rows {
            let mut document = match documents.remove(name) {
                Some(document) => document,
                None => self.open_document(*name).await?,
            };
            self.catch_up(&mut document).await?;
            if upon.is_some_and(|upon| vector_of(&document) != *upon) {
                return Ok(None);
            }
            let began = document.history().head(&self.writer()).number;
            let rows = last_of_each(rows);
            let sign = |message: &[u8]| identity.key().sign(message);
            let segments = document.enter_in_pieces(self.writer(), operator, now, &rows, ROWS_PER_SIGNATURE, &sign)?;
            for segment in segments {
                let written: usize = segment.entries().iter().map(|entry| entry.puts.len()).sum();
                count += written;
                before.push((*segment.log(), *segment.before()));
                after.push((*segment.log(), *segment.after()));
                writes.push(Write::Append { segment, via: None, receipt: None, received_at: now });
            }
            let crossed = |number: u64| number / ENTRIES_PER_SNAPSHOT;
            let ended = document.history().head(&self.writer()).number;
            if ended > began {
                let log = LogId { document: *name, writer: self.writer() };
                spans.push(Span { log, first: began + 1, last: ended });
            }
            if crossed(began) != crossed(ended) {
                writes.push(snapshot(&document));
            }
            if documents.len() >= MAX_OPEN_DOCUMENTS {
                documents.clear();
            }
            documents.insert(*name, document);
        }
        if writes.is_empty() {
            return Ok(Some(0));
        }
        if !self.follows_mark(&before).await? {
            return Ok(None);
        }
        if let Some(Noted { setting, note }) = noted {
            let value = note(self.store().setting(setting).await?, &spans);
            writes.push(Write::Setting { name: setting.to_owned(), value: Some(value) });
        }
        let outcomes = self.commit(writes).await?;
        let overtaken = outcomes.iter().any(|outcome| matches!(outcome, WriteOutcome::Conflict { .. }));
        if overtaken {
            return Ok(None);
        }
        self.note_written(after).await;
        Ok(Some(count))
    }

    /// What this device's next entry in a document will have seen of it: everything that is here, unless its logs have
    /// more heads than an entry may name.
    pub async fn reach(&self, name: DocumentName) -> Result<VersionVector, ReplicaError> {
        let mut documents = self.documents.lock().await;
        let mut document = match documents.remove(&name) {
            Some(document) => document,
            None => self.open_document(name).await?,
        };
        self.catch_up(&mut document).await?;
        let reach = document.reach(&self.writer())?;
        documents.insert(name, document);
        Ok(reach)
    }

    /// Opens a document from its snapshot, or rebuilds it from its logs.
    pub async fn open_document(&self, name: DocumentName) -> Result<Document, ReplicaError> {
        if let Some(kept) = self.store().snapshot(&name).await? {
            let writers = kept.vector.0.keys().copied();
            let loaded = Document::load(name, &kept.body, writers);
            if let Some(document) = loaded.ok().filter(|document| vector_of(document) == kept.vector) {
                return Ok(document);
            }
            // What was stored is damaged: the entries have it all.
            tracing::warn!(document = %name, "{}", cunbang_language::say!("warn-snapshot-made-anew"));
            let mut document = Document::new(name);
            self.catch_up(&mut document).await?;
            self.commit(vec![snapshot(&document)]).await?;
            return Ok(document);
        }
        Ok(Document::new(name))
    }

    /// Applies the entries that the store has and the document lacks.
    pub async fn catch_up(&self, document: &mut Document) -> Result<(), ReplicaError> {
        let name = document.name();
        let heads = self.store().heads_of_document(&name).await?;
        let stored: VersionVector =
            VersionVector(heads.iter().map(|head| (head.log.writer, head.head.number)).collect());
        let opened = vector_of(document);
        if !stored.covers(&opened) {
            // The document has entries that the store no longer has.
            *document = Document::new(name);
        }
        if stored == vector_of(document) {
            return Ok(());
        }
        let segments = self.store().document_segments(&name).await?;
        let mut entries = Vec::new();
        for segment in &segments {
            if segment.last > document.history().head(&segment.log.writer).number {
                entries.extend(segment.entries()?.into_iter().map(|entry| (segment.log.writer, entry)));
            }
        }
        document.apply_entries(entries.iter().map(|(writer, entry)| (*writer, entry)))?;
        Ok(())
    }
}

/// The last row of each key, in the order in which the keys come first.
fn last_of_each(rows: &[Entered]) -> Vec<Entered> {
    let mut last: Vec<Entered> = Vec::with_capacity(rows.len());
    let mut indexes = HashMap::with_capacity(rows.len());
    for entered in rows {
        match indexes.entry(entered.row.key()) {
            hash_map::Entry::Occupied(index) => last[*index.get()] = entered.clone(),
            hash_map::Entry::Vacant(vacant) => {
                vacant.insert(last.len());
                last.push(entered.clone());
            }
        }
    }
    last
}

/// The write that keeps a document's snapshot.
pub(crate) fn snapshot(document: &Document) -> Write {
    Write::Snapshot(Stored { document: document.name(), body: document.save(), vector: vector_of(document) })
}

/// The version vector of an open document.
pub fn vector_of(document: &Document) -> VersionVector {
    VersionVector(document.history().heads().iter().map(|(writer, head)| (*writer, head.number)).collect())
}
