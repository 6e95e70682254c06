//! Decoders that meet outside bytes, tried with altered ones: messages, frames, receipts, codes, certificates, schemes.
//!
//! A short while each; `CUNBANG_FUZZ=600 cargo nextest run -p cunbang-sync --test fuzz` takes ten minutes for each, and
//! `CUNBANG_FUZZ_SEED` another seed. The recorded vectors are what is altered.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_identity::{DeviceCertificate, EnrolmentCode, EnrolmentRequest, RootCertificate, Succession};
use cunbang_ledger::{LogId, Projection, VersionVector, Writer, frame};
use cunbang_model::{DeviceId, DocumentName};
use cunbang_scheme::{Scheme, pack};
use cunbang_sync::{proto, wire};
use cunbang_world::document;
use cunbang_world::mutation::Trial;
use cunbang_world::vectors::Vectors;
use data_encoding::BASE64;
use prost::Message as _;
use serde_json::Value;

/// The recorded vectors of a crate beside this one.
fn recorded(of_crate: &str) -> Vec<Value> {
    let vectors = Vectors::of(&format!("{}/../{of_crate}", env!("CARGO_MANIFEST_DIR")));
    vectors.recorded("json").into_iter().map(|(_, value)| value).collect()
}

/// Every text of a name in a vector, wherever it stands.
fn texts(value: &Value, name: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (field, value) in fields {
                match value {
                    Value::String(text) if field == name => found.push(text.clone()),
                    other => texts(other, name, found),
                }
            }
        }
        Value::Array(values) => values.iter().for_each(|value| texts(value, name, found)),
        _ => {}
    }
}

fn named(of_crate: &str, name: &str) -> Vec<String> {
    let mut found = Vec::new();
    for value in &recorded(of_crate) {
        texts(value, name, &mut found);
    }
    found
}

fn decoded(texts: &[String]) -> Vec<Vec<u8>> {
    texts.iter().filter_map(|text| BASE64.decode(text.as_bytes()).ok()).collect()
}

fn certificates() -> Vec<Vec<u8>> {
    named("identity", "certificate").iter().map(|text| cunbang_identity::certificate_from_pem(text).unwrap()).collect()
}

fn writer() -> Writer {
    Writer { device: DeviceId::from_bytes([1; 16]), incarnation: 1 }
}

/// Whatever of a frame can be read is read again from what is written of it.
fn read_frame(name: &DocumentName, packed: &[u8], dictionary: &[u8]) {
    let Ok(plain) = frame::unpack(packed, dictionary) else { return };
    read_plain(name, &plain);
}

fn read_plain(name: &DocumentName, plain: &[u8]) {
    if let Ok(entries) = frame::decode(name, &writer(), plain) {
        let again = frame::encode(name, &writer(), &entries);
        assert_eq!(frame::decode(name, &writer(), &again).unwrap(), entries);
    }
}

#[test]
fn frames() {
    let name = document("ledger/330522103201/2026Q3");
    let packed = decoded(&named("ledger", "frame"));
    Trial::asked().of("packed frames", 3_000, &packed, |bytes| read_frame(&name, bytes, &[]));
    let with = decoded(&named("ledger", "frame_with_dictionary"));
    Trial::asked().of("frames with a dictionary", 1_000, &with, |bytes| read_frame(&name, bytes, &packed[0]));
    let plain: Vec<_> = packed.iter().filter_map(|bytes| frame::unpack(bytes, &[]).ok()).collect();
    Trial::asked().of("plain frames", 20_000, &plain, |bytes| read_plain(&name, bytes));
    Trial::asked().of("projections", 3_000, &packed, |bytes| drop(Projection::decode(name, bytes)));
}

#[test]
fn messages() {
    let sender = DeviceId::from_bytes([1; 16]);
    let segment = |segment: proto::Segment| {
        let Ok(push) = wire::push_from_wire(segment, sender) else { return };
        read_frame(&push.log.document, &push.packed, &[]);
    };
    let corpus = decoded(&named("sync", "bytes"));
    Trial::asked().of("messages", 20_000, &corpus, |bytes| {
        if let Ok(up) = proto::Up::decode(bytes) {
            up.pushes.into_iter().for_each(segment);
            up.receipts.iter().for_each(|receipt| drop(wire::receipt_from_wire(receipt, sender)));
            up.receipts_wanted.iter().for_each(|log| drop(wire::log_from_wire(Some(log), sender)));
        }
        if let Ok(down) = proto::Down::decode(bytes) {
            down.segments.into_iter().for_each(segment);
            down.receipts.iter().for_each(|receipt| drop(wire::receipt_from_wire(receipt, sender)));
            down.refused.iter().for_each(|refused| drop(wire::heads_from_wire(&refused.lacking, sender)));
            drop(wire::position_from_wire(down.cursor.as_ref()));
        }
        drop(proto::EnrolRequest::decode(bytes));
        drop(proto::EnrolReply::decode(bytes));
        drop(proto::RenewRequest::decode(bytes));
    });
}

#[test]
fn names_and_numbers() {
    let corpus: Vec<Vec<u8>> = [
        "ledger/330522103201/2026Q3",
        "kind-477/330522-014/2026Q3",
        "b600306cfa76723fdec395e53a9b3d9f.7:12 b600306cfa76723fdec395e53a9b3d9f.8:1",
        "2026H2",
        "2026-07",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec();
    Trial::asked().of("names", 20_000, &corpus, |bytes| {
        let text = String::from_utf8_lossy(bytes);
        if let Ok(name) = text.parse::<DocumentName>() {
            assert_eq!(name.to_string().parse::<DocumentName>().unwrap(), name);
        }
        if let Ok(vector) = text.parse::<VersionVector>() {
            assert_eq!(vector.to_string().parse::<VersionVector>().unwrap(), vector);
        }
        drop(cunbang_model::Period::from_people(&text, None));
        let _ = text.parse::<Writer>().map(|writer| LogId { document: document("org/330522"), writer });
    });
}

#[test]
fn codes_and_certificates() {
    let codes: Vec<Vec<u8>> = named("identity", "text").into_iter().map(String::into_bytes).collect();
    Trial::asked().of("codes", 20_000, &codes, |bytes| {
        if let Ok(code) = String::from_utf8_lossy(bytes).parse::<EnrolmentCode>() {
            assert_eq!(code.to_string().parse::<EnrolmentCode>().unwrap(), code);
        }
    });
    let certificates = certificates();
    Trial::asked().of("certificates", 10_000, &certificates, |bytes| {
        if let Ok(certificate) = DeviceCertificate::parse(bytes) {
            assert!(!certificate.label.chars().any(cunbang_model::shown::is_unseen));
        }
        drop(RootCertificate::parse(bytes));
    });
    let bytes = decoded(&named("identity", "bytes"));
    Trial::asked().of("requests and successions", 3_000, &bytes, |bytes| {
        drop(EnrolmentRequest::from_bytes(bytes));
        drop(Succession::from_bytes(bytes));
    });
}

#[test]
fn schemes() {
    let corpus: Vec<Vec<u8>> = pack::list().iter().map(|pack| pack.text.as_bytes().to_vec()).collect();
    Trial::asked().of("schemes", 400, &corpus, |bytes| drop(Scheme::parse(&String::from_utf8_lossy(bytes))));
}
