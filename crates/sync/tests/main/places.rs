//! Who gets in: idle streams keep nobody out, those who are turned away come back and are served, and strangers
//! hold up nobody.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::county;

use county::{County, channel, link, marks, options, record};
use cunbang_desk::Desk;
use cunbang_model::{DocumentName, Role, Row, Table};
use cunbang_replica::Replica;
use cunbang_sync::proto::sync_client::SyncClient;
use cunbang_sync::proto::{DocumentKind, Hello, Up};
use cunbang_sync::{Limits, LinkState, ServeOptions, Serving, SyncError, Upstream, UpstreamAddress, serve};
use cunbang_world::tree::{COUNTY, TOWNSHIP, VILLAGE, unit};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::time::timeout;
use tokio_stream::wrappers::ReceiverStream;

/// Longer than anything here takes; only a failing test waits this long.
const LONG: Duration = Duration::from_mins(1);
/// Long enough for a message on loopback: after it, none will come.
const MOMENT: Duration = Duration::from_millis(300);

#[expect(clippy::large_types_passed_by_value, reason = "a test's own")]
async fn limited(county: &County, limits: Limits) -> Serving {
    serve(Desk::new(Arc::clone(&county.county)), ServeOptions { limits, ..options() }).await.unwrap()
}

/// Terminals of as many villages, each with a row that nobody has yet.
async fn terminals(county: &County, count: usize) -> Vec<Arc<Replica>> {
    let mut terminals = Vec::new();
    for number in 0..count {
        let village = format!("{TOWNSHIP}{:03}", 300 + number);
        let terminal = county.device(&village, Role::Terminal).await;
        write(&terminal, "d1").await;
        terminals.push(terminal);
    }
    terminals
}

async fn write(terminal: &Replica, deed: &str) {
    let village = terminal.unit();
    let document: DocumentName = format!("ledger/{village}/2026Q3").parse().unwrap();
    let row = county::deed(deed, "帮扶").to_json().replace(VILLAGE, village.as_str());
    let row = Row::from_json(Table::Deeds, &row).unwrap();
    terminal.record("会计", vec![(document, vec![row])]).await.unwrap();
}

/// How far the county has the terminal's ledger, by its receipts.
async fn received(terminal: &Replica) -> u64 {
    let document: DocumentName = format!("ledger/{}/2026Q3", terminal.unit()).parse().unwrap();
    let receipts = terminal.store().receipts(&document).await.unwrap();
    receipts.iter().map(|receipt| receipt.number).max().unwrap_or(0)
}

async fn add_village(county: &County, code: &str) {
    let row = Row::from_cells(Table::Units, [("code", code), ("name", "新村"), ("kind", "village")]).unwrap();
    Desk::new(Arc::clone(&county.county)).import("管理员", &[row], None).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn five_times_as_many_stay_as_there_are_places() {
    const PLACES: usize = 2;
    let county = County::new().await;
    let serving = limited(&county, Limits { max_exchanges: PLACES, ..Limits::default() }).await;
    let terminals = terminals(&county, 5 * PLACES).await;
    let mut states = Vec::new();
    for terminal in &terminals {
        let (state, watched) = watch::channel(LinkState::default());
        let link = link(terminal, &serving, COUNTY);
        tokio::spawn(async move { link.stay(state).await });
        states.push(watched);
    }
    for (terminal, state) in terminals.iter().zip(&mut states) {
        timeout(LONG, state.wait_for(|state| state.in_step)).await.expect("it never gets in").unwrap();
        assert_eq!(received(terminal).await, 1);
    }
    // All are idle. Something new comes down to everybody,
    let before: Vec<u64> = states.iter().map(|state| state.borrow().report.pulled_entries).collect();
    add_village(&county, "330522103299").await;
    for (state, before) in states.iter_mut().zip(before) {
        let heard = state.wait_for(|state| state.report.pulled_entries > before);
        timeout(LONG, heard).await.expect("it never hears of it").unwrap();
    }
    // and something new goes up from everybody.
    for terminal in &terminals {
        write(terminal, "d2").await;
    }
    for (terminal, state) in terminals.iter().zip(&mut states) {
        let heard = state.wait_for(|state| state.report.acknowledged_entries == 2);
        timeout(LONG, heard).await.expect("it never gets its receipt").unwrap();
        assert_eq!(received(terminal).await, 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_turned_away_comes_back_and_is_served() {
    let county = County::new().await;
    let limits = Limits { max_exchanges: 1, max_newcomers: 1, max_handshakes: 8, ..Limits::default() };
    let serving = limited(&county, limits).await;
    let terminals = terminals(&county, 8).await;
    let links: Vec<Upstream> = terminals.iter().map(|terminal| link(terminal, &serving, COUNTY)).collect();
    let tasks: Vec<_> =
        links.into_iter().map(|link| tokio::spawn(async move { link.sync_within(LONG).await })).collect();
    for (task, terminal) in tasks.into_iter().zip(&terminals) {
        task.await.unwrap().unwrap();
        assert_eq!(received(terminal).await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_says_nothing_keeps_nobody_out() {
    let county = County::new().await;
    let limits = Limits { max_exchanges: 1, max_newcomers: 1, ..Limits::default() };
    let serving = limited(&county, limits).await;
    // A device that opens streams and is silent, one that stops in the middle, and a stranger who never shakes hands.
    let silent = channel(&county.identity(VILLAGE, Role::Terminal), &serving, COUNTY).await;
    let mut open = Vec::new();
    for first in [None, Some(Up { hello: Some(Hello::default()), ..Up::default() })] {
        let (up, outgoing) = mpsc::channel(1);
        let says_something = first.is_some();
        if let Some(first) = first {
            up.send(first).await.unwrap();
        }
        let mut down =
            SyncClient::new(silent.clone()).exchange(ReceiverStream::new(outgoing)).await.unwrap().into_inner();
        if says_something {
            down.message().await.unwrap().unwrap();
        }
        open.push((up, down));
    }
    let _stranger = TcpStream::connect(serving.address()).await.unwrap();
    for terminal in terminals(&county, 3).await {
        timeout(LONG, link(&terminal, &serving, COUNTY).sync()).await.unwrap().unwrap();
        assert_eq!(received(&terminal).await, 1);
    }
    drop(open);
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_hold_up_nobody() {
    let county = County::new().await;
    let limits = Limits { max_handshakes: 1, handshake_time: LONG * 10, ..Limits::default() };
    let serving = limited(&county, limits).await;
    let mut strangers = Vec::new();
    for _ in 0..3 {
        strangers.push(TcpStream::connect(serving.address()).await.unwrap());
    }
    let terminal = county.device(VILLAGE, Role::Terminal).await;
    record(&terminal, &[county::deed("d1", "帮扶")]).await;
    timeout(LONG, link(&terminal, &serving, COUNTY).sync()).await.unwrap().unwrap();
    assert_eq!(marks(&terminal).await, [(COUNTY.to_owned(), 1)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_beyond_the_limit_are_closed_at_once() {
    let county = County::new().await;
    let serving = limited(&county, Limits { max_connections: 1, ..Limits::default() }).await;
    let terminal = county.device(VILLAGE, Role::Terminal).await;
    let open = channel(&county.identity(COUNTY, Role::Reader), &serving, COUNTY).await;
    let refused = link(&terminal, &serving, COUNTY).sync().await;
    assert!(matches!(refused, Err(SyncError::TurnedAway { .. })), "{refused:?}");
    drop(open);
    timeout(LONG, link(&terminal, &serving, COUNTY).sync_within(LONG)).await.unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_let_in_tries_again_while_its_patience_lasts() {
    let county = County::new().await;
    let terminal = county.device(VILLAGE, Role::Terminal).await;
    let closing = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = UpstreamAddress { unit: unit(COUNTY), address: closing.local_addr().unwrap().to_string() };
    let tried = Arc::new(AtomicUsize::new(0));
    tokio::spawn({
        let tried = Arc::clone(&tried);
        async move {
            while closing.accept().await.is_ok() {
                tried.fetch_add(1, Ordering::SeqCst);
            }
        }
    });
    let link = Upstream::new(terminal, address).unwrap();
    let failed = link.sync_within(Duration::from_secs(2)).await;
    assert!(matches!(failed, Err(SyncError::TurnedAway { .. })), "{failed:?}");
    let count = tried.load(Ordering::SeqCst);
    assert!((2..=4).contains(&count), "{count} tries in two seconds");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_does_not_concern_a_device_does_not_wake_its_stream() {
    let county = County::new().await;
    let quiet = county.identity(VILLAGE, Role::Terminal);
    let (up, outgoing) = mpsc::channel(1);
    up.send(Up { hello: Some(Hello { stay: true, ..Hello::default() }), ..Up::default() }).await.unwrap();
    let channel = channel(&quiet, &county.serving, COUNTY).await;
    let mut down = SyncClient::new(channel).exchange(ReceiverStream::new(outgoing)).await.unwrap().into_inner();
    while !down.message().await.unwrap().unwrap().caught_up {}
    // Another device is listed, for everybody, and pushes, for the county alone.
    let other = terminals(&county, 1).await.remove(0);
    let listed = timeout(LONG, down.message()).await.unwrap().unwrap().unwrap();
    assert_eq!(listed.segments.len(), 1, "{listed:?}");
    link(&other, &county.serving, COUNTY).sync().await.unwrap();
    assert!(timeout(MOMENT, down.message()).await.is_err());
    add_village(&county, "330522103299").await;
    let news = timeout(LONG, down.message()).await.unwrap().unwrap().unwrap();
    assert!(news.segments.iter().any(|segment| segment.log.as_ref().unwrap().kind() == DocumentKind::Org), "{news:?}");
}
