//! The file in a node's folder that says that the accounts of earlier programs were bound to the node, as those of this one
//! are from the start. Where it is, an account without a seal is refused: what SQL can undo says nothing here.

use anyhow::Context as _;
use cunbang_desk::Desk;
use cunbang_language::say;
use std::io::{self, Write as _};
use std::path::Path;
use tempfile::NamedTempFile;

const FILE: &str = "accounts.txt";

/// Binds the accounts of an earlier program, unless that was done. Where the store cannot be written, another time.
pub(crate) async fn seal_once(desk: &Desk, directory: &Path) -> anyhow::Result<()> {
    let path = directory.join(FILE);
    if path.exists() {
        return Ok(());
    }
    if let Err(error) = desk.seal_accounts().await {
        tracing::warn!(%error, "{}", say!("accounts-file-not-yet"));
        return Ok(());
    }
    let written = || -> io::Result<()> {
        let mut file = NamedTempFile::new_in(directory)?;
        writeln!(file, "accounts are bound to device {}", desk.replica().device())?;
        file.as_file().sync_all()?;
        file.persist(&path)?;
        Ok(())
    };
    written().with_context(|| say!("accounts-file-cannot-written", path = path.display()))
}

/// Forgets that, as a person puts another store in the place of the one that was here.
pub(crate) fn forget(directory: &Path) -> io::Result<()> {
    match std::fs::remove_file(directory.join(FILE)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
