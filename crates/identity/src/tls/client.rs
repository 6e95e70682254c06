//! The connecting side: a terminal or a township's node, to its upstream.

use super::{ALPN, CountyTime, TlsError, provider};
use crate::Identity;
use crate::certificate::roots_of;
use cunbang_model::Clock;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{Resumption, WebPkiServerVerifier};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName, UnixTime};
use rustls::version::TLS13;
use rustls::{ClientConfig, DigitallySignedStruct, DistinguishedName, Error, SignatureScheme};
use std::sync::Arc;

/// Session tickets kept; the library keeps eight for each server.
const KEPT_TICKETS: usize = 16;

/// TLS for connecting to nodes of the same county, by the name
/// [`server_name`](crate::server_name) of the upstream's unit.
///
/// Keep one configuration for all connections: it remembers resumable sessions, which spare both sides
/// certificates and signatures. Make a new one after a renewal, as a resumed session still shows the
/// certificate it began with.
///
/// Where the county's authority was replaced, the hello names the authorities that this device trusts, and the
/// node shows the newest certificate that one of them issued.
pub fn client_config(identity: &Identity, clock: Arc<dyn Clock>) -> Result<Arc<ClientConfig>, TlsError> {
    let authorities = identity.authorities();
    let roots = roots_of(authorities.all().map(|root| root.der.as_slice())).map_err(TlsError::Authority)?;
    let trusted = roots.subjects();
    let by_chain = WebPkiServerVerifier::builder_with_provider(roots, provider())
        .build()
        .map_err(|error| TlsError::Authority(error.to_string()))?;
    // A county that never replaced its authority need not name it: every node's certificate is from it.
    let verifier: Arc<dyn ServerCertVerifier> =
        if authorities.has_former() { Arc::new(OfSeveral { by_chain, trusted }) } else { by_chain };
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(identity.key().to_pkcs8_der().to_vec()));
    // The server knows the authority: the device's own certificate is the whole chain.
    let chain = vec![CertificateDer::from(identity.certificate().der.clone())];
    let mut config = ClientConfig::builder_with_details(provider(), Arc::new(CountyTime(clock)))
        .with_protocol_versions(&[&TLS13])?
        .dangerous()
        .with_custom_certificate_verifier(verifier)
        .with_client_auth_cert(chain, key)?;
    config.alpn_protocols = vec![ALPN.to_vec()];
    config.resumption = Resumption::in_memory_sessions(KEPT_TICKETS);
    Ok(Arc::new(config))
}

/// Verifies as usual, and names the authorities that are trusted.
#[derive(Debug)]
struct OfSeveral {
    by_chain: Arc<WebPkiServerVerifier>,
    trusted: Vec<DistinguishedName>,
}

impl ServerCertVerifier for OfSeveral {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        self.by_chain.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.by_chain.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.by_chain.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.by_chain.supported_verify_schemes()
    }

    fn root_hint_subjects(&self) -> Option<&[DistinguishedName]> {
        Some(&self.trusted)
    }
}
