//! An authority's own certificate, which devices hold on to.

use crate::AuthorityError;
use crate::authority::{BACKDATED_HOURS, fingerprint};
use crate::certificate::MAX_CERTIFICATE_BYTES;
use crate::text::{CERTIFICATE, to_pem};
use cunbang_model::{Timestamp, UnitCode};
use std::fmt;
use x509_parser::prelude::{FromDer, X509Certificate};

/// What precedes the unit's code in an authority's name.
pub(crate) const AUTHORITY_NAME: &str = "cunbang ";

/// The root certificate of a county's authority. The type proves the form only: that it is the county's, a
/// fingerprint or a [`Succession`](crate::Succession) tells.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RootCertificate {
    /// The certificate itself (DER).
    pub der: Vec<u8>,
    /// The unit whose authority this is: the county.
    pub unit: UnitCode,
    /// The authority's Ed25519 key.
    pub public_key: [u8; 32],
    /// The first moment at which it is valid (whole seconds).
    pub not_before: Timestamp,
    /// The last moment at which it is valid (whole seconds).
    pub not_after: Timestamp,
    /// Its name (DER), which the certificates that it issues carry as their issuer's.
    pub(crate) name: Vec<u8>,
}

impl RootCertificate {
    /// Parses a root certificate and checks its form.
    pub fn parse(der: &[u8]) -> Result<Self, AuthorityError> {
        let malformed = |what: &str| AuthorityError::Malformed(what.to_owned());
        if der.len() > MAX_CERTIFICATE_BYTES {
            return Err(malformed("it is too long"));
        }
        let (rest, certificate) =
            X509Certificate::from_der(der).map_err(|error| AuthorityError::Malformed(error.to_string()))?;
        if !rest.is_empty() {
            return Err(malformed("bytes follow the certificate"));
        }
        if !certificate.is_ca() {
            return Err(malformed("it is not that of an authority"));
        }
        let public_key = certificate.public_key().subject_public_key.data.as_ref().try_into();
        let unit = certificate
            .subject()
            .iter_common_name()
            .find_map(|name| name.as_str().ok()?.strip_prefix(AUTHORITY_NAME)?.parse().ok())
            .ok_or_else(|| malformed("its name is not like \"cunbang 330522\""))?;
        let validity = certificate.validity();
        let moment =
            |second| Timestamp::from_second(second).map_err(|_| malformed("its dates are outside the calendar"));
        Ok(Self {
            der: der.to_vec(),
            unit,
            public_key: public_key.map_err(|_| malformed("its key is not an Ed25519 key"))?,
            not_before: moment(validity.not_before.timestamp())?,
            not_after: moment(validity.not_after.timestamp())?,
            name: certificate.subject().as_raw().to_vec(),
        })
    }

    /// The SHA-256 of the certificate, by which people compare it.
    pub fn fingerprint(&self) -> [u8; 32] {
        fingerprint(&self.der)
    }

    /// When the authority was made.
    pub fn made_at(&self) -> Timestamp {
        let second = self.not_before.as_second().saturating_add(BACKDATED_HOURS * 60 * 60);
        Timestamp::from_second(second).unwrap_or(self.not_before)
    }

    /// The certificate as PEM, for files and other programs.
    pub fn to_pem(&self) -> String {
        to_pem(CERTIFICATE, &self.der)
    }
}

impl fmt::Debug for RootCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RootCertificate({} made at {})", self.unit, self.made_at())
    }
}
