//! The listening side: a node, for its children.

use super::{ALPN, CountyTime, TlsError, provider, to_unix_time};
use crate::Identity;
use crate::certificate::{DeviceCertificate, verifier_for};
use crate::name::ENROLMENT_NAME;
use cunbang_model::Clock;
use rustls::client::danger::HandshakeSignatureValid;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::server::{ClientHello, ResolvesServerCert, ServerSessionMemoryCache};
use rustls::sign::CertifiedKey;
use rustls::version::TLS13;
use rustls::{CertificateError, DigitallySignedStruct, DistinguishedName, Error, ServerConfig, SignatureScheme};
use std::sync::Arc;

/// Resumable sessions, some 600 bytes each: enough for all terminals of a large county.
const KEPT_SESSIONS: usize = 4096;

/// TLS for a node that listens.
///
/// - A client shows a certificate of the county, or none: then it may only enrol. An expired one is let
///   in to renew. Callers enforce both, with [`peer_certificate`](crate::peer_certificate). Another
///   authority's certificate is refused.
/// - The node shows only its own certificate, as devices know the authority. A client that asks for the
///   [`enrolment_server_name`](crate::enrolment_server_name) gets the authority's with it.
/// - Clients without Ed25519 see the service certificate, if the identity has one.
/// - Sessions resume by tickets that name an entry in this configuration's memory and work once: 32 bytes
///   on the wire, where a self-contained ticket would repeat the client's certificate. Resuming is safe
///   as long as every call checks that the device is still enrolled. Early data is refused, as it could
///   be replayed.
pub fn server_config(identity: &Identity, clock: Arc<dyn Clock>) -> Result<Arc<ServerConfig>, TlsError> {
    let verifier = DeviceVerifier { issued: verifier_for(identity.authority_der()).map_err(TlsError::Authority)? };
    let mut config = ServerConfig::builder_with_details(provider(), Arc::new(CountyTime(clock)))
        .with_protocol_versions(&[&TLS13])?
        .with_client_cert_verifier(Arc::new(verifier))
        .with_cert_resolver(Arc::new(NodeCertificates::of(identity)?));
    config.alpn_protocols = vec![ALPN.to_vec()];
    config.session_storage = ServerSessionMemoryCache::new(KEPT_SESSIONS);
    config.send_tls13_tickets = 1;
    config.max_early_data_size = 0;
    Ok(Arc::new(config))
}

/// Which chain is shown to whom.
#[derive(Debug)]
struct NodeCertificates {
    alone: Arc<CertifiedKey>,
    with_authority: Arc<CertifiedKey>,
    service: Option<Arc<CertifiedKey>>,
}

impl NodeCertificates {
    fn of(identity: &Identity) -> Result<Self, TlsError> {
        let certified = |key: Vec<u8>, chain: &[&[u8]]| {
            let chain = chain.iter().map(|der| CertificateDer::from(der.to_vec())).collect();
            let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key));
            CertifiedKey::from_der(chain, key, &provider()).map(Arc::new)
        };
        let key = identity.key().to_pkcs8_der();
        let own = identity.certificate().der.as_slice();
        Ok(Self {
            alone: certified(key.clone(), &[own])?,
            with_authority: certified(key, &[own, identity.authority_der()])?,
            service: identity
                .service()
                .map(|service| certified(service.key.to_pkcs8_der(), &[&service.certificate_der]))
                .transpose()?,
        })
    }
}

impl ResolvesServerCert for NodeCertificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        if !hello.signature_schemes().contains(&SignatureScheme::ED25519) {
            return self.service.clone();
        }
        Some(Arc::clone(if hello.server_name() == Some(ENROLMENT_NAME) { &self.with_authority } else { &self.alone }))
    }
}

/// Accepts the county's devices, expired or not.
#[derive(Debug)]
struct DeviceVerifier {
    issued: Arc<dyn ClientCertVerifier>,
}

impl ClientCertVerifier for DeviceVerifier {
    fn client_auth_mandatory(&self) -> bool {
        false
    }

    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        let device = DeviceCertificate::parse(end_entity).map_err(|_| Error::from(CertificateError::BadEncoding))?;
        // Judge an expired one as of its last moment: valid then means valid but for the time.
        let moment = now.min(to_unix_time(device.not_after));
        self.issued.verify_client_cert(end_entity, &[], moment)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.issued.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.issued.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.issued.supported_verify_schemes()
    }
}
