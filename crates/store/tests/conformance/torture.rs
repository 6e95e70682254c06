//! Torture: a recorded workload over SQLite's real files, of which every moment is looked at.
//!
//! In its journal mode, SQLite changes nothing but the end of its log until a checkpoint, and syncs that before a
//! commit returns. So what a crash, a torn or a lost write can leave is the files before a commit with any part of
//! what the commit wrote; and for a checkpoint, the whole log with any part of the pages. Each such state is made,
//! opened, compared with what had been acknowledged by then, and written on in.

use crate::vectors::{fill, told};
use crate::writing::{append, assert_whole, at, is_appended};
use cunbang_ledger::VersionVector;
use cunbang_store::{Incident, Quarantined, Store, StoreErrorKind, Stored, Write};
use cunbang_world::devices::Device;
use cunbang_world::tree::{COUNTY, NEIGHBOUR, TOWNSHIP, VILLAGE};
use serde_json::Value;
use sqlx::{Connection, Row, SqliteConnection};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

const LEDGER: &str = "ledger/330522103201/2026Q3";
/// SQLite's log: its header, and that of each page in it.
const LOG_HEADER: usize = 32;
const FRAME_HEADER: usize = 24;
const PAGE: usize = 4096;
const FRAME: usize = FRAME_HEADER + PAGE;

async fn open(path: &Path) -> Arc<dyn Store> {
    cunbang_store::open(&format!("sqlite:{}", path.display())).await.unwrap_or_else(|error| panic!("{error}"))
}

/// Who writes, and what they have written so far.
struct Workload {
    clerk: Device,
    neighbour: Device,
    township: Device,
    county: Device,
    steps: u8,
}

impl Workload {
    fn new() -> Self {
        let (clerk, neighbour) = (Device::new(1, VILLAGE), Device::new(2, NEIGHBOUR));
        Self { clerk, neighbour, township: Device::new(8, TOWNSHIP), county: Device::new(9, COUNTY), steps: 0 }
    }

    /// The next transaction: entries, a receipt, a setting, and now and then something large.
    fn next(&mut self) -> Vec<Write> {
        self.steps += 1;
        let step = i64::from(self.steps);
        let segment = match self.steps % 3 {
            0 => self.neighbour.write("ledger/330522103202/2026Q3", 2),
            _ => self.clerk.write(LEDGER, 1),
        };
        let receipt = Some(self.county.receipt(&segment, at(step)));
        let (log, number) = (*segment.log(), segment.after().number);
        let mut writes = vec![
            Write::Append { segment: segment.clone(), via: Some(self.township.id()), receipt, received_at: at(step) },
            Write::Setting { name: "root".to_owned(), value: Some(vec![self.steps]) },
            Write::Acknowledged { upstream: self.township.id(), log, number, receipt_time: at(step) },
        ];
        if self.steps.is_multiple_of(4) {
            let bytes = vec![self.steps; 9000];
            let (device, document) = (Some(self.clerk.id()), Some(LEDGER.parse().unwrap()));
            let code = cunbang_ledger::RefusalCode::Shape;
            writes.push(Write::Quarantine(Quarantined {
                at: at(step),
                device,
                document,
                code,
                message: "大".into(),
                bytes,
            }));
            let vector: VersionVector = format!("{}:1", self.clerk.writer()).parse().unwrap();
            writes.push(Write::Snapshot(Stored {
                document: LEDGER.parse().unwrap(),
                vector,
                body: vec![self.steps; 5000],
            }));
        }
        writes
    }
}

/// The database's files at a moment.
#[derive(Clone, PartialEq, Eq)]
struct Files {
    database: Vec<u8>,
    log: Vec<u8>,
}

fn log_of(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push("-wal");
    PathBuf::from(name)
}

impl Files {
    fn read(path: &Path) -> Self {
        Self { database: fs::read(path).unwrap_or_default(), log: fs::read(log_of(path)).unwrap_or_default() }
    }

    fn write(&self, path: &Path) {
        fs::write(path, &self.database).unwrap();
        fs::write(log_of(path), &self.log).unwrap();
    }
}

/// What stands in the file where only the first bytes of a change were written.
fn torn(before: &[u8], after: &[u8], cut: usize) -> Vec<u8> {
    let mut file = after[..cut].to_vec();
    file.extend_from_slice(before.get(cut..).unwrap_or_default());
    file
}

/// What stands in the file where one piece of a change was not written and the rest was.
fn with_hole(before: &[u8], after: &[u8], hole: std::ops::Range<usize>) -> Vec<u8> {
    let mut file = after.to_vec();
    for index in hole {
        file[index] = before.get(index).copied().unwrap_or_default();
    }
    file
}

/// The log's frames that differ.
fn changed_frames(before: &[u8], after: &[u8]) -> Vec<std::ops::Range<usize>> {
    let frames = (0..).map(|index| LOG_HEADER + index * FRAME..LOG_HEADER + (index + 1) * FRAME);
    let frames = frames.take_while(|frame| frame.end <= after.len());
    frames.filter(|frame| before.get(frame.clone()) != Some(&after[frame.clone()])).collect()
}

/// What a crash during a commit can leave.
fn crashes_of_a_commit(before: &Files, after: &Files) -> Vec<Files> {
    let with = |log: Vec<u8>| Files { database: after.database.clone(), log };
    let mut left = vec![with(before.log.clone())];
    if before.log.get(..LOG_HEADER) != Some(&after.log[..LOG_HEADER]) {
        left.extend([8, LOG_HEADER].map(|cut| with(torn(&before.log, &after.log, cut))));
    }
    for frame in changed_frames(&before.log, &after.log) {
        for cut in [frame.start, frame.start + FRAME_HEADER + PAGE / 2] {
            left.push(with(torn(&before.log, &after.log, cut)));
        }
        left.push(with(with_hole(&before.log, &after.log, frame)));
    }
    left
}

/// What a crash during a checkpoint can leave: the log is whole, the pages are not.
fn crashes_of_a_checkpoint(before: &Files, after: &Files) -> Vec<Files> {
    let with = |database: Vec<u8>| Files { database, log: before.log.clone() };
    let mut left = vec![with(before.database.clone()), with(after.database.clone())];
    for start in (0..after.database.len()).step_by(PAGE) {
        let page = start..start + PAGE;
        if before.database.get(page.clone()) != Some(&after.database[page.clone()]) {
            left.push(with(torn(&before.database, &after.database, start + PAGE / 2)));
            left.push(with(with_hole(&before.database, &after.database, page)));
        }
    }
    left
}

/// Opens what was left, and expects what had been acknowledged; then writes on.
async fn assert_holds(left: &Files, expected: &Value, what: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.sqlite");
    left.write(&path);
    let store = open(&path).await;
    assert_eq!(&told(&*store).await, expected, "{what}");
    assert_whole(&*store).await;
    let outcomes = store.commit(vec![append(&Device::new(200, VILLAGE).write(LEDGER, 1))]).await.unwrap();
    assert!(is_appended(outcomes[0]), "{what}");
    assert_whole(&*store).await;
    store.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_crash_leaves_holds_everything_that_was_acknowledged() {
    const STEPS: usize = 7;
    const CHECKPOINTS: [usize; 2] = [3, 5];
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.sqlite");
    let mut workload = Workload::new();
    let mut states = 0;
    let store = open(&path).await;
    let mut now = Files::read(&path);
    let mut known = told(&*store).await;
    // The tables themselves were made in one transaction.
    let nothing = Files { database: now.database.clone(), log: Vec::new() };
    for left in crashes_of_a_commit(&nothing, &now).into_iter().step_by(5) {
        assert_holds(&left, &known, "while the tables were made").await;
        states += 1;
    }
    for step in 1..=STEPS {
        store.commit(workload.next()).await.unwrap();
        let after = Files::read(&path);
        assert!(after.log != now.log, "a commit that returned has written");
        assert!(after.database == now.database, "only a checkpoint writes pages");
        for (number, left) in crashes_of_a_commit(&now, &after).into_iter().enumerate() {
            assert_holds(&left, &known, &format!("step {step}, state {number}")).await;
            states += 1;
        }
        known = told(&*store).await;
        assert_holds(&after, &known, &format!("after step {step}")).await;
        now = after;
        if CHECKPOINTS.contains(&step) {
            let mut connection = SqliteConnection::connect(path.to_str().unwrap()).await.unwrap();
            sqlx::query("PRAGMA wal_checkpoint(RESTART)").fetch_one(&mut connection).await.unwrap();
            connection.close().await.unwrap();
            let after = Files::read(&path);
            assert!(after.database != now.database && after.log == now.log);
            for (number, left) in crashes_of_a_checkpoint(&now, &after).into_iter().enumerate() {
                assert_holds(&left, &known, &format!("checkpoint after step {step}, state {number}")).await;
                states += 1;
            }
            now = after;
        }
    }
    store.close().await;
    println!("{states} states");
    assert!(states > 150, "{states}");
}

/// Tells the test that it runs in a mount namespace of its own.
const INSIDE: &str = "CUNBANG_TEST_FULL_AT_EVERY_WRITE";

fn run(program: &str, arguments: &[&str]) {
    let status = Command::new(program).args(arguments).status().unwrap_or_else(|error| panic!("{program}: {error}"));
    assert!(status.success(), "{program} {arguments:?}: {status}");
}

/// Wherever in a transaction the disk is full: it is named, nothing of the transaction stays, what was acknowledged
/// does, and the same store goes on once there is space.
#[test]
fn a_disk_that_is_full_at_any_write_loses_nothing() {
    if std::env::var_os(INSIDE).is_none() {
        let itself = std::env::current_exe().unwrap();
        let name = "torture::a_disk_that_is_full_at_any_write_loses_nothing";
        let arguments =
            ["--user", "--map-root-user", "--mount", itself.to_str().unwrap(), "--exact", name, "--nocapture"];
        let status = Command::new("unshare").args(arguments).env(INSIDE, "yes").status().unwrap();
        assert!(status.success(), "{status}");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let disk = folder.path().to_str().unwrap();
    run("mount", &["-t", "tmpfs", "-o", "size=4m", "tmpfs", disk]);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(fill_up_at_every_write(folder.path()));
    run("umount", &[disk]);
}

/// Takes all space but so many pages.
fn leave(disk: &Path, pages: u64) -> PathBuf {
    use std::io::Write as _;
    let path = disk.join("ballast");
    let mut ballast = fs::File::create(&path).unwrap();
    let mut length = 0;
    while ballast.write_all(&[7; PAGE]).is_ok() {
        length += PAGE as u64;
    }
    ballast.set_len(length - pages * PAGE as u64).unwrap();
    path
}

async fn fill_up_at_every_write(disk: &Path) {
    const MOST_PAGES: u64 = 24;
    let path = disk.join("store.sqlite");
    let store = open(&path).await;
    let mut workload = Workload::new();
    store.commit(workload.next()).await.unwrap();
    let mut failures = BTreeSet::new();
    for pages in 0..MOST_PAGES {
        let ballast = leave(disk, pages);
        let before = told(&*store).await;
        let writes = workload.next();
        let failed = match store.commit(writes.clone()).await {
            Ok(_) => false,
            Err(error) => {
                assert_eq!(error.kind(), StoreErrorKind::Full, "{pages} pages: {error}");
                assert_eq!(told(&*store).await, before, "{pages} pages");
                let again = store.commit(writes.clone()).await.unwrap_err();
                assert_eq!(again.kind(), StoreErrorKind::Full, "{pages} pages: {again}");
                failures.insert(pages);
                true
            }
        };
        // What another program sees meanwhile is whole too.
        let mut files = Files::read(&path);
        fs::remove_file(ballast).unwrap();
        if failed {
            assert_holds_in(&mut files, &before, pages).await;
            store.commit(writes).await.unwrap();
        }
        assert_whole(&*store).await;
        if pages % 8 == 7 {
            let mut connection = SqliteConnection::connect(path.to_str().unwrap()).await.unwrap();
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").fetch_one(&mut connection).await.unwrap();
            connection.close().await.unwrap();
        }
    }
    let last = told(&*store).await;
    store.close().await;
    let store = open(&path).await;
    assert_eq!(told(&*store).await, last);
    assert_whole(&*store).await;
    store.close().await;
    assert!(failures.len() > 5, "the disk was full at different writes: {failures:?}");
}

async fn assert_holds_in(files: &mut Files, expected: &Value, pages: u64) {
    // On another disk: this one is small.
    let folder = tempfile::Builder::new().tempdir_in("/tmp").unwrap();
    let path = folder.path().join("store.sqlite");
    files.write(&path);
    let store = open(&path).await;
    assert_eq!(&told(&*store).await, expected, "{pages} pages");
    assert_whole(&*store).await;
    store.close().await;
}

/// What came of a bit that was flipped.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Clone, Copy)]
enum Found {
    /// When the row was read: it is refused, or given as damaged.
    Reading,
    /// By the store's own check, which the doctor runs.
    Checking,
    /// Nowhere in the store, and something else is given.
    Nowhere,
    /// Nothing else is given.
    NoMatter,
}

async fn columns(connection: &mut SqliteConnection) -> Vec<(String, String)> {
    let sql = "SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c \
               WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite%' ORDER BY t.name, c.cid";
    let rows = sqlx::query(sql).fetch_all(connection).await.unwrap();
    rows.iter().map(|row| (row.get(0), row.get(1))).collect()
}

/// Flips a bit in the middle of a column of a table's last row. Tells whether there was one that could be flipped.
async fn flip(path: &Path, table: &str, column: &str) -> bool {
    let mut connection = SqliteConnection::connect(path.to_str().unwrap()).await.unwrap();
    sqlx::query("PRAGMA foreign_keys = off").execute(&mut connection).await.unwrap();
    let sql = format!(
        "SELECT rowid, CAST({column} AS BLOB), typeof({column}) FROM {table} WHERE LENGTH({column}) > 0 ORDER BY rowid DESC LIMIT 1"
    );
    let row = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_optional(&mut connection).await.unwrap();
    let Some(row) = row else { return false };
    let (id, mut bytes, kind): (i64, Vec<u8>, String) = (row.get(0), row.get(1), row.get(2));
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    let sql = format!("UPDATE {table} SET {column} = CAST($1 AS {kind}) WHERE rowid = $2");
    let flipped = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(bytes).bind(id).execute(&mut connection).await;
    connection.close().await.unwrap();
    flipped.is_ok()
}

async fn look(path: &Path, expected: &Value) -> Found {
    let store = match cunbang_store::open(&format!("sqlite:{}", path.display())).await {
        Ok(store) => store,
        Err(error) => {
            assert!(error.to_string().contains(": "), "it says what to do: {error}");
            return Found::Reading;
        }
    };
    let reader = Arc::clone(&store);
    // A read that is refused ends the telling.
    let seen = tokio::spawn(async move { told(&*reader).await }).await;
    let checked = store.integrity_check().await;
    let ledger = LEDGER.parse().unwrap();
    // One that is not whole is made again, and so is one that is not there.
    let snapshot = store.snapshot(&ledger).await.map_or(true, |kept| kept.is_none_or(|kept| kept.is_damaged()));
    let projection = store.projection(&ledger).await.map_or(true, |kept| kept.is_none_or(|kept| kept.is_damaged()));
    let damaged = !store.damaged().is_empty() || snapshot || projection;
    store.close().await;
    let Ok(seen) = seen else { return Found::Reading };
    if damaged || seen["runs"][0]["outcome"] == "" {
        Found::Reading
    } else if checked.map_or(true, |faults| !faults.is_empty()) {
        Found::Checking
    } else if seen == *expected {
        Found::NoMatter
    } else {
        Found::Nowhere
    }
}

/// A bit is flipped in every column of every table. What only the doctor finds, and what nobody in the store can
/// know, is named here; whoever adds a column decides where it belongs.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flipped_bit_in_any_table_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.sqlite");
    let store = open(&path).await;
    fill(&*store).await;
    let expected = told(&*store).await;
    store.close().await;
    let mut connection = SqliteConnection::connect(path.to_str().unwrap()).await.unwrap();
    let columns = columns(&mut connection).await;
    connection.close().await.unwrap();
    let mut found: std::collections::BTreeMap<Found, Vec<String>> = std::collections::BTreeMap::new();
    for (table, column) in columns {
        let copy = folder.path().join("copy.sqlite");
        fs::copy(&path, &copy).unwrap();
        if flip(&copy, &table, &column).await {
            let what = look(&copy, &expected).await;
            found.entry(what).or_default().push(format!("{table}.{column}"));
        }
        fs::remove_file(&copy).unwrap();
    }
    println!("{found:#?}");
    let of = |found_in: Found| found.get(&found_in).cloned().unwrap_or_default();
    for column in ["segments.frame", "segments.signature", "snapshots.body", "projections.body", "runs.outcome"] {
        assert!(of(Found::Reading).iter().any(|found| found == column), "{column}: {found:?}");
    }
    // Receipts carry a signature, which the replica checks; the others are evidence, or the node's own small change.
    let tables_without_checksum = [
        "acknowledged.receipt_time",
        "contacts.",
        "enrolment_codes.",
        "forks.",
        "incidents.",
        "operators.",
        "published_results.",
        "published_runs.",
        "quarantine.",
        "receipts.",
        "sessions.",
        "settings.",
        ".via",
    ];
    for column in of(Found::Nowhere) {
        assert!(tables_without_checksum.iter().any(|known| column.contains(known)), "{column}");
    }
}

/// A damaged segment is replaced by the same entries, and by no others.
#[tokio::test]
async fn a_damaged_segment_is_mended_by_the_same_entries_alone() {
    for column in ["frame", "signature", "change_hash", "next_operation"] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.sqlite");
        let store = open(&path).await;
        let mut clerk = Device::new(1, VILLAGE);
        let first = clerk.write(LEDGER, 2);
        let second = clerk.write(LEDGER, 3);
        store.commit(vec![append(&first), append(&second)]).await.unwrap();
        let whole = store.document_segments(&LEDGER.parse().unwrap()).await.unwrap();
        assert!(flip(&path, "segments", column).await);
        let read = store.document_segments(&LEDGER.parse().unwrap()).await.unwrap();
        assert_eq!(read.iter().map(|segment| segment.is_damaged).collect::<Vec<_>>(), [false, true]);
        assert_eq!(store.damaged(), [read[1].place()]);
        let error = read[1].entries().unwrap_err();
        assert_eq!(error.kind(), StoreErrorKind::Damaged);
        assert!(error.to_string().contains("send them again"), "{error}");

        clerk.forget(LEDGER);
        let other = clerk.write(LEDGER, 2);
        assert!(matches!(
            store.commit(vec![Write::Mend(other)]).await.unwrap()[..],
            [cunbang_store::WriteOutcome::AlreadyHere | cunbang_store::WriteOutcome::Conflict { .. }]
        ));
        assert!(!store.damaged().is_empty());
        let mended = store.commit(vec![
            Write::Mend(second.clone()),
            Write::Incident(Incident { at: at(1), kind: "x".to_owned(), message: "x".to_owned() }),
        ]);
        assert_eq!(mended.await.unwrap(), [cunbang_store::WriteOutcome::Done; 2]);
        assert_eq!(store.document_segments(&LEDGER.parse().unwrap()).await.unwrap(), whole, "{column}");
        assert_eq!(store.damaged(), []);
        assert_eq!(store.commit(vec![Write::Mend(second)]).await.unwrap(), [cunbang_store::WriteOutcome::AlreadyHere]);
        assert_whole(&*store).await;
        store.close().await;
    }
}
