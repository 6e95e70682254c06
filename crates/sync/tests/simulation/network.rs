//! Who can be reached, and the lines between them: each message takes its time, and a line may break at any
//! message, in both directions or in one.

use crate::faults::{Counts, Fault};
use crate::time::Time;
use cunbang_replica::Replica;
use cunbang_sync::SyncReport;
use cunbang_sync::proto;
use cunbang_world::Chance;
use prost::Message;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::task::AbortHandle;
use tonic::Status;

/// How long whoever waits for an answer waits.
const PATIENCE_MS: u64 = 8_000;
/// A message that takes longer than this is a late one.
const LATE_MS: u64 = 1_000;

/// What a node sends to a device: a message, or why it does not serve it.
pub type Answer = Result<proto::Down, Status>;

/// What becomes of the messages of an exchange.
#[derive(Debug, Clone, Copy, Default)]
pub struct Line {
    /// The longest that a message takes.
    pub slowest_ms: u64,
    /// After how many messages up none arrives any more.
    pub up_ends_after: Option<u64>,
    /// After how many messages down none arrives any more.
    pub down_ends_after: Option<u64>,
}

impl Line {
    /// A line with nothing wrong.
    pub const WELL: Self = Self { slowest_ms: 10, up_ends_after: None, down_ends_after: None };
}

/// How an exchange ended.
#[derive(Debug)]
pub enum Outcome {
    /// Everything was exchanged.
    Done(SyncReport),
    /// The line broke, or the other side was not there; what had been heard by then.
    Broken(SyncReport),
    /// The other side does not serve this device.
    TurnedAway(SyncReport),
}

impl Outcome {
    pub fn report(&self) -> &SyncReport {
        match self {
            Self::Done(report) | Self::Broken(report) | Self::TurnedAway(report) => report,
        }
    }
}

/// A player as others meet it.
#[derive(Debug, Default)]
struct Place {
    node: Option<Arc<Replica>>,
    /// What the running process does, ended with it.
    tasks: Vec<AbortHandle>,
    /// How many exchanges it serves.
    serves: u64,
    /// When the message that came last had been sent.
    newest_sent_ms: AtomicU64,
}

/// Everybody, and what went on between them.
#[derive(Debug)]
pub struct Network {
    pub time: Time,
    pub counts: Arc<Counts>,
    places: Mutex<Vec<Place>>,
    chance: Mutex<Chance>,
    /// Ended exchanges: from whom, to whom, and how.
    ended: Mutex<Vec<(usize, usize, Outcome)>>,
    /// Faults of the program that were seen.
    failures: Mutex<Vec<String>>,
    /// How many exchanges there were.
    exchanges: AtomicU64,
    /// A hash over all messages that arrived.
    trace: AtomicU64,
}

impl Network {
    pub fn new(time: Time, chance: Chance) -> Arc<Self> {
        Arc::new(Self {
            time,
            counts: Arc::default(),
            places: Mutex::default(),
            chance: Mutex::new(chance),
            ended: Mutex::default(),
            failures: Mutex::default(),
            exchanges: AtomicU64::new(0),
            trace: AtomicU64::new(0),
        })
    }

    /// Puts a player's running process there.
    pub fn enter(&self, who: usize, node: Arc<Replica>) {
        let mut places = self.places.lock().unwrap();
        while places.len() <= who {
            places.push(Place::default());
        }
        places[who].node = Some(node);
    }

    /// Ends a player's running process.
    pub fn leave(&self, who: usize) {
        let mut places = self.places.lock().unwrap();
        places[who].node = None;
        places[who].serves = 0;
        for task in places[who].tasks.drain(..) {
            task.abort();
        }
    }

    pub fn node(&self, who: usize) -> Option<Arc<Replica>> {
        self.places.lock().unwrap()[who].node.clone()
    }

    /// Runs something in a player's process.
    pub fn spawn(self: &Arc<Self>, who: usize, work: impl Future<Output = ()> + Send + 'static) -> AbortHandle {
        let task = tokio::spawn(work);
        let handle = task.abort_handle();
        let mut places = self.places.lock().unwrap();
        places[who].tasks.retain(|task| !task.is_finished());
        places[who].tasks.push(handle.clone());
        let network = Arc::clone(self);
        tokio::spawn(async move {
            if let Err(error) = task.await
                && error.is_panic()
            {
                network.fail(format!("player {who} panicked: {error}"));
            }
        });
        handle
    }

    /// Notes that a player begins to serve an exchange.
    pub fn serve_one(&self, who: usize) {
        let mut places = self.places.lock().unwrap();
        places[who].serves += 1;
        if places[who].serves > 1 {
            self.counts.count(Fault::Overlap);
        }
    }

    /// Notes that a player no longer serves an exchange.
    pub fn serve_one_less(&self, who: usize) {
        let mut places = self.places.lock().unwrap();
        places[who].serves = places[who].serves.saturating_sub(1);
    }

    pub fn fail(&self, failure: String) {
        self.time.move_on();
        self.failures.lock().unwrap().push(failure);
    }

    pub fn failures(&self) -> Vec<String> {
        self.failures.lock().unwrap().clone()
    }

    pub fn end(&self, below: usize, above: usize, outcome: Outcome) {
        self.time.move_on();
        self.ended.lock().unwrap().push((below, above, outcome));
    }

    /// The exchanges that ended since the last call.
    pub fn take_ended(&self) -> Vec<(usize, usize, Outcome)> {
        std::mem::take(&mut self.ended.lock().unwrap())
    }

    /// A number for one more exchange.
    pub fn number(&self) -> u64 {
        self.exchanges.fetch_add(1, Ordering::SeqCst) + 1
    }

    pub fn trace(&self) -> u64 {
        self.trace.load(Ordering::SeqCst)
    }

    fn arrived(&self, to: usize, sent_ms: u64, bytes: &[u8]) {
        let now_ms = self.time.now_ms();
        let mut hasher = DefaultHasher::new();
        (self.trace(), now_ms, to, bytes).hash(&mut hasher);
        self.trace.store(hasher.finish(), Ordering::SeqCst);
        if now_ms - sent_ms > LATE_MS {
            self.counts.count(Fault::Delay);
        }
        let places = self.places.lock().unwrap();
        if places[to].newest_sent_ms.fetch_max(sent_ms, Ordering::SeqCst) > sent_ms {
            self.counts.count(Fault::Reorder);
        }
    }

    /// One direction of a line. `reads` gives what the trace is made over.
    pub fn direction<T: Send + 'static>(
        self: &Arc<Self>,
        to: usize,
        line: (u64, Option<u64>),
        lost: Fault,
        reads: fn(&T) -> Vec<u8>,
    ) -> (UnboundedSender<T>, UnboundedReceiver<T>) {
        let (sender, mut sent) = unbounded_channel();
        let (arrives, receiver) = unbounded_channel();
        let network = Arc::clone(self);
        let (slowest_ms, ends_after) = line;
        tokio::spawn(async move {
            let time = network.time.clone();
            let mut number = 0;
            while let Some(message) = sent.recv().await {
                if ends_after.is_some_and(|ends_after| number >= ends_after) {
                    network.counts.count(lost);
                    time.sleep(PATIENCE_MS).await;
                    return;
                }
                number += 1;
                let sent_ms = time.now_ms();
                let takes_ms = network.chance.lock().unwrap().between(1, slowest_ms);
                time.sleep(takes_ms).await;
                network.arrived(to, sent_ms, &reads(&message));
                if arrives.send(message).is_err() {
                    return;
                }
            }
        });
        (sender, receiver)
    }

    pub fn up(self: &Arc<Self>, to: usize, line: Line) -> (UnboundedSender<proto::Up>, UnboundedReceiver<proto::Up>) {
        self.direction(to, (line.slowest_ms, line.up_ends_after), lost_up(line), Message::encode_to_vec)
    }

    pub fn down(self: &Arc<Self>, to: usize, line: Line) -> (UnboundedSender<Answer>, UnboundedReceiver<Answer>) {
        let read = |answer: &Answer| match answer {
            Ok(down) => down.encode_to_vec(),
            Err(status) => status.message().as_bytes().to_vec(),
        };
        self.direction(to, (line.slowest_ms, line.down_ends_after), lost_down(line), read)
    }
}

fn lost_up(line: Line) -> Fault {
    if line.down_ends_after.is_some() { Fault::Cut } else { Fault::MessagesLost }
}

fn lost_down(line: Line) -> Fault {
    if line.up_ends_after.is_some() { Fault::Cut } else { Fault::AnswersLost }
}
