//! Reads workbooks: XLSX, the old XLS, and ODS, told apart by their bytes and not by their names (`.et` is one of
//! the first two).
//!
//! A zipped file is unpacked once to measure it before anything is parsed ([`Gauge`]): a damaged file is reported as
//! such, and a small file that unpacks to gigabytes is refused. Cells of XLSX are read one at a time, so a sheet that
//! claims a last cell in row 1,048,576 costs nothing.

use super::cell::{Cell, digits_of};
use super::fault::{Fault, Source};
use super::limits::{Gauge, Limits, MOST_PARTS, Room};
use super::open_document::{self, Overview};
use super::other_file::OtherFile;
use super::problem::Problem;
use super::sheet::{Line, Merged, Sheet};
use calamine::{
    Data, DataRef, DataType, Dimensions, ExcelDateTime, Ods, Range, Reader, SheetType, SheetVisible, Xls, XlsError,
    Xlsx, XlsxError,
};
use cunbang_model::Date;
use std::io::{Cursor, copy};

/// What a file's first bytes say that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Container {
    Zip,
    /// An old XLS, or an XLSX with a password.
    Compound,
    Text,
}

pub(crate) fn container_of(bytes: &[u8]) -> Container {
    if bytes.starts_with(b"PK") {
        Container::Zip
    } else if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        Container::Compound
    } else {
        Container::Text
    }
}

/// The sheets of a workbook that hold cells, in its order; of a sheet that cannot be read, the fault.
pub(crate) fn sheets(bytes: &[u8], source: &Source, room: &mut Room) -> Result<Vec<Result<Sheet, Fault>>, Fault> {
    let fault = |problem: Problem| Fault::new(&source.whole(), None, "", problem);
    if container_of(bytes) == Container::Compound {
        let workbook = Xls::new(Cursor::new(bytes)).map_err(|error| match error {
            XlsError::Password => fault(Problem::Password),
            // An XLSX with a password is such a file too, and holds no old workbook.
            error if error.to_string().contains("Workbook") => {
                fault(OtherFile::of_compound(bytes).map_or(Problem::Password, Problem::NoSpreadsheet))
            }
            error => fault(Problem::Damaged(error.to_string())),
        })?;
        return Ok(all_of_xls(workbook, source, room));
    }
    check_whole(bytes, source, room.limits)?;
    if is_open_document(bytes) {
        let overview = open_document::overview(bytes);
        let most = room.limits.cells;
        if usize::try_from(overview.cells).unwrap_or(usize::MAX) > most {
            return Err(fault(Problem::TooManyCells { most }));
        }
        // Repeated cells are copied before they can be counted one by one.
        let mut trial = *room;
        trial.text(overview.text_bytes).map_err(fault)?;
        let workbook = Ods::new(Cursor::new(bytes)).map_err(|error| fault(Problem::Damaged(error.to_string())))?;
        return Ok(all_of_ods(workbook, &overview, source, room));
    }
    let workbook = Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsxError::Password => fault(Problem::Password),
        error => fault(Problem::Damaged(error.to_string())),
    })?;
    Ok(all_of_xlsx(workbook, source, room))
}

fn is_open_document(bytes: &[u8]) -> bool {
    zip::ZipArchive::new(Cursor::new(bytes)).is_ok_and(|archive| archive.index_for_name("content.xml").is_some())
}

fn check_whole(bytes: &[u8], source: &Source, limits: Limits) -> Result<(), Fault> {
    let fault = |problem| Fault::new(&source.whole(), None, "", problem);
    let damaged = |error: &dyn std::fmt::Display| fault(Problem::Damaged(error.to_string()));
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    if archive.len() > MOST_PARTS {
        return Err(fault(Problem::TooManyParts { parts: archive.len(), most: MOST_PARTS }));
    }
    let mut gauge = Gauge::new(limits);
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(|error| damaged(&error))?;
        let name = part.name().map_err(|error| damaged(&error))?.into_owned();
        gauge.part(&name);
        copy(&mut part, &mut gauge).map_err(|error| match gauge.excess.take() {
            Some(excess) => Fault::new(&source.whole(), None, &name, excess),
            None => damaged(&error),
        })?;
    }
    Ok(())
}

/// The names of the sheets that hold cells, and whether each is hidden.
fn names<R: Reader<Cursor<T>>, T: AsRef<[u8]>>(workbook: &R) -> Vec<(String, bool)> {
    let sheets = workbook.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    sheets.map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible)).collect()
}

fn all_of_xlsx(mut workbook: Xlsx<Cursor<&[u8]>>, source: &Source, room: &mut Room) -> Vec<Result<Sheet, Fault>> {
    let names = names(&workbook);
    let one = |(name, is_hidden): (String, bool)| {
        let source = source.sheet(&name);
        let lines = lines_of_xlsx(&mut workbook, &name, &source, room)?;
        let merged = workbook.merge_cells_by_sheet_name(&name).unwrap_or_default();
        let mut sheet = Sheet { source, name, is_hidden, lines, merged: Vec::new() };
        sheet.fill_down(regions(&merged), room)?;
        Ok(sheet)
    };
    names.into_iter().map(one).collect()
}

fn lines_of_xlsx(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    source: &Source,
    room: &mut Room,
) -> Result<Vec<Line>, Fault> {
    let damaged =
        |error: &dyn std::fmt::Display| Fault::new(&source.whole(), None, "", Problem::Damaged(error.to_string()));
    let mut reader = workbook.worksheet_cells_reader(name).map_err(|error| damaged(&error))?;
    let mut lines: Vec<Line> = Vec::new();
    while let Some(cell) = reader.next_cell().map_err(|error| damaged(&error))? {
        let (row, column) = cell.get_position();
        // One text may stand in many cells: it is counted before it is copied.
        let text = cell.get_value().get_string().unwrap_or_default();
        let at = usize::try_from(column).unwrap_or(usize::MAX);
        if *cell.get_value() == DataRef::Empty {
            continue;
        }
        room.cell(at, text).map_err(|problem| Fault::new(&source.row(row + 1).column(at), None, text, problem))?;
        let value = cell_of(cell.get_value().clone().into());
        if value == Cell::Empty {
            continue;
        }
        match lines.last() {
            Some(last) if last.row > row + 1 => {
                return Err(damaged(&format!("row {} after row {}", row + 1, last.row)));
            }
            Some(last) if last.row == row + 1 => {}
            _ => {
                room.line().map_err(|problem| Fault::new(&source.row(row + 1), None, "", problem))?;
                lines.push(Line { row: row + 1, cells: Vec::new() });
            }
        }
        if let Some(line) = lines.last_mut() {
            put(line, column, value);
        }
    }
    Ok(lines)
}

fn put(line: &mut Line, column: u32, value: Cell) {
    let index = usize::try_from(column).unwrap_or_default();
    if line.cells.len() <= index {
        line.cells.resize(index + 1, Cell::Empty);
    }
    line.cells[index] = value;
}

fn all_of_xls(mut workbook: Xls<Cursor<&[u8]>>, source: &Source, room: &mut Room) -> Vec<Result<Sheet, Fault>> {
    let names = names(&workbook);
    let one = |(name, is_hidden): (String, bool)| {
        let source = source.sheet(&name);
        let range = workbook
            .worksheet_range(&name)
            .map_err(|error| Fault::new(&source.whole(), None, "", Problem::Damaged(error.to_string())))?;
        let merged = workbook.merge_cells_by_sheet_name(&name).unwrap_or_default();
        let lines = lines_of_range(&range, &source, room)?;
        let mut sheet = Sheet { source, name, is_hidden, lines, merged: Vec::new() };
        sheet.fill_down(regions(&merged), room)?;
        Ok(sheet)
    };
    names.into_iter().map(one).collect()
}

fn all_of_ods(
    mut workbook: Ods<Cursor<&[u8]>>,
    overview: &Overview,
    source: &Source,
    room: &mut Room,
) -> Vec<Result<Sheet, Fault>> {
    let names = names(&workbook);
    let one = |(name, is_hidden): (String, bool)| {
        let source = source.sheet(&name);
        let range = workbook
            .worksheet_range(&name)
            .map_err(|error| Fault::new(&source.whole(), None, "", Problem::Damaged(error.to_string())))?;
        let lines = lines_of_range(&range, &source, room)?;
        let of_sheet = overview.merged.get(&name).cloned().unwrap_or_default();
        let mut sheet = Sheet { source, name, is_hidden, lines, merged: Vec::new() };
        sheet.fill_down(of_sheet, room)?;
        Ok(sheet)
    };
    names.into_iter().map(one).collect()
}

fn lines_of_range(range: &Range<Data>, source: &Source, room: &mut Room) -> Result<Vec<Line>, Fault> {
    let (height, width) = range.get_size();
    let most = room.limits.cells;
    if height.saturating_mul(width) > most {
        return Err(Fault::new(&source.whole(), None, "", Problem::TooManyCells { most }));
    }
    let mut lines: Vec<Line> = Vec::new();
    let (first_row, first_column) = range.start().unwrap_or_default();
    for (at_row, at_column, data) in range.used_cells() {
        let row = first_row + u32::try_from(at_row).unwrap_or(u32::MAX - first_row - 1) + 1;
        let column = first_column.saturating_add(u32::try_from(at_column).unwrap_or(u32::MAX));
        let text = data.get_string().unwrap_or_default();
        let at = usize::try_from(column).unwrap_or(usize::MAX);
        room.cell(at, text).map_err(|problem| Fault::new(&source.row(row).column(at), None, text, problem))?;
        let value = cell_of(data.clone());
        if value == Cell::Empty {
            continue;
        }
        if lines.last().is_none_or(|last| last.row != row) {
            room.line().map_err(|problem| Fault::new(&source.row(row), None, "", problem))?;
            lines.push(Line { row, cells: Vec::new() });
        }
        if let Some(line) = lines.last_mut() {
            put(line, column, value);
        }
    }
    Ok(lines)
}

fn regions(merged: &[Dimensions]) -> Vec<Merged> {
    let region = |one: &Dimensions| Merged { rows: (one.start.0, one.end.0), columns: (one.start.1, one.end.1) };
    merged.iter().map(region).collect()
}

fn cell_of(value: Data) -> Cell {
    match value {
        Data::Empty => Cell::Empty,
        #[allow(clippy::cast_precision_loss)] // a spreadsheet's numbers are doubles to begin with
        Data::Int(number) => Cell::Number(number as f64),
        Data::Float(number) => Cell::Number(number),
        Data::String(text) => Cell::Text(text.into()),
        Data::Bool(yes) => Cell::YesNo(yes),
        Data::DateTime(moment) => moment_of(&moment),
        Data::DateTimeIso(text) => iso_moment(&text).unwrap_or_else(|| Cell::Text(text.into())),
        Data::DurationIso(text) => Cell::Error(format!("duration {text}").into()),
        Data::Error(error) => Cell::Error(error.to_string().into()),
    }
}

/// `2026-09-01` or `2026-09-01T08:30:00`, as ODS keeps dates.
fn iso_moment(text: &str) -> Option<Cell> {
    let (day, time) = text.split_once('T').unwrap_or((text, "00:00:00"));
    let mut parts = time.split(':');
    let mut part = || parts.next()?.split('.').next()?.parse::<u32>().ok();
    let (hours, minutes, seconds) = (part()?, part()?, part().unwrap_or(0));
    Some(Cell::Moment(day.parse().ok()?, hours * 3600 + minutes * 60 + seconds))
}

fn moment_of(moment: &ExcelDateTime) -> Cell {
    if moment.is_duration() {
        return Cell::Error(format!("duration {} d", digits_of(moment.as_f64())).into());
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let parts = (i16::try_from(year), i8::try_from(month), i8::try_from(day));
    let (Ok(year), Ok(month), Ok(day)) = parts else { return Cell::Number(moment.as_f64()) };
    match Date::new(year, month, day) {
        Ok(day) => Cell::Moment(day, u32::from(hour) * 3600 + u32::from(minute) * 60 + u32::from(second)),
        Err(_) => Cell::Number(moment.as_f64()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn zipped(parts: impl IntoIterator<Item = (String, Vec<u8>)>) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, bytes) in parts {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(&bytes).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    #[test]
    fn a_small_file_that_unpacks_to_a_large_one_is_refused_by_the_name_of_its_part() {
        let source = Source::file("bomb.xlsx");
        let limits = Limits { unpacked_mebibytes: 2, ..Limits::NODE };
        let bytes = zipped(["a", "b"].map(|part| (part.to_owned(), vec![b' '; 600_000])));
        check_whole(&bytes, &source, limits).unwrap();
        let fault = check_whole(&bytes, &source, Limits { unpacked_mebibytes: 1, ..limits }).unwrap_err();
        assert_eq!((&*fault.value, fault.problem), ("b", Problem::UnpacksTooLarge { mebibytes: 1 }));
    }

    #[test]
    fn a_file_of_very_many_parts_is_called_that() {
        let bytes = zipped((0..=MOST_PARTS).map(|number| (format!("xl/x{number}.xml"), Vec::new())));
        let fault = check_whole(&bytes, &Source::file("many.xlsx"), Limits::NODE).unwrap_err();
        assert_eq!(fault.problem, Problem::TooManyParts { parts: MOST_PARTS + 1, most: MOST_PARTS });
    }
}
