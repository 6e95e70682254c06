//! What this device wrote and no node has received.

use crate::error::ReplicaError;
use crate::replica::Replica;
use cunbang_ledger::{Entered, Entry};
use cunbang_model::{DocumentName, Row};
use cunbang_store::Store;
use std::collections::BTreeMap;

impl Replica {
    /// The rows of this device's own entries without a receipt, by document, each as last written.
    pub async fn unreceived_rows(&self) -> Result<Vec<(DocumentName, Vec<Row>)>, ReplicaError> {
        let mut documents: BTreeMap<DocumentName, BTreeMap<String, Row>> = BTreeMap::new();
        for head in self.store().heads_of_device(&self.device()).await? {
            let receipts = self.store().receipts(&head.log.document).await?;
            let of_log = receipts.iter().filter(|receipt| receipt.log == head.log);
            let received = of_log.map(|receipt| receipt.number).max().unwrap_or(0);
            for segment in self.store().segments(&head.log, received).await? {
                let entries = segment.entries()?.into_iter().filter(|entry| entry.number > received);
                // This device's own program wrote them, so it can read them.
                for row in entries.flat_map(|entry| entry.puts).filter_map(|put| put.row.row().cloned()) {
                    documents.entry(head.log.document).or_default().insert(row.key(), row);
                }
            }
        }
        Ok(documents.into_iter().map(|(document, rows)| (document, rows.into_values().collect())).collect())
    }

    /// The rows of this device's own entries that another of its stores has and this one lacks, each as last
    /// written, with the values its writer had seen. This store has everything that the nodes above ever gave
    /// receipts for, so what it lacks exists nowhere else.
    pub async fn rows_only_in(&self, other: &dyn Store) -> Result<Vec<(DocumentName, Vec<Entered>)>, ReplicaError> {
        let mut documents: BTreeMap<DocumentName, BTreeMap<String, Entered>> = BTreeMap::new();
        for head in other.heads_of_device(&self.device()).await? {
            let log = head.log;
            let own = entries_of(&**self.store(), &log).await?;
            let others = entries_of(other, &log).await?;
            let common = own.iter().zip(&others).take_while(|(own, other)| own == other).count();
            for put in others.into_iter().skip(common).flat_map(|entry| entry.puts) {
                let Some(row) = put.row.row().cloned() else { continue };
                let rows = documents.entry(log.document).or_default();
                let known = rows.entry(row.key()).or_insert_with(|| Entered { row: row.clone(), over: None });
                known.row = row;
                known.over.get_or_insert_default().extend(put.supersedes);
            }
        }
        Ok(documents.into_iter().map(|(document, rows)| (document, rows.into_values().collect())).collect())
    }
}

async fn entries_of(store: &dyn Store, log: &cunbang_ledger::LogId) -> Result<Vec<Entry>, ReplicaError> {
    let mut entries = Vec::new();
    for segment in store.segments(log, 0).await? {
        entries.extend(segment.entries()?);
    }
    Ok(entries)
}
