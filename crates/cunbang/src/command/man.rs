//! `cunbang man`: the manual, made from the command line's own definition.

use crate::{Arguments, printing};
use anyhow::Context as _;
use clap::{Args, CommandFactory};
use cunbang_language::say;
use std::path::PathBuf;

/// Print the manual page, or write the pages of all commands into a folder
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  cunbang man | man -l -\n  cunbang man --out /usr/local/share/man/man1")]
pub(crate) struct ManArguments {
    /// Folder for cunbang.1 and a page for each command
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

/// Prints or writes it.
pub(crate) fn run(arguments: &ManArguments) -> anyhow::Result<()> {
    let command = Arguments::command();
    if let Some(folder) = &arguments.out {
        std::fs::create_dir_all(folder).with_context(|| say!("man-cannot-made", folder = folder.display()))?;
        return clap_mangen::generate_to(command, folder)
            .with_context(|| say!("man-cannot-write-there", folder = folder.display()));
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    printing::output(&page, None, true)
}
