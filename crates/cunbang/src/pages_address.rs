//! Where a node's own pages are: on loopback alone.
//!
//! The pages speak plain HTTP, and whoever reaches them may try passwords. So no other machine reaches them by
//! itself: whoever wants that puts something in front of them that encrypts and says who is there.

use cunbang_language::say;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::{SocketAddr, TcpListener};
use std::str::FromStr;

/// Where a terminal's pages are unless told otherwise.
pub(crate) const USUAL: &str = "127.0.0.1:7470";

/// An address of this machine's own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(crate) struct PagesAddress(SocketAddr);

impl PagesAddress {
    /// One that was listened at, which is this machine's own.
    pub(crate) fn of_listener(listener: &TcpListener) -> std::io::Result<Self> {
        let address = listener.local_addr()?;
        if address.ip().is_loopback() { Ok(Self(address)) } else { Err(std::io::ErrorKind::AddrNotAvailable.into()) }
    }

    /// The address to listen at, or to open.
    pub(crate) const fn address(self) -> SocketAddr {
        self.0
    }
}

impl FromStr for PagesAddress {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let address: SocketAddr = text.parse().map_err(|_| {
            say!("pages-address-pages-expected-address-port", text = format!("{:?}", text), usual = USUAL)
        })?;
        if address.ip().is_loopback() {
            return Ok(Self(address));
        }
        Err(say!("pages-address-pages-not-encrypted-open", text = format!("{:?}", text), usual = USUAL))
    }
}

impl TryFrom<String> for PagesAddress {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<PagesAddress> for String {
    fn from(address: PagesAddress) -> Self {
        address.to_string()
    }
}

impl fmt::Display for PagesAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_this_machine_alone() {
        for right in [USUAL, "127.0.0.1:0", "127.1.2.3:80", "[::1]:7470"] {
            assert_eq!(right.parse::<PagesAddress>().unwrap().to_string(), right);
        }
        for elsewhere in ["0.0.0.0:7470", "[::]:7470", "192.168.1.4:7470", "[::ffff:127.0.0.1]:7470"] {
            let refused = elsewhere.parse::<PagesAddress>().unwrap_err();
            assert!(refused.contains("SSH tunnel") && refused.contains("reverse proxy"), "{refused}");
        }
        for wrong in ["", "7470", "localhost:7470", "127.0.0.1"] {
            assert!(wrong.parse::<PagesAddress>().unwrap_err().contains(USUAL));
        }
    }
}
