//! Bytes that a disk gave back otherwise than they were written: what is served and counted is right, or refused
//! with words, and what can be made again is made again.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::disk;

use cunbang_desk::assessment::run::RunError;
use cunbang_desk::{Desk, DeskError, RunOptions, Sort, Viewer};
use cunbang_model::{Role, Table};
use cunbang_replica::DoctorReport;
use cunbang_world::QUARTER;
use cunbang_world::county::{County, down, write};
use cunbang_world::rows::deed;
use cunbang_world::tree::{COUNTY, VILLAGES, unit};
use disk::{OnDisk, ledger, sealed};
use std::sync::Arc;

fn viewer(desk: &Desk) -> Viewer {
    Viewer::operator(desk.replica(), "组织部")
}

async fn examine(desk: &Desk) -> DoctorReport {
    desk.doctor(false, &mut |_| {}).await.unwrap()
}

fn deeds(rows: &cunbang_ledger::Projection) -> Vec<String> {
    rows.table(Table::Deeds).map(|standing| standing.row.to_json()).collect()
}

#[tokio::test]
async fn an_altered_receipt_decides_nothing_and_the_doctor_names_it() {
    for column in ["received_at", "signature", "entry_hash"] {
        let (county, above, ..) = sealed().await;
        let run = county.run().await;
        assert_eq!(run.record.receipts.len(), 1);
        let report = examine(&county.desk).await;
        assert_eq!(report.faults, []);
        assert!(report.receipts > 0);

        let altered = above.flip("receipts", column, "unit = '330522'").await;
        assert_eq!(altered, 1);
        let refused = county.desk.run(QUARTER, RunOptions::default()).await.unwrap_err();
        assert!(matches!(&refused, DeskError::Run(RunError::NotWhole { .. })), "{column}: {refused}");
        let anyway = RunOptions { anyway: true, ..RunOptions::default() };
        let after = county.desk.run(QUARTER, anyway).await.unwrap();
        assert_eq!(after.record.receipts, run.record.receipts, "the township's receipt decides");
        let altered = above.flip("receipts", column, "unit <> '330522'").await;
        assert_eq!(altered, 1);
        let after = county.desk.run(QUARTER, anyway).await.unwrap();
        assert_eq!(after.record.receipts, [], "{column}: none is left that holds");
        let coverage = county.desk.coverage(&viewer(&county.desk), QUARTER, unit(COUNTY)).await.unwrap();
        assert_eq!(coverage[0].sealed_at, None);
        let faults = examine(&county.desk).await.faults;
        let named = faults.iter().filter(|fault| fault.what.contains("signature does not hold")).count();
        assert_eq!(named, 2, "{column}: {faults:?}");

        let error = county.desk.write_evidence(&run.id, Vec::new()).await.unwrap_err();
        assert!(error.to_string().contains("not in the store any more"), "{error}");
    }
}

#[tokio::test]
async fn an_altered_receipt_is_set_right_when_it_comes_again() {
    for column in ["received_at", "signature", "entry_hash"] {
        let (county, above, township, below, _) = sealed().await;
        down(&county.desk, &township).await;
        let whole = below.store.receipts(&ledger()).await.unwrap();
        assert!(
            below.flip("receipts", column, "log_id IN (SELECT id FROM logs WHERE kind = 401)").await >= whole.len()
        );
        assert_ne!(below.store.receipts(&ledger()).await.unwrap(), whole);
        down(&county.desk, &township).await;
        // Meanwhile the node may have given another, as it hands out none that was altered.
        let now = below.store.receipts(&ledger()).await.unwrap();
        assert!(whole.iter().all(|receipt| now.contains(receipt)), "{column}");
        assert_eq!(examine(&township).await.faults, []);
        assert!(above.store.integrity_check().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_damaged_run_is_refused_with_words_until_it_is_made_again() {
    for column in ["record", "outcome", "made_at", "period"] {
        let (county, above, ..) = sealed().await;
        let run = county.run().await;
        assert_eq!(above.flip("runs", column, "TRUE").await, 1);
        // What was read before is at hand; another process has nothing.
        let fresh = county.again(Arc::clone(&above.store)).await;
        let error = fresh.publish("组织部", Some(&run.id), true).await.unwrap_err();
        if column == "period" {
            // A period that is none is the store's own to refuse.
            assert_eq!(error.sort(), Sort::Failed, "{error}");
            continue;
        }
        assert!(matches!(&error, DeskError::Run(RunError::Damaged { .. })), "{column}: {error}");
        assert!(error.to_string().contains("run the period again"), "{error}");
        assert_eq!(error.sort(), Sort::Failed);
        assert!(matches!(fresh.publish("组织部", None, true).await, Err(DeskError::Run(RunError::Damaged { .. }))));
        assert!(matches!(
            fresh.write_evidence(&run.id, Vec::new()).await,
            Err(DeskError::Run(RunError::Damaged { .. }))
        ));
        let faults = examine(&fresh).await.faults;
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert!(faults[0].place.contains("run "), "{}", faults[0]);

        let again = fresh.run(QUARTER, RunOptions::default()).await.unwrap();
        assert_eq!(again.id, run.id);
        assert_eq!(fresh.ranking_run(&run.id).await.unwrap().outcome, run.outcome, "{column}");
        assert_eq!(examine(&fresh).await.faults, []);
        fresh.publish("组织部", Some(&run.id), true).await.unwrap();
    }
}

#[tokio::test]
async fn a_flipped_bit_in_a_projection_shows_nowhere() {
    for column in ["body", "vector"] {
        let (county, _, township, below, _) = sealed().await;
        let whole = township.replica().projection(ledger()).await.unwrap();
        let before = township.run(QUARTER, RunOptions::default()).await.unwrap();
        assert!(below.flip("projections", column, "TRUE").await > 0);
        assert!(examine(&township).await.faults.iter().any(|fault| fault.what.contains("projection")));
        assert_eq!(deeds(&township.replica().projection(ledger()).await.unwrap()), deeds(&whole));
        let fresh = county.open(Arc::clone(&below.store), (*township.replica().identity()).clone()).await;
        let after = fresh.run(QUARTER, RunOptions::default()).await.unwrap();
        assert_eq!((after.id, after.outcome), (before.id, before.outcome));
        // What was read was stored anew.
        let stored = below.store.projection(&ledger()).await.unwrap().unwrap();
        assert!(!stored.is_damaged());
    }
}

#[tokio::test]
async fn a_flipped_bit_in_a_snapshot_is_written_over() {
    const ENTRIES: usize = 33;
    let (county, disk) = (County::with_rules().await, OnDisk::new().await);
    let identity = county.office.identity(VILLAGES[0], Role::Terminal);
    let terminal = county.device_over(Arc::clone(&disk.store), identity.clone()).await;
    for number in 0..ENTRIES {
        write(&terminal, &[deed(VILLAGES[0], &format!("d{number}"))]).await;
    }
    let whole = disk.store.snapshot(&ledger()).await.unwrap().expect("after 32 entries there is one");
    for column in ["body", "vector"] {
        assert_eq!(disk.flip("snapshots", column, "TRUE").await, 1);
        assert!(disk.store.snapshot(&ledger()).await.unwrap().unwrap().is_damaged());
        assert!(examine(&terminal).await.faults.iter().any(|fault| fault.what.contains("snapshot")));
        let reopened = county.open(Arc::clone(&disk.store), identity.clone()).await;
        write(&reopened, &[deed(VILLAGES[0], column)]).await;
        let mended = disk.store.snapshot(&ledger()).await.unwrap().unwrap();
        assert!(mended.vector.covers(&whole.vector) && !mended.is_damaged(), "{column}");
        assert_eq!(examine(&reopened).await.faults, []);
    }
    let rows = terminal.replica().projection(ledger()).await.unwrap();
    assert_eq!(deeds(&rows).len(), ENTRIES + 2);
}
