//! The suite on SQLite, and what is SQLite's own: files, several processes, backups.

use crate::checks;
use crate::writing::{append, assert_whole, at, commit_one, is_appended};
use cunbang_store::{BackupFormat, Store, StoreError, Write};
use cunbang_world::devices::Device;
use cunbang_world::document as name;
use cunbang_world::tree::{TOWNSHIP, VILLAGE};
use std::path::Path;
use std::sync::Arc;

async fn open(path: &Path) -> Arc<dyn Store> {
    cunbang_store::open(&url(path)).await.unwrap()
}

fn url(path: &Path) -> String {
    format!("sqlite:{}", path.display())
}

macro_rules! tests {
    ($($check:ident),* $(,)?) => {
        $(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $check() {
                let folder = tempfile::tempdir().unwrap();
                let store = open(&folder.path().join("store.sqlite")).await;
                checks::$check(store.clone()).await;
                store.close().await;
            }
        )*
    };
}
checks::every_check!(tests);

const LEDGER: &str = "ledger/330522103201/2026Q3";

/// A store with something in everything that matters after a restart.
async fn fill(store: &dyn Store) {
    let mut clerk = Device::new(1, VILLAGE);
    let township = Device::new(8, TOWNSHIP);
    let segment = clerk.write(LEDGER, 3);
    let receipt = Some(township.receipt(&segment, at(4)));
    let outcomes = store
        .commit(vec![
            Write::Append { segment, via: Some(clerk.id()), receipt, received_at: at(4) },
            Write::Setting { name: "epoch".to_owned(), value: Some(vec![1, 2]) },
        ])
        .await
        .unwrap();
    assert!(is_appended(outcomes[0]));
}

async fn assert_filled(store: &dyn Store) {
    assert_eq!(store.document_segments(&name(LEDGER)).await.unwrap()[0].entries().unwrap().len(), 1);
    assert_eq!(store.receipts(&name(LEDGER)).await.unwrap().len(), 1);
    assert_eq!(store.setting("epoch").await.unwrap(), Some(vec![1, 2]));
    assert_eq!(store.feed_end().await.unwrap().number, 2);
    assert_whole(store).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_turn_is_one_of_all_processes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.sqlite");
    let (first, second) = (open(&path).await, open(&path).await);
    checks::one_at_a_time(&[Arc::clone(&first), Arc::clone(&second)]).await;
}

#[tokio::test]
async fn what_was_committed_is_there_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.sqlite");
    let store = open(&path).await;
    fill(&*store).await;
    store.close().await;
    assert!(store.feed_end().await.is_err());
    let store = open(&path).await;
    assert_filled(&*store).await;
    store.close().await;
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert_eq!(left, ["store.sqlite"]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_process_may_write_to_the_same_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.sqlite");
    let (server, command) = tokio::join!(open(&path), open(&path));
    let write_some = |store: Arc<dyn Store>, seed: u8| async move {
        let mut device = Device::new(seed, VILLAGE);
        for _ in 0..10 {
            assert!(is_appended(commit_one(&*store, append(&device.write(LEDGER, 1))).await));
        }
    };
    tokio::join!(write_some(server.clone(), 1), write_some(command.clone(), 2));
    assert_eq!(server.feed_end().await.unwrap().number, 20);
    assert_whole(&*command).await;
    server.close().await;
    command.close().await;
}

#[tokio::test]
async fn a_backup_is_a_store_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(&folder.path().join("store.sqlite")).await;
    fill(&*store).await;
    let copy = folder.path().join("copy.sqlite");
    assert_eq!(store.backup(&copy).await.unwrap(), BackupFormat::Sqlite);
    assert!(matches!(store.backup(&copy).await, Err(StoreError::Exists(_))));
    let nowhere = store.backup(&folder.path().join("none/copy.sqlite")).await.unwrap_err();
    assert!(matches!(nowhere, StoreError::Permission { .. } | StoreError::Database { .. }), "{nowhere}");
    let end = store.feed_end().await.unwrap();
    commit_one(&*store, append(&Device::new(2, VILLAGE).write(LEDGER, 1))).await;
    store.close().await;
    let restored = open(&copy).await;
    assert_filled(&*restored).await;
    assert_eq!(restored.feed_end().await.unwrap(), end);
    restored.close().await;
}

#[tokio::test]
async fn errors_say_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    for (path, content, expected) in [
        ("none/store.sqlite", None, "check that the file and its folder exist"),
        ("letter.txt", Some("各村党支部：".repeat(200)), "is damaged"),
    ] {
        let path = folder.path().join(path);
        if let Some(content) = content {
            std::fs::write(&path, content).unwrap();
        }
        let error = cunbang_store::open(&url(&path)).await.unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

#[tokio::test]
async fn a_store_of_a_newer_version_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.sqlite");
    open(&path).await.close().await;
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&path);
    let pool = sqlx::SqlitePool::connect_with(options).await.unwrap();
    sqlx::query("UPDATE schema_version SET version = 99").execute(&pool).await.unwrap();
    pool.close().await;
    let error = cunbang_store::open(&url(&path)).await.unwrap_err();
    assert!(matches!(error, StoreError::Newer { found: 99, .. }), "{error}");
}

#[tokio::test]
async fn damage_is_found_and_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.sqlite");
    for (damage, expected) in [
        ("UPDATE logs SET number = 5", "its head is said to be entry 5"),
        (
            "UPDATE segments SET entry_hash = x'0000000000000000000000000000000000000000000000000000000000000000'",
            "its tag does not fit",
        ),
        ("UPDATE feed_end SET number = 1", "it ends at number 2"),
        ("DELETE FROM receipts", "it ends at number 1"),
        ("UPDATE agreements SET agreement = agreement + 1", "the logs come to"),
        ("DELETE FROM agreements", "the logs come to"),
    ] {
        let _ = std::fs::remove_file(&path);
        let store = open(&path).await;
        fill(&*store).await;
        store.close().await;
        let pool =
            sqlx::SqlitePool::connect_with(sqlx::sqlite::SqliteConnectOptions::new().filename(&path)).await.unwrap();
        sqlx::query(damage).execute(&pool).await.unwrap();
        pool.close().await;
        let store = open(&path).await;
        let faults = store.integrity_check().await.unwrap();
        assert!(faults.iter().any(|fault| fault.what.contains(expected)), "{damage}: {faults:?}");
        store.close().await;
    }
}
