//! Between generated messages and the ledger's values.

use crate::proto;
use cunbang_ledger::{Hash, LogId, Receipt, Writer};
use cunbang_model::{DeviceId, DocumentKind, DocumentName, Timestamp};
use cunbang_replica::{OutgoingPush, Push, PushBody};
use cunbang_store::{Position, StoredSegment};

/// Why a message is none: what was found, and what was expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct WireError(pub String);

fn wrong(what: &str) -> WireError {
    WireError(what.to_owned())
}

/// A log as a message; the device is left out where it is the sender's own.
pub fn log_to_wire(log: &LogId, sender: DeviceId) -> proto::Log {
    let place = DocumentKind::ALL.iter().position(|kind| *kind == log.document.kind()).unwrap_or_default();
    proto::Log {
        kind: u32::try_from(place).unwrap_or_default(),
        unit: log.document.unit().to_string(),
        quarter: log.document.period().map(|quarter| quarter.to_string()).unwrap_or_default(),
        device: if log.writer.device == sender { Vec::new() } else { log.writer.device.as_bytes().to_vec() },
        incarnation: log.writer.incarnation,
    }
}

/// A log from a message of `sender`.
pub fn log_from_wire(log: Option<&proto::Log>, sender: DeviceId) -> Result<LogId, WireError> {
    let log = log.ok_or_else(|| wrong("a log is missing"))?;
    let kind = usize::try_from(log.kind).ok().and_then(|place| DocumentKind::ALL.get(place));
    let kind = *kind.ok_or_else(|| WireError(format!("document kind {} is not known", log.kind)))?;
    let unit = log.unit.parse().map_err(|error| WireError(format!("{error}")))?;
    let document = if log.quarter.is_empty() {
        DocumentName::lasting(kind, unit)
    } else {
        let quarter = log.quarter.parse().map_err(|error| WireError(format!("{error}")))?;
        DocumentName::quarterly(kind, unit, quarter)
    };
    let document = document
        .ok_or_else(|| WireError(format!("{kind}/{unit} with the quarter {:?} is no document", log.quarter)))?;
    let device = if log.device.is_empty() { sender } else { device_from_wire(&log.device)? };
    Ok(LogId { document, writer: Writer { device, incarnation: log.incarnation } })
}

fn device_from_wire(bytes: &[u8]) -> Result<DeviceId, WireError> {
    let bytes: [u8; 16] = bytes.try_into().map_err(|_| wrong("a device has 16 bytes"))?;
    Ok(DeviceId::from_bytes(bytes))
}

fn signature_from_wire(bytes: &[u8]) -> Result<[u8; 64], WireError> {
    bytes.try_into().map_err(|_| wrong("a signature has 64 bytes"))
}

/// A push as a message.
pub fn push_to_wire(push: &OutgoingPush, sender: DeviceId) -> proto::Segment {
    proto::Segment {
        log: Some(log_to_wire(&push.log, sender)),
        first: push.first,
        frame: push.packed.clone(),
        changes: Vec::new(),
        dictionary: push.dictionary,
        signature: push.signature.to_vec(),
        certificate: Vec::new(),
    }
}

/// A stored segment as a message; the writer's certificate goes with it where it is given.
pub fn segment_to_wire(segment: &StoredSegment, certificate: Option<&[u8]>, sender: DeviceId) -> proto::Segment {
    proto::Segment {
        log: Some(log_to_wire(&segment.log, sender)),
        first: segment.first,
        frame: segment.frame.clone(),
        changes: Vec::new(),
        dictionary: false,
        signature: segment.signature.to_vec(),
        certificate: certificate.map(<[u8]>::to_vec).unwrap_or_default(),
    }
}

/// A segment from a message of `sender`.
pub fn push_from_wire(segment: proto::Segment, sender: DeviceId) -> Result<Push, WireError> {
    let body = match (segment.frame.is_empty(), segment.changes.is_empty()) {
        (false, true) => PushBody::Frame { packed: segment.frame, dictionary: segment.dictionary },
        (true, false) => PushBody::Changes(segment.changes),
        _ => return Err(wrong("a segment has either a frame or changes")),
    };
    Ok(Push {
        log: log_from_wire(segment.log.as_ref(), sender)?,
        first: segment.first,
        body,
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

/// A receipt from a message of `sender`. Its signature is not looked at.
pub fn receipt_from_wire(receipt: &proto::Receipt, sender: DeviceId) -> Result<Receipt, WireError> {
    Ok(Receipt {
        unit: receipt.unit.parse().map_err(|error| WireError(format!("{error}")))?,
        node: device_from_wire(&receipt.node)?,
        log: log_from_wire(receipt.log.as_ref(), sender)?,
        number: receipt.number,
        entry_hash: Hash::from_slice(&receipt.entry_hash).ok_or_else(|| wrong("a hash has 32 bytes"))?,
        received_at: Timestamp::from_millisecond(receipt.received_at_ms)
            .map_err(|_| wrong("a time is out of range"))?,
        signature: signature_from_wire(&receipt.signature)?,
    })
}

/// A place in a feed as a message.
pub fn position_to_wire(position: &Position) -> proto::Cursor {
    proto::Cursor { number: position.number, tag: position.tag.to_vec() }
}

/// A place in a feed from a message; one that is not there is the beginning.
pub fn position_from_wire(cursor: Option<&proto::Cursor>) -> Result<Position, WireError> {
    match cursor {
        None => Ok(Position::START),
        Some(cursor) if cursor.number == 0 => Ok(Position::START),
        Some(cursor) => Ok(Position {
            number: cursor.number,
            tag: cursor.tag.as_slice().try_into().map_err(|_| wrong("a cursor's tag has 8 bytes"))?,
        }),
    }
}

/// Heads from a message of `sender`.
pub fn heads_from_wire(
    heads: &proto::Heads,
    sender: DeviceId,
) -> Result<std::collections::BTreeMap<LogId, u64>, WireError> {
    heads.heads.iter().map(|head| Ok((log_from_wire(head.log.as_ref(), sender)?, head.number))).collect()
}
