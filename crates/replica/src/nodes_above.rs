//! Nodes above 上级节点: which devices have answered here as a unit above. Another than before may be a replaced machine, or
//! somebody's who got a certificate of that unit; people are to know.

use crate::error::ReplicaError;
use crate::replica::Replica;
use cunbang_identity::DeviceCertificate;
use cunbang_model::{DeviceId, UnitCode};
use cunbang_store::Write;

/// The settings, one a unit, with the devices that have answered as it, the first one first.
const NODES: &str = "nodes_above";

impl Replica {
    /// Notes that a device has answered as the node of a unit above.
    pub async fn note_node_above(&self, node: &DeviceCertificate) -> Result<(), ReplicaError> {
        let mut known = self.nodes_above(node.unit).await?;
        if known.contains(&node.device) {
            return Ok(());
        }
        known.push(node.device);
        let value = Some(known.iter().flat_map(|device| *device.as_bytes()).collect());
        self.commit(vec![Write::Setting { name: format!("{NODES}/{}", node.unit), value }]).await?;
        Ok(())
    }

    /// The devices that have answered as the node of a unit above, the first one first.
    pub async fn nodes_above(&self, unit: UnitCode) -> Result<Vec<DeviceId>, ReplicaError> {
        let kept = self.store().setting(&format!("{NODES}/{unit}")).await?.unwrap_or_default();
        Ok(kept.as_chunks().0.iter().map(|bytes| DeviceId::from_bytes(*bytes)).collect())
    }
}
