//! What a store in a database tells of itself, through the `metrics` facade: whoever runs it installs a
//! recorder, or none.

/// How long queries and transactions take, in seconds; labels `kind` (`query` or `transaction`) and
/// `name`. A transaction's retries are within its time.
pub const SECONDS: &str = "cunbang_store_seconds";
/// Transactions that were run again, as another came in between; label `name`.
pub const RETRIES: &str = "cunbang_store_retries_total";
/// Queries and transactions that failed; labels `name` and `cause`, a word of
/// [`StoreErrorKind`](crate::StoreErrorKind).
pub const FAILURES: &str = "cunbang_store_failures_total";

/// Gives the installed recorder the descriptions.
pub fn describe() {
    metrics::describe_histogram!(SECONDS, metrics::Unit::Seconds, "Time that queries and transactions take, by name");
    metrics::describe_counter!(RETRIES, "Transactions that were run again, as another came in between");
    metrics::describe_counter!(FAILURES, "Queries and transactions that failed, by name and cause");
}
