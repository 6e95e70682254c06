//! Which new logs a device may begin at a node.
//!
//! A terminal writes about its own unit alone, so what it may make a node keep is bounded by in how many periods it
//! writes, how many logs it may have in a document, and how much it may write in a time, which whoever serves it sees
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
use cunbang_ledger::limits::{MAX_INCARNATIONS, MAX_INCARNATIONS_IN_PERIOD, MAX_PERIODS};
use cunbang_ledger::{LogId, Receipt, Refusal, RefusalCode};
use cunbang_model::Role;
use std::collections::HashSet;

impl Replica {
    /// Refuses a log of which nothing is here, if its device may not begin it.
    pub(crate) async fn check_new_log(
        &self,
        source: Source<'_>,
        push: &Push,
        vouched: &[Receipt],
    ) -> Result<Option<Refusal>, ReplicaError> {
        Ok(match self.check_periods(source, push, vouched).await? {
            Some(refusal) => Some(refusal),
            None => self.check_incarnations(&push.log).await?,
        })
    }

    /// Refuses one more period where a terminal writes in too many.
    async fn check_periods(
        &self,
        source: Source<'_>,
        push: &Push,
        vouched: &[Receipt],
    ) -> Result<Option<Refusal>, ReplicaError> {
        let (Source::Below(sender), Some(period)) = (source, push.log.document.period()) else { return Ok(None) };
        if sender.role != Role::Terminal || push.log.writer.device != sender.device {
            return Ok(None);
        }
        let heads = self.store().heads_of_device(&sender.device).await?;
        let periods: HashSet<_> = heads.iter().filter_map(|head| head.log.document.period()).collect();
        if periods.len() < MAX_PERIODS || periods.contains(&period) {
            return Ok(None);
        }
        let mut receipts = vouched.iter().filter(|receipt| receipt.log == push.log).take(MAX_VOUCHERS);
        if receipts.any(|receipt| receipt.number >= push.first && self.is_of_a_node(receipt)) {
            return Ok(None);
        }
        let what =
            format!("{}: its device writes in {} periods: expected at most {MAX_PERIODS}", push.log, periods.len());
        Ok(Some(Refusal::new(RefusalCode::TooLarge, what)))
    }

    /// Refuses one more log where its device has too many in the document.
    async fn check_incarnations(&self, log: &LogId) -> Result<Option<Refusal>, ReplicaError> {
        let most = if log.document.period().is_some() { MAX_INCARNATIONS_IN_PERIOD } else { MAX_INCARNATIONS };
        let heads = self.store().heads_of_document(&log.document).await?;
        let logs = heads.iter().filter(|head| head.log.writer.device == log.writer.device).count();
        let what = || format!("{log}: its device has {logs} logs in this document: expected at most {most}");
        Ok((logs >= most).then(|| Refusal::new(RefusalCode::TooLarge, what())))
    }
}
