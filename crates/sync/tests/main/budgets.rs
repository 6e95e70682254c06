//! What one device may take of a node: streams, memory, rates. Whoever takes more is told, and nobody else notices.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::county;

use county::{County, by_hand, channel, clock, deed, ledger, link, marks, options, record, texts};
use cunbang_desk::Desk;
use cunbang_identity::{
    DeviceKey, EnrolmentCode, Identity, client_config, enrolling_client_config, enrolment_request,
    enrolment_server_name, server_name,
};
use cunbang_ledger::verify::check_alone;
use cunbang_ledger::{Point, RefusalCode, limits};
use cunbang_model::{DocumentName, Role};
use cunbang_replica::{Answer, Push, Replica, Source};
use cunbang_store::{MemoryStore, StoredSegment};
use cunbang_sync::connection::channel_over;
use cunbang_sync::proto::enrolment_client::EnrolmentClient;
use cunbang_sync::proto::sync_client::SyncClient;
use cunbang_sync::proto::{Down, EnrolRequest, Hello, Up};
use cunbang_sync::{Allowance, Limits, Rate, ServeOptions, Serving, SyncError, UpstreamAddress, serve};
use cunbang_world::SeededRandomness;
use cunbang_world::tree::{COUNTY, TOWNSHIP, VILLAGE, unit};
use prost::Message;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Code, Status, Streaming};

/// Longer than anything here takes; only a failing test waits this long.
const LONG: Duration = Duration::from_secs(20);

#[expect(clippy::large_types_passed_by_value, reason = "a test's own")]
async fn limited(county: &County, limits: Limits) -> Serving {
    serve(Desk::new(Arc::clone(&county.county)), ServeOptions { limits, ..options() }).await.unwrap()
}

fn greeting() -> Up {
    Up { hello: Some(Hello { stay: true, ..Hello::default() }), ..Up::default() }
}

/// A stream of the device that is in step and stays open.
async fn open(identity: &Identity, serving: &Serving) -> (mpsc::Sender<Up>, Streaming<Down>) {
    let (up, outgoing) = mpsc::channel(1);
    up.send(greeting()).await.unwrap();
    let channel = channel(identity, serving, COUNTY).await;
    let mut down = SyncClient::new(channel).exchange(ReceiverStream::new(outgoing)).await.unwrap().into_inner();
    while !down.message().await.unwrap().unwrap().caught_up {}
    (up, down)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_stream_of_a_device_replaces_its_oldest() {
    let county = County::new().await;
    let serving = limited(&county, Limits { max_exchanges_per_device: 2, ..Limits::default() }).await;
    let (device, other) = (county.identity(VILLAGE, Role::Terminal), county.identity(VILLAGE, Role::Terminal));
    let mut others = open(&other, &serving).await;
    let mut first = open(&device, &serving).await;
    let mut second = open(&device, &serving).await;
    let mut third = open(&device, &serving).await;
    let ended = timeout(LONG, first.1.message()).await.expect("the oldest stays").unwrap_err();
    // For the device, a node that is not there for the moment.
    assert_eq!(ended.code(), Code::Unavailable, "{ended}");
    // All others hear what is new.
    county.device(VILLAGE, Role::Terminal).await;
    for (_, down) in [&mut others, &mut second, &mut third] {
        let news = timeout(LONG, down.message()).await.unwrap().unwrap().unwrap();
        assert_eq!(news.segments.len(), 1, "{news:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newer_connection_of_a_device_replaces_its_oldest() {
    let county = County::new().await;
    let serving = limited(&county, Limits { max_connections_per_device: 1, ..Limits::default() }).await;
    let device = county.identity(VILLAGE, Role::Terminal);
    let mut first = open(&device, &serving).await;
    let _second = open(&device, &serving).await;
    timeout(LONG, first.1.message()).await.expect("the oldest stays").unwrap_err();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_does_not_read_loses_its_connection() {
    let county = County::new().await;
    let limits = Limits { longest_unread: Duration::from_millis(300), ..Limits::default() };
    let serving = limited(&county, limits).await;
    let writer = county.device(VILLAGE, Role::Terminal).await;
    for number in 0..16 {
        // Nothing that zstd could make small.
        let deeds: Vec<_> = (0..15)
            .map(|part| deed(&format!("d{number}-{part}"), &by_hand::noise(100 * number + part, 1990)))
            .collect();
        record(&writer, &deeds).await;
        link(&writer, &serving, COUNTY).sync().await.unwrap();
    }
    let device = county.identity(COUNTY, Role::Reader);
    let tcp = TcpStream::connect(serving.address()).await.unwrap();
    let tls = tokio_rustls::TlsConnector::from(client_config(&device, clock()).unwrap());
    let stream = tls.connect(server_name(unit(COUNTY)), tcp).await.unwrap();
    let (mut opener, connection) = h2::client::handshake(stream).await.unwrap();
    let connection = tokio::spawn(connection);
    let request = http::Request::post("http://node/cunbang.v1.Sync/Exchange")
        .header("content-type", "application/grpc")
        .header("te", "trailers");
    let (answer, mut body) = opener.send_request(request.body(()).unwrap(), false).unwrap();
    let hello = greeting().encode_to_vec();
    let framed = [&[0][..], &u32::try_from(hello.len()).unwrap().to_be_bytes(), &hello].concat();
    body.send_data(framed.into(), false).unwrap();
    // It has an answer, and reads nothing of it.
    let _answer = timeout(LONG, answer).await.unwrap().unwrap();
    timeout(LONG, connection).await.expect("the node keeps what nobody reads").unwrap().unwrap_err();
    // One that reads gets everything.
    let reader = county.open(Arc::new(MemoryStore::new()), county.identity(COUNTY, Role::Reader)).await;
    link(&reader, &serving, COUNTY).sync().await.unwrap();
    assert_eq!(texts(&reader).await.len(), 16 * 15);
}

/// A connection that shows no certificate, as a device has that enrols.
async fn stranger(county: &County, serving: &Serving) -> tokio_rustls::client::TlsStream<TcpStream> {
    let fingerprint = county.identity(VILLAGE, Role::Terminal).fingerprint_in_code();
    let (tls, _) = enrolling_client_config(fingerprint, clock()).unwrap();
    let tcp = TcpStream::connect(serving.address()).await.unwrap();
    tokio_rustls::TlsConnector::from(tls).connect(enrolment_server_name(), tcp).await.unwrap()
}

/// Whether the node has ended this connection, or does within a while.
async fn ends(mut stream: impl AsyncRead + Unpin) -> bool {
    let mut bytes = [0; 256];
    timeout(LONG, async { while matches!(stream.read(&mut bytes).await, Ok(1..)) {} }).await.is_ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn those_who_say_nothing_give_way_to_devices_of_the_same_address() {
    let county = County::new().await;
    let limits = Limits { max_unknown_per_network: 4, max_handshakes: 2, ..Limits::default() };
    let serving = limited(&county, limits).await;
    let mut silent = Vec::new();
    for _ in 0..8 {
        silent.push(TcpStream::connect(serving.address()).await.unwrap());
    }
    let device = county.device(VILLAGE, Role::Terminal).await;
    for number in 0..6 {
        record(&device, &[deed(&format!("d{number}"), "帮扶")]).await;
        timeout(LONG, link(&device, &serving, COUNTY).sync()).await.unwrap().unwrap();
    }
    // The oldest are gone, long before a handshake's time.
    assert!(ends(silent.swap_remove(0)).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_without_a_certificate_lasts_no_longer_than_enrolling_takes() {
    let county = County::new().await;
    let limits = Limits { stranger_time: Duration::from_millis(300), ..Limits::default() };
    let serving = limited(&county, limits).await;
    let (_opener, connection) = h2::client::handshake(stranger(&county, &serving).await).await.unwrap();
    let mut connection = connection;
    let mut pings = connection.ping_pong().unwrap();
    let pinging = tokio::spawn(async move { while pings.ping(h2::Ping::opaque()).await.is_ok() {} });
    let _ = timeout(LONG, connection).await.expect("pings hold it open");
    pinging.await.unwrap();
    // A device's connection may be idle for as long as it likes.
    let mut device = open(&county.identity(VILLAGE, Role::Terminal), &serving).await;
    let again = stranger(&county, &serving).await;
    assert!(ends(again).await);
    county.device(VILLAGE, Role::Terminal).await;
    timeout(LONG, device.1.message()).await.unwrap().unwrap().unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_of_an_address_give_way_to_newer_ones() {
    let county = County::new().await;
    let limits = Limits { max_strangers_per_network: 2, ..Limits::default() };
    let serving = limited(&county, limits).await;
    let mut device = open(&county.identity(VILLAGE, Role::Terminal), &serving).await;
    let mut strangers = Vec::new();
    for _ in 0..3 {
        strangers.push(stranger(&county, &serving).await);
    }
    assert!(ends(strangers.remove(0)).await);
    county.device(VILLAGE, Role::Terminal).await;
    timeout(LONG, device.1.message()).await.unwrap().unwrap().unwrap();
}

/// A node that passes enrolments on, and what it would call: each call is counted, and none is answered.
#[expect(clippy::large_types_passed_by_value, reason = "a test's own")]
async fn township(county: &County, limits: Limits) -> (Serving, Arc<AtomicUsize>) {
    let called = Arc::new(AtomicUsize::new(0));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = UpstreamAddress { unit: unit(COUNTY), address: listener.local_addr().unwrap().to_string() };
    tokio::spawn({
        let called = Arc::clone(&called);
        async move {
            while listener.accept().await.is_ok() {
                called.fetch_add(1, Ordering::SeqCst);
            }
        }
    });
    let node = county.device(TOWNSHIP, Role::Node).await;
    let options = ServeOptions { upstream: Some(address), limits, ..options() };
    (serve(Desk::new(node), options).await.unwrap(), called)
}

async fn enrol(county: &County, serving: &Serving, request: Vec<u8>) -> Status {
    let channel = channel_over(stranger(county, serving).await).await.unwrap();
    let request = EnrolRequest { request, ..EnrolRequest::default() };
    EnrolmentClient::new(channel).enrol(request).await.unwrap_err()
}

#[tokio::test(flavor = "multi_thread")]
async fn junk_enrolments_do_not_make_a_township_call_its_county() {
    let county = County::new().await;
    let limits = Limits { enrolments: Rate::new(5, Duration::from_hours(1)), ..Limits::default() };
    let (serving, called) = township(&county, limits).await;
    let key = DeviceKey::generate(&SeededRandomness::new(7)).unwrap();
    let fingerprint = county.identity(VILLAGE, Role::Terminal).fingerprint_in_code();
    let code = |seed| EnrolmentCode::generate(&SeededRandomness::new(seed), fingerprint).unwrap();
    let mut altered = enrolment_request(&key, &code(1), None).to_bytes();
    altered[100] ^= 1;
    assert_eq!(enrol(&county, &serving, vec![1]).await.code(), Code::InvalidArgument);
    assert_eq!(enrol(&county, &serving, altered).await.code(), Code::PermissionDenied);
    assert_eq!(called.load(Ordering::SeqCst), 0);
    // With codes that it makes up, a stranger gets through to the county now and then, and no more often.
    let mut codes = Vec::new();
    for seed in 2..12 {
        codes.push(enrol(&county, &serving, enrolment_request(&key, &code(seed), None).to_bytes()).await);
    }
    assert!(codes[..3].iter().all(|status| status.code() == Code::Unavailable), "{codes:?}");
    assert!(codes[3..].iter().all(|status| status.code() == Code::ResourceExhausted), "{codes:?}");
    assert!(codes[3].metadata().contains_key("retry-after"));
    assert_eq!(called.load(Ordering::SeqCst), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_that_lasts_is_not_renewed() {
    let county = County::new().await;
    let device = county.device(VILLAGE, Role::Terminal).await;
    let before = device.identity();
    let listed = county.county.store().feed_end().await.unwrap();
    let again = cunbang_sync::renew(&before, &county.address(), None, |_| false, clock()).await.unwrap();
    assert_eq!(again.certificate, *before.certificate());
    assert_eq!(county.county.store().feed_end().await.unwrap(), listed, "nobody is told anything");
    // Near its end it is.
    county.nodes.at("2027-11-20T02:00:00Z");
    let code = EnrolmentCode { secret: [0; 10], ca_fingerprint: before.fingerprint_in_code() };
    let request = enrolment_request(before.key(), &code, None);
    let authority = &county.nodes.office.authority;
    let renewed = county.nodes.desk.renew(authority, before.certificate(), &request).await.unwrap();
    assert!(renewed.certificate.not_after > before.certificate().not_after);
    county.nodes.at(county::NOW);
    // Whoever asks again and again is told to wait.
    let mut told = None;
    for _ in 0..20 {
        told = told.or(cunbang_sync::renew(&before, &county.address(), None, |_| false, clock()).await.err());
    }
    assert!(matches!(told, Some(SyncError::Busy { .. })), "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_takes_more_than_it_may_is_told_when_to_come_and_loses_nothing() {
    let county = County::new().await;
    let rate = Rate::new(10, Duration::from_mins(10));
    let allowance = Allowance { entries: rate, ..Allowance::default() };
    let serving = limited(&county, Limits { allowance, ..Limits::default() }).await;
    let device = county.device(VILLAGE, Role::Terminal).await;
    for number in 0..12 {
        record(&device, &[deed(&format!("d{number}"), "帮扶")]).await;
    }
    let link_up = link(&device, &serving, COUNTY);
    // What is under way is finished, and then it has to wait.
    let mut told = link_up.sync().await.err();
    record(&device, &[deed("more", "帮扶")]).await;
    told = told.or(link_up.sync().await.err());
    assert!(matches!(told, Some(SyncError::Busy { retry_after_seconds: 1..=301, .. })), "{told:?}");
    assert_eq!(marks(&device).await.first().map_or(0, |(_, number)| *number).max(12), 12, "{told:?}");
    // Others do not notice,
    let other = county.device(VILLAGE, Role::Terminal).await;
    record(&other, &[deed("x", "帮扶")]).await;
    link(&other, &serving, COUNTY).sync().await.unwrap();
    // and in time everything is taken.
    county.nodes.at("2026-11-20T03:00:00Z");
    link_up.sync().await.unwrap();
    assert_eq!(marks(&device).await, [(COUNTY.to_owned(), 13)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_frame_that_says_nonsense_is_not_worth_reading_what_is_stored() {
    let county = County::new().await;
    let device = county.device(VILLAGE, Role::Terminal).await;
    record(&device, &[deed("d1", "帮扶")]).await;
    link(&device, &county.serving, COUNTY).sync().await.unwrap();
    let segment = device.store().document_segments(&ledger()).await.unwrap().remove(0);
    let mut entries = segment.entries().unwrap();
    // It comes again, and lists what it has seen out of order.
    entries[0].seen = vec![Point { writer: segment.log.writer, number: 9 }; 2];
    let refusal = check_alone(&segment.log, &entries).unwrap_err();
    assert_eq!(refusal.code, RefusalCode::BrokenChain);
    entries[0].seen = Vec::new();
    check_alone(&segment.log, &entries).unwrap();
    entries[0].first_operation = u64::MAX;
    assert_eq!(check_alone(&segment.log, &entries).unwrap_err().code, RefusalCode::BrokenChain);
}

#[tokio::test(flavor = "multi_thread")]
async fn entries_that_are_small_only_when_packed_go_down_as_they_came() {
    let county = County::new().await;
    let writer = county.device(VILLAGE, Role::Terminal).await;
    for number in 0..6 {
        let text = "清".repeat(1990);
        let deeds: Vec<_> = (0..100).map(|part| deed(&format!("d{number}-{part}"), &text)).collect();
        record(&writer, &deeds).await;
        link(&writer, &county.serving, COUNTY).sync().await.unwrap();
    }
    let reader = county.open(Arc::new(MemoryStore::new()), county.identity(COUNTY, Role::Reader)).await;
    link(&reader, &county.serving, COUNTY).sync().await.unwrap();
    assert_eq!(texts(&reader).await.len(), 600);
}

/// Records a deed of a year's first quarter on a device, and returns the push of it.
async fn of_year(device: &Replica, year: usize) -> Push {
    let document: DocumentName = format!("ledger/{VILLAGE}/{year}Q1").parse().unwrap();
    let row = cunbang_world::rows::deed_on(VILLAGE, "d1", &format!("{year}-01-05"), "帮扶");
    device.record("王书记", vec![(document, vec![row])]).await.unwrap();
    push_of(&device.store().document_segments(&document).await.unwrap().remove(0))
}

fn push_of(segment: &StoredSegment) -> Push {
    Push {
        log: segment.log,
        first: segment.first,
        packed: segment.frame.clone(),
        dictionary: false,
        signature: segment.signature,
        certificate: None,
    }
}

/// What is stored is what is counted: neither a new incarnation nor a node that was started anew gives room.
#[tokio::test(flavor = "multi_thread")]
async fn a_device_has_only_so_much_kept_of_a_period() {
    let county = County::new().await;
    let device = county.device(VILLAGE, Role::Terminal).await;
    let from = device.identity();
    let mut taken = 0;
    let refusal = 'refused: loop {
        let deeds = |part: u64| deed(&format!("d{taken}-{part}"), &by_hand::noise(1_000 * taken + part, 1990));
        record(&device, &(0..180).map(deeds).collect::<Vec<_>>()).await;
        for segment in
            device.store().document_segments(&ledger()).await.unwrap().split_off(usize::try_from(taken).unwrap())
        {
            let answer = county.county.ingest(Source::Below(from.certificate()), push_of(&segment), &[]).await.unwrap();
            match answer {
                Answer::Taken(_) => taken += 1,
                Answer::Refused { refusal, .. } => break 'refused refusal,
            }
        }
    };
    assert_eq!(refusal.code, RefusalCode::TooLarge, "{refusal}");
    let kept = county.county.store().bytes_written_in(&device.device(), ledger().period()).await.unwrap();
    assert!(kept <= limits::MAX_BYTES_IN_PERIOD && kept > limits::MAX_BYTES_IN_PERIOD / 2, "{kept}");
    let store = Arc::clone(county.county.store());
    let started_anew = county.open(store, (*county.county.identity()).clone()).await;
    device.start_incarnation("a copy").await.unwrap();
    record(&device, &[deed("one-more", &by_hand::noise(1, 1990))]).await;
    let last = device.store().document_segments(&ledger()).await.unwrap().pop().unwrap();
    // Room for a row may be left.
    for node in [&county.county, &started_anew] {
        let mut large = push_of(&last);
        large.packed.resize(limits::MAX_FRAME_BYTES, 0);
        let answer = node.ingest(Source::Below(from.certificate()), large, &[]).await.unwrap();
        assert!(
            matches!(&answer, Answer::Refused { refusal, .. } if refusal.code == RefusalCode::TooLarge),
            "{answer:?}"
        );
    }
    // Another period, and others of the village, have their own.
    let push = of_year(&device, 2027).await;
    let answer = county.county.ingest(Source::Below(from.certificate()), push, &[]).await.unwrap();
    assert!(matches!(answer, Answer::Taken(Some(_))), "{answer:?}");
}

/// Whoever has used up the week's bytes has done so for a node that starts anew, too.
#[tokio::test(flavor = "multi_thread")]
async fn a_restart_gives_no_device_a_new_week() {
    let county = County::new().await;
    let device = county.device(VILLAGE, Role::Terminal).await;
    let allowance = Allowance { stored_bytes: Rate::new(1_000, Duration::from_hours(24)), ..Allowance::default() };
    let limits = Limits { allowance, ..Limits::default() };
    let serving = limited(&county, limits).await;
    record(&device, &[deed("d1", &by_hand::noise(1, 1990))]).await;
    // It is taken in any case; what follows waits.
    let _ = link(&device, &serving, COUNTY).sync().await;
    assert_eq!(texts(&county.county).await.len(), 1);
    record(&device, &[deed("d2", "帮扶")]).await;
    for _ in 0..2 {
        let anew = limited(&county, limits).await;
        let busy = link(&device, &anew, COUNTY).sync().await.unwrap_err();
        assert!(matches!(busy, SyncError::Busy { .. }), "{busy}");
        let other = county.device(VILLAGE, Role::Terminal).await;
        link(&other, &anew, COUNTY).sync().await.unwrap();
    }
    assert_eq!(texts(&county.county).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_terminal_begins_only_so_many_periods_unless_a_node_has_received_them() {
    let county = County::new().await;
    let (node, _serving, up) = county.township().await;
    let device = county.device(VILLAGE, Role::Terminal).await;
    up.sync().await.unwrap();
    let (terminal, township) = (device.identity(), node.identity());
    let (from_terminal, from_township) = (Source::Below(terminal.certificate()), Source::Below(township.certificate()));
    for year in 0..limits::MAX_PERIODS {
        let push = of_year(&device, 1900 + year).await;
        let answer = node.ingest(from_terminal, push, &[]).await.unwrap();
        assert!(matches!(answer, Answer::Taken(Some(_))), "{answer:?}");
    }
    let push = of_year(&device, 2030).await;
    let answer = node.ingest(from_terminal, push.clone(), &[]).await.unwrap();
    assert!(matches!(&answer, Answer::Refused { refusal, .. } if refusal.code == RefusalCode::TooLarge), "{answer:?}");
    // What a node passes on is taken, and what a node has received.
    let Answer::Taken(Some(receipt)) = county.county.ingest(from_township, push.clone(), &[]).await.unwrap() else {
        panic!("a node's push is refused")
    };
    let answer = node.ingest(from_terminal, push, &[receipt]).await.unwrap();
    assert!(matches!(answer, Answer::Taken(Some(_))), "{answer:?}");
}
