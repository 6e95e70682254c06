//! Every pack on a county that keeps what it asks: its villages are told apart, and nothing hangs on rows that nobody was
//! there to write.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_model::{Decimal, Table};
use cunbang_scheme::{Level, Scheme, pack};
use cunbang_world::{inputs, tree};
use std::collections::BTreeSet;

const SEED: u64 = 330_522;
const VILLAGES: usize = 9;

#[test]
fn every_pack_tells_units_apart_that_keep_what_it_asks() {
    let units = tree::of_villages(VILLAGES);
    for pack in pack::list() {
        let scheme = Scheme::parse(pack.text).unwrap();
        let outcome = inputs::outcome(&scheme, &inputs::played(&scheme, &units, SEED));
        let ranks_villages = scheme.levels().any(|level| level == Level::Village);
        let rows = outcome.rows(if ranks_villages { Level::Village } else { Level::Member });
        let mut scores: Vec<Decimal> = rows.iter().filter_map(|row| row.score).collect();
        scores.sort_unstable();
        // A fifth to a quarter of the members have five stars in a quarter, so that half may have none in a year.
        let middle = if ranks_villages { scores.len() / 2 } else { scores.len() * 3 / 4 };
        assert!(scores[middle] > Decimal::ZERO, "{}: {scores:?}", pack.name);
        let different: BTreeSet<&Decimal> = scores.iter().collect();
        let least = if ranks_villages { scores.len() / 3 } else { 4 };
        assert!(different.len() >= least, "{}: {scores:?}", pack.name);
        assert_eq!(outcome.candidates().count() > 0, scheme.backward_share().is_some(), "{}", pack.name);
        // Whatever gives points gives some to somebody, and all to nobody alone.
        let indicators = scheme.indicators().iter().filter(|info| info.table.is_some() && info.max_points.is_some());
        for info in indicators.filter(|info| outcome.rows(info.level).iter().all(|row| row.score.is_some())) {
            let points: Vec<Option<Decimal>> = outcome
                .rows(info.level)
                .iter()
                .flat_map(|row| row.indicators.iter().filter(|line| line.id == info.id))
                .map(|line| line.points)
                .collect();
            let some = points.iter().flatten().any(|points| !points.is_zero());
            // Inspections find nothing in a few villages.
            assert!(some || info.table == Some(Table::Findings), "{}: nobody has points of {}", pack.name, info.id);
        }
    }
}
