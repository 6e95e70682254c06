//! Weights: what a unit counts in a mean by members, on every level, where members are known in part.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_model::{Unit, UnitCode, UnitKind, UnitTree};
use cunbang_scheme::{Inputs, Outcome, VillageInput, rank};
use cunbang_world::inputs::{county, input, scheme, sealed_on};
use cunbang_world::rows::lines;
use num_rational::BigRational;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Villages by their deeds, and the mean by members on each level above.
fn rules(levels: &[&str]) -> String {
    let village = "[village]\n[[village.indicators]]\nid = \"d\"\ntitle = \"d\"\nmax = 1000\nmeasure = { kind = \"count\", table = \"deeds\" }\npoints = { kind = \"value\" }\n";
    let above = levels.iter().map(|level| {
        format!(
            "[{level}]\n[[{level}.indicators]]\nid = \"below\"\ntitle = \"mean\"\nmax = 1000\nmeasure = {{ kind = \"children\", weight = \"members\" }}\npoints = {{ kind = \"value\" }}\n"
        )
    });
    std::iter::once(village.to_owned()).chain(above).collect()
}

fn village_rows(code: UnitCode, members: Option<u64>, deeds: u64) -> VillageInput {
    let mut text = String::new();
    for (line, count) in [
        ("standing member=m{} status=full", members.unwrap_or(0)),
        ("deeds deed=d{} member=m1 date=2026-07-03 kind=integrity", deeds),
    ] {
        if count > 0 {
            writeln!(text, "{line} ×{count}").unwrap();
        }
    }
    input(lines(code, &text), sealed_on("2026-10-05"))
}

/// One unit a line: `code kind`, of a village how many members (`?`: nobody knows) and how many deeds.
fn inputs(tree: &str) -> Inputs {
    let (mut units, mut villages) = (Vec::new(), BTreeMap::new());
    for line in tree.lines().filter(|line| !line.trim().is_empty()) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let code: UnitCode = words[0].parse().unwrap();
        let kind = UnitKind::from_word(words[1]).unwrap();
        units.push(Unit { code, name: code.to_string(), kind });
        if let [_, _, members, deeds] = words[..] {
            villages.insert(code, village_rows(code, members.parse().ok(), deeds.parse().unwrap()));
        }
    }
    Inputs { units: UnitTree::new(units).unwrap(), villages, ..county(Vec::new()) }
}

fn outcome(tree: &str) -> Outcome {
    rank(&scheme(&rules(&["township", "county"])), &inputs(tree)).unwrap()
}

fn notes(outcome: &Outcome, unit: &str) -> Vec<String> {
    let row = outcome.unit(unit.parse().unwrap()).unwrap();
    row.indicators[0].reasons.iter().map(|reason| reason.note.to_string()).collect()
}

#[test]
fn a_unit_weighs_what_its_own_mean_rested_on() {
    const ESTIMATED: &str = "(some members unknown: estimated 部分党员数不明，按平均估算)";
    const USUAL: &str = "(members unknown: the mean of the others 党员数不明，取平均)";
    const NOBODY: &str = "(members unknown, here and of all others: each alike 党员数均不明，同等计算)";
    let check = |tree: &str, score: &str, of_county: &[&str], of_township: &[&str]| {
        let outcome = outcome(&format!("999001 county\n999001101 township\n999001102 township\n{tree}"));
        assert_eq!(outcome.unit("999001".parse().unwrap()).unwrap().score.unwrap().to_string(), score, "{tree}");
        assert_eq!(notes(&outcome, "999001"), of_county, "{tree}");
        assert_eq!(notes(&outcome, "999001102"), of_township, "{tree}");
    };
    // One member at 100, and 198 at nothing: 99 known, and 99 for the village that nobody counted.
    check(
        "999001101201 village 1 100\n999001102201 village 99 0\n999001102202 village ? 0",
        "0.50",
        &["100.00 × 1", &format!("0.00 × 198 {ESTIMATED}")],
        &["0.00 × 99", &format!("0.00 × 99 {USUAL}")],
    );
    // A township of which nobody knows anything weighs as the other does.
    check(
        "999001101201 village 30 100\n999001102201 village ? 0\n999001102202 village ? 50",
        "62.50",
        &["100.00 × 30", &format!("25.00 × 30 {USUAL}")],
        &[&format!("0.00 × 1 {NOBODY}"), &format!("50.00 × 1 {NOBODY}")],
    );
    check(
        "999001101201 village ? 100\n999001102201 village ? 0\n999001102202 village ? 50",
        "62.50",
        &[&format!("100.00 × 1 {NOBODY}"), &format!("25.00 × 1 {NOBODY}")],
        &[&format!("0.00 × 1 {NOBODY}"), &format!("50.00 × 1 {NOBODY}")],
    );
    // 14 members in three villages are 4 2/3 in each: (14 × 0 + 14/3 × 100) ÷ 56/3 is 25.00; by 5 it were 26.32.
    check(
        "999001102201 village 4 0\n999001102202 village 4 0\n999001102203 village 6 0\n999001102204 village ? 100",
        "25.00",
        &[&format!("25.00 × 18.67 {ESTIMATED}")],
        &["0.00 × 4", "0.00 × 4", "0.00 × 6", &format!("100.00 × 4.67 {USUAL}")],
    );
}

#[test]
fn bounds_hold_two_levels_up_where_members_are_known_in_part() {
    let rules = scheme(&rules(&["township", "county"]));
    let tree = "999001 county\n999001101 township\n999001102 township\n\
        999001101201 village 30 400\n999001101202 village ? 900\n\
        999001102201 village 20 100\n999001102202 village ? 0\n999001102203 village";
    let open = inputs(tree);
    let bounds: Vec<_> = ["999001102", "999001"]
        .map(|unit| unit.parse::<UnitCode>().unwrap())
        .map(|unit| (unit, rank(&rules, &open).unwrap().unit(unit).unwrap().bounds.unwrap()))
        .into();
    for members in [None, Some(1), Some(7), Some(500)] {
        for deeds in [0, 1, 1000] {
            let mut last = open.clone();
            let code = "999001102203".parse().unwrap();
            last.villages.insert(code, village_rows(code, members, deeds));
            let outcome = rank(&rules, &last).unwrap();
            for (unit, bounds) in &bounds {
                let score = outcome.unit(*unit).unwrap().score.unwrap();
                assert!(
                    bounds.worst_score <= score && score <= bounds.best_score,
                    "{unit} {members:?} {deeds} {score}"
                );
            }
        }
    }
}

fn ratio(numerator: u64, denominator: u64) -> BigRational {
    BigRational::new(numerator.into(), denominator.into())
}

/// The mean of scores by weights, half up to a hundredth, and what the weights come to: in fractions of any size.
fn oracle(children: &[(Option<BigRational>, BigRational)]) -> (BigRational, Option<BigRational>) {
    let known: Vec<&BigRational> = children.iter().filter_map(|(weight, _)| weight.as_ref()).collect();
    let count = ratio(known.len().max(1) as u64, 1);
    let usual = if known.is_empty() { ratio(1, 1) } else { known.iter().copied().sum::<BigRational>() / count };
    let weights: Vec<BigRational> =
        children.iter().map(|(weight, _)| weight.clone().unwrap_or(usual.clone())).collect();
    let together: BigRational = weights.iter().sum();
    let sum: BigRational = children.iter().zip(&weights).map(|((_, score), weight)| score * weight).sum();
    let hundredths = (sum / &together * ratio(100, 1) + ratio(1, 2)).floor();
    (hundredths / ratio(100, 1), (!known.is_empty()).then_some(together))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// Villages, townships, counties and a province, by an oracle of its own.
    #[test]
    fn means_on_every_level_are_exact(
        counties in proptest::collection::vec(
            proptest::collection::vec(
                proptest::collection::vec((proptest::option::weighted(0.7, 1_u64..40), 0_u64..30), 1..8),
                1..5,
            ),
            1..4,
        )
    ) {
        let mut tree = "33 province\n".to_owned();
        let mut expected = Vec::new();
        let mut of_counties = Vec::new();
        for (c, townships) in counties.iter().enumerate() {
            writeln!(tree, "33010{c} county").unwrap();
            let mut of_townships = Vec::new();
            for (t, villages) in townships.iter().enumerate() {
                writeln!(tree, "33010{c}10{t} township").unwrap();
                let mut of_villages = Vec::new();
                for (v, (members, deeds)) in villages.iter().enumerate() {
                    let shown = members.map_or_else(|| "?".to_owned(), |members| members.to_string());
                    writeln!(tree, "33010{c}10{t}20{v} village {shown} {deeds}").unwrap();
                    of_villages.push((members.map(|members| ratio(members, 1)), ratio(*deeds, 1)));
                }
                let (score, weight) = oracle(&of_villages);
                expected.push((format!("33010{c}10{t}"), score.clone()));
                of_townships.push((weight, score));
            }
            let (score, weight) = oracle(&of_townships);
            expected.push((format!("33010{c}"), score.clone()));
            of_counties.push((weight, score));
        }
        expected.push(("33".to_owned(), oracle(&of_counties).0));
        let outcome = rank(&scheme(&rules(&["township", "county", "province"])), &inputs(&tree)).unwrap();
        for (unit, score) in expected {
            let found = outcome.unit(unit.parse().unwrap()).unwrap().score.unwrap();
            let hundredths = (score * ratio(100, 1)).to_integer();
            prop_assert_eq!((found * cunbang_model::Decimal::ONE_HUNDRED).normalize().to_string(), hundredths.to_string(), "{}\n{}", unit, tree);
        }
    }
}
