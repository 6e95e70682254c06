//! The time of a made-up county: it stands where it is set, so that three years pass in minutes and
//! deadlines mean something.

use cunbang_model::clock::COUNTY_OFFSET;
use cunbang_model::{Clock, Date, Timestamp};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};

/// A clock that stands at a moment, until it is let go to follow another.
#[derive(Debug)]
pub struct SetClock {
    at_millisecond: AtomicI64,
    followed: OnceLock<Arc<dyn Clock>>,
}

impl SetClock {
    /// A clock that stands at a moment.
    pub fn new(at: Timestamp) -> Arc<Self> {
        Arc::new(Self { at_millisecond: AtomicI64::new(at.as_millisecond()), followed: OnceLock::new() })
    }

    /// A clock that stands at nine o'clock of a day in the county.
    pub fn on(day: Date) -> Arc<Self> {
        Self::new(in_county(day, 9))
    }

    /// Another clock that shows the same, for a device of its own.
    pub fn another(&self) -> Arc<Self> {
        Arc::new(Self {
            at_millisecond: AtomicI64::new(self.at_millisecond.load(Ordering::SeqCst)),
            followed: self.followed.clone(),
        })
    }

    /// Moves it to a moment.
    pub fn set(&self, at: Timestamp) {
        self.at_millisecond.store(at.as_millisecond(), Ordering::SeqCst);
    }

    /// Moves it to an hour of a day in the county.
    pub fn set_on(&self, day: Date, hour: i8) {
        self.set(in_county(day, hour));
    }

    /// Moves it on by so many days.
    pub fn pass_days(&self, days: i64) {
        const MILLISECONDS_OF_DAY: i64 = 24 * 60 * 60 * 1000;
        self.at_millisecond.fetch_add(days * MILLISECONDS_OF_DAY, Ordering::SeqCst);
    }

    /// Lets it go: from now on it shows what another clock shows.
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
