//! Many terminals, each of a village of its own, sync at once; the server is a process of its own.
//!
//! Real terminals have processors of their own. So what a terminal does before it has connected, packing what it
//! sends, is done before the storm, and the clients' processor time is told beside the server's.

use crate::ledger::{self, Chance};
use crate::setting::{County, OPERATOR, has_pulled, list, node_over};
use crate::siege::{Besiegers, Siege};
use crate::wire::write_quarter;
use cunbang_desk::Desk;
use cunbang_identity::{DeviceCertificate, Identity, IdentityFiles, SystemRandomness, client_config, server_name};
use cunbang_model::Role;
use cunbang_replica::Replica;
use cunbang_store::{MemoryStore, Store};
use cunbang_sync::half::LowerHalf;
use cunbang_sync::proto::Up;
use cunbang_sync::proto::sync_client::SyncClient;
use cunbang_sync::{
    AuthoritySource, Limits, Pauses, ServeOptions, SyncError, Upstream, UpstreamAddress, connection, serve,
};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{Barrier, Semaphore};
use tokio::task::JoinSet;

/// The storms that are measured unless others are asked for.
pub const SIZES: [usize; 3] = [221, 2_000, 5_000];
/// Open files of a process beside its connections.
const OTHER_FILES: u64 = 256;
const CONNECT_TIME: Duration = Duration::from_secs(15);
/// Who has no receipt by then was not served.
const PATIENCE: Duration = Duration::from_mins(20);

/// What each terminal of a storm has to send. The later ones rest on the first: both sides have the quarter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Load {
    Quarter,
    Ten,
    Nothing,
}

impl Load {
    pub const ALL: [Self; 3] = [Self::Quarter, Self::Ten, Self::Nothing];

    pub fn name(self) -> &'static str {
        match self {
            Self::Quarter => "quarter",
            Self::Ten => "ten",
            Self::Nothing => "nothing",
        }
    }

    fn entries(self) -> u64 {
        match self {
            Self::Quarter => 200,
            Self::Ten => 10,
            Self::Nothing => 0,
        }
    }
}

/// How one storm went.
pub struct Storm {
    /// From the common start to each terminal's receipt, or to the word that nothing is new, sorted.
    pub receipts: Vec<Duration>,
    /// How many terminals gave up without one.
    pub unserved: usize,
    pub server_cpu: Duration,
    /// Of the process of all terminals.
    pub clients_cpu: Duration,
    pub server_peak_kib: u64,
    /// How often a terminal was told to come back later.
    pub told_to_wait: usize,
    /// How often a connection was closed before its handshake.
    pub closed: usize,
    /// What else failed, and was tried again.
    pub errors: Vec<String>,
    /// What besiegers did meanwhile.
    pub besieged: Option<String>,
}

impl Storm {
    /// The time by which this share of the terminals had their receipts.
    pub fn by_share(&self, percent: usize) -> Duration {
        let place = (self.receipts.len() * percent).div_ceil(100).saturating_sub(1);
        self.receipts.get(place).copied().unwrap_or_default()
    }

    /// What else failed, and how often each.
    pub fn errors_by_kind(&self) -> BTreeMap<&str, usize> {
        let mut kinds = BTreeMap::new();
        for error in &self.errors {
            *kinds.entry(error.as_str()).or_default() += 1;
        }
        kinds
    }
}

/// The server's side: serves the identity in a folder until its input ends.
pub async fn serve_folder(folder: &Path) {
    let may_open = open_files(u64::MAX);
    let max_connections = usize::try_from(may_open.saturating_sub(OTHER_FILES)).unwrap_or(usize::MAX);
    let files = IdentityFiles::new(folder);
    let identity = files.load().unwrap_or_else(|error| panic!("{error}"));
    let authority = files.read_authority().unwrap_or_else(|error| panic!("{error}"));
    let node = node_over(open(folder).await, identity).await;
    let options = ServeOptions {
        listen: ([127, 0, 0, 1], 0).into(),
        authority: Some(Arc::new(authority) as Arc<dyn AuthoritySource>),
        upstream: None,
        limits: Limits { max_connections, ..Limits::default() },
        exporter: None,
    };
    let serving = serve(Desk::new(node), options).await.unwrap_or_else(|error| panic!("{error}"));
    println!("{}", serving.address());
    let _ = tokio::task::spawn_blocking(|| std::io::stdin().lock().lines().next()).await;
    serving.shutdown().await;
}

async fn open(folder: &Path) -> Arc<dyn Store> {
    let url = format!("sqlite:{}", folder.join("data.sqlite").display());
    cunbang_store::open(&url).await.unwrap_or_else(|error| panic!("{error}"))
}

/// How many files this process may open, of as many as it wants.
pub fn open_files(wanted: u64) -> u64 {
    rlimit::increase_nofile_limit(wanted.min(1 << 20)).unwrap_or_else(|error| panic!("{error}"))
}

struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(folder: &Path) -> Self {
        let program = std::env::current_exe().unwrap_or_else(|error| panic!("{error}"));
        let mut child = Command::new(program)
            .arg("--serve")
            .arg(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{error}"));
        let output = child.stdout.take().unwrap_or_else(|| panic!("the server has no output"));
        let mut address = String::new();
        BufReader::new(output).read_line(&mut address).unwrap_or_else(|error| panic!("{error}"));
        Self { child, address: address.trim().to_owned() }
    }

    fn cpu(&self) -> Duration {
        cpu_of(&self.child.id().to_string())
    }

    /// Forgets the peak of its memory so far.
    fn forget_peak(&self) {
        let _ = std::fs::write(format!("/proc/{}/clear_refs", self.child.id()), "5");
    }

    fn peak_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap_or_default();
        line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).unwrap_or_default()
    }
}

/// The processor time of a process so far.
fn cpu_of(process: &str) -> Duration {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks: u64 = fields.iter().skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.stdin.take());
        let _ = self.child.wait();
    }
}

/// A terminal with its quarter written.
struct Terminal {
    identity: Identity,
    store: Arc<MemoryStore>,
}

/// The terminals of a storm. They are made once; each storm begins with copies of their stores.
pub struct Terminals(Vec<Terminal>);

impl Terminals {
    /// Terminals of as many villages, spread over the county's townships.
    pub async fn write(county: &County, count: usize) -> Self {
        let wanted = count as u64 + OTHER_FILES;
        let files = open_files(wanted);
        assert!(
            files >= wanted,
            "{count} terminals need {wanted} open files, and the system allows {files}: see `ulimit -Hn`"
        );
        let mut townships: Vec<_> = county.villages.iter().map(|village| county.township_of(*village)).collect();
        townships.dedup();
        let mut writing = JoinSet::new();
        let mut terminals = Vec::with_capacity(count);
        for number in 0..count {
            let village = format!("{}{:03}", townships[number % townships.len()], 201 + number / townships.len());
            let identity = county.office.identity(&village, Role::Terminal);
            // Open documents take memory: few are open at once.
            if writing.len() == 4 {
                terminals.extend(writing.join_next().await);
            }
            writing.spawn(async move {
                let store = Arc::new(MemoryStore::new());
                let node = node_over(Arc::<MemoryStore>::clone(&store), identity.clone()).await;
                write_quarter(&node, number as u64).await;
                Terminal { identity, store }
            });
        }
        terminals.extend(writing.join_all().await.into_iter().map(Ok));
        Self(terminals.into_iter().map(|terminal| terminal.unwrap_or_else(|error| panic!("{error}"))).collect())
    }
}

/// What a terminal met on its way to its receipt.
struct Way {
    /// Nothing, if it was not served.
    took: Option<Duration>,
    failures: Vec<SyncError>,
}

/// A terminal of a storm, on its way.
struct Client {
    node: Arc<Replica>,
    upstream: Arc<DeviceCertificate>,
    link: Upstream,
    load: Load,
}

impl Client {
    /// Tries until the terminal has its receipt, as a terminal that stays does.
    async fn arrive(self, packing: Arc<Semaphore>, barrier: Arc<Barrier>) -> Way {
        let (randomness, mut pauses, mut failures) = (SystemRandomness::new(), Pauses::default(), Vec::new());
        let mut half = LowerHalf::new(&self.node, &self.upstream, false);
        let mut first = Vec::new();
        if let Ok(_permit) = packing.acquire().await {
            while let Some(up) = half.next_message().await.unwrap_or_else(|error| panic!("{error}")) {
                first.push(up);
            }
        }
        // Everybody is ready; and now.
        barrier.wait().await;
        barrier.wait().await;
        let start = Instant::now();
        let arrived = tokio::time::timeout(PATIENCE, async {
            let mut outcome = self.exchange(half, first).await;
            loop {
                match outcome {
                    Ok(acknowledged) => return assert_eq!(acknowledged, self.load.entries()),
                    Err(error) => {
                        tokio::time::sleep(pauses.after(Some(&error), &randomness)).await;
                        failures.push(error);
                    }
                }
                outcome = self.link.sync().await.map(|report| report.acknowledged_entries);
            }
        });
        let took = arrived.await.is_ok().then(|| start.elapsed());
        Way { took, failures }
    }

    /// An exchange of which the first messages are ready.
    async fn exchange(&self, mut half: LowerHalf<'_>, first: Vec<Up>) -> Result<u64, SyncError> {
        let name = server_name(self.link.address().unit);
        let tls = client_config(&self.node.identity(), Arc::clone(self.node.clock()))
            .unwrap_or_else(|error| panic!("{error}"));
        let (channel, _) = connection::connect(&self.link.address().address, name, tls, CONNECT_TIME).await?;
        let (up, outgoing) = tokio::sync::mpsc::channel(first.len().max(8));
        for message in first {
            let _ = up.send(message).await;
        }
        let outgoing = tokio_stream::wrappers::ReceiverStream::new(outgoing);
        let mut down = SyncClient::new(channel).exchange(outgoing).await?.into_inner();
        while !half.is_idle() {
            let answer = down.message().await?.ok_or_else(|| SyncError::Broken("the stream ended".to_owned()))?;
            half.hear(answer)?;
            while let Some(message) = half.next_message().await? {
                let _ = up.send(message).await;
            }
        }
        let report = half.take_report();
        assert_eq!(report.refused.len(), 0);
        Ok(report.acknowledged_entries)
    }
}

/// Storms against one server, with these loads; the quarter is pushed in any case. Besiegers are there from before the
/// first of them until after the last.
pub async fn measure(
    county: &County,
    terminals: &Terminals,
    loads: &[Load],
    besiegers: Option<&Besiegers>,
) -> Vec<(Load, Storm)> {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let files = IdentityFiles::new(folder.path());
    let identity = county.identity(county.root, Role::Node);
    files.write_key(identity.key()).unwrap_or_else(|error| panic!("{error}"));
    files.write_certificate(identity.certificate()).unwrap_or_else(|error| panic!("{error}"));
    files.write_authority(&county.office.authority).unwrap_or_else(|error| panic!("{error}"));
    let upstream = Arc::new(identity.certificate().clone());
    let node = node_over(open(folder.path()).await, identity).await;
    let listed = terminals.0.iter().map(|terminal| terminal.identity.certificate());
    let besieging = besiegers.into_iter().flat_map(Besiegers::certificates);
    list(&node, listed.chain([&*upstream]).chain(besieging)).await;
    let listed = node.store().feed_end().await.unwrap_or_else(|error| panic!("{error}"));
    node.store().close().await;
    let server = Server::start(folder.path());
    let copies: Vec<Arc<MemoryStore>> = terminals.0.iter().map(|terminal| Arc::new(terminal.store.copy())).collect();
    for store in &copies {
        has_pulled(&**store, &upstream, listed).await;
    }
    let mut siege = besiegers.map(|besiegers| besiegers.besiege(&server.address));
    let mut storms = Vec::new();
    for load in Load::ALL.into_iter().filter(|load| *load == Load::Quarter || loads.contains(load)) {
        let (barrier, packing) = (Arc::new(Barrier::new(copies.len() + 1)), Arc::new(Semaphore::new(4)));
        let mut under_way = JoinSet::new();
        for (terminal, store) in terminals.0.iter().zip(&copies) {
            if load == Load::Ten {
                let node = node_over(Arc::<MemoryStore>::clone(store), terminal.identity.clone()).await;
                write_ten(&node).await;
            }
            let node = node_over(Arc::<MemoryStore>::clone(store), terminal.identity.clone()).await;
            let address = UpstreamAddress { unit: county.root, address: server.address.clone() };
            let link = Upstream::new(Arc::clone(&node), address).unwrap_or_else(|error| panic!("{error}"));
            let client = Client { node, upstream: Arc::clone(&upstream), link, load };
            under_way.spawn(client.arrive(Arc::clone(&packing), Arc::clone(&barrier)));
        }
        let mut storm = blow(&server, &barrier, under_way).await;
        storm.besieged = siege.as_mut().map(Siege::so_far);
        if loads.contains(&load) {
            storms.push((load, storm));
        }
    }
    storms
}

async fn write_ten(node: &Replica) {
    let document = format!("ledger/{}/2026Q3", node.unit()).parse().unwrap_or_else(|error| panic!("{error}"));
    let mut chance = Chance::new(1000);
    for number in 0..10 {
        let deed = ledger::deed(&mut chance, node.unit().as_str(), 500 + number);
        node.record(OPERATOR, vec![(document, vec![deed])]).await.unwrap_or_else(|error| panic!("{error}"));
    }
}

async fn blow(server: &Server, barrier: &Barrier, under_way: JoinSet<Way>) -> Storm {
    barrier.wait().await;
    server.forget_peak();
    let (server_before, clients_before) = (server.cpu(), cpu_of("self"));
    barrier.wait().await;
    let ways = under_way.join_all().await;
    let clients_cpu = cpu_of("self").saturating_sub(clients_before);
    // What the server still does for those who have their receipts belongs to it.
    tokio::time::sleep(Duration::from_millis(300)).await;
    let mut storm = Storm {
        receipts: Vec::new(),
        unserved: 0,
        server_cpu: server.cpu().saturating_sub(server_before),
        clients_cpu,
        server_peak_kib: server.peak_kib(),
        told_to_wait: 0,
        closed: 0,
        errors: Vec::new(),
        besieged: None,
    };
    for way in ways {
        storm.receipts.extend(way.took);
        storm.unserved += usize::from(way.took.is_none());
        for failure in way.failures {
            match failure {
                SyncError::Busy { .. } => storm.told_to_wait += 1,
                SyncError::TurnedAway { .. } => storm.closed += 1,
                other => storm.errors.push(other.to_string()),
            }
        }
    }
    storm.receipts.sort_unstable();
    storm
}
