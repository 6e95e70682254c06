//! A listener that answers with some routes until it is stopped.

use axum::Router;
use cunbang_language::{of_machine, say};
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

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
        let bound = listener.local_addr().map_err(fail)?;
        let (ending, mut ended) = watch::channel(false);
        let routes = routes(bound, ended.clone());
        let task = tokio::spawn(async move {
            let until = async move {
                // A dropped sender stops the pages too.
                let _ = ended.wait_for(|ended| *ended).await;
            };
            if let Err(error) = axum::serve(listener, routes).with_graceful_shutdown(until).await {
                tracing::error!(%error, "{}", cunbang_language::say!("warn-pages-ended"));
            }
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
