//! Ledgers 台账 and the logs that carry them.
//!
//! A **document** is an Automerge document: one flat map from `table/id` to the canonical JSON of one
//! row. A device writes it only through its own **log**: entries numbered from 1, each one Automerge
//! change, chained by hash and covered by the device's Ed25519 signature. Logs are the truth; the
//! document, its snapshot and its [`Projection`] can all be rebuilt from them.
//!
//! No Automerge bytes cross a wire. An [`Entry`] describes its change in our own terms: the rows put, the
//! values each supersedes, and what the writer had seen. The change is a pure function of the entry
//! ([`Entry::to_change`]). The receiver computes the change's hash from the rows (`encoding.rs`) and checks it
//! against the chain and the signature, so Automerge never parses a stranger's bytes.
//!
//! Programs of different releases work together. A frame defines by number and name whatever is newer than
//! the baseline. An older program can follow the chain through rows that it cannot read
//! ([`cunbang_model::Carried`]), store and relay them, and count them after an update.
//!
//! What a unit publishes stands in one order in its [`PublicLog`], a Merkle tree over leaves that are rows themselves;
//! a [`SignedCheckpoint`] states how far it goes.
//!
//! Data flows one way: a [`Document`] records rows and yields the next entry of its log; a [`frame`] packs
//! entries for the wire and the store; [`verify`] turns a received frame into a [`VerifiedSegment`], the only
//! thing that a store accepts. This crate knows no SQL, no network and no runtime.

pub mod change;
pub mod checkpoint;
pub mod clock;
pub mod document;
mod encoding;
pub mod entry;
pub mod frame;
pub mod history;
mod implied;
pub mod limits;
pub mod log;
pub mod projection;
pub mod public_log;
pub mod receipt;
pub mod refusal;
mod rows;
mod varint;
pub mod verify;

pub use checkpoint::{Checkpoint, CheckpointError, SignedCheckpoint};
pub use clock::Clock;
pub use document::{Document, DocumentError, Entered};
pub use entry::{ChangeIndex, ChangePoint, Entry, OperationId, Point, Put, PutPoint};
pub use history::History;
pub use log::{Hash, LogHead, LogId, Writer};
pub use projection::{Projection, Standing, VersionVector};
pub use public_log::{Leaf, PublicLog};
pub use receipt::Receipt;
pub use refusal::{Refusal, RefusalCode};
pub use verify::{VerifiedSegment, verify, verify_own};

/// Signs a message with a device's Ed25519 key.
pub type Sign<'a> = &'a dyn Fn(&[u8]) -> [u8; 64];

/// Whether `signature` is a valid signature of `message` by this key.
pub fn signature_holds(public_key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    ring::signature::UnparsedPublicKey::new(&ring::signature::ED25519, public_key).verify(message, signature).is_ok()
}
