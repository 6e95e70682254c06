//! A hundred wrong schemes, each with what is said of it. `wrong/cases.txt` holds a case in a few lines: `-` what is
//! taken out of `wrong/good.toml`, `+` what is put there, and `=` each fault that follows: line, column and message.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_language::Language;
use cunbang_scheme::{Scheme, SchemeFault};

const GOOD: &str = include_str!("wrong/good.toml");
const CASES: &str = include_str!("wrong/cases.txt");

/// The lines of a case that begin with a sign, without it.
fn lines<'c>(case: &'c str, sign: &str) -> Vec<&'c str> {
    case.lines().filter_map(|line| line.strip_prefix(sign)).map(|line| line.strip_prefix(' ').unwrap_or(line)).collect()
}

fn faults_of(text: &str) -> Vec<String> {
    let faults = Scheme::parse(text).err().unwrap_or_default();
    let shown = |fault: &SchemeFault| format!("{}:{} {}", fault.line, fault.column, fault.message);
    Language::English.with(|| faults.iter().map(shown).collect())
}

/// The cases, each in its lines.
fn cases() -> Vec<&'static str> {
    let cases: Vec<&str> = CASES.split("\n\n").map(str::trim).filter(|case| case.starts_with("- ")).collect();
    assert!(cases.len() >= 100, "{} cases", cases.len());
    cases
}

/// What is wrong with the good scheme after a case's edit.
fn edited(case: &str) -> String {
    let (out, put) = (lines(case, "-").join("\n"), lines(case, "+").join("\n"));
    assert_eq!(GOOD.matches(&out).count(), 1, "not once in the good scheme: {out}");
    GOOD.replacen(&out, &put, 1)
}

/// A message without what stands in back quotes, which are a scheme's own words, or in quotes, which are its texts.
fn without_quotes(message: &str) -> String {
    let mut said = String::new();
    let (mut within, mut is_escaped) = (None, false);
    for character in message.chars() {
        match within {
            None if matches!(character, '`' | '"' | '“') => {
                within = Some(if character == '“' { '”' } else { character });
            }
            None => said.push(character),
            Some(end) if character == end && !is_escaped => within = None,
            Some(_) => {}
        }
        is_escaped = character == '\\' && !is_escaped;
    }
    said
}

/// Faults are told to whoever reads Chinese in Chinese alone, a scheme's own words aside.
pub(crate) fn check_chinese(faults: &[SchemeFault]) {
    for fault in faults {
        let said = Language::Chinese.with(|| fault.to_string());
        let bare = without_quotes(&said);
        assert!(bare.starts_with('第') && bare.contains('列'), "{said}");
        let runs = bare.split(|one: char| !(one.is_ascii_alphabetic() || one == ' '));
        for run in runs {
            assert!(run.split_whitespace().count() < 2, "{run:?} in {said}");
        }
        let place = format!("第 {} 行第 {} 列：", fault.line, fault.column);
        let message = bare.strip_prefix(&place).unwrap_or_else(|| panic!("{said}"));
        assert!(message.chars().any(|one| ('一'..='鿿').contains(&one)), "{said}");
    }
}

#[test]
fn the_good_one_is_good() {
    assert_eq!(faults_of(GOOD), [""; 0]);
}

#[test]
fn a_hundred_wrong_schemes() {
    let mut others = Vec::new();
    for case in cases() {
        let faults = faults_of(&edited(case)).into_iter().map(|fault| format!("= {fault}"));
        let edit = case.lines().filter(|line| !line.starts_with('=')).map(str::to_owned);
        let seen: Vec<String> = edit.chain(faults).collect();
        if seen.join("\n") != case {
            others.push(seen.join("\n"));
        }
    }
    assert!(
        others.is_empty(),
        "where this is what should be said, it belongs in wrong/cases.txt:\n\n{}",
        others.join("\n\n")
    );
}

#[test]
fn what_is_wrong_is_said_in_chinese_alone() {
    for case in cases() {
        check_chinese(&Scheme::parse(&edited(case)).unwrap_err());
    }
    let fault = &Scheme::parse(&GOOD.replacen("weight = 0.6", "weight = 0.5", 1)).unwrap_err()[0];
    assert_eq!(Language::Chinese.with(|| fault.to_string()), "第 44 行第 1 列：各阶段的权重合计 0.9：应为 1");
    assert_eq!(
        Language::English.with(|| fault.to_string()),
        "line 44, column 1: the weights of the stages add up to 0.9: expected 1"
    );
    let unknown = &Scheme::parse(&GOOD.replacen("period = \"quarter\"", "period = \"decade\"", 1)).unwrap_err()[0];
    assert_eq!(
        Language::Chinese.with(|| unknown.to_string()),
        "第 3 行第 10 列：`period` 写的是 \"decade\"，没有这个选项；应为其中之一：`week`、`month`、`quarter`、`half`、`year`"
    );
}

/// What was in force before a slip was a fault can still be read, and runs under it verified.
#[test]
fn a_scheme_that_was_put_stays_readable() {
    for (out, put) in [
        ("leave = 0.5, ", ""),
        ("warning_below = 60", "warning_below = 600"),
        ("\"date in period\"", "\"date is empty\""),
        ("points >= 1", "points >= 2000"),
        ("cap = 90", "cap = 900"),
        ("unit = \"元\"\n", ""),
        ("score < 60", "score < 0"),
        ("indicator = \"collective_income\"", "indicator = \"collective_incme\""),
    ] {
        let text = GOOD.replacen(out, put, 1);
        assert_ne!(text, GOOD, "{out}");
        assert!(Scheme::parse(&text).is_err(), "{put}");
        assert!(Scheme::parse_put(&text).is_ok(), "{put}");
    }
    assert!(Scheme::parse_put(&GOOD.replacen("max = 60", "max = 0", 1)).is_err(), "what cannot be scored");
}

/// What the rules of every pack are in short, and how each indicator is measured, is said in one language.
#[test]
fn rules_are_shown_in_one_language() {
    for pack in cunbang_scheme::pack::list() {
        let scheme = Scheme::parse(pack.text).unwrap();
        let words = scheme.indicators_in_words();
        assert_eq!(words.len(), scheme.indicators().len(), "{}", pack.name);
        let said = |language: Language| -> Vec<String> {
            let of_indicators = || words.iter().flat_map(|(measure, rule)| [measure.to_string(), rule.to_string()]);
            language.with(|| scheme.summary().into_iter().chain(of_indicators()).collect())
        };
        for line in said(Language::Chinese) {
            let runs = line.split(|one: char| !(one.is_ascii_alphabetic() || one == ' '));
            assert!(runs.into_iter().all(|run| run.split_whitespace().count() < 3), "{}: {line}", pack.name);
        }
        assert_eq!(said(Language::English).len(), said(Language::Chinese).len());
        for (info, (measure, rule)) in scheme.indicators().iter().zip(&words) {
            let english = Language::English.with(|| (measure.to_string(), rule.to_string()));
            assert_eq!(english, (info.measure.clone(), info.rule.clone()), "{}", pack.name);
        }
    }
}
