//! What a department and an inspector judge by: the period on which a finding tells, what stood when somebody acted, what a
//! draft does not rest on, until when a return keeps a time, and one cut for all.
#![allow(clippy::unwrap_used)]

use cunbang_desk::assessment::changes::{RowChange, RunName};
use cunbang_desk::assessment::since_run::{FromAbove, SinceRun};
use cunbang_desk::inspection::seal_reviews::{Correction, SealReviewError, SealVerdict};
use cunbang_desk::inspection::since_seal::RowSince;
use cunbang_desk::village::village_home::Asked;
use cunbang_desk::writing::as_seen::{Matter, Stood};
use cunbang_desk::writing::doubts::{Answers, Doubtful, Incoming};
use cunbang_desk::{Desk, DeskError, NewRules, RunOptions, Viewer, lacks_fixed_day, rechecked_before_fixed};
use cunbang_language::Language;
use cunbang_model::schema::{ReplyOutcome, SealOutcome};
use cunbang_model::{Decimal, DocumentName, Period, Role, Table, record};
use cunbang_scheme::pack;
use cunbang_world::QUARTER;
use cunbang_world::county::{County, SCHEME, down, seal, up, write};
use cunbang_world::rows::{deed, deed_on, finding_due, row, standing};
use cunbang_world::tree::{COUNTY, TOWNSHIP, VILLAGES, unit};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const VILLAGE: &str = VILLAGES[0];

fn viewer(desk: &Desk) -> Viewer {
    Viewer::operator(desk.replica(), "组织部")
}

/// A county by the plain rules, its township's node, and a terminal that has sealed with two deeds.
async fn sealed() -> (County, Arc<Desk>, Arc<Desk>) {
    let county = County::with_rules().await;
    let township = county.device(TOWNSHIP, Role::Node).await;
    let terminal = county.terminal(VILLAGE).await;
    down(&county.desk, &terminal).await;
    write(&terminal, &[deed(VILLAGE, "d1"), deed(VILLAGE, "d2")]).await;
    county.at("2026-10-05T01:00:00Z");
    seal(&terminal).await;
    up(&terminal, &county.desk).await;
    down(&county.desk, &township).await;
    (county, township, terminal)
}

#[tokio::test]
async fn a_finding_counts_in_the_shortest_period_that_the_rules_assess_on_its_day() {
    let county = County::new().await;
    let rules = pack::find("jinyun-month").unwrap().text;
    county.desk.put_scheme("组织部", NewRules::since(rules, QUARTER)).await.unwrap();
    let terminal = county.terminal(VILLAGE).await;
    down(&county.desk, &terminal).await;
    let rows = [standing(VILLAGE, "m1"), deed_on(VILLAGE, "d1", "2026-08-03", "修路")];
    terminal.import("会计", &rows, Some(QUARTER)).await.unwrap();
    county.at("2026-09-01T01:00:00Z");
    up(&terminal, &county.desk).await;
    let found = |date: &str| {
        let cells = [("unit", VILLAGE), ("finding", "f1"), ("date", date), ("clause", "走访"), ("text", "记录不全")];
        row(Table::Findings, &[&cells[..], &[("points", "2"), ("due", "2026-12-20")]].concat())
    };
    let effect = county.desk.finding_effect(&viewer(&county.desk), &found("2026-08-20")).await.unwrap().unwrap();
    assert_eq!(effect.period, Period::Month(2026, 8));
    assert!(!effect.rules.is_empty(), "{effect:?}");
    let other = county.desk.finding_effect(&viewer(&county.desk), &found("2026-07-20")).await.unwrap().unwrap();
    assert_eq!(other.period, Period::Month(2026, 7));
    // A month takes rows of its quarter, and a week those of both its quarters; no other. A form looks at the days besides.
    county.at("2026-11-20T01:00:00Z");
    let is_of_another = async |date: &str, period: &str| {
        let row = found(date);
        let columns = row.table().columns().iter().map(|column| column.name).collect();
        let incoming = [Incoming { row, columns, is_planned: false }];
        let looked = county.desk.look_over(&incoming, Some(period.parse().unwrap()), Answers::default()).await.unwrap();
        looked.doubts.iter().any(|doubt| matches!(doubt.what, Doubtful::OtherQuarter { .. }))
    };
    assert!(!is_of_another("2026-08-20", "2026-08").await);
    assert!(!is_of_another("2026-10-02", "2026W40").await && !is_of_another("2026-09-29", "2026W40").await);
    assert!(is_of_another("2026-10-20", "2026-08").await);
    county.desk.record("督查组", found("2026-08-20"), None).await.unwrap();
    let listed =
        county.desk.findings(&viewer(&county.desk), Period::Month(2026, 8), unit(VILLAGE), None).await.unwrap();
    assert_eq!(listed.len(), 1, "and shows it");
    // Rules of months rank no quarter, which is said in words.
    let refused = county.desk.run(QUARTER, RunOptions::default()).await.unwrap_err().to_string();
    assert!(refused.contains("不是按季度考评") && refused.contains("jinyun-month（按月）"), "{refused}");
}

#[tokio::test]
async fn tables_that_the_rules_count_are_known_before_anybody_fills_them() {
    let county = County::new().await;
    assert!(county.desk.counted_tables(QUARTER).await.unwrap().is_empty());
    county.desk.put_scheme("组织部", NewRules::since(pack::find("standard").unwrap().text, QUARTER)).await.unwrap();
    let tables = county.desk.counted_tables(QUARTER).await.unwrap();
    assert!(tables.contains(&Table::Visits) && tables.contains(&Table::Deeds), "{tables:?}");
    // What is no village's to write is none of its coverage.
    assert!(!tables.contains(&Table::Findings) && !tables.contains(&Table::StatedFigures), "{tables:?}");
}

#[tokio::test]
async fn what_a_finding_costs_by_the_rules_is_told_and_not_what_was_typed() {
    let county = County::new().await;
    county.desk.put_scheme("组织部", NewRules::since(pack::find("standard").unwrap().text, QUARTER)).await.unwrap();
    let cells = |id: &'static str, clause: &'static str| {
        let cells = [("unit", VILLAGE), ("finding", id), ("date", "2026-09-10"), ("clause", clause)];
        row(Table::Findings, &[&cells[..], &[("text", "记录不全"), ("points", "2"), ("due", "2026-12-20")]].concat())
    };
    let rows = [cells("f1", "硬指标"), cells("f2", "主题党日")];
    county.desk.import("督查组", &rows, Some(QUARTER)).await.unwrap();
    let viewer = viewer(&county.desk);
    let listed = county.desk.findings(&viewer, QUARTER, unit(VILLAGE), None).await.unwrap();
    let costs = county.desk.finding_costs(&viewer, &listed).await.unwrap();
    let cost = |id: &str| costs[&(unit(VILLAGE), id.to_owned())];
    assert_eq!((cost("f1"), cost("f2")), (Decimal::from(5), Decimal::from(2)));
    // The village is told the same.
    let terminal = county.terminal(VILLAGE).await;
    down(&county.desk, &terminal).await;
    let village = Viewer::operator(terminal.replica(), "会计");
    let home = terminal.village_home(&village, QUARTER).await.unwrap().unwrap();
    let points = home.asked.iter().filter_map(|one| match one {
        Asked::Finding { finding, points, .. } => Some((finding.as_str(), points.unwrap())),
        Asked::Returned { .. } => None,
    });
    let points: BTreeMap<&str, Decimal> = points.collect();
    assert_eq!(points, BTreeMap::from([("f1", Decimal::from(5)), ("f2", Decimal::from(2))]));
    // So is whoever publishes what was registered late.
    county.at("2026-10-05T01:00:00Z");
    write(&terminal, &[standing(VILLAGE, "m1")]).await;
    seal(&terminal).await;
    up(&terminal, &county.desk).await;
    county.at("2026-11-05T01:00:00Z");
    county.desk.record("督查组", cells("f3", "硬指标"), Some(QUARTER)).await.unwrap();
    let run = county.run().await;
    let late = county.desk.late_of_run(&viewer, &run.id).await.unwrap();
    assert!(late.registered.iter().all(|one| one.row.contains("计分扣 5 分")), "{:?}", late.registered);
    assert_eq!(late.registered.len(), 1);
    assert!(late.registered[0].row.starts_with("2026年9月10日督查“硬指标”：记录不全"), "{:?}", late.registered);
}

#[tokio::test]
async fn a_village_is_scored_for_its_findings_once_until_something_comes_that_counts() {
    let county = County::new().await;
    county.desk.put_scheme("组织部", NewRules::since(pack::find("standard").unwrap().text, QUARTER)).await.unwrap();
    let found = |village: &'static str, id: &'static str, clause: &'static str| {
        let cells = [("unit", village), ("finding", id), ("date", "2026-09-10"), ("clause", clause)];
        row(Table::Findings, &[&cells[..], &[("text", "记录不全"), ("points", "2"), ("due", "2026-12-20")]].concat())
    };
    let other = VILLAGES[1];
    let rows = [found(VILLAGE, "f1", "硬指标"), found(other, "f2", "主题党日")];
    county.desk.import("督查组", &rows, Some(QUARTER)).await.unwrap();
    let costs = async || {
        let viewer = viewer(&county.desk);
        let before = county.desk.findings_scored();
        let listed = county.desk.findings(&viewer, QUARTER, unit(COUNTY), None).await.unwrap();
        let costs = county.desk.finding_costs(&viewer, &listed).await.unwrap();
        let costs: BTreeMap<String, Decimal> = costs.into_iter().map(|((_, id), cost)| (id, cost)).collect();
        (costs, county.desk.findings_scored() - before)
    };
    let of = |known: &[(&str, i64)]| -> BTreeMap<String, Decimal> {
        known.iter().map(|(id, cost)| ((*id).to_owned(), Decimal::from(*cost))).collect()
    };
    let both = of(&[("f1", 5), ("f2", 2)]);
    assert_eq!(costs().await, (both.clone(), 2));
    assert_eq!(costs().await, (both.clone(), 0), "nothing came");
    // Of what one village does, the other knows nothing.
    let terminal = county.terminal(other).await;
    down(&county.desk, &terminal).await;
    write(&terminal, &[standing(other, "m1")]).await;
    up(&terminal, &county.desk).await;
    assert_eq!(costs().await, (both.clone(), 1));
    county.desk.record("督查组", found(VILLAGE, "f3", "主题党日"), Some(QUARTER)).await.unwrap();
    let three = of(&[("f1", 5), ("f2", 2), ("f3", 2)]);
    assert_eq!(costs().await, (three.clone(), 1));
    // Other rules count for all, and so does the next day, when a ledger may be late.
    let milder = pack::find("standard").unwrap().text.replace("硬指标", "硬性指标");
    let rules = NewRules { anyway: true, ..NewRules::since(&milder, QUARTER) };
    county.desk.put_scheme("组织部", rules).await.unwrap();
    let (milder, scored) = costs().await;
    assert_eq!(scored, 2);
    assert_ne!(milder, three, "by the new rules");
    county.at("2026-10-05T01:00:00Z");
    assert_eq!(costs().await, (milder, 2));
}

/// Acts as a window that saw something does; what stands where that is something else.
async fn acts(desk: &Desk, matter: &Matter, seen: &str) -> Option<Box<Stood>> {
    desk.turn_at("组织部", matter, seen).await.unwrap().err()
}

#[tokio::test]
async fn a_public_act_upon_what_has_changed_is_refused_with_what_stands() {
    let (county, township, terminal) = sealed().await;
    let desk = &county.desk;
    let run = county.run().await;
    let list = Matter::Publications(QUARTER);
    let nothing = desk.version_of_matter(&list).await.unwrap();
    assert_eq!(nothing, "");
    assert!(acts(desk, &list, &nothing).await.is_none());
    desk.publish_for("组织部", Some(&run.id), true, Some(7)).await.unwrap();
    // The other window still shows that nothing is published.
    let stood = acts(desk, &list, &nothing).await.unwrap();
    let published: record::Run = stood.rows[0].0.record().unwrap();
    assert_eq!((published.run, stood.rows.len()), (run.id.clone(), 1));
    assert_eq!(published.objections_until, Some("2026-10-12".parse().unwrap()));
    assert_eq!(stood.rows[0].1.as_ref().unwrap().person(), "组织部");
    // Whoever has seen it may act, once: taking it back is something new again.
    assert!(acts(desk, &list, &stood.version).await.is_none());
    desk.withdraw_publication("组织部", &run.id, "发布有误").await.unwrap();
    let withdrawn = acts(desk, &list, &stood.version).await.unwrap();
    assert_eq!(withdrawn.rows[0].0.withdrawal(), Some("发布有误"));

    let id = terminal.object("王会计", QUARTER, "名次有误").await.unwrap();
    up(&terminal, desk).await;
    let answer = Matter::Answer { subject: unit(VILLAGE), period: QUARTER, objection: id.clone() };
    assert!(acts(desk, &answer, "").await.is_none());
    desk.answer_objection("组织部", unit(VILLAGE), QUARTER, &id, ReplyOutcome::Upheld, "属实").await.unwrap();
    let stood = acts(desk, &answer, "").await.unwrap();
    assert_eq!(stood.rows[0].0.record::<record::Reply>().unwrap().text, "属实");
    // What the county has answered waits for no answer of the township's; one of the township's leaves the county's open.
    up(&terminal, &township).await;
    down(desk, &township).await;
    let here = async |desk: &Desk| {
        let found = desk.objections_here(&viewer(desk), QUARTER).await.unwrap();
        found.iter().map(|one| (one.view.replies.len(), one.is_open)).collect::<Vec<_>>()
    };
    assert_eq!((here(&township).await, here(desk).await), (vec![(1, false)], vec![(1, false)]));

    let decision = Matter::Decision { subject: unit(VILLAGES[2]), period: QUARTER };
    desk.decide("组织部", QUARTER, unit(VILLAGES[2]), "excuse", "受灾").await.unwrap();
    let stood = acts(desk, &decision, "").await.unwrap();
    assert_eq!(stood.rows[0].0.record::<record::Decision>().unwrap().reason, "受灾");
    assert!(acts(desk, &decision, &stood.version).await.is_none());
    desk.withdraw_decision("组织部", QUARTER, unit(VILLAGES[2]), "核实有误").await.unwrap();
    assert!(acts(desk, &decision, "").await.is_none(), "nothing stands of it");

    // A seal is accepted as it was looked at: made anew, or reviewed by another window, it is to be looked at again.
    let seals = Matter::Seal { unit: unit(VILLAGE), period: QUARTER };
    let seen = township.version_of_matter(&seals).await.unwrap();
    assert!(!seen.is_empty() && acts(&township, &seals, &seen).await.is_none());
    township.review_seal("督查组", unit(VILLAGE), QUARTER, SealVerdict::ACCEPTED).await.unwrap();
    let accepted = acts(&township, &seals, &seen).await.unwrap().version;
    write(&terminal, &[deed(VILLAGE, "d3")]).await;
    seal(&terminal).await;
    up(&terminal, &township).await;
    assert_ne!(township.version_of_matter(&seals).await.unwrap(), accepted);
}

#[tokio::test]
async fn a_finding_is_followed_by_who_saw_what_stands_of_it() {
    let county = County::with_rules().await;
    let desk = &county.desk;
    let found = |result: &str, due: &str| {
        let cells = [("unit", VILLAGE), ("finding", "f1"), ("date", "2026-09-10"), ("clause", "走访"), ("points", "1")];
        row(Table::Findings, &[&cells[..], &[("text", "记录不全"), ("due", due), ("result", result)]].concat())
    };
    desk.record("督查组", found("", "2026-12-01"), Some(QUARTER)).await.unwrap();
    let listed = async || desk.findings(&viewer(desk), QUARTER, unit(VILLAGE), None).await.unwrap().swap_remove(0);
    let seen = listed().await.version;
    let finding = Matter::Finding { unit: unit(VILLAGE), period: QUARTER, finding: "f1".to_owned() };
    assert_eq!(desk.version_of_matter(&finding).await.unwrap(), seen);
    assert!(acts(desk, &finding, &seen).await.is_none());
    desk.record("督查组", found("extended", "2026-12-20"), Some(QUARTER)).await.unwrap();
    let stood = acts(desk, &finding, &seen).await.unwrap();
    let stands: record::Finding = stood.rows[0].0.record().unwrap();
    assert_eq!(stands.due.to_string(), "2026-12-20");
    assert_eq!(stood.rows[0].1.as_ref().unwrap().person(), "督查组");
    assert_eq!(stood.version, listed().await.version);
    // What was put right was put right on some day.
    let fixed: record::Finding = found("fixed", "2026-12-20").record().unwrap();
    assert!(lacks_fixed_day(&fixed) && !lacks_fixed_day(&stands));
    let day = Some("2026-12-01".parse().unwrap());
    assert!(!lacks_fixed_day(&record::Finding { fixed_on: day, ..fixed.clone() }));
    // A recheck looks at what was done; one that leaves the finding open comes before.
    let before = Some("2026-11-25".parse().unwrap());
    let turned = record::Finding { fixed_on: day, rechecked_on: before, ..fixed.clone() };
    assert_eq!(rechecked_before_fixed(&turned), day.zip(before));
    assert_eq!(rechecked_before_fixed(&record::Finding { rechecked_on: day, ..turned.clone() }), None);
    assert_eq!(rechecked_before_fixed(&record::Finding { result: stands.result, ..turned }), None);
}

#[tokio::test]
async fn a_list_that_is_published_again_keeps_the_days_for_objections() {
    let (county, _township, terminal) = sealed().await;
    let desk = &county.desk;
    let until = async || {
        let notice = desk.notice(&viewer(desk), QUARTER, None).await.unwrap();
        notice.objections_until.map(|until| until.to_string())
    };
    let first = county.run().await;
    desk.publish_for("组织部", Some(&first.id), true, Some(7)).await.unwrap();
    assert_eq!(until().await.as_deref(), Some("2026-10-12"));
    desk.withdraw_publication("组织部", &first.id, "漏计").await.unwrap();
    county.at("2026-10-06T01:00:00Z");
    desk.publish("组织部", Some(&first.id), true).await.unwrap();
    assert_eq!(until().await.as_deref(), Some("2026-10-13"), "seven days from the day of this publication");
    write(&terminal, &[deed(VILLAGE, "d3")]).await;
    seal(&terminal).await;
    up(&terminal, desk).await;
    let second = county.run().await;
    desk.publish("组织部", Some(&second.id), true).await.unwrap();
    assert_eq!(until().await.as_deref(), Some("2026-10-13"), "and so for the list in its place");
}

#[tokio::test]
async fn a_draft_says_what_it_does_not_rest_on() {
    let (county, _township, terminal) = sealed().await;
    let desk = &county.desk;
    let run = county.run().await;
    assert!(desk.since_run(&run).await.unwrap().is_empty());
    // A device that is enrolled changes neither the list of units nor the rules.
    let org = async || desk.replica().projection(DocumentName::org(unit(COUNTY))).await.unwrap().vector().entry_count();
    let before = org().await;
    let _laptop = county.device(TOWNSHIP, Role::Inspector).await;
    assert!(org().await > before);
    assert!(desk.since_run(&run).await.unwrap().is_empty());
    desk.decide("组织部", QUARTER, unit(VILLAGES[2]), "excuse", "受灾").await.unwrap();
    desk.import("督查组", &[finding_due(VILLAGE, "f1", ("2026-08-01", "2026-11-20"), "1")], Some(QUARTER))
        .await
        .unwrap();
    // A figure that is stated is called so, and no finding.
    let stated = [("unit", VILLAGES[3]), ("period", "2026Q3"), ("figure", "households"), ("stated", "9")];
    desk.import("督查组", &[row(Table::StatedFigures, &stated)], None).await.unwrap();
    write(&terminal, &[deed(VILLAGE, "d3"), deed(VILLAGE, "d4")]).await;
    seal(&terminal).await;
    up(&terminal, desk).await;
    let only = |code: &str| BTreeSet::from([unit(code)]);
    let expected = SinceRun {
        decided: only(VILLAGES[2]),
        sealed: only(VILLAGE),
        written: only(VILLAGE),
        rows: 2,
        above: BTreeMap::from([
            (Table::Findings, FromAbove { rows: 1, about: only(VILLAGE) }),
            (Table::StatedFigures, FromAbove { rows: 1, about: only(VILLAGES[3]) }),
        ]),
        is_otherwise: false,
    };
    assert_eq!(desk.since_run(&run).await.unwrap(), expected);
    let again = county.run().await;
    assert!(desk.since_run(&again).await.unwrap().is_empty());
    // What is published, answered and reviewed is no part of a run.
    desk.publish("组织部", Some(&again.id), true).await.unwrap();
    assert!(desk.since_run(&again).await.unwrap().is_empty());
}

#[tokio::test]
async fn after_thirty_days_a_return_keeps_no_time_and_promises_none() {
    let (county, township, terminal) = sealed().await;
    let correction = async || {
        let viewer = Viewer::operator(township.replica(), "督查组");
        township.correction(&viewer, unit(VILLAGE), QUARTER).await.unwrap()
    };
    let day = |text: &str| text.parse().unwrap();
    county.at("2026-10-20T01:00:00Z");
    let expected = Correction::Kept { from: day("2026-10-20"), usual: day("2026-10-23"), until: day("2026-11-09") };
    assert_eq!(correction().await, expected);
    county.at("2026-11-30T01:00:00Z");
    assert_eq!(correction().await, Correction::NotKept { last: day("2026-11-09") });
    let returned = |correct_by: Option<&str>| SealVerdict {
        outcome: SealOutcome::Returned,
        reason: "考勤不符",
        correct_by: correct_by.map(|day| day.parse().unwrap()),
    };
    let named = returned(Some("2026-12-03"));
    let refused = township.review_seal("督查组", unit(VILLAGE), QUARTER, named).await.unwrap_err();
    assert!(matches!(refused, DeskError::SealReview(SealReviewError::NotKept { .. })), "{refused}");
    township.review_seal("督查组", unit(VILLAGE), QUARTER, returned(None)).await.unwrap();
    up(&township, &county.desk).await;
    down(&county.desk, &terminal).await;
    for desk in [&township, &terminal] {
        let viewer = Viewer::operator(desk.replica(), "王会计");
        let reviews = desk.seal_reviews(&viewer, unit(VILLAGE), QUARTER).await.unwrap();
        assert_eq!((reviews.len(), reviews[0].kept_until, reviews[0].review.correct_by), (1, None, None));
    }
    // What the village does then is told beforehand as it will be.
    write(&terminal, &[deed(VILLAGE, "d3")]).await;
    assert!(terminal.seal("书记", QUARTER, false).await.is_err(), "it would be late");
    // Once a list stands published nothing is returned at all.
    let run = county.run().await;
    county.desk.publish("组织部", Some(&run.id), true).await.unwrap();
    down(&county.desk, &township).await;
    assert_eq!(correction().await, Correction::Published);
}

#[tokio::test]
async fn rows_of_two_periods_are_no_changes_of_each_other() {
    let county = County::new().await;
    let before = QUARTER.previous();
    county.desk.put_scheme("组织部", NewRules::since(SCHEME, before)).await.unwrap();
    let terminal = county.terminal(VILLAGE).await;
    down(&county.desk, &terminal).await;
    let of = |id: &str, date: &str, text: &str| deed_on(VILLAGE, id, date, text);
    let mut runs = Vec::new();
    for (period, month, at, deeds) in
        [(before, "04", "2026-07-02T01:00:00Z", &["d1", "d2"][..]), (QUARTER, "07", "2026-10-02T01:00:00Z", &["d1"])]
    {
        county.at(at);
        let rows: Vec<_> = deeds.iter().map(|id| of(id, &format!("2026-{month}-09"), "清理")).collect();
        terminal.import("会计", &rows, Some(period)).await.unwrap();
        terminal.seal("书记", period, false).await.unwrap();
        up(&terminal, &county.desk).await;
        runs.push(county.desk.run(period, RunOptions::default()).await.unwrap());
    }
    let named = |at: usize| RunName { period: Some(runs[at].record.period), run: String::new() };
    let viewer = viewer(&county.desk);
    let changes = county.desk.changes_of(&viewer, &named(0), &named(1), unit(VILLAGE)).await.unwrap();
    let told: Vec<_> = changes.indicators.iter().flat_map(|one| &one.rows).collect();
    let told: Vec<_> = told.iter().map(|row| (row.change, row.quarter, row.id.as_str())).collect();
    let expected = [
        (RowChange::New, Some(QUARTER), "d1"),
        (RowChange::Gone, Some(before), "d1"),
        (RowChange::Gone, Some(before), "d2"),
    ];
    assert_eq!(told, expected, "each stands in its own quarter");
    // Where the points are the same, other rows of another quarter explain nothing.
    county.at("2026-10-03T01:00:00Z");
    terminal.import("会计", &[of("d2", "2026-07-10", "修桥")], Some(QUARTER)).await.unwrap();
    seal(&terminal).await;
    up(&terminal, &county.desk).await;
    county.desk.run(QUARTER, RunOptions::default()).await.unwrap();
    let changes = county.desk.changes_of(&viewer, &named(0), &named(1), unit(VILLAGE)).await.unwrap();
    assert!(changes.indicators.is_empty(), "{:?}", changes.indicators);
}

#[tokio::test]
async fn what_came_since_a_seal_is_told_by_name_day_and_word() {
    let (county, township, terminal) = sealed().await;
    let meeting = [("meeting", "t8"), ("kind", "theme_day"), ("date", "2026-08-15")];
    let mark =
        |mark: &str| row(Table::Attendance, &[("unit", VILLAGE), ("meeting", "t8"), ("member", "m1"), ("mark", mark)]);
    let meeting = row(Table::Meetings, &[&[("unit", VILLAGE)], &meeting[..]].concat());
    let member = [("unit", VILLAGE), ("member", "m1"), ("name", "陈建国"), ("status", "full")];
    write(&terminal, &[row(Table::Members, &member), meeting, mark("present")]).await;
    seal(&terminal).await;
    up(&terminal, &county.desk).await;
    down(&county.desk, &township).await;
    township.review_seal("督查组", unit(VILLAGE), QUARTER, SealVerdict::ACCEPTED).await.unwrap();
    write(&terminal, &[mark("leave")]).await;
    up(&terminal, &county.desk).await;
    down(&county.desk, &township).await;
    let viewer = Viewer::operator(township.replica(), "督查组");
    let (_, rows) = township.since_seal(&viewer, unit(VILLAGE), QUARTER).await.unwrap().unwrap();
    let changed: &RowSince = rows.iter().find(|row| row.table == Table::Attendance).unwrap();
    assert!(changed.said.contains("8月15日") && !changed.said.contains("t8"), "{}", changed.said);
    let in_chinese = Language::Chinese.scope(township.since_seal(&viewer, unit(VILLAGE), QUARTER));
    let (_, rows) = in_chinese.await.unwrap().unwrap();
    let cells = &rows.iter().find(|row| row.table == Table::Attendance).unwrap().cells;
    let cells: Vec<_> = cells.iter().map(|cell| (cell.column.name, &*cell.before, &*cell.after)).collect();
    assert_eq!(cells, [("mark", "出席", "请假")]);
}

#[tokio::test]
async fn a_township_is_told_the_cut_of_the_whole_list() {
    let (county, township, _terminal) = sealed().await;
    for (village, deeds) in
        [(VILLAGES[1], &["a", "b", "c"][..]), (VILLAGES[2], &["a", "b", "c", "d"]), (VILLAGES[3], &["a"])]
    {
        let terminal = county.terminal(village).await;
        write(&terminal, &deeds.iter().map(|id| deed(village, id)).collect::<Vec<_>>()).await;
        seal(&terminal).await;
        up(&terminal, &county.desk).await;
    }
    let run = county.run().await;
    county.desk.publish("组织部", Some(&run.id), true).await.unwrap();
    down(&county.desk, &township).await;
    let cut = async |desk: &Desk, under: &str| {
        let standings = desk.standings(&viewer(desk), QUARTER, unit(under), "").await.unwrap().unwrap();
        standings.cut
    };
    // The candidate is a village of the other township.
    let whole = Some((Decimal::new(100, 2), Some(Decimal::new(200, 2))));
    assert_eq!(cut(&county.desk, COUNTY).await, whole);
    assert_eq!(cut(&township, TOWNSHIP).await, whole);
}
