//! Silence: what a village leaves out raises nothing, be it a figure that a veto rests on or a meeting at which a member was
//! absent; and what others leave out is held against nobody.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::any::{FIGURES, any_county};
use crate::laws::{outcome, schemes};
use cunbang_model::{Row, Table, UnitCode};
use cunbang_scheme::{Inputs, Level, OutcomeRow, Past, PastResult, ReceiptState, Scheme, Status};
use cunbang_world::inputs::{county, input, rows_of, scheme, sealed_on, shipped};
use cunbang_world::rows::lines as rows;
use cunbang_world::tree::village;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// The inputs without some rows of the villages.
fn without(inputs: &Inputs, is_gone: impl Fn(&Row) -> bool) -> Inputs {
    let mut without = inputs.clone();
    for village in without.villages.values_mut() {
        rows_of(village).retain(|row| !is_gone(row));
    }
    without
}

/// Whether a row puts somebody on the roster.
fn is_roster(row: &Row) -> bool {
    matches!(row.table(), Table::Standing | Table::Members)
}

fn whose(row: &OutcomeRow) -> (Option<&str>, UnitCode) {
    (row.member.as_deref(), row.unit)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    /// A village's own figure that is left out never raises its score: vetoes have no points, so that it is the score that is
    /// looked at.
    #[test]
    fn a_figure_that_is_left_out_never_helps(inputs in any_county()) {
        for scheme in schemes() {
            let before = outcome(&scheme, &inputs);
            for figure in FIGURES {
                let is_figure = |row: &Row| row.table() == Table::Measures && row.text("indicator") == Some(figure);
                for row in outcome(&scheme, &without(&inputs, is_figure)).rows(Level::Village) {
                    if let (Some(score), Some(then)) = (row.score, before.unit(row.unit).unwrap().score) {
                        prop_assert!(score <= then, "{} {figure}: {score} without, {then} with", scheme.name());
                    }
                }
            }
        }
    }

    /// A meeting that is left out, with its marks or without them, raises no member's score and no village's.
    #[test]
    fn a_meeting_that_is_left_out_never_helps(inputs in any_county(), meeting in 1_u8..=9) {
        let meeting = format!("t{meeting}");
        for scheme in schemes() {
            let before = outcome(&scheme, &inputs);
            let is_of = |row: &Row, tables: &[Table]| {
                tables.contains(&row.table()) && row.text("meeting") == Some(meeting.as_str())
            };
            for tables in [&[Table::Meetings][..], &[Table::Meetings, Table::Attendance], &[Table::Attendance]] {
                let after = outcome(&scheme, &without(&inputs, |row| is_of(row, tables)));
                for (level, row) in [Level::Member, Level::Village].iter().flat_map(|level| after.rows(*level).iter().map(move |row| (*level, row))) {
                    let then = before.rows(level).iter().find(|other| whose(other) == whose(row));
                    if let (Some(score), Some(then)) = (row.score, then.and_then(|then| then.score)) {
                        let who = row.member.as_deref().unwrap_or("village");
                        prop_assert!(score <= then, "{} {who}: {score} without, {then} with", scheme.name());
                    }
                }
            }
        }
    }

    /// An earlier period for which a village was not received pays nothing: its score is no higher than with any result that
    /// might have been published, and it is not ranked on it.
    #[test]
    fn a_silent_earlier_period_never_helps(inputs in any_county()) {
        let mut silent = inputs.clone();
        silent.past = Past::default();
        for (place, (period, result)) in inputs.past.results().enumerate() {
            let status = if place % 2 == 0 && result.status == Status::Received { Status::NotReceived } else { result.status };
            silent.past.insert(period, PastResult { status, ..result.clone() });
        }
        for scheme in schemes() {
            let before = outcome(&scheme, &inputs);
            for row in outcome(&scheme, &silent).rows(Level::Village) {
                if let (Some(score), Some(then)) = (row.score, before.unit(row.unit).unwrap().score) {
                    prop_assert!(score <= then, "{} {}: {score} silent, {then} published", scheme.name(), row.unit);
                }
            }
        }
    }

    /// A village that leaves its whole roster out gains nothing by it, where the county counts its members and where not.
    #[test]
    fn a_roster_that_is_left_out_never_helps(inputs in any_county(), is_counted in any::<bool>()) {
        let mut inputs = inputs;
        if is_counted {
            for (unit, village) in &mut inputs.villages {
                let on_roster = rows_of(village).iter().filter(|row| is_roster(row)).filter_map(|row| row.text("member"));
                let roster = on_roster.collect::<BTreeSet<_>>().len();
                inputs.county_counts.insert(*unit, u32::try_from(roster).unwrap());
            }
        }
        let silent = without(&inputs, is_roster);
        for scheme in schemes() {
            let before = outcome(&scheme, &inputs);
            for row in outcome(&scheme, &silent).rows(Level::Village) {
                if let (Some(score), Some(then)) = (row.score, before.unit(row.unit).unwrap().score) {
                    prop_assert!(score <= then, "{} {}: {score} without, {then} with", scheme.name(), row.unit);
                }
            }
        }
    }

    /// Nobody is warned by marks that were not written.
    #[test]
    fn a_warning_needs_a_mark(inputs in any_county()) {
        let unmarked = without(&inputs, |row| row.table() == Table::Attendance);
        for scheme in schemes() {
            let outcome = outcome(&scheme, &unmarked);
            prop_assert!(outcome.rows(Level::Member).iter().all(|row| !row.warned), "{}", scheme.name());
        }
    }
}

/// Not marked is not absent: who was absent once and not marked at two others is not warned, and who was absent at most is.
#[test]
fn a_member_is_warned_by_what_was_marked_alone() {
    for pack in ["standard", "jinyun-year"] {
        let is_warned = |absent: usize| {
            let months = if pack == "standard" { 7..=9 } else { 1..=9 };
            let mut text = "standing member=m1 status=full\n".to_owned();
            for month in months.clone() {
                text += &format!("meetings meeting=t{month} kind=theme_day date=2026-0{month}-05\n");
            }
            for month in months.take(absent) {
                text += &format!("attendance meeting=t{month} member=m1 mark=absent\n");
            }
            let inputs = county(vec![input(rows(village(0), &text), sealed_on("2027-01-05"))]);
            outcome(&shipped(pack), &inputs).rows(Level::Member)[0].warned
        };
        assert!(!is_warned(0) && !is_warned(1), "{pack}");
        assert!(is_warned(if pack == "standard" { 2 } else { 5 }), "{pack}");
    }
}

/// Of forty villages ten had a step due in the year, and took it; the county says of the others that none was.
#[test]
fn where_nothing_was_due_nobody_is_a_candidate() {
    let of_village = |number: usize, steps: u8| {
        let text = format!(
            "standing member=m{{}} status=full ×3
            meetings meeting=c1 kind=committee date=2026-07-14
            stated_figures period=2026 figure=steps stated={steps}\n"
        );
        let taken = "steps member=a1 step=1 done_on=2026-07-01
            materials member=a1 step=1 material=入党申请书 handed_in=2026-07-09";
        let text = if steps > 0 { text + taken } else { text };
        input(rows(village(number), &text), ReceiptState::Spreadsheet)
    };
    let mut inputs = county((0..40).map(|number| of_village(number, u8::from(number < 10))).collect());
    inputs.period = "2026".parse().unwrap();
    let outcome = cunbang_world::inputs::outcome(&shipped("suqian"), &inputs);
    assert_eq!(outcome.candidates().count(), 0);
    assert_eq!(outcome.coverage.unwrap().received, 40);
    let (best, spared) = (outcome.unit(village(0)).unwrap(), outcome.unit(village(20)).unwrap());
    assert_eq!((best.rank, best.score.unwrap().to_string().as_str()), (Some(1), "100.00"));
    assert_eq!((spared.rank, spared.score, spared.candidate), (None, None, Some(false)));
    let said: Vec<String> =
        spared.indicators[0].reasons.iter().map(|one| format!("{} {}", one.row, one.note)).collect();
    assert!(said.contains(&"stated_figures/2026/steps stated: none due 应办 0".to_owned()), "{said:?}");
}

/// The texts from before go on to hold a figure of 0 against the village.
#[test]
fn without_the_word_a_figure_of_nothing_is_read_as_before() {
    let rules = |word: &str| {
        scheme(&format!(
            "[village]\n[[village.indicators]]\nid = \"t\"\ntitle = \"t\"\nmax = 20\nmissing = \"zero\"\n\
             measure = {{ kind = \"timeliness\", table = \"tasks\", date = \"done_on\", due = \"due\", of = [\"figure steps\"]{word} }}\n\
             points = {{ kind = \"linear\", from = 0, to = 100 }}\n"
        ))
    };
    let text = "stated_figures period=2026Q3 figure=steps stated=0\ntasks task=t1 due=2026-08-01";
    let inputs = county(vec![input(rows(village(0), text), sealed_on("2026-10-05"))]);
    let notes = |scheme: &Scheme| {
        let outcome = cunbang_world::inputs::outcome(scheme, &inputs);
        let line = outcome.unit(village(0)).unwrap().indicators[0].clone();
        line.reasons.iter().map(|reason| reason.note.to_string()).collect::<Vec<_>>().join("; ")
    };
    assert!(notes(&rules("")).contains("the figure steps: not stated 未提供"));
    assert!(notes(&rules(", stated_by = \"above\"")).contains("stated: none due 应办 0"));
}

/// Half absent at all twelve meetings is half, and a worse second meeting of a month costs nothing, so that leaving it out
/// gains nothing.
#[test]
fn half_absent_at_every_meeting_is_half() {
    let of = |second_meetings: bool, present_at_second: usize| {
        let mut text = "standing member=m{} status=full ×10\n".to_owned();
        for month in 7..=12 {
            for (kind, day, present) in [("theme_day", 10, 5), ("lecture", 11, present_at_second)] {
                if kind == "lecture" && !second_meetings {
                    continue;
                }
                text += &format!("meetings meeting={kind}{month} kind={kind} date=2026-{month:02}-{day}\n");
                for member in 1..=10 {
                    let mark = if member <= present { "present" } else { "absent" };
                    text += &format!("attendance meeting={kind}{month} member=m{member} mark={mark}\n");
                }
            }
        }
        let mut inputs = county(vec![input(rows(village(0), &text), sealed_on("2027-01-05"))]);
        inputs.period = "2026H2".parse().unwrap();
        let outcome = cunbang_world::inputs::outcome(&shipped("xuanhua-341"), &inputs);
        let lines = &outcome.unit(village(0)).unwrap().indicators;
        lines.iter().find(|line| line.id == "attendance").unwrap().measure.unwrap().to_string()
    };
    assert_eq!([of(true, 5), of(false, 5), of(true, 2), of(true, 8)], ["50", "50", "50", "80"]);
}

/// What does not apply to a village, as nobody above stated it, puts it neither before nor behind others of its score.
#[test]
fn what_does_not_apply_settles_no_tie_against_a_village() {
    let of_village = |number: usize, stated: &str| {
        let text = format!(
            "tasks task=contact-a{{}} due=2026-09-30 done_on=2026-07-0{{}} ×9
            tasks task=contact-b{{}} due=2026-09-30 done_on=2026-07-1{{}} ×9
            tasks task=contact-c{{}} due=2026-09-30 done_on=2026-07-2{{}} ×9
            tasks task=contact-d{{}} due=2026-09-30 done_on=2026-08-0{{}} ×9
            tasks task=contact-e{{}} due=2026-09-30 done_on=2026-08-1{{}} ×9
            tasks task=contact-f{{}} due=2026-09-30 done_on=2026-08-2{{}} ×9
            tasks task=contact-g{{}} due=2026-09-30 done_on=2026-09-0{{}} ×9
            tasks task=contact-h{{}} due=2026-09-30 done_on=2026-09-1{{}} ×9
            tasks task=contact-i{{}} due=2026-09-30 done_on=2026-09-2{{}} ×9
            meetings meeting=t7 kind=group date=2026-07-20 chair=m1
            meetings meeting=t8 kind=group date=2026-08-20 chair=m1
            meetings meeting=t9 kind=group date=2026-09-20 chair=m1
            satisfaction period=2026Q3 target=committee ballots=10 satisfied=10
            {stated}"
        );
        input(rows(village(number), &text), sealed_on("2026-10-05"))
    };
    let of = |last: &str| {
        let stated = "stated_figures period=2026Q3 figure=groups stated=2";
        let villages = (0..20).map(|number| of_village(number, if number == 19 { last } else { stated }));
        let mut inputs = county(villages.collect());
        inputs.period = "2026Q3".parse().unwrap();
        let outcome = cunbang_world::inputs::outcome(&shipped("huaxi"), &inputs);
        let row = outcome.unit(village(19)).unwrap();
        (row.score.unwrap().to_string(), row.rank, row.candidate)
    };
    let stated = of("stated_figures period=2026Q3 figure=groups stated=2");
    assert_eq!((stated.0.as_str(), stated.1), ("100.00", Some(1)));
    assert_eq!(of("stated_figures period=2026Q3 figure=groups stated=0"), stated);
    assert_eq!(of(""), stated);
}
