//! Copies of stores: backups, what is restored from them, and terminals that are cloned.

use crate::faults::Fault;
use crate::plan::{CLONE, COUNTY_NODE, TOWNSHIP_NODE};
use crate::players::Place;
use crate::world::World;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A copy of a store, and what it has to have.
#[derive(Debug, Clone)]
pub struct Backup {
    place: Place,
    saved: BTreeSet<String>,
}

impl World {
    /// A new, empty place.
    pub fn new_place(&mut self) -> Place {
        self.count += 1;
        match &self.folder {
            None => Place::Memory(Arc::default()),
            Some(folder) => Place::File(folder.path().join(format!("{}.sqlite", self.count))),
        }
    }

    /// A place with a copy of another, which stays unchanged.
    pub fn copy_of(&mut self, place: &Place) -> Place {
        match (self.new_place(), place) {
            (Place::File(file), Place::File(of)) => {
                std::fs::copy(of, &file).unwrap();
                Place::File(file)
            }
            (_, Place::Memory(store)) => Place::Memory(Arc::new(store.copy())),
            (_, Place::File(_)) => unreachable!("a world keeps its stores in one way"),
        }
    }

    /// A copy of a player's store while it is in use, and what it has to have.
    async fn copy_now(&mut self, who: usize) -> Backup {
        let saved = self.players[&who].saved.lock().unwrap().clone();
        let of = self.players[&who].place.clone();
        let place = match (self.new_place(), of) {
            (Place::File(file), _) => {
                self.players[&who].node.store().backup(&file).await.unwrap();
                Place::File(file)
            }
            (_, Place::Memory(store)) => Place::Memory(Arc::new(store.copy())),
            (_, Place::File(_)) => unreachable!("a world keeps its stores in one way"),
        };
        Backup { place, saved }
    }

    pub async fn back_up(&mut self, who: usize) {
        if self.players.contains_key(&who) {
            let backup = self.copy_now(who).await;
            self.players.get_mut(&who).unwrap().copies.push(backup);
        }
    }

    pub async fn restore(&mut self, who: usize, copy: usize, told: bool, then_writes: bool) {
        let Some(player) = self.players.get(&who) else { return };
        if player.copies.is_empty() {
            return;
        }
        let Backup { place, saved } = player.copies[copy % player.copies.len()].clone();
        let fault = match (who, told) {
            (TOWNSHIP_NODE, true) => Fault::RestoredTownship,
            (COUNTY_NODE, true) => Fault::RestoredCounty,
            (_, true) => Fault::RestoredTerminal,
            (TOWNSHIP_NODE | COUNTY_NODE, false) => Fault::PutBackNode,
            (_, false) => Fault::PutBack,
        };
        self.counts().count(fault);
        self.has_gone_back = true;
        self.has_node_gone_back |= player.is_node();
        if !told && !player.is_node() {
            self.copied.insert(player.id());
        }
        let place = self.copy_of(&place);
        *self.players[&who].saved.lock().unwrap() = saved;
        self.restart(who, place, told.then_some("restored")).await;
        if then_writes {
            if who == COUNTY_NODE {
                self.counts().count(Fault::CountyWorksFirst);
            }
            self.write(who);
        }
    }

    pub async fn clone_terminal(&mut self, who: usize) {
        if self.players.contains_key(&CLONE) {
            return;
        }
        self.counts().count(Fault::Clone);
        self.has_gone_back = true;
        let Backup { place, saved } = self.copy_now(who).await;
        let player = &self.players[&who];
        let (code, identity) = (player.code, player.device.identity.clone());
        self.copied.insert(player.id());
        self.join(CLONE, code, identity, place, saved).await;
        self.pairs.insert((CLONE, TOWNSHIP_NODE));
    }
}
