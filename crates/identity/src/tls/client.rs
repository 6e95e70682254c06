//! The connecting side: a terminal or a township's node, to its upstream.

use super::{ALPN, CountyTime, TlsError, provider};
use crate::Identity;
use crate::certificate::roots_of;
use cunbang_model::Clock;
use rustls::ClientConfig;
use rustls::client::{Resumption, WebPkiServerVerifier};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::version::TLS13;
use std::sync::Arc;

/// Session tickets kept; the library keeps eight for each server.
const KEPT_TICKETS: usize = 16;

/// TLS for connecting to nodes of the same county, by the name
/// [`server_name`](crate::server_name) of the upstream's unit.
///
/// Keep one configuration for all connections: it remembers resumable sessions, which spare both sides
/// certificates and signatures. Make a new one after a renewal, as a resumed session still shows the
/// certificate it began with.
pub fn client_config(identity: &Identity, clock: Arc<dyn Clock>) -> Result<Arc<ClientConfig>, TlsError> {
    let roots = roots_of(identity.authority_der()).map_err(TlsError::Authority)?;
    let verifier = WebPkiServerVerifier::builder_with_provider(roots, provider())
        .build()
        .map_err(|error| TlsError::Authority(error.to_string()))?;
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(identity.key().to_pkcs8_der()));
    // The server knows the authority: the device's own certificate is the whole chain.
    let chain = vec![CertificateDer::from(identity.certificate().der.clone())];
    let mut config = ClientConfig::builder_with_details(provider(), Arc::new(CountyTime(clock)))
        .with_protocol_versions(&[&TLS13])?
        .with_webpki_verifier(verifier)
        .with_client_auth_cert(chain, key)?;
    config.alpn_protocols = vec![ALPN.to_vec()];
    config.resumption = Resumption::in_memory_sessions(KEPT_TICKETS);
    Ok(Arc::new(config))
}
