//! `cunbang undo`: the last import, or another operation of this device, taken back as a whole.

use crate::command::enrol::county_time;
use crate::context::Context;
use crate::opening;
use crate::printing::{self, ListArguments, ListFormat, Listing};
use clap::Args;
use cunbang_desk::{Operation, Undone};
use cunbang_language::{Language, Named, say};
use cunbang_model::Table;
use cunbang_model::shown::in_line;
use serde_json::json;
use std::fmt::Write as _;

/// Take back 撤销 the last thing that was recorded on this device, such as an import, with all of its rows
///
/// Every row goes back to what it was before, or is withdrawn where there was none. A row that somebody has changed
/// since is left as it is, and named. What was undone stays in the history, and can be done again: undoing is an
/// operation too.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cunbang undo --list\n  cunbang undo --dry-run\n  cunbang undo\n  cunbang undo 20260930-100000"
)]
pub(crate) struct UndoArguments {
    /// The operation, as --list names it [default: the newest of which something stands]
    #[arg(value_name = "OPERATION", conflicts_with = "all")]
    operation: Option<String>,
    /// List what was recorded on this device, the newest first
    #[arg(long = "list", id = "all")]
    all: bool,
    /// Show what would go back, and change nothing
    #[arg(long, conflicts_with = "all")]
    dry_run: bool,
    #[command(flatten)]
    list: ListArguments,
}

/// How many rows are named.
const MOST_NAMED: usize = 20;

/// Takes back, or lists.
pub(crate) async fn run(arguments: &UndoArguments, context: &Context) -> anyhow::Result<()> {
    let desk = opening::node(context).await?.desk;
    if arguments.all {
        let operations = desk.operations().await?;
        if arguments.list.format == ListFormat::Json {
            return printing::text(&serde_json::to_string_pretty(&operations)?);
        }
        // Who wrote what, and when, is why one looks: it stays, however narrow the window.
        let mut list = Listing::new(&[
            ("operation", "编号"),
            ("title", "文件或记录"),
            ("tables", "表和行数"),
            ("at", "时间"),
            ("kind", "操作"),
            ("rows", "行数"),
            ("stand", "现行"),
            ("operator_name", "登记人"),
        ]);
        let is_table = arguments.list.format == ListFormat::Table;
        for one in &operations {
            let kind = Named::new(one.kind.chinese(), one.kind.as_str());
            let title =
                if is_table && !arguments.list.wide { format!("{kind} {}", one.title) } else { one.title.clone() };
            list.push([
                json!(one.id),
                json!(title.trim()),
                json!(tables_of(one)),
                json!(county_time(one.at)),
                json!(kind.to_string()),
                json!(one.rows),
                json!(one.rows_that_stand),
                json!(one.operator_name.as_deref().unwrap_or(&one.operator)),
            ]);
        }
        return list.print(arguments.list);
    }
    let named = arguments.operation.as_deref();
    let undone = if arguments.dry_run {
        desk.undo_preview(named).await?
    } else {
        desk.undo(&context.operator()?, named).await?
    };
    if arguments.list.format == ListFormat::Json {
        return printing::text(&serde_json::to_string_pretty(&undone)?);
    }
    printing::note(&describe(&undone, arguments.dry_run));
    Ok(())
}

/// The tables that an operation wrote into, those with the most rows first.
fn tables_of(operation: &Operation) -> String {
    let mut tables: Vec<(&Table, &usize)> = operation.by_table.iter().collect();
    tables.sort_by_key(|(_, rows)| std::cmp::Reverse(**rows));
    let named = tables
        .iter()
        .map(|(table, rows)| say!("undo-tables", table = Named::new(table.chinese(), table.name()), rows = rows));
    named.collect::<Vec<_>>().join(Language::first().pick("、", ", "))
}

fn describe(undone: &Undone, is_dry_run: bool) -> String {
    let Undone { operation, back, left } = undone;
    let (id, kind, title) = (&operation.id, operation.kind, in_line(&operation.title));
    let withdrawn = back.iter().filter(|row| row.was_new).count();
    let kind = Named::new(kind.chinese(), kind.as_str());
    let mut text = if is_dry_run {
        say!("undo-would", id = id, kind = kind, title = title, back = back.len(), withdrawn = withdrawn)
    } else {
        say!("undo-undone", id = id, kind = kind, title = title, back = back.len(), withdrawn = withdrawn)
    };
    for row in left.iter().take(MOST_NAMED) {
        let _ = write!(text, "\n  {} {}: {}", row.document, row.row, row.why.said());
    }
    if let Some(more) = left.len().checked_sub(MOST_NAMED).filter(|more| *more > 0) {
        let _ = write!(text, "\n  {}", say!("undo-more-which-format-json", more = more));
    }
    text
}
