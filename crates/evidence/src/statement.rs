//! The statement 声明 at the end of an evidence file: a node says that it made just these bytes.
//!
//! Logs and receipts are signed by those who wrote them, and nothing among them tells that one is missing. So
//! the node that ranked signs the whole file.

use crate::read::unreadable;
use cunbang_language::say;
use cunbang_ledger::{Hash, Sign, signature_holds};
use cunbang_model::DeviceId;
use data_encoding::BASE64;
use ring::digest::{Context, SHA256};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::io::{self, Write};

/// The last line of a file.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct StatementLine<'a> {
    #[serde(borrow)]
    pub(crate) kind: Cow<'a, str>,
    pub(crate) device: DeviceId,
    pub(crate) signature: String,
}

/// A statement, and what it is about.
#[derive(Debug)]
pub(crate) struct Statement {
    /// The node that made the file.
    pub(crate) device: DeviceId,
    /// Of all bytes before it.
    pub(crate) bytes: Hash,
    signature: [u8; 64],
}

impl Statement {
    /// States that a run's file has these bytes.
    pub(crate) fn sign(run: &str, bytes: Hash, device: DeviceId, sign: Sign<'_>) -> Self {
        Self { device, bytes, signature: sign(&message(run, &bytes)) }
    }

    /// From its line, which has one spelling: nothing in the file is left that could be written otherwise.
    pub(crate) fn parse(line: &str, bytes: Hash) -> Result<Self, String> {
        let parsed: StatementLine<'_> = serde_json::from_str(line).map_err(|error| unreadable(&error))?;
        let signature = BASE64.decode(parsed.signature.as_bytes()).ok().and_then(|bytes| bytes.try_into().ok());
        let signature = signature.ok_or_else(|| say!("evidence-line-statement"))?;
        let statement = Self { device: parsed.device, bytes, signature };
        if serde_json::to_string(&statement.line()).is_ok_and(|spelling| spelling == line) {
            Ok(statement)
        } else {
            Err(say!("evidence-line-statement-spelling"))
        }
    }

    pub(crate) fn line(&self) -> StatementLine<'static> {
        StatementLine { kind: "statement".into(), device: self.device, signature: BASE64.encode(&self.signature) }
    }

    /// Whether the device with this key made it for the run.
    pub(crate) fn holds(&self, run: &str, public_key: &[u8]) -> bool {
        signature_holds(public_key, &message(run, &self.bytes), &self.signature)
    }
}

/// What is signed; the 1 is the version of this message.
fn message(run: &str, bytes: &Hash) -> Vec<u8> {
    format!("cunbang evidence\x01{run}\n{bytes}").into_bytes()
}

/// The hash of bytes as they go by.
#[derive(Clone)]
pub(crate) struct RunningHash(Context);

impl Default for RunningHash {
    fn default() -> Self {
        Self(Context::new(&SHA256))
    }
}

impl std::fmt::Debug for RunningHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RunningHash")
    }
}

impl RunningHash {
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// Of everything up to here.
    pub(crate) fn hash(&self) -> Hash {
        let mut hash = [0; 32];
        hash.copy_from_slice(self.0.clone().finish().as_ref());
        Hash(hash)
    }
}

/// Writes, and hashes what was written.
#[derive(Debug)]
pub(crate) struct Hashing<W> {
    pub(crate) out: W,
    pub(crate) hash: RunningHash,
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
