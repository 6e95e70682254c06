//! A small county for tests: real identities and nodes, and hands that carry entries between them.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used)] // each test file uses its part

use cunbang_desk::{Desk, RunOptions};
use cunbang_identity::{CertificateAuthority, DeviceKey, Identity};
use cunbang_model::clock::SetClock;
use cunbang_model::{Clock, Period, Role, Row, Table, Timestamp, UnitCode};
use cunbang_ranking::RankingRun;
use cunbang_replica::{Acknowledgement, Answer, Push, PushBody, Replica, Source};
use cunbang_store::{FeedItem, FeedScope, MemoryStore, Store, StoredSegment};
use ring::rand::SystemRandom;
use std::sync::Arc;

pub(crate) const COUNTY: &str = "330522";
pub(crate) const TOWNSHIP: &str = "330522103";
pub(crate) const TOWNSHIPS: [&str; 2] = ["330522103", "330522104"];
pub(crate) const VILLAGES: [&str; 4] = ["330522103201", "330522103202", "330522104201", "330522104202"];
pub(crate) const SCHEME: &str = r#"
name = "deeds"
title = "言行考评"
period = "quarter"
deadline_days = 10

[member]
[[member.indicators]]
id = "own"
title = "own deeds"
max = 10
measure = { kind = "count", table = "deeds" }
points = { kind = "per", each = 1 }

[village]
[[village.indicators]]
id = "deeds"
title = "deeds"
group = "base"
max = 50
measure = { kind = "count", table = "deeds" }
points = { kind = "per", each = 1 }
[[village.indicators]]
id = "inspection"
title = "findings"
group = "deducted"
max = 30
measure = { kind = "sum", table = "findings", column = "points" }
points = { kind = "deduct", each = 1 }
[[village.groups]]
id = "base"
kind = "base"
[[village.groups]]
id = "deducted"
kind = "deducted"
[village.candidates]
share = 0.25

[township]
[[township.indicators]]
id = "villages"
title = "mean"
max = 50
measure = { kind = "children", weight = "equal" }
points = { kind = "value" }
"#;

pub(crate) fn unit(code: &str) -> UnitCode {
    code.parse().unwrap()
}

pub(crate) fn quarter() -> Period {
    "2026Q3".parse().unwrap()
}

pub(crate) fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub(crate) fn row(table: Table, cells: &[(&str, &str)]) -> Row {
    Row::from_cells(table, cells.iter().copied()).unwrap()
}

pub(crate) fn deed(village: &str, id: &str) -> Row {
    deed_on(village, id, "2026-07-03", "帮扶")
}

pub(crate) fn deed_on(village: &str, id: &str, date: &str, text: &str) -> Row {
    let cells =
        [("unit", village), ("deed", id), ("member", "m1"), ("date", date), ("kind", "integrity"), ("text", text)];
    row(Table::Deeds, &cells)
}

pub(crate) fn standing(village: &str, member: &str) -> Row {
    row(Table::Standing, &[("unit", village), ("member", member), ("status", "full")])
}

pub(crate) fn finding(village: &str, id: &str, points: &str) -> Row {
    let cells = [
        ("unit", village),
        ("finding", id),
        ("date", "2026-08-01"),
        ("clause", "1"),
        ("text", "记录不全"),
        ("points", points),
        ("due", "2026-08-20"),
    ];
    row(Table::Findings, &cells)
}

/// The authority, the clock, and the county's node.
pub(crate) struct County {
    pub(crate) authority: CertificateAuthority,
    pub(crate) clock: Arc<SetClock>,
    pub(crate) desk: Arc<Desk>,
}

impl County {
    /// A county with its units, and a scheme put before the period.
    pub(crate) async fn new() -> Self {
        Self::with_store(Arc::new(MemoryStore::new())).await
    }

    pub(crate) async fn with_store(store: Arc<dyn Store>) -> Self {
        let start = moment("2026-06-20T02:00:00Z");
        let authority = CertificateAuthority::create(unit(COUNTY), start).unwrap();
        let clock = Arc::new(SetClock::new(start));
        let desk = open(&authority, &clock, COUNTY, Role::Node, store).await;
        let county = Self { authority, clock, desk };
        county.desk.replica().list_device(county.desk.replica().identity().certificate()).await.unwrap();
        let mut units = vec![(COUNTY, "长兴县", "county")];
        units.extend(TOWNSHIPS.map(|code| (code, "某镇", "township")));
        units.extend(VILLAGES.map(|code| (code, "某村", "village")));
        let units: Vec<Row> = units
            .into_iter()
            .map(|(code, name, kind)| row(Table::Units, &[("code", code), ("name", name), ("kind", kind)]))
            .collect();
        county.desk.import("建站", &units, None).await.unwrap();
        county.desk.put_scheme("组织部", SCHEME, quarter(), None).await.unwrap();
        county.clock.set(moment("2026-07-10T02:00:00Z"));
        county
    }

    pub(crate) async fn device(&self, code: &str, role: Role) -> Arc<Desk> {
        let device = open(&self.authority, &self.clock, code, role, Arc::new(MemoryStore::new())).await;
        self.desk.replica().list_device(device.replica().identity().certificate()).await.unwrap();
        device
    }

    pub(crate) async fn terminal(&self, village: &str) -> Arc<Desk> {
        self.device(village, Role::Terminal).await
    }

    /// The same node over another store: what a second replica, or one restored from nothing, is.
    pub(crate) async fn again(&self, store: Arc<dyn Store>) -> Arc<Desk> {
        let clock: Arc<dyn Clock> = Arc::<SetClock>::clone(&self.clock);
        Desk::new(Replica::open(store, clock, (*self.desk.replica().identity()).clone(), unit(COUNTY)).await.unwrap())
    }

    pub(crate) fn at(&self, time: &str) {
        self.clock.set(moment(time));
    }

    pub(crate) async fn run(&self) -> RankingRun {
        self.desk.run(quarter(), RunOptions::default()).await.unwrap()
    }
}

pub(crate) async fn open(
    authority: &CertificateAuthority,
    clock: &Arc<SetClock>,
    code: &str,
    role: Role,
    store: Arc<dyn Store>,
) -> Arc<Desk> {
    let key = DeviceKey::generate(&SystemRandom::new()).unwrap();
    let certificate = authority.issue(&key.public_key(), unit(code), role, "电脑", clock.now()).unwrap();
    let identity = Identity::new(key, certificate, authority.der().to_vec()).unwrap();
    let clock: Arc<dyn Clock> = Arc::<SetClock>::clone(clock);
    Desk::new(Replica::open(store, clock, identity, authority.unit()).await.unwrap())
}

/// Carries what one node has for the one above, and brings the receipts back.
pub(crate) async fn up(from: &Arc<Desk>, to: &Arc<Desk>) {
    let (below, above) = (from.replica().identity(), to.replica().identity());
    let pushes = from.replica().pending_for(above.certificate()).await.unwrap();
    let passed = from.replica().receipts_to_pass_on(&pushes).await.unwrap();
    let mut acknowledged = Vec::new();
    for push in pushes {
        let (log, number) = (push.log, push.head.number);
        let push = Push {
            log,
            first: push.first,
            body: PushBody::Frame { packed: push.packed, dictionary: push.dictionary },
            signature: push.signature,
            certificate: from.replica().org().certificate(log.writer.device).map(|certificate| certificate.der.clone()),
        };
        match to.replica().ingest(Source::Below(below.certificate()), push, &passed).await.unwrap() {
            Answer::Taken(receipt) => acknowledged.push(Acknowledgement { log, number, receipt }),
            Answer::Refused { refusal, .. } => panic!("{refusal}"),
        }
    }
    to.replica().keep_receipts(Source::Below(below.certificate()), passed).await.unwrap();
    from.replica().acknowledge(above.certificate(), acknowledged).await.unwrap();
}

/// Carries down everything that the node below may hold.
pub(crate) async fn down(from: &Arc<Desk>, to: &Arc<Desk>) {
    let above = from.replica().identity();
    for feed_row in from.replica().store().feed(0, &FeedScope { unit: to.replica().unit() }, 100_000).await.unwrap() {
        let source = Source::Above(above.certificate());
        match feed_row.item {
            FeedItem::Segment(segment) if segment.log.writer.device != to.replica().device() => {
                let writer = from
                    .replica()
                    .org()
                    .certificate(segment.log.writer.device)
                    .map(|certificate| certificate.der.clone());
                hand(to, source, &segment, writer).await;
            }
            FeedItem::Segment(_) => {}
            FeedItem::Receipt(receipt) => to.replica().keep_receipts(source, vec![receipt]).await.unwrap(),
        }
    }
}

/// Hands over one segment as it is stored, with the certificate of who wrote it.
pub(crate) async fn hand(to: &Arc<Desk>, source: Source<'_>, segment: &StoredSegment, certificate: Option<Vec<u8>>) {
    let push = Push {
        log: segment.log,
        first: segment.first,
        body: PushBody::Frame { packed: segment.frame.clone(), dictionary: false },
        signature: segment.signature,
        certificate,
    };
    match to.replica().ingest(source, push, &[]).await.unwrap() {
        Answer::Taken(_) => {}
        Answer::Refused { refusal, .. } => panic!("{refusal}"),
    }
}

pub(crate) async fn write(terminal: &Arc<Desk>, rows: &[Row]) {
    terminal.import("会计", rows, Some(quarter())).await.unwrap();
}

pub(crate) async fn seal(terminal: &Arc<Desk>) {
    terminal.seal("书记", quarter()).await.unwrap();
}
