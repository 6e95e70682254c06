//! Failed attempts to log in 登录失败, as the audit trail has them: by operator and address, how many there were, and
//! no more lines of them than people can read.

use cunbang_model::Timestamp;
use jiff::SignedDuration;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// After so long without another one, counting begins anew.
const FORGOTTEN_AFTER: SignedDuration = SignedDuration::from_mins(60);
/// So many lines in an hour; what comes beyond is counted, and said with the next one.
const MOST_LINES: u32 = 60;
/// Operators and addresses that are remembered.
const REMEMBERED: usize = 256;
/// The beginning of an address: what follows is none.
const ADDRESS_CHARACTERS: usize = 40;

/// Counts failed attempts.
#[derive(Debug, Default)]
pub(crate) struct Failures(Mutex<Counted>);

#[derive(Debug, Default)]
struct Counted {
    by: HashMap<(String, String), (u32, Timestamp)>,
    /// When the hour at hand began, and how many lines were written in it.
    hour: Option<(Timestamp, u32)>,
    unsaid: u64,
}

impl Failures {
    /// Counts one by an operator's name, or nobody's, from an address. Of many only the first, second, fourth, eighth …
    /// are said: the address, how many, and how many others were passed over since the last line.
    pub(crate) fn count(&self, operator: &str, from: Option<&str>, now: Timestamp) -> Option<String> {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_recent = |at: Timestamp| now.duration_since(at) < FORGOTTEN_AFTER;
        let address = match from {
            None => "localhost".to_owned(),
            Some("") => "proxy".to_owned(),
            Some(address) => address.chars().filter(|sign| !sign.is_control()).take(ADDRESS_CHARACTERS).collect(),
        };
        let key = (operator.to_owned(), address);
        let before = counted.by.get(&key).filter(|(_, at)| is_recent(*at)).map_or(0, |(count, _)| *count);
        let count = before.saturating_add(1);
        if counted.by.len() >= REMEMBERED && !counted.by.contains_key(&key) {
            let oldest = counted.by.iter().min_by_key(|(_, (_, at))| *at).map(|(key, _)| key.clone());
            if let Some(oldest) = oldest {
                counted.by.remove(&oldest);
            }
        }
        let said = format!("{} ×{count}", key.1);
        counted.by.insert(key, (count, now));
        let (began, lines) = counted.hour.filter(|(began, _)| is_recent(*began)).unwrap_or((now, 0));
        if lines >= MOST_LINES || !count.is_power_of_two() {
            counted.hour = Some((began, lines));
            // Those of one address are in its own count.
            counted.unsaid += u64::from(lines >= MOST_LINES);
            return None;
        }
        counted.hour = Some((began, lines + 1));
        let others = std::mem::take(&mut counted.unsaid);
        Some(if others > 0 { format!("{said} (+{others})") } else { said })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_a_few_lines_that_say_how_large_it_was() {
        let failures = Failures::default();
        let at = |second: i64| Timestamp::from_second(1_790_000_000 + second).unwrap();
        let said: Vec<String> = (0..1_000).filter_map(|_| failures.count("王会计", None, at(0))).collect();
        assert_eq!(said.len(), 10, "{said:?}");
        assert_eq!((said[0].as_str(), said[9].as_str()), ("localhost ×1", "localhost ×512"));
        let many = |number| failures.count("", Some(&format!("203.0.113.{number}")), at(1)).is_some();
        assert_eq!((0..5_000).filter(|number| many(*number)).count(), 50);
        assert!(failures.0.lock().unwrap().by.len() <= REMEMBERED);
        assert_eq!(failures.count("", Some("198.51.100.1"), at(3_599)), None);
        assert_eq!(failures.count("", Some(""), at(3_600)).unwrap(), "proxy ×1 (+4951)");
        assert_eq!(failures.count("王会计", None, at(7_300)).unwrap(), "localhost ×1", "an hour without one");
    }
}
