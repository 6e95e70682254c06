//! `cunbang demo`: a whole county on one machine.

use crate::context::Context;
use crate::demo::{self, DemoOptions};
use crate::source;
use clap::Args;

/// Run a whole county on this machine: terminals, townships, county, sync, ranking, report
///
/// Every village is a terminal with its own store, key and certificate, and all traffic is mutual TLS
/// on loopback. The node folders and the report stay in DIR to look at. At a terminal the county then stays up
/// until Ctrl-C, with the pages of two villages, the health pages above them, and a name and password to log in with.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cunbang demo\n  cunbang demo --once\n  cunbang demo --quarters 12 --dir /tmp/changxing"
)]
pub(crate) struct DemoArguments {
    /// The tree: a CSV or XLSX file, or one of changxing, gaotai, jinyun
    #[arg(long, value_name = "FILE", default_value = "changxing")]
    units: String,
    /// The rules: a pack or a TOML file [default: standard; of more than four quarters changxing, whose
    /// rows are fewer]
    #[arg(long, value_name = "NAME|FILE")]
    scheme: Option<String>,
    /// How many quarters to play, of a scheme for quarters; 12 replays the third quarter of 2007 to the second of 2010
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=12))]
    quarters: u8,
    /// What chance follows from: the same number plays the same county
    #[arg(long, value_name = "N", default_value_t = 330_522)]
    seed: u64,
    /// End when everything was shown, as it does without a terminal, instead of serving the county
    #[arg(long)]
    once: bool,
}

/// Runs it.
pub(crate) async fn run(arguments: DemoArguments, context: &Context) -> anyhow::Result<()> {
    let quarters = usize::from(arguments.quarters);
    let usual = if quarters > demo::MOST_QUARTERS_IN_FULL { "changxing" } else { "standard" };
    // A whole county's play is large: on the heap it does not weigh on every other command.
    Box::pin(demo::run(DemoOptions {
        units: source::units(&arguments.units)?.tree,
        scheme: source::scheme(arguments.scheme.as_deref().unwrap_or(usual))?,
        quarters,
        directory: context.named_directory().map(Into::into),
        seed: arguments.seed,
        once: arguments.once,
        clock: context.clock.clone(),
        randomness: context.randomness.clone(),
    }))
    .await
}
