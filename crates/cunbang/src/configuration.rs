//! The configuration of a node: `cunbang.toml` in its folder.

use crate::exit;
use crate::logging::LogFormat;
use crate::pages_address::PagesAddress;
use anyhow::Context as _;
use cunbang_language::{lazily, say};
use cunbang_model::UnitCode;
use cunbang_sync::UpstreamAddress;
use serde::{Deserialize, Serialize};
use std::net::SocketAddr;
use std::ops::IndexMut;
use std::path::{Path, PathBuf};
use std::time::Duration;
use toml_edit::{DocumentMut, Item, Table, Value};

/// The file's name.
pub(crate) const FILE: &str = "cunbang.toml";
/// The environment variable that takes the place of `store`, as a database's password stands in it.
pub(crate) const STORE_VARIABLE: &str = "CUNBANG_STORE";

/// Every setting with its comment; the values are put in.
const TEMPLATE: &str = include_str!("configuration.toml");

/// What stands in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Configuration {
    /// `sqlite:PATH` (relative to the folder) or `postgres://USER@HOST/DATABASE`.
    #[serde(default = "usual_store")]
    pub(crate) store: String,
    /// The folder of keys and certificates, relative to the folder.
    #[serde(default = "usual_identity")]
    pub(crate) identity: PathBuf,
    /// The unit at the top of the tree, the county.
    pub(crate) root: UnitCode,
    /// Where a node listens for those below it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) listen: Option<SocketAddr>,
    /// Where the health page is; loopback, unless other machines watch this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) health: Option<SocketAddr>,
    /// Where the node's own pages are, on loopback alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) pages: Option<PagesAddress>,
    /// How many seconds pass between two syncs; without it, the connection stays open and everything
    /// goes at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) sync_interval_seconds: Option<u64>,
    /// How `cunbang serve` logs.
    #[serde(default, skip_serializing_if = "LogSettings::is_usual")]
    pub(crate) log: LogSettings,
    /// The nodes that this one syncs with, the nearest first.
    #[serde(default, rename = "upstream", skip_serializing_if = "Vec::is_empty")]
    pub(crate) upstreams: Vec<UpstreamEntry>,
}

/// How `cunbang serve` logs; the command line has the last word.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LogSettings {
    /// `text` or `json`.
    #[serde(default)]
    pub(crate) format: LogFormat,
    /// What is logged, as in `info` or `warn,cunbang_sync=debug`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) filter: Option<String>,
}

impl LogSettings {
    fn is_usual(&self) -> bool {
        *self == Self::default()
    }
}

/// A node that this one syncs with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct UpstreamEntry {
    /// Its unit, which its certificate must show.
    pub(crate) unit: UnitCode,
    /// Its host and port.
    pub(crate) address: String,
}

/// Sets a value where the template has one, and leaves its comment; without a value both go.
fn set<V: Into<Value>>(table: &mut impl IndexMut<&'static str, Output = Item>, name: &'static str, to: Option<V>) {
    table[name] = to.map_or(Item::None, toml_edit::value);
}

impl UpstreamEntry {
    fn to_table(&self) -> Table {
        let mut table = Table::new();
        table.decor_mut().set_prefix("\n# A node that this one syncs with.\n");
        table["unit"] = toml_edit::value(self.unit.to_string());
        table["address"] = toml_edit::value(&self.address);
        table
    }

    /// As the sync takes it.
    pub(crate) fn to_address(&self) -> UpstreamAddress {
        UpstreamAddress { unit: self.unit, address: self.address.clone() }
    }
}

fn usual_store() -> String {
    "sqlite:data.sqlite".to_owned()
}

fn usual_identity() -> PathBuf {
    PathBuf::from("identity")
}

impl Configuration {
    /// A configuration with the usual store and identity folder.
    pub(crate) fn new(root: UnitCode) -> Self {
        Self {
            store: usual_store(),
            identity: usual_identity(),
            root,
            listen: None,
            health: None,
            pages: None,
            sync_interval_seconds: None,
            log: LogSettings::default(),
            upstreams: Vec::new(),
        }
    }

    /// Whether a folder holds one.
    pub(crate) fn exists(directory: &Path) -> bool {
        directory.join(FILE).exists()
    }

    /// Reads the one in a folder.
    pub(crate) fn read(directory: &Path) -> anyhow::Result<Self> {
        let path = directory.join(FILE);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(exit::input(say!("configuration-there-none-name-nodes", path = path.display())));
            }
            Err(error) => return Err(error).with_context(|| say!("configuration-cannot-read", path = path.display())),
        };
        Self::parse(&text).map_err(|fault| exit::input(format!("{}: {fault}", path.display())))
    }

    /// Parses and checks; what is wrong is named with its line.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let configuration: Self = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
            // What a value's own type says of it is said anew in each language.
            let message =
                lazily(|| toml::from_str::<Self>(text).map_or_else(|again| fault_in_words(&again), |_| String::new()));
            say!("configuration-line", line = line, message = message)
        })?;
        for upstream in &configuration.upstreams {
            check_address(&upstream.address)?;
        }
        if configuration.sync_interval_seconds == Some(0) {
            return Err(say!("configuration-sync-interval-seconds-expected"));
        }
        Ok(configuration)
    }

    /// Writes it into a folder, for its owner alone, as a database's password may stand in it.
    pub(crate) fn write(&self, directory: &Path) -> anyhow::Result<()> {
        crate::printing::write_hidden_file(&directory.join(FILE), self.to_text().as_bytes())
    }

    /// The text of the file, with a comment on each setting.
    #[expect(clippy::expect_used, reason = "a test writes it")]
    pub(crate) fn to_text(&self) -> String {
        let mut document: DocumentMut = TEMPLATE.parse().expect("the template is TOML");
        let log = Some(&self.log).filter(|log| !log.is_usual());
        set(&mut document, "store", Some(self.store.as_str()));
        set(&mut document, "identity", Some(&*self.identity.to_string_lossy()));
        set(&mut document, "root", Some(self.root.to_string()));
        set(&mut document, "listen", self.listen.map(|address| address.to_string()));
        set(&mut document, "health", self.health.map(|address| address.to_string()));
        set(&mut document, "pages", self.pages.map(|address| address.to_string()));
        let seconds = self.sync_interval_seconds.map(|seconds| i64::try_from(seconds).unwrap_or(i64::MAX));
        set(&mut document, "sync_interval_seconds", seconds);
        match log {
            Some(log) => {
                set(&mut document["log"], "format", Some(log.format.as_str()));
                set(&mut document["log"], "filter", log.filter.as_deref());
            }
            None => set::<&str>(&mut document, "log", None),
        }
        let upstreams = self.upstreams.iter().map(UpstreamEntry::to_table);
        document["upstream"] = Item::ArrayOfTables(upstreams.collect());
        document.to_string()
    }

    /// The URL of the store, from the environment or the file; a relative SQLite path begins at the folder.
    pub(crate) fn store_url(&self, directory: &Path) -> String {
        let named = std::env::var(STORE_VARIABLE).ok().filter(|url| !url.is_empty());
        let url = named.unwrap_or_else(|| self.store.clone());
        match url.strip_prefix("sqlite:") {
            Some(path) => format!("sqlite:{}", directory.join(path).display()),
            None => url,
        }
    }

    /// The folder of keys and certificates.
    pub(crate) fn identity_folder(&self, directory: &Path) -> PathBuf {
        directory.join(&self.identity)
    }

    /// How long to wait between two syncs; none where the connection stays open.
    pub(crate) fn sync_interval(&self) -> Option<Duration> {
        self.sync_interval_seconds.map(Duration::from_secs)
    }

    /// The nearest upstream, or a word on what to do where there is none.
    pub(crate) fn first_upstream(&self) -> anyhow::Result<&UpstreamEntry> {
        self.upstreams.first().ok_or_else(|| exit::input(say!("configuration-node-no-upstream-add", file = FILE)))
    }
}

/// A fault of the file: the usual ones in words, others as the parser says them.
fn fault_in_words(error: &toml::de::Error) -> String {
    let message = error.message();
    let quoted = |of: &str| message.strip_prefix(of)?.split('`').next().map(str::to_owned);
    if let Some(setting) = quoted("unknown field `") {
        return say!("configuration-unknown", setting = setting);
    }
    match quoted("missing field `") {
        Some(setting) => say!("configuration-missing", setting = setting),
        None => message.to_owned(),
    }
}

/// Checks that an address is `HOST:PORT`.
pub(crate) fn check_address(address: &str) -> Result<(), String> {
    let parts = address
        .rsplit_once(':')
        .filter(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok_and(|port| port > 0));
    if parts.is_none() || address.contains(['/', ' ']) {
        return Err(say!("configuration-address-expected-host-port", address = format!("{:?}", address)));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use cunbang_language::Language;

    #[test]
    fn what_is_written_can_be_read() {
        let mut configuration = Configuration::new("330522".parse().unwrap());
        assert_eq!(Configuration::parse(&configuration.to_text()).unwrap(), configuration);
        configuration.listen = Some("0.0.0.0:7443".parse().unwrap());
        configuration.health = Some("127.0.0.1:7480".parse().unwrap());
        configuration.pages = Some("127.0.0.1:7470".parse().unwrap());
        configuration.sync_interval_seconds = Some(30);
        configuration.log = LogSettings { format: LogFormat::Json, filter: Some("info,cunbang_sync=debug".to_owned()) };
        configuration.store = "sqlite:quote\"d.sqlite".to_owned();
        configuration
            .upstreams
            .push(UpstreamEntry { unit: "330522103".parse().unwrap(), address: "[::1]:7443".to_owned() });
        assert_eq!(Configuration::parse(&configuration.to_text()).unwrap(), configuration);
        assert!(
            configuration.to_text().contains("# Where those below sync with this node.\nlisten = \"0.0.0.0:7443\"\n")
        );
    }

    #[test]
    fn faults_name_their_line() {
        for (text, expected) in [
            ("root = \"330522\"\nlissten = 3\n", "line 2: there is no setting `lissten`"),
            ("root = \"33\n", "line 1:"),
            ("root = \"3305221\"\n", "line 1: \"3305221\" is not a unit code"),
            ("store = \"sqlite:x\"\n", "the setting `root` is missing"),
            (
                "root = \"330522\"\n[[upstream]]\nunit = \"330522103\"\naddress = \"x\"\n",
                "address \"x\": expected HOST:PORT",
            ),
            ("root = \"330522\"\nsync_interval_seconds = 0\n", "expected at least 1"),
            ("root = \"330522\"\npages = \"0.0.0.0:7470\"\n", "line 2: pages \"0.0.0.0:7470\": "),
        ] {
            let fault = Language::English.with(|| Configuration::parse(text).unwrap_err());
            assert!(fault.contains(expected), "{fault}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_once_in_each_language() {
        let fault = Configuration::parse("root = \"3305221\"\n").unwrap_err();
        let (chinese, english) = (
            Language::Chinese.with(|| Configuration::parse("root = \"3305221\"\n").unwrap_err()),
            Language::English.with(|| Configuration::parse("root = \"3305221\"\n").unwrap_err()),
        );
        assert_eq!(fault, format!("{chinese} {english}"));
        let unknown = Language::Chinese.with(|| Configuration::parse("root = \"330522\"\nlissten = 3\n").unwrap_err());
        assert!(unknown.contains("没有 `lissten` 这项设置"), "{unknown}");
    }

    #[test]
    fn a_relative_store_begins_at_the_folder() {
        let configuration = Configuration::new("330522".parse().unwrap());
        assert_eq!(configuration.store_url(Path::new("/var/lib/cunbang")), "sqlite:/var/lib/cunbang/data.sqlite");
    }
}
