//! Metrics of exchanges and reports, through the `metrics` façade.

use cunbang_model::{Timestamp, UnitCode};
use metrics::{counter, gauge, histogram};
use tokio::time::Instant;
use tonic::{Code, Status};

/// The side of a link that the other node is on.
const BELOW: &str = "below";

/// An exchange with a device below, since its admission. It is counted when it ends, however it ends.
#[derive(Debug)]
pub(crate) struct Exchange {
    unit: UnitCode,
    began: Instant,
    outcome: &'static str,
}

impl Exchange {
    /// Starts counting an exchange.
    pub(crate) fn begin(unit: UnitCode) -> Self {
        connected(unit).increment(1.0);
        Self { unit, began: Instant::now(), outcome: "broken" }
    }

    /// Records how it ended; if this is never called, it was aborted.
    pub(crate) fn ended(&mut self, outcome: &Result<(), Status>) {
        self.outcome = match outcome {
            Ok(()) => "done",
            Err(status) => match status.code() {
                Code::PermissionDenied | Code::InvalidArgument | Code::FailedPrecondition => "refused",
                Code::Cancelled | Code::Unknown => "broken",
                _ => "failed",
            },
        };
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        connected(self.unit).decrement(1.0);
        counter!("cunbang_exchanges_total", "outcome" => self.outcome).increment(1);
        histogram!("cunbang_exchange_seconds").record(self.began.elapsed().as_secs_f64());
    }
}

/// Counts a device that was turned away because too many others waited for their first answer.
pub(crate) fn shed() {
    counter!("cunbang_exchanges_total", "outcome" => "shed").increment(1);
}

/// Counts a device that was told to come back because it had taken all that it may.
pub(crate) fn overdrawn() {
    counter!("cunbang_exchanges_total", "outcome" => "overdrawn").increment(1);
}

/// Counts a connection that was closed at once because too many were open.
pub(crate) fn turned_away() {
    counter!("cunbang_connections_turned_away_total").increment(1);
}

/// Records that a device of a unit has received everything.
#[expect(clippy::cast_precision_loss, reason = "seconds since 1970 fit")]
pub(crate) fn in_step(unit: UnitCode, now: Timestamp) {
    gauge!("cunbang_last_sync_timestamp_seconds", "side" => BELOW, "unit" => unit.to_string())
        .set(now.as_second() as f64);
}

fn connected(unit: UnitCode) -> metrics::Gauge {
    gauge!("cunbang_connected", "side" => BELOW, "unit" => unit.to_string())
}

/// A request that waits its turn, until dropped.
#[derive(Debug)]
pub(crate) struct Waiting(&'static str);

impl Waiting {
    /// Counts one more report request that waits.
    pub(crate) fn for_a_report() -> Self {
        Self::begin("cunbang_reports_waiting")
    }

    /// Counts one more exchange that waits for a place.
    pub(crate) fn for_a_place() -> Self {
        Self::begin("cunbang_exchanges_waiting")
    }

    fn begin(gauge: &'static str) -> Self {
        gauge!(gauge).increment(1.0);
        Self(gauge)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        gauge!(self.0).decrement(1.0);
    }
}
