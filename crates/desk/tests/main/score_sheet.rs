//! Score sheets that come down: to whom, with what, and whether they are the ones that the bulletin names.
#![allow(clippy::unwrap_used)]

use cunbang_desk::village::score_sheet::{Agreement, ScoreSheetView};
use cunbang_desk::{Desk, DeskError, ViewError, Viewer};
use cunbang_model::{DocumentName, Role, Table, record};
use cunbang_world::QUARTER;
use cunbang_world::county::{County, down, write};
use cunbang_world::rows::row;
use cunbang_world::tree::{COUNTY, TOWNSHIP, VILLAGES, unit};

fn operator(desk: &Desk) -> Viewer {
    Viewer::operator(desk.replica(), "王会计")
}

async fn sheet(desk: &Desk, village: &str) -> Result<ScoreSheetView, DeskError> {
    desk.score_sheet(&operator(desk), unit(village), QUARTER).await
}

fn document(village: &str) -> DocumentName {
    format!("sheet/{village}/2026Q3").parse().unwrap()
}

#[tokio::test]
async fn a_village_reads_offline_where_each_point_comes_from() {
    let county = County::with_rules().await;
    let run = county.play().await;
    let terminal = county.terminal(VILLAGES[1]).await;
    down(&county.desk, &terminal).await;
    let member =
        row(Table::Members, &[("unit", VILLAGES[1]), ("member", "m1"), ("name", "陈建国"), ("status", "full")]);
    write(&terminal, &[member]).await;

    let seen = sheet(&terminal, VILLAGES[1]).await.unwrap();
    assert_eq!(
        (seen.run.as_str(), seen.name.as_str(), seen.publisher_name.as_str()),
        (run.id.as_str(), "二界岭村", "长兴县")
    );
    assert!(matches!(seen.agreement, Agreement::Agrees { .. }), "{:?}", seen.agreement);
    let result = run.outcome.unit(unit(VILLAGES[1])).unwrap();
    assert_eq!((seen.score, seen.rank, seen.candidate), (result.score, result.rank, result.candidate));
    assert_eq!((seen.score.unwrap().to_string(), seen.ranked), ("0.50".to_owned(), Some(3)));
    let [deeds, inspection] = seen.lines.as_slice() else { panic!("{:#?}", seen.lines) };
    assert_eq!((deeds.title.as_str(), deeds.points.unwrap().to_string()), ("deeds", "1.00".to_owned()));
    assert_eq!(
        (deeds.most.unwrap().to_string(), deeds.lost.normalize().to_string()),
        ("50".to_owned(), "49".to_owned())
    );
    let reason = &deeds.reasons[0];
    assert_eq!((reason.table, reason.rows[0].id.as_str()), (Some(Table::Deeds), "d17"));
    assert_eq!(inspection.points.unwrap().to_string(), "-0.50");
    assert_eq!(inspection.reasons[0].rows[0].id, "f1");
    assert!(inspection.reasons[0].rows[0].said.as_ref().unwrap().contains("8月1日"), "{:?}", inspection.reasons[0]);

    // A village that is silent may still come to lie before it.
    let place = terminal.place(&operator(&terminal), unit(VILLAGES[1]), QUARTER).await.unwrap().unwrap();
    let of_villages = run.outcome.rows(cunbang_scheme::Level::Village);
    let pending = u32::try_from(of_villages.iter().filter(|row| row.rank.is_none()).count()).unwrap();
    // As far as the best that may come of it is not below.
    let may_pass =
        |row: &&cunbang_scheme::OutcomeRow| row.bounds.is_some_and(|one| Some(one.best_score) >= place.score);
    let may_pass = u32::try_from(of_villages.iter().filter(may_pass).count()).unwrap();
    assert_eq!(
        (place.pending, place.may_pass, place.between()),
        (pending, may_pass, place.rank.map(|rank| (rank, rank + may_pass)).filter(|_| pending > 0))
    );
    let previewed =
        county.desk.place_beneath(&operator(&county.desk), unit(VILLAGES[1]), &run.id).await.unwrap().unwrap();
    assert_eq!(previewed.may_pass, may_pass, "as it was before it was published");

    // It is the last: what it takes is more than the next one has.
    let above = seen.above.as_ref().unwrap();
    assert_eq!((seen.candidate, seen.below.is_none()), (Some(true), true));
    assert_eq!(
        seen.off_the_list_from.unwrap(),
        above.score.unwrap() + "0.01".parse::<cunbang_model::Decimal>().unwrap()
    );
    assert_eq!(above.distance.unwrap(), above.score.unwrap() - seen.score.unwrap());
    // Of its neighbours it is told the place and the score, and nothing by indicator.
    let rows = terminal.replica().projection(document(VILLAGES[1])).await.unwrap();
    let lines: Vec<record::SheetLine> = rows.rows().filter_map(|standing| standing.row.record()).collect();
    assert!(!lines.is_empty() && lines.iter().all(|line| line.above.is_none() && line.below.is_none()), "{lines:?}");

    // Publishing again changes nothing; the sheets are no documents of its own that wait for receipts.
    let before = county.desk.replica().projection(document(VILLAGES[1])).await.unwrap();
    assert_eq!(county.desk.publish("组织部", Some(&run.id), true).await.unwrap().rows, 0);
    assert_eq!(county.desk.replica().projection(document(VILLAGES[1])).await.unwrap(), before);
    for desk in [&county.desk, &terminal] {
        assert!(desk.status(true).await.unwrap().documents.iter().all(|one| one.document != document(VILLAGES[1])));
    }
}

#[tokio::test]
async fn names_are_joined_where_the_roster_is() {
    let county = County::with_rules().await;
    let terminal = county.terminal(VILLAGES[0]).await;
    down(&county.desk, &terminal).await;
    let member =
        row(Table::Members, &[("unit", VILLAGES[0]), ("member", "m1"), ("name", "陈建国"), ("status", "full")]);
    write(&terminal, &[member, cunbang_world::rows::deed(VILLAGES[0], "d1")]).await;
    cunbang_world::county::seal(&terminal).await;
    cunbang_world::county::up(&terminal, &county.desk).await;
    let run = county.run().await;
    county.desk.publish("组织部", Some(&run.id), true).await.unwrap();
    down(&county.desk, &terminal).await;
    let said =
        async |desk: &Desk| sheet(desk, VILLAGES[0]).await.unwrap().lines[0].reasons[0].rows[0].said.clone().unwrap();
    assert!(said(&terminal).await.contains("陈建国"));
    assert!(said(&county.desk).await.contains("m1") && !said(&county.desk).await.contains("陈建国"));
    let rows = county.desk.replica().projection(document(VILLAGES[0])).await.unwrap();
    assert!(rows.rows().all(|standing| !standing.row.to_json().contains("陈建国")));
}

#[tokio::test]
async fn sheets_come_to_the_unit_and_those_above_it_alone() {
    let county = County::with_rules().await;
    county.play().await;
    let township = county.device(TOWNSHIP, Role::Node).await;
    let village = county.terminal(VILLAGES[0]).await;
    for desk in [&township, &village] {
        down(&county.desk, desk).await;
    }
    for seen in [VILLAGES[0], VILLAGES[1]] {
        assert!(sheet(&township, seen).await.is_ok());
    }
    assert!(sheet(&village, VILLAGES[0]).await.is_ok());
    assert!(matches!(sheet(&village, VILLAGES[1]).await.unwrap_err(), DeskError::View(ViewError::NotForUnit { .. })));
    assert!(matches!(sheet(&township, VILLAGES[2]).await.unwrap_err(), DeskError::View(ViewError::NotForUnit { .. })));
    // The township's own sheet says what its villages gave.
    let own = sheet(&township, TOWNSHIP).await.unwrap();
    assert!(own.agreement.is_agreed() && !own.lines.is_empty(), "{own:#?}");
    assert!(own.lines[0].reasons.iter().any(|reason| reason.unit.as_ref().is_some_and(|(_, name)| name == "胥仓村")));
}

#[tokio::test]
async fn a_sheet_that_is_not_the_published_one_is_told() {
    let county = County::with_rules().await;
    let run = county.play().await;
    let terminal = county.terminal(VILLAGES[0]).await;
    down(&county.desk, &terminal).await;
    let agreement = async |desk: &Desk| sheet(desk, VILLAGES[0]).await.unwrap().agreement;

    // Whoever writes into it below the county is not heard.
    let township = county.device(TOWNSHIP, Role::Node).await;
    down(&county.desk, &township).await;
    let forged = |score: &str| {
        row(
            Table::Sheets,
            &[
                ("unit", VILLAGES[0]),
                ("run", "f0f0"),
                ("period", "2026Q3"),
                ("publisher", COUNTY),
                ("status", "received"),
                ("score", score),
            ],
        )
    };
    township.replica().record("x", vec![(document(VILLAGES[0]), vec![forged("1")])]).await.unwrap();
    assert_eq!(sheet(&township, VILLAGES[0]).await.unwrap().run, run.id);
    let error = township.record("x", forged("1"), Some(QUARTER)).await.unwrap_err();
    assert!(error.to_string().contains("publish"), "{error}");

    // The county itself sends another than it published.
    let line = county.desk.replica().projection(document(VILLAGES[0])).await.unwrap();
    let line = line.table(Table::SheetLines).next().unwrap().row.clone();
    let cells: Vec<(String, String)> =
        [("unit", VILLAGES[0]), ("run", &run.id), ("indicator", "deeds"), ("place", "0"), ("points", "3")]
            .map(|(column, text)| (column.to_owned(), text.to_owned()))
            .into();
    assert_eq!(line.text("indicator"), Some("deeds"));
    let cells: Vec<(&str, &str)> = cells.iter().map(|(column, text)| (column.as_str(), text.as_str())).collect();
    let altered = vec![(document(VILLAGES[0]), vec![row(Table::SheetLines, &cells)])];
    county.desk.replica().record("组织部", altered).await.unwrap();
    assert!(agreement(&terminal).await.is_agreed());
    down(&county.desk, &terminal).await;
    assert_eq!(agreement(&terminal).await, Agreement::OtherSheet);

    county.desk.withdraw_publication("组织部", &run.id, "算错").await.unwrap();
    down(&county.desk, &terminal).await;
    assert_eq!(agreement(&terminal).await, Agreement::Withdrawn { reason: "算错".to_owned() });
}
