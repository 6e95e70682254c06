//! How often work was done, in all threads: in debug builds, for tests that count it.

use std::sync::atomic::{AtomicU64, Ordering};

static JSON_MADE: AtomicU64 = AtomicU64::new(0);

/// How often the canonical JSON of a row was made since the program began.
pub fn json_made() -> u64 {
    JSON_MADE.load(Ordering::Relaxed)
}

pub(crate) fn note_json() {
    JSON_MADE.fetch_add(1, Ordering::Relaxed);
}
