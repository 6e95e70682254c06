//! The project's figures: `cargo bench -p cunbang --bench figures`.
//!
//! Bytes are all bytes on a real socket on loopback. Times are medians of several runs on whatever
//! machine this is; quote them with its name. Nothing here is a test.
#![allow(missing_docs, unreachable_pub, clippy::print_stdout, clippy::disallowed_methods)]

mod ledger;
mod ranking;
mod setting;
mod storm;
mod wire;

use setting::{County, median};
use std::path::Path;
use wire::Over;

const RUNS: usize = 5;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let runtime = tokio::runtime::Runtime::new().unwrap_or_else(|error| panic!("{error}"));
    if let Some(place) = arguments.iter().position(|argument| argument == "--serve") {
        runtime.block_on(storm::serve_folder(Path::new(&arguments[place + 1])));
        return;
    }
    println!("machine: {}", machine());
    let county = County::new();
    let (rows, packed) = wire::payload(&county);
    println!("\na village's quarter: 200 changes, 55 members, 172 deeds");
    #[allow(clippy::cast_precision_loss)]
    let ratio = packed as f64 / rows as f64;
    println!("rows as JSON lines, zstd -19: {rows} bytes; pushed: {packed} bytes ({ratio:.2} times)");
    println!("\nbytes on the socket          first push          ten changes         nothing new");
    println!("                             up     down         up     down         up     down");
    for (name, over) in
        [("without TLS", Over::Plain), ("TLS, full handshake", Over::TlsFull), ("TLS, resumed", Over::TlsResumed)]
    {
        let wire = runtime.block_on(wire::measure(&county, over, RUNS));
        println!(
            "{name:<24} {:>7} {:>7}    {:>7} {:>7}    {:>7} {:>7}",
            wire.first.up, wire.first.down, wire.ten.up, wire.ten.down, wire.nothing.up, wire.nothing.down
        );
    }
    let storms: Vec<_> = (0..RUNS).map(|_| runtime.block_on(storm::measure(&county))).collect();
    let milliseconds = |of: &dyn Fn(&storm::Storm) -> std::time::Duration| {
        median(storms.iter().map(|storm| u64::try_from(of(storm).as_millis()).unwrap_or(u64::MAX)))
    };
    println!(
        "\n{} villages at once over TLS, every receipt durable on SQLite: server CPU {} ms, wall {} ms, server's peak memory {} MiB",
        storms[0].villages,
        milliseconds(&|storm| storm.server_cpu),
        milliseconds(&|storm| storm.wall),
        median(storms.iter().map(|storm| storm.server_peak_kib)) / 1024
    );
    let ranking = runtime.block_on(ranking::measure(&county, RUNS));
    let in_milliseconds = |times: &[std::time::Duration]| {
        median(times.iter().map(|time| u64::try_from(time.as_millis()).unwrap_or(u64::MAX)))
    };
    println!("\nranking {} villages and members from stored documents on SQLite, with every reason:", ranking.rows);
    println!("  one county quarter, by a process that has just started: {} ms", in_milliseconds(&ranking.quarter));
    println!(
        "  from a village's receipt to the county's ranking with what it pushed: {} ms",
        in_milliseconds(&ranking.after_push)
    );
    println!("  twelve county quarters, by a process that has just started: {} ms", ranking.twelve.as_millis());
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
