//! Strangers 陌生人: whoever reaches the port, and has no certificate.

use crate::place::Place;
use crate::program::village;
use cunbang_identity::{IdentityFiles, enrolling_client_config, enrolment_server_name, fingerprint_in_code};
use cunbang_model::clock::SystemClock;
use cunbang_sync::connection::channel_over;
use cunbang_sync::proto::EnrolRequest;
use cunbang_sync::proto::enrolment_client::EnrolmentClient;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpSocket, TcpStream};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;
use tonic::Code;
use tonic::transport::Channel;

const SILENT: u32 = 300;
const WITHOUT_CERTIFICATE: u32 = 200;
/// Strangers who enrol with rubbish at once.
const ENROLLING: u32 = 4;
/// How long a stranger waits for a handshake.
const PATIENCE: Duration = Duration::from_secs(20);

/// A connection from one of a few machines that are not the honest terminal's. Whoever is turned away has none.
async fn stranger(number: u32, address: &str) -> Option<TcpStream> {
    let machine = u8::try_from(2 + number % 8).unwrap();
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind(SocketAddr::from(([127, 0, 0, machine], 0))).unwrap();
    socket.connect(address.parse().unwrap()).await.ok()
}

/// A connection without a certificate, as a device has it that enrols.
async fn without_certificate(number: u32, address: &str, fingerprint: [u8; 16]) -> Option<Channel> {
    let (tls, _) = enrolling_client_config(fingerprint, Arc::new(SystemClock)).unwrap();
    let stream = stranger(number, address).await?;
    let handshake = TlsConnector::from(tls).connect(enrolment_server_name(), stream);
    channel_over(timeout(PATIENCE, handshake).await.ok()?.ok()?).await.ok()
}

/// Enrols with one byte, again and again, until the connection is closed.
async fn enrol_with_rubbish(channel: Channel) {
    let mut client = EnrolmentClient::new(channel);
    loop {
        let rubbish = EnrolRequest { request: vec![1], ..EnrolRequest::default() };
        match client.enrol(rubbish).await {
            Err(status) if !matches!(status.code(), Code::Unavailable | Code::Cancelled | Code::Unknown) => {}
            _ => return,
        }
    }
}

/// An honest terminal syncs within its ordinary patience, and a new one enrols, while strangers hold connections open
/// that say nothing, others that show no certificate, and enrol with rubbish without end.
#[tokio::test(flavor = "multi_thread")]
async fn strangers_keep_nobody_out() {
    let place = Place::new();
    let unit = village(0);
    place.terminal("village", &unit);
    place.record_and_send("village", &unit, "before");
    let authorities = IdentityFiles::new(place.here().join("village/identity")).read_authorities().unwrap();
    let fingerprint = fingerprint_in_code(&authorities.current().der);
    let (mut silent, mut open, mut storm) = (Vec::new(), Vec::new(), JoinSet::new());
    for address in [&place.township.address, &place.county.address] {
        for number in 0..SILENT {
            silent.extend(stranger(number, address).await);
        }
        let mut connecting = JoinSet::new();
        for number in 0..WITHOUT_CERTIFICATE {
            let address = address.clone();
            connecting.spawn(async move { without_certificate(number, &address, fingerprint).await });
        }
        // They are held open for as long as the node lets them.
        open.extend(connecting.join_all().await);
        for number in 0..ENROLLING {
            let address = address.clone();
            storm.spawn(async move {
                loop {
                    if let Some(channel) = without_certificate(number, &address, fingerprint).await {
                        enrol_with_rubbish(channel).await;
                    }
                    tokio::task::yield_now().await;
                }
            });
        }
    }
    for number in 0..3 {
        place.record_and_send("village", &unit, &format!("meanwhile{number}"));
    }
    place.terminal("another", &village(1));
    storm.shutdown().await;
    drop((silent, open));
    place.goes_on("village", &unit);
}
