//! Help in Chinese: the command line as it is defined, with the words of `messages/zh/help.ftl` in the place of the
//! English ones. Who chose no language reads both.

use clap::{Arg, Command};
use cunbang_language::{Language, in_chinese};
use unicode_width::UnicodeWidthChar as _;

/// What the parser says itself, and its message in Chinese. The longer stand before those that they contain.
const WORDS: [(&str, &str); 18] = [
    ("Print help (see more with '--help')", "help--help"),
    ("Print help (see a summary with '-h')", "help--help"),
    ("Print help", "help--help"),
    ("Print version", "help--version"),
    ("Usage:", "help-usage"),
    ("Commands:", "help-commands"),
    ("Arguments:", "help-arguments"),
    ("Options:", "help-options"),
    ("Everywhere:", "help-everywhere"),
    ("Possible values:", "help-values"),
    ("[possible values: ", "help-values"),
    ("[default: ", "help-default"),
    ("[env: ", "help-environment"),
    ("Examples:", "help-examples"),
    ("Example:", "help-examples"),
    ("Past its township, a terminal may sync with the county too:", "help-examples-second"),
    ("[alias: ", "help-alias"),
    ("For all villages of a township, as a sheet to print and as a list:", "help-examples-codes"),
];

/// The key of what a command does.
fn key_of(path: &[String]) -> String {
    std::iter::once("help").chain(path.iter().map(String::as_str)).collect::<Vec<_>>().join("-")
}

/// The keys that may hold what an argument means: the command's own before the one that several share.
fn keys_of(path: &[String], argument: &Arg) -> [String; 2] {
    let id = argument.get_id().as_str().replace('_', "-");
    [format!("{}--{id}", key_of(path)), format!("help--{id}")]
}

fn first(keys: impl IntoIterator<Item = String>) -> Option<String> {
    keys.into_iter().find_map(|key| in_chinese(&key))
}

/// The Chinese, or both where no language was chosen.
fn beside(chinese: String, english: Option<String>, between: &str) -> String {
    match english.filter(|_| Language::heard().is_none()) {
        Some(english) => format!("{chinese}{between}{english}"),
        None => chinese,
    }
}

/// The command line with its help in the language of the moment.
pub(crate) fn spoken(command: Command) -> Command {
    if Language::heard() == Some(Language::English) { command } else { translated(command, &[]) }
}

fn translated(command: Command, path: &[String]) -> Command {
    let (about, long) =
        (command.get_about().map(ToString::to_string), command.get_long_about().map(ToString::to_string));
    let mut command = command;
    if let Some(chinese) = in_chinese(&key_of(path)) {
        command = match in_chinese(&format!("{}-more", key_of(path))) {
            Some(more) => command.long_about(beside(format!("{chinese}\n\n{more}"), long, "\n\n")),
            None => command,
        };
        command = command.about(beside(chinese, about, " "));
    }
    if path.is_empty() {
        command = match in_chinese("help-exit-codes") {
            Some(codes) => {
                let english = command.get_after_help().map(ToString::to_string);
                command.after_help(beside(codes, english, "\n\n"))
            }
            None => command,
        };
    }
    command.mut_args(|argument| in_words(argument, path)).mut_subcommands(|below| {
        let path: Vec<String> = path.iter().cloned().chain([below.get_name().to_owned()]).collect();
        translated(below, &path)
    })
}

fn in_words(argument: Arg, path: &[String]) -> Arg {
    let keys = keys_of(path, &argument);
    let Some(chinese) = first(keys.clone()) else { return argument };
    let english = argument.get_help().map(ToString::to_string);
    let values = argument.get_possible_values();
    let described = values.iter().any(|value| value.get_help().is_some());
    let whole = beside(chinese, english, " ");
    if !described {
        return argument.help(whole).long_help(None);
    }
    // The parser would list what each value means in English.
    let mut long = whole.clone();
    for value in values.iter().filter(|value| !value.is_hide_set()) {
        let meaning = first(keys.iter().map(|key| format!("{key}-{}", value.get_name())));
        let english = value.get_help().map(ToString::to_string);
        let meaning = meaning.map(|meaning| beside(meaning, english, " ")).unwrap_or_default();
        long.push_str(&format!("\n- {}: {meaning}", value.get_name()));
    }
    argument.help(whole).long_help(long).hide_possible_values(true)
}

/// What the parser printed, with its own words in the language of the moment, in lines of so many columns.
pub(crate) fn in_language(printed: &str, columns: usize) -> String {
    let heard = Language::heard();
    if heard == Some(Language::English) {
        return printed.to_owned();
    }
    let mut text = printed.to_owned();
    for (english, key) in WORDS {
        let Some(chinese) = in_chinese(key) else { continue };
        let bracket = if english.starts_with('[') { "[" } else { "" };
        text = text.replace(english, &format!("{bracket}{chinese}"));
    }
    if heard == Some(Language::Chinese) {
        for (english, chinese) in [("[OPTIONS]", "[选项]"), ("<COMMAND>", "<命令>"), ("[COMMAND]", "[命令]")] {
            text = text.replace(english, chinese);
        }
    }
    text.lines().map(|line| wrapped(line, columns)).collect::<Vec<_>>().join("\n")
}

fn width(text: &str) -> usize {
    text.chars().map(|character| character.width().unwrap_or(0)).sum()
}

/// Where the text of a line begins that has a name before it: behind the last gap of two spaces within its first
/// half; else where the line does.
fn hanging(line: &str) -> usize {
    let indent = line.len() - line.trim_start().len();
    let after = line[indent..].find("  ").map(|at| indent + at);
    match after {
        Some(at) => {
            let begin = at + (line[at..].len() - line[at..].trim_start().len());
            width(&line[..begin])
        }
        None => indent,
    }
}

/// A line in several, each of so many columns; what follows begins where the text of the first does. Chinese breaks
/// between any two characters but before a closing mark, everything else at spaces.
fn wrapped(line: &str, columns: usize) -> String {
    const CLOSING: &str = "，。；：、）」！？”";
    if width(line) <= columns {
        return line.to_owned();
    }
    let indent = Some(hanging(line)).filter(|indent| indent * 2 < columns).unwrap_or(0);
    let (mut lines, mut current, mut used) = (Vec::new(), String::new(), 0);
    let mut rest = line;
    while let Some(character) = rest.chars().next() {
        let is_wide = character.width() == Some(2) || character == ' ';
        let end = if is_wide {
            character.len_utf8()
        } else {
            rest.find(|next: char| next == ' ' || next.width() == Some(2)).unwrap_or(rest.len())
        };
        // A closing mark stays with what it closes.
        let marks: usize = rest[end..].chars().take_while(|next| CLOSING.contains(*next)).map(char::len_utf8).sum();
        let piece = &rest[..end + marks];
        rest = &rest[end + marks..];
        if used + width(piece) > columns && used > indent {
            lines.push(current.trim_end().to_owned());
            (current, used) = (" ".repeat(indent), indent);
            if piece == " " {
                continue;
            }
        }
        current.push_str(piece);
        used += width(piece);
    }
    lines.push(current);
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Arguments;
    use clap::CommandFactory as _;
    use std::collections::BTreeSet;

    /// Every key that help asks for, with where it is asked; in each, one at least is to have words.
    fn asked(command: &Command, path: &[String], found: &mut Vec<Vec<String>>) {
        found.push(vec![key_of(path)]);
        let (about, long) = (command.get_about(), command.get_long_about());
        if long.map(ToString::to_string) != about.map(ToString::to_string) && long.is_some() {
            found.push(vec![format!("{}-more", key_of(path))]);
        }
        for argument in command.get_arguments().filter(|argument| !argument.is_hide_set()) {
            let keys = keys_of(path, argument);
            found.push(keys.to_vec());
            for value in argument.get_possible_values().iter().filter(|value| value.get_help().is_some()) {
                found.push(keys.iter().map(|key| format!("{key}-{}", value.get_name())).collect());
            }
        }
        for below in command.get_subcommands() {
            let path: Vec<String> = path.iter().cloned().chain([below.get_name().to_owned()]).collect();
            asked(below, &path, found);
        }
    }

    #[test]
    fn all_help_has_its_chinese_and_no_chinese_is_left_over() {
        let mut found = Vec::new();
        asked(&Arguments::command(), &[], &mut found);
        let lacking: Vec<_> = found.iter().filter(|keys| first((*keys).clone()).is_none()).collect();
        assert!(lacking.is_empty(), "messages/zh/help.ftl lacks {lacking:#?}");
        let mut used: BTreeSet<String> =
            found.iter().filter_map(|keys| keys.iter().find(|key| in_chinese(key).is_some()).cloned()).collect();
        used.extend(WORDS.iter().map(|(_, key)| (*key).to_owned()));
        used.insert("help-exit-codes".to_owned());
        let file = include_str!("../../language/messages/zh/help.ftl");
        let written = file.lines().filter_map(|line| line.split_once(" =")).map(|(key, _)| key);
        let spare: Vec<_> = written.filter(|key| key.starts_with("help") && !used.contains(*key)).collect();
        assert!(spare.is_empty(), "nobody shows {spare:?}");
    }

    #[test]
    fn help_in_chinese_has_no_english_sentence_and_fits() {
        Language::Chinese.with(|| {
            let mut whole = spoken(Arguments::command());
            whole.build();
            let mut open = vec![whole];
            while let Some(mut command) = open.pop() {
                for printed in [command.render_help().to_string(), command.render_long_help().to_string()] {
                    for line in in_language(&printed, 80).lines() {
                        let words = line
                            .split_whitespace()
                            .filter(|word| word.len() > 1 && word.chars().all(|letter| letter.is_ascii_lowercase()));
                        let is_example = line.trim_start().starts_with("cunbang ") || line.contains("://");
                        assert!(is_example || words.count() < 4, "{}: {line}", command.get_name());
                        assert!(is_example || width(line) <= 80 || !line.contains('，'), "{line}");
                    }
                }
                open.extend(command.get_subcommands().cloned());
            }
        });
    }

    #[test]
    fn chinese_breaks_between_characters_and_hangs_below_its_text() {
        let line = "  --dry-run  只显示各格怎样读取，不保留任何一行";
        assert_eq!(wrapped(line, 30), "  --dry-run  只显示各格怎样读\n             取，不保留任何一\n             行");
    }
}
