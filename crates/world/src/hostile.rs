//! A device whose owner writes its log by hand: what it writes is signed with its own, enrolled key, and says what
//! the program would never say.

use crate::{SeededRandomness, rows};
use cunbang_identity::Identity;
use cunbang_ledger::{Document, frame};
use cunbang_model::{DeviceId, Randomness, Row, Table, Timestamp};
use cunbang_sync::{proto, wire};

pub use cunbang_ledger::{
    Checkpoint, Entry, Hash, History, LogHead, LogId, OperationId, Point, Receipt, VerifiedSegment, Writer, limits,
};
pub use cunbang_model::DocumentName;

/// A device and its log of one document.
#[derive(Debug)]
pub struct Hand {
    /// Who it is.
    pub identity: Identity,
    /// What it has of the document.
    pub document: Document,
    /// The deeds that it wrote with [`Self::good`].
    pub written: u32,
    incarnation: u32,
    at: Timestamp,
    history: History,
}

impl Hand {
    /// A device that has written nothing in the document. `at` is the time that its entries claim.
    pub fn new(identity: Identity, document: DocumentName, at: Timestamp) -> Self {
        Self {
            identity,
            document: Document::new(document),
            written: 0,
            incarnation: 0,
            at,
            history: History::new(document),
        }
    }

    /// The same device as if its store had been copied before it wrote anything: it begins another log.
    #[must_use]
    pub fn copy(&self, incarnation: u32) -> Self {
        Self { incarnation, ..Self::new(self.identity.clone(), self.document.name(), self.at) }
    }

    /// Its id.
    pub fn id(&self) -> DeviceId {
        self.identity.certificate().device
    }

    /// The writer of its log.
    pub fn writer(&self) -> Writer {
        Writer { device: self.id(), incarnation: self.incarnation }
    }

    /// Its log of any document.
    pub fn log(&self, document: DocumentName) -> LogId {
        LogId { document, writer: self.writer() }
    }

    /// The head of what it has written.
    pub fn head(&self) -> LogHead {
        self.history.head(&self.writer())
    }

    /// Writes rows as the next entry of a document.
    pub fn record(&self, document: &mut Document, rows: &[Row]) -> VerifiedSegment {
        let sign = |message: &[u8]| self.identity.key().sign(message);
        let written = document.record(self.writer(), "会计", self.at, rows, &sign);
        written
            .unwrap_or_else(|error| panic!("{}: {error}", document.name()))
            .unwrap_or_else(|| panic!("{}: it already has these rows", document.name()))
    }

    /// Writes rows as its next entry.
    pub fn write(&mut self, rows: &[Row]) -> VerifiedSegment {
        let name = self.document.name();
        let mut document = std::mem::replace(&mut self.document, Document::new(name));
        let segment = self.record(&mut document, rows);
        self.document = document;
        for entry in segment.entries() {
            self.note(entry);
        }
        segment
    }

    /// Its next valid entry: a deed of the document's unit.
    pub fn good(&mut self) -> proto::Segment {
        self.written += 1;
        let unit = self.document.name().unit();
        let row = rows::deed_on(unit.as_str(), &format!("d{}", self.written), "2026-07-03", "帮扶");
        pushed(&self.write(&[row]))
    }

    /// A modified version of what would be its next entry. Its signature covers something else.
    pub fn altered(&self, alter: impl FnOnce(&mut Entry)) -> proto::Segment {
        let mut entry = self.next(&[self.another_deed()]);
        alter(&mut entry);
        self.of_entries(&[entry])
    }

    /// What would be its next entry with these rows.
    pub fn next(&self, rows: &[Row]) -> Entry {
        self.record(&mut self.document.clone(), rows).entries()[0].clone()
    }

    fn another_deed(&self) -> Row {
        rows::deed_on(self.document.name().unit().as_str(), "x", "2026-07-03", "冒写")
    }

    /// A modified version of its next entry, and the device's valid signature of just that.
    pub fn signed(&self, alter: impl FnOnce(&mut Entry)) -> proto::Segment {
        let mut entry = self.next(&[self.another_deed()]);
        alter(&mut entry);
        let mut history = self.history.clone();
        add(&mut history, &self.writer(), &entry);
        let signature = self.identity.key().sign(&history.head(&self.writer()).signed_message());
        proto::Segment { signature: signature.to_vec(), ..self.of_entries(&[entry]) }
    }

    /// Entries, with a signature of something else.
    pub fn of_entries(&self, entries: &[Entry]) -> proto::Segment {
        let log = self.log(self.document.name());
        let plain = frame::encode(&log.document, &log.writer, entries);
        let packed = frame::pack(&plain, &[], frame::STORE_LEVEL).unwrap_or_else(|refusal| panic!("{refusal}"));
        self.segment(&log, entries[0].number, packed)
    }

    /// A frame of any bytes for any log, with a signature of something else.
    pub fn segment(&self, log: &LogId, first: u64, frame: Vec<u8>) -> proto::Segment {
        let signature = self.identity.key().sign(b"whatever").to_vec();
        proto::Segment { log: Some(named(log)), first, frame, signature, ..proto::Segment::default() }
    }

    /// A seal of a period, with what it says to cover.
    pub fn seal(&self, period: &str, id: &str, covers: &str) -> Row {
        let unit = self.document.name().unit();
        let cells = [("unit", unit.as_str()), ("seal", id), ("period", period), ("covers", covers)];
        rows::row(Table::Seals, &cells)
    }

    /// Everything that it has written here, as a seal says it.
    pub fn everything(&self) -> String {
        format!("{}:{}", self.writer(), self.head().number)
    }

    fn note(&mut self, entry: &Entry) {
        let writer = self.writer();
        add(&mut self.history, &writer, entry);
    }
}

fn add(history: &mut History, writer: &Writer, entry: &Entry) {
    history.add(writer, entry).unwrap_or_else(|refusal| panic!("{refusal}"));
}

/// What a node signs for a log, true or not.
pub fn receipt(node: &Identity, log: &LogId, number: u64, entry_hash: Hash, received_at: Timestamp) -> Receipt {
    let certificate = node.certificate();
    let sign = |message: &[u8]| node.key().sign(message);
    Receipt::sign(certificate.unit, certificate.device, *log, number, entry_hash, received_at, &sign)
}

/// A log with its device written out.
pub fn named(log: &LogId) -> proto::Log {
    wire::log_to_wire(log, DeviceId::from_bytes([0; 16]))
}

/// A segment as a device pushes it.
pub fn pushed(segment: &VerifiedSegment) -> proto::Segment {
    proto::Segment {
        log: Some(named(segment.log())),
        first: segment.before().number + 1,
        frame: segment.frame().to_vec(),
        signature: segment.signature().to_vec(),
        ..proto::Segment::default()
    }
}

/// Rows that no compression makes smaller, nearly as many as one frame may hold; others for each number.
pub fn largest(unit: &str, number: u32) -> Vec<Row> {
    let randomness = SeededRandomness::new(u64::from(number) + 1);
    let text = |length: usize| {
        let mut bytes = vec![0; length];
        randomness.fill(&mut bytes).unwrap_or_else(|error| panic!("{error}"));
        // Letters that stand for four bits each take half a byte each when packed.
        bytes.iter().filter_map(|byte| char::from_u32(0x4e00 + u32::from(*byte) * 16)).collect::<String>()
    };
    (0..200).map(|row| rows::deed_on(unit, &format!("x{number}-{row}"), "2026-07-03", &text(900))).collect()
}
