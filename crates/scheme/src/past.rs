//! The past 往期结果: what was published of units for earlier periods.
//!
//! It is settled: nothing that a unit still sends changes it. A period of which nothing was published, or for which a
//! unit was not received or was excused, is not known. That is another thing than nothing done.

use crate::level::Level;
use crate::outcome::{Outcome, Status};
use cunbang_model::{Decimal, Period, Table, UnitCode};
use std::collections::BTreeMap;

/// What was published of units for earlier periods.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Past(BTreeMap<UnitCode, PastOfUnit>);

/// What was published of one unit, by period.
pub(crate) type PastOfUnit = BTreeMap<Period, PastResult>;

/// One unit's line of a published ranking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastResult {
    /// The unit.
    pub unit: UnitCode,
    /// The id of the run.
    pub run: String,
    /// What was known of the unit then.
    pub status: Status,
    /// Its score.
    pub score: Option<Decimal>,
    /// Its rank among all.
    pub rank: Option<u32>,
    /// Its rank under its parent.
    pub rank_in_parent: Option<u32>,
    /// Its stars.
    pub stars: Option<u8>,
}

impl PastResult {
    /// The key of the row that says so, in the bulletin.
    pub(crate) fn key(&self) -> String {
        format!("{}/{}/{}", Table::Results.name(), self.run, self.unit)
    }
}

impl Past {
    /// Notes what was published of a unit for a period.
    pub fn insert(&mut self, period: Period, result: PastResult) {
        self.0.entry(result.unit).or_default().insert(period, result);
    }

    /// Notes what an outcome says of units; members are not published.
    pub fn insert_outcome(&mut self, outcome: &Outcome, run: &str) {
        let levels = outcome.levels.iter().filter(|(level, _)| **level != Level::Member);
        for row in levels.flat_map(|(_, rows)| rows) {
            let result = PastResult {
                unit: row.unit,
                run: run.to_owned(),
                status: row.status,
                score: row.score,
                rank: row.rank,
                rank_in_parent: row.rank_in_parent,
                stars: row.stars,
            };
            self.insert(outcome.period, result);
        }
    }

    /// Everything that is known, by unit and period.
    pub fn results(&self) -> impl Iterator<Item = (Period, &PastResult)> {
        self.0.values().flatten().map(|(period, result)| (*period, result))
    }

    /// What is known of each unit.
    pub(crate) fn all(&self) -> &BTreeMap<UnitCode, PastOfUnit> {
        &self.0
    }

    /// What is known of a unit.
    pub(crate) fn of(&self, unit: UnitCode) -> Option<&PastOfUnit> {
        self.0.get(&unit)
    }
}
