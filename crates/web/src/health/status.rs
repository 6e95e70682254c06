//! What a node reports about itself.

use async_trait::async_trait;
use cunbang_model::{Timestamp, UnitCode};
use serde::Serialize;

/// Supplies what the page shows.
#[async_trait]
pub trait StatusSource: Send + Sync + 'static {
    /// The node's current state. An error says why it is unavailable, in one sentence, and makes the node unhealthy.
    async fn status(&self) -> Result<Status, String>;
    /// The node's current metrics in Prometheus' text format.
    async fn metrics(&self) -> String;
}

/// A node's state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Status {
    /// What is wrong, one sentence each; empty if the node is healthy.
    pub troubles: Vec<String>,
    /// The time of this state.
    pub at: Timestamp,
    /// The program's version.
    pub version: String,
    /// The unit that the node belongs to.
    pub unit: UnitCode,
    /// The unit's name, or its code if the node has no unit tree yet.
    pub name: String,
    /// What the node is for.
    pub role: String,
    /// The node's device id.
    pub device: String,
    /// When its certificate expires.
    pub certificate_expires_at: Timestamp,
    /// The last number of its feed. Everything that ever arrived has a number.
    pub feed_number: u64,
    /// Enrolled devices that are not revoked, as far as this node knows.
    pub device_count: usize,
    /// Revoked devices.
    pub revoked_count: usize,
    /// The nodes it syncs with.
    pub links: Vec<Link>,
    /// Incidents that people should know about, the newest first.
    pub incidents: Vec<Event>,
    /// Refused pieces that were kept, the newest first.
    pub refused: Vec<Event>,
}

impl Status {
    /// Whether nothing is wrong.
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
    /// The state of the connection.
    pub state: LinkState,
    /// When the last complete sync was; `None` if there was none since the node started.
    pub last_sync: Option<Timestamp>,
    /// Why the last attempt failed, if it did.
    pub trouble: Option<String>,
}

/// The state of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LinkState {
    /// 未连接: not tried yet, or waiting for the next attempt.
    Waiting,
    /// 已连接: connected, or the last sync succeeded.
    Connected,
    /// 中断: the last attempt failed. Work goes on offline, so this alone does not make a node unhealthy.
    Broken,
}

impl LinkState {
    /// The text on the page.
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
    /// The kind of event.
    pub kind: String,
    /// What happened, to what, and what to do.
    pub message: String,
}
