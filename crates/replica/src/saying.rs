//! How often something is said or kept because of one device. A line of the log or a row of the quarantine for each
//! thing that a device sends would let it fill the disk.

use cunbang_model::{DeviceId, Timestamp};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};

/// Devices that are kept in mind. Beyond that, all are forgotten: there are never so many at once.
const MAX_DEVICES: usize = 64 * 1024;

/// What may be said of each device within a time; of `()`, in all.
#[derive(Debug)]
pub(crate) struct Saying<Of = DeviceId> {
    most: u64,
    within_seconds: i64,
    of: Mutex<HashMap<Of, Said>>,
}

#[derive(Debug)]
struct Said {
    since: Timestamp,
    count: u64,
}

impl<Of: Eq + Hash> Saying<Of> {
    pub(crate) fn new(most: u64, within_seconds: i64) -> Self {
        Self { most, within_seconds, of: Mutex::new(HashMap::new()) }
    }

    /// If it may be said: how often it was not, in the time before.
    pub(crate) fn say(&self, device: Of, now: Timestamp) -> Option<u64> {
        let mut of = self.of.lock().unwrap_or_else(PoisonError::into_inner);
        if of.len() >= MAX_DEVICES {
            of.clear();
        }
        let said = of.entry(device).or_insert(Said { since: now, count: 0 });
        let mut unsaid = 0;
        let passed = now.as_second() - said.since.as_second();
        if passed >= self.within_seconds || passed < 0 {
            unsaid = said.count.saturating_sub(self.most);
            *said = Said { since: now, count: 0 };
        }
        said.count += 1;
        (said.count <= self.most).then_some(unsaid)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_device_has_its_share_and_what_was_left_out_is_counted() {
        let saying = Saying::new(2, 60);
        let (one, other) = (DeviceId::from_bytes([1; 16]), DeviceId::from_bytes([2; 16]));
        let at = |second| Timestamp::from_second(second).unwrap();
        let said: Vec<_> = (0..5).map(|_| saying.say(one, at(0))).collect();
        assert_eq!(said, [Some(0), Some(0), None, None, None]);
        assert_eq!(saying.say(other, at(0)), Some(0));
        assert_eq!(saying.say(one, at(60)), Some(3));
    }
}
