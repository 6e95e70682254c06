//! Checksums: a disk that gives back other bytes than it was given is noticed when they are read, not when
//! someone complains of a wrong list.
//!
//! What is large and cannot prove itself stands in its column as [`MARK`], eight bytes of a SHA-256, and the
//! bytes themselves. The hash also goes over what the row says of them, so that a row whose key or vector was
//! altered is found as well. Programs before version 8 of the tables also left bytes without a mark, which were taken as
//! they were; so whoever took the mark off could write what he liked. They got theirs when their store was opened by this
//! version ([`super::marks`]), and what has none is not what was stored.

use super::session::Value;
use crate::figures::DAMAGED;
use cunbang_ledger::Hash;
use std::fmt;

/// What such bytes begin with. None of earlier programs began with it.
pub(super) const MARK: u8 = 0xCB;
const HASH_BYTES: usize = 8;

/// What a row says of its bytes: the columns that the checksum covers.
#[derive(Debug, Default)]
pub(super) struct About(Vec<u8>);

impl About {
    /// A row of a table.
    pub(super) fn of(table: &str) -> Self {
        Self::default().with(&Value::Text(table))
    }

    /// And another of its columns.
    pub(super) fn with(mut self, value: &Value<'_>) -> Self {
        let mut add = |bytes: &[u8]| {
            self.0.extend_from_slice(&(bytes.len() as u64).to_be_bytes());
            self.0.extend_from_slice(bytes);
        };
        match value {
            Value::Integer(integer) => add(&integer.to_be_bytes()),
            Value::Text(text) => add(text.as_bytes()),
            Value::Bytes(bytes) => add(bytes),
        }
        self
    }

    /// And others.
    pub(super) fn with_all(self, values: &[Value<'_>]) -> Self {
        values.iter().fold(self, Self::with)
    }

    fn hash(&self, body: &[u8]) -> [u8; HASH_BYTES] {
        let whole = Hash::of(&[&self.0, body]).0;
        std::array::from_fn(|index| whole[index])
    }

    /// The bytes as they are stored.
    pub(super) fn seal(&self, body: &[u8]) -> Vec<u8> {
        [&[MARK], self.hash(body).as_slice(), body].concat()
    }

    /// The bytes as they were given, or none where these are not those.
    pub(super) fn open(&self, mut stored: Vec<u8>) -> Option<Vec<u8>> {
        let (hash, body) = stored.strip_prefix(&[MARK])?.split_at_checked(HASH_BYTES)?;
        (self.hash(body) == hash).then(|| stored.split_off(1 + HASH_BYTES))
    }
}

/// Says in the log, and counts, that something is not what was stored.
pub(super) fn note_damage(table: &'static str, what: impl fmt::Display) {
    tracing::error!(table, %what, "{}", cunbang_language::say!("warn-damaged"));
    metrics::counter!(DAMAGED, "table" => table).increment(1);
}
