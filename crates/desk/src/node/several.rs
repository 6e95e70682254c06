//! Several nodes of one unit 同一单位的多个节点: a county or township has one node, whose replicas share its key. Another with a
//! certificate of the unit may be a machine that was replaced, or somebody's who got hold of a code; so people are told of it by
//! name, at the unit, above it and at nodes that it answered, until one of them is revoked.

use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_identity::DeviceCertificate;
use cunbang_language::say;
use cunbang_model::shown::in_line;
use cunbang_model::{DeviceId, Role, UnitCode};
use std::collections::BTreeSet;
use std::fmt;

/// Another node of a unit than the one that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnotherNode {
    /// The unit.
    pub unit: UnitCode,
    /// Its name.
    pub name: String,
    /// The device that is known.
    pub known: DeviceId,
    /// The other.
    pub other: DeviceId,
    /// What people call the other.
    pub label: String,
    /// Where the unit stands, as seen from here.
    pub whose: Whose,
}

/// Where a unit with several nodes stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// It is the county, and this is its node.
    County,
    /// It is this node's own unit, beneath the county.
    Own,
    /// It is above.
    Above,
    /// It is below.
    Below,
}

impl fmt::Display for AnotherNode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { unit, known, other, .. } = self;
        let (name, label) = (in_line(&self.name), in_line(&self.label));
        f.write_str(&match self.whose {
            Whose::County => say!("several-nodes-own", name = name, unit = unit, other = other, label = label),
            Whose::Own => say!("several-nodes-own-below", name = name, unit = unit, other = other, label = label),
            Whose::Above => {
                say!("several-nodes-above", name = name, unit = unit, known = known, other = other, label = label)
            }
            Whose::Below => {
                say!("several-nodes-below", name = name, unit = unit, known = known, other = other, label = label)
            }
        })
    }
}

impl Desk {
    /// The other nodes that are enrolled of this node's own unit and of units below, beside the one that is known; and those
    /// that answered as a unit above, or are on the county's list, beside the one that answered first. Nobody is named who was
    /// revoked.
    pub async fn other_nodes(&self) -> Result<Vec<AnotherNode>, DeskError> {
        let (replica, org) = (self.replica(), self.replica().org());
        let (own, root) = (replica.unit(), replica.root());
        if replica.role() != Role::Node {
            return Ok(Vec::new());
        }
        let is_county = own == root;
        let mut units = vec![(root, if is_county { Whose::County } else { Whose::Above })];
        let parent = org.units().and_then(|units| units.parent(own)).filter(|parent| *parent != root);
        units.extend(parent.map(|parent| (parent, Whose::Above)));
        let is_good = |one: &&DeviceCertificate| one.role == Role::Node && !one.is_expired(replica.now());
        let within: BTreeSet<UnitCode> = org.devices().filter(is_good).map(|one| one.unit).collect();
        let within = within.into_iter().filter(|unit| unit.is_within(&own) && *unit != root);
        units.extend(within.map(|unit| (unit, if unit == own { Whose::Own } else { Whose::Below })));
        let mut found = Vec::new();
        for (unit, whose) in units {
            let mut nodes = match whose {
                Whose::County | Whose::Own => vec![replica.device()],
                Whose::Above => replica.nodes_above(unit).await?,
                Whose::Below => Vec::new(),
            };
            // Whoever never heard of the node above knows none.
            if nodes.is_empty() && whose == Whose::Above {
                continue;
            }
            if unit == root || unit.is_within(&own) {
                let mut listed: Vec<_> = org.devices().filter(is_good).filter(|one| one.unit == unit).collect();
                listed.sort_by_key(|one| (one.not_before, one.device));
                nodes.extend(listed.into_iter().map(|one| one.device));
            }
            nodes.retain(|device| !org.is_revoked(*device));
            let Some((known, others)) = nodes.split_first() else { continue };
            let mut others: Vec<DeviceId> = others.iter().copied().filter(|other| other != known).collect();
            others.sort();
            others.dedup();
            let name = org.units().map_or_else(|| unit.to_string(), |units| units.name(unit));
            found.extend(others.into_iter().map(|other| {
                let label = org.certificate(other).map(|one| one.label.clone()).unwrap_or_default();
                AnotherNode { unit, name: name.clone(), known: *known, other, label, whose }
            }));
        }
        Ok(found)
    }
}
