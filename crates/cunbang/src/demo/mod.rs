//! The demonstration: a whole county on one machine.
//!
//! Nothing in it is a stand-in. Every village is a terminal with its own folder, store, key and
//! certificate, enrolled by a one-time code through its township; townships and the county serve on
//! loopback with mutual TLS; what the county ranks is what arrived there. Only two things are made up:
//! what people write, which follows from a seed, and the time, which stands where the play sets it; both
//! come from [`cunbang_world`], which plays it.
//!
//! Data takes one way: the world's plan says what a village writes → [`play`] has terminals record, seal
//! and sync, day by day, each on its course → the county ranks and publishes → [`presentation`] tells what
//! is there, from the stores alone, and proves it → [`stay`] serves the county, with [`pages`] to look at.

mod machine;
mod pages;
mod presentation;
mod scenes;
mod show;
mod stay;
mod telling;
mod village_view;

use crate::configuration::{Configuration, UpstreamEntry};
use crate::exit;
use crate::exporting::Files;
use crate::progress;
use anyhow::Context as _;
use cunbang_language::say;
use cunbang_model::{Clock, Period, Randomness, Timestamp, UnitTree};
use cunbang_scheme::{PeriodKind, Scheme};
use cunbang_sync::UpstreamAddress;
use cunbang_world::network::{Act, Means, Played, Script, Setting, Stage, Watcher, play};
use cunbang_world::village::offices;
use cunbang_world::{Kept, Manner, Plan, QUARTERS, SetClock, course, tree};
use presentation::Presentation;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use telling::Telling;

/// What to demonstrate.
#[derive(Debug)]
pub(crate) struct DemoOptions {
    /// The tree.
    pub(crate) units: UnitTree,
    /// The rules.
    pub(crate) scheme: Scheme,
    /// How many quarters to play, 1 to 12: the last ones of three years.
    pub(crate) quarters: usize,
    /// Where to leave the node folders and the report; a new temporary folder where none is named.
    pub(crate) directory: Option<PathBuf>,
    /// What chance follows from.
    pub(crate) seed: u64,
    /// Whether to end after the run also at a terminal, instead of serving the county.
    pub(crate) once: bool,
    /// The machine's clock: how long it took, and the time after the play.
    pub(crate) clock: Arc<dyn Clock>,
    /// Where the devices' keys come from.
    pub(crate) randomness: Arc<dyn Randomness>,
}

/// So many quarters are played in full; of more, each village's quarter is written at one sitting.
pub(crate) const MOST_QUARTERS_IN_FULL: usize = 4;

/// Plays it.
pub(crate) async fn run(mut options: DemoOptions) -> anyhow::Result<()> {
    options.units = tree::ranked(&options.units, &options.scheme.ranked_kinds());
    let kind = options.scheme.period_kind();
    if options.quarters > 1 && kind != PeriodKind::Quarter {
        return Err(exit::input(say!(
            "demo-not-quarterly",
            scheme = options.scheme.name(),
            quarters = options.quarters
        )));
    }
    if !(1..=QUARTERS).contains(&options.quarters) {
        return Err(exit::input(say!("demo-quarters", asked = options.quarters, most = QUARTERS)));
    }
    let directory = directory(options.directory.as_deref())?;
    let telling = Telling { clock: Arc::clone(&options.clock), began: options.clock.now() };
    let plan = Plan::new(&options.units, options.seed);
    let stays = !options.once && std::io::stdout().is_terminal();
    let acts = acts(kind, &plan.quarters, options.quarters);
    let (Some(Act { quarter: first, .. }), Some(Act { quarter: last, manner, .. })) =
        (acts.first().copied(), acts.last().copied())
    else {
        return Ok(());
    };
    telling.say(&say!(
        "demo-begins",
        county = options.units.name(options.units.root()),
        villages = plan.villages.len(),
        members = plan.totals.members,
        scheme = options.scheme.name(),
        span = span(&plan, first, last),
        folder = directory.display()
    ))?;

    let clock = SetClock::on(plan.quarters[first].first_day().checked_sub(jiff::Span::new().days(12))?);
    let means = Means { clock, randomness: Arc::clone(&options.randomness), exporter: Some(Arc::new(Files)) };
    let setting = Setting {
        units: &options.units,
        scheme: &options.scheme,
        offices: &offices(&plan, &options.scheme, plan.quarters[first].first_day()),
        first: plan.quarters[first],
        courses: &course::courses(&plan, last, manner),
        directory: &directory,
        watcher: Arc::new(Bars),
    };
    let stage = Arc::new(Stage::set(&setting, means).await?);
    configure(&stage)?;
    telling.step(&say!(
        "demo-enrolled",
        townships = stage.townships().count(),
        terminals = stage.terminals.len() + usize::from(stage.second.is_some())
    ))?;

    let kept = Kept::by(&options.scheme, options.quarters > MOST_QUARTERS_IN_FULL);
    let script = Arc::new(Script::new(plan, kept, first));
    let mut previous: Option<Played> = None;
    let mut played: Option<Played> = None;
    for act in acts {
        let renewed = stage.renew_before(end_of(act.period)?).await?;
        if renewed > 0 {
            telling.step(&say!("demo-renewed", certificates = renewed))?;
        }
        let Some(now) = play::act(&script, &stage, &options.scheme, act).await? else {
            telling.step(&say!("demo-not-ranked-yet", quarter = act.period))?;
            continue;
        };
        telling.step(&played_line(&now, act.manner))?;
        previous = played.replace(now);
    }
    let played = played.context(say!("demo-nothing-played"))?;
    let seen = play::come_down(&script, &stage, &played).await?;
    telling.step(&say!(
        "demo-came-down",
        villages = seen,
        exchanges = script.tally.exchanges.load(Ordering::Relaxed),
        entries = script.tally.acknowledged.load(Ordering::Relaxed)
    ))?;
    let show = Presentation {
        options: &options,
        directory: &directory,
        telling: &telling,
        script: &script,
        stage: &stage,
        played: &played,
        previous: previous.as_ref().map(|played| &played.run.outcome),
        first,
        last,
    };
    show.all().await?;
    // Said anew within each language.
    let peak = || machine::peak_memory_mebibytes().map(|peak| say!("demo-peak", mebibytes = peak)).unwrap_or_default();
    let (seconds, folder) = (telling.seconds(), directory.display());
    telling.say(&format!("\n{}", say!("demo-in-all", seconds = seconds, peak = peak(), folder = folder)))?;
    if stays {
        stay::stay(&stage, &played, &telling, options.clock).await?;
    }
    if let Some(stage) = Arc::into_inner(stage) {
        stage.strike().await;
    }
    Ok(())
}

/// What is played, and how.
fn acts(kind: PeriodKind, quarters: &[Period], asked: usize) -> Vec<Act> {
    let of = |quarter: usize, manner: Manner| Act { quarter, period: quarters[quarter], manner };
    match kind {
        PeriodKind::Week => last_two(quarters, weeks_in),
        PeriodKind::Month => last_two(quarters, Period::months),
        PeriodKind::Quarter => quarterly(asked).into_iter().map(|(quarter, manner)| of(quarter, manner)).collect(),
        PeriodKind::Half | PeriodKind::Year => {
            longer(kind, quarters).into_iter().map(|(quarter, manner)| of(quarter, manner)).collect()
        }
    }
}

/// Which quarters of the plan are played, and how. A single one is preceded by the one before, so that
/// its ranking has something to move from; twelve are the replay, in which everything arrives in the end.
fn quarterly(quarters: usize) -> Vec<(usize, Manner)> {
    let last = QUARTERS - 1;
    let first = if quarters == 1 { last - 1 } else { QUARTERS - quarters };
    let before = if quarters == 1 { Manner::Plain } else { Manner::Replayed };
    let ending = if quarters == QUARTERS { Manner::ReplayedLast } else { Manner::Shown };
    (first..last).map(|quarter| (quarter, before)).chain([(last, ending)]).collect()
}

/// Which quarters are played for a longer period: those of the last one of this kind that the plan holds whole.
fn longer(kind: PeriodKind, quarters: &[Period]) -> Vec<(usize, Manner)> {
    let whole = quarters.iter().enumerate().rev().find_map(|(last, quarter)| {
        let needed = kind.ending_with(*quarter)?.quarters().len();
        Some(((last + 1).checked_sub(needed)?, last))
    });
    let Some((first, last)) = whole else { return Vec::new() };
    (first..last).map(|quarter| (quarter, Manner::Plain)).chain([(last, Manner::Shown)]).collect()
}

/// The last part of the plan's last quarter, and the one before it, which its ranking moves from.
fn last_two(quarters: &[Period], parts: impl Fn(Period) -> Vec<Period>) -> Vec<Act> {
    let Some((quarter, period)) = quarters.iter().enumerate().next_back() else { return Vec::new() };
    let parts = parts(*period);
    let last = parts.len().saturating_sub(2);
    let act = |(number, part): (usize, &Period)| {
        let manner = if number == 0 { Manner::Plain } else { Manner::Shown };
        Act { quarter, period: *part, manner }
    };
    parts[last..].iter().enumerate().map(act).collect()
}

/// The weeks all of whose days lie in a quarter: they have one ledger.
fn weeks_in(quarter: Period) -> Vec<Period> {
    let is_whole = |week: &Period| quarter.contains_day(week.first_day()) && quarter.contains_day(week.last_day());
    quarter.weeks().into_iter().filter(is_whole).collect()
}

fn span(plan: &Plan, first: usize, last: usize) -> String {
    say!("demo-span", first = plan.quarters[first], last = plan.quarters[last])
}

/// Until when certificates must last for a period to be played.
fn end_of(period: Period) -> anyhow::Result<Timestamp> {
    const DAYS_AFTER: i64 = 40;
    let day = period.last_day().checked_add(jiff::Span::new().days(DAYS_AFTER))?;
    Ok(cunbang_model::clock::end_of_county_day(day))
}

fn played_line(played: &Played, manner: Manner) -> String {
    let counts = || show::statuses(&played.run.outcome);
    let (period, day) = (played.run.record.period, played.days.ranking);
    if manner == Manner::Plain {
        say!("demo-published-for-movement", period = period, day = day, counts = counts())
    } else {
        say!("demo-published", period = period, day = day, counts = counts())
    }
}

/// A folder that holds no demonstration yet.
fn directory(named: Option<&Path>) -> anyhow::Result<PathBuf> {
    let Some(named) = named else {
        return Ok(tempfile::Builder::new().prefix("cunbang-demo-").tempdir()?.keep());
    };
    if named.join("nodes").exists() {
        return Err(exit::input(say!("demo-county-already", folder = named.join("nodes").display())));
    }
    std::fs::create_dir_all(named).with_context(|| say!("demo-cannot-make", folder = named.display()))?;
    Ok(named.to_owned())
}

/// Writes every node's configuration into its folder, so that the program finds there what it needs.
fn configure(stage: &Stage) -> anyhow::Result<()> {
    for station in stage.stations.values() {
        let mut configuration = Configuration::new(stage.units.root());
        configuration.listen = Some(station.listens_on());
        configuration.upstreams.extend(station.upstream().map(entry));
        configuration.write(&station.directory)?;
    }
    for terminal in stage.terminals.iter().chain(&stage.second) {
        let mut configuration = Configuration::new(stage.units.root());
        configuration.upstreams.extend(terminal.upstreams.iter().map(entry));
        configuration.write(&terminal.directory)?;
    }
    Ok(())
}

/// A node above, as a configuration names it.
fn entry(upstream: &UpstreamAddress) -> UpstreamEntry {
    UpstreamEntry { unit: upstream.unit, address: upstream.address.clone() }
}

/// Shows long work as a bar.
#[derive(Debug)]
struct Bars;

impl Watcher for Bars {
    fn begins(&self, steps: u64, what: &str) -> Arc<dyn Fn() + Send + Sync> {
        let bar = progress::bar(steps, what).with_finish(indicatif::ProgressFinish::AndClear);
        Arc::new(move || bar.inc(1))
    }
}
