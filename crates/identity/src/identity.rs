//! A device with all it needs to show who it is.

use crate::{Authorities, CertificateError, DeviceCertificate, DeviceKey, ServiceIdentity, fingerprint_in_code};
use cunbang_language::say;
use cunbang_model::DeviceId;

/// A device's key, its certificate, and the county's authorities, one of which issued it. [`Identity::new`]
/// checks that they match, at any moment, as an expired device must be able to renew.
#[derive(Debug, Clone)]
pub struct Identity {
    key: DeviceKey,
    certificate: DeviceCertificate,
    authorities: Authorities,
    service: Option<ServiceIdentity>,
    former: Vec<FormerCertificate>,
}

/// A certificate from before the authority was replaced. A node shows it to those who do not know the new
/// authority yet, until it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormerCertificate {
    /// The certificate.
    pub certificate: DeviceCertificate,
    /// That of the service key (DER), from the same authority.
    pub service_der: Option<Vec<u8>>,
}

/// Why parts do not make an identity.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// The certificate is for another key.
    #[error("{}", say!("identity-identity-key-differs", certificate = .certificate, key = .key))]
    KeyDiffers {
        /// The device that the certificate names.
        certificate: DeviceId,
        /// The device that has the key.
        key: DeviceId,
    },
    /// None of the authorities issued the certificate.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
}

impl Identity {
    /// Puts together parts that match.
    pub fn new(
        key: DeviceKey,
        certificate: DeviceCertificate,
        authorities: Authorities,
    ) -> Result<Self, IdentityError> {
        if certificate.public_key != key.public_key() {
            return Err(IdentityError::KeyDiffers { certificate: certificate.device, key: key.device_id() });
        }
        authorities.verify(&certificate, None)?;
        Ok(Self { key, certificate, authorities, service: None, former: Vec::new() })
    }

    /// Adds the key with which a node serves programs without Ed25519.
    #[must_use]
    pub fn with_service(mut self, service: ServiceIdentity) -> Self {
        self.service = Some(service);
        self
    }

    /// Trusts these authorities, which must be those known before and more.
    #[must_use]
    pub fn with_authorities(mut self, authorities: Authorities) -> Self {
        self.authorities = authorities;
        self
    }

    /// Adds certificates from before the authority was replaced, the latest first.
    #[must_use]
    pub fn with_former(mut self, former: Vec<FormerCertificate>) -> Self {
        self.former = former;
        self
    }

    /// The key.
    pub const fn key(&self) -> &DeviceKey {
        &self.key
    }

    /// The certificate.
    pub const fn certificate(&self) -> &DeviceCertificate {
        &self.certificate
    }

    /// The county's authorities.
    pub const fn authorities(&self) -> &Authorities {
        &self.authorities
    }

    /// The certificate (DER) of the county's current authority.
    pub fn authority_der(&self) -> &[u8] {
        &self.authorities.current().der
    }

    /// The fingerprint in this county's codes.
    pub fn fingerprint_in_code(&self) -> [u8; 16] {
        fingerprint_in_code(self.authority_der())
    }

    /// Whether the certificate rests on a former authority and should be renewed; see
    /// [`Authorities::outlived`].
    pub fn is_outlived(&self) -> bool {
        self.authorities.outlived(&self.certificate)
    }

    /// The certificates from before the authority was replaced, the latest first.
    pub fn former(&self) -> &[FormerCertificate] {
        &self.former
    }

    /// The second key, if there is one.
    pub const fn service(&self) -> Option<&ServiceIdentity> {
        self.service.as_ref()
    }
}
