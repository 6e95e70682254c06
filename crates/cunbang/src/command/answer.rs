//! `cunbang answer`: what township or county say to a village's objection.

use crate::context::Context;
use crate::opening;
use crate::printing;
use crate::unit_named::UnitNamed;
use clap::{Args, ValueEnum};
use cunbang_language::say;
use cunbang_model::Period;
use cunbang_model::schema::ReplyOutcome;

/// Answer a village's objection 答复申辩; everyone below can read the answer
///
/// `cunbang list objections --unit UNIT` shows what was said, with the ids.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  cunbang answer 2026Q3 330522103201 3f8a01c2d4e5 partly_upheld --text 八月记录已核对，退回一分"
)]
pub(crate) struct AnswerArguments {
    /// The period
    #[arg(value_name = "PERIOD", value_parser = crate::values::period)]
    period: Period,
    /// The village
    #[arg(value_name = "UNIT")]
    unit: UnitNamed,
    /// The objection's id
    #[arg(value_name = "OBJECTION")]
    objection: String,
    /// What came of it
    #[arg(value_enum, value_name = "OUTCOME")]
    outcome: OutcomeArgument,
    /// Why; everyone below can read it
    #[arg(long, value_name = "TEXT")]
    text: String,
}

/// What came of an objection, on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum OutcomeArgument {
    /// The village is right
    Upheld,
    /// It is right in part
    PartlyUpheld,
    /// It is not
    Dismissed,
}

impl From<OutcomeArgument> for ReplyOutcome {
    fn from(argument: OutcomeArgument) -> Self {
        match argument {
            OutcomeArgument::Upheld => Self::Upheld,
            OutcomeArgument::PartlyUpheld => Self::PartlyUpheld,
            OutcomeArgument::Dismissed => Self::Dismissed,
        }
    }
}

/// Answers.
pub(crate) async fn run(arguments: &AnswerArguments, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    let desk = &opened.desk;
    let AnswerArguments { period, unit, objection, outcome, text } = arguments;
    let unit = opened.unit(unit)?;
    desk.answer_objection(&context.operator()?, unit, *period, objection, (*outcome).into(), text).await?;
    printing::note(&say!("answer-answered-goes-down-next", unit = unit, period = period));
    Ok(())
}
