//! The two databases: where sessions come from, and how transactions are run.

use super::client_tools::ClientTools;
use super::failure::Failure;
use super::measure::Measured;
use super::readers::Readers;
use super::session::{PostgresTransaction, Session};
use super::waiting::{Cause, Waiting};
use crate::error::StoreError;
use sqlx::{Connection, Executor, PgConnection, PgPool, Row, SqlitePool};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How often a transaction is run before its caller is told that others keep coming in between.
const MAX_ATTEMPTS: u32 = 12;
/// The pause before the second attempt; it grows by as much with each.
const PAUSE: Duration = Duration::from_millis(7);

/// How long connections are given to end what they do when the store is closed.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(5);

/// How long PostgreSQL may take to say what it waits for.
const CAUSE_WITHIN: Duration = Duration::from_secs(2);
/// What the sessions of this program wait for.
const CAUSES: &str = "SELECT DISTINCT wait_event_type, wait_event FROM pg_stat_activity \
    WHERE datname = current_database() AND application_name = 'cunbang' AND wait_event IS NOT NULL";

/// The database behind a store.
#[derive(Debug)]
pub(super) enum Database {
    Sqlite {
        /// One connection: SQLite lets one write at a time, and here they queue without polling.
        writer: SqlitePool,
        readers: Box<Readers>,
        /// What reads several statements at one moment, in a transaction.
        moments: SqlitePool,
        path: PathBuf,
        waiting: Waiting,
        /// Whether the writer's connection is of no use any more.
        is_stale: Arc<AtomicBool>,
    },
    Postgres {
        pool: PgPool,
        tools: Arc<ClientTools>,
        waiting: Waiting,
    },
}

/// What is done in one transaction. It may be run several times, so it changes nothing but the database.
pub(super) trait Work: Sync {
    /// What comes of it.
    type Output: Send;
    /// The name under which it is measured.
    const NAME: &'static str;
    /// What it does, in messages: "writing to the store".
    const DOING: &'static str;
    /// Does it.
    fn run(&self, session: &mut Session) -> impl Future<Output = Result<Self::Output, Failure>> + Send;
}

impl Database {
    /// A session for reading single statements.
    pub(super) async fn reader(&self) -> Result<Session, Failure> {
        Ok(match self {
            Self::Sqlite { readers, .. } => Session::SqliteReads(readers.acquire().await?),
            Self::Postgres { pool, .. } => Session::PostgresReads(pool.acquire().await?),
        })
    }

    /// A transaction that sees one moment throughout.
    pub(super) async fn moment(&self) -> Result<Session, Failure> {
        Ok(match self {
            Self::Sqlite { moments, .. } => Session::SqliteWrites(moments.begin().await?),
            Self::Postgres { pool, .. } => Session::PostgresWrites(
                PostgresTransaction::begin(pool.acquire().await?, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                    .await?,
            ),
        })
    }

    /// A transaction that writes.
    ///
    /// On PostgreSQL, READ COMMITTED is enough: what a transaction relies on is checked by the
    /// statement that writes it (a log advances only `WHERE number = …`, which waits for whoever holds
    /// the row and then looks at what they committed), and each row is locked from then on.
    async fn writer(&self) -> Result<Session, Failure> {
        Ok(match self {
            Self::Sqlite { writer, .. } => Session::SqliteWrites(writer.begin_with("BEGIN IMMEDIATE").await?),
            Self::Postgres { pool, .. } => Session::PostgresWrites(
                PostgresTransaction::begin(pool.acquire().await?, "BEGIN ISOLATION LEVEL READ COMMITTED").await?,
            ),
        })
    }

    /// Runs work in a transaction, again where the database asks for that, and makes it durable.
    pub(super) async fn run<W: Work>(&self, work: &W) -> Result<W::Output, StoreError> {
        let measured = Measured::transaction(W::NAME);
        self.watch(measured.run(Box::pin(self.attempts(work, measured)))).await
    }

    /// Waits for the database, and says why where that takes long.
    pub(super) async fn watch<T>(&self, work: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
        let (Self::Sqlite { waiting, .. } | Self::Postgres { waiting, .. }) = self;
        waiting.watch(work, || self.cause()).await
    }

    /// Why one waits for the database.
    async fn cause(&self) -> Cause {
        let Self::Postgres { pool, .. } = self else {
            return Cause::File;
        };
        // All of the pool's connections may be waiting.
        let options = pool.connect_options();
        let asked = async {
            let mut connection = PgConnection::connect_with(&options).await?;
            let rows = connection.fetch_all(CAUSES).await?;
            connection.close().await?;
            rows.iter().map(|row| Ok((row.try_get(0)?, row.try_get(1)?))).collect::<Result<Vec<(String, String)>, _>>()
        };
        match tokio::time::timeout(CAUSE_WITHIN, asked).await {
            Ok(Ok(waits)) if waits.iter().any(|(_, event)| event == "SyncRep") => Cause::Standby,
            Ok(Ok(waits)) if waits.iter().any(|(kind, _)| kind == "Lock") => Cause::Lock,
            Ok(Ok(_) | Err::<_, sqlx::Error>(_)) | Err(_) => Cause::Server,
        }
    }

    async fn attempts<W: Work>(&self, work: &W, measured: Measured) -> Result<W::Output, StoreError> {
        let mut attempts = 0;
        loop {
            attempts += 1;
            match self.attempt(work).await {
                Ok(output) => return Ok(output),
                Err(failure) if failure.asks_for_another_try() && attempts < MAX_ATTEMPTS => {
                    tracing::debug!(attempts, ?failure, "trying again");
                    measured.again();
                    tokio::time::sleep(PAUSE * attempts).await;
                }
                Err(failure) => return Err(failure.explain(W::DOING, attempts)),
            }
        }
    }

    async fn attempt<W: Work>(&self, work: &W) -> Result<W::Output, Failure> {
        let mut session = self.writer().await.inspect_err(|failure| self.look_at(failure))?;
        match work.run(&mut session).await {
            Ok(output) => {
                session.commit().await.inspect_err(|failure| self.look_at(failure))?;
                Ok(output)
            }
            Err(failure) => {
                self.look_at(&failure);
                session.undo().await;
                Err(failure)
            }
        }
    }

    /// Sees that a connection that cannot write is replaced before the next transaction.
    fn look_at(&self, failure: &Failure) {
        if let Self::Sqlite { is_stale, .. } = self {
            is_stale.fetch_or(failure.is_read_only(), Ordering::Relaxed);
        }
    }

    /// Closes all connections.
    pub(super) async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers, moments, .. } => {
                // The writer last: SQLite then folds its log into the file and removes it.
                readers.close().await;
                moments.close().await;
                writer.close().await;
            }
            // A commit that nobody acknowledges is not waited for: whoever asked for it was not told that it is done.
            Self::Postgres { pool, .. } => {
                if tokio::time::timeout(CLOSE_TIMEOUT, pool.close()).await.is_err() {
                    tracing::warn!("the database acknowledges nothing: its connections are left as they are");
                }
            }
        }
    }
}
