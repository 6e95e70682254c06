//! The program started from a menu or by a double click: without arguments, where no terminal is and a screen is.
//! Whoever does that wants the pages.

use crate::configuration::Configuration;
use std::ffi::OsString;
use std::io::{IsTerminal as _, stderr, stdin, stdout};
use std::path::Path;

/// The folder in a person's home where no other is named.
const FOLDER: &str = "cunbang";

/// The command line as it was given, `help` for `--help`, or that which opens the pages.
pub(crate) fn line(given: Vec<OsString>) -> Vec<OsString> {
    // `cunbang help import` is what people type who know other programs.
    if given.get(1).is_some_and(|first| first == "help") {
        let mut line = given;
        line.remove(1);
        line.push(OsString::from("--help"));
        return line;
    }
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let has_terminal = stdin().is_terminal() || stdout().is_terminal() || stderr().is_terminal();
    let has_screen = cfg!(not(unix)) || variable("DISPLAY").is_some() || variable("WAYLAND_DISPLAY").is_some();
    if given.len() > 1 || has_terminal || !has_screen {
        return given;
    }
    let mut line = given;
    line.extend(["open", "--serve"].map(OsString::from));
    if variable("CUNBANG_DIR").is_none()
        && let Some(folder) = folder(Path::new("."), variable("HOME"))
    {
        line.extend([OsString::from("--dir"), folder]);
    }
    line
}

/// The folder to use: the present one where a node is there, else the one in the home of whoever started the program.
fn folder(present: &Path, home: Option<OsString>) -> Option<OsString> {
    if Configuration::exists(present) {
        return None;
    }
    home.map(|home| Path::new(&home).join(FOLDER).into_os_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn help_is_a_command_too() {
        let line_of = |given: &[&str]| line(given.iter().map(OsString::from).collect());
        assert_eq!(line_of(&["cunbang", "help"]), ["cunbang", "--help"]);
        assert_eq!(line_of(&["cunbang", "help", "scheme", "check"]), ["cunbang", "scheme", "check", "--help"]);
        assert_eq!(line_of(&["cunbang", "run", "help"]), ["cunbang", "run", "help"]);
    }

    #[test]
    fn a_node_that_is_here_is_meant_and_else_the_one_at_home() {
        let here = tempfile::tempdir().unwrap();
        let home = || Some(OsString::from("/home/wang"));
        assert_eq!(folder(here.path(), home()), Some("/home/wang/cunbang".into()));
        assert_eq!(folder(here.path(), None), None);
        std::fs::write(here.path().join("cunbang.toml"), "").unwrap();
        assert_eq!(folder(here.path(), home()), None);
    }

    #[test]
    fn what_was_given_stays() {
        let given: Vec<OsString> = ["cunbang", "status"].map(OsString::from).into();
        assert_eq!(line(given.clone()), given);
    }
}
