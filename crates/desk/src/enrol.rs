//! Enrolment 注册: certificates, renewals, revocations. The county's doing alone; a township passes on.

use crate::audit::{self, Deed};
use crate::desk::Desk;
use crate::error::{DeskError, Sort};
use crate::scope::Command;
use cunbang_identity::{
    Authorities, AuthorityError, CertificateAuthority, CertificateError, DeviceCertificate, EnrolmentError,
    EnrolmentRequest, KeyError, Succession, SuccessionError, fingerprint_in_code,
};
use cunbang_model::shown::in_line;
use cunbang_model::{DeviceId, DocumentName, Role, Row, Table, Timestamp, UnitCode, UnitKind, clock};
use cunbang_store::{Cancelled, CodeTaken};

/// A certificate that lasts longer is not renewed: no device asks for that, by its own clock, before 60 days.
const KEPT_DAYS: i64 = 90;

/// Why a device was not enrolled, renewed or revoked.
#[derive(Debug, thiserror::Error)]
pub enum EnrolError {
    /// This is not a node of the county.
    #[error("devices are enrolled and revoked at the county, {root}: this is {} of {unit}", .role.with_article())]
    NotTheCounty {
        /// The unit at the top of the tree.
        root: UnitCode,
        /// This device's unit.
        unit: UnitCode,
        /// This device's role.
        role: Role,
    },
    /// The unit is not in the tree.
    #[error("unit {0} is not in the tree: see `cunbang report units`")]
    UnknownUnit(UnitCode),
    /// Groups have no devices.
    #[error("{0} is a group and has no devices of its own: its rows stand in the ledger of its branch")]
    Group(UnitCode),
    /// Units of this kind have no devices in that role.
    #[error(
        "{unit} is of the kind {}: {} cannot belong to it; villages and branches have terminals, townships and all units above them have nodes, inspectors and readers",
        .kind.as_str(),
        .role.with_article()
    )]
    WrongRole {
        /// The unit.
        unit: UnitCode,
        /// What it is.
        kind: UnitKind,
        /// The role asked for.
        role: Role,
    },
    /// A name that a device can't have.
    #[error("{0:?} can't be a device's name: expected 1 to 64 characters, none of them a control or invisible one")]
    Label(String),
    /// The calendar ends before the code would.
    #[error("a code cannot work for {0} hours: the calendar ends before")]
    Hours(i64),
    /// The code is not one of this county's.
    #[error("the enrolment code is not known in this county: ask the county for a new one (`cunbang enrol code`)")]
    UnknownCode,
    /// The code carries the fingerprint of an authority that was replaced.
    #[error(
        "注册码发放后县根证书已更换，请向县里另要一个 the enrolment code is from before the county's authority was replaced, and was not used: ask the county for a new one (`cunbang enrol code`)"
    )]
    FormerCode,
    /// The authority at hand is not the county's current one.
    #[error(
        "县根证书正在更换或私钥不符 the key at hand is not that of the county's current authority: run `cunbang authority replace` again if it was interrupted, or put back the key that belongs to it"
    )]
    OtherAuthority,
    /// The code is too old.
    #[error("the enrolment code has expired: ask the county for a new one (`cunbang enrol code`)")]
    ExpiredCode,
    /// The code worked once already.
    #[error("the enrolment code was used before: ask the county for a new one (`cunbang enrol code`)")]
    UsedCode,
    /// The code was cancelled.
    #[error(
        "此注册码已于 {} 取消：{}；请向县里另要一个 the enrolment code was cancelled on that day ({}), with the reason {:?}: ask the county for a new one (`cunbang enrol code`)",
        clock::county_date(.0.at), in_line(&.0.reason), clock::county_date(.0.at), .0.reason
    )]
    CancelledCode(Cancelled),
    /// A code that was used cannot be cancelled.
    #[error(
        "此注册码已于 {} 用于 {unit} 的设备注册，无法取消 the code of {unit} was used on that day ({}) and cannot be cancelled: if the device is not the right one, `cunbang enrol revoke` shuts it out (`cunbang enrol list --unit {unit}` names it)",
        clock::county_date(*.at), clock::county_date(*.at)
    )]
    UsedBefore {
        /// The code's unit.
        unit: UnitCode,
        /// When it was used.
        at: Timestamp,
    },
    /// No code, or several, have that name.
    #[error(
        "没有或不止一个注册码以 {named:?} 开头 {known} codes begin with {named:?}: `cunbang enrol codes` lists them, or give the whole code"
    )]
    NoSuchCode {
        /// What was named.
        named: String,
        /// How many codes it may be.
        known: usize,
    },
    /// There is no unit that has terminals under this one.
    #[error("{0} 之下没有可设终端的单位 there is no village or branch beneath {0}: see `cunbang report units`")]
    NothingBeneath(UnitCode),
    /// Nobody has confirmed yet that the store, which was opened since the code was made, was not put back.
    #[error(
        "县节点重启后尚无乡镇联网，无法确认此注册码未被使用，请稍后重试或另要一个 since the county's node was started, no township has connected, and without one it cannot know that the enrolment code was not used: try again in some minutes, or ask the county for another code (`cunbang enrol code`)"
    )]
    DoubtfulCode,
    /// The store was put back since the code was made, and does not know whether it was used.
    #[error(
        "县数据库曾被恢复到较早状态，此前发放的注册码已作废，请向县里另要一个 the enrolment code is from before the county's store was put back to an older state, and is void, as it may have been used since: ask the county for a new one (`cunbang enrol code`)"
    )]
    VoidCode,
    /// The code is for another device than the one that shows it.
    #[error(
        "此注册码用于 {unit} {name} 的{}，本机不符；注册码未被使用 the enrolment code is for {} of {unit} {name}, which this is not to be; the code was not used: set it up as that, or ask the county for another code",
        .role.chinese(), .role.with_article()
    )]
    OtherPurpose {
        /// The code's unit.
        unit: UnitCode,
        /// Its name.
        name: String,
        /// The code's role.
        role: Role,
    },
    /// The node that passes the request on is not above the code's unit.
    #[error(
        "{through} 不是 {unit} 的上级；注册码未被使用 {through} is not above {unit}, for which the enrolment code is; the code was not used: enrol through the unit's own township, or at the county"
    )]
    NotAbove {
        /// The code's unit.
        unit: UnitCode,
        /// The unit of the node that passed it on.
        through: UnitCode,
    },
    /// The device has a certificate already.
    #[error(
        "设备 {0} 已注册 device {0} is enrolled already, and this code was not used: give the code that it was enrolled with, or renew its certificate (`cunbang enrol renew`)"
    )]
    Enrolled(DeviceId),
    /// The device that asks for a renewal signs with another key.
    #[error("the request is signed by another key than that of device {0}: enrol the new key as a device of its own")]
    OtherKey(DeviceId),
    /// A device asks for another that it does not speak for.
    #[error("a device of {by} may not renew for {unit}")]
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
    #[error("{known} enrolled devices begin with {named:?}: see `cunbang enrol list`")]
    NoSuchDevice {
        /// What was named.
        named: String,
        /// How many devices it may be.
        known: usize,
    },
    /// The county's own node was to be revoked.
    #[error("the county's own node cannot be revoked: its log holds everyone's")]
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
fn check_code(request: &EnrolmentRequest, authorities: &Authorities) -> Result<(), EnrolError> {
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
        replica.check_not_behind()?;
        self.check_current(authority).await?;
        check_code(request, replica.identity().authorities())?;
        let code = replica.store().enrolment_code(&request.code).await?.ok_or(EnrolError::UnknownCode)?;
        let name = replica.org().units().map(|units| units.name(code.unit)).unwrap_or_default();
        expectation.check(code.unit, name, code.role)?;
        let device = DeviceId::of_public_key(&request.public_key);
        let org = replica.org();
        if let Some(known) = org.certificate(device) {
            org.check_not_revoked(device)?;
            if code.used_at.is_none() || (known.unit, known.role) != (code.unit, code.role) {
                return Err(EnrolError::Enrolled(device).into());
            }
            return self.give_out(authority, known.clone(), request).await;
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
        let (unit, role, label) = match replica.store().take_enrolment_code(&request.code, replica.now()).await? {
            CodeTaken::Taken { unit, role, label } => (unit, role, label),
            CodeTaken::Unknown => return Err(EnrolError::UnknownCode.into()),
            CodeTaken::Expired => return Err(EnrolError::ExpiredCode.into()),
            CodeTaken::UsedUp => return Err(EnrolError::UsedCode.into()),
            CodeTaken::Cancelled(cancelled) => return Err(EnrolError::CancelledCode(cancelled).into()),
        };
        let label = expectation.label.clone().unwrap_or(label);
        let certificate =
            authority.issue(&request.public_key, unit, role, &label, replica.now()).map_err(EnrolError::from)?;
        audit::note(Deed::Enrol, "", unit, &device.to_string());
        self.give_out(authority, certificate, request).await
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
            return self.give_out(authority, present.clone(), request).await;
        }
        let certificate = authority.renew(old, self.replica().now()).map_err(EnrolError::from)?;
        audit::note(Deed::Renew, "", old.unit, &old.device.to_string());
        self.give_out(authority, certificate, request).await
    }

    /// Whether a certificate lasts longer than what a device waits for before it renews.
    fn lasts(&self, certificate: &DeviceCertificate) -> bool {
        let left = certificate.not_after.duration_since(self.replica().now());
        left > jiff::SignedDuration::from_hours(24 * KEPT_DAYS)
    }

    /// Refuses an authority that others do not take for the county's.
    async fn check_current(&self, authority: &CertificateAuthority) -> Result<(), DeskError> {
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
    ) -> Result<Enrolled, DeskError> {
        let service_certificate = match (&request.service_key, certificate.role) {
            (Some(key), Role::Node) => {
                let now = self.replica().now();
                Some(authority.issue_service(key, &certificate, now).map_err(EnrolError::from)?)
            }
            _ => None,
        };
        self.replica().list_device(&certificate).await?;
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
