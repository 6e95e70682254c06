//! Exact figures: an oracle that computes in fractions of any size, from the documents alone.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_world::inputs::{county, input, outcome, scheme, sealed_on};
use cunbang_world::rows::lines as rows;
use cunbang_world::tree::{township, village};
use num_rational::BigRational;
use proptest::prelude::*;
use std::fmt::Write;

fn ratio(numerator: i64, denominator: i64) -> BigRational {
    BigRational::new(numerator.into(), denominator.into())
}

/// Half up (away from zero) to a hundredth, as text.
fn rounded(number: &BigRational) -> String {
    let zero = ratio(0, 1);
    let magnitude = if *number < zero { -number } else { number.clone() };
    let hundredths = (magnitude * ratio(100, 1) + ratio(1, 2)).floor().to_integer().to_string();
    let digits = format!("{hundredths:0>3}");
    let (whole, part) = digits.split_at(digits.len() - 2);
    let sign = if *number < zero && hundredths != "0" { "-" } else { "" };
    format!("{sign}{whole}.{part}")
}

fn clamped(number: BigRational, most: &BigRational) -> BigRational {
    number.max(ratio(0, 1)).min(most.clone())
}

/// A number of cents as a scheme writes it.
fn cents(number: i64) -> String {
    format!("{}{}.{:02}", if number < 0 { "-" } else { "" }, number.abs() / 100, number.abs() % 100)
}

/// The points of the only indicator, of one village with these rows.
fn points(indicator: &str, group: &str, village_rows: &str) -> String {
    let scheme = scheme(&format!(
        "[village]\n[[village.groups]]\nid = \"g\"\nkind = \"{group}\"\n[[village.stages]]\nid = \"a\"\nweight = 0.3\n[[village.stages]]\nid = \"b\"\nweight = 0.7\n[[village.indicators]]\nid = \"i\"\ntitle = \"i\"\nstage = \"a\"\n{indicator}\n[[village.indicators]]\nid = \"j\"\ntitle = \"j\"\nstage = \"b\"\nmeasure = {{ kind = \"count\", table = \"posts\" }}\npoints = {{ kind = \"shown\" }}\n"
    ));
    let inputs = county(vec![input(rows(village(0), village_rows), sealed_on("2026-10-05"))]);
    outcome(&scheme, &inputs).unit(village(0)).unwrap().indicators[0].points.unwrap().to_string()
}

#[test]
fn eleven_of_twenty_four_times_fifteen_is_six_point_eight_eight() {
    let text = "standing member=m{} status=full ×24\ndeeds deed=d{} member=m1 date=2026-07-01 kind=integrity ×11";
    let rule = "[village]\n[[village.indicators]]\nid = \"i\"\ntitle = \"i\"\nmax = 15\nmeasure = { kind = \"count\", table = \"deeds\", per = \"member\" }\npoints = { kind = \"linear\", from = 0, to = 1 }\n";
    let inputs = county(vec![input(rows(village(0), text), sealed_on("2026-10-05"))]);
    assert_eq!(outcome(&scheme(rule), &inputs).unit(village(0)).unwrap().score.unwrap().to_string(), "6.88");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    /// A rate on a line between any two values, with the weight of a stage.
    #[test]
    fn rates_on_a_line(done in 0_i64..40, late in 0_i64..40, max in 1_i64..10_000, from in 0_i64..100, to in 0_i64..100) {
        prop_assume!(done + late > 0 && from != to);
        let mut text = String::new();
        for (what, count, rest) in [("k", done, " kept_on=2026-08-01"), ("l", late, "")] {
            if count > 0 {
                writeln!(text, "commitments commitment={what}{{}} due=2026-08-01{rest} ×{count}").unwrap();
            }
        }
        let rule = format!(
            "max = {}\nmeasure = {{ kind = \"timeliness\", table = \"commitments\", date = \"kept_on\", due = \"due\" }}\npoints = {{ kind = \"linear\", from = {from}, to = {to} }}",
            cents(max)
        );
        let max = ratio(max, 100);
        let rate = ratio(100 * done, done + late);
        let line = max.clone() * (rate - ratio(from, 1)) / ratio(to - from, 1);
        prop_assert_eq!(points(&rule, "base", &text), rounded(&(clamped(line, &max) * ratio(3, 10))));
    }

    /// A sum per member, so much for each, added or deducted.
    #[test]
    fn sums_per_member(
        members in 1_i64..60,
        found in proptest::collection::vec(1_i64..100_000, 1..6),
        each in 1_i64..1000,
        max in 1_i64..10_000,
        deducted in any::<bool>(),
    ) {
        let mut text = format!("standing member=m{{}} status=full ×{members}\n");
        for (number, points) in found.iter().enumerate() {
            writeln!(text, "findings finding=f{number} date=2026-07-01 due=2026-07-20 points={}", cents(*points)).unwrap();
        }
        let (group, kind) = if deducted { ("deducted", "deduct") } else { ("added", "per") };
        let rule = format!(
            "max = {}\nmeasure = {{ kind = \"sum\", table = \"findings\", column = \"points\", per = \"member\" }}\npoints = {{ kind = \"{kind}\", each = {} }}",
            cents(max),
            cents(each)
        );
        let sum = ratio(found.iter().sum(), 100 * members);
        let expected = clamped(sum * ratio(each, 100), &ratio(max, 100)) * ratio(3, 10);
        prop_assert_eq!(points(&rule, group, &text), rounded(&if deducted { -expected } else { expected }));
    }

    /// A mean of reviews as the points, and a township's mean of its villages' scores by members.
    #[test]
    fn means(reviews in proptest::collection::vec((1_i64..100_000, 1_i64..30), 1..8), max in 1_i64..10_000) {
        let rules = format!(
            "[village]\n[[village.indicators]]\nid = \"i\"\ntitle = \"i\"\nmax = 1000\nmeasure = {{ kind = \"average\", table = \"reviews\", column = \"points\" }}\npoints = {{ kind = \"value\" }}\n[township]\n[[township.indicators]]\nid = \"i\"\ntitle = \"i\"\nmax = {}\nmeasure = {{ kind = \"children\" }}\npoints = {{ kind = \"linear\", from = 0, to = 1000 }}\n",
            cents(max)
        );
        let (mut inputs, mut sum, mut weights) = (Vec::new(), ratio(0, 1), 0);
        for (number, (points, members)) in reviews.iter().enumerate() {
            let mut text = format!("standing member=m{{}} status=full ×{members}\n");
            // Three reviews, whose mean is rarely a decimal.
            for (reviewer, off) in [0, 1, 1].into_iter().enumerate() {
                writeln!(text, "reviews period=2026Q3 stage=mutual member=m1 reviewer=r{reviewer} points={}", cents(points - off)).unwrap();
            }
            inputs.push(input(rows(village(number), &text), sealed_on("2026-10-05")));
            let mean = rounded(&clamped(ratio(3 * points - 2, 300), &ratio(1000, 1)));
            let hundredths: i64 = mean.replace('.', "").parse().unwrap();
            sum += ratio(hundredths * members, 100);
            weights += members;
        }
        let outcome = outcome(&scheme(&rules), &county(inputs));
        let line = ratio(max, 100) * (sum / ratio(weights, 1)) / ratio(1000, 1);
        prop_assert_eq!(outcome.unit(township(0)).unwrap().score.unwrap().to_string(), rounded(&line));
    }
}
