//! The lower half of an exchange: a device facing the node above.

use crate::machine::SyncReport;
use crate::proto;
use crate::wire::{self, Understood, WireError};
use cunbang_ledger::{LogHead, LogId, Receipt, Refusal, RefusalCode};
use cunbang_model::{DeviceId, DocumentName, Role, Timestamp, UnitCode};
use cunbang_replica::exchange::Judged;
use cunbang_replica::recovery::{self, AfterRefusal, ReceiptFor, TwoSides};
use cunbang_replica::{Acknowledgement, Answer, OutgoingPush, Push};
use cunbang_store::{Agreement, Position};
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// The two ends of the stream.
#[derive(Debug, Clone, Copy)]
pub struct Ends {
    /// This device.
    pub own: DeviceId,
    /// This device's role.
    pub role: Role,
    /// The node above.
    pub upstream: DeviceId,
    /// The node's unit.
    pub upstream_unit: UnitCode,
}

/// Whether the device asks a node above for everything, including what it once sent itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Whole {
    /// Only what is new.
    #[default]
    No,
    /// Everything, from the beginning.
    Wanted,
    /// The rest of everything: the device has it up to the cursor.
    UnderWay,
}

/// What a device remembers about a node above.
#[derive(Debug, Clone)]
pub struct Memory {
    /// This device's clock.
    pub now: Timestamp,
    /// How far its feed was pulled, and in which incarnation of this device.
    pub pulled: Option<(Position, u32)>,
    /// Whether to ask for everything.
    pub whole: Whole,
    /// This device's incarnation.
    pub incarnation: u32,
    /// What the node has acknowledged of the shared logs.
    pub acknowledged: Agreement,
    /// The node's own logs of which this device has another branch, and the node does not know.
    pub branches: Vec<LogId>,
}

/// What to push.
#[derive(Debug, Clone, Default)]
pub struct Outgoing {
    /// The pushes, each after those it builds on.
    pub pushes: Vec<OutgoingPush>,
    /// This node's own receipts that go with them.
    pub receipts: Vec<Receipt>,
}

/// How far the logs go on both sides.
#[derive(Debug, Clone, Default)]
pub struct Compared {
    /// The logs that both sides share.
    pub logs: Vec<TwoSides>,
    /// Logs that this device may give back if the node asks, and how far it has them.
    pub returnable: Vec<(LogId, u64)>,
    /// The node's receipts for logs of which it has less than it acknowledged.
    pub receipts: Vec<Receipt>,
}

/// An event for the lower half.
#[derive(Debug, Clone)]
pub enum LowerEvent {
    /// A message from the node above.
    Said(proto::Down),
    /// Something new has been stored.
    News,
    /// The answer to [`LowerEffect::Remember`].
    Remembered(Memory),
    /// The answer to [`LowerEffect::Gather`].
    Gathered(Outgoing),
    /// The answer to [`LowerEffect::Compare`].
    Compared(Compared),
    /// The answer to [`LowerEffect::LookFor`].
    LookedFor {
        /// Whether the store lacks some of it.
        lacks: bool,
    },
    /// The answer to [`LowerEffect::Judge`].
    Judged(Vec<Judged>),
    /// The answer to [`LowerEffect::ReadClock`].
    Clock {
        /// The node's clock when it answered.
        theirs: Timestamp,
        /// This device's clock now.
        now: Timestamp,
    },
    /// The answer to [`LowerEffect::TakeIn`].
    TookIn {
        /// The log.
        log: LogId,
        /// What became of the push.
        answer: Answer,
        /// How many of its entries are new.
        fresh: u64,
    },
}

/// What the device has to do. If an effect wants an answer, the answer is the next event.
#[derive(Debug, Clone)]
pub enum LowerEffect {
    /// Send a message.
    Send(proto::Up),
    /// Read what is remembered about the node: [`LowerEvent::Remembered`].
    Remember,
    /// Read and pack what to push: [`LowerEvent::Gathered`].
    Gather {
        /// Documents of which to push nothing now.
        except: BTreeSet<DocumentName>,
        /// Logs to give back, each after this many entries.
        give_back: Vec<(LogId, u64)>,
    },
    /// Compare how far the logs go on both sides: [`LowerEvent::Compared`].
    Compare {
        /// How far the node has them.
        theirs: BTreeMap<LogId, u64>,
        /// Whether the node wants back what it lost of logs that this device does not push otherwise.
        give_back: bool,
    },
    /// See whether the store has this much of some logs: [`LowerEvent::LookedFor`].
    LookFor(Vec<(LogId, u64)>),
    /// Read this device's clock, as the node told its own: [`LowerEvent::Clock`].
    ReadClock(Timestamp),
    /// Look acknowledgements up: [`LowerEvent::Judged`].
    Judge {
        /// The acknowledgements.
        acknowledged: Vec<Acknowledgement>,
        /// Whether they answer this device's own pushes.
        pushed: bool,
    },
    /// Take in a push that came down: [`LowerEvent::TookIn`].
    TakeIn(Box<Push>),
    /// Store valid receipts of other nodes.
    KeepReceipts(Vec<Receipt>),
    /// Store what the node acknowledged.
    KeepAcknowledged(Vec<Judged>),
    /// Lower the acknowledged counts of logs to these numbers; `lost` entries had been acknowledged beyond them.
    SendAgain {
        /// The logs and their new counts.
        logs: Vec<(LogId, u64)>,
        /// How many entries the node has lost.
        lost: u64,
    },
    /// Record that another branch of a log exists elsewhere, if the log is this device's own or the node's.
    NoteFork(LogId),
    /// Record that the node knows of another branch of a log of its own.
    NoteTold(LogId),
    /// Count nothing of a log as acknowledged.
    Doubt(LogId),
    /// Start a new incarnation, for this reason.
    StartIncarnation(String),
    /// Ask for everything at the next contact.
    WantWhole,
    /// Store how far the feed was pulled.
    KeepCursor {
        /// How far.
        position: Position,
        /// In which incarnation of this device.
        incarnation: u32,
        /// Whether the rest of everything is still to come.
        whole: Whole,
    },
}

/// A push that was sent.
#[derive(Debug, Clone, Copy)]
struct Sent {
    log: LogId,
    head: LogHead,
    answered: bool,
}

/// A push that the node refused.
#[derive(Debug)]
struct RefusedPush {
    /// Its number on this stream.
    push: u32,
    /// What the refusal requires.
    after: AfterRefusal,
    refusal: Refusal,
}

/// Why pushes are gathered.
#[derive(Debug)]
enum Purpose {
    /// For the first messages, which begin with Hello.
    Open(proto::Hello),
    /// To answer the node's heads.
    AnswerHeads { receipts: Vec<Receipt>, receipts_wanted: Vec<LogId> },
    /// To answer refusals for what the node lacks.
    AnswerLacking,
    /// Because something new was stored.
    News,
}

/// The lower half of one stream.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, and all combinations occur")]
pub struct Lower {
    ends: Ends,
    stay: bool,
    whole: bool,
    incarnation: u32,
    /// This device's clock when it said Hello.
    asked_at: Timestamp,
    sent: Vec<Sent>,
    /// How many messages the node has not answered yet.
    messages_unanswered: usize,
    /// Logs with a refused push that was not accepted since.
    refused: BTreeMap<LogId, RefusedPush>,
    /// What the node lacks, and how many entries of it the node has. The rest is sent with the next pushes.
    lacking: BTreeMap<LogId, u64>,
    /// What the node lacked on this stream and was given. Nothing is given twice.
    given: BTreeSet<(LogId, u64)>,
    /// Something was not pushed, because a push of the same document was unanswered.
    held_back: bool,
    caught_up: bool,
    comparing: bool,
    /// Logs of others of which the node has more, until its feed was read.
    lacking_here: Vec<(LogId, u64)>,
    /// The node's heads, while both sides compare.
    theirs: BTreeMap<LogId, u64>,
    purpose: Purpose,
    again: bool,
    /// The next contact asks for everything: something that came down was refused and is still wanted, or the node has
    /// entries of this device that this store lacks.
    wants_whole: bool,
    /// Something that came down was refused and is still wanted.
    has_refused: bool,
    /// The node gets back what it lost, and has not answered yet. Until then it is asked again at the next contact,
    /// however far its feed was pulled.
    gives_back: bool,
    /// The position that was stored last.
    position: Option<Position>,
    report: SyncReport,
    effects: VecDeque<LowerEffect>,
}

impl Lower {
    /// Starts a stream. With `stay`, it continues after everything has been exchanged.
    pub fn new(ends: Ends, stay: bool) -> Self {
        Self {
            ends,
            stay,
            whole: false,
            incarnation: 0,
            asked_at: Timestamp::UNIX_EPOCH,
            sent: Vec::new(),
            messages_unanswered: 0,
            refused: BTreeMap::new(),
            lacking: BTreeMap::new(),
            given: BTreeSet::new(),
            held_back: false,
            caught_up: false,
            comparing: false,
            lacking_here: Vec::new(),
            theirs: BTreeMap::new(),
            purpose: Purpose::News,
            again: false,
            wants_whole: false,
            has_refused: false,
            gives_back: false,
            position: None,
            report: SyncReport::default(),
            effects: VecDeque::from([LowerEffect::Remember]),
        }
    }

    /// The next effect. `None` means that the machine waits for a message or news.
    pub fn next_effect(&mut self) -> Option<LowerEffect> {
        let mut effect = self.effects.pop_front()?;
        if let LowerEffect::KeepCursor { position, whole, .. } = &mut effect {
            self.position = Some(*position);
            if self.wants_whole || self.gives_back {
                *whole = Whole::Wanted;
            }
        }
        Some(effect)
    }

    /// Whether nothing more is expected from the node: all messages and pushes are answered, everything so far has
    /// arrived, and no comparison is open.
    pub fn is_idle(&self) -> bool {
        let all_answered = self.messages_unanswered == 0 && self.sent.iter().all(|sent| sent.answered);
        self.caught_up && !self.comparing && all_answered
    }

    /// Whether the exchange must be repeated, because one of the two sides turned out to have an older store.
    pub fn must_repeat(&self) -> bool {
        self.again
    }

    /// What was exchanged since the last call.
    pub fn take_report(&mut self) -> SyncReport {
        std::mem::take(&mut self.report)
    }

    /// The logs with unanswered pushes.
    pub fn unanswered(&self) -> impl Iterator<Item = &LogId> {
        self.sent.iter().filter(|sent| !sent.answered).map(|sent| &sent.log)
    }

    /// What the node refuses: which log, and why.
    pub fn stuck(&self) -> impl Iterator<Item = (&LogId, &Refusal)> {
        self.refused.iter().map(|(log, refused)| (log, &refused.refusal))
    }

    /// Takes an event. What follows from an answer goes before the remaining effects.
    pub fn take(&mut self, event: LowerEvent) -> Result<(), WireError> {
        let is_answer = !matches!(event, LowerEvent::Said(_) | LowerEvent::News);
        let effects = match event {
            LowerEvent::Said(down) => self.hear(down)?,
            LowerEvent::News => self.gather_news(),
            LowerEvent::Remembered(memory) => vec![self.greet(&memory)],
            LowerEvent::Gathered(outgoing) => self.send(outgoing).into_iter().collect(),
            LowerEvent::Compared(compared) => self.decide(compared),
            LowerEvent::LookedFor { lacks } => self.want_whole_if(lacks),
            LowerEvent::Clock { theirs, now } => self.compare_clocks(theirs, now),
            LowerEvent::Judged(judged) => self.acknowledge(judged),
            LowerEvent::TookIn { log, answer, fresh } => self.took_in(log, answer, fresh),
        };
        if is_answer {
            effects.into_iter().rev().for_each(|effect| self.effects.push_front(effect));
        } else {
            self.effects.extend(effects);
        }
        Ok(())
    }

    fn greet(&mut self, memory: &Memory) -> LowerEffect {
        self.incarnation = memory.incarnation;
        self.asked_at = memory.now;
        // A store that began a new incarnation was restored, and lacks what it once had.
        let from_the_beginning = memory.whole == Whole::Wanted
            || memory.pulled.is_some_and(|(_, pulled_in)| pulled_in != memory.incarnation);
        self.whole = from_the_beginning || memory.whole == Whole::UnderWay;
        let pulled = memory.pulled.filter(|_| !from_the_beginning);
        let position = pulled.map_or(Position::START, |(position, _)| position);
        let hello = proto::Hello {
            cursor: (position.number > 0).then(|| wire::position_to_wire(&position)),
            acknowledged: memory.acknowledged.0,
            stay: self.stay,
            understood: Some(Understood::OURS.to_wire()),
            whole: self.whole,
            now_ms: memory.now.as_millisecond(),
        };
        self.gather(Purpose::Open(hello), memory.branches.iter().map(|log| (*log, 0)).collect())
    }

    /// Entries may build on other logs of the same document. While a push of a document is unanswered, the rest of
    /// the document waits, so that nothing is sent before what it builds on.
    fn gather(&mut self, purpose: Purpose, mut give_back: Vec<(LogId, u64)>) -> LowerEffect {
        self.purpose = purpose;
        let except: BTreeSet<DocumentName> = self.unanswered().map(|log| log.document).collect();
        self.held_back = !except.is_empty();
        let (later, now) =
            std::mem::take(&mut self.lacking).into_iter().partition(|(log, _)| except.contains(&log.document));
        self.lacking = later;
        give_back.retain(|(log, _)| !now.contains_key(log) && !except.contains(&log.document));
        give_back.extend(now);
        LowerEffect::Gather { except, give_back }
    }

    fn gather_news(&mut self) -> Vec<LowerEffect> {
        if self.comparing {
            // The answer to the node's heads includes it.
            return Vec::new();
        }
        vec![self.gather(Purpose::News, Vec::new())]
    }

    /// Sends what was gathered.
    fn send(&mut self, mut outgoing: Outgoing) -> Option<LowerEffect> {
        let refused = &self.refused;
        outgoing
            .pushes
            .retain(|push| refused.get(&push.log).is_none_or(|refused| refused.after == AfterRefusal::Retry));
        let mut up = proto::Up { done: !self.stay, ..proto::Up::default() };
        match std::mem::replace(&mut self.purpose, Purpose::News) {
            Purpose::Open(hello) => up.hello = Some(hello),
            Purpose::AnswerHeads { receipts, receipts_wanted } => {
                self.comparing = false;
                outgoing.receipts.extend(receipts);
                up.receipts_wanted = receipts_wanted.iter().map(|log| wire::log_to_wire(log, self.ends.own)).collect();
            }
            Purpose::News if outgoing.pushes.is_empty() => return None,
            Purpose::AnswerLacking | Purpose::News => {}
        }
        let own = self.ends.own;
        up.receipts = outgoing.receipts.iter().map(|receipt| wire::receipt_to_wire(receipt, own)).collect();
        for push in outgoing.pushes {
            self.sent.push(Sent { log: push.log, head: push.head, answered: false });
            up.pushes.push(wire::push_to_wire(push, own));
        }
        self.messages_unanswered += 1;
        Some(LowerEffect::Send(up))
    }

    fn send_nothing(&mut self) -> LowerEffect {
        self.messages_unanswered += 1;
        LowerEffect::Send(proto::Up { done: !self.stay, ..proto::Up::default() })
    }

    /// Handles the parts of a message in order of their dependencies.
    fn hear(&mut self, down: proto::Down) -> Result<Vec<LowerEffect>, WireError> {
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
            acknowledged.push(self.receipt(&taken, log, head)?);
        }
        if !acknowledged.is_empty() {
            effects.push(LowerEffect::Judge { acknowledged, pushed: true });
        }
        let mut asks = false;
        for refused in down.refused {
            let (log, _) = self.answered(refused.push)?;
            let code = u8::try_from(refused.code).ok().and_then(RefusalCode::from_number);
            let refusal = Refusal::new(code.unwrap_or(RefusalCode::Other), refused.message);
            let lacking = wire::heads_from_wire(&refused.lacking, upstream)?;
            asks |= !lacking.is_empty();
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
        if down.caught_up {
            // The last part of an answer. Receipts that were asked for come with it.
            self.caught_up = true;
            self.messages_unanswered = self.messages_unanswered.saturating_sub(1);
        }
        if down.caught_up && !self.lacking_here.is_empty() {
            effects.push(LowerEffect::LookFor(std::mem::take(&mut self.lacking_here)));
        }
        let has_given_back = self.gives_back && !self.comparing && self.messages_unanswered == 0;
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
        let released = self.held_back && self.unanswered().next().is_none();
        if asks && !self.comparing && (!self.lacking.is_empty() || !self.stay) {
            // Even with nothing to give, this is an answer, and the node waits for one.
            let gives = !self.lacking.is_empty();
            effects.push(if gives { self.gather(Purpose::AnswerLacking, Vec::new()) } else { self.send_nothing() });
        } else if self.stay && (retries || released) {
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

    fn hear_refusal(&mut self, push: u32, log: LogId, refusal: Refusal) -> Option<LowerEffect> {
        let after = AfterRefusal::of(refusal.code);
        if after == AfterRefusal::Compare {
            // The comparison in this answer or the next one sends what the node lacks.
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

    /// Decides what follows from the comparison.
    fn decide(&mut self, compared: Compared) -> Vec<LowerEffect> {
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
        let purpose = Purpose::AnswerHeads {
            receipts: recovery::proofs_of_loss(compared.receipts, &self.theirs),
            receipts_wanted: comparison.receipts_wanted,
        };
        let give_back = recovery::give_back(&compared.returnable, &self.theirs);
        if !give_back.is_empty() {
            self.gives_back = true;
            effects.push(LowerEffect::WantWhole);
        }
        // After the rest of the message has been handled: what it acknowledges is not pushed again.
        let gather = self.gather(purpose, give_back);
        self.effects.push_back(gather);
        effects
    }

    /// What this store lost and once sent itself comes only with everything.
    fn want_whole_if(&mut self, lacks: bool) -> Vec<LowerEffect> {
        if !lacks || self.whole {
            return Vec::new();
        }
        self.again = true;
        self.wants_whole = true;
        vec![LowerEffect::WantWhole]
    }

    /// Only entries in the store can have been acknowledged. Those that this node has yet to push stay so, because its
    /// own receipts go up with them, and show who received them first.
    fn acknowledge(&mut self, judged: Vec<Judged>) -> Vec<LowerEffect> {
        let mut effects = Vec::new();
        let mut kept = Vec::new();
        let mut receipts = Vec::new();
        for judged in judged {
            match judged.receipt_for {
                Some(ReceiptFor::WhatIsHere) if judged.is_due => receipts.extend(judged.one.receipt),
                None | Some(ReceiptFor::WhatIsHere) => {
                    self.report.acknowledged_entries += judged.one.number.saturating_sub(judged.known);
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
    fn compare_clocks(&mut self, theirs: Timestamp, now: Timestamp) -> Vec<LowerEffect> {
        let (at_least, at_most) =
            (theirs.as_second() - now.as_second(), theirs.as_second() - self.asked_at.as_second());
        self.report.clock_ahead_seconds = Some(if at_least > 0 { at_least } else { at_most.min(0) });
        Vec::new()
    }

    fn took_in(&mut self, log: LogId, answer: Answer, fresh: u64) -> Vec<LowerEffect> {
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
