//! What stands above a sheet of scores: its title, and in it the period.

use crate::intake::cell::{Cell, compact};
use crate::intake::recognise::period_in;
use crate::intake::sheet::{Line, Sheet};
use cunbang_model::Period;
use std::collections::BTreeSet;

/// The texts above a line.
fn texts(sheet: &Sheet, line: usize) -> Vec<String> {
    let above = sheet.lines[..line].iter().flat_map(|line| line.cells.iter().map(Cell::shown));
    above.filter(|text| !text.is_empty()).collect()
}

/// The title: the first text above the header, or else the sheet's name.
pub(crate) fn title(sheet: &Sheet, line: usize) -> String {
    let first = sheet.lines[..line].iter().map(Line::first_text).find(|text| text.chars().count() > 3);
    first.unwrap_or_else(|| sheet.name.clone()).chars().take(80).collect()
}

/// The periods that the title names; where it names none, those of the sheet's name and the file's.
pub(crate) fn periods(sheet: &Sheet, line: usize) -> BTreeSet<Period> {
    let names = [sheet.name.clone(), sheet.source.file.to_string()];
    let of = |texts: &[String]| texts.iter().filter(|text| !is_day(text)).filter_map(|text| period_in(text)).collect();
    let in_title: BTreeSet<Period> = of(&texts(sheet, line));
    if in_title.is_empty() { of(&names) } else { in_title }
}

/// Whether a text names a day, such as that on which the sheet was made.
fn is_day(text: &str) -> bool {
    let text = compact(text);
    text.match_indices('日').any(|(at, _)| text[..at].ends_with(|before: char| before.is_ascii_digit()))
}
