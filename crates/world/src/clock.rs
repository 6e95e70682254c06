//! The time of a made-up county. It stands still until it is set, so that three years pass in minutes and
//! deadlines still matter.

use cunbang_model::clock::COUNTY_OFFSET;
use cunbang_model::{Clock, Date, Timestamp};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};

/// A clock that stands at a set time, or follows another clock.
#[derive(Debug)]
pub struct SetClock {
    at_millisecond: AtomicI64,
    followed: OnceLock<Arc<dyn Clock>>,
}

impl SetClock {
    /// A clock set to `at`.
    pub fn new(at: Timestamp) -> Arc<Self> {
        Arc::new(Self { at_millisecond: AtomicI64::new(at.as_millisecond()), followed: OnceLock::new() })
    }

    /// A clock set to nine o'clock on a day, in the county's time zone.
    pub fn on(day: Date) -> Arc<Self> {
        Self::new(in_county(day, 9))
    }

    /// A separate clock with the same time, for a device of its own.
    pub fn another(&self) -> Arc<Self> {
        Arc::new(Self {
            at_millisecond: AtomicI64::new(self.at_millisecond.load(Ordering::SeqCst)),
            followed: self.followed.clone(),
        })
    }

    /// Sets the time.
    pub fn set(&self, at: Timestamp) {
        self.at_millisecond.store(at.as_millisecond(), Ordering::SeqCst);
    }

    /// Sets the time to an hour of a day, in the county's time zone.
    pub fn set_on(&self, day: Date, hour: i8) {
        self.set(in_county(day, hour));
    }

    /// Moves the time forward by some days.
    pub fn pass_days(&self, days: i64) {
        const MILLISECONDS_OF_DAY: i64 = 24 * 60 * 60 * 1000;
        self.at_millisecond.fetch_add(days * MILLISECONDS_OF_DAY, Ordering::SeqCst);
    }

    /// Follows another clock from now on.
    pub fn follow(&self, clock: Arc<dyn Clock>) {
        self.followed.get_or_init(|| clock);
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        match self.followed.get() {
            Some(clock) => clock.now(),
            None => {
                Timestamp::from_millisecond(self.at_millisecond.load(Ordering::SeqCst)).unwrap_or(Timestamp::UNIX_EPOCH)
            }
        }
    }
}

fn in_county(day: Date, hour: i8) -> Timestamp {
    COUNTY_OFFSET.to_timestamp(day.at(hour, 0, 0, 0)).unwrap_or(Timestamp::UNIX_EPOCH)
}
