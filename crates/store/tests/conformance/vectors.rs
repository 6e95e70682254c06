//! Golden vectors: stores as each release left them, a SQLite file and a dump of PostgreSQL. Every later
//! program opens them all, brings their tables up to date, and gives back what is recorded beside them.
//!
//! A file is named by the release of the schema and by the version of the tables.
//! `CUNBANG_WRITE_VECTORS=1` writes those of this program, once.

use crate::cluster::{Database, programs};
use crate::writing::{append, append_via, assert_whole, at, commit_one, is_appended};
use cunbang_ledger::{Document, Hash, LogHead, LogId, Projection, Receipt, VerifiedSegment, VersionVector};
use cunbang_model::schema::RELEASE;
use cunbang_model::{DeviceId, DocumentName, Role};
use cunbang_store::{
    Contact, FeedItem, FeedScope, ForkEvidence, Holder, Incident, MemoryStore, OperatorRole, Quarantined, Selection,
    Session, SharedLogs, Store, Stored, StoredPublication, StoredResult, StoredRun, StoredSegment, Write,
};
use cunbang_world::QUARTER;
use cunbang_world::devices::Device;
use cunbang_world::tree::{COUNTY, NEIGHBOUR, TOWNSHIP, VILLAGE, unit};
use cunbang_world::vectors::{Vectors, is_wanted, write};
use data_encoding::HEXLOWER;
use serde_json::{Map, Value, json};
use sqlx::{Connection, Row, SqliteConnection};
use std::path::Path;
use std::process::Command;

const LEDGER: &str = "ledger/330522103201/2026Q3";
const EVERYTHING: usize = 100_000;

fn vectors() -> Vectors {
    Vectors::of(env!("CARGO_MANIFEST_DIR"))
}

/// What this program's files are called: the version of the tables is that of a new store.
async fn stem() -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("store.sqlite");
    cunbang_store::open(&format!("sqlite:{}", path.display())).await.unwrap().close().await;
    let mut connection = SqliteConnection::connect(path.to_str().unwrap()).await.unwrap();
    let row = sqlx::query("SELECT version FROM schema_version").fetch_one(&mut connection).await.unwrap();
    format!("schema-{RELEASE}-tables-{}", row.get::<i64, _>(0))
}

/// A county's store with something in every table.
pub(crate) async fn fill(store: &dyn Store) {
    let mut clerk = Device::new(1, VILLAGE);
    let mut neighbour = Device::new(2, NEIGHBOUR);
    let mut township = Device::new(8, TOWNSHIP);
    let mut county = Device::new(9, COUNTY);
    for document in ["org/330522", "scheme/330522", "bulletin/330522/2026Q3"] {
        assert!(is_appended(commit_one(store, append(&county.write(document, 1))).await));
    }
    let inspection = township.write("inspection/330522103201/2026Q3", 1);
    commit_one(store, append_via(&inspection, Some(township.id()))).await;
    for document in ["roster/330522103201", "appeal/330522103201/2026Q3"] {
        commit_one(store, append_via(&clerk.write(document, 1), Some(township.id()))).await;
    }
    let mut open = Document::new(LEDGER.parse().unwrap());
    let mut projection = Projection::new(LEDGER.parse().unwrap());
    let mut ledger = Vec::new();
    for rows in [3, 1] {
        let segment = clerk.write(LEDGER, rows);
        open.apply(std::slice::from_ref(&segment)).unwrap();
        projection.apply(&clerk.writer(), &segment.entries()[0]).unwrap();
        let receipt = Some(county.receipt(&segment, at(60)));
        let write = Write::Append { segment: segment.clone(), via: Some(township.id()), receipt, received_at: at(60) };
        assert!(is_appended(commit_one(store, write).await));
        ledger.push(segment);
    }
    let other = neighbour.write("ledger/330522103202/2026Q3", 2);
    commit_one(store, append_via(&other, Some(township.id()))).await;
    let vector: VersionVector = format!("{}:2", clerk.writer()).parse().unwrap();
    let kept = |body| Stored { document: LEDGER.parse().unwrap(), vector: vector.clone(), body };
    let head = |segment: &VerifiedSegment| (*segment.log(), segment.after().number);
    let ((log, number), (_, first)) = (head(&ledger[1]), head(&ledger[0]));
    let acknowledged =
        |number| Write::Acknowledged { upstream: DeviceId::from_bytes([7; 16]), log, number, receipt_time: at(90) };
    clerk.forget(LEDGER);
    let branch = clerk.write(LEDGER, 1);
    let writes = vec![
        Write::Receipt { receipt: township.receipt(&ledger[1], at(30)), via: Some(township.id()) },
        acknowledged(number),
        acknowledged(first),
        Write::Setting { name: "root".to_owned(), value: Some(COUNTY.as_bytes().to_vec()) },
        Write::Setting { name: "incarnation".to_owned(), value: Some(vec![0, 0, 1, 2]) },
        Write::Snapshot(kept(open.save())),
        Write::Projection(kept(projection.encode().unwrap())),
        Write::Quarantine(Quarantined {
            at: at(70),
            device: Some(neighbour.id()),
            document: Some(LEDGER.parse().unwrap()),
            code: cunbang_ledger::RefusalCode::NotPermitted,
            message: "二界岭村不能写胥仓村的台账".to_owned(),
            bytes: vec![1, 2, 3],
        }),
        Write::Fork(ForkEvidence {
            at: at(71),
            log,
            number: 1,
            frame: branch.frame().to_vec(),
            signature: *branch.signature(),
        }),
        Write::Incident(Incident { at: at(72), kind: "fork".to_owned(), message: "两条不同的记录".to_owned() }),
        Write::Run(StoredRun {
            id: "5".repeat(64),
            period: QUARTER,
            made_at: at(73),
            record: b"{\"a\":1}".to_vec(),
            outcome: vec![0, 255],
        }),
        Write::EnrolmentCode {
            secret_hash: [3; 32],
            unit: unit(VILLAGE),
            role: Role::Terminal,
            label: "会计室电脑".to_owned(),
            expires_at: at(1000),
        },
        Write::EnrolmentCode {
            secret_hash: [4; 32],
            unit: unit(TOWNSHIP),
            role: Role::Node,
            label: "泗安镇".to_owned(),
            expires_at: at(2000),
        },
        Write::Operator {
            name: "组织部".to_owned(),
            password_hash: "$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ$aGFzaA".to_owned(),
            added_at: at(75),
            role: OperatorRole::Head,
            password_seal: vec![1],
            state_seal: vec![2],
        },
        Write::Operator {
            name: "党建办".to_owned(),
            password_hash: "$argon2id$".to_owned(),
            added_at: at(76),
            role: OperatorRole::Viewer,
            password_seal: vec![3],
            state_seal: vec![4],
        },
        Write::DisableOperator { name: "党建办".to_owned(), state_seal: vec![5] },
        Write::FailedAttempts {
            operator: "组织部".to_owned(), before: Some(0), now: 5, locked_until: Some(at(107))
        },
        Write::Session(Session {
            token_hash: [6; 32],
            operator: "组织部".to_owned(),
            began_at: at(77),
            seen_at: at(78),
            is_locked: true,
        }),
    ];
    store.commit(writes).await.unwrap();
    store.take_enrolment_code(&[4; 32], at(74)).await.unwrap();
    let accounts = vec![
        Write::EnrolmentCode {
            secret_hash: [5; 32],
            unit: unit(NEIGHBOUR),
            role: Role::Terminal,
            label: "二界岭村部".to_owned(),
            expires_at: at(3000),
        },
        Write::CancelCode { secret_hash: [5; 32], at: at(75), reason: "信封遗失".to_owned() },
        Write::Contact(Contact { device: township.id(), at: at(76) }),
        Write::Publication(StoredPublication {
            run: "5".repeat(64),
            unit: unit(COUNTY),
            period: QUARTER,
            scheme: "standard".to_owned(),
            published_on: "2026-10-15".parse().unwrap(),
            withdrawn: Some("漏计一村".to_owned()),
            results: vec![StoredResult {
                unit: unit(VILLAGE),
                level: "village".to_owned(),
                name: "胥仓村".to_owned(),
                parent: Some((unit(TOWNSHIP), "洪桥镇".to_owned())),
                status: "received".to_owned(),
                score_hundredths: Some(8134),
                rank: Some(135),
                rank_in_parent: Some(3),
                stars: None,
                candidate: Some(false),
                best_rank: None,
                worst_rank: None,
                prospect: Some("possible".to_owned()),
            }],
        }),
    ];
    store.commit(accounts).await.unwrap();
}

fn hash(bytes: &[u8]) -> String {
    Hash::of(&[bytes]).to_string()
}

fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}

fn head_told(log: &LogId, head: &LogHead, signature: &[u8; 64]) -> Value {
    json!({
        "log": log.to_string(),
        "number": head.number,
        "entry": head.entry_hash.to_string(),
        "change": head.change_hash.to_string(),
        "next_operation": head.next_operation,
        "signature": hex(signature),
    })
}

fn segment_told(segment: &StoredSegment) -> Value {
    let entries = segment.entries().unwrap().into_iter().map(|entry| {
        let rows: Vec<_> = entry.puts.iter().map(|put| json!([put.row.key(), put.row.to_json()])).collect();
        json!({ "number": entry.number, "operator": entry.operator, "rows": rows })
    });
    json!({
        "first": segment.first,
        "last": segment.last,
        "head": head_told(&segment.log, &segment.head, &segment.signature),
        "frame": hash(&segment.frame),
        "received_at": segment.received_at.to_string(),
        "entries": entries.collect::<Vec<_>>(),
    })
}

fn receipt_told(receipt: &Receipt) -> Value {
    json!({
        "log": receipt.log.to_string(),
        "number": receipt.number,
        "entry": receipt.entry_hash.to_string(),
        "unit": receipt.unit.to_string(),
        "node": receipt.node.to_string(),
        "received_at": receipt.received_at.to_string(),
        "signature": hex(&receipt.signature),
    })
}

/// What is kept of a publication. Files of before version 7 of the tables say nothing of prospects.
fn published_told(published: &StoredPublication) -> String {
    format!("{published:?}").replace(", prospect: None", "")
}

fn stored_told(stored: &Stored) -> Value {
    json!({ "vector": stored.vector.to_string(), "body": hash(&stored.body) })
}

fn list<T>(items: &[T], told: impl Fn(&T) -> Value) -> Value {
    Value::Array(items.iter().map(told).collect())
}

/// What a store says of everything in it, through all its ports.
pub(crate) async fn told(store: &dyn Store) -> Value {
    let all = Selection::under(unit(COUNTY));
    let documents = store.documents(&all).await.unwrap();
    let segments = store.segments_of_documents(&all).await.unwrap();
    let mut derived = Map::new();
    for document in &documents {
        if let Some(projection) = derived_told(store, document).await {
            derived.insert(document.to_string(), projection);
        }
    }
    let feed = store.feed(0, &FeedScope { unit: unit(COUNTY) }, EVERYTHING).await.unwrap();
    let feed = list(&feed, |row| {
        let what = match &row.item {
            FeedItem::Segment(segment) => format!("{} to {}", segment.log, segment.last),
            FeedItem::Receipt(receipt) => format!("receipt {} to {}", receipt.log, receipt.number),
        };
        let via = row.via.map(|via| via.to_string());
        json!({ "number": row.position.number, "tag": hex(&row.position.tag), "via": via, "what": what })
    });
    let end = store.feed_end().await.unwrap();
    let upstream = DeviceId::from_bytes([7; 16]);
    let acknowledged = store.acknowledged(&upstream).await.unwrap();
    let going_up = SharedLogs::GoingUp { under: unit(COUNTY), to: unit("3305"), upper: upstream };
    let mut agreements = Vec::new();
    for holder in [Holder::Here, Holder::Upstream(upstream)] {
        agreements.push(store.agreement(&holder, &going_up).await.unwrap().0.to_string());
    }
    let pending = store.pending(&upstream, unit("3305"), None).await.unwrap();
    let mut settings = Map::new();
    for name in ["root", "incarnation", "none"] {
        settings.insert(name.to_owned(), json!(store.setting(name).await.unwrap().map(|value| hex(&value))));
    }
    let mut runs = Vec::new();
    for head in store.runs(None).await.unwrap() {
        let run = store.run(&head.id).await.unwrap().unwrap();
        runs.push(json!({
            "id": run.id,
            "period": run.period.to_string(),
            "made_at": run.made_at.to_string(),
            "record": hex(&run.record),
            "outcome": hex(&run.outcome),
            "published": store.publication(&run.id).await.unwrap().map(|published| published_told(&published)),
        }));
    }
    let session = store.session(&[6; 32]).await.unwrap();
    json!({
        "documents": list(&documents, |document| json!(document.to_string())),
        "heads": list(&store.heads(&all).await.unwrap(), |head| head_told(&head.log, &head.head, &head.signature)),
        "segments": list(&segments, segment_told),
        "receipts": list(&store.receipts_of_documents(&all).await.unwrap(), receipt_told),
        "derived": derived,
        "feed": feed,
        "feed_end": { "number": end.number, "tag": hex(&end.tag) },
        "acknowledged": list(&acknowledged, |acknowledged| json!({
            "log": acknowledged.log.to_string(),
            "number": acknowledged.number,
            "receipt_time": acknowledged.receipt_time.to_string(),
        })),
        "agreements": agreements,
        "pending": list(&pending, |segment| json!(format!("{} to {}", segment.log, segment.last))),
        "settings": settings,
        "quarantined": list(&store.quarantined(EVERYTHING).await.unwrap(), |refused| json!({
            "at": refused.at.to_string(),
            "device": refused.device.map(|device| device.to_string()),
            "document": refused.document.map(|document| document.to_string()),
            "code": refused.code as i32,
            "message": refused.message,
            "bytes": hex(&refused.bytes),
        })),
        "forks": list(&store.forks(EVERYTHING).await.unwrap(), |fork| json!({
            "at": fork.at.to_string(),
            "log": fork.log.to_string(),
            "number": fork.number,
            "frame": hash(&fork.frame),
            "signature": hex(&fork.signature),
        })),
        "incidents": list(&store.incidents(EVERYTHING).await.unwrap(), |incident| json!({
            "at": incident.at.to_string(),
            "kind": incident.kind,
            "message": incident.message,
        })),
        "runs": runs,
        "codes": list(&store.enrolment_codes().await.unwrap(), |code| json!({
            "secret_hash": hex(&code.secret_hash),
            "unit": code.unit.to_string(),
            "role": code.role.as_str(),
            "label": code.label,
            "expires_at": code.expires_at.to_string(),
            "used_at": code.used_at.map(|at| at.to_string()),
            "cancelled": code.cancelled.as_ref().map(|one| json!([one.at.to_string(), one.reason])),
        })),
        "contacts": list(&store.contacts().await.unwrap(), |contact| {
            json!([contact.device.to_string(), contact.at.to_string()])
        }),
        "operators": list(&store.operators().await.unwrap(), |operator| json!({
            "name": operator.name,
            "password_hash": operator.password_hash,
            "added_at": operator.added_at.to_string(),
            "role": operator.role.as_str(),
            "is_disabled": operator.is_disabled,
            "failed_attempts": operator.failed_attempts,
            "locked_until": operator.locked_until.map(|until| until.to_string()),
        })),
        "sessions": list(session.as_slice(), |session| json!({
            "token_hash": hex(&session.token_hash),
            "operator": session.operator,
            "began_at": session.began_at.to_string(),
            "seen_at": session.seen_at.to_string(),
            "is_locked": session.is_locked,
        })),
    })
}

/// The snapshot and the projection of a document, and the rows that its entries come to.
async fn derived_told(store: &dyn Store, name: &DocumentName) -> Option<Value> {
    let snapshot = store.snapshot(name).await.unwrap();
    let projection = store.projection(name).await.unwrap();
    let mut rebuilt = Projection::new(*name);
    for segment in store.document_segments(name).await.unwrap() {
        for entry in segment.entries().unwrap() {
            rebuilt.apply(&segment.log.writer, &entry).unwrap();
        }
    }
    let texts = rebuilt.texts();
    // One of another release is made anew from the entries.
    if let Some(stored) = projection.as_ref().filter(|stored| Projection::is_current(&stored.body)) {
        assert_eq!(Projection::decode(*name, &stored.body).unwrap().texts(), texts);
    }
    Some(json!({
        "snapshot": snapshot.as_ref().map(stored_told),
        "projection": projection.as_ref().map(stored_told),
        "rows": texts,
    }))
}

/// Whether everything recorded is told: later programs may tell more of it.
fn assert_told(told: &Value, recorded: &Value, place: &str) {
    match (told, recorded) {
        (Value::Object(told), Value::Object(recorded)) => {
            for (name, value) in recorded {
                let place = format!("{place}/{name}");
                assert_told(told.get(name).unwrap_or_else(|| panic!("{place} is not told")), value, &place);
            }
        }
        (Value::Array(told), Value::Array(recorded)) => {
            assert_eq!(told.len(), recorded.len(), "{place}");
            for (number, (told, recorded)) in told.iter().zip(recorded).enumerate() {
                assert_told(told, recorded, &format!("{place}/{number}"));
            }
        }
        _ => assert_eq!(told, recorded, "{place}"),
    }
}

/// Opens a store that an earlier program left, and writes on in it.
async fn assert_gives_back(url: &str, recorded: &Value, place: &str) {
    let store = cunbang_store::open(url).await.unwrap_or_else(|error| panic!("{place}: {error}"));
    assert_told(&told(&*store).await, recorded, place);
    assert_whole(&*store).await;
    let end = store.feed_end().await.unwrap().number;
    let mut stranger = Device::new(200, VILLAGE);
    assert!(is_appended(commit_one(&*store, append(&stranger.write(LEDGER, 2))).await), "{place}");
    assert_eq!(store.feed_end().await.unwrap().number, end + 1, "{place}");
    let incident = Incident { at: at(100), kind: "fork".to_owned(), message: "x".to_owned() };
    store.commit(vec![Write::Incident(incident.clone())]).await.unwrap();
    assert_eq!(store.incidents(1).await.unwrap(), [incident], "{place}");
    assert_whole(&*store).await;
    store.close().await;
}

/// What is recorded of a store is the same whatever database it lies in.
#[tokio::test]
async fn this_program_has_its_vectors() {
    let stem = stem().await;
    let path = vectors().file(&stem, "json");
    if is_wanted(&path) {
        let store = MemoryStore::new();
        fill(&store).await;
        write(&path, &told(&store).await);
        write_sqlite(&vectors().file(&stem, "sqlite.zst")).await;
        write_postgres(&vectors().file(&stem, "postgres.sql")).await;
    }
    for ending in ["json", "sqlite.zst", "postgres.sql"] {
        let file = vectors().file(&stem, ending);
        assert!(file.exists(), "{}: write it with CUNBANG_WRITE_VECTORS=1", file.display());
    }
}

async fn write_sqlite(to: &Path) {
    const LEVEL: i32 = 19;
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("store.sqlite").display());
    let store = cunbang_store::open(&url).await.unwrap();
    fill(&*store).await;
    // A copy has no free pages, and no files beside it.
    let copy = folder.path().join("copy.sqlite");
    store.backup(&copy).await.unwrap();
    store.close().await;
    let packed = zstd::stream::encode_all(std::fs::File::open(&copy).unwrap(), LEVEL).unwrap();
    std::fs::write(to, packed).unwrap();
}

async fn write_postgres(to: &Path) {
    let database = Database::new("vector").await;
    let store = cunbang_store::open(&database.url()).await.unwrap();
    fill(&*store).await;
    store.close().await;
    let output = Command::new(programs().join("pg_dump"))
        .args(["--inserts", "--no-owner", "--no-privileges", "--schema=public", &database.url()])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let dump = String::from_utf8(output.stdout).unwrap();
    // Comments name the programs' versions, and lines with a backslash are for psql alone. A new database has
    // its schema.
    let lines = dump.lines().filter(|line| {
        !line.is_empty() && !line.starts_with("--") && !line.starts_with('\\') && !line.contains("SCHEMA public")
    });
    let text: String = lines.flat_map(|line| [line, "\n"]).collect();
    std::fs::write(to, text).unwrap();
    database.drop().await;
}

#[tokio::test]
async fn every_program_opens_the_sqlite_files_of_every_release() {
    for (file, recorded) in vectors().recorded("sqlite.zst") {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("store.sqlite");
        zstd::stream::copy_decode(std::fs::File::open(&file).unwrap(), std::fs::File::create(&path).unwrap()).unwrap();
        assert_gives_back(&format!("sqlite:{}", path.display()), &recorded, &file.display().to_string()).await;
    }
}

#[tokio::test]
async fn every_program_opens_the_postgresql_stores_of_every_release() {
    for (number, (file, recorded)) in vectors().recorded("postgres.sql").into_iter().enumerate() {
        let database = Database::new(&format!("recorded_{number}")).await;
        database.run_in(std::fs::read_to_string(&file).unwrap()).await;
        assert_gives_back(&database.url(), &recorded, &file.display().to_string()).await;
        database.drop().await;
    }
}
