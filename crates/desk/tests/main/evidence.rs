//! Evidence files: they prove their run to someone who has nothing else, and nothing can be altered in them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_desk::{Desk, RunOptions, Sort};
use cunbang_evidence::{EvidenceFault, verify_evidence};
use cunbang_identity::fingerprint;
use cunbang_language::Language;
use cunbang_ledger::{Hash, History};
use cunbang_model::{DocumentKind, DocumentName, Role};
use cunbang_store::MemoryStore;
use cunbang_world::QUARTER;
use cunbang_world::county::{County, down, seal, up, write};
use cunbang_world::rows::{deed, deed_on, finding};
use cunbang_world::tree::{COUNTY, TOWNSHIP, VILLAGES, unit};
use data_encoding::BASE64;
use std::io::Read;
use std::sync::Arc;

/// A county that has played its quarter, its run, and the run's evidence.
async fn evidence() -> (County, String, Vec<String>) {
    let county = County::with_rules().await;
    let first = county.play().await;
    let run = county.run().await;
    assert_eq!(run.id, first.id);
    let file = county.desk.write_evidence(&run.id, Vec::new()).await.unwrap();
    let lines = String::from_utf8(file).unwrap().lines().map(str::to_owned).collect();
    (county, run.id, lines)
}

/// The bytes of a file with these lines.
fn file_of(lines: &[String]) -> Vec<u8> {
    lines.iter().flat_map(|line| [line.as_bytes(), b"\n"].concat()).collect()
}

fn verify(lines: &[String]) -> Result<cunbang_evidence::Verified, EvidenceFault> {
    verify_evidence(file_of(lines).as_slice(), None)
}

/// The same lines, but for the last: this device states that it made them.
fn stated_by(device: &Desk, run: &str, lines: &[String]) -> Vec<String> {
    let mut lines = lines[..lines.len() - 1].to_vec();
    let identity = device.replica().identity();
    let message = format!("cunbang evidence\x01{run}\n{}", Hash::of(&[&file_of(&lines)]));
    let signature = BASE64.encode(&identity.key().sign(message.as_bytes()));
    let device = identity.certificate().device;
    lines.push(format!(r#"{{"kind":"statement","device":"{device}","signature":"{signature}"}}"#));
    lines
}

/// The line of a device's certificate.
fn device_line(device: &Desk) -> String {
    let der = BASE64.encode(&device.replica().identity().certificate().der);
    format!(r#"{{"kind":"device","certificate":"{der}"}}"#)
}

#[tokio::test]
async fn a_file_proves_its_run() {
    let (county, id, lines) = evidence().await;
    let verified = verify(&lines).unwrap();
    assert_eq!(verified.run, id);
    let since = verified.record.scheme.public_since.expect("a township has countersigned the scheme");
    assert_eq!(since.unit, unit(TOWNSHIP));
    let earlier = lines.iter().map(|line| line.replace(&since.at.to_string(), "2026-01-01T00:00:00Z"));
    assert!(verify(&earlier.collect::<Vec<_>>()).is_err(), "another time is another record");
    assert_eq!(verified.outcome, county.desk.ranking_run(&id).await.unwrap().outcome);
    assert_eq!((verified.documents, verified.receipts), (8, 3));
    let node = county.desk.replica();
    assert_eq!((verified.stated_by.unit, verified.stated_by.device), (unit(COUNTY), node.device()));
    let own = fingerprint(county.desk.replica().identity().authority_der());
    assert!(verify_evidence(file_of(&lines).as_slice(), Some(own)).is_ok());
    let fault = verify_evidence(file_of(&lines).as_slice(), Some([7; 32])).unwrap_err();
    assert!(matches!(fault, EvidenceFault::Authority { .. }));

    let folder = tempfile::tempdir().unwrap();
    for name in ["run.jsonl", "run.jsonl.zst"] {
        let path = folder.path().join(name);
        county.desk.write_evidence_file(&id, &path).await.unwrap();
        assert_eq!(cunbang_evidence::verify_evidence_file(&path, Some(own)).unwrap().run, id);
    }
    let mut packed = Vec::new();
    std::fs::File::open(folder.path().join("run.jsonl.zst")).unwrap().read_to_end(&mut packed).unwrap();
    assert!(packed.len() * 2 < lines.join("\n").len());
    packed.truncate(packed.len() / 2);
    assert!(matches!(verify_evidence(packed.as_slice(), None).unwrap_err(), EvidenceFault::Read { .. }));
}

#[tokio::test]
async fn the_order_of_the_logs_is_the_nodes_alone() {
    let (county, id, lines) = evidence().await;
    let mut blocks: Vec<Vec<String>> = Vec::new();
    for line in &lines[1..lines.len() - 1] {
        match blocks.last_mut() {
            Some(block) if line.starts_with(r#"{"kind":"entry""#) => block.push(line.clone()),
            _ => blocks.push(vec![line.clone()]),
        }
    }
    for turn in [1, 5, 9] {
        blocks.rotate_left(turn);
        blocks.reverse();
        let mut turned = vec![lines[0].clone()];
        turned.extend(blocks.iter().flatten().cloned());
        turned.push(lines[lines.len() - 1].clone());
        let said = verify(&turned).unwrap_err().to_string();
        assert!(said.contains("its signature does not hold for this file"), "{said}");
        assert_eq!(verify(&stated_by(&county.desk, &id, &turned)).unwrap().run, id);
    }
}

#[tokio::test]
async fn no_line_can_be_dropped_moved_doubled_or_altered() {
    let (_, _, lines) = evidence().await;
    assert!(verify(&lines).is_ok());
    for place in 0..lines.len() {
        let refused = |change: &str, lines: &[String]| assert!(verify(lines).is_err(), "line {}: {change}", place + 1);
        let mut dropped = lines.clone();
        dropped.remove(place);
        refused("dropped", &dropped);
        let mut doubled = lines.clone();
        doubled.insert(place, lines[place].clone());
        refused("doubled", &doubled);
        let mut last = lines.clone();
        last.push(lines[place].clone());
        refused("doubled at the end", &last);
        if place + 1 < lines.len() {
            let mut swapped = lines.clone();
            swapped.swap(place, place + 1);
            refused("swapped with the next", &swapped);
        }
        // Spellings that JSON takes for the same, among them.
        for (from, to) in
            [("\":", "\": "), ("}", " }"), ("\"first\":1", "\"first\":01"), ("\"number\":1", "\"number\":1.0")]
        {
            let mut altered = lines.clone();
            altered[place] = lines[place].replacen(from, to, 1);
            if altered[place] != lines[place] {
                refused(to, &altered);
            }
        }
    }
    let file = file_of(&lines);
    for place in (0..file.len()).step_by(997) {
        let mut altered = file.clone();
        altered[place] ^= 1;
        assert!(verify_evidence(altered.as_slice(), None).is_err(), "byte {place}");
    }
    for text in [lines.join("\n"), lines.join("\r\n") + "\r\n", lines.join("\n\n") + "\n", lines.join("\n") + "\n\n"] {
        assert!(verify_evidence(text.as_bytes(), None).is_err());
    }
    // Packed in two parts it has the same bytes, and is the same file.
    let half = file.len() / 2;
    let packed = [&file[..half], &file[half..]].map(|part| zstd::encode_all(part, 1).unwrap()).concat();
    assert!(verify_evidence(packed.as_slice(), None).is_ok());
}

#[tokio::test]
async fn a_log_cannot_be_taken_out_with_its_place_in_the_record() {
    let county = County::with_rules().await;
    let terminal = county.terminal(VILLAGES[1]).await;
    write(&terminal, &[deed(VILLAGES[1], "d17")]).await;
    seal(&terminal).await;
    up(&terminal, &county.desk).await;
    let spared = county.run().await;
    let inspected = DocumentName::quarterly(DocumentKind::Inspection, unit(VILLAGES[1]), QUARTER).unwrap();
    let found = vec![(inspected, vec![finding(VILLAGES[1], "f1", "0.5")])];
    county.desk.replica().record("督查员", found).await.unwrap();
    let run = county.run().await;
    let file = county.desk.write_evidence(&run.id, Vec::new()).await.unwrap();
    let lines: Vec<String> = String::from_utf8(file).unwrap().lines().map(str::to_owned).collect();

    // The finding goes: its log, its place in the record, and with it the run's id and what it cost.
    let mut record = run.record.clone();
    record.inputs.remove(&inspected.to_string()).unwrap();
    record.contents.clone_from(&spared.record.contents);
    assert_eq!(record.id(), spared.id);
    let mut forged = vec![lines[0].replace(&run.id, &record.id())];
    forged[0] = forged[0].replace(&run.record.to_canonical_json(), &record.to_canonical_json());
    let outcome = format!(r#"{{"kind":"outcome","outcome":{}}}"#, spared.outcome.to_canonical_json());
    let mut is_gone = false;
    for line in &lines[1..] {
        is_gone = match line {
            line if line.starts_with(r#"{"kind":"entry""#) => is_gone,
            line => line.contains(&inspected.to_string()),
        };
        if !is_gone {
            forged.push(if line.starts_with(r#"{"kind":"outcome""#) { outcome.clone() } else { line.clone() });
        }
    }
    assert!(forged.len() < lines.len());
    let said = verify(&forged).unwrap_err().to_string();
    assert!(said.contains("its signature does not hold for this file"), "{said}");
    assert!(verify(&forged[..forged.len() - 1]).unwrap_err().to_string().contains("no statement"));

    // Nobody else can state it: not a village, not a township, not a node of another county.
    let township = county.device(TOWNSHIP, Role::Node).await;
    let inspector = county.device(COUNTY, Role::Inspector).await;
    let stranger = County::of_seed(2, Arc::new(MemoryStore::new())).await;
    for (device, expected) in [
        (&terminal, "a terminal of"),
        (&township, "a node of 330522103 made it"),
        (&inspector, "an inspector of 330522"),
        (&stranger.desk, "was not issued by this county"),
    ] {
        let unknown = verify(&stated_by(device, &spared.id, &forged)).unwrap_err().to_string();
        assert!(device.replica().device() == terminal.replica().device() || unknown.contains("is not in the file"));
        let mut known = forged.clone();
        known.insert(2, device_line(device));
        let said = verify(&stated_by(device, &spared.id, &known)).unwrap_err().to_string();
        assert!(said.contains(expected), "{expected}: {said}");
    }
    // A statement of one run is none of another, and the county's own holds.
    let other = verify(&stated_by(&county.desk, &run.id, &forged)).unwrap_err().to_string();
    assert!(other.contains("its signature does not hold"), "{other}");
    assert_eq!(verify(&stated_by(&county.desk, &spared.id, &forged)).unwrap().run, spared.id);
}

#[tokio::test]
async fn only_nodes_write_evidence() {
    let county = County::with_rules().await;
    for (code, role) in [(VILLAGES[0], Role::Terminal), (COUNTY, Role::Inspector)] {
        let device = county.device(code, role).await;
        down(&county.desk, &device).await;
        let run = device.run(QUARTER, RunOptions::default()).await.unwrap();
        let refused = device.write_evidence(&run.id, Vec::new()).await.unwrap_err();
        assert_eq!(refused.sort(), Sort::NotPermitted);
        let said = refused.to_string();
        assert!(said.contains("不能出具") && said.contains("write it at a node"), "{said}");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run.jsonl");
        assert!(device.write_evidence_file(&run.id, &path).await.is_err() && !path.exists());
    }
}

/// Alters the first line that holds `find`, and says what the verifier makes of it.
fn altered(lines: &[String], find: &str, alter: impl Fn(&str) -> String) -> String {
    let mut lines = lines.to_vec();
    let place = lines.iter().position(|line| line.contains(find)).expect("the line to alter");
    lines[place] = alter(&lines[place]);
    verify(&lines).expect_err("it was altered").to_string()
}

#[tokio::test]
async fn every_alteration_is_named() {
    let (_, _, lines) = evidence().await;
    let check = |find: &str, from: &str, to: &str, expected: &str| {
        let said = altered(&lines, find, |line| {
            assert!(line.contains(from), "{from} in {line}");
            line.replacen(from, to, 1)
        });
        assert!(said.contains(expected), "{from} → {to}: {said}");
    };
    let row = r#""deed":"d17""#;
    let of = format!("row deeds/d17 of ledger/{}/2026Q3, entry 1 by", VILLAGES[1]);
    check(row, "帮扶", "帮助", &of);
    check(row, "2026-07-03", "2026-07-33", &of);
    check(row, r#""operator":"op-"#, r#""operator":"oq-"#, &of);
    check(row, r#""claimed_at":"2026-09-30"#, r#""claimed_at":"2026-09-29"#, &of);
    check(r#""deed":"d3b""#, r#""deed":"d3b""#, r#""deed":"d3c""#, "row deeds/d3c of ledger");
    check(r#""finding":"f1""#, r#""points":"0.5""#, r#""points":"0.4""#, "row findings/f1 of inspection/");
    check(
        r#""scheme":"deeds-2026Q3""#,
        "deadline_days = 10",
        "deadline_days = 90",
        "row schemes/deeds-2026Q3 of scheme/",
    );
    check(r#""decision":"take""#, "断网", "断电", "row decisions/2026Q3");
    check(r#""kind":"outcome""#, r#""score":"1.00""#, r#""score":"1.01""#, "score: stated \"1.01\"");
    check(r#""kind":"outcome""#, r#""candidate":true"#, r#""candidate":false"#, "candidate: stated false");
    check(r#""kind":"outcome""#, r#"{"period""#, r#"{ "period""#, "spelling");
    check(
        r#""kind":"receipt""#,
        r#""received_at":"2026-09-30T02"#,
        r#""received_at":"2026-09-30T01"#,
        "its signature does not hold",
    );
    check(r#""kind":"log""#, r#""signature":""#, r#""signature":"AAAA"#, "cannot be read");
    check(r#""kind":"cunbang evidence""#, r#""under":"330522""#, r#""under":"330522103""#, "its record has");
    check(r#""kind":"cunbang evidence""#, r#""version":1"#, r#""version":2"#, "version 2");
    check(r#""kind":"device""#, r#"certificate":"M"#, r#"certificate":"N"#, "certificate");
    check(r#""supersedes":[""#, r#""supersedes":[""#, r#""supersedes":["1"#, "entry 3 of ledger/");
    check(row, r#"{"kind":"entry""#, r#"{"kind":"entry","note":"x""#, "unknown field");
    check(r#""kind":"cunbang evidence""#, r#""made_at":"20"#, r#""made_at":"21"#, "made_at in line 1");
}

#[tokio::test]
async fn entries_that_stand_twice_and_rows_that_are_gone_are_named_as_what_they_are() {
    let (_, _, lines) = evidence().await;
    let at = |find: &str| lines.iter().position(|line| line.contains(find)).expect("the line to alter");
    let said = |lines: &[String]| {
        let fault = verify(lines).expect_err("it was altered");
        Language::Chinese.with(|| fault.to_string())
    };
    let place = at(r#""deed":"d17""#);
    let mut twice = lines.clone();
    twice.insert(place + 1, lines[place].clone());
    let told = said(&twice);
    assert!(told.contains("第 1 条重复") && !told.contains("缺第"), "{told}");
    let finding = at(r#""finding":"f1""#);
    let mut line: serde_json::Value = serde_json::from_str(&lines[finding]).unwrap();
    line["rows"] = serde_json::json!([]);
    let mut emptied = lines.clone();
    emptied[finding] = line.to_string();
    let told = said(&emptied);
    assert!(told.contains("去掉（现无一行）"), "{told}");
    // A byte that makes a line unreadable: one line number, and no English around the parser's own words.
    let mut broken = lines.clone();
    broken[place] = broken[place].replacen(r#""number":"#, r#""number":}"#, 1);
    let told = Language::Chinese.with(|| verify(&broken).expect_err("it was altered").to_string());
    assert!(told.starts_with(&format!("第 {} 行：", place + 1)), "{told}");
    assert!(told.contains("读不懂第") && !told.contains(" at line "), "{told}");
}

#[tokio::test]
async fn hiding_an_alteration_breaks_the_signature() {
    let (county, _, mut lines) = evidence().await;
    let ledger = DocumentName::quarterly(DocumentKind::Ledger, unit(VILLAGES[1]), QUARTER).unwrap();
    let start =
        lines.iter().position(|line| line.starts_with(&format!(r#"{{"kind":"log","document":"{ledger}""#))).unwrap();
    let altered = deed_on(VILLAGES[1], "d17", "2026-07-03", "帮助");
    // Every hash is made to fit: those of the row, of the entries, of the log.
    let mut history = History::new(ledger);
    let mut place = start;
    for segment in county.desk.replica().store().document_segments(&ledger).await.unwrap() {
        for mut entry in segment.entries().unwrap() {
            place += 1;
            let mut line: serde_json::Value = serde_json::from_str(&lines[place]).unwrap();
            if entry.number == 1 {
                entry.puts[0].row = altered.clone().into();
                line["rows"][0]["row"]["text"] = "帮助".into();
                line["rows"][0]["hash"] = Hash::of(&[altered.to_json().as_bytes()]).to_string()[..16].into();
                let mut half_hidden = lines.clone();
                half_hidden[place] = line.to_string();
                let said = verify(&half_hidden).unwrap_err().to_string();
                assert!(said.contains("row deeds/d17 of"), "{said}");
            }
            history.add(&segment.log.writer, &entry).unwrap();
            line["hash"] = history.head(&segment.log.writer).entry_hash.to_string().into();
            lines[place] = line.to_string();
        }
        let mut line: serde_json::Value = serde_json::from_str(&lines[start]).unwrap();
        line["entry_hash"] = history.head(&segment.log.writer).entry_hash.to_string().into();
        lines[start] = line.to_string();
    }
    let said = verify(&lines).unwrap_err().to_string();
    assert!(said.contains(&ledger.to_string()) && said.contains("the signature does not match"), "{said}");
}

#[tokio::test]
async fn what_is_missing_or_too_much_is_named() {
    let (county, _, lines) = evidence().await;
    let without = |find: &str, and_entries: bool| {
        let mut kept = Vec::new();
        let mut dropping = false;
        let mut found = false;
        for line in &lines {
            let is_entry = line.starts_with(r#"{"kind":"entry""#);
            let hit = line.contains(find) && !found;
            dropping = hit || (dropping && is_entry && and_entries);
            found |= hit;
            if !dropping {
                kept.push(line.clone());
            }
        }
        assert!(kept.len() < lines.len(), "{find}");
        verify(&kept).unwrap_err().to_string()
    };
    let entry = without(r#""deed":"d17""#, false);
    assert!(entry.contains("missing") && entry.contains(VILLAGES[1]), "{entry}");
    let log = without(&format!(r#"{{"kind":"log","document":"ledger/{}"#, VILLAGES[1]), true);
    assert!(log.contains("entries 1 to 2 are missing"), "{log}");
    let receipt = without(r#""kind":"receipt""#, false);
    assert!(receipt.contains("it is missing"), "{receipt}");
    assert!(without(r#""kind":"outcome""#, false).contains("no outcome"));
    assert!(without(r#""kind":"authority""#, false).contains("no authority"));
    assert!(without(r#""kind":"cunbang evidence""#, false).contains("line 1"));
    assert!(without(r#""kind":"device""#, false).contains("the certificate of device"));

    // A later file of the same county has a log that this run did not know.
    let fourth = county.terminal(VILLAGES[3]).await;
    write(&fourth, &[deed(VILLAGES[3], "d1")]).await;
    up(&fourth, &county.desk).await;
    let later = county.run().await;
    let file = county.desk.write_evidence(&later.id, Vec::new()).await.unwrap();
    let later: Vec<String> = String::from_utf8(file).unwrap().lines().map(str::to_owned).collect();
    assert!(verify(&later).is_ok());
    let mut more = lines.clone();
    let place =
        later.iter().rposition(|line| line.contains(&format!(r#""document":"ledger/{}/"#, VILLAGES[3]))).unwrap();
    let statement = more.pop().unwrap();
    more.extend(later[place..=place + 1].iter().cloned());
    more.extend(later.iter().filter(|line| line.contains(r#""kind":"device""#)).cloned());
    more.push(statement);
    let said = verify(&more).unwrap_err().to_string();
    assert!(said.contains(VILLAGES[3]) && said.contains("does not rest on this log"), "{said}");
    // Another county's authority vouches for none of these devices.
    let stranger = County::of_seed(2, Arc::new(MemoryStore::new())).await;
    stranger.adopt_rules().await;
    let run = stranger.run().await;
    let file = stranger.desk.write_evidence(&run.id, Vec::new()).await.unwrap();
    let other = String::from_utf8(file).unwrap();
    let mut mixed = lines.clone();
    let authority = other.lines().find(|line| line.contains(r#""kind":"authority""#)).unwrap();
    let place = mixed.iter().position(|line| line.contains(r#""kind":"authority""#)).unwrap();
    mixed[place] = authority.to_owned();
    assert!(matches!(verify(&mixed).unwrap_err(), EvidenceFault::Certificate { .. }));
}
