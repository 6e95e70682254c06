//! `cunbang template`: the workbook that people fill in.

use crate::exit;
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
    /// Write over a file of that name
    #[arg(long)]
    force: bool,
}

/// Writes it.
pub(crate) fn run(arguments: &TemplateArguments) -> anyhow::Result<()> {
    // Somebody's quarter may stand in it.
    if !arguments.force && arguments.out.try_exists().unwrap_or(true) {
        return Err(exit::input(format!(
            "{}: 文件已存在，请另取文件名，或用 --force 覆盖 the file is there already: name another, or write over it with --force",
            arguments.out.display()
        )));
    }
    printing::write_file(&arguments.out, &cunbang_report::template()?)?;
    printing::note(&format!(
        "{}: fill in the sheets, then `cunbang rank` or `cunbang import` it",
        arguments.out.display()
    ));
    Ok(())
}
