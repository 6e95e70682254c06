//! Devices, as the county's people look them up.

use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_identity::DeviceCertificate;
use cunbang_language::say;
use cunbang_model::shown::in_line;
use cunbang_model::{DeviceId, DocumentName, Table, Timestamp, clock, record};
use jiff::ToSpan as _;
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

/// For how many days after its enrolment a village is told of another device of its own.
const TOLD_DAYS: i64 = 30;

impl Desk {
    /// What this device's people are told of other devices that were lately enrolled for their unit: two may be right, and
    /// one that nobody there asked for can write in the unit's name.
    pub async fn devices_enrolled_lately(&self) -> Result<Vec<String>, DeskError> {
        let replica = self.replica();
        let (unit, root, org) = (replica.unit(), replica.root(), replica.org());
        let today = clock::county_date(replica.now());
        let listed = replica.projection(DocumentName::org(unit.listed_by(root))).await?;
        let devices = listed.table(Table::Devices).filter_map(|standing| standing.row.record::<record::Device>());
        let mut said = Vec::new();
        for device in devices.filter(|device| device.unit == unit) {
            let Ok(id) = device.device.parse::<DeviceId>() else { continue };
            let is_late = device.enrolled_on.saturating_add(TOLD_DAYS.days()) < today;
            if id == replica.device() || org.is_revoked(id) || is_late {
                continue;
            }
            let county = org.units().map_or_else(|| root.to_string(), |units| units.name(root));
            let (label, id) = (in_line(&device.label).into_owned(), id.to_string());
            let id = id.get(..8).unwrap_or(&id);
            said.push(say!(
                "device-enrolled-besides",
                on = device.enrolled_on,
                label = label,
                device = id,
                county = county
            ));
        }
        Ok(said)
    }

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
