//! Simulation: terminals, a township and the county write, exchange, are backed up, restored and copied, in an
//! order chosen by a seed. Both halves of every exchange are the real ones, with messages passed by hand: over
//! stores in memory, for many worlds, and over SQLite. Some worlds use gRPC.
//!
//! Whatever happened, once everybody has exchanged with everybody again and copies have rejoined, the county has
//! every row that any of them still had, all agree, and every receipt is true.
//!
//! A world in which terminals' stores are put back by hand, without telling the program, has no restored nodes
//! above and no second way up. Together, these can leave two branches of one log that both have receipts; then
//! both are evidence, and people decide.
//!
//! `CUNBANG_SIMULATION=FIRST..LAST` plays other seeds. A failure names its seed; `FIRST..FIRST+1` plays it alone.
#![allow(clippy::unwrap_used, clippy::expect_used, missing_docs)]

mod county;

use county::by_hand;
use cunbang_desk::Desk;
use cunbang_identity::Identity;
use cunbang_model::{DocumentName, Role, Table};
use cunbang_replica::Replica;
use cunbang_store::{MemoryStore, Store};
use cunbang_sync::SyncReport;
use cunbang_sync::client::exchange_over;
use cunbang_sync::connection::{Peer, PeerStream, channel_over};
use cunbang_sync::server::serve_incoming;
use cunbang_world::devices::Office;
use cunbang_world::rows;
use cunbang_world::tree::{COUNTY, NEIGHBOUR, TOWNSHIP, VILLAGE, unit};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::io;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::TempDir;
use tokio::io::DuplexStream;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio_stream::StreamExt;

/// Terminals, two of them in one village, then the nodes above.
const PLAYERS: [(&str, Role); 5] = [
    (VILLAGE, Role::Terminal),
    (VILLAGE, Role::Terminal),
    (NEIGHBOUR, Role::Terminal),
    (TOWNSHIP, Role::Node),
    (COUNTY, Role::Node),
];
const TERMINALS: usize = 3;
const TOWNSHIP_NODE: usize = 3;
const COUNTY_NODE: usize = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Write(usize),
    /// From a lower player to an upper one.
    Sync(usize, usize),
    Backup(usize),
    /// Replaces the store with its last backup; if `told`, like `cunbang restore`, otherwise by hand.
    Restore(usize, bool),
}

/// Chance from a seed.
struct Dice {
    state: u64,
    /// Whether terminals' stores are put back by hand in this world. If not, nodes above are restored too, and
    /// terminals also go to the county.
    by_hand: bool,
}

impl Dice {
    fn new(seed: u64) -> Self {
        Self { state: seed, by_hand: seed.is_multiple_of(2) }
    }

    fn below(&mut self, limit: usize) -> usize {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.state >> 33).unwrap() % limit
    }

    fn step(&mut self) -> Step {
        match self.below(20) {
            0..=6 => Step::Write(self.below(TERMINALS)),
            7..=10 => Step::Sync(self.below(TERMINALS), TOWNSHIP_NODE),
            11 if !self.by_hand => Step::Sync(self.below(TERMINALS), COUNTY_NODE),
            11..=14 => Step::Sync(TOWNSHIP_NODE, COUNTY_NODE),
            15 => Step::Backup(self.below(PLAYERS.len())),
            16 | 17 if self.by_hand => Step::Restore(self.below(TERMINALS), true),
            16.. if self.by_hand => Step::Restore(self.below(TERMINALS), false),
            _ => Step::Restore(self.below(PLAYERS.len()), true),
        }
    }
}

struct Player {
    identity: Identity,
    node: Arc<Replica>,
    place: Place,
    backup: Option<Place>,
}

/// How to play a world.
#[derive(Debug, Clone, Copy)]
enum How {
    /// Stores in memory, messages passed by hand.
    InMemory,
    /// Stores in SQLite, messages passed by hand.
    OverSqlite,
    /// Stores in SQLite, messages over gRPC.
    OverGrpc,
}

/// Where a store is.
#[derive(Clone)]
enum Place {
    File(PathBuf),
    Memory(Arc<MemoryStore>),
}

impl Place {
    async fn store(&self) -> Arc<dyn Store> {
        match self {
            Self::File(file) => cunbang_store::open(&format!("sqlite:{}", file.display())).await.unwrap(),
            Self::Memory(store) => Arc::<MemoryStore>::clone(store),
        }
    }

    async fn open(&self, identity: &Identity, office: &Office) -> Arc<Replica> {
        let store = self.store().await;
        Replica::open(store, office.clock(), office.randomness(), identity.clone(), unit(COUNTY)).await.unwrap()
    }
}

struct World {
    folder: TempDir,
    office: Office,
    players: Vec<Player>,
    how: How,
    /// Whether a store was put back by hand.
    has_copies: bool,
    /// Terminals that also go to the county.
    direct: BTreeSet<usize>,
    /// Rows written, and files made.
    count: usize,
}

fn ledger_of(code: &str) -> DocumentName {
    format!("ledger/{code}/2026Q3").parse().unwrap()
}

/// The rows of the two villages' ledgers that a node shows: all texts by id.
async fn shown(node: &Replica) -> BTreeMap<String, BTreeSet<String>> {
    let mut by_id: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for code in [VILLAGE, NEIGHBOUR] {
        let projection = node.projection(ledger_of(code)).await.unwrap();
        for standing in projection.table(Table::Deeds) {
            let id = standing.row.id();
            let texts = projection.values(Table::Deeds, &id).iter().map(|value| value.row.to_json());
            by_id.entry(format!("{code}/{id}")).or_default().extend(texts);
        }
    }
    by_id
}

/// All rows ever put into the two ledgers, as far as a node has the entries.
async fn history(node: &Replica) -> BTreeSet<String> {
    let mut put = BTreeSet::new();
    for code in [VILLAGE, NEIGHBOUR] {
        for segment in node.store().document_segments(&ledger_of(code)).await.unwrap() {
            let entries = segment.entries().unwrap();
            put.extend(entries.into_iter().flat_map(|entry| entry.puts).map(|put| put.row.to_json()));
        }
    }
    put
}

impl World {
    async fn new(how: How) -> Self {
        let folder = folder();
        let office = Office::new(1);
        let mut world =
            Self { folder, office, players: Vec::new(), how, has_copies: false, direct: BTreeSet::new(), count: 0 };
        for (code, role) in PLAYERS {
            let identity = world.office.identity(code, role);
            let place = world.new_place();
            let node = place.open(&identity, &world.office).await;
            world.players.push(Player { identity, node, place, backup: None });
        }
        for player in &world.players {
            world.players[COUNTY_NODE].node.list_device(player.identity.certificate()).await.unwrap();
        }
        world
    }

    /// A new, empty place.
    fn new_place(&mut self) -> Place {
        self.count += 1;
        match self.how {
            How::InMemory => Place::Memory(Arc::default()),
            How::OverSqlite | How::OverGrpc => Place::File(self.folder.path().join(format!("{}.sqlite", self.count))),
        }
    }

    async fn back_up(&mut self, who: usize) {
        let to = match (self.new_place(), &self.players[who].place) {
            (Place::File(file), _) => {
                self.players[who].node.store().backup(&file).await.unwrap();
                Place::File(file)
            }
            (_, Place::Memory(store)) => Place::Memory(Arc::new(store.copy())),
            (_, Place::File(_)) => unreachable!("a world keeps its stores in one way"),
        };
        self.players[who].backup = Some(to);
    }

    /// A place with a copy of a backup, which stays unchanged.
    fn copy_of(&mut self, backup: &Place) -> Place {
        match (self.new_place(), backup) {
            (Place::File(file), Place::File(backup)) => {
                std::fs::copy(backup, &file).unwrap();
                Place::File(file)
            }
            (_, Place::Memory(store)) => Place::Memory(Arc::new(store.copy())),
            (_, Place::File(_)) => unreachable!("a world keeps its stores in one way"),
        }
    }

    async fn play(&mut self, step: Step) {
        match step {
            Step::Write(who) => self.write(who).await,
            Step::Sync(below, above) => {
                if below < TERMINALS && above == COUNTY_NODE {
                    self.direct.insert(below);
                }
                self.sync(below, above).await;
            }
            Step::Backup(who) => self.back_up(who).await,
            Step::Restore(who, told) => {
                if let Some(backup) = self.players[who].backup.clone() {
                    self.has_copies |= !told;
                    let place = self.copy_of(&backup);
                    self.replace(who, place).await;
                    if told {
                        self.players[who].node.start_incarnation("restored").await.unwrap();
                    }
                }
            }
        }
    }

    async fn replace(&mut self, who: usize, place: Place) {
        let player = &mut self.players[who];
        player.node.store().close().await;
        player.node = place.open(&player.identity, &self.office).await;
        player.place = place;
    }

    async fn write(&mut self, who: usize) {
        self.count += 1;
        let code = PLAYERS[who].0;
        // Few ids, so that terminals change each other's rows.
        let (id, text) = (format!("d{}", self.count % 7), format!("第{}件", self.count));
        let row = rows::deed_on(code, &id, "2026-07-03", &text);
        self.players[who].node.record("王书记", vec![(ledger_of(code), vec![row])]).await.unwrap();
    }

    async fn sync(&self, below: usize, above: usize) -> SyncReport {
        let (lower, upper) = (&self.players[below].node, &self.players[above].node);
        let report = match self.how {
            How::InMemory | How::OverSqlite => by_hand::sync(lower, upper).await,
            How::OverGrpc => sync_over_grpc(lower, upper).await,
        };
        for (log, refusal) in &report.refused {
            let is_passing = refusal.code.is_passing();
            // What an older copy of a store goes on writing builds on something else.
            assert!(is_passing || self.has_copies, "{below} → {above}: {log}: {refusal}");
        }
        report
    }

    /// Everybody exchanges with everybody until nothing is new. Returns the players whose entries were refused
    /// because another copy wrote others.
    async fn come_to_rest(&self) -> BTreeSet<usize> {
        let mut before = Vec::new();
        for _ in 0..12 {
            let mut refused = Vec::new();
            for terminal in 0..TERMINALS {
                refused.extend(self.sync(terminal, TOWNSHIP_NODE).await.refused);
            }
            refused.extend(self.sync(TOWNSHIP_NODE, COUNTY_NODE).await.refused);
            for terminal in &self.direct {
                refused.extend(self.sync(*terminal, COUNTY_NODE).await.refused);
            }
            let mut ends = Vec::new();
            for player in &self.players {
                ends.push(player.node.store().feed_end().await.unwrap());
            }
            if ends == before {
                refused.retain(|(_, refusal)| refusal.code.is_passing());
                assert!(
                    self.has_copies || refused.is_empty(),
                    "{refused:?}: no entry waits for something that nobody has"
                );
                return self.forked().await;
            }
            before = ends;
        }
        panic!("never comes to rest");
    }

    /// The players who know that another copy of their store went on writing.
    async fn forked(&self) -> BTreeSet<usize> {
        let mut forked = BTreeSet::new();
        for (who, player) in self.players.iter().enumerate() {
            let incidents = player.node.store().incidents(100).await.unwrap();
            if incidents.iter().any(|incident| incident.kind == "own_fork") {
                forked.insert(who);
            }
        }
        forked
    }

    /// Does what `cunbang rejoin` does.
    async fn rejoin(&mut self, who: usize) {
        self.sync(who, TOWNSHIP_NODE).await;
        let left = self.players[who].place.clone();
        let place = self.new_place();
        self.replace(who, place).await;
        self.players[who].node.start_incarnation("rejoined").await.unwrap();
        self.sync(who, TOWNSHIP_NODE).await;
        let left = left.store().await;
        let rows = self.players[who].node.rows_only_in(&*left).await.unwrap();
        left.close().await;
        self.players[who].node.enter("王书记", rows).await.unwrap();
        self.sync(who, TOWNSHIP_NODE).await;
    }

    /// Every row that any player shows.
    async fn everything(&self) -> BTreeSet<String> {
        let mut all = BTreeSet::new();
        for player in &self.players {
            all.extend(shown(&player.node).await.into_values().flatten());
        }
        all
    }

    async fn check_receipts(&self) {
        for player in &self.players {
            for code in [VILLAGE, NEIGHBOUR] {
                for receipt in player.node.store().receipts(&ledger_of(code)).await.unwrap() {
                    let node = self.players.iter().find(|player| player.node.device() == receipt.node).unwrap();
                    let segments = node.node.store().segments(&receipt.log, 0).await.unwrap();
                    let entries: u64 = segments.iter().map(|segment| segment.last - segment.first + 1).sum();
                    assert!(entries >= receipt.number, "{receipt:?}: there are only {entries} entries");
                    let covered = segments.iter().find(|segment| segment.last == receipt.number);
                    assert!(covered.is_none_or(|segment| segment.head.entry_hash == receipt.entry_hash), "{receipt:?}");
                }
            }
            assert_eq!(player.node.store().integrity_check().await.unwrap(), []);
        }
    }
}

/// Like [`cunbang_sync::Upstream::sync`], without sockets.
async fn sync_over_grpc(lower: &Replica, upper: &Arc<Replica>) -> SyncReport {
    let mut report = SyncReport::default();
    for _ in 0..3 {
        let (near, far) = tokio::io::duplex(1 << 20);
        let peer = Peer { certificate: Some(Arc::new(lower.identity().certificate().clone())), address: None };
        let only = tokio_stream::once(io::Result::Ok(PeerStream::<DuplexStream>::new(far, peer)));
        let incoming = only.chain(tokio_stream::pending());
        let (stop, stopping) = watch::channel(false);
        let serving = tokio::spawn(serve_incoming(Desk::new(Arc::clone(upper)), county::options(), incoming, stopping));
        let channel = channel_over(near).await.unwrap();
        let above = upper.identity();
        let again = exchange_over(lower, channel, above.certificate(), &mut report).await.unwrap();
        let _ = stop.send(true);
        serving.await.unwrap().unwrap();
        if !again {
            break;
        }
    }
    report
}

/// In memory if the system has such a folder, because the disk is not under test.
fn folder() -> TempDir {
    tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap()
}

/// Replays a world that once failed, over SQLite.
async fn simulate(steps: &[Step]) {
    play(steps, How::OverSqlite).await;
}

async fn play(steps: &[Step], how: How) {
    let mut world = World::new(how).await;
    for player in 0..COUNTY_NODE {
        world.sync(player, COUNTY_NODE).await;
    }
    for player in 0..PLAYERS.len() {
        world.play(Step::Backup(player)).await;
    }
    for step in steps {
        world.play(*step).await;
    }
    let had = world.everything().await;
    for who in world.come_to_rest().await {
        world.rejoin(who).await;
    }
    world.has_copies = false;
    assert_eq!(world.come_to_rest().await, BTreeSet::new(), "nothing is refused after rejoining");
    world.check_receipts().await;
    let county = shown(&world.players[COUNTY_NODE].node).await;
    let at_county = history(&world.players[COUNTY_NODE].node).await;
    let lost: Vec<&String> = had.difference(&at_county).collect();
    assert!(lost.is_empty(), "rows that somebody showed and the county never got: {lost:#?}");
    assert_eq!(shown(&world.players[TOWNSHIP_NODE].node).await, county, "the township shows what the county shows");
    for (who, (code, _)) in PLAYERS.into_iter().enumerate().take(TERMINALS) {
        let mut own = county.clone();
        own.retain(|id, _| id.starts_with(code));
        assert_eq!(shown(&world.players[who].node).await, own, "terminal {who} shows what the county shows");
    }
    let county_node = world.players[COUNTY_NODE].node.device();
    for (who, player) in world.players.iter().enumerate().take(TERMINALS) {
        for head in player.node.store().heads_of_device(&player.node.device()).await.unwrap() {
            let receipts = player.node.store().receipts(&head.log.document).await.unwrap();
            let of_county = receipts.iter().filter(|receipt| receipt.log == head.log && receipt.node == county_node);
            let newest = of_county.map(|receipt| receipt.number).max();
            assert_eq!(newest, Some(head.head.number), "terminal {who} holds the county's receipt for {}", head.log);
        }
    }
}

// Worlds that once failed.

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_for_another_copys_entries_acknowledges_none() {
    use Step::{Restore, Sync, Write};
    let terminal = 1;
    let to_township = Sync(terminal, TOWNSHIP_NODE);
    simulate(&[
        Write(terminal),
        to_township,
        Restore(terminal, false),
        Write(terminal),
        to_township,
        Write(terminal),
        to_township,
        Write(terminal),
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_for_more_than_a_copy_has_acknowledges_none() {
    use Step::{Restore, Sync, Write};
    let terminal = 2;
    simulate(&[
        Write(terminal),
        Write(terminal),
        Sync(terminal, TOWNSHIP_NODE),
        Restore(terminal, false),
        Write(terminal),
        Sync(terminal, TOWNSHIP_NODE),
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_came_down_goes_up_again_to_a_restored_county() {
    use Step::{Restore, Sync, Write};
    simulate(&[
        Write(0),
        Sync(0, COUNTY_NODE),
        Sync(TOWNSHIP_NODE, COUNTY_NODE),
        Restore(COUNTY_NODE, true),
        Sync(TOWNSHIP_NODE, COUNTY_NODE),
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_township_gives_back_to_a_restored_county() {
    use Step::{Backup, Restore, Sync, Write};
    simulate(&[
        Write(2),
        Sync(2, COUNTY_NODE),
        Sync(TOWNSHIP_NODE, COUNTY_NODE),
        Backup(TOWNSHIP_NODE),
        Restore(COUNTY_NODE, true),
        Restore(TOWNSHIP_NODE, true),
        Restore(2, true),
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_other_terminal_gives_back_what_writer_and_township_lost() {
    use Step::{Restore, Sync, Write};
    simulate(&[
        Write(0),
        Sync(0, TOWNSHIP_NODE),
        Sync(1, TOWNSHIP_NODE),
        Restore(0, true),
        Restore(TOWNSHIP_NODE, true),
        Sync(0, TOWNSHIP_NODE),
    ])
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_gets_back_what_it_gave_back_itself() {
    use Step::{Restore, Sync, Write};
    simulate(&[Write(1), Sync(1, 3), Sync(0, 3), Restore(3, true), Sync(0, 3), Restore(1, true), Restore(0, true)])
        .await;
}

/// A terminal that bypasses its township brings along what its entries build on.
#[tokio::test(flavor = "multi_thread")]
async fn what_builds_on_anothers_entries_reaches_a_county_that_lacks_them() {
    use Step::{Sync, Write};
    simulate(&[Write(1), Sync(1, 3), Sync(0, 3), Write(0), Sync(0, 4)]).await;
}

/// The steps of a seed's world.
fn steps(seed: u64) -> Vec<Step> {
    let mut dice = Dice::new(seed);
    (0..10 + dice.below(40)).map(|_| dice.step()).collect()
}

/// Plays the worlds of some seeds, several at once. A failure names the seed.
async fn play_all(seeds: Range<u64>, how: How) {
    const AT_ONCE: usize = 4;
    let mut under_way = VecDeque::new();
    for seed in seeds {
        let steps = steps(seed);
        under_way.push_back((seed, tokio::spawn(async move { play(&steps, how).await })));
        if under_way.len() == AT_ONCE {
            finish(under_way.pop_front()).await;
        }
    }
    while !under_way.is_empty() {
        finish(under_way.pop_front()).await;
    }
}

async fn finish(world: Option<(u64, JoinHandle<()>)>) {
    if let Some((seed, playing)) = world {
        playing.await.unwrap_or_else(|_| panic!("seed {seed}: {:?}", steps(seed)));
    }
}

/// The seeds from the environment, or the first ones.
fn seeds(first: u64) -> Range<u64> {
    std::env::var("CUNBANG_SIMULATION").map_or(0..first, |seeds| {
        let (first, last) = seeds.split_once("..").expect("as in 0..100");
        first.parse().unwrap()..last.parse().unwrap()
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_happens_nothing_that_anybody_has_is_lost() {
    play_all(seeds(200), How::InMemory).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_sqlite_it_is_the_same() {
    play_all(seeds(24), How::OverSqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_grpc_it_is_the_same() {
    play_all(0..4, How::OverGrpc).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn terminals_that_wrote_in_turns_give_a_restored_township_everything_back() {
    use Step::{Restore, Sync, Write};
    simulate(&[
        Write(1),
        Sync(1, 3),
        Sync(0, 3),
        Write(0),
        Sync(0, 3),
        Sync(1, 3),
        Write(1),
        Sync(1, 3),
        Sync(0, 3),
        Restore(3, true),
    ])
    .await;
}
