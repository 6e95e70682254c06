//! What a database makes everybody wait for is said, and again while it lasts.
//!
//! Nobody gives up waiting here. A commit that waits for a standby is on the primary's disk already and may
//! be acknowledged at any moment: to end it with an error would be to say that nothing was written.

use crate::error::StoreError;
use cunbang_language::say;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// Whoever waits for longer says so.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often it is said, whoever waits.
const SAID_EVERY: Duration = Duration::from_mins(1);

/// What is waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cause {
    /// PostgreSQL has written, and a standby that must have it too does not answer.
    Standby,
    /// Another session holds what is to be written.
    Lock,
    /// A database on a server that says nothing more.
    Server,
    /// A file on this machine.
    File,
}

/// Who waits for a database at present.
#[derive(Debug)]
pub(super) struct Waiting {
    patience: Duration,
    now: Mutex<Now>,
}

impl Default for Waiting {
    fn default() -> Self {
        Self { patience: PATIENCE, now: Mutex::default() }
    }
}

#[derive(Debug, Default)]
struct Now {
    /// How many have lost their patience.
    count: usize,
    /// When the first of them began to wait.
    since: Option<Instant>,
    said_at: Option<Instant>,
}

impl Waiting {
    /// Does the work, however long it takes. Where that is long, `cause` is asked why.
    pub(super) async fn watch<T, C: Future<Output = Cause>>(
        &self,
        work: impl Future<Output = Result<T, StoreError>>,
        cause: impl Fn() -> C,
    ) -> Result<T, StoreError> {
        let began = Instant::now();
        let mut work = std::pin::pin!(work);
        if let Ok(result) = tokio::time::timeout(self.patience, &mut work).await {
            return result;
        }
        let _impatient = Impatient::new(self, began);
        loop {
            if self.is_to_be_said() {
                // Whoever is asked may be as slow; the work goes on meanwhile.
                tokio::select! {
                    biased;
                    result = &mut work => return result,
                    cause = cause() => say(cause, began.elapsed()),
                }
            }
            if let Ok(result) = tokio::time::timeout(self.patience, &mut work).await {
                return result;
            }
        }
    }

    fn is_to_be_said(&self) -> bool {
        let mut now = self.now.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = now.said_at.is_none_or(|at| at.elapsed() >= SAID_EVERY);
        if is_due {
            now.said_at = Some(Instant::now());
        }
        is_due
    }
}

fn say(cause: Cause, waited: Duration) {
    let seconds = waited.as_secs();
    let told = match cause {
        Cause::Standby => say!("waiting-standby", seconds = seconds),
        Cause::Lock => say!("waiting-lock", seconds = seconds),
        Cause::Server => say!("waiting-server", seconds = seconds),
        Cause::File => say!("waiting-file", seconds = seconds),
    };
    tracing::warn!("{told}");
}

/// One who has lost patience. The last one that ends says that it is over.
struct Impatient<'a>(&'a Waiting);

impl<'a> Impatient<'a> {
    fn new(waiting: &'a Waiting, began: Instant) -> Self {
        let mut now = waiting.now.lock().unwrap_or_else(PoisonError::into_inner);
        now.count += 1;
        now.since.get_or_insert(began);
        drop(now);
        Self(waiting)
    }
}

impl Drop for Impatient<'_> {
    fn drop(&mut self) {
        let mut now = self.0.now.lock().unwrap_or_else(PoisonError::into_inner);
        now.count -= 1;
        if now.count > 0 {
            return;
        }
        let since = now.since.take();
        if let (Some(since), Some(_)) = (since, now.said_at.take()) {
            let seconds = since.elapsed().as_secs();
            tracing::warn!("{}", say!("waiting-over", seconds = seconds));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tokio::sync::watch;

    /// Nobody has any patience.
    fn waiting() -> Waiting {
        Waiting { patience: Duration::ZERO, now: Mutex::default() }
    }

    async fn ends_when(mut is_over: watch::Receiver<bool>) -> Result<(), StoreError> {
        is_over.wait_for(|over| *over).await.unwrap();
        Ok(())
    }

    #[tokio::test]
    async fn one_speaks_for_all_who_wait() {
        let (waiting, asked) = (waiting(), AtomicUsize::new(0));
        for waits in 1..3 {
            let (end, is_over) = watch::channel(false);
            let cause = || async {
                asked.fetch_add(1, Ordering::Relaxed);
                end.send_replace(true);
                Cause::Server
            };
            let (first, second) = tokio::join!(
                waiting.watch(ends_when(is_over.clone()), cause),
                waiting.watch(ends_when(is_over), cause)
            );
            first.and(second).unwrap();
            assert_eq!(asked.load(Ordering::Relaxed), waits);
        }
    }

    #[tokio::test]
    async fn whoever_is_asked_why_holds_nobody_up() {
        let (end, is_over) = watch::channel(false);
        let never = || {
            end.send_replace(true);
            std::future::pending()
        };
        let waiting = waiting();
        waiting.watch(ends_when(is_over), never).await.unwrap();
        let now = waiting.now.lock().unwrap();
        assert!(now.count == 0 && now.since.is_none());
    }
}
