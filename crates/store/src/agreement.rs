//! Agreement: one number for a set of logs and how far each goes. Two sides compare theirs before they
//! believe that they hold the same.
//!
//! It is the exclusive or of one hash per log, so that a log's step forward changes it by two hashes,
//! whatever else is in the set. The store keeps a part of it for each holder, writer, kind of document
//! and unit, and changes the parts in the transaction that changes a head or an acknowledgement; no
//! part grows with the entries, the periods or the incarnations. `integrity_check` works all parts out
//! anew and compares.

use crate::segment::Head;
use crate::upstreams::Acknowledgement;
use cunbang_ledger::{Hash, LogId};
use cunbang_model::{DeviceId, DocumentKind, UnitCode, access};
use std::collections::BTreeMap;
use std::fmt;

/// How far a set of logs goes, as one number. It guards against forgetting, not against forgery.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Agreement(pub u64);

impl Agreement {
    /// Of one log that has `number` entries. A log without entries is as good as none.
    pub fn of(log: &LogId, number: u64) -> Self {
        if number == 0 {
            return Self::default();
        }
        // By numbers, so that a kind that only one of the two programs knows by name makes no difference.
        let log = format!("{} by {}", log.document.numbered(), log.writer);
        let hash = Hash::of(&[b"cunbang agreed\x01", log.as_bytes(), &number.to_be_bytes()]);
        let mut first = [0; 8];
        first.copy_from_slice(&hash.0[..8]);
        Self(u64::from_le_bytes(first))
    }

    /// Of the logs of both, where no log is in both; taken from itself, nothing is left.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 ^ other.0)
    }
}

impl<'a> FromIterator<(&'a LogId, u64)> for Agreement {
    fn from_iter<I: IntoIterator<Item = (&'a LogId, u64)>>(logs: I) -> Self {
        logs.into_iter().fold(Self::default(), |sum, (log, number)| sum.with(Self::of(log, number)))
    }
}

/// Who has the logs as far as they go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Holder {
    /// This store.
    Here,
    /// An upstream, as far as it has acknowledged them.
    Upstream(DeviceId),
}

/// Which logs two sides must agree on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SharedLogs {
    /// Of a terminal or an inspector's laptop and its upstream: those that the device writes.
    WrittenBy(DeviceId),
    /// Of a node and its upstream: those of the node's units that go up. What the upstream itself
    /// writes about them comes down, and is not among them.
    GoingUp {
        /// The lower node's unit.
        under: UnitCode,
        /// The upper node's unit, which must be allowed to hold them.
        to: UnitCode,
        /// The upper node's device.
        upper: DeviceId,
    },
}

impl SharedLogs {
    /// Whether a log is among them.
    pub fn holds(&self, log: &LogId) -> bool {
        match self {
            Self::WrittenBy(device) => log.writer.device == *device,
            Self::GoingUp { under, to, upper } => {
                log.document.kind().rights().goes_up()
                    && log.document.unit().is_within(under)
                    && log.writer.device != *upper
                    && access::may_hold(*to, &log.document)
            }
        }
    }
}

/// Which part of the agreement a log counts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct PartKey {
    pub(crate) holder: Holder,
    pub(crate) unit: UnitCode,
    pub(crate) kind: DocumentKind,
    pub(crate) device: DeviceId,
}

impl PartKey {
    fn of(holder: Holder, log: &LogId) -> Self {
        Self { holder, unit: log.document.unit(), kind: log.document.kind(), device: log.writer.device }
    }

    /// Whether a device of a unit may hold these documents.
    pub(crate) fn may_go_to(&self, to: UnitCode) -> bool {
        access::may_hold_kind(to, self.kind, self.unit)
    }
}

impl fmt::Display for PartKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "agreement on {}/{} by {}", self.kind, self.unit, self.device)?;
        match self.holder {
            Holder::Here => Ok(()),
            Holder::Upstream(upstream) => write!(f, ", as {upstream} acknowledged it"),
        }
    }
}

/// Parts of the agreement, or what a transaction changes of them.
#[derive(Debug, Default)]
pub(crate) struct Parts(pub(crate) BTreeMap<PartKey, Agreement>);

impl Parts {
    /// A holder's log went from one number of entries to another, up or down.
    pub(crate) fn step(&mut self, holder: Holder, log: &LogId, from: u64, to: u64) {
        let part = self.0.entry(PartKey::of(holder, log)).or_default();
        *part = part.with(Agreement::of(log, from)).with(Agreement::of(log, to));
    }

    /// Worked out from the heads and acknowledgements themselves.
    pub(crate) fn from_scratch(heads: &[Head], acknowledged: &[(DeviceId, Acknowledgement)]) -> Self {
        let mut parts = Self::default();
        for head in heads {
            parts.step(Holder::Here, &head.log, 0, head.head.number);
        }
        for (upstream, one) in acknowledged {
            parts.step(Holder::Upstream(*upstream), &one.log, 0, one.number);
        }
        parts
    }
}
