//! The node's connections, as its pages see them and use them.

use crate::health::{Watched, link};
use cunbang_language::{Medium, Said, say};
use cunbang_model::Timestamp;
use cunbang_replica::Replica;
use cunbang_sync::{LinkState, SyncError, SyncReport, Upstream};
use cunbang_web::health::Link;
use cunbang_web::pages::{Links, SyncSaid};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// How long somebody at a page waits for a node above.
const PATIENCE: Duration = Duration::from_secs(30);

/// The nodes above, and how to reach them.
pub(crate) struct Connections {
    node: Arc<Replica>,
    links: Vec<Watched>,
    /// What came of the last exchange that somebody asked for with each, where there was one.
    asked: Mutex<Vec<Option<Asked>>>,
}

/// What came of an exchange that somebody asked for. It is the newer truth until the permanent link says something else.
struct Asked {
    link: watch::Receiver<LinkState>,
    at: Timestamp,
    trouble: Option<Said>,
}

impl Asked {
    fn is_newer(&self) -> bool {
        !self.link.has_changed().unwrap_or(false)
    }
}

impl Connections {
    pub(crate) fn new(node: Arc<Replica>, links: Vec<Watched>) -> Self {
        let asked = Mutex::new(links.iter().map(|_| None).collect());
        Self { node, links, asked }
    }

    async fn exchange(&self, (entry, _): &Watched) -> Result<SyncReport, SyncError> {
        Upstream::new(Arc::clone(&self.node), entry.to_address())?.sync().await
    }

    fn note(&self, place: usize, trouble: Option<Said>) {
        let mut link = self.links[place].1.clone();
        link.mark_unchanged();
        let asked = Asked { link, at: self.node.now(), trouble };
        self.asked.lock().unwrap_or_else(PoisonError::into_inner)[place] = Some(asked);
    }
}

#[async_trait::async_trait]
impl Links for Connections {
    fn links(&self) -> Vec<Link> {
        let asked = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        let links = self.links.iter().zip(&*asked).map(|(watched, asked)| match asked {
            Some(asked) if asked.is_newer() => as_asked(link(watched), asked),
            _ => link(watched),
        });
        links.collect()
    }

    async fn sync_now(&self) -> Vec<SyncSaid> {
        let mut said = Vec::new();
        for (place, watched) in self.links.iter().enumerate() {
            let (entry, _) = watched;
            let units = self.node.org().units().cloned();
            let name = units.map_or_else(|| entry.unit.to_string(), |units| units.name(entry.unit));
            let came = tokio::time::timeout(PATIENCE, self.exchange(watched)).await;
            let trouble = match &came {
                Err(_) => Some(Said::by(|| say!("sync-no-answer", seconds = PATIENCE.as_secs()))),
                Ok(Err(error)) => Some(Said::by(|| Medium::Page.with(|| error.to_string()))),
                // What is refused is said of it; the node was reached all the same.
                Ok(Ok(_)) => None,
            };
            self.note(place, trouble.clone());
            let outcome = match (came, trouble) {
                (Ok(Ok(report)), _) => match report.refused.first() {
                    None => Ok((report.sent_entries, report.pulled_entries)),
                    Some((log, refusal)) => Err(format!("{}: {refusal}", log.document)),
                },
                (_, trouble) => Err(trouble.map(|trouble| trouble.to_string()).unwrap_or_default()),
            };
            said.push(SyncSaid { with: name, outcome });
        }
        said
    }
}

/// A link as the exchange that somebody asked for found it.
fn as_asked(link: Link, asked: &Asked) -> Link {
    match &asked.trouble {
        None => Link {
            state: cunbang_web::health::LinkState::Connected,
            last_sync: link.last_sync.max(Some(asked.at)),
            trouble: None,
            ..link
        },
        Some(trouble) if link.state != cunbang_web::health::LinkState::Connected => {
            Link { state: cunbang_web::health::LinkState::Broken, trouble: Some(trouble.to_string()), ..link }
        }
        // The permanent link holds, whatever came of a second one.
        Some(_) => link,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cunbang_model::UnitCode;
    use cunbang_web::health::LinkState as Shown;

    /// What somebody asked for is the truth until the permanent link says something newer.
    #[test]
    fn the_newer_truth_is_shown() {
        let broken = |why: &str| {
            let trouble = Some(Arc::new(SyncError::Broken(why.to_owned())));
            LinkState { trouble, ..LinkState::default() }
        };
        let (sender, mut watched) = watch::channel(LinkState::default());
        sender.send_replace(broken("无法连接"));
        watched.mark_unchanged();
        let asked = Asked { link: watched.clone(), at: Timestamp::UNIX_EPOCH, trouble: None };
        let link = Link {
            unit: "330522103".parse::<UnitCode>().unwrap(),
            address: String::new(),
            state: Shown::Broken,
            last_sync: None,
            trouble: Some("无法连接".to_owned()),
        };
        let shown = as_asked(link, &asked);
        assert!(asked.is_newer());
        assert_eq!((shown.state, shown.trouble, shown.last_sync), (Shown::Connected, None, Some(asked.at)));
        sender.send_replace(broken("又断开"));
        assert!(!asked.is_newer(), "the link was tried again since, and broke");
    }
}
