//! Offices: who answers for a unit stands where it does.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_scheme::{Inputs, Outcome, ReceiptState, Scheme};
use cunbang_world::inputs::{county, input, outcome, period_of, rows_of, sealed_on, shipped};
use cunbang_world::rows::lines as rows;
use cunbang_world::tree::village;

/// Villages with so many Tuesday meetings; one without a number was not received.
fn villages(scheme: &Scheme, meetings: &[Option<usize>], offices: &[(usize, &str)]) -> Inputs {
    let of_village = |(number, count): (usize, &Option<usize>)| match count {
        Some(count) => {
            let text = format!("meetings meeting=w{{}} kind=theme_day date=2026-07-1{{}} chair=m1 ×{count}");
            let mut rows = rows(village(number), "tasks task=other due=2026-08-01");
            rows.extend(cunbang_world::rows::lines(village(number), if *count > 0 { &text } else { "" }));
            for (place, month) in (7..7 + count).enumerate() {
                let line = format!(
                    "meetings meeting=m{place} kind=theme_day date=2026-0{month}-05 chair=m1\nattendance meeting=m{place} member=m1 mark=present"
                );
                rows.extend(cunbang_world::rows::lines(village(number), &line));
            }
            input(rows, sealed_on("2026-10-05"))
        }
        None => input(Vec::new(), ReceiptState::Nothing),
    };
    let mut inputs = county(meetings.iter().enumerate().map(of_village).collect());
    inputs.period = period_of(scheme);
    let stated: Vec<_> =
        offices.iter().flat_map(|(number, text)| rows(village(*number), &format!("offices {text}"))).collect();
    inputs.offices = Inputs::offices_in(&stated);
    inputs
}

/// Of each who held an office: rank, village, person, and the days where they are not all.
fn ranked(outcome: &Outcome, role: &str) -> Vec<String> {
    let number = |unit| (0..9).find(|number| village(*number) == unit).unwrap();
    let line = |row: &cunbang_scheme::OfficeRow| {
        let rank = row.rank.map_or_else(|| "-".to_owned(), |rank| rank.to_string());
        let days = row.days.map_or_else(String::new, |days| format!(" {days} days"));
        format!("{rank} {} {}{days}", number(row.unit), row.person)
    };
    outcome.offices[role].iter().map(line).collect()
}

/// Caota 草塔: a quarterly ranking of the villages, and of secretaries and village heads.
#[test]
fn secretaries_and_village_heads_stand_where_their_village_does() {
    let scheme = shipped("caota");
    let inputs = villages(
        &scheme,
        &[Some(1), Some(3), Some(2), None],
        &[
            (0, "office=o1 person=m1 role=secretary from=2020-01-01"),
            (0, "office=o2 person=m2 role=village_head from=2020-01-01"),
            (1, "office=o1 person=m7 role=secretary from=2020-01-01 until=2026-07-31"),
            (1, "office=o2 person=m8 role=secretary from=2026-08-01"),
            (2, "office=o1 person=m3 role=village_head from=2020-01-01 until=2026-06-30"),
            (2, "office=o2 person=m4 role=secretary from=2020-01-01"),
            (2, "office=o3 person=m5 role=mentor from=2020-01-01"),
            (3, "office=o1 person=m6 role=secretary from=2020-01-01"),
        ],
    );
    let outcome = outcome(&scheme, &inputs);
    assert_eq!(
        ranked(&outcome, "secretary"),
        ["1 1 m7 31 days", "1 1 m8 61 days", "3 2 m4", "4 0 m1", "- 3 m6"],
        "two in one period stand alike; silence is no rank"
    );
    assert_eq!(ranked(&outcome, "village_head"), ["1 0 m2"], "who left before the period is not ranked");
    assert!(!outcome.offices.contains_key("mentor"), "the rules do not ask for mentors");
}

/// Jinyun 缙云: the secretaries and organisation members of the last-placed are called in for a talk.
#[test]
fn a_talk_names_those_who_answer() {
    let scheme = shipped("jinyun-inspection");
    let offices = [
        (0, "office=o1 person=m1 role=secretary from=2020-01-01"),
        (0, "office=o2 person=m2 role=organisation_member from=2020-01-01"),
        (0, "office=o3 person=m3 role=village_head from=2020-01-01"),
        (1, "office=o1 person=m9 role=secretary from=2020-01-01"),
    ];
    let mut inputs = villages(&scheme, &[Some(1), Some(3)], &offices);
    let found = rows(village(0), "findings finding=f1 date=2026-07-09 due=2026-07-20 points=3");
    rows_of(inputs.villages.get_mut(&village(0)).unwrap()).extend(found);
    let outcome = outcome(&scheme, &inputs);
    let talk = &outcome.unit(village(0)).unwrap().consequences[0];
    let persons: Vec<String> = talk.persons.iter().map(|one| format!("{} {}", one.role, one.person)).collect();
    assert_eq!(
        (talk.id.as_str(), persons),
        ("talk", vec!["secretary m1".to_owned(), "organisation_member m2".to_owned()])
    );
    assert!(outcome.unit(village(1)).unwrap().consequences.is_empty());
    assert!(outcome.offices.is_empty() && !outcome.to_canonical_json().contains("offices"));
}

#[test]
fn offices_are_said_and_unknown_ones_told() {
    let words = shipped("caota").in_words(cunbang_scheme::Level::Village).unwrap();
    assert_eq!(words.ranking[3], "书记、村主任按任职单位的得分分别排名，任期不满一期的注明天数。");
    let words = shipped("jinyun-inspection").in_words(cunbang_scheme::Level::Village).unwrap();
    assert_eq!(words.consequences, ["排名在最后1名且得分低于100的，建议约谈书记和组织委员。"]);
    let text = shipped("caota").text().replace("\"village_head\"]", "\"mayor\"]");
    let faults = Scheme::parse(&text).unwrap_err();
    assert!(faults[0].message.to_string().contains("`village.offices` is \"mayor\""), "{faults:?}");
}
