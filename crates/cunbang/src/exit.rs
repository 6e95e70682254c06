//! Exit codes: what a calling script can tell from how a command ended.

use crate::source::SchemeFaults;
use cunbang_desk::{DeskError, Sort};
use cunbang_replica::ReplicaError;
use cunbang_report::ImportFaults;
use cunbang_scheme::RankError;
use cunbang_store::{StoreError, StoreErrorKind};
use cunbang_sync::SyncError;

/// The exit codes, for `--help`.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  it failed: a file, the store, the machine; no rights, or damage
  2  the input or the command line is wrong: correct it and try again
  3  refused, or a verification failed
  4  no node above, or not the database, could be reached, or it is busy; or a county that was put back waits
     for what it lacks: try again later
  5  the disk is full: make space and try again";

/// How a command ended, where it did not end well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Something failed.
    Failure = 1,
    /// The input or the command line is wrong.
    Input = 2,
    /// Refused, or a verification failed.
    Refused = 3,
    /// Another node or the database could not be reached, or is busy; or this node waits for others.
    Unreachable = 4,
    /// The disk is full.
    Full = 5,
}

/// An error of the command line's own, with the exit code that belongs to it.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
struct Stated {
    ending: Ending,
    message: String,
}

/// An error with exit code 1.
pub(crate) fn failure(message: impl Into<String>) -> anyhow::Error {
    stated(Ending::Failure, message)
}

/// An error with exit code 2.
pub(crate) fn input(message: impl Into<String>) -> anyhow::Error {
    stated(Ending::Input, message)
}

/// An error with exit code 3.
pub(crate) fn refused(message: impl Into<String>) -> anyhow::Error {
    stated(Ending::Refused, message)
}

/// An error with exit code 4.
pub(crate) fn not_yet(message: impl Into<String>) -> anyhow::Error {
    stated(Ending::Unreachable, message)
}

fn stated(ending: Ending, message: impl Into<String>) -> anyhow::Error {
    Stated { ending, message: message.into() }.into()
}

/// How the command ends that failed with `error`: the first cause that has a code of its own decides.
pub(crate) fn ending_of(error: &anyhow::Error) -> Ending {
    error.chain().find_map(ending_of_cause).unwrap_or(Ending::Failure)
}

fn ending_of_cause(cause: &(dyn std::error::Error + 'static)) -> Option<Ending> {
    if let Some(stated) = cause.downcast_ref::<Stated>() {
        return Some(stated.ending);
    }
    if cause.is::<ImportFaults>() || cause.is::<SchemeFaults>() || cause.is::<RankError>() {
        return Some(Ending::Input);
    }
    if let Some(error) = cause.downcast_ref::<DeskError>() {
        return Some(of_desk(error));
    }
    if let Some(error) = cause.downcast_ref::<ReplicaError>() {
        return Some(of_node(error));
    }
    if let Some(error) = cause.downcast_ref::<StoreError>() {
        return Some(of_store(error));
    }
    Some(match cause.downcast_ref::<SyncError>()? {
        SyncError::Unreachable { .. }
        | SyncError::TurnedAway { .. }
        | SyncError::Busy { .. }
        | SyncError::Broken(_) => Ending::Unreachable,
        SyncError::Refused(_) | SyncError::Revoked(_) | SyncError::Tls { .. } => Ending::Refused,
        SyncError::Configuration(_) => Ending::Input,
        SyncError::Node(error) => of_node(error),
        SyncError::Protocol(_) => Ending::Failure,
    })
}

fn of_desk(error: &DeskError) -> Ending {
    match (error.of_store(), error.sort()) {
        (Some(error), _) => of_store(error),
        (None, Sort::Input | Sort::NotFound | Sort::NotYet) => Ending::Input,
        (None, Sort::NotPermitted) => Ending::Refused,
        (None, Sort::Busy) => Ending::Unreachable,
        (None, Sort::Failed) => Ending::Failure,
    }
}

fn of_node(error: &ReplicaError) -> Ending {
    match error {
        ReplicaError::Store(error) => of_store(error),
        ReplicaError::Refused(_) | ReplicaError::NotPermitted { .. } | ReplicaError::ReceiptFault { .. } => {
            Ending::Refused
        }
        ReplicaError::NoUnits | ReplicaError::OtherRoot { .. } => Ending::Input,
        ReplicaError::Behind { .. }
        | ReplicaError::NotHereSinceRestored { .. }
        | ReplicaError::Busy(_)
        | ReplicaError::Stopping => Ending::Unreachable,
        _ => Ending::Failure,
    }
}

fn of_store(error: &StoreError) -> Ending {
    match error.kind() {
        StoreErrorKind::Full => Ending::Full,
        StoreErrorKind::Busy | StoreErrorKind::Unreachable => Ending::Unreachable,
        StoreErrorKind::Request => Ending::Input,
        StoreErrorKind::Permission | StoreErrorKind::Damaged | StoreErrorKind::Other => Ending::Failure,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::Context;

    #[test]
    fn the_cause_decides_and_not_the_context() {
        let refused = Err::<(), _>(refused("no")).context("while trying").unwrap_err();
        assert_eq!(ending_of(&refused), Ending::Refused);
        let lost = anyhow::Error::new(StoreError::Unreachable { doing: "opening", message: "refused".to_owned() });
        assert_eq!(ending_of(&lost), Ending::Unreachable);
        assert_eq!(ending_of(&anyhow::anyhow!("something else")), Ending::Failure);
        let full = || StoreError::Database { doing: "committing", message: "disk is full".to_owned() };
        assert_eq!(ending_of(&DeskError::from(full()).into()), Ending::Failure);
        assert_eq!(ending_of(&ReplicaError::from(full()).into()), Ending::Failure);
        assert_eq!(ending_of(&DeskError::Rows(Vec::new()).into()), Ending::Input);
        let waits = || ReplicaError::Behind { missing: Vec::new() };
        assert_eq!(ending_of(&waits().into()), Ending::Unreachable);
        assert_eq!(ending_of(&DeskError::Replica(waits()).into()), Ending::Unreachable);
    }

    #[test]
    fn a_store_that_failed_has_the_code_of_its_kind() {
        let message = || "as the database says it".to_owned();
        for (error, ending) in [
            (StoreError::Full { doing: "writing" }, Ending::Full),
            (StoreError::Locked { doing: "writing" }, Ending::Unreachable),
            (StoreError::Contended { doing: "writing", attempts: 12 }, Ending::Unreachable),
            (StoreError::Unreachable { doing: "writing", message: message() }, Ending::Unreachable),
            (StoreError::Permission { doing: "writing", message: message() }, Ending::Failure),
            (StoreError::Damaged { place: "logs".to_owned(), what: message() }, Ending::Failure),
            (StoreError::Database { doing: "writing", message: message() }, Ending::Failure),
            (StoreError::Newer { found: 9, known: 1 }, Ending::Input),
            (StoreError::Url { url: "x".to_owned(), reason: message() }, Ending::Input),
        ] {
            assert_eq!(ending_of(&error.clone().into()), ending, "{error}");
            let within = ReplicaError::from(error.clone());
            assert_eq!(ending_of(&DeskError::Replica(within).into()), ending, "{error}");
        }
    }
}
