//! The store as a thing that is backed up, checked and closed.

use crate::check::Fault;
use crate::error::StoreError;
use async_trait::async_trait;
use std::path::Path;

/// How a backup's bytes are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BackupFormat {
    /// A SQLite file, which is a store of its own.
    Sqlite,
    /// An archive of `pg_dump --format=custom`, for `pg_restore`.
    PostgresDump,
}

/// Looks after the store as a whole.
#[async_trait]
pub trait Files: Send + Sync {
    /// Writes a copy of the whole store, as of one moment, to a new file, and tells how to read it.
    async fn backup(&self, to: &Path) -> Result<BackupFormat, StoreError>;
    /// Looks for damage: in the database itself, and whether logs, heads, feed and agreement fit together.
    async fn integrity_check(&self) -> Result<Vec<Fault>, StoreError>;
    /// Closes the store; calls after that fail.
    async fn close(&self);
}
