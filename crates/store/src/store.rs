//! The whole store: all ports, and the one transaction that writes to them.

use crate::accounts::Accounts;
use crate::archive::Archive;
use crate::error::StoreError;
use crate::feed::Feed;
use crate::files::Files;
use crate::logs::Logs;
use crate::settings::Settings;
use crate::turns::Turns;
use crate::upstreams::Upstreams;
use crate::write::{Write, WriteOutcome};
use async_trait::async_trait;
use std::fmt::Debug;

/// A store. All times are kept in whole milliseconds.
///
/// Code that only reads one subject takes that port (`&dyn Logs`), which a `&dyn Store` can be passed
/// for.
#[async_trait]
pub trait Store: Logs + Feed + Upstreams + Archive + Settings + Accounts + Files + Turns + Debug {
    /// Does all writes in one transaction, or none. When it returns, they are durable. Outcomes come in
    /// the order of the writes; an append that meets a conflict does not harm the others.
    async fn commit(&self, writes: Vec<Write>) -> Result<Vec<WriteOutcome>, StoreError>;
}
