//! A county for tests: an authority, devices, a clock that is set by hand, and a wire in memory.

#![allow(dead_code)] // each test file uses its part

use cunbang_identity::{CertificateAuthority, DeviceKey, Identity, server_config};
use cunbang_model::clock::SetClock;
use cunbang_model::{Clock, Role, Timestamp, UnitCode};
use ring::rand::SystemRandom;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, Error, ServerConfig, ServerConnection};
use std::io::{Read, Write};
use std::sync::Arc;

pub(crate) const COUNTY: &str = "330522";
pub(crate) const TOWNSHIP: &str = "330522103";
pub(crate) const VILLAGE: &str = "330522103201";

pub(crate) fn unit(code: &str) -> UnitCode {
    code.parse().unwrap()
}

pub(crate) fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// An authority and the time.
pub(crate) struct County {
    pub(crate) authority: CertificateAuthority,
    pub(crate) clock: Arc<SetClock>,
}

impl County {
    pub(crate) fn new() -> Self {
        let start = moment("2026-07-01T00:00:00Z");
        Self {
            authority: CertificateAuthority::create(unit(COUNTY), start).unwrap(),
            clock: Arc::new(SetClock::new(start)),
        }
    }

    pub(crate) fn clock(&self) -> Arc<dyn Clock> {
        Arc::<SetClock>::clone(&self.clock)
    }

    pub(crate) fn pass_days(&self, days: i64) {
        let later = self.clock.now().as_second() + days * 24 * 60 * 60;
        self.clock.set(Timestamp::from_second(later).unwrap());
    }

    pub(crate) fn identity(&self, code: &str, role: Role) -> Identity {
        let key = DeviceKey::generate(&SystemRandom::new()).unwrap();
        let certificate =
            self.authority.issue(&key.public_key(), unit(code), role, "会计室电脑", self.clock.now()).unwrap();
        Identity::new(key, certificate, self.authority.der().to_vec()).unwrap()
    }

    pub(crate) fn township_server(&self) -> Arc<ServerConfig> {
        server_config(&self.identity(TOWNSHIP, Role::Node), self.clock()).unwrap()
    }
}

/// A connection after its handshake, and the bytes it took.
pub(crate) struct Connected {
    pub(crate) client: ClientConnection,
    pub(crate) server: ServerConnection,
    pub(crate) bytes_up: usize,
    pub(crate) bytes_down: usize,
}

/// Shakes hands and sends one message each way, so that tickets have arrived too.
pub(crate) fn connect(
    server: &Arc<ServerConfig>,
    client: &Arc<ClientConfig>,
    name: ServerName<'static>,
) -> Result<Connected, Error> {
    let mut connected = Connected {
        client: ClientConnection::new(Arc::clone(client), name)?,
        server: ServerConnection::new(Arc::clone(server))?,
        bytes_up: 0,
        bytes_down: 0,
    };
    connected.pump()?;
    assert!(!connected.client.is_handshaking() && !connected.server.is_handshaking());
    Ok(connected)
}

impl Connected {
    fn pump(&mut self) -> Result<(), Error> {
        loop {
            let (mut up, mut down) = (Vec::new(), Vec::new());
            while self.client.wants_write() {
                self.client.write_tls(&mut up).unwrap();
            }
            self.bytes_up += up.len();
            let mut rest = up.as_slice();
            while !rest.is_empty() {
                self.server.read_tls(&mut rest).unwrap();
                self.server.process_new_packets()?;
            }
            while self.server.wants_write() {
                self.server.write_tls(&mut down).unwrap();
            }
            self.bytes_down += down.len();
            let mut rest = down.as_slice();
            while !rest.is_empty() {
                self.client.read_tls(&mut rest).unwrap();
                self.client.process_new_packets()?;
            }
            if up.is_empty() && down.is_empty() {
                return Ok(());
            }
        }
    }

    /// Sends words up, and returns what arrived.
    pub(crate) fn say(&mut self, words: &[u8]) -> Vec<u8> {
        self.client.writer().write_all(words).unwrap();
        self.pump().unwrap();
        let mut heard = vec![0; words.len()];
        self.server.reader().read_exact(&mut heard).unwrap();
        heard
    }
}
