//! The device's side of an exchange, as a value: what the node above says goes in, steps come out.
//!
//! The machine remembers what was sent and not yet answered. It does no I/O and knows no time, so any
//! order of answers, breaks and repetitions can be played through in a test.

use crate::proto;
use crate::wire::{self, Understood, WireError};
use cunbang_ledger::{LogHead, LogId, Receipt, Refusal, RefusalCode};
use cunbang_model::{DeviceId, Timestamp, UnitCode};
use cunbang_replica::{Acknowledgement, OutgoingPush, Push};
use cunbang_store::Position;
use std::collections::BTreeMap;

/// What is to be done because of a message.
#[derive(Debug)]
pub enum Step {
    /// Keep what came from above.
    Take(Vec<Push>),
    /// Keep receipts that came down.
    KeepReceipts(Vec<Receipt>),
    /// The node acknowledged pushes.
    Acknowledge(Vec<Acknowledgement>),
    /// The node refused a push: nothing of it was kept there.
    Refused {
        /// The log.
        log: LogId,
        /// Why.
        refusal: Refusal,
        /// How many entries of it are there.
        have: u64,
    },
    /// Compare what the node has with what it acknowledged, and answer.
    Compare {
        /// What it has.
        theirs: BTreeMap<LogId, u64>,
        /// Whether the node lost entries of its own.
        give_back: bool,
    },
    /// Remember how far the feed was pulled, once everything before is kept.
    Pulled(Position),
    /// Everything up to now was sent.
    CaughtUp,
}

/// A push under way.
#[derive(Debug, Clone, Copy)]
struct Sent {
    log: LogId,
    head: LogHead,
    answered: bool,
}

/// The device's side of one stream.
#[derive(Debug)]
pub struct Machine {
    own: DeviceId,
    upstream: DeviceId,
    upstream_unit: UnitCode,
    sent: Vec<Sent>,
    caught_up: bool,
    comparing: bool,
}

impl Machine {
    /// The beginning of a stream with a node.
    pub fn new(own: DeviceId, upstream: DeviceId, upstream_unit: UnitCode) -> Self {
        Self { own, upstream, upstream_unit, sent: Vec::new(), caught_up: false, comparing: false }
    }

    /// The first flight: Hello and everything that is to be pushed.
    pub fn open(
        &mut self,
        cursor: &Position,
        acknowledged: u64,
        stay: bool,
        whole: bool,
        pushes: &[OutgoingPush],
        receipts: &[Receipt],
    ) -> proto::Up {
        let mut up = self.push(pushes, receipts);
        up.hello = Some(proto::Hello {
            cursor: (cursor.number > 0).then(|| wire::position_to_wire(cursor)),
            acknowledged,
            stay,
            understood: Some(Understood::OURS.to_wire()),
            whole,
        });
        up.done = !stay;
        up
    }

    /// Further pushes on a stream that stays.
    pub fn push(&mut self, pushes: &[OutgoingPush], receipts: &[Receipt]) -> proto::Up {
        for push in pushes {
            self.sent.push(Sent { log: push.log, head: push.head, answered: false });
        }
        proto::Up {
            hello: None,
            pushes: pushes.iter().map(|push| wire::push_to_wire(push, self.own)).collect(),
            receipts: receipts.iter().map(|receipt| wire::receipt_to_wire(receipt, self.own)).collect(),
            receipts_wanted: Vec::new(),
            done: false,
        }
    }

    /// The answer to [`Step::Compare`].
    pub fn answer_comparison(
        &mut self,
        pushes: &[OutgoingPush],
        receipts: &[Receipt],
        wanted: &[LogId],
        stay: bool,
    ) -> proto::Up {
        self.comparing = false;
        let mut up = self.push(pushes, receipts);
        up.receipts_wanted = wanted.iter().map(|log| wire::log_to_wire(log, self.own)).collect();
        up.done = !stay;
        up
    }

    /// Whether nothing more is to be expected of the node: all pushes are answered, everything up to
    /// now is here, and nothing is being compared.
    pub fn is_idle(&self) -> bool {
        self.caught_up && !self.comparing && self.sent.iter().all(|sent| sent.answered)
    }

    /// The logs that were pushed and not yet answered.
    pub fn unanswered(&self) -> impl Iterator<Item = &LogId> {
        self.sent.iter().filter(|sent| !sent.answered).map(|sent| &sent.log)
    }

    /// Takes a message of the node.
    pub fn receive(&mut self, down: proto::Down) -> Result<Vec<Step>, WireError> {
        let mut steps = Vec::new();
        // First of all, as what else comes with it is newer than what is compared.
        if let Some(heads) = &down.heads {
            self.comparing = true;
            steps.push(Step::Compare { theirs: wire::heads_from_wire(heads, self.upstream)?, give_back: heads.own });
        }
        let mut acknowledged = Vec::new();
        for taken in down.taken {
            let (log, head) = self.answered(taken.push)?;
            acknowledged.push(self.receipt(&taken, log, head)?);
        }
        if !acknowledged.is_empty() {
            steps.push(Step::Acknowledge(acknowledged));
        }
        for refused in down.refused {
            let (log, _) = self.answered(refused.push)?;
            let code = u8::try_from(refused.code).ok().and_then(RefusalCode::from_number);
            let refusal = Refusal::new(code.unwrap_or(RefusalCode::Other), refused.message);
            steps.push(Step::Refused { log, refusal, have: refused.have });
        }
        if !down.segments.is_empty() {
            let segments = down.segments.into_iter().map(|segment| wire::push_from_wire(segment, self.upstream));
            steps.push(Step::Take(segments.collect::<Result<_, _>>()?));
        }
        if !down.receipts.is_empty() {
            let receipts = down.receipts.iter().map(|receipt| wire::receipt_from_wire(receipt, self.upstream));
            let receipts: Vec<Receipt> = receipts.collect::<Result<_, _>>()?;
            // The node's own receipts are acknowledgements too.
            let own: Vec<Acknowledgement> = receipts
                .iter()
                .filter(|receipt| receipt.node == self.upstream)
                .map(|receipt| Acknowledgement {
                    log: receipt.log,
                    number: receipt.number,
                    receipt: Some(receipt.clone()),
                })
                .collect();
            if !own.is_empty() {
                steps.push(Step::Acknowledge(own));
            }
            let others: Vec<Receipt> = receipts.into_iter().filter(|receipt| receipt.node != self.upstream).collect();
            if !others.is_empty() {
                steps.push(Step::KeepReceipts(others));
            }
        }
        if let Some(cursor) = &down.cursor {
            steps.push(Step::Pulled(wire::position_from_wire(Some(cursor))?));
        }
        if down.caught_up {
            self.caught_up = true;
            steps.push(Step::CaughtUp);
        }
        Ok(steps)
    }

    fn answered(&mut self, push: u32) -> Result<(LogId, LogHead), WireError> {
        let sent = usize::try_from(push).ok().and_then(|place| self.sent.get_mut(place));
        let sent = sent.ok_or_else(|| WireError(format!("push {push} is answered, and was never sent")))?;
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
            unit: self.upstream_unit,
            node: self.upstream,
            log,
            number: head.number,
            entry_hash: head.entry_hash,
            received_at: Timestamp::from_millisecond(taken.received_at_ms)
                .map_err(|_| WireError("a receipt's time is out of range".to_owned()))?,
            signature: taken
                .signature
                .as_slice()
                .try_into()
                .map_err(|_| WireError("a signature has 64 bytes".to_owned()))?,
        };
        Ok(Acknowledgement { log, number: head.number, receipt: Some(receipt) })
    }
}
