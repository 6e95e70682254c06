//! The pages of a county by its size, as somebody who is logged in asks for them over HTTP: the overview, the ranking, the
//! coverage and the findings, the first time after a village's push, and again while nothing changes. From the request to
//! the last byte of the answer; the browser's part is not in it.

use crate::ranking::push;
use crate::setting::{County, OPERATOR, list, node_over};
use cunbang_desk::{Desk, NewRules, Password, RunOptions};
use cunbang_identity::Identity;
use cunbang_model::{DocumentKind, DocumentName, Period, Role, Row, UnitCode};
use cunbang_replica::Replica;
use cunbang_store::MemoryStore;
use cunbang_web::Serving;
use cunbang_web::health::Link;
use cunbang_web::pages::{self, Links, Pages, SyncSaid};
use cunbang_world::rows::{deed, finding_on, standing};
use cunbang_world::tree;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// The sizes that the pages are held to.
pub const SIZES: [usize; 2] = [221, 5_000];
const QUARTER: Period = Period::Quarter(2026, 3);
/// One village in so many has a finding.
const EACH_WITH_FINDING: usize = 10;

/// The pages, by what follows the period in their addresses.
const PAGES: [(&str, &str); 4] =
    [("overview", ""), ("ranking", "/ranking"), ("coverage", "/coverage"), ("findings", "/findings")];
const PASSWORD: &str = "村口老槐树二零零八";

/// How long one page takes.
pub struct Page {
    pub name: &'static str,
    /// Its length, with the head of the answer.
    pub bytes: usize,
    /// The first time in a process.
    pub first: Duration,
    /// After a push.
    pub after_push: Vec<Duration>,
    /// While nothing changes.
    pub again: Vec<Duration>,
    /// The same in time of processors, which what else runs on the machine does not lengthen.
    pub after_push_cpu: Vec<Duration>,
    pub again_cpu: Vec<Duration>,
}

/// Makes a county with so many villages, each with a small ledger that it sealed, a published ranking, and measures.
pub async fn measure(villages: usize, runs: usize) -> Vec<Page> {
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
    let person = Person::at(desk).await;
    let mut measured = Vec::new();
    for (name, path) in PAGES {
        let (after_push, again, after_push_cpu, again_cpu) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (first, ..) = person.timed(path).await;
        let mut page = Page { name, bytes: 0, first, after_push, again, after_push_cpu, again_cpu };
        for number in 0..runs {
            let village = terminal.unit().to_string();
            record(&terminal, DocumentKind::Ledger, vec![deed(&village, &format!("{name}{number}"))]).await;
            seal_and_push(&terminal, &of_terminal, &node).await;
            let (wall, cpu, _) = person.timed(path).await;
            page.after_push.push(wall);
            page.after_push_cpu.push(cpu);
            let (wall, cpu, bytes) = person.timed(path).await;
            page.again.push(wall);
            page.again_cpu.push(cpu);
            page.bytes = bytes;
        }
        measured.push(page);
    }
    person.serving.shutdown().await;
    measured
}

/// A node without a node above.
struct Alone;

#[async_trait::async_trait]
impl Links for Alone {
    fn links(&self) -> Vec<Link> {
        Vec::new()
    }

    async fn sync_now(&self) -> Vec<SyncSaid> {
        Vec::new()
    }
}

/// Somebody who is logged in at the pages of a desk.
struct Person {
    serving: Serving,
    cookie: String,
}

impl Person {
    async fn at(desk: Arc<Desk>) -> Self {
        let password = Password::from(PASSWORD.to_owned());
        desk.add_operator(OPERATOR, &password).await.unwrap_or_else(|error| panic!("{error}"));
        let address = SocketAddr::from(([127, 0, 0, 1], 0));
        let pages = Pages::new(desk, Arc::new(Alone), None);
        let serving = pages::serve(address, pages).await.unwrap_or_else(|error| panic!("{error}"));
        let encoded = |text: &str| text.bytes().fold(String::new(), |all, byte| format!("{all}%{byte:02X}"));
        let form = format!("operator={}&password={}", encoded(OPERATOR), encoded(PASSWORD));
        let answer = ask(serving.address(), "POST /login", "", &form).await;
        let cookie = answer.lines().find_map(|line| line.strip_prefix("set-cookie: session"));
        let cookie = cookie.and_then(|cookie| cookie.split(';').next());
        let cookie = cookie.unwrap_or_else(|| panic!("nobody is logged in: {answer}")).to_owned();
        Self { serving, cookie }
    }

    /// How long a page takes, by the clock and of processors, and its length.
    async fn timed(&self, path: &str) -> (Duration, Duration, usize) {
        let (start, cpu) = (Instant::now(), processor_time());
        let answer = ask(self.serving.address(), &format!("GET /{QUARTER}{path}"), &self.cookie, "").await;
        let took = (start.elapsed(), processor_time().saturating_sub(cpu));
        assert!(answer.starts_with("HTTP/1.1 200"), "{}", answer.lines().next().unwrap_or_default());
        (took.0, took.1, answer.len())
    }
}

/// Asks on a connection of its own.
async fn ask(address: SocketAddr, what: &str, cookie: &str, body: &str) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap_or_else(|error| panic!("{error}"));
    let request = format!(
        "{what} HTTP/1.1\r\nHost: {address}\r\nCookie: session{cookie}\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).await.unwrap_or_else(|error| panic!("{error}"));
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap_or_else(|error| panic!("{error}"));
    String::from_utf8_lossy(&answer).into_owned()
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

/// How long processors have worked for this process, of all its threads; nothing where the system does not tell.
fn processor_time() -> Duration {
    let tasks = std::fs::read_dir("/proc/self/task").into_iter().flatten().flatten();
    let told = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("schedstat")).ok());
    told.filter_map(|text| text.split(' ').next()?.parse().ok()).map(Duration::from_nanos).sum()
}
