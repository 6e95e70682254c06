//! What is measured: each query and transaction under its name.

use crate::writing::{append, commit_one};
use cunbang_store::figures::{OUTCOMES, SECONDS};
use cunbang_store::{Selection, Write};
use cunbang_world::devices::Device;
use cunbang_world::tree::VILLAGE;
use metrics_util::debugging::{DebugValue, DebuggingRecorder, Snapshotter};
use std::collections::BTreeMap;

/// How often each figure was taken, by its name and labels.
fn counts(snapshotter: &Snapshotter) -> BTreeMap<String, usize> {
    let figures = snapshotter.snapshot().into_vec().into_iter();
    figures
        .map(|(key, _, _, value)| {
            let key = key.key();
            let labels: Vec<_> = key.labels().map(metrics::Label::value).collect();
            let count = match value {
                DebugValue::Counter(count) => usize::try_from(count).unwrap(),
                DebugValue::Histogram(values) => values.len(),
                DebugValue::Gauge(_) => 0,
            };
            (format!("{} {}", key.name(), labels.join(" ")), count)
        })
        .collect()
}

#[test]
fn queries_and_transactions_are_counted_by_name() {
    let recorder = DebuggingRecorder::new();
    let snapshotter = recorder.snapshotter();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    metrics::with_local_recorder(&recorder, || {
        runtime.block_on(async {
            let folder = tempfile::tempdir().unwrap();
            let url = format!("sqlite:{}", folder.path().join("store.sqlite").display());
            let store = cunbang_store::open(&url).await.unwrap();
            commit_one(&*store, append(&Device::new(1, VILLAGE).write("ledger/330522103201/2026Q3", 1))).await;
            commit_one(&*store, Write::Setting { name: "a".to_owned(), value: None }).await;
            store.heads(&Selection::under("33".parse().unwrap())).await.unwrap();
            store.close().await;
            store.heads(&Selection::under("33".parse().unwrap())).await.unwrap_err();
        });
    });
    let counts = counts(&snapshotter);
    let count = |figure: String| counts.get(&figure).copied();
    assert_eq!(count(format!("{SECONDS} migrate")), Some(1), "{counts:?}");
    assert_eq!(count(format!("{OUTCOMES} commit done")), Some(2), "{counts:?}");
    assert_eq!(count(format!("{SECONDS} heads")), Some(2));
    assert_eq!(count(format!("{OUTCOMES} heads done")), Some(1));
    assert_eq!(count(format!("{OUTCOMES} heads unreachable")), Some(1), "{counts:?}");
}
