//! Reads XLSX workbooks, sheet by sheet and cell by cell.
//!
//! The file is unpacked once to measure it before anything is parsed: a damaged file is reported as such, and
//! a small file that unpacks to gigabytes is refused. Cells are read one at a time, so a sheet that claims a
//! last cell in row 1,048,576 costs nothing.

use crate::fault::{Fault, Source};
use calamine::{DataRef, ExcelDateTime, Reader, SheetType, Xlsx, XlsxError};
use cunbang_model::ColumnKind;
use std::borrow::Cow;
use std::io::{Cursor, Read, copy, sink};

/// The largest workbook accepted, in bytes.
pub(crate) const MOST_FILE_BYTES: u64 = 64 * 1024 * 1024;
/// The largest workbook accepted, in bytes once unpacked.
const MOST_UNPACKED_BYTES: u64 = 768 * 1024 * 1024;
/// The most parts that a workbook file may contain.
const MOST_PARTS: usize = 10_000;
/// The most columns read in a row. Cells further right are a fault in any table.
const MOST_COLUMNS: u32 = 256;

/// The value of a cell, before its column is known.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell<'a> {
    Empty,
    Text(Cow<'a, str>),
    Number(f64),
    YesNo(bool),
    /// A date with a time of day, as year, month, day, seconds since midnight.
    Moment(u16, u8, u8, u32),
    /// `#REF!` and the like, or an unreadable value.
    Error(String),
}

impl Cell<'_> {
    pub(crate) fn is_empty(&self) -> bool {
        match self {
            Self::Empty => true,
            Self::Text(text) => text.trim().is_empty(),
            _ => false,
        }
    }

    /// The cell as text for a column of this kind, or else the value and what was expected instead.
    pub(crate) fn text(&self, kind: ColumnKind) -> Result<String, (String, String)> {
        let expected = || cunbang_model::value::expectation(kind);
        match self {
            Self::Empty => Ok(String::new()),
            Self::Text(text) => Ok(text.clone().into_owned()),
            Self::Number(number) => {
                let shown = plain(*number);
                match kind {
                    // A typed 2026.10 is the number 2026.1, as a typed 2026.1 is.
                    ColumnKind::Month | ColumnKind::Period if shown.ends_with(".1") => {
                        let year = shown.trim_end_matches(".1");
                        let expected = format!(
                            "文本 {year}-10 或 {year}-01（数字 {shown} 分不清十月和一月） {year}-10 or {year}-01 as text: the number {shown} may be either"
                        );
                        Err((shown, expected))
                    }
                    _ => Ok(shown),
                }
            }
            Self::YesNo(yes) => Ok(if *yes { "yes" } else { "no" }.to_owned()),
            Self::Moment(year, month, day, seconds) => {
                let date = format!("{year:04}-{month:02}-{day:02}");
                match kind {
                    _ if *seconds != 0 => Err((
                        format!("{date} {:02}:{:02}", seconds / 3600, seconds / 60 % 60),
                        format!("{}; the cell has a time of day", expected()),
                    )),
                    // A spreadsheet program turns a typed 2026-07 into the first of July.
                    ColumnKind::Month | ColumnKind::Period if *day == 1 => Ok(date[..7].to_owned()),
                    _ => Ok(date),
                }
            }
            Self::Error(error) => Err((error.clone(), expected())),
        }
    }
}

/// A number as a spreadsheet program shows it in full: at most 15 significant digits, no exponent.
fn plain(number: f64) -> String {
    let shown: f64 = format!("{number:.14e}").parse().unwrap_or(number);
    if shown == 0.0 { "0".to_owned() } else { shown.to_string() }
}

pub(crate) type Workbook<'a> = Xlsx<Cursor<&'a [u8]>>;

/// Opens a workbook after unpacking it once to check that it is whole and not too large.
pub(crate) fn open<'a>(bytes: &'a [u8], source: &Source) -> Result<Workbook<'a>, Fault> {
    let fault = |value: &str, expected: &str| Fault::new(&source.whole(), None, value, expected);
    // A compound file: either an encrypted XLSX or an old XLS.
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err(fault(
            "",
            "an XLSX workbook without a password: this one has a password, or is an old XLS; save it as XLSX without",
        ));
    }
    check_whole(bytes, source, MOST_UNPACKED_BYTES)?;
    Xlsx::new(Cursor::new(bytes)).map_err(|error| match error {
        XlsxError::Password => fault("", "a workbook without a password: save it without"),
        error => fault(&error.to_string(), "an XLSX workbook: the file is damaged or in another format"),
    })
}

fn check_whole(bytes: &[u8], source: &Source, most_unpacked_bytes: u64) -> Result<(), Fault> {
    let damaged = |error: &dyn std::fmt::Display| {
        Fault::new(
            &source.whole(),
            None,
            &error.to_string(),
            "a whole XLSX workbook: the file is cut off, damaged, or in another format",
        )
    };
    let too_large = || {
        Fault::new(
            &source.whole(),
            None,
            &format!("more than {} MiB unpacked", most_unpacked_bytes / 1024 / 1024),
            "a smaller workbook: split it by period or by township",
        )
    };
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    if archive.len() > MOST_PARTS {
        return Err(too_large());
    }
    let mut left = most_unpacked_bytes;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(|error| damaged(&error))?;
        let unpacked = copy(&mut part.take(left + 1), &mut sink()).map_err(|error| damaged(&error))?;
        left = left.checked_sub(unpacked).ok_or_else(too_large)?;
    }
    Ok(())
}

/// The names of the sheets that hold cells, in the workbook's order.
pub(crate) fn sheet_names(workbook: &Workbook<'_>) -> Vec<String> {
    let sheets = workbook.sheets_metadata().iter();
    sheets.filter(|sheet| sheet.typ == SheetType::WorkSheet).map(|sheet| sheet.name.clone()).collect()
}

/// Calls `each` with the row number, from 1, and the cells of every row that has any.
pub(crate) fn read(
    workbook: &mut Workbook<'_>,
    sheet: &str,
    source: &Source,
    mut each: impl FnMut(u32, &[Cell<'_>]),
) -> Result<(), Fault> {
    let damaged = |error: &dyn std::fmt::Display| {
        Fault::new(&source.whole(), None, &error.to_string(), "a sheet that can be read: the file is damaged")
    };
    let mut reader = workbook.worksheet_cells_reader(sheet).map_err(|error| damaged(&error))?;
    let mut cells: Vec<Cell<'_>> = Vec::new();
    let mut row = None;
    while let Some(cell) = reader.next_cell().map_err(|error| damaged(&error))? {
        let (at_row, at_column) = cell.get_position();
        if row != Some(at_row) {
            if let Some(before) = row {
                if at_row < before {
                    return Err(damaged(&format!("row {} after row {}", at_row + 1, before + 1)));
                }
                each(before + 1, &cells);
            }
            cells.clear();
            row = Some(at_row);
        }
        let value = cell_of(cell.get_value());
        if matches!(value, Cell::Empty) {
            continue;
        }
        let index = usize::try_from(at_column.min(MOST_COLUMNS)).unwrap_or_default();
        if cells.len() <= index {
            cells.resize(index + 1, Cell::Empty);
        }
        cells[index] = value;
    }
    if let Some(row) = row {
        each(row + 1, &cells);
    }
    Ok(())
}

fn cell_of<'a>(value: &DataRef<'a>) -> Cell<'a> {
    match value {
        DataRef::Empty => Cell::Empty,
        #[allow(clippy::cast_precision_loss)] // a spreadsheet's numbers are doubles to begin with
        DataRef::Int(number) => Cell::Number(*number as f64),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(text) => Cell::Text(Cow::Owned(text.clone())),
        DataRef::SharedString(text) => Cell::Text(Cow::Borrowed(text)),
        DataRef::Bool(yes) => Cell::YesNo(*yes),
        DataRef::DateTime(moment) => moment_of(moment),
        DataRef::DateTimeIso(text) => {
            let day = text.strip_suffix("T00:00:00").unwrap_or(text);
            Cell::Text(Cow::Owned(day.to_owned()))
        }
        DataRef::DurationIso(text) => Cell::Error(format!("a duration, {text}")),
        DataRef::Error(error) => Cell::Error(error.to_string()),
    }
}

fn moment_of(moment: &ExcelDateTime) -> Cell<'static> {
    if moment.is_duration() {
        return Cell::Error(format!("a duration of {} days", plain(moment.as_f64())));
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let seconds = u32::from(hour) * 3600 + u32::from(minute) * 60 + u32::from(second);
    Cell::Moment(year, month, day, seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cunbang_model::Period;
    use std::io::Write;

    #[test]
    fn a_small_file_that_unpacks_to_a_large_one_is_refused() {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for part in ["a", "b"] {
            zip.start_file(part, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(&vec![b' '; 600_000]).unwrap();
        }
        let bytes = zip.finish().unwrap().into_inner();
        let source = Source::file("bomb.xlsx");
        check_whole(&bytes, &source, 2 << 20).unwrap();
        assert_eq!(
            check_whole(&bytes, &source, 1 << 20).unwrap_err().to_string(),
            "bomb.xlsx: \"more than 1 MiB unpacked\": expected a smaller workbook: split it by period or by township"
        );
    }

    #[test]
    fn numbers_are_shown_as_in_the_spreadsheet() {
        for (number, text) in [
            (7.0, "7"),
            (85.3, "85.3"),
            (0.1 + 0.2, "0.3"),
            (-0.0, "0"),
            (330_522_103_201.0, "330522103201"),
            (1e-5, "0.00001"),
        ] {
            assert_eq!(plain(number), text);
        }
    }

    #[test]
    fn a_number_that_may_be_two_months_is_refused() {
        for kind in [ColumnKind::Month, ColumnKind::Period] {
            let (value, expected) = Cell::Number(2026.10).text(kind).unwrap_err();
            assert_eq!(value, "2026.1");
            assert!(expected.contains("2026-10 或 2026-01") && expected.contains("2026-10 or 2026-01"), "{expected}");
            for (number, text) in [(2026.9, "2026.9"), (2026.11, "2026.11"), (2026.12, "2026.12"), (2026.0, "2026")] {
                assert_eq!(Cell::Number(number).text(kind).unwrap(), text);
            }
            // What was written as text says which month it is.
            for (text, month) in [("2026.10", "2026-10"), ("2026.1", "2026-01")] {
                let written = Cell::Text(text.into()).text(kind).unwrap();
                assert_eq!(Period::from_people(&written, None).unwrap().to_string(), month);
            }
        }
        assert_eq!(Cell::Number(2026.1).text(ColumnKind::Number(0, 9999)).unwrap(), "2026.1");
    }

    #[test]
    fn a_date_cell_is_the_month_that_was_typed() {
        let cell = Cell::Moment(2026, 7, 1, 0);
        assert_eq!(cell.text(ColumnKind::Date).unwrap(), "2026-07-01");
        assert_eq!(cell.text(ColumnKind::Month).unwrap(), "2026-07");
        assert!(Cell::Moment(2026, 7, 1, 60).text(ColumnKind::Date).unwrap_err().0.contains("00:01"));
    }
}
