//! Logging in, unlocking, logging out; and what was typed while nobody was logged in.

use super::Pages;
use super::frame::answer;
use super::preferences::Preferences;
use super::trouble::Trouble;
use super::visitor::{Visitor, back_to, session_cookie, session_cookie_of};
use super::whence::Whence;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use cunbang_desk::people::browsers::browser_mark_name;
use cunbang_desk::{Desk, DeskError, Password, SessionView};
use cunbang_language::{Language, say, say_with};
use cunbang_model::Table;
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use time::Duration;

/// The browser keeps the session as long as the store at most does.
const KEPT_FOR: Duration = Duration::days(7);
/// The browser keeps its mark as long as browsers keep anything.
const MARKED_FOR: Duration = Duration::days(400);

/// Fields of the form that are not what was typed elsewhere.
const OWN_FIELDS: [&str; 4] = ["operator", "password", "back", "again"];
/// What precedes the name of a field that was typed elsewhere.
const KEPT_FIELD: &str = "kept.";

/// A form that came while nobody was logged in: where it was going, and what it held.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kept {
    pub(crate) path: String,
    pub(crate) fields: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "pages/login.html")]
struct LoginPage {
    preferences: Preferences,
    unit: String,
    /// Who works here, for those who sit here.
    operators: Vec<String>,
    /// Whose session is locked.
    locked: Option<String>,
    back: String,
    kept: Option<Kept>,
    trouble: Option<String>,
}

impl LoginPage {
    #[allow(clippy::unused_self)] // as templates ask
    fn say(&self, key: &str) -> String {
        say_with(key, &[])
    }
}

/// What was typed, to be sent again.
#[derive(Template)]
#[template(path = "pages/again.html")]
struct AgainPage {
    preferences: Preferences,
    token: String,
    kept: Kept,
    /// What was typed, as people call it.
    typed: Vec<(String, String)>,
}

impl AgainPage {
    #[allow(clippy::unused_self)] // as templates ask
    fn say(&self, key: &str) -> String {
        say_with(key, &[])
    }
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    back: Option<String>,
}

/// The page that asks for name and password.
pub(crate) async fn show(
    State(pages): State<Arc<Pages>>,
    preferences: Preferences,
    cookies: CookieJar,
    whence: Whence,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    let token = cookies.get(&session_cookie(&pages)).map(|cookie| cookie.value().to_owned()).unwrap_or_default();
    let session = pages.desk.session(&token).await?;
    if session.as_ref().is_some_and(|session| !session.locked) {
        return Ok(Redirect::to(&back_to(asked.back.as_deref())).into_response());
    }
    page(&pages, preferences, &whence, session, back_to(asked.back.as_deref()), None, None).await
}

/// The same in place of a page that was asked for, with what was typed there.
pub(crate) async fn ask(
    pages: &Pages,
    preferences: Preferences,
    whence: &Whence,
    session: Option<SessionView>,
    kept: Option<Kept>,
) -> Result<Response, Trouble> {
    page(pages, preferences, whence, session, "/".to_owned(), kept, None).await
}

/// The same in place of a file that was sent: it has to be chosen again at `back`.
pub(crate) async fn ask_for_file(
    pages: &Pages,
    preferences: Preferences,
    whence: &Whence,
    session: Option<SessionView>,
    back: String,
) -> Result<Response, Trouble> {
    page(pages, preferences, whence, session, back, None, Some(say!("login-file-again"))).await
}

async fn page(
    pages: &Pages,
    preferences: Preferences,
    whence: &Whence,
    session: Option<SessionView>,
    back: String,
    kept: Option<Kept>,
    trouble: Option<String>,
) -> Result<Response, Trouble> {
    let operators = pages.desk.operators().await?;
    let mut working: Vec<String> =
        operators.into_iter().filter(|operator| !operator.disabled).map(|operator| operator.name).collect();
    if working.is_empty() {
        return Ok(Redirect::to("/start").into_response());
    }
    // Whoever opens the page from elsewhere need not learn who works here.
    working.retain(|_| whence.is_here());
    let replica = pages.desk.replica();
    let unit = replica.org().units().map_or_else(|| replica.unit().to_string(), |units| units.name(replica.unit()));
    let locked = session.map(|session| session.operator);
    answer(&LoginPage { preferences, unit, operators: working, locked, back, kept, trouble })
}

/// Logs an operator in, or unlocks the session that there is, and goes on where the operator wanted to go.
pub(crate) async fn log_in(
    State(pages): State<Arc<Pages>>,
    preferences: Preferences,
    cookies: CookieJar,
    whence: Whence,
    Form(fields): Form<Vec<(String, String)>>,
) -> Result<Response, Trouble> {
    let Ok(_turn) = pages.logins.try_acquire() else {
        return Err(Trouble::of(StatusCode::TOO_MANY_REQUESTS, say!("login-busy")));
    };
    let field = |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str());
    let back = back_to(field("back"));
    let again = field("again").map(|path| Kept { path: back_to(Some(path)), fields: kept_fields(&fields) });
    let token = cookies.get(&session_cookie(&pages)).map(|cookie| cookie.value().to_owned()).unwrap_or_default();
    let session = pages.desk.session(&token).await?;
    let operator = field("operator").unwrap_or_default().trim().to_owned();
    let password = Password::from(field("password").unwrap_or_default().to_owned());
    let is_unlocked = session.as_ref().is_some_and(|session| session.locked && session.operator == operator);
    let entered = if is_unlocked {
        pages.desk.unlock(&token, &password).await.map(|()| token.clone())
    } else {
        let mark = cookies.get(&browser_mark_name(&operator)).map(|cookie| cookie.value().to_owned());
        let entered = pages.desk.log_in_from(&operator, &password, whence.0.as_deref(), mark.as_deref()).await;
        entered.map(|token| token.as_str().to_owned())
    };
    let entered = match entered {
        Ok(entered) => entered,
        Err(error) => {
            let trouble = Trouble::from(error);
            let said = Some(trouble.message().to_owned());
            return page(&pages, preferences, &whence, session.filter(|session| session.locked), back, again, said)
                .await;
        }
    };
    let session = pages.desk.session(&entered).await?;
    let cookies = with_session(cookies, &pages.desk, &operator, entered).await?;
    let next = match (again, session) {
        (Some(kept), Some(session)) => {
            let typed = typed(&pages, &kept);
            answer(&AgainPage { preferences, token: session.token_for_forms, kept, typed })?
        }
        _ => Redirect::to(&back).into_response(),
    };
    Ok((cookies, next).into_response())
}

/// What the browser of an operator keeps who has just logged in.
pub(crate) async fn with_session(
    cookies: CookieJar,
    desk: &Desk,
    operator: &str,
    token: String,
) -> Result<CookieJar, DeskError> {
    let cookie = Cookie::build((session_cookie_of(desk), token)).path("/").http_only(true).same_site(SameSite::Strict);
    let cookies = cookies.add(cookie.max_age(KEPT_FOR).build());
    let Some(mark) = desk.mark_of_browser(operator).await? else { return Ok(cookies) };
    let cookie = Cookie::build((browser_mark_name(operator), mark)).path("/login").http_only(true);
    Ok(cookies.add(cookie.same_site(SameSite::Strict).max_age(MARKED_FOR).build()))
}

fn kept_fields(fields: &[(String, String)]) -> Vec<(String, String)> {
    let kept = fields.iter().filter(|(name, _)| !OWN_FIELDS.contains(&name.as_str()));
    kept.filter_map(|(name, value)| Some((name.strip_prefix(KEPT_FIELD)?.to_owned(), value.clone()))).collect()
}

/// What a form held, by the names that people know: of a file that was looked at, what it is called.
fn typed(pages: &Pages, kept: &Kept) -> Vec<(String, String)> {
    if kept.path.ends_with("/import/keep") {
        let number = kept.fields.iter().find(|(name, _)| name == "file").and_then(|(_, number)| number.parse().ok());
        let name = number.and_then(|number| pages.waiting.name_of(number));
        return vec![(say!("again-file"), name.unwrap_or_else(|| say!("import-gone")))];
    }
    let is_told = |(name, value): &&(String, String)| !value.is_empty() && !["back", "seen"].contains(&name.as_str());
    kept.fields.iter().filter(is_told).map(|(name, value)| (label(&kept.path, name), value.clone())).collect()
}

/// What a field is called: as the column of the table that the address names, or of any.
fn label(path: &str, name: &str) -> String {
    let column = |table: &Table| table.columns().iter().find(|column| column.name == name);
    let own = Table::ALL.iter().find(|table| path.split('/').any(|step| step == table.name())).and_then(column);
    let known = own.or_else(|| Table::ALL.iter().find_map(column));
    known.map_or_else(|| name.to_owned(), |column| Language::first().pick(column.chinese, column.name).to_owned())
}

/// The token that forms of this session hold, for a window that was opened before somebody logged in again.
pub(crate) async fn token(Extension(visitor): Extension<Visitor>) -> Response {
    axum::Json(json!({ "token": visitor.form_token, "operator": visitor.operator })).into_response()
}

/// Logs out.
pub(crate) async fn log_out(State(pages): State<Arc<Pages>>, cookies: CookieJar) -> Result<Response, Trouble> {
    if let Some(token) = cookies.get(&session_cookie(&pages)) {
        pages.desk.log_out(token.value()).await?;
    }
    let gone = Cookie::build((session_cookie(&pages), "")).path("/").build();
    Ok((cookies.remove(gone), Redirect::to("/login")).into_response())
}
