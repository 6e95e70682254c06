//! Listening: accepts connections and performs TLS handshakes, no faster than the node can serve.
//!
//! A handshake costs as much as serving a device that has little to say. So none is begun while enough others
//! are under way, or while enough devices wait for their first answer. Whose handshake is done is counted among these
//! at once, though it may take a while until it says what it wants: otherwise more would come in than there is room
//! for, and be sent away after all that they cost. Meanwhile connections wait in the
//! system's queue, which costs nothing; a device whose patience ends there is noticed before its handshake.
//!
//! Strangers hold up nobody. Who has said nothing yet counts for no handshake; who has not shown a certificate gives
//! way to who comes after, first within the same network; and a connection without a certificate, which is good for
//! enrolling and nothing else, ends after a while.

use crate::connection::{Peer, PeerStream};
use crate::metering;
use crate::network::Network;
use crate::newest::Newest;
use crate::places::Places;
use crate::seldom::Seldom;
use crate::server::Limits;
use cunbang_identity::{TlsCell, peer_certificate};
use cunbang_model::DeviceId;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::Interest;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot, watch};
use tokio::time::Instant;

/// How many connections the system holds until they are accepted; it may hold fewer.
const BACKLOG: u32 = 4096;
/// How long a handshake counts among those under way. One on a slow line goes on, but holds up nobody, and a
/// stranger who says nothing holds up the others for no longer.
const COUNTS_FOR: Duration = Duration::from_millis(250);
/// How long there is room for a device that has shaken hands and says nothing.
const EXPECTED_FOR: Duration = Duration::from_secs(2);
/// Within what time a device says hello that is as fast as the handshake's other parts.
const PROMPT: Duration = Duration::from_millis(5);
/// How often it is said that connections cannot be accepted.
const SAID_EVERY: Duration = Duration::from_mins(1);

/// A TLS stream of this node's server.
pub(crate) type ServerStream = PeerStream<tokio_rustls::server::TlsStream<TcpStream>>;

/// Listens on an address.
pub(crate) fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    // On Windows it would let another program take the address.
    #[cfg(not(windows))]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Accepts connections and performs handshakes, until the receiver is dropped. Each handshake uses the current TLS
/// configuration, so a renewed certificate needs no restart. `places` tells how many devices wait for their first
/// answer.
pub(crate) fn accept(
    listener: TcpListener,
    tls: Arc<TlsCell>,
    limits: &Limits,
    places: Arc<Places>,
) -> mpsc::Receiver<io::Result<ServerStream>> {
    let (ready, connections) = mpsc::channel(64);
    let accepting = Accepting {
        listener,
        tls,
        ready: ready.clone(),
        newcomers: places.newcomers(),
        places,
        // Whose handshake is under way must find room, also where it takes so long that it does not count as such.
        most_newcomers: (limits.max_newcomers / 2).min(limits.max_newcomers.saturating_sub(limits.max_handshakes)),
        handshakes: Arc::new(Semaphore::new(limits.max_handshakes)),
        open: Arc::new(Semaphore::new(limits.max_connections)),
        handshake_time: limits.handshake_time,
        doors: Doors::new(limits),
    };
    tokio::spawn(async move {
        tokio::select! {
            () = accepting.run() => {}
            () = ready.closed() => {}
        }
    });
    connections
}

struct Accepting {
    listener: TcpListener,
    tls: Arc<TlsCell>,
    ready: mpsc::Sender<io::Result<ServerStream>>,
    places: Arc<Places>,
    newcomers: watch::Receiver<usize>,
    most_newcomers: usize,
    handshakes: Arc<Semaphore>,
    open: Arc<Semaphore>,
    handshake_time: Duration,
    doors: Doors,
}

/// Who is connected, by what is known of them.
#[derive(Clone)]
struct Doors {
    /// In their handshake.
    unknown: Arc<Newest<Network>>,
    /// Without a certificate.
    strangers: Arc<Newest<Network>>,
    devices: Arc<Newest<DeviceId>>,
    stranger_time: Duration,
}

impl Doors {
    fn new(limits: &Limits) -> Self {
        Self {
            unknown: Newest::new(limits.max_unknown_per_network, limits.max_unknown),
            strangers: Newest::new(limits.max_strangers_per_network, limits.max_strangers),
            devices: Newest::new(limits.max_connections_per_device, usize::MAX),
            stranger_time: limits.stranger_time,
        }
    }

    /// Counts a connection as what its peer turned out to be, as long as it is open.
    fn admit(&self, stream: &mut ServerStream) {
        let Peer { certificate, address, line, .. } = stream.peer().clone();
        let cut = {
            let line = line.clone();
            move || line.cut()
        };
        match (certificate, address) {
            (Some(certificate), _) => stream.count(self.devices.enter(certificate.device, cut)),
            (None, Some(address)) => {
                stream.count(self.strangers.enter(Network::of(address), cut));
                let stranger_time = self.stranger_time;
                tokio::spawn(async move {
                    tokio::time::sleep(stranger_time).await;
                    line.cut();
                });
            }
            (None, None) => {}
        }
    }
}

impl Accepting {
    async fn run(mut self) {
        let (mut full, mut failing) = (Seldom::new(SAID_EVERY), Seldom::new(SAID_EVERY));
        loop {
            let most = self.most_newcomers;
            let has_room = self.newcomers.wait_for(|newcomers| *newcomers <= most).await.is_ok();
            let Ok(under_way) = Arc::clone(&self.handshakes).acquire_owned().await else { return };
            if !has_room {
                return;
            }
            let (stream, address) = match self.listener.accept().await {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Probably out of file descriptors: some open connections must end first.
                    if let Some(unsaid) = failing.say(Instant::now()) {
                        tracing::warn!(%error, unsaid, "a connection could not be accepted");
                    }
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            };
            let Ok(open) = Arc::clone(&self.open).try_acquire_owned() else {
                metering::turned_away();
                if let Some(unsaid) = full.say(Instant::now()) {
                    tracing::warn!(%address, unsaid, "too many connections are open: further ones are closed at once");
                }
                continue;
            };
            self.begin(stream, address, under_way, open);
        }
    }

    fn begin(
        &self,
        stream: TcpStream,
        address: SocketAddr,
        under_way: OwnedSemaphorePermit,
        open: OwnedSemaphorePermit,
    ) {
        let (ready, tls, handshakes) = (self.ready.clone(), Arc::clone(&self.tls), Arc::clone(&self.handshakes));
        let (doors, places, handshake_time) = (self.doors.clone(), Arc::clone(&self.places), self.handshake_time);
        tokio::spawn(async move {
            let (end, gives_way) = oneshot::channel();
            let unknown = doors.unknown.enter(Network::of(address), move || {
                let _ = end.send(());
            });
            let handshake = shake_hands(stream, address, &tls, handshakes, under_way, open);
            let done = tokio::select! {
                done = tokio::time::timeout(handshake_time, handshake) => done,
                _ = gives_way => {
                    metering::turned_away();
                    return;
                }
            };
            drop(unknown);
            match done {
                Ok(Ok(mut stream)) => {
                    doors.admit(&mut stream);
                    keep_room(&places, stream.peer());
                    let _ = ready.send(Ok(stream)).await;
                }
                Ok(Err(error)) => tracing::debug!(%address, %error, "handshake failed"),
                Err(_) => tracing::debug!(%address, "handshake took too long"),
            }
        });
    }
}

/// Keeps room for the first exchange of a device, for a while.
fn keep_room(places: &Arc<Places>, peer: &Peer) {
    if peer.certificate.is_none() {
        return;
    }
    let Some(newcomer) = places.expect() else { return };
    peer.expected.keep(newcomer);
    let expected = peer.expected.downgrade();
    tokio::spawn(async move {
        tokio::time::sleep(EXPECTED_FOR).await;
        expected.take();
    });
}

async fn shake_hands(
    stream: TcpStream,
    address: SocketAddr,
    tls: &TlsCell,
    handshakes: Arc<Semaphore>,
    mut under_way: OwnedSemaphorePermit,
    open: OwnedSemaphorePermit,
) -> io::Result<ServerStream> {
    let _ = stream.set_nodelay(true);
    let said = if let Ok(said) = tokio::time::timeout(PROMPT, stream.ready(Interest::READABLE)).await {
        said?
    } else {
        drop(under_way);
        let said = stream.ready(Interest::READABLE).await?;
        under_way = handshakes.acquire_owned().await.map_err(io::Error::other)?;
        said
    };
    if said.is_read_closed() {
        return Err(io::Error::new(io::ErrorKind::ConnectionAborted, "the device did not wait"));
    }
    let handshake = tokio_rustls::TlsAcceptor::from(tls.current()).accept(stream);
    tokio::pin!(handshake);
    let stream = tokio::select! {
        done = &mut handshake => done?,
        () = tokio::time::sleep(COUNTS_FOR) => {
            drop(under_way);
            handshake.await?
        }
    };
    let certificate = peer_certificate(stream.get_ref().1).map(Arc::new);
    let peer = Peer { certificate, address: Some(address), ..Peer::default() };
    Ok(PeerStream::counted(stream, peer, open))
}

#[cfg(test)]
mod tests {
    use super::*;
    use cunbang_identity::{client_config, server_config, server_name};
    use cunbang_model::Role;
    use cunbang_world::devices::Office;
    use cunbang_world::tree::{COUNTY, VILLAGE, unit};

    const LONG: Duration = Duration::from_secs(20);

    #[tokio::test]
    async fn no_handshake_begins_while_enough_devices_wait() {
        let office = Office::new(1);
        let tls = server_config(&office.identity(COUNTY, Role::Node), office.clock()).unwrap();
        let listener = listen(([127, 0, 0, 1], 0).into()).unwrap();
        let address = listener.local_addr().unwrap();
        let limits = Limits { max_newcomers: 10, max_handshakes: 2, ..Limits::default() };
        let places = Places::new(&limits);
        let mut waiting: Vec<_> = (0..6).map(|_| places.admit().unwrap()).collect();
        let mut ready = accept(listener, Arc::new(TlsCell::new(tls)), &limits, Arc::clone(&places));
        let client = client_config(&office.identity(VILLAGE, Role::Terminal), office.clock()).unwrap();
        let mut connecting = tokio::spawn(async move {
            let stream = TcpStream::connect(address).await.unwrap();
            tokio_rustls::TlsConnector::from(client).connect(server_name(unit(COUNTY)), stream).await.unwrap()
        });
        // One that gives up meanwhile takes nobody's turn.
        drop(TcpStream::connect(address).await.unwrap());
        assert!(tokio::time::timeout(Duration::from_millis(200), &mut connecting).await.is_err());
        waiting.pop();
        let connected = tokio::time::timeout(LONG, connecting).await.unwrap().unwrap();
        let stream = tokio::time::timeout(LONG, ready.recv()).await.unwrap().unwrap().unwrap();
        // It counts before it has said anything, until its exchange takes over or the connection ends.
        let mut newcomers = places.newcomers();
        assert_eq!(*newcomers.borrow(), 6);
        let newcomer = stream.peer().expected.take();
        assert!(newcomer.is_some() && stream.peer().expected.take().is_none());
        drop(newcomer);
        assert_eq!(*newcomers.borrow(), 5);
        stream.peer().expected.keep(places.admit().unwrap());
        drop((connected, stream));
        tokio::time::timeout(LONG, newcomers.wait_for(|newcomers| *newcomers == 5)).await.unwrap().unwrap();
    }
}
