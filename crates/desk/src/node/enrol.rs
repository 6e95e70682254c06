//! Enrolment 注册: certificates, renewals, revocations. The county's doing alone; a township passes on.

use crate::desk::Desk;
use crate::error::{DeskError, Sort};
use crate::node::code_seals::AlteredCode;
use crate::people::audit::{self, Deed};
use crate::people::scope::Command;
use cunbang_identity::{
    Authorities, AuthorityError, CertificateAuthority, CertificateError, DeviceCertificate, EnrolmentError,
    EnrolmentRequest, KeyError, Succession, SuccessionError, fingerprint_in_code,
};
use cunbang_language::say;
use cunbang_model::shown::in_line;
use cunbang_model::{DeviceId, DocumentName, Role, Row, Table, Timestamp, UnitCode, UnitKind, clock};
use cunbang_store::{Cancelled, CodeTaken};

/// A certificate that lasts longer is not renewed: no device asks for that, by its own clock, before 60 days.
const KEPT_DAYS: i64 = 90;

/// Why a device was not enrolled, renewed or revoked.
#[derive(Debug, thiserror::Error)]
pub enum EnrolError {
    /// This is not a node of the county.
    #[error("{}", say!("enrol-not-the-county", root = .root, role = .role.named(), unit = .unit))]
    NotTheCounty {
        /// The unit at the top of the tree.
        root: UnitCode,
        /// This device's unit.
        unit: UnitCode,
        /// This device's role.
        role: Role,
    },
    /// The unit is not in the tree.
    #[error("{}", say!("enrol-unknown-unit", what = .0))]
    UnknownUnit(UnitCode),
    /// Groups have no devices.
    #[error("{}", say!("enrol-group", what = .0))]
    Group(UnitCode),
    /// Units of this kind have no devices in that role.
    #[error("{}", say!("enrol-wrong-role", unit = .unit, kind = .kind.as_str(), role = .role.named()))]
    WrongRole {
        /// The unit.
        unit: UnitCode,
        /// What it is.
        kind: UnitKind,
        /// The role asked for.
        role: Role,
    },
    /// A name that a device can't have.
    #[error("{}", say!("enrol-label", what = format!("{:?}", .0)))]
    Label(String),
    /// The calendar ends before the code would.
    #[error("{}", say!("enrol-hours", what = .0))]
    Hours(i64),
    /// The code is not one of this county's.
    #[error("{}", say!("enrol-unknown-code"))]
    UnknownCode,
    /// The code carries the fingerprint of an authority that was replaced.
    #[error("{}", say!("enrol-former-code"))]
    FormerCode,
    /// The authority at hand is not the county's current one.
    #[error("{}", say!("enrol-other-authority"))]
    OtherAuthority,
    /// The code is too old.
    #[error("{}", say!("enrol-expired-code"))]
    ExpiredCode,
    /// The code worked once already.
    #[error("{}", say!("enrol-used-code"))]
    UsedCode,
    /// The code was cancelled.
    #[error("{}", say!("enrol-cancelled-code", at = clock::county_date(.0.at), reason = in_line(&.0.reason)))]
    CancelledCode(Cancelled),
    /// The code does not stand in the county's store as it was made.
    #[error("{}", .0)]
    AlteredCode(Box<AlteredCode>),
    /// A code that was used cannot be cancelled.
    #[error("{}", say!("enrol-used-before", at = clock::county_date(*.at), unit = .unit))]
    UsedBefore {
        /// The code's unit.
        unit: UnitCode,
        /// When it was used.
        at: Timestamp,
    },
    /// No code, or several, have that name.
    #[error("{}", say!("enrol-no-such-code", named = format!("{:?}", .named), known = .known))]
    NoSuchCode {
        /// What was named.
        named: String,
        /// How many codes it may be.
        known: usize,
    },
    /// There is no unit that has terminals under this one.
    #[error("{}", say!("enrol-nothing-beneath", what = .0))]
    NothingBeneath(UnitCode),
    /// Nobody has confirmed yet that the store, which was opened since the code was made, was not put back.
    #[error("{}", say!("enrol-doubtful-code"))]
    DoubtfulCode,
    /// The store was put back since the code was made, and does not know whether it was used.
    #[error("{}", say!("enrol-void-code"))]
    VoidCode,
    /// The code is for another device than the one that shows it.
    #[error("{}", say!("enrol-other-purpose", unit = .unit, name = .name, role = .role.named()))]
    OtherPurpose {
        /// The code's unit.
        unit: UnitCode,
        /// Its name.
        name: String,
        /// The code's role.
        role: Role,
    },
    /// The node that passes the request on is not above the code's unit.
    #[error("{}", say!("enrol-not-above", through = .through, unit = .unit))]
    NotAbove {
        /// The code's unit.
        unit: UnitCode,
        /// The unit of the node that passed it on.
        through: UnitCode,
    },
    /// The device has a certificate already.
    #[error("{}", say!("enrol-enrolled", what = .0))]
    Enrolled(DeviceId),
    /// The device that asks for a renewal signs with another key.
    #[error("{}", say!("enrol-other-key", what = .0))]
    OtherKey(DeviceId),
    /// A device asks for another that it does not speak for.
    #[error("{}", say!("enrol-not-for-it", by = .by, unit = .unit))]
    NotForIt {
        /// The unit of who asks.
        by: UnitCode,
        /// The unit of the device that is to be renewed.
        unit: UnitCode,
    },
    /// The request does not hold.
    #[error(transparent)]
    Request(#[from] EnrolmentError),
    /// The certificate that is to be renewed does not hold.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The authority could not issue.
    #[error(transparent)]
    Authority(#[from] AuthorityError),
    /// That one authority follows another could not be stated.
    #[error(transparent)]
    Succession(#[from] SuccessionError),
    /// No code could be made.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// No device, or several, have that name.
    #[error("{}", say!("enrol-no-such-device", known = .known, named = format!("{:?}", .named)))]
    NoSuchDevice {
        /// What was named.
        named: String,
        /// How many devices it may be.
        known: usize,
    },
    /// The county's own node was to be revoked.
    #[error("{}", say!("enrol-itself"))]
    Itself,
}

impl EnrolError {
    pub(crate) fn sort(&self) -> Sort {
        match self {
            Self::NotTheCounty { .. } | Self::NotForIt { .. } | Self::Request(_) | Self::Certificate(_) => {
                Sort::NotPermitted
            }
            Self::UnknownCode
            | Self::ExpiredCode
            | Self::UsedCode
            | Self::CancelledCode(_)
            | Self::AlteredCode(_)
            | Self::VoidCode
            | Self::DoubtfulCode
            | Self::FormerCode
            | Self::OtherAuthority
            | Self::Enrolled(_) => Sort::NotYet,
            Self::Authority(_) | Self::Succession(_) | Self::Key(_) => Sort::Failed,
            _ => Sort::Input,
        }
    }
}

/// What a device takes a code to be for, and how it comes. It is compared before the code is used up.
#[derive(Debug, Clone, Default)]
pub struct Expectation {
    /// The unit that it is to belong to, where it says so.
    pub unit: Option<UnitCode>,
    /// That unit's name, where it says so.
    pub unit_name: Option<String>,
    /// What it is to be, where it says so.
    pub role: Option<Role>,
    /// What people are to call it, where it says so; otherwise it is called as the code says.
    pub label: Option<String>,
    /// The unit at the top of the tree, where it says so. The device itself compares it, before it asks.
    pub root: Option<UnitCode>,
    /// Whether it is to be a node, where it says so.
    pub is_node: Option<bool>,
    /// The unit of the node that passes the request on; none where it comes from the device itself.
    pub through: Option<UnitCode>,
}

impl Expectation {
    fn check(&self, unit: UnitCode, name: String, role: Role) -> Result<(), EnrolError> {
        let is_other = self.unit.is_some_and(|expected| expected != unit)
            || self.unit_name.as_ref().is_some_and(|expected| *expected != name)
            || self.role.is_some_and(|expected| expected != role)
            || self.is_node.is_some_and(|is_node| is_node != (role == Role::Node));
        if is_other {
            return Err(EnrolError::OtherPurpose { unit, name, role });
        }
        if let Some(label) = self.label.as_ref().filter(|label| !cunbang_identity::is_label(label)) {
            return Err(EnrolError::Label(label.clone()));
        }
        match self.through {
            Some(through) if !unit.is_within(&through) => Err(EnrolError::NotAbove { unit, through }),
            _ => Ok(()),
        }
    }
}

/// Checks that a request is signed with a code of the county's current authority.
pub(crate) fn check_code(request: &EnrolmentRequest, authorities: &Authorities) -> Result<(), EnrolError> {
    let Err(fault) = request.verify(&fingerprint_in_code(&authorities.current().der)) else { return Ok(()) };
    let mut former = authorities.former().map(|root| fingerprint_in_code(&root.der));
    let is_former = former.any(|fingerprint| request.verify(&fingerprint).is_ok());
    Err(if is_former { EnrolError::FormerCode } else { fault.into() })
}

/// A new certificate, and for nodes that of their service key.
#[derive(Debug, Clone)]
pub struct Enrolled {
    /// The device's certificate.
    pub certificate: DeviceCertificate,
    /// The certificate of its service key, where it asked for one.
    pub service_certificate: Option<Vec<u8>>,
    /// On which authority of the county followed which: whoever trusts one of them can then trust the others.
    pub successions: Vec<Succession>,
}

/// What revoking a device did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Revocation {
    /// The device.
    pub device: DeviceId,
    /// Whether it stood in a list of devices.
    pub is_listed: bool,
    /// Whether it was revoked before; nothing was written then.
    pub was_revoked: bool,
}

impl Desk {
    /// Refuses what only the county may do.
    pub fn check_is_county(&self) -> Result<(), EnrolError> {
        let (root, unit, role) = (self.replica().root(), self.replica().unit(), self.replica().role());
        if unit == root && role == Role::Node { Ok(()) } else { Err(EnrolError::NotTheCounty { root, unit, role }) }
    }

    /// Enrols a device that shows a good code: the code is used up, the certificate issued, and both
    /// stand in an `org` document before it is given out. A device that shows the same code again, as the
    /// answer was lost, gets the same certificate.
    pub async fn enrol(
        &self,
        authority: &CertificateAuthority,
        request: &EnrolmentRequest,
        expectation: &Expectation,
    ) -> Result<Enrolled, DeskError> {
        let replica = self.replica();
        // What it lacks may say that this device was revoked.
        replica.check_has_all_back().await?;
        self.check_current(authority).await?;
        check_code(request, replica.identity().authorities())?;
        let code = replica.store().enrolment_code(&request.code).await?.ok_or(EnrolError::UnknownCode)?;
        if let Some(altered) = self.altered_code(&code).await? {
            self.note_altered(&altered.id.to_string());
            return Err(EnrolError::AlteredCode(Box::new(altered)).into());
        }
        let name = replica.org().units().map(|units| units.name(code.unit)).unwrap_or_default();
        expectation.check(code.unit, name, code.role)?;
        let device = DeviceId::of_public_key(&request.public_key);
        let org = replica.org();
        if let Some(known) = org.certificate(device) {
            org.check_not_revoked(device)?;
            if code.used_at.is_none() || (known.unit, known.role) != (code.unit, code.role) {
                return Err(EnrolError::Enrolled(device).into());
            }
            return self.give_out(authority, known.clone(), request, None).await;
        }
        if let Some(cancelled) = code.cancelled {
            return Err(EnrolError::CancelledCode(cancelled).into());
        }
        if code.used_at.is_none() && replica.is_doubtful(&code.secret_hash) {
            return Err(EnrolError::DoubtfulCode.into());
        }
        if code.used_at.is_none() && replica.void_code_hashes().await?.contains(&code.secret_hash) {
            return Err(EnrolError::VoidCode.into());
        }
        // The list of codes could be edited in the store; what was signed could not.
        if replica.enrolled_by(code.unit, &code.secret_hash).await?.is_some_and(|other| other != device) {
            return Err(EnrolError::UsedCode.into());
        }
        let (unit, role, label) = match replica.store().take_enrolment_code(&request.code, replica.now()).await? {
            CodeTaken::Taken { unit, role, label } => (unit, role, label),
            CodeTaken::Unknown => return Err(EnrolError::UnknownCode.into()),
            CodeTaken::Expired => return Err(EnrolError::ExpiredCode.into()),
            CodeTaken::UsedUp => return Err(EnrolError::UsedCode.into()),
            CodeTaken::Cancelled(cancelled) => return Err(EnrolError::CancelledCode(cancelled).into()),
        };
        // Nor was it altered since it was looked at.
        if (unit, role, &label) != (code.unit, code.role, &code.label) {
            return Err(EnrolError::AlteredCode(Box::new(AlteredCode::of(&code))).into());
        }
        let label = expectation.label.clone().unwrap_or(label);
        let certificate =
            authority.issue(&request.public_key, unit, role, &label, replica.now()).map_err(EnrolError::from)?;
        // Nobody at the county does more than to give out the code.
        audit::note(Deed::Enrol, &self.code_made_by(&code.secret_hash).await?, unit, &device.to_string());
        self.give_out(authority, certificate, request, Some(&code.secret_hash)).await
    }

    /// The certificate that a peer may have renewed: its own, or, of a node that passes a request on, that of a
    /// device under it. An expired device may renew itself; nobody else speaks for it after that.
    pub fn renewable(
        &self,
        peer: &DeviceCertificate,
        passed_on: Option<DeviceCertificate>,
    ) -> Result<DeviceCertificate, DeskError> {
        self.replica().org().check_not_revoked(peer.device)?;
        let Some(old) = passed_on else { return Ok(peer.clone()) };
        if peer.role != Role::Node || !old.unit.is_within(&peer.unit) || peer.is_expired(self.replica().now()) {
            return Err(EnrolError::NotForIt { by: peer.unit, unit: old.unit }.into());
        }
        Ok(old)
    }

    /// Renews the certificate of an enrolled device, expired or not, that was not revoked.
    pub async fn renew(
        &self,
        authority: &CertificateAuthority,
        old: &DeviceCertificate,
        request: &EnrolmentRequest,
    ) -> Result<Enrolled, DeskError> {
        self.replica().org().check_not_revoked(old.device)?;
        self.replica().check_not_behind()?;
        self.check_current(authority).await?;
        let identity = self.replica().identity();
        // A device that has not heard of the current authority yet names the one that it knows.
        let mut known = identity.authorities().all().map(|root| fingerprint_in_code(&root.der));
        if !known.any(|fingerprint| request.verify(&fingerprint).is_ok()) {
            request.verify(&identity.fingerprint_in_code()).map_err(EnrolError::from)?;
        }
        identity.authorities().verify(old, None).map_err(EnrolError::from)?;
        if old.public_key != request.public_key {
            return Err(EnrolError::OtherKey(old.device).into());
        }
        // Each new one is an entry that everyone in the county gets.
        let org = self.replica().org();
        let present = org.certificate(old.device).filter(|known| known.not_after >= old.not_after).unwrap_or(old);
        if !identity.authorities().outlived(present) && self.lasts(present) {
            return self.give_out(authority, present.clone(), request, None).await;
        }
        let certificate = authority.renew(old, self.replica().now()).map_err(EnrolError::from)?;
        audit::note(Deed::Renew, &old.label, old.unit, &old.device.to_string());
        self.give_out(authority, certificate, request, None).await
    }

    /// Whether a certificate holds now, and longer than what a device waits for before it renews. One that was issued while
    /// the county's clock was ahead does not hold yet.
    fn lasts(&self, certificate: &DeviceCertificate) -> bool {
        let now = self.replica().now();
        let left = certificate.not_after.duration_since(now);
        certificate.not_before <= now && left > jiff::SignedDuration::from_hours(24 * KEPT_DAYS)
    }

    /// Refuses an authority that others do not take for the county's.
    pub(crate) async fn check_current(&self, authority: &CertificateAuthority) -> Result<(), DeskError> {
        let is_current = || authority.der() == self.replica().identity().authority_der();
        if !is_current() {
            // Another process may have just replaced it.
            self.replica().reload_org().await?;
        }
        if is_current() { Ok(()) } else { Err(EnrolError::OtherAuthority.into()) }
    }

    async fn give_out(
        &self,
        authority: &CertificateAuthority,
        certificate: DeviceCertificate,
        request: &EnrolmentRequest,
        code: Option<&[u8; 32]>,
    ) -> Result<Enrolled, DeskError> {
        let service_certificate = match (&request.service_key, certificate.role) {
            (Some(key), Role::Node) => {
                let now = self.replica().now();
                Some(authority.issue_service(key, &certificate, now).map_err(EnrolError::from)?)
            }
            _ => None,
        };
        match code {
            Some(code) => self.replica().list_enrolled(&certificate, code).await?,
            None => self.replica().list_device(&certificate).await?,
        }
        let successions = self.replica().org().successions().cloned().collect();
        Ok(Enrolled { certificate, service_certificate, successions })
    }

    /// Revokes a device, named by the beginning of its id: from now on nothing is taken from it or given to
    /// it, wherever this is known. One that stands in no list is named by its whole id.
    pub async fn revoke(&self, operator: &str, named: &str, reason: &str) -> Result<Revocation, DeskError> {
        self.permit(operator, Command::Devices).await?;
        self.check_is_county()?;
        let root = self.replica().root();
        let org = self.replica().org();
        let begins = |device: &DeviceId| !named.is_empty() && device.to_string().starts_with(named);
        let known: Vec<_> = org.devices().filter(|certificate| begins(&certificate.device)).collect();
        let (device, unit) = match (known.as_slice(), named.parse()) {
            ([certificate], _) => (certificate.device, certificate.unit),
            ([], Ok(unlisted)) => (unlisted, root),
            _ => return Err(EnrolError::NoSuchDevice { named: named.to_owned(), known: known.len() }.into()),
        };
        if device == self.replica().device() {
            return Err(EnrolError::Itself.into());
        }
        let revocation = Revocation { device, is_listed: !known.is_empty(), was_revoked: org.is_revoked(device) };
        if revocation.was_revoked {
            return Ok(revocation);
        }
        let cells = [
            ("unit", unit.as_str()),
            ("device", &device.to_string()),
            ("revoked_on", &clock::county_date(self.replica().now()).to_string()),
            ("reason", reason),
        ];
        let row = Row::from_cells(Table::Revocations, cells).map_err(DeskError::Rows)?;
        self.issue(operator, vec![(DocumentName::org(unit.listed_by(root)), vec![row])]).await?;
        audit::note(Deed::Revoke, operator, unit, &device.to_string());
        Ok(revocation)
    }
}
