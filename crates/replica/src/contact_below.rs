//! Contacts 联系: when each device below was last in step with this node.
//!
//! Nothing is decided by it; people see who has not come for long. So it is kept with a delay and in one write for many
//! devices: that an exchange ended is no reason to make a disk wait. The first of a device does not wait, so that no
//! other process says for long that it never came.

use crate::error::ReplicaError;
use crate::replica::Replica;
use cunbang_model::{DeviceId, Timestamp};
use cunbang_store::{Contact, Write};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

/// So long a contact may wait until it is written down.
const WAITS_SECONDS: i64 = 10;

/// Contacts that are not written down yet.
#[derive(Debug, Default)]
pub(crate) struct Unwritten {
    of: Mutex<BTreeMap<DeviceId, Timestamp>>,
    /// Devices of which this process has written one down.
    written: Mutex<BTreeSet<DeviceId>>,
}

impl Unwritten {
    fn all(&self) -> BTreeMap<DeviceId, Timestamp> {
        self.of.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn has_a_first(&self, all: &BTreeMap<DeviceId, Timestamp>) -> bool {
        let written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        all.keys().any(|device| !written.contains(device))
    }
}

impl Replica {
    /// Notes that a device below is in step.
    pub fn note_contact(&self, device: DeviceId) {
        let now = self.now();
        self.unwritten_contacts().of.lock().unwrap_or_else(PoisonError::into_inner).insert(device, now);
    }

    /// Writes contacts down, if one has waited long enough or is a device's first.
    pub(crate) async fn keep_old_contacts(&self) -> Result<(), ReplicaError> {
        let now = self.now().as_second();
        let all = self.unwritten_contacts().all();
        let has_waited = |at: &Timestamp| !(0..WAITS_SECONDS).contains(&(now - at.as_second()));
        if self.unwritten_contacts().has_a_first(&all) || all.values().any(has_waited) {
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
        let mut known = self.unwritten_contacts().written.lock().unwrap_or_else(PoisonError::into_inner);
        known.extend(written.keys());
        drop(known);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_first_contact_does_not_wait() {
        let (unwritten, device) = (Unwritten::default(), DeviceId::from_bytes([1; 16]));
        unwritten.of.lock().unwrap().insert(device, Timestamp::UNIX_EPOCH);
        assert!(unwritten.has_a_first(&unwritten.all()));
        unwritten.written.lock().unwrap().insert(device);
        assert!(!unwritten.has_a_first(&unwritten.all()));
    }
}
