//! Damaged entries: a flipped bit in what a node keeps of a log is never served and never counted, and what is whole
//! above or below is had back from there.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::county;

use county::{County, deed, ledger, link, record, serving, texts};
use cunbang_ledger::{Projection, Receipt};
use cunbang_model::{DocumentName, Role};
use cunbang_replica::{Push, Replica, ReplicaError, Source};
use cunbang_store::{MemoryStore, Selection, Store, StoreError, StoreErrorKind};
use cunbang_sync::{LinkState, Serving, Upstream};
use cunbang_world::tree::{COUNTY, TOWNSHIP, VILLAGE, unit};
use sqlx::{Connection, Row, SqliteConnection};
use std::path::PathBuf;
use std::sync::Arc;

/// A store in a file.
pub(crate) struct OnDisk {
    _folder: tempfile::TempDir,
    pub(crate) path: PathBuf,
    pub(crate) store: Arc<dyn Store>,
}

impl OnDisk {
    pub(crate) async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.sqlite");
        let store = cunbang_store::open(&format!("sqlite:{}", path.display())).await.unwrap();
        Self { _folder: folder, path, store }
    }

    /// Flips one bit in a segment of a log, and takes away what was worked out from it.
    async fn damage(&self, document: &DocumentName, last: u64) {
        let mut connection = SqliteConnection::connect(self.path.to_str().unwrap()).await.unwrap();
        let sql = "SELECT s.feed, s.frame FROM segments s JOIN logs l ON l.id = s.log_id \
                   WHERE l.kind = $1 AND l.unit = $2 AND s.last_entry = $3";
        let row = sqlx::query(sql)
            .bind(i64::from(document.kind().number()))
            .bind(document.unit().to_string())
            .bind(i64::try_from(last).unwrap())
            .fetch_one(&mut connection)
            .await
            .unwrap();
        let (feed, mut frame): (i64, Vec<u8>) = (row.get(0), row.get(1));
        let middle = frame.len() / 2;
        frame[middle] ^= 4;
        sqlx::query("UPDATE segments SET frame = $1 WHERE feed = $2")
            .bind(frame)
            .bind(feed)
            .execute(&mut connection)
            .await
            .unwrap();
        sqlx::query("DELETE FROM projections WHERE unit = $1")
            .bind(document.unit().to_string())
            .execute(&mut connection)
            .await
            .unwrap();
        connection.close().await.unwrap();
    }
}

/// A county, a township on disk that listens, and a terminal of its village that has written three times.
pub(crate) struct Line {
    pub(crate) county: County,
    pub(crate) township: Arc<Replica>,
    pub(crate) disk: OnDisk,
    pub(crate) serving: Serving,
    pub(crate) up: Upstream,
    pub(crate) terminal: Arc<Replica>,
    pub(crate) below: Upstream,
}

impl Line {
    pub(crate) async fn new() -> Self {
        Self::of(&["a", "b", "c"]).await
    }

    pub(crate) async fn of(ids: &[&str]) -> Self {
        let (county, disk) = (County::new().await, OnDisk::new().await);
        let identity = county.identity(TOWNSHIP, Role::Node);
        let township = county.device_over(Arc::clone(&disk.store), identity).await;
        let serving = serving(&township, None, Some(county.address())).await;
        let up = Upstream::new(Arc::clone(&township), county.address()).unwrap();
        up.sync().await.unwrap();
        let terminal = county.device(VILLAGE, Role::Terminal).await;
        up.sync().await.unwrap();
        let below = link(&terminal, &serving, TOWNSHIP);
        for id in ids {
            record(&terminal, &[deed(id, id)]).await;
            below.sync().await.unwrap();
        }
        Self { county, township, disk, serving, up, terminal, below }
    }

    /// Reads what is damaged, as an export would, and is refused with words.
    async fn is_refused(&self, document: DocumentName) {
        let error = self.township.projection(document).await.unwrap_err();
        let ReplicaError::Store(store) = &error else { panic!("{error}") };
        assert!(matches!(**store, StoreError::DamagedEntries { .. }), "{error}");
        assert_eq!(store.kind(), StoreErrorKind::Damaged);
        assert!(error.to_string().contains("send them again when they connect"), "{error}");
        self.township.look_for_damage().await.unwrap();
        assert_eq!(self.township.damaged().len(), 1, "{:?}", self.township.damaged());
        let incidents = self.disk.store.incidents(1).await.unwrap();
        assert_eq!(incidents[0].kind, "damaged", "{incidents:?}");
        assert!(incidents[0].message.contains(&document.to_string()), "{incidents:?}");
    }

    /// Nothing is damaged any more, and the doctor says so too.
    async fn is_whole(&self) {
        self.township.look_for_damage().await.unwrap();
        assert_eq!(self.township.damaged(), Vec::<String>::new());
        let report = self.township.doctor(false, &mut |_| {}).await.unwrap();
        assert_eq!(report.faults, []);
        assert_eq!(self.disk.store.incidents(1).await.unwrap()[0].kind, "mended");
        assert_eq!(texts(&self.township).await, ["a", "b", "c"]);
    }
}

#[tokio::test]
async fn the_node_above_gives_back_what_is_damaged() {
    for damaged in [1, 2, 3] {
        let line = Line::new().await;
        line.up.sync().await.unwrap();
        line.disk.damage(&ledger(), damaged).await;
        line.is_refused(ledger()).await;
        line.up.sync().await.unwrap();
        line.is_whole().await;
        // And nothing is asked for again.
        let report = line.up.sync().await.unwrap();
        assert_eq!((report.pulled_entries, report.receipts), (0, 0), "{report:?}");
    }
}

/// Others may have cut a log otherwise: what is damaged here comes in pieces.
#[tokio::test]
async fn what_is_damaged_may_come_in_pieces() {
    let county = County::new().await;
    let disk = OnDisk::new().await;
    let township = county.device_over(Arc::clone(&disk.store), county.identity(TOWNSHIP, Role::Node)).await;
    Upstream::new(Arc::clone(&township), county.address()).unwrap().sync().await.unwrap();
    let terminal = county.device(VILLAGE, Role::Terminal).await;
    for id in ["a", "b", "c"] {
        record(&terminal, &[deed(id, id)]).await;
    }
    // The terminal's store has three segments, the township's one.
    let serving = serving(&township, None, Some(county.address())).await;
    Upstream::new(Arc::clone(&township), county.address()).unwrap().sync().await.unwrap();
    link(&terminal, &serving, TOWNSHIP).sync().await.unwrap();
    assert_eq!(disk.store.document_segments(&ledger()).await.unwrap().len(), 1);
    disk.damage(&ledger(), 3).await;
    township.projection(ledger()).await.unwrap_err();
    let identity = terminal.identity();
    for row in terminal.store().document_segments(&ledger()).await.unwrap() {
        assert!(!township.damaged().is_empty());
        let push = Push {
            log: row.log,
            first: row.first,
            packed: row.frame.clone(),
            dictionary: false,
            signature: row.signature,
            certificate: None,
        };
        township.ingest(Source::Below(identity.certificate()), push, &[]).await.unwrap();
    }
    assert_eq!(township.damaged(), Vec::<String>::new());
    assert_eq!(texts(&township).await, ["a", "b", "c"]);
}

/// Whoever stays connected does not wait for the next contact.
#[tokio::test]
async fn a_link_that_stays_asks_at_once() {
    let line = Line::new().await;
    line.up.sync().await.unwrap();
    let (state, mut seen) = tokio::sync::watch::channel(LinkState::default());
    let up = Upstream::new(Arc::clone(&line.township), line.county.address()).unwrap();
    let staying = tokio::spawn(async move { up.stay(state).await });
    let patience = std::time::Duration::from_mins(1);
    tokio::time::timeout(patience, seen.wait_for(|state| state.in_step)).await.unwrap().unwrap();
    line.disk.damage(&ledger(), 2).await;
    let mut changes = line.township.changes();
    line.township.projection(ledger()).await.unwrap_err();
    line.township.look_for_damage().await.unwrap();
    while !line.township.damaged().is_empty() {
        tokio::time::timeout(patience, changes.changed()).await.unwrap().unwrap();
    }
    line.is_whole().await;
    staying.abort();
}

/// Also when another process of the node came across it first.
#[tokio::test]
async fn a_link_that_stays_asks_for_what_another_process_found() {
    let line = Line::new().await;
    line.up.sync().await.unwrap();
    let (state, mut seen) = tokio::sync::watch::channel(LinkState::default());
    let up = Upstream::new(Arc::clone(&line.township), line.county.address()).unwrap();
    let staying = tokio::spawn(async move { up.stay(state).await });
    let patience = std::time::Duration::from_mins(1);
    tokio::time::timeout(patience, seen.wait_for(|state| state.in_step)).await.unwrap().unwrap();
    line.disk.damage(&ledger(), 2).await;
    let store = cunbang_store::open(&format!("sqlite:{}", line.disk.path.display())).await.unwrap();
    let other = line.county.open(store, (*line.township.identity()).clone()).await;
    other.look_at(ledger()).await.unwrap();
    let mut changes = line.township.changes();
    line.township.notice_others().await.unwrap();
    assert!(!line.township.damaged().is_empty());
    while !line.township.damaged().is_empty() {
        tokio::time::timeout(patience, changes.changed()).await.unwrap().unwrap();
    }
    line.is_whole().await;
    staying.abort();
}

#[tokio::test]
async fn the_device_below_gives_back_what_is_damaged() {
    for damaged in [1, 2, 3] {
        let line = Line::new().await;
        line.disk.damage(&ledger(), damaged).await;
        line.is_refused(ledger()).await;
        let before = line.terminal.store().receipts(&ledger()).await.unwrap();
        line.below.sync().await.unwrap();
        line.is_whole().await;
        assert_eq!(
            line.terminal.store().receipts(&ledger()).await.unwrap(),
            before,
            "the receipts stay what they were"
        );
        assert_eq!(line.terminal.writer().incarnation, 0);
        assert_eq!(line.township.writer().incarnation, 0);
        // What went on meanwhile goes on.
        record(&line.terminal, &[deed("d", "d")]).await;
        line.below.sync().await.unwrap();
        line.up.sync().await.unwrap();
        assert_eq!(texts(&line.county.county).await, ["a", "b", "c", "d"]);
        drop(line.serving);
    }
}

/// Nobody has looked yet: the push itself comes across the damage, and brings what mends it.
#[tokio::test]
async fn a_push_that_builds_on_damaged_entries_waits_for_them() {
    let line = Line::new().await;
    line.disk.damage(&ledger(), 3).await;
    let other = line.county.device(VILLAGE, Role::Terminal).await;
    line.up.sync().await.unwrap();
    let below = link(&other, &line.serving, TOWNSHIP);
    // The other terminal has the village's ledger from before.
    for row in line.terminal.store().document_segments(&ledger()).await.unwrap() {
        let push = Push {
            log: row.log,
            first: row.first,
            packed: row.frame.clone(),
            dictionary: false,
            signature: row.signature,
            certificate: Some(line.terminal.identity().certificate().der.clone()),
        };
        let identity = line.township.identity();
        other.ingest(Source::Above(identity.certificate()), push, &[]).await.unwrap();
    }
    record(&other, &[deed("a", "a2")]).await;
    below.sync().await.unwrap();
    line.below.sync().await.unwrap();
    below.sync().await.unwrap();
    assert_eq!(line.township.damaged(), Vec::<String>::new());
    assert_eq!(texts(&line.township).await, ["a2", "b", "c"]);
}

#[tokio::test]
async fn what_only_the_county_writes_comes_from_the_county() {
    let line = Line::new().await;
    let org = DocumentName::org(unit(COUNTY));
    let last = line.disk.store.document_segments(&org).await.unwrap()[0].last;
    line.disk.damage(&org, last).await;
    // A node must open with it, to be given it back.
    let identity = (*line.township.identity()).clone();
    let again = line.county.open(Arc::clone(&line.disk.store), identity).await;
    assert!(!again.damaged().is_empty());
    let up = Upstream::new(Arc::clone(&again), line.county.address()).unwrap();
    up.sync().await.unwrap();
    assert_eq!(again.damaged(), Vec::<String>::new());
    let whole: Projection = again.projection(org).await.unwrap();
    assert_eq!(whole.texts(), line.county.county.projection(org).await.unwrap().texts());
    assert_eq!(again.org().devices().count(), line.county.county.org().devices().count());
}

/// A county has nobody above it.
#[tokio::test]
async fn a_county_gets_back_what_is_damaged_from_its_townships() {
    let disk = OnDisk::new().await;
    let nodes = cunbang_world::county::County::of_seed(77, Arc::clone(&disk.store)).await;
    let county = County::of(nodes).await;
    let (township, serving, up) = county.township().await;
    let terminal = county.device(VILLAGE, Role::Terminal).await;
    up.sync().await.unwrap();
    let below = link(&terminal, &serving, TOWNSHIP);
    for id in ["a", "b", "c"] {
        record(&terminal, &[deed(id, id)]).await;
        below.sync().await.unwrap();
        up.sync().await.unwrap();
    }
    disk.damage(&ledger(), 2).await;
    county.county.projection(ledger()).await.unwrap_err();
    up.sync().await.unwrap();
    assert_eq!(county.county.damaged(), Vec::<String>::new());
    assert_eq!(texts(&county.county).await, ["a", "b", "c"]);
    assert_eq!(township.writer().incarnation, 0);
    assert_eq!(county.county.writer().incarnation, 0);
    assert_eq!(county.county.doctor(false, &mut |_| {}).await.unwrap().faults, []);
}

/// Its own entries are nobody's to push: it asks for them.
#[tokio::test]
async fn a_county_gets_back_its_own_entries_from_its_townships() {
    let disk = OnDisk::new().await;
    let nodes = cunbang_world::county::County::of_seed(77, Arc::clone(&disk.store)).await;
    let county = County::of(nodes).await;
    let (_township, _serving, up) = county.township().await;
    up.sync().await.unwrap();
    let org = DocumentName::org(unit(COUNTY));
    disk.damage(&org, disk.store.document_segments(&org).await.unwrap()[0].last).await;
    county.county.look_at(org).await.unwrap();
    assert!(!county.county.damaged().is_empty());
    up.sync().await.unwrap();
    assert_eq!(county.county.damaged(), Vec::<String>::new());
    assert_eq!(county.county.writer().incarnation, 0);
    assert_eq!(county.county.doctor(false, &mut |_| {}).await.unwrap().faults, []);
    let report = up.sync().await.unwrap();
    assert_eq!(report.pulled_entries, 0, "{report:?}");
}

/// Whoever stays connected is told at once, and does not find out when its line next breaks.
#[tokio::test]
async fn a_node_that_looks_tells_those_that_stay() {
    let line = Line::new().await;
    let (state, mut seen) = tokio::sync::watch::channel(LinkState::default());
    let below = link(&line.terminal, &line.serving, TOWNSHIP);
    let staying = tokio::spawn(async move { below.stay(state).await });
    let patience = std::time::Duration::from_mins(1);
    tokio::time::timeout(patience, seen.wait_for(|state| state.in_step)).await.unwrap().unwrap();
    line.disk.damage(&ledger(), 2).await;
    let mut changes = line.township.changes();
    assert_eq!(line.township.look_at(ledger()).await.unwrap(), []);
    assert!(!line.township.damaged().is_empty());
    while !line.township.damaged().is_empty() {
        tokio::time::timeout(patience, changes.changed()).await.unwrap().unwrap();
    }
    line.is_whole().await;
    staying.abort();
}

/// A terminal that looks through its own store has it mended by the next exchange.
#[tokio::test]
async fn a_terminal_gets_back_its_own_entries() {
    let county = County::new().await;
    let (_township, serving, up) = county.township().await;
    let disk = OnDisk::new().await;
    let identity = county.identity(VILLAGE, Role::Terminal);
    let terminal = county.device_over(Arc::clone(&disk.store), identity).await;
    up.sync().await.unwrap();
    let below = link(&terminal, &serving, TOWNSHIP);
    for id in ["a", "b", "c"] {
        record(&terminal, &[deed(id, id)]).await;
        below.sync().await.unwrap();
    }
    disk.damage(&ledger(), 2).await;
    terminal.look_at(ledger()).await.unwrap();
    assert!(!terminal.damaged().is_empty());
    below.sync().await.unwrap();
    assert_eq!(terminal.damaged(), Vec::<String>::new());
    assert_eq!(texts(&terminal).await, ["a", "b", "c"]);
    assert_eq!(terminal.writer().incarnation, 0);
}

/// What is damaged is not passed on, and what comes after it waits until it is whole.
#[tokio::test]
async fn damaged_entries_are_not_served() {
    let line = Line::new().await;
    line.disk.damage(&ledger(), 2).await;
    line.up.sync().await.unwrap();
    let at_county = line.county.county.store().heads(&Selection::under(unit(VILLAGE))).await.unwrap();
    assert!(at_county.iter().all(|head| head.log.document != ledger() || head.head.number < 2), "{at_county:?}");
    line.below.sync().await.unwrap();
    line.up.sync().await.unwrap();
    assert_eq!(texts(&line.county.county).await, ["a", "b", "c"]);
    line.is_whole_at_last().await;
}

impl Line {
    async fn is_whole_at_last(&self) {
        assert_eq!(self.township.damaged(), Vec::<String>::new());
        assert_eq!(texts(&self.township).await, ["a", "b", "c"]);
    }
}

/// A township's own receipts are altered on its disk. It hands out none of them, and gives others where it is asked.
#[tokio::test]
async fn altered_receipts_cut_nobody_off() {
    let line = Line::new().await;
    let mut connection = SqliteConnection::connect(line.disk.path.to_str().unwrap()).await.unwrap();
    sqlx::query("UPDATE receipts SET signature = zeroblob(64)").execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
    record(&line.terminal, &[deed("d", "d")]).await;
    assert_eq!(line.below.sync().await.unwrap().acknowledged_entries, 1);
    // One that has nothing yet is read everything, and another copy pushes what is known.
    let second = line.county.device(VILLAGE, Role::Terminal).await;
    line.up.sync().await.unwrap();
    assert_eq!(link(&second, &line.serving, TOWNSHIP).sync().await.unwrap().refused, []);
    assert_eq!(texts(&second).await, ["a", "b", "c", "d"]);
    let copy: Arc<dyn Store> = Arc::new(MemoryStore::new());
    let copy = line.county.open(copy, (*line.terminal.identity()).clone()).await;
    assert_eq!(link(&copy, &line.serving, TOWNSHIP).sync().await.unwrap().refused, []);
    assert_eq!(texts(&copy).await, ["a", "b", "c", "d"]);
}

/// What a node has signed it gets back from those who hold it, as it was.
#[tokio::test]
async fn altered_receipts_come_back_from_below() {
    let line = Line::new().await;
    line.below.sync().await.unwrap();
    let before = line.township.store().receipts(&ledger()).await.unwrap();
    let mut connection = SqliteConnection::connect(line.disk.path.to_str().unwrap()).await.unwrap();
    let altered = format!("UPDATE receipts SET signature = zeroblob(64) WHERE node = x'{}'", line.township.device());
    let altered = sqlx::query(sqlx::AssertSqlSafe(altered)).execute(&mut connection).await.unwrap();
    assert!(altered.rows_affected() > 0);
    connection.close().await.unwrap();
    line.township.look_at(ledger()).await.unwrap();
    line.township.notice_others().await.unwrap();
    assert!(!line.township.damaged().is_empty());
    line.below.sync().await.unwrap();
    line.township.notice_others().await.unwrap();
    assert_eq!(line.township.damaged(), Vec::<String>::new());
    assert_eq!(line.township.store().receipts(&ledger()).await.unwrap(), before);
}

/// Somebody takes a county's receipts out of its store, or alters their times: they come back from its township, with the
/// township's own, as they were.
#[tokio::test]
async fn receipts_taken_out_of_a_county_come_back_from_its_townships() {
    const OF_LEDGERS: &str = "WHERE log_id IN (SELECT id FROM logs WHERE kind = 401)";
    for altered in ["DELETE FROM receipts", "UPDATE receipts SET received_at = received_at + 1"] {
        let disk = OnDisk::new().await;
        let nodes = cunbang_world::county::County::of_seed(77, Arc::clone(&disk.store)).await;
        let county = County::of(nodes).await;
        let (_township, serving, up) = county.township().await;
        let terminal = county.device(VILLAGE, Role::Terminal).await;
        up.sync().await.unwrap();
        let below = link(&terminal, &serving, TOWNSHIP);
        for id in ["a", "b", "c"] {
            record(&terminal, &[deed(id, id)]).await;
            below.sync().await.unwrap();
            up.sync().await.unwrap();
        }
        let before = disk.store.receipts(&ledger()).await.unwrap();
        let mut connection = SqliteConnection::connect(disk.path.to_str().unwrap()).await.unwrap();
        let sql = sqlx::AssertSqlSafe(format!("{altered} {OF_LEDGERS}"));
        assert_eq!(sqlx::query(sql).execute(&mut connection).await.unwrap().rows_affected(), 6);
        connection.close().await.unwrap();
        let lost = county.county.look_at_receipts(&Selection::under(unit(VILLAGE))).await.unwrap();
        assert_eq!(lost.len(), 1, "{altered}: {lost:?}");
        assert!(!county.county.damaged().is_empty());
        up.sync().await.unwrap();
        let mut after = disk.store.receipts(&ledger()).await.unwrap();
        after.sort_by_key(|receipt| before.iter().position(|one| one == receipt));
        assert_eq!(after, before, "{altered}");
        let lost = county.county.look_at_receipts(&Selection::under(unit(VILLAGE))).await.unwrap();
        assert!(lost.is_empty(), "{altered}: {lost:?}");
        assert_eq!(county.county.damaged(), Vec::<String>::new());
    }
}

/// Takes a county's receipts for ledgers out of its store, and has it look.
async fn lose_receipts(county: &Replica, disk: &OnDisk) {
    let mut connection = SqliteConnection::connect(disk.path.to_str().unwrap()).await.unwrap();
    let sql = "DELETE FROM receipts WHERE log_id IN (SELECT id FROM logs WHERE kind = 401)";
    assert!(sqlx::query(sql).execute(&mut connection).await.unwrap().rows_affected() > 0);
    connection.close().await.unwrap();
    county.look_at_receipts(&Selection::under(unit(VILLAGE))).await.unwrap();
}

/// A township's computer is replaced, and the county then loses its receipts: those that the old computer signed come back
/// as well, from the new one or from the village that holds them. They show that the village was in time.
#[tokio::test]
async fn receipts_of_a_computer_that_was_replaced_come_back() {
    let disk = OnDisk::new().await;
    let nodes = cunbang_world::county::County::of_seed(78, Arc::clone(&disk.store)).await;
    let county = County::of(nodes).await;
    let (first, serving, up) = county.township().await;
    let terminal = county.device(VILLAGE, Role::Terminal).await;
    up.sync().await.unwrap();
    record(&terminal, &[deed("a", "a")]).await;
    link(&terminal, &serving, TOWNSHIP).sync().await.unwrap();
    up.sync().await.unwrap();
    let of_first = |receipts: Vec<Receipt>| receipts.into_iter().find(|receipt| receipt.node == first.device());
    let signed = of_first(disk.store.receipts(&ledger()).await.unwrap()).unwrap();
    let (_second, _serving, up) = county.township().await;
    up.sync().await.unwrap();
    lose_receipts(&county.county, &disk).await;
    up.sync().await.unwrap();
    assert_eq!(of_first(disk.store.receipts(&ledger()).await.unwrap()).as_ref(), Some(&signed));
    // The next computer comes when the county has lost them: only the village holds them.
    lose_receipts(&county.county, &disk).await;
    let (third, serving, up) = county.township().await;
    up.sync().await.unwrap();
    assert_eq!(of_first(third.store().receipts(&ledger()).await.unwrap()), None);
    link(&terminal, &serving, TOWNSHIP).sync().await.unwrap();
    up.sync().await.unwrap();
    assert_eq!(of_first(disk.store.receipts(&ledger()).await.unwrap()).as_ref(), Some(&signed));
}
