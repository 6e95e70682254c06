//! `cunbang receipts`: the receipts that this device holds, as a file.

use crate::context::Context;
use crate::opening;
use crate::printing::{self, note};
use clap::Args;
use cunbang_evidence::write_receipts;
use cunbang_language::say;
use cunbang_model::Period;
use std::path::PathBuf;

/// Write the receipts for this unit's ledgers to a file 导出回执: with it anyone sees whether a list left something out
///
/// A receipt is the signed word of a township or county that certain entries are there, and since when. Give the
/// file to whoever verifies a list: `cunbang verify FILE --receipts RECEIPTS`. It holds no rows and no names.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  cunbang receipts 2026Q3 --out receipts.jsonl")]
pub(crate) struct ReceiptsArguments {
    /// The period; all periods if left out
    #[arg(value_name = "PERIOD", value_parser = crate::values::period)]
    period: Option<Period>,
    /// File to write to, instead of standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Writes them.
pub(crate) async fn run(arguments: &ReceiptsArguments, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    opened.say_as_of().await?;
    let held = opened.desk.held_receipts(arguments.period).await?;
    let mut bytes = Vec::new();
    write_receipts(&mut bytes, &held)?;
    printing::output(&bytes, arguments.out.as_deref(), true)?;
    if arguments.out.is_some() {
        note(&say!("receipts-", receipts = held.receipts.len()));
    }
    Ok(())
}
