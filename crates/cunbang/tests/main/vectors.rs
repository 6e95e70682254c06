//! Golden vectors: backups as each release made them. Every later program restores them all: the store is
//! whole, every document has the recorded rows, and the recorded run can be proved from it.
//!
//! `CUNBANG_WRITE_VECTORS=1` writes that of this release, once. The backup is that of a county for tests: its
//! keys follow from small numbers, and say so.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::program;

use cunbang_identity::IdentityFiles;
use cunbang_store::Selection;
use cunbang_world::county::County;
use cunbang_world::tree::{COUNTY, unit};
use cunbang_world::vectors::{Vectors, is_wanted, write};
use program::run;
use serde_json::{Map, Value, json};
use std::path::Path;

/// What stands before each private key, so that nobody takes one for a real county's.
const TEST_KEY: &str = "TEST KEY of the golden vectors. Everybody has it: never use it for a real county.\n";

/// Every setting that a county can have.
const CONFIGURATION: &str = r#"
store = "sqlite:data.sqlite"
identity = "identity"
root = "330522"
listen = "127.0.0.1:7443"
health = "127.0.0.1:7480"
pages = "127.0.0.1:7470"
sync_interval_seconds = 30

[log]
format = "json"
filter = "warn"

[[upstream]]
unit = "3305"
address = "prefecture.example:7443"
"#;

fn vectors() -> Vectors {
    Vectors::of(env!("CARGO_MANIFEST_DIR"))
}

/// A node's folder of a county that has played its quarter; its documents, and its run.
async fn make_node(node: &Path) -> (Vec<String>, String) {
    std::fs::create_dir_all(node).unwrap();
    let store = cunbang_store::open(&format!("sqlite:{}", node.join("data.sqlite").display())).await.unwrap();
    let county = County::over_with_rules(store.clone()).await;
    let played = county.play().await;
    let documents = store.documents(&Selection::under(unit(COUNTY))).await.unwrap();
    store.close().await;
    let files = IdentityFiles::new(node.join("identity"));
    files.write_authority(&county.office.authority).unwrap();
    let identity = county.desk.replica().identity();
    files.write_key(identity.key()).unwrap();
    files.write_certificate(identity.certificate()).unwrap();
    for key in ["key.pem", "ca-key.pem"] {
        let path = files.folder().join(key);
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, format!("{TEST_KEY}{text}")).unwrap();
    }
    std::fs::write(node.join("cunbang.toml"), CONFIGURATION).unwrap();
    (documents.iter().map(ToString::to_string).collect(), played.id)
}

/// The rows of documents, as the program exports them.
fn rows(here: &Path, node: &str, documents: impl IntoIterator<Item = String>) -> Value {
    let exported = documents.into_iter().map(|document| {
        let (json, _) = run(here, 0, &["export", &document, "--format", "json", "--dir", node]);
        (document, serde_json::from_str(&json).unwrap())
    });
    Value::Object(exported.collect::<Map<_, _>>())
}

/// Where the passphrase of the recorded backups is; those of earlier releases need none.
fn passphrase(here: &Path) -> String {
    let file = here.join("passphrase");
    std::fs::write(&file, "golden vectors\n").unwrap();
    format!("@{}", file.display())
}

#[tokio::test]
async fn this_release_has_its_vectors() {
    let file = vectors().own("tar.zst");
    if is_wanted(&file) {
        let workspace = tempfile::tempdir().unwrap();
        let here = workspace.path();
        let (documents, played) = make_node(&here.join("county")).await;
        let stated = json!({
            "unit": COUNTY,
            "run": played,
            "configuration": toml::from_str::<Value>(CONFIGURATION).unwrap(),
            "documents": rows(here, "county", documents),
        });
        let backup = ["backup", file.to_str().unwrap(), "--with-keys", "--passphrase", &passphrase(here)];
        run(here, 0, &[&backup[..], &["--dir", "county"]].concat());
        write(&vectors().own("json"), &stated);
    }
    assert!(file.exists(), "write the vectors of this release with CUNBANG_WRITE_VECTORS=1");
}

#[test]
fn every_program_restores_the_backups_of_every_release() {
    for (file, stated) in vectors().recorded("tar.zst") {
        restores(&file, &stated);
    }
}

fn restores(file: &Path, stated: &Value) {
    let workspace = tempfile::tempdir().unwrap();
    let here = workspace.path();
    let restore = ["restore", file.to_str().unwrap(), "--passphrase", &passphrase(here), "--dir", "county"];
    run(here, 0, &restore);
    let (status, _) = run(here, 0, &["status", "--format", "json", "--dir", "county"]);
    let status: Value = serde_json::from_str(&status).unwrap();
    assert_eq!(status["unit"], stated["unit"]);
    assert_eq!(status["incidents"][0]["kind"], "new_incarnation");
    // The townships are not there to say what the backup lacks: a person goes on without them.
    run(here, 0, &["resume", "--reason", "乡镇不在", "--yes", "--dir", "county"]);
    let (faults, _) = run(here, 0, &["doctor", "--format", "json", "--dir", "county"]);
    assert_eq!(serde_json::from_str::<Value>(&faults).unwrap()["faults"], json!([]));

    let documents = stated["documents"].as_object().unwrap();
    assert!(!documents.is_empty());
    assert_eq!(rows(here, "county", documents.keys().cloned()), stated["documents"]);
    let configuration = std::fs::read_to_string(here.join("county/cunbang.toml")).unwrap();
    let configuration: Value = toml::from_str(&configuration).unwrap();
    for (setting, value) in stated["configuration"].as_object().unwrap() {
        assert_eq!(configuration[setting], *value, "{setting}");
    }

    let played = stated["run"].as_str().unwrap();
    run(here, 0, &["evidence", played, "--out", "evidence.jsonl", "--dir", "county"]);
    let (verified, _) = run(here, 0, &["verify", "evidence.jsonl", "--format", "json"]);
    assert_eq!(serde_json::from_str::<Value>(&verified).unwrap()["run"], *played);
    run(here, 0, &["receipts", "--out", "receipts.jsonl", "--dir", "county"]);
    let compared = ["verify", "evidence.jsonl", "--receipts", "receipts.jsonl", "--format", "json"];
    let compared: Value = serde_json::from_str(&run(here, 0, &compared).0).unwrap();
    assert!(compared["receipts_compared"].as_u64() > Some(0), "{compared}");
    // Receipts that do not hold are refused as evidence is; what is no file of receipts is a wrong input.
    let receipts = std::fs::read_to_string(here.join("receipts.jsonl")).unwrap();
    let altered = receipts.replacen("\"received_at\":\"20", "\"received_at\":\"19", 1);
    assert_ne!(altered, receipts);
    std::fs::write(here.join("altered.jsonl"), altered).unwrap();
    run(here, 3, &["verify", "evidence.jsonl", "--receipts", "altered.jsonl"]);
    std::fs::write(here.join("other.jsonl"), "unit,name\n").unwrap();
    run(here, 2, &["verify", "evidence.jsonl", "--receipts", "other.jsonl"]);
    assert_eq!(compared["omissions"], json!([]), "{compared}");
    // Authority and device can go on signing.
    run(here, 0, &["enrol", "code", "--unit", stated["unit"].as_str().unwrap(), "--role", "reader", "--dir", "county"]);
    run(here, 0, &["scheme", "put", "changxing", "--from", "2099Q1", "--dir", "county"]);
}
