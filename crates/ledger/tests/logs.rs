//! Logs from the writer to the verifier, and what an opponent may try on the way.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_ledger::verify::needs_history;
use cunbang_ledger::{
    Document, Entry, History, LogHead, Projection, RefusalCode, VerifiedSegment, Writer, frame, verify,
};
use cunbang_model::{DeviceId, DocumentName, Row, Table, Timestamp};
use proptest::prelude::*;
use ring::signature::{Ed25519KeyPair, KeyPair};

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

#[test]
fn what_a_device_writes_another_can_verify_and_open() {
    let device = Device::new(1);
    let mut document = Document::new(name());
    let first = device.record(&mut document, &[deed("d1", "帮扶"), deed("d2", "调解")]);
    let second = device.record(&mut document, &[deed("d1", "帮扶老人")]);
    let history = History::new(name());
    let log = *first.log();
    assert_eq!(accept(&first, &device, &LogHead::empty(&log), &history).unwrap(), first);
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
    altered[0].puts[0].row = deed("d1", "帮扶。");
    assert_eq!(try_entries(altered, segment.signature()).unwrap_err(), RefusalCode::BadSignature);
    // A gap.
    assert_eq!(try_entries(next.entries().to_vec(), next.signature()).unwrap_err(), RefusalCode::Gap);
    // An operation counter that jumps.
    let mut jump = entries.clone();
    jump[0].first_operation = 9;
    assert_eq!(try_entries(jump, segment.signature()).unwrap_err(), RefusalCode::BrokenChain);
    // A value that cannot exist is superseded.
    let mut ghost = entries.clone();
    ghost[0].puts[0].supersedes = vec![cunbang_ledger::OperationId { counter: 1, writer: device.writer() }];
    assert_eq!(try_entries(ghost, segment.signature()).unwrap_err(), RefusalCode::BrokenChain);
    // Something unseen is built on.
    let mut unseen = entries.clone();
    unseen[0].seen = vec![cunbang_ledger::Point { writer: other.writer(), number: 1 }];
    assert_eq!(try_entries(unseen, segment.signature()).unwrap_err(), RefusalCode::UnknownDependency);
    // A row of another unit.
    let mut foreign = entries;
    foreign[0].puts[0].row =
        Row::from_json(Table::Visits, r#"{"unit":"330522103202","month":"2026-07","households":"9","visited":"1"}"#)
            .unwrap();
    assert_eq!(try_entries(foreign, segment.signature()).unwrap_err(), RefusalCode::Row);
}

mod raw {
    //! Changes handed over as bytes.
    use super::*;
    use automerge::transaction::{CommitOptions, Transactable};
    use automerge::{Automerge, ObjType, ROOT};

    fn change(device: &Device, write: impl FnOnce(&mut automerge::transaction::Transaction<'_>)) -> Vec<u8> {
        let mut document = Automerge::new().with_actor(device.writer().actor());
        let mut transaction = document.transaction();
        write(&mut transaction);
        transaction.commit_with(CommitOptions::default().with_message("clerk").with_time(1_790_000_000));
        document.get_last_local_change().unwrap().raw_bytes().to_vec()
    }

    fn check(bytes: &[u8]) -> Result<Entry, RefusalCode> {
        let mut history = History::new(name());
        history.introduce(Device::new(1).writer());
        Entry::from_change_bytes(bytes, &Device::new(1).writer(), &history).map_err(|refusal| refusal.code)
    }

    #[test]
    fn a_change_of_rows_is_its_entry() {
        let row = deed("d1", "帮扶");
        let bytes = change(&Device::new(1), |t| t.put(ROOT, row.key(), row.to_json()).unwrap());
        assert_eq!(check(&bytes).unwrap().puts[0].row, row);
    }

    #[test]
    fn anything_else_is_refused() {
        let device = Device::new(1);
        let row = deed("d1", "帮扶");
        let put = |t: &mut automerge::transaction::Transaction<'_>| t.put(ROOT, row.key(), row.to_json()).unwrap();
        assert_eq!(check(&change(&Device::new(2), put)).unwrap_err(), RefusalCode::ForeignActor);
        for (write, code) in [
            (change(&device, |t| t.put(ROOT, "deeds/d1", 5).unwrap()), RefusalCode::Shape),
            (change(&device, |t| t.put(ROOT, "gossip/d1", "{}").unwrap()), RefusalCode::Shape),
            (change(&device, |t| t.put(ROOT, "deeds/other", row.to_json()).unwrap()), RefusalCode::Shape),
            (change(&device, |t| t.put(ROOT, "deeds/d1", "{\"unit\":\"1\"}").unwrap()), RefusalCode::Row),
            (
                change(&device, |t| {
                    t.put_object(ROOT, "deeds", ObjType::Map).unwrap();
                }),
                RefusalCode::Shape,
            ),
            (
                change(&device, |t| {
                    let text = t.put_object(ROOT, "deeds/d1", ObjType::Text).unwrap();
                    t.splice_text(&text, 0, 0, "long").unwrap();
                }),
                RefusalCode::Shape,
            ),
        ] {
            assert_eq!(check(&write).unwrap_err(), code);
        }
        let mut bytes = change(&device, put);
        bytes[5] ^= 1;
        assert_eq!(check(&bytes).unwrap_err(), RefusalCode::Shape, "a wrong checksum");
        bytes.truncate(40);
        assert_eq!(check(&bytes).unwrap_err(), RefusalCode::Malformed);
    }

    /// A change chunk of about a hundred bytes whose columns claim three million operations.
    fn bomb() -> Vec<u8> {
        const THREE_MILLION: [u8; 4] = [0xc0, 0x8d, 0xb7, 0x01];
        let mut run_of_key = THREE_MILLION.to_vec();
        run_of_key.extend_from_slice(&[8, b'd', b'e', b'e', b'd', b's', b'/', b'd', b'1']);
        let run_of = |value: u8| [THREE_MILLION.as_slice(), &[value]].concat();
        let columns: [(u8, Vec<u8>); 5] = [
            (0x15, run_of_key),
            (0x34, THREE_MILLION.to_vec()),
            (0x42, run_of(1)),
            (0x56, run_of(6)),
            (0x70, run_of(0)),
        ];
        let mut body = vec![0, 16];
        body.extend_from_slice(Device::new(1).writer().actor().to_bytes());
        body.extend_from_slice(&[1, 1, 0, 1, b'o', 0, 5]);
        for (specification, data) in &columns {
            body.extend_from_slice(&[*specification, u8::try_from(data.len()).unwrap()]);
        }
        for (_, data) in &columns {
            body.extend_from_slice(data);
        }
        let mut hashed = vec![1, u8::try_from(body.len()).unwrap()];
        hashed.extend_from_slice(&body);
        let digest = ring::digest::digest(&ring::digest::SHA256, &hashed);
        [&[0x85, 0x6f, 0x4a, 0x83], &digest.as_ref()[..4], &hashed].concat()
    }

    #[test]
    fn a_hundred_bytes_that_claim_three_million_operations_are_refused_unread() {
        let bomb = bomb();
        assert!(bomb.len() <= 110, "{}", bomb.len());
        assert_eq!(cunbang_ledger::claimed_operations(&bomb).unwrap(), 3_000_000);
        assert_eq!(check(&bomb).unwrap_err(), RefusalCode::TooLarge);
    }

    proptest! {
        #[test]
        fn mutated_changes_never_panic_and_never_pass(at in 0_usize..400, bit in 0_u8..8) {
            let row = deed("d1", "帮扶");
            let mut bytes = change(&Device::new(1), |t| t.put(ROOT, row.key(), row.to_json()).unwrap());
            let at = at % bytes.len();
            bytes[at] ^= 1 << bit;
            // A flipped bit either makes it unreadable or makes it another entry: then the hash differs.
            if let Ok(entry) = check(&bytes) {
                prop_assert_ne!(&entry.puts[0].row.to_json(), &row.to_json());
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn frames_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = frame::decode(&name(), &Device::new(1).writer(), &bytes);
        let _ = frame::unpack(&bytes, &[]);
        let _ = Projection::decode(name(), &bytes);
    }

    /// Three devices write and exchange at random; the projection must say what Automerge says, in
    /// whatever order the logs arrive, and survive being stored.
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
        let mut shown: Vec<(String, Vec<Row>)> = whole.values().unwrap();
        shown.sort_by(|a, b| a.0.cmp(&b.0));
        let projected: Vec<(String, Vec<Row>)> = forward
            .rows()
            .map(|standing| {
                let row = &standing.row;
                let values = forward.values(row.table(), &row.id());
                (row.key(), values.iter().map(|value| value.row.clone()).collect())
            })
            .collect();
        prop_assert_eq!(&shown, &projected);
        prop_assert_eq!(&Projection::decode(name(), &forward.encode().unwrap()).unwrap(), &forward);
    }
}
