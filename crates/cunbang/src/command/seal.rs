//! `cunbang seal`: the village's statement that a period is complete.

use crate::context::Context;
use crate::opening;
use crate::printing::{ListArguments, ListFormat, Listing, note};
use clap::Args;
use cunbang_language::say;
use cunbang_model::Period;
use serde_json::json;

/// Seal a period 上报: state that the village's records of it are complete
///
/// The seal names what it covers. What is recorded after it is a supplement, and counts once a new
/// seal covers it. The time that counts is when the township or county received the seal.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  cunbang seal 2026Q3")]
pub(crate) struct SealArguments {
    /// The period; of a half-year or year, every quarter is sealed
    #[arg(value_name = "PERIOD", value_parser = crate::values::period)]
    period: Period,
    /// Seal it also where nothing was recorded, or where it was sealed in time and would then be late
    #[arg(long)]
    yes: bool,
    #[command(flatten)]
    list: ListArguments,
}

/// Seals.
pub(crate) async fn run(arguments: &SealArguments, context: &Context) -> anyhow::Result<()> {
    let desk = opening::node(context).await?.desk;
    let names = desk.names_here().await?;
    for gap in desk.gaps(&[arguments.period]).await? {
        note(&gap.with_names(&names));
    }
    let sealed = desk.seal(&context.operator()?, arguments.period, arguments.yes).await?;
    let mut list = Listing::new(&[("document", "台账"), ("entries", "条目"), ("new", "新上报"), ("covers", "涵盖")]);
    for one in &sealed {
        let covers = &one.covers;
        list.push([
            json!(one.document.to_string()),
            json!(covers.entry_count()),
            json!(one.is_new),
            json!(covers.to_string()),
        ]);
    }
    list.print(arguments.list)?;
    let answers_for: u64 = sealed.iter().filter(|one| one.is_new).map(|one| one.answers_for).sum();
    if answers_for > 0 {
        note(&say!("seal-up-entries-revoked-devices", answers_for = answers_for));
    }
    if arguments.list.format == ListFormat::Table {
        note(&if sealed.iter().any(|one| one.is_new) {
            say!("seal-sealed-counts-from-when")
        } else {
            say!("seal-nothing-came-since-last")
        });
    }
    Ok(())
}
