//! The first start: whoever can read the node's folder makes the first operator.

use super::Pages;
use super::frame::answer;
use super::login::with_session;
use super::preferences::Preferences;
use super::trouble::Trouble;
use super::whence::Whence;
use askama::Template;
use axum::Form;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use cunbang_desk::Password;
use cunbang_language::{say, say_with};
use serde::Deserialize;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "pages/start.html")]
struct StartPage {
    preferences: Preferences,
    unit: String,
    /// The key, where it was brought along.
    key: Option<String>,
    operator: String,
    trouble: Option<String>,
}

impl StartPage {
    #[allow(clippy::unused_self)] // as templates ask
    fn say(&self, key: &str) -> String {
        say_with(key, &[])
    }
}

#[derive(Deserialize)]
pub(crate) struct Asked {
    key: Option<String>,
}

#[derive(Deserialize)]
pub(crate) struct Made {
    #[serde(default)]
    key: String,
    #[serde(default)]
    operator: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    repeated: String,
}

impl Pages {
    async fn has_operators(&self) -> Result<bool, Trouble> {
        Ok(self.desk.operators().await?.iter().any(|operator| !operator.disabled))
    }

    fn is_start_key(&self, brought: &str) -> bool {
        self.start_key.as_deref().is_some_and(|key| key == brought)
    }

    fn start_page(
        &self,
        preferences: Preferences,
        key: Option<String>,
        operator: String,
        trouble: Option<String>,
    ) -> Result<Response, Trouble> {
        let replica = self.desk.replica();
        let unit = replica.org().units().map_or_else(|| replica.unit().to_string(), |units| units.name(replica.unit()));
        answer(&StartPage { preferences, unit, key, operator, trouble })
    }
}

/// Asks for the first operator's name and password.
pub(crate) async fn show(
    State(pages): State<Arc<Pages>>,
    preferences: Preferences,
    Query(asked): Query<Asked>,
) -> Result<Response, Trouble> {
    if pages.has_operators().await? {
        return Ok(Redirect::to("/login").into_response());
    }
    let key = asked.key.filter(|key| pages.is_start_key(key));
    pages.start_page(preferences, key, String::new(), None)
}

/// Makes the first operator.
pub(crate) async fn make(
    State(pages): State<Arc<Pages>>,
    preferences: Preferences,
    cookies: CookieJar,
    whence: Whence,
    Form(made): Form<Made>,
) -> Result<Response, Trouble> {
    if pages.has_operators().await? {
        return Ok(Redirect::to("/login").into_response());
    }
    if !pages.is_start_key(&made.key) {
        return Err(Trouble::of(StatusCode::FORBIDDEN, say!("start-key-wrong")));
    }
    let again =
        |trouble: String| pages.start_page(preferences, Some(made.key.clone()), made.operator.clone(), Some(trouble));
    if made.password != made.repeated {
        return again(say!("password-not-repeated"));
    }
    let (operator, password) = (made.operator.trim(), Password::from(made.password.clone()));
    if let Err(error) = pages.desk.add_operator(operator, &password).await {
        return again(Trouble::from(error).message().to_owned());
    }
    // Whoever has just set a password has shown it.
    match pages.desk.log_in_from(operator, &password, whence.0.as_deref(), None).await {
        Ok(token) => {
            let cookies = with_session(cookies, &pages.desk, operator, token.as_str().to_owned()).await?;
            Ok((cookies, Redirect::to("/")).into_response())
        }
        Err(_) => Ok(Redirect::to("/login").into_response()),
    }
}
