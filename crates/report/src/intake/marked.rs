//! A copy of the sheets as they stand, the faulty cells marked, with a comment in each.
//!
//! Cells keep their values and places, and stay merged as they were, so that the copy, corrected, is imported as the
//! file itself would be. Other formats, formulas and pictures are not carried over: the copy is for correcting, and the file itself stays as it is.

use super::Intake;
use super::cell::Cell;
use super::fault::{Fault, Place};
use super::sheet::{Merged, Sheet};
use crate::book;
use crate::export::ExportError;
use rust_xlsxwriter::{Color, ExcelDateTime, Format, FormatAlign, FormatBorder, Note, Worksheet, XlsxError};
use std::collections::{BTreeMap, HashSet};

const FAULTY_COLOUR: Color = Color::RGB(0x00FF_C7CE);
/// The most cells of a sheet that are merged again, all together.
const MOST_MERGED_CELLS: u64 = 200_000;
/// The most of them.
const MOST_MERGED: usize = 5_000;
/// The longest name of a sheet, in characters.
const LONGEST_NAME: usize = 31;

impl Intake {
    /// Whether a copy with faulty cells marked helps: some fault stands in a row, and is not of a whole file.
    pub fn can_be_marked(&self) -> bool {
        !self.sheets.is_empty() && self.faults.faults().iter().any(|fault| fault.place.row().is_some())
    }
}

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
    let merged = apart(&sheet.merged);
    let mut marks: BTreeMap<(u32, u16), Vec<String>> = BTreeMap::new();
    let of_sheet = |place: &Place| place.whole() == sheet.source.whole();
    for fault in faults.iter().filter(|fault| of_sheet(&fault.place)) {
        let row = fault.place.row().map_or(0, |row| row - 1);
        let column = fault.place.column_index().and_then(|column| u16::try_from(column).ok()).unwrap_or(0);
        // Of merged cells only the first can be seen.
        let seen = merged.iter().find(|region| region.holds(row, u32::from(column))).and_then(first_of);
        marks.entry(seen.unwrap_or((row, column))).or_default().push(fault.said());
    }
    for region in &merged {
        let (Some(first), Some(last)) = (first_of(region), last_of(region)) else { continue };
        let format = if marks.contains_key(&first) { faulty() } else { Format::new() };
        written.merge_range(first.0, first.1, last.0, last.1, "", &in_the_middle(format))?;
    }
    for line in &sheet.lines {
        let row = line.row - 1;
        let of_row: Vec<&Merged> =
            merged.iter().filter(|region| (region.rows.0..=region.rows.1).contains(&row)).collect();
        for (column, cell) in (0..).zip(&line.cells) {
            let mut format = if marks.contains_key(&(row, column)) { faulty() } else { Format::new() };
            if let Some(region) = of_row.iter().find(|region| region.holds(row, u32::from(column))) {
                if first_of(region) != Some((row, column)) && (cell.is_empty() || *cell == *value_of(sheet, region)) {
                    continue;
                }
                format = in_the_middle(format);
            }
            write_cell(written, row, column, cell, format)?;
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

/// The merged cells that can be written again: more than one cell each, none of them twice, and not without end.
fn apart(merged: &[Merged]) -> Vec<Merged> {
    let mut kept: Vec<Merged> = Vec::new();
    let mut left = MOST_MERGED_CELLS;
    for region in merged {
        let length = |(from, to): (u32, u32)| u64::from(to.saturating_sub(from)) + 1;
        let cells = length(region.rows) * length(region.columns);
        let overlaps = |other: &Merged| {
            let meets = |a: (u32, u32), b: (u32, u32)| a.0 <= b.1 && b.0 <= a.1;
            meets(other.rows, region.rows) && meets(other.columns, region.columns)
        };
        if cells > 1 && cells <= left && kept.len() < MOST_MERGED && !kept.iter().any(overlaps) {
            left -= cells;
            kept.push(*region);
        }
    }
    kept
}

fn first_of(region: &Merged) -> Option<(u32, u16)> {
    Some((region.rows.0, u16::try_from(region.columns.0).ok()?))
}

fn last_of(region: &Merged) -> Option<(u32, u16)> {
    Some((region.rows.1, u16::try_from(region.columns.1).ok()?))
}

/// What merged cells show: the value of the first of them.
fn value_of<'s>(sheet: &'s Sheet, region: &Merged) -> &'s Cell {
    let line = sheet.lines.binary_search_by_key(&(region.rows.0 + 1), |line| line.row);
    let column = usize::try_from(region.columns.0).unwrap_or(usize::MAX);
    line.map_or(&Cell::Empty, |line| sheet.lines[line].at(column))
}

fn in_the_middle(format: Format) -> Format {
    format.set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter)
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
