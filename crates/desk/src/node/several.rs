//! Several nodes of one unit 同一单位的多个节点: a county has one node, whose replicas share its key. Another with a certificate of
//! the county may be a machine that was replaced, or somebody's who got hold of a code; so people are told of it by name, at the
//! county and at nodes that it answered, until one of them is revoked.

use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_language::say;
use cunbang_model::shown::in_line;
use cunbang_model::{DeviceId, Role, UnitCode};
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
    /// Whether this is the unit's own node.
    pub is_own: bool,
}

impl fmt::Display for AnotherNode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { unit, known, other, .. } = self;
        let (name, label) = (in_line(&self.name), in_line(&self.label));
        f.write_str(&if self.is_own {
            say!("several-nodes-own", name = name, unit = unit, other = other, label = label)
        } else {
            say!("several-nodes-above", name = name, unit = unit, known = known, other = other, label = label)
        })
    }
}

impl Desk {
    /// The other nodes of this county that are enrolled, as its own node sees it; elsewhere those that answered as a unit above,
    /// or are on the county's list, beside the one that answered first. Nobody is named who was revoked.
    pub async fn other_nodes(&self) -> Result<Vec<AnotherNode>, DeskError> {
        let (replica, org) = (self.replica(), self.replica().org());
        let (own, root) = (replica.unit(), replica.root());
        if replica.role() != Role::Node {
            return Ok(Vec::new());
        }
        let is_own = own == root;
        let mut above = vec![root];
        above.extend(org.units().and_then(|units| units.parent(own)).filter(|parent| *parent != root));
        let mut found = Vec::new();
        for unit in above {
            let mut nodes = if is_own { vec![replica.device()] } else { replica.nodes_above(unit).await? };
            // Whoever never heard of the county's node knows none.
            if nodes.is_empty() {
                continue;
            }
            if unit == root {
                let listed = org.devices().filter(|one| one.unit == unit && one.role == Role::Node);
                nodes.extend(listed.map(|one| one.device));
            }
            nodes.retain(|device| !org.is_revoked(*device));
            let Some((known, others)) = nodes.split_first() else { continue };
            let mut others: Vec<DeviceId> = others.iter().copied().filter(|other| other != known).collect();
            others.sort();
            others.dedup();
            let name = org.units().map_or_else(|| unit.to_string(), |units| units.name(unit));
            found.extend(others.into_iter().map(|other| {
                let label = org.certificate(other).map(|one| one.label.clone()).unwrap_or_default();
                AnotherNode { unit, name: name.clone(), known: *known, other, label, is_own }
            }));
        }
        Ok(found)
    }
}
