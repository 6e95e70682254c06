//! `cunbang publish`: a run into the signed bulletin, which goes down to everyone.

use crate::context::Context;
use crate::exit;
use crate::opening;
use crate::printing;
use clap::Args;

/// Publish a ranking run 通报: it goes down to every unit below with the next sync
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  cunbang publish\n  cunbang publish 3f9c2ab10d4e --withdraw 数据有误")]
pub(crate) struct PublishArguments {
    /// The run, or the first digits of its id [default: the newest]
    #[arg(value_name = "RUN")]
    run: Option<String>,
    /// Take the publication back, with this reason; both stay to be seen
    #[arg(long, value_name = "REASON", requires = "run")]
    withdraw: Option<String>,
}

/// Publishes.
pub(crate) async fn run(arguments: &PublishArguments, context: &Context) -> anyhow::Result<()> {
    let desk = opening::node(context).await?.desk;
    let named = match &arguments.run {
        Some(run) => run.clone(),
        None => match desk.replica().store().runs(None).await?.into_iter().next() {
            Some(head) => head.id,
            None => return Err(exit::input("there is no run yet: `cunbang run PERIOD` makes one")),
        },
    };
    let run = desk.ranking_run(&named).await?;
    let short = &run.id[..12];
    let operator = context.operator()?;
    if let Some(reason) = &arguments.withdraw {
        desk.withdraw_publication(&operator, &run.id, reason).await?;
        printing::note(&format!("run {short} of {} is withdrawn: {reason}", run.record.period));
        return Ok(());
    }
    let rows = desk.publish(&operator, &run.id).await?;
    printing::note(&if rows == 0 {
        format!("run {short} of {} was published before", run.record.period)
    } else {
        format!("run {short} of {} is published, {rows} rows; it goes down with the next sync", run.record.period)
    });
    Ok(())
}
