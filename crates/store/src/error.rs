//! What can go wrong with a store, and what to do about it.

use cunbang_language::{Named, say};
use cunbang_ledger::LogId;
use std::sync::Arc;

/// What was being done, in words.
fn in_words(doing: &'static str) -> Named<'static> {
    let chinese = match doing {
        "reading from the store" => "读取数据",
        "writing to the store" => "写入数据",
        "opening the store" => "打开数据库",
        "checking the store" => "检查数据库",
        "restore" | "restoring" => "恢复数据库",
        _ => "",
    };
    Named::new(chinese, doing)
}

/// Why a store did not do what was asked. Nothing was written; only where the connection to
/// PostgreSQL broke during the commit itself, it may have been. All writes but a new enrolment code
/// may simply be done again. It can be cloned, as several callers share one transaction.
#[derive(Debug, Clone, thiserror::Error)]
pub enum StoreError {
    /// The URL does not name a store.
    #[error("{}", say!("store-url", url = format!("{:?}", .url), reason = .reason))]
    Url {
        /// The URL, without a password.
        url: String,
        /// What is wrong.
        reason: String,
    },
    /// Another process holds the database for longer than one waits.
    #[error("{}", say!("store-locked", doing = in_words(.doing)))]
    Locked {
        /// What was being done.
        doing: &'static str,
    },
    /// Other transactions came in between each time.
    #[error("{}", say!("store-contended", doing = in_words(.doing), attempts = .attempts))]
    Contended {
        /// What was being done.
        doing: &'static str,
        /// How often it was tried.
        attempts: u32,
    },
    /// There is no space left.
    #[error("{}", say!("store-full", doing = in_words(.doing)))]
    Full {
        /// What was being done.
        doing: &'static str,
    },
    /// This user may not read or write the file or database.
    #[error("{}", say!("store-permission", doing = in_words(.doing), message = .message))]
    Permission {
        /// What was being done.
        doing: &'static str,
        /// What the database said.
        message: String,
    },
    /// The database cannot be reached.
    #[error("{}", say!("store-unreachable", doing = in_words(.doing), message = .message))]
    Unreachable {
        /// What was being done.
        doing: &'static str,
        /// What was tried and seen.
        message: String,
    },
    /// A newer version of this program made the store.
    #[error("{}", say!("store-newer", found = .found, known = .known))]
    Newer {
        /// The schema version found.
        found: i64,
        /// The newest one known.
        known: i64,
    },
    /// What is stored cannot be what was stored.
    #[error("{}", say!("store-damaged", place = .place, what = .what))]
    Damaged {
        /// The table or file.
        place: String,
        /// What was found.
        what: String,
    },
    /// Entries are not what was written.
    #[error("{}", say!("store-damaged-entries", first = .first, last = .last, log = .log))]
    DamagedEntries {
        /// The log.
        log: Box<LogId>,
        /// The number of the first.
        first: u64,
        /// The number of the last.
        last: u64,
    },
    /// An enrolment code with the same secret is known already.
    #[error("{}", say!("store-code-known"))]
    CodeKnown,
    /// This kind of store cannot do that.
    #[error("{}", say!("store-unsupported", what = .what, instead = .instead))]
    Unsupported {
        /// What was asked.
        what: &'static str,
        /// What to do instead.
        instead: &'static str,
    },
    /// There is a file where a backup should go.
    #[error("{}", say!("store-exists", what = format!("{:?}", .0)))]
    Exists(std::path::PathBuf),
    /// A backup file cannot be written.
    #[error("{}", say!("store-backup", path = format!("{:?}", .path), source = cunbang_language::of_machine(.source)))]
    Backup {
        /// The file.
        path: std::path::PathBuf,
        /// Why not.
        source: Arc<std::io::Error>,
    },
    /// A database has a store already, where one is to be restored.
    #[error("{}", say!("store-occupied", url = format!("{:?}", .url)))]
    Occupied {
        /// The URL, without a password.
        url: String,
    },
    /// A program of the database's own is missing or failed.
    #[error("{}", say!("store-tool", program = .program, what = .what, command = .command))]
    Tool {
        /// The program.
        program: &'static str,
        /// What happened.
        what: String,
        /// The whole command, to run it by hand; without the password.
        command: String,
    },
    /// Anything else that the database said.
    #[error("{}", say!("store-database", doing = in_words(.doing), message = .message))]
    Database {
        /// What was being done.
        doing: &'static str,
        /// What it said.
        message: String,
    },
}

/// What a [`StoreError`] asks of whoever meets it. Exit codes and answers to peers follow from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StoreErrorKind {
    /// Someone must make space on the disk.
    Full,
    /// Others use the database: the same call may succeed a moment later.
    Busy,
    /// The database does not answer: someone may have to start it, or it comes back.
    Unreachable,
    /// Someone must give this user the rights.
    Permission,
    /// The store is damaged: someone must repair it or restore a backup.
    Damaged,
    /// The caller asked for what cannot be: a wrong URL, a file that exists, a store of a newer version.
    Request,
    /// Anything else: the message says what the database said.
    Other,
}

impl StoreErrorKind {
    /// All kinds.
    pub const ALL: [Self; 7] =
        [Self::Full, Self::Busy, Self::Unreachable, Self::Permission, Self::Damaged, Self::Request, Self::Other];

    /// A word for it, as in labels of metrics.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Busy => "busy",
            Self::Unreachable => "unreachable",
            Self::Permission => "permission",
            Self::Damaged => "damaged",
            Self::Request => "request",
            Self::Other => "other",
        }
    }
}

impl StoreError {
    /// What it asks of whoever meets it.
    pub fn kind(&self) -> StoreErrorKind {
        match self {
            Self::Full { .. } => StoreErrorKind::Full,
            Self::Locked { .. } | Self::Contended { .. } => StoreErrorKind::Busy,
            Self::Unreachable { .. } => StoreErrorKind::Unreachable,
            Self::Permission { .. } => StoreErrorKind::Permission,
            Self::Damaged { .. } | Self::DamagedEntries { .. } => StoreErrorKind::Damaged,
            Self::Backup { source, .. } => match source.kind() {
                std::io::ErrorKind::StorageFull => StoreErrorKind::Full,
                std::io::ErrorKind::PermissionDenied => StoreErrorKind::Permission,
                _ => StoreErrorKind::Other,
            },
            Self::Url { .. }
            | Self::Newer { .. }
            | Self::CodeKnown
            | Self::Unsupported { .. }
            | Self::Occupied { .. }
            | Self::Exists(_) => StoreErrorKind::Request,
            Self::Tool { .. } | Self::Database { .. } => StoreErrorKind::Other,
        }
    }

    /// Whether the same call may well succeed later, without anyone doing something about it.
    pub fn is_passing(&self) -> bool {
        matches!(self.kind(), StoreErrorKind::Busy | StoreErrorKind::Unreachable)
    }
}
