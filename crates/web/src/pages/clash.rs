//! Two at one row 同时修改: what stands now and what was typed, side by side, for a person to choose.

use super::Pages;
use super::columns::{Shown, shown, table_title};
use super::frame::{Door, Frame, answer, moment};
use super::people::Known;
use super::trouble::Trouble;
use super::visitor::{Fields, Visitor, in_address};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use cunbang_desk::writing::upon::Clash;
use cunbang_language::say;
use cunbang_model::{Period, Table};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Both values of a row.
pub(crate) struct ClashShown {
    table: Table,
    /// What happened, and to which row.
    message: String,
    lines: Vec<Line>,
    /// What stands, by column, as a form and as a reader has it.
    standing: BTreeMap<&'static str, (String, String)>,
    /// What was typed, to be sent again.
    typed: Fields,
    id: String,
    version: String,
    address: String,
}

struct Line {
    title: String,
    now: String,
    typed: String,
    differs: bool,
}

#[derive(Template)]
#[template(path = "pages/clash.html")]
struct ClashPage {
    frame: Frame,
    clash: ClashShown,
    action: String,
}

impl ClashShown {
    /// A clash as pages show it.
    pub(crate) async fn of(
        pages: &Pages,
        visitor: &Visitor,
        period: Period,
        clash: Clash,
        typed: &Fields,
    ) -> Result<Self, Trouble> {
        let (language, table) = (visitor.preferences.language, clash.row.table());
        let columns = shown(pages, table, period, language).await?;
        let known = Known::all(pages, visitor, period).await?;
        let text = |column: &Shown, row| column.text(row, &known, &clash.members);
        let lines = columns.iter().filter(|column| !column.is_own_id(table)).map(|column| {
            let (now, typed) = (text(column, &clash.standing), text(column, &clash.row));
            Line { title: column.title.clone(), differs: now != typed, now, typed }
        });
        let withdrawn = clash.standing.withdrawal().map(|reason| Line {
            title: say!("conflicts-withdrawn"),
            now: reason.to_owned(),
            typed: String::new(),
            differs: true,
        });
        let standing = columns.iter().map(|column| {
            let value = column.value(Some(&clash.standing), &known, &clash.members);
            (column.column.name, (value, text(column, &clash.standing)))
        });
        let written = clash.written.as_ref();
        let who = written.map(|written| written.person().to_owned()).unwrap_or_default();
        let when = written.and_then(|written| written.written_at).map(moment).unwrap_or_default();
        let row = format!("{} {}", table_title(table, language), clash.said());
        Ok(Self {
            message: say!("clash-message", row = row, who = who, when = when),
            lines: lines.chain(withdrawn).collect(),
            standing: standing.collect(),
            typed: typed.clone(),
            address: format!("/{period}/tables/{}/{}", table.name(), in_address(&clash.row.id())),
            id: clash.row.id(),
            version: clash.version,
            table,
        })
    }

    /// For a script: what stands by column, and what to send along to write over it all the same.
    pub(crate) fn as_json(&self) -> Response {
        let differing = self.lines.iter().filter(|line| line.differs);
        let said: Vec<String> =
            differing.map(|line| say!("clash-line", column = line.title, now = line.now, typed = line.typed)).collect();
        let standing: BTreeMap<&str, Value> = self
            .standing
            .iter()
            .map(|(column, (value, text))| (*column, json!({ "value": value, "text": text })))
            .collect();
        let trouble = format!("{}\n{}", self.message, said.join("\n"));
        let clash = json!({ "id": self.id, "version": self.version, "standing": standing });
        (StatusCode::CONFLICT, axum::Json(json!({ "trouble": trouble, "clash": clash }))).into_response()
    }

    /// For a person: a page with both, and a button for each.
    pub(crate) async fn into_page(self, pages: &Pages, visitor: &Visitor, period: Period) -> Result<Response, Trouble> {
        let here = format!("/tables/{}", self.table.name());
        let frame = Frame::new(pages, visitor, period, Door::Ledger, say!("clash-title"), &here).await?;
        let action = frame.here.clone();
        let mut response = answer(&ClashPage { frame, clash: self, action })?;
        *response.status_mut() = StatusCode::CONFLICT;
        Ok(response)
    }
}
