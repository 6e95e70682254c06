//! Healing: whatever broke works again, everybody exchanges with everybody, and copies rejoin.

use crate::exchange::link;
use crate::plan::{COUNTY_NODE, NEWCOMER, TOWNSHIP_NODE};
use crate::players::SECRETARY;
use crate::world::{Player, World};
use cunbang_desk::Desk;
use cunbang_ledger::{LogId, Refusal};
use cunbang_model::DocumentName;
use std::collections::BTreeSet;
use std::sync::Arc;

impl World {
    /// Everything under way comes to its end, clocks are set right, and nothing is slow any more.
    pub async fn calm_down(&mut self) {
        self.be_quick();
        self.time().clone().pass_all().await;
        self.hang_up();
        self.time().clone().pass_all().await;
        self.look_at_ended();
        self.players.values().for_each(Player::set_clock_right);
    }

    /// Nodes whose stores were put back hear what they had written. What nobody has any more, people give up.
    pub async fn hear_what_was_written(&mut self) {
        const ROUNDS: usize = 4;
        if self.players.values().all(|player| player.node.missing().is_empty()) {
            return;
        }
        for _ in 0..ROUNDS {
            for (below, above) in self.pairs.clone() {
                self.sync(below, above).await;
            }
        }
        for player in self.players.values() {
            player.node.give_up_missing("nobody has it").await.unwrap();
        }
    }

    /// An enrolment that was lost with the only store that had it, people do again.
    pub async fn enrol_again(&mut self) {
        let Some(newcomer) = self.players.get(&NEWCOMER) else { return };
        let (device, certificate) = (newcomer.id(), newcomer.certificate().clone());
        let others = self.players.values().filter(|player| player.id() != device);
        if !others.into_iter().any(|player| player.node.org().certificate(device).is_some()) {
            self.players[&COUNTY_NODE].node.list_device(&certificate).await.unwrap();
        }
    }

    /// Lets the services' links alone exchange, for as long as there is anything to exchange.
    pub async fn link_everybody(&mut self) {
        let network = Arc::clone(&self.network);
        let links: Vec<_> = self
            .pairs
            .iter()
            .map(|&(below, above)| network.spawn(below, link(Arc::clone(&network), below, above)))
            .collect();
        self.time().clone().pass_all().await;
        links.iter().for_each(tokio::task::AbortHandle::abort);
        self.time().clone().pass_all().await;
        self.look_at_ended();
    }

    /// What the services' links left behind: nothing.
    pub async fn nothing_is_left(&mut self) {
        let mut left = Vec::new();
        for (below, above) in self.pairs.clone() {
            let before = self.feed_ends().await;
            let outcome = self.sync(below, above).await;
            if self.feed_ends().await != before {
                left.push((below, above, outcome));
            }
        }
        assert!(left.is_empty(), "the links left something behind: {left:?}");
    }

    /// Everybody exchanges with everybody until nothing is new.
    pub async fn come_to_rest(&mut self) {
        const MOST_ROUNDS: usize = 12;
        let mut before = self.feed_ends().await;
        for _ in 0..MOST_ROUNDS {
            let mut refused = Vec::new();
            for (below, above) in self.pairs.clone() {
                let outcome = self.sync(below, above).await;
                let of_pair = outcome.report().refused.iter().map(|(log, why)| (below, above, *log, why.clone()));
                refused.extend(of_pair);
            }
            let ends = self.feed_ends().await;
            if ends == before {
                self.no_entry_waits(&refused);
                return;
            }
            before = ends;
        }
        panic!("never comes to rest");
    }

    async fn feed_ends(&self) -> Vec<cunbang_store::Position> {
        let mut ends = Vec::new();
        for player in self.players.values() {
            ends.push(player.node.store().feed_end().await.unwrap());
        }
        ends
    }

    /// Nothing is refused any more, but what a revoked device or another copy wrote.
    fn no_entry_waits(&self, refused: &[(usize, usize, LogId, Refusal)]) {
        let excluded = self.excluded();
        for (below, above, log, refusal) in refused {
            let writer = log.writer.device;
            let is_known = self.revoked.contains(&writer) || self.is_of_copies(writer, *below);
            assert!(
                is_known || excluded.contains(&log.document),
                "{below} → {above}: {log}: {refusal}: no entry waits for something that nobody has"
            );
        }
    }

    /// The documents with a log of which nodes stored two branches.
    pub fn excluded(&self) -> BTreeSet<DocumentName> {
        self.witness.with_two_branches().iter().map(|log| log.document).collect()
    }

    /// The players who know that another copy of their store went on writing.
    pub async fn forked(&self) -> BTreeSet<usize> {
        let mut forked = BTreeSet::new();
        for (who, player) in &self.players {
            let incidents = player.node.store().incidents(100).await.unwrap();
            if self.is_honest(*who) && incidents.iter().any(|incident| incident.kind == "own_fork") {
                forked.insert(*who);
            }
        }
        forked
    }

    /// Whether the county, and with it everybody, lets the player take part.
    pub fn is_honest(&self, who: usize) -> bool {
        !self.players[&COUNTY_NODE].node.org().is_revoked(self.players[&who].id())
    }

    /// Does what `cunbang rejoin` does.
    pub async fn rejoin(&mut self, who: usize) {
        self.sync(who, TOWNSHIP_NODE).await;
        let left = self.players[&who].place.clone();
        let place = self.new_place();
        self.restart(who, place, Some("rejoined")).await;
        self.sync(who, TOWNSHIP_NODE).await;
        let left = left.store().await;
        let desk = Desk::new(Arc::clone(&self.players[&who].node));
        desk.record_again(SECRETARY, &*left).await.unwrap();
        left.close().await;
        self.sync(who, TOWNSHIP_NODE).await;
    }
}
