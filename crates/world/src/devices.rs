//! Devices: the county's certificate authority, with keys derived from a seed, and devices that write and sign.

use crate::{SeededRandomness, SetClock, document, moment, rows, tree};
use cunbang_identity::{CertificateAuthority, DeviceKey, Identity};
use cunbang_ledger::{Document, Receipt, VerifiedSegment, Writer};
use cunbang_model::{Clock, DeviceId, DocumentKind, DocumentName, Randomness, Role, Row, Table, Timestamp, UnitCode};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The key of a numbered device in a seed's county. Never for a real county: anyone can derive it.
pub fn key(seed: u64, number: u64) -> DeviceKey {
    let mut secret = [0; 32];
    secret[..8].copy_from_slice(&seed.to_be_bytes());
    secret[8..16].copy_from_slice(&number.to_be_bytes());
    DeviceKey::from_seed(&secret).unwrap_or_else(|error| panic!("{error}"))
}

/// The county's office: the certificate authority, the shared clock, and fresh keys.
#[derive(Debug)]
pub struct Office {
    /// The authority.
    pub authority: Arc<CertificateAuthority>,
    /// The clock.
    pub clock: Arc<SetClock>,
    seed: u64,
    keys: AtomicU64,
    randomness: Arc<SeededRandomness>,
}

impl Office {
    /// The office of the small county for a seed, on the first day of [`crate::QUARTER`].
    pub fn new(seed: u64) -> Self {
        Self::of(tree::unit(tree::COUNTY), seed, moment("2026-07-01T00:00:00Z"))
    }

    /// The office of any county, with its clock set to `at`.
    pub fn of(county: UnitCode, seed: u64, at: Timestamp) -> Self {
        let authority =
            CertificateAuthority::create(key(seed, 0), county, at).unwrap_or_else(|error| panic!("{error}"));
        Self {
            authority: Arc::new(authority),
            clock: SetClock::new(at),
            seed,
            keys: AtomicU64::new(1),
            randomness: Arc::new(SeededRandomness::new(seed)),
        }
    }

    /// The clock as a trait object.
    pub fn clock(&self) -> Arc<dyn Clock> {
        Arc::<SetClock>::clone(&self.clock)
    }

    /// Randomness for nodes. All draw from one stream, so no two draw the same.
    pub fn randomness(&self) -> Arc<dyn Randomness> {
        Arc::<SeededRandomness>::clone(&self.randomness)
    }

    /// A key that no other device of this office has.
    pub fn key(&self) -> DeviceKey {
        key(self.seed, self.keys.fetch_add(1, Ordering::SeqCst))
    }

    /// A new device of a unit, with a certificate.
    pub fn identity(&self, unit: &str, role: Role) -> Identity {
        let key = self.key();
        self.authority
            .issue(&key.public_key(), tree::unit(unit), role, "会计室电脑", self.clock.now())
            .map_err(|error| error.to_string())
            .and_then(|certificate| {
                Identity::new(key, certificate, self.authority.authorities().clone()).map_err(|error| error.to_string())
            })
            .unwrap_or_else(|error| panic!("{unit}: {error}"))
    }
}

/// A device without a node: its key and its open documents.
#[derive(Debug)]
pub struct Device {
    key: DeviceKey,
    unit: UnitCode,
    documents: BTreeMap<DocumentName, Document>,
    rows: u32,
}

impl Device {
    /// A device of a unit, with the key of this number.
    pub fn new(number: u8, unit: &str) -> Self {
        Self { key: key(0, number.into()), unit: tree::unit(unit), documents: BTreeMap::new(), rows: 0 }
    }

    /// The device's id.
    pub fn id(&self) -> DeviceId {
        self.key.device_id()
    }

    /// The writer of its logs.
    pub fn writer(&self) -> Writer {
        Writer { device: self.id(), incarnation: 0 }
    }

    /// Writes this many new rows to a document, as one entry.
    pub fn write(&mut self, name: &str, rows: u32) -> VerifiedSegment {
        let name = document(name);
        let fresh: Vec<Row> = (self.rows..self.rows + rows).map(|number| fitting(&name, number)).collect();
        self.rows += rows;
        self.record(name, &fresh, WRITTEN_AT)
    }

    /// Writes rows to a document, as one entry.
    pub fn record(&mut self, name: DocumentName, rows: &[Row], at: Timestamp) -> VerifiedSegment {
        let mut open = self.documents.remove(&name).unwrap_or_else(|| Document::new(name));
        let written = open.record(self.writer(), "王书记", at, rows, &|message| self.key.sign(message));
        self.documents.insert(name, open);
        written
            .unwrap_or_else(|error| panic!("{name}: {error}"))
            .unwrap_or_else(|| panic!("{name}: it already has these rows"))
    }

    /// Forgets a document: the next entry is number 1 again.
    pub fn forget(&mut self, name: &str) {
        self.documents.remove(&document(name));
    }

    /// Joins consecutive segments into one.
    pub fn joined(&self, pieces: &[VerifiedSegment]) -> VerifiedSegment {
        let [first, .., last] = pieces else { panic!("two pieces or more are joined, not {}", pieces.len()) };
        let entries = pieces.iter().flat_map(|piece| piece.entries().to_vec()).collect();
        VerifiedSegment::written(*first.log(), *first.before(), *last.after(), entries, &|message| {
            self.key.sign(message)
        })
        .unwrap_or_else(|error| panic!("{}: {error}", first.log()))
    }

    /// This device's receipt for the whole segment.
    pub fn receipt(&self, segment: &VerifiedSegment, received_at: Timestamp) -> Receipt {
        let head = segment.after();
        Receipt::sign(self.unit, self.id(), *segment.log(), head.number, head.entry_hash, received_at, &|message| {
            self.key.sign(message)
        })
    }
}

/// The time that devices claim to have written at.
const WRITTEN_AT: Timestamp = Timestamp::constant(1_790_000_000, 0);

/// A row that belongs in this document.
fn fitting(document: &DocumentName, number: u32) -> Row {
    let unit = document.unit();
    let unit = unit.as_str();
    let id = format!("x{number}");
    match document.kind() {
        DocumentKind::Org => {
            let cells = [("unit", unit), ("device", &id), ("revoked_on", "2026-07-01"), ("reason", "遗失")];
            rows::row(Table::Revocations, &cells)
        }
        DocumentKind::Scheme => {
            rows::row(Table::Schemes, &[("unit", unit), ("scheme", &id), ("from", "2026Q3"), ("text", "…")])
        }
        DocumentKind::Roster => {
            rows::row(Table::Members, &[("unit", unit), ("member", &id), ("name", "李明"), ("status", "full")])
        }
        DocumentKind::Ledger => rows::deed(unit, &id),
        DocumentKind::Inspection => rows::finding(unit, &id, "1"),
        DocumentKind::Appeal => {
            let text = ("text", "请核对");
            let cells = [("unit", unit), ("objection", &id), ("period", "2026Q3"), text, ("filed_on", "2026-10-12")];
            rows::row(Table::Objections, &cells)
        }
        DocumentKind::Log => {
            let (number, hash, writer) = (number.to_string(), "0".repeat(64), format!("{}.0", "0".repeat(32)));
            let document = ("document", "org/330522");
            let cells =
                [("unit", unit), ("leaf", &*number), document, ("writer", &writer), ("number", "1"), ("hash", &hash)];
            rows::row(Table::Leaves, &cells)
        }
        DocumentKind::Sheet => {
            let status = ("status", "received");
            let cells = [("unit", unit), ("run", &*id), ("period", "2026Q3"), ("publisher", "330522"), status];
            rows::row(Table::Sheets, &cells)
        }
        DocumentKind::Later(kind) => panic!("{document}: {kind:?} has no table here"),
        DocumentKind::Bulletin => {
            let subject = ("subject", tree::VILLAGE);
            let cells = [("unit", unit), ("period", "2026Q3"), subject, ("decision", "excuse"), ("reason", &id)];
            rows::row(Table::Decisions, &cells)
        }
    }
}
