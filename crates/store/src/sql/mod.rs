//! The store in a database: SQLite or PostgreSQL, told apart only in [`open`], [`session`],
//! [`database`], [`migration`] and [`files`].

mod accounts;
mod archive;
mod arrivals;
mod checksum;
mod client_tools;
mod commit;
mod database;
mod decode;
mod failure;
mod feed;
mod files;
mod gone;
mod keep;
mod logs;
mod marks;
mod measure;
mod migration;
mod open;
mod people;
mod publications;
mod readers;
mod recent;
mod session;
mod several;
mod statement;
mod turns;
mod upstreams;
mod waiting;

use crate::error::StoreError;
use crate::segment::{DamagedEntries, StoredSegment};
use crate::store::Store;
use crate::write::{Write, WriteOutcome};
use async_trait::async_trait;
use commit::Commit;
use database::Database;
use failure::Failure;
use measure::Measured;
use recent::Recent;
use session::{Record, Value};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, PoisonError};

const READING: &str = "reading from the store";

/// Opens `sqlite:` and `postgres:` URLs.
pub(crate) async fn open(url: &str) -> Result<Arc<dyn Store>, StoreError> {
    let database = open::open(url).await?;
    Ok(Arc::new(SqlStore {
        database,
        feed_end: AtomicU64::new(0),
        recent: Recent::default(),
        damaged: Mutex::default(),
    }))
}

/// Restores a dump into a PostgreSQL database that has no store yet.
pub(crate) async fn restore_dump(url: &str, dump: &Path) -> Result<(), StoreError> {
    open::refuse_where_there_is_a_store(url).await?;
    let (tools, dump) = (client_tools::ClientTools::new(url)?, PathBuf::from(dump));
    let restored = tokio::task::spawn_blocking(move || tools.restore(&dump)).await;
    // It panics nowhere, and is cancelled only while the program ends.
    restored.unwrap_or(Err(StoreError::Unreachable { doing: "restore", message: "the program ends".to_owned() }))
}

/// A store in a database.
#[derive(Debug)]
struct SqlStore {
    database: Database,
    /// The end of the feed when it was last asked for.
    feed_end: AtomicU64,
    recent: Recent,
    /// What was found damaged when it was last read.
    damaged: Mutex<BTreeSet<DamagedEntries>>,
}

impl SqlStore {
    /// Notes which of some segments that were just read are damaged.
    fn note_damaged<'a>(&self, segments: impl IntoIterator<Item = &'a StoredSegment>) {
        let mut damaged = self.damaged.lock().unwrap_or_else(PoisonError::into_inner);
        for segment in segments {
            if !segment.is_damaged {
                // Mostly there are none.
                if !damaged.is_empty() {
                    damaged.remove(&segment.place());
                }
            } else if damaged.insert(segment.place()) {
                checksum::note_damage("segments", segment.place());
            }
        }
    }

    /// Reads segments.
    async fn read_segments(
        &self,
        name: &'static str,
        sql: &'static str,
        values: &[Value<'_>],
    ) -> Result<Vec<StoredSegment>, StoreError> {
        let segments = self.read(name, sql, values, decode::segment).await?;
        self.note_damaged(&segments);
        Ok(segments)
    }

    /// Reads the rows of one statement.
    async fn read<T>(
        &self,
        name: &'static str,
        sql: &'static str,
        values: &[Value<'_>],
        row: fn(&Record) -> Result<T, Failure>,
    ) -> Result<Vec<T>, StoreError> {
        // In a box, as sqlx's futures are large, and callers hold this one in theirs.
        let rows = Box::pin(async move {
            let rows = self.rows(sql, values, row).await;
            rows.map_err(|failure| failure.explain(READING, 1))
        });
        self.database.watch(Measured::query(name).run(rows)).await
    }

    async fn rows<T>(
        &self,
        sql: &'static str,
        values: &[Value<'_>],
        row: fn(&Record) -> Result<T, Failure>,
    ) -> Result<Vec<T>, Failure> {
        let mut session = self.database.reader().await?;
        session.fetch(sql, values).await?.iter().map(row).collect()
    }

    /// Reads the rows of one statement up to the first that fills `max_bytes`. Those that follow are not held.
    async fn read_within<T: Send + Sync>(
        &self,
        name: &'static str,
        sql: &'static str,
        values: &[Value<'_>],
        row: fn(&Record) -> Result<T, Failure>,
        bytes_of: fn(&T) -> usize,
        max_bytes: usize,
    ) -> Result<Vec<T>, StoreError> {
        let rows = Box::pin(async move {
            let (mut rows, mut bytes) = (Vec::new(), 0);
            let read = async {
                let mut session = self.database.reader().await?;
                let each = |record: &Record| {
                    let read = row(record)?;
                    bytes += bytes_of(&read);
                    rows.push(read);
                    Ok(bytes < max_bytes)
                };
                session.fetch_while(sql, values, each).await
            };
            read.await.map_err(|failure: Failure| failure.explain(READING, 1))?;
            Ok(rows)
        });
        self.database.watch(Measured::query(name).run(rows)).await
    }

    async fn read_one<T>(
        &self,
        name: &'static str,
        sql: &'static str,
        values: &[Value<'_>],
        row: fn(&Record) -> Result<T, Failure>,
    ) -> Result<Option<T>, StoreError> {
        Ok(self.read(name, sql, values, row).await?.pop())
    }
}

#[async_trait]
impl Store for SqlStore {
    async fn commit(&self, writes: Vec<Write>) -> Result<Vec<WriteOutcome>, StoreError> {
        if writes.is_empty() {
            return Ok(Vec::new());
        }
        self.database.run(&Commit { writes }).await
    }
}
