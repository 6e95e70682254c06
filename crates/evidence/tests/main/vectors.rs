//! Golden vectors: evidence files as each release wrote them. Every later program verifies them all, and
//! comes to the same run and the same table, byte for byte.
//!
//! `CUNBANG_WRITE_VECTORS=1` writes that of this release, once.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_evidence::{Verified, verify_evidence, verify_evidence_file};
use cunbang_world::county::County;
use cunbang_world::vectors::{Vectors, is_wanted, text, write};
use data_encoding::HEXLOWER;
use serde_json::{Value, json};

fn vectors() -> Vectors {
    Vectors::of(env!("CARGO_MANIFEST_DIR"))
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
    let file = vectors().own("jsonl.zst");
    if is_wanted(&file) {
        let county = County::with_rules().await;
        let run = county.play().await;
        county.desk.write_evidence_file(&run.id, &file).await.unwrap();
        write(&vectors().own("json"), &found(&verify_evidence_file(&file, None).unwrap()));
    }
    assert!(file.exists(), "write the vectors of this release with CUNBANG_WRITE_VECTORS=1");
}

#[test]
fn every_program_verifies_what_every_release_wrote() {
    for (file, stated) in vectors().recorded("jsonl.zst") {
        let authority = HEXLOWER.decode(text(&stated, "authority").as_bytes()).unwrap();
        let verified = verify_evidence_file(&file, Some(authority.try_into().unwrap())).unwrap();
        assert_eq!(found(&verified), stated, "{}", file.display());
        // Unpacked it is the same evidence.
        let plain = zstd::stream::decode_all(std::fs::File::open(&file).unwrap()).unwrap();
        assert_eq!(found(&verify_evidence(plain.as_slice(), None).unwrap()), stated, "{}", file.display());
    }
}
