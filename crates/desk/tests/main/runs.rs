//! Ranking runs: what counts, when, and that nothing but what is here decides.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_desk::assessment::ranking::Wanted;
use cunbang_desk::assessment::rules::SchemeError;
use cunbang_desk::{Desk, DeskError, NewRules, RunOptions, Sort, Viewer};
use cunbang_evidence::verify_evidence;
use cunbang_model::schema::ResultStatus;
use cunbang_model::{DocumentName, Period, Role, Row, Table};
use cunbang_ranking::RankingRun;
use cunbang_replica::ReplicaError;
use cunbang_scheme::{Level, Outcome, Status, Told};
use cunbang_world::county::{County, SCHEME, down, seal, up, write};
use cunbang_world::rows::{deed, deed_on, finding, row, standing};
use cunbang_world::tree::{COUNTY, TOWNSHIP, VILLAGES, unit};
use cunbang_world::{QUARTER, moment};

fn village(outcome: &Outcome, code: &str) -> (Status, Option<String>, Option<u32>) {
    let row = outcome.rows(Level::Village).iter().find(|row| row.unit == unit(code)).unwrap();
    (row.status, row.score.map(|score| score.to_string()), row.rank)
}

fn viewer(desk: &Desk) -> Viewer {
    Viewer::operator(desk.replica(), "组织部")
}

fn score(run: &RankingRun, code: &str) -> String {
    village(&run.outcome, code).1.unwrap_or_default()
}

#[tokio::test]
async fn rows_count_as_the_newest_seal_covers_them() {
    let county = County::with_rules().await;
    let terminal = county.terminal(VILLAGES[0]).await;
    write(&terminal, &[standing(VILLAGES[0], "m1"), deed(VILLAGES[0], "d1"), deed(VILLAGES[0], "d2")]).await;
    up(&terminal, &county.desk).await;
    assert_eq!(village(&county.run().await.outcome, VILLAGES[0]), (Status::Provisional, Some("2.00".to_owned()), None));

    seal(&terminal).await;
    assert_eq!(village(&county.run().await.outcome, VILLAGES[0]).0, Status::Provisional, "the seal has not arrived");
    up(&terminal, &county.desk).await;
    let sealed = county.run().await;
    assert_eq!(village(&sealed.outcome, VILLAGES[0]), (Status::Received, Some("2.00".to_owned()), Some(1)));

    write(&terminal, &[deed(VILLAGES[0], "d3"), deed_on(VILLAGES[0], "d1", "2026-07-03", "改").withdrawn("重复")])
        .await;
    up(&terminal, &county.desk).await;
    let coverage = county.desk.coverage(&viewer(&county.desk), QUARTER, unit(COUNTY)).await.unwrap();
    assert_eq!((coverage[0].status, coverage[0].entries, coverage[0].supplements), (Status::Received, 3, 1));
    assert_eq!(score(&county.run().await, VILLAGES[0]), "2.00", "supplements wait for a new seal");
    seal(&terminal).await;
    up(&terminal, &county.desk).await;
    assert_eq!(score(&county.run().await, VILLAGES[0]), "2.00", "one more, and one withdrawn");
    write(&terminal, &[deed(VILLAGES[0], "d4")]).await;
    seal(&terminal).await;
    up(&terminal, &county.desk).await;
    assert_eq!(score(&county.run().await, VILLAGES[0]), "3.00");
    let coverage = county.desk.coverage(&viewer(&county.desk), QUARTER, unit(COUNTY)).await.unwrap();
    assert_eq!((coverage[0].entries, coverage[0].supplements), (6, 0));
    let kept = county.desk.ranking_run(&sealed.id[..12]).await.unwrap();
    assert_eq!((kept.record, kept.outcome), (sealed.record, sealed.outcome));
}

#[tokio::test]
async fn the_first_receipt_above_is_the_time_of_sealing() {
    let county = County::with_rules().await;
    let township = county.device(TOWNSHIP, Role::Node).await;
    let terminal = county.terminal(VILLAGES[0]).await;
    down(&county.desk, &township).await;
    write(&terminal, &[deed(VILLAGES[0], "d1")]).await;
    seal(&terminal).await;
    county.at("2026-10-10T15:00:00Z");
    up(&terminal, &township).await;
    county.at("2026-10-12T15:00:00Z");
    up(&township, &county.desk).await;
    let run = county.run().await;
    assert_eq!(run.record.receipts.len(), 1);
    assert_eq!(run.record.receipts[0].node, township.replica().device());
    assert_eq!(run.record.receipts[0].received_at, moment("2026-10-10T15:00:00Z"));
    let coverage = county.desk.coverage(&viewer(&county.desk), QUARTER, unit(VILLAGES[0])).await.unwrap();
    assert_eq!(coverage.len(), 1);
    assert_eq!((coverage[0].sealed_at, coverage[0].sealed_in_time), (Some(moment("2026-10-10T15:00:00Z")), Some(true)));
    assert_eq!(coverage[0].last_received_at, Some(moment("2026-10-12T15:00:00Z")));
    assert_eq!(coverage[0].sealed_by_county_at, Some(moment("2026-10-12T15:00:00Z")));
    // A township ranks its own villages from the same documents, and comes to the same scores.
    let own = township.run(QUARTER, RunOptions::default()).await.unwrap();
    assert_eq!(own.outcome.rows(Level::Village).len(), 2);
    assert_eq!(score(&own, VILLAGES[0]), score(&run, VILLAGES[0]));
    // The village itself, once the receipts came down.
    down(&county.desk, &township).await;
    down(&township, &terminal).await;
    let of_village = terminal.run(QUARTER, RunOptions::default()).await.unwrap();
    assert_eq!(village(&of_village.outcome, VILLAGES[0]).0, Status::Received);
    assert_eq!(of_village.record.receipts, run.record.receipts);
}

/// Neither terminal has seen the other's seal, and the rows of both count.
#[tokio::test]
async fn seals_of_two_terminals_join() {
    let county = County::with_rules().await;
    let (one, two) = (county.terminal(VILLAGES[0]).await, county.terminal(VILLAGES[0]).await);
    write(&one, &[standing(VILLAGES[0], "m1"), deed(VILLAGES[0], "d1")]).await;
    write(&two, &[deed(VILLAGES[0], "d2"), deed(VILLAGES[0], "d3")]).await;
    county.at("2026-10-03T01:00:00Z");
    seal(&one).await;
    up(&one, &county.desk).await;
    assert_eq!(score(&county.run().await, VILLAGES[0]), "1.00");
    county.at("2026-10-05T01:00:00Z");
    seal(&two).await;
    up(&two, &county.desk).await;
    let run = county.run().await;
    assert_eq!(village(&run.outcome, VILLAGES[0]), (Status::Received, Some("3.00".to_owned()), Some(1)));
    let coverage = county.desk.coverage(&viewer(&county.desk), QUARTER, unit(VILLAGES[0])).await.unwrap();
    assert_eq!(coverage[0].sealed_at, Some(moment("2026-10-05T01:00:00Z")), "when all of it had been received");
    assert_eq!((coverage[0].supplements, coverage[0].conflicts.len()), (0, 0));

    // A supplement, and one more seal that covers it.
    down(&county.desk, &one).await;
    write(&one, &[deed(VILLAGES[0], "d4")]).await;
    up(&one, &county.desk).await;
    assert_eq!(score(&county.run().await, VILLAGES[0]), "3.00");
    seal(&one).await;
    up(&one, &county.desk).await;
    assert_eq!(score(&county.run().await, VILLAGES[0]), "4.00");
}

/// Writes a row past the desk, as a program of one's own would.
async fn put(terminal: &Desk, row: Row) -> Result<usize, ReplicaError> {
    let ledger = format!("ledger/{}/{QUARTER}", terminal.replica().unit()).parse().unwrap();
    terminal.replica().record("会计", vec![(ledger, vec![row])]).await
}

/// Stores that a clerk's earlier program wrote may hold two values of one seal. Nobody has to choose between them.
#[tokio::test]
async fn two_values_of_one_seal_both_count() {
    let county = County::with_rules().await;
    let (one, two) = (county.terminal(VILLAGES[0]).await, county.terminal(VILLAGES[0]).await);
    for (terminal, id) in [(&one, "d1"), (&two, "d2")] {
        write(terminal, &[deed(VILLAGES[0], id)]).await;
        let covers = format!("{}:1", terminal.replica().writer());
        let cells = [("unit", VILLAGES[0]), ("seal", "2026Q3-1"), ("period", "2026Q3"), ("covers", covers.as_str())];
        put(terminal, row(Table::Seals, &cells)).await.unwrap();
        up(terminal, &county.desk).await;
    }
    assert_eq!(score(&county.run().await, VILLAGES[0]), "2.00");
    down(&county.desk, &one).await;
    one.seal("书记", QUARTER, false).await.unwrap();
}

/// Nobody seals in advance what another terminal will write, and nobody writes a seal down as a row.
#[tokio::test]
async fn a_seal_covers_what_is_here_and_is_made_by_sealing() {
    let county = County::with_rules().await;
    let (one, two) = (county.terminal(VILLAGES[0]).await, county.terminal(VILLAGES[0]).await);
    write(&one, &[deed(VILLAGES[0], "d1")]).await;
    for covers in
        [format!("{}:1 {}:2", one.replica().writer(), two.replica().writer()), format!("{}:7", one.replica().writer())]
    {
        let cells = [("unit", VILLAGES[0]), ("seal", "s1"), ("period", "2026Q3"), ("covers", covers.as_str())];
        let seal = row(Table::Seals, &cells);
        let error = put(&one, seal.clone()).await.unwrap_err();
        assert!(error.to_string().contains("which its writer has not seen"), "{error}");
        let error = one.record("会计", seal, None).await.unwrap_err();
        assert!(error.to_string().contains("cunbang seal"), "{error}");
    }
}

#[tokio::test]
async fn silence_is_neither_zero_nor_failure_until_the_county_decides() {
    let county = County::with_rules().await;
    let terminals = [county.terminal(VILLAGES[0]).await, county.terminal(VILLAGES[1]).await];
    write(&terminals[0], &[deed(VILLAGES[0], "d1")]).await;
    seal(&terminals[0]).await;
    write(&terminals[1], &[deed(VILLAGES[1], "d1"), deed(VILLAGES[1], "d2")]).await;
    for terminal in &terminals {
        up(terminal, &county.desk).await;
    }
    let inspected =
        DocumentName::quarterly(cunbang_model::DocumentKind::Inspection, unit(VILLAGES[2]), QUARTER).unwrap();
    county.desk.replica().record("督查员", vec![(inspected, vec![finding(VILLAGES[2], "f1", "3")])]).await.unwrap();
    let statuses = |run: &RankingRun| VILLAGES.map(|code| village(&run.outcome, code).0);
    let before = county.run().await;
    assert_eq!(statuses(&before), [Status::Received, Status::Provisional, Status::NotReceived, Status::NotReceived]);
    assert_eq!(before.outcome.candidates().count(), 0, "the only village that was received is first, not last");

    county.at("2026-10-26T01:00:00Z");
    county.desk.decide("组织部", QUARTER, unit(VILLAGES[1]), "take", "终端损坏").await.unwrap();
    county.desk.decide("组织部", QUARTER, unit(VILLAGES[2]), "not_carried_out", "经核实").await.unwrap();
    county.desk.decide("组织部", QUARTER, unit(VILLAGES[3]), "excuse", "撤并").await.unwrap();
    let after = county.run().await;
    assert_eq!(statuses(&after), [Status::Received, Status::Received, Status::Received, Status::Excused]);
    assert_eq!(score(&after, VILLAGES[1]), "2.00");
    assert_eq!(score(&after, VILLAGES[2]), "-3.00");
    assert_ne!(before.id, after.id);
    // People are told what was received and what was decided, and the rate counts what was received.
    assert_eq!(after.outcome.unit(unit(VILLAGES[2])).unwrap().told(), Told::NotCarriedOut);
    assert_eq!(after.outcome.unit(unit(VILLAGES[1])).unwrap().told(), Told::Taken);
    let (all, truly) = (after.outcome.coverage.unwrap(), after.outcome.truly_received().unwrap());
    assert_eq!((all.received, truly.received, truly.expected), (3, 1, 3));
    let coverage = county.desk.coverage(&viewer(&county.desk), QUARTER, unit(COUNTY)).await.unwrap();
    assert_eq!(coverage.iter().map(|one| one.status).collect::<Vec<_>>(), statuses(&after));
    let told = [Told::Received, Told::Taken, Told::NotCarriedOut, Told::Excused];
    assert_eq!(coverage.iter().map(cunbang_desk::Coverage::told).collect::<Vec<_>>(), told);
    // So do the columns that other programs read, once it is published.
    county.desk.publish("组织部", Some(&after.id), true).await.unwrap();
    let kept = county.desk.replica().store().publication(&after.id).await.unwrap().unwrap();
    let kept = kept.results.iter().filter(|line| line.level == "village").map(|line| line.status.as_str());
    assert_eq!(kept.collect::<Vec<_>>(), told.map(Told::as_str));

    county.desk.withdraw_decision("组织部", QUARTER, unit(VILLAGES[3]), "误").await.unwrap();
    assert_eq!(statuses(&county.run().await)[3], Status::NotReceived);
    for (wrong, unit_code, decision) in [("unit", COUNTY, "take"), ("decision", VILLAGES[3], "perhaps")] {
        let refused = county.desk.decide("组织部", QUARTER, unit(unit_code), decision, "理由").await;
        assert!(refused.unwrap_err().to_string().contains(wrong));
    }
    let refused = terminals[0].decide("书记", QUARTER, unit(VILLAGES[0]), "take", "理由").await;
    assert!(refused.is_err());
}

#[tokio::test]
async fn publishing_reaches_the_village_and_does_not_change_the_next_run() {
    let county = County::with_rules().await;
    let terminal = county.terminal(VILLAGES[0]).await;
    write(&terminal, &[deed(VILLAGES[0], "d1")]).await;
    seal(&terminal).await;
    up(&terminal, &county.desk).await;
    county.desk.decide("组织部", QUARTER, unit(VILLAGES[3]), "excuse", "撤并").await.unwrap();
    let run = county.run().await;
    assert_eq!(county.desk.publish("组织部", Some(&run.id), true).await.unwrap().rows, 1 + 2 + 4);
    assert_eq!(county.desk.publish("组织部", None, true).await.unwrap().rows, 0);
    assert_eq!(county.run().await.id, run.id);

    down(&county.desk, &terminal).await;
    let seen = terminal.published(&viewer(&terminal), QUARTER).await.unwrap();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].id(), run.id);
    assert_eq!(seen[0].run.outcome, run.outcome.hash());
    let own = seen[0].result_of(unit(VILLAGES[0])).unwrap();
    assert_eq!((own.rank, own.status), (Some(1), ResultStatus::Received));
    assert_eq!(seen[0].candidates().count(), 0, "an only village is never a candidate");

    county.desk.withdraw_publication("组织部", &run.id, "数据有误").await.unwrap();
    down(&county.desk, &terminal).await;
    assert!(terminal.published(&viewer(&terminal), QUARTER).await.unwrap()[0].withdrawn.is_some());
    assert!(county.desk.publish("组织部", Some(""), true).await.is_err());
}

#[tokio::test]
async fn where_nothing_came_there_is_nothing_to_take() {
    let county = County::with_rules().await;
    county.at("2026-10-26T01:00:00Z");
    let decide =
        async |decision: &str| county.desk.decide("组织部", QUARTER, unit(VILLAGES[2]), decision, "经核实").await;
    let refused = decide("take").await.unwrap_err();
    assert_eq!(refused.sort(), Sort::Input);
    let said = refused.to_string();
    assert!(said.contains("不能按已收到认定") && said.contains("`not_carried_out` or `excuse`"), "{said}");
    let name = county.desk.replica().units().unwrap().name(unit(VILLAGES[2]));
    assert!(said.contains(&name), "by name: {said}");
    let before = county.desk.check_decision(QUARTER, unit(VILLAGES[2]), "take").await.unwrap_err();
    assert_eq!(before.to_string(), said, "before anybody is asked whether they are sure");
    county.desk.check_decision(QUARTER, unit(VILLAGES[2]), "excuse").await.unwrap();
    assert_eq!(village(&county.run().await.outcome, VILLAGES[2]).0, Status::NotReceived);
    decide("excuse").await.unwrap();
    decide("not_carried_out").await.unwrap();
    let terminal = county.terminal(VILLAGES[2]).await;
    write(&terminal, &[deed(VILLAGES[2], "d1")]).await;
    up(&terminal, &county.desk).await;
    decide("take").await.unwrap();
    assert_eq!(score(&county.run().await, VILLAGES[2]), "1.00");
}

#[tokio::test]
async fn a_period_that_has_not_begun_is_not_ranked() {
    let county = County::with_rules().await;
    // The last second before, by the county's calendar, and the first of it.
    let next = QUARTER.next().next();
    assert_eq!(next.to_string(), "2027Q1");
    county.at("2026-12-31T15:59:59Z");
    let refused = county.desk.run(next, RunOptions::default()).await.unwrap_err();
    assert_eq!(refused.sort(), Sort::NotYet);
    let said = refused.to_string();
    assert!(said.contains("尚未开始") && said.contains("it can be ranked from 2027-01-01 on"), "{said}");
    county.at("2026-12-31T16:00:00Z");
    let run = county.desk.run(next, RunOptions::default()).await.unwrap();
    county.at("2026-12-31T15:59:59Z");
    assert!(county.desk.publish("组织部", Some(&run.id), true).await.unwrap_err().to_string().contains("尚未开始"));
}

#[tokio::test]
async fn what_stands_is_shown_and_what_was_withdrawn_says_why() {
    let county = County::with_rules().await;
    let desk = &county.desk;
    let see = async |period: Option<Period>| desk.bulletin(&viewer(desk), period).await;
    let good = county.run().await;
    desk.publish("组织部", Some(&good.id), true).await.unwrap();
    county.at("2027-01-02T02:00:00Z");
    let later = QUARTER.next();
    let bad = desk.run(later, RunOptions::default()).await.unwrap();
    desk.publish("组织部", Some(&bad.id), true).await.unwrap();
    assert_eq!(see(None).await.unwrap().period, later);
    for empty in ["", "  "] {
        let refused = desk.withdraw_publication("组织部", &bad.id, empty).await.unwrap_err().to_string();
        assert!(refused.contains("理由") && refused.contains("a reason of 1 to 200 characters"), "{refused}");
    }
    desk.withdraw_publication("组织部", &bad.id, "试错").await.unwrap();
    assert_eq!(see(None).await.unwrap().shown.id(), good.id, "the newest that stands");
    let said = see(Some(later)).await.unwrap_err().to_string();
    assert!(said.contains("已撤回：试错") && said.contains("published and withdrawn: 试错"), "{said}");
    // Where nothing stands, it is said why.
    desk.withdraw_publication("组织部", &good.id, "有误").await.unwrap();
    let said = see(None).await.unwrap_err().to_string();
    assert!(said.contains("withdrawn: 试错"), "{said}");

    let terminal = county.terminal(VILLAGES[0]).await;
    write(&terminal, &[deed(VILLAGES[0], "d1")]).await;
    assert!(terminal.withdraw("会计", Table::Deeds, None, "d1", "").await.is_err());
    desk.decide("组织部", QUARTER, unit(VILLAGES[3]), "excuse", "撤并").await.unwrap();
    assert!(desk.withdraw_decision("组织部", QUARTER, unit(VILLAGES[3]), "").await.is_err());
}

#[tokio::test]
async fn rules_are_public_and_chosen_by_period() {
    let county = County::with_rules().await;
    let alone = county.run().await.record;
    assert_eq!((alone.scheme.public_since, alone.warnings().len()), (None, 1), "{:?}", alone.warnings());
    let late = county
        .desk
        .put_scheme("组织部", NewRules::since(&SCHEME.replace("max = 50", "max = 40"), QUARTER))
        .await
        .unwrap();
    assert!(late.late);
    let run = county.run().await;
    assert_eq!(run.record.scheme.hash, late.hash);
    assert_eq!(run.record.warnings().len(), 1);
    let next = QUARTER.next();
    let put = county
        .desk
        .put_scheme("组织部", NewRules::since(&SCHEME.replace("deeds\"\ntitle = \"言", "other\"\ntitle = \"言"), next))
        .await
        .unwrap();
    assert_eq!((put.late, put.row.as_str()), (false, "other-2026Q4"));
    assert_eq!(county.desk.scheme_for(QUARTER).await.unwrap().name(), "deeds");
    assert_eq!(county.desk.scheme_for(next).await.unwrap().name(), "other");
    for (period, message) in [("2026Q2", "no scheme is in force"), ("2026H2", "for other periods")] {
        let error = county.desk.scheme_for(period.parse().unwrap()).await.unwrap_err();
        assert!(error.to_string().contains(message), "{error}");
    }
    let faults =
        county.desk.put_scheme("组织部", NewRules::since("name = 3\nperiod = \"decade\"", next)).await.unwrap_err();
    assert!(
        matches!(&faults, DeskError::Scheme(SchemeError::Faults(faults)) if faults.iter().any(|fault| fault.line == 2)),
        "{faults}"
    );
}

#[tokio::test]
async fn a_half_year_is_sealed_when_both_its_quarters_are() {
    let county = County::with_rules().await;
    let half: Period = "2026H2".parse().unwrap();
    let scheme = SCHEME.replace("\"quarter\"", "\"half\"").replace("name = \"deeds\"", "name = \"half\"");
    county.desk.put_scheme("组织部", NewRules::since(&scheme, half)).await.unwrap();
    let terminal = county.terminal(VILLAGES[0]).await;
    // Ids begin anew in each quarter's ledger, and no row is lost to its namesake.
    let rows = [deed(VILLAGES[0], "d1"), deed_on(VILLAGES[0], "d1", "2026-10-05", "调解")];
    terminal.import("会计", &rows, None).await.unwrap();
    seal(&terminal).await;
    let error = terminal.seal("书记", half, false).await.unwrap_err().to_string();
    assert!(error.contains("2026Q4 尚未结束") && error.contains("from 2026-12-31 on"), "{error}");
    county.at("2027-01-04T01:00:00Z");
    up(&terminal, &county.desk).await;
    let run = async || county.desk.run(half, RunOptions::default()).await.unwrap();
    assert_eq!(village(&run().await.outcome, VILLAGES[0]), (Status::Provisional, Some("2.00".to_owned()), None));
    terminal.seal("书记", half, false).await.unwrap();
    up(&terminal, &county.desk).await;
    let sealed = run().await;
    assert_eq!(village(&sealed.outcome, VILLAGES[0]), (Status::Received, Some("2.00".to_owned()), Some(1)));
    assert_eq!(sealed.record.receipts.len(), 2);
    let told = &sealed.outcome.rows(Level::Village)[0].indicators[0].reasons;
    let told: Vec<_> = told.iter().map(|reason| (reason.row.as_str(), reason.quarter)).collect();
    assert_eq!(told, [("deeds/d1", Some(QUARTER)), ("deeds/d1", Some(QUARTER.next()))]);
    let file = county.desk.write_evidence(&sealed.id, Vec::new()).await.unwrap();
    assert_eq!(verify_evidence(file.as_slice(), None).unwrap().run, sealed.id);
}

#[tokio::test]
async fn a_month_is_sealed_for_itself() {
    let county = County::with_rules().await;
    let july: Period = "2026-07".parse().unwrap();
    let scheme = SCHEME.replace("\"quarter\"", "\"month\"").replace("name = \"deeds\"", "name = \"monthly\"");
    county.desk.put_scheme("组织部", NewRules::since(&scheme, july)).await.unwrap();
    county.at("2026-07-30T02:00:00Z");
    let terminal = county.terminal(VILLAGES[0]).await;
    write(&terminal, &[deed(VILLAGES[0], "d1")]).await;
    assert!(terminal.seal("书记", july, false).await.is_err(), "the month is not over");
    county.at("2026-08-05T02:00:00Z");
    terminal.seal("书记", july, false).await.unwrap();
    up(&terminal, &county.desk).await;
    assert_eq!(village(&county.run().await.outcome, VILLAGES[0]).0, Status::Provisional, "the quarter is not sealed");
    write(&terminal, &[deed_on(VILLAGES[0], "d2", "2026-09-03", "调解")]).await;
    county.at("2026-10-05T02:00:00Z");
    seal(&terminal).await;
    up(&terminal, &county.desk).await;
    assert_eq!(score(&county.run().await, VILLAGES[0]), "2.00");
    let run = county.desk.run(july, RunOptions::default()).await.unwrap();
    assert_eq!(village(&run.outcome, VILLAGES[0]), (Status::Received, Some("1.00".to_owned()), Some(1)));
    assert_eq!(run.record.receipts[0].received_at, moment("2026-08-05T02:00:00Z"));
    let file = county.desk.write_evidence(&run.id, Vec::new()).await.unwrap();
    assert!(cunbang_evidence::verify_evidence(file.as_slice(), None).is_ok());
}

#[tokio::test]
async fn a_node_ranks_only_what_it_holds() {
    let county = County::with_rules().await;
    let township = county.device(TOWNSHIP, Role::Node).await;
    down(&county.desk, &township).await;
    for other in [COUNTY, "330522104"] {
        let options = RunOptions { under: Some(unit(other)), ..RunOptions::default() };
        let error = township.run(QUARTER, options).await.unwrap_err();
        assert!(error.to_string().contains("does not hold"), "{error}");
        assert!(township.coverage(&viewer(&township), QUARTER, unit(other)).await.is_err());
    }
    let part =
        county.desk.run(QUARTER, RunOptions { under: Some(unit(TOWNSHIP)), ..RunOptions::default() }).await.unwrap();
    let own = township.run(QUARTER, RunOptions::default()).await.unwrap();
    assert_eq!((part.id, part.outcome), (own.id, own.outcome), "two nodes with the same entries make the same run");
}

#[tokio::test]
async fn conflicts_are_listed_and_one_value_counts() {
    let county = County::with_rules().await;
    let terminals = [county.terminal(VILLAGES[0]).await, county.terminal(VILLAGES[0]).await];
    for (terminal, text) in terminals.iter().zip(["帮扶", "调解"]) {
        write(terminal, &[deed_on(VILLAGES[0], "d1", "2026-07-03", text)]).await;
        up(terminal, &county.desk).await;
    }
    let coverage = county.desk.coverage(&viewer(&county.desk), QUARTER, unit(VILLAGES[0])).await.unwrap();
    assert_eq!(coverage[0].conflicts, [format!("ledger/{}/2026Q3 deeds/d1", VILLAGES[0])]);
    assert_eq!(score(&county.run().await, VILLAGES[0]), "1.00");
}

/// A village asks its county's node for its place, and is told of what was published alone.
#[tokio::test]
async fn a_village_sees_no_draft_of_its_county() {
    let county = County::with_rules().await;
    let terminal = county.terminal(VILLAGES[0]).await;
    write(&terminal, &[deed(VILLAGES[0], "d1")]).await;
    seal(&terminal).await;
    up(&terminal, &county.desk).await;
    let village = Viewer::device(terminal.replica().identity().certificate());
    let inspector = Viewer::device(county.device(COUNTY, Role::Inspector).await.replica().identity().certificate());
    let draft = county.run().await;
    let newest = Wanted { period: Some(QUARTER), under: unit(VILLAGES[0]), run: "" };
    let named = Wanted { period: None, run: &draft.id[..1], ..newest };
    for wanted in [newest, named] {
        let error = county.desk.ranking(&village, wanted).await.unwrap_err().to_string();
        assert!(!error.contains(&draft.id[..8]), "{error}");
        assert!(county.desk.ranking(&inspector, wanted).await.is_ok());
    }
    county.desk.publish("组织部", Some(&draft.id), true).await.unwrap();
    write(&terminal, &[deed(VILLAGES[0], "d2")]).await;
    seal(&terminal).await;
    up(&terminal, &county.desk).await;
    let later = county.run().await;
    assert_ne!(later.id, draft.id);
    for wanted in [newest, named] {
        let seen = county.desk.ranking(&village, wanted).await.unwrap();
        assert_eq!(seen.heading().id, draft.id, "not the later draft");
    }
    let of_later = Wanted { run: &later.id, ..newest };
    assert!(county.desk.ranking(&village, of_later).await.is_err());
}
