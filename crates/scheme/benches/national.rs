//! A ranking of the whole country: `cargo bench -p cunbang-scheme --bench national`, or `-- 620573` for one size.
//!
//! The tree has the shape of China's in 2009, 620,573 villages on five levels, or of a part of it. Each village has a
//! quarter's facts in memory, some sealed late, some silent, and four indicators. Measured is one whole [`rank`]: every
//! village and every unit above it with its score, its ranks, its bounds where more may come, the candidates, and all
//! the reasons for each point, as a run holds them. That all this is given back to the system afterwards is told beside
//! it. The reading of facts before, and the writing out as JSON after it, are left out. A county's quarter is one of 221 villages with a
//! fuller ledger, its reasons written out as JSON too.
#![allow(clippy::disallowed_methods, reason = "a measurement reads the clock")]
#![allow(clippy::print_stdout, reason = "a measurement is printed")]
#![allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "sizes and times of a measurement")]
#![allow(missing_docs, reason = "nothing here is called from elsewhere")]

use cunbang_model::{Row, UnitCode};
use cunbang_scheme::{Inputs, ReceiptState, Scheme, VillageInput, rank};
use cunbang_world::inputs::{of_tree, rules};
use cunbang_world::nation::{self, VILLAGES};
use cunbang_world::rows::lines;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// The program's own, so that it is measured as it runs.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

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
    rules(&format!("{SCHEME}{text}"))
}

/// A quarter's facts: a theme day and the visits of a month or more, the income, and a finding here and there.
fn facts(unit: UnitCode, number: usize) -> Vec<Row> {
    let mut text = String::new();
    for month in 7..8 + number % 3 {
        let _ = writeln!(text, "meetings meeting=t{month} kind=theme_day date=2026-{month:02}-05");
    }
    let _ = writeln!(text, "visits month=2026-07 households=90 visited={}", number * 7 % 90);
    let (yuan, cents) = (number % 17, number % 100);
    let _ = writeln!(text, "measures period=2026Q3 indicator=collective_income value={yuan}.{cents:02}");
    if number.is_multiple_of(5) {
        let _ = writeln!(text, "findings finding=f1 date=2026-07-09 points=1.5 due=2026-08-20");
    }
    lines(unit, &text)
}

/// A fuller ledger: forty members at three theme days, forty deeds.
fn ledger(unit: UnitCode, number: usize) -> Vec<Row> {
    let mut text = String::new();
    for member in 0..40 {
        let _ = writeln!(text, "standing member=m{member} status=full");
        for month in 7..10 {
            let mark = if (member + month + number).is_multiple_of(6) { "late" } else { "present" };
            let _ = writeln!(text, "attendance meeting=t{month} member=m{member} mark={mark}");
        }
        let _ = writeln!(
            text,
            "deeds deed=d{member} member=m{member} date=2026-08-01 kind=integrity confirmed_on=2026-09-20 confirmed_by=支书"
        );
    }
    let mut rows = facts(unit, 2 + 3 * number);
    rows.extend(lines(unit, &text));
    rows
}

fn inputs(villages: usize, rows: impl Fn(UnitCode, usize) -> Vec<Row>) -> Inputs {
    let of_village = |number: usize| {
        let receipt = match number % 20 {
            0 => ReceiptState::Nothing,
            1 => ReceiptState::Partial,
            _ => ReceiptState::Spreadsheet,
        };
        let unit = nation::village(number);
        let rows = if receipt == ReceiptState::Nothing { Vec::new() } else { rows(unit, number) };
        (unit, VillageInput::new(rows, receipt))
    };
    let county_counts = (0..villages).map(|number| (nation::village(number), 20 + number as u32 % 40)).collect();
    let with_facts = of_tree(nation::tree(villages), (0..villages).map(of_village).collect());
    Inputs { county_counts, ..with_facts }
}

/// What some work took.
struct Took {
    wall: Duration,
    /// Of processors, in seconds.
    processor: f64,
    /// By the clock, to give back what came of it.
    back: Duration,
}

/// The middle of some runs.
fn timed<T>(runs: usize, work: impl Fn() -> T) -> Took {
    let mut all: Vec<Took> = (0..runs)
        .map(|_| {
            let (start, before) = (Instant::now(), processor_seconds());
            let done = std::hint::black_box(work());
            let (wall, processor) = (start.elapsed(), processor_seconds() - before);
            drop(done);
            Took { wall, processor, back: start.elapsed().saturating_sub(wall) }
        })
        .collect();
    all.sort_unstable_by_key(|took| took.wall);
    all.swap_remove(runs / 2)
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
    println!(
        "{cores} cores; seconds of one ranking on the wall and of the processor, and to give it back; MiB of the facts and at most"
    );
    println!(
        "{:>9} {:>9} {:>9} {:>9} {:>11} {:>9} {:>7} {:>7}",
        "villages", "units", "wall", "processor", "by n·log n", "back", "facts", "most"
    );
    for villages in if asked.is_empty() { SIZES.to_vec() } else { asked } {
        let inputs = inputs(villages, facts);
        let (held, _) = memory();
        let runs = if villages > 100_000 { 3 } else { 5 };
        let Took { wall, processor, back } = timed(runs, || rank(&national, &inputs));
        let (wall, back) = (wall.as_secs_f64(), back.as_secs_f64());
        let by_step = processor * 1e9 / (villages as f64 * (villages as f64).log2());
        let (units, (_, most)) = (inputs.units.len(), memory());
        println!(
            "{villages:>9} {units:>9} {wall:>9.3} {processor:>9.3} {by_step:>8.1} ns {back:>9.3} {held:>7} {most:>7}"
        );
    }
    let inputs = inputs(221, ledger);
    let county = scheme(&["township", "county"]);
    let Took { wall, processor, .. } =
        timed(9, || rank(&county, &inputs).map(|outcome| outcome.to_canonical_json().len()));
    println!(
        "a county's quarter of 221 villages with reasons: {:.3} s, {processor:.2} s of the processor",
        wall.as_secs_f64()
    );
}
