//! Entries that a device signs on purpose to harm: whatever the verifier accepts, Automerge and the projection
//! must show alike, and the document must open again.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_ledger::limits::{MAX_SEEN_LOGS, MAX_SUPERSEDED};
use cunbang_ledger::{
    ChangeIndex, Document, Entered, Entry, History, LogId, OperationId, Point, Projection, Put, Refusal, RefusalCode,
    VerifiedSegment, Writer, verify,
};
use cunbang_model::{DeviceId, DocumentName, Row, Table, Timestamp};
use proptest::prelude::*;
use ring::signature::{Ed25519KeyPair, KeyPair};
use std::collections::BTreeMap;

const UNIT: &str = "330522103201";

fn name() -> DocumentName {
    format!("ledger/{UNIT}/2026Q3").parse().unwrap()
}

fn key(device: u8) -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[device + 1; 32]).unwrap()
}

fn writer(device: u8, incarnation: u32) -> Writer {
    Writer { device: DeviceId::of_public_key(key(device).public_key().as_ref()), incarnation }
}

fn visit(month: usize, visited: u32) -> Row {
    let (month, visited) = (format!("2026-{:02}", 7 + month), visited.to_string());
    Row::from_cells(
        Table::Visits,
        [("unit", UNIT), ("month", month.as_str()), ("households", "999"), ("visited", visited.as_str())],
    )
    .unwrap()
}

fn seal(covers: &str) -> Row {
    Row::from_cells(Table::Seals, [("unit", UNIT), ("seal", "s"), ("period", "2026Q3"), ("covers", covers)]).unwrap()
}

/// What the verifier has taken, in all forms in which it is kept.
struct Taken {
    history: History,
    document: Document,
    projection: Projection,
    operations: Vec<OperationId>,
    points: Vec<Point>,
}

impl Taken {
    fn new() -> Self {
        Self {
            history: History::new(name()),
            document: Document::new(name()),
            projection: Projection::new(name()),
            operations: Vec::new(),
            points: Vec::new(),
        }
    }

    /// The next entry of a log that says it has seen these points.
    fn entry(&self, writer: &Writer, seen: &[Point], puts: Vec<Put>) -> Entry {
        let head = self.history.head(writer);
        let previous = Point { writer: *writer, number: head.number };
        let mut newest: BTreeMap<Writer, u64> = BTreeMap::new();
        for point in seen.iter().chain((head.number > 0).then_some(&previous)) {
            let number = newest.entry(point.writer).or_insert(0);
            *number = point.number.max(*number);
        }
        let seen: Vec<Point> = newest.into_iter().map(|(writer, number)| Point { writer, number }).collect();
        let after_seen = seen.iter().map(|point| self.history.change_at(point).unwrap().next_operation).max();
        Entry {
            number: head.number + 1,
            release: 1,
            operator: "王".to_owned(),
            claimed_at_seconds: 0,
            seen,
            first_operation: after_seen.unwrap_or(1),
            puts,
        }
    }

    /// Signs the entry as its device would, and hands it to the verifier.
    fn offer(&mut self, device: u8, writer: Writer, entry: &Entry) -> Result<(), Refusal> {
        let log = LogId { document: name(), writer };
        let before = self.history.head(&writer);
        let mut signed = self.history.clone();
        signed.add(&writer, entry).unwrap();
        let signature = key(device).sign(&signed.head(&writer).signed_message());
        let signature: [u8; 64] = signature.as_ref().try_into().unwrap();
        let public_key = key(device);
        let segment =
            verify(&log, public_key.public_key().as_ref(), &before, vec![entry.clone()], &signature, &self.history)?;
        self.take(&segment);
        Ok(())
    }

    fn take(&mut self, segment: &VerifiedSegment) {
        let writer = segment.log().writer;
        self.document.apply(std::slice::from_ref(segment)).unwrap();
        for entry in segment.entries() {
            self.history.add(&writer, entry).unwrap();
            self.projection.apply(&writer, entry).unwrap();
            self.operations
                .extend((entry.first_operation..entry.next_operation()).map(|counter| OperationId { counter, writer }));
            self.points.push(Point { writer, number: entry.number });
        }
    }

    fn is_the_same_everywhere(&self) {
        let shown: BTreeMap<String, Vec<String>> = self.document.values().unwrap().into_iter().collect();
        assert_eq!(shown, self.projection.texts());
        let writers = self.history.heads().keys().copied();
        let opened = Document::load(name(), &self.document.save(), writers).unwrap();
        assert_eq!(opened.values().unwrap(), self.document.values().unwrap());
        assert_eq!(opened.history().heads(), self.history.heads());
    }
}

/// One attempt: who writes, which of the earlier points it names as seen, and what its rows supersede.
type Attempt = (u8, u32, Vec<prop::sample::Index>, Vec<(usize, Vec<prop::sample::Index>)>);

fn attempt() -> impl Strategy<Value = Attempt> {
    let superseded = proptest::collection::vec(any::<prop::sample::Index>(), 0..3);
    (
        0_u8..3,
        0_u32..3,
        proptest::collection::vec(any::<prop::sample::Index>(), 0..4),
        proptest::collection::vec((0_usize..3, superseded), 1..4),
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn whatever_is_accepted_is_the_same_everywhere(attempts in proptest::collection::vec(attempt(), 10..60)) {
        let mut taken = Taken::new();
        let (mut accepted, mut refused) = (0, 0);
        for (number, (device, incarnation, seen, puts)) in attempts.into_iter().enumerate() {
            let writer = writer(device, incarnation);
            let pick = |index: &prop::sample::Index| (!taken.points.is_empty()).then(|| *index.get(&taken.points));
            let seen: Vec<Point> = seen.iter().filter_map(pick).collect();
            let puts = puts.into_iter().map(|(month, superseded)| {
                let pick = |index: &prop::sample::Index| (!taken.operations.is_empty()).then(|| *index.get(&taken.operations));
                let row = visit(month, u32::try_from(number).unwrap());
                let mut supersedes: Vec<OperationId> = superseded.iter().filter_map(pick).collect();
                supersedes.sort_by_key(|id| (id.counter, id.writer.actor()));
                Put { row: row.into(), supersedes }
            }).collect();
            let entry = taken.entry(&writer, &seen, puts);
            match taken.offer(device, writer, &entry) {
                Ok(()) => accepted += 1,
                Err(refusal) => {
                    prop_assert!(!refusal.code.is_passing(), "{}", refusal);
                    refused += 1;
                }
            }
        }
        prop_assert!(accepted + refused >= 10 && accepted > 0);
        taken.is_the_same_everywhere();
    }
}

#[test]
fn a_value_is_superseded_under_its_own_key_by_who_has_seen_it() {
    let (one, two) = (writer(0, 0), writer(1, 0));
    let mut taken = Taken::new();
    let first = taken.entry(&one, &[], vec![Put { row: visit(0, 1).into(), supersedes: Vec::new() }]);
    taken.offer(0, one, &first).unwrap();
    let july = OperationId { counter: 1, writer: one };
    let seen = [Point { writer: one, number: 1 }];
    let put = |month, supersedes| vec![Put { row: visit(month, 2).into(), supersedes }];
    for (what, entry) in [
        ("another key", taken.entry(&two, &seen, put(1, vec![july]))),
        ("unseen", Entry { first_operation: 2, ..taken.entry(&two, &[], put(0, vec![july])) }),
        ("twice", taken.entry(&two, &seen, put(0, vec![july, july]))),
        ("none", taken.entry(&two, &seen, put(0, vec![OperationId { counter: 1, writer: two }]))),
    ] {
        let refusal = taken.offer(1, two, &entry).unwrap_err();
        assert_eq!(refusal.code, RefusalCode::BrokenChain, "{what}: {refusal}");
    }
    let honest = taken.entry(&two, &seen, put(0, vec![july]));
    taken.offer(1, two, &honest).unwrap();
    taken.is_the_same_everywhere();
    assert_eq!(taken.projection.conflicts().count(), 0);
}

#[test]
fn a_seal_covers_only_what_its_writer_has_seen() {
    let (one, two) = (writer(0, 0), writer(1, 0));
    let mut taken = Taken::new();
    let rows = |row: Row| vec![Put { row: row.into(), supersedes: Vec::new() }];
    let first = taken.entry(&one, &[], rows(visit(0, 1)));
    taken.offer(0, one, &first).unwrap();
    let seen = [Point { writer: one, number: 1 }];
    for (covers, seen) in [(format!("{one}:2"), &seen[..]), (format!("{one}:1"), &[]), (format!("{two}:1"), &[])] {
        let entry = taken.entry(&two, seen, rows(seal(&covers)));
        let refusal = taken.offer(1, two, &entry).unwrap_err();
        assert!(refusal.message.contains("which its writer has not seen"), "{refusal}");
    }
    let honest = taken.entry(&two, &seen, rows(seal(&format!("{one}:1"))));
    taken.offer(1, two, &honest).unwrap();
}

/// A hundred logs that know nothing of each other: no entry can name them all.
#[test]
fn a_document_with_more_heads_than_an_entry_may_name_is_written_on() {
    let mut taken = Taken::new();
    for incarnation in 0..100 {
        let writer = writer(0, incarnation);
        let put = Put { row: visit(0, incarnation).into(), supersedes: Vec::new() };
        let entry = taken.entry(&writer, &[], vec![put]);
        taken.offer(0, writer, &entry).unwrap();
    }
    let clerk = key(1);
    let sign = |message: &[u8]| clerk.sign(message).as_ref().try_into().unwrap();
    let mut reached = 0;
    for visited in 500..504 {
        let mut document = taken.document.clone();
        let reach = document.reach(&writer(1, 0)).unwrap();
        assert!(reach.entry_count() > reached, "nothing more is seen");
        let rows = [Entered::from(visit(0, visited))];
        let segment = document.enter(writer(1, 0), "王", Timestamp::UNIX_EPOCH, &rows, &sign).unwrap().unwrap();
        assert!(segment.entries()[0].seen.len() <= MAX_SEEN_LOGS);
        assert!(segment.entries()[0].puts[0].supersedes.len() <= MAX_SUPERSEDED);
        reached = reach.entry_count();
        let before = taken.history.head(&writer(1, 0));
        let public_key = clerk.public_key().as_ref();
        let entries = segment.entries().to_vec();
        let verified =
            verify(segment.log(), public_key, &before, entries, segment.signature(), &taken.history).unwrap();
        taken.take(&verified);
        taken.is_the_same_everywhere();
        if taken.projection.conflicts().count() == 0 {
            assert_eq!(reached, 100 + u64::from(visited) - 500);
            return;
        }
    }
    panic!("the clerk cannot replace what the attacker wrote");
}
