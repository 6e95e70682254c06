//! From where a request comes. The pages listen on loopback alone: what comes from another machine comes through a proxy
//! on this one, which says for whom it asks, or through a tunnel of somebody who may log in to this machine.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, header};
use std::convert::Infallible;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const REAL_IP: HeaderName = HeaderName::from_static("x-real-ip");
/// What else only a proxy writes.
const BY_PROXIES: [HeaderName; 4] = [
    HeaderName::from_static("x-forwarded-host"),
    HeaderName::from_static("x-forwarded-proto"),
    HeaderName::from_static("x-forwarded-port"),
    header::VIA,
];

/// The address of the other machine that a request comes from; none where it comes from this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Whence(pub(crate) Option<String>);

impl Whence {
    /// By what stands in the heads of a request.
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let text = |name: &HeaderName| headers.get_all(name).iter().next_back().and_then(|value| value.to_str().ok());
        // The last address is the one that the proxy on this machine saw; those before it anybody can write.
        let last = |list: &str| list.rsplit(',').next().unwrap_or_default().trim().to_owned();
        let forwarded = text(&header::FORWARDED).map(|list| {
            let parts = last(list);
            let own = parts.split(';').find_map(|part| part.trim().strip_prefix("for=").map(str::to_owned));
            own.unwrap_or(parts)
        });
        let named = text(&FORWARDED_FOR).map(last).or(forwarded).or_else(|| text(&REAL_IP).map(str::to_owned));
        let by_proxy = || BY_PROXIES.iter().any(|name| headers.contains_key(name)).then(String::new);
        Self(named.or_else(by_proxy))
    }

    /// Whether it comes from this machine.
    pub(crate) const fn is_here(&self) -> bool {
        self.0.is_none()
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Whence {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(&parts.headers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_says_for_whom_it_asks() {
        let check = |headers: &[(&'static str, &'static str)], expected: Option<&str>| {
            let mut map = HeaderMap::new();
            for (name, value) in headers {
                map.append(*name, value.parse().unwrap_or_else(|_| panic!("{value}")));
            }
            assert_eq!(Whence::of(&map).0.as_deref(), expected, "{headers:?}");
        };
        check(&[("host", "127.0.0.1:7470")], None);
        check(&[("x-forwarded-for", "203.0.113.7")], Some("203.0.113.7"));
        // What the visitor wrote stands before what the proxy saw.
        check(&[("x-forwarded-for", "10.0.0.1, 203.0.113.7")], Some("203.0.113.7"));
        check(&[("x-forwarded-for", "10.0.0.1"), ("x-forwarded-for", "203.0.113.7")], Some("203.0.113.7"));
        check(&[("forwarded", "for=10.0.0.1, for=203.0.113.7;proto=https")], Some("203.0.113.7"));
        check(&[("x-real-ip", "203.0.113.7")], Some("203.0.113.7"));
        check(&[("x-forwarded-proto", "https")], Some(""));
        check(&[("via", "1.1 proxy")], Some(""));
    }
}
