//! Which new logs a device may begin at a node.
//!
//! A terminal writes about its own unit alone, so what it may make a node keep is bounded by how many periods there
//! are, how many logs it may have in a document, and how much it may write in a time, which whoever serves it sees to.
//!
//! Nothing that was acknowledged anywhere is refused, as no refusal may depend on the order in which things arrive:
//! what a node gives up or gives back passes, and so does what somebody shows a node's receipt for, what continues a
//! log that is here, and what is given back by another than its writer. A period that is too far ahead comes nearer,
//! and the device sends the same again with each exchange.

use crate::error::ReplicaError;
use crate::ingest::{MAX_VOUCHERS, Source};
use crate::push::Push;
use crate::replica::Replica;
use cunbang_ledger::limits::{MAX_INCARNATIONS, MAX_INCARNATIONS_IN_PERIOD};
use cunbang_ledger::{LogId, Receipt, Refusal, RefusalCode};
use cunbang_model::{Date, Period, Role, Timestamp, clock};

/// How far back a device may begin to keep the records of a period, in years. A village that was offline for long, or
/// types up old papers, is within that.
const YEARS_BACK: i16 = 5;

impl Replica {
    /// Refuses a log of which nothing is here, if its device may not begin it.
    pub(crate) async fn check_new_log(
        &self,
        source: Source<'_>,
        push: &Push,
        vouched: &[Receipt],
    ) -> Result<Option<Refusal>, ReplicaError> {
        Ok(match self.check_period(source, push, vouched) {
            Some(refusal) => Some(refusal),
            None => self.check_incarnations(&push.log).await?,
        })
    }

    /// Refuses records of a period that is far from those that are now, by this node's clock.
    fn check_period(&self, source: Source<'_>, push: &Push, vouched: &[Receipt]) -> Option<Refusal> {
        let Source::Below(sender) = source else { return None };
        let period = push.log.document.period()?;
        let (earliest, latest) = open_days(self.now());
        let is_near = period.first_day() <= latest && period.last_day() >= earliest;
        if is_near || sender.role == Role::Node || push.log.writer.device != sender.device {
            return None;
        }
        let mut receipts = vouched.iter().filter(|receipt| receipt.log == push.log).take(MAX_VOUCHERS);
        if receipts.any(|receipt| receipt.number >= push.first && self.is_of_a_node(receipt)) {
            return None;
        }
        Some(Refusal::new(
            RefusalCode::NotPermitted,
            format!(
                "{}：本节点现收 {earliest} 至 {latest} 各期的记录 this node takes records of periods from {earliest} to {latest} now",
                push.log.document
            ),
        ))
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

/// From which day up to which a period may begin to be recorded: up to the end of the next quarter.
fn open_days(now: Timestamp) -> (Date, Date) {
    let today = clock::county_date(now);
    let quarter = Period::quarter_of(today);
    let first = quarter.first_day();
    let earliest = Date::new(first.year() - YEARS_BACK, first.month(), 1).unwrap_or(Date::MIN);
    (earliest, quarter.next().last_day())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_move_with_the_quarters() {
        let days = |now: &str| {
            let (earliest, latest) = open_days(now.parse().unwrap());
            format!("{earliest} {latest}")
        };
        assert_eq!(days("2026-11-20T02:00:00Z"), "2021-10-01 2027-03-31");
        assert_eq!(days("2026-12-31T17:00:00Z"), "2022-01-01 2027-06-30");
    }
}
