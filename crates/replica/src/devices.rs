//! Listing devices in the `org` document.

use crate::error::ReplicaError;
use crate::replica::Replica;
use cunbang_identity::DeviceCertificate;
use cunbang_model::{DocumentName, Row, Table, Timestamp, clock};
use data_encoding::BASE64;

impl Replica {
    /// Adds a device to the `org` document that lists its unit.
    pub async fn list_device(&self, certificate: &DeviceCertificate) -> Result<(), ReplicaError> {
        let row = device_row(certificate, self.now())?;
        self.record("cunbang", vec![(DocumentName::org(certificate.unit.listed_by(self.root())), vec![row])]).await?;
        Ok(())
    }
}

/// The row that lists a device.
pub fn device_row(certificate: &DeviceCertificate, enrolled_at: Timestamp) -> Result<Row, ReplicaError> {
    Row::from_cells(
        Table::Devices,
        [
            ("unit", certificate.unit.as_str()),
            ("device", certificate.device.to_string().as_str()),
            ("role", certificate.role.as_str()),
            ("label", certificate.label.as_str()),
            ("certificate", BASE64.encode(&certificate.der).as_str()),
            ("enrolled_on", clock::county_date(enrolled_at).to_string().as_str()),
        ],
    )
    .map_err(|faults| ReplicaError::Unlistable { device: certificate.device, faults })
}
