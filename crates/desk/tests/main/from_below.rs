//! What a unit above wrote of a village: a unit below neither takes it back nor changes it, and where another program did,
//! everyone sees who and when.
#![allow(clippy::unwrap_used)]

use cunbang_desk::writing::conflicts::Chosen;
use cunbang_desk::writing::undo::WhyLeft;
use cunbang_desk::writing::withdraw::Withdrawal;
use cunbang_desk::{Became, Desk, Viewer};
use cunbang_model::{DocumentKind, DocumentName, Role, Row, Table};
use cunbang_world::QUARTER;
use cunbang_world::county::{County, down, seal, up, write};
use cunbang_world::rows::{deed, line};
use cunbang_world::tree::{TOWNSHIP, VILLAGES, unit};
use std::sync::Arc;

const VILLAGE: &str = VILLAGES[0];

fn finding(cells: &str) -> Row {
    line(unit(VILLAGE), &format!("findings finding=c1 date=2026-09-10 due=2026-12-20 {cells}"))
}

fn satisfaction(satisfied: &str) -> Row {
    line(unit(VILLAGE), &format!("satisfaction period=2026Q3 target=committee ballots=100 satisfied={satisfied}"))
}

fn viewer(desk: &Desk) -> Viewer {
    Viewer::operator(desk.replica(), "组织部")
}

/// A county that wrote a finding and ballots of a village, and the township's node, which has them.
async fn written_above() -> (County, Arc<Desk>) {
    let county = County::with_rules().await;
    let township = county.device(TOWNSHIP, Role::Node).await;
    let terminal = county.terminal(VILLAGE).await;
    down(&county.desk, &terminal).await;
    write(&terminal, &["d1", "d2", "d3"].map(|id| deed(VILLAGE, id))).await;
    seal(&terminal).await;
    up(&terminal, &county.desk).await;
    county.desk.import("组织部", &[finding("points=2"), satisfaction("10")], Some(QUARTER)).await.unwrap();
    down(&county.desk, &township).await;
    (county, township)
}

/// What another program of the township's might write: the replica alone refuses nothing of it.
async fn by_another_program(county: &County, township: &Desk, row: Row) {
    let document = DocumentName::quarterly(DocumentKind::Inspection, unit(VILLAGE), QUARTER).unwrap();
    township.replica().record("钱干部", vec![(document, vec![row])]).await.unwrap();
    up(township, &county.desk).await;
}

fn withdrawal(table: Table, id: &str) -> Withdrawal<'_> {
    Withdrawal { table, unit: Some(unit(VILLAGE)), id, period: Some(QUARTER), reason: "误记" }
}

#[tokio::test]
async fn a_township_neither_takes_back_nor_changes_what_the_county_wrote() {
    let (county, township) = written_above().await;
    let mut refused = Vec::new();
    refused.push(township.take_back("督查组", withdrawal(Table::Findings, "c1")).await.unwrap_err());
    refused.push(township.take_back("督查组", withdrawal(Table::Satisfaction, "2026Q3/committee")).await.unwrap_err());
    for changed in [finding("points=0"), finding("points=2 clause=其他"), finding("points=2 told_on=2026-09-11")] {
        refused.push(township.record("督查组", changed, None).await.unwrap_err());
    }
    let sooner = line(unit(VILLAGE), "findings finding=c1 date=2026-09-10 due=2026-10-20 points=2");
    refused.push(township.record("督查组", sooner, None).await.unwrap_err());
    refused.push(township.import("督查组", &[satisfaction("100")], None).await.unwrap_err());
    refused.push(township.check_import(Some("督查组"), &[satisfaction("100")], None).await.unwrap_err());
    for error in refused {
        let said = error.to_string();
        assert!(said.contains("长兴县") || said.contains("Changxing"), "who wrote it: {said}");
        assert!(said.contains("组织部"), "by whom: {said}");
    }
    // The same once more is nothing new, and a finding of its own is the township's to correct.
    township.import("督查组", &[finding("points=2"), satisfaction("10")], None).await.unwrap();
    let own = |points: u8| {
        line(unit(VILLAGE), &format!("findings finding=t1 date=2026-09-10 due=2026-12-20 points={points}"))
    };
    township.record("督查组", own(1), None).await.unwrap();
    township.record("督查组", own(2), None).await.unwrap();
    township.take_back("督查组", withdrawal(Table::Findings, "t1")).await.unwrap();
    assert!(county.desk.alterations(&viewer(&county.desk), QUARTER, unit(VILLAGE)).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_township_says_that_what_the_county_found_was_put_right_and_the_countys_recheck_stays() {
    let (county, township) = written_above().await;
    let fixed = finding("points=2 fixed_on=2026-09-20 rechecked_on=2026-09-25 result=fixed");
    township.record("督查组", fixed, None).await.unwrap();
    up(&township, &county.desk).await;
    let escalated = finding("points=2 fixed_on=2026-09-20 rechecked_on=2026-09-28 result=escalated");
    county.desk.record("组织部", escalated, None).await.unwrap();
    down(&county.desk, &township).await;
    let as_before = finding("points=2 fixed_on=2026-09-20 rechecked_on=2026-09-28 result=fixed");
    assert!(township.record("督查组", as_before, None).await.is_err(), "the county rechecked it");
    let again = finding("points=2 fixed_on=2026-09-29 rechecked_on=2026-09-28 result=escalated");
    township.record("督查组", again, None).await.unwrap();
    up(&township, &county.desk).await;
    let viewer = viewer(&county.desk);
    let altered = county.desk.alterations(&viewer, QUARTER, unit(VILLAGE)).await.unwrap();
    assert!(altered.is_empty(), "nobody altered anything: {altered:?}");
}

#[tokio::test]
async fn undoing_leaves_what_a_unit_above_wrote_and_brings_back_what_it_had() {
    let (county, township) = written_above().await;
    by_another_program(&county, &township, finding("points=2").withdrawn("误记")).await;
    let undone = township.undo("督查组", None).await.unwrap();
    assert_eq!((undone.back.len(), undone.left.len()), (1, 0), "the county's own words stand again");
    // Undoing that would take them back again.
    let operations = township.operations().await.unwrap();
    let preview = township.undo_preview(Some(&operations[0].id)).await.unwrap();
    assert_eq!(preview.left.iter().map(|one| one.why).collect::<Vec<_>>(), [WhyLeft::WrittenAbove]);
    assert!(township.undo("督查组", Some(&operations[0].id)).await.is_err());
    // What the county took back itself, the township does not restore.
    up(&township, &county.desk).await;
    county.desk.take_back("组织部", withdrawal(Table::Findings, "c1")).await.unwrap();
    down(&county.desk, &township).await;
    let restored = township.reinstate("督查组", Table::Findings, Some(unit(VILLAGE)), "c1", Some(QUARTER)).await;
    assert!(restored.is_err());
    assert!(township.record("督查组", finding("points=2"), None).await.is_err());
    county.desk.reinstate("组织部", Table::Findings, Some(unit(VILLAGE)), "c1", Some(QUARTER)).await.unwrap();
}

#[tokio::test]
async fn what_another_program_did_is_named_until_it_is_seen_and_is_a_cause() {
    let (county, township) = written_above().await;
    let before = county.run().await;
    let desk = &county.desk;
    let viewer = viewer(desk);
    by_another_program(&county, &township, finding("points=2").withdrawn("误记")).await;
    by_another_program(&county, &township, satisfaction("100")).await;
    let overview = desk.overview(&viewer, QUARTER).await.unwrap();
    let told: Vec<_> = overview.altered.iter().map(|one| (one.table, one.writing.became.clone())).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told.contains(&(Table::Findings, Became::Withdrawn("误记".to_owned()))), "{told:?}");
    assert!(told.contains(&(Table::Satisfaction, Became::Changed(vec!["satisfied".to_owned()]))), "{told:?}");
    let one = overview.altered.iter().find(|one| one.table == Table::Findings).unwrap();
    assert_eq!((one.writing.by, one.written_by, one.stands), (unit(TOWNSHIP), desk.replica().unit(), true));
    assert!(one.said(&|unit| unit.to_string()).contains("钱干部"));
    let notes = desk.finding_notes(&viewer, (QUARTER, QUARTER), unit(VILLAGE)).await.unwrap();
    assert_eq!(notes.values().flat_map(|note| &note.alterations).count(), 1);
    // The list goes by what the county wrote, and so does whoever works it out from its evidence.
    let after = county.run().await;
    assert_eq!(after.outcome, before.outcome);
    assert_ne!(after.record.engine, before.record.engine, "the record says how it was read");
    proven(&county, &after).await;
    // Seen once, it is not named again; in the lists it stays.
    let told = desk.altered_lines(&viewer, None).await.unwrap();
    assert_eq!((told.len(), desk.altered_lines(&viewer, Some(QUARTER)).await.unwrap().len()), (2, 2), "{told:?}");
    assert!(told.iter().all(|line| line.contains(VILLAGE) && line.contains("钱干部")), "{told:?}");
    assert_eq!(desk.altered_lines(&viewer, Some(QUARTER.previous())).await.unwrap(), Vec::<String>::new());
    assert_eq!(desk.see_alterations("组织部", QUARTER).await.unwrap(), 2);
    assert_eq!(desk.altered_lines(&viewer, None).await.unwrap(), Vec::<String>::new());
    assert!(desk.overview(&viewer, QUARTER).await.unwrap().altered.is_empty());
    assert_eq!(desk.alterations(&viewer, QUARTER, unit(VILLAGE)).await.unwrap().len(), 2);
    // The county restores its own; that is no alteration.
    desk.reinstate("组织部", Table::Findings, Some(unit(VILLAGE)), "c1", Some(QUARTER)).await.unwrap();
    let all = desk.alterations(&viewer, QUARTER, unit(VILLAGE)).await.unwrap();
    let stands: Vec<_> = all.iter().map(|one| (one.table, one.stands)).collect();
    assert!(stands.contains(&(Table::Findings, false)) && stands.len() == 2, "{stands:?}");
}

#[tokio::test]
async fn of_two_values_a_township_does_not_choose_against_the_county() {
    let (county, township) = written_above().await;
    // Written without having seen the county's.
    let other = county.device(TOWNSHIP, Role::Inspector).await;
    down(&county.desk, &other).await;
    by_another_program(&county, &township, finding("points=1")).await;
    county.desk.record("组织部", finding("points=3"), None).await.unwrap();
    by_another_program(&county, &other, finding("points=0.5")).await;
    down(&county.desk, &township).await;
    let seen = township.conflict(&viewer(&township), Table::Findings, Some(unit(VILLAGE)), "c1", None).await.unwrap();
    let seen = seen.unwrap();
    let points = |points: &str| {
        let value = seen.values.iter().find(|value| value.row.number("points").unwrap().to_string() == points).unwrap();
        Chosen::Version(value.version.clone())
    };
    let choose = async |chosen: &Chosen| {
        township.resolve("督查组", Table::Findings, Some(unit(VILLAGE)), "c1", Some(QUARTER), chosen).await
    };
    assert!(choose(&points("0.5")).await.is_err());
    choose(&points("3")).await.unwrap();
}

/// A run comes to the same from its evidence.
async fn proven(county: &County, run: &cunbang_ranking::RankingRun) {
    let evidence = county.desk.write_evidence(&run.id, Vec::new()).await.unwrap();
    let verified = cunbang_evidence::verify_evidence(evidence.as_slice(), None).unwrap();
    assert_eq!((verified.run, verified.outcome), (run.id.clone(), run.outcome.clone()));
}

fn score(run: &cunbang_ranking::RankingRun) -> Option<cunbang_model::Decimal> {
    let rows = run.outcome.rows(cunbang_scheme::Level::Village);
    rows.iter().find(|row| row.unit == unit(VILLAGE)).unwrap().score
}

/// A county and an inspector write one finding of a village without having seen each other's: the county's counts, whichever
/// of both every node shows, and everyone is told that there are two.
#[tokio::test]
async fn of_two_values_what_the_county_wrote_counts_until_it_chooses() {
    let (county, township) = written_above().await;
    let desk = &county.desk;
    for (place, extra) in [0, 1, 2, 3].into_iter().enumerate() {
        // More operations before it make either value the one that is shown.
        let id = format!("x{place}");
        let of = |points: u8| {
            line(unit(VILLAGE), &format!("findings finding={id} date=2026-09-10 due=2026-12-20 points={points}"))
        };
        let before = county.run().await;
        let other = county.device(TOWNSHIP, Role::Inspector).await;
        down(desk, &other).await;
        desk.record("组织部", of(1), None).await.unwrap();
        let alone = county.run().await;
        assert_ne!(score(&before), score(&alone), "it costs something");
        for number in 0..extra {
            let own = format!("findings finding=o{place}{number} date=2026-09-10 due=2026-12-20 points=0");
            by_another_program(&county, &other, line(unit(VILLAGE), &own)).await;
        }
        by_another_program(&county, &other, of(0)).await;
        let run = county.run().await;
        assert_eq!(score(&run), score(&alone), "{extra}");
        proven(&county, &run).await;
        let notes = desk.notes_of_run(&run).await.unwrap();
        let named = notes.disputed.iter().filter(|one| one.id == id && one.unit == unit(VILLAGE)).count();
        assert_eq!(named, 1, "{extra}: {:?}", notes.disputed);
        assert!(notes.said().iter().any(|note| note.contains(&id)), "{extra}");
        // The township does not settle it against the county.
        down(desk, &township).await;
        by_another_program(&county, &township, of(0)).await;
        assert_eq!(score(&county.run().await), score(&alone), "{extra}");
    }
}

/// What began as the township's and was corrected by the county is the county's.
#[tokio::test]
async fn a_row_that_the_county_corrected_is_no_longer_the_townships() {
    let (county, township) = written_above().await;
    let own = |points: &str| {
        line(unit(VILLAGE), &format!("findings finding=f1 date=2026-09-10 due=2026-12-20 points={points}"))
    };
    township.record("督查组", own("0"), None).await.unwrap();
    up(&township, &county.desk).await;
    let before = county.run().await;
    county.desk.record("组织部", own("15"), None).await.unwrap();
    let corrected = county.run().await;
    assert_ne!(score(&before), score(&corrected), "it costs something");
    down(&county.desk, &township).await;
    assert!(township.record("督查组", own("0"), None).await.is_err());
    assert!(township.take_back("督查组", withdrawal(Table::Findings, "f1")).await.is_err());
    // That it was put right, the township still says.
    township.record("督查组", own("15 fixed_on=2026-09-20"), None).await.unwrap();
    up(&township, &county.desk).await;
    for row in [own("0"), own("15").withdrawn("误记")] {
        by_another_program(&county, &township, row).await;
        let run = county.run().await;
        assert_eq!(score(&run), score(&corrected));
        proven(&county, &run).await;
    }
    let altered = county.desk.unseen_alterations(&viewer(&county.desk), QUARTER, unit(VILLAGE)).await.unwrap();
    assert_eq!(altered.len(), 2, "{altered:?}");
}
