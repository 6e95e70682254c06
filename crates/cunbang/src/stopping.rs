//! Being told to stop: Ctrl-C, or what a service manager sends.

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
#[cfg(not(unix))]
use tokio::signal::windows::{CtrlC, ctrl_c};

/// Listens for being told to stop, from the moment that it is made: before the program says that it is up, so that
/// whoever reads that may stop it at once.
pub(crate) struct Stopping {
    #[cfg(unix)]
    terminate: Signal,
    #[cfg(unix)]
    interrupt: Signal,
    #[cfg(not(unix))]
    interrupt: CtrlC,
}

impl Stopping {
    #[cfg(unix)]
    pub(crate) fn listen() -> anyhow::Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    #[cfg(not(unix))]
    pub(crate) fn listen() -> anyhow::Result<Self> {
        Ok(Self { interrupt: ctrl_c()? })
    }

    /// Waits until this process is told to stop.
    #[cfg(unix)]
    pub(crate) async fn told(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => (),
            _ = self.interrupt.recv() => (),
        }
    }

    /// Waits until this process is told to stop.
    #[cfg(not(unix))]
    pub(crate) async fn told(&mut self) {
        self.interrupt.recv().await;
    }
}
