//! Fair measuring: cases that an audit found, each a rule for every scheme.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_model::Decimal;
use cunbang_scheme::{
    Decision, IndicatorResult, Inputs, Level, Outcome, PeriodKind, ReceiptState, Scheme, Status, pack,
};
use cunbang_world::inputs::{county, decided, input, outcome, rows_of, scheme, sealed_on, shipped};
use cunbang_world::rows::lines as rows;
use cunbang_world::tree::{township, village};

/// A village's line of the standard scheme.
fn line(inputs: &Inputs, id: &str) -> IndicatorResult {
    let outcome = outcome(&shipped("standard"), inputs);
    let row = outcome.unit(village(0)).unwrap();
    row.indicators.iter().find(|line| line.id == id).unwrap().clone()
}

fn one(text: &str) -> Inputs {
    county(vec![input(rows(village(0), text), sealed_on("2026-10-05"))])
}

fn points(line: &IndicatorResult) -> String {
    line.points.map_or_else(|| "-".to_owned(), |points| points.to_string())
}

fn notes(line: &IndicatorResult) -> Vec<String> {
    line.reasons.iter().map(|reason| format!("{} {}", reason.row, reason.note).trim().to_owned()).collect()
}

#[test]
fn attendance_is_measured_over_those_who_were_to_come() {
    let members = "members member=m0 name=王三 status=full
        members member=m{} name=李{} status=full ×9
        meetings meeting=t1 kind=theme_day date=2026-07-05\n";
    let one_mark = line(&one(&format!("{members}attendance meeting=t1 member=m0 mark=present")), "theme_days_attended");
    // Ten members at a theme day each month: thirty were to come.
    assert_eq!(points(&one_mark), "0.50");
    assert_eq!(
        notes(&one_mark),
        ["meetings/t1 not marked 未登记: 李1, 李2, 李3, 李4, 李5, 李6, 李7, 李8, 李9", "1 of 30 expected 应有"]
    );
    let honest = "attendance meeting=t1 member=m{} mark=present ×9\nattendance meeting=t1 member=m0 mark=absent";
    assert_eq!(points(&line(&one(&format!("{members}{honest}")), "theme_days_attended")), "4.50");
}

#[test]
fn a_committee_meets_without_the_other_members() {
    let scheme = scheme(
        "[village]\n[[village.indicators]]\nid = \"a\"\ntitle = \"a\"\nmax = 10\nmeasure = { kind = \"marks\", weights = { present = 1, remote = 0, leave = 0, late = 0, left_early = 0, absent = 0 } }\npoints = { kind = \"linear\", from = 0, to = 100 }\n",
    );
    let text = "standing member=m{} status=full ×10
        meetings meeting=c1 kind=committee date=2026-07-05
        attendance meeting=c1 member=m1 mark=present
        attendance meeting=c1 member=m2 mark=absent";
    let outcome = outcome(&scheme, &one(text));
    assert_eq!(points(&outcome.unit(village(0)).unwrap().indicators[0]), "5.00");
}

#[test]
fn to_a_groups_meeting_those_are_to_come_who_stand_in_the_groups_of_the_marked() {
    let scheme = scheme(
        "[member]\n[[member.indicators]]\nid = \"m\"\ntitle = \"m\"\nmax = 10\nmeasure = { kind = \"marks\", weights = { present = 1, remote = 0, leave = 0, late = 0, left_early = 0, absent = 0 } }\npoints = { kind = \"linear\", from = 0, to = 100 }\n[village]\n[[village.indicators]]\nid = \"a\"\ntitle = \"a\"\nmax = 10\nmeasure = { kind = \"marks\", weights = { present = 1, remote = 0, leave = 0, late = 0, left_early = 0, absent = 0 } }\npoints = { kind = \"linear\", from = 0, to = 100 }\n",
    );
    let meeting = "meetings meeting=g1 kind=group date=2026-07-05\nattendance meeting=g1 member=m1 mark=present\n";
    let grouped = "standing member=m{} status=full group=一组 ×4\nstanding member=n{} status=full group=二组 ×5\n";
    let without = "standing member=x1 status=full\n";
    for (roster, more, expect, said) in [
        (grouped, "", "2.50", "meetings/g1 not marked 未登记: m2, m3, m4"),
        // An applicant's mark says nothing of who was to come.
        (
            grouped,
            "standing member=a1 status=applicant group=二组\nattendance meeting=g1 member=a1 mark=present",
            "2.50",
            "meetings/g1 not marked 未登记: m2, m3, m4",
        ),
        (
            grouped,
            "attendance meeting=g1 member=n1 mark=present",
            "2.22",
            "meetings/g1 not marked 未登记: m2, m3, m4, n2, n3, n4, n5",
        ),
        // One of the marked has no group: everyone was to come.
        (
            grouped,
            &format!("{without}attendance meeting=g1 member=x1 mark=present"),
            "2.00",
            "meetings/g1 not marked 未登记: m2, m3, m4, n1, n2, n3, n4, n5",
        ),
        (grouped, without, "2.50", "meetings/g1 not marked 未登记: m2, m3, m4"),
        ("standing member=m{} status=full ×4\n", "", "2.50", "meetings/g1 not marked 未登记: m2, m3, m4"),
    ] {
        let outcome = outcome(&scheme, &one(&format!("{roster}{meeting}{more}")));
        let line = &outcome.unit(village(0)).unwrap().indicators[0];
        assert_eq!(points(line), expect, "{roster}{more}");
        assert!(notes(line).iter().any(|note| note == said), "{:?}", notes(line));
    }
    // A member of another group has nothing to answer for.
    let outcome = outcome(&scheme, &one(&format!("{grouped}{meeting}")));
    let of = |id: &str| {
        let row = outcome.rows(Level::Member).iter().find(|row| row.member.as_deref() == Some(id)).unwrap();
        points(&row.indicators[0])
    };
    assert_eq!([of("m1"), of("m2"), of("n1")], ["10.00", "0.00", "-"]);
    // The county's count says how many, not who.
    let mut counted = one(meeting);
    counted.county_counts.insert(village(0), 8);
    let counted = cunbang_world::inputs::outcome(&scheme, &counted);
    assert_eq!(points(&counted.unit(village(0)).unwrap().indicators[0]), "1.25");
}

#[test]
fn a_finding_counts_among_the_fixed_once_it_is_due_or_fixed() {
    let fixed = "kind = \"timeliness\", table = \"findings\", date = \"fixed_on\", due = \"due\"";
    let rate = "kind = \"rate\", table = \"findings\", meets = [\"fixed_on is set\"]";
    let other = "kind = \"rate\", table = \"findings\", meets = [\"points >= 2\"]";
    let due = "findings finding=f1 date=2026-07-01 due=2026-07-20 points=1 fixed_on=2026-07-10";
    let late = "findings finding=f2 date=2026-07-01 due=2026-09-30 points=1";
    let not_yet = "findings finding=f3 date=2026-09-29 due=2026-10-20 points=1";
    for (measure, rows, expect) in [
        (fixed, vec![due, not_yet], "100"),
        (fixed, vec![due, late], "50"),
        (fixed, vec![not_yet], "-"),
        (rate, vec![due, not_yet], "100"),
        (rate, vec![due, late, not_yet], "50"),
        // What is not about fixing looks at every finding.
        (other, vec![due, not_yet], "0"),
    ] {
        let scheme = scheme(&format!(
            "[village]\n[[village.indicators]]\nid = \"f\"\ntitle = \"f\"\nmax = 10\nmeasure = {{ {measure} }}\npoints = {{ kind = \"linear\", from = 0, to = 100 }}\n"
        ));
        let outcome = outcome(&scheme, &one(&rows.join("\n")));
        let line = &outcome.unit(village(0)).unwrap().indicators[0];
        assert_eq!(
            line.measure.map_or_else(|| "-".to_owned(), |measure| measure.to_string()),
            expect,
            "{measure} {rows:?}"
        );
        let said = notes(line).iter().any(|note| note.contains("findings/f3 due 2026-10-20, after the period"));
        assert_eq!(said, measure != other && rows.contains(&not_yet), "{:?}", notes(line));
    }
    // Fixed before it was due: it counts at once.
    let early = format!("{due}\n{not_yet} fixed_on=2026-09-30");
    let scheme = scheme(&format!(
        "[village]\n[[village.indicators]]\nid = \"f\"\ntitle = \"f\"\nmax = 10\nmeasure = {{ {fixed} }}\npoints = {{ kind = \"linear\", from = 0, to = 100 }}\n"
    ));
    assert!(
        notes(&outcome(&scheme, &one(&early)).unit(village(0)).unwrap().indicators[0]).contains(&"2 of 2".to_owned())
    );
}

#[test]
fn means_and_shares_are_of_counted_members() {
    let roster = "standing member=m{} status=full ×2\nstanding member=a1 status=activist\n";
    let reviews = "reviews period=2026Q3 stage=mutual member=m{} reviewer=m1 points=80 ×2
        reviews period=2026Q3 stage=mutual member=a1 reviewer=m1 points=20\n";
    let commitments = "commitments commitment=c1 member=m1 due=2026-08-01 kept_on=2026-08-01
        commitments commitment=c2 member=a1 due=2026-08-01
        commitments commitment=c3 due=2026-08-01 kept_on=2026-08-01\n";
    let average = "kind = \"average\", table = \"reviews\", column = \"points\"";
    let kept = "kind = \"timeliness\", table = \"commitments\", date = \"kept_on\", due = \"due\"";
    for (measure, rows, expect, left_out) in [
        (average, format!("{roster}{reviews}"), "80", true),
        (kept, format!("{roster}{commitments}"), "100", true),
        // Without a roster nobody can tell who is who.
        (average, reviews.to_owned(), "60", false),
        (kept, commitments.to_owned(), "66.6667", false),
    ] {
        let scheme = scheme(&format!(
            "[village]\n[[village.indicators]]\nid = \"f\"\ntitle = \"f\"\nmax = 100\nmeasure = {{ {measure} }}\npoints = {{ kind = \"value\" }}\n"
        ));
        let outcome = outcome(&scheme, &one(&rows));
        let line = &outcome.unit(village(0)).unwrap().indicators[0];
        assert_eq!(line.measure.unwrap().to_string(), expect, "{measure}");
        assert_eq!(notes(line).iter().any(|note| note.contains("a1 is not a counted member")), left_out);
    }
}

#[test]
fn who_is_not_a_counted_member_is_in_neither_part_nor_whole_and_is_said() {
    let text = "standing member=m{} status=full ×4
        standing member=a1 status=activist
        meetings meeting=t1 kind=theme_day date=2026-07-05
        attendance meeting=t1 member=m{} mark=present ×2
        attendance meeting=t1 member=a1 mark=present
        deeds deed=d1 member=m1 date=2026-07-01 kind=integrity confirmed_on=2026-07-02 confirmed_by=支书
        deeds deed=d2 member=a1 date=2026-07-01 kind=integrity confirmed_on=2026-07-02 confirmed_by=支书
        deeds deed=d3 member=x1 date=2026-07-01 kind=integrity confirmed_on=2026-07-02 confirmed_by=支书";
    let attended = line(&one(text), "theme_days_attended");
    assert_eq!(points(&attended), "2.50");
    assert_eq!(notes(&attended)[0], "attendance/t1/a1 a1 is not a counted member in this period 不计入");
    let deeds = line(&one(text), "deeds");
    assert_eq!(deeds.measure.unwrap().to_string(), "0.25");
    assert_eq!(
        notes(&deeds)[1..],
        [
            "deeds/d2 a1 is not a counted member in this period 不计入",
            "deeds/d3 x1 is not a counted member in this period 不计入"
        ]
    );
    let xuanhua = Scheme::parse(pack::find("xuanhua-341").unwrap().text).unwrap();
    let mut inputs = one("standing member=m{} status=full ×4
        standing member=a{} status=activist ×4
        reviews period=2026H2 stage=mutual member=a{} reviewer=m1 points=90 ×4
        reviews period=2026H2 stage=mutual member=m1 reviewer=m2 points=90");
    inputs.period = "2026H2".parse().unwrap();
    let reviewed = outcome(&xuanhua, &inputs);
    let reviewed = reviewed.unit(village(0)).unwrap().indicators.iter().find(|line| line.id == "mutual_held").unwrap();
    assert_eq!(reviewed.measure.unwrap().to_string(), "0.25");
}

#[test]
fn without_a_roster_the_countys_count_stands_in_and_without_that_nothing_is_given() {
    let standard = shipped("standard").text().replace("without_roster = \"nobody\"", "");
    let standard = Scheme::parse(&standard).unwrap();
    let line = |inputs: &Inputs, id: &str| {
        let outcome = outcome(&standard, inputs);
        let lines = &outcome.unit(village(0)).unwrap().indicators;
        lines.iter().find(|line| line.id == id).unwrap().clone()
    };
    let deeds = "deeds deed=d{} member=m{} date=2026-07-01 kind=integrity confirmed_on=2026-07-02 confirmed_by=支书 ×6
        meetings meeting=t1 kind=theme_day date=2026-07-05
        attendance meeting=t1 member=m{} mark=present ×6";
    let roster = "standing member=m{} status=full ×10\n";
    let with_roster = one(&format!("{roster}{deeds}"));
    let unknown = one(deeds);
    let mut counted = one(deeds);
    counted.county_counts.insert(village(0), 10);
    for id in ["deeds", "theme_days_attended"] {
        assert_eq!(points(&line(&counted, id)), points(&line(&with_roster, id)), "{id}");
        let line = line(&unknown, id);
        assert_eq!(points(&line), "0.00", "{id}");
        let said = notes(&line).iter().any(|note| note.contains("members unknown"));
        assert!(said || id != "deeds", "{line:?}");
    }
    // The roster goes before a county's count that is lower; of a higher one the packs expect as many.
    let counted = |count: u32| {
        let mut both = with_roster.clone();
        both.county_counts.insert(village(0), count);
        points(&line(&both, "deeds"))
    };
    assert_eq!(counted(4), points(&line(&with_roster, "deeds")));
    assert_eq!(counted(60), "0.83");
}

/// Rows of anybody are nobody's where nobody stands on a roster: they give nothing, are named, and the township is told.
#[test]
fn without_a_roster_rows_about_members_count_for_nobody() {
    let deeds = "deeds deed=d{} member=x{} date=2026-07-01 kind=integrity confirmed_on=2026-07-02 confirmed_by=支书 ×6
        commitments commitment=c{} member=x{} due=2026-08-01 kept_on=2026-08-01 ×6
        reviews period=2026H2 stage=mutual member=x{} reviewer=x9 points=90 ×6
        meetings meeting=t1 kind=theme_day date=2026-07-05
        attendance meeting=t1 member=x{} mark=present ×6";
    let mut counted = one(deeds);
    counted.county_counts.insert(village(0), 10);
    for (pack, ids, period) in [
        ("standard", &["deeds", "theme_days_attended", "commitments"][..], "2026Q3"),
        ("xuanhua-341", &["deeds", "attendance", "commitments", "mutual_held"], "2026H2"),
        ("jungar-10x", &["deeds", "attendance", "commitments"], "2026"),
        ("jinyun-year", &["member_duties"], "2026"),
    ] {
        for (inputs, warned) in [
            (one(deeds), "members unknown: no roster, and no count by the county 党员数不明"),
            (counted.clone(), "0 on the roster, 10 by the county's count 名册0人，县里统计10人"),
        ] {
            let inputs = Inputs { period: period.parse().unwrap(), ..inputs };
            let outcome = outcome(&shipped(pack), &inputs);
            let lines = &outcome.unit(village(0)).unwrap().indicators;
            let of = |id: &str| lines.iter().find(|line| line.id == id).unwrap();
            for id in ids {
                assert_eq!(points(of(id)), "0.00", "{pack} {id}");
                let said = notes(of(id)).iter().any(|note| note.contains("x1 is not a counted member"));
                assert!(said, "{pack} {id}: {:?}", of(id));
            }
            assert_eq!(notes(of("roster")), [warned], "{pack}");
        }
    }
}

#[test]
fn a_finding_per_member_costs_no_less_for_want_of_a_roster() {
    let scheme = scheme(
        "[village]\n[[village.groups]]\nid = \"d\"\nkind = \"deducted\"\n[[village.indicators]]\nid = \"f\"\ntitle = \"f\"\nmax = 20\nmeasure = { kind = \"count\", table = \"findings\", per = \"member\" }\npoints = { kind = \"deduct\", each = 10 }\n",
    );
    let score = |text: &str| outcome(&scheme, &one(text)).unit(village(0)).unwrap().score.unwrap().to_string();
    let finding = "findings finding=f1 date=2026-07-01 due=2026-07-20 points=1";
    assert_eq!(score(""), "0.00");
    assert_eq!(score(finding), "-20.00");
    assert_eq!(score(&format!("{finding}\nstanding member=m{{}} status=full ×4")), "-2.50");
}

#[test]
fn a_measure_that_nobody_supplies_rows_for_is_not_full_marks() {
    let kept =
        "commitments commitment=c{} due=2026-08-01 kept_on=2026-08-01 ×9\ncommitments commitment=d1 due=2026-08-01";
    // Two of five members are expected to keep one: of 45 members 18.
    let members = "standing member=m{} status=full ×45\n";
    assert_eq!(points(&line(&one(&format!("{members}{kept}")), "commitments")), "7.50");
    assert_eq!(points(&line(&one(kept), "commitments")), "0.00", "of unknown members nothing is given");
    let none = one("");
    assert_eq!(points(&line(&none, "commitments")), "0.00");
    assert_eq!(outcome(&shipped("standard"), &none).unit(village(0)).unwrap().score.unwrap().to_string(), "0.00");
    let text = "name = \"t\"\ntitle = \"t\"\nperiod = \"quarter\"\n[village]\n[[village.indicators]]\nid = \"k\"\ntitle = \"k\"\nmax = 9\nmissing = \"skip\"\nmeasure = { kind = \"timeliness\", table = \"commitments\", date = \"kept_on\", due = \"due\" }\npoints = { kind = \"linear\", from = 0, to = 100 }\n";
    let faults = Scheme::parse(text).unwrap_err();
    assert!(faults[0].message.to_string().contains("spares a village what it does not write down"), "{faults:#?}");
}

#[test]
fn a_figure_of_the_county_does_not_make_a_village_received() {
    for (receipt, figure) in [
        (ReceiptState::Spreadsheet, "stated_figures period=2026Q3 figure=tasks stated=3"),
        (ReceiptState::Partial, "measures period=2026Q3 indicator=collective_income value=3"),
    ] {
        let status = |text: &str| {
            let outcome = outcome(&shipped("standard"), &county(vec![input(rows(village(0), text), receipt)]));
            outcome.unit(village(0)).unwrap().status
        };
        assert_eq!(status(figure), Status::NotReceived);
        assert_ne!(status(&format!("{figure}\nmeetings meeting=t1 kind=lecture date=2026-07-05")), Status::NotReceived);
    }
}

#[test]
fn lines_of_what_was_not_received_are_empty() {
    let finding = "findings finding=f1 date=2026-07-01 due=2026-07-20 points=3";
    let inputs = county(vec![input(rows(village(0), finding), ReceiptState::Nothing)]);
    let outcome = outcome(&shipped("standard"), &inputs);
    for unit in [village(0), township(0)] {
        let row = outcome.unit(unit).unwrap();
        assert_eq!(row.status, Status::NotReceived);
        assert!(row.indicators.iter().all(|line| line.points.is_none() && line.measure.is_none()), "{row:#?}");
    }
    // What an inspector wrote is shown all the same.
    let village = outcome.unit(village(0)).unwrap();
    let inspected = village.indicators.iter().find(|line| line.id == "inspection").unwrap();
    assert_eq!(inspected.reasons[0].row, "findings/f1");
}

fn candidates(counts: &[usize]) -> Outcome {
    let villages = counts.iter().enumerate().map(|(number, count)| {
        let deeds = "deeds deed=d{} member=m1 date=2026-07-01 kind=integrity ×";
        let rows = if *count == 0 { Vec::new() } else { rows(village(number), &format!("{deeds}{count}")) };
        input(rows, sealed_on("2026-10-05"))
    });
    outcome(&scheme(&format!("{DEEDS}[village.candidates]\nshare = 0.5\n")), &county(villages.collect()))
}

const DEEDS: &str = r#"[village]
coverage = 0.8
[[village.indicators]]
id = "deeds"
title = "deeds"
max = 100
measure = { kind = "count", table = "deeds" }
points = { kind = "per", each = 1 }
"#;

#[test]
fn first_place_and_an_only_village_are_never_candidates() {
    for counts in [&[5][..], &[0], &[3, 3, 3], &[0, 0]] {
        let outcome = candidates(counts);
        assert_eq!(outcome.candidates().count(), 0, "{counts:?}");
        assert!(!outcome.candidates.unwrap().withheld);
    }
    assert_eq!(candidates(&[3, 3, 2]).candidates().count(), 1);
}

#[test]
fn below_the_coverage_that_the_scheme_states_nobody_is_listed() {
    let text = format!("{DEEDS}[village.candidates]\nshare = 0.5\n");
    let of = |received: usize, silent: usize, excused: usize| {
        let mut villages: Vec<_> = (0..received)
            .map(|number| {
                let deed = format!("deeds deed=d{{}} member=m1 date=2026-07-01 kind=integrity ×{}", number + 1);
                input(rows(village(number), &deed), sealed_on("2026-10-05"))
            })
            .collect();
        villages.extend((0..silent).map(|_| input(Vec::new(), ReceiptState::Nothing)));
        let excuse = Decision::Excuse("flood".to_owned());
        villages.extend((0..excused).map(|_| decided(Vec::new(), ReceiptState::Nothing, excuse.clone())));
        outcome(&scheme(&text), &county(villages))
    };
    let enough = of(4, 1, 3);
    let coverage = enough.coverage.unwrap();
    assert_eq!((coverage.received, coverage.expected, coverage.per_cent().to_string()), (4, 5, "80.00".to_owned()));
    assert!(coverage.is_enough() && enough.candidates().count() == 2);
    let few = of(3, 1, 3);
    assert!(!few.coverage.unwrap().is_enough());
    let summary = few.candidates.as_ref().unwrap();
    assert_eq!((summary.count, summary.withheld), (0, true));
    assert_eq!(few.candidates().count(), 0);
    for scheme in pack::list().iter().map(|pack| Scheme::parse(pack.text).unwrap()) {
        let mut inputs = county(vec![]);
        inputs.period = match scheme.period_kind() {
            PeriodKind::Week => "2026W28",
            PeriodKind::Month => "2026-07",
            PeriodKind::Year => "2026",
            PeriodKind::Half => "2026H2",
            PeriodKind::Quarter => "2026Q3",
        }
        .parse()
        .unwrap();
        let Some(coverage) = outcome(&scheme, &inputs).coverage else {
            assert!(scheme.levels().all(|level| level == Level::Member), "{}", scheme.name());
            continue;
        };
        // Where nothing is waited for, all are received.
        let least = (!scheme.text().contains("silent = \"ranked\"")).then(|| "0.8".parse::<Decimal>().unwrap());
        assert_eq!(coverage.least, least, "{}", scheme.name());
    }
}

const TOWNSHIP: &str = r#"[township]
[[township.indicators]]
id = "villages"
title = "mean"
max = 100
measure = { kind = "children", weight = "members" }
points = { kind = "value" }
"#;

/// One village with 30 members and 90 points; of the other, what is given.
fn beside_a_good_village(other: cunbang_scheme::VillageInput, count: Option<u32>) -> Outcome {
    let mut good =
        input(rows(village(0), "deeds deed=d{} member=m1 date=2026-07-01 kind=integrity ×90"), sealed_on("2026-10-05"));
    rows_of(&mut good).extend(rows(village(0), "standing member=m{} status=full ×30"));
    let mut inputs = county(vec![good, other]);
    inputs.county_counts.extend(count.map(|count| (village(1), count)));
    outcome(&scheme(&format!("{DEEDS}{TOWNSHIP}")), &inputs)
}

#[test]
fn what_was_not_carried_out_weighs_in_its_township_as_the_village_would_have() {
    let not_carried_out = || Decision::NotCarriedOut("x".to_owned());
    let score = |outcome: &Outcome| outcome.unit(township(0)).unwrap().score.unwrap().to_string();
    let silent = decided(Vec::new(), ReceiptState::Nothing, not_carried_out());
    assert_eq!(score(&beside_a_good_village(silent.clone(), Some(60))), "30.00");
    let roster = rows(village(1), "standing member=m{} status=full ×15");
    assert_eq!(score(&beside_a_good_village(decided(roster, ReceiptState::Partial, not_carried_out()), None)), "60.00");
    // Where nobody knows: as much as the others do on average, and it is said.
    let unknown = beside_a_good_village(silent, None);
    assert_eq!(score(&unknown), "45.00");
    let reasons = &unknown.unit(township(0)).unwrap().indicators[0].reasons;
    assert!(reasons[1].note.contains("members unknown"), "{reasons:?}");
}

#[test]
fn a_silent_village_may_come_to_outweigh_all_others() {
    let outcome = beside_a_good_village(input(Vec::new(), ReceiptState::Nothing), Some(30));
    let bounds = outcome.unit(township(0)).unwrap().bounds.unwrap();
    assert_eq!((bounds.worst_score.to_string(), bounds.best_score.to_string()), ("0.00".into(), "100.00".into()));
}

#[test]
fn equal_votes_are_settled_as_the_scheme_states() {
    let member = |rule: &str| {
        format!(
            "[member]\n[[member.indicators]]\nid = \"deeds\"\ntitle = \"d\"\nmax = 9\nmeasure = {{ kind = \"count\", table = \"deeds\" }}\npoints = {{ kind = \"per\", each = 1 }}\n[[member.indicators]]\nid = \"votes\"\ntitle = \"v\"\nmeasure = {{ kind = \"votes\" }}\npoints = {{ kind = \"shown\" }}\n[member.stars]\nkind = \"quota\"\nby = \"votes\"\nleast_share = 0.2\nmost_share = 0.25\n{rule}\nothers = {{ bands = [{{ from = 0, stars = 3 }}] }}\n"
        )
    };
    // Of eight, two may; m2 and m3 are equal behind m1, and m3 has a deed.
    let text = "standing member=m{} status=full ×8
        nominations period=2026Q3 member=m1 votes=9
        nominations period=2026Q3 member=m2 votes=5
        nominations period=2026Q3 member=m3 votes=5
        deeds deed=d1 member=m3 date=2026-07-01 kind=integrity";
    let equal = format!("{text}\ndeeds deed=d2 member=m2 date=2026-07-01 kind=integrity");
    let check = |rule: &str, text: &str, expect: &[&str]| {
        let scheme = scheme(&format!("{}{DEEDS}", member(&format!("equal_votes = \"{rule}\""))));
        let outcome = outcome(&scheme, &one(text));
        let mut top: Vec<_> = outcome.rows(Level::Member).iter().filter(|row| row.stars == Some(5)).collect();
        top.sort_by_key(|row| row.member.clone());
        assert_eq!(top.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), expect, "{rule}");
        outcome.unit(village(0)).unwrap().indicators.last().unwrap().reasons.last().unwrap().note.to_string()
    };
    assert!(check("all", text, &["m1", "m2", "m3"]).contains("too many 超额"));
    check("score", text, &["m1", "m3"]);
    let left = "m2, m3 are equal at 5 votes, 1 of them may have 5 stars: the meeting decides 票数相同，由会议决定";
    assert_eq!(check("score", &equal, &["m1"]), left);
    assert_eq!(check("meeting", text, &["m1"]), left);
    let faults =
        Scheme::parse(&format!("name = \"t\"\ntitle = \"t\"\nperiod = \"quarter\"\n{}", member(""))).unwrap_err();
    assert!(
        faults[0]
            .message
            .to_string()
            .contains("`member.stars.equal_votes` is missing: expected one of: all, score, meeting")
    );
}
