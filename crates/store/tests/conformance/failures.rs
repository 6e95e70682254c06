//! What fails outside of the program: a full disk, a database that is killed. Each is named for what it
//! is, and once it is over the same store goes on.

use crate::cluster::Cluster;
use crate::writing::{append, assert_whole, at, commit_one, is_appended};
use cunbang_store::{Quarantined, StoreError, StoreErrorKind, Write};
use cunbang_world::devices::Device;
use cunbang_world::tree::{TOWNSHIP, VILLAGE};
use std::path::Path;
use std::process::Command;

const LEDGER: &str = "ledger/330522103201/2026Q3";
/// Tells the test that it runs in a mount namespace of its own.
const INSIDE: &str = "CUNBANG_TEST_FULL_DISK";

fn run(program: &str, arguments: &[&str]) {
    let status = Command::new(program).args(arguments).status().unwrap_or_else(|error| panic!("{program}: {error}"));
    assert!(status.success(), "{program} {arguments:?}: {status}");
}

/// A refused piece of so many bytes that a small disk soon has no room.
fn large_piece() -> Write {
    Write::Quarantine(Quarantined {
        at: at(0),
        device: None,
        document: None,
        code: cunbang_ledger::RefusalCode::Shape,
        message: "占地方".to_owned(),
        bytes: vec![7; 64 * 1024],
    })
}

/// The disk is a real one of one MiB: the test runs itself again where it may mount one.
#[test]
fn a_full_disk_is_named_and_the_store_goes_on_when_there_is_space() {
    if std::env::var_os(INSIDE).is_none() {
        let itself = std::env::current_exe().unwrap();
        let name = "failures::a_full_disk_is_named_and_the_store_goes_on_when_there_is_space";
        let arguments =
            ["--user", "--map-root-user", "--mount", itself.to_str().unwrap(), "--exact", name, "--nocapture"];
        let status = Command::new("unshare").args(arguments).env(INSIDE, "yes").status().unwrap();
        assert!(status.success(), "{status}");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let disk = folder.path().to_str().unwrap();
    run("mount", &["-t", "tmpfs", "-o", "size=1m", "tmpfs", disk]);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(fill_up(folder.path()));
    run("umount", &[disk]);
}

async fn fill_up(disk: &Path) {
    let store = cunbang_store::open(&format!("sqlite:{}", disk.join("store.sqlite").display())).await.unwrap();
    let mut clerk = Device::new(1, VILLAGE);
    assert!(is_appended(commit_one(&*store, append(&clerk.write(LEDGER, 1))).await));
    let mut error = None;
    for _ in 0..64 {
        error = store.commit(vec![large_piece()]).await.err();
        if error.is_some() {
            break;
        }
    }
    let error = error.expect("one MiB is not enough for 64 pieces");
    assert_eq!(error.kind(), StoreErrorKind::Full, "{error}");
    assert!(error.to_string().contains("make space"), "{error}");
    let second = clerk.write(LEDGER, 1);
    // Over and over: never a word of a transaction that is still open.
    for _ in 0..4 {
        let again = store.commit(vec![append(&second), large_piece()]).await.unwrap_err();
        assert_eq!(again.kind(), StoreErrorKind::Full, "{again}");
    }
    assert_eq!(store.feed_end().await.unwrap().number, 1);

    run("mount", &["-o", "remount,size=16m", disk.to_str().unwrap()]);
    let outcomes = store.commit(vec![append(&second), large_piece()]).await.unwrap();
    assert!(is_appended(outcomes[0]));
    assert_eq!(store.feed_end().await.unwrap().number, 2);
    assert_whole(&*store).await;
    store.close().await;
}

/// A PostgreSQL that is killed, and comes back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_killed_database_is_named_and_the_store_goes_on_when_it_is_back() {
    let cluster = Cluster::of_its_own();
    let store = cunbang_store::open(cluster.url()).await.unwrap();
    let mut clerk = Device::new(1, VILLAGE);
    let township = Device::new(8, TOWNSHIP);
    let first = clerk.write(LEDGER, 1);
    let receipt = Some(township.receipt(&first, at(2)));
    commit_one(&*store, Write::Append { segment: first.clone(), via: None, receipt, received_at: at(2) }).await;
    cluster.kill();
    let second = clerk.write(LEDGER, 1);
    let writing = store.commit(vec![append(&second)]).await.unwrap_err();
    let reading = store.head(first.log()).await.unwrap_err();
    for error in [writing, reading] {
        assert_eq!(error.kind(), StoreErrorKind::Unreachable, "{error}");
        assert!(error.is_passing());
    }
    let opening = cunbang_store::open(cluster.url()).await.unwrap_err();
    assert!(matches!(opening, StoreError::Unreachable { .. }), "{opening}");
    cluster.start();
    assert!(is_appended(commit_one(&*store, append(&second)).await));
    assert_eq!(store.feed_end().await.unwrap().number, 3);
    assert_whole(&*store).await;
    store.close().await;
}
