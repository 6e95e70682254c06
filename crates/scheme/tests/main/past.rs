//! Earlier results: what of them enters, and that not known is never zero.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_language::Language;
use cunbang_model::UnitCode;
use cunbang_scheme::{Inputs, OutcomeRow, Past, PastResult, ReceiptState, Scheme, Status, rank};
use cunbang_world::inputs::{county, decided, input, scheme, sealed_on};
use cunbang_world::rows::lines as rows;
use cunbang_world::tree::{township, village};

fn measuring(measure: &str) -> Scheme {
    scheme(&format!(
        "[village]\n[[village.indicators]]\nid = \"past\"\ntitle = \"past\"\nmax = 100\nmeasure = {{ kind = \"past\", {measure} }}\n\
         points = {{ kind = \"value\" }}\n[township]\n[[township.indicators]]\nid = \"past\"\ntitle = \"past\"\nmax = 100\n\
         measure = {{ kind = \"past\", {measure} }}\npoints = {{ kind = \"value\" }}\n"
    ))
}

fn result(unit: UnitCode, status: Status, score: Option<i64>) -> PastResult {
    PastResult {
        unit,
        run: "run".to_owned(),
        status,
        score: score.map(Into::into),
        rank: score.map(|score| u32::try_from(101 - score).unwrap()),
        rank_in_parent: None,
        stars: None,
    }
}

/// A village with a deed, sealed, and what was published of it: `2026Q1 80, 2026Q2 not_received`.
fn inputs(published: &str) -> Inputs {
    let deed = rows(village(0), "deeds deed=d1 member=m1 date=2026-07-01 kind=integrity");
    let mut inputs = county(vec![input(deed, sealed_on("2026-10-01"))]);
    inputs.past = past(village(0), published);
    inputs
}

fn past(unit: UnitCode, published: &str) -> Past {
    let mut past = Past::default();
    for part in published.split(", ").filter(|part| !part.is_empty()) {
        let (period, said) = part.split_once(' ').unwrap();
        let result = match said.parse() {
            Ok(score) => result(unit, Status::Received, Some(score)),
            Err(_) => result(unit, serde_json::from_value(said.into()).unwrap(), None),
        };
        past.insert(period.parse().unwrap(), result);
    }
    past
}

fn row_of(scheme: &Scheme, inputs: &Inputs, unit: UnitCode) -> OutcomeRow {
    rank(scheme, inputs).unwrap().unit(unit).unwrap().clone()
}

fn check(measure: &str, published: &str, expect: &str) {
    let row = row_of(&measuring(measure), &inputs(published), village(0));
    let line = &row.indicators[0];
    let found = line.measure.map_or_else(|| "-".to_owned(), |measure| measure.to_string());
    assert_eq!(found, expect, "{measure} of {published}: {line:?}");
}

#[test]
fn only_what_is_known_enters() {
    let average = r#"column = "score", combine = "average""#;
    check(average, "2026Q1 80, 2026Q2 70", "75");
    check(average, "2026Q1 80, 2026Q2 not_received", "80");
    check(average, "2026Q1 80, 2026Q2 excused, 2025Q4 10", "80");
    check(average, "2026Q1 provisional", "-");
    check(average, "", "-");
    check(r#"column = "score", combine = "average", known = 2"#, "2026Q1 80", "-");
    check(r#"column = "score", combine = "least", last = 3"#, "2025Q4 60, 2026Q1 50, 2026Q2 70", "50");
    check(r#"column = "score", combine = "greatest", last = 3"#, "2025Q4 60, 2026Q1 50, 2026Q2 70", "70");
    check(r#"column = "score", combine = "latest""#, "2026Q1 50, 2026Q2 not_received", "50");
    check(r#"column = "rank", combine = "average", last = 1"#, "2026Q1 50, 2026Q2 100", "1");
    check(r#"column = "stars", combine = "average""#, "2026Q1 50", "-");
    let count = r#"combine = "count", meets = ["score < 60", "rank > 41"]"#;
    check(count, "2026Q1 59, 2026Q2 60", "1");
    check(count, "2026Q1 60, 2026Q2 not_received", "0");
    check(count, "2026Q1 not_received", "-");
    check(r#"periods = "years", last = 2, combine = "count", meets = ["score < 60"]"#, "2024 1, 2025 2, 2023 3", "2");
    check(r#"periods = "months", combine = "average", column = "score""#, "2026-01 10, 2026-09 20, 2026-10 90", "15");
}

#[test]
fn reasons_name_the_published_line_and_say_what_is_not_known() {
    let scheme = measuring(r#"combine = "count", meets = ["score < 60"], last = 4"#);
    let row = row_of(&scheme, &inputs("2025Q3 59, 2025Q4 60, 2026Q1 not_received"), village(0));
    let reasons: Vec<(String, String)> =
        row.indicators[0].reasons.iter().map(|reason| (reason.row.to_string(), reason.note.to_string())).collect();
    let published = format!("results/run/{}", village(0));
    let expect = [
        (published.as_str(), "2025Q3: 59"),
        ("", "2026Q1: not received 未收到"),
        ("", "2026Q2: nothing published 未通报"),
        ("", "1 of 2"),
    ];
    assert_eq!(reasons, expect.map(|(row, note)| (row.to_owned(), note.to_owned())));
}

/// The past is settled: it is the same whatever still comes, and whatever the county decides on this period.
#[test]
fn the_past_is_settled() {
    let scheme = measuring(r#"column = "score", combine = "average""#);
    let mut silent = inputs("2026Q1 80, 2026Q2 70");
    silent.villages.insert(village(0), input(Vec::new(), ReceiptState::Nothing));
    let row = row_of(&scheme, &silent, village(0));
    let bounds = row.bounds.unwrap();
    assert_eq!((bounds.worst_score, bounds.best_score), ("75.00".parse().unwrap(), "75.00".parse().unwrap()));
    assert!(row.score.is_none() && row.indicators[0].points.is_none());

    let not_done = cunbang_scheme::Decision::NotCarriedOut("未开展".to_owned());
    silent.villages.insert(village(0), decided(Vec::new(), ReceiptState::Nothing, not_done));
    assert_eq!(row_of(&scheme, &silent, village(0)).score.unwrap().to_string(), "75.00");
}

/// A village's own silent period is open: it has its place only once the county has decided on that period.
#[test]
fn a_silent_period_is_open_until_the_county_decides() {
    let text = measuring(r#"column = "score", combine = "average""#).text().to_owned();
    let average = "combine = \"average\"";
    let scheme = Scheme::parse(&text.replacen(average, &format!("{average}, not_received = \"open\""), 1)).unwrap();
    let of = |second: &str, decision: Option<cunbang_scheme::Decision>| {
        let deed = |number: usize| rows(village(number), "deeds deed=d1 member=m1 date=2026-07-01 kind=integrity");
        let mut decided = input(deed(1), sealed_on("2026-10-01"));
        decided.decision = decision;
        let mut inputs = county(vec![input(deed(0), sealed_on("2026-10-01")), decided]);
        inputs.past = past(village(0), "2026Q1 40, 2026Q2 40");
        for (period, result) in past(village(1), second).results() {
            inputs.past.insert(period, result.clone());
        }
        let outcome = rank(&scheme, &inputs).unwrap();
        (outcome.unit(village(1)).unwrap().clone(), outcome.coverage.unwrap().received)
    };
    let (open, received) = of("2026Q1 90, 2026Q2 not_received", None);
    assert_eq!((open.status, open.rank, received), (Status::Provisional, None, 1));
    assert_eq!(open.score.unwrap().to_string(), "45.00");
    let bounds = open.bounds.unwrap();
    assert_eq!((bounds.worst_score.to_string(), bounds.best_score.to_string()), ("45.00".into(), "100.00".into()));
    assert_eq!((bounds.best_rank, bounds.worst_rank), (1, 1));
    let said = "2026Q2: not received 未收到, counts 0 until the county decides 县里认定前按0计";
    assert!(open.indicators[0].reasons.iter().any(|reason| reason.note == said), "{open:?}");
    // Excused it does not enter; taken as nothing it is nothing; and the county may decide on this period instead.
    let (excused, _) = of("2026Q1 90, 2026Q2 excused", None);
    assert_eq!((excused.rank, excused.score.unwrap().to_string().as_str()), (Some(1), "90.00"));
    let (nothing, _) = of("2026Q1 90, 2026Q2 0", None);
    assert_eq!((nothing.status, nothing.score.unwrap().to_string().as_str()), (Status::Received, "45.00"));
    let (taken, _) = of("2026Q1 90, 2026Q2 not_received", Some(cunbang_scheme::Decision::Take("路断".to_owned())));
    assert_eq!((taken.status, taken.score.unwrap().to_string().as_str()), (Status::Received, "45.00"));
}

#[test]
fn units_above_have_their_own_past() {
    let scheme = measuring(r#"column = "score", combine = "latest""#);
    let mut inputs = inputs("2026Q2 70");
    for (period, result) in past(township(0), "2026Q2 33").results() {
        inputs.past.insert(period, result.clone());
    }
    let outcome = rank(&scheme, &inputs).unwrap();
    let score = |unit| outcome.unit(unit).unwrap().score.unwrap().to_string();
    assert_eq!((score(village(0)), score(township(0))), ("70.00".to_owned(), "33.00".to_owned()));
}

#[test]
fn only_what_is_asked_for_is_looked_back_to() {
    let quarter = "2026Q3".parse().unwrap();
    assert!(cunbang_world::inputs::shipped("standard").looks_back_to(quarter).is_empty());
    let scheme = measuring(r#"combine = "count", meets = ["score < 60"], last = 2"#);
    let periods: Vec<String> = scheme.looks_back_to(quarter).iter().map(ToString::to_string).collect();
    assert_eq!(periods, ["2026Q1", "2026Q2"]);
    assert_eq!(scheme.indicators()[0].measure, "how many of the last 2 quarters have a published score < 60");
    let words = scheme.in_words(cunbang_scheme::Level::Village).unwrap();
    assert_eq!(words.indicators[0].measure, "前2个季度通报中得分低于60的次数");
    let summary = Language::English.with(|| scheme.summary());
    assert_eq!(
        summary[3],
        "earlier periods: rests on what was published of them too; a period of which nothing was published, or that was \
         excused, does not enter, nor does one not received unless it says otherwise"
    );
}

#[test]
fn mistakes_are_told() {
    for (measure, message) in [
        (r#"combine = "mean", column = "score""#, "combine` is \"mean\""),
        (r#"combine = "average", column = "points""#, "column` is \"points\""),
        (r#"combine = "count""#, "`village.indicators.measure.meets` is missing"),
        (r#"combine = "count", meets = ["score < many"]"#, "\"many\" is not a number"),
        (r#"combine = "count", meets = ["deeds < 3"]"#, "unknown column `deeds`"),
        (r#"combine = "average", column = "score", periods = "years""#, "`last` is missing"),
        (r#"combine = "average", column = "score", last = 25"#, "expected a whole number from 1 to 24"),
    ] {
        let text = format!(
            "name = \"x\"\ntitle = \"x\"\nperiod = \"quarter\"\n[village]\n[[village.indicators]]\nid = \"past\"\ntitle = \"past\"\nmax = 1\n\
             measure = {{ kind = \"past\", {measure} }}\npoints = {{ kind = \"value\" }}\n"
        );
        let faults = Scheme::parse(&text).unwrap_err();
        crate::wrong::check_chinese(&faults);
        assert!(faults.iter().any(|fault| fault.message.to_string().contains(message)), "{measure}: {faults:?}");
    }
    let text = "name = \"x\"\ntitle = \"x\"\nperiod = \"quarter\"\n[member]\n[[member.indicators]]\nid = \"past\"\ntitle = \"past\"\nmax = 1\n\
                measure = { kind = \"past\", column = \"stars\", combine = \"greatest\" }\npoints = { kind = \"value\" }\n";
    let faults = Scheme::parse(text).unwrap_err();
    assert!(faults[0].message.to_string().contains("results of members are not published"), "{faults:?}");
}
