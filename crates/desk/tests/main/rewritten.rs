//! Evidence that was written anew by those whose keys signed it: every hash and signature fits, and yet it is not what was
//! published, or not what was countersigned.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_desk::Desk;
use cunbang_evidence::{EvidenceFault, Verified, verify_evidence};
use cunbang_ledger::{Entry, Hash, History, Writer};
use cunbang_model::{DocumentKind, DocumentName, Row, Table};
use cunbang_ranking::RankingRun;
use cunbang_world::QUARTER;
use cunbang_world::county::County;
use cunbang_world::tree::{COUNTY, VILLAGES, unit};
use data_encoding::BASE64;
use serde_json::Value;
use std::collections::HashMap;

async fn evidence() -> (County, RankingRun, Vec<String>) {
    let county = County::with_rules().await;
    county.play().await;
    let run = county.run().await;
    let file = county.desk.write_evidence(&run.id, Vec::new()).await.unwrap();
    let lines = String::from_utf8(file).unwrap().lines().map(str::to_owned).collect();
    (county, run, lines)
}

pub(crate) fn verify(lines: &[String]) -> Result<Verified, EvidenceFault> {
    let bytes: Vec<u8> = lines.iter().flat_map(|line| [line.as_bytes(), b"\n"].concat()).collect();
    verify_evidence(bytes.as_slice(), None)
}

/// The lines as the county states them, with another record.
pub(crate) fn stated(
    desk: &Desk,
    lines: &[String],
    run: &RankingRun,
    record: &cunbang_ranking::RunRecord,
) -> Vec<String> {
    let mut lines = lines[..lines.len() - 1].to_vec();
    lines[0] = lines[0].replace(&run.record.to_canonical_json(), &record.to_canonical_json());
    lines[0] = lines[0].replace(&run.id, &record.id());
    let bytes: Vec<u8> = lines.iter().flat_map(|line| [line.as_bytes(), b"\n"].concat()).collect();
    let identity = desk.replica().identity();
    let message = format!("cunbang evidence\x01{}\n{}", record.id(), Hash::of(&[&bytes]));
    let signature = BASE64.encode(&identity.key().sign(message.as_bytes()));
    let device = identity.certificate().device;
    lines.push(format!(r#"{{"kind":"statement","device":"{device}","signature":"{signature}"}}"#));
    lines
}

/// The lines with one text for another in a document's first row that has it, and all that follows from it: the row's
/// hash, those of the log, and the signature, by the key of this desk, which wrote it.
async fn rewritten(desk: &Desk, lines: &[String], document: DocumentName, from: &str, to: &str) -> Vec<String> {
    let mut entries: HashMap<(Writer, u64), Entry> = HashMap::new();
    for segment in desk.replica().store().document_segments(&document).await.unwrap() {
        for entry in segment.entries().unwrap() {
            entries.insert((segment.log.writer, entry.number), entry);
        }
    }
    let mut history = History::new(document);
    let mut lines = lines.to_vec();
    let mut is_done = false;
    let mut place = 0;
    while place < lines.len() {
        let log: Value = serde_json::from_str(&lines[place]).unwrap();
        let start = place;
        place += 1;
        if log["kind"] != "log" || log["document"] != document.to_string() {
            continue;
        }
        let writer: Writer = log["writer"].as_str().unwrap().parse().unwrap();
        while lines[place].starts_with(r#"{"kind":"entry""#) {
            let is_here = !is_done && lines[place].contains(from);
            let mut line: Value = serde_json::from_str(&lines[place]).unwrap();
            let mut entry = entries.remove(&(writer, line["number"].as_u64().unwrap())).unwrap();
            if is_here {
                is_done = true;
                let rows = line["rows"].as_array_mut().unwrap();
                let at = rows.iter().position(|row| row["row"].to_string().contains(from)).unwrap();
                let table = Table::from_name(rows[at]["table"].as_str().unwrap()).unwrap();
                let row = Row::from_json(table, &entry.puts[at].row.to_json().replacen(from, to, 1)).unwrap();
                rows[at]["row"] = serde_json::from_str(&row.to_json()).unwrap();
                rows[at]["hash"] = Hash::of(&[row.to_json().as_bytes()]).to_string()[..16].into();
                entry.puts[at].row = row.into();
            }
            history.add(&writer, &entry).unwrap();
            let hash = history.head(&writer).entry_hash.to_string();
            lines[place] = lines[place].replace(log_hash(&lines[place]), &hash);
            if is_here {
                line["hash"] = hash.into();
                lines[place] = line.to_string();
            }
            place += 1;
        }
        let head = history.head(&writer);
        let signature = BASE64.encode(&desk.replica().identity().key().sign(&head.signed_message()));
        lines[start] = lines[start].replace(log["entry_hash"].as_str().unwrap(), &head.entry_hash.to_string());
        lines[start] = lines[start].replace(log["signature"].as_str().unwrap(), &signature);
    }
    assert!(is_done, "{from} stands nowhere");
    lines
}

/// The hash of the log up to an entry's line.
fn log_hash(line: &str) -> &str {
    let start = line.find(r#","hash":""#).unwrap() + r#","hash":""#.len();
    &line[start..start + 64]
}

/// Nobody but its writer receipts an inspection, so the record alone can say what stood there.
#[tokio::test]
async fn a_run_is_that_of_its_rows_and_not_of_how_many_there_are() {
    let (county, run, lines) = evidence().await;
    let document = DocumentName::quarterly(DocumentKind::Inspection, unit(VILLAGES[1]), QUARTER).unwrap();
    let forged = rewritten(&county.desk, &lines, document, r#""points":"0.5""#, r#""points":"0.4""#).await;
    let fault = verify(&stated(&county.desk, &forged, &run, &run.record)).unwrap_err();
    assert!(matches!(&fault, EvidenceFault::Record { field, .. } if field == "contents"), "{fault}");
    // Without contents, as releases before stated them, nothing but the outcome tells.
    let unbound = cunbang_ranking::RunRecord { contents: None, ..run.record.clone() };
    assert_ne!(unbound.id(), run.id);
    let fault = verify(&stated(&county.desk, &forged, &run, &unbound)).unwrap_err();
    assert!(fault.place().starts_with("outcome"), "{fault}");
    assert!(verify(&stated(&county.desk, &lines, &run, &unbound)).is_ok(), "a file of such a release verifies");
}

/// A leaf names a log with its hash: rules that were changed afterwards are not those that a township countersigned.
#[tokio::test]
async fn rules_that_were_changed_afterwards_were_never_public() {
    let (county, run, lines) = evidence().await;
    let since = run.record.scheme.public_since.expect("a township has countersigned the scheme");
    let document = DocumentName::scheme(unit(COUNTY));
    let forged = rewritten(&county.desk, &lines, document, "deadline_days = 10", "deadline_days = 11").await;
    let text = lines.iter().find(|line| line.contains("deadline_days = 10")).unwrap();
    let row: Value = serde_json::from_str(text).unwrap();
    let rows = row["rows"].as_array().unwrap();
    let text =
        rows.iter().find_map(|row| row["row"]["text"].as_str().filter(|text| text.contains("deadline_days"))).unwrap();
    let text = text.replace("deadline_days = 10", "deadline_days = 11");
    let mut record = run.record.clone();
    record.scheme.hash = Hash::of(&[text.trim().as_bytes()]).to_string();
    let fault = verify(&stated(&county.desk, &forged, &run, &record)).unwrap_err();
    let EvidenceFault::Record { field, stated, computed } = &fault else { panic!("{fault}") };
    assert_eq!(field, "scheme");
    assert!(stated.ends_with(&format!("countersigned: {} by {}", since.at, since.unit)), "{stated}");
    assert_eq!(*computed, stated.replace(&format!("{} by {}", since.at, since.unit), "none"));
}
