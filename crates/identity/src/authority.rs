//! The county's certificate authority: one key that certifies every device.

use crate::certificate::DeviceCertificate;
use crate::name::{device_uri, node_name};
use crate::text::{CERTIFICATE, PRIVATE_KEY, from_pem, to_pem};
use crate::{CertificateError, DeviceKey, KeyError};
use cunbang_model::{DeviceId, Role, Timestamp, UnitCode};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyUsagePurpose, PublicKeyData, SanType, SerialNumber, SignatureAlgorithm, SigningKey,
};
use ring::digest::{Context, SHA256, digest};
use rustls::pki_types::CertificateDer;
use std::fmt;
use time::OffsetDateTime;
use x509_parser::prelude::{FromDer, X509Certificate};

/// How many days a device's certificate is valid, counted from its issue.
pub const CERTIFICATE_DAYS: i64 = 400;

/// How many hours before its issue a certificate is already valid: in China, a machine set to the wrong
/// time zone is eight hours behind, and must still get in.
pub const BACKDATED_HOURS: i64 = 12;

/// How many days the authority itself is valid: twenty years.
const AUTHORITY_DAYS: i64 = 20 * 365 + 5;

const DAY_SECONDS: i64 = 24 * 60 * 60;

/// The longest label, in characters: what X.509 allows a common name.
const MAX_LABEL_CHARACTERS: usize = 64;

/// Whether a text can be a device's label: 1 to 64 characters, none of them a control character.
pub fn is_label(text: &str) -> bool {
    (1..=MAX_LABEL_CHARACTERS).contains(&text.chars().count()) && !text.chars().any(char::is_control)
}

/// What precedes the unit's code in the authority's name.
const AUTHORITY_NAME: &str = "cunbang ";

/// The certificate authority of a county.
#[derive(Clone)]
pub struct CertificateAuthority {
    unit: UnitCode,
    key: DeviceKey,
    der: Vec<u8>,
    not_after: Timestamp,
}

/// Why the authority cannot be made, be read, or issue a certificate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuthorityError {
    /// Its key cannot be made or read.
    #[error("the authority's key: {0}")]
    Key(#[from] KeyError),
    /// Its certificate cannot be read.
    #[error("the authority's certificate: {0}")]
    Malformed(String),
    /// Key and certificate belong to different authorities.
    #[error("the authority's key does not match its certificate: restore the matching pair")]
    KeyDiffers,
    /// The unit is not in this county.
    #[error("unit {unit} is not in {authority}: enrol the device with its own county")]
    OutsideUnit {
        /// The unit asked for.
        unit: UnitCode,
        /// The unit whose authority this is.
        authority: UnitCode,
    },
    /// The label is empty, too long, or holds characters that cannot be shown.
    #[error("{0:?} is not a device label: use 1 to 64 characters without control characters")]
    Label(String),
    /// The authority itself has expired.
    #[error("the authority of {unit} expired at {not_after}: make a new one and enrol the devices again")]
    Expired {
        /// The unit whose authority this is.
        unit: UnitCode,
        /// When it expired.
        not_after: Timestamp,
    },
    /// A certificate to renew, or to add a service key to, was not issued by this authority.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// Only nodes have service certificates.
    #[error("device {device} of {unit} is {}: only nodes have a service certificate", .role.with_article())]
    NotANode {
        /// The device that asked.
        device: DeviceId,
        /// Its unit.
        unit: UnitCode,
        /// What it is instead.
        role: Role,
    },
    /// The certificate could not be written.
    #[error("the certificate could not be written: {0}")]
    Encoding(String),
}

/// The SHA-256 of an authority's certificate (DER).
pub fn fingerprint(authority_der: &[u8]) -> [u8; 32] {
    let mut fingerprint = [0; 32];
    fingerprint.copy_from_slice(digest(&SHA256, authority_der).as_ref());
    fingerprint
}

/// The first half of [`fingerprint`], which enrolment codes carry. 128 bits are enough: an impostor
/// would need a second preimage.
pub fn fingerprint_in_code(authority_der: &[u8]) -> [u8; 16] {
    let mut half = [0; 16];
    half.copy_from_slice(&fingerprint(authority_der)[..16]);
    half
}

impl CertificateAuthority {
    /// Makes a county's authority from a new key: a root certificate for twenty years.
    pub fn create(key: DeviceKey, unit: UnitCode, now: Timestamp) -> Result<Self, AuthorityError> {
        let mut parameters = CertificateParams::default();
        parameters.distinguished_name = common_name(format!("{AUTHORITY_NAME}{unit}"));
        parameters.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        let from = now.as_second() - BACKDATED_HOURS * 60 * 60;
        let to = now.as_second() + AUTHORITY_DAYS * DAY_SECONDS;
        parameters.not_before = date_time(from)?;
        parameters.not_after = date_time(to)?;
        parameters.serial_number = Some(serial_number(&[key.public_key_slice()], from));
        let certificate =
            parameters.self_signed(&Signer(&key)).map_err(|error| AuthorityError::Encoding(error.to_string()))?;
        Self::from_parts(certificate.der().to_vec(), key)
    }

    /// Loads the authority from its certificate and key, both PEM.
    pub fn load(certificate_pem: &str, key_pem: &str) -> Result<Self, AuthorityError> {
        let der = from_pem(CERTIFICATE, certificate_pem).map_err(AuthorityError::Malformed)?;
        let key =
            from_pem(PRIVATE_KEY, key_pem).map_err(|reason| KeyError::Malformed { expected: "Ed25519", reason })?;
        Self::from_parts(der, DeviceKey::from_pkcs8_der(&key)?)
    }

    fn from_parts(der: Vec<u8>, key: DeviceKey) -> Result<Self, AuthorityError> {
        let malformed = |what: &str| AuthorityError::Malformed(what.to_owned());
        let (_, certificate) =
            X509Certificate::from_der(&der).map_err(|error| AuthorityError::Malformed(error.to_string()))?;
        if !certificate.is_ca() {
            return Err(malformed("it is not that of an authority"));
        }
        if certificate.public_key().subject_public_key.data.as_ref() != key.public_key_slice() {
            return Err(AuthorityError::KeyDiffers);
        }
        let unit = certificate
            .subject()
            .iter_common_name()
            .find_map(|name| name.as_str().ok()?.strip_prefix(AUTHORITY_NAME)?.parse().ok())
            .ok_or_else(|| malformed("its name is not like \"cunbang 330522\""))?;
        let not_after = Timestamp::from_second(certificate.validity().not_after.timestamp())
            .map_err(|_| malformed("its dates are outside the calendar"))?;
        Ok(Self { unit, key, der, not_after })
    }

    /// The unit whose authority this is: the county.
    pub const fn unit(&self) -> UnitCode {
        self.unit
    }

    /// The root certificate (DER).
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The root certificate as PEM, for other programs.
    pub fn certificate_pem(&self) -> String {
        to_pem(CERTIFICATE, &self.der)
    }

    /// The key as PEM. Whoever has it can certify devices of this county.
    pub fn key_pem(&self) -> String {
        to_pem(PRIVATE_KEY, &self.key.to_pkcs8_der())
    }

    /// The SHA-256 of the root certificate.
    pub fn fingerprint(&self) -> [u8; 32] {
        fingerprint(&self.der)
    }

    /// Certifies for 400 days from `now` that `public_key` belongs to a device of `unit` in `role`. The
    /// same arguments give the same certificate, so asking twice does no harm.
    pub fn issue(
        &self,
        public_key: &[u8; 32],
        unit: UnitCode,
        role: Role,
        label: &str,
        now: Timestamp,
    ) -> Result<DeviceCertificate, AuthorityError> {
        if !unit.is_within(&self.unit) {
            return Err(AuthorityError::OutsideUnit { unit, authority: self.unit });
        }
        if !is_label(label) {
            return Err(AuthorityError::Label(label.chars().take(80).collect()));
        }
        let device = DeviceId::of_public_key(public_key);
        let mut names = vec![SanType::URI(ia5(device_uri(unit, role, device))?)];
        let mut usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        if role == Role::Node {
            names.push(SanType::DnsName(ia5(node_name(unit))?));
            usages.push(ExtendedKeyUsagePurpose::ServerAuth);
        }
        let key = CertifiedPublicKey { bytes: public_key, algorithm: &rcgen::PKCS_ED25519 };
        let der = self.sign(&key, label, names, usages, now)?;
        Ok(DeviceCertificate::parse(&der)?)
    }

    /// Issues a certificate again, for 400 days from `now`. The old one must be from this authority and
    /// may have expired. Callers check whether the device was revoked.
    pub fn renew(&self, certificate: &DeviceCertificate, now: Timestamp) -> Result<DeviceCertificate, AuthorityError> {
        certificate.verify_issued_by(&self.der, None)?;
        self.issue(&certificate.public_key, certificate.unit, certificate.role, &certificate.label, now)
    }

    /// Certifies a node's [`ServiceKey`](crate::ServiceKey). The certificate (DER) serves for being the
    /// TLS server of the node's unit, and for nothing else.
    pub fn issue_service(
        &self,
        service_key: &[u8; 65],
        node: &DeviceCertificate,
        now: Timestamp,
    ) -> Result<Vec<u8>, AuthorityError> {
        node.verify_issued_by(&self.der, None)?;
        if node.role != Role::Node {
            return Err(AuthorityError::NotANode { device: node.device, unit: node.unit, role: node.role });
        }
        let names = vec![SanType::DnsName(ia5(node_name(node.unit))?)];
        let usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        let key = CertifiedPublicKey { bytes: service_key, algorithm: &rcgen::PKCS_ECDSA_P256_SHA256 };
        self.sign(&key, "service", names, usages, now)
    }

    /// Writes and signs a certificate with only what is needed: no key identifiers and no key usage,
    /// which no verifier of a two-step chain needs.
    fn sign(
        &self,
        key: &CertifiedPublicKey<'_>,
        name: &str,
        alternative_names: Vec<SanType>,
        usages: Vec<ExtendedKeyUsagePurpose>,
        now: Timestamp,
    ) -> Result<Vec<u8>, AuthorityError> {
        if now > self.not_after {
            return Err(AuthorityError::Expired { unit: self.unit, not_after: self.not_after });
        }
        let from = now.as_second() - BACKDATED_HOURS * 60 * 60;
        let to = now.as_second() + CERTIFICATE_DAYS * DAY_SECONDS;
        let mut parameters = CertificateParams::default();
        parameters.distinguished_name = common_name(name);
        parameters.serial_number =
            Some(serial_number(&[key.bytes, name.as_bytes(), format!("{alternative_names:?}").as_bytes()], from));
        parameters.subject_alt_names = alternative_names;
        parameters.extended_key_usages = usages;
        parameters.not_before = date_time(from)?;
        parameters.not_after = date_time(to.min(self.not_after.as_second()))?;
        let encoding = |error: rcgen::Error| AuthorityError::Encoding(error.to_string());
        let root = CertificateDer::from(self.der.as_slice());
        let issuer = Issuer::from_ca_cert_der(&root, Signer(&self.key)).map_err(encoding)?;
        let certificate = parameters.signed_by(key, &issuer).map_err(encoding)?;
        Ok(certificate.der().to_vec())
    }
}

impl fmt::Debug for CertificateAuthority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CertificateAuthority({})", self.unit)
    }
}

/// A serial number of its own for each certificate, from the key, what is certified of it, and when.
/// Eight bytes, not negative.
fn serial_number(parts: &[&[u8]], from: i64) -> SerialNumber {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part);
    }
    context.update(&from.to_be_bytes());
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&context.finish().as_ref()[..8]);
    // Neither negative nor shortened: the first byte lies in 0x40..0x80.
    bytes[0] = bytes[0] & 0x3f | 0x40;
    SerialNumber::from_slice(&bytes)
}

fn common_name(name: impl Into<String>) -> DistinguishedName {
    let mut distinguished = DistinguishedName::new();
    distinguished.push(DnType::CommonName, name.into());
    distinguished
}

fn ia5(text: String) -> Result<rcgen::string::Ia5String, AuthorityError> {
    text.try_into().map_err(|error: rcgen::Error| AuthorityError::Encoding(error.to_string()))
}

fn date_time(second: i64) -> Result<OffsetDateTime, AuthorityError> {
    OffsetDateTime::from_unix_timestamp(second).map_err(|error| AuthorityError::Encoding(error.to_string()))
}

/// The authority's key as `rcgen` wants it.
struct Signer<'a>(&'a DeviceKey);

impl PublicKeyData for Signer<'_> {
    fn der_bytes(&self) -> &[u8] {
        self.0.public_key_slice()
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &rcgen::PKCS_ED25519
    }
}

impl SigningKey for Signer<'_> {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        Ok(self.0.sign(message).to_vec())
    }
}

/// A public key to certify; its private half stays elsewhere.
struct CertifiedPublicKey<'a> {
    bytes: &'a [u8],
    algorithm: &'static SignatureAlgorithm,
}

impl PublicKeyData for CertifiedPublicKey<'_> {
    fn der_bytes(&self) -> &[u8] {
        self.bytes
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        self.algorithm
    }
}
