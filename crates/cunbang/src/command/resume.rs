//! `cunbang resume`: a node whose store was put back goes on without what nobody has any more.

use crate::context::Context;
use crate::exit;
use crate::opening;
use crate::printing;
use clap::Args;
use cunbang_language::say;
use cunbang_model::DocumentKind;
use cunbang_replica::high_water;

/// Go on without what this node once wrote or published and nobody has any more
///
/// A county whose store was put back from a dump or a backup waits until the townships have given back what it
/// had written since: devices, revocations, bulletins. `cunbang doctor` lists what is still missing. When every
/// township has connected, what is left was never sent to anyone. This command records that it is lost, and by
/// whose decision.
///
/// A published run that is missing and that can neither be taken from a backup nor made again is given up by its
/// id. It stays in the bulletin; this node has no evidence for it.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  cunbang resume --reason 所有乡镇均已联网，其余从未下发 --yes\n  cunbang resume --run 3fa9c1d2e0b7 --reason 备份缺失，已由新排名取代"
)]
pub(crate) struct ResumeArguments {
    /// Why nobody can have it any more; it is recorded
    #[arg(long, value_name = "TEXT")]
    reason: String,
    /// Without this published run instead, by its id or the beginning of it
    #[arg(long, value_name = "RUN")]
    run: Option<String>,
    /// Also without revocations and enrolments that may be missing
    #[arg(long)]
    yes: bool,
}

/// Goes on.
pub(crate) async fn run(arguments: &ResumeArguments, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    let desk = opened.desk;
    if let Some(run) = &arguments.run {
        let run = desk.resume_without_run(&context.operator()?, run, &arguments.reason).await?;
        printing::note(&say!("resume-run-given-up-stays", run = run));
        return Ok(());
    }
    // Another process may have heard of it meanwhile.
    opened.node.notice_others().await?;
    let mut unknown = opened.node.missing();
    unknown.retain(|missing| missing.document.kind() == DocumentKind::Org);
    if !arguments.yes && opened.node.waits_for_its_own() && !unknown.is_empty() {
        return Err(exit::input(say!("resume-yes-no-node-below", unknown = high_water::listed(&unknown))));
    }
    let missing = desk.resume(&context.operator()?, &arguments.reason).await?;
    printing::note(&if missing.is_empty() {
        say!("resume-nothing-missing-here")
    } else {
        say!("resume-given-up-node-goes", missing = high_water::listed(&missing))
    });
    Ok(())
}
