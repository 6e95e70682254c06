//! The past 往期通报: what stands published of earlier periods, for rules that look back.
//!
//! Of the units from the root down to the one that is ranked, the highest that published a period says what it came to;
//! of its publications the newest that was not taken back, as in [`crate::bulletin`]. A run rests on these bulletins as
//! far as they publish the periods that the rules ask for, so that a later publication in the same document is no part
//! of it.

use crate::bulletin::{bulletin, published};
use cunbang_ledger::{Projection, Standing};
use cunbang_model::{DocumentName, Period, Table, UnitCode, record};
use cunbang_scheme::{Past, PastResult};
use std::collections::BTreeSet;

/// The bulletins in which earlier periods of a unit may stand.
pub fn past_bulletins(root: UnitCode, under: UnitCode, periods: &BTreeSet<Period>) -> BTreeSet<DocumentName> {
    let units = publishers(root, under);
    periods.iter().flat_map(|period| units.iter().map(|unit| bulletin(*unit, *period))).collect()
}

/// What stands published of the periods for the units at and under one; `held` gives the bulletins that are here.
pub fn past<'p>(
    root: UnitCode,
    under: UnitCode,
    periods: &BTreeSet<Period>,
    held: impl Fn(&DocumentName) -> Option<&'p Projection>,
) -> Past {
    let units = publishers(root, under);
    let mut past = Past::default();
    for period in periods {
        let standing = units.iter().find_map(|unit| {
            let all = published(held(&bulletin(*unit, *period))?, *period);
            all.into_iter().find(|one| one.withdrawn.is_none())
        });
        for line in standing.into_iter().flat_map(|one| one.results) {
            past.insert(*period, result_of(line));
        }
    }
    past
}

/// Every value of the rows that publish these periods in a bulletin, withdrawn ones too.
pub fn publishing<'p>(bulletin: &'p Projection, periods: &BTreeSet<Period>) -> Vec<&'p Standing> {
    let is_of_periods =
        |value: &&Standing| value.row.record::<record::Run>().is_some_and(|run| periods.contains(&run.period));
    let runs: BTreeSet<String> =
        bulletin.table(Table::Runs).filter(is_of_periods).map(|standing| standing.row.id()).collect();
    let is_of_runs = |value: &&Standing| value.row.text("run").is_some_and(|run| runs.contains(run));
    let lines = bulletin.table(Table::Results).filter(is_of_runs);
    let of_runs = runs.iter().flat_map(|run| bulletin.values(Table::Runs, run));
    of_runs.chain(lines.flat_map(|line| bulletin.values(Table::Results, &line.row.id()))).collect()
}

/// The units whose word counts, the highest first.
fn publishers(root: UnitCode, under: UnitCode) -> Vec<UnitCode> {
    let mut units: Vec<UnitCode> = under.and_ancestors().filter(|unit| unit.is_within(&root)).collect();
    units.reverse();
    units
}

fn result_of(line: record::PublishedResult) -> PastResult {
    PastResult {
        unit: line.subject,
        run: line.run,
        status: line.status.into(),
        score: line.score,
        rank: line.rank.and_then(|rank| rank.try_into().ok()),
        rank_in_parent: line.rank_in_parent.and_then(|rank| rank.try_into().ok()),
        stars: line.stars.and_then(|stars| stars.try_into().ok()),
    }
}
