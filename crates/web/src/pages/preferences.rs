//! What a reader chose for this browser: the language, large print, and whether ids are shown.

use super::trouble::in_words;
use super::visitor::back_to;
use axum::Form;
use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use cunbang_language::Language;
use serde::Deserialize;
use std::convert::Infallible;
use time::Duration;

const LANGUAGE: &str = "language";
const PRINT: &str = "print";
const LARGE: &str = "large";
const IDS: &str = "ids";
const SHOWN: &str = "shown";
const KEPT_FOR: Duration = Duration::days(400);

/// The language, whether letters are large, and whether ids are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Preferences {
    pub(crate) language: Language,
    pub(crate) is_large: bool,
    pub(crate) shows_ids: bool,
}

impl Preferences {
    fn of(cookies: &CookieJar) -> Self {
        let language = cookies.get(LANGUAGE).and_then(|chosen| chosen.value().parse().ok());
        Self {
            language: language.unwrap_or(Language::Chinese),
            is_large: cookies.get(PRINT).is_some_and(|chosen| chosen.value() == LARGE),
            shows_ids: cookies.get(IDS).is_some_and(|chosen| chosen.value() == SHOWN),
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Preferences {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&CookieJar::from_headers(&parts.headers)))
    }
}

/// Everything that answers a request speaks its reader's language.
pub(crate) async fn speak(request: Request, next: Next) -> Response {
    let preferences = Preferences::of(&CookieJar::from_headers(request.headers()));
    let answered = async { in_words(next.run(request).await, preferences, false) };
    preferences.language.scope_at_page(answered).await
}

#[derive(Debug, Default, Deserialize)]
pub(crate) struct Choice {
    pub(crate) language: Option<String>,
    pub(crate) print: Option<String>,
    pub(crate) ids: Option<String>,
    pub(crate) back: Option<String>,
}

/// Keeps a choice in the browser, and goes back to the page.
pub(crate) async fn choose(cookies: CookieJar, Form(choice): Form<Choice>) -> impl IntoResponse {
    let back = back_to(choice.back.as_deref());
    (with_choice(cookies, choice), Redirect::to(&back))
}

/// What the browser keeps of a choice.
pub(crate) fn with_choice(cookies: CookieJar, choice: Choice) -> CookieJar {
    let kept = |name: &'static str, value: &'static str| {
        Cookie::build((name, value)).path("/").same_site(SameSite::Strict).http_only(true).max_age(KEPT_FOR).build()
    };
    let mut cookies = cookies;
    if let Some(language) = choice.language.and_then(|name| name.parse::<Language>().ok()) {
        cookies = cookies.add(kept(LANGUAGE, language.as_str()));
    }
    if let Some(print) = choice.print {
        cookies = cookies.add(kept(PRINT, if print == LARGE { LARGE } else { "usual" }));
    }
    if let Some(ids) = choice.ids {
        cookies = cookies.add(kept(IDS, if ids == SHOWN { SHOWN } else { "hidden" }));
    }
    cookies
}
