//! Bytes that were valid, altered by chance: what a decoder must bear without a panic, a hang, or much memory.

use crate::Chance;
use std::time::{Duration, Instant};

/// Texts that decoders tend to stumble over.
const WORDS: [&[u8]; 14] = [
    b"",
    b"\0",
    b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
    b"\x80",
    b"\x7f\xff\xff\xff",
    b"-1",
    b"18446744073709551616",
    b"1e999",
    b"\xe2\x80\xae",
    b"{\"",
    b"[[[[[[[[",
    b"\"\"",
    b"=1+1",
    b"\n\n",
];

/// One of a corpus, altered in one to eight places; now and then joined with another one.
pub fn mutant(chance: &mut Chance, corpus: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = chance.one_of(corpus).cloned().unwrap_or_default();
    for _ in 0..chance.between(1, 8) {
        let at = chance.place(bytes.len() + 1).min(bytes.len());
        let until = (at + chance.place(16)).min(bytes.len());
        match chance.below(9) {
            0 if at < bytes.len() => bytes[at] ^= 1 << chance.below(8),
            1 if at < bytes.len() => bytes[at] = u8::try_from(chance.below(256)).unwrap_or_default(),
            2 => drop(bytes.drain(at..until)),
            3 => {
                let again = bytes[at..until].to_vec();
                for _ in 0..chance.between(1, 40) {
                    bytes.splice(at..at, again.iter().copied());
                }
            }
            4 => bytes.truncate(at),
            5 => {
                let other = chance.one_of(corpus).map(Vec::as_slice).unwrap_or_default();
                let from = chance.place(other.len() + 1).min(other.len());
                let to = (from + chance.place(200)).min(other.len());
                bytes.splice(at..at, other[from..to].iter().copied());
            }
            6 => {
                let word = chance.one_of(&WORDS).copied().unwrap_or_default();
                bytes.splice(at..until, word.iter().copied());
            }
            7 if bytes.len() > 1 => {
                let other = chance.place(bytes.len());
                bytes.swap(at.min(other), other);
            }
            _ => bytes.push(u8::try_from(chance.below(256)).unwrap_or_default()),
        }
    }
    bytes
}

/// How long mutants are tried: `CUNBANG_FUZZ=SECONDS`, or else shortly. `CUNBANG_FUZZ_SEED` names another seed.
#[derive(Debug, Clone, Copy)]
pub struct Trial {
    seconds: Option<u64>,
    seed: u64,
}

impl Trial {
    /// What the environment asks for.
    pub fn asked() -> Self {
        let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
        Self { seconds: number("CUNBANG_FUZZ"), seed: number("CUNBANG_FUZZ_SEED").unwrap_or(1) }
    }

    /// Tries mutants on a decoder. Without a time, so many; with one, until it is over. What makes it panic is told with
    /// the number by which it is made again.
    pub fn of(self, name: &str, usual: u64, corpus: &[Vec<u8>], decode: impl Fn(&[u8])) {
        assert!(!corpus.is_empty(), "{name}: no corpus");
        // Every one of the corpus itself, first.
        for bytes in corpus {
            decode(bytes);
        }
        let began = now();
        let is_over = |number: u64| match self.seconds {
            Some(seconds) => began.elapsed() >= Duration::from_secs(seconds),
            None => number >= usual,
        };
        let mut number = 0;
        while !is_over(number) {
            let path = format!("{number}");
            let bytes = mutant(&mut Chance::of(self.seed, &[name, &path]), corpus);
            let told = Told { name, seed: self.seed, number, length: bytes.len() };
            decode(&bytes);
            std::mem::forget(told);
            number += 1;
        }
    }
}

/// Says which mutant it was, where a decoder panics.
struct Told<'a> {
    name: &'a str,
    seed: u64,
    number: u64,
    length: usize,
}

impl Drop for Told<'_> {
    fn drop(&mut self) {
        let Self { name, seed, number, length } = self;
        eprintln!("{name}: mutant {number} of seed {seed}, {length} bytes, was not borne");
    }
}

#[allow(clippy::disallowed_methods)] // how long one tries is a matter of the machine, not of what is tried
fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mutant_depends_on_its_seed_alone() {
        let corpus = [b"one".to_vec(), vec![7; 300]];
        let made = |seed: u64| mutant(&mut Chance::of(seed, &["m"]), &corpus);
        assert!((0..200).all(|seed| made(seed) == made(seed)));
        assert!((0..200).filter(|seed| corpus.contains(&made(*seed))).count() < 20);
    }
}
