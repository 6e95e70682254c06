//! TLS between the devices of a county: version 1.3 only, with certificates on both sides.
//!
//! Both ends are this program, or programs that can be told what to use. So there is one choice of
//! everything: fewer algorithms make a smaller handshake, and leave nothing weaker to fall back to.

mod cell;
mod client;
mod enrolling;
mod peer;
mod server;
mod sessions;

pub use cell::TlsCell;
pub use client::client_config;
use cunbang_language::say;
pub use enrolling::{Introduction, SeenAuthority, enrolling_client_config};
pub use peer::peer_certificate;
pub use server::server_config;

use cunbang_model::{Clock, Timestamp};
use rustls::SignatureScheme;
use rustls::crypto::ring::{cipher_suite, kx_group};
use rustls::crypto::{CryptoProvider, WebPkiSupportedAlgorithms};
use rustls::pki_types::UnixTime;
use rustls::time_provider::TimeProvider;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

/// The protocol inside: gRPC speaks HTTP/2 only.
const ALPN: &[u8] = b"h2";

/// Why a TLS configuration cannot be made.
#[derive(Debug, Clone, thiserror::Error)]
pub enum TlsError {
    /// The county authority's certificate cannot be a root of trust.
    #[error("{}", say!("identity-tls-authority", what = .0))]
    Authority(String),
    /// The TLS library refuses the key or the certificate.
    #[error("{}", say!("identity-tls-rustls", what = .0))]
    Rustls(#[from] rustls::Error),
}

/// The algorithms: X25519, AES-128-GCM or ChaCha20-Poly1305 with SHA-256 (the larger hash would cost
/// 16 bytes in each of three places of a handshake), and Ed25519.
pub(crate) fn provider() -> Arc<CryptoProvider> {
    static PROVIDER: LazyLock<Arc<CryptoProvider>> = LazyLock::new(|| {
        let mut provider = rustls::crypto::ring::default_provider();
        provider.cipher_suites =
            vec![cipher_suite::TLS13_AES_128_GCM_SHA256, cipher_suite::TLS13_CHACHA20_POLY1305_SHA256];
        provider.kx_groups = vec![kx_group::X25519];
        provider.signature_verification_algorithms = ed25519_alone(provider.signature_verification_algorithms);
        Arc::new(provider)
    });
    Arc::clone(&PROVIDER)
}

fn ed25519_alone(all: WebPkiSupportedAlgorithms) -> WebPkiSupportedAlgorithms {
    let at = all.mapping.iter().position(|(scheme, _)| *scheme == SignatureScheme::ED25519);
    let mapping = at.map_or(&[] as &[_], |at| &all.mapping[at..=at]);
    WebPkiSupportedAlgorithms { all: mapping.first().map_or(&[] as &[_], |(_, algorithms)| algorithms), mapping }
}

/// A moment in TLS's terms; before 1970 becomes 1970.
pub(crate) fn to_unix_time(at: Timestamp) -> UnixTime {
    UnixTime::since_unix_epoch(Duration::from_secs(u64::try_from(at.as_second()).unwrap_or_default()))
}

/// Our clock, for the TLS library.
#[derive(Debug)]
struct CountyTime(Arc<dyn Clock>);

impl TimeProvider for CountyTime {
    fn current_time(&self) -> Option<UnixTime> {
        Some(to_unix_time(self.0.now()))
    }
}
