//! The node's connections, as its pages see them and use them.

use crate::health::{Watched, link};
use cunbang_language::say;
use cunbang_replica::Replica;
use cunbang_sync::{SyncError, SyncReport, Upstream};
use cunbang_web::health::Link;
use cunbang_web::pages::{Links, SyncSaid};
use std::sync::Arc;
use std::time::Duration;

/// How long somebody at a page waits for a node above.
const PATIENCE: Duration = Duration::from_secs(30);

/// The nodes above, and how to reach them.
pub(crate) struct Connections {
    node: Arc<Replica>,
    links: Vec<Watched>,
}

impl Connections {
    pub(crate) fn new(node: Arc<Replica>, links: Vec<Watched>) -> Self {
        Self { node, links }
    }

    async fn exchange(&self, (entry, _): &Watched) -> Result<SyncReport, SyncError> {
        Upstream::new(Arc::clone(&self.node), entry.to_address())?.sync().await
    }
}

#[async_trait::async_trait]
impl Links for Connections {
    fn links(&self) -> Vec<Link> {
        self.links.iter().map(link).collect()
    }

    async fn sync_now(&self) -> Vec<SyncSaid> {
        let mut said = Vec::new();
        for watched in &self.links {
            let (entry, _) = watched;
            let units = self.node.org().units().cloned();
            let name = units.map_or_else(|| entry.unit.to_string(), |units| units.name(entry.unit));
            let outcome = match tokio::time::timeout(PATIENCE, self.exchange(watched)).await {
                Err(_) => Err(say!("sync-no-answer", seconds = PATIENCE.as_secs())),
                Ok(Ok(report)) => match report.refused.first() {
                    None => Ok((report.sent_entries, report.pulled_entries)),
                    Some((log, refusal)) => Err(format!("{}: {refusal}", log.document)),
                },
                Ok(Err(error)) => Err(error.to_string()),
            };
            said.push(SyncSaid { with: name, outcome });
        }
        said
    }
}
