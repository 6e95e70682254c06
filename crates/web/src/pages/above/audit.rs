//! Audit 查阅与操作记录: who saw personal data at this desk, and who decided; the newest first, a month at a time.

use super::at::At;
use crate::pages::frame::{Door, Frame, answer};
use crate::pages::trouble::Trouble;
use askama::Template;
use axum::extract::Query;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use cunbang_desk::OperatorRole;
use cunbang_desk::people::audit::{AuditEvent, AuditFilter, AuditView, Trail};
use cunbang_desk::people::audit_words::{by_whom, event_name};
use cunbang_language::say;
use cunbang_model::{UnitTree, clock};
use cunbang_report::harmless::harmless;
use serde::Deserialize;

/// How many events a page shows; the file has all.
const ON_A_PAGE: usize = 500;

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    month: String,
    #[serde(default)]
    event: String,
    #[serde(default)]
    person: String,
}

#[derive(Template)]
#[template(path = "pages/above/audit.html")]
struct AuditPage {
    frame: Frame,
    months: Vec<String>,
    month: String,
    /// What was done, by the trail's word.
    events: Vec<(String, String)>,
    persons: Vec<String>,
    asked: Asked,
    query: String,
    lines: Vec<Line>,
    count: usize,
    is_cut: bool,
    /// Whether this node keeps a trail at all: a demonstration keeps none.
    is_kept: bool,
    /// Where the trail is broken.
    breaks: Vec<String>,
}

/// One event as people read it.
struct Line {
    at: String,
    event: String,
    person: String,
    unit: String,
    subject: String,
}

/// A node that keeps no trail.
#[derive(Debug)]
struct Nothing;

impl Trail for Nothing {
    fn months(&self) -> Result<Vec<String>, String> {
        Ok(Vec::new())
    }

    fn events(&self, _: &str) -> Result<Vec<AuditEvent>, String> {
        Ok(Vec::new())
    }

    fn breaks(&self) -> Result<Vec<String>, String> {
        Ok(Vec::new())
    }
}

async fn audited(at: &At, asked: &Asked) -> Result<AuditView, Trouble> {
    let filter = AuditFilter { month: asked.month.clone(), event: asked.event.clone(), operator: asked.person.clone() };
    let trail = at.pages.trail.as_deref().unwrap_or(&Nothing);
    Ok(at.desk().audited(at.operator(), trail, &filter).await?)
}

/// The page.
pub(crate) async fn show(at: At, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let view = audited(&at, &asked).await?;
    let frame = at.frame(Door::Settings, say!("audit-title"), "/audit").await?;
    let units = at.units()?;
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("month", &view.month).append_pair("event", &asked.event).append_pair("person", &asked.person);
    answer(&AuditPage {
        frame,
        events: view.events.iter().map(|word| (word.clone(), event_name(word))).collect(),
        persons: view.operators.into_iter().collect(),
        query: query.finish(),
        count: view.shown.len(),
        is_cut: view.shown.len() > ON_A_PAGE,
        is_kept: at.pages.trail.is_some(),
        lines: view.shown.iter().take(ON_A_PAGE).map(|event| line(event, &units)).collect(),
        breaks: view.breaks,
        months: view.months,
        month: view.month,
        asked,
    })
}

/// The same as a file, whole.
pub(crate) async fn file(at: At, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    let view = audited(&at, &asked).await?;
    let units = at.units()?;
    let heads =
        [say!("audit-at"), say!("audit-event"), say!("audit-person"), say!("device-unit"), say!("audit-subject")];
    let mut text = String::from("\u{feff}");
    text.push_str(&row_of(&heads));
    for event in &view.shown {
        let Line { at, event, person, unit, subject } = line(event, &units);
        text.push_str(&row_of(&[at, event, person, unit, subject]));
    }
    let name = format!("attachment; filename=\"audit-{}.csv\"", view.month);
    let heads = [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    Ok((heads, text).into_response())
}

/// A line of a CSV file. What a spreadsheet would take for a formula begins with an apostrophe.
pub(super) fn row_of(cells: &[String]) -> String {
    let quoted = cells.iter().map(|cell| format!("\"{}\"", harmless(cell).replace('"', "\"\"")));
    format!("{}\r\n", quoted.collect::<Vec<_>>().join(","))
}

fn line(event: &AuditEvent, units: &UnitTree) -> Line {
    let at = clock::COUNTY_OFFSET.to_datetime(event.at).strftime("%Y-%m-%d %H:%M:%S").to_string();
    let subject = match event.event.as_str() {
        "add_operator" | "change_role" => match event.subject.rsplit_once(' ') {
            Some((name, word)) => match OperatorRole::from_word(word) {
                Some(role) => format!("{name} {}", cunbang_desk::role_name(role)),
                None => event.subject.clone(),
            },
            None => event.subject.clone(),
        },
        _ => event.subject.clone(),
    };
    Line {
        at,
        event: event_name(&event.event),
        person: by_whom(&event.event, &event.operator),
        unit: event.unit.map(|unit| units.name(unit)).unwrap_or_default(),
        subject,
    }
}

#[cfg(test)]
mod tests {
    use super::row_of;

    #[test]
    fn a_cell_is_never_a_formula() {
        let cells = ["=1+1", "a\"b", "", "王会计", "-2"].map(str::to_owned);
        assert_eq!(row_of(&cells), "\"'=1+1\",\"a\"\"b\",\"\",\"王会计\",\"-2\"\r\n");
    }
}
