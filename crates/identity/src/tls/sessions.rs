//! Sessions that clients may resume, in memory.

use rustls::server::StoresServerSessions;
use std::collections::HashMap;
use std::fmt;
use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Keeps the newest sessions, at least `count` and at most twice as many. Every step takes the same time however
/// many there are: the library's own cache searches through all of them for each that resumes.
pub(super) struct Sessions {
    count: usize,
    kept: Mutex<Generations>,
}

/// The older generation goes when the younger is full.
#[derive(Default)]
struct Generations {
    younger: HashMap<Vec<u8>, Vec<u8>>,
    older: HashMap<Vec<u8>, Vec<u8>>,
}

impl Sessions {
    pub(super) fn keeping(count: usize) -> Self {
        Self { count, kept: Mutex::default() }
    }

    fn kept(&self) -> MutexGuard<'_, Generations> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Secrets are not shown.
impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sessions").field("count", &self.count).finish_non_exhaustive()
    }
}

impl StoresServerSessions for Sessions {
    fn put(&self, key: Vec<u8>, value: Vec<u8>) -> bool {
        let mut kept = self.kept();
        if kept.younger.len() >= self.count {
            kept.older = mem::take(&mut kept.younger);
        }
        kept.younger.insert(key, value);
        true
    }

    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        let kept = self.kept();
        kept.younger.get(key).or_else(|| kept.older.get(key)).cloned()
    }

    fn take(&self, key: &[u8]) -> Option<Vec<u8>> {
        let mut kept = self.kept();
        kept.younger.remove(key).or_else(|| kept.older.remove(key))
    }

    fn can_cache(&self) -> bool {
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: usize) -> Vec<u8> {
        number.to_be_bytes().to_vec()
    }

    #[test]
    fn a_session_is_resumed_once() {
        let sessions = Sessions::keeping(2);
        sessions.put(key(1), vec![1]);
        assert_eq!(sessions.get(&key(1)), Some(vec![1]));
        assert_eq!(sessions.take(&key(1)), Some(vec![1]));
        assert_eq!((sessions.get(&key(1)), sessions.take(&key(1))), (None, None));
    }

    #[test]
    fn the_newest_are_kept_and_no_more_than_twice_as_many() {
        const COUNT: usize = 10;
        let sessions = Sessions::keeping(COUNT);
        for number in 0..95 {
            sessions.put(key(number), vec![1]);
            let first = number.saturating_sub(COUNT - 1);
            assert!((first..=number).all(|number| sessions.get(&key(number)).is_some()));
        }
        let kept = (0..95).filter(|number| sessions.get(&key(*number)).is_some()).count();
        assert!(kept <= 2 * COUNT, "{kept}");
    }

    /// Devices come in turn, each with the session of the time before. Where only somewhat fewer are kept, the cache
    /// of a queue would have let go of each just before it came.
    #[test]
    fn those_who_come_in_turn_all_resume() {
        const DEVICES: usize = 16;
        let sessions = Sessions::keeping(DEVICES);
        (0..DEVICES).for_each(|number| _ = sessions.put(key(number), vec![1]));
        for turn in 1..5 {
            for number in 0..DEVICES {
                assert!(sessions.take(&key((turn - 1) * DEVICES + number)).is_some(), "turn {turn}: {number}");
                sessions.put(key(turn * DEVICES + number), vec![1]);
            }
        }
    }
}
