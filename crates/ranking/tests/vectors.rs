//! Golden vectors: records and outcomes of runs, and the rows that publish them, as each release wrote them.
//! A run's id is the hash of its record, and a bulletin states the hash of the outcome, so every later
//! program must read them and spell them the same.
//!
//! `CUNBANG_WRITE_VECTORS=1` writes those of this release, once.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_ledger::Projection;
use cunbang_model::schema::RELEASE;
use cunbang_model::{Record as _, Row};
use cunbang_ranking::bulletin::{bulletin, bulletin_rows, published};
use cunbang_ranking::{RankingRun, RunRecord};
use cunbang_scheme::{Outcome, pack};
use cunbang_world::QUARTER;
use cunbang_world::county::County;
use cunbang_world::county::NewRules;
use cunbang_world::devices::Device;
use cunbang_world::tree::COUNTY;
use cunbang_world::vectors::{Vectors, is_wanted, text, write};
use serde_json::{Value, json};
use std::collections::BTreeMap;

const PUBLISHED_ON: &str = "2026-10-20";

fn vectors() -> Vectors {
    Vectors::of(env!("CARGO_MANIFEST_DIR"))
}

/// The rows of a bulletin that publishes a run.
fn rows(run: &RankingRun) -> Vec<Row> {
    bulletin_rows(run.record.root, run, PUBLISHED_ON, &BTreeMap::new(), None).unwrap()
}

fn row_text(row: &Row) -> Value {
    json!([row.key(), row.to_json()])
}

fn stated(run: &RankingRun) -> Value {
    json!({
        "id": run.id,
        "made_at": run.made_at.to_string(),
        "record": run.record.to_canonical_json(),
        "warnings": run.record.warnings(),
        "outcome": run.outcome.to_canonical_json(),
        "outcome_hash": run.outcome.hash(),
        "published_on": PUBLISHED_ON,
        "bulletin": rows(run).iter().map(row_text).collect::<Vec<_>>(),
    })
}

/// The small county's quarter under rules of a few lines, and under those that ship with the program.
async fn vector() -> Value {
    let few = County::with_rules().await.play().await;
    let county = County::new().await;
    county.desk.put_scheme("组织部", NewRules::since(pack::find("standard").unwrap().text, QUARTER)).await.unwrap();
    county.at("2026-09-30T02:00:00Z");
    let standard = county.play().await;
    json!({ "schema": RELEASE, "runs": [stated(&few), stated(&standard)] })
}

#[tokio::test]
async fn this_release_has_its_vectors() {
    let path = vectors().own("json");
    if is_wanted(&path) {
        write(&path, &vector().await);
    }
    assert!(path.exists(), "write the vectors of this release with CUNBANG_WRITE_VECTORS=1");
}

#[test]
fn every_program_reads_what_every_release_wrote() {
    for (_, vector) in vectors().recorded("json") {
        let runs = vector["runs"].as_array().unwrap();
        assert!(!runs.is_empty());
        runs.iter().for_each(reads);
    }
}

fn reads(run: &Value) {
    let text = |field| text(run, field);
    let record: RunRecord = serde_json::from_str(text("record")).unwrap();
    let outcome: Outcome = serde_json::from_str(text("outcome")).unwrap();
    assert_eq!(record.id(), text("id"));
    assert_eq!(outcome.hash(), text("outcome_hash"));
    assert_eq!(record.vectors().unwrap().len(), record.inputs.len());
    let read = RankingRun { id: text("id").to_owned(), made_at: text("made_at").parse().unwrap(), record, outcome };
    assert_eq!(stated(&read), *run);
    shows(&read);
}

/// What people read in the bulletin is the run.
fn shows(run: &RankingRun) {
    let document = bulletin(run.record.root, run.record.period);
    let rows = rows(run);
    let mut county = Device::new(1, COUNTY);
    let segment = county.record(document, &rows, run.made_at);
    let mut projection = Projection::new(document);
    for entry in segment.entries() {
        projection.apply(&county.writer(), entry).unwrap();
    }
    let [shown] = published(&projection, run.record.period).try_into().unwrap();
    assert_eq!((shown.by, shown.id(), shown.withdrawn.as_deref()), (run.record.root, run.id.as_str(), None));
    assert_eq!(shown.run.into_row().unwrap(), rows[0]);
    let mut shown: Vec<Row> = shown.results.into_iter().map(|line| line.into_row().unwrap()).collect();
    let mut rows: Vec<Row> = rows[1..].to_vec();
    shown.sort_by_key(Row::key);
    rows.sort_by_key(Row::key);
    assert_eq!(shown, rows);
}
