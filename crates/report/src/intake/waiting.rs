//! What hangs on a row that is to be corrected first: a fault is told once, where it stands, and rows that name a faulty one
//! are at no fault of their own. They wait, and come with the next import of the file.

use super::Intake;
use super::dates::Taken;
use super::fault::Place;
use super::files::Reading;
use super::known::Person;
use super::naming::{listed, table_name};
use super::problem::Problem;
use super::rows::Written;
use super::taken::Passed;
use crate::tables::{Columns, PlacedRow};
use cunbang_language::say;
use cunbang_model::{ColumnKind, Row, Table, UnitCode};
use std::sync::Arc;

/// How many names are told of those that rows wait for.
const MOST_NAMES: usize = 8;
/// How many rows are kept in part.
const MOST_HALF_READ: usize = 10_000;

/// A row that is not kept as some of its cells could not be read, as far as it was: what is wrong with its other cells can be
/// told at once. What stands in the cells that could not be read is no one's word.
#[derive(Debug, Clone)]
pub(crate) struct HalfRead {
    pub(crate) placed: PlacedRow,
    pub(crate) unreadable: Vec<&'static str>,
}

/// What a row waits for: a member or a meeting that stands in the files and is to be corrected first, and is not here yet.
pub(crate) fn waits_for(reading: &Reading<'_>, row: &Row) -> Option<Passed> {
    let unit = row.unit();
    row.table().columns().iter().find_map(|column| {
        let table = match (column.refers_to, column.name) {
            (Some(table @ (Table::Members | Table::Meetings)), _) => table,
            (None, "chair" | "confirmed_by") => Table::Members,
            _ => return None,
        };
        let id = row.text(column.name).filter(|id| reading.faulty.has(table, unit, id))?;
        let is_here = match table {
            Table::Members => reading.at_home.person(unit, id).is_some(),
            _ => reading.at_home.gatherings(unit).iter().any(|one| one.id == id),
        };
        let is_read = || reading.seen.keys().any(|(of, at, known, _)| *of == table && *at == unit && known == id);
        (!is_here && !is_read()).then(|| {
            let named = reading.faulty.name_of(unit, id).filter(|_| table == Table::Members).unwrap_or(id);
            Passed::Waits { table: table.name(), named: named.to_owned() }
        })
    })
}

/// Remembers a member whose row is faulty: what others say of them can be read. Who has no id yet is somebody of that name,
/// whoever that is.
pub(crate) fn stand_in(reading: &mut Reading<'_>, table: Table, written: &mut Written) {
    let (Table::Members, Some(unit), Some(name)) = (table, written.unit, written.text("name").map(str::to_owned))
    else {
        return;
    };
    let own = written.text("member").map(str::to_owned);
    let is_to_be_corrected = own.is_none();
    let id = own.unwrap_or_else(|| reading.faulty.stand_in());
    let person = Person {
        joined: written.text("joined").and_then(|day| day.parse().ok()),
        group: written.text("group").filter(|group| !group.is_empty()).map(str::to_owned),
        is_to_be_corrected,
        ..Person::to_be_corrected(id.clone(), name)
    };
    if is_to_be_corrected {
        written.texts.push(("member", id));
    }
    reading.known.add_person(unit, person);
}

/// Whom a cell names of whom nothing is known, as the roster could not be read as a whole: somebody of that name, who is told
/// once it is. With a roster that was read it is the cell's fault.
pub(crate) fn until_read(
    reading: &mut Reading<'_>,
    unit: UnitCode,
    written: &str,
    found: Result<Taken, Problem>,
) -> Result<Taken, Problem> {
    let is_missed = match &found {
        // Where nobody is known, anything may be an id.
        Ok((id, _)) => reading.known.person(unit, id).is_none(),
        Err(problem) => matches!(problem, Problem::NoRoster | Problem::UnknownMember { .. }),
    };
    if !is_missed || !reading.faulty.has_all(Table::Members) {
        return found;
    }
    let (id, name) = (reading.faulty.stand_in(), written.trim().to_owned());
    reading.faulty.row(Table::Members, Some(unit), Some(&id));
    reading.faulty.name(unit, &id, &name);
    reading.known.add_person(unit, Person::to_be_corrected(id.clone(), name));
    Ok((id, None))
}

/// Keeps what could be read of a row of which not all could. What a column needs that could not be read is made up, and
/// nothing is said of it.
pub(crate) fn keep_half(reading: &mut Reading<'_>, table: Table, written: &Written, place: &Place, columns: &Columns) {
    if matches!(table, Table::Units | Table::Members | Table::Meetings) || reading.half_read.len() >= MOST_HALF_READ {
        return;
    }
    let day = reading.home.quarter.map(cunbang_model::Period::first_day).or(reading.home.today);
    let day = day.map(|day| day.to_string()).unwrap_or_default();
    let mut cells: Vec<(&str, &str)> = written.texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let mut unreadable = written.unreadable.clone();
    for column in table.columns().iter().filter(|column| column.required && written.text(column.name).is_none()) {
        match column.kind {
            ColumnKind::Date => cells.push((column.name, &day)),
            ColumnKind::Id => cells.push((column.name, "to-be-corrected")),
            _ => return,
        }
        unreadable.push(column.name);
    }
    let Ok(row) = Row::from_cells(table, cells) else { return };
    let (place, columns) = (place.clone(), Arc::clone(columns));
    let placed = PlacedRow { row, place, quarter: None, is_planned: false, columns };
    reading.half_read.push(HalfRead { placed, unreadable });
}

impl Intake {
    /// Whether a row that was not kept is the one that is named. That some other one could not be read excuses no slip.
    pub fn is_to_be_corrected(&self, table: Table, unit: UnitCode, id: &str) -> bool {
        self.faulty.has_or_all(table, unit, id)
    }

    /// Takes rows out, by their places among all, that name a row of a table that is to be corrected first: and whoever names
    /// them waits too.
    pub fn let_wait(&mut self, rows: Vec<(usize, Table, String)>) {
        for (index, ..) in &rows {
            if let Some(placed) = self.tables.placed().nth(*index) {
                self.faulty.row(placed.row.table(), Some(placed.row.unit()), Some(&placed.row.id()));
            }
        }
        let passed = rows.into_iter().map(|(index, table, id)| {
            let unit = self.tables.placed().nth(index).map(|placed| placed.row.unit());
            let name = unit.and_then(|unit| self.faulty.name_of(unit, &id));
            (index, Passed::Waits { table: table.name(), named: name.map_or(id.clone(), str::to_owned) })
        });
        let passed = passed.collect();
        self.pass_over(passed);
    }

    /// How many rows wait for others to be corrected, and for which, in a sentence; none where none does.
    pub fn waiting_said(&self) -> Option<String> {
        let waiting = self.notes().iter().filter_map(|note| match &note.passed {
            Passed::Waits { table, named } => Some((note, *table, named)),
            _ => None,
        });
        let waiting: Vec<_> = waiting.collect();
        let (_, first, _) = waiting.first()?;
        let table = Table::from_name(first).map(table_name)?;
        let mut names: Vec<&String> = waiting.iter().filter(|one| one.1 == *first).map(|one| one.2).collect();
        names.sort();
        names.dedup();
        let some = listed(names.iter().take(MOST_NAMES));
        Some(say!(
            "import-waiting",
            rows = waiting.len(),
            table = table,
            named = some,
            more = names.len().saturating_sub(MOST_NAMES)
        ))
    }

    /// The rows that were read in part, and which of their columns could not be.
    pub fn half_read(&self) -> impl Iterator<Item = (&PlacedRow, &[&'static str])> {
        self.half_read.iter().map(|half| (&half.placed, half.unreadable.as_slice()))
    }

    /// What a cell of a row holds as it is written; none where the sheet has no column for it.
    pub fn written_in(&self, placed: &PlacedRow, column: &str) -> Option<String> {
        let place = placed.cell(column);
        let sheet = self.sheets.iter().find(|sheet| sheet.source.whole() == place.whole())?;
        let line = sheet.lines.iter().find(|line| Some(line.row) == place.row())?;
        let written = line.at(place.column_index()?).shown();
        (place != placed.place && !written.is_empty()).then_some(written)
    }
}
