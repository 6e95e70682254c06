//! `cunbang sync`: one exchange with each upstream, now.

use crate::command::status::{damaged_line, fault_line};
use crate::context::Context;
use crate::exit;
use crate::health::clock_fault;
use crate::opening::{self, Opened};
use crate::printing::{self, ListArguments, Listing};
use crate::progress;
use crate::renewal;
use crate::troubles::go_on_revoked;
use clap::Args;
use cunbang_identity::Identity;
use cunbang_language::say;
use cunbang_model::{Role, UnitCode, clock};
use cunbang_sync::{SyncError, SyncReport, Upstream};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;

/// How long a busy node is waited for.
const PATIENCE: Duration = Duration::from_mins(2);

/// A unit above signs its word anew several times a day. If none came for so long, somebody has to look.
const STALE_AFTER_DAYS: i64 = 3;

/// Exchange with the nodes above, once: send what is new, fetch what is new
///
/// `cunbang serve` does this by itself as long as it runs.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  cunbang sync --dir ~/cunbang")]
pub(crate) struct SyncArguments {
    /// Exchange once and end; this is what the command does in any case
    #[arg(long, hide = true)]
    once: bool,
    #[command(flatten)]
    list: ListArguments,
}

/// Exchanges.
pub(crate) async fn run(arguments: &SyncArguments, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    opened.configuration.first_upstream()?;
    if opened.node.identity().certificate().is_expired(opened.node.now()) {
        // A device whose certificate has expired is only let in to renew it.
        tell_renewed(renewal::keep_current(&opened, context).await?.as_ref());
    }
    if opened.node.role() != Role::Node {
        // What is damaged here is asked for in the same exchange. A node looks when it serves.
        opened.desk.go_round(|| std::future::ready(())).await?;
    }
    let damaged = opened.node.damaged();
    let mut list = Listing::new(&[
        ("upstream", "上级"),
        ("address", "地址"),
        ("sent_entries", "已上传"),
        ("pulled_entries", "已取得"),
        ("receipts", "回执"),
        ("refused", "被拒"),
        ("trouble", "问题"),
    ]);
    let mut failures = Vec::new();
    let mut reached = 0;
    let mut refused = Vec::new();
    for entry in &opened.configuration.upstreams {
        let progress = progress::spinner(&say!("sync-syncing", address = entry.address));
        let outcome = match Upstream::new(Arc::clone(&opened.node), entry.to_address()) {
            Ok(upstream) => upstream.sync_within(PATIENCE).await,
            Err(error) => Err(error),
        };
        progress.finish_and_clear();
        let (report, trouble) = match outcome {
            Ok(report) => {
                reached += 1;
                (report, None)
            }
            Err(error) => {
                let trouble = error.to_string();
                failures.push(error);
                (SyncReport::default(), Some(trouble))
            }
        };
        list.push([
            json!(entry.unit.as_str()),
            json!(entry.address),
            json!(report.sent_entries),
            json!(report.pulled_entries),
            json!(report.receipts),
            json!(report.refused.len()),
            json!(trouble),
        ]);
        tell(entry.unit, &report);
        refused.extend(report.refused);
    }
    if reached > 0 {
        match renewal::keep_current(&opened, context).await {
            Ok(renewed) => tell_renewed(renewed.as_ref()),
            // What was exchanged is exchanged; the next sync tries again.
            Err(error) => printing::note(&say!("sync-certificate-could-not-renewed", error = format!("{:#}", error))),
        }
    }
    list.print(arguments.list)?;
    let wrong = wrong_here(&opened).await?;
    let left = opened.node.damaged();
    for mended in damaged.iter().filter(|one| !left.contains(one)) {
        printing::note(&say!("sync-what-damaged-store-came", mended = mended));
    }
    for line in wrong.iter().cloned().chain(wrong_above(&opened).await?) {
        printing::note(&line);
    }
    let forked = opened.node.own_forks().await?;
    match (failures.into_iter().next(), reached) {
        (Some(error), 0) => {
            match &error {
                // One that is full or busy can be reached.
                SyncError::Unreachable { .. } | SyncError::Broken(_) => printing::note(&say!("sync-goes-on-offline")),
                SyncError::Revoked(_) => printing::note(&go_on_revoked()),
                _ => {}
            }
            return Err(error.into());
        }
        _ if refused.is_empty() && wrong.is_empty() && !forked.is_empty() => {
            let documents: Vec<String> = forked.iter().map(ToString::to_string).collect();
            return Err(exit::refused(format!("{}: {}", documents.join(", "), own_fork())));
        }
        _ if refused.is_empty() && wrong.is_empty() => {}
        _ if refused.is_empty() => {
            return Err(exit::failure(say!("sync-what-could-exchanged-exchanged")));
        }
        _ => {
            let mut reasons: Vec<String> = refused.iter().map(|(log, refusal)| format!("{log}: {refusal}")).collect();
            if !forked.is_empty() {
                reasons.push(own_fork());
            }
            return Err(exit::refused(say!("sync-some-entries-were-refused", reasons = reasons.join("\n"))));
        }
    }
    Ok(())
}

/// What to do where this device's own log has another branch above. Said at every sync until it is done.
fn own_fork() -> String {
    say!("sync-own-fork")
}

/// What is damaged or wrong in the store after the exchange.
async fn wrong_here(opened: &Opened) -> anyhow::Result<Vec<String>> {
    opened.node.look_for_damage().await?;
    opened.desk.look_again().await?;
    let faults = opened.desk.known_faults().await?;
    Ok(opened.node.damaged().iter().map(|damaged| damaged_line(damaged)).chain(faults.iter().map(fault_line)).collect())
}

/// What is wrong with what units above have published.
async fn wrong_above(opened: &Opened) -> anyhow::Result<Vec<String>> {
    let mut lines: Vec<String> = opened.desk.public_log_troubles().await?.iter().map(ToString::to_string).collect();
    lines.extend(opened.desk.left_out_of_runs().await?.iter().map(ToString::to_string));
    lines.extend(opened.desk.denied_by_runs().await?.iter().map(ToString::to_string));
    for log in opened.desk.public_logs().await?.iter().filter(|log| log.unit != opened.node.unit()) {
        let days = log.stated_at.map(|at| opened.node.now().duration_since(at).as_hours() / 24);
        if let Some(days) = days.filter(|days| *days >= STALE_AFTER_DAYS) {
            lines.push(say!("sync-nothing-signed-come-days", days = days, unit = log.unit));
        }
    }
    Ok(lines)
}

fn tell_renewed(renewed: Option<&Identity>) {
    if let Some(identity) = renewed {
        let until = clock::county_date(identity.certificate().not_after);
        printing::note(&say!("sync-certificate-renewed-until", until = until));
    }
}

/// What a person should know beyond the numbers.
fn tell(upstream: UnitCode, report: &SyncReport) {
    if let Some(ahead) = report.clock_fault_seconds() {
        printing::note(&clock_fault(upstream, ahead));
    }
    if report.lost_by_upstream > 0 {
        printing::note(&say!(
            "sync-had-acknowledged-entries-no",
            upstream = upstream,
            lost_by_upstream = report.lost_by_upstream
        ));
    }
    if report.new_incarnation {
        printing::note(&say!("sync-devices-store-older-copy"));
    }
}
