//! Who answers for a village: stated by the county in ids, ranked as the village is, and proved like all the rest.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_desk::{Desk, NewRules, RunOptions, Viewer, Wanted};
use cunbang_evidence::verify_evidence;
use cunbang_model::schema::OfficeRole;
use cunbang_model::{Role, Row, Table};
use cunbang_world::QUARTER;
use cunbang_world::county::{County, SCHEME, down, seal, up, write};
use cunbang_world::rows::{deed, row};
use cunbang_world::tree::{TOWNSHIP, VILLAGES, unit};

fn office(village: &str, office: &str, person: &str, from: &str, until: &str) -> Row {
    let cells = [
        ("unit", village),
        ("office", office),
        ("person", person),
        ("role", "secretary"),
        ("from", from),
        ("until", until),
    ];
    row(Table::Offices, &cells)
}

#[tokio::test]
async fn secretaries_are_ranked_by_ids_alone_and_the_evidence_says_the_same() {
    let county = County::new().await;
    let scheme = SCHEME.replace("[village]\n", "[village]\noffices = [\"secretary\"]\n");
    county.desk.put_scheme("组织部", NewRules::since(&scheme, QUARTER)).await.unwrap();
    county.at("2026-09-30T02:00:00Z");
    let stated = [
        office(VILLAGES[0], "o1", "m1", "2020-01-01", ""),
        office(VILLAGES[1], "o1", "m1", "2020-01-01", "2026-07-31"),
        office(VILLAGES[1], "o2", "m2", "2026-08-01", ""),
        office(VILLAGES[2], "o1", "m1", "2020-01-01", ""),
    ];
    county.desk.import("组织部", &stated, None).await.unwrap();
    for (village, deeds) in [(VILLAGES[0], 1), (VILLAGES[1], 2)] {
        let terminal = county.terminal(village).await;
        let deeds: Vec<Row> = (0..deeds).map(|number| deed(village, &format!("d{number}"))).collect();
        write(&terminal, &deeds).await;
        seal(&terminal).await;
        up(&terminal, &county.desk).await;
        assert!(terminal.import("会计", &[office(village, "o9", "m9", "2026-01-01", "")], None).await.is_err());
    }
    let run = county.run().await;
    let rows: Vec<_> = run.outcome.offices["secretary"]
        .iter()
        .map(|row| (row.rank, row.unit, row.person.as_str(), row.score.map(|score| score.to_string()), row.days))
        .collect();
    let score = |score: &str| Some(score.to_owned());
    assert_eq!(
        rows,
        [
            (Some(1), unit(VILLAGES[1]), "m1", score("2.00"), Some(31)),
            (Some(1), unit(VILLAGES[1]), "m2", score("2.00"), Some(61)),
            (Some(3), unit(VILLAGES[0]), "m1", score("1.00"), None),
            (None, unit(VILLAGES[2]), "m1", None, None),
        ]
    );
    let file = county.desk.write_evidence(&run.id, Vec::new()).await.unwrap();
    assert_eq!(verify_evidence(file.as_slice(), None).unwrap().outcome, run.outcome);

    // One who is withdrawn holds no office.
    let withdrawn = stated[3].clone().withdrawn("填错");
    county.desk.import("组织部", &[withdrawn], None).await.unwrap();
    assert_eq!(county.run().await.outcome.offices["secretary"].len(), 3);
}

/// As villages are ranked, so are those who answer for them; whose names stand at the township, and not at the county.
#[tokio::test]
async fn a_township_sees_names_where_the_county_sees_ids() {
    let county = County::new().await;
    let scheme = SCHEME.replace("[village]\n", "[village]\noffices = [\"secretary\", \"mentor\"]\n");
    county.desk.put_scheme("组织部", NewRules::since(&scheme, QUARTER)).await.unwrap();
    county.at("2026-09-30T02:00:00Z");
    let stated = [office(VILLAGES[0], "o1", "m1", "2020-01-01", ""), office(VILLAGES[1], "o1", "m9", "2026-09-01", "")];
    county.desk.import("组织部", &stated, None).await.unwrap();
    let township = county.device(TOWNSHIP, Role::Node).await;
    let terminal = county.terminal(VILLAGES[0]).await;
    let member = [("unit", VILLAGES[0]), ("member", "m1"), ("name", "陈建国"), ("status", "full")];
    down(&county.desk, &township).await;
    write(&terminal, &[row(Table::Members, &member), deed(VILLAGES[0], "d1")]).await;
    seal(&terminal).await;
    up(&terminal, &township).await;
    up(&township, &county.desk).await;
    down(&county.desk, &township).await;
    let listed = async |desk: &Desk| {
        desk.run(QUARTER, RunOptions::default()).await.unwrap();
        let viewer = Viewer::operator(desk.replica(), "督查组");
        let wanted = Wanted { period: Some(QUARTER), under: desk.replica().unit(), run: "" };
        let view = desk.ranking(&viewer, wanted).await.unwrap();
        assert_eq!(view.office_roles(), [OfficeRole::Secretary], "nobody is a mentor");
        let lines = desk.office_lines(&viewer, &view, OfficeRole::Secretary).await.unwrap();
        assert!(desk.office_lines(&viewer, &view, OfficeRole::Mentor).await.unwrap().is_empty());
        let told = lines.into_iter().map(|line| (line.row.rank, line.row.person, line.person_name, line.row.days));
        told.collect::<Vec<_>>()
    };
    let expected = |name: Option<&str>| {
        vec![(Some(1), "m1".to_owned(), name.map(str::to_owned), None), (None, "m9".to_owned(), None, Some(30))]
    };
    assert_eq!(listed(&township).await, expected(Some("陈建国")));
    assert_eq!(listed(&county.desk).await, expected(None));
    // A village sees who is ranked only where the run was made.
    down(&township, &terminal).await;
    let viewer = Viewer::operator(terminal.replica(), "书记");
    let wanted = Wanted { period: Some(QUARTER), under: unit(VILLAGES[0]), run: "" };
    assert!(terminal.ranking(&viewer, wanted).await.is_err(), "nothing is published");
}

/// Whose days are the wrong way round would stand in no ranking, and nobody would know why.
#[tokio::test]
async fn days_that_are_the_wrong_way_round_are_refused() {
    let county = County::new().await;
    let swapped = office(VILLAGES[0], "o1", "m1", "2026-07-31", "2020-01-01");
    let refused = county.desk.import("组织部", &[swapped], None).await.unwrap_err().to_string();
    assert!(refused.contains("until") && refused.contains("2020-01-01") && refused.contains("2026-07-31"), "{refused}");
    county.desk.import("组织部", &[office(VILLAGES[0], "o1", "m1", "2020-01-01", "2020-01-01")], None).await.unwrap();
}
