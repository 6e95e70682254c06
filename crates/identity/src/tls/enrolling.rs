//! First contact: a device that has no certificate yet, only a fingerprint.

use super::{ALPN, CountyTime, TlsError, provider};
use crate::authority::fingerprint_in_code;
use crate::certificate::{DeviceCertificate, roots_of};
use crate::name::server_name;
use crate::root::RootCertificate;
use cunbang_language::say;
use cunbang_model::{Clock, Role};
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{Resumption, WebPkiServerVerifier};
use rustls::crypto::verify_tls13_signature;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::version::TLS13;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, PeerIncompatible, SignatureScheme};
use std::sync::{Arc, Mutex, PoisonError};

/// What a device learnt from the node it enrols with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Introduction {
    /// The county authority's certificate (DER): the one whose fingerprint the code carries.
    pub authority_der: Vec<u8>,
    /// The node: its unit is the one to expect there from now on.
    pub server: DeviceCertificate,
}

/// Holds the [`Introduction`] after the handshake. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct SeenAuthority(Arc<Mutex<Option<Introduction>>>);

impl SeenAuthority {
    /// What was learnt, if a handshake got that far.
    pub fn get(&self) -> Option<Introduction> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// TLS for a device that has a code but no certificate yet. Use it with the name
/// [`enrolment_server_name`](crate::enrolment_server_name): only then does the server send the
/// authorities' certificates. The server must be a node certified by the authority whose fingerprint
/// begins with `ca_fingerprint`.
pub fn enrolling_client_config(
    ca_fingerprint: [u8; 16],
    clock: Arc<dyn Clock>,
) -> Result<(Arc<ClientConfig>, SeenAuthority), TlsError> {
    let seen = SeenAuthority::default();
    let verifier = FingerprintVerifier { ca_fingerprint, seen: seen.clone() };
    let mut config = ClientConfig::builder_with_details(provider(), Arc::new(CountyTime(clock)))
        .with_protocol_versions(&[&TLS13])?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    config.alpn_protocols = vec![ALPN.to_vec()];
    config.resumption = Resumption::disabled();
    Ok((Arc::new(config), seen))
}

/// Trusts nodes certified by the authority with the fingerprint.
#[derive(Debug)]
struct FingerprintVerifier {
    ca_fingerprint: [u8; 16],
    seen: SeenAuthority,
}

impl ServerCertVerifier for FingerprintVerifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        // Where the county's authority was replaced, the node sends all of them.
        let Some(authority) = intermediates.iter().find(|der| fingerprint_in_code(der) == self.ca_fingerprint) else {
            return Err(CertificateError::UnknownIssuer.into());
        };
        let server = DeviceCertificate::parse(end_entity).map_err(|_| Error::from(CertificateError::BadEncoding))?;
        let is_issuer =
            |der: &CertificateDer<'_>| RootCertificate::parse(der).is_ok_and(|root| root.name == server.issuer);
        if !is_issuer(authority) && intermediates.iter().any(is_issuer) {
            return Err(Error::General(say!("enrolling-former-code")));
        }
        if server.role != Role::Node {
            return Err(CertificateError::InvalidPurpose.into());
        }
        // The device does not know yet which unit's node this is, so the name to check is the one that
        // the certificate's own unit implies.
        let roots = roots_of([authority.as_ref()]).map_err(|_| Error::from(CertificateError::BadEncoding))?;
        WebPkiServerVerifier::builder_with_provider(roots, provider())
            .build()
            .map_err(|error| Error::General(error.to_string()))?
            .verify_server_cert(end_entity, &[], &server_name(server.unit), ocsp_response, now)?;
        *self.seen.0.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(Introduction { authority_der: authority.to_vec(), server });
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _certificate: &CertificateDer<'_>,
        _signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(PeerIncompatible::Tls12NotOffered.into())
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &provider().signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        provider().signature_verification_algorithms.supported_schemes()
    }
}
