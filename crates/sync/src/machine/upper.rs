//! The upper half of an exchange: a node facing a device below.

use crate::budget::{MAX_PUSHES_PER_MESSAGE, MAX_RECEIPTS_PER_MESSAGE, MAX_WANTED_PER_MESSAGE};
use crate::proto;
use crate::proto::Part;
use crate::wire::{self, Understood, WireError};
use cunbang_language::say;
use cunbang_ledger::{LogId, Receipt, Refusal, RefusalCode};
use cunbang_model::{DeviceId, DocumentKind, Role, Timestamp, UnitCode};
use cunbang_replica::feed::Page;
use cunbang_replica::recovery::{self, Loss, Shown};
use cunbang_replica::{Answer, Push};
use cunbang_store::{Agreement, Position, StoredSegment};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

/// How many bytes are gathered into one message before it is sent.
const MESSAGE_BYTES: usize = 512 * 1024;
/// How much of the feed goes into the first message, in bytes. Even the slowest line delivers it within half a
/// minute, and it is not sent again if the line breaks afterwards. Each further message has twice as much.
const FIRST_PAGE_BYTES: usize = 8 * 1024;

/// The two ends of the stream.
#[derive(Debug, Clone, Copy)]
pub struct Ends {
    /// This node's device.
    pub own: DeviceId,
    /// The device below.
    pub peer: DeviceId,
    /// The device's role.
    pub peer_role: Role,
    /// The device's unit.
    pub peer_unit: UnitCode,
}

/// The position of a device, compared with this node.
#[derive(Debug, Clone, Copy)]
pub struct Greeting {
    /// The position to continue from; `None` if the position that the device names is not in this feed.
    pub place: Option<Position>,
    /// This node's clock.
    pub now: Timestamp,
    /// How far the feed went before the device said anything, where it gets back what it sent itself; 0 elsewhere.
    pub end: u64,
    /// How far this node has the shared logs.
    pub agreement: Agreement,
}

/// A page of the feed, and what is needed to verify it.
#[derive(Debug, Clone)]
pub struct Reading {
    /// The page.
    pub page: Page,
    /// The certificates of the writers of documents that list certificates. Without them, a new device could not
    /// verify such a document.
    pub certificates: BTreeMap<DeviceId, Vec<u8>>,
    /// Checkpoints of public logs that are news to the device; with the last page alone.
    pub checkpoints: Vec<String>,
    /// Both branches of logs that have two, where that is news to it; with the last page alone.
    pub forks: Vec<Push>,
}

/// An event for the upper half.
#[derive(Debug, Clone)]
pub enum UpperEvent {
    /// A message from the device below.
    Said(proto::Up),
    /// Something new has been stored.
    News,
    /// The answer to [`UpperEffect::Greet`].
    Greeted(Greeting),
    /// The answer to [`UpperEffect::ReadHeads`].
    Heads(Vec<(LogId, u64)>),
    /// The answer to [`UpperEffect::LookUp`].
    LookedUp(Shown),
    /// The answer to [`UpperEffect::TakeIn`].
    TookIn {
        /// What became of it.
        answer: Answer,
        /// This node's receipts for what of the push it had before: a node that sends it again may not have got them.
        earlier: Vec<Receipt>,
        /// What this node has of the device's own log, where that has another branch.
        branch: Option<Box<StoredSegment>>,
    },
    /// The answer to [`UpperEffect::ReadReceipt`].
    Receipt(Option<Receipt>),
    /// The answer to [`UpperEffect::ReadFeed`].
    Read(Reading),
}

/// What the node has to do. If an effect wants an answer, the answer is the next event.
#[derive(Debug, Clone)]
pub enum UpperEffect {
    /// Check that the device may be served, or end the stream with the reason.
    CheckStanding,
    /// Look up the device's position: [`UpperEvent::Greeted`].
    Greet {
        /// The feed position that the device names.
        named: Position,
        /// The device's incarnation, or 0.
        incarnation: u32,
        /// Whether it asks for everything.
        whole: bool,
    },
    /// Read how far this node has the logs shared with the device: [`UpperEvent::Heads`].
    ReadHeads {
        /// Include logs that the device may have but need not.
        whole: bool,
    },
    /// Compare this node's own receipts with the store: [`UpperEvent::LookedUp`].
    LookUp(Vec<Receipt>),
    /// Record what this node lost, and start a new incarnation if that was decided.
    NoteLoss(Loss),
    /// Take in a push: [`UpperEvent::TookIn`].
    TakeIn {
        /// The push.
        push: Box<Push>,
        /// The receipts that came with it.
        vouched: Arc<[Receipt]>,
    },
    /// Store valid receipts of other nodes, and this node's own that it lacks.
    KeepReceipts(Vec<Receipt>),
    /// Keep checkpoints that the device countersigned.
    KeepCheckpoints(Vec<String>),
    /// Keep branches of logs that differ from what is here.
    KeepBranches(Vec<Push>),
    /// Read or issue the receipt for everything that this node has of a log: [`UpperEvent::Receipt`].
    ReadReceipt(LogId),
    /// Read the feed: [`UpperEvent::Read`].
    ReadFeed {
        /// After this position.
        after: Position,
        /// Include what the device sent itself, up to this number of the feed.
        own_until: u64,
        /// The size of the page, approximately.
        max_bytes: usize,
        /// Each segment by itself: the device asks for everything, as it lost some.
        apart: bool,
    },
    /// Send a message.
    Send(proto::Down),
    /// End the stream: the device has everything.
    End,
}

/// Why a stream cannot continue.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UpperFault {
    /// A message is not valid.
    #[error(transparent)]
    Malformed(#[from] WireError),
    /// Hello is missing from the first message, or is in a later one.
    #[error("{}", say!("sync-hello-misplaced"))]
    MisplacedHello,
    /// A message holds more than any program sends at once.
    #[error("{}", say!("sync-message-too-long", found = .found, what = .what, most = .most))]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many.
        found: usize,
        /// How many there may be.
        most: usize,
    },
}

/// The upper half of one stream.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own, and all combinations occur")]
pub struct Upper {
    ends: Ends,
    greeted: bool,
    /// How far this stream has read the feed.
    position: Position,
    whole: bool,
    /// Up to this number of the feed, the device also gets what it sent itself.
    own_until: u64,
    page_bytes: usize,
    stay: bool,
    acknowledged: Agreement,
    pushes_seen: u32,
    /// The pushes that are being taken in.
    taking: VecDeque<(u32, LogId)>,
    /// The message being assembled.
    down: proto::Down,
    /// The device has said that nothing more follows, unless it is asked.
    done: bool,
    /// The device was asked for something in an answer to what it said last, in one part or several.
    asks: bool,
    /// The device has said that further parts follow.
    is_between_parts: bool,
    /// Logs of which a part brought another branch: what further parts bring of it cannot be read here.
    forked: BTreeSet<LogId>,
    effects: VecDeque<UpperEffect>,
    /// What was taken in is answered once all of that is done.
    answers: bool,
    /// Then the feed is read.
    reads_feed: bool,
}

impl Upper {
    /// Starts a stream.
    pub fn new(ends: Ends) -> Self {
        Self {
            ends,
            greeted: false,
            position: Position::START,
            whole: false,
            own_until: 0,
            page_bytes: FIRST_PAGE_BYTES,
            stay: false,
            acknowledged: Agreement::default(),
            pushes_seen: 0,
            taking: VecDeque::new(),
            down: proto::Down::default(),
            done: false,
            asks: false,
            is_between_parts: false,
            forked: BTreeSet::new(),
            effects: VecDeque::new(),
            answers: false,
            reads_feed: false,
        }
    }

    /// Whether the device was asked for something that this node lacks, and has not given it yet.
    pub fn expects_answer(&self) -> bool {
        self.asks
    }

    /// The next effect. `None` means that the machine waits for a message or news.
    pub fn next_effect(&mut self) -> Option<UpperEffect> {
        while let Some(effect) = self.effects.pop_front() {
            match effect {
                UpperEffect::TakeIn { push, .. } if push.dictionary && self.forked.contains(&push.log) => {
                    self.leave(&push);
                }
                effect => return Some(effect),
            }
        }
        if std::mem::take(&mut self.reads_feed) {
            self.answers = false;
            return Some(UpperEffect::ReadFeed {
                after: self.position,
                own_until: self.own_until,
                max_bytes: self.page_bytes,
                apart: self.whole,
            });
        }
        std::mem::take(&mut self.answers).then(|| UpperEffect::Send(std::mem::take(&mut self.down)))
    }

    /// Answers a further piece of a log of which a piece was found to belong to another branch. Its dictionary is not
    /// here, so nothing can be said about it.
    fn leave(&mut self, push: &Push) {
        if let Some((number, _)) = self.taking.pop_front() {
            let refusal = Refusal::new(RefusalCode::Fork, format!("{}: it continues another branch", push.log));
            self.down.refused.push(refused(number, &refusal, Vec::new()));
        }
    }

    /// Takes an event. What follows from an answer goes before the remaining effects.
    pub fn take(&mut self, event: UpperEvent) -> Result<(), UpperFault> {
        let is_answer = !matches!(event, UpperEvent::Said(_) | UpperEvent::News);
        let effects = match event {
            UpperEvent::Said(up) => self.hear(up)?,
            UpperEvent::News => self.hear_news(),
            UpperEvent::Greeted(greeting) => self.greet(&greeting),
            UpperEvent::Heads(heads) => self.tell_heads(&heads),
            UpperEvent::LookedUp(shown) => recovery::face(&shown).map(UpperEffect::NoteLoss).into_iter().collect(),
            UpperEvent::TookIn { answer, earlier, branch } => self.took_in(answer, &earlier, branch),
            UpperEvent::Receipt(receipt) => {
                self.down.receipts.extend(receipt.map(|receipt| wire::receipt_to_wire(&receipt, self.ends.own)));
                Vec::new()
            }
            UpperEvent::Read(reading) => self.tell_news(reading),
        };
        if is_answer {
            effects.into_iter().rev().for_each(|effect| self.effects.push_front(effect));
        } else {
            self.effects.extend(effects);
        }
        Ok(())
    }

    /// Handles the parts of a message in order of their dependencies.
    fn hear(&mut self, up: proto::Up) -> Result<Vec<UpperEffect>, UpperFault> {
        let sender = self.ends.peer;
        if up.hello.is_some() == self.greeted {
            return Err(UpperFault::MisplacedHello);
        }
        for (what, found, most) in [
            ("pushes", up.pushes.len(), MAX_PUSHES_PER_MESSAGE),
            ("receipts", up.receipts.len(), MAX_RECEIPTS_PER_MESSAGE),
            ("logs of which receipts are wanted", up.receipts_wanted.len(), MAX_WANTED_PER_MESSAGE),
        ] {
            if found > most {
                return Err(UpperFault::TooMany { what, found, most });
            }
        }
        self.greeted = true;
        if !std::mem::replace(&mut self.is_between_parts, up.part() == Part::More) {
            // What the device says now, it says after it was asked.
            self.asks = false;
            self.forked.clear();
        }
        self.done = up.done || up.part() == Part::Last;
        let mut effects = vec![UpperEffect::CheckStanding];
        if let Some(hello) = &up.hello {
            self.down.understood = Some(Understood::OURS.to_wire());
            self.stay = hello.stay;
            self.whole = hello.whole;
            self.acknowledged = Agreement(hello.acknowledged);
            let named = wire::position_from_wire(hello.cursor.as_ref())?;
            effects.push(UpperEffect::Greet { named, incarnation: hello.incarnation, whole: hello.whole });
        }
        let receipts = up.receipts.iter().map(|receipt| wire::receipt_from_wire(receipt, sender));
        let receipts: Vec<Receipt> = receipts.collect::<Result<_, _>>()?;
        let own: Vec<Receipt> = receipts.iter().filter(|receipt| receipt.node == self.ends.own).cloned().collect();
        if !own.is_empty() {
            effects.push(UpperEffect::LookUp(own));
        }
        let vouched: Arc<[Receipt]> = receipts.clone().into();
        for segment in up.pushes {
            let push = self.pushes_seen;
            self.pushes_seen += 1;
            match wire::push_from_wire(segment, sender) {
                Ok(pushed) => {
                    self.taking.push_back((push, pushed.log));
                    effects.push(UpperEffect::TakeIn { push: Box::new(pushed), vouched: Arc::clone(&vouched) });
                }
                Err(error) => {
                    let refusal = Refusal::new(RefusalCode::Malformed, error.to_string());
                    self.down.refused.push(refused(push, &refusal, Vec::new()));
                }
            }
        }
        // Its own too, once the entries are here: what it signed stands, however often its store was put back.
        if !receipts.is_empty() {
            effects.push(UpperEffect::KeepReceipts(receipts));
        }
        if !up.checkpoints.is_empty() {
            effects.push(UpperEffect::KeepCheckpoints(up.checkpoints));
        }
        let branches = wire::branches_from_wire(up.forks, sender);
        if !branches.is_empty() {
            effects.push(UpperEffect::KeepBranches(branches));
        }
        for log in &up.receipts_wanted {
            let log = wire::log_from_wire(Some(log), sender)?;
            if self.is_shared(&log) {
                effects.push(UpperEffect::ReadReceipt(log));
            }
        }
        self.reads_feed |= !self.is_between_parts;
        self.answers = true;
        Ok(effects)
    }

    /// Whether the device may get this node's receipt for a log.
    fn is_shared(&self, log: &LogId) -> bool {
        log.writer.device == self.ends.peer
            || (self.ends.peer_role == Role::Node && log.document.unit().is_within(&self.ends.peer_unit))
    }

    fn hear_news(&mut self) -> Vec<UpperEffect> {
        if !self.greeted {
            return Vec::new();
        }
        self.reads_feed |= self.stay && !self.is_between_parts;
        vec![UpperEffect::CheckStanding]
    }

    /// Finds the feed position to continue from, and whether both sides agree on what was acknowledged. If they do
    /// not, sends how far this node has the device's logs.
    fn greet(&mut self, greeting: &Greeting) -> Vec<UpperEffect> {
        self.down.now_ms = greeting.now.as_millisecond();
        // A place in another feed: this node was restored, or the device speaks of another one.
        self.whole |= greeting.place.is_none();
        self.position = greeting.place.unwrap_or_default();
        // A device that has pulled nothing yet may have lost what it once sent.
        let wants_own = self.whole || self.position == Position::START;
        self.own_until = if wants_own { greeting.end } else { 0 };
        let agreed = greeting.agreement == self.acknowledged;
        if agreed && !self.whole { Vec::new() } else { vec![UpperEffect::ReadHeads { whole: self.whole }] }
    }

    fn tell_heads(&mut self, heads: &[(LogId, u64)]) -> Vec<UpperEffect> {
        let own = self.ends.own;
        let heads = heads.iter().map(|(log, number)| wire::head_to_wire(log, *number, own));
        self.down.heads = Some(proto::Heads { heads: heads.collect(), own: self.whole });
        // The device answers after comparing.
        self.asks = true;
        Vec::new()
    }

    fn took_in(&mut self, answer: Answer, earlier: &[Receipt], branch: Option<Box<StoredSegment>>) -> Vec<UpperEffect> {
        let own = self.ends.own;
        self.down.segments.extend(branch.map(|branch| wire::segment_to_wire(*branch, None, own)));
        self.down.receipts.extend(earlier.iter().map(|receipt| wire::receipt_to_wire(receipt, own)));
        if let Some((push, log)) = self.taking.pop_front() {
            match answer {
                Answer::Taken(receipt) => self.down.taken.push(taken(push, receipt.as_ref())),
                Answer::Refused { refusal, lacking } => {
                    let lacking: Vec<proto::Head> =
                        lacking.iter().map(|(log, number)| wire::head_to_wire(log, *number, own)).collect();
                    // The device answers with what is lacking, or with nothing.
                    self.asks |= !lacking.is_empty();
                    if refusal.code == RefusalCode::Fork {
                        self.forked.insert(log);
                    }
                    self.down.refused.push(refused(push, &refusal, lacking));
                }
            }
        }
        Vec::new()
    }

    /// Sends what is new in the feed. The last message says that it is complete.
    fn tell_news(&mut self, reading: Reading) -> Vec<UpperEffect> {
        let own = self.ends.own;
        let Reading { page, certificates, checkpoints, forks } = reading;
        let mut effects = Vec::new();
        let mut bytes = 0;
        for segment in page.segments {
            if bytes > MESSAGE_BYTES {
                effects.push(UpperEffect::Send(std::mem::take(&mut self.down)));
                bytes = 0;
            }
            bytes += segment.frame.len() + 1024;
            let is_org = segment.log.document.kind() == DocumentKind::Org;
            let certificate = certificates.get(&segment.log.writer.device).filter(|_| is_org).cloned();
            self.down.segments.push(wire::segment_to_wire(segment, certificate, own));
        }
        self.down.receipts.extend(page.receipts.iter().map(|receipt| wire::receipt_to_wire(receipt, own)));
        if page.position != self.position || page.more || self.whole {
            self.down.cursor = Some(wire::position_to_wire(&page.position));
        }
        self.position = page.position;
        if page.more {
            effects.push(UpperEffect::Send(std::mem::take(&mut self.down)));
            self.reads_feed = true;
            self.page_bytes = (self.page_bytes * 2).min(MESSAGE_BYTES);
            return effects;
        }
        self.whole = false;
        self.down.checkpoints = checkpoints;
        self.down.forks = forks.into_iter().map(|branch| wire::branch_to_wire(branch, own)).collect();
        self.down.caught_up = true;
        effects.push(UpperEffect::Send(std::mem::take(&mut self.down)));
        if self.done && !self.asks && !self.stay {
            effects.push(UpperEffect::End);
        }
        effects
    }
}

fn taken(push: u32, receipt: Option<&Receipt>) -> proto::Taken {
    receipt.map_or(proto::Taken { push, ..proto::Taken::default() }, |receipt| proto::Taken {
        push,
        received_at_ms: receipt.received_at.as_millisecond(),
        signature: receipt.signature.to_vec(),
        number: receipt.number,
    })
}

fn refused(push: u32, refusal: &Refusal, lacking: Vec<proto::Head>) -> proto::Refused {
    proto::Refused { push, code: refusal.code as i32, message: refusal.message.clone(), lacking }
}
