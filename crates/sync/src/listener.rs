//! Listening: accepts connections and performs TLS handshakes, no faster than the node can serve.
//!
//! A handshake costs as much as serving a device that has little to say. So none is begun while enough others
//! are under way, or while enough devices wait for their first answer. Meanwhile connections wait in the
//! system's queue, which costs nothing; a device whose patience ends there is noticed before its handshake.

use crate::connection::{Peer, PeerStream};
use crate::metering;
use crate::server::Limits;
use cunbang_identity::{TlsCell, peer_certificate};
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::Interest;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, watch};

/// How many connections the system holds until they are accepted; it may hold fewer.
const BACKLOG: u32 = 4096;
/// How long a handshake counts among those under way. One on a slow line goes on, but holds up nobody, and a
/// stranger who says nothing holds up the others for no longer.
const COUNTS_FOR: Duration = Duration::from_millis(250);

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
/// configuration, so a renewed certificate needs no restart. `newcomers` tells how many devices wait for their
/// first answer.
pub(crate) fn accept(
    listener: TcpListener,
    tls: Arc<TlsCell>,
    limits: &Limits,
    newcomers: watch::Receiver<usize>,
) -> mpsc::Receiver<io::Result<ServerStream>> {
    let (ready, connections) = mpsc::channel(64);
    let accepting = Accepting {
        listener,
        tls,
        ready: ready.clone(),
        newcomers,
        // Whose handshake is under way must find room.
        most_newcomers: limits.max_newcomers.saturating_sub(limits.max_handshakes),
        handshakes: Arc::new(Semaphore::new(limits.max_handshakes)),
        open: Arc::new(Semaphore::new(limits.max_connections)),
        handshake_time: limits.handshake_time,
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
    newcomers: watch::Receiver<usize>,
    most_newcomers: usize,
    handshakes: Arc<Semaphore>,
    open: Arc<Semaphore>,
    handshake_time: Duration,
}

impl Accepting {
    async fn run(mut self) {
        // Said once, and again after it was over.
        let mut is_full = false;
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
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            };
            let Ok(open) = Arc::clone(&self.open).try_acquire_owned() else {
                metering::turned_away();
                if !is_full {
                    tracing::warn!(%address, "too many connections are open: further ones are closed at once");
                }
                is_full = true;
                continue;
            };
            is_full = false;
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
        let (ready, tls, handshake_time) = (self.ready.clone(), Arc::clone(&self.tls), self.handshake_time);
        tokio::spawn(async move {
            let handshake = tokio::time::timeout(handshake_time, shake_hands(stream, address, &tls, open));
            tokio::pin!(handshake);
            let done = tokio::select! {
                done = &mut handshake => done,
                () = tokio::time::sleep(COUNTS_FOR) => {
                    drop(under_way);
                    handshake.await
                }
            };
            match done {
                Ok(Ok(stream)) => {
                    let _ = ready.send(Ok(stream)).await;
                }
                Ok(Err(error)) => tracing::debug!(%address, %error, "handshake failed"),
                Err(_) => tracing::debug!(%address, "handshake took too long"),
            }
        });
    }
}

async fn shake_hands(
    stream: TcpStream,
    address: SocketAddr,
    tls: &TlsCell,
    open: OwnedSemaphorePermit,
) -> io::Result<ServerStream> {
    let _ = stream.set_nodelay(true);
    if stream.ready(Interest::READABLE).await?.is_read_closed() {
        return Err(io::Error::new(io::ErrorKind::ConnectionAborted, "the device did not wait"));
    }
    let stream = tokio_rustls::TlsAcceptor::from(tls.current()).accept(stream).await?;
    let certificate = peer_certificate(stream.get_ref().1).map(Arc::new);
    Ok(PeerStream::counted(stream, Peer { certificate, address: Some(address) }, open))
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
        let (newcomers, waiting) = watch::channel(9);
        let mut ready = accept(listener, Arc::new(TlsCell::new(tls)), &limits, waiting);
        let client = client_config(&office.identity(VILLAGE, Role::Terminal), office.clock()).unwrap();
        let mut connecting = tokio::spawn(async move {
            let stream = TcpStream::connect(address).await.unwrap();
            tokio_rustls::TlsConnector::from(client).connect(server_name(unit(COUNTY)), stream).await.unwrap()
        });
        // One that gives up meanwhile takes nobody's turn.
        drop(TcpStream::connect(address).await.unwrap());
        assert!(tokio::time::timeout(Duration::from_millis(200), &mut connecting).await.is_err());
        newcomers.send_replace(8);
        tokio::time::timeout(LONG, connecting).await.unwrap().unwrap();
        let stream = tokio::time::timeout(LONG, ready.recv()).await.unwrap().unwrap().unwrap();
        drop(stream);
    }
}
