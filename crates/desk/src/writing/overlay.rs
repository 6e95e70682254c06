//! Rows that are not kept yet, over those that stand: what a unit would have with them.

use cunbang_ledger::Projection;
use cunbang_model::{DocumentKind, DocumentName, Row, Table, UnitCode};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Rows by the document in which they would stand.
#[derive(Debug, Default)]
pub(crate) struct Overlay {
    documents: BTreeMap<DocumentName, Vec<Row>>,
    /// Documents that are read as they were at some time, and not as they stand.
    as_were: BTreeMap<DocumentName, Projection>,
}

impl Overlay {
    /// Of rows that were sorted into documents.
    pub(crate) const fn new(documents: BTreeMap<DocumentName, Vec<Row>>) -> Self {
        Self { documents, as_were: BTreeMap::new() }
    }

    /// Of documents as they were at some time.
    pub(crate) const fn as_were(documents: BTreeMap<DocumentName, Projection>) -> Self {
        Self { documents: BTreeMap::new(), as_were: documents }
    }

    /// The ledgers of a unit into which rows would go.
    pub(crate) fn ledgers_of(&self, unit: UnitCode) -> impl Iterator<Item = DocumentName> {
        let is_one = move |name: &&DocumentName| name.kind() == DocumentKind::Ledger && name.unit() == unit;
        self.documents.keys().filter(is_one).copied()
    }

    /// The rows that a document would have, but for what was withdrawn.
    pub(crate) fn over(&self, here: &Projection) -> Vec<Row> {
        let here = self.as_were.get(&here.document()).unwrap_or(here);
        let new: &[Row] = self.documents.get(&here.document()).map_or(&[], Vec::as_slice);
        let replaced: HashSet<(Table, String)> = new.iter().map(|row| (row.table(), row.id())).collect();
        let stays = here.rows().map(|standing| &standing.row);
        let stays = stays.filter(|row| replaced.is_empty() || !replaced.contains(&(row.table(), row.id())));
        let mut last: HashMap<(Table, String), usize> = HashMap::new();
        for (index, row) in new.iter().enumerate() {
            last.insert((row.table(), row.id()), index);
        }
        // Of two rows of a key the later one stands.
        let comes = new.iter().enumerate().filter(|(index, row)| last.get(&(row.table(), row.id())) == Some(index));
        let rows = stays.chain(comes.map(|(_, row)| row));
        rows.filter(|row| !row.is_withdrawn()).cloned().collect()
    }
}
