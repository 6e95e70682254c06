//! Contact 联网: when this device was last in step with each node above.

use crate::error::ReplicaError;
use crate::replica::Replica;
use cunbang_model::{Timestamp, UnitCode};
use cunbang_store::Write;

/// The settings with the last contact, by unit.
const CONTACT: &str = "contact";
/// How far a kept time may lag behind: a link that stays open is in step many times a minute.
const LAG_SECONDS: i64 = 30;

impl Replica {
    /// When this device had last exchanged everything with the node of a unit above; none where it never has, or a
    /// program did that kept no note of it.
    pub async fn last_contact(&self, above: UnitCode) -> Result<Option<Timestamp>, ReplicaError> {
        let kept = self.store().setting(&format!("{CONTACT}/{above}")).await?;
        Ok(kept.and_then(|text| String::from_utf8(text).ok()?.parse().ok()))
    }

    /// Notes that everything was exchanged just now.
    pub async fn note_contact_above(&self, above: UnitCode) -> Result<(), ReplicaError> {
        let now = self.now();
        let is_news = |kept: Timestamp| (now.as_second() - kept.as_second()).abs() > LAG_SECONDS;
        if self.last_contact(above).await?.is_none_or(is_news) {
            let (name, value) = (format!("{CONTACT}/{above}"), Some(now.to_string().into_bytes()));
            self.commit(vec![Write::Setting { name, value }]).await?;
        }
        Ok(())
    }
}
