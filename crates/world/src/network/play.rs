//! The play: day by day, villages go online, townships pass entries on, and the county ranks.

use super::COUNTY_OPERATOR;
use super::inspection::{ballots_and_figures, inspect};
use super::terminal::WRITES_AT;
use super::{OpenTerminal, Scene, Stage, WorldError, crowd, scene};
use crate::{Batch, Clerk, Course, Days, Kept, Manner, Plan, Visit, course};
use cunbang_desk::RunOptions;
use cunbang_model::{Date, Period, Table};
use cunbang_ranking::RankingRun;
use cunbang_scheme::Scheme;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// What is played, shared by everyone taking part.
#[derive(Debug)]
pub struct Script {
    /// How much of everything happens.
    pub plan: Plan,
    /// What villages keep records of.
    pub kept: Kept,
    /// The first quarter played, by index in the plan. The rosters are written in it too.
    first: usize,
    /// Up to which day each village has written.
    written: Mutex<Vec<Date>>,
    /// Counts of what was exchanged.
    pub tally: Tally,
}

/// Counts of what went over the network.
#[derive(Debug, Default)]
pub struct Tally {
    /// Exchanges by terminals.
    pub exchanges: AtomicU64,
    /// Entries of terminals that were acknowledged.
    pub acknowledged: AtomicU64,
}

/// What is played at a time: a quarter of the plan, or a part of one that is reported by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Act {
    /// The quarter of the plan whose ledger is written, by index.
    pub quarter: usize,
    /// What villages seal: the quarter, or a month or week of it.
    pub period: Period,
    /// How it is played.
    pub manner: Manner,
}

/// A period that was played.
#[derive(Debug)]
pub struct Played {
    /// The county's ranking of the period that ends with it.
    pub run: RankingRun,
    /// The quarter whose ledgers were written.
    pub quarter: Period,
    /// Each village's course.
    pub courses: Vec<Course>,
    /// Its days.
    pub days: Days,
    /// The unusual events, in order.
    pub scenes: Vec<Scene>,
}

impl Script {
    /// A script that starts with this quarter of the plan.
    pub fn new(plan: Plan, kept: Kept, first: usize) -> Self {
        let never = Date::constant(1949, 10, 1);
        let written = Mutex::new(vec![never; plan.villages.len()]);
        Self { plan, kept, first, written, tally: Tally::default() }
    }

    /// The batches that a village still has to write by a day.
    fn due(&self, village: usize, quarter: usize, until: Date) -> Vec<Batch> {
        let since = {
            let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
            std::mem::replace(&mut written[village], until)
        };
        let mut batches = Clerk::new(&self.plan, village, &self.kept).quarter(quarter);
        batches.retain(|batch| batch.day > since && batch.day <= until);
        batches
    }
}

/// Joins batches into one, written on the last day.
fn joined(batches: Vec<Batch>) -> Vec<Batch> {
    let Some(last) = batches.last() else { return Vec::new() };
    let (day, operator) = (last.day, last.operator.clone());
    vec![Batch { day, operator, rows: batches.into_iter().flat_map(|batch| batch.rows).collect() }]
}

/// Records what is due at an open terminal.
pub async fn write(
    script: &Script,
    terminal: &OpenTerminal,
    village: usize,
    quarter: usize,
    until: Date,
    thrifty: bool,
) -> Result<(), WorldError> {
    let clerk = Clerk::new(&script.plan, village, &script.kept);
    let begins = script.written.lock().unwrap_or_else(PoisonError::into_inner)[village]
        < script.plan.quarters[script.first].first_day();
    if begins {
        terminal.record_roster(clerk.operator(), clerk.roster()).await?;
    }
    let batches = script.due(village, quarter, until);
    terminal.record(script.plan.quarters[quarter], if thrifty { joined(batches) } else { batches }).await
}

/// One visit: a village's terminal is switched on, written to, sealed, synced and switched off.
async fn visit(
    script: Arc<Script>,
    stage: Arc<Stage>,
    village: usize,
    act: Act,
    visit: Visit,
    day: Date,
) -> Result<(), WorldError> {
    let terminal = stage.terminals[village].open(&stage.clock).await?;
    write(&script, &terminal, village, act.quarter, visit.written_until, act.is_thrifty()).await?;
    if visit.seals {
        let clerk = Clerk::new(&script.plan, village, &script.kept);
        terminal.clock.set_on(day, WRITES_AT);
        terminal.desk.seal(clerk.secretary(), act.period, true).await?;
    }
    if let Some(upstream) = visit.upstream {
        let report = terminal.sync_with(upstream, day).await?;
        script.tally.exchanges.fetch_add(1, Ordering::Relaxed);
        script.tally.acknowledged.fetch_add(report.acknowledged_entries, Ordering::Relaxed);
    }
    terminal.close().await;
    Ok(())
}

impl Act {
    /// Whether each village writes at one sitting.
    fn is_thrifty(self) -> bool {
        self.manner != Manner::Shown
    }
}

/// Plays an act. Nothing is ranked where it ends in the midst of a period of the scheme's.
pub async fn act(
    script: &Arc<Script>,
    stage: &Arc<Stage>,
    scheme: &Scheme,
    act: Act,
) -> Result<Option<Played>, WorldError> {
    let Act { quarter, period, manner } = act;
    let ranked = scheme.period_kind().ending_with(period);
    let days = Days::of(period, scheme.deadline(period));
    let courses = course::courses(&script.plan, quarter, manner);
    let mut scenes = Vec::new();
    let visits = course::visits(&courses, &days, manner, period);
    let visited = stage.watcher.begins(
        visits.values().map(|all| all.len() as u64).sum(),
        &format!("{period}: villages write, seal, sync 记录、上报、同步"),
    );
    let mut pending = visits.into_iter().peekable();
    let mut steps = vec![(days.recheck, Step::Recheck), (days.ranking, Step::Rank)];
    if manner == Manner::Shown {
        steps.push((days.both, Step::Both));
    }
    steps.push((days.inspection, Step::Inspect));
    steps.sort();
    let mut run = None;
    for (step_day, step) in steps {
        while let Some((day, wave)) = pending.next_if(|(day, _)| *day < step_day) {
            come_online(script, stage, act, day, wave, &visited).await?;
        }
        stage.go_to(step_day);
        match step {
            Step::Inspect if script.kept.asks(Table::Findings) => {
                let findings = inspect(script, stage, act, &days, false).await?;
                scenes.push(Scene::Inspected { findings });
            }
            Step::Inspect => {}
            Step::Recheck => {
                if script.kept.asks(Table::Findings) {
                    inspect(script, stage, act, &days, true).await?;
                }
                if let Some(ranked) = ranked {
                    ballots_and_figures(script, stage, act, ranked).await?;
                }
            }
            Step::Both => scenes.extend(scene::two_terminals(script, stage, quarter, &courses, &days).await?),
            Step::Rank => {
                if let (Manner::Shown, Some(ranked)) = (manner, ranked) {
                    scenes.extend(scene::decision(stage, ranked, &courses).await?);
                }
                stage.sync_stations().await?;
                if let Some(ranked) = ranked {
                    run = Some(rank(stage, ranked).await?);
                }
            }
        }
    }
    for (day, wave) in pending {
        come_online(script, stage, act, day, wave, &visited).await?;
    }
    Ok(run.map(|run| Played { run, quarter: script.plan.quarters[quarter], courses, days, scenes }))
}

/// What happens on a day besides villages going online.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Inspect,
    Both,
    Recheck,
    Rank,
}

async fn come_online(
    script: &Arc<Script>,
    stage: &Arc<Stage>,
    act: Act,
    day: Date,
    wave: Vec<(usize, Visit)>,
    visited: &Arc<dyn Fn() + Send + Sync>,
) -> Result<(), WorldError> {
    stage.go_to(day);
    let work =
        wave.into_iter().map(|(village, of)| (Arc::clone(script), Arc::clone(stage), village, of, Arc::clone(visited)));
    crowd::each(work, move |(script, stage, village, of, visited)| async move {
        visit(script, stage, village, act, of, day).await?;
        visited();
        Ok(())
    })
    .await?;
    stage.sync_stations().await
}

/// Ranks and publishes what has arrived at the county.
async fn rank(stage: &Stage, period: Period) -> Result<RankingRun, WorldError> {
    let county = &stage.county()?.desk;
    let run = county.run(period, RunOptions::default()).await?;
    // Publish even if some villages are silent: showing that is the point.
    county.publish(COUNTY_OPERATOR, Some(&run.id), true).await?;
    Ok(run)
}

/// Everyone with a network goes online once more to fetch bulletins and receipts.
pub async fn come_down(script: &Arc<Script>, stage: &Arc<Stage>, played: &Played) -> Result<usize, WorldError> {
    stage.go_to(played.days.after);
    stage.sync_stations().await?;
    let online: Vec<usize> = (0..stage.terminals.len())
        .filter(|village| !matches!(played.courses[*village], Course::Silent | Course::Unsealed))
        .collect();
    let came_down = stage.watcher.begins(online.len() as u64, "the bulletin comes down 通报下发");
    let day = played.days.after;
    let work = online.iter().map(|village| (Arc::clone(script), Arc::clone(stage), *village, came_down.clone()));
    crowd::each(work, move |(script, stage, village, came_down)| async move {
        let terminal = stage.terminals[village].open(&stage.clock).await?;
        terminal.sync(day).await?;
        script.tally.exchanges.fetch_add(1, Ordering::Relaxed);
        terminal.close().await;
        came_down();
        Ok(())
    })
    .await?;
    Ok(online.len())
}
