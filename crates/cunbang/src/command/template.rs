//! `cunbang template`: the workbook that people fill in.

use crate::printing;
use clap::Args;
use std::path::PathBuf;

/// Write the workbook that people fill in: every table, Chinese and English headers, drop-down lists
///
/// Each sheet has an example row, which is left out when the workbook is read as long as it stands
/// there untouched. What is filled in can be ranked (`cunbang rank`) and imported (`cunbang import`).
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  cunbang template --out 台账.xlsx")]
pub(crate) struct TemplateArguments {
    /// File to write to
    #[arg(long, value_name = "FILE", default_value = "cunbang-template.xlsx")]
    out: PathBuf,
}

/// Writes it.
pub(crate) fn run(arguments: &TemplateArguments) -> anyhow::Result<()> {
    printing::write_file(&arguments.out, &cunbang_report::template()?)?;
    printing::note(&format!(
        "{}: fill in the sheets, then `cunbang rank` or `cunbang import` it",
        arguments.out.display()
    ));
    Ok(())
}
