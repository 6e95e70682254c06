//! What did not work, as a page or as JSON: what happened, and what to do.

use super::preferences::Preferences;
use askama::Template;
use axum::http::{StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};
use cunbang_desk::{DeskError, Sort};
use cunbang_language::{Language, say, say_with};
use cunbang_model::shown::in_lines;
use cunbang_model::{RowError, Table};
use serde_json::json;
use std::sync::Arc;

/// Why a request came to nothing.
#[derive(Debug)]
pub(crate) struct Trouble {
    code: StatusCode,
    message: String,
    /// The column that is meant, where it is one.
    column: Option<&'static str>,
}

#[derive(Template)]
#[template(path = "pages/trouble.html")]
struct TroublePage {
    preferences: Preferences,
    title: String,
    message: String,
}

impl TroublePage {
    #[allow(clippy::unused_self)] // as templates ask
    fn say(&self, key: &str) -> String {
        say_with(key, &[])
    }
}

impl Trouble {
    pub(crate) fn of(code: StatusCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), column: None }
    }

    /// Names the column that is meant.
    pub(crate) fn at(self, column: Option<&'static str>) -> Self {
        Self { column, ..self }
    }

    pub(crate) fn code(&self) -> StatusCode {
        self.code
    }

    /// The column that is meant, where it is one.
    pub(crate) fn column(&self) -> Option<&'static str> {
        self.column
    }

    pub(crate) fn message(&self) -> &str {
        &self.message
    }

    pub(crate) fn answer(self, preferences: Preferences, as_json: bool) -> Response {
        if as_json {
            return (self.code, axum::Json(json!({ "trouble": self.message, "column": self.column }))).into_response();
        }
        let title = match self.code {
            StatusCode::NOT_FOUND => say!("trouble-not-found"),
            code if code.is_server_error() => say!("trouble-failed"),
            _ => say!("trouble-refused"),
        };
        let page = TroublePage { preferences, title, message: self.message };
        match page.render() {
            Ok(html) => (self.code, Html(in_lines(&html).into_owned())).into_response(),
            Err(_) => (self.code, page.message).into_response(),
        }
    }
}

impl IntoResponse for Trouble {
    /// A response that says nothing yet: whoever knows how the reader wants it puts in the words ([`in_words`]).
    fn into_response(self) -> Response {
        let mut response = self.code.into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// Puts what a handler said did not work into a page, or into JSON for a script.
pub(crate) fn in_words(mut response: Response, preferences: Preferences, as_json: bool) -> Response {
    match response.extensions_mut().remove::<Arc<Trouble>>().and_then(Arc::into_inner) {
        Some(trouble) => trouble.answer(preferences, as_json),
        None => response,
    }
}

impl From<DeskError> for Trouble {
    fn from(error: DeskError) -> Self {
        let code = match error.sort() {
            Sort::Input => StatusCode::UNPROCESSABLE_ENTITY,
            Sort::NotFound => StatusCode::NOT_FOUND,
            Sort::NotYet => StatusCode::CONFLICT,
            Sort::NotPermitted => StatusCode::FORBIDDEN,
            Sort::Busy => StatusCode::TOO_MANY_REQUESTS,
            Sort::Failed => StatusCode::INTERNAL_SERVER_ERROR,
        };
        if code.is_server_error() {
            tracing::error!(%error, "a page failed");
        }
        let message = match &error {
            DeskError::Rows(faults) => faults.iter().map(fault_in_form).collect::<Vec<_>>().join("\n"),
            other => other.to_string(),
        };
        Self::of(code, message)
    }
}

/// What is wrong with a cell of a form, by the column's name that people read.
pub(crate) fn fault_in_form(fault: &RowError) -> String {
    let columns = Table::ALL.iter().flat_map(|table| table.columns());
    let column = columns.clone().find(|column| column.name == fault.column);
    let column = column.map_or(fault.column, |column| Language::first().pick(column.chinese, column.name));
    if fault.value.trim().is_empty() {
        return say!("form-cell-empty", column = column, expected = fault.expected);
    }
    say!("form-cell-wrong", column = column, value = fault.value, expected = fault.expected)
}

/// A failure of the desk as a page says it.
pub(crate) fn in_page(error: DeskError) -> String {
    Trouble::from(error).message
}

impl From<askama::Error> for Trouble {
    fn from(error: askama::Error) -> Self {
        tracing::error!(%error, "a page could not be made");
        Self::of(StatusCode::INTERNAL_SERVER_ERROR, say!("trouble-page"))
    }
}

/// An address at which there is nothing.
pub(crate) async fn no_such_page(preferences: Preferences, uri: Uri) -> Response {
    let message = say!("trouble-no-such-page", path = uri.path());
    Trouble::of(StatusCode::NOT_FOUND, message).answer(preferences, false)
}
