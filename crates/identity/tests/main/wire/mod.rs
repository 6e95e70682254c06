//! A wire in memory, on which two ends shake hands.

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, Error, ServerConfig, ServerConnection};
use std::io::{Read, Write};
use std::sync::Arc;

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
