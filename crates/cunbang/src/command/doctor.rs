//! `cunbang doctor`: the store, examined and repaired.

use crate::audit;
use crate::command::status::unread_line;
use crate::context::Context;
use crate::exit;
use crate::opening;
use crate::printing::{self, ListArguments, ListFormat, Listing, note};
use crate::progress;
use crate::troubles;
use clap::Args;
use cunbang_language::say;
use cunbang_replica::{DoctorProgress, doctor::DoctorFault};

/// Examine this node's store: every chain, signature and document, and what was worked out from them
///
/// Entries are the truth; snapshots and projections can be made anew from them with --repair. Damaged
/// entries cannot: restore a backup, and the upstreams give back what came after it.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  cunbang doctor --repair")]
pub(crate) struct DoctorArguments {
    /// Make snapshots and projections that are wrong anew
    #[arg(long)]
    repair: bool,
    #[command(flatten)]
    list: ListArguments,
}

/// Examines.
pub(crate) async fn run(arguments: &DoctorArguments, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    let bar = progress::bar(0, "documents");
    let mut show = |progress: DoctorProgress| {
        bar.set_length(progress.of as u64);
        bar.set_position(progress.done as u64);
    };
    let mut report = opened.desk.doctor(arguments.repair, &mut show).await?;
    let place = context.directory().display();
    let troubles = troubles::of_opened(&opened).await?.into_iter();
    report.faults.extend(troubles.map(|what| DoctorFault { place: place.to_string(), what, repaired: false }));
    let broken = audit::chain::breaks(context.directory())?.into_iter();
    report.faults.extend(broken.map(|what| DoctorFault { place: "audit".to_owned(), what, repaired: false }));
    bar.finish_and_clear();
    let list = Listing::of(&[("place", "位置"), ("what", "问题"), ("repaired", "已修复")], &report.faults)?;
    match arguments.list.format {
        ListFormat::Json => printing::text(&serde_json::to_string_pretty(&report)?)?,
        ListFormat::Table if list.is_empty() => {}
        _ => list.print(arguments.list)?,
    }
    note(&say!(
        "doctor-documents-logs-entries-receipts",
        documents = report.documents,
        logs = report.logs,
        entries = report.entries,
        receipts = report.receipts,
        projections = report.projections,
        snapshots = report.snapshots
    ));
    report.remarks.extend(audit::chain::set_back(context.directory())?);
    report.remarks.extend(opened.desk.fork_events().await?.into_iter().map(|fork| fork.message));
    for remark in &report.remarks {
        note(remark);
    }
    if report.unread_rows > 0 {
        note(&unread_line(report.unread_rows));
    }
    if report.is_healthy() {
        note(&if report.faults.is_empty() { say!("doctor-all-well") } else { say!("doctor-what-wrong-repaired") });
        return Ok(());
    }
    let left = report.faults.iter().filter(|fault| !fault.repaired).count();
    Err(exit::failure(say!("doctor-left-list-says-what", faults = left)))
}
