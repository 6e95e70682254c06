//! Any county of a quarter, for the laws: five villages with any rows, any receipts, and any earlier results.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_model::Row;
use cunbang_scheme::{Inputs, Past, PastResult, ReceiptState, Status, VillageInput};
use cunbang_world::inputs::{county, input, sealed_on};
use cunbang_world::rows::line as row;
use cunbang_world::tree::{township, village};
use proptest::prelude::*;

/// Figures that packs ask for.
pub(crate) const FIGURES: [&str; 10] = [
    "bonus_items",
    "households",
    "groups",
    "steps",
    "pairs",
    "hard_targets",
    "households_taking_part",
    "resident_households",
    "checks",
    "present_at_checks",
];

/// Any row of a village's quarter; small numbers, so that ties and repeated keys occur.
fn any_row(unit: usize) -> impl Strategy<Value = Row> {
    let code = village(unit);
    let day = (7_u8..=9, 1_u8..=28).prop_map(|(month, day)| format!("2026-{month:02}-{day:02}"));
    let member = (1_u8..=4).prop_map(|number| format!("m{number}"));
    let id = 1_u8..=9;
    (0_u8..18, id, member, day, 0_u8..6, 0_u8..=9).prop_map(move |(table, id, member, day, choice, number)| {
        let mark = ["present", "remote", "leave", "late", "left_early", "absent"][usize::from(choice)];
        let kind = ["theme_day", "congress", "theme_day", "lecture", "quarterly_review", "group"][usize::from(choice)];
        // One of each that some pack asks for, and the figure of what was to be expected.
        let task = ["", "hard-", "step-", "visit-", "contact-", "prompt-", "plan-", "six-", "org-", "meeting-"]
            [usize::from(number)];
        let figure = FIGURES[usize::from(choice + number) % FIGURES.len()];
        let kind = if number == 9 {
            "weekly_analysis"
        } else if number == 8 {
            "evening_study"
        } else {
            kind
        };
        let done = if choice < 4 { format!(" {{}}=2026-08-1{}", choice % 3) } else { String::new() };
        let done = |column: &str| done.replace("{}", column);
        let line = match table {
            0 => format!(
                "standing member={member} status={}",
                ["full", "probationary", "activist"][usize::from(choice % 3)]
            ),
            1 => format!(
                "meetings meeting=t{id} kind={kind} date={day}{}",
                ["", " chair=m1", " chair=m2", " reason_not_held=台风"][usize::from(id % 4)]
            ),
            2 => format!("attendance meeting=t{id} member={member} mark={mark}"),
            3 => format!(
                "deeds deed=d{id} member={member} date={day} kind={} text=x{choice}{}{}",
                ["integrity", "hard_work"][usize::from(number % 2)],
                done("confirmed_on"),
                ["", " confirmed_by=m1", " confirmed_by=支书"][usize::from(number % 3)]
            ),
            4 if number < 4 => format!(
                "commitments commitment=c{id} member={member} text=x{} due=2026-08-15{}",
                ["", "。"][usize::from(choice % 2)],
                done("kept_on")
            ),
            4 => format!("commitments commitment=c{id} member={member} due={day}{}", done("kept_on")),
            5 => format!(
                "nominations period=2026{} member={member} votes={number}",
                ["Q3", "-08", "Q3"][usize::from(choice % 3)]
            ),
            6 if id < 4 => format!("tasks task={task}t{id} title=x due=2026-08-15{}", done("done_on")),
            6 => format!("tasks task={task}t{id} due={day}{}", done("done_on")),
            7 => format!("visits month=2026-0{} households=9 visited={number}", 7 + choice % 3),
            8 => format!(
                "measures period=2026{} indicator={} value={}",
                ["Q3", "-08", "-09"][usize::from(id % 3)],
                ["collective_income", "households_taking_part"][usize::from(choice % 2)],
                i16::from(number) - 4
            ),
            9 => format!("measures period=2026-0{} indicator={figure} value={number}", 7 + id % 3),
            10 => format!("stated_figures period=2026-0{} figure={figure} stated={number}", 7 + id % 3),
            11 => format!(
                "steps member={member} step={} done_on=2026-0{}-1{}{}",
                1 + number % 4,
                7 + choice / 3,
                number % 4,
                ["", " previous_on=2025-12-01", " previous_on=2026-07-10"][usize::from(choice % 3)]
            ),
            12 => format!(
                "materials member={member} step={} material={} handed_in={day}",
                1 + number % 4,
                ["入党申请书", "谈话记录", "推荐意见", "支委会记录"][usize::from(number % 4)]
            ),
            13 => format!(
                "satisfaction period=2026Q3 target={} ballots=10 satisfied={number}",
                ["居民", "组织", "第三方", "committee", "居民", "组织"][usize::from(choice)]
            ),
            14 => format!(
                "reviews period=2026Q3 stage={} member={member}{} points={}",
                ["general", "committee", "mutual"][usize::from(choice % 3)],
                if choice == 2 { format!(" reviewer=m{}", 1 + number % 4) } else { String::new() },
                u16::from(number) * 13
            ),
            // What is stated above of what the village itself states a part.
            15 => "stated_figures period=2026-09 figure=resident_households stated=9".to_owned(),
            16 => format!("members member={member} name=x status=full joined={day}"),
            _ => format!("findings finding=f{id} date={day} due={day} points={number}{}", done("fixed_on")),
        };
        row(code, &line)
    })
}

fn any_village(unit: usize) -> impl Strategy<Value = VillageInput> {
    (proptest::collection::vec(any_row(unit), 0..40), 0_u8..5).prop_map(|(rows, receipt)| {
        let receipt = match receipt {
            0 => ReceiptState::Partial,
            1 => ReceiptState::Nothing,
            2 => ReceiptState::Spreadsheet,
            3 => sealed_on("2026-11-01"),
            _ => sealed_on("2026-10-01"),
        };
        let rows = if receipt == ReceiptState::Nothing { Vec::new() } else { rows };
        input(rows, receipt)
    })
}

/// What was published of the villages and their township for earlier periods, as far as anything was.
fn any_past() -> impl Strategy<Value = Past> {
    let line = (0_usize..6, 0_usize..EARLIER.len(), 0_u8..6, proptest::option::of(0_u8..=100));
    proptest::collection::vec(line, 0..24).prop_map(|lines| {
        let mut past = Past::default();
        for (unit, period, status, score) in lines {
            let status = match status {
                0 => Status::NotReceived,
                1 => Status::Excused,
                2 => Status::Provisional,
                _ => Status::Received,
            };
            let result = PastResult {
                unit: if unit == 5 { township(0) } else { village(unit) },
                run: "r".to_owned(),
                status,
                score: score.map(Into::into),
                rank: score.map(|score| u32::from(score) + 1),
                rank_in_parent: None,
                stars: score.map(|score| score / 20),
            };
            past.insert(EARLIER[period].parse().unwrap(), result);
        }
        past
    })
}

/// Some periods at which packs look back.
pub(crate) const EARLIER: [&str; 8] = ["2024", "2025", "2026H1", "2026Q1", "2026Q2", "2026Q3", "2026Q4", "2026-06"];

pub(crate) fn any_county() -> impl Strategy<Value = Inputs> {
    (any_village(0), any_village(1), any_village(2), any_village(3), any_village(4), any_past())
        .prop_map(|(a, b, c, d, e, past)| Inputs { past, ..county(vec![a, b, c, d, e]) })
}
