//! `cunbang move-deeds`: what was told at a meeting moves with it to another day.

use crate::context::Context;
use crate::opening;
use crate::printing;
use clap::Args;
use cunbang_language::say;
use cunbang_model::Period;
use cunbang_model::shown::in_line;

/// Move the deeds that were told at a meeting to the day on which it stands now, all at once
///
/// Deeds are moved that were written before the meeting was given another day and stand, or are confirmed, on its former
/// one; where another meeting stands on that day, none are. `cunbang undo` takes it back as a whole.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  cunbang move-deeds t08 --dry-run")]
pub(crate) struct MoveDeedsArguments {
    /// The meeting's id
    #[arg(value_name = "MEETING")]
    meeting: String,
    /// The quarter [default: the newest in which there is such a meeting]
    #[arg(long, value_name = "QUARTER", value_parser = crate::values::period)]
    period: Option<Period>,
    /// Only list the deeds that would be moved
    #[arg(long)]
    dry_run: bool,
}

/// Moves.
pub(crate) async fn run(arguments: &MoveDeedsArguments, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    let viewer = opened.desk.viewer(&context.reader()?).await?;
    let MoveDeedsArguments { meeting, period, dry_run } = arguments;
    let Some(left) = opened.desk.left_behind(&viewer, *period, meeting).await? else {
        printing::note(&say!("move-deeds-none", meeting = meeting));
        return Ok(());
    };
    let (deeds, from, to) = (left.deeds.len(), left.from, left.to);
    if *dry_run {
        printing::note(&say!("move-deeds-would", deeds = deeds, from = from, to = to));
        let said: Vec<String> = left.deeds.iter().map(|deed| format!("  {}", in_line(&deed.said))).collect();
        return printing::text(&said.join("\n"));
    }
    opened.desk.move_along(&context.operator()?, *period, meeting).await?;
    printing::note(&say!("move-deeds-moved", deeds = deeds, from = from, to = to));
    Ok(())
}
