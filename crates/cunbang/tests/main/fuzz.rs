//! Decoders of files, tried with altered ones: evidence, tables, workbooks. See `crates/sync/tests/main/fuzz.rs`.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_evidence::verify_evidence;
use cunbang_report::{Home, Limits, read_tables, read_units, template};
use cunbang_world::mutation::Trial;
use std::io::{Cursor, Read, Write};
use std::path::Path;

fn evidence() -> Vec<u8> {
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("../evidence/tests/vectors");
    std::fs::read(vectors.join("schema-2.jsonl.zst")).unwrap()
}

#[test]
fn evidence_files() {
    let packed = evidence();
    let plain = zstd::stream::decode_all(packed.as_slice()).unwrap();
    Trial::asked().of("packed evidence", 500, &[packed], |bytes| drop(verify_evidence(bytes, None)));
    let original = plain.clone();
    Trial::asked().of("evidence", 1_000, &[plain], |bytes| {
        assert!(verify_evidence(bytes, None).is_err() || bytes == original, "altered evidence holds");
    });
}

#[test]
fn tables() {
    let corpus: Vec<Vec<u8>> = [
        "\u{feff}unit,deed,member,date,kind,text\n330522103201,d1,m1,2026-08-02,serving_others,\"清理,\"\"河道\"\"\"\n",
        "单位;会议编号;会议类型;日期\r\n330522103201;t7;主题党日;2026年7月15日\r\n",
        "unit\tdeed\tmember\n",
    ]
    .map(|text| text.as_bytes().to_vec())
    .to_vec();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deeds.csv");
    Trial::asked().of("tables", 1_500, &corpus, |bytes| {
        std::fs::write(&path, bytes).unwrap();
        drop(read_tables(&path, &Home::default(), Limits::COUNTY));
        drop(read_units(&path));
    });
}

/// The parts of a ZIP archive.
fn parts(archive: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
    (0..archive.len())
        .map(|place| {
            let mut part = archive.by_index(place).unwrap();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).unwrap();
            (part.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

#[test]
fn workbooks() {
    let book = template().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book.xlsx");
    let read = |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        drop(read_tables(&path, &Home::default(), Limits::COUNTY));
    };
    Trial::asked().of("workbooks", 40, std::slice::from_ref(&book), read);
    let parts = parts(&book);
    let texts: Vec<Vec<u8>> = parts.iter().map(|(_, bytes)| bytes.clone()).collect();
    let turn = std::cell::Cell::new(0);
    Trial::asked().of("parts of workbooks", 40, &texts, |bytes| {
        let altered = turn.replace(turn.get() + 1) % parts.len();
        let mut packer = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (place, (name, text)) in parts.iter().enumerate() {
            packer.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
            packer.write_all(if place == altered { bytes } else { text }).unwrap();
        }
        read(&packer.finish().unwrap().into_inner());
    });
}
