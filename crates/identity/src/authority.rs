//! The county's certificate authority: one key that certifies every device.

use crate::certificate::DeviceCertificate;
use crate::name::{device_uri, node_name};
use crate::root::{AUTHORITY_NAME, RootCertificate};
use crate::text::{PRIVATE_KEY, from_pem, to_pem};
use crate::{Authorities, CertificateError, DeviceKey, KeyError};
use cunbang_language::say;
use cunbang_model::shown::is_unseen;
use cunbang_model::{DeviceId, Role, Timestamp, UnitCode};
use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer,
    KeyUsagePurpose, PublicKeyData, SanType, SerialNumber, SignatureAlgorithm, SigningKey,
};
use ring::digest::{Context, SHA256, digest};
use rustls::pki_types::CertificateDer;
use std::fmt;
use time::OffsetDateTime;

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

/// Whether a text can be a device's label: 1 to 64 characters, all of which can be seen.
pub fn is_label(text: &str) -> bool {
    (1..=MAX_LABEL_CHARACTERS).contains(&text.chars().count()) && !text.chars().any(is_unseen)
}

/// How many digits of its key's id a later authority has in its name.
const KEY_DIGITS: usize = 8;

/// The certificate authority of a county, with those that it followed.
#[derive(Clone)]
pub struct CertificateAuthority {
    key: DeviceKey,
    authorities: Authorities,
}

/// Why the authority cannot be made, be read, or issue a certificate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AuthorityError {
    /// Its key cannot be made or read.
    #[error("{}", say!("identity-authority-key", what = .0))]
    Key(#[from] KeyError),
    /// Its certificate cannot be read.
    #[error("{}", say!("identity-authority-malformed", what = .0))]
    Malformed(String),
    /// Key and certificate belong to different authorities.
    #[error("{}", say!("identity-authority-key-differs"))]
    KeyDiffers,
    /// The unit is not in this county.
    #[error("{}", say!("identity-authority-outside-unit", unit = .unit, authority = .authority))]
    OutsideUnit {
        /// The unit asked for.
        unit: UnitCode,
        /// The unit whose authority this is.
        authority: UnitCode,
    },
    /// The label is empty, too long, or holds characters that cannot be shown.
    #[error("{}", say!("identity-authority-label", what = format!("{:?}", .0)))]
    Label(String),
    /// The authority itself has expired.
    #[error("{}", say!("identity-authority-expired", unit = .unit, not_after = .not_after))]
    Expired {
        /// The unit whose authority this is.
        unit: UnitCode,
        /// When it expired.
        not_after: Timestamp,
    },
    /// A certificate to renew, or to add a service key to, was issued neither by this authority nor by one that it
    /// followed.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// Only nodes have service certificates.
    #[error("{}", say!("identity-authority-not-a-node", device = .device, unit = .unit, role = .role.named()))]
    NotANode {
        /// The device that asked.
        device: DeviceId,
        /// Its unit.
        unit: UnitCode,
        /// What it is instead.
        role: Role,
    },
    /// The certificate could not be written.
    #[error("{}", say!("identity-authority-encoding", what = .0))]
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
        let root = self_signed(&key, common_name(format!("{AUTHORITY_NAME}{unit}")), now)?;
        Ok(Self { key, authorities: root.into() })
    }

    /// Makes the authority that follows `former` ones, from a new key: a root certificate for twenty years.
    /// Its name differs from theirs, as programs that find an issuer by name take the first of that name.
    pub fn create_successor(key: DeviceKey, former: &Authorities, now: Timestamp) -> Result<Self, AuthorityError> {
        let mut name = common_name(format!("{AUTHORITY_NAME}{}", former.unit()));
        let id = key.device_id().to_string();
        name.push(DnType::OrganizationalUnitName, id.chars().take(KEY_DIGITS).collect::<String>());
        let root = self_signed(&key, name, now)?;
        let authorities = former.followed_by(root);
        Ok(Self { key, authorities })
    }

    /// Loads the authority from the certificates of itself and those that it followed, and from its key: PEM.
    pub fn load(certificates_pem: &str, key_pem: &str) -> Result<Self, AuthorityError> {
        let authorities = Authorities::from_pem(certificates_pem)?;
        let key =
            from_pem(PRIVATE_KEY, key_pem).map_err(|reason| KeyError::Malformed { expected: "Ed25519", reason })?;
        let key = DeviceKey::from_pkcs8_der(&key)?;
        if authorities.current().public_key != key.public_key() {
            return Err(AuthorityError::KeyDiffers);
        }
        Ok(Self { key, authorities })
    }

    /// The unit whose authority this is: the county.
    pub fn unit(&self) -> UnitCode {
        self.authorities.unit()
    }

    /// The root certificate.
    pub fn root(&self) -> &RootCertificate {
        self.authorities.current()
    }

    /// The root certificate (DER).
    pub fn der(&self) -> &[u8] {
        &self.root().der
    }

    /// This authority and those that it followed.
    pub fn authorities(&self) -> &Authorities {
        &self.authorities
    }

    /// The root certificate as PEM, for other programs.
    pub fn certificate_pem(&self) -> String {
        self.root().to_pem()
    }

    /// The key as PEM. Whoever has it can certify devices of this county.
    pub fn key_pem(&self) -> String {
        to_pem(PRIVATE_KEY, &self.key.to_pkcs8_der())
    }

    /// The SHA-256 of the root certificate.
    pub fn fingerprint(&self) -> [u8; 32] {
        self.root().fingerprint()
    }

    pub(crate) fn sign_message(&self, message: &[u8]) -> [u8; 64] {
        self.key.sign(message)
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
        if !unit.is_within(&self.unit()) {
            return Err(AuthorityError::OutsideUnit { unit, authority: self.unit() });
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

    /// Issues a certificate again, for 400 days from `now`. The old one must be from this authority or one that
    /// it followed, and may have expired. Callers check whether the device was revoked.
    pub fn renew(&self, certificate: &DeviceCertificate, now: Timestamp) -> Result<DeviceCertificate, AuthorityError> {
        self.authorities.verify(certificate, None)?;
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
        self.authorities.verify(node, None)?;
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
        let not_after = self.root().not_after;
        if now > not_after {
            return Err(AuthorityError::Expired { unit: self.unit(), not_after });
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
        parameters.not_after = date_time(to.min(not_after.as_second()))?;
        let encoding = |error: rcgen::Error| AuthorityError::Encoding(error.to_string());
        let root = CertificateDer::from(self.der());
        let issuer = Issuer::from_ca_cert_der(&root, Signer(&self.key)).map_err(encoding)?;
        let certificate = parameters.signed_by(key, &issuer).map_err(encoding)?;
        Ok(certificate.der().to_vec())
    }
}

impl fmt::Debug for CertificateAuthority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CertificateAuthority({})", self.unit())
    }
}

/// A root certificate for twenty years.
fn self_signed(key: &DeviceKey, name: DistinguishedName, now: Timestamp) -> Result<RootCertificate, AuthorityError> {
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name = name;
    parameters.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign];
    let from = now.as_second() - BACKDATED_HOURS * 60 * 60;
    let to = now.as_second() + AUTHORITY_DAYS * DAY_SECONDS;
    parameters.not_before = date_time(from)?;
    parameters.not_after = date_time(to)?;
    parameters.serial_number = Some(serial_number(&[key.public_key_slice()], from));
    let certificate =
        parameters.self_signed(&Signer(key)).map_err(|error| AuthorityError::Encoding(error.to_string()))?;
    RootCertificate::parse(certificate.der())
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
