//! Receipts that somebody with access to the county's database took out of it, or altered: a village must not look silent by
//! that.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::disk;

use cunbang_desk::assessment::run::RunError;
use cunbang_desk::{Desk, DeskError, RunOptions};
use cunbang_evidence::Discrepancy;
use cunbang_model::Timestamp;
use cunbang_scheme::{Level, Status};
use cunbang_world::QUARTER;
use cunbang_world::county::down;
use cunbang_world::tree::{COUNTY, VILLAGES, unit};
use disk::sealed;

const TAKEN: &str = "DELETE FROM receipts WHERE log_id IN (SELECT id FROM logs WHERE kind = 401)";
const ALTERED: &str =
    "UPDATE receipts SET received_at = received_at + 1 WHERE log_id IN (SELECT id FROM logs WHERE kind = 401)";

const ANYWAY: RunOptions = RunOptions { under: None, anyway: true };

fn refused<T: std::fmt::Debug>(result: Result<T, DeskError>, by: &str) {
    let error = result.unwrap_err();
    assert!(matches!(&error, DeskError::Run(RunError::NotWhole { .. })), "{by}: {error}");
    assert!(error.to_string().contains(VILLAGES[0]), "{by}: the village is named: {error}");
}

/// Other processes and people learn of it as well.
async fn is_named(desk: &Desk, by: &str) {
    let status = desk.status(true).await.unwrap();
    assert!(status.damaged.iter().any(|one| one.contains(VILLAGES[0])), "{by}: {:?}", status.damaged);
    let faults = desk.doctor(true, &mut |_| {}).await.unwrap().faults;
    assert!(faults.iter().any(|fault| fault.place.contains(VILLAGES[0]) && !fault.repaired), "{by}: {faults:?}");
}

#[tokio::test]
async fn receipts_taken_out_or_altered_take_no_village_off_the_list() {
    for by in [TAKEN, ALTERED] {
        let (county, above, township, _, terminal) = sealed().await;
        down(&county.desk, &township).await;
        down(&township, &terminal).await;
        county.at("2026-10-20T01:00:00Z");
        let whole = county.run().await;
        assert_eq!(terminal.denied_by_runs().await.unwrap(), []);
        above.run(by).await;
        refused(county.desk.run(QUARTER, RunOptions::default()).await, by);
        refused(county.desk.publish("组织部", Some(&whole.id), false).await, by);
        is_named(&county.desk, by).await;

        // Who publishes all the same is contradicted by what the village holds.
        let run = county.desk.run(QUARTER, ANYWAY).await.unwrap();
        assert_ne!(run.id, whole.id);
        let of_village = |run: &cunbang_ranking::RankingRun| {
            run.outcome.rows(Level::Village).iter().find(|row| row.unit == unit(VILLAGES[0])).unwrap().status
        };
        assert_eq!((of_village(&whole), of_village(&run)), (Status::Received, Status::Provisional));
        county.desk.publish("组织部", Some(&run.id), true).await.unwrap();
        down(&county.desk, &township).await;
        down(&township, &terminal).await;
        let denied = terminal.denied_by_runs().await.unwrap();
        let [one] = &*denied else { panic!("{by}: {denied:?}") };
        let received: Timestamp = "2026-10-06T01:00:00Z".parse().unwrap();
        assert_eq!((one.by, one.late_on, one.received_at, &one.run), (unit(COUNTY), None, received, &run.id));
        let notes = terminal.village_notes(QUARTER).await.unwrap();
        assert!(notes.contains(&one.to_string()), "{by}: the home page says so: {notes:?}");

        let evidence = county.desk.write_evidence(&run.id, Vec::new()).await.unwrap();
        let verified = cunbang_evidence::verify_evidence(evidence.as_slice(), None).unwrap();
        let (_, omissions) = verified.omissions(&terminal.held_receipts(Some(QUARTER)).await.unwrap()).unwrap();
        let [one] = &*omissions else { panic!("{by}: {omissions:?}") };
        assert_eq!((&one.what, one.is_proven), (&Discrepancy::Sealed, true));
    }
}
