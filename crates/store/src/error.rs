//! What can go wrong with a store, and what to do about it.

use std::error::Error;

/// Why a store did not do what was asked. Nothing was written; only where the connection to
/// PostgreSQL broke during the commit itself, it may have been. All writes but a new enrolment code
/// may simply be done again.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The URL names no store.
    #[error("store {url:?}: {reason}: expected sqlite:PATH, postgres://USER@HOST/DATABASE or memory:")]
    Url {
        /// The URL, without a password.
        url: String,
        /// What is wrong.
        reason: String,
    },
    /// Someone else holds the database for longer than one waits.
    #[error(
        "{doing}: the database is in use by another process for longer than 10 seconds: close that process, or try again"
    )]
    Locked {
        /// What was being done.
        doing: &'static str,
    },
    /// Other transactions came in between each time.
    #[error("{doing}: other writers came in between {attempts} times: try again")]
    Contended {
        /// What was being done.
        doing: &'static str,
        /// How often it was tried.
        attempts: u32,
    },
    /// There is no space left.
    #[error("{doing}: the disk is full: nothing was kept; make space, then try again")]
    Full {
        /// What was being done.
        doing: &'static str,
    },
    /// The file or database may not be read or written by this user.
    #[error(
        "{doing}: {message}: check that the file and its folder exist and belong to the user that runs this program, or that the database role has the rights"
    )]
    Permission {
        /// What was being done.
        doing: &'static str,
        /// What the database said.
        message: String,
    },
    /// The database cannot be reached.
    #[error(
        "{doing}: the database cannot be reached ({message}): check that it runs and that the URL is right, then try again"
    )]
    Unreachable {
        /// What was being done.
        doing: &'static str,
        /// What was tried and seen.
        message: String,
    },
    /// The store was made by a newer version of this program.
    #[error(
        "the store was made by a newer version of this program (schema {found}, this version knows up to {known}): run that version"
    )]
    Newer {
        /// The schema version found.
        found: i64,
        /// The newest one known.
        known: i64,
    },
    /// What is stored cannot be what was stored.
    #[error("{place} is damaged: {what}: run `cunbang doctor`, or restore a backup")]
    Damaged {
        /// The table or file.
        place: String,
        /// What was found.
        what: String,
    },
    /// An enrolment code with the same secret is known already.
    #[error("an enrolment code with the same secret is known already: make another")]
    CodeKnown,
    /// This kind of store cannot do that.
    #[error("{what}: not with this kind of store: {instead}")]
    Unsupported {
        /// What was asked.
        what: &'static str,
        /// What to do instead.
        instead: &'static str,
    },
    /// There is a file where a backup should go.
    #[error("backup to {0:?}: there is a file already: name another")]
    Exists(std::path::PathBuf),
    /// A backup file cannot be written.
    #[error("backup to {path:?}: {source}")]
    Backup {
        /// The file.
        path: std::path::PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// Anything else that the database said.
    #[error("{doing}: {source}")]
    Database {
        /// What was being done.
        doing: &'static str,
        /// What it said.
        source: Box<dyn Error + Send + Sync>,
    },
}

impl StoreError {
    /// Whether the same call may well succeed later, without anyone doing something about it.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Locked { .. } | Self::Contended { .. } | Self::Unreachable { .. })
    }
}
