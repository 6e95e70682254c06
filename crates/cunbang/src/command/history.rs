//! `cunbang history`: every version of a row, or everything that a device wrote.

use crate::command::enrol::county_time;
use crate::command::record::table;
use crate::context::Context;
use crate::opening;
use crate::printing;
use crate::unit_named::UnitNamed;
use clap::{Args, ValueEnum};
use cunbang_desk::reading::history::{Change, HistoryView, Version};
use cunbang_desk::reading::texts::chinese;
use cunbang_desk::reading::written::{NotCounted, WrittenView};
use cunbang_language::{Named, say};
use cunbang_model::shown::in_line;
use cunbang_model::{Period, Table};
use std::fmt::Write as _;

/// Show every version of a row 修改记录: who wrote it on which device, what changed, and who has received it
///
/// A row is never overwritten: what was there before, and what was withdrawn with its reason, stays. Times
/// of writing are those of the device's clock. It works offline, and shows what has come here with a sync. With --device,
/// every row that a device wrote, and whether it counts: for a computer that was stolen.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cunbang history deeds d17\n  cunbang history findings f3 --unit 330522103201 --period 2026Q3 --format json\n  cunbang history --device 8c1f --period 2026Q3"
)]
pub(crate) struct HistoryArguments {
    /// The table: deeds, meetings, attendance, tasks, visits, findings, …
    #[arg(value_name = "TABLE", value_parser = table, required_unless_present = "device", conflicts_with = "device")]
    table: Option<Table>,
    /// The row's id; several key columns joined by /
    #[arg(value_name = "ID", required_unless_present = "device")]
    id: Option<String>,
    /// Every row that this device wrote; the first digits of its name, as in `cunbang enrol list`, are enough
    #[arg(long, value_name = "DEVICE", conflicts_with = "unit")]
    device: Option<String>,
    /// The period [default: the newest in which there is such a row; of a device, all]
    #[arg(long, value_name = "PERIOD", value_parser = crate::values::period)]
    period: Option<Period>,
    /// The unit that the row is about [default: this node's own]
    #[arg(long, value_name = "UNIT")]
    unit: Option<UnitNamed>,
    /// How to print the history
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    format: HistoryFormat,
}

/// How a history is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
enum HistoryFormat {
    /// Lines for people
    #[default]
    Text,
    /// One object
    Json,
}

/// Shows.
pub(crate) async fn run(arguments: &HistoryArguments, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    let viewer = opened.reader(context).await?;
    let HistoryArguments { table, id, device, period, unit, format } = arguments;
    let (Some(table), Some(id)) = (table, id) else {
        let named = device.as_deref().unwrap_or_default();
        let written = opened.desk.written_by(&viewer, named, *period).await?;
        return printing::text(&match format {
            HistoryFormat::Text => describe_written(&written),
            HistoryFormat::Json => serde_json::to_string_pretty(&written)?,
        });
    };
    let unit = opened.unit_if(unit.as_ref())?;
    let found = opened.desk.row_called(&viewer, *table, unit, id, *period).await;
    // Of what is not here as a row there may be a history all the same.
    let id = found.map_or_else(|_| id.clone(), |row| row.id);
    let history = opened.desk.history(&viewer, *table, unit, &id, *period).await?;
    printing::text(&match format {
        HistoryFormat::Text => describe(*table, &history),
        HistoryFormat::Json => serde_json::to_string_pretty(&history)?,
    })
}

fn describe_written(written: &WrittenView) -> String {
    let left_out = written.rows.iter().filter(|row| row.not_counted.is_some()).count();
    let mut text = say!("history-rows", device = written.device, rows = written.rows.len());
    if let Some(revoked_at) = written.revoked_at {
        let _ = write!(
            text,
            " {}",
            say!("history-revoked-then-do-not", revoked_at = county_time(revoked_at), left_out = left_out)
        );
    }
    for row in &written.rows {
        let mut line = format!("{} {}  {}", row.document, row.row, row.person());
        if let Some(at) = row.written_at {
            let _ = write!(line, "  {}", county_time(at));
        }
        if row.stands {
            line.push_str(&format!("  {}", say!("history-stands")));
        }
        if let Some(reason) = &row.withdrawn {
            let _ = write!(line, "  {}", say!("history-withdrawn", reason = reason));
        }
        if row.not_counted.is_some() {
            line.push_str(&format!("  {}", say!("history-not-counted")));
        }
        text.push('\n');
        text.push_str(&in_line(&line));
    }
    text
}

fn not_counted(why: NotCounted) -> String {
    say!("history-not-counted-device-revoked", revoked_at = county_time(why.revoked_at))
}

fn describe(table: Table, history: &HistoryView) -> String {
    let mut text =
        say!("history-versions", document = history.document, row = history.row, versions = history.versions.len());
    for version in &history.versions {
        text.push_str("\n\n");
        let lines = lines_of(table, version);
        text.push_str(&lines.iter().map(|line| in_line(line)).collect::<Vec<_>>().join("\n   "));
    }
    text
}

fn lines_of(table: Table, version: &Version) -> Vec<String> {
    let device = version.device.to_string();
    let mut first = format!("{}  {}  {}", version.number, version.mark.as_str(), version.person());
    for part in [version.unit.map(|unit| unit.to_string()), version.label.clone()].into_iter().flatten() {
        let _ = write!(first, "  {part}");
    }
    let _ = write!(first, "  {}", device.get(..8).unwrap_or(&device));
    if let Some(at) = version.written_at {
        let _ = write!(first, "  {}", county_time(at));
    }
    if version.stands {
        first.push_str(&format!("  {}", say!("history-stands")));
    }
    let mut lines = vec![first];
    if version.replaces.is_empty() {
        lines.push(say!("history-recorded"));
        lines.extend(
            version
                .values
                .texts()
                .into_iter()
                .map(|(column, text)| format!("{}: {}", named(table, column), in_words(table, column, &text))),
        );
    } else {
        let replaced: Vec<String> = version.replaces.iter().map(ToString::to_string).collect();
        lines.push(say!("history-replaces", replaced = replaced.join(", ")));
        lines.extend(version.changes.iter().map(|change| line_of(table, change)));
    }
    if !version.is_read {
        lines.push(say!("history-written-newer-program-counts"));
    }
    lines.extend(version.not_counted.map(not_counted));
    for receipt in &version.receipts {
        lines.push(say!("history-received", unit = receipt.unit, received_at = county_time(receipt.received_at)));
    }
    lines
}

fn line_of(table: Table, change: &Change) -> String {
    let said = |text: &String| in_words(table, &change.column, text);
    let before: Vec<String> = change.before.iter().map(said).collect();
    let before = if before.is_empty() { "—".to_owned() } else { before.join(" | ") };
    let after = change.after.as_ref().map_or_else(|| "—".to_owned(), said);
    format!("{}: {before} → {after}", named(table, &change.column))
}

/// What stands in a cell, a word of choice in the reader's language.
fn in_words(table: Table, column: &str, text: &str) -> String {
    let known = table.columns().iter().find(|known| known.name == column);
    let chinese = known.and_then(|known| chinese(table, known, text));
    chinese.map_or_else(|| text.to_owned(), |chinese| Named::new(chinese, text).to_string())
}

/// A column as people call it.
pub(crate) fn named(table: Table, column: &str) -> String {
    let withdrawn = cunbang_model::schema::WITHDRAWN;
    if column == withdrawn.name {
        return Named::new(withdrawn.chinese, column).to_string();
    }
    let known = table.columns().iter().find(|known| known.name == column);
    known.map_or_else(|| column.to_owned(), |known| Named::new(known.chinese, column).to_string())
}
