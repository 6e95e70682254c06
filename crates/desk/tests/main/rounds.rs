//! Rounds: what nobody has read since it was damaged is found all the same, named, and known after a new start.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::disk;

use cunbang_desk::{Desk, RunOptions};
use cunbang_world::QUARTER;
use cunbang_world::county::County;
use disk::{OnDisk, ledger, sealed};
use std::sync::Arc;

async fn go_round(desk: &Desk) -> Vec<String> {
    let rounds = desk.go_round(|| std::future::ready(())).await.unwrap();
    assert_eq!(rounds.completed_at, Some(desk.replica().now()));
    rounds.faults().map(ToString::to_string).collect()
}

/// The county as a process that has read nothing yet.
async fn fresh(county: &County, disk: &OnDisk) -> Arc<Desk> {
    county.again(Arc::clone(&disk.store)).await
}

#[tokio::test]
async fn a_sound_store_has_no_faults() {
    let (county, _above, township, _below, ..) = sealed().await;
    county.run().await;
    for desk in [&county.desk, &township] {
        assert_eq!(go_round(desk).await, Vec::<String>::new());
        assert_eq!(desk.replica().damaged(), Vec::<String>::new());
        let status = desk.status(false).await.unwrap();
        assert_eq!((status.looked_through_at, status.faults), (Some(desk.replica().now()), Vec::new()));
    }
}

#[tokio::test]
async fn damage_that_nobody_has_read_is_found_and_named() {
    let (county, above, ..) = sealed().await;
    let entries = above.flip("segments", "frame", "log_id IN (SELECT id FROM logs WHERE kind >= 300)").await;
    let receipts = above.flip("receipts", "received_at", "TRUE").await;
    let desk = fresh(&county, &above).await;
    assert_eq!(desk.replica().damaged(), Vec::<String>::new(), "it was not read yet");
    assert_eq!(go_round(&desk).await, Vec::<String>::new(), "what others can give back is no fault of its own");
    assert_eq!(desk.replica().damaged().len(), entries + receipts);
    // It is known to another process, and after a new start.
    let desk = fresh(&county, &above).await;
    desk.replica().notice_others().await.unwrap();
    assert_eq!(desk.replica().damaged().len(), entries + receipts);
    // Whoever reads what is damaged is refused; who asks how the node is gets an answer.
    let status = fresh(&county, &above).await.status(true).await.unwrap();
    assert_eq!(status.damaged.len(), entries + receipts);
    let incidents = above.store.incidents(10).await.unwrap();
    assert!(incidents.iter().any(|one| one.kind == "damaged"), "{incidents:?}");
}

/// What the doctor finds stays known when the doctor is gone.
#[tokio::test]
async fn what_the_doctor_finds_is_known_to_other_processes() {
    let (county, above, ..) = sealed().await;
    assert!(above.flip("segments", "frame", "log_id IN (SELECT id FROM logs WHERE kind >= 300)").await > 0);
    let report = fresh(&county, &above).await.doctor(false, &mut |_| {}).await.unwrap();
    assert!(!report.is_healthy());
    let desk = fresh(&county, &above).await;
    desk.replica().notice_others().await.unwrap();
    assert!(!desk.replica().damaged().is_empty());
}

#[tokio::test]
async fn what_no_other_node_can_give_back_is_a_fault_until_it_is_right_again() {
    for (table, column, condition, place) in [
        ("logs", "entry_hash", "kind >= 300", "ledger/"),
        ("logs", "signature", "kind >= 300", "ledger/"),
        ("segments", "tag", "feed = 2", "feed"),
        ("agreements", "agreement", "LENGTH(holder) = 0", "kept"),
        ("runs", "outcome", "TRUE", "run "),
    ] {
        let (county, above, ..) = sealed().await;
        county.run().await;
        assert!(above.flip(table, column, condition).await > 0, "{table} {column}");
        let found = go_round(&*fresh(&county, &above).await).await;
        assert!(!found.is_empty(), "{table} {column}");
        assert!(found.iter().any(|fault| fault.contains(place)), "{table} {column}: {found:?}");
        let desk = fresh(&county, &above).await;
        let status = desk.status(false).await.unwrap();
        let named: Vec<String> = status.faults.iter().map(ToString::to_string).collect();
        assert_eq!(named, found, "another process says so too");
        // The same bit again.
        above.flip(table, column, condition).await;
        desk.look_again().await.unwrap();
        assert_eq!(desk.rounds().await.unwrap().faults().count(), 0, "{table} {column}");
    }
}

#[tokio::test]
async fn what_follows_from_the_entries_is_made_again() {
    let (county, above, ..) = sealed().await;
    county.run().await;
    let whole = above.store.projection(&ledger()).await.unwrap().unwrap();
    assert!(above.flip("projections", "body", "TRUE").await > 0);
    assert_eq!(go_round(&*fresh(&county, &above).await).await, Vec::<String>::new());
    assert_eq!(above.store.projection(&ledger()).await.unwrap().unwrap(), whole);
}

#[tokio::test]
async fn a_published_run_that_is_gone_is_named_until_it_is_made_again() {
    let (county, above, ..) = sealed().await;
    let run = county.run().await;
    county.desk.publish("组织部", Some(&run.id), true).await.unwrap();
    above.run("DELETE FROM runs").await;
    let desk = fresh(&county, &above).await;
    let named = |faults: &[cunbang_replica::doctor::DoctorFault]| faults.iter().any(|one| one.what.contains(&run.id));
    assert!(named(&desk.status(false).await.unwrap().faults), "without any round");
    desk.look_again().await.unwrap();
    assert!(desk.rounds().await.unwrap().faults().any(|fault| fault.what.contains(&run.id)), "between two rounds");
    desk.run(QUARTER, RunOptions::default()).await.unwrap();
    desk.look_again().await.unwrap();
    assert_eq!(desk.rounds().await.unwrap().faults().count(), 0);
    assert!(!named(&desk.status(false).await.unwrap().faults));
}

/// A damaged list of devices makes no stranger of anybody.
#[tokio::test]
async fn the_doctor_names_the_cause_where_the_list_of_devices_is_damaged() {
    let (county, above, ..) = sealed().await;
    let org = "log_id IN (SELECT id FROM logs WHERE kind < 200)";
    assert!(above.flip("segments", "frame", org).await > 0);
    let faults = fresh(&county, &above).await.doctor(false, &mut |_| {}).await.unwrap().faults;
    assert!(faults.iter().any(|one| one.what.contains("as the list of the devices is damaged")), "{faults:?}");
    assert!(faults.iter().all(|one| !one.what.contains("does not list")), "{faults:?}");
}
