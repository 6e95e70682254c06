//! What is owed: a figure that is left out, members left off the roster and households left out of the whole lower
//! nothing that is expected, where a scheme says so.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_scheme::{Inputs, Level, OutcomeRow, ReceiptState, Scheme};
use cunbang_world::inputs::{county, input, outcome, scheme, sealed_on};
use cunbang_world::rows::lines as rows;
use cunbang_world::tree::{township, village};

fn sealed(text: &str) -> Inputs {
    county(vec![input(rows(village(0), text), sealed_on("2026-10-05"))])
}

fn of_village(scheme: &Scheme, inputs: &Inputs) -> OutcomeRow {
    outcome(scheme, inputs).unit(village(0)).unwrap().clone()
}

/// The points and measure of the first line, null as `-`.
fn first(scheme: &Scheme, inputs: &Inputs) -> String {
    let row = of_village(scheme, inputs);
    let shown = |number: Option<cunbang_model::Decimal>| number.map_or_else(|| "-".to_owned(), |n| n.to_string());
    format!("{} {}", shown(row.indicators[0].points), shown(row.indicators[0].measure))
}

fn targets(unstated: &str) -> Scheme {
    scheme(&format!(
        "[village]\n[[village.groups]]\nid = \"d\"\nkind = \"deducted\"\n[[village.indicators]]\nid = \"t\"\ntitle = \"t\"\nmax = 20\n\
         measure = {{ kind = \"missing\", table = \"tasks\", where = [\"done_on <= due\"], of = [\"figure hard_targets\"]{unstated} }}\n\
         points = {{ kind = \"deduct\", each = 5 }}\n"
    ))
}

#[test]
fn a_figure_that_is_owed_and_left_out_takes_the_most() {
    let (owed, not_owed) = (targets(", unstated = \"least\""), targets(""));
    let done = "tasks task=h1 due=2026-08-01 done_on=2026-08-01\n";
    let stated = |number: u8| sealed(&format!("{done}measures period=2026Q3 indicator=hard_targets value={number}"));
    for (inputs, expect, before) in [
        (sealed(done), "-20.00 -", "- -"),
        (stated(3), "-10.00 2", "-10.00 2"),
        (stated(1), "0.00 0", "0.00 0"),
        // That there were none is something that is said.
        (stated(0), "0.00 0", "- -"),
    ] {
        assert_eq!((first(&owed, &inputs), first(&not_owed, &inputs)), (expect.to_owned(), before.to_owned()));
    }
    let silent = county(vec![input(Vec::new(), ReceiptState::Nothing)]);
    let bounds = of_village(&owed, &silent).bounds.unwrap();
    assert_eq!(
        (bounds.worst_score.to_string(), bounds.best_score.to_string()),
        ("-20.00".to_owned(), "0.00".to_owned())
    );
    let said = of_village(&owed, &sealed(done));
    assert!(said.indicators[0].reasons.iter().any(|reason| reason.note.contains("hard_targets: not stated")));
}

const PER_MEMBER: &str = "[village]\n[[village.indicators]]\nid = \"d\"\ntitle = \"d\"\nmax = 100\n\
    measure = { kind = \"count\", table = \"deeds\", per = \"member\" }\npoints = { kind = \"value\" }\n\
    [township]\n[[township.indicators]]\nid = \"v\"\ntitle = \"v\"\nmax = 100\n\
    measure = { kind = \"children\", weight = \"members\" }\npoints = { kind = \"value\" }\n";

#[test]
fn members_left_off_the_roster_are_expected_all_the_same_and_the_township_is_told() {
    let text = "standing member=m{} status=full ×5\ndeeds deed=d{} member=m1 date=2026-07-01 kind=integrity ×10";
    let counting = |how: &str| scheme(&format!("county_count = \"{how}\"\n{PER_MEMBER}"));
    let counted = |count: u32| {
        let mut inputs = sealed(text);
        inputs.county_counts.insert(village(0), count);
        inputs
    };
    assert_eq!(first(&counting("instead"), &counted(20)), "2.00 2");
    assert_eq!(first(&counting("least"), &counted(20)), "0.50 0.5");
    // A roster that is longer is the later word.
    assert_eq!(first(&counting("least"), &counted(4)), "2.00 2");
    assert_eq!(first(&counting("least"), &sealed(text)), "2.00 2");
    let roster = |inputs: &Inputs| {
        let row = of_village(&counting("least"), inputs);
        row.indicators.iter().find(|line| line.id == "roster").map(|line| line.reasons[0].note.to_string())
    };
    let said = "5 on the roster, 20 by the county's count 名册5人，县里统计20人";
    assert_eq!(roster(&counted(20)).as_deref(), Some(said));
    assert_eq!((roster(&counted(5)), roster(&sealed(text))), (None, None));
    // In its township it weighs what it is counted for.
    let mut two = counted(20);
    let other = "standing member=m{} status=full ×20\ndeeds deed=d{} member=m1 date=2026-07-01 kind=integrity ×30";
    two.villages.insert(village(1), input(rows(village(1), other), sealed_on("2026-10-05")));
    let two = Inputs { units: county(vec![input(Vec::new(), ReceiptState::Nothing); 2]).units, ..two };
    assert_eq!(outcome(&counting("least"), &two).unit(township(0)).unwrap().score.unwrap().to_string(), "1.00");
}

#[test]
fn a_part_of_the_members_is_that_of_the_roster() {
    let scheme = scheme(
        "county_count = \"least\"\n[village]\n[[village.indicators]]\nid = \"d\"\ntitle = \"d\"\nmax = 100\n\
         measure = { kind = \"count\", table = \"deeds\", where = [\"member.floating = yes\"], per = \"member\" }\n\
         points = { kind = \"value\" }\n",
    );
    let text = "standing member=m{} status=full ×5\nstanding member=f1 status=full floating=yes\n\
        deeds deed=d{} member=f1 date=2026-07-01 kind=integrity ×3";
    let mut inputs = sealed(text);
    inputs.county_counts.insert(village(0), 30);
    assert_eq!(first(&scheme, &inputs), "3.00 3");
}

#[test]
fn a_whole_is_at_least_what_was_stated() {
    let visits = |more: &str| {
        scheme(&format!(
            "[village]\n[[village.indicators]]\nid = \"v\"\ntitle = \"v\"\nmax = 100\n\
             measure = {{ kind = \"ratio\", table = \"visits\", part = \"visited\", whole = \"households\", of = [\"months\"]{more} }}\n\
             points = {{ kind = \"linear\", from = 0, to = 100 }}\n"
        ))
    };
    let (plain, stated) = (visits(""), visits(", whole_at_least = [\"figure households\"]"));
    let each = "visits month=2026-07 households=30 visited=30\nvisits month=2026-08 households=30 visited=30\n\
        visits month=2026-09 households=30 visited=30";
    let with = |number: u16| sealed(&format!("{each}\nmeasures period=2026Q3 indicator=households value={number}"));
    for (inputs, expect, before) in [
        (sealed(each), "100.00 100", "100.00 100"),
        (with(120), "25.00 25", "100.00 100"),
        (with(10), "100.00 100", "100.00 100"),
        (sealed("measures period=2026Q3 indicator=households value=120"), "0.00 0", "0.00 0"),
    ] {
        assert_eq!((first(&stated, &inputs), first(&plain, &inputs)), (expect.to_owned(), before.to_owned()));
    }
    let row = of_village(&stated, &with(120));
    assert!(row.indicators[0].reasons.iter().any(|reason| reason.note.contains("at least 120, as stated")));
    assert_eq!(outcome(&stated, &with(120)).rows(Level::Village).len(), 1);
}

#[test]
fn a_vote_of_few_counts_as_the_least_turnout() {
    let satisfied = |least: &str| {
        scheme(&format!(
            "[village]\n[[village.indicators]]\nid = \"s\"\ntitle = \"s\"\nmax = 100\n\
             measure = {{ kind = \"ratio\", table = \"satisfaction\", part = \"satisfied\", whole = \"ballots\", whole_at_least = {least} }}\n\
             points = {{ kind = \"linear\", from = 0, to = 100 }}\n"
        ))
    };
    let roster = "standing member=m{} status=full ×40\n";
    let vote = |ballots: u8, yes: u8| {
        format!("{roster}satisfaction period=2026Q3 target=committee ballots={ballots} satisfied={yes}")
    };
    for (least, text, expect) in [
        // Three of three, where half of the members were to vote.
        ("[\"0.5\", \"members\"]", vote(3, 3), "15.00 15"),
        ("[\"0.5\", \"members\"]", vote(30, 24), "80.00 80"),
        ("[\"30\"]", vote(3, 3), "10.00 10"),
        // Nobody held a vote: that is not a vote that all were against.
        ("[\"30\"]", roster.to_owned(), "- -"),
        // Nobody knows how many members there are.
        ("[\"0.5\", \"members\"]", vote(3, 3).replace(roster, ""), "0.00 -"),
    ] {
        assert_eq!(first(&satisfied(least), &sealed(&text)), expect, "{least} {text}");
    }
    // The roster may still come, and with it the turnout.
    let early = county(vec![input(rows(village(0), &vote(3, 3).replace(roster, "")), ReceiptState::Nothing)]);
    let bounds = of_village(&satisfied("[\"0.5\", \"members\"]"), &early).bounds.unwrap();
    assert!(bounds.worst_score.is_zero(), "{bounds:?}");
}

#[test]
fn one_figure_in_per_cent_of_another() {
    let share = scheme(
        "[village]\n[[village.indicators]]\nid = \"h\"\ntitle = \"h\"\nmax = 10\nmissing = \"zero\"\n\
         measure = { kind = \"figure_ratio\", part = \"taking_part\", whole = \"resident\" }\n\
         points = { kind = \"linear\", from = 0, to = 100 }\n",
    );
    let figure =
        |id: &str, period: &str, value: u16| format!("measures period={period} indicator={id} value={value}\n");
    let (part, whole) = (figure("taking_part", "2026Q3", 70), figure("resident", "2026Q3", 120));
    for (text, expect) in [
        (format!("{part}{whole}"), "5.83 58.3333"),
        // The latest of each.
        (format!("{}{whole}", figure("taking_part", "2026-07", 10)), "0.83 8.3333"),
        (format!("{part}{}{}", figure("resident", "2026-07", 100), figure("resident", "2026-08", 140)), "5.00 50"),
        (format!("{}{whole}", figure("taking_part", "2026Q3", 300)), "10.00 100"),
        (part.clone(), "0.00 -"),
        (format!("{part}{}", figure("resident", "2026Q3", 0)), "0.00 -"),
    ] {
        assert_eq!(first(&share, &sealed(&text)), expect, "{text}");
    }
}
