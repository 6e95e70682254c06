//! Writing: what was typed in a form becomes rows, read as a spreadsheet's cells are.

use super::Pages;
use super::clash::ClashShown;
use super::people::{Known, Meant};
use super::trouble::Trouble;
use super::visitor::{Fields, Visitor};
use crate::intake;
use axum::http::StatusCode;
use cunbang_desk::reading::authorship::names_member;
use cunbang_desk::writing::doubts::{Answers, Resembling};
use cunbang_desk::writing::upon::Written;
use cunbang_language::say;
use cunbang_model::{Period, Row, Table};
use cunbang_report::{Home, SameName, read_row};

/// Fields of every form that are no cells.
const OWN_FIELDS: [&str; 4] = ["token", "back", "show", SEEN];
/// The field with what stood when the form was made; empty where it makes a new row.
pub(crate) const SEEN: &str = "seen";

/// A field of a form.
pub(crate) fn field<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
}

/// The cells of a form: what is not there for the page itself.
pub(crate) fn cells(fields: &Fields) -> Fields {
    fields.iter().filter(|(name, _)| !OWN_FIELDS.contains(&name.as_str()) && !name.contains('.')).cloned().collect()
}

/// Reads one row as it was typed, or says what is wrong with each cell.
pub(crate) async fn read(
    pages: &Pages,
    visitor: &Visitor,
    table: Table,
    cells: &Fields,
    period: Period,
) -> Result<Row, Trouble> {
    // Whoever types a further member of a name means another person.
    let home = Home { same_name: SameName::Another, ..intake::home(&pages.desk, Some(period)).await? };
    let cells = by_name(pages, visitor, table, cells, period).await?;
    let mut read = read_row(table, &cells, &home);
    // Whoever types a row means it; but a day of another year is a slip of the hand.
    let answers = Answers {
        restore_withdrawn: true,
        far_dates: false,
        held: true,
        new_members: true,
        same_members: false,
        renamed: true,
        resembling: Some(Resembling::New),
    };
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

/// Puts the member's id in the place of a name that a form offers, or of initials that only one has: `sam` is 沈阿妹. Of
/// several, the reader is asked.
async fn by_name(
    pages: &Pages,
    visitor: &Visitor,
    table: Table,
    cells: &Fields,
    period: Period,
) -> Result<Fields, Trouble> {
    let of_member = |name: &str| table.columns().iter().find(|one| one.name == name && names_member(table, one));
    let mut cells = cells.clone();
    if !cells.iter().any(|(name, value)| of_member(name).is_some() && !value.trim().is_empty()) {
        return Ok(cells);
    }
    let known = Known::people(pages, visitor, period).await?;
    for (name, value) in &mut cells {
        let Some(column) = of_member(name) else { continue };
        match known.meant(value.trim()) {
            Meant::One(member) => *value = member.to_owned(),
            Meant::Nobody => {}
            Meant::Several(names) => {
                let several = say!("initials-several", initials = value.trim(), names = names.join("、"));
                return Err(Trouble::of(StatusCode::UNPROCESSABLE_ENTITY, several).at(Some(column.name)));
            }
        }
    }
    Ok(cells)
}

/// What came of keeping a row.
pub(crate) enum Kept {
    /// It stands; what the next change is made from.
    Row(Row, String),
    /// It had been changed: nothing was kept.
    Clash(Box<ClashShown>),
}

/// Reads one row as it was typed, and keeps it if what stands is what was `seen`.
pub(crate) async fn record(
    pages: &Pages,
    visitor: &Visitor,
    period: Period,
    table: Table,
    cells: &Fields,
    seen: &str,
) -> Result<Kept, Trouble> {
    let row = read(pages, visitor, table, cells, period).await?;
    let quarter = quarter_for(&row, period);
    Ok(match pages.desk.record_upon(&visitor.operator, row.clone(), quarter, seen).await? {
        Written::Kept { version } => Kept::Row(row, version),
        Written::Changed(clash) => Kept::Clash(Box::new(ClashShown::of(pages, visitor, period, *clash, cells).await?)),
    })
}

/// The quarter to name for a row: the page's, where the row does not tell its own.
pub(crate) fn quarter_for(row: &Row, period: Period) -> Option<Period> {
    (row.quarter().is_none() && matches!(period, Period::Quarter(..))).then_some(period)
}
