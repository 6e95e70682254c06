//! What a database says when something fails, told apart by what one can do about it.

use crate::error::StoreError;

/// A failure on the way, before anyone says what was being done.
#[derive(Debug)]
pub(super) enum Failure {
    /// The database's own.
    Database(sqlx::Error),
    /// One of ours.
    Store(StoreError),
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

/// What a database's error code asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    /// The same transaction may succeed if it is run again.
    Again,
    Locked,
    Full,
    Permission,
    Unreachable,
    Damaged,
    Other,
}

/// Another process is putting SQLite's log in order after a crash.
const BUSY_RECOVERY: u32 = 261;
/// Another process wrote since this transaction began to read.
const BUSY_SNAPSHOT: u32 = 517;
/// There is no room for the file that SQLite's readers share.
const NO_ROOM_TO_SHARE: u32 = 4874;

/// Nothing can be written.
const READ_ONLY: u32 = 8;

/// SQLite's codes are numbers, PostgreSQL's have five characters.
fn meaning(code: &str) -> Meaning {
    if code.len() == 5 {
        return match code {
            "40001" | "40P01" | "55P03" => Meaning::Again,
            "53100" => Meaning::Full,
            "42501" => Meaning::Permission,
            "53300" | "25006" | "3D000" | "57P01" | "57P02" | "57P03" | "25P03" => Meaning::Unreachable,
            "XX001" | "XX002" => Meaning::Damaged,
            code if code.starts_with("08") => Meaning::Unreachable,
            code if code.starts_with("28") => Meaning::Permission,
            _ => Meaning::Other,
        };
    }
    match code.parse::<u32>() {
        Ok(BUSY_RECOVERY | BUSY_SNAPSHOT) => Meaning::Again,
        Ok(NO_ROOM_TO_SHARE) => Meaning::Full,
        // The low byte is the kind, the rest says more about it.
        Ok(code) => match code & 0xff {
            5 | 6 => Meaning::Locked,
            13 => Meaning::Full,
            3 | READ_ONLY | 14 | 23 => Meaning::Permission,
            11 | 26 => Meaning::Damaged,
            _ => Meaning::Other,
        },
        Err(_) => Meaning::Other,
    }
}

/// Two programs that open a new PostgreSQL store at once both find a table missing, and one of them
/// then meets the other's in the catalogue: `IF NOT EXISTS` does not wait there.
fn is_of_catalogue(constraint: &str) -> bool {
    matches!(constraint, "pg_type_typname_nsp_index" | "pg_class_relname_nsp_index")
}

impl Failure {
    fn meaning(&self) -> Meaning {
        match self {
            Self::Database(sqlx::Error::Database(error)) if error.constraint().is_some_and(is_of_catalogue) => {
                Meaning::Again
            }
            Self::Database(sqlx::Error::Database(error)) => error.code().map_or(Meaning::Other, |code| meaning(&code)),
            Self::Database(
                sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed,
            ) => Meaning::Unreachable,
            Self::Store(_) | Self::Database(_) => Meaning::Other,
        }
    }

    /// Whether the same transaction may succeed if it is run again.
    pub(super) fn asks_for_another_try(&self) -> bool {
        self.meaning() == Meaning::Again
    }

    /// Whether another program holds the database.
    pub(super) fn is_locked(&self) -> bool {
        self.meaning() == Meaning::Locked
    }

    /// Whether SQLite's connection was opened while nothing could be written: it stays so, whatever becomes of the file.
    pub(super) fn is_read_only(&self) -> bool {
        let Self::Database(sqlx::Error::Database(error)) = self else { return false };
        let code = error.code().filter(|code| code.len() != 5).and_then(|code| code.parse::<u32>().ok());
        code.is_some_and(|code| code & 0xff == READ_ONLY)
    }

    /// The error that callers see.
    pub(super) fn explain(self, doing: &'static str, attempts: u32) -> StoreError {
        let meaning = self.meaning();
        let error = match self {
            Self::Store(error) => return error,
            Self::Database(error) => error,
        };
        match meaning {
            Meaning::Again => StoreError::Contended { doing, attempts },
            Meaning::Locked => StoreError::Locked { doing },
            Meaning::Full => StoreError::Full { doing },
            Meaning::Permission => StoreError::Permission { doing, message: error.to_string() },
            Meaning::Unreachable => StoreError::Unreachable { doing, message: error.to_string() },
            Meaning::Damaged => StoreError::Damaged { place: "the database".to_owned(), what: error.to_string() },
            Meaning::Other => StoreError::Database { doing, message: error.to_string() },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_both_databases() {
        for (code, expected) in [
            ("40001", Meaning::Again),
            ("40P01", Meaning::Again),
            ("517", Meaning::Again),
            ("4874", Meaning::Full),
            ("25006", Meaning::Unreachable),
            ("5", Meaning::Locked),
            ("13", Meaning::Full),
            ("53100", Meaning::Full),
            ("1032", Meaning::Permission),
            ("14", Meaning::Permission),
            ("28P01", Meaning::Permission),
            ("08006", Meaning::Unreachable),
            ("26", Meaning::Damaged),
            ("19", Meaning::Other),
            ("23505", Meaning::Other),
        ] {
            assert_eq!(meaning(code), expected, "{code}");
        }
    }
}
