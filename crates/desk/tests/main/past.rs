//! A year that rests on what was published of its quarters, from the first deed to the evidence.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_desk::{Desk, NewRules, RunOptions, Viewer};
use cunbang_evidence::{Verified, verify_evidence};
use cunbang_model::{Period, Role, UnitCode};
use cunbang_ranking::RankingRun;
use cunbang_scheme::{Level, OutcomeRow, Status};
use cunbang_world::county::{County, SCHEME, down, up};
use cunbang_world::rows::deed_on;
use cunbang_world::tree::{COUNTY, TOWNSHIP, VILLAGES, unit};
use std::sync::Arc;

/// The mean of the quarters' scores, a point for each deed of the year, and how often a quarter was low.
const YEAR: &str = r#"
name = "year"
title = "年度考评"
period = "year"

[village]
[[village.groups]]
id = "base"
kind = "base"
[[village.groups]]
id = "added"
kind = "added"
[[village.indicators]]
id = "routine"
title = "routine"
group = "base"
max = 30
measure = { kind = "past", periods = "quarters", column = "score", combine = "average" }
points = { kind = "value" }
[[village.indicators]]
id = "deeds"
title = "deeds"
group = "added"
max = 50
measure = { kind = "count", table = "deeds" }
points = { kind = "per", each = 1 }
[[village.indicators]]
id = "low"
title = "low quarters"
group = "base"
measure = { kind = "past", periods = "quarters", combine = "count", meets = ["score < 2"] }
points = { kind = "shown" }
[[village.consequences]]
id = "talk"
title = "约谈 talk"
when = ["low >= 1"]
"#;

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

fn quarter(number: u8) -> Period {
    period(&format!("2027Q{number}"))
}

/// Deeds of a quarter, the first of them with this number, then sealed and sent up.
async fn do_deeds(terminal: &Desk, county: &County, number: u8, from: u8, count: u8) {
    let village = terminal.replica().unit();
    let deeds = (from..from + count).map(|deed| {
        deed_on(village.as_str(), &format!("q{number}d{deed}"), &format!("2027-{:02}-05", number * 3), "帮扶")
    });
    terminal.import("会计", &deeds.collect::<Vec<_>>(), Some(quarter(number))).await.unwrap();
    terminal.seal("书记", quarter(number), true).await.unwrap();
    up(terminal, &county.desk).await;
}

async fn publish(county: &County, period: Period) -> RankingRun {
    let run = county.desk.run(period, RunOptions::default()).await.unwrap();
    county.desk.publish("组织部", Some(&run.id), true).await.unwrap();
    run
}

fn row(run: &RankingRun, village: UnitCode) -> OutcomeRow {
    run.outcome.rows(Level::Village).iter().find(|row| row.unit == village).unwrap().clone()
}

/// Points of the routine, or a dash, and how many quarters were low.
fn routine(run: &RankingRun, village: &str) -> (String, String) {
    let row = row(run, unit(village));
    let shown = |number: Option<cunbang_model::Decimal>| number.map_or_else(|| "-".to_owned(), |n| n.to_string());
    (shown(row.indicators[0].points), shown(row.indicators[2].measure))
}

fn both(routine: &str, low: &str) -> (String, String) {
    (routine.to_owned(), low.to_owned())
}

/// Four quarters, played and published. The third was published twice, the second version with a deed more. The first
/// village did all of them, the second two; of the third the county decided one, and excused it from two.
async fn played() -> (County, Arc<Desk>, RankingRun) {
    let county = County::new().await;
    county.desk.put_scheme("组织部", NewRules::since(SCHEME, quarter(1))).await.unwrap();
    county.desk.put_scheme("组织部", NewRules::since(YEAR, period("2027"))).await.unwrap();
    let (first, second) = (county.terminal(VILLAGES[0]).await, county.terminal(VILLAGES[1]).await);
    let mut last = None;
    for number in 1..=4 {
        county.at(&format!("{}T02:00:00Z", quarter(number).last_day()));
        do_deeds(&first, &county, number, 0, number).await;
        if number % 2 == 1 {
            do_deeds(&second, &county, number, 0, 2).await;
        }
        match number {
            1 => {
                county.at("2027-04-20T02:00:00Z");
                county.desk.decide("组织部", quarter(1), unit(VILLAGES[2]), "not_carried_out", "经核实").await.unwrap();
            }
            2 | 3 => county.desk.decide("组织部", quarter(number), unit(VILLAGES[2]), "excuse", "洪水").await.unwrap(),
            _ => {}
        }
        last = Some(publish(&county, quarter(number)).await);
        if number == 3 {
            do_deeds(&first, &county, number, 3, 1).await;
            publish(&county, quarter(number)).await;
        }
    }
    county.at("2028-02-20T02:00:00Z");
    for (village, decision) in VILLAGES[1..].iter().zip(["take", "not_carried_out", "not_carried_out"]) {
        county.desk.decide("组织部", period("2027"), unit(village), decision, "经核实").await.unwrap();
    }
    (county, first, last.unwrap())
}

async fn verified(county: &County, run: &RankingRun) -> (Verified, Vec<String>) {
    let file = county.desk.write_evidence(&run.id, Vec::new()).await.unwrap();
    let verified = verify_evidence(file.as_slice(), None).unwrap();
    (verified, String::from_utf8(file).unwrap().lines().map(str::to_owned).collect())
}

#[tokio::test]
async fn a_year_rests_on_what_was_published_of_its_quarters() {
    let (county, terminal, _) = played().await;
    let run = county.desk.run(period("2027"), RunOptions::default()).await.unwrap();
    // 1, 2, 4 and 4: the third quarter's first publication was replaced.
    assert_eq!(routine(&run, VILLAGES[0]), both("2.75", "1"));
    // Of the quarters that were not received nothing is known; the third village's one known quarter is a zero.
    assert_eq!(routine(&run, VILLAGES[1]), both("2.00", "0"));
    assert_eq!(routine(&run, VILLAGES[2]), both("0.00", "1"));
    assert_eq!(routine(&run, VILLAGES[3]), both("-", "-"));
    let first = row(&run, unit(VILLAGES[0]));
    let notes: Vec<&str> = first.indicators[0].reasons.iter().map(|reason| reason.note.as_ref()).collect();
    assert_eq!(notes, ["2027Q1: 1", "2027Q2: 2", "2027Q3: 4", "2027Q4: 4"]);
    assert_eq!(first.consequences[0].reasons.len(), 1, "the line that was low");
    let third = row(&run, unit(VILLAGES[2]));
    let notes: Vec<&str> = third.indicators[0].reasons.iter().map(|reason| reason.note.as_ref()).collect();
    assert_eq!(notes, ["2027Q1: 0", "2027Q2: excused 免考", "2027Q3: excused 免考", "2027Q4: not received 未收到"]);

    // The evidence has the bulletins, and whoever recomputes it comes to the same.
    for number in 1..=4 {
        assert!(run.record.inputs.contains_key(&format!("bulletin/{COUNTY}/{}", quarter(number))), "{:?}", run.record);
    }
    let (verified, lines) = verified(&county, &run).await;
    assert_eq!((verified.run, verified.outcome), (run.id.clone(), run.outcome.clone()));
    let published = r#""score":"1""#;
    let altered: Vec<String> = lines.iter().map(|line| line.replace(published, r#""score":"9""#)).collect();
    assert_ne!(altered, lines, "a line of a bulletin states the score {published}");
    assert!(verify_evidence(altered.join("\n").as_bytes(), None).is_err());

    // Publishing the year, which stands in the last quarter's bulletin, is no part of what it rests on.
    county.desk.publish("组织部", Some(&run.id), true).await.unwrap();
    assert_eq!(county.desk.run(period("2027"), RunOptions::default()).await.unwrap().id, run.id);

    // The township, and the village by itself, know the same past.
    let township = county.device(TOWNSHIP, Role::Node).await;
    down(&county.desk, &township).await;
    let own = township.run(period("2027"), RunOptions::default()).await.unwrap();
    assert_eq!(routine(&own, VILLAGES[0]), both("2.75", "1"));
    down(&county.desk, &terminal).await;
    let viewer = Viewer::operator(terminal.replica(), "书记");
    let outlook = terminal.what_it_would_take(&viewer, period("2027")).await.unwrap().unwrap();
    let points: Vec<String> = outlook.indicators.iter().filter_map(|one| Some(one.points?.to_string())).collect();
    assert_eq!(points, ["2.75", "11.00"]);
}

#[tokio::test]
async fn what_was_taken_back_is_not_known() {
    let (county, _, last) = played().await;
    let before = county.desk.run(period("2027"), RunOptions::default()).await.unwrap();
    county.desk.withdraw_publication("组织部", &last.id, "算错").await.unwrap();
    let run = county.desk.run(period("2027"), RunOptions::default()).await.unwrap();
    assert_ne!(run.id, before.id);
    assert_eq!(routine(&run, VILLAGES[0]), both("2.33", "1"));
    let row = row(&run, unit(VILLAGES[0]));
    assert_eq!(row.indicators[0].reasons[3].note, "2027Q4: nothing published 未通报");
    // Both are proved by what they rest on.
    for run in [&before, &run] {
        assert_eq!(verified(&county, run).await.0.outcome, run.outcome);
    }
}

#[tokio::test]
async fn rules_that_do_not_look_back_rest_on_no_earlier_bulletin() {
    let (county, _, _) = played().await;
    let run = county.desk.run(quarter(4), RunOptions::default()).await.unwrap();
    let bulletins: Vec<&String> = run.record.inputs.keys().filter(|name| name.starts_with("bulletin/")).collect();
    assert_eq!(bulletins, [&format!("bulletin/{COUNTY}/2027Q4")], "its own, in which the county decided");
    assert_eq!(row(&run, unit(VILLAGES[1])).status, Status::NotReceived);

    // Other rules that do look back can be tried on the same period.
    let looking = SCHEME.replace("[village]\n", "[village]\n[[village.indicators]]\nid = \"past\"\ntitle = \"past\"\ngroup = \"base\"\nmax = 9\nmeasure = { kind = \"past\", column = \"score\", combine = \"greatest\" }\npoints = { kind = \"value\" }\n");
    let viewer = Viewer::operator(county.desk.replica(), "组织部");
    let tried = county.desk.try_scheme(&viewer, &looking, quarter(4)).await.unwrap();
    let moved = tried.moved.iter().find(|moved| moved.unit == unit(VILLAGES[0])).unwrap();
    assert_eq!(moved.score, (Some("4.00".parse().unwrap()), Some("8.00".parse().unwrap())));
}
