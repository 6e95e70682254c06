//! What the lower half is told, and what it asks for.

use crate::proto;
use cunbang_ledger::{LogId, Receipt};
use cunbang_model::{DeviceId, DocumentName, Role, Timestamp, UnitCode};
use cunbang_replica::exchange::Judged;
use cunbang_replica::recovery::TwoSides;
use cunbang_replica::{Acknowledgement, Answer, OutgoingPush, Pieces, Push};
use cunbang_store::{Agreement, Position};
use std::collections::{BTreeMap, BTreeSet};

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
    /// The pieces in which they go.
    pub pieces: Pieces,
    /// Checkpoints that this node countersigned.
    pub checkpoints: Vec<String>,
    /// Both branches of logs that have two.
    pub forks: Vec<Push>,
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
    /// The node's receipts that it gets back if it asks: it may have lost them.
    pub held: Vec<Receipt>,
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
        /// Those of them of which the node asked for what it lost between what it has: each segment by itself.
        apart: BTreeSet<LogId>,
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
    /// Keep checkpoints of public logs.
    KeepCheckpoints(Vec<String>),
    /// Keep branches of logs that differ from what is here.
    KeepBranches(Vec<Push>),
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
