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

mod accounts_file;
mod answers;
mod asking;
mod audit;
mod authority;
mod command;
mod configuration;
mod connections;
mod context;
mod demo;
mod descriptors;
mod exit;
mod exporting;
mod first_start;
mod folder_lock;
mod health;
mod help;
mod high_water_file;
mod lock_file;
mod logging;
mod machine_start;
mod menu;
mod metering;
mod opening;
mod page_key;
mod pages_address;
mod printing;
mod progress;
mod ranking;
mod renewal;
mod secret;
mod source;
mod stopping;
mod troubles;
mod unit_named;
mod usage;
mod values;

use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser};
use command::Command;
use context::{Context, GlobalArguments};
use logging::LogFormat;
use mimalloc::MiMalloc;
use std::process::ExitCode;
use tracing::Instrument;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

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
    if let Some(language) = usage::language(std::env::args_os().skip(1), |name| std::env::var(name).ok()) {
        language.set_for_program();
    }
    let line = menu::line(std::env::args_os().collect());
    let spoken = command::record::columns::with_table(help::spoken(Arguments::command()), &line);
    let matches = spoken.try_get_matches_from(line).unwrap_or_else(|error| usage::end(&error));
    let name = name_of(&matches);
    let arguments = Arguments::from_arg_matches(&matches).unwrap_or_else(|error| usage::end(&error));
    let is_service = matches!(arguments.command, Command::Serve(_));
    let log_format = logging::start(&arguments.global, arguments.global.directory(), is_service);
    let context = Context::new(arguments.global);
    match run(arguments.command, &name, &context) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if printing::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            // Whoever collects a log of JSON objects gets this as one too.
            match log_format {
                LogFormat::Json => tracing::error!(command = name, error = printing::said(&error), "failed"),
                LogFormat::Text => printing::error(&error),
            }
            ExitCode::from(exit::ending_of(&error) as u8)
        }
    }
}

/// The command as it was given, as in `enrol code`.
fn name_of(matches: &ArgMatches) -> String {
    let mut words = Vec::new();
    let mut matches = matches;
    while let Some((word, below)) = matches.subcommand() {
        words.push(word);
        matches = below;
    }
    words.join(" ")
}

fn run(command: Command, name: &str, context: &Context) -> anyhow::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let work = async {
        let outcome = command.run(context).await;
        context.close().await;
        outcome
    };
    let outcome = runtime.block_on(work.instrument(tracing::info_span!("command", given = name)));
    // What still runs in the background has nothing left to do that must be waited for.
    runtime.shutdown_background();
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }
}
