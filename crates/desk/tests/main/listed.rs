//! The list of units as a period goes by it: no change of it takes a village off the ranking of a period that is over, and
//! everyone is told of it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::rewritten::{stated, verify};
use cunbang_desk::assessment::changes::{Cause, RunName};
use cunbang_desk::assessment::publish::PublishError;
use cunbang_desk::{Desk, DeskError, NewRules, Viewer};
use cunbang_evidence::verify_evidence;
use cunbang_language::Language;
use cunbang_model::{Role, Row, Table, UnitCode};
use cunbang_ranking::{ListChange, RankingRun, RunRecord};
use cunbang_scheme::{Level, OutcomeRow, Status};
use cunbang_store::MemoryStore;
use cunbang_world::county::{County, SCHEME, down, seal, up, write};
use cunbang_world::devices::Office;
use cunbang_world::rows::{deed, row};
use cunbang_world::tree::{self, COUNTY, TOWNSHIP, VILLAGES, unit};
use cunbang_world::{QUARTER, moment};
use std::sync::Arc;

const LAST: &str = VILLAGES[3];

fn viewer(desk: &Desk) -> Viewer {
    Viewer::operator(desk.replica(), "组织部")
}

/// How a village came out, if it is in the ranking.
fn place(run: &RankingRun, village: &str) -> Option<(Status, Option<u32>, Option<bool>)> {
    let of_village = |row: &&OutcomeRow| row.unit == unit(village);
    let found = run.outcome.rows(Level::Village).iter().find(of_village);
    found.map(|row| (row.status, row.rank, row.candidate))
}

async fn sealed(county: &County, village: &str, deeds: usize) -> Arc<Desk> {
    let terminal = county.terminal(village).await;
    let rows: Vec<Row> = (0..deeds).map(|number| deed(village, &format!("d{number}"))).collect();
    write(&terminal, &rows).await;
    seal(&terminal).await;
    up(&terminal, &county.desk).await;
    terminal
}

/// Four villages that have sealed, the last of which is the candidate; the period is over.
async fn county() -> (County, Vec<Arc<Desk>>) {
    let county = County::with_rules().await;
    let mut terminals = Vec::new();
    for (village, deeds) in VILLAGES.into_iter().zip([8, 6, 4, 2]) {
        terminals.push(sealed(&county, village, deeds).await);
    }
    county.at("2026-10-12T02:00:00Z");
    (county, terminals)
}

async fn withdraw(county: &County, village: &str, reason: &str) {
    county.desk.withdraw("组织部", Table::Units, Some(unit(village)), village, reason).await.unwrap();
}

fn listed(code: &str, name: &str, kind: &str, members: &str) -> Row {
    row(Table::Units, &[("code", code), ("name", name), ("kind", kind), ("members", members)])
}

async fn file_of(county: &County, run: &RankingRun) -> Vec<String> {
    let file = county.desk.write_evidence(&run.id, Vec::new()).await.unwrap();
    String::from_utf8(file).unwrap().lines().map(str::to_owned).collect()
}

#[tokio::test]
async fn a_unit_that_is_withdrawn_after_the_period_counts_as_it_stood() {
    let (county, terminals) = county().await;
    let before = county.run().await;
    assert_eq!(before.record.listed_as_of, None, "nothing was changed");
    assert_eq!(place(&before, LAST), Some((Status::Received, Some(4), Some(true))));
    county.desk.publish("组织部", None, false).await.unwrap();

    county.at("2026-10-12T02:05:00Z");
    withdraw(&county, LAST, "合并").await;
    assert_eq!(county.desk.publish("组织部", Some(&before.id), false).await.unwrap().rows, 0, "it had its units");
    let after = county.run().await;
    assert_ne!(after.id, before.id);
    assert_eq!(after.outcome, before.outcome, "it is ranked as before");
    assert_eq!(after.record.listed_as_of, Some(moment("2026-09-29T16:00:00Z")));

    // Nobody publishes that without having been asked, and then the notice says it.
    let refused = county.desk.publish("组织部", None, false).await.unwrap_err();
    let DeskError::Publish(PublishError::UnitsChanged { notes, .. }) = &refused else { panic!("{refused}") };
    assert_eq!(notes.units.len(), 1);
    assert!(
        matches!(&notes.units[0].what, ListChange::Withdrawn(reason) if reason == "合并") && !notes.units[0].counts
    );
    assert!(refused.to_string().contains("组织部将城山村 330522104202撤出单位名单（理由：合并）"), "{refused}");
    county.desk.publish("组织部", None, true).await.unwrap();
    county.desk.publish("组织部", None, false).await.unwrap();
    let notice = county.desk.notice(&viewer(&county.desk), QUARTER, None).await.unwrap();
    assert_eq!(notice.run.id(), after.id);
    let [(chinese, english)] = notice.notes.as_slice() else { panic!("{:?}", notice.notes) };
    assert!(chinese.starts_with("2026年10月12日，组织部将城山村") && chinese.ends_with("本期仍参加考评"), "{chinese}");
    assert!(english.contains("withdrew 城山村 330522104202 from the list of units (reason: 合并)"), "{english}");

    // So do the page of the ranking, the bulletin, the comparison of both, and whoever verifies the evidence.
    let standings =
        county.desk.standings(&viewer(&county.desk), QUARTER, unit(COUNTY), &after.id).await.unwrap().unwrap();
    assert_eq!(standings.notes, **notes);
    assert!(
        standings.run.warnings.iter().any(|warning| warning.contains("撤出单位名单")),
        "{:?}",
        standings.run.warnings
    );
    let bulletin = county.desk.bulletin(&viewer(&county.desk), Some(QUARTER)).await.unwrap();
    assert_eq!(bulletin.notes, **notes);
    let named = |run: &RankingRun| RunName { period: Some(QUARTER), run: run.id.clone() };
    let changes = county.desk.changes(&viewer(&county.desk), &named(&before), &named(&after), Level::Village).await;
    let changes = changes.unwrap();
    let line = changes.lines.iter().find(|line| line.unit == unit(LAST)).unwrap();
    assert_eq!(line.causes, [Cause::Listed(notes.units[0].clone())]);
    let lines = file_of(&county, &after).await;
    let verified = verify(&lines).unwrap();
    assert_eq!(verified.outcome, after.outcome);
    assert_eq!(verified.notes, **notes);
    let mut record = after.record.clone();
    record.listed_as_of = Some(moment("2026-09-28T16:00:00Z"));
    let fault = verify(&stated(&county.desk, &lines, &after, &record)).unwrap_err();
    assert_eq!(fault.place(), "record, listed_as_of", "{fault}");

    // The village is told what happened, and sees its place.
    let terminal = &terminals[3];
    down(&county.desk, terminal).await;
    let status = terminal.status(false).await.unwrap();
    let unlisted = status.unlisted.expect("it is on no list any more");
    assert_eq!((unlisted.reason.as_str(), unlisted.operator.as_str()), ("合并", "组织部"));
    let period = terminal.period_at_hand().await.unwrap();
    let told = terminal.village_notes(period).await.unwrap();
    assert!(told[0].contains("已于2026-10-12将本单位（城山村）撤出单位名单"), "{told:?}");
    assert!(told.iter().any(|one| one.starts_with("2026Q3：2026年10月12日，组织部将城山村")), "{told:?}");
    assert!(terminal.village_home(&viewer(terminal), QUARTER).await.unwrap().is_none());
    terminal.elsewhere(&viewer(terminal), QUARTER).await.unwrap();
    let bulletin = terminal.bulletin(&viewer(terminal), Some(QUARTER)).await.unwrap();
    assert_eq!(bulletin.shown.result_of(unit(LAST)).unwrap().candidate, Some(true));
    terminal.ranking(&viewer(terminal), wanted(unit(LAST))).await.unwrap();
    // The others are told of the list alone.
    let other = &terminals[0];
    down(&county.desk, other).await;
    assert!(other.village_notes(period).await.unwrap().is_empty());
    assert_eq!(other.status(false).await.unwrap().unlisted, None);
}

fn wanted(under: UnitCode) -> cunbang_desk::Wanted<'static> {
    cunbang_desk::Wanted { period: Some(QUARTER), under, run: "" }
}

/// Two of four were received. With the silent ones withdrawn, two of two would have been: a list on what was received of
/// half the villages, published without a question.
#[tokio::test]
async fn the_silent_are_waited_for_although_they_are_withdrawn() {
    let county = County::new().await;
    let rules = SCHEME.replace("[village]\n", "[village]\ncoverage = 0.8\n");
    county.desk.put_scheme("组织部", NewRules::since(&rules, QUARTER)).await.unwrap();
    county.at("2026-09-30T02:00:00Z");
    for (village, deeds) in [(VILLAGES[0], 3), (VILLAGES[1], 1)] {
        sealed(&county, village, deeds).await;
    }
    county.at("2026-10-12T02:00:00Z");
    let silent = [VILLAGES[2], VILLAGES[3]];
    for village in silent {
        withdraw(&county, village, "撤并").await;
    }
    let run = county.run().await;
    assert_eq!(run.outcome.coverage.map(|one| (one.received, one.expected)), Some((2, 4)));
    assert!(run.outcome.candidates.as_ref().unwrap().withheld);
    assert_eq!(place(&run, VILLAGES[1]), Some((Status::Received, Some(2), Some(false))));
    let refused = county.desk.publish("组织部", None, false).await.unwrap_err();
    assert!(
        matches!(refused, DeskError::Publish(PublishError::Coverage { received: 2, expected: 4, .. })),
        "{refused}"
    );
    county.desk.publish("组织部", None, true).await.unwrap();
    // The villages are told that this list names nobody, and why, and not that they may be on it.
    let last = county.terminal(VILLAGES[1]).await;
    down(&county.desk, &last).await;
    let told = last.place(&viewer(&last), unit(VILLAGES[1]), QUARTER).await.unwrap().unwrap();
    let coverage = told.none_listed.expect("too few were received");
    assert_eq!((coverage.received, coverage.expected, coverage.least.unwrap().to_string().as_str()), (2, 4, "0.8"));
    // And so the unit above is told, of a draft too.
    let desk = &county.desk;
    let standings = desk.standings(&viewer(desk), QUARTER, unit(COUNTY), &run.id).await.unwrap().unwrap();
    assert_eq!(standings.none_listed, Some(coverage));
    county.at("2026-10-12T03:00:00Z");
    for village in silent {
        county.desk.reinstate("组织部", Table::Units, Some(unit(village)), village, None).await.unwrap();
    }
    let again = county.run().await;
    assert_eq!(again.outcome, run.outcome);
    let notes = county.desk.notes_of_run(&again).await.unwrap();
    assert_eq!(notes.units.len(), 4, "withdrawn and put back: {notes:?}");

    // With a reason that everyone reads one may be excused, also while it is off the list.
    withdraw(&county, silent[0], "撤并").await;
    county.desk.decide("组织部", QUARTER, unit(silent[0]), "excuse", "村庄撤并").await.unwrap();
    let excused = county.run().await;
    assert_eq!(place(&excused, silent[0]).map(|(status, rank, _)| (status, rank)), Some((Status::Excused, None)));
    assert_eq!(excused.outcome.coverage.map(|one| (one.received, one.expected)), Some((2, 3)));
}

/// Before the last day nobody can say that a unit stood when the period was over: what came of it is told, and asked about.
#[tokio::test]
async fn what_is_withdrawn_while_the_period_runs_does_not_count_and_is_told() {
    let county = County::new().await;
    county.desk.put_scheme("组织部", NewRules::since(SCHEME, QUARTER)).await.unwrap();
    county.at("2026-08-15T02:00:00Z");
    withdraw(&county, LAST, "合并").await;
    county.at("2026-09-30T02:00:00Z");
    for (village, deeds) in VILLAGES.into_iter().zip([8, 6, 4]) {
        sealed(&county, village, deeds).await;
    }
    county.at("2026-10-12T02:00:00Z");
    let run = county.run().await;
    assert_eq!((place(&run, LAST), run.record.listed_as_of), (None, None));
    let refused = county.desk.publish("组织部", None, false).await.unwrap_err();
    assert!(refused.to_string().contains("不参加本期考评"), "{refused}");
    county.desk.publish("组织部", None, true).await.unwrap();
}

/// A county that begins once the quarter is over lists nobody before: from when the first village has sealed its list stands.
#[tokio::test]
async fn a_county_that_begins_late_goes_by_the_list_of_its_first_seal() {
    let units = tree::small();
    let office = Office::of(unit(COUNTY), 1, moment("2026-11-29T01:00:00Z"));
    let county = County::of_office(office, &units, Arc::new(MemoryStore::new())).await;
    county.desk.put_scheme("组织部", NewRules::since(SCHEME, QUARTER)).await.unwrap();
    // A slip of the first days is put right, and nobody has to be told.
    county.at("2026-11-29T02:00:00Z");
    county.desk.import("组织部", &[listed(VILLAGES[2], "狄家㘰村", "village", "21")], None).await.unwrap();
    county.at("2026-11-29T03:00:00Z");
    for (village, deeds) in VILLAGES.into_iter().zip([8, 6, 4, 2]) {
        sealed(&county, village, deeds).await;
    }
    let before = county.run().await;
    assert_eq!(before.record.listed_as_of, None);
    assert!(county.desk.notes_of_run(&before).await.unwrap().is_empty());
    county.at("2026-11-29T04:00:00Z");
    withdraw(&county, LAST, "合并").await;
    let after = county.run().await;
    assert_eq!(after.outcome, before.outcome);
    assert_eq!(after.record.listed_as_of, Some(moment("2026-11-29T03:00:00Z")));
    let file = county.desk.write_evidence(&after.id, Vec::new()).await.unwrap();
    assert_eq!(verify_evidence(file.as_slice(), None).unwrap().outcome, before.outcome);
    assert!(county.desk.publish("组织部", None, false).await.is_err());
}

#[tokio::test]
async fn a_kind_and_a_count_that_are_changed_after_the_period_do_not_change_it() {
    let (county, _) = county().await;
    let before = county.run().await;
    let again = |kind: &str, members: &str| listed(LAST, "城山村", kind, members);
    county.desk.import("组织部", &[again("enterprise", "60")], None).await.unwrap();
    let after = county.run().await;
    assert_eq!(after.outcome, before.outcome);
    let notes = county.desk.notes_of_run(&after).await.unwrap();
    let told: Vec<(&ListChange, bool)> = notes.units.iter().map(|one| (&one.what, one.counts)).collect();
    assert!(matches!(told[0], (ListChange::Kind(..), false)), "{told:?}");
    // There was no count before: the one that was put in counts, and is told.
    assert_eq!(told[1], (&ListChange::Members(None, Some(60)), true));
    // What is changed once more counts as it stood.
    county.at("2026-10-13T02:00:00Z");
    let new = [listed("330522104203", "新村", "village", ""), again("village", "30")];
    county.desk.import("组织部", &new, None).await.unwrap();
    let run = county.run().await;
    assert_eq!(place(&run, "330522104203"), Some((Status::NotReceived, None, Some(false))), "a new one is expected");
    let said = county_notes(&run, &county).await;
    assert!(said.iter().any(|one| one.contains("将新村 330522104203列入单位名单，参加本期考评")), "{said:?}");
    let lines = file_of(&county, &run).await;
    assert_eq!(verify(&lines).unwrap().outcome, run.outcome);
}

async fn county_notes(run: &RankingRun, county: &County) -> Vec<String> {
    let notes = county.desk.notes_of_run(run).await.unwrap();
    Language::Chinese.with(|| notes.said())
}

/// A run of a release that took the list as it stood when it was made verifies as it did, and not as it would now.
#[tokio::test]
async fn runs_of_before_are_verified_as_they_were_made() {
    let (county, _) = county().await;
    let of_before = |run: &RankingRun| RunRecord { listed_as_of: None, ..run.record.clone() };
    county.desk.import("组织部", &[listed(LAST, "城山村", "village", "60")], None).await.unwrap();
    let run = county.run().await;
    assert!(run.record.listed_as_of.is_some());
    let lines = file_of(&county, &run).await;
    let record = of_before(&run);
    assert_ne!(record.id(), run.id);
    let verified = verify(&stated(&county.desk, &lines, &run, &record)).unwrap();
    assert_eq!((verified.outcome, verified.notes.units.len()), (run.outcome, 1));
    // By that reading who was withdrawn was gone: what is stated now is not what such a release came to.
    withdraw(&county, LAST, "合并").await;
    let run = county.run().await;
    let lines = file_of(&county, &run).await;
    assert!(verify(&lines).is_ok());
    let fault = verify(&stated(&county.desk, &lines, &run, &of_before(&run))).unwrap_err();
    assert!(fault.place() == "record, receipts" && fault.to_string().contains(LAST), "{fault}");
}

#[tokio::test]
async fn who_changes_the_list_is_asked_about_the_period_that_is_over() {
    let (county, _) = county().await;
    let question = county.desk.unit_question("组织部", unit(LAST), Some("合并")).await.unwrap().unwrap();
    assert_eq!((question.period, question.is_published), (QUARTER, false));
    let said = question.to_string();
    assert!(said.contains("尚未发布的 2026Q3") && said.contains("本期仍参加考评"), "{said}");
    county.run().await;
    county.desk.publish("组织部", None, false).await.unwrap();
    let rows = [listed("330522104203", "新村", "village", ""), listed(LAST, "城山村", "village", "")];
    let question = county.desk.units_question("组织部", &rows).await.unwrap().unwrap();
    assert!(question.is_published);
    assert_eq!(question.notes.units.len(), 1, "what stands already is no change: {question:?}");
    // Another name changes nothing of the period, and rows about something else are none of this.
    let renamed = [listed(LAST, "城山社区", "village", "")];
    assert_eq!(county.desk.units_question("组织部", &renamed).await.unwrap(), None);
    assert_eq!(county.desk.units_question("组织部", &[deed(LAST, "d9")]).await.unwrap(), None);
    assert!(county.desk.replica().units().unwrap().get(unit(LAST)).is_some(), "asking writes nothing");
}

/// Rules that are exchanged when all have sealed: wherever one reads of the ranking, one reads of that.
#[tokio::test]
async fn rules_that_are_put_over_what_was_sealed_are_told_everywhere() {
    let (county, terminals) = county().await;
    let township = county.device(TOWNSHIP, Role::Node).await;
    let kinder = SCHEME.replace("share = 0.25", "share = 0.5").replace("言行考评", "言行考评新办法");
    let rules = NewRules { anyway: true, ..NewRules::since(&kinder, QUARTER) };
    county.desk.put_scheme("赵主任", rules).await.unwrap();
    let run = county.run().await;
    assert_eq!(run.outcome.candidates().count(), 2);
    let notes = county.desk.notes_of_run(&run).await.unwrap();
    let [change] = notes.rules.as_slice() else { panic!("{notes:?}") };
    assert_eq!((change.sealed, change.of_all, change.operator.as_str()), (4, true, "赵主任"));
    let said = &Language::Chinese.with(|| notes.said())[0];
    let expected = "2026年10月12日，赵主任将2026Q3的考评办法由《言行考评》（";
    assert!(said.starts_with(expected) && said.ends_with("，此前已有4个村上报"), "{said}");
    assert!(said.contains("换为《言行考评新办法》（"), "{said}");

    let refused = county.desk.publish("组织部", None, false).await.unwrap_err();
    assert!(refused.to_string().contains(said), "whoever publishes is asked: {refused}");
    county.desk.publish("组织部", None, true).await.unwrap();
    let notice = county.desk.notice(&viewer(&county.desk), QUARTER, None).await.unwrap();
    assert_eq!(notice.notes[0].0, *said);
    let overview = county.desk.overview(&viewer(&county.desk), QUARTER).await.unwrap();
    assert_eq!(overview.notes, notes);
    assert_eq!(overview.standings.unwrap().notes, notes);
    assert_eq!(county.desk.bulletin(&viewer(&county.desk), None).await.unwrap().notes, notes);
    assert_eq!(county.desk.notes_of(QUARTER).await.unwrap(), notes, "the scheme's page");
    let file = county.desk.write_evidence(&run.id, Vec::new()).await.unwrap();
    assert_eq!(verify_evidence(file.as_slice(), None).unwrap().notes, notes);

    // A township knows of its own villages, and a village of itself.
    down(&county.desk, &township).await;
    let overview = township.overview(&viewer(&township), QUARTER).await.unwrap();
    let of_township = &overview.notes.rules[0];
    assert!(!of_township.of_all && of_township.to == change.to, "{of_township:?}");
    down(&county.desk, &terminals[0]).await;
    let told = Language::Chinese.scope(terminals[0].village_notes(QUARTER)).await.unwrap();
    assert!(told.iter().any(|one| one.starts_with(&format!("2026Q3：{expected}"))), "{told:?}");
    let bulletin = terminals[0].bulletin(&viewer(&terminals[0]), None).await.unwrap();
    assert_eq!(bulletin.notes.rules.len(), 1);
    // Rules that nobody had sealed under are nobody's business but that of who puts them.
    assert!(county.desk.notes_of(QUARTER.next()).await.unwrap().is_empty());
}
