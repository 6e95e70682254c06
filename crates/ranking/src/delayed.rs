//! Times that do not fit together 收件时间存疑: a township says that it had received a report days before the county did, and
//! had handed over other things in between. Its clock may have been wrong, or it held the report back. By such a time a
//! village may count as in time; people are told, and nothing is decided by it.

use cunbang_ledger::{LogId, Receipt};
use cunbang_model::{Timestamp, UnitCode};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// From how many hours on a way to the county is long. Ours.
const LONG_HOURS: i64 = 48;
/// How many hours after the one and before the other something else was handed over: what waits for a network comes all at
/// once. Ours.
const AFTER_HOURS: i64 = 1;
const BEFORE_HOURS: i64 = 12;

fn hours(from: Timestamp, to: Timestamp) -> i64 {
    to.duration_since(from).as_hours()
}

/// What a unit between says that it had long before the county.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delayed {
    /// The unit.
    pub by: UnitCode,
    /// Its name, where that is known.
    pub name: String,
    /// The villages whose entries these were, with their names where these are known.
    pub villages: BTreeMap<UnitCode, String>,
    /// Of the longest way: when the unit says that it had them.
    pub said_at: Timestamp,
    /// When the county had received them.
    pub county_at: Timestamp,
}

impl Delayed {
    /// How many whole days lie between.
    pub fn days(&self) -> i64 {
        hours(self.said_at, self.county_at) / 24
    }
}

/// What units between the villages and the county say that they had long before it, as receipts show, by unit.
pub fn delayed(receipts: &[Receipt], root: UnitCode, name: &dyn Fn(UnitCode) -> String) -> Vec<Delayed> {
    let mut by_county: HashMap<LogId, Vec<&Receipt>> = HashMap::new();
    for receipt in receipts.iter().filter(|receipt| receipt.unit == root) {
        by_county.entry(receipt.log).or_default().push(receipt);
    }
    let first = |log: &LogId, number: u64| {
        let reaching = by_county.get(log)?.iter().filter(|receipt| receipt.number >= number);
        reaching.map(|receipt| receipt.received_at).min()
    };
    let between = receipts.iter().filter(|receipt| receipt.unit.is_below(&root));
    let mut handed_over: BTreeMap<UnitCode, BTreeSet<Timestamp>> = BTreeMap::new();
    for receipt in between.clone() {
        handed_over.entry(receipt.unit).or_default().extend(first(&receipt.log, receipt.number));
    }
    let mut found: BTreeMap<UnitCode, Delayed> = BTreeMap::new();
    for receipt in between {
        let (by, said_at, village) = (receipt.unit, receipt.received_at, receipt.log.document.unit());
        let Some(county_at) = first(&receipt.log, receipt.number) else { continue };
        let was_linked = || {
            let handed = handed_over.get(&by).into_iter().flatten();
            handed.copied().any(|at| hours(said_at, at) >= AFTER_HOURS && hours(at, county_at) >= BEFORE_HOURS)
        };
        if hours(said_at, county_at) < LONG_HOURS || !was_linked() {
            continue;
        }
        let villages = BTreeMap::new();
        let one = found.entry(by).or_insert_with(|| Delayed { by, name: name(by), villages, said_at, county_at });
        one.villages.entry(village).or_insert_with(|| name(village));
        if county_at.duration_since(said_at) > one.county_at.duration_since(one.said_at) {
            (one.said_at, one.county_at) = (said_at, county_at);
        }
    }
    found.into_values().collect()
}
