//! `cunbang status`: what is here, and how far it was received.

use crate::command::enrol::county_time;
use crate::command::village;
use crate::configuration::UpstreamEntry;
use crate::context::Context;
use crate::opening;
use crate::printing::{self, ListArguments, ListFormat, Listing};
use crate::troubles;
use clap::Args;
use cunbang_desk::node::status::{Conflict, Event, Status};
use cunbang_desk::reading::authorship::MemberNames;
use cunbang_desk::village::elsewhere::Elsewhere;
use cunbang_desk::{Desk, DeskError, Viewer, VillageHome};
use cunbang_language::{Named, lazily, say};
use cunbang_model::shown::in_line;
use cunbang_model::{Period, Role, Row};
use cunbang_replica::doctor::DoctorFault;
use cunbang_replica::{MissingEntries, Replica, high_water};
use serde::Serialize;
use std::fmt::Write as _;

/// Show what is here, and how far it was received: ✓ here, ✓✓ by the township, ✓✓✓ by the county
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  cunbang status\n  cunbang status --period 2026Q2\n  cunbang status --format json")]
pub(crate) struct StatusArguments {
    /// List the documents of every unit below too
    #[arg(long)]
    documents: bool,
    /// The period [default: the one that people work on now]
    #[arg(long, value_name = "PERIOD", value_parser = crate::values::period)]
    period: Option<Period>,
    #[command(flatten)]
    list: ListArguments,
}

/// A node's status, with whom it syncs.
#[derive(Debug, Serialize)]
struct Shown<'a> {
    #[serde(flatten)]
    status: &'a Status,
    upstreams: &'a [UpstreamEntry],
    /// The names of members, for people.
    #[serde(skip)]
    names: &'a MemberNames,
    /// What else needs a person.
    troubles: &'a [String],
    /// At a village: what is to be done, what was received, where it stands.
    home: Option<&'a VillageHome>,
    /// What other periods ask of the village.
    elsewhere: &'a [Elsewhere],
}

/// Shows.
pub(crate) async fn run(arguments: &StatusArguments, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    let mut status = opened.desk.status(arguments.documents).await?;
    if let Some(period) = arguments.period {
        status.narrow(period);
    }
    let mut troubles = troubles::of_opened(&opened).await?;
    let viewer = opened.reader(context).await?;
    troubles.extend(opened.desk.altered_lines(&viewer, arguments.period).await?);
    let home = home(&opened.desk, context, arguments.period).await?;
    let elsewhere = elsewhere(&opened.desk, context, arguments.period, home.as_ref()).await?;
    let upstreams = &opened.configuration.upstreams;
    let names = &opened.desk.names_here().await?;
    let shown =
        Shown { status: &status, names, upstreams, troubles: &troubles, home: home.as_ref(), elsewhere: &elsewhere };
    let documents = Listing::of(
        &[("document", "台账"), ("entries", "条目"), ("township", "乡镇已收"), ("county", "县已收"), ("mark", "状态")],
        &status.documents,
    )?;
    match arguments.list.format {
        ListFormat::Csv => documents.print(ListFormat::Csv),
        ListFormat::Json => printing::text(&serde_json::to_string_pretty(&shown)?),
        ListFormat::Table => {
            let mut text = told_besides(&opened.desk, &viewer, arguments.period).await?;
            text.push_str(&village::elsewhere(&elsewhere));
            text.push_str(&home.as_ref().map(|home| village::describe(home) + "\n\n").unwrap_or_default());
            text.push_str(&describe(&shown));
            if !documents.is_empty() {
                let _ = write!(text, "\n{}", documents.to_table_as(arguments.list.wide));
            }
            if !status.conflicts.is_empty() {
                let _ = write!(text, "\n{}", say!("status-rows-stand-several-values"));
                for conflict in &status.conflicts {
                    let _ = write!(text, "\n  {}", line_of(conflict));
                }
            }
            printing::text(&text)
        }
    }
}

/// What the people of a village see first; none at other nodes. What is damaged is named below, and must not hide the
/// rest.
async fn home(desk: &Desk, context: &Context, period: Option<Period>) -> anyhow::Result<Option<VillageHome>> {
    let viewer = desk.viewer(&context.reader()?).await?;
    let period = match period {
        Some(period) => period,
        None => desk.period_at_hand().await?,
    };
    match desk.village_home(&viewer, period).await {
        Err(DeskError::Replica(error)) if error.is_damage() => Ok(None),
        home => Ok(home?),
    }
}

/// What a unit that keeps a ledger, or kept one, is told of its place in the list of units and of the rules; and what a
/// township may ask its villages.
async fn told_besides(desk: &Desk, viewer: &Viewer, period: Option<Period>) -> anyhow::Result<String> {
    // Whoever has no tree yet has nothing of villages either.
    if desk.replica().org().units().is_none() {
        return Ok(String::new());
    }
    let period = match period {
        Some(period) => period,
        None => desk.period_at_hand().await?,
    };
    let told = match desk.replica().role() {
        Role::Terminal => desk.village_notes(period).await,
        Role::Node => desk.questions_said(viewer, period).await,
        _ => return Ok(String::new()),
    };
    let notes = match told {
        Err(DeskError::Replica(error)) if error.is_damage() => Vec::new(),
        notes => notes?,
    };
    let lines: Vec<String> = notes.iter().map(|note| format!("● {}\n", in_line(note))).collect();
    Ok(if lines.is_empty() { String::new() } else { lines.concat() + "\n" })
}

/// What other periods ask than the one that is shown.
async fn elsewhere(
    desk: &Desk,
    context: &Context,
    period: Option<Period>,
    home: Option<&VillageHome>,
) -> anyhow::Result<Vec<Elsewhere>> {
    let viewer = desk.viewer(&context.reader()?).await?;
    let period = match (home, period) {
        (Some(home), _) => home.period,
        (None, Some(period)) => period,
        (None, None) => desk.period_at_hand().await?,
    };
    match desk.elsewhere(&viewer, period).await {
        Err(DeskError::Replica(error)) if error.is_damage() => Ok(Vec::new()),
        found => Ok(found?),
    }
}

fn line_of(conflict: &Conflict) -> String {
    let rows: Vec<String> = conflict.values.iter().map(Row::to_json).collect();
    format!("{} {}: {}", conflict.document, conflict.row, rows.join(" | "))
}

fn describe(shown: &Shown<'_>) -> String {
    let status = shown.status;
    let expired = if status.certificate_expired { say!("status-expired") } else { String::new() };
    let mut text = format!(
        "{} {} · {} {}\n{}{expired}\n{}",
        status.unit,
        in_line(status.name.as_deref().unwrap_or_default()),
        Named::new(status.role.chinese(), status.role.as_str()),
        status.label,
        say!("status-device", device = status.device, until = status.certificate_expires_on),
        say!("status-feed", number = status.feed_number, devices = status.devices),
    );
    if status.units.is_none() {
        text.push_str(&format!("\n{}", say!("status-unit-tree-not-here")));
    }
    if !status.missing.is_empty() {
        let _ = write!(text, "\n{}", missing_line(&status.missing, status.missing_for_nobody));
    }
    for damaged in &status.damaged {
        let _ = write!(text, "\n{}", damaged_line(damaged));
    }
    for fault in &status.faults {
        let _ = write!(text, "\n{}", fault_line(fault));
    }
    if let Some(at) = status.looked_through_at {
        let _ = write!(text, "\n{}", say!("status-store-last-looked-through", at = county_time(at)));
    }
    for upstream in shown.upstreams {
        let _ = write!(text, "\n{}", say!("status-upstream", unit = upstream.unit, address = upstream.address));
    }
    for trouble in shown.troubles {
        let _ = write!(text, "\n{trouble}");
    }
    for Event { at, kind, message } in status.incidents.iter().chain(&status.refused).chain(&status.forks) {
        let _ = write!(text, "\n{at} {kind}: {message}");
    }
    for gap in &status.gaps {
        let _ = write!(text, "\n{}", gap.with_names(shown.names));
    }
    let unread: usize = status.unread.iter().map(|one| one.rows).sum();
    if unread > 0 {
        let _ = write!(text, "\n{}", unread_line(unread));
    }
    let in_part: usize = status.unread.iter().map(|one| one.rows_in_part).sum();
    if in_part > 0 {
        let _ = write!(text, "\n{}", say!("status-columns-newer-program-what", in_part = in_part));
    }
    text
}

/// What a node has written and its store lacks, in words.
pub(crate) fn missing_of(node: &Replica) -> String {
    missing_line(&node.missing(), node.missing_for_nobody())
}

/// The same, given what it lacks, and of how many of these documents nobody can have a copy.
fn missing_line(missing: &[MissingEntries], for_nobody: usize) -> String {
    let entries: u64 = missing.iter().map(MissingEntries::count).sum();
    let line = say!("status-store-older-than-what", entries = entries, missing = high_water::listed(missing));
    let nobody = lazily(|| say!("status-missing-for-nobody", documents = for_nobody));
    if for_nobody > 0 { format!("{line}{nobody}") } else { line }
}

/// What is damaged and only other nodes can give back, in words.
pub(crate) fn damaged_line(damaged: &str) -> String {
    say!("status-damaged-store-other-nodes", damaged = damaged)
}

/// What is wrong in the store and no other node can give back, in words.
pub(crate) fn fault_line(fault: &DoctorFault) -> String {
    say!("status-cunbang-doctor-wrong-store", fault = fault)
}

/// How many rows are kept and not counted, in words.
pub(crate) fn unread_line(rows: usize) -> String {
    say!("status-unread", rows = rows)
}
