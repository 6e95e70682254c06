//! What a device may make a node keep for good.
//!
//! A terminal or an inspector's laptop writes about few units, so what a node keeps for it is bounded by in how many
//! periods it writes, how many bytes that is in each, and how many logs it may have in a document. What is stored is
//! what is counted, so a restart gives nobody a new allowance. How much it may write in a time, whoever serves it sees
//! to. No clock decides: one that is years off would refuse what another node took.
//!
//! Nothing that was acknowledged anywhere is refused: what a node gives up or gives back passes, and so does what
//! somebody shows a node's receipt for, what continues a log that is here, and what is given back by another than its
//! writer. The bounds lie far above what honest devices reach, so that for these no order of arrival matters.

use crate::error::ReplicaError;
use crate::ingest::Source;
use crate::push::Push;
use crate::replica::Replica;
use crate::writers::MAX_VOUCHERS;
use cunbang_ledger::limits::{MAX_BYTES_IN_PERIOD, MAX_INCARNATIONS, MAX_INCARNATIONS_IN_PERIOD, MAX_PERIODS};
use cunbang_ledger::{LogId, Receipt, Refusal, RefusalCode};
use cunbang_model::{DeviceId, Period, Role};
use cunbang_store::Head;
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

/// Sums that are kept in mind. Beyond that, all are read again.
const MAX_SUMS: usize = 64 * 1024;

/// How many bytes devices have written in periods: read from the store once, then counted on.
#[derive(Debug, Default)]
pub(crate) struct Written(Mutex<HashMap<(DeviceId, Option<Period>), u64>>);

impl Written {
    fn bytes(&self, device: DeviceId, period: Option<Period>) -> Option<u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&(device, period)).copied()
    }

    fn set(&self, device: DeviceId, period: Option<Period>, bytes: u64) {
        let mut sums = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if sums.len() >= MAX_SUMS {
            sums.clear();
        }
        sums.insert((device, period), bytes);
    }

    /// Begins to count a device of which nothing is here for a period.
    fn begin(&self, device: DeviceId, period: Option<Period>) {
        if self.bytes(device, period).is_none() {
            self.set(device, period, 0);
        }
    }

    /// Counts what was stored of a device that is being counted.
    pub(crate) fn add(&self, log: &LogId, bytes: usize) {
        let mut sums = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(sum) = sums.get_mut(&(log.writer.device, log.document.period())) {
            *sum += bytes as u64;
        }
    }
}

impl Replica {
    /// Refuses a log of which nothing is here, if its device may not begin it.
    pub(crate) async fn check_new_log(
        &self,
        source: Source<'_>,
        push: &Push,
        vouched: &[Receipt],
    ) -> Result<Option<Refusal>, ReplicaError> {
        let log = &push.log;
        if !self.is_bounded(source, push, vouched) {
            let heads = self.store().heads_of_document(&log.document).await?;
            return Ok(check_incarnations(log, &heads));
        }
        // One that writes about few units has few logs, and they show all there is to know.
        let heads = self.store().heads_of_device(&log.writer.device).await?;
        if let Some(refusal) = check_periods(log, &heads) {
            return Ok(Some(refusal));
        }
        let period = log.document.period();
        if heads.iter().all(|head| head.log.document.period() != period) {
            self.kept_bytes().begin(log.writer.device, period);
        }
        Ok(check_incarnations(log, &heads))
    }

    /// Refuses more bytes of a period than a device may have kept.
    pub(crate) async fn check_bytes(
        &self,
        source: Source<'_>,
        push: &Push,
        vouched: &[Receipt],
    ) -> Result<Option<Refusal>, ReplicaError> {
        if !self.is_bounded(source, push, vouched) {
            return Ok(None);
        }
        let (device, period) = (push.log.writer.device, push.log.document.period());
        let bytes = match self.kept_bytes().bytes(device, period) {
            Some(bytes) => bytes,
            None => self.store().bytes_written_in(&device, period).await?,
        };
        self.kept_bytes().set(device, period, bytes);
        let what = || {
            format!(
                "{}: its device has {bytes} bytes for this period: expected at most {MAX_BYTES_IN_PERIOD}",
                push.log
            )
        };
        let is_too_much = bytes + push.packed.len() as u64 > MAX_BYTES_IN_PERIOD;
        Ok(is_too_much.then(|| Refusal::new(RefusalCode::TooLarge, what())))
    }

    /// Whether a push is one that a device brings of its own, and nobody shows that a node has it.
    fn is_bounded(&self, source: Source<'_>, push: &Push, vouched: &[Receipt]) -> bool {
        let Source::Below(sender) = source else { return false };
        if sender.role == Role::Node || push.log.writer.device != sender.device {
            return false;
        }
        let mut receipts = vouched.iter().filter(|receipt| receipt.log == push.log).take(MAX_VOUCHERS);
        !receipts.any(|receipt| receipt.number >= push.first && self.is_of_a_node(receipt))
    }
}

/// Refuses one more period where a device writes in too many.
fn check_periods(log: &LogId, heads: &[Head]) -> Option<Refusal> {
    let period = log.document.period()?;
    let periods: HashSet<_> = heads.iter().filter_map(|head| head.log.document.period()).collect();
    if periods.len() < MAX_PERIODS || periods.contains(&period) {
        return None;
    }
    let what = format!("{log}: its device writes in {} periods: expected at most {MAX_PERIODS}", periods.len());
    Some(Refusal::new(RefusalCode::TooLarge, what))
}

/// Refuses one more log where its device has too many in the document.
fn check_incarnations(log: &LogId, heads: &[Head]) -> Option<Refusal> {
    let most = if log.document.period().is_some() { MAX_INCARNATIONS_IN_PERIOD } else { MAX_INCARNATIONS };
    let is_of_both = |head: &&Head| head.log.document == log.document && head.log.writer.device == log.writer.device;
    let logs = heads.iter().filter(is_of_both).count();
    let what = || format!("{log}: its device has {logs} logs in this document: expected at most {most}");
    (logs >= most).then(|| Refusal::new(RefusalCode::TooLarge, what()))
}
