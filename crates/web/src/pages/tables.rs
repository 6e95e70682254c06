//! The ledger 台账: its tables, and the rows of one as a grid that is worked by keys.

use super::Pages;
use super::columns::{SHOWN, Shown, is_made_id, is_own, is_rare, required, shown, table_of, table_title};
use super::frame::{Door, Frame, answer};
use super::home::period_of;
use super::member;
use super::people::Known;
use super::trouble::Trouble;
use super::undo::{AskedOperations, ListedOperations, operations};
use super::visitor::{Fields, Visitor, in_address, wants_json_of};
use super::writing::{Kept, SEEN, TOGETHER, cells, field, record};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use cunbang_desk::Viewer;
use cunbang_desk::node::status::Mark;
use cunbang_desk::reading::rows::{ListedRow, RowFilter, ShownWithdrawn};
use cunbang_language::say;
use cunbang_model::{DocumentKind, Period, Row, Table};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;

/// How many rows a page shows.
const ROWS_ON_A_PAGE: usize = 100;

#[derive(Template)]
#[template(path = "pages/tables.html")]
struct TablesPage {
    frame: Frame,
    tables: Vec<TableLine>,
    /// Whether the rules state steps of developing members.
    has_steps: bool,
    operations: ListedOperations,
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
    Query(asked): Query<AskedOperations>,
) -> Result<Response, Trouble> {
    let period = period_of(&period)?;
    let frame = Frame::new(&pages, &visitor, period, Door::Ledger, say!("door-ledger"), "/tables").await?;
    let viewer = Viewer::operator(pages.desk.replica(), &visitor.operator);
    let has_steps = pages.desk.development(&viewer, pages.desk.replica().unit(), period).await?.is_some();
    let mut tables = Vec::new();
    for table in SHOWN {
        let count = async |only_conflicts| {
            let filter = RowFilter { only_conflicts, count: Some(0), ..RowFilter::default() };
            pages.desk.rows(&viewer, table, None, Some(period), &filter).await.map(|view| view.count)
        };
        let rows = count(false).await?;
        if is_rare(table) && !has_steps && rows == 0 {
            continue;
        }
        tables.push(TableLine {
            name: table_title(table, visitor.preferences.language),
            address: format!("/{period}/tables/{}", table.name()),
            rows,
            conflicts: count(true).await?,
        });
    }
    let operations = operations(&pages, &visitor, &asked).await?;
    answer(&TablesPage { frame, tables, has_steps, operations })
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
    shows_ids: bool,
    is_own: bool,
    known: Known,
}

struct Line {
    id: String,
    version: String,
    address: String,
    /// Of a member, the slip.
    slip: Option<String>,
    /// How wide it is, what is read, and what is written.
    cells: Vec<(&'static str, String, String)>,
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

    /// Whether it is the roster, which goes no further than the township.
    fn is_roster(&self) -> bool {
        self.table.document() == DocumentKind::Roster
    }

    /// The column with the table's own id, which a script sends along though it is not shown.
    fn own_id(&self) -> &'static str {
        self.table.columns().iter().find(|column| is_made_id(self.table, column)).map_or("", |column| column.name)
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
    let shows_ids = visitor.preferences.shows_ids;
    let mut columns = shown(&pages, table, period, language).await?;
    columns.retain(|column| shows_ids || !column.is_own_id(table));
    if table == Table::Deeds {
        usual_deed(&pages, &visitor, period, &mut columns).await?;
    }
    let part = |start: usize| {
        let search: String = form_urlencoded::byte_serialize(asked.search.as_bytes()).collect();
        format!("{}?search={search}&withdrawn={}&start={start}", frame.here, asked.withdrawn)
    };
    let last = asked.start + view.rows.len();
    let earlier = (asked.start > 0).then(|| part(asked.start.saturating_sub(ROWS_ON_A_PAGE)));
    let later = (last < view.count).then(|| part(last));
    let known = if columns.iter().any(|column| column.refers_to.is_some()) {
        Known::all(&pages, &visitor, period).await?
    } else {
        Known::default()
    };
    let rows = view.rows.into_iter().map(|row| line(row, &columns, &known, period, table)).collect();
    answer(&TablePage {
        table,
        rows,
        count: view.count,
        earlier,
        later,
        search: asked.search,
        shows_withdrawn,
        shows_ids,
        is_own: is_own(table),
        known,
        columns,
        frame,
    })
}

/// A new deed is most likely one of the last meeting's, of the kind of the last one.
async fn usual_deed(pages: &Pages, visitor: &Visitor, period: Period, columns: &mut [Shown]) -> Result<(), Trouble> {
    let replica = pages.desk.replica();
    let viewer = Viewer::operator(replica, &visitor.operator);
    let (day, kind) = pages.desk.usual_deed(&viewer, replica.unit(), period).await?;
    for column in columns {
        column.usual = match column.column.name {
            "date" => day.map(|day| day.to_string()).unwrap_or_default(),
            "kind" => {
                let kind = kind.clone().unwrap_or_default();
                column.choices.iter().find(|choice| choice.word == kind).map_or(kind, |one| one.written().to_owned())
            }
            _ => continue,
        };
    }
    Ok(())
}

fn line(row: ListedRow, columns: &[Shown], known: &Known, period: Period, table: Table) -> Line {
    Line {
        address: format!("/{period}/tables/{}/{}", table.name(), in_address(&row.id)),
        slip: (table == Table::Members).then(|| member::address(period, &row.id)),
        cells: columns
            .iter()
            .map(|column| {
                (
                    column.class(),
                    column.text(&row.row, known, &row.members),
                    column.value(Some(&row.row), known, &row.members),
                )
            })
            .collect(),
        mark: row.mark.as_str(),
        written: row.written.as_ref().map(|written| written.person().to_owned()).unwrap_or_default(),
        withdrawn: row.withdrawn,
        in_conflict: row.in_conflict,
        version: row.version,
        id: row.id,
    }
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
    let seen = field(&fields, SEEN).unwrap_or_default();
    match record(&pages, &visitor, period, table, &cells(&fields), (seen, field(&fields, TOGETHER))).await? {
        Kept::Row(row, version) if wants_json_of(&headers) => {
            let (mark, by) = (Mark::Saved.as_str(), &visitor.operator);
            let void = void(&pages, period, &row).await?;
            let said = json!({ "saved": row.id(), "version": version, "mark": mark, "by": by, "void": void });
            Ok(axum::Json(said).into_response())
        }
        // What was told at a meeting that now stands on another day is asked about there, all of it at once.
        Kept::Row(row, _) if table == Table::Meetings && has_left_behind(&pages, &visitor, period, &row).await? => {
            Ok(Redirect::to(&format!("/{period}/meetings/{}", in_address(&row.id()))).into_response())
        }
        Kept::Row(..) => Ok(Redirect::to(&format!("/{period}/tables/{}", table.name())).into_response()),
        Kept::Clash(clash) if wants_json_of(&headers) => Ok(clash.as_json()),
        Kept::Clash(clash) => clash.into_page(&pages, &visitor, period).await,
    }
}

/// That a row counts for nothing as it stands, why, and what that costs; empty where it counts.
async fn void(pages: &Pages, period: Period, row: &Row) -> Result<String, Trouble> {
    const MAY_BE_VOID: [Table; 5] =
        [Table::Deeds, Table::Commitments, Table::Posts, Table::Nominations, Table::Reviews];
    if !MAY_BE_VOID.contains(&row.table()) {
        return Ok(String::new());
    }
    let key = row.key();
    let gaps = pages.desk.gaps(&[period]).await?.into_iter();
    let of_row = gaps.filter_map(|gap| gap.void_among(|row| row == key));
    Ok(of_row.map(|gap| gap.for_people(str::to_owned)).collect::<Vec<_>>().join("\n"))
}

async fn has_left_behind(pages: &Pages, visitor: &Visitor, period: Period, meeting: &Row) -> Result<bool, Trouble> {
    let viewer = Viewer::operator(pages.desk.replica(), &visitor.operator);
    Ok(pages.desk.left_behind(&viewer, Some(period), &meeting.id()).await?.is_some())
}
