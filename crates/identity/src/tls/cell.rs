//! A TLS configuration that can change while connections are being accepted.

use rustls::ServerConfig;
use std::sync::{Arc, PoisonError, RwLock};

/// Holds the configuration for the next connection. The accepting loop asks each time, so a renewed
/// certificate needs no restart. Open connections keep theirs.
#[derive(Debug)]
pub struct TlsCell(RwLock<Arc<ServerConfig>>);

impl TlsCell {
    /// A cell that holds `config`.
    pub const fn new(config: Arc<ServerConfig>) -> Self {
        Self(RwLock::new(config))
    }

    /// The configuration for a new connection.
    pub fn current(&self) -> Arc<ServerConfig> {
        // A panic elsewhere can't leave half a pointer behind.
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces the configuration, and forgets all resumable sessions.
    pub fn replace(&self, config: Arc<ServerConfig>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = config;
    }
}
