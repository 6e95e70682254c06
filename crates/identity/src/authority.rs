//! The county's certificate authority: one key that says which device belongs to whom.

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

/// How many days a device's certificate is good, counted from its issue.
pub const CERTIFICATE_DAYS: i64 = 400;

/// How many hours before its issue a certificate is already good: a machine whose clock was set to
/// the wrong time zone is eight hours behind in China, and shall still get in.
pub const BACKDATED_HOURS: i64 = 12;

/// How many days the authority itself is good: twenty years.
const AUTHORITY_DAYS: i64 = 20 * 365 + 5;

const DAY_SECONDS: i64 = 24 * 60 * 60;

/// The longest label, in characters: what X.509 allows a common name.
const MAX_LABEL_CHARACTERS: usize = 64;

/// Whether a text can be a device's label: 1 to 64 characters, none of them a control character.
pub fn is_label(text: &str) -> bool {
    (1..=MAX_LABEL_CHARACTERS).contains(&text.chars().count()) && !text.chars().any(char::is_control)
}

/// What stands before the unit's code in the authority's name.
const AUTHORITY_NAME: &str = "cunbang ";

/// The certificate authority of a county.
#[derive(Clone)]
pub struct CertificateAuthority {
    unit: UnitCode,
    key: DeviceKey,
    der: Vec<u8>,
    not_after: Timestamp,
}

/// Why the authority can't be made, read, or issue.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuthorityError {
    /// Its key can't be made or read.
    #[error("the authority's key: {0}")]
    Key(#[from] KeyError),
    /// Its certificate can't be read.
    #[error("the authority's certificate: {0}")]
    Malformed(String),
    /// Key and certificate belong to different authorities.
    #[error("the authority's key is not the one in its certificate: put back the pair that belongs together")]
    KeyDiffers,
    /// The unit does not lie in this county.
    #[error("unit {unit} does not lie in {authority}: its own county's authority must vouch for it")]
    OutsideUnit {
        /// The unit asked for.
        unit: UnitCode,
        /// The unit whose authority this is.
        authority: UnitCode,
    },
    /// The label is empty, too long, or holds characters that can't be shown.
    #[error("{0:?} can't be a device's label: expected 1 to 64 characters, none of them a control character")]
    Label(String),
    /// The authority itself has expired.
    #[error("the authority of {unit} expired at {not_after}: make a new one and enrol the devices again")]
    Expired {
        /// The unit whose authority this is.
        unit: UnitCode,
        /// When it expired.
        not_after: Timestamp,
    },
    /// A certificate to be renewed, or served beside, is not this authority's.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// Only a node serves.
    #[error("device {device} of {unit} is a {role}: only a node has a service certificate")]
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

/// The first half of [`fingerprint`]: what an enrolment code carries. 128 bits are enough, as an
/// impostor would have to meet a given value.
pub fn fingerprint_in_code(authority_der: &[u8]) -> [u8; 16] {
    let mut half = [0; 16];
    half.copy_from_slice(&fingerprint(authority_der)[..16]);
    half
}

impl CertificateAuthority {
    /// Makes the authority of a county from a new key: a root certificate of twenty years.
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

    /// Reads the authority from its certificate and its key, both PEM.
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
            .ok_or_else(|| malformed("its name is not of the form \"cunbang 330522\""))?;
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

    /// The key as PEM. Whoever has it can make devices of this county.
    pub fn key_pem(&self) -> String {
        to_pem(PRIVATE_KEY, &self.key.to_pkcs8_der())
    }

    /// The SHA-256 of the root certificate.
    pub fn fingerprint(&self) -> [u8; 32] {
        fingerprint(&self.der)
    }

    /// Vouches for a device: `public_key` is that of a device of `unit` in `role`, for 400 days from
    /// `now`. The same arguments give the same certificate, so asking twice does no harm.
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

    /// Issues anew what a certificate says, for 400 days from `now`. The old one must be this
    /// authority's; it may have expired. Whether its device was revoked is for the caller to know.
    pub fn renew(&self, certificate: &DeviceCertificate, now: Timestamp) -> Result<DeviceCertificate, AuthorityError> {
        certificate.verify_issued_by(&self.der, None)?;
        self.issue(&certificate.public_key, certificate.unit, certificate.role, &certificate.label, now)
    }

    /// Vouches for a node's [`ServiceKey`](crate::ServiceKey): the certificate (DER) is good for
    /// being the TLS server of the node's unit, and for nothing else.
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

    /// Writes and signs a certificate with no more in it than is needed: no key identifiers and no
    /// key usage, which no verifier of a two-step chain misses.
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

/// A serial number that no other certificate of the authority has: of the key, what is said of it,
/// and when. Eight bytes, not negative.
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

/// A public key to be certified, whose private half stays elsewhere.
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
