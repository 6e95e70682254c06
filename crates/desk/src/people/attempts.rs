//! Attempts to log in: after five wrong passwords in a row, each further one costs time.
//!
//! An attempt counts before its password is looked at, and is forgiven when it was right. So of many made at once no
//! more are looked at than of those made in turn. Names that no operator has are counted too, in memory: who is an
//! operator here cannot be told from the answers.

use crate::people::operators::OperatorError;
use cunbang_model::Timestamp;
use jiff::SignedDuration;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// So many wrong ones in a row cost nothing but the last.
const FREE: u32 = 5;
/// What the fifth costs; each further one twice as much.
const FIRST_PAUSE: SignedDuration = SignedDuration::from_secs(30);
const LONGEST_PAUSE: SignedDuration = SignedDuration::from_mins(15);
/// Names of nobody that are remembered.
const STRANGERS: usize = 256;
/// Longer names are nobody's: their beginning is enough.
const STRANGER_CHARACTERS: usize = 40;

/// How many attempts have failed in a row, and until when no further one is looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Attempts {
    pub(crate) failed: u32,
    pub(crate) locked_until: Option<Timestamp>,
}

impl Attempts {
    /// With another one, made now.
    pub(crate) fn with_another(self, now: Timestamp) -> Result<Self, OperatorError> {
        let left = self.locked_until.map_or(SignedDuration::ZERO, |until| until.duration_since(now));
        // A longer pause was noted while the clock was wrong.
        if left.is_positive() && left <= LONGEST_PAUSE {
            return Err(OperatorError::LockedOut { seconds: left.as_secs() + i64::from(left.subsec_nanos() > 0) });
        }
        let failed = self.failed.saturating_add(1);
        let locked_until = pause_after(failed).and_then(|pause| now.checked_add(pause).ok());
        Ok(Self { failed, locked_until })
    }
}

/// How long nobody is let in after so many wrong passwords in a row.
fn pause_after(failed: u32) -> Option<SignedDuration> {
    let doublings = failed.checked_sub(FREE)?;
    let pause = 2_i32.checked_pow(doublings).and_then(|times| FIRST_PAUSE.checked_mul(times));
    Some(pause.map_or(LONGEST_PAUSE, |pause| pause.min(LONGEST_PAUSE)))
}

/// Names of nobody that were tried.
#[derive(Debug, Default)]
pub(crate) struct Strangers(Mutex<HashMap<String, (Attempts, Timestamp)>>);

impl Strangers {
    /// Counts an attempt with a name that no operator has.
    pub(crate) fn count(&self, name: &str, now: Timestamp) -> Result<(), OperatorError> {
        let mut tried = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let name: String = name.chars().take(STRANGER_CHARACTERS).collect();
        let before = tried.get(&name).map(|(attempts, _)| *attempts).unwrap_or_default();
        let attempts = before.with_another(now)?;
        if tried.len() >= STRANGERS && !tried.contains_key(&name) {
            let oldest = tried.iter().min_by_key(|(_, (_, at))| *at).map(|(name, _)| name.clone());
            if let Some(oldest) = oldest {
                tried.remove(&oldest);
            }
        }
        tried.insert(name, (attempts, now));
        Ok(())
    }
}

/// Wrong passwords from other machines after which each further one costs time, from whichever it comes.
const FREE_ELSEWHERE: u32 = 20;
/// After so long without an attempt from elsewhere a name is as one that was never tried.
const FORGOTTEN_AFTER: SignedDuration = SignedDuration::from_mins(60);
/// Names and addresses that are remembered.
const REMEMBERED: usize = 1024;

/// Attempts from other machines, which come through a proxy on this one. Those of one address count for that address;
/// all together slow down addresses from which the operator was never let in. So of whoever tries passwords from
/// elsewhere, an operator who works as usual notices nothing.
#[derive(Debug, Default)]
pub(crate) struct Elsewhere(Mutex<FromElsewhere>);

pub(crate) type Tried<K> = HashMap<K, (Attempts, Timestamp)>;

#[derive(Debug, Default)]
struct FromElsewhere {
    /// By name and address.
    by_address: Tried<(String, String)>,
    /// By name, from addresses that are not known.
    by_name: Tried<String>,
    /// From where operators were let in, and when.
    known: HashMap<(String, String), Timestamp>,
}

fn key(name: &str, address: &str) -> (String, String) {
    let beginning = |text: &str| text.chars().take(STRANGER_CHARACTERS).collect::<String>();
    (beginning(name), beginning(address))
}

/// Makes room for one more.
pub(crate) fn make_room<K: Clone + Eq + std::hash::Hash, V>(map: &mut HashMap<K, V>, at: impl Fn(&V) -> Timestamp) {
    while map.len() >= REMEMBERED {
        let Some(oldest) = map.iter().min_by_key(|(_, value)| at(value)).map(|(key, _)| key.clone()) else { return };
        map.remove(&oldest);
    }
}

impl Elsewhere {
    /// Counts an attempt, before the password is looked at, whether there is such an operator or not.
    pub(crate) fn count(&self, name: &str, address: &str, now: Timestamp) -> Result<(), OperatorError> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = key(name, address);
        let recent = |(attempts, at): &(Attempts, Timestamp)| {
            Some(*attempts).filter(|_| now.duration_since(*at) < FORGOTTEN_AFTER)
        };
        let own = all.by_address.get(&key).and_then(recent).unwrap_or_default().with_another(now)?;
        if !all.known.contains_key(&key) {
            let before = all.by_name.get(&key.0).and_then(recent).unwrap_or_default();
            let mut together = before.with_another(now)?;
            let is_many = together.failed > FREE_ELSEWHERE;
            together.locked_until = now.checked_add(FIRST_PAUSE).ok().filter(|_| is_many);
            make_room(&mut all.by_name, |(_, at)| *at);
            all.by_name.insert(key.0.clone(), (together, now));
        }
        make_room(&mut all.by_address, |(_, at)| *at);
        all.by_address.insert(key, (own, now));
        Ok(())
    }

    /// Notes that an operator was let in from an address.
    pub(crate) fn know(&self, name: &str, address: &str, now: Timestamp) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = key(name, address);
        all.by_address.remove(&key);
        make_room(&mut all.known, |at| *at);
        all.known.insert(key, now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_790_000_000 + second).unwrap()
    }

    #[test]
    fn pauses_double_up_to_a_quarter_of_an_hour() {
        let pauses: Vec<_> = (0..14).map(|failed| pause_after(failed).map_or(0, |pause| pause.as_secs())).collect();
        assert_eq!(pauses, [0, 0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900, 900]);
        assert_eq!(pause_after(u32::MAX), Some(LONGEST_PAUSE));
    }

    #[test]
    fn a_pause_is_over_when_it_is_over_and_never_longer_than_the_longest() {
        let attempts = Attempts { failed: 5, locked_until: Some(at(30)) };
        assert_eq!(attempts.with_another(at(0)), Err(OperatorError::LockedOut { seconds: 30 }));
        assert_eq!(attempts.with_another(at(29)), Err(OperatorError::LockedOut { seconds: 1 }));
        assert_eq!(attempts.with_another(at(30)), Ok(Attempts { failed: 6, locked_until: Some(at(90)) }));
        // The clock was wrong by a year.
        let attempts = Attempts { failed: 5, locked_until: Some(at(31_000_000)) };
        assert!(attempts.with_another(at(0)).is_ok());
    }

    #[test]
    fn who_tries_from_elsewhere_keeps_out_nobody_who_works_as_usual() {
        let all = Elsewhere::default();
        all.count("王会计", "10.0.0.7", at(0)).unwrap();
        all.know("王会计", "10.0.0.7", at(0));
        // One address is held back as one person is.
        for _ in 0..5 {
            all.count("王会计", "203.0.113.1", at(1)).unwrap();
        }
        assert_eq!(all.count("王会计", "203.0.113.1", at(2)), Err(OperatorError::LockedOut { seconds: 29 }));
        // Many of them are held back together.
        let tried =
            (2..200).filter(|number| all.count("王会计", &format!("203.0.113.{number}"), at(3)).is_ok()).count();
        assert_eq!(tried, 15, "twenty in all but one, with which the pauses begin");
        let another = all.count("王会计", "198.51.100.1", at(20));
        assert!(matches!(another, Err(OperatorError::LockedOut { seconds: 1..=30 })), "{another:?}");
        assert!(all.count("王会计", "198.51.100.1", at(34)).is_ok());
        assert!(all.count("王会计", "198.51.100.2", at(35)).is_err());
        // Neither the operator's own address nor other names notice anything.
        all.count("王会计", "10.0.0.7", at(35)).unwrap();
        all.count("李书记", "198.51.100.2", at(35)).unwrap();
        // An hour later it is as before.
        assert!((0..20).all(|number| all.count("王会计", &format!("192.0.2.{number}"), at(4000)).is_ok()));
        for number in 0..2 * REMEMBERED {
            let _ = all.count(&format!("{number}"), "192.0.2.1", at(5000));
        }
        assert!(all.0.lock().unwrap().by_address.len() <= REMEMBERED);
    }

    #[test]
    fn strangers_are_counted_as_operators_are_and_few_are_remembered() {
        let strangers = Strangers::default();
        for _ in 0..5 {
            strangers.count("李会计", at(0)).unwrap();
        }
        assert_eq!(strangers.count("李会计", at(1)), Err(OperatorError::LockedOut { seconds: 29 }));
        for number in 0..2 * STRANGERS {
            strangers.count(&format!("{number}"), at(2)).unwrap();
        }
        assert_eq!(strangers.0.lock().unwrap().len(), STRANGERS);
    }
}
