//! The program as people start it, and a small township's records to start it on.
#![allow(dead_code, reason = "each file of tests uses a part of it")]

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Output};

/// Runs `cunbang` in a folder.
pub(crate) fn cunbang(directory: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cunbang"))
        .args(arguments)
        .current_dir(directory)
        .env_remove("CUNBANG_DIR")
        .env_remove("CUNBANG_STORE")
        .env_remove("CUNBANG_LOG")
        .env("CUNBANG_OPERATOR", "张三")
        .output()
        .unwrap()
}

/// Runs `cunbang`, which must end with a code, and gives its output and its messages.
pub(crate) fn run(directory: &Path, code: i32, arguments: &[&str]) -> (String, String) {
    let output = cunbang(directory, arguments);
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, said) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "cunbang {arguments:?}\n{out}\n{said}");
    (out, said)
}

/// A village's code.
pub(crate) fn village(number: u32) -> String {
    format!("6207241012{number:02}")
}

/// Writes a quarter's records of villages into a folder, as CSV.
pub(crate) fn write_records(folder: &Path, villages: impl IntoIterator<Item = u32>) {
    std::fs::create_dir_all(folder).unwrap();
    let mut members = "unit,member,name,status\n".to_owned();
    let mut meetings = "unit,meeting,kind,date\n".to_owned();
    let mut attendance = "unit,meeting,member,mark\n".to_owned();
    let mut deeds = "unit,deed,member,date,kind,text,confirmed_on\n".to_owned();
    for number in villages {
        let unit = village(number);
        for member in 0..6 {
            writeln!(members, "{unit},m{member},党员{number}-{member},full").unwrap();
        }
        for month in 7..=9 {
            writeln!(meetings, "{unit},t{month},theme_day,2026-{month:02}-15").unwrap();
            for member in 0..6 {
                let mark = if (number + member) % 7 == 0 { "absent" } else { "present" };
                writeln!(attendance, "{unit},t{month},m{member},{mark}").unwrap();
            }
        }
        for deed in 0..=number {
            writeln!(deeds, "{unit},d{deed},m{},2026-08-02,serving_others,帮扶,2026-08-15", deed % 6).unwrap();
        }
    }
    for (name, text) in [("members", members), ("meetings", meetings), ("attendance", attendance), ("deeds", deeds)] {
        std::fs::write(folder.join(name).with_extension("csv"), text).unwrap();
    }
}
