//! `cunbang log`: what was published, in one order, and whether what came here bears that out.

use crate::command::enrol::county_time;
use crate::context::Context;
use crate::exit;
use crate::opening;
use crate::printing::{self, counted, note};
use anyhow::Context as _;
use clap::{Args, ValueEnum};
use cunbang_desk::PublicLogView;
use cunbang_model::UnitCode;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Show the public log 公开日志: all that a county or township has published, in one order, signed and countersigned
///
/// Every terminal has all of it. Two people who see the same size and the same root have been told the same: compare
/// them. With --out the log is written as files for a web server and for programs that watch public logs (C2SP
/// tlog-tiles).
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  cunbang log\n  cunbang log --unit 330522 --format json\n  cunbang log --out log/")]
pub(crate) struct LogArguments {
    /// Whose log [default: those of this unit and of all above]
    #[arg(long, value_name = "CODE")]
    unit: Option<UnitCode>,
    /// How to print the log
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: LogFormat,
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
    if let Some(unit) = arguments.unit {
        logs.retain(|log| log.unit == unit);
    }
    if let Some(folder) = &arguments.out {
        let [view] = logs.as_slice() else {
            return Err(exit::input(
                "写出日志时请用 --unit 指明单位 name one unit with --unit: there is a folder for each public log",
            ));
        };
        let log = opened.desk.public_log(view.unit).await?;
        // No more than what is signed: a reader takes the tree's size from the checkpoint.
        let size = view.signed_size.unwrap_or(view.size);
        let mut files = log.tiles(size).context("the tree of the public log")?;
        files.extend(view.checkpoint.clone().map(|text| ("checkpoint".to_owned(), text.into_bytes())));
        for (path, content) in &files {
            write(&folder.join(path), content)?;
        }
        note(&format!("{} 个文件 {}", files.len(), counted(files.len(), "file")));
        return Ok(());
    }
    match arguments.format {
        LogFormat::Json => printing::text(&serde_json::to_string_pretty(&logs)?),
        LogFormat::Text if logs.is_empty() => printing::text("尚无公开日志 nothing has been published yet"),
        LogFormat::Text => printing::text(&logs.iter().map(describe).collect::<Vec<_>>().join("\n\n")),
    }
}

fn write(path: &Path, content: &[u8]) -> anyhow::Result<()> {
    let told = || format!("{}", path.display());
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).with_context(told)?;
    }
    std::fs::write(path, content).with_context(told)
}

fn describe(log: &PublicLogView) -> String {
    let mut text = format!("{} 公开日志 public log: {} 条 leaves, 根 root {}", log.unit, log.size, log.root);
    match log.stated_at {
        Some(at) => drop(write!(
            text,
            "\n签发 signed {}, 至第 {1} 条 up to {1}",
            county_time(at),
            log.signed_size.unwrap_or_default()
        )),
        None => text.push_str("\n尚无签发的检查点 no signed checkpoint has come yet: `cunbang sync`"),
    }
    for witness in &log.witnesses {
        let at = county_time(witness.at);
        let _ = write!(
            text,
            "\n见证 countersigned by {} {at}, 至第 {} 条 up to {}",
            witness.unit, witness.size, witness.size
        );
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
    for checkpoint in &log.contradicting {
        let _ = write!(text, "\n\n{checkpoint}");
    }
    text
}
