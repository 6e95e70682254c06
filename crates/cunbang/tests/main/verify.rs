//! `cunbang verify` as those meet it who have a file and nothing else.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::program;

use program::run;
use serde_json::Value;
use std::path::Path;

/// The evidence that this release recorded, unpacked; its run's id.
fn evidence() -> (Vec<u8>, String) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../evidence/tests/vectors");
    let stem = format!("schema-{}", cunbang_model::schema::RELEASE);
    let packed = std::fs::File::open(folder.join(format!("{stem}.jsonl.zst"))).unwrap();
    let stated = std::fs::read_to_string(folder.join(format!("{stem}.json"))).unwrap();
    let stated: Value = serde_json::from_str(&stated).unwrap();
    (zstd::stream::decode_all(packed).unwrap(), stated["run"].as_str().unwrap().to_owned())
}

#[test]
fn it_says_who_answers_for_the_file_and_which_run_it_proves() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let (file, id) = evidence();
    std::fs::write(here.join("run.jsonl"), file).unwrap();
    let (out, _) = run(here, 0, &["verify", "run.jsonl"]);
    assert!(out.starts_with(&format!("验证通过：排名 {id}")) && out.contains(&format!("verified: run {id}")), "{out}");
    assert!(out.contains("出具单位 330522 ") && out.contains("stated by 330522 "), "{out}");
    assert!(out.contains("compare the run's id with the one in the published bulletin"), "{out}");
    let (out, _) = run(here, 0, &["verify", "run.jsonl", "--run", &id[..12]]);
    assert!(!out.contains("compare the run's id"), "{out}");
    let (_, said) = run(here, 3, &["verify", "run.jsonl", "--run", "0123456789ab"]);
    assert!(said.contains("另一次排名") && said.contains(&format!("it proves run {id}")), "{said}");
    let (_, said) = run(here, 2, &["verify", "run.jsonl", "--run", &id[..5]]);
    assert!(said.contains("12 to 64 hexadecimal digits"), "{said}");
}

#[test]
fn what_is_no_evidence_is_a_wrong_input_and_not_a_failed_proof() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    std::fs::create_dir(here.join("folder")).unwrap();
    std::fs::write(here.join("empty.jsonl"), "").unwrap();
    std::fs::write(here.join("list.csv"), "unit,name\n").unwrap();
    run(here, 0, &["template", "--out", "book.xlsx"]);
    for (name, expected) in [
        ("missing.jsonl", "the file cannot be read"),
        ("folder", "the file cannot be read"),
        ("book.xlsx", "not an evidence file"),
        ("empty.jsonl", "not an evidence file"),
        ("list.csv", "not an evidence file"),
    ] {
        let (_, said) = run(here, 2, &["verify", name]);
        assert!(said.contains(name) && said.contains(expected) && !said.contains("NOT verified"), "{name}: {said}");
        let (out, _) = run(here, 2, &["verify", name, "--format", "json"]);
        assert_eq!(serde_json::from_str::<Value>(&out).unwrap()["verified"], false, "{name}: {out}");
    }
}

#[test]
fn a_proof_that_fails_says_where_and_why_to_programs_too() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let (file, _) = evidence();
    let text = String::from_utf8(file).unwrap();
    let (before, _) = text.trim_end().rsplit_once('\n').unwrap();
    let altered = text.replacen("帮扶", "帮助", 1);
    assert_ne!(altered, text);
    for (name, text, place, reason) in [
        ("altered", altered.as_str(), "row deeds/", "is not what was signed"),
        ("unstated", &format!("{before}\n"), "statement", "there is no statement"),
        ("cut", text.trim_end(), "line ", "breaks off"),
    ] {
        std::fs::write(here.join(name), text).unwrap();
        let (out, said) = run(here, 3, &["verify", name, "--format", "json"]);
        let failed: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(failed["verified"], false);
        assert!(failed["place"].as_str().unwrap().contains(place), "{failed}");
        assert!(failed["reason"].as_str().unwrap().contains(reason), "{failed}");
        assert!(said.contains("验证未通过") && said.contains("NOT verified"), "{said}");
    }
}
