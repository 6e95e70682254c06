//! Bytes on the socket, both ways, with everything that HTTP/2 and TLS add.

use crate::ledger::{self, Chance};
use crate::setting::{County, OPERATOR, median, node_over};
use cunbang_identity::{client_config, server_config, server_name};
use cunbang_model::{DocumentName, Role};
use cunbang_node::Node;
use cunbang_store::MemoryStore;
use cunbang_sync::client::exchange_over;
use cunbang_sync::connection::{Peer, PeerStream, channel_over};
use cunbang_sync::server::serve_incoming;
use cunbang_sync::{Limits, ServeOptions, SyncReport};
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio_stream::wrappers::ReceiverStream;

/// What went over a socket.
#[derive(Debug, Default)]
pub struct Count {
    up: AtomicU64,
    down: AtomicU64,
}

struct Counting<S> {
    stream: S,
    count: Arc<Count>,
}

impl<S: AsyncRead + Unpin> AsyncRead for Counting<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(context, buffer);
        let read = buffer.filled().len() - before;
        if read > 0 {
            self.count.down.fetch_add(read as u64, Ordering::Relaxed);
        }
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Counting<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let polled = Pin::new(&mut self.stream).poll_write(context, bytes);
        if let Poll::Ready(Ok(written)) = &polled {
            self.count.up.fetch_add(*written as u64, Ordering::Relaxed);
        }
        polled
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// How a connection is made.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Over {
    Plain,
    TlsFull,
    TlsResumed,
}

/// A line of the table.
pub struct Bytes {
    pub up: u64,
    pub down: u64,
}

pub struct Wire {
    pub first: Bytes,
    pub ten: Bytes,
    pub nothing: Bytes,
}

/// The compressed size of a quarter's rows as JSON lines, and of the frame that carries them.
pub fn payload(county: &County) -> (usize, usize) {
    let village = county.villages[0];
    let changes = ledger::quarter(village, 1);
    let lines: String = changes.iter().flatten().map(|row| row.to_json() + "\n").collect();
    let rows = zstd::bulk::compress(lines.as_bytes(), 19).map_or(0, |bytes| bytes.len());
    let runtime = tokio::runtime::Runtime::new().unwrap_or_else(|error| panic!("{error}"));
    let packed = runtime.block_on(async {
        let node = node_over(Arc::new(MemoryStore::new()), county.identity(village, Role::Terminal)).await;
        write_quarter(&node, 1).await;
        let upstream = county.identity(county.township_of(village), Role::Node);
        let pushes = node.pending_for(upstream.certificate()).await.unwrap_or_default();
        pushes.iter().map(|push| push.packed.len()).sum::<usize>()
    });
    (rows, packed)
}

pub async fn write_quarter(node: &Node, seed: u64) {
    let document: DocumentName =
        format!("ledger/{}/2026Q3", node.unit()).parse().unwrap_or_else(|error| panic!("{error}"));
    for rows in ledger::quarter(node.unit(), seed) {
        node.record(OPERATOR, vec![(document, rows)]).await.unwrap_or_else(|error| panic!("{error}"));
    }
}

/// Medians over some villages, each: a first push of a quarter, ten changes on a new connection,
/// nothing new on a new connection.
pub async fn measure(county: &County, over: Over, runs: usize) -> Wire {
    let (mut first, mut ten, mut nothing) = (Vec::new(), Vec::new(), Vec::new());
    for run in 0..runs {
        let village = county.villages[run];
        let township = county.township_of(village);
        let server = node_over(Arc::new(MemoryStore::new()), county.identity(township, Role::Node)).await;
        let identity = county.identity(village, Role::Terminal);
        let terminal = node_over(Arc::new(MemoryStore::new()), identity.clone()).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap_or_else(|error| panic!("{error}"));
        let address = listener.local_addr().unwrap_or_else(|error| panic!("{error}"));
        let (connections, incoming) = mpsc::channel::<io::Result<PeerStream<Box<dyn Stream>>>>(4);
        let (stop, stopping) = watch::channel(false);
        let options = ServeOptions {
            listen: address,
            authority: None,
            upstream: None,
            limits: Limits::default(),
            exporter: None,
        };
        let task = tokio::spawn(serve_incoming(Arc::clone(&server), options, ReceiverStream::new(incoming), stopping));
        let acceptor =
            server_config(&server.identity(), Arc::clone(server.clock())).unwrap_or_else(|error| panic!("{error}"));
        let peer = Peer { certificate: Some(Arc::new(identity.certificate().clone())), address: None };
        let accepting = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let _ = stream.set_nodelay(true);
                let stream: Box<dyn Stream> = if over == Over::Plain {
                    Box::new(stream)
                } else {
                    match tokio_rustls::TlsAcceptor::from(Arc::clone(&acceptor)).accept(stream).await {
                        Ok(stream) => Box::new(stream),
                        Err(_) => continue,
                    }
                };
                if connections.send(Ok(PeerStream::new(stream, peer.clone()))).await.is_err() {
                    return;
                }
            }
        });
        let tls = client_config(&identity, Arc::clone(terminal.clock())).unwrap_or_else(|error| panic!("{error}"));
        let exchange = async |count: &Arc<Count>| {
            let upstream = server.identity();
            let stream = TcpStream::connect(address).await.unwrap_or_else(|error| panic!("{error}"));
            let _ = stream.set_nodelay(true);
            let stream = Counting { stream, count: Arc::clone(count) };
            let mut report = SyncReport::default();
            let channel = if over == Over::Plain {
                channel_over(stream).await
            } else {
                let tls = if over == Over::TlsResumed {
                    Arc::clone(&tls)
                } else {
                    client_config(&identity, Arc::clone(terminal.clock())).unwrap_or_else(|error| panic!("{error}"))
                };
                let connector = tokio_rustls::TlsConnector::from(tls);
                let stream =
                    connector.connect(server_name(township), stream).await.unwrap_or_else(|error| panic!("{error}"));
                channel_over(stream).await
            };
            let channel = channel.unwrap_or_else(|error| panic!("{error}"));
            exchange_over(&terminal, channel, upstream.certificate(), &mut report)
                .await
                .unwrap_or_else(|error| panic!("{error}"));
            // What the two sides say at the end belongs to it.
            tokio::time::sleep(std::time::Duration::from_millis(30)).await;
            assert!(report.refused.is_empty(), "{report:?}");
            report
        };
        if over == Over::TlsResumed {
            exchange(&Arc::default()).await;
        }
        write_quarter(&terminal, run as u64 + 1).await;
        let count = Arc::new(Count::default());
        let report = exchange(&count).await;
        assert_eq!(report.acknowledged_entries, 200, "a quarter has 200 changes");
        first.push(count);
        let mut chance = Chance::new(run as u64 + 1000);
        for number in 0..10 {
            let deed = ledger::deed(&mut chance, village.as_str(), 500 + number);
            let document = format!("ledger/{village}/2026Q3").parse().unwrap_or_else(|error| panic!("{error}"));
            terminal.record(OPERATOR, vec![(document, vec![deed])]).await.unwrap_or_else(|error| panic!("{error}"));
        }
        let count = Arc::new(Count::default());
        assert_eq!(exchange(&count).await.acknowledged_entries, 10);
        ten.push(count);
        let count = Arc::new(Count::default());
        assert_eq!(exchange(&count).await.acknowledged_entries, 0);
        nothing.push(count);
        let _ = stop.send(true);
        accepting.abort();
        task.abort();
    }
    let bytes = |counts: &[Arc<Count>]| Bytes {
        up: median(counts.iter().map(|count| count.up.load(Ordering::Relaxed))),
        down: median(counts.iter().map(|count| count.down.load(Ordering::Relaxed))),
    };
    Wire { first: bytes(&first), ten: bytes(&ten), nothing: bytes(&nothing) }
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}
