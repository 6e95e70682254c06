//! Finds in a sheet the header row, and the table that it is of.

use super::fault::{Fault, ImportFaults, Place};
use super::leaving;
use super::numbers::Measured;
use super::problem::{NearTable, Problem};
use super::sheet::{Line, Sheet};
use super::taken::{How, Note, Passed};
use crate::header::{column_at, column_meant, column_named, is_personal, letters};
use cunbang_model::period::years_in_digits;
use cunbang_model::{Column, Period, Table, Word};
use cunbang_scheme::nearest;
use std::collections::BTreeSet;

/// How far down a header is looked for, in rows that hold anything.
const HEADER_WITHIN: usize = 40;

/// What stands in a column of the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Heading {
    /// A column of the table, by its index, and the unit that its header names.
    Column(usize, Option<Measured>),
    /// Of members: whether they are still there.
    Leaving,
    /// Of members: remarks, of which some say that somebody left.
    Remarks,
    /// No column of the table.
    Other,
    /// A column of another table that stands on the same sheet.
    Elsewhere,
    /// No header.
    Nameless,
}

/// A header row, matched with a table's columns.
#[derive(Debug, Clone)]
pub(crate) struct Header {
    pub(crate) table: Table,
    /// Which of the sheet's lines it is.
    pub(crate) line: usize,
    pub(crate) headings: Vec<Heading>,
    /// What the sheet's title says of all its rows, by column: the kind of meeting in a plan of theme days, the period
    /// of a list of stars.
    pub(crate) given: Option<(&'static str, String, How)>,
    /// Whether the sheet calls itself a plan.
    is_called_plan: bool,
    texts: Vec<String>,
}

impl Header {
    /// Where each column of the table stands, with its text.
    pub(crate) fn columns(&self) -> impl Iterator<Item = (usize, &'static Column, &str)> {
        let headings = self.headings.iter().zip(&self.texts).enumerate();
        headings.filter_map(|(at, (heading, text))| match heading {
            Heading::Column(column, _) => Some((at, column_at(self.table, *column), text.trim())),
            _ => None,
        })
    }

    /// Matches a line with a table's columns: names first, then what people write for them.
    fn of(table: Table, line: usize, cells: &Line) -> Self {
        let texts: Vec<String> = cells.cells.iter().map(super::cell::Cell::shown).collect();
        let mut headings = vec![Heading::Nameless; texts.len()];
        for by_name in [true, false] {
            let read = if by_name { column_named } else { column_meant };
            for (at, text) in texts.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                if matches!(headings[at], Heading::Column(..)) || is_personal(text) {
                    continue;
                }
                let is_free = |column: &usize| !headings.iter().any(|one| one.is(*column));
                headings[at] = match read(table, text).filter(|column| by_name || is_free(column)) {
                    Some(column) => Heading::Column(column, Measured::in_header(text)),
                    None => Heading::Other,
                };
            }
        }
        for (at, text) in texts.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            if headings[at] == Heading::Nameless {
                debug_assert!(is_personal(text));
                headings[at] = Heading::Other;
            }
        }
        if table == Table::Members {
            let others =
                (0..texts.len()).filter(|at| headings[*at] == Heading::Other && leaving::is_header(&texts[*at]));
            for at in others.collect::<Vec<_>>() {
                // Where it is the only column of the kind, it holds the status too.
                let status = table.column_index("status").filter(|status| !headings.iter().any(|one| one.is(*status)));
                headings[at] = status.map_or(Heading::Leaving, |status| Heading::Column(status, None));
            }
            for at in (0..texts.len()).filter(|at| leaving::is_remarks(&texts[*at])) {
                if headings[at] == Heading::Other {
                    headings[at] = Heading::Remarks;
                }
            }
        }
        Self { table, line, headings, given: None, is_called_plan: false, texts }
    }

    /// How many of the table's columns it names.
    fn count(&self) -> usize {
        self.headings.iter().filter(|heading| matches!(heading, Heading::Column(..))).count()
    }

    /// What stands above a column.
    pub(crate) fn text(&self, at: usize) -> &str {
        self.texts.get(at).map_or("", String::as_str)
    }

    pub(crate) fn has(&self, column: &str) -> bool {
        self.table.column_index(column).is_some_and(|index| self.headings.iter().any(|heading| heading.is(index)))
    }

    /// The column of the sheet that holds a column of the table.
    pub(crate) fn place_of(&self, column: &str) -> Option<usize> {
        let index = self.table.column_index(column)?;
        self.headings.iter().position(|heading| heading.is(index))
    }

    /// The columns that the table needs, that this lacks, and that nothing stands in for.
    fn lacks(&self) -> Vec<&'static Column> {
        let columns = self.table.columns().iter();
        let needed = columns.filter(|column| column.required && !may_be_missing(self.table, column));
        let is_given = |column: &Column| self.given.as_ref().is_some_and(|(name, ..)| *name == column.name);
        needed.filter(|column| !self.has(column.name) && !is_given(column)).collect()
    }

    /// Whether it is a plan of meetings: what is intended.
    pub(crate) const fn is_plan(&self) -> bool {
        self.is_called_plan
    }

    /// Whether its meetings may lie ahead: a plan's, and those of a sheet that has their kind in its title.
    pub(crate) fn may_lie_ahead(&self) -> bool {
        self.is_called_plan || (self.table == Table::Meetings && self.given.is_some())
    }

    /// The column of months beside one of days, as plans of a year have it.
    pub(crate) fn months_at(&self) -> Option<usize> {
        self.texts.iter().position(|text| matches!(super::cell::compact(text).as_str(), "月份" | "月"))
    }

    /// Takes what the title says where the header lacks it; of figures the period that is imported, where one is named.
    fn with_title(mut self, sheet: &Sheet, named: Option<Period>) -> Self {
        if self.table == Table::Meetings {
            let above = sheet.lines[..self.line].iter().map(Line::first_text);
            let mut titles = above.chain([sheet.name.clone()]);
            self.is_called_plan = titles.any(|title| PLANS.iter().any(|word| title.to_lowercase().contains(word)));
        }
        if self.table == Table::Meetings && !self.has("kind") {
            let kind = super::across::kind_in_title(sheet, self.line);
            self.given = kind.map(|kind| ("kind", kind.word().to_owned(), How::Title));
        } else if self.table.column_index("period").is_some() && !self.has("period") {
            let in_title = period_in_title(sheet, self.line, named).map(|period| (period, How::Title));
            let named = named.filter(|_| self.table == Table::Measures).map(|period| (period, How::Named));
            self.given = in_title.or(named).map(|(period, how)| ("period", period.to_string(), how));
        }
        self
    }

    /// Whether a line is the same header once more.
    pub(crate) fn is_again(&self, line: &Line) -> bool {
        line.cells.iter().map(super::cell::Cell::shown).filter(|text| !text.is_empty()).eq(self
            .texts
            .iter()
            .filter(|text| !text.is_empty())
            .cloned())
    }

    /// The faults of the header itself, and the columns that are passed over.
    pub(crate) fn check(&self, place: &Place, faults: &mut ImportFaults, notes: &mut Vec<Note>) {
        let stages = self.stages_across();
        for (at, text) in self.texts.iter().enumerate() {
            let here = place.column(at);
            match self.headings[at] {
                Heading::Other if stages.iter().any(|stage| stage == text.trim()) => {}
                Heading::Other if is_personal(text) => {
                    notes.push(Note { place: here, passed: Passed::Personal { header: text.clone() } });
                }
                Heading::Other | Heading::Remarks => {
                    notes.push(Note { place: here, passed: Passed::Column { header: text.clone() } });
                }
                Heading::Column(column, _) => {
                    if let Some(first) = self.headings[..at].iter().position(|other| other.is(column)) {
                        let problem = Problem::ColumnTwice { first: letters(first) };
                        faults.push(Fault::new(&here, Some(column_at(self.table, column)), text, problem));
                    }
                }
                Heading::Leaving | Heading::Elsewhere | Heading::Nameless => {}
            }
        }
        if !stages.is_empty() {
            notes.push(Note { place: place.clone(), passed: Passed::StagesAcross { headers: stages } });
        }
        for column in self.lacks() {
            let others = || self.texts.iter().enumerate().filter(|(at, _)| self.headings[*at] == Heading::Other);
            let near = nearest(column.chinese, others().map(|(_, text)| text.as_str())).map(str::to_owned);
            faults.push(Fault::new(place, Some(column), "", Problem::NoColumn { table: self.table, column, near }));
        }
    }

    /// The headers that name a stage of reviews each, where this is no such table's or does not hold them.
    fn stages_across(&self) -> Vec<String> {
        let others = self.texts.iter().enumerate().filter(|(at, _)| self.headings[*at] == Heading::Other);
        let named = others.filter(|(_, text)| self.table == Table::Reviews && is_of_stage(text));
        named.map(|(_, text)| text.trim().to_owned()).collect()
    }

    /// Whether rows can be read at all.
    pub(crate) fn is_whole(&self) -> bool {
        self.lacks().is_empty()
    }
}

impl Heading {
    fn is(self, column: usize) -> bool {
        matches!(self, Self::Column(one, _) if one == column)
    }
}

/// Whether a required column may be missing: the terminal knows its unit, and ids are made.
pub(crate) fn may_be_missing(table: Table, column: &Column) -> bool {
    (column.name == "unit" && table != Table::Units) || super::ids::is_made(table, column.name)
}

/// The period that the sheet's name or the lines above its header name, where it is one. Where none is named with its year,
/// a quarter or half-year is one of the year that is imported.
fn period_in_title(sheet: &Sheet, line: usize, imported: Option<Period>) -> Option<Period> {
    let above = sheet.lines[..line].iter().flat_map(|line| line.cells.iter().map(super::cell::Cell::shown));
    let titles: Vec<String> = above.chain([sheet.name.clone()]).collect();
    let named = titles.iter().filter_map(|text| match period_in(text)? {
        // The quarter stands elsewhere in the title than the year: `2026年推荐票（三季度）`.
        Period::Year(year) => Some(match parts_in(text, year).as_slice() {
            [part] => *part,
            _ => Period::Year(year),
        }),
        period => Some(period),
    });
    let whole: BTreeSet<Period> = named.collect();
    let found = match imported {
        Some(imported) if whole.is_empty() && titles.iter().all(|text| years_in(text).is_empty()) => {
            let year = imported.first_day().year();
            titles.iter().flat_map(|text| parts_in(text, year)).collect()
        }
        _ => whole,
    };
    found.first().copied().filter(|_| found.len() == 1)
}

/// The quarters and half-years in a text that are written without their year: that of `推荐票（三季度）`.
fn parts_in(text: &str, year: i16) -> Vec<Period> {
    let text = super::cell::compact(text);
    let ends = ["季度", "半年"].into_iter().flat_map(|word| text.match_indices(word));
    let parts = ends.filter_map(|(at, word)| {
        let (which, _) = text[..at].char_indices().next_back()?;
        Period::from_people(&text[which..at + word.len()], Some(year)).ok()
    });
    parts.collect()
}

/// What a sheet of meetings calls itself that are intended, and not yet held.
const PLANS: [&str; 5] = ["计划", "安排", "预告", "日程", "plan"];

/// How many lines at the top of a sheet may be its title.
const TITLE_LINES: usize = 4;

/// The year that a sheet's title states, where it states one: last year's sheet is not about this year. A day written
/// out is no title.
pub(super) fn year_in_title(sheet: &Sheet) -> Option<i16> {
    let lines = sheet.lines.iter().take(TITLE_LINES);
    let above = lines.flat_map(|line| line.cells.iter().map(super::cell::Cell::shown));
    let found: BTreeSet<i16> = above.chain([sheet.name.clone()]).flat_map(|text| years_in(&text)).collect();
    found.first().copied().filter(|_| found.len() == 1)
}

fn years_in(text: &str) -> Vec<i16> {
    let text = super::cell::compact(text);
    let text = years_in_digits(&text).unwrap_or(text);
    let parts: Vec<&str> = text.split('年').collect();
    let pairs = parts.iter().zip(parts.iter().skip(1));
    let stated = pairs.filter_map(|(before, after)| {
        let digits = before.char_indices().rev().take_while(|(_, character)| character.is_ascii_digit());
        let year: i16 = before[digits.last()?.0..].parse().ok()?;
        let is_day = after.split_once('月').is_some_and(|(month, rest)| {
            month.bytes().all(|byte| byte.is_ascii_digit())
                && rest.starts_with(|character: char| character.is_ascii_digit())
        });
        (!is_day && (2000..2100).contains(&year)).then_some(year)
    });
    stated.collect()
}

/// The first period in a text, the longest way of writing it: `2026年第三季度` in `2026年第三季度五星党员`.
pub(crate) fn period_in(text: &str) -> Option<Period> {
    const LONGEST: usize = 10;
    let text = super::cell::compact(text);
    let characters: Vec<char> = years_in_digits(&text).unwrap_or(text).chars().collect();
    let starts = (0..characters.len()).filter(|at| characters[*at..].starts_with(&['2', '0']));
    starts.into_iter().find_map(|at| {
        let most = LONGEST.min(characters.len() - at);
        (5..=most).rev().find_map(|length| {
            let part: String = characters[at..at + length].iter().collect();
            Period::from_people(&part, None).ok()
        })
    })
}

/// The table that a sheet or file is named after: `deeds`, `闪光言行`, or both.
pub(crate) fn table_named(name: &str) -> Option<Table> {
    let mut found = None;
    for word in name.split_whitespace() {
        let table =
            Table::spreadsheets().find(|table| table.name().eq_ignore_ascii_case(word) || table.chinese() == word)?;
        match found {
            Some(other) if other != table => return None,
            _ => found = Some(table),
        }
    }
    found
}

/// Whether a header is of the points of one stage of reviews: `自评分`, `党员互评得分`.
fn is_of_stage(text: &str) -> bool {
    const STAGES: [&str; 9] = ["自评", "互评", "商评", "总评", "自我评议", "互相评议", "党员互评", "支部评", "支委评"];
    const POINTS: [&str; 5] = ["平均分", "分数", "得分", "分", "平均"];
    let text = crate::header::without_brackets(text);
    let stage = POINTS.iter().find_map(|points| text.strip_suffix(points)).unwrap_or(&text);
    STAGES.contains(&stage)
}

/// The line of a sheet, and the headers in it, where it has the stages of reviews beside each other.
pub(crate) fn stages_across(sheet: &Sheet) -> Option<(usize, Vec<String>)> {
    let lines = sheet.lines.iter().enumerate().take(HEADER_WITHIN);
    let named = lines.map(|(at, line)| (at, Header::of(Table::Reviews, at, line).stages_across()));
    named.into_iter().find(|(_, headers)| headers.len() > 1)
}

/// What a sheet turned out to be.
pub(crate) enum Recognised {
    Table(Header),
    /// Its header fits several tables.
    Several(Vec<Header>),
    /// It is named as a table, and has no header.
    Headless(Table),
    Nothing,
}

/// Looks for the header of a table: of the one that the sheet is named after, or of any.
pub(crate) fn recognise(sheet: &Sheet, named: Option<Table>, period: Option<Period>) -> Recognised {
    let lines = || sheet.lines.iter().enumerate().filter(|(_, line)| !line.is_empty()).take(HEADER_WITHIN);
    if let Some(table) = named {
        let mut headers: Vec<Header> =
            lines().map(|(at, line)| Header::of(table, at, line).with_title(sheet, period)).collect();
        // The first of those that name most.
        headers.reverse();
        let best = headers.into_iter().filter(|header| header.count() > 0).max_by_key(Header::count);
        return best.map_or(Recognised::Headless(table), Recognised::Table);
    }
    let mut best: Option<(usize, Vec<Header>)> = None;
    for (at, line) in lines().filter(|(_, line)| line.filled() > 1) {
        for table in Table::spreadsheets() {
            let header = Header::of(table, at, line).with_title(sheet, period);
            let lacks = header.lacks().len();
            // A header that lacks one column of many is that table's, and the fault is told.
            if header.count() < 2 || lacks > usize::from(header.count() > 2) {
                continue;
            }
            let score = header.count() * 4 - lacks * 3;
            match &mut best {
                Some((most, headers)) if *most == score && headers[0].line == at => headers.push(header),
                Some((most, _)) if *most >= score => {}
                _ => best = Some((score, vec![header])),
            }
        }
    }
    match best {
        None => Recognised::Nothing,
        Some((_, mut headers)) if headers.len() == 1 => headers.pop().map_or(Recognised::Nothing, Recognised::Table),
        Some((_, headers)) => Recognised::Several(headers),
    }
}

/// Votes and stars stand side by side on the sheets of a meeting that rates its members: each table's header, where several
/// that were found are these and lack nothing.
pub(crate) fn side_by_side(headers: &[Header]) -> Option<Vec<Header>> {
    let are_these = headers.iter().all(|header| matches!(header.table, Table::Nominations | Table::Awards));
    if !are_these || !headers.iter().all(Header::is_whole) {
        return None;
    }
    let mut own = headers.to_vec();
    for header in &mut own {
        for at in 0..header.headings.len() {
            let of_another = |other: &Header| matches!(other.headings.get(at), Some(Heading::Column(..)));
            if header.headings[at] == Heading::Other && headers.iter().any(of_another) {
                header.headings[at] = Heading::Elsewhere;
            }
        }
    }
    Some(own)
}

/// The table that a sheet nearly is, and the line that may be its header.
pub(crate) fn nearly(sheet: &Sheet, period: Option<Period>) -> Option<(usize, NearTable)> {
    /// How many columns beside the unit's make a table likely.
    const FEWEST: usize = 2;
    let lines = sheet.lines.iter().enumerate().filter(|(_, line)| line.filled() > 1).take(HEADER_WITHIN);
    let mut best: Option<(usize, usize, NearTable)> = None;
    for (at, line) in lines {
        for table in Table::spreadsheets() {
            let header = Header::of(table, at, line).with_title(sheet, period);
            let own = |heading: &Heading| match heading {
                Heading::Column(column, _) => column_at(table, *column).name != "unit",
                _ => false,
            };
            let is_found = |at: &usize| matches!(header.headings[*at], Heading::Column(..));
            let found: Vec<String> =
                (0..header.headings.len()).filter(is_found).map(|at| header.text(at).to_owned()).collect();
            let lacks = header.lacks();
            if header.headings.iter().filter(|heading| own(heading)).count() < FEWEST || lacks.is_empty() {
                continue;
            }
            let score = (found.len() * 4).saturating_sub(lacks.len() * 3);
            match &mut best {
                Some((most, line, near)) if *most == score && *line == at => {
                    near.tables.push(table);
                    let more: Vec<String> = found.into_iter().filter(|text| !near.found.contains(text)).collect();
                    near.found.extend(more);
                }
                Some((most, ..)) if *most >= score => {}
                _ => best = Some((score, at, NearTable { tables: vec![table], found, lacks })),
            }
        }
    }
    best.map(|(_, line, near)| (line, near))
}
