//! The small county with real nodes in memory, and helpers that carry entries between them.

use crate::devices::Office;
use crate::rows::{deed, deed_on, finding, standing};
use crate::tree::{TOWNSHIP, VILLAGES};
use crate::{QUARTER, moment, tree};
pub use cunbang_desk::NewRules;
use cunbang_desk::{Desk, RunOptions};
use cunbang_identity::Identity;
use cunbang_model::{DocumentKind, DocumentName, Role, Row, UnitTree};
use cunbang_ranking::RankingRun;
use cunbang_replica::{Acknowledgement, Answer, Push, Replica, ReplicaError, Source};
use cunbang_store::{FeedItem, FeedScope, MemoryStore, Store, StoredSegment};
use std::sync::Arc;

/// A scheme in which a village gets one point per deed, minus the points of findings.
pub const SCHEME: &str = r#"
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

/// The small county: its office and its node.
#[derive(Debug)]
pub struct County {
    /// Issues certificates and keys, and holds the clock.
    pub office: Office,
    /// The county's desk.
    pub desk: Arc<Desk>,
}

impl County {
    /// A county with its units imported, in memory, before its first period.
    pub async fn new() -> Self {
        Self::over(Arc::new(MemoryStore::new())).await
    }

    /// Like [`Self::new`], with a store of your own.
    pub async fn over(store: Arc<dyn Store>) -> Self {
        Self::of_seed(1, store).await
    }

    /// Like [`Self::over`], with another seed: its certificate authority is a different one.
    pub async fn of_seed(seed: u64, store: Arc<dyn Store>) -> Self {
        Self::of(&tree::small(), seed, store).await
    }

    /// A county with any unit tree. Its node belongs to the tree's root.
    pub async fn of(units: &UnitTree, seed: u64, store: Arc<dyn Store>) -> Self {
        let office = Office::of(units.root(), seed, moment("2026-06-20T02:00:00Z"));
        Self::of_office(office, units, store).await
    }

    /// Like [`Self::of`], with an office that may have issued certificates before.
    pub async fn of_office(office: Office, units: &UnitTree, store: Arc<dyn Store>) -> Self {
        let desk = open(&office, store, office.identity(units.root().as_str(), Role::Node)).await;
        let county = Self { office, desk };
        county.list(county.desk.replica()).await;
        county.desk.import("建站", &tree::rows(units), None).await.unwrap_or_else(|error| panic!("{error}"));
        county
    }

    /// A county with its units and with [`SCHEME`], adopted before the quarter began.
    pub async fn with_rules() -> Self {
        Self::over_with_rules(Arc::new(MemoryStore::new())).await
    }

    /// Like [`Self::with_rules`], with a store of your own.
    pub async fn over_with_rules(store: Arc<dyn Store>) -> Self {
        let county = Self::over(store).await;
        county.adopt_rules().await;
        county
    }

    /// Adopts [`SCHEME`] for the quarter, then moves the clock to its last day, from which on it may be sealed.
    pub async fn adopt_rules(&self) {
        self.desk
            .put_scheme("组织部", NewRules::since(SCHEME, QUARTER))
            .await
            .unwrap_or_else(|error| panic!("{error}"));
        self.at("2026-09-30T02:00:00Z");
    }

    async fn list(&self, device: &Replica) {
        let listed = self.desk.replica().list_device(device.identity().certificate()).await;
        listed.unwrap_or_else(|error| panic!("{}: {error}", device.unit()));
    }

    /// A new device of a unit, with a store in memory. The county lists it.
    pub async fn device(&self, unit: &str, role: Role) -> Arc<Desk> {
        self.device_over(Arc::new(MemoryStore::new()), self.office.identity(unit, role)).await
    }

    /// A new terminal of a village.
    pub async fn terminal(&self, village: &str) -> Arc<Desk> {
        self.device(village, Role::Terminal).await
    }

    /// A new device with a store of your own. The county lists it.
    pub async fn device_over(&self, store: Arc<dyn Store>, identity: Identity) -> Arc<Desk> {
        let desk = self.open(store, identity).await;
        self.list(desk.replica()).await;
        desk
    }

    /// A known device with another store: a restored one, or a copy.
    pub async fn open(&self, store: Arc<dyn Store>, identity: Identity) -> Arc<Desk> {
        open(&self.office, store, identity).await
    }

    /// The county's own node with another store: a second replica, or one restored from nothing.
    pub async fn again(&self, store: Arc<dyn Store>) -> Arc<Desk> {
        self.open(store, (*self.desk.replica().identity()).clone()).await
    }

    /// Sets everybody's clock.
    pub fn at(&self, time: &str) {
        self.office.clock.set(moment(time));
    }

    /// Plays a quarter with a bit of everything, then ranks and publishes it. Two terminals of one village take
    /// turns writing through their township and add to what they sealed. One village seals, one only sends, one
    /// stays silent. An inspector finds something, and the county makes a decision.
    pub async fn play(&self) -> RankingRun {
        let township = self.device(TOWNSHIP, Role::Node).await;
        let terminals = [self.terminal(VILLAGES[0]).await, self.terminal(VILLAGES[0]).await];
        let other = self.terminal(VILLAGES[1]).await;
        let third = self.terminal(VILLAGES[2]).await;
        down(&self.desk, &township).await;
        for (terminal, id) in [(0, "d1"), (1, "d2"), (0, "d3"), (1, "d4")] {
            let terminal = &terminals[terminal];
            down(&township, terminal).await;
            write(terminal, &[deed(VILLAGES[0], id), deed(VILLAGES[0], &format!("{id}b"))]).await;
            up(terminal, &township).await;
        }
        down(&township, &terminals[0]).await;
        let again = deed_on(VILLAGES[0], "d2", "2026-07-04", "改正");
        write(&terminals[0], &[again, standing(VILLAGES[0], "m1")]).await;
        seal(&terminals[0]).await;
        write(&terminals[0], &[deed(VILLAGES[0], "supplement")]).await;
        up(&terminals[0], &township).await;
        write(&other, &[deed(VILLAGES[1], "d17")]).await;
        seal(&other).await;
        up(&other, &self.desk).await;
        write(&third, &[deed(VILLAGES[2], "d1")]).await;
        up(&third, &self.desk).await;
        up(&township, &self.desk).await;
        let village = VILLAGES[1];
        let inspected = DocumentName::quarterly(DocumentKind::Inspection, tree::unit(village), QUARTER);
        let inspected = inspected.unwrap_or_else(|| panic!("{QUARTER} is no quarter"));
        let found = vec![(inspected, vec![finding(village, "f1", "0.5")])];
        self.desk.replica().record("督查员", found).await.unwrap_or_else(|error| panic!("{error}"));
        let decided = self.desk.decide("组织部", QUARTER, tree::unit(VILLAGES[2]), "take", "断网").await;
        decided.unwrap_or_else(|error| panic!("{error}"));
        let run = self.run().await;
        let published = self.desk.publish("组织部", Some(&run.id), true).await;
        published.unwrap_or_else(|error| panic!("{error}"));
        run
    }

    /// Ranks the quarter.
    pub async fn run(&self) -> RankingRun {
        self.desk.run(QUARTER, RunOptions::default()).await.unwrap_or_else(|error| panic!("{error}"))
    }
}

async fn open(office: &Office, store: Arc<dyn Store>, identity: Identity) -> Arc<Desk> {
    let (unit, root) = (identity.certificate().unit, office.authority.unit());
    let replica = Replica::open(store, office.clock(), office.randomness(), identity, root).await;
    Desk::new(replica.unwrap_or_else(|error| panic!("{unit}: {error}")))
}

/// Records rows of the quarter as a village's clerk.
pub async fn write(terminal: &Desk, rows: &[Row]) {
    terminal.import("会计", rows, Some(QUARTER)).await.unwrap_or_else(|error| panic!("{error}"));
}

/// Seals the quarter as a village's secretary, whatever it costs.
pub async fn seal(terminal: &Desk) {
    terminal.seal("书记", QUARTER, true).await.unwrap_or_else(|error| panic!("{error}"));
}

/// Pushes a node's entries to the node above, and brings the receipts back.
pub async fn up(from: &Desk, to: &Desk) {
    let (from, to) = (from.replica(), to.replica());
    carry_up(from, to).await.unwrap_or_else(|error| panic!("from {} to {}: {error}", from.unit(), to.unit()));
}

async fn carry_up(from: &Replica, to: &Replica) -> Result<(), ReplicaError> {
    let (below, above) = (from.identity(), to.identity());
    let pushes = from.pending_for(above.certificate()).await?;
    let passed = from.receipts_to_pass_on(above.certificate(), &pushes).await?;
    let mut acknowledged = Vec::new();
    for push in pushes {
        let (log, number) = (push.log, push.head.number);
        let push = Push {
            log,
            first: push.first,
            packed: push.packed,
            dictionary: push.dictionary,
            signature: push.signature,
            certificate: from.org().certificate(log.writer.device).map(|certificate| certificate.der.clone()),
        };
        match to.ingest(Source::Below(below.certificate()), push, &passed).await? {
            Answer::Taken(receipt) => acknowledged.push(Acknowledgement { log, number, receipt }),
            Answer::Refused { refusal, .. } => panic!("{log}: {refusal}"),
        }
    }
    to.keep_receipts(Source::Below(below.certificate()), passed).await?;
    for checkpoint in from.checkpoints_to_pass_up(above.certificate()).await? {
        to.keep_checkpoint(below.certificate(), &checkpoint).await?;
    }
    let judged = from.judge(above.certificate(), acknowledged, true).await?;
    from.keep_acknowledged(above.certificate(), judged).await
}

/// Passes down everything that the node below may have.
pub async fn down(from: &Desk, to: &Desk) {
    const EVERYTHING: usize = 100_000;
    let (from, below) = (from.replica(), to.replica());
    let above = from.identity();
    let stated = from.checkpoints_stated().await.unwrap_or_else(|error| panic!("{error}"));
    let feed = from.store().feed(0, &FeedScope { unit: below.unit() }, EVERYTHING).await;
    for row in feed.unwrap_or_else(|error| panic!("{error}")) {
        let source = Source::Above(above.certificate());
        match row.item {
            FeedItem::Segment(segment) => {
                let known = below.entry_count(&segment.log).await.unwrap_or_else(|error| panic!("{error}"));
                if segment.log.writer.device == below.device() && known >= segment.last {
                    continue;
                }
                let writer =
                    from.org().certificate(segment.log.writer.device).map(|certificate| certificate.der.clone());
                hand(to, source, &segment, writer).await;
            }
            FeedItem::Receipt(receipt) => {
                below.keep_receipts(source, vec![receipt]).await.unwrap_or_else(|error| panic!("{error}"));
            }
        }
    }
    let peer = below.identity();
    for checkpoint in from.checkpoints_for(peer.certificate(), &stated) {
        let kept = below.keep_checkpoint(above.certificate(), &checkpoint).await;
        kept.unwrap_or_else(|error| panic!("{error}"));
    }
}

/// Delivers one segment as stored, with its writer's certificate.
pub async fn hand(to: &Desk, source: Source<'_>, segment: &StoredSegment, certificate: Option<Vec<u8>>) {
    let push = Push {
        log: segment.log,
        first: segment.first,
        packed: segment.frame.clone(),
        dictionary: false,
        signature: segment.signature,
        certificate,
    };
    match to.replica().ingest(source, push, &[]).await {
        Ok(Answer::Taken(_)) => {}
        Ok(Answer::Refused { refusal, .. }) => panic!("{}: {refusal}", segment.log),
        Err(error) => panic!("{}: {error}", segment.log),
    }
}
