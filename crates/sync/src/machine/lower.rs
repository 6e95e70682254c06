//! The lower half of an exchange: a device facing the node above.
//!
//! `event` says what goes in and out. Messages are taken apart in `hear`; what follows from the store's answers is
//! decided in `decide`. This file holds the state and what is sent.

mod decide;
mod event;
mod hear;

pub use event::{Compared, Ends, LowerEffect, LowerEvent, Memory, Outgoing, Whole};

use crate::budget::{MAX_PUSHES_PER_MESSAGE, MAX_RECEIPTS_PER_MESSAGE, MAX_WANTED_PER_MESSAGE};
use crate::machine::SyncReport;
use crate::proto;
use crate::proto::Part;
use crate::wire::{self, Understood, WireError};
use cunbang_ledger::{LogHead, LogId, Receipt, Refusal};
use cunbang_model::{DocumentName, Timestamp};
use cunbang_replica::recovery::AfterRefusal;
use cunbang_store::Position;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A push that was sent.
#[derive(Debug, Clone, Copy)]
struct Sent {
    log: LogId,
    head: LogHead,
    /// Pushes of one flight were sent without waiting for answers.
    flight: u32,
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
    /// Logs of which the node took what was sent.
    taken: BTreeSet<LogId>,
    flights: u32,
    /// How many flights of messages the node has not answered yet.
    flights_unanswered: usize,
    /// Logs with a refused push that was not accepted since.
    refused: BTreeMap<LogId, RefusedPush>,
    /// What the node lacks, and how many entries of it the node has. The rest is sent with the next pushes.
    lacking: BTreeMap<LogId, u64>,
    /// What the node lacked on this stream and was given. Nothing is given twice.
    given: BTreeSet<(LogId, u64)>,
    /// The node asked for what it lacks, and gets an answer once it has answered everything.
    asked: bool,
    /// The answer to the node's heads, and what is given back with it, until the node has answered everything.
    answer_to_heads: Option<(Purpose, Vec<(LogId, u64)>)>,
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
            taken: BTreeSet::new(),
            flights: 0,
            flights_unanswered: 0,
            refused: BTreeMap::new(),
            lacking: BTreeMap::new(),
            given: BTreeSet::new(),
            asked: false,
            answer_to_heads: None,
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
        self.caught_up && !self.comparing && self.is_all_answered()
    }

    /// A node of an earlier release says for each part of a flight that it has sent everything, so the pushes count
    /// too.
    fn is_all_answered(&self) -> bool {
        self.flights_unanswered == 0 && self.unanswered().next().is_none()
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
            LowerEvent::Gathered(outgoing) => self.send(outgoing),
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
            incarnation: memory.incarnation,
        };
        self.gather(Purpose::Open(hello), memory.branches.iter().map(|log| (*log, 0)).collect())
    }

    /// Entries may build on other logs of the same document. While a push of a document is unanswered, the rest of
    /// the document waits, so that nothing is sent before what it builds on.
    fn gather(&mut self, purpose: Purpose, mut give_back: Vec<(LogId, u64)>) -> LowerEffect {
        self.purpose = purpose;
        let except: BTreeSet<DocumentName> = self.unanswered().map(|log| log.document).collect();
        self.held_back = !except.is_empty();
        let (later, now): (BTreeMap<LogId, u64>, BTreeMap<LogId, u64>) =
            std::mem::take(&mut self.lacking).into_iter().partition(|(log, _)| except.contains(&log.document));
        self.lacking = later;
        give_back.retain(|(log, _)| !now.contains_key(log) && !except.contains(&log.document));
        let apart = now.keys().copied().collect();
        give_back.extend(now);
        LowerEffect::Gather { except, give_back, apart }
    }

    /// Gathers the answer to the node's heads, if nothing else is to be waited for.
    fn gather_for_heads(&mut self) -> Option<LowerEffect> {
        if self.unanswered().next().is_some() {
            return None;
        }
        let (purpose, give_back) = self.answer_to_heads.take()?;
        // What the node lacks is gathered too.
        self.asked = false;
        Some(self.gather(purpose, give_back))
    }

    fn gather_news(&mut self) -> Vec<LowerEffect> {
        if self.comparing {
            // The answer to the node's heads includes it.
            return Vec::new();
        }
        vec![self.gather(Purpose::News, Vec::new())]
    }

    /// Sends what was gathered, in parts if it is much.
    fn send(&mut self, mut outgoing: Outgoing) -> Vec<LowerEffect> {
        let refused = &self.refused;
        outgoing
            .pushes
            .retain(|push| refused.get(&push.log).is_none_or(|refused| refused.after == AfterRefusal::Retry));
        let own = self.ends.own;
        let mut up = proto::Up::default();
        let mut wanted: Vec<proto::Log> = Vec::new();
        match std::mem::replace(&mut self.purpose, Purpose::News) {
            Purpose::Open(hello) => up.hello = Some(hello),
            Purpose::AnswerHeads { receipts, receipts_wanted } => {
                self.comparing = false;
                outgoing.receipts.extend(receipts);
                outgoing.receipts.sort_by_key(|receipt| (receipt.log, receipt.number, receipt.signature));
                outgoing.receipts.dedup();
                wanted = receipts_wanted.iter().map(|log| wire::log_to_wire(log, own)).collect();
            }
            Purpose::News
                if outgoing.pushes.is_empty() && outgoing.checkpoints.is_empty() && outgoing.forks.is_empty() =>
            {
                return Vec::new();
            }
            Purpose::AnswerLacking | Purpose::News => {}
        }
        up.checkpoints = outgoing.checkpoints;
        up.forks = outgoing.forks.into_iter().map(|branch| wire::branch_to_wire(branch, own)).collect();
        let (mut parts, mut pieces) = (vec![up], outgoing.pieces);
        let mut part_of: BTreeMap<LogId, Vec<(u64, usize)>> = BTreeMap::new();
        for push in outgoing.pushes {
            let is_full = parts.last().is_some_and(|part| part.pushes.len() >= MAX_PUSHES_PER_MESSAGE);
            if pieces.add(push.packed.len()) || is_full {
                parts.push(proto::Up::default());
            }
            self.sent.push(Sent { log: push.log, head: push.head, flight: self.flights, answered: false });
            part_of.entry(push.log).or_default().push((push.head.number, parts.len() - 1));
            if let Some(part) = parts.last_mut() {
                part.pushes.push(wire::push_to_wire(push, own));
            }
        }
        if outgoing.receipts.len() > MAX_RECEIPTS_PER_MESSAGE {
            // Those for the end of a push vouch for it, and go along with it in any case.
            let ends = |receipt: &Receipt| {
                part_of
                    .get(&receipt.log)
                    .is_some_and(|of_log| of_log.iter().any(|(number, _)| *number == receipt.number))
            };
            outgoing.receipts.sort_by_key(|receipt| !ends(receipt));
        }
        for receipt in &outgoing.receipts {
            // With the entries that it is for, or where too many do, after them.
            let of_log = part_of.get(&receipt.log).into_iter().flatten();
            let part = of_log.filter(|(number, _)| *number >= receipt.number).map(|(_, part)| *part).min().unwrap_or(0);
            let has_room = |part: &proto::Up| part.receipts.len() < MAX_RECEIPTS_PER_MESSAGE;
            part_with(&mut parts, part, has_room).receipts.push(wire::receipt_to_wire(receipt, own));
        }
        for log in wanted {
            let has_room = |part: &proto::Up| part.receipts_wanted.len() < MAX_WANTED_PER_MESSAGE;
            part_with(&mut parts, 0, has_room).receipts_wanted.push(log);
        }
        let last = parts.len() - 1;
        for (number, part) in parts.iter_mut().enumerate() {
            match last {
                0 => part.done = !self.stay,
                _ if number < last => part.set_part(Part::More),
                _ => part.set_part(Part::Last),
            }
        }
        self.flights += 1;
        self.flights_unanswered += 1;
        parts.into_iter().map(LowerEffect::Send).collect()
    }

    fn send_nothing(&mut self) -> LowerEffect {
        self.flights += 1;
        self.flights_unanswered += 1;
        LowerEffect::Send(proto::Up { done: !self.stay, ..proto::Up::default() })
    }
}

/// The first part from a place on that has room, or a new one.
fn part_with(parts: &mut Vec<proto::Up>, from: usize, has_room: impl Fn(&proto::Up) -> bool) -> &mut proto::Up {
    let place = (from..parts.len()).find(|place| has_room(&parts[*place])).unwrap_or(parts.len());
    if place == parts.len() {
        parts.push(proto::Up::default());
    }
    &mut parts[place]
}
