//! `cunbang consequences`: what the rules propose because of a published ranking, and what people decide on it.

use crate::context::Context;
use crate::opening;
use crate::printing::{self, ListArguments, ListFormat, Listing};
use crate::unit_named::UnitNamed;
use clap::{Args, Subcommand};
use cunbang_desk::ConsequenceSubject;
use cunbang_language::say;
use cunbang_model::Period;
use cunbang_model::schema::ConsequenceVerdict;
use cunbang_model::shown::in_line;
use cunbang_web::consequences::{COLUMNS, cells};
use serde_json::{Value, json};

/// What is shown first where the table is for people.
const FOR_PEOPLE: [&str; 10] =
    ["unit", "name", "member", "office", "person_name", "consequence", "title", "amount", "verdict", "unstated"];

/// See and decide on the consequences 结果运用 that the rules propose because of a published ranking
///
/// They are proposals: a person confirms each, or does not apply it and says why. What is decided goes down to the unit
/// with the next sync; it changes no score and no ranking. A decision is of the published run: where another is
/// published in its place, what that proposes is decided anew.
#[derive(Debug, Subcommand)]
#[command(
    after_help = "Examples:\n  cunbang consequences list 2026Q3\n  cunbang consequences confirm 2026Q3 330522103201 talk --office o1\n  cunbang consequences waive 2026Q3 330522103201 pay --reason 已补开主题党日"
)]
pub(crate) enum ConsequencesCommand {
    /// List what is proposed, and what was decided on it
    List(ListOfArguments),
    /// Confirm what is proposed
    Confirm(DecideArguments),
    /// Do not apply what is proposed; the unit reads the reason
    Waive(WaiveArguments),
    /// Say that what was confirmed is carried out
    Done(DecideArguments),
}

/// Which are listed.
#[derive(Debug, Args)]
pub(crate) struct ListOfArguments {
    /// The period
    #[arg(value_name = "PERIOD", value_parser = crate::values::period)]
    period: Period,
    /// Of one unit and those under it alone
    #[arg(long, value_name = "UNIT")]
    unit: Option<UnitNamed>,
    #[command(flatten)]
    list: ListArguments,
}

/// On what is decided.
#[derive(Debug, Args)]
pub(crate) struct ProposalArguments {
    /// The period
    #[arg(value_name = "PERIOD", value_parser = crate::values::period)]
    period: Period,
    /// The unit
    #[arg(value_name = "UNIT")]
    unit: UnitNamed,
    /// The consequence's id in the rules
    #[arg(value_name = "CONSEQUENCE")]
    consequence: String,
    /// The member's id, where it is about a member
    #[arg(long, value_name = "MEMBER", conflicts_with = "office")]
    member: Option<String>,
    /// The office's id, where it is for who holds one
    #[arg(long, value_name = "OFFICE")]
    office: Option<String>,
}

/// A decision that needs no reason.
#[derive(Debug, Args)]
pub(crate) struct DecideArguments {
    #[command(flatten)]
    proposal: ProposalArguments,
    /// Why; the unit reads it
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    reason: String,
}

/// A decision that needs one.
#[derive(Debug, Args)]
pub(crate) struct WaiveArguments {
    #[command(flatten)]
    proposal: ProposalArguments,
    /// Why; the unit reads it
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

/// Lists or decides.
pub(crate) async fn run(command: &ConsequencesCommand, context: &Context) -> anyhow::Result<()> {
    match command {
        ConsequencesCommand::List(arguments) => list(arguments, context).await,
        ConsequencesCommand::Confirm(DecideArguments { proposal, reason }) => {
            decide(proposal, ConsequenceVerdict::Confirmed, reason, context).await
        }
        ConsequencesCommand::Waive(WaiveArguments { proposal, reason }) => {
            decide(proposal, ConsequenceVerdict::NotApplied, reason, context).await
        }
        ConsequencesCommand::Done(DecideArguments { proposal, reason }) => {
            decide(proposal, ConsequenceVerdict::CarriedOut, reason, context).await
        }
    }
}

async fn list(arguments: &ListOfArguments, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    let viewer = opened.reader(context).await?;
    let mut found = opened.desk.consequences(&viewer, arguments.period).await?;
    let within = opened.unit_if(arguments.unit.as_ref())?;
    found.retain(|one| within.is_none_or(|unit| one.unit.is_within(&unit)));
    let is_table = arguments.list.format == ListFormat::Table;
    let is_shown = |name: &str| !is_table || arguments.list.wide || FOR_PEOPLE.contains(&name);
    let columns: Vec<(&'static str, &'static str)> = COLUMNS.into_iter().filter(|(name, _)| is_shown(name)).collect();
    let mut list = Listing::new(&columns);
    for one in &found {
        let shown = COLUMNS.iter().zip(cells(one)).filter(|((name, _), _)| is_shown(name));
        list.push(shown.map(|((name, _), cell)| match (*name, cell.is_empty()) {
            (_, true) => Value::Null,
            ("title", false) if is_table => json!(in_line(&one.said())),
            ("amount", false) if is_table => json!(one.amount_in_words()),
            (_, false) => json!(cell),
        }));
    }
    list.print(arguments.list)
}

async fn decide(
    proposal: &ProposalArguments,
    verdict: ConsequenceVerdict,
    reason: &str,
    context: &Context,
) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    let desk = &opened.desk;
    let ProposalArguments { period, unit, consequence, member, office } = proposal;
    let subject = ConsequenceSubject { unit: opened.unit(unit)?, member: member.clone(), office: office.clone() };
    desk.decide_consequence(&context.operator()?, *period, &subject, consequence, verdict, reason).await?;
    printing::note(&say!("consequence-goes-down", subject = subject, consequence = in_line(consequence)));
    Ok(())
}
