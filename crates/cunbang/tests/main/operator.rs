//! Who is at work has to be said where something is written, and nowhere else; and what nobody writes by hand.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::program;

use program::run;
use std::path::Path;
use std::process::Command;

/// Runs `cunbang` in the county's folder where nobody says who is there, and gives its code and its messages.
fn unnamed(here: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cunbang"));
    for variable in ["CUNBANG_OPERATOR", "USER", "USERNAME", "CUNBANG_DIR", "CUNBANG_STORE", "CUNBANG_LOG"] {
        command.env_remove(variable);
    }
    let done = command.args(arguments).args(["--dir", "county"]).current_dir(here).output().unwrap();
    (done.status.code(), String::from_utf8_lossy(&done.stderr).into_owned())
}

#[test]
fn whoever_only_looks_need_not_say_who_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let here = folder.path();
    let init = ["init", "county", "--unit", "620724", "--units", "gaotai", "--scheme", "standard", "--from", "2026Q3"];
    run(here, 0, &[&init[..], &["--dir", "county"]].concat());
    for looking in [&["export", "org/620724", "--format", "json"][..], &["history", "units", "620724"]] {
        assert_eq!(unnamed(here, looking), (Some(0), String::new()), "{looking:?}");
    }
    let (code, said) = unnamed(here, &["bulletin"]);
    assert!(code != Some(0) && !said.contains("--operator"), "nothing was published, and that is what it says: {said}");
    let finding = ["record", "findings", "unit=620724101200", "finding=f1", "date=2026-08-01", "clause=c", "text=t"];
    let (code, said) = unnamed(here, &[&finding[..], &["points=1", "due=2026-09-01"]].concat());
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("--operator"), "{said}");

    let (code, said) = unnamed(here, &["record", "seals", "seal=s1"]);
    assert!(code == Some(2) && said.contains("cunbang seal"), "{said}");
    let (_, said) = unnamed(here, &["record", "nothing", "a=b"]);
    assert!(said.contains("deeds") && said.contains("objections"), "{said}");
    assert!(!said.contains("seals") && !said.contains("runs"), "only what can be recorded is named: {said}");
}
