//! A copy of the sheets as they stand, the faulty cells marked, with a comment in each.
//!
//! Cells keep their values and places, so that the copy, corrected, is imported as the file itself would be. Formats,
//! formulas and pictures are not carried over: the copy is for correcting, and the file itself stays as it is.

use super::Intake;
use super::cell::Cell;
use super::fault::{Fault, Place};
use super::sheet::Sheet;
use crate::book;
use crate::export::ExportError;
use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatBorder, Note, Worksheet, XlsxError};
use std::collections::{BTreeMap, HashSet};

const FAULTY_COLOUR: Color = Color::RGB(0x00FF_C7CE);
/// The longest name of a sheet, in characters.
const LONGEST_NAME: usize = 31;

/// The sheets that were read, as XLSX, with the faulty cells marked and what is wrong with each in a comment.
pub fn marked_workbook(intake: &Intake) -> Result<Vec<u8>, ExportError> {
    let mut workbook = book::workbook("待改 to be corrected")?;
    let mut used = HashSet::new();
    for sheet in &intake.sheets {
        let written = workbook.add_worksheet();
        written.set_name(free_name(&sheet.name, &mut used))?;
        written.set_hidden(sheet.is_hidden);
        write_sheet(written, sheet, intake.faults.faults())?;
    }
    if let Some(first) = intake.sheets.iter().position(|sheet| !sheet.is_hidden) {
        workbook.worksheet_from_index(first)?.set_active(true);
    }
    Ok(workbook.save_to_buffer()?)
}

fn write_sheet(written: &mut Worksheet, sheet: &Sheet, faults: &[Fault]) -> Result<(), XlsxError> {
    let mut marks: BTreeMap<(u32, u16), Vec<String>> = BTreeMap::new();
    let of_sheet = |place: &Place| place.whole() == sheet.source.whole();
    for fault in faults.iter().filter(|fault| of_sheet(&fault.place)) {
        let row = fault.place.row().map_or(0, |row| row - 1);
        let column = fault.place.column_index().and_then(|column| u16::try_from(column).ok()).unwrap_or(0);
        marks.entry((row, column)).or_default().push(fault.problem.to_string());
    }
    for line in &sheet.lines {
        for (column, cell) in (0..).zip(&line.cells) {
            let format = if marks.contains_key(&(line.row - 1, column)) { faulty() } else { Format::new() };
            write_cell(written, line.row - 1, column, cell, format)?;
        }
    }
    for ((row, column), said) in marks {
        let is_blank = sheet
            .lines
            .iter()
            .find(|line| line.row == row + 1)
            .is_none_or(|line| line.at(usize::from(column)).is_empty());
        if is_blank {
            written.write_blank(row, column, &faulty())?;
        }
        let note = Note::new(said.join("\n")).set_author("村榜 cunbang").set_width(320);
        written.insert_note(row, column, &note)?;
    }
    written.autofit();
    Ok(())
}

fn faulty() -> Format {
    Format::new().set_background_color(FAULTY_COLOUR).set_border(FormatBorder::Thin)
}

fn write_cell(written: &mut Worksheet, row: u32, column: u16, cell: &Cell, format: Format) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) | Cell::Error(text) => {
            written.write_string_with_format(row, column, &**text, &format.set_num_format("@"))?;
        }
        Cell::Number(number) => _ = written.write_number_with_format(row, column, *number, &format)?,
        Cell::YesNo(yes) => _ = written.write_boolean_with_format(row, column, *yes, &format)?,
        Cell::Moment(day, seconds) => {
            let parts = (u16::try_from(day.year()), u8::try_from(day.month()), u8::try_from(day.day()));
            let (Ok(year), Ok(month), Ok(date)) = parts else {
                return written.write_string_with_format(row, column, cell.shown(), &format).map(|_| ());
            };
            let time = (seconds / 3600, seconds / 60 % 60, seconds % 60);
            let minutes = u8::try_from(time.1).unwrap_or_default();
            let moment = ExcelDateTime::from_ymd(year, month, date)?.and_hms(
                u16::try_from(time.0).unwrap_or_default(),
                minutes,
                f64::from(time.2),
            )?;
            let shown = if *seconds == 0 { "yyyy-mm-dd" } else { "yyyy-mm-dd hh:mm" };
            written.write_datetime_with_format(row, column, moment, &format.set_num_format(shown))?;
        }
    }
    Ok(())
}

/// A name that a sheet may have, and that no other has.
fn free_name(name: &str, used: &mut HashSet<String>) -> String {
    let is_allowed = |character: &char| !matches!(character, '[' | ']' | ':' | '*' | '?' | '/' | '\\');
    let plain: String = name.chars().filter(is_allowed).take(LONGEST_NAME).collect();
    let plain = plain.trim_matches('\'').to_owned();
    let mut free = if plain.is_empty() { "1".to_owned() } else { plain.clone() };
    let mut number = 2;
    while !used.insert(free.to_lowercase()) {
        let end = format!(" {number}");
        free = plain.chars().take(LONGEST_NAME - end.len()).chain(end.chars()).collect();
        number += 1;
    }
    free
}
