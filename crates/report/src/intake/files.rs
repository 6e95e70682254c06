//! From a path to sheets of cells, and from these, table by table, to rows.

use super::anew::Anew;
use super::blank::BlankMark;
use super::cell::{Cell, compact};
use super::dates::Calendar;
use super::fault::{Fault, ImportFaults, Place, Source};
use super::faulty::Faulty;
use super::home::Home;
use super::known::Known;
use super::limits::{Limits, Room};
use super::other_file::OtherFile;
use super::own_ids;
use super::problem::Problem;
use super::recognise::{Header, Heading, Recognised, nearly, recognise, side_by_side, table_named};
use super::sheet::{Line, Sheet};
use super::taken::{Echo, How, Passed};
use super::waiting::HalfRead;
use super::workbook::{self, Container, container_of};
use super::{Intake, grid, rows};
use crate::comma;
use crate::header::column_at;
use crate::tables::Tables;
use crate::template;
use cunbang_model::{Column, Period, Row, Table, UnitCode};
use std::collections::HashMap;
use std::fs;
use std::path::Path;

/// What is looked for in the files.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    Spreadsheets,
    Units,
}

/// What tells a row from others: table, unit, id, and the quarter where ids begin anew in each.
pub(crate) type SeenKey = (Table, UnitCode, String, Option<Period>);

/// An import in progress.
pub(crate) struct Reading<'h> {
    pub(crate) home: &'h Home,
    wanted: Wanted,
    /// How much more is read.
    room: Room,
    /// Whether more rows came than are read.
    is_full: bool,
    /// The year that the title of the sheet at hand states.
    year_in_title: Option<i16>,
    pub(crate) sheets: Vec<Sheet>,
    pub(crate) tables: Tables,
    faults: ImportFaults,
    echoes: Vec<Echo>,
    /// Where an attendance sheet has no mark.
    pub(super) blanks: Vec<BlankMark>,
    /// Where an echo of the same kind stands already.
    echoed: HashMap<(Table, &'static str, How, String, String), usize>,
    /// Whom and what cells may name: those at home and those of the file.
    pub(crate) known: Known,
    /// Those at home alone.
    pub(crate) at_home: Known,
    /// How often each name stands in the file's members without an id.
    pub(crate) names_in_file: HashMap<(UnitCode, String), usize>,
    /// Where each id of a table and unit first occurred, of each quarter where ids begin anew.
    pub(crate) seen: HashMap<SeenKey, (Place, Row)>,
    /// Of which quarters the meetings are, where ids begin anew.
    pub(crate) anew: Anew,
    /// What stands in the files and was not kept.
    pub(crate) faulty: Faulty,
    /// Rows that were not kept, as far as they were read.
    pub(crate) half_read: Vec<HalfRead>,
    /// What sheets that are no table may have been meant to be.
    near: Vec<(Place, Problem)>,
}

pub(crate) fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// Files that an operating system or office program leaves in the folder.
fn is_litter(name: &str) -> bool {
    name.starts_with(['.', '~']) || name.eq_ignore_ascii_case("thumbs.db") || name.eq_ignore_ascii_case("desktop.ini")
}

/// Whether a file's name says that it is a spreadsheet.
fn is_spreadsheet(name: &str) -> bool {
    let ending = Path::new(name).extension().and_then(|ending| ending.to_str()).unwrap_or_default().to_lowercase();
    ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "et", "ods"].contains(&ending.as_str())
}

impl<'h> Reading<'h> {
    pub(crate) fn new(home: &'h Home, wanted: Wanted, limits: Limits) -> Self {
        let at_home = Known::of(&home.rows, home.ids_begin_anew);
        Self {
            home,
            wanted,
            room: Room::new(limits),
            is_full: false,
            year_in_title: None,
            sheets: Vec::new(),
            tables: Tables::default(),
            faults: ImportFaults::default(),
            echoes: Vec::new(),
            blanks: Vec::new(),
            echoed: HashMap::new(),
            known: at_home.clone(),
            at_home,
            names_in_file: HashMap::new(),
            seen: HashMap::new(),
            anew: Anew::default(),
            faulty: Faulty::default(),
            half_read: Vec::new(),
            near: Vec::new(),
        }
    }

    pub(crate) fn calendar(&self) -> Calendar {
        Calendar { year: self.year_in_title.or(self.home.year), today: self.home.today }
    }

    pub(crate) fn fault(&mut self, fault: Fault) {
        if fault.place.row().is_none() {
            self.faulty.unread();
            // What it is called says of which table its rows would have been.
            let named = table_named(&fault.place.name());
            match &fault.problem {
                Problem::NoHeader(table) => self.faulty.table(*table),
                Problem::SeveralTables(tables) => tables.iter().for_each(|table| self.faulty.table(*table)),
                _ => named.into_iter().for_each(|table| self.faulty.table(table)),
            }
        }
        self.faults.push(fault);
    }

    /// Remembers what a sheet calls a column of persons, in which names stand and not the ids that the table has.
    pub(crate) fn name_column(&mut self, place: &Place, column: &Column, header: &str) {
        const ID: &str = "编号";
        if column.chinese.ends_with(ID) && !header.is_empty() && !header.contains(ID) && header != column.name {
            self.faults.name_column(place, header);
        }
    }

    /// Whether another row may come of the file; the first one that may not is a fault.
    pub(crate) fn has_room_for_row(&mut self, place: &Place) -> bool {
        let most = self.room.limits.rows;
        if self.seen.len() == most && !self.is_full {
            self.is_full = true;
            self.problem(place, Problem::TooManyRows { most });
        }
        self.seen.len() < most
    }

    fn problem(&mut self, place: &Place, problem: Problem) {
        self.fault(Fault::new(place, None, "", problem));
    }

    /// Says how a cell was read, where that was not plain.
    pub(crate) fn echo(
        &mut self,
        place: &Place,
        table: Table,
        column: &'static Column,
        cell: &Cell,
        read: &str,
        how: Option<How>,
    ) {
        if let Some(how) = how {
            self.echo_text(place, table, column, cell.shown(), read, how);
        }
    }

    pub(crate) fn echo_made(&mut self, place: &Place, table: Table, column: &'static Column, id: &str, how: How) {
        self.echo_text(place, table, column, String::new(), id, how);
    }

    pub(crate) fn echo_text(
        &mut self,
        place: &Place,
        table: Table,
        column: &'static Column,
        written: String,
        read: &str,
        how: How,
    ) {
        // Each made id is another: what is said is how many, and the first.
        // Who left is told one by one.
        let of_read = match how {
            How::MadeId => String::new(),
            How::Left => place.to_string(),
            _ => read.to_owned(),
        };
        let key = (table, column.name, how, written.clone(), of_read);
        if let Some(index) = self.echoed.get(&key) {
            self.echoes[*index].count += 1;
            return;
        }
        self.echoed.insert(key, self.echoes.len());
        self.echoes.push(Echo { place: place.clone(), table, column, written, read: read.to_owned(), how, count: 1 });
    }

    /// Reads the sheets of a file, or of the files in a folder.
    pub(crate) fn path(&mut self, path: &Path) {
        let source = Source::file(&name_of(path));
        match fs::metadata(path) {
            Err(error) => self.problem(&source.whole(), Problem::Unreadable(error.to_string())),
            Ok(metadata) if metadata.is_dir() => self.folder(path, &source),
            Ok(_) => self.file(path, &source),
        }
    }

    fn folder(&mut self, path: &Path, source: &Source) {
        let entries = fs::read_dir(path)
            .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>());
        let mut paths = match entries {
            Ok(paths) => paths,
            Err(error) => return self.problem(&source.whole(), Problem::Unreadable(error.to_string())),
        };
        paths.sort();
        for path in paths {
            let name = name_of(&path);
            let source = Source::file(&name);
            let stem = path.file_stem().unwrap_or_default().to_string_lossy();
            let is_other = self.wanted == Wanted::Units && table_named(&stem) != Some(Table::Units);
            if is_litter(&name) || is_other {
                continue;
            }
            if path.is_dir() {
                self.problem(&source.whole(), Problem::InnerFolder);
            } else if is_spreadsheet(&name) {
                self.file(&path, &source);
            } else {
                self.note(&source.whole(), Passed::OtherFile);
            }
        }
    }

    fn file(&mut self, path: &Path, source: &Source) {
        let bytes = match read_file(path, source, self.room.limits) {
            Ok(bytes) => bytes,
            Err(fault) => return self.fault(fault),
        };
        self.bytes(&bytes, source);
    }

    /// Reads the sheets of a file's bytes.
    pub(crate) fn bytes(&mut self, bytes: &[u8], source: &Source) {
        if let Some(what) = OtherFile::of(bytes) {
            return self.problem(&source.whole(), Problem::NoSpreadsheet(what));
        }
        if container_of(bytes) == Container::Text {
            match comma_sheet(bytes, source, &mut self.room) {
                Ok(sheet) => self.sheets.push(sheet),
                Err(fault) => self.fault(fault),
            }
            return;
        }
        match workbook::sheets(bytes, source, &mut self.room) {
            Err(fault) => self.fault(fault),
            Ok(sheets) => {
                for sheet in sheets {
                    match sheet {
                        Ok(sheet) => self.sheets.push(sheet),
                        Err(fault) => self.fault(fault),
                    }
                }
            }
        }
    }

    /// The sheets as they stand, and what could not be read.
    pub(crate) fn into_sheets(self) -> (Vec<Sheet>, ImportFaults) {
        (self.sheets, self.faults)
    }

    /// Reads the tables in the sheets: members first and then meetings, as the others name them.
    pub(crate) fn finish(mut self, path: &Path) -> Intake {
        let sheets = std::mem::take(&mut self.sheets);
        let mut found: Vec<(usize, Found)> = Vec::new();
        for (at, sheet) in sheets.iter().enumerate() {
            found.extend(self.recognise(sheet, sheets.len()).into_iter().map(|what| (at, what)));
        }
        if found.is_empty() && self.faults.is_empty() {
            match std::mem::take(&mut self.near) {
                near if near.is_empty() => self.problem(&Source::file(&name_of(path)).whole(), Problem::NoTable),
                near => near.into_iter().for_each(|(place, problem)| self.problem(&place, problem)),
            }
        }
        let rank = |table: Table| match table {
            Table::Units => 0,
            Table::Members => 1,
            Table::Meetings => 2,
            _ => 3,
        };
        found.sort_by_key(|(_, what)| rank(what.table()));
        for (at, what) in &mut found {
            let (Found::Rows(header), sheet) = (what, &sheets[*at]) else { continue };
            if let Some(own) = own_ids::adopt(header, sheet)
                && let Some(Heading::Column(column, _)) = header.headings.get(own)
            {
                let place = sheet.source.row(sheet.lines[header.line].row).column(own);
                let (table, column) = (header.table, column_at(header.table, *column));
                self.echo_text(&place, table, column, header.text(own).to_owned(), column.chinese, How::OwnIds);
            }
        }
        self.count_names(&sheets, &found);
        for (at, what) in &found {
            let sheet = &sheets[*at];
            match what {
                Found::Rows(header) => {
                    self.above(sheet, header.line);
                    let place = sheet.source.row(sheet.lines[header.line].row);
                    header.check(&place, &mut self.faults, &mut self.tables.notes);
                    self.tables.rows.entry(header.table).or_default();
                    if header.is_whole() {
                        rows::read(&mut self, sheet, header);
                    } else {
                        self.faulty.table(header.table);
                    }
                }
                Found::Grid(grid) => {
                    self.above(sheet, grid.line());
                    self.tables.rows.entry(grid.table()).or_default();
                    grid::read(&mut self, sheet, grid);
                }
            }
        }
        let order: HashMap<Place, usize> =
            sheets.iter().enumerate().map(|(at, sheet)| (sheet.source.whole(), at)).collect();
        let order_of = |place: &Place| order.get(&place.whole()).copied().unwrap_or(usize::MAX);
        self.faults.sort_by_place(order_of);
        self.tables.notes.sort_by_key(|note| (order_of(&note.place), note.place.row()));
        self.echoes.sort_by_key(|echo| (order_of(&echo.place), echo.place.row()));
        Intake {
            tables: self.tables,
            faults: self.faults,
            echoes: self.echoes,
            blanks: self.blanks,
            sheets,
            faulty: self.faulty,
            half_read: self.half_read,
        }
    }

    /// The tables of a sheet; most often one.
    fn recognise(&mut self, sheet: &Sheet, of: usize) -> Vec<Found> {
        self.year_in_title = super::recognise::year_in_title(sheet);
        let place = sheet.source.whole();
        let named = table_named(&sheet.name);
        if self.wanted == Wanted::Units && named != Some(Table::Units) && of > 1 {
            return Vec::new();
        }
        if sheet.is_hidden {
            self.note(&place, Passed::Hidden);
            return Vec::new();
        }
        if sheet.name == template::GUIDE_SHEET {
            return Vec::new();
        }
        let named = if self.wanted == Wanted::Units { Some(Table::Units) } else { named };
        let recognised = recognise(sheet, named, self.home.quarter);
        let is_plain = matches!(&recognised, Recognised::Table(header) if header.is_whole());
        if !is_plain
            && self.wanted == Wanted::Spreadsheets
            && let Some(grid) = grid::recognise(sheet, named, &self.calendar())
        {
            return vec![Found::Grid(grid)];
        }
        match recognised {
            Recognised::Table(header) => return vec![Found::Rows(header)],
            Recognised::Several(headers) => match side_by_side(&headers) {
                Some(headers) => return headers.into_iter().map(Found::Rows).collect(),
                None => {
                    let tables = headers.iter().map(|header| header.table).collect();
                    self.problem(&place, Problem::SeveralTables(tables));
                }
            },
            Recognised::Headless(table) => self.problem(&place, Problem::NoHeader(table)),
            Recognised::Nothing if sheet.lines.is_empty() => {}
            Recognised::Nothing => {
                match super::recognise::stages_across(sheet) {
                    Some((line, headers)) => {
                        self.note(&sheet.source.row(sheet.lines[line].row), Passed::StagesAcross { headers });
                    }
                    None => self.note(&place, Passed::NoTable),
                }
                if let Some((line, near)) = nearly(sheet, self.home.quarter) {
                    let place = sheet.source.row(sheet.lines[line].row);
                    self.near.push((place, Problem::NearTable(Box::new(near))));
                }
            }
        }
        Vec::new()
    }

    /// Counts the names of members without an id, as two of one name must be told apart.
    fn count_names(&mut self, sheets: &[Sheet], found: &[(usize, Found)]) {
        for (at, what) in found {
            let Found::Rows(header) = what else { continue };
            if header.table != Table::Members {
                continue;
            }
            let Some(name_at) = header.place_of("name") else { continue };
            let cell = |line: &Line, column: &str| header.place_of(column).map(|at| line.at(at).clone());
            for line in &sheets[*at].lines[header.line + 1..] {
                let has_id = cell(line, "member").is_some_and(|cell| !cell.is_empty());
                let unit = super::lookup::unit(self.home, Table::Members, &cell(line, "unit").unwrap_or_default());
                if let (false, Ok((unit, _))) = (has_id, unit) {
                    *self.names_in_file.entry((unit, compact(&line.at(name_at).shown()))).or_default() += 1;
                }
            }
        }
    }

    /// Says what stands above a header.
    fn above(&mut self, sheet: &Sheet, line: usize) {
        for above in sheet.lines[..line].iter().filter(|line| !line.is_empty()) {
            self.note(&sheet.source.row(above.row), Passed::Title { text: above.first_text() });
        }
    }
}

/// What a sheet holds.
enum Found {
    Rows(Header),
    Grid(grid::Grid),
}

impl Found {
    fn table(&self) -> Table {
        match self {
            Self::Rows(header) => header.table,
            Self::Grid(grid) => grid.table(),
        }
    }
}

fn comma_sheet(bytes: &[u8], source: &Source, room: &mut Room) -> Result<Sheet, Fault> {
    let text = comma::decode(bytes, source)?;
    let mut lines = Vec::new();
    comma::read(&text, comma::separator_of(&text), source, room, |row, cells| {
        let cells = cells.into_iter().map(|cell| match cell {
            cell if cell.is_empty() => Cell::Empty,
            cell => Cell::Text(cell.into()),
        });
        lines.push(Line { row, cells: cells.collect() });
    })?;
    let file = &*source.file;
    let name = Path::new(file).file_stem().map_or_else(|| file.to_owned(), |stem| stem.to_string_lossy().into_owned());
    Ok(Sheet { source: source.clone(), name, is_hidden: false, lines, merged: Vec::new() })
}

fn read_file(path: &Path, source: &Source, limits: Limits) -> Result<Vec<u8>, Fault> {
    use std::io::Read;
    let fault = |problem| Fault::new(&source.whole(), None, "", problem);
    let mut bytes = Vec::new();
    let most_mebibytes = limits.workbook_mebibytes.max(limits.text_mebibytes);
    let read = fs::File::open(path)
        .and_then(|file| file.take(most_mebibytes * 1024 * 1024 + 1).read_to_end(&mut bytes))
        .map_err(|error| fault(Problem::Unreadable(error.to_string())))?;
    let is_text = container_of(&bytes) == Container::Text;
    let mebibytes = if is_text { limits.text_mebibytes } else { limits.workbook_mebibytes };
    if u64::try_from(read).unwrap_or(u64::MAX) > mebibytes * 1024 * 1024 {
        return Err(fault(Problem::TooLarge { mebibytes }));
    }
    Ok(bytes)
}
