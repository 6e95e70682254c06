//! A device's certificate: the county's word that a key belongs to a unit in a role.

use crate::Authorities;
use crate::name::{node_name, parse_device_uri};
use crate::tls::{provider, to_unix_time};
use cunbang_language::say;
use cunbang_model::shown::in_line;
use cunbang_model::{DeviceId, Role, Timestamp, UnitCode};
use rustls::pki_types::CertificateDer;
use rustls::server::WebPkiClientVerifier;
use rustls::server::danger::ClientCertVerifier;
use rustls::{CertificateError as TlsCertificateError, RootCertStore};
use std::fmt;
use std::sync::Arc;
use x509_parser::extensions::{GeneralName, ParsedExtension};
use x509_parser::oid_registry::{OID_SIG_ED25519, OID_X509_COMMON_NAME};
use x509_parser::prelude::{FromDer, X509Certificate, X509Version};

/// Larger certificates are refused unread. Ours take about 400 bytes.
pub const MAX_CERTIFICATE_BYTES: usize = 2048;

/// The longest validity a device's certificate may claim: 400 days plus the backdating.
const MAX_SECONDS: i64 = 401 * 24 * 60 * 60;

/// What the county certifies about a device. The type proves the form only; [`Authorities::verify`] proves that
/// the county issued it.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeviceCertificate {
    /// The certificate itself (DER).
    pub der: Vec<u8>,
    /// The device's id, derived from its key.
    pub device: DeviceId,
    /// The unit 单位 that the device belongs to.
    pub unit: UnitCode,
    /// What the device is for.
    pub role: Role,
    /// The device's Ed25519 key.
    pub public_key: [u8; 32],
    /// The first moment at which it is valid (whole seconds).
    pub not_before: Timestamp,
    /// The last moment at which it is valid (whole seconds).
    pub not_after: Timestamp,
    /// What people call the device: `会计室电脑`.
    pub label: String,
    /// The name (DER) of the authority that issued it.
    pub(crate) issuer: Vec<u8>,
}

/// Why a certificate is not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CertificateError {
    /// The bytes are not a device certificate.
    #[error("{}", say!("identity-certificate-malformed", what = .0))]
    Malformed(String),
    /// Another authority issued it, or it was altered.
    #[error("{}", say!("identity-certificate-foreign", device = .device, unit = .unit))]
    Foreign {
        /// Its device.
        device: DeviceId,
        /// Its unit.
        unit: UnitCode,
    },
    /// It has expired; the device may still renew it.
    #[error("{}", say!("identity-certificate-expired", device = .device, unit = .unit, not_after = .not_after))]
    Expired {
        /// Its device.
        device: DeviceId,
        /// Its unit.
        unit: UnitCode,
        /// When it expired.
        not_after: Timestamp,
    },
    /// It is not valid yet: one of two clocks is wrong.
    #[error("{}", say!("identity-certificate-not-yet-valid", device = .device, unit = .unit, not_before = .not_before))]
    NotYetValid {
        /// Its device.
        device: DeviceId,
        /// Its unit.
        unit: UnitCode,
        /// When it becomes valid.
        not_before: Timestamp,
    },
    /// The authority's own certificate cannot be read.
    #[error("{}", say!("identity-certificate-authority", what = .0))]
    Authority(String),
}

fn malformed(what: impl Into<String>) -> CertificateError {
    CertificateError::Malformed(what.into())
}

impl DeviceCertificate {
    /// Parses a certificate and checks its form: one Ed25519 key; a URI that names unit, role and the
    /// device with that key; a server name for nodes and nobody else; a validity no longer than the
    /// authority grants. Signature and time are not checked.
    pub fn parse(der: &[u8]) -> Result<Self, CertificateError> {
        if der.len() > MAX_CERTIFICATE_BYTES {
            return Err(malformed(format!("it has {} bytes, more than {MAX_CERTIFICATE_BYTES}", der.len())));
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
            return Err(malformed("its key is not an Ed25519 key"));
        }
        let public_key: [u8; 32] = key
            .subject_public_key
            .data
            .as_ref()
            .try_into()
            .map_err(|_| malformed("its Ed25519 key is not 32 bytes long"))?;

        let Alternatives { uri, dns } = Alternatives::of(&certificate)?;
        let (unit, role, device) = parse_device_uri(uri)
            .ok_or_else(|| malformed(format!("its URI is {uri:?}: expected cunbang://UNIT/ROLE/DEVICE")))?;
        if device != DeviceId::of_public_key(&public_key) {
            return Err(malformed(format!("it names device {device}, but its key belongs to another device")));
        }
        if dns != (role == Role::Node).then(|| node_name(unit)).as_deref() {
            return Err(malformed(format!(
                "its server name is {dns:?}, which does not match {} of {unit}",
                role.with_article()
            )));
        }
        if certificate.is_ca() {
            return Err(malformed("it belongs to an authority"));
        }

        let validity = certificate.validity();
        let (from, to) = (validity.not_before.timestamp(), validity.not_after.timestamp());
        if !(0..=MAX_SECONDS).contains(&to.saturating_sub(from)) {
            return Err(malformed("it claims to be valid for more than 400 days"));
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
            issuer: certificate.issuer().as_raw().to_vec(),
        })
    }

    /// Checks that the authority with certificate `authority_der` issued this one, and that it is valid
    /// at a moment. Without a moment, time is ignored: for renewals, and for logs whose entries were
    /// written while the certificate was valid.
    pub fn verify_issued_by(&self, authority_der: &[u8], at: Option<Timestamp>) -> Result<(), CertificateError> {
        self.verify_with(&*verifier_of([authority_der]).map_err(CertificateError::Authority)?, at)
    }

    /// The same for several authorities, one of which must have issued it.
    pub(crate) fn verify_issued_by_any(
        &self,
        authorities: &Authorities,
        at: Option<Timestamp>,
    ) -> Result<(), CertificateError> {
        self.verify_with(&*verifier_for(authorities).map_err(CertificateError::Authority)?, at)
    }

    fn verify_with(&self, verifier: &dyn ClientCertVerifier, at: Option<Timestamp>) -> Result<(), CertificateError> {
        // Where time is ignored, any moment of its life will do.
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

    /// Whether it has expired. Callers must let an expired device do nothing but renew.
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

/// A verifier for client certificates that trusts a county's authorities.
pub(crate) fn verifier_for(authorities: &Authorities) -> Result<Arc<dyn ClientCertVerifier>, String> {
    verifier_of(authorities.all().map(|root| root.der.as_slice()))
}

fn verifier_of<'a>(authorities: impl IntoIterator<Item = &'a [u8]>) -> Result<Arc<dyn ClientCertVerifier>, String> {
    WebPkiClientVerifier::builder_with_provider(roots_of(authorities)?, provider())
        .allow_unauthenticated()
        // Devices have only one certificate, so listing whom we trust would waste bytes.
        .clear_root_hint_subjects()
        .build()
        .map_err(|error| error.to_string())
}

/// A root store that holds these authorities.
pub(crate) fn roots_of<'a>(authorities: impl IntoIterator<Item = &'a [u8]>) -> Result<Arc<RootCertStore>, String> {
    let mut roots = RootCertStore::empty();
    for der in authorities {
        roots.add(CertificateDer::from(der.to_vec())).map_err(|error| error.to_string())?;
    }
    Ok(Arc::new(roots))
}

/// The subject alternative names of our certificates: one URI, and for nodes one DNS name.
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
            _ => Err(malformed("expected one URI and, for a node, one DNS name as alternative names")),
        }
    }
}

/// The device's label: the one common name of the subject.
fn label_of(certificate: &X509Certificate<'_>) -> Result<String, CertificateError> {
    let mut attributes = certificate.subject().iter_attributes();
    match (attributes.next(), attributes.next()) {
        (Some(attribute), None) if *attribute.attr_type() == OID_X509_COMMON_NAME => {
            let label = attribute.as_str().map_err(|_| malformed("its label is not UTF-8"))?;
            Ok(in_line(label).into_owned())
        }
        _ => Err(malformed("its subject is not a single common name")),
    }
}
