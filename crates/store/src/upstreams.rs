//! What the nodes above have acknowledged, and what is still to go to them.

use crate::agreement::{Agreement, Holder, SharedLogs};
use crate::error::StoreError;
use crate::segment::StoredSegment;
use async_trait::async_trait;
use cunbang_ledger::LogId;
use cunbang_model::{DeviceId, Timestamp, UnitCode};

/// What an upstream has acknowledged to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acknowledgement {
    /// The log.
    pub log: LogId,
    /// How many of its entries.
    pub number: u64,
    /// The time in the upstream's receipt, in whole milliseconds.
    pub receipt_time: Timestamp,
}

/// Reads what upstreams have. [`Write::Acknowledged`](crate::Write::Acknowledged) notes it.
#[async_trait]
pub trait Upstreams: Send + Sync {
    /// The segments that are still to go to an upstream, in feed order: of rosters, ledgers and
    /// inspections that a device of the upstream's unit may hold, past what it has acknowledged, and
    /// not come from it (unless it has since acknowledged less of that log). With `only_device`, of
    /// that device's own logs alone.
    async fn pending(
        &self,
        upstream: &DeviceId,
        upstream_unit: UnitCode,
        only_device: Option<&DeviceId>,
    ) -> Result<Vec<StoredSegment>, StoreError>;
    /// What an upstream has acknowledged of one log, or `None` if it never did.
    async fn acknowledgement(&self, upstream: &DeviceId, log: &LogId) -> Result<Option<Acknowledgement>, StoreError>;
    /// What an upstream has acknowledged, in the order of the logs. This grows with everything it ever
    /// acknowledged: to compare two sides, ask for their [`Upstreams::agreement`].
    async fn acknowledged(&self, upstream: &DeviceId) -> Result<Vec<Acknowledgement>, StoreError>;
    /// One number for how far the holder has the shared logs. Its cost does not depend on how many
    /// entries or periods there are.
    async fn agreement(&self, holder: &Holder, logs: &SharedLogs) -> Result<Agreement, StoreError>;
}
