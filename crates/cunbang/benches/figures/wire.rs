//! Bytes on the socket, both ways, with everything that HTTP/2 and TLS add; and round trips, counted by the
//! time that an exchange takes on a line on which nothing else takes time.

use crate::ledger::{self, Chance};
use crate::setting::{County, OPERATOR, has_pulled, list, median, node_over};
use cunbang_desk::Desk;
use cunbang_identity::{client_config, server_config, server_name};
use cunbang_model::{DocumentName, Role};
use cunbang_replica::Replica;
use cunbang_store::MemoryStore;
use cunbang_sync::client::exchange_over;
use cunbang_sync::connection::{Peer, PeerStream, channel_over};
use cunbang_sync::server::serve_incoming;
use cunbang_sync::{Limits, ServeOptions, SyncReport};
use cunbang_world::county::down;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, DuplexStream, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::time::Instant;
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

/// The three exchanges that are measured, in their order.
pub struct Wire<T> {
    pub first: T,
    pub ten: T,
    pub nothing: T,
}

/// A quantity of one exchange on a new connection.
pub struct Bytes {
    pub up: u64,
    pub down: u64,
}

/// How long a round trip takes on the line on which they are counted.
const ROUND_TRIP: Duration = Duration::from_millis(200);

/// A line on which what comes back takes a round trip's time, however much it is.
fn far_away(stream: TcpStream) -> DuplexStream {
    const LINE_BYTES: usize = 1 << 20;
    let (near, far) = tokio::io::duplex(LINE_BYTES);
    let (mut from_server, mut to_server) = stream.into_split();
    let (mut from_client, mut to_client) = tokio::io::split(far);
    let (arrived, mut under_way) = mpsc::unbounded_channel();
    tokio::spawn(async move { tokio::io::copy(&mut from_client, &mut to_server).await });
    tokio::spawn(async move {
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(count @ 1..) = from_server.read(&mut buffer).await {
            let _ = arrived.send((Instant::now() + ROUND_TRIP, buffer[..count].to_vec()));
        }
    });
    tokio::spawn(async move {
        while let Some((due, bytes)) = under_way.recv().await {
            tokio::time::sleep_until(due).await;
            if to_client.write_all(&bytes).await.is_err() {
                return;
            }
        }
    });
    near
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

pub async fn write_quarter(node: &Replica, seed: u64) {
    let document: DocumentName =
        format!("ledger/{}/2026Q3", node.unit()).parse().unwrap_or_else(|error| panic!("{error}"));
    for rows in ledger::quarter(node.unit(), seed) {
        node.record(OPERATOR, vec![(document, rows)]).await.unwrap_or_else(|error| panic!("{error}"));
    }
}

/// Medians over some villages of the bytes on the socket.
pub async fn bytes(county: &County, over: Over, runs: usize) -> Wire<Bytes> {
    let mut measured = Vec::with_capacity(runs);
    for run in 0..runs {
        measured.push(exchanges(county, over, run, false).await);
    }
    let of = |which: fn(&Wire<Exchanged>) -> &Exchanged| {
        let of_side = |read: fn(&Count) -> &AtomicU64| {
            median(measured.iter().map(|wire| read(&which(wire).count).load(Ordering::Relaxed)))
        };
        Bytes { up: of_side(|count| &count.up), down: of_side(|count| &count.down) }
    };
    Wire { first: of(|wire| &wire.first), ten: of(|wire| &wire.ten), nothing: of(|wire| &wire.nothing) }
}

/// Medians over some villages of the round trips, from the first byte of a connection to the last
/// receipt: how often the time of one fits into the time of the exchange.
pub async fn round_trips(county: &County, over: Over, runs: usize) -> Wire<f64> {
    let mut times = Vec::with_capacity(runs);
    for run in 0..runs {
        times.push(exchanges(county, over, run, true).await);
    }
    let of = |which: fn(&Wire<Exchanged>) -> &Exchanged| {
        let milliseconds = times.iter().map(|wire| which(wire).took.as_millis().try_into().unwrap_or(u64::MAX));
        Duration::from_millis(median(milliseconds)).as_secs_f64() / ROUND_TRIP.as_secs_f64()
    };
    Wire { first: of(|wire| &wire.first), ten: of(|wire| &wire.ten), nothing: of(|wire| &wire.nothing) }
}

/// What one exchange came to.
struct Exchanged {
    count: Count,
    took: Duration,
    acknowledged: u64,
}

/// One village's terminal and its township's node, each exchange on a connection of its own: a first
/// push of a quarter, ten changes, nothing new.
async fn exchanges(county: &County, over: Over, run: usize, is_far: bool) -> Wire<Exchanged> {
    let village = county.villages[run];
    let township = county.township_of(village);
    let server = node_over(Arc::new(MemoryStore::new()), county.identity(township, Role::Node)).await;
    let identity = county.identity(village, Role::Terminal);
    let terminal = node_over(Arc::new(MemoryStore::new()), identity.clone()).await;
    let above = node_over(Arc::new(MemoryStore::new()), county.identity(county.root, Role::Node)).await;
    list(&above, [server.identity().certificate(), identity.certificate()]).await;
    down(&Desk::new(above), &Desk::new(Arc::clone(&server))).await;
    let heard = server.store().feed_end().await.unwrap_or_else(|error| panic!("{error}"));
    has_pulled(&**terminal.store(), server.identity().certificate(), heard).await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap_or_else(|error| panic!("{error}"));
    let address = listener.local_addr().unwrap_or_else(|error| panic!("{error}"));
    let (connections, incoming) = mpsc::channel::<io::Result<PeerStream<Box<dyn Stream>>>>(4);
    let (stop, stopping) = watch::channel(false);
    let options =
        ServeOptions { listen: address, authority: None, upstream: None, limits: Limits::default(), exporter: None };
    let task =
        tokio::spawn(serve_incoming(Desk::new(Arc::clone(&server)), options, ReceiverStream::new(incoming), stopping));
    let acceptor =
        server_config(&server.identity(), Arc::clone(server.clock())).unwrap_or_else(|error| panic!("{error}"));
    let peer = Peer { certificate: Some(Arc::new(identity.certificate().clone())), ..Peer::default() };
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
    let exchange = async || {
        let upstream = server.identity();
        let stream = TcpStream::connect(address).await.unwrap_or_else(|error| panic!("{error}"));
        let _ = stream.set_nodelay(true);
        let stream: Box<dyn Stream> = if is_far { Box::new(far_away(stream)) } else { Box::new(stream) };
        let count = Arc::new(Count::default());
        let stream = Counting { stream, count: Arc::clone(&count) };
        let mut report = SyncReport::default();
        let start = Instant::now();
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
        let took = start.elapsed();
        // What the two sides say at the end belongs to it.
        tokio::time::sleep(Duration::from_millis(30)).await;
        assert!(report.refused.is_empty(), "{report:?}");
        let count =
            Count { up: count.up.load(Ordering::Relaxed).into(), down: count.down.load(Ordering::Relaxed).into() };
        Exchanged { count, took, acknowledged: report.acknowledged_entries }
    };
    if over == Over::TlsResumed {
        exchange().await;
    }
    write_quarter(&terminal, run as u64 + 1).await;
    let first = exchange().await;
    assert_eq!(first.acknowledged, 200, "a quarter has 200 changes");
    let mut chance = Chance::new(run as u64 + 1000);
    for number in 0..10 {
        let deed = ledger::deed(&mut chance, village.as_str(), 500 + number);
        let document = format!("ledger/{village}/2026Q3").parse().unwrap_or_else(|error| panic!("{error}"));
        terminal.record(OPERATOR, vec![(document, vec![deed])]).await.unwrap_or_else(|error| panic!("{error}"));
    }
    let ten = exchange().await;
    assert_eq!(ten.acknowledged, 10);
    let nothing = exchange().await;
    assert_eq!(nothing.acknowledged, 0);
    let _ = stop.send(true);
    accepting.abort();
    task.abort();
    Wire { first, ten, nothing }
}

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}
