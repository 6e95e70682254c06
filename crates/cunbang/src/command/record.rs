//! `cunbang record` and `cunbang withdraw`: one row, written by hand.

use crate::command::import::check_quarter;
use crate::context::Context;
use crate::exit;
use crate::opening;
use crate::printing;
use clap::Args;
use cunbang_model::{DocumentKind, DocumentName, Period, Row, Table, UnitCode, clock};
use cunbang_replica::Replica;
use cunbang_store::Selection;

/// Record one row
///
/// The unit is this node's own unless it is named. A row with the same id takes the place of the one
/// before, which stays in the history.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  cunbang record deeds deed=d17 member=m3 date=2026-08-05 kind=助人 text=修路 confirmed_on=2026-08-10"
)]
pub(crate) struct RecordArguments {
    /// The table: deeds, meetings, attendance, tasks, visits, findings, …
    #[arg(value_name = "TABLE", value_parser = table)]
    table: Table,
    /// The cells; English or Chinese column names
    #[arg(value_name = "COLUMN=VALUE", required = true, value_parser = cell)]
    cells: Vec<(String, String)>,
    /// The quarter, where the row does not tell it itself
    #[arg(long, value_name = "QUARTER")]
    quarter: Option<Period>,
}

/// Withdraw a row: it no longer counts, and stays to be seen with the reason
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  cunbang withdraw deeds d17 --reason 重复登记")]
pub(crate) struct WithdrawArguments {
    /// The table
    #[arg(value_name = "TABLE", value_parser = table)]
    table: Table,
    /// The row's id
    #[arg(value_name = "ID")]
    id: String,
    /// Why
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// The unit that the row is about [default: this node's own]
    #[arg(long, value_name = "CODE")]
    unit: Option<UnitCode>,
}

fn table(name: &str) -> Result<Table, String> {
    Table::from_name(name).or_else(|| Table::ALL.iter().copied().find(|table| table.chinese() == name)).ok_or_else(
        || {
            let known: Vec<&str> = Table::ALL.iter().map(|table| table.name()).collect();
            format!("expected one of {}", known.join(", "))
        },
    )
}

fn cell(text: &str) -> Result<(String, String), String> {
    let (column, value) = text.split_once('=').ok_or("expected COLUMN=VALUE, as in date=2026-08-05")?;
    Ok((column.trim().to_owned(), value.to_owned()))
}

/// Records.
pub(crate) async fn run(arguments: &RecordArguments, context: &Context) -> anyhow::Result<()> {
    check_quarter(arguments.quarter)?;
    let opened = opening::node(context).await?;
    let node = opened.node;
    let table = arguments.table;
    let own = node.unit().to_string();
    let mut cells: Vec<(&str, &str)> =
        arguments.cells.iter().map(|(column, value)| (english(table, column), value.as_str())).collect();
    if table.column_index("unit").is_some() && !cells.iter().any(|(column, _)| *column == "unit") {
        cells.push(("unit", &own));
    }
    let row = Row::from_cells(table, cells).map_err(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        exit::input(format!("{table}: {}", faults.join("\n")))
    })?;
    let quarter = match arguments.quarter {
        None => quarter_of(&node, &row, &*context.clock).await?,
        named => named,
    };
    let key = row.key();
    let written = opened.desk.import(&context.operator()?, &[row], quarter).await?;
    printing::note(&if written == 0 {
        format!("{key} stood there already, just so")
    } else {
        format!("{key} recorded ✓")
    });
    Ok(())
}

fn english(table: Table, column: &str) -> &str {
    let columns = table.columns();
    columns.iter().find(|known| known.chinese == column).map_or(column, |known| known.name)
}

/// The quarter of a row that does not tell it: an attendance mark's is its meeting's, a standing's the present one.
async fn quarter_of(node: &Replica, row: &Row, clock: &dyn cunbang_model::Clock) -> anyhow::Result<Option<Period>> {
    match row.table() {
        Table::Attendance => {
            let meeting = row.text("meeting").unwrap_or_default();
            let found = find(node, Table::Meetings, row.unit(), meeting).await?;
            Ok(found.and_then(|(document, _)| document.period()))
        }
        Table::Standing | Table::Members => Ok(Some(Period::quarter_of(clock::county_date(clock.now())))),
        _ => Ok(None),
    }
}

/// The row with an id, and the document where it stands; the newest document first.
async fn find(node: &Replica, table: Table, unit: UnitCode, id: &str) -> anyhow::Result<Option<(DocumentName, Row)>> {
    let about = match table.document() {
        DocumentKind::Org | DocumentKind::Scheme => node.root(),
        _ => unit,
    };
    let documents = node.store().documents(&Selection::new(table.document(), about, None)).await?;
    for document in documents.into_iter().rev().filter(|document| document.unit() == about) {
        let projection = node.projection(document).await?;
        if let Some(standing) = projection.get(table, id) {
            return Ok(Some((document, standing.row.clone())));
        }
    }
    Ok(None)
}

/// Withdraws.
pub(crate) async fn withdraw(arguments: &WithdrawArguments, context: &Context) -> anyhow::Result<()> {
    let node = opening::node(context).await?.node;
    let unit = arguments.unit.unwrap_or_else(|| node.unit());
    let Some((document, row)) = find(&node, arguments.table, unit, &arguments.id).await? else {
        return Err(exit::input(format!(
            "{unit} has no row {}/{} here: ids are those of the table, several key columns joined by /",
            arguments.table, arguments.id
        )));
    };
    if row.is_withdrawn() {
        return Err(exit::input(format!("{} of {document} is withdrawn already", row.key())));
    }
    let key = row.key();
    node.record(&context.operator()?, vec![(document, vec![row.withdrawn(&arguments.reason)])]).await?;
    printing::note(&format!("{key} of {document} withdrawn ✓"));
    Ok(())
}
