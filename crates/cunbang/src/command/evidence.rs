//! `cunbang evidence`: a run with everything that it rests on, in one file.

use crate::context::Context;
use crate::exit;
use crate::opening;
use crate::printing;
use crate::progress;
use anyhow::Context as _;
use clap::Args;
use cunbang_language::say;
use std::path::{Path, PathBuf};

/// Write the evidence of a run: logs, signatures, receipts, certificates, outcome
///
/// Whoever has the file can recompute the ranking with `cunbang verify`, on a machine that has nothing
/// else. The node signs the file as a whole and answers for it; a terminal cannot make one. It is text, one JSON object a line; a name that ends in .zst is packed with zstd.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  cunbang evidence 3f9c2ab10d4e --out 2026Q3.jsonl.zst")]
pub(crate) struct EvidenceArguments {
    /// The run, or the first digits of its id
    #[arg(value_name = "RUN")]
    run: String,
    /// The file to write
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Writes it.
pub(crate) async fn run(arguments: &EvidenceArguments, context: &Context) -> anyhow::Result<()> {
    let desk = opening::node(context).await?.desk;
    let run = desk.ranking_run(&arguments.run).await?;
    let out = &arguments.out;
    printing::check_is_a_place_for_a_file(out)?;
    let folder = out.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let progress = progress::spinner(&say!("evidence-writing-evidence"));
    // Written beside its place under its own name, as the name says how it is packed; named last.
    let workspace =
        tempfile::tempdir_in(folder).with_context(|| say!("evidence-cannot-write-there", out = out.display()))?;
    let name = out.file_name().ok_or_else(|| exit::input(say!("evidence-out-expected-file", out = out.display())))?;
    let beside = workspace.path().join(name);
    desk.write_evidence_file(&run.id, &beside).await?;
    let bytes = std::fs::metadata(&beside)?.len();
    std::fs::rename(&beside, out).with_context(|| say!("evidence-cannot-put-place", out = out.display()))?;
    progress.finish_and_clear();
    printing::note(&say!(
        "evidence-evidence-run-kib-authority",
        out = out.display(),
        id = &run.id[..12],
        size = bytes.div_ceil(1024),
        authority = run.record.authority
    ));
    Ok(())
}
