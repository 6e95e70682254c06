//! Randomness as an argument: a [`Randomness`] is made once in `main` and handed down, like the clock.

use cunbang_language::say;

/// Where random bytes come from.
pub trait Randomness: Send + Sync + std::fmt::Debug {
    /// Fills a buffer.
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness>;
}

/// The machine has no randomness to give.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{}", say!("model-randomness"))]
pub struct NoRandomness;
