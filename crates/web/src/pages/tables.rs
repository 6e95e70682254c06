//! The ledger 台账: its tables, and the rows of one as a grid that is worked by keys.

use super::Pages;
use super::choice::Choice;
use super::columns::{SHOWN, Shown, is_made_id, is_own, required, shown, table_of, table_title};
use super::frame::{Door, Frame, answer};
use super::home::period_of;
use super::member;
use super::trouble::Trouble;
use super::undo::{OperationLine, operations};
use super::visitor::{Fields, Visitor, in_address, wants_json_of};
use super::writing::{cells, record};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use cunbang_desk::Viewer;
use cunbang_desk::persons::is_of_person;
use cunbang_desk::rows::{ListedRow, RowFilter, ShownWithdrawn};
use cunbang_language::say;
use cunbang_model::{Period, Table};
use serde::Deserialize;
use serde_json::json;
use std::collections::BTreeSet;
use std::sync::Arc;

/// How many rows a page shows.
const ROWS_ON_A_PAGE: usize = 100;

#[derive(Template)]
#[template(path = "pages/tables.html")]
struct TablesPage {
    frame: Frame,
    tables: Vec<TableLine>,
    operations: Vec<OperationLine>,
}

struct TableLine {
    name: String,
    address: String,
    rows: usize,
    conflicts: usize,
}

/// The tables, and what was done here lately.
pub(crate) async fn all(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path(period): Path<String>,
) -> Result<Response, Trouble> {
    let period = period_of(&period)?;
    let frame = Frame::new(&pages, &visitor, period, Door::Ledger, say!("door-ledger"), "/tables").await?;
    let viewer = Viewer::operator(pages.desk.replica(), &visitor.operator);
    let mut tables = Vec::new();
    for table in SHOWN {
        let count = async |only_conflicts| {
            let filter = RowFilter { only_conflicts, count: Some(0), ..RowFilter::default() };
            pages.desk.rows(&viewer, table, None, Some(period), &filter).await.map(|view| view.count)
        };
        tables.push(TableLine {
            name: table_title(table, visitor.preferences.language),
            address: format!("/{period}/tables/{}", table.name()),
            rows: count(false).await?,
            conflicts: count(true).await?,
        });
    }
    let operations = operations(&pages, visitor.preferences.language).await?;
    answer(&TablesPage { frame, tables, operations })
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    search: String,
    #[serde(default)]
    withdrawn: String,
    #[serde(default)]
    start: usize,
}

#[derive(Template)]
#[template(path = "pages/table.html")]
struct TablePage {
    frame: Frame,
    table: Table,
    columns: Vec<Shown>,
    rows: Vec<Line>,
    count: usize,
    earlier: Option<String>,
    later: Option<String>,
    search: String,
    shows_withdrawn: bool,
    is_own: bool,
    people: Vec<Choice>,
    meetings: Vec<Choice>,
    workers: BTreeSet<String>,
}

struct Line {
    id: String,
    address: String,
    /// Of a member, the slip.
    slip: Option<String>,
    /// What is read, and what is written.
    cells: Vec<(String, String)>,
    mark: &'static str,
    written: String,
    withdrawn: Option<String>,
    in_conflict: bool,
}

impl TablePage {
    /// Whether the program fills the column in where nothing is written.
    fn is_made(&self, shown: &Shown) -> bool {
        is_made_id(self.table, shown.column)
    }

    fn required(&self, shown: &Shown) -> bool {
        required(shown.column, self.table)
    }
}

/// A table.
pub(crate) async fn show(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path((period, table)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let (period, table) = (period_of(&period)?, table_of(&table)?);
    let language = visitor.preferences.language;
    let here = format!("/tables/{}", table.name());
    let frame = Frame::new(&pages, &visitor, period, Door::Ledger, table_title(table, language), &here).await?;
    let viewer = Viewer::operator(pages.desk.replica(), &visitor.operator);
    let shows_withdrawn = !asked.withdrawn.is_empty();
    let filter = RowFilter {
        search: asked.search.clone(),
        withdrawn: if shows_withdrawn { ShownWithdrawn::Too } else { ShownWithdrawn::Hidden },
        start: asked.start,
        count: Some(ROWS_ON_A_PAGE),
        ..RowFilter::default()
    };
    let view = pages.desk.rows(&viewer, table, None, Some(period), &filter).await?;
    let columns = shown(&pages, table, period, language).await?;
    let part = |start: usize| {
        let search: String = form_urlencoded::byte_serialize(asked.search.as_bytes()).collect();
        format!("{}?search={search}&withdrawn={}&start={start}", frame.here, asked.withdrawn)
    };
    let last = asked.start + view.rows.len();
    let earlier = (asked.start > 0).then(|| part(asked.start.saturating_sub(ROWS_ON_A_PAGE)));
    let later = (last < view.count).then(|| part(last));
    let rows = view.rows.into_iter().map(|row| line(row, &columns, period, table)).collect();
    let Lists { people, meetings, workers } = lists(&pages, &viewer, &columns, period).await?;
    answer(&TablePage {
        table,
        rows,
        count: view.count,
        earlier,
        later,
        search: asked.search,
        shows_withdrawn,
        is_own: is_own(table),
        people,
        meetings,
        workers,
        columns,
        frame,
    })
}

fn line(row: ListedRow, columns: &[Shown], period: Period, table: Table) -> Line {
    Line {
        address: format!("/{period}/tables/{}/{}", table.name(), in_address(&row.id)),
        slip: (table == Table::Members).then(|| member::address(period, &row.id)),
        cells: columns
            .iter()
            .map(|column| (column.text(&row.row, &row.members), column.value(Some(&row.row), &row.members)))
            .collect(),
        mark: row.mark.as_str(),
        written: row.written.as_ref().map(|written| written.person().to_owned()).unwrap_or_default(),
        withdrawn: row.withdrawn,
        in_conflict: row.in_conflict,
        id: row.id,
    }
}

/// What inputs offer, as far as there are such inputs.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    pub(crate) people: Vec<Choice>,
    pub(crate) meetings: Vec<Choice>,
    /// The names of those who work here and are no members.
    pub(crate) workers: BTreeSet<String>,
}

/// The members, meetings and operators that inputs offer.
pub(crate) async fn lists(pages: &Pages, viewer: &Viewer, columns: &[Shown], period: Period) -> Result<Lists, Trouble> {
    let unit = pages.desk.replica().unit();
    let names = |table: Table| columns.iter().any(|column| column.column.refers_to == Some(table));
    let names_persons = columns.iter().any(|column| is_of_person(column.column.name));
    let (mut people, mut workers) = (Vec::new(), BTreeSet::new());
    if names_persons {
        workers = pages.desk.workers_names().await?;
    }
    if names(Table::Members) || names_persons {
        let all = pages.desk.people(viewer, unit, period).await?;
        for person in &all {
            let is_shared = all.iter().filter(|other| other.name == person.name).count() > 1;
            people.push(Choice {
                word: if is_shared { person.member.clone() } else { person.name.clone() },
                name: format!("{} {}", super::initials::of(&person.name), person.name),
            });
            workers.remove(&person.name);
        }
    }
    let mut meetings = Vec::new();
    if names(Table::Meetings) {
        for line in pages.desk.meetings(viewer, unit, period).await? {
            let title = line.meeting.title.unwrap_or_default();
            meetings.push(Choice { word: line.meeting.meeting, name: format!("{} {title}", line.meeting.date) });
        }
    }
    Ok(Lists { people, meetings, workers })
}

/// Keeps a row, new or changed, from a form or a script.
pub(crate) async fn keep(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path((period, table)): Path<(String, String)>,
    headers: HeaderMap,
    Form(fields): Form<Fields>,
) -> Result<Response, Trouble> {
    let (period, table) = (period_of(&period)?, table_of(&table)?);
    let row = record(&pages, &visitor, period, table, &cells(&fields)).await?;
    if wants_json_of(&headers) {
        return Ok(axum::Json(json!({ "saved": row.id() })).into_response());
    }
    Ok(Redirect::to(&format!("/{period}/tables/{}", table.name())).into_response())
}
