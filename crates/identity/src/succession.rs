//! That one authority follows another, as its key was lost: a statement that anyone may carry and none forge.

use crate::authority::CertificateAuthority;
use crate::certificate::DeviceCertificate;
use crate::root::RootCertificate;
use crate::{Authorities, AuthorityError, Identity, verify_signature};
use cunbang_language::say;
use cunbang_model::Role;

/// The statement that one authority of a county follows another.
///
/// Two sign it. A node of the county does, with a certificate that the former authority (or one before it)
/// issued: so whoever trusts the former one can trust the new one. And the new authority does: so whoever
/// trusts the new one, as a device that enrolled later, knows that the former one's certificates hold.
/// [`Authorities::following`] decides what follows from it.
///
/// The lost key does not sign, as it is lost. Whoever holds the county's *node* key can therefore put an
/// authority of their own in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Succession {
    /// The authority whose key was lost.
    pub former: RootCertificate,
    /// The one that took its place.
    pub successor: RootCertificate,
    /// The county's node that says so.
    pub signer: DeviceCertificate,
    node_signature: [u8; 64],
    successor_signature: [u8; 64],
}

/// Why bytes are no such statement.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SuccessionError {
    /// The bytes have another form.
    #[error("{}", say!("identity-succession-malformed", what = .0))]
    Malformed(String),
    /// Who signed it may not say so.
    #[error("{}", say!("identity-succession-not-the-county", county = .county, role = .by.role.named(), unit = .by.unit))]
    NotTheCounty {
        /// The county.
        county: cunbang_model::UnitCode,
        /// Who signed.
        by: Box<DeviceCertificate>,
    },
    /// One of the two signatures is wrong.
    #[error("{}", say!("identity-succession-signature"))]
    Signature,
}

/// The version of the bytes, and of what is signed.
const VERSION: u8 = 1;
const PREFIX: &[u8] = b"cunbang authority succession\0";

impl Succession {
    /// States that `successor` follows `former`, in the name of the county's node. Where the node has a
    /// certificate from before, it signs with that one: those to be told know no later one.
    pub fn sign(
        former: &RootCertificate,
        successor: &CertificateAuthority,
        node: &Identity,
    ) -> Result<Self, SuccessionError> {
        let own = std::iter::once(node.certificate()).chain(node.former().iter().map(|one| &one.certificate));
        let from_before = own.into_iter().find(|certificate| certificate.issuer != successor.root().name);
        let mut statement = Self {
            former: former.clone(),
            successor: successor.root().clone(),
            signer: from_before.unwrap_or(node.certificate()).clone(),
            node_signature: [0; 64],
            successor_signature: [0; 64],
        };
        let message = statement.message();
        statement.node_signature = node.key().sign(&message);
        statement.successor_signature = successor.sign_message(&message);
        statement.checked()
    }

    /// The statement as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = self.signed_part();
        bytes.extend_from_slice(&self.node_signature);
        bytes.extend_from_slice(&self.successor_signature);
        bytes
    }

    /// Parses [`Self::to_bytes`], and checks both signatures and that the signer is a node of the county. That
    /// the signer's certificate is the county's, [`Authorities::following`] checks.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SuccessionError> {
        let malformed = |what: &str| SuccessionError::Malformed(what.to_owned());
        let short = || malformed("it breaks off");
        let (version, mut rest) = bytes.split_first().ok_or_else(short)?;
        if *version != VERSION {
            return Err(malformed("its version is unknown: update the program"));
        }
        let mut part = || {
            let (length, after) = rest.split_first_chunk::<2>()?;
            let (part, after) = after.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
            rest = after;
            Some(part)
        };
        let [former, successor, signer] = [part(), part(), part()].map(|part| part.ok_or_else(short));
        let signatures: &[u8; 128] = rest.try_into().map_err(|_| short())?;
        let root = |der: &[u8]| {
            RootCertificate::parse(der).map_err(|error: AuthorityError| SuccessionError::Malformed(error.to_string()))
        };
        let (node_signature, successor_signature) = signatures.split_at(64);
        let signature = |bytes: &[u8]| bytes.try_into().map_err(|_| short());
        Self {
            former: root(former?)?,
            successor: root(successor?)?,
            signer: DeviceCertificate::parse(signer?).map_err(|error| SuccessionError::Malformed(error.to_string()))?,
            node_signature: signature(node_signature)?,
            successor_signature: signature(successor_signature)?,
        }
        .checked()
    }

    /// Itself, if the signer may say this and both signatures hold.
    fn checked(self) -> Result<Self, SuccessionError> {
        let county = self.successor.unit;
        if self.former.unit != county || self.former == self.successor {
            return Err(SuccessionError::Malformed("its two authorities are not of one county".to_owned()));
        }
        if self.signer.role != Role::Node || self.signer.unit != county {
            return Err(SuccessionError::NotTheCounty { county, by: Box::new(self.signer) });
        }
        let message = self.message();
        let holds = verify_signature(&self.signer.public_key, &message, &self.node_signature)
            && verify_signature(&self.successor.public_key, &message, &self.successor_signature);
        if holds { Ok(self) } else { Err(SuccessionError::Signature) }
    }

    fn signed_part(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        for part in [&self.former.der, &self.successor.der, &self.signer.der] {
            // Certificates are of at most 2048 bytes.
            bytes.extend_from_slice(&u16::try_from(part.len()).unwrap_or(u16::MAX).to_be_bytes());
            bytes.extend_from_slice(part);
        }
        bytes
    }

    /// What is signed: a prefix that no other signature of the project has, then everything.
    fn message(&self) -> Vec<u8> {
        [PREFIX, &self.signed_part()].concat()
    }

    /// Whether it says what is known here already: both authorities are trusted.
    pub fn is_within(&self, authorities: &Authorities) -> bool {
        [&self.former, &self.successor].into_iter().all(|root| authorities.all().any(|known| known == root))
    }
}
