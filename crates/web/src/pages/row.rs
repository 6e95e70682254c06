//! One row: its cells to be changed, its history, and how it is withdrawn or restored.

use super::Pages;
use super::clocks::contradiction;
use super::columns::{Shown, is_own, required, shown, table_of, table_title, title};
use super::frame::{Door, Frame, answer, moment};
use super::home::period_of;
use super::people::Known;
use super::trouble::Trouble;
use super::visitor::{Fields, Visitor, in_address};
use super::writing::{SEEN, field};
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use cunbang_desk::Viewer;
use cunbang_desk::reading::authorship::MemberNames;
use cunbang_desk::reading::history::Version;
use cunbang_desk::writing::hanging::Hanging;
use cunbang_desk::writing::withdraw::Withdrawal;
use cunbang_language::{Language, say};
use cunbang_model::schema::WITHDRAWN;
use cunbang_model::{Column, Period, Row, Table};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "pages/row.html")]
struct RowPage {
    frame: Frame,
    table: Table,
    table_address: String,
    row: Row,
    names: MemberNames,
    /// What stands, as a change of it has to say.
    seen: String,
    columns: Vec<Shown>,
    withdrawn: Option<String>,
    in_conflict: bool,
    is_own: bool,
    shows_ids: bool,
    versions: Vec<VersionLine>,
    known: Known,
    /// What goes with it, and what stays and names it.
    hanging: Vec<String>,
}

/// A version of a row; `pages/versions.html` lays them out.
pub(crate) struct VersionLine {
    pub(crate) who: String,
    pub(crate) device: String,
    pub(crate) when: String,
    pub(crate) mark: &'static str,
    pub(crate) received: Vec<String>,
    /// That the device's time is later than that of the first receipt.
    pub(crate) contradicts: Option<String>,
    pub(crate) changes: Vec<String>,
    pub(crate) withdrawn: Option<String>,
    pub(crate) not_counted: Option<String>,
    pub(crate) stands: bool,
}

impl RowPage {
    fn required(&self, shown: &Shown) -> bool {
        required(shown.column, self.table)
    }

    fn value(&self, shown: &Shown) -> String {
        shown.value(Some(&self.row), &self.known, &self.names)
    }

    fn text(&self, shown: &Shown) -> String {
        shown.text(&self.row, &self.known, &self.names)
    }

    /// Whether a column is sent along and not shown: an id that says nothing to a reader.
    fn is_hidden(&self, shown: &Shown) -> bool {
        !self.shows_ids && shown.is_own_id(self.table)
    }

    /// Whether a column belongs to the key, which stays as it is.
    fn is_key(&self, shown: &Shown) -> bool {
        self.table.key().contains(&shown.column.name)
    }
}

/// The page.
pub(crate) async fn show(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path((period, table, id)): Path<(String, String, String)>,
) -> Result<Response, Trouble> {
    let (period, table) = (period_of(&period)?, table_of(&table)?);
    let (desk, language) = (&pages.desk, visitor.preferences.language);
    let viewer = Viewer::operator(desk.replica(), &visitor.operator);
    let listed = desk.row(&viewer, table, None, &id, Some(period)).await?;
    let history = desk.history(&viewer, table, None, &id, Some(period)).await?;
    let columns = shown(&pages, table, period, language).await?;
    let hanging = desk.hanging_on(&viewer, table, desk.replica().unit(), &id, at(table, period)).await?;
    let known = Known::all(&pages, &visitor, period).await?;
    let shows_ids = visitor.preferences.shows_ids;
    let heading = match listed.said() {
        said if shows_ids || said.is_empty() => format!("{} {id}", table_title(table, language)),
        said => format!("{} {said}", table_title(table, language)),
    };
    let here = format!("/tables/{}/{}", table.name(), in_address(&id));
    let frame = Frame::new(&pages, &visitor, period, Door::Ledger, heading, &here).await?;
    let frame = frame.leading_to(&format!("/tables/{}", table.name()));
    let units = desk.replica().org().units().cloned();
    let name_of =
        |unit: cunbang_model::UnitCode| units.as_deref().map_or_else(|| unit.to_string(), |units| units.name(unit));
    let reading = Reading { table, language, columns: &columns, known: &known, names: &history.persons };
    let versions = history.versions.iter().rev().map(|version| version_line(version, &reading, &name_of));
    let versions = versions.collect();
    answer(&RowPage {
        table,
        table_address: format!("/{period}/tables/{}", table.name()),
        withdrawn: listed.withdrawn,
        in_conflict: listed.in_conflict,
        is_own: is_own(table),
        shows_ids,
        seen: listed.version,
        names: listed.members,
        row: listed.row,
        columns,
        versions,
        known,
        hanging: hanging_lines(&hanging, language),
        frame,
    })
}

/// What hangs on a row, in words.
fn hanging_lines(hanging: &Hanging, language: Language) -> Vec<String> {
    let Hanging { marks, deeds, named_in } = hanging;
    let mut lines = Vec::new();
    if *marks > 0 {
        lines.push(say!("hanging-marks", marks = marks));
    }
    if !deeds.is_empty() {
        let said: Vec<&str> = deeds.iter().map(|deed| deed.said.as_str()).collect();
        let named = said.join(Language::first().pick("；", "; "));
        lines.push(say!("hanging-deeds", deeds = deeds.len(), named = named));
    }
    if !named_in.is_empty() {
        let tables = named_in.iter().map(|(table, count)| format!("{} {count}", table_title(*table, language)));
        let tables = tables.collect::<Vec<_>>().join(Language::first().pick("、", ", "));
        lines.push(say!("hanging-named", tables = tables));
    }
    lines
}

/// With what a version is read.
pub(crate) struct Reading<'a> {
    pub(crate) table: Table,
    pub(crate) language: Language,
    pub(crate) columns: &'a [Shown],
    pub(crate) known: &'a Known,
    pub(crate) names: &'a MemberNames,
}

pub(crate) fn version_line(
    version: &Version,
    reading: &Reading<'_>,
    name_of: &dyn Fn(cunbang_model::UnitCode) -> String,
) -> VersionLine {
    let Reading { table, language, columns, known, names } = *reading;
    let column_of =
        |name: &str| -> Option<&'static Column> { table.columns().iter().find(|column| column.name == name) };
    let changes = version.changes.iter().map(|change| {
        let shown = columns.iter().find(|shown| shown.column.name == change.column);
        let column = match (shown, column_of(&change.column)) {
            (Some(shown), _) => shown.title.clone(),
            (None, Some(column)) => title(column, language),
            (None, None) if change.column == WITHDRAWN.name => title(&WITHDRAWN, language),
            (None, None) => change.column.clone(),
        };
        let word = |text: &String| {
            let said = shown.map_or_else(|| text.clone(), |shown| shown.said(text, known, names));
            cunbang_model::shown::in_line(&said).into_owned()
        };
        let before: Vec<String> = change.before.iter().map(word).collect();
        let after = change.after.as_ref().map(word).unwrap_or_default();
        if before.iter().all(String::is_empty) {
            return say!("version-new", column = column, after = after);
        }
        say!("version-change", column = column, before = before.join(" | "), after = after)
    });
    VersionLine {
        who: version.person().to_owned(),
        device: version.label.clone().unwrap_or_else(|| version.device.to_string().chars().take(8).collect()),
        when: match version.written_at {
            Some(at) => say!("version-written", time = moment(at)),
            None => say!("version-stored", time = moment(version.stored_at)),
        },
        contradicts: contradiction(version.written_at, version.receipts.iter().map(|one| one.received_at).min()),
        mark: version.mark.as_str(),
        received: version
            .receipts
            .iter()
            .map(|receipt| say!("version-received", unit = name_of(receipt.unit), time = moment(receipt.received_at)))
            .collect(),
        changes: changes.collect(),
        withdrawn: version.withdrawn.clone(),
        not_counted: version.not_counted.map(|why| say!("version-not-counted", time = moment(why.revoked_at))),
        stands: version.stands,
    }
}

/// The period in which a row is looked for; a roster has none.
fn at(table: Table, period: Period) -> Option<Period> {
    (table.document().is_quarterly() == Some(true)).then_some(period)
}

/// Withdraws the row, with a reason.
pub(crate) async fn withdraw(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path((period, table, id)): Path<(String, String, String)>,
    Form(fields): Form<Fields>,
) -> Result<Response, Trouble> {
    let (period, table) = (period_of(&period)?, table_of(&table)?);
    let reason = field(&fields, "reason").unwrap_or_default();
    let withdrawal = Withdrawal { table, unit: None, id: &id, period: at(table, period), reason };
    let seen = field(&fields, SEEN).unwrap_or_default();
    pages.desk.take_back_upon(&visitor.operator, withdrawal, seen).await?;
    Ok(Redirect::to(&format!("/{period}/tables/{}/{}", table.name(), in_address(&id))).into_response())
}

/// Takes a withdrawal back.
pub(crate) async fn restore(
    State(pages): State<Arc<Pages>>,
    Extension(visitor): Extension<Visitor>,
    Path((period, table, id)): Path<(String, String, String)>,
) -> Result<Response, Trouble> {
    let (period, table) = (period_of(&period)?, table_of(&table)?);
    pages.desk.reinstate(&visitor.operator, table, None, &id, at(table, period)).await?;
    Ok(Redirect::to(&format!("/{period}/tables/{}/{}", table.name(), in_address(&id))).into_response())
}
