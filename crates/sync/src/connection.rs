//! The transport: TCP, TLS and the identity of the peer.

use crate::error::SyncError;
use crate::places::Expected;
use cunbang_identity::{DeviceCertificate, peer_certificate};
use cunbang_language::{of_machine, say};
use cunbang_model::{Timestamp, clock};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::{ServerName, UnixTime};
use std::any::Any;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::{OwnedSemaphorePermit, oneshot};
use tonic::transport::server::Connected;
use tonic::transport::{Channel, Endpoint};

/// The peer of a connection.
#[derive(Debug, Clone, Default)]
pub struct Peer {
    /// The certificate that it proved to own, if it showed one.
    pub certificate: Option<Arc<DeviceCertificate>>,
    /// Its address.
    pub address: Option<SocketAddr>,
    /// Ends the connection.
    pub line: Line,
    /// Where there is room for its first exchange.
    pub expected: Expected,
}

/// Ends a connection, with all that its streams hold in memory. One that was never opened it leaves alone.
#[derive(Debug, Clone, Default)]
pub struct Line(Arc<Mutex<Option<oneshot::Sender<()>>>>);

impl Line {
    fn new() -> (Self, oneshot::Receiver<()>) {
        let (cut, is_cut) = oneshot::channel();
        (Self(Arc::new(Mutex::new(Some(cut)))), is_cut)
    }

    /// Ends it.
    pub fn cut(&self) {
        if let Some(cut) = self.0.lock().unwrap_or_else(PoisonError::into_inner).take() {
            let _ = cut.send(());
        }
    }
}

/// A byte stream with a known peer.
pub struct PeerStream<S> {
    stream: S,
    peer: Peer,
    /// Until it was cut.
    cutting: Option<oneshot::Receiver<()>>,
    /// Counts the connection among those that are open.
    _open: Option<OwnedSemaphorePermit>,
    /// Counts it among those of its kind.
    counted_as: Option<Box<dyn Any + Send>>,
}

impl<S> PeerStream<S> {
    /// A stream to a peer that was identified without TLS, for measurements and tests in one process.
    pub fn new(stream: S, peer: Peer) -> Self {
        let (line, cutting) = Line::new();
        Self { stream, peer: Peer { line, ..peer }, cutting: Some(cutting), _open: None, counted_as: None }
    }

    /// A stream that counts among those that are open.
    pub(crate) fn counted(stream: S, peer: Peer, open: OwnedSemaphorePermit) -> Self {
        Self { _open: Some(open), ..Self::new(stream, peer) }
    }

    pub(crate) fn peer(&self) -> &Peer {
        &self.peer
    }

    /// Keeps what counts it, as long as it is open.
    pub(crate) fn count(&mut self, counted: impl Any + Send) {
        self.counted_as.replace(Box::new(counted));
    }
}

impl<S> PeerStream<S> {
    /// Whether the line was cut; if not, the task is woken when it is.
    fn is_cut(&mut self, context: &mut Context<'_>) -> bool {
        if self.cutting.as_mut().is_some_and(|cutting| Pin::new(cutting).poll(context).is_ready()) {
            // The sender stays in the peer, so it was sent and not dropped.
            self.cutting = None;
        }
        self.cutting.is_none()
    }
}

impl<S> Connected for PeerStream<S> {
    type ConnectInfo = Peer;

    fn connect_info(&self) -> Peer {
        self.peer.clone()
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for PeerStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if self.is_cut(context) {
            return Poll::Ready(Err(io::Error::new(
                io::ErrorKind::ConnectionAborted,
                "this node ended the connection",
            )));
        }
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for PeerStream<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

/// How long a node that many call at once may take to its side of the handshake. Waiting costs neither side
/// anything, and coming back costs both.
const HANDSHAKE_TIME: Duration = Duration::from_secs(45);

/// Connects to a node with mutual authentication. Returns the channel and the node's certificate.
pub async fn connect(
    address: &str,
    name: ServerName<'static>,
    tls: Arc<ClientConfig>,
    within: Duration,
) -> Result<(Channel, Option<DeviceCertificate>), SyncError> {
    let unreachable = |reason: String| SyncError::Unreachable { address: address.to_owned(), reason };
    let no_answer = |within: Duration| unreachable(say!("connection-no-answer", seconds = within.as_secs()));
    let tcp = tokio::time::timeout(within, TcpStream::connect(address))
        .await
        .map_err(|_| no_answer(within))?
        .map_err(|error| unreachable(of_machine(&error)))?;
    let _ = tcp.set_nodelay(true);
    let handshake = tokio_rustls::TlsConnector::from(tls).connect(name, tcp);
    let stream = tokio::time::timeout(HANDSHAKE_TIME, handshake)
        .await
        .map_err(|_| no_answer(HANDSHAKE_TIME))?
        .map_err(|error| match error.get_ref().and_then(|fault| fault.downcast_ref::<rustls::Error>()) {
            Some(fault) => SyncError::Tls { address: address.to_owned(), reason: explain(fault) },
            // The network, or a node that takes no more connections or stops: nothing that either side said.
            None => SyncError::TurnedAway { address: address.to_owned(), reason: of_machine(&error) },
        })?;
    let certificate = peer_certificate(stream.get_ref().1);
    Ok((channel_over(stream).await?, certificate))
}

/// A channel over an open connection. It ends with the connection, and then says why.
pub async fn channel_over(stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) -> Result<Channel, SyncError> {
    let end = Arc::new(OnceLock::new());
    let mut stream = Some(TokioIo::new(Heard { stream, end: Arc::clone(&end) }));
    Endpoint::from_static("http://node")
        .initial_stream_window_size(1 << 20)
        .initial_connection_window_size(1 << 20)
        .http2_keep_alive_interval(Duration::from_secs(30))
        .keep_alive_timeout(Duration::from_secs(20))
        .keep_alive_while_idle(true)
        .connect_with_connector(tower::service_fn(move |_| {
            // It is asked for once more where the connection has ended.
            let stream = stream.take();
            let end = Arc::clone(&end);
            async move { stream.ok_or_else(|| io::Error::other(end.get_or_init(|| say!("connection-ended")).clone())) }
        }))
        .await
        .map_err(|error| SyncError::Broken(error.to_string()))
}
/// A connection that remembers what the peer said when it refused it: under TLS 1.3 a node judges a device's
/// certificate after the device has taken the handshake for complete, and its answer is found by whoever reads next.
struct Heard<S> {
    stream: S,
    end: Arc<OnceLock<String>>,
}

impl<S> Heard<S> {
    fn note<T>(&self, result: Poll<io::Result<T>>) -> Poll<io::Result<T>> {
        if let Poll::Ready(Err(error)) = &result
            && let Some(fault) = error.get_ref().and_then(|fault| fault.downcast_ref::<rustls::Error>())
        {
            self.end.get_or_init(|| explain(fault));
        }
        result
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Heard<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.stream).poll_read(cx, buf);
        self.note(read)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Heard<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.note(written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.stream).poll_flush(cx);
        self.note(flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.note(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}

/// What failed, in words on which a person can act.
fn explain(fault: &rustls::Error) -> String {
    use rustls::{AlertDescription, CertificateError, Error, InvalidMessage};
    let moment = |time: &UnixTime| {
        let seconds = i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
        let time = Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX);
        clock::COUNTY_OFFSET.to_datetime(time).strftime("%Y-%m-%d %H:%M").to_string()
    };
    match fault {
        Error::InvalidCertificate(CertificateError::NotValidYetContext { time, not_before }) => {
            let behind = not_before.as_secs().saturating_sub(time.as_secs());
            say!(
                "connection-not-yet",
                now = moment(time),
                from = moment(not_before),
                apart = clock::apart_in_words(behind)
            )
        }
        Error::InvalidCertificate(CertificateError::ExpiredContext { time, not_after }) => {
            let ahead = time.as_secs().saturating_sub(not_after.as_secs());
            say!(
                "connection-expired",
                now = moment(time),
                until = moment(not_after),
                apart = clock::apart_in_words(ahead)
            )
        }
        Error::InvalidCertificate(CertificateError::UnknownIssuer) => say!("connection-other-county"),
        // By this computer's clock it is valid, or nothing would have been sent.
        Error::AlertReceived(AlertDescription::CertificateExpired) => say!("connection-refused-by-clock"),
        Error::General(said) => said.clone(),
        Error::InvalidMessage(InvalidMessage::InvalidContentType) => say!("connection-other-port"),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rustls::CertificateError;

    #[test]
    fn a_wrong_clock_is_told_in_words() {
        let at = |seconds| UnixTime::since_unix_epoch(Duration::from_secs(seconds));
        let early = CertificateError::NotValidYetContext { time: at(1_577_836_800), not_before: at(1_795_590_000) };
        let said = explain(&early.into());
        assert!(said.contains("clock says 2020-01-01 08:00") && said.contains("set the clock"), "{said}");
        assert!(said.contains("at least 2520 days behind"), "{said}");
        let late = CertificateError::ExpiredContext { time: at(1_900_000_000), not_after: at(1_795_590_000) };
        assert!(explain(&late.into()).contains("enrol renew"));
        assert!(explain(&CertificateError::UnknownIssuer.into()).contains("another county"));
    }
}
