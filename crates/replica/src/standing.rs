//! Standing 准入: what the nodes above say of this device.
//!
//! A revoked device is given nothing any more, and so never reads of its revocation in an `org` document. It
//! knows only that a node above refuses it as revoked. That node's word is kept, with its name, until the same
//! node serves this device again.

use crate::error::ReplicaError;
use crate::replica::Replica;
use cunbang_model::UnitCode;
use cunbang_store::Write;
use std::collections::BTreeSet;

/// The setting with the units whose nodes say that this device was revoked.
const REVOKED_BY: &str = "revoked_by";

impl Replica {
    /// The units whose nodes said last that this device was revoked.
    pub async fn said_revoked_by(&self) -> Result<BTreeSet<UnitCode>, ReplicaError> {
        let kept = self.store().setting(REVOKED_BY).await?.unwrap_or_default();
        Ok(String::from_utf8_lossy(&kept).split_whitespace().filter_map(|unit| unit.parse().ok()).collect())
    }

    /// Notes whether a node above refuses this device as revoked, or serves it.
    pub async fn note_standing(&self, above: UnitCode, is_revoked: bool) -> Result<(), ReplicaError> {
        let mut units = self.said_revoked_by().await?;
        let is_news = if is_revoked { units.insert(above) } else { units.remove(&above) };
        if is_news {
            let text = units.iter().map(UnitCode::as_str).collect::<Vec<_>>().join(" ");
            let value = (!units.is_empty()).then(|| text.into_bytes());
            self.commit(vec![Write::Setting { name: REVOKED_BY.to_owned(), value }]).await?;
        }
        Ok(())
    }
}
