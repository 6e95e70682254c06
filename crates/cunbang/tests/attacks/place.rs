//! A county, a township and terminals as processes in one folder, and what people ask them.

use crate::program::{Running, code_for, cunbang, run};
use crate::wire::Wire;
use cunbang_identity::{Identity, IdentityFiles};
use cunbang_model::clock::SystemClock;
use cunbang_model::{Clock, Timestamp};
use cunbang_world::county::SCHEME;
pub(crate) use cunbang_world::document;
use cunbang_world::hostile::{DocumentName, Hand, Receipt};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::TempDir;

pub(crate) const COUNTY: &str = "620724";
pub(crate) const TOWNSHIP: &str = "620724101";
pub(crate) const PERIOD: &str = "2026Q3";
/// Nothing here takes so long on a machine that works.
pub(crate) const PATIENCE: Duration = Duration::from_mins(2);

/// A county in which a village gets a point for each deed, and a township below it; both serve.
pub(crate) struct Place {
    folder: TempDir,
    pub(crate) county: Running,
    pub(crate) township: Running,
    /// The authority's fingerprint, as it was published.
    authority: String,
}

impl Place {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path();
        let any_port = ["--listen", "127.0.0.1:0", "--health", "127.0.0.1:0"];
        std::fs::write(here.join("deeds.toml"), SCHEME).unwrap();
        let init =
            ["init", "county", "--unit", COUNTY, "--units", "gaotai", "--scheme", "deeds.toml", "--from", PERIOD];
        let (_, said) = run(here, 0, &[&init[..], &["--dir", "county"], &any_port].concat());
        let authority = said.lines().find_map(|line| line.strip_prefix("authority ")).unwrap().to_owned();
        let county = Running::start(&here.join("county"));
        let code = code_for(here, TOWNSHIP);
        let init = ["init", "township", "--upstream", &county.address, "--code", &code, "--dir", "township"];
        run(here, 0, &[&init[..], &any_port].concat());
        let township = Running::start(&here.join("township"));
        Self { folder, county, township, authority }
    }

    pub(crate) fn here(&self) -> &Path {
        self.folder.path()
    }

    /// A command in a node's folder, which must end well.
    pub(crate) fn at(&self, node: &str, arguments: &[&str]) -> String {
        self.at_with(node, 0, arguments).0
    }

    /// A command in a node's folder, which must end with a code: its output and its messages.
    pub(crate) fn at_with(&self, node: &str, code: i32, arguments: &[&str]) -> (String, String) {
        run(self.here(), code, &[arguments, &["--dir", node]].concat())
    }

    /// A command in a node's folder that may end as it will.
    pub(crate) fn at_any(&self, node: &str, arguments: &[&str]) -> String {
        let done = cunbang(self.here(), &[arguments, &["--dir", node]].concat());
        format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr))
    }

    /// Writes other addresses into a node's configuration, in their order.
    pub(crate) fn set_upstreams(&self, node: &str, addresses: &[&str]) {
        let path = self.here().join(node).join("cunbang.toml");
        let mut addresses = addresses.iter();
        let text = std::fs::read_to_string(&path).unwrap();
        let lines = text.lines().map(|line| match line.strip_prefix("address = ") {
            Some(_) => format!("address = \"{}\"\n", addresses.next().unwrap()),
            None => format!("{line}\n"),
        });
        std::fs::write(&path, lines.collect::<String>()).unwrap();
    }

    /// Enrols a terminal of a village through an address, with the county as its second upstream.
    pub(crate) fn terminal(&self, name: &str, unit: &str) {
        let code = code_for(self.here(), unit);
        let second = format!("{}={COUNTY}", self.county.address);
        let init = ["init", "terminal", "--upstream", &self.township.address, "--code", &code];
        let any_port = ["--health", "127.0.0.1:0", "--pages", "127.0.0.1:0"];
        self.at(name, &[&init[..], &["--second-upstream", &second], &any_port].concat());
        self.at(name, &["sync"]);
    }

    /// What a thief has who has a node's folder.
    pub(crate) fn identity(&self, node: &str) -> Identity {
        IdentityFiles::new(self.here().join(node).join("identity")).load().unwrap()
    }

    /// A device, written by hand, of the key in a node's folder.
    pub(crate) fn hand(&self, node: &str, document: DocumentName) -> Hand {
        Hand::new(self.identity(node), document, now())
    }

    pub(crate) async fn to_county(&self, identity: &Identity) -> Wire {
        Wire::open(identity, &self.county.address, COUNTY).await
    }

    pub(crate) async fn to_township(&self, identity: &Identity) -> Wire {
        Wire::open(identity, &self.township.address, TOWNSHIP).await
    }

    /// Hands receipts to the county in the name of the township.
    pub(crate) async fn pass_up(&self, receipts: &[Receipt]) {
        let mut wire = self.to_county(&self.identity("township")).await;
        wire.push(Vec::new(), receipts).await;
        wire.settle().await;
    }

    /// What the county says of a village's period.
    pub(crate) fn coverage_of(&self, unit: &str, period: &str) -> Value {
        let upstream = format!("{}={COUNTY}", self.county.address);
        let report = ["report", "coverage", "--period", period, "--format", "json", "--upstream", &upstream];
        let json = self.at("county", &report);
        let units: Value = serde_json::from_str(&json).unwrap();
        units.as_array().unwrap().iter().find(|one| one["unit"] == unit).unwrap().clone()
    }

    pub(crate) fn coverage(&self, unit: &str) -> Value {
        self.coverage_of(unit, PERIOD)
    }

    /// Ranks the period and verifies the evidence as an outsider does, with nothing but the file and the authority's
    /// published fingerprint. Gives the run.
    pub(crate) fn verified_run(&self) -> Run {
        let json = self.at("county", &["run", PERIOD, "--format", "json"]);
        let outcome: Value = serde_json::from_str(&json).unwrap();
        let id = outcome["run"].as_str().unwrap().to_owned();
        let file = self.here().join(format!("{id}.jsonl"));
        if !file.exists() {
            self.at("county", &["evidence", &id, "--out", file.to_str().unwrap()]);
        }
        let verify = ["verify", file.to_str().unwrap(), "--authority", &self.authority, "--format", "json"];
        let (verified, _) = run(self.here(), 0, &verify);
        assert_eq!(serde_json::from_str::<Value>(&verified).unwrap()["run"], id.as_str());
        Run { outcome, evidence: file }
    }

    /// What a node has of a document: key → its rows.
    pub(crate) fn export(&self, node: &str, document: &str) -> Value {
        serde_json::from_str(&self.at(node, &["export", document, "--format", "json"])).unwrap()
    }

    pub(crate) fn status(&self, node: &str) -> Value {
        serde_json::from_str(&self.at(node, &["status", "--format", "json"])).unwrap()
    }

    /// The marks of a node's document: how far it was received.
    pub(crate) fn mark(&self, node: &str, document: &str) -> String {
        let status = self.status(node);
        let mut documents = status["documents"].as_array().unwrap().iter();
        let found = documents.find(|one| one["document"] == document);
        found.map(|one| one["mark"].as_str().unwrap().to_owned()).unwrap_or_default()
    }

    /// The messages of incidents at a node.
    pub(crate) fn incidents(&self, node: &str) -> Vec<String> {
        let status = self.status(node);
        let messages = status["incidents"].as_array().unwrap().iter();
        messages.map(|one| one["message"].as_str().unwrap().to_owned()).collect()
    }

    /// Records a deed at a terminal and syncs until the county has given its receipt.
    pub(crate) fn record_and_send(&self, terminal: &str, unit: &str, deed: &str) {
        self.record(terminal, deed);
        self.send(terminal, unit);
    }

    pub(crate) fn record(&self, terminal: &str, deed: &str) {
        let id = format!("deed={deed}");
        let cells = [
            "member=m1",
            "date=2026-08-05",
            "kind=helping_poor",
            "text=修路",
            "confirmed_on=2026-08-15",
            "confirmed_by=支部",
        ];
        self.at(terminal, &[&["record", "deeds", &id][..], &cells].concat());
    }

    /// Syncs until the county has everything of the terminal's ledger.
    pub(crate) fn send(&self, terminal: &str, unit: &str) {
        let document = format!("ledger/{unit}/{PERIOD}");
        wait_until("the county's receipt", || {
            // What depends on others' entries may have to come again.
            cunbang(self.here(), &["sync", "--dir", terminal]);
            self.mark(terminal, &document) == "✓✓✓"
        });
        self.at(terminal, &["sync"]);
    }

    /// Whether everybody can still do what they are there for: the village's other terminal records, seals and
    /// sends; the county ranks, and anyone can verify it; nothing is wrong in any store.
    pub(crate) fn goes_on(&self, terminal: &str, unit: &str) {
        self.record_and_send(terminal, unit, "goes-on");
        self.at(terminal, &["seal", PERIOD, "--yes"]);
        self.send(terminal, unit);
        assert_eq!(self.coverage(unit)["status"], "received", "{}", self.coverage(unit));
        self.verified_run();
        let ledger = format!("ledger/{unit}/{PERIOD}");
        assert!(self.export("county", &ledger).to_string().contains("goes-on"));
        for node in ["county", "township", terminal] {
            self.at(node, &["doctor"]);
        }
    }
}

/// A ranking.
pub(crate) struct Run {
    outcome: Value,
    /// Its evidence file.
    pub(crate) evidence: PathBuf,
}

impl Run {
    /// A village's line in it.
    pub(crate) fn of(&self, unit: &str) -> Value {
        let villages = self.outcome["levels"]["village"].as_array().unwrap();
        villages.iter().find(|one| one["unit"] == unit).unwrap().clone()
    }
}

pub(crate) fn ledger(unit: &str) -> DocumentName {
    document(&format!("ledger/{unit}/{PERIOD}"))
}

pub(crate) fn now() -> Timestamp {
    SystemClock.now()
}

/// Looks again every 50 ms until a condition holds.
pub(crate) fn wait_until(what: &str, mut holds: impl FnMut() -> bool) {
    #[expect(clippy::disallowed_methods, reason = "the patience of a test")]
    let end = Instant::now() + PATIENCE;
    while !holds() {
        #[expect(clippy::disallowed_methods, reason = "the patience of a test")]
        let now = Instant::now();
        assert!(now < end, "{what}: not within {PATIENCE:?}");
        std::thread::sleep(Duration::from_millis(50));
    }
}
