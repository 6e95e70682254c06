//! Void codes 作废的注册码: an older store does not know which of its codes were used since. So when it is found to
//! be older, all that it takes for unused are void, and the county makes new ones.

use crate::error::ReplicaError;
use crate::replica::Replica;
use cunbang_store::{Incident, Write};
use std::collections::BTreeSet;

/// The setting with the hashes of the codes that are void, one after another.
const VOID_CODES: &str = "void_codes";
const HASH_BYTES: usize = 32;

impl Replica {
    /// The hashes of the codes that are void.
    pub async fn void_code_hashes(&self) -> Result<BTreeSet<[u8; HASH_BYTES]>, ReplicaError> {
        let kept = self.store().setting(VOID_CODES).await?.unwrap_or_default();
        Ok(kept.as_chunks().0.iter().copied().collect())
    }

    /// Makes void all codes that are unused as far as this store knows. Whoever may have put the store back calls
    /// this before the node enrols anybody.
    pub async fn void_codes(&self) -> Result<(), ReplicaError> {
        if !self.is_top_node() {
            return Ok(());
        }
        let (before, now) = (self.void_code_hashes().await?, self.now());
        let codes = self.store().enrolment_codes().await?;
        // Those that have expired do not work anyway, and are forgotten here.
        let unused: BTreeSet<[u8; HASH_BYTES]> = codes
            .into_iter()
            .filter(|code| code.used_at.is_none() && code.expires_at > now)
            .map(|code| code.secret_hash)
            .collect();
        if unused.is_subset(&before) {
            return Ok(());
        }
        let count = unused.difference(&before).count();
        let message = format!(
            "数据库曾被恢复到较早状态，此前未使用的 {count} 个注册码一律作废，请重新发放 this store was put back to an older state, and does not know which codes were used since: {count} codes that it takes for unused are void; make new ones with `cunbang enrol code`"
        );
        tracing::warn!("{message}");
        self.commit(vec![
            Write::Setting { name: VOID_CODES.to_owned(), value: Some(unused.into_iter().flatten().collect()) },
            Write::Incident(Incident { at: now, kind: "codes_void".to_owned(), message }),
        ])
        .await?;
        tracing::info!(target: "audit", event = "void_codes", operator = "", unit = %self.unit(), subject = count, "done");
        Ok(())
    }
}
