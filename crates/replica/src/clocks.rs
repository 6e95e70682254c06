//! Clocks of nodes below 下级时钟: a node dates its receipts by its own clock, and they decide who was in time. So a node
//! above keeps in mind whose clock differed from its own when that node was last here.

use crate::replica::Replica;
use cunbang_model::DeviceId;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// By how many seconds clocks of nodes below are ahead of this one's, or behind where it is less than nothing.
#[derive(Debug, Default)]
pub(crate) struct Clocks(Mutex<BTreeMap<DeviceId, i64>>);

impl Replica {
    /// Notes by how many seconds the clock of a node below is ahead; none where it is right.
    pub fn note_clock(&self, device: DeviceId, ahead_seconds: Option<i64>) {
        let mut clocks = self.clocks().0.lock().unwrap_or_else(PoisonError::into_inner);
        match ahead_seconds {
            Some(ahead_seconds) => clocks.insert(device, ahead_seconds),
            None => clocks.remove(&device),
        };
    }

    /// The nodes below whose clocks differed from this one's when they were last here, each with the seconds by which
    /// it was ahead.
    pub fn clocks_below(&self) -> BTreeMap<DeviceId, i64> {
        self.clocks().0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
