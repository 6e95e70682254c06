//! What must hold in every world once it has healed.

use crate::network::Outcome;
use crate::plan::{COUNTY_NODE, TOWNSHIP_NODE};
use crate::world::World;
use cunbang_ledger::LogId;
use cunbang_model::{DocumentName, Table, access};
use cunbang_replica::Replica;
use cunbang_store::{Incident, Selection};
use cunbang_world::tree::{COUNTY, unit};
use std::collections::{BTreeMap, BTreeSet};

/// More than any world has.
const ALL: usize = 10_000;

/// What honest players had before the world healed.
pub struct Before {
    /// All values that they showed, by document.
    rows: BTreeMap<DocumentName, BTreeSet<String>>,
    /// The texts that they had been told are saved.
    saved: BTreeSet<String>,
    /// Whether one of them knew of each revocation.
    revoked: BTreeSet<cunbang_model::DeviceId>,
}

/// All rows ever put into a node's documents, as far as it has the entries. Seals are left out: they are not recorded
/// again when their terminal rejoins, but somebody seals again.
async fn rows(node: &Replica) -> BTreeMap<DocumentName, BTreeSet<String>> {
    let store = node.store();
    let mut rows: BTreeMap<DocumentName, BTreeSet<String>> = BTreeMap::new();
    for segment in store.segments_of_documents(&Selection::under(unit(COUNTY))).await.unwrap() {
        let puts = segment.entries().unwrap().into_iter().flat_map(|entry| entry.puts);
        let seals = Table::Seals.name();
        let put = puts.filter(|put| put.row.table_name() != seals).map(|put| put.row.to_json());
        rows.entry(segment.log.document).or_default().extend(put);
    }
    rows
}

async fn heads(node: &Replica) -> BTreeMap<LogId, cunbang_ledger::LogHead> {
    let heads = node.store().heads(&Selection::under(unit(COUNTY))).await.unwrap();
    heads.into_iter().map(|head| (head.log, head.head)).collect()
}

/// The rows that a node shows, by document: of values side by side, all.
async fn shown(node: &Replica) -> BTreeMap<DocumentName, BTreeSet<String>> {
    let mut shown = BTreeMap::new();
    for document in node.store().documents(&Selection::under(unit(COUNTY))).await.unwrap() {
        let projection = node.projection(document).await.unwrap();
        let mut texts = BTreeSet::new();
        for standing in projection.rows().filter(|standing| standing.row.table() != Table::Seals) {
            let values = projection.values(standing.row.table(), &standing.row.id());
            texts.extend(values.iter().map(|value| value.row.to_json()));
        }
        shown.insert(document, texts);
    }
    shown
}

impl World {
    /// Looks at what everybody has, before anything is mended. What a process was told is saved is there.
    pub async fn look_before(&self) -> Before {
        let mut before = Before { rows: BTreeMap::new(), saved: BTreeSet::new(), revoked: BTreeSet::new() };
        for (who, player) in &self.players {
            let own = rows(&player.node).await;
            let saved = player.saved.lock().unwrap().clone();
            for text in &saved {
                let has = own.values().flatten().any(|row| row.contains(text.as_str()));
                assert!(has, "player {who} was told that {text} is saved, and has it no longer");
            }
            if self.revoked.contains(&player.id()) {
                continue;
            }
            for device in &self.revoked {
                if player.node.org().is_revoked(*device) {
                    before.revoked.insert(*device);
                }
            }
            before.saved.extend(saved);
            for (document, rows) in shown(&player.node).await {
                before.rows.entry(document).or_default().extend(rows);
            }
        }
        before
    }

    /// Checks all laws.
    pub async fn check(&mut self, before: &Before) {
        let excluded = self.excluded();
        self.nothing_is_lost(before, &excluded).await;
        self.all_hold_the_same(&excluded).await;
        self.receipts_are_true(&excluded).await;
        self.nobody_was_late_after_all(&excluded).await;
        self.everything_is_received(&excluded).await;
        self.the_county_told_one_story(&excluded).await;
        self.nobody_revoked_is_back(before).await;
        self.nothing_was_noted_without_cause(&excluded).await;
        for player in self.players.values() {
            assert_eq!(player.node.store().integrity_check().await.unwrap(), []);
        }
    }

    /// The county has every row that an honest player had.
    async fn nothing_is_lost(&self, before: &Before, excluded: &BTreeSet<DocumentName>) {
        let at_county = rows(&self.players[&COUNTY_NODE].node).await;
        let none = BTreeSet::new();
        for (document, rows) in &before.rows {
            let there = at_county.get(document).unwrap_or(&none);
            let lost: Vec<&String> = rows.difference(there).collect();
            assert!(excluded.contains(document) || lost.is_empty(), "{document}: the county never got {lost:#?}");
        }
    }

    /// Every honest player has the same logs, up to the same entries, as far as it may have them.
    async fn all_hold_the_same(&self, excluded: &BTreeSet<DocumentName>) {
        let at_county = heads(&self.players[&COUNTY_NODE].node).await;
        for (who, player) in &self.players {
            if !self.is_honest(*who) {
                continue;
            }
            let of = player.certificate().unit;
            let may_have = |log: &LogId| access::may_hold(of, &log.document) && !excluded.contains(&log.document);
            let mut expected = at_county.clone();
            expected.retain(|log, _| may_have(log));
            let mut own = heads(&player.node).await;
            own.retain(|log, _| !excluded.contains(&log.document));
            let differing = own.keys().chain(expected.keys()).filter(|log| own.get(log) != expected.get(log));
            let differing = differing.map(|log| format!("{log}: {:?}, not {:?}", own.get(log), expected.get(log)));
            let differing: BTreeSet<String> = differing.collect();
            assert!(differing.is_empty(), "player {who} has not what the county has: {differing:#?}");
        }
    }

    /// Whoever has a receipt: its entry is at the node that gave it, and at the county.
    async fn receipts_are_true(&self, excluded: &BTreeSet<DocumentName>) {
        for (who, player) in &self.players {
            let receipts = player.node.store().receipts_of_documents(&Selection::under(unit(COUNTY))).await.unwrap();
            for receipt in receipts {
                if !self.is_honest(*who) || excluded.contains(&receipt.log.document) {
                    continue;
                }
                for node in [TOWNSHIP_NODE, COUNTY_NODE].map(|node| &self.players[&node]) {
                    if node.id() != receipt.node && node.id() != self.players[&COUNTY_NODE].id() {
                        continue;
                    }
                    let segments = node.node.store().segments(&receipt.log, 0).await.unwrap();
                    let last = segments.last().map_or(0, |segment| segment.last);
                    assert!(last >= receipt.number, "player {who} has {receipt:?}: {} has {last} entries", node.code);
                    let covered = segments.iter().find(|segment| segment.last == receipt.number);
                    let is_it = covered.is_none_or(|segment| segment.head.entry_hash == receipt.entry_hash);
                    assert!(is_it, "player {who} has {receipt:?}: {} has another entry", node.code);
                }
            }
        }
    }

    /// A node has, for whatever it gave a receipt that anyone holds, one of its own that is as early and reaches as
    /// far, however often its store was put back.
    async fn nobody_was_late_after_all(&self, excluded: &BTreeSet<DocumentName>) {
        for giver in [TOWNSHIP_NODE, COUNTY_NODE].map(|node| &self.players[&node]) {
            let all = Selection::under(unit(COUNTY));
            let mut own = giver.node.store().receipts_of_documents(&all).await.unwrap();
            own.retain(|receipt| receipt.node == giver.id());
            for (who, player) in self.players.iter().filter(|(who, _)| self.is_honest(**who)) {
                for receipt in player.node.store().receipts_of_documents(&all).await.unwrap() {
                    if receipt.node != giver.id() || excluded.contains(&receipt.log.document) {
                        continue;
                    }
                    let is_held = own.iter().any(|one| {
                        one.log == receipt.log && one.number >= receipt.number && one.received_at <= receipt.received_at
                    });
                    assert!(is_held, "player {who} has {receipt:?}, and {} has none so early", giver.code);
                }
            }
        }
    }

    /// Every terminal has the county's newest receipt for all that it wrote: no mark stays ✓✓.
    async fn everything_is_received(&self, excluded: &BTreeSet<DocumentName>) {
        let county = self.players[&COUNTY_NODE].id();
        for (who, player) in &self.players {
            if player.is_node() || !self.is_honest(*who) {
                continue;
            }
            let store = player.node.store();
            for head in store.heads_of_device(&player.id()).await.unwrap() {
                if excluded.contains(&head.log.document) {
                    continue;
                }
                let receipts = store.receipts(&head.log.document).await.unwrap();
                let of_county = receipts.iter().filter(|receipt| receipt.log == head.log && receipt.node == county);
                let newest = of_county.max_by_key(|receipt| receipt.number);
                let newest = newest.map(|receipt| (receipt.number, receipt.entry_hash));
                let own = Some((head.head.number, head.head.entry_hash));
                assert_eq!(newest, own, "terminal {who} has the county's receipt for {}", head.log);
            }
        }
    }

    /// Everybody honest has all that the county's public log names, and no two checkpoints of it contradict each other,
    /// however often its store was put back.
    async fn the_county_told_one_story(&self, excluded: &BTreeSet<DocumentName>) {
        for (who, player) in self.players.iter().filter(|(who, _)| self.is_honest(**who)) {
            for state in player.node.public_log_states().await.unwrap() {
                if excluded.iter().any(|document| document.unit() == state.log.unit()) {
                    continue;
                }
                assert!(!state.is_contradictory(), "player {who} was told two stories: {state:?}");
                assert!(state.withheld.is_empty() && state.ahead.is_none(), "player {who} lacks something: {state:?}");
            }
        }
    }

    /// Everybody honest knows of every revocation that was not lost with the only store that had it. A revoked device
    /// is served nowhere.
    async fn nobody_revoked_is_back(&mut self, before: &Before) {
        for device in &before.revoked {
            for (who, player) in &self.players {
                if player.id() != *device && self.is_honest(*who) {
                    assert!(player.node.org().is_revoked(*device), "player {who} has {device} back");
                }
            }
        }
        let revoked = self.players.iter().filter(|(_, player)| before.revoked.contains(&player.id()));
        for who in revoked.map(|(who, _)| *who).collect::<Vec<_>>() {
            for above in [TOWNSHIP_NODE, COUNTY_NODE] {
                let outcome = self.sync(who, above).await;
                assert!(
                    matches!(outcome, Outcome::TurnedAway(..)),
                    "{above} serves the revoked player {who}: {outcome:?}"
                );
            }
        }
    }

    /// Incidents, forks and refusals are noted only where something happened.
    async fn nothing_was_noted_without_cause(&self, excluded: &BTreeSet<DocumentName>) {
        for (who, player) in &self.players {
            let store = player.node.store();
            let incidents: Vec<Incident> = store.incidents(ALL).await.unwrap();
            let forks = store.forks(ALL).await.unwrap();
            if !self.has_gone_back {
                assert_eq!(incidents, [], "player {who} notes something that did not happen");
            }
            for fork in forks {
                assert!(self.copied.contains(&fork.log.writer.device), "player {who} notes a fork of {}", fork.log);
            }
            let lost =
                incidents.iter().find(|incident| ["upstream_restored", "restored"].contains(&incident.kind.as_str()));
            assert!(lost.is_none() || self.has_node_gone_back, "player {who}: no node was restored: {lost:?}");
            for refused in store.quarantined(ALL).await.unwrap() {
                if refused.document.is_some_and(|document| excluded.contains(&document)) {
                    continue;
                }
                let device = refused.device.unwrap();
                let is_known =
                    self.revoked.contains(&device) || self.copied.contains(&device) || !self.revoked.is_empty();
                assert!(is_known, "player {who} refused {refused:?}");
            }
        }
    }
}
