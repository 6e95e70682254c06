//! What the pages of a county rest on, by the county's size: the views of the overview, the ranking and the coverage, the
//! first time after a village's push, and again while nothing changes.

use crate::ranking::push;
use crate::setting::{County, OPERATOR, list, node_over};
use cunbang_desk::{Desk, NewRules, RunOptions, Viewer};
use cunbang_identity::Identity;
use cunbang_model::{DocumentKind, DocumentName, Period, Role, Row, UnitCode};
use cunbang_replica::Replica;
use cunbang_store::MemoryStore;
use cunbang_world::rows::{deed, finding_on, standing};
use cunbang_world::tree;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The sizes that the pages are held to.
pub const SIZES: [usize; 2] = [221, 5_000];
const QUARTER: Period = Period::Quarter(2026, 3);
/// One village in so many has a finding.
const EACH_WITH_FINDING: usize = 10;

/// How long one view takes.
pub struct View {
    pub name: &'static str,
    /// After a push.
    pub after_push: Vec<Duration>,
    /// While nothing changes.
    pub again: Vec<Duration>,
    /// The same in time of processors, which what else runs on the machine does not lengthen.
    pub after_push_cpu: Vec<Duration>,
    pub again_cpu: Vec<Duration>,
}

/// Makes a county with so many villages, each with a small ledger that it sealed, a published ranking, and measures.
pub async fn measure(villages: usize, runs: usize) -> Vec<View> {
    let county = County::of(villages);
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let url = format!("sqlite:{}", folder.path().join("data.sqlite").display());
    let store = cunbang_store::open(&url).await.unwrap_or_else(|error| panic!("{error}"));
    let identity = county.identity(county.root, Role::Node);
    let node = node_over(store, identity.clone()).await;
    let terminals: Vec<Identity> =
        county.villages.iter().map(|village| county.identity(*village, Role::Terminal)).collect();
    list(&node, terminals.iter().chain([&identity]).map(Identity::certificate)).await;
    let desk = Desk::new(Arc::clone(&node));
    desk.import(OPERATOR, &tree::rows(&county.units), None).await.unwrap_or_else(|error| panic!("{error}"));
    let pack = cunbang_scheme::pack::find("standard").unwrap_or_else(|| panic!("the pack is there"));
    desk.put_scheme(OPERATOR, NewRules::since(pack.text, QUARTER)).await.unwrap_or_else(|error| panic!("{error}"));
    let mut last = None;
    for (number, identity) in terminals.into_iter().enumerate() {
        let terminal = node_over(Arc::new(MemoryStore::new()), identity.clone()).await;
        let village = terminal.unit().to_string();
        let deeds = (0..=number % 7).map(|deed_number| deed(&village, &format!("d{deed_number}")));
        record(&terminal, DocumentKind::Ledger, deeds.chain([standing(&village, "m1")]).collect()).await;
        if number % EACH_WITH_FINDING == 0 {
            let finding = finding_on(&village, "f1", "2026-08-01", "0.25");
            let name = quarterly(DocumentKind::Inspection, terminal.unit());
            node.record(OPERATOR, vec![(name, vec![finding])]).await.unwrap_or_else(|error| panic!("{error}"));
        }
        seal_and_push(&terminal, &identity, &node).await;
        last = Some((terminal, identity));
    }
    let (terminal, of_terminal) = last.unwrap_or_else(|| panic!("a county has villages"));
    let run = desk.run(QUARTER, RunOptions::default()).await.unwrap_or_else(|error| panic!("{error}"));
    desk.publish(OPERATOR, Some(&run.id), true).await.unwrap_or_else(|error| panic!("{error}"));
    let viewer = Viewer::operator(&node, OPERATOR);
    let mut views = Vec::new();
    for name in ["overview", "ranking", "coverage", "findings"] {
        let mut view =
            View { name, after_push: Vec::new(), again: Vec::new(), after_push_cpu: Vec::new(), again_cpu: Vec::new() };
        for number in 0..runs {
            let village = terminal.unit().to_string();
            record(&terminal, DocumentKind::Ledger, vec![deed(&village, &format!("{name}{number}"))]).await;
            seal_and_push(&terminal, &of_terminal, &node).await;
            let (wall, cpu) = timed(&desk, &viewer, name, county.root).await;
            view.after_push.push(wall);
            view.after_push_cpu.push(cpu);
            let (wall, cpu) = timed(&desk, &viewer, name, county.root).await;
            view.again.push(wall);
            view.again_cpu.push(cpu);
        }
        views.push(view);
    }
    views
}

fn quarterly(kind: DocumentKind, unit: UnitCode) -> DocumentName {
    DocumentName::quarterly(kind, unit, QUARTER).unwrap_or_else(|| panic!("{kind} is quarterly"))
}

async fn record(terminal: &Replica, kind: DocumentKind, rows: Vec<Row>) {
    let name = quarterly(kind, terminal.unit());
    terminal.record(OPERATOR, vec![(name, rows)]).await.unwrap_or_else(|error| panic!("{error}"));
}

async fn seal_and_push(terminal: &Arc<Replica>, identity: &Identity, node: &Replica) {
    Desk::new(Arc::clone(terminal)).seal(OPERATOR, QUARTER, true).await.unwrap_or_else(|error| panic!("{error}"));
    push(terminal, identity, node).await;
}

async fn timed(desk: &Desk, viewer: &Viewer, name: &str, root: UnitCode) -> (Duration, Duration) {
    let (start, cpu) = (Instant::now(), processor_time());
    match name {
        "overview" => drop(desk.overview(viewer, QUARTER).await.unwrap_or_else(|error| panic!("{error}"))),
        "ranking" => drop(desk.standings(viewer, QUARTER, root, "").await.unwrap_or_else(|error| panic!("{error}"))),
        "findings" => drop(desk.findings(viewer, QUARTER, root, None).await.unwrap_or_else(|error| panic!("{error}"))),
        _ => drop(desk.village_coverage(viewer, QUARTER, root).await.unwrap_or_else(|error| panic!("{error}"))),
    }
    (start.elapsed(), processor_time().saturating_sub(cpu))
}

/// How long processors have worked for this process, of all its threads; nothing where the system does not tell.
fn processor_time() -> Duration {
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let told = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("schedstat")).ok());
    told.filter_map(|text| text.split(' ').next()?.parse().ok()).map(Duration::from_nanos).sum()
}
