//! `cunbang publish`: a run into the signed bulletin, which goes down to everyone.

use crate::context::Context;
use crate::opening;
use crate::printing;
use clap::Args;
use cunbang_desk::Publication;
use cunbang_desk::assessment::ending::Unended;
use cunbang_desk::assessment::take_back::TakenBack;
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
    /// With --withdraw: let the list that this one had replaced stand again; without it no list stands
    #[arg(long, requires = "withdraw")]
    former_stands: bool,
    /// Publish although the list of units or the rules were changed over the period, something is in doubt, or fewer
    /// villages are received than the scheme asks for, in which case no candidates are listed; or although the run was
    /// published and taken back, or receipts are lost on which it rests
    #[arg(long)]
    yes: bool,
}

/// Publishes.
pub(crate) async fn run(arguments: &PublishArguments, context: &Context) -> anyhow::Result<()> {
    let desk = opening::node(context).await?.desk;
    let operator = context.operator()?;
    if let (Some(run), Some(reason)) = (&arguments.run, &arguments.withdraw) {
        let TakenBack { run, former, former_stands } =
            desk.take_back_publication(&operator, run, reason, arguments.former_stands).await?;
        let period = run.record.period;
        printing::note(&say!("publish-run-withdrawn", id = &run.id[..12], period = period, reason = reason));
        let id = former.as_ref().map(|former| former.run.get(..12).unwrap_or(&former.run).to_owned());
        printing::note(&match (former, id) {
            (Some(former), Some(id)) if former_stands => {
                say!("publish-former-stands", period = period, run = id, on = former.published_on)
            }
            (Some(former), Some(id)) => {
                say!("publish-former-does-not-stand", period = period, run = id, on = former.published_on)
            }
            _ => say!("publish-nothing-stands", period = period),
        });
        return Ok(());
    }
    let Publication { run, period, rows } = desk.publish(&operator, arguments.run.as_deref(), arguments.yes).await?;
    // Who publishes on too little with --yes is told what else the list rests on.
    for note in desk.notes_of_run(&desk.ranking_run(&run).await?).await?.said() {
        printing::note(&say!("run-note", warning = note));
    }
    if let Some(Unended::Due(until)) = desk.unended(period).await? {
        printing::note(&say!("publish-still-due", until = until));
    }
    let short = &run[..12];
    printing::note(&if rows == 0 {
        say!("publish-run-published-before", short = short, period = period)
    } else {
        say!("publish-run-published-goes-down", short = short, period = period, rows = rows)
    });
    Ok(())
}
