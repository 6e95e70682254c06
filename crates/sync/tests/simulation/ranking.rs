//! The ranking law: whoever has the same entries and receipts makes the same run.

use crate::plan::{COUNTY_NODE, TOWNSHIP_NODE};
use crate::players::{self, PlayerClock};
use crate::world::World;
use cunbang_desk::{Desk, RunOptions};
use cunbang_model::{Clock, UnitCode};
use cunbang_replica::{Replica, Source};
use cunbang_store::{FeedItem, FeedScope, MemoryStore, Store};
use cunbang_world::county::hand;
use cunbang_world::tree::{COUNTY, TOWNSHIP, unit};
use cunbang_world::{QUARTER, SeededRandomness};
use std::sync::Arc;

/// More than any feed has.
const ALL: usize = 100_000;

/// A run's record, and what it came to.
async fn ranked(node: &Arc<Replica>, under: UnitCode) -> (String, String) {
    let options = RunOptions { under: Some(under), ..RunOptions::default() };
    let assessment = Desk::new(Arc::clone(node)).assess(QUARTER, options).await.unwrap();
    (assessment.record.to_canonical_json(), assessment.outcome.to_canonical_json())
}

/// Where two runs begin to differ.
fn difference((one, _): &(String, String), (other, _): &(String, String)) -> String {
    const BEFORE: usize = 200;
    const AFTER: usize = 400;
    let same = one.bytes().zip(other.bytes()).take_while(|(one, other)| one == other).count();
    let part = |text: &str| text.chars().skip(same.saturating_sub(BEFORE)).take(AFTER).collect::<String>();
    format!("{}\nand\n{}", part(one), part(other))
}

impl World {
    /// A node that gets everything in another order, over a store in memory or in SQLite, makes the county's run. The
    /// township makes the same for its villages, unless a node was restored and gave other receipts for what it
    /// received again, or gave receipts with wrong times for what came from above.
    pub async fn ranks_the_same_everywhere(&mut self, also_over_sqlite: bool) {
        if !self.excluded().is_empty() {
            return;
        }
        let (county, township) = (&self.players[&COUNTY_NODE], &self.players[&TOWNSHIP_NODE]);
        let whole = ranked(&county.node, unit(COUNTY)).await;
        let of_township = ranked(&county.node, unit(TOWNSHIP)).await;
        let there = ranked(&township.node, unit(TOWNSHIP)).await;
        assert!(
            self.has_node_gone_back || self.has_node_wrong_time || there == of_township,
            "the township ranks its villages as the county: {}",
            difference(&there, &of_township)
        );
        let in_memory: Arc<dyn Store> = Arc::new(MemoryStore::new());
        let anew = self.ranked_anew(in_memory).await;
        assert!(anew == whole, "in another order the run is the same: {}", difference(&anew, &whole));
        if also_over_sqlite {
            let folder = tempfile::tempdir().unwrap();
            let in_file =
                cunbang_store::open(&format!("sqlite:{}", folder.path().join("anew.sqlite").display())).await.unwrap();
            let anew = self.ranked_anew(Arc::clone(&in_file)).await;
            assert!(anew == whole, "over SQLite the run is the same: {}", difference(&anew, &whole));
            in_file.close().await;
        }
    }

    /// The run of a laptop of the county that gets first what the township has, then what the county has, each with the newest
    /// receipts first.
    async fn ranked_anew(&self, store: Arc<dyn Store>) -> (String, String) {
        let (county, township) = (&self.players[&COUNTY_NODE], &self.players[&TOWNSHIP_NODE]);
        let clock: Arc<dyn Clock> = PlayerClock::new(self.time().clone());
        let randomness = Arc::new(SeededRandomness::new(0));
        let anew = Replica::open(store, clock, randomness, players::reader(), unit(COUNTY)).await.unwrap();
        let desk = Desk::new(Arc::clone(&anew));
        let above = county.certificate();
        let township = (!self.has_node_gone_back && !self.has_node_wrong_time).then_some(township);
        for from in township.into_iter().chain([county]) {
            let feed = from.node.store().feed(0, &FeedScope { unit: unit(COUNTY) }, ALL).await.unwrap();
            let mut receipts = Vec::new();
            for row in feed {
                match row.item {
                    FeedItem::Receipt(receipt) => receipts.push(receipt),
                    FeedItem::Segment(segment) => {
                        if anew.entry_count(&segment.log).await.unwrap() < segment.last {
                            let writer =
                                from.node.org().certificate(segment.log.writer.device).map(|one| one.der.clone());
                            hand(&desk, Source::Above(above), &segment, writer).await;
                        }
                    }
                }
            }
            receipts.reverse();
            anew.keep_receipts(Source::Above(above), receipts).await.unwrap();
        }
        ranked(&anew, unit(COUNTY)).await
    }
}
