//! The public log on its way down and up: checkpoints come with every exchange, nodes countersign them, and whoever was
//! told something else, or not everything, sees it.
#![allow(clippy::unwrap_used)]

use cunbang_desk::{Desk, PublicLogTrouble, RunOptions};
use cunbang_identity::DeviceCertificate;
use cunbang_ledger::{Checkpoint, Hash, SignedCheckpoint};
use cunbang_model::{DocumentKind, Role};
use cunbang_replica::{Push, Source};
use cunbang_store::FeedScope;
use cunbang_sync::half::{LowerHalf, UpperHalf};
use cunbang_sync::proto::Down;
use cunbang_world::QUARTER;
use cunbang_world::county::{County, seal, write};
use cunbang_world::rows::{deed, standing};
use cunbang_world::tree::{COUNTY, TOWNSHIP, VILLAGE, VILLAGES, unit};
use std::sync::Arc;

/// One exchange; what comes down passes through `lie`.
async fn exchange(below: &Desk, above: &Desk, lie: impl Fn(Down) -> Down) {
    for _ in 0..4 {
        let certificate = above.replica().identity().certificate().clone();
        let mut lower = LowerHalf::new(below.replica(), &certificate, false);
        let peer = Arc::new(below.replica().identity().certificate().clone());
        let mut upper = UpperHalf::new(Arc::clone(above.replica()), peer);
        loop {
            let mut quiet = true;
            while let Some(message) = lower.next_message().await.unwrap() {
                upper.hear(message).unwrap();
                quiet = false;
            }
            while let Some(down) = upper.next_message().await.unwrap() {
                lower.hear(lie(down)).unwrap();
                quiet = false;
            }
            if quiet {
                break;
            }
        }
        if !lower.must_repeat() {
            return;
        }
    }
}

async fn sync(below: &Desk, above: &Desk) {
    exchange(below, above, |down| down).await;
}

struct Place {
    county: County,
    township: Arc<Desk>,
    terminal: Arc<Desk>,
}

impl Place {
    async fn new() -> Self {
        let county = County::with_rules().await;
        let (township, terminal) = (county.device(TOWNSHIP, Role::Node).await, county.terminal(VILLAGE).await);
        sync(&township, &county.desk).await;
        sync(&terminal, &township).await;
        Self { county, township, terminal }
    }

    async fn send(&self) {
        sync(&self.terminal, &self.township).await;
        sync(&self.township, &self.county.desk).await;
        sync(&self.terminal, &self.township).await;
    }

    async fn publish(&self) {
        let run = self.county.run().await;
        self.county.desk.publish("组织部", Some(&run.id), true).await.unwrap();
    }
}

async fn troubles(desk: &Desk) -> Vec<PublicLogTrouble> {
    desk.public_log_troubles().await.unwrap()
}

#[tokio::test]
async fn everybody_keeps_the_same_checkpoint_and_townships_countersign_it() {
    let place = Place::new().await;
    write(&place.terminal, &[standing(VILLAGE, "m1"), deed(VILLAGE, "d1")]).await;
    seal(&place.terminal).await;
    place.send().await;
    place.publish().await;
    place.send().await;
    // What the township countersigned goes up with its next contact.
    sync(&place.township, &place.county.desk).await;
    let own = place.county.desk.public_logs().await.unwrap();
    let logs = place.terminal.public_logs().await.unwrap();
    let ([own], [log]) = (&*own, &*logs) else { panic!("{own:?} {logs:?}") };
    assert_eq!((log.unit, log.size, &log.root), (unit(COUNTY), own.size, &own.root));
    assert!(log.leaves.iter().any(|leaf| leaf.document.kind() == DocumentKind::Bulletin), "{log:?}");
    assert!(log.leaves.iter().any(|leaf| leaf.document.kind() == DocumentKind::Scheme), "{log:?}");
    let signed: SignedCheckpoint = log.checkpoint.as_ref().unwrap().parse().unwrap();
    assert_eq!((signed.checkpoint().size, signed.checkpoint().root.to_string()), (log.size, log.root.clone()));
    assert_eq!(log.witnesses.iter().map(|one| one.unit).collect::<Vec<_>>(), [unit(TOWNSHIP)]);
    assert_eq!(own.witnesses.iter().map(|one| (one.unit, one.size)).collect::<Vec<_>>(), [(unit(TOWNSHIP), own.size)]);
    assert_eq!(troubles(&place.terminal).await, []);
    assert_eq!(place.terminal.left_out_of_runs().await.unwrap(), []);
    // What is published a moment later is signed and handed out as soon.
    place.county.desk.decide("组织部", QUARTER, unit(VILLAGES[3]), "excuse", "撤并").await.unwrap();
    place.send().await;
    let (own, below) = (place.county.desk.public_logs().await.unwrap(), place.terminal.public_logs().await.unwrap());
    assert_eq!((below[0].size, below[0].signed_size), (own[0].size, Some(own[0].size)));
    assert!(own[0].size > log.size);
    // What is published twice is stated once.
    assert_eq!(place.county.desk.replica().disclose().await.unwrap(), 0);
}

/// A checkpoint that is signed while the feed is read states leaves that were not in it: nobody is told of them before
/// they are given, or whoever syncs just then would take the county for one that holds something back.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_syncs_while_the_county_publishes_is_told_of_nothing_that_is_not_there() {
    let place = Place::new().await;
    let county = Arc::clone(&place.county.desk);
    let publishing = tokio::spawn(async move {
        for n in 0..60 {
            let village = unit(VILLAGES[n % 3]);
            county.decide("组织部", QUARTER, village, "excuse", &format!("撤并{n}")).await.unwrap();
        }
    });
    let mut syncs = 0;
    while !publishing.is_finished() || syncs < 3 {
        sync(&place.township, &place.county.desk).await;
        assert_eq!(troubles(&place.township).await, [], "after {syncs} syncs");
        syncs += 1;
    }
    publishing.await.unwrap();
}

#[tokio::test]
async fn a_township_that_holds_a_bulletin_back_is_found_out() {
    let place = Place::new().await;
    place.publish().await;
    sync(&place.township, &place.county.desk).await;
    let bulletin = DocumentKind::Bulletin.number();
    exchange(&place.terminal, &place.township, |mut down| {
        down.segments.retain(|segment| segment.log.as_ref().unwrap().kind != i32::from(bulletin));
        down
    })
    .await;
    let found = troubles(&place.terminal).await;
    let [PublicLogTrouble::Withheld { unit: by, documents }] = &*found else { panic!("{found:?}") };
    assert_eq!((*by, documents[0].kind()), (unit(COUNTY), DocumentKind::Bulletin));
    // And where it holds back the leaves as well, the county's checkpoint says that there are more.
    let place = Place::new().await;
    place.publish().await;
    sync(&place.township, &place.county.desk).await;
    let hidden = [bulletin, DocumentKind::Log.number()].map(i32::from);
    exchange(&place.terminal, &place.township, |mut down| {
        down.segments.retain(|segment| !hidden.contains(&segment.log.as_ref().unwrap().kind));
        down
    })
    .await;
    let found = troubles(&place.terminal).await;
    assert!(matches!(&*found, [PublicLogTrouble::Behind { .. }]), "{found:?}");
    let words = found[0].to_string();
    assert!(words.contains("公开日志") && words.contains("holds the rest back"), "{words}");
}

/// Signs a checkpoint as the county's node, which the county alone can.
fn told(place: &Place, size: u64, root: Hash) -> String {
    let identity = place.county.desk.replica().identity();
    let checkpoint = Checkpoint { unit: unit(COUNTY), size, root, at: place.county.desk.replica().now() };
    checkpoint.sign(&identity.certificate().public_key, &|message| identity.key().sign(message)).to_string()
}

#[tokio::test]
async fn a_county_that_tells_two_stories_is_found_out_and_the_proof_is_kept() {
    let place = Place::new().await;
    place.publish().await;
    sync(&place.township, &place.county.desk).await;
    sync(&place.terminal, &place.township).await;
    let size = place.terminal.public_logs().await.unwrap()[0].size;
    let other = told(&place, size, Hash::of(&[b"another tree"]));
    let above: DeviceCertificate = place.township.replica().identity().certificate().clone();
    place.terminal.replica().keep_checkpoint(&above, &other).await.unwrap();
    let found = troubles(&place.terminal).await;
    assert_eq!(found, [PublicLogTrouble::TwoStories { unit: unit(COUNTY) }]);
    let log = &place.terminal.public_logs().await.unwrap()[0];
    assert_eq!(log.contradicting.len(), 2, "both are kept: {log:?}");
    assert!(log.contradicting.contains(&other));
    let incidents = place.terminal.status(false).await.unwrap().incidents;
    assert!(incidents.iter().any(|incident| incident.kind == "two_stories"), "{incidents:?}");
    // A checkpoint that the county did not sign proves nothing against it.
    let fresh = Place::new().await;
    let identity = fresh.township.replica().identity();
    let checkpoint =
        Checkpoint { unit: unit(COUNTY), size: 1, root: Hash::of(&[b"x"]), at: identity.certificate().not_after };
    let forged = checkpoint.sign(&identity.certificate().public_key, &|message| identity.key().sign(message));
    fresh.terminal.replica().keep_checkpoint(identity.certificate(), &forged.to_string()).await.unwrap();
    assert_eq!(troubles(&fresh.terminal).await, []);
}

#[tokio::test]
async fn what_was_acknowledged_is_no_trouble_and_stays_and_what_is_new_is_one() {
    let place = Place::new().await;
    place.publish().await;
    sync(&place.township, &place.county.desk).await;
    sync(&place.terminal, &place.township).await;
    let above = place.township.replica().identity().certificate().clone();
    let hear = async |told: String| place.terminal.replica().keep_checkpoint(&above, &told).await.unwrap();
    let size = place.terminal.public_logs().await.unwrap()[0].size;
    let other = told(&place, size, Hash::of(&[b"another tree"]));
    hear(other.clone()).await;
    assert!(
        place.terminal.acknowledge_contradictions("王会计", unit(COUNTY), "  ").await.is_err(),
        "a reason is needed"
    );
    let acknowledged =
        place.terminal.acknowledge_contradictions("王会计", unit(COUNTY), "县里恢复备份，已当面核对").await.unwrap();
    assert_eq!(acknowledged.len(), 2, "{acknowledged:?}");
    assert_eq!(troubles(&place.terminal).await, []);
    // The proof is shown as before, with who acknowledged it and why.
    let log = &place.terminal.public_logs().await.unwrap()[0];
    assert!(log.contradicting.contains(&other) && log.contradicting.len() == 2, "{log:?}");
    assert!(log.contradictions.iter().all(|one| one.acknowledged), "{log:?}");
    assert_eq!((log.acknowledged[0].operator.as_str(), log.acknowledged.len()), ("王会计", 1));
    // Said once more, at another time, it is nothing new.
    place.county.at("2026-10-21T02:00:00Z");
    hear(told(&place, size, Hash::of(&[b"another tree"]))).await;
    assert_eq!(troubles(&place.terminal).await, []);
    assert_eq!(place.terminal.public_logs().await.unwrap()[0].contradicting.len(), 2);
    assert!(place.terminal.acknowledge_contradictions("王会计", unit(COUNTY), "再次").await.unwrap().is_empty());
    // A third story is.
    hear(told(&place, size, Hash::of(&[b"a third tree"]))).await;
    assert_eq!(troubles(&place.terminal).await, [PublicLogTrouble::TwoStories { unit: unit(COUNTY) }]);
    let log = &place.terminal.public_logs().await.unwrap()[0];
    assert_eq!(log.contradictions.iter().filter(|one| !one.acknowledged).count(), 1, "{log:?}");
    // However many were acknowledged, the next ones are kept.
    for number in 0..20_u8 {
        hear(told(&place, size, Hash::of(&[&[number]]))).await;
    }
    assert!(place.terminal.public_logs().await.unwrap()[0].contradicting.len() <= 2 + 8);
    place.terminal.acknowledge_contradictions("王会计", unit(COUNTY), "同上").await.unwrap();
    assert_eq!(troubles(&place.terminal).await, []);
    hear(told(&place, size, Hash::of(&[b"the last tree"]))).await;
    assert_eq!(troubles(&place.terminal).await.len(), 1);
}

#[tokio::test]
async fn a_village_that_was_left_out_of_a_run_is_told_at_once() {
    let place = Place::new().await;
    write(&place.terminal, &[standing(VILLAGE, "m1"), deed(VILLAGE, "d1")]).await;
    place.send().await;
    // The county ranks without what it has acknowledged: from a store that never got it.
    let forgetful = place.county.again(Arc::new(cunbang_store::MemoryStore::new())).await;
    for row in place.county.desk.replica().store().feed(0, &FeedScope { unit: unit(COUNTY) }, 10_000).await.unwrap() {
        let cunbang_store::FeedItem::Segment(segment) = row.item else { continue };
        if segment.log.document.kind() == DocumentKind::Ledger {
            continue;
        }
        let certificate = place.county.desk.replica().org().certificate(segment.log.writer.device).cloned();
        let push = Push {
            log: segment.log,
            first: segment.first,
            packed: segment.frame.clone(),
            dictionary: false,
            signature: segment.signature,
            certificate: certificate.map(|certificate| certificate.der),
        };
        let source = place.township.replica().identity().certificate().clone();
        forgetful.replica().ingest(Source::Below(&source), push, &[]).await.unwrap();
    }
    place.county.at("2026-10-20T02:00:00Z");
    let run = forgetful.run(QUARTER, RunOptions::default()).await.unwrap();
    forgetful.publish("组织部", Some(&run.id), true).await.unwrap();
    sync(&place.township, &forgetful).await;
    sync(&place.terminal, &place.township).await;
    let left_out = place.terminal.left_out_of_runs().await.unwrap();
    let [one] = &*left_out else { panic!("{left_out:?}") };
    assert_eq!((one.by, one.rests_on, &one.run), (unit(COUNTY), 0, &run.id));
    assert!(one.received > 0);
    assert_eq!(place.township.left_out_of_runs().await.unwrap().len(), 1, "its township sees it too");
    let status = place.terminal.status(false).await.unwrap();
    assert_eq!(status.left_out, left_out);
}

#[tokio::test]
async fn a_scheme_counts_from_when_a_township_countersigned_it() {
    // The county's clock was set back when it put the scheme: its word is worth nothing.
    let county = County::with_rules().await;
    let township = county.device(TOWNSHIP, Role::Node).await;
    county.at("2026-07-05T02:00:00Z");
    sync(&township, &county.desk).await;
    sync(&township, &county.desk).await;
    county.at("2026-09-30T02:00:00Z");
    let run = county.run().await;
    let since = run.record.scheme.public_since.unwrap();
    assert_eq!((since.at.to_string().as_str(), since.unit), ("2026-07-05T02:00:00Z", unit(TOWNSHIP)));
    let warnings = run.record.warnings();
    assert!(matches!(&*warnings, [one] if one.contains("after 2026Q3 began") && one.contains("见证")), "{warnings:?}");
    assert!(run.record.inputs.contains_key("log/330522"));
    // What is published later changes nothing about it.
    county.desk.publish("组织部", Some(&run.id), true).await.unwrap();
    sync(&township, &county.desk).await;
    sync(&township, &county.desk).await;
    assert_eq!(county.run().await.id, run.id);
}
