//! Golden vectors: messages as each release sent them. Every later program must decode them to the recorded
//! meaning, and encode them again to the same bytes.
//!
//! `CUNBANG_WRITE_VECTORS=1` writes this release's file, once.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod enrolment;
mod messages;

use cunbang_identity::{DeviceCertificate, EnrolmentRequest};
use cunbang_ledger::{Entry, frame};
use cunbang_model::DeviceId;
use cunbang_model::schema::RELEASE;
use cunbang_sync::proto;
use cunbang_sync::wire::{
    Understood, heads_from_wire, log_from_wire, log_to_wire, position_from_wire, push_from_wire, receipt_from_wire,
    receipt_to_wire,
};
use cunbang_world::vectors::{Vectors, is_wanted, read, text, write};
use data_encoding::{BASE64, HEXLOWER};
use messages::{Sent, sent};
use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage, Kind};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;

fn vectors() -> Vectors {
    Vectors::of(env!("CARGO_MANIFEST_DIR"))
}

fn descriptors() -> DescriptorPool {
    DescriptorPool::decode(proto::DESCRIPTORS).unwrap()
}

/// Decodes a message and encodes it again, as the type that this program sends.
fn encoded_anew(message: &str, bytes: &[u8]) -> Vec<u8> {
    macro_rules! types {
        ($($type:ident)*) => {
            match message {
                $(stringify!($type) => proto::$type::decode(bytes).unwrap().encode_to_vec(),)*
                other => panic!("{other}: no message of this program has this name"),
            }
        };
    }
    types! {
        Up Down EnrolRequest RenewRequest EnrolReply ListUnitsRequest ListUnitsReply PeriodRequest CoverageReply
        OverviewReply         RankingRequest RankingReply ScoreSheetRequest ScoreSheetReply CandidatesRequest CandidatesReply
        FindingsRequest FindingsReply ExportRequest ExportChunk
    }
}

/// A message's fields by name. Bytes are hexadecimal; absent fields are left out.
fn meaning(message: &DynamicMessage) -> Value {
    let fields = message.fields().map(|(field, value)| (field.name().to_owned(), value_meaning(value, &field.kind())));
    Value::Object(fields.collect())
}

fn value_meaning(value: &prost_reflect::Value, kind: &Kind) -> Value {
    use prost_reflect::Value as Field;
    match value {
        Field::Bool(value) => json!(value),
        Field::I32(value) => json!(value),
        Field::I64(value) => json!(value),
        Field::U32(value) => json!(value),
        Field::U64(value) => json!(value),
        Field::String(value) => json!(value),
        Field::Bytes(value) => json!(HEXLOWER.encode(value)),
        Field::EnumNumber(number) => {
            let name = kind.as_enum().and_then(|words| words.get_value(*number).map(|word| word.name().to_owned()));
            json!(name.unwrap_or_else(|| number.to_string()))
        }
        Field::Message(message) => meaning(message),
        Field::List(values) => Value::Array(values.iter().map(|value| value_meaning(value, kind)).collect()),
        other => panic!("{other:?}: messages have no such field yet"),
    }
}

/// Notes the fields that are present in messages, as `Up.hello`.
fn note_fields(message: &DynamicMessage, seen: &mut BTreeSet<String>) {
    for (field, value) in message.fields() {
        seen.insert(field.full_name().to_owned());
        let values = value.as_list().unwrap_or(std::slice::from_ref(value));
        values.iter().filter_map(prost_reflect::Value::as_message).for_each(|inner| note_fields(inner, seen));
    }
}

/// An exchange message in the ledger's terms. Also checks that converting it back gives the same message.
fn exchange(message: &str, bytes: &[u8], [below, above]: [DeviceId; 2], keys: &[[u8; 32]]) -> Value {
    let mut told = Map::new();
    let sender = if message == "Up" { below } else { above };
    let (segments, receipts, cursor, understood) = match message {
        "Up" => {
            let up = proto::Up::decode(bytes).unwrap();
            let wanted = up.receipts_wanted.iter().map(|log| {
                let read = log_from_wire(Some(log), sender).unwrap();
                assert_eq!(log_to_wire(&read, sender), *log);
                read.to_string()
            });
            told.insert("receipts_wanted".to_owned(), wanted.collect());
            let hello = up.hello.unwrap_or_default();
            (up.pushes, up.receipts, hello.cursor, hello.understood)
        }
        "Down" => {
            let down = proto::Down::decode(bytes).unwrap();
            let heads = heads_from_wire(&down.heads.unwrap_or_default().heads, sender).unwrap();
            told.insert("heads".to_owned(), heads.iter().map(|(log, number)| format!("{log}: {number}")).collect());
            (down.segments, down.receipts, down.cursor, down.understood)
        }
        _ => return Value::Null,
    };
    let mut before: Vec<Entry> = Vec::new();
    let segments = segments.into_iter().map(|segment| segment_told(segment, sender, &mut before));
    told.insert("segments".to_owned(), segments.collect());
    let receipts = receipts.iter().map(|receipt| {
        let read = receipt_from_wire(receipt, sender).unwrap();
        assert_eq!(receipt_to_wire(&read, sender), *receipt);
        assert!(keys.iter().any(|key| read.is_signed_by(key)), "{receipt:?}");
        json!(format!("{} to {} by {} of {} at {}", read.log, read.number, read.node, read.unit, read.received_at))
    });
    told.insert("receipts".to_owned(), receipts.collect());
    let position = position_from_wire(cursor.as_ref()).unwrap();
    assert_eq!(cursor.unwrap_or_default().number, position.number);
    let Understood { protocol, frame, schema } = Understood::from_wire(understood.as_ref());
    told.insert("cursor".to_owned(), json!([position.number, HEXLOWER.encode(&position.tag)]));
    told.insert("understood".to_owned(), json!({ "protocol": protocol, "frame": frame, "schema": schema }));
    Value::Object(told)
}

/// A segment's log and rows. The dictionary is built from the segments before it in the message.
fn segment_told(segment: proto::Segment, sender: DeviceId, before: &mut Vec<Entry>) -> Value {
    let push = push_from_wire(segment, sender).unwrap();
    let (document, writer) = (push.log.document, push.log.writer);
    let tail: &[Entry] = if push.dictionary { before } else { &[] };
    let dictionary = if push.dictionary { frame::dictionary(&document, &writer, tail) } else { Vec::new() };
    let plain = frame::unpack(&push.packed, &dictionary).unwrap();
    let entries = frame::decode(&document, &writer, &plain).unwrap();
    assert_eq!(entries[0].number, push.first);
    let rows = entries.iter().flat_map(|entry| &entry.puts).map(|put| json!([put.row.key(), put.row.to_json()]));
    let rows: Vec<Value> = rows.collect();
    *before = entries;
    let of = push.certificate.map(|der| DeviceCertificate::parse(&der).unwrap().device.to_string());
    json!({ "log": push.log.to_string(), "first": push.first, "rows": rows, "certificate_of": of })
}

#[test]
fn every_program_reads_what_every_release_sent() {
    let descriptors = descriptors();
    for (path, vector) in vectors().recorded("json") {
        let ends: [DeviceId; 2] = ["below", "above"].map(|end| text(&vector, end).parse().unwrap());
        let keys: Vec<[u8; 32]> = vector["public_keys"]
            .as_array()
            .unwrap()
            .iter()
            .map(|key| HEXLOWER.decode(key.as_str().unwrap().as_bytes()).unwrap().try_into().unwrap())
            .collect();
        let mut seen = BTreeSet::new();
        for recorded in vector["messages"].as_array().unwrap() {
            let name = text(recorded, "message");
            let bytes = BASE64.decode(text(recorded, "bytes").as_bytes()).unwrap();
            let place = format!("{}: {name}", path.display());
            let descriptor = descriptors.get_message_by_name(&format!("cunbang.v1.{name}"));
            let message = DynamicMessage::decode(descriptor.expect(&place), bytes.as_slice()).unwrap();
            assert_eq!(message.unknown_fields().count(), 0, "{place}");
            assert_eq!(meaning(&message), recorded["meaning"], "{place}");
            assert_eq!(exchange(name, &bytes, ends, &keys), recorded["exchange"], "{place}");
            assert_eq!(HEXLOWER.encode(&encoded_anew(name, &bytes)), HEXLOWER.encode(&bytes), "{place}");
            assert_enrolls(name, &bytes);
            note_fields(&message, &mut seen);
        }
        if vector["schema"] == RELEASE {
            assert_has_every_field(&descriptors, &seen);
        }
    }
}

/// Checks that enrolment messages can be read.
fn assert_enrolls(message: &str, bytes: &[u8]) {
    let request = match message {
        "EnrolRequest" => proto::EnrolRequest::decode(bytes).unwrap().request,
        "RenewRequest" => {
            let renewal = proto::RenewRequest::decode(bytes).unwrap();
            DeviceCertificate::parse(&renewal.certificate).unwrap();
            renewal.request
        }
        "EnrolReply" => {
            let reply = proto::EnrolReply::decode(bytes).unwrap();
            if reply.purpose.is_some() {
                // The answer to a look, which issues nothing.
                return;
            }
            let certificate = DeviceCertificate::parse(&reply.certificate).unwrap();
            return assert_eq!(certificate.verify_issued_by(&reply.authority, None), Ok(()));
        }
        _ => return,
    };
    EnrolmentRequest::from_bytes(&request).unwrap();
}

/// Fails if a field has no vector yet: record one.
fn assert_has_every_field(descriptors: &DescriptorPool, seen: &BTreeSet<String>) {
    let ours = descriptors.all_messages().filter(|message| message.full_name().starts_with("cunbang."));
    let fields: BTreeSet<String> = ours
        .flat_map(|message| message.fields().map(|field| field.full_name().to_owned()).collect::<Vec<_>>())
        .collect();
    let missing: Vec<_> = fields.difference(seen).collect();
    assert!(missing.is_empty(), "fields that no recorded message of this release has: {missing:?}");
}

/// What this release sends, and its meaning.
fn vector() -> Value {
    let descriptors = descriptors();
    let Sent { below, above, public_keys, messages } = sent();
    let messages = messages.into_iter().map(|(what, name, bytes)| {
        let descriptor = descriptors.get_message_by_name(&format!("cunbang.v1.{name}")).unwrap();
        let message = DynamicMessage::decode(descriptor, bytes.as_slice()).unwrap();
        json!({
            "what": what,
            "message": name,
            "bytes": BASE64.encode(&bytes),
            "meaning": meaning(&message),
            "exchange": exchange(name, &bytes, [below, above], &public_keys),
        })
    });
    json!({
        "schema": RELEASE,
        "below": below.to_string(),
        "above": above.to_string(),
        "public_keys": public_keys.iter().map(|key| HEXLOWER.encode(key)).collect::<Vec<_>>(),
        "messages": messages.collect::<Vec<_>>(),
    })
}

#[test]
fn this_release_has_its_vectors() {
    let path = vectors().own("json");
    if is_wanted(&path) {
        write(&path, &vector());
    }
    let first = BASE64.decode(text(&read(&path)["messages"][0], "bytes").as_bytes()).unwrap();
    let hello = proto::Up::decode(first.as_slice()).unwrap().hello.unwrap();
    assert_eq!(hello.understood, Some(Understood::OURS.to_wire()), "this program understands more: record its Hello");
}
