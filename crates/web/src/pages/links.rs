//! The node's connections, as the pages see them.

use crate::health::Link;
use async_trait::async_trait;

/// What came of exchanging with the nodes above now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncSaid {
    /// The node above: its unit's name and address.
    pub with: String,
    /// How many entries went up and came down, or why it failed, in words.
    pub outcome: Result<(u64, u64), String>,
}

/// Tells of the node's connections, and exchanges when asked.
#[async_trait]
pub trait Links: Send + Sync + 'static {
    /// The nodes above.
    fn links(&self) -> Vec<Link>;
    /// Exchanges with each of them now, and waits for the end.
    async fn sync_now(&self) -> Vec<SyncSaid>;
}
