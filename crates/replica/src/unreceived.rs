//! What this device wrote and no node has received.

use crate::error::ReplicaError;
use crate::replica::Replica;
use cunbang_identity::DeviceCertificate;
use cunbang_ledger::{Entered, Entry};
use cunbang_model::{DeviceId, DocumentName, Role};
use cunbang_store::Store;
use std::collections::BTreeMap;

/// Rows of a document that stand in another store of this device only, and who wrote them last.
#[derive(Debug, Clone)]
pub struct OnlyThere {
    /// The document.
    pub document: DocumentName,
    /// The person whose entries they were in.
    pub operator: String,
    /// The rows.
    pub rows: Vec<Entered>,
}

impl Replica {
    /// The device of which a store has entries that this one may record again: this one, or one of its unit that was
    /// revoked, which it replaces.
    pub async fn writer_to_take_over(&self, other: &dyn Store) -> Result<Option<DeviceId>, ReplicaError> {
        let (identity, org) = (self.identity(), self.org());
        let own = identity.certificate();
        let is_replaced = |one: &&DeviceCertificate| {
            (one.unit, one.role) == (own.unit, own.role) && own.role != Role::Node && org.is_revoked(one.device)
        };
        let replaced: Vec<DeviceId> = org.devices().filter(is_replaced).map(|one| one.device).collect();
        for device in [self.device()].into_iter().chain(replaced) {
            if !other.heads_of_device(&device).await?.is_empty() {
                return Ok(Some(device));
            }
        }
        Ok(None)
    }

    /// The rows of a device's entries that another store of it has and this one lacks, each as last
    /// written, with the values its writer had seen. This store was just fetched from the nodes above: what it
    /// lacks is not there now, whatever they once gave receipts for.
    pub async fn rows_only_in(&self, other: &dyn Store, device: DeviceId) -> Result<Vec<OnlyThere>, ReplicaError> {
        let mut documents: BTreeMap<DocumentName, BTreeMap<String, (String, Entered)>> = BTreeMap::new();
        let mut left = Vec::new();
        for head in other.heads_of_device(&device).await? {
            let log = head.log;
            let own = entries_of(&**self.store(), &log).await?;
            let others = entries_of(other, &log).await?;
            let common = own.iter().zip(&others).take_while(|(own, other)| own == other).count();
            if common < others.len().min(own.len()) && device == self.device() {
                left.push(log);
            }
            for entry in others.into_iter().skip(common) {
                for put in entry.puts {
                    let Some(row) = put.row.row().cloned() else { continue };
                    let rows = documents.entry(log.document).or_default();
                    let fresh = || (String::new(), Entered { row: row.clone(), over: None });
                    let (operator, known) = rows.entry(row.key()).or_insert_with(fresh);
                    operator.clone_from(&entry.operator);
                    known.row = row;
                    known.over.get_or_insert_default().extend(put.supersedes);
                }
            }
        }
        self.note_left(left).await?;
        let mut found: BTreeMap<(DocumentName, String), Vec<Entered>> = BTreeMap::new();
        for (document, rows) in documents {
            for (operator, entered) in rows.into_values() {
                found.entry((document, operator)).or_default().push(entered);
            }
        }
        let only_there = |((document, operator), rows)| OnlyThere { document, operator, rows };
        Ok(found.into_iter().map(only_there).collect())
    }
}

async fn entries_of(store: &dyn Store, log: &cunbang_ledger::LogId) -> Result<Vec<Entry>, ReplicaError> {
    let mut entries = Vec::new();
    for segment in store.segments(log, 0).await? {
        entries.extend(segment.entries()?);
    }
    Ok(entries)
}
