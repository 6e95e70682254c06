//! Both languages say the same things: every key stands in both with the same arguments, everything that is said
//! stands in the files, and nothing stands there that nobody says.

#![allow(clippy::unwrap_used, clippy::expect_used)] // what the helpers here meet is this tree itself

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

type Messages = BTreeMap<String, BTreeSet<String>>;

fn here() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn inline_arguments(expression: &InlineExpression<&str>, found: &mut BTreeSet<String>) {
    match expression {
        // Where it is read is known without being told.
        InlineExpression::VariableReference { id } if id.name == "medium" => {}
        InlineExpression::VariableReference { id } => {
            found.insert(id.name.to_owned());
        }
        InlineExpression::Placeable { expression } => arguments_of(expression, found),
        InlineExpression::FunctionReference { arguments, .. } => {
            for argument in &arguments.positional {
                inline_arguments(argument, found);
            }
        }
        _ => {}
    }
}

fn arguments_of(expression: &Expression<&str>, found: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => inline_arguments(inline, found),
        Expression::Select { selector, variants } => {
            inline_arguments(selector, found);
            for variant in variants {
                pattern_arguments(&variant.value, found);
            }
        }
    }
}

fn pattern_arguments(pattern: &Pattern<&str>, found: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            arguments_of(expression, found);
        }
    }
}

/// What a message says on a page: of what depends on where it is read, what a page says; of other choices all.
fn on_a_page(pattern: &Pattern<&str>, said: &mut String) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => said.push_str(value),
            PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                let is_medium = matches!(selector, InlineExpression::VariableReference { id } if id.name == "medium");
                for variant in variants {
                    let is_of_page = matches!(variant.key, VariantKey::Identifier { name } if name == "page");
                    if !is_medium || is_of_page {
                        on_a_page(&variant.value, said);
                    }
                }
            }
            PatternElement::Placeable { .. } => said.push('…'),
        }
    }
}

/// Whoever sits at a page clicks: what a page may say names no command and no option of one. Of the files that commands and
/// pages share, these messages are said by commands alone.
#[test]
fn no_page_tells_its_reader_to_give_a_command() {
    const OF_COMMANDS: [&str; 5] =
        ["evidence-large", "evidence-not-evidence", "run-not-lost", "omission-not-receipts", "doctor-receipt-own"];
    let command = Regex::new(r"\bcunbang [a-z]|(^|[^-])--[a-z]").unwrap();
    let mut found = Vec::new();
    for language in ["zh", "en"] {
        for entry in std::fs::read_dir(here().join("messages").join(language)).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            if ["help.ftl", "demo.ftl"].contains(&&*name) {
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap();
            for entry in fluent_syntax::parser::parse(text.as_str()).unwrap().body {
                let Entry::Message(message) = entry else { continue };
                let key = message.id.name;
                // What commands say is theirs, but for what the page of the first start says with them.
                let is_of_command = name == "commands.ftl" && !key.starts_with("first-start-");
                let mut said = String::new();
                on_a_page(&message.value.unwrap(), &mut said);
                if command.is_match(&said) && !is_of_command && !OF_COMMANDS.contains(&key) {
                    found.push(format!("{language} {key}: {said}"));
                }
            }
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

fn messages(language: &str) -> Messages {
    let mut all = Messages::new();
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(here().join("messages").join(language)).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    // Of help the English stands where the commands are defined; a test of the program compares the two.
    for file in files.into_iter().filter(|file| !file.ends_with("help.ftl")) {
        let text = std::fs::read_to_string(&file).unwrap();
        let resource = fluent_syntax::parser::parse(text.as_str())
            .unwrap_or_else(|(_, faults)| panic!("{}: {faults:?}", file.display()));
        for entry in resource.body {
            let Entry::Message(message) = entry else { continue };
            let mut arguments = BTreeSet::new();
            pattern_arguments(&message.value.expect("a message has words"), &mut arguments);
            let key = message.id.name.to_owned();
            assert!(all.insert(key.clone(), arguments).is_none(), "{key} stands twice ({})", file.display());
        }
    }
    all
}

fn sources(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs" || kind == "html") {
            found.push((path.clone(), std::fs::read_to_string(&path).unwrap()));
        }
    }
}

/// What is said, with the arguments that it is told (none known where a template says it), and where.
fn said() -> Vec<(String, Option<BTreeSet<String>>, PathBuf)> {
    let crates = here().parent().unwrap();
    let mut files = Vec::new();
    for entry in std::fs::read_dir(crates).unwrap() {
        for part in ["src", "templates"] {
            let folder = entry.as_ref().unwrap().path().join(part);
            if folder.is_dir() {
                sources(&folder, &mut files);
            }
        }
    }
    let in_macro = Regex::new(r#"say!\(\s*"([a-z0-9-]+)"((?s:.*?))\)"#).unwrap();
    let argument = Regex::new(r"[,(]\s*([a-z_]+)\s*=[^=]").unwrap();
    let chosen = Regex::new(r#"key!\("([a-z0-9-]+)"\)"#).unwrap();
    let in_template = Regex::new(r#"\bsay\("([a-z0-9-]+)"\)"#).unwrap();
    let mut said = Vec::new();
    for (path, text) in &files {
        let lines: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let text = lines.join("\n");
        for found in in_macro.captures_iter(&text) {
            // To the macro's own closing bracket.
            let from = found.get(0).unwrap().start() + "say!".len();
            let mut depth = 0;
            let end = text[from..]
                .char_indices()
                .find(|(_, character)| {
                    depth += i32::from(*character == '(') - i32::from(*character == ')');
                    depth == 0
                })
                .map_or(text.len(), |(at, _)| from + at);
            let mut depth = 0;
            // Arguments of calls within arguments are not its own.
            let own: String = text[from..end]
                .chars()
                .filter(|character| {
                    depth -= i32::from(")]}".contains(*character));
                    let is_own = depth <= 1;
                    depth += i32::from("([{".contains(*character));
                    is_own
                })
                .collect();
            let arguments = argument.captures_iter(&own).map(|found| found[1].to_owned()).collect();
            said.push((found[1].to_owned(), Some(arguments), path.clone()));
        }
        for found in in_template.captures_iter(&text) {
            said.push((found[1].to_owned(), Some(BTreeSet::new()), path.clone()));
        }
        // A key that is chosen at run time is written down with a word: key!("…").
        for found in chosen.captures_iter(&text) {
            said.push((found[1].to_owned(), None, path.clone()));
        }
    }
    said
}

#[test]
fn both_languages_have_the_same_messages() {
    let (chinese, english) = (messages("zh"), messages("en"));
    for (key, arguments) in &chinese {
        match english.get(key) {
            Some(same) => assert_eq!(arguments, same, "arguments of {key}"),
            None => panic!("{key} is Chinese only"),
        }
    }
    for key in english.keys() {
        assert!(chinese.contains_key(key), "{key} is English only");
    }
}

#[test]
fn what_is_said_stands_in_the_files_and_nothing_else() {
    let written = messages("zh");
    let mut used = BTreeSet::new();
    for (key, arguments, path) in said() {
        let Some(expected) = written.get(&key) else { panic!("{}: there is no message {key}", path.display()) };
        if let Some(arguments) = arguments {
            assert_eq!(&arguments, expected, "arguments of {key} in {}", path.display());
        }
        used.insert(key);
    }
    let unused: Vec<_> = written.keys().filter(|key| !used.contains(*key)).collect();
    assert!(unused.is_empty(), "nobody says {unused:?}");
}

/// The words of a message as a page says them: of what differs by medium, the page's.
fn words_at_page(pattern: &Pattern<&str>, found: &mut String) {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => found.push_str(value),
            PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                let by_medium = matches!(selector, InlineExpression::VariableReference { id } if id.name == "medium");
                let is_pages = |variant: &&fluent_syntax::ast::Variant<&str>| matches!(variant.key, fluent_syntax::ast::VariantKey::Identifier { name } if name == "page");
                for variant in variants.iter().filter(|variant| !by_medium || is_pages(variant)) {
                    words_at_page(&variant.value, found);
                }
            }
            PatternElement::Placeable { .. } => found.push('…'),
        }
    }
}

/// Said only where nobody sits at a page: about devices and runs, and of a fault's file on the command line.
const NEVER_AT_A_PAGE: [&str; 8] = [
    "publish-was-withdrawn",
    "publish-former-does-not-stand",
    "view-no-such-device",
    "view-no-run",
    "view-unknown-run",
    "view-made-elsewhere",
    "view-no-document",
    "fault-more-kinds",
];

#[test]
fn no_page_names_a_command() {
    for language in ["zh", "en"] {
        let folder = here().join("messages").join(language);
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            // What commands say; and what goes wrong with devices, stores and keys, which whoever runs a node sets
            // right with commands.
            // Of a scheme's text its own words stand between back quotes.
            if ["commands.ftl", "demo.ftl", "faults.ftl", "help.ftl", "scheme.ftl"]
                .iter()
                .any(|file| path.ends_with(file))
            {
                continue;
            }
            let text = std::fs::read_to_string(path).unwrap();
            let resource = fluent_syntax::parser::parse(text.as_str()).unwrap();
            for entry in resource.body {
                let Entry::Message(message) = entry else { continue };
                let mut words = String::new();
                words_at_page(&message.value.expect("a message has words"), &mut words);
                let names_one = words.contains("cunbang ") || words.contains("--") || words.contains('`');
                let key = message.id.name;
                assert!(!names_one || NEVER_AT_A_PAGE.contains(&key), "{language} {key}: {words}");
            }
        }
    }
}

/// A source file without its tests and comments.
fn spoken_code(text: &str) -> String {
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// What reaches a person goes through the files: an error's words, what ends a command, what it prints. Words between
/// placeholders are none; `{0}: {1}` is.
#[test]
fn no_message_stands_outside_the_files() {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(here().parent().unwrap()).unwrap() {
        let folder = entry.unwrap().path().join("src");
        if folder.is_dir() {
            sources(&folder, &mut files);
        }
    }
    let ways = [
        r#"#\[error\(\s*"((?:[^"\\]|\\.)*)""#,
        r#"(?:exit::\w+|bail!|anyhow!|\.context|\.with_context\(\|\||printing::note|printing::text|telling\.\w+)\(\s*&?(?:format!\(\s*)?"((?:[^"\\]|\\.)*)""#,
        r#"faults\s*\.(?:add|doubt)\(\s*[^,"]*,\s*(?:format!\(\s*)?"((?:[^"\\]|\\.)*)""#,
        r#"\.(?:fault|remark|lost)\([^;"]*?(?:format!\(\s*)?"((?:[^"\\]|\\.)*)"(?:\.to_owned\(\))?,?\s*[^;"]*\);"#,
    ];
    let ways = ways.map(|way| Regex::new(way).unwrap());
    let (placeholder, word) = (Regex::new(r"\{[^}]*\}").unwrap(), Regex::new(r"[a-z]{2,} [a-z]|\p{Han}").unwrap());
    let mut found = BTreeSet::new();
    for (path, text) in files.iter().filter(|(path, _)| path.extension().is_some_and(|kind| kind == "rs")) {
        let code = spoken_code(text);
        for way in &ways {
            for said in way.captures_iter(&code) {
                if !said[0].contains("say!(") && word.is_match(&placeholder.replace_all(&said[1], "")) {
                    found.insert(format!(
                        "{}: {}",
                        path.strip_prefix(here().parent().unwrap()).unwrap().display(),
                        &said[1]
                    ));
                }
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}

/// What a clerk's terminal may warn of while it serves: it is read by whoever looks at its window.
const SEEN_AT_A_TERMINAL: [&str; 9] = [
    "cunbang/src/command/serve.rs",
    "replica/src/doctor/rounds.rs",
    "replica/src/high_water.rs",
    "replica/src/mend.rs",
    "replica/src/record.rs",
    "store/src/sql/checksum.rs",
    "store/src/sql/measure.rs",
    "sync/src/client.rs",
    "web/src/serving.rs",
];

#[test]
fn what_a_terminal_warns_of_stands_in_the_files() {
    let warned = Regex::new(r"tracing::(?:warn|error)!\(((?s:.*?))\)[;,]\s*\n").unwrap();
    let words = Regex::new(r#""[^"]*[a-z]{2,} [a-z][^"]*""#).unwrap();
    let mut count = 0;
    for file in SEEN_AT_A_TERMINAL {
        let text = std::fs::read_to_string(here().parent().unwrap().join(file)).unwrap();
        for found in warned.captures_iter(&spoken_code(&text)) {
            count += 1;
            assert!(!words.is_match(&found[1]), "{file}: {}", &found[1]);
        }
    }
    assert!(count >= SEEN_AT_A_TERMINAL.len(), "the warnings are still found: {count}");
}

/// Latin letters, digits and numbers that are told stand apart from the Chinese around them by a space; dates and periods are
/// written closed up, `2026年9月1日`.
#[test]
fn chinese_is_spaced_in_one_way() {
    let closed_up = Regex::new(r"[\p{Han}--[年月日号第]][A-Za-z0-9]|[A-Za-z0-9][\p{Han}--[年月日号]]").unwrap();
    let told = r"\{ \$(count|rows|points|score|rank|members|most|marks|villages|days_left) \}";
    let number = Regex::new(&format!(r"\p{{Han}}{told}|{told}\p{{Han}}")).unwrap();
    let mut found = Vec::new();
    for entry in std::fs::read_dir(here().join("messages/zh")).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        let lines = text.lines().enumerate().filter(|(_, line)| !line.starts_with('#'));
        for (at, line) in lines.filter(|(_, line)| closed_up.is_match(line) || number.is_match(line)) {
            found.push(format!("{}:{}: {line}", path.display(), at + 1));
        }
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}
