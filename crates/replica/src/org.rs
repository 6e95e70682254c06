//! Who is who: units, devices and revocations, as the county's `org` document says.

use cunbang_identity::DeviceCertificate;
use cunbang_ledger::{Projection, Refusal, RefusalCode};
use cunbang_model::{DeviceId, Table, UnitTree};
use data_encoding::BASE64;
use std::collections::{BTreeMap, HashSet};
use std::sync::OnceLock;

/// The `org` document, parsed. Certificates are checked when they are first asked for: a terminal has
/// use for a few of a county's hundreds.
#[derive(Debug, Default)]
pub struct OrgView {
    authority_der: Vec<u8>,
    units: Option<UnitTree>,
    devices: BTreeMap<DeviceId, Listed>,
    revoked: HashSet<DeviceId>,
}

#[derive(Debug)]
struct Listed {
    der: Vec<u8>,
    checked: OnceLock<Option<DeviceCertificate>>,
}

impl OrgView {
    /// Parses the rows. A certificate that this county's authority did not issue is as if it were not
    /// there, and so is a unit list that makes no tree: nothing of a damaged document is trusted.
    pub fn of(projection: &Projection, authority_der: &[u8]) -> Self {
        let units = projection.table(Table::Units).map(|standing| &standing.row);
        let devices = projection.table(Table::Devices).filter(|s| !s.row.is_withdrawn()).filter_map(|standing| {
            let der = BASE64.decode(standing.row.text("certificate")?.as_bytes()).ok()?;
            let device = standing.row.text("device")?.parse().ok()?;
            Some((device, Listed { der, checked: OnceLock::new() }))
        });
        let revoked = projection
            .table(Table::Revocations)
            .filter(|s| !s.row.is_withdrawn())
            .filter_map(|standing| standing.row.text("device")?.parse().ok());
        Self {
            authority_der: authority_der.to_vec(),
            units: UnitTree::from_rows(units).ok(),
            devices: devices.collect(),
            revoked: revoked.collect(),
        }
    }

    /// The tree, once units were imported.
    pub fn units(&self) -> Option<&UnitTree> {
        self.units.as_ref()
    }

    /// All enrolled devices, revoked ones too.
    pub fn devices(&self) -> impl Iterator<Item = &DeviceCertificate> {
        self.devices.keys().filter_map(|device| self.certificate(*device))
    }

    /// Whether a device was revoked.
    pub fn is_revoked(&self, device: DeviceId) -> bool {
        self.revoked.contains(&device)
    }

    /// A device's certificate, revoked or not.
    pub fn certificate(&self, device: DeviceId) -> Option<&DeviceCertificate> {
        let listed = self.devices.get(&device)?;
        let checked = listed.checked.get_or_init(|| {
            DeviceCertificate::parse(&listed.der)
                .ok()
                .filter(|certificate| certificate.device == device)
                .filter(|certificate| certificate.verify_issued_by(&self.authority_der, None).is_ok())
        });
        checked.as_ref()
    }

    /// Refuses a device that was revoked.
    pub fn check_not_revoked(&self, device: DeviceId) -> Result<(), Refusal> {
        if self.is_revoked(device) {
            return Err(Refusal::new(
                RefusalCode::RevokedDevice,
                format!("device {device} was revoked: the county can say why, and enrol another"),
            ));
        }
        Ok(())
    }
}
