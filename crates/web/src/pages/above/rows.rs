//! A village's rows as the village sees them, to be read only: with who wrote each, and its history with signatures.

use super::at::At;
use crate::pages::columns::{Shown, shown, table_title};
use crate::pages::frame::{Door, Frame, answer};
use crate::pages::people::Known;
use crate::pages::row::{Reading, VersionLine, version_line};
use crate::pages::trouble::Trouble;
use crate::pages::visitor::in_address;
use askama::Template;
use axum::extract::Query;
use axum::http::StatusCode;
use axum::response::Response;
use cunbang_desk::reading::rows::{RowFilter, ShownWithdrawn};
use cunbang_language::say;
use cunbang_model::{Table, UnitCode};
use serde::Deserialize;

/// How many rows a page shows.
const ROWS_ON_A_PAGE: usize = 200;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    search: String,
    #[serde(default)]
    start: usize,
}

#[derive(Template)]
#[template(path = "pages/above/rows.html")]
struct RowsPage {
    frame: Frame,
    unit_address: String,
    columns: Vec<Shown>,
    rows: Vec<Line>,
    count: usize,
    search: String,
    later: Option<String>,
    /// Whether members stand here by their ids alone.
    members_by_id: bool,
    /// Whether the program makes ids for these rows, and whether they are shown.
    has_ids: bool,
    shows_ids: bool,
}

struct Line {
    address: String,
    cells: Vec<String>,
    mark: &'static str,
    written: String,
    withdrawn: Option<String>,
    in_conflict: bool,
}

fn table_named(written: &str) -> Result<Table, Trouble> {
    Table::from_name(written).ok_or_else(|| Trouble::of(StatusCode::NOT_FOUND, say!("table-none", table = written)))
}

/// The rows of a table.
pub(crate) async fn table(at: At, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let (period, unit, table) = (at.period, at.unit()?, table_named(at.step("table"))?);
    let language = at.language();
    let units = at.units()?;
    let title = format!("{} {}", units.name(unit), table_title(table, language));
    let here = format!("/units/{unit}/tables/{}", table.name());
    let frame = at.frame(Door::Coverage, title, &here).await?;
    let filter = RowFilter {
        search: asked.search.clone(),
        withdrawn: ShownWithdrawn::Too,
        start: asked.start,
        count: Some(ROWS_ON_A_PAGE),
        ..RowFilter::default()
    };
    let view = at.desk().rows(&at.viewer(), table, Some(unit), Some(period), &filter).await?;
    let mut columns = shown(&at.pages, table, period, language).await?;
    let shows_ids = at.visitor.preferences.shows_ids;
    let has_ids = columns.iter().any(|column| column.is_own_id(table));
    columns.retain(|column| shows_ids || !column.is_own_id(table));
    let known = Known::meetings_of(&view.rows);
    let last = asked.start + view.rows.len();
    let later = (last < view.count).then(|| {
        let search: String = form_urlencoded::byte_serialize(asked.search.as_bytes()).collect();
        format!("{}?search={search}&start={last}", frame.here)
    });
    let line = |row: cunbang_desk::ListedRow| Line {
        address: row_address(&frame, unit, table, &row.id),
        cells: columns.iter().map(|column| column.text(&row.row, &known, &row.members)).collect(),
        mark: row.mark.as_str(),
        written: row.written.as_ref().map(|written| written.person().to_owned()).unwrap_or_default(),
        withdrawn: row.withdrawn,
        in_conflict: row.in_conflict,
    };
    let rows = view.rows.into_iter().map(line).collect();
    let unit_address = at.address_of(unit);
    let members_by_id = by_id(&at, unit, &columns);
    answer(&RowsPage {
        members_by_id,
        has_ids,
        shows_ids,
        unit_address,
        rows,
        count: view.count,
        search: asked.search,
        later,
        columns,
        frame,
    })
}

/// Whether a column names members, and the roster with their names does not come here.
fn by_id(at: &At, unit: UnitCode, columns: &[Shown]) -> bool {
    !at.viewer().reads(Table::Members, unit) && columns.iter().any(Shown::names_members)
}

fn row_address(frame: &Frame, unit: UnitCode, table: Table, id: &str) -> String {
    format!("/{}/units/{unit}/tables/{}/{}", frame.period, table.name(), in_address(id))
}

#[derive(Template)]
#[template(path = "pages/above/row.html")]
struct RowPage {
    frame: Frame,
    table_address: String,
    cells: Vec<(String, String)>,
    withdrawn: Option<String>,
    /// Whether members stand here by their ids alone.
    members_by_id: bool,
    versions: Vec<VersionLine>,
}

/// A row with its history.
pub(crate) async fn row(at: At) -> Result<Response, Trouble> {
    let (period, unit, table) = (at.period, at.unit()?, table_named(at.step("table"))?);
    let language = at.language();
    let (viewer, id) = (at.viewer(), at.step("id"));
    let listed = at.desk().row(&viewer, table, Some(unit), id, Some(period)).await?;
    let history = at.desk().history(&viewer, table, Some(unit), id, Some(period)).await?;
    let units = at.units()?;
    let said = listed.said();
    let called = if said.is_empty() { id } else { said.as_str() };
    let title = format!("{} {} {called}", units.name(unit), table_title(table, language));
    let table_address = format!("{}/tables/{}", at.address_of(unit), table.name());
    let here = format!("/units/{unit}/tables/{}/{}", table.name(), in_address(id));
    let frame = at.frame(Door::Coverage, title, &here).await?;
    let frame = frame.leading_to(&format!("/units/{unit}/tables/{}", table.name()));
    let columns = shown(&at.pages, table, period, language).await?;
    let known = Known::meetings_of(std::slice::from_ref(&listed));
    let reading = Reading { table, language, columns: &columns, known: &known, names: &history.persons };
    let cells = columns.iter().map(|column| (column.title.clone(), column.text(&listed.row, &known, &listed.members)));
    let name_of = |unit: UnitCode| units.name(unit);
    let versions = history.versions.iter().rev().map(|version| version_line(version, &reading, &name_of));
    let members_by_id = by_id(&at, unit, &columns);
    answer(&RowPage {
        members_by_id,
        cells: cells.filter(|(_, text)| !text.is_empty()).collect(),
        versions: versions.collect(),
        withdrawn: listed.withdrawn,
        table_address,
        frame,
    })
}
