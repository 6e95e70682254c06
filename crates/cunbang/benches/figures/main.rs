//! The project's figures: `cargo bench -p cunbang --bench figures`, or with `-- wire`, `-- storm`,
//! `-- ranking`, `-- tree`, `-- pages` a part of them. `-- pages 5000` measures the pages of a county of so many
//! villages. `-- storm 8000 ten` measures a storm of so
//! many terminals with ten changes each (`quarter`, `ten`, `nothing`), `-- storm 2000 besieged` one of a quarter each
//! beside slow readers, strangers and a hostile device.
//!
//! Bytes are all bytes on a real socket on loopback. Times are medians of several runs on whatever
//! machine this is; quote them with its name. Nothing here is a test.
#![allow(missing_docs, unreachable_pub, clippy::print_stdout, clippy::disallowed_methods)]

mod ledger;
mod pages;
mod ranking;
mod setting;
mod siege;
mod storm;
mod tree;
mod wire;

use setting::{County, median};
use siege::Besiegers;
use std::path::Path;
use std::time::Duration;
use storm::Load;
use tokio::runtime::Runtime;
use wire::Over;

/// The program's own, so that it is measured as it runs.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const RUNS: usize = 5;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let runtime = Runtime::new().unwrap_or_else(|error| panic!("{error}"));
    if let Some(place) = arguments.iter().position(|argument| argument == "--serve") {
        runtime.block_on(storm::serve_folder(Path::new(&arguments[place + 1])));
        return;
    }
    if let Some(place) = arguments.iter().position(|argument| argument == "--besiege") {
        runtime.block_on(siege::besiege(&arguments[place + 1..]));
        return;
    }
    println!("machine: {}", machine());
    let parts = ["wire", "storm", "ranking", "tree", "pages"];
    let named: Vec<&str> = parts.into_iter().filter(|part| arguments.iter().any(|argument| argument == part)).collect();
    let wanted = |part: &str| named.is_empty() || named.contains(&part);
    if wanted("tree") {
        print_tree();
    }
    let asked: Vec<usize> = arguments.iter().filter_map(|argument| argument.parse().ok()).collect();
    if wanted("pages") {
        print_pages(&runtime, if named == ["pages"] && !asked.is_empty() { &asked } else { &pages::SIZES });
    }
    if named.iter().all(|part| ["tree", "pages"].contains(part)) && !named.is_empty() {
        return;
    }
    let county = County::new();
    if wanted("wire") {
        print_wire(&runtime, &county);
    }
    if wanted("storm") {
        let sizes = if asked.is_empty() { storm::SIZES.to_vec() } else { asked };
        let mut loads = Load::ALL.to_vec();
        loads.retain(|load| arguments.iter().any(|argument| argument == load.name()));
        let is_besieged = arguments.iter().any(|argument| argument == "besieged");
        let loads = match loads {
            none if none.is_empty() && is_besieged => vec![Load::Quarter],
            none if none.is_empty() => Load::ALL.to_vec(),
            some => some,
        };
        print_storms(&runtime, &county, &sizes, &loads, is_besieged);
    }
    if wanted("ranking") {
        print_ranking(&runtime, &county);
    }
}

fn milliseconds(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}

fn print_wire(runtime: &Runtime, county: &County) {
    let (rows, packed) = wire::payload(county);
    println!("\na village's quarter: 200 changes, 55 members, 172 deeds");
    #[allow(clippy::cast_precision_loss)] // a few thousand bytes
    let ratio = packed as f64 / rows as f64;
    println!("rows as JSON lines, zstd -19: {rows} bytes; pushed: {packed} bytes ({ratio:.2} times)");
    println!("\nbytes on the socket, and       first push              ten changes             nothing new");
    println!("round trips                    up    down trips        up    down trips        up    down trips");
    for (name, over) in
        [("without TLS", Over::Plain), ("TLS, full handshake", Over::TlsFull), ("TLS, resumed", Over::TlsResumed)]
    {
        let bytes = runtime.block_on(wire::bytes(county, over, RUNS));
        let trips = runtime.block_on(wire::round_trips(county, over, RUNS));
        let of = |bytes: &wire::Bytes, trips: f64| format!("{:>9} {:>7} {trips:>5.1}", bytes.up, bytes.down);
        println!(
            "{name:<24}{}  {}  {}",
            of(&bytes.first, trips.first),
            of(&bytes.ten, trips.ten),
            of(&bytes.nothing, trips.nothing)
        );
    }
}

fn print_storms(runtime: &Runtime, county: &County, sizes: &[usize], loads: &[Load], is_besieged: bool) {
    /// Larger storms take long, and vary little.
    const SMALL: usize = 500;
    println!(
        "\nstorms: terminals sync at once over TLS, every receipt durable on SQLite; times in ms, of processors too"
    );
    println!(
        "terminals     each has       p50    p99   wall   server  each   clients   peak, MiB   told to wait   closed   errors"
    );
    for count in sizes {
        let terminals = runtime.block_on(storm::Terminals::write(county, *count));
        let besiegers = is_besieged.then(|| Besiegers::of(county, *count));
        let runs = if *count > SMALL || is_besieged { 1 } else { 3 };
        let measured: Vec<_> = (0..runs)
            .flat_map(|_| runtime.block_on(storm::measure(county, &terminals, loads, besiegers.as_ref())))
            .collect();
        for load in loads {
            let storms = || measured.iter().filter(|(of, _)| of == load).map(|(_, storm)| storm);
            let of = |value: fn(&storm::Storm) -> u64| median(storms().map(value));
            let cpu = of(|storm| milliseconds(storm.server_cpu));
            #[allow(clippy::cast_precision_loss)] // milliseconds of a benchmark
            let each = cpu as f64 / *count as f64;
            println!(
                "{count:>9} {:>12} {:>9} {:>6} {:>6} {cpu:>8} {each:>5.2} {:>9} {:>11} {:>14} {:>8} {:>8}",
                load.name(),
                of(|storm| milliseconds(storm.by_share(50))),
                of(|storm| milliseconds(storm.by_share(99))),
                of(|storm| milliseconds(storm.by_share(100))),
                of(|storm| milliseconds(storm.clients_cpu)),
                of(|storm| storm.server_peak_kib) / 1024,
                of(|storm| storm.told_to_wait as u64),
                of(|storm| storm.closed as u64),
                of(|storm| storm.errors.len() as u64),
            );
            for (error, times) in storms().flat_map(storm::Storm::errors_by_kind) {
                println!("          {times} times: {error}");
            }
            for storm in storms() {
                if let Some(besieged) = &storm.besieged {
                    println!("          served {} of {count} beside {besieged}", storm.receipts.len());
                }
                assert_eq!(storm.unserved, 0, "terminals without a receipt");
            }
        }
    }
}

fn print_ranking(runtime: &Runtime, county: &County) {
    let ranking = runtime.block_on(ranking::measure(county, RUNS));
    let of = |times: &[Duration]| median(times.iter().map(|time| milliseconds(*time)));
    println!("\nranking {} villages and members from stored documents on SQLite, with every reason:", ranking.rows);
    println!("  one county quarter, by a process that has just started: {} ms", of(&ranking.quarter));
    println!("  from a village's receipt to the county's ranking with what it pushed: {} ms", of(&ranking.after_push));
    println!("  twelve county quarters, by a process that has just started: {} ms", milliseconds(ranking.twelve));
}

/// The pages of a county, by its size.
fn print_pages(runtime: &Runtime, sizes: &[usize]) {
    println!(
        "\na county's pages over HTTP, each village with a small sealed ledger; ms from request to answer, medians"
    );
    println!("  villages       page      first   after a push   of processors      again   of processors      bytes");
    for villages in sizes {
        for page in runtime.block_on(pages::measure(*villages, RUNS)) {
            let of = |times: &[Duration]| median(times.iter().map(|time| milliseconds(*time)));
            println!(
                "{villages:>10} {:>10} {:>10} {:>14} {:>15} {:>10} {:>15} {:>10}",
                page.name,
                milliseconds(page.first),
                of(&page.after_push),
                of(&page.after_push_cpu),
                of(&page.again),
                of(&page.again_cpu),
                page.bytes
            );
        }
    }
}

/// How each cost grows, against n log n: 1.0 is the smallest tree's share of it.
#[allow(clippy::cast_precision_loss)] // sizes and times of a benchmark
fn print_tree() {
    println!("\ntrees by size: milliseconds, and how many times the smallest tree's share of n log n");
    println!("  villages     units          build           walk        ranking");
    let share = |units: usize, time: Duration| time.as_secs_f64() / (units as f64 * (units as f64).log2());
    let mut smallest: Option<tree::Growth> = None;
    for villages in tree::SIZES {
        let grown = tree::measure(villages, RUNS);
        let first = smallest.as_ref().unwrap_or(&grown);
        let column = |time: Duration, least: Duration| {
            let times = share(grown.units, time) / share(first.units, least);
            format!("{:>8.1} ({times:>4.1})", time.as_secs_f64() * 1000.0)
        };
        let ranking = grown.rank.zip(first.rank).map_or_else(|| "—".to_owned(), |(time, least)| column(time, least));
        println!(
            "{:>10} {:>9} {} {} {ranking:>15}",
            grown.villages,
            grown.units,
            column(grown.build, first.build),
            column(grown.walk, first.walk)
        );
        smallest.get_or_insert(grown);
    }
}

fn machine() -> String {
    let information = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = information
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split(':').nth(1))
        .unwrap_or("unknown processor")
        .trim()
        .to_owned();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    format!("{model}, {cores} cores")
}
