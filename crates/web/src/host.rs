//! The host names by which a request may address this page.
//!
//! Any site that a local browser visits can reach a page on loopback, once the site points its own name at
//! 127.0.0.1 (DNS rebinding). Such a request still carries the site's name, so the page answers only to IP
//! addresses and `localhost`.

use std::net::{IpAddr, SocketAddr};

/// Whether the Host header `host` is valid for a page bound to `bound`: `localhost`, a loopback address, or
/// the address that the page is bound to. If it is bound to all addresses, any IP address is valid.
pub fn is_own(host: &str, bound: SocketAddr) -> bool {
    let name = without_port(host);
    if name.eq_ignore_ascii_case("localhost") {
        return true;
    }
    let Ok(address) = name.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>() else {
        return false;
    };
    address.is_loopback() || address == bound.ip() || bound.ip().is_unspecified()
}

fn without_port(host: &str) -> &str {
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && is_whole(name) => name,
        _ => host,
    }
}

/// Whether no port is left in the name. A colon outside brackets means an IPv6 address without a port.
fn is_whole(name: &str) -> bool {
    !name.contains(':') || name.ends_with(']')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn own_names_and_foreign_ones() {
        let check = |host: &str, bound: &str, expected: bool| {
            assert_eq!(is_own(host, bound.parse().unwrap()), expected, "{host} at {bound}");
        };
        check("localhost:7480", "127.0.0.1:7480", true);
        check("127.0.0.1:7480", "127.0.0.1:7480", true);
        check("127.0.0.1", "127.0.0.1:7480", true);
        check("[::1]:7480", "127.0.0.1:7480", true);
        check("::1", "[::1]:7480", true);
        check("rebound.example:7480", "127.0.0.1:7480", false);
        check("localhost.example", "127.0.0.1:7480", false);
        check("127.0.0.1.example", "127.0.0.1:7480", false);
        check("10.0.0.7:7480", "127.0.0.1:7480", false);
        check("10.0.0.7:7480", "10.0.0.7:7480", true);
        check("10.0.0.7:7480", "0.0.0.0:7480", true);
        check("rebound.example", "0.0.0.0:7480", false);
        check("", "127.0.0.1:7480", false);
    }
}
