//! Contacts 联系: when each device below was last in step with this node.
//!
//! Nothing is decided by it; people see who has not come for long. So it is kept with a delay and in one write for many
//! devices: that an exchange ended is no reason to make a disk wait.

use crate::error::ReplicaError;
use crate::replica::Replica;
use cunbang_model::{DeviceId, Timestamp};
use cunbang_store::{Contact, Write};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// So long a contact may wait until it is written down.
const WAITS_SECONDS: i64 = 10;

/// Contacts that are not written down yet.
#[derive(Debug, Default)]
pub(crate) struct Unwritten {
    of: Mutex<BTreeMap<DeviceId, Timestamp>>,
}

impl Unwritten {
    fn all(&self) -> BTreeMap<DeviceId, Timestamp> {
        self.of.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Replica {
    /// Notes that a device below is in step.
    pub fn note_contact(&self, device: DeviceId) {
        let now = self.now();
        self.unwritten_contacts().of.lock().unwrap_or_else(PoisonError::into_inner).insert(device, now);
    }

    /// Writes contacts down, if one has waited long enough.
    pub(crate) async fn keep_old_contacts(&self) -> Result<(), ReplicaError> {
        let now = self.now().as_second();
        let oldest = self.unwritten_contacts().all().into_values().min();
        if oldest.is_some_and(|at| !(0..WAITS_SECONDS).contains(&(now - at.as_second()))) {
            self.keep_contacts().await?;
        }
        Ok(())
    }

    /// Writes all contacts down.
    pub async fn keep_contacts(&self) -> Result<(), ReplicaError> {
        let written = self.unwritten_contacts().all();
        if written.is_empty() {
            return Ok(());
        }
        let contact = |(device, at): (&DeviceId, &Timestamp)| Write::Contact(Contact { device: *device, at: *at });
        self.commit(written.iter().map(contact).collect()).await?;
        // Those that came meanwhile stay.
        let mut unwritten = self.unwritten_contacts().of.lock().unwrap_or_else(PoisonError::into_inner);
        unwritten.retain(|device, at| written.get(device) != Some(at));
        Ok(())
    }

    /// When each device below was last in step.
    pub async fn last_contacts(&self) -> Result<BTreeMap<DeviceId, Timestamp>, ReplicaError> {
        let stored = self.store().contacts().await?;
        let mut contacts: BTreeMap<DeviceId, Timestamp> = stored.into_iter().map(|one| (one.device, one.at)).collect();
        contacts.extend(self.unwritten_contacts().all());
        Ok(contacts)
    }
}
