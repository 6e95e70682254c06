//! A world: its players, and what each step does to them.

use crate::copies::Backup;
use crate::exchange::exchange;
use crate::faults::{Counts, Fault};
use crate::grpc;
use crate::mark::Mark;
use crate::network::{Line, Network, Outcome};
use crate::plan::{COUNTY_NODE, NEWCOMER, Paced, Step, TOWNSHIP_NODE};
use crate::players::{self, PLAYERS, Place, PlayerClock, SECRETARY};
use crate::slow_store::{Life, SlowStore};
use crate::time::Time;
use crate::witness::Witness;
use cunbang_desk::{Desk, DeskError};
use cunbang_identity::{DeviceCertificate, Identity};
use cunbang_ledger::RefusalCode;
use cunbang_model::{Clock, DeviceId, DocumentName, Role, Row, Table};
use cunbang_replica::{Replica, ReplicaError};
use cunbang_store::Store;
use cunbang_world::tree::{COUNTY, NEIGHBOUR, VILLAGE, unit};
use cunbang_world::{Chance, QUARTER, SeededRandomness, rows};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use tempfile::TempDir;

/// How to play a world.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum How {
    /// Stores in memory, lines in virtual time.
    InMemory,
    /// Stores in SQLite, lines in virtual time.
    OverSqlite,
    /// Stores in SQLite, exchanges over gRPC.
    OverGrpc,
}

/// The texts of rows that were written, as far as a store has to have them.
type Saved = Arc<Mutex<BTreeSet<String>>>;

/// What a process starts with, whatever its store.
pub struct Device {
    who: usize,
    pub identity: Identity,
    clock: Arc<PlayerClock>,
    randomness: Arc<SeededRandomness>,
}

/// One player: a device with its store.
pub struct Player {
    pub code: &'static str,
    pub device: Device,
    pub node: Arc<Replica>,
    pub place: Place,
    pub saved: Saved,
    life: Arc<Life>,
    pub copies: Vec<Backup>,
}

impl Player {
    pub fn certificate(&self) -> &DeviceCertificate {
        self.device.identity.certificate()
    }

    pub fn id(&self) -> DeviceId {
        self.certificate().device
    }

    pub fn is_node(&self) -> bool {
        self.certificate().role == Role::Node
    }

    /// Sets its clock right.
    pub fn set_clock_right(&self) {
        self.device.clock.put_off(0);
    }
}

#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct World {
    pub network: Arc<Network>,
    pub players: BTreeMap<usize, Player>,
    pub witness: Arc<Witness>,
    /// Devices of which a copy that was not told may go on writing.
    pub copied: BTreeSet<DeviceId>,
    /// Whether the copies have rejoined: from then on, nothing they do is refused.
    pub has_rejoined: bool,
    /// Devices that the county revoked.
    pub revoked: BTreeSet<DeviceId>,
    /// Pairs of players that exchanged.
    pub pairs: BTreeSet<(usize, usize)>,
    /// Whether any store was replaced by an older one, or copied.
    pub has_gone_back: bool,
    /// Whether a node's was.
    pub has_node_gone_back: bool,
    /// Whether a node's clock was off: its receipts tell other times.
    pub has_node_wrong_time: bool,
    /// The marks beside the stores of nodes: they do not go back.
    marks: Mutex<BTreeMap<usize, Arc<Mark>>>,
    how: How,
    seed: u64,
    slow_per_cent: Arc<AtomicU64>,
    under_way: BTreeMap<(usize, usize), Vec<tokio::task::AbortHandle>>,
    pub folder: Option<TempDir>,
    /// Rows written, and files made.
    pub count: usize,
}

impl World {
    pub async fn new(seed: u64, how: How) -> Self {
        const CALLS_THAT_TAKE_TIME: [u64; 4] = [0, 2, 5, 20];
        let time = Time::default();
        let mut chance = Chance::of(seed, &["world"]);
        let slow_per_cent =
            if how == How::OverGrpc { 0 } else { CALLS_THAT_TAKE_TIME[chance.place(CALLS_THAT_TAKE_TIME.len())] };
        let folder = (how != How::InMemory).then(folder);
        let mut world = Self {
            network: Network::new(time, Chance::of(seed, &["lines"])),
            players: BTreeMap::new(),
            witness: Arc::default(),
            copied: BTreeSet::new(),
            has_rejoined: false,
            revoked: BTreeSet::new(),
            pairs: BTreeSet::new(),
            has_gone_back: false,
            has_node_gone_back: false,
            has_node_wrong_time: false,
            marks: Mutex::default(),
            how,
            seed,
            slow_per_cent: Arc::new(AtomicU64::new(slow_per_cent)),
            under_way: BTreeMap::new(),
            folder,
            count: 0,
        };
        let mut places = Vec::new();
        for who in 0..PLAYERS.len() {
            places.push(if how == How::InMemory { Place::Memory(players::store(who)) } else { world.new_place() });
        }
        if how != How::InMemory {
            players::set_up_files(&places).await;
        }
        for (who, place) in places.into_iter().enumerate().take(NEWCOMER) {
            world.join(who, PLAYERS[who].0, players::identity(who), place, BTreeSet::new()).await;
            world.back_up(who).await;
        }
        world.pairs =
            (0..COUNTY_NODE).map(|who| (who, if who == TOWNSHIP_NODE { COUNTY_NODE } else { TOWNSHIP_NODE })).collect();
        world
    }

    pub fn time(&self) -> &Time {
        &self.network.time
    }

    pub fn counts(&self) -> &Counts {
        &self.network.counts
    }

    /// A new player takes part.
    pub async fn join(
        &mut self,
        who: usize,
        code: &'static str,
        identity: Identity,
        place: Place,
        saved: BTreeSet<String>,
    ) {
        let device = Device {
            who,
            identity,
            clock: PlayerClock::new(self.time().clone()),
            randomness: Arc::new(SeededRandomness::new(self.seed ^ ((who as u64) << 48))),
        };
        let (saved, life) = (Arc::new(Mutex::new(saved)), Arc::new(Life::default()));
        let node = self.open(&device, &place, &life, None).await;
        self.network.enter(who, Arc::clone(&node));
        let player = Player { code, device, node, place, saved, life, copies: Vec::new() };
        self.players.insert(who, player);
    }

    /// Starts a process. If `why_new`, its store is said to have been replaced before anything else happens.
    async fn open(&self, device: &Device, place: &Place, life: &Arc<Life>, why_new: Option<&str>) -> Arc<Replica> {
        let Device { who, identity, clock, randomness } = device;
        let store = Arc::new(SlowStore {
            store: place.store().await,
            time: self.time().clone(),
            life: Arc::clone(life),
            chance: Mutex::new(Chance::of(self.seed ^ self.time().now_ms(), &["store", &who.to_string()])),
            is_opening: AtomicBool::new(true),
            slow_per_cent: Arc::clone(&self.slow_per_cent),
            witness: (identity.certificate().role == Role::Node).then(|| Arc::clone(&self.witness)),
        });
        let clock: Arc<dyn Clock> = Arc::<PlayerClock>::clone(clock);
        let randomness: Arc<SeededRandomness> = Arc::clone(randomness);
        let of_replica: Arc<dyn Store> = Arc::<SlowStore>::clone(&store);
        let node = Replica::open(of_replica, clock, randomness, identity.clone(), unit(COUNTY)).await.unwrap();
        if let Some(why) = why_new {
            node.start_incarnation(why).await.unwrap();
        }
        if identity.certificate().role == Role::Node {
            let mark = Arc::clone(self.marks.lock().unwrap().entry(*who).or_default());
            node.keep_high_water(mark).await.unwrap();
        }
        store.is_opening.store(false, Ordering::SeqCst);
        node
    }

    /// Ends a player's process and starts it again, over this place.
    pub async fn restart(&mut self, who: usize, place: Place, why_new: Option<&str>) {
        let Some(player) = self.players.get(&who) else { return };
        player.life.end(&self.network.counts);
        self.network.leave(who);
        if let Place::File(_) = player.place {
            player.node.store().close().await;
        }
        let life = Arc::new(Life::default());
        let node = self.open(&player.device, &place, &life, why_new).await;
        self.network.enter(who, Arc::clone(&node));
        let player = self.players.get_mut(&who).unwrap();
        (player.life, player.node, player.place) = (life, node, place);
    }

    /// Plays the steps, with whatever they begin going on meanwhile.
    pub async fn play(&mut self, steps: &[Paced]) {
        for (pause_ms, step) in steps {
            let at_ms = self.time().now_ms() + pause_ms;
            self.time().clone().pass_until(at_ms).await;
            self.look_at_ended();
            self.take(*step).await;
        }
    }

    async fn take(&mut self, step: Step) {
        match step {
            Step::Write(who) => self.write(who),
            Step::Seal(who) => self.seal(who),
            Step::Exchange { below, above, line, stay } => self.exchange(below, above, line, stay),
            Step::BackUp(who) => self.back_up(who).await,
            Step::Restore { who, copy, told, then_writes } => self.restore(who, copy, told, then_writes).await,
            Step::Crash(who) => {
                if let Some(player) = self.players.get(&who) {
                    self.counts().count(Fault::Crash);
                    let place = player.place.clone();
                    self.restart(who, place, None).await;
                }
            }
            Step::Clone(who) => self.clone_terminal(who).await,
            Step::ClockOff { who, seconds } => {
                const TEN_HOURS: i64 = 36_000;
                if let Some(player) = self.players.get(&who) {
                    player.device.clock.put_off(seconds);
                    self.has_node_wrong_time |= player.is_node() && seconds != 0;
                    let size = if seconds.abs() > TEN_HOURS { Fault::YearsOff } else { Fault::HoursOff };
                    if seconds != 0 {
                        self.counts().count(size);
                    }
                }
            }
            Step::Revoke(who) => self.revoke(who),
            Step::Enrol => self.enrol().await,
            Step::Rest => self.time().clone().pass_all().await,
        }
    }

    pub fn write(&mut self, who: usize) {
        let Some(player) = self.players.get(&who) else { return };
        self.count += 1;
        // Few ids, so that players change each other's rows.
        let (id, text) = (self.count % 5, format!("第{}件", self.count));
        let (document, row) = if player.is_node() {
            let code = [VILLAGE, NEIGHBOUR][self.count % 2];
            (format!("inspection/{code}/2026Q3"), finding(code, &format!("f{id}"), &text))
        } else {
            let code = player.code;
            (format!("ledger/{code}/2026Q3"), rows::deed_on(code, &format!("d{id}"), "2026-07-03", &text))
        };
        self.record(who, document.parse().unwrap(), row, text);
    }

    fn record(&self, who: usize, document: DocumentName, row: Row, text: String) {
        let player = &self.players[&who];
        let (network, node, saved) = (Arc::clone(&self.network), Arc::clone(&player.node), Arc::clone(&player.saved));
        self.network.spawn(who, async move {
            match node.record(SECRETARY, vec![(document, vec![row])]).await {
                Ok(_) => drop(saved.lock().unwrap().insert(text)),
                Err(ReplicaError::Behind { .. }) => {}
                Err(error) => network.fail(format!("{who} cannot write {document}: {error}")),
            }
            network.time.move_on();
        });
    }

    fn seal(&mut self, who: usize) {
        let Some(player) = self.players.get(&who) else { return };
        let (network, desk) = (Arc::clone(&self.network), Desk::new(Arc::clone(&player.node)));
        self.network.spawn(who, async move {
            match desk.seal(SECRETARY, QUARTER, true).await {
                // Two values stand side by side, and somebody has to choose first.
                Ok(_) | Err(DeskError::Seal(_)) => {}
                Err(error) => network.fail(format!("{who} cannot seal: {error}")),
            }
            network.time.move_on();
        });
    }

    fn exchange(&mut self, below: usize, above: usize, line: Line, stay: bool) {
        if !self.players.contains_key(&below) {
            return;
        }
        let under_way = self.under_way.entry((below, above)).or_default();
        under_way.retain(|exchange| !exchange.is_finished());
        if !under_way.is_empty() {
            // One process has one link to a node above.
            return;
        }
        self.pairs.insert((below, above));
        let network = Arc::clone(&self.network);
        let task = if self.how == How::OverGrpc {
            self.network.spawn(below, grpc::exchange(network, below, above))
        } else {
            self.network.spawn(below, exchange(network, below, above, line, stay))
        };
        self.under_way.entry((below, above)).or_default().push(task);
    }

    fn revoke(&mut self, who: usize) {
        let Some(player) = self.players.get(&who) else { return };
        let device = player.id();
        // Two at most: somebody has to be left.
        if self.revoked.len() >= 2 || !self.revoked.insert(device) {
            return;
        }
        self.counts().count(Fault::Revocation);
        if self
            .under_way
            .iter()
            .any(|((below, _), tasks)| *below == who && tasks.iter().any(|task| !task.is_finished()))
        {
            self.counts().count(Fault::RevokedInFlight);
        }
        let (network, desk) = (Arc::clone(&self.network), Desk::new(Arc::clone(&self.players[&COUNTY_NODE].node)));
        self.network.spawn(COUNTY_NODE, async move {
            match desk.revoke("管理员", &device.to_string(), "设备遗失").await {
                // A county that was restored may not know a newcomer yet.
                Ok(_) | Err(DeskError::Enrol(_)) => {}
                Err(error) => network.fail(format!("the county cannot revoke {device}: {error}")),
            }
            network.time.move_on();
        });
    }

    async fn enrol(&mut self) {
        if self.players.contains_key(&NEWCOMER) {
            return;
        }
        self.counts().count(Fault::Newcomer);
        let (code, _) = PLAYERS[NEWCOMER];
        let identity = players::identity(NEWCOMER);
        let (network, county) = (Arc::clone(&self.network), Arc::clone(&self.players[&COUNTY_NODE].node));
        let certificate = identity.certificate().clone();
        self.network.spawn(COUNTY_NODE, async move {
            match county.list_device(&certificate).await {
                Ok(()) | Err(ReplicaError::Behind { .. }) => {}
                Err(error) => network.fail(format!("the county cannot enrol: {error}")),
            }
            network.time.move_on();
        });
        let place = self.new_place();
        self.join(NEWCOMER, code, identity, place, BTreeSet::new()).await;
        self.pairs.insert((NEWCOMER, TOWNSHIP_NODE));
    }

    /// Ends all exchanges.
    pub fn hang_up(&mut self) {
        for (_, tasks) in std::mem::take(&mut self.under_way) {
            tasks.iter().for_each(tokio::task::AbortHandle::abort);
        }
    }

    /// Makes all calls of stores quick.
    pub fn be_quick(&self) {
        self.slow_per_cent.store(0, Ordering::SeqCst);
    }

    /// Exchanges everything over a line with nothing wrong, while nothing else goes on.
    pub async fn sync(&mut self, below: usize, above: usize) -> Outcome {
        self.look_at_ended();
        self.exchange(below, above, Line::WELL, false);
        self.time().clone().pass_all().await;
        let mut ended = self.network.take_ended();
        assert_eq!(ended.len(), 1, "{below} → {above}: the exchange stalls");
        self.no_failures();
        let (_, _, outcome) = ended.remove(0);
        self.look_at(below, above, &outcome);
        outcome
    }

    fn no_failures(&self) {
        let failures = self.network.failures();
        assert!(failures.is_empty(), "{failures:#?}");
    }

    /// Whether a refusal comes of copies that have not rejoined: what a copy goes on writing differs from what was
    /// written, or builds on it, and what builds on that does not fit to the copy.
    pub fn is_of_copies(&self, writer: DeviceId, below: usize) -> bool {
        let is_copied = |device: DeviceId| self.copied.contains(&device);
        !self.has_rejoined && (is_copied(writer) || is_copied(self.players[&below].id()))
    }

    /// Looks whether exchanges ended as they may.
    pub fn look_at_ended(&self) {
        self.no_failures();
        for (below, above, outcome) in self.network.take_ended() {
            self.look_at(below, above, &outcome);
        }
    }

    fn look_at(&self, below: usize, above: usize, outcome: &Outcome) {
        let excluded = self.excluded();
        for (log, refusal) in &outcome.report().refused {
            if excluded.contains(&log.document) {
                continue;
            }
            let writer = log.writer.device;
            let is_for_good = match refusal.code {
                RefusalCode::RevokedDevice => !self.revoked.contains(&writer),
                code if code.is_passing() => false,
                _ => !self.is_of_copies(writer, below),
            };
            assert!(!is_for_good, "{below} → {above}: {log}: {refusal}");
        }
    }
}

fn finding(code: &str, id: &str, text: &str) -> Row {
    let cells = [
        ("unit", code),
        ("finding", id),
        ("date", "2026-08-01"),
        ("clause", "1"),
        ("text", text),
        ("points", "0.5"),
        ("due", "2026-08-20"),
    ];
    rows::row(Table::Findings, &cells)
}

/// In memory if the system has such a folder, because the disk is not under test.
fn folder() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}
