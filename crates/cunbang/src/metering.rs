//! Metrics 指标 of a node that serves, as Prometheus reads them from `/metrics` on the health page.
//!
//! The crates below count through the `metrics` façade and know nothing of who reads. [`METRICS`] names
//! everything that is counted, with its unit and meaning; the README's table is held against it.

use metrics::{KeyName, SharedString, Unit};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

/// Bounds of the buckets of durations, in seconds: from a write to a local disk to a slow mobile network.
const SECONDS: [f64; 14] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0, 120.0];

/// What kind of number a metric is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It only grows.
    Counter,
    /// It goes up and down.
    Gauge,
    /// How often how much, in buckets.
    Histogram,
}

/// A metric: its name, its kind, and what it says.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Metric(pub(crate) &'static str, pub(crate) Kind, pub(crate) &'static str);

/// All metrics of a node.
pub(crate) const METRICS: &[Metric] = &[
    Metric("cunbang_info", Kind::Gauge, "1, with the program's version and the node's unit and role"),
    Metric("cunbang_well", Kind::Gauge, "1 where /health answers 200, 0 where something needs a person"),
    Metric("cunbang_certificate_expires_timestamp_seconds", Kind::Gauge, "last moment of the node's certificate"),
    Metric("cunbang_devices", Kind::Gauge, "devices known here, by state: enrolled, revoked"),
    Metric("cunbang_feed_number", Kind::Gauge, "number of the newest thing stored here"),
    Metric("cunbang_connected", Kind::Gauge, "open exchanges with a unit, by side (above, below)"),
    Metric(
        "cunbang_last_sync_timestamp_seconds",
        Kind::Gauge,
        "when a unit (above, below) and this node last had everything of each other",
    ),
    Metric(
        "cunbang_received_timestamp_seconds",
        Kind::Gauge,
        "when entries of a unit's documents were last received here, whoever brought them",
    ),
    Metric(
        "cunbang_exchanges_total",
        Kind::Counter,
        "exchanges with devices below, by outcome: done, refused, shed, overdrawn, broken, failed",
    ),
    Metric("cunbang_exchanges_waiting", Kind::Gauge, "exchanges with devices below that wait for their turn"),
    Metric(
        "cunbang_connections_turned_away_total",
        Kind::Counter,
        "connections closed at once because too many were open",
    ),
    Metric("cunbang_exchange_seconds", Kind::Histogram, "how long exchanges with devices below lasted"),
    Metric("cunbang_entries_total", Kind::Counter, "entries stored, by where they came from: above, below"),
    Metric("cunbang_refused_total", Kind::Counter, "pushes refused, by reason"),
    Metric("cunbang_receipt_seconds", Kind::Histogram, "from a push's arrival to its signed receipt, durable"),
    Metric("cunbang_commit_queue", Kind::Gauge, "callers whose writes wait for the next commit"),
    Metric("cunbang_commit_writes", Kind::Histogram, "writes in one commit"),
    Metric("cunbang_reports_waiting", Kind::Gauge, "report requests that wait for their turn"),
    Metric(
        cunbang_store::figures::OUTCOMES,
        Kind::Counter,
        "queries and transactions of the store, by name and outcome",
    ),
    Metric(cunbang_store::figures::SECONDS, Kind::Histogram, "how long queries and transactions took, by name"),
    Metric(
        cunbang_store::figures::DAMAGED,
        Kind::Counter,
        "rows that were read and are not what was written, by table",
    ),
    Metric(
        "cunbang_faults",
        Kind::Gauge,
        "places in the store where something is damaged or wrong, as far as it is known",
    ),
    Metric(
        "cunbang_looked_through_timestamp_seconds",
        Kind::Gauge,
        "when everything in the store was last looked through",
    ),
    Metric(crate::audit::FAILURES, Kind::Counter, "audit events that could not be written"),
];

/// Starts counting, for the whole process, and gives what renders the numbers.
pub(crate) fn start() -> anyhow::Result<PrometheusHandle> {
    let recorder = builder()?.build_recorder();
    let handle = recorder.handle();
    metrics::set_global_recorder(recorder)?;
    describe();
    Ok(handle)
}

fn builder() -> Result<PrometheusBuilder, BuildError> {
    PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &SECONDS)?
        .set_buckets_for_metric(Matcher::Full("cunbang_commit_writes".to_owned()), &[1.0, 4.0, 16.0, 64.0, 256.0])
}

fn describe() {
    metrics::with_recorder(|recorder| {
        for Metric(name, kind, what) in METRICS {
            let (name, what) = (KeyName::from_const_str(name), SharedString::const_str(what));
            match kind {
                Kind::Counter => recorder.describe_counter(name, Some(Unit::Count), what),
                Kind::Gauge => recorder.describe_gauge(name, None, what),
                Kind::Histogram => recorder.describe_histogram(name, None, what),
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_their_unit_and_are_used_once() {
        let mut names: Vec<&str> = METRICS.iter().map(|metric| metric.0).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), METRICS.len());
        for Metric(name, kind, what) in METRICS {
            assert!(name.starts_with("cunbang_"), "{name}");
            assert_eq!(*kind == Kind::Counter, name.ends_with("_total"), "{name}");
            assert!(!what.is_empty(), "{name}");
        }
    }

    #[test]
    fn the_readme_tells_of_every_metric() {
        let readme = include_str!("../../../README.md");
        for Metric(name, _, what) in METRICS {
            assert!(readme.contains(&format!("| `{name}` | {what} |")), "README.md: no line for {name}: {what}");
        }
    }

    #[test]
    fn durations_come_in_buckets() {
        let recorder = builder().unwrap().build_recorder();
        metrics::with_local_recorder(&recorder, || {
            describe();
            metrics::histogram!("cunbang_receipt_seconds").record(0.003);
        });
        let text = recorder.handle().render();
        assert!(text.contains("cunbang_receipt_seconds_bucket{le=\"0.005\"} 1"), "{text}");
        assert!(text.contains("# HELP cunbang_receipt_seconds from a push's arrival"), "{text}");
    }
}
