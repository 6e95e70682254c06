//! A TLS configuration that can be changed while connections are being accepted.

use rustls::ServerConfig;
use std::sync::{Arc, PoisonError, RwLock};

/// Holds the configuration for the next connection: the accepting loop asks for it each time, so a
/// renewed certificate is shown from then on without a restart. Connections that stand keep theirs.
#[derive(Debug)]
pub struct TlsCell(RwLock<Arc<ServerConfig>>);

impl TlsCell {
    /// A cell that holds `config`.
    pub const fn new(config: Arc<ServerConfig>) -> Self {
        Self(RwLock::new(config))
    }

    /// The configuration for a connection that is accepted now.
    pub fn current(&self) -> Arc<ServerConfig> {
        // A panic elsewhere can't leave half a pointer behind.
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts another configuration in place. With it all sessions that could be resumed are forgotten.
    pub fn replace(&self, config: Arc<ServerConfig>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = config;
    }
}
