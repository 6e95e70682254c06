//! What a device costs this node: measured where it arises, so that whoever serves the device can hold it to a rate.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::time::Instant;

/// What was spent for one device since it was last asked.
#[derive(Debug, Default)]
pub struct Meter {
    nanoseconds: AtomicU64,
    entries: AtomicU64,
    stored_bytes: AtomicU64,
}

/// What was spent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spent {
    /// Time of a processor.
    pub processor: Duration,
    /// Entries that were stored.
    pub entries: u64,
    /// Bytes of what the device itself wrote and had stored.
    pub stored_bytes: u64,
}

impl Meter {
    /// What was spent since the last call.
    pub fn take(&self) -> Spent {
        Spent {
            processor: Duration::from_nanos(self.nanoseconds.swap(0, Ordering::Relaxed)),
            entries: self.entries.swap(0, Ordering::Relaxed),
            stored_bytes: self.stored_bytes.swap(0, Ordering::Relaxed),
        }
    }

    pub(crate) fn run<T>(&self, work: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        let done = work();
        let nanoseconds = u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.nanoseconds.fetch_add(nanoseconds, Ordering::Relaxed);
        done
    }

    pub(crate) fn stored(&self, entries: u64, own_bytes: usize) {
        self.entries.fetch_add(entries, Ordering::Relaxed);
        self.stored_bytes.fetch_add(own_bytes as u64, Ordering::Relaxed);
    }
}
