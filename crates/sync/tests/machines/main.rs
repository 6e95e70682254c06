//! Laws of both halves of an exchange, tested without store and network.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod lower;
mod upper;

use cunbang_ledger::{LogHead, LogId, RefusalCode, Writer};
use cunbang_model::DeviceId;
use cunbang_replica::OutgoingPush;
use cunbang_sync::proto::{Refused, Taken};

/// The device below.
const BELOW: DeviceId = DeviceId::from_bytes([1; 16]);
/// Another device of the same village.
const BESIDE: DeviceId = DeviceId::from_bytes([2; 16]);
/// The node above.
const ABOVE: DeviceId = DeviceId::from_bytes([9; 16]);

/// A log of a numbered ledger.
fn log(ledger: u32, device: DeviceId) -> LogId {
    let document = format!("ledger/330522103201/{}Q1", 2000 + ledger).parse().unwrap();
    LogId { document, writer: Writer { device, incarnation: 0 } }
}

/// Pushes one entry of the device below to a numbered ledger.
fn push(ledger: u32) -> OutgoingPush {
    push_of(log(ledger, BELOW))
}

fn push_of(log: LogId) -> OutgoingPush {
    let head = LogHead { number: 1, ..LogHead::empty(&log) };
    OutgoingPush { log, first: 1, head, packed: vec![1], dictionary: false, signature: [2; 64] }
}

fn taken(push: u32) -> Taken {
    Taken { push, received_at_ms: 1, signature: vec![3; 64], number: 0 }
}

fn refused(push: u32, code: RefusalCode) -> Refused {
    Refused { push, code: code as i32, message: "行".to_owned(), lacking: Vec::new() }
}
