//! What `cunbang record TABLE --help` says: the columns of that table, which a row needs, what may stand in each, and a row
//! as it is typed.

use super::table;
use clap::Command;
use cunbang_desk::writing::by_hand::is_by_hand;
use cunbang_language::{Language, Named, say};
use cunbang_model::Table;
use cunbang_report::{columns_in_words, example_cells};
use std::ffi::OsString;
use std::fmt::Write as _;

/// The command line, with the columns of the table that is named behind `record` in the help of that command.
pub(crate) fn with_table(command: Command, line: &[OsString]) -> Command {
    match named_in(line) {
        Some(table) => command.mut_subcommand("record", |record| record.after_help(in_words(table))),
        None => command,
    }
}

/// The table that is named behind `record`, where it is one of which people write rows.
fn named_in(line: &[OsString]) -> Option<Table> {
    let mut words = line.iter().skip(1).filter_map(|word| word.to_str()).skip_while(|word| *word != "record").skip(1);
    let word = words.find(|word| !word.starts_with('-'))?;
    table(word).ok().filter(|table| is_by_hand(*table))
}

/// The columns of a table, and a row of it as it is typed.
pub(crate) fn in_words(table: Table) -> String {
    let named = Named::new(table.chinese(), table.name());
    let mut text = say!("record-columns", table = named);
    for column in columns_in_words(table) {
        let (colon, star) = (Language::first().pick("：", ": "), if column.is_needed { " ★" } else { "" });
        let called = match Language::first() {
            Language::Chinese => format!("{} {}", column.chinese, column.name),
            Language::English => column.name.to_owned(),
        };
        let _ = write!(text, "\n  {called}{star}{colon}{}", column.meaning);
    }
    let word = Language::first().pick(table.chinese(), table.name());
    let _ = write!(text, "\n\n{}\n  cunbang record {word} {}", say!("record-example"), example_cells(table));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str) -> Vec<OsString> {
        text.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn help_is_of_the_table_that_is_named() {
        assert_eq!(named_in(&line("cunbang record meetings --help")), Some(Table::Meetings));
        assert_eq!(named_in(&line("cunbang --dir x record --help 会议")), Some(Table::Meetings));
        for other in ["cunbang record --help", "cunbang list meetings --help", "cunbang record seals --help"] {
            assert_eq!(named_in(&line(other)), None, "{other}");
        }
        Language::Chinese.with(|| {
            let said = in_words(Table::Deeds);
            for part in
                ["党员编号 member ★", "服务群众", "确认日期 confirmed_on：", "cunbang record 闪光言行 党员编号=张三"]
            {
                assert!(said.contains(part), "{part}: {said}");
            }
        });
    }
}
