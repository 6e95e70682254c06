//! The network 联网, in the words of a page: what waits to go up and since when, and when this device last spoke with each
//! node above.

use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_model::{DocumentName, Timestamp, UnitCode, access};
use serde::Serialize;
use std::collections::BTreeSet;

/// What waits for the network, and with whom there was contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NetworkView {
    /// How many entries that this device wrote no node above has given a receipt for.
    pub waiting: u64,
    /// Since when the oldest of them waits.
    pub waiting_since: Option<Timestamp>,
    /// What nobody above holds, and so waits for nobody: the roster of a unit directly below the root.
    pub only_here: Vec<DocumentName>,
    /// The nodes above, the nearest first.
    pub contacts: Vec<Contact>,
}

/// A node above.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Contact {
    /// Its unit.
    pub unit: UnitCode,
    /// The unit's name.
    pub name: String,
    /// When everything was last exchanged with it; none where this device never did so directly.
    pub at: Option<Timestamp>,
}

impl Contact {
    /// How long ago that was, in whole minutes.
    pub fn minutes_ago(&self, now: Timestamp) -> Option<i64> {
        Some((now.as_second() - self.at?.as_second()).max(0) / 60)
    }
}

impl Desk {
    /// What waits for the network, and with whom there was contact.
    pub async fn network(&self) -> Result<NetworkView, DeskError> {
        let replica = self.replica();
        let (mut waiting, mut waiting_since, mut only_here) = (0, None, BTreeSet::new());
        for head in replica.store().heads_of_device(&replica.device()).await? {
            let document = head.log.document;
            if !document.kind().rights().goes_up() {
                continue;
            }
            let above = self.units_above(document.unit()).into_iter().chain([document.unit()]);
            if !above.filter(|above| replica.unit().is_below(above)).any(|above| access::may_hold(above, &document)) {
                if document.unit() == replica.unit() {
                    only_here.insert(document);
                }
                continue;
            }
            let receipts = replica.store().receipts(&document).await?;
            let of_log = receipts.iter().filter(|receipt| receipt.log == head.log && receipt.unit != replica.unit());
            let received = of_log.map(|receipt| receipt.number).max().unwrap_or(0).min(head.head.number);
            if received == head.head.number {
                continue;
            }
            waiting += head.head.number - received;
            let first =
                replica.store().segments(&head.log, received).await?.into_iter().find(|one| one.last > received);
            let since = first.map(|segment| segment.received_at);
            waiting_since = [waiting_since, since].into_iter().flatten().min();
        }
        let units = replica.org().units().cloned();
        let name = |unit: UnitCode| units.as_deref().map_or_else(|| unit.to_string(), |units| units.name(unit));
        let mut contacts = Vec::new();
        for unit in self.units_above(replica.unit()) {
            contacts.push(Contact { unit, name: name(unit), at: replica.last_contact(unit).await? });
        }
        // Where the unit is the root itself there is nobody to hold anything.
        only_here.retain(|_| replica.unit() != replica.root());
        Ok(NetworkView { waiting, waiting_since, only_here: only_here.into_iter().collect(), contacts })
    }

    /// The units above one, the nearest first, up to the root. A code tells of more than there are: what the list of units
    /// lacks has no node that could hold anything.
    pub(crate) fn units_above(&self, unit: UnitCode) -> Vec<UnitCode> {
        let root = self.replica().root();
        let units = self.replica().org().units().cloned();
        let is_there = |above: &UnitCode| units.as_deref().is_none_or(|units| units.get(*above).is_some());
        let above = unit.and_ancestors().filter(|above| *above != unit && above.is_within(&root));
        above.filter(is_there).collect()
    }

    /// Whether a unit lies between one and the root.
    pub(crate) fn has_units_between(&self, unit: UnitCode) -> bool {
        self.units_above(unit).iter().any(|above| *above != self.replica().root())
    }
}
