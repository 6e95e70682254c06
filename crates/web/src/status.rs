//! What a node says of itself.

use async_trait::async_trait;
use cunbang_model::{Timestamp, UnitCode};
use serde::Serialize;

/// Where the page gets what it shows.
#[async_trait]
pub trait StatusSource: Send + Sync + 'static {
    /// The node's state now, or in one sentence why it cannot be told, which makes the node unwell.
    async fn status(&self) -> Result<Status, String>;
    /// The node's numbers now, in Prometheus' text format.
    async fn metrics(&self) -> String;
}

/// A node's state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Status {
    /// What is not well, a sentence each; empty where all is.
    pub troubles: Vec<String>,
    /// When this was so.
    pub at: Timestamp,
    /// The program's version.
    pub version: String,
    /// The unit that the node belongs to.
    pub unit: UnitCode,
    /// The unit's name, or its code where the tree is not here yet.
    pub name: String,
    /// What the node is for.
    pub role: String,
    /// The node's device.
    pub device: String,
    /// The last moment at which its certificate is good.
    pub certificate_expires_at: Timestamp,
    /// The last number of its feed: everything that ever came has one.
    pub feed_number: u64,
    /// Devices that are enrolled and not revoked, as far as is known here.
    pub device_count: usize,
    /// Devices that were revoked.
    pub revoked_count: usize,
    /// The nodes that it syncs with.
    pub links: Vec<Link>,
    /// What people should know of, the newest first.
    pub incidents: Vec<Event>,
    /// Pieces that were refused and kept, the newest first.
    pub refused: Vec<Event>,
}

impl Status {
    /// Whether all is well.
    pub fn is_well(&self) -> bool {
        self.troubles.is_empty()
    }
}

/// A node that this one syncs with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    /// Its unit.
    pub unit: UnitCode,
    /// Its host and port.
    pub address: String,
    /// How it stands with it.
    pub state: LinkState,
    /// When the last sync was complete; none where there was none since the start.
    pub last_sync: Option<Timestamp>,
    /// What the last failure was, if the last try failed.
    pub trouble: Option<String>,
}

/// How a link stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    /// 未连接: nothing was tried yet, or the next try is being waited for.
    Waiting,
    /// 已连接: connected, or the last sync went well.
    Connected,
    /// 中断: the last try failed. Work goes on offline; this alone makes no node unwell.
    Broken,
}

impl LinkState {
    /// The word on the page.
    pub(crate) const fn words(self) -> &'static str {
        match self {
            Self::Waiting => "等待 waiting",
            Self::Connected => "正常 connected",
            Self::Broken => "中断 broken",
        }
    }
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Event {
    /// When it was noticed.
    pub at: Timestamp,
    /// A word for the kind.
    pub kind: String,
    /// What happened, to what, and what to do.
    pub message: String,
}
