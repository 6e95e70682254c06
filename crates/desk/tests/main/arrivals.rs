//! In whatever order things arrive, and wherever they are kept, a run comes to the same bytes.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_desk::{Desk, RunOptions};
use cunbang_model::DocumentName;
use cunbang_ranking::RankingRun;
use cunbang_replica::Source;
use cunbang_store::{MemoryStore, Store, StoredSegment};
use cunbang_world::QUARTER;
use cunbang_world::county::{County, hand, seal, write};
use cunbang_world::rows::deed;
use cunbang_world::tree::{COUNTY, VILLAGES, unit};
use proptest::prelude::*;
use std::sync::Arc;

/// What a county received, as segments by village.
async fn written(county: &County) -> Vec<(Arc<Desk>, Vec<StoredSegment>)> {
    let mut all = Vec::new();
    for (index, code) in VILLAGES.iter().enumerate() {
        let terminal = county.terminal(code).await;
        for number in 0..=index {
            write(&terminal, &[deed(code, &format!("d{number}"))]).await;
        }
        if index != 2 {
            seal(&terminal).await;
        }
        write(&terminal, &[deed(code, "late")]).await;
        let ledger = DocumentName::quarterly(cunbang_model::DocumentKind::Ledger, unit(code), QUARTER).unwrap();
        let segments = terminal.replica().store().document_segments(&ledger).await.unwrap();
        all.push((terminal, segments));
    }
    all
}

async fn receive(county: &County, store: Arc<dyn Store>, arrivals: &[(Arc<Desk>, StoredSegment)]) -> RankingRun {
    let node = county.again(store).await;
    let own = county.desk.replica().identity();
    for name in [DocumentName::org(unit(COUNTY)), DocumentName::scheme(unit(COUNTY))] {
        for segment in county.desk.replica().store().document_segments(&name).await.unwrap() {
            hand(&node, Source::Above(own.certificate()), &segment, None).await;
        }
    }
    for (terminal, segment) in arrivals {
        hand(&node, Source::Below(terminal.replica().identity().certificate()), segment, None).await;
    }
    node.run(QUARTER, RunOptions::default()).await.unwrap()
}

#[tokio::test]
async fn databases_and_memory_come_to_the_same_bytes() {
    let county = County::with_rules().await;
    let written = written(&county).await;
    let mut arrivals: Vec<_> = written
        .iter()
        .flat_map(|(terminal, segments)| segments.iter().map(|segment| (Arc::clone(terminal), segment.clone())))
        .collect();
    let in_memory = receive(&county, Arc::new(MemoryStore::new()), &arrivals).await;
    let folder = tempfile::tempdir().unwrap();
    let store = cunbang_store::open(&format!("sqlite:{}", folder.path().join("data.sqlite").display())).await.unwrap();
    arrivals.sort_by_key(|(_, segment)| (segment.first, std::cmp::Reverse(segment.log)));
    let in_sqlite = receive(&county, Arc::clone(&store), &arrivals).await;
    assert_eq!(in_memory.id, in_sqlite.id);
    assert_eq!(in_memory.record.to_canonical_json(), in_sqlite.record.to_canonical_json());
    assert_eq!(in_memory.outcome.to_canonical_json(), in_sqlite.outcome.to_canonical_json());
    // Reopened, the run is still there, and so is its evidence.
    store.close().await;
    let store = cunbang_store::open(&format!("sqlite:{}", folder.path().join("data.sqlite").display())).await.unwrap();
    let node = county.again(store).await;
    let file = node.write_evidence(&in_sqlite.id, Vec::new()).await.unwrap();
    let verified = cunbang_evidence::verify_evidence(file.as_slice(), None).unwrap();
    assert_eq!(verified.outcome, in_memory.outcome);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn a_run_does_not_depend_on_the_order_of_arrival(picks in proptest::collection::vec(0usize..4, 40)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let county = County::with_rules().await;
            let written = written(&county).await;
            let in_order: Vec<_> = written
                .iter()
                .flat_map(|(terminal, segments)| segments.iter().map(|segment| (Arc::clone(terminal), segment.clone())))
                .collect();
            // Each village's segments keep their order; the villages are mixed.
            let mut queues: Vec<_> = written
                .iter()
                .map(|(terminal, segments)| segments.iter().map(|segment| (Arc::clone(terminal), segment.clone())).collect::<std::collections::VecDeque<_>>())
                .collect();
            let mut mixed: Vec<_> = picks.iter().filter_map(|pick| queues[*pick].pop_front()).collect();
            mixed.extend(queues.into_iter().flatten());
            let one = receive(&county, Arc::new(MemoryStore::new()), &in_order).await;
            let other = receive(&county, Arc::new(MemoryStore::new()), &mixed).await;
            assert_eq!(one.id, other.id);
            assert_eq!(one.outcome.to_canonical_json(), other.outcome.to_canonical_json());
            assert_eq!(one.record.receipts.len(), 3);
        });
    }
}
