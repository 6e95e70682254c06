//! Both halves of an exchange as pure state machines: events in, effects out.
//!
//! [`Lower`] is a device's half of a stream, [`Upper`] the half of the node above it. A machine has no socket,
//! store, clock or randomness. To read the store it emits an effect and gets the result as the next event;
//! sending is an effect too. So a test can play any order of messages, breaks and answers, and a simulation
//! needs no network.
//!
//! The code around it works like this ([`crate::half`] does it for a replica):
//!
//! ```text
//! loop {
//!     while let Some(effect) = machine.next_effect() {
//!         carry it out; if it wants an answer: machine.take(answer)
//!     }
//!     wait for a message or for news: machine.take(it)
//! }
//! ```
//!
//! Effects are carried out one at a time, in order. What follows from an answer goes before all remaining
//! effects. The decisions about lost and restored stores are in [`cunbang_replica::recovery`].

mod lower;
mod report;
mod upper;

pub use lower::{Compared, Ends as LowerEnds, Lower, LowerEffect, LowerEvent, Memory, Outgoing, Whole};
pub use report::{CLOCK_TOLERANCE_SECONDS, SyncReport};
pub use upper::{Ends as UpperEnds, Greeting, Reading, Upper, UpperEffect, UpperEvent, UpperFault};
