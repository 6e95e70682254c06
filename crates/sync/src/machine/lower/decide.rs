//! What follows from what the store answered.

use super::{Compared, Lower, LowerEffect, Purpose};
use cunbang_ledger::{LogId, RefusalCode};
use cunbang_model::{Role, Timestamp};
use cunbang_replica::Answer;
use cunbang_replica::exchange::Judged;
use cunbang_replica::recovery::{self, ReceiptFor};

impl Lower {
    /// Decides what follows from the comparison.
    pub(super) fn decide(&mut self, compared: Compared) -> Vec<LowerEffect> {
        let comparison = recovery::compare(&compared.logs);
        let mut effects = Vec::new();
        self.report.lost_by_upstream += comparison.lost;
        if !comparison.send_again.is_empty() {
            effects.push(LowerEffect::SendAgain { logs: comparison.send_again, lost: comparison.lost });
        }
        if comparison.own_store_is_older && self.ends.role != Role::Node {
            self.report.new_incarnation = true;
            effects.push(LowerEffect::StartIncarnation(format!(
                "{} has more of this device's log than this store: the store was restored from an older state",
                self.ends.upstream_unit
            )));
        }
        self.lacking_here = comparison.lacking_here;
        effects.extend(self.want_whole_if(comparison.own_entries_are_missing));
        let mut receipts = recovery::proofs_of_loss(compared.receipts, &self.theirs);
        receipts.extend(compared.held);
        let purpose = Purpose::AnswerHeads { receipts, receipts_wanted: comparison.receipts_wanted };
        let give_back = recovery::give_back(&compared.returnable, &self.theirs);
        if !give_back.is_empty() {
            self.gives_back = true;
            effects.push(LowerEffect::WantWhole);
        }
        // After the rest of the message has been handled, and everything else is answered: what is acknowledged is not
        // pushed again.
        self.answer_to_heads = Some((purpose, give_back));
        if let Some(gather) = self.gather_for_heads() {
            self.effects.push_back(gather);
        }
        effects
    }

    /// What this store lost and once sent itself comes only with everything.
    pub(super) fn want_whole_if(&mut self, lacks: bool) -> Vec<LowerEffect> {
        if !lacks || self.whole {
            return Vec::new();
        }
        self.again = true;
        self.wants_whole = true;
        vec![LowerEffect::WantWhole]
    }

    /// Only entries in the store can have been acknowledged. Those that this node has yet to push stay so, because its
    /// own receipts go up with them, and show who received them first.
    pub(super) fn acknowledge(&mut self, judged: Vec<Judged>) -> Vec<LowerEffect> {
        let mut effects = Vec::new();
        let mut kept = Vec::new();
        let mut receipts = Vec::new();
        for judged in judged {
            match judged.receipt_for {
                Some(ReceiptFor::WhatIsHere) if judged.is_due => receipts.extend(judged.one.receipt),
                None | Some(ReceiptFor::WhatIsHere) => {
                    let fresh = judged.one.number.saturating_sub(judged.known);
                    self.report.acknowledged_entries += fresh;
                    if self.taken.contains(&judged.one.log) {
                        self.report.sent_entries += fresh;
                    }
                    kept.push(judged);
                }
                Some(ReceiptFor::OtherContent) => effects.push(LowerEffect::NoteFork(judged.one.log)),
                Some(ReceiptFor::NothingHere) => {}
            }
        }
        if !receipts.is_empty() {
            effects.insert(0, LowerEffect::KeepReceipts(receipts));
        }
        if !kept.is_empty() {
            effects.insert(0, LowerEffect::KeepAcknowledged(kept));
        }
        effects
    }

    /// The node read its clock between Hello and now: only what lies outside is a difference.
    pub(super) fn compare_clocks(&mut self, theirs: Timestamp, now: Timestamp) -> Vec<LowerEffect> {
        let (at_least, at_most) =
            (theirs.as_second() - now.as_second(), theirs.as_second() - self.asked_at.as_second());
        self.report.clock_ahead_seconds = Some(if at_least > 0 { at_least } else { at_most.min(0) });
        Vec::new()
    }

    pub(super) fn took_in(&mut self, log: LogId, answer: Answer, fresh: u64) -> Vec<LowerEffect> {
        self.report.pulled_entries += fresh;
        // Something was refused before, and may build on this.
        self.again |= fresh > 0 && self.has_refused;
        let Answer::Refused { refusal, .. } = answer else { return Vec::new() };
        let mut effects = Vec::new();
        if refusal.code.is_passing() {
            // When asked for everything, the node could not send what it builds on either.
            self.again |= !self.whole;
            self.wants_whole = true;
            self.has_refused = true;
            effects.push(LowerEffect::WantWhole);
        }
        if refusal.code == RefusalCode::Fork {
            effects.push(LowerEffect::NoteFork(log));
            // If it is the node's own log, the next exchange tells the node.
            self.again |= log.writer.device == self.ends.upstream && !self.whole;
        }
        self.report.refused.push((log, refusal));
        effects
    }
}
