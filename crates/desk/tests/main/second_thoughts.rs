//! What a person is told before it is too late: seals that cost something or say nothing, rows in two quarters, days to
//! come, deeds that nobody else saw, and drafts beside what was published.
#![allow(clippy::unwrap_used)]

use cunbang_desk::village::gaps::What;
use cunbang_desk::village::seal::SealError;
use cunbang_desk::writing::import::ImportError;
use cunbang_desk::{Desk, DeskError, NewRules, RunOptions, Viewer, Wanted};
use cunbang_language::Language;
use cunbang_model::{Date, Role, Row, Table};
use cunbang_scheme::{Doubt, pack};
use cunbang_world::QUARTER;
use cunbang_world::county::{County, down, up, write};
use cunbang_world::rows::{deed, deed_on, row};
use cunbang_world::tree::{TOWNSHIP, VILLAGES, unit};
use std::sync::Arc;

const VILLAGE: &str = VILLAGES[0];

fn meeting(id: &str, day: &str) -> Row {
    row(Table::Meetings, &[("unit", VILLAGE), ("meeting", id), ("kind", "theme_day"), ("date", day)])
}

fn present(meeting: &str) -> Row {
    row(Table::Attendance, &[("unit", VILLAGE), ("meeting", meeting), ("member", "m1"), ("mark", "present")])
}

async fn terminal() -> (County, Arc<Desk>) {
    let county = County::with_rules().await;
    let terminal = county.terminal(VILLAGE).await;
    down(&county.desk, &terminal).await;
    county.at("2026-10-05T01:00:00Z");
    (county, terminal)
}

async fn refusal(terminal: &Desk, period: &str) -> SealError {
    match terminal.seal("书记", period.parse().unwrap(), false).await {
        Err(DeskError::Seal(error)) => error,
        other => panic!("{period}: {other:?}"),
    }
}

#[tokio::test]
async fn a_seal_in_time_gives_way_to_a_late_one_only_by_intent() {
    let (county, terminal) = terminal().await;
    write(&terminal, &[deed(VILLAGE, "d1")]).await;
    assert!(terminal.seal("书记", QUARTER, false).await.unwrap()[0].is_new);
    up(&terminal, &county.desk).await;
    county.at("2026-11-20T01:00:00Z");
    assert!(!terminal.seal("书记", QUARTER, false).await.unwrap()[0].is_new, "nothing came, and nothing is lost");
    write(&terminal, &[deed(VILLAGE, "d2")]).await;
    let refused = refusal(&terminal, "2026Q3").await;
    let on: Date = "2026-10-05".parse().unwrap();
    assert!(matches!(refused, SealError::InTimeBefore { sealed_on, .. } if sealed_on == on), "{refused:?}");
    assert!(terminal.seal("书记", QUARTER, true).await.unwrap()[0].is_new);
}

#[tokio::test]
async fn late_from_the_first_is_sealed_without_a_question() {
    let (county, terminal) = terminal().await;
    county.at("2026-11-20T01:00:00Z");
    for id in ["d1", "d2"] {
        write(&terminal, &[deed(VILLAGE, id)]).await;
        assert!(terminal.seal("书记", QUARTER, false).await.unwrap()[0].is_new, "{id}");
        up(&terminal, &county.desk).await;
    }
}

#[tokio::test]
async fn what_is_empty_or_not_assessed_is_not_sealed_by_accident() {
    let (_county, terminal) = terminal().await;
    assert_eq!(refusal(&terminal, "2026Q3").await, SealError::Empty { period: QUARTER });
    assert!(matches!(refusal(&terminal, "1999Q1").await, SealError::NotAssessed(_)));
    terminal.record("会计", deed_on(VILLAGE, "d1", "2026-07-03", "修路"), None).await.unwrap();
    assert!(matches!(refusal(&terminal, "2026-08").await, SealError::Empty { .. }));
    for (period, anyway) in [("2026-07", false), ("2026-08", true), ("2026Q3", false)] {
        assert!(terminal.seal("书记", period.parse().unwrap(), anyway).await.unwrap()[0].is_new, "{period}");
    }
}

#[tokio::test]
async fn a_quarter_that_the_rows_contradict_is_refused() {
    let (_county, terminal) = terminal().await;
    let named = Some("2026Q2".parse().unwrap());
    let error = terminal.record("会计", deed(VILLAGE, "d1"), named).await.unwrap_err();
    let DeskError::Import(ImportError::OtherQuarter { own, rows: 1, .. }) = error else { panic!("{error}") };
    assert_eq!(own, QUARTER);
    terminal.record("会计", deed(VILLAGE, "d1"), Some(QUARTER)).await.unwrap();
}

#[tokio::test]
async fn attendance_at_a_meeting_that_two_quarters_have_is_asked_about() {
    let (_county, terminal) = terminal().await;
    for day in ["2026-04-10", "2026-07-10"] {
        terminal.record("会计", meeting("t1", day), None).await.unwrap();
    }
    let error = terminal.record("会计", present("t1"), None).await.unwrap_err();
    assert!(matches!(error, DeskError::Import(ImportError::NoQuarter { rows: 1, .. })), "{error}");
    terminal.record("会计", present("t1"), Some("2026Q2".parse().unwrap())).await.unwrap();
    let ledger = format!("ledger/{VILLAGE}/2026Q2").parse().unwrap();
    assert_eq!(terminal.replica().projection(ledger).await.unwrap().table(Table::Attendance).count(), 1);
}

/// Entries go up as they were signed; names stay below.
#[tokio::test]
async fn a_member_signs_by_id() {
    let (_county, terminal) = terminal().await;
    let member =
        |id, name| row(Table::Members, &[("unit", VILLAGE), ("member", id), ("name", name), ("status", "full")]);
    let rows = [member("m1", "沈阿妹"), member("m2", "陈建国"), member("m3", "陈建国"), deed(VILLAGE, "d1")];
    terminal.import("沈阿妹", &rows, None).await.unwrap();
    terminal.record("沈阿妹", deed(VILLAGE, "d2"), None).await.unwrap();
    terminal.withdraw("会计", Table::Deeds, None, "d1", "重复").await.unwrap();
    let signers = signers_of_d1(&terminal).await;
    let signed: Vec<_> = signers.iter().map(|(operator, name)| (operator.as_str(), name.as_deref())).collect();
    assert_eq!(signed, [("m1", Some("沈阿妹")), (signed[1].0, Some("会计"))]);
    assert!(signed[1].0.starts_with("op-"), "who is no member has an id too: {signed:?}");
    let error = terminal.record("陈建国", deed(VILLAGE, "d3"), None).await.unwrap_err();
    assert!(error.to_string().contains("m2 或 m3"), "{error}");
}

/// Who signed the versions of the first deed, the oldest first.
async fn signers_of_d1(terminal: &Desk) -> Vec<(String, Option<String>)> {
    let viewer = Viewer::operator(terminal.replica(), "会计");
    let history = terminal.history(&viewer, Table::Deeds, None, "d1", None).await.unwrap();
    let mut versions: Vec<_> = history.versions.iter().collect();
    versions.sort_by_key(|one| one.number);
    versions.into_iter().map(|one| (one.operator.clone(), one.operator_name.clone())).collect()
}

/// Puts rules in force by which what cannot count as it stands does not.
async fn attested(county: &County, terminal: &Desk) {
    let standard = pack::find("standard").unwrap().text;
    county.desk.put_scheme("组织部", NewRules::since(standard, QUARTER)).await.unwrap();
    down(&county.desk, terminal).await;
}

async fn without_rules() -> (County, Arc<Desk>) {
    let county = County::new().await;
    county.at("2026-10-05T01:00:00Z");
    let terminal = county.terminal(VILLAGE).await;
    (county, terminal)
}

#[tokio::test]
async fn days_to_come_and_deeds_that_nobody_else_confirmed_are_told() {
    let (county, terminal) = without_rules().await;
    attested(&county, &terminal).await;
    let confirmed_on = |on, id, by, day| {
        let cells = [("unit", VILLAGE), ("deed", id), ("member", "m1"), ("date", day), ("kind", "integrity")];
        row(Table::Deeds, &[&cells[..], &[("text", "修路"), ("confirmed_on", on), ("confirmed_by", by)]].concat())
    };
    let confirmed = |id, by, day| confirmed_on(day, id, by, day);
    let rows = [
        confirmed("d1", "m1", "2026-07-03"),
        confirmed("d2", "m2", "2026-07-03"),
        confirmed("d3", "m2", "2026-12-03"),
        confirmed_on("2026-07-01", "d4", "m2", "2026-07-05"),
    ];
    terminal.import("会计", &rows, None).await.unwrap();
    let gaps = terminal.gaps(&[QUARTER, QUARTER.next()]).await.unwrap();
    let told: Vec<&What> = gaps.iter().map(|gap| &gap.what).filter(|what| !what.asked_about().is_empty()).collect();
    let [own, before, future] = ["deeds/d1", "deeds/d4", "deeds/d3"].map(|key| vec![key.to_owned()]);
    let doubtful = |doubt, rows| What::Doubtful { doubt, table: "deeds", chinese: Table::Deeds.chinese(), rows };
    // The one that is confirmed by nobody else says the same as the next.
    let expected = [
        doubtful(Doubt::ConfirmedBefore, before),
        doubtful(Doubt::ConfirmedByOneself, own.clone()),
        doubtful(Doubt::Repeated, own),
        What::Future { rows: future },
    ];
    assert_eq!(told, expected.iter().collect::<Vec<_>>());
    // A page of some of the rows tells of these, and not what others cost.
    let of = |doubt| gaps.iter().find(|gap| matches!(&gap.what, What::Doubtful { doubt: one, .. } if *one == doubt));
    let before = of(Doubt::ConfirmedBefore).unwrap();
    assert_eq!(before.void_among(|row| row == "deeds/d4").as_ref(), Some(before));
    assert_eq!(before.void_among(|row| row == "deeds/d1"), None);
    // What is said twice counts once, and nothing is missing for it.
    assert!(before.is_missing() && !of(Doubt::Repeated).unwrap().is_missing(), "{gaps:?}");
}

#[tokio::test]
async fn every_row_that_cannot_count_as_it_stands_is_told_with_why() {
    let (county, terminal) = without_rules().await;
    let review = |member, reviewer, points| {
        let cells = [("unit", VILLAGE), ("period", "2026Q3"), ("stage", "mutual"), ("member", member)];
        row(Table::Reviews, &[&cells[..], &[("reviewer", reviewer), ("points", points)]].concat())
    };
    let member = |id| row(Table::Members, &[("unit", VILLAGE), ("member", id), ("name", id), ("status", "full")]);
    let rows = [
        member("m1"),
        member("m2"),
        review("m1", "", "90"),
        review("m1", "m2", "905"),
        deed(VILLAGE, "d1"),
        deed(VILLAGE, "d2"),
    ];
    // Written before the rules were there.
    terminal.import("会计", &rows, Some(QUARTER)).await.unwrap();
    attested(&county, &terminal).await;
    let gaps = terminal.status(false).await.unwrap().gaps;
    let told = gaps.iter().filter_map(|gap| match &gap.what {
        What::Doubtful { doubt, rows, .. } => Some((*doubt, rows.iter().map(String::as_str).collect::<Vec<_>>())),
        _ => None,
    });
    let expected = [
        (Doubt::Repeated, vec!["deeds/d2"]),
        (Doubt::ReviewedByNobody, vec!["reviews/2026Q3/mutual/m1/-"]),
        (Doubt::OutOfScale, vec!["reviews/2026Q3/mutual/m1/m2"]),
    ];
    assert_eq!(told.collect::<Vec<_>>(), expected);
    let said = Language::Chinese.with(|| gaps.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"));
    assert!(said.contains("1 条「评议」互评没有写明评议人，不计：reviews/2026Q3/mutual/m1/-"), "{said}");
    assert!(!said.contains("没有填评议人") && !said.contains("不合考评办法"), "each is told once: {said}");
}

#[tokio::test]
async fn a_draft_beside_what_was_published_says_so() {
    let (county, terminal) = terminal().await;
    let township = county.device(TOWNSHIP, Role::Node).await;
    write(&terminal, &[deed(VILLAGE, "d1")]).await;
    terminal.seal("书记", QUARTER, false).await.unwrap();
    down(&county.desk, &township).await;
    up(&terminal, &township).await;
    up(&township, &county.desk).await;
    let published = county.run().await;
    county.desk.publish("组织部", Some(&published.id), true).await.unwrap();
    down(&county.desk, &township).await;
    let viewer = Viewer::operator(township.replica(), "党建办");
    let wanted = Wanted { period: Some(QUARTER), under: unit(TOWNSHIP), run: "" };
    let shown = township.ranking(&viewer, wanted).await.unwrap().heading();
    assert_eq!((shown.id.as_str(), shown.warnings.len()), (published.id.as_str(), 0));
    write(&terminal, &[deed(VILLAGE, "d2")]).await;
    up(&terminal, &township).await;
    let draft = township.run(QUARTER, RunOptions::default()).await.unwrap();
    // What the county published holds; the township's own draft is seen by its name, and says so.
    let shown = township.ranking(&viewer, wanted).await.unwrap().heading();
    assert_eq!((shown.id.as_str(), shown.warnings.len()), (published.id.as_str(), 0));
    let standings = township.standings(&viewer, QUARTER, unit(TOWNSHIP), "").await.unwrap().unwrap();
    assert_eq!((standings.run.id.as_str(), standings.instead), (published.id.as_str(), None));
    let shown = township.ranking(&viewer, Wanted { run: &draft.id, ..wanted }).await.unwrap();
    assert_eq!(shown.published_instead().map(|(id, _)| id).as_deref(), Some(published.id.as_str()));
    let shown = shown.heading();
    assert_eq!(shown.id, draft.id);
    let of_draft = |warning: &&String| warning.contains("草稿") && warning.contains(&published.id[..12]);
    assert_eq!(shown.warnings.iter().filter(of_draft).count(), 1, "{:?}", shown.warnings);
    // So is the county's own, which is seen by its name as well.
    up(&township, &county.desk).await;
    let draft = county.run().await;
    let viewer = Viewer::operator(county.desk.replica(), "组织部");
    let own = county.desk.replica().unit();
    let shown = county.desk.standings(&viewer, QUARTER, own, "").await.unwrap().unwrap();
    assert_eq!((shown.run.id, shown.instead), (published.id.clone(), None));
    let shown = county.desk.standings(&viewer, QUARTER, own, &draft.id).await.unwrap().unwrap();
    assert_eq!((shown.run.id, shown.instead.map(|(id, _)| id)), (draft.id, Some(published.id)));
}
