//! `cunbang log`: what was published, in one order, and whether what came here bears that out.

use crate::command::enrol::county_time;
use crate::context::Context;
use crate::exit;
use crate::opening;
use crate::printing::{self, note};
use crate::unit_named::UnitNamed;
use anyhow::Context as _;
use clap::{Args, ValueEnum};
use cunbang_desk::{Desk, PublicLogView};
use cunbang_language::say;
use cunbang_model::UnitCode;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Show the public log 公开日志: all that a county or township has published, in one order, signed and countersigned
///
/// Every terminal has all of it. Two people who see the same size and the same root have been told the same: compare
/// them. With --out the log is written as files for a web server and for programs that watch public logs (C2SP
/// tlog-tiles).
///
/// A log that tells two stories is a trouble until somebody has found out why and says so with --acknowledge. The
/// evidence is kept and stays visible here; what contradicts it later is a trouble again.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cunbang log\n  cunbang log --unit 330522 --format json\n  cunbang log --out log/\n  cunbang log --unit 330522 --acknowledge --reason 县里恢复备份后放弃了三条，已当面核对"
)]
pub(crate) struct LogArguments {
    /// Whose log [default: those of this unit and of all above]
    #[arg(long, value_name = "UNIT")]
    unit: Option<UnitNamed>,
    /// How to print the log
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: LogFormat,
    /// Say that somebody has looked into what the log contradicts here, and with what result; with --reason
    #[arg(long, requires = "reason", conflicts_with = "out")]
    acknowledge: bool,
    /// The result, for the record
    #[arg(long, value_name = "TEXT", requires = "acknowledge")]
    reason: Option<String>,
    /// Folder to write checkpoint, tiles and leaves to; of one unit's log
    #[arg(long, value_name = "FOLDER")]
    out: Option<PathBuf>,
}

/// How a public log is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum LogFormat {
    /// Lines for people
    #[default]
    Text,
    /// A list of objects
    Json,
}

/// Shows, or writes.
pub(crate) async fn run(arguments: &LogArguments, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    let mut logs = opened.desk.public_logs().await?;
    if let Some(unit) = opened.unit_if(arguments.unit.as_ref())? {
        logs.retain(|log| log.unit == unit);
    }
    if let Some(reason) = arguments.reason.as_ref().filter(|_| arguments.acknowledge) {
        return acknowledge(&opened.desk, &logs, reason, &context.operator()?).await;
    }
    if let Some(folder) = &arguments.out {
        let [view] = logs.as_slice() else {
            return Err(exit::input(say!("log-name-one-unit-unit")));
        };
        let log = opened.desk.public_log(view.unit).await?;
        // No more than what is signed: a reader takes the tree's size from the checkpoint.
        let size = view.signed_size.unwrap_or(view.size);
        let mut files = log.tiles(size).context(say!("log-tree-public-log"))?;
        files.extend(view.checkpoint.clone().map(|text| ("checkpoint".to_owned(), text.into_bytes())));
        for (path, content) in &files {
            write(&folder.join(path), content)?;
        }
        note(&say!("log-", files = files.len()));
        return Ok(());
    }
    match arguments.format {
        LogFormat::Json => printing::text(&serde_json::to_string_pretty(&logs)?),
        LogFormat::Text if logs.is_empty() => printing::text(&say!("log-nothing-been-published-yet")),
        LogFormat::Text => printing::text(&logs.iter().map(describe).collect::<Vec<_>>().join("\n\n")),
    }
}

/// Acknowledges what one log contradicts: the one that is named, or the only one that does.
async fn acknowledge(desk: &Desk, logs: &[PublicLogView], reason: &str, operator: &str) -> anyhow::Result<()> {
    let is_open = |log: &&PublicLogView| log.contradictions.iter().any(|one| !one.acknowledged);
    let open: Vec<UnitCode> = logs.iter().filter(is_open).map(|log| log.unit).collect();
    let unit = match open.as_slice() {
        [unit] => *unit,
        [] => {
            return Err(exit::input(say!("log-there-nothing-acknowledge-no")));
        }
        _ => {
            return Err(exit::input(say!("log-logs-several-units-tell")));
        }
    };
    let acknowledged = desk.acknowledge_contradictions(operator, unit, reason).await?;
    for one in &acknowledged {
        note(&say!("log-acknowledged", one = one));
    }
    note(&say!("log-evidence-kept-cunbang-log", unit = unit));
    Ok(())
}

fn write(path: &Path, content: &[u8]) -> anyhow::Result<()> {
    let told = || format!("{}", path.display());
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).with_context(told)?;
    }
    std::fs::write(path, content).with_context(told)
}

fn describe(log: &PublicLogView) -> String {
    let mut text = say!("log-head", unit = log.unit, size = log.size, root = log.root);
    match log.stated_at {
        Some(at) => {
            let size = log.signed_size.unwrap_or_default();
            let _ = write!(text, "\n{}", say!("log-signed", at = county_time(at), size = size));
        }
        None => text.push_str(&format!("\n{}", say!("log-no-signed-checkpoint-come"))),
    }
    for witness in &log.witnesses {
        let at = county_time(witness.at);
        let _ = write!(text, "\n{}", say!("log-countersigned", unit = witness.unit, at = at, size = witness.size));
    }
    for trouble in &log.troubles {
        let _ = write!(text, "\n{trouble}");
    }
    for leaf in &log.leaves {
        let _ = write!(
            text,
            "\n{:>5}  {} {} {}",
            leaf.leaf,
            leaf.document,
            leaf.entries,
            &leaf.hash[..12.min(leaf.hash.len())]
        );
    }
    for one in &log.contradictions {
        let mark = if one.acknowledged { say!("log-acknowledged-again") } else { say!("log-contradicts") };
        let _ = write!(text, "\n{mark}: {}", one.what);
    }
    for one in &log.acknowledged {
        let _ = write!(
            text,
            "\n{}",
            say!("log-acknowledged-further", at = county_time(one.at), operator = one.operator, reason = one.reason)
        );
    }
    for checkpoint in &log.contradicting {
        let _ = write!(text, "\n\n{checkpoint}");
    }
    text
}
