//! Opening what stands in a node's folder.

use crate::accounts_file;
use crate::configuration::Configuration;
use crate::context::Context;
use crate::exit;
use crate::high_water_file::HighWaterFile;
use crate::machine_start::machine_and_start;
use crate::printing;
use crate::renewal;
use anyhow::Context as _;
use cunbang_desk::{Desk, Viewer};
use cunbang_identity::{CertificateAuthority, FilesError, Identity, IdentityFiles};
use cunbang_language::say;
use cunbang_replica::Replica;
use cunbang_store::Store;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

/// A node's folder, opened.
#[derive(Debug)]
pub(crate) struct Opened {
    /// Its configuration.
    pub(crate) configuration: Configuration,
    /// Its keys and certificates.
    pub(crate) files: IdentityFiles,
    /// What the node keeps.
    pub(crate) node: Arc<Replica>,
    /// What people do and see at it.
    pub(crate) desk: Arc<Desk>,
}

impl Opened {
    /// Who only looks. At a device that shows what others have as of its last contact it is said when that was.
    pub(crate) async fn reader(&self, context: &Context) -> anyhow::Result<Viewer> {
        self.say_as_of().await?;
        Ok(self.desk.viewer(&context.reader()?).await?)
    }

    /// Says as of when all is known that a command shows, where that is not as of now.
    pub(crate) async fn say_as_of(&self) -> anyhow::Result<()> {
        if let Some(known) = self.desk.known_as_of().await? {
            printing::note(&known.to_string());
        }
        Ok(())
    }
}

/// Opens the node in the folder that the command line names.
pub(crate) async fn node(context: &Context) -> anyhow::Result<Opened> {
    if context.directory().join(REJOINING).exists() {
        printing::note(&say!("opening-cunbang-rejoin-rejoin-interrupted"));
    }
    open(context).await
}

/// Opens it, whatever has been left undone there.
pub(crate) async fn open(context: &Context) -> anyhow::Result<Opened> {
    let configuration = Configuration::read(context.directory())?;
    let files = IdentityFiles::new(configuration.identity_folder(context.directory()));
    let identity = identity(&files)?;
    let store = store(context, &configuration).await?;
    let node =
        Replica::open(store, Arc::clone(&context.clock), Arc::clone(&context.randomness), identity, configuration.root)
            .await?;
    begin_anew_if_restored(&node, context.directory()).await?;
    guard_against_older_store(&node, context.directory()).await?;
    let desk = Desk::new(Arc::clone(&node));
    accounts_file::seal_once(&desk, context.directory()).await?;
    let opened = Opened { configuration, files, node, desk };
    renewal::follow(&opened)?;
    Ok(opened)
}

/// The desk of a node that is just being set up.
pub(crate) async fn new_desk(
    context: &Context,
    configuration: &Configuration,
    files: &IdentityFiles,
) -> anyhow::Result<Arc<Desk>> {
    let store = store(context, configuration).await?;
    let (clock, randomness) = (Arc::clone(&context.clock), Arc::clone(&context.randomness));
    let node = Replica::open(store, clock, randomness, files.load()?, configuration.root).await?;
    guard_against_older_store(&node, context.directory()).await?;
    let desk = Desk::new(node);
    accounts_file::seal_once(&desk, context.directory()).await?;
    Ok(desk)
}

/// Makes sure that no log is continued from a store that was put back. Comes before the first write.
pub(crate) async fn guard_against_older_store(node: &Replica, directory: &Path) -> anyhow::Result<()> {
    if let Some((machine, start)) = machine_and_start() {
        node.begin_anew_after_start(&machine, &start).await?;
    }
    node.keep_high_water(Arc::new(HighWaterFile::in_folder(directory))).await?;
    Ok(())
}

/// A file in a node's folder that says where a store goes whose rows are being recorded again.
pub(crate) const REJOINING: &str = "rejoining.txt";

/// A file in a node's folder that says why its store is older than what others have seen of it.
const RESTORED: &str = "restored.txt";

/// Notes that the store is an older one: whoever opens the node next makes it begin new logs, so that
/// no number is ever used twice.
pub(crate) fn mark_restored(directory: &Path, why: &str) -> anyhow::Result<()> {
    let mut mark = File::create(directory.join(RESTORED))?;
    mark.write_all(why.as_bytes())?;
    mark.sync_all()?;
    Ok(())
}

async fn begin_anew_if_restored(node: &Replica, directory: &Path) -> anyhow::Result<()> {
    let mark = directory.join(RESTORED);
    match std::fs::read_to_string(&mark) {
        Ok(why) => {
            node.begin_put_back(&why).await?;
            node.note_restored().await?;
            std::fs::remove_file(&mark).with_context(|| say!("opening-cannot-removed", mark = mark.display()))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error).with_context(|| say!("opening-cannot-read", mark = mark.display())),
    }
}

/// Opens the store.
pub(crate) async fn store(context: &Context, configuration: &Configuration) -> anyhow::Result<Arc<dyn Store>> {
    Ok(context.open_store(&configuration.store_url(context.directory())).await?)
}

/// Reads who this device is.
pub(crate) fn identity(files: &IdentityFiles) -> anyhow::Result<Identity> {
    files.load().map_err(|error| match error {
        error if error.is_missing() => {
            exit::input(say!("opening-device-not-enrolled-ask", folder = files.folder().display()))
        }
        error => error.into(),
    })
}

/// Reads the county's authority, where this is the county.
pub(crate) fn authority(files: &IdentityFiles) -> anyhow::Result<Option<CertificateAuthority>> {
    match files.read_authority() {
        Ok(authority) => Ok(Some(authority)),
        Err(error) if FilesError::is_missing(&error) => Ok(None),
        Err(error) => Err(error).context(say!("opening-countys-authority-cannot-read")),
    }
}
