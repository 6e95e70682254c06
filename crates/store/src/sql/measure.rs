//! One mechanism for every query and transaction: a name, a span, a duration, retries and failures.

use crate::error::StoreError;
use crate::figures::{OUTCOMES, SECONDS};
use std::time::Duration;
use tracing::Instrument;

/// What takes longer is written to the log.
const SLOW: Duration = Duration::from_secs(1);

/// What is measured.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measured {
    /// `query` or `transaction`.
    pub(super) kind: &'static str,
    /// Its name, as in the port.
    pub(super) name: &'static str,
}

impl Measured {
    /// A query of one statement.
    pub(super) const fn query(name: &'static str) -> Self {
        Self { kind: "query", name }
    }

    /// A transaction.
    pub(super) const fn transaction(name: &'static str) -> Self {
        Self { kind: "transaction", name }
    }

    /// Does the work, and counts it.
    pub(super) async fn run<T>(self, work: impl Future<Output = Result<T, StoreError>>) -> Result<T, StoreError> {
        let Self { kind, name } = self;
        let began = tokio::time::Instant::now();
        let result = work.instrument(tracing::debug_span!("store", kind, name)).await;
        let took = began.elapsed();
        metrics::histogram!(SECONDS, "name" => name).record(took);
        self.count(result.as_ref().map_or_else(|error| error.kind().as_str(), |_| "done"));
        if took > SLOW {
            tracing::warn!(kind, name, seconds = took.as_secs_f64(), "{}", cunbang_language::say!("warn-store-slow"));
        }
        result
    }

    /// Counts another attempt at a transaction.
    pub(super) fn again(self) {
        self.count("again");
    }

    fn count(self, outcome: &'static str) {
        metrics::counter!(OUTCOMES, "name" => self.name, "outcome" => outcome).increment(1);
    }
}
