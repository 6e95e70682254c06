//! The listening side: a node, for its children.

use super::sessions::Sessions;
use super::{ALPN, CountyTime, TlsError, provider, to_unix_time};
use crate::Identity;
use crate::certificate::{DeviceCertificate, verifier_for};
use crate::name::ENROLMENT_NAME;
use cunbang_model::{Clock, Timestamp};
use rustls::client::danger::HandshakeSignatureValid;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use rustls::version::TLS13;
use rustls::{CertificateError, DigitallySignedStruct, DistinguishedName, Error, ServerConfig, SignatureScheme};
use std::sync::Arc;

/// Resumable sessions, some 600 bytes each; up to twice as many are kept. Where fewer are kept than devices come in
/// turn, each that is new pushes out the one that comes next, and nobody resumes.
const KEPT_SESSIONS: usize = 8 * 1024;

/// TLS for a node that listens.
///
/// - A client shows a certificate of the county, or none: then it may only enrol. An expired one is let
///   in to renew. Callers enforce both, with [`peer_certificate`](crate::peer_certificate). Another
///   authority's certificate is refused.
/// - The node shows only its own certificate, as devices know the authority. A client that asks for the
///   [`enrolment_server_name`](crate::enrolment_server_name) gets the authority's with it.
/// - After the authority was replaced, a client that names the new one in its hello sees the certificate that
///   the new one issued; any other sees the former one until that ends.
/// - Clients without Ed25519 see the service certificate, if the identity has one.
/// - Sessions resume by tickets that name an entry in this configuration's memory and work once: 32 bytes
///   on the wire, where a self-contained ticket would repeat the client's certificate. Resuming is safe
///   as long as every call checks that the device is still enrolled. Early data is refused, as it could
///   be replayed.
pub fn server_config(identity: &Identity, clock: Arc<dyn Clock>) -> Result<Arc<ServerConfig>, TlsError> {
    let verifier = DeviceVerifier { issued: verifier_for(identity.authorities()).map_err(TlsError::Authority)? };
    let certificates = NodeCertificates::of(identity, Arc::clone(&clock))?;
    let mut config = ServerConfig::builder_with_details(provider(), Arc::new(CountyTime(clock)))
        .with_protocol_versions(&[&TLS13])?
        .with_client_cert_verifier(Arc::new(verifier))
        .with_cert_resolver(Arc::new(certificates));
    config.alpn_protocols = vec![ALPN.to_vec()];
    config.session_storage = Arc::new(Sessions::keeping(KEPT_SESSIONS));
    config.send_tls13_tickets = 1;
    config.max_early_data_size = 0;
    Ok(Arc::new(config))
}

/// Which chain is shown to whom.
#[derive(Debug)]
struct NodeCertificates {
    /// To devices that enrol.
    with_authorities: Arc<CertifiedKey>,
    newest: Shown,
    /// From authorities that were replaced, the latest first.
    former: Vec<Shown>,
    clock: Arc<dyn Clock>,
}

/// A certificate from one authority, and that of the service key from the same.
#[derive(Debug)]
struct Shown {
    issuer: Vec<u8>,
    not_after: Timestamp,
    own: Arc<CertifiedKey>,
    service: Option<Arc<CertifiedKey>>,
}

impl NodeCertificates {
    fn of(identity: &Identity, clock: Arc<dyn Clock>) -> Result<Self, TlsError> {
        let certified = |key: Vec<u8>, chain: &[&[u8]]| {
            let chain = chain.iter().map(|der| CertificateDer::from(der.to_vec())).collect();
            let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key));
            CertifiedKey::from_der(chain, key, &provider()).map(Arc::new)
        };
        let key = || identity.key().to_pkcs8_der().to_vec();
        let shown = |certificate: &DeviceCertificate, service_der: Option<&[u8]>| {
            let service = identity.service().zip(service_der);
            Ok::<_, TlsError>(Shown {
                issuer: certificate.issuer.clone(),
                not_after: certificate.not_after,
                own: certified(key(), &[&certificate.der])?,
                service: service
                    .map(|(service, der)| certified(service.key.to_pkcs8_der().to_vec(), &[der]))
                    .transpose()?,
            })
        };
        let former = identity.former().iter().map(|one| shown(&one.certificate, one.service_der.as_deref()));
        let mut chain = vec![identity.certificate().der.as_slice()];
        chain.extend(identity.authorities().all().map(|root| root.der.as_slice()));
        Ok(Self {
            with_authorities: certified(key(), &chain)?,
            newest: shown(
                identity.certificate(),
                identity.service().map(|service| service.certificate_der.as_slice()),
            )?,
            former: former.collect::<Result<_, _>>()?,
            clock,
        })
    }

    /// The newest certificate from an authority that the client names; for others the oldest that is still good.
    fn shown_to(&self, hello: &ClientHello<'_>) -> &Shown {
        let now = self.clock.now();
        let mut good = std::iter::once(&self.newest).chain(self.former.iter().filter(|one| one.not_after > now));
        let trusted = hello.certificate_authorities().unwrap_or_default();
        let is_trusted = |one: &Shown| trusted.iter().any(|name| name.as_ref() == one.issuer.as_slice());
        good.clone().find(|one| is_trusted(one)).or_else(|| good.next_back()).unwrap_or(&self.newest)
    }
}

impl ResolvesServerCert for NodeCertificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        if !hello.signature_schemes().contains(&SignatureScheme::ED25519) {
            return self.shown_to(&hello).service.clone();
        }
        if hello.server_name() == Some(ENROLMENT_NAME) {
            return Some(Arc::clone(&self.with_authorities));
        }
        Some(Arc::clone(&self.shown_to(&hello).own))
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
