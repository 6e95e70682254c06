//! Exports rows in a form that [`read_tables`](crate::read_tables) reads back without loss.

use crate::book;
use crate::harmless::harmless;
use crate::header::{columns_with_withdrawal, heading};
use cunbang_language::say;
use cunbang_model::{Column, ColumnKind, Row, Table, Value};
use rust_xlsxwriter::{Format, XlsxError};
use std::collections::BTreeMap;

/// The most rows that fit on a sheet below its header.
const MOST_SHEET_ROWS: usize = 1_048_575;

/// Why an export failed.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// More rows than a sheet can hold.
    #[error("{}", say!("report-export-too-many-rows", what = .0, rows = .1, most_sheet_rows = .MOST_SHEET_ROWS))]
    TooManyRows(Table, usize),
    /// The spreadsheet library failed.
    #[error("{}", say!("report-export-workbook", what = .0))]
    Workbook(#[from] XlsxError),
    /// The page template failed.
    #[error("{}", say!("report-export-page", what = .0))]
    Page(#[from] askama::Error),
    /// The parts of a document could not be put together.
    #[error("{}", say!("report-export-package", what = .0))]
    Package(#[from] zip::result::ZipError),
    /// The parts of a document could not be written.
    #[error("{}", say!("report-export-written", what = .0))]
    Written(#[from] std::io::Error),
    /// The writer of Parquet failed.
    #[error("{}", say!("report-export-parquet", what = .0))]
    Parquet(#[from] parquet::errors::ParquetError),
    /// A number has more digits than a column holds.
    #[error("{}", say!("report-export-digits", what = .0))]
    TooManyDigits(cunbang_model::Decimal),
    /// A QR code cannot hold so much.
    #[error("{}", say!("report-export-qr", what = .0))]
    Qr(String),
}

/// The columns to write: the table's, and `withdrawn` if any row is withdrawn.
fn columns_for(table: Table, rows: &[&Row]) -> Vec<&'static Column> {
    let withdrawn = rows.iter().any(|row| row.is_withdrawn());
    columns_with_withdrawal(table).take(table.columns().len() + usize::from(withdrawn)).collect()
}

/// One table's rows as CSV in UTF-8 with a BOM. Rows of other tables are left out.
pub fn rows_csv<'a>(table: Table, rows: impl IntoIterator<Item = &'a Row>) -> String {
    let rows: Vec<&Row> = rows.into_iter().filter(|row| row.table() == table).collect();
    let columns = columns_for(table, &rows);
    let records = rows.iter().map(|row| {
        let cells = row.cells().iter().map(|cell| match cell {
            None => String::new(),
            Some(Value::Text(text)) => harmless(text).into_owned(),
            Some(other) => other.to_string(),
        });
        let reason = row.withdrawal().map_or_else(String::new, |reason| harmless(reason).into_owned());
        cells.chain(std::iter::once(reason)).take(columns.len())
    });
    crate::comma::write(columns.iter().map(|column| heading(column)), records)
}

/// Rows as one workbook: one sheet per table that has rows, with dates and numbers as such.
pub fn rows_xlsx<'a>(rows: impl IntoIterator<Item = &'a Row>) -> Result<Vec<u8>, ExportError> {
    let mut by_table: BTreeMap<Table, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        by_table.entry(row.table()).or_default().push(row);
    }
    let mut workbook = book::workbook("台账 ledger")?;
    let header = book::header_format();
    let (text, day, number) = (book::text_format(), book::date_format(), Format::new());
    for (table, rows) in &by_table {
        if rows.len() > MOST_SHEET_ROWS {
            return Err(ExportError::TooManyRows(*table, rows.len()));
        }
        let columns = columns_for(*table, rows);
        let sheet = workbook.add_worksheet();
        sheet.set_name(table.name())?;
        sheet.set_freeze_panes(1, 0)?;
        for (at, column) in (0..).zip(&columns) {
            sheet.write_string_with_format(0, at, heading(column), &header)?;
            sheet.set_column_width(at, width(column.kind))?;
        }
        for (line, row) in (1..).zip(rows) {
            for (at, cell) in (0..).zip(row.cells()) {
                match cell {
                    None => {}
                    Some(Value::Date(date)) => book::date(sheet, line, at, *date, &day)?,
                    Some(Value::Number(value)) => book::number(sheet, line, at, **value, &number)?,
                    Some(other) => book::text(sheet, line, at, &other.to_string(), &text)?,
                }
            }
            if let Some(reason) = row.withdrawal() {
                let last = u16::try_from(row.cells().len()).unwrap_or_default();
                book::text(sheet, line, last, reason, &text)?;
            }
        }
        book::print_on_a4(sheet, table.chinese(), columns.len() > 6)?;
        if let Some(last) = columns.len().checked_sub(1) {
            let end = u32::try_from(rows.len()).unwrap_or(u32::MAX);
            sheet.autofilter(0, 0, end, u16::try_from(last).unwrap_or_default())?;
        }
    }
    if by_table.is_empty() {
        let sheet = workbook.add_worksheet();
        sheet.set_name(crate::template::GUIDE_SHEET)?;
        sheet.write_string(0, 0, say!("export-no-rows"))?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// The width of a column in characters.
pub(crate) fn width(kind: ColumnKind) -> f64 {
    match kind {
        ColumnKind::Unit => 16.0,
        ColumnKind::Id | ColumnKind::Choice(_) => 20.0,
        ColumnKind::Text(most) if most > 200 => 48.0,
        ColumnKind::Text(_) => 24.0,
        ColumnKind::Date | ColumnKind::Month | ColumnKind::Period => 14.0,
        ColumnKind::Number(..) | ColumnKind::Whole(..) | ColumnKind::YesNo => 12.0,
    }
}
