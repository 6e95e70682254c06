//! Which other devices' stores were put back 恢复过的设备: a device begins a new incarnation then, and says so when it
//! connects. What it signs afterwards may contradict what it had signed before, and this is why.

use crate::error::ReplicaError;
use crate::replica::Replica;
use cunbang_identity::DeviceCertificate;
use cunbang_model::{DeviceId, Role, Timestamp};
use cunbang_store::Write;

/// When it came to be known that a device's store was put back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PutBack {
    /// It showed here, then last.
    Seen(Timestamp),
    /// Some time: what it writes is in a later incarnation than its first.
    Once,
}

/// The settings with a peer's incarnation, as it has said it last.
const INCARNATION_OF: &str = "incarnation_of";
/// The settings with the time, in milliseconds, at which a peer's store was found to have been put back.
const PUT_BACK_OF: &str = "put_back_of";

/// The write that notes that a device's store turned out to have been put back.
pub(crate) fn note_put_back_of(device: DeviceId, at: Timestamp) -> Write {
    let value = Some(at.as_millisecond().to_be_bytes().to_vec());
    Write::Setting { name: format!("{PUT_BACK_OF}/{device}"), value }
}

impl Replica {
    /// Notes in which incarnation a node below is. In its first it has nothing to tell.
    pub async fn note_incarnation_of(&self, peer: &DeviceCertificate, incarnation: u32) -> Result<(), ReplicaError> {
        let name = format!("{INCARNATION_OF}/{}", peer.device);
        let value = incarnation.to_be_bytes().to_vec();
        if peer.role != Role::Node || incarnation == 0 || self.store().setting(&name).await?.as_ref() == Some(&value) {
            return Ok(());
        }
        let writes = vec![Write::Setting { name, value: Some(value) }, note_put_back_of(peer.device, self.now())];
        self.commit(writes).await?;
        Ok(())
    }

    /// Whether a device's store was put back, as far as is known here.
    pub async fn put_back_of(&self, device: DeviceId) -> Result<Option<PutBack>, ReplicaError> {
        let noted = self.store().setting(&format!("{PUT_BACK_OF}/{device}")).await?;
        let at = noted.and_then(|noted| Some(i64::from_be_bytes(noted.try_into().ok()?)));
        if let Some(at) = at.and_then(|at| Timestamp::from_millisecond(at).ok()) {
            return Ok(Some(PutBack::Seen(at)));
        }
        let heads = self.store().heads_of_device(&device).await?;
        Ok(heads.iter().any(|head| head.log.writer.incarnation != 0).then_some(PutBack::Once))
    }
}
