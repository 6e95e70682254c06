//! The two texts of migrations make the same tables.

use crate::cluster::Schema;
use sqlx::{Connection, Row, SqliteConnection};
use std::collections::BTreeSet;

/// Table, column, type, whether it may be empty.
type Columns = BTreeSet<(String, String, &'static str, bool)>;

fn kind(name: &str) -> &'static str {
    match name.to_lowercase().as_str() {
        "bigint" | "integer" => "integer",
        "text" => "text",
        "blob" | "bytea" => "bytes",
        "boolean" => "boolean",
        other => panic!("a type that the two databases do not share: {other}"),
    }
}

async fn of_sqlite() -> (Columns, BTreeSet<String>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.sqlite");
    cunbang_store::open(&format!("sqlite:{}", path.display())).await.unwrap().close().await;
    let mut connection = SqliteConnection::connect(path.to_str().unwrap()).await.unwrap();
    let rows = sqlx::query(
        "SELECT m.name, c.name, c.type, c.\"notnull\" = 0 AND c.pk = 0 \
         FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    let columns = rows.iter().map(|row| (row.get(0), row.get(1), kind(row.get(2)), row.get::<bool, _>(3))).collect();
    // The columns of every primary key and unique constraint, and of further indexes.
    let rows = sqlx::query(
        "SELECT m.name || '(' || group_concat(i.name) || ')' FROM sqlite_master m \
         JOIN pragma_index_list(m.name) l JOIN pragma_index_info(l.name) i \
         WHERE m.type = 'table' GROUP BY m.name, l.name \
         UNION SELECT m.name || '(' || c.name || ')' FROM sqlite_master m JOIN pragma_table_info(m.name) c \
         WHERE m.type = 'table' AND c.pk = 1 AND c.type = 'INTEGER'",
    )
    .fetch_all(&mut connection)
    .await
    .unwrap();
    (columns, rows.iter().map(|row| row.get(0)).collect())
}

async fn of_postgres() -> (Columns, BTreeSet<String>) {
    let schema = Schema::new().await;
    cunbang_store::open(&schema.url()).await.unwrap().close().await;
    let mut connection = schema.connect().await;
    let rows = sqlx::query(
        "SELECT table_name::text, column_name::text, data_type::text, is_nullable = 'YES' \
         FROM information_schema.columns WHERE table_schema = $1",
    )
    .bind(schema.name())
    .fetch_all(&mut connection)
    .await
    .unwrap();
    let columns = rows.iter().map(|row| (row.get(0), row.get(1), kind(row.get(2)), row.get(3))).collect();
    let rows = sqlx::query(
        "SELECT t.relname || '(' || string_agg(a.attname, ',' ORDER BY k.place) || ')' \
         FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid \
         CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY k(number, place) \
         JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.number \
         WHERE t.relnamespace = $1::text::regnamespace GROUP BY t.relname, i.indexrelid",
    )
    .bind(schema.name())
    .fetch_all(&mut connection)
    .await
    .unwrap();
    let keys = rows.iter().map(|row| row.get(0)).collect();
    connection.close().await.unwrap();
    schema.drop().await;
    (columns, keys)
}

#[tokio::test]
async fn both_databases_have_the_same_tables() {
    let (sqlite, postgres) = (of_sqlite().await, of_postgres().await);
    assert!(sqlite.0.len() > 60);
    assert_eq!(sqlite.0, postgres.0);
    assert_eq!(sqlite.1, postgres.1);
}
