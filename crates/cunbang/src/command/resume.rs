//! `cunbang resume`: a node whose store was put back goes on without what nobody has any more.

use crate::context::Context;
use crate::opening;
use crate::printing;
use clap::Args;
use cunbang_replica::high_water;

/// Go on without entries that this node once wrote and that nobody has any more
///
/// A county whose store was put back from a dump or a backup waits until the townships have given back what it
/// had written since: devices, revocations, bulletins. `cunbang doctor` lists what is still missing. When every
/// township has connected, what is left was never sent to anyone. This command records that it is lost, and by
/// whose decision.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  cunbang resume --reason 所有乡镇均已联网，其余从未下发")]
pub(crate) struct ResumeArguments {
    /// Why nobody can have it any more; it is recorded
    #[arg(long, value_name = "TEXT")]
    reason: String,
}

/// Goes on.
pub(crate) async fn run(arguments: &ResumeArguments, context: &Context) -> anyhow::Result<()> {
    let desk = opening::node(context).await?.desk;
    let missing = desk.resume(&context.operator()?, &arguments.reason).await?;
    printing::note(&if missing.is_empty() {
        "没有缺失 nothing is missing here".to_owned()
    } else {
        format!("已放弃，恢复运行 given up: {}. The node goes on without them", high_water::listed(&missing))
    });
    Ok(())
}
