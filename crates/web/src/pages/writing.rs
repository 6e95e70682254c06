//! Writing: what was typed in a form becomes rows, read as a spreadsheet's cells are.

use super::Pages;
use super::trouble::Trouble;
use super::visitor::{Fields, Visitor};
use crate::intake;
use axum::http::StatusCode;
use cunbang_desk::doubts::{Answers, Resembling};
use cunbang_model::{Period, Row, Table};
use cunbang_report::read_row;

/// Fields of every form that are no cells.
const OWN_FIELDS: [&str; 3] = ["token", "back", "show"];

/// A field of a form.
pub(crate) fn field<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
}

/// The cells of a form: what is not there for the page itself.
pub(crate) fn cells(fields: &Fields) -> Fields {
    fields.iter().filter(|(name, _)| !OWN_FIELDS.contains(&name.as_str()) && !name.contains('.')).cloned().collect()
}

/// Reads one row as it was typed, or says what is wrong with each cell.
pub(crate) async fn read(pages: &Pages, table: Table, cells: &Fields, period: Period) -> Result<Row, Trouble> {
    let home = intake::home(&pages.desk, Some(period)).await?;
    let mut read = read_row(table, cells, &home);
    // Whoever types a row means it; but a day of another year is a slip of the hand.
    let answers =
        Answers { restore_withdrawn: true, far_dates: false, new_members: true, resembling: Some(Resembling::New) };
    intake::look_over(&pages.desk, &mut read, Some(period), answers).await?;
    intake::check(&pages.desk, &mut read).await?;
    if !read.faults.is_empty() {
        let said: Vec<String> = read.faults.faults().iter().map(cunbang_report::Fault::in_form).collect();
        return Err(Trouble::of(StatusCode::UNPROCESSABLE_ENTITY, said.join("\n")));
    }
    let row = read.tables.rows().next().cloned();
    row.ok_or_else(|| Trouble::of(StatusCode::UNPROCESSABLE_ENTITY, cunbang_language::say!("form-empty")))
}

/// Reads one row as it was typed, and keeps it.
pub(crate) async fn record(
    pages: &Pages,
    visitor: &Visitor,
    period: Period,
    table: Table,
    cells: &Fields,
) -> Result<Row, Trouble> {
    let row = read(pages, table, cells, period).await?;
    pages.desk.record(&visitor.operator, row.clone(), quarter_for(&row, period)).await?;
    Ok(row)
}

/// The quarter to name for a row: the page's, where the row does not tell its own.
pub(crate) fn quarter_for(row: &Row, period: Period) -> Option<Period> {
    (row.quarter().is_none() && matches!(period, Period::Quarter(..))).then_some(period)
}
