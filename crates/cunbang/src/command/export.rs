//! `cunbang export`: a document as a file that other programs open.

use crate::context::Context;
use crate::opening;
use crate::printing;
use clap::{Args, ValueEnum};
use cunbang_model::DocumentName;
use std::path::PathBuf;

/// Write a document as a file: an Automerge document, which any Automerge implementation opens, or JSON
///
/// The document is one map, from `table/id` to the row as JSON text; its history names who wrote each
/// change. The JSON is an object from the same keys to arrays of rows: more than one where two people
/// wrote the same row apart and nobody has chosen yet.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cunbang export ledger/330522103201/2026Q3 --out ledger.automerge\n  cunbang export ledger/330522103201/2026Q3 --format json"
)]
pub(crate) struct ExportArguments {
    /// The document, as `cunbang status` lists it
    #[arg(value_name = "DOCUMENT")]
    document: DocumentName,
    /// How to write it
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: ExportFormat,
    /// File to write to, instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// How a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum ExportFormat {
    /// The document with its whole history
    #[default]
    Automerge,
    /// What stands in it now
    Json,
}

/// Exports.
pub(crate) async fn run(arguments: &ExportArguments, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    let viewer = opened.reader(context).await?;
    let document = opened.desk.document(&viewer, arguments.document).await?;
    let bytes = match arguments.format {
        ExportFormat::Automerge => document.automerge(),
        ExportFormat::Json => format!("{}\n", serde_json::to_string_pretty(&document.rows()?)?).into_bytes(),
    };
    printing::output(&bytes, arguments.out.as_deref(), arguments.format == ExportFormat::Json)
}
