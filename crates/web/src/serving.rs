//! A listener that answers with some routes until it is stopped.

use axum::Router;
use std::net::SocketAddr;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// Why pages could not be served.
#[derive(Debug, thiserror::Error)]
pub enum PageError {
    /// The address is not available.
    #[error(
        "网页不能在 {address} 打开：{source}。请在 cunbang.toml 中另设 {setting} the pages cannot listen on {address}: {source}: set another address as `{setting}`"
    )]
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
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Serving {
    /// Serves at `address`; the routes may depend on the one that it came to be.
    pub(crate) async fn start(
        address: SocketAddr,
        setting: &'static str,
        routes: impl FnOnce(SocketAddr) -> Router,
    ) -> Result<Self, PageError> {
        let fail = |source| PageError::Listen { address, setting, source };
        let listener = TcpListener::bind(address).await.map_err(fail)?;
        let bound = listener.local_addr().map_err(fail)?;
        let (stop, stopped) = oneshot::channel();
        let routes = routes(bound);
        let task = tokio::spawn(async move {
            let until = async {
                // A dropped sender stops the pages too.
                let _ = stopped.await;
            };
            if let Err(error) = axum::serve(listener, routes).with_graceful_shutdown(until).await {
                tracing::error!(%error, "the pages ended");
            }
        });
        Ok(Self { address: bound, stop, task })
    }

    /// The address they listen on. If port 0 was asked for, this has the chosen port.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops the pages once open requests are answered.
    pub async fn shutdown(self) {
        // The server may have stopped already.
        let _ = self.stop.send(());
        let _ = self.task.await;
    }
}
