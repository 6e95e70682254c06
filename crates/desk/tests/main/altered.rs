//! Lists that somebody changed in the store, who can reach it and knows how it is made: they are not shown, not published,
//! and named as what they are.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::disk;

use cunbang_desk::assessment::publish::PublishError;
use cunbang_desk::assessment::ranking::Wanted;
use cunbang_desk::assessment::run::RunError;
use cunbang_desk::{Desk, DeskError, RunOptions, Sort, Viewer};
use cunbang_ranking::RankingRun;
use cunbang_store::Write;
use cunbang_world::QUARTER;
use cunbang_world::county::County;
use cunbang_world::tree::{COUNTY, VILLAGES, unit};
use disk::{OnDisk, sealed};
use std::sync::Arc;

/// How somebody changes a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edit {
    /// Without the mark and the checksum that stand before it, as earlier programs wrote it.
    Unmarked,
    /// With a new checksum, and the signature that was there.
    Checksum,
    /// With a new checksum, and no signature, as earlier programs wrote it.
    Unsigned,
    /// With a new checksum, and a signature by the node's own key.
    Signed,
}

/// How many bytes stand behind a packed list: the frame of its signature.
const PROOF_BYTES: usize = 88;

fn viewer(desk: &Desk) -> Viewer {
    Viewer::operator(desk.replica(), "组织部")
}

/// Swaps two villages in the stored list of a run.
async fn alter(county: &County, disk: &OnDisk, run: &RankingRun, edit: Edit) {
    let mut stored = disk.store.run(&run.id).await.unwrap().unwrap();
    let proof = stored.outcome[stored.outcome.len() - PROOF_BYTES..].to_vec();
    let [first, second] = [VILLAGES[0], VILLAGES[1]].map(|unit| format!("\"{unit}\""));
    let json = String::from_utf8(zstd::stream::decode_all(stored.outcome.as_slice()).unwrap()).unwrap();
    let swapped = json.replace(&first, "@").replace(&second, &first).replace('@', &second);
    assert_ne!(swapped, json);
    let packed = zstd::stream::encode_all(swapped.as_bytes(), 1).unwrap();
    match edit {
        Edit::Unmarked => return disk.put_outcome(&run.id, &packed).await,
        Edit::Unsigned => stored.outcome = packed,
        Edit::Checksum => stored.outcome = [packed, proof].concat(),
        Edit::Signed => {
            let hash = cunbang_ledger::Hash::of(&[swapped.as_bytes()]);
            let message = format!("cunbang outcome\x01{}\n{}\n{hash}", run.id, stored.made_at.as_millisecond());
            let signature = county.desk.replica().identity().key().sign(message.as_bytes());
            let before = &proof[..PROOF_BYTES - signature.len()];
            stored.outcome = [&packed, before, &signature].concat();
        }
    }
    disk.store.commit(vec![Write::MendRun(stored)]).await.unwrap();
}

/// Whether a run is refused as one that was changed.
fn is_refused<T>(result: Result<T, DeskError>, run: &RankingRun) -> bool {
    let Err(error) = result else { return false };
    let is_named = error.to_string().contains(&run.id) && error.sort() == Sort::Failed;
    is_named && matches!(error, DeskError::Run(RunError::Damaged { .. } | RunError::Altered { .. }))
}

async fn assert_shown_nowhere(desk: &Desk, run: &RankingRun, place: &str) {
    let wanted = Wanted { period: Some(QUARTER), under: unit(COUNTY), run: "" };
    assert!(is_refused(desk.ranking(&viewer(desk), wanted).await, run), "{place}: the ranking");
    assert!(is_refused(desk.notice(&viewer(desk), QUARTER, None).await, run), "{place}: the notice");
    assert!(is_refused(desk.ranking_run(&run.id).await, run), "{place}: the run");
    assert!(is_refused(desk.write_evidence(&run.id, Vec::new()).await, run), "{place}: the evidence");
    let faults = desk.doctor(false, &mut |_| {}).await.unwrap().faults;
    assert!(faults.iter().any(|fault| fault.what.contains(&run.id) && !fault.repaired), "{place}: {faults:?}");
}

/// The county's rows in its bulletin.
async fn published(desk: &Desk) -> usize {
    desk.published(&viewer(desk), QUARTER).await.unwrap().len()
}

#[tokio::test]
async fn a_list_that_was_changed_before_its_publication_is_not_published() {
    for edit in [Edit::Unmarked, Edit::Checksum, Edit::Unsigned] {
        let (county, above, ..) = sealed().await;
        let run = county.run().await;
        alter(&county, &above, &run, edit).await;
        let fresh = county.again(Arc::clone(&above.store)).await;
        for named in [None, Some(run.id.as_str())] {
            assert!(is_refused(fresh.publish("组织部", named, true).await, &run), "{edit:?}");
        }
        assert_eq!(published(&fresh).await, 0, "{edit:?}");
        assert_shown_nowhere(&fresh, &run, &format!("{edit:?}")).await;
        let rounds = fresh.go_round(|| std::future::ready(())).await.unwrap();
        assert!(rounds.faults().any(|fault| fault.what.contains(&run.id)), "{edit:?}");
        assert_eq!(fresh.status(false).await.unwrap().faults.len(), 1, "{edit:?}");

        // Made again from what it rests on, by the doctor or by a new run on the same data.
        if edit == Edit::Checksum {
            assert_eq!(fresh.run(QUARTER, RunOptions::default()).await.unwrap().id, run.id);
        } else {
            let faults = fresh.doctor(true, &mut |_| {}).await.unwrap().faults;
            assert!(faults.iter().all(|fault| fault.repaired) && faults.len() == 1, "{faults:?}");
        }
        assert_eq!(fresh.doctor(false, &mut |_| {}).await.unwrap().faults, []);
        fresh.look_again().await.unwrap();
        assert_eq!(fresh.status(false).await.unwrap().faults, []);
        assert_eq!(fresh.ranking_run(&run.id).await.unwrap().outcome, run.outcome);
        fresh.publish("组织部", None, true).await.unwrap();
        assert_eq!(published(&fresh).await, 1);
    }
}

/// Whoever has the node's key can sign a changed list; before it is published it is worked out once more.
#[tokio::test]
async fn a_list_that_was_changed_and_signed_is_not_published_either() {
    let (county, above, ..) = sealed().await;
    let run = county.run().await;
    alter(&county, &above, &run, Edit::Signed).await;
    let fresh = county.again(Arc::clone(&above.store)).await;
    let error = fresh.publish("组织部", None, true).await.unwrap_err();
    assert!(matches!(&error, DeskError::Publish(PublishError::Altered { run: id, .. }) if *id == run.id), "{error}");
    assert!(error.to_string().contains("neither published"), "{error}");
    assert_eq!(published(&fresh).await, 0);
}

#[tokio::test]
async fn a_list_that_was_changed_after_its_publication_is_not_shown() {
    for edit in [Edit::Unmarked, Edit::Checksum, Edit::Unsigned, Edit::Signed] {
        let (county, above, ..) = sealed().await;
        let run = county.run().await;
        county.desk.publish("组织部", Some(&run.id), true).await.unwrap();
        alter(&county, &above, &run, edit).await;
        let fresh = county.again(Arc::clone(&above.store)).await;
        // Without rounds: health and status ask what is known at once.
        let faults = fresh.known_faults().await.unwrap();
        assert!(matches!(faults.as_slice(), [fault] if fault.what.contains(&run.id)), "{edit:?}: {faults:?}");
        assert_eq!(fresh.status(false).await.unwrap().faults, faults);
        assert_shown_nowhere(&fresh, &run, &format!("{edit:?}")).await;

        let faults = fresh.doctor(true, &mut |_| {}).await.unwrap().faults;
        assert!(faults.iter().all(|fault| fault.repaired) && faults.len() == 1, "{faults:?}");
        assert_eq!(fresh.known_faults().await.unwrap(), []);
        assert_eq!(fresh.ranking_run(&run.id).await.unwrap().outcome, run.outcome);
    }
}

/// Earlier programs signed no lists: theirs are worked out once more, and go on being read.
#[tokio::test]
async fn a_list_without_a_signature_is_read_where_it_comes_out_again() {
    let (county, above, ..) = sealed().await;
    let run = county.run().await;
    let mut stored = above.store.run(&run.id).await.unwrap().unwrap();
    stored.outcome.truncate(stored.outcome.len() - PROOF_BYTES);
    above.store.commit(vec![Write::MendRun(stored)]).await.unwrap();
    let fresh = county.again(Arc::clone(&above.store)).await;
    assert_eq!(fresh.ranking_run(&run.id).await.unwrap().outcome, run.outcome);
    fresh.publish("组织部", None, true).await.unwrap();
    assert_eq!(fresh.known_faults().await.unwrap(), []);
}

#[tokio::test]
async fn the_columns_for_dashboards_say_what_was_published() {
    let (county, above, ..) = sealed().await;
    let run = county.run().await;
    county.desk.publish("组织部", Some(&run.id), true).await.unwrap();
    let whole = above.store.publication(&run.id).await.unwrap().unwrap();
    let edits = [
        "UPDATE published_results SET rank = 1, score_hundredths = 9900 WHERE level = 'village'",
        "DELETE FROM published_results WHERE level = 'village'",
        "UPDATE published_runs SET withdrawn_reason = '漏计'",
        "INSERT INTO published_runs (run, unit, period, scheme, published_on) \
         VALUES ('5', '330522', '2026Q3', 'standard', '2026-10-15')",
    ];
    for edit in edits {
        above.run(edit).await;
        let fresh = county.again(Arc::clone(&above.store)).await;
        let faults = fresh.doctor(false, &mut |_| {}).await.unwrap().faults;
        assert!(matches!(faults.as_slice(), [fault] if fault.place.starts_with("published_results")), "{faults:?}");
        // At the start of a node, and every day.
        assert_eq!(fresh.go_round(|| std::future::ready(())).await.unwrap().faults().count(), 0);
        assert_eq!(above.store.publication(&run.id).await.unwrap().as_ref(), Some(&whole), "{edit}");
        assert_eq!(above.store.publications().await.unwrap(), [run.id.as_str()], "{edit}");
        assert_eq!(above.store.incidents(1).await.unwrap()[0].message, faults[0].what);
        assert_eq!(fresh.doctor(false, &mut |_| {}).await.unwrap().faults, []);
    }
}
