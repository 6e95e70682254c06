//! Figures that units above state of a village: no village writes one, or gains or loses by its own of the same name.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_desk::{NewRules, RunOptions, Viewer};
use cunbang_evidence::verify_evidence;
use cunbang_model::{Decimal, Role, Row, Table};
use cunbang_world::QUARTER;
use cunbang_world::county::{County, down, seal, up, write};
use cunbang_world::rows::row;
use cunbang_world::tree::{TOWNSHIP, VILLAGES, unit};

/// Households visited, of as many as units above state.
const RULES: &str = r#"name = "visits"
title = "走访"
period = "quarter"
deadline_days = 10

[village]
nothing_stated = "no_score"

[[village.indicators]]
id = "visits"
title = "走访"
max = 100
missing = "skip"
measure = { kind = "sum", table = "visits", column = "visited", of = ["figure households"], stated_by = "above" }
points = { kind = "linear", from = 0, to = 1 }

[village.candidates]
share = 0.5
minimum = 1
"#;

fn figure(table: Table, village: &str, value: &str) -> Row {
    let (figure, stated) = if table == Table::StatedFigures { ("figure", "stated") } else { ("indicator", "value") };
    row(table, &[("unit", village), ("period", "2026Q3"), (figure, "households"), (stated, value)])
}

fn visits(village: &str, visited: &str) -> Row {
    let cells = [("unit", village), ("month", "2026-08"), ("households", "40"), ("visited", visited)];
    row(Table::Visits, &cells)
}

#[tokio::test]
async fn what_was_due_is_stated_above_and_by_no_village() {
    let county = County::new().await;
    county.desk.put_scheme("组织部", NewRules::since(RULES, QUARTER)).await.unwrap();
    county.at("2026-09-30T02:00:00Z");
    let township = county.device(TOWNSHIP, Role::Node).await;
    // Who states fewer households for itself gains nothing: nobody above stated any of the third.
    for (village, visited, own) in [(VILLAGES[0], "40", "400"), (VILLAGES[1], "20", "20"), (VILLAGES[2], "9", "9")] {
        let terminal = county.terminal(village).await;
        let refused = terminal.import("会计", &[figure(Table::StatedFigures, village, "1")], None).await;
        assert!(refused.is_err(), "a village states what was due of it");
        write(&terminal, &[visits(village, visited), figure(Table::Measures, village, own)]).await;
        seal(&terminal).await;
        down(&county.desk, &township).await;
        // The third lies in another township.
        let above = if village == VILLAGES[2] { &county.desk } else { &township };
        up(&terminal, above).await;
    }
    // A year's figure is none of a quarter's, and would never be looked at.
    let cells = [("unit", VILLAGES[0]), ("period", "2026"), ("figure", "households"), ("stated", "40")];
    assert!(township.import("督查组", &[row(Table::StatedFigures, &cells)], None).await.is_err());
    // Nor can there be fewer households than none, however they are brought in.
    let refused = township.import("督查组", &[figure(Table::StatedFigures, VILLAGES[0], "-5")], None).await;
    assert!(refused.unwrap_err().to_string().contains("不能小于 0"));
    let stated = [figure(Table::StatedFigures, VILLAGES[0], "40"), figure(Table::StatedFigures, VILLAGES[1], "100")];
    township.import("督查组", &stated, None).await.unwrap();
    up(&township, &county.desk).await;

    let viewer = Viewer::operator(county.desk.replica(), "组织部");
    let view = county.desk.stated_figures(&viewer, QUARTER, unit(TOWNSHIP)).await.unwrap();
    let asked: Vec<&str> = view.asked.iter().map(|asked| asked.word.as_str()).collect();
    assert_eq!((asked, view.period), (vec!["households"], QUARTER));
    assert_eq!(view.value(unit(VILLAGES[1]), "households"), Some(Decimal::from(100)));
    assert_eq!(view.value(unit(VILLAGES[2]), "households"), None);

    let run = county.desk.run(QUARTER, RunOptions::default()).await.unwrap();
    let of =
        |village: &str| run.outcome.unit(unit(village)).map(|row| (row.score.map(|score| score.to_string()), row.rank));
    let score = |score: &str| Some(score.to_owned());
    assert_eq!(of(VILLAGES[0]), Some((score("100.00"), Some(1))));
    assert_eq!(of(VILLAGES[1]), Some((score("20.00"), Some(2))));
    assert_eq!(of(VILLAGES[2]), Some((None, None)), "of whom nothing is stated is not ranked");
    assert_eq!(run.outcome.unscored().map(|row| row.unit).collect::<Vec<_>>(), [unit(VILLAGES[2])]);
    let file = county.desk.write_evidence(&run.id, Vec::new()).await.unwrap();
    assert_eq!(verify_evidence(file.as_slice(), None).unwrap().outcome, run.outcome);

    // That there are none is stated too: nothing was due, and the reason says so.
    township.import("督查组", &[figure(Table::StatedFigures, VILLAGES[1], "0")], None).await.unwrap();
    up(&township, &county.desk).await;
    let run = county.desk.run(QUARTER, RunOptions::default()).await.unwrap();
    let spared = run.outcome.unit(unit(VILLAGES[1])).unwrap();
    let notes: Vec<&str> = spared.indicators[0].reasons.iter().map(|reason| reason.note.as_str()).collect();
    assert!(spared.score.is_none() && notes.contains(&"stated: none due 应办 0"), "{notes:?}");
}

#[tokio::test]
async fn visits_that_nobody_wrote_down_are_worth_what_all_stated_households_are() {
    let county = County::new().await;
    county.desk.put_scheme("组织部", NewRules::since(RULES, QUARTER)).await.unwrap();
    county.at("2026-07-20T02:00:00Z");
    let terminal = county.terminal(VILLAGES[0]).await;
    county.desk.import("组织部", &[figure(Table::StatedFigures, VILLAGES[0], "40")], None).await.unwrap();
    down(&county.desk, &terminal).await;
    let village = Viewer::operator(terminal.replica(), "会计");
    let outlook = terminal.what_it_would_take(&village, QUARTER).await.unwrap().unwrap();
    let worth: Vec<Decimal> = outlook.items.iter().map(|one| one.points).collect();
    assert_eq!(worth, [Decimal::from(100)], "{outlook:#?}");
}
