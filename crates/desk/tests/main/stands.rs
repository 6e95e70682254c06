//! Which list is shown: what stands published, never what was taken back, and a draft only where nothing stands. And when
//! a period may be judged.
#![allow(clippy::unwrap_used)]

use cunbang_desk::assessment::ending::Unended;
use cunbang_desk::assessment::rules::SchemeError;
use cunbang_desk::assessment::run::RunError;
use cunbang_desk::{
    Beside, Desk, DeskError, FindingState, NewRules, NoList, RunHeading, RunOptions, RunState, Sort, Told, Viewer,
    Wanted, lacks_new_due_day,
};
use cunbang_model::schema::FindingResult;
use cunbang_model::{Decimal, Role, Row, record};
use cunbang_world::QUARTER;
use cunbang_world::county::{County, SCHEME, down, seal, up, write};
use cunbang_world::rows::deed;
use cunbang_world::tree::{COUNTY, TOWNSHIP, VILLAGES, unit};
use std::sync::Arc;

const VILLAGE: &str = VILLAGES[0];

async fn shown(desk: &Desk, viewer: &Viewer, run: &str) -> Option<RunHeading> {
    match desk.ranking(viewer, Wanted { period: Some(QUARTER), under: unit(COUNTY), run }).await {
        Ok(view) => Some(view.heading()),
        Err(error) if error.sort() == Sort::NotYet => None,
        Err(error) => panic!("{error}"),
    }
}

/// A county with three runs that differ, none of them published.
async fn with_three_runs() -> (County, Arc<Desk>, Vec<String>) {
    let county = County::with_rules().await;
    let terminal = county.terminal(VILLAGE).await;
    let mut runs = Vec::new();
    for (day, id) in [("05", "d1"), ("06", "d2"), ("07", "d3")] {
        county.at(&format!("2026-10-{day}T01:00:00Z"));
        write(&terminal, &[deed(VILLAGE, id)]).await;
        seal(&terminal).await;
        up(&terminal, &county.desk).await;
        runs.push(county.run().await.id);
    }
    (county, terminal, runs)
}

#[tokio::test]
async fn what_was_taken_back_is_never_the_current_list() {
    let (county, _terminal, runs) = with_three_runs().await;
    let desk = &county.desk;
    let all = Viewer::operator(desk.replica(), "组织部");
    let public = all.clone().of_published();
    // Only drafts: who works on them sees the newest, a room nothing.
    let draft = shown(desk, &all, "").await.unwrap();
    assert_eq!((draft.id, draft.state), (runs[2].clone(), RunState::Draft));
    assert!(shown(desk, &public, "").await.is_none());
    assert_eq!(desk.why_no_list(&public, QUARTER).await.unwrap(), NoList::NotPublished);
    // What stands published is shown to all, whatever drafts there are.
    desk.publish("组织部", Some(&runs[0]), true).await.unwrap();
    for viewer in [&all, &public] {
        let stands = shown(desk, viewer, "").await.unwrap();
        assert_eq!(stands.id, runs[0]);
        assert!(matches!(stands.state, RunState::Published { .. }), "{:?}", stands.state);
    }
    // One published after it replaces it, and taken back gives way to it again, where whoever takes it back says so.
    desk.publish("组织部", Some(&runs[1]), true).await.unwrap();
    assert_eq!(shown(desk, &all, "").await.unwrap().id, runs[1]);
    let replaced = shown(desk, &all, &runs[0]).await.unwrap();
    assert_eq!(replaced.state, RunState::Superseded { by: unit(COUNTY), other: runs[1].clone() });
    county.at("2026-10-08T01:00:00Z");
    let former = desk.former_list(QUARTER, &runs[1]).await.unwrap().unwrap();
    assert_eq!(former.run, runs[0]);
    desk.take_back_publication("组织部", &runs[1], "发布有误", true).await.unwrap();
    for viewer in [&all, &public] {
        assert_eq!(shown(desk, viewer, "").await.unwrap().id, runs[0]);
    }
    let standings = desk.standings(&all, QUARTER, unit(COUNTY), "").await.unwrap().unwrap();
    assert_eq!((standings.run.id, standings.instead), (runs[0].clone(), None));
    // Asked for, it says when and why, and which stands.
    let taken_back = shown(desk, &all, &runs[1]).await.unwrap();
    let on = Some("2026-10-08".parse().unwrap());
    assert_eq!(taken_back.state, RunState::Withdrawn { by: unit(COUNTY), on, reason: "发布有误".to_owned() });
    let said = taken_back.warnings.join("\n");
    assert!(said.contains("已撤回") && said.contains("发布有误") && said.contains(&runs[0][..12]), "{said}");
    let notice = desk.notice(&all, QUARTER, Some(&runs[1])).await.unwrap();
    assert_eq!(notice.replaced_by.map(|(id, _)| id), Some(runs[0].clone()));
    assert_eq!(desk.notice(&all, QUARTER, None).await.unwrap().run.id(), runs[0]);
    // With nothing standing the draft comes back, and neither of those that were taken back.
    desk.withdraw_publication("组织部", &runs[0], "再核").await.unwrap();
    let draft = shown(desk, &all, "").await.unwrap();
    assert_eq!((draft.id, draft.state), (runs[2].clone(), RunState::Draft));
    assert!(shown(desk, &public, "").await.is_none());
    assert!(matches!(desk.why_no_list(&public, QUARTER).await.unwrap(), NoList::Withdrawn { .. }));
}

#[tokio::test]
async fn a_draft_from_before_a_list_that_was_taken_back_does_not_take_its_place() {
    let (county, _terminal, runs) = with_three_runs().await;
    let desk = &county.desk;
    let all = Viewer::operator(desk.replica(), "组织部");
    desk.publish("组织部", Some(&runs[1]), true).await.unwrap();
    county.at("2026-10-08T01:00:00Z");
    desk.withdraw_publication("组织部", &runs[1], "漏计").await.unwrap();
    // What was made after it is what one works on; it says that the list was taken back.
    let on = Some("2026-10-08".parse().unwrap());
    let told = |run: &str, on| NoList::Withdrawn { run: run.to_owned(), on, reason: "漏计".to_owned() };
    let draft = shown(desk, &all, "").await.unwrap();
    assert_eq!((draft.id, draft.state), (runs[2].clone(), RunState::Draft));
    assert_eq!(draft.none_stands, Some(told(&runs[1], on)));
    county.at("2026-10-09T01:00:00Z");
    desk.publish("组织部", Some(&runs[2]), true).await.unwrap();
    let replaced = shown(desk, &all, &runs[0]).await.unwrap();
    assert_eq!((replaced.state, replaced.none_stands), (RunState::Draft, None), "something stands");
    desk.withdraw_publication("组织部", &runs[2], "漏计").await.unwrap();
    // What was made before is not shown in its place, unless it is asked for.
    assert!(shown(desk, &all, "").await.is_none());
    let on = Some("2026-10-09".parse().unwrap());
    assert_eq!(desk.why_no_list(&all, QUARTER).await.unwrap(), told(&runs[2], on));
    assert!(desk.notice(&all, QUARTER, None).await.is_err());
    let older = shown(desk, &all, &runs[0]).await.unwrap();
    assert_eq!((older.state, older.none_stands), (RunState::Draft, Some(told(&runs[2], on))));
}

#[tokio::test]
async fn everybody_is_told_of_the_list_that_was_taken_back_last_and_why() {
    let (county, terminal, runs) = with_three_runs().await;
    let desk = &county.desk;
    let all = Viewer::operator(desk.replica(), "组织部");
    for run in &runs[..2] {
        desk.publish("组织部", Some(run), true).await.unwrap();
    }
    county.at("2026-10-08T02:00:00Z");
    desk.withdraw_publication("组织部", &runs[1], "漏计两个村").await.unwrap();
    let on = Some("2026-10-08".parse().unwrap());
    let told = NoList::Withdrawn { run: runs[1].clone(), on, reason: "漏计两个村".to_owned() };
    let public = all.clone().of_published();
    assert_eq!(desk.why_no_list(&public, QUARTER).await.unwrap(), told);
    down(desk, &terminal).await;
    let village = Viewer::operator(terminal.replica(), "会计");
    assert_eq!(terminal.why_no_list(&village, QUARTER).await.unwrap(), told);
    for error in [
        terminal.bulletin(&village, Some(QUARTER)).await.unwrap_err(),
        desk.bulletin(&public, Some(QUARTER)).await.unwrap_err(),
    ] {
        let said = error.to_string();
        assert!(said.contains("漏计两个村") && said.contains(&runs[1][..12]), "{said}");
    }
    let home = terminal.village_home(&village, QUARTER).await.unwrap().unwrap();
    let taken_back = home.taken_back.unwrap();
    assert_eq!((taken_back.run, taken_back.reason), (runs[1].clone(), "漏计两个村".to_owned()));
    // Of the one that it had replaced it is said along with which one it went, in the reader's language.
    let of_first = shown(desk, &all, &runs[0]).await.unwrap().state;
    let RunState::Withdrawn { reason, .. } = of_first else { panic!("{of_first:?}") };
    assert!(reason.contains("不恢复") && reason.contains(&runs[1][..12]), "{reason}");
    let english = cunbang_language::Language::English
        .scope(desk.ranking(&all, Wanted { period: Some(QUARTER), under: unit(COUNTY), run: &runs[0] }));
    let RunState::Withdrawn { reason, .. } = english.await.unwrap().heading().state else { panic!() };
    assert!(reason.is_ascii() && reason.contains(&runs[1][..12]), "{reason}");
}

#[tokio::test]
async fn a_notice_of_a_list_that_was_taken_back_says_so() {
    let county = County::with_rules().await;
    let desk = &county.desk;
    county.at("2026-10-05T01:00:00Z");
    let run = county.run().await.id;
    desk.publish("组织部", Some(&run), true).await.unwrap();
    desk.withdraw_publication("组织部", &run, "计分有误").await.unwrap();
    let all = Viewer::operator(desk.replica(), "组织部");
    let said = desk.notice(&all, QUARTER, None).await.unwrap_err().to_string();
    assert!(said.contains("计分有误") && said.contains(&run[..12]), "{said}");
}

#[tokio::test]
async fn a_period_is_judged_from_its_last_day_on() {
    let county = County::with_rules().await;
    let desk = &county.desk;
    let not_ended = |result: Result<(), DeskError>| match result {
        Err(DeskError::Run(RunError::NotEnded { last_day, .. })) => last_day.to_string(),
        other => panic!("{other:?}"),
    };
    county.at("2026-09-29T01:00:00Z");
    let run = county.run().await;
    assert_eq!(not_ended(desk.publish("组织部", Some(&run.id), true).await.map(|_| ())), "2026-09-30");
    let decided = desk.decide("组织部", QUARTER, unit(VILLAGE), "not_carried_out", "未开展").await;
    assert_eq!(not_ended(decided), "2026-09-30");
    assert_eq!(desk.unended(QUARTER).await.unwrap(), Some(Unended::Runs("2026-09-30".parse().unwrap())));
    assert_eq!(desk.period_to_judge().await.unwrap(), QUARTER, "the rules assess none before");
    county.at("2026-09-30T01:00:00Z");
    desk.decide("组织部", QUARTER, unit(VILLAGE), "excuse", "受灾").await.unwrap();
    desk.publish("组织部", Some(&run.id), true).await.unwrap();
    county.at("2026-10-01T01:00:00Z");
    assert!(matches!(desk.unended(QUARTER).await.unwrap(), Some(Unended::Due(_))));
    county.at("2026-11-29T01:00:00Z");
    assert_eq!(desk.unended(QUARTER).await.unwrap(), None);
    assert_eq!(desk.period_to_judge().await.unwrap(), QUARTER, "the present one runs");
}

/// What a refusal advises is taken.
#[tokio::test]
async fn rules_begin_with_the_period_that_the_refusal_names() {
    let county = County::with_rules().await;
    county.at("2026-11-29T01:00:00Z");
    for from in ["2025Q1", "2026Q3", "2026Q4", "2026-12", "2026"] {
        let refused =
            county.desk.put_scheme_ahead("组织部", NewRules::since(SCHEME, from.parse().unwrap())).await.unwrap_err();
        let DeskError::Scheme(SchemeError::HasBegun { next, .. }) = &refused else { panic!("{from}: {refused}") };
        assert_eq!((next.to_string().as_str(), from), ("2027Q1", from));
        assert!(refused.to_string().contains("2027Q1"), "{refused}");
    }
    county.desk.put_scheme_ahead("组织部", NewRules::since(SCHEME, "2027Q1".parse().unwrap())).await.unwrap();
    // Nor does anybody change the rules of a period that runs by insisting; over one that is over, a county that erred may.
    let other = SCHEME.replace("max = 50", "max = 40");
    let insists = |from: &str| NewRules { anyway: true, ..NewRules::since(&other, from.parse().unwrap()) };
    let refused = county.desk.put_scheme_ahead("组织部", insists("2026Q4")).await.unwrap_err();
    assert!(matches!(refused, DeskError::Scheme(SchemeError::HasBegun { .. })), "{refused}");
    county.desk.put_scheme_ahead("组织部", insists("2026Q3")).await.unwrap();
}

/// Where the rules say nothing of it, who publishes says for how many days villages may object; everyone is told the same.
#[tokio::test]
async fn days_for_objections_are_kept_with_the_publication() {
    let (county, terminal, runs) = with_three_runs().await;
    let desk = &county.desk;
    let (all, village) = (Viewer::operator(desk.replica(), "组织部"), Viewer::operator(terminal.replica(), "王会计"));
    let told = async || {
        down(desk, &terminal).await;
        terminal.objections_until(&village, QUARTER).await.unwrap().map(|until| until.to_string())
    };
    desk.publish("组织部", Some(&runs[0]), true).await.unwrap();
    assert_eq!(told().await, None);
    assert_eq!(desk.notice(&all, QUARTER, None).await.unwrap().objections_until, None);
    // Published on 7 October.
    desk.choose_objection_days("组织部", &runs[0], 5).await.unwrap();
    assert_eq!(told().await.as_deref(), Some("2026-10-12"));
    let notice = desk.notice(&all, QUARTER, None).await.unwrap();
    assert_eq!(notice.objections_until.map(|until| until.to_string()).as_deref(), Some("2026-10-12"));
    desk.publish_for("组织部", Some(&runs[1]), true, Some(10)).await.unwrap();
    assert_eq!(told().await.as_deref(), Some("2026-10-17"));
    desk.publish("组织部", Some(&runs[1]), true).await.unwrap();
    assert_eq!(told().await.as_deref(), Some("2026-10-17"), "published again, it stays");
}

#[test]
fn a_finding_that_was_extended_is_fixed_once_it_is_put_right_after_that() {
    let day = |text: &str| text.parse().unwrap();
    let finding = |fixed: Option<&str>, rechecked: Option<&str>, result| record::Finding {
        unit: unit(VILLAGE),
        finding: "f1".to_owned(),
        date: day("2026-08-01"),
        clause: "主题党日".to_owned(),
        text: "记录不全".to_owned(),
        points: Decimal::ONE,
        due: day("2026-08-20"),
        fixed_on: fixed.map(day),
        rechecked_on: rechecked.map(day),
        result,
        told_on: None,
    };
    let extended = Some(FindingResult::Extended);
    for (one, state) in [
        (finding(None, None, None), FindingState::Overdue),
        (finding(Some("2026-08-19"), None, None), FindingState::Fixed),
        (finding(Some("2026-08-19"), Some("2026-08-25"), extended), FindingState::Overdue),
        (finding(Some("2026-08-28"), Some("2026-08-25"), extended), FindingState::Fixed),
    ] {
        assert_eq!(FindingState::of(&one, day("2026-09-01")), state, "{one:?}");
    }
    let (before, after) = (finding(None, None, None), finding(None, Some("2026-08-25"), extended));
    assert!(lacks_new_due_day(&before, &after, day("2026-08-25")));
    assert!(!lacks_new_due_day(&before, &record::Finding { due: day("2026-09-10"), ..after }, day("2026-08-25")));
}

/// What a township will see is what it sees. Found by somebody to whom the preview said that 5 villages were ranked in this
/// period and 15 before, and who saw scores there that the township never gets.
#[tokio::test]
async fn a_preview_is_what_the_township_sees_once_it_is_published() {
    let county = County::with_rules().await;
    let desk = &county.desk;
    let township = county.device(TOWNSHIP, Role::Node).await;
    let all = Viewer::operator(desk.replica(), "组织部");
    let mut terminals = Vec::new();
    for village in VILLAGES {
        let terminal = county.terminal(village).await;
        write(&terminal, &[deed(village, "d1")]).await;
        terminals.push(terminal);
    }
    // The second has not sealed, and is taken as it came; the first is provisional.
    county.at("2026-10-05T01:00:00Z");
    for terminal in &terminals[2..] {
        seal(terminal).await;
    }
    for terminal in &terminals {
        up(terminal, desk).await;
    }
    county.at("2026-10-26T01:00:00Z");
    desk.decide("组织部", QUARTER, unit(VILLAGES[1]), "take", "终端损坏").await.unwrap();
    let run = county.run().await.id;
    let preview = desk.standings_beneath(&all, unit(TOWNSHIP), unit(TOWNSHIP), &run).await.unwrap();
    let of_all = desk.standings_beneath(&all, unit(TOWNSHIP), unit(COUNTY), &run).await.unwrap();
    desk.publish("组织部", Some(&run), true).await.unwrap();
    // What is decided afterwards is not what the list says.
    desk.withdraw_decision("组织部", QUARTER, unit(VILLAGES[1]), "已补报").await.unwrap();
    down(desk, &township).await;
    let inspector = Viewer::operator(township.replica(), "督查组");
    for (preview, under) in [(preview, TOWNSHIP), (of_all, COUNTY)] {
        let seen = township.standings(&inspector, QUARTER, unit(under), "").await.unwrap().unwrap();
        let said = |standings: &cunbang_desk::Standings| {
            let lines = |lines: &[cunbang_desk::PlacedLine]| format!("{lines:?}");
            let (villages, townships) = (lines(&standings.villages), lines(&standings.townships));
            (villages, townships, standings.cut, standings.compared, standings.in_whole.clone())
        };
        assert_eq!(said(&preview), said(&seen), "{under}");
        assert_eq!(preview.run, seen.run);
        let taken = seen.villages.iter().find(|placed| placed.line.unit == unit(VILLAGES[1])).unwrap();
        assert_eq!(taken.line.told(), Told::Taken);
        if under == TOWNSHIP {
            assert_eq!(seen.in_whole.as_deref(), Some("长兴县"));
            let provisional = seen.villages.iter().find(|placed| placed.line.status.is_pending()).unwrap();
            assert!(provisional.line.bounds.unwrap().best_score.is_none(), "{provisional:?}");
        }
    }
}

/// What the county published is what counts at a township, whatever the township published of its own; each leads to the other.
#[tokio::test]
async fn a_townships_own_list_stands_beside_the_countys_and_not_in_its_place() {
    let county = County::with_rules().await;
    let desk = &county.desk;
    let township = county.device(TOWNSHIP, Role::Node).await;
    let mut terminals = Vec::new();
    for (count, village) in VILLAGES.into_iter().enumerate() {
        let terminal = county.terminal(village).await;
        let rows: Vec<Row> = (0..=count).map(|number| deed(village, &format!("d{number}"))).collect();
        write(&terminal, &rows).await;
        terminals.push(terminal);
    }
    county.at("2026-10-05T01:00:00Z");
    down(desk, &township).await;
    for terminal in &terminals {
        down(desk, terminal).await;
        seal(terminal).await;
        up(terminal, &township).await;
    }
    up(&township, desk).await;
    let published = county.run().await.id;
    desk.publish("组织部", Some(&published), true).await.unwrap();
    down(desk, &township).await;
    let inspector = Viewer::operator(township.replica(), "党建办");
    let of = async |run: &str| {
        let standings = township.standings(&inspector, QUARTER, unit(TOWNSHIP), run).await.unwrap().unwrap();
        let listed = standings.villages.iter().filter(|one| one.line.candidate == Some(true));
        let listed: Vec<_> = listed.map(|one| one.line.unit).collect();
        (standings, listed)
    };
    let (before, candidates) = of("").await;
    assert_eq!((before.run.id.as_str(), before.run.beside.clone()), (published.as_str(), None));
    let own = township.run(QUARTER, RunOptions::default()).await.unwrap().id;
    township.publish("党建办", Some(&own), true).await.unwrap();
    // The list, its candidates and where a village stands are the county's.
    let (now, still) = of("").await;
    assert_eq!((now.run.id.as_str(), &still), (published.as_str(), &candidates));
    assert!(!now.run.is_own_measure && now.villages.iter().all(|one| !one.is_own_measure));
    assert_eq!(now.run.beside, Some(Beside::OfPart { run: own.clone(), by: unit(TOWNSHIP) }));
    let place = township.place(&inspector, candidates[0], QUARTER).await.unwrap().unwrap();
    assert_eq!((place.run.as_str(), place.candidate, place.is_own_measure), (published.as_str(), Some(true), false));
    // By its name the own one is seen, as what it is, and says who is on the list that counts.
    let (measured, _) = of(&own).await;
    assert!(measured.run.is_own_measure && measured.villages.iter().all(|one| one.is_own_measure));
    assert_eq!(measured.run.beside, Some(Beside::Counts { run: published, by: unit(COUNTY) }));
    let on_list = measured.villages.iter().filter(|one| one.on_list.is_some_and(|(is_on, _)| is_on));
    let mut on_list: Vec<_> = on_list.map(|one| one.line.unit).collect();
    on_list.sort_unstable();
    let mut candidates = candidates;
    candidates.sort_unstable();
    assert_eq!(on_list, candidates);
}
