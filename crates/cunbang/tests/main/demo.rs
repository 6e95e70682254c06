//! The demonstration as people start it, on a small tree: what it prints, and what it leaves.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::Path;
use std::process::{Command, Output};

fn cunbang(directory: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cunbang"))
        .arg("--dir")
        .arg(directory)
        .args(arguments)
        .env_remove("CUNBANG_STORE")
        .env_remove("CUNBANG_LOG")
        .env("CUNBANG_OPERATOR", "张三")
        .env("CUNBANG_LANGUAGE", "en")
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn said(output: &Output) -> String {
    assert!(output.status.success(), "{}\n{}", text(&output.stdout), text(&output.stderr));
    text(&output.stdout)
}

/// The word that follows a phrase.
fn after<'a>(text: &'a str, phrase: &str) -> &'a str {
    let rest = text.split_once(phrase).unwrap_or_else(|| panic!("{phrase:?} is not in:\n{text}")).1;
    rest.split_whitespace().next().unwrap().trim_end_matches([',', ';'])
}

fn number(text: &str, phrase: &str) -> usize {
    after(text, phrase).parse().unwrap()
}

#[test]
fn a_small_county_from_end_to_end() {
    let folder = tempfile::tempdir().unwrap();
    let directory = folder.path();
    // Eight of the seventeen villages of Gaotai's Xuanhua 高台宣化: enough for every course there is.
    let units: Vec<&str> = include_str!("../../../world/data/gaotai.csv").lines().take(3 + 8).collect();
    let file = directory.join("units.csv");
    std::fs::write(&file, units.join("\n")).unwrap();
    let file = file.to_str().unwrap();
    let played = cunbang(directory, &["demo", "--units", file, "--scheme", "changxing", "--once"]);
    let shown = said(&played);
    // Its clocks are its own, and nothing to be warned of.
    assert!(!text(&played.stderr).contains("WARN"), "{}", text(&played.stderr));

    // The run that is printed is the one that the evidence proves.
    let run = after(&shown, "\nrun ");
    let evidence = directory.join("evidence-2010Q2.jsonl.zst");
    let verified = said(&cunbang(directory, &["verify", evidence.to_str().unwrap(), "--format", "json"]));
    let verified: serde_json::Value = serde_json::from_str(&verified).unwrap();
    assert_eq!(verified["run"], run);

    // Every village has one status.
    let covered = shown.split_once("coverage of ").unwrap().1;
    let statuses =
        ["villages: received ", "provisional ", "not received ", "excused "].map(|status| number(covered, status));
    assert_eq!(statuses.iter().sum::<usize>(), 8);
    assert_eq!(statuses, [6, 1, 1, 0]);
    assert_eq!(number(&shown, "sealed in time ") + number(&shown, ", late "), statuses[0]);
    assert!(shown.contains("two terminals changed deeds/"), "{shown}");
    assert!(shown.contains("✓✓✓"), "{shown}");
    assert!(std::fs::read_to_string(directory.join("report.html")).unwrap().contains(run));

    // The folders are those of real nodes: the same run comes out of the county's, and a village's opens.
    let county = directory.join("nodes/county");
    let again = said(&cunbang(&county, &["run", "2010Q2", "--format", "json"]));
    let again: serde_json::Value = serde_json::from_str(&again).unwrap();
    assert_eq!(again["run"], run);
    let village = directory.join("nodes/villages/620724101200");
    assert!(said(&cunbang(&village, &["status"])).contains("ledger/620724101200/2010Q2"));

    // A folder is never played over.
    let refused = cunbang(directory, &["demo", "--units", file, "--once"]);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("there is a county already"));
}

#[test]
fn what_cannot_be_played_is_said() {
    let folder = tempfile::tempdir().unwrap();
    for (arguments, expected) in [
        (&["demo", "--units", "gaotai", "--scheme", "jungar-10x", "--quarters", "4"][..], "leave --quarters out"),
        (&["demo", "--quarters", "13"], "13"),
    ] {
        let output = cunbang(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2));
        assert!(text(&output.stderr).contains(expected), "{}", text(&output.stderr));
    }
}
