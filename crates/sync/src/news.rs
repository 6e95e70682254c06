//! News: rings for the streams that stay when something was stored that concerns their devices.
//!
//! What was stored is read once, not once for each stream, and a stream that it does not concern does not wake.

use cunbang_model::{DocumentName, UnitCode, access};
use cunbang_replica::Replica;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

/// How long to wait for more news, so that they travel together.
const GATHER: Duration = Duration::from_millis(20);
/// How long to wait after the store could not be read.
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// Who wants to hear of what.
#[derive(Debug, Default)]
pub(crate) struct News {
    listeners: Mutex<Listeners>,
}

#[derive(Debug, Default)]
struct Listeners {
    last: u64,
    of_unit: BTreeMap<UnitCode, BTreeMap<u64, Arc<Notify>>>,
}

/// A stream that listens, until dropped.
#[derive(Debug)]
pub(crate) struct Listener {
    news: Arc<News>,
    unit: UnitCode,
    number: u64,
    bell: Arc<Notify>,
}

impl News {
    /// Listens for a device of a unit. What is stored from now on rings.
    pub(crate) fn listen(self: &Arc<Self>, unit: UnitCode) -> Listener {
        let bell = Arc::new(Notify::new());
        let mut listeners = self.listeners();
        listeners.last += 1;
        let number = listeners.last;
        listeners.of_unit.entry(unit).or_default().insert(number, Arc::clone(&bell));
        Listener { news: Arc::clone(self), unit, number, bell }
    }

    /// Rings for what is stored, until the node stops.
    pub(crate) async fn follow(&self, node: &Replica) {
        let mut changes = node.changes();
        let mut after = None;
        let mut whole = node.whole_until();
        loop {
            let read = match after {
                None => node.store().feed_end().await.map(|end| (end.number, None)),
                Some(after) => node.documents_since(after).await.map(|(end, documents)| (end, Some(documents))),
            };
            match read {
                Ok((end, documents)) => {
                    after = Some(end);
                    let whole_before = std::mem::replace(&mut whole, node.whole_until());
                    match documents {
                        // Whoever may give it back is to hear that something is damaged.
                        Some(_) if whole != whole_before => self.ring_for_all(),
                        Some(documents) => self.ring(&documents),
                        // Whoever already listens may have read less than this.
                        None => self.ring_for_all(),
                    }
                    if changes.changed().await.is_err() {
                        return;
                    }
                    tokio::time::sleep(GATHER).await;
                    changes.mark_unchanged();
                }
                Err(error) => {
                    tracing::warn!(%error, "what is new cannot be read");
                    tokio::time::sleep(AFTER_FAILURE).await;
                }
            }
        }
    }

    fn ring(&self, documents: &BTreeSet<DocumentName>) {
        let listeners = self.listeners();
        for document in documents {
            let about = document.unit();
            let above = about.and_ancestors().skip(1).filter_map(|unit| listeners.of_unit.get_key_value(&unit));
            let within = listeners.of_unit.range(about..).take_while(|(unit, _)| unit.is_within(&about));
            for (_, bells) in above.chain(within).filter(|(unit, _)| access::may_hold(**unit, document)) {
                for bell in bells.values() {
                    bell.notify_one();
                }
            }
        }
    }

    fn ring_for_all(&self) {
        for bell in self.listeners().of_unit.values().flat_map(BTreeMap::values) {
            bell.notify_one();
        }
    }

    fn listeners(&self) -> MutexGuard<'_, Listeners> {
        self.listeners.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Listener {
    /// Waits until something was stored that concerns the device since the last call.
    pub(crate) async fn heard(&self) {
        self.bell.notified().await;
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let mut listeners = self.news.listeners();
        if let Some(bells) = listeners.of_unit.get_mut(&self.unit) {
            bells.remove(&self.number);
            if bells.is_empty() {
                listeners.of_unit.remove(&self.unit);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cunbang_world::tree::{COUNTY, FAR_VILLAGE, NEIGHBOUR, TOWNSHIP, VILLAGE, unit};
    use futures::FutureExt;

    /// The units for whose devices a document rings.
    fn rings(document: &str) -> Vec<&'static str> {
        let news = Arc::new(News::default());
        let units = [COUNTY, TOWNSHIP, VILLAGE, NEIGHBOUR, FAR_VILLAGE, "330522-014", "330523", "330522103201-001"];
        let listeners = units.map(|code| (code, news.listen(unit(code))));
        news.ring(&BTreeSet::from([document.parse().unwrap()]));
        let heard = listeners.iter().filter(|(_, listener)| listener.heard().now_or_never().is_some());
        heard.map(|(code, _)| *code).collect()
    }

    #[test]
    fn it_rings_where_a_document_may_be_held() {
        assert_eq!(rings("ledger/330522103201/2026Q3"), [COUNTY, TOWNSHIP, VILLAGE]);
        assert_eq!(rings("roster/330522103201"), [TOWNSHIP, VILLAGE]);
        assert_eq!(rings("bulletin/330522103/2026Q3"), [TOWNSHIP, VILLAGE, NEIGHBOUR, "330522103201-001"]);
        assert_eq!(
            rings("org/330522"),
            [COUNTY, TOWNSHIP, VILLAGE, NEIGHBOUR, FAR_VILLAGE, "330522-014", "330522103201-001"]
        );
        assert_eq!(rings("inspection/330522-014/2026Q3"), [COUNTY, "330522-014"]);
    }

    #[test]
    fn who_stops_listening_is_forgotten() {
        let news = Arc::new(News::default());
        let (first, second) = (news.listen(unit(VILLAGE)), news.listen(unit(VILLAGE)));
        drop(first);
        news.ring(&BTreeSet::from(["roster/330522103201".parse().unwrap()]));
        assert!(second.heard().now_or_never().is_some());
        assert!(second.heard().now_or_never().is_none(), "once");
        drop(second);
        assert!(news.listeners().of_unit.is_empty());
    }
}
