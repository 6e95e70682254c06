//! As of when things are known 截至: an inspector's laptop has all that it shows from a node above, and without a network it is
//! as old as the last contact.

use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_language::say;
use cunbang_model::{Role, Timestamp, UnitCode, clock};
use std::fmt;

/// As of when all is known that a device shows of others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownAsOf {
    /// The name of the unit with whose node there was contact last.
    pub unit: String,
    /// When that was; none where there was none yet.
    pub at: Option<Timestamp>,
}

impl fmt::Display for KnownAsOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(at) = self.at else { return f.write_str(&say!("known-as-of-never")) };
        let local = clock::COUNTY_OFFSET.to_datetime(at);
        let time = say!(
            "moment",
            year = local.year().to_string(),
            month = local.month(),
            day = local.day(),
            time = format!("{:02}:{:02}", local.hour(), local.minute())
        );
        f.write_str(&say!("known-as-of", unit = self.unit.as_str(), time = time))
    }
}

impl Desk {
    /// As of when all is known that is shown here of other units; none at a node, which has what reached it, and at a
    /// village's terminal, which shows what it wrote itself and says of the rest how far it was received.
    pub async fn known_as_of(&self) -> Result<Option<KnownAsOf>, DeskError> {
        let replica = self.replica();
        let own = replica.unit();
        let is_former_village = replica.org().is_former(own);
        if replica.role() == Role::Node || self.own_basic_tree().is_some() || is_former_village {
            return Ok(None);
        }
        let mut last: Option<(Timestamp, UnitCode)> = None;
        for above in [own].into_iter().chain(self.units_above(own)) {
            last = last.max(replica.last_contact(above).await?.map(|at| (at, above)));
        }
        let unit = last.map_or(own, |(_, unit)| unit);
        let name = replica.org().units().map_or_else(|| unit.to_string(), |units| units.name(unit));
        Ok(Some(KnownAsOf { unit: name, at: last.map(|(at, _)| at) }))
    }
}
