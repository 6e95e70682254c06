//! Golden vectors: frames, hashes, signatures and receipts as each release wrote them. Every later program
//! must read them all, and so must a program of the baseline (`--features cunbang-model/earlier`).
//!
//! `CUNBANG_WRITE_VECTORS=1 cargo test -p cunbang-ledger --test vectors` writes this release's file, once.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_ledger::{
    Document, Hash, History, LogHead, LogId, Projection, Receipt, VerifiedSegment, Writer, frame, verify,
};
use cunbang_model::schema::RELEASE;
use cunbang_model::{DeviceId, DocumentName, Row, Table, Timestamp};
use cunbang_world::vectors::{Vectors, is_wanted, read, text, write};
use data_encoding::{BASE64, HEXLOWER};
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn vectors() -> Vectors {
    Vectors::of(env!("CARGO_MANIFEST_DIR"))
}

/// The device key that signed the vectors.
fn key() -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[42; 32]).unwrap()
}

fn sign(message: &[u8]) -> [u8; 64] {
    key().sign(message).as_ref().try_into().unwrap()
}

fn row(table: Table, cells: &[(&str, &str)]) -> Row {
    let unit = ("unit", "330522103201");
    Row::from_cells(table, cells.iter().copied().chain([unit])).unwrap()
}

/// A village's rows with the words, columns, tables and kinds of this release.
fn written() -> Vec<VerifiedSegment> {
    let meeting = row(
        Table::Meetings,
        &[("meeting", "t1"), ("kind", "evening_study"), ("date", "2026-07-15"), ("title", "学\"条例\"\n第一章")],
    );
    let first = [
        meeting.clone(),
        row(Table::Attendance, &[("meeting", "t1"), ("member", "m1"), ("mark", "remote")]),
        row(Table::Visits, &[("month", "2026-07"), ("households", "120"), ("visited", "96"), ("services", "3")]),
        row(Table::Reviews, &[("period", "2026H2"), ("stage", "general"), ("member", "m1"), ("points", "92.5")]),
    ];
    let second = [
        row(Table::Meetings, &[("meeting", "t1"), ("kind", "theme_day"), ("date", "2026-07-15")]),
        row(Table::Attendance, &[("meeting", "t1"), ("member", "m1"), ("mark", "remote")]).withdrawn("记错了"),
        row(Table::Visits, &[("month", "2026-08"), ("households", "120"), ("visited", "0")]),
    ];
    let objection = [row(
        Table::Objections,
        &[("objection", "o1"), ("period", "2026Q3"), ("text", "八月已补记"), ("filed_on", "2026-10-12")],
    )];
    let ledger = "ledger/330522103201/2026Q3";
    let mut segments = Vec::new();
    let mut ledger = Document::new(ledger.parse().unwrap());
    let mut appeal = Document::new("appeal/330522103201/2026Q3".parse().unwrap());
    let mut record = |document: &mut Document, rows: &[Row]| {
        let device = DeviceId::of_public_key(key().public_key().as_ref());
        let at = Timestamp::from_second(1_790_000_000 + i64::try_from(segments.len()).unwrap()).unwrap();
        let segment = document.record(Writer { device, incarnation: 7 }, "王书记", at, rows, &sign).unwrap().unwrap();
        segments.push(segment);
    };
    record(&mut ledger, &first);
    record(&mut ledger, &second);
    record(&mut appeal, &objection);
    segments
}

fn receipt(segment: &VerifiedSegment) -> Receipt {
    let node = DeviceId::of_public_key(key().public_key().as_ref());
    let at = Timestamp::from_millisecond(1_790_000_100_250).unwrap();
    let head = segment.after();
    Receipt::sign("330522103".parse().unwrap(), node, *segment.log(), head.number, head.entry_hash, at, &sign)
}

fn vector() -> Value {
    let mut history: Vec<cunbang_ledger::Entry> = Vec::new();
    let segments = written().into_iter().map(|segment| {
        let log = segment.log();
        let plain = frame::encode(&log.document, &log.writer, segment.entries());
        let tail: Vec<_> = if segment.before().number > 0 { std::mem::take(&mut history) } else { Vec::new() };
        let dictionary = frame::dictionary(&log.document, &log.writer, &tail);
        history = segment.entries().to_vec();
        let rows =
            segment.entries().iter().flat_map(|entry| &entry.puts).map(|put| json!([put.row.key(), put.row.to_json()]));
        json!({
            "document": log.document.numbered().to_string(),
            "writer": log.writer.to_string(),
            "release": segment.entries()[0].release,
            "frame": BASE64.encode(segment.frame()),
            "frame_with_dictionary": BASE64.encode(&frame::pack(&plain, &dictionary, frame::WIRE_LEVEL).unwrap()),
            "rows": rows.collect::<Vec<_>>(),
            "change": segment.after().change_hash.to_string(),
            "entry": segment.after().entry_hash.to_string(),
            "signature": HEXLOWER.encode(segment.signature()),
            "receipt": HEXLOWER.encode(&receipt(&segment).signature),
        })
    });
    json!({ "schema": RELEASE, "public_key": HEXLOWER.encode(key().public_key().as_ref()), "segments": segments.collect::<Vec<_>>() })
}

/// This release's file. It is written on request, and only once.
#[test]
fn this_release_has_its_vectors() {
    if RELEASE == 1 {
        return;
    }
    let path = vectors().own("json");
    if is_wanted(&path) {
        write(&path, &vector());
    }
    // Hashes and signatures must never change; how well a frame compresses may.
    let essence = |vector: &Value| -> Vec<Vec<Value>> {
        let of_segment = |segment: &Value| {
            ["document", "writer", "release", "rows", "change", "entry", "signature", "receipt"]
                .map(|field| segment[field].clone())
                .to_vec()
        };
        vector["segments"].as_array().unwrap().iter().map(of_segment).collect()
    };
    assert_eq!(
        essence(&read(&path)),
        essence(&vector()),
        "this release now writes something else: raise the release number"
    );
}

/// A document by its number form.
fn document(numbered: &str) -> DocumentName {
    format!("kind-{numbered}").parse().unwrap()
}

#[test]
fn every_program_reads_what_every_release_wrote() {
    for (path, vector) in vectors().recorded("json") {
        let public_key = HEXLOWER.decode(text(&vector, "public_key").as_bytes()).unwrap();
        let mut histories: BTreeMap<DocumentName, (History, Projection, Document)> = BTreeMap::new();
        for segment in vector["segments"].as_array().unwrap() {
            let document = document(text(segment, "document"));
            let writer: Writer = text(segment, "writer").parse().unwrap();
            let log = LogId { document, writer };
            let (history, projection, open) = histories
                .entry(document)
                .or_insert_with(|| (History::new(document), Projection::new(document), Document::new(document)));
            let stored = BASE64.decode(text(segment, "frame").as_bytes()).unwrap();
            let plain = frame::unpack(&stored, &[]).unwrap();
            let entries = frame::decode(&document, &writer, &plain).unwrap();
            for (place, entry) in entries.iter().enumerate() {
                let later = frame::decode_from(&document, &writer, &plain, entry.number).unwrap();
                assert_eq!(later, entries[place..], "from {} on", entry.number);
            }
            // The dictionary is built from the entries before, as this program encodes them.
            let before: Vec<_> = vector["segments"]
                .as_array()
                .unwrap()
                .iter()
                .take_while(|earlier| *earlier != segment)
                .filter(|earlier| earlier["document"] == segment["document"])
                .flat_map(|earlier| {
                    let packed = BASE64.decode(text(earlier, "frame").as_bytes()).unwrap();
                    frame::decode(&document, &writer, &frame::unpack(&packed, &[]).unwrap()).unwrap()
                })
                .collect();
            let sent = BASE64.decode(text(segment, "frame_with_dictionary").as_bytes()).unwrap();
            let dictionary = frame::dictionary(&document, &writer, &before);
            assert_eq!(frame::unpack(&sent, &dictionary).unwrap(), plain, "{}", path.display());
            assert_eq!(frame::encode(&document, &writer, &entries), plain, "encoding it again gives the same bytes");

            let rows: Vec<Value> = entries
                .iter()
                .flat_map(|entry| &entry.puts)
                .map(|put| json!([put.row.key(), put.row.to_json()]))
                .collect();
            assert_eq!(Value::Array(rows), segment["rows"]);
            let head: LogHead = history.head(&writer);
            let signature: [u8; 64] =
                HEXLOWER.decode(text(segment, "signature").as_bytes()).unwrap().try_into().unwrap();
            let verified = verify(&log, &public_key, &head, entries, &signature, history).unwrap();
            assert_eq!(verified.after().change_hash.to_string(), text(segment, "change"));
            assert_eq!(verified.after().entry_hash.to_string(), text(segment, "entry"));
            for entry in verified.entries() {
                history.add(&writer, entry).unwrap();
                projection.apply(&writer, entry).unwrap();
            }
            open.apply(std::slice::from_ref(&verified)).unwrap();
            let receipt = Receipt {
                signature: HEXLOWER.decode(text(segment, "receipt").as_bytes()).unwrap().try_into().unwrap(),
                entry_hash: Hash::from_hex(text(segment, "entry")).unwrap(),
                ..receipt(&verified)
            };
            assert!(receipt.is_signed_by(&public_key));
        }
        for (_, projection, open) in histories.values() {
            assert_eq!(open.values().unwrap().into_iter().collect::<BTreeMap<_, _>>(), projection.texts());
            let counted = projection.rows().count() + projection.unread().count();
            assert_eq!(counted, projection.texts().len());
            // A program that knows the release reads every row.
            if vector["schema"].as_u64().unwrap() <= u64::from(RELEASE) {
                assert_eq!(projection.unread().count(), 0);
            } else {
                assert!(projection.unread().count() > 0 || projection.document().to_string().starts_with("ledger"));
            }
        }
    }
}
