//! The network 联网, in the words of a page: what waits to go up and since when, and when this device last spoke with each
//! node above.

use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_model::{Timestamp, UnitCode, access};
use serde::Serialize;

/// What waits for the network, and with whom there was contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NetworkView {
    /// How many entries that this device wrote no node above has given a receipt for.
    pub waiting: u64,
    /// Since when the oldest of them waits.
    pub waiting_since: Option<Timestamp>,
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
        let (mut waiting, mut waiting_since) = (0, None);
        for head in replica.store().heads_of_device(&replica.device()).await? {
            let document = head.log.document;
            let above = document.unit().and_ancestors().filter(|above| above.is_within(&replica.root()));
            let goes_up = document.kind().rights().goes_up()
                && above.filter(|above| replica.unit().is_below(above)).any(|above| access::may_hold(above, &document));
            if !goes_up {
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
        for unit in replica.unit().and_ancestors().filter(|above| above.is_within(&replica.root())) {
            if unit != replica.unit() {
                contacts.push(Contact { unit, name: name(unit), at: replica.last_contact(unit).await? });
            }
        }
        Ok(NetworkView { waiting, waiting_since, contacts })
    }
}
