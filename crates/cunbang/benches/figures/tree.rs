//! Trees of a thousand to a million villages: what building, walking and ranking them costs by their size.

use cunbang_model::{Period, Row, Table, Unit, UnitCode, UnitKind, UnitTree};
use cunbang_scheme::{Inputs, Names, Past, ReceiptState, Scheme, VillageInput, rank};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// How many villages the trees have.
pub const SIZES: [usize; 7] = [1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000];
/// The largest tree that is ranked: each village takes some 8 KB with its rows, sheets and reasons.
const MOST_RANKED: usize = 100_000;

const TOWNSHIP_VILLAGES: usize = 20;
const COUNTY_TOWNSHIPS: usize = 20;
const PREFECTURE_COUNTIES: usize = 10;
const PROVINCE_PREFECTURES: usize = 30;

const SCHEME: &str = r#"
name = "figures"
title = "规模测试"
period = "quarter"
deadline_days = 10

[village]
tie_breakers = ["deeds"]
[[village.indicators]]
id = "deeds"
title = "deeds"
max = 10
measure = { kind = "count", table = "deeds" }
points = { kind = "per", each = 1 }
[village.candidates]
share = 0.05

[township]
[[township.indicators]]
id = "villages"
title = "mean"
max = 10
measure = { kind = "children", weight = "equal" }
points = { kind = "value" }

[county]
[[county.indicators]]
id = "townships"
title = "mean"
max = 10
measure = { kind = "children", weight = "equal" }
points = { kind = "value" }

[prefecture]
[[prefecture.indicators]]
id = "counties"
title = "mean"
max = 10
measure = { kind = "children", weight = "equal" }
points = { kind = "value" }
"#;

/// A tree of one size, and the median times of what was done with it.
pub struct Growth {
    pub villages: usize,
    pub units: usize,
    /// From a list of units to the tree.
    pub build: Duration,
    /// The children of every unit, and the villages under every unit above them.
    pub walk: Duration,
    /// A ranking of everyone on every level, in trees that are not too large for it.
    pub rank: Option<Duration>,
}

/// Measures one size.
pub fn measure(villages: usize, runs: usize) -> Growth {
    let units = units(villages);
    let builds = (0..runs).map(|_| {
        let listed = units.clone();
        timed(|| tree(listed))
    });
    let build = middle(builds);
    let tree = tree(units);
    let walk = middle((0..runs).map(|_| timed(|| walk(&tree))));
    let rank = (villages <= MOST_RANKED).then(|| rank_all(&tree, runs));
    Growth { villages, units: tree.len(), build, walk, rank }
}

fn timed<T>(work: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    std::hint::black_box(work());
    start.elapsed()
}

fn middle(times: impl Iterator<Item = Duration>) -> Duration {
    let mut times: Vec<Duration> = times.collect();
    times.sort_unstable();
    times[times.len() / 2]
}

fn tree(units: Vec<Unit>) -> UnitTree {
    UnitTree::new(units).unwrap_or_else(|error| panic!("{error}"))
}

/// So many villages, and all that lies above them, in no order.
fn units(villages: usize) -> Vec<Unit> {
    let mut units = Vec::new();
    let mut listed = std::collections::BTreeSet::new();
    for number in 0..villages {
        let village = village(number);
        let kinds = [UnitKind::Village, UnitKind::Township, UnitKind::County, UnitKind::Prefecture, UnitKind::Province];
        for (code, kind) in village.and_ancestors().zip(kinds) {
            if listed.insert(code) {
                units.push(Unit { code, name: format!("单位{code}"), kind });
            }
        }
    }
    // Half of the list backwards before the other half.
    let half = units.len() / 2;
    units[..half].reverse();
    units.rotate_left(half);
    units
}

fn village(number: usize) -> UnitCode {
    let (township, village) = (number / TOWNSHIP_VILLAGES, number % TOWNSHIP_VILLAGES);
    let (county, township) = (township / COUNTY_TOWNSHIPS, township % COUNTY_TOWNSHIPS);
    let (prefecture, county) = (county / PREFECTURE_COUNTIES, county % PREFECTURE_COUNTIES);
    let (province, prefecture) = (prefecture / PROVINCE_PREFECTURES, prefecture % PROVINCE_PREFECTURES);
    let code =
        format!("{:02}{:02}{:02}{:03}{:03}", 11 + province, 1 + prefecture, 21 + county, 100 + township, 200 + village);
    code.parse().unwrap_or_else(|error| panic!("{error}"))
}

fn walk(tree: &UnitTree) -> usize {
    let children: usize = tree.iter().map(|unit| tree.children(unit.code).count()).sum();
    let above = tree.iter().filter(|unit| !unit.kind.is_basic());
    children + above.map(|unit| tree.basic_units(unit.code).count()).sum::<usize>()
}

fn rank_all(tree: &UnitTree, runs: usize) -> Duration {
    let scheme = Scheme::parse(SCHEME).unwrap_or_else(|faults| panic!("{faults:?}"));
    let villages = tree.iter().filter(|unit| unit.kind.is_basic()).enumerate();
    let villages: BTreeMap<UnitCode, VillageInput> = villages
        .map(|(number, unit)| (unit.code, VillageInput::new(deeds(unit.code, number % 9), ReceiptState::Spreadsheet)))
        .collect();
    let inputs = Inputs {
        units: tree.clone(),
        period: Period::Quarter(2026, 3),
        villages,
        township_rows: BTreeMap::new(),
        county_counts: BTreeMap::new(),
        offices: BTreeMap::new(),
        past: Past::default(),
        names: Names::default(),
    };
    middle((0..runs).map(|_| timed(|| rank(&scheme, &inputs).unwrap_or_else(|error| panic!("{error}")))))
}

fn deeds(village: UnitCode, count: usize) -> Vec<Row> {
    let deed = |number: usize| {
        let id = format!("d{number}");
        let cells = [
            ("unit", village.as_str()),
            ("deed", id.as_str()),
            ("member", "m1"),
            ("date", "2026-08-01"),
            ("kind", "integrity"),
            ("text", "清理河道"),
        ];
        Row::from_cells(Table::Deeds, cells).unwrap_or_else(|faults| panic!("{faults:?}"))
    };
    (0..=count).map(deed).collect()
}
