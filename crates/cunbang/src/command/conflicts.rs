//! `cunbang conflicts` and `cunbang resolve`: rows that stand with several values, and the choice between them.

use crate::command::history::named;
use crate::command::list::{TextOrJson, by_whom};
use crate::command::record::{cell, read_one, table};
use crate::context::Context;
use crate::opening;
use crate::printing;
use crate::unit_named::UnitNamed;
use clap::Args;
use cunbang_desk::writing::conflicts::ConflictValue;
use cunbang_desk::{Chosen, ConflictView};
use cunbang_language::say;
use cunbang_model::shown::in_line;
use cunbang_model::{Carried, DocumentName, Period, Table};
use std::fmt::Write as _;

/// Show the rows that stand with several values 冲突, as two devices wrote them without knowing of each other
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  cunbang conflicts\n  cunbang conflicts --period 2026Q2")]
pub(crate) struct ConflictsArguments {
    /// The unit that the rows are about [default: this node's own]
    #[arg(long, value_name = "UNIT")]
    unit: Option<UnitNamed>,
    /// Only those of a period, and of the roster [default: all]
    #[arg(long, value_name = "PERIOD", value_parser = crate::values::period)]
    period: Option<Period>,
    /// How to print them
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: TextOrJson,
}

/// Choose what stands of a row with several values 选定; the others stay in its history
///
/// With cells, the value that was taken stands with these cells changed: neither of the two.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cunbang resolve deeds d17 --take 2\n  cunbang resolve deeds d17 --take 1 text=修路修桥"
)]
pub(crate) struct ResolveArguments {
    /// The table
    #[arg(value_name = "TABLE", value_parser = table)]
    table: Table,
    /// The row's id
    #[arg(value_name = "ID")]
    id: String,
    /// The number of the value, as `cunbang conflicts` numbers them
    #[arg(long, value_name = "N")]
    take: usize,
    /// Cells that are to be otherwise; English or Chinese column names
    #[arg(value_name = "COLUMN=VALUE", value_parser = cell)]
    cells: Vec<(String, String)>,
    /// The period [default: the newest in which there is such a row]
    #[arg(long, value_name = "PERIOD", value_parser = crate::values::period)]
    period: Option<Period>,
}

/// Shows.
pub(crate) async fn run(arguments: &ConflictsArguments, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    let viewer = opened.reader(context).await?;
    let unit = opened.unit_if(arguments.unit.as_ref())?;
    let mut found = opened.desk.conflict_views(&viewer, unit).await?;
    // A roster has no period, and concerns every one.
    let is_of = |period: Period, document: DocumentName| {
        document.period().is_none_or(|one| period.contains(one) || one.contains(period))
    };
    found.retain(|one| arguments.period.is_none_or(|period| is_of(period, one.document)));
    printing::text(&match arguments.format {
        TextOrJson::Json => serde_json::to_string_pretty(&found)?,
        TextOrJson::Text if found.is_empty() => say!("conflicts-no-row-stands-several"),
        TextOrJson::Text => {
            let shown = found.iter().map(|one| {
                let how = say!("conflicts-cunbang-resolve-take-n", table = one.table, id = one.id);
                format!("{} {}/{}\n{}\n  {how}", one.document, one.table, one.id, describe(one))
            });
            let first = say!("conflicts-choose", found = found.len());
            std::iter::once(first).chain(shown).collect::<Vec<_>>().join("\n\n")
        }
    })
}

/// The values, a line each, with what differs below.
pub(crate) fn describe(conflict: &ConflictView) -> String {
    conflict.values.iter().map(|value| describe_value(conflict, value)).collect::<Vec<_>>().join("\n")
}

fn describe_value(conflict: &ConflictView, value: &ConflictValue) -> String {
    let who = value.written.as_ref().map(by_whom).unwrap_or_default();
    let mut text = format!("  {} {} {}", value.number, value.mark.as_str(), in_line(&who));
    let carried = Carried::from(value.row.clone());
    let texts = carried.texts();
    for column in &conflict.differs {
        let cell = texts.iter().find(|(name, _)| name == column).map_or("—", |(_, text)| text.as_str());
        let name = value.members.get(cell).map(|name| format!(" {name}")).unwrap_or_default();
        let _ = write!(text, "\n      {}: {}{}", named(conflict.table, column), in_line(cell), in_line(&name));
    }
    text
}

/// Chooses.
pub(crate) async fn resolve(arguments: &ResolveArguments, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    let (desk, ResolveArguments { table, id, take, cells, period }) = (&opened.desk, arguments);
    let operator = context.operator()?;
    let mut chosen = Chosen::Number(*take);
    if !cells.is_empty() {
        let viewer = opened.desk.viewer(&context.reader()?).await?;
        let conflict = desk.conflict(&viewer, *table, None, id, *period).await?;
        let taken = conflict.as_ref().and_then(|conflict| conflict.values.get(take.checked_sub(1)?));
        if let Some(value) = taken {
            let row = Carried::from(value.row.clone().reinstated());
            let mut written: Vec<(String, String)> =
                row.texts().into_iter().map(|(column, text)| (column.to_owned(), text)).collect();
            for (column, text) in cells {
                let known = table.columns().iter().find(|known| known.name == column || known.chinese == column);
                let name = known.map_or(column.as_str(), |known| known.name);
                written.retain(|(there, _)| there != name);
                written.push((name.to_owned(), text.clone()));
            }
            chosen = Chosen::Written(read_one(desk, &operator, *table, &written, *period, true).await?);
        }
    }
    let document = desk.resolve(&operator, *table, None, id, *period, &chosen).await?;
    printing::note(&say!("conflicts-one-value-now", document = document, table = table, id = id));
    Ok(())
}
