//! A county of real processes: county, township, village; from nothing to a published ranking and back.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::program;

use program::{Running, code_for, run, village, write_records};
use serde_json::Value;
use std::path::Path;

/// The marks of a node's documents: `(document, mark)`.
fn marks(here: &Path, node: &str) -> Vec<(String, String)> {
    let (json, _) = run(here, 0, &["status", "--dir", node, "--format", "json"]);
    let status: Value = serde_json::from_str(&json).unwrap();
    let documents = status["documents"].as_array().unwrap().iter();
    documents
        .map(|one| (one["document"].as_str().unwrap().to_owned(), one["mark"].as_str().unwrap().to_owned()))
        .collect()
}

#[test]
fn from_nothing_to_a_published_ranking() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let any_port = ["--listen", "127.0.0.1:0", "--health", "127.0.0.1:0"];

    let mut init =
        vec!["init", "county", "--unit", "620724", "--units", "gaotai", "--scheme", "standard", "--from", "2026Q3"];
    init.extend(["--dir", "county"].iter().chain(&any_port));
    let (_, said) = run(here, 0, &init);
    let authority = said.lines().find_map(|line| line.strip_prefix("authority ")).unwrap().to_owned();
    let (_, said) = run(here, 2, &init);
    assert!(said.contains("is set up already"), "{said}");
    let county = Running::start(&here.join("county"));
    assert_eq!(county.health().0, "HTTP/1.1 200 OK");

    let code = code_for(here, "620724101");
    // From a file, as other users of the machine read the command line.
    std::fs::write(here.join("code.txt"), format!("{code}\n")).unwrap();
    let mut init = vec!["init", "township", "--upstream", &county.address, "--code", "@code.txt", "--dir", "township"];
    init.extend(any_port);
    run(here, 0, &init);
    // The same code again: it works once.
    let used = ["init", "township", "--upstream", &county.address, "--code", &code, "--dir", "other"];
    let (_, said) = run(here, 3, &used);
    assert!(said.contains("used before"), "{said}");
    // The township's node was never here, so that is asked about.
    let decide = ["decide", "2026Q3", &village(1), "excuse", "--reason", "山洪断网", "--dir", "county"];
    let (_, asked) = run(here, 2, &decide);
    assert!(asked.contains("村里可能已在那里按期上报") && asked.contains("--yes"), "{asked}");
    let township = Running::start(&here.join("township"));

    // A terminal enrols through its township, which passes it on to the county.
    let code = code_for(here, &village(0));
    run(
        here,
        0,
        &[
            "init",
            "terminal",
            "--upstream",
            &township.address,
            "--code",
            &code,
            "--dir",
            "village",
            "--health",
            "127.0.0.1:0",
            "--pages",
            "127.0.0.1:0",
            "--second-upstream",
            &format!("{}=620724", county.address),
        ],
    );
    run(here, 0, &["sync", "--dir", "village"]);
    write_records(&here.join("records"), [0]);
    let (_, said) = run(here, 0, &["import", "records", "--dir", "village"]);
    assert!(said.contains("0 changed, 0 here already ✓") && said.contains("28 new"), "{said}");
    let (_, said) = run(here, 0, &["import", "records", "--dir", "village"]);
    assert!(said.contains(" 0 new"), "importing twice changes nothing: {said}");
    // Rows of another village are told with their places, and whose rows are written here.
    write_records(&here.join("others"), [0, 1]);
    let (_, said) = run(here, 2, &["import", "others", "--dir", "village"]);
    let (_, marked) = run(here, 2, &["import", "others", "--dir", "village", "--take-good", "待改.csv"]);
    assert!(marked.contains(".xlsx") && !here.join("待改.csv").exists(), "a workbook is not named as text: {marked}");
    for part in ["deeds.csv · A", &village(1), &format!("本机只能登记 {}", village(0))] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let (_, said) = run(
        here,
        2,
        &["record", "tasks", "title=收缴党费", "due=2026-09-30", "done_on=2199-01-01", "--dir", "village"],
    );
    assert!(said.contains("--far-dates"), "{said}");
    // Where nothing stands, that is said; data stays data.
    let (out, said) = run(here, 0, &["list", "tasks", "--dir", "village"]);
    assert!(out.is_empty() && said.contains("还没有登记过任务"), "{out}{said}");
    let (_, said) = run(here, 0, &["list", "deeds", "--search", "没有这样的", "--dir", "village"]);
    assert!(said.contains("没有找到符合条件的闪光言行"), "{said}");
    let (out, said) = run(here, 0, &["list", "tasks", "--dir", "village", "--format", "csv"]);
    assert!(out.contains("task,title") && said.is_empty(), "{out}{said}");
    let deed = [
        "record",
        "deeds",
        "deed=extra",
        "member=m1",
        "date=2026-08-05",
        "kind=helping_poor",
        "text=修路",
        "--dir",
        "village",
    ];
    run(here, 0, &deed);
    run(here, 0, &["withdraw", "deeds", "extra", "--reason", "重复登记", "--dir", "village"]);
    run(here, 2, &["withdraw", "deeds", "nothing", "--reason", "x", "--dir", "village"]);
    run(here, 0, &["seal", "2026Q3", "--yes", "--dir", "village"]);
    let ledger = format!("ledger/{}/2026Q3", village(0));
    assert!(marks(here, "village").contains(&(ledger.clone(), "✓".to_owned())));
    run(here, 0, &["sync", "--dir", "village"]);
    assert!(marks(here, "village").contains(&(ledger, "✓✓✓".to_owned())));

    let (_, said) = run(here, 0, &decide);
    assert!(said.contains("excuse ✓"), "{said}");
    let (json, _) = run(here, 0, &["run", "2026Q3", "--dir", "county", "--format", "json"]);
    let outcome: Value = serde_json::from_str(&json).unwrap();
    let villages = outcome["levels"]["village"].as_array().unwrap();
    let status_of = |unit: &str| villages.iter().find(|row| row["unit"] == unit).unwrap()["status"].clone();
    assert_eq!(status_of(&village(0)), "received");
    assert_eq!(status_of(&village(1)), "excused");
    assert_eq!(status_of(&village(2)), "not_received");
    // One village of sixteen: too few for a list, unless it is said that it is to be published all the same.
    run(here, 2, &["publish", "--dir", "county"]);
    run(here, 0, &["publish", "--yes", "--dir", "county"]);
    let id = outcome["run"].as_str().unwrap();
    run(here, 0, &["sync", "--dir", "village"]);
    let (bulletin, _) = run(here, 0, &["bulletin", "--dir", "village"]);
    assert!(
        bulletin.contains(id) && bulletin.contains("利丰村：已收到") && bulletin.contains("山洪断网"),
        "{bulletin}"
    );
    let (json, _) = run(here, 0, &["bulletin", "--dir", "village", "--format", "json"]);
    let results: Value = serde_json::from_str(&json).unwrap();
    let excused = results.as_array().unwrap().iter().find(|row| row["subject"] == village(1).as_str()).unwrap();
    assert_eq!((&excused["decision"], &excused["reason"]), (&"excuse".into(), &"山洪断网".into()));

    let (sheet, _) = run(
        here,
        0,
        &[
            "report",
            "sheet",
            "--period",
            "2026Q3",
            "--unit",
            &village(0),
            "--dir",
            "county",
            "--upstream",
            &format!("{}=620724", county.address),
        ],
    );
    assert!(sheet.contains("deeds d0") && sheet.contains(id), "{sheet}");
    let (coverage, _) = run(
        here,
        0,
        &[
            "report",
            "coverage",
            "--period",
            "2026Q3",
            "--dir",
            "village",
            "--format",
            "csv",
            "--upstream",
            &format!("{}=620724", county.address),
        ],
    );
    assert_eq!(coverage.lines().count(), 2, "a village sees its own: {coverage}");
    let export = here.join("export.xlsx");
    run(
        here,
        0,
        &[
            "report",
            "export",
            "--period",
            "2026Q3",
            "--dir",
            "county",
            "--out",
            "export.xlsx",
            "--upstream",
            &format!("{}=620724", county.address),
        ],
    );
    assert!(std::fs::read(export).unwrap().starts_with(b"PK"));

    // Anyone can recompute it, and an altered row is named.
    run(here, 0, &["evidence", &id[..12], "--out", "evidence.jsonl", "--dir", "county"]);
    let (verified, _) = run(here, 0, &["verify", "evidence.jsonl", "--authority", &authority, "--format", "json"]);
    assert_eq!(serde_json::from_str::<Value>(&verified).unwrap()["run"], id);
    let evidence = std::fs::read_to_string(here.join("evidence.jsonl")).unwrap();
    std::fs::write(here.join("altered.jsonl"), evidence.replacen("修路", "修桥", 1)).unwrap();
    let (_, said) = run(here, 3, &["verify", "altered.jsonl"]);
    assert!(said.contains("deeds/extra"), "{said}");
    run(here, 3, &["verify", "evidence.jsonl", "--authority", &"00".repeat(32)]);

    // A township's list is not the county's to publish, and nobody is told to try.
    let (_, said) = run(here, 0, &["run", "2026Q3", "--under", "620724101", "--dir", "county"]);
    assert!(said.contains("由其本级节点用 cunbang run") && said.contains("published at its own node"), "{said}");
    assert!(!said.contains("publishes it"), "{said}");
    // Times are the county's, to the minute; JSON has the events as they were written.
    let (list, _) = run(here, 0, &["audit", "--event", "publish", "--dir", "county", "--format", "csv"]);
    let at = list.lines().nth(1).unwrap().split(',').next().unwrap();
    assert_eq!((at.len(), &at[10..11]), ("2026-10-02 10:00".len(), " "), "{list}");
    let (json, _) = run(here, 0, &["audit", "--event", "publish", "--dir", "county", "--format", "json"]);
    let events: Value = serde_json::from_str(&json).unwrap();
    assert!(events[0]["at"].as_str().unwrap().ends_with('Z'), "{events}");
    // What was published before is not published again, and nobody is said to have done so.
    run(here, 0, &["publish", id, "--yes", "--dir", "county"]);
    let (again, _) = run(here, 0, &["audit", "--event", "publish", "--dir", "county", "--format", "json"]);
    assert_eq!(again, json);
    let (_, said) = run(here, 0, &["audit", "--dir", "county"]);
    assert!(!said.contains("is broken"), "{said}");
    let trail = std::fs::read_dir(here.join("county/audit")).unwrap().map(|entry| entry.unwrap().path());
    let trail = trail.filter(|path| path.extension().is_some_and(|ending| ending == "jsonl")).max().unwrap();
    let text = std::fs::read_to_string(&trail).unwrap();
    std::fs::write(&trail, text.split_inclusive('\n').filter(|line| !line.contains("\"publish\"")).collect::<String>())
        .unwrap();
    let (_, said) = run(here, 0, &["audit", "--dir", "county"]);
    assert!(said.contains("is broken"), "{said}");
    std::fs::write(&trail, text).unwrap();

    // A revoked device gets in nowhere.
    let (devices, _) = run(here, 0, &["enrol", "list", "--dir", "county", "--format", "json"]);
    let devices: Value = serde_json::from_str(&devices).unwrap();
    let terminal = devices.as_array().unwrap().iter().find(|one| one["role"] == "terminal").unwrap();
    run(here, 0, &["enrol", "revoke", terminal["device"].as_str().unwrap(), "--reason", "电脑被盗", "--dir", "county"]);
    let direct = format!("{}=620724", county.address);
    let refused = (0..200).any(|_| {
        let arguments = ["report", "units", "--dir", "village", "--upstream", direct.as_str()];
        program::cunbang(here, &arguments).status.code() == Some(3)
    });
    assert!(refused, "the county still answers the revoked terminal");

    assert_eq!(township.stop(), Some(0));
    assert_eq!(county.stop(), Some(0));
    let (_, said) = run(here, 4, &["sync", "--dir", "village"]);
    assert!(said.contains("cannot be reached"), "{said}");
}

#[test]
fn a_node_comes_back_from_its_backup_and_begins_new_logs() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    run(here, 0, &["init", "county", "--unit", "620724", "--units", "gaotai", "--dir", "county"]);
    run(here, 0, &["scheme", "put", "standard", "--from", "2027Q1", "--dir", "county"]);
    run(here, 0, &["doctor", "--dir", "county"]);
    run(here, 0, &["enrol", "renew", "--dir", "county"]);
    run(here, 0, &["backup", "whole.tar.zst", "--with-keys", "--dir", "county"]);
    run(here, 2, &["backup", "whole.tar.zst", "--dir", "county"]);
    run(here, 0, &["backup", "bare.tar.zst", "--dir", "county"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(here.join("whole.tar.zst")).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "it holds keys");
    }
    run(here, 2, &["restore", "whole.tar.zst", "--dir", "county"]);

    // With keys it is encrypted, and nothing of it can be read without the passphrase, which nobody types in the open.
    let whole = std::fs::read(here.join("whole.tar.zst")).unwrap();
    assert!(whole.starts_with(b"age-encryption.org/v1"));
    std::fs::write(here.join("short"), "kurz\n").unwrap();
    std::fs::write(here.join("wrong"), "not the passphrase\n").unwrap();
    let (_, said) = run(here, 2, &["restore", "whole.tar.zst", "--passphrase", "@wrong", "--dir", "nothing"]);
    assert!(said.contains("passphrase is not the one"), "{said}");
    for (passphrase, why) in [("@short", "too short"), ("试验用的备份口令", "everyone on this machine")] {
        let backup = ["backup", "other.tar.zst", "--with-keys", "--passphrase", passphrase, "--dir", "county"];
        let (_, said) = run(here, 2, &backup);
        assert!(said.contains(why), "{said}");
    }

    let incidents = |node: &str| {
        let (json, _) = run(here, 0, &["status", "--dir", node, "--format", "json"]);
        serde_json::from_str::<Value>(&json).unwrap()["incidents"].clone()
    };
    run(here, 0, &["restore", "whole.tar.zst", "--dir", "elsewhere"]);
    assert_eq!(incidents("elsewhere")[0]["kind"], "new_incarnation");
    run(here, 0, &["doctor", "--dir", "elsewhere"]);
    run(here, 0, &["scheme", "put", "changxing", "--from", "2027Q2", "--dir", "elsewhere"]);

    // Onto the node itself, by force: the store that was there is put aside, the keys stay.
    let (_, said) = run(here, 0, &["restore", "bare.tar.zst", "--force", "--dir", "county"]);
    assert!(said.contains("before-restore-1"), "{said}");
    assert_eq!(incidents("county").as_array().unwrap().len(), 1);

    // Without keys, onto nothing: it says what to do.
    let (_, said) = run(here, 0, &["restore", "bare.tar.zst", "--dir", "keyless"]);
    assert!(said.contains("put its whole identity folder back"), "{said}");
    run(here, 2, &["status", "--dir", "keyless"]);

    std::fs::write(here.join("noise.tar.zst"), b"not a backup").unwrap();
    let (_, said) = run(here, 2, &["restore", "noise.tar.zst", "--dir", "nothing"]);
    assert!(said.contains("This file is not a backup, or a newer version wrote it."), "{said}");
    assert!(!here.join("nothing/cunbang.toml").exists());
}

/// Data, keys and configuration of a county in PostgreSQL go into one file, and come back from it into
/// an empty database.
#[test]
fn a_county_in_postgresql_comes_back_from_its_backup() {
    let Ok(server) = std::env::var("CUNBANG_TEST_POSTGRES") else {
        panic!("set CUNBANG_TEST_POSTGRES to the URL of a PostgreSQL that may make databases; tests/run starts one")
    };
    let psql = |sql: &str| {
        let output = std::process::Command::new("psql").args(["--quiet", &server, "--command", sql]).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    let (before, parameters) = server.split_once('?').unwrap_or((&server, ""));
    let base = before.rsplit_once('/').unwrap().0;
    let names = ["first", "second"].map(|name| format!("test_{}_{name}", std::process::id()));
    let urls = names.each_ref().map(|name| format!("{base}/{name}?{parameters}"));
    for name in &names {
        psql(&format!("DROP DATABASE IF EXISTS {name}"));
        psql(&format!("CREATE DATABASE {name}"));
    }
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let [first, second] = urls.each_ref().map(String::as_str);
    run(here, 0, &["init", "county", "--unit", "620724", "--units", "gaotai", "--store", first, "--dir", "county"]);
    run(here, 0, &["scheme", "put", "standard", "--from", "2027Q1", "--dir", "county"]);
    run(here, 0, &["backup", "whole.tar.zst", "--with-keys", "--dir", "county"]);
    // The database is there still, and has a store.
    let (_, said) = run(here, 2, &["restore", "whole.tar.zst", "--dir", "elsewhere"]);
    assert!(said.contains("createdb"), "{said}");
    run(here, 0, &["restore", "whole.tar.zst", "--store", second, "--dir", "elsewhere"]);
    run(here, 0, &["doctor", "--dir", "elsewhere"]);
    run(here, 0, &["scheme", "put", "changxing", "--from", "2027Q2", "--dir", "elsewhere"]);
    let status = |node: &str| {
        let (json, _) = run(here, 0, &["status", "--dir", node, "--format", "json"]);
        serde_json::from_str::<Value>(&json).unwrap()
    };
    assert_eq!(status("elsewhere")["incidents"][0]["kind"], "new_incarnation");
    for name in &names {
        psql(&format!("DROP DATABASE {name}"));
    }
}
