//! The time of the play: it stands where it is set, so that three years pass in minutes and deadlines
//! mean something.

use cunbang_model::clock::COUNTY_OFFSET;
use cunbang_model::{Clock, Date, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Stands for "the present" where a moment is kept.
const PRESENT: i64 = i64::MIN;

/// A clock that stands at a moment, until it is let go to the present.
#[derive(Debug)]
pub(crate) struct PlayClock {
    at_millisecond: AtomicI64,
    machine: Arc<dyn Clock>,
}

impl PlayClock {
    /// A clock that stands at nine o'clock of a day.
    pub(crate) fn new(day: Date, machine: Arc<dyn Clock>) -> Arc<Self> {
        let clock = Arc::new(Self { at_millisecond: AtomicI64::new(PRESENT), machine });
        clock.set(day, 9);
        clock
    }

    /// Another clock of the same play, for a device of its own.
    pub(crate) fn another(&self) -> Arc<Self> {
        Arc::new(Self {
            at_millisecond: AtomicI64::new(self.at_millisecond.load(Ordering::SeqCst)),
            machine: Arc::clone(&self.machine),
        })
    }

    /// Moves it to an hour of a day in the county.
    pub(crate) fn set(&self, day: Date, hour: i8) {
        let moment = COUNTY_OFFSET.to_timestamp(day.at(hour, 0, 0, 0)).unwrap_or(Timestamp::UNIX_EPOCH);
        self.at_millisecond.store(moment.as_millisecond(), Ordering::SeqCst);
    }

    /// Lets it go: from now on it is the machine's clock.
    pub(crate) fn return_to_present(&self) {
        self.at_millisecond.store(PRESENT, Ordering::SeqCst);
    }
}

impl Clock for PlayClock {
    fn now(&self) -> Timestamp {
        match self.at_millisecond.load(Ordering::SeqCst) {
            PRESENT => self.machine.now(),
            moment => Timestamp::from_millisecond(moment).unwrap_or(Timestamp::UNIX_EPOCH),
        }
    }
}
