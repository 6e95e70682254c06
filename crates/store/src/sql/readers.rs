//! The connections that read a SQLite file, a statement at a time.
//!
//! A pool of sqlx's asks a connection twice whether it is well before it takes it back, on a task of its own. Each
//! time is a trip to the connection's thread, and a read is no more than that itself. A statement that reads leaves
//! no transaction behind; so what read is kept here as it is, unless it failed.

use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use sqlx::{ConnectOptions, Connection};
use std::mem;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

const MAX_READERS: u32 = 4;
/// How long a caller queues for a connection.
const WAITS_FOR: Duration = Duration::from_secs(30);
/// Idle connections are closed after this: 200 terminals of a trial on one machine then cost little.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);

/// The connections of one file.
#[derive(Debug)]
pub(super) struct Readers {
    options: SqliteConnectOptions,
    free: Arc<Semaphore>,
    idle: Arc<Idle>,
}

/// Connections that nobody uses, the one that was used last at the end.
#[derive(Debug, Default)]
struct Idle(Mutex<Stack>);

#[derive(Debug, Default)]
struct Stack {
    connections: Vec<(SqliteConnection, Instant)>,
    is_watched: bool,
}

/// A connection in use. It goes back when it is dropped.
pub(super) struct Reader {
    /// None once it failed.
    connection: Option<SqliteConnection>,
    idle: Arc<Idle>,
    _free: OwnedSemaphorePermit,
}

impl Readers {
    pub(super) fn of(options: SqliteConnectOptions) -> Self {
        Self { options, free: Arc::new(Semaphore::new(MAX_READERS as usize)), idle: Arc::default() }
    }

    /// A connection, once one is free.
    pub(super) async fn acquire(&self) -> Result<Reader, sqlx::Error> {
        let free = tokio::time::timeout(WAITS_FOR, Arc::clone(&self.free).acquire_owned());
        let free = free.await.map_err(|_| sqlx::Error::PoolTimedOut)?.map_err(|_| sqlx::Error::PoolClosed)?;
        let kept = self.idle.stack().connections.pop();
        let connection = match kept {
            Some((connection, _)) => connection,
            None => self.options.connect().await?,
        };
        Ok(Reader { connection: Some(connection), idle: Arc::clone(&self.idle), _free: free })
    }

    /// Closes all of them, each once it is done with what it reads.
    pub(super) async fn close(&self) {
        let all = self.free.acquire_many(MAX_READERS).await;
        self.free.close();
        drop(all);
        let connections = mem::take(&mut self.idle.stack().connections);
        for (connection, _) in connections {
            if let Err(error) = connection.close().await {
                tracing::debug!(%error, "a connection could not be closed in words");
            }
        }
    }
}

impl Idle {
    fn stack(&self) -> MutexGuard<'_, Stack> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a connection back.
    fn keep(self: &Arc<Self>, connection: SqliteConnection) {
        let mut stack = self.stack();
        stack.connections.push((connection, Instant::now()));
        // Where the runtime has ended, nobody is left to watch, and all of it ends soon.
        let watched = mem::replace(&mut stack.is_watched, true);
        drop(stack);
        if !watched && let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(Arc::clone(self).close_in_time());
        }
    }

    /// Closes what was idle for long, until there is nothing left to close.
    async fn close_in_time(self: Arc<Self>) {
        loop {
            tokio::time::sleep(IDLE_TIMEOUT).await;
            let mut stack = self.stack();
            stack.connections.retain(|(_, since)| since.elapsed() < IDLE_TIMEOUT);
            if stack.connections.is_empty() {
                stack.is_watched = false;
                return;
            }
        }
    }
}

impl Reader {
    /// The connection; an error where it failed before.
    pub(super) fn connection(&mut self) -> Result<&mut SqliteConnection, sqlx::Error> {
        self.connection.as_mut().ok_or(sqlx::Error::WorkerCrashed)
    }

    /// Does not keep the connection.
    pub(super) fn leave(&mut self) {
        self.connection = None;
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            self.idle.keep(connection);
        }
    }
}
