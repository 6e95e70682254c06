//! Logs: what one device wrote to one document, in order.

use cunbang_model::{DeviceId, DocumentName};
use data_encoding::HEXLOWER;
use ring::digest::{Context, SHA256};
use std::fmt;

/// A SHA-256 hash.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// The SHA-256 of the concatenated parts.
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut context = Context::new(&SHA256);
        for part in parts {
            context.update(part);
        }
        let mut hash = [0; 32];
        hash.copy_from_slice(context.finish().as_ref());
        Self(hash)
    }

    /// From 32 bytes; `None` for any other length.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// From 64 lowercase hexadecimal digits.
    pub fn from_hex(text: &str) -> Option<Self> {
        let mut hash = [0; 32];
        let decoded = (text.len() == 64).then(|| HEXLOWER.decode_mut(text.as_bytes(), &mut hash))?;
        decoded.ok().map(|_| Self(hash))
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        HEXLOWER.encode_write(&self.0, f)
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({self})")
    }
}

/// A writer: a device in one of its incarnations. A device starts a new incarnation when its store was
/// restored or copied, so that no entry number is ever used twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Writer {
    /// The device.
    pub device: DeviceId,
    /// The number of the incarnation; a new device starts at 0.
    pub incarnation: u32,
}

impl Writer {
    /// The writer's Automerge actor: 16 bytes of a hash over device and incarnation.
    pub fn actor(&self) -> automerge::ActorId {
        let hash = Hash::of(&[b"cunbang actor\x01", self.device.as_bytes(), &self.incarnation.to_be_bytes()]);
        automerge::ActorId::from(&hash.0[..16])
    }
}

impl fmt::Display for Writer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.device, self.incarnation)
    }
}

impl std::str::FromStr for Writer {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts = text.split_once('.').and_then(|(device, incarnation)| {
            Some(Self { device: device.parse().ok()?, incarnation: incarnation.parse().ok()? })
        });
        parts.ok_or_else(|| format!("{text:?} is not a writer: expected device.incarnation"))
    }
}

/// A log: one writer's entries in one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogId {
    /// The document.
    pub document: DocumentName,
    /// The writer.
    pub writer: Writer,
}

impl fmt::Display for LogId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} by {}", self.document, self.writer)
    }
}

/// The end of a log, and what its next entry must build on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogHead {
    /// The number of entries so far.
    pub number: u64,
    /// The hash of the last entry, which covers all before it; for an empty log, the hash of the log's name.
    pub entry_hash: Hash,
    /// The Automerge hash of the last entry's change; zero for an empty log.
    pub change_hash: Hash,
    /// The counter after the last entry's last operation; 1 for an empty log.
    pub next_operation: u64,
}

impl LogHead {
    /// The head of a log without entries.
    pub fn empty(log: &LogId) -> Self {
        Self {
            number: 0,
            entry_hash: Hash::of(&[
                b"cunbang log\x01",
                log.document.numbered().to_string().as_bytes(),
                &[0],
                log.writer.device.as_bytes(),
                &log.writer.incarnation.to_be_bytes(),
            ]),
            change_hash: Hash::default(),
            next_operation: 1,
        }
    }

    /// The head after one more entry.
    #[must_use]
    pub fn after(&self, change_hash: Hash, next_operation: u64) -> Self {
        let number = self.number + 1;
        Self {
            number,
            entry_hash: Hash::of(&[b"cunbang entry\x01", &self.entry_hash.0, &number.to_be_bytes(), &change_hash.0]),
            change_hash,
            next_operation,
        }
    }

    /// The message that a device signs to vouch for this head and everything before it.
    pub fn signed_message(&self) -> Vec<u8> {
        [b"cunbang head\x01".as_slice(), &self.entry_hash.0].concat()
    }
}
