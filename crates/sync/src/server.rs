//! The server: limits, services, and the sync service itself.

use crate::answers::{Answers, answers};
use crate::buckets::Rate;
use crate::budget::{Allowance, Budgets};
use crate::client::UpstreamAddress;
use crate::connection::{Peer, PeerStream};
use crate::enrolment::{AuthoritySource, EnrolmentService};
use crate::error::{SyncError, status_of};
use crate::exchange::{Reading, Session};
use crate::half::{UpperHalf, check_standing};
use crate::listener;
use crate::newest::Newest;
use crate::news::News;
use crate::places::Places;
use crate::proto;
use crate::proto::enrolment_server::EnrolmentServer;
use crate::proto::reports_server::ReportsServer;
use crate::proto::sync_server::{Sync, SyncServer};
use crate::report::{Exporter, ReportService};
use cunbang_desk::Desk;
use cunbang_identity::{DeviceCertificate, Identity, TlsCell, server_config};
use cunbang_model::DeviceId;
use cunbang_replica::Replica;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tokio_stream::Stream;
use tokio_stream::wrappers::ReceiverStream;
use tonic::{Request, Response, Status, Streaming};
use tracing::Instrument;

/// The longest request for a report or an enrolment, in bytes.
const MAX_REQUEST_BYTES: usize = 64 * 1024;
/// How long an exchange that was replaced may stay unread.
const REPLACED_UNREAD: Duration = Duration::from_secs(10);

/// A server's limits, for each peer and in total.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Messages of exchanges worked on at once. Further ones wait for their turn; an idle stream needs none.
    pub max_exchanges: usize,
    /// Devices that wait for their first answer. Further ones are turned away and told when to come back.
    pub max_newcomers: usize,
    /// The longest that one is told to stay away, however many come.
    pub longest_retry: Duration,
    /// Connections open at once, those that are idle too. Further ones are closed at once.
    pub max_connections: usize,
    /// Connections that have not shown who they are yet, of one network and in all. A newer one replaces the oldest.
    pub max_unknown_per_network: usize,
    /// The same in all.
    pub max_unknown: usize,
    /// Connections without a certificate, of one network. A newer one replaces the oldest.
    pub max_strangers_per_network: usize,
    /// The same in all.
    pub max_strangers: usize,
    /// How long a connection without a certificate lasts. Enrolling takes seconds.
    pub stranger_time: Duration,
    /// Enrolments that those without a certificate may ask for, from one network. What comes through a node counts
    /// for the node, a hundred times as much.
    pub enrolments: Rate,
    /// Renewals that a device may ask for. A node asks for those below it, a hundred times as much.
    pub renewals: Rate,
    /// Requests passed on to the county at once.
    pub max_passed_on: usize,
    /// Handshakes under way at once. Further connections wait in the system's queue.
    pub max_handshakes: usize,
    /// The longest that a handshake may take.
    pub handshake_time: Duration,
    /// What one device may cost. A node may cost several times as much, as it speaks for those below it.
    pub allowance: Allowance,
    /// Reports computed at once; others wait their turn.
    pub max_reports: usize,
    /// Exports made or read at once; one for each device.
    pub max_exports: usize,
    /// Streams of one connection at once: a device needs one, a dashboard a few.
    pub max_streams_per_connection: u32,
    /// Connections of one device. A newer one replaces the oldest.
    pub max_connections_per_device: usize,
    /// Exchanges of one device at once: it needs one, and another where the former hangs on a line that broke. A newer
    /// one replaces the oldest.
    pub max_exchanges_per_device: usize,
    /// How long a device may leave what it was sent unread before its connection ends. A device on the slowest line
    /// reads the longest message in half of it.
    pub longest_unread: Duration,
    /// Streams that a peer may open and reset before the connection is closed (the "rapid reset" attack).
    pub max_pending_resets: usize,
    /// Streams that the server may have to reset before the connection is closed.
    pub max_local_resets: usize,
    /// The headers of one request, in bytes.
    pub max_header_bytes: u32,
    /// One message from a device, in bytes.
    pub max_message_bytes: usize,
    /// How often a silent connection is pinged.
    pub keepalive_interval: Duration,
    /// How long to wait for the answer to a ping before the connection is closed.
    pub keepalive_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            // As many as go into one commit.
            max_exchanges: 256,
            max_newcomers: 1024,
            longest_retry: Duration::from_mins(5),
            max_connections: 16 * 1024,
            // A county's villages may share one address, and where they or this machine are slow, all of them may be in
            // their handshake at once: one that gives way comes again, and costs another.
            max_unknown_per_network: 2048,
            max_unknown: 4096,
            // As many as a township's villages that enrol on one day in one room.
            max_strangers_per_network: 64,
            max_strangers: 256,
            stranger_time: Duration::from_mins(1),
            enrolments: Rate::new(20, Duration::from_mins(2)),
            renewals: Rate::new(10, Duration::from_mins(10)),
            max_passed_on: 4,
            max_handshakes: 64,
            // It holds up nobody, and takes long where the line or this machine is slow.
            handshake_time: Duration::from_secs(30),
            allowance: Allowance::default(),
            max_reports: 4,
            max_exports: 2,
            max_streams_per_connection: 16,
            max_connections_per_device: 6,
            max_exchanges_per_device: 3,
            longest_unread: Duration::from_mins(3),
            max_pending_resets: 20,
            max_local_resets: 64,
            max_header_bytes: 8 * 1024,
            max_message_bytes: 4 * 1024 * 1024,
            keepalive_interval: Duration::from_secs(30),
            keepalive_timeout: Duration::from_secs(20),
        }
    }
}

/// How a node serves.
#[derive(Debug, Clone)]
pub struct ServeOptions {
    /// The address to listen on; port 0 picks a free one.
    pub listen: SocketAddr,
    /// At the county: the authority, which issues certificates.
    pub authority: Option<Arc<dyn AuthoritySource>>,
    /// Elsewhere: where enrolments are passed on to.
    pub upstream: Option<UpstreamAddress>,
    /// Writes rankings as files; without it, there are no exports.
    pub exporter: Option<Arc<dyn Exporter>>,
    /// The limits.
    pub limits: Limits,
}

/// A running server.
#[derive(Debug)]
pub struct Serving {
    address: SocketAddr,
    stop: watch::Sender<bool>,
    task: tokio::task::JoinHandle<Result<(), tonic::transport::Error>>,
    presented: watch::Receiver<Arc<Identity>>,
    _presenting: AbortOnDrop,
}

/// A task that ends with what it is for.
#[derive(Debug)]
struct AbortOnDrop(tokio::task::JoinHandle<()>);

impl Drop for AbortOnDrop {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Serving {
    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Waits until new connections are shown this identity, as they are soon after a certificate was renewed.
    pub async fn presents(&self, identity: &Arc<Identity>) {
        let mut presented = self.presented.clone();
        // Who would have told may be gone: nobody is shown anything then.
        drop(presented.wait_for(|presented| Arc::ptr_eq(presented, identity)).await);
    }

    /// Stops accepting connections, gives running calls a moment to finish, and stops.
    pub async fn shutdown(self) {
        let _ = self.stop.send(true);
        let mut task = self.task;
        if tokio::time::timeout(Duration::from_secs(3), &mut task).await.is_err() {
            task.abort();
        }
    }
}

/// Listens and serves until shut down.
pub async fn serve(desk: Arc<Desk>, options: ServeOptions) -> Result<Serving, SyncError> {
    let node = Arc::clone(desk.replica());
    let identity = node.identity();
    let configuration = server_config(&identity, Arc::clone(node.clock()))
        .map_err(|error| SyncError::Configuration(error.to_string()))?;
    let tls = Arc::new(TlsCell::new(configuration));
    let listener = listener::listen(options.listen).map_err(|error| {
        SyncError::Configuration(format!(
            "cannot listen on {}: {error}: choose another address with `listen`",
            options.listen
        ))
    })?;
    let address =
        listener.local_addr().map_err(|error| SyncError::Configuration(format!("{}: {error}", options.listen)))?;
    let limits = options.limits;
    let places = Places::new(&limits);
    let incoming = listener::accept(listener, Arc::clone(&tls), &limits, Arc::clone(&places));
    let (presents, presented) = watch::channel(identity);
    let presenting = AbortOnDrop(tokio::spawn(present_in_time(Arc::clone(&node), presents, tls)));
    let (stop, stopping) = watch::channel(false);
    let task = tokio::spawn(serve_at(places, desk, options, ReceiverStream::new(incoming), stopping));
    Ok(Serving { address, stop, task, presented, _presenting: presenting })
}

/// Uses a renewed certificate, or an authority that followed, for the connections that come after it.
async fn present_in_time(node: Arc<Replica>, presented: watch::Sender<Arc<Identity>>, tls: Arc<TlsCell>) {
    let mut changes = node.changes();
    loop {
        let identity = node.identity();
        if !Arc::ptr_eq(&identity, &presented.borrow()) {
            match server_config(&identity, Arc::clone(node.clock())) {
                Ok(configuration) => tls.replace(configuration),
                Err(error) => tracing::error!(%error, "the renewed certificate cannot be presented"),
            }
            presented.send_replace(identity);
        }
        if changes.changed().await.is_err() {
            return;
        }
    }
}

/// Serves connections that are already open.
pub async fn serve_incoming<S>(
    desk: Arc<Desk>,
    options: ServeOptions,
    incoming: impl Stream<Item = io::Result<PeerStream<S>>>,
    stopping: watch::Receiver<bool>,
) -> Result<(), tonic::transport::Error>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    serve_at(Places::new(&options.limits), desk, options, incoming, stopping).await
}

async fn serve_at<S>(
    places: Arc<Places>,
    desk: Arc<Desk>,
    options: ServeOptions,
    incoming: impl Stream<Item = io::Result<PeerStream<S>>>,
    mut stopping: watch::Receiver<bool>,
) -> Result<(), tonic::transport::Error>
where
    S: AsyncRead + AsyncWrite + Send + Unpin + 'static,
{
    let limits = options.limits;
    let (node, news) = (Arc::clone(desk.replica()), Arc::new(News::default()));
    let sync = SyncService {
        node: Arc::clone(&node),
        places,
        news: Arc::clone(&news),
        open: Newest::new(limits.max_exchanges_per_device, usize::MAX),
        budgets: Budgets::new(&limits),
        longest_unread: limits.longest_unread,
        stopping: stopping.clone(),
    };
    let reports = ReportService::new(Arc::clone(&desk), options.exporter, &limits);
    let enrolment = EnrolmentService::new(Arc::clone(&desk), options.authority, options.upstream, &limits);
    let (health_reporter, health) = tonic_health::server::health_reporter();
    health_reporter.set_serving::<SyncServer<SyncService>>().await;
    health_reporter.set_serving::<EnrolmentServer<EnrolmentService>>().await;
    health_reporter.set_serving::<ReportsServer<ReportService>>().await;

    let reflection = || {
        tonic_reflection::server::Builder::configure()
            .register_encoded_file_descriptor_set(proto::DESCRIPTORS)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
    };
    let serving = tonic::transport::Server::builder()
        .max_concurrent_streams(limits.max_streams_per_connection)
        .http2_max_pending_accept_reset_streams(Some(limits.max_pending_resets))
        .http2_max_local_error_reset_streams(Some(limits.max_local_resets))
        .http2_max_header_list_size(limits.max_header_bytes)
        .http2_keepalive_interval(Some(limits.keepalive_interval))
        .http2_keepalive_timeout(Some(limits.keepalive_timeout))
        .initial_stream_window_size(1 << 20)
        .initial_connection_window_size(1 << 20)
        .add_service(SyncServer::new(sync).max_decoding_message_size(limits.max_message_bytes))
        .add_service(EnrolmentServer::new(enrolment).max_decoding_message_size(MAX_REQUEST_BYTES))
        .add_service(ReportsServer::new(reports).max_decoding_message_size(MAX_REQUEST_BYTES))
        .add_service(health)
        .add_optional_service(reflection().build_v1().ok())
        // Most client libraries still use the older version.
        .add_optional_service(reflection().build_v1alpha().ok())
        .serve_with_incoming_shutdown(incoming, async move {
            let _ = stopping.wait_for(|stop| *stop).await;
        });
    let following = news.follow(&node);
    tokio::pin!(serving, following);
    tokio::select! {
        served = &mut serving => served,
        // The replica is gone; what is being served ends by itself.
        () = following => serving.await,
    }
}

/// The caller, if it may be served.
pub(crate) fn caller<T>(node: &Replica, request: &Request<T>) -> Result<Arc<DeviceCertificate>, Status> {
    let peer = request.extensions().get::<Peer>().and_then(|peer| peer.certificate.clone());
    let peer = peer.ok_or_else(|| {
        Status::unauthenticated("this call needs a device's certificate: enrol first (`cunbang enrol join CODE`)")
    })?;
    check_standing(node, &peer)?;
    Ok(peer)
}

struct SyncService {
    node: Arc<Replica>,
    places: Arc<Places>,
    news: Arc<News>,
    open: Arc<Newest<DeviceId>>,
    budgets: Arc<Budgets>,
    longest_unread: Duration,
    stopping: watch::Receiver<bool>,
}

#[tonic::async_trait]
impl Sync for SyncService {
    type ExchangeStream = Answers;

    async fn exchange(&self, request: Request<Streaming<proto::Up>>) -> Result<Response<Self::ExchangeStream>, Status> {
        let peer = caller(&self.node, &request)?;
        let Peer { line, expected, .. } = request.extensions().get::<Peer>().cloned().unwrap_or_default();
        let (out, answers, ending, gone) = answers();
        let replaced = ending.clone();
        let entered = self.open.enter(peer.device, move || {
            replaced.end(Status::unavailable("a newer exchange of this device takes the place of this one"));
        });
        let span = tracing::info_span!("exchange", unit = %peer.unit, device = %peer.device);
        let reading = Reading { line: line.clone(), longest_unread: self.longest_unread };
        let account = self.budgets.account(&peer, &self.node).await.map_err(status_of)?;
        let session = Session {
            unit: peer.unit,
            half: UpperHalf::metered(Arc::clone(&self.node), peer, Arc::clone(account.meter())),
            clock: Arc::clone(self.node.clock()),
            news: Arc::clone(&self.news),
            places: Arc::clone(&self.places),
            listener: None,
            expected,
            newcomer: None,
            reading,
            account,
        };
        let (mut stopping, longest_unread) = (self.stopping.clone(), self.longest_unread);
        let exchange = async move {
            tokio::select! {
                () = session.serve(request.into_inner(), out) => {}
                _ = stopping.wait_for(|stop| *stop) => return,
            }
            // What is unread, the transport keeps as long as the connection lasts.
            let while_unread = if ending.has_ended() { longest_unread.min(REPLACED_UNREAD) } else { longest_unread };
            if tokio::time::timeout(while_unread, gone).await.is_err() {
                line.cut();
            }
            drop(entered);
        };
        tokio::spawn(exchange.instrument(span));
        Ok(Response::new(answers))
    }
}
