//! Rates: how much of something an owner may take, at once and in the long run.
//!
//! A bucket begins full and refills by the clock that is passed in. What costs more than it holds is not refused
//! half-way: the bucket goes below nothing, and its owner waits until that is made good. So nothing is too large
//! ever to pass, and whoever comes when told finds room.

use crate::error::RETRY_AFTER;
use cunbang_model::Timestamp;
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tonic::Status;
use tonic::metadata::MetadataValue;

/// Owners whose buckets are kept. Beyond that, those that are full again are forgotten, and then all of them: who
/// comes from so many places can't be held by any.
const MAX_OWNERS: usize = 64 * 1024;

/// How much may be taken.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// At once, after a rest.
    pub burst: f64,
    /// In the long run.
    pub per_second: f64,
}

impl Rate {
    /// This many at once, and as many again in the time.
    pub fn new(burst: u32, again_within: Duration) -> Self {
        let burst = f64::from(burst);
        Self { burst, per_second: burst / again_within.as_secs_f64().max(1e-3) }
    }

    /// So many times as much.
    #[must_use]
    pub fn times(self, factor: u32) -> Self {
        let factor = f64::from(factor);
        Self { burst: self.burst * factor, per_second: self.per_second * factor }
    }
}

/// What one owner has left.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bucket {
    level: f64,
    at: Timestamp,
}

impl Bucket {
    pub(crate) fn full(rate: Rate, now: Timestamp) -> Self {
        Self { level: rate.burst, at: now }
    }

    /// A clock that went back refills nothing, and goes on from where it is.
    pub(crate) fn refill(&mut self, rate: Rate, now: Timestamp) {
        let passed = now.duration_since(self.at).as_secs_f64().max(0.0);
        self.level = (self.level + passed * rate.per_second).min(rate.burst);
        self.at = now;
    }

    pub(crate) fn take(&mut self, amount: f64) {
        self.level -= amount;
    }

    pub(crate) fn is_full(&self, rate: Rate) -> bool {
        self.level >= rate.burst
    }

    /// How long until there is something again; none if there is.
    pub(crate) fn wait(&self, rate: Rate) -> Option<Duration> {
        // Not for a drop: who comes again finds a twentieth of what a rest would give.
        let lacking = (self.level <= 0.0).then(|| rate.burst / 20.0 - self.level)?;
        Some(Duration::try_from_secs_f64(lacking / rate.per_second).unwrap_or(Duration::MAX))
    }
}

/// Buckets of one rate, by owner.
#[derive(Debug)]
pub(crate) struct Buckets<K> {
    rate: Rate,
    of: Mutex<HashMap<K, Bucket>>,
}

impl<K: Eq + Hash> Buckets<K> {
    pub(crate) fn new(rate: Rate) -> Self {
        Self { rate, of: Mutex::new(HashMap::new()) }
    }

    /// Takes one, or says how long to wait.
    pub(crate) fn take_one(&self, owner: K, now: Timestamp) -> Result<(), Duration> {
        let mut of = self.of.lock().unwrap_or_else(PoisonError::into_inner);
        make_room(&mut of, |bucket| {
            bucket.refill(self.rate, now);
            !bucket.is_full(self.rate)
        });
        let bucket = of.entry(owner).or_insert_with(|| Bucket::full(self.rate, now));
        bucket.refill(self.rate, now);
        if let Some(wait) = bucket.wait(self.rate) {
            return Err(wait);
        }
        bucket.take(1.0);
        Ok(())
    }
}

/// Forgets owners where there are too many.
pub(crate) fn make_room<K: Eq + Hash, B>(of: &mut HashMap<K, B>, mut is_needed: impl FnMut(&mut B) -> bool) {
    if of.len() >= MAX_OWNERS {
        of.retain(|_, bucket| is_needed(bucket));
        if of.len() >= MAX_OWNERS {
            of.clear();
        }
    }
}

/// The status for who is to come back after a while.
pub(crate) fn come_back(why: &str, after: Duration, at_most: Duration) -> Status {
    let mut status = Status::resource_exhausted(why);
    status.metadata_mut().insert(RETRY_AFTER, MetadataValue::from(after.min(at_most).as_secs() + 1));
    status
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).unwrap()
    }

    #[test]
    fn who_takes_more_waits_and_then_finds_room() {
        let buckets = Buckets::new(Rate::new(10, Duration::from_secs(100)));
        assert!((0..10).all(|_| buckets.take_one("a", at(0)).is_ok()));
        let wait = buckets.take_one("a", at(0)).unwrap_err();
        assert_eq!(wait, Duration::from_secs(5));
        assert!(buckets.take_one("b", at(0)).is_ok(), "that is nobody else's concern");
        assert!(buckets.take_one("a", at(0) + wait).is_ok());
        // A clock that goes back gives nothing, and takes nothing for good.
        for _ in 0..10 {
            let _ = buckets.take_one("a", at(5));
        }
        assert!(buckets.take_one("a", at(-1000)).is_err());
        assert!(buckets.take_one("a", at(-990)).is_ok());
    }

    #[test]
    fn owners_are_forgotten_before_there_are_too_many() {
        let buckets = Buckets::new(Rate::new(2, Duration::from_secs(10)));
        for owner in 0..(2 * MAX_OWNERS) {
            assert!(buckets.take_one(owner, at(0)).is_ok());
        }
        assert!(buckets.of.lock().unwrap().len() <= MAX_OWNERS);
    }
}
