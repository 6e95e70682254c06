//! Decisions on what was not received are about what had not come: a seal that some node had in time takes their place, and
//! what comes later is not taken along. Found by somebody who had a village that sealed in time counted as idle while its
//! township was out of reach.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::times::{VILLAGE, coverage, proven, score};
use cunbang_desk::RunOptions;
use cunbang_model::{Role, Table};
use cunbang_scheme::{Level, Status, Told};
use cunbang_world::QUARTER;
use cunbang_world::county::{County, down, seal, up, write};
use cunbang_world::rows::deed;
use cunbang_world::tree::{TOWNSHIP, unit};

fn told(run: &cunbang_ranking::RankingRun) -> Told {
    run.outcome.rows(Level::Village).iter().find(|row| row.unit == unit(VILLAGE)).unwrap().told()
}

#[tokio::test]
async fn a_seal_that_had_come_in_time_takes_the_place_of_every_decision() {
    for decision in ["not_carried_out", "excuse"] {
        let county = County::with_rules().await;
        let township = county.device(TOWNSHIP, Role::Node).await;
        let terminal = county.terminal(VILLAGE).await;
        down(&county.desk, &township).await;
        down(&township, &terminal).await;
        write(&terminal, &[deed(VILLAGE, "d1"), deed(VILLAGE, "d2")]).await;
        county.at("2026-10-05T01:00:00Z");
        seal(&terminal).await;
        up(&terminal, &township).await;

        // The township is out of reach until the last day is over, and the county decides on what it knows.
        county.at("2026-10-26T01:00:00Z");
        let unheard = county.desk.unheard_between(QUARTER, unit(VILLAGE)).await.unwrap();
        assert_eq!(unheard.iter().map(|one| one.unit).collect::<Vec<_>>(), [unit(TOWNSHIP)]);
        assert!(unheard[0].to_string().contains("认定不再适用"), "{}", unheard[0]);
        county.desk.decide("组织部", QUARTER, unit(VILLAGE), decision, "截止未收到").await.unwrap();
        let before = proven(&county).await;
        assert_eq!(told(&before), if decision == "excuse" { Told::Excused } else { Told::NotCarriedOut });
        assert!(!before.record.engine.contains("decisions"), "{}", before.record.engine);
        assert!(county.desk.notes_of_run(&before).await.unwrap().is_empty());

        up(&township, &county.desk).await;
        let after = proven(&county).await;
        assert_eq!((told(&after), score(&after).as_str()), (Told::Received, "2.00"), "{decision}");
        assert!(after.record.engine.ends_with(", seals before decisions"), "{}", after.record.engine);
        let here = coverage(&county).await;
        assert_eq!((here.status, here.sealed_in_time), (Status::Received, Some(true)));
        let said = county.desk.notes_of_run(&after).await.unwrap().said();
        assert!(said.iter().any(|note| note.contains("不再适用") && note.contains("截止未收到")), "{said:?}");

        // The village is told, once it is published.
        county.desk.publish("组织部", Some(&after.id), true).await.unwrap();
        down(&county.desk, &terminal).await;
        let notes = terminal.village_notes(QUARTER).await.unwrap();
        assert!(notes.iter().any(|note| note.contains("不再适用")), "{notes:?}");
    }
}

/// Found by somebody who had a village counted as idle a week before it had to seal.
#[tokio::test]
async fn that_nothing_was_done_is_decided_when_the_days_of_sealing_are_over() {
    let county = County::with_rules().await;
    let decide = async |decision| county.desk.decide("组织部", QUARTER, unit(VILLAGE), decision, "未开展").await;
    // The last day of the quarter, and the last day of sealing.
    for time in ["2026-09-30T01:00:00Z", "2026-10-10T15:00:00Z"] {
        county.at(time);
        let refused = decide("not_carried_out").await.unwrap_err();
        assert!(refused.to_string().contains("10月10日"), "{refused}");
        decide("excuse").await.unwrap();
    }
    county.at("2026-10-10T17:00:00Z");
    decide("not_carried_out").await.unwrap();
}

/// Found by somebody who had a whole county counted as idle in which no device had ever been enrolled.
#[tokio::test]
async fn of_a_village_without_a_device_it_is_said_that_it_had_no_way_to_report() {
    let county = County::with_rules().await;
    let said = county.desk.could_not_report(unit(VILLAGE)).unwrap();
    assert!(said.is_some_and(|said| said.contains(VILLAGE) && said.contains("从未注册设备")));
    let _terminal = county.terminal(VILLAGE).await;
    assert_eq!(county.desk.could_not_report(unit(VILLAGE)).unwrap(), None);
}

#[tokio::test]
async fn a_seal_that_came_late_leaves_a_decision_as_it_is() {
    let county = County::with_rules().await;
    let terminal = county.terminal(VILLAGE).await;
    down(&county.desk, &terminal).await;
    write(&terminal, &[deed(VILLAGE, "d1")]).await;
    county.at("2026-10-26T01:00:00Z");
    county.desk.decide("组织部", QUARTER, unit(VILLAGE), "not_carried_out", "截止未收到").await.unwrap();
    seal(&terminal).await;
    up(&terminal, &county.desk).await;
    let run = proven(&county).await;
    assert_eq!((told(&run), score(&run).as_str()), (Told::NotCarriedOut, "0.00"));
    assert!(!run.record.engine.contains("decisions"), "{}", run.record.engine);
}

#[tokio::test]
async fn what_is_taken_is_what_had_come_by_then() {
    let county = County::with_rules().await;
    let terminal = county.terminal(VILLAGE).await;
    down(&county.desk, &terminal).await;
    write(&terminal, &[deed(VILLAGE, "d1")]).await;
    up(&terminal, &county.desk).await;
    county.at("2026-10-26T01:00:00Z");
    let take = async || county.desk.decide("组织部", QUARTER, unit(VILLAGE), "take", "断网").await.unwrap();
    take().await;
    assert_eq!(score(&proven(&county).await), "1.00");
    write(&terminal, &[deed(VILLAGE, "d2")]).await;
    up(&terminal, &county.desk).await;
    let run = proven(&county).await;
    assert_eq!((told(&run), score(&run).as_str()), (Told::Taken, "1.00"), "what came afterwards waits");
    let here = coverage(&county).await;
    assert_eq!((here.entries, here.supplements), (2, 1));
    // A person may take that as well.
    take().await;
    assert_eq!(score(&proven(&county).await), "2.00");
}

/// Found by somebody who set the county's clock back and so took a certain candidate off the list without a word.
#[tokio::test]
async fn a_withdrawal_that_was_dated_back_is_told() {
    // The year's last quarter, which is over when the township was last here.
    let later = QUARTER.next();
    let county = County::with_rules().await;
    let township = county.device(TOWNSHIP, Role::Node).await;
    let terminal = county.terminal(VILLAGE).await;
    county.at("2027-01-20T01:00:00Z");
    county.desk.publish("组织部", Some(&county.run().await.id), true).await.unwrap();
    down(&county.desk, &township).await;
    up(&township, &county.desk).await;

    county.at("2026-12-25T01:00:00Z");
    county.desk.withdraw("组织部", Table::Units, Some(unit(VILLAGE)), VILLAGE, "合并").await.unwrap();
    county.at("2027-01-21T01:00:00Z");
    let run = county.desk.run(later, RunOptions::default()).await.unwrap();
    assert_eq!(run.record.listed_as_of, None, "by its own word it was done before the list stood");
    let notes = county.desk.notes_of_run(&run).await.unwrap();
    assert_eq!(notes.dated_back.iter().map(|one| one.unit).collect::<Vec<_>>(), [unit(VILLAGE)]);
    let said = notes.said();
    assert!(said.iter().any(|note| note.contains("时钟可能被调回") && note.contains("2026年12月25日")), "{said:?}");
    // Whoever it concerns works it out from what came down.
    down(&county.desk, &terminal).await;
    let notes = terminal.village_notes(later).await.unwrap();
    assert!(notes.iter().any(|note| note.contains("时钟可能被调回")), "{notes:?}");

    // Nobody says so of what was done then.
    let honest = County::with_rules().await;
    let township = honest.device(TOWNSHIP, Role::Node).await;
    honest.at("2026-12-25T01:00:00Z");
    honest.desk.withdraw("组织部", Table::Units, Some(unit(VILLAGE)), VILLAGE, "合并").await.unwrap();
    honest.at("2027-01-20T01:00:00Z");
    honest.desk.publish("组织部", Some(&honest.run().await.id), true).await.unwrap();
    down(&honest.desk, &township).await;
    up(&township, &honest.desk).await;
    let run = honest.desk.run(later, RunOptions::default()).await.unwrap();
    assert!(honest.desk.notes_of_run(&run).await.unwrap().dated_back.is_empty());
}
