//! Rows read as attested: what a village leaves out or leaves blank helps it no more than what it writes.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_model::{Decimal, Period, Row};
use cunbang_scheme::{Inputs, Level, Outcome, OutcomeRow, ReceiptState, Scheme};
use cunbang_world::inputs::{self, county, input, row_of, rows_of, rules, sealed_on, shipped};
use cunbang_world::rows::lines as rows;
use cunbang_world::tree::village;
use proptest::prelude::*;

/// The scheme as it was when rows were read strictly.
fn former(scheme: &Scheme) -> Scheme {
    rules(&scheme.text().replace("rows = \"vetted\"", "rows = \"strict\""))
}

fn of(scheme: &Scheme, period: &str, text: &str) -> Outcome {
    let mut inputs = county(vec![input(rows(village(0), text), sealed_on("2027-01-05"))]);
    inputs.period = period.parse().unwrap();
    inputs::outcome(scheme, &inputs)
}

fn line(row: &OutcomeRow, id: &str) -> String {
    let line = row.indicators.iter().find(|line| line.id == id).unwrap();
    line.points.or(line.measure).map_or_else(|| "-".to_owned(), |number| number.to_string())
}

/// An indicator of the first village as it is now, and as it was when rows were read strictly.
fn both(pack: &str, period: &str, id: &str, text: &str) -> [String; 2] {
    let scheme = shipped(pack);
    [&scheme, &former(&scheme)].map(|scheme| line(row_of(&of(scheme, period, text), village(0)), id))
}

fn said(pack: &str, period: &str, id: &str, text: &str) -> Vec<String> {
    let outcome = of(&shipped(pack), period, text);
    let row = row_of(&outcome, village(0));
    let line = row.indicators.iter().find(|line| line.id == id).unwrap();
    line.reasons.iter().map(|reason| reason.note.to_string()).collect()
}

const TEN: &str = "standing member=m{} status=full ×10\n";

/// An empty cell is worth no more than an honest one: whose name is not there has confirmed nothing.
#[test]
fn what_nobody_confirmed_is_not_confirmed() {
    let deeds = |by: &str| {
        format!("{TEN}deeds deed=d{{}} member=m{{}} date=2026-08-20 kind=integrity confirmed_on=2026-09-10{by} ×9")
    };
    let points = |by: &str| both("standard", "2026Q3", "deeds", &deeds(by));
    let [now, then] = points("");
    assert_eq!((now.as_str(), &then), ("0.00", &points(" confirmed_by=支书")[0]));
    assert_ne!(then, "0.00");
}

/// Xuanhua: members score each other.
#[test]
fn a_mutual_review_names_whose_it_is() {
    let review = |by: &str| {
        both(
            "xuanhua-341",
            "2026H2",
            "mutual_held",
            &format!("{TEN}reviews period=2026H2 stage=mutual member=m1{by} points=80"),
        )
    };
    assert_eq!(review(""), ["0.00", "1.50"]);
    assert_eq!(review(" reviewer=m2"), ["1.50", "1.50"]);
    let held = |points: u8| {
        let text = format!("{TEN}reviews period=2026H2 stage=committee member=m1 points={points}");
        both("xuanhua-341", "2026H2", "committee_held", &text)
    };
    assert_eq!([held(100), held(150)], [["1.50", "1.50"], ["0.00", "1.50"]], "points are of a hundred");
}

/// A loss, a low figure or a figure of the whole year that is left out raises nothing.
#[test]
fn of_ones_own_figures_the_greatest_counts() {
    let income = |text: &str| both("standard", "2026Q2", "income", text);
    let loss = "measures period=2026-04 indicator=collective_income value=12\n\
                measures period=2026-05 indicator=collective_income value=-9";
    let alone = "measures period=2026-04 indicator=collective_income value=12";
    assert_eq!(income(loss)[0], income(alone)[0]);
    assert_ne!(income(loss)[1], income(alone)[1], "it paid");
    let year = "measures period=2026 indicator=collective_income value=3\n\
                measures period=2026Q1 indicator=collective_income value=50";
    let quarter = "measures period=2026Q1 indicator=collective_income value=50";
    let of_year = |text: &str| both("jungar-10x", "2026", "income", text);
    assert_eq!(of_year(year)[0], of_year(quarter)[0]);
    assert_ne!(of_year(year)[1], of_year(quarter)[1], "it paid");
    // What the unit above states goes before it.
    let above = format!("{quarter}\nstated_figures period=2026 figure=collective_income stated=3");
    assert_eq!(of_year(&above)[0], of_year("measures period=2026 indicator=collective_income value=3")[0]);
    assert!(said("jungar-10x", "2026", "income", &above).contains(&"stated above instead 以上级核定的为准".to_owned()));
}

/// A figure of a period that is not the one that is ranked counts for nothing, and that is said.
#[test]
fn a_figure_of_another_period_says_that_it_does_not_count() {
    let text = "measures period=2026 indicator=collective_income value=40";
    let note = "of 2026 and not of 2026Q2: does not count 所属期间不是2026Q2，不计";
    assert!(said("standard", "2026Q2", "income", text).contains(&note.to_owned()));
    assert!(said("jungar-10x", "2026", "income", text).iter().all(|note| !note.contains("does not count")));
}

/// What is stated of the whole year goes before what is stated of its last quarter.
#[test]
fn what_is_stated_of_the_year_goes_before_its_last_quarter() {
    let text = "meetings meeting=c1 kind=committee date=2026-07-14\nstated_figures period=2026 figure=oral_report stated=90\n\
                stated_figures period=2026Q4 figure=oral_report stated=50";
    assert_eq!(both("dazhou", "2026", "oral", text), ["18.00", "10.00"]);
}

/// Votes of a quarter and of its months are of the same members: they do not add up.
#[test]
fn votes_of_a_part_are_among_those_of_the_whole() {
    let scheme = shipped("changxing");
    let text = "standing member=m{} status=full ×4
        nominations period=2026-04 member=m1 votes=5
        nominations period=2026-05 member=m1 votes=5
        nominations period=2026Q2 member=m1 votes=5
        nominations period=2026Q2 member=m2 votes=14";
    let stars = |scheme: &Scheme| {
        let outcome = of(scheme, "2026Q2", text);
        let of_member = |id: &str| {
            let row = outcome.rows(Level::Member).iter().find(|row| row.member.as_deref() == Some(id)).unwrap();
            (line(row, "votes"), row.stars == Some(5))
        };
        [of_member("m1"), of_member("m2")]
    };
    assert_eq!(stars(&scheme), [("10".to_owned(), false), ("14".to_owned(), true)]);
    assert_eq!(stars(&former(&scheme))[0], ("15".to_owned(), true));
}

/// What rests on ranks is withheld with the list: those from which nothing came might stand behind.
#[test]
fn nothing_is_proposed_by_ranks_where_too_few_were_received() {
    let text = shipped("jinyun-inspection").text().replace("silent = \"ranked\"", "coverage = 0.8");
    let talks = |text: &str, received: usize| {
        let found = |number: usize| {
            let points = number + 1;
            rows(village(number), &format!("findings finding=f1 date=2026-07-09 due=2026-07-20 points={points}"))
        };
        let all = (0..6).map(|number| {
            let receipt = if number < received { sealed_on("2026-10-05") } else { ReceiptState::Nothing };
            input(found(number), receipt)
        });
        let outcome = inputs::outcome(&rules(text), &county(all.collect()));
        let rows = outcome.rows(Level::Village);
        rows.iter().filter(|row| row.consequences.iter().any(|one| one.id == "talk")).count()
    };
    assert_eq!([talks(&text, 2), talks(&text, 5)], [0, 1]);
    assert_eq!(talks(&text.replace("vetted", "strict"), 2), 1, "as it was");
}

/// A township's mean of a ranking by inspections weighs its villages alike.
#[test]
fn inspections_weigh_villages_alike() {
    let of = |number: usize, members: usize, points: usize| {
        let text = format!(
            "standing member=m{{}} status=full ×{members}\n\
             findings finding=f1 date=2026-07-09 due=2026-07-20 points={points}"
        );
        input(rows(village(number), &text), sealed_on("2026-10-05"))
    };
    let outcome = inputs::outcome(&shipped("jinyun-inspection"), &county(vec![of(0, 9, 10), of(1, 1, 30)]));
    assert_eq!(outcome.rows(Level::Township)[0].score, Some("80.00".parse().unwrap()));
}

/// The rules say of a stopped step what is computed.
#[test]
fn a_stop_is_said_as_it_is_computed() {
    for pack in ["suqian", "zhangye"] {
        let words = shipped(pack).in_words(Level::Village).unwrap();
        let red = words.indicators.iter().find(|one| one.title.starts_with("红灯")).unwrap();
        assert!(red.measure.starts_with("亮红灯或未办的步骤数，以上级核定数“应办步骤数”"), "{}", red.measure);
        assert!(red.measure.ends_with("核定数为0或未核定的不适用"), "{}", red.measure);
        assert!(!red.measure.contains("不论"), "{}", red.measure);
    }
}

/// Reviews of one member, some of them by others.
fn any_reviews() -> impl Strategy<Value = Vec<(u8, u8, u8)>> {
    proptest::collection::vec((1_u8..=3, 1_u8..=3, 0_u8..=20), 0..12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// A low review by another that is left out raises nobody, where equal scores are told apart by them.
    #[test]
    fn reviews_that_are_left_out_raise_no_rank(reviews in any_reviews(), kept in proptest::collection::vec(any::<bool>(), 12)) {
        for pack in ["xuanhua-341", "xuanhua-year"] {
            let scheme = shipped(pack);
            let rank = |is_kept: &dyn Fn(usize) -> bool| {
                let mut text = "standing member=m{} status=full ×3\n".to_owned();
                for (place, (member, reviewer, points)) in reviews.iter().enumerate() {
                    // Those about the first alone may be left out.
                    if *member != 1 || is_kept(place) {
                        let points = points * 5;
                        text += &format!(
                            "reviews period=2026H2 stage=mutual member=m{member} reviewer=m{reviewer} points={points}\n"
                        );
                    }
                }
                let mut rows = rows(village(0), &text);
                // Of two under one key the later was meant, in both.
                let mut seen = std::collections::BTreeSet::new();
                rows.reverse();
                rows.retain(|row| seen.insert(row.key()));
                let mut inputs = county(vec![input(rows, sealed_on("2027-01-05"))]);
                inputs.period = if pack == "xuanhua-341" { "2026H2" } else { "2026" }.parse().unwrap();
                let outcome = inputs::outcome(&scheme, &inputs);
                outcome.rows(Level::Member).iter().find(|row| row.member.as_deref() == Some("m1")).unwrap().rank.unwrap()
            };
            let keys: Vec<(u8, u8)> = reviews.iter().map(|(member, reviewer, _)| (*member, *reviewer)).collect();
            // Rows under one key go together.
            let is_kept = |place: usize| kept[keys.iter().position(|key| *key == keys[place]).unwrap()];
            prop_assert!(rank(&|_| true) <= rank(&is_kept), "{pack}");
        }
    }

    /// The villages that are listed as without new members are as many as the township's line says.
    #[test]
    fn as_many_are_listed_as_are_counted(
        villages in proptest::collection::vec((0_u8..4, proptest::option::of((0_u8..5, any::<bool>())), any::<bool>()), 1..6),
    ) {
        let all = villages.iter().enumerate().map(|(number, (years, step, has_earlier))| {
            let mut text = format!(
                "meetings meeting=c1 kind=committee date=2026-07-14\n\
                 stated_figures period=2026 figure=years_without stated={years}\n\
                 stated_figures period=2026 figure=steps stated=1\n"
            );
            if let Some((before, handed_in)) = step {
                let before = ["", " previous_on=2025-12-20", " previous_on=2025-06-01", " previous_on=2026-06-30",
                    " previous_on=2023-01-01"][usize::from(*before)];
                text += &format!("steps member=m1 step=18 done_on=2026-07-01{before}\n");
                if *handed_in {
                    text += "materials member=m1 step=18 material=支部大会决议 handed_in=2026-07-01\n";
                }
            }
            if *has_earlier {
                text += "steps member=m1 step=17 done_on=2025-06-01\n";
            }
            input(rows(village(number), &text), sealed_on("2027-01-05"))
        });
        let mut inputs: Inputs = county(all.collect());
        inputs.period = "2026".parse().unwrap();
        let outcome = inputs::outcome(&shipped("zhangye"), &inputs);
        let listed = |row: &&OutcomeRow| row.consequences.iter().any(|one| one.id == "listed");
        let listed = outcome.rows(Level::Village).iter().filter(listed).count();
        let of_township = |row: &OutcomeRow| row.indicators.iter().find(|line| line.id == "blank").unwrap().measure;
        let counted: Decimal = outcome.rows(Level::Township).iter().filter_map(of_township).sum();
        prop_assert_eq!(Decimal::from(listed), counted);
    }

    /// Steps of earlier years that are left out make none of this year green, and none that was short is so no more.
    #[test]
    fn earlier_steps_that_are_left_out_make_nothing_green(
        steps in proptest::collection::vec((1_u8..=2, 1_u8..=4, 0_usize..6, 0_usize..5, any::<bool>()), 1..16),
        kept in proptest::collection::vec(any::<bool>(), 16),
        proofs_seen in 0_u8..4,
    ) {
        const DAYS: [&str; 6] =
            ["2024-11-01", "2025-03-10", "2025-12-20", "2026-01-10", "2026-03-10", "2026-07-01"];
        let year: Period = "2026".parse().unwrap();
        let titles = ["入党申请书", "谈话记录", "推荐意见", "支委会记录"];
        let all: Vec<Row> = steps.iter().flat_map(|(member, step, done, before, has_material)| {
            let before = DAYS.get(*before).filter(|_| *step > 1).map_or_else(String::new, |day| format!(" previous_on={day}"));
            let mut text = format!("steps member=m{member} step={step} done_on={}{before}\n", DAYS[*done]);
            if *has_material {
                let title = titles[usize::from(*step) - 1];
                text += &format!("materials member=m{member} step={step} material={title} handed_in={}\n", DAYS[*done]);
            }
            rows(village(0), &text)
        }).collect();
        let lights = |is_kept: &dyn Fn(usize) -> bool| {
            let kept = all.iter().enumerate().filter(|(place, row)| row.day().is_some_and(|day| year.contains_day(day)) || is_kept(*place));
            let mut of_year: Vec<Row> = kept.map(|(_, row)| row.clone()).collect();
            of_year.extend(rows(village(0), &format!(
                "stated_figures period=2026 figure=steps stated=9\n\
                 stated_figures period=2026 figure=steps_before stated={proofs_seen}"
            )));
            let mut inputs = county(vec![input(of_year, sealed_on("2027-01-05"))]);
            inputs.period = year;
            rows_of(inputs.villages.get_mut(&village(0)).unwrap());
            let outcome = inputs::outcome(&shipped("suqian"), &inputs);
            let row = row_of(&outcome, village(0));
            ["green", "yellow"].map(|id| row.indicators.iter().find(|line| line.id == id).unwrap().measure.unwrap())
        };
        let key = |place: usize| all[place].key();
        let is_kept = |place: usize| kept[(0..all.len()).position(|other| key(other) == key(place)).unwrap() % kept.len()];
        let ([green, _], [green_without, _]) = (lights(&|_| true), lights(&is_kept));
        prop_assert!(green_without <= green, "{green_without} without, {green} with");
    }
}

/// The rules are checked for what would pay when left out, and for words that say nothing.
#[test]
fn what_would_pay_when_left_out_is_a_fault() {
    let deeds = "kind = \"count\", table = \"deeds\", where = [\"confirmed_on is set\"], per = \"member\" }";
    let tasks =
        "kind = \"timeliness\", table = \"tasks\", date = \"done_on\", due = \"due\", of = [\"2\", \"months\"] }";
    let hard = "kind = \"count\", table = \"findings\", where = [\"clause starts 硬指标\"] }";
    let pays = "who leaves its own rows out that lower this gains by it";
    for (pack, from, to, message) in [
        ("standard", tasks, "kind = \"timeliness\", table = \"tasks\", date = \"done_on\", due = \"due\" }", pays),
        ("standard", tasks, "kind = \"rate\", table = \"tasks\", meets = [\"done_on <= due\"] }", pays),
        ("standard", deeds, "kind = \"ratio\", table = \"visits\", part = \"visited\", whole = \"households\" }", pays),
        ("standard", hard, "kind = \"count\", table = \"meetings\", where = [\"reason_not_held is set\"] }", pays),
        ("standard", hard, "kind = \"count\", table = \"attendance\", where = [\"mark = absent\"] }", pays),
        (
            "standard",
            "indicator = \"collective_income\", figures = \"total\"",
            "indicator = \"collective_income\", combine = \"average\"",
            "a mean is raised by leaving the low ones out",
        ),
        (
            "standard",
            "leave = 0.5, absent = 0 }, no",
            "leave = 0.5, absent = 2 }, no",
            "`absent` weighs 2, more than `present`",
        ),
        ("standard", "kinds = [\"village\", \"community\"]", "kinds = []", "`kinds` names no kind of unit"),
        ("dazhou", "when = [\"score < 60\"]", "when = [\"score < 160\"]", "so that it always holds"),
        ("caota", "until = \"visits_until\"", "until = \"visit_until\"", "did you mean `visits_until`?"),
        ("suqian", "within_months = 1", "within_months = 0", "on the day of the step itself"),
    ] {
        let text = cunbang_scheme::pack::find(pack).unwrap().text;
        assert!(text.contains(from), "{pack}: {from}");
        let faults = Scheme::parse(&text.replacen(from, to, 1)).expect_err(to);
        crate::wrong::check_chinese(&faults);
        assert!(faults.iter().any(|fault| fault.message.to_string().contains(message)), "{to}: {faults:#?}");
        // Texts that are in force already stay so.
        assert!(Scheme::parse_put(&text.replacen(from, to, 1)).is_ok(), "{to}");
    }
}
