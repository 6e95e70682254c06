//! Imports tables: a folder, a CSV file or a workbook → rows, or all faults.

use crate::comma;
use crate::fault::{Fault, ImportFaults, Place, Source};
use crate::sheet::SheetReading;
use crate::tables::Tables;
use crate::template;
use crate::workbook::{self, Cell};
use cunbang_model::{Row, Table, UnitCode, UnitTree, UnitTreeError};
use std::collections::HashMap;
use std::fs;
use std::path::Path;

/// Reads tables from a folder of CSV files (such as `deeds.csv`) and workbooks, from one CSV file, or from
/// one XLSX workbook with sheets named after the tables. A table's Chinese title may be used instead of its
/// name. If there is any fault, only faults are returned: an import is all or nothing.
pub fn read_tables(path: &Path) -> Result<Tables, ImportFaults> {
    let mut reading = Reading::new(Wanted::Spreadsheets);
    reading.path(path);
    reading.finish()
}

/// Reads the tree of units from `units.csv`, a workbook with a sheet `units`, or a folder that holds
/// one of them. A single CSV file, and the only sheet of a workbook, may have any name.
pub fn read_units(path: &Path) -> Result<UnitList, ImportFaults> {
    let mut reading = Reading::new(Wanted::Units);
    reading.path(path);
    let tables = reading.finish()?;
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
        ImportFaults::one(Fault::new(place, column, &value, error.expectation()))
    })?;
    Ok(UnitList { tree, rows: tables.into_rows().collect() })
}

/// A list of units as it was read.
#[derive(Debug, Clone)]
pub struct UnitList {
    /// What lies under what.
    pub tree: UnitTree,
    /// The list itself, with all that it says of each unit.
    pub rows: Vec<Row>,
}

fn name_of(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    Spreadsheets,
    Units,
}

#[derive(PartialEq, Eq)]
enum Format {
    Comma,
    Workbook,
    Other,
}

fn format_of(path: &Path) -> Format {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some(extension) if extension.eq_ignore_ascii_case("csv") => Format::Comma,
        Some(extension) if extension.eq_ignore_ascii_case("xlsx") || extension.eq_ignore_ascii_case("xlsm") => {
            Format::Workbook
        }
        _ => Format::Other,
    }
}

/// Files that an operating system or office program leaves in the folder.
fn is_litter(name: &str) -> bool {
    name.starts_with(['.', '~']) || name.eq_ignore_ascii_case("thumbs.db") || name.eq_ignore_ascii_case("desktop.ini")
}

/// The table that a file or sheet is named after: `deeds`, `闪光言行`, or both.
fn table_named(name: &str) -> Option<Table> {
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

fn known_tables() -> String {
    let names: Vec<&str> = Table::spreadsheets().map(Table::name).collect();
    names.join(", ")
}

/// An import in progress.
pub(crate) struct Reading {
    wanted: Wanted,
    pub(crate) tables: Tables,
    pub(crate) faults: ImportFaults,
    /// Where each id of a table and unit first occurred.
    pub(crate) seen: HashMap<(Table, UnitCode, String), Place>,
}

impl Reading {
    fn new(wanted: Wanted) -> Self {
        Self { wanted, tables: Tables::default(), faults: ImportFaults::default(), seen: HashMap::new() }
    }

    fn finish(self) -> Result<Tables, ImportFaults> {
        self.faults.none_or_err().map(|()| self.tables)
    }

    pub(crate) fn fault(&mut self, place: &Place, value: &str, expected: impl Into<String>) {
        self.faults.push(Fault::new(place, None, value, expected));
    }

    fn path(&mut self, path: &Path) {
        let source = Source::file(&name_of(path));
        match fs::metadata(path) {
            Err(error) => self.fault(&source.whole(), &error.to_string(), "a file or folder that can be read"),
            Ok(metadata) if metadata.is_dir() => self.folder(path, &source),
            Ok(_) => match format_of(path) {
                Format::Comma => self.comma_file(path, &source, true),
                Format::Workbook => self.workbook(path, &source),
                Format::Other => self.fault(
                    &source.whole(),
                    "",
                    "a .csv or .xlsx file, or a folder of them: save the spreadsheet in one of these formats",
                ),
            },
        }
    }

    fn folder(&mut self, path: &Path, source: &Source) {
        let entries = fs::read_dir(path)
            .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>());
        let mut paths = match entries {
            Ok(paths) => paths,
            Err(error) => {
                self.fault(&source.whole(), &error.to_string(), "a folder that can be read");
                return;
            }
        };
        paths.sort();
        let mut files = 0_usize;
        for path in paths {
            let name = name_of(&path);
            if is_litter(&name) {
                continue;
            }
            let source = Source::file(&name);
            let table = path.file_stem().and_then(|stem| table_named(&stem.to_string_lossy()));
            if self.wanted == Wanted::Units && table != Some(Table::Units) {
                continue;
            }
            files += 1;
            match format_of(&path) {
                _ if path.is_dir() => self.fault(
                    &source.whole(),
                    "",
                    "a file: inner folders are not read; import the inner folder itself",
                ),
                Format::Comma => self.comma_file(&path, &source, false),
                Format::Workbook => self.workbook(&path, &source),
                Format::Other => self.fault(
                    &source.whole(),
                    "",
                    format!("TABLE.csv or an .xlsx workbook, TABLE being one of {}", known_tables()),
                ),
            }
        }
        if files == 0 {
            let expected = match self.wanted {
                Wanted::Units => "a file units.csv or units.xlsx in the folder".to_owned(),
                Wanted::Spreadsheets => {
                    format!(
                        "at least one TABLE.csv or .xlsx workbook in the folder, TABLE being one of {}",
                        known_tables()
                    )
                }
            };
            self.fault(&source.whole(), "", expected);
        }
    }

    fn comma_file(&mut self, path: &Path, source: &Source, alone: bool) {
        let table = path.file_stem().and_then(|stem| table_named(&stem.to_string_lossy()));
        let table = match (self.wanted, table) {
            (Wanted::Units, _) if alone => Table::Units,
            (_, Some(table)) => table,
            (_, None) => {
                let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
                self.fault(&source.whole(), &stem, format!("a file named after a table: {}", known_tables()));
                return;
            }
        };
        let bytes = match read_file(path, comma::MOST_CSV_BYTES, source) {
            Ok(bytes) => bytes,
            Err(fault) => return self.faults.push(fault),
        };
        let text = match comma::decode(&bytes, source) {
            Ok(text) => text,
            Err(fault) => return self.faults.push(fault),
        };
        let mut sheet = SheetReading::new(self, table, source.clone());
        let read = comma::read(&text, source, |row, cells| {
            let cells: Vec<Cell<'_>> = cells.into_iter().map(Cell::Text).collect();
            sheet.record(row, &cells);
        });
        sheet.finish();
        if let Err(fault) = read {
            self.faults.push(fault);
        }
    }

    fn workbook(&mut self, path: &Path, source: &Source) {
        let bytes = match read_file(path, workbook::MOST_FILE_BYTES, source) {
            Ok(bytes) => bytes,
            Err(fault) => return self.faults.push(fault),
        };
        let mut workbook = match workbook::open(&bytes, source) {
            Ok(workbook) => workbook,
            Err(fault) => return self.faults.push(fault),
        };
        let names = workbook::sheet_names(&workbook);
        let mut tables_found = 0_usize;
        for name in &names {
            let sheet_source = source.sheet(name);
            let table = match (self.wanted, table_named(name)) {
                (Wanted::Units, None) if names.len() == 1 => Table::Units,
                (Wanted::Units, found) if found != Some(Table::Units) => continue,
                (_, Some(table)) => table,
                (_, None) if name == template::GUIDE_SHEET => continue,
                (_, None) => {
                    tables_found += 1;
                    self.fault(&sheet_source.whole(), name, format!("a sheet named after a table: {}", known_tables()));
                    continue;
                }
            };
            tables_found += 1;
            let mut sheet = SheetReading::new(self, table, sheet_source.clone());
            let read = workbook::read(&mut workbook, name, &sheet_source, |row, cells| {
                sheet.record(row, cells);
            });
            sheet.finish();
            if let Err(fault) = read {
                self.faults.push(fault);
            }
        }
        if tables_found == 0 {
            let expected = match self.wanted {
                Wanted::Units => "a sheet named units".to_owned(),
                Wanted::Spreadsheets => format!("a sheet named after a table: {}", known_tables()),
            };
            self.fault(&source.whole(), "", expected);
        }
    }
}

fn read_file(path: &Path, most_bytes: u64, source: &Source) -> Result<Vec<u8>, Fault> {
    use std::io::Read;
    let mut bytes = Vec::new();
    let read = fs::File::open(path)
        .and_then(|file| file.take(most_bytes + 1).read_to_end(&mut bytes))
        .map_err(|error| Fault::new(&source.whole(), None, &error.to_string(), "a file that can be read"))?;
    if u64::try_from(read).unwrap_or(u64::MAX) > most_bytes {
        return Err(Fault::new(
            &source.whole(),
            None,
            &format!("more than {most_bytes} bytes"),
            format!("at most {} MiB: split the file by period or by township", most_bytes / 1024 / 1024),
        ));
    }
    Ok(bytes)
}
