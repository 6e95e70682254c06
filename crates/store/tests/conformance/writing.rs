//! How the checks say briefly what they write and what came of it.

use cunbang_ledger::{VerifiedSegment, VersionVector};
use cunbang_model::{DeviceId, Timestamp};
use cunbang_store::{Store, Write, WriteOutcome};

/// A moment, in seconds after some day.
pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + seconds).unwrap()
}

pub(crate) fn append(segment: &VerifiedSegment) -> Write {
    append_via(segment, None)
}

pub(crate) fn append_via(segment: &VerifiedSegment, via: Option<DeviceId>) -> Write {
    Write::Append { segment: segment.clone(), via, receipt: None, received_at: at(1) }
}

/// Commits one write and tells what came of it.
pub(crate) async fn commit_one(store: &dyn Store, write: Write) -> WriteOutcome {
    let outcomes = store.commit(vec![write]).await.unwrap();
    assert_eq!(outcomes.len(), 1);
    outcomes[0]
}

pub(crate) fn is_appended(outcome: WriteOutcome) -> bool {
    matches!(outcome, WriteOutcome::Appended(_))
}

pub(crate) fn vector(text: &str) -> VersionVector {
    text.parse().unwrap()
}

/// The store is whole.
pub(crate) async fn assert_whole(store: &dyn Store) {
    assert_eq!(store.integrity_check().await.unwrap(), []);
    assert_eq!(store.feed_lacks().await.unwrap(), 0);
}
