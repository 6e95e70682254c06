//! What a notice is drafted from: the published run, or else a draft, and never another unit's.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_desk::{Desk, DeskError, Formalities, NoticeView, RegisterError, RunOptions, Viewer};
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

/// Two notices of a year never bear one number; what is registered is read below, outlives a second publication of the same
/// run, and is in the register when its list was taken back.
#[tokio::test]
async fn a_notice_is_registered_under_a_number_that_no_other_bears() {
    let county = County::with_rules().await;
    let township = county.device(TOWNSHIP, Role::Node).await;
    let terminal = county.terminal(VILLAGES[0]).await;
    let sealed = async |deed_id: &'static str, at: &str| {
        write(&terminal, &[deed(VILLAGES[0], deed_id)]).await;
        seal(&terminal).await;
        county.at(at);
        up(&terminal, &county.desk).await;
        county.run().await
    };
    let first = sealed("d1", "2026-10-05T01:00:00Z").await;
    let number = |text: &str| Formalities { number: Some(text.to_owned()), ..Formalities::default() };
    let register = async |run: &str, formalities: Formalities| {
        county.desk.register_notice("组织部", run, &formalities).await.map_err(|error| match error {
            DeskError::Register(error) => error,
            other => panic!("{other}"),
        })
    };
    assert!(
        county.desk.register_notice("组织部", &first.id, &number("长组通〔2026〕3号")).await.is_err(),
        "it is a draft"
    );
    county.desk.publish("组织部", None, true).await.unwrap();
    let second = sealed("d2", "2026-10-09T01:00:00Z").await;
    county.desk.publish("组织部", Some(&second.id), true).await.unwrap();
    let numbered = async |desk: &Desk, run: &str| notice(desk, Some(run)).await.unwrap().number.unwrap().to_string();
    assert_eq!(numbered(&county.desk, &first.id).await, "考评通报〔2026〕1号");
    assert_eq!(numbered(&county.desk, &second.id).await, "考评通报〔2026〕2号");
    // The other's number, one of another year, and what is none.
    let refused = register(&second.id, number("考评通报[2026]1号")).await.unwrap_err();
    assert!(matches!(&refused, RegisterError::Taken { run, .. } if first.id.starts_with(run.as_str())), "{refused}");
    assert!(matches!(register(&second.id, number("长组通〔2025〕9号")).await, Err(RegisterError::OtherYear { .. })));
    assert!(matches!(register(&second.id, number("九号")).await, Err(RegisterError::Unread(_))));
    let full = Formalities {
        copied_to: Some("县纪委监委".to_owned()),
        printed_by: Some("组织部办公室".to_owned()),
        ..number(" 长组通 (2026) 第09号 ")
    };
    register(&second.id, full).await.unwrap();
    assert_eq!(numbered(&county.desk, &second.id).await, "长组通〔2026〕9号");
    assert_eq!(numbered(&county.desk, &first.id).await, "考评通报〔2026〕1号", "no other moves");
    // Nothing of it is lost when the same run is published once more, and the township reads it.
    county.desk.publish("组织部", Some(&second.id), true).await.unwrap();
    down(&county.desk, &township).await;
    for desk in [&county.desk, &township] {
        let view = notice(desk, Some(&second.id)).await.unwrap();
        assert_eq!(view.formalities.copied_to.as_deref(), Some("县纪委监委"));
        assert_eq!(view.number.unwrap().to_string(), "长组通〔2026〕9号");
    }
    // The next one is offered what follows, and copied to the same.
    let third = sealed("d3", "2026-10-12T01:00:00Z").await;
    let draft = notice(&county.desk, Some(&third.id)).await.unwrap();
    assert_eq!(draft.offered.to_string(), "长组通〔2026〕10号");
    assert_eq!(draft.formalities.printed_by.as_deref(), Some("组织部办公室"));
    let (viewer, wanted) = (Viewer::operator(county.desk.replica(), "组织部"), "长组通〔2026〕9号");
    let refused = county.desk.check_notice_number(&viewer, unit(COUNTY), (&third.id, QUARTER), wanted).await;
    assert!(refused.is_err());
    county.desk.withdraw_publication("组织部", &second.id, "漏计").await.unwrap();
    let register = notice(&county.desk, Some(&third.id)).await.unwrap().register;
    let told: Vec<_> = register.iter().map(|one| (one.run.as_str(), one.withdrawn.is_some(), one.stands)).collect();
    assert_eq!(told, [(first.id.as_str(), true, false), (second.id.as_str(), true, false)]);
    assert_eq!(register[1].number.as_ref().unwrap().to_string(), "长组通〔2026〕9号");
    assert_eq!(register[1].withdrawn.as_ref().unwrap().0, "漏计");
}
