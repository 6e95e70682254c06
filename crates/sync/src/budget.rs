//! One budget for each device: bytes on the line, entries stored, time of a processor, and bytes kept for good.
//!
//! What a device costs is charged as it arises. Whoever has overdrawn is told when to come back, and keeps to it, with
//! a pause of its own (`pauses`). Nothing is refused for good: what was not taken comes with a later exchange, and
//! nothing that a node gives up or gives back counts as kept for it, as somebody else has acknowledged it.
//!
//! An account is in memory: a node that starts anew begins with full ones.

use crate::buckets::{Bucket, Rate, come_back, make_room};
use crate::metering;
use crate::server::Limits;
use cunbang_identity::DeviceCertificate;
use cunbang_model::{Clock, DeviceId, Role};
use cunbang_replica::{Meter, Spent};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tonic::Status;

/// What one device may take.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Allowance {
    /// Bytes, both ways.
    pub bytes: Rate,
    /// Entries stored.
    pub entries: Rate,
    /// Seconds of a processor.
    pub processor: Rate,
    /// Bytes that it wrote itself, stored.
    pub stored_bytes: Rate,
}

impl Default for Allowance {
    /// Many times what the first push of a year's ledgers, or the whole pull of a device that lost its store, takes.
    fn default() -> Self {
        Self {
            bytes: Rate::new(256 * 1024 * 1024, Duration::from_mins(10)),
            entries: Rate::new(200_000, Duration::from_hours(1)),
            processor: Rate::new(60, Duration::from_mins(10)),
            // A village's quarter is some 20 KB.
            stored_bytes: Rate::new(64 * 1024 * 1024, Duration::from_hours(7 * 24)),
        }
    }
}

impl Allowance {
    /// For a node, which speaks for all below it. At most eight tenths of a processor in the long run.
    #[must_use]
    pub fn of_node(self) -> Self {
        const SHARE: u32 = 8;
        Self {
            bytes: self.bytes.times(SHARE),
            entries: self.entries.times(100),
            processor: self.processor.times(SHARE),
            stored_bytes: self.stored_bytes.times(100),
        }
    }

    fn rates(&self) -> [Rate; 4] {
        [self.bytes, self.entries, self.processor, self.stored_bytes]
    }
}

/// The accounts of a node.
#[derive(Debug)]
pub(crate) struct Budgets {
    device: Allowance,
    longest_retry: Duration,
    accounts: Mutex<HashMap<DeviceId, [Bucket; 4]>>,
}

impl Budgets {
    pub(crate) fn new(limits: &Limits) -> Arc<Self> {
        Arc::new(Self { device: limits.allowance, longest_retry: limits.longest_retry, accounts: Mutex::default() })
    }

    /// The account of a device, for one exchange.
    pub(crate) fn account(self: &Arc<Self>, peer: &DeviceCertificate, clock: Arc<dyn Clock>) -> Account {
        let allowance = if peer.role == Role::Node { self.device.of_node() } else { self.device };
        Account { budgets: Arc::clone(self), device: peer.device, allowance, clock, meter: Arc::default() }
    }
}

/// A device's account.
#[derive(Debug)]
pub(crate) struct Account {
    budgets: Arc<Budgets>,
    device: DeviceId,
    allowance: Allowance,
    clock: Arc<dyn Clock>,
    meter: Arc<Meter>,
}

impl Account {
    /// What is done for the device is measured by this.
    pub(crate) fn meter(&self) -> &Arc<Meter> {
        &self.meter
    }

    /// Charges bytes, and what was measured. Tells a device that has overdrawn when to come back.
    #[expect(clippy::cast_precision_loss, reason = "amounts are far below what a fraction holds exactly")]
    pub(crate) fn charge(&self, bytes: usize) -> Result<(), Status> {
        let Spent { processor, entries, stored_bytes } = self.meter.take();
        let spent = [bytes as f64, entries as f64, processor.as_secs_f64(), stored_bytes as f64];
        let (rates, now) = (self.allowance.rates(), self.clock.now());
        let mut accounts = self.budgets.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        make_room(&mut accounts, |buckets| {
            buckets.iter_mut().zip(rates).any(|(bucket, rate)| {
                bucket.refill(rate, now);
                !bucket.is_full(rate)
            })
        });
        let account = accounts.entry(self.device).or_insert_with(|| rates.map(|rate| Bucket::full(rate, now)));
        let mut wait = None;
        for ((bucket, rate), amount) in account.iter_mut().zip(rates).zip(spent) {
            bucket.refill(rate, now);
            bucket.take(amount);
            wait = wait.max(bucket.wait(rate));
        }
        drop(accounts);
        let Some(wait) = wait else { return Ok(()) };
        metering::overdrawn();
        Err(come_back("this device has taken all that it may for now", wait, self.budgets.longest_retry))
    }
}
