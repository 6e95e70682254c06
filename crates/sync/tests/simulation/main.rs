//! Simulation: terminals, a township and the county write, exchange and come to grief, in an order chosen by a seed.
//! Both halves of every exchange are the real ones. Time is virtual: every message and every call of a store may
//! take some of it, and others get their turn meanwhile.
//!
//! Whatever happened: once lines work again, clocks are right, everybody has exchanged with everybody, and copies
//! have rejoined, all honest nodes hold the same, nothing that any of them had is lost, and the further laws in
//! [`laws`] hold. Faults of every kind in [`faults::Fault`] are injected and counted.
//!
//! What the README says is not protected against is left out as narrowly as can be told: where nodes stored two
//! branches of one log (a terminal's store was put back by hand or copied, and the branches went to nodes that had
//! not heard of each other's, or that had been restored in between), both have receipts, and people decide. The
//! laws then hold for all other documents.
//!
//! `CUNBANG_SIMULATION=FIRST..LAST cargo nextest run --workspace --test simulation whatever --no-capture` plays other
//! seeds, and tells after every thousand how far it is and what happened how often. A failure names its seed and its steps, as few as still
//! fail; `FIRST..FIRST+1` plays it alone, and always in the same way.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs, unreachable_pub)]

#[macro_use]
#[path = "../county/queries.rs"]
mod queries;
mod copies;
#[path = "../county/mod.rs"]
mod county;
mod exchange;
mod faults;
mod grpc;
mod healing;
mod laws;
mod mark;
mod named;
mod network;
mod plan;
mod players;
mod ranking;
mod slow_store;
mod time;
mod witness;
mod world;

use faults::Counts;
use plan::{Paced, steps};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, Once};
use world::{How, World};

/// What came of a world that kept all laws.
#[derive(Debug, Default)]
struct Played {
    counts: Counts,
    trace: u64,
    /// Whether some documents had two branches with receipts.
    has_excluded: bool,
}

/// Plays a world, lets it heal, and checks the laws.
fn play(seed: u64, steps: &[Paced], how: How) -> Played {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut world = World::new(seed, how).await;
        world.play(steps).await;
        world.calm_down().await;
        let before = world.look_before().await;
        world.hear_what_was_written().await;
        world.enrol_again().await;
        if how != How::OverGrpc && seed.is_multiple_of(2) {
            world.link_everybody().await;
            // The link of a copy does not tell it what the other copy sent: both are one device.
            if world.copied.is_empty() {
                world.nothing_is_left().await;
            }
        }
        world.come_to_rest().await;
        for who in world.forked().await {
            world.rejoin(who).await;
        }
        world.has_rejoined = true;
        world.come_to_rest().await;
        world.check(&before).await;
        if seed.is_multiple_of(3) {
            world.ranks_the_same_everywhere(seed.is_multiple_of(64)).await;
        }
        let counts = Counts::default();
        counts.add(world.counts());
        Played { counts, trace: world.network.trace(), has_excluded: !world.excluded().is_empty() }
    })
}

thread_local! {
    /// Where this thread panicked last, and why.
    static PANIC: RefCell<(String, String)> = RefCell::default();
}

/// Keeps panics of worlds from being printed: the first is told with its steps.
fn keep_panics() {
    static KEPT: Once = Once::new();
    KEPT.call_once(|| {
        std::panic::set_hook(Box::new(|info| {
            let place = info.location().map(ToString::to_string).unwrap_or_default();
            let text = info.payload_as_str().unwrap_or_default().to_owned();
            if !std::thread::current().name().is_some_and(|name| name.starts_with(WORKER)) {
                eprintln!("{place}: {text}");
            }
            PANIC.set((place, text));
        }));
    });
}

const WORKER: &str = "worlds";

/// Plays a world. If it fails, says where and why.
fn outcome(seed: u64, steps: &[Paced], how: How) -> Result<Played, (String, String)> {
    catch_unwind(AssertUnwindSafe(|| play(seed, steps, how))).map_err(|_| PANIC.take())
}

/// Leaves out whatever is not needed for the world to fail in the same way.
fn fewest(seed: u64, how: How, place: &str) -> Vec<Paced> {
    let mut steps = steps(seed);
    let fails = |steps: &[Paced]| outcome(seed, steps, how).is_err_and(|(other, _)| other == place);
    let mut size = steps.len().div_ceil(2);
    while size > 0 {
        let mut from = 0;
        while from < steps.len() {
            let mut fewer = steps.clone();
            fewer.drain(from..(from + size).min(steps.len()));
            if fails(&fewer) {
                steps = fewer;
            } else {
                from += size;
            }
        }
        size = if size == 1 { 0 } else { size.div_ceil(2) };
    }
    steps
}

/// Plays the worlds of some seeds, one on each processor at a time.
fn play_all(seeds: Range<u64>, how: How) -> Counts {
    keep_panics();
    let next = AtomicU64::new(seeds.start);
    let (counts, excluded) = (Counts::default(), AtomicU64::new(0));
    let failed = Mutex::new(Vec::new());
    let play_on = || {
        while failed.lock().unwrap().len() < MOST_FAILURES {
            let seed = next.fetch_add(1, Ordering::SeqCst);
            if seed >= seeds.end {
                return;
            }
            let played = seed - seeds.start;
            if played > 0 && played.is_multiple_of(WORLDS_BETWEEN_LINES) {
                println!("{played} worlds begun, {} failed; {counts}", failed.lock().unwrap().len());
            }
            match outcome(seed, &steps(seed), how) {
                Ok(played) => {
                    counts.add(&played.counts);
                    excluded.fetch_add(u64::from(played.has_excluded), Ordering::SeqCst);
                }
                Err((place, why)) => {
                    println!("seed {seed} fails at {place}");
                    failed.lock().unwrap().push(Failed { seed, place, why });
                }
            }
        }
    };
    std::thread::scope(|scope| {
        let workers = std::thread::available_parallelism().map_or(1, usize::from);
        for _ in 0..workers {
            std::thread::Builder::new().name(WORKER.to_owned()).spawn_scoped(scope, play_on).unwrap();
        }
    });
    println!("{counts}{} worlds with documents left out", excluded.into_inner());
    tell(&failed.into_inner().unwrap(), how);
    counts
}

/// Fails with all seeds, and for each place where worlds failed with the steps of the first.
fn tell(failed: &[Failed], how: How) {
    let mut told = String::new();
    let mut places = BTreeSet::new();
    for Failed { seed, place, why } in failed {
        writeln!(told, "seed {seed} ({how:?}) at {place}: {why}").unwrap();
        if places.insert(place) {
            let steps = std::thread::scope(|scope| {
                let worker = std::thread::Builder::new().name(WORKER.to_owned());
                worker.spawn_scoped(scope, || fewest(*seed, how, place)).unwrap().join().unwrap()
            });
            for (pause_ms, step) in steps {
                writeln!(told, "({pause_ms}, {step:?}),").unwrap();
            }
        }
    }
    assert!(failed.is_empty(), "{told}");
}

/// A world that failed.
#[derive(Debug)]
struct Failed {
    seed: u64,
    place: String,
    why: String,
}

/// How many worlds are played between two lines that tell how far it is.
const WORLDS_BETWEEN_LINES: u64 = 1_000;
/// So many worlds may fail before the rest is not played any more.
const MOST_FAILURES: usize = 20;

/// The seeds from the environment, or the first ones.
fn seeds(first: u64) -> Range<u64> {
    std::env::var("CUNBANG_SIMULATION").map_or(0..first, |seeds| {
        let (first, last) = seeds.split_once("..").expect("as in 0..100");
        first.parse().unwrap()..last.parse().unwrap()
    })
}

#[test]
fn whatever_happens_all_laws_hold() {
    let seeds = seeds(1_000);
    let enough = seeds.end - seeds.start >= 1_000;
    let counts = play_all(seeds, How::InMemory);
    assert!(!enough || counts.missing().is_empty(), "never injected: {:?}", counts.missing());
}

#[test]
fn over_sqlite_it_is_the_same() {
    play_all(seeds(24), How::OverSqlite);
}

#[test]
fn over_grpc_it_is_the_same() {
    play_all(0..4, How::OverGrpc);
}

#[test]
fn a_seed_always_plays_in_the_same_way() {
    for seed in 0..20 {
        let trace = || play(seed, &steps(seed), How::InMemory).trace;
        assert_eq!(trace(), trace(), "seed {seed}");
    }
}
