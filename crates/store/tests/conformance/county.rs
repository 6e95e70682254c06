//! A small county: devices with keys, documents they write, and how the tests say things briefly.

use cunbang_ledger::{Document, Receipt, VerifiedSegment, VersionVector, Writer};
use cunbang_model::{DeviceId, DocumentName, Row, Table, Timestamp, UnitCode};
use cunbang_store::{Store, Write, WriteOutcome};
use ring::signature::{Ed25519KeyPair, KeyPair};
use std::collections::BTreeMap;

pub(crate) const COUNTY: &str = "330522";
pub(crate) const TOWNSHIP: &str = "330522103";
pub(crate) const OTHER_TOWNSHIP: &str = "330522104";
pub(crate) const VILLAGE: &str = "330522103201";
pub(crate) const NEIGHBOUR: &str = "330522103202";
pub(crate) const FAR_VILLAGE: &str = "330522104201";

pub(crate) fn unit(code: &str) -> UnitCode {
    code.parse().unwrap()
}

pub(crate) fn name(document: &str) -> DocumentName {
    document.parse().unwrap()
}

/// A moment, in seconds after some day.
pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + seconds).unwrap()
}

/// A device, and the documents it has open.
pub(crate) struct Device {
    key: Ed25519KeyPair,
    unit: UnitCode,
    documents: BTreeMap<DocumentName, Document>,
    rows: u32,
}

impl Device {
    pub(crate) fn new(seed: u8, of: &str) -> Self {
        let key = Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap();
        Self { key, unit: unit(of), documents: BTreeMap::new(), rows: 0 }
    }

    pub(crate) fn id(&self) -> DeviceId {
        DeviceId::of_public_key(self.key.public_key().as_ref())
    }

    pub(crate) fn writer(&self) -> Writer {
        Writer { device: self.id(), incarnation: 0 }
    }

    fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).as_ref().try_into().unwrap()
    }

    /// Writes rows nobody wrote before, one entry.
    pub(crate) fn write(&mut self, document: &str, rows: u32) -> VerifiedSegment {
        let document = name(document);
        let fresh: Vec<Row> = (self.rows..self.rows + rows).map(|number| row(&document, number)).collect();
        self.rows += rows;
        let mut open = self.documents.remove(&document).unwrap_or_else(|| Document::new(document));
        let written = open.record(self.writer(), "王书记", at(0), &fresh, &|message| self.sign(message));
        self.documents.insert(document, open);
        written.unwrap().unwrap()
    }

    /// Forgets a document: what is written next begins again at 1.
    pub(crate) fn forget(&mut self, document: &str) {
        self.documents.remove(&name(document));
    }

    /// What was written in several pieces, as one piece.
    pub(crate) fn joined(&self, pieces: &[VerifiedSegment]) -> VerifiedSegment {
        let (first, last) = (pieces.first().unwrap(), pieces.last().unwrap());
        let entries = pieces.iter().flat_map(|piece| piece.entries().to_vec()).collect();
        VerifiedSegment::written(*first.log(), *first.before(), *last.after(), entries, &|message| self.sign(message))
            .unwrap()
    }

    pub(crate) fn receipt(&self, segment: &VerifiedSegment, received_at: Timestamp) -> Receipt {
        let head = segment.after();
        Receipt::sign(self.unit, self.id(), *segment.log(), head.number, head.entry_hash, received_at, &|message| {
            self.sign(message)
        })
    }
}

/// A row that fits the document.
fn row(document: &DocumentName, number: u32) -> Row {
    use cunbang_model::DocumentKind::{Bulletin, Inspection, Ledger, Org, Roster, Scheme};
    let unit = document.unit().to_string();
    let id = format!("x{number}");
    let (table, cells): (_, Vec<(&str, &str)>) = match document.kind() {
        Org => (
            Table::Revocations,
            vec![("unit", &unit), ("device", &id), ("revoked_on", "2026-07-01"), ("reason", "遗失")],
        ),
        Scheme => (Table::Schemes, vec![("unit", &unit), ("scheme", &id), ("from", "2026Q3"), ("text", "…")]),
        Roster => (Table::Members, vec![("unit", &unit), ("member", &id), ("name", "李明"), ("status", "full")]),
        Ledger => (
            Table::Deeds,
            vec![
                ("unit", &unit),
                ("deed", &id),
                ("member", "m1"),
                ("date", "2026-07-03"),
                ("kind", "integrity"),
                ("text", "拾金不昧"),
            ],
        ),
        Inspection => (
            Table::Findings,
            vec![
                ("unit", &unit),
                ("finding", &id),
                ("date", "2026-07-03"),
                ("clause", "三会一课"),
                ("text", "记录不全"),
                ("points", "1"),
                ("due", "2026-08-03"),
            ],
        ),
        Bulletin => (
            Table::Decisions,
            vec![("unit", &unit), ("period", "2026Q3"), ("subject", VILLAGE), ("decision", "excuse"), ("reason", &id)],
        ),
    };
    Row::from_cells(table, cells).unwrap()
}

pub(crate) fn append(segment: &VerifiedSegment) -> Write {
    append_via(segment, None)
}

pub(crate) fn append_via(segment: &VerifiedSegment, via: Option<DeviceId>) -> Write {
    Write::Append { segment: segment.clone(), via, receipt: None, received_at: at(1) }
}

/// Commits one write and tells what came of it.
pub(crate) async fn commit_one(store: &dyn Store, write: Write) -> WriteOutcome {
    let outcomes = store.commit(vec![write]).await.unwrap();
    assert_eq!(outcomes.len(), 1);
    outcomes[0]
}

pub(crate) fn is_appended(outcome: WriteOutcome) -> bool {
    matches!(outcome, WriteOutcome::Appended(_))
}

pub(crate) fn vector(text: &str) -> VersionVector {
    text.parse().unwrap()
}

/// The store is whole.
pub(crate) async fn assert_whole(store: &dyn Store) {
    assert_eq!(store.integrity_check().await.unwrap(), []);
}
