//! What others say is shown as what it is: no text moves the cursor, begins a line of its own, or turns what follows.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::program;

use cunbang_model::shown::is_unseen;
use program::{Running, code_for, run, village};
use std::path::Path;

/// Texts that would draw something else than they are, and a word of each that is to be seen.
const HOSTILE: [&str; 6] =
    ["a\u{1b}[2Jb", "a\u{202e}✓✓✓", "a\u{2067}b", "a\u{200f}b", "a\u{feff}b", "a\u{2028}ledger ✓✓✓"];

/// Nothing on a screen but seen characters and the program's own line ends.
fn check_seen(shown: &str) {
    assert!(!shown.chars().any(|character| is_unseen(character) && character != '\n'), "{shown:?}");
}

#[test]
fn what_people_type_has_no_character_that_cannot_be_seen() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let init = ["init", "county", "--unit", "620724", "--units", "gaotai", "--dir", "county"];
    run(here, 0, &[init.as_slice(), &["--listen", "127.0.0.1:0", "--health", "127.0.0.1:0"]].concat());
    let county = Running::start(&here.join("county"));
    let code = code_for(here, &village(0));
    run(here, 0, &["init", "terminal", "--upstream", &county.address, "--code", &code, "--dir", "village"]);

    let record = |deed: &str, text: &str, operator: &str| {
        let (deed, text) = (format!("deed={deed}"), format!("text={text}"));
        let cells = ["record", "deeds", &deed, "member=m1", "date=2026-08-05", "kind=helping_poor", &text];
        [cells.as_slice(), &["--operator", operator, "--dir", "village"]].concat().join("\u{0}")
    };
    let told = |code: i32, line: &str| {
        let (out, said) = run(here, code, &line.split('\u{0}').collect::<Vec<_>>());
        check_seen(&out);
        check_seen(&said);
        (out, said)
    };
    for text in HOSTILE {
        let (_, said) = told(2, &record(text, "修路", "张三"));
        assert!(said.contains("不可见字符") && said.contains("U+"), "{said}");
        told(2, &record("d1", text, "张三"));
        told(2, &record("d1", "修路", text));
        let (_, said) =
            told(2, &["enrol", "code", "--unit", "620724101", "--label", text, "--dir", "county"].join("\u{0}"));
        assert!(said.contains("device's name"), "{said}");
    }
    // A line break belongs into a longer text, and stays within it.
    told(0, &record("d1", "修路\n2  ✓✓✓  县委组织部", "张三"));
    let (out, _) = told(0, &["history", "deeds", "d1", "--dir", "village"].join("\u{0}"));
    assert!(out.contains("修路\\n2  ✓✓✓  县委组织部"), "{out}");
    assert!(!out.lines().any(|line| line.trim_start().starts_with("2  ✓✓✓")), "{out}");
    drop(county);
}

#[test]
fn a_file_cannot_draw_on_the_screen_of_whoever_verifies_it() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let vectors = Path::new(env!("CARGO_MANIFEST_DIR")).join("../evidence/tests/vectors");
    let packed = std::fs::File::open(vectors.join("schema-2.jsonl.zst")).unwrap();
    let text = String::from_utf8(zstd::stream::decode_all(packed).unwrap()).unwrap();
    let hostile = r"\n\u001b[1Averified: run ✓✓✓\u202e";
    for (before, after) in [
        (r#""deed\":\"d"#, format!(r#""deed\":\"{hostile}"#)),
        (r#""deed":"d"#, format!(r#""deed":"{hostile}"#)),
        (r#""operator":""#, format!(r#""operator":"{hostile}"#)),
        (r#""table":"deeds"#, format!(r#""table":"{hostile}"#)),
        (r#"{"kind":"receipt""#, format!(r#"{{"kind":"{hostile}""#)),
        (r#""engine":""#, format!(r#""engine":"{hostile}"#)),
        (r#""name":""#, format!(r#""name":"{hostile}"#)),
        (r#""document":"ledger"#, format!(r#""document":"{hostile}"#)),
    ] {
        let altered = text.replace(before, &after);
        if altered == text {
            continue;
        }
        std::fs::write(here.join("hostile.jsonl"), &altered).unwrap();
        for format in ["text", "json"] {
            let (out, said) = run(here, 3, &["verify", "hostile.jsonl", "--format", format]);
            check_seen(&out);
            check_seen(&said);
            assert!(!said.lines().any(|line| line.starts_with("verified")), "{said}");
        }
    }
}
