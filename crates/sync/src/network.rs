//! Where a connection comes from, as far as one stranger can be told from another.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

/// An address of version 4, or what one household has of version 6: a /64.
///
/// A whole township's villages may share one, behind a router that translates addresses. So nothing is counted by it
/// once a device has shown a certificate, and where there are too many before that, the oldest goes and not the
/// newest: a handshake is done within a few round trips, and who stays longer gives way to who comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Network(IpAddr);

impl Network {
    pub(crate) fn of(address: SocketAddr) -> Self {
        Self(match address.ip().to_canonical() {
            IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
            address @ IpAddr::V4(_) => address,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_household_counts_once() {
        let network = |text: &str| Network::of(SocketAddr::new(text.parse().unwrap(), 7443));
        assert_eq!(network("2001:db8::1"), network("2001:db8::ffff:1:2:3"));
        assert_ne!(network("2001:db8::1"), network("2001:db8:0:1::1"));
        assert_eq!(network("192.0.2.1"), network("::ffff:192.0.2.1"));
        assert_ne!(network("192.0.2.1"), network("192.0.2.2"));
    }
}
