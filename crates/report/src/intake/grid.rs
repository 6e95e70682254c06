//! An attendance sheet as people keep it: members down, meetings or their days across, a mark where they meet.
//!
//! A blank is *not marked*: it makes no row. A legend on the sheet (`√出席 ○请假 ×缺席`) goes before what the
//! marks usually mean. A day of which no meeting is known makes one, where the sheet says of what kind they are.

use super::cell::{Cell, compact};
use super::choices;
use super::dates::Calendar;
use super::fault::{Fault, Place};
use super::files::Reading;
use super::home::Gathering;
use super::lookup;
use super::problem::Problem;
use super::rows::{Written, finish, passed_over_grid};
use super::sheet::{Line, Sheet};
use super::taken::{How, Passed};
use crate::header::{column_meant, column_named, is_personal};
use crate::tables::Columns;
use cunbang_model::schema::{Mark, MeetingKind};
use cunbang_model::{Column, Date, Period, Table, UnitCode, Word};
use std::collections::BTreeMap;

/// The signs that legends explain.
const SIGNS: [char; 18] = ['√', '✓', '✔', '○', '〇', '◯', '×', '✗', '✘', '△', '▲', '☆', '★', '◎', '●', '⊙', '□', '■'];

/// An attendance sheet.
pub(crate) struct Grid {
    /// Which of the sheet's lines is the header.
    pub(crate) line: usize,
    member_at: usize,
    unit_at: Option<usize>,
    /// The columns of meetings: where, what is written above, and the kind where the sheet says it.
    meetings: Vec<Across>,
    others: Vec<(usize, String)>,
    legend: BTreeMap<String, Option<&'static str>>,
}

struct Across {
    at: usize,
    cell: Cell,
    day: Option<Date>,
    month: Option<Period>,
    kind: Option<MeetingKind>,
}

impl Grid {
    #[allow(clippy::unused_self)] // as the other sheets are asked
    pub(crate) const fn table(&self) -> Table {
        Table::Attendance
    }
}

/// Whether a sheet is such a grid. `named` is the table that it is named after.
pub(crate) fn recognise(sheet: &Sheet, named: Option<Table>, calendar: &Calendar) -> Option<Grid> {
    if named.is_some_and(|table| table != Table::Attendance) {
        return None;
    }
    let lines = sheet.lines.iter().enumerate().filter(|(_, line)| line.filled() > 1).take(40);
    let mut found = lines.filter_map(|(at, line)| header_of(sheet, at, line, calendar));
    found.next()
}

fn header_of(sheet: &Sheet, line: usize, cells: &Line, calendar: &Calendar) -> Option<Grid> {
    let column = |name: &str| Table::Attendance.column_index(name);
    let named = |text: &str| column_named(Table::Attendance, text).or_else(|| column_meant(Table::Attendance, text));
    let (mut member_at, mut unit_at) = (None, None);
    let (mut meetings, mut others) = (Vec::new(), Vec::new());
    let title_kind = kind_in_title(sheet, line);
    for (at, cell) in cells.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
        let text = cell.shown();
        let is = |name: &str| named(&text) == column(name);
        if is("member") && member_at.is_none() {
            member_at = Some(at);
        } else if is("unit") && unit_at.is_none() {
            unit_at = Some(at);
        } else if let Some(across) = across(sheet, line, at, cell, calendar, title_kind) {
            meetings.push(across);
        } else {
            others.push((at, text));
        }
    }
    let member_at = member_at.filter(|_| !meetings.is_empty())?;
    Some(Grid { line, member_at, unit_at, meetings, others, legend: legend_of(sheet, line) })
}

/// What stands above a column of marks, if it is a day, a month, or a kind of meeting.
fn across(
    sheet: &Sheet,
    line: usize,
    at: usize,
    cell: &Cell,
    calendar: &Calendar,
    title_kind: Option<MeetingKind>,
) -> Option<Across> {
    let text = compact(&cell.shown());
    let kind_here = kind_in(&text);
    // `9月5日主题党日`, or the kind in a line of its own beneath or above.
    let plain = kind_here.map_or_else(|| text.clone(), |(_, word)| text.replace(word, ""));
    let beside = |other: Option<&Line>| kind_in(&compact(&other?.at(at).shown()));
    let above = line.checked_sub(1).and_then(|above| sheet.lines.get(above));
    let kind = kind_here.or_else(|| beside(sheet.lines.get(line + 1))).or_else(|| beside(above));
    let kind = kind.map(|(kind, _)| kind).or(title_kind);
    let cell_of = if plain == text { cell.clone() } else { Cell::Text(plain.clone().into()) };
    let day = calendar.day(&cell_of, false).ok().and_then(|(day, _)| day.parse().ok());
    let month = calendar.period(&cell_of, cunbang_model::ColumnKind::Month).ok();
    let month = month.and_then(|(month, _)| month.parse().ok()).filter(|_| day.is_none());
    (day.is_some() || month.is_some()).then_some(Across { at, cell: cell.clone(), day, month, kind })
}

/// The kind of meeting that a text names, and the word for it.
fn kind_in(text: &str) -> Option<(MeetingKind, &'static str)> {
    let word = MeetingKind::WORDS.iter().find(|(_, chinese)| text.contains(chinese));
    word.and_then(|(word, chinese)| Some((MeetingKind::from_word(word)?, *chinese)))
}

/// The kind of meeting that the sheet's name or the lines above its header name, where it is one.
pub(crate) fn kind_in_title(sheet: &Sheet, line: usize) -> Option<MeetingKind> {
    let above = sheet.lines[..line].iter().map(Line::first_text);
    let kinds: Vec<MeetingKind> =
        above.chain([sheet.name.clone()]).filter_map(|text| kind_in(&compact(&text))).map(|(kind, _)| kind).collect();
    let first = *kinds.first()?;
    kinds.iter().all(|kind| *kind == first).then_some(first)
}

/// What the sheet itself says of its signs: two or more of them, each with a word for it.
fn legend_of(sheet: &Sheet, header: usize) -> BTreeMap<String, Option<&'static str>> {
    let mut legend = BTreeMap::new();
    let lines = sheet.lines.iter().enumerate().filter(|(at, _)| *at != header);
    for text in lines.flat_map(|(_, line)| &line.cells).map(Cell::shown) {
        let text = compact(&text);
        let signs: Vec<(usize, char)> = text.char_indices().filter(|(_, sign)| SIGNS.contains(sign)).collect();
        if signs.len() < 2 {
            continue;
        }
        for (index, (at, sign)) in signs.iter().enumerate() {
            let end = signs.get(index + 1).map_or(text.len(), |(next, _)| *next);
            let after = &text[at + sign.len_utf8()..end];
            let word = after.trim_start_matches([':', '=', '-', '—', '为', '表', '示', '代', '"', '”', '’', '」']);
            let word = word.split([',', '、', ';', '。', '.', '(', '“', '"', '「']).next().unwrap_or_default();
            if !word.is_empty() {
                let meant = choices::mark(word).and_then(|(word, _)| Mark::from_word(&word)).map(Word::word);
                legend.insert(sign.to_string(), meant);
            }
        }
    }
    legend
}

fn column(table: Table, name: &str) -> Option<&'static Column> {
    table.columns().iter().find(|column| column.name == name)
}

/// Reads the marks.
pub(crate) fn read(reading: &mut Reading<'_>, sheet: &Sheet, grid: &Grid) {
    let header_place = sheet.source.row(sheet.lines[grid.line].row);
    for (at, header) in &grid.others {
        let header = header.clone();
        let passed = if is_personal(&header) { Passed::Personal { header } } else { Passed::Column { header } };
        reading.note(&header_place.column(*at), passed);
    }
    // The meetings of a unit are looked up once, at its first member.
    let mut meetings: BTreeMap<(UnitCode, usize), Option<String>> = BTreeMap::new();
    for line in sheet.lines.iter().skip(grid.line + 1).filter(|line| !line.is_empty()) {
        let place = sheet.source.row(line.row);
        let name = line.at(grid.member_at);
        if let Some(passed) = passed_over_grid(line, name) {
            reading.note(&place, passed);
            continue;
        }
        read_line(reading, grid, line, &place, &header_place, &mut meetings);
    }
}

fn read_line(
    reading: &mut Reading<'_>,
    grid: &Grid,
    line: &Line,
    place: &Place,
    header_place: &Place,
    meetings: &mut BTreeMap<(UnitCode, usize), Option<String>>,
) {
    let table = Table::Attendance;
    let unit_cell = grid.unit_at.map_or(&Cell::Empty, |at| line.at(at));
    let unit = match lookup::unit(reading.home, table, unit_cell) {
        Ok((unit, how)) => {
            reading.echo(place, table, &table.columns()[0], unit_cell, unit.as_str(), how);
            unit
        }
        Err(problem) => {
            let here = grid.unit_at.map_or_else(|| place.clone(), |at| place.column(at));
            return reading.fault(Fault::new(&here, column(table, "unit"), &unit_cell.shown(), problem));
        }
    };
    let (cell, here) = (line.at(grid.member_at), place.column(grid.member_at));
    let Some(member_column) = column(table, "member") else { return };
    let member = match lookup::member(&reading.known, unit, &cell.shown(), reading.home.goes_up) {
        Ok((member, how)) => {
            reading.echo(&here, table, member_column, cell, &member, how);
            member
        }
        Err(problem) => return reading.fault(Fault::new(&here, Some(member_column), &cell.shown(), problem)),
    };
    for across in &grid.meetings {
        let cell = line.at(across.at);
        if cell.is_empty() {
            continue;
        }
        let meeting = if let Some(found) = meetings.get(&(unit, across.at)) {
            found.clone()
        } else {
            let found = meeting_of(reading, unit, across, &header_place.column(across.at));
            meetings.insert((unit, across.at), found.clone());
            found
        };
        let here = place.column(across.at);
        match (meeting, mark_of(grid, cell)) {
            (None, _) => {}
            (_, None) => {
                let known: Vec<&str> = Mark::WORDS.iter().map(|(_, chinese)| *chinese).collect();
                let problem = Problem::NoMark { known: known.join("、") };
                reading.fault(Fault::new(&here, column(table, "mark"), &cell.shown(), problem));
            }
            (Some(meeting), Some((mark, how))) => {
                if let Some(column) = column(table, "mark") {
                    reading.echo(&here, table, column, cell, &mark, how);
                }
                let mut written = Written { unit: Some(unit), ..Written::default() };
                written.texts.extend([
                    ("unit", unit.to_string()),
                    ("meeting", meeting),
                    ("member", member.clone()),
                    ("mark", mark),
                ]);
                finish(reading, table, written, &here, &Columns::from([]));
            }
        }
    }
}

fn mark_of(grid: &Grid, cell: &Cell) -> Option<(String, Option<How>)> {
    let written = compact(&cell.shown());
    match grid.legend.get(&written) {
        Some(meant) => Some(((*meant)?.to_owned(), Some(How::Legend))),
        None => choices::mark(&cell.shown()),
    }
}

/// The meeting that a column is about; what is wrong with it is told once.
fn meeting_of(reading: &mut Reading<'_>, unit: UnitCode, across: &Across, place: &Place) -> Option<String> {
    let is_it = |one: &&Gathering| {
        across.kind.is_none_or(|kind| kind.word() == one.kind)
            && across.day.is_none_or(|day| day == one.date)
            && across.month.is_none_or(|month| month.contains_day(one.date))
    };
    let found: Vec<(String, Date, &str)> =
        reading.known.gatherings(unit).iter().filter(is_it).map(|one| (one.id.clone(), one.date, one.kind)).collect();
    let meeting_column = column(Table::Attendance, "meeting");
    let problem = match (found.as_slice(), across.day, across.kind) {
        ([(id, ..)], ..) => {
            if let Some(column) = meeting_column {
                reading.echo(place, Table::Attendance, column, &across.cell, id, Some(How::Meeting));
            }
            return Some(id.clone());
        }
        ([], Some(day), Some(kind)) => {
            let mut written = Written { unit: Some(unit), ..Written::default() };
            written.texts.extend([
                ("unit", unit.to_string()),
                ("kind", kind.word().to_owned()),
                ("date", day.to_string()),
            ]);
            finish(reading, Table::Meetings, written, place, &Columns::from([]));
            return Some(super::ids::made(Table::Meetings, unit, [kind.word(), &day.to_string()]));
        }
        ([], ..) => Problem::UnknownMeeting { near: None },
        (several, ..) => {
            let listed = several.iter().map(|(id, day, kind)| format!("{id} {day} {kind}"));
            Problem::SeveralMeetings(listed.collect())
        }
    };
    reading.fault(Fault::new(place, meeting_column, &across.cell.shown(), problem));
    None
}
