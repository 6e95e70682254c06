//! Rows read strictly: what a village says of itself alone lowers nothing that is asked of it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::any::any_county;
use crate::laws::{outcome, schemes};
use cunbang_model::{Date, Record as _, Table, record};
use cunbang_scheme::{Inputs, Level, OutcomeRow, ReceiptState, Scheme, Status};
use cunbang_world::inputs::{self, county, input, row_of, rows_of, rules, sealed_on, shipped};
use cunbang_world::rows::lines as rows;
use cunbang_world::tree::village;
use proptest::prelude::*;

/// The scheme as it was before rows were read strictly.
fn former(scheme: &Scheme) -> Scheme {
    rules(&scheme.text().replace("rows = \"vetted\"", "rows = \"checked\""))
}

fn of(scheme: &Scheme, period: &str, text: &str, count: Option<u32>) -> cunbang_scheme::Outcome {
    let mut inputs = county(vec![input(rows(village(0), text), sealed_on("2027-01-05"))]);
    inputs.period = period.parse().unwrap();
    inputs.county_counts.extend(count.map(|count| (village(0), count)));
    inputs::outcome(scheme, &inputs)
}

fn line(row: &OutcomeRow, id: &str) -> String {
    let line = row.indicators.iter().find(|line| line.id == id).unwrap();
    line.points.or(line.measure).map_or_else(|| "-".to_owned(), |number| number.to_string())
}

/// Puts on the roster of the first village that a member joined on a day.
fn joined(inputs: &Inputs, member: &str, day: Option<Date>) -> Inputs {
    let mut inputs = inputs.clone();
    for row in rows_of(inputs.villages.get_mut(&village(0)).unwrap()) {
        if row.text("member") != Some(member) {
            continue;
        }
        if let Some(standing) = row.record::<record::Standing>() {
            *row = record::Standing { joined: day, ..standing }.into_row().unwrap();
        } else if let Some(of_roster) = row.record::<record::Member>() {
            *row = record::Member { joined: day, ..of_roster }.into_row().unwrap();
        }
    }
    inputs
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// No later day of joining that a village writes raises its score or rank, nor those of its members: nobody above bears it
    /// out.
    #[test]
    fn a_later_day_of_joining_never_helps(
        inputs in any_county(),
        member in 1_u8..=4,
        (from, to) in (proptest::option::of(0_i64..300), 0_i64..300),
        is_counted in any::<bool>(),
    ) {
        let member = format!("m{member}");
        let day = |after: i64| Date::new(2026, 1, 1).unwrap().checked_add(jiff::Span::new().days(after)).unwrap();
        let (from, to) = (from.map(|from| day(from.min(to))), day(from.unwrap_or(0).max(to)));
        let mut before = joined(&inputs, &member, from);
        let mut after = joined(&inputs, &member, Some(to));
        if is_counted {
            // As many as stand on the roster.
            for (unit, village) in &inputs.villages {
                let on_roster = village.rows.iter().flat_map(|rows| rows.iter());
                let on_roster = on_roster.filter(|row| matches!(row.table(), Table::Standing | Table::Members));
                let count = on_roster.filter_map(|row| row.text("member")).collect::<std::collections::BTreeSet<_>>().len();
                before.county_counts.insert(*unit, u32::try_from(count).unwrap());
            }
            after.county_counts = before.county_counts.clone();
        }
        for scheme in schemes() {
            let (before, after) = (outcome(&scheme, &before), outcome(&scheme, &after));
            for level in [Level::Member, Level::Village] {
                for row in after.rows(level).iter().filter(|row| row.unit == village(0)) {
                    let then = before.rows(level).iter().find(|one| one.unit == row.unit && one.member == row.member);
                    let Some(then) = then else { continue };
                    if let (Some(score), Some(then)) = (row.score, then.score) {
                        prop_assert!(score <= then, "{} {:?}: {score} later, {then} before", scheme.name(), row.member);
                    }
                    if let (Level::Village, Some(rank), Some(then)) = (level, row.rank, then.rank) {
                        prop_assert!(rank >= then, "{}: rank {rank} later, {then} before", scheme.name());
                    }
                }
            }
        }
    }

    /// Another day by which a visit is due, within the quarter, raises nothing: visits are of the week in which they are made.
    #[test]
    fn another_day_that_is_due_never_helps(
        visits in proptest::collection::vec((0_i64..91, proptest::option::of(-20_i64..120), 0_i64..91), 1..20),
    ) {
        let scheme = shipped("xixia");
        let day = |after: i64| Date::new(2026, 7, 1).unwrap().checked_add(jiff::Span::new().days(after)).unwrap();
        let with = |moved: bool| {
            let visits = visits.iter().enumerate().map(|(number, (due, done, other))| {
                let due = day(if moved { *other } else { *due });
                let done = done.map_or_else(String::new, |done| format!(" done_on={}", day(done)));
                format!("tasks task=visit-{number} due={due}{done}\n")
            });
            let text: String = visits.collect();
            line(row_of(&of(&scheme, "2026Q3", &text, None), village(0)), "visits")
        };
        prop_assert_eq!(with(false), with(true));
    }

    /// Reviews that are left out raise no member's score, and save nobody from what repeated low ones lead to.
    #[test]
    fn reviews_that_are_left_out_save_nobody(
        points in proptest::collection::vec(proptest::option::of(0_u8..=10), 6),
        kept in proptest::collection::vec(any::<bool>(), 6),
    ) {
        let scheme = shipped("shanyang");
        let with = |is_kept: &dyn Fn(usize) -> bool| {
            let mut text = "standing member=m1 status=full\n".to_owned();
            for (place, points) in points.iter().enumerate() {
                let Some(points) = points.filter(|_| is_kept(place)) else { continue };
                let (half, stage) = (place / 3 + 1, ["general", "committee", "third_party"][place % 3]);
                text += &format!("reviews period=2026H{half} stage={stage} member=m1 points={}\n", points * 10);
            }
            of(&scheme, "2026", &text, None).rows(Level::Member)[0].clone()
        };
        let (all, some) = (with(&|_| true), with(&|place| kept[place]));
        prop_assert!(some.score <= all.score, "{:?} with some, {:?} with all", some.score, all.score);
        let exits = |row: &OutcomeRow| row.consequences.iter().any(|one| one.id.ends_with("exit"));
        prop_assert!(exits(&some) || !exits(&all), "{some:?}");
    }
}

const THREE: &str = "standing member=m1 status=full\nstanding member=m2 status=full\n\
    standing member=m3 status=full joined=2026-09-20\n\
    meetings meeting=t7 kind=theme_day date=2026-07-05\nattendance meeting=t7 member=m1 mark=present\n\
    attendance meeting=t7 member=m2 mark=present\n";

/// Who joined late is believed where the county's count bears it out, and is named where not.
#[test]
fn who_joined_late_is_believed_where_the_county_counts_so() {
    let scheme = shipped("jinyun-month");
    let attendance = |scheme: &Scheme, count: Option<u32>| {
        let outcome = of(scheme, "2026-07", &THREE.replace("2026-09-20", "2026-07-20"), count);
        let row = row_of(&outcome, village(0)).clone();
        let notes = row.indicators.iter().filter(|line| line.id == "roster").flat_map(|line| &line.reasons);
        (line(&row, "attendance"), notes.map(|reason| reason.note.to_string()).collect::<Vec<_>>())
    };
    let said = "said to have joined late, which no count of the county bears out 入党日期无县里人数印证，照常计: m3";
    assert_eq!(attendance(&scheme, Some(2)), ("100".to_owned(), vec![]));
    assert_eq!(attendance(&scheme, Some(3)), ("66.6667".to_owned(), vec![said.to_owned()]));
    assert_eq!(attendance(&scheme, None), ("66.6667".to_owned(), vec![said.to_owned()]));
    assert_eq!(attendance(&former(&scheme), None), ("100".to_owned(), vec![]), "as rows were read before");
}

/// A padded roster lets no more members have the top stars than the county's count does.
#[test]
fn a_padded_roster_gives_no_more_stars() {
    let scheme = shipped("changxing");
    let stars = |scheme: &Scheme, members: usize, count: Option<u32>| {
        let mut text = String::new();
        for member in 1..=members {
            text += &format!("standing member=m{member:02} status=full\n");
            if member <= 8 {
                text += &format!("nominations period=2026Q3 member=m{member:02} votes={}\n", 20 - member);
            }
        }
        let outcome = of(scheme, "2026Q3", &text, count);
        outcome.rows(Level::Member).iter().filter(|row| row.stars == Some(5)).count()
    };
    assert_eq!(stars(&scheme, 8, Some(8)), 2);
    assert_eq!(stars(&scheme, 20, Some(8)), 2, "padded");
    assert_eq!(stars(&scheme, 20, Some(30)), 5, "a short roster gives none either");
    assert_eq!(stars(&scheme, 20, None), 5);
    assert_eq!(stars(&former(&scheme), 20, Some(8)), 5, "as rows were read before");
}

/// A share of the year's members with the top stars is taken of the lesser number too.
#[test]
fn a_padded_roster_makes_no_quarter_of_stars_count() {
    let scheme = shipped("changxing-year");
    let quarters = |scheme: &Scheme, count: Option<u32>| {
        let mut text = String::new();
        for member in 1..=20 {
            text += &format!("standing member=m{member:02} status=full\n");
            if member <= 5 {
                text += &format!("awards period=2026Q3 member=m{member:02} stars=5\n");
            }
        }
        let outcome = of(scheme, "2026", &text, count);
        let row = outcome.rows(Level::Member).iter().find(|row| row.member.as_deref() == Some("m01")).unwrap().clone();
        let of_quarters = row.indicators.iter().find(|line| line.measure.is_some()).unwrap();
        of_quarters.measure.unwrap().to_string()
    };
    assert_eq!([quarters(&scheme, Some(20)), quarters(&scheme, Some(8))], ["1", "0"]);
    assert_eq!(quarters(&former(&scheme), Some(8)), "1");
}

/// A finding that was escalated at the recheck is not fixed, whatever day the village states.
#[test]
fn only_what_a_recheck_found_fixed_is() {
    let scheme = shipped("dazhou-quarter");
    let fixed = |scheme: &Scheme, rest: &str| {
        let text = format!("findings finding=f1 date=2026-07-09 due=2026-07-20 points=1 fixed_on=2026-07-18{rest}");
        line(row_of(&of(scheme, "2026Q3", &text, None), village(0)), "fixed")
    };
    assert_eq!(fixed(&scheme, ""), "10.00");
    assert_eq!(fixed(&scheme, " rechecked_on=2026-07-25 result=fixed"), "10.00");
    for result in ["escalated", "extended"] {
        let rest = format!(" rechecked_on=2026-07-25 result={result}");
        assert_eq!((fixed(&scheme, &rest), fixed(&former(&scheme), &rest)), ("0.00".to_owned(), "10.00".to_owned()));
    }
}

/// A reason such as `无` is none: the meeting was neither held nor missed for a reason.
#[test]
fn a_reason_that_is_none_excuses_nothing() {
    let scheme = shipped("jinyun-month");
    let missed = |scheme: &Scheme, reason: &str| {
        let text = format!("meetings meeting=t1 kind=theme_day date=2026-07-05 reason_not_held={reason}");
        line(row_of(&of(scheme, "2026-07", &text, None), village(0)), "not_held")
    };
    for reason in ["无", "-", "没有", "／", "无故"] {
        assert_eq!([missed(&scheme, reason), missed(&former(&scheme), reason)], ["1", "0"], "{reason}");
    }
    assert_eq!(missed(&scheme, "台风"), "0");
}

/// What inspections found ranks a village from which nothing was received.
#[test]
fn silence_saves_nobody_from_the_ranking_by_inspections() {
    let scheme = shipped("jinyun-inspection");
    let found = |number: usize, points: u8| {
        rows(village(number), &format!("findings finding=f1 date=2026-07-09 due=2026-07-20 points={points}"))
    };
    let ranked = |scheme: &Scheme| {
        let all = [(9, ReceiptState::Nothing), (3, sealed_on("2026-10-05")), (1, ReceiptState::Partial)];
        let all = all.into_iter().enumerate().map(|(number, (points, receipt))| input(found(number, points), receipt));
        let outcome = inputs::outcome(scheme, &county(all.collect()));
        let row = row_of(&outcome, village(0)).clone();
        let talks = row.consequences.iter().any(|one| one.id == "talk");
        (row.status, row.rank, row.candidate, talks)
    };
    assert_eq!(ranked(&scheme), (Status::Received, Some(3), Some(true), true));
    let before = rules(&scheme.text().replace("silent = \"ranked\"", "coverage = 0.1"));
    assert_eq!(ranked(&before), (Status::NotReceived, None, Some(false), false));
    let own = scheme
        .text()
        .replace("table = \"findings\", column", "table = \"visits\", column")
        .replace("\"points\"", "\"visited\"");
    let faults = Scheme::parse(&own).unwrap_err();
    crate::wrong::check_chinese(&faults);
    assert!(
        faults.iter().any(|fault| fault.message.to_string().contains("`inspected` rests on what they send")),
        "{faults:?}"
    );
}

/// Work of an earlier period is not paid again.
#[test]
fn what_was_done_in_another_period_is_not_paid_again() {
    let scheme = shipped("huaxi");
    let contacts = |scheme: &Scheme, done: &str| {
        let text = format!(
            "stated_figures period=2026Q3 figure=groups stated=1\ntasks task=contact-{{}} due=2026-09-30 done_on={done} ×9"
        );
        line(row_of(&of(scheme, "2026Q3", &text, None), village(0)), "contacts")
    };
    assert_eq!(contacts(&scheme, "2026-05-0{}"), "0.00");
    assert_ne!(contacts(&former(&scheme), "2026-05-0{}"), "0.00", "as rows were read before");
    assert_eq!(contacts(&scheme, "2026-07-1{}"), contacts(&former(&scheme), "2026-07-1{}"));
}

/// Of several reviews of one member by the committee, leaving the low ones out raises nothing.
#[test]
fn of_several_reviews_none_is_left_out_to_raise_the_others() {
    for (pack, period, stage, id) in
        [("xuanhua-341", "2026H2", "committee", "committee"), ("xuanhua-year", "2026", "general", "general")]
    {
        let scheme = shipped(pack);
        let points = |scheme: &Scheme, periods: &[(&str, u8)]| {
            let reviews = periods
                .iter()
                .map(|(period, points)| format!("reviews period={period} stage={stage} member=m1 points={points}\n"));
            let text = format!("standing member=m1 status=full\n{}", reviews.collect::<String>());
            line(&of(scheme, period, &text, None).rows(Level::Member)[0], id)
        };
        let (all, some) = ([("2026Q3", 50), ("2026Q4", 90)], [("2026Q4", 90)]);
        assert_eq!([points(&scheme, &all), points(&scheme, &some)], ["90.00", "90.00"], "{pack}");
        let checked = cunbang_world::inputs::rules(match pack {
            "xuanhua-341" => include_str!("former/checked/xuanhua-341.toml"),
            _ => include_str!("former/checked/xuanhua-year.toml"),
        });
        assert_eq!(points(&checked, &all), "70.00", "as it was");
    }
}
