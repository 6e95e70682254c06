//! An attendance sheet as people keep it: members down, meetings or their days across ([`across`]), a mark where they
//! meet.
//!
//! A blank is *not marked*: it makes no row. A legend on the sheet (`√出席 ○请假 ×缺席`) goes before what the
//! marks usually mean. A day of which no meeting is known makes one, where the sheet says of what kind they are.

use super::across::{Across, Head};
use super::blank::Blanks;
use super::cell::{Cell, compact, folded};
use super::choices::{self, SIGNS};
use super::dates::{Calendar, Taken};
use super::fault::{Fault, Place};
use super::files::Reading;
use super::known::Gathering;
use super::lookup;
use super::no_rows::passed_over_grid;
use super::problem::Problem;
use super::rows::{Written, finish};
use super::sheet::{Line, Sheet};
use super::taken::{How, Passed};
use super::totals::Marks;
use super::waiting;
use crate::header::is_personal;
use crate::tables::Columns;
use cunbang_model::schema::Mark;
use cunbang_model::{Column, Date, Table, UnitCode, Word};
use std::collections::BTreeMap;

/// What stands between a sign and its word in a legend.
const EXPLAINS: [char; 12] = [':', '=', '-', '—', '为', '表', '示', '代', '"', '”', '’', '」'];
/// What says in a legend that a word is written out, and has no sign.
const WRITTEN: [char; 5] = ['写', '填', '注', '记', '用'];

/// An attendance sheet.
pub(crate) struct Grid {
    head: Head,
    legend: BTreeMap<String, Option<&'static str>>,
}

impl Grid {
    #[allow(clippy::unused_self)] // as the other sheets are asked
    pub(crate) const fn table(&self) -> Table {
        Table::Attendance
    }

    /// Which of the sheet's lines is the first of its header.
    pub(crate) const fn line(&self) -> usize {
        self.head.top
    }
}

/// Whether a sheet is such a grid. `named` is the table that it is named after.
pub(crate) fn recognise(sheet: &Sheet, named: Option<Table>, calendar: &Calendar) -> Option<Grid> {
    if named.is_some_and(|table| table != Table::Attendance) {
        return None;
    }
    let lines = sheet.lines.iter().enumerate().filter(|(_, line)| line.filled() > 1).take(40);
    let head = lines.into_iter().find_map(|(at, _)| super::across::head_of(sheet, at, named, calendar))?;
    let legend = legend_of(sheet, &head);
    Some(Grid { head, legend })
}

/// What the sheet itself says of its signs: two or more of them, each with a word for it.
fn legend_of(sheet: &Sheet, head: &Head) -> BTreeMap<String, Option<&'static str>> {
    let mut legend = BTreeMap::new();
    let lines = sheet.lines.iter().enumerate().filter(|(at, _)| !(head.top..=head.bottom).contains(at));
    for text in lines.flat_map(|(_, line)| &line.cells).map(Cell::shown) {
        let text = folded(&text);
        let signs: Vec<(usize, char)> = text.char_indices().filter(|(_, sign)| SIGNS.contains(sign)).collect();
        if signs.len() < 2 {
            continue;
        }
        for (index, (at, sign)) in signs.iter().enumerate() {
            let end = signs.get(index + 1).map_or(text.len(), |(next, _)| *next);
            let after = &text[at + sign.len_utf8()..end];
            let before = |sign: char| sign.is_whitespace() || EXPLAINS.contains(&sign);
            let word = after.trim_start_matches(before);
            let word = word.split([',', '、', ';', '。', '.', '(', '“', '"', '「']).next().unwrap_or_default();
            if !word.is_empty() {
                legend.insert(sign.to_string(), meant_by(word));
            }
        }
    }
    legend
}

/// The mark that a legend's words for a sign mean. What follows them may be about another mark that is written out:
/// `缺席　请假写“请假”`.
fn meant_by(words: &str) -> Option<&'static str> {
    let mark = |word: &str| {
        let (word, _) = choices::mark(&Cell::Text(compact(word).into())).ok()?;
        Mark::from_word(&word).map(Word::word)
    };
    let first = || words.split_whitespace().next().and_then(mark);
    let plain = compact(words);
    // Where nothing parts them: a mark, another one, and that this is written.
    let parted = || {
        let mut cuts = plain.char_indices().map(|(at, _)| at).skip(1);
        let is_written = |rest: &str| {
            let mut ends = rest.char_indices().skip(1);
            ends.any(|(end, next)| WRITTEN.contains(&next) && mark(&rest[..end]).is_some())
        };
        cuts.find_map(|at| mark(&plain[..at]).filter(|_| is_written(&plain[at..])))
    };
    mark(&plain).or_else(first).or_else(parted)
}

fn column(table: Table, name: &str) -> Option<&'static Column> {
    table.columns().iter().find(|column| column.name == name)
}

/// Reads the marks.
pub(crate) fn read(reading: &mut Reading<'_>, sheet: &Sheet, grid: &Grid) {
    let head = &grid.head;
    let header_place = sheet.source.row(sheet.lines[head.top].row);
    if let Some(member) = column(Table::Attendance, "member") {
        let header = sheet.lines[head.top].at(head.member_at).shown();
        let header = if header.is_empty() { sheet.lines[head.bottom].at(head.member_at).shown() } else { header };
        reading.name_column(&header_place.column(head.member_at), member, header.trim());
    }
    for (at, header) in &head.others {
        let header = header.clone();
        let passed = if is_personal(&header) { Passed::Personal { header } } else { Passed::Column { header } };
        reading.note(&header_place.column(*at), passed);
    }
    // The meetings of a unit are looked up once, at its first member.
    let mut meetings: BTreeMap<(UnitCode, usize), Option<Meant>> = BTreeMap::new();
    let mut blanks = Blanks::default();
    let mut marks: BTreeMap<usize, Marks> = BTreeMap::new();
    for line in sheet.lines.iter().skip(head.bottom + 1).filter(|line| !line.is_empty()) {
        let place = sheet.source.row(line.row);
        let name = line.at(head.member_at);
        if let Some(passed) = passed_over_grid(line, name) {
            if matches!(passed, Passed::Total { .. }) {
                for across in &head.meetings {
                    let marks = marks.entry(across.at).or_default();
                    let differs = marks.of_meeting(&line.first_text(), &across.title, line.at(across.at));
                    if let Some(passed) = differs {
                        reading.note(&place.column(across.at), passed);
                    }
                }
            }
            reading.note(&place, passed);
            continue;
        }
        let mut of_member = Marks::default();
        for across in &head.meetings {
            if let Ok(Some((mark, _))) = mark_of(grid, across, line.at(across.at), name) {
                of_member.add(&mark);
                marks.entry(across.at).or_default().add(&mark);
            }
        }
        for (at, header) in &head.others {
            let differs = of_member.of_member(header, &name.shown(), line.at(*at));
            if let Some(passed) = differs {
                reading.note(&place.column(*at), passed);
            }
        }
        read_line(reading, grid, line, &place, &header_place, (&mut meetings, &mut blanks));
    }
    blanks.give(reading, |unit, from| meetings.get(&(unit, from))?.as_ref().map(|(meeting, _)| meeting.clone()));
}

fn read_line(
    reading: &mut Reading<'_>,
    grid: &Grid,
    line: &Line,
    place: &Place,
    header_place: &Place,
    (meetings, blanks): (&mut BTreeMap<(UnitCode, usize), Option<Meant>>, &mut Blanks),
) {
    let table = Table::Attendance;
    let unit_cell = grid.head.unit_at.map_or(&Cell::Empty, |at| line.at(at));
    let unit = match lookup::unit(reading.home, table, unit_cell) {
        Ok((unit, how)) => {
            reading.echo(place, table, &table.columns()[0], unit_cell, unit.as_str(), how);
            unit
        }
        Err(problem) => {
            let here = grid.head.unit_at.map_or_else(|| place.clone(), |at| place.column(at));
            return reading.fault(Fault::new(&here, column(table, "unit"), &unit_cell.shown(), problem));
        }
    };
    let (cell, here) = (line.at(grid.head.member_at), place.column(grid.head.member_at));
    let Some(member_column) = column(table, "member") else { return };
    let found = lookup::member(&reading.known, unit, &cell.shown(), reading.home.goes_up);
    let member = match waiting::until_read(reading, unit, &cell.shown(), found) {
        Ok((member, how)) => {
            reading.echo(&here, table, member_column, cell, &member, how);
            member
        }
        Err(problem) => return reading.fault(Fault::new(&here, Some(member_column), &cell.shown(), problem)),
    };
    // What is wrong with the member is told where the name stands.
    let is_member = |known: &Column| known.name == member_column.name;
    let columns: Columns =
        table.columns().iter().map(|known| is_member(known).then_some(grid.head.member_at)).collect::<Vec<_>>().into();
    // The first column of each meeting, and whether anything is said there of the member.
    let mut said: BTreeMap<usize, (usize, bool)> = BTreeMap::new();
    for across in &grid.head.meetings {
        let cell = line.at(across.at);
        let of_meeting = said.entry(across.from).or_insert((across.at, false));
        if cell.is_empty() {
            continue;
        }
        let meeting = if let Some(found) = meetings.get(&(unit, across.from)) {
            found.clone()
        } else {
            let found = meeting_of(reading, unit, across, &header_place.column(across.from));
            meetings.insert((unit, across.from), found.clone());
            found
        };
        let here = place.column(across.at);
        match (meeting, mark_of(grid, across, cell, line.at(grid.head.member_at))) {
            (_, Ok(None)) => {}
            (None, _) => of_meeting.1 = true,
            (_, Err(problem)) => {
                of_meeting.1 = true;
                reading.fault(Fault::new(&here, column(table, "mark"), &cell.shown(), problem));
            }
            (Some((meeting, day_of_meeting)), Ok(Some((mark, how)))) => {
                of_meeting.1 = true;
                if let Some(column) = column(table, "mark") {
                    reading.echo(&here, table, column, cell, &mark, how);
                }
                let mut written = Written { unit: Some(unit), day_of_meeting, ..Written::default() };
                written.texts.extend([
                    ("unit", unit.to_string()),
                    ("meeting", meeting),
                    ("member", member.clone()),
                    ("mark", mark),
                ]);
                finish(reading, table, written, &here, &columns);
            }
        }
    }
    for (from, (at, _)) in said.into_iter().filter(|(_, (_, is_said))| !is_said) {
        blanks.add(place.column(at), unit, (&member, &cell.shown()), from);
    }
}

/// What people write in a sheet where one signs, beside a tick and their name.
const SIGNED: [&str; 6] = ["已签到", "已签", "签到", "已到", "到", "本人"];

/// The mark in a cell; none where a column of one mark is ticked as not so.
fn mark_of(grid: &Grid, across: &Across, cell: &Cell, name: &Cell) -> Result<Option<Taken>, Problem> {
    let written = compact(&cell.shown());
    let no_mark = || Problem::NoMark;
    if across.is_signed && (written == compact(&name.shown()) || SIGNED.contains(&written.as_str())) {
        return Ok(Some((Mark::Present.word().to_owned(), Some(How::Word))));
    }
    if let Some(mark) = across.mark {
        return match (choices::yes_no(cell), choices::mark(cell)) {
            (Ok((word, _)), _) => Ok((word == "yes").then(|| (mark.to_owned(), None))),
            (_, Ok(taken)) => Ok(Some(taken)),
            // Why somebody was away is not kept.
            (_, Err(_)) if mark == Mark::Leave.word() => Ok(Some((mark.to_owned(), None))),
            _ => Err(no_mark()),
        };
    }
    match grid.legend.get(&written) {
        Some(meant) => meant.map(|meant| Some((meant.to_owned(), Some(How::Legend)))).ok_or_else(no_mark),
        None => choices::mark(cell).map(Some).map_err(|problem| match problem {
            Problem::Sign => Problem::Sign,
            _ => no_mark(),
        }),
    }
}

/// The meeting that a column is about: its id, and its day unless the id alone says which it is.
type Meant = (String, Option<Date>);

/// The meeting that a column is about; what is wrong with it is told once.
fn meeting_of(reading: &mut Reading<'_>, unit: UnitCode, across: &Across, place: &Place) -> Option<Meant> {
    let title = compact(&across.title);
    let is_called =
        |one: &&Gathering| one.id == across.title || one.title.as_deref().map(compact) == Some(title.clone());
    let is_it = |one: &&Gathering| {
        across.kind.is_none_or(|kind| kind.word() == one.kind)
            && across.day.is_none_or(|day| day == one.date)
            && across.month.is_none_or(|month| month.contains_day(one.date))
    };
    let gatherings = reading.known.gatherings(unit);
    let called: Vec<&Gathering> = gatherings.iter().filter(is_called).collect();
    let says_when = across.day.is_some() || across.month.is_some() || across.says_kind;
    let found = match called.as_slice() {
        [one] => vec![*one],
        _ if says_when => gatherings.iter().filter(is_it).collect(),
        // Ids that begin anew: the file that the sheet is in tells.
        [one, ..] if called.iter().all(|other| other.id == one.id) => {
            return Some((one.id.clone(), None));
        }
        _ => Vec::new(),
    };
    let found: Vec<(String, Date, &str)> = found.into_iter().map(|one| (one.id.clone(), one.date, one.kind)).collect();
    let meeting_column = column(Table::Attendance, "meeting");
    let problem = match (found.as_slice(), across.day, across.kind) {
        ([(id, day, _)], ..) => {
            if let Some(column) = meeting_column {
                reading.echo(place, Table::Attendance, column, &across.cell, id, Some(How::Meeting));
            }
            return Some((id.clone(), Some(*day)));
        }
        ([], Some(day), Some(kind)) => {
            let mut written = Written { unit: Some(unit), ..Written::default() };
            written.texts.extend([
                ("unit", unit.to_string()),
                ("kind", kind.word().to_owned()),
                ("date", day.to_string()),
            ]);
            finish(reading, Table::Meetings, written, place, &Columns::from([]));
            return Some((super::ids::made(Table::Meetings, unit, [kind.word(), &day.to_string()]), Some(day)));
        }
        ([], ..) if !says_when => Problem::WhichMeeting,
        ([], ..) => Problem::UnknownMeeting { near: None },
        (several, ..) => {
            let listed = several.iter().map(|(id, day, kind)| format!("{id} {day} {kind}"));
            Problem::SeveralMeetings(listed.collect())
        }
    };
    reading.fault(Fault::new(place, meeting_column, &across.cell.shown(), problem));
    None
}
