//! Undoing 撤销: what people at this computer wrote lately, and the button that takes one of it back as a whole.

use super::Pages;
use super::columns::{SHOWN, table_title};
use super::frame::{Door, Frame, answer, moment};
use super::home::period_of;
use super::trouble::Trouble;
use super::visitor::{Fields, Visitor, in_address};
use super::writing::field;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::{Extension, Form};
use cunbang_desk::writing::undo::RowLeft;
use cunbang_desk::{Operation, OperationKind, Undone, Viewer};
use cunbang_language::{Language, say};
use cunbang_model::{DocumentName, Period, Table};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many operations the ledger's page lists.
const LISTED: usize = 20;
/// How many rows that were left are named.
const MOST_NAMED: usize = 100;

/// An operation in the list.
pub(crate) struct OperationLine {
    pub(crate) id: String,
    pub(crate) when: String,
    pub(crate) who: String,
    pub(crate) what: String,
    /// The tables, each with its rows.
    pub(crate) tables: String,
    pub(crate) rows: usize,
    /// Of how many of them nobody has changed anything since: with none, nothing can be taken back.
    pub(crate) stands: usize,
}

/// The last operations of this computer, the newest first.
pub(crate) async fn operations(pages: &Pages, visitor: &Visitor) -> Result<Vec<OperationLine>, Trouble> {
    let language = visitor.preferences.language;
    let all = pages.desk.operations().await?;
    let said = said_in(pages, visitor, &all).await?;
    let line = |one: &Operation| OperationLine {
        id: one.id.clone(),
        when: moment(one.at),
        who: one.operator_name.clone().unwrap_or_else(|| one.operator.clone()),
        what: what(one, &all, &said, language),
        tables: tables_of(one, language),
        rows: one.rows,
        stands: one.rows_that_stand,
    };
    Ok(all.iter().take(LISTED).map(line).collect())
}

/// The tables that an operation wrote into, those with the most rows first.
fn tables_of(one: &Operation, language: Language) -> String {
    let mut tables: Vec<(Table, usize)> = one.by_table.iter().map(|(table, rows)| (*table, *rows)).collect();
    tables.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
    let named = tables.into_iter().map(|(table, rows)| format!("{} {rows}", table_title(table, language)));
    named.collect::<Vec<_>>().join(language.pick("、", ", "))
}

/// What rows say, by their keys.
type SaidRows = BTreeMap<String, String>;

/// What the rows say that operations were about.
async fn said_in(pages: &Pages, visitor: &Visitor, all: &[Operation]) -> Result<SaidRows, Trouble> {
    let of_one = |one: &Operation| one.kind != OperationKind::Undo && one.title.contains('/');
    let listed = all.iter().take(LISTED).filter(|one| of_one(one));
    let rows: Vec<_> =
        listed.flat_map(|one| one.documents.iter().map(|document| (*document, one.title.as_str()))).collect();
    said_by_key(pages, visitor, &rows).await
}

async fn said_by_key(pages: &Pages, visitor: &Visitor, rows: &[(DocumentName, &str)]) -> Result<SaidRows, Trouble> {
    let viewer = Viewer::operator(pages.desk.replica(), &visitor.operator);
    let said = pages.desk.said_of(&viewer, rows).await?;
    Ok(said.into_iter().map(|((_, key), said)| (key, said)).collect())
}

/// What an operation was, in words.
fn what(one: &Operation, all: &[Operation], said: &SaidRows, language: Language) -> String {
    let about = match one.kind {
        // An undoing is about an earlier operation; one that is not listed any more has but its id.
        OperationKind::Undo => {
            let mut earlier = all.iter().skip_while(|other| other.id != one.id).skip(1);
            match earlier.find(|other| other.id == one.title) {
                Some(undone) => what(undone, all, said, language),
                None => one.title.clone(),
            }
        }
        _ => row_name(&one.title, said, language).map_or_else(|| one.title.clone(), |(name, _)| name),
    };
    let kind = match one.kind {
        // Rows of a form that writes several at once come from no file.
        OperationKind::Import if !about.is_empty() => say!("operation-import"),
        OperationKind::Import | OperationKind::Record => say!("operation-record"),
        OperationKind::Withdraw => say!("operation-withdraw"),
        OperationKind::Reinstate => say!("operation-reinstate"),
        OperationKind::Resolve => say!("operation-resolve"),
        OperationKind::Undo => say!("operation-undo"),
        OperationKind::Other => say!("operation-other"),
    };
    if about.is_empty() { kind } else { say!("operation-about", kind = kind, about = about) }
}

/// A row by its key, as people call it, with its table and id.
fn row_name<'k>(key: &'k str, said: &SaidRows, language: Language) -> Option<(String, (Table, &'k str))> {
    let (table, id) = key.split_once('/')?;
    let table = Table::from_name(table)?;
    let called = said.get(key).map_or(id, String::as_str);
    Some((format!("{} {called}", table_title(table, language)), (table, id)))
}

#[derive(Template)]
#[template(path = "pages/undo.html")]
struct UndoPage {
    frame: Frame,
    done: String,
    left: Vec<LeftLine>,
    left_count: usize,
}

struct LeftLine {
    name: String,
    address: Option<String>,
    why: String,
}

/// Takes an operation back as a whole, and says what came of it.
pub(crate) async fn undo(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path(period): Path<String>,
    Form(fields): Form<Fields>,
) -> Result<Response, Trouble> {
    let period = period_of(&period)?;
    let Some(named) = field(&fields, "operation") else {
        return Err(Trouble::of(StatusCode::UNPROCESSABLE_ENTITY, say!("form-empty")));
    };
    let Undone { operation, back, left } = pages.desk.undo(&visitor.operator, Some(named)).await?;
    let language = visitor.preferences.language;
    let all = pages.desk.operations().await?;
    let withdrawn = back.iter().filter(|row| row.was_new).count();
    let left_count = left.len();
    let left: Vec<RowLeft> = left.into_iter().take(MOST_NAMED).collect();
    let mut said = said_in(&pages, &visitor, &all).await?;
    let rows: Vec<_> = left.iter().map(|row| (row.document, row.row.as_str())).collect();
    said.extend(said_by_key(&pages, &visitor, &rows).await?);
    let named = what(&operation, &all, &said, language);
    let done = say!("undo-done", operation = named, back = back.len(), withdrawn = withdrawn);
    let frame = Frame::new(&pages, &visitor, period, Door::Ledger, say!("undo-title"), "/tables").await?;
    let left = left.iter().map(|row| left_line(row, &said, period, language)).collect();
    answer(&UndoPage { frame, done, left, left_count })
}

fn left_line(left: &RowLeft, said: &SaidRows, period: Period, language: Language) -> LeftLine {
    let named = row_name(&left.row, said, language);
    let period = left.document.period().unwrap_or(period);
    LeftLine {
        address: named
            .as_ref()
            .filter(|(_, (table, _))| SHOWN.contains(table))
            .map(|(_, (table, id))| format!("/{period}/tables/{}/{}", table.name(), in_address(id))),
        name: named.map_or_else(|| left.row.clone(), |(name, _)| name),
        why: left.why.said(),
    }
}
