//! A document 台账, whole: as an Automerge file, and as the rows that stand in it.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::people::viewer::{ViewError, Viewer};
use cunbang_ledger::Document;
use cunbang_model::DocumentName;
use cunbang_replica::ReplicaError;
use serde_json::Value;
use std::collections::BTreeMap;

/// A document with its whole history.
#[derive(Debug)]
pub struct DocumentView(Document);

impl DocumentView {
    /// As an Automerge file, which any Automerge implementation opens.
    pub fn automerge(&self) -> Vec<u8> {
        self.0.save()
    }

    /// What stands in it now: by key, the rows; more than one where nobody has chosen yet.
    pub fn rows(&self) -> Result<BTreeMap<String, Vec<Value>>, DeskError> {
        // Rows were verified as JSON when they came; what were none would be shown as it is.
        let read = |text: String| serde_json::from_str(&text).unwrap_or(Value::String(text));
        let values = self.0.values().map_err(ReplicaError::from)?;
        Ok(values.into_iter().map(|(key, texts)| (key, texts.into_iter().map(read).collect())).collect())
    }
}

impl Desk {
    /// A document that comes to the viewer's unit, if anything of it is here. Whoever sees a roster sees persons.
    pub async fn document(&self, viewer: &Viewer, name: DocumentName) -> Result<DocumentView, DeskError> {
        viewer.check_document(name.kind(), name.unit())?;
        let mut document = Document::new(name);
        self.replica().catch_up(&mut document).await?;
        if document.history().heads().is_empty() {
            return Err(ViewError::NoDocument(name).into());
        }
        viewer.note_if_personal(&name);
        Ok(DocumentView(document))
    }
}
