//! `cunbang withdraw`: one row taken back, or all that stand in a quarter.

use crate::command::record::finding;
use crate::command::record::table;
use crate::context::Context;
use crate::exit;
use crate::opening;
use crate::printing;
use crate::unit_named::UnitNamed;
use clap::Args;
use cunbang_desk::Desk;
use cunbang_desk::writing::hanging::Hanging;
use cunbang_desk::writing::withdraw::{Withdrawal, Withdrawn, by_table};
use cunbang_language::say;
use cunbang_model::{Period, Table};
use std::collections::BTreeMap;

/// Withdraw a row: it no longer counts, and stays to be seen with the reason
///
/// A member who is withdrawn from the roster also leaves the standing of the present quarter, or of the one named.
/// Without an id, all rows that stand in the period named are withdrawn, of one table or of all: what an import with a
/// mistyped year has left there.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cunbang withdraw deeds d17 --reason 重复登记\n  cunbang withdraw members m3 --reason 转出\n  cunbang withdraw standing m3 --period 2026Q3 --reason 转出\n  cunbang withdraw --period 2206Q4 --reason 年份写错 --yes"
)]
pub(crate) struct WithdrawArguments {
    /// The table
    #[arg(value_name = "TABLE", value_parser = table, required_unless_present = "period")]
    table: Option<Table>,
    /// The row's id
    #[arg(value_name = "ID", required_unless_present = "period")]
    id: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// The quarter in which the row stands [default: the newest that has it]
    #[arg(long, visible_alias = "quarter", value_name = "QUARTER", value_parser = crate::values::period)]
    period: Option<Period>,
    /// The unit that the row is about [default: this node's own]
    #[arg(long, value_name = "UNIT", requires = "id")]
    unit: Option<UnitNamed>,
    /// Withdraw all rows of a period, which are counted only without it; or a unit although a period is over in which it
    /// stood; or a finding whatever that does to the score
    #[arg(long)]
    yes: bool,
}

/// Withdraws.
pub(crate) async fn run(arguments: &WithdrawArguments, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    let desk = &opened.desk;
    let WithdrawArguments { table, id, unit, period, reason, .. } = arguments;
    match (table, id, period) {
        (Some(table), Some(id), _) => {
            if *table == Table::Units && !arguments.yes {
                let about = opened.unit_if(unit.as_ref())?.or_else(|| id.parse().ok());
                let operator = context.operator()?;
                if let Some(about) = about
                    && let Some(question) = desk.unit_question(&operator, about, Some(reason)).await?
                {
                    return Err(exit::input(question.to_string()));
                }
            }
            let wanted =
                Withdrawal { table: *table, unit: opened.unit_if(unit.as_ref())?, id, period: *period, reason };
            if *table == Table::Findings {
                let viewer = desk.viewer(&context.reader()?).await?;
                if let Some(effect) = desk.withdrawal_effect(&viewer, &wanted).await? {
                    finding::say_or_ask(Some(&effect), arguments.yes, &say!("finding-ask-withdraw"))?;
                }
            }
            let withdrawn = desk.take_back(&context.operator()?, wanted).await?;
            printing::note(&described(&withdrawn, id));
            Ok(())
        }
        (_, None, Some(period)) => all_of(desk, arguments, *period, context).await,
        _ => Err(exit::input(say!("withdraw-name-rows-id-or"))),
    }
}

fn described(withdrawn: &Withdrawn, id: &str) -> String {
    let Withdrawn { row, document, standing, stands_in, hanging } = withdrawn;
    let mut text = say!("withdraw-withdrawn", row = row, document = document);
    let Hanging { marks, deeds, named_in } = hanging;
    if *marks > 0 {
        text = format!("{text}\n{}", say!("withdraw-marks", marks = marks));
    }
    if !deeds.is_empty() {
        let named = deeds.iter().map(|deed| deed.row.as_str()).collect::<Vec<_>>().join("、");
        text = format!("{text}\n{}", say!("withdraw-deeds-stay", count = deeds.len(), named = named));
    }
    if !named_in.is_empty() {
        text = format!("{text}\n{}", say!("withdraw-named-in", rows = listed(named_in)));
    }
    if let Some(ledger) = standing {
        text = format!("{text}\n{}", say!("withdraw-standing-too", ledger = ledger));
    }
    if let (Some(ledger), Some(quarter)) = (stands_in, stands_in.and_then(|ledger| ledger.period())) {
        text = format!("{text}\n{}", say!("withdraw-standing-stays", ledger = ledger, id = id, quarter = quarter));
    }
    text
}

async fn all_of(desk: &Desk, arguments: &WithdrawArguments, period: Period, context: &Context) -> anyhow::Result<()> {
    if !arguments.yes {
        let there = by_table(&desk.standing_rows(period, arguments.table).await?);
        return Err(exit::input(say!("withdraw-yes-these-rows-would", period = period, there = listed(&there))));
    }
    let counts = desk.take_back_all(&context.operator()?, period, arguments.table, &arguments.reason).await?;
    printing::note(&say!("withdraw-withdrawn-again", period = period, counts = listed(&counts)));
    Ok(())
}

fn listed(counts: &BTreeMap<Table, usize>) -> String {
    if counts.is_empty() {
        return say!("withdraw-x");
    }
    counts
        .iter()
        .map(|(table, count)| say!("withdraw-x-again", table = table.chinese(), count = count))
        .collect::<Vec<_>>()
        .join("、")
}
