//! Weeks 周: sealed one by one, at the turn of a quarter in both its ledgers; ranked, published, returned and proven.
#![allow(clippy::unwrap_used)]

use cunbang_desk::assessment::rules::SchemeError;
use cunbang_desk::inspection::seal_reviews::SealVerdict;
use cunbang_desk::village::seal::SealError;
use cunbang_desk::village::village_home::Asked;
use cunbang_desk::{Desk, DeskError, NewRules, RunOptions, Viewer};
use cunbang_evidence::verify_evidence;
use cunbang_language::Language;
use cunbang_model::schema::SealOutcome;
use cunbang_model::{Period, Role, Row, Table};
use cunbang_ranking::RankingRun;
use cunbang_scheme::{Level, Status};
use cunbang_store::MemoryStore;
use cunbang_world::QUARTER;
use cunbang_world::county::{County, SCHEME, down, up};
use cunbang_world::rows::deed_on;
use cunbang_world::tree::{TOWNSHIP, VILLAGES, unit};
use std::sync::Arc;

const VILLAGE: &str = VILLAGES[0];
/// From Monday 28 September to Sunday 4 October; its Thursday is 1 October, so it belongs to the fourth quarter.
const TURN: &str = "2026W40";

fn viewer(desk: &Desk) -> Viewer {
    Viewer::operator(desk.replica(), "王会计")
}

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

/// Rows go into the quarters of their days.
async fn put(desk: &Desk, rows: &[Row]) {
    desk.import("会计", rows, None).await.unwrap();
}

fn weekly() -> String {
    SCHEME.replace("\"quarter\"", "\"week\"").replace("name = \"deeds\"", "name = \"weekly\"")
}

/// A county whose rules go by week from the third quarter on, and a terminal.
async fn of_weeks() -> (County, Arc<Desk>) {
    let county = County::over(Arc::new(MemoryStore::new())).await;
    county.desk.put_scheme("组织部", NewRules::since(&weekly(), QUARTER)).await.unwrap();
    let terminal = county.terminal(VILLAGE).await;
    down(&county.desk, &terminal).await;
    (county, terminal)
}

async fn ranked(county: &County, week: &str) -> RankingRun {
    let run = county.desk.run(period(week), RunOptions::default()).await.unwrap();
    let file = county.desk.write_evidence(&run.id, Vec::new()).await.unwrap();
    assert_eq!(verify_evidence(file.as_slice(), None).unwrap().run, run.id);
    run
}

fn of_village(run: &RankingRun) -> (Status, Option<String>) {
    let row = run.outcome.rows(Level::Village).iter().find(|row| row.unit == unit(VILLAGE)).unwrap();
    (row.status, row.score.map(|score| score.to_string()))
}

#[tokio::test]
async fn a_week_at_the_turn_of_a_quarter_rests_on_both_ledgers() {
    let (county, terminal) = of_weeks().await;
    county.at("2026-10-03T02:00:00Z");
    // Ids begin anew in each quarter, and so within this week.
    put(&terminal, &[deed_on(VILLAGE, "d1", "2026-09-29", "修路"), deed_on(VILLAGE, "d1", "2026-10-02", "清河")]).await;
    let early = terminal.seal("书记", period(TURN), false).await.unwrap_err();
    assert!(matches!(early, DeskError::Seal(SealError::TooEarly { .. })), "{early}");
    county.at("2026-10-04T02:00:00Z");
    let sealed = terminal.seal("书记", period(TURN), false).await.unwrap();
    let ledgers: Vec<_> = sealed.iter().map(|one| one.document.period().unwrap()).collect();
    assert_eq!(ledgers, [QUARTER, QUARTER.next()]);
    up(&terminal, &county.desk).await;
    let run = ranked(&county, TURN).await;
    assert_eq!(of_village(&run), (Status::Received, Some("2.00".to_owned())));
    assert_eq!(run.record.engine, "cunbang-engine 2");
    // The weeks beside it have neither of its rows, and are not sealed by its seals.
    for beside in ["2026W39", "2026W41"] {
        county.at("2026-10-12T02:00:00Z");
        assert_eq!(of_village(&ranked(&county, beside).await).0, Status::Provisional, "{beside}");
    }
    county.desk.publish("组织部", Some(&run.id), true).await.unwrap();
    let bulletin = county.desk.bulletin(&viewer(&county.desk), Some(period(TURN))).await.unwrap();
    assert_eq!(bulletin.shown.run.period, period(TURN));
}

#[tokio::test]
async fn a_week_with_rows_in_one_of_its_quarters_is_sealed_in_both() {
    let (county, terminal) = of_weeks().await;
    county.at("2026-10-05T02:00:00Z");
    let empty = terminal.seal("书记", period(TURN), false).await.unwrap_err();
    assert!(matches!(empty, DeskError::Seal(SealError::Empty { period: of }) if of == period(TURN)), "{empty}");
    put(&terminal, &[deed_on(VILLAGE, "d1", "2026-09-29", "修路")]).await;
    terminal.seal("书记", period(TURN), false).await.unwrap();
    up(&terminal, &county.desk).await;
    assert_eq!(of_village(&ranked(&county, TURN).await), (Status::Received, Some("1.00".to_owned())));
}

#[tokio::test]
async fn where_the_rules_go_by_week_it_is_said_which_weeks_to_seal() {
    let (county, terminal) = of_weeks().await;
    county.at("2026-07-13T02:00:00Z");
    put(&terminal, &[deed_on(VILLAGE, "d1", "2026-07-03", "修桥")]).await;
    let error = terminal.seal("书记", QUARTER, false).await.unwrap_err();
    let DeskError::Seal(SealError::ByPart { parts, now, .. }) = &error else { panic!("{error}") };
    assert_eq!((parts.first(), parts.last()), (Some(&period("2026W27")), Some(&period("2026W39"))));
    assert_eq!(*now, ["2026W27", "2026W28"].map(period));
    let said = Language::Chinese.with(|| error.to_string());
    assert!(said.contains("按周考评") && said.contains("2026W27、2026W28"), "{said}");
    let said = Language::English.with(|| error.to_string());
    assert!(said.contains("week by week: 2026W27, "), "{said}");
    assert_eq!(terminal.period_at_hand().await.unwrap(), period("2026W28"), "it can still be sealed in time");
    assert_eq!(terminal.shorter_periods(1).await, ["2026W29", "2026W28"].map(period));
}

#[tokio::test]
async fn rules_by_week_begin_with_the_first_week_of_a_longer_time() {
    let (county, terminal) = of_weeks().await;
    let in_force = async |week: &str| county.desk.scheme_for(period(week)).await.is_ok();
    // 29 June to 5 July belongs to the third quarter, the week before to the second.
    assert!(in_force("2026W27").await && !in_force("2026W26").await);
    county.at("2026-10-05T02:00:00Z");
    put(&terminal, &[deed_on(VILLAGE, "d1", "2026-09-29", "修路")]).await;
    terminal.seal("书记", period(TURN), false).await.unwrap();
    up(&terminal, &county.desk).await;
    let other = weekly().replace("max = 50", "max = 40").replace("\"weekly\"", "\"other\"");
    let replace = async |from: &str, until: &str| {
        county
            .desk
            .put_scheme("组织部", NewRules { until: Some(period(until)), ..NewRules::since(&other, period(from)) })
            .await
    };
    // The week at the turn belongs to the fourth quarter: rules for the third leave it alone.
    replace("2026Q3", "2026Q3").await.unwrap();
    let error = replace("2026Q4", "2026Q4").await.unwrap_err();
    assert!(
        matches!(&error, DeskError::Scheme(SchemeError::InUse { period: of, .. }) if *of == period(TURN)),
        "{error}"
    );
    let text = async |week: &str| county.desk.scheme_for(period(week)).await.unwrap().text().to_owned();
    assert_eq!((text("2026W39").await, text(TURN).await), (other.trim().to_owned(), weekly().trim().to_owned()));
}

#[tokio::test]
async fn a_week_that_was_returned_keeps_its_time_in_both_ledgers() {
    let (county, terminal) = of_weeks().await;
    let township = county.device(TOWNSHIP, Role::Node).await;
    put(&terminal, &[deed_on(VILLAGE, "d1", "2026-09-29", "修路")]).await;
    county.at("2026-10-12T02:00:00Z");
    terminal.seal("书记", period(TURN), false).await.unwrap();
    up(&terminal, &county.desk).await;
    down(&county.desk, &township).await;
    county.at("2026-10-13T02:00:00Z");
    let correct_by = Some("2026-11-02".parse().unwrap());
    let verdict = SealVerdict { outcome: SealOutcome::Returned, reason: "少了一条", correct_by };
    township.review_seal("督查组", unit(VILLAGE), period(TURN), verdict).await.unwrap();
    let views = township.seal_reviews(&viewer(&township), unit(VILLAGE), period(TURN)).await.unwrap();
    assert_eq!((views.len(), views[0].is_current), (1, true));
    up(&township, &county.desk).await;
    down(&county.desk, &terminal).await;
    let home = terminal.village_home(&viewer(&terminal), period(TURN)).await.unwrap().unwrap();
    let is_asked = |asked: &Asked| matches!(asked, Asked::Returned { quarter, .. } if *quarter == period(TURN));
    assert_eq!(home.asked.iter().filter(|asked| is_asked(asked)).count(), 1, "{:?}", home.asked);
    // Long after the week's deadline, and within the time given.
    county.at("2026-10-30T02:00:00Z");
    put(&terminal, &[deed_on(VILLAGE, "d2", "2026-10-01", "清河")]).await;
    terminal.seal("书记", period(TURN), false).await.unwrap();
    up(&terminal, &county.desk).await;
    let run = ranked(&county, TURN).await;
    assert_eq!(of_village(&run), (Status::Received, Some("2.00".to_owned())));
    let late = county.desk.coverage(&viewer(&county.desk), period(TURN), unit(VILLAGE)).await.unwrap();
    assert_eq!((late[0].sealed_in_time, late[0].corrected_at.is_some()), (Some(true), true));
    let since = township.since_seal(&viewer(&township), unit(VILLAGE), period(TURN)).await.unwrap();
    assert!(since.is_some());
    let tables: Vec<Table> = since.into_iter().flat_map(|(_, rows)| rows).map(|row| row.table).collect();
    assert!(tables.is_empty(), "the township has not got it yet: {tables:?}");
}
