//! Mistakes in a scheme: each text beside the places and words of its faults.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::wrong::check_chinese;
use cunbang_language::Language;
use cunbang_scheme::Scheme;

const GOOD: &str = r#"name = "good"
title = "好"
period = "quarter"
[village]
tie_breakers = ["deeds"]
[[village.stages]]
id = "all"
weight = 1
[[village.indicators]]
id = "deeds"
title = "deeds"
stage = "all"
max = 20
measure = { kind = "count", table = "deeds", where = ["confirmed_on is set"] }
points = { kind = "per", each = 2 }
[village.stars]
bands = [{ from = 15, stars = 5 }, { from = 10, stars = 4 }]
[village.candidates]
share = 0.05
"#;

/// Replaces one piece of the good scheme, and expects one fault there: its line, column and the words.
fn check(from: &str, to: &str, line: usize, column: usize, words: &str) {
    assert!(GOOD.contains(from), "{from}");
    let faults = Scheme::parse(&GOOD.replacen(from, to, 1)).unwrap_err();
    let shown: Vec<String> = Language::English.with(|| faults.iter().map(ToString::to_string).collect());
    check_chinese(&faults);
    assert_eq!(faults.len(), 1, "{shown:#?}");
    assert_eq!((faults[0].line, faults[0].column), (line, column), "{shown:#?}");
    assert!(shown[0].contains(words), "{shown:#?}");
}

#[test]
fn the_good_one_is_good() {
    let scheme = cunbang_world::inputs::rules(GOOD);
    assert_eq!((scheme.name(), scheme.title()), ("good", "好"));
    assert_eq!(scheme.hash().len(), 64);
    assert_eq!(scheme.indicators()[0].measure, "number of deeds, where confirmed_on is set");
    assert_eq!(scheme.text(), GOOD);
}

#[test]
fn words_that_are_not_known() {
    check("period = \"quarter\"", "period = \"quater\"", 3, 10, "did you mean `quarter`?");
    check(
        "period = \"quarter\"",
        "period = \"quarter\"\ndeadline = 3",
        4,
        1,
        "unknown key `deadline` in the scheme; did you mean",
    );
    check("\"deeds\", where", "\"deed\", where", 14, 37, "did you mean `deeds`?");
    check("confirmed_on is", "confirmed is", 14, 55, "deeds has no column `confirmed`");
    check("is set", "is sett", 14, 55, "unknown test `is`");
    check("kind = \"per\", each", "kind = \"pre\", each", 15, 19, "did you mean `per`?");
    check("[\"deeds\"]", "[\"deed\"]", 5, 17, "tie-breaker: unknown indicator `deed`; did you mean `deeds`?");
    check("stage = \"all\"", "stage = \"al\"", 12, 9, "unknown stage of this level `al`");
    check("[village.stars]", "[village.stars]\nby = \"deads\"", 17, 6, "did you mean `deeds`?");
    check("share = 0.05", "share = 0.05\nroundign = \"up\"", 20, 1, "did you mean `rounding`?");
    check(
        "measure = { kind = \"count\",",
        "measure = { kind = \"count\", color = 1,",
        14,
        29,
        "unknown key `color` in `village.indicators.measure`",
    );
}

#[test]
fn values_that_cannot_be() {
    check("max = 20", "max = \"20\"", 13, 7, "expected a number");
    check("max = 20", "max = -1", 13, 7, "`max` is -1: expected points above 0");
    check("max = 20", "max = 0.1234567", 13, 7, "six decimal places");
    check("each = 2", "each = 0", 15, 33, "expected a number above 0");
    check("share = 0.05", "share = 5", 19, 9, "expected a fraction above 0 and at most 1");
    check("weight = 1", "weight = 0.9", 6, 1, "the weights of the stages add up to 0.9: expected 1");
    check("name = \"good\"", "name = \"Good!\"", 1, 8, "lower-case letters");
    check("period = \"quarter\"", "period = \"quarter\"\nstatuses = [\"fully\"]", 4, 13, "did you mean `full`?");
    check("title = \"好\"", "title = 3", 2, 9, "`title` is 3: expected a text in quotes");
    check("stage = \"all\"\n", "", 9, 1, "`village.indicators.stage` is missing");
    check("name = \"good\"\n", "", 1, 1, "`name` is missing");
}

#[test]
fn bands_that_are_never_reached_or_overlap() {
    check(
        "from = 15, stars = 5",
        "from = 25, stars = 5",
        17,
        10,
        "never reached: the indicators give at most 20 together",
    );
    check("from = 10, stars = 4", "from = 16, stars = 5", 17, 45, "never reached, as the one from 15 comes before it");
    check("from = 10, stars = 4", "from = 10, to = 16, stars = 4", 17, 45, "overlaps the one from 15");
    check("from = 10, stars = 4", "from = 10, to = 14, stars = 4", 17, 45, "there is a gap");
    check("stars = 4", "stars = 4.5", 17, 36, "expected a whole number from 0 to 5");
    check(
        "kind = \"per\", each = 2",
        "kind = \"bands\", bands = [{ from = 3, points = 30 }]",
        15,
        37,
        "expected points from 0 to the indicator's max, which is 20",
    );
    check(
        "measure = { kind = \"count\", table = \"deeds\", where = [\"confirmed_on is set\"] }\npoints = { kind = \"per\", each = 2 }",
        "measure = { kind = \"rate\", table = \"deeds\", meets = [\"confirmed_on is set\"] }\npoints = { kind = \"linear\", from = 0, to = 120 }",
        15,
        10,
        "never reaches its end",
    );
}

#[test]
fn conditions() {
    let condition = |text: &str, words: &str| check("confirmed_on is set", text, 14, 55, words);
    condition("confirmed_on", "expected COLUMN and a test");
    condition("kind =", "a value is missing");
    condition("text in period", "`text` holds neither days nor periods");
    condition("text <= 3", "holds no numbers or days to compare");
    condition("date <= kind", "cannot be compared");
    condition("date <= soon", "neither a column of deeds nor a day");
    condition("date starts 2026", "`date` holds no text");
    condition("meeting.kind = theme_day", "deeds has no column `meeting.kind`");
}

#[test]
fn all_faults_are_reported_in_the_order_of_the_text() {
    let text = GOOD.replace("quarter", "decade").replace("max = 20", "max = 0").replace("0.05", "7");
    let faults = Scheme::parse(&text).unwrap_err();
    let lines: Vec<usize> = faults.iter().map(|fault| fault.line).collect();
    assert_eq!(lines, [3, 13, 19], "{faults:#?}");
}

#[test]
fn what_is_not_toml_has_its_place_too() {
    let faults = Scheme::parse("name = \"x\"\ntitle = = 3\n").unwrap_err();
    assert_eq!((faults[0].line, faults[0].column), (2, 9), "{faults:#?}");
    check_chinese(&faults);
    let faults = Scheme::parse("").unwrap_err();
    assert!(faults.iter().any(|fault| fault.message.to_string().contains("ranks nobody")), "{faults:#?}");
    assert!(Scheme::parse(&"#".repeat(70_000)).unwrap_err()[0].message.to_string().contains("more than 60000"));
}

#[test]
fn a_mean_of_the_scores_below_needs_a_level_below() {
    let text = "name = \"t\"\ntitle = \"t\"\nperiod = \"year\"\n[township]\n[[township.indicators]]\nid = \"v\"\ntitle = \"v\"\nmax = 1\nmeasure = { kind = \"children\" }\npoints = { kind = \"value\" }\n";
    let faults = Scheme::parse(text).unwrap_err();
    assert!(faults[0].message.to_string().contains("add a level such as [village]"), "{faults:#?}");
}
