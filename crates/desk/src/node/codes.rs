//! Enrolment codes 注册码: made one by one or for all villages of a township, listed, cancelled; at the county.
//!
//! Only a code's one-way image is kept, so it can be shown once. What people name it by afterwards is its id, the
//! beginning of that image, which stands in the list and on the printed sheet; or the code itself, if they have it.

use crate::desk::Desk;
use crate::error::DeskError;
use crate::node::enrol::EnrolError;
use crate::people::audit::{self, Deed};
use crate::people::scope::Command;
use crate::writing::record::given;
use cunbang_identity::{EnrolmentCode, Invitation};
use cunbang_model::{Role, Timestamp, UnitCode, UnitKind};
use cunbang_store::{EnrolmentCode as Stored, Write, WriteOutcome};
use data_encoding::HEXLOWER;
use std::collections::BTreeSet;
use std::fmt;

/// How long a code works unless told otherwise, in hours.
pub const CODE_HOURS: i64 = 72;

/// What a code is to be for.
#[derive(Debug, Clone)]
pub struct CodeFor {
    /// The unit that the device will belong to.
    pub unit: UnitCode,
    /// What it will be; where nothing is said, a terminal for villages and a node for others.
    pub role: Option<Role>,
    /// What people will call it; where nothing is said, by the unit's name and the role.
    pub label: Option<String>,
}

/// What people name a code by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodeId([u8; 4]);

impl CodeId {
    pub(crate) fn of(secret_hash: &[u8; 32]) -> Self {
        Self([secret_hash[0], secret_hash[1], secret_hash[2], secret_hash[3]])
    }
}

/// Two groups of four digits. A spreadsheet program takes that neither for a number nor for a date.
impl fmt::Display for CodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", HEXLOWER.encode(&self.0[..2]), HEXLOWER.encode(&self.0[2..]))
    }
}

/// A code that was just made, and is shown this once.
#[derive(Debug, Clone)]
pub struct MadeCode {
    /// What people name it by afterwards.
    pub id: CodeId,
    /// The code itself.
    pub code: EnrolmentCode,
    /// The unit that the device will belong to.
    pub unit: UnitCode,
    /// That unit's name.
    pub unit_name: String,
    /// What the device will be.
    pub role: Role,
    /// What people will call it.
    pub label: String,
    /// From then on it no longer works.
    pub expires_at: Timestamp,
}

impl MadeCode {
    /// What the QR code of its invitation says: where to enrol, if that is known, and with what.
    pub fn invitation(&self, address: Option<String>) -> String {
        Invitation { address, code: self.code }.to_string()
    }
}

/// How a code stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CodeState {
    /// It works.
    Open,
    /// It is too old.
    Expired,
    /// It is from before the store was put back, and may have been used since.
    Void,
    /// It does not stand in the database as the county made it, and is refused.
    Altered,
    /// It worked, then.
    Used(Timestamp),
    /// It was cancelled.
    Cancelled {
        /// When.
        at: Timestamp,
        /// Why.
        reason: String,
    },
}

/// A code that was made. Only its one-way image is kept, so it cannot be shown again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeView {
    /// What people name it by.
    pub id: CodeId,
    /// The unit that the device belongs to.
    pub unit: UnitCode,
    /// What the device is.
    pub role: Role,
    /// What people call it.
    pub label: String,
    /// Until when the code works.
    pub expires_at: Timestamp,
    /// How it stands.
    pub state: CodeState,
}

/// The name of the setting with the operator who made a code.
fn made_by(secret_hash: &[u8; 32]) -> String {
    format!("code_made_by/{}", data_encoding::HEXLOWER.encode(secret_hash))
}

impl Desk {
    /// Who made a code; empty where an earlier program did not note it.
    pub(crate) async fn code_made_by(&self, secret_hash: &[u8; 32]) -> Result<String, DeskError> {
        let by = self.replica().store().setting(&made_by(secret_hash)).await?.unwrap_or_default();
        Ok(String::from_utf8_lossy(&by).into_owned())
    }

    /// Makes one-time codes for devices, all of them or none.
    pub async fn make_codes(&self, operator: &str, wanted: &[CodeFor], hours: i64) -> Result<Vec<MadeCode>, DeskError> {
        self.permit(operator, Command::Devices).await?;
        self.check_is_county()?;
        self.replica().check_has_all_back().await?;
        let lifetime = jiff::SignedDuration::from_hours(hours);
        let expires_at = self.replica().now().checked_add(lifetime).map_err(|_| EnrolError::Hours(hours))?;
        let mut made = Vec::with_capacity(wanted.len());
        for one in wanted {
            made.push(self.new_code(one, expires_at)?);
        }
        let write = |one: &MadeCode| {
            let (secret_hash, unit, role) = (one.code.secret_hash(), one.unit, one.role);
            let label = || one.label.clone();
            let made = Stored { secret_hash, unit, role, label: label(), expires_at, used_at: None, cancelled: None };
            let by = Write::Setting { name: made_by(&secret_hash), value: Some(operator.as_bytes().to_vec()) };
            [Write::EnrolmentCode { secret_hash, unit, role, label: label(), expires_at }, self.bind_code(&made), by]
        };
        self.replica().commit(made.iter().flat_map(write).collect()).await?;
        for one in &made {
            audit::note(Deed::MakeCode, operator, one.unit, &one.label);
        }
        Ok(made)
    }

    /// Makes a one-time code for a device of `unit`.
    pub async fn make_code(
        &self,
        operator: &str,
        unit: UnitCode,
        role: Role,
        label: &str,
        hours: i64,
    ) -> Result<(EnrolmentCode, Timestamp), DeskError> {
        let wanted = CodeFor { unit, role: Some(role), label: Some(label.to_owned()) };
        let made = self.make_codes(operator, &[wanted], hours).await?;
        let mut codes = made.into_iter().map(|one| (one.code, one.expires_at));
        codes.next().ok_or_else(|| EnrolError::UnknownUnit(unit).into())
    }

    /// The role of a unit's devices where none is named: terminals for villages, nodes for others.
    pub fn usual_role(&self, unit: UnitCode) -> Result<Role, DeskError> {
        let units = self.replica().units()?;
        let kind = units.get(unit).ok_or(EnrolError::UnknownUnit(unit))?.kind;
        Ok(if kind.is_basic() { Role::Terminal } else { Role::Node })
    }

    /// What a device of a unit is called where nothing is said.
    pub fn usual_label(&self, unit: UnitCode, role: Option<Role>) -> Result<String, DeskError> {
        let role = role.map_or_else(|| self.usual_role(unit), Ok)?;
        Ok(format!("{} {}", self.replica().units()?.name(unit), role.chinese()))
    }

    fn new_code(&self, wanted: &CodeFor, expires_at: Timestamp) -> Result<MadeCode, DeskError> {
        let CodeFor { unit, .. } = *wanted;
        let units = self.replica().units()?;
        let kind = units.get(unit).ok_or(EnrolError::UnknownUnit(unit))?.kind;
        if kind == UnitKind::Group {
            return Err(EnrolError::Group(unit).into());
        }
        let role = wanted.role.map_or_else(|| self.usual_role(unit), Ok)?;
        if kind.is_basic() != (role == Role::Terminal) {
            return Err(EnrolError::WrongRole { unit, kind, role }.into());
        }
        let unit_name = units.name(unit);
        let label = wanted.label.clone().map_or_else(|| self.usual_label(unit, Some(role)), Ok)?;
        if !cunbang_identity::is_label(&label) {
            return Err(EnrolError::Label(label).into());
        }
        let fingerprint = self.replica().identity().fingerprint_in_code();
        let code = EnrolmentCode::generate(&**self.replica().randomness(), fingerprint).map_err(EnrolError::from)?;
        Ok(MadeCode { id: CodeId::of(&code.secret_hash()), code, unit, unit_name, role, label, expires_at })
    }

    /// The units beneath another that have terminals, in the order of their codes; or only those of them that have no
    /// device yet.
    pub fn units_with_terminals(&self, under: UnitCode, without_device: bool) -> Result<Vec<UnitCode>, DeskError> {
        let (units, org) = (self.replica().units()?, self.replica().org());
        if units.get(under).is_none() {
            return Err(EnrolError::UnknownUnit(under).into());
        }
        let enrolled: BTreeSet<UnitCode> = org
            .devices()
            .filter(|device| !org.is_revoked(device.device))
            .map(|device| device.unit)
            .filter(|_| without_device)
            .collect();
        let basic = units.iter().filter(|unit| unit.kind.is_basic() && unit.code.is_within(&under));
        let mut found: Vec<UnitCode> = basic.map(|unit| unit.code).filter(|unit| !enrolled.contains(unit)).collect();
        found.sort();
        if found.is_empty() && !without_device {
            return Err(EnrolError::NothingBeneath(under).into());
        }
        Ok(found)
    }

    /// The codes that were made, at the county.
    pub async fn codes(&self) -> Result<Vec<CodeView>, DeskError> {
        self.check_is_county()?;
        let now = self.replica().now();
        let void = self.replica().void_code_hashes().await?;
        let mut views = Vec::new();
        for code in self.replica().store().enrolment_codes().await? {
            let altered = self.altered_code(&code).await?;
            let mut view = view_of(code, &void, now);
            if altered.is_some() {
                view.state = CodeState::Altered;
            }
            views.push(view);
        }
        Ok(views)
    }

    /// Cancels a code, named by its id, the beginning of it, or the code itself. One that was cancelled before stays as
    /// it is.
    pub async fn cancel_code(&self, operator: &str, named: &str, reason: &str) -> Result<CodeView, DeskError> {
        self.permit(operator, Command::Devices).await?;
        self.check_is_county()?;
        let reason = given(reason)?;
        let replica = self.replica();
        let secret_hash = self.named_code(named).await?;
        let write = Write::CancelCode { secret_hash, at: replica.now(), reason: reason.to_owned() };
        let outcomes = replica.commit(vec![write, self.bind_cancelled(&secret_hash)]).await?;
        let no_such = || EnrolError::NoSuchCode { named: named.to_owned(), known: 0 };
        let code = replica.store().enrolment_code(&secret_hash).await?.ok_or_else(no_such)?;
        if let Some(at) = code.used_at {
            return Err(EnrolError::UsedBefore { unit: code.unit, at }.into());
        }
        if outcomes.first() != Some(&WriteOutcome::AlreadyHere) {
            audit::note(Deed::CancelCode, operator, code.unit, &CodeId::of(&secret_hash).to_string());
        }
        Ok(view_of(code, &replica.void_code_hashes().await?, replica.now()))
    }

    async fn named_code(&self, named: &str) -> Result<[u8; 32], DeskError> {
        if let Ok(code) = named.parse::<EnrolmentCode>() {
            return Ok(code.secret_hash());
        }
        let digits: String = named.chars().filter(|one| !one.is_whitespace() && *one != '-').collect();
        let digits = digits.to_ascii_lowercase();
        let codes = self.replica().store().enrolment_codes().await?;
        let begins = |code: &&Stored| !digits.is_empty() && HEXLOWER.encode(&code.secret_hash).starts_with(&digits);
        let found: Vec<&Stored> = codes.iter().filter(begins).collect();
        match found.as_slice() {
            [code] => Ok(code.secret_hash),
            _ => Err(EnrolError::NoSuchCode { named: named.to_owned(), known: found.len() }.into()),
        }
    }
}

fn view_of(code: Stored, void: &BTreeSet<[u8; 32]>, now: Timestamp) -> CodeView {
    let id = CodeId::of(&code.secret_hash);
    let is_void = void.contains(&code.secret_hash);
    let state = match (code.used_at, code.cancelled) {
        (Some(at), _) => CodeState::Used(at),
        (None, Some(cancelled)) => CodeState::Cancelled { at: cancelled.at, reason: cancelled.reason },
        (None, None) if code.expires_at <= now => CodeState::Expired,
        (None, None) if is_void => CodeState::Void,
        (None, None) => CodeState::Open,
    };
    CodeView { id, unit: code.unit, role: code.role, label: code.label, expires_at: code.expires_at, state }
}
