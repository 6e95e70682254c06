//! Golden vectors: evidence files as each release wrote them. Every later program verifies them all, and
//! comes to the same run and the same table, byte for byte.
//!
//! `CUNBANG_WRITE_VECTORS=1` writes that of this release, once.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_evidence::{Verified, verify_evidence, verify_evidence_file};
use cunbang_model::schema::RELEASE;
use cunbang_world::county::County;
use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors")
}

/// The vector's file with an ending.
fn path(stem: &str, ending: &str) -> PathBuf {
    folder().join(format!("{stem}.{ending}"))
}

/// What stands beside an evidence file: what whoever verifies it must find.
fn found(verified: &Verified) -> Value {
    json!({
        "run": verified.run,
        "engine": verified.record.engine,
        "authority": verified.authority,
        "stated_by": format!("{} {}", verified.stated_by.unit, verified.stated_by.device),
        "record": verified.record.to_canonical_json(),
        "outcome_hash": verified.outcome.hash(),
        "outcome": verified.outcome.to_canonical_json(),
        "documents": verified.documents,
        "logs": verified.logs,
        "entries": verified.entries,
        "rows": verified.rows,
        "receipts": verified.receipts,
        "devices": verified.devices,
    })
}

#[tokio::test]
async fn this_release_has_its_vectors() {
    let stem = format!("schema-{RELEASE}");
    let file = path(&stem, "jsonl.zst");
    if std::env::var_os("CUNBANG_WRITE_VECTORS").is_some() && !file.exists() {
        let county = County::with_rules().await;
        let run = county.play().await;
        county.desk.write_evidence_file(&run.id, &file).await.unwrap();
        let found = found(&verify_evidence_file(&file, None).unwrap());
        std::fs::write(path(&stem, "json"), format!("{}\n", serde_json::to_string_pretty(&found).unwrap())).unwrap();
    }
    assert!(file.exists(), "write the vectors of this release with CUNBANG_WRITE_VECTORS=1");
}

#[test]
fn every_program_verifies_what_every_release_wrote() {
    let mut files = 0;
    for file in std::fs::read_dir(folder()).unwrap() {
        let file = file.unwrap().path();
        let Some(stem) = file.file_name().unwrap().to_str().unwrap().strip_suffix(".jsonl.zst") else { continue };
        let stated: Value = serde_json::from_str(&std::fs::read_to_string(path(stem, "json")).unwrap()).unwrap();
        let authority = HEXLOWER.decode(stated["authority"].as_str().unwrap().as_bytes()).unwrap();
        let verified = verify_evidence_file(&file, Some(authority.try_into().unwrap())).unwrap();
        assert_eq!(found(&verified), stated, "{stem}");
        // Unpacked it is the same evidence.
        let plain = zstd::stream::decode_all(std::fs::File::open(&file).unwrap()).unwrap();
        assert_eq!(found(&verify_evidence(plain.as_slice(), None).unwrap()), stated, "{stem}");
        files += 1;
    }
    assert!(files > 0);
}
