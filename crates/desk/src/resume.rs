//! Resuming 恢复运行 without what nobody has any more.

use crate::audit::{self, Deed};
use crate::desk::Desk;
use crate::error::DeskError;
use cunbang_replica::MissingEntries;
use cunbang_replica::high_water;

impl Desk {
    /// Goes on without entries that this node has written and that its store lacks. Returns which these are.
    pub async fn resume(&self, operator: &str, reason: &str) -> Result<Vec<MissingEntries>, DeskError> {
        let missing = self.replica().give_up_missing(&format!("{operator}: {reason}")).await?;
        if !missing.is_empty() {
            audit::note(Deed::GiveUp, operator, self.replica().unit(), &high_water::listed(&missing));
        }
        Ok(missing)
    }
}
