//! Movement 升降: by how many places somebody has moved from one ranking to the next.
//!
//! Only those are compared that both ranked: among 215 the last has not risen from the 220th place of 221. Where the same
//! were ranked both times, that is the difference of the ranks.

use std::collections::HashMap;
use std::hash::Hash;

/// How places compare with those of the period before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moves<K: Eq + Hash> {
    moved_up: HashMap<K, i64>,
    /// How many were ranked before.
    pub before: usize,
    /// How many are ranked now.
    pub now: usize,
}

impl<K: Eq + Hash + Copy> Moves<K> {
    /// The moves from the ranks of one period to those of the next.
    pub fn between(before: impl IntoIterator<Item = (K, u32)>, now: impl IntoIterator<Item = (K, u32)>) -> Self {
        let before: HashMap<K, u32> = before.into_iter().collect();
        let now: HashMap<K, u32> = now.into_iter().collect();
        let both: Vec<(K, u32, u32)> =
            now.iter().filter_map(|(who, rank)| Some((*who, *before.get(who)?, *rank))).collect();
        let in_order = |mut ranks: Vec<u32>| {
            ranks.sort_unstable();
            ranks
        };
        let then = in_order(both.iter().map(|(_, then, _)| *then).collect());
        let since = in_order(both.iter().map(|(_, _, since)| *since).collect());
        // As many as stand before it: equal ranks are one place.
        let place =
            |ranks: &[u32], rank: u32| i64::try_from(ranks.partition_point(|one| *one < rank)).unwrap_or(i64::MAX);
        let moved_up = both.iter().map(|(who, before, now)| (*who, place(&then, *before) - place(&since, *now)));
        Self { moved_up: moved_up.collect(), before: before.len(), now: now.len() }
    }

    /// By how many places somebody has moved up; negative for down; none where either ranking did not rank them.
    pub fn moved_up(&self, who: K) -> Option<i64> {
        self.moved_up.get(&who).copied()
    }

    /// How many both ranked.
    pub fn among(&self) -> usize {
        self.moved_up.len()
    }

    /// Whether the same were ranked both times.
    pub fn is_of_all(&self) -> bool {
        self.among() == self.before && self.among() == self.now
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(before: &[(&'static str, u32)], now: &[(&'static str, u32)], expected: &[(&'static str, i64)]) {
        let moves = Moves::between(before.iter().copied(), now.iter().copied());
        let mut found: Vec<(&str, i64)> = moves.moved_up.iter().map(|(who, up)| (*who, *up)).collect();
        found.sort_unstable();
        assert_eq!(found, expected, "{before:?} → {now:?}");
    }

    #[test]
    fn who_is_ranked_once_moves_nobody() {
        check(&[("a", 1), ("b", 2), ("c", 3)], &[("a", 3), ("b", 1), ("c", 2)], &[("a", -2), ("b", 1), ("c", 1)]);
        // The last of fewer has not risen.
        check(&[("a", 1), ("b", 2), ("c", 3), ("d", 4)], &[("a", 1), ("d", 2)], &[("a", 0), ("d", 0)]);
        // Who is new puts nobody back.
        check(&[("a", 1), ("b", 2)], &[("new", 1), ("a", 2), ("b", 3)], &[("a", 0), ("b", 0)]);
        // Equal ranks are one place.
        check(&[("a", 1), ("b", 1), ("c", 3)], &[("a", 1), ("b", 2), ("c", 2)], &[("a", 0), ("b", -1), ("c", 1)]);
        check(&[], &[("a", 1)], &[]);
    }

    #[test]
    fn it_is_known_whether_the_same_were_ranked() {
        let of = |before: &[&'static str], now: &[&'static str]| {
            let ranked =
                |all: &[&'static str]| (1..).zip(all.to_vec()).map(|(rank, who)| (who, rank)).collect::<Vec<_>>();
            Moves::between(ranked(before), ranked(now)).is_of_all()
        };
        assert!(of(&["a", "b"], &["b", "a"]));
        assert!(!of(&["a", "b"], &["a", "c"]), "as many, and not the same");
        assert!(!of(&["a", "b"], &["a"]));
    }
}
