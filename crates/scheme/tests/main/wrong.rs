//! A hundred wrong schemes, each with what is said of it. `wrong/cases.txt` holds a case in a few lines: `-` what is
//! taken out of `wrong/good.toml`, `+` what is put there, and `=` each fault that follows: line, column and message.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use cunbang_scheme::Scheme;

const GOOD: &str = include_str!("wrong/good.toml");
const CASES: &str = include_str!("wrong/cases.txt");

/// The lines of a case that begin with a sign, without it.
fn lines<'c>(case: &'c str, sign: &str) -> Vec<&'c str> {
    case.lines().filter_map(|line| line.strip_prefix(sign)).map(|line| line.strip_prefix(' ').unwrap_or(line)).collect()
}

fn faults_of(text: &str) -> Vec<String> {
    let faults = Scheme::parse(text).err().unwrap_or_default();
    faults.iter().map(|fault| format!("{}:{} {}", fault.line, fault.column, fault.message)).collect()
}

#[test]
fn the_good_one_is_good() {
    assert_eq!(faults_of(GOOD), [""; 0]);
}

#[test]
fn a_hundred_wrong_schemes() {
    let cases: Vec<&str> = CASES.split("\n\n").map(str::trim).filter(|case| case.starts_with("- ")).collect();
    assert!(cases.len() >= 100, "{} cases", cases.len());
    let mut others = Vec::new();
    for case in &cases {
        let (out, put) = (lines(case, "-").join("\n"), lines(case, "+").join("\n"));
        assert_eq!(GOOD.matches(&out).count(), 1, "not once in the good scheme: {out}");
        let faults = faults_of(&GOOD.replacen(&out, &put, 1)).into_iter().map(|fault| format!("= {fault}"));
        let edit = case.lines().filter(|line| !line.starts_with('=')).map(str::to_owned);
        let seen: Vec<String> = edit.chain(faults).collect();
        if seen.join("\n") != *case {
            others.push(seen.join("\n"));
        }
    }
    assert!(
        others.is_empty(),
        "where this is what should be said, it belongs in wrong/cases.txt:\n\n{}",
        others.join("\n\n")
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
