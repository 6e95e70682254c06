//! `cunbang publish`: a run into the signed bulletin, which goes down to everyone.

use crate::context::Context;
use crate::opening;
use crate::printing;
use clap::Args;
use cunbang_desk::Publication;
use cunbang_language::say;

/// Publish a ranking run 通报: it goes down to every unit below with the next sync
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  cunbang publish\n  cunbang publish 3f9c2ab10d4e --withdraw 数据有误")]
pub(crate) struct PublishArguments {
    /// The run, or the first digits of its id [default: the newest of this node's unit]
    #[arg(value_name = "RUN")]
    run: Option<String>,
    /// Take the publication back, with this reason; both stay to be seen
    #[arg(long, value_name = "REASON", requires = "run")]
    withdraw: Option<String>,
    /// Publish although fewer villages are received than the scheme asks for; no candidates are listed then
    #[arg(long)]
    yes: bool,
}

/// Publishes.
pub(crate) async fn run(arguments: &PublishArguments, context: &Context) -> anyhow::Result<()> {
    let desk = opening::node(context).await?.desk;
    let operator = context.operator()?;
    if let (Some(run), Some(reason)) = (&arguments.run, &arguments.withdraw) {
        let run = desk.withdraw_publication(&operator, run, reason).await?;
        printing::note(&say!("publish-run-withdrawn", id = &run.id[..12], period = run.record.period, reason = reason));
        return Ok(());
    }
    let Publication { run, period, rows } = desk.publish(&operator, arguments.run.as_deref(), arguments.yes).await?;
    let short = &run[..12];
    printing::note(&if rows == 0 {
        say!("publish-run-published-before", short = short, period = period)
    } else {
        say!("publish-run-published-goes-down", short = short, period = period, rows = rows)
    });
    Ok(())
}
