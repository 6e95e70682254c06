//! Logs: to standard error, so that output can be piped; audit events to a file of their own as well.

use crate::audit::AuditLayer;
use crate::configuration::{Configuration, LogSettings};
use crate::context::GlobalArguments;
use clap::ValueEnum;
use cunbang_language::say;
use cunbang_model::shown::in_line;
use serde::{Deserialize, Serialize};
use std::io::IsTerminal;
use std::path::Path;
use tracing_subscriber::field::MakeExt;
use tracing_subscriber::fmt::format::debug_fn;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{EnvFilter, Layer};

/// What the database says at `info` is no news to whoever runs a node: that a table is there already.
const QUIET: &str = "sqlx=warn";

/// How a log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum LogFormat {
    /// Lines for people
    #[default]
    Text,
    /// One JSON object a line, for programs that collect logs
    Json,
}

impl LogFormat {
    /// The word in the configuration.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
        }
    }
}

/// Starts logging and gives the format. A service says what it does, as its configuration wishes; a command
/// that a person waits for only warns.
pub(crate) fn start(arguments: &GlobalArguments, directory: &Path, is_service: bool) -> LogFormat {
    let configured = if is_service { of_service(directory) } else { LogSettings::default() };
    let usual = match (arguments.verbose, is_service) {
        // Whoever looks at a terminal's window is told in sentences what needs to be done; the rest is for logs.
        (0, true) if is_watched(directory) => "warn",
        (0, true) | (1, _) => "info",
        // What the node warns of, these commands tell in their own words. The demonstration alone is a node above, and
        // plays by a clock of its own.
        (0, false) => "warn,cunbang_replica=error,cunbang_desk=error,cunbang_sync::half::upper=error",
        (2, _) => "debug",
        _ => "trace",
    };
    let configured_filter = configured.filter.filter(|_| arguments.verbose == 0);
    let wanted = arguments.log.clone().or(configured_filter).unwrap_or_else(|| usual.to_owned());
    let filter = EnvFilter::builder().parse(format!("{QUIET},{wanted}")).unwrap_or_else(|error| {
        eprintln!("cunbang: {}", say!("logging-filter", wanted = format!("{wanted:?}"), error = error));
        EnvFilter::new(usual)
    });
    let format = arguments.log_format.unwrap_or(configured.format);
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    // Whatever is told of others is one line that can be shown.
    let shown = debug_fn(|writer, field, value| match field.name() {
        "message" => write!(writer, "{}", in_line(&format!("{value:?}"))),
        name => write!(writer, "{name}={}", in_line(&format!("{value:?}"))),
    });
    let lines = match format {
        LogFormat::Text => lines
            .fmt_fields(shown.delimited(" "))
            .with_ansi(std::io::stderr().is_terminal())
            .with_target(arguments.verbose > 1)
            .with_filter(filter)
            .boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_filter(filter).boxed(),
    };
    tracing_subscriber::registry().with(AuditLayer::new(directory)).with(lines).init();
    format
}

/// Whether a person looks at a service that serves nobody below: a terminal, in a window.
fn is_watched(directory: &Path) -> bool {
    let serves_nobody = || Configuration::read(directory).is_ok_and(|configuration| configuration.listen.is_none());
    std::io::stderr().is_terminal() && serves_nobody()
}

/// A configuration that cannot be read is the command's to complain about.
fn of_service(directory: &Path) -> LogSettings {
    Configuration::read(directory).map(|configuration| configuration.log).unwrap_or_default()
}
