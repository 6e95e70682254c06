//! Messages from the node above, taken apart.

use super::{Lower, LowerEffect, Purpose, RefusedPush, Whole};
use crate::proto;
use crate::wire::{self, WireError};
use cunbang_language::{Language, say};
use cunbang_ledger::{LogHead, LogId, Receipt, Refusal, RefusalCode};
use cunbang_model::Timestamp;
use cunbang_replica::Acknowledgement;
use cunbang_replica::recovery::AfterRefusal;
use std::collections::BTreeSet;

impl Lower {
    /// Handles the parts of a message in order of their dependencies.
    pub(super) fn hear(&mut self, down: proto::Down) -> Result<Vec<LowerEffect>, WireError> {
        let upstream = self.ends.upstream;
        let mut effects = Vec::new();
        let brings_news = !down.segments.is_empty() || !down.receipts.is_empty();
        // Compare first: everything else in the message is newer than these heads.
        if let Some(heads) = &down.heads {
            self.comparing = true;
            self.theirs = wire::heads_from_wire(&heads.heads, upstream)?;
            effects.push(LowerEffect::Compare { theirs: self.theirs.clone(), give_back: heads.own });
        }
        if down.now_ms != 0 {
            let theirs = Timestamp::from_millisecond(down.now_ms);
            effects.push(LowerEffect::ReadClock(theirs.map_err(|_| WireError("a clock is out of range".to_owned()))?));
        }
        let mut acknowledged = Vec::new();
        let last_taken = down.taken.iter().map(|taken| taken.push).max();
        for taken in down.taken {
            let (log, head) = self.answered(taken.push)?;
            self.refused.remove(&log);
            self.taken.insert(log);
            acknowledged.push(self.receipt(&taken, log, head)?);
        }
        if !acknowledged.is_empty() {
            effects.push(LowerEffect::Judge { acknowledged, pushed: true });
        }
        let shown = down.segments.iter().map(|segment| wire::log_from_wire(segment.log.as_ref(), upstream));
        let shown: BTreeSet<LogId> = shown.collect::<Result<_, _>>()?;
        for refused in down.refused {
            let (log, _) = self.answered(refused.push)?;
            let code = u8::try_from(refused.code).ok().and_then(RefusalCode::from_number);
            let mut refusal = Refusal::new(code.unwrap_or(RefusalCode::Other), refused.message);
            if refusal.code == RefusalCode::Fork && log.writer.device == self.ends.own && !shown.contains(&log) {
                refusal.message = self.unproven_fork(&log);
            }
            let lacking = wire::heads_from_wire(&refused.lacking, upstream)?;
            self.asked |= !lacking.is_empty();
            // It builds on logs of the same document, and the node may have that document because it was sent a part.
            let lacking = lacking.into_iter().filter(|(lacked, _)| lacked.document == log.document);
            for (log, number) in lacking {
                if self.given.insert((log, number)) {
                    self.lacking.insert(log, number);
                }
            }
            effects.extend(self.hear_refusal(refused.push, log, refusal));
        }
        for segment in down.segments {
            effects.push(LowerEffect::TakeIn(Box::new(wire::push_from_wire(segment, upstream)?)));
        }
        let receipts = down.receipts.iter().map(|receipt| wire::receipt_from_wire(receipt, upstream));
        let receipts: Vec<Receipt> = receipts.collect::<Result<_, _>>()?;
        // The node's own receipts are acknowledgements too.
        let (own, others): (Vec<Receipt>, Vec<Receipt>) =
            receipts.into_iter().partition(|receipt| receipt.node == upstream);
        if !own.is_empty() {
            let of =
                |receipt: Receipt| Acknowledgement { log: receipt.log, number: receipt.number, receipt: Some(receipt) };
            let acknowledged = own.into_iter().map(of).collect();
            effects.push(LowerEffect::Judge { acknowledged, pushed: false });
        }
        if !others.is_empty() {
            self.report.receipts += others.len() as u64;
            effects.push(LowerEffect::KeepReceipts(others));
        }
        let brings_checkpoints = !down.checkpoints.is_empty();
        if brings_checkpoints {
            effects.push(LowerEffect::KeepCheckpoints(down.checkpoints));
        }
        let branches = wire::branches_from_wire(down.forks, upstream);
        if !branches.is_empty() {
            effects.push(LowerEffect::KeepBranches(branches));
        }
        if down.caught_up {
            // The last part of an answer. Receipts that were asked for come with it.
            self.caught_up = true;
            self.flights_unanswered = self.flights_unanswered.saturating_sub(1);
        }
        if down.caught_up && !self.lacking_here.is_empty() {
            effects.push(LowerEffect::LookFor(std::mem::take(&mut self.lacking_here)));
        }
        let has_given_back = self.gives_back && !self.comparing && self.is_all_answered();
        self.gives_back &= !has_given_back;
        let position = match &down.cursor {
            Some(cursor) => Some(wire::position_from_wire(Some(cursor))?),
            None => self.position.filter(|_| has_given_back),
        };
        if let Some(position) = position {
            effects.push(LowerEffect::KeepCursor {
                position,
                incarnation: self.incarnation,
                whole: if self.whole && !down.caught_up { Whole::UnderWay } else { Whole::No },
            });
        }
        // What the node took or sent may be what a refused push waits for.
        let mut waiting = self.refused.values().filter(|refused| refused.after == AfterRefusal::Retry);
        let retries = waiting.any(|refused| brings_news || last_taken > Some(refused.push));
        self.again |= retries && last_taken.is_some() && !self.stay;
        let is_answered = self.unanswered().next().is_none();
        let released = self.held_back && is_answered;
        let answers = is_answered && !self.comparing && std::mem::take(&mut self.asked);
        if let Some(gather) = self.gather_for_heads() {
            effects.push(gather);
        } else if answers && (!self.lacking.is_empty() || !self.stay) {
            // Even with nothing to give, this is an answer, and the node waits for one.
            let gives = !self.lacking.is_empty();
            effects.push(if gives { self.gather(Purpose::AnswerLacking, Vec::new()) } else { self.send_nothing() });
        } else if self.stay && (retries || released || brings_checkpoints) {
            // A checkpoint goes back countersigned.
            effects.extend(self.gather_news());
        }
        Ok(effects)
    }

    fn answered(&mut self, push: u32) -> Result<(LogId, LogHead), WireError> {
        let sent = usize::try_from(push).ok().and_then(|index| self.sent.get_mut(index));
        let sent = sent.ok_or_else(|| WireError(format!("push {push} is answered, but was never sent")))?;
        if std::mem::replace(&mut sent.answered, true) {
            return Err(WireError(format!("push {push} is answered twice")));
        }
        Ok((sent.log, sent.head))
    }

    fn receipt(&self, taken: &proto::Taken, log: LogId, head: LogHead) -> Result<Acknowledgement, WireError> {
        if taken.signature.is_empty() || (taken.number != 0 && taken.number != head.number) {
            return Ok(Acknowledgement { log, number: head.number, receipt: None });
        }
        let receipt = Receipt {
            unit: self.ends.upstream_unit,
            node: self.ends.upstream,
            log,
            number: head.number,
            entry_hash: head.entry_hash,
            received_at: Timestamp::from_millisecond(taken.received_at_ms)
                .map_err(|_| WireError("a receipt's time is out of range".to_owned()))?,
            signature: wire::signature_from_wire(&taken.signature)?,
        };
        Ok(Acknowledgement { log, number: head.number, receipt: Some(receipt) })
    }

    /// What is said of a refusal for which the node had to show another branch of this device's log, and did not.
    fn unproven_fork(&self, log: &LogId) -> String {
        let unit = self.ends.upstream_unit;
        Language::in_both(|| say!("hear-unshown-fork", unit = unit, log = log))
    }

    fn hear_refusal(&mut self, push: u32, log: LogId, refusal: Refusal) -> Option<LowerEffect> {
        let after = AfterRefusal::of(refusal.code);
        if after == AfterRefusal::Compare {
            // The comparison in this answer or the next one sends what the node lacks.
            return None;
        }
        let flight =
            |push: u32| usize::try_from(push).ok().and_then(|index| self.sent.get(index)).map(|sent| sent.flight);
        let earlier = self.refused.get(&log).filter(|earlier| earlier.push < push);
        if earlier.is_some_and(|earlier| flight(earlier.push) == flight(push)) {
            // It continues what was refused, so this is said of nothing by itself.
            return None;
        }
        if self.refused.insert(log, RefusedPush { push, after, refusal: refusal.clone() }).is_none() {
            self.report.refused.push((log, refusal));
        }
        match after {
            AfterRefusal::NoteFork if log.writer.device == self.ends.upstream => Some(LowerEffect::NoteTold(log)),
            AfterRefusal::NoteFork => Some(LowerEffect::NoteFork(log)),
            AfterRefusal::Doubt => Some(LowerEffect::Doubt(log)),
            AfterRefusal::Compare | AfterRefusal::Retry | AfterRefusal::Leave => None,
        }
    }
}
