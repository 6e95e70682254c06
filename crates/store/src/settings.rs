//! Settings: small values that a node keeps for itself under a name, such as a cursor.

use crate::error::StoreError;
use async_trait::async_trait;

/// Reads settings. [`Write::Setting`](crate::Write::Setting) sets and removes them.
#[async_trait]
pub trait Settings: Send + Sync {
    /// The value of a setting.
    async fn setting(&self, name: &str) -> Result<Option<Vec<u8>>, StoreError>;
}
