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

/// So many faults of one kind are listed, unless all are asked for.
const LISTED_OF_KIND: usize = 10;

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
    /// List every fault, also where there are many of one kind
    #[arg(long)]
    all: bool,
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
    let is_short = arguments.list.format == ListFormat::Table && !arguments.all;
    let (listed, more) = by_kind(&report.faults, if is_short { LISTED_OF_KIND } else { usize::MAX });
    let list = Listing::of(&[("place", "位置"), ("what", "问题"), ("repaired", "已修复")], &listed)?;
    match arguments.list.format {
        ListFormat::Json => printing::text(&serde_json::to_string_pretty(&report)?)?,
        ListFormat::Table if list.is_empty() => {}
        _ => list.print(arguments.list)?,
    }
    for (kind, left_out) in more {
        note(&say!("doctor-more-of-kind", more = left_out, what = kind));
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

/// Faults by their kind: the first so many of each; and of which kinds how many more there are, by what the first of them
/// says.
fn by_kind(faults: &[DoctorFault], most: usize) -> (Vec<&DoctorFault>, Vec<(&str, usize)>) {
    let mut kinds: Vec<(String, Vec<&DoctorFault>)> = Vec::new();
    for fault in faults {
        let kind = without_numbers(&fault.what);
        match kinds.iter_mut().find(|(known, _)| *known == kind) {
            Some((_, of_kind)) => of_kind.push(fault),
            None => kinds.push((kind, vec![fault])),
        }
    }
    let more = kinds.iter().filter(|(_, of_kind)| of_kind.len() > most);
    let more = more.map(|(_, of_kind)| (of_kind[0].what.as_str(), of_kind.len() - most)).collect();
    (kinds.iter().flat_map(|(_, of_kind)| of_kind.iter().take(most).copied()).collect(), more)
}

/// What is said, without what tells one place from another: codes, digits of hashes, counts.
fn without_numbers(what: &str) -> String {
    let is_of_word = |letter: char| letter.is_ascii_alphanumeric() || "/-:._".contains(letter);
    let mut kind = String::new();
    for part in what.split_inclusive(|letter| !is_of_word(letter)) {
        let word = part.trim_end_matches(|letter| !is_of_word(letter));
        kind.push_str(if word.contains(|letter: char| letter.is_ascii_digit()) { "#" } else { word });
        kind.push_str(&part[word.len()..]);
    }
    kind
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_of_one_kind_are_counted() {
        let fault = |what: String| DoctorFault { place: "receipts".to_owned(), what, repaired: false };
        let receipts =
            (0..212).map(|number| fault(format!("receipt {number} of ledger/33052210{number}/2026Q3 is lost")));
        let faults: Vec<DoctorFault> = receipts.chain([fault("the mark cannot be written".to_owned())]).collect();
        let (listed, more) = by_kind(&faults, LISTED_OF_KIND);
        assert_eq!(listed.len(), 11);
        assert_eq!(more, [(faults[0].what.as_str(), 202)]);
        let (all, more) = by_kind(&faults, usize::MAX);
        assert!(all.len() == 213 && more.is_empty());
    }
}
