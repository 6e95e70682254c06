//! Reads the rows below a header: each cell by the kind of its column, each row against what is known.

use super::cell::{Cell, compact, folded};
use super::dates::{Calendar, Taken, may_lie_ahead};
use super::fault::{Fault, Place};
use super::files::Reading;
use super::ids;
use super::leaving;
use super::lookup;
use super::no_rows::passed_over;
use super::numbers::{Measured, number};
use super::problem::Problem;
use super::recognise::{Header, Heading};
use super::sheet::{Line, Sheet};
use super::taken::{How, Note, Passed};
use super::totals::Sums;
use super::{choices, confirmation, numbers, waiting};
use crate::harmless::as_meant;
use crate::header::column_at;
use crate::tables::{Columns, PlacedRow};
use crate::template;
use cunbang_language::say;
use cunbang_model::schema::{MemberStatus, WITHDRAWN, Word as _, known_words};
use cunbang_model::{Column, ColumnKind, Date, Expected, Period, Row, RowError, Table, UnitCode};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A row in the making: its cells as texts.
#[derive(Default)]
pub(crate) struct Written {
    pub(crate) unit: Option<UnitCode>,
    pub(crate) texts: Vec<(&'static str, String)>,
    /// The columns that could not be read: their faults are told already.
    pub(crate) unreadable: Vec<&'static str>,
    /// Whether its days may lie ahead, as in a plan.
    pub(crate) may_lie_ahead: bool,
    /// Whether it is a line of a plan.
    pub(crate) is_planned: bool,
    /// The day of the meeting that it names, where the sheet tells the meeting by that.
    pub(crate) day_of_meeting: Option<Date>,
}

impl Written {
    pub(crate) fn text(&self, column: &str) -> Option<&str> {
        self.texts.iter().find(|(name, _)| *name == column).map(|(_, text)| text.as_str())
    }
}

/// Reads all rows of a sheet below its header.
pub(crate) fn read(reading: &mut Reading<'_>, sheet: &Sheet, header: &Header) {
    let of_table = |line: &Line| {
        let filled = header.headings.iter().enumerate();
        filled.filter(|(at, heading)| matches!(heading, Heading::Column(..)) && !line.at(*at).is_empty()).count()
    };
    let last_full = sheet.lines.iter().rposition(|line| of_table(line) > 1).unwrap_or(header.line);
    let columns: Columns =
        header.table.columns().iter().map(|column| header.place_of(column.name)).collect::<Vec<_>>().into();
    for (at, column, text) in header.columns() {
        reading.name_column(&sheet.source.row(sheet.lines[header.line].row).column(at), column, text);
    }
    let (mut has_nameless, mut has_rows) = (false, false);
    let mut sums = Sums::of(header);
    for (at, line) in sheet.lines.iter().enumerate().skip(header.line + 1) {
        if line.is_empty() {
            continue;
        }
        let place = sheet.source.row(line.row);
        if let Some(passed) = passed_over(header, line, at > last_full) {
            if matches!(passed, Passed::Total { .. }) {
                reading.tables.notes.extend(sums.compare(header, line, &place));
            }
            reading.note(&place, passed);
            continue;
        }
        if of_table(line) == 0 {
            // Something stands there, beside the table.
            continue;
        }
        let nameless = header.headings.iter().enumerate().filter(|(_, heading)| **heading == Heading::Nameless);
        let beyond = line.cells.len() > header.headings.len()
            && line.cells[header.headings.len()..].iter().any(|cell| !cell.is_empty());
        has_nameless |= beyond || nameless.into_iter().any(|(at, _)| !line.at(at).is_empty());
        has_rows = true;
        sums.add(line);
        read_line(reading, header, line, &place, &columns);
    }
    if header.table == Table::Members && !has_rows {
        reading.note(&sheet.source.whole(), Passed::NoRows);
    }
    // Where a line lies ahead, the others of the sheet were written before they were held.
    let whole = sheet.source.whole();
    let is_ahead = |note: &Note| matches!(note.passed, Passed::Ahead { .. }) && note.place.whole() == whole;
    if reading.tables.notes.iter().any(is_ahead) {
        for placed in reading.tables.rows.get_mut(&header.table).into_iter().flatten() {
            placed.is_planned |= placed.place.whole() == whole;
        }
    }
    if has_nameless {
        reading.note(&sheet.source.whole(), Passed::Nameless);
    }
}

fn read_line(reading: &mut Reading<'_>, header: &Header, line: &Line, place: &Place, columns: &Columns) {
    let table = header.table;
    if is_example(table, header, line) {
        reading.note(place, Passed::Example);
        return;
    }
    let mut written = Written::default();
    let unit_at = header.place_of(table.columns()[0].name);
    let unit_cell = unit_at.map_or(&Cell::Empty, |at| line.at(at));
    let unit_place = unit_at.map_or_else(|| place.clone(), |at| place.column(at));
    match lookup::unit(reading.home, table, unit_cell) {
        Ok((unit, how)) => {
            reading.echo(&unit_place, table, &table.columns()[0], unit_cell, unit.as_str(), how);
            written.unit = Some(unit);
            written.texts.push((table.columns()[0].name, unit.to_string()));
        }
        Err(problem) => {
            written.unreadable.push(table.columns()[0].name);
            reading.fault(Fault::new(&unit_place, Some(&table.columns()[0]), &unit_cell.shown(), problem));
        }
    }
    if let Some((name, word, how)) = &header.given {
        if let Some(column) = table.columns().iter().find(|column| column.name == *name) {
            reading.echo_text(place, table, column, String::new(), word, *how);
        }
        written.texts.push((name, word.clone()));
    }
    (written.may_lie_ahead, written.is_planned) = (header.may_lie_ahead(), header.is_plan());
    // The unit of a figure depends on its indicator: that is read first.
    let mut order: Vec<(usize, usize, Option<Measured>)> = Vec::new();
    for (at, heading) in header.headings.iter().enumerate() {
        let Heading::Column(column, measured) = heading else { continue };
        if is_of_organisation(table, column_at(table, *column), line.at(at)) {
            let itself = say!("commitment-of-organisation");
            let how = Some(How::OfOrganisation);
            reading.echo(&place.column(at), table, column_at(table, *column), line.at(at), &itself, how);
        } else if *column != 0 && !line.at(at).is_empty() {
            order.push((at, *column, *measured));
        }
    }
    // A deed's confirmation may be that of the quarter's meeting: its own day is read first.
    let mut left = leaving::said(reading, header, line, place);
    order.sort_by_key(|(_, column, _)| match column_at(table, *column).name {
        "indicator" | "figure" => 0,
        "confirmed_on" => 2,
        _ => 1,
    });
    // Of a line that is passed over, nothing is asked.
    let mut faults = Vec::new();
    for (at, index, measured) in order {
        let column = column_at(table, index);
        let here = place.column(at);
        let with_month = day_of_month(header, column, line, at);
        let cell = with_month.as_ref().unwrap_or_else(|| line.at(at));
        if (table, column.name) == (Table::Members, "status")
            && let Some(reason) = leaving::reason(cell)
        {
            left = Some((at, reason));
            continue;
        }
        let read = read_cell(reading, table, column, cell, &written, measured);
        let read = match written.unit.filter(|_| column.refers_to == Some(Table::Members)) {
            Some(unit) => waiting::until_read(reading, unit, &cell.shown(), read),
            None => read,
        };
        match read {
            Ok((text, how)) => {
                reading.echo(&here, table, column, cell, &text, how);
                if let (Some(How::Meeting), Some(unit)) = (how, written.unit) {
                    written.day_of_meeting = lookup::day_of_meeting(&reading.known, &reading.calendar(), unit, cell);
                }
                written.texts.push((column.name, text));
            }
            Err(problem) => {
                written.unreadable.push(column.name);
                faults.push(Fault::new(&here, Some(column), &cell.shown(), problem));
            }
        }
    }
    let elsewhere = planned_elsewhere(reading, header, &written);
    if let Some((day, quarter)) = elsewhere {
        reading.note(place, Passed::PlannedElsewhere { day, quarter });
        return;
    }
    if let Some((at, reason)) = left
        && !leave(reading, &mut written, reason, &place.column(at), line.at(at))
    {
        return;
    }
    // What a plan has for days to come was not held yet.
    let lies_ahead = |today: Date| written.text("date").is_some_and(|day| day > today.to_string().as_str());
    if header.may_lie_ahead() && reading.home.today.is_some_and(lies_ahead) {
        let text = line.cells.iter().filter(|cell| !cell.is_empty()).map(Cell::shown).collect::<Vec<_>>().join(" ");
        reading.note(place, Passed::Ahead { text });
        return;
    }
    for fault in faults {
        reading.fault(fault);
    }
    finish(reading, table, written, place, columns);
}

/// Whether a cell in which a member may be named says that the row is the organisation's own: it is empty, or names that.
fn is_of_organisation(table: Table, column: &Column, cell: &Cell) -> bool {
    const ITSELF: [&str; 9] =
        ["支部", "党支部", "本支部", "村支部", "村党支部", "党组织", "支委会", "支部委员会", "集体"];
    let may_be = table == Table::Commitments && column.refers_to == Some(Table::Members);
    may_be && (cell.is_empty() || ITSELF.contains(&compact(&cell.shown()).as_str()))
}

/// The day of a plan's line, and its quarter, where that is another than the one that is imported.
fn planned_elsewhere(reading: &Reading<'_>, header: &Header, written: &Written) -> Option<(Date, Period)> {
    let named = reading.home.quarter.filter(|_| header.is_plan())?;
    let day: Date = written.text("date")?.parse().ok()?;
    let quarter = Period::quarter_of(day);
    (quarter != named).then_some((day, quarter))
}

/// Writes of a member who left that it is so. The status stays as it was. Gives whether there is anybody to leave.
fn leave(reading: &mut Reading<'_>, written: &mut Written, reason: &'static str, place: &Place, cell: &Cell) -> bool {
    let of_row = |unit| {
        let own = written.text("member").and_then(|id| reading.at_home.person(unit, id));
        own.or_else(|| match reading.at_home.named(unit, written.text("name")?).as_slice() {
            // Of several, the day of joining tells which; that is looked at where the id is made.
            [first, ..] if written.text("member").is_none() => Some(*first),
            _ => None,
        })
    };
    let here = written.unit.and_then(of_row).map(|person| person.status);
    // Where whole tables are read and nothing else is here, the row goes on to say whom older rows name.
    let unheard_of = reading.home.ids_begin_anew.then(|| MemberStatus::Full.word());
    let Some(status) = here.or(unheard_of) else {
        reading.note(place, Passed::Gone { reason });
        return false;
    };
    if written.text("status").is_none() {
        written.texts.push(("status", status.to_owned()));
    }
    written.texts.push((WITHDRAWN.name, reason.to_owned()));
    reading.echo(place, Table::Members, &WITHDRAWN, cell, reason, Some(How::Left));
    true
}

/// The day in a plan that has the month in a column of its own: `9月` and `15日`.
fn day_of_month(header: &Header, column: &Column, line: &Line, at: usize) -> Option<Cell> {
    let months_at = header.months_at().filter(|_| column.kind == ColumnKind::Date)?;
    let day = compact(&line.at(at).shown());
    let day = day.trim_end_matches(['日', '号']);
    let is_day = (1..=2).contains(&day.len()) && day.bytes().all(|byte| byte.is_ascii_digit());
    let month = compact(&line.at(months_at).shown());
    let month = month.strip_suffix("月份").unwrap_or(month.trim_end_matches('月'));
    is_day.then(|| Cell::Text(format!("{month}月{day}日").into()))
}

/// Makes a row of what was read, gives it an id where it has none, and keeps it.
pub(crate) fn finish(reading: &mut Reading<'_>, table: Table, mut written: Written, place: &Place, columns: &Columns) {
    let at = |column: &str| columns.get(table.column_index(column)?).copied().flatten();
    let cell_of = |column: &str| at(column).map_or_else(|| place.clone(), |at| place.column(at));
    let mut was_made = false;
    if let (Some(unit), Some(own)) = (written.unit, table.key().first())
        && ids::is_made(table, own)
        && written.text(own).is_none()
        && !written.unreadable.contains(own)
    {
        match ids::of_row(reading, table, unit, &written) {
            Some(Ok((id, how))) => {
                if let Some(column) = table.columns().iter().find(|column| column.name == *own) {
                    reading.echo_made(&cell_of(own), table, column, &id, how);
                }
                written.texts.push((own, id));
                was_made = true;
            }
            Some(Err((column, problem))) => {
                let known = table.columns().iter().find(|one| one.name == column);
                let value = written.text(column).unwrap_or_default().to_owned();
                reading.fault(Fault::new(&cell_of(column), known, &value, problem));
                written.unreadable.push(own);
            }
            // What makes it is missing, and told below.
            None => written.unreadable.push(own),
        }
    }
    // An id is made from the unit too: where that cannot be read, the id is not missing.
    if let Some(own) = table.key().first().filter(|own| written.unit.is_none() && ids::is_made(table, own)) {
        written.unreadable.push(own);
    }
    let pairs = written.texts.iter().map(|(name, text)| (*name, text.as_str()));
    match Row::from_cells(table, pairs) {
        Ok(row) if written.unreadable.is_empty() => match waiting::waits_for(reading, &row) {
            Some(passed) => {
                // Whoever names it waits too, and makes no other one.
                reading.known.add(&row);
                note_faulty(reading, table, &written);
                reading.note(place, passed);
            }
            None => keep(reading, row, &written, place, was_made, columns),
        },
        Ok(row) => {
            reading.known.add(&row);
            note_faulty(reading, table, &written);
            waiting::keep_half(reading, table, &written, place, columns);
        }
        Err(errors) => {
            for error in errors.into_iter().filter(|error| !written.unreadable.contains(&error.column)) {
                let known = table.columns().iter().find(|column| column.name == error.column);
                reading.fault(Fault::new(&cell_of(error.column), known, &error.value, problem_of(known, &error)));
            }
            waiting::stand_in(reading, table, &mut written);
            note_faulty(reading, table, &written);
            waiting::keep_half(reading, table, &written, place, columns);
        }
    }
}

/// What a faulty row is about, as others may name it.
fn note_faulty(reading: &mut Reading<'_>, table: Table, written: &Written) {
    let id = table.key().first().and_then(|own| written.text(own));
    reading.faulty.row(table, written.unit, id);
    if let (Table::Members, Some(unit), Some(id), Some(name)) = (table, written.unit, id, written.text("name")) {
        reading.faulty.name(unit, id, name);
    }
}

fn problem_of(column: Option<&'static Column>, error: &RowError) -> Problem {
    match column {
        Some(column) if error.value.is_empty() => Problem::Empty(column.kind),
        Some(column) if error.expected == Expected::Of(column.kind) => {
            Problem::NotThat { kind: column.kind, near: None }
        }
        _ => Problem::Row(error.expected.clone()),
    }
}

fn keep(reading: &mut Reading<'_>, row: Row, written: &Written, place: &Place, was_made: bool, columns: &Columns) {
    let table = row.table();
    let mut placed = PlacedRow {
        row,
        place: place.clone(),
        quarter: None,
        is_planned: written.is_planned,
        columns: Arc::clone(columns),
    };
    if reading.home.ids_begin_anew {
        match reading.anew.quarter_of(&placed.row, written, place) {
            Ok(quarter) => placed.quarter = quarter,
            Err(problem) => {
                let own = table.key().first().copied().unwrap_or_default();
                return reading.fault(placed.fault(own, written.text(own).unwrap_or_default(), problem));
            }
        }
        reading.anew.note(&placed.row, placed.quarter, place);
    }
    let key = (table, placed.row.unit(), placed.row.id(), placed.quarter);
    if let Some((first, other)) = reading.seen.get(&key) {
        if was_made && *other == placed.row {
            let first = first.clone();
            reading.note(place, Passed::Twice { first: first.to_string() });
            return;
        }
        let first = first.to_string();
        let problem = if was_made && table == Table::Meetings {
            Problem::MeetingTwice { first }
        } else if was_made && table == Table::Members {
            Problem::NameTwice { first }
        } else if table == Table::Attendance {
            Problem::MarkTwice { first }
        } else {
            Problem::IdTwice { first }
        };
        // Who has no id in the sheet is asked about by name.
        let own = table.key().last().copied().unwrap_or_default();
        let column = if was_made && table == Table::Members { "name" } else { own };
        let value = match table {
            _ if column == "name" => written.text("name").unwrap_or_default().to_owned(),
            // Nobody wrote the id of a mark.
            Table::Attendance => {
                let member = written.text("member").unwrap_or_default();
                reading.known.person(placed.row.unit(), member).map_or(member, |person| person.name.as_str()).to_owned()
            }
            _ => key.2,
        };
        reading.fault(placed.fault(column, &value, problem));
        return;
    }
    if !reading.has_room_for_row(place) {
        return;
    }
    reading.known.add(&placed.row);
    reading.seen.insert(key, (place.clone(), placed.row.clone()));
    reading.tables.rows.entry(table).or_default().push(placed);
}

/// Reads one cell for its column.
pub(crate) fn read_cell(
    reading: &Reading<'_>,
    table: Table,
    column: &'static Column,
    cell: &Cell,
    written: &Written,
    measured: Option<Measured>,
) -> Result<Taken, Problem> {
    if let Cell::Error(_) = cell {
        return Err(Problem::NotThat { kind: column.kind, near: None });
    }
    let plain = || as_meant(cell.shown().trim()).to_owned();
    if let Some(unit) = written.unit {
        match (column.refers_to, column.name) {
            (Some(Table::Members), _) => {
                return lookup::member(&reading.known, unit, &plain(), reading.home.goes_up);
            }
            (Some(Table::Meetings), _) => return lookup::meeting(&reading.known, &reading.calendar(), unit, cell),
            (None, "confirmed_on") => return confirmation::read(reading, unit, written.text("date"), cell),
            // Whose id was once kept in full-width digits is the same member still.
            (None, "member") if table == Table::Members => {
                let standing = reading.at_home.person(unit, &plain()).map(|person| person.id.clone());
                return Ok((standing.unwrap_or_else(|| folded(&plain())), None));
            }
            (None, "chair" | "confirmed_by") => return lookup::somebody(&reading.known, unit, &plain()),
            _ => {}
        }
    }
    if written.may_lie_ahead && column.kind == ColumnKind::Date {
        return reading.calendar().day(cell, true);
    }
    let figure = || written.text("indicator").or_else(|| written.text("figure"));
    let of_column = || numbers::Measured::of(table, column.name, figure(), &reading.home.figures);
    // A figure has a unit of its own, which need not be that of the column in this sheet.
    let (cell, measured) = match (measured, of_column()) {
        (Some(header), own) if own != Measured::Unsaid => (header.on_plain(cell, own), own),
        (Some(header), _) => (Cow::Borrowed(cell), header),
        (None, own) => (Cow::Borrowed(cell), own),
    };
    plain_cell(table, column, &cell, &reading.calendar(), measured)
}

/// Reads a cell that refers to nothing else.
fn plain_cell(
    table: Table,
    column: &'static Column,
    cell: &Cell,
    calendar: &Calendar,
    measured: Measured,
) -> Result<Taken, Problem> {
    let kind = column.kind;
    match kind {
        ColumnKind::Date => calendar.day(cell, may_lie_ahead(column)),
        ColumnKind::Month | ColumnKind::Period => calendar.period(cell, kind),
        ColumnKind::Number(..) | ColumnKind::Whole(..) => number(cell, kind, measured),
        ColumnKind::YesNo => choices::yes_no(cell),
        ColumnKind::Choice(words) => choices::choice(cell, column.name, kind, words),
        ColumnKind::Unit => Ok((lookup::code(cell)?.to_string(), None)),
        ColumnKind::Id => {
            let known = known_words(table, column.name);
            if known.is_empty() {
                return Ok((folded(as_meant(cell.shown().trim())), None));
            }
            let read = |cell: &Cell| choices::choice(cell, column.name, kind, known);
            let is_known = |read: &Taken| known.iter().any(|(word, _)| *word == read.0);
            let without_unit = numbers::without_unit(cell).and_then(|cell| read(&cell).ok());
            without_unit.filter(is_known).map_or_else(|| read(cell), Ok)
        }
        ColumnKind::Text(_) => Ok((as_meant(cell.shown().trim()).to_owned(), None)),
    }
}

/// Whether a line is the template's example, unchanged.
fn is_example(table: Table, header: &Header, line: &Line) -> bool {
    let Some(unit_at) = header.place_of(table.columns()[0].name) else { return false };
    if line.at(unit_at).shown() != template::EXAMPLE_UNIT {
        return false;
    }
    let mut texts: Vec<(&'static str, String)> = Vec::new();
    for (at, heading) in header.headings.iter().enumerate() {
        let Heading::Column(index, _) = heading else { continue };
        let (column, cell) = (column_at(table, *index), line.at(at));
        if !cell.is_empty() {
            let measured = Measured::of(table, column.name, None, &BTreeMap::new());
            let read = plain_cell(table, column, cell, &Calendar::default(), measured);
            texts.push((column.name, read.map_or_else(|_| cell.shown(), |(text, _)| text)));
        }
    }
    template::is_example(table, &texts)
}

impl Reading<'_> {
    pub(crate) fn note(&mut self, place: &Place, passed: Passed) {
        self.tables.notes.push(Note { place: place.clone(), passed });
    }
}
