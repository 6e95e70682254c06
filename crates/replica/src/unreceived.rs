//! What this device wrote and no node has receipted.

use crate::error::ReplicaError;
use crate::replica::Replica;
use cunbang_model::{DocumentName, Row};
use std::collections::BTreeMap;

impl Replica {
    /// The rows of this device's own entries that no receipt covers, as it last wrote them, by document.
    pub async fn unreceived_rows(&self) -> Result<Vec<(DocumentName, Vec<Row>)>, ReplicaError> {
        let mut documents: BTreeMap<DocumentName, BTreeMap<String, Row>> = BTreeMap::new();
        for head in self.store().heads_of_device(&self.device()).await? {
            let receipts = self.store().receipts(&head.log.document).await?;
            let of_log = receipts.iter().filter(|receipt| receipt.log == head.log);
            let received = of_log.map(|receipt| receipt.number).max().unwrap_or(0);
            for segment in self.store().segments(&head.log, received).await? {
                let entries = segment.entries()?.into_iter().filter(|entry| entry.number > received);
                // What this device's own program wrote it can read.
                for row in entries.flat_map(|entry| entry.puts).filter_map(|put| put.row.row().cloned()) {
                    documents.entry(head.log.document).or_default().insert(row.key(), row);
                }
            }
        }
        Ok(documents.into_iter().map(|(document, rows)| (document, rows.into_values().collect())).collect())
    }
}
