//! A device's certificate: the county's word that a key belongs to a unit in a role.

use crate::name::{node_name, parse_device_uri};
use crate::tls::{provider, to_unix_time};
use cunbang_model::{DeviceId, Role, Timestamp, UnitCode};
use rustls::pki_types::CertificateDer;
use rustls::server::WebPkiClientVerifier;
use rustls::{CertificateError as TlsCertificateError, RootCertStore};
use std::fmt;
use std::sync::Arc;
use x509_parser::extensions::{GeneralName, ParsedExtension};
use x509_parser::oid_registry::{OID_SIG_ED25519, OID_X509_COMMON_NAME};
use x509_parser::prelude::{FromDer, X509Certificate, X509Version};

/// A certificate larger than this is refused unread. Ours have about 400 bytes.
pub const MAX_CERTIFICATE_BYTES: usize = 2048;

/// The longest time that a device's certificate may claim: 400 days and the backdating.
const MAX_SECONDS: i64 = 401 * 24 * 60 * 60;

/// What the county says of a device. The type is proof of form only: that the county really says it
/// is shown by [`DeviceCertificate::verify_issued_by`].
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeviceCertificate {
    /// The certificate itself (DER).
    pub der: Vec<u8>,
    /// The device's name, which follows from its key.
    pub device: DeviceId,
    /// The unit 单位 that the device belongs to.
    pub unit: UnitCode,
    /// What the device is for.
    pub role: Role,
    /// The device's Ed25519 key.
    pub public_key: [u8; 32],
    /// From when on it is good (whole seconds).
    pub not_before: Timestamp,
    /// The last moment at which it is good (whole seconds).
    pub not_after: Timestamp,
    /// What people call the device: `会计室电脑`.
    pub label: String,
}

/// Why a certificate is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// The bytes are no certificate of this project's form.
    #[error("not a device's certificate: {0}")]
    Malformed(String),
    /// Another authority issued it, or it was altered.
    #[error(
        "the certificate of device {device} (unit {unit}) was not issued by this county's authority, or was altered: \
         enrol the device here"
    )]
    Foreign {
        /// The device it names.
        device: DeviceId,
        /// The unit it names.
        unit: UnitCode,
    },
    /// Its time has passed; the device may still renew.
    #[error("the certificate of device {device} (unit {unit}) expired at {not_after}: it can only be renewed")]
    Expired {
        /// The device it names.
        device: DeviceId,
        /// The unit it names.
        unit: UnitCode,
        /// When it expired.
        not_after: Timestamp,
    },
    /// Its time has not come: one of two clocks is wrong.
    #[error(
        "the certificate of device {device} (unit {unit}) is good only from {not_before} on: \
         check this machine's clock"
    )]
    NotYetValid {
        /// The device it names.
        device: DeviceId,
        /// The unit it names.
        unit: UnitCode,
        /// When it becomes good.
        not_before: Timestamp,
    },
    /// The authority's own certificate can't be read.
    #[error("the county authority's certificate can't be read: {0}")]
    Authority(String),
}

fn malformed(what: impl Into<String>) -> CertificateError {
    CertificateError::Malformed(what.into())
}

impl DeviceCertificate {
    /// Reads a certificate and checks its form: one Ed25519 key, the URI of a unit, a role and the
    /// device that has this key, a server's name with nodes and no others, no longer life than the
    /// authority gives. Signature and time are not looked at.
    pub fn parse(der: &[u8]) -> Result<Self, CertificateError> {
        if der.len() > MAX_CERTIFICATE_BYTES {
            return Err(malformed(format!("it has {} bytes, the limit is {MAX_CERTIFICATE_BYTES}", der.len())));
        }
        let (rest, certificate) = X509Certificate::from_der(der).map_err(|error| malformed(error.to_string()))?;
        if !rest.is_empty() {
            return Err(malformed("bytes follow the certificate"));
        }
        if certificate.version() != X509Version::V3 {
            return Err(malformed("expected X.509 version 3"));
        }
        let key = certificate.public_key();
        if key.algorithm.algorithm != OID_SIG_ED25519 {
            return Err(malformed("its key is no Ed25519 key"));
        }
        let public_key: [u8; 32] = key
            .subject_public_key
            .data
            .as_ref()
            .try_into()
            .map_err(|_| malformed("its Ed25519 key has not 32 bytes"))?;

        let Alternatives { uri, dns } = Alternatives::of(&certificate)?;
        let (unit, role, device) = parse_device_uri(uri)
            .ok_or_else(|| malformed(format!("{uri:?} names no device, expected cunbang://UNIT/ROLE/DEVICE")))?;
        if device != DeviceId::of_public_key(&public_key) {
            return Err(malformed(format!("it names device {device}, but its key is that of another")));
        }
        if dns != (role == Role::Node).then(|| node_name(unit)).as_deref() {
            return Err(malformed(format!("the server's name {dns:?} does not fit the role {role} of {unit}")));
        }
        if certificate.is_ca() {
            return Err(malformed("it is that of an authority"));
        }

        let validity = certificate.validity();
        let (from, to) = (validity.not_before.timestamp(), validity.not_after.timestamp());
        if !(0..=MAX_SECONDS).contains(&to.saturating_sub(from)) {
            return Err(malformed("it claims to be good for more than 400 days"));
        }
        let moment =
            |second| Timestamp::from_second(second).map_err(|_| malformed("its dates are outside the calendar"));
        Ok(Self {
            der: der.to_vec(),
            device,
            unit,
            role,
            public_key,
            not_before: moment(from)?,
            not_after: moment(to)?,
            label: label_of(&certificate)?,
        })
    }

    /// Checks that the authority whose certificate is `authority_der` issued this one, and that it is
    /// good at a moment. With `at` none, time is ignored: for deciding on a renewal, and for logs
    /// whose entries were made while the certificate was good.
    pub fn verify_issued_by(&self, authority_der: &[u8], at: Option<Timestamp>) -> Result<(), CertificateError> {
        let verifier = verifier_for(authority_der).map_err(CertificateError::Authority)?;
        // Any moment of its life does where time is ignored.
        let moment = to_unix_time(at.unwrap_or(self.not_before));
        let der = CertificateDer::from(self.der.as_slice());
        let Err(error) = verifier.verify_client_cert(&der, &[], moment) else {
            return Ok(());
        };
        let (device, unit) = (self.device, self.unit);
        Err(match error {
            rustls::Error::InvalidCertificate(
                TlsCertificateError::Expired | TlsCertificateError::ExpiredContext { .. },
            ) => CertificateError::Expired { device, unit, not_after: self.not_after },
            rustls::Error::InvalidCertificate(
                TlsCertificateError::NotValidYet | TlsCertificateError::NotValidYetContext { .. },
            ) => CertificateError::NotYetValid { device, unit, not_before: self.not_before },
            _ => CertificateError::Foreign { device, unit },
        })
    }

    /// Whether its time has passed. The rule for callers: an expired, unrevoked device may renew,
    /// and nothing else.
    pub fn is_expired(&self, at: Timestamp) -> bool {
        at.as_second() > self.not_after.as_second()
    }
}

impl fmt::Debug for DeviceCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "DeviceCertificate({} {} {}, {} to {})",
            self.unit, self.role, self.device, self.not_before, self.not_after
        )
    }
}

/// A verifier of clients' certificates that trusts one authority.
pub(crate) fn verifier_for(
    authority_der: &[u8],
) -> Result<Arc<dyn rustls::server::danger::ClientCertVerifier>, String> {
    WebPkiClientVerifier::builder_with_provider(roots_of(authority_der)?, provider())
        .allow_unauthenticated()
        // Devices have one certificate: telling them whom we trust would be bytes for nothing.
        .clear_root_hint_subjects()
        .build()
        .map_err(|error| error.to_string())
}

/// A root store that holds one authority.
pub(crate) fn roots_of(authority_der: &[u8]) -> Result<Arc<RootCertStore>, String> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from(authority_der.to_vec())).map_err(|error| error.to_string())?;
    Ok(Arc::new(roots))
}

/// The subject alternative names that our certificates have: one URI, and with nodes one DNS name.
struct Alternatives<'a> {
    uri: &'a str,
    dns: Option<&'a str>,
}

impl<'a> Alternatives<'a> {
    fn of(certificate: &'a X509Certificate<'_>) -> Result<Self, CertificateError> {
        let names = certificate
            .extensions()
            .iter()
            .find_map(|extension| match extension.parsed_extension() {
                ParsedExtension::SubjectAlternativeName(names) => Some(names.general_names.as_slice()),
                _ => None,
            })
            .unwrap_or_default();
        match names {
            [GeneralName::URI(uri)] => Ok(Self { uri, dns: None }),
            [GeneralName::URI(uri), GeneralName::DNSName(dns)] => Ok(Self { uri, dns: Some(dns) }),
            _ => Err(malformed("it has other alternative names than one URI and, for a node, one DNS name")),
        }
    }
}

/// The device's label: the one common name of the subject.
fn label_of(certificate: &X509Certificate<'_>) -> Result<String, CertificateError> {
    let mut attributes = certificate.subject().iter_attributes();
    match (attributes.next(), attributes.next()) {
        (Some(attribute), None) if *attribute.attr_type() == OID_X509_COMMON_NAME => {
            attribute.as_str().map(str::to_owned).map_err(|_| malformed("its label is no UTF-8"))
        }
        _ => Err(malformed("its subject is not one common name")),
    }
}
