//! Two branches of one log: whoever has met both passes both on, up and down, and everybody checks them alone.
#![allow(clippy::unwrap_used)]

use cunbang_desk::Desk;
use cunbang_model::Role;
use cunbang_replica::{Push, Source};
use cunbang_store::{ForkEvidence, MemoryStore};
use cunbang_sync::half::{LowerHalf, UpperHalf};
use cunbang_world::county::County;
use cunbang_world::rows::deed;
use cunbang_world::tree::{NEIGHBOUR, TOWNSHIP, VILLAGE};
use std::sync::Arc;

/// Exchanges until neither side has more to say. Gives how many branches were passed on, both ways.
async fn sync(below: &Desk, above: &Desk) -> usize {
    let mut passed = 0;
    for _ in 0..4 {
        let certificate = above.replica().identity().certificate().clone();
        let mut lower = LowerHalf::new(below.replica(), &certificate, false);
        let peer = Arc::new(below.replica().identity().certificate().clone());
        let mut upper = UpperHalf::new(Arc::clone(above.replica()), peer);
        loop {
            let mut quiet = true;
            while let Some(up) = lower.next_message().await.unwrap() {
                passed += up.forks.len();
                upper.hear(up).unwrap();
                quiet = false;
            }
            while let Some(down) = upper.next_message().await.unwrap() {
                passed += down.forks.len();
                lower.hear(down).unwrap();
                quiet = false;
            }
            if quiet {
                break;
            }
        }
        if !lower.must_repeat() {
            break;
        }
    }
    passed
}

async fn forks(desk: &Desk) -> Vec<ForkEvidence> {
    desk.replica().store().forks(9).await.unwrap()
}

/// A county, a township that has met both branches of a village's log, the village's other terminal, and one of the two
/// copies, whose branch the township took.
async fn forked() -> (County, Arc<Desk>, Arc<Desk>, Arc<Desk>) {
    let county = County::with_rules().await;
    let township = county.device(TOWNSHIP, Role::Node).await;
    let (terminal, second) = (county.terminal(VILLAGE).await, county.terminal(VILLAGE).await);
    sync(&township, &county.desk).await;
    let copy = county.open(Arc::new(MemoryStore::new()), (*terminal.replica().identity()).clone()).await;
    for desk in [&terminal, &copy, &second] {
        sync(desk, &township).await;
    }
    for (desk, id) in [(&terminal, "d1"), (&copy, "d2")] {
        let ledger = format!("ledger/{VILLAGE}/2026Q3").parse().unwrap();
        desk.replica().record("会计", vec![(ledger, vec![deed(VILLAGE, id)])]).await.unwrap();
    }
    sync(&terminal, &township).await;
    sync(&township, &county.desk).await;
    sync(&second, &township).await;
    sync(&copy, &township).await;
    assert_eq!((forks(&township).await.len(), forks(&county.desk).await.len()), (1, 0));
    (county, township, second, terminal)
}

#[tokio::test]
async fn the_evidence_goes_up_and_down_and_says_what_to_do() {
    let (county, township, second, terminal) = forked().await;
    assert_eq!(sync(&township, &county.desk).await, 2, "both branches go up");
    assert_eq!(sync(&second, &township).await, 2, "and down");
    let met = forks(&township).await;
    for desk in [&county.desk, &second] {
        let told = forks(desk).await;
        assert_eq!(told.len(), 1);
        assert_eq!((told[0].log, told[0].number, &told[0].frame), (met[0].log, met[0].number, &met[0].frame));
        let said = &desk.status(false).await.unwrap().forks[0].message;
        let label = terminal.replica().identity().certificate().label.clone();
        for word in [label.as_str(), &met[0].log.document.to_string(), "第 1 条", "entry 1", "cunbang rejoin"] {
            assert!(said.contains(word), "{word}: {said}");
        }
    }
    // Once is enough, and the writer's own copies learn of it when they are refused.
    assert_eq!(sync(&township, &county.desk).await + sync(&second, &township).await, 0);
    assert_eq!(sync(&terminal, &township).await, 0);
    assert!(terminal.replica().own_forks().await.unwrap().is_empty());
    // Nothing of it is in the log.
    let log = met[0].log;
    let head = async |desk: &Desk| desk.replica().store().head(&log).await.unwrap().unwrap().head.entry_hash;
    assert_eq!(head(&county.desk).await, head(&terminal).await);
}

#[tokio::test]
async fn a_neighbour_hears_nothing_of_it_and_nobody_believes_what_the_writer_did_not_sign() {
    let (county, township, _, _) = forked().await;
    let neighbour = county.terminal(NEIGHBOUR).await;
    assert_eq!(sync(&neighbour, &township).await, 0);
    let met = forks(&township).await.remove(0);
    let node = township.replica().identity();
    let branch = |signature| Push {
        log: met.log,
        first: 1,
        packed: met.frame.clone(),
        dictionary: false,
        signature,
        certificate: None,
    };
    let replica = county.desk.replica();
    let source = Source::Below(node.certificate());
    replica.keep_branch(source, branch([7; 64]), &Arc::default()).await.unwrap();
    assert!(forks(&county.desk).await.is_empty(), "the township can't make up a branch");
    assert!(replica.store().quarantined(9).await.unwrap().is_empty());
    replica.keep_branch(source, branch(met.signature), &Arc::default()).await.unwrap();
    assert_eq!(forks(&county.desk).await.len(), 1);
}
