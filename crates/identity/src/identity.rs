//! A device with all it needs to show who it is.

use crate::{CertificateError, DeviceCertificate, DeviceKey, ServiceIdentity, fingerprint_in_code};
use cunbang_model::DeviceId;

/// A device's key, its certificate, and the authority that issued it. [`Identity::new`] checks that they
/// match, at any moment, as an expired device must be able to renew.
#[derive(Debug, Clone)]
pub struct Identity {
    key: DeviceKey,
    certificate: DeviceCertificate,
    authority_der: Vec<u8>,
    service: Option<ServiceIdentity>,
}

/// Why parts do not make an identity.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// The certificate is for another key.
    #[error(
        "the certificate is for device {certificate}, but the key belongs to device {key}: restore the matching pair, or enrol again"
    )]
    KeyDiffers {
        /// The device that the certificate names.
        certificate: DeviceId,
        /// The device that has the key.
        key: DeviceId,
    },
    /// The authority did not issue the certificate.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
}

impl Identity {
    /// Puts together parts that match.
    pub fn new(key: DeviceKey, certificate: DeviceCertificate, authority_der: Vec<u8>) -> Result<Self, IdentityError> {
        if certificate.public_key != key.public_key() {
            return Err(IdentityError::KeyDiffers { certificate: certificate.device, key: key.device_id() });
        }
        certificate.verify_issued_by(&authority_der, None)?;
        Ok(Self { key, certificate, authority_der, service: None })
    }

    /// Adds the key with which a node serves programs without Ed25519.
    #[must_use]
    pub fn with_service(mut self, service: ServiceIdentity) -> Self {
        self.service = Some(service);
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

    /// The county authority's certificate (DER).
    pub fn authority_der(&self) -> &[u8] {
        &self.authority_der
    }

    /// The fingerprint in this county's codes.
    pub fn fingerprint_in_code(&self) -> [u8; 16] {
        fingerprint_in_code(&self.authority_der)
    }

    /// The second key, if there is one.
    pub const fn service(&self) -> Option<&ServiceIdentity> {
        self.service.as_ref()
    }
}
