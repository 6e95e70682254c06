//! What a notice is drafted from: the published run, or else a draft, and never another unit's.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_desk::{Desk, NoticeView, RunOptions, Viewer};
use cunbang_model::{Decimal, Role};
use cunbang_scheme::Level;
use cunbang_world::QUARTER;
use cunbang_world::county::{County, down, seal, up, write};
use cunbang_world::rows::deed;
use cunbang_world::tree::{COUNTY, TOWNSHIP, VILLAGES, unit};

async fn notice(desk: &Desk, run: Option<&str>) -> Result<NoticeView, String> {
    let viewer = Viewer::operator(desk.replica(), "组织部");
    desk.notice(&viewer, QUARTER, run).await.map_err(|error| error.to_string())
}

#[tokio::test]
async fn a_notice_is_of_the_run_that_stands_published() {
    let county = County::with_rules().await;
    assert!(notice(&county.desk, None).await.is_err(), "nothing was ranked");
    let terminal = county.terminal(VILLAGES[0]).await;
    write(&terminal, &[deed(VILLAGES[0], "d1")]).await;
    seal(&terminal).await;
    county.at("2026-10-05T01:00:00Z");
    up(&terminal, &county.desk).await;
    let first = county.run().await;
    let draft = notice(&county.desk, None).await.unwrap();
    assert_eq!((draft.run.id().to_owned(), draft.is_draft()), (first.id.clone(), true));
    assert_eq!(draft.date(), "2026-10-05".parse().unwrap(), "a draft goes out today");
    assert_eq!(draft.scheme.as_ref().unwrap().hash(), first.record.scheme.hash);
    assert_eq!(draft.authority(), first.record.authority);

    county.desk.publish("组织部", None, true).await.unwrap();
    county.at("2026-10-09T01:00:00Z");
    write(&terminal, &[deed(VILLAGES[0], "d2")]).await;
    seal(&terminal).await;
    up(&terminal, &county.desk).await;
    let second = county.run().await;
    assert_ne!(first.id, second.id);
    let published = notice(&county.desk, None).await.unwrap();
    assert_eq!((published.run.id().to_owned(), published.is_draft()), (first.id.clone(), false));
    assert_eq!(published.date(), "2026-10-05".parse().unwrap(), "it goes out with the publication");
    let named = notice(&county.desk, Some(&second.id[..12])).await.unwrap();
    assert_eq!((named.run.id().to_owned(), named.is_draft()), (second.id.clone(), true));

    county.desk.withdraw_publication("组织部", &first.id, "漏计").await.unwrap();
    let again = notice(&county.desk, None).await.unwrap();
    assert_eq!((again.run.id().to_owned(), again.is_draft()), (second.id, true));
}

/// Drafts are not kept in columns; what is published is, until it is said to be withdrawn.
#[tokio::test]
async fn a_published_list_stands_in_columns() {
    let county = County::with_rules().await;
    let terminal = county.terminal(VILLAGES[0]).await;
    write(&terminal, &[deed(VILLAGES[0], "d1")]).await;
    seal(&terminal).await;
    county.at("2026-10-05T01:00:00Z");
    up(&terminal, &county.desk).await;
    let run = county.run().await;
    let store = county.desk.replica().store();
    assert_eq!(store.publication(&run.id).await.unwrap(), None);
    county.desk.publish("组织部", None, true).await.unwrap();
    let published = store.publication(&run.id).await.unwrap().unwrap();
    assert_eq!((published.unit, published.period, published.withdrawn.clone()), (unit(COUNTY), QUARTER, None));
    let expected = run.outcome.rows(Level::Village).iter().chain(run.outcome.rows(Level::Township));
    assert_eq!(published.results.len(), expected.clone().count(), "members are not published");
    for row in expected {
        let line = published.results.iter().find(|line| line.unit == row.unit).unwrap();
        let hundredths = row.score.map(|score| score * Decimal::ONE_HUNDRED);
        assert_eq!(line.score_hundredths.map(Decimal::from), hundredths);
        assert_eq!((line.rank, line.candidate), (row.rank.map(i64::from), row.candidate));
        assert_eq!(line.parent.as_ref().map(|(parent, _)| *parent), row.parent);
    }
    county.desk.withdraw_publication("组织部", &run.id, "漏计").await.unwrap();
    let withdrawn = store.publication(&run.id).await.unwrap().unwrap();
    assert_eq!((withdrawn.withdrawn.as_deref(), withdrawn.results), (Some("漏计"), published.results));
}

#[tokio::test]
async fn a_notice_is_of_the_nodes_own_unit() {
    let county = County::with_rules().await;
    let township = county.device(TOWNSHIP, Role::Node).await;
    let terminal = county.terminal(VILLAGES[0]).await;
    down(&county.desk, &township).await;
    write(&terminal, &[deed(VILLAGES[0], "d1")]).await;
    seal(&terminal).await;
    county.at("2026-10-05T01:00:00Z");
    up(&terminal, &township).await;
    up(&township, &county.desk).await;
    let part =
        county.desk.run(QUARTER, RunOptions { under: Some(unit(TOWNSHIP)), ..RunOptions::default() }).await.unwrap();
    assert!(notice(&county.desk, Some(&part.id)).await.is_err(), "it ranks another unit");
    let whole = county.run().await;
    assert_eq!(notice(&county.desk, None).await.unwrap().run.id(), whole.id);
    let own = township.run(QUARTER, RunOptions::default()).await.unwrap();
    let view = notice(&township, None).await.unwrap();
    assert_eq!((view.unit, view.run.id().to_owned()), (unit(TOWNSHIP), own.id));
    let viewer = Viewer::operator(county.desk.replica(), "组织部");
    assert!(county.desk.notice(&viewer, QUARTER.previous(), Some(&whole.id)).await.is_err(), "it is of another period");
    // Who may not see the county whole is not told of its drafts.
    let village = Viewer::operator(terminal.replica(), "王会计");
    assert!(county.desk.notice(&village, QUARTER, None).await.is_err());
    assert_eq!(view.previous.map(|run| run.id().to_owned()), None);
    assert_eq!(county.desk.replica().unit(), unit(COUNTY));
}
