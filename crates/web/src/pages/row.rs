//! One row: its cells to be changed, its history, and how it is withdrawn or restored.

use super::Pages;
use super::choice::Choice;
use super::columns::{Shown, is_own, required, shown, table_of, table_title, title};
use super::frame::{Door, Frame, answer, moment};
use super::home::period_of;
use super::tables::{Lists, lists};
use super::trouble::Trouble;
use super::visitor::{Fields, Visitor, in_address};
use super::writing::field;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use cunbang_desk::Viewer;
use cunbang_desk::history::Version;
use cunbang_desk::withdraw::Withdrawal;
use cunbang_language::{Language, say};
use cunbang_model::{Column, Period, Row, Table};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

#[derive(Template)]
#[template(path = "pages/row.html")]
struct RowPage {
    frame: Frame,
    table: Table,
    table_address: String,
    row: Row,
    columns: Vec<Shown>,
    withdrawn: Option<String>,
    in_conflict: bool,
    is_own: bool,
    versions: Vec<VersionLine>,
    people: Vec<Choice>,
    meetings: Vec<Choice>,
    workers: BTreeSet<String>,
    /// The names of the persons that the row names, by id.
    persons: BTreeMap<String, String>,
}

/// A version of a row; `pages/versions.html` lays them out.
pub(crate) struct VersionLine {
    pub(crate) number: usize,
    pub(crate) who: String,
    pub(crate) device: String,
    pub(crate) when: String,
    pub(crate) mark: &'static str,
    pub(crate) received: Vec<String>,
    pub(crate) changes: Vec<String>,
    pub(crate) withdrawn: Option<String>,
    pub(crate) not_counted: Option<String>,
    pub(crate) stands: bool,
}

impl RowPage {
    fn required(&self, shown: &Shown) -> bool {
        required(shown.column, self.table)
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
    let Lists { people, meetings, workers } = lists(&pages, &viewer, &columns, period).await?;
    let heading = format!("{} {id}", table_title(table, language));
    let here = format!("/tables/{}/{}", table.name(), in_address(&id));
    let frame = Frame::new(&pages, &visitor, period, Door::Ledger, heading, &here).await?;
    let units = desk.replica().org().units().cloned();
    let name_of =
        |unit: cunbang_model::UnitCode| units.as_deref().map_or_else(|| unit.to_string(), |units| units.name(unit));
    let versions =
        history.versions.iter().rev().map(|version| version_line(version, table, language, &name_of, &history.persons));
    let versions = versions.collect();
    answer(&RowPage {
        table,
        table_address: format!("/{period}/tables/{}", table.name()),
        withdrawn: listed.withdrawn,
        in_conflict: listed.in_conflict,
        is_own: is_own(table),
        persons: listed.members,
        row: listed.row,
        columns,
        versions,
        people,
        meetings,
        workers,
        frame,
    })
}

pub(crate) fn version_line(
    version: &Version,
    table: Table,
    language: Language,
    name_of: &dyn Fn(cunbang_model::UnitCode) -> String,
    persons: &BTreeMap<String, String>,
) -> VersionLine {
    let known = |name: &str| -> Option<&'static Column> { table.columns().iter().find(|column| column.name == name) };
    let changes = version.changes.iter().map(|change| {
        let column = known(&change.column).map_or_else(|| change.column.clone(), |column| title(column, language));
        let word = |text: &String| cunbang_model::shown::in_line(persons.get(text).unwrap_or(text)).into_owned();
        let before: Vec<String> = change.before.iter().map(word).collect();
        let after = change.after.as_ref().map(word).unwrap_or_default();
        say!("version-change", column = column, before = before.join(" | "), after = after)
    });
    VersionLine {
        number: version.number,
        who: version.person().to_owned(),
        device: version.label.clone().unwrap_or_else(|| version.device.to_string().chars().take(8).collect()),
        when: version.written_at.map_or_else(|| moment(version.stored_at), moment),
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
    pages.desk.take_back(&visitor.operator, withdrawal).await?;
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
