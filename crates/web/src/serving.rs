//! A listener that answers with some routes until it is stopped.
//!
//! A connection that sends no whole request head in time is ended, so that nobody holds them all with half of one; so is
//! one that sits idle as long.

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use cunbang_language::{of_machine, say};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tower::ServiceExt as _;

/// Within how long the head of a request must be here whole.
const HEAD_WITHIN: Duration = Duration::from_secs(15);
/// How long nobody is let in where the machine has no room for another connection.
const PAUSE: Duration = Duration::from_secs(1);

/// How long a connection that was opened and never used is kept at the end. A browser opens connections before it knows
/// what to ask, and takes one that is closed under it for a failure of the page.
const UNUSED_WITHIN: Duration = Duration::from_secs(1);

/// Why pages could not be served.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// The address is not available.
    #[error("{}", say!("pages-cannot-listen", address = .address, source = of_machine(.source), setting = .setting))]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The setting that names it.
        setting: &'static str,
        /// The system's error.
        source: std::io::Error,
    },
}

/// Pages that are being served.
#[derive(Debug)]
pub struct Serving {
    address: SocketAddr,
    ending: watch::Sender<bool>,
    task: JoinHandle<()>,
}

impl Serving {
    /// Serves at `address`; the routes may depend on the one that it came to be, and are told when they are to end: a
    /// response that goes on for ever would hold up the end.
    pub(crate) async fn start(
        address: SocketAddr,
        setting: &'static str,
        routes: impl FnOnce(SocketAddr, watch::Receiver<bool>) -> Router,
    ) -> Result<Self, PageError> {
        let fail = |source| PageError::Listen { address, setting, source };
        let listener = TcpListener::bind(address).await.map_err(fail)?;
        Self::with(listener, routes).map_err(fail)
    }

    /// Serves on a listener that is open already. What knocks before this waits there.
    pub(crate) fn on(
        listener: std::net::TcpListener,
        setting: &'static str,
        routes: impl FnOnce(SocketAddr, watch::Receiver<bool>) -> Router,
    ) -> Result<Self, PageError> {
        let address = listener.local_addr().unwrap_or(SocketAddr::from(([127, 0, 0, 1], 0)));
        let opened = listener.set_nonblocking(true).and_then(|()| TcpListener::from_std(listener));
        opened.and_then(|listener| Self::with(listener, routes)).map_err(|source| PageError::Listen {
            address,
            setting,
            source,
        })
    }

    fn with(
        listener: TcpListener,
        routes: impl FnOnce(SocketAddr, watch::Receiver<bool>) -> Router,
    ) -> std::io::Result<Self> {
        let bound = listener.local_addr()?;
        let (ending, ended) = watch::channel(false);
        let routes = routes(bound, ended.clone());
        let task = tokio::spawn(async move {
            accept(listener, routes, ended).await;
        });
        Ok(Self { address: bound, ending, task })
    }

    /// The address they listen on. If port 0 was asked for, this has the chosen port.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops the pages once open requests are answered.
    pub async fn shutdown(self) {
        self.ending.send_replace(true);
        let _ = self.task.await;
    }
}

/// Answers everybody until it is to end, and then those who have asked already.
async fn accept(listener: TcpListener, routes: Router, mut ended: watch::Receiver<bool>) {
    let (mut connections, mut ending) = (JoinSet::new(), ended.clone());
    loop {
        let accepted = tokio::select! {
            () = end(&mut ended) => break,
            Some(_) = connections.join_next() => continue,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, _)) => {
                connections.spawn(answer(stream, routes.clone(), ending.clone()));
            }
            Err(error) if is_of_connection(error.kind()) => {}
            Err(error) => {
                tracing::error!(%error, "{}", say!("warn-pages-crowded"));
                // There is no room before some have gone.
                let _ = tokio::time::timeout(PAUSE, end(&mut ending)).await;
            }
        }
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

/// Waits until the pages are to end; a dropped sender ends them too.
async fn end(ended: &mut watch::Receiver<bool>) {
    let _ = ended.wait_for(|ended| *ended).await;
}

/// Whether whoever knocked has gone already.
const fn is_of_connection(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::ConnectionRefused | ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset)
}

async fn answer(stream: TcpStream, routes: Router, mut ended: watch::Receiver<bool>) {
    let is_used = Arc::new(AtomicBool::new(false));
    let used = Arc::clone(&is_used);
    let service = TowerToHyperService::new(routes.map_request(move |request: Request<Incoming>| {
        used.store(true, Ordering::Relaxed);
        request.map(Body::new)
    }));
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD_WITHIN);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
    let answered = tokio::select! {
        answered = connection.as_mut() => answered,
        () = end(&mut ended) => {
            let waits = !is_used.load(Ordering::Relaxed);
            let within = if waits { UNUSED_WITHIN } else { Duration::ZERO };
            match tokio::time::timeout(within, connection.as_mut()).await {
                Ok(answered) => answered,
                Err(_) => {
                    connection.as_mut().graceful_shutdown();
                    connection.await
                }
            }
        }
    };
    if let Err(error) = answered {
        tracing::debug!(%error, "a connection to the pages has ended");
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    async fn pages() -> Serving {
        let routes = Router::new().route("/", get(async || "hello"));
        Serving::start("127.0.0.1:0".parse().unwrap(), "pages", |_, _| routes).await.unwrap()
    }

    #[tokio::test]
    async fn a_request_is_answered_and_half_of_one_is_ended() {
        let serving = pages().await;
        let mut whole = TcpStream::connect(serving.address()).await.unwrap();
        whole.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
        let mut answer = String::new();
        whole.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with("hello"), "{answer}");

        let (mut silent, mut half) =
            tokio::try_join!(TcpStream::connect(serving.address()), TcpStream::connect(serving.address())).unwrap();
        half.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ").await.unwrap();
        let mut rest = Vec::new();
        let within = HEAD_WITHIN + Duration::from_secs(10);
        for connection in [&mut silent, &mut half] {
            tokio::time::timeout(within, connection.read_to_end(&mut rest)).await.unwrap().unwrap();
        }
        serving.shutdown().await;
    }

    /// What was opened before and not used is answered still when the end has begun, as a browser may hold it ready.
    #[tokio::test]
    async fn an_unused_connection_is_answered_at_the_end() {
        let serving = pages().await;
        let mut ready = TcpStream::connect(serving.address()).await.unwrap();
        // The pages have it: they answer another that came after it.
        let mut other = TcpStream::connect(serving.address()).await.unwrap();
        other.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
        other.read_to_end(&mut Vec::new()).await.unwrap();
        let ended = tokio::spawn(serving.shutdown());
        tokio::time::sleep(UNUSED_WITHIN / 10).await;
        ready.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await.unwrap();
        let mut answer = String::new();
        ready.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
        ended.await.unwrap();
    }

    /// Whoever holds a connection open does not hold up the end.
    #[tokio::test]
    async fn an_idle_connection_does_not_hold_up_the_end() {
        let serving = pages().await;
        let _idle = TcpStream::connect(serving.address()).await.unwrap();
        tokio::time::timeout(HEAD_WITHIN / 2, serving.shutdown()).await.unwrap();
    }
}
