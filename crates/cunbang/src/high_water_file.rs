//! The file beside a node's store that says how far the node has written its own logs.

use crate::lock_file;
use cunbang_language::say;
use cunbang_replica::HighWaterKeeper;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

const FILE: &str = "written.txt";
/// Held while the file is changed, as commands and the service change it too.
const LOCK: &str = "written.lock";

/// The file in a node's folder.
#[derive(Debug)]
pub(crate) struct HighWaterFile {
    directory: PathBuf,
}

impl HighWaterFile {
    pub(crate) fn in_folder(directory: &Path) -> Self {
        Self { directory: directory.to_owned() }
    }

    fn path(&self) -> PathBuf {
        self.directory.join(FILE)
    }

    /// Adds the file's name and what to do to an error.
    fn explained(&self, error: &io::Error) -> io::Error {
        let path = self.path();
        io::Error::new(
            error.kind(),
            say!("high-water-file-guards-against-store-put", path = path.display(), error = error),
        )
    }

    fn try_read(&self) -> io::Result<Option<String>> {
        match fs::read_to_string(self.path()) {
            Ok(text) => Ok(Some(text)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn try_update(&self, change: &dyn Fn(Option<&str>) -> io::Result<Option<String>>) -> io::Result<()> {
        let lock = lock_file::open(&self.directory.join(LOCK))?;
        match lock.lock() {
            // A file system without locks: then only one process writes.
            Err(error) if error.kind() != io::ErrorKind::Unsupported => return Err(error),
            _ => {}
        }
        if let Some(text) = change(self.try_read()?.as_deref())? {
            let mut file = NamedTempFile::new_in(&self.directory)?;
            file.write_all(text.as_bytes())?;
            file.as_file().sync_all()?;
            file.persist(self.path())?;
            // A folder can be synced on Unix only.
            #[cfg(unix)]
            File::open(&self.directory)?.sync_all()?;
        }
        Ok(())
    }
}

impl HighWaterKeeper for HighWaterFile {
    fn read(&self) -> io::Result<Option<String>> {
        self.try_read().map_err(|error| self.explained(&error))
    }

    fn update(&self, change: &dyn Fn(Option<&str>) -> io::Result<Option<String>>) -> io::Result<()> {
        self.try_update(change).map_err(|error| self.explained(&error))
    }
}
