//! Devices, as the county's people look them up.

use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_identity::DeviceCertificate;
use cunbang_model::{DeviceId, Timestamp};
use std::collections::BTreeMap;

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

    /// When each device was last in step with this node, as far as it was here: what comes through a township is the
    /// township's contact.
    pub async fn last_contacts(&self) -> Result<BTreeMap<DeviceId, Timestamp>, DeskError> {
        Ok(self.replica().last_contacts().await?)
    }
}
