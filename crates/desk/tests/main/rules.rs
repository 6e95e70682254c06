//! Who may do what, who sees what, and which run is meant: each rule at the one place where it stands.
#![allow(clippy::unwrap_used)]

use cunbang_desk::assessment::decide::DecideError;
use cunbang_desk::assessment::publish::PublishError;
use cunbang_desk::node::codes::CODE_HOURS;
use cunbang_desk::node::enrol::EnrolError;
use cunbang_desk::node::status::Mark;
use cunbang_desk::writing::record::RecordError;
use cunbang_desk::{Desk, DeskError, NewRules, RunOptions, Sort, ViewError, Viewer, Wanted};
use cunbang_model::{Role, Table};
use cunbang_scheme::Level;
use cunbang_world::QUARTER;
use cunbang_world::county::{County, SCHEME, down, seal, up, write};
use cunbang_world::rows::{deed, row};
use cunbang_world::tree::{COUNTY, OTHER_TOWNSHIP, TOWNSHIP, VILLAGES, unit};
use std::sync::Arc;

fn viewer(desk: &Desk) -> Viewer {
    Viewer::operator(desk.replica(), "组织部")
}

async fn sealed(county: &County, village: &str) -> Arc<Desk> {
    let terminal = county.terminal(village).await;
    write(&terminal, &[deed(village, "d1")]).await;
    seal(&terminal).await;
    up(&terminal, &county.desk).await;
    terminal
}

#[tokio::test]
async fn nothing_is_decided_on_a_village_whose_seal_was_received() {
    let county = County::with_rules().await;
    sealed(&county, VILLAGES[0]).await;
    for decision in ["excuse", "not_carried_out", "take"] {
        let error = county.desk.decide("组织部", QUARTER, unit(VILLAGES[0]), decision, "山洪").await.unwrap_err();
        assert!(matches!(error, DeskError::Decide(DecideError::Received { .. })), "{error}");
        assert_eq!(error.sort(), Sort::NotPermitted);
    }
    county.desk.decide("组织部", QUARTER, unit(VILLAGES[1]), "excuse", "山洪").await.unwrap();
}

#[tokio::test]
async fn a_run_is_chosen_by_its_unit() {
    let county = County::with_rules().await;
    sealed(&county, VILLAGES[0]).await;
    let whole = county.run().await;
    county.at("2026-10-01T02:00:00Z");
    let part =
        county.desk.run(QUARTER, RunOptions { under: Some(unit(TOWNSHIP)), ..RunOptions::default() }).await.unwrap();
    assert_ne!(whole.id, part.id);
    let newest = county.desk.newest_run_of(unit(COUNTY), Some(QUARTER)).await.unwrap().unwrap();
    assert_eq!(newest.id, whole.id, "a township's newer run is not the county's");
    assert_eq!(county.desk.newest_run_of(unit(TOWNSHIP), None).await.unwrap().unwrap().id, part.id);
    assert_eq!(county.desk.publish("组织部", None, true).await.unwrap().run, whole.id);
    let error = county.desk.publish("组织部", Some(&part.id), true).await.unwrap_err();
    assert!(matches!(error, DeskError::Publish(PublishError::OtherUnit { .. })), "{error}");
    assert_eq!(error.sort(), Sort::Input);
}

#[tokio::test]
async fn a_list_on_too_few_villages_is_published_only_when_said_so() {
    let county = County::with_rules().await;
    let scheme = SCHEME.replace("[village]\n", "[village]\ncoverage = 0.8\n");
    county.desk.put_scheme("组织部", NewRules::since(&scheme, QUARTER)).await.unwrap();
    sealed(&county, VILLAGES[0]).await;
    let run = county.run().await;
    assert_eq!(run.outcome.candidates().count(), 0);
    let error = county.desk.publish("组织部", None, false).await.unwrap_err();
    assert!(matches!(error, DeskError::Publish(PublishError::Coverage { received: 1, expected: 4, .. })), "{error}");
    assert_eq!(error.sort(), Sort::NotYet);
    assert_eq!(county.desk.publish("组织部", None, true).await.unwrap().run, run.id);
}

#[tokio::test]
async fn a_row_takes_its_quarter_from_what_it_belongs_to() {
    let county = County::with_rules().await;
    let terminal = county.terminal(VILLAGES[0]).await;
    let meeting =
        [("unit", VILLAGES[0]), ("meeting", "t01"), ("kind", "theme_day"), ("date", "2026-02-15"), ("title", "二月")];
    assert!(terminal.record("会计", row(Table::Meetings, &meeting), None).await.unwrap());
    let mark =
        row(Table::Attendance, &[("unit", VILLAGES[0]), ("meeting", "t01"), ("member", "m1"), ("mark", "present")]);
    assert!(terminal.record("会计", mark.clone(), None).await.unwrap());
    assert!(!terminal.record("会计", mark, None).await.unwrap(), "it is there already");
    let member = [("unit", VILLAGES[0]), ("member", "m1"), ("name", "王二"), ("status", "full")];
    terminal.record("会计", row(Table::Members, &member), None).await.unwrap();
    let documents = terminal.status(false).await.unwrap().documents;
    let names: Vec<String> = documents.iter().map(|one| one.document.to_string()).collect();
    let own = |name: &str| names.contains(&name.replace('V', VILLAGES[0]));
    assert!(own("ledger/V/2026Q1") && own("roster/V") && own("ledger/V/2026Q3"), "{names:?}");
}

#[tokio::test]
async fn a_row_is_taken_back_once_and_by_its_id() {
    let county = County::with_rules().await;
    let terminal = county.terminal(VILLAGES[0]).await;
    write(&terminal, &[deed(VILLAGES[0], "d1")]).await;
    let withdraw = async |id: &str| terminal.withdraw("会计", Table::Deeds, None, id, "重复").await;
    let (key, document) = withdraw("d1").await.unwrap();
    assert_eq!((key.as_str(), document.to_string()), ("deeds/d1", format!("ledger/{}/2026Q3", VILLAGES[0])));
    let again = withdraw("d1").await.unwrap_err();
    assert!(matches!(again, DeskError::Record(RecordError::Withdrawn { .. })), "{again}");
    let unknown = withdraw("d9").await.unwrap_err();
    assert!(matches!(unknown, DeskError::Record(RecordError::NoSuchRow { .. })), "{unknown}");
}

#[tokio::test]
async fn devices_are_the_county_s_to_enrol_and_revoke() {
    let county = County::with_rules().await;
    let township = county.device(TOWNSHIP, Role::Node).await;
    down(&county.desk, &township).await;
    let code = township.make_code("党建办", unit(VILLAGES[0]), Role::Terminal, "终端", CODE_HOURS).await.unwrap_err();
    let revoked = township.revoke("党建办", "8c", "遗失").await.unwrap_err();
    let listed = township.codes().await.unwrap_err();
    for error in [code, revoked, listed] {
        assert!(matches!(error, DeskError::Enrol(EnrolError::NotTheCounty { .. })), "{error}");
        assert_eq!(error.sort(), Sort::NotPermitted);
    }
    let wrong = county.desk.make_code("组织部", unit(VILLAGES[0]), Role::Node, "终端", CODE_HOURS).await.unwrap_err();
    assert!(matches!(wrong, DeskError::Enrol(EnrolError::WrongRole { .. })), "{wrong}");
    assert_eq!(county.desk.usual_role(unit(VILLAGES[0])).unwrap(), Role::Terminal);
    assert_eq!(county.desk.usual_role(unit(TOWNSHIP)).unwrap(), Role::Node);
    for (named, known) in [("", 0), ("zz", 0)] {
        let error = county.desk.revoke("组织部", named, "遗失").await.unwrap_err();
        assert!(matches!(error, DeskError::Enrol(EnrolError::NoSuchDevice { known: found, .. }) if found == known));
    }
    let own = county.desk.replica().device().to_string();
    let itself = county.desk.revoke("组织部", &own, "遗失").await.unwrap_err();
    assert!(matches!(itself, DeskError::Enrol(EnrolError::Itself)), "{itself}");
}

#[tokio::test]
async fn a_viewer_sees_down_and_is_told_from_above() {
    let county = County::with_rules().await;
    sealed(&county, VILLAGES[0]).await;
    sealed(&county, VILLAGES[2]).await;
    let run = county.run().await;
    let township = county.device(TOWNSHIP, Role::Reader).await;
    let reader = Viewer::device(township.replica().identity().certificate());
    for (code, sees, told) in [
        (COUNTY, false, true),
        (TOWNSHIP, true, true),
        (VILLAGES[0], true, false),
        (OTHER_TOWNSHIP, false, false),
        (VILLAGES[2], false, false),
    ] {
        assert_eq!((reader.covers(unit(code)), reader.is_told_by(unit(code))), (sees, told), "{code}");
        let coverage = county.desk.coverage(&reader, QUARTER, unit(code)).await;
        let findings = county.desk.findings(&reader, QUARTER, unit(code), None).await;
        let units = county.desk.units(&reader, unit(code));
        assert_eq!((coverage.is_ok(), findings.is_ok(), units.is_ok()), (sees, sees, sees), "{code}");
        if let Err(error) = coverage {
            assert!(matches!(error, DeskError::View(ViewError::Outside { .. })), "{error}");
            assert_eq!(error.sort(), Sort::NotPermitted);
        }
    }
    assert_eq!(county.desk.usual_unit(&reader), unit(TOWNSHIP));
    assert_eq!(county.desk.usual_unit(&viewer(&county.desk)), unit(COUNTY));

    let wanted = |code: &str| Wanted { period: Some(QUARTER), under: unit(code), run: "" };
    let own = county.desk.ranking(&reader, wanted(TOWNSHIP)).await.unwrap();
    assert!(own.page(Level::Village, 0, 10).unwrap().rows.iter().all(|row| !row.indicators.is_empty()));
    assert!(county.desk.ranking(&reader, wanted(COUNTY)).await.is_err(), "nothing was published");
    county.desk.publish("组织部", Some(&run.id), true).await.unwrap();
    let all = county.desk.ranking(&reader, wanted(COUNTY)).await.unwrap();
    let rows = all.page(Level::Village, 0, 10).unwrap().rows;
    assert_eq!(rows.len(), 4);
    for row in rows {
        assert_eq!(row.indicators.is_empty(), !reader.covers(row.unit), "{}", row.unit);
    }
    let members = all.page(Level::Member, 0, 10).unwrap_err();
    assert!(members.to_string().contains("members are not published"), "{members}");
    let bulletin = county.desk.bulletin(&reader, None).await.unwrap();
    assert_eq!((bulletin.period, bulletin.shown.id()), (QUARTER, run.id.as_str()));
}

#[tokio::test]
async fn a_mark_rises_with_the_receipts_that_came_back() {
    let county = County::with_rules().await;
    let township = county.device(TOWNSHIP, Role::Node).await;
    let terminal = county.terminal(VILLAGES[0]).await;
    down(&county.desk, &township).await;
    write(&terminal, &[deed(VILLAGES[0], "d1")]).await;
    let mark = async || {
        let documents = terminal.status(false).await.unwrap().documents;
        documents.iter().find(|one| one.document.period().is_some()).unwrap().reach.mark()
    };
    assert_eq!(mark().await, Mark::Saved);
    up(&terminal, &township).await;
    assert_eq!(mark().await, Mark::Received);
    up(&township, &county.desk).await;
    assert_eq!(mark().await, Mark::Received, "the county's receipt has not come down");
    down(&township, &terminal).await;
    assert_eq!(mark().await, Mark::ReceivedByRoot);
}
