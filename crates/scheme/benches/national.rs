//! A ranking of the whole country: `cargo bench -p cunbang-scheme --bench national`, or `-- 620573` for one size.
//!
//! The tree has the shape of China's in 2009, when there were 620,573 villages in 40,858 townships, 2,858 counties, 333
//! prefectures and 31 provinces; a smaller one has as many of each as the ratio gives. Each village has a quarter's
//! facts in memory, some sealed late, some silent, and four indicators; everybody is ranked on five levels. A county's
//! quarter is one of 221 villages with a fuller ledger, its reasons written out.
#![allow(clippy::disallowed_methods, reason = "a measurement reads the clock")]
#![allow(clippy::print_stdout, reason = "a measurement is printed")]
#![allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "sizes and times of a measurement")]
#![allow(missing_docs, reason = "nothing here is called from elsewhere")]

use cunbang_model::{Period, Row, Table, Unit, UnitCode, UnitKind, UnitTree};
use cunbang_scheme::{Inputs, Names, Past, ReceiptState, Scheme, VillageInput, rank};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

/// The villages of the country, and the units above them from the top.
const VILLAGES: usize = 620_573;
const PROVINCES: usize = 31;
const PREFECTURES: usize = 333;
const COUNTIES: usize = 2_858;
const TOWNSHIPS: usize = 40_858;

const SIZES: [usize; 7] = [1_000, 3_000, 10_000, 30_000, 100_000, VILLAGES, 1_000_000];

const SCHEME: &str = r#"
name = "national"
title = "全国规模测试"
period = "quarter"
deadline_days = 10

[village]
tie_breakers = ["income"]
[[village.groups]]
id = "base"
kind = "base"
[[village.groups]]
id = "deducted"
kind = "deducted"
[[village.indicators]]
id = "theme_days"
title = "theme days"
group = "base"
max = 40
measure = { kind = "count", table = "meetings", where = ["kind = theme_day", "reason_not_held is empty"], distinct = "month", per = "month" }
points = { kind = "linear", from = 0, to = 1 }
[[village.indicators]]
id = "visits"
title = "visits"
group = "base"
max = 40
measure = { kind = "ratio", table = "visits", part = "visited", whole = "households", of = ["months"] }
points = { kind = "linear", from = 0, to = 100 }
[[village.indicators]]
id = "income"
title = "income"
group = "base"
max = 20
missing = "zero"
measure = { kind = "figure", indicator = "collective_income" }
points = { kind = "linear", from = 0, to = 15 }
[[village.indicators]]
id = "found"
title = "found"
group = "deducted"
max = 20
measure = { kind = "sum", table = "findings", column = "points" }
points = { kind = "deduct", each = 1 }
[village.candidates]
share = 0.05
"#;

/// A level above the villages: the mean of those below, and sealing on time.
fn level(name: &str) -> String {
    format!(
        "[{name}]\n[[{name}.indicators]]\nid = \"below\"\ntitle = \"mean\"\nmax = 90\n\
         measure = {{ kind = \"children\", weight = \"members\" }}\npoints = {{ kind = \"linear\", from = 0, to = 100 }}\n\
         [[{name}.indicators]]\nid = \"sealing\"\ntitle = \"sealing\"\nmax = 10\n\
         measure = {{ kind = \"sealed\" }}\npoints = {{ kind = \"linear\", from = 0, to = 100 }}\n"
    )
}

fn scheme(levels: &[&str]) -> Scheme {
    let text: String = levels.iter().map(|name| level(name)).collect();
    Scheme::parse(&format!("{SCHEME}{text}")).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

/// The code of a village: each unit above holds as many of those below it as the country's do on average.
fn code(number: usize) -> UnitCode {
    let (township, first_of_township) = above(number, TOWNSHIPS, VILLAGES);
    let (county, first_of_county) = above(township, COUNTIES, TOWNSHIPS);
    let (prefecture, first_of_prefecture) = above(county, PREFECTURES, COUNTIES);
    let (province, first_of_province) = above(prefecture, PROVINCES, PREFECTURES);
    let code = format!(
        "{:02}{:02}{:02}{:03}{:03}",
        11 + province,
        1 + prefecture - first_of_province,
        21 + county - first_of_prefecture,
        100 + township - first_of_county,
        200 + number - first_of_township
    );
    code.parse().unwrap_or_else(|error| panic!("{code}: {error}"))
}

/// The unit above one, of so many for so many below, and the first that is below it.
fn above(number: usize, many: usize, below: usize) -> (usize, usize) {
    let unit = number * many / below;
    (unit, (unit * below).div_ceil(many))
}

fn tree(villages: usize) -> UnitTree {
    let kinds = [UnitKind::Village, UnitKind::Township, UnitKind::County, UnitKind::Prefecture, UnitKind::Province];
    let mut listed = BTreeSet::new();
    let mut units = Vec::new();
    for number in 0..villages {
        for (code, kind) in code(number).and_ancestors().zip(kinds) {
            if listed.insert(code) {
                units.push(Unit { code, name: format!("单位{code}"), kind });
            }
        }
    }
    UnitTree::new(units).unwrap_or_else(|error| panic!("{error}"))
}

fn row(table: Table, unit: UnitCode, cells: &[(&str, &str)]) -> Row {
    let cells = [("unit", unit.as_str())].into_iter().chain(cells.iter().copied());
    Row::from_cells(table, cells).unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// A quarter's facts: a theme day and the visits of a month or more, the income, and a finding here and there.
fn facts(unit: UnitCode, number: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    for month in 7..8 + number % 3 {
        let (id, day) = (format!("t{month}"), format!("2026-{month:02}-05"));
        rows.push(row(Table::Meetings, unit, &[("meeting", &id), ("kind", "theme_day"), ("date", &day)]));
    }
    let visited = (number * 7 % 90).to_string();
    rows.push(row(Table::Visits, unit, &[("month", "2026-07"), ("households", "90"), ("visited", &visited)]));
    let income = format!("{}.{:02}", number % 17, number % 100);
    let figure = [("period", "2026Q3"), ("indicator", "collective_income"), ("value", income.as_str())];
    rows.push(row(Table::Measures, unit, &figure));
    if number.is_multiple_of(5) {
        let finding = [
            ("finding", "f1"),
            ("date", "2026-07-09"),
            ("clause", "主题党日"),
            ("text", "记录不全"),
            ("points", "1.5"),
            ("due", "2026-08-20"),
        ];
        rows.push(row(Table::Findings, unit, &finding));
    }
    rows
}

/// A fuller ledger: forty members at three theme days, forty deeds.
fn ledger(unit: UnitCode, number: usize) -> Vec<Row> {
    let mut rows = facts(unit, 2 + 3 * number);
    for member in 0..40 {
        let id = format!("m{member}");
        rows.push(row(Table::Standing, unit, &[("member", &id), ("status", "full")]));
        for month in 7..10 {
            let mark = if (member + month + number).is_multiple_of(6) { "late" } else { "present" };
            let meeting = format!("t{month}");
            rows.push(row(Table::Attendance, unit, &[("meeting", &meeting), ("member", &id), ("mark", mark)]));
        }
        let deed = format!("d{member}");
        let cells = [
            ("deed", deed.as_str()),
            ("member", id.as_str()),
            ("date", "2026-08-01"),
            ("kind", "integrity"),
            ("text", "清理河道"),
            ("confirmed_on", "2026-09-20"),
        ];
        rows.push(row(Table::Deeds, unit, &cells));
    }
    rows
}

fn inputs(villages: usize, rows: impl Fn(UnitCode, usize) -> Vec<Row>) -> Inputs {
    let of_village = |number: usize| {
        let receipt = match number % 20 {
            0 => ReceiptState::Nothing,
            1 => ReceiptState::Partial,
            _ => ReceiptState::Spreadsheet,
        };
        let unit = code(number);
        let rows = if receipt == ReceiptState::Nothing { Vec::new() } else { rows(unit, number) };
        (unit, VillageInput::new(rows, receipt))
    };
    let villages: BTreeMap<UnitCode, VillageInput> = (0..villages).map(of_village).collect();
    Inputs {
        units: tree(villages.len()),
        period: Period::Quarter(2026, 3),
        county_counts: villages.keys().enumerate().map(|(number, unit)| (*unit, 20 + number as u32 % 40)).collect(),
        villages,
        township_rows: BTreeMap::new(),
        offices: BTreeMap::default(),
        past: Past::default(),
        names: Names::default(),
    }
}

/// The middle of some runs.
fn timed<T>(runs: usize, work: impl Fn() -> T) -> Duration {
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(work());
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[times.len() / 2]
}

/// The seconds of processor time that the process has used, on all cores; nothing where the system does not say. On a
/// machine that others use too this tells more than the time on the wall.
fn processor_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let ticks = after_name.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok());
    ticks.sum::<f64>() / 100.0
}

/// What the process holds now, and the most that it has held, in MiB; nothing where the system does not say.
fn memory() -> (u64, u64) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let of = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name));
        line.and_then(|line| line.split_whitespace().next()).and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) / 1024
    };
    (of("VmRSS:"), of("VmHWM:"))
}

fn main() {
    let asked: Vec<usize> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    let national = scheme(&["township", "county", "prefecture", "province"]);
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    println!("{cores} cores; seconds of one ranking on the wall and of the processor, MiB of the facts and at most");
    println!(
        "{:>9} {:>9} {:>9} {:>9} {:>11} {:>7} {:>7}",
        "villages", "units", "wall", "processor", "by n·log n", "facts", "most"
    );
    for villages in if asked.is_empty() { SIZES.to_vec() } else { asked } {
        let inputs = inputs(villages, facts);
        let (held, _) = memory();
        let runs = if villages > 100_000 { 1 } else { 5 };
        let before = processor_seconds();
        let wall = timed(runs, || rank(&national, &inputs)).as_secs_f64();
        let processor = (processor_seconds() - before) / runs as f64;
        let by_step = processor * 1e9 / (villages as f64 * (villages as f64).log2());
        let (units, (_, most)) = (inputs.units.len(), memory());
        println!("{villages:>9} {units:>9} {wall:>9.3} {processor:>9.3} {by_step:>8.1} ns {held:>7} {most:>7}");
    }
    let inputs = inputs(221, ledger);
    let county = scheme(&["township", "county"]);
    let time = timed(9, || rank(&county, &inputs).map(|outcome| outcome.to_canonical_json().len()));
    let before = processor_seconds();
    let _ = std::hint::black_box(rank(&county, &inputs).map(|outcome| outcome.to_canonical_json().len()));
    let processor = processor_seconds() - before;
    println!(
        "a county's quarter of 221 villages with reasons: {:.3} s, {processor:.2} s of the processor",
        time.as_secs_f64()
    );
}
