//! `cunbang run`: a ranking run from what is in this node's store.

use crate::command::rank::{LevelArgument, RankFormat, Ranked};
use crate::command::status::missing_line;
use crate::context::Context;
use crate::opening;
use crate::printing;
use crate::progress;
use clap::Args;
use cunbang_desk::RunOptions;
use cunbang_model::{Period, Role, UnitCode};
use cunbang_ranking::RankingRun;
use cunbang_replica::Replica;
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
    #[arg(value_name = "PERIOD")]
    period: Period,
    /// The unit whose villages are ranked [default: this node's own]
    #[arg(long, value_name = "CODE")]
    under: Option<UnitCode>,
    /// How to write the result
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: RankFormat,
    /// Which level the CSV or Parquet holds, or the table adds to [default: village]
    #[arg(long, value_enum, value_name = "LEVEL")]
    level: Option<LevelArgument>,
    /// File to write to, instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// What can be done with a run: a node publishes the list of its own unit, and no other.
fn what_next(node: &Replica, has_branches: bool, run: &RankingRun) -> String {
    let (short, ranked, period) = (&run.id[..12], run.record.under, run.record.period);
    if has_branches {
        return format!(
            "run {short}，仅供查看；本机写过的内容有两个分支 it is to be looked at only: what this node has written has two branches, and nothing is published until both are one again; `cunbang status` says what to do"
        );
    }
    if node.waits_for_its_own() {
        return format!(
            "run {short}，仅供查看；{} it is to be looked at only: it ranks a store that is not complete, and nothing is published until it is; then run it again",
            missing_line(&node.missing())
        );
    }
    if node.role() == Role::Node && ranked == node.unit() {
        return format!("run {short}; `cunbang publish {short}` publishes it");
    }
    format!(
        "run {short}，仅供查看；{ranked} 的排名由其本级节点发布 it is to be looked at here; a list of {ranked} is published at its own node, with `cunbang run {period}` and `cunbang publish`"
    )
}

/// Runs.
pub(crate) async fn run(arguments: &RunArguments, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    let desk = opened.desk;
    let progress = progress::spinner("scoring and ranking");
    let options = RunOptions { under: arguments.under };
    let run = desk.run(arguments.period, options).await?;
    let previous = desk.newest_run_of(run.record.under, Some(arguments.period.previous())).await?;
    let (scheme, units) = (desk.scheme_for(arguments.period).await?, opened.node.units()?);
    progress.finish_and_clear();
    let ranked = Ranked {
        run: &run.id,
        scheme: &scheme,
        units: &units,
        outcome: &run.outcome,
        previous: previous.as_ref().map(|run| &run.outcome),
    };
    let bytes = ranked.written(arguments.format, arguments.level.map(Level::from))?;
    printing::output(&bytes, arguments.out.as_deref(), arguments.format.is_text())?;
    for warning in run.record.warnings() {
        printing::note(&format!("note: {warning}"));
    }
    let has_branches = !opened.node.own_forks().await?.is_empty();
    printing::note(&what_next(&opened.node, has_branches, &run));
    Ok(())
}
