//! Strangers 陌生人: whoever reaches the port, and has no certificate.

use crate::place::{COUNTY, Place, TOWNSHIP};
use crate::program::village;
use cunbang_identity::{IdentityFiles, enrolling_client_config, enrolment_server_name, fingerprint_in_code};
use cunbang_model::clock::SystemClock;
use cunbang_sync::connection::connect;
use cunbang_sync::proto::EnrolRequest;
use cunbang_sync::proto::enrolment_client::EnrolmentClient;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tonic::transport::Channel;

const PATIENCE: Duration = Duration::from_secs(10);

/// A connection without a certificate, as a device has it that enrols.
async fn without_certificate(address: &str, fingerprint: [u8; 16]) -> Option<Channel> {
    let (tls, _) = enrolling_client_config(fingerprint, Arc::new(SystemClock)).unwrap();
    connect(address, enrolment_server_name(), tls, PATIENCE).await.ok().map(|(channel, _)| channel)
}

/// An honest terminal syncs within its ordinary patience, through the township and past it, while strangers hold
/// connections open that say nothing, others that show no certificate, and enrol with rubbish without end.
#[tokio::test(flavor = "multi_thread")]
async fn strangers_keep_nobody_out() {
    let place = Place::new();
    let unit = village(0);
    place.terminal("village", &unit);
    place.record_and_send("village", &unit, "before");
    let authorities = IdentityFiles::new(place.here().join("village/identity")).read_authorities().unwrap();
    let fingerprint = fingerprint_in_code(&authorities.current().der);
    let mut silent = Vec::new();
    let mut open = Vec::new();
    let mut storm = JoinSet::new();
    for address in [&place.township.address, &place.county.address] {
        for _ in 0..300 {
            // Whoever is turned away is no trouble.
            silent.extend(TcpStream::connect(address).await.ok());
        }
        let mut connecting = JoinSet::new();
        for _ in 0..200 {
            let address = address.clone();
            connecting.spawn(async move { without_certificate(&address, fingerprint).await });
        }
        // They are held open for as long as the node lets them.
        open.push(connecting);
        for _ in 0..4 {
            let address = address.clone();
            storm.spawn(async move {
                loop {
                    let Some(channel) = without_certificate(&address, fingerprint).await else {
                        tokio::task::yield_now().await;
                        continue;
                    };
                    let mut client = EnrolmentClient::new(channel);
                    let rubbish = EnrolRequest { request: vec![1], ..EnrolRequest::default() };
                    while client.enrol(rubbish.clone()).await.is_err_and(|status| status.code() != tonic::Code::Unavailable)
                    {
                    }
                }
            });
        }
    }
    for number in 0..3 {
        place.record_and_send("village", &unit, &format!("meanwhile{number}"));
    }
    // A new device enrols meanwhile.
    place.terminal("another", &village(1));
    drop((silent, open));
    storm.shutdown().await;
    place.goes_on("village", &unit);
    let _ = (COUNTY, TOWNSHIP);
}
