//! `cunbang rejoin`: a terminal whose store is a copy of another that went on writing.

use crate::command::restore::{free_name, move_store};
use crate::configuration::Configuration;
use crate::context::Context;
use crate::exit;
use crate::folder_lock::FolderLock;
use crate::opening::{self, REJOINING};
use crate::printing::{self, ListArguments, ListFormat, Listing};
use anyhow::Context as _;
use clap::Args;
use cunbang_desk::{DeskError, Rejoined, RejoinedRow};
use cunbang_language::say;
use cunbang_model::Role;
use cunbang_replica::{MissingEntries, Replica, ReplicaError, high_water};
use cunbang_sync::Upstream;
use serde_json::json;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::NamedTempFile;

/// Take up what another copy of this terminal's store wrote, and record this one's rows again
///
/// Two copies of one store that both go on writing use the same numbers for different entries. The
/// upstream keeps the first and refuses the second as evidence. This command puts the store aside,
/// fetches everything anew, records what no node has from here as new entries, and says row by row what it did.
/// Stop the service first. If it is interrupted, run it again: it goes on where it was.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  cunbang rejoin --dir ~/cunbang\n  cunbang rejoin --from data.sqlite.before-restore-1"
)]
pub(crate) struct RejoinArguments {
    /// Fetch nothing; only record again what this other store of the device has and the present one lacks: a SQLite
    /// file or a postgres:// URL
    ///
    /// For a node at the top of the tree that was restored from a backup because its logs had two branches: let
    /// the nodes below give back what the backup lacks first. And for a terminal that replaces one of its unit that
    /// was revoked: sync first, then name `data.sqlite` in the folder of that one.
    #[arg(long, value_name = "STORE")]
    from: Option<String>,
}

/// Rejoins. Each step can be done again after an interruption: where the store that is left goes is written
/// down before it goes there, and from then on it is only read.
pub(crate) async fn run(arguments: &RejoinArguments, context: &Context) -> anyhow::Result<()> {
    let directory = context.directory();
    let _alone = FolderLock::take(directory)?;
    let operator = context.operator()?;
    if let Some(from) = &arguments.from {
        return record_from(from, &operator, context).await;
    }
    let aside = match rejoining(directory)? {
        Some(aside) => aside,
        None => begin(context).await?,
    };
    let configuration = Configuration::read(directory)?;
    let store = store_file(&configuration, directory)?;
    if !aside.exists() {
        // The mark comes first: whatever is opened next under the store's name begins new logs.
        opening::mark_restored(directory, "another copy of this store went on writing; everything was fetched anew")?;
        move_store(&store, &aside)?;
    }
    let opened = opening::open(context).await?;
    exchange(&opened.node, &opened.configuration).await?;
    let left = cunbang_store::open(&format!("sqlite:{}", aside.display())).await?;
    let rejoined = opened.desk.record_again(&operator, &*left).await?;
    opened.desk.take_over_operators(&*left).await?;
    left.close().await;
    fs::remove_file(directory.join(REJOINING))?;
    tell(&rejoined, &aside.display().to_string())?;
    // What was recorded is durable here: if the network is gone again, it goes with the next sync.
    exchange(&opened.node, &opened.configuration).await
}

/// Records again what only another store of this device has.
async fn record_from(from: &str, operator: &str, context: &Context) -> anyhow::Result<()> {
    let opened = opening::node(context).await?;
    let url = if from.contains(':') { from.to_owned() } else { format!("sqlite:{from}") };
    if !url.starts_with("postgres") && !Path::new(url.trim_start_matches("sqlite:")).exists() {
        return Err(exit::input(say!("rejoin-there-no-such-store", from = from)));
    }
    let left = cunbang_store::open(&url).await?;
    let device = opened.node.device();
    match opened.node.writer_to_take_over(&*left).await? {
        Some(writer) if writer == device => {}
        Some(revoked) => printing::note(&say!("rejoin-of-revoked", device = revoked)),
        None => {
            left.close().await;
            return Err(exit::input(say!("rejoin-nothing-written-device", from = from, device = device)));
        }
    }
    let rejoined = opened.desk.record_again(operator, &*left).await;
    left.close().await;
    match rejoined {
        Err(DeskError::Replica(ReplicaError::Behind { missing })) => Err(exit::not_yet(still_missing(&missing))),
        rejoined => tell(&rejoined?, from),
    }
}

/// That what a node lacks comes first, and what to do where nobody has it.
fn still_missing(missing: &[MissingEntries]) -> String {
    let missing = high_water::listed(missing);
    say!("rejoin-node-still-lacks-which", missing = missing)
}

/// Makes sure that the network is there, hands over what can be, and writes down where the store will go.
async fn begin(context: &Context) -> anyhow::Result<PathBuf> {
    let opened = opening::node(context).await?;
    let store = store_file(&opened.configuration, context.directory())?;
    // A node holds what others wrote, rosters among it, which the nodes above do not have.
    if opened.node.role() == Role::Node && !opened.node.has_forks().await? {
        return Err(exit::input(say!("rejoin-nothing-here-calls-rejoin")));
    }
    exchange(&opened.node, &opened.configuration).await?;
    opened.node.store().close().await;
    let aside = free_name(&store);
    let mut note = NamedTempFile::new_in(context.directory())?;
    note.write_all(aside.as_os_str().as_encoded_bytes())?;
    note.as_file().sync_all()?;
    note.persist(context.directory().join(REJOINING))?;
    Ok(aside)
}

/// Where the store goes that an interrupted rejoin left.
pub(crate) fn rejoining(directory: &Path) -> anyhow::Result<Option<PathBuf>> {
    let note = directory.join(REJOINING);
    match fs::read_to_string(&note) {
        Ok(aside) => Ok(Some(PathBuf::from(aside))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| say!("rejoin-cannot-read", note = note.display())),
    }
}

fn store_file(configuration: &Configuration, directory: &Path) -> anyhow::Result<PathBuf> {
    let url = configuration.store_url(directory);
    let file = url.strip_prefix("sqlite:").map(PathBuf::from);
    file.ok_or_else(|| exit::input(say!("rejoin-only-store-file-can")))
}

/// Says of each row what became of it.
fn tell(rejoined: &[RejoinedRow], aside: &str) -> anyhow::Result<()> {
    let mut list = Listing::new(&[("document", "文档"), ("row", "行"), ("outcome", "结果")]);
    for one in rejoined {
        let outcome = match one.outcome {
            Rejoined::Recorded => say!("rejoin-recorded"),
            Rejoined::Beside => say!("rejoin-beside"),
            Rejoined::SealAgain => say!("rejoin-seal"),
        };
        list.push([json!(one.document.to_string()), json!(one.row), json!(outcome)]);
    }
    if !rejoined.is_empty() {
        list.print(ListArguments { format: ListFormat::Table, wide: true })?;
    }
    let again = rejoined.iter().filter(|one| one.outcome != Rejoined::SealAgain).count();
    printing::note(&say!("rejoin-rows-no-node-had", again = again));
    printing::note(&say!("rejoin-copy-kept-as", aside = aside));
    Ok(())
}

async fn exchange(node: &Arc<Replica>, configuration: &Configuration) -> anyhow::Result<()> {
    let entry = configuration.first_upstream()?;
    Upstream::new(Arc::clone(node), entry.to_address())?.sync().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_waits_for_what_nobody_has_is_told_the_way_out() {
        let document = "bulletin/330522/2026Q3".parse().unwrap();
        let said = still_missing(&[MissingEntries { document, incarnation: 0, here: 2, written: 5 }]);
        assert!(
            said.contains("bulletin/330522/2026Q3 3–5") && said.contains("cunbang resume --reason TEXT --yes"),
            "{said}"
        );
    }
}
