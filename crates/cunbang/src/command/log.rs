//! `cunbang log`: what was published, in one order, and whether what came here bears that out.

use crate::command::enrol::county_time;
use crate::context::Context;
use crate::exit;
use crate::opening;
use crate::printing::{self, counted, note};
use anyhow::Context as _;
use clap::{Args, ValueEnum};
use cunbang_desk::{Desk, PublicLogView};
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
    #[arg(long, value_name = "CODE")]
    unit: Option<UnitCode>,
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
    if let Some(unit) = arguments.unit {
        logs.retain(|log| log.unit == unit);
    }
    if let Some(reason) = arguments.reason.as_ref().filter(|_| arguments.acknowledge) {
        return acknowledge(&opened.desk, &logs, reason, &context.operator()?).await;
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

/// Acknowledges what one log contradicts: the one that is named, or the only one that does.
async fn acknowledge(desk: &Desk, logs: &[PublicLogView], reason: &str, operator: &str) -> anyhow::Result<()> {
    let is_open = |log: &&PublicLogView| log.contradictions.iter().any(|one| !one.acknowledged);
    let open: Vec<UnitCode> = logs.iter().filter(is_open).map(|log| log.unit).collect();
    let unit = match open.as_slice() {
        [unit] => *unit,
        [] => {
            return Err(exit::input(
                "没有待确认的前后不一致 there is nothing to acknowledge: no public log here tells two stories that nobody has acknowledged",
            ));
        }
        _ => {
            return Err(exit::input(
                "多个单位的公开日志前后不一致，请用 --unit 逐个确认 the logs of several units tell two stories: acknowledge one at a time, with --unit",
            ));
        }
    };
    let acknowledged = desk.acknowledge_contradictions(operator, unit, reason).await?;
    for one in &acknowledged {
        note(&format!("已确认 acknowledged: {one}"));
    }
    note(&format!(
        "{unit}：证据保留，用 cunbang log 随时可查 the evidence is kept, and `cunbang log --unit {unit}` goes on showing it"
    ));
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
    for one in &log.contradictions {
        let mark = if one.acknowledged { "已确认 acknowledged" } else { "前后不一致 contradicts" };
        let _ = write!(text, "\n{mark}: {}", one.what);
    }
    for one in &log.acknowledged {
        let _ = write!(text, "\n{} {} 确认 acknowledged: {}", county_time(one.at), one.operator, one.reason);
    }
    for checkpoint in &log.contradicting {
        let _ = write!(text, "\n\n{checkpoint}");
    }
    text
}
