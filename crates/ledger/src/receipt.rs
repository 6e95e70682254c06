//! Receipts 回执: a node's signed statement that it has durably stored a log up to a number.

use crate::log::{Hash, LogId};
use crate::{Sign, signature_holds};
use cunbang_model::{DeviceId, Timestamp, UnitCode};

/// A receipt. Only a receipt turns a row's mark from ✓ to ✓✓ or ✓✓✓.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Receipt {
    /// The node's unit.
    pub unit: UnitCode,
    /// The node's device id.
    pub node: DeviceId,
    /// The log.
    pub log: LogId,
    /// How many of the log's entries the node has.
    pub number: u64,
    /// The hash of the last of them, which covers all before it.
    pub entry_hash: Hash,
    /// When the node received it, by its own clock.
    pub received_at: Timestamp,
    /// The node's signature of all fields above.
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

    /// The signed message. Its 1 is the message version.
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

    /// Whether the holder of this key signed the receipt.
    pub fn is_signed_by(&self, public_key: &[u8]) -> bool {
        DeviceId::of_public_key(public_key) == self.node
            && signature_holds(public_key, &self.message(), &self.signature)
    }
}
