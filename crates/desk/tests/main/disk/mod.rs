//! A county and a township with stores in files, in which bits can be flipped.
#![allow(clippy::unwrap_used, dead_code, unreachable_pub)] // each test uses a part

use cunbang_desk::Desk;
use cunbang_model::{DocumentName, Role};
use cunbang_store::Store;
use cunbang_world::county::{County, down, seal, up, write};
use cunbang_world::rows::{deed, deed_on};
use cunbang_world::tree::{TOWNSHIP, VILLAGES};
use cunbang_world::{QUARTER, document};
use sqlx::{Connection, Row, SqliteConnection};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A store in a file, and a second way into it.
pub struct OnDisk {
    _folder: tempfile::TempDir,
    path: PathBuf,
    pub store: Arc<dyn Store>,
}

impl OnDisk {
    pub async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.sqlite");
        let store = cunbang_store::open(&format!("sqlite:{}", path.display())).await.unwrap();
        Self { _folder: folder, path, store }
    }

    /// Runs a statement.
    pub async fn run(&self, sql: &'static str) {
        let mut connection = SqliteConnection::connect(self.path.to_str().unwrap()).await.unwrap();
        sqlx::query(sql).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }

    /// Writes what stands for a run's list, as it is given.
    pub async fn put_outcome(&self, id: &str, outcome: &[u8]) {
        let mut connection = SqliteConnection::connect(self.path.to_str().unwrap()).await.unwrap();
        let done = sqlx::query("UPDATE runs SET outcome = $2 WHERE id = $1").bind(id).bind(outcome);
        assert_eq!(done.execute(&mut connection).await.unwrap().rows_affected(), 1);
        connection.close().await.unwrap();
    }

    /// Flips one bit in the middle of a column, in every row of a condition. Tells how many rows that were.
    pub async fn flip(&self, table: &str, column: &str, condition: &str) -> usize {
        flip(&self.path, table, column, condition).await
    }
}

async fn flip(path: &Path, table: &str, column: &str, condition: &str) -> usize {
    let mut connection = SqliteConnection::connect(path.to_str().unwrap()).await.unwrap();
    let sql = format!(
        "SELECT rowid, CAST({column} AS BLOB), typeof({column}) FROM {table} WHERE LENGTH({column}) > 0 AND ({condition})"
    );
    let rows = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(&mut connection).await.unwrap();
    for row in &rows {
        let (id, mut bytes, kind): (i64, Vec<u8>, String) = (row.get(0), row.get(1), row.get(2));
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        let update = format!("UPDATE {table} SET {column} = CAST($1 AS {kind}) WHERE rowid = $2");
        sqlx::query(sqlx::AssertSqlSafe(update)).bind(bytes).bind(id).execute(&mut connection).await.unwrap();
    }
    connection.close().await.unwrap();
    rows.len()
}

pub fn ledger() -> DocumentName {
    document(&format!("ledger/{}/{QUARTER}", VILLAGES[0]))
}

/// A county and a township on disk, and a village that has sealed.
pub async fn sealed() -> (County, OnDisk, Arc<Desk>, OnDisk, Arc<Desk>) {
    let (above, below) = (OnDisk::new().await, OnDisk::new().await);
    let county = County::over_with_rules(Arc::clone(&above.store)).await;
    let identity = county.office.identity(TOWNSHIP, Role::Node);
    let township = county.device_over(Arc::clone(&below.store), identity).await;
    let terminal = county.terminal(VILLAGES[0]).await;
    down(&county.desk, &township).await;
    down(&township, &terminal).await;
    write(&terminal, &[deed(VILLAGES[0], "d1"), deed_on(VILLAGES[0], "d2", "2026-07-04", "修路")]).await;
    seal(&terminal).await;
    county.at("2026-10-05T01:00:00Z");
    up(&terminal, &township).await;
    county.at("2026-10-06T01:00:00Z");
    up(&township, &county.desk).await;
    (county, above, township, below, terminal)
}
