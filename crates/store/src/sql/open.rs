//! Opening: the URL, the connections and what is set on them, the migrations.

use super::client_tools::ClientTools;
use super::database::{Database, Work};
use super::failure::Failure;
use super::marks;
use super::migration;
use super::readers::Readers;
use super::session::{Session, Value, damaged};
use super::statement;
use super::waiting::Waiting;
use crate::error::StoreError;
use sqlx::ConnectOptions;
use sqlx::pool::PoolOptions;
use sqlx::postgres::PgConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection, Executor, PgConnection, PgPool, Row, SqlitePool};
use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const OPENING: &str = "opening the store";
/// How long one waits for another process that writes to the same SQLite file, or for a row's lock.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a caller queues for a connection to SQLite's file.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(30);
/// How long a caller queues for a connection to PostgreSQL, and so how long it takes to notice that the
/// server does not answer.
const REACH_TIMEOUT: Duration = Duration::from_secs(10);
/// Idle connections are closed after this: 200 terminals of a trial on one machine then cost little.
const IDLE_TIMEOUT: Duration = Duration::from_secs(30);
const MAX_SQLITE_MOMENTS: u32 = 2;
const MAX_POSTGRES_CONNECTIONS: u32 = 12;
/// SQLite's own log is cut back to this size, in bytes, once it was folded into the file.
const MAX_LOG_BYTES: &str = "16777216";

/// Opens the database behind a URL and brings its tables up to date.
pub(super) async fn open(url: &str) -> Result<Database, StoreError> {
    let database = if let Some(path) = url.strip_prefix("sqlite:") {
        open_sqlite(Path::new(path.strip_prefix("//").unwrap_or(path))).await?
    } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
        open_postgres(url).await?
    } else {
        return Err(StoreError::Url { url: without_password(url), reason: "it begins with none of these".to_owned() });
    };
    let migrate = Migrate { of_sqlite: matches!(database, Database::Sqlite { .. }) };
    // Whoever only reads need not wait for a database that acknowledges nothing, or that is full.
    if version(&database).await != i64::try_from(migrate.migrations().len()).ok() {
        database.run(&migrate).await?;
    }
    Ok(database)
}

/// The version of the tables; none where there are none yet, or where it cannot be read.
async fn version(database: &Database) -> Option<i64> {
    let mut session = database.reader().await.ok()?;
    session.fetch_one(statement::VERSION, &[]).await.ok()??.integer(0).ok()
}

async fn open_sqlite(path: &Path) -> Result<Database, StoreError> {
    if path.as_os_str().is_empty() {
        return Err(StoreError::Url { url: "sqlite:".to_owned(), reason: "it names no file".to_owned() });
    }
    make_private(path)?;
    let plain = SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .disable_statement_logging();
    let writing = plain
        .clone()
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .pragma("journal_size_limit", MAX_LOG_BYTES);
    let pool = || {
        PoolOptions::<sqlx::Sqlite>::new()
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .test_before_acquire(false)
            .after_release(|connection, _| Box::pin(is_fit(connection)))
    };
    let is_stale = Arc::new(AtomicBool::new(false));
    let writer = connect_sqlite(&of_writer(pool(), &is_stale), &writing).await?;
    let reading = plain.pragma("query_only", "ON");
    let readers = Box::new(Readers::of(reading.clone()));
    let moments = pool().max_connections(MAX_SQLITE_MOMENTS).idle_timeout(IDLE_TIMEOUT).connect_lazy_with(reading);
    Ok(Database::Sqlite { writer, readers, moments, path: path.to_path_buf(), waiting: Waiting::default(), is_stale })
}

/// The writer's pool, which lets its connection go where that can write no more.
fn of_writer(pool: PoolOptions<sqlx::Sqlite>, is_stale: &Arc<AtomicBool>) -> PoolOptions<sqlx::Sqlite> {
    let is_stale = Arc::clone(is_stale);
    pool.max_connections(1).after_release(move |connection, _| {
        let is_stale = is_stale.swap(false, Ordering::Relaxed);
        Box::pin(async move { Ok(!is_stale && is_fit(connection).await?) })
    })
}

/// Whether a connection may be used again. Where the disk is full, SQLite may end a transaction on its
/// own; the `ROLLBACK` then fails, and the connection would count as in a transaction for ever.
async fn is_fit(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // What was queued before, such as a rollback, is done once this is answered.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

/// Makes the file, if there is none, readable for its owner alone: it holds names. SQLite gives the
/// files beside it the same rights.
fn make_private(path: &Path) -> Result<(), StoreError> {
    match private().write(true).create_new(true).open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(failed_at(path, &error)),
    }
}

/// The file beside a store that whoever has the turn locks; nothing stands in it.
pub(super) fn turn_file(store: &Path) -> Result<File, StoreError> {
    let mut path = store.as_os_str().to_owned();
    path.push("-turn");
    let path = PathBuf::from(path);
    private().write(true).create(true).truncate(false).open(&path).map_err(|error| failed_at(&path, &error))
}

/// Options for files that their owner alone reads.
fn private() -> OpenOptions {
    #[cfg_attr(not(unix), expect(unused_mut))]
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn failed_at(path: &Path, error: &std::io::Error) -> StoreError {
    match error.kind() {
        std::io::ErrorKind::StorageFull => StoreError::Full { doing: OPENING },
        _ => StoreError::Permission { doing: OPENING, message: format!("{}: {error}", path.display()) },
    }
}

/// Two processes that open a new file at once get in each other's way while it is switched to its
/// write-ahead log; SQLite does not wait there.
async fn connect_sqlite(
    pool: &PoolOptions<sqlx::Sqlite>,
    options: &SqliteConnectOptions,
) -> Result<SqlitePool, StoreError> {
    const MAX_ATTEMPTS: u32 = 40;
    let mut attempts = 0;
    loop {
        attempts += 1;
        match pool.clone().connect_with(options.clone()).await.map_err(Failure::from) {
            Ok(pool) => return Ok(pool),
            Err(failure) if failure.is_locked() && attempts < MAX_ATTEMPTS => {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
            Err(failure) => return Err(failure.explain(OPENING, attempts)),
        }
    }
}

async fn open_postgres(url: &str) -> Result<Database, StoreError> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|error| StoreError::Url { url: without_password(url), reason: error.to_string() })?;
    let failed = |error| Failure::from(error).explain(OPENING, 1);
    let options = options.application_name("cunbang").disable_statement_logging();
    // The pool keeps trying while it waits, as it should later on; a wrong URL shows at once.
    let reached = tokio::time::timeout(REACH_TIMEOUT, PgConnection::connect_with(&options)).await;
    reached.unwrap_or(Err(sqlx::Error::PoolTimedOut)).map_err(failed)?.close().await.map_err(failed)?;
    let pool = PoolOptions::<sqlx::Postgres>::new()
        .max_connections(MAX_POSTGRES_CONNECTIONS)
        .acquire_timeout(REACH_TIMEOUT)
        .idle_timeout(Duration::from_mins(5))
        .after_connect(|connection, _| {
            Box::pin(async move {
                let row = connection.fetch_one("SHOW synchronous_commit").await?;
                // A stronger setting stays; anything that confirms before the disk has it does not.
                if row.try_get::<String, _>(0)? != "remote_apply" {
                    connection.execute("SET synchronous_commit = on").await?;
                }
                // "Table exists already, skipping" is no news to anybody.
                connection.execute("SET client_min_messages = warning").await?;
                // A replica that stops in the middle must not keep the others waiting for ever.
                connection.execute("SET lock_timeout = '10s'").await?;
                connection.execute("SET idle_in_transaction_session_timeout = '60s'").await?;
                Ok(())
            })
        })
        .connect_with(options)
        .await
        .map_err(failed)?;
    warn_where_unsafe(&pool).await.map_err(failed)?;
    Ok(Database::Postgres { pool, tools: Arc::new(ClientTools::new(url)?), waiting: Waiting::default() })
}

/// A dump is restored only where there is no store.
pub(super) async fn refuse_where_there_is_a_store(url: &str) -> Result<(), StoreError> {
    let options = PgConnectOptions::from_str(url)
        .map_err(|error| StoreError::Url { url: without_password(url), reason: error.to_string() })?;
    let failed = |error| Failure::from(error).explain("restoring", 1);
    let mut connection = PgConnection::connect_with(&options).await.map_err(failed)?;
    let row = connection.fetch_one("SELECT to_regclass('schema_version') IS NOT NULL").await.map_err(failed)?;
    let there_is_one: bool = row.try_get(0).map_err(failed)?;
    connection.close().await.map_err(failed)?;
    if there_is_one { Err(StoreError::Occupied { url: without_password(url) }) } else { Ok(()) }
}

async fn warn_where_unsafe(pool: &PgPool) -> Result<(), sqlx::Error> {
    let row = pool.fetch_one("SHOW fsync").await?;
    if row.try_get::<String, _>(0)? != "on" {
        tracing::warn!(
            "PostgreSQL runs with fsync off: receipts promise what a power failure can undo; set fsync = on in postgresql.conf"
        );
    }
    let row = pool.fetch_one("SHOW full_page_writes").await?;
    if row.try_get::<String, _>(0)? != "on" {
        tracing::warn!(
            "PostgreSQL runs with full_page_writes off: set it on, unless the file system writes whole pages"
        );
    }
    Ok(())
}

/// The URL as it may be shown.
pub(super) fn without_password(url: &str) -> String {
    let Some((before, after)) = url.rsplit_once('@') else {
        return url.to_owned();
    };
    let Some((scheme, user)) = before.split_once("//") else {
        return url.to_owned();
    };
    match user.split_once(':') {
        Some((user, _)) => format!("{scheme}//{user}:…@{after}"),
        None => url.to_owned(),
    }
}

/// Brings the tables up to date.
struct Migrate {
    of_sqlite: bool,
}

impl Migrate {
    fn migrations(&self) -> &'static [&'static str] {
        if self.of_sqlite { migration::SQLITE } else { migration::POSTGRES }
    }
}

impl Work for Migrate {
    type Output = ();
    const NAME: &'static str = "migrate";
    const DOING: &'static str = OPENING;

    async fn run(&self, session: &mut Session) -> Result<(), Failure> {
        let migrations = self.migrations();
        session.run_text(migration::VERSION_TABLE).await?;
        session.execute(statement::ADD_VERSION, &[]).await?;
        let row = session.fetch_one(statement::LOCK_VERSION, &[]).await?;
        let found = row.ok_or_else(|| damaged("schema_version", "its row is missing"))?.integer(0)?;
        let known = i64::try_from(migrations.len()).unwrap_or(i64::MAX);
        if found > known {
            return Err(StoreError::Newer { found, known }.into());
        }
        let done = usize::try_from(found).map_err(|_| damaged("schema_version", found))?;
        for text in &migrations[done..] {
            session.run_text(text).await?;
        }
        if done < marks::MARKED_SINCE {
            marks::mark_all(session).await?;
        }
        if found < known {
            session.execute(statement::SET_VERSION, &[Value::Integer(known)]).await?;
        }
        Ok(())
    }
}

/// A connection for a backup: it reads all, and writes to a file of its own.
pub(super) async fn connect_for_backup(path: &PathBuf) -> Result<SqlitePool, Failure> {
    let options = SqliteConnectOptions::new().filename(path).busy_timeout(BUSY_TIMEOUT).create_if_missing(false);
    Ok(PoolOptions::new().max_connections(1).connect_with(options).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Writes;

    impl Work for Writes {
        type Output = ();
        const NAME: &'static str = "write";
        const DOING: &'static str = "writing";

        async fn run(&self, session: &mut Session) -> Result<(), Failure> {
            session.execute(statement::ADD_VERSION, &[]).await?;
            session.execute(statement::SET_VERSION, &[Value::Integer(1)]).await?;
            Ok(())
        }
    }

    /// A file that was read-only when it was opened leaves the connection so; the next one can write.
    #[tokio::test]
    async fn a_connection_that_cannot_write_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let database = open(&format!("sqlite:{}", folder.path().join("data.sqlite").display())).await.unwrap();
        let Database::Sqlite { writer, .. } = &database else { unreachable!() };
        sqlx::raw_sql("PRAGMA query_only = ON").execute(writer).await.unwrap();
        let refused = database.run(&Writes).await.unwrap_err();
        assert!(matches!(refused, StoreError::Permission { .. }), "{refused:?}");
        database.run(&Writes).await.unwrap();
        database.close().await;
    }

    #[test]
    fn passwords_are_not_shown() {
        for (url, shown) in [
            ("postgres://county:secret@db/cunbang", "postgres://county:…@db/cunbang"),
            ("postgres://county:se@cret@db/cunbang", "postgres://county:…@db/cunbang"),
            ("postgres://county@db/cunbang", "postgres://county@db/cunbang"),
            ("mysql:cunbang", "mysql:cunbang"),
        ] {
            assert_eq!(without_password(url), shown);
        }
    }

    #[test]
    fn both_databases_have_as_many_migrations() {
        assert_eq!(migration::SQLITE.len(), migration::POSTGRES.len());
    }
}
