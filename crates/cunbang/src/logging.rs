//! Logs: to standard error, so that output can be piped.

use crate::command::Command;
use crate::context::GlobalArguments;
use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Starts logging. A service says what it does; a command that a person waits for only warns.
pub(crate) fn start(arguments: &GlobalArguments, command: &Command) {
    let usual = match (arguments.verbose, command) {
        (0, Command::Serve(_)) | (1, _) => "info",
        // What the node warns of, these commands tell in their own words.
        (0, _) => "warn,cunbang_replica=error,cunbang_desk=error",
        (2, _) => "debug",
        _ => "trace",
    };
    let filter = EnvFilter::builder().parse(arguments.log.as_deref().unwrap_or(usual)).unwrap_or_else(|error| {
        eprintln!("cunbang: --log: {error}: expected something like info or warn,cunbang_sync=debug");
        EnvFilter::new(usual)
    });
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(arguments.verbose > 1)
        .init();
}
