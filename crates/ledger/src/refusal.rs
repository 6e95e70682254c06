//! Why something was refused.

use crate::entry::Point;
use cunbang_model::shown::in_line;
use std::borrow::Cow;
use std::fmt;

/// The reason for a refusal. Its number crosses the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum RefusalCode {
    /// A reason that this program does not know; the message explains it.
    Other = 0,
    /// No certificate of this county names the device.
    UnknownDevice = 1,
    /// The device was revoked.
    RevokedDevice = 2,
    /// The device may not write this document.
    NotPermitted = 3,
    /// The signature does not match the entries.
    BadSignature = 4,
    /// The entries do not follow the stored ones: some in between are missing.
    Gap = 5,
    /// An entry number arrived again with different content. Both are kept as evidence.
    Fork = 6,
    /// The change does more than put rows.
    Shape = 8,
    /// A row is not valid in its table.
    Row = 9,
    /// Something exceeds its limit.
    TooLarge = 10,
    /// The bytes cannot be parsed.
    Malformed = 11,
    /// The entry builds on another that this node does not have.
    UnknownDependency = 12,
    /// Numbers, operation counters or hashes do not follow one another.
    BrokenChain = 13,
    /// The device's certificate has expired. The device may only renew it.
    Expired = 14,
    /// The frame's version is newer than this program can read.
    TooNew = 15,
}

impl RefusalCode {
    /// All codes.
    pub const ALL: [Self; 15] = [
        Self::Other,
        Self::UnknownDevice,
        Self::RevokedDevice,
        Self::NotPermitted,
        Self::BadSignature,
        Self::Gap,
        Self::Fork,
        Self::Shape,
        Self::Row,
        Self::TooLarge,
        Self::Malformed,
        Self::UnknownDependency,
        Self::BrokenChain,
        Self::Expired,
        Self::TooNew,
    ];

    /// Whether the same entries may be accepted later, once something else has arrived.
    pub const fn is_passing(self) -> bool {
        matches!(self, Self::Gap | Self::UnknownDevice | Self::UnknownDependency)
    }

    /// The code with this number.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|code| *code as u8 == number)
    }

    /// The name used in lists and logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Other => "other",
            Self::UnknownDevice => "unknown_device",
            Self::RevokedDevice => "revoked_device",
            Self::NotPermitted => "not_permitted",
            Self::BadSignature => "bad_signature",
            Self::Gap => "gap",
            Self::Fork => "fork",
            Self::Shape => "shape",
            Self::Row => "row",
            Self::TooLarge => "too_large",
            Self::Malformed => "malformed",
            Self::UnknownDependency => "unknown_dependency",
            Self::BrokenChain => "broken_chain",
            Self::Expired => "expired",
            Self::TooNew => "too_new",
        }
    }
}

impl fmt::Display for RefusalCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A refusal. Nothing that it concerns was kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {message}")]
pub struct Refusal {
    /// The reason.
    pub code: RefusalCode,
    /// What was found, where, and what was expected.
    pub message: String,
    /// For an unknown dependency: the points that this node lacks. A sender that has them can send them.
    pub missing: Vec<Point>,
}

impl Refusal {
    /// A refusal with its message. What a message quotes, and what another node says, becomes one line that can be
    /// shown as it is.
    pub fn new(code: RefusalCode, message: impl Into<String>) -> Self {
        let message = message.into();
        let message = match in_line(&message) {
            Cow::Borrowed(_) => message,
            Cow::Owned(shown) => shown,
        };
        Self { code, message, missing: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_draws_nothing_but_its_one_line() {
        let refusal = Refusal::new(RefusalCode::Other, "no\nledger/330522103202/2026Q3 ✓✓✓\u{202e}");
        assert_eq!(refusal.to_string(), "other: no\\nledger/330522103202/2026Q3 ✓✓✓\\u202e");
    }
}
