//! A server's limits, per peer and in total: each test exceeds one of them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::county;

use county::{County, channel, clock, link, options};
use cunbang_desk::Desk;
use cunbang_identity::{Identity, client_config, server_name};
use cunbang_model::Role;
use cunbang_sync::proto::reports_client::ReportsClient;
use cunbang_sync::proto::sync_client::SyncClient;
use cunbang_sync::proto::{Hello, Segment, Up};
use cunbang_sync::report::ListUnitsRequest;
use cunbang_sync::{Limits, ServeOptions, Serving, SyncError, serve};
use cunbang_world::tree::{COUNTY, VILLAGE, unit};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_stream::wrappers::ReceiverStream;
use tonic::transport::Channel;
use tonic::{Code, Request, Status};

/// Longer than anything here takes; only a failing test waits this long.
const LONG: Duration = Duration::from_secs(20);
/// Long enough for an answer on loopback: after it, no answer will come.
const MOMENT: Duration = Duration::from_millis(300);

#[expect(clippy::large_types_passed_by_value, reason = "a test's own")]
async fn limited(county: &County, limits: Limits) -> Serving {
    serve(Desk::new(Arc::clone(&county.county)), ServeOptions { limits, ..options() }).await.unwrap()
}

fn reader(county: &County) -> Identity {
    county.identity(COUNTY, Role::Reader)
}

async fn ask(channel: &Channel) -> Result<usize, Status> {
    let reply = ReportsClient::new(channel.clone()).list_units(ListUnitsRequest::default()).await?;
    Ok(reply.into_inner().units.len())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_over_its_limit_is_refused_unread() {
    let county = County::new().await;
    let serving = limited(&county, Limits { max_message_bytes: 128 * 1024, ..Limits::default() }).await;
    let channel = channel(&reader(&county), &serving, COUNTY).await;
    let long = ListUnitsRequest { under: "3".repeat(65 * 1024) };
    let refused = ReportsClient::new(channel.clone()).list_units(long).await.unwrap_err();
    assert_eq!(refused.code(), Code::OutOfRange, "{refused}");

    let push = Segment { frame: vec![0; 129 * 1024], ..Segment::default() };
    let up = Up { hello: Some(Hello::default()), pushes: vec![push], done: true, ..Up::default() };
    let mut down = SyncClient::new(channel.clone()).exchange(tokio_stream::once(up)).await.unwrap().into_inner();
    let refused = down.message().await.unwrap_err();
    assert_eq!(refused.code(), Code::OutOfRange, "{refused}");
    // The connection still works.
    assert_eq!(ask(&channel).await.unwrap(), 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn more_streams_on_a_connection_wait_for_their_turn() {
    let county = County::new().await;
    let serving = limited(&county, Limits { max_streams_per_connection: 2, ..Limits::default() }).await;
    let channel = channel(&reader(&county), &serving, COUNTY).await;
    assert_eq!(ask(&channel).await.unwrap(), 7);
    let mut open = Vec::new();
    for _ in 0..2 {
        let (up, outgoing) = mpsc::channel(1);
        up.send(Up { hello: Some(Hello { stay: true, ..Hello::default() }), ..Up::default() }).await.unwrap();
        let mut down =
            SyncClient::new(channel.clone()).exchange(ReceiverStream::new(outgoing)).await.unwrap().into_inner();
        assert!(down.message().await.unwrap().unwrap().caught_up);
        open.push((up, down));
    }
    let third = tokio::spawn({
        let channel = channel.clone();
        async move { ask(&channel).await }
    });
    assert!(
        timeout(MOMENT, async {
            while !third.is_finished() {
                tokio::task::yield_now().await;
            }
        })
        .await
        .is_err()
    );
    open.pop();
    assert_eq!(timeout(LONG, third).await.unwrap().unwrap().unwrap(), 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_finds_no_room_is_sent_away_with_a_hint() {
    let county = County::new().await;
    let serving = limited(&county, Limits { max_newcomers: 0, ..Limits::default() }).await;
    let device = county.device(VILLAGE, Role::Terminal).await;
    let sent_away = link(&device, &serving, COUNTY).sync().await;
    assert!(matches!(sent_away, Err(SyncError::Busy { retry_after_seconds: 1..=2, .. })), "{sent_away:?}");
    // That is about exchanges alone.
    assert_eq!(ask(&channel(&reader(&county), &serving, COUNTY).await).await.unwrap(), 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_never_shakes_hands_is_dropped() {
    let county = County::new().await;
    let limits = Limits { handshake_time: Duration::from_millis(200), ..Limits::default() };
    let serving = limited(&county, limits).await;
    let mut silent = TcpStream::connect(serving.address()).await.unwrap();
    let ended = timeout(LONG, silent.read(&mut [0; 8])).await.expect("the server lets it hang");
    assert!(matches!(ended, Ok(0) | Err(_)), "{ended:?}");
    assert_eq!(ask(&channel(&reader(&county), &serving, COUNTY).await).await.unwrap(), 7);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_header_list_over_its_limit_is_refused() {
    let county = County::new().await;
    let reader = reader(&county);
    for (max_header_bytes, is_served) in [(4 * 1024, false), (32 * 1024, true)] {
        let serving = limited(&county, Limits { max_header_bytes, ..Limits::default() }).await;
        let mut request = Request::new(ListUnitsRequest::default());
        request.metadata_mut().insert("x-long", "a".repeat(12 * 1024).parse().unwrap());
        let answer = ReportsClient::new(channel(&reader, &serving, COUNTY).await).list_units(request).await;
        assert_eq!(answer.is_ok(), is_served, "{answer:?}");
        assert_eq!(ask(&channel(&reader, &serving, COUNTY).await).await.unwrap(), 7);
    }
}

/// The "rapid reset" attack: opening and resetting streams costs the attacker nothing.
#[tokio::test(flavor = "multi_thread")]
async fn a_peer_that_keeps_taking_back_its_streams_loses_the_connection() {
    let county = County::new().await;
    let serving = limited(&county, Limits { max_pending_resets: 10, ..Limits::default() }).await;
    let reader = reader(&county);
    let tcp = TcpStream::connect(serving.address()).await.unwrap();
    let tls = tokio_rustls::TlsConnector::from(client_config(&reader, clock()).unwrap());
    let stream = tls.connect(server_name(unit(COUNTY)), tcp).await.unwrap();
    let (mut opener, connection) = h2::client::handshake(stream).await.unwrap();
    let connection = tokio::spawn(connection);
    for _ in 0..5000 {
        let request = http::Request::post("http://node/cunbang.v1.Reports/ListUnits").body(()).unwrap();
        let Ok(ready) = opener.ready().await else { break };
        opener = ready;
        let Ok((_, mut stream)) = opener.send_request(request, false) else { break };
        stream.send_reset(h2::Reason::CANCEL);
    }
    let error = timeout(LONG, connection).await.expect("the server bears it").unwrap().unwrap_err();
    // The connection may have closed before the reason was read.
    assert!(error.reason().is_none_or(|reason| reason == h2::Reason::ENHANCE_YOUR_CALM), "{error}");
    assert_eq!(ask(&channel(&reader, &serving, COUNTY).await).await.unwrap(), 7);
}
