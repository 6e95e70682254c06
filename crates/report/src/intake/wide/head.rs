//! The header of a sheet of scores: which lines it is, where the village stands, and what stands above each column.

use super::numbers::{is_nothing, number, points_in};
use crate::header::without_brackets;
use crate::intake::cell::{Cell, compact};
use crate::intake::sheet::{Line, Sheet};
use cunbang_model::Decimal;

/// How far down a header is looked for, in rows that hold anything.
const HEADER_WITHIN: usize = 40;
/// The most lines of a header.
const MOST_LINES: usize = 3;

/// What counties write above the column of villages.
const VILLAGE: [&str; 27] = [
    "村",
    "村名",
    "村名称",
    "行政村",
    "行政村名称",
    "村社区",
    "村居",
    "村社",
    "村社名称",
    "村别",
    "村庄",
    "村级",
    "社区",
    "所属村",
    "单位",
    "单位名称",
    "考核单位",
    "被考核单位",
    "考核对象",
    "考评对象",
    "党组织",
    "党组织名称",
    "村党组织",
    "支部",
    "党支部",
    "名称",
    "village",
];
const TOWNSHIP: [&str; 9] = ["乡镇", "镇", "乡", "街道", "镇街", "乡镇街道", "所属乡镇", "所在乡镇", "township"];
const CODE: [&str; 7] = ["代码", "编码", "区划代码", "单位代码", "村代码", "行政区划代码", "code"];

/// A header that was found.
#[derive(Debug, Clone)]
pub(crate) struct Head {
    /// Its first and last line.
    pub(crate) top: usize,
    /// The line above it that states the full marks of the columns, if there is one.
    pub(crate) full_at: Option<usize>,
    pub(crate) bottom: usize,
    pub(crate) village_at: usize,
    pub(crate) township_at: Option<usize>,
    pub(crate) code_at: Option<usize>,
    /// What stands above each column, without white space: of several lines the lowest.
    pub(crate) texts: Vec<String>,
    /// What stands above that, such as the group of a column.
    pub(crate) uppers: Vec<String>,
}

/// A header's words without what stands in brackets and what parts them.
fn plain(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => {
            let parted = |character: &char| !matches!(character, '/' | '、' | '·' | '，' | ',' | '.');
            without_brackets(text).chars().filter(parted).collect::<String>().to_lowercase()
        }
        _ => String::new(),
    }
}

fn is_village(text: &str) -> bool {
    VILLAGE.contains(&text) || (text.contains('村') && (text.ends_with("村名") || text.ends_with("名称")))
}

fn position(line: &Line, is_it: impl Fn(&str) -> bool) -> Option<usize> {
    line.cells.iter().position(|cell| is_it(&plain(cell)))
}

/// A header's text without white space. A number in a line of its own below the name is set in brackets.
fn header_of(cell: &Cell) -> String {
    let text = cell.shown();
    match text.trim().rsplit_once(['\n', '\r']) {
        Some((name, below)) if number(&Cell::Text(below.into())).is_some() && !compact(name).is_empty() => {
            format!("{}({})", compact(name), compact(below))
        }
        _ => compact(&text),
    }
}

/// The full marks in a cell above a header: `20分`, `（20分）`, `20`.
fn stated(cell: &Cell) -> Option<Decimal> {
    let text = compact(&cell.shown());
    number(&Cell::Text(text.trim_matches(['(', ')', '[', ']']).into())).filter(|full| *full > Decimal::ZERO)
}

/// The line right above a header, where nothing but full marks stands in it.
fn full_marks_above(sheet: &Sheet, top: usize, village_at: usize) -> Option<usize> {
    let at = (0..top).rev().find(|at| !sheet.lines[*at].is_empty())?;
    let line = &sheet.lines[at];
    let label = compact(&line.first_text());
    let is_labelled = super::summary::is_full_marks(&label);
    let mut cells = line.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty());
    let says_points = is_labelled || line.cells.iter().any(|cell| cell.shown().contains('分'));
    let is_it = |(at, cell): (usize, &Cell)| (at <= village_at && is_labelled) || stated(cell).is_some();
    (says_points && line.filled() > 1 && cells.all(is_it)).then_some(at)
}

/// The first of the villages that stand in one row, with numbers below each, where none stand below each other: the sheet
/// is transposed.
pub(crate) fn villages_across(sheet: &Sheet) -> Option<String> {
    const ENDS: [&str; 3] = ["村", "社区", "居委会"];
    let is_village = |cell: &Cell| {
        let text = compact(&cell.shown());
        matches!(cell, Cell::Text(_)) && text.chars().count() > 1 && ENDS.iter().any(|end| text.ends_with(end))
    };
    let lines = || sheet.lines.iter().filter(|line| !line.is_empty()).take(HEADER_WITHIN);
    let width = sheet.lines.iter().map(|line| line.cells.len()).max().unwrap_or_default();
    if (0..width).any(|at| lines().filter(|line| is_village(line.at(at))).count() > 1) {
        return None;
    }
    for (at, line) in sheet.lines.iter().enumerate() {
        let villages: Vec<usize> = (0..line.cells.len()).filter(|at| is_village(line.at(*at))).collect();
        if villages.len() < 2 || villages.len() * 2 < line.filled() {
            continue;
        }
        let has_numbers = |column: &usize| sheet.lines[at + 1..].iter().any(|line| number(line.at(*column)).is_some());
        if villages.iter().filter(|column| has_numbers(column)).count() > 1 {
            return Some(line.at(villages[0]).shown().trim().to_owned());
        }
    }
    None
}

impl Head {
    /// Finds the header of a sheet of scores, if it is one.
    pub(crate) fn find(sheet: &Sheet) -> Option<Self> {
        let lines = sheet.lines.iter().enumerate().filter(|(_, line)| !line.is_empty()).take(HEADER_WITHIN);
        lines.filter(|(_, line)| line.filled() > 1).find_map(|(at, line)| Self::of(sheet, at, line))
    }

    fn of(sheet: &Sheet, top: usize, line: &Line) -> Option<Self> {
        let code_at = position(line, |text| CODE.contains(&text));
        let village_at = position(line, is_village).or(code_at)?;
        let township_at = position(line, |text| TOWNSHIP.contains(&text)).filter(|at| *at != village_at);
        let name = compact(&line.at(village_at).shown());
        let goes_on = |next: &Line| {
            let own = compact(&next.at(village_at).shown());
            let has_text = next.cells.iter().any(|cell| matches!(cell, Cell::Text(_)) && !cell.is_empty());
            let first = compact(&next.first_text());
            (own == name || own.is_empty())
                && has_text
                && !super::summary::is_summary(&first)
                && !next.cells.iter().any(|cell| number(cell).is_some())
        };
        let after = sheet.lines[top + 1..].iter().take(MOST_LINES - 1).take_while(|next| goes_on(next)).count();
        let bottom = top + after;
        let head = &sheet.lines[top..=bottom];
        let width = head.iter().map(|line| line.cells.len()).max().unwrap_or_default();
        let (mut texts, mut uppers) = (Vec::with_capacity(width), Vec::with_capacity(width));
        for column in 0..width {
            let mut of_column: Vec<String> = head.iter().map(|line| header_of(line.at(column))).collect();
            of_column.retain(|text| !text.is_empty());
            of_column.dedup();
            let mut lowest = of_column.pop().unwrap_or_default();
            // `（60分）` below `党建` is part of it.
            if without_brackets(&lowest).is_empty()
                && let Some(name) = of_column.pop()
            {
                lowest = name + &lowest;
            }
            // A group's title stands over the first of its columns alone.
            let above = of_column.pop().or_else(|| {
                let has_own = !sheet.lines[bottom].at(column).is_empty() && bottom > top;
                let before = head[0].cells.iter().take(column + 1).rev().find(|cell| !cell.is_empty());
                before.filter(|_| has_own).map(|cell| compact(&cell.shown()))
            });
            uppers.push(above.filter(|above| *above != lowest).unwrap_or_default());
            texts.push(lowest);
        }
        let full_at = full_marks_above(sheet, top, village_at);
        if let Some(line) = full_at.map(|at| &sheet.lines[at]) {
            for (at, text) in texts.iter_mut().enumerate().filter(|(_, text)| points_in(text).is_none()) {
                if let Some(full) = stated(line.at(at)).filter(|_| !text.is_empty()) {
                    *text = format!("{text}({full}分)");
                }
            }
        }
        let found = Self { top, full_at, bottom, village_at, township_at, code_at, texts, uppers };
        found.has_scores(sheet).then_some(found)
    }

    /// Whether there is a row below that names something and holds a number.
    fn has_scores(&self, sheet: &Sheet) -> bool {
        let is_other = |at: usize| at != self.village_at && Some(at) != self.township_at && Some(at) != self.code_at;
        let is_title = |at: usize| self.texts.get(at).is_some_and(|text| !text.is_empty());
        self.texts.iter().enumerate().any(|(at, text)| is_other(at) && !text.is_empty())
            && sheet.lines[self.bottom + 1..].iter().any(|line| {
                let numbers = line.cells.iter().enumerate().filter(|(_, cell)| number(cell).is_some());
                !is_nothing(line.at(self.village_at)) && numbers.into_iter().any(|(at, _)| is_other(at) && is_title(at))
            })
    }

    /// What stands above a column.
    pub(crate) fn text(&self, at: usize) -> &str {
        self.texts.get(at).map_or("", String::as_str)
    }

    /// What stands above a column without a header of its own: that of the columns before it that are one with it, as
    /// where cells are merged.
    pub(crate) fn group(&self, at: usize) -> &str {
        let before = (0..at).rev().take_while(|at| *at != self.village_at && Some(*at) != self.township_at);
        let mut named = before.map(|at| (self.text(at), self.uppers.get(at).map_or("", String::as_str)));
        match named.find(|(text, _)| !text.is_empty()) {
            Some((text, "")) => text,
            Some((_, upper)) => upper,
            None => "",
        }
    }

    /// The column of the village's code, where it has one; else of its name.
    pub(crate) fn named_at<'c>(&self, line: &'c Line) -> (usize, &'c Cell) {
        match self.code_at.map(|at| (at, line.at(at))) {
            Some((at, code)) if !code.is_empty() => (at, code),
            _ => (self.village_at, line.at(self.village_at)),
        }
    }
}
