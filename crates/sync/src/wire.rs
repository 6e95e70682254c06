//! Converts between generated messages and the ledger's values.

use crate::proto;
use cunbang_ledger::{Hash, LogId, Receipt, Writer, frame};
use cunbang_model::schema::RELEASE;
use cunbang_model::{DeviceId, DocumentKind, DocumentName, Timestamp};
use cunbang_replica::forks::MAX_BRANCHES;
use cunbang_replica::{OutgoingPush, Push};
use cunbang_store::{Position, StoredSegment};
use std::collections::BTreeMap;

/// Why a message is not valid: what was found, and what was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct WireError(pub String);

fn wrong(what: &str) -> WireError {
    WireError(what.to_owned())
}

/// What a program understands: the newest version of each, and all versions before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Understood {
    /// The protocol version.
    pub protocol: u32,
    /// The frame version.
    pub frame: u32,
    /// The release of tables, columns, words and document kinds.
    pub schema: u32,
}

impl Understood {
    /// What this program understands.
    pub const OURS: Self = Self { protocol: 1, frame: *frame::VERSIONS.end(), schema: RELEASE };

    /// As a message. Values that every program understands are left out.
    pub fn to_wire(self) -> proto::Understood {
        let beyond_first = |version: u32| if version > 1 { version } else { 0 };
        proto::Understood {
            protocol: beyond_first(self.protocol),
            frame: beyond_first(self.frame),
            schema: beyond_first(self.schema),
        }
    }

    /// From a message. A side that says nothing understands the first versions.
    pub fn from_wire(understood: Option<&proto::Understood>) -> Self {
        let understood = understood.copied().unwrap_or_default();
        Self { protocol: understood.protocol.max(1), frame: understood.frame.max(1), schema: understood.schema.max(1) }
    }
}

/// A log as a message. The device is left out if it is the sender.
pub fn log_to_wire(log: &LogId, sender: DeviceId) -> proto::Log {
    proto::Log {
        kind: i32::from(log.document.kind().number()),
        unit: log.document.unit().to_string(),
        quarter: log.document.period().map(|quarter| quarter.to_string()).unwrap_or_default(),
        device: if log.writer.device == sender { Vec::new() } else { log.writer.device.as_bytes().to_vec() },
        incarnation: log.writer.incarnation,
    }
}

/// A log from a message of `sender`.
pub fn log_from_wire(log: Option<&proto::Log>, sender: DeviceId) -> Result<LogId, WireError> {
    let log = log.ok_or_else(|| wrong("a log is missing"))?;
    let kind = u16::try_from(log.kind).ok().and_then(DocumentKind::from_number);
    let kind = kind.ok_or_else(|| WireError(format!("unknown document kind {}", log.kind)))?;
    let unit = log.unit.parse().map_err(|error| WireError(format!("{error}")))?;
    let quarter = (!log.quarter.is_empty()).then(|| log.quarter.parse()).transpose();
    let quarter = quarter.map_err(|error| WireError(format!("{error}")))?;
    let document = DocumentName::new(kind, unit, quarter)
        .ok_or_else(|| WireError(format!("{kind}/{unit} with the quarter {:?} is not a document", log.quarter)))?;
    let device = if log.device.is_empty() { sender } else { device_from_wire(&log.device)? };
    Ok(LogId { document, writer: Writer { device, incarnation: log.incarnation } })
}

fn device_from_wire(bytes: &[u8]) -> Result<DeviceId, WireError> {
    let bytes: [u8; 16] = bytes.try_into().map_err(|_| wrong("a device id must have 16 bytes"))?;
    Ok(DeviceId::from_bytes(bytes))
}

pub(crate) fn signature_from_wire(bytes: &[u8]) -> Result<[u8; 64], WireError> {
    bytes.try_into().map_err(|_| wrong("a signature must have 64 bytes"))
}

/// A push as a message.
pub fn push_to_wire(push: OutgoingPush, sender: DeviceId) -> proto::Segment {
    proto::Segment {
        log: Some(log_to_wire(&push.log, sender)),
        first: push.first,
        frame: push.packed,
        dictionary: push.dictionary,
        signature: push.signature.to_vec(),
        certificate: Vec::new(),
    }
}

/// A branch of a log as a message.
pub fn branch_to_wire(branch: Push, sender: DeviceId) -> proto::Segment {
    proto::Segment {
        log: Some(log_to_wire(&branch.log, sender)),
        first: branch.first,
        frame: branch.packed,
        dictionary: branch.dictionary,
        signature: branch.signature.to_vec(),
        certificate: Vec::new(),
    }
}

/// Branches of logs from a message of `sender`; no more than are passed on at once, and none that makes no sense.
pub fn branches_from_wire(segments: Vec<proto::Segment>, sender: DeviceId) -> Vec<Push> {
    let branches = segments.into_iter().take(MAX_BRANCHES).filter_map(|one| push_from_wire(one, sender).ok());
    branches.filter(|branch| !branch.dictionary).collect()
}

/// A stored segment as a message, with the writer's certificate if given.
pub fn segment_to_wire(segment: StoredSegment, certificate: Option<Vec<u8>>, sender: DeviceId) -> proto::Segment {
    proto::Segment {
        log: Some(log_to_wire(&segment.log, sender)),
        first: segment.first,
        frame: segment.frame,
        dictionary: false,
        signature: segment.signature.to_vec(),
        certificate: certificate.unwrap_or_default(),
    }
}

/// A segment from a message of `sender`.
pub fn push_from_wire(segment: proto::Segment, sender: DeviceId) -> Result<Push, WireError> {
    if segment.frame.is_empty() {
        return Err(wrong("a segment has no frame"));
    }
    Ok(Push {
        log: log_from_wire(segment.log.as_ref(), sender)?,
        first: segment.first,
        packed: segment.frame,
        dictionary: segment.dictionary,
        signature: signature_from_wire(&segment.signature)?,
        certificate: (!segment.certificate.is_empty()).then_some(segment.certificate),
    })
}

/// A receipt as a message.
pub fn receipt_to_wire(receipt: &Receipt, sender: DeviceId) -> proto::Receipt {
    proto::Receipt {
        unit: receipt.unit.to_string(),
        node: receipt.node.as_bytes().to_vec(),
        log: Some(log_to_wire(&receipt.log, sender)),
        number: receipt.number,
        entry_hash: receipt.entry_hash.0.to_vec(),
        received_at_ms: receipt.received_at.as_millisecond(),
        signature: receipt.signature.to_vec(),
    }
}

/// A receipt from a message of `sender`. Its signature is not verified.
pub fn receipt_from_wire(receipt: &proto::Receipt, sender: DeviceId) -> Result<Receipt, WireError> {
    Ok(Receipt {
        unit: receipt.unit.parse().map_err(|error| WireError(format!("{error}")))?,
        node: device_from_wire(&receipt.node)?,
        log: log_from_wire(receipt.log.as_ref(), sender)?,
        number: receipt.number,
        entry_hash: Hash::from_slice(&receipt.entry_hash).ok_or_else(|| wrong("a hash must have 32 bytes"))?,
        received_at: Timestamp::from_millisecond(receipt.received_at_ms)
            .map_err(|_| wrong("a time is out of range"))?,
        signature: signature_from_wire(&receipt.signature)?,
    })
}

/// A feed position as a message.
pub fn position_to_wire(position: &Position) -> proto::Cursor {
    proto::Cursor { number: position.number, tag: position.tag.to_vec() }
}

/// A feed position from a message; a missing one means the beginning.
pub fn position_from_wire(cursor: Option<&proto::Cursor>) -> Result<Position, WireError> {
    match cursor {
        None => Ok(Position::START),
        Some(cursor) if cursor.number == 0 => Ok(Position::START),
        Some(cursor) => Ok(Position {
            number: cursor.number,
            tag: cursor.tag.as_slice().try_into().map_err(|_| wrong("a cursor's tag must have 8 bytes"))?,
        }),
    }
}

/// How far a log goes, as a message.
pub fn head_to_wire(log: &LogId, number: u64, sender: DeviceId) -> proto::Head {
    proto::Head { log: Some(log_to_wire(log, sender)), number }
}

/// Heads from a message of `sender`.
pub fn heads_from_wire(heads: &[proto::Head], sender: DeviceId) -> Result<BTreeMap<LogId, u64>, WireError> {
    heads.iter().map(|head| Ok((log_from_wire(head.log.as_ref(), sender)?, head.number))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_side_understands_crosses_the_wire() {
        let newer = Understood { protocol: 4, frame: 9, schema: 30 };
        assert_eq!(Understood::from_wire(Some(&newer.to_wire())), newer);
        // A side that says nothing belongs to the first release.
        let first = Understood { protocol: 1, frame: 1, schema: 1 };
        assert_eq!(Understood::from_wire(None), first);
        assert_eq!(first.to_wire(), proto::Understood::default());
    }
}
