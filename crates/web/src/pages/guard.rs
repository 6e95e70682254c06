//! The checks on every request, and the headers of every response.
//!
//! A page on loopback can be reached by any site that a browser on this computer visits. So a request must name one
//! of the page's own addresses, and one that changes something must come from a page of the same origin.

use crate::host::is_own;
use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use std::net::SocketAddr;

/// Nothing may be run, embedded, sniffed, sent as referrer or cached but the page's own style sheet, script and
/// pictures; forms go to the page itself.
const HEADERS: [(HeaderName, &str); 6] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::CACHE_CONTROL, "no-store"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];
/// The header with which a browser says where a request comes from.
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Lets a request through to the routes, or refuses it.
pub(crate) async fn check(bound: SocketAddr, request: Request, next: Next) -> Response {
    let mut response = match refusal(bound, &request) {
        None => next.run(request).await,
        Some(refusal) => refusal.into_response(),
    };
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

fn refusal(bound: SocketAddr, request: &Request) -> Option<(StatusCode, &'static str)> {
    let text = |name: HeaderName| request.headers().get(name).and_then(|value| value.to_str().ok());
    let host = text(header::HOST).unwrap_or_default();
    if !is_own(host, bound) {
        return Some((
            StatusCode::MISDIRECTED_REQUEST,
            "本页只在本机地址打开。\nThese pages answer to their own address only.\n",
        ));
    }
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        return None;
    }
    let own_origin = text(header::ORIGIN).is_none_or(|origin| origin.strip_prefix("http://") == Some(host));
    let own_site = text(FETCH_SITE).is_none_or(|site| site == "same-origin" || site == "none");
    (!own_origin || !own_site)
        .then_some((StatusCode::FORBIDDEN, "请求来自其他网站，已拒绝。\nThis request comes from another site.\n"))
}
