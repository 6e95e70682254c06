//! `cunbang run`: a ranking run from what is in this node's store.

use crate::command::rank::{LevelArgument, RankFormat, Ranked};
use crate::command::status::missing_of;
use crate::context::Context;
use crate::opening;
use crate::printing;
use crate::progress;
use crate::unit_named::UnitNamed;
use clap::Args;
use cunbang_desk::RunOptions;
use cunbang_language::{Language, say};
use cunbang_model::{Period, Role};
use cunbang_ranking::RankingRun;
use cunbang_replica::Replica;
use cunbang_report::RowsInWords;
use cunbang_scheme::Level;
use std::path::PathBuf;

/// Rank a period from what was received
///
/// The run is kept with everything that it rests on. Its id is the hash of that: running again when
/// nothing came meanwhile is the same run.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  cunbang run 2026Q3 --format html --out ranking.html")]
pub(crate) struct RunArguments {
    /// The period
    #[arg(value_name = "PERIOD", value_parser = crate::values::period)]
    period: Period,
    /// The unit whose villages are ranked [default: this node's own]
    #[arg(long, value_name = "UNIT")]
    under: Option<UnitNamed>,
    /// How to write the result
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: RankFormat,
    /// Which level the CSV or Parquet holds, or the table adds to [default: village]
    #[arg(long, value_enum, value_name = "LEVEL")]
    level: Option<LevelArgument>,
    /// File to write to, instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Rank although receipts were lost or altered in the store on which the list rests: the villages named may look as
    /// if they had not reported, or late
    #[arg(long)]
    yes: bool,
}

/// How many villages are named that have no score.
const MOST_NAMED: usize = 10;

/// What can be done with a run: a node publishes the list of its own unit, and no other.
fn what_next(node: &Replica, has_branches: bool, run: &RankingRun) -> String {
    let (short, ranked, period) = (&run.id[..12], run.record.under, run.record.period);
    if has_branches {
        return say!("run-looked-only-what-node", short = short);
    }
    if node.waits_for_its_own() {
        return say!("run-looked-only-ranks-store", short = short, missing = missing_of(node));
    }
    if node.role() == Role::Node && ranked == node.unit() {
        return say!("run-run-cunbang-publish-publishes", short = short);
    }
    say!("run-looked-here-list-published", short = short, ranked = ranked, period = period)
}

/// Runs.
pub(crate) async fn run(arguments: &RunArguments, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    let desk = &opened.desk;
    let progress = progress::spinner(&say!("run-scoring-ranking"));
    let options = RunOptions { under: opened.unit_if(arguments.under.as_ref())?, anyway: arguments.yes };
    let run = desk.run_for(&context.operator()?, arguments.period, options).await?;
    let previous = desk.newest_run_of(run.record.under, Some(arguments.period.previous())).await?;
    let (scheme, units) = (desk.scheme_for(arguments.period).await?, desk.units_of_run(&run).await?);
    progress.finish_and_clear();
    let times = desk.seal_times(&run, Some(&scheme)).await?;
    let notes = desk.notes_of_run(&run).await?;
    let viewer = desk.viewer(&context.reader()?).await?;
    let mut in_both = desk.standing_notes(&viewer, arguments.period, &run.id).await?;
    in_both.extend(notes.in_both());
    let said = match arguments.format {
        RankFormat::Xlsx | RankFormat::Html => desk.outcome_in_words(&viewer, arguments.period, &run.outcome).await?,
        _ => RowsInWords::new(),
    };
    let ranked = Ranked {
        run: &run.id,
        scheme: &scheme,
        units: &units,
        outcome: &run.outcome,
        previous: previous.as_ref().map(|run| &run.outcome),
        late: &times.late,
        forgiven: &times.forgiven,
        notes: &in_both,
        said: &said,
    };
    let bytes = ranked.written(arguments.format, arguments.level.map(Level::from))?;
    printing::output(&bytes, arguments.out.as_deref(), arguments.format.is_text())?;
    for warning in run.record.warnings().into_iter().chain(notes.said()) {
        printing::note(&say!("run-note", warning = warning));
    }
    let unscored: Vec<&str> = run.outcome.unscored().map(|row| row.name.as_str()).collect();
    if !unscored.is_empty() {
        let villages = unscored.iter().take(MOST_NAMED).copied().collect::<Vec<_>>();
        let separator = Language::first().pick("、", ", ");
        printing::note(&say!("run-unscored", count = unscored.len(), villages = villages.join(separator)));
    }
    let has_branches = !opened.node.own_forks().await?.is_empty();
    printing::note(&what_next(&opened.node, has_branches, &run));
    Ok(())
}
