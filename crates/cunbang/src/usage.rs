//! What the parser of the command line refuses, in the language of the moment.

use crate::help::in_language;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use cunbang_language::{Language, say};
use std::error::Error as _;
use std::ffi::OsString;
use std::io::Write as _;
use terminal_size::{Width, terminal_size};

/// The widest that help is printed.
const WIDEST: usize = 110;

/// The language of what the program says: `--language`, `CUNBANG_LANGUAGE`, the locale. It is looked for before the
/// command line is read, as reading it may fail. A locale of another language, or of none, chooses none.
pub(crate) fn language(
    arguments: impl Iterator<Item = OsString>,
    variable: impl Fn(&str) -> Option<String>,
) -> Option<Language> {
    let mut arguments = arguments.map(|argument| argument.to_string_lossy().into_owned());
    let mut named = None;
    while let Some(argument) = arguments.next() {
        if argument == "--" {
            break;
        }
        let value = match argument.strip_prefix("--language") {
            Some("") => arguments.next(),
            Some(value) => value.strip_prefix('=').map(ToOwned::to_owned),
            None => None,
        };
        named = value.or(named);
    }
    let named = named.or_else(|| variable("CUNBANG_LANGUAGE").filter(|value| !value.is_empty()));
    if let Some(named) = named {
        return named.parse().ok();
    }
    let locale =
        ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(|name| variable(name).filter(|value| !value.is_empty()));
    locale?.parse().ok()
}

/// Prints what the parser has to say, and ends as it would.
pub(crate) fn end(error: &clap::Error) -> ! {
    if Language::heard() == Some(Language::English) {
        error.exit();
    }
    let columns = terminal_size().map_or(WIDEST, |(Width(columns), _)| usize::from(columns).min(WIDEST));
    let text = match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            in_language(error.render().to_string().trim_end(), columns)
        }
        _ => refused(error, columns),
    };
    if error.use_stderr() {
        let _ = writeln!(std::io::stderr(), "{text}");
    } else {
        let _ = writeln!(std::io::stdout(), "{text}");
    }
    std::process::exit(error.exit_code());
}

fn refused(error: &clap::Error, columns: usize) -> String {
    let mut text = format!("cunbang: {}", in_words(error));
    let hint = [ContextKind::SuggestedArg, ContextKind::SuggestedValue, ContextKind::SuggestedSubcommand]
        .into_iter()
        .find_map(|kind| told(error, kind));
    if let Some(meant) = hint {
        text.push_str(&format!("\n  {}", say!("usage-meant", meant = meant)));
    }
    if let Some(ContextValue::StyledStr(usage)) = error.get(ContextKind::Usage) {
        text.push_str(&format!("\n\n{}", in_language(&usage.to_string(), columns)));
    }
    format!("{text}\n\n{}", say!("usage-help"))
}

fn told(error: &clap::Error, kind: ContextKind) -> Option<String> {
    Some(match error.get(kind)? {
        ContextValue::String(text) => text.clone(),
        ContextValue::Strings(texts) => texts.join(Language::first().pick("、", ", ")),
        ContextValue::StyledStr(text) => text.to_string(),
        ContextValue::StyledStrs(texts) => {
            texts.iter().map(ToString::to_string).collect::<Vec<_>>().join(Language::first().pick("、", ", "))
        }
        ContextValue::Number(number) => number.to_string(),
        _ => return None,
    })
}

/// What is wrong, without usage and hints.
fn in_words(error: &clap::Error) -> String {
    let of = |kind| told(error, kind).unwrap_or_default();
    let argument = of(ContextKind::InvalidArg);
    let value = of(ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::UnknownArgument => say!("usage-unknown", argument = argument),
        ErrorKind::InvalidSubcommand => say!("usage-no-command", command = of(ContextKind::InvalidSubcommand)),
        ErrorKind::InvalidValue if value.is_empty() => say!("usage-no-value", argument = argument),
        ErrorKind::InvalidValue => {
            say!("usage-value", argument = argument, value = value, known = of(ContextKind::ValidValue))
        }
        ErrorKind::ValueValidation => {
            let why = error.source().map_or_else(String::new, parsing);
            say!("usage-unfit", argument = argument, value = value, why = why)
        }
        ErrorKind::MissingRequiredArgument => say!("usage-missing", argument = argument),
        ErrorKind::MissingSubcommand => say!("usage-no-subcommand"),
        ErrorKind::ArgumentConflict => {
            say!("usage-conflict", argument = argument, other = of(ContextKind::PriorArg))
        }
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues | ErrorKind::NoEquals => {
            say!("usage-number", argument = argument)
        }
        ErrorKind::InvalidUtf8 => say!("usage-not-text"),
        _ => error.to_string(),
    }
}

/// Why a value could not be read; of whole numbers the library knows English alone.
fn parsing(why: &(dyn std::error::Error + 'static)) -> String {
    let said = why.to_string();
    let is_number = why.is::<std::num::ParseIntError>() || said.contains("is not in") && said.contains("..");
    if is_number { say!("usage-not-a-number") } else { said }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Arguments;
    use clap::CommandFactory as _;

    #[test]
    fn the_command_line_chooses_before_the_environment_and_that_before_the_locale() {
        let check = |arguments: &[&str], variables: &[(&str, &str)], expected: Option<Language>| {
            let variable =
                |name: &str| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
            let found = language(arguments.iter().map(OsString::from), variable);
            assert_eq!(found, expected, "{arguments:?} {variables:?}");
        };
        let chinese = Some(Language::Chinese);
        check(&["--language", "zh", "status"], &[("CUNBANG_LANGUAGE", "en")], chinese);
        check(&["status", "--language=zh"], &[("LANG", "en_GB.UTF-8")], chinese);
        check(&["status"], &[("CUNBANG_LANGUAGE", "zh"), ("LANG", "en_GB.UTF-8")], chinese);
        check(&["status"], &[("LANG", "zh_CN.UTF-8")], chinese);
        check(&["status"], &[("LC_ALL", "en_US.UTF-8"), ("LANG", "zh_CN.UTF-8")], Some(Language::English));
        check(&["status"], &[("LC_ALL", "C.UTF-8"), ("LANG", "zh_CN.UTF-8")], None);
        check(&["record", "--", "--language", "zh"], &[], None);
    }

    #[test]
    fn mistakes_are_told_in_chinese() {
        Language::Chinese.with(|| {
            for (line, expected) in [
                ("cunbang frobnicate", "没有 frobnicate 这个命令"),
                ("cunbang status --wat", "没有 --wat 这个参数"),
                ("cunbang seal", "缺少 <PERIOD>"),
                ("cunbang status --format wat", "--format <FORMAT> 不能是 wat，应为 table"),
                ("cunbang seal 2026Q9", "2026Q9"),
                ("cunbang demo --seed many", "应为整数"),
                ("cunbang status --format", "--format <FORMAT> 后面要有值"),
                ("cunbang import x --corrected --as-new", "不能与"),
                ("cunbang enrol", "命令："),
            ] {
                let error = Arguments::command().try_get_matches_from(line.split(' ')).unwrap_err();
                let text = match error.kind() {
                    ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => in_language(&error.render().to_string(), 80),
                    _ => refused(&error, 80),
                };
                assert!(text.contains(expected), "{line}: {text}");
                assert!(!text.contains("error:") && !text.contains("Usage"), "{line}: {text}");
            }
        });
    }
}
