//! One service to a folder: `serve` holds the lock as long as it runs, and whatever exchanges the store under
//! it takes it first.

use crate::exit;
use crate::lock_file;
use anyhow::Context as _;
use cunbang_language::say;
use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};

const FILE: &str = "serve.lock";

/// The lock of a folder; the system gives it back when the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct FolderLock(#[expect(dead_code, reason = "held, not read")] File);

impl FolderLock {
    /// Takes it, or says who has it.
    pub(crate) fn take(directory: &Path) -> anyhow::Result<Self> {
        let busy = || exit::input(say!("folder-lock-cunbang-serve-running-folder", directory = directory.display()));
        Self::take_if_free(directory)?.ok_or_else(busy)
    }

    /// Takes it, or gives nothing where another process has it.
    pub(crate) fn take_if_free(directory: &Path) -> anyhow::Result<Option<Self>> {
        let path = Self::path(directory);
        let file = lock_file::open(&path).with_context(|| say!("folder-lock-cannot-written", path = path.display()))?;
        Ok(match file.try_lock() {
            Err(TryLockError::WouldBlock) => None,
            // A file system without locks: nothing is known, and nothing is refused.
            Ok(()) | Err(TryLockError::Error(_)) => Some(Self(file)),
        })
    }

    /// The file that is locked.
    pub(crate) fn path(directory: &Path) -> PathBuf {
        directory.join(FILE)
    }
}
