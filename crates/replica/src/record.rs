//! Recording rows: what a person at this device writes.

use crate::error::ReplicaError;
use crate::replica::Replica;
use cunbang_ledger::{Document, Entered, VersionVector};
use cunbang_model::{DocumentName, Row, access};
use cunbang_store::{Stored, Write, WriteOutcome};
use std::collections::HashMap;

/// How many opened documents are kept.
const MAX_OPEN_DOCUMENTS: usize = 64;
/// A snapshot is stored when so many entries came since the last one, so that opening stays quick.
const ENTRIES_PER_SNAPSHOT: u64 = 32;
/// How often a write is tried again when another process of the same identity was first.
const MAX_TRIES: usize = 5;

impl Replica {
    /// Refuses a document that this device may not write.
    pub fn check_may_write(&self, document: &DocumentName) -> Result<(), ReplicaError> {
        let (role, unit) = (self.role(), self.unit());
        if access::may_write(role, unit, document) {
            return Ok(());
        }
        Err(ReplicaError::NotPermitted { role, unit, document: *document })
    }

    /// Records rows into documents, all in one transaction: durable when it returns, or nothing
    /// changed. Gives the number of rows that were new.
    pub async fn record(&self, operator: &str, rows: Vec<(DocumentName, Vec<Row>)>) -> Result<usize, ReplicaError> {
        let entered =
            rows.into_iter().map(|(document, rows)| (document, rows.into_iter().map(Entered::from).collect()));
        self.enter(operator, entered.collect()).await
    }

    /// As [`Self::record`], of rows that say what they take the place of.
    pub async fn enter(&self, operator: &str, rows: Vec<(DocumentName, Vec<Entered>)>) -> Result<usize, ReplicaError> {
        for (document, _) in &rows {
            self.check_may_write(document)?;
        }
        let mut documents = self.documents.lock().await;
        for _ in 0..MAX_TRIES {
            match self.try_record(&mut documents, operator, &rows).await {
                Ok(Some(count)) => return Ok(count),
                Ok(None) => {}
                Err(error) => {
                    // What an opened document holds beyond the store is forgotten.
                    documents.clear();
                    return Err(error);
                }
            }
            documents.clear();
        }
        Err(rows.first().map_or(ReplicaError::Stopping, |(document, _)| ReplicaError::Busy(*document)))
    }

    /// None where another process of the same identity wrote first.
    async fn try_record(
        &self,
        documents: &mut HashMap<DocumentName, Document>,
        operator: &str,
        rows: &[(DocumentName, Vec<Entered>)],
    ) -> Result<Option<usize>, ReplicaError> {
        let identity = self.identity();
        let now = self.now();
        let mut writes = Vec::new();
        let mut count = 0;
        for (name, rows) in rows {
            let mut document = match documents.remove(name) {
                Some(document) => document,
                None => self.open_document(*name).await?,
            };
            self.catch_up(&mut document).await?;
            let segment =
                document.enter(self.writer(), operator, now, rows, &|message| identity.key().sign(message))?;
            if let Some(segment) = segment {
                let written: usize = segment.entries().iter().map(|entry| entry.puts.len()).sum();
                count += written;
                let crossed = |number: u64| number / ENTRIES_PER_SNAPSHOT;
                if crossed(segment.before().number) != crossed(segment.after().number) {
                    writes.push(snapshot(&document));
                }
                writes.push(Write::Append { segment, via: None, receipt: None, received_at: now });
            }
            if documents.len() >= MAX_OPEN_DOCUMENTS {
                documents.clear();
            }
            documents.insert(*name, document);
        }
        if writes.is_empty() {
            return Ok(Some(0));
        }
        let outcomes = self.commit(writes).await?;
        let overtaken = outcomes.iter().any(|outcome| matches!(outcome, WriteOutcome::Conflict { .. }));
        Ok((!overtaken).then_some(count))
    }

    /// Opens a document from its snapshot, or rebuilds it from its logs.
    pub async fn open_document(&self, name: DocumentName) -> Result<Document, ReplicaError> {
        if let Some(kept) = self.store().snapshot(&name).await? {
            let writers = kept.vector.0.keys().copied();
            if let Ok(document) = Document::load(name, &kept.body, writers) {
                return Ok(document);
            }
        }
        Ok(Document::new(name))
    }

    /// Applies what the store has beyond what the document has.
    pub async fn catch_up(&self, document: &mut Document) -> Result<(), ReplicaError> {
        let name = document.name();
        let heads = self.store().heads_of_document(&name).await?;
        let stored: VersionVector =
            VersionVector(heads.iter().map(|head| (head.log.writer, head.head.number)).collect());
        let opened = vector_of(document);
        if !stored.covers(&opened) {
            // It was opened from a snapshot, or kept, that the store no longer stands behind.
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

/// The write that keeps a document's snapshot.
pub(crate) fn snapshot(document: &Document) -> Write {
    Write::Snapshot(Stored { document: document.name(), body: document.save(), vector: vector_of(document) })
}

/// How far an opened document goes.
pub fn vector_of(document: &Document) -> VersionVector {
    VersionVector(document.history().heads().iter().map(|(writer, head)| (*writer, head.number)).collect())
}
