//! Devices and codes, as the county's people look them up.

use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_identity::DeviceCertificate;
use cunbang_model::{Role, Timestamp, UnitCode};

/// How a device stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceState {
    /// It may take part.
    Enrolled,
    /// Its certificate is over; it can be renewed.
    Expired,
    /// Nothing is taken from it or given to it.
    Revoked,
}

impl DeviceState {
    /// The word in lists.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Enrolled => "enrolled",
            Self::Expired => "expired",
            Self::Revoked => "revoked",
        }
    }
}

/// A device.
#[derive(Debug, Clone)]
pub struct DeviceView {
    /// Its certificate.
    pub certificate: DeviceCertificate,
    /// How it stands.
    pub state: DeviceState,
}

/// How a code stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeState {
    /// It works.
    Open,
    /// It is too old.
    Expired,
    /// It is from before the store was put back, and may have been used since.
    Void,
    /// It worked, then.
    Used(Timestamp),
}

/// A code that was made. Only its hash is kept, so it cannot be shown again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeView {
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

impl Desk {
    /// The devices that are known here, by unit and role.
    pub fn devices(&self) -> Vec<DeviceView> {
        let (org, now) = (self.replica().org(), self.replica().now());
        let state = |certificate: &DeviceCertificate| {
            if org.is_revoked(certificate.device) {
                DeviceState::Revoked
            } else if certificate.is_expired(now) {
                DeviceState::Expired
            } else {
                DeviceState::Enrolled
            }
        };
        let mut devices: Vec<DeviceView> = org
            .devices()
            .map(|certificate| DeviceView { certificate: certificate.clone(), state: state(certificate) })
            .collect();
        devices.sort_by_key(|one| (one.certificate.unit, one.certificate.role, one.certificate.device));
        devices
    }

    /// The codes that were made, at the county.
    pub async fn codes(&self) -> Result<Vec<CodeView>, DeskError> {
        self.check_is_county()?;
        let now = self.replica().now();
        let void = self.replica().void_code_hashes().await?;
        let codes = self.replica().store().enrolment_codes().await?.into_iter();
        Ok(codes
            .map(|code| CodeView {
                unit: code.unit,
                role: code.role,
                label: code.label,
                expires_at: code.expires_at,
                state: match code.used_at {
                    Some(at) => CodeState::Used(at),
                    None if code.expires_at <= now => CodeState::Expired,
                    None if void.contains(&code.secret_hash) => CodeState::Void,
                    None => CodeState::Open,
                },
            })
            .collect())
    }
}
