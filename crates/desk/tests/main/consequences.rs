//! Consequences 结果运用: proposed by the published run, decided by a person at its unit, read where they apply, and no part
//! of what a run rests on.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_desk::assessment::consequences::ConsequenceError;
use cunbang_desk::{
    AnnouncedDecision, ConsequenceSubject, ConsequenceView, Desk, DeskError, NewRules, NoticeView, OperatorRole,
    Password, RunOptions, Sort, Viewer,
};
use cunbang_model::schema::{ConsequenceVerdict, OfficeRole};
use cunbang_model::{DocumentName, Role, Row, Table, UnitCode};
use cunbang_ranking::RankingRun;
use cunbang_world::QUARTER;
use cunbang_world::county::{County, SCHEME, down, seal, up, write};
use cunbang_world::rows::{deed, row};
use cunbang_world::tree::{COUNTY, TOWNSHIP, VILLAGES, unit};
use std::sync::Arc;

/// A talk with the last-placed, of the village's secretary and itself; pay, of the amount; of members a praise.
const PROPOSED: &str = r#"
[[village.consequences]]
id = "talk"
title = "约谈 talk"
when = ["rank last 1"]
of = ["secretary"]
[[village.consequences]]
id = "pay"
title = "扣发报酬 pay"
when = ["deeds >= 1"]
amount = 500
unit = "元"
each = "deeds"
[[member.consequences]]
id = "praise"
title = "表扬 praise"
when = ["own >= 2"]
"#;

fn viewer(desk: &Desk) -> Viewer {
    Viewer::operator(desk.replica(), "组织部")
}

fn of(village: &str) -> ConsequenceSubject {
    ConsequenceSubject { unit: unit(village), member: None, office: None }
}

fn of_member(village: &str, member: &str) -> ConsequenceSubject {
    ConsequenceSubject { member: Some(member.to_owned()), ..of(village) }
}

fn of_office(village: &str, office: &str) -> ConsequenceSubject {
    ConsequenceSubject { office: Some(office.to_owned()), ..of(village) }
}

fn document(village: &str) -> DocumentName {
    format!("sheet/{village}/2026Q3").parse().unwrap()
}

async fn seen(desk: &Desk) -> Vec<ConsequenceView> {
    desk.consequences(&viewer(desk), QUARTER).await.unwrap()
}

async fn on(desk: &Desk, subject: &ConsequenceSubject, consequence: &str) -> ConsequenceView {
    let all = seen(desk).await;
    all.into_iter().find(|one| one.subject() == *subject && one.consequence == consequence).unwrap()
}

async fn decide(
    desk: &Desk,
    subject: &ConsequenceSubject,
    consequence: &str,
    verdict: ConsequenceVerdict,
    reason: &str,
) -> Result<(), DeskError> {
    desk.decide_consequence("组织部", QUARTER, subject, consequence, verdict, reason).await
}

/// Two villages with rosters, one and two deeds; the township between, and the secretary of the first.
struct Played {
    county: County,
    township: Arc<Desk>,
    terminals: [Arc<Desk>; 2],
}

async fn played() -> Played {
    let county = County::new().await;
    county.desk.put_scheme("组织部", NewRules::since(&format!("{SCHEME}{PROPOSED}"), QUARTER)).await.unwrap();
    county.at("2026-09-30T02:00:00Z");
    let office =
        [("unit", VILLAGES[0]), ("office", "o1"), ("person", "m1"), ("role", "secretary"), ("from", "2020-01-01")];
    county.desk.import("组织部", &[row(Table::Offices, &office)], None).await.unwrap();
    let township = county.device(TOWNSHIP, Role::Node).await;
    let terminals = [county.terminal(VILLAGES[0]).await, county.terminal(VILLAGES[1]).await];
    down(&county.desk, &township).await;
    for (terminal, deeds) in terminals.iter().zip([1, 2]) {
        let village = terminal.replica().unit();
        let village = village.as_str();
        down(&township, terminal).await;
        let member = [("unit", village), ("member", "m1"), ("name", "陈建国"), ("status", "full")];
        let mut rows: Vec<Row> = vec![row(Table::Members, &member)];
        rows.extend((0..deeds).map(|number| deed(village, &format!("d{number}"))));
        write(terminal, &rows).await;
        seal(terminal).await;
        up(terminal, &township).await;
    }
    up(&township, &county.desk).await;
    Played { county, township, terminals }
}

async fn publish(county: &County) -> RankingRun {
    let run = county.run().await;
    county.desk.publish("组织部", Some(&run.id), true).await.unwrap();
    run
}

#[tokio::test]
async fn what_is_published_is_decided_by_a_person_and_comes_down() {
    let Played { county, township, terminals } = played().await;
    let draft = county.run().await;
    assert!(seen(&county.desk).await.is_empty(), "a draft is nobody's consequence");
    let refused = decide(&county.desk, &of(VILLAGES[0]), "pay", ConsequenceVerdict::Confirmed, "").await;
    assert!(matches!(refused, Err(DeskError::Consequence(ConsequenceError::NothingPublished { .. }))), "{refused:?}");
    let run = publish(&county).await;
    assert_eq!(run.id, draft.id);

    let proposed = seen(&county.desk).await;
    let told: Vec<_> = proposed.iter().map(|one| (one.subject().to_string(), one.consequence.as_str())).collect();
    let (first, second) = (VILLAGES[0].to_owned(), VILLAGES[1].to_owned());
    for expected in [
        (format!("{first} o1"), "talk"),
        (first.clone(), "pay"),
        (second.clone(), "pay"),
        (format!("{second} m1"), "praise"),
    ] {
        assert!(told.contains(&expected), "{expected:?} of {told:?}");
    }
    assert_eq!(told.len(), 4);
    let pay = on(&county.desk, &of(VILLAGES[1]), "pay").await;
    assert_eq!((pay.amount_in_words().as_str(), pay.title.as_str(), pay.decision), ("1000元", "扣发报酬 pay", None));
    let rows: Vec<&str> = pay.rows.iter().map(|row| row.key.as_str()).collect();
    assert_eq!(rows, ["deeds/d0", "deeds/d1"]);
    let talk = on(&county.desk, &of_office(VILLAGES[0], "o1"), "talk").await;
    assert_eq!((talk.role, talk.person.as_deref()), (Some(OfficeRole::Secretary), Some("m1")));

    // Who does not apply it says why; what was not confirmed is not carried out; what is not proposed is not decided.
    let confirmed = ConsequenceVerdict::Confirmed;
    let refused = decide(&county.desk, &of(VILLAGES[0]), "pay", ConsequenceVerdict::NotApplied, " ").await;
    assert!(matches!(refused, Err(DeskError::Consequence(ConsequenceError::NoReason))), "{refused:?}");
    let refused = decide(&county.desk, &of(VILLAGES[0]), "pay", ConsequenceVerdict::CarriedOut, "").await;
    assert!(matches!(refused, Err(DeskError::Consequence(ConsequenceError::NotConfirmed { .. }))), "{refused:?}");
    let refused = decide(&county.desk, &of(VILLAGES[0]), "talk", confirmed, "").await;
    assert!(
        matches!(&refused, Err(DeskError::Consequence(ConsequenceError::OfOffices { offices, .. })) if *offices == ["o1"]),
        "{refused:?}"
    );
    for (subject, consequence) in
        [(of(VILLAGES[2]), "pay"), (of_member(VILLAGES[0], "m1"), "praise"), (of(VILLAGES[0]), "exile")]
    {
        let refused = decide(&county.desk, &subject, consequence, confirmed, "").await;
        assert!(matches!(refused, Err(DeskError::Consequence(ConsequenceError::NotProposed { .. }))), "{refused:?}");
    }

    decide(&county.desk, &of_office(VILLAGES[0], "o1"), "talk", confirmed, "").await.unwrap();
    decide(&county.desk, &of(VILLAGES[0]), "pay", ConsequenceVerdict::NotApplied, "已补开会议").await.unwrap();
    decide(&county.desk, &of_member(VILLAGES[1], "m1"), "praise", confirmed, "").await.unwrap();
    county.at("2026-10-20T02:00:00Z");
    decide(&county.desk, &of_office(VILLAGES[0], "o1"), "talk", ConsequenceVerdict::CarriedOut, "").await.unwrap();
    let talk = on(&county.desk, &of_office(VILLAGES[0], "o1"), "talk").await.decision.unwrap();
    assert_eq!((talk.verdict, talk.by.as_deref()), (ConsequenceVerdict::CarriedOut, Some("组织部")));
    assert_eq!(
        (talk.decided_on.to_string(), talk.carried_out_on.unwrap().to_string()),
        ("2026-09-30".into(), "2026-10-20".into())
    );

    // What waits stands first; and the village reads its own, by name where the roster is.
    assert_eq!(seen(&county.desk).await[0].subject(), of(VILLAGES[1]));
    down(&county.desk, &township).await;
    for terminal in &terminals {
        down(&township, terminal).await;
    }
    let own = seen(&terminals[0]).await;
    assert_eq!(own.len(), 2, "{own:#?}");
    let pay = own.iter().find(|one| one.consequence == "pay").unwrap();
    assert_eq!(pay.verdict(), Some(ConsequenceVerdict::NotApplied));
    assert_eq!(pay.decision.as_ref().unwrap().reason.as_deref(), Some("已补开会议"));
    assert_eq!((pay.decider_name.as_str(), pay.amount_in_words().as_str()), ("长兴县", "500元"));
    assert_eq!(pay.rows[0].key, "deeds/d0");
    assert_eq!(pay.title, "扣发报酬 pay", "by the rules that came down");
    let talk = own.iter().find(|one| one.consequence == "talk").unwrap();
    assert_eq!((talk.person_name.as_deref(), talk.is_void), (Some("陈建国"), false));
    let home = terminals[0].village_home(&viewer(&terminals[0]), QUARTER).await.unwrap().unwrap();
    assert_eq!(home.consequences, own);
    let at_township = on(&township, &of_member(VILLAGES[1], "m1"), "praise").await;
    assert_eq!(at_township.person_name.as_deref(), Some("陈建国"));
    // The county knows ids alone, and neighbours read nothing of each other.
    assert!(seen(&county.desk).await.iter().all(|one| one.person_name.is_none()));
    let kept = county.desk.replica().projection(document(VILLAGES[1])).await.unwrap();
    assert!(kept.rows().all(|standing| !standing.row.to_json().contains("陈建国")));
    let others = terminals[0].decided_on(&viewer(&terminals[0]), unit(VILLAGES[1]), QUARTER).await;
    assert!(others.is_err(), "{others:?}");
    assert!(seen(&terminals[1]).await.iter().all(|one| one.unit == unit(VILLAGES[1])));
}

#[tokio::test]
async fn a_decision_is_no_part_of_what_a_run_rests_on() {
    let Played { county, township, terminals } = played().await;
    let run = publish(&county).await;
    let evidence = async || county.desk.write_evidence(&run.id, Vec::new()).await.unwrap();
    let (before, outcome) = (evidence().await, run.outcome.to_canonical_json());
    let sheet = async || terminals[0].score_sheet(&viewer(&terminals[0]), unit(VILLAGES[0]), QUARTER).await.unwrap();
    down(&county.desk, &township).await;
    down(&township, &terminals[0]).await;
    let published = sheet().await;
    decide(&county.desk, &of(VILLAGES[0]), "pay", ConsequenceVerdict::Confirmed, "核实无误").await.unwrap();
    assert_eq!(evidence().await, before);
    let again = county.run().await;
    assert_eq!((again.id, again.outcome.to_canonical_json()), (run.id.clone(), outcome));
    assert_eq!(cunbang_evidence::verify_evidence(before.as_slice(), None).unwrap().run, run.id);
    down(&county.desk, &township).await;
    down(&township, &terminals[0]).await;
    assert_eq!(sheet().await, published, "the score sheet is still the one that the bulletin names");
    assert!(published.agreement.is_agreed());
    assert_eq!(seen(&terminals[0]).await.len(), 1);
    // It goes down, and no village waits for a receipt of it.
    let status = county.desk.status(true).await.unwrap();
    assert!(status.documents.iter().all(|one| one.document != document(VILLAGES[0])));
}

#[tokio::test]
async fn a_run_that_is_replaced_takes_its_decisions_along() {
    let Played { county, township, terminals } = played().await;
    let first = publish(&county).await;
    decide(&county.desk, &of(VILLAGES[0]), "pay", ConsequenceVerdict::Confirmed, "核实无误").await.unwrap();
    write(&terminals[0], &[deed(VILLAGES[0], "d9")]).await;
    seal(&terminals[0]).await;
    up(&terminals[0], &township).await;
    up(&township, &county.desk).await;
    let second = publish(&county).await;
    assert_ne!(first.id, second.id);
    let pay = on(&county.desk, &of(VILLAGES[0]), "pay").await;
    assert_eq!((pay.run.as_str(), pay.amount_in_words().as_str(), pay.verdict()), (second.id.as_str(), "1000元", None));
    assert_eq!(pay.earlier.unwrap().reason.as_deref(), Some("核实无误"));
    down(&county.desk, &township).await;
    down(&township, &terminals[0]).await;
    let own = seen(&terminals[0]).await;
    assert_eq!((own.len(), own[0].is_void, own[0].verdict()), (1, true, None));
    let home = terminals[0].village_home(&viewer(&terminals[0]), QUARTER).await.unwrap().unwrap();
    assert!(home.consequences.is_empty());

    // With the new publication taken back, and the former let stand again, so does what was decided on it.
    county.desk.take_back_publication("组织部", &second.id, "漏计", true).await.unwrap();
    assert_eq!(on(&county.desk, &of(VILLAGES[0]), "pay").await.verdict(), Some(ConsequenceVerdict::Confirmed));
    down(&county.desk, &township).await;
    down(&township, &terminals[0]).await;
    assert_eq!(seen(&terminals[0]).await[0].verdict(), Some(ConsequenceVerdict::Confirmed));
}

#[tokio::test]
async fn nobody_below_decides_in_the_countys_name() {
    let Played { county, township, terminals } = played().await;
    let run = publish(&county).await;
    down(&county.desk, &township).await;
    let refused = decide(&township, &of(VILLAGES[0]), "pay", ConsequenceVerdict::Confirmed, "").await;
    assert!(matches!(refused, Err(DeskError::Consequence(ConsequenceError::NothingPublished { .. }))), "{refused:?}");
    // Written past the desk, it is not heard.
    let forged = [
        ("unit", VILLAGES[0]),
        ("run", &run.id),
        ("period", "2026Q3"),
        ("decider", COUNTY),
        ("consequence", "pay"),
        ("verdict", "confirmed"),
        ("decided_on", "2026-10-12"),
    ];
    let forged = vec![(document(VILLAGES[0]), vec![row(Table::ConsequenceDecisions, &forged)])];
    township.replica().record("x", forged).await.unwrap();
    down(&township, &terminals[0]).await;
    assert!(seen(&terminals[0]).await.is_empty());

    // The township decides on its own list.
    let own = township.run(QUARTER, RunOptions::default()).await.unwrap();
    township.publish("党建办", Some(&own.id), true).await.unwrap();
    decide(&township, &of(VILLAGES[0]), "pay", ConsequenceVerdict::Confirmed, "镇里核实").await.unwrap();
    down(&township, &terminals[0]).await;
    let seen = seen(&terminals[0]).await;
    assert_eq!((seen.len(), seen[0].decider.as_str(), seen[0].run.as_str()), (1, TOWNSHIP, own.id.as_str()));

    // An inspector decides nothing, whatever else an inspector does.
    let password = Password::from("八月-河长-巡查".to_owned());
    county.desk.let_in("", "督查组", OperatorRole::Inspector, &password).await.unwrap();
    let refused = county
        .desk
        .decide_consequence("督查组", QUARTER, &of(VILLAGES[0]), "pay", ConsequenceVerdict::Confirmed, "")
        .await
        .unwrap_err();
    assert_eq!(refused.sort(), Sort::NotPermitted, "{refused}");
}

#[tokio::test]
async fn the_notice_says_what_was_decided() {
    let Played { county, .. } = played().await;
    publish(&county).await;
    decide(&county.desk, &of_office(VILLAGES[0], "o1"), "talk", ConsequenceVerdict::Confirmed, "").await.unwrap();
    decide(&county.desk, &of(VILLAGES[0]), "pay", ConsequenceVerdict::NotApplied, "已补开会议").await.unwrap();
    decide(&county.desk, &of_member(VILLAGES[1], "m1"), "praise", ConsequenceVerdict::Confirmed, "").await.unwrap();
    let view = county.desk.notice(&viewer(&county.desk), QUARTER, None).await.unwrap();
    let told = |view: &NoticeView| -> Vec<String> {
        let one = |(unit, one): &(UnitCode, AnnouncedDecision)| {
            let office = one.office.as_ref().map(|office| format!(" {office}")).unwrap_or_default();
            format!("{unit}{office} {} {}", one.consequence, one.verdict)
        };
        view.decided.iter().map(one).collect()
    };
    let told = told(&view);
    let first = VILLAGES[0];
    assert_eq!(told.len(), 2, "members stand in no notice: {told:?}");
    for expected in [format!("{first} o1 talk confirmed"), format!("{first} pay not_applied")] {
        assert!(told.contains(&expected), "{expected} of {told:?}");
    }
}
