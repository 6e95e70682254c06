//! Broken connections: wherever one breaks, the next exchange continues, and in the end everything has arrived
//! once and is acknowledged.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::county;

use county::County;
use cunbang_model::{DocumentName, Role, Row, Table, UnitCode};
use cunbang_replica::Replica;
use cunbang_store::{FeedItem, FeedScope, Selection};
use cunbang_sync::half::{LowerHalf, UpperHalf};
use cunbang_sync::{SyncReport, Upstream, UpstreamAddress};
use cunbang_world::rows::deed_on;
use cunbang_world::tree::{COUNTY, unit};
use proptest::prelude::*;
use prost::Message;
use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{oneshot, watch};

/// Where and how to break a connection.
#[derive(Debug, Clone, Copy)]
struct Cut {
    /// After this many bytes,
    after: usize,
    /// counted in this direction.
    direction: Direction,
    /// Whether the device is killed at the same moment, in the middle of its work.
    kills: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Up,
    Down,
}

/// The next cut, and how the device learns that it is killed.
type Next = Arc<Mutex<Option<(Cut, oneshot::Sender<()>)>>>;

/// A network that breaks as told: the next connection at the configured cut, later ones not at all.
struct Network {
    address: SocketAddr,
    next: Next,
    /// Bytes carried up and down by the last connection.
    carried: watch::Receiver<(usize, usize)>,
}

impl Network {
    async fn to(server: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let next = Next::default();
        let (count, carried) = watch::channel((0, 0));
        let network = Self { address, next: Arc::clone(&next), carried };
        tokio::spawn(async move {
            while let Ok((mut device, _)) = listener.accept().await {
                let cut = next.lock().unwrap().take();
                let server = TcpStream::connect(server).await.unwrap();
                count.send_replace((0, 0));
                carry(&mut device, server, cut.as_ref().map(|(cut, _)| *cut), &count).await;
                if let Some((Cut { kills: true, .. }, killed)) = cut {
                    // Kill the device first; then nobody reads any more.
                    let _ = killed.send(());
                    while matches!(device.read(&mut [0; 2048]).await, Ok(1..)) {}
                }
            }
        });
        network
    }

    /// Configures the next cut. The receiver fires when the device is killed.
    fn cut(&self, cut: Cut) -> oneshot::Receiver<()> {
        let (kill, killed) = oneshot::channel();
        *self.next.lock().unwrap() = Some((cut, kill));
        killed
    }
}

/// Carries bytes both ways until one side closes or the cut is reached.
async fn carry(device: &mut TcpStream, mut server: TcpStream, cut: Option<Cut>, count: &watch::Sender<(usize, usize)>) {
    let (mut from_device, mut to_device) = device.split();
    let (mut from_server, mut to_server) = server.split();
    let allowed = |direction: Direction| match cut {
        Some(cut) if cut.direction == direction => cut.after,
        _ => usize::MAX,
    };
    tokio::select! {
        () = copy(&mut from_device, &mut to_server, allowed(Direction::Up), |bytes| count.send_modify(|count| count.0 += bytes)) => {}
        () = copy(&mut from_server, &mut to_device, allowed(Direction::Down), |bytes| count.send_modify(|count| count.1 += bytes)) => {}
    }
}

async fn copy(
    from: &mut (impl AsyncReadExt + Unpin),
    to: &mut (impl AsyncWriteExt + Unpin),
    mut allowed: usize,
    mut counted: impl FnMut(usize),
) {
    let mut bytes = [0; 2048];
    while allowed > 0 {
        let most = allowed.min(bytes.len());
        match from.read(&mut bytes[..most]).await {
            Ok(0) | Err(_) => return,
            Ok(read) => {
                if to.write_all(&bytes[..read]).await.is_err() {
                    return;
                }
                counted(read);
                allowed -= read;
            }
        }
    }
}

/// A village with a terminal that has written five entries to two ledgers, plus one row in pieces.
struct Village {
    terminal: Arc<Replica>,
    code: String,
}

impl Village {
    async fn new(county: &County, number: u32) -> Self {
        let village = Self::of(county, number, 4).await;
        village.record("2026Q2", "d9", "2026-05-03").await;
        village
    }

    async fn of(county: &County, number: u32, entries: usize) -> Self {
        let code = format!("330522103{:03}", 300 + number);
        let terminal = county.device(&code, Role::Terminal).await;
        let village = Self { terminal, code };
        for entry in 0..entries {
            village.record("2026Q3", &format!("d{entry}"), "2026-07-03").await;
        }
        village
    }

    async fn record(&self, quarter: &str, id: &str, date: &str) {
        self.write(quarter, id, date, "帮扶老人打扫庭院").await;
    }

    async fn write(&self, quarter: &str, id: &str, date: &str, text: &str) {
        let ledger: DocumentName = format!("ledger/{}/{quarter}", self.code).parse().unwrap();
        let row = deed_on(&self.code, id, date, text);
        self.terminal.record("会计", vec![(ledger, vec![row])]).await.unwrap();
    }

    async fn sync(&self, network: &Network) -> Option<SyncReport> {
        let address = UpstreamAddress { unit: unit(COUNTY), address: network.address.to_string() };
        Upstream::new(Arc::clone(&self.terminal), address).unwrap().sync().await.ok()
    }

    /// Checks that the county has everything that was written, once; that it is acknowledged; and that the village
    /// has what the county has for it.
    async fn check(&self, county: &Replica, entries: u64) {
        let village = unit(&self.code);
        let own = self.terminal.store().heads(&Selection::under(village)).await.unwrap();
        assert_eq!(county.store().heads(&Selection::under(village)).await.unwrap(), own);
        assert_eq!(own.iter().map(|head| head.head.number).sum::<u64>(), entries);

        let mut ends: HashMap<_, u64> = HashMap::new();
        for row in county.store().feed(0, &FeedScope { unit: village }, 100_000).await.unwrap() {
            if let FeedItem::Segment(segment) = row.item {
                let end = ends.entry(segment.log).or_insert(0);
                assert_eq!(segment.first, *end + 1, "no entry came twice");
                *end = segment.last;
            }
        }
        let upstream = county.identity();
        let upstream = upstream.certificate();
        assert_eq!(self.terminal.pending_for(upstream).await.unwrap().len(), 0);
        for head in &own {
            let acknowledged = self.terminal.acknowledged_by(upstream).await.unwrap();
            assert_eq!(acknowledged.get(&head.log), Some(&head.head.number));
            let receipts = self.terminal.store().receipts(&head.log.document).await.unwrap();
            assert!(
                receipts
                    .iter()
                    .any(|one| one.entry_hash == head.head.entry_hash && one.is_signed_by(&upstream.public_key))
            );
        }
        assert_eq!(self.terminal.writer().incarnation, 0);
        assert_eq!(self.terminal.org().units(), county.org().units(), "the tree came down");
        for node in [county, &self.terminal] {
            assert_eq!(node.store().incidents(10).await.unwrap(), []);
            assert_eq!(node.store().quarantined(10).await.unwrap(), []);
            assert_eq!(node.store().forks(10).await.unwrap(), []);
        }
    }
}

/// Breaks a village's connections as told, then lets one through.
async fn play(county: &County, number: u32, cuts: &[Cut]) -> (usize, usize) {
    let village = Village::new(county, number).await;
    let network = Network::to(county.serving.address()).await;
    let all = async {
        for cut in cuts {
            let killed = network.cut(*cut);
            tokio::select! {
                _ = village.sync(&network) => {}
                Ok(()) = killed => {}
            }
        }
        let report = village.sync(&network).await.expect("nothing is in the way");
        assert_eq!(report.refused, []);
        let carried = *network.carried.borrow();
        village.check(&county.county, 5).await;
        // Work continues as usual.
        village.record("2026Q3", "d10", "2026-07-04").await;
        let report = village.sync(&network).await.unwrap();
        assert_eq!((report.acknowledged_entries, report.lost_by_upstream, report.new_incarnation), (1, 0, false));
        village.check(&county.county, 6).await;
        carried
    };
    tokio::time::timeout(Duration::from_mins(1), all).await.unwrap_or_else(|_| panic!("hangs after {cuts:?}"))
}

/// The connection breaks once, at every twelfth of an exchange's bytes.
#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_breaks_anywhere_is_taken_up_again() {
    const PARTS: usize = 12;
    let county = County::new().await;
    let (up, down) = play(&county, 0, &[]).await;
    assert!(up > 1000 && down > 2000, "{up} {down}");
    let mut number = 0;
    for (direction, bytes) in [(Direction::Up, up), (Direction::Down, down)] {
        for part in 0..PARTS {
            number += 1;
            let cut = Cut { after: bytes * part / PARTS, direction, kills: part % 2 == 1 };
            play(&county, number, &[cut]).await;
        }
    }
}

/// The connection breaks at every eighth of the bytes of a push in several pieces.
#[tokio::test(flavor = "multi_thread")]
async fn a_push_in_pieces_is_taken_up_again_wherever_it_breaks() {
    const PARTS: usize = 8;
    const ENTRIES: u32 = 40;
    let county = County::new().await;
    let mut bytes = 0;
    for number in 0..=u32::try_from(PARTS).unwrap() {
        let village = Village::of(&county, number, 0).await;
        let network = Network::to(county.serving.address()).await;
        village.sync(&network).await.unwrap();
        for entry in 0..ENTRIES {
            village.write("2026Q3", &format!("n{entry}"), "2026-07-03", &noise(entry)).await;
        }
        if number > 0 {
            let after = bytes * usize::try_from(number).unwrap() / PARTS - bytes / PARTS / 2;
            let _killed = network.cut(Cut { after, direction: Direction::Up, kills: false });
            village.sync(&network).await;
        }
        let report = village.sync(&network).await.unwrap();
        assert_eq!(report.refused, []);
        bytes = bytes.max(network.carried.borrow().0);
        village.check(&county.county, u64::from(ENTRIES)).await;
    }
}

/// A text that hardly compresses.
fn noise(seed: u32) -> String {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        char::from_u32(0x4e00 + (state >> 8) % 20_000).unwrap()
    };
    (0..150).map(|_| next()).collect()
}

/// A first push of many changes over a line that always breaks after so many bytes upward, and is so slow that what
/// arrived before is answered meanwhile. After the first, each attempt gets further, and nothing is sent again that was acknowledged.
#[tokio::test]
async fn a_first_push_gets_through_a_slow_line_that_always_breaks() {
    const ENTRIES: u64 = 150;
    for breaks_after in [3_500, 8_000, 20_000] {
        let county = County::new().await;
        let village = Village::of(&county, 0, 0).await;
        for number in 0..ENTRIES {
            village.write("2026Q3", &format!("n{number}"), "2026-07-03", &noise(u32::try_from(number).unwrap())).await;
        }
        gets_through(&county, &village, ENTRIES, breaks_after).await;
    }
}

/// What one call records, as from one spreadsheet, goes in pieces too.
#[tokio::test]
async fn a_spreadsheet_gets_through_a_slow_line_that_always_breaks() {
    let county = County::new().await;
    let village = Village::of(&county, 0, 0).await;
    let ledger: DocumentName = format!("ledger/{}/2026Q3", village.code).parse().unwrap();
    let row = |number: u32| deed_on(&village.code, &format!("n{number}"), "2026-07-03", &noise(number));
    village.terminal.record("会计", vec![(ledger, (0..512).map(row).collect())]).await.unwrap();
    gets_through(&county, &village, 8, 40_000).await;
}

async fn gets_through(county: &County, village: &Village, entries: u64, breaks_after: usize) {
    let (mut got, mut sent, mut attempts) = (0, 0, 0);
    while got < entries {
        let arrived = over_a_slow_line(&village.terminal, &county.county, breaks_after).await;
        let (before, upstream) = (got, county.county.identity());
        got = village.terminal.acknowledged_by(upstream.certificate()).await.unwrap().values().sum();
        assert!(got > before || attempts == 0, "attempt {attempts} over {breaks_after} bytes gets nowhere");
        sent += arrived;
        attempts += 1;
    }
    assert!(attempts > 1, "nothing broke");
    assert_eq!(sent, entries, "what was acknowledged is not sent again");
    let network = Network::to(county.serving.address()).await;
    village.sync(&network).await.unwrap();
    village.check(&county.county, entries).await;
}

/// One attempt. Returns how many entries arrived.
async fn over_a_slow_line(lower: &Replica, upper: &Arc<Replica>, breaks_after: usize) -> u64 {
    let (device, node) = (lower.identity(), upper.identity());
    let mut below = LowerHalf::new(lower, node.certificate(), false);
    let mut above = UpperHalf::new(Arc::clone(upper), Arc::new(device.certificate().clone()));
    let before = entries_of(upper, device.certificate().unit).await;
    let (mut under_way, mut room) = (VecDeque::new(), breaks_after);
    loop {
        while let Some(up) = below.next_message().await.unwrap() {
            under_way.push_back(up);
        }
        let Some(up) = under_way.pop_front() else { break };
        let Some(left) = room.checked_sub(up.encoded_len()) else { break };
        room = left;
        above.hear(up).unwrap();
        while let Some(down) = above.next_message().await.unwrap() {
            below.hear(down).unwrap();
        }
    }
    entries_of(upper, device.certificate().unit).await - before
}

async fn entries_of(node: &Replica, unit: UnitCode) -> u64 {
    node.store().heads(&Selection::under(unit)).await.unwrap().iter().map(|head| head.head.number).sum()
}

/// Every connection breaks long before everything has come down. It still arrives in the end, because what has
/// come down is not sent again.
#[tokio::test(flavor = "multi_thread")]
async fn what_came_down_before_a_break_is_not_sent_again() {
    const BREAKS_AFTER: usize = 30_000;
    let county = County::new().await;
    let village = Village::new(&county, 0).await;
    let inspection: DocumentName = format!("inspection/{}/2026Q3", village.code).parse().unwrap();
    for number in 0..200 {
        let (id, text) = (format!("f{number}"), noise(number));
        let cells = [
            ("unit", village.code.as_str()),
            ("finding", &id),
            ("date", "2026-08-01"),
            ("clause", "3"),
            ("text", &text),
            ("points", "1"),
            ("due", "2026-08-20"),
        ];
        let row = Row::from_cells(Table::Findings, cells).unwrap();
        county.county.record("督查员", vec![(inspection, vec![row])]).await.unwrap();
    }
    let network = Network::to(county.serving.address()).await;
    let mut breaks = 0;
    loop {
        let _killed = network.cut(Cut { after: BREAKS_AFTER, direction: Direction::Down, kills: false });
        if village.sync(&network).await.is_some() {
            break;
        }
        breaks += 1;
        assert!(breaks < 30, "never finishes");
    }
    assert!(breaks > 1, "nothing broke");
    let count = village.terminal.projection(inspection).await.unwrap().table(Table::Findings).count();
    assert_eq!(count, 200);
}

fn any_cut() -> impl Strategy<Value = Cut> {
    (0_usize..9000, any::<bool>(), any::<bool>()).prop_map(|(after, up, kills)| {
        let direction = if up { Direction::Up } else { Direction::Down };
        Cut { after: if up { after / 3 } else { after }, direction, kills }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 20, ..ProptestConfig::with_cases(12) })]

    /// Several breaks, one after another.
    #[test]
    fn a_connection_that_breaks_often_gets_there(cuts in proptest::collection::vec(any_cut(), 1..5)) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let county = County::new().await;
            play(&county, 0, &cuts).await;
        });
    }
}
