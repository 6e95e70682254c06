//! Being told to stop: Ctrl-C, or what a service manager sends.

/// Waits until this process is told to stop.
#[cfg(unix)]
pub(crate) async fn told_to_stop() -> anyhow::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        pressed = tokio::signal::ctrl_c() => Ok(pressed?),
    }
}

/// Waits until this process is told to stop.
#[cfg(not(unix))]
pub(crate) async fn told_to_stop() -> anyhow::Result<()> {
    Ok(tokio::signal::ctrl_c().await?)
}
