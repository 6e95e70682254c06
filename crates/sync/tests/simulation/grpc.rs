//! An exchange over gRPC: the client and the server that are shipped, without sockets. It takes no virtual time.

use crate::county;
use crate::network::{Network, Outcome};
use cunbang_desk::Desk;
use cunbang_replica::Replica;
use cunbang_sync::client::exchange_over;
use cunbang_sync::connection::{Peer, PeerStream, channel_over};
use cunbang_sync::server::serve_incoming;
use cunbang_sync::{SyncError, SyncReport};
use std::io;
use std::sync::Arc;
use tokio::io::DuplexStream;
use tokio::sync::watch;
use tokio_stream::StreamExt;

/// Like [`cunbang_sync::Upstream::sync`].
pub async fn exchange(network: Arc<Network>, below: usize, above: usize) {
    let (Some(lower), Some(upper)) = (network.node(below), network.node(above)) else { return };
    let _outside = network.time.outside();
    let mut report = SyncReport::default();
    let outcome = loop {
        match once(&lower, &upper, &mut report).await {
            Ok(true) => {}
            Ok(false) => break Outcome::Done(report),
            Err(SyncError::Broken(_)) => break Outcome::Broken(report),
            Err(SyncError::Refused(_) | SyncError::Revoked(_)) => break Outcome::TurnedAway(report),
            Err(error) => {
                network.fail(format!("{below} → {above}: {error}"));
                break Outcome::Broken(report);
            }
        }
    };
    network.end(below, above, outcome);
}

async fn once(lower: &Replica, upper: &Arc<Replica>, report: &mut SyncReport) -> Result<bool, SyncError> {
    let (near, far) = tokio::io::duplex(1 << 20);
    let peer = Peer { certificate: Some(Arc::new(lower.identity().certificate().clone())), ..Peer::default() };
    let only = tokio_stream::once(io::Result::Ok(PeerStream::<DuplexStream>::new(far, peer)));
    let incoming = only.chain(tokio_stream::pending());
    let (stop, stopping) = watch::channel(false);
    let serving = tokio::spawn(serve_incoming(Desk::new(Arc::clone(upper)), county::options(), incoming, stopping));
    let channel = channel_over(near).await?;
    let above = upper.identity();
    let again = exchange_over(lower, channel, above.certificate(), report).await;
    let _ = stop.send(true);
    serving.await.unwrap().unwrap();
    again
}
