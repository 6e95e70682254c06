//! Conflicts 冲突: rows that stand with several values, side by side; one is chosen, or a third written.

use super::Pages;
use super::columns::{Shown, shown, table_of, table_title};
use super::frame::{Door, Frame, answer, moment};
use super::home::period_of;
use super::people::Known;
use super::trouble::Trouble;
use super::visitor::{Fields, Visitor, in_address};
use super::writing::field;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use cunbang_desk::Viewer;
use cunbang_desk::reading::rows::said;
use cunbang_desk::writing::conflicts::{Chosen, ConflictView};
use cunbang_language::say;
use cunbang_model::Period;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "pages/conflicts.html")]
struct ConflictsPage {
    frame: Frame,
    conflicts: Vec<ConflictShown>,
}

struct ConflictShown {
    title: String,
    table: &'static str,
    id: String,
    values: Vec<ValueHead>,
    lines: Vec<Line>,
    edit: String,
}

struct ValueHead {
    who: String,
    device: String,
    when: String,
    mark: &'static str,
    version: String,
}

struct Line {
    title: String,
    cells: Vec<String>,
    differs: bool,
}

/// The page.
pub(crate) async fn show(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path(period): Path<String>,
) -> Result<Response, Trouble> {
    let period = period_of(&period)?;
    let frame = Frame::new(&pages, &visitor, period, Door::Ledger, say!("conflicts-title"), "/conflicts").await?;
    let viewer = Viewer::operator(pages.desk.replica(), &visitor.operator);
    let known = Known::all(&pages, &visitor, period).await?;
    let mut conflicts = Vec::new();
    for conflict in pages.desk.conflict_views(&viewer, None).await? {
        let language = visitor.preferences.language;
        let columns = shown(&pages, conflict.table, period, language).await?;
        conflicts.push(side_by_side(conflict, &columns, &known, period, language));
    }
    answer(&ConflictsPage { frame, conflicts })
}

fn side_by_side(
    conflict: ConflictView,
    columns: &[Shown],
    known: &Known,
    period: Period,
    language: cunbang_language::Language,
) -> ConflictShown {
    let table = conflict.table;
    let lines = columns.iter().filter(|column| !column.is_own_id(table)).map(|column| {
        let cells: Vec<String> =
            conflict.values.iter().map(|value| column.text(&value.row, known, &value.members)).collect();
        Line {
            title: column.title.clone(),
            differs: conflict.differs.iter().any(|name| name == column.column.name),
            cells,
        }
    });
    let withdrawn = conflict.values.iter().any(|value| value.withdrawn.is_some()).then(|| Line {
        title: say!("conflicts-withdrawn"),
        cells: conflict.values.iter().map(|value| value.withdrawn.clone().unwrap_or_default()).collect(),
        differs: true,
    });
    let lines = lines.chain(withdrawn).collect();
    let values = conflict.values.iter().map(|value| {
        let written = value.written.as_ref();
        ValueHead {
            who: written.map(|written| written.person().to_owned()).unwrap_or_default(),
            device: written.and_then(|written| written.label.clone()).unwrap_or_default(),
            when: written.and_then(|written| written.written_at).map(moment).unwrap_or_default(),
            mark: value.mark.as_str(),
            version: value.version.clone(),
        }
    });
    let title = conflict.values.first().map(|value| {
        let said = said(&value.row, &value.members, None);
        let meeting = value.row.text("meeting").and_then(|id| known.meeting(id));
        meeting.map_or_else(|| said.clone(), |meeting| said.replacen(&meeting.meeting, &meeting.shown, 1))
    });
    ConflictShown {
        title: format!("{} {}", table_title(table, language), title.unwrap_or_default()),
        table: conflict.table.name(),
        edit: format!("/{period}/tables/{}/{}", conflict.table.name(), in_address(&conflict.id)),
        values: values.collect(),
        lines,
        id: conflict.id,
    }
}

/// Chooses one of the values.
pub(crate) async fn choose(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path(period): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Trouble> {
    let period = period_of(&period)?;
    let table = table_of(field(&fields, "table").unwrap_or_default())?;
    let id = field(&fields, "id").unwrap_or_default();
    let chosen = Chosen::Version(field(&fields, "version").unwrap_or_default().to_owned());
    pages.desk.resolve(&visitor.operator, table, None, id, None, &chosen).await?;
    Ok(Redirect::to(&format!("/{period}/conflicts")).into_response())
}
