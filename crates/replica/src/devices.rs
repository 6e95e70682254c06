//! Listing devices in the `org` document.

use crate::error::ReplicaError;
use crate::replica::Replica;
use cunbang_identity::DeviceCertificate;
use cunbang_ledger::Hash;
use cunbang_model::{DeviceId, DocumentName, Row, Table, Timestamp, UnitCode, clock, record};
use data_encoding::BASE64;

impl Replica {
    /// Adds a device to the `org` document that lists its unit.
    pub async fn list_device(&self, certificate: &DeviceCertificate) -> Result<(), ReplicaError> {
        self.list_device_by(LISTER, certificate).await
    }

    /// The same for a device that was enrolled by a code: the entry is signed with what names the code.
    pub async fn list_enrolled(&self, certificate: &DeviceCertificate, code: &[u8; 32]) -> Result<(), ReplicaError> {
        self.list_device_by(&lister_by(code), certificate).await
    }

    async fn list_device_by(&self, lister: &str, certificate: &DeviceCertificate) -> Result<(), ReplicaError> {
        let row = device_row(certificate, self.now())?;
        self.record(lister, vec![(DocumentName::org(certificate.unit.listed_by(self.root())), vec![row])]).await?;
        Ok(())
    }

    /// The device of a unit that was enrolled by a code, as the signed entries say, whatever the list of codes says.
    pub async fn enrolled_by(&self, unit: UnitCode, code: &[u8; 32]) -> Result<Option<DeviceId>, ReplicaError> {
        let by_code = lister_by(code);
        for segment in self.store().document_segments(&DocumentName::org(unit.listed_by(self.root()))).await? {
            for entry in segment.entries()?.into_iter().filter(|entry| entry.operator == by_code) {
                let mut listed = entry.puts.iter().filter_map(|put| put.row.row()?.record::<record::Device>());
                if let Some(device) = listed.find_map(|listed| listed.device.parse().ok()) {
                    return Ok(Some(device));
                }
            }
        }
        Ok(None)
    }

    /// A device's certificate, to show to a peer that may not know the device. Where the peer's own certificate is from
    /// a former authority, it is one from the same authority if there is one: the peer may not know the new one yet.
    pub async fn introduction_for(
        &self,
        peer: &DeviceCertificate,
        device: DeviceId,
    ) -> Result<Option<Vec<u8>>, ReplicaError> {
        let (own, org) = (self.identity(), self.org());
        let newest = if device == own.certificate().device {
            Some(own.certificate().clone())
        } else {
            org.certificate(device).cloned()
        };
        let Some(newest) = newest else { return Ok(None) };
        let authorities = own.authorities();
        let issuer = |certificate: &DeviceCertificate| authorities.issuer_of(certificate).map(|root| root.der.clone());
        let known = issuer(peer);
        if known.is_none() || known == issuer(&newest) {
            return Ok(Some(newest.der));
        }
        let org = DocumentName::org(newest.unit.listed_by(self.root()));
        for segment in self.store().document_segments(&org).await? {
            for put in segment.entries()?.into_iter().flat_map(|entry| entry.puts) {
                let listed = put.row.row().and_then(Row::record::<record::Device>);
                let der = listed.and_then(|listed| BASE64.decode(listed.certificate.as_bytes()).ok());
                let certificate = der.and_then(|der| DeviceCertificate::parse(&der).ok());
                if let Some(certificate) = certificate.filter(|one| one.device == device)
                    && issuer(&certificate) == known
                {
                    return Ok(Some(certificate.der));
                }
            }
        }
        Ok(Some(newest.der))
    }
}

/// Who lists a device, where no person does.
const LISTER: &str = "cunbang";

/// The same for a code, by the SHA-256 of its secret: half of a hash of that names it and says nothing of it.
fn lister_by(code: &[u8; 32]) -> String {
    let hash = Hash::of(&[b"cunbang code\x01", code]).to_string();
    format!("{LISTER} {}", &hash[..32])
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
