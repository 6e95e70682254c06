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
use serde::Deserialize;
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

/// Which part of the list is asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct AskedOperations {
    /// How many newer ones are passed over.
    #[serde(default)]
    start: usize,
    /// Whether imports alone are listed; anything says so.
    #[serde(default)]
    imports: String,
}

/// A part of the list.
pub(crate) struct ListedOperations {
    pub(crate) lines: Vec<OperationLine>,
    /// Whether imports alone are listed.
    pub(crate) only_imports: bool,
    /// Where newer and earlier ones are, if there are any.
    pub(crate) newer: Option<String>,
    pub(crate) earlier: Option<String>,
}

/// Operations of this computer, the newest first.
pub(crate) async fn operations(
    pages: &Pages,
    visitor: &Visitor,
    asked: &AskedOperations,
) -> Result<ListedOperations, Trouble> {
    let language = visitor.preferences.language;
    let all = pages.desk.operations().await?;
    let only_imports = !asked.imports.is_empty();
    let is_asked = |one: &&Operation| !only_imports || (one.kind == OperationKind::Import && !is_of_form(one));
    let count = all.iter().filter(is_asked).count();
    let line = |one: &Operation| OperationLine {
        id: one.id.clone(),
        when: moment(one.at),
        who: one.operator_name.clone().unwrap_or_else(|| one.operator.clone()),
        what: what(one, &all, language),
        tables: tables_of(one, language),
        rows: one.rows,
        stands: one.rows_that_stand,
    };
    let part = |start: usize| format!("?imports={}&start={start}#operations", asked.imports_word());
    Ok(ListedOperations {
        lines: all.iter().filter(is_asked).skip(asked.start).take(LISTED).map(line).collect(),
        only_imports,
        newer: (asked.start > 0).then(|| part(asked.start.saturating_sub(LISTED))),
        earlier: (count > asked.start + LISTED).then(|| part(asked.start + LISTED)),
    })
}

impl AskedOperations {
    const fn imports_word(&self) -> &'static str {
        if self.imports.is_empty() { "" } else { "yes" }
    }
}

/// Whether rows came from a form that writes several at once, and from no file.
const fn is_of_form(one: &Operation) -> bool {
    one.title.is_empty()
}

/// The tables that an operation wrote into, those with the most rows first.
fn tables_of(one: &Operation, language: Language) -> String {
    by_rows(one.by_table.iter().map(|(table, rows)| (*table, *rows)), language)
}

/// Tables with how many rows each, those with the most first.
fn by_rows(tables: impl IntoIterator<Item = (Table, usize)>, language: Language) -> String {
    let mut tables: Vec<(Table, usize)> = tables.into_iter().collect();
    tables.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
    let named = tables.into_iter().map(|(table, rows)| format!("{} {rows}", table_title(table, language)));
    named.collect::<Vec<_>>().join(language.pick("、", ", "))
}

/// What rows say, by their keys.
type SaidRows = BTreeMap<String, String>;

async fn said_by_key(pages: &Pages, visitor: &Visitor, rows: &[(DocumentName, &str)]) -> Result<SaidRows, Trouble> {
    let viewer = Viewer::operator(pages.desk.replica(), &visitor.operator);
    let said = pages.desk.said_of(&viewer, rows).await?;
    Ok(said.into_iter().map(|((_, key), said)| (key, said)).collect())
}

/// What an operation was, in words.
fn what(one: &Operation, all: &[Operation], language: Language) -> String {
    let about = match one.kind {
        // An undoing is about an earlier operation; one that is not listed any more has but its id. To undo an undoing is
        // to do it again.
        OperationKind::Undo => {
            let (undone, is_undone) = undone_by(one, all);
            let about = undone.map_or_else(|| one.title.clone(), |undone| what(undone, all, language));
            let kind = if is_undone { say!("operation-undo") } else { say!("operation-again") };
            return say!("operation-about", kind = kind, about = about);
        }
        // What it wrote, and not what stands now.
        _ => match (row_key(&one.title), &one.said) {
            // Its marks, and not the meeting.
            (Some((Table::Meetings, _)), Some(meeting)) if !one.by_table.contains_key(&Table::Meetings) => {
                say!("operation-marks", meeting = meeting)
            }
            (Some((table, _)), Some(said)) => format!("{} {said}", table_title(table, language)),
            (Some((table, id)), None) => format!("{} {id}", table_title(table, language)),
            (None, _) => one.title.clone(),
        },
    };
    let kind = match one.kind {
        OperationKind::Import if !is_of_form(one) => say!("operation-import"),
        OperationKind::Import | OperationKind::Record => say!("operation-record"),
        OperationKind::Withdraw => say!("operation-withdraw"),
        OperationKind::Reinstate => say!("operation-reinstate"),
        OperationKind::Resolve => say!("operation-resolve"),
        OperationKind::Undo => say!("operation-undo"),
        OperationKind::Other => say!("operation-other"),
    };
    if about.is_empty() { kind } else { say!("operation-about", kind = kind, about = about) }
}

/// What an undoing is about in the end, where that is listed, and whether it is undone by it: an undoing that was undone itself is
/// not.
fn undone_by<'o>(one: &'o Operation, all: &'o [Operation]) -> (Option<&'o Operation>, bool) {
    let (mut at, mut is_undone) = (one, true);
    loop {
        let mut earlier = all.iter().skip_while(|other| other.id != at.id).skip(1);
        match earlier.find(|other| other.id == at.title) {
            Some(undone) if undone.kind == OperationKind::Undo => (at, is_undone) = (undone, !is_undone),
            undone => return (undone, is_undone),
        }
    }
}

/// The table and the id of a row's key.
fn row_key(key: &str) -> Option<(Table, &str)> {
    let (table, id) = key.split_once('/')?;
    Some((Table::from_name(table)?, id))
}

/// A row by its key, as people call it, with its table and id.
fn row_name<'k>(key: &'k str, said: &SaidRows, language: Language) -> Option<(String, (Table, &'k str))> {
    let (table, id) = row_key(key)?;
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
    if field(&fields, "anyway").is_none() {
        let undone = pages.desk.undo_preview(Some(named)).await?;
        let resting = pages.desk.resting_on(&undone).await?;
        if !resting.is_empty() {
            return ask(&pages, &visitor, period, &undone, resting).await;
        }
    }
    let Undone { operation, back, left } = pages.desk.undo(&visitor.operator, Some(named)).await?;
    let language = visitor.preferences.language;
    let all = pages.desk.operations().await?;
    let withdrawn = back.iter().filter(|row| row.was_new).count();
    let left_count = left.len();
    let left: Vec<RowLeft> = left.into_iter().take(MOST_NAMED).collect();
    let rows: Vec<_> = left.iter().map(|row| (row.document, row.row.as_str())).collect();
    let said = said_by_key(&pages, &visitor, &rows).await?;
    let named = what(&operation, &all, language);
    let done = say!("undo-done", operation = named, back = back.len(), withdrawn = withdrawn);
    let frame = Frame::new(&pages, &visitor, period, Door::Ledger, say!("undo-title"), "/tables").await?;
    let left = left.iter().map(|row| left_line(row, &said, period, language)).collect();
    answer(&UndoPage { frame, done, left, left_count })
}

#[derive(Template)]
#[template(path = "pages/undo_ask.html")]
struct AskPage {
    frame: Frame,
    operation: String,
    asked: String,
}

/// Asks before what else rests on is taken back.
async fn ask(
    pages: &Pages,
    visitor: &Visitor,
    period: Period,
    undone: &Undone,
    resting: BTreeMap<Table, usize>,
) -> Result<Response, Trouble> {
    let language = visitor.preferences.language;
    let named = what(&undone.operation, &pages.desk.operations().await?, language);
    let tables = by_rows(resting, language);
    let asked = say!("undo-rests", operation = named, back = undone.back.len(), tables = tables);
    let frame = Frame::new(pages, visitor, period, Door::Ledger, say!("undo-title"), "/tables").await?;
    answer(&AskPage { frame, operation: undone.operation.id.clone(), asked })
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
