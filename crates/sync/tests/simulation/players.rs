//! The players of a world as it begins: identities and stores made once, and copied into every world.

use crate::county::by_hand;
use crate::time::Time;
use cunbang_desk::{Desk, NewRules};
use cunbang_identity::Identity;
use cunbang_model::{Clock, Role, Timestamp};
use cunbang_replica::Replica;
use cunbang_store::{MemoryStore, Store};
use cunbang_world::county::SCHEME;
use cunbang_world::devices::Office;
use cunbang_world::tree::{self, COUNTY, NEIGHBOUR, TOWNSHIP, VILLAGE, unit};
use cunbang_world::{QUARTER, moment};
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, LazyLock};

/// Who works at the terminals, by id: whose it is stands in a roster, which the county does not get.
pub const SECRETARY: &str = "op-wangsj";
/// When the county was set up, before the quarter began.
const SET_UP: &str = "2026-06-20T02:00:00Z";
/// When a world begins.
const BEGINNING: &str = "2026-09-30T02:00:00Z";

/// Who is there from the beginning, and the terminal that is enrolled on the way.
pub const PLAYERS: [(&str, Role); 6] = [
    (VILLAGE, Role::Terminal),
    (VILLAGE, Role::Terminal),
    (NEIGHBOUR, Role::Terminal),
    (TOWNSHIP, Role::Node),
    (COUNTY, Role::Node),
    (VILLAGE, Role::Terminal),
];
/// How many of them are enrolled at the beginning.
const ENROLLED: usize = 5;

/// The clock of one player.
#[derive(Debug)]
pub struct PlayerClock {
    time: Time,
    off_seconds: AtomicI64,
}

impl PlayerClock {
    pub fn new(time: Time) -> Arc<Self> {
        Arc::new(Self { time, off_seconds: AtomicI64::new(0) })
    }

    /// Puts it off by this much.
    pub fn put_off(&self, seconds: i64) {
        self.off_seconds.store(seconds, Ordering::SeqCst);
    }
}

impl Clock for PlayerClock {
    fn now(&self) -> Timestamp {
        let passed_ms = i64::try_from(self.time.now_ms()).unwrap();
        let off_ms = self.off_seconds.load(Ordering::SeqCst) * 1000;
        Timestamp::from_millisecond(moment(BEGINNING).as_millisecond() + passed_ms + off_ms).unwrap()
    }
}

/// Where a store is.
#[derive(Debug, Clone)]
pub enum Place {
    File(PathBuf),
    Memory(Arc<MemoryStore>),
}

impl Place {
    pub async fn store(&self) -> Arc<dyn Store> {
        match self {
            Self::File(file) => cunbang_store::open(&format!("sqlite:{}", file.display())).await.unwrap(),
            Self::Memory(store) => Arc::<MemoryStore>::clone(store),
        }
    }
}

struct Beginning {
    identities: Vec<Identity>,
    reader: Identity,
    stores: Vec<Arc<MemoryStore>>,
}

static BEGINNING_OF_ALL: LazyLock<Beginning> = LazyLock::new(|| {
    // On a thread of its own: this one may already be in a runtime.
    let made = std::thread::spawn(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let office = Office::of(unit(COUNTY), 1, moment(SET_UP));
        let identities: Vec<Identity> = PLAYERS.iter().map(|(code, role)| office.identity(code, *role)).collect();
        let stores: Vec<Arc<MemoryStore>> = PLAYERS.iter().map(|_| Arc::default()).collect();
        let places: Vec<Arc<dyn Store>> =
            stores.iter().map(|store| Arc::<MemoryStore>::clone(store) as Arc<dyn Store>).collect();
        runtime.block_on(set_up(&office, &identities, &places));
        let reader = office.identity(COUNTY, Role::Inspector);
        Beginning { identities, reader, stores }
    });
    made.join().unwrap()
});

pub fn identity(who: usize) -> Identity {
    BEGINNING_OF_ALL.identities[who].clone()
}

/// A laptop of the county's, which gives no receipts.
pub fn reader() -> Identity {
    BEGINNING_OF_ALL.reader.clone()
}

/// A player's store in memory as the world begins.
pub fn store(who: usize) -> Arc<MemoryStore> {
    Arc::new(BEGINNING_OF_ALL.stores[who].copy())
}

/// Sets the county up in stores in files.
pub async fn set_up_files(files: &[Place]) {
    let office = Office::of(unit(COUNTY), 2, moment(SET_UP));
    let mut stores = Vec::new();
    for file in files {
        stores.push(file.store().await);
    }
    set_up(&office, &BEGINNING_OF_ALL.identities, &stores).await;
    for store in stores {
        store.close().await;
    }
}

/// Enrols the first players, lists the units, adopts a scheme, and tells everybody.
async fn set_up(office: &Office, identities: &[Identity], stores: &[Arc<dyn Store>]) {
    let mut nodes = Vec::new();
    for (identity, store) in identities.iter().zip(stores) {
        let store = Arc::clone(store);
        let node = Replica::open(store, office.clock(), office.randomness(), identity.clone(), unit(COUNTY)).await;
        nodes.push(node.unwrap());
    }
    let (county, below) = (&nodes[ENROLLED - 1], &nodes[..ENROLLED - 1]);
    for identity in &identities[..ENROLLED] {
        county.list_device(identity.certificate()).await.unwrap();
    }
    let desk = Desk::new(Arc::clone(county));
    desk.import("建站", &tree::rows(&tree::small()), None).await.unwrap();
    desk.put_scheme("组织部", NewRules::since(SCHEME, QUARTER)).await.unwrap();
    for node in below {
        assert_eq!(by_hand::sync(node, county).await.refused, []);
    }
}
