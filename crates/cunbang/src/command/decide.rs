//! `cunbang decide`: what the county says of a village that was not received.

use crate::context::Context;
use crate::exit;
use crate::opening;
use crate::printing;
use crate::unit_named::UnitNamed;
use clap::{Args, ValueEnum};
use cunbang_language::say;
use cunbang_model::Period;

/// Decide on a village that was not, or not wholly, received 认定; the reason is published
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  cunbang decide 2026Q3 330522103201 excuse --reason 山洪断网")]
pub(crate) struct DecideArguments {
    /// The period
    #[arg(value_name = "PERIOD", value_parser = crate::values::period)]
    period: Period,
    /// The village
    #[arg(value_name = "UNIT")]
    unit: UnitNamed,
    /// What is decided
    #[arg(value_enum, value_name = "DECISION")]
    decision: DecisionArgument,
    /// Why; everyone below can read it
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Decide although a unit between was not in contact since the last day of sealing: the village may have sealed there
    #[arg(long)]
    yes: bool,
}

/// A decision on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum DecisionArgument {
    /// Take what came as if all had been received
    Take,
    /// Excuse: no score, no rank, not eligible
    Excuse,
    /// Count as not carried out: received, with nothing
    NotCarriedOut,
    /// Take an earlier decision back
    Withdraw,
}

/// Decides.
pub(crate) async fn run(arguments: &DecideArguments, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    let desk = &opened.desk;
    let (operator, period, unit) = (context.operator()?, arguments.period, opened.unit(&arguments.unit)?);
    let word = match arguments.decision {
        DecisionArgument::Take => "take",
        DecisionArgument::Excuse => "excuse",
        DecisionArgument::NotCarriedOut => "not_carried_out",
        DecisionArgument::Withdraw => {
            desk.withdraw_decision(&operator, period, unit, &arguments.reason).await?;
            printing::note(&say!("decide-decision-taken-back", unit = unit, period = period));
            return Ok(());
        }
    };
    let unheard = desk.unheard_between(period, unit).await?;
    let is_idle = matches!(arguments.decision, DecisionArgument::NotCarriedOut);
    let without_device = if is_idle { desk.could_not_report(unit)? } else { None };
    let asked = without_device.or_else(|| unheard.first().map(ToString::to_string));
    if let (Some(asked), false) = (asked, arguments.yes) {
        return Err(exit::input(say!("decide-yes", unheard = asked)));
    }
    desk.decide(&operator, period, unit, word, &arguments.reason).await?;
    printing::note(&say!("decide-cunbang-run-ranks", unit = unit, period = period, word = word));
    Ok(())
}
