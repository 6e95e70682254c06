//! `cunbang completions`: what a shell needs to complete commands.

use crate::{Arguments, printing};
use clap::{Args, CommandFactory};
use clap_complete::Shell;

/// Print completions for a shell
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cunbang completions bash > /etc/bash_completion.d/cunbang\n  cunbang completions fish > ~/.config/fish/completions/cunbang.fish"
)]
pub(crate) struct CompletionsArguments {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    shell: Shell,
}

/// Prints them.
pub(crate) fn run(arguments: &CompletionsArguments) -> anyhow::Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "cunbang", &mut script);
    printing::output(&script, None, true)
}
