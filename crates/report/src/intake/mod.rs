//! The way in: what villages keep in spreadsheets, read with lenience in form and none in meaning.
//!
//! Data takes one way. Bytes become sheets of cells, each where it stands (`workbook`, `open_document`, and
//! [`crate::comma`] for text; the bytes say which, not the file's name). In a sheet the header is looked for, and with
//! it the table and the way it lies (`recognise`; `grid` and `across` for marks of attendance across). Each cell is read by the
//! kind of its column (`dates`, `numbers`, `choices`) or looked up (`lookup`: units, members, meetings, against what
//! is known at [`Home`] and in the file itself). It comes out as a value, with an echo of how it was read where that
//! is not plain ([`Echo`]), or as a fault or a question ([`Fault`], [`Problem`]): where two readings are possible,
//! none is taken. What is no row is passed over, and said so ([`Note`]). Rows without an id are given one (`ids`).
//! What rows refer to is checked against the ledger where they are kept, not here.

mod across;
mod anew;
pub(crate) mod blank;
pub(crate) mod cell;
mod choices;
mod confirmation;
mod dates;
pub(crate) mod fault;
pub(crate) mod faulty;
mod files;
mod grid;
mod grouped;
pub(crate) mod home;
mod ids;
mod known;
mod leaving;
pub(crate) mod limits;
mod lookup;
pub(crate) mod marked;
pub(crate) mod naming;
mod near_name;
mod no_rows;
mod numbers;
mod numerals;
mod open_document;
pub(crate) mod other_file;
mod own_ids;
pub(crate) mod problem;
mod recognise;
mod rows;
pub(crate) mod sheet;
pub(crate) mod taken;
mod totals;
pub(crate) mod typed;
pub(crate) mod waiting;
pub(crate) mod wide;
mod workbook;

pub(crate) use recognise::may_be_missing;

use crate::reference::references;
use crate::tables::{PlacedRow, Tables};
use blank::BlankMark;
use cell::Cell;
use cunbang_language::{Language, say};
use cunbang_model::{Column, ColumnKind, Date, Row, Table, UnitTree, UnitTreeError, record};
use dates::Calendar;
use fault::{Fault, ImportFaults, Place, Source};
use faulty::Faulty;
use files::{Reading, Wanted, name_of};
use home::{FormerUnit, Home};
use limits::Limits;
use problem::Problem;
use sheet::{Line, Sheet};
use std::collections::HashSet;
use std::path::Path;
use taken::{Echo, How, Note, Passed};
use waiting::HalfRead;

/// What came of reading files: the rows that are well, and all that is to be said.
#[derive(Debug)]
pub struct Intake {
    /// The rows that were read without a fault.
    pub tables: Tables,
    /// The faults and questions.
    pub faults: ImportFaults,
    /// How cells were read, where that was not plain.
    pub echoes: Vec<Echo>,
    /// Where an attendance sheet has no mark of a member in a meeting's column.
    pub blanks: Vec<BlankMark>,
    /// The cells as they stand, so that faulty ones can be marked in a copy.
    pub(crate) sheets: Vec<Sheet>,
    /// What stands there and was not kept.
    pub(crate) faulty: Faulty,
    /// Rows that were not kept, as far as they were read.
    pub(crate) half_read: Vec<HalfRead>,
}

impl Intake {
    /// What was passed over.
    pub fn notes(&self) -> &[Note] {
        self.tables.notes()
    }

    /// The same for people: rows that are left out with one meeting are told once, those that wait by
    /// [`Intake::waiting_said`], and what is to be looked at by [`Intake::notes_to_be_looked_at`].
    pub fn notes_in_words(&self) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        let mut told: HashSet<(&str, &str)> = HashSet::new();
        for note in self.notes() {
            if matches!(note.passed, Passed::Waits { .. }) || note.passed.is_to_be_looked_at() {
                continue;
            }
            let Passed::OfWithdrawn { about, reason, .. } = &note.passed else {
                lines.push(note.to_string());
                continue;
            };
            if told.insert((about, reason)) {
                let is_same = |other: &&Note| matches!(&other.passed, Passed::OfWithdrawn { about: one, reason: why, .. } if one == about && why == reason);
                let rows = self.notes().iter().filter(is_same).count();
                lines.push(format!(
                    "{}{}{}",
                    note.place.whole(),
                    fault::colon(),
                    taken::of_withdrawn(about, reason, rows)
                ));
            }
        }
        lines
    }

    /// What of it a person should look at first, in words.
    pub fn notes_to_be_looked_at(&self) -> Vec<String> {
        self.notes().iter().filter(|note| note.passed.is_to_be_looked_at()).map(ToString::to_string).collect()
    }

    /// How many rows are left out as they were taken back here, and how many as what they are about was.
    pub fn left_withdrawn(&self) -> (usize, usize) {
        let count = |is_it: fn(&Passed) -> bool| self.notes().iter().filter(|note| is_it(&note.passed)).count();
        let own = count(|passed| matches!(passed, Passed::Withdrawn { .. }));
        (own, count(|passed| matches!(passed, Passed::OfWithdrawn { .. })))
    }

    /// All rows, or else all faults.
    pub fn whole(self) -> Result<Tables, ImportFaults> {
        self.faults.none_or_err().map(|()| self.tables)
    }

    /// Checks what the rows that were read refer to; see [`crate::check_references`]. What names a row that was not
    /// kept is well: all faults can be told at once.
    pub fn check_references(&mut self, units: &UnitTree) -> Vec<Note> {
        let (faults, notes) = references(&self.tables, units, &self.faulty);
        self.take_out(faults);
        notes
    }

    /// Takes out the rows of units that were withdrawn, and says so once of each.
    pub fn leave_out_former(&mut self, former: &[FormerUnit]) {
        for unit in former {
            let is_its = |placed: &PlacedRow| placed.row.unit() == unit.code && placed.row.table() != Table::Units;
            let mut rows = self.tables.placed().filter(|placed| is_its(placed));
            let Some(place) = rows.next().map(|placed| placed.place.clone()) else { continue };
            let passed = Passed::OfFormerUnit {
                unit: format!("{} {}", unit.code, unit.name),
                stated: unit.place.clone(),
                reason: unit.reason.clone(),
                rows: 1 + rows.count(),
            };
            self.tables.rows.values_mut().for_each(|rows| rows.retain(|placed| !is_its(placed)));
            self.tables.notes.push(Note { place, passed });
        }
    }

    /// Takes rows out, by their places among all, and says why.
    pub fn pass_over(&mut self, rows: Vec<(usize, Passed)>) {
        let mut passed: std::collections::HashMap<usize, Passed> = rows.into_iter().collect();
        let mut index = 0;
        for rows in self.tables.rows.values_mut() {
            rows.retain(|placed| {
                let passed = passed.remove(&index);
                index += 1;
                match passed {
                    Some(passed) => {
                        self.tables.notes.push(Note { place: placed.place.clone(), passed });
                        false
                    }
                    None => true,
                }
            });
        }
    }

    /// Says that an empty cell empties what stands here.
    pub fn echo_emptied(&mut self, index: usize, column: &str, was: String) {
        let Some(placed) = self.tables.placed().nth(index) else { return };
        let table = placed.row.table();
        if let Some(known) = table.columns().iter().find(|known| known.name == column) {
            let place = placed.cell(column);
            let read = Language::first().with(|| say!("how-empty"));
            let written = taken::in_chinese(table, known, &was).map_or(was, str::to_owned);
            self.echoes.push(Echo { place, table, column: known, written, read, how: How::Emptied, count: 1 });
        }
    }

    /// Adds faults that whoever keeps the rows has found, and takes the rows out that they are of.
    pub fn take_out(&mut self, faults: Vec<Fault>) {
        let places: HashSet<Place> = faults.iter().map(|fault| fault.place.clone()).collect();
        let of_row = |row: &PlacedRow| {
            let cells = row.row.table().columns().iter().map(|column| row.cell(column.name));
            places.contains(&row.place) || cells.into_iter().any(|cell| places.contains(&cell))
        };
        for rows in self.tables.rows.values_mut() {
            for row in rows.extract_if(.., |row| of_row(row)) {
                self.faulty.row(row.row.table(), Some(row.row.unit()), Some(&row.row.id()));
                if let (Table::Members, Some(name)) = (row.row.table(), row.row.text("name")) {
                    self.faulty.name(row.row.unit(), &row.row.id(), name);
                }
            }
        }
        self.faults.extend(faults);
        let order: Vec<Place> = self.sheets.iter().map(|sheet| sheet.source.whole()).collect();
        let order_of = |place: &Place| order.iter().position(|one| *one == place.whole()).unwrap_or(usize::MAX);
        self.faults.sort_by_place(order_of);
    }
}

/// Reads tables from a folder of spreadsheets, or from one: a CSV file or a workbook. What is known where they are
/// imported says whose rows they are and whom they name. More than the limits is refused, and not read on.
pub fn read_tables(path: &Path, home: &Home, limits: Limits) -> Intake {
    let mut reading = Reading::new(home, Wanted::Spreadsheets, limits);
    reading.path(path);
    reading.finish(path)
}

/// Reads one row as it is typed: columns, by any of their names, and what is written in each.
pub fn read_row(table: Table, cells: &[(String, String)], home: &Home) -> Intake {
    let line = |row: u32, texts: Vec<&String>| Line {
        row,
        cells: texts.into_iter().map(|text| Cell::Text(text.as_str().into())).collect(),
    };
    let mut reading = Reading::new(home, Wanted::Spreadsheets, Limits::NODE);
    reading.sheets.push(Sheet {
        source: Source::file(table.chinese()),
        name: table.name().to_owned(),
        is_hidden: false,
        lines: vec![
            line(1, cells.iter().map(|(column, _)| column).collect()),
            line(2, cells.iter().map(|(_, written)| written).collect()),
        ],
        merged: Vec::new(),
    });
    reading.finish(Path::new(table.name()))
}

/// Reads a day as it is typed into a column, before the row that it is of: the day, or what is wrong with it.
pub fn read_day(column: &'static Column, table: Table, written: &str, home: &Home) -> Result<Date, Box<Fault>> {
    let calendar = Calendar { year: home.year, today: home.today };
    let cell = Cell::Text(written.into());
    let fault = |problem| {
        let place = Source::file(table.chinese()).row(1);
        Box::new(Fault::new(&place, Some(column), written, problem))
    };
    let (day, _) = calendar.day(&cell, dates::may_lie_ahead(column)).map_err(fault)?;
    day.parse().map_err(|_| fault(Problem::NotThat { kind: ColumnKind::Date, near: None }))
}

/// A list of units as it was read.
#[derive(Debug, Clone)]
pub struct UnitList {
    /// What lies under what.
    pub tree: UnitTree,
    /// The list itself, with all that it says of each unit.
    pub rows: Vec<Row>,
    /// Those that it says were withdrawn.
    pub former: Vec<FormerUnit>,
}

/// Reads the tree of units from `units.csv`, a workbook with a sheet `units`, or a folder that holds
/// one of them. A single CSV file, and the only sheet of a workbook, may have any name.
pub fn read_units(path: &Path) -> Result<UnitList, ImportFaults> {
    let home = Home::default();
    let mut reading = Reading::new(&home, Wanted::Units, Limits::COUNTY);
    reading.path(path);
    let tables = reading.finish(path).whole()?;
    let whole = Source::file(&name_of(path)).whole();
    let rows = tables.table(Table::Units);
    let tree = UnitTree::from_rows(rows.iter().map(|placed| &placed.row)).map_err(|error| {
        let code = error.unit();
        let row = code.and_then(|code| rows.iter().rev().find(|placed| placed.row.unit() == code));
        let place = row.map_or(&whole, |placed| &placed.place);
        let (column, value) = match &error {
            UnitTreeError::UnknownParent { parent, .. }
            | UnitTreeError::Elsewhere { parent, .. }
            | UnitTreeError::Between { parent, .. } => (Some("parent"), parent.to_string()),
            _ => (code.map(|_| "code"), code.map(|code| code.to_string()).unwrap_or_default()),
        };
        let column = column.and_then(|name| Table::Units.columns().iter().find(|column| column.name == name));
        ImportFaults::one(Fault::new(place, column, &value, Problem::NoTree(Box::new(error))))
    })?;
    let former = rows.iter().filter_map(|placed| {
        let reason = placed.row.withdrawal()?.to_owned();
        let record::Unit { code, name, .. } = placed.row.record()?;
        tree.get(code).is_none().then(|| FormerUnit { code, name, place: placed.place.to_string(), reason })
    });
    let former = former.collect();
    Ok(UnitList { tree, rows: tables.into_rows().collect(), former })
}
