//! Both halves of an exchange as values: events in, effects out.
//!
//! [`Lower`] is a device's half of a stream, [`Upper`] that of the node above it. A machine has no
//! socket, no store, no clock and no chance. What it needs to know of the store it asks for as an effect
//! and gets as the next event; what is to be sent is an effect too. So any order of messages, breaks and
//! answers can be played in a test, and a simulation runs without a network.
//!
//! A shell works like this ([`crate::half`] does it over a replica):
//!
//! ```text
//! loop {
//!     while let Some(effect) = machine.next_effect() {
//!         do it; where it wants an answer: machine.take(answer)
//!     }
//!     wait for a message or for news: machine.take(it)
//! }
//! ```
//!
//! Effects are done one after the other, in the order in which they come: an answer puts what follows
//! from it before all that is still to be done. Which decision follows from what was lost or restored is
//! said in [`cunbang_replica::recovery`].

mod lower;
mod report;
mod upper;

pub use lower::{Compared, Ends as LowerEnds, Lower, LowerEffect, LowerEvent, Memory, Outgoing, Whole};
pub use report::{CLOCK_TOLERANCE_SECONDS, SyncReport};
pub use upper::{Ends as UpperEnds, Greeting, Reading, Upper, UpperEffect, UpperEvent, UpperFault};
