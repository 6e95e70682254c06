//! Levels follow from the tree: any depth, levels left out, several roots, units without a national code.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_model::{Unit, UnitCode, UnitKind, UnitTree};
use cunbang_scheme::{Inputs, Level, Outcome, ReceiptState, Scheme, rank};
use cunbang_world::inputs::{county, input, scheme};
use cunbang_world::rows::lines;
use std::collections::BTreeMap;

const VILLAGES: &str = r#"
[village]
[[village.indicators]]
id = "deeds"
title = "deeds"
max = 100
measure = { kind = "count", table = "deeds" }
points = { kind = "per", each = 10 }
"#;

/// Villages, and the mean of the scores below on each of these levels.
fn means(levels: &[&str]) -> Scheme {
    let above = levels.iter().map(|level| {
        format!(
            "[{level}]\n[[{level}.indicators]]\nid = \"below\"\ntitle = \"mean\"\nmax = 100\n\
             measure = {{ kind = \"children\", weight = \"equal\" }}\npoints = {{ kind = \"value\" }}\n"
        )
    });
    let text: String = std::iter::once(VILLAGES.to_owned()).chain(above).collect();
    scheme(&text)
}

/// One unit a line, `code kind`, and of a unit that keeps a ledger how many deeds it has; no number: nothing came.
fn outcome(scheme: &Scheme, tree: &str) -> Outcome {
    let (mut units, mut villages) = (Vec::new(), BTreeMap::new());
    for line in tree.lines().filter(|line| !line.trim().is_empty()) {
        let mut words = line.split_whitespace();
        let code: UnitCode = words.next().unwrap().parse().unwrap();
        let kind = UnitKind::from_word(words.next().unwrap()).unwrap();
        units.push(Unit { code, name: code.to_string(), kind });
        if let Some(deeds) = words.next() {
            let line = format!("deeds deed=d{{}} member=m1 date=2026-07-03 kind=integrity ×{deeds}");
            villages.insert(code, input(lines(code, &line), ReceiptState::Spreadsheet));
        }
    }
    let inputs = Inputs { units: UnitTree::new(units).unwrap(), villages, ..county(Vec::new()) };
    rank(scheme, &inputs).unwrap()
}

/// `code score rank/rank in parent`, by rank.
fn shown(outcome: &Outcome, level: Level) -> String {
    let number = |number: Option<u32>| number.map_or_else(|| "-".to_owned(), |number| number.to_string());
    let lines = outcome.rows(level).iter().map(|row| {
        let score = row.score.map_or_else(|| "-".to_owned(), |score| score.to_string());
        format!("{} {score} {}/{}", row.unit, number(row.rank), number(row.rank_in_parent))
    });
    lines.collect::<Vec<_>>().join(", ")
}

#[test]
fn a_province_ranks_every_level_down_to_the_village() {
    let outcome = outcome(
        &means(&["township", "county", "prefecture", "province"]),
        "33 province
         3305 prefecture
         330522 county
         330522101 township
         330522101201 village 1
         330522101202 village 3
         330522102 township
         330522102201 village 6
         330523 county
         330523101 township
         330523101201 village 9
         3307 prefecture
         330782 county
         330782101 township
         330782101201 village 5",
    );
    let rows = |level| shown(&outcome, level);
    assert_eq!(
        rows(Level::Village),
        "330523101201 90.00 1/1, 330522102201 60.00 2/1, 330782101201 50.00 3/1, 330522101202 30.00 4/1, 330522101201 10.00 5/2"
    );
    assert_eq!(
        rows(Level::Township),
        "330523101 90.00 1/1, 330522102 60.00 2/1, 330782101 50.00 3/1, 330522101 20.00 4/2"
    );
    assert_eq!(rows(Level::County), "330523 90.00 1/1, 330782 50.00 2/1, 330522 40.00 3/2");
    assert_eq!(rows(Level::Prefecture), "3305 65.00 1/1, 3307 50.00 2/2");
    assert_eq!(rows(Level::Province), "33 57.50 1/1");
}

#[test]
fn a_county_without_townships_is_scored_from_its_villages() {
    let outcome = outcome(
        &means(&["township", "county"]),
        "3305 prefecture
         330522 county
         330522101 township
         330522101201 village 2
         330522101202 village 4
         330522102201 village 9
         330523 county
         330523100201 village 5
         330523100202 village 7",
    );
    assert_eq!(shown(&outcome, Level::Township), "330522101 30.00 1/1");
    // One township, and one village that hangs right under the county.
    assert_eq!(shown(&outcome, Level::County), "330522 60.00 1/1, 330523 60.00 1/1");
    let reasons = &outcome.unit("330522".parse().unwrap()).unwrap().indicators[0].reasons;
    let units: Vec<String> = reasons.iter().filter_map(|reason| Some(reason.unit?.to_string())).collect();
    assert_eq!(units, ["330522101", "330522102201"]);
}

#[test]
fn a_level_that_no_scheme_ranks_is_passed_over() {
    let tree = "330522 county
         330522101 township
         330522101201 village 2
         330522102 township
         330522102201 village 4
         330522102202 village 9";
    assert_eq!(shown(&outcome(&means(&["county"]), tree), Level::County), "330522 50.00 1/1");
}

#[test]
fn branches_and_councils_are_ranked_where_the_scheme_names_their_kinds() {
    let tree = "330522 county
         330522-014 office 8
         330522101 township
         330522101201 village 2
         330522101201-001 group
         330522101202 community 4
         330522101202-001 council 6";
    let usual = outcome(&means(&["county"]), tree);
    assert_eq!(shown(&usual, Level::Village), "330522101202 40.00 1/1, 330522101201 20.00 2/2");
    let text = means(&["county"]).text().replace("[village]\n", "[village]\nkinds = [\"village\", \"office\"]\n");
    let named = outcome(&Scheme::parse(&text).unwrap(), tree);
    assert_eq!(shown(&named, Level::Village), "330522-014 80.00 1/1, 330522101201 20.00 2/1");
    assert_eq!(shown(&named, Level::County), "330522 50.00 1/1");
}

#[test]
fn two_roots_are_ranked_side_by_side() {
    let outcome = outcome(
        &means(&["county"]),
        "330522 county
         330522101201 village 2
         411122 county
         411122101201 village 4
         411122101202 village",
    );
    assert_eq!(shown(&outcome, Level::Village), "411122101201 40.00 1/1, 330522101201 20.00 2/1, 411122101202 - -/-");
    assert_eq!(shown(&outcome, Level::County), "330522 20.00 1/1, 411122 40.00 -/-");
}
