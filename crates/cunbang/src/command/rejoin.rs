//! `cunbang rejoin`: a terminal whose store is a copy of another that went on writing.

use crate::command::restore::put_aside;
use crate::configuration::Configuration;
use crate::context::Context;
use crate::exit;
use crate::opening;
use crate::printing;
use anyhow::Context as _;
use clap::Args;
use cunbang_replica::Replica;
use cunbang_sync::Upstream;
use std::path::PathBuf;
use std::sync::Arc;

/// Take up what another copy of this terminal's store wrote, and record this one's rows again
///
/// Two copies of one store that both go on writing use the same numbers for different entries. The
/// upstream keeps the first and refuses the second as evidence. This command puts the store aside,
/// fetches everything anew, and records what nobody has received from here as new entries. Stop the
/// service first.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  cunbang rejoin --dir ~/cunbang")]
pub(crate) struct RejoinArguments {}

/// Rejoins.
pub(crate) async fn run(_: &RejoinArguments, context: &Context) -> anyhow::Result<()> {
    let directory = context.directory();
    let opened = opening::node(context).await?;
    // Nothing is put aside before the network is known to be there.
    exchange(&opened.node, &opened.configuration).await?;
    let unreceived = opened.desk.unreceived().await?;
    let url = opened.configuration.store_url(directory);
    let store = url
        .strip_prefix("sqlite:")
        .map(PathBuf::from)
        .ok_or_else(|| exit::input("only a store in a file can be copied by mistake, and this one is none"))?;
    opened.node.store().close().await;
    let (count, seals) = (unreceived.row_count(), unreceived.seals());
    drop(opened);
    let aside = put_aside(&store)?;
    opening::mark_restored(directory, "another copy of this store went on writing; everything was fetched anew")?;
    let opened = opening::node(context).await?;
    let recorded = async {
        exchange(&opened.node, &opened.configuration).await?;
        let recorded = opened.desk.record_again(&context.operator()?, unreceived).await?;
        exchange(&opened.node, &opened.configuration).await?;
        anyhow::Ok(recorded)
    };
    let recorded = recorded.await.with_context(|| {
        let aside = aside.as_ref().map_or_else(String::new, |aside| aside.display().to_string());
        format!("the {count} rows that nobody received are in {aside}: put it back in place, and try again")
    })?;
    if let Some(aside) = aside {
        printing::note(&format!("the copy is kept as {}", aside.display()));
    }
    printing::note(&format!("{recorded} rows that nobody had received were recorded again"));
    if seals > 0 {
        printing::note("a seal was among them: look at the rows, then seal the period again (`cunbang seal`)");
    }
    Ok(())
}

async fn exchange(node: &Arc<Replica>, configuration: &Configuration) -> anyhow::Result<()> {
    let entry = configuration.first_upstream()?;
    Upstream::new(Arc::clone(node), entry.to_address())?.sync().await?;
    Ok(())
}
