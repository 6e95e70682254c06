//! Receipts 回执: a node's signed statement that a log is durably here, up to a number.

use crate::log::{Hash, LogId};
use crate::{Sign, signature_holds};
use cunbang_model::{DeviceId, Timestamp, UnitCode};

/// A receipt. Only one of these turns a row's mark from ✓ to ✓✓ or ✓✓✓.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The node's unit.
    pub unit: UnitCode,
    /// The node's device.
    pub node: DeviceId,
    /// The log.
    pub log: LogId,
    /// How many of its entries are here.
    pub number: u64,
    /// The hash of the last of them, and so of all.
    pub entry_hash: Hash,
    /// When it came, by the node's clock.
    pub received_at: Timestamp,
    /// The node's signature of all the above.
    pub signature: [u8; 64],
}

impl Receipt {
    /// Makes and signs a receipt.
    pub fn sign(
        unit: UnitCode,
        node: DeviceId,
        log: LogId,
        number: u64,
        entry_hash: Hash,
        received_at: Timestamp,
        sign: Sign<'_>,
    ) -> Self {
        let mut receipt = Self { unit, node, log, number, entry_hash, received_at, signature: [0; 64] };
        receipt.signature = sign(&receipt.message());
        receipt
    }

    /// What is signed; the 1 is the version of this message.
    fn message(&self) -> Vec<u8> {
        format!(
            "cunbang receipt\x01{}\n{}\n{}\n{}\n{}\n{}\n{}",
            self.unit,
            self.node,
            self.log.document.numbered(),
            self.log.writer,
            self.number,
            self.entry_hash,
            self.received_at.as_millisecond(),
        )
        .into_bytes()
    }

    /// Whether the node with this key signed it.
    pub fn is_signed_by(&self, public_key: &[u8]) -> bool {
        DeviceId::of_public_key(public_key) == self.node
            && signature_holds(public_key, &self.message(), &self.signature)
    }
}
