//! A list that takes another's place says so, in both notices, in the bulletin and on the pages; taking it back revives
//! nothing by itself; and what was late of it is counted.
#![allow(clippy::unwrap_used)]

use cunbang_desk::assessment::publish::PublishError;
use cunbang_desk::{BulletinView, Desk, DeskError, NoticeView, PublishTerms, Sort, ViewError, Viewer};
use cunbang_model::NoticeNumber;
use cunbang_world::QUARTER;
use cunbang_world::county::{County, down, seal, up, write};
use cunbang_world::rows::deed;
use cunbang_world::tree::{COUNTY, VILLAGES, unit};
use std::sync::Arc;

const VILLAGE: &str = VILLAGES[0];

fn viewer(desk: &Desk) -> Viewer {
    Viewer::operator(desk.replica(), "组织部")
}

async fn bulletin(desk: &Desk) -> Result<BulletinView, DeskError> {
    desk.bulletin(&viewer(desk), Some(QUARTER)).await
}

async fn notice(desk: &Desk, run: &str) -> NoticeView {
    desk.notice(&viewer(desk), QUARTER, Some(run)).await.unwrap()
}

fn number(serial: u32) -> NoticeNumber {
    NoticeNumber::of_assessment(2026, serial)
}

/// A county with two lists published one after the other, on 5 and 7 October; the village's terminal.
async fn two_lists() -> (County, Arc<Desk>, [String; 2]) {
    let county = County::with_rules().await;
    let terminal = county.terminal(VILLAGE).await;
    down(&county.desk, &terminal).await;
    let mut runs = Vec::new();
    for (day, id) in [("05", "d1"), ("07", "d2")] {
        county.at(&format!("2026-10-{day}T01:00:00Z"));
        write(&terminal, &[deed(VILLAGE, id)]).await;
        seal(&terminal).await;
        up(&terminal, &county.desk).await;
        let run = county.run().await.id;
        county.desk.publish("组织部", Some(&run), true).await.unwrap();
        runs.push(run);
    }
    down(&county.desk, &terminal).await;
    (county, terminal, runs.try_into().unwrap())
}

#[tokio::test]
async fn a_list_that_replaces_another_says_so_and_has_a_number_of_its_own() {
    let (county, terminal, [first, second]) = two_lists().await;
    let (older, newer) = (notice(&county.desk, &first).await, notice(&county.desk, &second).await);
    assert_eq!((older.number, newer.number), (Some(number(1)), Some(number(2))));
    assert_eq!((older.replaces, older.replaced_by_number), (None, Some(number(2))));
    let replaces = newer.replaces.unwrap();
    assert_eq!(
        (replaces.run.as_str(), replaces.number, replaces.withdrawn_on),
        (first.as_str(), Some(number(1)), None)
    );
    assert_eq!(replaces.published_on, "2026-10-05".parse().unwrap());
    // The village reads the same, without a network.
    for desk in [&county.desk, &terminal] {
        let view = bulletin(desk).await.unwrap();
        assert_eq!(view.replaces.unwrap().run, first);
        let history: Vec<_> = view.history.iter().map(|one| (one.run.as_str(), one.on().to_string())).collect();
        assert_eq!(history, [(first.as_str(), "2026-10-05".to_owned()), (second.as_str(), "2026-10-07".to_owned())]);
        let (run, former) = desk.replacement(&viewer(desk), QUARTER).await.unwrap().unwrap();
        assert_eq!((run.as_str(), former.run.as_str()), (second.as_str(), first.as_str()));
    }
}

/// A file says it too: it lies about when the list holds no more.
#[tokio::test]
async fn what_is_written_of_a_run_says_where_it_stands() {
    let (county, terminal, [first, second]) = two_lists().await;
    let desk = &county.desk;
    let said = async |desk: &Desk, run: &str| desk.standing_notes(&viewer(desk), QUARTER, run).await.unwrap();
    let draft = county.run().await.id;
    for desk in [desk, &terminal] {
        let [of_first, of_second] = [said(desk, &first).await, said(desk, &second).await];
        let (chinese, english) = &of_first[0];
        assert!(chinese.contains("2026年10月7日发布") && chinese.contains(&second[..12]), "{chinese}");
        assert!(english.contains("replaced by that of 2026-10-07"), "{english}");
        assert_eq!((of_first.len(), of_second.len()), (1, 1));
        assert!(of_second[0].0.contains("替代2026年10月5日发布的名单"), "{of_second:?}");
    }
    assert_eq!(draft, second, "nothing came since");
    county.at("2026-10-08T01:00:00Z");
    desk.withdraw_publication("组织部", &second, "漏计").await.unwrap();
    let told = said(desk, &second).await;
    assert!(told[0].0.contains("已于2026年10月8日撤回") && told[0].0.contains("漏计"), "{told:?}");
    assert!(said(desk, "0123456789abcdef").await.is_empty(), "of a draft there is nothing to say");
}

#[tokio::test]
async fn taking_a_list_back_revives_none_that_it_had_replaced() {
    let (county, terminal, [first, second]) = two_lists().await;
    county.at("2026-10-08T01:00:00Z");
    county.desk.withdraw_publication("组织部", &second, "漏计").await.unwrap();
    down(&county.desk, &terminal).await;
    for desk in [&county.desk, &terminal] {
        let none = bulletin(desk).await.unwrap_err();
        assert!(matches!(&none, DeskError::View(ViewError::Withdrawn { .. })), "{none}");
        assert_eq!(desk.replacement(&viewer(desk), QUARTER).await.unwrap(), None);
    }
    // Programs that read the database are told the same.
    let store = county.desk.replica().store();
    for run in [&first, &second] {
        assert!(store.publication(run).await.unwrap().unwrap().withdrawn.is_some());
    }
    // To publish what was taken back has to be said, and both stay to be seen.
    let terms = PublishTerms { anyway: true, ..PublishTerms::default() };
    let refused = county.desk.publish_on("组织部", Some(&second), terms).await.unwrap_err();
    let DeskError::Publish(PublishError::WasWithdrawn { on, reason, .. }) = &refused else { panic!("{refused}") };
    assert_eq!((on.unwrap().to_string().as_str(), reason.as_str()), ("2026-10-08", "漏计"));
    assert_eq!(refused.sort(), Sort::NotYet);
    county.at("2026-10-09T01:00:00Z");
    let terms = PublishTerms { again: true, ..terms };
    county.desk.publish_on("组织部", Some(&second), terms).await.unwrap();
    let history = bulletin(&county.desk).await.unwrap().history;
    let of_second: Vec<_> = history
        .iter()
        .filter(|one| one.run == second)
        .map(|one| (one.withdrawn.as_deref(), one.number.clone()))
        .collect();
    assert_eq!(of_second, [(None, Some(number(2))), (Some("漏计"), None), (None, Some(number(3)))]);
    let replaces = notice(&county.desk, &second).await.replaces.unwrap();
    assert_eq!((replaces.run.as_str(), replaces.number), (first.as_str(), Some(number(1))));
    assert!(replaces.withdrawn_on.is_some(), "it was taken back before");
}

#[tokio::test]
async fn the_former_list_stands_again_where_whoever_takes_the_newer_back_says_so() {
    let (county, _, [first, second]) = two_lists().await;
    assert_eq!(county.desk.former_list(QUARTER, &second).await.unwrap().unwrap().run, first);
    assert!(county.desk.former_list(QUARTER, &first).await.unwrap().is_none(), "it does not stand");
    let taken = county.desk.take_back_publication("组织部", &second, "漏计", true).await.unwrap();
    assert_eq!(taken.former.unwrap().run, first);
    let view = bulletin(&county.desk).await.unwrap();
    assert_eq!((view.shown.id(), view.shown.by), (first.as_str(), unit(COUNTY)));
    assert_eq!(view.history.last().unwrap().stands.as_deref(), Some(first.as_str()));
    // Everything that shows it says so, and why.
    let (run, taken_back) = county.desk.restored(&viewer(&county.desk), QUARTER).await.unwrap().unwrap();
    let [newer] = &*taken_back else { panic!("{taken_back:?}") };
    assert_eq!((run.as_str(), newer.run.as_str(), newer.reason.as_str()), (first.as_str(), second.as_str(), "漏计"));
    assert_eq!(notice(&county.desk, &first).await.restored_after, taken_back);
    let notes = county.desk.standing_notes(&viewer(&county.desk), QUARTER, &first).await.unwrap();
    let [(chinese, english)] = &*notes else { panic!("{notes:?}") };
    assert!(
        chinese.contains("〔2026〕2号") && chinese.contains("理由：漏计") && chinese.contains("恢复有效"),
        "{chinese}"
    );
    assert!(english.contains("It stands again"), "{english}");
    // Nothing else is left to stand.
    assert!(county.desk.former_list(QUARTER, &first).await.unwrap().is_none());
}

#[tokio::test]
async fn a_bulletin_says_how_much_came_with_a_late_seal() {
    let county = County::with_rules().await;
    let [late, in_time] = [county.terminal(VILLAGES[0]).await, county.terminal(VILLAGES[1]).await];
    down(&county.desk, &late).await;
    county.at("2026-10-05T01:00:00Z");
    write(&late, &[deed(VILLAGES[0], "d1")]).await;
    up(&late, &county.desk).await;
    write(&in_time, &[deed(VILLAGES[1], "d1")]).await;
    seal(&in_time).await;
    up(&in_time, &county.desk).await;
    county.at("2026-10-20T01:00:00Z");
    write(&late, &["d2", "d3", "d4"].map(|id| deed(VILLAGES[0], id))).await;
    seal(&late).await;
    // What no seal covers counts for nothing.
    write(&late, &[deed(VILLAGES[0], "d5")]).await;
    up(&late, &county.desk).await;
    let run = county.run().await;
    let told = county.desk.late_of_run(&viewer(&county.desk), &run.id).await.unwrap();
    assert_eq!(told.seals, [(unit(VILLAGES[0]), "2026-10-20".parse().unwrap(), 3)]);
    county.desk.publish("组织部", Some(&run.id), true).await.unwrap();
    assert_eq!(notice(&county.desk, &run.id).await.late_rows.get(&unit(VILLAGES[0])), Some(&3));
    down(&county.desk, &in_time).await;
    let view = bulletin(&in_time).await.unwrap();
    let of = |code: &str| {
        let line = view.shown.result_of(unit(code)).unwrap();
        (line.late_on.map(|on| on.to_string()), line.late_rows)
    };
    assert_eq!(of(VILLAGES[0]), (Some("2026-10-20".to_owned()), Some(3)));
    assert_eq!(of(VILLAGES[1]), (None, None));
}
