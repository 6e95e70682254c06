//! Which authorities are trusted: the county's current one, and former ones whose key was lost.

use crate::certificate::{CertificateError, DeviceCertificate};
use crate::root::RootCertificate;
use crate::text::{CERTIFICATE, all_from_pem};
use crate::{AuthorityError, Succession, fingerprint_in_code};
use cunbang_model::{DeviceId, Timestamp, UnitCode};
use std::cmp::Reverse;
use std::sync::Arc;

/// The authorities of one county: the current one first, then those that it followed. What any of them
/// issued holds; new certificates come from the current one.
///
/// Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Authorities {
    current: Arc<RootCertificate>,
    former: Vec<Arc<RootCertificate>>,
}

impl From<RootCertificate> for Authorities {
    fn from(current: RootCertificate) -> Self {
        Self { current: Arc::new(current), former: Vec::new() }
    }
}

impl Authorities {
    /// One authority alone, from its root certificate (DER).
    pub fn of(der: &[u8]) -> Result<Self, AuthorityError> {
        Ok(RootCertificate::parse(der)?.into())
    }

    /// Reads them from PEM, the current one first. All are of one county.
    pub fn from_pem(text: &str) -> Result<Self, AuthorityError> {
        let blocks = all_from_pem(CERTIFICATE, text).map_err(AuthorityError::Malformed)?;
        let mut roots = Vec::with_capacity(blocks.len());
        for der in &blocks {
            roots.push(Arc::new(RootCertificate::parse(der)?));
        }
        Self::from_roots(roots)
            .ok_or_else(|| AuthorityError::Malformed("its authorities are of several units".to_owned()))
    }

    /// The authorities in their order, unless there are none or they are of several counties.
    fn from_roots(roots: Vec<Arc<RootCertificate>>) -> Option<Self> {
        let mut roots = roots.into_iter();
        let current = roots.next()?;
        let former: Vec<_> = roots.collect();
        former.iter().all(|root| root.unit == current.unit).then_some(Self { current, former })
    }

    /// As PEM, the current one first.
    pub fn to_pem(&self) -> String {
        self.all().map(RootCertificate::to_pem).collect()
    }

    /// The one that issues certificates now, as far as is known here.
    pub fn current(&self) -> &RootCertificate {
        &self.current
    }

    /// Those before it, the latest first.
    pub fn former(&self) -> impl Iterator<Item = &RootCertificate> {
        self.former.iter().map(Arc::as_ref)
    }

    /// All, the current one first.
    pub fn all(&self) -> impl Iterator<Item = &RootCertificate> {
        std::iter::once(self.current()).chain(self.former())
    }

    /// Whether there was another authority before the current one.
    pub fn has_former(&self) -> bool {
        !self.former.is_empty()
    }

    /// The unit whose authorities these are.
    pub fn unit(&self) -> UnitCode {
        self.current.unit
    }

    /// The one with this fingerprint.
    pub fn with_fingerprint(&self, fingerprint: &[u8; 32]) -> Option<&RootCertificate> {
        self.all().find(|root| root.fingerprint() == *fingerprint)
    }

    /// Whether one of them has this in its enrolment codes.
    pub fn has_in_code(&self, ca_fingerprint: &[u8; 16]) -> bool {
        self.all().any(|root| fingerprint_in_code(&root.der) == *ca_fingerprint)
    }

    /// These, behind the one that takes their current one's place.
    pub(crate) fn followed_by(&self, successor: RootCertificate) -> Self {
        let former = std::iter::once(&self.current).chain(&self.former).map(Arc::clone).collect();
        Self { current: Arc::new(successor), former }
    }

    /// Whether all of `others` are among these.
    pub fn cover(&self, others: &Self) -> bool {
        others.all().all(|root| self.holds(root))
    }

    fn holds(&self, root: &RootCertificate) -> bool {
        self.all().any(|known| known == root)
    }

    /// Checks that one of them issued a device's certificate, and that it is valid at a moment; see
    /// [`DeviceCertificate::verify_issued_by`].
    pub fn verify(&self, certificate: &DeviceCertificate, at: Option<Timestamp>) -> Result<(), CertificateError> {
        certificate.verify_issued_by_any(self, at)
    }

    /// The one that issued a certificate, which [`Self::verify`] accepts.
    pub fn issuer_of(&self, certificate: &DeviceCertificate) -> Option<&RootCertificate> {
        self.all().find(|root| certificate.verify_issued_by(&root.der, None).is_ok())
    }

    /// Whether a device should get a new certificate, as its own rests on a former authority.
    ///
    /// One that a former authority issued *after* the current one was made is left alone: the county then
    /// works with an older key than others know, and renewing would never end.
    pub fn outlived(&self, certificate: &DeviceCertificate) -> bool {
        self.has_former()
            && certificate.not_before <= self.current.not_before
            && certificate.verify_issued_by(&self.current.der, None).is_err()
    }

    /// These authorities, and those that statements connect with them: who follows one that is trusted, if a
    /// node of the county says so that is trusted and not revoked; and whom a trusted one says that it
    /// follows. A statement that connects nothing, or of whom may not make one, changes nothing.
    #[must_use]
    pub fn following<'a>(
        &self,
        successions: impl IntoIterator<Item = &'a Succession>,
        is_revoked: impl Fn(DeviceId) -> bool,
    ) -> Self {
        let mut waiting: Vec<&Succession> =
            successions.into_iter().filter(|one| one.successor.unit == self.unit()).collect();
        let mut trusted = self.clone();
        let mut followed: Vec<&Succession> = Vec::new();
        loop {
            let count = followed.len();
            waiting.retain(|one| {
                let known = (trusted.holds(&one.former), trusted.holds(&one.successor));
                let counts = match known {
                    (true, false) => !is_revoked(one.signer.device) && trusted.verify(&one.signer, None).is_ok(),
                    (true, true) => trusted.verify(&one.signer, None).is_ok(),
                    (false, is_successor_known) => is_successor_known,
                };
                if counts {
                    for root in [&one.former, &one.successor] {
                        if !trusted.holds(root) {
                            trusted.former.push(Arc::new(root.clone()));
                        }
                    }
                    followed.push(one);
                }
                !counts
            });
            if followed.len() == count {
                break;
            }
        }
        if followed.is_empty() {
            return trusted;
        }
        trusted.in_order(&followed)
    }

    /// The same authorities, whoever follows before whom it follows. Where two follow the same one, as in a
    /// county that was restored and replaced its authority again, the one made later comes first, so that
    /// every device takes the same for the current one.
    fn in_order(self, followed: &[&Succession]) -> Self {
        let mut roots: Vec<_> = std::iter::once(self.current).chain(self.former).collect();
        // Of those that no statement names, the order in which they were kept decides.
        let mut depths: Vec<usize> = (0..roots.len()).rev().collect();
        let is_named =
            |root: &RootCertificate| followed.iter().any(|one| one.former == *root || one.successor == *root);
        for (root, depth) in roots.iter().zip(&mut depths) {
            if is_named(root) {
                *depth = 0;
            }
        }
        // Each round takes one step of the longest chain; a circle ends with the rounds.
        for _ in 0..roots.len() {
            for one in followed {
                let place = |wanted: &RootCertificate| roots.iter().position(|root| **root == *wanted);
                if let (Some(former), Some(successor)) = (place(&one.former), place(&one.successor)) {
                    depths[successor] = depths[successor].max(depths[former] + 1);
                }
            }
        }
        let mut order: Vec<_> = depths.into_iter().zip(roots.drain(..)).collect();
        order.sort_by_key(|(depth, root)| Reverse((*depth, root.not_before, root.fingerprint())));
        let mut roots = order.into_iter().map(|(_, root)| root);
        // There is at least the one that was current.
        #[allow(clippy::expect_used)]
        let current = roots.next().expect("the authorities are never empty");
        Self { current, former: roots.collect() }
    }
}
