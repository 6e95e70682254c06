//! Receipts that contradict each other 收件时间前后矛盾: a township says of the same entries that it had received them at two times,
//! or that it had received before what it received after. Its clock was set back, or its store was put back, or it says what
//! suits a village. The earliest receipt counts all the same; people are told, and nothing is decided by this.

use cunbang_ledger::{LogId, Receipt};
use cunbang_model::{DeviceId, Timestamp, UnitCode};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// From how many hours on two times are two. Ours: clocks are put right, and an exchange takes its time.
const APART_HOURS: i64 = 1;

/// What does not fit together of a unit's receipts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misdating {
    /// Two receipts for the same entries.
    Twice {
        /// The earliest time that it has stated.
        first: Timestamp,
        /// The latest.
        last: Timestamp,
    },
    /// A receipt that is dated before another, which the county had before.
    Before {
        /// When the unit says that it had the entries.
        said_at: Timestamp,
        /// When the county received them.
        county_at: Timestamp,
        /// When it says that it had those that came to the county earlier.
        earlier_said_at: Timestamp,
    },
}

/// A unit whose receipts do not fit together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misdated {
    /// The unit.
    pub by: UnitCode,
    /// Its name, where that is known.
    pub name: String,
    /// The villages whose entries these were.
    pub villages: BTreeSet<UnitCode>,
    /// What does not fit, where it is the most.
    pub what: Misdating,
}

impl Misdating {
    const fn times(&self) -> (Timestamp, Timestamp) {
        match *self {
            Self::Twice { first, last } => (first, last),
            Self::Before { said_at, earlier_said_at, .. } => (said_at, earlier_said_at),
        }
    }

    fn apart(&self) -> jiff::SignedDuration {
        let (one, other) = self.times();
        other.duration_since(one)
    }
}

fn are_apart(one: Timestamp, other: Timestamp) -> bool {
    other.duration_since(one).as_hours() >= APART_HOURS
}

/// Whether two receipts are of one node for the same entries, with two times.
pub fn contradict(one: &Receipt, other: &Receipt) -> bool {
    let of = |receipt: &Receipt| (receipt.node, receipt.log, receipt.number, receipt.entry_hash);
    let (first, last) = (one.received_at.min(other.received_at), one.received_at.max(other.received_at));
    of(one) == of(other) && are_apart(first, last)
}

/// The units between the villages and the county of whose receipts some do not fit together: those of a period with each
/// other and with those of other periods.
pub fn misdated(
    ranked: &[Receipt],
    others: &[Receipt],
    root: UnitCode,
    name: &dyn Fn(UnitCode) -> String,
) -> Vec<Misdated> {
    let mut found: BTreeMap<(UnitCode, bool), Misdated> = BTreeMap::new();
    let mut add = |receipt: &Receipt, what: Misdating| {
        let key = (receipt.unit, matches!(what, Misdating::Twice { .. }));
        let one = found.entry(key).or_insert_with(|| Misdated {
            by: receipt.unit,
            name: name(receipt.unit),
            villages: BTreeSet::new(),
            what,
        });
        one.villages.insert(receipt.log.document.unit());
        if what.apart() > one.what.apart() {
            one.what = what;
        }
    };
    let between = |receipts: &[Receipt]| -> Vec<Receipt> {
        receipts.iter().filter(|receipt| receipt.unit.is_below(&root)).cloned().collect()
    };
    let own = between(ranked);
    let mut stated: HashMap<(DeviceId, LogId, u64), (Timestamp, Timestamp)> = HashMap::new();
    for receipt in &own {
        let at = receipt.received_at;
        let known = stated.entry((receipt.node, receipt.log, receipt.number)).or_insert((at, at));
        *known = (known.0.min(at), known.1.max(at));
    }
    for receipt in &own {
        let (first, last) = stated[&(receipt.node, receipt.log, receipt.number)];
        if are_apart(first, last) {
            add(receipt, Misdating::Twice { first, last });
        }
    }
    // The county's own receipts say in which order things came to it.
    let mut by_county: HashMap<LogId, Vec<(u64, Timestamp)>> = HashMap::new();
    for receipt in ranked.iter().chain(others).filter(|receipt| receipt.unit == root) {
        by_county.entry(receipt.log).or_default().push((receipt.number, receipt.received_at));
    }
    let came = |receipt: &Receipt| {
        let reaching = by_county.get(&receipt.log)?.iter().filter(|(number, _)| *number >= receipt.number);
        reaching.map(|(_, at)| *at).min()
    };
    // Of each node, when things came to the county, and the latest time that it had stated of any of them by then.
    let mut latest: HashMap<DeviceId, BTreeMap<Timestamp, Timestamp>> = HashMap::new();
    for receipt in own.iter().chain(&between(others)) {
        if let Some(at) = came(receipt) {
            let known = latest.entry(receipt.node).or_default().entry(at).or_insert(receipt.received_at);
            *known = receipt.received_at.max(*known);
        }
    }
    for times in latest.values_mut() {
        let mut most = Timestamp::MIN;
        for stated in times.values_mut() {
            most = most.max(*stated);
            *stated = most;
        }
    }
    for receipt in &own {
        let Some(county_at) = came(receipt) else { continue };
        let until = county_at.checked_sub(jiff::SignedDuration::from_hours(APART_HOURS)).unwrap_or(Timestamp::MIN);
        let before = latest.get(&receipt.node).and_then(|times| times.range(..=until).next_back());
        if let Some((_, earlier_said_at)) = before.filter(|(_, earlier)| are_apart(receipt.received_at, **earlier)) {
            let (said_at, earlier_said_at) = (receipt.received_at, *earlier_said_at);
            add(receipt, Misdating::Before { said_at, county_at, earlier_said_at });
        }
    }
    found.into_values().collect()
}
