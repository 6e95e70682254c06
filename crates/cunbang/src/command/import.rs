//! `cunbang import`: rows from spreadsheets into this node's documents.

use crate::context::Context;
use crate::opening;
use crate::printing::{self, counted};
use crate::progress;
use crate::source;
use clap::Args;
use cunbang_model::{Period, Row};
use std::path::PathBuf;

/// Import spreadsheets: all of their rows, or none where anything is wrong
///
/// A village's terminal takes its own tables, an inspector's laptop findings, the county its units.
/// Importing the same rows again changes nothing; a row whose content differs takes the place of the
/// one before, which stays in the history.
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  cunbang import 台账.xlsx\n  cunbang import members.csv --quarter 2026Q3")]
pub(crate) struct ImportArguments {
    /// A folder of CSV files and workbooks, one such file, or one workbook (see `cunbang template`)
    #[arg(value_name = "PATH")]
    path: PathBuf,
    /// The quarter of rows that do not tell it themselves, such as members
    #[arg(long, value_name = "QUARTER")]
    quarter: Option<Period>,
    /// What the rows refer to (meetings, members) may stand in the ledger already: do not ask for it in the file
    #[arg(long)]
    partial: bool,
    /// File for the list of faults, CSV or JSON by its ending, if there are any
    #[arg(long, value_name = "FILE")]
    faults: Option<PathBuf>,
}

/// Imports.
pub(crate) async fn run(arguments: &ImportArguments, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    let node = opened.node;
    let progress = progress::spinner("reading");
    let known = node.org().units().cloned();
    let checked_against = known.as_deref().filter(|_| !arguments.partial);
    let tables = source::tables(&arguments.path, checked_against, arguments.faults.as_deref())?;
    progress.set_message("recording");
    let rows: Vec<Row> = tables.into_rows().collect();
    let written = opened.desk.import(&context.operator()?, &rows, arguments.quarter).await?;
    progress.finish_and_clear();
    printing::note(&format!(
        "{} read, {} recorded ✓",
        counted(rows.len(), "row"),
        counted(written, "new or changed row")
    ));
    if written > 0 && node.unit() != node.root() {
        printing::note("`cunbang sync` sends them, if `cunbang serve` is not running here");
    }
    Ok(())
}
