//! Consequences: what rules propose, of whom, and on what it rests.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_language::Language;
use cunbang_scheme::{Inputs, Level, PastResult, Status};
use cunbang_world::inputs::{county, input, outcome, scheme, sealed_on, shipped};
use cunbang_world::period;
use cunbang_world::rows::lines as rows;
use cunbang_world::tree::village;
use std::collections::BTreeSet;
use std::fmt::Write;

/// Proposals with their rows, for whom they are so, and for nobody else.
#[test]
fn consequences_are_proposed_with_their_rows() {
    let scheme = scheme(
        "[village]\ntie_breakers = [\"-late\"]\n[[village.indicators]]\nid = \"deeds\"\ntitle = \"言行 deeds\"\nmax = 10
        measure = { kind = \"count\", table = \"deeds\" }\npoints = { kind = \"per\", each = 1 }
        [[village.indicators]]\nid = \"not_held\"\ntitle = \"未开展的主题党日 theme days not held\"
        measure = { kind = \"missing\", table = \"meetings\", where = [\"kind = theme_day\"], distinct = \"month\", of = [\"months\"] }
        points = { kind = \"shown\" }
        [[village.indicators]]\nid = \"late\"\ntitle = \"迟到 late\"
        measure = { kind = \"count\", table = \"attendance\", where = [\"mark = late\"] }\npoints = { kind = \"shown\" }
        [[village.consequences]]\nid = \"pay\"\ntitle = \"扣发基本报酬 pay\"\nwhen = [\"not_held >= 1\"]\namount = 500\nunit = \"元\"\neach = \"not_held\"
        [[village.consequences]]\nid = \"talk\"\ntitle = \"约谈 talk\"\nwhen = [\"rank last 1\"]
        [[village.consequences]]\nid = \"praise\"\ntitle = \"表扬 praise\"\nwhen = [\"rank first 1\", \"score >= 2\"]",
    );
    let meetings = |months: &[u8]| -> String {
        months.iter().fold(String::new(), |mut text, month| {
            writeln!(text, "meetings meeting=t{month} kind=theme_day date=2026-0{month}-05").unwrap();
            text
        })
    };
    let late = "attendance meeting=t7 member=m1 mark=late";
    let village_rows = [
        (format!("{}deeds deed=d{{}} member=m1 date=2026-07-05 kind=integrity ×3", meetings(&[7, 8, 9])), true),
        (format!("{}deeds deed=d1 member=m1 date=2026-07-05 kind=integrity\n{late}", meetings(&[7])), true),
        (format!("{}deeds deed=d1 member=m1 date=2026-07-05 kind=integrity", meetings(&[7, 8, 9])), true),
        (String::new(), false),
    ];
    let inputs = county(
        village_rows
            .iter()
            .enumerate()
            .map(|(number, (text, is_sealed))| {
                let receipt = if *is_sealed { sealed_on("2026-10-05") } else { cunbang_scheme::ReceiptState::Nothing };
                input(rows(village(number), text), receipt)
            })
            .collect(),
    );
    let outcome = outcome(&scheme, &inputs);
    let of = |number: usize| {
        let row = outcome.unit(village(number)).unwrap();
        let all = row.consequences.iter().map(|one| {
            let amount = one.amount.map_or_else(String::new, |amount| format!(" {amount}"));
            let rows: Vec<&str> = one.reasons.iter().map(|reason| reason.row.as_str()).collect();
            format!("{}{amount} {rows:?}", one.id)
        });
        all.collect::<Vec<_>>()
    };
    assert_eq!(of(0), ["praise []"]);
    // Equal scores: whoever has fewer late marks goes before.
    assert_eq!(of(1), ["pay 1000 [\"meetings/t7\"]", "talk []"]);
    assert_eq!(of(2), Vec::<String>::new());
    assert_eq!(of(3), Vec::<String>::new(), "what was not received has none");
    let words = scheme.in_words(Level::Village).unwrap().consequences;
    assert_eq!(words[0], "“未开展的主题党日”数值达到1的，建议扣发基本报酬，按“未开展的主题党日”数值，每1计500元。");
    let summary = |language: Language| language.with(|| scheme.summary());
    assert!(summary(Language::English).contains(&"village, proposed: talk where rank last 1".to_owned()));
    assert!(summary(Language::English).contains(&"village, equal scores: late (measure, smaller first)".to_owned()));
    assert!(summary(Language::Chinese).contains(&"村，同分依次比较：迟到（计量值，低者在前）".to_owned()));
    assert!(summary(Language::Chinese).contains(&"村，结果运用：排名在最后1名的，建议约谈。".to_owned()));
}

/// A year by Dazhou's rules: what was published of its quarters, and what the village wrote.
fn year(quarters: &[Option<u32>; 4], village_rows: &str) -> Inputs {
    let mut inputs = county(vec![input(rows(village(0), village_rows), sealed_on("2027-01-05"))]);
    inputs.period = period("2026");
    for (number, score) in quarters.iter().enumerate().filter_map(|(number, score)| Some((number + 1, (*score)?))) {
        let result = PastResult {
            unit: village(0),
            run: "r".to_owned(),
            status: Status::Received,
            score: Some(score.into()),
            rank: None,
            rank_in_parent: None,
            stars: None,
        };
        inputs.past.insert(period(&format!("2026Q{number}")), result);
    }
    inputs
}

/// Whether the village is barred, and on which missing statements that rests.
fn barred(quarters: &[Option<u32>; 4], village_rows: &str) -> Option<Vec<String>> {
    let dazhou = shipped("dazhou");
    let outcome = outcome(&dazhou, &year(quarters, village_rows));
    let row = outcome.unit(village(0)).unwrap();
    row.consequences.iter().find(|one| one.id == "barred")?;
    let behind = dazhou.rests_on_unstated(outcome.period, Level::Village, row, "barred");
    Some(behind.into_iter().map(|info| info.id.clone()).collect())
}

const NOT_PUBLISHED: [Option<u32>; 4] = [None; 4];

/// Dazhou: 30% of the year is what was published of its quarters. A village that would not be barred, had they been
/// published, is told so; and its own silence is no such ground.
#[test]
fn what_nobody_above_stated_is_said_where_a_proposal_rests_on_it() {
    let figures = "stated_figures period=2026 figure=list_items stated=2
        stated_figures period=2026 figure=hard_targets stated=0";
    let half = format!("{figures}\ntasks task=list-1 due=2026-11-01 done_on=2026-11-01");
    let with_report = format!("{half}\nstated_figures period=2026 figure=oral_report stated=50");
    // 25 + 10, of which 30 more could make 65.
    assert_eq!(barred(&NOT_PUBLISHED, &with_report), Some(vec!["routine".to_owned()]));
    // Three quarters at 60 leave room for 70 of 100: 25 + 10 + 21 are too few whatever the fourth was.
    assert_eq!(barred(&[Some(60), Some(60), Some(60), None], &with_report), Some(vec![]));
    assert_eq!(barred(&[Some(90), Some(50), None, None], &with_report), Some(vec!["routine".to_owned()]));
    assert_eq!(barred(&[Some(60); 4], &with_report), Some(vec![]));
    // The report is others' to score too; who has nothing to be measured by is not barred.
    assert_eq!(barred(&NOT_PUBLISHED, &half), Some(vec!["routine".to_owned(), "oral".to_owned()]));
    assert_eq!(barred(&NOT_PUBLISHED, ""), None);
}

/// By the rules themselves: a proposal rests on what was not published just where it is not made of the same rows once
/// that is published at its best.
#[test]
fn what_a_proposal_rests_on_is_what_would_end_it() {
    let mut seen = BTreeSet::new();
    for done in 0..=4 {
        for report in [None, Some(0), Some(40), Some(70), Some(100)] {
            for missed in [0, 2] {
                for published in [0, 1, 3, 4] {
                    let mut text = format!(
                        "tasks task=list-{{}} due=2026-11-01 done_on=2026-11-01 ×{done}
                        stated_figures period=2026 figure=list_items stated=4
                        stated_figures period=2026 figure=hard_targets stated={missed}"
                    );
                    text.extend(
                        report.map(|report| format!("\nstated_figures period=2026 figure=oral_report stated={report}")),
                    );
                    let quarters =
                        |rest: Option<u32>| [0, 1, 2, 3].map(|at| if at < published { Some(55) } else { rest });
                    let best = match report {
                        Some(_) => text.clone(),
                        None => format!("{text}\nstated_figures period=2026 figure=oral_report stated=100"),
                    };
                    let (as_it_is, at_best) = (barred(&quarters(None), &text), barred(&quarters(Some(100)), &best));
                    let Some(behind) = as_it_is else { continue };
                    assert_eq!(behind.is_empty(), at_best.is_some(), "{published} published of\n{text}");
                    seen.insert((behind.is_empty(), published));
                }
            }
        }
    }
    assert!([0, 1, 3].iter().all(|published| seen.contains(&(false, *published))), "{seen:?}");
    assert!(seen.contains(&(true, 4)) && seen.contains(&(true, 0)), "{seen:?}");
}
