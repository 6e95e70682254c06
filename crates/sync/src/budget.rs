//! One budget for each device: bytes on the line, entries stored, time of a processor, and bytes kept for good.
//!
//! What a device costs is charged as it arises. Whoever has overdrawn is told when to come back, and keeps to it, with
//! a pause of its own (`pauses`). Nothing is refused for good: what was not taken comes with a later exchange, and
//! nothing that a node gives up or gives back counts as kept for it, as somebody else has acknowledged it.
//!
//! An account is in memory. What it says of bytes kept for good begins with what the store has of the device since a
//! week, so that a restart gives nobody a new allowance; the rest begins full.

use crate::buckets::{Bucket, Rate, come_back, make_room};
use crate::metering;
use crate::server::Limits;
use cunbang_identity::DeviceCertificate;
use cunbang_model::{Clock, DeviceId, Role, Timestamp};
use cunbang_replica::{Meter, Replica, ReplicaError, Spent};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tonic::Status;

/// Pushes in one message of a device.
pub const MAX_PUSHES_PER_MESSAGE: usize = 1024;
/// Receipts in one message of a device: each is a signature to check.
pub const MAX_RECEIPTS_PER_MESSAGE: usize = 4096;
/// Logs of which one message of a device may ask for receipts.
pub const MAX_WANTED_PER_MESSAGE: usize = 4096;

/// Within which time the bytes that a device may have stored are there again.
const STORED_WITHIN_HOURS: u64 = 7 * 24;

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
            stored_bytes: Rate::new(64 * 1024 * 1024, Duration::from_hours(STORED_WITHIN_HOURS)),
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

    /// The last is [`STORED_BYTES`].
    fn rates(&self) -> [Rate; 4] {
        [self.bytes, self.entries, self.processor, self.stored_bytes]
    }
}

/// Where an account has the bytes that are kept for good.
const STORED_BYTES: usize = 3;

/// The accounts of a node.
#[derive(Debug)]
pub(crate) struct Budgets {
    device: Allowance,
    longest_retry: Duration,
    /// Bytes, entries, processor, and [`STORED_BYTES`].
    accounts: Mutex<HashMap<DeviceId, [Bucket; 4]>>,
}

impl Budgets {
    pub(crate) fn new(limits: &Limits) -> Arc<Self> {
        Arc::new(Self { device: limits.allowance, longest_retry: limits.longest_retry, accounts: Mutex::default() })
    }

    /// The account of a device, for one exchange.
    pub(crate) async fn account(
        self: &Arc<Self>,
        peer: &DeviceCertificate,
        node: &Replica,
    ) -> Result<Account, ReplicaError> {
        let allowance = if peer.role == Role::Node { self.device.of_node() } else { self.device };
        let now = node.now();
        if !self.lock().contains_key(&peer.device) {
            let since = now.checked_sub(Duration::from_hours(STORED_WITHIN_HOURS)).unwrap_or(Timestamp::MIN);
            let stored = node.store().bytes_written_since(&peer.device, since).await?;
            let mut buckets = allowance.rates().map(|rate| Bucket::full(rate, now));
            #[expect(clippy::cast_precision_loss, reason = "far below what a fraction holds exactly")]
            buckets[STORED_BYTES].take(stored as f64);
            self.lock().entry(peer.device).or_insert(buckets);
        }
        let clock = Arc::clone(node.clock());
        Ok(Account { budgets: Arc::clone(self), device: peer.device, allowance, clock, meter: Arc::default() })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<DeviceId, [Bucket; 4]>> {
        self.accounts.lock().unwrap_or_else(PoisonError::into_inner)
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
        let mut accounts = self.budgets.lock();
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
