//! What changed between two rankings: scores, ranks, indicators, and the rows behind them.
#![allow(clippy::unwrap_used)]

use cunbang_desk::assessment::changes::{Cause, ChangedLine, RowChange, RunName, UnitChanges};
use cunbang_desk::{Desk, KnownRank, KnownScore, Level, NewRules, Prospect, Told, Viewer};
use cunbang_model::{Decimal, Role, Table};
use cunbang_ranking::RankingRun;
use cunbang_world::QUARTER;
use cunbang_world::county::{County, down, seal, up, write};
use cunbang_world::rows::{deed, deed_on, finding_due, row};
use cunbang_world::tree::{TOWNSHIP, VILLAGES, unit};
use std::sync::Arc;

/// When something was found, and by when it is to be put right.
const FOUND: (&str, &str) = ("2026-08-01", "2026-12-20");

fn viewer(desk: &Desk) -> Viewer {
    Viewer::operator(desk.replica(), "组织部")
}

fn named(run: &RankingRun) -> RunName {
    RunName { period: Some(QUARTER), run: run.id[..12].to_owned() }
}

/// A county in which two villages sealed; then one of them withdrew, changed and added, and sealed again. Its runs before
/// and after, both published.
async fn two_runs() -> (County, Arc<Desk>, RankingRun, RankingRun) {
    let county = County::with_rules().await;
    let township = county.device(TOWNSHIP, Role::Node).await;
    let (one, other) = (county.terminal(VILLAGES[0]).await, county.terminal(VILLAGES[1]).await);
    down(&county.desk, &township).await;
    write(&one, &[deed(VILLAGES[0], "d1"), deed(VILLAGES[0], "d2"), deed(VILLAGES[0], "same")]).await;
    write(&other, &["a", "b", "c", "d"].map(|id| deed(VILLAGES[1], id))).await;
    let send = async |terminal: &Desk| {
        seal(terminal).await;
        up(terminal, &township).await;
        up(&township, &county.desk).await;
    };
    send(&one).await;
    send(&other).await;
    let first = county.run().await;
    county.desk.publish("组织部", Some(&first.id), true).await.unwrap();
    let changed = deed_on(VILLAGES[0], "d2", "2026-07-09", "改为清理河道");
    write(&one, &[deed(VILLAGES[0], "d1").withdrawn("重复"), changed, deed(VILLAGES[0], "d3")]).await;
    write(&one, &["d4", "d5"].map(|id| deed(VILLAGES[0], id))).await;
    send(&one).await;
    let second = county.run().await;
    county.desk.publish("组织部", Some(&second.id), true).await.unwrap();
    down(&county.desk, &township).await;
    (county, township, first, second)
}

fn told(changes: &UnitChanges) -> Vec<(String, RowChange)> {
    let rows = changes.indicators.iter().flat_map(|one| &one.rows);
    rows.map(|row| (format!("{}/{}", row.table, row.id), row.change)).collect()
}

#[tokio::test]
async fn a_change_leads_down_to_the_rows_that_made_it() {
    let (county, township, first, second) = two_runs().await;
    let expected = [
        ("deeds/d3", RowChange::New),
        ("deeds/d4", RowChange::New),
        ("deeds/d5", RowChange::New),
        ("deeds/d1", RowChange::Gone),
        ("deeds/d2", RowChange::Different),
    ];
    // The township made neither run: it has the bulletins and the sheets, and the same rows.
    for desk in [&county.desk, &township] {
        let viewer = viewer(desk);
        let changes = desk.changes(&viewer, &named(&first), &named(&second), Level::Village).await.unwrap();
        let of = |code: &str| -> &ChangedLine { changes.lines.iter().find(|line| line.unit == unit(code)).unwrap() };
        let moved = of(VILLAGES[0]);
        assert_eq!((moved.gained(), moved.moved_up()), (Some(Decimal::new(200, 2)), Some(1)), "{moved:#?}");
        let because: Vec<_> = moved.because.iter().map(|one| (one.title.as_deref(), one.before, one.after)).collect();
        assert_eq!(because, [(Some("deeds"), Some(Decimal::new(300, 2)), Some(Decimal::new(500, 2)))]);
        let passed = of(VILLAGES[1]);
        assert_eq!((passed.gained(), passed.moved_up()), (Some(Decimal::ZERO), Some(-1)));
        assert!(passed.because.is_empty() && passed.is_changed() && changes.have_same_rules());
        // Nothing came of it in either; the township's own list has no villages of others.
        let silent = changes.lines.iter().find(|line| line.unit == unit(VILLAGES[2]));
        assert!(silent.is_none_or(|line| !line.is_changed()), "{silent:?}");

        let rows = desk.changes_of(&viewer, &named(&first), &named(&second), unit(VILLAGES[0])).await.unwrap();
        assert_eq!(told(&rows), expected.map(|(row, change)| (row.to_owned(), change)));
        let row = rows.indicators[0].rows.iter().find(|row| row.id == "d2").unwrap();
        assert_eq!((row.table, row.quarter), (Table::Deeds, Some(QUARTER)));
        assert!(row.before != row.after && row.after.as_ref().unwrap().contains("清理河道"), "{row:?}");
        let nothing = desk.changes_of(&viewer, &named(&first), &named(&first), unit(VILLAGES[0])).await.unwrap();
        assert!(nothing.indicators.is_empty(), "{nothing:#?}");
    }
    let whole = viewer(&county.desk);
    let above = county.desk.changes(&whole, &named(&first), &named(&second), Level::Township).await.unwrap();
    assert!(above.lines.iter().any(|line| line.unit == unit(TOWNSHIP) && !line.because.is_empty()), "{above:#?}");
}

#[tokio::test]
async fn where_a_run_was_made_elsewhere_findings_are_those_of_its_sheet_in_the_words_of_today() {
    let county = County::with_rules().await;
    let township = county.device(TOWNSHIP, Role::Node).await;
    let terminal = county.terminal(VILLAGES[0]).await;
    down(&county.desk, &township).await;
    write(&terminal, &[deed(VILLAGES[0], "d1"), deed(VILLAGES[0], "d2")]).await;
    seal(&terminal).await;
    up(&terminal, &township).await;
    up(&township, &county.desk).await;
    let publish = async || {
        let run = county.run().await;
        county.desk.publish("组织部", Some(&run.id), true).await.unwrap();
        run
    };
    let first = publish().await;
    county.desk.import("组织部", &[finding_due(VILLAGES[0], "f1", FOUND, "0.5")], Some(QUARTER)).await.unwrap();
    let second = publish().await;
    // What is written of it since is no part of either.
    county.desk.import("组织部", &[finding_due(VILLAGES[0], "f1", FOUND, "1")], Some(QUARTER)).await.unwrap();
    down(&county.desk, &township).await;
    for (desk, as_now) in [(&county.desk, false), (&township, true)] {
        let rows = desk.changes_of(&viewer(desk), &named(&first), &named(&second), unit(VILLAGES[0])).await.unwrap();
        assert_eq!(told(&rows), [("findings/f1".to_owned(), RowChange::New)], "{as_now}");
        assert_eq!(rows.findings_as_now, as_now);
        let row = &rows.indicators[0].rows[0];
        assert_eq!((row.before.is_none(), row.points.1.as_deref()), (true, Some("-0.5")), "{row:?}");
    }
    // Of ledgers the bulletin says how far they went: nothing is said where no finding is shown.
    write(&terminal, &[deed(VILLAGES[0], "d3")]).await;
    seal(&terminal).await;
    up(&terminal, &township).await;
    up(&township, &county.desk).await;
    let third = publish().await;
    down(&county.desk, &township).await;
    let name = |run: &RankingRun| named(run);
    let rows = township.changes_of(&viewer(&township), &name(&second), &name(&third), unit(VILLAGES[0])).await.unwrap();
    assert!(told(&rows).contains(&("deeds/d3".to_owned(), RowChange::New)), "{rows:#?}");
}

#[tokio::test]
async fn a_row_that_counts_once_it_is_sealed_counts_otherwise() {
    let county = County::with_rules().await;
    let terminal = county.terminal(VILLAGES[0]).await;
    write(&terminal, &[deed(VILLAGES[0], "d1")]).await;
    seal(&terminal).await;
    write(&terminal, &[deed(VILLAGES[0], "d2")]).await;
    up(&terminal, &county.desk).await;
    let first = county.run().await;
    seal(&terminal).await;
    up(&terminal, &county.desk).await;
    let second = county.run().await;
    let viewer = viewer(&county.desk);
    let rows = county.desk.changes_of(&viewer, &named(&first), &named(&second), unit(VILLAGES[0])).await.unwrap();
    assert_eq!(told(&rows), [("deeds/d2".to_owned(), RowChange::CountsOtherwise)]);
}

#[tokio::test]
async fn a_bulletin_says_who_is_a_candidate_for_certain() {
    let county = County::with_rules().await;
    let township = county.device(TOWNSHIP, Role::Node).await;
    down(&county.desk, &township).await;
    for (place, village) in VILLAGES[..3].iter().enumerate() {
        let terminal = county.terminal(village).await;
        let deeds: Vec<_> = (0..=place * 3).map(|number| deed(village, &format!("d{number}"))).collect();
        write(&terminal, &deeds).await;
        seal(&terminal).await;
        up(&terminal, &county.desk).await;
    }
    let run = county.run().await;
    county.desk.publish("组织部", Some(&run.id), true).await.unwrap();
    down(&county.desk, &township).await;
    let at = async |desk: &Desk| {
        let standings = desk.standings(&viewer(desk), QUARTER, desk.replica().unit(), "").await.unwrap().unwrap();
        standings.villages.iter().map(|one| (one.line.unit, one.prospect)).collect::<Vec<_>>()
    };
    let (above, below) = (at(&county.desk).await, at(&township).await);
    assert!(above.iter().any(|(_, prospect)| prospect.is_some()), "{above:?}");
    let own: Vec<_> = above.into_iter().filter(|(one, _)| one.is_within(&unit(TOWNSHIP))).collect();
    assert_eq!(below, own, "the township reads in the bulletin what the county's own run says");
    let place = township.place(&viewer(&township), unit(VILLAGES[0]), QUARTER).await.unwrap().unwrap();
    assert!(place.prospect.is_some(), "{place:?}");

    // A line of an older program says nothing of it, and stays readable.
    let cells =
        [("unit", "330522"), ("run", "r"), ("subject", VILLAGES[0]), ("level", "village"), ("status", "received")];
    let older = row(Table::Results, &[&cells[..], &[("candidate", "yes")]].concat());
    let line: cunbang_model::record::PublishedResult = older.record().unwrap();
    assert_eq!((line.candidate, line.prospect.map(Prospect::from)), (Some(true), None));
}

#[tokio::test]
async fn a_township_with_a_provisional_part_has_one_score_and_its_range() {
    let county = County::with_rules().await;
    let (one, other) = (county.terminal(VILLAGES[0]).await, county.terminal(VILLAGES[1]).await);
    write(&one, &["a", "b", "c", "d"].map(|id| deed(VILLAGES[0], id))).await;
    seal(&one).await;
    up(&one, &county.desk).await;
    write(&other, &[deed(VILLAGES[1], "a")]).await;
    up(&other, &county.desk).await;
    let run = county.run().await;
    let viewer = viewer(&county.desk);
    let standings = county.desk.standings(&viewer, QUARTER, county.desk.replica().unit(), "").await.unwrap().unwrap();
    let placed = standings.townships.iter().find(|one| one.line.unit == unit(TOWNSHIP)).unwrap();
    let KnownScore::SoFar(score, Some((worst, best))) = placed.line.known_score() else { panic!("{placed:#?}") };
    assert!(worst <= score && score <= best, "{worst} {score} {best}");
    assert!(matches!(placed.line.known_rank(), KnownRank::Between(..)));
    // The sheet of a later run of the township alone is not mixed in: it is of the run that the ranking shows.
    let options = cunbang_desk::RunOptions { under: Some(unit(TOWNSHIP)), anyway: false };
    write(&other, &["b", "c"].map(|id| deed(VILLAGES[1], id))).await;
    up(&other, &county.desk).await;
    let part = county.desk.run(QUARTER, options).await.unwrap();
    assert_ne!(part.id, run.id);
    let sheet = county.desk.sheet_in_run(&viewer, unit(TOWNSHIP), QUARTER, &standings.run.id).await.unwrap();
    assert_eq!((sheet.run, sheet.score), (run.id, Some(score)));
}

#[tokio::test]
async fn a_village_without_a_point_is_shown_without_stars() {
    let county = County::new().await;
    let stars = "[village.stars]\nby = \"score\"\nbands = [{ from = 2, stars = 5 }, { from = 0, stars = 3 }]\n";
    let scheme = format!("{}\n{stars}", cunbang_world::county::SCHEME);
    county.desk.put_scheme("组织部", NewRules::since(&scheme, QUARTER)).await.unwrap();
    county.at("2026-09-30T02:00:00Z");
    for (village, deeds) in [(VILLAGES[0], vec![]), (VILLAGES[1], vec![deed(VILLAGES[1], "a"), deed(VILLAGES[1], "b")])]
    {
        let terminal = county.terminal(village).await;
        write(&terminal, &[&[cunbang_world::rows::standing(village, "m1")][..], &deeds].concat()).await;
        seal(&terminal).await;
        up(&terminal, &county.desk).await;
    }
    county.run().await;
    let standings = county.desk.standings(&viewer(&county.desk), QUARTER, unit("330522"), "").await.unwrap().unwrap();
    let of = |code: &str| &standings.villages.iter().find(|one| one.line.unit == unit(code)).unwrap().line;
    let zero = of(VILLAGES[0]);
    assert_eq!((zero.score, zero.stars, zero.shown_stars()), (Some(Decimal::new(0, 2)), Some(3), None));
    assert_eq!(of(VILLAGES[1]).shown_stars(), Some(5));
    assert_eq!(standings.stars.into_iter().collect::<Vec<_>>(), [(0, 1), (5, 1)]);
}

/// What no indicator tells is told besides: that a seal came, and that a state is another.
#[tokio::test]
async fn a_seal_that_arrived_and_a_state_that_changed_are_causes() {
    let county = County::with_rules().await;
    let terminal = county.terminal(VILLAGES[0]).await;
    county.at("2026-10-05T01:00:00Z");
    let first = county.run().await;
    write(&terminal, &[deed(VILLAGES[0], "d1")]).await;
    county.at("2026-10-09T01:00:00Z");
    seal(&terminal).await;
    up(&terminal, &county.desk).await;
    let second = county.run().await;
    county.at("2026-10-26T01:00:00Z");
    county.desk.decide("组织部", QUARTER, unit(VILLAGES[1]), "not_carried_out", "未开展").await.unwrap();
    let third = county.run().await;
    let viewer = viewer(&county.desk);
    let causes = async |before: &RankingRun, after: &RankingRun, code: &str| {
        county.desk.changes_of(&viewer, &named(before), &named(after), unit(code)).await.unwrap().line.causes
    };
    let came = causes(&first, &second, VILLAGES[0]).await;
    assert!(came.contains(&Cause::State(Told::NotReceived, Told::Received)), "{came:?}");
    let on = |cause: &Cause| matches!(cause, Cause::Sealed(at) if at.to_string().starts_with("2026-10-09"));
    assert!(came.iter().any(on), "{came:?}");
    let decided = causes(&second, &third, VILLAGES[1]).await;
    assert!(decided.contains(&Cause::State(Told::NotReceived, Told::NotCarriedOut)), "{decided:?}");
    assert_eq!(causes(&second, &third, VILLAGES[0]).await.iter().filter(|one| on(one)).count(), 0);
}

/// What has come so far of a village is no score of it. Found by somebody who read that a village had lost 53.95 points, when
/// it had not sealed yet.
#[tokio::test]
async fn a_village_that_has_not_sealed_yet_has_lost_nothing() {
    let county = County::with_rules().await;
    let terminal = county.terminal(VILLAGES[0]).await;
    county.at("2026-10-05T01:00:00Z");
    write(&terminal, &[deed(VILLAGES[0], "d1"), deed(VILLAGES[0], "d2")]).await;
    up(&terminal, &county.desk).await;
    let so_far = county.run().await;
    write(&terminal, &[deed(VILLAGES[0], "d3")]).await;
    county.at("2026-10-09T01:00:00Z");
    seal(&terminal).await;
    up(&terminal, &county.desk).await;
    let sealed = county.run().await;
    let viewer = viewer(&county.desk);
    let of = async |before: &RankingRun, after: &RankingRun| {
        let changes = county.desk.changes(&viewer, &named(before), &named(after), Level::Village).await.unwrap();
        changes.lines.into_iter().find(|line| line.unit == unit(VILLAGES[0])).unwrap()
    };
    for line in [of(&so_far, &sealed).await, of(&sealed, &so_far).await] {
        assert!(line.is_changed() && !line.is_settled(), "{line:?}");
        assert_eq!(line.gained(), None);
        let points = line.because.iter().all(|one| one.before.is_none() != one.after.is_none());
        assert!(!line.because.is_empty() && points, "{:?}", line.because);
        assert!(line.causes.iter().any(|cause| matches!(cause, Cause::State(..))), "{:?}", line.causes);
    }
    let whole = county.desk.changes_of(&viewer, &named(&so_far), &named(&sealed), unit(VILLAGES[0])).await.unwrap();
    assert!(whole.indicators.iter().all(|one| one.points.before.is_none()), "{:?}", whole.indicators);
    assert!(whole.indicators.iter().any(|one| one.points.after.is_some()), "{:?}", whole.indicators);
}
