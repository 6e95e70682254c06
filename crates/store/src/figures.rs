//! What a store in a database tells of itself, through the `metrics` façade: whoever runs it installs a
//! recorder, or none.

/// How long queries and transactions take, in seconds; label `name`. A transaction's retries are within
/// its time.
pub const SECONDS: &str = "cunbang_store_transaction_seconds";
/// Queries and transactions, by `name` and `outcome`: `done`, `again` (run once more, as another
/// transaction came in between), or a word of [`StoreErrorKind`](crate::StoreErrorKind).
pub const OUTCOMES: &str = "cunbang_store_transactions_total";
/// Rows that were read and are not what was written, by `table`.
pub const DAMAGED: &str = "cunbang_damaged_total";
