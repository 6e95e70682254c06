//! Writing: what was typed in a form becomes rows, read as a spreadsheet's cells are.

use super::Pages;
use super::trouble::Trouble;
use super::visitor::{Fields, Visitor};
use crate::intake;
use axum::http::StatusCode;
use cunbang_desk::Viewer;
use cunbang_desk::doubts::{Answers, Resembling};
use cunbang_desk::persons::is_of_person;
use cunbang_language::say;
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
    let cells = by_initials(pages, table, cells, period).await?;
    let mut read = read_row(table, &cells, &home);
    // Whoever types a row means it; but a day of another year is a slip of the hand.
    let answers =
        Answers { restore_withdrawn: true, far_dates: false, new_members: true, resembling: Some(Resembling::New) };
    intake::look_over(&pages.desk, &mut read, Some(period), answers).await?;
    intake::check(&pages.desk, &mut read, None).await?;
    if !read.faults.is_empty() {
        let said: Vec<String> = read.faults.faults().iter().map(cunbang_report::Fault::in_form).collect();
        let column = read.faults.faults().first().and_then(|fault| fault.column).map(|column| column.name);
        return Err(Trouble::of(StatusCode::UNPROCESSABLE_ENTITY, said.join("\n")).at(column));
    }
    let row = read.tables.rows().next().cloned();
    row.ok_or_else(|| Trouble::of(StatusCode::UNPROCESSABLE_ENTITY, cunbang_language::say!("form-empty")))
}

/// Puts the member in the place of initials that only one has: `sam` is 沈阿妹. Of several, the reader is asked.
async fn by_initials(pages: &Pages, table: Table, cells: &Fields, period: Period) -> Result<Fields, Trouble> {
    let of_members = |name: &str| {
        let column = table.columns().iter().find(|column| column.name == name);
        column.is_some_and(|column| column.refers_to == Some(Table::Members) || is_of_person(column.name))
    };
    let is_initials = |text: &str| (2..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphabetic());
    let mut cells = cells.clone();
    for (_, value) in cells.iter_mut().filter(|(name, value)| of_members(name) && is_initials(value.trim())) {
        let replica = pages.desk.replica();
        let viewer = Viewer::operator(replica, "");
        let people = pages.desk.people(&viewer, replica.unit(), period).await?;
        if people.iter().any(|person| person.member == value.trim()) {
            continue;
        }
        let typed = value.trim().to_ascii_lowercase();
        let meant: Vec<_> = people.iter().filter(|person| super::initials::of(&person.name) == typed).collect();
        match meant[..] {
            [one] => value.clone_from(&one.member),
            [] => {}
            _ => {
                let names: Vec<&str> = meant.iter().map(|person| person.name.as_str()).collect();
                let several = say!("initials-several", initials = typed, names = names.join("、"));
                return Err(Trouble::of(StatusCode::UNPROCESSABLE_ENTITY, several).at(Some("member")));
            }
        }
    }
    Ok(cells)
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
