//! One connection of either database, and the rows it gives.

use super::failure::Failure;
use super::readers::Reader;
use crate::error::StoreError;
use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgArguments, PgConnection, PgRow};
use sqlx::sqlite::{SqliteArguments, SqliteConnection, SqliteRow};
use sqlx::{Arguments, Postgres, Row, Sqlite, Transaction};
use tokio_stream::StreamExt;

/// A value for a placeholder.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value<'a> {
    Integer(i64),
    Text(&'a str),
    Bytes(&'a [u8]),
}

/// A connection, in a transaction or not. Dropping a transaction undoes it.
pub(super) enum Session {
    SqliteReads(Reader),
    SqliteCopies(PoolConnection<Sqlite>),
    SqliteWrites(Transaction<'static, Sqlite>),
    PostgresReads(PoolConnection<Postgres>),
    PostgresWrites(PostgresTransaction),
}

/// A transaction on PostgreSQL. One that is dropped before it was ended in words takes its connection with it:
/// whoever gives up while `BEGIN` is on its way cannot know whether the server has begun, and a connection that
/// went back to the pool in a transaction would show its next users an old state, and refuse them theirs.
pub(super) struct PostgresTransaction {
    connection: PoolConnection<Postgres>,
    is_open: bool,
}

impl PostgresTransaction {
    pub(super) async fn begin(
        connection: PoolConnection<Postgres>,
        statement: &'static str,
    ) -> Result<Self, sqlx::Error> {
        let mut transaction = Self { connection, is_open: true };
        sqlx::raw_sql(statement).execute(&mut *transaction.connection).await?;
        Ok(transaction)
    }

    async fn end(mut self, statement: &'static str) -> Result<(), sqlx::Error> {
        sqlx::raw_sql(statement).execute(&mut *self.connection).await?;
        self.is_open = false;
        Ok(())
    }
}

impl Drop for PostgresTransaction {
    fn drop(&mut self) {
        if self.is_open {
            self.connection.close_on_drop();
        }
    }
}

enum Link<'a> {
    Sqlite(&'a mut SqliteConnection),
    Postgres(&'a mut PgConnection),
}

/// Fills in the placeholders; the same for both databases but for their types.
macro_rules! arguments {
    ($kind:ty, $values:expr) => {{
        let mut arguments = <$kind>::default();
        for value in $values {
            match *value {
                Value::Integer(integer) => arguments.add(integer),
                Value::Text(text) => arguments.add(text),
                Value::Bytes(bytes) => arguments.add(bytes),
            }
            .map_err(sqlx::Error::Encode)?;
        }
        arguments
    }};
}

impl Session {
    fn link(&mut self) -> Result<Link<'_>, Failure> {
        Ok(match self {
            Self::SqliteReads(reader) => Link::Sqlite(reader.connection()?),
            Self::SqliteCopies(connection) => Link::Sqlite(connection),
            Self::SqliteWrites(transaction) => Link::Sqlite(transaction),
            Self::PostgresReads(connection) => Link::Postgres(connection),
            Self::PostgresWrites(transaction) => Link::Postgres(&mut transaction.connection),
        })
    }

    /// Runs a statement and tells how many rows it touched.
    pub(super) async fn execute(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<u64, Failure> {
        Ok(match self.link()? {
            Link::Sqlite(connection) => {
                let arguments = arguments!(SqliteArguments, values);
                sqlx::query_with(sql, arguments).execute(connection).await?.rows_affected()
            }
            Link::Postgres(connection) => {
                let arguments = arguments!(PgArguments, values);
                sqlx::query_with(sql, arguments).execute(connection).await?.rows_affected()
            }
        })
    }

    /// Runs a statement and returns its rows.
    pub(super) async fn fetch(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<Vec<Record>, Failure> {
        let fetched = self.rows(sql, values).await;
        self.leave_where_failed(&fetched);
        fetched
    }

    /// A connection that failed may be broken: nobody reads with it again.
    fn leave_where_failed<T>(&mut self, done: &Result<T, Failure>) {
        if let (Err(_), Self::SqliteReads(reader)) = (done, self) {
            reader.leave();
        }
    }

    async fn rows(&mut self, sql: &'static str, values: &[Value<'_>]) -> Result<Vec<Record>, Failure> {
        Ok(match self.link()? {
            Link::Sqlite(connection) => {
                let arguments = arguments!(SqliteArguments, values);
                let rows = sqlx::query_with(sql, arguments).fetch_all(connection).await?;
                rows.into_iter().map(Record::Sqlite).collect()
            }
            Link::Postgres(connection) => {
                let arguments = arguments!(PgArguments, values);
                let rows = sqlx::query_with(sql, arguments).fetch_all(connection).await?;
                rows.into_iter().map(Record::Postgres).collect()
            }
        })
    }

    /// Runs a statement and shows its rows one by one, as long as more are wanted.
    pub(super) async fn fetch_while(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
        each: impl FnMut(&Record) -> Result<bool, Failure> + Send,
    ) -> Result<(), Failure> {
        let shown = self.show(sql, values, each).await;
        self.leave_where_failed(&shown);
        shown
    }

    async fn show(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
        mut each: impl FnMut(&Record) -> Result<bool, Failure> + Send,
    ) -> Result<(), Failure> {
        match self.link()? {
            Link::Sqlite(connection) => {
                let arguments = arguments!(SqliteArguments, values);
                let mut rows = sqlx::query_with(sql, arguments).fetch(connection);
                while let Some(row) = rows.try_next().await? {
                    if !each(&Record::Sqlite(row))? {
                        break;
                    }
                }
            }
            Link::Postgres(connection) => {
                let arguments = arguments!(PgArguments, values);
                let mut rows = sqlx::query_with(sql, arguments).fetch(connection);
                while let Some(row) = rows.try_next().await? {
                    if !each(&Record::Postgres(row))? {
                        break;
                    }
                }
            }
        }
        Ok(())
    }

    /// Runs a statement and returns its row, if there is one.
    pub(super) async fn fetch_one(
        &mut self,
        sql: &'static str,
        values: &[Value<'_>],
    ) -> Result<Option<Record>, Failure> {
        Ok(self.fetch(sql, values).await?.pop())
    }

    /// Runs a text of several statements.
    pub(super) async fn run_text(&mut self, sql: &'static str) -> Result<(), Failure> {
        match self.link()? {
            Link::Sqlite(connection) => sqlx::raw_sql(sql).execute(connection).await.map(drop)?,
            Link::Postgres(connection) => sqlx::raw_sql(sql).execute(connection).await.map(drop)?,
        }
        Ok(())
    }

    /// Makes a transaction durable.
    pub(super) async fn commit(self) -> Result<(), Failure> {
        match self {
            Self::SqliteWrites(transaction) => transaction.commit().await?,
            Self::PostgresWrites(transaction) => transaction.end("COMMIT").await?,
            Self::SqliteReads(_) | Self::SqliteCopies(_) | Self::PostgresReads(_) => {}
        }
        Ok(())
    }

    /// Ends a transaction without a trace.
    pub(super) async fn undo(self) {
        let ended = match self {
            Self::SqliteWrites(transaction) => transaction.rollback().await,
            Self::PostgresWrites(transaction) => transaction.end("ROLLBACK").await,
            Self::SqliteReads(_) | Self::SqliteCopies(_) | Self::PostgresReads(_) => Ok(()),
        };
        if let Err(error) = ended {
            tracing::debug!(%error, "a transaction could not be undone in words; its connection is closed");
        }
    }
}

/// A row.
pub(super) enum Record {
    Sqlite(SqliteRow),
    Postgres(PgRow),
}

macro_rules! getter {
    ($(#[$doc:meta])* $name:ident, $type:ty) => {
        $(#[$doc])*
        pub(super) fn $name(&self, column: usize) -> Result<$type, Failure> {
            Ok(match self {
                Self::Sqlite(row) => row.try_get(column)?,
                Self::Postgres(row) => row.try_get(column)?,
            })
        }
    };
}

impl Record {
    getter!(integer, i64);
    getter!(maybe_integer, Option<i64>);
    getter!(text, String);
    getter!(bytes, Vec<u8>);
    getter!(maybe_bytes, Option<Vec<u8>>);
    getter!(maybe_text, Option<String>);

    /// A number that is never negative.
    pub(super) fn number(&self, column: usize) -> Result<u64, Failure> {
        let integer = self.integer(column)?;
        u64::try_from(integer).map_err(|_| damaged("a number", integer))
    }

    /// Bytes of a known length.
    pub(super) fn array<const LENGTH: usize>(&self, column: usize) -> Result<[u8; LENGTH], Failure> {
        let bytes = self.bytes(column)?;
        let length = bytes.len();
        bytes.try_into().map_err(|_| damaged("bytes", format_args!("{length} of them, expected {LENGTH}")))
    }
}

/// A stored value that cannot have been stored.
pub(super) fn damaged(place: &str, what: impl std::fmt::Display) -> Failure {
    Failure::Store(StoreError::Damaged { place: format!("the database: {place}"), what: what.to_string() })
}
