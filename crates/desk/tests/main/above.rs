//! What a township's inspector is told: what a finding would do and by which rule, what came since a seal, since when a
//! village is silent, and of a published list as much as came down.
#![allow(clippy::unwrap_used)]

use cunbang_desk::assessment::changes::{Cause, RunName};
use cunbang_desk::assessment::compare::Side;
use cunbang_desk::assessment::schemes::Against;
use cunbang_desk::inspection::finding_effect::{FindingEffect, ListEffect};
use cunbang_desk::inspection::seal_reviews::SealVerdict;
use cunbang_desk::inspection::since_seal::{ChangeSince, Since};
use cunbang_desk::village::score_sheet::Uncounted;
use cunbang_desk::writing::withdraw::Withdrawal;
use cunbang_desk::{
    Command, Desk, DeskError, Level, NewRules, OperatorRole, Password, RowFilter, ViewError, Viewer, Wanted,
};
use cunbang_model::{Decimal, DocumentKind, Period, Role, Row, Table};
use cunbang_scheme::{Outcome, pack};
use cunbang_world::county::{County, down, seal, up, write};
use cunbang_world::rows::{deed, deed_on, line, row, standing};
use cunbang_world::tree::{TOWNSHIP, VILLAGES, unit};
use cunbang_world::{QUARTER, moment};
use std::sync::Arc;

const VILLAGE: &str = VILLAGES[0];

fn viewer(desk: &Desk) -> Viewer {
    Viewer::operator(desk.replica(), "督查组")
}

/// A county by the standard rules, its township, and two villages of it that sealed in time.
async fn two_sealed() -> (County, Arc<Desk>, Arc<Desk>) {
    sealed(&[(VILLAGES[0], 2), (VILLAGES[1], 1)]).await
}

/// The same where these villages have sealed, each with so many deeds.
async fn sealed(villages: &[(&str, usize)]) -> (County, Arc<Desk>, Arc<Desk>) {
    let county = County::new().await;
    county.desk.put_scheme("组织部", NewRules::since(pack::find("standard").unwrap().text, QUARTER)).await.unwrap();
    let township = county.device(TOWNSHIP, Role::Node).await;
    county.at("2026-10-05T01:00:00Z");
    let mut terminals = Vec::new();
    for (village, deeds) in villages.iter().copied() {
        let terminal = county.terminal(village).await;
        down(&county.desk, &terminal).await;
        let confirmed = |id: usize| {
            let (id, day) = (format!("d{id}"), format!("2026-07-{:02}", id + 3));
            let said = [
                ("date", &*day),
                ("kind", "integrity"),
                ("text", "帮扶"),
                ("confirmed_on", "2026-07-20"),
                ("confirmed_by", "支部"),
            ];
            row(Table::Deeds, &[&[("unit", village), ("deed", id.as_str()), ("member", "m1")][..], &said].concat())
        };
        let deeds: Vec<_> = (0..deeds).map(confirmed).collect();
        write(&terminal, &[vec![standing(village, "m1")], deeds].concat()).await;
        seal(&terminal).await;
        up(&terminal, &county.desk).await;
        terminals.push(terminal);
    }
    down(&county.desk, &township).await;
    (county, township, terminals.remove(0))
}

async fn effect(desk: &Desk, village: &str, clause: &str, points: &str) -> FindingEffect {
    let cells = [
        ("unit", village),
        ("finding", "f1"),
        ("date", "2026-09-10"),
        ("clause", clause),
        ("text", "记录不全"),
        ("points", points),
        ("due", "2026-12-20"),
    ];
    desk.finding_effect(&viewer(desk), &row(Table::Findings, &cells)).await.unwrap().unwrap()
}

#[tokio::test]
async fn a_finding_says_by_which_rule_it_counts_and_what_becomes_of_the_rank() {
    let (county, township, _) = two_sealed().await;
    let run = county.run().await;
    let before = run.outcome.rows(Level::Village).iter().find(|row| row.unit == unit(VILLAGE)).unwrap().clone();
    assert_eq!(before.rank, Some(1));
    let usual = effect(&county.desk, VILLAGE, "主题党日", "20").await;
    assert_eq!(usual.before - usual.after, Decimal::from(20).min(usual.before));
    let titles = |effect: &FindingEffect| effect.by.iter().map(|one| one.title.clone()).collect::<Vec<_>>();
    assert!(titles(&usual)[0].contains("督查扣分"), "{usual:?}");
    // Who reads Chinese is told in Chinese, wherever it was worked out.
    let chinese = cunbang_language::Language::Chinese.scope(effect(&county.desk, VILLAGE, "硬指标：产业", "2")).await;
    let said = chinese.by.iter().map(|one| format!("{} {}", one.title, one.rule)).collect::<Vec<_>>().concat();
    assert!(said.contains("硬指标") && !said.contains(|one: char| one.is_ascii_alphabetic()), "{said}");
    let rank = usual.rank.unwrap();
    assert_eq!((rank.before, rank.after), (1, 2), "the other is ranked above it then");
    assert!(usual.is_received && !usual.is_published && usual.rules.len() == 2, "{usual:?}");
    // The clause's beginning chooses the rule, whatever points are typed.
    let hard = effect(&county.desk, VILLAGE, "硬指标", "2").await;
    assert_eq!(hard.before - hard.after, Decimal::from(5));
    assert!(titles(&hard)[0].contains("硬指标") && hard.by[0].rule.contains('5'), "{hard:?}");
    let none = effect(&county.desk, VILLAGE, "主题党日", "0").await;
    assert_eq!((none.before, none.by.len(), none.rules.len()), (none.after, 0, 2));
    // One that was not received has no score and no rank; a published list stays.
    county.desk.publish("组织部", Some(&run.id), true).await.unwrap();
    down(&county.desk, &township).await;
    let silent = effect(&county.desk, VILLAGES[2], "主题党日", "1").await;
    assert!(!silent.is_received && silent.rank.is_none() && silent.is_published, "{silent:?}");
    assert_eq!((silent.lost, silent.by.len()), (Decimal::ONE, 1), "it costs that once it comes: {silent:?}");
    assert_eq!(usual.lost, usual.before - usual.after);
    let ranked = effect(&township, VILLAGE, "主题党日", "20").await.rank.unwrap();
    assert_eq!((ranked.before, ranked.after, ranked.ranked), (1, 2, 2), "by the list that came down");
}

/// Found by somebody who was told of a rank, and read only after saving that the village was now on the list and another off.
#[tokio::test]
async fn a_finding_says_who_comes_on_the_list_or_off_it_and_what_a_cap_cuts() {
    let all = [(VILLAGES[0], 4), (VILLAGES[1], 3), (VILLAGES[2], 1), (VILLAGES[3], 2)];
    let (county, township, _) = sealed(&all).await;
    let run = county.run().await;
    let last = run.outcome.candidates().next().unwrap();
    assert_ne!(last.unit, unit(VILLAGE));
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let own = run.outcome.unit(unit(VILLAGE)).unwrap().name.to_string();
    county.desk.publish("组织部", Some(&run.id), true).await.unwrap();
    down(&county.desk, &township).await;
    // At the county, and at the township by the list that came down.
    for desk in [&county.desk, &township] {
        let hard = effect(desk, VILLAGE, "主题党日", "100").await;
        let effect_on_list = hard.list.unwrap();
        assert_eq!((effect_on_list.joins, effect_on_list.leaves), (names(&[&own]), names(&[&*last.name])));
        let [rule] = &*hard.by else { panic!("{:?}", hard.by) };
        assert_eq!(rule.limit, Some((rule.lost, Decimal::ZERO)), "what is beyond the cap takes nothing");
        assert!(rule.lost < Decimal::ONE_HUNDRED, "{rule:?}");
        let slight = effect(desk, VILLAGE, "主题党日", "0.01").await;
        assert_eq!(slight.list, Some(ListEffect::default()));
        assert_eq!(slight.by[0].limit, None);
    }
}

#[tokio::test]
async fn a_finding_that_is_changed_says_what_that_does_to_the_score() {
    let (county, ..) = two_sealed().await;
    let desk = &county.desk;
    let of = |points: &str| {
        let cells = [("unit", VILLAGE), ("finding", "f1"), ("date", "2026-09-10"), ("clause", "主题党日")];
        row(Table::Findings, &[&cells[..], &[("text", "记录不全"), ("points", points), ("due", "2026-12-20")]].concat())
    };
    desk.import("督查组", &[of("3")], Some(QUARTER)).await.unwrap();
    let now = async |row: Row| desk.finding_effect(&viewer(desk), &row).await.unwrap().unwrap();
    let (same, more, less) = (now(of("3")).await, now(of("5")).await, now(of("1")).await);
    assert!(same.is_change && !same.changes_score(), "{same:?}");
    assert_eq!((more.lost, less.lost), (Decimal::from(2), Decimal::from(-2)), "against what it costs now");
    let said = cunbang_language::Language::Chinese.scope(async { less.in_words(Some(QUARTER)) }).await.concat();
    assert!(said.contains("加 2.00 分"), "{said}");
    let wanted =
        Withdrawal {
            table: Table::Findings, unit: Some(unit(VILLAGE)), id: "f1", period: None, reason: "登错了村"
        };
    let back = desk.withdrawal_effect(&viewer(desk), &wanted).await.unwrap().unwrap();
    assert_eq!(back.lost, Decimal::from(-3));
}

/// Found by somebody who read that a village had lost 20 points, and nothing on why: 53 rows stood there, none confirmed.
#[tokio::test]
async fn a_line_for_which_no_row_counted_says_what_stands_in_the_ledger() {
    let (county, ..) = sealed(&[(VILLAGES[0], 2)]).await;
    let terminal = county.terminal(VILLAGES[1]).await;
    down(&county.desk, &terminal).await;
    // A share of tasks counts this one, though it names no rows.
    let task = line(unit(VILLAGES[1]), "tasks task=t1 due=2026-08-01 done_on=2026-07-30");
    let rows = [standing(VILLAGES[1], "m1"), deed(VILLAGES[1], "d1"), deed(VILLAGES[1], "d2"), task];
    write(&terminal, &rows).await;
    seal(&terminal).await;
    up(&terminal, &county.desk).await;
    let run = county.run().await.id;
    let uncounted = async |village: &str, table: Table| {
        let sheet = county.desk.sheet_in_run(&viewer(&county.desk), unit(village), QUARTER, &run).await.unwrap();
        let told = sheet.lines.into_iter().filter_map(|line| line.uncounted);
        told.filter(|one| one.table == table).collect::<Vec<_>>()
    };
    let deeds = Uncounted { table: Table::Deeds, rows: 2, unconfirmed: 2 };
    assert_eq!(uncounted(VILLAGES[1], Table::Deeds).await, [deeds]);
    assert_eq!(uncounted(VILLAGES[0], Table::Deeds).await, [], "its rows count");
    assert_eq!(uncounted(VILLAGES[1], Table::Tasks).await, [], "it counts");
}

/// What has come so far of a village is compared with nothing.
#[tokio::test]
async fn a_provisional_village_is_compared_by_no_number() {
    let (county, ..) = sealed(&[(VILLAGES[0], 2)]).await;
    let terminal = county.terminal(VILLAGES[1]).await;
    down(&county.desk, &terminal).await;
    write(&terminal, &[standing(VILLAGES[1], "m1"), deed(VILLAGES[1], "d1")]).await;
    up(&terminal, &county.desk).await;
    county.run().await;
    let with = Side::Unit(unit(VILLAGES[1]));
    let compared = county.desk.compare_units(&viewer(&county.desk), QUARTER, unit(VILLAGES[0]), with).await;
    let compared = compared.unwrap().unwrap();
    assert_eq!(compared.score.1, None, "{compared:?}");
    assert!(compared.lines.iter().all(|line| line.points.1.is_none()), "{compared:?}");
    assert!(compared.b.0.contains("（暂定"), "{compared:?}");
}

#[tokio::test]
async fn clauses_of_the_scheme_are_offered() {
    let (county, ..) = two_sealed().await;
    let offered = county.desk.offered(Table::Findings, "clause", QUARTER).await.unwrap();
    let words: Vec<&str> = offered.iter().map(|one| one.word.as_str()).collect();
    assert_eq!(words.first(), Some(&"硬指标"), "{words:?}");
    assert!(words.contains(&"走访") && !words.contains(&"督查扣分"), "{words:?}");
}

#[tokio::test]
async fn what_came_since_a_seal_is_named_row_by_row() {
    let (county, township, terminal) = two_sealed().await;
    let since = async || township.since_seal(&viewer(&township), unit(VILLAGE), QUARTER).await.unwrap();
    let named = async || {
        let (since, rows) = since().await.unwrap();
        (since, rows.into_iter().map(|row| (row.id, row.change)).collect::<Vec<_>>())
    };
    assert!(since().await.is_none(), "a first seal with nothing after it");
    let send = async || {
        up(&terminal, &county.desk).await;
        down(&county.desk, &township).await;
    };
    write(&terminal, &[deed(VILLAGE, "d0").withdrawn("重复"), deed(VILLAGE, "d9")]).await;
    send().await;
    let changed = vec![("d0".to_owned(), ChangeSince::Withdrawn), ("d9".to_owned(), ChangeSince::Added)];
    assert_eq!(named().await, (Since::Seal, changed.clone()));
    seal(&terminal).await;
    send().await;
    assert_eq!(named().await, (Since::SealBefore, changed.clone()), "sealed again, they are still told");
    township.review_seal("督查组", unit(VILLAGE), QUARTER, SealVerdict::ACCEPTED).await.unwrap();
    assert_eq!(named().await, (Since::SealBefore, changed), "accepted, they stay to be seen");
    write(&terminal, &[deed_on(VILLAGE, "d10", "2026-07-03", "修路")]).await;
    send().await;
    assert_eq!(named().await.1, [("d10".to_owned(), ChangeSince::Added)]);
    seal(&terminal).await;
    send().await;
    township.review_seal("督查组", unit(VILLAGE), QUARTER, SealVerdict::ACCEPTED).await.unwrap();
    write(&terminal, &[deed_on(VILLAGE, "d10", "2026-07-03", "修桥")]).await;
    send().await;
    let (_, rows) = since().await.unwrap();
    let cells: Vec<_> = rows[0].cells.iter().map(|cell| (cell.column.name, &*cell.before, &*cell.after)).collect();
    assert_eq!(cells, [("text", "修路", "修桥")]);
}

#[tokio::test]
async fn a_contact_in_any_period_is_one() {
    let (county, ..) = two_sealed().await;
    county.at("2027-01-20T01:00:00Z");
    let next: Period = "2026Q4".parse().unwrap();
    let coverage = county.desk.village_coverage(&viewer(&county.desk), next, unit(VILLAGE)).await.unwrap();
    assert!(coverage[0].coverage.last_received_at.is_none(), "nothing of this quarter came");
    assert!(coverage[0].heard_at() >= Some(moment("2026-10-05T01:00:00Z")), "{:?}", coverage[0].heard_at());
}

#[tokio::test]
async fn a_township_without_a_run_has_what_the_score_sheets_say() {
    let (county, township, _) = two_sealed().await;
    let run = county.run().await;
    county.desk.publish("组织部", Some(&run.id), true).await.unwrap();
    down(&county.desk, &township).await;
    let viewer = viewer(&township);
    let wanted = Wanted { period: Some(QUARTER), under: unit(TOWNSHIP), run: "" };
    let outcome = township.ranking_with_sheets(&viewer, wanted).await.unwrap().outcome(Some(Level::Village)).unwrap();
    for row in outcome.rows(Level::Village) {
        let whole = run.outcome.rows(Level::Village).iter().find(|whole| whole.unit == row.unit).unwrap();
        let points = |row: &cunbang_scheme::OutcomeRow| -> Vec<_> {
            row.indicators.iter().map(|one| (one.id.clone(), one.points.map(|points| points.normalize()))).collect()
        };
        assert_eq!(points(row), points(whole), "{}", row.name);
        let rows = |row: &cunbang_scheme::OutcomeRow| -> usize {
            row.indicators.iter().flat_map(|one| &one.reasons).filter(|reason| !reason.row.is_empty()).count()
        };
        assert_eq!(rows(row), rows(whole), "{}", row.name);
    }
    let compared = township.compare_units(&viewer, QUARTER, unit(VILLAGES[0]), Side::Unit(unit(VILLAGES[1]))).await;
    let compared = compared.unwrap().unwrap();
    assert!(compared.score.0 > compared.score.1 && !compared.lines.is_empty(), "{compared:?}");
    let mean = township.compare_units(&viewer, QUARTER, unit(VILLAGES[0]), Side::Mean).await.unwrap().unwrap();
    assert!(mean.score.1.is_some(), "{mean:?}");
}

#[tokio::test]
async fn a_township_without_a_run_knows_between_which_scores_what_is_outstanding_may_lie() {
    let (county, township, _) = sealed(&[(VILLAGES[0], 2)]).await;
    let run = county.run().await;
    county.desk.publish("组织部", Some(&run.id), true).await.unwrap();
    down(&county.desk, &township).await;
    let wanted = Wanted { period: Some(QUARTER), under: unit(TOWNSHIP), run: "" };
    let view = township.ranking_with_sheets(&viewer(&township), wanted).await.unwrap();
    let outcome = view.outcome(Some(Level::Village)).unwrap();
    let of = |outcome: &Outcome, village: &str| {
        let rows = outcome.rows(Level::Village);
        rows.iter().find(|row| row.unit == unit(village)).and_then(|row| row.bounds)
    };
    let bounds = of(&outcome, VILLAGES[1]);
    assert!(bounds.is_some_and(|bounds| bounds.worst_score < bounds.best_score), "{bounds:?}");
    assert_eq!(bounds, of(&run.outcome, VILLAGES[1]));
    assert_eq!(of(&outcome, VILLAGES[0]), None, "what is received lies where it lies");
}

#[tokio::test]
async fn a_trial_says_on_what_and_against_what() {
    let (county, _, terminal) = two_sealed().await;
    let text = pack::find("standard").unwrap().text;
    let viewer = viewer(&county.desk);
    let tried = county.desk.try_scheme(&viewer, text, QUARTER).await.unwrap();
    assert!(tried.is_over && tried.ranked > 0 && tried.moved.is_empty(), "{tried:?}");
    assert!(matches!(&tried.against, Against::Count { rules } if rules.contains("村级组织")), "{:?}", tried.against);
    // Once a list stands, it is that which others would move on, whatever has come since.
    let run = county.run().await;
    county.desk.publish("组织部", Some(&run.id), true).await.unwrap();
    let tried = county.desk.try_scheme(&viewer, text, QUARTER).await.unwrap();
    assert!(matches!(tried.against, Against::List { has_more: false, .. }) && tried.moved.is_empty(), "{tried:?}");
    county.at("2026-10-06T01:00:00Z");
    let more = [("unit", VILLAGE), ("deed", "d9"), ("member", "m1"), ("date", "2026-07-19"), ("kind", "integrity")];
    let confirmed = [("text", "修路"), ("confirmed_on", "2026-07-20"), ("confirmed_by", "支部")];
    write(&terminal, &[row(Table::Deeds, &[&more[..], &confirmed].concat())]).await;
    seal(&terminal).await;
    up(&terminal, &county.desk).await;
    let tried = county.desk.try_scheme(&viewer, text, QUARTER).await.unwrap();
    assert!(matches!(tried.against, Against::List { has_more: true, .. }), "{tried:?}");
    let published = run.outcome.rows(Level::Village).iter().find(|row| row.unit == unit(VILLAGE)).unwrap();
    let moved = tried.moved.iter().find(|one| one.unit == unit(VILLAGE)).unwrap();
    assert_eq!((moved.score.0, moved.rank.0), (published.score, published.rank), "as it was published");
    assert_ne!(moved.score.1, published.score);
    // What was taken back is no list.
    county.desk.withdraw_publication("组织部", &run.id, "漏计").await.unwrap();
    let tried = county.desk.try_scheme(&viewer, text, QUARTER).await.unwrap();
    assert!(matches!(tried.against, Against::Count { .. }) && tried.moved.is_empty(), "{tried:?}");
    let tried = county.desk.try_scheme(&viewer, text, "2026Q4".parse().unwrap()).await.unwrap();
    assert!(!tried.is_over && tried.ranked == 0, "{tried:?}");
}

/// Whoever only looks sees no names, by whichever door.
#[tokio::test]
async fn a_role_goes_as_far_at_the_command_line_as_on_the_pages() {
    let (_county, township, _) = two_sealed().await;
    let password = Password::from("村口河道已经清理".to_owned());
    for (name, role) in [("负责人", OperatorRole::Head), ("只看甲", OperatorRole::Viewer)] {
        township.let_in("", name, role, &password).await.unwrap();
    }
    let roster = async |name: &str| {
        let viewer = township.viewer(name).await.unwrap();
        township.rows(&viewer, Table::Members, Some(unit(VILLAGE)), None, &RowFilter::default()).await
    };
    let kind = DocumentKind::Roster;
    let refused = roster("只看甲").await;
    assert!(
        matches!(refused, Err(DeskError::View(ViewError::NotForReaders { kind: of })) if of == kind),
        "{refused:?}"
    );
    let refused = roster(" 只看甲 ").await;
    assert!(matches!(refused, Err(DeskError::View(ViewError::NotForReaders { .. }))), "{refused:?}");
    let shown = roster("负责人").await;
    assert!(!matches!(shown, Err(DeskError::View(ViewError::NotForReaders { .. }))), "{shown:?}");
    // What the head opened for a room ends with the head's role, and with the head's work here.
    let may = async |name: &str| township.still_may(name, Command::Screen).await.unwrap();
    assert_eq!([may("负责人").await, may("只看甲").await, may("谁").await], [true, false, false]);
    township.let_in("", "另一人", OperatorRole::Head, &password).await.unwrap();
    township.give_role("", "负责人", OperatorRole::Inspector).await.unwrap();
    assert!(!may("负责人").await);
    assert!(may("另一人").await);
    township.give_role("", "负责人", OperatorRole::Head).await.unwrap();
    township.shut_out("", "负责人").await.unwrap();
    assert!(!may("负责人").await);
}

/// Found by somebody who read of a village from which nothing had come that it was no candidate any more.
#[tokio::test]
async fn of_a_silent_village_it_cannot_be_told_whether_it_is_a_candidate() {
    let (county, ..) = sealed(&[(VILLAGES[0], 4), (VILLAGES[1], 3), (VILLAGES[3], 2)]).await;
    let silent = county.run().await;
    let terminal = county.terminal(VILLAGES[2]).await;
    down(&county.desk, &terminal).await;
    write(&terminal, &[standing(VILLAGES[2], "m1"), deed(VILLAGES[2], "d1")]).await;
    seal(&terminal).await;
    up(&terminal, &county.desk).await;
    let listed = county.run().await;
    assert_eq!(listed.outcome.candidates().next().unwrap().unit, unit(VILLAGES[2]));
    let named = |run: &str| RunName { period: Some(QUARTER), run: run[..12].to_owned() };
    let (before, after) = (named(&listed.id), named(&silent.id));
    let changes = county.desk.changes_of(&viewer(&county.desk), &before, &after, unit(VILLAGES[2])).await.unwrap();
    assert!(changes.line.causes.contains(&Cause::Open), "{:?}", changes.line.causes);
    assert!(!changes.line.causes.iter().any(|cause| matches!(cause, Cause::Candidate { .. })));
}

#[tokio::test]
async fn a_laptop_says_as_of_when_it_knows_what_it_shows() {
    let (county, township, terminal) = two_sealed().await;
    let laptop = county.device(TOWNSHIP, Role::Inspector).await;
    down(&county.desk, &laptop).await;
    assert_eq!(laptop.known_as_of().await.unwrap().unwrap().at, None, "it was in touch with nobody");
    county.at("2026-10-05T02:00:00Z");
    laptop.replica().note_contact_above(unit(TOWNSHIP)).await.unwrap();
    county.at("2026-10-08T02:00:00Z");
    let known = laptop.known_as_of().await.unwrap().unwrap();
    assert_eq!(known.at, Some(moment("2026-10-05T02:00:00Z")));
    let said = cunbang_language::Language::Chinese.scope(async { known.to_string() }).await;
    assert!(said.contains("2026年10月5日 10:00") && said.contains(&known.unit), "{said}");
    for desk in [&county.desk, &township, &terminal] {
        assert_eq!(desk.known_as_of().await.unwrap(), None, "a node has what reached it, a village what it wrote");
    }
}

#[tokio::test]
async fn contact_and_arrival_are_two_things() {
    let (county, township, terminal) = two_sealed().await;
    let device = terminal.replica().device();
    county.at("2026-10-06T02:00:00Z");
    township.replica().note_contact(device);
    let of = async |desk: &Desk| desk.village_coverage(&viewer(desk), QUARTER, unit(VILLAGE)).await.unwrap().remove(0);
    let (here, above) = (of(&township).await, of(&county.desk).await);
    assert_eq!(here.contact_at, Some(moment("2026-10-06T02:00:00Z")));
    assert!(above.contact_at.is_none() && above.arrived_at == Some(moment("2026-10-05T01:00:00Z")), "{above:?}");
}
