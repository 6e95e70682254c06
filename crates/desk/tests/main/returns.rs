//! Seals that were returned and corrected, or taken back: since when they count, and what neither a township nor a village
//! can make of it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::times::{VILLAGE, coverage, proven, score, sealed_late};
use cunbang_desk::inspection::seal_reviews::SealVerdict;
use cunbang_desk::village::elsewhere::Elsewhere;
use cunbang_desk::writing::by_hand::is_by_hand;
use cunbang_desk::{Desk, Viewer};
use cunbang_ledger::Entered;
use cunbang_model::schema::SealOutcome;
use cunbang_model::{Date, DocumentKind, DocumentName, Role, Row, Table, record};
use cunbang_world::county::{County, down, seal, up, write};
use cunbang_world::rows::deed;
use cunbang_world::tree::{TOWNSHIP, VILLAGES, unit};
use cunbang_world::{QUARTER, moment};
use std::collections::BTreeMap;
use std::sync::Arc;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

async fn returned(township: &Desk, reason: &str, correct_by: Option<&str>) {
    let correct_by = correct_by.map(|day| day.parse().unwrap());
    let verdict = SealVerdict { outcome: SealOutcome::Returned, reason, correct_by };
    township.review_seal("督查组", unit(VILLAGE), QUARTER, verdict).await.unwrap();
}

/// A county, its township's node, and a terminal whose seal was received in time.
async fn sealed_in_time() -> (County, Arc<Desk>, Arc<Desk>) {
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
async fn what_was_sealed_in_time_and_returned_stays_in_time_when_it_is_corrected_by_the_day_set() {
    let (county, township, terminal) = sealed_in_time().await;
    county.at("2026-10-20T01:00:00Z");
    returned(&township, "八月考勤不符", None).await;
    up(&township, &county.desk).await;
    down(&county.desk, &terminal).await;
    write(&terminal, &[deed(VILLAGE, "d3")]).await;
    county.at("2026-10-23T01:00:00Z");
    let sealed = terminal.seal("书记", QUARTER, false).await.unwrap();
    assert!(sealed[0].is_new, "nobody is asked about a lateness that is none");
    up(&terminal, &county.desk).await;
    down(&county.desk, &township).await;
    let then = coverage(&county).await;
    assert_eq!((then.sealed_in_time, then.sealed_at), (Some(true), Some(moment("2026-10-05T01:00:00Z"))));
    assert_eq!((then.corrected_at, then.supplements), (Some(moment("2026-10-23T01:00:00Z")), 0));
    // The village is told which of the two times holds, and why.
    down(&county.desk, &terminal).await;
    let told = terminal.reception(QUARTER).await.unwrap();
    assert_eq!((told.sealed_at, told.corrected_at), (then.sealed_at, then.corrected_at));
    let run = proven(&county).await;
    assert!(run.record.engine.ends_with(", corrected seals"), "{}", run.record.engine);
    // Everybody is told who gave the village these days: with the coverage, on the overview, and in the notice.
    let forgiven = then.forgiven.unwrap();
    assert_eq!((forgiven.returned_by, forgiven.returned_on), (unit(TOWNSHIP), Some(day("2026-10-20"))));
    assert_eq!((forgiven.correct_by, forgiven.corrected_on()), (day("2026-10-23"), day("2026-10-23")));
    assert!(forgiven.entries > forgiven.entries_returned, "{forgiven:?}");
    let viewer = Viewer::operator(county.desk.replica(), "组织部");
    let overview = county.desk.overview(&viewer, QUARTER).await.unwrap();
    assert_eq!((overview.whole.forgiven, overview.whole.late), (1, 0));
    let times = county.desk.notice(&viewer, QUARTER, None).await.unwrap().seal_times;
    assert_eq!(times.forgiven, BTreeMap::from([(unit(VILLAGE), forgiven.clone())]));
    assert!(times.late.is_empty(), "who was forgiven is not told to be late: {times:?}");
    // Accepting the correction takes the place of the return, and keeps the time that it kept.
    township.review_seal("督查组", unit(VILLAGE), QUARTER, SealVerdict::ACCEPTED).await.unwrap();
    up(&township, &county.desk).await;
    assert_eq!(coverage(&county).await.sealed_in_time, Some(true));
    assert_eq!(coverage(&county).await.forgiven, Some(forgiven), "who returned it stays known when it is accepted");
    assert_eq!(score(&proven(&county).await), score(&run));
}

#[tokio::test]
async fn a_correction_before_the_last_day_needs_no_forgiving() {
    let (county, township, terminal) = sealed_in_time().await;
    returned(&township, "八月考勤不符", None).await;
    up(&township, &county.desk).await;
    down(&county.desk, &terminal).await;
    write(&terminal, &[deed(VILLAGE, "d3")]).await;
    county.at("2026-10-07T01:00:00Z");
    seal(&terminal).await;
    up(&terminal, &county.desk).await;
    let then = coverage(&county).await;
    assert_eq!((then.sealed_in_time, then.forgiven), (Some(true), None));
}

#[tokio::test]
async fn a_correction_after_its_day_or_without_a_return_is_late() {
    let (county, township, terminal) = sealed_in_time().await;
    county.at("2026-10-20T01:00:00Z");
    returned(&township, "八月考勤不符", Some("2026-10-22")).await;
    up(&township, &county.desk).await;
    down(&county.desk, &terminal).await;
    write(&terminal, &[deed(VILLAGE, "d3")]).await;
    county.at("2026-10-23T01:00:00Z");
    assert!(terminal.seal("书记", QUARTER, false).await.is_err(), "the day is over: it would be late");
    terminal.seal("书记", QUARTER, true).await.unwrap();
    up(&terminal, &county.desk).await;
    let then = coverage(&county).await;
    assert_eq!((then.sealed_in_time, then.corrected_at), (Some(false), None));
    let run = proven(&county).await;
    assert_eq!(
        run.record.engine,
        cunbang_ranking::Engine::of(QUARTER).to_string(),
        "nothing that another version would read otherwise"
    );
}

#[tokio::test]
async fn a_return_makes_nothing_in_time_that_was_late_and_names_a_day_that_comes() {
    let (county, township, terminal) = sealed_late().await;
    down(&county.desk, &township).await;
    for wrong in ["2026-11-19", "2027-11-20"] {
        let verdict =
            SealVerdict { outcome: SealOutcome::Returned, reason: "不符", correct_by: Some(wrong.parse().unwrap()) };
        let refused = township.review_seal("督查组", unit(VILLAGE), QUARTER, verdict).await.unwrap_err();
        assert!(refused.to_string().contains("2026-11-09"), "no day keeps a time after that one: {refused}");
    }
    returned(&township, "不符", None).await;
    up(&township, &county.desk).await;
    down(&county.desk, &terminal).await;
    write(&terminal, &[deed(VILLAGE, "d3")]).await;
    county.at("2026-11-21T01:00:00Z");
    seal(&terminal).await;
    up(&terminal, &county.desk).await;
    let then = coverage(&county).await;
    assert_eq!((then.sealed_in_time, then.sealed_at), (Some(false), Some(moment("2026-11-21T01:00:00Z"))));
    let run = proven(&county).await;
    let scheme = county.desk.scheme_for(QUARTER).await.unwrap();
    assert_eq!(run.late(Some(&scheme)), BTreeMap::from([(unit(VILLAGE), "2026-11-21".parse().unwrap())]));
}

/// A township that returns again and again keeps a time for thirty days after the deadline, and not a day longer.
#[tokio::test]
async fn returns_in_a_row_keep_a_time_for_thirty_days_and_no_longer() {
    for (corrected_at, in_time) in [("2026-11-09T01:00:00Z", true), ("2026-11-10T01:00:00Z", false)] {
        let (county, township, terminal) = sealed_in_time().await;
        county.at("2026-10-20T01:00:00Z");
        returned(&township, "八月考勤不符", Some("2026-11-09")).await;
        county.at("2026-11-09T00:30:00Z");
        let verdict = |day: &str| SealVerdict {
            outcome: SealOutcome::Returned,
            reason: "再核",
            correct_by: Some(day.parse().unwrap()),
        };
        let refused = township.review_seal("督查组", unit(VILLAGE), QUARTER, verdict("2026-11-10")).await.unwrap_err();
        assert!(refused.to_string().contains("2026-11-09"), "{refused}");
        // A program that knows no such bound writes it all the same, and no run believes it.
        let document = DocumentName::quarterly(DocumentKind::Inspection, unit(VILLAGE), QUARTER).unwrap();
        let projection = township.replica().projection(document).await.unwrap();
        let standing = projection.table(Table::SealReviews).next().unwrap();
        let longer = standing.row.to_json().replace(r#""correct_by":"2026-11-09""#, r#""correct_by":"2026-12-31""#);
        let row = Row::from_json(Table::SealReviews, &longer).unwrap();
        township.replica().record("督查组", vec![(document, vec![row])]).await.unwrap();
        up(&township, &county.desk).await;
        down(&county.desk, &terminal).await;
        write(&terminal, &[deed(VILLAGE, "d3")]).await;
        county.at(corrected_at);
        seal(&terminal).await;
        up(&terminal, &county.desk).await;
        assert_eq!(coverage(&county).await.sealed_in_time, Some(in_time), "{corrected_at}");
        assert_eq!(coverage(&county).await.forgiven.is_some(), in_time);
        proven(&county).await;
    }
}

#[tokio::test]
async fn what_a_village_was_promised_is_not_shortened_and_a_published_list_not_undermined() {
    let (county, township, _) = sealed_in_time().await;
    county.at("2026-10-20T01:00:00Z");
    returned(&township, "八月考勤不符", Some("2026-11-01")).await;
    let shorter = SealVerdict {
        outcome: SealOutcome::Returned,
        reason: "八月考勤不符",
        correct_by: Some("2026-10-21".parse().unwrap()),
    };
    let refused = township.review_seal("督查组", unit(VILLAGE), QUARTER, shorter).await.unwrap_err();
    assert!(refused.to_string().contains("2026-11-01"), "{refused}");
    // Without a day it is the promised one.
    returned(&township, "八月、九月考勤不符", None).await;
    let document = DocumentName::quarterly(DocumentKind::Inspection, unit(VILLAGE), QUARTER).unwrap();
    let projection = township.replica().projection(document).await.unwrap();
    let review = projection.table(Table::SealReviews).next().unwrap();
    let review: record::SealReview = review.row.record().unwrap();
    assert_eq!(review.correct_by, Some("2026-11-01".parse().unwrap()));
    let run = county.run().await;
    county.desk.publish("组织部", Some(&run.id), true).await.unwrap();
    down(&county.desk, &township).await;
    let verdict = SealVerdict { outcome: SealOutcome::Returned, reason: "再核", correct_by: None };
    let refused = township.review_seal("督查组", unit(VILLAGE), QUARTER, verdict).await.unwrap_err();
    assert!(refused.to_string().contains("已经发布"), "{refused}");
    township.review_seal("督查组", unit(VILLAGE), QUARTER, SealVerdict::ACCEPTED).await.unwrap();
}

/// A village that stands on the list takes its seal back when the deadline is over: it stays sealed.
#[tokio::test]
async fn nobody_unseals_a_village() {
    let (county, _, terminal) = sealed_in_time().await;
    let before = proven(&county).await;
    let document = DocumentName::quarterly(DocumentKind::Ledger, unit(VILLAGE), QUARTER).unwrap();
    let projection = terminal.replica().projection(document).await.unwrap();
    let id = projection.table(Table::Seals).next().unwrap().row.id();
    let refused = terminal.withdraw("王会计", Table::Seals, None, &id, "误报").await.unwrap_err();
    assert!(refused.to_string().contains("上报不能撤回"), "{refused}");
    // As a program of a former release did.
    let row = projection.get(Table::Seals, &id).unwrap().row.clone().withdrawn("误报");
    county.at("2026-11-20T01:00:00Z");
    terminal.replica().enter("王会计", vec![(document, vec![Entered::from(row)])]).await.unwrap();
    up(&terminal, &county.desk).await;
    let after = proven(&county).await;
    let then = coverage(&county).await;
    assert_eq!((then.sealed_in_time, then.sealed_at), (Some(false), Some(moment("2026-11-20T01:00:00Z"))));
    assert_eq!(after.outcome.coverage, before.outcome.coverage);
    assert_eq!(score(&after), score(&before), "its rows count as they did");
}

#[tokio::test]
async fn rows_that_commands_make_are_not_taken_back_by_hand() {
    let county = County::with_rules().await;
    let terminal = county.terminal(VILLAGES[1]).await;
    county.desk.revoke("组织部", &terminal.replica().device().to_string(), "被盗").await.unwrap();
    for table in Table::ALL.iter().copied().filter(|table| !is_by_hand(*table)) {
        let taken = county.desk.withdraw("组织部", table, None, "1", "误录").await.unwrap_err();
        let put_back = county.desk.reinstate("组织部", table, None, "1", None).await.unwrap_err();
        for refused in [taken, put_back] {
            let said = refused.to_string();
            assert!(said.contains("不能撤回") || said.contains("由专门操作写入"), "{table}: {said}");
        }
    }
}

/// Who looks at the present quarter is told what another one asks: a return with its day, a correction that is not sealed
/// again, and a quarter that is over and not sealed.
#[tokio::test]
async fn what_another_quarter_asks_is_said_until_it_is_done() {
    let (county, township, terminal) = sealed_in_time().await;
    let now = QUARTER.next();
    let asked = |terminal: Arc<Desk>| async move {
        let viewer = Viewer::operator(terminal.replica(), "书记");
        terminal.elsewhere(&viewer, now).await.unwrap()
    };
    county.at("2026-10-20T01:00:00Z");
    assert_eq!(asked(Arc::clone(&terminal)).await, [], "it was sealed, and nothing came since");
    returned(&township, "八月考勤不符", Some("2026-10-22")).await;
    up(&township, &county.desk).await;
    down(&county.desk, &terminal).await;
    let returned = |is_corrected| Elsewhere::Returned {
        period: QUARTER,
        by: "泗安镇".to_owned(),
        on: "2026-10-20".parse().unwrap(),
        reason: "八月考勤不符".to_owned(),
        correct_by: Some("2026-10-22".parse().unwrap()),
        is_corrected,
    };
    assert_eq!(asked(Arc::clone(&terminal)).await, [returned(false)]);
    let viewer = Viewer::operator(terminal.replica(), "书记");
    assert_eq!(terminal.elsewhere(&viewer, QUARTER).await.unwrap(), [], "on its own pages it is said already");
    write(&terminal, &[deed(VILLAGE, "d3")]).await;
    assert_eq!(asked(Arc::clone(&terminal)).await, [returned(true)]);
    assert_eq!(terminal.correct_by(QUARTER).await.unwrap(), Some("2026-10-22".parse().unwrap()));
    terminal.seal("书记", QUARTER, false).await.unwrap();
    assert_eq!(asked(Arc::clone(&terminal)).await, []);
    // Once more, and nothing is late by the county's rules until the day that was set is over.
    write(&terminal, &[deed(VILLAGE, "d4")]).await;
    let again =
        |by: &str, is_overdue| Elsewhere::Seal { period: QUARTER, by: by.parse().unwrap(), is_overdue, is_again: true };
    assert_eq!(asked(Arc::clone(&terminal)).await, [again("2026-10-22", false)]);
}

#[tokio::test]
async fn a_quarter_that_is_over_and_not_sealed_is_said() {
    let county = County::with_rules().await;
    let terminal = county.terminal(VILLAGE).await;
    down(&county.desk, &terminal).await;
    write(&terminal, &[deed(VILLAGE, "d1")]).await;
    county.at("2026-11-20T01:00:00Z");
    let viewer = Viewer::operator(terminal.replica(), "书记");
    let by = "2026-10-10".parse().unwrap();
    let overdue = Elsewhere::Seal { period: QUARTER, by, is_overdue: true, is_again: false };
    assert_eq!(terminal.elsewhere(&viewer, QUARTER.next()).await.unwrap(), [overdue]);
}

/// Found by somebody whose words, typed beside a seal that was accepted, nobody ever saw again.
#[tokio::test]
async fn what_is_said_with_an_acceptance_is_kept_and_the_village_reads_it() {
    let (county, township, terminal) = sealed_in_time().await;
    let verdict = SealVerdict { reason: " 已核对纸质台账 ", ..SealVerdict::ACCEPTED };
    township.review_seal("督查组", unit(VILLAGE), QUARTER, verdict).await.unwrap();
    up(&township, &county.desk).await;
    down(&county.desk, &terminal).await;
    let viewer = Viewer::operator(terminal.replica(), "书记");
    let accepted = terminal.seal_checklist(&viewer, QUARTER).await.unwrap().accepted;
    assert_eq!(accepted[0].reason.as_deref(), Some("已核对纸质台账"));
    let said = cunbang_language::Language::Chinese.scope(async { accepted[0].to_string() }).await;
    assert!(said.contains("接受上报：已核对纸质台账"), "{said}");
}
