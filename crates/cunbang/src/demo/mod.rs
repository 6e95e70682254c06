//! The demonstration: a whole county on one machine.
//!
//! Nothing in it is a stand-in. Every village is a terminal with its own folder, store, key and
//! certificate, enrolled by a one-time code through its township; townships and the county serve on
//! loopback with mutual TLS; what the county ranks is what arrived there. Only two things are made up:
//! what people write ([`plan`], [`generate`], [`words`]), which follows from a seed, and the time
//! ([`clock`]), which stands where the play sets it.
//!
//! Data takes one way: [`plan`] shares the totals out → [`generate`] writes a village's quarter →
//! [`play`] has terminals record, seal and sync, day by day, each on its [`course`] → the county ranks
//! and publishes → [`show`], [`count`] and [`village_view`] tell what is there, from the stores alone.

mod apportion;
mod chance;
mod clock;
mod count;
mod course;
mod crowd;
mod generate;
mod inspect;
mod machine;
mod plan;
mod play;
mod scene;
mod show;
mod stage;
mod station;
mod terminal;
mod village_view;
mod words;

use crate::exit;
use crate::printing;
use anyhow::Context as _;
use clock::PlayClock;
use course::{Course, Manner};
use cunbang_model::{Clock, Timestamp, UnitTree};
use cunbang_node::evidence::verify_evidence_file;
use cunbang_report::{ReportInput, html};
use cunbang_scheme::{Outcome, PeriodKind, Scheme};
use cunbang_sync::LinkState;
use generate::Kept;
use plan::{Plan, QUARTERS};
use play::{Played, Script};
use show::Shown;
use stage::{Setting, Stage};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

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
    /// Whether to end after the run, instead of leaving the nodes up to look at.
    pub(crate) once: bool,
    /// The machine's clock: how long it took, and the time after the play.
    pub(crate) clock: Arc<dyn Clock>,
}

/// More quarters than this are played with thrift: each village's quarter is written at one sitting.
const THRIFTY_FROM_QUARTERS: usize = 4;

/// Plays it.
pub(crate) async fn run(options: DemoOptions) -> anyhow::Result<()> {
    if options.scheme.period_kind() != PeriodKind::Quarter {
        return Err(exit::input(format!(
            "the scheme {} is for another period than a quarter: the demonstration plays quarters; use standard or changxing, or one of your own with period = \"quarter\"",
            options.scheme.name()
        )));
    }
    if !(1..=QUARTERS).contains(&options.quarters) {
        return Err(exit::input(format!("--quarters {}: expected 1 to {QUARTERS}", options.quarters)));
    }
    let directory = directory(options.directory.as_deref())?;
    let telling = Telling { clock: Arc::clone(&options.clock), began: options.clock.now() };
    let plan = Plan::new(&options.units, options.seed);
    let stays = !options.once && std::io::stdout().is_terminal();
    let acts = acts(options.quarters);
    let (Some((first, _)), Some((last, manner))) = (acts.first().copied(), acts.last().copied()) else {
        return Ok(());
    };
    telling.say(&format!(
        "村榜 demonstration: {}, {} villages, {} members, scheme {}, {} in {}",
        options.units.name(options.units.root()),
        plan.villages.len(),
        plan.totals.members,
        options.scheme.name(),
        span(&plan, first, last),
        directory.display()
    ))?;

    let clock = PlayClock::new(
        plan.quarters[first].first_day().checked_sub(jiff::Span::new().days(12))?,
        Arc::clone(&options.clock),
    );
    let setting = Setting {
        units: &options.units,
        scheme: &options.scheme,
        first: plan.quarters[first],
        courses: &course::courses(&plan, last, manner),
        directory: &directory,
    };
    let stage = Arc::new(Stage::set(&setting, clock).await?);
    telling.step(&format!(
        "county, {} townships and {} terminals are enrolled by one-time codes, over mutual TLS",
        stage.townships().count(),
        stage.terminals.len() + usize::from(stage.second.is_some())
    ))?;

    let kept = Kept::by(&options.scheme, options.quarters > THRIFTY_FROM_QUARTERS);
    let script = Arc::new(Script::new(plan, &options.scheme, kept, first));
    let mut previous: Option<Played> = None;
    let mut played: Option<Played> = None;
    for (quarter, manner) in acts {
        let renewed = stage.renew_before(end_of(&script.plan, quarter)?).await?;
        if renewed > 0 {
            telling.step(&format!("{renewed} certificates, good for 400 days, are renewed over the network"))?;
        }
        previous = played.take();
        let now = play::quarter(&script, &stage, &options.scheme, quarter, manner).await?;
        telling.step(&played_line(&now, manner))?;
        played = Some(now);
    }
    let played = played.context("nothing was played")?;
    let seen = play::come_down(&script, &stage, &played).await?;
    telling.step(&format!(
        "the bulletin came down to {seen} villages; {} exchanges in all, {} entries acknowledged",
        script.tally.exchanges.load(Ordering::Relaxed),
        script.tally.acknowledged.load(Ordering::Relaxed)
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
    let peak = machine::peak_memory_mebibytes().map(|peak| format!(", peak memory {peak} MiB")).unwrap_or_default();
    telling.say(&format!("\n{} s in all{peak}; everything is in {}", telling.seconds(), directory.display()))?;
    if stays {
        stay(&stage, &telling).await?;
    }
    if let Some(stage) = Arc::into_inner(stage) {
        stage.strike().await;
    }
    Ok(())
}

/// Which quarters of the plan are played, and how. A single one is preceded by the one before, so that
/// its ranking has something to move from; twelve are the replay, in which everything arrives in the end.
fn acts(quarters: usize) -> Vec<(usize, Manner)> {
    let last = QUARTERS - 1;
    let first = if quarters == 1 { last - 1 } else { QUARTERS - quarters };
    let before = if quarters == 1 { Manner::Plain } else { Manner::Replayed };
    let ending = if quarters == QUARTERS { Manner::ReplayedLast } else { Manner::Shown };
    (first..last).map(|quarter| (quarter, before)).chain([(last, ending)]).collect()
}

fn span(plan: &Plan, first: usize, last: usize) -> String {
    format!("{} to {}", plan.quarters[first], plan.quarters[last])
}

/// Until when certificates must last for a quarter to be played.
fn end_of(plan: &Plan, quarter: usize) -> anyhow::Result<Timestamp> {
    const DAYS_AFTER: i64 = 40;
    let day = plan.quarters[quarter].last_day().checked_add(jiff::Span::new().days(DAYS_AFTER))?;
    Ok(cunbang_model::clock::end_of_county_day(day))
}

fn played_line(played: &Played, manner: Manner) -> String {
    let counts = show::statuses(&played.run.outcome);
    let parts: Vec<String> = counts
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(status, count)| format!("{} {count}", status.as_str()))
        .collect();
    let why = if manner == Manner::Plain { ", played for the movement" } else { "" };
    format!("{}{why}: ranked and published on {}; {}", played.run.record.period, played.days.ranking, parts.join(", "))
}

/// A folder that holds no demonstration yet.
fn directory(named: Option<&Path>) -> anyhow::Result<PathBuf> {
    let Some(named) = named else {
        return Ok(tempfile::Builder::new().prefix("cunbang-demo-").tempdir()?.keep());
    };
    if named.join("nodes").exists() {
        return Err(exit::input(format!(
            "{}: there is a county already: name another folder with --dir DIR, or remove this one",
            named.join("nodes").display()
        )));
    }
    std::fs::create_dir_all(named).with_context(|| format!("{}: cannot be made", named.display()))?;
    Ok(named.to_owned())
}

/// Tells people how it goes.
struct Telling {
    clock: Arc<dyn Clock>,
    began: Timestamp,
}

impl Telling {
    fn seconds(&self) -> String {
        let milliseconds = self.clock.now().as_millisecond() - self.began.as_millisecond();
        format!("{}.{}", milliseconds / 1000, milliseconds % 1000 / 100)
    }

    fn step(&self, what: &str) -> anyhow::Result<()> {
        printing::text(&format!("{:>7} s  {what}", self.seconds()))
    }

    #[allow(clippy::unused_self)] // what is told goes through one place
    fn say(&self, what: &str) -> anyhow::Result<()> {
        printing::text(what)
    }
}

/// What is shown when the play is over.
struct Presentation<'a> {
    options: &'a DemoOptions,
    directory: &'a Path,
    telling: &'a Telling,
    script: &'a Script,
    stage: &'a Stage,
    played: &'a Played,
    previous: Option<&'a Outcome>,
    first: usize,
    last: usize,
}

impl Presentation<'_> {
    async fn all(&self) -> anyhow::Result<()> {
        let (county, run) = (&self.stage.county()?.node, &self.played.run);
        let period = run.record.period;
        let shown = Shown {
            outcome: &run.outcome,
            previous: self.previous,
            units: &self.stage.units,
            scheme: &self.options.scheme,
        };
        let coverage = county.coverage(period, self.stage.units.root()).await?;
        let sections = [
            Some(shown.coverage(&coverage)),
            shown.townships(),
            Some(shown.villages()),
            Some(shown.stars()),
            shown.pending(),
            shown.candidates(),
        ];
        for section in sections.into_iter().flatten() {
            self.telling.say(&format!("\n{section}"))?;
        }
        self.totals().await?;
        if !self.played.told.is_empty() {
            self.telling.say(&format!("\n途中 on the way\n  {}", self.played.told.join("\n  ")))?;
        }
        self.one_village().await?;
        self.prove().await?;
        self.report()
    }

    async fn totals(&self) -> anyhow::Result<()> {
        let county = &self.stage.county()?.node;
        let quarters = &self.script.plan.quarters[self.first..=self.last];
        let arrived = count::arrived(county, quarters).await?;
        let whole = quarters.len() == QUARTERS;
        let text = show::totals(
            &arrived,
            whole.then_some(&self.script.plan.totals),
            &format!(
                "统计 counted from the documents that arrived at the county, {}",
                span(&self.script.plan, self.first, self.last)
            ),
        );
        self.telling.say(&format!("\n{text}"))?;
        if whole && arrived != self.script.plan.totals {
            return Err(exit::failure("what arrived is not what was planned"));
        }
        Ok(())
    }

    /// The village that went past its township, or else the first that was in time.
    async fn one_village(&self) -> anyhow::Result<()> {
        let with = |wanted: Course| self.played.courses.iter().position(|course| *course == wanted);
        let Some(village) = with(Course::PastTownship).or_else(|| with(Course::Regular)) else {
            return Ok(());
        };
        let desk = self.stage.terminals[village].open(&self.stage.clock).await?;
        let mut text = village_view::at_village(&desk, &self.stage.units, self.played.run.record.period).await?;
        if self.played.courses[village] == Course::PastTownship {
            text.push_str(
                "\n  this village sealed past its township, straight to the county; the township has it from above",
            );
        }
        desk.close().await;
        self.telling.say(&format!("\n{text}"))
    }

    /// Writes the evidence, and verifies it as anyone may: from the file alone.
    async fn prove(&self) -> anyhow::Result<()> {
        let (county, run) = (&self.stage.county()?.node, &self.played.run);
        let path = self.directory.join(format!("evidence-{}.jsonl.zst", run.record.period));
        county.write_evidence_file(&run.id, &path).await?;
        let bytes = std::fs::metadata(&path)?.len();
        self.telling.say(&format!("\n排名编号 run {}", run.id))?;
        let authority = cunbang_identity::fingerprint(county.identity().authority_der());
        let file = path.clone();
        let verified = tokio::task::spawn_blocking(move || verify_evidence_file(&file, Some(authority))).await??;
        if verified.run != run.id || verified.outcome != run.outcome {
            return Err(exit::refused("the evidence proves another run than the one that was made"));
        }
        self.telling.say(&format!(
            "核验 verified run {} from {} ({} KiB) alone: {} logs of {} devices, {} entries, {} rows, {} receipts; every signature holds, the outcome is the same byte for byte\n  anyone can: cunbang verify {}",
            verified.run,
            path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default(),
            bytes.div_ceil(1024),
            verified.logs,
            verified.devices,
            verified.entries,
            verified.rows,
            verified.receipts,
            path.display()
        ))
    }

    fn report(&self) -> anyhow::Result<()> {
        let run = &self.played.run;
        let page = html(&ReportInput {
            outcome: &run.outcome,
            units: &self.stage.units,
            scheme_title: self.options.scheme.title(),
            indicators: self.options.scheme.indicators(),
            run: Some(&run.id),
            previous: self.previous,
        })?;
        let path = self.directory.join("report.html");
        printing::write_file(&path, page.as_bytes())?;
        let county = &self.stage.county()?.directory;
        let village =
            self.stage.terminals.first().map(|terminal| terminal.directory.display().to_string()).unwrap_or_default();
        self.telling.say(&format!(
            "\n看一看 to look at\n  report  {}\n  county  cunbang --dir {} status\n  village cunbang --dir {village} status",
            path.display(),
            county.display()
        ))
    }
}

/// Back to the present: certificates of the play are renewed, and the nodes stay up until Ctrl-C, the
/// townships in step with the county.
async fn stay(stage: &Arc<Stage>, telling: &Telling) -> anyhow::Result<()> {
    const NOTICE_EVERY: Duration = Duration::from_millis(500);
    stage.clock.return_to_present();
    let renewed = stage.renew_before(stage.now().checked_add(jiff::SignedDuration::from_hours(24))?).await?;
    telling.step(&format!("back in the present: {renewed} certificates are renewed"))?;
    let mut tasks = tokio::task::JoinSet::new();
    for station in stage.stations.values() {
        let node = Arc::clone(&station.node);
        telling.say(&format!(
            "  {} {} on {}",
            node.unit(),
            stage.units.name(node.unit()),
            station.address().address
        ))?;
        tasks.spawn(async move {
            loop {
                tokio::time::sleep(NOTICE_EVERY).await;
                if let Err(error) = node.notice_others().await {
                    tracing::warn!(%error, "the store cannot be read");
                }
            }
        });
        if let Some(link) = station.link()? {
            tasks.spawn(async move { link.stay(tokio::sync::watch::Sender::new(LinkState::default())).await });
        }
    }
    telling.say("the nodes stay up: record at a village with `cunbang --dir … record` and `sync`, rank at the county; Ctrl-C ends it")?;
    tokio::signal::ctrl_c().await?;
    tasks.shutdown().await;
    Ok(())
}
