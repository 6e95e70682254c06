//! Turns: a lock on a file beside SQLite's, or one of PostgreSQL's advisory locks. Both end with the process.

use super::SqlStore;
use super::database::Database;
use super::failure::Failure;
use super::measure::Measured;
use super::open::turn_file;
use crate::error::StoreError;
use crate::turns::{Turn, Turns};
use async_trait::async_trait;
use sqlx::{Connection, PgConnection};
use std::fs::TryLockError;
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

const DOING: &str = "writing to the store";
/// How often one looks whether the turn is free.
const PAUSE: Duration = Duration::from_millis(20);
/// Whose lock it is among those of the database.
const LOCK: &str = "SELECT pg_advisory_lock(hashtextextended('cunbang turn', 0))";

#[async_trait]
impl Turns for SqlStore {
    async fn turn(&self) -> Result<Turn, StoreError> {
        let waited = Box::pin(async {
            match &self.database {
                Database::Sqlite { path, .. } => turn_at_file(path).await,
                Database::Postgres { pool, .. } => {
                    // A connection of its own, as those of the pool are for what is done in the turn.
                    turn_on_server(&pool.connect_options()).await.map_err(|failure| failure.explain(DOING, 1))
                }
            }
        });
        self.database.watch(Measured::query("turn").run(waited)).await
    }
}

async fn turn_at_file(store: &Path) -> Result<Turn, StoreError> {
    let file = turn_file(store)?;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Turn::of(file)),
            Err(TryLockError::WouldBlock) => tokio::time::sleep(PAUSE).await,
            // A file system without locks: then only one process writes.
            Err(TryLockError::Error(error)) if error.kind() == ErrorKind::Unsupported => return Ok(Turn::of(file)),
            Err(TryLockError::Error(error)) => {
                return Err(StoreError::Permission { doing: DOING, message: error.to_string() });
            }
        }
    }
}

async fn turn_on_server(options: &sqlx::postgres::PgConnectOptions) -> Result<Turn, Failure> {
    let mut connection = PgConnection::connect_with(options).await?;
    sqlx::raw_sql(LOCK).execute(&mut connection).await?;
    Ok(Turn::of(connection))
}
