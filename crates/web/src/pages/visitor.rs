//! Who asks: an operator who logged in. Without one, nothing is shown and nothing is done; but what was typed stays.

use super::Pages;
use super::login;
use super::preferences::Preferences;
use super::trouble::{Trouble, in_words};
use super::unsent;
use super::whence::Whence;
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::CookieJar;
use cunbang_desk::{Desk, OperatorRole, SessionView};
use cunbang_language::say;
use std::sync::Arc;
use std::time::Duration;

/// What the cookie's name begins with that holds the session's token.
const SESSION: &str = "session";
/// How much of a device's id tells it from others on one computer.
const DEVICE_CHARACTERS: usize = 12;

/// The name of the cookie that holds the session's token: each node has its own, as a browser has one set of cookies
/// for all ports of a computer.
pub(crate) fn session_cookie(pages: &Pages) -> String {
    session_cookie_of(&pages.desk)
}

/// The same by the desk alone.
pub(crate) fn session_cookie_of(desk: &Desk) -> String {
    let device = desk.replica().writer().device.to_string();
    format!("{SESSION}-{}", device.chars().take(DEVICE_CHARACTERS).collect::<String>())
}
/// The header in which a script sends the token that forms hold.
const FORM_TOKEN: HeaderName = HeaderName::from_static("x-form-token");
/// The header of a page that asks for itself again, because something arrived: nobody is at work.
const BY_ITSELF: HeaderName = HeaderName::from_static("x-by-itself");
/// The field of a form that holds the token.
pub(crate) const TOKEN_FIELD: &str = "token";
/// The most that a form may hold; files come by another way.
const MOST_FORM_BYTES: usize = 1 << 20;

/// How long nothing of a form or of the next piece of a file may come.
const PATIENCE: Duration = Duration::from_secs(30);

/// An operator at work.
#[derive(Debug, Clone)]
pub(crate) struct Visitor {
    /// The operator's name, as entries name it.
    pub(crate) operator: String,
    /// What the operator is there for.
    pub(crate) role: OperatorRole,
    /// The session's token.
    pub(crate) session: String,
    /// What forms have to bring along.
    pub(crate) form_token: String,
    pub(crate) preferences: Preferences,
}

/// The fields of a form, in the order in which they came.
pub(crate) type Fields = Vec<(String, String)>;

/// Gives up on a body of which nothing comes for long.
pub(crate) async fn within_patience<T>(coming: impl Future<Output = T>) -> Result<T, Trouble> {
    let slow = |_| Trouble::of(StatusCode::REQUEST_TIMEOUT, say!("form-too-slow"));
    tokio::time::timeout(PATIENCE, coming).await.map_err(slow)
}

/// Lets an operator's request through, with the [`Visitor`] among its extensions; asks everyone else to log in.
pub(crate) async fn required(
    State(pages): State<Arc<Pages>>,
    preferences: Preferences,
    cookies: CookieJar,
    request: Request,
    next: Next,
) -> Response {
    let asks_for_json = wants_json_of(request.headers());
    let (is_act, path) = (request.method() == Method::POST, request.uri().path().to_owned());
    match admit(&pages, preferences, &cookies, request).await {
        Ok(Admitted::To(request, operator)) => {
            let response = next.run(*request).await;
            if is_act && response.status() == StatusCode::FORBIDDEN {
                pages.desk.note_refused(&operator, &path, true);
            }
            in_words(response, preferences, asks_for_json)
        }
        Ok(Admitted::Not(response)) => response,
        Err(trouble) => trouble.answer(preferences, asks_for_json),
    }
}

/// Whether a script asked, and not a person.
pub(crate) fn wants_json_of(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    accept.is_some_and(|accept| accept.starts_with("application/json"))
}

/// A text as one step of an address.
pub(crate) fn in_address(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

enum Admitted {
    /// A request, and whose it is.
    To(Box<Request>, String),
    Not(Response),
}

async fn admit(
    pages: &Pages,
    preferences: Preferences,
    cookies: &CookieJar,
    request: Request,
) -> Result<Admitted, Trouble> {
    let token = cookies.get(&session_cookie(pages)).map(|cookie| cookie.value().to_owned()).unwrap_or_default();
    let session = if request.headers().contains_key(BY_ITSELF) {
        pages.desk.session_unnoted(&token).await?
    } else {
        pages.desk.session(&token).await?
    };
    let by_script = wants_json_of(request.headers());
    let is_form = is_of_kind(&request, "application/x-www-form-urlencoded") || is_of_kind(&request, "application/json");
    let brings_file = is_of_kind(&request, "multipart/form-data");
    let (parts, body) = request.into_parts();
    let is_a_form = parts.method == Method::POST && is_form;
    let (body, bytes) = if is_a_form {
        let bytes = within_patience(to_bytes(body, MOST_FORM_BYTES)).await?;
        let bytes = bytes.map_err(|_| Trouble::of(StatusCode::PAYLOAD_TOO_LARGE, say!("form-too-large")))?;
        (Body::from(bytes.clone()), bytes)
    } else {
        (body, axum::body::Bytes::new())
    };
    let Some(SessionView { operator, role, token_for_forms, .. }) = session.clone().filter(|session| !session.locked)
    else {
        if by_script {
            return Err(Trouble::of(StatusCode::UNAUTHORIZED, say!("session-ended")));
        }
        if parts.method == Method::POST && brings_file {
            // A file is not kept for whoever logs in: it is chosen again where it was.
            let back = parts.uri.path().to_owned();
            let whence = Whence::of(&parts.headers);
            return Ok(Admitted::Not(login::ask_for_file(pages, preferences, &whence, session, back).await?));
        }
        // Whoever logs out twice is logged out.
        if parts.method == Method::POST && parts.uri.path() == "/logout" {
            return Ok(Admitted::Not(Redirect::to("/login").into_response()));
        }
        if parts.method == Method::POST {
            let (brought, fields): (Fields, Fields) =
                form_urlencoded::parse(&bytes).into_owned().partition(|(name, _)| name == TOKEN_FIELD);
            let brought = brought.into_iter().next().map(|(_, value)| value).unwrap_or_default();
            let kept = unsent::keep(pages, &token, &brought, parts.uri.path(), fields).await?;
            let whence = Whence::of(&parts.headers);
            return Ok(Admitted::Not(login::ask(pages, preferences, &whence, session, kept).await?));
        }
        return Ok(Admitted::Not(Redirect::to(&login_for(&parts.uri)).into_response()));
    };
    // A file brings its token along as its first part, which is for the one page to check that takes files.
    let is_checked_there = brings_file && parts.uri.path().ends_with("/import");
    if parts.method == Method::POST && !is_checked_there {
        let in_header = parts.headers.get(FORM_TOKEN).and_then(|value| value.to_str().ok()).map(ToOwned::to_owned);
        let of_form = || {
            let mut fields = form_urlencoded::parse(&bytes);
            fields.find(|(name, _)| name == TOKEN_FIELD).map(|(_, value)| value.into_owned())
        };
        let brought = in_header.or_else(of_form).unwrap_or_default();
        if !cunbang_desk::is_token_for_forms(&token, &brought) {
            pages.desk.note_refused(&operator, parts.uri.path(), false);
            return Err(Trouble::of(StatusCode::FORBIDDEN, say!("form-stale")));
        }
    }
    let mut request = Request::from_parts(parts, body);
    let visitor =
        Visitor { operator: operator.clone(), role, session: token, form_token: token_for_forms, preferences };
    request.extensions_mut().insert(visitor);
    Ok(Admitted::To(Box::new(request), operator))
}

/// Whether what a request brings is of a kind.
fn is_of_kind(request: &Request, kind: &str) -> bool {
    let own = request.headers().get(header::CONTENT_TYPE).and_then(|own| own.to_str().ok());
    own.is_some_and(|own| own.starts_with(kind))
}

fn login_for(uri: &Uri) -> String {
    let back: String =
        form_urlencoded::byte_serialize(uri.path_and_query().map_or("/", |path| path.as_str()).as_bytes()).collect();
    format!("/login?back={back}")
}

/// A place on these pages to go back to: nowhere else, and the first page where none is named.
pub(crate) fn back_to(named: Option<&str>) -> String {
    let is_own = |place: &&str| {
        place.starts_with('/')
            && !place[1..].starts_with(['/', '\\'])
            && place.bytes().all(|byte| byte > b' ' && byte < 127)
    };
    named.filter(is_own).unwrap_or("/").to_owned()
}

#[cfg(test)]
mod tests {
    use super::back_to;

    #[test]
    fn one_goes_back_to_these_pages_only() {
        for own in ["/", "/2026Q3", "/2026Q3/meetings/t08?x=1"] {
            assert_eq!(back_to(Some(own)), own);
        }
        for other in ["", "//example.org", "/\\example.org", "https://example.org", "javascript:x", "/a\r\nb"] {
            assert_eq!(back_to(Some(other)), "/", "{other}");
        }
        assert_eq!(back_to(None), "/");
    }
}
