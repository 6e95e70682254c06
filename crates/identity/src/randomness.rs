//! The machine's randomness.

use cunbang_model::{NoRandomness, Randomness};
use ring::rand::{SecureRandom, SystemRandom};

/// The operating system's own, good for keys.
#[derive(Debug, Clone)]
pub struct SystemRandomness(SystemRandom);

impl SystemRandomness {
    /// A handle to it; `main` makes one.
    pub fn new() -> Self {
        Self(system())
    }
}

impl Default for SystemRandomness {
    fn default() -> Self {
        Self::new()
    }
}

impl Randomness for SystemRandomness {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), NoRandomness> {
        self.0.fill(bytes).map_err(|_| NoRandomness)
    }
}

/// What the cryptographic library wants for P-256, whose keys it makes and reads with its own randomness alone.
#[allow(clippy::disallowed_methods)] // the one place where it is made
pub(crate) fn system() -> SystemRandom {
    SystemRandom::new()
}
