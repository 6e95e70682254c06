//! The one program of a county, its townships and its villages: `cunbang` 村榜.
//!
//! This crate wires the others together and speaks to people. It reads the command line ([`command`]),
//! the configuration of a node's folder ([`configuration`]) and the files that people name
//! ([`source`]); it opens stores and nodes ([`opening`]) and prints lists, errors and progress. It may
//! know everything and decides nothing: what a row is, what a score is and who may write what is said
//! in the crates below.
//!
//! Data takes one way: arguments → a value of `clap` → one function of [`command`] → crates below →
//! text on standard output. Messages go to standard error, so that output can be piped. How a command
//! ended can be told from its exit code ([`exit`]).

mod command;
mod configuration;
mod context;
mod demo;
mod exit;
mod exporting;
mod logging;
mod opening;
mod printing;
mod progress;
mod ranking;
mod source;

use clap::Parser;
use command::Command;
use context::{Context, GlobalArguments};
use std::process::ExitCode;

/// 村榜: a county's ledgers, rankings and reports.
///
/// Villages keep their ledgers offline and sync them to their township and county; the county ranks
/// by published rules, and anyone can recompute the list.
///
/// With nothing set up: `cunbang demo` runs a whole county on this machine; `cunbang rank` ranks what
/// stands in spreadsheets. For real: `cunbang init county`, `cunbang enrol code`, `cunbang init
/// township`, `cunbang init terminal`, then `cunbang serve` on each.
#[derive(Debug, Parser)]
#[command(name = "cunbang", version, after_help = exit::EXIT_CODES, max_term_width = 110, propagate_version = false)]
struct Arguments {
    #[command(flatten)]
    global: GlobalArguments,
    #[command(subcommand)]
    command: Command,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    logging::start(&arguments.global, &arguments.command);
    let context = Context::new(arguments.global);
    match run(arguments.command, &context) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if printing::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            printing::error(&error);
            ExitCode::from(exit::ending_of(&error) as u8)
        }
    }
}

fn run(command: Command, context: &Context) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let outcome = runtime.block_on(async {
        let outcome = command.run(context).await;
        context.close().await;
        outcome
    });
    // What still runs in the background has nothing left to do that must be waited for.
    runtime.shutdown_background();
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }
}
