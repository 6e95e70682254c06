//! Logs from the writer to the verifier, and what an attacker may try in between.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_ledger::verify::needs_history;
use cunbang_ledger::{
    Document, Entered, Entry, History, LogHead, Point, Projection, RefusalCode, VerifiedSegment, Writer, frame, verify,
};
use cunbang_model::{DeviceId, DocumentName, Row, Table, Timestamp};
use proptest::prelude::*;
use ring::signature::{Ed25519KeyPair, KeyPair};
use std::collections::BTreeMap;

struct Device {
    key: Ed25519KeyPair,
}

impl Device {
    fn new(seed: u8) -> Self {
        Self { key: Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap() }
    }
    fn public_key(&self) -> &[u8] {
        self.key.public_key().as_ref()
    }
    fn writer(&self) -> Writer {
        Writer { device: DeviceId::of_public_key(self.public_key()), incarnation: 0 }
    }
    fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message).as_ref().try_into().unwrap()
    }
    fn record(&self, document: &mut Document, rows: &[Row]) -> VerifiedSegment {
        document
            .record(self.writer(), "王书记", Timestamp::from_second(1_790_000_000).unwrap(), rows, &|m| self.sign(m))
            .unwrap()
            .unwrap()
    }
}

fn name() -> DocumentName {
    "ledger/330522103201/2026Q3".parse().unwrap()
}

fn deed(id: &str, text: &str) -> Row {
    Row::from_cells(
        Table::Deeds,
        [
            ("unit", "330522103201"),
            ("deed", id),
            ("member", "m1"),
            ("date", "2026-07-03"),
            ("kind", "integrity"),
            ("text", text),
        ],
    )
    .unwrap()
}

fn accept(
    segment: &VerifiedSegment,
    device: &Device,
    before: &LogHead,
    history: &History,
) -> Result<VerifiedSegment, RefusalCode> {
    let plain = frame::unpack(segment.frame(), &[]).unwrap();
    let entries = frame::decode(&segment.log().document, &segment.log().writer, &plain).unwrap();
    verify(segment.log(), device.public_key(), before, entries, segment.signature(), history)
        .map_err(|refusal| refusal.code)
}

/// A large import is applied at once, and is the same log as row by row: what others wrote before it is seen, and a row
/// that comes twice replaces its first.
#[test]
fn pieces_are_the_same_log_as_one_after_another() {
    let (device, other) = (Device::new(1), Device::new(2));
    let rows: Vec<Row> = (0..30).map(|index| deed(&format!("d{}", index % 25), &format!("第{index}件"))).collect();
    let begin = || {
        let mut document = Document::new(name());
        let foreign = other.record(&mut Document::new(name()), &[deed("d1", "别人写的"), deed("d40", "别人写的")]);
        device.record(&mut document, &[deed("d2", "先写的")]);
        document.apply(&[foreign]).unwrap();
        document
    };
    let (mut one, mut whole) = (begin(), begin());
    let single: Vec<VerifiedSegment> = rows.chunks(4).map(|rows| device.record(&mut one, rows)).collect();
    let at = Timestamp::from_second(1_790_000_000).unwrap();
    let entered: Vec<Entered> = rows.iter().cloned().map(Entered::from).collect();
    let pieces =
        whole.enter_in_pieces(device.writer(), "王书记", at, &entered, 4, &|message| device.sign(message)).unwrap();
    assert_eq!(pieces, single);
    assert_eq!(whole.values().unwrap(), one.values().unwrap());
    assert_eq!(whole.save(), one.save());
    let again = whole.enter_in_pieces(device.writer(), "王书记", at, &entered[25..], 4, &|m| device.sign(m)).unwrap();
    assert!(again.is_empty(), "nothing of it is new");
}

#[test]
fn what_a_device_writes_another_can_verify_and_open() {
    let device = Device::new(1);
    let mut document = Document::new(name());
    let first = device.record(&mut document, &[deed("d1", "帮扶"), deed("d2", "调解")]);
    let second = device.record(&mut document, &[deed("d1", "帮扶老人")]);
    let mut history = History::new(name());
    let log = *first.log();
    assert_eq!(accept(&first, &device, &LogHead::empty(&log), &history).unwrap(), first);
    assert!(needs_history(&device.writer(), second.entries()), "it replaces an earlier value");
    assert_eq!(accept(&second, &device, first.after(), &history), Err(RefusalCode::BrokenChain));
    history.add(&device.writer(), &first.entries()[0]).unwrap();
    assert_eq!(accept(&second, &device, first.after(), &history).unwrap(), second);

    let mut copy = Document::new(name());
    copy.apply(&[first.clone(), second.clone()]).unwrap();
    assert_eq!(copy.values().unwrap(), document.values().unwrap());
    let reopened = Document::load(name(), &copy.save(), [device.writer()]).unwrap();
    assert_eq!(reopened.history().head(&device.writer()), *second.after());
    assert!(device_has_nothing_new(&device, &mut document));
}

fn device_has_nothing_new(device: &Device, document: &mut Document) -> bool {
    document
        .record(device.writer(), "王书记", Timestamp::UNIX_EPOCH, &[deed("d2", "调解")], &|m| device.sign(m))
        .unwrap()
        .is_none()
}

#[test]
fn two_terminals_that_change_the_same_row_leave_two_values() {
    let (first, second) = (Device::new(1), Device::new(2));
    let mut a = Document::new(name());
    let base = first.record(&mut a, &[deed("d1", "原文")]);
    let mut b = Document::new(name());
    b.apply(std::slice::from_ref(&base)).unwrap();
    let of_a = first.record(&mut a, &[deed("d1", "甲")]);
    let of_b = second.record(&mut b, &[deed("d1", "乙")]);
    assert!(needs_history(&second.writer(), of_b.entries()));
    a.apply(std::slice::from_ref(&of_b)).unwrap();
    b.apply(std::slice::from_ref(&of_a)).unwrap();
    assert_eq!(a.values().unwrap(), b.values().unwrap());
    assert_eq!(a.values().unwrap()[0].1.len(), 2);

    let mut projection = Projection::new(name());
    for segment in [&base, &of_b, &of_a] {
        for entry in segment.entries() {
            projection.apply(&segment.log().writer, entry).unwrap();
        }
    }
    assert_eq!(projection.conflicts().count(), 1);
    let chosen = first.record(&mut a, &[deed("d1", "商定")]);
    projection.apply(&first.writer(), &chosen.entries()[0]).unwrap();
    assert_eq!(projection.conflicts().count(), 0);
    assert_eq!(projection.rows().next().unwrap().row.text("text"), Some("商定"));
}

#[test]
fn refusals_each_with_its_reason() {
    let (device, other) = (Device::new(1), Device::new(2));
    let mut document = Document::new(name());
    let segment = device.record(&mut document, &[deed("d1", "帮扶")]);
    let next = device.record(&mut document, &[deed("d2", "调解")]);
    let log = *segment.log();
    let empty = LogHead::empty(&log);
    let history = History::new(name());
    let try_entries = |entries: Vec<Entry>, signature: &[u8; 64]| {
        verify(&log, device.public_key(), &empty, entries, signature, &history).map_err(|refusal| refusal.code)
    };
    let entries = segment.entries().to_vec();
    // Another device's signature.
    let forged = other.sign(&segment.after().signed_message());
    assert_eq!(try_entries(entries.clone(), &forged).unwrap_err(), RefusalCode::BadSignature);
    // One row altered.
    let mut altered = entries.clone();
    altered[0].puts[0].row = deed("d1", "帮扶。").into();
    assert_eq!(try_entries(altered, segment.signature()).unwrap_err(), RefusalCode::BadSignature);
    // A gap.
    assert_eq!(try_entries(next.entries().to_vec(), next.signature()).unwrap_err(), RefusalCode::Gap);
    // An operation counter that skips.
    let mut jump = entries.clone();
    jump[0].first_operation = 9;
    assert_eq!(try_entries(jump, segment.signature()).unwrap_err(), RefusalCode::BrokenChain);
    // Superseding a value that cannot exist.
    let mut ghost = entries.clone();
    ghost[0].puts[0].supersedes = vec![cunbang_ledger::OperationId { counter: 1, writer: device.writer() }];
    assert_eq!(try_entries(ghost, segment.signature()).unwrap_err(), RefusalCode::BrokenChain);
    // Building on an entry that it has not seen.
    let mut unseen = entries.clone();
    unseen[0].seen = vec![Point { writer: other.writer(), number: 1 }];
    assert_eq!(try_entries(unseen, segment.signature()).unwrap_err(), RefusalCode::UnknownDependency);
    // A row of another unit.
    let mut foreign = entries;
    foreign[0].puts[0].row =
        Row::from_json(Table::Visits, r#"{"unit":"330522103202","month":"2026-07","households":"9","visited":"1"}"#)
            .unwrap()
            .into();
    assert_eq!(try_entries(foreign, segment.signature()).unwrap_err(), RefusalCode::Row);
}

/// Two terminals take turns writing. The first device's second entry is valid, but it refers to its own first
/// entry only through the other device's entry, which this node does not have.
#[test]
fn what_builds_on_something_not_yet_here_names_what_it_lacks() {
    let (device, other) = (Device::new(1), Device::new(2));
    let mut document = Document::new(name());
    let first = device.record(&mut document, &[deed("d1", "帮扶")]);
    let second = other.record(&mut document, &[deed("d1", "帮扶老人")]);
    let third = device.record(&mut document, &[deed("d1", "帮扶独居老人")]);
    let mut history = History::new(name());
    history.add(&device.writer(), &first.entries()[0]).unwrap();
    let check = |history: &History| {
        let head = history.head(&device.writer());
        verify(third.log(), device.public_key(), &head, third.entries().to_vec(), third.signature(), history)
    };
    let refusal = check(&history).unwrap_err();
    assert_eq!(refusal.code, RefusalCode::UnknownDependency, "{refusal}");
    assert_eq!(refusal.missing, [Point { writer: other.writer(), number: 1 }]);
    history.add(&other.writer(), &second.entries()[0]).unwrap();
    check(&history).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Segments arrive in any order. Each is refused only for what is still missing, says what that is, and is
    /// accepted once it has arrived.
    #[test]
    fn no_refusal_depends_on_the_order_of_arrival(
        steps in proptest::collection::vec((0_usize..3, 0_usize..3, any::<bool>()), 1..24),
        order in any::<u64>(),
    ) {
        let devices = [Device::new(1), Device::new(2), Device::new(3)];
        let mut documents = [Document::new(name()), Document::new(name()), Document::new(name())];
        let mut written: Vec<VerifiedSegment> = Vec::new();
        for (number, (who, key, exchange)) in steps.into_iter().enumerate() {
            if exchange {
                documents[who].apply(&written).unwrap();
            }
            written.push(devices[who].record(&mut documents[who], &[deed(&format!("d{key}"), &number.to_string())]));
        }
        let mut waiting: Vec<&VerifiedSegment> = written.iter().collect();
        waiting.sort_by_key(|segment| {
            let bytes = segment.after().entry_hash.0;
            u64::from_be_bytes(bytes[..8].try_into().unwrap()).wrapping_mul(order | 1)
        });
        let mut history = History::new(name());
        while !waiting.is_empty() {
            let before = waiting.len();
            waiting.retain(|segment| {
                let writer = segment.log().writer;
                let device = devices.iter().find(|device| device.writer() == writer).unwrap();
                let entries = segment.entries().to_vec();
                let head = history.head(&writer);
                match verify(segment.log(), device.public_key(), &head, entries, segment.signature(), &history) {
                    Ok(verified) => {
                        verified.entries().iter().for_each(|entry| history.add(&writer, entry).unwrap());
                        false
                    }
                    Err(refusal) => {
                        assert!(refusal.code.is_passing(), "{refusal}");
                        let is_unknown = refusal.code == RefusalCode::UnknownDependency;
                        assert_eq!(is_unknown, !refusal.missing.is_empty());
                        assert!(refusal.missing.iter().all(|point| history.head(&point.writer).number < point.number));
                        true
                    }
                }
            });
            prop_assert!(waiting.len() < before, "nothing more is accepted");
        }
    }

    #[test]
    fn frames_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = frame::decode(&name(), &Device::new(1).writer(), &bytes);
        let _ = frame::unpack(&bytes, &[]);
        let _ = Projection::decode(name(), &bytes);
    }

    /// Three devices write and exchange at random. The projection must agree with Automerge in whatever order
    /// the logs arrive, and survive being stored.
    #[test]
    fn the_projection_is_what_automerge_shows(steps in proptest::collection::vec((0_usize..3, 0_usize..4, 0_u8..6, any::<bool>()), 1..40)) {
        let devices = [Device::new(1), Device::new(2), Device::new(3)];
        let mut documents = [Document::new(name()), Document::new(name()), Document::new(name())];
        let mut written: Vec<VerifiedSegment> = Vec::new();
        for (who, key, value, exchange) in steps {
            if exchange {
                documents[who].apply(&written).unwrap();
            }
            let rows = [deed(&format!("d{key}"), &format!("v{value}"))];
            let segment = documents[who]
                .record(devices[who].writer(), "o", Timestamp::UNIX_EPOCH, &rows, &|m| devices[who].sign(m))
                .unwrap();
            written.extend(segment);
        }
        let mut whole = Document::new(name());
        let mut forward = Projection::new(name());
        let mut history = History::new(name());
        for segment in &written {
            let device = devices.iter().find(|device| device.writer() == segment.log().writer).unwrap();
            let head = history.head(&segment.log().writer);
            let verified = accept(segment, device, &head, &history).unwrap();
            whole.apply(std::slice::from_ref(&verified)).unwrap();
            for entry in verified.entries() {
                forward.apply(&segment.log().writer, entry).unwrap();
                history.add(&segment.log().writer, entry).unwrap();
            }
        }
        let shown: BTreeMap<String, Vec<String>> = whole.values().unwrap().into_iter().collect();
        let projected = forward.texts();
        prop_assert_eq!(&shown, &projected);
        prop_assert_eq!(&Projection::decode(name(), &forward.encode().unwrap()).unwrap(), &forward);
    }
}
