//! Words in records that the rules do not read.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::program;

use program::{run, write_records};

/// A clause that no rule reads is told, with what was probably meant.
#[test]
fn a_word_that_the_rules_do_not_read_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    write_records(&here.join("records"), 0..2);
    let unit = std::fs::read_to_string(here.join("records/meetings.csv")).unwrap();
    let unit = unit.lines().nth(1).unwrap().split(',').next().unwrap().to_owned();
    let findings = format!("unit,finding,date,clause,text,points,due\n{unit},x1,2026-08-01,不在岗,x,1,2026-08-20\n");
    std::fs::write(here.join("records/findings.csv"), findings).unwrap();
    let ranked = |scheme: &str| {
        let rank = ["rank", "--units", "gaotai", "--records", "records", "--period", "2026Q3", "--format", "json"];
        run(here, 0, &[&rank[..], &["--scheme", scheme]].concat())
    };
    let (_, said) = ranked("linshu");
    assert!(said.contains(&format!("{unit} findings/x1")) && said.contains("在岗"), "{said}");
    let (_, said) = ranked("standard");
    assert!(!said.contains("findings/x1"), "{said}");
}
