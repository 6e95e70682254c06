//! Rules of one indicator, each as what it states, the rows, and what comes of them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_scheme::Level;
use cunbang_world::inputs::{county, input, outcome, scheme, sealed_on};
use cunbang_world::rows::lines as rows;
use cunbang_world::tree::village;

/// Scores one village by one indicator: `points measure`, null as `-`.
fn check(indicator: &str, village_rows: &str, expect: &str) {
    let scheme = scheme(&format!(
        "[village]\n[[village.groups]]\nid = \"g\"\nkind = \"{}\"\n[[village.indicators]]\nid = \"i\"\ntitle = \"i\"\n{}",
        if indicator.contains("# deducted") {
            "deducted"
        } else if indicator.contains("# added") {
            "added"
        } else {
            "base"
        },
        indicator
    ));
    let inputs = county(vec![input(rows(village(0), village_rows), sealed_on("2026-10-05"))]);
    let outcome = outcome(&scheme, &inputs);
    let line = &outcome.rows(Level::Village)[0].indicators[0];
    let shown = |number: Option<cunbang_model::Decimal>| number.map_or_else(|| "-".to_owned(), |n| n.to_string());
    assert_eq!(format!("{} {}", shown(line.points), shown(line.measure)), expect, "{indicator}\n{village_rows}");
}

const THEME_DAYS: &str = r#"max = 15
    measure = { kind = "count", table = "meetings", where = ["kind = theme_day", "reason_not_held is empty"], distinct = "month" }
    points = { kind = "per", each = 5 }"#;

#[test]
fn theme_days_in_distinct_months() {
    check(THEME_DAYS, "meetings meeting=t1 kind=theme_day date=2026-07-05", "5.00 1");
    check(THEME_DAYS, "", "0.00 0");
    let three = "meetings meeting=t1 kind=theme_day date=2026-07-05
        meetings meeting=t2 kind=theme_day date=2026-08-05
        meetings meeting=t3 kind=theme_day date=2026-09-05";
    check(THEME_DAYS, three, "15.00 3");
    let twice_in_july = "meetings meeting=t1 kind=theme_day date=2026-07-05
        meetings meeting=t2 kind=theme_day date=2026-07-25";
    check(THEME_DAYS, twice_in_july, "5.00 1");
    let not_held = "meetings meeting=t1 kind=theme_day date=2026-07-05 reason_not_held=flood
        meetings meeting=t2 kind=lecture date=2026-08-05
        meetings meeting=t3 kind=theme_day date=2026-10-05
        meetings meeting=t4 kind=theme_day date=2026-09-05 withdrawn=mistake";
    check(THEME_DAYS, not_held, "0.00 0");
}

const FIXED: &str = r#"max = 10
    measure = { kind = "timeliness", table = "findings", date = "fixed_on", due = "due" }
    points = { kind = "linear", from = 0, to = 100 }"#;

const KEPT: &str = r#"max = 10
    measure = { kind = "timeliness", table = "commitments", date = "kept_on", due = "due" }
    points = { kind = "linear", from = 0, to = 100 }"#;

#[test]
fn timeliness_in_per_cent() {
    let one_of_three = "commitments commitment=c1 due=2026-08-01 kept_on=2026-08-01
        commitments commitment=c2 due=2026-08-01 kept_on=2026-08-02
        commitments commitment=c3 due=2026-08-01";
    check(KEPT, one_of_three, "3.33 33.3333");
    check(KEPT, "commitments commitment=c1 due=2026-08-01 kept_on=2026-07-01", "10.00 100");
    check(KEPT, "commitments commitment=c1 due=2026-10-01 kept_on=2026-09-01", "0.00 -");
}

#[test]
fn nothing_to_measure_is_not_zero() {
    check(FIXED, "", "- -");
    check(&format!("missing = \"zero\"\n{FIXED}"), "", "0.00 -");
    check(&format!("missing = \"full\"\n{FIXED}"), "", "10.00 -");
    check(FIXED, "findings finding=f1 date=2026-08-01 due=2026-08-01 points=1", "0.00 0");
}

/// Nothing promised is not everything kept: only others can say that something is not applicable.
#[test]
fn what_a_village_does_not_write_down_is_zero() {
    check(KEPT, "", "0.00 -");
    check(&format!("missing = \"zero\"\n{KEPT}"), "", "0.00 -");
}

#[test]
fn attendance_marks() {
    // m2 has no mark at the congress.
    let marks = "standing member=m{} status=full ×2
        meetings meeting=t1 kind=theme_day date=2026-07-05
        meetings meeting=t2 kind=congress date=2026-07-01
        attendance meeting=t1 member=m1 mark=present
        attendance meeting=t1 member=m2 mark=late
        attendance meeting=t2 member=m1 mark=remote
        attendance meeting=t9 member=m1 mark=present";
    let weights = "weights = { present = 1, remote = 1, late = 0.5, leave = 0, left_early = 0, absent = 0 }";
    let of = |rest: &str| {
        format!(
            "max = 9\nmeasure = {{ kind = \"marks\", {weights}{rest} }}\npoints = {{ kind = \"linear\", from = 0, to = 100 }}"
        )
    };
    check(&of(""), marks, "5.63 62.5");
    check(&of(", no_remote_at = [\"congress\"]"), marks, "3.38 37.5");
    check(&of(", where = [\"meeting.kind = theme_day\"]"), marks, "6.75 75");
    check(&of(", where = [\"not meeting.kind = theme_day\"]"), marks, "4.50 50");
}

#[test]
fn deductions() {
    let hard = r#"max = 12 # deducted
        measure = { kind = "count", table = "tasks", where = ["task starts hard-", "not done_on <= due"] }
        points = { kind = "deduct", each = 5 }"#;
    check(hard, "tasks task=hard-1 due=2026-08-01 done_on=2026-08-01\ntasks task=t2 due=2026-08-01", "0.00 0");
    check(hard, "tasks task=hard-1 due=2026-08-01 done_on=2026-08-02", "-5.00 1");
    check(hard, "tasks task=hard-{} due=2026-08-01 ×3", "-12.00 3");
    let from_full = hard.replace("# deducted", "");
    check(&from_full, "tasks task=hard-1 due=2026-08-01", "7.00 1");
    check(&from_full, "tasks task=hard-{} due=2026-08-01 ×3", "0.00 3");
    let findings = r#"max = 30 # deducted
        measure = { kind = "sum", table = "findings", column = "points" }
        points = { kind = "deduct", each = 1 }"#;
    check(
        findings,
        "findings finding=f1 date=2026-07-01 due=2026-07-20 points=2.5\nfindings finding=f2 date=2026-07-01 due=2026-07-20 points=1",
        "-3.50 3.5",
    );
}

#[test]
fn bands_are_half_open() {
    let bands = r#"max = 10
        missing = "zero"
        measure = { kind = "figure", indicator = "collective_income" }
        points = { kind = "bands", bands = [{ from = 30, points = 10 }, { from = 10, points = 6 }] }"#;
    for (value, expect) in
        [("30", "10.00 30"), ("29.99", "6.00 29.99"), ("10", "6.00 10"), ("9.9", "0.00 9.9"), ("-3", "0.00 -3")]
    {
        check(bands, &format!("measures period=2026Q3 indicator=collective_income value={value}"), expect);
    }
    check(bands, "measures period=2026 indicator=collective_income value=30", "0.00 -");
    check(bands, "measures period=2026-{}7 indicator=collective_income value=30\nmeasures period=2026-08 indicator=other value=30".replace("{}", "0").as_str(), "10.00 30");
}

#[test]
fn figures_are_summed_averaged_or_the_latest() {
    let figures = "measures period=2026-07 indicator=x value=3\nmeasures period=2026-09 indicator=x value=6\nmeasures period=2026-08 indicator=x value=9";
    for (combine, expect) in [("sum", "18.00 18"), ("average", "6.00 6"), ("latest", "6.00 6")] {
        let rule = format!(
            "max = 20\nmissing = \"zero\"\nmeasure = {{ kind = \"figure\", indicator = \"x\", combine = \"{combine}\" }}\npoints = {{ kind = \"value\" }}"
        );
        check(&rule, figures, expect);
    }
}

#[test]
fn ratios_averages_rates_and_counts_per_member() {
    let visits = "visits month=2026-07 households=100 visited=30\nvisits month=2026-08 households=100 visited=60";
    check(
        "max = 10\nmeasure = { kind = \"ratio\", table = \"visits\", part = \"visited\", whole = \"households\" }\npoints = { kind = \"linear\", from = 20, to = 70 }",
        visits,
        "5.00 45",
    );
    let reviews = "reviews period=2026Q3 stage=mutual member=m1 reviewer=m2 points=80\nreviews period=2026Q3 stage=mutual member=m1 reviewer=m3 points=90.5\nreviews period=2026Q3 stage=self member=m1 points=100";
    check(
        "max = 100\nmeasure = { kind = \"average\", table = \"reviews\", column = \"points\", where = [\"stage = mutual\"] }\npoints = { kind = \"value\" }",
        reviews,
        "85.25 85.25",
    );
    let deeds = "standing member=m{} status=full ×4
        standing member=m9 status=applicant
        deeds deed=d{} member=m1 date=2026-07-01 kind=integrity confirmed_on=2026-07-02 ×3
        deeds deed=e1 member=m2 date=2026-07-01 kind=enterprise confirmed_on=2026-07-02
        deeds deed=e2 member=m2 date=2026-07-01 kind=integrity";
    check(
        "max = 10\nmeasure = { kind = \"count\", table = \"deeds\", where = [\"confirmed_on is set\"], per = \"member\" }\npoints = { kind = \"linear\", from = 0, to = 2 }",
        deeds,
        "5.00 1",
    );
    check(
        "max = 10\nmeasure = { kind = \"count\", table = \"deeds\", distinct = \"member\", where = [\"confirmed_on in period\"], per = \"member\" }\npoints = { kind = \"per\", each = 10 }",
        deeds,
        "5.00 0.5",
    );
    check(
        "max = 10\nmeasure = { kind = \"rate\", table = \"deeds\", where = [\"kind in integrity, new_customs\"], meets = [\"confirmed_on is set\"] }\npoints = { kind = \"linear\", from = 100, to = 0 }",
        deeds,
        "2.50 75",
    );
    check(
        "max = 10\nmeasure = { kind = \"count\", table = \"deeds\", per = \"member\" }\npoints = { kind = \"linear\", from = 0, to = 2 }",
        "deeds deed=d1 member=m1 date=2026-07-01 kind=integrity",
        "0.00 -",
    );
}

/// A share that is taken of what was to be expected does not rise where a row is left out.
#[test]
fn shares_of_what_was_expected() {
    let attended = r#"max = 10
        measure = { kind = "marks", weights = { present = 1, remote = 0, leave = 0, late = 0.5, left_early = 0, absent = 0 }, where = ["meeting.kind = theme_day"], of = ["members", "months"] }
        points = { kind = "linear", from = 0, to = 100 }"#;
    // Two members, three months: six were to come.
    let one_day = "standing member=m{} status=full ×2
        meetings meeting=t1 kind=theme_day date=2026-07-05
        attendance meeting=t1 member=m1 mark=present
        attendance meeting=t1 member=m2 mark=late";
    check(attended, one_day, "2.50 25");
    check(attended, "standing member=m{} status=full ×2", "0.00 0");
    let visited = r#"max = 10
        measure = { kind = "ratio", table = "visits", part = "visited", whole = "households", of = ["months"] }
        points = { kind = "linear", from = 0, to = 100 }"#;
    check(visited, "visits month=2026-07 households=90 visited=90", "3.33 33.3333");
    check(
        visited,
        "visits month=2026-07 households=90 visited=90\nvisits month=2026-08 households=90 visited=45",
        "5.00 50",
    );
    check(visited, "", "0.00 0");
    let kept = r#"max = 10
        measure = { kind = "timeliness", table = "commitments", date = "kept_on", due = "due", of = ["figure pledged"] }
        points = { kind = "linear", from = 0, to = 100 }"#;
    let two = "commitments commitment=c1 due=2026-08-01 kept_on=2026-08-01
        commitments commitment=c2 due=2026-08-01";
    check(kept, &format!("{two}\nmeasures period=2026Q3 indicator=pledged value=4"), "2.50 25");
    check(kept, &format!("{two}\nmeasures period=2026Q3 indicator=pledged value=1"), "10.00 100");
    // What nobody stated is not applicable: it is not for the village to have stated it.
    check(&format!("missing = \"zero\"\n{kept}"), two, "0.00 -");
}

#[test]
fn what_is_missing_of_what_was_expected() {
    let not_held = r#"max = 30 # deducted
        measure = { kind = "missing", table = "meetings", where = ["kind = theme_day"], distinct = "month", of = ["months"] }
        points = { kind = "deduct", each = 5 }"#;
    check(not_held, "meetings meeting=t1 kind=theme_day date=2026-07-05", "-10.00 2");
    check(not_held, "", "-15.00 3");
    let three = "meetings meeting=t1 kind=theme_day date=2026-07-05
        meetings meeting=t2 kind=theme_day date=2026-08-05 reason_not_held=flood
        meetings meeting=t3 kind=theme_day date=2026-09-05
        meetings meeting=t4 kind=theme_day date=2026-09-06";
    check(not_held, three, "0.00 0");
    let targets = r#"max = 30 # deducted
        measure = { kind = "missing", table = "tasks", where = ["task starts hard-", "done_on <= due"], of = ["figure hard_targets"] }
        points = { kind = "deduct", each = 5 }"#;
    let stated = "measures period=2026Q3 indicator=hard_targets value=3
        tasks task=hard-1 due=2026-08-01 done_on=2026-08-01";
    check(targets, stated, "-10.00 2");
    check(targets, "tasks task=hard-1 due=2026-08-01", "- -");
}

#[test]
fn weeks_and_days_of_the_week() {
    // Caota: a Tuesday meeting every week. The quarter has 13 Mondays, and so 13 weeks.
    let weekly = r#"max = 13
        measure = { kind = "count", table = "meetings", where = ["kind = weekly_analysis", "date.weekday = tuesday"], distinct = "week", of = ["weeks"] }
        points = { kind = "linear", from = 0, to = 1 }"#;
    let meetings = "meetings meeting=w1 kind=weekly_analysis date=2026-07-07
        meetings meeting=w2 kind=weekly_analysis date=2026-07-08
        meetings meeting=w3 kind=weekly_analysis date=2026-07-14
        meetings meeting=w4 kind=weekly_analysis date=2026-07-14";
    check(weekly, meetings, "2.00 0.1538");
    // Huaxi: the monthly meeting on the 20th.
    let twentieth = r#"max = 3
        measure = { kind = "count", table = "meetings", where = ["date.day = 20"], distinct = "month" }
        points = { kind = "per", each = 1 }"#;
    let days = "meetings meeting=t1 kind=theme_day date=2026-07-20
        meetings meeting=t2 kind=theme_day date=2026-08-21";
    check(twentieth, days, "1.00 1");
}

#[test]
fn conditions_on_members() {
    let rows = "standing member=m1 status=full floating=yes
        standing member=m2 status=full floating=no
        standing member=m3 status=probationary
        meetings meeting=t1 kind=theme_day date=2026-07-05
        attendance meeting=t1 member=m1 mark=remote
        attendance meeting=t1 member=m2 mark=remote
        deeds deed=d1 member=m1 date=2026-07-05 kind=integrity
        deeds deed=d2 member=m2 date=2026-07-05 kind=integrity
        deeds deed=d3 member=m3 date=2026-07-05 kind=integrity";
    let of = |rest: &str| {
        format!(
            "max = 9\nmeasure = {{ kind = \"marks\", weights = {{ present = 1, remote = 1, leave = 0, late = 0, left_early = 0, absent = 0 }}{rest} }}\npoints = {{ kind = \"linear\", from = 0, to = 100 }}"
        )
    };
    check(&of(""), rows, "6.00 66.6667");
    // Jinyun: floating members may take part from afar.
    check(&of(", remote_for = [\"member.floating = yes\"]"), rows, "3.00 33.3333");
    // Who works away is not among those who were to come.
    check(&of(", where = [\"member.floating = no\"]"), rows, "4.50 50");
    let per_full = r#"max = 10
        measure = { kind = "count", table = "deeds", where = ["member.status = full"], per = "member" }
        points = { kind = "value" }"#;
    check(per_full, rows, "1.00 1");
    check(&per_full.replace("full", "probationary"), rows, "1.00 1");
    check(&per_full.replace("[\"member.status = full\"]", "[\"not member.status = full\"]"), rows, "1.00 1");
}

#[test]
fn a_stated_figure_lies_where_the_rules_can_count_it() {
    let rules = "[village]\n[[village.groups]]\nid = \"more\"\nkind = \"added\"\n\
                 [[village.groups]]\nid = \"g\"\nkind = \"base\"\n";
    let indicator = |id: &str, group: &str, measure: &str, points: &str| {
        let missing = if group == "g" { "missing = \"skip\"\n" } else { "" };
        format!(
            "[[village.indicators]]\nid = \"{id}\"\ntitle = \"{id}\"\ngroup = \"{group}\"\nmax = 10\n{missing}\
             measure = {{ {measure}, stated_by = \"above\" }}\npoints = {{ {points} }}\n"
        )
    };
    let visits = indicator(
        "visits",
        "g",
        r#"kind = "sum", table = "visits", column = "visited", of = ["figure households"]"#,
        r#"kind = "linear", from = 0, to = 1"#,
    );
    let value = indicator("bonus", "more", r#"kind = "figure", indicator = "bonus_items""#, r#"kind = "value""#);
    let each = indicator("each", "more", r#"kind = "figure", indicator = "prizes""#, r#"kind = "per", each = 2"#);
    let grown =
        indicator("grown", "g", r#"kind = "figure", indicator = "growth""#, r#"kind = "linear", from = -5, to = 5"#);
    let scheme = scheme(&format!("{rules}{visits}{value}{each}{grown}"));
    let range = |figure: &str| scheme.stated_range(figure);
    let number = |number: i64| Some(cunbang_model::Decimal::from(number));
    assert_eq!(range("households"), (number(0), None));
    assert_eq!(range("bonus_items"), (number(0), number(10)));
    assert_eq!(range("prizes"), (number(0), number(5)));
    // What grows may shrink, and what no rule counts is nobody's business.
    assert_eq!(range("growth"), (None, None));
    assert_eq!(range("else"), (None, None));
}
