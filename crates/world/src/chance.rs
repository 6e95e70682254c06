//! Reproducible chance: the same seed gives the same county.
//!
//! Every purpose draws from its own named stream, so that an extra draw for one does not change the others.

use cunbang_model::{NoRandomness, Randomness};
use std::sync::{Mutex, PoisonError};

/// A stream of pseudo-random numbers (`SplitMix64`). Good enough for a made-up county; never for keys.
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// The stream for a seed and a path of names.
    pub fn of(seed: u64, path: &[&str]) -> Self {
        let mut state = Self(seed);
        for name in path {
            for byte in name.bytes() {
                state.0 = state.0.wrapping_mul(0x0100_0000_01b3) ^ u64::from(byte);
            }
            state.next();
        }
        state
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`; 0 if `bound` is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        // The high half of the product is uniform enough for the bounds used here.
        u64::try_from((u128::from(self.next()) * u128::from(bound)) >> 64).unwrap_or(0)
    }

    /// An index into a list of this length.
    pub fn place(&mut self, length: usize) -> usize {
        usize::try_from(self.below(length as u64)).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// True `per_cent` times in a hundred.
    pub fn happens(&mut self, per_cent: u64) -> bool {
        self.below(100) < per_cent
    }

    /// One item; `None` if the list is empty.
    pub fn one_of<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        all.get(self.place(all.len()))
    }

    /// One of the texts; empty if there are none.
    pub fn text<'a>(&mut self, all: &[&'a str]) -> &'a str {
        self.one_of(all).copied().unwrap_or_default()
    }

    /// Shuffles a list.
    pub fn shuffle<T>(&mut self, all: &mut [T]) {
        for index in (1..all.len()).rev() {
            let other = self.place(index + 1);
            all.swap(index, other);
        }
    }
}

/// Randomness from a seed, for nodes whose keys nobody has to trust.
#[derive(Debug)]
pub struct SeededRandomness(Mutex<Chance>);

impl SeededRandomness {
    /// The randomness of a seed.
    pub fn new(seed: u64) -> Self {
        Self(Mutex::new(Chance::of(seed, &["randomness"])))
    }
}

impl Randomness for SeededRandomness {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        let mut chance = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for eight in bytes.chunks_mut(8) {
            eight.copy_from_slice(&chance.next().to_be_bytes()[..eight.len()]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_depends_on_its_seed_and_path_alone() {
        let draw = |seed, path: &[&str]| Chance::of(seed, path).below(1_000_000);
        assert_eq!(draw(1, &["a", "b"]), draw(1, &["a", "b"]));
        assert_ne!(draw(1, &["a", "b"]), draw(1, &["b", "a"]));
        assert_ne!(draw(1, &["a"]), draw(2, &["a"]));
    }

    #[test]
    fn a_shuffle_loses_nothing() {
        let mut all: Vec<u32> = (0..100).collect();
        Chance::of(7, &["shuffle"]).shuffle(&mut all);
        assert_ne!(all, (0..100).collect::<Vec<_>>());
        all.sort_unstable();
        assert_eq!(all, (0..100).collect::<Vec<_>>());
    }
}
