//! Logging in, unlocking, logging out; and what was typed while nobody was logged in.

use super::Pages;
use super::frame::answer;
use super::preferences::Preferences;
use super::trouble::Trouble;
use super::unsent::{self, Told};
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
use cunbang_language::{say, say_with};
use serde::Deserialize;
use serde_json::json;
use std::sync::Arc;
use time::Duration;

/// The browser keeps the session as long as the store at most does.
const KEPT_FOR: Duration = Duration::days(7);
/// The browser keeps its mark as long as browsers keep anything.
const MARKED_FOR: Duration = Duration::days(400);

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
    /// The name of a form that waits for its operator.
    kept: Option<String>,
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
    form: Arc<unsent::Form>,
    told: Told,
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

/// The same in place of a form that was sent: it waits under the name that is given, or has to be filled in again.
pub(crate) async fn ask(
    pages: &Pages,
    preferences: Preferences,
    whence: &Whence,
    session: Option<SessionView>,
    kept: Option<String>,
) -> Result<Response, Trouble> {
    let said = kept.is_none().then(|| say!("login-not-kept"));
    page(pages, preferences, whence, session, "/".to_owned(), kept, said).await
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
    kept: Option<String>,
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
    let again = field("again").map(str::to_owned);
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
    let cookies = with_session(cookies, &pages.desk, &operator, entered.clone()).await?;
    let next = match (again, session) {
        (Some(name), Some(view)) => again_page(&pages, preferences, &name, view, entered).await,
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

/// Asks the operator who has just logged in about the form that waited.
async fn again_page(
    pages: &Pages,
    preferences: Preferences,
    name: &str,
    view: SessionView,
    session: String,
) -> Response {
    let SessionView { operator, role, token_for_forms, .. } = view;
    let Some(form) = pages.unsent.take(name, &operator) else {
        return Trouble::of(StatusCode::GONE, say!("again-gone")).into_response();
    };
    let visitor = Visitor { operator, role, session, form_token: token_for_forms.clone(), preferences };
    let page = unsent::told(pages, &visitor, &form).await;
    page.and_then(|told| answer(&AgainPage { preferences, token: token_for_forms, form, told }))
        .unwrap_or_else(Trouble::into_response)
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
