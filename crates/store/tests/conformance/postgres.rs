//! The suite on PostgreSQL, and what only several replicas over one database can get wrong.

use crate::checks;
use crate::cluster::{self, Database, Schema};
use crate::writing::{append, assert_whole, at, commit_one, is_appended};
use cunbang_model::DocumentName;
use cunbang_store::{BackupFormat, FeedScope, Position, Store, StoreError, Stored, StoredRun, Write, WriteOutcome};
use cunbang_world::QUARTER;
use cunbang_world::devices::Device;
use cunbang_world::tree::{COUNTY, TOWNSHIP, VILLAGE, unit};
use futures::future::BoxFuture;
use sqlx::{Connection, PgConnection, Row};
use std::sync::Arc;

const LEDGER: &str = "ledger/330522103201/2026Q3";
const SCOPE: &str = COUNTY;

async fn open(schema: &Schema) -> Arc<dyn Store> {
    cunbang_store::open(&schema.url()).await.unwrap()
}

type Check = fn(Arc<dyn Store>) -> BoxFuture<'static, ()>;

macro_rules! list {
    ($($check:ident),* $(,)?) => {
        const CHECKS: &[(&str, Check)] = &[$((stringify!($check), |store| Box::pin(checks::$check(store)))),*];
    };
}
checks::every_check!(list);

/// All checks in one test, as starting a server costs more than all of them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_holds_for_every_store() {
    let _running = cluster::running();
    let mut failed = Vec::new();
    for (name, check) in CHECKS {
        let schema = Schema::new().await;
        let store = open(&schema).await;
        if tokio::spawn(check(store.clone())).await.is_err() {
            failed.push(*name);
        }
        store.close().await;
        schema.drop().await;
    }
    assert!(failed.is_empty(), "{failed:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_turn_is_one_of_all_replicas_and_ends_with_its_connection() {
    let database = Database::new("turns").await;
    let first = cunbang_store::open(&database.url()).await.unwrap();
    let second = cunbang_store::open(&database.url()).await.unwrap();
    checks::one_at_a_time(&[Arc::clone(&first), Arc::clone(&second)]).await;
    let lost = first.turn().await.unwrap();
    let holders = "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database ON pg_database.oid = database \
        WHERE locktype = 'advisory' AND datname = current_database()";
    database.run_in(holders.to_owned()).await;
    drop(second.turn().await.unwrap());
    drop(lost);
    first.close().await;
    second.close().await;
    database.drop().await;
}

async fn check_damaged(store: &dyn Store, run: &str, document: &DocumentName) {
    assert!(store.document_segments(document).await.unwrap()[0].is_damaged);
    assert!(store.run(run).await.unwrap().unwrap().is_damaged());
    assert!(store.projection(document).await.unwrap().unwrap().is_damaged());
    assert!(store.snapshot(document).await.unwrap().unwrap().is_damaged());
}

#[tokio::test]
async fn damaged_rows_are_noticed_and_mended() {
    let schema = Schema::new().await;
    let store = open(&schema).await;
    let segment = Device::new(1, VILLAGE).write(LEDGER, 2);
    let receipt = Device::new(8, TOWNSHIP).receipt(&segment, at(2));
    let document = segment.log().document;
    let run =
        StoredRun { id: "5".repeat(64), period: QUARTER, made_at: at(3), record: b"{}".to_vec(), outcome: vec![1; 40] };
    let vector = format!("{}:1", segment.log().writer).parse().unwrap();
    let derived = Stored { document, vector, body: vec![2; 40] };
    let writes = [
        Write::Receipt { receipt: receipt.clone(), via: None },
        Write::Run(run.clone()),
        Write::Projection(derived.clone()),
        Write::Snapshot(derived.clone()),
    ];
    store.commit([append(&segment)].into_iter().chain(writes.clone()).collect()).await.unwrap();
    let whole = store.document_segments(&document).await.unwrap();
    for (table, column) in [("segments", "frame"), ("runs", "outcome"), ("projections", "body"), ("snapshots", "body")]
    {
        schema.run(format!("UPDATE {table} SET {column} = set_byte({column}, 20, get_byte({column}, 20) # 4)")).await;
    }
    check_damaged(&*store, &run.id, &document).await;
    // What has no mark is no more what was stored, however whole it looks.
    store.commit([Write::Mend(segment.clone())].into_iter().chain(writes.clone()).collect()).await.unwrap();
    for (table, column) in [("segments", "frame"), ("runs", "outcome"), ("projections", "body"), ("snapshots", "body")]
    {
        schema.run(format!("UPDATE {table} SET {column} = substr({column}, 10)")).await;
    }
    schema.run("UPDATE receipts SET received_at = received_at + 1".to_owned()).await;
    check_damaged(&*store, &run.id, &document).await;
    assert_eq!(store.damaged(), [whole[0].place()]);
    assert_ne!(store.receipts(&document).await.unwrap()[0], receipt);
    store.commit([Write::Mend(segment)].into_iter().chain(writes).collect()).await.unwrap();
    assert_eq!(store.document_segments(&document).await.unwrap(), whole);
    assert_eq!(store.damaged(), []);
    assert_eq!(store.run(&run.id).await.unwrap(), Some(run));
    assert_eq!(store.projection(&document).await.unwrap(), Some(derived.clone()));
    assert_eq!(store.snapshot(&document).await.unwrap(), Some(derived));
    assert_eq!(store.receipts(&document).await.unwrap(), [receipt]);
    assert_whole(&*store).await;
    store.close().await;
    schema.drop().await;
}

/// Rows that somebody deletes are put back as damaged where they were, and mended there.
#[tokio::test]
async fn deleted_rows_are_put_back_and_mended() {
    let schema = Schema::new().await;
    let store = open(&schema).await;
    let (mut clerk, node) = (Device::new(1, VILLAGE), Device::new(8, TOWNSHIP));
    let segments = [clerk.write(LEDGER, 2), clerk.write(LEDGER, 1), clerk.write(LEDGER, 3)];
    for segment in &segments {
        let receipt = Some(node.receipt(segment, at(2)));
        let write = Write::Append { segment: segment.clone(), via: None, receipt, received_at: at(2) };
        assert!(is_appended(commit_one(&*store, write).await));
    }
    let document = segments[0].log().document;
    let whole = store.document_segments(&document).await.unwrap();
    assert_eq!(store.place_gone().await.unwrap(), []);
    for which in ["TRUE", "first_entry = 1", "first_entry = 3", "last_entry > 2"] {
        schema.run(format!("DELETE FROM segments WHERE {which}")).await;
        assert!(store.feed_lacks().await.unwrap() > 0);
        let placed = store.place_gone().await.unwrap();
        assert_eq!(store.damaged(), placed, "{which}");
        assert_eq!(store.feed_lacks().await.unwrap(), 0, "{which}");
        assert_eq!(store.place_gone().await.unwrap(), [], "{which}");
        for segment in &segments {
            commit_one(&*store, Write::Mend(segment.clone())).await;
        }
        assert_eq!(store.document_segments(&document).await.unwrap(), whole, "{which}");
        assert_eq!(store.damaged(), [], "{which}");
        assert_whole(&*store).await;
    }
    store.close().await;
    schema.drop().await;
}

#[tokio::test]
async fn what_was_committed_is_there_after_reopening() {
    let schema = Schema::new().await;
    let (one, other) = tokio::join!(open(&schema), open(&schema));
    let segment = Device::new(1, VILLAGE).write(LEDGER, 2);
    assert!(is_appended(commit_one(&*one, append(&segment)).await));
    assert_eq!(commit_one(&*other, append(&segment)).await, WriteOutcome::AlreadyHere);
    one.close().await;
    other.close().await;
    let store = open(&schema).await;
    assert_eq!(store.head(segment.log()).await.unwrap().unwrap().head, *segment.after());
    assert_whole(&*store).await;
    store.close().await;
    schema.run("UPDATE schema_version SET version = 99".to_owned()).await;
    let error = cunbang_store::open(&schema.url()).await.unwrap_err();
    assert!(matches!(error, StoreError::Newer { found: 99, .. }), "{error}");
    schema.drop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_is_restored_into_an_empty_database() {
    let (from, to) = (Database::new("from").await, Database::new("to").await);
    let folder = tempfile::tempdir().unwrap();
    let store = cunbang_store::open(&from.url()).await.unwrap();
    let mut clerk = Device::new(1, VILLAGE);
    let township = Device::new(8, TOWNSHIP);
    let (first, second) = (clerk.write(LEDGER, 2), clerk.write(LEDGER, 1));
    let receipt = Some(township.receipt(&first, at(2)));
    let first = Write::Append { segment: first, via: None, receipt, received_at: at(2) };
    store.commit(vec![first, Write::Setting { name: "epoch".to_owned(), value: Some(vec![1, 2]) }]).await.unwrap();
    let end = store.feed_end().await.unwrap();
    let dump = folder.path().join("data.dump");
    assert_eq!(store.backup(&dump).await.unwrap(), BackupFormat::PostgresDump);
    assert!(matches!(store.backup(&dump).await, Err(StoreError::Exists(_))));
    // What comes later is not in it.
    commit_one(&*store, append(&second)).await;
    store.close().await;

    let refused = cunbang_store::restore_dump(&from.url(), &dump).await.unwrap_err();
    assert!(matches!(refused, StoreError::Occupied { .. }), "{refused}");
    cunbang_store::restore_dump(&to.url(), &dump).await.unwrap();
    let restored = cunbang_store::open(&to.url()).await.unwrap();
    assert_eq!(restored.feed_end().await.unwrap(), end);
    assert_eq!(restored.setting("epoch").await.unwrap(), Some(vec![1, 2]));
    assert_whole(&*restored).await;
    // It goes on where it stood.
    assert!(is_appended(commit_one(&*restored, append(&second)).await));
    restored.close().await;

    let letter = folder.path().join("letter.txt");
    std::fs::write(&letter, "各村党支部：").unwrap();
    to.drop().await;
    let to = Database::new("to").await;
    let refused = cunbang_store::restore_dump(&to.url(), &letter).await.unwrap_err();
    assert!(refused.to_string().starts_with("pg_restore"), "{refused}");
    to.drop().await;
    from.drop().await;
}

#[tokio::test]
async fn commits_are_confirmed_by_the_disk() {
    let schema = Schema::new().await;
    let store = cunbang_store::open(&format!("{}&options[synchronous_commit]=off", schema.url())).await.unwrap();
    store.feed_end().await.unwrap();
    // What the pool's connections run with is not asked through the store: a function of the
    // database leaves it where an append shows it.
    schema
        .run(
            "CREATE TABLE seen (setting TEXT); \
             CREATE FUNCTION see() RETURNS trigger LANGUAGE plpgsql AS \
             'BEGIN INSERT INTO seen VALUES (current_setting(''synchronous_commit'')); RETURN NULL; END'; \
             CREATE TRIGGER see AFTER INSERT ON segments FOR EACH ROW EXECUTE FUNCTION see()"
                .to_owned(),
        )
        .await;
    commit_one(&*store, append(&Device::new(1, VILLAGE).write(LEDGER, 1))).await;
    let mut connection = schema.connect().await;
    let row = sqlx::query("SELECT setting FROM seen").fetch_one(&mut connection).await.unwrap();
    assert_eq!(row.get::<String, _>(0), "on");
    connection.close().await.unwrap();
    store.close().await;
    schema.drop().await;
}

#[tokio::test]
async fn what_the_database_asks_to_repeat_is_repeated() {
    let schema = Schema::new().await;
    let store = open(&schema).await;
    schema
        .run(
            "CREATE SEQUENCE attempts; \
             CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS \
             'BEGIN IF NEW.name = ''never'' OR nextval(''attempts'') < 4 THEN \
                RAISE EXCEPTION ''others came in between'' USING ERRCODE = ''serialization_failure''; \
              END IF; RETURN NEW; END'; \
             CREATE TRIGGER refuse BEFORE INSERT ON settings FOR EACH ROW EXECUTE FUNCTION refuse()"
                .to_owned(),
        )
        .await;
    let set = |name: &str| Write::Setting { name: name.to_owned(), value: Some(vec![1]) };
    let writes = vec![append(&Device::new(1, VILLAGE).write(LEDGER, 1)), set("at last")];
    assert!(is_appended(store.commit(writes).await.unwrap()[0]));
    assert_eq!(store.feed_end().await.unwrap().number, 1);
    let error = store.commit(vec![set("never")]).await.unwrap_err();
    assert!(matches!(error, StoreError::Contended { .. }) && error.is_passing(), "{error}");
    store.close().await;
    schema.drop().await;
}

/// Callers give up wherever they wait, also while the server is about to begin a transaction.
#[tokio::test]
async fn a_transaction_given_up_at_any_moment_leaves_no_connection_in_it() {
    const CONNECTIONS: usize = 12;
    let schema = Schema::new().await;
    let store = open(&schema).await;
    let mut elsewhere = schema.connect().await;
    let set = |number: usize| Write::Setting { name: number.to_string(), value: Some(vec![1]) };
    for polls in 0..30 {
        for is_write in [true, false] {
            let work = async {
                if is_write {
                    store.commit(vec![set(0)]).await.unwrap();
                } else {
                    store.integrity_check().await.unwrap();
                }
            };
            let mut work = Box::pin(work);
            for _ in 0..polls {
                if futures::poll!(&mut work).is_ready() {
                    break;
                }
                // Gives the server time to answer.
                elsewhere.ping().await.unwrap();
            }
            drop(work);
            // On every connection that there is: a query, then a transaction.
            for read in futures::future::join_all((0..CONNECTIONS).map(|_| store.setting("0"))).await {
                read.unwrap();
            }
            for outcome in
                futures::future::join_all((1..=CONNECTIONS).map(|number| store.commit(vec![set(number)]))).await
            {
                outcome.unwrap_or_else(|error| panic!("given up after {polls} polls: {error}"));
            }
        }
    }
    elsewhere.close().await.unwrap();
    store.close().await;
    schema.drop().await;
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named() {
    let error = cunbang_store::open("postgres://county:secret@localhost:1/cunbang").await.unwrap_err();
    assert!(matches!(error, StoreError::Unreachable { .. }), "{error}");
    assert!(!error.to_string().contains("secret"), "{error}");
}

/// Waits until so many of the server's sessions wait for a lock in this schema's tables.
async fn until_waiting(connection: &mut PgConnection, sessions: i64) {
    loop {
        let waiting = sqlx::query(
            "SELECT COUNT(DISTINCT l.pid) FROM pg_locks l WHERE NOT l.granted AND EXISTS \
             (SELECT 1 FROM pg_locks h JOIN pg_class c ON c.oid = h.relation \
              WHERE h.pid = l.pid AND c.relnamespace = to_regnamespace(current_schema()))",
        )
        .fetch_one(&mut *connection)
        .await
        .unwrap();
        if waiting.get::<i64, _>(0) >= sessions {
            return;
        }
        tokio::task::yield_now().await;
    }
}

/// What a reader with a cursor sees next.
async fn read_on(store: &dyn Store, cursor: &mut u64) -> Vec<u64> {
    let rows = store.feed(*cursor, &FeedScope { unit: unit(SCOPE) }, 1000).await.unwrap();
    let numbers: Vec<u64> = rows.iter().map(|row| row.position.number).collect();
    *cursor = numbers.last().copied().unwrap_or(*cursor);
    numbers
}

/// Two replicas; the transaction that began first commits last. A reader polls meanwhile.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_skips_nothing_that_commits_late() {
    let schema = Schema::new().await;
    let (one, other, reader) = (open(&schema).await, open(&schema).await, open(&schema).await);
    let (mut slow, mut quick) = (Device::new(1, VILLAGE), Device::new(2, VILLAGE));
    commit_one(&*one, append(&slow.write(LEDGER, 1))).await;
    let mut cursor = 0;
    assert_eq!(read_on(&*reader, &mut cursor).await, [1]);

    // The first is held up on its log's row.
    let mut holder = schema.connect().await;
    let mut watcher = schema.connect().await;
    let mut held = holder.begin().await.unwrap();
    sqlx::query("UPDATE logs SET number = number").execute(&mut *held).await.unwrap();
    let late = slow.write(LEDGER, 1);
    let late = tokio::spawn({
        let one = one.clone();
        async move { commit_one(&*one, append(&late)).await }
    });
    until_waiting(&mut watcher, 1).await;
    let WriteOutcome::Appended(Position { number: 2, .. }) = commit_one(&*other, append(&quick.write(LEDGER, 1))).await
    else {
        panic!("the second transaction takes the next number")
    };
    assert_eq!(read_on(&*reader, &mut cursor).await, [2]);
    held.rollback().await.unwrap();
    assert!(is_appended(late.await.unwrap()));
    assert_eq!(read_on(&*reader, &mut cursor).await, [3]);

    // Both are held up on the feed's end: whoever has a number, no later one is seen before it.
    let mut held = holder.begin().await.unwrap();
    sqlx::query("UPDATE feed_end SET number = number").execute(&mut *held).await.unwrap();
    let mut waiting = Vec::new();
    for (store, device) in [(one.clone(), &mut slow), (other.clone(), &mut quick)] {
        let segment = device.write(LEDGER, 1);
        waiting.push(tokio::spawn(async move { commit_one(&*store, append(&segment)).await }));
    }
    until_waiting(&mut watcher, 2).await;
    assert_eq!(read_on(&*reader, &mut cursor).await, [0; 0]);
    held.rollback().await.unwrap();
    for commit in waiting {
        assert!(is_appended(commit.await.unwrap()));
    }
    assert_eq!(read_on(&*reader, &mut cursor).await, [4, 5]);
    assert_whole(&*reader).await;
    for store in [one, other, reader] {
        store.close().await;
    }
    holder.close().await.unwrap();
    watcher.close().await.unwrap();
    schema.drop().await;
}

/// Two replicas with many writers; the database itself delays every other commit at its very end,
/// after all numbers were given out.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_sees_every_number_in_turn() {
    const WRITERS: u8 = 6;
    const COMMITS: u64 = 8;
    let schema = Schema::new().await;
    let (one, other, reader) = (open(&schema).await, open(&schema).await, open(&schema).await);
    schema
        .run(
            "CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS \
             'BEGIN PERFORM pg_sleep(0.005 * (NEW.feed % 3)); RETURN NULL; END'; \
             CREATE CONSTRAINT TRIGGER dawdle AFTER INSERT ON segments DEFERRABLE INITIALLY DEFERRED \
             FOR EACH ROW EXECUTE FUNCTION dawdle()"
                .to_owned(),
        )
        .await;
    let mut writers = Vec::new();
    for seed in 1..=WRITERS {
        let store = if seed % 2 == 0 { one.clone() } else { other.clone() };
        writers.push(tokio::spawn(async move {
            let mut device = Device::new(seed, VILLAGE);
            let township = Device::new(50, TOWNSHIP);
            for _ in 0..COMMITS {
                let segment = device.write(LEDGER, 1);
                let receipt = Some(township.receipt(&segment, at(1)));
                let write = Write::Append { segment, via: Some(device.id()), receipt, received_at: at(1) };
                assert!(is_appended(commit_one(&*store, write).await));
            }
        }));
    }
    let all = u64::from(WRITERS) * COMMITS * 2;
    let mut cursor = 0;
    let mut seen = Vec::new();
    loop {
        let is_over = writers.iter().all(tokio::task::JoinHandle::is_finished);
        seen.extend(read_on(&*reader, &mut cursor).await);
        if is_over {
            break;
        }
    }
    assert!(seen.into_iter().eq(1..=all));
    for writer in writers {
        writer.await.unwrap();
    }
    assert_whole(&*reader).await;
    for store in [one, other, reader] {
        store.close().await;
    }
    schema.drop().await;
}
