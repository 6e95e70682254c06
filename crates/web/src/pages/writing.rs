//! Writing: what was typed in a form becomes rows, read as a spreadsheet's cells are.

use super::Pages;
use super::choice::choices;
use super::clash::ClashShown;
use super::columns::title_in;
use super::frame::period_name;
use super::people::{Known, Meant};
use super::trouble::Trouble;
use super::visitor::{Fields, Visitor};
use crate::intake;
use axum::http::StatusCode;
use cunbang_desk::reading::authorship::names_member;
use cunbang_desk::writing::doubts::{Answers, Resembling};
use cunbang_desk::writing::upon::Written;
use cunbang_language::say;
use cunbang_model::schema::Placement;
use cunbang_model::{Period, Row, Table};
use cunbang_report::{Fault, Home, SameName, read_row};

/// Fields of every form that are no cells.
const OWN_FIELDS: [&str; 5] = ["token", "back", "show", SEEN, TOGETHER];
/// The field with what stood when the form was made; empty where it makes a new row.
pub(crate) const SEEN: &str = "seen";
/// The field with what names the rows that a grid sends at one go.
pub(crate) const TOGETHER: &str = "together";

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
    if let Some(trouble) = read.tables.rows().next().and_then(|row| of_other_days(row, period)) {
        return Err(trouble);
    }
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
        let language = visitor.preferences.language;
        let called = |fault: &Fault| fault.column.map(|column| title_in(table, column, language)).unwrap_or_default();
        let mut said = Vec::new();
        for fault in read.faults.faults() {
            // Where one is to choose and has not, the choice is told.
            let unchosen = fault.column.filter(|_| fault.value.trim().is_empty());
            let offered = match unchosen {
                Some(column) => choices(pages, table, column.name, period, language).await?,
                None => Vec::new(),
            };
            let names: Vec<&str> = offered.iter().map(|choice| choice.name.as_str()).collect();
            said.push(match names[..] {
                [] => fault.in_form_called(&called(fault)),
                _ => say!("form-choose", column = called(fault), choices = names.join(language.pick("、", ", "))),
            });
        }
        let column = read.faults.faults().first().and_then(|fault| fault.column).map(|column| column.name);
        return Err(Trouble::of(StatusCode::UNPROCESSABLE_ENTITY, said.join("\n")).at(column));
    }
    let row = read.tables.rows().next().cloned();
    row.ok_or_else(|| Trouble::of(StatusCode::UNPROCESSABLE_ENTITY, cunbang_language::say!("form-empty")))
}

/// What is typed on the page of a month, week or longer time is of its days. Of a quarter the desk says so.
fn of_other_days(row: &Row, period: Period) -> Option<Trouble> {
    let (Placement::Day(column), Some(day)) = (row.table().placement(), row.day()) else { return None };
    let own = match period {
        Period::Quarter(..) => return None,
        Period::Week(..) => Period::week_of(day),
        Period::Month(..) => Period::month_of(day),
        Period::Half(..) | Period::Year(..) => Period::quarter_of(day),
    };
    if period.contains_day(day) {
        return None;
    }
    let said = say!("form-other-period", day = day, named = period_name(period), own = period_name(own));
    Some(Trouble::of(StatusCode::UNPROCESSABLE_ENTITY, said).at(Some(column)))
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

/// Reads one row as it was typed, and keeps it if what stands is what was `seen`. Rows of one `group` are one operation.
pub(crate) async fn record(
    pages: &Pages,
    visitor: &Visitor,
    period: Period,
    table: Table,
    cells: &Fields,
    (seen, group): (&str, Option<&str>),
) -> Result<Kept, Trouble> {
    let row = read(pages, visitor, table, cells, period).await?;
    let quarter = quarter_for(&row, period);
    Ok(match pages.desk.record_upon_in(&visitor.operator, row.clone(), quarter, seen, group).await? {
        Written::Kept { version } => Kept::Row(row, version),
        Written::Changed(clash) => Kept::Clash(Box::new(ClashShown::of(pages, visitor, period, *clash, cells).await?)),
    })
}

/// The quarter to name for a row: the page's, where the row does not tell its own.
pub(crate) fn quarter_for(row: &Row, period: Period) -> Option<Period> {
    (row.quarter().is_none() && matches!(period, Period::Quarter(..))).then_some(period)
}

#[cfg(test)]
mod tests {
    use super::*;
    use cunbang_language::Language;

    /// What a page sends for itself never stands where a column's cell is expected.
    #[test]
    fn no_column_is_called_as_a_field_of_the_page() {
        for table in Table::ALL {
            let own = table.columns().iter().find(|column| OWN_FIELDS.contains(&column.name));
            assert!(own.is_none(), "{}: {}", table.name(), own.unwrap().name);
        }
    }

    /// A month takes what is of its days on its own page, and says of other days where they belong.
    #[test]
    fn what_is_typed_on_a_shorter_page_is_of_its_days() {
        let cells = |date: &'static str| {
            [("unit", "330522103201"), ("finding", "f1"), ("date", date), ("clause", "1"), ("text", "缺记录")]
        };
        let refused = |date: &'static str, period: &str| {
            let rest = [("points", "1"), ("due", "2026-12-31")];
            let row = Row::from_cells(Table::Findings, cells(date).into_iter().chain(rest)).unwrap();
            let trouble = Language::Chinese.with(|| of_other_days(&row, period.parse().unwrap()));
            trouble.map(|trouble| (trouble.message().to_owned(), trouble.column()))
        };
        for (date, period) in [("2026-11-20", "2026-11"), ("2026-10-02", "2026W40"), ("2026-09-29", "2026W40")] {
            assert_eq!(refused(date, period), None, "{date} {period}");
        }
        // Of a quarter the desk says so.
        assert_eq!(refused("2026-12-20", "2026Q3"), None);
        let (said, column) = refused("2026-12-20", "2026-11").unwrap();
        assert!(said.contains("2026年12月") && !said.contains("导入"), "{said}");
        assert_eq!(column, Some("date"));
    }
}
