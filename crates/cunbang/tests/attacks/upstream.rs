//! A township of one's own: the real one's key, in a program that has no link to the county and says what it likes.

use crate::place::{COUNTY, Place};
use cunbang_identity::{TlsCell, peer_certificate, server_config};
use cunbang_model::Timestamp;
use cunbang_model::clock::SystemClock;
use cunbang_replica::Replica;
use cunbang_store::MemoryStore;
use cunbang_sync::connection::{Peer, PeerStream};
use cunbang_sync::half::UpperHalf;
use cunbang_sync::proto::sync_server::{Sync, SyncServer};
use cunbang_sync::proto::{Down, Up};
use cunbang_sync::{Upstream, UpstreamAddress};
use cunbang_world::tree::unit;
use cunbang_world::{SeededRandomness, SetClock};
use std::io;
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status, Streaming};

/// What it makes of an honest answer.
pub(crate) type Lie = Arc<dyn Fn(Down) -> Down + Send + std::marker::Sync>;

/// A township that lies, for as long as it is kept.
pub(crate) struct Liar {
    pub(crate) address: String,
    serving: Vec<JoinHandle<()>>,
}

impl Drop for Liar {
    fn drop(&mut self) {
        self.serving.iter().for_each(JoinHandle::abort);
    }
}

impl Liar {
    /// Takes what is pushed as if it were `at` that moment, and answers with `lie` of what is true.
    pub(crate) async fn new(place: &Place, at: Timestamp, lie: Lie) -> Self {
        let identity = place.identity("township");
        let clock = SetClock::new(crate::place::now());
        let randomness = Arc::new(SeededRandomness::new(7));
        let store = Arc::new(MemoryStore::new());
        let root = unit(COUNTY);
        let node = Replica::open(store, clock.clone(), randomness, identity.clone(), root).await.unwrap();
        let county = UpstreamAddress { unit: root, address: place.county.address.clone() };
        Upstream::new(Arc::clone(&node), county).unwrap().sync().await.unwrap();
        clock.set(at);

        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let tls = TlsCell::new(server_config(&identity, Arc::new(SystemClock)).unwrap());
        let (connected, connections) = mpsc::channel(8);
        let accepting = tokio::spawn(async move {
            while let Ok((stream, from)) = listener.accept().await {
                let Ok(stream) = TlsAcceptor::from(tls.current()).accept(stream).await else { continue };
                let certificate = peer_certificate(stream.get_ref().1).map(Arc::new);
                let peer = Peer { certificate, address: Some(from), ..Peer::default() };
                if connected.send(Ok::<_, io::Error>(PeerStream::new(stream, peer))).await.is_err() {
                    return;
                }
            }
        });
        let serving = tokio::spawn(async move {
            let server = tonic::transport::Server::builder().add_service(SyncServer::new(Lying { node, lie }));
            server.serve_with_incoming(ReceiverStream::new(connections)).await.unwrap();
        });
        Self { address, serving: vec![accepting, serving] }
    }
}

struct Lying {
    node: Arc<Replica>,
    lie: Lie,
}

#[tonic::async_trait]
impl Sync for Lying {
    type ExchangeStream = ReceiverStream<Result<Down, Status>>;

    async fn exchange(&self, request: Request<Streaming<Up>>) -> Result<Response<Self::ExchangeStream>, Status> {
        let peer = request.extensions().get::<Peer>().and_then(|peer| peer.certificate.clone()).unwrap();
        let mut half = UpperHalf::new(Arc::clone(&self.node), peer);
        let (out, answers) = mpsc::channel(16);
        let (lie, mut inbound) = (Arc::clone(&self.lie), request.into_inner());
        tokio::spawn(async move {
            while let Ok(Some(up)) = inbound.message().await {
                half.hear(up).unwrap();
                while let Some(down) = half.next_message().await.unwrap() {
                    if out.send(Ok(lie(down))).await.is_err() {
                        return;
                    }
                }
                if half.is_over() {
                    return;
                }
            }
        });
        Ok(Response::new(ReceiverStream::new(answers)))
    }
}
