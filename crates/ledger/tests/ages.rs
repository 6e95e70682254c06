//! Programs of different releases: this program verifies, keeps and relays what a newer one writes.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_ledger::{
    Document, Entry, History, LogHead, LogId, OperationId, Point, Projection, Put, RefusalCode, VerifiedSegment,
    Writer, frame, verify,
};
use cunbang_model::raw_row::{Described, RawRow};
use cunbang_model::schema::{Definition, RELEASE, Shape};
use cunbang_model::{Carried, DeviceId, DocumentName, Table};
use proptest::prelude::*;
use ring::signature::{Ed25519KeyPair, KeyPair};

/// A release with a new table, column and word.
const LATER: u32 = RELEASE + 7;
const UNIT: &str = "330522103201";

fn name() -> DocumentName {
    "ledger/330522103201/2026Q3".parse().unwrap()
}

fn key() -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[1; 32]).unwrap()
}

fn writer() -> Writer {
    Writer { device: DeviceId::of_public_key(key().public_key().as_ref()), incarnation: 0 }
}

fn definition(number: u16, name: &str, key: &[u16], columns: &[(u16, &str)]) -> Definition {
    let columns = columns.iter().map(|(number, name)| (*number, (*name).into())).collect();
    Definition::new(Shape::new(number, name, key).unwrap(), columns).unwrap()
}

fn carry(described: Described<'_>, cells: &[(u16, &str)], withdrawn: Option<&str>) -> Carried {
    RawRow { described, cells, withdrawn }.carry(&name()).unwrap()
}

/// A row in a table that this program does not know.
fn mentor(id: &str, note: &str) -> Carried {
    let table = definition(900, "mentors", &[2], &[(1, "unit"), (2, "mentor"), (3, "note")]);
    carry(Described::Defined(&table), &[(1, UNIT), (2, id), (3, note)], None)
}

/// A row in a known table, with an unknown column.
fn visit(month: &str, by_car: &str) -> Carried {
    let table = definition(12, "visits", &[2], &[(9, "by_car")]);
    carry(Described::Defined(&table), &[(1, UNIT), (2, month), (3, "120"), (4, "96"), (9, by_car)], None)
}

/// A row in a known table. Whether this program knows the word depends on `kind`.
fn meeting(id: &str, kind: &str) -> Carried {
    carry(Described::Baseline(Table::Meetings), &[(1, UNIT), (2, id), (3, kind), (4, "2026-07-15")], None)
}

fn entry(number: u64, release: u32, first_operation: u64, rows: Vec<Carried>) -> Entry {
    let previous = Point { writer: writer(), number: number.saturating_sub(1) };
    Entry {
        number,
        release,
        operator: "王书记".to_owned(),
        claimed_at_seconds: 1_790_000_000,
        seen: if number > 1 { vec![previous] } else { Vec::new() },
        first_operation,
        puts: rows.into_iter().map(|row| Put { row, supersedes: Vec::new() }).collect(),
    }
}

fn log() -> LogId {
    LogId { document: name(), writer: writer() }
}

/// Signs and packs entries as the newer program would.
fn written(entries: &[Entry]) -> VerifiedSegment {
    let mut history = History::new(name());
    for entry in entries {
        history.add(&writer(), entry).unwrap();
    }
    let sign = |message: &[u8]| key().sign(message).as_ref().try_into().unwrap();
    let after = history.head(&writer());
    VerifiedSegment::written(log(), LogHead::empty(&log()), after, entries.to_vec(), &sign).unwrap()
}

fn received(segment: &VerifiedSegment) -> Result<VerifiedSegment, RefusalCode> {
    let plain = frame::unpack(segment.frame(), &[]).unwrap();
    let entries = frame::decode(&name(), &writer(), &plain).map_err(|refusal| refusal.code)?;
    let empty = LogHead::empty(&log());
    verify(&log(), key().public_key().as_ref(), &empty, entries, segment.signature(), &History::new(name()))
        .map_err(|refusal| refusal.code)
}

#[test]
fn what_a_newer_program_wrote_is_verified_kept_and_passed_on() {
    let mut changed = entry(2, LATER, 4, vec![meeting("t1", "theme_day"), mentor("m1", "换届")]);
    changed.puts[0].supersedes = vec![OperationId { counter: 3, writer: writer() }];
    let first = entry(1, LATER, 1, vec![mentor("m1", "新任"), visit("2026-07", "3"), meeting("t1", "retreat")]);
    let segment = written(&[first.clone(), changed]);
    let kept = received(&segment).unwrap();
    assert_eq!(kept, segment, "stored as it came");
    assert_eq!(frame::decode(&name(), &writer(), &frame::unpack(kept.frame(), &[]).unwrap()).unwrap(), kept.entries());

    let mut projection = Projection::new(name());
    projection.apply(&writer(), &kept.entries()[0]).unwrap();
    assert_eq!(projection.unread().collect::<Vec<_>>(), ["meetings/t1", "mentors/m1"]);
    assert_eq!(projection.rows().count(), 1, "the visit counts with the columns that are known");
    assert_eq!(projection.get(Table::Visits, "2026-07").unwrap().row.number("visited"), Some(96.into()));
    assert_eq!(Projection::decode(name(), &projection.encode().unwrap()).unwrap(), projection);
    // The meeting's kind becomes a known one. The mentor now has two conflicting values.
    projection.apply(&writer(), &kept.entries()[1]).unwrap();
    assert_eq!(projection.unread().collect::<Vec<_>>(), ["mentors/m1"]);
    assert_eq!(projection.get(Table::Meetings, "t1").unwrap().row.text("kind"), Some("theme_day"));
    assert_eq!(Projection::decode(name(), &projection.encode().unwrap()).unwrap(), projection);

    // Automerge agrees, and its file keeps the release.
    let mut document = Document::new(name());
    document.apply(std::slice::from_ref(&kept)).unwrap();
    assert_eq!(
        document.values().unwrap().into_iter().collect::<std::collections::BTreeMap<_, _>>(),
        projection.texts()
    );
    let reopened = Document::load(name(), &document.save(), [writer()]).unwrap();
    assert_eq!(reopened.history().head(&writer()), *segment.after());
}

#[test]
fn what_cannot_be_read_is_refused_of_a_program_that_is_no_newer() {
    for row in [mentor("m1", "新任"), visit("2026-07", "3"), meeting("t1", "retreat")] {
        let later = written(&[entry(1, LATER, 1, vec![row.clone()])]);
        assert!(received(&later).is_ok(), "{}", row.key());
        let same = written(&[entry(1, RELEASE, 1, vec![row.clone()])]);
        assert_eq!(received(&same).unwrap_err(), RefusalCode::Row, "{}", row.key());
    }
    // The signature covers the release, so it cannot be changed on the way.
    let segment = written(&[entry(1, LATER, 1, vec![mentor("m1", "新任")])]);
    let mut altered = segment.entries().to_vec();
    altered[0].release += 1;
    let empty = LogHead::empty(&log());
    let history = History::new(name());
    let refused = verify(&log(), key().public_key().as_ref(), &empty, altered, segment.signature(), &history);
    assert_eq!(refused.unwrap_err().code, RefusalCode::BadSignature);
}

#[test]
fn a_document_of_a_later_kind_is_carried() {
    let document: DocumentName = "kind-477/330522103201/2026Q3".parse().unwrap();
    let table = definition(900, "mentors", &[2], &[(1, "unit"), (2, "mentor")]);
    let row = RawRow { described: Described::Defined(&table), cells: &[(1, UNIT), (2, "m1")], withdrawn: None };
    let entries = [entry(1, LATER, 1, vec![row.carry(&document).unwrap()])];
    let plain = frame::encode(&document, &writer(), &entries);
    assert_eq!(frame::decode(&document, &writer(), &plain).unwrap(), entries);
    let mut projection = Projection::new(document);
    projection.apply(&writer(), &entries[0]).unwrap();
    assert_eq!((projection.rows().count(), projection.unread().count()), (0, 1));
}

#[test]
fn a_frame_of_a_newer_version_is_named_as_such() {
    let mut packed = written(&[entry(1, RELEASE, 1, vec![meeting("t1", "theme_day")])]).frame().to_vec();
    packed[0] += 1;
    assert_eq!(frame::unpack(&packed, &[]).unwrap_err().code, RefusalCode::TooNew);
}

#[test]
fn two_tables_under_one_number_stay_two() {
    let other = definition(900, "walks", &[2], &[(1, "unit"), (2, "walk"), (3, "note")]);
    let walk = carry(Described::Defined(&other), &[(1, UNIT), (2, "w1"), (3, "路线")], Some("取消"));
    let entries = [entry(1, LATER, 1, vec![mentor("m1", "新任"), walk, mentor("m2", "新任")])];
    let plain = frame::encode(&name(), &writer(), &entries);
    let decoded = frame::decode(&name(), &writer(), &plain).unwrap();
    assert_eq!(decoded, entries);
    assert_eq!(decoded[0].puts[1].row.key(), "walks/w1");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Random corruption of a newer frame never panics and never allocates more than the frame's own size.
    /// Whatever still decodes survives being written and read again.
    #[test]
    fn altered_frames_never_panic(changes in proptest::collection::vec((0_usize..2000, any::<u8>()), 1..6), cut in 0_usize..200) {
        let rows = vec![mentor("m1", "新任"), visit("2026-07", "3"), meeting("t1", "retreat"), meeting("t2", "theme_day")];
        let entries = [entry(1, LATER, 1, rows), entry(2, LATER, 5, vec![mentor("m2", "新任"), meeting("t3", "theme_day")])];
        let mut plain = frame::encode(&name(), &writer(), &entries);
        for (at, byte) in changes {
            let at = at % plain.len();
            plain[at] = byte;
        }
        plain.truncate(plain.len() - cut.min(plain.len()) / 100);
        if let Ok(entries) = frame::decode(&name(), &writer(), &plain) {
            let again = frame::encode(&name(), &writer(), &entries);
            prop_assert_eq!(&frame::decode(&name(), &writer(), &again).unwrap(), &entries);
            let last = frame::decode_from(&name(), &writer(), &plain, entries[entries.len() - 1].number).unwrap();
            prop_assert_eq!(last, &entries[entries.len() - 1..]);
        }
    }
}
